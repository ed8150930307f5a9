import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { clauses, untested } from './clauses.ts';

/** The ids in the titles of a test file's tests. Skipped and to-do tests prove nothing, so their titles do not count. */
const idsIn = (source: string): string[] => titlesIn(parseAst(source, { lang: 'ts' })).flatMap(idsOf);

const titlesIn = (node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap(titlesIn);
  if (!isNode(node)) return [];
  const [name, ...modifiers] = node['type'] === 'CallExpression' ? nameOf(node['callee']) : [];
  const isTest = name === 'test' || name === 'it' || name === 'describe';
  if (isTest && (modifiers.includes('skip') || modifiers.includes('todo'))) return [];
  const [first] = isTest && Array.isArray(node['arguments']) ? node['arguments'] : [];
  return [textOf(first), ...Object.values(node).flatMap(titlesIn)];
};

/** `test.skip.each(table)` is `test`, `skip`, `each`. */
const nameOf = (callee: unknown): unknown[] => {
  if (!isNode(callee)) return [];
  if (callee['type'] === 'Identifier') return [callee['name']];
  if (callee['type'] === 'CallExpression') return nameOf(callee['callee']);
  if (callee['type'] === 'TaggedTemplateExpression') return nameOf(callee['tag']);
  if (callee['type'] === 'MemberExpression') return [...nameOf(callee['object']), ...nameOf(callee['property'])];
  return [];
};

/** What a string says as it stands in the source; what is put in at run time is nobody's to grep. */
const textOf = (node: unknown): string => {
  if (!isNode(node)) return '';
  if (node['type'] === 'Literal') return typeof node['value'] === 'string' ? node['value'] : '';
  if (node['type'] === 'BinaryExpression') return textOf(node['left']) + textOf(node['right']);
  if (node['type'] !== 'TemplateLiteral' || !Array.isArray(node['quasis'])) return '';
  return node['quasis'].map(({ value }) => value.cooked).join('');
};

const isNode = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `[K-5-1…3, D-2] …` names K-5-1, K-5-2, K-5-3 and D-2. What is in such brackets and is no id comes back as it is. */
const idsOf = (title: string): string[] =>
  [...title.matchAll(/\[((?:[KAD]-|R-\d)[^\]]*)\]/g)]
    .flatMap(([, inside = '']) => inside.split(/[,、\s]+/))
    .flatMap(expand)
    .filter((id) => !/^R-\d+$/.test(id));

const expand = (item: string): string[] => {
  const [, stem, from, to] = /^(.*-)(\d+)(?:…|\.{2,3}|–)(?:\1)?(\d+)$/.exec(item) ?? [];
  if (stem === undefined) return [item];
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${stem}${Number(from) + index}`);
};

const named = new Map(
  globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .sort()
    .flatMap((file) => idsIn(readFileSync(join(import.meta.dirname, file), 'utf8')).map((id) => [id, file] as const)),
);

describe('the clauses and the tests that name them', () => {
  test('every clause a title names exists', () => {
    const unknown = [...named].filter(([id]) => !(id in clauses)).map(([id, file]) => `${id} (test/${file})`);
    expect(unknown, `not in clauses: ${unknown.join(', ')}`).toHaveLength(0);
  });

  test('every clause no title names is listed as untested', () => {
    const missing = Object.keys(clauses).filter((id) => !named.has(id) && !untested.includes(id));
    expect(missing, `add these to untested, or write their tests: ${missing.join(', ')}`).toHaveLength(0);
  });

  test('no clause listed as untested is named by a title', () => {
    const tested = untested.filter((id) => named.has(id)).map((id) => `${id} (test/${named.get(id)})`);
    expect(tested, `take these out of untested: ${tested.join(', ')}`).toHaveLength(0);
  });

  test('what is listed as untested is a clause, and listed once', () => {
    const wrong = untested.filter((id, index) => !(id in clauses) || untested.indexOf(id) !== index);
    expect(wrong, `take these out of untested, unknown or twice: ${wrong.join(', ')}`).toHaveLength(0);
  });
});

describe('reading ids from titles', () => {
  test.each([
    ['a plain test', "test('[K-6-5] cancels', () => {});", ['K-6-5']],
    ['a list', "it('[K-6-1, A-6-1] accepts', () => {});", ['K-6-1', 'A-6-1']],
    ['two brackets', "test('[K-F-1] [D-5] holds', () => {});", ['K-F-1', 'D-5']],
    ['a range', "describe('[K-5-1…3, D-2] shows', () => {});", ['K-5-1', 'K-5-2', 'K-5-3', 'D-2']],
    ['a range with both ids', "test('[D-9…D-11] keeps', () => {});", ['D-9', 'D-10', 'D-11']],
    ['a table', "test.each([['[K-1]' as const]])('[A-62-1] %s', (name: string) => {});", ['A-62-1']],
    ['a tagged table', 'test.each`a\n[K-1]`("[D-3] $a", () => {});', ['D-3']],
    ['a template', `test('[D-4] ' + \`\${of} [K-3]\`, () => {});`, ['D-4', 'K-3']],
    ['a test inside', "describe('all', () => { test.concurrent('[K-4] agrees', () => {}); });", ['K-4']],
    ['a requirement', "test('[R-17, D-3] to the millisecond', () => {});", ['D-3']],
    ['a misprint', "test('[K-6.5] cancels', () => {});", ['K-6.5']],
    ['a comment', "// test('[K-6-5]')\n/* [K-6-5] */ test('cancels', () => { 'K-6-5'; });", []],
    ['another call', "cancel('[K-6-5]'); expect('[K-6-5]').toBe('[K-6-5]');", []],
    ['a later argument', "test('cancels', () => cancel('[K-6-5]'));", []],
    ['a skipped test', "test.skip('[K-6-5] cancels'); test.todo('[K-6-5]');", []],
    ['tests in a skipped group', "describe.skip('later', () => { test('[K-6-5] cancels', () => {}); });", []],
  ])('%s', (_, source, ids) => {
    expect(idsIn(source)).toEqual(ids);
  });
});
