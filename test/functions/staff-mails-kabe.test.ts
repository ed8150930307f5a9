import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { browserOf, fieldsOf } from '../support/console.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { filled, mailOf } from '../support/mails.ts';
import { rowsIn } from '../support/rows.ts';

/* Mails as staff see them at Kabe: the list, each mail's page, the booking made of it, the answer. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
let here: ReturnType<typeof browserOf>;
let other: ReturnType<typeof browserOf>;
beforeAll(async () => {
  standAt(NOW);
  office = await following('kabe');
  here = browserOf(office);
  other = browserOf(office, 'other-staff');
  for (const [id, name] of [
    ['a', '見本 一郎'],
    ['b', '試験 二郎'],
  ])
    await office.staff(`PUT /staff/counsellors/${id}`, { name, desks: ['general'] });
});
beforeEach(() => {
  standAt(NOW);
  office.heal();
});

let people = 0;
const someone = () => {
  people++;
  return { number: `34110-${String(people).padStart(8, '0')}`, email: `person-${people}@example.jp` };
};
/** Nobody has a namesake, unless a test says so. */
const nameOf = ({ number }: Person): string => {
  const count = Number(number.slice(-2));
  return `山田 ${'一二三四五六七八九'[count % 9]}${'郎平美子代'[Math.floor(count / 9) % 5]}`;
};
type Person = ReturnType<typeof someone>;
type Items = Parameters<typeof filled>[0];
const arrive = async (
  { number, email }: Person,
  wish: string,
  items: Items = {},
  more?: Parameters<Following['arrive']>[1],
) => {
  const name = `①${nameOf({ number, email })}`;
  const raw = mailOf(filled({ name, number: `②${number}`, email: `④${email}`, wish: `③${wish}`, ...items }), {
    from: email,
    headers: [`Message-ID: <${Math.random()}@example.jp>`],
  });
  const mail = await office.arrive(raw, more);
  if (!mail) throw new Error('nothing arrived');
  return mail;
};
const writing = async (email: string, text: string, subject = '相談について') => {
  const mail = await office.arrive(
    mailOf(text, { from: email, subject, headers: [`Message-ID: <${Math.random()}@example.jp>`] }),
  );
  if (!mail) throw new Error('nothing arrived');
  return mail;
};
const onPhone = (person: Person, startsAt: string) =>
  office.staff('POST /staff/bookings', {
    channel: 'phone',
    applicant: { kind: 'seeker', name: nameOf(person), number: person.number },
    wishes: [{ startsAt }],
  });
const pageOf = (id: string) => `/staff/mails/${id}`;
const formOf = async (id: string) => fieldsOf((await here.get(pageOf(id))).text, `${pageOf(id)}/booking`);
const book = (id: string, fields: Record<string, string>, by = here) => by.post(`${pageOf(id)}/booking`, fields);
const shown = (reference: string) => office.staff(`GET /staff/bookings/${reference}`);
const referenceIn = (location: unknown) => /\d{4}-\d{4}/.exec(String(location))?.[0] ?? '';

