import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, raw } from 'hono/html';
import type { Page } from '../layout.ts';

use([BarChart, GridComponent, LegendComponent, AriaComponent, SVGRenderer]);

/** Tokens of the Digital Agency's design system, as in `style.ts`; a picture drawn on the server needs their values. */
export const chartColours = {
  '--color-primitive-blue-900': '#0017c1',
  '--color-primitive-orange-700': '#e25100',
  '--color-primitive-cyan-900': '#006f83',
  '--color-neutral-solid-gray-420': '#949494',
  '--color-neutral-solid-gray-900': '#1a1a1a',
  '--color-neutral-white': '#ffffff',
} as const;
const series = ['--color-primitive-blue-900', '--color-primitive-orange-700', '--color-primitive-cyan-900'] as const;
const ink = chartColours['--color-neutral-solid-gray-900'];
const line = chartColours['--color-neutral-solid-gray-420'];
const paper = chartColours['--color-neutral-white'];

/** Whoever cannot tell the colours apart tells plain, striped and dotted. */
const patterns = [
  { symbol: 'none' },
  { symbol: 'rect', color: paper, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
  {
    symbol: 'circle',
    color: paper,
    symbolSize: 0.6,
    dashArrayX: [
      [6, 6],
      [0, 6, 6, 0],
    ],
    dashArrayY: [6, 0],
  },
];

export type Bars = {
  /** Names the picture on its page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for whoever does not see it; the numbers stand in the table beneath. */
  readonly description: string;
  readonly categories: readonly string[];
  /** What is not published has no bar. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
  readonly unit?: '%' | undefined;
  /** Bars that lie have room for long names. */
  readonly lying?: boolean;
};

/** Bars with their numbers, as inert SVG: no style, no script, nothing moves. Undefined where there is nothing to draw. */
export const barChart = (bars: Bars): Page | undefined => {
  if (bars.series.every(({ values }) => values.every((value) => !value))) return undefined;
  const { id, title, description, categories, unit, lying = false } = bars;
  const text = { color: ink, fontFamily: 'inherit', fontSize: 14 };
  const names = {
    type: 'category' as const,
    data: [...categories],
    inverse: lying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ink } },
    axisLabel: { ...text, fontSize: !lying && categories.length > 8 ? 12 : 14, interval: 0 },
  };
  const numbers = {
    type: 'value' as const,
    min: 0,
    minInterval: 1,
    splitNumber: 4,
    // Bars that lie have their numbers beside them.
    axisLabel: { ...text, show: !lying, formatter: (value: number) => `${value}${unit ?? ''}` },
    splitLine: { show: !lying, lineStyle: { color: line, type: 'dotted' as const } },
  };
  const several = bars.series.length > 1;
  // Numbers over narrow bars would run into each other.
  const columns = bars.series.length * categories.length;
  const wide = bars.series.some(({ values }) => values.some((value) => (value ?? 0) >= 100));
  const legible = lying || columns <= (wide ? 9 : 18);
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: 440,
    height: lying ? 10 + 40 * categories.length : 260,
  });
  chart.setOption({
    animation: false,
    textStyle: text,
    color: series.map((name) => chartColours[name]),
    aria: { enabled: true, label: { enabled: false }, decal: { show: several, decals: patterns } },
    grid: { left: 4, right: lying ? 44 : 8, top: several ? 44 : 8, bottom: 4, outerBoundsMode: 'same' },
    ...(several && {
      legend: { top: 0, left: 0, itemWidth: 24, itemHeight: 16, selectedMode: false, textStyle: text },
    }),
    xAxis: lying ? numbers : names,
    yAxis: lying ? names : numbers,
    series: bars.series.map(({ name, values }) => ({
      type: 'bar',
      name,
      data: values.map((value) => value ?? null),
      barMaxWidth: 28,
      barGap: '10%',
      label: {
        ...text,
        fontSize: several ? 11 : 13,
        show: legible,
        position: lying ? 'right' : 'top',
        distance: 3,
        formatter: `{c}${unit ?? ''}`,
        textBorderColor: paper,
        textBorderWidth: 2,
      },
    })),
  });
  const drawn = chart.renderToSVGString();
  chart.dispose();
  const [open = '', ...rest] = inert(drawn, id).split('\n');
  const [, view = ''] = /viewBox="([\d. ]+)"/.exec(open) ?? [];
  return html`<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="${view}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${raw(rest.join('\n'))}`;
};

/**
 * What the library draws, for pages whose policy forbids styles of any picture's own: every style becomes the attribute
 * of the same name, and what serves pointers and animation goes.
 */
const inert = (svg: string, id: string): string =>
  svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) =>
      style
        .split(';')
        .map((declaration) => declaration.split(':'))
        .map(([name = '', value]) => (value === undefined ? '' : ` ${name.trim()}="${value.trim()}"`))
        .join(''),
    )
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`);
