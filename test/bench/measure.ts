/** One line of the table: what was measured in this run, against its budget. */
export type Figure = {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly over: boolean;
  /** What a reader needs to judge the number. */
  readonly note?: string;
};

export const figure = (
  what: string,
  value: number,
  most: number,
  format: (value: number) => string,
  note?: string,
): Figure => ({
  what,
  measured: format(value),
  budget: `<= ${format(most)}`,
  over: !(value <= most),
  ...(note !== undefined && { note }),
});

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
};

/** How long it takes, in milliseconds. */
export const timed = async (act: () => unknown): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};

type Measured = () => Promise<number>;

/** A/B/A/B, so that whatever else the machine does meets both alike; the first rounds only warm up. */
export const interleaved = async (a: Measured, b: Measured, rounds: number, warmUp: number) => {
  const [as, bs]: [number[], number[]] = [[], []];
  for (let round = -warmUp; round < rounds; round++) {
    const pair = [await a(), await b()] as const;
    if (round < 0) continue;
    as.push(pair[0]);
    bs.push(pair[1]);
  }
  return { a: median(as), b: median(bs), ratio: median(as) / median(bs) };
};

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const times = (value: number): string => `${value.toFixed(2)} x`;
export const whole = (value: number): string => String(value);
