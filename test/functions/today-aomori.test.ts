import { beforeAll, describe, expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { textOf } from '../support/forms.ts';
import { FORM, invoke } from '../support/lambda.ts';
import { addressesIn, pageOf, pressIn } from '../support/pages.ts';

/*
 * A Thursday at Aomori with both desks: Zoom with its codes at 10:00; an employer whose address is dead at 10:50; Mothers' Corner
 * at 11:00. Beside it an application whose promise is broken, one to be asked about, and a Zoom session nobody has made yet.
 */
let office: Following;
const booked: Record<string, string> = {};
const at = (startsAt: string): string => `${startsAt}+09:00`;
const ZOOM = { url: 'https://us02web.zoom.us/j/12345678901?pwd=abc', id: '12345678901', passcode: 'a1B2c3' };

let people = 0;
const applied = async (called: string, startsAt: string, more: object = {}, applicant: object = {}) => {
  people += 1;
  const { json } = await invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, at(startsAt), {
      applicant: {
        name: `見本 ${called}`,
        number: `34010-0000200${people}`,
        email: `p${people}@example.com`,
        ...applicant,
      },
      ...more,
    }),
  });
  booked[called] = json.reference;
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
  office = await following('aomori');
  await office.staff('PUT /staff/counsellors/a', { name: '例示 一郎', desks: ['general', 'mothers'] });
  await office.staff('PUT /staff/counsellors/m', { name: '例示 花子', desks: ['mothers'] });
  await applied('zoom', '2026-03-05T10:00');
  await act('zoom', 'confirmation', { wish: 0, tool: 'zoom' });
  await act('zoom', 'meeting', ZOOM);
  await applied(
    'employer',
    '2026-03-05T10:50',
    {},
    { kind: 'employer', number: '0201-123456-7', email: 'dead@example.com' },
  );
  await act('employer', 'confirmation', { wish: 0 });
  await applied('mother', '2026-03-05T11:00', { desk: 'mothers', counsellor: '例示 花子' });
  await act('mother', 'confirmation', { wish: 0 });
  await act('mother', 'meeting', { invited: true });
  await applied('broken', '2026-03-12T10:00', {
    wishes: [
      { startsAt: at('2026-03-12T10:00') },
      { from: at('2026-03-13T13:30'), to: at('2026-03-13T15:30'), minutes: 30 },
    ],
  });
  travel('2026-03-04T10:00:00+09:00');
  await applied('asked', '2026-03-10T10:00', { difficulty: 'ask-me' });
  await applied('unmade', '2026-03-11T10:00');
  await act('unmade', 'confirmation', { wish: 0, tool: 'zoom' });
  await office.drain();
  const { history } = await office.staff(`GET /staff/bookings/${booked['employer']}`);
  const invitation = history.find(({ act: what }: { act: string }) => what === 'confirmed');
  await office.at.mailEvents(
    office.news('Bounce', {
      booking: booked['employer'],
      revision: String(invitation.revision),
      notice: 'invitation',
    }),
  );
  travel('2026-03-05T09:30:00+09:00');
});

