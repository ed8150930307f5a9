import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import holidays from '@holiday-jp/holiday_jp/lib/holidays.js';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The service began in 2024; counting open days back from its first sessions reaches into the year before. */
const FIRST_YEAR = '2023';

/**
 * Only whether a day is a holiday is asked, so the names stay behind: 230 KB become 8, or 17 for the staff, who are told which
 * holiday it is.
 */
const leanHolidays = (named: boolean): Plugin => ({
  name: 'lean-holidays',
  setup: (build) =>
    build.onLoad({ filter: /@holiday-jp[/\\]holiday_jp[/\\]lib[/\\]holidays\.js$/ }, () => {
      const days = Object.entries(holidays).filter(([date]) => date >= FIRST_YEAR);
      const kept = days.map(([date, { name }]) => [date, named ? { name } : {}]);
      return { contents: `export default ${JSON.stringify(Object.fromEntries(kept))}` };
    }),
});

/** On Lambda credentials come from the environment and nowhere else; the chain that looks elsewhere is 90 KB. */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup: (build) =>
    build.onLoad({ filter: /@aws-sdk[/\\]credential-provider-node[/\\]dist-es[/\\]index\.js$/ }, ({ path }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: join(path, '..'),
    })),
};

/** Reads the browser's name on web pages; the SDK only asks for it there. */
const noBrowser: Plugin = {
  name: 'no-browser',
  setup: (build) => build.onLoad({ filter: /[/\\]bowser[/\\]bowser\.mjs$/ }, () => ({ contents: 'export default {}' })),
};

/** Streams of events: no call of ours asks for one, and the SDK loads them only then. */
const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup: (build) => {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, namespace: 'no-event-streams' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'no-event-streams' }, () => ({ contents: 'export {}' }));
  },
};

/** An ES import of `node:http` makes Node read all it exports, and so load undici, which nobody uses: 20 ms at each start. */
const plainHttp: Plugin = {
  name: 'plain-http',
  setup: (build) => {
    build.onResolve({ filter: /^(?:node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'plain-http',
    }));
    build.onLoad({ filter: /./, namespace: 'plain-http' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }));
  },
};

/** Where DynamoDB's client would keep endpoints it is told of, which nobody asks it to: a plain map will do, 7 KB less. */
const plainCache: Plugin = {
  name: 'plain-cache',
  setup: (build) =>
    build.onLoad({ filter: /mnemonist[/\\]lru-cache\.js$/ }, () => ({
      contents: 'export default class extends Map { constructor() { super(); } }',
    })),
};

/**
 * Every schema of zod carries how it would be written as JSON Schema, which is asked for in one function only: 18 KB less in the
 * others, whose schemas answer `undefined` there.
 */
const noJsonSchema: Plugin = {
  name: 'no-json-schema',
  setup: (build) =>
    build.onLoad(
      { filter: /zod[/\\]v4[/\\]core[/\\](?:to-json-schema|json-schema-processors)\.js$/ },
      async ({ path }) => {
        const names = (await readFile(path, 'utf8')).matchAll(/^export (?:function|const|class) (\w+)/gm);
        return { contents: [...names].map(([, name]) => `export const ${name} = () => undefined;`).join('\n') };
      },
    ),
};

/** What slows a client down in the adaptive mode of trying again, which nobody chooses: 3 KB. */
const noAdaptiveRetries: Plugin = {
  name: 'no-adaptive-retries',
  setup: (build) =>
    build.onLoad({ filter: /util-retry[/\\]DefaultRateLimiter\.js$/ }, () => ({
      contents: 'export class DefaultRateLimiter {}',
    })),
};

/** Zod's English sentences, 3 KB, of which we read only whether anything was given: what people read is in our own words. */
const noEnglish: Plugin = {
  name: 'no-english',
  setup: (build) =>
    build.onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]en\.js$/ }, () => ({
      contents:
        'export default () => ({ localeError: ({ code, input }) => code + (input === undefined ? ", received undefined" : "") });',
    })),
};

/** How everything for Lambda is built; the bench measures what these libraries weigh without our plugins. */
export const lambdaOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: 'esm' as const,
  platform: 'node' as const,
  target: 'node24',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // Japanese as it is: escaped, each character takes six bytes.
  charset: 'utf8',
  banner: { js: "import{createRequire as $cr}from'node:module';const require=$cr(import.meta.url);" },
} satisfies BuildOptions;

/** One function's folder, ready for Lambda. The metafile stands beside it, not in it: it is no part of what is deployed. */
const bundle = async (name: string, directory: string): Promise<string> => {
  const outdir = join(directory, name);
  const { metafile } = await build({
    ...lambdaOptions,
    entryPoints: { index: `functions/${name}/index.ts` },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    metafile: true,
    // One copy serves every library that wants it.
    alias: { tslib: 'tslib' },
    plugins: [
      leanHolidays(name === 'staff'),
      environmentCredentials,
      noBrowser,
      noEventStreams,
      plainCache,
      plainHttp,
      noEnglish,
      noAdaptiveRetries,
      ...(name === 'site' ? [] : [noJsonSchema]),
    ],
  });
  await mkdir(outdir, { recursive: true });
  await writeFile(join(directory, `${name}.meta.json`), JSON.stringify(metafile));
  return outdir;
};

export type Bundles = ReadonlyMap<string, string>;

/** Every function once, however many offices there are. */
export const bundleAll = async (names: readonly string[], directory: string): Promise<Bundles> =>
  new Map(await Promise.all(names.map(async (name) => [name, await bundle(name, directory)] as const)));
