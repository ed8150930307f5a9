import { type Closures, isOpen } from '../../domain/calendar.ts';
import { deadlineFor } from '../../domain/deadlines.ts';
import type { Desk, Office } from '../../domain/office.ts';
import { inTimetable, lengthFits, notGiven } from '../../domain/openings.ts';
import {
  at,
  dateOf,
  type Instant,
  type LocalDate,
  LocalTime,
  minutesOf,
  plusDays,
  weekdayOf,
} from '../../domain/time.ts';
import type { Clock } from './times.ts';
import type { Written } from './wishes.ts';

/* What a wish as written means at this office, and whether it can be held: timetable, calendar, deadline and horizon. */

/** A wish as it was read: local wall-clock times, `to` and `minutes` only where they were said. */
export type WishRead = {
  readonly date: LocalDate | null;
  readonly from: LocalTime | null;
  readonly to: LocalTime | null;
  readonly minutes: number | null;
};

type Span = { readonly from: number; readonly to: number | undefined };

const DAY = 24 * 60;
const clockOf = (minute: number): LocalTime =>
  LocalTime.parse(`${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);

/** The minutes of the day a clock time can mean; none where it contradicts itself (午前14時) or may be noon or midnight. */
const meanings = ({ hour, minute, half }: Clock): number[] => {
  const plain = hour * 60 + minute;
  if (plain > DAY) return [];
  if (half === 'am') return hour < 12 ? [plain] : [];
  if (half === 'pm') return hour < 12 ? [plain + DAY / 2] : hour === 12 ? [] : [plain];
  return hour >= 1 && hour <= 11 ? [plain, plain + DAY / 2] : [plain];
};

/** Every span two clock times can mean. 午後 said of the first carries to the second; an end must come after its start. */
const spansOf = ({ from, to }: { from: Clock; to?: Clock }): Span[] =>
  meanings(from).flatMap((start): Span[] => {
    if (to === undefined) return [{ from: start, to: undefined }];
    const carried = to.half === undefined && from.half === 'pm' && to.hour < 12 ? { ...to, half: 'pm' as const } : to;
    const ends = meanings(carried).filter((end) => end > start);
    // Of two ends the nearer: 2:00～2:30 never runs through the night.
    const end = ends.length > 0 ? Math.min(...ends) : undefined;
    return end === undefined ? [] : [{ from: start, to: end }];
  });

type Place = { readonly office: Office; readonly closures: Closures; readonly desk: Desk; readonly date: LocalDate };

/** The doubts of a span at a desk: whether sessions of this kind are given then, whoever may be free. */
const doubtsOf = (
  { office, closures, desk, date }: Place,
  { from, to }: Span,
  minutes: number | undefined,
): string[] => {
  const { length } = desk;
  const given = (start: number, long: number): boolean =>
    start >= 0 &&
    start + long <= DAY &&
    inTimetable(office, closures, desk, { startsAt: at(date, clockOf(start)), minutes: long });
  const outside = (inside: boolean): string[] => (inside ? [] : ['outside-timetable']);
  if (minutes !== undefined && !lengthFits(desk, minutes))
    return ['time-ambiguous', ...outside(given(from, length.minutes))];
  if (to === undefined) return outside(given(from, minutes ?? length.minutes));
  const wide = to - from;
  if (minutes !== undefined && minutes > wide) return ['time-ambiguous'];
  if (minutes === undefined && !lengthFits(desk, wide))
    return ['time-ambiguous', ...outside(given(from, length.minutes))];
  const long = minutes ?? wide;
  const free = timetables(desk, date).some(({ shape }) => shape === 'windows');
  if (!free && wide > length.minutes) return ['time-ambiguous', ...outside(given(from, long))];
  // Any start inside a window may be given, so the whole of it lies in one of the desk's.
  const whole = timetables(desk, date).some(
    (one) =>
      one.shape === 'windows' &&
      one.windows.some((window) => minutesOf(window.from) <= from && to <= minutesOf(window.to)),
  );
  return outside(given(from, long) && (!free || whole));
};

const timetables = (desk: Desk, date: LocalDate): Desk['timetable'] =>
  desk.timetable.filter(({ weekdays }) => weekdays.includes(weekdayOf(date)));

const sessionOf = (desk: Desk, date: LocalDate, number: number): Span | undefined => {
  const sessions = timetables(desk, date).flatMap((one) => (one.shape === 'sessions' ? one.sessions : []));
  const found = sessions[number - 1];
  return found && { from: minutesOf(found.from), to: minutesOf(found.to) };
};

const numbersSessions = (desk: Desk): boolean => desk.timetable.some(({ shape }) => shape === 'sessions');

/** [K-6-1, A-6-1, D-3] A wish read against the office: its certain times, and every reason why it cannot be held. */
export const wishAt = (
  office: Office,
  closures: Closures,
  desk: Desk,
  written: Written,
  now: Instant,
): { wish: WishRead; doubts: string[] } => {
  const doubts = [...written.doubts];
  const { date, minutes } = written;
  const said = { minutes: minutes ?? null };
  if (date === undefined) {
    const span = written.from ? spansOf({ ...written, from: written.from })[0] : undefined;
    return {
      wish: {
        date: null,
        from: span ? clockOf(span.from) : null,
        to: span?.to === undefined ? null : clockOf(span.to),
        ...said,
      },
      doubts: doubts.length === 0 ? ['date-ambiguous'] : doubts,
    };
  }
  const place = { office, closures, desk, date };
  const today = dateOf(now);
  if (date < today && !doubts.includes('date-past')) doubts.push('date-past');
  if (date > plusDays(today, office.horizonDays)) doubts.push('too-far');
  const { span, doubts: unclear } = spanOf(place, written);
  doubts.push(...unclear);
  const judged = doubts.some((doubt) => ['date-past', 'weekday-mismatch', 'too-far'].includes(doubt));
  // A closed day is outside the timetable too; whoever is told why knows that another time of the day is no better.
  if (!judged && notGiven(office, closures, desk, date) === 'day-closed') doubts.push('day-closed');
  if (!judged && !unclear.includes('outside-timetable') && !isOpen(office, closures, date))
    doubts.push('outside-timetable');
  else if (!judged && !span && timetables(desk, date).length === 0) doubts.push('outside-timetable');
  if (span && !judged && unclear.length === 0) doubts.push(...doubtsOf(place, span, minutes));
  if (date >= today && deadlineFor(office, closures, at(date, span ? clockOf(span.from) : clockOf(DAY - 1))) <= now)
    doubts.push('past-deadline');
  return {
    wish: {
      date,
      from: span ? clockOf(span.from) : null,
      to: span?.to === undefined ? null : clockOf(span.to),
      ...said,
    },
    doubts: [...new Set(doubts)],
  };
};

/** The one span a wish means on its day; where two remain or none fits, the timetable cannot say which. */
const spanOf = (
  place: Place,
  { from, to, session, minutes }: Written,
): { span: Span | undefined; doubts: string[] } => {
  const { office, closures, desk, date } = place;
  const noSessions = timetables(desk, date).length === 0;
  const numbered = session === undefined || !numbersSessions(desk) ? undefined : sessionOf(desk, date, session);
  if (from === undefined) {
    if (session === undefined) return { span: undefined, doubts: ['time-missing'] };
    if (!numbersSessions(desk)) return { span: undefined, doubts: ['time-missing'] };
    const unknown = noSessions ? 'outside-timetable' : 'time-ambiguous';
    return numbered ? { span: numbered, doubts: [] } : { span: undefined, doubts: [unknown] };
  }
  const spans = spansOf({ from, ...(to === undefined ? {} : { to }) });
  const [first] = spans;
  if (!first) return { span: undefined, doubts: ['time-ambiguous'] };
  if (session !== undefined && numbersSessions(desk)) {
    const agreeing = spans.find(
      (one) => one.from === numbered?.from && (one.to === undefined || one.to === numbered.to),
    );
    if (agreeing) return { span: numbered, doubts: [] };
    return { span: first, doubts: [noSessions ? 'outside-timetable' : 'time-ambiguous'] };
  }
  if (spans.length === 1) return { span: first, doubts: [] };
  // Morning or afternoon is told by the weekday's timetable, on a day that is closed as well.
  const { closed: days, opened } = closures;
  const asOpen = { ...place, closures: { closed: days.filter((day) => day !== date), opened: [...opened, date] } };
  const fitting = spans.filter((one) => !doubtsOf(asOpen, one, minutes).includes('outside-timetable'));
  const [only] = fitting;
  if (fitting.length === 1 && only) return { span: only, doubts: [] };
  // Where no time of the day is given, it is the day that is wrong, whichever time is meant.
  if (noSessions || (fitting.length === 0 && !isOpen(office, closures, date)))
    return { span: first, doubts: ['outside-timetable'] };
  return { span: first, doubts: ['time-ambiguous', ...(fitting.length === 0 ? ['outside-timetable'] : [])] };
};
