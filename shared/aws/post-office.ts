import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import * as z from 'zod';
import type { NoticeKind } from '../domain/notices.ts';
import type { Office } from '../domain/office.ts';
import { mimeOf } from '../mail/mime.ts';
import type { Letter } from '../mail/notices.ts';
import type { Owed } from './outbox.ts';

const environment = z.object({ MAIL_FROM: z.email(), CONFIGURATION_SET: z.string(), SITE: z.url() }).parse(process.env);

/** Where the office's pages are, for the links in its mails. */
export const site = environment.SITE;

/**
 * Never tried again by the SDK: SES knows no repetition, so a mail it took unheard would go out twice at once. The outbox
 * keeps what was not sent, and it is tried again from there.
 */
const ses = new SESClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
});

/** SES did not take a letter, or nobody knows whether it did; what it said is the cause. */
export class NotSent extends Error {
  constructor(cause: unknown) {
    super('SES did not take the letter', { cause });
    this.name = `NotSent: ${cause instanceof Error ? cause.name : 'unknown'}`;
  }
}

/**
 * Hands a letter to SES, tagged with the notice it is, so that news of it find their way back (`mail-events`). False: SES
 * cannot use this address, ever. Throws `NotSent` when it was not taken, or when nobody knows whether it was.
 * Source: Amazon SES API Reference, SendRawEmail.
 */
export const send = async (office: Office, letter: Letter, kind: NoticeKind, owed: Owed): Promise<boolean> => {
  const to = quoted(letter.to);
  const from = { name: `${office.name} オンライン職業相談`, address: environment.MAIL_FROM };
  const command = new SendRawEmailCommand({
    Source: environment.MAIL_FROM,
    Destinations: [to],
    ConfigurationSetName: environment.CONFIGURATION_SET,
    Tags: [
      { Name: 'booking', Value: owed.booking },
      { Name: 'revision', Value: String(owed.revision) },
      { Name: 'notice', Value: kind },
    ],
    RawMessage: { Data: await mimeOf({ ...letter, to }, from, office.contact.mailbox) },
  });
  try {
    await ses.send(command);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidParameterValue') return false;
    throw new NotSent(error);
  }
};

/** Old carrier addresses such as `a..b.@…` are no atoms: only those are quoted. Source: RFC 5321, 4.1.2. */
const quoted = (address: string): string => {
  const [, mailbox = '', domain = ''] = /^(.*)@([^@]*)$/.exec(address) ?? [];
  return /^\.|\.$|\.\./.test(mailbox) ? `"${mailbox}"@${domain}` : address;
};
