import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Office } from '../../shared/domain/office.ts';
import { instant, isoOf } from '../../shared/domain/time.ts';
import { officeIds, officeOf } from '../../shared/offices/index.ts';
import { createApp } from '../app.ts';
import { bundleAll } from '../bundle.ts';
import { functionNames } from '../office-stack.ts';
import { type Caller, serveAwsGateway } from './aws-gateway.ts';
import { clientOf, createTable, startDynamoDb } from './dynamodb.ts';
import { serveHttpApi } from './http-api.ts';
import { Lambda } from './lambda.ts';
import { createIssuer, type Issuer } from './sign-in.ts';
import { type LocalStack, readStack } from './template.ts';

export type LocalOptions = {
  /** Which offices; all of them if not said. */
  readonly offices?: readonly string[];
  /** The clock stands here; if not said it goes with the machine's. */
  readonly now?: string;
  /** The control port, or the next free one; any free one if not said. */
  readonly control?: number;
  /** Where the data stay between runs; in memory if not said. */
  readonly data?: string;
  /** Demo counsellors, so that there are openings. */
  readonly seed?: boolean;
  /** What functions write, too. */
  readonly verbose?: boolean;
  readonly print?: (line: string) => void;
  readonly error?: (line: string) => void;
  /** Something the office cannot do without has ended. */
  readonly onDeath?: (error: Error) => void;
};

export type LocalOffice = {
  readonly offices: Readonly<Record<string, { readonly url: string }>>;
  readonly control: string;
  readonly now: () => string;
  /** From now on the clock stands at this moment (ISO 8601 with an offset). */
  readonly setClock: (now: string) => void;
  readonly staffToken: (office: string) => string;
  readonly stop: () => Promise<void>;
};

type Running = { readonly url: string; readonly stack: LocalStack; readonly issuer: Issuer };

