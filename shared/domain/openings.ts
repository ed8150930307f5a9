import { type Closures, isOpen } from './calendar.ts';
import { deadlineFor, expiryOf, promisedBy, unansweredUntil } from './deadlines.ts';
import type { Desk, Office, Timetable } from './office.ts';
import {
  dateOf,
  daysFrom,
  type Instant,
  instant,
  type LocalDate,
  type LocalTime,
  MINUTE,
  minutesOf,
  plusDays,
  startOf,
  weekdayOf,
} from './time.ts';

/** A time a session takes: half-open, from its start for so many minutes. */
export type Slot = { readonly startsAt: Instant; readonly minutes: number };

/** A free time with at least one counsellor of the desk. */
export type Opening = Slot & { readonly desk: string };

/** Somebody who holds sessions at the counter; each is a lane in which sessions never overlap. */
export type Counsellor = {
  readonly id: string;
  readonly name: string;
  readonly desks: readonly string[];
  /** ISO weekdays on which this person holds sessions. */
  readonly weekdays: readonly number[];
  readonly absences: readonly LocalDate[];
  /** [A-4, D-12] Whose Zoom account holds this person's meetings: one person's alone, so that its meetings are this lane's sessions. */
  readonly zoomUser?: string | undefined;
};

/** What is taken on a day: lane → cells; a cell is named by its first minute of the day. */
export type Claims = ReadonlyMap<string, ReadonlySet<number>>;

/** What the office has entered and what is taken: everything beside the policy that decides which times are free. */
export type Diary = {
  readonly closures: Closures;
  readonly counsellors: readonly Counsellor[];
  readonly claims: ReadonlyMap<LocalDate, Claims>;
};

export const endOf = ({ startsAt, minutes }: Slot): Instant => instant(startsAt + minutes * MINUTE);

const minuteOfDay = (date: LocalDate, moment: Instant): number => (moment - startOf(date)) / MINUTE;

/** Every cell a session touches, by its first minute of the day: two sessions of one lane that overlap share a cell. */
export const cellsOf = (office: Office, { startsAt, minutes }: Slot): number[] =>
  cellsFrom(office, minuteOfDay(dateOf(startsAt), startsAt), minutes);

const cellsFrom = ({ cellMinutes }: Office, first: number, minutes: number): number[] => {
  const cells: number[] = [];
  for (let cell = first - (first % cellMinutes); cell < first + minutes; cell += cellMinutes) cells.push(cell);
  return cells;
};

/** [K-6-1, A-6-1] Whether the desk gives sessions of this length: exactly so long, or up to so long. */
export const lengthFits = ({ length }: Desk, minutes: number): boolean =>
  length.kind === 'exact' ? minutes === length.minutes : minutes >= length.atLeast && minutes <= length.minutes;

/** The minutes of the day at which the timetable offers a start for a session of this length. */
const offeredStarts = (timetable: Timetable, minutes: number): number[] => {
  switch (timetable.shape) {
    case 'starts':
      return timetable.starts.map(minutesOf);
    case 'sessions':
      return timetable.sessions.filter((session) => lengthOf(session) >= minutes).map(({ from }) => minutesOf(from));
    case 'windows':
      return timetable.windows.flatMap(({ from, to }) => {
        const starts: number[] = [];
        for (let start = minutesOf(from); start + minutes <= minutesOf(to); start += timetable.offerEvery)
          starts.push(start);
        return starts;
      });
  }
};

const lengthOf = ({ from, to }: { from: LocalTime; to: LocalTime }): number => minutesOf(to) - minutesOf(from);

/** Inside a window any whole minute may be the start, though only some are offered; elsewhere only the starts offered. */
const startAllowed = (timetable: Timetable, start: number, minutes: number): boolean =>
  timetable.shape === 'windows'
    ? Number.isInteger(start) &&
      timetable.windows.some(({ from, to }) => start >= minutesOf(from) && start + minutes <= minutesOf(to))
    : offeredStarts(timetable, minutes).includes(start);

/** What a desk offers on the weekday of a day. */
export const timetablesOn = (desk: Desk, date: LocalDate): Timetable[] =>
  desk.timetable.filter(({ weekdays }) => weekdays.includes(weekdayOf(date)));

/** [K-6-2, A-6-2] Whether the desk's timetable has room for this session on an open day, whoever may be free. */
export const inTimetable = (office: Office, closures: Closures, desk: Desk, slot: Slot): boolean => {
  const date = dateOf(slot.startsAt);
  const start = minuteOfDay(date, slot.startsAt);
  return (
    isOpen(office, closures, date) &&
    timetablesOn(desk, date).some((timetable) => startAllowed(timetable, start, slot.minutes))
  );
};

