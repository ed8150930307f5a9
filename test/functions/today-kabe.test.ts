import { beforeAll, describe, expect, test } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { textOf } from '../support/forms.ts';
import { invoke } from '../support/lambda.ts';
import { mailOf } from '../support/mails.ts';
import { haveMet } from '../support/met.ts';
import { addressesIn, pageOf, pressIn } from '../support/pages.ts';

/*
 * A Wednesday at Kabe, filled in order: 14:00 somebody who has phoned, and somebody silent; 14:30 a session whose meeting nobody
 * has made; 15:00 one taken late by phone; 15:30 called off. Friday: an application, a phone hold, somebody without an address.
 */
let office: Following;
const booked: Record<string, string> = {};

const at = (startsAt: string): string => `${startsAt}+09:00`;
let people = 0;
const names = [
  '見本 太郎',
  '例示 次郎',
  '見本 三郎',
  '例示 四郎',
  '見本 五郎',
  '例示 六郎',
  '見本 七郎',
  '例示 八郎',
  '見本 九郎',
];
const person = (more: object = {}) => {
  people += 1;
  return {
    kind: 'seeker',
    name: names[people - 1],
    number: `34010-0000100${people}`,
    email: `p${people}@example.com`,
    phone: `0905550100${people}`,
    ...more,
  };
};
const applied = async (called: string, startsAt: string, more: object = {}) => {
  const { json } = await invoke(office.at.booking, 'POST /bookings', {
    body: body(kabe, at(startsAt), { applicant: person(), ...more }),
  });
  booked[called] = json.reference;
};
const phoned = async (called: string, startsAt: string, more: object = {}, applicant: object = {}) => {
  const { email: _, ...one } = person(applicant);
  if ('channel' in more && more.channel === 'session') await haveMet(one.number);
  const sent = { channel: 'phone', applicant: one, wishes: [{ startsAt: at(startsAt) }], ...more };
  booked[called] = (await office.staff('POST /staff/bookings', sent)).reference;
};
const act = (called: string, what: string, sent: object = {}) =>
  office.staff(`POST /staff/bookings/${booked[called]}/${what}`, sent);
const page = (path: string) => pageOf(office.at.staff, path);
const todo = async (): Promise<string[]> =>
  (await office.staff('GET /staff/todo')).tasks.map(
    ({ urgency, kind, reference }: Record<string, string>) =>
      `${urgency} ${kind}${reference ? ` ${Object.keys(booked).find((called) => booked[called] === reference)}` : ''}`,
  );

beforeAll(async () => {
  standAt('2026-03-02T09:00:00+09:00');
  office = await following('kabe');
  for (const [id, name] of [
    ['a', '見本 一郎'],
    ['b', '見本 花子'],
  ])
    await office.staff(`PUT /staff/counsellors/${id}`, { name, desks: ['general'] });
  await office.staff('PUT /staff/counsellors/c', { name: '見本 不在', desks: ['general'], absences: ['2026-03-04'] });
  await applied('called', '2026-03-04T14:00');
  await act('called', 'confirmation');
  await act('called', 'meeting', { url: 'https://meeting.teleoffice.jp/room/abcd' });
  await applied('silent', '2026-03-04T14:00', { companion: '手話通訳' });
  await act('silent', 'confirmation');
  await act('silent', 'meeting', { invited: true });
  await applied('unmade', '2026-03-04T14:30');
  await act('unmade', 'confirmation');
  await applied('off', '2026-03-04T15:30');
  await act('off', 'confirmation');
  await act('off', 'cancellation', { by: 'applicant', through: 'phone' });
  await applied('friday', '2026-03-06T10:00', { counsellor: '見本 花子' });
  travel('2026-03-02T09:01:00+09:00');
  await phoned('hold', '2026-03-06T10:30');
  await phoned('addressless', '2026-03-06T11:00', { channel: 'session' });
  await act('addressless', 'meeting', { url: 'https://meeting.teleoffice.jp/room/wxyz' });
  await office.drain();
  await office.arrive(mailOf('先日はありがとうございました。次はいつごろ相談できますか。\n', { subject: 'お尋ね' }));
  travel('2026-03-04T13:55:00+09:00');
  await act('called', 'contact', { sign: 'called' });
  await phoned('late', '2026-03-04T15:00', { lateReason: '前日に電話がつながらなかったため' });
  travel('2026-03-04T14:12:00+09:00');
});

