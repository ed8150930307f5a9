import * as z from 'zod';
import { type Booking, dayOf, tellsAccess } from './booking.ts';
import type { History } from './history.ts';
import { Channel, type Office } from './office.ts';
import { endOf } from './openings.ts';
import { personKey } from './person.ts';
import { type Counted, type Published, protect, type Sum } from './suppression.ts';
import { dateOf, type Instant, LocalDate, MINUTE, plusDays, startOf } from './time.ts';

/** A month on the calendar in Japan, `YYYY-MM`. */
export const LocalMonth = z
  .string()
  .regex(/^20\d\d-(?:0[1-9]|1[0-2])$/)
  .brand<'LocalMonth'>();
export type LocalMonth = z.infer<typeof LocalMonth>;

export const monthOf = (date: LocalDate): LocalMonth => LocalMonth.parse(date.slice(0, 7));

export const plusMonths = (month: LocalMonth, months: number): LocalMonth => {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return LocalMonth.parse(`${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`);
};

/** Every month from the first to the last, both included. */
export const monthsFrom = (first: LocalMonth, last: LocalMonth): LocalMonth[] => {
  const months: LocalMonth[] = [];
  for (let month = first; month <= last; month = plusMonths(month, 1)) months.push(month);
  return months;
};

export const firstDayOf = (month: LocalMonth): LocalDate => LocalDate.parse(`${month}-01`);
export const lastDayOf = (month: LocalMonth): LocalDate => plusDays(firstDayOf(plusMonths(month, 1)), -1);

/** Of a booking's history, what tells when it was answered. */
export type Act = Pick<History, 'act' | 'at' | 'version' | 'tool'>;
export type Recorded = { readonly booking: Booking; readonly acts: readonly Act[] };

/**
 * [K-F-5, A-6-3] When the person was first answered, whatever has become of the booking since: declined, or told their time; where only
 * our own word tells how to enter, told that too, or of a move or another tool (`awaitsAnswer` is the same for the present). `acts` in their order;
 * undefined while there was none.
 */
export const firstAnswer = (office: Office, booking: Booking, acts: readonly Act[]): Instant | undefined => {
  if (booking.state === 'declined') return booking.endedAt;
  if (!('session' in booking)) return undefined;
  const index = acts.findIndex(({ act }) => act === 'confirmed' || act === 'booked' || act === 'completed');
  const settled = acts[index];
  if (!settled) return undefined;
  if (!tellsAccess(office, { tool: settled.tool ?? booking.tool, applicant: booking.applicant })) return settled.at;
  return acts
    .slice(index)
    .find(
      ({ act, version }) =>
        act === 'meeting-made' ||
        act === 'tool-changed' ||
        (act === 'moved' && version > 1) ||
        (act === 'cancelled' && booking.state === 'cancelled' && booking.by === 'office'),
    )?.at;
};

/** Whole days between an application and its session, in ranges; the last has no end. */
export const leadTimes = [
  { id: '0', from: 0 },
  { id: '1-3', from: 1 },
  { id: '4-7', from: 4 },
  { id: '8-14', from: 8 },
  { id: '15-30', from: 15 },
  { id: '31-', from: 31 },
] as const;
export type LeadTime = (typeof leadTimes)[number]['id'];

const leadTimeOf = (appliedAt: Instant, startsAt: Instant): LeadTime => {
  const days = Math.round((startOf(dateOf(startsAt)) - startOf(dateOf(appliedAt))) / (24 * 60 * MINUTE));
  return leadTimes.findLast(({ from }) => days >= from)?.id ?? '0';
};

/**
 * What is counted, and what each number is the sum of. Every part there is is named, also where it interests nobody: a number
 * nobody sees could otherwise be worked out from those around it, however small it is.
 */
