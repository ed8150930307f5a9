import { diary, office } from '../../shared/aws/this-office.ts';
import { counsellorAsked, deskOf } from '../../shared/domain/booking.ts';
import { calendarKnownUntil, calendarRunsOut } from '../../shared/domain/calendar.ts';
import type { Desk } from '../../shared/domain/office.ts';
import { endOf, lengthFits, type Opening, openingsOf } from '../../shared/domain/openings.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import {
  dateOf,
  daysFrom,
  type Instant,
  isoOf,
  type LocalDate,
  plusDays,
  weekdayOf,
} from '../../shared/domain/time.ts';
import { OpeningsQuery } from '../../shared/http/api.ts';
import { get } from '../../shared/http/serve.ts';
import { openingsPage } from '../../shared/pages/visitor.ts';

const WEEKS = 4;

/** The free times of a period: the office's diary is read for the days on which the desk gives sessions, and no others. */
export const freeTimes = async (
  desk: Desk,
  {
    from,
    to,
    minutes,
    asked,
  }: { from?: LocalDate | undefined; to?: LocalDate | undefined; minutes: number; asked?: string | undefined },
  now: Instant,
): Promise<readonly Opening[] | 'counsellor-unknown'> => {
  const first = [from ?? dateOf(now), dateOf(now)].sort().at(-1) ?? dateOf(now);
  const horizon = plusDays(dateOf(now), office.horizonDays);
  // The office's alarm listens for this word: newer holidays have to be installed and deployed.
  if (calendarRunsOut(office, dateOf(now)))
    console.error(JSON.stringify({ alarm: 'calendar-runs-out', calendarKnownUntil }));
  if (first > horizon) return [];
  const last = [to ?? plusDays(first, 7 * WEEKS), horizon].sort()[0] ?? horizon;
  const weekdays = new Set(desk.timetable.flatMap((timetable) => timetable.weekdays));
  const days = daysFrom(first, last).filter((day) => weekdays.has(weekdayOf(day)));
  const known = await diary.read(days, now);
  const counsellor = asked === undefined ? undefined : counsellorAsked(known, asked);
  if (asked !== undefined && counsellor === undefined) return 'counsellor-unknown';
  const period = { from: first, to: last, minutes, ...(counsellor !== undefined && { counsellor }) };
  return openingsOf(office, known, desk, period, now);
};

export const openings = get('/openings', { query: OpeningsQuery }, async ({ query }, now) => {
  const desk = deskOf(office, query.desk || undefined);
  if (!desk) return refuse('desk-unknown');
  const minutes = query.minutes ?? desk.length.minutes;
  if (!lengthFits(desk, minutes)) return refuse('length-not-offered');

  const free = await freeTimes(desk, { ...query, minutes, asked: query.counsellor || undefined }, now);
  if (free === 'counsellor-unknown') return refuse(free);

  return {
    status: 200,
    json: {
      openings: free.map((slot) => ({
        desk: slot.desk,
        startsAt: isoOf(slot.startsAt),
        endsAt: isoOf(endOf(slot)),
        minutes: slot.minutes,
      })),
    },
    page: () => openingsPage(office, desk, minutes, free),
  };
});
