import { randomBytes } from 'node:crypto';
import { REGION } from './account.ts';
import type { LocalReceiptRule } from './mail-in.ts';
import { addressesOf, parseMail } from './mailbox.ts';
import { type Verdicts, verdictsIn } from './verdicts.ts';

/** A mail as it came over SMTP. */
export type Arrived = {
  /** The envelope's sender; empty where there is none. */
  readonly from: string;
  readonly helo: string;
  readonly raw: Buffer;
  /** SES's name for it, the same wherever it is stored. */
  readonly id: string;
  /** By the office's clock, in milliseconds. */
  readonly at: number;
};

export const newMailId = (): string => randomBytes(20).toString('hex');

/** An address is matched with any label, and whatever its letter case. */
export const reaches = ({ recipients }: LocalReceiptRule, address: string): boolean => {
  const wanted = address.toLowerCase().replace(/\+[^@]*(?=@)/, '');
  return recipients.some((recipient) => recipient.toLowerCase() === wanted);
};

/** SES shows no more of the headers in its notification. */
const MOST_HEADERS = 10 * 1024;

/**
 * What SES makes of a mail for the recipients that one rule matched: the bytes it stores, its own headers before them, and what it
 * tells. Source: Amazon SES Developer Guide, "Contents of notifications for Amazon SES email receiving".
 */
export const received = async (mail: Arrived, { bucket, topic }: LocalReceiptRule, recipients: readonly string[]) => {
  const { verdicts, head, rest } = verdictsIn(mail.raw);
  const parsed = await parseMail(Buffer.concat([head, Buffer.from('\r\n')]));
  const [sender] = addressesOf(parsed.from);
  const stored = Buffer.from(
    `${sesHeaders(mail, recipients, verdicts, domainOf(sender ?? '')).join('\r\n')}\r\n${head.toString('latin1')}`,
    'latin1',
  );
  const all = headersIn(stored);
  const headers = shown(all);
  const timestamp = new Date(mail.at).toISOString();
  const value = (wanted: string): string | undefined =>
    all.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value;
  const given = Object.entries({
    date: value('Date'),
    messageId: value('Message-ID'),
    subject: value('Subject') === undefined ? undefined : (parsed.subject ?? ''),
    from: named(parsed.from),
    to: named(parsed.to),
    cc: named(parsed.cc),
    replyTo: named(parsed.replyTo),
  }).filter(([, found]) => found !== undefined);
  const notification = {
    notificationType: 'Received',
    mail: {
      timestamp,
      source: mail.from,
      messageId: mail.id,
      destination: [parsed.to, parsed.cc].flatMap(addressesOf),
      headersTruncated: headers.length < all.length,
      headers,
      commonHeaders: { returnPath: mail.from, ...Object.fromEntries(given) },
    },
    receipt: {
      timestamp,
      processingTimeMillis: 400,
      recipients,
      ...Object.fromEntries(
        (['spam', 'virus', 'spf', 'dkim', 'dmarc'] as const).map((check) => [
          `${check}Verdict`,
          { status: verdicts[check] },
        ]),
      ),
      ...(verdicts.dmarc === 'FAIL' && { dmarcPolicy: verdicts.dmarcPolicy }),
      action: { type: 'S3', topicArn: topic, bucketName: bucket, objectKeyPrefix: '', objectKey: mail.id },
    },
  };
  return { bytes: Buffer.concat([stored, rest]), notification };
};

const RESULTS = { PASS: 'pass', FAIL: 'fail', GRAY: 'none', PROCESSING_FAILED: 'temperror', DISABLED: 'none' } as const;

const sesHeaders = (
  { from, helo, id, at }: Arrived,
  recipients: readonly string[],
  { spam, virus, spf, dkim, dmarc, dkimDomain }: Verdicts,
  domain: string,
): string[] => {
  const why = `(spfCheck: domain of ${domainOf(from)}) client-ip=127.0.0.1; envelope-from=${from}; helo=${helo};`;
  const signed = RESULTS[dkim] === 'none' ? '' : ` header.i=@${dkimDomain ?? domain}`;
  return [
    `Return-Path: <${from}>`,
    `Received: from ${helo} (${helo} [127.0.0.1])`,
    ` by inbound-smtp.${REGION}.amazonaws.com with SMTP id ${id}`,
    ` for ${recipients[0]};`,
    ` ${new Date(at).toUTCString().replace('GMT', '+0000 (UTC)')}`,
    `X-SES-Spam-Verdict: ${spam}`,
    `X-SES-Virus-Verdict: ${virus}`,
    `Received-SPF: ${RESULTS[spf]} ${why}`,
    'Authentication-Results: amazonses.com;',
    ` spf=${RESULTS[spf]} ${why}`,
    ` dkim=${RESULTS[dkim]}${signed};`,
    ` dmarc=${RESULTS[dmarc]} header.from=${domain};`,
    'X-SES-RECEIPT: local',
  ];
};

const headersIn = (head: Buffer): { name: string; value: string }[] =>
  head
    .toString()
    .split(/\r\n(?![ \t])/)
    .flatMap((line) => {
      const [, name, value = ''] = /^([^\s:]+)[ \t]*:(.*)$/s.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value: value.replace(/\r\n[ \t]+/g, ' ').trim() }];
    });

/** As many of them as fit. */
const shown = (headers: readonly { name: string; value: string }[]) => {
  let size = 0;
  return headers.filter(({ name, value }) => {
    size += Buffer.byteLength(name) + Buffer.byteLength(value);
    return size <= MOST_HEADERS;
  });
};

type Addresses = Awaited<ReturnType<typeof parseMail>>['to'];

const named = (header: Addresses): string[] | undefined =>
  header &&
  [header]
    .flat()
    .flatMap(({ value }) => value)
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : (address ?? name)));

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
