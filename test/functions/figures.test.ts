import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Booking } from '../../shared/domain/booking.ts';
import { ALL, figuresOf, LocalMonth, monthsFrom } from '../../shared/domain/figures.ts';
import { Office } from '../../shared/domain/office.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { tablesOf } from '../../shared/pages/counter/figure-tables.ts';
import { day, on } from '../support/build.ts';
import { invoke } from '../support/lambda.ts';
import { writePast } from '../support/past.ts';
import { rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const NOW = '2026-03-20T09:00:00+09:00';
const load = async () => ({
  handler: (await import('../../functions/figures/index.ts')).handler,
  csvOf: (await import('../../functions/figures/csv.ts')).csvOf,
  records: (await import('../../shared/aws/records.ts')).recordsIn,
});

let table: string;
let at: Awaited<ReturnType<typeof load>>;
let past: Booking[];
/** The whole period, asked for once in each form. */
let whole: Record<'json' | 'page' | 'csv', Awaited<ReturnType<typeof invoke>>>;
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) }));
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
  table = await officeTable('aomori');
  at = await load();
  past = await writePast(table, aomori, { from: day('2025-09-01'), to: day('2026-03-19') }, 160);
  whole = { json: await ask(YEAR), page: await page(YEAR), csv: await ask(`.csv${YEAR}`) };
});

const ask = (query = '', headers: Record<string, string> = {}) =>
  invoke(at.handler, `GET /staff/figures${query}`, { staff: 'demo-staff', headers });
const page = (query = '') => ask(query, { accept: 'text/html' });
const YEAR = '?from=2025-09&to=2026-03';

type Row = Record<string, string | number | null>;
const rowsOf = (json: { tables: { id: string; rows: Row[] }[] }, id: string): Row[] =>
  json.tables.find((one) => one.id === id)?.rows ?? [];

describe('the figures of an office', () => {
  test('are those of the last six months if nobody says otherwise, the current one among them', async () => {
    const { status, json } = await ask();
    expect([status, json.from, json.to, json.desk]).toEqual([200, '2025-10', '2026-03', ALL]);
    expect(rowsOf(json, 'months').map(({ id }) => id)).toEqual([
      '2025-10',
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
      '2026-03',
      ALL,
    ]);
  });

  test('count what the table holds, once each', () => {
    const { json } = whole.json;
    const states = (...wanted: Booking['state'][]): number => past.filter(({ state }) => wanted.includes(state)).length;
    const total = rowsOf(json, 'months').at(-1);
    expect(total).toMatchObject({
      received: 160,
      attended: states('attended'),
      unsettled: states('withdrawn', 'declined', 'expired'),
    });
    const outcomes = Object.fromEntries(rowsOf(json, 'outcomes').map((row) => [row['id'], row[ALL]]));
    expect(outcomes).toMatchObject({ attended: states('attended'), 'no-show': states('no-show') });
  });

  test('of one desk are its part of the whole, and a month alone can be asked for', async () => {
    const { json: whole } = await ask('?from=2026-01&to=2026-01');
    const { json: desk } = await ask('?from=2026-01&to=2026-01&desk=mothers');
    expect(rowsOf(desk, 'channels').map((row) => row['mothers'])).toEqual(
      rowsOf(whole, 'channels').map((row) => row['mothers']),
    );
    expect(rowsOf(desk, 'months').map(({ id }) => id)).toEqual(['2026-01', ALL]);
  });

  test('name the months the wrong way round and mean the same', async () => {
    expect((await ask('?from=2026-03&to=2025-09')).json).toEqual(whole.json.json);
  });

  test.each([
    ['more than a year', '?from=2025-01&to=2026-01', 400, '12か月まで'],
    ['what is no month', '?from=2026-13', 400, '始めの日'],
    ['a desk there is not', '?desk=nowhere', 422, '職業相談'],
  ])('asked for %s are refused in words, and the page still lets one choose', async (_, query, status, said) => {
    const answer = await page(query);
    expect([answer.status, answer.text.includes(said), answer.text.includes('集計する')]).toEqual([status, true, true]);
    expect((await ask(query)).json.type).toMatch(/malformed|desk-unknown/);
  });

  test('are for staff alone', async () => {
    for (const path of ['/staff/figures', '/staff/figures.csv'])
      expect((await invoke(at.handler, `GET ${path}`)).status).toBe(403);
    const { status, text } = await page('.csv?nope=1');
    expect([status, text.includes('<nav aria-label="窓口の画面">')]).toEqual([400, true]);
  });

  test('of an office without bookings are noughts, and the page says that there is nothing to draw', async () => {
    const { status, text } = await page('?from=2024-01&to=2024-02');
    expect([status, text.match(/図にできる数はありません/g)?.length]).toEqual([200, 7]);
    expect((await ask('?from=2024-01&to=2024-02')).json.tables[0].rows.at(-1)).toMatchObject({ received: 0 });
  });
});

