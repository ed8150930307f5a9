import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionsOf } from '../../../infra/local/main.ts';
import { bundles, bundlesFolder } from '../../support/bundles.ts';
import { localOffice, sendMail, type TestOffice } from '../../support/local.ts';

/** The processes this one has started and that still run DynamoDB Local. */
const databases = async (parent = process.pid): Promise<string[]> => {
  const listed = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,args=']);
  return listed.stdout
    .split('\n')
    .filter((line) => line.includes('DynamoDBLocal') && line.trim().startsWith(`${parent} `));
};
// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
type Json = any;
const json = async (url: string, init?: RequestInit): Promise<Json> => (await fetch(url, init)).json();
const moveTo = (office: TestOffice, now: unknown) =>
  fetch(`${office.control}/clock`, { method: 'POST', body: JSON.stringify({ now }) });

describe('a local office', () => {
  let office: TestOffice;
  const kabe = (path: string, token?: string) =>
    fetch(`${office.offices['kabe']?.url}${path}`, {
      headers: { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    });
  const tokenOf = async (id: string) => (await fetch(`${office.control}/staff-token?office=${id}`)).text();

  beforeAll(async () => {
    office = await localOffice({ now: '2026-03-02T09:00+09:00' });
  });
  afterAll(() => office.stop());

  test('came up without an error, and with somebody to be booked', async () => {
    expect(office.errors).toEqual([]);
    const { openings } = await json(`${office.offices['kabe']?.url}/openings`, {
      headers: { accept: 'application/json' },
    });
    expect(openings.length).toBeGreaterThan(0);
  });

  test('tells where its offices are', async () => {
    expect(await json(`${office.control}/offices`)).toEqual(office.offices);
    expect(Object.keys(office.offices)).toEqual(['kabe', 'aomori']);
    expect(await (await fetch(office.control)).text()).toContain(`href="${office.offices['kabe']?.url}/"`);
  });

  test('stands still at its moment until it is moved, and its functions live in that moment', async () => {
    const first = async (): Promise<string> => {
      const answer = await json(`${office.offices['kabe']?.url}/openings`, { headers: { accept: 'application/json' } });
      return answer.openings[0].startsAt;
    };
    expect(await json(`${office.control}/clock`)).toEqual({ now: '2026-03-02T09:00:00+09:00' });
    expect(await first()).toBe('2026-03-04T14:00:00+09:00');
    expect(await (await moveTo(office, '2026-03-09T09:00:00+09:00')).json()).toMatchObject({
      now: '2026-03-09T09:00:00+09:00',
      fired: [
        { office: 'kabe', function: 'sweep', at: '2026-03-09T09:00:00+09:00' },
        { office: 'aomori', function: 'sweep', at: '2026-03-09T09:00:00+09:00' },
      ],
    });
    expect(await json(`${office.control}/clock`)).toEqual({ now: '2026-03-09T09:00:00+09:00' });
    expect(await first()).toBe('2026-03-11T14:00:00+09:00');
    office.setClock('2026-03-02T09:00+09:00');
    expect(await first()).toBe('2026-03-04T14:00:00+09:00');
  });

  test.each([['yesterday'], ['2026-03-02T09:00'], ['2026-02-30T09:00+09:00'], [17]])(
    'does not take %j for a moment',
    async (now) => {
      const response = await moveTo(office, now);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringContaining('2026-03-02T09:00') });
    },
  );

  test('[R-27] opens its staff routes to its own staff alone', async () => {
    expect((await kabe('/staff/counsellors')).status).toBe(403);
    expect((await kabe('/staff/counsellors', await tokenOf('aomori'))).status).toBe(403);
    const response = await kabe('/staff/counsellors', await tokenOf('kabe'));
    expect(response.status).toBe(200);
    const { counsellors }: Json = await response.json();
    expect(counsellors.map(({ id }: Json) => id)).toEqual(['demo-a', 'demo-b']);
  });

  test('gives a token as text, as JSON to who asks for that, and none for an office it does not have', async () => {
    expect(await tokenOf('kabe')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const url = `${office.control}/staff-token?office=kabe`;
    expect(await json(url, { headers: { accept: 'application/json' } })).toEqual({ token: expect.any(String) });
    expect((await fetch(`${office.control}/staff-token?office=nix`)).status).toBe(400);
  });

  test('lets a token run out by the office’s clock', async () => {
    const token = await tokenOf('kabe');
    expect((await kabe('/staff/counsellors', token)).status).toBe(200);
    await moveTo(office, '2026-03-02T10:01:00+09:00');
    expect((await kabe('/staff/counsellors', token)).status).toBe(403);
    expect((await kabe('/staff/counsellors', await tokenOf('kabe'))).status).toBe(200);
    office.setClock('2026-03-02T09:00+09:00');
  });

  test('says what there is where somebody asks for something else', async () => {
    const answer = await fetch(`${office.control}/clocks`);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('GET /mail?to=')]);
    const schedules = await json(`${office.control}/schedules`);
    expect(schedules.aomori).toEqual([expect.objectContaining({ function: 'sweep', expression: 'rate(5 minutes)' })]);
    expect(await json(`${office.control}/queues`)).toEqual({
      kabe: { Parked: [], Lost: [], Unread: [] },
      aomori: { Parked: [], Lost: [], Unread: [] },
    });
  });

  test('listens on this machine alone', () => {
    for (const { url } of [{ url: office.control }, { url: office.mailViewer }, ...Object.values(office.offices)])
      expect(new URL(url).hostname).toBe('127.0.0.1');
  });
});

