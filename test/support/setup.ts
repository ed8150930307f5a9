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
  const database = await startDynamoDb(undefined, (error) => {
    throw error;
  });
  project.provide('dynamo', database.url.href);
  project.provide('table', templateTable());
  return database.stop;
};

const templateTable = (): LocalTable => {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-'));
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), '');
  const bundles = new Map(functionNames.map((name) => [name, code]));
  const app = createApp([kabe], { bundles, outdir: join(folder, 'out') });
  const template: unknown = app.synth().getStackByName(`madoguchi-${kabe.id}`).template;
  rmSync(folder, { recursive: true });
  const [table] = readStack('madoguchi-kabe', template, 'http://127.0.0.1').tables;
  if (!table) throw new Error('the template has no table');
  return table;
};
