import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { barChart, chartColours } from '../../shared/pages/counter/chart.ts';
import { css as counterCss } from '../../shared/pages/counter/style.ts';
import { css } from '../../shared/pages/style.ts';

const file = createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css');
const declared = (text: string) =>
  new Map([...text.matchAll(/(--[\w-]+):\s*([^;}]+)/g)].map(([, name = '', value = '']) => [name, value]));

const sheets = [
  ['the console', counterCss, 15],
  ['the visitors', css, 20],
] as const;

test.each(sheets)('what the style of %s calls by the name of a design token has its value', (_, text, least) => {
  const tokens = declared(readFileSync(file, 'utf8'));
  const ours = [...declared(text)].filter(([name]) => /^--(?:color|border-radius)-/.test(name));
  expect(ours.length).toBeGreaterThan(least);
  expect(ours.filter(([name, value]) => tokens.get(name) !== value)).toEqual([]);
});

test.each(sheets)('every token the style of %s uses is declared, and every one declared is used', (_, text) => {
  const used = new Set([...text.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  expect([...declared(text).keys()].sort()).toEqual([...used].sort());
});

// WCAG 2.2, relative luminance and contrast ratio.
const luminance = (colour: string): number =>
  [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

describe('the colours of the visitors’ pages', () => {
  const rootIn = (text: string): Map<string, string> => declared(/:root\{([^}]*)\}/.exec(text)?.[1] ?? '');
  const light = new Map(
    [...(css.split('@media')[0]?.matchAll(/:root\{[^}]*\}/g) ?? [])].flatMap(([text]) => [...rootIn(text)]),
  );
  const dark = new Map([...light, ...rootIn(css.slice(css.indexOf('prefers-color-scheme:dark')))]);
  const valueIn = (scheme: ReadonlyMap<string, string>, name: string): string => {
    const value = scheme.get(name) ?? '';
    const [, other] = /^var\((--[\w-]+)\)$/.exec(value) ?? [];
    return other === undefined ? value : valueIn(scheme, other);
  };
  const ratio = (scheme: ReadonlyMap<string, string>, one: string, other: string): number =>
    contrast(valueIn(scheme, `--${one}`), valueIn(scheme, `--${other}`));

  /** On which ground which words stand. */
  const words: Record<string, readonly string[]> = {
    page: ['text', 'soft', 'link', 'bad', 'good', 'care'],
    tint: ['text', 'soft', 'link'],
    key: ['on-key'],
    'key-hover': ['on-key'],
    'key-tint': ['text', 'link'],
    'key-tint-hover': ['text', 'link'],
    'bad-tint': ['text', 'bad'],
    'good-tint': ['text', 'link'],
    'care-tint': ['text', 'link'],
  };
  const lines: readonly string[] = ['line', 'key', 'bad', 'good', 'care', 'ring'];
  /** Rules between rows and around cards: nobody needs to see them to use anything. */
  const ornaments: readonly string[] = ['thin'];
  const named = (property: string): string[] => [
    ...new Set(
      [...css.matchAll(new RegExp(`[{;]${property}:[^;}]*var\\(--([\\w-]+)\\)`, 'g'))].map(([, name = '']) => name),
    ),
  ];

  test('are all among those looked at here', () => {
    const looked = new Set(Object.values(words).flat());
    expect(named('color').filter((name) => !looked.has(name))).toEqual([]);
    expect(named('background(?:-color)?').filter((name) => !(name in words))).toEqual([]);
    expect(
      named('(?:border(?:-[a-z]+)*|outline|accent-color)').filter(
        (name) => ![...lines, ...ornaments].includes(name) && !name.startsWith('border-radius'),
      ),
    ).toEqual([]);
    expect([named('color').length, named('background').length].every((found) => found >= 5)).toBe(true);
    expect(dark.get('--page')).not.toBe(light.get('--page'));
  });

  const schemes = [
    ['by day', light],
    ['in the dark', dark],
  ] as const;
  test.each(schemes)('let words be read %s (WCAG 1.4.3: 4.5 to 1)', (_, scheme) => {
    const poor = Object.entries(words).flatMap(([ground, on]) =>
      on.map((word) => [word, ground, ratio(scheme, word, ground)] as const).filter(([, , found]) => !(found >= 4.5)),
    );
    expect(poor).toEqual([]);
  });

  test.each(schemes)(
    'let fields, buttons and the ring around what has the focus be seen %s (WCAG 1.4.11: 3 to 1)',
    (_, scheme) => {
      const poor = lines
        .flatMap((line) => ['page', 'tint'].map((ground) => [line, ground, ratio(scheme, line, ground)] as const))
        .filter(([, , found]) => !(found >= 3));
      expect(poor).toEqual([]);
    },
  );
});

describe('the charts', () => {
  test('are drawn in the colours of the design tokens', () => {
    const tokens = declared(readFileSync(file, 'utf8'));
    expect(Object.entries(chartColours).filter(([name, value]) => tokens.get(name) !== value)).toEqual([]);
  });

  test.each(Object.entries(chartColours).filter(([name]) => name.includes('primitive') || name.endsWith('900')))(
    'stand out from the paper in %s (WCAG 1.4.11: 3 to 1)',
    (_, colour) => {
      expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(3);
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