const wholes = [
  ['received', ['settled', 'unsettled']],
  ['settled', ['attended', 'rest']],
  ['unsettled', ['ended', 'waiting']],
  ['rest', ['by-applicant', 'by-office', 'no-show', 'other']],
  ['owed', ['in-time', 'late', 'undue']],
  ['settled', ['first', 'another']],
] as const;
type Whole = (typeof wholes)[number];
export type Measure = Whole[0] | Whole[1][number] | Channel;
type Parts = readonly (readonly [whole: Measure, parts: readonly Measure[]])[];
const wholesOf = (office: Office): Parts => {
  const owed = channelsOwed(office);
  const atOnce = Channel.options.filter((channel) => !owed.includes(channel));
  return [...wholes, ['received', ['owed', ...atOnce]], ['owed', owed]];
};
const measures: readonly Measure[] = [
  ...new Set(wholes.flatMap(([whole, parts]): Measure[] => [whole, ...parts])),
  ...Channel.options,
];

/** Counted month by month too; of the others a month has too few to show more than gaps. */
const monthly: readonly Measure[] = ['received', 'settled', 'unsettled', 'attended', 'rest'];

const outcomeOf = (booking: Booking): Measure => {
  switch (booking.state) {
    case 'attended':
    case 'no-show':
      return booking.state;
    case 'cancelled':
      return booking.by === 'office' ? 'by-office' : 'by-applicant';
    default:
      return 'other';
  }
};

/** [K-F-1, A-6-3] How people apply who then wait for an answer: others have it at once, unless a call is the application itself. */
const channelsOwed = (office: Office): Channel[] => [
  'form',
  'mail',
  ...(office.byPhone === 'is-the-application' ? (['phone', 'counter'] as const) : []),
];
export const isOwedAnAnswer = (office: Office, { channel }: Booking): boolean => channelsOwed(office).includes(channel);

/**
 * [K-F-5, A-6-3] Whether an application was answered within the promise. Not due: what was taken back before, had no
 * promise because it came after it, or still has time.
 */
const answerOf = (office: Office, { booking, acts }: Recorded, now: Instant): 'in-time' | 'late' | 'undue' => {
  const { appliedAt, promisedBy, state } = booking;
  if (promisedBy <= appliedAt) return 'undue';
  const answered = firstAnswer(office, booking, acts);
  if (answered !== undefined) return answered < promisedBy ? 'in-time' : 'late';
  const until = 'endedAt' in booking ? booking.endedAt : now;
  // One that ran out was never answered, though its session may have been to begin before the promise was over.
  return until >= promisedBy || state === 'expired' ? 'late' : 'undue';
};

const measuresOf = (office: Office, recorded: Recorded, now: Instant): Measure[] => {
  const { booking } = recorded;
  const { channel } = booking;
  const owed: Measure[] = isOwedAnAnswer(office, booking) ? ['owed', answerOf(office, recorded, now)] : [];
  const always: Measure[] = ['received', channel, ...owed];
  if (!('session' in booking)) return [...always, 'unsettled', booking.state === 'tentative' ? 'waiting' : 'ended'];
  const { session, wishes } = booking;
  const first = wishes[0] && session.startsAt >= wishes[0].from && endOf(session) <= wishes[0].to;
  const outcome = outcomeOf(booking);
  return [
    ...always,
    'settled',
    outcome,
    ...(outcome === 'attended' ? [] : ['rest' as const]),
    first ? 'first' : 'another',
  ];
};

/** Over all desks, over all months. */
export const ALL = 'all';
export type Span = LocalMonth | typeof ALL;
/** How a session ended, for one lead time over the whole period. */
type Lead = `${'attended' | 'no-show'} ${LeadTime}`;

const measuresIn = (span: Span): readonly Measure[] => (span === ALL ? measures : monthly);

const cellName = (desk: string, span: Span, measure: Measure | Lead): string => `${desk}/${span}/${measure}`;

export type Figures = {
  readonly months: readonly LocalMonth[];
  /** The desks counted one by one; none where the office has only one. */
  readonly desks: readonly string[];
  readonly of: (desk: string, span: Span, measure: Measure | Lead) => Published;
};

