import { type Booking, type Confirmed, cancel, decline, deskOf, occupies, type Tentative } from './booking.ts';
import type { Closures } from './calendar.ts';
import type { History } from './history.ts';
import { type Notice, type NoticeKind, noticeAsOf } from './notices.ts';
import type { Office } from './office.ts';
import { type Counsellor, type Diary, lostTo, slotsOf, worksOn } from './openings.ts';
import type { Refusal } from './refusal.ts';
import { dateOf, type Instant, type LocalDate } from './time.ts';

/* What changes of the office itself, its days and its people, do to bookings that were already given. */

/** A booking that still lies ahead: an application, or a session not yet begun. */
export const isAhead = (booking: Booking, now: Instant): booking is Tentative | Confirmed =>
  booking.state === 'tentative' || (booking.state === 'confirmed' && booking.session.startsAt > now);

/**
 * [D-2, A-6-5] What closing a day does to a booking of it: a session not yet begun is cancelled by the office; an application is
 * declined, or stays for staff to answer with another of its wishes where one lies on a day that is open. `wish-lost`: one of
 * its wishes lies on that day, but not the time it holds. Undefined where the booking has nothing to do with the day.
 */
export const onClosing = (
  office: Office,
  closures: Closures,
  date: LocalDate,
  booking: Booking,
  now: Instant,
): 'cancelled' | 'declined' | 'other-wish' | 'wish-lost' | undefined => {
  if (!isAhead(booking, now)) return undefined;
  if (booking.state === 'confirmed') return dateOf(booking.session.startsAt) === date ? 'cancelled' : undefined;
  const { held, wishes } = booking;
  if (!wishes.some(({ from }) => dateOf(from) === date) && (!held || dateOf(held.startsAt) !== date)) return undefined;
  if (held && dateOf(held.startsAt) !== date) return 'wish-lost';
  const desk = deskOf(office, booking.desk);
  const without = { ...closures, closed: [...closures.closed, date] };
  const another = wishes.some(
    (wish) => desk && slotsOf(office, without, desk, wish).some(({ startsAt }) => startsAt > now),
  );
  return another ? 'other-wish' : 'declined';
};

/** [D-2] The booking after its day was closed, where that ends it. */
export const closed = (
  office: Office,
  booking: Booking,
  effect: ReturnType<typeof onClosing>,
  now: Instant,
): Booking | Refusal | undefined => {
  if (effect === 'declined' && booking.state === 'tentative') return decline(booking, 'closure', now);
  if (effect === 'cancelled' && booking.state === 'confirmed')
    return cancel(office, booking, { by: 'office', through: 'counter', reason: 'closure' }, now);
  return undefined;
};

/**
 * [K-F-1, A-6-5] Whether a booking ahead has nobody to hold it: its counsellor is no more, or does not work for its desk or on its
 * day. It stays as it was given until staff hand it over or settle it.
 */
export const isStranded = (
  office: Office,
  counsellors: readonly Counsellor[],
  booking: Booking,
  now: Instant,
): boolean => {
  const session = isAhead(booking, now) ? occupies(booking) : undefined;
  const desk = deskOf(office, booking.desk);
  if (!session || !desk) return false;
  const counsellor = counsellors.find(({ id }) => id === session.counsellor);
  return !counsellor || !worksOn(counsellor, desk, dateOf(session.startsAt));
};

/**
 * [D-2, K-F-1, A-6-5] Why the time of an application or a session not settled yet cannot be kept as it was given: its day was closed
 * since, or its counsellor is not there. Nobody is reminded of such a session, nor deemed absent from it [D-10].
 */
export type Lost = NonNullable<ReturnType<typeof lostTo>>;
export const lostBy = (
  office: Office,
  book: Pick<Diary, 'closures' | 'counsellors'>,
  booking: Booking,
): Lost | undefined => {
  const session = booking.state === 'tentative' || booking.state === 'confirmed' ? occupies(booking) : undefined;
  const desk = deskOf(office, booking.desk);
  return session && desk && lostTo(office, book, desk, session);
};

/** The notices that tell a person what became of a booking. */
const words = ['cancelled', 'declined', 'moved', 'withdrawn', 'expired', 'deemed-cancelled', 'invitation'] as const;

/** How far a person has heard of what became of their booking; `done` where nobody has to do anything about it any more. */
export type Word = {
  readonly step: 'waiting' | 'to-be-phoned' | 'done';
  readonly notice?: Notice | undefined;
  /** Which word it is, and the act that owed it. */
  readonly owed?: { readonly notice: NoticeKind; readonly revision: number };
};

/** [A-6-5, R-15] The last word a person was owed of a booking that was settled, and how far it has come. */
export const wordOf = (office: Office, booking: Booking, history: readonly History[], now: Instant): Word => {
  const last = history
    .flatMap((entry) =>
      words.flatMap((kind) => (entry.notices[kind] ? [{ entry, kind, it: entry.notices[kind] }] : [])),
    )
    .at(-1);
  if (!last) return { step: 'done' };
  const notice = noticeAsOf(office, booking, last.entry, last.kind, last.it, now);
  const { state } = notice;
  const step = state === 'to-be-phoned' ? state : state === 'pending' || state === 'sent' ? 'waiting' : 'done';
  return { step, notice, owed: { notice: last.kind, revision: last.entry.revision } };
};
