import { type Booking, occupies } from './booking.ts';
import { isOpen } from './calendar.ts';
import type { Desk, Office, Timetable } from './office.ts';
import { type Counsellor, cellsOf, type Diary, endOf, type Slot, timetablesOn, worksOn } from './openings.ts';
import { dateOf, type Instant, instant, type LocalDate, MINUTE, minutesOf, plusDays, startOf } from './time.ts';

/** A stretch of a counsellor's day: a booking that takes it, or time still free, at a desk. */
export type Block = Slot &
  ({ readonly kind: 'booking'; readonly booking: Booking } | { readonly kind: 'free'; readonly desk: string });

/** One counsellor's day, in order of time. `away`: would hold sessions, but is absent. */
export type Lane = {
  readonly id: string;
  readonly name: string;
  readonly away: boolean;
  readonly blocks: readonly Block[];
};

/** What staff are shown of a booking on its day: its session, the time held for it, or what it would have been. */
export const placeOf = (booking: Booking): Slot | undefined =>
  'session' in booking ? booking.session : occupies(booking);

/** When a booking is, or was wished to be. */
export const timeOf = (booking: Booking): Slot | undefined => {
  const [first] = booking.wishes;
  return placeOf(booking) ?? (first && { startsAt: first.from, minutes: first.minutes });
};

/** The days whose bookings are looked through for a name: callers know their name and about when, not their number. */
export const searched = (office: Office, now: Instant): { readonly from: LocalDate; readonly to: LocalDate } => ({
  from: plusDays(dateOf(now), -14),
  to: plusDays(dateOf(now), office.horizonDays),
});

/** Bookings by time, and at the same time by counsellor. */
export const byTime = (bookings: readonly Booking[]): Booking[] => {
  const lane = (booking: Booking): string =>
    'session' in booking ? booking.session.counsellor : (occupies(booking)?.counsellor ?? '');
  const start = (booking: Booking): number => timeOf(booking)?.startsAt ?? 0;
  return bookings.toSorted((a, b) => start(a) - start(b) || (lane(a) < lane(b) ? -1 : 1));
};

/**
 * [K-F-1, D-2] A day by counsellor and time: everybody who holds sessions on it, or was to, with what is booked, held and still
 * free. A session nobody came to stays where it was, unless its time has been given to somebody else; what is free goes on behind
 * it. Staff may give a free time also after its deadline [D-4], so only what has begun is no longer free.
 */
export const lanesOf = (
  office: Office,
  diary: Diary,
  date: LocalDate,
  bookings: readonly Booking[],
  now: Instant,
): Lane[] => {
  const desks = isOpen(office, diary.closures, date)
    ? office.desks.filter((desk) => timetablesOn(desk, date).length > 0)
    : [];
  const placed = placedOf(bookings);
  const known = diary.counsellors.flatMap((counsellor): Lane[] => {
    const { id, name, absences } = counsellor;
    const own = placed.filter(({ lane }) => lane === id).map(({ block }) => block);
    const usually = desks.filter((desk) => worksOn({ ...counsellor, absences: [] }, desk, date));
    const away = usually.length > 0 && absences.includes(date);
    if (usually.length === 0 && own.length === 0) return [];
    const free = away ? [] : freeOf(office, diary, usually, counsellor, own, date, now);
    return [{ id, name, away, blocks: [...own, ...free].sort(byStart) }];
  });
  const strangers = [...new Set(placed.map(({ lane }) => lane))].filter((id) => known.every((lane) => lane.id !== id));
  return [
    ...known,
    ...strangers.map((id) => ({
      id,
      name: id,
      away: false,
      blocks: placed.filter(({ lane }) => lane === id).map(({ block }) => block),
    })),
  ];
};

type Placed = { readonly lane: string; readonly block: Block };

const placedOf = (bookings: readonly Booking[]): Placed[] => {
  const taking = bookings.flatMap((booking) => placed(booking, occupies(booking)));
  const missed = bookings
    .flatMap((booking) => (booking.state === 'no-show' ? placed(booking, booking.session) : []))
    .filter((one) => taking.every((other) => one.lane !== other.lane || !overlap(one.block, other.block)));
  return [...taking, ...missed].sort((a, b) => byStart(a.block, b.block));
};

