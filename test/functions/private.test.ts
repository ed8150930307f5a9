import { GetObjectCommand } from '@aws-sdk/client-s3';
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { filled, mailOf } from '../support/mails.ts';

/* Names nobody has, taken through every function, well and badly: they must turn up nowhere but in mails to their owner. */

const canaries = ['カナリア', '02010-77778888', '09077778888', '0907777', 'canary@', '黄色い鳥', 'b21c9ef0'];
const person = { name: 'カナリア 花子', number: '02010-77778888', phone: '09077778888', email: 'canary@example.com' };

let office: Following;
const lines: string[] = [];
beforeAll(async () => {
  standAt('2026-03-02T09:00:00+09:00');
  office = await following('aomori');
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  for (const level of ['log', 'error', 'warn', 'info', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...said: unknown[]) => void lines.push(said.map(String).join(' ')));
  await staff('PUT /staff/counsellors/a', { name: '見本 一郎', desks: ['general'] });
});
afterAll(() => void vi.restoreAllMocks());

const staff = (request: string, sent?: object) =>
  invoke(office.at.staff, request, { staff: 'demo-staff', ...(sent && { body: sent }) });
const found = (texts: readonly unknown[]): string[] =>
  texts
    .map((text) => (typeof text === 'string' ? text : JSON.stringify(text)))
    .filter((text) => canaries.some((one) => text.includes(one)));

