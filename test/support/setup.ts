import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import type { TestProject } from 'vitest/node';
import { createApp } from '../../infra/app.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { type LocalTable, readStack } from '../../infra/local/template.ts';
import { functionNames } from '../../infra/office-stack.ts';
import { kabe } from '../../shared/offices/kabe.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** For what several test files share; gone after the run. */
    readonly folder: string;
    readonly dynamo: string;
    readonly table: LocalTable;
  }
}

/**
 * One DynamoDB Local for the whole run, and the table as the template declares it; each test file makes its own copy. Chromium is
 * unpacked here where it is not yet: two test files that both do so at once would start half of it.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await sparticuz.executablePath();
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-'));
  const database = await startDynamoDb(undefined, (error) => {
    throw error;
  });
  project.provide('dynamo', database.url.href);
  project.provide('folder', folder);
  project.provide('table', templateTable(folder));
  return async () => {
    await database.stop();
    rmSync(folder, { recursive: true });
  };
};

const templateTable = (folder: string): LocalTable => {
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), '');
  const bundles = new Map(functionNames.map((name) => [name, code]));
  const app = createApp([kabe], { bundles, outdir: join(folder, 'out') });
  const template: unknown = app.synth().getStackByName(`madoguchi-${kabe.id}`).template;
  const [table] = readStack('madoguchi-kabe', template, 'http://127.0.0.1').tables;
  if (!table) throw new Error('the template has no table');
  return table;
};
