import { isBeingMade, leftAtTool } from './at-tool.ts';
import { type Booking, type Cancelled, type Confirmed, couldCome, type NoShow, type Tentative } from './booking.ts';
import { type Closures, openDayBefore } from './calendar.ts';
import { awaitsAnswer, promiseBroken } from './clock.ts';
import { noShowAt } from './deadlines.ts';
import { hasBegun, type InstantRequest } from './instant.ts';
import type { Notice, NoticeToApplicant } from './notices.ts';
import type { Office } from './office.ts';
import { type Lost, lostBy } from './office-changes.ts';
import { type Diary, endOf } from './openings.ts';
import { at, dateOf, type Instant, instant, type LocalDate, type LocalTime, MINUTE } from './time.ts';

/** Somebody no mail has reached: what they were to be told, by which act, why it did not arrive and since when. */
export type Call = {
  readonly booking: Booking;
  readonly notices: readonly {
    readonly notice: NoticeToApplicant;
    readonly revision: number;
    readonly why: Notice['why'];
    readonly since: Instant;
  }[];
};

/** How soon: somebody is waiting at this moment; overdue or within the hour; today; by the next open day; after it. */
export const urgencies = ['live', 'now', 'today', 'next', 'later'] as const;
export type Urgency = (typeof urgencies)[number];

/** One thing for staff to do: why it is on the list, since when, and until when it should be done. */
export type Task = {
  readonly urgency: Urgency;
  readonly since: Instant;
  readonly until: Instant;
} & (
  | { readonly kind: 'asked'; readonly count: number }
  | { readonly kind: 'to-begin' | 'begun' | 'waiting' | 'no-result'; readonly booking: Confirmed }
  | { readonly kind: 'answer'; readonly booking: Tentative; readonly broken: boolean }
  | { readonly kind: 'meeting'; readonly booking: Confirmed; readonly broken: boolean }
  | { readonly kind: 'stranded' | 'day-closed'; readonly booking: Confirmed }
  | { readonly kind: 'left-at-tool'; readonly booking: Confirmed | Cancelled }
  | { readonly kind: 'call'; readonly booking: Booking; readonly call: Call }
  | { readonly kind: 'mails'; readonly count: number }
  | { readonly kind: 'no-show'; readonly booking: NoShow }
);

/** Of what is equally urgent: people before work, and what follows from the terms before what is only to be noted. */
const order = [
  'asked',
  'to-begin',
  'waiting',
  'begun',
  'answer',
  'day-closed',
  'stranded',
  'meeting',
  'left-at-tool',
  'call',
  'mails',
  'no-show',
  'no-result',
] as const satisfies Task['kind'][];

type Undated = Task extends infer One ? (One extends Task ? Omit<One, 'urgency'> : never) : never;

/** How long a deemed cancellation stands on the list for staff to look at, if nobody has: so many open days after it. */
const LOOKED_AT_WITHIN = 2;

/** What is due within this is due now. */
const SOON = 60 * MINUTE;

export type Waiting = {
  /** Bookings as the clock has them: applications, sessions not over yet, and those cancelled that have left something at their tool. */
  readonly open: readonly Booking[];
  /** [D-10] Sessions the clock alone has deemed cancelled. */
  readonly deemed: readonly NoShow[];
  readonly calls: readonly Call[];
  /** Who holds sessions, and when they are absent. */
  readonly counsellors: Diary['counsellors'];
  /** When the mails came in that wait for a person. */
  readonly mails: readonly Instant[];
  /** [A-62-1] Requests for a session at once that wait for somebody. */
  readonly asked: readonly Pick<InstantRequest, 'askedAt' | 'answerBy'>[];
};

/**
 * [K-F-5, A-6-3, D-5, D-10, D-12] All that waits for staff, the most urgent first: whoever is waiting at this moment, what is
 * overdue or due within the hour (broken promises first), what is due today, by the next open day, and after it; of these,
 * what is due soonest.
 */
