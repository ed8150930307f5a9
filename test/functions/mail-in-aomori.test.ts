import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waits } from '../../shared/mail/mail-in.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { filled, type MailParts, mailOf } from '../support/mails.ts';

/* Mail in at Aomori: what becomes of what people write. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('aomori');
  for (let index = 0; index < 12; index++)
    await staff(`PUT /staff/counsellors/c${index}`, { name: `見本 c${index}`, desks: ['general', 'mothers'] });
});
beforeEach(() => {
  standAt(NOW);
  office.heal();
});

const staff: Following['staff'] = (...asked) => office.staff(...asked);

let people = 0;
type Person = { readonly number: string; readonly email: string };
const someone = (): Person => {
  people++;
  return { number: `02010-${String(people).padStart(8, '0')}`, email: `person-${people}@example.jp` };
};
/** An application as the terms ask for it; an item may be replaced. */
const applying = ({ number, email }: Person, items: Parameters<typeof filled>[0] = {}, parts: MailParts = {}): Buffer =>
  mailOf(
    filled({
      number: `求職番号：${number}`,
      email: `メール：${email}`,
      wish: '希望日時：3月11日（水）14:00～14:30',
      ...items,
    }),
    { from: email, headers: [`Message-ID: <${number}.${Math.random()}@example.jp>`], ...parts },
  );
const writing = (email: string, text: string, parts: MailParts = {}): Buffer =>
  mailOf(text, {
    from: email,
    subject: '相談について',
    headers: [`Message-ID: <${Math.random()}@example.jp>`],
    ...parts,
  });
/** What has been sent to an address, by kind. */
const sentTo = async (email: string) =>
  (await office.letters()).filter(({ to }) => to === email).map(({ notice }) => notice);
const bookingOf = async (reference: string | undefined) => staff(`GET /staff/bookings/${reference}`);
const confirmed = async (person: Person, startsAt: string): Promise<string> => {
  const answer = await invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, startsAt, { applicant: person }),
  });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  await staff(`POST /staff/bookings/${answer.json.reference}/confirmation`, {});
  return answer.json.reference;
};

