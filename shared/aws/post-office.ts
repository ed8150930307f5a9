import { setTimeout as pause } from 'node:timers/promises';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import * as z from 'zod';
import type { Office } from '../domain/office.ts';
import { mimeOf } from '../mail/mime.ts';
import type { Letter } from '../mail/notices.ts';

const environment = z.object({ MAIL_FROM: z.email(), CONFIGURATION_SET: z.string(), SITE: z.url() }).parse(process.env);

/** Where the office's pages are, for the links in its mails. */
export const site = environment.SITE;
/** Where our letters come from; mail to it comes in as well. */
export const ourAddress = environment.MAIL_FROM;

/**
 * Never tried again by the SDK: SES knows no repetition, so a mail it took unheard would go out twice at once. The outbox
 * keeps what was not sent, and the sweep tries it again from there.
 */
const ses = new SESClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
});

/** SES did not take a letter, or nobody knows whether it did; what it said is the cause. */
export class NotSent extends Error {
  /** Whether SES may have taken it all the same. */
  readonly unknown: boolean;
  /** Whether the next letter will fare no better. */
  readonly forAll: boolean;
  constructor(cause: unknown) {
    super('SES did not take the letter', { cause });
    const { name, status } = told(cause);
    this.name = `NotSent: ${name}`;
    this.unknown = status === undefined || status >= 500;
    this.forAll = name !== 'MessageRejected' && name !== 'InvalidParameterValue';
  }
}

const told = (cause: unknown): { name: string; status: number | undefined } => {
  const { name, $metadata } = cause as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? 'unknown', status: $metadata?.httpStatusCode };
};

/** What SES says when it is asked too often; it has not taken the letter then, so asking again is safe. */
const THROTTLED = /^Throttling|^TooManyRequests/;
const TRIES = 3;

/**
 * Hands a letter to SES, tagged with what it is, so that news of it find their way back (`mail-events`); returns what SES calls
 * it, which is the first part of its Message-ID. Undefined: SES cannot use this address, ever. Throws `NotSent` when it was not
 * taken, or when nobody knows whether it was. Source: Amazon SES API Reference, SendRawEmail.
 */
export const send = async (
  office: Office,
  letter: Letter,
  tags: Readonly<Record<string, string>>,
  answering?: { readonly messageId?: string | undefined },
): Promise<string | undefined> => {
  const to = quoted(letter.to);
  const from = { name: `${office.name} オンライン職業相談`, address: environment.MAIL_FROM };
  const inReplyTo = answering?.messageId;
  // What we have asked comes back to where we read it for certain, whatever becomes of mail to the office's own mailbox.
  const replyTo = answering ? environment.MAIL_FROM : office.contact.mailbox;
  const command = new SendRawEmailCommand({
    Source: environment.MAIL_FROM,
    Destinations: [to],
    ConfigurationSetName: environment.CONFIGURATION_SET,
    Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    RawMessage: { Data: await mimeOf({ ...letter, to }, from, replyTo, inReplyTo === undefined ? {} : { inReplyTo }) },
  });
  for (let tries = 1; ; tries++) {
    try {
      return (await ses.send(command)).MessageId ?? '';
    } catch (error) {
      const { name } = told(error);
      if (THROTTLED.test(name) && tries < TRIES) await pause(tries * (500 + Math.random() * 500));
      // The same code stands for mistakes of ours, which are no fault of the address.
      else if (name === 'InvalidParameterValue' && error instanceof Error && /address|domain|@/i.test(error.message))
        return undefined;
      else throw new NotSent(error);
    }
  }
};

/** Old carrier addresses such as `a..b.@…` are no atoms: only those are quoted. Source: RFC 5321, 4.1.2. */
const quoted = (address: string): string => {
  const [, mailbox = '', domain = ''] = /^(.*)@([^@]*)$/.exec(address) ?? [];
  return /^\.|\.$|\.\./.test(mailbox) ? `"${mailbox}"@${domain}` : address;
};
