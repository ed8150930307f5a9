import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { kabe } from '../../../shared/offices/kabe.ts';
import { sendMail, type TestOffice } from '../../support/local.ts';
import { shown, standInOffice, standIns } from './stand-ins.ts';

const functions = standIns();
afterAll(() => functions.remove());

const TO = 'kabe@madoguchi.example.jp';
const FROM = 'taro@example.com';
const mail = (subject: string, ...headers: string[]): string =>
  [
    `From: =?UTF-8?B?5bGx55Sw?= <${FROM}>`,
    `To: Office <${TO}>, hana@example.com`,
    `Subject: ${subject}`,
    'Message-ID: <a@example.com>',
    'Date: Mon, 02 Mar 2026 08:59:00 +0900',
    ...headers,
    '',
    'Hello.',
    '',
  ].join('\r\n');
const storedBytes = (index = 0): Buffer => Buffer.from(functions.told('mail')[index].stored, 'base64');

describe('mail that comes in', () => {
  let office: TestOffice;
  const send = async (raw: string | Buffer, to: string | string[] = TO, from = FROM): Promise<void> => {
    await sendMail(office, raw, { from, to });
    await office.settle();
  };
  const curl = async (content: string | Buffer, from = FROM): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'madoguchi-mail-'));
    const file = join(folder, 'sample.eml');
    writeFileSync(file, content);
    const url = `smtp://${office.smtp.host}:${office.smtp.port}`;
    const sending = promisify(execFile)('curl', [
      '-sS',
      '--mail-from',
      from,
      '--mail-rcpt',
      TO,
      '--upload-file',
      file,
      url,
    ]);
    await sending.finally(() => rmSync(folder, { recursive: true }));
    await office.settle();
  };
  const receipt = () => functions.told('mail')[0].body.receipt;

  beforeAll(async () => {
    office = await standInOffice(functions, { offices: ['kabe', 'aomori'], now: '2026-03-02T09:00+09:00' });
  });
  beforeEach(() => functions.forget());
  afterAll(() => office.stop());

  test('is refused at once where no office receives mail at the address, and says so', async () => {
    await expect(sendMail(office, mail('a'), { from: FROM, to: 'nobody@example.com' })).rejects.toMatchObject({
      responseCode: 550,
      response: expect.stringContaining('no office here receives mail at <nobody@example.com>'),
    });
    await office.settle();
    expect(functions.told()).toEqual([]);
  });

  test.each([
    ['the address of its own', TO],
    ['the mailbox in its data', kabe.contact.mailbox],
    ['other letters', 'KABE@Madoguchi.Example.JP'],
    ['a label', 'kabe+anything@madoguchi.example.jp'],
  ])('reaches the office by %s', async (_, to) => {
    await send(mail('a'), to);
    expect(functions.told('mail').map(({ office: id }) => id)).toEqual(['kabe']);
    expect(receipt().recipients.map((one: string) => one.toLowerCase())).toEqual([to.toLowerCase()]);
  });

  test('is stored as it was sent, behind the headers of SES, in all bytes', async () => {
    const raw = Buffer.concat([
      Buffer.from(mail('bytes', 'Content-Type: text/plain; charset=iso-2022-jp')),
      Buffer.from('\x1b$B;3ED\x1b(B\r\n.\r\n..dots\r\n', 'latin1'),
      Buffer.from([0x80, 0xff, 0xfe, 0x0d, 0x0a]),
      Buffer.from('no end of line\r\n'),
    ]);
    await send(raw);
    const bytes = storedBytes();
    expect(bytes.subarray(-raw.length)).toEqual(raw);
    expect(bytes.subarray(0, -raw.length).toString().split('\r\n')).toEqual([
      'Return-Path: <taro@example.com>',
      expect.stringMatching(/^Received: from \S+ \(\S+ \[127\.0\.0\.1\]\)$/),
      ` by inbound-smtp.ap-northeast-1.amazonaws.com with SMTP id ${functions.told('mail')[0].body.mail.messageId}`,
      ` for ${TO};`,
      ' Mon, 02 Mar 2026 00:00:00 +0000 (UTC)',
      'X-SES-Spam-Verdict: PASS',
      'X-SES-Virus-Verdict: PASS',
      expect.stringMatching(
        /^Received-SPF: pass \(.*\) client-ip=127\.0\.0\.1; envelope-from=taro@example\.com; helo=\S+;$/,
      ),
      'Authentication-Results: amazonses.com;',
      expect.stringMatching(/^ spf=pass /),
      ' dkim=pass header.i=@example.com;',
      ' dmarc=pass header.from=example.com;',
      'X-SES-RECEIPT: local',
      '',
    ]);
  });

  test('is told as SES tells it', async () => {
    await send(mail('keep', 'Cc: cc@example.com', 'X-Long: one', ' two'));
    const [{ stored: _, body, ...told }] = functions.told('mail');
    const { messageId, headers, ...rest } = body.mail;
    expect(body).toEqual({
      notificationType: 'Received',
      receipt: {
        timestamp: '2026-03-02T00:00:00.000Z',
        processingTimeMillis: expect.any(Number),
        recipients: [TO],
        spamVerdict: { status: 'PASS' },
        virusVerdict: { status: 'PASS' },
        spfVerdict: { status: 'PASS' },
        dkimVerdict: { status: 'PASS' },
        dmarcVerdict: { status: 'PASS' },
        action: {
          type: 'S3',
          topicArn: expect.stringContaining('MailArrived'),
          bucketName: expect.stringContaining('rawmails'),
          objectKeyPrefix: '',
          objectKey: messageId,
        },
      },
      mail: expect.anything(),
    });
    expect(rest).toEqual({
      timestamp: '2026-03-02T00:00:00.000Z',
      source: FROM,
      destination: [TO, 'hana@example.com', 'cc@example.com'],
      headersTruncated: false,
      commonHeaders: {
        returnPath: FROM,
        from: [`山田 <${FROM}>`],
        to: [`Office <${TO}>`, 'hana@example.com'],
        cc: ['cc@example.com'],
        date: 'Mon, 02 Mar 2026 08:59:00 +0900',
        messageId: '<a@example.com>',
        subject: 'keep',
      },
    });
    expect(headers.map(({ name }: { name: string }) => name).slice(0, 4)).toEqual([
      'Return-Path',
      'Received',
      'X-SES-Spam-Verdict',
      'X-SES-Virus-Verdict',
    ]);
    expect(headers).toContainEqual({ name: 'X-Long', value: 'one two' });
    // Only a part was asked for.
    expect(told).toMatchObject({ begins: 'Return-Path', range: expect.stringMatching(/^bytes 0-10\/\d+$/) });
    expect(functions.told('mail-event')[0]).toEqual([
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body,
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(Date.parse('2026-03-02T00:00:00Z')),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: String(Date.parse('2026-03-02T00:00:00Z')),
        },
        messageAttributes: {},
        md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventSource: 'aws:sqs',
        eventSourceARN: expect.stringMatching(/^arn:aws:sqs:\S+-Mails/),
        awsRegion: 'ap-northeast-1',
      },
    ]);
  });

  test('from nobody and without a subject is told without one', async () => {
    await send(mail('x').replace(/Subject: x\r\n/, ''), TO, '');
    const { source, commonHeaders } = functions.told('mail')[0].body.mail;
    expect([source, commonHeaders.returnPath, 'subject' in commonHeaders]).toEqual(['', '', false]);
    expect(storedBytes().toString()).toContain('Return-Path: <>\r\n');
  });

  test('comes from addresses of carriers that no standard knows', async () => {
    await curl(mail('a'), 'taro..yamada.@example.com');
    expect(functions.told('mail')[0].body.mail.source).toBe('taro..yamada.@example.com');
  });

  test.each([
    ['spam=GRAY', { spamVerdict: { status: 'GRAY' } }, 'X-SES-Spam-Verdict: GRAY'],
    ['virus=FAIL', { virusVerdict: { status: 'FAIL' } }, 'X-SES-Virus-Verdict: FAIL'],
    ['spf=PROCESSING_FAILED', { spfVerdict: { status: 'PROCESSING_FAILED' } }, 'Received-SPF: temperror '],
    ['dkim=GRAY', { dkimVerdict: { status: 'GRAY' } }, ' dkim=none;\r\n'],
    ['dkimDomain=other.example', { dkimVerdict: { status: 'PASS' } }, ' dkim=pass header.i=@other.example;'],
    ['dmarc=FAIL', { dmarcVerdict: { status: 'FAIL' }, dmarcPolicy: 'none' }, ' dmarc=fail header.from=example.com;'],
    [
      'dkim=FAIL; dmarc=FAIL; dmarcPolicy=reject',
      { dkimVerdict: { status: 'FAIL' }, dmarcPolicy: 'reject' },
      'dkim=fail',
    ],
    ['spam=DISABLED;\r\n virus=DISABLED;', { spamVerdict: { status: 'DISABLED' } }, 'X-SES-Virus-Verdict: DISABLED'],
  ])('[R-25] has the verdicts its test header says (%s), which nobody sees', async (said, expected, header) => {
    await send(mail('a', `X-Test-Verdicts: ${said}`));
    expect(receipt()).toMatchObject(expected);
    expect('dmarcPolicy' in receipt()).toBe('dmarcPolicy' in expected);
    expect(storedBytes().toString()).toContain(header);
    expect(JSON.stringify(functions.told()) + storedBytes()).not.toContain('X-Test-Verdicts');
  });

  test('is refused where its test header cannot be read', async () => {
    const odd = sendMail(office, mail('a', 'X-Test-Verdicts: spam=PERHAPS'), { from: FROM, to: TO });
    await expect(odd).rejects.toMatchObject({ response: expect.stringMatching(/^554.*X-Test-Verdicts/) });
  });

  test('[R-25] is told with the first ten kilobytes of its headers, and that there are more', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `X-Filler-${index}: ${'x'.repeat(80)}`);
    await send(mail('a', ...many));
    const { headers, headersTruncated, commonHeaders } = functions.told('mail')[0].body.mail;
    expect(headersTruncated).toBe(true);
    expect(JSON.stringify(headers).length).toBeGreaterThan(8_000);
    expect(headers.length).toBeLessThan(150);
    expect(commonHeaders.subject).toBe('a');
    expect(storedBytes().toString()).toContain('X-Filler-199');
  });

  test('[R-29] to two offices reaches both by its envelope, each as a mail of its own', async () => {
    await send(mail('a'), ['aomori@madoguchi.example.jp', TO, kabe.contact.mailbox]);
    const told = functions.told('mail').toSorted((a, b) => a.office.localeCompare(b.office));
    expect(told.map(({ office: id, body }) => [id, body.receipt.recipients])).toEqual([
      ['aomori', ['aomori@madoguchi.example.jp']],
      ['kabe', [TO, kabe.contact.mailbox]],
    ]);
    expect(new Set(told.map(({ body }) => body.receipt.action.bucketName)).size).toBe(2);
    expect(Buffer.from(told[0].stored, 'base64').toString()).toContain(' for aomori@madoguchi.example.jp;');
  });

  test.each([
    ['as it is', mail('a'), mail('a')],
    // curl sees no end of line at its end, and adds one.
    ['with the ends of lines that SMTP has', mail('a').replaceAll('\r\n', '\n'), `${mail('a')}\r\n`],
  ])('is sent by curl from a file, and stored %s', async (_, file, expected) => {
    await curl(file);
    expect(storedBytes().toString().split('X-SES-RECEIPT: local\r\n')[1]).toBe(expected);
  });

  test('is refused where it is larger than SES takes it', async () => {
    await expect(curl(Buffer.alloc(41 * 1024 * 1024, 'x\r\n'))).rejects.toThrow('MAIL failed: 552');
    expect(functions.told()).toEqual([]);
  });

  test('is read in the order it came, a few at a time', async () => {
    const subjects = Array.from({ length: 12 }, (_, index) => `mail ${index}`);
    for (const subject of subjects) await sendMail(office, mail(subject), { from: FROM, to: TO });
    await office.settle();
    expect(functions.told('mail-in').flat()).toEqual(subjects);
    for (const batch of functions.told('mail-in')) expect(batch.length).toBeLessThanOrEqual(5);
  });

  test('[R-14] comes again when it failed, and the others of its batch do not', async () => {
    await Promise.all(['once', 'a', 'b'].map((subject) => sendMail(office, mail(subject), { from: FROM, to: TO })));
    await office.settle();
    const subjects = functions.told('mail-in').flat();
    expect(subjects.toSorted()).toEqual(['a', 'b', 'once', 'once']);
    expect(functions.told('mail')).toHaveLength(3);
    expect(office.errors).toEqual([]);
  });

  test.each(['poison', 'throws'])(
    '[R-14] that always fails (%s) is tried five times and then kept where a person is called to',
    async (subject) => {
      await send(mail(subject));
      expect(functions.told('mail-in')).toEqual(Array(5).fill([subject]));
      const { Unread, ...others } = (await shown(office, '/queues')).kabe;
      expect(Unread.at(-1)).toMatchObject({
        at: '2026-03-02T09:00:00+09:00',
        body: { notificationType: 'Received', mail: { commonHeaders: { subject } } },
      });
      // What is on its way is no failure.
      expect(Object.keys(others)).toEqual(['Parked', 'Lost']);
      expect(office.errors.splice(0).at(-1)).toMatch(
        /mailin\S* failed on a message 5 times \(it is in the queue Unread\)$/,
      );
    },
  );
});

test('mail that was accepted outlives a restart: what was stored, and what was not read yet', async () => {
  const data = mkdtempSync(join(tmpdir(), 'madoguchi-data-'));
  functions.forget();
  const first = await standInOffice(functions, { data });
  await sendMail(first, mail('early'), { from: FROM, to: TO });
  await first.settle();
  await sendMail(first, mail('late'), { from: FROM, to: TO });
  await first.stop();
  const second = await standInOffice(functions, { data });
  await second.settle();
  expect(functions.told('mail').map(({ body }) => body.mail.commonHeaders.subject)).toEqual(['early', 'late']);
  await second.stop();
  rmSync(data, { recursive: true });
});
