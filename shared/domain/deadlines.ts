import { type Closures, isOpen, openDayBefore } from './calendar.ts';
import type { Office } from './office.ts';
import { at, dateOf, type Instant, instant, type LocalTime, MINUTE, plusDays } from './time.ts';

const END_OF_DAY = '24:00' as LocalTime;

/**
 * [K-6-1, A-6-1, D-3] The moment from which an application (or, where the office says so, a confirmation) for a session is
 * too late: Kabe, the end of the previous calendar day; Aomori, the end of the second-last open day before the session.
 * Whatever happens at this very moment is too late.
 */
export const deadlineFor = (office: Office, closures: Closures, startsAt: Instant): Instant => {
  const { unit, count, until } = office.deadline;
  if (unit === 'hour') return instant(startsAt - count * 60 * MINUTE);
  const day = dateOf(startsAt);
  return at(unit === 'open-day' ? openDayBefore(office, closures, day, count) : plusDays(day, -count), until);
};

/**
 * [K-F-5, K-6-3, A-6-3] The moment by which the office has promised to have replied: Kabe, the end of the day before the
 * session; Aomori, the end of the first open day after the application. Later, the person is to phone.
 */
export const promisedBy = (office: Office, closures: Closures, appliedAt: Instant, startsAt: Instant): Instant => {
  const { kind, count } = office.promise;
  if (kind === 'days-before-session') return at(plusDays(dateOf(startsAt), -count), END_OF_DAY);
  return at(openDayBefore(office, closures, dateOf(appliedAt), -count), END_OF_DAY);
};

/**
 * [D-5] When a hold lapses: with the deadline of its session, but never before the office has promised to have replied (an
 * application at Aomori on Friday for Tuesday is in time, and its answer may come on Monday), and at the latest at its start.
 */
export const expiryOf = (office: Office, closures: Closures, startsAt: Instant, promised: Instant): Instant =>
  office.expiry === 'start'
    ? startsAt
    : instant(Math.min(startsAt, Math.max(deadlineFor(office, closures, startsAt), promised)));

/** [K-F-5, A-6-3] From when somebody is at the counter: now in its hours, else from its next opening on. */
export const attendedFrom = (office: Office, closures: Closures, now: Instant): Instant => {
  const { from, to } = office.contact.counter;
  const today = dateOf(now);
  if (isOpen(office, closures, today) && now < at(today, to)) return instant(Math.max(now, at(today, from)));
  return at(openDayBefore(office, closures, today, -1), from);
};

/**
 * [K-F-5, D-4, D-5] Where nobody is at the counter any more before a hold ends, nobody can keep the promise of an answer: from when on
 * the person is to phone, so that staff may take it late.
 */
export const unansweredUntil = (
  office: Office,
  closures: Closures,
  expiresAt: Instant,
  now: Instant,
): Instant | undefined => {
  const attended = attendedFrom(office, closures, now);
  return attended < expiresAt ? undefined : attended;
};

/** [K-6-5, A-6-4, D-10] The moment from which a session without any sign of contact is deemed cancelled: start + 10:00. */
export const noShowAt = (office: Office, startsAt: Instant): Instant =>
  instant(startsAt + office.noShowMinutes * MINUTE);

/** [K-6-5, A-6-4, D-8] Whether a session may still be cancelled through this channel; Aomori takes mail and web only before the day. */
export const mayCancel = (
  office: Office,
  channel: 'phone' | 'mail' | 'web',
  startsAt: Instant,
  now: Instant,
): boolean =>
  office.cancellation.some(
    ({ channels, until }) =>
      channels.includes(channel) && now < (until === 'start' ? startsAt : at(dateOf(startsAt), '00:00' as LocalTime)),
  );