describe('the list of mails', () => {
  test('names those that wait, the oldest first, with why and since when; what they say stands on their own pages only', async () => {
    const [first, second] = [someone(), someone()];
    await arrive(first, '3月11日（木）14:00～14:30', { name: '①見本 曜子' });
    travel('2026-03-02T11:30:00+09:00');
    await writing(second.email, '駐車場は、ありますか。', '駐車場のこと');
    const { text } = await here.get('/staff/mails');
    expect(text).toContain('日付と曜日が合いません');
    expect(text).toContain('質問や、そのほかのメールです');
    expect(text).toContain('2時間前');
    expect(text.indexOf(first.email)).toBeGreaterThan(0);
    expect(text.indexOf(first.email)).toBeLessThan(text.indexOf(second.email));
    for (const said of ['曜子', '駐車場', first.number]) expect(text).not.toContain(said);
  });

  test('of all mails says what became of each, the newest first, with its booking', async () => {
    const mail = await arrive(someone(), '3月18日（水）14:00～14:30');
    travel('2026-03-02T10:00:00+09:00');
    const asked = await writing(someone().email, '持ち物は何ですか。');
    await here.post(`${pageOf(asked.id)}/settlement`, { how: 'answered' });
    const { text } = await here.get('/staff/mails?which=all');
    expect(text).toContain(`仮予約になりました <a href="/staff/bookings/${mail.booking}">`);
    expect(text).toContain('回答済み（demo-staff さん');
    expect(text.indexOf(asked.id)).toBeLessThan(text.indexOf(mail.id));
  });

  test('with some hundred mails is whole, and takes one read a hundred of them', async () => {
    const mail = await writing(someone().email, '質問です。教えてください。');
    const { revision: _revision, ...row } = mail;
    const before = (await office.at.mails.open()).length;
    for (let batch = 0; batch < 10; batch++)
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          office.at.mails.create({
            ...row,
            revision: 1,
            id: `many-${String(batch * 40 + index).padStart(38, '0')}`,
            settled: { at: mail.receivedAt, by: 'demo-staff', how: 'settled' },
          }),
        ),
      );
    const { dynamo } = await import('../../shared/aws/table.ts');
    const calls = vi.spyOn(dynamo, 'send');
    const waiting = await here.get('/staff/mails');
    const forWaiting = calls.mock.calls.length;
    const all = await here.get('/staff/mails?which=all');
    const forAll = calls.mock.calls.length - forWaiting;
    calls.mockRestore();
    // One query and a read a hundred rows, for each of the two lists.
    expect([forWaiting, forAll]).toEqual([2, 2 + 1 + 5]);
    expect((await office.at.mails.open()).length).toBe(before);
    expect(waiting.text).not.toContain('many-');
    expect(all.text.match(/many-/g)).toHaveLength(400);
  });
});

