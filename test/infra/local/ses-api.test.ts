import {
  SESClient,
  SendRawEmailCommand,
  type SendRawEmailCommandInput,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outcomesOf } from '../../../infra/local/mail-outcomes.ts';
import { Mailbox, type MailViewer, type Sent, startMailViewer } from '../../../infra/local/mailbox.ts';
import { sesApi } from '../../../infra/local/ses-api.ts';
import { allow, type Gateway, gatewayFor } from './gateway-for.ts';

const NOW = Date.parse('2026-03-02T09:00:00+09:00');
const arn = (resource: string) => `arn:aws:ses:ap-northeast-1:000000000000:${resource}`;

let viewer: MailViewer;
let mailbox: Mailbox;
let gateway: Gateway;
let client: SESClient;
let accepted: Sent[];
beforeAll(async () => {
  viewer = await startMailViewer(0);
  mailbox = new Mailbox(viewer.url);
  const api = sesApi({
    identities: new Set(['office.example.jp']),
    sets: () => new Set(['mail']),
    mailbox,
    accepted: (sent) => accepted.push(sent),
    now: () => NOW,
  });
  gateway = await gatewayFor('ses', api);
  client = new SESClient(
    gateway.as(allow('ses:SendRawEmail', [arn('identity/*.example.jp'), arn('configuration-set/mail*')])),
  );
});
beforeEach(() => {
  accepted = [];
  gateway.errors.length = 0;
});
afterAll(() => {
  client.destroy();
  gateway.stop();
  viewer.stop();
});

type Mail = ConstructorParameters<typeof MailComposer>[0];
const compose = (more: Mail): Promise<Buffer> =>
  new MailComposer({
    from: '見本窓口 <kabe@office.example.jp>',
    to: 'taro@example.com',
    subject: '本予約のご案内',
    text: 'ご予約を承りました。\n',
    newline: 'windows',
    ...more,
  })
    .compile()
    .build();
const send = async (mail: Mail = {}, more: Partial<SendRawEmailCommandInput> = {}, by = client): Promise<string> => {
  const RawMessage = { Data: await compose(mail) };
  const { MessageId } = await by.send(new SendRawEmailCommand({ RawMessage, ConfigurationSetName: 'mail', ...more }));
  return MessageId ?? '';
};

test('[R-12] a mail that was sent is listed with what it says, and shown to people', async () => {
  const ics = 'BEGIN:VCALENDAR\r\nSUMMARY:面談\r\nEND:VCALENDAR\r\n';
  const messageId = await send({
    to: 'list@example.com',
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: [
      { filename: 'invite.ics', content: ics, contentType: 'text/calendar; charset=utf-8' },
      { filename: 'a.bin', content: Buffer.from([0, 255]) },
    ],
  });
  expect(messageId).toMatch(/^[\w-]+$/);
  expect(mailbox.list('LIST@example.com')).toEqual([
    {
      messageId,
      office: 'kabe',
      at: '2026-03-02T09:00:00+09:00',
      to: ['list@example.com'],
      from: expect.stringContaining('見本窓口'),
      subject: '本予約のご案内',
      headers: expect.objectContaining({
        'auto-submitted': 'auto-generated',
        'message-id': `<${messageId}@ap-northeast-1.amazonses.com>`,
        date: 'Mon, 02 Mar 2026 00:00:00 GMT',
      }),
      tags: {},
      text: 'ご予約を承りました。\n',
      html: '',
      attachments: [
        { filename: 'invite.ics', contentType: 'text/calendar', encoding: 'utf8', content: ics },
        { filename: 'a.bin', contentType: 'application/octet-stream', encoding: 'base64', content: 'AP8=' },
      ],
    },
  ]);
  expect(await (await fetch(new URL('/store', viewer.url))).text()).toContain('本予約のご案内');
  expect(gateway.errors).toEqual([]);
});