describe('an application', () => {
  test('[A-6-2, K-F-3, R-31] becomes a tentative booking, agreed to by applying; the receipt follows it, and nothing else', async () => {
    const person = someone();
    const mail = await office.arrive(applying(person));
    expect(mail).toMatchObject({ kind: 'application', outcome: 'booked', why: [], from: person.email });
    const booking = await bookingOf(mail?.booking);
    expect(booking).toMatchObject({
      state: 'tentative',
      channel: 'mail',
      applicant: { kind: 'seeker', name: '山田 太郎', phone: '09055501234', ...person },
      wishes: [{ from: '2026-03-11T14:00:00+09:00', to: '2026-03-11T14:30:00+09:00', minutes: 30 }],
      terms: '2024-06-06',
      history: [
        {
          act: 'applied',
          channel: 'mail',
          actor: { kind: 'applicant' },
          consent: { act: 'deemed', channel: 'mail', mail: mail?.messageId, terms: '2024-06-06' },
        },
      ],
    });
    expect(booking).not.toHaveProperty('codeHash');
    await office.drain();
    expect(await sentTo(person.email)).toEqual(['receipt']);
    const [receipt] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(receipt?.text).not.toContain('確認コード');
  });

  test('[R-31] delivered again, by SES or by the sender’s server, it is one application and one receipt', async () => {
    const raw = applying(someone());
    const first = office.arrived(raw);
    const again = {
      Records: [
        { messageId: '1', body: first },
        { messageId: '2', body: office.arrived(raw) },
      ],
    };
    const before = (await office.at.bookings.open()).length;
    await office.at.mailIn(again);
    await office.at.mailIn(again);
    expect((await office.at.bookings.open()).length).toBe(before + 1);
    await office.drain();
    expect(await office.drain()).toBe('quiet');
    const mine = (await office.sent()).filter((one) => one.startsWith('receipt'));
    expect(mine).toHaveLength(1);
  });

  test('[R-31] sent a second time by somebody who is not sure, it is the first one, and they are told so', async () => {
    const person = someone();
    const first = await office.arrive(applying(person, { wish: '希望日時：3月12日（木）10:00～10:30' }));
    const second = await office.arrive(applying(person, { wish: '希望日時：3月12日（木）10:00～10:30' }));
    expect(second).toMatchObject({ outcome: 'booked', booking: first?.booking });
    expect(await sentTo(person.email)).toEqual(['again']);
  });

  test('[D-9] with a doubt is asked back once, in its thread, naming what is missing, with openings near the wish', async () => {
    const person = someone();
    const mail = await office.arrive(applying(person, { number: '' }));
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['number-missing'] });
    const [asked] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(asked).toMatchObject({ notice: 'ask', inReplyTo: mail?.messageId });
    expect(asked?.text).toContain('求職番号（求人の方は事業所番号）が見つかりませんでした');
    expect(asked?.text).toContain('2026年3月11日（水）');
    expect(asked?.text).not.toContain('山田');
    expect(asked?.text).not.toContain('氏名が見つかりませんでした');

    // Not cleared up: a person takes it from here.
    const second = await office.arrive(applying(person, { number: '求職番号：123' }));
    expect(second).toMatchObject({ outcome: 'to-read', why: ['number-malformed', 'asked-before'] });
    expect(await sentTo(person.email)).toEqual(['ask', 'received']);

    // Cleared up: what was asked is settled with it.
    const third = await office.arrive(applying(person));
    expect(third?.outcome).toBe('booked');
    const waiting = (await office.at.mails.open()).filter(waits);
    expect(waiting.filter(({ from }) => from === person.email).map(({ id }) => id)).toEqual([second?.id]);
  });

  test('[D-9] whose time has just been taken is asked for another, with openings', async () => {
    // Nobody is at the counter who could take it.
    const wish = '希望日時：3月18日（水）14:00～14:30';
    for (let index = 0; index < 12; index++) await office.arrive(applying(someone(), { wish }));
    const person = someone();
    const mail = await office.arrive(applying(person, { wish }));
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['opening-taken'] });
    const [asked] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(asked?.text).toContain('もうほかの方の予約が入っています');
    expect(asked?.text).toContain('2026年3月18日（水） 午後2:30〜3:10（14:30〜15:10）'.slice(0, 13));
  });

  test('[D-4, A-6-1] past its deadline is told to phone at once, and staff hear of it', async () => {
    const person = someone();
    const mail = await office.arrive(applying(person, { wish: '希望日時：3月3日（火）14:00～14:30' }));
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['past-deadline'] });
    expect(await sentTo(person.email)).toEqual(['late']);
    expect(await sentTo(aomori.contact.staffMail)).toEqual(['mail-for-staff']);
    const [late] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(late?.text).toContain(aomori.contact.phone);
  });

  test('[D-3] counts by when it was received: in time for its deadline, and for the promise', async () => {
    const person = someone();
    travel('2026-03-05T00:05:00+09:00');
    const raw = applying(person, { wish: '希望日時：3月6日（金）14:00～14:30' });
    const mail = await office.arrive(raw, { at: '2026-03-04T23:58:00+09:00' });
    expect(mail).toMatchObject({ outcome: 'booked' });
    expect(await bookingOf(mail?.booking)).toMatchObject({
      appliedAt: '2026-03-04T23:58:00+09:00',
      promisedBy: '2026-03-06T00:00:00+09:00',
    });
  });

  test('[D-4] a late one may still be taken by staff, with a reason', async () => {
    const person = someone();
    const mail = await office.arrive(applying(person, { wish: '希望日時：3月3日（火）10:00～10:30' }));
    const { prefilled, text, read } = await staff(`GET /staff/mails/${mail?.id}`);
    expect(read).toMatchObject({ decision: 'staff', doubts: ['past-deadline'] });
    expect(text).toContain('3月3日');
    const late = { ...prefilled, lateReason: '電話で確かめた' };
    const booking = await staff(`POST /staff/mails/${mail?.id}/booking`, late);
    expect(booking).toMatchObject({ state: 'tentative', channel: 'mail', review: ['late'], applicant: person });
    const after = await staff(`GET /staff/mails/${mail?.id}`);
    expect(after).toMatchObject({ booking: booking.reference, settled: { by: 'demo-staff', how: 'booked' } });
  });

  test('[D-4] on a day without sessions is not told to phone about it, but asked for another', async () => {
    const person = someone();
    const mail = await office.arrive(applying(person, { wish: '希望日時：3月1日（日）10:00～10:30' }));
    expect(mail?.why).toContain('date-past');
    expect(await sentTo(person.email)).toEqual(['ask']);
  });

  test('[D-9] beyond the horizon is offered the last free times before it', async () => {
    const person = someone();
    await office.arrive(applying(person, { wish: '希望日時：6月10日（水）10:00～10:30' }));
    const [asked] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(asked?.text).toContain('60日先まで');
    expect(asked?.text).toContain('2026年5月1日（金）');
  });

  test('[D-9] of several people from one address: what one is asked is not settled by another’s, and nobody is passed over', async () => {
    const firm = someone();
    const of = (wish: string) => applying({ ...someone(), email: firm.email }, { wish });
    const first = await office.arrive(of('希望日時：3月25日（火）10:00～10:30'));
    const second = await office.arrive(of('希望日時：3月25日（水）11:00～11:30'));
    const third = await office.arrive(of('希望日時：3月25日（火）13:30～14:00'));
    expect([first, second, third].map((mail) => mail?.outcome)).toEqual(['to-read', 'booked', 'to-read']);
    expect(third?.why).toEqual(['weekday-mismatch', 'asked-before']);
    expect(await sentTo(firm.email)).toEqual(['ask', 'received']);
    const open = (await office.at.mails.open()).filter(({ from }) => from === firm.email).map(({ id }) => id);
    expect(new Set(open)).toEqual(new Set([first?.id, third?.id]));
  });

  test('[A-2-1, D-7] of somebody about to register is for staff, who can make a booking of it with what was read', async () => {
    const { email } = someone();
    const mail = await office.arrive(
      writing(
        email,
        `氏名：見本 花子\nまだ求職登録はしていません。\n希望日時：3月11日（水）10:00～10:30\n電話：090-5550-9999\nメール：${email}`,
        {
          subject: 'オンライン職業相談の申込み',
        },
      ),
    );
    expect(mail).toMatchObject({ outcome: 'to-read', kind: 'application' });
    expect(await sentTo(email)).toEqual(['received']);
    const { prefilled } = await staff(`GET /staff/mails/${mail?.id}`);
    const booking = await staff(`POST /staff/mails/${mail?.id}/booking`, prefilled);
    expect(booking).toMatchObject({ applicant: { kind: 'prospective', name: '見本 花子', email } });
  });
});