describe('today', () => {
  test('[A-6-2, A-6-3] shows both desks in one table, free stretches between sessions, and how to join by Zoom', async () => {
    const { html, text } = await page('/staff/today');
    const [, grid = ''] = /<table class="grid">([\s\S]*?)<\/table>/.exec(html) ?? [];
    const cells = textOf(grid);
    expect(cells).toMatch(/^時間 例示 一郎 例示 花子 10:00 見本 zoom 本予約 10:00〜10:40 職業相談/);
    expect(cells).toContain('見本 employer 本予約 10:50〜11:30 職業相談 会議がまだです');
    expect(cells).toContain('見本 mother 本予約 11:00〜11:40 マザーズコーナー');
    expect(cells).toContain('空き 11:30〜12:00');
    expect(cells).toContain('空き 13:30〜14:10 マザーズコーナー');
    expect(html).toMatch(/startsAt=2026-03-05T11%3A30%3A00%2B09%3A00&amp;counsellor=a&amp;minutes=30"/);
    expect(text).toContain('マザーズコーナー 11:00〜・13:30〜・14:30〜');
    expect(text).toMatch(/ID 123 4567 8901 コピー パスコード a1B2c3 コピー/);
    expect(text).toContain('事業所番号 0201-123456-7');
  });

  test('[D-2] an absence entered after the booking is in sight', async () => {
    const entry = { name: '例示 一郎', desks: ['general', 'mothers'] };
    await office.staff('PUT /staff/counsellors/a', { ...entry, absences: ['2026-03-05'] });
    const { text } = await page('/staff/today');
    expect(text).toContain('例示 一郎 不在');
    expect(text).toContain('担当者が不在の日です');
    await office.staff('PUT /staff/counsellors/a', entry);
  });

  test('[D-10] begun, it says until when silence is not yet a cancellation', async () => {
    travel('2026-03-05T10:04:00+09:00');
    expect((await page('/staff/today')).text).toContain(
      '10:00〜10:40 見本 zoom 様：始まりました。10:10（あと6分）までに連絡の記録がないと、キャンセルの扱いになります。',
    );
    expect(await todo()).toContain('live begun zoom');
    travel('2026-03-05T09:30:00+09:00');
  });
});

describe('what is to be done', () => {
  test('[A-6-3, K-F-5] broken promises first; Zoom’s codes are an answer that is owed', async () => {
    expect(await todo()).toEqual([
      'now answer broken',
      'now meeting employer',
      'today call employer',
      'today answer asked',
      'today meeting unmade',
    ]);
  });

  test('[A-6-3] an application shows its choices, what to ask, and what its promise has come to', async () => {
    const { text } = await page('/staff/todo');
    expect(text).toContain(
      '第1希望 3月12日（木） 午前10:00〜10:40 第2希望 3月13日（金） 午後1:30〜3:30（13:30〜15:30）の間の30分間',
    );
    expect(text).toContain('お返事の約束（2026年3月3日（火）まで）を過ぎています。');
    expect(text).toContain('来所が難しいかどうか、職員に相談したい方です');
  });

  test('[D-12, K-12-2] for Zoom it says not to record, and takes address, ID and passcode; full-width ones too', async () => {
    const { html, text } = await page('/staff/todo');
    expect(text).toContain('自動録画 しない（ローカルもクラウドも）');
    expect(html).not.toContain('data-copy="p6@example.com"');
    const action = `/staff/bookings/${booked['unmade']}/meeting`;
    const pressed = await pressIn(
      office.at.staff,
      html,
      { action },
      { ...ZOOM, id: '１２３ ４５６７ ８９０１', passcode: 'ａ１Ｂ２ｃ３' },
    );
    expect(pressed.headers['location']).toBe('/staff/todo?done=meeting-made');
    expect((await office.staff(`GET /staff/bookings/${booked['unmade']}`)).meeting).toMatchObject(ZOOM);
  });

  test('pressed on a page that is no longer true, it tells so and changes nothing', async () => {
    const { html } = await page('/staff/todo');
    await act('employer', 'contact', { sign: 'called' });
    const action = `/staff/bookings/${booked['employer']}/meeting`;
    const { status } = await pressIn(office.at.staff, html, { action }, { invited: 'true' });
    expect(status).toBe(409);
    expect((await office.staff(`GET /staff/bookings/${booked['employer']}`)).meeting).toEqual({ state: 'wanted' });
  });
});

test('[A-2-1, R-15] an employer whose mail came back is called under the office’s name, and asked for an address that works', async () => {
  const { text } = await page('/staff/calls');
  expect(text).toContain('ご案内（招待）（宛先に届かず戻った）');
  expect(text).toContain(
    'ハローワーク青森の（自分の名字）と申します。採用ご担当の見本 employer様は、いらっしゃいますか。',
  );
  expect(text).toContain('正しい答え： 4567');
  expect(text).toContain('届くメールアドレスがあれば、教えてください。');
});

test('what cannot be a day or a tick of what was said is refused', async () => {
  const headers = { accept: 'text/html' };
  expect((await invoke(office.at.staff, 'GET /staff/today?date=2026-02-30', { staff: 's', headers })).status).toBe(400);
  expect((await invoke(office.at.staff, 'GET /staff/today?date=', { staff: 's', headers })).status).toBe(200);
  const tick = { staff: 's', headers: FORM, body: 'said=everything' };
  expect((await invoke(office.at.staff, `POST /staff/bookings/${booked['employer']}/phoned`, tick)).status).toBe(400);
});

test('[A-6-3] the same codes entered again tell nobody anything, and the page says so', async () => {
  const own = `/staff/bookings/${booked['zoom']}`;
  const { html, text } = await page(own);
  expect(text).toContain('前と同じ内容のときは、お知らせはありません');
  const sent = async (codes: Record<string, string>) => {
    const before = (await office.staff(`GET ${own}`)).history.length;
    const { headers } = await pressIn(office.at.staff, html, { action: `${own}/meeting` }, { ...codes, seen: '' });
    const { history } = await office.staff(`GET ${own}`);
    return [headers['location'], history.slice(before).map(({ notices }: { notices: object }) => Object.keys(notices))];
  };
  expect(await sent(ZOOM)).toEqual([`${own}?done=meeting-same`, [[]]]);
  expect((await page(`${own}?done=meeting-same`)).text).toContain('会議の情報は、前と同じです。');
  expect(await sent({ ...ZOOM, passcode: 'other' })).toEqual([`${own}?done=meeting-made`, [['invitation']]]);
});

test('help says the office’s own rules', async () => {
  const { text } = await page('/staff/help');
  for (const rule of [
    '相談日の2開庁日前の24:00までに申込みが届くこと',
    '申込みから1開庁日以内',
    'メール・予約の確認のページは前日まで',
    'TeleOfficeかZoom',
    '第2希望まで',
    'マザーズコーナー：火・木曜 11:00から',
  ])
    expect(text).toContain(rule);
});

test('[R-20] no address of any of these pages tells anything of a person', async () => {
  for (const path of ['today', 'today?date=2026-03-10', 'week', 'todo', 'calls', 'help']) {
    const addresses = addressesIn((await page(`/staff/${path}`)).html).map(decodeURIComponent);
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((to) => /見本|example\.com|34010|0201|0905550/.test(to))).toEqual([]);
  }
});
