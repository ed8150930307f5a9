import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Lambda } from '../../../infra/local/lambda.ts';

/** A function that does what its event says. */
const source = `
const loadedAt = Date.now();
let calls = 0;
export const handler = async (event, context) => {
  calls++;
  switch (event.do) {
    case 'environment': return process.env;
    case 'clock': return { now: Date.now(), made: new Date().getTime(), called: Date().slice(0, 15), zero: new Date(0).getTime(),
      utc: Date.UTC(2026, 0), parsed: Date.parse('2026-01-01T00:00:00Z'), is: new Date() instanceof Date && new Date().constructor === Date, loadedAt };
    case 'throw': throw new TypeError('canary broke');
    case 'exit': process.exit(0);
    case 'loop': for (;;);
    case 'sleep': await new Promise((resolve) => setTimeout(resolve, event.ms)); return calls;
    case 'large': return 'x'.repeat(7 * 1024 * 1024);
    case 'say': console.log('to stdout'); console.error('to stderr'); return null;
    case 'context': return { ...context, remaining: context.getRemainingTimeInMillis() };
    default: return event;
  }
};`;

let assembly: string;
const clock = new BigInt64Array(new SharedArrayBuffer(8)).fill(-1n);
const logged: string[] = [];
const errors: string[] = [];
let lambda: Lambda;
const call = (event: object) => lambda.invoke(event);

beforeAll(() => {
  assembly = mkdtempSync(join(tmpdir(), 'madoguchi-lambda-'));
  mkdirSync(join(assembly, 'asset.abc'));
  writeFileSync(join(assembly, 'asset.abc', 'index.mjs'), source);
  lambda = new Lambda({
    lambda: {
      name: 'booking',
      physicalName: 'kabe-booking',
      arn: 'arn:aws:lambda:ap-northeast-1:000000000000:function:kabe-booking',
      asset: 'abc',
      environment: { OFFICE: 'kabe', TABLE: 'kabe-table' },
      memory: 1024,
      timeout: 1,
      statements: [],
    },
    assembly,
    clock,
    endpoint: 'http://127.0.0.1:1',
    accessKeyId: 'LOCAL0',
    log: (line) => logged.push(line),
    error: (line) => errors.push(line),
  });
});
afterEach(() => {
  Atomics.store(clock, 0, -1n);
  logged.length = 0;
  errors.length = 0;
});
afterAll(async () => {
  await lambda.stop();
  rmSync(assembly, { recursive: true });
});

test('a function has the template’s environment, what the runtime sets, the redirection, and nothing of this machine', async () => {
  expect(await call({ do: 'environment' })).toEqual({
    OFFICE: 'kabe',
    TABLE: 'kabe-table',
    AWS_REGION: 'ap-northeast-1',
    AWS_DEFAULT_REGION: 'ap-northeast-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'kabe-booking',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/local/kabe-booking',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_ACCESS_KEY_ID: 'LOCAL0',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_TASK_ROOT: join(assembly, 'asset.abc'),
    _HANDLER: 'index.handler',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
});

test('a function lives in the office’s moment, whichever way it asks for the time', async () => {
  const standing = Date.parse('2026-03-02T09:00:00+09:00');
  Atomics.store(clock, 0, BigInt(standing));
  expect(await call({ do: 'clock' })).toMatchObject({
    now: standing,
    made: standing,
    called: 'Mon Mar 02 2026',
    zero: 0,
    utc: Date.UTC(2026, 0),
    parsed: Date.UTC(2026, 0),
    is: true,
  });
});

test('without a moment to stand at, a function has the machine’s time', async () => {
  const { now } = (await call({ do: 'clock' })) as { now: number };
  expect(Math.abs(now - Date.now())).toBeLessThan(5_000);
});

test('its time-out runs by the real clock while the office’s stands', async () => {
  Atomics.store(clock, 0, 0n);
  await expect(call({ do: 'sleep', ms: 3_000 })).rejects.toThrow('Task timed out after 1 seconds');
});

test.each(['loop', 'exit'])('a function that would %s fails that call and serves the next', async (what) => {
  await expect(call({ do: what })).rejects.toThrow();
  expect(errors).toHaveLength(1);
  expect(await call({ do: 'echo' })).toEqual({ do: 'echo' });
});

test('a thrown error fails the call and is told on the terminal, with its place', async () => {
  await expect(call({ do: 'throw' })).rejects.toThrow('canary broke');
  expect(errors.join('\n')).toMatch(/TypeError: canary broke\n.*index\.mjs/);
});

test('calls run beside each other', async () => {
  const began = performance.now();
  await Promise.all(Array.from({ length: 5 }, () => call({ do: 'sleep', ms: 300 })));
  expect(performance.now() - began).toBeLessThan(900);
});

test('an answer above 6 MB fails the call', async () => {
  await expect(call({ do: 'large' })).rejects.toThrow('larger than 6 MB');
});

test('what it writes is told apart: lines and errors', async () => {
  await call({ do: 'say' });
  await expect.poll(() => [logged, errors]).toEqual([['to stdout'], ['to stderr']]);
});

test('the context tells the function who it is and how long it has', async () => {
  const context = await call({ do: 'context' });
  expect(context).toMatchObject({
    functionName: 'kabe-booking',
    memoryLimitInMB: '1024',
    awsRequestId: expect.any(String),
  });
  expect((context as { remaining: number }).remaining).toBeGreaterThan(500);
});
