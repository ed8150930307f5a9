import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { idOf } from '../../shared/aws/instant.ts';
import { Reference } from '../../shared/domain/booking.ts';
import { openDayBefore } from '../../shared/domain/calendar.ts';
import type { Asking } from '../../shared/domain/instant.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { counterAtOnce, functionsAtOnce } from '../support/at-once.ts';
import { body, day, on, terms } from '../support/build.ts';
import { fieldsOf } from '../support/console.ts';
import { textOf } from '../support/forms.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

let table: string;
let at: Awaited<ReturnType<typeof functionsAtOnce>>;
let register: ReturnType<typeof counterAtOnce>['register'];

const travel = (iso: string): void => void vi.setSystemTime(Date.parse(iso));
/** Each test has an open day of its own. */
let days = 0;
let today = '';
const clock = (time: string): string => `${today}T${time}+09:00`;
const nothing = { closed: [], opened: [] };

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
  table = await officeTable('aomori');
  at = await functionsAtOnce();
  ({ register } = counterAtOnce(at));
  for (const id of ['a', 'b'])
    await at.putCounsellor({ id, name: `見本 ${id}`, desks: ['general'], weekdays: [1, 2, 3, 4, 5], absences: [] });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
  today = openDayBefore(aomori, nothing, day('2026-04-01'), -1 - days);
  days += 1;
  travel(clock('09:00:00'));
});

const staff = (request: string, sent?: object, who = 'demo-staff') =>
  invoke(at.staff, request, { staff: who, ...(sent && { body: sent }) });
const here = (counsellor: string, is: boolean | string = true) =>
  staff('POST /staff/instant/presence', { counsellor, here: is });
const page = async (path = '/staff/instant') =>
  (await invoke(at.staff, `GET ${path}`, { staff: 'demo-staff', headers: { accept: 'text/html' } })).text;
const press = (path: string, fields: Record<string, string>, who = 'demo-staff') =>
  invoke(at.staff, `POST ${path}`, {
    staff: who,
    headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
    body: form(fields),
  });
const queue = async () => (await staff('GET /staff/instant')).json;
const accept = (id: string, counsellor: string, who?: string) =>
  staff(`POST /staff/instant/${id}/acceptance`, { counsellor }, who);
const said = ({ status, json }: { status: number; json: { type?: string } }) => [status, json.type];

let people = 0;
const somebody = (): Asking => ({
  kind: 'seeker',
  number: `02010-8888${String(++people).padStart(4, '0')}`,
  phone: '09055501234',
});
/** Somebody asks on the web; the token of their page. */
const ask = async (applicant: Asking): Promise<string> => {
  const answer = await invoke(at.instant, 'POST /instant-sessions', { body: { applicant } });
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('answerBy')]);
  return answer.json.id;
};
const asked = async (): Promise<{ person: Asking; token: string; id: string }> => {
  const person = somebody();
  await register(person);
  const token = await ask(person);
  const { waiting } = await queue();
  const found = waiting.find(({ number }: { number: string }) => number === person.number);
  return { person, token, id: found.id };
};
const standsFor = async (token: string) => (await invoke(at.instant, `GET /instant-sessions/${token}`)).json;
const CODE = { url: 'https://zoom.us/j/12345678901', id: '123 4567 8901', passcode: 'mihon1' };

