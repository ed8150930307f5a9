import * as z from 'zod';
import { line } from '../domain/application.ts';
import { Presence } from '../domain/instant.ts';
import { Terms } from '../domain/office.ts';
import type { Claims, Diary } from '../domain/openings.ts';
import { type Instant, IsoInstant, LocalDate } from '../domain/time.ts';
import { rowsOf, withoutKeys } from './table.ts';

export const Counsellor = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/),
  name: line(40),
  desks: z.array(z.string()).min(1),
  weekdays: z.array(z.int().min(1).max(7)),
  absences: z.array(LocalDate),
  /** [A-4, D-12] Whose Zoom account holds this person's meetings. */
  zoomUser: z.email().optional(),
});
export type Counsellor = z.infer<typeof Counsellor>;
/** The rows staff enter, as far as they decide about times; who entered them is for `office-book.ts`. */
const Entered = {
  counsellor: z.object(Counsellor.shape),
  closure: z.object({ date: LocalDate, kind: z.string() }),
  terms: z.object(Terms.shape),
  withdrawn: z.object({ version: Terms.shape.version }),
  presence: z.object(Presence.shape),
};

/** A claim on one cell of one lane. Its being there is what makes the time taken; `until` is when a tentative hold lapses. */
export const Cell = z.strictObject({
  cell: z.int(),
  lane: z.string(),
  booking: z.string(),
  until: IsoInstant.optional(),
});
export type Cell = z.infer<typeof Cell>;

/** What staff have entered about their office, whatever the day. */
export type OfficeBook = Pick<Diary, 'closures'> & {
  readonly counsellors: readonly Counsellor[];
  readonly terms: readonly Terms[];
  /** The names of versions that were published and taken back. */
  readonly withdrawn: readonly string[];
  /** [A-62-1] Who takes sessions at once, and until when. */
  readonly present: readonly Presence[];
};
/** The days staff closed or opened, of all they have entered. */
export const closuresOf = (
  closures: readonly { readonly date: LocalDate; readonly kind: string }[],
): Diary['closures'] => {
  const dates = (kind: 'closed' | 'opened'): LocalDate[] =>
    closures.filter((closure) => closure.kind === kind).map(({ date }) => date);
  return { closed: dates('closed'), opened: dates('opened') };
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
      rows.filter(({ sk }) => String(sk).startsWith(`${kind}#`)).map((row) => codec.parse(row));
    return {
      counsellors: of('COUNSELLOR', Entered.counsellor),
      closures: closuresOf(of('CLOSURE', Entered.closure)),
      terms: of('TERMS', Entered.terms),
      withdrawn: of('WITHDRAWN', Entered.withdrawn).map(({ version }) => version),
      present: of('PRESENCE', Entered.presence),
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
