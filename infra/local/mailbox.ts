import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressObject, ParsedMail } from 'mailparser';
import { instant, isoOf } from '../../shared/domain/time.ts';
import { REGION } from './account.ts';

/** A mail as SES accepted it. */
export type Sent = {
  readonly messageId: string;
  readonly office: string;
  readonly caller: string;
  /** By the office's clock, in milliseconds. */
  readonly at: number;
  readonly source: string;
  /** Whom it goes to, whatever its headers say. */
  readonly recipients: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly set?: string;
  readonly parsed: ParsedMail;
};

export type LocalMail = {
  readonly messageId: string;
  readonly office: string;
  /** By the office's clock. */
  readonly at: string;
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  /** By their names in lower case, as they stand in the mail; SES writes Message-ID and Date itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly encoding: 'utf8' | 'base64';
    readonly content: string;
  }[];
};

/** Everything SES has accepted since the start, of all offices; shown to people by `aws-ses-v2-local`. */
export class Mailbox {
  readonly #mails: LocalMail[] = [];
  readonly #viewer: URL;

  constructor(viewer: URL) {
    this.#viewer = viewer;
  }

  async keep(sent: Sent, raw: Buffer): Promise<void> {
    const shown = await fetch(this.#viewer, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local' },
      body: new URLSearchParams({
        Action: 'SendRawEmail',
        Source: sent.source,
        'RawMessage.Data': raw.toString('base64'),
      }),
    });
    if (!shown.ok) throw new Error(`aws-ses-v2-local answered ${shown.status} ${await shown.text()}`);
    await shown.text();
    this.#mails.push(listed(sent));
  }

  /** In the order they were sent; those to one address, or all. */
  list(to?: string): LocalMail[] {
    const wanted = to?.toLowerCase();
    return this.#mails.filter((mail) => !wanted || mail.to.some((address) => address.toLowerCase() === wanted));
  }
}

const listed = ({ messageId, office, at, recipients, tags, parsed }: Sent): LocalMail => ({
  messageId,
  office,
  at: isoOf(instant(at)),
  to: recipients,
  from: parsed.from?.text ?? '',
  subject: parsed.subject ?? '',
  headers: {
    ...Object.fromEntries(
      parsed.headerLines.map(({ key, line }) => [
        key,
        line
          .slice(line.indexOf(':') + 1)
          .replace(/\r?\n(?=\s)/g, '')
          .trim(),
      ]),
    ),
    'message-id': `<${messageId}@${REGION}.amazonses.com>`,
    date: new Date(at).toUTCString(),
  },
  tags,
  text: parsed.text ?? '',
  html: parsed.html || '',
  attachments: parsed.attachments.map(({ filename = '', contentType, content }) => {
    const encoding = contentType.startsWith('text/') ? 'utf8' : 'base64';
    return { filename, contentType, encoding, content: Buffer.from(content).toString(encoding) };
  }),
});

/** Read only when there is a mail: the library takes a while to load. */
export const parseMail = async (raw: Buffer): Promise<ParsedMail> => {
  const { simpleParser } = await import('mailparser');
  return simpleParser(raw);
};

/** The bare addresses of one header. */
export const addressesOf = (header: AddressObject | AddressObject[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .flatMap(({ value }) =>
      value.flatMap(({ address, group }) => [
        ...(address ? [address] : []),
        ...(group ?? []).flatMap((one) => one.address ?? []),
      ]),
    );

export type MailViewer = { readonly url: URL; readonly stop: () => void };

/** Where people look at the mail. Takes this port or the next free one; 0 takes any. */
export const startMailViewer = async (port: number): Promise<MailViewer> => {
  // An import of it has another shape under vitest than under Node.
  const library: typeof import('aws-ses-v2-local') = createRequire(import.meta.url)('aws-ses-v2-local');
  for (let tried = port; ; tried++) {
    const server: Server = await library.default({ host: '127.0.0.1', port: tried });
    // It answers also where it could not listen, so only its address tells.
    const address = server.address();
    if (typeof address === 'object' && address) {
      return {
        url: new URL(`http://127.0.0.1:${address.port}/`),
        stop: () => {
          server.close();
          server.closeAllConnections();
        },
      };
    }
    if (tried >= port + 100) throw new Error('there is no free port for the mail viewer');
  }
};
