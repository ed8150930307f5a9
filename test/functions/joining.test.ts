import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import ICAL from 'ical.js';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Joined, Receipt, Status } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { type Following, following, refusedBy, standAt, travel } from '../support/following.ts';
import { errorsIn, textOf } from '../support/forms.ts';
import { type Answer, FORM, form, invoke } from '../support/lambda.ts';
import { addressesIn } from '../support/pages.ts';
import { contradictions, rowsIn } from '../support/rows.ts';

/* A booking opened by its code or by a letter's link, at Aomori; sessions on Tuesday 10 March, looked at from Monday the 2nd. */

const MONDAY = '2026-03-02T09:00:00+09:00';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1';
const LINK = /https:\/\/office\.example\.com(\/bookings\/(\d{4}-\d{4})\/([\w-]{43}))\b/;

let office: Following;
beforeAll(async () => {
  standAt(MONDAY);
  office = await following('aomori');
  // As many as there are people here, who all come at the same time.
  for (let lane = 1; lane <= 60; lane++)
    await office.staff(`PUT /staff/counsellors/c${lane}`, { name: `見本 ${lane}`, desks: ['general', 'mothers'] });
});
beforeEach(() => {
  travel(MONDAY);
  office.heal();
});

const ask = (request: string, fields?: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
  invoke(office.at.joining, request, {
    headers: { ...(fields ? FORM : { accept: 'text/html' }), ...headers },
    ...(fields && { body: form(fields) }),
  });

let people = 0;
type Made = { readonly reference: string; readonly code: string; readonly email: string };
/** Somebody nobody has met applies by form, for 14:00 on the 10th. */
const applied = async (more: Record<string, unknown> = {}): Promise<Made> => {
  people++;
  const email = `person-${people}@example.com`;
  const sent = body(aomori, '2026-03-10T14:00:00+09:00', { applicant: { number: `02010-${people}`, email }, ...more });
  const { reference, code } = Receipt.parse((await invoke(office.at.booking, 'POST /bookings', { body: sent })).json);
  return { reference, code, email };
};
const act = (made: Made, what: string, sent: object = {}) =>
  office.staff(`POST /staff/bookings/${made.reference}/${what}`, sent);

/** The path of the link in the letters to an address, the latest first. */
const linksTo = async (email: string): Promise<string[]> =>
  (await office.letters())
    .filter(({ to }) => to === email)
    .flatMap(({ text }) => LINK.exec(text ?? '')?.[1] ?? [])
    .toReversed();
const tokenOf = (path: string): string => path.split('/').at(-1) ?? '';

/** The same, confirmed and invited: with the link of the invitation. */
let meetings = 12345678900;
const invited = async (tool: 'teleoffice' | 'zoom' = 'teleoffice', more: Record<string, unknown> = {}) => {
  const made = await applied(more);
  await act(made, 'confirmation', { tool });
  const id = String(++meetings);
  const zoom = { url: `https://zoom.us/j/${id}`, id, passcode: 'abc123' };
  await act(made, 'meeting', tool === 'zoom' ? zoom : { invited: true });
  await office.drain();
  const [path = ''] = await linksTo(made.email);
  return { ...made, path, token: tokenOf(path), id };
};
/** Confirmed, and no meeting made. */
const settled = async (): Promise<Made> => {
  const made = await applied();
  await act(made, 'confirmation', { tool: 'teleoffice' });
  return made;
};
const stateOf = async ({ reference }: Made) =>
  (await invoke(office.at.staff, `GET /staff/bookings/${reference}`, { staff: 'demo-staff' })).json;
const usesOf = async ({ reference }: Made) =>
  (await rowsIn(office.table)).filter(({ pk, sk }) => pk === `BOOKING#${reference}` && String(sk).startsWith('USE#'));

describe('the link of a letter', () => {
  test('[D-9, R-18] opens the booking, again and again, and opening it writes nothing', async () => {
    const made = await invited();
    const before = await rowsIn(office.table);
    for (const accept of ['text/html', 'application/json', '*/*'])
      expect((await ask(`GET ${made.path}`, undefined, { accept })).status).toBe(200);
    const { text, headers } = await ask(`GET ${made.path}`);
    expect(textOf(text)).toContain('予約が決まっています');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(await rowsIn(office.table)).toEqual(before);
  });

  test.each(['。', '%E3%80%82', '）', '.', '>'])('with “%s” behind it opens the booking all the same', async (more) => {
    const made = await invited();
    const { status, text } = await ask(`GET ${made.path}${more}`);
    expect([status, textOf(text)]).toEqual([200, expect.stringContaining('予約が決まっています')]);
    expect(text).toContain(`name="code" value="${made.token}"`);
  });

  test('[D-9] comes with no letter before staff have confirmed', async () => {
    const made = await applied();
    await office.drain();
    expect((await office.letters()).filter(({ to }) => to === made.email).map(({ notice }) => notice)).toEqual([
      'receipt',
    ]);
    expect(await linksTo(made.email)).toEqual([]);
    expect(JSON.stringify(await office.at.bookings.history(made.reference as never))).not.toContain('opens');
  });

  test('[R-19] is nowhere in the table, and nothing that is there opens anything', async () => {
    const made = await invited();
    const rows = await rowsIn(office.table);
    const dump = JSON.stringify(rows);
    expect(made.token).toMatch(/^[\w-]{43}$/);
    expect(dump).not.toContain(made.token);
    const stored = rows.flatMap(({ pk, opens }) =>
      pk === `BOOKING#${made.reference}` && Array.isArray(opens) ? opens : [],
    );
    expect(stored).toHaveLength(1);
    for (const hash of stored) expect((await ask(`GET /bookings/${made.reference}/${hash}`)).status).toBe(404);
  });

  test('[R-20] is in no line of log, whichever way it is used', async () => {
    const made = await invited();
    const lines: string[] = [];
    const spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0),
      ...(['log', 'error', 'warn'] as const).map((level) =>
        vi
          .spyOn(console, level)
          .mockImplementation((...said: unknown[]) => void lines.push(said.map(String).join(' '))),
      ),
    ];
    const accept = { accept: 'text/html' };
    const routeKey = 'GET /bookings/{reference}/{token}';
    await invoke(office.at.joining, `GET ${made.path}`, { headers: accept, routeKey });
    await invoke(office.at.joining, `GET ${made.path.slice(0, -1)}`, { headers: accept, routeKey });
    for (const request of [
      `POST /bookings/${made.reference}/cancellation/review`,
      `POST /bookings/${made.reference}/calendar`,
      `POST /join/${made.reference}`,
    ])
      await ask(request, { code: made.token }, { 'user-agent': IPHONE });
    await ask('POST /bookings/status', { reference: made.reference, code: made.token });
    for (const spy of spies) spy.mockRestore();
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.includes(made.token.slice(0, 20)) || line.includes('iPhone'))).toEqual([]);
  });

  test('[R-21] that opens nothing is answered alike whether or not there is such a booking, with the way by reference and code', async () => {
    const made = await invited();
    const wrong = await ask(`GET /bookings/${made.reference}/${'A'.repeat(43)}`);
    const none = await ask(`GET /bookings/9999-9998/${'A'.repeat(43)}`);
    const cut = await ask(`GET ${made.path.slice(0, -1)}`);
    expect([wrong.status, none.status, cut.status]).toEqual([404, 404, 404]);
    expect([none.text.replaceAll('9999-9998', made.reference), none.headers]).toEqual([wrong.text, wrong.headers]);
    expect(cut.text).toBe(wrong.text.replace(/<form class="switch"[\s\S]*?<\/form>/, ''));
    expect(wrong.text).toContain(`value="${made.reference}"`);
    expect(textOf(wrong.text)).toMatch(/このURLでは、予約を開けませんでした.*確認コード.*017-776-1561/);
    const data = await ask(`GET /bookings/${made.reference}/${'A'.repeat(43)}`, undefined, {
      accept: 'application/json',
    });
    expect(data.json.type).toBe('booking-not-found');
  });

  test('[R-27] opens no other booking', async () => {
    const [one, other] = [await invited(), await invited()];
    expect((await ask(`GET /bookings/${other.reference}/${one.token}`)).status).toBe(404);
  });

  test('each letter has its own, and the earlier ones go on opening it', async () => {
    const made = await invited();
    await act(made, 'resend');
    await office.drain();
    const paths = await linksTo(made.email);
    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect((await ask(`GET ${path}`)).status).toBe(200);
  });

  test('[R-09] of a letter that SES may have taken opens the booking, also after the letter was sent once more', async () => {
    const made = await applied();
    await office.drain();
    office.heal();
    office.ses.on(SendRawEmailCommand).rejectsOnce(refusedBy('TimeoutError')).resolves({ MessageId: 'taken' });
    await act(made, 'confirmation');
    await office.drain();
    travel('2026-03-02T09:20:00+09:00');
    await office.at.sweep({});
    const paths = await linksTo(made.email);
    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect([path, (await ask(`GET ${path}`)).status]).toEqual([path, 200]);
  });

  test('[R-09] of a letter that SES refused makes way for the next, however often', async () => {
    const made = await applied();
    await office.drain();
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('MessageRejected', 400));
    await act(made, 'confirmation');
    for (let minute = 10; minute < 60; minute += 5) {
      travel(`2026-03-02T09:${minute}:00+09:00`);
      await office.at.sweep({});
    }
    office.ses.on(SendRawEmailCommand).resolves({ MessageId: 'taken' });
    travel('2026-03-02T10:00:00+09:00');
    await office.at.sweep({});
    const [path = ''] = await linksTo(made.email);
    expect((await ask(`GET ${path}`)).status).toBe(200);
    const kept = (await office.at.bookings.history(made.reference as never)).flatMap(({ opens }) => opens ?? []);
    expect(kept).toHaveLength(1);
  });

  test('[D-9] to an address that has been put right since opens nothing any more; that of the next letter does', async () => {
    const made = await invited();
    await act(made, 'contact-details', { email: `corrected-${made.email}` });
    expect((await ask(`GET ${made.path}`)).status).toBe(404);
    expect((await ask('POST /bookings/status', { reference: made.reference, code: made.token })).status).toBe(404);
    await act(made, 'resend');
    await office.drain();
    const [path = ''] = await linksTo(`corrected-${made.email}`);
    expect([(await ask(`GET ${path}`)).status, (await ask(`GET ${made.path}`)).status]).toEqual([200, 404]);
    // The code was shown to the applicant, whatever the address.
    expect((await ask('POST /bookings/status', { reference: made.reference, code: made.code })).status).toBe(200);
  });

  test('of a letter still to be sent when the address was put right goes to the new address, and opens it', async () => {
    const made = await applied();
    await office.drain();
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('MessageRejected', 400));
    await act(made, 'confirmation');
    await office.drain();
    await act(made, 'contact-details', { email: `late-${made.email}` });
    office.heal();
    travel('2026-03-02T09:30:00+09:00');
    await office.at.sweep({});
    const [path = ''] = await linksTo(`late-${made.email}`);
    expect((await ask(`GET ${path}`)).status).toBe(200);
  });
});

