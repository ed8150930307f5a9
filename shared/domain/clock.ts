import * as z from 'zod';
import { awaitsAccess, type Booking, type Confirmed, couldCome, Prompt, Reference, wasChanged } from './booking.ts';
import { type Closures, openDayBefore } from './calendar.ts';
import { noShowAt } from './deadlines.ts';
import { doorOf } from './joining.ts';
import type { Office } from './office.ts';
import type { Lost } from './office-changes.ts';
import { at, dateOf, type Instant, instant, MINUTE, plusDays } from './time.ts';

/** A moment at which a booking should be looked at, and what for. Being late is harmless: the booking itself tells what is due. */
export type Wake = { readonly kind: Prompt; readonly at: Instant };

/** What a wake-up call carries: which booking, in which version, and what for. No personal data. */
export const WakeUp = z.strictObject({ booking: Reference, version: z.int(), kind: Prompt });
export type WakeUp = z.infer<typeof WakeUp>;

/** Whoever is warned has at least this long from the act that makes the warning necessary. */
const GRACE = 60 * MINUTE;

/**
 * [K-F-5, A-6-3, D-5, D-10, D-12] Everything the clock will ask about a booking as it stands, in order of time. Waiting for an
 * answer: staff are warned on the last open day before the promise, and before the hold ends if that is later; the person is
 * told to phone once the promise is broken; the hold ends. Confirmed: staff are warned while no meeting is made, the person is
 * reminded, and ten minutes in the session is looked at. A reminder whose time had passed when the session was settled is none.
 */
export const wakesOf = (office: Office, closures: Closures, booking: Booking): Wake[] => {
  if (booking.state === 'tentative') {
    const { expiresAt, appliedAt } = booking;
    const promise = promiseWakes(office, closures, booking, expiresAt);
    const warned = warning(office, closures, expiresAt, appliedAt);
    const endingLater = promise.every(({ kind, at }) => kind !== 'promise' || at < warned);
    return inOrder([
      ...promise,
      ...(endingLater && warned < expiresAt ? [{ kind: 'ending' as const, at: warned }] : []),
      { kind: 'expiry', at: expiresAt },
    ]);
  }
  // A session at once is under way before anybody could be warned or reminded.
  if (booking.state !== 'confirmed' || booking.channel === 'instant') return [];

  const { session, confirmedAt, meeting } = booking;
  const { openDayBefore: dayClock, minutesBefore } = office.reminders;
  const dayBefore = openDayBefore(office, closures, dateOf(session.startsAt), 1);
  const reminders: Wake[] = [
    ...(dayClock === null ? [] : [{ kind: 'reminder-day' as const, at: at(dayBefore, dayClock) }]),
    ...(minutesBefore === null
      ? []
      : [{ kind: 'reminder-hour' as const, at: instant(session.startsAt - minutesBefore * MINUTE) }]),
  ];
  const soonest = instant(confirmedAt + GRACE);
  const warned = later(at(dayBefore, office.warnings.meeting), soonest);
  const unmade: Wake = { kind: 'meeting', at: warned < session.startsAt ? warned : confirmedAt };
  return inOrder([
    ...(meeting.state === 'ready' ? [] : [unmade]),
    ...(awaitsAnswer(office, booking) ? promiseWakes(office, closures, booking, session.startsAt) : []),
    ...reminders.filter((wake) => wake.at > confirmedAt),
    { kind: 'no-show', at: noShowAt(office, session.startsAt) },
  ]);
};

/** [K-F-5, A-6-3] Whether an application has no answer yet. One that was moved, or whose tool was changed, has had it: the word of that. */
export const awaitsAnswer = (office: Office, booking: Booking): boolean =>
  booking.state === 'tentative' || (!wasChanged(booking) && awaitsAccess(office, booking));

/** [K-F-5, A-6-3] Whether the office has broken its promise to this applicant. One taken after its promise was over has none. */
export const promiseBroken = (office: Office, booking: Booking, now: Instant): boolean =>
  booking.promisedBy > booking.appliedAt && now >= booking.promisedBy && awaitsAnswer(office, booking);

const promiseWakes = (
  office: Office,
  closures: Closures,
  { appliedAt, promisedBy }: Pick<Booking, 'appliedAt' | 'promisedBy'>,
  end: Instant,
): Wake[] => {
  if (promisedBy <= appliedAt) return [];
  const until = promisedBy < end ? promisedBy : end;
  const warned = warning(office, closures, until, appliedAt);
  return [
    ...(warned < until ? [{ kind: 'promise' as const, at: warned }] : []),
    // Where both end together, the person is told of the end.
    ...(promisedBy < end ? [{ kind: 'promise-broken' as const, at: promisedBy }] : []),
  ];
};

/** The last open day's clock time for warnings before something ends; in good time after what it is about has come in. */
const warning = (office: Office, closures: Closures, end: Instant, since: Instant): Instant => {
  const lastDay = openDayBefore(office, closures, plusDays(dateOf(instant(end - 1)), 1), 1);
  const usual = at(lastDay, office.warnings.promise);
  const soonest = instant(since + GRACE);
  // On the day itself staff are warned at once.
  return usual < end && usual > soonest ? usual : soonest;
};

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
const inOrder = (wakes: Wake[]): Wake[] => wakes.sort((a, b) => a.at - b.at);

/**
 * What the clock asks of a booking at a moment and nobody has answered yet. Of reminders nothing is left once the session has
 * begun; the ten minutes ask staff where something keeps the session from being deemed cancelled (`asOf` does that) and nobody
 * has seen the person arrive, or enter where there is a meeting: a mail at every session that is held would soon go unread. Of a session
 * that is `lost` nobody is reminded until it is moved, handed over, or given again, whoever enters waits for nobody, and on a closed
 * day it needs no meeting.
 */
export const promptsDue = (office: Office, closures: Closures, booking: Booking, now: Instant, lost?: Lost): Prompt[] =>
  wakesOf(office, closures, booking)
    .filter(({ kind, at }) => at <= now && kind !== 'expiry' && !booking.prompted.includes(kind))
    .filter(({ kind }) => {
      if (booking.state !== 'confirmed') return true;
      if (lost && (kind === 'reminder-day' || kind === 'reminder-hour')) return false;
      if (lost === 'day-closed' && kind === 'meeting') return false;
      return kind === 'no-show' ? !isThere(office, booking, lost) : now < booking.session.startsAt;
    })
    .map(({ kind }) => kind);

/** Whether the person has arrived, or has entered the meeting while its door was open and somebody is to hold it. */
const isThere = (office: Office, booking: Confirmed, lost: Lost | undefined): boolean =>
  booking.signs.some(
    ({ sign, at }) =>
      sign === 'arrived' || (sign === 'joined' && !lost && at >= doorOf(office, booking).from && couldCome(booking)),
  );