describe('[K-F-2, K-6-2] a mail’s page', () => {
  test('shows what it says, what was read and how certainly, what is open, and what to ask', async () => {
    const person = someone();
    const mail = await arrive(person, '3月11日（木）午後', { phone: '⑤電話：090-5550-1234\n090-5550-9999' });
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain(`③3月11日（木）午後`);
    for (const item of [nameOf(person), person.number, person.email]) expect(text).toContain(item);
    expect(text).toContain('日付と曜日のどちらが正しいか');
    expect(text).toMatch(/希望日時<\/th><td>[^<]*<br><small><strong>要確認<\/strong>：日付と曜日が合いません/);
    expect(text).toContain(`氏名</th><td>${nameOf(person)}<br><small>確か</small>`);
    expect(text).toContain('確かです（送信元の認証に通っています）');
    expect(text).toContain('足りないことをたずねるメール（送信済み）');
    // The answer to copy: what is missing, every item to send, free times; no machine signs it.
    expect(text).toContain('希望の日付と曜日が合っていません');
    expect(text).toContain('① 氏名');
    expect(text).toContain('3月11日（水）');
    expect(text).not.toContain('自動でお送りしています');
  });

  test.each([
    ['a question', (email: string) => writing(email, '持ち物は何ですか。'), '質問や、そのほかのメールです'],
    [
      'a cancellation',
      (email: string) => writing(email, '予約をキャンセルします。', 'キャンセル'),
      'どの予約のキャンセルか、確かめられません',
    ],
    ['a change', (email: string) => writing(email, '予約の変更をお願いします。', '変更'), '予約の変更の希望です'],
    [
      'one that cannot be opened',
      (email: string) =>
        office.arrive(
          Buffer.concat([
            mailOf('x', { from: email, headers: [`Message-ID: <${Math.random()}@example.jp>`] }),
            Buffer.alloc(1_000_000, 'あ'),
          ]),
        ),
      '1メガバイトより大きいので、開いていません',
    ],
  ])('says why %s waits, and takes the answer', async (_, write, why) => {
    const mail = await write(someone().email);
    const id = mail?.id ?? '';
    const { status, text } = await here.get(pageOf(id));
    expect(status).toBe(200);
    expect(text).toContain(why);
    const answered = await here.post(`${pageOf(id)}/settlement`, { how: 'answered', seen: String(mail?.revision) });
    expect([answered.status, answered.headers['location']]).toEqual([303, '/staff/mails?done=answered']);
    expect((await here.get(pageOf(id))).text).toContain('回答済み（demo-staff さん');
  });

  test('tells how to get at a mail that is too large', async () => {
    const { email } = someone();
    const raw = Buffer.concat([mailOf('x', { from: email }), Buffer.alloc(1_000_000, 'あ')]);
    const mail = await office.arrive(raw);
    const { text } = await here.get(pageOf(mail?.id ?? ''));
    expect(text).toContain('大きすぎるので');
    expect(text).toContain(`<code>${mail?.object}</code>`);
    expect(text).toContain(`name="applicant.email"`);
    expect(fieldsOf(text, `${pageOf(mail?.id ?? '')}/booking`)['applicant.email']).toBe(email);
  });

  test('[R-25] warns of a sender nobody vouches for', async () => {
    const mail = await arrive(someone(), '3月11日（水）14:00～14:30', {}, { verdicts: { dmarc: 'FAIL' } });
    expect((await here.get('/staff/mails')).text).toContain('差出人が不確か');
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('送信元の認証（DMARC・DKIM）を確かめられません');
    expect(text).toContain('先に、電話などで本人か確かめてください');
  });

  test('whatever a mail says is text: no markup, no invisible signs, no address made of it', async () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'&\u202e逆さ\u200b\u0007`;
    const mail = await writing('evil@example.jp', `${evil}\n質問です。`, `質問 <b>${evil}</b>`);
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;');
    expect(text).not.toMatch(/<script>|<img|\u202e|\u200b/);
    expect(text).not.toContain('\u0007');
    const links = [...text.matchAll(/(?:href|action|formaction)="([^"]*)"/g)].map(([, to = '']) => to);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((to) => /evil|mailto|%/.test(to))).toEqual([]);
  });

  test('that is none is said to be none', async () => {
    const { status, text } = await here.get(pageOf('x'.repeat(43)));
    expect(status).toBe(404);
    expect(text).toContain('メールが見つかりません');
  });
});