test('a mail goes to its destinations, whatever its headers say', async () => {
  await send({ to: 'header@example.com' }, { Destinations: ['envelope@example.com'] });
  expect(mailbox.list('header@example.com')).toEqual([]);
  expect(mailbox.list('envelope@example.com')).toHaveLength(1);
});

describe('is refused as SES refuses it, and not listed:', () => {
  test.each([
    [
      'a sender whose domain is not verified',
      { from: 'a@other.example.jp' },
      {},
      'MessageRejected',
      /not verified.*AP-NORTHEAST-1: a@other\.example\.jp/,
    ],
    ['a source whose domain is not verified', {}, { Source: 'a@other.example.jp' }, 'MessageRejected', /not verified/],
    [
      'a configuration set that is not there',
      {},
      { ConfigurationSetName: 'mailing' },
      'ConfigurationSetDoesNotExistException',
      /<mailing> does not exist/,
    ],
    [
      'a tag with other signs',
      {},
      { Tags: [{ Name: 'booking', Value: 'BOOKING#1' }] },
      'InvalidParameterValue',
      /invalid characters/,
    ],
    ['a recipient without a domain', {}, { Destinations: ['taro'] }, 'InvalidParameterValue', /Missing final/],
    ['a mail to nobody', { to: [] }, {}, 'InvalidParameterValue', /Missing required header 'To'/],
  ])('%s', async (_, mail, more, name, message) => {
    const before = mailbox.list().length;
    await expect(send(mail, more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect([mailbox.list().length - before, accepted, gateway.errors]).toEqual([0, [], []]);
  });
});

test.each([
  ['the identity', [allow('ses:SendRawEmail', arn('configuration-set/mail'))], 'identity/office.example.jp'],
  ['the configuration set', [allow('ses:SendRawEmail', arn('identity/*'))], 'configuration-set/mail'],
])('without the grant for %s a mail is denied, and the terminal says which it is', async (_, statements, missing) => {
  const by = new SESClient(gateway.as(...statements));
  await expect(send({}, {}, by)).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  by.destroy();
  expect([gateway.errors, accepted]).toEqual([
    [`kabe/dispatch is not granted ses:SendRawEmail on ${arn(missing)}`],
    [],
  ]);
});

test('an operation that is not played is refused and named', async () => {
  await expect(client.send(new VerifyEmailIdentityCommand({ EmailAddress: 'a@b' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  expect(gateway.errors).toEqual([expect.stringContaining('called SES VerifyEmailIdentity')]);
});

describe('what becomes of a mail', () => {
  test.each([
    ['taro@example.com', ['delivery']],
    ['bounce-1@example.com', ['bounce']],
    ['complaint@example.com', ['delivery', 'complaint']],
    ['reject@example.com', ['reject']],
  ])('[R-12] to %s is %j', async (address, events) => {
    await send({ to: address }, { Tags: [{ Name: 'booking', Value: 'b-1' }] });
    const [sent] = accepted;
    expect(sent && outcomesOf(sent).map(({ event }) => event)).toEqual(events);
  });

  test('is told for each of several recipients', async () => {
    await send({ to: ['taro@example.com', 'bounce@example.com'] }, { Tags: [{ Name: 'booking', Value: 'b-1' }] });
    const [sent] = accepted;
    const mail = {
      timestamp: '2026-03-02T00:00:00.000Z',
      messageId: sent?.messageId,
      destination: ['taro@example.com', 'bounce@example.com'],
      tags: { booking: ['b-1'], 'ses:configuration-set': ['mail'] },
    };
    expect(sent && outcomesOf(sent).map(({ body }) => body)).toMatchObject([
      {
        eventType: 'Bounce',
        mail,
        bounce: {
          bounceType: 'Permanent',
          bouncedRecipients: [{ emailAddress: 'bounce@example.com', status: '5.1.1' }],
        },
      },
      { eventType: 'Delivery', mail, delivery: { recipients: ['taro@example.com'] } },
    ]);
  });
});
