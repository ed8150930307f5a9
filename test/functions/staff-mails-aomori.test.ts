import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { browserOf, fieldsOf } from '../support/console.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { filled, mailOf } from '../support/mails.ts';

/* Mails as staff see them at Aomori: two choices, intervals, two desks, three kinds of people, cancellations and changes. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
let here: ReturnType<typeof browserOf>;
beforeAll(async () => {
  standAt(NOW);
  office = await following('aomori');
  here = browserOf(office);
  for (const id of ['a', 'b', 'c'])
    await office.staff(`PUT /staff/counsellors/${id}`, { name: `見本 ${id}`, desks: ['general', 'mothers'] });
});
beforeEach(() => {
  standAt(NOW);
  office.heal();
});

let people = 0;
const someone = () => {
  people++;
  return { number: `02010-${String(people).padStart(8, '0')}`, email: `person-${people}@example.jp` };
};
const write = async (email: string, text: string, subject = 'オンライン職業相談の申込み') => {
  const headers = [`Message-ID: <${Math.random()}@example.jp>`];
  const mail = await office.arrive(mailOf(text, { from: email, subject, headers }));
  if (!mail) throw new Error('nothing arrived');
  return mail;
};
const pageOf = (id: string) => `/staff/mails/${id}`;
const formOf = async (id: string) => fieldsOf((await here.get(pageOf(id))).text, `${pageOf(id)}/booking`);
const bookedBy = async (id: string, fields: Record<string, string>) => {
  const answer = await here.post(`${pageOf(id)}/booking`, fields);
  expect([answer.status, answer.text.match(/＊[^<]*/g)]).toEqual([303, null]);
  return office.staff(`GET /staff/bookings/${/\d{4}-\d{4}/.exec(String(answer.headers['location']))?.[0]}`);
};
const confirmed = async (person: ReturnType<typeof someone>, startsAt: string): Promise<string> => {
  const answer = await invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, startsAt, { applicant: person }),
  });
  await office.staff(`POST /staff/bookings/${answer.json.reference}/confirmation`, {});
  await office.drain();
  return answer.json.reference;
};

describe('[A-6-2] a booking of a mail', () => {
  const wishes = '第1希望：3月11日（水）10:00～12:00の間の40分間\n第2希望：3月12日（木）13:30～15:30の間の30分間';

  test('has both choices as they were read, each an interval and a length', async () => {
    const person = someone();
    const mail = await write(
      person.email,
      filled({ number: `求職番号：${person.number}`, wish: wishes, email: `メール：${person.email}`, phone: '' }),
    );
    expect(mail.why).toEqual(['phone-missing']);
    const fields = await formOf(mail.id);
    expect(fields).toMatchObject({
      desk: 'general',
      'applicant.kind': 'seeker',
      'wishes.0.date': '2026-03-11',
      'wishes.0.from': '10:00',
      'wishes.0.to': '12:00',
      'wishes.0.minutes': '40',
      'wishes.1.date': '2026-03-12',
      'wishes.1.to': '15:30',
      'wishes.1.minutes': '30',
    });
    const booking = await bookedBy(mail.id, { ...fields, 'applicant.phone': '０９０－５５５０－１２３４' });
    expect(booking).toMatchObject({
      wishes: [
        { from: '2026-03-11T10:00:00+09:00', to: '2026-03-11T12:00:00+09:00', minutes: 40 },
        { from: '2026-03-12T13:30:00+09:00', to: '2026-03-12T15:30:00+09:00', minutes: 30 },
      ],
      applicant: { ...person, phone: '09055501234' },
    });
  });

  test('of another desk shows that desk’s times, once asked for', async () => {
    const person = someone();
    const mail = await write(
      person.email,
      filled({
        number: `求職番号：${person.number}`,
        wish: '希望日時：3月10日（水）11:00～11:40',
        email: `メール：${person.email}`,
      }),
    );
    const fields = { ...(await formOf(mail.id)), desk: 'mothers', 'wishes.0.date': '2026-03-10' };
    const { text } = await here.post(`${pageOf(mail.id)}/openings`, fields);
    expect(text).toContain('value="2026-03-10T11:00:00+09:00"');
    expect(text).not.toContain('value="2026-03-10T11:10:00+09:00"');
    expect(fieldsOf(text, `${pageOf(mail.id)}/booking`)).toEqual(fields);
    const booking = await bookedBy(mail.id, { ...fields, 'wishes.0.startsAt': '2026-03-10T14:30:00+09:00' });
    expect(booking).toMatchObject({ desk: 'mothers', held: { startsAt: '2026-03-10T14:30:00+09:00', minutes: 40 } });
  });

  test('[A-2-1] of somebody about to register needs no number', async () => {
    const { email } = someone();
    const mail = await write(
      email,
      `氏名：見本 花子\nまだ求職登録はしていません。\n希望日時：3月13日（金）10:00～10:30\n電話：090-5550-9999\nメール：${email}`,
    );
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('これから求職登録をする方です');
    expect(text).not.toMatch(/求職番号<\/th><td><small><strong>要確認/);
    const booking = await bookedBy(mail.id, await formOf(mail.id));
    expect(booking).toMatchObject({ applicant: { kind: 'prospective', email }, review: ['prospective'] });
  });

  test('is not made of a wish without its day or time, nor with a length nobody offers', async () => {
    const mail = await write(someone().email, filled({ wish: '希望日時：3月の午前中', number: '求職番号：02010-999' }));
    const fields = await formOf(mail.id);
    const without = await here.post(`${pageOf(mail.id)}/booking`, {
      ...fields,
      'wishes.0.from': '10:00',
      'wishes.0.date': '',
    });
    expect([without.status, without.text.includes('＊希望日時を書いてください')]).toEqual([400, true]);
    const long = await here.post(`${pageOf(mail.id)}/booking`, {
      ...fields,
      'wishes.0.date': '2026-03-11',
      'wishes.0.from': '10:00',
      'wishes.0.minutes': '５０',
    });
    expect([long.status, long.text.includes('＊この長さの相談は行っていません')]).toEqual([422, true]);
    const second = await here.post(`${pageOf(mail.id)}/booking`, {
      ...fields,
      'wishes.0.date': '2026-03-11',
      'wishes.0.from': '10:00',
      'wishes.1.date': '2026-03-15',
      'wishes.1.from': '10:00',
    });
    expect(second.status).toBe(422);
    expect(second.text).toContain('第2希望：この日時には相談を行っていません');
  });
});

