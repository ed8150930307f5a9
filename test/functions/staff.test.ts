import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { invoke } from '../support/lambda.ts';
import { haveMet } from '../support/met.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const load = async () => ({
  booking: (await import('../../functions/booking/index.ts')).handler,
  joining: (await import('../../functions/joining/index.ts')).handler,
  staff: (await import('../../functions/staff/index.ts')).handler,
});

let table: string;
let at: Awaited<ReturnType<typeof load>>;

const NOW = '2026-03-02T09:00:00+09:00';
const travel = (iso: string): void => void vi.setSystemTime(Date.parse(iso));
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) }));

beforeAll(async () => {
  table = await officeTable('kabe');
  at = await load();
  for (const [id, name] of [
    ['a', '見本 一郎'],
    ['b', '例 花子'],
    ['c', '例 次郎'],
  ])
    await act(`PUT /staff/counsellors/${id}`, { name, desks: ['general'] });
});

const act = (request: string, sent?: object) => invoke(at.staff, request, { staff: 'demo-staff', body: sent });
let people = 0;
const phoned = (startsAt: string, more: Record<string, unknown> = {}) =>
  act('POST /staff/bookings', {
    channel: 'phone',
    applicant: { kind: 'seeker', name: '見本 電話', number: `34010-${++people}` },
    wishes: [{ startsAt }],
    ...more,
  });
const applied = (startsAt: string, more: Parameters<typeof body>[2] = {}) =>
  invoke(at.booking, 'POST /bookings', {
    body: body(kabe, startsAt, { ...more, applicant: { number: `34010-${++people}` } }),
  });
const free = async (date: string) =>
  (await invoke(at.booking, `GET /openings?from=${date}&to=${date}`)).json.openings.map(
    ({ startsAt }: { startsAt: string }) => startsAt.slice(11, 16),
  );

