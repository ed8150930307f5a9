import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { type Following, following, refusedBy, standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { filled, mailOf } from '../support/mails.ts';

/* Mail in at Kabe: the mail that follows a phone call, and what happens where mail is refused or lost. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('kabe');
  for (const [id, name] of [
    ['a', '見本 一郎'],
    ['b', '試験 二郎'],
    ['c', '例示 三郎'],
  ])
    await staff(`PUT /staff/counsellors/${id}`, { name, desks: ['general'] });
});
beforeEach(() => {
  standAt(NOW);
  office.heal();
});

const staff: Following['staff'] = (...asked) => office.staff(...asked);
let people = 0;
const someone = () => {
  people++;
  return { number: `34110-${String(people).padStart(8, '0')}`, email: `person-${people}@example.jp` };
};
type Person = ReturnType<typeof someone>;
const mailFrom = ({ number, email }: Person, wish: string, more: Parameters<typeof filled>[0] = {}): Buffer =>
  mailOf(filled({ number: `②${number}`, email: `④${email}`, wish: `③${wish}`, ...more }), {
    from: email,
    headers: [`Message-ID: <${Math.random()}@example.jp>`],
  });
const onPhone = async ({ number }: Person, startsAt: string, more: object = {}) =>
  staff('POST /staff/bookings', {
    channel: 'phone',
    applicant: { kind: 'seeker', name: '山田 太郎', number },
    wishes: [{ startsAt }],
    ...more,
  });
const sentTo = async (email: string) =>
  (await office.letters()).filter(({ to }) => to === email).map(({ notice }) => notice);
const shown = (reference: string | undefined) => staff(`GET /staff/bookings/${reference}`);

describe('[K-F-2] the mail that follows a call', () => {
  test('[K-F-3, D-7] completes the hold made there: definitive, with contact data and the agreement it brings', async () => {
    const person = someone();
    const hold = await onPhone(person, '2026-03-11T14:00:00+09:00');
    const mail = await office.arrive(mailFrom(person, '3月11日（水）14:00～14:30'));
    expect(mail).toMatchObject({ outcome: 'completed', booking: hold.reference });
    const booking = await shown(hold.reference);
    expect(booking).toMatchObject({
      state: 'confirmed',
      channel: 'phone',
      applicant: { phone: '09055501234', ...person },
      terms: kabe.terms.at(-1)?.version,
    });
    expect(booking.history.at(-1)).toMatchObject({
      act: 'completed',
      channel: 'mail',
      consent: { act: 'deemed', mail: mail?.messageId },
    });
    await office.drain();
    expect(await sentTo(person.email)).toEqual(['invitation']);
  });

  const wrong: [string, (person: Person) => Promise<Buffer>][] = [
    ['another time of that day', async (person) => mailFrom(person, '3月13日（金）11:00～11:30')],
    [
      'another counsellor',
      async (person) => mailFrom(person, '3月13日（金）10:00～10:30', { more: '担当：例示 三郎' }),
    ],
  ];
  test.each(wrong)('that says %s is for staff; nothing is held twice', async (_, write) => {
    const person = someone();
    const hold = await onPhone(person, '2026-03-13T10:00:00+09:00', { counsellor: 'a' });
    const open = (await office.at.bookings.open()).length;
    const mail = await office.arrive(await write(person));
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['hold-differs'] });
    expect(await sentTo(person.email)).toEqual(['received']);
    expect((await office.at.bookings.open()).length).toBe(open);

    // Staff have asked, and the mail belongs to the hold.
    const { prefilled } = await staff(`GET /staff/mails/${mail?.id}`);
    const { counsellor: _asked, ...rest } = prefilled;
    const done = await staff(`POST /staff/mails/${mail?.id}/booking`, { ...rest, completes: hold.reference });
    expect(done).toMatchObject({ reference: hold.reference, state: 'confirmed', applicant: { email: person.email } });
    expect(done.history ?? (await shown(hold.reference)).history.at(-1)).toMatchObject({
      act: 'completed',
      actor: { kind: 'staff', id: 'demo-staff' },
      consent: { act: 'deemed', mail: mail?.messageId },
    });
    await staff(`POST /staff/bookings/${hold.reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('[D-6] that comes under another name is answered as anybody’s: a number does not tell who has phoned', async () => {
    const person = someone();
    const hold = await onPhone(person, '2026-04-08T14:00:00+09:00');
    const mail = await office.arrive(mailFrom(person, '4月8日（水）14:00～14:30', { name: '①山田 次郎' }));
    expect(mail?.outcome).toBe('booked');
    expect(mail?.booking).not.toBe(hold.reference);
    expect(await shown(mail?.booking)).toMatchObject({ state: 'tentative', review: ['over-limit'] });
    expect(await shown(hold.reference)).toMatchObject({ state: 'tentative' });
  });

  test('without any hold is a tentative booking, which staff answer', async () => {
    const mail = await office.arrive(mailFrom(someone(), '3月18日（水）14:00～14:30'));
    expect(mail?.outcome).toBe('booked');
    expect(await shown(mail?.booking)).toMatchObject({ state: 'tentative', channel: 'mail' });
  });

  test('[R-31] becomes one booking only, whoever makes it', async () => {
    const mail = await office.arrive(mailFrom(someone(), '3月18日（水）15:00～15:30'));
    const { prefilled } = await staff(`GET /staff/mails/${mail?.id}`);
    const again = await invoke(office.at.staff, `POST /staff/mails/${mail?.id}/booking`, {
      staff: 'demo-staff',
      body: { ...prefilled, wishes: [{ startsAt: '2026-03-25T14:00:00+09:00' }] },
    });
    expect(again.json).toMatchObject({ status: 422, type: 'key-reused' });
  });
});

describe('[K-6-5] a cancellation by mail', () => {
  test('is never taken: "please phone" at once, and staff are told', async () => {
    const person = someone();
    const hold = await onPhone(person, '2026-03-18T14:30:00+09:00');
    await office.arrive(mailFrom(person, '3月18日（水）14:30～15:00'));
    await office.drain();
    office.heal();
    const mail = await office.arrive(
      mailOf('予約をキャンセルしてください。', { from: person.email, subject: 'キャンセル' }),
    );
    expect(mail).toMatchObject({ kind: 'cancellation', outcome: 'to-read', why: ['cancel-by-phone'] });
    expect(await sentTo(person.email)).toEqual(['by-phone']);
    const [letter] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(letter?.text).toContain(kabe.contact.phone);
    expect(letter?.text).not.toContain('メールでキャンセルできる');
    expect(await shown(hold.reference)).toMatchObject({ state: 'confirmed' });
  });
});

describe('the same application', () => {
  test('[D-1] by form, mail and phone ends in the same booking', async () => {
    const kept = async (reference: string) => {
      const booking = await shown(reference);
      const { state, desk, wishes, held, promisedBy, expiresAt, review, applicant, terms } = booking;
      const { counsellor: _lane, ...session } = held;
      return {
        state,
        desk,
        wishes,
        session,
        promisedBy,
        expiresAt,
        review,
        terms,
        applicant: { ...applicant, number: '' },
      };
    };
    const startsAt = '2026-03-25T14:30:00+09:00';
    const person = { name: '山田 太郎', email: 'taro@example.jp', phone: '090-5550-1234' };
    const form = await invoke(office.at.booking, 'POST /bookings', {
      body: body(kabe, startsAt, { applicant: { ...person, number: someone().number } }),
    });
    const mail = await office.arrive(
      mailOf(filled({ number: `求職番号：${someone().number}`, wish: '希望日時：3月25日（水）14:30～15:00' }), {
        headers: ['Message-ID: <same@example.jp>'],
      }),
    );
    const terms = kabe.terms.at(-1)?.version;
    const phone = await onPhone(someone(), startsAt, {
      applicant: { kind: 'seeker', ...person, number: someone().number },
      consent: { terms, accepted: true },
    });
    const [first, second, third] = await Promise.all(
      [form.json.reference, mail?.booking, phone.reference].map((reference) => kept(String(reference))),
    );
    expect(first).toMatchObject({ state: 'tentative', session: { startsAt, minutes: 30 }, review: [] });
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });
});

describe('what is lost is made up for', () => {
  const question = (person: Person) => mailFrom(person, '3月18日（木）14:00～14:30');

  test('[R-09, R-11] an answer SES does not take is sent by the sweep, once', async () => {
    const person = someone();
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('Throttling', 400));
    const mail = await office.arrive(question(person));
    expect(mail?.notices).toMatchObject({ ask: { state: 'pending' } });
    office.heal();
    travel('2026-03-02T09:05:00+09:00');
    await office.at.sweep({});
    await office.at.sweep({});
    expect(await sentTo(person.email)).toEqual(['ask']);
  });

  test('[R-09] an answer that never goes out is given up after two hours, and staff see that', async () => {
    const person = someone();
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('AccountSendingPausedException', 400));
    const mail = await office.arrive(question(person));
    travel('2026-03-02T11:00:00+09:00');
    await office.at.sweep({});
    const { mails } = await staff('GET /staff/mails');
    expect(mails.find(({ id }: { id: string }) => id === mail?.id)).toMatchObject({
      notices: { ask: { state: 'failed', why: 'unsent' } },
    });
  });

  test('what staff have dealt with meanwhile is not sent any more', async () => {
    const person = someone();
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('Throttling', 400));
    const mail = await office.arrive(question(person));
    await staff(`POST /staff/mails/${mail?.id}/settlement`, { how: 'answered' });
    office.heal();
    travel('2026-03-02T09:05:00+09:00');
    await office.at.sweep({});
    expect(await sentTo(person.email)).toEqual([]);
    const { notices } = await staff(`GET /staff/mails/${mail?.id}`);
    expect(notices.ask).toMatchObject({ state: 'dropped', why: 'overtaken' });
  });

  test('[R-15] an answer that comes back is shown to staff; word to them that does rings the alarm', async () => {
    const mail = await office.arrive(
      mailFrom(someone(), '3月25日（水）14:00～14:30', { name: '', more: '2人で申し込みます。' }),
    );
    for (const notice of ['received', 'mail-for-staff'])
      await office.at.mailEvents(office.news('Bounce', { mail: mail?.id, notice }));
    await office.at.mailEvents(office.news('Delivery', { mail: mail?.id, notice: 'received' }));
    const { notices } = await staff(`GET /staff/mails/${mail?.id}`);
    expect(notices).toMatchObject({
      received: { state: 'failed', why: 'bounced' },
      'mail-for-staff': { state: 'failed', why: 'bounced' },
    });
  });
});

describe('silence', () => {
  test.each([
    ['a week of open days without mail', '2026-03-10T09:00:00+09:00', 1],
    ['not yet', '2026-03-09T23:59:00+09:00', 0],
    ['days on which the office is closed do not count', '2026-03-09T09:00:00+09:00', 0],
  ])('is reported: %s', async (_, now, expected) => {
    await office.arrive(mailOf('ありがとうございました。', { from: `person-${++people}@example.jp` }));
    travel(now);
    expect(await office.at.sweep({})).toMatchObject({ mailSilence: expected });
  });
});

describe('mails nobody reads', () => {
  test('are reported after a whole open day, unless the sender was asked', async () => {
    standAt('2026-04-01T09:00:00+09:00');
    const left = async (): Promise<number> => (await office.at.sweep({})).mailsLeft;
    const before = await left();
    await office.arrive(mailOf('駐車場はありますか。', { from: someone().email }));
    await office.arrive(mailFrom(someone(), '4月8日（木）14:00～14:30'));
    for (const [now, more] of [
      ['2026-04-02T23:59:00+09:00', 0],
      ['2026-04-03T09:00:00+09:00', 1],
    ] as const) {
      travel(now);
      expect([now, (await left()) - before]).toEqual([now, more]);
    }
  });
});

describe('[K-F-2, D-4] the mail that follows a call taken after the deadline', () => {
  test('[D-7] completes the hold, as the form does; without a call it is late as before', async () => {
    const [person, stranger] = [someone(), someone()];
    travel('2026-03-18T09:00:00+09:00');
    const hold = await onPhone(person, '2026-03-18T14:00:00+09:00', { lateReason: '担当者の了解' });
    const mail = await office.arrive(mailFrom(person, '3月18日（水）14:00～14:30'));
    expect(mail).toMatchObject({ outcome: 'completed', booking: hold.reference });
    expect(await shown(hold.reference)).toMatchObject({ state: 'confirmed' });
    const late = await office.arrive(mailFrom(stranger, '3月18日（水）15:00～15:30'));
    expect(late).toMatchObject({ outcome: 'to-read', why: ['past-deadline'] });
    await office.drain();
    expect([await sentTo(person.email), await sentTo(stranger.email)]).toEqual([['invitation'], ['late']]);
  });

  test('with another time than the call’s is for staff', async () => {
    const person = someone();
    travel('2026-03-18T09:00:00+09:00');
    await onPhone(person, '2026-03-18T15:00:00+09:00', { lateReason: '担当者の了解' });
    const mail = await office.arrive(mailFrom(person, '3月18日（水）15:30～16:00'));
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['hold-differs'] });
  });
});

describe('[K-12-3] a mail that says more than the items', () => {
  test('is acted on, stays for a person to read, and the booking leads there', async () => {
    const person = someone();
    const hold = await onPhone(person, '2026-03-25T14:00:00+09:00');
    const more = '手話通訳の者が同席します。15分ほど遅れるかもしれません。よろしいでしょうか？';
    const mail = await office.arrive(mailFrom(person, '3月25日（水）14:00～14:30', { more }));
    expect(mail).toMatchObject({ outcome: 'completed', booking: hold.reference, why: ['remark'] });
    const waiting = async () =>
      (await staff('GET /staff/mails')).mails.some(({ id }: { id: string }) => id === mail?.id);
    const page = async () => {
      const asked = { staff: 'demo-staff', headers: { accept: 'text/html' } };
      return (await invoke(office.at.staff, `GET /staff/bookings/${hold.reference}`, asked)).text;
    };
    expect(await waiting()).toBe(true);
    const note = `<a href="/staff/mails/${mail?.id}">申込みのメール</a>に、質問や、同席のことなどが書いてあります。`;
    expect(await page()).toContain(note);
    expect((await staff('GET /staff/todo')).tasks.map(({ kind }: { kind: string }) => kind)).toContain('mails');
    await staff(`POST /staff/mails/${mail?.id}/settlement`, { how: 'answered' });
    expect(await waiting()).toBe(false);
    expect(await page()).not.toContain(note);
    expect(await page()).toContain(`<a href="/staff/mails/${mail?.id}">メール</a>`);
  });
});

describe('a mail read late', () => {
  test('[D-3, D-5] when its hold would be over already, is for staff; nobody is told that they were late', async () => {
    const person = someone();
    travel('2026-04-15T00:03:00+09:00');
    const mail = await office.arrive(mailFrom(person, '4月15日（水）14:00～14:30'), {
      at: '2026-04-14T23:59:00+09:00',
    });
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['past-deadline'] });
    expect(await sentTo(person.email)).toEqual(['received']);
  });
});
