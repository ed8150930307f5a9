import * as z from 'zod';
import { type Booking, deskOf, withoutOwn } from './booking.ts';
import type { Office } from './office.ts';
import {
  type Counsellor,
  type Diary,
  freeCounsellors,
  type Slot,
  sessionDays,
  slotsOf,
  type Wish,
} from './openings.ts';
import { at, dateOf, type Instant, IsoInstant, isoOf, LocalDate, LocalTime, Minutes, plusDays } from './time.ts';
import { typedDate, typedTime, whyNoDate } from './typed-times.ts';

/** A session at one time, and who is free to hold it: the least busy first. */
export type FreeTime = Slot & { readonly free: readonly Counsellor[] };

const timesIn = (office: Office, diary: Diary, booking: Booking, wish: Wish, now: Instant): FreeTime[] => {
  const desk = deskOf(office, booking.desk);
  if (!desk) return [];
  const others = withoutOwn(office, diary, booking);
  return slotsOf(office, diary.closures, desk, wish)
    .filter(({ startsAt }) => startsAt > now)
    .map((slot) => ({ ...slot, free: freeCounsellors(office, others, desk, slot) }));
};

/** [A-6-3] For every choice of an applicant the sessions that would fulfil it and that are still to come, with who is free for each. */
export const choicesOf = (office: Office, diary: Diary, booking: Booking, now: Instant): FreeTime[][] =>
  booking.wishes.map((wish) => timesIn(office, diary, booking, wish, now));

/**
 * [A-6-3, A-6-5, D-4] The times of some days at which a booking's session could be instead, also those the public may no longer
 * ask for: what the office settles knows no deadline. Days without any are left out.
 */
export const timesOn = (
  office: Office,
  diary: Diary,
  booking: Booking,
  dates: readonly LocalDate[],
  minutes: number,
  now: Instant,
): FreeTime[] =>
  dates.flatMap((date) => {
    const wish = { from: at(date, MIDNIGHT), to: at(plusDays(date, 1), MIDNIGHT), minutes };
    return timesIn(office, diary, booking, wish, now).filter(({ free }) => free.length > 0);
  });
const MIDNIGHT = LocalTime.parse('00:00');

/** The days of a period on whose weekdays a booking's desk gives sessions. */
export const daysFor = (
  office: Office,
  booking: Booking,
  period: { readonly from: LocalDate; readonly to: LocalDate },
): LocalDate[] => {
  const desk = deskOf(office, booking.desk);
  return desk ? sessionDays(desk, period) : [];
};

/** A session as staff name it: a start, a length, and whom; nobody named is whoever is free. */
export const Time = z.strictObject({
  startsAt: IsoInstant,
  minutes: Minutes,
  counsellor: z.string().max(40, 'too-long').optional(),
});
export type Time = z.infer<typeof Time>;

const PARTS = z.tuple([IsoInstant, z.string().regex(/^[1-9]\d{0,2}$/), z.string().regex(/^[a-z0-9-]{0,30}$/)]);
/** The same in the one value a radio button has: `2026-03-04T14:00:00+09:00|30|a`. */
export const ChosenTime = z.codec(z.string().max(80), Time, {
  decode: (text, context) => {
    const { data } = PARTS.safeParse(text.split('|'));
    const [startsAt, minutes, counsellor] = data ?? [];
    if (startsAt === undefined) {
      context.issues.push({ code: 'custom', message: 'malformed', input: text });
      return z.NEVER;
    }
    return { startsAt: isoOf(startsAt), minutes: Number(minutes), ...(counsellor && { counsellor }) };
  },
  encode: ({ startsAt, minutes, counsellor = '' }) => [startsAt, minutes, counsellor].join('|'),
});

const LEAP_DAY = LocalDate.parse('2000-02-29');
const readable = (isRead: (typed: string) => boolean) => z.string().max(40, 'too-long').refine(isRead, 'malformed');

/** A time that staff type instead of choosing one: a day, a time of day, a length. Which weekday a day is, only its year tells. */
export const TypedTime = z.strictObject({
  day: readable((typed) => [undefined, 'weekday-differs'].includes(whyNoDate(typed, LEAP_DAY)?.wrong)),
  time: readable((typed) => typedTime(typed) !== undefined),
  minutes: Minutes.optional(),
});

/** The moment a typed time means; a day without a year is the next such day. Undefined where there is none. */
export const momentOf = ({ day, time }: z.infer<typeof TypedTime>, now: Instant): Instant | undefined => {
  const date = typedDate(day, dateOf(now));
  const clock = typedTime(time);
  return date && clock && at(date, clock);
};
