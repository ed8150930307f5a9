import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import { textOf } from '../support/forms.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { haveMet } from '../support/met.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const load = async () => ({
  staff: (await import('../../functions/staff/index.ts')).handler,
  booking: (await import('../../functions/booking/index.ts')).handler,
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
  ])
    await act(`PUT /staff/counsellors/${id}`, { name, desks: ['general'] });
});

const act = (request: string, sent?: object) => invoke(at.staff, request, { staff: 'demo-staff', body: sent });
/** As a browser: pages are read, forms sent from our own pages. */
const read = (path: string) =>
  invoke(at.staff, `GET ${path}`, { staff: 'demo-staff', headers: { accept: 'text/html' } });
const send = (path: string, fields: Record<string, string>) =>
  invoke(at.staff, `POST ${path}`, {
    staff: 'demo-staff',
    body: form(fields),
    headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
  });

let people = 0;
const number = () => `34010-${String(++people).padStart(8, '0')}`;
const call = (more: Record<string, string> = {}): Record<string, string> => ({
  idempotencyKey: `key-${++people}`,
  today: NOW.slice(0, 10),
  shown: '  ',
  channel: 'phone',
  desk: 'general',
  'applicant.kind': 'seeker',
  'applicant.name': '見本 電話',
  'applicant.number': number(),
  'wishes.0.startsAt': 'typed',
  ...more,
});
const typed = (date: string, time: string) => ({ 'wishes.0.date': date, 'wishes.0.time': time });
const referenceIn = ({ headers }: { headers: Record<string, unknown> }): string =>
  /\d{4}-\d{4}/.exec(String(headers['location']))?.[0] ?? '';
const bookingOf = async (reference: string) => (await act(`GET /staff/bookings/${reference}`)).json;

/** What stands in a field of a page, chosen, ticked or typed. */
const valueIn = (page: string, name: string): string | undefined => {
  const inputs = [...page.matchAll(/<input [^>]*>/g)]
    .map(([input]) => input)
    .filter((one) => one.includes(`name="${name}"`));
  const [only] = inputs;
  const input =
    only?.includes('type="radio"') || only?.includes('type="checkbox"')
      ? inputs.find((one) => one.includes(' checked'))
      : only;
  return /value="([^"]*)"/.exec(input ?? '')?.[1];
};
const timesIn = (page: string): string[] =>
  [...page.matchAll(/value="(\d{4}-\d\d-\d\dT\d\d:\d\d):00\+09:00"/g)].map(([, time = '']) => time);

