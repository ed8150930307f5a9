import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { line } from '../domain/application.ts';
import { Terms } from '../domain/office.ts';
import type { Claims, Diary } from '../domain/openings.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
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

/** [K-13, A-13, D-11] A version of the terms that staff have published, and who did when. */
const Published = z.strictObject({ ...Terms.shape, publishedBy: z.string(), publishedAt: IsoInstant });

/** What staff have entered about their office, whatever the day. */
export type OfficeBook = Pick<Diary, 'closures'> & {
  readonly counsellors: readonly Counsellor[];
  readonly terms: readonly Terms[];
};

/** What one table knows of its office's days: who works there, which days are closed, which cells are taken. */
export const diaryIn = (table: string) => {
  const cellsOn = async (date: LocalDate): Promise<Cell[]> => {
    const rows = await rowsOf(table, `DAY#${date}`, 'CELL#');
    return rows.map((row) => Cell.parse(withoutKeys(row)));
  };

  const office = async (): Promise<OfficeBook> => {
    const rows = await rowsOf(table, 'OFFICE');
    const of = <T>(kind: string, codec: z.ZodType<T>): T[] =>
      rows.filter(({ sk }) => String(sk).startsWith(`${kind}#`)).map((row) => codec.parse(withoutKeys(row)));
    const closures = of('CLOSURE', Closure);
    const dates = (kind: 'closed' | 'opened'): LocalDate[] =>
      closures.filter((closure) => closure.kind === kind).map(({ date }) => date);
    return {
      counsellors: of('COUNSELLOR', Counsellor),
      closures: { closed: dates('closed'), opened: dates('opened') },
      terms: of('TERMS', Published).map(({ publishedBy: _by, publishedAt: _at, ...terms }) => terms),
    };
  };

  return {
    cellsOn,
    office,

    /**
     * The diary for some days: one query for the office, one for each day. A hint as of now: a hold whose time has run out
     * counts as free, and whether a free cell can be had only the claim tells.
     */
    async read(dates: readonly LocalDate[], now: Instant): Promise<Diary & OfficeBook> {
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

    /** [K-13, A-13, D-11] Keeps a version of the terms, for ever; refused where this version is there already. */
    async publish(terms: Terms, by: string, now: Instant): Promise<Refusal | undefined> {
      try {
        await dynamo.send(
          new PutCommand({
            TableName: table,
            Item: {
              pk: 'OFFICE',
              sk: `TERMS#${terms.version}`,
              ...z.encode(Published, { ...terms, publishedBy: by, publishedAt: now }),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return refuse('terms-unusable');
        throw error;
      }
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