describe('today', () => {
  test('the console begins with it, for people and programs', async () => {
    for (const accept of ['text/html', 'application/json']) {
      const { status, headers } = await invoke(office.at.staff, 'GET /staff', {
        staff: 'demo-staff',
        headers: { accept },
      });
      expect([status, headers['location']]).toEqual([303, '/staff/today']);
    }
  });

  test('[K-F-1, K-F-4] shows by counsellor and time what is booked, held and free, who is absent, and everything of each session', async () => {
    const { html, text } = await page('/staff/today');
    const [, grid = ''] = /<table class="grid">([\s\S]*?)<\/table>/.exec(html) ?? [];
    expect(textOf(grid)).toMatch(
      /時間 見本 一郎 見本 花子 見本 不在 不在 14:00 見本 太郎 本予約 14:00〜14:30 10分経過 例示 次郎 連絡なし/,
    );
    expect(textOf(grid)).toMatch(/15:30 空き 15:30〜16:00 空き 15:30〜16:00$/);
    for (const shown of [
      '34010-00001001',
      '09055501001',
      'https://meeting.teleoffice.jp/room/abcd',
      '13:55 電話',
      '招待メールを送付済み',
      '会議はまだありません',
      '手話通訳',
      '同意済み（2024-02-22版）',
      'まだ同意がありません',
      'そのほか（1件）',
    ])
      expect(text).toContain(shown);
    expect(html).toContain('data-refresh="60"');
    expect(html).toContain(`data-copy="https://meeting.teleoffice.jp/room/abcd"`);
  });

  test('[D-10] ten minutes in it asks about whoever has been in touch, and one press is the answer', async () => {
    const { html, text } = await page('/staff/today');
    expect(text).toContain('14:00〜14:30 見本 太郎 様：開始から10分がたちました。 （連絡の記録：13:55 電話）');
    const action = `/staff/bookings/${booked['called']}/contact`;
    const pressed = await pressIn(office.at.staff, html, { action, has: 'value="arrived"' });
    expect([pressed.status, pressed.headers['location']]).toEqual([303, '/staff/today?done=in-touch']);
    const after = await page('/staff/today?done=in-touch');
    expect(after.text).toContain('連絡があったことを記録しました。');
    expect(after.text).not.toContain('10分がたちました');
  });

  test('another day is a link away, closed days are passed over and say why', async () => {
    const { html, text } = await page('/staff/today?date=2026-03-06');
    expect(html).toContain('href="/staff/today?date=2026-03-05"');
    expect(html).toContain('href="/staff/today?date=2026-03-09"');
    expect(text).toContain('例示 六郎 仮予約 10:30〜11:00 返事がまだです');
    // [R-15] Nobody has told them yet.
    expect(text).toContain('見本 七郎 本予約 11:00〜11:30 要電話連絡');
    expect((await page('/staff/today?date=2026-03-07')).text).toContain('土日のため、この日は休みです。');
    expect((await page('/staff/today?date=2026-03-05')).text).toContain('この曜日に、オンライン職業相談はありません。');
  });

  test('[K-F-1] a free time leads to a call taken down for that very time and counsellor, late ones too', async () => {
    const follow = async (path: string): Promise<string> => {
      const [, to = ''] = /class="free"><a href="([^"]+)"/.exec((await page(path)).html) ?? [];
      return (await page(to.replaceAll('&amp;', '&'))).html;
    };
    expect(await follow('/staff/today?date=2026-03-06')).toContain('value="2026-03-06T10:00:00+09:00" checked');
    expect(await follow('/staff/today')).toMatch(/name="wishes.0.time"[^>]*value="1[45]:[03]0"/);
  });

  test('has the to-do beside it, the most urgent first', async () => {
    const { html } = await page('/staff/today');
    const [, beside = ''] = /<ul class="tasks">([\s\S]*?)<\/ul>/.exec(html) ?? [];
    expect(textOf(beside)).toMatch(
      /^申込みに返事をする 3件 あと48分.*会議を作る 1件 あと18分.*メールを読む 1件 14時間12分過ぎています 電話で伝える 1件 今日中/,
    );
  });
});