describe('an office of its own', () => {
  test('takes the next port where one is in use, and says so; when it stops, nothing of it stays behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const before = await databases();

    const office = await localOffice({ offices: ['kabe'], control: port, smtp: port, seed: false, dynamo: '' });
    const control = Number(new URL(office.control).port);
    expect(control).toBeGreaterThan(port);
    expect(office.printed).toContain(`Port ${port} is in use; the control port is on ${control}.`);
    expect(Number(new URL(office.offices['kabe']?.url ?? '').port)).toBeGreaterThan(control);
    expect(office.printed).toContain(`Port ${port} is in use; the mail that comes in is on ${office.smtp.port}.`);
    expect(await databases()).toHaveLength(before.length + 1);

    await office.stop();
    expect(await databases()).toEqual(before);
    await expect(fetch(office.control)).rejects.toThrow();
    await expect(fetch(office.mailViewer)).rejects.toThrow();
    await expect(sendMail(office, '', { from: 'taro@example.com', to: 'kabe@example.com' })).rejects.toThrow(
      'ECONNREFUSED',
    );
    await expect(fetch(`${office.offices['kabe']?.url}/`)).rejects.toThrow();
    await office.stop();
    taken.close();
  });

  test('its data stay in their folder, and nobody is added a second time', async () => {
    const data = mkdtempSync(join(tmpdir(), 'madoguchi-data-'));
    const counsellors = async (office: TestOffice) => {
      const headers = { authorization: `Bearer ${office.staffToken('kabe')}`, accept: 'application/json' };
      return json(`${office.offices['kabe']?.url}/staff/counsellors`, { headers });
    };
    const first = await localOffice({ offices: ['kabe'], data });
    const written = await counsellors(first);
    expect(first.printed.join('\n')).toContain('kabe: 2 demo counsellors');
    await first.stop();
    const second = await localOffice({ offices: ['kabe'], data });
    expect(await counsellors(second)).toEqual(written);
    expect(second.printed.join('\n')).not.toContain('demo counsellors');
    await second.stop();
    rmSync(data, { recursive: true });
  });
});

test('a start that fails half way leaves nothing behind', async () => {
  const before = await databases();
  await expect(localOffice({ offices: ['kabe', 'nix'], dynamo: '' })).rejects.toThrow('no office "nix"');
  expect(await databases()).toEqual(before);
});