describe('[K-F-1] the screen on which a call is taken down', () => {
  test('has name, number, wish and counsellor in the order in which they are said, the cursor at the name', async () => {
    const { status, text } = await read('/staff/bookings/new');
    expect(status).toBe(200);
    const order = [
      'applicant.name',
      'applicant.number',
      'wishes.0.date',
      'wishes.0.time',
      'counsellor',
      'openings',
      'applicant.email',
      'applicant.phone',
      'companion',
      'purpose',
    ];
    const places = order.map((id) => text.indexOf(`id="${id}"`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(/<input id="applicant\.name"[^>]*autofocus/.test(text)).toBe(true);
    expect(text.match(/ autofocus/g)).toHaveLength(1);
  });

  test('has what Kabe asks for and nothing else: one wish, no length, no desk to choose, no difficulty', async () => {
    const { text } = await read('/staff/bookings/new');
    for (const none of [
      'wishes.1',
      'wishes.0.minutes"',
      'wishes.0.until',
      'difficulty',
      'type="radio" name="desk"',
      'type="radio" name="applicant.kind"',
    ])
      expect(text).not.toContain(none);
    expect(text).toContain('kabe-soudan@mhlw.go.jp');
    expect(text).toContain('オンライン職業相談希望');
  });

  test('shows the next free times by day with how many counsellors are free, all choices of the form', async () => {
    const { text } = await read('/staff/bookings/new');
    expect(timesIn(text).slice(0, 5)).toEqual([
      '2026-03-04T14:00',
      '2026-03-04T14:30',
      '2026-03-04T15:00',
      '2026-03-04T15:30',
      '2026-03-06T10:00',
    ]);
    expect(text).toContain('2026年3月4日（水）');
    expect(text).toContain('2人');
    const [later] = /name="look" value="2026-03-1\d"/.exec(text) ?? [];
    expect(later).toBeDefined();
    expect(text).not.toContain('前の時間');
  });

  test('[D-4] leaves out what is past its deadline until it is asked for, and marks it then', async () => {
    travel('2026-03-04T09:00:00+09:00');
    const before = await read('/staff/bookings/new');
    expect(timesIn(before.text)).not.toContain('2026-03-04T14:00');
    const { text } = await send('/staff/bookings/new', call({ look: 'late', today: '2026-03-04' }));
    expect(timesIn(text)[0]).toBe('2026-03-04T14:00');
    expect(text.match(/締切り後/g)).toHaveLength(1);
    expect(text).toContain('id="lateReason"');
    expect(valueIn(text, 'late')).toBe('yes');
  });

  test('goes to other weeks and counsellors with everything typed, and stores nothing', async () => {
    const rows = await rowsIn(table);
    const sent = call({
      ...typed('3/20', '10:00'),
      counsellor: 'b',
      companion: '手話通訳の見本さん',
      look: '2026-03-16',
      from: '2026-03-02',
    });
    const { status, text } = await send('/staff/bookings/new', sent);
    expect(status).toBe(200);
    for (const name of ['applicant.name', 'applicant.number', 'wishes.0.date', 'wishes.0.time', 'companion'])
      expect(valueIn(text, name), name).toBe(sent[name]);
    expect(/<option value="b" selected>/.test(text)).toBe(true);
    expect(timesIn(text)[0]).toBe('2026-03-18T14:00');
    expect(text).toContain('1人');
    expect(text).toContain('前の時間');
    expect(await rowsIn(table)).toEqual(rows);
  });

  test('opens at a time, a day, a channel that a link names', async () => {
    const { text } = await read(
      '/staff/bookings/new?startsAt=2026-03-11T14:30:00%2B09:00&date=2026-03-09&channel=session&counsellor=a',
    );
    expect(valueIn(text, 'wishes.0.startsAt')).toBe('2026-03-11T14:30:00+09:00');
    expect(valueIn(text, 'channel')).toBe('session');
    expect(timesIn(text)[0]).toBe('2026-03-11T14:00');
    expect((await read('/staff/bookings/new?name=x')).status).toBe(400);
  });

  test.each(['0001-01-01', '1999-12-31', '2200-01-01', '9999-12-31'])('opens at no day such as %s', async (day) => {
    const { status, text } = await read(`/staff/bookings/new?date=${day}`);
    expect(status).toBe(400);
    expect(text).toContain('2000年から2199年までの日を書いてください');
    // What a link or a form says beside it is passed over: the next free times are shown.
    const chosen = await read(`/staff/bookings/new?startsAt=${day}T14:00:00%2B09:00`);
    const looked = await send('/staff/bookings/new', call({ look: day, from: day }));
    for (const page of [chosen, looked])
      expect([page.status, timesIn(page.text)[0]]).toEqual([200, '2026-03-04T14:00']);
    expect(chosen.text).not.toContain(day);
    const absent = await act('PUT /staff/counsellors/c', { name: '例 年子', desks: ['general'], absences: [day] });
    expect([absent.status, absent.json.type]).toEqual([400, 'malformed']);
  });
});

describe('[K-F-1] a call taken down', () => {
  test('by a day and a time typed becomes a hold, and the browser goes to its page', async () => {
    const answer = await send('/staff/bookings', call({ ...typed('3/4', '14:00'), counsellor: 'a' }));
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toMatch(/^\/staff\/bookings\/\d{4}-\d{4}\?done=booked$/);
    expect(await bookingOf(referenceIn(answer))).toMatchObject({
      state: 'tentative',
      channel: 'phone',
      applicant: { name: '見本 電話' },
      held: { counsellor: 'a', startsAt: '2026-03-04T14:00:00+09:00', minutes: 30 },
    });
  });

  test('by a time chosen beside the form becomes one, with whatever else was said', async () => {
    const answer = await send(
      '/staff/bookings',
      call({
        channel: 'counter',
        'wishes.0.startsAt': '2026-03-06T10:00:00+09:00',
        'applicant.email': 'Taro＠Example.com',
        'applicant.phone': '０９０-5550-1234',
        companion: '手話通訳の見本さん',
        purpose: 'interview-practice',
      }),
    );
    expect(await bookingOf(referenceIn(answer))).toMatchObject({
      channel: 'counter',
      held: { startsAt: '2026-03-06T10:00:00+09:00' },
      applicant: { email: 'Taro@example.com', phone: '09055501234' },
      companion: '手話通訳の見本さん',
      purpose: 'interview-practice',
    });
  });

  test.each([
    ['and the invitation owed', { 'applicant.email': 'taro@example.com' }, ['invitation']],
    ['and without an address told once there is a meeting', {}, []],
  ])('[K-6-2, K-6-4] as the next session in a session is definitive at once, %s', async (_, more, owed) => {
    const said = call({ channel: 'session', ...typed('3/11', '1400'), ...more });
    await haveMet(said['applicant.number'] ?? '');
    const answer = await send('/staff/bookings', said);
    const booking = await bookingOf(referenceIn(answer));
    expect(booking).toMatchObject({
      state: 'confirmed',
      channel: 'session',
      session: { startsAt: '2026-03-11T14:00:00+09:00' },
    });
    const { act: done, notices } = booking.history.at(-1);
    expect([done, Object.keys(notices)]).toEqual(['booked', owed]);
  });

  test('[K-6-2, K-6-4] begins, from a booking, with its person, of whom the address says nothing', async () => {
    const who = number();
    const booked = await send('/staff/bookings', call({ 'applicant.number': who, ...typed('3/11', '14:30') }));
    const of = referenceIn(booked);
    const page = await read(`/staff/bookings/new?channel=session&of=${of}`);
    expect(page.status).toBe(200);
    expect(['name', 'number'].map((item) => valueIn(page.text, `applicant.${item}`))).toEqual(['見本 電話', who]);
    expect(valueIn(page.text, 'channel')).toBe('session');
    expect((await read('/staff/bookings/new?of=0000-0000')).status).toBe(404);
    const told = await read(`/staff/bookings/${of}?done=booked`);
    expect(told.text).toContain('相手の方に伝えること');
    expect(told.text).toContain('オンライン職業相談希望');
  });

  test('[R-04] pressed twice makes one booking and leads to it both times', async () => {
    const sent = call(typed('3/13', '10:00'));
    const answers = await Promise.all([send('/staff/bookings', sent), send('/staff/bookings', sent)]);
    answers.push(await send('/staff/bookings', sent));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(referenceIn)).size).toBe(1);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[D-13] beyond what the public may have is taken all the same, and marked', async () => {
    const who = number();
    await send('/staff/bookings', call({ 'applicant.number': who, ...typed('3/13', '10:30') }));
    const second = await send('/staff/bookings', call({ 'applicant.number': who, ...typed('3/18', '14:00') }));
    expect(await bookingOf(referenceIn(second))).toMatchObject({ state: 'tentative', review: ['over-limit'] });
  });

  test('[D-4, K-6-1] past the deadline asks for a reason with everything still there, and takes it with one', async () => {
    travel('2026-03-04T09:00:00+09:00');
    const sent = call({ today: '2026-03-04', ...typed('3/4', '15:00'), companion: '見本の母' });
    const asked = await send('/staff/bookings', sent);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('理由を書いてください');
    expect(/<input id="lateReason"[^>]*aria-invalid="true"[^>]*autofocus/.test(asked.text)).toBe(true);
    for (const name of ['applicant.name', 'applicant.number', 'wishes.0.date', 'wishes.0.time', 'companion'])
      expect(valueIn(asked.text, name), name).toBe(sent[name]);
    expect(timesIn(asked.text)).toContain('2026-03-04T15:00');

    const taken = await send('/staff/bookings', {
      ...sent,
      idempotencyKey: 'late',
      lateReason: '前日に電話がつながらなかった',
    });
    const booking = await bookingOf(referenceIn(taken));
    expect(booking).toMatchObject({ state: 'tentative', review: ['late'] });
    expect(booking.history[0]).toMatchObject({ reason: '前日に電話がつながらなかった', actor: { id: 'demo-staff' } });
  });

  test('for a time that has begun is not taken with any reason', async () => {
    travel('2026-03-04T14:05:00+09:00');
    const answer = await send(
      '/staff/bookings',
      call({ today: '2026-03-04', ...typed('3/4', '14:00'), lateReason: '見本' }),
    );
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('name="late" value="yes"');
  });
});