/** [D-2] Why a day has no such session: the office is closed on it though the desk has a timetable, or the timetable has none. */
export const notGiven = (
  office: Office,
  closures: Closures,
  desk: Desk,
  date: LocalDate,
): 'day-closed' | 'outside-timetable' =>
  isOpen(office, closures, date) || timetablesOn(desk, date).length === 0 ? 'outside-timetable' : 'day-closed';

/** Whether a counsellor holds sessions of this desk on this day. */
export const worksOn = (counsellor: Counsellor, desk: Desk, date: LocalDate): boolean =>
  counsellor.desks.includes(desk.id) &&
  counsellor.weekdays.includes(weekdayOf(date)) &&
  !counsellor.absences.includes(date);

/** [D-2, K-F-1, A-6-5] Why a session cannot be held as it was given: its day was closed since, or its counsellor is not there. */
export const lostTo = (
  office: Office,
  { closures, counsellors }: Pick<Diary, 'closures' | 'counsellors'>,
  desk: Desk,
  { startsAt, counsellor }: Slot & { readonly counsellor: string },
): 'day-closed' | 'counsellor-away' | undefined => {
  const date = dateOf(startsAt);
  if (!isOpen(office, closures, date)) return 'day-closed';
  const holder = counsellors.find(({ id }) => id === counsellor);
  return holder && worksOn(holder, desk, date) ? undefined : 'counsellor-away';
};

/** Whether a lane is free for all of these cells. */
export const isFree = (claims: Claims | undefined, lane: string, cells: readonly number[]): boolean => {
  const taken = claims?.get(lane);
  return !taken || !cells.some((cell) => taken.has(cell));
};

/**
 * The counsellors of a desk who are free for a whole session, the least busy of that day first, so that the work spreads.
 * A counsellor who was asked for is the only one considered.
 */
export const freeCounsellors = (office: Office, diary: Diary, desk: Desk, slot: Slot, asked?: string): Counsellor[] => {
  const date = dateOf(slot.startsAt);
  const claims = diary.claims.get(date);
  const cells = cellsOf(office, slot);
  const load = ({ id }: Counsellor): number => claims?.get(id)?.size ?? 0;
  return diary.counsellors
    .filter(
      (one) => (asked === undefined || one.id === asked) && worksOn(one, desk, date) && isFree(claims, one.id, cells),
    )
    .sort((a, b) => load(a) - load(b));
};

/**
 * [K-6-2, A-6-2, D-2, D-3] The free times of a desk for sessions of one length, from one day to another inclusive: in the
 * timetable, on open days, before their deadline, within the office's horizon, with at least one counsellor free for the
 * whole length. In order of time. `late` leaves the deadline out of it: staff may pass it with a reason [D-4]. A hint, not a
 * promise: only the claim decides.
 */
export const openingsOf = (
  office: Office,
  diary: Diary,
  desk: Desk,
  period: {
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly minutes: number;
    readonly counsellor?: string;
    readonly late?: boolean;
  },
  now: Instant,
): Opening[] => {
  const { minutes, counsellor, late = false } = period;
  if (!lengthFits(desk, minutes)) return [];
  const today = dateOf(now);
  const last = [period.to, plusDays(today, office.horizonDays)].sort()[0] ?? today;
  const openings: Opening[] = [];
  for (let date = period.from > today ? period.from : today; date <= last; date = plusDays(date, 1)) {
    const timetables = timetablesOn(desk, date);
    if (timetables.length === 0 || !isOpen(office, diary.closures, date)) continue;
    const lanes = diary.counsellors.filter(
      (one) => (counsellor === undefined || one.id === counsellor) && worksOn(one, desk, date),
    );
    if (lanes.length === 0) continue;
    const midnight = startOf(date);
    const perStart = office.deadline.unit === 'hour';
    if (!late && !perStart && deadlineFor(office, diary.closures, midnight) <= now) continue;
    const claims = diary.claims.get(date);
    const starts = [...new Set(timetables.flatMap((timetable) => offeredStarts(timetable, minutes)))].sort(
      (a, b) => a - b,
    );
    for (const start of starts) {
      const startsAt = instant(midnight + start * MINUTE);
      if (startsAt <= now || (!late && perStart && deadlineFor(office, diary.closures, startsAt) <= now)) continue;
      const cells = cellsFrom(office, start, minutes);
      if (lanes.some(({ id }) => isFree(claims, id, cells))) openings.push({ desk: desk.id, startsAt, minutes });
    }
  }
  return openings;
};

/**
 * Of free times, those to offer somebody who cannot have the one they wished for: the one nearest to it in each of the nearest
 * mornings and afternoons, in order of time.
 */
