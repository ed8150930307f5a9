import * as z from 'zod';
import { IsoInstant } from '../domain/time.ts';
import type { OpenedMail } from './reading/opened-mail.ts';

/** GRAY, PROCESSING_FAILED, DISABLED and whatever SES may say one day are neither a pass nor a failure. */
const Verdict = z
  .object({ status: z.string() })
  .optional()
  .catch(undefined)
  .transform((verdict) => verdict?.status);

/**
 * What SES tells of a mail it has received and stored; of all it says, what counts here. Headers may be missing or cut off,
 * so nothing is taken from them. Source: Amazon SES Developer Guide, "Contents of notifications for Amazon SES email receiving".
 */
export const Arrival = z
  .object({
    notificationType: z.literal('Received'),
    receipt: z.object({
      recipients: z.array(z.string()),
      spamVerdict: Verdict,
      virusVerdict: Verdict,
      dkimVerdict: Verdict,
      dmarcVerdict: Verdict,
      action: z.object({ type: z.literal('S3'), objectKey: z.string().min(1) }),
    }),
    mail: z.object({
      timestamp: IsoInstant,
      messageId: z.string().min(1),
      source: z.string().optional(),
    }),
  })
  .transform(({ receipt, mail }) => ({ ...receipt, ...mail, object: receipt.action.objectKey }));
export type Arrival = z.infer<typeof Arrival>;

/** Why a mail is for a person to look at, and gets no answer from a machine. */
export type Suspicion = 'virus' | 'spam' | 'not-authentic';

/**
 * A mail is acted on and answered only if it is no virus and no spam and is known to come from its sender: DMARC passed,
 * or DKIM of the sender's own domain.
 */
export const suspicionOf = (arrival: Arrival, mail: Pick<OpenedMail, 'written'>): Suspicion | undefined => {
  if (arrival.virusVerdict === 'FAIL') return 'virus';
  if (arrival.spamVerdict === 'FAIL') return 'spam';
  const sender = senderOf(mail);
  if (sender === undefined) return 'not-authentic';
  if (arrival.dmarcVerdict === 'PASS') return undefined;
  // The domain's owner has said what counts as a signature of its own, and this is none.
  if (arrival.dmarcVerdict === 'FAIL') return 'not-authentic';
  return arrival.dkimVerdict === 'PASS' && signedBy(domainOf(sender), mail) ? undefined : 'not-authentic';
};

/** Longer than any sender's own; what is longer may have been cut where it means something else. */
const LONGEST_SENDER = 1000;

/**
 * The one address a mail says it is from (RFC 5322, 3.6.2). Undefined where it names none or several, or is written in any other way
 * than an address alone, or a name and an address in angle brackets: programs differ in what they make of the rest.
 */
export const senderOf = (mail: Pick<OpenedMail, 'written'>): string | undefined => {
  const from = (mail.written('from') ?? '').trim();
  if (from.length > LONGEST_SENDER) return undefined;
  const [, angled, bare] =
    /^(?:(?:"(?:[^"\\]|\\.)*"|[^<>"@,;:\\]*)\s*<((?:"[^"<>@\s\\]+"|[^<>"@\s]+)@[\w.-]+)>|((?:"[^"<>@\s\\]+"|[^<>"@,;:()\s]+)@[\w.-]+))$/.exec(
      from,
    ) ?? [];
  return (angled ?? bare)?.replaceAll('"', '');
};

/** Whether two addresses are the same mailbox; no provider tells apart large and small letters. */
export const sameAddress = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase();

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/**
 * Whether the one signature of a mail, which SES found good, is of the sender's domain or one above it (RFC 7489, 3.1.1). SES writes
 * its findings above whatever the sender wrote, so the first such header is its own; but it repeats there what the sending server
 * said of itself. So nothing quoted or cut off is trusted, and a second finding of whatever form spoils the first: without DMARC such
 * a mail is for a person. Source: RFC 8601, 2.2.
 */
const signedBy = (domain: string, mail: Pick<OpenedMail, 'written'>): boolean => {
  const header = mail.written('authentication-results') ?? '';
  const [by, ...findings] = header.split(';').map((one) => one.trim());
  if (by !== 'amazonses.com' || header.length > LONGEST_FINDINGS || /["\\]/.test(header)) return false;
  if ((header.match(/dkim/gi) ?? []).length !== 1) return false;
  const signer = findings
    .map((one) => /^dkim=pass\s+header\.(?:i=[^\s@]{0,64}@|d=@?)([a-z\d.-]{1,253})$/i.exec(one)?.[1]?.toLowerCase())
    .find((one) => one !== undefined);
  if (signer === undefined) return false;
  // Of `co.jp`, `ne.jp` and their like everybody is a part.
  const shared = /^(?:[^.]+|(?:co|ne|or|ac|go|ed|gr|lg|ad|com|net|org)\.[a-z]{2})$/.test(signer);
  return domain === signer || (!shared && domain.endsWith(`.${signer}`));
};
const LONGEST_FINDINGS = 2000;

/** Whether a machine sent it whatever its text says: nobody to answer to, or one of our own letters. */
export const fromMachine = ({ source }: Arrival, sender: string | undefined, ourAddress: string): boolean =>
  (source !== undefined && /^<?\s*>?$/.test(source)) ||
  (sender !== undefined && domainOf(sender) === domainOf(ourAddress));

/** The office's own addresses among those the mail was delivered to, whatever its headers say. */
export const deliveredTo = ({ recipients }: Arrival, addresses: readonly string[]): boolean =>
  recipients.some((one) => addresses.some((address) => sameAddress(address, one)));

/** The letters of ours that a mail answers, by SES's names for them. */
export const answersTo = (mail: Pick<OpenedMail, 'written'>): string[] =>
  [
    ...`${mail.written('in-reply-to') ?? ''} ${mail.written('references') ?? ''}`.matchAll(
      /<([\w.-]{10,120})@[\w-]+\.amazonses\.com>/g,
    ),
  ].map(([, name = '']) => name);