const placed = (booking: Booking, session: (Slot & { readonly counsellor: string }) | undefined): Placed[] =>
  session
    ? [
        {
          lane: session.counsellor,
          block: { kind: 'booking', booking, startsAt: session.startsAt, minutes: session.minutes },
        },
      ]
    : [];

const byStart = (a: Slot, b: Slot): number => a.startsAt - b.startsAt || b.minutes - a.minutes;
const overlap = (a: Slot, b: Slot): boolean => a.startsAt < endOf(b) && b.startsAt < endOf(a);

type Stretch = { readonly from: number; readonly to: number };

/** What is still free of a counsellor's day; where two desks offer the same time it is shown once. */
const freeOf = (
  office: Office,
  diary: Diary,
  desks: readonly Desk[],
  { id }: Counsellor,
  own: readonly Slot[],
  date: LocalDate,
  now: Instant,
): Block[] => {
  const midnight = startOf(date);
  const taken = [...(diary.claims.get(date)?.get(id) ?? []), ...own.flatMap((slot) => cellsOf(office, slot))];
  const cells = [...new Set(taken)].map((from) => ({ from, to: from + office.cellMinutes }));
  const passed = Math.ceil((now - midnight) / MINUTE / office.cellMinutes) * office.cellMinutes;
  const stretches = desks.flatMap((desk) =>
    timetablesOn(desk, date).flatMap((timetable) =>
      stretchesOf(timetable, desk, cells, passed).map(({ from, to }): Block => {
        const startsAt = instant(midnight + from * MINUTE);
        return { kind: 'free', desk: desk.id, startsAt, minutes: to - from };
      }),
    ),
  );
  const kept: Block[] = [];
  for (const one of stretches.sort(byStart)) if (kept.every((other) => !overlap(one, other))) kept.push(one);
  return kept;
};

const stretchesOf = (timetable: Timetable, desk: Desk, busy: readonly Stretch[], passed: number): Stretch[] => {
  const shortest = desk.length.kind === 'exact' ? desk.length.minutes : desk.length.atLeast;
  const untilBusy = (from: number, to: number): number =>
    Math.min(to, ...busy.filter((one) => one.to > from).map((one) => one.from));
  const long = ({ from, to }: Stretch): boolean => to - from >= shortest;
  switch (timetable.shape) {
    case 'sessions':
      return timetable.sessions
        .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
        .filter(({ from, to }) => from >= passed && untilBusy(from, to) === to);
    case 'starts':
      return timetable.starts
        .map(minutesOf)
        .filter((from) => from >= passed)
        .map((from) => ({ from, to: untilBusy(from, from + desk.length.minutes) }))
        .filter(long);
    case 'windows':
      return timetable.windows
        .flatMap((window) => gaps(Math.max(minutesOf(window.from), passed), minutesOf(window.to), busy))
        .filter(long);
  }
};

/** What is left of a stretch between what is taken of it. */
const gaps = (from: number, to: number, busy: readonly Stretch[]): Stretch[] => {
  const left: Stretch[] = [];
  let start = from;
  for (const one of busy.toSorted((a, b) => a.from - b.from)) {
    if (one.from >= to || one.to <= start) continue;
    if (one.from > start) left.push({ from: start, to: one.from });
    start = one.to;
  }
  return start < to ? [...left, { from: start, to }] : left;
};

/** How many sessions of the desk's usual length still fit into what is free of a day. */
export const placesIn = (office: Office, lanes: readonly Lane[]): number =>
  lanes
    .flatMap(({ blocks }) => blocks)
    .reduce((sum, block) => {
      const desk = block.kind === 'free' ? office.desks.find(({ id }) => id === block.desk) : undefined;
      return desk ? sum + Math.max(1, Math.floor(block.minutes / desk.length.minutes)) : sum;
    }, 0);
