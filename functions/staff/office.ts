import * as z from 'zod';
import { Counsellor } from '../../shared/aws/diary.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { numberOf } from '../../shared/domain/application.ts';
import { ApplicantKind, Terms } from '../../shared/domain/office.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { mayPublish, withPublished } from '../../shared/domain/terms.ts';
import { LocalDate } from '../../shared/domain/time.ts';
import { staffGet, staffPost, staffPut } from '../../shared/http/serve.ts';

/** Who holds sessions at this office. */
export const counsellors = staffGet('/staff/counsellors', {}, async () => ({
  status: 200,
  json: { counsellors: (await diary.office()).counsellors },
}));

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const Entry = z.strictObject({
  name: Counsellor.shape.name,
  desks: Counsellor.shape.desks.refine(
    (desks) => desks.every((id) => office.desks.some((desk) => desk.id === id)),
    'malformed',
  ),
  weekdays: Counsellor.shape.weekdays.default(EVERY_DAY),
  absences: Counsellor.shape.absences.default([]),
});

/** [K-F-1] Adds a counsellor or changes one. */
export const putCounsellor = staffPut('/staff/counsellors/{id}', { body: Entry }, async ({ path, body }) => {
  const counsellor = Counsellor.safeParse({ id: path['id'], ...body });
  if (!counsellor.success) return refuse('counsellor-unknown');
  await diary.putCounsellor(counsellor.data);
  return { status: 200, json: counsellor.data };
});

const Eligibility = z
  .strictObject({ kind: ApplicantKind, number: z.string().max(60, 'too-long'), eligible: z.boolean() })
  .refine((body) => numberOf(body) !== undefined, { path: ['number'], message: 'malformed' });

/** [D-7] Notes that a person may use the service, or takes that back. The number is personal: it travels in the body. */
export const putEligibility = staffPut('/staff/eligibility', { body: Eligibility }, async ({ body, staff }, now) => {
  await bookings.setEligible(numberOf(body) ?? body.number, body.eligible ? { by: staff, at: now } : undefined);
  return { status: 200, json: { eligible: body.eligible } };
});

/** [D-2] Closes a day, or opens one, beyond the office's calendar. */
export const putClosure = staffPut(
  '/staff/closures/{date}',
  { body: z.strictObject({ kind: z.enum(['closed', 'opened']) }) },
  async ({ path, body }, now) => {
    const date = LocalDate.safeParse(path['date']);
    if (!date.success) return refuse('outside-timetable');
    await diary.putClosure(date.data, body.kind);
    // Who has a session, or the time held for an application, on that day hears of it from staff.
    const standing = (await bookings.onDay(date.data, now)).filter(
      ({ state }) => state === 'tentative' || state === 'confirmed',
    );
    return {
      status: 200,
      json: {
        date: date.data,
        kind: body.kind,
        ...(body.kind === 'closed' && { affected: standing.map(({ id }) => id) }),
      },
    };
  },
);

/** [K-13, A-13, D-11] Publishes a version of the terms: whoever has a future booking is told, and the page shows it from now on. */
export const publishTerms = staffPost('/staff/terms', { body: Terms }, async ({ body, staff }, now) => {
  const current = withPublished(office, (await diary.office()).terms);
  if (!mayPublish(current, body, now)) return refuse('terms-unusable');
  const refused = await diary.publish(body, staff, now);
  return refused ?? { status: 201, json: { version: body.version, effectiveFrom: body.effectiveFrom } };
});
