import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counted, type Published, protect, type Sum } from '../../shared/domain/suppression.ts';

/** A table with every margin there is: `leaves` by their place along each side, `*` for the sum along one. */
const tableOf = (sides: readonly number[], leaves: readonly number[]) => {
  const places = (side: number): string[] => [...Array(side).keys()].map(String);
  const across = (lists: readonly string[][]): string[] =>
    lists.reduce<string[]>((names, list) => names.flatMap((name) => list.map((one) => name + one)), ['']);
  const inner = across(sides.map(places));
  const values = new Map(inner.map((name, index) => [name, leaves[index] ?? 0]));
  const matches = (name: string, leaf: string): boolean =>
    [...name].every((place, at) => place === '*' || place === leaf[at]);
  const all = across(sides.map((side) => [...places(side), '*']));
  const under = new Map(all.map((name) => [name, inner.filter((leaf) => matches(name, leaf))]));
  const cells = new Map(
    all.map((name): [string, Counted] => {
      const count = (under.get(name) ?? []).reduce((sum, leaf) => sum + (values.get(leaf) ?? 0), 0);
      return [name, { count, people: count }];
    }),
  );
  const sums: Sum[] = all.flatMap((whole) =>
    [...whole].flatMap((place, at) =>
      place === '*'
        ? { whole, parts: places(sides[at] ?? 0).map((one) => whole.slice(0, at) + one + whole.slice(at + 1)) }
        : [],
    ),
  );
  return { cells, sums, inner, under };
};
type Table = ReturnType<typeof tableOf>;

/** What a reader who tries everything finds out: the hidden cells that can have one value only. */
const foundOut = ({ cells, inner, under }: Table, published: ReadonlyMap<string, Published>): string[] => {
  const truth = (name: string): number => cells.get(name)?.count ?? 0;
  const fits = (name: string, value: number): boolean => {
    const shown = published.get(name);
    if (typeof shown === 'number') return value === shown;
    if (shown === 'few') return value === 1 || value === 2;
    // Whoever knows how this works expects three or more behind what is withheld, if there are so many.
    return value >= (truth(name) < 3 ? 1 : 3);
  };
  const unsure = new Set<string>();
  const free = inner.filter((name) => typeof published.get(name) !== 'number');
  const names = [...cells.keys()];
  const attempt = (index: number, changed: ReadonlyMap<string, number>): void => {
    const leaf = free[index];
    if (leaf !== undefined) {
      for (const by of [0, 1, -1])
        if (fits(leaf, truth(leaf) + by)) attempt(index + 1, by === 0 ? changed : new Map(changed).set(leaf, by));
      return;
    }
    const by = (name: string): number => (under.get(name) ?? []).reduce((sum, one) => sum + (changed.get(one) ?? 0), 0);
    if (names.every((name) => fits(name, truth(name) + by(name))))
      for (const name of names) if (by(name) !== 0) unsure.add(name);
  };
  attempt(0, new Map());
  return names.filter((name) => typeof published.get(name) !== 'number' && !unsure.has(name));
};

/** Small numbers mostly: where they are large there is nothing to hide. */
const leaf = fc.oneof(
  { weight: 4, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.nat(6) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const table = fc
  .constantFrom<number[]>([1, 1], [1, 4], [2, 2], [3, 2], [3, 3], [2, 4], [2, 2, 2], [1, 2, 3])
  .chain((sides) => fc.array(leaf, { minLength: 9, maxLength: 9 }).map((leaves) => tableOf(sides, leaves)));

describe('[K-7-2, A-7-2] of a table as it is published', () => {
  test('no hidden number can be worked out, whatever the table', () => {
    fc.assert(
      fc.property(table, (made) => {
        const published = protect(made.cells, made.sums);
        expect(foundOut(made, published)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  test('every number shown is true, no small one is shown, and nothing stands as nothing', () => {
    fc.assert(
      fc.property(table, ({ cells, sums }) => {
        const published = protect(cells, sums);
        expect([...published.keys()]).toEqual([...cells.keys()]);
        for (const [name, { count }] of cells) {
          const shown = published.get(name);
          if (typeof shown === 'number') expect([name, shown, shown === 0 || shown >= 3]).toEqual([name, count, true]);
          else expect([name, count > 0, shown === 'few' ? count < 3 : true]).toEqual([name, true, true]);
        }
      }),
    );
  });

  test('the reader who tries everything finds what a table without the rule gives away', () => {
    const made = tableOf([1, 2], [2, 7]);
    const careless = new Map(
      [...made.cells].map(([name, { count }]): [string, Published] => [name, count > 0 && count < 3 ? 'few' : count]),
    );
    expect(foundOut(made, careless)).toEqual(['00', '*0']);
    // One and one is two: three marks that say "fewer than three" leave no choice either.
    const both = tableOf([1, 2], [1, 1]);
    expect(foundOut(both, new Map([...both.cells.keys()].map((name) => [name, 'few'])))).not.toEqual([]);
  });

  test.each([
    ['nothing is hidden where nothing is small', [3, 7], { '00': 3, '01': 7, '0*': 10 }],
    ['an office without anybody has noughts', [0, 0], { '00': 0, '01': 0, '0*': 0 }],
    ['beside a small number another is withheld', [2, 7, 9], { '00': 'few', '01': 'withheld', '02': 9, '0*': 18 }],
    ['with nothing else to withhold the sum is', [2, 0], { '00': 'few', '01': 0, '0*': 'few' }],
    ['two small ones that could be either keep the sum', [1, 2, 9], { '00': 'few', '01': 'few', '02': 9, '0*': 12 }],
    ['two small ones that could only be two each do not', [2, 2, 9], { '00': 'few', '01': 'few', '02': 'withheld' }],
  ])('%s', (_, leaves, shown) => {
    const { cells, sums } = tableOf([1, leaves.length], leaves);
    expect(Object.fromEntries(protect(cells, sums))).toMatchObject(shown);
  });

  test('three visits of two people are fewer than three people', () => {
    const cells = new Map([['a', { count: 3, people: 2 }]]);
    expect(protect(cells, []).get('a')).toBe('few');
  });
});
