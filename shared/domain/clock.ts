import * as z from 'zod';
import { type Booking, Prompt, Reference } from './booking.ts';
import { type Closures, openDayBefore } from './calendar.ts';
import { noShowAt } from './deadlines.ts';
import { type Office, toolOf } from './office.ts';
import { at, dateOf, type Instant, instant, type LocalTime, MINUTE, plusDays } from './time.ts';

/** A moment at which a booking should be looked at, and what for. Being late is harmless: the booking itself tells what is due. */
export type Wake = { readonly kind: Prompt; readonly at: Instant };

/** What a wake-up call carries: which booking, in which version, and what for. No personal data. */
export const WakeUp = z.strictObject({ booking: Reference, version: z.int(), kind: Prompt });
export type WakeUp = z.infer<typeof WakeUp>;

/** Whoever is warned has at least this long from the act that makes the warning necessary. */
const GRACE = 60 * MINUTE;

/**
 * [K-F-5, A-6-3, D-5, D-10, D-12] Everything the clock will ask about a booking as it stands, in order of time. Waiting for an
 * answer: staff are warned on the last open day before the promise, the person is told to phone once it is broken, the
 * hold ends. Confirmed: staff are warned while no meeting is made, the person is reminded, and ten minutes in the session is
 * looked at. A reminder whose time had passed when the session was settled is none.
 */
export const wakesOf = (office: Office, closures: Closures, booking: Booking): Wake[] => {
  if (booking.state === 'tentative')
    return inOrder([
      ...promiseWakes(office, closures, booking, booking.expiresAt),
      { kind: 'expiry', at: booking.expiresAt },
    ]);
  if (booking.state !== 'confirmed') return [];

  const { session, confirmedAt, meeting } = booking;
  const { openDayBefore: dayClock, minutesBefore } = office.reminders;
  const dayBefore = openDayBefore(office, closures, dateOf(session.startsAt), 1);
  const reminders: Wake[] = [
    ...(dayClock === null ? [] : [{ kind: 'reminder-day' as const, at: at(dayBefore, dayClock) }]),
    ...(minutesBefore === null
      ? []
      : [{ kind: 'reminder-hour' as const, at: instant(session.startsAt - minutesBefore * MINUTE) }]),
  ];
  const unmade: Wake[] = [
    { kind: 'meeting', at: later(at(dayBefore, office.warnings.meeting), instant(confirmedAt + GRACE)) },
  ];
  return inOrder([
    ...(meeting.state === 'wanted' ? unmade.filter((wake) => wake.at < session.startsAt) : []),
    ...(awaitsAccess(office, booking) ? promiseWakes(office, closures, booking, session.startsAt) : []),
    ...reminders.filter((wake) => wake.at > confirmedAt),
    { kind: 'no-show', at: noShowAt(office, session.startsAt) },
  ]);
};

/** [A-6-3] Whether the answer to an applicant still waits for the meeting: the tool invites nobody, so our mail must carry the codes. */
export const awaitsAccess = (office: Office, booking: Booking): boolean =>
  booking.state === 'confirmed' &&
  booking.meeting.state === 'wanted' &&
  toolOf(office, booking.tool).invitesFrom === null;

const promiseWakes = (
  office: Office,
  closures: Closures,
  { appliedAt, promisedBy }: Pick<Booking, 'appliedAt' | 'promisedBy'>,
  end: Instant,
): Wake[] => {
  const warned = later(promiseWarning(office, closures, promisedBy), instant(appliedAt + GRACE));
  return [
    ...(warned < promisedBy ? [{ kind: 'promise' as const, at: warned }] : []),
    // Where both end together, the person is told of the end.
    ...(promisedBy < end ? [{ kind: 'promise-broken' as const, at: promisedBy }] : []),
  ];
};

/** The last open day on which staff can still keep a promise, at the office's clock time for warnings. */
const promiseWarning = (office: Office, closures: Closures, promisedBy: Instant): Instant =>
  at(
    openDayBefore(office, closures, plusDays(dateOf(instant(promisedBy - 1)), 1), 1),
    office.warnings.promise satisfies LocalTime,
  );

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
const inOrder = (wakes: Wake[]): Wake[] => wakes.sort((a, b) => a.at - b.at);

/**
 * What the clock asks of a booking at a moment and nobody has answered yet. Of reminders nothing is left once the session has
 * begun; the ten minutes ask staff where a sign of contact keeps the session from being deemed cancelled (`asOf` does that)
 * and nobody has seen the person arrive.
 */
export const promptsDue = (office: Office, closures: Closures, booking: Booking, now: Instant): Prompt[] =>
  wakesOf(office, closures, booking)
    .filter(({ kind, at }) => at <= now && kind !== 'expiry' && !booking.prompted.includes(kind))
    .filter(({ kind }) => {
      if (booking.state !== 'confirmed') return true;
      return kind === 'no-show'
        ? booking.signs.every(({ sign }) => sign !== 'arrived')
        : now < booking.session.startsAt;
    })
    .map(({ kind }) => kind);
