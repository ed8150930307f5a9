import * as z from 'zod';
import { entered } from '../../shared/aws/office-book.ts';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { numberOf } from '../../shared/domain/application.ts';
import { ApplicantKind } from '../../shared/domain/office.ts';
import { isStranded } from '../../shared/domain/office-changes.ts';
import { termsAt, termsToCome, withPublished } from '../../shared/domain/terms.ts';
import { staffGet, staffPut } from '../../shared/http/serve.ts';
import { officePage } from '../../shared/pages/counter/office.ts';
import { comingDays } from './closures.ts';

/** The office at a glance: its people, its days, its terms, and the rules of its own that staff cannot change here. */
export const overview = staffGet('/staff/office', {}, async ({ staff }, now) => {
  const { counsellors, closures, published } = await entered();
  const days = await comingDays(closures, now);
  const stranded = (await bookings.todo(now)).filter((booking) => isStranded(office, counsellors, booking, now)).length;
  const all = withPublished(office, published);
  const [current, next] = [termsAt(all, now), termsToCome(all, now)];
  return {
    status: 200,
    json: {
      counsellors: counsellors.length,
      stranded,
      closures: days.map(({ row: { date, kind }, left }) => ({ date, kind, left })),
      terms: current.version,
      termsToCome: next?.version,
    },
    page: () => officePage({ office, staff, now }, { counsellors, stranded, days, current, next }),
  };
});

const Eligibility = z
  .strictObject({ kind: ApplicantKind, number: z.string().max(60, 'too-long'), eligible: z.boolean() })
  .refine((body) => numberOf(body) !== undefined, { path: ['number'], message: 'malformed' });

/** [D-7] Notes that a person may use the service, or takes that back. The number is personal: it travels in the body. */
export const putEligibility = staffPut('/staff/eligibility', { body: Eligibility }, async ({ body, staff }, now) => {
  await bookings.setEligible(numberOf(body) ?? body.number, body.eligible ? { by: staff, at: now } : undefined);
  return { status: 200, json: { eligible: body.eligible } };
});