describe('[R-25] who is acted on', () => {
  const findings = (said: string) => `Authentication-Results: amazonses.com; spf=pass; ${said}; dmarc=none`;
  const alike = (domain: string) =>
    `Authentication-Results: amazonses.com; spf=pass; dkim=pass header.i=@${domain}; dmarc=none`;
  test.each([
    ['everything passes', {}, [], 'booked'],
    ['GRAY about spam and virus', { spam: 'GRAY', virus: 'PROCESSING_FAILED' }, [], 'booked'],
    ['no check was made', { spam: 'DISABLED', virus: 'DISABLED', dmarc: 'DISABLED', dkim: 'DISABLED' }, [], 'to-read'],
    ['a virus', { virus: 'FAIL' }, [], 'to-read'],
    ['spam', { spam: 'FAIL' }, [], 'to-read'],
    ['DMARC fails', { dmarc: 'FAIL' }, [], 'to-read'],
    ['no DMARC, DKIM of its own domain', { dmarc: 'GRAY' }, [alike('example.jp')], 'booked'],
    ['no DMARC, DKIM of a domain above', { dmarc: 'GRAY' }, [alike('jp')], 'to-read'],
    ['no DMARC, DKIM of somebody else', { dmarc: 'GRAY' }, [alike('example.com')], 'to-read'],
    ['no DMARC, DKIM of a domain that ends alike', { dmarc: 'GRAY' }, [alike('anexample.jp')], 'to-read'],
    ['no DMARC, DKIM without findings', { dmarc: 'GRAY' }, [], 'to-read'],
    [
      'no DMARC, findings of the sender’s own',
      { dmarc: 'GRAY' },
      ['Authentication-Results: example.jp; dkim=pass header.i=@example.jp'],
      'to-read',
    ],
    ['no DMARC, DKIM fails', { dmarc: 'GRAY', dkim: 'FAIL' }, [alike('example.jp')], 'to-read'],
    [
      'a sender whose address hides behind a long name',
      {},
      [],
      'to-read',
      `From: "taro@example.jp${'\r\n '.concat('x'.repeat(240)).repeat(5)}" <evil@evil.example>`,
    ],
    ['two addresses in one sender', {}, [], 'to-read', 'From: <taro@example.jp> <evil@evil.example>'],
    ['an address as a name', {}, [], 'to-read', 'From: taro@example.jp <evil@evil.example>'],
    ['a quoted name with an address in it', {}, [], 'booked', 'From: "evil@evil.example" <taro@example.jp>'],
    ['a name in another writing', {}, [], 'booked', 'From: =?UTF-8?B?5bGx55Sw?= <taro@example.jp>'],
    ['an old phone’s address', {}, [], 'booked', 'From: <taro..a.@docomo.example.jp>'],
    ['two senders', {}, ['From: <other@example.com>'], 'to-read'],
    ['DMARC fails though DKIM is of its own domain', { dmarc: 'FAIL' }, [alike('example.jp')], 'to-read'],
    ['DKIM as header.d', { dmarc: 'GRAY' }, [findings('dkim=pass header.d=example.jp')], 'booked'],
    [
      'DKIM of its own domain and of a sending service',
      { dmarc: 'GRAY' },
      [findings('dkim=pass header.i=@example.jp; dkim=pass header.i=@service.example.com')],
      'to-read',
    ],
    // What the sending server says of itself stands in the same header.
    [
      'a server that calls itself a finding',
      { dmarc: 'GRAY' },
      [findings('helo=dkim=pass/header.i=@example.jp; dkim=pass header.i=@evil.example')],
      'to-read',
    ],
    [
      'a server that calls itself two findings',
      { dmarc: 'GRAY' },
      [findings('helo=a; dkim=pass header.i=@example.jp; dkim=pass header.i=@evil.example')],
      'to-read',
    ],
    [
      'an envelope sender that quotes a finding',
      { dmarc: 'GRAY' },
      [findings('envelope-from="a; dkim=pass header.i=@example.jp; "@evil.example')],
      'to-read',
    ],
    [
      'a signer with a long local part',
      { dmarc: 'GRAY' },
      [findings(`dkim=pass header.i=${'a'.repeat(64)}example.jp@evil.example`)],
      'to-read',
    ],
  ])('%s', async (_, verdicts, headers, outcome, sender?: string) => {
    const person = someone();
    const made = applying(person, {}, { headers: [`Message-ID: <${Math.random()}@example.jp>`, ...headers] });
    const raw = sender ? Buffer.from(made.toString('utf8').replace(/^From: .*$/m, () => sender)) : made;
    const mail = await office.arrive(raw, { verdicts });
    expect(mail?.outcome).toBe(outcome);
    if (outcome === 'to-read') expect(await office.letters()).toEqual([]);
  });

  test('a mail without subject and Message-ID is read all the same', async () => {
    const person = someone();
    const mail = await office.arrive(applying(person, {}, { subject: null, headers: [] }));
    expect(mail).toMatchObject({ outcome: 'booked', subject: '' });
    expect(mail).not.toHaveProperty('messageId');
  });

  test('what SES says beside mails is passed over; what cannot be understood is kept for a person', async () => {
    const setUp = JSON.stringify({
      ...JSON.parse(office.arrived(Buffer.from(''), { recipients: ['recipient@example.com'] })),
      mail: { timestamp: NOW, messageId: 'AMAZON_SES_SETUP_NOTIFICATION' },
    });
    const answer = await office.at.mailIn({
      Records: [
        { messageId: '1', body: JSON.stringify({ notificationType: 'AmazonSnsSubscriptionSucceeded' }) },
        { messageId: '0', body: setUp },
        { messageId: '2', body: '{"notificationType":"Received"}' },
        { messageId: '3', body: 'no JSON' },
        { messageId: '4', body: office.arrived(applying(someone())) },
      ],
    });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['2', '3']);
  });

  test('[R-29] the envelope alone says which office is meant', async () => {
    const person = someone();
    const raw = applying(
      person,
      { wish: '希望日時：3月12日（木）11:00～11:30' },
      { headers: ['To: kabe-soudan@example.jp', 'Message-ID: <a@example.jp>'] },
    );
    expect(await office.arrive(raw, { recipients: ['kabe-soudan@example.jp'] })).toBeUndefined();
    expect(await office.arrive(raw, { recipients: ['Aomori@madoguchi.example.jp'] })).toMatchObject({
      outcome: 'booked',
    });
  });
});