/**
 * [K-7-2, A-7-2] The office's figures for some months, as they may be published: nothing but numbers, none of fewer than three
 * people, and nothing from which such a number could be worked out. All desks and months are protected together, so that
 * choosing one desk tells no more than the whole. The bookings are those of the months as they are now (`asOf`), each counted in
 * the month of its session, or of its first wish while it has none.
 */
export const figuresOf = (
  office: Office,
  months: readonly LocalMonth[],
  records: readonly Recorded[],
  now: Instant,
): Figures => {
  const known = new Set([...office.desks.map(({ id }) => id), ...records.map(({ booking }) => booking.desk)]);
  const desks = known.size > 1 ? [...known] : [];
  const spans: Span[] = [ALL, ...months];
  const leads = (ended: 'attended' | 'no-show') => leadTimes.map(({ id }): Lead => `${ended} ${id}`);

  const cells = new Map<string, { count: number; people: Set<string> }>();
  const everywhere = [ALL, ...desks];
  for (const desk of everywhere) {
    for (const span of spans)
      for (const measure of measuresIn(span)) cells.set(cellName(desk, span, measure), { count: 0, people: new Set() });
    for (const lead of [...leads('attended'), ...leads('no-show')])
      cells.set(cellName(desk, ALL, lead), { count: 0, people: new Set() });
  }
  for (const recorded of records) {
    const { booking } = recorded;
    const count = (span: Span, measure: Measure | Lead): void => {
      for (const desk of [ALL, booking.desk]) {
        const cell = cells.get(cellName(desk, span, measure));
        if (!cell) continue;
        cell.count++;
        cell.people.add(personKey(booking.applicant));
      }
    };
    const month = monthOf(dayOf(booking));
    if (!months.includes(month)) continue;
    for (const measure of measuresOf(office, recorded, now))
      for (const span of [ALL, month] as const) count(span, measure);
    if (booking.state === 'attended' || booking.state === 'no-show')
      count(ALL, `${booking.state} ${leadTimeOf(booking.appliedAt, booking.session.startsAt)}`);
  }

  const sums: Sum[] = everywhere.flatMap((desk) => [
    ...spans.flatMap((span) =>
      wholesOf(office)
        .filter(([, parts]) => parts.every((part) => measuresIn(span).includes(part)))
        .map(([whole, parts]) => ({
          whole: cellName(desk, span, whole),
          parts: parts.map((part) => cellName(desk, span, part)),
        })),
    ),
    ...monthly.map((measure) => ({
      whole: cellName(desk, ALL, measure),
      parts: months.map((month) => cellName(desk, month, measure)),
    })),
    ...(['attended', 'no-show'] as const).map((ended) => ({
      whole: cellName(desk, ALL, ended),
      parts: leads(ended).map((lead) => cellName(desk, ALL, lead)),
    })),
  ]);
  const acrossDesks: Sum[] =
    desks.length === 0
      ? []
      : [
          ...spans.flatMap((span) => measuresIn(span).map((measure) => [span, measure] as const)),
          ...[...leads('attended'), ...leads('no-show')].map((lead) => [ALL, lead] as const),
        ].map(([span, measure]) => ({
          whole: cellName(ALL, span, measure),
          parts: desks.map((desk) => cellName(desk, span, measure)),
        }));

  const counts = new Map(
    [...cells].map(([name, { count, people }]): [string, Counted] => [name, { count, people: people.size }]),
  );
  const published = protect(counts, [...sums, ...acrossDesks]);
  return { months, desks, of: (desk, span, measure) => published.get(cellName(desk, span, measure)) ?? 0 };
};

/** Fewer than so many are no base for a share. */
const LEAST_BASE = 10;

/** A part's share of a whole, in whole percent; none where the whole is small or either is not published. */
export const shareOf = (part: Published, whole: Published): number | undefined =>
  typeof part === 'number' && typeof whole === 'number' && whole >= LEAST_BASE
    ? Math.round((100 * part) / whole)
    : undefined;

/** A sum nobody named, as far as a reader could make it. */
export const together = (one: Published, other: Published): Published =>
  typeof one === 'number' && typeof other === 'number' ? one + other : 'withheld';