export const todoOf = (office: Office, closures: Closures, waiting: Waiting, now: Instant): Task[] => {
  const today = dateOf(now);
  const tasks = [
    ...waiting.open.flatMap((booking) => tasksOf(office, { closures, counsellors: waiting.counsellors }, booking, now)),
    ...waiting.calls.map((call) => toCall(call, now)),
    ...toRead(office, closures, waiting.mails),
    ...toTake(waiting.asked),
    ...waiting.deemed.map((booking): Undated => {
      const last = openDayBefore(office, closures, dateOf(booking.session.startsAt), -LOOKED_AT_WITHIN);
      return { kind: 'no-show', booking, since: booking.endedAt, until: endOfDay(last) };
    }),
  ].filter((task) => task.kind !== 'no-show' || task.until > now);
  const next = endOfDay(openDayBefore(office, closures, today, -1));
  return tasks
    .map((task): Task => ({ ...task, urgency: urgencyOf(task, next, now) }))
    .sort(
      (a, b) =>
        urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency) ||
        // Of what should be done at once, a mail left since yesterday does not stand before a person.
        (a.urgency === 'now' ? order.indexOf(a.kind) - order.indexOf(b.kind) : 0) ||
        a.until - b.until ||
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        a.since - b.since,
    );
};

const endOfDay = (date: LocalDate): Instant => at(date, '24:00' as LocalTime);

const urgencyOf = (task: Undated, next: Instant, now: Instant): Urgency => {
  const { kind, until } = task;
  if (kind === 'asked' || kind === 'to-begin' || kind === 'waiting' || kind === 'begun') return 'live';
  // A session of today should have had its meeting the open day before.
  if (kind === 'meeting' && dateOf(task.booking.session.startsAt) === dateOf(now)) return 'now';
  // The day's end is nobody's appointment: what is due by then is due today, however late it is.
  if (until <= now || (until - now <= SOON && until !== endOfDay(dateOf(now)))) return 'now';
  if (until <= endOfDay(dateOf(now))) return 'today';
  return until <= next ? 'next' : 'later';
};

const tasksOf = (
  office: Office,
  book: Pick<Diary, 'closures' | 'counsellors'>,
  booking: Booking,
  now: Instant,
): Undated[] => {
  if (booking.state === 'tentative') return [toAnswer(office, booking, now)];
  const left = leftAtTool(booking, now) ? [toRemove(booking, now)] : [];
  if (booking.state !== 'confirmed') return left;
  const lost = lostBy(office, book, booking);
  return [
    ...(lost && now < booking.session.startsAt ? [toSaveFrom(lost, office, book.closures, booking, now)] : []),
    ...(lost === 'day-closed' || isBeingMade(office, book.counsellors, booking, now)
      ? []
      : toMeet(office, book.closures, booking, now)),
    ...left,
    ...toSettle(office, booking, lost, now),
  ];
};

/** [D-2, K-F-1, A-6-5] A session nobody will hold: on the last open day before it, while the person can still be told. */
const toSaveFrom = (lost: Lost, office: Office, closures: Closures, booking: Confirmed, now: Instant): Undated => {
  const { startsAt } = booking.session;
  const usual = endOfDay(openDayBefore(office, closures, dateOf(startsAt), 1));
  const kind = lost === 'day-closed' ? lost : 'stranded';
  return { kind, booking, since: booking.confirmedAt, until: usual > now ? usual : startsAt };
};

/** [K-F-5, A-6-3] By the promise, where one was made and the hold does not end before it. */
const toAnswer = (office: Office, booking: Tentative, now: Instant): Undated => {
  const { appliedAt, promisedBy, expiresAt } = booking;
  const until = promisedBy > appliedAt && promisedBy < expiresAt ? promisedBy : expiresAt;
  return { kind: 'answer', booking, since: appliedAt, until, broken: promiseBroken(office, booking, now) };
};

/**
 * [D-12, A-6-3] The meeting of a session of today or the next open day, and any whose codes are the answer the office has
 * promised, for which an old one has to be deleted, which the tool did not make, or to which the person has to be invited anew: by then, otherwise before the last open day before the session is over, and
 * after that before it begins.
 */
