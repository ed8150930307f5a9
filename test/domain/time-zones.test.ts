import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

/*
 * Lambda runs in UTC, a developer in Tokyo or anywhere: no rule may read the process's zone. It is fixed when a process
 * starts, so the tests of whatever knows a time run again in processes of their own.
 */

const root = join(import.meta.dirname, '../..');
const files = ['calendar', 'deadlines', 'openings', 'booking', 'person', 'wording'];
const zones = ['UTC', 'Asia/Tokyo', 'America/New_York'];

const Report = z.object({
  numTotalTests: z.number(),
  numPassedTests: z.number(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});

/** Node in another zone; what this run of vitest told its own workers is not for another. */
const node = async (zone: string, args: string[]): Promise<string> => {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_OPTIONS|TEST$|TZ$)/.test(name));
  const env = { ...Object.fromEntries(own), TZ: zone };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env, maxBuffer: 2 ** 26 });
  return stdout;
};

const vitest = async (zone: string): Promise<z.infer<typeof Report>> => {
  const run = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', '--globalSetup='];
  // A failing run says so by its exit code too; the report tells which tests failed.
  const output = await node(zone, [...run, ...files.map((file) => `test/domain/${file}.test.ts`)]).catch(
    (failed: { stdout: string }) => failed.stdout,
  );
  return Report.parse(JSON.parse(output));
};

describe('[R-17] whatever the zone of the process', () => {
  test.each(zones)(
    'every test that knows a time holds under TZ=%s',
    async (zone) => {
      const { numTotalTests, numPassedTests, testResults } = await vitest(zone);
      const results = testResults.flatMap(({ assertionResults }) => assertionResults);
      expect(results.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName)).toEqual([]);
      expect(testResults).toHaveLength(files.length);
      expect(numPassedTests).toBe(numTotalTests);
      expect(numTotalTests).toBeGreaterThan(300);
    },
    120_000,
  );

  test('a rule that read the process’s zone would fail: the same text is another moment in each', async () => {
    const naive = 'console.log(new Date("2026-03-04T00:00").toISOString())';
    expect(await Promise.all(zones.map(async (zone) => (await node(zone, ['-e', naive])).trim()))).toEqual([
      '2026-03-04T00:00:00.000Z',
      '2026-03-03T15:00:00.000Z',
      '2026-03-04T05:00:00.000Z',
    ]);
  });
});
