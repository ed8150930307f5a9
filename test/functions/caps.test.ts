import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { groupOf } from '../../shared/aws/source.ts';
import { dynamo } from '../../shared/aws/table.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body, day, on } from '../support/build.ts';
import { invoke } from '../support/lambda.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const NOW = '2026-03-02T09:00:00+09:00';
const MOST = kabe.limits.applicationsPerSource;

const load = async () => ({
  booking: (await import('../../functions/booking/index.ts')).handler,
  staff: (await import('../../functions/staff/index.ts')).handler,
  ...(await import('../../shared/aws/this-office.ts')),
});
let table: string;
let at: Awaited<ReturnType<typeof load>>;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) }));
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
  table = await officeTable('kabe');
  at = await load();
  for (const lane of lanes)
    await invoke(at.staff, `PUT /staff/counsellors/${lane}`, {
      staff: 'demo',
      body: { name: lane, desks: ['general'] },
    });
});

/** Times with their counsellors, so that nobody is in anybody's way: only the caps refuse. */
const lanes = Array.from({ length: 16 }, (_, index) => `lane-${index}`);
const times = ['04T14:00', '04T14:30', '04T15:00', '04T15:30', '06T10:00', '06T10:30', '06T11:00', '06T11:30'];
const later = ['11T14:00', '11T14:30', '11T15:00', '11T15:30', '13T10:00', '13T10:30', '13T11:00', '13T11:30'];
const slots = [
  ...times,
  ...later,
  ...later.map((time) => String(Number(time.slice(0, 2)) + 7) + time.slice(2)),
].flatMap((time) => lanes.map((counsellor) => ({ startsAt: `2026-03-${time}:00+09:00`, counsellor })));
let people = 0;
let used = 0;
type Sent = { readonly source?: string; readonly key?: string; readonly number?: string };
const applicationOf = ({ number = `34010-${++people}` }: Sent = {}) => {
  const { startsAt, counsellor } = slots[used++] ?? { startsAt: '', counsellor: '' };
  return body(kabe, startsAt, { applicant: { number }, counsellor });
};
const send = (sent: object, { source, key }: Sent = {}) =>
  invoke(at.booking, 'POST /bookings', {
    body: sent,
    ...(source && { source }),
    ...(key && { headers: { 'idempotency-key': key } }),
  });
const apply = (how: Sent = {}) => send(applicationOf(how), how);

const counted = async (): Promise<Record<string, unknown>[]> =>
  (await rowsIn(table)).filter(({ pk }) => String(pk).startsWith('SOURCE#'));
/** Addresses of a documentation network whose groups are all different on that day. */
const addresses = (() => {
  const groups = new Map<string, string>();
  for (let last = 0; last < 256; last++) groups.set(groupOf(`192.0.2.${last}`, day('2026-03-02')), `192.0.2.${last}`);
  return [...groups.values()];
})();
const fresh = (): string => addresses.pop() ?? '';

/** Applications as they are stored, by whatever tells them apart. */
const storedWith = async (mine: (row: Record<string, unknown>) => boolean): Promise<number> =>
  (await rowsIn(table)).filter((row) => row['sk'] === 'BOOKING' && mine(row)).length;

/** A hundred at once, then one after the other until no more are taken; whom a busy machine kept waiting (503) may be either. */
const storm = async (how: Sent) => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => apply(how)));
  expect(answers.filter(({ status }) => ![201, 429, 503].includes(status))).toEqual([]);
  for (;;) {
    const answer = await apply(how);
    if (answer.status === 429) return answer;
    expect([201, 503]).toContain(answer.status);
  }
};

describe('[R-26] of a hundred parallel applications', () => {
  test('from one address as many get through as it may send in a day, and the others are told to phone', async () => {
    const source = fresh();
    const refused = await storm({ source });
    expect(refused.json).toMatchObject({ type: 'too-many-applications', phone: kabe.contact.phone });
    expect(refused.json.detail).toContain('お電話ください');
    expect(await storedWith(({ pk }) => String(pk).startsWith('BOOKING#'))).toBe(MOST);
    expect(contradictions(await rowsIn(table))).toEqual([]);
    // Elsewhere nobody notices, nor do staff.
    expect((await apply({ source: fresh() })).status).toBe(201);
    const taken = { ...applicationOf(), consent: undefined, channel: 'phone' };
    expect((await invoke(at.staff, 'POST /staff/bookings', { staff: 'demo', body: taken, source })).status).toBe(201);
  });

  test('under one number as many get through as it may send in a day', async () => {
    const number = '34010-99999999';
    expect((await storm({ number })).json.type).toBe('too-many-applications');
    const own = ({ applicant }: Record<string, unknown>): boolean => JSON.stringify(applicant ?? '').includes(number);
    expect(await storedWith(own)).toBe(kabe.limits.applicationsPerDay);
    expect(contradictions(await rowsIn(table))).toEqual([]);
    // Each loser meets a winner up to ten times, four calls a time.
  }, 120_000);
});

