import { html } from 'hono/html';
import { ALL, type LocalMonth, monthOf, monthsFrom, plusMonths } from '../../domain/figures.ts';
import { dateOf } from '../../domain/time.ts';
import { selectField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Bars, barChart } from './chart.ts';
import { cellText, deskName, type FigureTable, monthText } from './figure-tables.ts';
import { type Counter, counterPage } from './layout.ts';

export type Chosen = { readonly from: LocalMonth; readonly to: LocalMonth; readonly desk: string };

/** How far back a month can be chosen; others can be asked for in the address. */
const MONTHS_BACK = 36;

/** [K-7-2, A-7-2] 集計: charts with their tables beneath, for a period and a desk; as it is shown it may be published. */
export const figuresPage = (counter: Counter, chosen: Chosen, tables: readonly FigureTable[]): Page => {
  const { office } = counter;
  const { from, to, desk } = chosen;
  const query = new URLSearchParams({ from, to, ...(desk !== ALL && { desk }) }).toString();
  return counterPage(
    counter,
    '/staff/figures',
    '集計',
    html`
${choice(counter, chosen)}
${
  tables.length > 0 &&
  html`
<p><strong>${monthText(from)}〜${monthText(to)}　${deskName(office, desk)}</strong></p>
<p>人数の少ない数から、だれのことか分かってしまわないように、3人に満たない数は「3未満」としています。「非公表」は、見えると「3未満」の数が計算できてしまう数です。割合は、もとの数が10以上で、どちらも出ているときだけ出します。公表するときは、この1枚をそのまま使い、期間や日を変えて出した表と並べないでください。</p>
<p class="actions"><a class="button second" href="/staff/figures.csv?${query}">この集計をCSVで保存する</a></p>
<div class="columns">${tables.map((table) => section(table))}</div>`
}`,
  );
};

const choice = ({ office, now, problem }: Counter, { from, to, desk }: Chosen): Page => {
  const current = monthOf(dateOf(now));
  const known = monthsFrom(plusMonths(current, -MONTHS_BACK), plusMonths(current, Math.ceil(office.horizonDays / 28)));
  const months = [...new Set([...known, from, to])].sort().toReversed();
  const choices = months.map((month) => [month, monthText(month)] as const);
  return html`<form method="get" action="/staff/figures" class="period">
${selectField({ name: 'from', label: '始めの月', value: from, choices, required: true, problem })}
${selectField({ name: 'to', label: '終わりの月', value: to, choices, required: true, problem })}
${
  office.desks.length > 1 &&
  selectField({
    name: 'desk',
    label: '窓口',
    value: desk,
    empty: '全体',
    choices: office.desks.map(({ id, name }) => [id, name] as const),
    problem,
  })
}
<p><button>集計する</button></p>
</form>`;
};

const section = (table: FigureTable): Page => {
  const { id, title, about, head, columns, rows } = table;
  const bars = barsOf(table);
  const drawn = barChart(bars);
  const gaps = drawn && bars.series.some(({ values }) => values.includes(undefined));
  return html`<section class="figure${id === 'months' && ' first'}" aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<p class="hint">${about}</p>
<div class="${id === 'months' && 'columns'}"><div>${drawn ?? html`<p class="soft">図にできる数はありません。</p>`}${gaps && html`<p class="hint">棒のないところは、出していない数です。</p>`}</div>
<div class="wide" tabindex="0" role="region" aria-label="${title}の表"><table>
<thead><tr><th scope="col">${head}</th>${columns.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${rows.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${cells.map((cell, index) => html`<td class="number">${cellText(cell, columns[index]?.share)}</td>`)}</tr>`)}</tbody>
</table></div></div>
</section>`;
};

/** The picture of a table: months side by side, the share of no-shows by lead time, elsewhere one lying bar for each row. */
const barsOf = ({ id, title, columns, rows }: FigureTable): Bars => {
  const of = (row: FigureTable['rows'][number], column: string): number | undefined => {
    const cell = row.cells[columns.findIndex((one) => one.id === column)];
    return typeof cell === 'number' ? cell : undefined;
  };
  const picture = { id: `chart-${id}`, title: `${title}（図）`, description: '同じ数が、下の表にあります。' };
  if (id === 'months') {
    const months = rows.filter((row) => row.id !== ALL);
    const drawn = columns.filter((column) => ['received', 'settled', 'attended'].includes(column.id));
    return {
      ...picture,
      categories: months.map((row) => `${Number(row.id.slice(5))}月`),
      series: drawn.map((column) => ({ name: column.name, values: months.map((row) => of(row, column.id)) })),
    };
  }
  if (id === 'lead-times')
    return {
      ...picture,
      categories: rows.map(({ name }) => name),
      series: [{ name: '連絡なしの割合', values: rows.map((row) => of(row, 'share')) }],
      unit: '%',
      lying: true,
    };
  const [first] = columns;
  return {
    ...picture,
    categories: rows.map(({ name }) => name),
    series: [{ name: title, values: rows.map((row) => of(row, first?.id ?? '')) }],
    lying: true,
  };
};
