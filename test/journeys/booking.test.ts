import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { Ended, Openings, ProblemAnswer, Receipt, Status } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { form } from '../support/lambda.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* The stacks of both offices, running on this machine from their templates, met over HTTP as visitors and staff meet them. */

const NOW = '2026-03-02T09:00:00+09:00';
const data = mkdtempSync(join(tmpdir(), 'madoguchi-'));
let running: TestOffice;

const start = () => localOffice({ now: NOW, data });

beforeAll(async () => {
  running = await start();
});
afterAll(async () => {
  await running.stop();
  rmSync(data, { recursive: true });
});

const url = (office: string, path: string): string => `${running.offices[office]?.url}${path}`;
const read = async (office: string, path: string, headers: Record<string, string> = {}): Promise<unknown> =>
  (await fetch(url(office, path), { headers })).json();
const post = (office: string, path: string, sent: unknown, headers: Record<string, string> = {}) =>
  fetch(url(office, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(sent),
  });
const staff = (office: string) => ({ authorization: `Bearer ${running.staffToken(office)}` });
const times = async (office: string, query: string): Promise<string[]> =>
  Openings.parse(await read(office, `/openings?${query}`)).openings.map(({ startsAt }) => startsAt.slice(5, 16));

describe('openings', () => {
  test('[K-6-2] of Kabe in two weeks are its sixteen sessions', async () => {
    const clock = { 3: ['14:00', '14:30', '15:00', '15:30'], 5: ['10:00', '10:30', '11:00', '11:30'] };
    expect(await times('kabe', 'from=2026-03-02&to=2026-03-13')).toEqual([
      ...clock[3].map((time) => `03-04T${time}`),
      ...clock[5].map((time) => `03-06T${time}`),
      ...clock[3].map((time) => `03-11T${time}`),
      ...clock[5].map((time) => `03-13T${time}`),
    ]);
  });

  test('[A-6-2] of Aomori start every ten minutes as long as the session fits, and thrice at Mothers’ Corner', async () => {
    const morning = ['10:00', '10:10', '10:20', '10:30', '10:40', '10:50', '11:00', '11:10', '11:20'];
    const afternoon = ['13:30', '13:40', '13:50', '14:00', '14:10', '14:20', '14:30', '14:40', '14:50'];
    const day = 'from=2026-03-10&to=2026-03-10';
    expect(await times('aomori', day)).toEqual([...morning, ...afternoon].map((time) => `03-10T${time}`));
    expect(await times('aomori', `${day}&minutes=20`)).toHaveLength(11 + 11);
    expect(await times('aomori', `${day}&desk=mothers`)).toEqual(
      ['11:00', '13:30', '14:30'].map((time) => `03-10T${time}`),
    );
  });
});

const agreed = { terms: aomori.terms.at(-1)?.version ?? '', accepted: true };
const fields = {
  desk: 'mothers',
  'applicant.kind': 'seeker',
  'applicant.name': '見本　花子',
  'applicant.number': '０２０１０－１２３４５６７８',
  'applicant.email': 'hana@example.com',
  'applicant.phone': '０１７ー５５５ー０１００',
  'wishes.0.startsAt': '2026-03-10T11:00:00+09:00',
  'wishes.0.minutes': '40',
  'consent.terms': agreed.terms,
  'consent.accepted': 'true',
  idempotencyKey: 'the-key-in-the-form',
};

