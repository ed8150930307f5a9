import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamo } from '../../shared/aws/table.ts';
import { instant, isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body, terms } from '../support/build.ts';
import { type Following, following, refusedBy, standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { restore, rowsIn } from '../support/rows.ts';

/* The stream lost, timers lost, SES down: what the sweep makes up for, at Aomori. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('aomori');
  for (let index = 0; index < 20; index++)
    await act(`PUT /staff/counsellors/c${index}`, { name: `見本 c${index}`, desks: ['general', 'mothers'] });
});
beforeEach(() => {
  standAt(NOW);
  office.heal();
});

const act: Following['staff'] = (...asked) => office.staff(...asked);
let people = 0;
const applied = async (startsAt: string, more: object = {}): Promise<string> => {
  const answer = await invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, startsAt, {
      applicant: { number: `02010-${++people}`, email: `person-${people}@example.com` },
      ...more,
    }),
  });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return answer.json.reference;
};
const confirmed = async (startsAt: string, how: object = {}): Promise<string> => {
  const reference = await applied(startsAt);
  await act(`POST /staff/bookings/${reference}/confirmation`, how);
  return reference;
};
const shown = (reference: string) => act(`GET /staff/bookings/${reference}`);
const sentAbout = async (reference: string): Promise<string[]> =>
  (await office.letters()).flatMap(({ notice, tags }) => (tags['booking'] === reference ? [String(notice)] : []));
const sweepAt = (iso: string) => {
  travel(iso);
  return office.at.sweep({});
};
const named = (name: string): Error => refusedBy(name, name === 'TimeoutError' ? undefined : 400);

describe('[R-11] with neither stream nor timers, the sweep', () => {
  test('leaves a notice to dispatch for two minutes, then sends it', async () => {
    const reference = await applied('2026-03-12T10:00:00+09:00');
    await sweepAt('2026-03-02T09:01:59.999+09:00');
    expect(await sentAbout(reference)).toEqual([]);
    await sweepAt('2026-03-02T09:02:00+09:00');
    expect(await sentAbout(reference)).toEqual(['receipt', 'new-application']);
    await sweepAt('2026-03-02T09:15:00+09:00');
    expect(await sentAbout(reference)).toEqual(['receipt', 'new-application']);
  });

  test('[A-6-3, D-5] warns staff, has the person told to phone once the promise is broken, and ends the hold', async () => {
    const reference = await applied('2026-03-12T10:00:00+09:00');
    await sweepAt('2026-03-03T13:00:00+09:00');
    await sweepAt('2026-03-03T13:10:00+09:00');
    expect(await sentAbout(reference)).toEqual(['receipt', 'new-application', 'promise-endangered']);
    const { broken } = await sweepAt('2026-03-04T00:00:00+09:00');
    await sweepAt('2026-03-04T00:10:00+09:00');
    expect(broken).toBeGreaterThan(0);
    expect((await sentAbout(reference)).at(-1)).toBe('please-phone');
    await sweepAt('2026-03-11T00:00:00+09:00');
    await sweepAt('2026-03-11T00:10:00+09:00');
    expect((await sentAbout(reference)).at(-1)).toBe('expired');
    expect((await shown(reference)).history.map((entry: { act: string }) => entry.act)).toEqual([
      'applied',
      'prompted',
      'prompted',
      'expired',
    ]);
  });

  test('[D-10, D-12] reminds, warns of a meeting not made, and deems cancelled', async () => {
    const reference = await confirmed('2026-03-12T11:00:00+09:00');
    for (const moment of ['02T09:10', '11T09:00', '11T09:10', '11T10:00', '11T10:10'])
      await sweepAt(`2026-03-${moment}:00+09:00`);
    await act(`POST /staff/bookings/${reference}/meeting`, { invited: true });
    for (const moment of ['12T10:00', '12T10:10', '12T11:10', '12T11:20']) await sweepAt(`2026-03-${moment}:00+09:00`);
    expect(await sentAbout(reference)).toEqual([
      'invitation',
      'meeting-missing',
      'reminder',
      'reminder',
      'deemed-cancelled',
    ]);
    expect((await shown(reference)).state).toBe('no-show');
  });

  test('[A-6-3] a Zoom session’s answer waits for its codes, and so does the promise', async () => {
    const reference = await confirmed('2026-03-12T11:00:00+09:00', { tool: 'zoom' });
    await sweepAt('2026-03-02T09:10:00+09:00');
    expect(await sentAbout(reference)).toEqual([]);
    await sweepAt('2026-03-03T13:00:00+09:00');
    await sweepAt('2026-03-03T13:10:00+09:00');
    expect(await sentAbout(reference)).toEqual(['promise-endangered']);
    await act(`POST /staff/bookings/${reference}/meeting`, {
      url: 'https://zoom.us/j/12345678901',
      id: '123 4567 8901',
      passcode: 'abc123',
    });
    await sweepAt('2026-03-03T13:20:00+09:00');
    const invitation = (await office.letters()).find(
      ({ notice, tags }) => notice === 'invitation' && tags['booking'] === reference,
    );
    for (const part of ['https://zoom.us/j/12345678901', '123 4567 8901', 'abc123'])
      expect(invitation?.text).toContain(part);
    await sweepAt('2026-03-04T00:10:00+09:00');
    expect(await sentAbout(reference)).not.toContain('please-phone');
  });
});

describe('[D-2, D-10] of a session that was given, and that nobody will hold', () => {
  const met = async (startsAt: string): Promise<string> => {
    const reference = await confirmed(startsAt);
    await act(`POST /staff/bookings/${reference}/meeting`, { invited: true });
    return reference;
  };
  const page = async (path: string): Promise<string> => {
    const html = { staff: 'demo-staff', headers: { accept: 'text/html' } };
    return (await invoke(office.at.staff, `GET ${path}`, html)).text;
  };
  const waiting = async (reference: string): Promise<string[]> =>
    (await act('GET /staff/todo')).tasks.flatMap((task: { kind: string; reference?: string }) =>
      task.reference === reference ? [task.kind] : [],
    );
  const moments = ['24T15:00', '24T15:10', '25T09:00', '25T09:30', '25T09:40'];

  test('staff read that its day is closed; nobody is reminded, asked for a meeting, or deemed absent', async () => {
    const [reference, unmade] = [await met('2026-03-25T10:00:00+09:00'), await confirmed('2026-03-25T11:00:00+09:00')];
    await act('PUT /staff/closures/2026-03-25', { kind: 'closed' });
    expect([await waiting(reference), await waiting(unmade)]).toEqual([['day-closed'], ['day-closed']]);
    expect(await page('/staff/todo')).toContain('閉庁日の予約を決める：見本 太郎 様');
    for (const one of [reference, unmade])
      expect(await page(`/staff/bookings/${one}`)).toContain('この日は閉庁日です。この日時では相談ができません。');
    expect(await page(`/staff/bookings/${unmade}`)).not.toContain('会議がまだありません');
    expect(await page('/staff/today?date=2026-03-25')).toContain('閉庁日です');
    for (const moment of moments) await sweepAt(`2026-03-${moment}:00+09:00`);
    travel('2026-03-25T10:10:00+09:00');
    await office.at.noShow({ booking: reference, version: 1, kind: 'no-show' });
    await sweepAt('2026-03-25T10:15:00+09:00');
    for (const moment of ['11:30', '11:40']) await sweepAt(`2026-03-25T${moment}:00+09:00`);
    expect([await sentAbout(reference), await sentAbout(unmade)]).toEqual([
      ['invitation', 'person-waiting'],
      ['invitation', 'person-waiting'],
    ]);
    const asked = (await office.letters()).find(({ notice }) => notice === 'person-waiting');
    expect(asked?.text).toContain('この日は閉庁日なので、キャンセルとして扱っていません。');
    expect((await shown(reference)).state).toBe('confirmed');
    // Whoever staff were asked about is theirs to settle, whatever becomes of the day.
    await act('PUT /staff/closures/2026-03-25', { kind: 'removed' });
    expect((await shown(reference)).state).toBe('confirmed');
  });

  test('a day given back has its people reminded, and is like any other', async () => {
    const reference = await met('2026-03-26T10:00:00+09:00');
    await act('PUT /staff/closures/2026-03-26', { kind: 'closed' });
    for (const moment of ['25T15:00', '25T15:10']) await sweepAt(`2026-03-${moment}:00+09:00`);
    expect(await sentAbout(reference)).toEqual(['invitation']);
    await act('PUT /staff/closures/2026-03-26', { kind: 'removed' });
    for (const moment of ['25T15:20', '25T15:30', '26T10:10']) await sweepAt(`2026-03-${moment}:00+09:00`);
    expect(await sentAbout(reference)).toEqual(['invitation', 'reminder']);
    expect((await shown(reference)).state).toBe('no-show');
  });

  test('an absent counsellor’s people are not deemed absent, by any reading; who is handed over is reminded', async () => {
    const [left, handed] = [await met('2026-03-27T10:00:00+09:00'), await met('2026-03-27T11:00:00+09:00')];
    const lanes = await Promise.all([left, handed].map(async (one) => (await shown(one)).session.counsellor));
    const sessions = { desks: ['general', 'mothers'] };
    for (const id of new Set(lanes))
      await act(`PUT /staff/counsellors/${id}`, { name: `見本 ${id}`, ...sessions, absences: ['2026-03-27'] });
    expect(await waiting(left)).toEqual(['stranded']);
    for (const moment of ['26T15:00', '26T15:10']) await sweepAt(`2026-03-${moment}:00+09:00`);
    await act(`POST /staff/bookings/${handed}/move`, {
      reason: 'counsellor-absent',
      session: {
        startsAt: '2026-03-27T11:00:00+09:00',
        minutes: (await shown(handed)).session.minutes,
        counsellor: 'c19',
      },
    });
    for (const moment of ['26T15:20', '26T15:30']) await sweepAt(`2026-03-${moment}:00+09:00`);
    expect([await sentAbout(left), await sentAbout(handed)]).toEqual([['invitation'], ['invitation', 'reminder']]);
    travel('2026-03-27T10:10:00+09:00');
    // Without timers all the same: by day, by reference, among what is to be done.
    const { bookings } = await act('GET /staff/agenda?date=2026-03-27');
    expect(bookings.find(({ reference }: { reference: string }) => reference === left)).toMatchObject({
      state: 'confirmed',
    });
    expect([(await shown(left)).state, await waiting(left)]).toEqual(['confirmed', ['waiting']]);
    expect(await page(`/staff/todo`)).toContain('担当者が不在の日なので、キャンセルの扱いにはなりません。');
    for (const moment of ['10:10', '10:20', '11:10', '11:20']) await sweepAt(`2026-03-27T${moment}:00+09:00`);
    expect([(await sentAbout(left)).at(-1), (await shown(handed)).state]).toEqual(['person-waiting', 'no-show']);
  });
});

describe('the sweep', () => {
  test('reports what it found in one line, without anything personal', async () => {
    const found = await office.at.sweep({});
    expect(found).toEqual({
      open: expect.any(Number),
      broken: 0,
      calls: expect.any(Number),
      stuck: expect.any(Number),
      failed: 0,
      mailsLeft: 0,
      mailSilence: 1,
    });
  });

  test('a booking that cannot be read stops no other, and is not passed over in silence', async () => {
    const reference = await applied('2026-03-13T10:00:00+09:00');
    const broken = { pk: 'BOOKING#9999-9999', sk: 'BOOKING', id: '9999-9999', todo: 'OPEN', due: NOW };
    await dynamo.send(new PutCommand({ TableName: office.table, Item: broken }));
    expect((await sweepAt('2026-03-02T09:10:00+09:00')).failed).toBe(1);
    expect(await sentAbout(reference)).toEqual(['receipt', 'new-application']);
    expect((await act('GET /staff/todo')).bookings.length).toBeGreaterThan(0);
    await dynamo.send(new PutCommand({ TableName: office.table, Item: { pk: broken.pk, sk: broken.sk } }));
  });

  test('[R-09] tries SES once while it refuses, and calls a person after half an hour', async () => {
    await applied('2026-03-13T10:00:00+09:00');
    await applied('2026-03-13T10:00:00+09:00');
    office.ses.on(SendRawEmailCommand).rejects(named('AccountSendingPausedException'));
    expect((await sweepAt('2026-03-02T09:10:00+09:00')).stuck).toBe(0);
    expect(office.ses.commandCalls(SendRawEmailCommand)).toHaveLength(1);
    expect((await sweepAt('2026-03-02T09:30:00+09:00')).stuck).toBe(4);
    office.heal();
    expect((await sweepAt('2026-03-02T09:40:00+09:00')).stuck).toBe(0);
  });
});

describe('[K-13, A-13, D-11] new terms', () => {
  const next = terms(aomori, { version: '2026-04-01', effectiveFrom: '2026-04-01' });

  const unreachable = async () => {
    const reference = await confirmed('2026-03-17T10:00:00+09:00');
    await sweepAt('2026-03-02T09:10:00+09:00');
    const tags = { booking: reference, revision: '2', notice: 'invitation' };
    await office.at.mailEvents(office.news('Bounce', tags));
    await act(`POST /staff/bookings/${reference}/phoned`, { seen: 99 });
    return reference;
  };
  const about = async (reference: string) =>
    (await office.notices(reference)).filter((notice) => notice.startsWith('terms-changed'));
  const told = async () => {
    const { text } = await invoke(office.at.staff, 'GET /staff/terms', {
      staff: 'demo-staff',
      headers: { accept: 'text/html' },
    });
    return Number(/もう<strong>(\d+)人/.exec(text)?.[1]);
  };

  test('withdrawn before somebody was phoned about them, are no call, and neither is that they were withdrawn', async () => {
    const [unheard, heard] = [await unreachable(), await unreachable()];
    await act('POST /staff/terms', { ...next, version: 'mistaken' });
    await sweepAt('2026-03-02T09:20:00+09:00');
    await sweepAt('2026-03-02T09:30:00+09:00');
    expect([await about(unheard), await about(heard)]).toEqual(
      Array(2).fill(['terms-changed to-be-phoned dead-address']),
    );
    const before = await told();
    await act(`POST /staff/bookings/${heard}/phoned`, { seen: 99 });
    expect(await told()).toBe((before || 0) + 1);
    await act('POST /staff/terms/mistaken/withdrawal', {});
    expect(await about(unheard)).toEqual(['terms-changed dropped dead-address']);
    await sweepAt('2026-03-02T09:40:00+09:00');
    await sweepAt('2026-03-02T09:50:00+09:00');
    expect(await about(unheard)).toEqual(['terms-changed dropped dead-address']);
    expect((await shown(unheard)).announced).toBeUndefined();
    expect(await about(heard)).toEqual([
      'terms-changed phoned dead-address',
      'terms-changed to-be-phoned dead-address',
    ]);
    for (const reference of [unheard, heard])
      await act(`POST /staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('withdrawn before somebody heard of them, leave them with the ones they were told of before, and no call', async () => {
    const reference = await unreachable();
    await act('POST /staff/terms', { ...next, version: 'earlier' });
    await sweepAt('2026-03-02T09:20:00+09:00');
    await sweepAt('2026-03-02T09:30:00+09:00');
    await act(`POST /staff/bookings/${reference}/phoned`, { seen: 99 });
    const before = await told();
    await act('POST /staff/terms', terms(aomori, { version: 'later', effectiveFrom: '2026-05-01' }));
    await sweepAt('2026-03-02T09:40:00+09:00');
    await sweepAt('2026-03-02T09:50:00+09:00');
    expect(await about(reference)).toEqual([
      'terms-changed phoned dead-address',
      'terms-changed to-be-phoned dead-address',
    ]);
    await act('POST /staff/terms/later/withdrawal', {});
    await sweepAt('2026-03-02T10:00:00+09:00');
    await sweepAt('2026-03-02T10:10:00+09:00');
    expect(await about(reference)).toEqual(['terms-changed dropped dead-address', 'terms-changed phoned dead-address']);
    expect((await shown(reference)).announced).toBe('earlier');
    expect(await told()).toBe(before);
    // What they did hear of is taken back aloud.
    await act('POST /staff/terms/earlier/withdrawal', {});
    await sweepAt('2026-03-02T10:20:00+09:00');
    await sweepAt('2026-03-02T10:30:00+09:00');
    expect(await about(reference)).toContain('terms-changed to-be-phoned dead-address');
    await act(`POST /staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('published, are told to everybody with a future booking, once, and stand on the pages', async () => {
    const [waiting, settled, over] = [
      await applied('2026-03-16T10:00:00+09:00'),
      await confirmed('2026-03-16T10:00:00+09:00'),
      await confirmed('2026-03-16T11:00:00+09:00'),
    ];
    await act(`POST /staff/bookings/${over}/cancellation`, { by: 'applicant', through: 'phone' });
    await sweepAt('2026-03-02T09:10:00+09:00');
    office.heal();
    await act('POST /staff/terms', next);
    await sweepAt('2026-03-02T09:20:00+09:00');
    await sweepAt('2026-03-02T09:30:00+09:00');
    await sweepAt('2026-03-02T09:40:00+09:00');
    const told = (await office.letters()).filter(({ notice }) => notice === 'terms-changed');
    const about = told.map(({ tags }) => tags['booking']);
    expect(about.filter((id) => id === waiting || id === settled).toSorted()).toEqual([waiting, settled].toSorted());
    expect(about).not.toContain(over);
    expect(told[0]?.text).toContain('（令和8年）4月1日（水）');
    expect(told[0]?.text).toContain(next.articles[0]?.heading);

    const page = (path: string) =>
      invoke(path === '/guide' ? office.at.site : office.at.consent, `GET ${path}`, {
        headers: { accept: 'text/html' },
      });
    for (const path of ['/guide', '/terms']) expect((await page(path)).text).toContain('2026年4月1日（水）');
    expect((await page('/terms/2026-04-01')).status).toBe(200);
  });

  test('take the place of the old ones on their day: a form of the day before is refused with the word to agree again', async () => {
    travel('2026-04-01T00:00:00+09:00');
    const old = { terms: aomori.terms.at(-1)?.version, accepted: true };
    const sent = (consent: object) =>
      invoke(office.at.booking, 'POST /bookings', {
        body: body(aomori, '2026-04-08T10:00:00+09:00', { applicant: { number: `02010-${++people}` }, consent }),
      });
    expect((await sent(old)).json.type).toBe('terms-changed');
    expect((await sent({ terms: next.version, accepted: true })).status).toBe(201);
    expect((await invoke(office.at.consent, 'GET /terms')).json.version).toBe('2026-04-01');
  });

  test.each([
    ['of a version that is there already', { version: '2026-04-01' }, 422, 'terms-unusable'],
    ['of a version of the policy', { version: aomori.terms.at(-1)?.version }, 422, 'terms-unusable'],
    ['that take effect today', { effectiveFrom: '2026-03-02', version: 'new' }, 422, 'terms-unusable'],
    ['without content', { articles: [], version: 'new' }, 400, 'malformed'],
    ['without the day they take effect', { effectiveFrom: undefined, version: 'new' }, 400, 'malformed'],
  ])('%s are refused', async (_, more, status, type) => {
    const answer = await invoke(office.at.staff, 'POST /staff/terms', {
      staff: 'demo-staff',
      body: { ...next, effectiveFrom: '2026-05-01', ...more },
    });
    expect([answer.status, answer.json.type]).toEqual([status, type]);
  });
});

describe('[R-16] however SES fails', () => {
  test('also where it never says whether it took a mail: the person is on the call list in time, and phoned', async () => {
    office.ses.on(SendRawEmailCommand).rejects(named('TimeoutError'));
    const reference = await applied('2026-03-19T10:00:00+09:00');
    await office.drain();
    for (let minutes = 5; minutes <= 130; minutes += 5)
      await sweepAt(isoOf(instant(Date.parse(NOW) + minutes * 60_000)));
    const { notices } = (await shown(reference)).history[0];
    expect([notices.receipt.state, notices.receipt.why]).toEqual(['to-be-phoned', 'unsent']);
    expect(notices.receipt.tries).toBeGreaterThan(5);
    await act(`POST /staff/bookings/${reference}/phoned`, { seen: 99 });
    office.heal();
    await act(`POST /staff/bookings/${reference}/declination`, { reason: 'other' });
  });

  const Answers = fc.array(
    fc.constantFrom('taken', 'AccountSendingPausedException', 'MessageRejected', 'TimeoutError'),
    {
      minLength: 12,
      maxLength: 40,
    },
  );
  const Acts = fc.array(fc.constantFrom('confirmation', 'declination', 'move', 'nothing'), {
    minLength: 1,
    maxLength: 2,
  });
  const bodies: Record<string, object> = {
    confirmation: {},
    declination: { reason: 'other' },
    move: { session: { startsAt: '2026-03-19T14:00:00+09:00', minutes: 30 }, reason: 'counsellor-absent' },
  };
  /** Notices nobody needs before the promise: they are for staff. */
  const forStaff = /^(?:new-application|promise-endangered|undeliverable|meeting-missing)$/;

  test('everybody is told, or on the call list, before the office’s promise breaks', async () => {
    const nobodyYet = (await rowsIn(office.table)).filter(({ pk }) => pk === 'OFFICE');
    await fc.assert(
      fc.asyncProperty(Answers, fc.integer({ min: 0, max: 14 * 60 }), Acts, async (answers, minutes, acts) => {
        await restore(office.table, nobodyYet);
        travel(Date.parse(NOW));
        office.heal();
        await office.changes();
        let asked = 0;
        office.ses.on(SendRawEmailCommand).callsFake(async () => {
          const answer = answers[asked++ % answers.length];
          if (answer !== 'taken') throw named(String(answer));
          return { MessageId: 'taken' };
        });
        travel(Date.parse(NOW) + minutes * 60_000);
        const reference = await applied('2026-03-18T10:00:00+09:00');
        for (const one of acts) {
          // What the state does not allow is refused, which is none of this test's business.
          if (bodies[one])
            await invoke(office.at.staff, `POST /staff/bookings/${reference}/${one}`, {
              staff: 'demo-staff',
              body: bodies[one],
            });
          await office.drain();
        }
        const promise = Date.parse((await shown(reference)).promisedBy);
        for (let now = Date.now(); now < promise; now += 3 * 60 * 60_000) await sweepAt(isoOf(instant(now)));
        travel(promise - 1);
        const { history } = await shown(reference);
        const open = history
          .flatMap(({ notices }: { notices: Record<string, { state: string }> }) => Object.entries(notices))
          .filter(([kind, notice]: [string, { state: string }]) => !forStaff.test(kind) && notice.state === 'pending');
        expect(open).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
