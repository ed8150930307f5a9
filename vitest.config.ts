import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These take longest and go first, lest one of them run alone at the end. */
const LONGEST = [
  'browser/visitor',
  'functions/crash',
  'browser/pages',
  'infra/local/office',
  'browser/instant',
  'aws/race',
  'functions/following',
  'mail/reading-mutations',
  'infra/stacks',
  'browser/journeys',
  'functions/counter-session',
  'browser/asked',
  'functions/lost',
];
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONGEST.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/test/${name}.test.ts`)));
    return [...new Set([...long, ...sorted])];
  }
}

/** What only computes: its files need no process each, and no DynamoDB. */
const PURE = ['test/domain/**/*.test.ts', 'test/mail/**/*.test.ts', 'test/pages/**/*.test.ts'];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    expect: { requireAssertions: true },
    silent: 'passed-only',
    // The default leaves one of two cores idle; three files at once take longer than two.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: PURE,
          globalSetup: ['test/support/setup.ts'],
        },
      },
    ],
  },
});