describe('a booking', () => {
  const wanted = body(kabe, '2026-03-04T14:00:00+09:00', { counsellor: 'demo-a' });
  let receipt: z.infer<typeof Receipt>;

  test('[D-1] is applied for by JSON, and the same counsellor and time are given to nobody else', async () => {
    const answer = await post('kabe', '/bookings', wanted);
    expect(answer.status).toBe(201);
    receipt = Receipt.parse(await answer.json());
    const second = await post('kabe', '/bookings', {
      ...wanted,
      applicant: { ...(wanted['applicant'] as object), number: '34010-2' },
    });
    expect([second.status, second.headers.get('content-type')]).toEqual([409, 'application/problem+json']);
    expect(ProblemAnswer.parse(await second.json()).type).toBe('opening-taken');
  });

  test('[D-1] is applied for by form, without script', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
      'sec-fetch-site': 'same-origin',
      origin: 'null',
    };
    const review = await fetch(url('aomori', '/apply'), { method: 'POST', headers, body: form(fields) });
    expect([review.status, await review.text()]).toEqual([200, expect.stringContaining('02010-12345678')]);
    const sent = await fetch(url('aomori', '/bookings'), { method: 'POST', headers, body: form(fields) });
    expect([sent.status, await sent.text()]).toEqual([
      201,
      expect.stringMatching(/確認コード[\s\S]*(?:\d{4} ){3}\d{4}/),
    ]);
    expect(await times('aomori', 'from=2026-03-10&to=2026-03-10&desk=mothers&counsellor=demo-a')).toHaveLength(2);
  });

  test('[D-7] is confirmed by staff', async () => {
    const path = `/staff/bookings/${receipt.reference}`;
    expect((await post('kabe', `${path}/confirmation`, {})).status).toBe(403);
    expect((await post('kabe', `${path}/confirmation`, {}, staff('kabe'))).status).toBe(200);
    expect(await read('kabe', path, staff('kabe'))).toMatchObject({
      state: 'confirmed',
      history: [{ act: 'applied' }, { act: 'confirmed', actor: { kind: 'staff', id: 'demo-staff' } }],
    });
  });

  test('stays taken when everything is stopped and started again', async () => {
    await running.stop();
    running = await start();
    const status = await read('kabe', `/bookings/${receipt.reference}`, { 'booking-code': receipt.code });
    expect(Status.parse(status)).toMatchObject({
      state: 'confirmed',
      session: { startsAt: '2026-03-04T14:00:00+09:00' },
    });
    const again = await post('kabe', '/bookings', {
      ...wanted,
      applicant: { ...(wanted['applicant'] as object), number: '34010-3' },
    });
    expect(again.status).toBe(409);
  });

  test('[K-6-5] is called off by phone at Kabe, and then its time can be booked again', async () => {
    const online = await post('kabe', `/bookings/${receipt.reference}/cancellation`, { code: receipt.code });
    expect(ProblemAnswer.parse(await online.json())).toMatchObject({
      type: 'cancel-by-phone',
      phone: kabe.contact.phone,
    });
    const byPhone = { by: 'applicant', through: 'phone' };
    expect(
      (await post('kabe', `/staff/bookings/${receipt.reference}/cancellation`, byPhone, staff('kabe'))).status,
    ).toBe(200);
    const next = await post('kabe', '/bookings', {
      ...wanted,
      applicant: { ...(wanted['applicant'] as object), number: '34010-4' },
    });
    expect(next.status).toBe(201);
  });

  test('[A-6-4] is called off on the web at Aomori, and then its time is free again', async () => {
    const answer = await post(
      'aomori',
      '/bookings',
      body(aomori, '2026-03-12T13:30:00+09:00', { counsellor: 'demo-a' }),
    );
    const { reference, code } = Receipt.parse(await answer.json());
    const query = 'from=2026-03-12&to=2026-03-12&counsellor=demo-a';
    expect(await times('aomori', query)).not.toContain('03-12T13:30');
    const ended = await post('aomori', `/bookings/${reference}/cancellation`, { code });
    expect(Ended.parse(await ended.json()).state).toBe('withdrawn');
    expect(await times('aomori', query)).toContain('03-12T13:30');
  });

  test('[D-5, R-17] lapses to the millisecond when the clock is moved', async () => {
    const answer = await post(
      'kabe',
      '/bookings',
      body(kabe, '2026-03-06T10:00:00+09:00', { applicant: { number: '34010-5' } }),
    );
    const { reference, code } = Receipt.parse(await answer.json());
    const state = async () =>
      Status.parse(await read('kabe', `/bookings/${reference}`, { 'booking-code': code })).state;
    running.setClock('2026-03-05T23:59:59.999+09:00');
    expect(await state()).toBe('tentative');
    running.setClock('2026-03-06T00:00:00.000+09:00');
    expect(await state()).toBe('expired');
  });

  test('[R-27] opens nothing at the other office', async () => {
    const elsewhere = await read('aomori', `/bookings/${receipt.reference}`, { 'booking-code': receipt.code });
    expect(ProblemAnswer.parse(elsewhere).type).toBe('booking-not-found');
  });
});

test('no function did what its role does not grant', () => {
  expect(running.errors).toEqual([]);
});
