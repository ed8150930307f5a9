import { DateTime } from 'luxon';
import * as z from 'zod';

/** The zone of every office: Japan has one, and no clock changes. Used for opening hours and for what people read. */
const ZONE = 'Asia/Tokyo';

/** A moment, in milliseconds since 1970 UTC. Instants are compared and stored; people are shown local dates and times. */
export type Instant = number & z.$brand<'Instant'>;

/** A day on the calendar in Japan, `YYYY-MM-DD`, a day that exists. */
export const LocalDate = z.iso.date().brand<'LocalDate'>();
export type LocalDate = z.infer<typeof LocalDate>;

/** A day that people may look at: the days around it are in every calendar too. */
export const VisitedDate = LocalDate.refine((date) => date >= '2000-01-01' && date <= '2199-12-31', 'malformed');

/** A wall-clock time in Japan, `HH:mm`; `24:00` is the end of the day. */
export const LocalTime = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/)
  .brand<'LocalTime'>();
export type LocalTime = z.infer<typeof LocalTime>;

/** Minutes, whole. */
export const Minutes = z.int().positive().max(480);

export const MINUTE = 60_000;

/** Of ZONE, always: plain arithmetic, because luxon asks Intl each time and was three quarters of what openings cost. */
const OFFSET = '+09:00';

export const instant = (milliseconds: number): Instant => milliseconds as Instant;

/** Days are compared as strings of four-digit years; a moment whose Japanese day has no such year is refused as malformed. */
const LAST = Date.parse('9999-12-31T00:00:00Z');
const isMoment = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= LAST;

const WithSeconds = z.iso.datetime({ offset: true });
const WithoutSeconds = z.iso.datetime({ offset: true, precision: -1 });
/** Instants travel as ISO 8601 with an offset, seconds or not, and come back in Japanese time (`2026-03-04T14:00:00+09:00`). */
export const IsoInstant = z.codec(z.union([WithSeconds, WithoutSeconds]), z.custom<Instant>(isMoment), {
  decode: (text) => instant(Date.parse(text)),
  encode: (moment) => isoOf(moment),
});

/** `2026-03-04T14:00:00+09:00`; milliseconds are written only where there are any. */
export const isoOf = (moment: Instant): string =>
  local(moment).toISO({ suppressMilliseconds: true }) ?? new Date(moment).toISOString();

/** Wall-clock view of a moment, in Japan whatever the process's own zone. */
export const local = (moment: Instant): DateTime => DateTime.fromMillis(moment, { zone: ZONE, locale: 'ja' });

export const dateOf = (moment: Instant): LocalDate =>
  LocalDate.parse(new Date(moment + 9 * 60 * MINUTE).toISOString().split('T')[0]);

/** The moment a wall-clock time on a day stands for; `24:00` is the next day's midnight. */
export const at = (date: LocalDate, time: LocalTime): Instant => instant(startOf(date) + minutesOf(time) * MINUTE);

export const startOf = (date: LocalDate): Instant => instant(Date.parse(`${date}T00:00:00${OFFSET}`));

export const minutesOf = (time: LocalTime): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const plusDays = (date: LocalDate, days: number): LocalDate =>
  LocalDate.parse(new Date(Date.parse(date) + days * 24 * 60 * MINUTE).toISOString().split('T')[0]);

/** The same day of a later month, or that month's last. */
export const plusMonths = (date: LocalDate, months: number): LocalDate =>
  dateOf(instant(local(startOf(date)).plus({ months }).toMillis()));

/** The last day of the fiscal year a day lies in: 31 March. */
export const fiscalYearEnd = (date: LocalDate): LocalDate =>
  LocalDate.parse(`${Number(date.slice(0, 4)) + (date.slice(5) > '03-31' ? 1 : 0)}-03-31`);

/** Every day from the first to the last, both included. */
export const daysFrom = (first: LocalDate, last: LocalDate): LocalDate[] => {
  const days: LocalDate[] = [];
  for (let day = first; day <= last; day = plusDays(day, 1)) days.push(day);
  return days;
};

/** ISO weekday, 1 Monday … 7 Sunday. */
export const weekdayOf = (date: LocalDate): number => new Date(date).getUTCDay() || 7;

/** The Monday of a day's week. */
export const mondayOf = (date: LocalDate): LocalDate => plusDays(date, 1 - weekdayOf(date));

/** What DynamoDB's TTL wants: whole seconds. The only way to make one, so that milliseconds never reach a TTL. */
export type EpochSeconds = number & z.$brand<'EpochSeconds'>;
export const epochSeconds = (moment: Instant): EpochSeconds => Math.floor(moment / 1000) as EpochSeconds;