describe('[R-30] machines', () => {
  test.each([
    ['an automatic reply', ['Auto-Submitted: auto-replied'], {}],
    ['a list', ['List-Id: <list.example.jp>'], {}],
    ['bulk', ['Precedence: bulk'], {}],
    ['nobody to answer to', [], { source: '' }],
    ['nobody to answer to, in brackets', [], { source: '<>' }],
    ['another office’s own letter', [], { from: 'kabe@madoguchi.example.jp' }],
    ['our own mailbox', [], { from: aomori.contact.mailbox }],
    ['the video service', [], { from: 'meetingmanager@teleoffice.jp' }],
  ])(
    '%s: listed, not acted on, never answered',
    async (_, headers, { source, from }: { source?: string; from?: string }) => {
      const person = someone();
      const raw = applying(
        person,
        { number: '' },
        { headers: [`Message-ID: <${Math.random()}@example.jp>`, ...headers], ...(from && { from }) },
      );
      const mail = await office.arrive(raw, { ...(source !== undefined && { source }) });
      expect(mail).toMatchObject({ outcome: 'ignored', kind: 'automatic' });
      expect(await office.letters()).toEqual([]);
    },
  );

  test('two offices that mail each other stop at once: an answer of ours is not answered', async () => {
    const person = someone();
    await office.arrive(applying(person, { number: '' }));
    const [call] = office.ses
      .commandCalls(SendRawEmailCommand)
      .filter(({ args: [{ input }] }) => input.Destinations?.[0] === person.email);
    const answer = Buffer.from(call?.args[0].input.RawMessage?.Data ?? []);
    office.heal();
    expect(await office.arrive(answer, { source: 'bounces@example.com' })).toMatchObject({ outcome: 'ignored' });
    expect(await office.letters()).toEqual([]);
  });

  test('answers to one address are counted: the fourth of a kind in a day is not sent', async () => {
    const { email } = someone();
    for (let index = 0; index < 5; index++) await office.arrive(writing(email, `予約の変更をお願いします。${index}`));
    expect(await sentTo(email)).toEqual(['by-phone', 'by-phone', 'by-phone']);
  });
});