describe('[A-62-1] presence', () => {
  test('is said by staff, holds until the last moment of the day, and is taken back', async () => {
    expect((await here('a')).json).toEqual({ counsellor: 'a', here: true, until: clock('17:15:00') });
    expect(await queue()).toMatchObject({
      free: [{ id: 'a' }],
      present: [{ counsellor: 'a', by: 'demo-staff', until: clock('17:15:00') }],
    });
    expect(textOf(await page())).toContain('見本 a 受けられます 16:45まで（demo-staff さんが記録） 受けない');
    travel(clock('17:14:59'));
    expect(await queue()).toMatchObject({ free: [], present: [{ counsellor: 'a' }] });
    travel(clock('17:15:00'));
    expect(await queue()).toMatchObject({ free: [], present: [] });
    travel(clock('10:00:00'));
    await press('/staff/instant/presence', { counsellor: 'a', here: 'false' });
    expect(await queue()).toMatchObject({ free: [], present: [] });
  });

  test('not said is asked for in words, not by the name of its field', async () => {
    const { status, text } = await press('/staff/instant/presence', { counsellor: 'a', here: '' });
    expect([status, textOf(text)]).toEqual([400, expect.stringContaining('受けられるかどうかを選んでください。')]);
    expect(textOf(text)).not.toContain('here');
  });

  test('is refused outside the hours, of nobody known, and of who is absent today', async () => {
    expect(said(await here('nobody'))).toEqual([422, 'counsellor-unknown']);
    travel(clock('17:15:00'));
    const late = await here('a');
    expect(said(late)).toEqual([422, 'instant-closed']);
    expect(late.json.detail).toContain('開庁日の8:30〜16:45です');
    expect(textOf(await page())).toContain('今は、即時利用を受け付ける時間ではありません');
    travel(clock('09:00:00'));
    await at.putCounsellor({
      id: 'c',
      name: '見本 c',
      desks: ['general'],
      weekdays: [1, 2, 3, 4, 5],
      absences: [day(today)],
    });
    const absent = await here('c');
    expect([...said(absent), absent.json.title]).toEqual([422, 'counsellor-unknown', 'この担当者は、今日は不在です']);
    expect(absent.json.detail).not.toContain('空欄');
    expect(await page()).not.toContain('見本 c');
  });

  test.each([
    ['08:00:00', '受け付けるのは、8:30〜16:45です。', ['相談中', 'で終わりました']],
    ['16:45:59', '申込みは16:45までです。', ['で終わりました', '17:15']],
    ['16:46:00', '今日の即時利用の申込みは、16:45で終わりました。', ['相談中', '17:15']],
    ['16:50:00', '今日の即時利用の申込みは、16:45で終わりました。', ['相談中', '17:15']],
    ['17:15:00', '今は、即時利用を受け付ける時間ではありません。受け付けるのは、開庁日の8:30〜16:45です。', ['08:30']],
  ])('at %s staff read why nobody can be taken, and the last moment visitors read: %s', async (time, text, never) => {
    travel(clock('08:00:00'));
    await here('a');
    travel(clock(time));
    const shown = textOf((await page()).replace(/<header.*<\/header>/s, ''));
    expect(shown).toContain(text);
    for (const words of never) expect(shown).not.toContain(words);
  });
});

