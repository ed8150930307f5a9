import { asOf, type Booking, note, type Prompt, type Reference, unannounced } from '../domain/booking.ts';
import { promptsDue } from '../domain/clock.ts';
import { lastHeardOfTerms } from '../domain/history.ts';
import { lostBy } from '../domain/office-changes.ts';
import { Unavailable } from '../domain/refusal.ts';
import { announcesWithdrawn, termsToAnnounce, withPublished } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { OfficeBook } from './diary.ts';
import { bookings, office, outbox } from './this-office.ts';

/** How often a booking is looked at anew because somebody changed it meanwhile. */
const TRIES = 5;

/**
 * Looks at a booking and stores what the clock has brought about, each once, with the notices that owes; of the prompts only
 * those asked for. Being called twice, late or for nothing changes nothing: the booking and the clock decide.
 * An ending that is due is stored where `ends` says so; where it does not, nothing is done about an ended booking.
 */
export const wake = async (
  id: Reference,
  book: OfficeBook,
  { prompts, ends }: { readonly prompts: readonly Prompt[]; readonly ends: boolean },
  now: Instant,
): Promise<Booking | undefined> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const booking = ends ? await bookings.upToDate(id, now) : await bookings.find(id, now);
    if (booking?.state !== 'tentative' && booking?.state !== 'confirmed') return booking;
    const due = dueOf(booking, book, now).filter((prompt) => prompts.includes(prompt));
    if (due.length === 0) return booking;
    const stored = await bookings.change(booking, note(booking, { prompts: due }), byTheClock('prompted', now));
    if (!('refused' in stored)) return stored;
  }
  throw new Unavailable('others changed the booking every time');
};

/** [K-13, A-13, D-11] Tells the person behind a future booking of terms published since, once for every version. */
export const announce = async (found: Booking, book: OfficeBook, now: Instant): Promise<Booking> => {
  const known = withPublished(office, book.terms);
  const booking = announcesWithdrawn(known, found) ? await unannounce(found, now) : found;
  const version = booking && termsToAnnounce(known, booking, now);
  if (!booking || version === undefined || (booking.state !== 'tentative' && booking.state !== 'confirmed'))
    return booking ?? found;
  const stored = await bookings.change(booking, note(booking, { announced: version }), {
    ...byTheClock('announced', now),
    announced: version,
    owed: ['terms-changed'],
  });
  // Whoever was faster, the next sweep looks again.
  return 'refused' in stored ? booking : stored;
};

/**
 * [K-13, A-13, D-11] Nobody is phoned about terms withdrawn before they heard of them, nor about that, nor once more about those
 * they heard of before. The same booking where they have heard of the last; undefined where somebody changed it meanwhile.
 */
export const unannounce = async (booking: Booking, now: Instant): Promise<Booking | undefined> => {
  if (booking.state !== 'tentative' && booking.state !== 'confirmed') return booking;
  for (const { revision, notices } of await bookings.history(booking.id))
    if (notices['terms-changed'])
      await outbox.advance({ booking: booking.id, revision }, 'terms-changed', (notice) => {
        const { state, tries, leasedUntil, why = 'overtaken' } = notice;
        const unheard = state === 'to-be-phoned' || (state === 'pending' && !(leasedUntil && now < leasedUntil));
        return unheard ? { state: 'dropped', at: now, tries, why } : undefined;
      });
  // Read anew: whoever ticks it off at this moment has told them.
  const heard = lastHeardOfTerms(await bookings.history(booking.id));
  if (heard && (heard.announced ?? booking.announced) === booking.announced) return booking;
  const stored = await bookings.change(booking, unannounced(booking, heard?.announced), byTheClock('prompted', now));
  return 'refused' in stored ? undefined : stored;
};

const dueOf = (booking: Booking, book: OfficeBook, now: Instant): Prompt[] =>
  promptsDue(office, book.closures, booking, now, lostBy(office, book, booking));

const byTheClock = (act: 'prompted' | 'announced', now: Instant) =>
  ({ act, actor: { kind: 'clock' }, channel: 'clock', at: now }) as const;

/** Whether a stored booking has anything for the clock to do. */
export const asksForAttention = (stored: Booking, book: OfficeBook, now: Instant): boolean =>
  asOf(office, stored, now, book) !== stored ||
  dueOf(stored, book, now).length > 0 ||
  termsToAnnounce(withPublished(office, book.terms), stored, now) !== undefined;
