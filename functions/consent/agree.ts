import { agreeAgain } from '../../shared/aws/agreeing.ts';
import { office } from '../../shared/aws/this-office.ts';
import { openedBy } from '../../shared/aws/visitor.ts';
import { termsAt } from '../../shared/domain/terms.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { agreementOf, CodeRequest } from '../../shared/http/api.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Again, post } from '../../shared/http/serve.ts';
import { agreedPage, agreePage } from '../../shared/pages/agree.ts';
import { backForm } from '../../shared/pages/booking.ts';
import { problemPage } from '../../shared/pages/problem.ts';
import { sinceAgreed } from '../../shared/pages/terms-changes.ts';
import { withAllTerms } from './terms.ts';

/** [D-11, A-62-2] The terms in force now beside those a booking was agreed under. Nothing is stored. */
export const termsOfBooking = post(
  '/bookings/{reference}/terms',
  { body: CodeRequest },
  async ({ path, body }, now) => {
    const opened = await openedBy(path['reference'] ?? '', body.code, now);
    if ('refused' in opened) return opened;
    const found = sinceAgreed(await withAllTerms(), opened, now);
    const { agreed, current, changes } = found;
    return {
      status: 200,
      booking: opened.id,
      json: {
        reference: opened.id,
        agreed: agreed?.version ?? null,
        current: current.version,
        changes: changes.filter(({ how }) => how !== 'same'),
      },
      page: () => agreePage(office, opened.id, { code: body.code }, found),
    };
  },
);

/** The page once more, with what is still to be ticked; what stands in the way of agreeing at all has a page of its own. */
const askAgain: Again = async (typed, problem: Told, now, { path }) => {
  const fields = typedOf(typed);
  const code = fields['code'] ?? '';
  const opened = await openedBy(path['reference'] ?? '', code, now);
  if ('refused' in opened) return problemPage(office, problem);
  if (problem.type === 'not-possible-now') return problemPage(office, problem, backForm(opened.id, code));
  return agreePage(office, opened.id, fields, sinceAgreed(await withAllTerms(), opened, now), problem);
};

/** [D-11, K-4, A-4] Agreeing again, to the version in force now. */
export const consents = post(
  '/bookings/{reference}/consents',
  { body: agreementOf(office), again: askAgain },
  async ({ path, body }, now) => {
    const opened = await openedBy(path['reference'] ?? '', body.code, now);
    if ('refused' in opened) return opened;
    const known = await withAllTerms();
    const stored = await agreeAgain(known, opened.id, body.terms, 'form', now);
    if ('refused' in stored) return stored;
    const terms = termsAt(known, now);
    return {
      status: 200,
      booking: stored.id,
      json: { reference: stored.id, terms: terms.version, at: isoOf(now) },
      page: () => agreedPage(office, stored.id, body.code, terms, now),
    };
  },
);