test('[D-2] the week shows each day’s sessions, holds and free places, and days without', async () => {
  const { text } = await page('/staff/week');
  expect(text).toMatch(/3月4日（水） 今日 空き 4 不在：見本 不在 14:00〜14:30 見本 太郎 本予約/);
  expect(text).toContain('3月5日（木） 相談のない曜日');
  expect(text).toMatch(/3月6日（金） 空き 9 10:00〜10:30 見本 五郎 仮予約 見本 花子/);
  expect(text).toMatch(/11:00〜11:30 見本 七郎 本予約 見本 .. 要電話連絡/);
  expect((await page('/staff/week?from=2026-03-18')).text).toMatch(/3月20日（金） (?:祝日|春分の日)/);
  // Only days that are not shown are said not to be.
  const hidden = async (): Promise<string | undefined> =>
    /(\S+)は閉庁のため、表示していません/.exec((await page('/staff/week?from=2026-03-23')).text)?.[1];
  expect(await hidden()).toBe('土日');
  await office.staff('PUT /staff/closures/2026-03-28', { kind: 'opened' });
  expect(await hidden()).toBe('日曜日');
  await office.staff('PUT /staff/closures/2026-03-28', { kind: 'removed' });
});

describe('what is to be done', () => {
  test('[K-F-5, D-10, D-12] is one list by urgency, for programs too', async () => {
    expect(await todo()).toEqual([
      'now answer late',
      'now meeting unmade',
      'now mails',
      'today call addressless',
      'next answer friday',
      'next answer hold',
      'later no-show silent',
    ]);
  });

  test('[D-12, K-F-3] says exactly what to type into TeleOffice, nothing of the person but their address, and takes the tick', async () => {
    const { html, text } = await page('/staff/todo');
    for (const value of [`オンライン職業相談 ${booked['unmade']}`, '2026/03/04', '14:30', '15:00', 'p3@example.com'])
      expect(html).toContain(`data-copy="${value}"`);
    expect(text).toContain('TeleOfficeから招待メールを送った');
    const pressed = await pressIn(
      office.at.staff,
      html,
      { action: `/staff/bookings/${booked['unmade']}/meeting` },
      { invited: 'true', url: '' },
    );
    expect([pressed.status, pressed.headers['location']]).toEqual([303, '/staff/todo?done=meeting-made']);
    expect(await todo()).not.toContain('now meeting unmade');
  });

  test('[K-F-2, D-4] an application says what is known of it and what to look at', async () => {
    const { text } = await page('/staff/todo');
    expect(text).toContain('申込みに返事をする：例示 八郎 様');
    expect(text).toContain('締切りを過ぎて受けた申込みです');
    expect(text).toContain('本人の申込み（メールかフォーム）を待っています。');
    expect(text).toContain('希望の担当 見本 花子');
    expect(text).toContain('3月5日（木）まで');
  });

  test('[K-6-5, D-10] a deemed cancellation is looked at: confirmed it leaves the list, and refusing future use is another decision', async () => {
    const { html } = await page('/staff/todo');
    expect(html).toContain(`href="/staff/bookings/${booked['silent']}/person"`);
    const action = `/staff/bookings/${booked['silent']}/attendance`;
    const pressed = await pressIn(office.at.staff, html, { action, has: 'value="no-show"' });
    expect(pressed.headers['location']).toBe('/staff/todo?done=no-show');
    expect(await todo()).not.toContain('later no-show silent');
    const { state, noShows, history } = await office.staff(`GET /staff/bookings/${booked['silent']}`);
    expect([state, noShows]).toEqual(['no-show', 1]);
    expect(
      history
        .slice(-2)
        .map(({ act: what, actor, notices }: Record<string, object>) => [what, actor, Object.keys(notices ?? {})]),
    ).toEqual([
      ['no-show', { kind: 'clock' }, ['deemed-cancelled']],
      ['no-show', { kind: 'staff', id: 'demo-staff' }, []],
    ]);
    // Asked again, nothing happens twice.
    await office.staff(`POST ${action}`, { outcome: 'no-show' });
    expect((await office.staff(`GET /staff/bookings/${booked['silent']}`)).history).toHaveLength(history.length);
  });
});

