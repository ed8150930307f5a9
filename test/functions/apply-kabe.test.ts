import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { css } from '../../shared/pages/style.ts';
import { applyingAt } from '../support/applying.ts';
import { body } from '../support/build.ts';
import { errorsIn, fieldsTo, markedIn, textOf } from '../support/forms.ts';
import { invoke } from '../support/lambda.ts';

/* What a visitor of Kabe goes through from the calendar to the receipt. */

let at: Awaited<ReturnType<typeof applyingAt>>;
beforeAll(async () => {
  at = await applyingAt('kabe', { desks: ['general'], weekdays: [3, 5] });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
});

const open = (path: string) => at.open(path);
const send: typeof at.send = (...sent) => at.send(...sent);

let people = 0;
const somebody = () => ({
  'applicant.name': '見本 花子',
  'applicant.number': `34010-${++people}`,
  'applicant.email': 'hanako@example.com',
  'applicant.phone': '090-5550-1234',
});
const agreed = { 'consent.accepted': 'true', 'consent.tools.teleoffice.accepted': 'true' };
const formAt = (startsAt: string): string =>
  `/apply?desk=general&chosen=${encodeURIComponent(`2026-03-${startsAt}:00+09:00~30`)}`;

describe('the calendar', () => {
  test('[K-6-1] begins with the very next free time, and has a column for each weekday with sessions', async () => {
    const page = await open('/openings');
    expect(textOf(page)).toContain('いちばん早い空き 3月4日（水）午後2:00〜2:30（14:00〜14:30）');
    expect([...page.matchAll(/<th scope="col">(.)/g)].map(([, weekday]) => weekday)).toEqual(['水', '金']);
    expect(page.match(/<a href="[^"]*"><b /g)).toHaveLength(7);
    expect(textOf(page)).toContain('3/20 窓口休み');
  });

  test('every time of the page leads to a form that is filled in with nothing but that time', async () => {
    const page = await open('/openings');
    const times = [...page.matchAll(/<li><a href="([^"]+)">/g)].map(([, to = '']) => to.replaceAll('&amp;', '&'));
    expect(times).toHaveLength(28);
    const filled = Object.entries(fieldsTo(await open(times[0] ?? ''), '/apply')).filter(([, value]) => value !== '');
    expect(textOf(await open(times[0] ?? ''))).toContain(' 3月4日（水）午後2:00 3月4日（水）午後2:30 ');
    expect(Object.fromEntries(filled)).toEqual({
      idempotencyKey: expect.stringMatching(/^[\w-]{43}$/),
      desk: 'general',
      'applicant.kind': 'seeker',
      'wishes.0.startsAt': '2026-03-04T14:00:00+09:00',
      'consent.terms': '2024-02-22',
      'consent.tools.teleoffice.termsUrl': kabe.tools[0]?.termsUrl,
    });
  });

  test('says of which weeks a time is the earliest, and how the weeks before are called up', async () => {
    const earliest = async (path: string) =>
      /(?:この期間で、)?いちばん早い空き [^）]+）/.exec(textOf(await open(path)))?.[0];
    expect(await earliest('/openings')).toBe('いちばん早い空き 3月4日（水）');
    expect(await earliest('/openings?from=2026-03-30')).toBe('この期間で、いちばん早い空き 4月1日（水）');
    vi.setSystemTime(Date.parse('2026-03-07T09:00:00+09:00'));
    const saturday = await open('/openings');
    expect(textOf(saturday)).toContain('いちばん早い空き 3月11日（水）');
    expect(textOf(saturday)).not.toContain('この期間で');
    // Weeks before those of the next session would be these once more.
    expect(saturday).not.toContain(' rel="prev"');
    expect(await open('/openings?from=2026-03-16')).toContain(' rel="prev"');
  });

  test('speaks of days past their deadline only where there is one', async () => {
    expect(textOf(await open('/openings'))).not.toContain('受付終了');
    vi.setSystemTime(Date.parse('2026-03-04T09:00:00+09:00'));
    expect(textOf(await open('/openings'))).toContain('「受付終了」の日をご希望のときは、お電話ください');
  });

  test('[D-4, D-3] a day past its deadline says so, with the telephone', async () => {
    vi.setSystemTime(Date.parse('2026-03-04T09:00:00+09:00'));
    const page = await open('/openings?day=2026-03-04');
    expect(textOf(page)).toContain('3/4 受付終了');
    expect(textOf(page)).toMatch(/2026年3月4日（水） ：この日の申込みは締め切りました。.*電話 082-815-8609/);
    expect(textOf(page)).toContain('申込みの締切りは、相談の前の日までです。');
  });

  test('a day whose sessions are all taken is full', async () => {
    for (const time of ['14:00', '14:30', '15:00', '15:30'])
      await invoke(at.booking, 'POST /bookings', {
        body: body(kabe, `2026-03-25T${time}:00+09:00`, { applicant: { number: `34010-${++people}` } }),
      });
    expect(textOf(await open('/openings'))).toContain('3/25 満席');
  });

  test('[D-2] weeks can be turned as far as applications are taken', async () => {
    const page = await open('/openings');
    const next = (shown: string): string =>
      / rel="next" href="([^"]+)"/.exec(shown)?.[1]?.replaceAll('&amp;', '&') ?? 'no further weeks';
    const later = await open(next(page));
    expect(later).toMatch(/ rel="prev" href="[^"]*from=2026-03-02"/);
    const last = await open(next(later));
    expect(textOf(last)).toContain('4/29 窓口休み 5/1 空き4');
    expect(next(last)).toBe('no further weeks');
    expect(textOf(await open('/openings?from=2027-01-01'))).toContain('この期間は、まだ受け付けていません');
  });

  test('[D-2] days beyond those that can be applied for say so, and the last that can be is named', async () => {
    vi.setSystemTime(Date.parse('2026-03-01T09:00:00+09:00'));
    const page = textOf(await open('/openings?from=2026-04-27'));
    expect(page).toContain('4/29 窓口休み 5/1 受付前');
    expect(page).toContain('申し込めるのは、60日先の4月30日（木）までです。その先の日は、まだ受け付けていません。');
    expect(textOf(await open('/openings'))).not.toContain('まだ受け付けて');
  });
});