describe('nothing typed is lost, and the next try is another request', () => {
  const everything = () =>
    call({
      ...typed('3/20', '99:99'),
      channel: 'counter',
      counsellor: 'b',
      'applicant.name': '見本 <太郎>',
      'applicant.number': '123',
      'applicant.email': 'taro',
      'applicant.phone': '090',
      companion: '手話通訳の見本さん',
      purpose: 'counselling',
    });

  test.each([
    ['malformed throughout', 400, {}],
    ['without a time', 400, { 'wishes.0.date': '', 'wishes.0.time': '' }],
    ['without a name and number', 400, { 'applicant.name': '', 'applicant.number': '' }],
    ['too long', 400, { companion: 'あ'.repeat(101) }],
  ])('%s', async (_, status, more) => {
    const sent: Record<string, string> = { ...everything(), ...more };
    const answer = await send('/staff/bookings', sent);
    expect(answer.status).toBe(status);
    for (const name of [
      'channel',
      'applicant.name',
      'applicant.number',
      'applicant.email',
      'applicant.phone',
      'wishes.0.date',
      'wishes.0.time',
      'companion',
      'purpose',
    ])
      expect(valueIn(answer.text, name)?.replaceAll('&lt;', '<').replaceAll('&gt;', '>') ?? '', name).toBe(sent[name]);
    expect(/<option value="b" selected>/.test(answer.text)).toBe(true);
    expect(valueIn(answer.text, 'idempotencyKey')).not.toBe(sent['idempotencyKey']);
  });

  test('each field that is wrong is named at the top, with a link to it, and marked', async () => {
    const { text } = await send('/staff/bookings', everything());
    const links = [...text.matchAll(/<a href="#([^"]+)">/g)].map(([, id]) => id).filter((id) => id !== 'main');
    expect(links).toEqual([
      'applicant.name',
      'applicant.number',
      'wishes.0.date',
      'applicant.email',
      'applicant.phone',
    ]);
    for (const id of links) {
      expect(text).toContain(`id="${id}"`);
      expect(new RegExp(`<input id="${id}"[^>]*aria-invalid="true"`).test(text), id).toBe(true);
    }
    expect(text).toContain('日は「3/4」、時刻は「14:00」のように');
  });

  test.each([
    ['3/11（木）', '2026年3月11日は水曜日です。日付か曜日を直してください。'],
    ['2/30', 'この日付はありません。'],
    ['あした', '日は「3/4」、時刻は「14:00」のように書いてください。'],
  ])('a day written as %s is told what is the matter with it, beside what was typed', async (date, said) => {
    const { status, text } = await send('/staff/bookings', call(typed(date, '14:00')));
    expect(status).toBe(400);
    expect(/<div id="wishes\.0-error">(.*?)<\/div>/s.exec(text)?.[1]).toBe(`<p class="error">＊${said}</p>`);
    expect(valueIn(text, 'wishes.0.date')).toBe(date);
  });

  test('of a time just taken: it stays as typed, the others free are beside it, and choosing one of them is enough', async () => {
    const first = { ...typed('3/25', '14:00') };
    for (const counsellor of ['a', 'b']) await send('/staff/bookings', call({ ...first, counsellor }));
    const sent = call({ 'wishes.0.startsAt': '2026-03-25T14:00:00+09:00' });
    const refused = await send('/staff/bookings', sent);
    expect(refused.status).toBe(409);
    expect(timesIn(refused.text)[0]).toBe('2026-03-25T14:30');
    expect([valueIn(refused.text, 'wishes.0.date'), valueIn(refused.text, 'wishes.0.time')]).toEqual(['3/25', '14:00']);
    expect(refused.text).not.toContain('第1希望：');
    const again = {
      ...sent,
      idempotencyKey: valueIn(refused.text, 'idempotencyKey') ?? '',
      ...typed('3/25', '14:00'),
      shown: valueIn(refused.text, 'shown') ?? '',
      'wishes.0.startsAt': '2026-03-25T14:30:00+09:00',
    };
    const taken = await send('/staff/bookings', again);
    expect((await bookingOf(referenceIn(taken))).held.startsAt).toBe('2026-03-25T14:30:00+09:00');
  });

  test('a time chosen and another one typed since is asked back, however often it is sent', async () => {
    let sent = call({ 'wishes.0.startsAt': '2026-03-27T10:00:00+09:00', ...typed('3/27', '11:00') });
    for (let times = 0; times < 2; times++) {
      const answer = await send('/staff/bookings', sent);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('選んだ時間と、書いた日時が違います');
      sent = { ...sent, shown: valueIn(answer.text, 'shown') ?? 'none' };
    }
    const same = await send('/staff/bookings', { ...sent, ...typed('3/27', '10:00') });
    expect((await bookingOf(referenceIn(same))).held.startsAt).toBe('2026-03-27T10:00:00+09:00');
  });

  test.each([
    ['a day without sessions', typed('3/5', '14:00'), 422],
    ['a day too far away', typed('2026-09-02', '14:00'), 422],
    ['a counsellor who has left', { ...typed('4/1', '14:00'), counsellor: 'gone' }, 422],
  ])('of %s', async (_, more, status) => {
    const sent = call(more);
    const answer = await send('/staff/bookings', sent);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('role="alert"');
    for (const name of ['applicant.name', 'applicant.number', 'wishes.0.date', 'wishes.0.time'])
      expect(valueIn(answer.text, name), name).toBe(sent[name]);
  });
});

