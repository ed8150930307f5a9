import * as z from 'zod';
import { type Figure, figure, median } from './measure.ts';
import { ASSUMED, PRICES } from './prices.ts';
import { type Recorded, slotStream, withCounsellors } from './requests.ts';
import { NOW, offices, type Stage } from './stage.ts';
import { type Call, isTransaction, readUnits, storedBytes, streamOf, updateUnits, writeUnits } from './units.ts';

const ROUNDS = 12;
const Receipt = z.object({ reference: z.string(), code: z.string() });
/** As a browser asks, on a phone of the last ten years. */
const html = { accept: 'text/html', 'accept-encoding': 'gzip' };

type Asked = keyof typeof ASSUMED.requests;

/** What a booking costs at AWS: the assumed requests, each measured here for time, bytes and units, at the listed prices. */
export const costFigure = async (stage: Stage, recorded: Recorded, importMs: number): Promise<Figure> => {
  const office = offices.aomori;
  const table = await stage.table(office, 'cost');
  const of = (name: string) => stage.lambda(office, name, table, true);
  const [booking, joining, staff, site, consent] = [
    of('booking'),
    of('joining'),
    of('staff'),
    of('site'),
    of('consent'),
  ];
  await withCounsellors(staff, office);
  const next = slotStream(office);
  let receipt = { reference: '', code: '' };
  const ask: Record<Asked, () => ReturnType<typeof booking>> = {
    'GET /': () => site('GET /', { headers: html }),
    'GET /style.css': () => site('GET /style.css', { headers: html }),
    'GET /openings': () => booking('GET /openings', { headers: html }),
    'GET /terms': () => consent('GET /terms', { headers: html }),
    'GET /apply': () => booking('GET /apply?kind=seeker', { headers: html }),
    'POST /apply': () => booking('POST /apply', { headers: html, body: next() }),
    'POST /bookings': async () => {
      const answer = await booking('POST /bookings', { body: next(), source: '192.0.2.1' });
      receipt = Receipt.parse(answer.json);
      return answer;
    },
    'POST /bookings/status': () => joining('POST /bookings/status', { headers: html, body: receipt }),
    'GET /staff/todo': () => staff('GET /staff/todo', { headers: html, staff: 'bench' }),
    'POST /staff/confirmation': () =>
      staff(`POST /staff/bookings/${receipt.reference}/confirmation`, { staff: 'bench', body: {} }),
  };

  // One invitation dispatched and heard of stands for every mail, one reminder for every wake-up call.
  const [dispatch, mailEvents] = [
    stage.event(office, 'dispatch', table, true),
    stage.event(office, 'mail-events', table, true),
  ];
  const [sending, hearing, waking] = [newMeasure(), newMeasure(), newMeasure()];
  const andThen = async (confirmed: readonly Call[]): Promise<void> => {
    await measured(stage, sending, () => dispatch(streamOf(confirmed)));
    if (!stage.calls.some(({ operation }) => operation === 'SendRawEmail')) throw new Error('dispatch sent nothing');
    const tags = { booking: [receipt.reference], revision: ['2'], notice: ['invitation'] };
    const Message = JSON.stringify({ eventType: 'Delivery', mail: { tags } });
    await measured(stage, hearing, () => mailEvents({ Records: [{ Sns: { Message } }] }));
  };

  const reminder = stage.event(office, 'reminder', table, true);
  const wakeUp = async (): Promise<void> => {
    const { json } = await staff(`GET /staff/bookings/${receipt.reference}`, { staff: 'bench' });
    const { session } = z.object({ session: z.object({ startsAt: z.string() }) }).parse(json);
    // A minute before the start both reminders are due.
    stage.travel(new Date(Date.parse(session.startsAt) - 60_000).toISOString());
    await measured(stage, waking, () => reminder({ booking: receipt.reference, version: 1, kind: 'reminder-hour' }));
    stage.travel(NOW);
    if (waking.write === 0) throw new Error('the reminder stored nothing');
  };

  const took = new Map<string, number[]>();
  const [lambdaMs, bytes, units] = [new Map<string, number>(), new Map<string, number>(), { read: 0, write: 0 }];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, times] of Object.entries(ASSUMED.requests)) {
      stage.calls.length = 0;
      const began = performance.now();
      const answer = await ask[name as Asked]();
      took.set(name, [...(took.get(name) ?? []), performance.now() - began]);
      if (answer.status >= 300) throw new Error(`${name} answered ${answer.status}: ${answer.text}`);
      const calls = [...stage.calls];
      if (name === 'POST /staff/confirmation') {
        await andThen(calls);
        await wakeUp();
      }
      if (round < ROUNDS - 1) continue;
      lambdaMs.set(name, median(took.get(name) ?? []));
      bytes.set(name, answer.bytes);
      units.read += times * calls.reduce((sum, call) => sum + readUnits(call), 0);
      units.write += times * calls.filter(isTransaction).reduce((sum, call) => sum + writeUnits(call).units, 0);
    }
  }

  const { mails, wakes, prompts } = ASSUMED.follows;
  units.read += mails * (sending.read + hearing.read) + wakes * waking.read;
  units.write += mails * (sending.write + hearing.write) + prompts * waking.write;
  const follow = {
    invocations: 2 * mails + wakes,
    ms: mails * (median(sending.took) + median(hearing.took)) + wakes * median(waking.took),
  };

  const each = Object.entries(ASSUMED.requests);
  const sum = (of: (name: string) => number): number =>
    each.reduce((total, [name, times]) => total + times * of(name), 0);
  const requests = sum(() => 1);
  const authorized = sum((name) => (name.includes(' /staff/') ? 1 : 0));
  const invocations = requests + authorized + follow.invocations;
  const running = sum((name) => lambdaMs.get(name) ?? 0) + authorized * ASSUMED.authorizerMs + follow.ms;
  const starting = invocations * ASSUMED.coldShare * (importMs + ASSUMED.runtimeStartMs);
  const gbSeconds = ((running + starting) * ASSUMED.slowdown * ASSUMED.memoryGb) / 1000;
  const gb = (count: number): number => count / 1e9;
  const parts = {
    mail: mails * PRICES.mail,
    'wake-up calls': wakes * PRICES.wake,
    'HTTP API': requests * PRICES.httpRequest,
    'Lambda requests': invocations * PRICES.lambdaRequest,
    'Lambda time': gbSeconds * PRICES.lambdaGbSecond,
    writes: units.write * PRICES.writeUnit,
    reads: units.read * PRICES.readUnit,
    logs: gb(invocations * ASSUMED.logBytes) * PRICES.logGb,
    'transfer out': gb(sum((name) => (bytes.get(name) ?? 0) + ASSUMED.headerBytes)) * PRICES.transferGb,
    storage: gb(storedBytes([...recorded.applied, ...recorded.confirmed])) * PRICES.tableGbMonth * ASSUMED.monthsKept,
  };
  const total = Object.values(parts).reduce((all, part) => all + part, 0);
  const spelt = Object.entries(parts).map(([name, part]) => `${name} ${(part * 1e6).toFixed(1)}`);
  return figure(
    'aomori: AWS cost of a booking',
    total,
    0.0007,
    (value) => `US$ ${value.toFixed(6)}`,
    `${requests} requests, ${units.write} write and ${units.read} read units, ${(ASSUMED.coldShare * 100).toFixed(0)} % cold; in millionths: ${spelt.join(', ')}`,
  );
};

const newMeasure = () => ({ took: [] as number[], read: 0, write: 0 });

/** Runs it, and keeps how long it took and what it asked of the table. */
const measured = async (
  stage: Stage,
  into: ReturnType<typeof newMeasure>,
  run: () => Promise<unknown>,
): Promise<void> => {
  stage.calls.length = 0;
  const began = performance.now();
  await run();
  into.took.push(performance.now() - began);
  into.read = stage.calls.reduce((sum, call) => sum + readUnits(call), 0);
  into.write = stage.calls.reduce(
    (sum, call) => sum + (isTransaction(call) ? writeUnits(call).units : updateUnits(call)),
    0,
  );
};
