import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { barChart, chartColours } from '../../shared/pages/counter/chart.ts';
import { css } from '../../shared/pages/counter/style.ts';

const file = createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css');
const declared = (text: string) =>
  new Map([...text.matchAll(/(--[\w-]+):\s*([^;}]+)/g)].map(([, name = '', value = '']) => [name, value]));

test('what the console calls by the name of a design token has its value', () => {
  const tokens = declared(readFileSync(file, 'utf8'));
  const ours = declared(css);
  expect(ours.size).toBeGreaterThan(15);
  expect([...ours].filter(([name, value]) => tokens.get(name) !== value)).toEqual([]);
});

test('every token used is declared, and every one declared is used', () => {
  const used = new Set([...css.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  expect([...declared(css).keys()].sort()).toEqual([...used].sort());
});

describe('the charts', () => {
  test('are drawn in the colours of the design tokens', () => {
    const tokens = declared(readFileSync(file, 'utf8'));
    expect(Object.entries(chartColours).filter(([name, value]) => tokens.get(name) !== value)).toEqual([]);
  });

  // WCAG 2.2, relative luminance and contrast ratio; 1.4.11 asks for 3:1.
  const luminance = (colour: string): number =>
    [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  test.each(Object.entries(chartColours).filter(([name]) => name.includes('primitive') || name.endsWith('900')))(
    'stand out from the paper in %s',
    (_, colour) => {
      expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(3);
    },
  );

  test('tell three series apart without their colours', () => {
    const chart = barChart({
      id: 'c',
      title: '見本 <b>',
      description: '見本',
      categories: ['<i>1月'],
      series: ['a', 'b', 'c'].map((name) => ({ name, values: [3] })),
    });
    const svg = String(chart);
    const patterns = [...svg.matchAll(/<pattern [^>]*>([\s\S]*?)<\/pattern>/g)].map(([, drawn = '']) => drawn.trim());
    expect(new Set(patterns).size).toBe(3);
    expect(svg).toContain('<title id="c-title">見本 &lt;b&gt;</title>');
    expect(svg).not.toContain('<i>');
  });
});
