import { SMTPServer } from 'smtp-server';
import { listen } from './listening.ts';
import { type Arrived, newMailId } from './received.ts';

export type MailExchangeProps = {
  readonly port: number;
  /** Whether mail to this address comes in anywhere. */
  readonly knows: (recipient: string) => boolean;
  /** Takes the mail over; it is accepted once this has resolved. */
  readonly take: (mail: Arrived, recipients: readonly string[]) => Promise<void>;
  /** The office's clock, in milliseconds. */
  readonly now: () => number;
  readonly print: (line: string) => void;
};

export type MailExchange = { readonly port: number; readonly stop: () => Promise<void> };

/** SES takes no larger mail in. Source: Amazon SES Developer Guide, "Service quotas". */
const LARGEST = 40 * 1024 * 1024;

/** Where mail comes in, for all offices. Takes this port or the next free one; 0 takes any. */
export const startMailExchange = async ({
  port,
  knows,
  take,
  now,
  print,
}: MailExchangeProps): Promise<MailExchange> => {
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'madoguchi on this machine',
    size: LARGEST,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideSMTPUTF8: true,
    // There are addresses of carriers with two dots, or one before the @.
    lenientAddressParsing: true,
    closeTimeout: 200,
    onRcptTo: ({ address }, _, answer) =>
      answer(knows(address) ? null : refusal(550, `5.1.1 no office here receives mail at <${address}>`)),
    onData: (stream, { envelope, hostNameAppearsAs }, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void (stream.sizeExceeded || chunks.push(chunk)));
      stream.on('end', () => {
        if (stream.sizeExceeded) return answer(refusal(552, '5.3.4 the mail is larger than 40 MB'));
        const mail = {
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          helo: hostNameAppearsAs || 'localhost',
          raw: withLineEnds(Buffer.concat(chunks)),
          id: newMailId(),
          at: now(),
        };
        take(
          mail,
          envelope.rcptTo.map(({ address }) => address),
        ).then(
          () => answer(null, `2.0.0 OK ${mail.id}`),
          (cause) => answer(refusal(554, `5.6.0 ${cause instanceof Error ? cause.message : cause}`)),
        );
      });
    },
  });
  // A client that hangs up is no failure of ours.
  server.on('error', () => {});
  const taken = await listen(server.server, port, 'the mail that comes in', print);
  return { port: taken, stop: () => new Promise((stopped) => server.close(stopped)) };
};

/** A line ends with CR LF wherever SMTP has been through; `curl` sends a file as it is. */
const withLineEnds = (raw: Buffer): Buffer => Buffer.from(raw.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
