import { bookings, office } from '../../shared/aws/this-office.ts';
import { openedBy } from '../../shared/aws/visitor.ts';
import { agree, type Booking } from '../../shared/domain/booking.ts';
import type { Office } from '../../shared/domain/office.ts';
import { consentTo } from '../../shared/domain/person.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt } from '../../shared/domain/terms.ts';
import { type Instant, isoOf } from '../../shared/domain/time.ts';
import { agreementOf, CodeRequest } from '../../shared/http/api.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Again, post } from '../../shared/http/serve.ts';
import { agreedPage, agreePage } from '../../shared/pages/agree.ts';
import { backForm } from '../../shared/pages/booking.ts';
import { problemPage } from '../../shared/pages/problem.ts';
import { changesOf } from '../../shared/pages/terms-changes.ts';
import { withAllTerms } from './terms.ts';

/** What a booking was agreed under, what is in force now, and what lies between. */
const compared = (known: Office, { terms: agreed }: Booking, now: Instant) => {
  const current = termsAt(known, now);
  const before = known.terms.find(({ version }) => version === agreed);
  const changes = before && before !== current ? changesOf(before.articles, current.articles) : [];
  return { agreed: before, current, changes };
};

/** [D-11, A-62-2] The terms in force now beside those a booking was agreed under. Nothing is stored. */
export const termsOfBooking = post(
  '/bookings/{reference}/terms',
  { body: CodeRequest },
  async ({ path, body }, now) => {
    const opened = await openedBy(path['reference'] ?? '', body.code, now);
    if ('refused' in opened) return opened;
    const found = compared(await withAllTerms(), opened, now);
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
  return agreePage(office, opened.id, fields, compared(await withAllTerms(), opened, now), problem);
};

/**
 * [D-11, K-4, A-4] Agreeing again, to the version in force now; the evidence goes to the person and the booking's history. A hold
 * without any agreement waits for its application, which is what makes it definitive [K-F-2].
 */
export const consents = post(
  '/bookings/{reference}/consents',
  { body: agreementOf(office), again: askAgain },
  async ({ path, body }, now) => {
    const opened = await openedBy(path['reference'] ?? '', body.code, now);
    if ('refused' in opened) return opened;
    const known = await withAllTerms();
    const terms = termsAt(known, now);
    if (body.terms !== terms.version) return refuse('terms-changed');

    const booking = await bookings.upToDate(opened.id, now);
    if (booking?.state !== 'tentative' && booking?.state !== 'confirmed') return refuse('not-possible-now');
    if (booking.terms === undefined) return refuse('not-possible-now');
    const consent = consentTo(known, terms.version, { channel: 'form' }, now);
    const stored = await bookings.change(booking, agree(booking, terms.version), {
      act: 'agreed',
      actor: { kind: 'applicant' },
      channel: 'web',
      at: now,
      consent,
    });
    if ('refused' in stored) return stored;

    return {
      status: 200,
      booking: stored.id,
      json: { reference: stored.id, terms: terms.version, at: isoOf(now) },
      page: () => agreedPage(office, stored.id, body.code, terms, now),
    };
  },
);
