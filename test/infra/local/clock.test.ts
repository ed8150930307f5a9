import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestOffice } from '../../support/local.ts';
import { shown, standInOffice, standIns, store } from './stand-ins.ts';

const functions = standIns();
afterAll(() => functions.remove());
beforeEach(() => functions.forget());
const wake = (name: string, at: string, more: object = {}) => ({ wake: { name, at, ...more } });
/** Who was woken, and what the clock said there. */
const woken = () =>
  functions
    .told()
    .filter(({ who }) => ['reminder', 'no-show', 'sweep'].includes(who))
    .map(({ who, what }) => `${who} ${what.event.name ?? ''} ${what.now}`.replace('  ', ' '));

describe('the clock, moved,', () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await standInOffice(functions, { now: '2026-03-02T09:00+09:00' });
  });
  afterAll(() => office.stop());

  test('fires what is due in order of time, and stands at each moment while it does', async () => {
    await store(office, {
      b: wake('second', '2026-03-02T09:03:00', { target: 'NO_SHOW' }),
      a: wake('first', '2026-03-02T09:02:00'),
      c: wake('not-yet', '2026-03-02T09:04:50'),
    });
    const fired = await office.moveClock('2026-03-02T09:04:00+09:00');
    expect(fired).toEqual([
      { at: '2026-03-02T09:02:00+09:00', office: 'kabe', name: 'first', function: 'reminder' },
      { at: '2026-03-02T09:03:00+09:00', office: 'kabe', name: 'second', function: 'no-show' },
    ]);
    expect(woken()).toEqual(['reminder first 2026-03-02T00:02:00.000Z', 'no-show second 2026-03-02T00:03:00.000Z']);
    expect(office.now()).toBe('2026-03-02T09:04:00+09:00');
    expect((await shown(office, '/schedules')).kabe.map(({ name }: { name: string }) => name)).toEqual([
      'not-yet',
      'EveryFiveMinutes',
    ]);
  });

  test('lets everything that follows settle before the next moment: what a wake-up stored may wake somebody, too', async () => {
    const then = wake('made-on-the-way', '2026-03-02T09:04:45');
    await store(office, { d: wake('maker', '2026-03-02T09:04:30', { then }) });
    expect(
      (await office.moveClock('2026-03-02T09:04:50+09:00')).map(({ name, at }) => [name, at.slice(11, 19)]),
    ).toEqual([
      ['maker', '09:04:30'],
      ['made-on-the-way', '09:04:45'],
      ['not-yet', '09:04:50'],
    ]);
  });

  test('fires a recurring schedule once between two others and once before the end, at its last moment there', async () => {
    await store(office, {
      e: wake('tuesday', '2026-03-03T09:02:00'),
      f: wake('wednesday', '2026-03-04T09:02:00'),
    });
    const fired = await office.moveClock('2026-03-09T09:00:00+09:00');
    expect(fired.map(({ name, at }) => `${name} ${at.slice(5, 16)}`)).toEqual([
      'EveryFiveMinutes 03-03T09:00',
      'tuesday 03-03T09:02',
      'EveryFiveMinutes 03-04T09:00',
      'wednesday 03-04T09:02',
      'EveryFiveMinutes 03-09T09:00',
    ]);
    expect(woken().filter((line) => line.startsWith('sweep'))).toEqual([
      'sweep 2026-03-03T00:00:00.000Z',
      'sweep 2026-03-04T00:00:00.000Z',
      'sweep 2026-03-09T00:00:00.000Z',
    ]);
  });

  test('does not go back, and says so', async () => {
    await expect(office.moveClock('2026-03-09T08:59:59+09:00')).rejects.toThrow(/only goes forward/);
    const answer = await fetch(`${office.control}/clock`, { method: 'POST', body: '{"now":"2026-03-02T09:00+09:00"}' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: expect.stringContaining('only goes forward') },
    ]);
    expect(await shown(office, '/clock')).toEqual({ now: '2026-03-09T09:00:00+09:00' });
  });

  test('fires at once what is due already', async () => {
    await store(office, { g: wake('late', '2026-03-09T08:00:00') });
    const [fired] = await office.moveClock('2026-03-09T09:00:00+09:00');
    expect(fired).toMatchObject({ name: 'late', at: '2026-03-09T09:00:00+09:00' });
  });

  test('[R-14] tries a wake-up that fails again, and then keeps it where a person is called to', async () => {
    await store(office, { h: wake('broken', '2026-03-09T09:01:00') });
    await office.moveClock('2026-03-09T09:02:00+09:00');
    expect(woken()).toHaveLength(3);
    const { Lost } = (await shown(office, '/queues')).kabe;
    expect(Lost).toHaveLength(1);
    expect(Lost[0].body).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { name: 'broken' },
    });
    expect(office.errors.splice(0).at(-1)).toMatch(/reminder\S* failed 3 times .*queue Lost/);
  });

  test('[R-14] keeps a wake-up whose target its role may not call', async () => {
    await store(office, {
      j: wake('forbidden', '2026-03-09T09:02:30', { instead: ['function:madoguchi-kabe-reminder', 'function:other-'] }),
    });
    await office.moveClock('2026-03-09T09:02:45+09:00');
    expect((await shown(office, '/queues')).kabe.Lost.at(-1).body).toMatchObject({
      input: { name: 'forbidden' },
      attributes: { ERROR_CODE: 'AWS.Lambda.AccessDeniedException', TARGET_ARN: expect.stringContaining(':other-') },
    });
    expect(office.errors.splice(0)).toEqual([
      '✗ kabe: forbidden cannot be fired: the role is not granted lambda:InvokeFunction (it is in the queue Lost)',
    ]);
  });

  test('set and not moved, fires nothing: what came due is lost', async () => {
    await store(office, { i: wake('lost', '2026-03-09T09:03:00') });
    await office.settle();
    office.setClock('2026-03-09T09:04:00+09:00');
    expect(await office.moveClock('2026-03-09T09:04:30+09:00')).toEqual([]);
    expect(woken()).toEqual([]);
  });
});