/** The synthesized stacks, running on this machine. When it fails half way nothing stays behind. */
export const startLocalOffice = async (options: LocalOptions = {}): Promise<LocalOffice> => {
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closing, stop);
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (
  options: LocalOptions,
  closing: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<LocalOffice> => {
  const { offices: ids = officeIds, control: wanted = 0, data, seed = true, verbose = false } = options;
  const { print = () => {}, error = console.error, onDeath = (cause) => error(cause.message) } = options;
  // Threads take the process's zone, and Lambda's is UTC.
  process.env['TZ'] = 'UTC';
  const clock = officeClock(options.now);
  const running = new Map<string, Running>();

  const control = createServer((request, response) => {
    answerControl(running, clock, print, request)
      .catch((cause: unknown) => jsonAnswer({ error: messageOf(cause) }, 400))
      .then(({ status, type, body }) =>
        response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body),
      )
      .catch(() => response.destroy());
  });
  const controlPort = await listen(control, wanted, 'the control port', print);
  const controlUrl = `http://127.0.0.1:${controlPort}`;
  closing.push(() => close(control));

  const began = performance.now();
  const done = (what: string): void =>
    print(`  ${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`);
  // Java first: it starts beside us while the stacks are synthesized.
  const starting = startDynamoDb(data, onDeath);
  closing.push(() => starting.then((dynamo) => dynamo.stop()).catch(() => {}));
  starting.then(() => done('DynamoDB answers')).catch(() => {});

  const assembly = temporaryFolder(closing);
  const bundles = await bundleAll(functionNames, join(assembly, 'bundles'));
  done(`${bundles.size} functions are bundled`);
  const offices = await Promise.all(ids.map(officeOf));
  createApp(offices, { bundles, outdir: assembly }).synth();
  done(`the stacks of ${ids.join(' and ')} are synthesized`);
  const dynamo = await starting;

  const callers = new Map<string, Caller>();
  const gateway = serveAwsGateway({ callers, dynamo: dynamo.url, error: (line) => error(`✗ ${line}`) });
  const endpoint = `http://127.0.0.1:${await listen(gateway, 0)}`;
  closing.push(() => close(gateway));

  const client = clientOf(dynamo.url);
  closing.push(() => client.destroy());
  let next = wanted === 0 ? 0 : controlPort + 1;
  for (const { id, name } of offices) {
    const issuer = await createIssuer(`${controlUrl}/sign-in/${id}`);
    const template: unknown = JSON.parse(readFileSync(join(assembly, `madoguchi-${id}.template.json`), 'utf8'));
    const stack = readStack(`madoguchi-${id}`, template, issuer.url);
    await Promise.all(stack.tables.map((table) => createTable(client, table)));
    const lambdas = new Map(
      stack.functions.map((lambda) => {
        const accessKeyId = `LOCAL${String(callers.size).padStart(11, '0')}`;
        callers.set(accessKeyId, { office: id, lambda });
        const prefix = `${id}/${lambda.name}:`;
        const log = verbose ? (line: string) => print(`${prefix} ${line}`) : () => {};
        const failed = (line: string): void => error(`✗ ${prefix} ${line}`);
        return [
          lambda.arn,
          new Lambda({ lambda, assembly, clock: clock.shared, endpoint, accessKeyId, log, error: failed }),
        ];
      }),
    );
    closing.push(() => Promise.all([...lambdas.values()].map((lambda) => lambda.stop())));
    const front = serveHttpApi({
      id: stack.api,
      routes: stack.routes,
      now: clock.now,
      invoke: async (arn, event) => {
        const lambda = lambdas.get(arn);
        if (!lambda) throw new Error(`no function ${arn}`);
        return lambda.invoke(event);
      },
    });
    const port = await listen(front, next, name, print);
    next = next === 0 ? 0 : port + 1;
    closing.push(() => close(front));
    running.set(id, { url: `http://127.0.0.1:${port}`, stack, issuer });
  }
  done('tables and routes are there');

  const staffToken = (office: string): string => tokenOf(running, office, clock.now());
  const addDemoCounsellors = async ({ id, desks }: Office): Promise<void> => {
    try {
      const count = await addCounsellors(running.get(id)?.url ?? '', staffToken(id), desks);
      if (count > 0) done(`${id}: ${count} demo counsellors`);
    } catch (cause) {
      error(`✗ ${id}: no demo counsellors, so there may be no openings: ${messageOf(cause)}`);
    }
  };
  if (seed) await Promise.all(offices.map(addDemoCounsellors));
  return {
    offices: Object.fromEntries([...running].map(([id, { url }]) => [id, { url }])),
    control: controlUrl,
    now: () => isoOf(instant(clock.now())),
    setClock: clock.set,
    staffToken,
    stop,
  };
};

/** Shared with every function's thread: a moment in milliseconds, or -1 while it goes with the machine's clock. */
const officeClock = (iso: string | undefined) => {
  const shared = new BigInt64Array(new SharedArrayBuffer(8)).fill(-1n);
  const set = (now: string): void => void Atomics.store(shared, 0, BigInt(momentOf(now)));
  if (iso !== undefined) set(iso);
  return {
    shared,
    set,
    now: (): number => {
      const standing = Number(Atomics.load(shared, 0));
      return standing < 0 ? Date.now() : standing;
    },
  };
};
type Clock = ReturnType<typeof officeClock>;

const IsoMoment = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Throws a sentence for whoever asked. */
export const momentOf = (iso: string): number => {
  const moment = IsoMoment.safeParse(iso).success ? Date.parse(iso) : Number.NaN;
  if (!(moment >= 0)) throw new Error(`"${iso}" is no moment; write one with its offset: 2026-03-02T09:00+09:00`);
  return moment;
};

type Answer = { readonly status: number; readonly type: string; readonly body: string };

const jsonAnswer = (value: object, status = 200): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