describe('[K-F-2, K-6-2, D-7] a booking of a mail', () => {
  test('is made from the page with what was read, one field put right', async () => {
    const person = someone();
    const mail = await arrive(person, '3月12日（水）14:30～15:00');
    const fields = await formOf(mail.id);
    expect(fields).toMatchObject({
      'applicant.kind': 'seeker',
      'applicant.name': nameOf(person),
      'applicant.number': person.number,
      'applicant.email': person.email,
      'applicant.phone': '09055501234',
      'wishes.0.date': '2026-03-12',
      'wishes.0.from': '14:30',
      'wishes.0.startsAt': '',
    });
    const answer = await book(mail.id, { ...fields, 'wishes.0.date': '2026-03-11' });
    const reference = referenceIn(answer.headers['location']);
    expect([answer.status, answer.headers['location']]).toEqual([303, `/staff/bookings/${reference}?done=booked`]);
    expect(await shown(reference)).toMatchObject({
      state: 'tentative',
      channel: 'mail',
      applicant: person,
      held: { startsAt: '2026-03-11T14:30:00+09:00', minutes: 30 },
      terms: kabe.terms.at(-1)?.version,
      history: [{ actor: { kind: 'staff', id: 'demo-staff' }, consent: { act: 'deemed', mail: mail.messageId } }],
    });
    const after = (await here.get(pageOf(mail.id))).text;
    expect(after).toContain(`予約にしました（demo-staff さん`);
    expect(after).toContain(`<a href="/staff/bookings/${reference}">`);
    expect(after).not.toContain(`${pageOf(mail.id)}/booking`);
  });

  test('takes one of the free times offered near the wish', async () => {
    const mail = await arrive(someone(), '3月14日（水）14:00～14:30');
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('value="2026-03-13T10:00:00+09:00"');
    const answer = await book(mail.id, {
      ...(await formOf(mail.id)),
      'wishes.0.startsAt': '2026-03-13T10:00:00+09:00',
    });
    expect(await shown(referenceIn(answer.headers['location']))).toMatchObject({
      held: { startsAt: '2026-03-13T10:00:00+09:00' },
    });
  });

  test('is not made with what cannot be: the form is there again with everything typed', async () => {
    const mail = await arrive(someone(), '3月11日（木）14:00～14:30');
    const typed: Record<string, string> = {
      ...(await formOf(mail.id)),
      'applicant.name': '',
      'applicant.number': '１２３',
      'applicant.email': 'no address',
      counsellor: '見本',
      companion: '通訳の見本さん',
      'wishes.0.date': '2026-03-25',
      'wishes.0.from': '',
    };
    const { status, text } = await book(mail.id, typed);
    expect(status).toBe(400);
    for (const message of ['氏名を書いてください', '書き方をお確かめください', '希望日時を書いてください'])
      expect(text).toContain(message);
    const { seen: _seen, ...still } = fieldsOf(text, `${pageOf(mail.id)}/booking`);
    const { seen: _was, ...was } = typed;
    expect(still).toEqual(was);
    expect((await office.staff(`GET /staff/mails/${mail.id}`)).settled).toBeUndefined();
  });

  test.each([
    ['a time nobody gives', { 'wishes.0.date': '2026-03-12' }, 422, 'この日時には相談を行っていません'],
    [
      'a counsellor nobody knows',
      { 'wishes.0.date': '2026-03-11', counsellor: '未知 花子' },
      422,
      '担当者が見つかりません',
    ],
    ['a time long past its horizon', { 'wishes.0.date': '2026-07-01' }, 422, 'この日はまだ申し込めません'],
  ] as [string, Record<string, string>, number, string][])(
    'is refused for %s, with everything typed and the reason at its field',
    async (_, change, expected, title) => {
      const mail = await arrive(someone(), '3月12日（水）14:30～15:00');
      const typed = { ...(await formOf(mail.id)), 'applicant.name': '直した 名前', ...change };
      const { status, text } = await book(mail.id, typed);
      expect([status, text.includes(`＊${title}`)]).toEqual([expected, true]);
      expect(fieldsOf(text, `${pageOf(mail.id)}/booking`)).toMatchObject({
        ...change,
        'applicant.name': '直した 名前',
      });
    },
  );

  test('looks for free times near what was typed meanwhile, storing nothing and losing nothing', async () => {
    const mail = await arrive(someone(), '3月11日（木）14:00～14:30');
    const typed = { ...(await formOf(mail.id)), 'applicant.name': '直した 名前', 'wishes.0.date': '2026-04-15' };
    const before = await rowsIn(office.table);
    const { status, text } = await here.post(`${pageOf(mail.id)}/openings`, typed);
    expect(status).toBe(200);
    expect(text).toContain('value="2026-04-15T14:00:00+09:00"');
    expect(fieldsOf(text, `${pageOf(mail.id)}/booking`)).toEqual(typed);
    expect(await rowsIn(office.table)).toEqual(before);
  });

  test('[D-3, K-F-5] counts from when the mail was received, not from when staff came to read it', async () => {
    const mail = await arrive(someone(), '3月25日（木）15:00～15:30');
    travel('2026-03-05T10:00:00+09:00');
    const { reference } = await office.staff(`POST ${pageOf(mail.id)}/booking`, {
      applicant: {
        kind: 'seeker',
        name: '見本 曜子',
        number: someone().number,
        email: 'yoko@example.jp',
        phone: '09055501234',
      },
      wishes: [{ startsAt: '2026-03-25T15:00:00+09:00' }],
    });
    expect(await shown(reference)).toMatchObject({ appliedAt: NOW, channel: 'mail' });
  });

  test('[D-4] past its deadline needs a reason, and shows both moments', async () => {
    travel('2026-03-11T09:00:00+09:00');
    const mail = await arrive(someone(), '3月11日（水）15:00～15:30');
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('2026年3月10日（火） 24:00。受信は締切りのあとです');
    expect(text).toContain('この日時は、空いています（');
    const fields = await formOf(mail.id);
    expect(fields).toHaveProperty('lateReason');
    const refused = await book(mail.id, fields);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('受け付けるときは、理由を書いてください');
    const answer = await book(mail.id, { ...fields, lateReason: '電話で確かめた' });
    expect(await shown(referenceIn(answer.headers['location']))).toMatchObject({ review: ['late'] });
  });

  test('completes the phone hold it belongs to, which has to be chosen', async () => {
    const person = someone();
    const hold = await onPhone(person, '2026-03-13T10:30:00+09:00');
    const mail = await arrive(person, '3月13日（金）11:00～11:30');
    expect(mail.why).toEqual(['hold-differs']);
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('電話で受けた仮予約と、日時・担当者などが違います');
    expect(text).toContain('同じもの：番号・氏名');
    const fields = await formOf(mail.id);
    expect(fields).not.toHaveProperty('completes');
    const unsaid = await book(mail.id, fields);
    expect(unsaid.status).toBe(400);
    expect(unsaid.text).toContain('仮予約をどうするかを選んでください');
    const answer = await book(mail.id, { ...fields, completes: hold.reference });
    expect(answer.headers['location']).toBe(`/staff/bookings/${hold.reference}?done=completed`);
    expect(await shown(hold.reference)).toMatchObject({
      state: 'confirmed',
      session: { startsAt: '2026-03-13T10:30:00+09:00' },
      applicant: person,
    });
  });

  test('beside a phone hold is one of its own where staff say so', async () => {
    const person = someone();
    const hold = await onPhone(person, '2026-03-18T15:00:00+09:00');
    const mail = await arrive(person, '3月18日（水）15:30～16:00');
    const answer = await book(mail.id, { ...(await formOf(mail.id)), completes: 'new' });
    expect(answer.status).toBe(303);
    expect(referenceIn(answer.headers['location'])).not.toBe(hold.reference);
    expect(await shown(hold.reference)).toMatchObject({ state: 'tentative' });
  });
});