describe('whom to phone', () => {
  test('[K-8, K-F-3] is listed with number, reason and what to read aloud; told, they leave the list', async () => {
    const { html, text } = await page('/staff/calls');
    expect(html).toContain('<a class="dial" href="tel:09055501007">090-5550-1007</a>');
    expect(text).toContain('ご案内（招待）（メールアドレスがない）');
    expect(text).toContain('わたくし、（自分の名字）と申します。見本 七郎様は、いらっしゃいますか。');
    expect(text).toContain('日時は、3月6日金曜日、午前11時から午前11時30分までの30分間です。');
    expect(text).toContain('meeting ドット teleoffice ドット jp スラッシュ room スラッシュ wxyz です。');
    const pressed = await pressIn(office.at.staff, html, { action: `/staff/bookings/${booked['addressless']}/phoned` });
    expect([pressed.status, pressed.headers['location']]).toEqual([303, '/staff/calls?done=phoned']);
    const after = await page('/staff/calls?done=phoned');
    expect(after.text).toContain('電話したことを記録しました。');
    expect(after.text).toContain('電話で伝える方は、いません。');
  });

  test('of what has come to be owed since the list was shown, the tick says nothing', async () => {
    await phoned('moved', '2026-03-13T10:00', { channel: 'session' });
    await act('moved', 'meeting', { url: 'https://meeting.teleoffice.jp/room/efgh' });
    await office.drain();
    const { html } = await page('/staff/calls');
    await act('moved', 'move', { session: { startsAt: at('2026-03-13T11:00'), minutes: 30 }, reason: 'other' });
    await office.drain();
    // The invitation has been overtaken by the move, which nobody has read out.
    await pressIn(office.at.staff, html, { action: `/staff/bookings/${booked['moved']}/phoned` });
    const { calls } = await office.staff('GET /staff/calls');
    expect(calls).toMatchObject([{ booking: { reference: booked['moved'] }, notices: [{ notice: 'moved' }] }]);
  });

  test('nor does the tick on a booking’s own page, which says so', async () => {
    const own = `/staff/bookings/${booked['moved']}`;
    const shownBefore = (await page(own)).html;
    await act('moved', 'cancellation', { by: 'office', through: 'phone', reason: 'other' });
    await office.drain();
    const pressed = await pressIn(office.at.staff, shownBefore, { action: `${own}/phoned` });
    expect([pressed.status, pressed.headers['location']]).toEqual([303, `${own}?done=phoned-otherwise`]);
    expect((await page(`${own}?done=phoned-otherwise`)).text).toContain(
      '電話で伝えることが、画面を開いたあとに変わりました',
    );
    const { calls } = await office.staff('GET /staff/calls');
    expect(calls).toMatchObject([{ booking: { reference: booked['moved'] }, notices: [{ notice: 'cancelled' }] }]);
    const after = await page(own);
    expect((await pressIn(office.at.staff, after.html, { action: `${own}/phoned` })).headers['location']).toBe(
      `${own}?done=phoned`,
    );
  });
});

test('help says the office’s own rules', async () => {
  const { html, text } = await page('/staff/help');
  for (const rule of [
    '相談日の前日の24:00までに申込みが届くこと',
    '電話は開始まで',
    '開始から10分',
    'meetingmanager@teleoffice.jp',
    kabe.contact.phone,
  ])
    expect(text).toContain(rule);
  expect(text).not.toContain('Zoom');
  for (const anchor of ['day', 'ten', 'todo', 'calls', 'states', 'trouble', 'no-mail', 'signed-out'])
    expect(html).toContain(`id="${anchor}"`);
});

test('[R-20] no address of any of these pages tells anything of a person', async () => {
  for (const path of ['today', 'today?date=2026-03-06', 'week', 'todo', 'calls', 'help']) {
    const addresses = addressesIn((await page(`/staff/${path}`)).html).map(decodeURIComponent);
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((to) => /見本|例示|example\.com|34010|0905550/.test(to))).toEqual([]);
  }
});