test('weeks are shown from today on; the days before it are blank', async () => {
  vi.setSystemTime(Date.parse('2026-03-05T09:00:00+09:00'));
  const page = await open('/openings');
  expect(textOf(page)).toMatch(/水 曜日 金 曜日 3\/6 空き\d/);
  expect(page).toContain('<tr><td class="past"></td><td class="free">');
});

test('[D-4] a time that has passed, in a link kept for long, is not chosen without a word, nor is anybody to phone for it', async () => {
  const text = await open('/apply?chosen=2026-02-04T14:00:00%2B09:00~30');
  expect(textOf(text)).toMatch(/^入力に直す所があります｜申込み/);
  expect(textOf(text)).toContain('すでに過ぎた日時です 空いている日時を、下から選んでください。 別の日時');
  expect(textOf(text)).not.toContain('この日時をご希望のときは');
  expect(errorsIn(text)).toEqual({ 'wishes.0': '別の日時を選んでください。' });
  expect(errorsIn(await open(formAt('13T11:00')))).toEqual({});
});

test('[K-6-2, K-F-7] the form has exactly the items Kabe asks for, and what may be said besides', async () => {
  const page = await open(formAt('06T10:00'));
  const labels = [...page.matchAll(/<(?:label|legend)(?: for="[^"]*")?>([^<]*)<small class="(must|may)">/g)];
  expect(labels.map(([, label = '', need]) => `${need} ${label.trim()}`)).toEqual([
    'must 日時',
    'must 氏名',
    'must 求職番号',
    'must 連絡先メールアドレス',
    'must 電話番号',
    'may 相談の内容',
    'may 担当者の名前',
    'may 同席する方',
  ]);
  expect(textOf(page)).toContain('WEB面接の練習 選ばない');
  expect(textOf(page)).toContain('求職番号 ※必須 ハローワーク受付票に書かれています。例：12345-01234567');
  // None is `off`: a browser would not find it again on the way back.
  expect([...page.matchAll(/autocomplete="([^"]+)"/g)].map(([, token]) => token)).toEqual([
    'name',
    'on',
    'email',
    'tel',
    'on',
    'on',
  ]);
  expect(page).not.toMatch(/ required| placeholder=| disabled|type="email"|<script| style=/);
});

describe('[D-1] an application', () => {
  test('from the form is reviewed, received, and the same booking when it is sent twice or after going back', async () => {
    const fields = { ...fieldsTo(await open(formAt('06T10:00')), '/apply'), ...somebody(), ...agreed };
    const review = await send('/apply', fields);
    expect(textOf(review.text)).toContain('まだ申込みは終わっていません。');
    expect(textOf(review.text)).toContain('電話番号 090-5550-1234');
    const sent = fieldsTo(review.text, '/bookings');
    const [first, second] = await Promise.all([send('/bookings', sent), send('/bookings', sent)]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect((await send('/bookings', sent)).text).toBe(first.text);
  });

  test('[K-F-5, K-6-5, D-8] gets a receipt with reference, code, promise, and how to call off; the code is in no address', async () => {
    const { status, text } = await send('/bookings', {
      ...fieldsTo(await open(formAt('06T10:30')), '/apply'),
      ...somebody(),
      ...agreed,
    });
    expect(status).toBe(201);
    const [code = ''] = /\d{4} \d{4} \d{4} \d{4}/.exec(text) ?? [];
    expect(textOf(text)).toMatch(/予約番号 \d{4}-\d{4} 確認コード \d{4} \d{4} \d{4} \d{4}/);
    expect(textOf(text)).toContain('2026年3月5日（木）まで に、ハローワーク可部からお返事します。');
    expect(textOf(text)).toContain('お電話だけで、相談が始まるまで受け付けます。');
    expect(textOf(text)).toContain(
      'お知らせします。TeleOfficeの招待メールが meetingmanager@teleoffice.jp から届きます。',
    );
    expect(textOf(text)).toContain('受け付けた日時 2026年3月2日（月） 午前9:00');
    expect(text).toContain('<p class="print-only">このサイトのアドレス：https://office.example.com</p>');
    expect(textOf(text)).toMatch(
      /まちがいに気づいたとき .*もう一度送らないで.*お電話で.*082-815-8609(?!.*キャンセルしてから)/,
    );
    for (const [address] of text.matchAll(/(?:href|action)="[^"]*"/g)) {
      expect(address).not.toContain(code.replaceAll(' ', ''));
      expect(address).not.toContain(encodeURIComponent(code));
    }
    expect(text).not.toContain('見本 花子');
  });

  test('[K-F-5, D-4, D-5] that nobody can answer in time any more is told so before it is sent and after, and is not proposed', async () => {
    vi.setSystemTime(Date.parse('2026-03-03T23:58:00+09:00'));
    const unanswered =
      /期限までにお返事できません。 ?2026年3月4日（水） ?午前8:30から、職業相談部門（電話 082-815-8609/;
    const openings = await open('/openings');
    const [, next = ''] = /<p class="next">([\s\S]*?)<\/p>/.exec(openings) ?? [];
    expect(textOf(next)).toContain('3月6日（金）');
    expect(textOf(openings)).toMatch(
      new RegExp(`2026年3月4日（水） ?窓口の受付時間が終わっているため、${unanswered.source}`),
    );
    const review = await send('/apply', {
      ...fieldsTo(await open(formAt('04T14:00')), '/apply'),
      ...somebody(),
      ...agreed,
    });
    expect(textOf(review.text)).toMatch(unanswered);
    const receipt = textOf((await send('/bookings', fieldsTo(review.text, '/bookings'))).text);
    expect(receipt).toMatch(unanswered);
    expect(receipt).not.toContain('お返事します');
    expect(
      textOf(
        (await send('/apply', { ...fieldsTo(await open(formAt('06T11:30')), '/apply'), ...somebody(), ...agreed }))
          .text,
      ),
    ).not.toMatch(unanswered);
  });

  test('[Bad input] whose fields are missing is told so beside each of them, and at the top with links to them', async () => {
    const { status, text } = await send('/apply', fieldsTo(await open(formAt('06T11:00')), '/apply'));
    expect(status).toBe(400);
    const errors = errorsIn(text);
    expect(Object.keys(errors)).toEqual([
      'applicant.name',
      'applicant.number',
      'applicant.email',
      'applicant.phone',
      'consent.accepted',
      'consent.tools.teleoffice.accepted',
    ]);
    for (const [, id = ''] of text.matchAll(/<li><a href="#([^"]+)"/g)) expect(text).toContain(`id="${id}"`);
  });

  test('[Bad input] is told all at once, in the order of the form, also what the rules have against the rest', async () => {
    const fields = { ...fieldsTo(await open(formAt('12T10:00')), '/apply'), ...somebody(), ...agreed };
    const { status, text } = await send('/apply', { ...fields, 'applicant.phone': '12', counsellor: '見本 二郎' });
    expect([status, textOf(text)]).toEqual([400, expect.stringMatching(/^入力に直す所があります｜申込み/)]);
    expect([...text.matchAll(/<li><a href="#([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'wishes.0',
      'applicant.phone',
      'counsellor',
    ]);
    expect(errorsIn(text)['wishes.0']).toBe('この日時には相談を行っていません。別の日時を選んでください。');
    const none = await send('/apply', { ...fields, 'wishes.0.date': '', 'wishes.0.time': '' });
    expect(errorsIn(none.text)).toEqual({ 'wishes.0': '日時を選んでください。' });
  });

  test('whose time was taken meanwhile comes back with everything typed and what is free nearby, where one press chooses', async () => {
    const fields = { ...fieldsTo(await open(formAt('06T11:30')), '/apply'), ...somebody(), ...agreed };
    await invoke(at.booking, 'POST /bookings', {
      body: body(kabe, '2026-03-06T11:30:00+09:00', { applicant: { number: `34010-${++people}` } }),
    });
    const { status, text } = await send('/bookings', fields);
    expect([status, errorsIn(text)]).toEqual([409, { 'wishes.0': '別の日時を選んでください。' }]);
    expect(textOf(text)).not.toContain('第1希望');
    expect(textOf(text)).toContain('午前11:00');
    const near = [...text.matchAll(/type="radio" name="wishes.0.startsAt" value="([^"]+)"/g)].map(([, iso]) => iso);
    expect(near.map((iso) => iso?.slice(5, 16))).toContain('03-06T11:00');
    const again = fieldsTo(text, '/apply');
    for (const [name, value] of Object.entries(fields))
      if (name !== 'idempotencyKey' && name !== 'wishes.0.startsAt') expect([name, again[name]]).toEqual([name, value]);
    expect(again).toMatchObject({ 'wishes.0.date': '2026-03-06', 'wishes.0.time': '11:30' });
    // Whoever has pressed one of them can choose from the lists after all.
    expect(again['wishes.0.startsAt']).toBe('');
    const listed = await send('/apply', { ...again, 'wishes.0.date': '2026-03-13', 'wishes.0.time': '10:30' });
    expect(fieldsTo(listed.text, '/bookings')['wishes.0.startsAt']).toBe('2026-03-13T10:30:00+09:00');
    const chosen = await send('/apply', { ...again, 'wishes.0.startsAt': String(near[0]) });
    expect(chosen.status).toBe(200);
    expect(fieldsTo(chosen.text, '/bookings')['wishes.0.startsAt']).toBe(near[0]);
  });

  test.each([
    ['a time that is not held', '13T10:15', 'この日時には相談を行っていません'],
    ['a day without sessions', '12T10:00', 'この日時には相談を行っていません'],
    ['a day on which the office is closed', '20T10:00', 'この日は、窓口がお休みです'],
  ])('for %s is led to the free times below, not away from the form', async (_, startsAt, title) => {
    const { text } = await send('/apply', {
      ...fieldsTo(await open(formAt(startsAt)), '/apply'),
      ...somebody(),
      ...agreed,
    });
    expect(textOf(text)).toContain(`${title} 空いている日時を、下から選んでください。入力した内容は残っています。`);
    expect(textOf(text)).toContain('近くの空き時間');
    expect(textOf(text)).not.toContain('「予約できる時間」から');
  });

  test('for a day of last year is too late, whatever the weekday; the year is shown', async () => {
    const { text } = await send('/apply', {
      ...fieldsTo(await open('/apply?chosen=2025-03-11T10:00:00%2B09:00~30'), '/apply'),
      ...somebody(),
      ...agreed,
    });
    expect(textOf(text)).toContain('すでに過ぎた日時です');
    expect(textOf(text)).toContain('入力した内容は残っています。');
    expect(textOf(text)).toContain('2025年3月11日（火）');
  });

  test('[Bad input] has room for more than may be typed, so that too much is told, and for no more than can be received', async () => {
    const page = await open(formAt('13T10:00'));
    const room = [...page.matchAll(/ name="([^"]+)"[^>]* maxlength="(\d+)"/g)].map(([, name = '', most]) => [
      name,
      'あ'.repeat(Number(most)),
    ]);
    expect(room).toHaveLength(6);
    const { status, text } = await send('/apply', {
      ...fieldsTo(page, '/apply'),
      ...agreed,
      ...Object.fromEntries(room),
    });
    expect(status).toBe(400);
    const errors = errorsIn(text);
    expect(Object.entries(errors).filter(([, message]) => message.includes('長すぎます'))).toHaveLength(6);
    expect(errors['applicant.name']).toBe('氏名が長すぎます。60文字までにしてください。');
    expect(errors['companion']).toContain('100文字まで');
    expect(errors['applicant.phone']).toContain('090-1234-5678');
    expect(fieldsTo(text, '/apply')).toMatchObject(Object.fromEntries(room));
  });

  test('[Bad input] far too long is told so in plain words, with the way back and the telephone', async () => {
    const { status, text } = await send('/apply', { 'applicant.name': 'あ'.repeat(10_000) });
    expect(status).toBe(413);
    expect(textOf(text)).toMatch(/文章が長すぎます.*「戻る」.*082-815-8609/);
    expect(textOf(text)).not.toContain('キロバイト');
  });

  test('whose number was filled up with zeros says so on the review; a telephone number of zeros is none', async () => {
    const fields = { ...fieldsTo(await open(formAt('13T10:00')), '/apply'), ...somebody(), ...agreed };
    const short = await send('/apply', { ...fields, 'applicant.number': '３４０１０－0123456' });
    const padded = '34010-00123456 番号の桁が足りないので、0を補いました。';
    expect(textOf(short.text)).toContain(padded);
    expect(fieldsTo(short.text, '/bookings')['applicant.number']).toBe('34010-00123456');
    const rewritten = fieldsTo((await send('/apply/edit', fieldsTo(short.text, '/apply/edit'))).text, '/apply');
    expect(rewritten).toMatchObject({ ...agreed, 'applicant.number': '３４０１０－0123456' });
    expect(textOf((await send('/apply', rewritten)).text)).toContain(padded);
    const whole = await send('/apply', { ...fields, 'applicant.number': '34010 - 01234567' });
    expect([whole.status, textOf(whole.text)]).toEqual([200, expect.not.stringContaining('補いました')]);
    const zeros = await send('/apply', { ...fields, 'applicant.phone': '00000000000' });
    expect(errorsIn(zeros.text)).toEqual({ 'applicant.phone': expect.stringContaining('090-1234-5678') });
  });

  test('for a counsellor nobody knows says so beside the name', async () => {
    const fields = { ...fieldsTo(await open(formAt('13T10:00')), '/apply'), ...somebody(), ...agreed };
    const { text } = await send('/apply', { ...fields, counsellor: '見本 二郎' });
    expect(errorsIn(text)).toEqual({ counsellor: '担当者の名前を直すか、空欄にしてください。' });
    expect(fieldsTo(text, '/apply')['counsellor']).toBe('見本 二郎');
  });
});

test('a page of the way to a booking has at most 25 KB, and 60 KB with its style', async () => {
  const fields = { ...fieldsTo(await open(formAt('13T10:30')), '/apply') };
  const errors = await send('/apply', fields);
  const review = await send('/apply', { ...fields, ...somebody(), ...agreed });
  const receipt = await send('/bookings', fieldsTo(review.text, '/bookings'));
  for (const text of [
    await open('/openings'),
    await open(formAt('13T11:00')),
    errors.text,
    review.text,
    receipt.text,
  ]) {
    expect(Buffer.byteLength(text)).toBeLessThan(25_000);
    expect(Buffer.byteLength(text) + Buffer.byteLength(css)).toBeLessThan(60_000);
  }
});

test('a mail address one slip from a common one is asked about on the review, never refused, and sent as it was typed', async () => {
  const fields = { ...fieldsTo(await open(formAt('13T11:30')), '/apply'), ...somebody(), ...agreed };
  expect((await send('/apply', fields)).text).not.toContain('ではありませんか');
  const { status, text } = await send('/apply', { ...fields, 'applicant.email': 'hanako@gmial.com' });
  expect([status, textOf(text)]).toEqual([
    200,
    expect.stringMatching(/hanako@gmial\.com 「@」のうしろは、 gmail\.com ではありませんか.* 電話番号/),
  ]);
  expect(fieldsTo(text, '/bookings')['applicant.email']).toBe('hanako@gmial.com');
});

describe('[D-1, R-22] the form README has for Kabe’s own web site', () => {
  const action = 'https://kabe.example.jp/bookings';
  const example = fieldsTo(readFileSync('README.md', 'utf8'), action);
  const site = { origin: 'https://kabe-site.example.jp', 'sec-fetch-site': 'cross-site' };
  const typed = { ...example, ...somebody(), 'wishes.0.date': '2026-03-11', 'consent.accepted': 'true' };

  test('is refused from a site the office has not listed', async () => {
    expect((await send('/bookings', typed, site)).status).toBe(403);
  });

  test('is received from one it has listed, and what is wrong comes back on our form with everything typed', async () => {
    kabe.contact.formOrigins.push(site.origin);
    const wrong = { ...typed, 'applicant.number': '求職番号', 'wishes.0.date': '3月12日' };
    const { status, text } = await send('/bookings', wrong, site);
    expect([status, errorsIn(text)]).toEqual([
      400,
      {
        'wishes.0': 'この日時には相談を行っていません。別の日時を選んでください。',
        'applicant.number': expect.stringContaining('12345-01234567'),
      },
    ]);
    const again = fieldsTo(text, '/apply');
    for (const [name, value] of Object.entries(wrong))
      if (value !== '' && name !== 'consent.accepted' && !name.startsWith('wishes'))
        expect([name, again[name]]).toEqual([name, value]);
    expect(again).toMatchObject({ 'wishes.0.date': '2026-03-12', 'wishes.0.time': '14:00' });
    // Its one box was for all terms.
    expect(again['consent.tools.teleoffice.accepted']).toBe('true');
    expect(
      (await send('/apply', { ...again, 'applicant.number': '34010-1', 'wishes.0.date': '2026-03-11' })).status,
    ).toBe(200);
    const { status: refused } = await send('/bookings', { ...typed, 'wishes.0.time': '' }, site);
    expect(refused).toBe(400);

    const received = await send('/bookings', { ...typed, 'wishes.0.date': '3/11' }, site);
    expect(received.status).toBe(201);
    expect(textOf(received.text)).toContain('希望日時 2026年3月11日（水） 午後2:00〜2:30（14:00〜14:30）');

    const thursday = await send('/bookings', { ...typed, 'wishes.0.date': '3月11日（木）' }, site);
    expect(errorsIn(thursday.text)).toEqual({ 'wishes.0': '2026年3月11日は水曜日です。日を選び直してください。' });
    expect(markedIn(thursday.text)).toEqual(['wishes.0.date']);
    const unclear = await send('/bookings', { ...typed, 'wishes.0.time': '昼ごろ' }, site);
    expect(errorsIn(unclear.text)).toEqual({ 'wishes.0': '時刻として読めません。時刻を選び直してください。' });
    expect(markedIn(unclear.text)).toEqual(['wishes.0.time']);
    const unticked = await send('/bookings', { ...typed, 'consent.accepted': '' }, site);
    expect(Object.keys(errorsIn(unticked.text))).toEqual(['consent.accepted', 'consent.tools.teleoffice.accepted']);
    kabe.contact.formOrigins.pop();
  });

  test('[R-04] pressed twice is one booking with one receipt, for ten minutes; from elsewhere, or later, it is another', async () => {
    kabe.contact.formOrigins.push(site.origin);
    vi.setSystemTime(Date.parse('2026-03-02T09:09:59+09:00'));
    const twice = { ...typed, ...somebody(), 'wishes.0.date': '2026-03-18', 'wishes.0.time': '午後２時半' };
    const [first, second] = await Promise.all([send('/bookings', twice, site), send('/bookings', twice, site)]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    vi.setSystemTime(Date.now() + 9 * 60_000);
    expect((await send('/bookings', twice, site)).text).toBe(first.text);
    expect((await send('/bookings', twice, { ...site, 'user-agent': 'another' })).status).toBe(409);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await send('/bookings', twice, site)).status).toBe(409);

    // Reviewed first, it has a key of its own, which is remembered for long.
    const other = { ...twice, 'wishes.0.date': '2026-03-27', 'wishes.0.time': '10:00' };
    const [one, another] = [await send('/apply', other, site), await send('/apply', other, site)];
    const reviewed = fieldsTo(one.text, '/bookings');
    expect(reviewed['idempotencyKey']).not.toBe(fieldsTo(another.text, '/bookings')['idempotencyKey']);
    const sent = await send('/bookings', reviewed);
    expect(sent.status).toBe(201);
    vi.setSystemTime(Date.now() + 61 * 60_000);
    expect((await send('/bookings', reviewed)).text).toBe(sent.text);
    kabe.contact.formOrigins.pop();
  });
});
