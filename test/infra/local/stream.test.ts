import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestOffice } from '../../support/local.ts';
import { shown, standInOffice, standIns, store, storeRows } from './stand-ins.ts';

const functions = standIns();
afterAll(() => functions.remove());
const batches = () => functions.told('dispatch');

describe('the table’s stream', () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await standInOffice(functions, { now: '2026-03-02T09:00:30+09:00' });
  });
  beforeEach(() => functions.forget());
  afterAll(() => office.stop());

  test('brings what the template’s filters want, and nothing else', async () => {
    const row = (pk: string, sk: string, more: object = {}) => ({ pk: { S: pk }, sk: { S: sk }, ...more });
    await storeRows(office, [
      row('booking', 'BOOKING'),
      row('cell', 'CELL#600#a'),
      row('owed', 'HISTORY#1', { todo: { S: 'NOTICE' } }),
      row('settled', 'HISTORY#1'),
      row('other', 'HISTORY#1', { todo: { S: 'OPEN' } }),
      row('like a booking', 'BOOKING#1'),
    ]);
    await office.settle();
    expect(batches().flat().toSorted()).toEqual(['booking', 'owed']);
  });

  test('brings records as Lambda does, in the office’s time', async () => {
    await store(office, { changed: { keep: true } });
    await store(office, { changed: { keep: true, again: true } });
    await office.settle();
    const [{ Records: _, ...first }, second] = functions.told('event').flat();
    expect(first).toEqual({
      eventID: expect.any(String),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'ap-northeast-1',
      eventSourceARN: expect.stringMatching(
        /^arn:aws:dynamodb:ap-northeast-1:\d{12}:table\/madoguchi-kabe-\w+\/stream\//,
      ),
      dynamodb: {
        ApproximateCreationDateTime: Date.parse('2026-03-02T09:00:30+09:00') / 1_000,
        Keys: { pk: { S: 'changed' }, sk: { S: 'BOOKING' } },
        NewImage: { pk: { S: 'changed' }, sk: { S: 'BOOKING' }, does: { S: '{"keep":true}' } },
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(second).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: { OldImage: { does: { S: '{"keep":true}' } }, NewImage: { does: { S: '{"keep":true,"again":true}' } } },
    });
  });

  test('is read again from the first record that failed, and what came before is not', async () => {
    await store(office, { a: {}, b: { once: true }, c: {} });
    await office.settle();
    expect(batches()).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect(office.errors).toEqual([]);
  });

  test('[R-14] does not stop at a record that always fails: it is parked, said, and the others are served', async () => {
    await store(office, { before: {}, poison: { poison: true }, behind: {} });
    await store(office, { later: {} });
    await office.settle();
    expect(batches().filter((pks) => pks.includes('poison')).length).toBeGreaterThan(5);
    expect(batches().at(-1)).toEqual(['later']);
    expect(batches()).toContainEqual(['behind']);
    const { Parked, Lost } = (await shown(office, '/queues')).kabe;
    expect([Parked.length, Lost]).toEqual([1, []]);
    expect(Parked[0].body).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 6 },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
    expect(office.errors.splice(0)).toEqual([
      expect.stringMatching(/^✗ kabe: \S*dispatch\S* gave up a record of the stream \(it is in the queue Parked\)$/),
    ]);
  });

  test('[R-14] halves a batch the function throws at, until only the record that does it is left', async () => {
    await store(office, { one: {}, two: {}, three: { throws: true }, four: {} });
    await office.settle();
    expect(batches().slice(0, 4)).toEqual([
      ['one', 'two', 'three', 'four'],
      ['one', 'two'],
      ['three', 'four'],
      ['three'],
    ]);
    expect(batches().at(-1)).toEqual(['four']);
    expect((await shown(office, '/queues')).kabe.Parked).toHaveLength(2);
    expect(office.errors.splice(0).at(-1)).toContain('gave up a record');
  });
});

test('the stream goes on after a restart where it was, and nothing is brought twice', async () => {
  const data = mkdtempSync(join(tmpdir(), 'madoguchi-data-'));
  functions.forget();
  const first = await standInOffice(functions, { data });
  await store(first, { early: {} });
  await first.settle();
  await first.stop();
  const deaf = await standInOffice(functions, { data, stream: false });
  await store(deaf, { 'while nobody reads': {} });
  await deaf.settle();
  expect(batches()).toEqual([['early']]);
  await deaf.stop();
  const second = await standInOffice(functions, { data });
  await second.settle();
  expect(batches()).toEqual([['early'], ['while nobody reads']]);
  await second.stop();
  rmSync(data, { recursive: true });
});