describe('[D-2, K-F-1] a hold whose time cannot be kept', () => {
  const hold = async (time: string) =>
    referenceIn(await send('/staff/bookings', call({ ...typed('4/22', time), counsellor: 'a' })));
  const during = async (path: string, sent: object, undo: object, use: () => Promise<void>) => {
    await act(`PUT ${path}`, sent);
    await use();
    await act(`PUT ${path}`, undo);
  };
  const a = { name: '見本 一郎', desks: ['general'] };
  const cardOf = async (reference: string): Promise<string> =>
    (await read('/staff/todo')).text.split('<article').find((card) => card.includes(reference)) ?? '';

  test('for its day was closed is marked in the to-do, and nobody is told to apply for it, which would be refused', async () => {
    const reference = await hold('14:00');
    expect(await cardOf(reference)).not.toContain('閉庁日');
    await during('/staff/closures/2026-04-22', { kind: 'closed' }, { kind: 'removed' }, async () => {
      const card = await cardOf(reference);
      expect(card).toContain('<dt>注意</dt><dd><strong>押さえている日は、閉庁日です</strong>');
      expect(card).toContain('本人の申込みが届いても、この日時では受けられません');
      for (const path of ['', '/completion']) {
        const { text } = await read(`/staff/bookings/${reference}${path}`);
        expect(text).not.toContain('メールで申し込んでください');
        expect(text).toContain('この日時では、お受けできません。ご都合のよいほかの日時を、教えてください。');
        expect(text).toContain('この日時では受けられません。');
      }
      const { text } = await read(`/staff/bookings/${reference}/completion`);
      expect(text).not.toContain('同意を記録して本予約にする');
    });
  });

  test('for its counsellor is absent does not become definitive by an agreement: the page says so before and after, and what to tell', async () => {
    const reference = await hold('14:30');
    const absent = { ...a, absences: ['2026-04-22'] };
    await during('/staff/counsellors/a', absent, a, async () => {
      const before = (await read(`/staff/bookings/${reference}/completion`)).text;
      expect(before).toContain('同意を記録しても、まだ本予約になりません');
      expect(before).not.toContain('同意を記録して本予約にする');
      expect(before).toContain('まだ決まっていません。');
      const agreed = await send(`/staff/bookings/${reference}/completion`, {
        'consent.terms': '2024-02-22',
        'consent.accepted': 'true',
      });
      expect(agreed.headers['location']).toBe(`/staff/bookings/${reference}?done=agreed`);
      const { text } = await read(`/staff/bookings/${reference}?done=agreed`);
      expect(text).toContain('担当者か日時を選び直すまで、本予約になりません');
      expect(text).toContain('>見本 一郎（4月22日（水）は担当しません）</option>');
      expect(text).toContain('おさえていた 14:30 は、担当者がその日は担当しません。');
      expect(text).toContain('<section class="card"><h2>相手の方に伝えること</h2>');
      expect(text).not.toContain('<summary>相手の方に伝えること</summary>');
    });
    expect((await bookingOf(reference)).state).toBe('tentative');
  });
});