describe('the page of the booking', () => {
  test('is asked for by reference and code; a reference in the address is filled in, nothing else', async () => {
    const blank = await ask('GET /bookings');
    expect(textOf(blank.text)).toMatch(/予約番号 ※必須.*確認コード ※必須/);
    expect((await ask('GET /bookings/12345678')).text).toContain('value="1234-5678"');
    expect((await ask('GET /bookings/status')).text).toContain('id="reference" name="reference"');
    expect((await ask('GET /bookings/status')).text).not.toContain('value="status"');
    expect((await ask('GET /join/1234-5678')).text).toContain('value="1234-5678"');
  });

  test.each([
    ['nothing filled in', { reference: '', code: '' }, 400, '確認コードを書いてください'],
    ['a wrong code', { reference: '1234-5678', code: '0000 0000 0000 0000' }, 404, '予約が見つかりません'],
    ['no number', { reference: 'あああ', code: '0000 0000 0000 0000' }, 400, '受付の画面に書かれた8桁の数字'],
    ['no code', { reference: '1234-5678', code: 'abc' }, 400, '受付の画面に書かれた16桁の数字'],
  ])('[Bad input] with %s is asked for again, with what was typed', async (_, typed, status, said) => {
    const answer = await ask('POST /bookings/status', typed);
    expect([answer.status, textOf(answer.text)]).toEqual([status, expect.stringContaining(said)]);
    for (const value of Object.values(typed)) expect(answer.text).toContain(`value="${value}"`);
    expect(Object.keys(errorsIn(answer.text)).length > 0).toBe(status === 400);
    // Where both stand is said once.
    expect(answer.text.match(/どちらも/g)).toHaveLength(1);
  });

  test('[R-20] tells nobody whose booking it is, and carries what opened it in no address', async () => {
    const made = await invited('zoom', { companion: '手話通訳の方', counsellor: 'c60' });
    travel('2026-03-10T13:50:00+09:00');
    for (const secret of [made.code, made.token]) {
      const pages = [
        await ask('POST /bookings/status', { reference: made.reference, code: secret }),
        await ask(`POST /join/${made.reference}`, { code: secret }),
      ];
      for (const { status, text } of pages) {
        expect(status).toBe(200);
        for (const own of ['見本', made.email, '02010-', '090-5550', '0905550', '手話'])
          expect(text).not.toContain(own);
        expect(addressesIn(text).join(' ')).not.toContain(secret);
        expect(text).not.toMatch(/<script|style="/);
      }
    }
  });

  test.each([
    [
      'an application',
      applied,
      MONDAY,
      /仮予約です.*お返事をお待ちください.*第1希望.*2026年3月10日（火） 午後2:00〜2:40.*この申込みをキャンセルする/,
    ],
    [
      'one whose promise is broken',
      applied,
      '2026-03-04T00:00:00+09:00',
      /お返事が遅れています.*お電話ください.*017-776-1561/,
    ],
    [
      'one that has lapsed, its session still ahead',
      applied,
      '2026-03-09T00:00:00+09:00',
      /仮予約の期限が過ぎました.*お受けできるかを、お電話でお答えします。2026年3月9日（月） 午前8:30から(?!.*もう一度申し込む)/,
    ],
    [
      'one that has lapsed',
      applied,
      '2026-03-10T14:00:00+09:00',
      /仮予約の期限が過ぎました.*お電話ください。もう一度申し込む/,
    ],
    [
      'a session to come',
      invited,
      MONDAY,
      /予約が決まっています.*2026年3月10日（火） 午後2:00〜2:40.*2026年3月10日（火） ?午後1:45（13:45） ?から.*カレンダー/,
    ],
    ['a session on its day', invited, '2026-03-10T09:00:00+09:00', /今日の ?午後1:45（13:45） ?から.*新しい状態を見る/],
    [
      'one that can be entered',
      invited,
      '2026-03-10T13:45:00+09:00',
      /今、参加できます.*始まるのは、午後2:00（14:00）です。担当者は、開始の時刻に入ります。(?!.*お待ちしています).*参加する.*開始から10分たってもご連絡がないとき/,
    ],
    [
      'one that has begun',
      invited,
      '2026-03-10T14:00:00+09:00',
      /相談が始まりました 午後2:00（14:00）に始まりました.*参加する.*開始から10分たってもご連絡がないとき/,
    ],
    [
      'one whose meeting staff have not made',
      settled,
      '2026-03-10T13:45:00+09:00',
      /招待メールを準備しています 始まるのは、午後2:00.*来たことが、窓口に伝わります.*参加する/,
    ],
    [
      'one whose meeting staff have not made by its start',
      settled,
      '2026-03-10T14:00:00+09:00',
      /ご案内ができていません 午後2:00.*すぐにお電話ください。 電話 017-776-1561(?!.*(?:準備しています|キャンセルとして扱います))/,
    ],
    [
      'one whose meeting staff have never made',
      settled,
      '2026-03-10T14:40:00+09:00',
      /相談の時間は終わりました 入室のご案内ができず、申し訳ありません.*電話 017-776-1561(?!.*ご利用ありがとう)/,
    ],
    [
      'one nobody came to, while it would last',
      invited,
      '2026-03-10T14:10:00+09:00',
      /キャンセルとして扱いました.*開始から10分.*今から参加したいときは、すぐにお電話ください.*017-776-1561/,
    ],
    [
      'one nobody came to, afterwards',
      invited,
      '2026-03-10T14:40:00+09:00',
      /キャンセルとして扱いました(?!.*今から).*017-776-1561/,
    ],
  ] as const)('says how %s stands', async (_, make, at, said) => {
    const made = await make();
    travel(at);
    const { text } = await ask('POST /bookings/status', { reference: made.reference, code: made.code });
    expect(textOf(text)).toMatch(said);
  });

  test('[K-F-4] says, once one has joined, that the contact is there, and leads in again', async () => {
    const made = await invited();
    travel('2026-03-10T13:50:00+09:00');
    const { text } = await ask(`POST /join/${made.reference}`, { code: made.code });
    expect(textOf(text)).toMatch(/担当者は、開始の時刻に入ります。そのままお待ちください/);
    const said = textOf((await ask('POST /bookings/status', { reference: made.reference, code: made.code })).text);
    expect(said).toMatch(
      /ご連絡を受け付けました 午後1:50（13:50）に、参加のご連絡を受け付けました。 始まるのは、午後2:00.*もう一度参加する/,
    );
    expect(said).not.toContain(' 参加する ');
  });

  test('[A-6-5] says of a moved session that it was moved, and from when', async () => {
    const made = await invited();
    await act(made, 'move', {
      session: { startsAt: '2026-03-11T14:00:00+09:00', minutes: 40 },
      reason: 'counsellor-absent',
    });
    const said = textOf((await ask('POST /bookings/status', { reference: made.reference, code: made.code })).text);
    expect(said).toMatch(
      /予約が決まっています.*日時が変わりました。前は、 ?2026年3月10日（火） ?午後2:00（14:00）でした。/,
    );
  });

  test('[K-6-5, A-6-4] threatens nobody with the end of a session who has been in touch', async () => {
    const made = await invited();
    travel('2026-03-10T13:45:00+09:00');
    await ask(`POST /join/${made.reference}`, { code: made.code });
    travel('2026-03-10T14:12:00+09:00');
    const said = textOf((await ask('POST /bookings/status', { reference: made.reference, code: made.code })).text);
    expect(said).toMatch(
      /相談が始まりました.*午後1:45（13:45）に、参加のご連絡を受け付けました.*もう一度参加する.*入室できないときは、すぐにお電話ください/,
    );
    expect(said).not.toMatch(/始まるのは|キャンセルとして/);
  });

  test('[K-F-4, K-F-6, K-3, A-3, K-12-2…5, A-12-2…5] says before a session what to have ready', async () => {
    const { reference, code } = await invited();
    const said = textOf((await ask('POST /bookings/status', { reference, code })).text);
    for (const one of [
      'カメラとマイク',
      'アプリかブラウザを、最新に',
      'アカウントの登録はいりません',
      'OSも最新に',
      'ファイアウォール',
      '通信量に上限のない',
      '利用は無料',
      '費用は、ご自身の負担',
      '電源',
      '静かで、まわりに人がいない',
      '通訳や介助',
      'お名前とメールアドレス',
      '録画や録音は、どんな方法でも',
      '開始の5分前まで',
    ])
      expect(said).toContain(one);
  });

  test('[D-11, K-13, A-13] tells of terms to come, and once they are in force offers to agree to them', async () => {
    const made = await invited();
    const articles = [{ article: '1', heading: '見本', text: ['これは見本の文章です。'] }];
    const [terms] = aomori.terms;
    await office.staff('POST /staff/terms', { ...terms, version: 'next', effectiveFrom: '2026-03-05', articles });
    const page = async () => (await ask('POST /bookings/status', { reference: made.reference, code: made.token })).text;
    expect(addressesIn(await page())).toContain('/terms/next');
    travel('2026-03-05T00:00:00+09:00');
    const { text } = await ask(`GET ${made.path}`);
    expect(textOf(text)).toContain('利用規約が新しくなりました');
    expect(addressesIn(text)).toContain(`/bookings/${made.reference}/terms`);
    const led = await invoke(office.at.consent, `POST /bookings/${made.reference}/terms`, {
      headers: FORM,
      body: form({ code: made.token }),
    });
    expect([led.status, textOf(led.text)]).toEqual([200, expect.stringContaining('同意')]);
  });

  test('leads to the next application with nothing filled in', async () => {
    const { reference, code } = await invited();
    const { text } = await ask('POST /bookings/status', { reference, code });
    expect(addressesIn(text)).toContain('/openings');
    expect(text).not.toMatch(/href="\/(?:apply|openings)\?/);
  });

  test('for programs says when it can be entered', async () => {
    const { reference, code } = await invited();
    const { json } = await invoke(office.at.joining, `GET /bookings/${reference}`, {
      headers: { 'booking-code': code },
    });
    expect(Status.parse(json)).toMatchObject({
      state: 'confirmed',
      cancellable: true,
      joining: { from: '2026-03-10T13:45:00+09:00', until: '2026-03-10T14:40:00+09:00' },
    });
  });
});

describe('calling off', () => {
  test.each([
    ['the code', 'web', ({ code }: { code: string }) => code],
    ['a letter’s link', 'mail', ({ token }: { token: string }) => token],
  ])(
    '[A-6-4, D-8] by %s counts as by %s, and asks once more before anything is stored',
    async (_, channel, secretOf) => {
      const made = await invited();
      const secret = secretOf(made);
      travel('2026-03-09T23:59:59.999+09:00');
      const before = await rowsIn(office.table);
      const review = await ask(`POST /bookings/${made.reference}/cancellation/review`, { code: secret });
      expect(textOf(review.text)).toMatch(/予約をキャンセルしますか.*2026年3月10日/);
      expect(addressesIn(review.text)).toContain(`/bookings/${made.reference}/cancellation`);
      expect(await rowsIn(office.table)).toEqual(before);
      const done = await invoke(office.at.cancellation, `POST /bookings/${made.reference}/cancellation`, {
        headers: FORM,
        body: form({ code: secret }),
      });
      expect([done.status, textOf(done.text)]).toEqual([
        200,
        expect.stringMatching(/キャンセルしました(?!.*覚えがない)/),
      ]);
      const { state, history } = await stateOf(made);
      expect([state, history.at(-1).act, history.at(-1).channel]).toEqual(['cancelled', 'cancelled', channel]);
      expect(contradictions(await rowsIn(office.table)).filter((one) => one.includes(made.reference))).toEqual([]);
    },
  );

  test('an application says that it was taken back, also when pressed twice; looked at later, how it stands', async () => {
    const made = await applied();
    const pressed = () =>
      invoke(office.at.cancellation, `POST /bookings/${made.reference}/cancellation`, {
        headers: FORM,
        body: form({ code: made.code }),
      });
    for (const { text } of [await pressed(), await pressed()])
      expect(textOf(text)).toContain('申込みをキャンセルしました');
    const later = await ask('POST /bookings/status', { reference: made.reference, code: made.code });
    expect(textOf(later.text)).toContain('申込みはキャンセルされています');
  });

  test('nobody is told that they called off what the office did', async () => {
    const made = await invited();
    await act(made, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    const { text } = await invoke(office.at.cancellation, `POST /bookings/${made.reference}/cancellation`, {
      headers: FORM,
      body: form({ code: made.code }),
    });
    expect(textOf(text)).toMatch(/キャンセルされています.*ハローワーク青森からキャンセルさせていただきました/);
  });

  test('[A-6-4, D-8] on the day is refused on the page before it is asked, with the phone number', async () => {
    const made = await invited();
    travel('2026-03-10T00:00:00.000+09:00');
    for (const secret of [made.code, made.token]) {
      const page = await ask('POST /bookings/status', { reference: made.reference, code: secret });
      expect(textOf(page.text)).toContain('相談の当日のため、このページでは、受け付けられません');
      expect(addressesIn(page.text).filter((to) => to.includes('cancellation'))).toEqual([]);
      const review = await ask(`POST /bookings/${made.reference}/cancellation/review`, { code: secret });
      expect([review.status, review.text]).toEqual([409, expect.stringContaining('017-776-1561')]);
    }
  });
});

describe('the calendar file', () => {
  test('[K-6-3, A-6-3] of a session is the one that came with the letter', async () => {
    const made = await invited('zoom');
    const answer = await ask(`POST /bookings/${made.reference}/calendar`, { code: made.token });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'content-disposition': 'attachment; filename="soudan.ics"',
      'cache-control': 'no-store',
    });
    const event = new ICAL.Component(ICAL.parse(answer.text)).getFirstSubcomponent('vevent');
    const value = (name: string) => String(event?.getFirstPropertyValue(name));
    expect([value('uid'), value('sequence'), value('url')]).toEqual([
      `${made.reference}@aomori.madoguchi`,
      '1',
      `https://zoom.us/j/${made.id}`,
    ]);
    expect(answer.text).not.toContain(made.token);
    expect(answer.text).not.toContain('見本');
  });

  test('is there for a confirmed session only', async () => {
    const { reference, code } = await applied();
    const { status, json } = await ask(
      `POST /bookings/${reference}/calendar`,
      { code },
      { accept: 'application/json' },
    );
    expect([status, json.type]).toEqual([409, 'not-possible-now']);
  });
});

describe('coming in', () => {
  const press = (made: Made, secret = made.code, headers: Record<string, string> = { 'user-agent': IPHONE }) =>
    ask(`POST /join/${made.reference}`, { code: secret }, headers);

  test.each(['code', 'token'] as const)(
    '[K-7-1, A-7-1, D-10] with the %s records the use and, once, the sign of contact, and keeps nothing else of the device',
    async (which) => {
      const made = await invited();
      travel('2026-03-10T13:50:00.000+09:00');
      expect((await press(made, made[which])).status).toBe(200);
      travel('2026-03-10T13:50:00.001+09:00');
      expect((await press(made, made[which], { 'user-agent': 'Windows NT 10.0' })).status).toBe(200);
      const { history, signs } = await stateOf(made);
      expect(signs).toEqual([{ sign: 'joined', at: '2026-03-10T13:50:00+09:00' }]);
      expect(history.filter(({ act }: { act: string }) => act === 'in-touch')).toMatchObject([
        { actor: { kind: 'applicant' }, channel: 'web' },
      ]);
      const expires = Date.parse('2026-06-08T13:50:00+09:00') / 1000;
      const uses = (await usesOf(made)).map(({ pk: _pk, sk: _sk, ...rest }) => rest);
      expect(uses.toSorted((a, b) => Date.parse(String(a['at'])) - Date.parse(String(b['at'])))).toEqual([
        { at: '2026-03-10T13:50:00+09:00', device: 'iphone', expires },
        { at: '2026-03-10T13:50:00.001+09:00', device: 'windows', expires },
      ]);
      travel('2026-03-10T14:10:00+09:00');
      expect((await stateOf(made)).state).toBe('confirmed');
    },
  );

  test('pressed many times at once is one sign of contact, and every press is answered', async () => {
    const made = await invited();
    travel('2026-03-10T13:50:00+09:00');
    const answers = await Promise.all(Array.from({ length: 3 }, () => press(made)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await stateOf(made)).signs).toHaveLength(1);
    expect(await usesOf(made)).toHaveLength(3);
    expect(contradictions(await rowsIn(office.table)).filter((one) => one.includes(made.reference))).toEqual([]);
  });

  test('[A-6-3, K-F-4] leads on to Zoom by its address, with meeting ID and passcode to type', async () => {
    const made = await invited('zoom');
    travel('2026-03-10T13:50:00+09:00');
    const { text } = await press(made);
    expect(text).toContain(`href="https://zoom.us/j/${made.id}" rel="noopener noreferrer"`);
    expect(textOf(text)).toMatch(/ミーティングID 123 4567 \d{4} パスコード abc123/);
    const { json } = await press(made, made.code, { accept: 'application/json' });
    expect(Joined.parse(json).meeting).toEqual({
      state: 'ready',
      url: `https://zoom.us/j/${made.id}`,
      id: made.id,
      passcode: 'abc123',
    });
  });

  test.each([
    [
      'its address',
      { url: 'https://teleoffice.jp/guest/abc' },
      /TeleOfficeを開いて入室する.*お名前とメールアドレスを入れると/,
    ],
    [
      'only the word that it has invited',
      { invited: true },
      /招待メールを開いて.*TeleOffice の meetingmanager@teleoffice.jp.*お名前とメールアドレス/,
    ],
  ])('[K-F-3, K-F-4] leads on to TeleOffice where staff have entered %s', async (_, meeting, said) => {
    const made = await invited();
    await act(made, 'meeting', meeting);
    travel('2026-03-10T13:50:00+09:00');
    expect(textOf((await press(made)).text)).toMatch(said);
  });

  test('[D-10] is recorded although no meeting is made yet, and asks to press again', async () => {
    const made = await applied();
    await act(made, 'confirmation', { tool: 'zoom' });
    await office.drain();
    travel('2026-03-10T13:50:00+09:00');
    const { status, text } = await press(made);
    expect(status).toBe(200);
    expect(textOf(text)).toMatch(/部屋を準備しています.*1分ほど待って.*017-776-1561.*もう一度参加する/);
    expect(addressesIn(text)).toContain(`/join/${made.reference}`);
    expect((await stateOf(made)).signs).toMatchObject([{ sign: 'joined' }]);
  });

  test('[K-F-3, K-F-4] says of a TeleOffice not yet made ready one thing: the invitation comes, and is waited for', async () => {
    const made = await applied();
    await act(made, 'confirmation', { tool: 'teleoffice' });
    await office.drain();
    travel('2026-03-10T13:50:00+09:00');
    const said = textOf((await press(made)).text);
    expect(said).toMatch(
      /招待メールを準備しています.*TeleOfficeから招待メールが届きます（差出人は meetingmanager@teleoffice.jp ?）.*そのメールのURLから入室.*1分ほど待って.*開始の時刻になっても.*017-776-1561.*もう一度参加する/,
    );
    expect(said).not.toMatch(/届いた招待メールを開いて|届いていないとき/);
    travel('2026-03-10T14:01:00+09:00');
    const late = textOf((await press(made)).text);
    expect(late).toMatch(/開始の時刻を過ぎています。すぐにお電話ください/);
    expect(late).not.toMatch(/開始の時刻になっても|準備しています|まもなく/);
  });

  test.each([
    ['before the door opens', '2026-03-10T13:44:59.999+09:00', /予約が決まっています.*午後1:45（13:45） ?から/],
    ['ten silent minutes in', '2026-03-10T14:10:00.000+09:00', /キャンセルとして扱いました.*017-776-1561/],
  ])('[K-6-5, A-6-4] is refused %s, with how the booking stands, and records nothing', async (_, at, said) => {
    const made = await invited();
    travel(at);
    const { status, text } = await press(made);
    expect([status, textOf(text)]).toEqual([409, expect.stringMatching(said)]);
    expect(await usesOf(made)).toEqual([]);
    expect((await press(made, made.code, { accept: 'application/json' })).json.type).toBe('not-possible-now');
  });

  test('after the end of a session somebody was in touch about gives the phone number', async () => {
    const made = await invited();
    await act(made, 'contact', { sign: 'called' });
    travel('2026-03-10T14:40:00+09:00');
    const { status, text } = await press(made);
    expect([status, textOf(text)]).toEqual([409, expect.stringMatching(/相談の時間は終わりました.*お電話ください/)]);
  });

  test('[R-21] with a wrong code, or of no booking, is answered alike', async () => {
    const made = await invited();
    travel('2026-03-10T13:50:00+09:00');
    const wrong = await press(made, '0000 0000 0000 0000');
    const none = await press({ ...made, reference: '9999-9998' });
    expect([wrong.status, none.status]).toEqual([404, 404]);
    expect([none.text, none.headers]).toEqual([wrong.text, wrong.headers]);
    expect(await usesOf(made)).toEqual([]);
  });

  test('[K-7-2, A-7-2] shows staff the sign of contact, and no figure says anything of devices', async () => {
    const made = await invited();
    travel('2026-03-10T13:50:00+09:00');
    await press(made);
    const read = async (path: string) =>
      (await invoke(office.at.staff, `GET ${path}`, { staff: 'demo-staff', headers: { accept: 'text/html' } })).text;
    const today = await read('/staff/today?date=2026-03-10');
    expect(textOf(today)).toContain('13:50 入室');
    expect(textOf(await read(`/staff/bookings/${made.reference}`))).toContain('13:50 入室');
    const { handler } = await import('../../functions/figures/index.ts');
    const figures = await invoke(handler, 'GET /staff/figures?from=2026-03&to=2026-03', { staff: 'demo-staff' });
    expect(figures.status).toBe(200);
    expect(figures.text).not.toMatch(/iphone|ipad|android|device/i);
    expect(today).not.toMatch(/iphone/i);
  });
});
