import * as z from 'zod';
import { mails } from '../../shared/aws/mails.ts';
import { bookings, diary, instants, office } from '../../shared/aws/this-office.ts';
import type { NoShow } from '../../shared/domain/booking.ts';
import type { Closures } from '../../shared/domain/calendar.ts';
import { requestsOf } from '../../shared/domain/instant.ts';
import type { Diary } from '../../shared/domain/openings.ts';
import { isUpheld } from '../../shared/domain/possible.ts';
import { type Instant, isoOf } from '../../shared/domain/time.ts';
import { daysLookedBackOn, type Task, todoOf } from '../../shared/domain/todo.ts';
import { staffGet } from '../../shared/http/serve.ts';
import { waits } from '../../shared/mail/mail-in.ts';
import { todoPage } from '../../shared/pages/counter/todo.ts';
import { toBePhoned } from './calls.ts';
import { bookingJson } from './lists.ts';

/**
 * All that waits for staff now: what is `open` and due from the index, the last open days' deemed cancellations by day. An open
 * booking about which somebody is to be phoned is read once.
 */
export const tasksNow = async (
  { closures, counsellors }: Pick<Diary, 'closures' | 'counsellors'>,
  now: Instant,
  opening = bookings.waiting(now),
): Promise<Task[]> => {
  const [open, deemed, calls, received, requests] = await Promise.all([
    opening,
    deemedUnseen(closures, now),
    toBePhoned(now, opening),
    mails.open(),
    office.instant ? instants.waiting(now) : [],
  ]);
  return todoOf(
    office,
    closures,
    {
      open,
      deemed,
      calls,
      counsellors,
      mails: received.filter(waits).map(({ receivedAt }) => receivedAt),
      asked: requestsOf(requests, open, now),
    },
    now,
  );
};

/** [D-10] What the clock alone has deemed, and nobody has confirmed since. */
const deemedUnseen = async (closures: Closures, now: Instant): Promise<NoShow[]> => {
  const days = await Promise.all(daysLookedBackOn(office, closures, now).map((date) => bookings.onDay(date, now)));
  const silent = days.flat().filter((booking): booking is NoShow => booking.state === 'no-show');
  const unseen = await Promise.all(silent.map(async ({ id }) => !(await confirmedByStaff(id))));
  return silent.filter((_, index) => unseen[index]);
};

const confirmedByStaff = async (id: NoShow['id']): Promise<boolean> => isUpheld(await bookings.history(id));

const taskJson = (task: Task) => ({
  kind: task.kind,
  urgency: task.urgency,
  since: isoOf(task.since),
  until: isoOf(task.until),
  ...('booking' in task && { reference: task.booking.id }),
  ...('count' in task && { count: task.count }),
});

/** What waits for staff, the most urgent first; beside it, for programs, the bookings that are open. */
export const todo = staffGet(
  '/staff/todo',
  { query: z.strictObject({ done: z.string().optional() }) },
  async ({ query, staff }, now) => {
    const book = await diary.office();
    const opening = bookings.waiting(now);
    const [tasks, open] = await Promise.all([tasksNow(book, now, opening), opening]);
    return {
      status: 200,
      json: {
        bookings: open.filter(({ state }) => state !== 'cancelled').map(bookingJson),
        tasks: tasks.map(taskJson),
      },
      page: () => todoPage({ office, staff, now, done: query.done }, tasks, book),
    };
  },
);
