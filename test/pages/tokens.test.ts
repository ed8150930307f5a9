import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
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