describe('[K-F-2, K-F-3, D-7] a hold completed without mail', () => {
  let next = 0;
  const starts = [
    '4/1 14:00',
    '4/1 14:30',
    '4/1 15:00',
    '4/1 15:30',
    '4/3 10:00',
    '4/3 10:30',
    '4/3 11:00',
    '4/3 11:30',
  ];
  const hold = async (more: Record<string, string> = {}) => {
    const [date = '', time = ''] = (starts[next++] ?? '').split(' ');
    return referenceIn(await send('/staff/bookings', call({ ...typed(date, time), ...more })));
  };
  const agreeing = { 'consent.terms': '2024-02-22', 'consent.accepted': 'true' };
  const complete = (reference: string, fields: Record<string, string>) =>
    send(`/staff/bookings/${reference}/completion`, fields);

  test('shows the articles to read out, the terms as a page, and what to tell', async () => {
    const reference = await hold();
    const { status, text } = await read(`/staff/bookings/${reference}/completion`);
    expect(status).toBe(200);
    for (const part of [
      '第6条（',
      'href="/terms/2024-02-22"',
      '第14条（',
      'TeleOffice',
      '本人が同意した',
      '要電話連絡',
      reference,
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('メールで申し込んでください');
    expect((await read(`/staff/bookings/${reference}?done=booked`)).text).toContain('メールで申し込んでください');
  });

  test('becomes definitive: version, hash, channel and who heard it are kept', async () => {
    const who = number();
    const reference = await hold({ 'applicant.number': who });
    const answer = await complete(reference, { ...agreeing, seen: '1', 'applicant.phone': '090-5550-1234' });
    expect([answer.status, answer.headers['location']]).toEqual([303, `/staff/bookings/${reference}?done=completed`]);
    const booking = await bookingOf(reference);
    expect(booking).toMatchObject({
      state: 'confirmed',
      terms: '2024-02-22',
      applicant: { phone: '09055501234', number: who },
      tool: 'teleoffice',
    });
    const evidence = {
      terms: '2024-02-22',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      act: 'given',
      channel: 'phone',
      tools: [{ tool: 'teleoffice', termsUrl: expect.any(String) }],
      at: NOW,
    };
    expect(booking.history.at(-1)).toMatchObject({
      act: 'completed',
      actor: { kind: 'staff', id: 'demo-staff' },
      channel: 'phone',
      consent: evidence,
    });
    const person = (await rowsIn(table)).find(({ pk }) => pk === `PERSON#${who}`);
    expect(person?.['consents']).toEqual({ '2024-02-22': evidence });
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[K-F-3, K-F-4] without an address stands on the call list once its meeting is made, by itself', async () => {
    const reference = await hold();
    await complete(reference, { ...agreeing, 'applicant.phone': '090-5550-1234' });
    const called = async (): Promise<object | undefined> =>
      (await act('GET /staff/calls')).json.calls.find(
        ({ booking }: { booking: { reference: string } }) => booking.reference === reference,
      );
    travel('2026-03-02T11:01:00+09:00');
    expect(await called()).toBeUndefined();
    await act(`POST /staff/bookings/${reference}/meeting`, { url: 'https://meet.teleoffice.jp/room/1' });
    travel('2026-03-02T13:02:00+09:00');
    expect(await called()).toMatchObject({
      booking: { applicant: { phone: '09055501234' } },
      notices: [{ notice: 'invitation' }],
    });
  });

  test('at the counter, by a program, with an address put right', async () => {
    const reference = await hold({ 'applicant.email': 'wrong@example.com' });
    const { status, json } = await act(`POST /staff/bookings/${reference}/completion`, {
      through: 'counter',
      applicant: { email: 'right@example.com' },
      consent: { terms: '2024-02-22', accepted: true },
    });
    expect([status, json.state, json.applicant.email]).toEqual([200, 'confirmed', 'right@example.com']);
    expect((await bookingOf(reference)).history.at(-1).consent.channel).toBe('counter');
  });

  test('is refused a second time, and the page says why', async () => {
    const reference = await hold();
    await complete(reference, agreeing);
    const again = await complete(reference, agreeing);
    expect(again.status).toBe(409);
    expect(again.text).toContain('もう記録されています');
    expect((await read(`/staff/bookings/${reference}/completion`)).text).toContain('もう記録されています');
  });

  test.each([
    ['not agreed to', { 'consent.terms': '2024-02-22' }, 400, '本人が同意したとき'],
    [
      'agreed to in a version that is not the current one',
      { ...agreeing, 'consent.terms': '2020-01-01' },
      409,
      '新しくなりました',
    ],
    ['with an address that is none', { ...agreeing, 'applicant.email': 'taro' }, 400, 'メールアドレス'],
  ])('[K-2-3] %s changes nothing, and keeps what was typed', async (_, fields, status, told) => {
    const reference = await hold();
    const answer = await complete(reference, { 'applicant.phone': '090 5550 1234', ...fields });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(told);
    expect(valueIn(answer.text, 'applicant.phone')).toBe('090 5550 1234');
    expect(valueIn(answer.text, 'consent.accepted')).toBe(
      status === 400 && 'consent.accepted' in fields ? 'true' : undefined,
    );
    expect((await bookingOf(reference)).state).toBe('tentative');
    await act(`POST /staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
    next--;
  });

  test('that somebody else has acted on since it was shown is looked at again first', async () => {
    const reference = await hold();
    await complete(reference, { ...agreeing, seen: '1', 'applicant.email': 'taro@example.com' });
    const second = await complete(reference, { ...agreeing, seen: '1' });
    expect([second.status, second.text.includes('ほかの人が先に')]).toEqual([409, true]);
  });

  test('there is none of what is settled or unknown', async () => {
    const ended = await hold();
    await act(`POST /staff/bookings/${ended}/cancellation`, { by: 'applicant', through: 'phone' });
    expect((await complete(ended, agreeing)).status).toBe(409);
    expect((await read(`/staff/bookings/${ended}/completion`)).text).toContain('終わった予約なので');
    expect((await complete('0000-0000', agreeing)).status).toBe(404);
    expect((await read('/staff/bookings/0000-0000/completion')).status).toBe(404);
  });
});

describe('[K-4] a session settled while speaking', () => {
  const consent: Parameters<typeof haveMet>[1] = {
    terms: '2024-02-22',
    sha256: '0'.repeat(64),
    tools: [],
    act: 'given',
    channel: 'form',
    at: instant(Date.parse(NOW)),
  };
  const inSession = async (date: string, time: string, known?: typeof consent) => {
    const said = call({ channel: 'session', ...typed(date, time) });
    await haveMet(said['applicant.number'] ?? '', known);
    const answer = await send('/staff/bookings', said);
    expect([answer.status, answer.text]).toEqual([303, expect.anything()]);
    return referenceIn(answer);
  };

  test('stands under the terms its person has agreed to before, if they are in force', async () => {
    const reference = await inSession('4/8', '14:00', consent);
    expect(await bookingOf(reference)).toMatchObject({ state: 'confirmed', terms: '2024-02-22' });
    expect((await read(`/staff/bookings/${reference}`)).text).not.toContain('同意を記録する');
  });

  test('of somebody who has not has their agreement recorded, and stays as it is', async () => {
    const reference = await inSession('4/8', '14:30');
    const path = `/staff/bookings/${reference}/completion`;
    expect((await read(`/staff/bookings/${reference}`)).text).toContain(`<a href="${path}">同意を記録する</a>`);
    expect((await read(path)).text).toContain('予約は、今のままです。');
    const agreed = { 'consent.terms': '2024-02-22', 'consent.accepted': 'true', through: 'counter' };
    expect((await send(path, agreed)).headers['location']).toContain('?done=agreed');
    const booking = await bookingOf(reference);
    expect(booking).toMatchObject({ state: 'confirmed', terms: '2024-02-22' });
    expect(booking.history.at(-1)).toMatchObject({
      act: 'agreed',
      notices: {},
      consent: { terms: '2024-02-22', channel: 'counter' },
    });
    expect((await send(path, agreed)).status).toBe(409);
    const { person } = await import('../../shared/aws/this-office.ts').then(({ bookings }) => bookings);
    expect((await person(booking.applicant)).consents).toHaveProperty('2024-02-22');
  });
});

describe('the search in every page’s head', () => {
  const find = (text: string) => send('/staff/find', { find: text });
  let who: string;
  let reference: string;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
    who = number();
    const sent = call({ 'applicant.number': who, 'applicant.phone': '082-555-0123', ...typed('4/10', '10:00') });
    reference = referenceIn(await send('/staff/bookings', sent));
  });

  test('a reference in any width leads to its booking', async () => {
    const wide = reference.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    for (const text of [
      reference,
      reference.replace('-', ''),
      reference.replace('-', ' '),
      wide,
      wide.replace('-', 'ー'),
    ]) {
      const answer = await find(text);
      expect([answer.status, answer.headers['location']], text).toEqual([303, `/staff/bookings/${reference}`]);
    }
  });

  test('a number or a phone number lists the person’s bookings, and stands in no address', async () => {
    for (const text of [who, who.replace('-', ''), '０８２-５５５-０１２３', '0825550123']) {
      const { status, text: page, headers } = await find(text);
      expect([status, headers['location']]).toEqual([200, undefined]);
      expect(page, text).toContain(`href="/staff/bookings/${reference}"`);
      expect([...page.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, address = '']) => address).join(' ')).not.toMatch(
        /34010|555/,
      );
    }
  });

  test('what is over is found too, with its state', async () => {
    const before = referenceIn(
      await send('/staff/bookings', call({ 'applicant.number': who, ...typed('4/10', '10:30') })),
    );
    await act(`POST /staff/bookings/${before}/cancellation`, { by: 'applicant', through: 'phone' });
    const { text, json } = await act('POST /staff/find', { find: who });
    expect(
      json.bookings.map((one: { reference: string; state: string }) => [one.reference, one.state]),
      text,
    ).toEqual(
      expect.arrayContaining([
        [before, 'withdrawn'],
        [reference, 'tentative'],
      ]),
    );
    expect((await find(who)).text).toContain('最近の予約');
  });

  test.each([
    ['a number nobody has', '34010-99999999', '見つかりません'],
    ['a reference nobody has', '0000-0001', '見つかりません'],
    ['a name nobody has', '見本 無名', 'この氏名の予約は、2月16日（月）から5月1日（金）までの日にありませんでした'],
    ['a name by its sound', 'みほん', '読みがなではなく'],
    ['nothing', '', 'さがす番号か氏名を入れてください'],
  ])('%s stays as it was typed, and the page says what can be looked for', async (_, text, told) => {
    const { status, text: page } = await find(text);
    expect(status).toBe(200);
    expect(page).toContain(told);
    expect(/id="sought"[^>]*value="([^"]*)"/.exec(page)?.[1]).toBe(text);
  });

  test('a name, or a part of it, lists the bookings of whoever bears it, those over too, and stands in no address', async () => {
    const person = { 'applicant.name': '見本 探子', 'applicant.number': number() };
    const [ahead, over] = [
      referenceIn(await send('/staff/bookings', call({ ...person, ...typed('4/15', '14:00') }))),
      referenceIn(await send('/staff/bookings', call({ ...person, ...typed('4/15', '14:30') }))),
    ];
    await act(`POST /staff/bookings/${over}/cancellation`, { by: 'applicant', through: 'phone' });
    for (const text of ['見本探子', '見本　探子', ' 見本 探子 様', '探子', '見本']) {
      const { status, text: page, headers } = await find(text);
      expect([status, headers['location']]).toEqual([200, undefined]);
      const shown = textOf(page);
      expect(shown).toContain(`${ahead} 仮予約 2026年4月15日（水） 午後2:00〜2:30`);
      expect(shown).toContain(`${over} 取り下げ 2026年4月15日（水） 午後2:30〜3:00`);
      for (const one of [ahead, over]) expect(page).toContain(`href="/staff/bookings/${one}"`);
      expect(page).not.toMatch(/(?:href|action)="[^"]*(?:見本|探子|%)/);
      // The eye stays on the list.
      expect(page).not.toContain(' autofocus');
      const { json } = await act('POST /staff/find', { find: text });
      const found = json.bookings.map((one: { reference: string }) => one.reference);
      expect(found).toEqual(expect.arrayContaining([ahead, over]));
      expect(found.includes(reference)).toBe(text === '見本');
    }
    await act(`POST /staff/bookings/${ahead}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('too long a text is told so, and stays', async () => {
    const { status, text } = await find('1'.repeat(61));
    expect([status, text.includes('長すぎます'), text.includes('1'.repeat(61))]).toEqual([400, true, true]);
  });
});