describe('[K-7-2, A-7-2] what is published', () => {
  test('has nothing of a person in it: no name, number, address or reference', () => {
    const secrets = [
      ...new Set(past.flatMap(({ id, applicant }) => [id, applicant.name, applicant.number, applicant.email])),
    ];
    expect(secrets.length).toBeGreaterThan(300);
    for (const { status, text, headers } of Object.values(whole))
      expect([status, secrets.filter((one) => one && (text + JSON.stringify(headers)).includes(one))]).toEqual([
        200,
        [],
      ]);
  });

  test('is the same numbers on the page, as JSON and as CSV, hidden where they are hidden', async () => {
    const months = monthsFrom(LocalMonth.parse('2025-09'), LocalMonth.parse('2026-03'));
    const records = await at.records(table, aomori).of([...new Set(past.map(dateOfSession))], on(NOW));
    const tables = tablesOf(aomori, figuresOf(aomori, months, records, on(NOW)), ALL);
    const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells.map((cell) => cell ?? null)));
    expect(cells.filter((cell) => cell === 'few').length).toBeGreaterThan(0);
    const { json } = whole.json;
    const inJson = json.tables.flatMap((one: { rows: Row[] }) =>
      one.rows.flatMap(({ id: _, ...row }) => Object.values(row)),
    );
    expect(inJson).toEqual(cells);
    const count = (text: string, mark: string): number => text.split(mark).length - 1;
    const html = whole.page.text;
    const csv = parsed(whole.csv.text).slice(1);
    expect(csv.length).toBe(cells.length);
    for (const [mark, cell] of [
      ['3未満', 'few'],
      ['非公表', 'withheld'],
    ] as const) {
      const hidden = cells.filter((one) => one === cell).length;
      expect([mark, count(html, `>${mark}<`)]).toEqual([mark, hidden]);
      expect([mark, csv.filter((line) => line.at(-1) === mark).length]).toEqual([mark, hidden]);
    }
  });

  test('draws no bar for a number that is hidden', () => {
    const { text } = whole.page;
    const [, outcomes = ''] = /id="chart-outcomes-title"([\s\S]*?)<\/svg>/.exec(text) ?? [];
    const rows = rowsOf(whole.json.json, 'outcomes').map((row) => row[ALL]);
    const labels = [...outcomes.matchAll(/text-anchor="start"[^>]*>(\d+)<\/text>/g)].map(([, value]) => Number(value));
    expect(labels).toEqual(rows.filter((cell) => typeof cell === 'number'));
  });
});

const dateOfSession = (booking: Booking) =>
  day(
    new Date(('session' in booking ? booking.session.startsAt : (booking.wishes[0]?.from ?? 0)) + 9 * 3_600_000)
      .toISOString()
      .slice(0, 10),
  );

describe('the charts', () => {
  test('[R-24] are inert: no style, no script, no address, nothing that moves', () => {
    const { text } = whole.page;
    const drawn = [...text.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
    const none = text.match(/図にできる数はありません/g)?.length ?? 0;
    expect([drawn.length + none, drawn.length > 4]).toEqual([7, true]);
    for (const svg of drawn) {
      expect(svg).not.toMatch(/\sstyle=|<style|<script|<animate|<image|<foreignObject|\son\w+=|class="zr|ecmeta/);
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
      expect(svg).toContain('font-family="inherit"');
    }
    expect(text.replaceAll(/<svg[\s\S]*?<\/svg>/g, '')).not.toMatch(/\sstyle=|<style/);
  });

  test('are images with a title and a description of their own, each with its table beneath', () => {
    const { text } = whole.page;
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    for (const [, labels = ''] of text.matchAll(/role="img" aria-labelledby="([^"]+)"/g))
      expect(labels.split(' ').every((id) => ids.includes(id))).toBe(true);
    expect([...text.matchAll(/<\/svg>(?:(?!<svg)[\s\S])*?<table>/g)].length).toBe(text.split('<svg').length - 1);
    for (const [, target] of text.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(target);
  });
});

/** RFC 4180, as a spreadsheet reads it. */
const parsed = (text: string): string[][] => {
  const rows: string[][] = [];
  for (const line of text
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .slice(0, -1))
    rows.push(
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    );
  return rows;
};

describe('[R-20] as CSV', () => {
  test('they come as a file whose name and type say what they are', async () => {
    const { status, headers, text } = await ask(`.csv${YEAR}&desk=mothers`);
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(headers['content-disposition']).toBe('attachment; filename="figures-aomori-2025-09-2026-03.csv"');
    expect(headers['cache-control']).toBe('no-store');
    expect(text.startsWith('\ufeff期間の始め,期間の終わり,窓口,表,項目,数えたもの,数\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const lines = parsed(text);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([7]));
    expect(new Set(lines.slice(1).map((line) => line[2]))).toEqual(new Set(['マザーズコーナー']));
  });

  test.each([
    '=HYPERLINK("https://example.com";"見本")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '"=1',
    "'=1",
    '＝1',
    '＋1',
    '－1',
    '＠1',
  ])('Staff CSV: a desk called %j is text for whoever opens it', (name) => {
    const [general, ...others] = aomori.desks;
    const office = Office.parse({ ...aomori, desks: [{ ...general, name }, ...others] });
    const month = LocalMonth.parse('2026-03');
    const tables = tablesOf(office, figuresOf(office, [month], [], on(NOW)), ALL);
    const text = at.csvOf(office, { from: month, to: month, desk: ALL }, tables);
    expect(text).toContain(`'${name.replaceAll('"', '""')}`);
    // No cell begins with what starts a formula, quoted or not.
    expect(text.replace(/^\ufeff/, '')).not.toMatch(/(?:^|,|\r\n)"?(?:[=+\-@\t\r\n＝＋－＠]|"")/);
  });
});

test('a year of bookings is read by day and in batches, and nothing is written', async () => {
  const before = await rowsIn(table);
  const { dynamo } = await import('../../shared/aws/table.ts');
  const sent = vi.spyOn(dynamo, 'send');
  await ask('?from=2025-04&to=2026-03');
  const names = sent.mock.calls.map(([command]) => command.constructor.name);
  sent.mockRestore();
  // 261 weekdays; 160 bookings and the first acts of those that were written, a hundred at a time.
  expect(names.filter((name) => name === 'QueryCommand').length).toBe(261);
  expect(names.length - 261).toBeLessThan(12);
  expect(new Set(names)).toEqual(new Set(['QueryCommand', 'BatchGetCommand']));
  expect(await rowsIn(table)).toEqual(before);
});
