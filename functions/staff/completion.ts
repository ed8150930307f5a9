import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { Completion } from '../../shared/domain/application.ts';
import { agreeSpeaking, completeSpeaking } from '../../shared/domain/applying.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { lostBy } from '../../shared/domain/office-changes.ts';
import { consentTo, standingOf } from '../../shared/domain/person.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { type Typed, typedOf } from '../../shared/http/form.ts';
import { staffGet } from '../../shared/http/serve.ts';
import { completionPage, inStaffWords } from '../../shared/pages/counter/phone.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { act } from './acts.ts';
import { bookingJson } from './lists.ts';

const officeNow = async () => {
  const book = await diary.office();
  return { book, known: withPublished(office, book.terms) };
};

/** What stands in the way of a hold that is agreed to [D-2, D-10, K-F-1]. */
const waitsOf = async (book: Awaited<ReturnType<typeof officeNow>>['book'], booking: Booking, now: Instant) => {
  const { refused } = standingOf(await bookings.person(booking.applicant), now);
  return lostBy(office, book, booking) ?? (refused ? 'refused-person' : undefined);
};

/** [K-F-2, D-7] Where staff complete a booking with somebody who has no mail. */
export const showCompletion = staffGet('/staff/bookings/{reference}/completion', {}, async ({ path, staff }, now) => {
  const reference = referenceFrom(path['reference'] ?? '');
  const booking = reference && (await bookings.find(reference, now));
  if (!booking) return refuse('booking-not-found');
  const { book, known } = await officeNow();
  const terms = termsAt(known, now);
  const waits = await waitsOf(book, booking, now);
  return {
    status: 200,
    booking: booking.id,
    json: { ...bookingJson(booking), current: terms.version },
    page: () => completionPage({ office, staff, now }, booking, terms, waits),
  };
});

const again: Parameters<typeof act>[3] = async (typed, problem, now, { path, staff = '' }): Promise<Page> => {
  const reference = referenceFrom(path['reference'] ?? '');
  const booking = reference && (await bookings.find(reference, now));
  const counter = { office, staff, now, problem: inStaffWords(office, problem) };
  if (!booking) return '';
  const { book, known } = await officeNow();
  const waits = await waitsOf(book, booking, now);
  return completionPage(counter, booking, termsAt(known, now), waits, kept(typedOf(typed), problem.type));
};

/** Agreeing to other terms than were read out is done anew; what another did since has been seen now. */
const kept = (typed: Typed, problem: string): Typed => {
  const { 'consent.accepted': accepted, seen, ...rest } = typed;
  return {
    ...rest,
    ...(accepted !== undefined && problem !== 'terms-changed' && { 'consent.accepted': accepted }),
    ...(seen !== undefined && problem !== 'changed-meanwhile' && { seen }),
  };
};

/**
 * [K-F-2, K-F-3, D-7] Completes a booking without any mail: the terms were read out, and the person agreed while they spoke with
 * staff. Version, hash, channel and who heard it are kept as the evidence.
 */
export const completion = act(
  'completion',
  Completion,
  async (booking, { applicant, through, consent }, now) => {
    if (booking.state !== 'tentative' && booking.state !== 'confirmed')
      return refuse(booking.terms ? 'agreed-already' : 'not-possible-now');
    const [{ book, known }, person] = await Promise.all([officeNow(), bookings.person(booking.applicant)]);
    const { refused } = standingOf(person, now);
    const completed =
      booking.state === 'tentative'
        ? completeSpeaking(known, book, booking, { applicant, consent, refused }, now)
        : agreeSpeaking(known, booking, { applicant, consent }, now);
    if ('refused' in completed) return completed;
    return {
      booking: completed,
      doing: {
        act: completed.state === booking.state ? 'agreed' : 'completed',
        channel: through,
        consent: consentTo(known, consent.terms, { channel: through }, now),
      },
    };
  },
  again,
);
