/** What a table says of a cell: its number, that fewer than three people stand behind it, or nothing, because it would tell of another. */
export type Published = number | 'few' | 'withheld';

/** How often something happened, and to how many people. */
export type Counted = { readonly count: number; readonly people: number };

/** A cell that is the sum of others, as the reader of a table knows. */
export type Sum = { readonly whole: string; readonly parts: readonly string[] };

/** Behind a number that is published stand at least so many people, or nobody. */
const FEWEST = 3;

/**
 * [K-7-2, A-7-2] The cells as they may be published. A number of fewer than three people is not; neither are as many others as
 * it takes that no sum gives a hidden number away. Each hidden cell is proved safe by an example: numbers that could all be
 * one more or one less, this one among them, with every sum still right and every mark still true (`few`: 1 or 2, unless the
 * same people came more often); the cells of the example are what is hidden. Nothing at all is no secret: 0 stays.
 *
 * One answer is protected against itself. Who compares answers of different days or periods learns what changed between them;
 * staff can do that, who know the people anyway, so what is published is one answer.
 */
export const protect = (cells: ReadonlyMap<string, Counted>, sums: readonly Sum[]): Map<string, Published> => {
  const marks = new Map<string, 'few' | 'withheld'>();
  for (const [name, { count, people }] of cells) if (count > 0 && people < FEWEST) marks.set(name, 'few');

  const sumsOf = new Map<string, Sum[]>();
  for (const sum of sums)
    for (const name of [sum.whole, ...sum.parts]) {
      const known = sumsOf.get(name);
      if (known) known.push(sum);
      else sumsOf.set(name, [sum]);
    }
  /** What it costs to have a cell in an example: nothing where it is hidden anyway; wholes are missed most, then large numbers. */
  const costOf = (name: string, step: Step): number | undefined => {
    const { count = 0, people = 0 } = cells.get(name) ?? {};
    const mark = marks.get(name);
    const most = mark === 'few' && count < FEWEST ? FEWEST - 1 : Number.POSITIVE_INFINITY;
    const least = people < FEWEST ? 1 : FEWEST;
    if (count === 0 || count + step < least || count + step > most) return undefined;
    if (mark) return 0.01;
    const wholes = (sumsOf.get(name) ?? []).filter(({ whole }) => whole === name).length;
    return 1 + 2 * wholes + Math.log10(count);
  };

  const safe = new Set<string>();
  const names = [...marks.keys()];
  for (const name of names)
    while (!safe.has(name)) {
      const example = cheapExample(name, sumsOf, costOf);
      for (const changed of example ?? []) {
        safe.add(changed);
        if (!marks.has(changed)) marks.set(changed, 'withheld');
      }
      if (example) continue;
      // The marks alone give it away (1 + 1 = 2 are each "few"): the next one of them says less.
      const vague = near(name, sumsOf).find((one) => marks.get(one) === 'few');
      if (vague === undefined) return everythingHidden(cells);
      marks.set(vague, 'withheld');
    }

  return new Map([...cells].map(([name, { count }]) => [name, marks.get(name) ?? count]));
};

/** Where no example was found in time. With every number hidden each could be one more, and its sums with it. */
const everythingHidden = (cells: ReadonlyMap<string, Counted>): Map<string, Published> =>
  new Map([...cells].map(([name, { count }]) => [name, count === 0 ? 0 : 'withheld']));

/** All cells, those first that share a sum with this one, then those that share one with them, and so on. */
const near = (name: string, sumsOf: ReadonlyMap<string, readonly Sum[]>): string[] => {
  const found = new Set([name]);
  for (const one of found)
    for (const { whole, parts } of sumsOf.get(one) ?? []) for (const other of [whole, ...parts]) found.add(other);
  return [...found];
};

type Step = 1 | -1;
type Attempt = {
  readonly changed: ReadonlyMap<string, Step>;
  /** By how much the whole of a sum is now more than its parts; only those that are out of balance. */
  readonly off: ReadonlyMap<Sum, number>;
  readonly cost: number;
};

const TRIES = 400;
/** What it costs to bring one more sum into balance, as a guess: a low one finds cheaper examples, a high one finds one sooner. */
const GUESSES = [0.9, 2.5, 6];

/** A cheap example that has this cell in it: sum by sum brought into balance, the most promising attempt first. */
const cheapExample = (
  name: string,
  sumsOf: ReadonlyMap<string, readonly Sum[]>,
  costOf: (name: string, step: Step) => number | undefined,
): Iterable<string> | undefined => {
  for (const guess of GUESSES) {
    const found = exampleBy(guess, name, sumsOf, costOf);
    if (found) return found;
  }
  return undefined;
};

const exampleBy = (
  guess: number,
  name: string,
  sumsOf: ReadonlyMap<string, readonly Sum[]>,
  costOf: (name: string, step: Step) => number | undefined,
): Iterable<string> | undefined => {
  const attempts = new Map<number, Attempt[]>();
  const extend = ({ changed, off, cost }: Attempt, cell: string, step: Step): void => {
    const after = new Map(off);
    for (const sum of sumsOf.get(cell) ?? []) {
      const now = (after.get(sum) ?? 0) + (cell === sum.whole ? step : -step);
      if (now === 0) after.delete(sum);
      else after.set(sum, now);
    }
    const total = cost + (costOf(cell, step) ?? 0);
    const worth = Math.round((total + guess * after.size) * 4);
    const same = attempts.get(worth);
    const attempt = { changed: new Map(changed).set(cell, step), off: after, cost: total };
    if (same) same.push(attempt);
    else attempts.set(worth, [attempt]);
  };
  /** What would bring a sum nearer to balance. */
  const waysOf = ({ whole, parts }: Sum, more: number, changed: Attempt['changed']) =>
    [whole, ...parts].flatMap((cell) => {
      const step: Step = (cell === whole) === more > 0 ? -1 : 1;
      return changed.has(cell) || costOf(cell, step) === undefined ? [] : [{ cell, step }];
    });

  for (const step of [1, -1] as const)
    if (costOf(name, step) !== undefined) extend({ changed: new Map(), off: new Map(), cost: 0 }, name, step);
  for (let tries = 0; tries < TRIES && attempts.size > 0; tries++) {
    const least = Math.min(...attempts.keys());
    const attempt = attempts.get(least)?.pop();
    if (attempts.get(least)?.length === 0) attempts.delete(least);
    if (!attempt) continue;
    const { changed, off } = attempt;
    if (off.size === 0) return changed.keys();
    // The sum with the least choice first: where there is none the attempt ends here.
    let fewest: ReturnType<typeof waysOf> | undefined;
    for (const [sum, more] of off) {
      const ways = waysOf(sum, more, changed);
      if (!fewest || ways.length < fewest.length) fewest = ways;
    }
    for (const { cell, step } of fewest ?? []) extend(attempt, cell, step);
  }
  return undefined;
};