const answerControl = async (
  running: ReadonlyMap<string, Running>,
  clock: Clock,
  print: (line: string) => void,
  request: IncomingMessage,
): Promise<Answer> => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const now = () => jsonAnswer({ now: isoOf(instant(clock.now())) });
  const signIn = /^\/sign-in\/([^/]+)\/\.well-known\/jwks\.json$/.exec(url.pathname);
  switch (signIn ? 'GET keys' : `${request.method} ${url.pathname}`) {
    case 'GET /':
      return { status: 200, type: 'text/html', body: indexPage(running, clock) };
    case 'GET /offices':
      return jsonAnswer(Object.fromEntries([...running].map(([id, office]) => [id, { url: office.url }])));
    case 'GET /clock':
      return now();
    case 'POST /clock': {
      const body = z.strictObject({ now: z.string() }).safeParse(parseJson(await textOf(request)));
      if (!body.success) return jsonAnswer({ error: 'send {"now": "2026-03-02T09:00+09:00"}' }, 400);
      clock.set(body.data.now);
      print(`The clock stands at ${isoOf(instant(clock.now()))}.`);
      return now();
    }
    case 'GET /staff-token': {
      const token = tokenOf(running, url.searchParams.get('office') ?? '', clock.now());
      if (request.headers.accept?.includes('application/json')) return jsonAnswer({ token });
      return { status: 200, type: 'text/plain', body: token };
    }
    case 'GET keys': {
      const office = running.get(signIn?.[1] ?? '');
      return office ? jsonAnswer(office.issuer.keys) : jsonAnswer({ error: 'no such office' }, 404);
    }
    default:
      return jsonAnswer({ error: 'there are GET /offices, GET and POST /clock, GET /staff-token?office=' }, 404);
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const indexPage = (running: ReadonlyMap<string, Running>, clock: Clock): string => {
  const links = [...running].map(([id, { url }]) => `<li>${id}: <a href="${url}/">${url}</a></li>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>madoguchi on this machine</title>
<h1>madoguchi on this machine</h1><ul>${links.join('')}</ul>
<p>The clock says ${isoOf(instant(clock.now()))}. It is moved by <code>POST /clock</code> with <code>{"now": "…"}</code>.</p>
<p>A token for <code>/staff</code>: ${[...running.keys()].map((id) => `<a href="/staff-token?office=${id}">${id}</a>`).join(', ')}</p>
</html>`;
};

const tokenOf = (running: ReadonlyMap<string, Running>, office: string, now: number): string => {
  const found = running.get(office);
  if (!found) throw new Error(`name an office: ${[...running.keys()].map((id) => `?office=${id}`).join(' or ')}`);
  const { client, tokenMinutes } = found.stack.staff;
  return found.issuer.token('demo-staff', client, now, tokenMinutes);
};

const demoCounsellors = new Map([
  ['demo-a', '見本 一郎'],
  ['demo-b', '見本 花子'],
]);

/** Through the staff's own route, as staff would; only where there is nobody yet. Resolves to how many were added. */
const addCounsellors = async (url: string, token: string, desks: Office['desks']): Promise<number> => {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'PUT' : 'GET',
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const { counsellors } = z.object({ counsellors: z.array(z.unknown()) }).parse(await ask('/staff/counsellors'));
  if (counsellors.length > 0) return 0;
  for (const [id, name] of demoCounsellors) {
    await ask(`/staff/counsellors/${id}`, { name, desks: desks.map((desk) => desk.id) });
  }
  return demoCounsellors.size;
};

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const temporaryFolder = (closing: (() => unknown)[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  closing.push(() => {
    process.off('exit', remove);
    remove();
  });
  return folder;
};

/** Listens on this machine alone, on the port or the next free one after it; 0 takes any. */
const listen = async (
  server: Server,
  port: number,
  what = '',
  print: (line: string) => void = () => {},
): Promise<number> => {
  for (let tried = port; ; tried++) {
    server.listen(tried, '127.0.0.1');
    const taken = await once(server, 'listening').then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE' || tried >= port + 100) throw error;
        return true;
      },
    );
    if (taken) continue;
    if (tried !== port) print(`Port ${port} is in use; ${what} is on ${tried}.`);
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('the server has no port');
    return address.port;
  }
};

const close = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
};
