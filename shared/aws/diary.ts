import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { line } from '../domain/application.ts';
import type { Claims, Diary } from '../domain/openings.ts';
import { type Instant, IsoInstant, LocalDate } from '../domain/time.ts';
import { dynamo, rowsOf, withoutKeys } from './table.ts';

export const Counsellor = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/),
  name: line(40),
  desks: z.array(z.string()).min(1),
  weekdays: z.array(z.int().min(1).max(7)),
  absences: z.array(LocalDate),
});
export type Counsellor = z.infer<typeof Counsellor>;

const Closure = z.strictObject({ date: LocalDate, kind: z.enum(['closed', 'opened']) });

/** A claim on one cell of one lane. Its being there is what makes the time taken; `until` is when a tentative hold lapses. */
export const Cell = z.strictObject({
  cell: z.int(),
  lane: z.string(),
  booking: z.string(),
  until: IsoInstant.optional(),
});
export type Cell = z.infer<typeof Cell>;

/** What one table knows of its office's days: who works there, which days are closed, which cells are taken. */
export const diaryIn = (table: string) => {
  const cellsOn = async (date: LocalDate): Promise<Cell[]> => {
    const rows = await rowsOf(table, `DAY#${date}`, 'CELL#');
    return rows.map((row) => Cell.parse(withoutKeys(row)));
  };

  const office = async (): Promise<Pick<Diary, 'closures'> & { counsellors: Counsellor[] }> => {
    const counsellors: Counsellor[] = [];
    const closures: z.infer<typeof Closure>[] = [];
    for (const row of await rowsOf(table, 'OFFICE', 'C')) {
      if (String(row['sk']).startsWith('COUNSELLOR#')) counsellors.push(Counsellor.parse(withoutKeys(row)));
      else closures.push(Closure.parse(withoutKeys(row)));
    }
    const dates = (kind: 'closed' | 'opened'): LocalDate[] =>
      closures.filter((closure) => closure.kind === kind).map(({ date }) => date);
    return { counsellors, closures: { closed: dates('closed'), opened: dates('opened') } };
  };

  return {
    cellsOn,
    office,

    /**
     * The diary for some days: one query for the office, one for each day. A hint as of now: a hold whose time has run out
     * counts as free, and whether a free cell can be had only the claim tells.
     */
    async read(dates: readonly LocalDate[], now: Instant): Promise<Diary> {
      const [known, ...days] = await Promise.all([
        office(),
        ...dates.map(async (date) => [date, claimed(await cellsOn(date), now)] as const),
      ]);
      return { ...known, claims: new Map(days) };
    },

    async putCounsellor(counsellor: Counsellor): Promise<void> {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: { pk: 'OFFICE', sk: `COUNSELLOR#${counsellor.id}`, ...counsellor } }),
      );
    },

    /** Closes or opens a day beyond the office's own calendar [D-2]. */
    async putClosure(date: LocalDate, kind: 'closed' | 'opened'): Promise<void> {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { pk: 'OFFICE', sk: `CLOSURE#${date}`, ...Closure.parse({ date, kind }) },
        }),
      );
    },
  };
};

const claimed = (cells: readonly Cell[], now: Instant): Claims => {
  const lanes = new Map<string, Set<number>>();
  for (const { lane, cell, until } of cells) {
    if (until !== undefined && until <= now) continue;
    lanes.set(lane, (lanes.get(lane) ?? new Set()).add(cell));
  }
  return lanes;
};