describe('[A-62-1] a request', () => {
  beforeEach(async () => {
    await here('a');
    await here('b');
  });

  test('stands in the queue with who it is and until when, and is accepted with one press', async () => {
    const { person, token, id } = await asked();
    expect(await queue()).toMatchObject({
      waiting: [
        {
          id,
          kind: 'seeker',
          name: '見本 太郎',
          number: person.number,
          askedAt: clock('09:00:00'),
          answerBy: clock('09:10:00'),
          agreed: true,
          acceptable: true,
          free: ['a', 'b'],
        },
      ],
      accepted: [],
    });
    expect((await staff('GET /staff/instant/count')).json).toEqual({ count: 1, ids: [id] });
    const shown = await page();
    expect(textOf(shown)).toMatch(
      /待っている方 （1件） 見本 太郎 さん 求職者.*9:10まで.*今の規約に同意済み.*見本 a が受ける 見本 b が受ける/,
    );
    const answer = await press(`/staff/instant/${id}/acceptance`, { counsellor: 'b' });
    expect(answer.status).toBe(303);
    const { accepted, waiting, free } = await queue();
    const [{ reference }] = accepted;
    expect(answer.headers['location']).toBe(`/staff/instant?done=accepted#accepted-${reference}`);
    expect(waiting).toEqual([]);
    expect(free).toEqual([{ id: 'a', name: '見本 a' }]);
    expect(accepted).toMatchObject([
      {
        stands: 'accepted',
        state: 'confirmed',
        channel: 'instant',
        tool: 'zoom',
        applicant: { number: person.number, phone: person.phone, name: '見本 太郎' },
        session: { counsellor: 'b', startsAt: clock('09:00:00'), minutes: 30 },
      },
    ]);
    const [first] = await at.bookings.history(reference);
    expect(first).toMatchObject({
      act: 'booked',
      actor: { kind: 'staff', id: 'demo-staff' },
      channel: 'instant',
      notices: {},
    });
    expect(await standsFor(token)).toEqual({ state: 'accepted' });
    expect((await staff('GET /staff/instant/count')).json).toEqual({ count: 0, ids: [] });
    expect(contradictions(await rowsIn(table))).toEqual([]);
    const booking = textOf(await page(`/staff/bookings/${reference}`));
    expect(booking).toContain('即時利用');
    expect(booking).toContain('お知らせのメールは送りません');
    expect(booking).toContain('日時を変えられません');
  });

  test('pressed again by the same member of staff is the same session', async () => {
    const { id } = await asked();
    const first = await accept(id, 'a');
    const second = await accept(id, 'a');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json.reference).toBe(first.json.reference);
  });

  test('accepted by two at once is one session: the other is told who was first', async () => {
    const { id } = await asked();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => accept(id, index % 2 ? 'a' : 'b', `staff-${index}`)),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    const [first] = await at.bookings.history(won[0]?.json.reference);
    const winner = first?.actor.kind === 'staff' ? first.actor.id : '';
    expect(winner).toMatch(/^staff-/);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(said(answer)).toEqual([409, 'instant-taken']);
      expect(answer.json.title).toContain(`${winner} さんが先に受けました`);
    }
    expect((await queue()).accepted).toHaveLength(1);
    const late = await press(`/staff/instant/${id}/acceptance`, { counsellor: 'a' }, 'slow');
    expect([late.status, textOf(late.text)]).toEqual([409, expect.stringContaining(`${winner} さんが先に受けました`)]);
    expect(textOf(late.text)).toContain('受けた相談（1件）');
    expect(contradictions(await rowsIn(table))).toEqual([]);
  }, 60_000);

  test('two of them and one counsellor, pressed at once, are one session', async () => {
    await here('b', false);
    const [one, two] = [await asked(), await asked()];
    const answers = await Promise.all([accept(one.id, 'a', 'first'), accept(two.id, 'a', 'second')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.map(({ json }) => json.type).filter(Boolean)).toEqual(['opening-taken']);
    expect((await queue()).waiting).toHaveLength(1);
    expect(textOf(await page())).toContain('今、30分続けて空いている担当者がいません');
  });

  test('is refused for a counsellor who is not there, has a session within the half hour, or is nobody', async () => {
    travel(clock('09:40:00'));
    const { id } = await asked();
    await here('b', false);
    expect(said(await accept(id, 'b'))).toEqual([409, 'opening-taken']);
    expect(said(await accept(id, 'nobody'))).toEqual([422, 'counsellor-unknown']);
    expect(said(await accept('0'.repeat(64), 'a'))).toEqual([404, 'instant-not-found']);
    await here('b');
    const entered = await staff('POST /staff/bookings', {
      channel: 'phone',
      applicant: { kind: 'seeker', name: '見本 花子', number: '02010-0000001', phone: '0175550000' },
      wishes: [{ startsAt: clock('10:00:00') }],
      counsellor: 'b',
      lateReason: '見本',
    });
    expect(entered.status).toBe(201);
    expect(said(await accept(id, 'b'))).toEqual([409, 'opening-taken']);
  });

  test('of somebody with a booking today shows it; one that overlaps it is taken only by who says that they know', async () => {
    const booked = async (startsAt: string, number: string) =>
      (
        await staff('POST /staff/bookings', {
          channel: 'phone',
          applicant: { kind: 'seeker', name: '見本 太郎', number, phone: '0175550000' },
          wishes: [{ startsAt }],
          counsellor: 'b',
          lateReason: '見本',
        })
      ).json.reference;
    const person = somebody();
    await register(person);
    const mine = await booked(clock('14:00:00'), person.number);
    travel(clock('13:29:00'));
    const id = idOf(await ask(person));
    const card = async () => {
      const { waiting } = await queue();
      const text = textOf(await page());
      return [
        waiting[0].booked,
        waiting[0].overlapping,
        text.includes('の予約があります'),
        text.includes('と重なります'),
      ];
    };
    expect(await card()).toEqual([[mine], [], true, false]);
    travel(clock('13:31:00'));
    expect(await card()).toEqual([[mine], [mine], true, true]);
    expect(await page()).toContain(`<a href="/staff/bookings/${mine}">`);
    const path = `/staff/instant/${id}/acceptance`;
    const refused = await press(path, { counsellor: 'a' });
    expect([refused.status, textOf(refused.text)]).toEqual([
      409,
      expect.stringMatching(
        new RegExp(`今からの相談と重なる予約があります（.*14:00〜.*予約 ${mine}）.*まだ受けていません`),
      ),
    ]);
    expect(said(await accept(id, 'a'))).toEqual([409, 'session-overlaps']);
    expect((await queue()).waiting).toHaveLength(1);
    expect((await press(path, { counsellor: 'a', sure: 'true' })).status).toBe(303);
    expect((await queue()).accepted).toMatchObject([{ applicant: { number: person.number } }]);
  });

  test('taken back, or not accepted in time, is over: nobody can accept it, and staff read why', async () => {
    const { id, token } = await asked();
    await invoke(at.instant, `POST /instant-sessions/${token}/withdrawal`, { body: { withdraw: 'yes' } });
    const gone = await press(`/staff/instant/${id}/acceptance`, { counsellor: 'a' });
    expect([gone.status, textOf(gone.text)]).toEqual([409, expect.stringContaining('この申込みは、終わっています')]);
    const late = await asked();
    travel(clock('09:10:00'));
    expect(said(await accept(late.id, 'a'))).toEqual([409, 'instant-over']);
    expect((await queue()).waiting).toEqual([]);
    expect((await staff('GET /staff/instant/count')).json).toEqual({ count: 0, ids: [] });
  });

  test('is what today and the to-do list begin with, and so is one accepted and not begun', async () => {
    const tasks = async () =>
      (await staff('GET /staff/todo')).json.tasks.filter(({ urgency }: { urgency: string }) => urgency === 'live');
    expect(await tasks()).toEqual([]);
    const { id, person } = await asked();
    await ask(person);
    await asked();
    const waiting = { kind: 'asked', urgency: 'live', since: clock('09:00:00'), until: clock('09:10:00'), count: 2 };
    expect(await tasks()).toEqual([waiting]);
    const [today, todo] = [await page('/staff/today'), await page('/staff/todo')];
    expect(textOf(today)).toMatch(
      /申込みを待っている方が、2人います。 最初の方は、9:10までに.*やること 即時利用の申込みを受ける 2件 あと10分/,
    );
    expect(textOf(todo)).toMatch(/待っている方・相談の時間の方（1件） 即時利用の申込みを受ける：2件 あと10分/);
    for (const text of [today, todo]) {
      expect(text).toContain('href="/staff/instant"');
      expect(text).not.toContain('することはありません');
      expect(text).not.toContain(person.number);
    }
    const { json } = await accept(id, 'a');
    expect(
      (await tasks()).map(({ kind, count, reference }: { [name: string]: unknown }) => [kind, count ?? reference]),
    ).toEqual([
      ['asked', 1],
      ['to-begin', json.reference],
    ]);
    for (const path of ['/staff/today', '/staff/todo']) {
      const text = await page(path);
      expect(text).toContain(`/staff/instant#accepted-${json.reference}`);
      expect(textOf(text)).toMatch(/即時利用を始める(：見本 太郎 様| 1件)/);
    }
    await staff(`POST /staff/bookings/${json.reference}/meeting`, CODE);
    await staff(`POST /staff/bookings/${json.reference}/start`, {});
    expect((await tasks()).map(({ kind }: { kind: string }) => kind)).toEqual(['asked']);
  });

  const decline = (id: string, who?: string) => staff(`POST /staff/instant/${id}/declination`, {}, who);

  test('is declined in two steps: its person reads so at once, kindly and with what can be booked, and staff see who did', async () => {
    const { id, token } = await asked();
    const path = `/staff/instant/${id}/declination`;
    expect(textOf(await page())).toMatch(/お断りする… お断りすると、.*さんの画面に.*お断りする/);
    expect((await invoke(at.instant, `GET /instant-sessions/${token}`)).json.state).toBe('waiting');
    const pressed = await press(path, {});
    expect([pressed.status, pressed.headers['location']]).toEqual([303, '/staff/instant?done=declined-at-once']);
    expect(textOf(await page('/staff/instant?done=declined-at-once'))).toContain('お断りしました。本人の画面に');
    expect(await standsFor(token)).toEqual({ state: 'unanswered' });
    const { text, headers } = await invoke(at.instant, `GET /instant-sessions/${token}`, {
      headers: { accept: 'text/html' },
    });
    expect(textOf(text)).toMatch(
      /申し訳ありません。お待ちいただくうちに、職員がお受けできませんでした.*予約できる、近い時間/,
    );
    expect([text.includes('demo-staff'), headers['refresh']]).toEqual([false, undefined]);
    expect([(await queue()).waiting, (await staff('GET /staff/instant/count')).json.count]).toEqual([[], 0]);
    expect(await at.instants.find(id, on(clock('09:00:00')))).toMatchObject({
      state: 'declined',
      by: 'demo-staff',
      endedAt: on(clock('09:00:00')),
    });
    expect((await press(path, {})).status).toBe(303);
    expect(said(await accept(id, 'a'))).toEqual([409, 'instant-over']);
  });

  test('declined, does not bring back another of the same person', async () => {
    const { id, person, token } = await asked();
    travel(clock('09:01:00'));
    const again = await ask(person);
    expect((await queue()).waiting).toMatchObject([{ id: idOf(again) }]);
    expect((await decline(idOf(again))).json).toEqual({ state: 'declined' });
    expect((await queue()).waiting).toEqual([]);
    expect([await standsFor(token), await standsFor(again)]).toEqual([
      { state: 'unanswered' },
      { state: 'unanswered' },
    ]);
    expect(said(await decline(id, 'other'))).toEqual([409, 'instant-over']);
  });

  test('declined and accepted at once is one of both, and whoever was second is told who was first', async () => {
    const { id, token } = await asked();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 ? accept(id, 'a', `staff-${index}`) : decline(id, `staff-${index}`),
      ),
    );
    const won = answers.filter(({ status }) => status < 300);
    expect(won).toHaveLength(1);
    const declined = won[0]?.status === 200;
    expect(await standsFor(token)).toEqual({ state: declined ? 'unanswered' : 'accepted' });
    for (const { status, json } of answers.filter((one) => one !== won[0]))
      expect([status, json.title]).toEqual([
        409,
        expect.stringMatching(declined ? /staff-\d+ さんが先にお断りしました/ : /staff-\d+ さんが先に受けました/),
      ]);
    const late = await press(`/staff/instant/${id}/declination`, {}, 'slow');
    expect([late.status, textOf(late.text)]).toEqual([
      409,
      expect.stringMatching(/staff-\d+ さんが先に.*待っている方 （0件）/),
    ]);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('taken back or over is not declined, nor is one of nobody on record', async () => {
    const gone = await asked();
    await invoke(at.instant, `POST /instant-sessions/${gone.token}/withdrawal`, { body: { withdraw: 'yes' } });
    expect(said(await decline(gone.id))).toEqual([409, 'instant-over']);
    const unknown = await ask(somebody());
    expect(said(await decline(idOf(unknown)))).toEqual([404, 'instant-not-found']);
    const late = await asked();
    travel(clock('09:10:00'));
    expect(said(await decline(late.id))).toEqual([409, 'instant-over']);
  });

  test('[D-6] of nobody on record is never shown, nor accepted by whoever knows its id', async () => {
    const token = await ask(somebody());
    expect((await queue()).waiting).toEqual([]);
    expect((await staff('GET /staff/instant/count')).json.count).toBe(0);
    expect(said(await accept(idOf(token), 'a'))).toEqual([404, 'instant-not-found']);
  });

  test('of somebody whose registration staff have taken back meanwhile is shown, and not accepted', async () => {
    const { id, person } = await asked();
    await at.bookings.setEligible(person.number, { by: 'x', at: on(clock('09:00:00')) }, null);
    expect((await queue()).waiting).toMatchObject([{ id, acceptable: false }]);
    expect(textOf(await page())).toContain('受けられません');
    expect(said(await accept(id, 'a'))).toEqual([409, 'not-possible-now']);
  });
});