describe('on the phone', () => {
  test('[K-F-1] name, number, wish and counsellor are enough for a tentative booking that holds the session', async () => {
    const { status, json } = await phoned('2026-03-04T14:00:00+09:00', { counsellor: '見本' });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      state: 'tentative',
      channel: 'phone',
      held: { counsellor: 'a', startsAt: '2026-03-04T14:00:00+09:00', minutes: 30 },
    });
    const second = await phoned('2026-03-04T14:00:00+09:00', { counsellor: '見本 一郎' });
    expect([second.status, second.json.type]).toEqual([409, 'opening-taken']);
    const { json: found } = await act(`GET /staff/bookings/${json.reference}`);
    expect(found.history).toEqual([
      expect.objectContaining({
        act: 'applied',
        actor: { kind: 'staff', id: 'demo-staff' },
        channel: 'phone',
        at: NOW,
      }),
    ]);
  });

  test('a family name that two counsellors share is asked for in full', async () => {
    expect((await phoned('2026-03-04T14:30:00+09:00', { counsellor: '例' })).json.type).toBe('counsellor-unknown');
    expect((await phoned('2026-03-04T14:30:00+09:00', { counsellor: '例 次郎さん' })).json.held.counsellor).toBe('c');
  });

  test('[D-4] after the deadline it takes a reason, which is kept; the public is told to phone', async () => {
    travel('2026-03-04T09:00:00+09:00');
    const late = await applied('2026-03-04T15:30:00+09:00');
    expect([late.status, late.json.type]).toEqual([422, 'past-deadline']);
    expect(late.json.detail).toContain(kabe.contact.phone);
    expect((await phoned('2026-03-04T15:30:00+09:00')).json.type).toBe('past-deadline');
    const taken = await phoned('2026-03-04T15:30:00+09:00', { lateReason: '前日に電話がつながらなかったため' });
    expect(taken.json).toMatchObject({ state: 'tentative', review: ['late'] });
    const { json } = await act(`GET /staff/bookings/${taken.json.reference}`);
    expect(json.history[0].reason).toBe('前日に電話がつながらなかったため');
  });

  test('[K-6-4] a next session is only for somebody whose session has begun', async () => {
    const applicant = { kind: 'seeker', name: '見本 電話', number: '34010-00009999' };
    const next = () => phoned('2026-03-25T14:00:00+09:00', { channel: 'session', applicant });
    const refused = await next();
    expect([refused.status, refused.json.type]).toEqual([409, 'no-session-yet']);
    const { json: first } = await phoned('2026-03-04T15:30:00+09:00', { applicant });
    await act(`POST /staff/bookings/${first.reference}/confirmation`, {});
    travel('2026-03-04T15:29:59+09:00');
    expect((await next()).json.type).toBe('no-session-yet');
    travel('2026-03-04T15:30:00+09:00');
    const { status, json } = await next();
    expect([status, json.state]).toEqual([201, 'confirmed']);
    for (const one of [first, json])
      await act(`POST /staff/bookings/${one.reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('[K-6-4] the next session agreed on in a session is definitive at once', async () => {
    await haveMet(`34010-${people + 1}`);
    const { status, json } = await phoned('2026-03-11T14:00:00+09:00', { channel: 'session' });
    expect([status, json.state, json.session.minutes]).toEqual([201, 'confirmed', 30]);
    const { json: found } = await act(`GET /staff/bookings/${json.reference}`);
    expect(found.history).toEqual([
      expect.objectContaining({
        act: 'booked',
        // Without an address they are told by a call, once there is a meeting.
        notices: {},
        revision: 1,
      }),
    ]);
  });
});

describe('an application', () => {
  test('[K-F-3, D-7] is confirmed by staff, and the invitation is owed from that moment', async () => {
    const { json } = await applied('2026-03-06T10:00:00+09:00');
    const confirmed = await act(`POST /staff/bookings/${json.reference}/confirmation`, {});
    expect(confirmed.json).toMatchObject({
      state: 'confirmed',
      tool: 'teleoffice',
      session: { startsAt: '2026-03-06T10:00:00+09:00' },
    });
    const { json: found } = await act(`GET /staff/bookings/${json.reference}`);
    expect(
      found.history.map(({ act: done, notices }: { act: string; notices: object }) => [done, Object.keys(notices)]),
    ).toEqual([
      ['applied', ['receipt', 'new-application']],
      ['confirmed', ['invitation']],
    ]);
  });

  test('is confirmed once, however often staff press', async () => {
    const { json } = await applied('2026-03-06T10:30:00+09:00');
    const path = `POST /staff/bookings/${json.reference}/confirmation`;
    const answers = await Promise.all([act(path, {}), act(path, {}), act(path, {})]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    for (const { status, json: told } of answers)
      if (status === 409) expect(['changed-meanwhile', 'not-possible-now']).toContain(told.type);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[D-7] is confirmed at another time with another counsellor, and what it held is free again', async () => {
    const { json } = await applied('2026-03-13T10:00:00+09:00', { counsellor: '見本 一郎' });
    const session = { startsAt: '2026-03-18T14:00:00+09:00', minutes: 30, counsellor: '例 花子' };
    const confirmed = await act(`POST /staff/bookings/${json.reference}/confirmation`, { session });
    expect(confirmed.json.session).toEqual({ startsAt: session.startsAt, minutes: 30, counsellor: 'b' });
    const again = await applied('2026-03-13T10:00:00+09:00', { counsellor: '見本 一郎' });
    expect(again.status).toBe(201);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test.each([
    [
      'a time that is not in the timetable',
      { startsAt: '2026-03-18T13:00:00+09:00', minutes: 30 },
      'outside-timetable',
    ],
    ['a closed day', { startsAt: '2026-04-29T14:00:00+09:00', minutes: 30 }, 'day-closed'],
    ['another length', { startsAt: '2026-03-18T14:30:00+09:00', minutes: 20 }, 'length-not-offered'],
    [
      'a counsellor nobody knows',
      { startsAt: '2026-03-18T14:30:00+09:00', minutes: 30, counsellor: '不在' },
      'counsellor-unknown',
    ],
  ])('is not confirmed at %s', async (_, session, type) => {
    const { json } = await applied('2026-03-20T10:00:00+09:00');
    // 20 March is a holiday: nobody gets even a tentative booking.
    expect(json.type).toBe('day-closed');
    const { json: held } = await applied('2026-03-27T10:00:00+09:00');
    const answer = await act(`POST /staff/bookings/${held.reference}/confirmation`, { session });
    expect(answer.json.type).toBe(type);
    await act(`POST /staff/bookings/${held.reference}/declination`, { reason: 'other' });
  });

  const during = async (path: string, sent: object, undo: object, use: () => Promise<void>): Promise<void> => {
    expect((await act(`PUT ${path}`, sent)).status).toBe(200);
    await use();
    expect((await act(`PUT ${path}`, undo)).status).toBe(200);
  };
  const one = { name: '見本 一郎', desks: ['general'] };
  test.each([
    ['whose day was closed since', '/staff/closures/2026-04-08', { kind: 'closed' }, { kind: 'removed' }, 'day-closed'],
    ['whose counsellor is absent', '/staff/counsellors/a', { ...one, absences: ['2026-04-08'] }, one, 'opening-taken'],
    ['on another weekday', '/staff/counsellors/a', { ...one, weekdays: [1, 2, 4, 5] }, one, 'opening-taken'],
  ])('[D-2, K-F-1] %s is not confirmed as held, whichever way staff say so', async (_, path, sent, undo, type) => {
    const startsAt = '2026-04-08T14:00:00+09:00';
    const { json } = await phoned(startsAt, { counsellor: '見本 一郎' });
    const confirmation = `POST /staff/bookings/${json.reference}/confirmation`;
    await during(path, sent, undo, async () => {
      for (const said of [{}, { session: { startsAt, minutes: 30, counsellor: 'a' } }])
        expect((await act(confirmation, said)).json.type).toBe(type);
      const { json: found } = await act(`GET /staff/bookings/${json.reference}`);
      expect(found).toMatchObject({ state: 'tentative', held: { counsellor: 'a' } });
    });
    expect((await act(confirmation, {})).json).toMatchObject({ state: 'confirmed', session: { counsellor: 'a' } });
    await act(`POST /staff/bookings/${json.reference}/cancellation`, { by: 'applicant', through: 'phone' });
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[D-2] on a holiday opened for once is confirmed as held while it is open', async () => {
    const day = '/staff/closures/2026-04-29';
    await act(`PUT ${day}`, { kind: 'opened' });
    const [first, second] = [await phoned('2026-04-29T14:00:00+09:00'), await phoned('2026-04-29T14:30:00+09:00')];
    const confirmed = ({ json }: typeof first) => act(`POST /staff/bookings/${json.reference}/confirmation`, {});
    expect((await confirmed(first)).json.state).toBe('confirmed');
    await act(`PUT ${day}`, { kind: 'removed' });
    expect((await confirmed(second)).json.type).toBe('day-closed');
  });

  test('[D-2] whose day was closed since is not completed by the person’s own form, which is told what anybody is', async () => {
    const startsAt = '2026-04-24T10:00:00+09:00';
    const number = '34010-00009999';
    const applicant = { kind: 'seeker', name: '見本 太郎', number };
    const { json: held } = await phoned(startsAt, { applicant });
    await during('/staff/closures/2026-04-24', { kind: 'closed' }, { kind: 'removed' }, async () => {
      const answers = [number, '34010-00009998'].map((number) =>
        invoke(at.booking, 'POST /bookings', { body: body(kabe, startsAt, { applicant: { number } }) }),
      );
      for (const { status, json } of await Promise.all(answers))
        expect([status, json]).toEqual([422, expect.objectContaining({ type: 'day-closed', wish: 0 })]);
    });
    const done = await invoke(at.booking, 'POST /bookings', { body: body(kabe, startsAt, { applicant: { number } }) });
    expect([done.status, done.json.reference]).toEqual([201, held.reference]);
  });

  test('is declined with a reason, and its time is free again', async () => {
    const { json } = await applied('2026-04-03T10:00:00+09:00');
    const declined = await act(`POST /staff/bookings/${json.reference}/declination`, { reason: 'not-eligible' });
    expect(declined.json).toMatchObject({ state: 'declined', reason: 'not-eligible' });
    expect(await free('2026-04-03')).toContain('10:00');
  });

  test('[D-5] lapses with its deadline by the clock alone, and its time can be booked by staff at once', async () => {
    travel('2026-04-01T09:00:00+09:00');
    const times = ['a', 'b', 'c'].map((counsellor) => ({ counsellor }));
    const made = [];
    for (const more of times) made.push((await applied('2026-04-08T14:00:00+09:00', more)).json.reference);
    travel('2026-04-07T23:59:59.999+09:00');
    expect((await act(`GET /staff/bookings/${made[0]}`)).json.state).toBe('tentative');
    travel('2026-04-08T00:00:00.000+09:00');
    expect((await act(`GET /staff/bookings/${made[0]}`)).json.state).toBe('expired');
    const late = await phoned('2026-04-08T14:00:00+09:00', { counsellor: 'a', lateReason: '窓口で本人が希望' });
    expect([late.status, late.json.held?.counsellor]).toEqual([201, 'a']);
    const { json } = await act(`GET /staff/bookings/${made[0]}`);
    expect(json.history.at(-1)).toMatchObject({ act: 'expired', actor: { kind: 'clock' } });
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });
});

describe('a confirmed session', () => {
  const confirmed = async (startsAt: string, more = {}) => {
    const { json } = await applied(startsAt, more);
    return (await act(`POST /staff/bookings/${json.reference}/confirmation`, {})).json.reference as string;
  };

  test('[A-6-5] is moved by the office under its old reference, and the version rises', async () => {
    const reference = await confirmed('2026-04-10T10:00:00+09:00');
    const moved = await act(`POST /staff/bookings/${reference}/move`, {
      session: { startsAt: '2026-04-15T15:00:00+09:00', minutes: 30 },
      reason: 'counsellor-absent',
    });
    expect(moved.json).toMatchObject({ reference, version: 2, session: { startsAt: '2026-04-15T15:00:00+09:00' } });
    expect((await act('GET /staff/agenda?date=2026-04-10')).json.bookings).toEqual([]);
    expect((await act('GET /staff/agenda?date=2026-04-15')).json.bookings).toHaveLength(1);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('is not moved onto another one', async () => {
    const one = await confirmed('2026-04-17T10:00:00+09:00', { counsellor: 'a' });
    await confirmed('2026-04-17T10:30:00+09:00', { counsellor: 'a' });
    const session = { startsAt: '2026-04-17T10:30:00+09:00', minutes: 30, counsellor: 'a' };
    const moved = await act(`POST /staff/bookings/${one}/move`, { session, reason: 'counsellor-absent' });
    expect([moved.status, moved.json.type]).toEqual([409, 'opening-taken']);
  });

  test('[K-6-5] is cancelled when the person phones, and its time is free again', async () => {
    const reference = await confirmed('2026-04-24T10:00:00+09:00');
    const cancelled = await act(`POST /staff/bookings/${reference}/cancellation`, {
      by: 'applicant',
      through: 'phone',
    });
    expect(cancelled.json).toMatchObject({ state: 'cancelled', by: 'applicant', through: 'phone' });
    const cells = (await rowsIn(table)).filter(
      ({ booking, sk }) => booking === reference && String(sk).startsWith('CELL#'),
    );
    expect(cells).toEqual([]);
  });

  test('[D-10, K-6-5] is deemed cancelled ten minutes after its start by the clock alone, and staff can undo that', async () => {
    travel('2026-04-20T09:00:00+09:00');
    const reference = await confirmed('2026-04-24T11:00:00+09:00');
    await act(`POST /staff/bookings/${reference}/meeting`, { invited: true });
    travel('2026-04-24T11:09:59.999+09:00');
    expect((await act(`GET /staff/bookings/${reference}`)).json.state).toBe('confirmed');
    travel('2026-04-24T11:10:00.000+09:00');
    expect((await act(`GET /staff/bookings/${reference}`)).json.state).toBe('no-show');
    const undone = await act(`POST /staff/bookings/${reference}/attendance`, {
      outcome: 'undo-no-show',
      sign: 'called',
    });
    expect(undone.json).toMatchObject({ state: 'confirmed', signs: [{ sign: 'called' }] });
    const attended = await act(`POST /staff/bookings/${reference}/attendance`, { outcome: 'attended' });
    expect(attended.json.state).toBe('attended');
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[D-10] with a sign of contact waits for staff', async () => {
    travel('2026-04-20T09:00:00+09:00');
    const reference = await confirmed('2026-04-22T15:00:00+09:00');
    await act(`POST /staff/bookings/${reference}/contact`, { sign: 'called' });
    travel('2026-04-22T18:00:00+09:00');
    expect((await act(`GET /staff/bookings/${reference}`)).json.state).toBe('confirmed');
    const settled = await act(`POST /staff/bookings/${reference}/attendance`, { outcome: 'no-show' });
    expect(settled.json.state).toBe('no-show');
  });

  test('[D-5] is confirmed into a time whose hold has lapsed, though its row is still there', async () => {
    travel('2026-05-11T09:00:00+09:00');
    const held = (await applied('2026-05-13T14:00:00+09:00', { counsellor: 'a' })).json.reference;
    travel('2026-05-13T09:00:00+09:00');
    const waiting = (await applied('2026-05-15T10:00:00+09:00', { counsellor: 'a' })).json.reference;
    const session = { startsAt: '2026-05-13T14:00:00+09:00', minutes: 30, counsellor: 'a' };
    const answer = await act(`POST /staff/bookings/${waiting}/confirmation`, { session });
    expect([answer.status, answer.json.session]).toEqual([200, session]);
    expect((await act(`GET /staff/bookings/${held}`)).json.history.at(-1).act).toBe('expired');
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[K-6-5] of an applicant at Kabe is not taken back on the web, nor its application', async () => {
    travel('2026-05-11T09:00:00+09:00');
    const { json } = await applied('2026-05-22T10:00:00+09:00');
    const { handler } = await import('../../functions/cancellation/index.ts');
    const answer = await invoke(handler, `POST /bookings/${json.reference}/cancellation`, {
      body: { code: json.code },
    });
    expect([answer.status, answer.json.type]).toEqual([409, 'cancel-by-phone']);
    const wrong = await invoke(handler, `POST /bookings/${json.reference}/cancellation`, { body: { code: '1' } });
    expect([wrong.status, wrong.json.type]).toEqual([404, 'booking-not-found']);
  });

  test('[K-12-1] to come is not stopped but cancelled by the office, which gives its time back', async () => {
    const reference = await confirmed('2026-04-17T11:00:00+09:00', { counsellor: 'a' });
    const stopped = await act(`POST /staff/bookings/${reference}/attendance`, { outcome: 'stopped', reason: 'abuse' });
    expect([stopped.status, stopped.json.type]).toEqual([409, 'not-possible-now']);
    await act(`POST /staff/bookings/${reference}/cancellation`, { by: 'office', through: 'phone', reason: 'other' });
    expect((await applied('2026-04-17T11:00:00+09:00', { counsellor: 'a' })).status).toBe(201);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[K-12-1] is stopped with a reason', async () => {
    const reference = await confirmed('2026-04-15T14:00:00+09:00');
    travel('2026-04-15T14:05:00+09:00');
    const stopped = await act(`POST /staff/bookings/${reference}/attendance`, { outcome: 'stopped', reason: 'abuse' });
    expect(stopped.json).toMatchObject({ state: 'stopped', reason: 'abuse' });
  });
});

describe('the office', () => {
  test('[D-2] closes a day, which then has no openings, and opens one', async () => {
    expect(await free('2026-04-24')).not.toEqual([]);
    await act('PUT /staff/closures/2026-04-24', { kind: 'closed' });
    expect(await free('2026-04-24')).toEqual([]);
    await act('PUT /staff/closures/2026-04-29', { kind: 'opened' });
    expect(await free('2026-04-29')).toEqual(['14:00', '14:30', '15:00', '15:30']);
  });

  test('what waits for staff comes in order of urgency', async () => {
    const { json } = await act('GET /staff/todo');
    expect(JSON.stringify(json)).not.toContain('codeHash');
    const open = json.bookings.map(({ state }: { state: string }) => state);
    expect(open.length).toBeGreaterThan(3);
    expect(new Set(open)).toEqual(new Set(['tentative', 'confirmed']));
  });

  test('nothing under /staff acts for a request without a signed-in member of staff', async () => {
    const { routes } = await import('../../functions/staff/index.ts');
    for (const { method, path } of routes.filter((route) => route.method !== 'GET')) {
      const request = `${method} ${path.replace('{reference}', '0000-0000').replace('{id}', 'x').replace('{date}', '2026-03-04')}`;
      const bodies = [
        {},
        { reason: 'other' },
        { kind: 'closed' },
        { name: 'x', desks: ['general'] },
        { by: 'office', through: 'phone', reason: 'technical' },
        { outcome: 'attended' },
        { sign: 'called' },
        { kind: 'seeker', number: '34010-1', eligible: true },
        { session: { startsAt: NOW, minutes: 30 }, reason: 'other' },
        { revision: 1, notice: 'receipt' },
        kabe.terms[0],
        { channel: 'phone', applicant: { kind: 'seeker', name: 'x', number: '34010-1' }, wishes: [{ startsAt: NOW }] },
        { applicant: { kind: 'seeker', name: 'x', number: '34010-1' }, wishes: [{ startsAt: NOW }] },
        { how: 'answered' },
      ];
      const statuses = await Promise.all(
        bodies.map(async (sent) => (await invoke(at.staff, request, { body: sent })).status),
      );
      expect(statuses, request).toContain(403);
      expect(
        statuses.every((status) => status === 403 || status === 400),
        request,
      ).toBe(true);
    }
  });
});

describe('what was arranged on the phone', () => {
  const onPhone = async (startsAt: string, number: string) =>
    (
      await act('POST /staff/bookings', {
        channel: 'phone',
        applicant: { kind: 'seeker', name: '見本 電話', number },
        wishes: [{ startsAt }],
      })
    ).json.reference as string;
  const byForm = (startsAt: string, number: string) =>
    invoke(at.booking, 'POST /bookings', {
      headers: { 'idempotency-key': `complete-${number}` },
      body: body(kabe, startsAt, { applicant: { number, name: '見本 電話' } }),
    });

  test('[K-F-2, D-7] is completed by the form that follows: one booking, definitive, with agreement and contact data', async () => {
    const reference = await onPhone('2026-03-25T14:00:00+09:00', '34010-900');
    const answer = await byForm('2026-03-25T14:00:00+09:00', '34010-900');
    expect([answer.status, answer.json.reference, answer.json.state]).toEqual([201, reference, 'tentative']);
    const { json } = await act(`GET /staff/bookings/${reference}`);
    expect(json).toMatchObject({
      state: 'confirmed',
      channel: 'phone',
      terms: '2024-02-22',
      applicant: { email: 'taro@example.com', phone: '09055501234' },
    });
    expect(json.history.at(-1)).toMatchObject({
      act: 'completed',
      notices: { invitation: { state: 'pending' } },
      consent: { terms: '2024-02-22' },
    });
    const again = await byForm('2026-03-25T14:00:00+09:00', '34010-900');
    expect(again.json).toEqual(answer.json);
    const status = await invoke(at.joining, `GET /bookings/${reference}`, {
      headers: { 'booking-code': answer.json.code },
    });
    expect(status.json.state).toBe('confirmed');
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[D-7] is not taken over by somebody who knows the number: that is another application', async () => {
    const reference = await onPhone('2026-03-25T14:30:00+09:00', '34010-902');
    const stranger = { applicant: { number: '34010-902', name: '例 他人' } };
    const answer = await invoke(at.booking, 'POST /bookings', {
      body: body(kabe, '2026-03-25T14:30:00+09:00', stranger),
    });
    expect(answer.json.reference).not.toBe(reference);
    const { json } = await act(`GET /staff/bookings/${reference}`);
    expect(json).toMatchObject({ state: 'tentative', applicant: { name: '見本 電話' } });
  });

  test('is not completed by staff who enter it again', async () => {
    const reference = await onPhone('2026-04-01T14:00:00+09:00', '34010-903');
    const again = await act('POST /staff/bookings', {
      channel: 'phone',
      applicant: { kind: 'seeker', name: '見本 電話', number: '34010-903' },
      wishes: [{ startsAt: '2026-04-01T14:00:00+09:00' }],
      consent: { terms: '2024-02-22', accepted: true },
    });
    expect(again.json.reference).not.toBe(reference);
    expect((await act(`GET /staff/bookings/${reference}`)).json.state).toBe('tentative');
  });

  test('[D-7] stands as it is when the form names another time: that is another application', async () => {
    const reference = await onPhone('2026-03-25T15:00:00+09:00', '34010-901');
    const answer = await byForm('2026-03-25T15:30:00+09:00', '34010-901');
    expect(answer.json.reference).not.toBe(reference);
    expect((await act(`GET /staff/bookings/${reference}`)).json.state).toBe('tentative');
    expect((await act(`GET /staff/bookings/${answer.json.reference}`)).json.review).toEqual(['over-limit']);
  });
});
