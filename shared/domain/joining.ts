import * as z from 'zod';
import { type Booking, type Confirmed, inTouch } from './booking.ts';
import { isSameMeeting } from './meeting.ts';
import type { Office } from './office.ts';
import { endOf } from './openings.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type EpochSeconds, epochSeconds, type Instant, IsoInstant, instant, MINUTE } from './time.ts';

/** When a session can be entered from its page: from so many minutes before its start until its end, which no longer belongs to it. */
export const doorOf = (
  office: Office,
  { session }: Pick<Confirmed, 'session'>,
): { readonly from: Instant; readonly until: Instant } => ({
  from: instant(session.startsAt - office.joining.minutesBefore * MINUTE),
  until: endOf(session),
});

/** Whether the person can enter now. A session nobody was in touch about for ten minutes is none any more: `asOf` has said so. */
export const joiningAt = (
  office: Office,
  booking: Pick<Confirmed, 'session'>,
  now: Instant,
): 'not-yet' | 'open' | 'over' => {
  const { from, until } = doorOf(office, booking);
  return now < from ? 'not-yet' : now < until ? 'open' : 'over';
};

/**
 * [K-7-1, A-7-1, D-10] The person presses 「参加する」: the first press for a session as it now stands is the sign of contact, every
 * further one leaves the booking as it is. Refused: `not-possible-now` while the door is closed, or no session stands.
 */
export const join = (office: Office, booking: Booking, now: Instant): Confirmed | Refusal => {
  if (booking.state !== 'confirmed' || joiningAt(office, booking, now) !== 'open') return refuse('not-possible-now');
  return booking.signs.some(({ sign }) => sign === 'joined') ? booking : inTouch(booking, 'joined', now);
};

type Ready = Extract<Confirmed['meeting'], { state: 'ready' }>;

/**
 * [K-8, A-8] The other sessions, of those of a day, that are held in this meeting, and whether one is so near that two people could meet there:
 * whoever comes as the door opens, while the one before is there still.
 */
export const sharing = (
  office: Office,
  booking: Confirmed,
  ready: Pick<Ready, 'id' | 'url'>,
  day: readonly Booking[],
): { readonly others: readonly Confirmed[]; readonly near: boolean } => {
  const same = ({ meeting }: Confirmed): boolean => meeting.state === 'ready' && isSameMeeting(meeting, ready);
  const others = day.filter(
    (other): other is Confirmed => other.state === 'confirmed' && other.id !== booking.id && same(other),
  );
  const own = doorOf(office, booking);
  const near = others.some((other) => {
    const { from, until } = doorOf(office, other);
    return from < own.until && own.from < until;
  });
  return { others, near };
};

/** Kinds of devices, so coarse that thousands share one [K-7-2, A-7-2]. */
const Device = z.enum(['iphone', 'ipad', 'android', 'windows', 'mac', 'other']);
type Device = z.infer<typeof Device>;

/** What a browser's own name for itself says of the device; the name is not kept. */
export const deviceOf = (userAgent = ''): Device => {
  const known = [
    ['iphone', 'iPhone'],
    ['ipad', 'iPad'],
    // Windows phones called themselves Android as well.
    ['windows', 'Windows'],
    ['android', 'Android'],
    ['mac', 'Macintosh'],
  ] as const;
  return known.find(([, name]) => userAgent.includes(name))?.[0] ?? 'other';
};

/** [K-7-1, A-7-1] One use of the service, as it is kept: when, with what kind of device, and until when it is kept. */
export const Use = z.strictObject({
  at: IsoInstant,
  device: Device,
  /** For DynamoDB, which deletes it some time after. */
  expires: z.custom<EpochSeconds>(Number.isInteger),
});
export type Use = z.infer<typeof Use>;

const DAY = 24 * 60 * MINUTE;
export const useOf = (office: Office, userAgent: string | undefined, now: Instant): Use => ({
  at: now,
  device: deviceOf(userAgent),
  expires: epochSeconds(instant(now + office.retention.usageDays * DAY)),
});
