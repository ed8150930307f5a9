import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAll } from '../../infra/bundle.ts';
import { functionNames } from '../../infra/office-stack.ts';
import { bundleFigures } from './bundles.ts';
import { costFigure } from './cost.ts';
import type { Figure } from './measure.ts';
import { pastFigure } from './past.ts';
import { readingFigures } from './reading.ts';
import { callFigures, openingsFigures, postFigure, recordedBooking } from './requests.ts';
import { offices, startStage } from './stage.ts';

/*
 * Every figure there is a budget for, measured in this one run. Ratios are taken against a floor of the same run, so they say
 * something on any machine; times are for orientation.
 */

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const PAST = values.quick ? 10_000 : 100_000;

const began = performance.now();
const doing = (what: string): void =>
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const measureAll = async (folder: string): Promise<Figure[]> => {
  doing('size and import of the booking bundle');
  const bundles = await bundleAll(functionNames, folder);
  const { figures, importMs } = await bundleFigures(folder);
  doing('openings, computed');
  figures.push(...openingsFigures());
  doing('reading the sample mails');
  figures.push(...(await readingFigures()));

  doing('an application and its confirmation, call by call');
  const stage = await startStage(bundles);
  try {
    const [aomori, kabe] = [await recordedBooking(stage, offices.aomori), await recordedBooking(stage, offices.kabe)];
    figures.push(...callFigures(offices.aomori, aomori, 24), ...callFigures(offices.kabe, kabe, 16));
    doing('POST /bookings on the local office');
    figures.push(await postFigure(stage, offices.aomori, aomori), await postFigure(stage, offices.kabe, kabe));
    doing('the cost of a booking');
    figures.push(await costFigure(stage, aomori, importMs));
    doing(`${PAST.toLocaleString('en')} past bookings`);
    figures.push(await pastFigure(stage, kabe, PAST));
  } finally {
    await stage.stop();
  }
  return figures;
};

const print = (figures: readonly Figure[]): void => {
  const head = { what: 'figure', measured: 'measured', budget: 'budget' };
  const [load = 0] = loadavg();
  console.log(
    `\n${availableParallelism()} processors, load ${load.toFixed(1)}; with more load than processors, times and ratios of requests say little.`,
  );
  const width = (of: (one: typeof head) => string): number =>
    Math.max(...[head, ...figures].map((one) => of(one).length));
  const [first, second, third] = [width(({ what }) => what), width((one) => one.measured), width((one) => one.budget)];
  const row = ({ what, measured, budget }: typeof head, verdict: string): string =>
    `${what.padEnd(first)}  ${measured.padStart(second)}  ${budget.padStart(third)}  ${verdict}`;
  console.log(`\n${row(head, '')}\n${'-'.repeat(first + second + third + 10)}`);
  for (const one of figures) {
    console.log(row(one, one.over ? 'OVER' : 'ok'));
    if (one.note) console.log(`    ${one.note}`);
  }
};

const folder = mkdtempSync(join(tmpdir(), 'madoguchi-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const figures = await measureAll(folder);
doing('done');
print(figures);
const over = figures.filter((one) => one.over);
for (const { what, measured, budget } of over)
  console.log(`\nOver its budget: ${what} is ${measured}, budget ${budget}.`);
process.exitCode = over.length > 0 ? 1 : 0;