const toMeet = (office: Office, closures: Closures, booking: Confirmed, now: Instant): Undated[] => {
  const { session, confirmedAt, promisedBy, appliedAt, oldMeeting } = booking;
  const { meeting } = booking;
  if (meeting.state === 'ready' || now >= endOf(session)) return [];
  const day = dateOf(session.startsAt);
  const promised = awaitsAnswer(office, booking) && promisedBy > appliedAt;
  // Whoever was told of another meeting goes there.
  const misled = booking.retooled === true;
  const pressing = misled || meeting.state === 'failed' || meeting.elsewhere;
  if (!promised && !oldMeeting && !pressing && day > openDayBefore(office, closures, dateOf(now), -1)) return [];
  const usual = endOfDay(openDayBefore(office, closures, day, 1));
  // Until then somebody who knows the old address may wait there.
  const left = oldMeeting && oldMeeting.startsAt > now ? [oldMeeting.startsAt] : [];
  const inTime = [...(promised ? [promisedBy] : []), ...left, ...(misled ? [endOfDay(dateOf(now))] : []), usual];
  const until =
    usual > now || (promised && promisedBy <= now)
      ? instant(Math.min(...inTime))
      : now < session.startsAt
        ? session.startsAt
        : endOf(session);
  return [{ kind: 'meeting', booking, since: confirmedAt, until, broken: promiseBroken(office, booking, now) }];
};

/** [D-12] A meeting nobody uses still stands at the tool: before its time, when whoever has its codes might wait there. */
const toRemove = (booking: Confirmed | Cancelled, now: Instant): Undated => {
  const { session, unremoved } = booking;
  const until = now < session.startsAt ? session.startsAt : endOf(session);
  return { kind: 'left-at-tool', booking, since: unremoved?.since ?? now, until };
};

/**
 * [D-10] A session that has begun: nothing heard so far; ten minutes in, and not deemed cancelled; over, and nobody has said how.
 * Whoever could not have come, or had nobody to hold their session, waits from the start; one at once waits to be called [A-62-3].
 */
const toSettle = (office: Office, booking: Confirmed, lost: Lost | undefined, now: Instant): Undated[] => {
  const { session, signs } = booking;
  const { startsAt } = session;
  if (now < startsAt) return [];
  if (now >= endOf(session))
    return [{ kind: 'no-result', booking, since: endOf(session), until: endOfDay(dateOf(startsAt)) }];
  if (booking.channel === 'instant' && !hasBegun(booking))
    return [{ kind: 'to-begin', booking, since: startsAt, until: endOf(session) }];
  // Whoever was seen to arrive is being counselled.
  if (signs.some(({ sign }) => sign === 'arrived')) return [];
  const silentUntil = noShowAt(office, startsAt);
  if (now >= silentUntil || (signs.length === 0 && (lost || !couldCome(booking))))
    return [{ kind: 'waiting', booking, since: startsAt, until: endOf(session) }];
  return signs.length > 0 ? [] : [{ kind: 'begun', booking, since: startsAt, until: silentUntil }];
};

/** Before what it is about, and in any case today. */
const toCall = (call: Call, now: Instant): Undated => {
  const { booking, notices } = call;
  const ahead = [
    booking.promisedBy,
    ...(booking.state === 'tentative' ? [booking.expiresAt] : []),
    ...('session' in booking ? [booking.session.startsAt] : []),
    endOfDay(dateOf(now)),
  ].filter((moment) => moment > now);
  const since = instant(Math.min(...notices.map((notice) => notice.since)));
  return { kind: 'call', booking, call, since, until: instant(Math.min(...ahead)) };
};

const toRead = (office: Office, closures: Closures, mails: readonly Instant[]): Undated[] => {
  if (mails.length === 0) return [];
  const since = instant(Math.min(...mails));
  const until = endOfDay(openDayBefore(office, closures, dateOf(since), -1));
  return [{ kind: 'mails', count: mails.length, since, until }];
};

/** [A-62-1] Until the first of them has waited its time out. */
const toTake = (asked: Waiting['asked']): Undated[] => {
  if (asked.length === 0) return [];
  const since = instant(Math.min(...asked.map(({ askedAt }) => askedAt)));
  const until = instant(Math.min(...asked.map(({ answerBy }) => answerBy)));
  return [{ kind: 'asked', count: asked.length, since, until }];
};

/** The days whose deemed cancellations staff may still want to look at: today and the open days before it. */
export const daysLookedBackOn = (office: Office, closures: Closures, now: Instant): LocalDate[] =>
  Array.from({ length: LOOKED_AT_WITHIN + 1 }, (_, count) => openDayBefore(office, closures, dateOf(now), count));