describe('[R-32] mails nobody should open', () => {
  const nested = (depth: number): Buffer => {
    const heads = Array.from(
      { length: depth },
      (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`,
    );
    return Buffer.from(`From: <taro@example.jp>\r\n${heads.join('')}Content-Type: text/plain\r\n\r\n`);
  };
  test.each([
    ['larger than a megabyte', Buffer.concat([applying(someone()), Buffer.alloc(1_000_000, 'あ')]), 'too-large'],
    ['nested too deep', nested(30), 'unreadable'],
    [
      'of too many parts',
      Buffer.from(
        `From: <taro@example.jp>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(300)}`,
      ),
      'unreadable',
    ],
  ])('%s: to staff, unread; they see whose it is, and the sender is told that a person looks', async (_, raw, why) => {
    const mail = await office.arrive(raw);
    expect(mail).toMatchObject({ outcome: 'to-read', why: [why], from: expect.stringContaining('@example.jp') });
    expect((await office.letters()).map(({ notice }) => notice)).toEqual(['received', 'mail-for-staff']);
    office.heal();
    // From somebody with a session today it is a sign of contact, and they are told nothing untrue.
    const person = someone();
    const reference = await confirmed(person, '2026-04-01T14:00:00+09:00');
    travel('2026-04-01T13:50:00+09:00');
    const theirs = Buffer.from(raw.toString('latin1').replace(/From: <[^>]*>/, `From: <${person.email}>`), 'latin1');
    expect(await office.arrive(theirs)).toMatchObject({ booking: reference });
    expect(await bookingOf(reference)).toMatchObject({ signs: [{ sign: 'wrote' }] });
    expect((await office.letters()).find(({ to }) => to === person.email)?.text).toContain(
      '今の予約は、まだそのままです',
    );
    await staff(`POST /staff/bookings/${reference}/cancellation`, {
      by: 'office',
      through: 'phone',
      reason: 'technical',
    });
    standAt(NOW);
    office.heal();
    const other = Buffer.from(raw.toString('latin1').replace('Message-ID: <', 'Message-ID: <x'), 'latin1');
    const forged = await office.arrive(other, { verdicts: { dmarc: 'FAIL' } });
    expect(forged?.why.slice(0, 2)).toEqual([why, 'not-authentic']);
    expect(await office.letters()).toEqual([]);
    expect(await staff(`GET /staff/mails/${mail?.id}`)).toMatchObject({ id: mail?.id });
  });
});

describe('[A-6-4] a cancellation', () => {
  const cancelling = (email: string, parts?: MailParts, text = '予約をキャンセルします。よろしくお願いします。') =>
    writing(email, text, parts);

  test('[D-8] before the day, from the booking’s own address, ends it and is confirmed by mail', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-12T14:00:00+09:00');
    await office.drain();
    office.heal();
    travel('2026-03-11T23:59:00+09:00');
    const mail = await office.arrive(cancelling(person.email));
    expect(mail).toMatchObject({ kind: 'cancellation', outcome: 'cancelled', booking: reference });
    expect(await bookingOf(reference)).toMatchObject({ state: 'cancelled', by: 'applicant', through: 'mail' });
    await office.drain();
    expect(await sentTo(person.email)).toEqual(['cancelled']);
  });

  test('takes an application back that is not confirmed yet', async () => {
    const person = someone();
    const applied = await office.arrive(applying(person, { wish: '希望日時：3月13日（金）10:00～10:30' }));
    const mail = await office.arrive(cancelling(person.email));
    expect(mail).toMatchObject({ outcome: 'cancelled', booking: applied?.booking });
    // Not sure whether it has arrived, they write again.
    office.heal();
    const again = await office.arrive(cancelling(person.email));
    expect(again).toMatchObject({ outcome: 'cancelled', booking: applied?.booking });
    expect(await sentTo(person.email)).toEqual(['called-off']);
    expect(await bookingOf(applied?.booking)).toMatchObject({ state: 'withdrawn' });
  });

  test('counts by when it was received, not by when it is read', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-12T11:00:00+09:00');
    travel('2026-03-12T00:10:00+09:00');
    const mail = await office.arrive(cancelling(person.email), { at: '2026-03-11T23:59:00+09:00' });
    expect(mail).toMatchObject({ outcome: 'cancelled', booking: reference });
  });

  test('[D-8, D-10] on the day is answered "please phone" at once; staff are told, and the mail is a sign of contact', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-12T14:00:00+09:00');
    await office.drain();
    travel('2026-03-12T09:00:00+09:00');
    office.heal();
    const mail = await office.arrive(cancelling(person.email));
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['cancel-by-phone'], booking: reference });
    expect(await sentTo(person.email)).toEqual(['by-phone']);
    expect(await sentTo(aomori.contact.staffMail)).toEqual(['mail-for-staff']);
    const booking = await bookingOf(reference);
    expect(booking).toMatchObject({ state: 'confirmed', signs: [{ sign: 'wrote' }] });
  });

  test('[D-10] received before the ten minutes were over and read after them, it was no silence', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-12T13:30:00+09:00');
    await office.staff(`POST /staff/bookings/${reference}/meeting`, { invited: true });
    await office.drain();
    travel('2026-03-12T13:45:00+09:00');
    await office.at.noShow({ booking: reference, version: 1, kind: 'no-show' });
    expect(await bookingOf(reference)).toMatchObject({ state: 'no-show' });
    const late = await office.arrive(cancelling(person.email), { at: '2026-03-12T13:41:00+09:00' });
    expect(late).toMatchObject({ why: ['booking-not-found'] });
    const mail = await office.arrive(cancelling(person.email), { at: '2026-03-12T13:25:00+09:00' });
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['cancel-by-phone'], booking: reference });
    expect(await bookingOf(reference)).toMatchObject({ state: 'confirmed', signs: [{ sign: 'wrote' }], noShows: 0 });
  });

  test('[R-31] a copy of it that nobody vouches for does not stand in for the real one', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-04-02T10:00:00+09:00');
    const raw = cancelling(person.email);
    expect(await office.arrive(raw, { verdicts: { dmarc: 'FAIL' } })).toMatchObject({ why: ['not-authentic'] });
    expect(await office.arrive(raw)).toMatchObject({ outcome: 'cancelled', booking: reference });
  });

  test('from another address proves nothing, and from one with two bookings does not say which', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-16T14:00:00+09:00');
    const other = someone();
    expect(
      await office.arrive(cancelling(other.email, {}, `予約番号 ${reference} をキャンセルします。`)),
    ).toMatchObject({
      outcome: 'to-read',
      why: ['booking-not-found'],
    });
    expect(await sentTo(other.email)).toEqual(['by-phone']);
    await confirmed(person, '2026-03-17T14:00:00+09:00');
    expect(await office.arrive(cancelling(person.email))).toMatchObject({ why: ['booking-not-found'] });
    const named = await office.arrive(cancelling(person.email, {}, `予約番号 ${reference} の相談をキャンセルします。`));
    expect(named).toMatchObject({ outcome: 'cancelled', booking: reference });
  });

  const contradicting: [string, (own: string) => string, string][] = [
    ['another day', () => '3月25日の予約をキャンセルします。', 'cancellation-unclear'],
    ['another number', () => '予約番号 1111-2222 をキャンセルします。', 'booking-not-found'],
    ['another person', () => '予約をキャンセルします。\n氏名：赤井 花子', 'cancellation-unclear'],
    ['another person’s number', () => '求職番号：02010-99999999\n予約をキャンセルします。', 'cancellation-unclear'],
    ['that it is not meant', () => 'キャンセルした覚えはありません。参加します。', 'cancellation-unclear'],
    ['a condition', (own) => `予約番号 ${own}、もし雨ならキャンセルします。`, 'cancellation-unclear'],
  ];
  test.each(contradicting)('that says %s is for staff, and nothing is ended', async (_, write, why) => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-26T14:00:00+09:00');
    const mail = await office.arrive(cancelling(person.email, {}, write(reference)));
    expect(mail).toMatchObject({ outcome: 'to-read', why: [why] });
    expect(await bookingOf(reference)).toMatchObject({ state: 'confirmed' });
    const answer = why === 'cancellation-unclear' ? 'received' : 'by-phone';
    expect(mail?.notices).toMatchObject({ [answer]: { state: 'sent' }, 'mail-for-staff': expect.anything() });
    await staff(`POST /staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('taken back after it was done is for staff, who hear of it; nobody is told again that it is cancelled', async () => {
    const person = someone();
    await office.arrive(applying(person, { wish: '希望日時：3月27日（金）10:00～10:30' }));
    expect((await office.arrive(cancelling(person.email)))?.outcome).toBe('cancelled');
    office.heal();
    const protest = 'キャンセルした覚えはありません。参加しますので、予約を戻してください。';
    const mail = await office.arrive(cancelling(person.email, {}, protest));
    expect(mail).toMatchObject({ outcome: 'to-read' });
    expect(mail?.notices).toHaveProperty('mail-for-staff');
    const [letter] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(letter?.text).not.toContain('キャンセルしてあります');
    expect(letter?.text).not.toContain('まだそのまま');
  });

  test('that answers a letter about one booking and names another ends the one named, or none', async () => {
    const person = someone();
    const first = await confirmed(person, '2026-03-30T10:00:00+09:00');
    const second = await confirmed(person, '2026-03-31T10:00:00+09:00');
    office.ses.on(SendRawEmailCommand).resolves({ MessageId: '0106019cb0aa0000-another-000000' });
    await office.drain();
    const answering = (text: string) =>
      cancelling(
        person.email,
        {
          subject: `Re: 【ハローワーク青森】オンライン職業相談の予約が決まりました（予約番号 ${first}）`,
          headers: [
            `Message-ID: <${Math.random()}@example.jp>`,
            'In-Reply-To: <0106019cb0aa0000-another-000000@ap-northeast-1.amazonses.com>',
          ],
        },
        text,
      );
    await office.arrive(answering(`予約番号 ${second} の相談をキャンセルします。`));
    await office.arrive(answering('予約番号 9999-9999 の相談をキャンセルします。'));
    expect(await bookingOf(first)).toMatchObject({ state: 'confirmed' });
    const mail = await office.arrive(answering('予約をキャンセルします。'));
    expect(mail).toMatchObject({ outcome: 'cancelled', booking: first });
    // Again, in the same thread.
    office.heal();
    expect(await office.arrive(answering('相談をキャンセルします。'))).toMatchObject({
      outcome: 'cancelled',
      booking: first,
    });
    expect(await sentTo(person.email)).toEqual(['called-off']);
  });

  test('of nobody we know a booking of says nothing about one', async () => {
    const { email } = someone();
    expect(await office.arrive(cancelling(email))).toMatchObject({ why: ['booking-not-found'] });
    const [letter] = (await office.letters()).filter(({ to }) => to === email);
    expect(letter?.text).toContain('どの予約のことか、確かめられませんでした');
    expect(letter?.text).not.toContain('まだそのまま');
  });

  test('[D-9, R-19] from another address that answers our own letter about the booking is proof enough', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-19T14:00:00+09:00');
    office.ses.on(SendRawEmailCommand).resolves({ MessageId: '0106019cb0aa0000-secret-000000' });
    await office.drain();
    const other = someone();
    const quoting = (headers: string[]) =>
      cancelling(other.email, {
        subject: `Re: 【ハローワーク青森】オンライン職業相談の予約が決まりました（予約番号 ${reference}）`,
        headers: [`Message-ID: <${Math.random()}@example.jp>`, ...headers],
      });
    expect(await office.arrive(quoting([]))).toMatchObject({ why: ['booking-not-found'] });
    const guessed = 'In-Reply-To: <0106019cb0aa0000-guess-000000@ap-northeast-1.amazonses.com>';
    expect(await office.arrive(quoting([guessed]))).toMatchObject({ why: ['booking-not-found'] });
    const received = 'In-Reply-To: <0106019cb0aa0000-secret-000000@ap-northeast-1.amazonses.com>';
    office.heal();
    expect(await office.arrive(quoting([received]))).toMatchObject({ outcome: 'cancelled', booking: reference });
    expect(await sentTo(other.email)).toEqual(['called-off']);
  });

  test('that nobody can vouch for changes nothing', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-23T14:00:00+09:00');
    const mail = await office.arrive(cancelling(person.email), { verdicts: { dmarc: 'FAIL' } });
    expect(mail).toMatchObject({ outcome: 'to-read', why: ['not-authentic'] });
    expect(await bookingOf(reference)).toMatchObject({ state: 'confirmed' });
  });
});