test('schedules outlive a restart, and one that has fired does not', async () => {
  const data = mkdtempSync(join(tmpdir(), 'madoguchi-data-'));
  const first = await standInOffice(functions, { data, now: '2026-03-02T09:00+09:00' });
  await store(first, { a: wake('gone', '2026-03-02T09:01:00'), b: wake('kept', '2026-03-02T09:03:00') });
  await first.moveClock('2026-03-02T09:02:00+09:00');
  await first.stop();
  const second = await standInOffice(functions, { data, now: '2026-03-02T09:02+09:00' });
  const fired = await second.moveClock('2026-03-02T09:04:00+09:00');
  expect(fired.map(({ name }) => name)).toEqual(['kept']);
  await second.stop();
  rmSync(data, { recursive: true });
});

test('without timers a schedule is accepted and forgotten, and nothing fires', async () => {
  const office = await standInOffice(functions, { timers: false, now: '2026-03-02T09:00+09:00' });
  await store(office, { a: wake('never', '2026-03-02T09:01:00') });
  expect(await office.moveClock('2026-03-09T09:00:00+09:00')).toEqual([]);
  expect(functions.told('dispatch')).toEqual([['a']]);
  expect([woken(), office.errors, await shown(office, '/schedules')]).toEqual([[], [], { kabe: [] }]);
  await office.stop();
});

test('while the clock goes with the machine’s, what comes due fires by itself', async () => {
  const office = await standInOffice(functions);
  const soon = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 19);
  await store(office, { a: wake('soon', soon) });
  await expect.poll(() => woken().length, { timeout: 10_000 }).toBe(1);
  await office.settle();
  expect([woken()[0], office.errors]).toEqual([expect.stringMatching(/^reminder soon /), []]);
  await office.stop();
});