describe('[A-6-4, D-10] a mail about a booking', () => {
  test('shows it with how it was found, and where to act', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-12T14:00:00+09:00');
    const mail = await write(
      `other-${person.email}`,
      `予約の変更をお願いします。\n求職番号：${person.number}\n3月18日（水）10:00にしてください。`,
      '変更',
    );
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain(`<a href="/staff/bookings/${reference}">${reference}</a>`);
    expect(text).toContain('同じもの：番号');
    expect(text).toContain('変更は、予約の画面でしてください');
    expect(text).toContain('3月18日');
  });

  test('on the day says that it takes the phone, and which booking is meant', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-13T14:00:00+09:00');
    travel('2026-03-13T09:00:00+09:00');
    const mail = await write(person.email, '予約をキャンセルします。よろしくお願いします。', 'キャンセル');
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain('メールではキャンセルできません（電話で受けます）');
    expect(text).toContain(`関係する予約：<a href="/staff/bookings/${reference}">`);
    expect(text).toContain('電話のお願い（送信済み）');
    expect(text).toContain('同じもの：予約番号・アドレス');
  });

  test('that was done at once says so, and offers no booking', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-16T14:00:00+09:00');
    const mail = await write(person.email, '予約をキャンセルします。よろしくお願いします。', 'キャンセル');
    expect(mail.outcome).toBe('cancelled');
    const { text } = await here.get(pageOf(mail.id));
    expect(text).toContain(`予約がキャンセルされました <a href="/staff/bookings/${reference}">`);
    expect(text).not.toContain(`${pageOf(mail.id)}/booking`);
    expect(text).not.toContain('対応を終える');
  });

  test('of nobody with a booking says that there is none', async () => {
    const mail = await write(someone().email, '予約の変更をお願いします。', '変更');
    expect((await here.get(pageOf(mail.id))).text).toContain('今の予約はありません');
  });
});

test('[A-6-4, A-12-1, D-6, D-10] an application by mail of somebody refused is held and marked for staff, and answered as anybody’s', async () => {
  const applying = async (person: ReturnType<typeof someone>, name: string, time: string) => {
    const items = { name: `氏名：${name}`, number: `求職番号：${person.number}`, email: `メール：${person.email}` };
    const mail = await write(person.email, filled({ ...items, wish: `希望日時：3月19日（木）${time}` }));
    await office.drain();
    const letters = (await office.letters()).filter(({ to }) => to === person.email);
    const { reference, review, state } = await office.staff(`GET /staff/bookings/${mail.booking}`);
    const last = letters.findLast(({ notice }) => notice === 'receipt');
    return { reference, review, state, said: [last?.notice, last?.subject?.replace(/\d/g, '0')] };
  };
  const [refused, anybody] = [someone(), someone()];
  const first = await applying(refused, '山田 太郎', '10:00～10:30');
  const decided = await here.post(`/staff/bookings/${first.reference}/refusal`, {
    reason: 'abuse',
    until: '2026-06-02',
  });
  expect(decided.status).toBe(303);
  await office.staff(`POST /staff/bookings/${first.reference}/declination`, { reason: 'other' });
  const [theirs, others] = [
    await applying(refused, '山田 太郎', '11:00～11:30'),
    await applying(anybody, '山田 次郎', '11:00～11:30'),
  ];
  expect([first.review, theirs.review, others.review]).toEqual([[], ['refused-person'], []]);
  expect([theirs.state, theirs.said]).toEqual([others.state, others.said]);
});