describe('two members of staff on one mail', () => {
  const doubtful = () => arrive(someone(), '3月25日（木）14:00～14:30');
  const corrected = async (id: string, time = '14:00'): Promise<Record<string, string>> => ({
    ...(await formOf(id)),
    'wishes.0.date': '2026-03-25',
    'wishes.0.from': time,
  });

  test('who book it at once make one booking, and the second is told whose', async () => {
    const mail = await doubtful();
    const [mine, theirs] = [await corrected(mail.id), await corrected(mail.id, '15:00')];
    const answers = await Promise.all([book(mail.id, mine), book(mail.id, theirs, other)]);
    const [won] = answers.filter(({ status }) => status === 303);
    const [lost] = answers.filter(({ status }) => status !== 303);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, expect.any(Number)]);
    const reference = referenceIn(won?.headers['location']);
    const { status, text = '' } = lost?.status === 503 ? await book(mail.id, theirs, other) : (lost ?? { status: 0 });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toContain(`/staff/bookings/${reference}`);
    expect(text).toContain('このメールは、先に対応が済んでいます');
    expect(text).toContain('入力していた内容');
    const rows = (await rowsIn(office.table)).filter(({ applicant }) =>
      JSON.stringify(applicant)?.includes(mail.from ?? ''),
    );
    expect(rows).toHaveLength(1);
  });

  test('of whom one has answered: the other is told who, and keeps what was typed', async () => {
    const mail = await doubtful();
    const shownForm = await corrected(mail.id);
    const typed = { ...shownForm, 'applicant.name': '直した 名前' };
    const seen = { seen: shownForm['seen'] ?? '' };
    travel('2026-03-02T09:05:00+09:00');
    await other.post(`${pageOf(mail.id)}/settlement`, { how: 'answered', ...seen });
    const settled = await here.post(`${pageOf(mail.id)}/settlement`, { how: 'settled', ...seen });
    expect(settled.status).toBe(409);
    expect(settled.text).toContain('回答済み（other-staff さん、2026年3月2日（月） 9:05）');

    const refused = await book(mail.id, typed);
    expect([refused.status, refused.text.includes('other-staff さん')]).toEqual([409, true]);
    const still = fieldsOf(refused.text, `${pageOf(mail.id)}/booking`);
    expect(still['applicant.name']).toBe('直した 名前');
    // Knowing that, it may still be meant.
    expect((await book(mail.id, still)).status).toBe(303);
    expect(await office.staff(`GET /staff/mails/${mail.id}`)).toMatchObject({
      settled: { by: 'demo-staff', how: 'booked' },
    });
  });

  test('of whom one has settled it before the other looked: the other is not told it was they', async () => {
    const mail = await doubtful();
    await other.post(`${pageOf(mail.id)}/settlement`, { how: 'answered' });
    const { revision } = (await rowsIn(office.table)).find(({ pk }) => pk === `MAIL#${mail.id}`) ?? {};
    for (const sent of [{}, { seen: String(revision) }]) {
      const late = await here.post(`${pageOf(mail.id)}/settlement`, { how: 'answered', ...sent });
      expect([late.status, late.text.includes('回答済み（other-staff さん')]).toEqual([409, true]);
    }
  });

  test('cannot say of a mail that became a booking by itself, or by a person, that nothing was to be done', async () => {
    const alone = await arrive(someone(), '3月27日（金）11:00～11:30');
    expect(alone.booking).toBeDefined();
    const mail = await doubtful();
    expect((await book(mail.id, await corrected(mail.id, '15:30'))).status).toBe(303);
    for (const id of [alone.id, mail.id]) {
      const { status, text } = await here.post(`${pageOf(id)}/settlement`, { how: 'settled' });
      expect([status, text.includes('先に対応が済んでいます')]).toEqual([409, true]);
    }
    expect((await office.staff(`GET /staff/mails/${alone.id}`)).settled).toBeUndefined();
    expect((await office.staff(`GET /staff/mails/${mail.id}`)).settled.how).toBe('booked');
  });

  test('who press twice have settled it once', async () => {
    const mail = await doubtful();
    const sent = { how: 'settled', seen: String(mail.revision) };
    const twice = [
      await here.post(`${pageOf(mail.id)}/settlement`, sent),
      await here.post(`${pageOf(mail.id)}/settlement`, sent),
    ];
    expect(twice.map(({ headers }) => headers['location'])).toEqual(Array(2).fill('/staff/mails?done=settled'));
  });
});