export const nearestTo = (wished: Instant, openings: readonly Opening[], most: number): Opening[] => {
  const away = ({ startsAt }: Opening): number => Math.abs(startsAt - wished);
  const half = ({ startsAt }: Opening): string =>
    `${dateOf(startsAt)} ${minuteOfDay(dateOf(startsAt), startsAt) < 12 * 60}`;
  const nearest = new Map<string, Opening>();
  for (const opening of openings.toSorted((a, b) => away(a) - away(b)))
    if (!nearest.has(half(opening))) nearest.set(half(opening), opening);
  return [...nearest.values()].slice(0, most).sort((a, b) => a.startsAt - b.startsAt);
};

/**
 * A day of a desk as people are shown it: with free times; with none left; without sessions, because the office or everybody of the
 * desk is away; or too late to apply for by oneself. `phoneFrom`: nobody could answer an application any more before its hold
 * ends, and this is when to phone about it.
 */
export type OfferedDay = { readonly date: LocalDate } & (
  | { readonly state: 'free'; readonly openings: readonly Opening[]; readonly phoneFrom?: Instant | undefined }
  | { readonly state: 'full' | 'closed' | 'late' }
);

/** [D-2, D-4, K-6-1, A-6-1] The days of a period on whose weekdays the desk gives sessions, and why there is nothing free on some. */
export const offeredDays = (
  office: Office,
  diary: Diary,
  desk: Desk,
  period: { readonly from: LocalDate; readonly to: LocalDate; readonly minutes: number },
  openings: readonly Opening[],
  now: Instant,
): OfferedDay[] => {
  const free = Map.groupBy(openings, ({ startsAt }) => dateOf(startsAt));
  const closesBefore = (startsAt: Instant): boolean =>
    startsAt <= now || deadlineFor(office, diary.closures, startsAt) <= now;
  const unanswered = (startsAt: Instant): Instant | undefined => {
    const promised = promisedBy(office, diary.closures, now, startsAt);
    return unansweredUntil(office, diary.closures, expiryOf(office, diary.closures, startsAt, promised), now);
  };
  return sessionDays(desk, period).map((date): OfferedDay => {
    const own = free.get(date);
    if (own) return { date, state: 'free', openings: own, phoneFrom: own[0] && unanswered(own[0].startsAt) };
    const wish = { from: startOf(date), to: startOf(plusDays(date, 1)), minutes: period.minutes };
    const slots = slotsOf(office, diary.closures, desk, wish);
    if (slots.length === 0 || !diary.counsellors.some((one) => worksOn(one, desk, date)))
      return { date, state: 'closed' };
    return { date, state: slots.every(({ startsAt }) => closesBefore(startsAt)) ? 'late' : 'full' };
  });
};

const WEEKS = 4;

/**
 * The part of a period for which applications are taken: from today to the office's horizon, four weeks where no end is
 * given; `later` is the first day after it, where there are more. Nothing is left of a period beyond the horizon.
 */
export const periodOf = (
  office: Office,
  asked: { readonly from?: LocalDate | undefined; readonly to?: LocalDate | undefined },
  now: Instant,
): { from: LocalDate; to: LocalDate; later?: LocalDate } | undefined => {
  const today = dateOf(now);
  const horizon = plusDays(today, office.horizonDays);
  const from = asked.from !== undefined && asked.from > today ? asked.from : today;
  if (from > horizon) return undefined;
  const end = asked.to ?? plusDays(from, 7 * WEEKS - 1);
  return end >= horizon ? { from, to: horizon } : { from, to: end, later: plusDays(end, 1) };
};

/** The days of a period on whose weekdays a desk gives sessions. */
export const sessionDays = (
  desk: Desk,
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): LocalDate[] => daysFrom(from, to).filter((date) => timetablesOn(desk, date).length > 0);

/** A wish names one start, or an interval in which any start will do; both are an interval and a length. */
export type Wish = { readonly from: Instant; readonly to: Instant; readonly minutes: number };

/** The sessions that would fulfil a wish, earliest first: its own start, then the starts offered inside it. */
export const slotsOf = (office: Office, closures: Closures, desk: Desk, wish: Wish): Slot[] => {
  const date = dateOf(wish.from);
  const starts = timetablesOn(desk, date)
    .flatMap((timetable) => offeredStarts(timetable, wish.minutes))
    .map((start) => instant(startOf(date) + start * MINUTE));
  return [...new Set([wish.from, ...starts])]
    .sort((a, b) => a - b)
    .map((startsAt) => ({ startsAt, minutes: wish.minutes }))
    .filter(
      (slot) => slot.startsAt >= wish.from && endOf(slot) <= wish.to && inTimetable(office, closures, desk, slot),
    );
};
