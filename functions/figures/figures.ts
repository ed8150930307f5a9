import * as z from 'zod';
import { recordsIn } from '../../shared/aws/records.ts';
import { office, table } from '../../shared/aws/this-office.ts';
import {
  ALL,
  figuresOf,
  firstDayOf,
  LocalMonth,
  lastDayOf,
  monthOf,
  monthsFrom,
  plusMonths,
} from '../../shared/domain/figures.ts';
import { sessionDays } from '../../shared/domain/openings.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant } from '../../shared/domain/time.ts';
import { typedOf } from '../../shared/http/form.ts';
import { staffGet } from '../../shared/http/serve.ts';
import { type FigureTable, tablesOf } from '../../shared/pages/counter/figure-tables.ts';
import { type Chosen, figuresPage } from '../../shared/pages/counter/figures.ts';
import { csvOf } from './csv.ts';

const MOST_MONTHS = 12;
const USUAL_MONTHS = 6;

const records = recordsIn(table, office);

type Named = { readonly from?: LocalMonth | undefined; readonly to?: LocalMonth | undefined };
/** The usual period ends with this month; whoever names the months the wrong way round means the same. */
const periodOf = ({ from, to }: Named, now: Instant): Pick<Chosen, 'from' | 'to'> => {
  const end = to ?? (from === undefined ? monthOf(dateOf(now)) : plusMonths(from, USUAL_MONTHS - 1));
  const start = from ?? plusMonths(end, 1 - USUAL_MONTHS);
  return start <= end ? { from: start, to: end } : { from: end, to: start };
};

const Query = z
  .strictObject({ from: LocalMonth.optional(), to: LocalMonth.optional(), desk: z.string().max(20).optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || Math.abs(monthsBetween(from, to)) < MOST_MONTHS, {
    path: ['to'],
    message: 'too-many-months',
  });
const monthsBetween = (from: LocalMonth, to: LocalMonth): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5));

type Found = { readonly chosen: Chosen; readonly tables: FigureTable[] };

/** The days of the months on which any desk gives sessions are read, and no others. */
const find = async (query: z.infer<typeof Query>, now: Instant): Promise<Found | Refusal> => {
  const desk = query.desk || ALL;
  if (desk !== ALL && !office.desks.some(({ id }) => id === desk)) return refuse('desk-unknown');
  const { from, to } = periodOf(query, now);
  const months = monthsFrom(from, to);
  const period = { from: firstDayOf(from), to: lastDayOf(to) };
  const days = new Set(office.desks.flatMap((one) => sessionDays(one, period)));
  const figures = figuresOf(office, months, await records.of([...days].sort(), now), now);
  // An office with one desk counts it as the whole.
  const shown = figures.desks.includes(desk) ? desk : ALL;
  return { chosen: { from, to, desk: shown }, tables: tablesOf(office, figures, shown) };
};

/** [K-7-2, A-7-2] What has become of the applications of some months: nothing but numbers, and none about few people. */
export const figures = staffGet(
  '/staff/figures',
  {
    query: Query,
    again: (typed, problem, now, { staff = '' }) => {
      const { from, to } = typedOf(typed);
      const month = (text: string | undefined) => LocalMonth.safeParse(text).data;
      const chosen = periodOf({ from: month(from), to: month(to) }, now);
      return figuresPage({ office, staff, now, problem }, { ...chosen, desk: ALL }, []);
    },
  },
  async ({ query, staff }, now) => {
    const found = await find(query, now);
    if ('refused' in found) return found;
    const { chosen, tables } = found;
    return {
      status: 200,
      json: {
        from: chosen.from,
        to: chosen.to,
        desk: chosen.desk,
        tables: tables.map(({ id, columns, rows }) => ({
          id,
          rows: rows.map((row) => ({
            id: row.id,
            ...Object.fromEntries(columns.map((column, index) => [column.id, row.cells[index] ?? null])),
          })),
        })),
      },
      page: () => figuresPage({ office, staff, now }, chosen, tables),
    };
  },
);

/** The same tables for a spreadsheet. The name of the file says whose and which months, and nothing of a person. */
export const figuresCsv = staffGet('/staff/figures.csv', { query: Query }, async ({ query }, now) => {
  const found = await find(query, now);
  if ('refused' in found) return found;
  const { chosen, tables } = found;
  return {
    status: 200,
    text: csvOf(office, chosen, tables),
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="figures-${office.id}-${chosen.from}-${chosen.to}.csv"`,
    },
  };
});