describe('what else people write', () => {
  test('a change is for staff; the session stands until they answer, and the person is told so', async () => {
    const person = someone();
    const reference = await confirmed(person, '2026-03-24T14:00:00+09:00');
    office.heal();
    const mail = await office.arrive(writing(person.email, '3月24日の予約を、3月25日（水）14:00に変更してください。'));
    expect(mail).toMatchObject({ kind: 'change', outcome: 'to-read', booking: reference });
    expect(await sentTo(person.email)).toEqual(['received']);
    const [told] = (await office.letters()).filter(({ to }) => to === person.email);
    expect(told?.text).toContain('今の予約は、まだそのままです');
  });

  test('a question is for staff, who settle it when they have answered', async () => {
    const { email } = someone();
    const mail = await office.arrive(writing(email, '駐車場はありますか。'));
    expect(mail).toMatchObject({ kind: 'other', outcome: 'to-read' });
    expect(await sentTo(email)).toEqual([]);
    const waiting = async (): Promise<string[]> =>
      (await staff('GET /staff/mails')).mails.map(({ id }: { id: string }) => id);
    expect(await waiting()).toContain(mail?.id);
    expect(await staff(`POST /staff/mails/${mail?.id}/settlement`, { how: 'answered' })).toMatchObject({
      settled: { by: 'demo-staff', how: 'answered' },
    });
    expect(await waiting()).not.toContain(mail?.id);
    const all = await staff('GET /staff/mails?which=all');
    expect(all.mails.map(({ id }: { id: string }) => id)).toContain(mail?.id);
  });
});
