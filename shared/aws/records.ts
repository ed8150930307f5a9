import * as z from 'zod';
import type { Booking } from '../domain/booking.ts';
import { type Act, firstAnswer, isOwedAnAnswer, type Recorded } from '../domain/figures.ts';
import { History } from '../domain/history.ts';
import type { Office } from '../domain/office.ts';
import type { Instant, LocalDate } from '../domain/time.ts';
import { bookingsIn, historyKey } from './bookings.ts';
import { rowsAt, rowsOf } from './table.ts';

/** How many reads are on their way at once: a year is done in a second, and the connections (50) do not run out. */
const AT_ONCE = 20;
/** As many as one read brings. */
const BATCH = 100;

const Line = z.object(History.pick({ act: true, at: true, version: true, tool: true }).shape);

/** What the table of one office knows of days gone by: bookings, and of their history as much as the figures need. */
export const recordsIn = (table: string, office: Office) => {
  const bookings = bookingsIn(table, office);

  const inBatches = async <T, R>(items: readonly T[], read: (batch: readonly T[]) => Promise<R[]>): Promise<R[]> => {
    const batches: T[][] = [];
    for (let index = 0; index < items.length; index += BATCH) batches.push(items.slice(index, index + BATCH));
    return (await sideBySide(batches, read)).flat();
  };

  /** Of whom the office owed an answer, the acts up to the first answer: all first lines, then the second ones of whom they do not tell, … */
  const actsOf = async (found: readonly Booking[]): Promise<Map<string, Act[]>> => {
    const acts = new Map<string, Act[]>(found.map(({ id }) => [id, []]));
    let open = found.filter((booking) => isOwedAnAnswer(office, booking) && 'session' in booking);
    for (let revision = 1; open.length > 0; revision++) {
      const keys = open.map(({ id }) => historyKey(id, revision));
      for (const row of await inBatches(keys, (batch) => rowsAt(table, batch)))
        acts.get(String(row['pk']).slice('BOOKING#'.length))?.push(Line.parse(row));
      open = open.filter(
        (booking) =>
          // A booking that only the clock has ended has no line of that yet.
          booking.revision > revision && firstAnswer(office, booking, acts.get(booking.id) ?? []) === undefined,
      );
    }
    return acts;
  };

  return {
    /** The bookings of these days as they are now, by the clock, with what tells when they were answered. */
    async of(days: readonly LocalDate[], now: Instant): Promise<Recorded[]> {
      const rows = (await sideBySide(days, (day) => rowsOf(table, `DAY#${day}`, 'BOOKING#'))).flat();
      const ids = rows.map(({ booking }) => String(booking));
      const found = await inBatches(ids, (batch) => bookings.several(batch, now));
      const acts = await actsOf(found);
      return found.map((booking) => ({ booking, acts: acts.get(booking.id) ?? [] }));
    },
  };
};

/** Does the same for each, a few at a time, and keeps their order. */
export const sideBySide = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) done[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
};