describe('npm start', () => {
  const main = join(import.meta.dirname, '../../../infra/local/main.ts');
  beforeAll(bundles);
  const mainWithBundles = [join(import.meta.dirname, 'start.ts'), bundlesFolder];
  const start = (args: string[], env: Record<string, string> = {}, script = [main]) => {
    const child = spawn(process.execPath, [...script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    return { child, output: () => output };
  };

  test.each([
    ['--now yesterday', '"yesterday" is no moment'],
    ['--now 2026-03-02', '"2026-03-02" is no moment'],
    ['--offices kabe,nix', 'there is no office "nix"; there are: kabe, aomori'],
    ['--control http', '--control takes a port'],
    ['--control 0', '--control takes a port'],
    ['--smtp mail', '--smtp takes a port'],
    ['--filled --now 2026-03-02T09:00+09:00', 'leave --now and --data out'],
    ['--filled --offices kabe', 'leave --offices out'],
    ['--frob', "Unknown option '--frob'"],
    ['--now', "'--now <value>' argument missing"],
    ['kabe', "Unexpected argument 'kabe'"],
  ])('does not take %s, and says why', (args, sentence) => {
    expect(() => optionsOf(args.split(' '))).toThrow(sentence);
  });

  test('takes its options', () => {
    expect(optionsOf([])).toEqual({ offices: ['kabe', 'aomori'], control: 8100, smtp: 2525, verbose: false });
    expect(
      optionsOf(
        '--now 2026-03-02T09:00+09:00 --control 9000 --smtp 2600 --offices aomori --data d --verbose'.split(' '),
      ),
    ).toEqual({
      now: '2026-03-02T09:00+09:00',
      control: 9000,
      smtp: 2600,
      offices: ['aomori'],
      data: 'd',
      verbose: true,
    });
  });

  test('says what is wrong with an option and ends with 2', async () => {
    const { child, output } = start(['--frob']);
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(output()).toContain('npm start -- --help');
  });

  test('without Java says what to install', async () => {
    const { child, output } = start(['--offices', 'kabe', '--control', '18100'], {
      PATH: '/nonexistent',
      AWS_ENDPOINT_URL_DYNAMODB: '',
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output()).toMatch(/needs Java 17 or later\. Install .* or set AWS_ENDPOINT_URL_DYNAMODB/);
  });

  /** Resolves to the process id of its DynamoDB Local once it is up. */
  const up = async ({ child, output }: ReturnType<typeof start>): Promise<number> => {
    for await (const _ of child.stdout) if (output().includes('Ctrl-C ends everything.')) break;
    const listed = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
    const ours = new RegExp(`^ *(\\d+) +${child.pid} .*DynamoDBLocal`);
    const database = listed.stdout.split('\n').flatMap((line) => ours.exec(line)?.[1] ?? []);
    expect(database, output()).toHaveLength(1);
    return Number(database[0]);
  };
  /** A process that has ended and only waits to be noted does not live. */
  const lives = async (pid: number): Promise<boolean> => {
    const state = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return /^[^Z]/.test(state.stdout);
  };

  const OWN = { AWS_ENDPOINT_URL_DYNAMODB: '' };
  test.each([
    ['SIGINT', [main]],
    ['SIGHUP', mainWithBundles],
  ] as const)('at %s ends with everything it started', async (signal, script) => {
    const started = start(['--offices', 'kabe', '--control', '18200'], OWN, [...script]);
    const database = await up(started);
    expect(await lives(database)).toBe(true);
    started.child.kill(signal);
    const [code] = await once(started.child, 'exit');
    expect(code).toBeGreaterThan(128);
    expect(await lives(database)).toBe(false);
  });

  test('killed without warning, it takes its DynamoDB with it', async () => {
    const started = start(['--offices', 'kabe', '--control', '18200'], OWN, mainWithBundles);
    const database = await up(started);
    started.child.kill('SIGKILL');
    await expect.poll(() => lives(database), { timeout: 10_000 }).toBe(false);
  });

  test('ends with 1 when its DynamoDB dies', async () => {
    const started = start(['--offices', 'kabe', '--control', '18300'], OWN, mainWithBundles);
    process.kill(await up(started), 'SIGKILL');
    const [code] = await once(started.child, 'exit');
    expect(code).toBe(1);
    expect(started.output()).toContain('DynamoDB Local ended (SIGKILL)');
  });
});