describe('[A-62-2, A-62-3] a session that was accepted', () => {
  beforeEach(() => here('a'));
  const accepted = async () => {
    const request = await asked();
    const { json } = await accept(request.id, 'a');
    return { ...request, reference: String(json.reference) };
  };
  const begin = (reference: string) => staff(`POST /staff/bookings/${reference}/start`, {});

  test('shows the code once there is one, the registered number to call back, and begins by a press', async () => {
    const { reference, token } = await accepted();
    expect(said(await begin(reference))).toEqual([409, 'not-possible-now']);
    const before = await page();
    expect(textOf(before)).toMatch(/会議を待っています.*090-5550-1234.*アクセスコードがそろうと、始められます/);
    expect(textOf(before)).not.toContain('連絡して、始めてください');
    const fields = fieldsOf(before, `/staff/bookings/${reference}/meeting`);
    const made = await press(`/staff/bookings/${reference}/meeting`, { ...fields, ...CODE });
    expect(made.headers['location']).toContain('/staff/instant?done=meeting-made');
    const shown = await page();
    expect(shown).toContain('123 4567 8901');
    expect(textOf(shown)).toContain('連絡して、始めてください');
    expect(textOf(shown)).toMatch(
      /登録された電話番号.*090-5550-1234.*電話で言うこと わたくし、.*本人と確かめたら.*ミーティングIDは、123 4567 8901 です.*求職者マイページに書く文/,
    );
    expect(shown).toContain('見本 太郎 様\n\nすぐに始める相談（即時利用）');
    const pressed = await press(
      `/staff/bookings/${reference}/start`,
      fieldsOf(shown, `/staff/bookings/${reference}/start`),
    );
    expect(pressed.headers['location']).toBe('/staff/instant?done=begun');
    expect(await standsFor(token)).toEqual({ state: 'begun' });
    const id = Reference.parse(reference);
    const history = await at.bookings.history(id);
    expect(history.at(-1)).toMatchObject({
      act: 'begun',
      actor: { kind: 'staff', id: 'demo-staff' },
      channel: 'phone',
      notices: {},
    });
    expect((await begin(reference)).status).toBe(200);
    expect(await at.bookings.history(id)).toHaveLength(history.length);
    expect(textOf(await page())).toContain('本人と確かめて、始めました');
    expect((await staff(`POST /staff/bookings/${reference}/attendance`, { outcome: 'attended' })).status).toBe(200);
    expect((await queue()).accepted).toEqual([]);
  });

  test('is called off with a reason in a code: nobody is mailed, and the counsellor is free again', async () => {
    const { reference, token } = await accepted();
    const answer = await press(`/staff/bookings/${reference}/cancellation`, {
      by: 'office',
      through: 'phone',
      reason: 'unreachable',
      back: '/staff/instant',
    });
    expect(answer.headers['location']).toBe('/staff/instant?done=cancelled-told');
    expect(await queue()).toMatchObject({ accepted: [{ stands: 'called-off' }], free: [{ id: 'a' }] });
    expect(await standsFor(token)).toEqual({ state: 'called-off' });
    expect(textOf(await page(`/staff/bookings/${reference}`))).toContain('連絡がつかない');
  });

  test('whose counsellor is entered as absent meanwhile is not to be moved: its page does not suggest what would be refused', async () => {
    const a = { id: 'a', name: '見本 a', desks: ['general'], weekdays: [1, 2, 3, 4, 5] };
    const { reference } = await accepted();
    await at.putCounsellor({ ...a, absences: [day(today)] });
    for (const path of ['/staff/today', '/staff/todo', '/staff/counsellors', `/staff/bookings/${reference}`])
      expect(await page(path)).not.toContain(`/staff/bookings/${reference}/move`);
    expect(textOf(await page(`/staff/bookings/${reference}`))).not.toContain('リマインドは送りません');
    await at.putCounsellor({ ...a, absences: [] });
  });

  test('ended early, leaves its counsellor free for the next at once, and for nobody twice; undone, it needs the time again', async () => {
    const { reference } = await accepted();
    await staff(`POST /staff/bookings/${reference}/meeting`, CODE);
    await begin(reference);
    await here('b');
    travel(clock('09:12:30'));
    const next = await asked();
    expect(said(await accept(next.id, 'a'))).toEqual([409, 'opening-taken']);
    const free = async () => (await queue()).free.map(({ id }: { id: string }) => id);
    const attendance = (outcome: string) => staff(`POST /staff/bookings/${reference}/attendance`, { outcome });
    expect((await attendance('attended')).status).toBe(200);
    expect(await free()).toEqual(['a', 'b']);
    expect((await attendance('undo-attended')).status).toBe(200);
    expect(await free()).toEqual(['b']);
    expect((await attendance('attended')).status).toBe(200);
    const second = await accept(next.id, 'a');
    expect([second.status, second.json.session]).toEqual([
      201,
      { counsellor: 'a', startsAt: clock('09:12:00'), minutes: 30 },
    ]);
    expect(said(await attendance('undo-attended'))).toEqual([409, 'opening-taken']);
    const undone = await press(`/staff/bookings/${reference}/attendance`, { outcome: 'undo-attended' });
    expect(textOf(undone.text)).toContain('取り消せません。この時間には、もうほかの予約があります');
    expect(textOf(undone.text)).not.toContain('別の時間');
    const cells = (await rowsIn(table)).filter(
      ({ sk, pk }) => pk === `DAY#${today}` && String(sk).startsWith('CELL#') && String(sk).endsWith('#a'),
    );
    expect(cells.map(({ cell, booking }) => [cell, booking])).toEqual([
      [540, reference],
      ...[550, 560, 570, 580].map((cell) => [cell, second.json.reference]),
    ]);
    const { json } = await staff('GET /staff/today');
    const [lane] = json.lanes.filter(({ id }: { id: string }) => id === 'a');
    expect(lane.blocks.slice(0, 2)).toMatchObject([
      { reference, startsAt: clock('09:00:00'), endsAt: clock('09:12:00') },
      { reference: second.json.reference, startsAt: clock('09:12:00'), endsAt: clock('09:42:00') },
    ]);
    expect(await page('/staff/today')).toContain(`booking-${second.json.reference}`);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('ended within its first minutes, is followed by another: no cell has two', async () => {
    const { reference } = await accepted();
    await staff(`POST /staff/bookings/${reference}/meeting`, CODE);
    await begin(reference);
    travel(clock('09:02:00'));
    expect(
      (await staff(`POST /staff/bookings/${reference}/attendance`, { outcome: 'stopped', reason: 'other-purpose' }))
        .status,
    ).toBe(200);
    const next = await asked();
    expect((await accept(next.id, 'a')).status).toBe(201);
    expect(contradictions(await rowsIn(table))).toEqual([]);
    expect((await page('/staff/today')).match(/<article class="card" id="booking-/g)).toHaveLength(2);
  });

  test('cannot be moved, nor the person reached elsewhere than was registered', async () => {
    const { reference } = await accepted();
    const moved = await staff(`POST /staff/bookings/${reference}/move`, {
      session: { startsAt: clock('14:00:00'), minutes: 30 },
      reason: 'counsellor-absent',
    });
    expect(said(moved)).toEqual([409, 'not-possible-now']);
    const other = await staff(`POST /staff/bookings/${reference}/contact-details`, { phone: '0170000000' });
    expect(said(other)).toEqual([409, 'not-possible-now']);
  });

  test('has not been held before it has begun; no other press stands for that, and once it is over staff say how it was', async () => {
    const { reference } = await accepted();
    const attended = () => staff(`POST /staff/bookings/${reference}/attendance`, { outcome: 'attended' });
    expect(said(await staff(`POST /staff/bookings/${reference}/contact`, { sign: 'arrived' }))).toEqual([
      409,
      'not-possible-now',
    ]);
    expect(said(await attended())).toEqual([409, 'not-possible-now']);
    for (const path of ['/staff/today', `/staff/bookings/${reference}`]) {
      const shown = await page(path);
      expect(textOf(shown)).toContain('9:00 申込み');
      expect(shown).not.toContain('value="arrived"');
      expect(shown).not.toContain('value="attended"');
      expect(shown).toContain(`/staff/instant#accepted-${reference}`);
    }
    travel(clock('09:10:00'));
    // The person waits: nobody has reached them, so it is not they who stayed away [D-10].
    const absent = await staff(`POST /staff/bookings/${reference}/attendance`, { outcome: 'no-show' });
    expect(said(absent)).toEqual([409, 'not-possible-now']);
    travel(clock('09:30:00'));
    expect((await attended()).status).toBe(200);
  });

  test('nobody has begun is the office’s to call off, also when its time is over', async () => {
    const { reference } = await accepted();
    travel(clock('09:31:00'));
    const off = { by: 'office', through: 'phone', reason: 'other' };
    expect((await staff(`POST /staff/bookings/${reference}/cancellation`, off)).json).toMatchObject({
      state: 'cancelled',
    });
  });

  test('is held where its person was told: by no other tool', async () => {
    const { reference } = await accepted();
    const other = await staff(`POST /staff/bookings/${reference}/tool`, { tool: 'teleoffice' });
    expect(said(other)).toEqual([409, 'not-possible-now']);
  });

  const count = async () => (await staff('GET /staff/instant/count')).json.count;

  test.each(['older', 'newer'])(
    '[A-62-1] of somebody who has asked twice is one: both pages show it, and taking it back on the %s ends it',
    async (which) => {
      await here('b');
      const { person, token: older, id } = await asked();
      travel(clock('09:01:00'));
      const newer = await ask(person);
      expect([await count(), (await queue()).waiting.length]).toEqual([1, 1]);
      const { json } = await accept(idOf(newer), 'a');
      expect([await standsFor(older), await standsFor(newer)]).toEqual([{ state: 'accepted' }, { state: 'accepted' }]);
      expect([await count(), (await queue()).waiting]).toEqual([0, []]);
      const again = await accept(id, 'b', 'slow');
      expect([...said(again), again.json.title]).toEqual([
        409,
        'instant-taken',
        expect.stringContaining(json.reference),
      ]);
      const token = which === 'older' ? older : newer;
      await invoke(at.instant, `POST /instant-sessions/${token}/withdrawal`, { body: { withdraw: 'yes' } });
      expect([await standsFor(older), await standsFor(newer)]).toEqual([
        { state: 'withdrawn' },
        { state: 'withdrawn' },
      ]);
      expect((await at.bookings.find(json.reference, on(clock('09:01:00'))))?.state).toBe('cancelled');
      expect([await count(), (await queue()).waiting]).toEqual([0, []]);
      expect(contradictions(await rowsIn(table))).toEqual([]);
    },
  );

  test('[A-62-1, D-6] one more request while it stands is nobody’s: it tells nothing of the session, and never stands in the queue', async () => {
    const { person, reference } = await accepted();
    await here('b');
    travel(clock('09:03:00'));
    const [late, unknown] = [await ask(person), await ask(somebody())];
    expect(await standsFor(late)).toEqual(await standsFor(unknown));
    expect([await count(), (await queue()).waiting]).toEqual([0, []]);
    expect(said(await accept(idOf(late), 'b'))).toEqual([404, 'instant-not-found']);
    await staff(`POST /staff/bookings/${reference}/meeting`, CODE);
    await begin(reference);
    travel(clock('09:06:00'));
    await staff(`POST /staff/bookings/${reference}/attendance`, { outcome: 'attended' });
    expect([await count(), (await queue()).waiting]).toEqual([0, []]);
    const next = await ask(person);
    expect((await queue()).waiting).toMatchObject([{ id: idOf(next) }]);
  });

  test('waits for the terms in force: staff see that, cannot begin it before, and read when they are not agreed to', async () => {
    const version = today;
    const [last] = (await at.diary.office()).terms.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1));
    travel(`${openDayBefore(aomori, nothing, day(today), 1)}T09:00:00+09:00`);
    await at.publish(terms(aomori, { version, effectiveFrom: day(today) }), {
      after: last?.version,
      by: 'demo',
      at: on(`${today}T00:00:00+09:00`),
    });
    travel(clock('09:00:00'));
    const request = await asked();
    expect((await queue()).waiting).toMatchObject([{ agreed: false }]);
    expect(textOf(await page())).toContain('今の規約への同意がまだです');
    const { json } = await accept(request.id, 'a');
    await staff(`POST /staff/bookings/${json.reference}/meeting`, CODE);
    expect((await queue()).accepted).toMatchObject([{ stands: 'to-agree' }]);
    expect(textOf(await page())).toMatch(/規約への同意待ち.*本人の同意がそろうと、始められます/);
    const refused = await begin(json.reference);
    expect([...said(refused), refused.json.title]).toEqual([
      409,
      'terms-changed',
      '本人が、今の利用規約にまだ同意していません',
    ]);
    await invoke(at.instant, `POST /instant-sessions/${request.token}/withdrawal`, { body: { withdraw: 'yes' } });
    expect(await queue()).toMatchObject({ accepted: [{ stands: 'not-agreed' }], free: [{ id: 'a' }] });
    expect(textOf(await page())).toContain('同意しなかったので、終わりました');
  });
});

describe('[A-62-3] what is registered', () => {
  const applied = async (applicant: object): Promise<string> => {
    const { json } = await invoke(at.booking, 'POST /bookings', {
      body: body(aomori, `${openDayBefore(aomori, nothing, day(today), -3)}T10:00:00+09:00`, {
        applicant: { kind: 'seeker', ...applicant },
        consent: {
          terms: (await at.diary.office()).terms.at(-1)?.version ?? aomori.terms.at(-1)?.version,
          accepted: true,
        },
      }),
    });
    return json.reference;
  };

  test('is said beside the tick, recorded by it, put right and taken back', async () => {
    const { number } = somebody();
    const reference = await applied({ number, phone: '090-5550-9876' });
    const path = `/staff/bookings/${reference}/eligibility`;
    expect(textOf(await page(`/staff/bookings/${reference}`))).toContain(
      '確認すると、この予約の電話番号 090-5550-9876 を、登録された電話番号として記録します',
    );
    await press(path, { eligible: 'true' });
    const registered = async () => (await at.bookings.person({ number })).registered;
    expect(await registered()).toMatchObject({ phone: '09055509876', kind: 'seeker', by: 'demo-staff' });
    expect(textOf(await page(`/staff/bookings/${reference}/person`))).toMatch(
      /即時利用でかけ直す電話番号.*090-5550-9876/,
    );
    const shown = await page(`/staff/bookings/${reference}/person`);
    const [, form = ''] = /(<input[^>]*name="eligible" value="true">.*?)<\/form>/s.exec(shown) ?? [];
    expect(form).toMatch(/name="registered" value="false"><button class="second">この記録を取り消す/);
    const back = await press(path, { eligible: 'true', registered: 'false', at: 'person' });
    expect(back.headers['location']).toBe(`/staff/bookings/${reference}/person?done=unregistered`);
    expect(await registered()).toBeUndefined();
    expect((await at.bookings.person({ number })).eligible).toBeDefined();
    expect(await page(`/staff/bookings/${reference}/person`)).toMatch(
      /name="registered" value="true"><button class="second">この予約の電話番号を記録する/,
    );
    await press(path, { eligible: 'true', registered: 'true' });
    expect(await registered()).toMatchObject({ phone: '09055509876' });
    await press(path, { eligible: 'false' });
    expect(await registered()).toBeUndefined();
  });
});