describe('[R-20, R-38] nothing personal', () => {
  test('is in logs, schedules, tags or subjects, whatever becomes of a booking', async () => {
    const sent = body(aomori, '2026-03-10T10:00:00+09:00', { applicant: person, companion: '黄色い鳥の通訳' });
    const key = { 'idempotency-key': 'b21c9ef0' };
    const { json } = await invoke(office.at.booking, 'POST /bookings', { body: sent, headers: key });
    expect(json.reference).toMatch(/\d{4}-\d{4}/);
    const reference: string = json.reference;
    await invoke(office.at.booking, 'POST /bookings', { body: { ...sent, wishes: [] }, headers: key });
    await invoke(office.at.joining, `GET /bookings/${reference}`, { headers: { 'booking-code': json.code } });
    office.ses
      .on(SendRawEmailCommand)
      .rejectsOnce(new Error(`rejected: ${person.email}`))
      .resolves({ MessageId: 'x' });
    expect(await office.drain()).toBe('quiet');
    travel('2026-03-02T09:20:00+09:00');
    await office.at.sweep({});
    await staff(`POST /staff/bookings/${reference}/confirmation`, { tool: 'zoom' });
    await staff(`POST /staff/bookings/${reference}/meeting`, {
      url: 'https://zoom.us/j/12345678901',
      id: '12345678901',
      passcode: 'b21c9ef0',
    });
    await office.drain();
    travel('2026-03-09T10:00:00+09:00');
    await office.at.reminder({ booking: reference, version: 1, kind: 'reminder-day' });
    await office.drain();
    const [letter] = await office.letters();
    await office.at.mailEvents(office.news('Bounce', letter?.tags ?? {}));
    await office.at.sweep({});
    await office.drain();
    await staff('GET /staff/calls');
    travel('2026-03-10T10:10:00+09:00');
    await office.at.noShow({ booking: reference, version: 1, kind: 'no-show' });
    await office.drain();

    const letters = await office.letters();
    expect(letters.map(({ notice }) => notice)).toEqual(
      expect.arrayContaining(['receipt', 'new-application', 'invitation', 'reminder', 'undeliverable']),
    );
    expect(found(letters.map(({ subject }) => subject))).toEqual([]);
    expect(found(letters.map(({ tags }) => tags))).toEqual([]);
    expect(found(letters.filter(({ to }) => to === aomori.contact.staffMail).map(({ text }) => text))).toEqual([]);
    const schedules = office.scheduler.commandCalls(CreateScheduleCommand).map(({ args: [{ input }] }) => input);
    expect(schedules.length).toBeGreaterThan(5);
    expect(found(schedules)).toEqual([]);
    expect(lines.length).toBeGreaterThan(10);
    expect(found(lines)).toEqual([]);
  });

  test('is in logs, tags, subjects or letters to staff, whatever somebody wrote in a mail', async () => {
    lines.length = 0;
    travel('2026-03-02T09:00:00+09:00');
    office.heal();
    const items = {
      name: `氏名：${person.name}`,
      number: `求職番号：${person.number}`,
      phone: `電話：${person.phone}`,
    };
    const written = (wish: string) =>
      mailOf(filled({ ...items, wish, email: `メール：${person.email}`, more: '黄色い鳥の通訳が同席します。' }), {
        from: person.email,
        subject: `相談希望 ${person.name}`,
        headers: [`Message-ID: <b21c9ef0.${wish.length}@example.com>`],
      });
    const outcomes = [
      await office.arrive(written('希望日時：3月11日（水）10:00～10:40')),
      await office.arrive(written('希望日時：3月11日（木）10:00～10:40')),
      await office.arrive(written('希望日時：3月3日（火）10:00～10:40'), { source: person.email }),
      await office.arrive(mailOf(`${person.name}です。予約をキャンセルします。`, { from: person.email })),
      await office.arrive(mailOf(`${person.name}です。予約を変更したいです。`, { from: person.email })),
      await office.arrive(mailOf(`${person.name}`, { from: person.email }), { verdicts: { spam: 'FAIL' } }),
    ].map((mail) => mail?.outcome);
    expect(outcomes).toEqual(['booked', 'to-read', 'to-read', 'cancelled', 'to-read', 'to-read']);
    office.s3.on(GetObjectCommand).rejects(new Error(`no access to the mail of ${person.email}`));
    expect(await office.arrive(written('希望日時：3月12日（木）10:00～10:40'))).toBeUndefined();
    await office.drain();
    await office.at.sweep({});
    const letters = await office.letters();
    expect(letters.map(({ notice }) => notice)).toEqual(
      expect.arrayContaining(['ask', 'late', 'by-phone', 'mail-for-staff', 'withdrawn']),
    );
    expect(found(letters.map(({ subject, tags }) => [subject, tags]))).toEqual([]);
    expect(found(letters.filter(({ to }) => to === aomori.contact.staffMail).map(({ text }) => text))).toEqual([]);
    const answers = letters.filter(({ tags }) => tags['mail']);
    expect(answers.length).toBeGreaterThan(3);
    expect(found(answers.map(({ text }) => text))).toEqual([]);
    expect(lines.length).toBeGreaterThan(5);
    expect(found(lines)).toEqual([]);
  });

  test.each([
    ['mail-in', (event: unknown) => office.at.mailIn(event)],
    ['dispatch', (event: unknown) => office.at.dispatch(event)],
    ['reminder', (event: unknown) => office.at.reminder(event)],
    ['no-show', (event: unknown) => office.at.noShow(event)],
    ['mail-events', (event: unknown) => office.at.mailEvents(event)],
  ])('is in what %s logs or throws about an event it cannot use', async (_, handler) => {
    const image = { M: { applicant: { M: { name: { S: person.name } } } } };
    const events = [
      { ...person },
      { Records: [{ ...person }] },
      { booking: person.name, version: 1, kind: 'reminder-day' },
      { Records: [{ Sns: { Message: `{"eventType":"${person.name}"` } }] },
      { Records: [{ messageId: '1', body: `{"notificationType":"Received","mail":"${person.name}"}` }] },
      { Records: [{ messageId: '1', body: person.name }] },
      { Records: [{ Sns: { Message: JSON.stringify({ eventType: 'Bounce', mail: person }) } }] },
      {
        Records: [
          {
            dynamodb: { SequenceNumber: '1', Keys: { pk: { S: 'BOOKING#1' }, sk: { S: 'BOOKING' } }, NewImage: image },
          },
        ],
      },
    ];
    const said: unknown[] = [];
    lines.length = 0;
    for (const event of events)
      said.push(await handler(event).catch((error: Error) => `${error.message} ${error.stack}`));
    expect(lines.length).toBeGreaterThan(0);
    expect(found([...lines, ...said])).toEqual([]);
  });
});
