import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import * as z from 'zod';
import { lambdaOptions } from '../../infra/bundle.ts';
import { officeIds } from '../../shared/offices/index.ts';
import { type Figure, figure, interleaved, ms, times } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The least a visitor's function could be made of: router and checks left out, but the same libraries at work. */
const floorSource = `
import middy from '@middy/core';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { DateTime } from 'luxon';
import * as z from 'zod';
const { TABLE } = z.object({ TABLE: z.string() }).parse(process.env);
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const Asked = z.strictObject({ kind: z.enum(['get', 'all']), pk: z.string() });
export const handler = middy().handler(async (event) => {
  const { kind, pk } = Asked.parse(event);
  const at = DateTime.now().setZone('Asia/Tokyo').toISO();
  const Key = { pk, sk: at };
  await dynamo.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: TABLE, Item: Key } }] }));
  if (kind === 'get') return dynamo.send(new GetCommand({ TableName: TABLE, Key }));
  const all = await dynamo.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: [Key] } } }));
  return [all, await dynamo.send(new QueryCommand({ TableName: TABLE }))];
});
`;

/** The options of infra/bundle.ts without its plugins, which make the bundle smaller than its libraries are. */
const bundleFloor = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'floor', 'index.mjs');
  await build({
    ...lambdaOptions,
    stdin: { contents: floorSource, resolveDir: root, loader: 'ts' },
    outfile,
  });
  return outfile;
};

const Metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      entryPoint: z.string().optional(),
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
});

/** What one office's function really loads: its entry, what that imports, its own office's chunk. */
const filesOf = (bundles: string, name: string, office: string): string[] => {
  const { outputs } = Metafile.parse(JSON.parse(readFileSync(join(bundles, `${name}.meta.json`), 'utf8')));
  const entered = (source: string): string =>
    Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source)?.[0] ?? '';
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && !external) load(next);
  };
  load(entered(`functions/${name}/index.ts`));
  load(entered(`shared/offices/${office}.ts`));
  return [...loaded].map((path) => resolve(root, path));
};

const kilobytes = (files: readonly string[]): { plain: number; gzip: number } => {
  const read = files.map((file) => readFileSync(file));
  const sum = (sizes: number[]): number => sizes.reduce((total, size) => total + size, 0) / 1024;
  return {
    plain: sum(read.map(({ length }) => length)),
    gzip: sum(read.map((file) => gzipSync(file, { level: 9 }).length)),
  };
};
const kb = (value: number): string => `${value.toFixed(0)} KB`;

/** The booking function's size and how long it takes to import, against the same libraries without us. */
export const bundleFigures = async (bundles: string): Promise<{ figures: Figure[]; importMs: number }> => {
  const sized = officeIds.map((office) => ({ office, files: filesOf(bundles, 'booking', office) }));
  const [largest] = sized
    .map(({ office, files }) => ({ office, files, size: kilobytes(files) }))
    .sort((a, b) => b.size.plain - a.size.plain);
  if (!largest) throw new Error('there is no office');
  const floorFile = await bundleFloor(bundles);
  const floor = kilobytes([floorFile]);
  const names = largest.files.map((file) => basename(file).replace(/-[0-9A-Z]{8}(?=\.mjs$)/, ''));

  const environment = {
    OFFICE: largest.office,
    SITE: 'https://office.example.com',
    TABLE: 'none',
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const importing = (file: string) => async (): Promise<number> => {
    const script =
      'const t=performance.now();await import(process.argv[1]);console.log(performance.now()-t);process.exit()';
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script, pathToFileURL(file).href],
      { env: environment },
    );
    return Number(stdout);
  };
  const entry = join(bundles, 'booking', 'index.mjs');
  const cold = await interleaved(importing(entry), importing(floorFile), 25, 2);

  return {
    importMs: cold.a,
    figures: [
      figure(
        'booking bundle, minified',
        largest.size.plain,
        520,
        kb,
        `as office ${largest.office} loads it (${names.join(' + ')}); floor ${kb(floor.plain)}`,
      ),
      figure('booking bundle, gzip -9', largest.size.gzip, 160, kb, `file by file; floor ${kb(floor.gzip)}`),
      figure(
        'booking, cold import / floor',
        cold.ratio,
        1.15,
        times,
        `${ms(cold.a)} / ${ms(cold.b)}, medians of 25 processes each`,
      ),
    ],
  };
};
