import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

/*
 * Lambda runs in UTC, a developer in Tokyo or anywhere: no rule may read the process's zone. The zone is fixed when a
 * process starts, so the tests of whatever knows a time run again in processes of their own, without the setup of the rest.
 */

const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const files = ['calendar', 'deadlines', 'openings', 'booking', 'person', 'wording', 'clock', 'notices', 'terms'].map(
  (file) => `${file}.test.ts`,
);
const zones = ['UTC', 'Asia/Tokyo', 'America/New_York'];

const Report = z.object({
  numTotalTests: z.number(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});

/** Node in another zone; what this run of vitest told its own workers is not for another. */
const node = async (zone: string, args: string[]): Promise<string> => {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|TZ$)/.test(name));
  const env = { ...Object.fromEntries(own), TZ: zone };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 });
  return stdout;
};

const runIn = async (zone: string): Promise<z.infer<typeof Report>> => {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-'));
  try {
    const report = join(folder, 'report.json');
    const args = [
      vitest,
      'run',
      '--no-isolate',
      '--no-cache',
      '--root',
      import.meta.dirname,
      '--reporter=json',
      `--outputFile=${report}`,
      ...files,
    ];
    // Failing tests make the process fail too; which ones they are is in the report.
    await node(zone, args).catch(() => undefined);
    return Report.parse(JSON.parse(readFileSync(report, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('[R-17] whatever the zone of the process', () => {
  test.each(zones)(
    'every test that knows a time holds under TZ=%s',
    async (zone) => {
      const { numTotalTests, testResults } = await runIn(zone);
      const results = testResults.flatMap(({ assertionResults }) => assertionResults);
      expect(results.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName)).toEqual([]);
      expect(testResults).toHaveLength(files.length);
      expect(numTotalTests).toBeGreaterThan(300);
    },
    120_000,
  );

  test('a rule that read that zone would fail: in each, the same local time is another moment', async () => {
    const naive = 'console.log(new Date("2026-03-04T00:00").toISOString())';
    expect(await Promise.all(zones.map(async (zone) => (await node(zone, ['-e', naive])).trim()))).toEqual([
      '2026-03-04T00:00:00.000Z',
      '2026-03-03T15:00:00.000Z',
      '2026-03-04T05:00:00.000Z',
    ]);
  });
});