test('[R-26] of a hundred letters to one unproven address that are asked for at once, as many go as may in a day', async () => {
  const asked = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      at.outbox.mayReceive('flood@example.com', 'receipt', kabe.limits.unprovenPerDay, `letter-${index}`, on(NOW)),
    ),
  );
  expect(asked.filter(Boolean).length).toBe(kabe.limits.unprovenPerDay);
});

describe('[R-26] the applications of a source', () => {
  const groupToday = (source: string): string => groupOf(source, day('2026-03-02'));
  /** As if it had sent all it may. */
  const full = async (source: string): Promise<void> => {
    const Item = {
      pk: 'SOURCE#2026-03-02',
      sk: groupToday(source),
      applications: MOST,
      expires: on('2026-03-03T00:00+09:00') / 1000,
    };
    await dynamo.send(new PutCommand({ TableName: table, Item }));
  };

  test('are counted anew each day, and what was counted goes with its day', async () => {
    const source = fresh();
    await full(source);
    vi.setSystemTime(Date.parse('2026-03-02T23:59:59.999+09:00'));
    expect((await apply({ source })).status).toBe(429);
    vi.setSystemTime(Date.parse('2026-03-03T00:00:00.000+09:00'));
    expect((await apply({ source })).status).toBe(201);
    const midnight = (date: string): number => Date.parse(`${date}T00:00:00+09:00`) / 1000;
    for (const { pk, expires } of await counted())
      expect(expires).toBe(pk === 'SOURCE#2026-03-02' ? midnight('2026-03-03') : midnight('2026-03-04'));
  });

  test('a request that comes again counts once, and gets its booking also when no more are taken', async () => {
    const source = fresh();
    const sent = applicationOf();
    const first = await send(sent, { source, key: 'again' });
    for (let index = 0; index < 3; index++)
      expect((await send(sent, { source, key: 'again' })).json).toEqual(first.json);
    expect((await counted()).find(({ sk }) => sk === groupToday(source))).toMatchObject({ applications: 1 });
    await full(source);
    expect((await apply({ source })).status).toBe(429);
    const again = await send(sent, { source, key: 'again' });
    expect([again.status, again.json]).toEqual([201, first.json]);
  });

  test('an application that is refused for another reason is none', async () => {
    const source = fresh();
    expect((await send(body(kabe, '2026-03-03T10:00:00+09:00'), { source })).status).toBe(422);
    expect((await counted()).find(({ sk }) => sk === groupToday(source))).toBeUndefined();
  });

  test('the form that completes a phone hold counts too', async () => {
    const source = fresh();
    const sent = applicationOf();
    const hold = { ...sent, consent: undefined, channel: 'phone' };
    const { json: held } = await invoke(at.staff, 'POST /staff/bookings', { staff: 'demo', body: hold });
    expect((await send(sent, { source })).json.reference).toBe(held.reference);
    expect((await counted()).find(({ sk }) => sk === groupToday(source))).toMatchObject({
      applications: 1,
    });
  });
});

describe('[R-19, R-20] of an address', () => {
  test('nothing is kept but a group of the day that one in 256 of all addresses is in', async () => {
    const rows = await counted();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(Object.keys(row).sort()).toEqual(['applications', 'expires', 'pk', 'sk']);
      expect(row['sk']).toMatch(/^[0-9a-f]{2}$/);
    }
    expect(JSON.stringify(await rowsIn(table))).not.toContain('192.0.2.');
  });

  const groups = (list: readonly string[], date = '2026-03-02'): Set<string> =>
    new Set(list.map((address) => groupOf(address, day(date))));
  /** Other networks are in other groups, but for one in 256; several days tell them apart for certain. */
  const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
  const same = (...list: string[]): boolean => days.every((date) => groups(list, date).size === 1);

  test.each([
    [
      'the devices of one IPv6 network',
      ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0db8:0001:0002::'],
      true,
    ],
    ['two ways to write one', ['2001:db8::1', '2001:db8:0:0:0:0:0:2', '2001:DB8:0:0::3'], true],
    ['an IPv4 address written as IPv6', ['192.0.2.1', '::ffff:192.0.2.1'], true],
    ['two IPv6 networks', ['2001:db8:1:2::1', '2001:db8:1:3::1'], false],
    ['two IPv4 addresses', ['192.0.2.1', '192.0.2.2'], false],
  ])('%s count as one: %#', (_, list, expected) => {
    expect(same(...list)).toBe(expected);
  });

  test('the group is another one each day', () => {
    expect(new Set(days.map((date) => groupOf('192.0.2.1', day(date)))).size).toBeGreaterThan(1);
  });
});
