import type * as z from 'zod';
import { diary, office } from '../../shared/aws/this-office.ts';
import { counsellorAsked, deskOf } from '../../shared/domain/booking.ts';
import { calendarKnownUntil, calendarRunsOut } from '../../shared/domain/calendar.ts';
import type { Desk } from '../../shared/domain/office.ts';
import {
  endOf,
  lengthFits,
  type OfferedDay,
  type Opening,
  offeredDays,
  openingsOf,
  periodOf,
  sessionDays,
} from '../../shared/domain/openings.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, isoOf, type LocalDate, mondayOf, plusDays } from '../../shared/domain/time.ts';
import { OpeningsQuery } from '../../shared/http/api.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { get } from '../../shared/http/serve.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { openingsPage } from '../../shared/pages/openings.ts';

type Asked = {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly minutes: number;
  readonly counsellor?: string | undefined;
};
type Found = {
  readonly openings: readonly Opening[];
  /** From today on, as people are shown them. */
  readonly days: readonly OfferedDay[];
  readonly later?: LocalDate;
};

/** The free times of a period: the office's diary is read for the days on which the desk gives sessions, and no others. */
export const freeTimes = async (
  desk: Desk,
  { from, to, minutes, counsellor }: Asked,
  now: Instant,
): Promise<Found | 'counsellor-unknown'> => {
  // The office's alarm listens for this word: newer holidays have to be installed and deployed.
  if (calendarRunsOut(office, dateOf(now)))
    console.error(JSON.stringify({ alarm: 'calendar-runs-out', calendarKnownUntil }));
  const period = periodOf(office, { from, to }, now);
  if (!period) return { openings: [], days: [] };
  const known = await diary.read(sessionDays(desk, period), now);
  const asked = counsellor ? counsellorAsked(known, counsellor) : undefined;
  if (counsellor && asked === undefined) return 'counsellor-unknown';
  const openings = openingsOf(
    office,
    known,
    desk,
    { ...period, minutes, ...(asked !== undefined && { counsellor: asked }) },
    now,
  );
  return {
    openings,
    days: offeredDays(office, known, desk, { ...period, minutes }, openings, now),
    ...(period.later && { later: period.later }),
  };
};

const WEEKS = 4;

/** Whole weeks for a page: from the one with the first session on or after the day asked for. */
const weeksFrom = (
  desk: Desk,
  { from, day, to }: Pick<z.output<typeof OpeningsQuery>, 'from' | 'day' | 'to'>,
  now: Instant,
) => {
  const today = dateOf(now);
  const asked = [from ?? day ?? today, today].sort().at(-1) ?? today;
  const [first = asked] = sessionDays(desk, { from: asked, to: plusDays(asked, 6) });
  return { from: mondayOf(first), to: to ?? plusDays(mondayOf(first), 7 * WEEKS - 1) };
};

/** What was found as a page. */
const page = (
  desk: Desk,
  { minutes = desk.length.minutes, chosen = [], day, ...query }: z.output<typeof OpeningsQuery>,
  found: Found,
  now: Instant,
  problem?: Told,
): Page => {
  const today = dateOf(now);
  const { from } = weeksFrom(desk, { day, ...query }, now);
  return openingsPage({
    office,
    desk,
    minutes,
    // The last choice is the one that is still to be made here.
    chosen: chosen.slice(0, office.choices - 1),
    days: found.days,
    day,
    earlier: from > weeksFrom(desk, {}, now).from ? plusDays(from, -7 * WEEKS) : undefined,
    later: found.later,
    last: found.later ? undefined : plusDays(today, office.horizonDays),
    problem,
  });
};

/** Times once more, for whoever asked for what is not given. */
const openingsAgain = async (typed: unknown, problem: Told, now: Instant): Promise<{ toString(): string }> => {
  const desk = deskOf(office, typedOf(typed)['desk']) ?? deskOf(office, undefined);
  if (!desk) throw new Error(`office ${office.id} has no desk`);
  const found = await freeTimes(desk, { ...weeksFrom(desk, {}, now), minutes: desk.length.minutes }, now);
  // An address was wrong, and no form is there whose content could be kept.
  const told = problem.type === 'malformed' ? { ...problem, detail: '下から選び直してください。' } : problem;
  return page(desk, {}, found === 'counsellor-unknown' ? NOTHING : found, now, told);
};
const NOTHING: Found = { openings: [], days: [] };

export const openings = get(
  '/openings',
  { query: OpeningsQuery, again: openingsAgain },
  async ({ query, html }, now) => {
    const desk = deskOf(office, query.desk || undefined);
    if (!desk) return refuse('desk-unknown');
    const minutes = query.minutes ?? desk.length.minutes;
    if (!lengthFits(desk, minutes)) return refuse('length-not-offered');

    const { counsellor } = query;
    const found = await freeTimes(desk, { ...(html ? weeksFrom(desk, query, now) : query), minutes, counsellor }, now);
    if (found === 'counsellor-unknown') return refuse(found);
    return {
      status: 200,
      json: {
        openings: found.openings.map((slot) => ({
          desk: slot.desk,
          startsAt: isoOf(slot.startsAt),
          endsAt: isoOf(endOf(slot)),
          minutes: slot.minutes,
        })),
      },
      page: () => page(desk, query, found, now),
    };
  },
);