test('[R-20] nothing of a mail is in the log or in an address, whatever staff do with it', async () => {
  const lines: string[] = [];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0),
    vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line))),
  ];
  const canary = { number: '34110-77778888', email: 'canary@example.jp' };
  const mail = await arrive(canary, '3月27日（木）10:00～10:30', { name: '①カナリア 花子', more: '黄色い鳥の通訳' });
  const fields = { ...(await formOf(mail.id)), 'wishes.0.date': '2026-03-27', 'applicant.name': 'カナリア 花子' };
  const answers = [
    await book(mail.id, { ...fields, 'applicant.phone': 'カナリア' }),
    await here.post(`${pageOf(mail.id)}/openings`, fields),
    await book(mail.id, fields),
    await here.get(pageOf(mail.id)),
    await here.get('/staff/mails?which=all'),
  ];
  for (const spy of spies) spy.mockRestore();
  expect(answers.map(({ status }) => status)).toEqual([400, 200, 303, 200, 200]);
  expect(lines.length).toBeGreaterThan(4);
  const addresses = answers.flatMap(({ headers, text }) => [
    String(headers['location'] ?? ''),
    ...[...text.matchAll(/(?:href|action|formaction)="([^"]*)"/g)].map(([, to = '']) => to),
  ]);
  const personal = /カナリア|canary|77778888|黄色い鳥|%E3/;
  expect([...lines, ...addresses].filter((text) => personal.test(text))).toEqual([]);
});
