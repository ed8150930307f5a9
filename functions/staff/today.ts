import * as z from 'zod';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { openDayBefore } from '../../shared/domain/calendar.ts';
import { type Block, lanesOf, placesIn } from '../../shared/domain/day.ts';
import { endOf } from '../../shared/domain/openings.ts';
import { dateOf, daysFrom, isoOf, plusDays, VisitedDate, weekdayOf } from '../../shared/domain/time.ts';
import { staffGet } from '../../shared/http/serve.ts';
import { todayPage } from '../../shared/pages/counter/today.ts';
import { weekPage } from '../../shared/pages/counter/week.ts';
import { toBePhoned } from './calls.ts';
import { bookingJson } from './lists.ts';
import { tasksNow } from './todo.ts';

/** The console begins with today. */
export const start = staffGet('/staff', {}, async () => ({
  status: 303,
  json: { today: '/staff/today' },
  headers: { Location: '/staff/today' },
  next: '/staff/today',
}));

/** A date as its field sends it: empty where somebody has cleared it. */
const Day = VisitedDate.or(z.literal('').transform(() => undefined)).optional();

const blockJson = (block: Block) => ({
  startsAt: isoOf(block.startsAt),
  endsAt: isoOf(endOf(block)),
  ...(block.kind === 'free' ? { free: block.desk } : { reference: block.booking.id, state: block.booking.state }),
});

/** [K-F-1, D-10] A day by counsellor and time, with what is free, and beside it what waits for staff. */
export const today = staffGet(
  '/staff/today',
  { query: z.strictObject({ date: Day, done: z.string().optional() }) },
  async ({ query, staff }, now) => {
    const date = query.date ?? dateOf(now);
    const [known, list] = await Promise.all([diary.read([date], now), bookings.onDay(date, now)]);
    const tasks = await tasksNow(known, now);
    const lanes = lanesOf(office, known, date, list, now);
    return {
      status: 200,
      json: {
        date,
        lanes: lanes.map(({ blocks, ...lane }) => ({ ...lane, blocks: blocks.map(blockJson) })),
        bookings: list.map(bookingJson),
      },
      page: () =>
        todayPage(
          { office, staff, now, done: query.done },
          {
            date,
            diary: known,
            lanes,
            bookings: list,
            tasks,
            earlier: openDayBefore(office, known.closures, date, 1),
            later: openDayBefore(office, known.closures, date, -1),
          },
        ),
    };
  },
);

/** A week day by day, from Monday: sessions, holds, and how many are still free. */
export const week = staffGet(
  '/staff/week',
  { query: z.strictObject({ from: Day, done: z.string().optional() }) },
  async ({ query, staff }, now) => {
    const asked = query.from ?? dateOf(now);
    const monday = plusDays(asked, 1 - weekdayOf(asked));
    const dates = daysFrom(monday, plusDays(monday, 6));
    const [known, calls, ...lists] = await Promise.all([
      diary.read(dates, now),
      toBePhoned(now),
      ...dates.map((date) => bookings.onDay(date, now)),
    ]);
    const days = dates.map((date, index) => {
      const list = lists[index] ?? [];
      const lanes = lanesOf(office, known, date, list, now);
      return { date, bookings: list, lanes, places: placesIn(office, lanes) };
    });
    return {
      status: 200,
      json: {
        days: days.map(({ date, places, bookings: list }) => ({ date, places, bookings: list.map(bookingJson) })),
      },
      page: () =>
        weekPage(
          { office, staff, now, done: query.done },
          { days, diary: known, calls: new Set(calls.map(({ booking }) => booking.id)) },
        ),
    };
  },
);
