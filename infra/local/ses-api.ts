import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { arnOf, REGION } from './account.ts';
import { type AwsAnswer, type AwsCall, AwsRefusal, type AwsService, DENIED, NotPlayed } from './aws-gateway.ts';
import { addressesOf, type Mailbox, parseMail, type Sent } from './mailbox.ts';

export type SesApiProps = {
  /** The verified domains. */
  readonly identities: ReadonlySet<string>;
  /** The configuration sets of an office. */
  readonly sets: (office: string) => ReadonlySet<string>;
  readonly mailbox: Mailbox;
  /** A mail was accepted: SES goes on with it once the caller has its answer. */
  readonly accepted: (sent: Sent, call: AwsCall) => void;
  /** The office's clock, in milliseconds. */
  readonly now: () => number;
};

const LARGEST = 10 * 1024 * 1024;
const MOST_RECIPIENTS = 50;

const Plain = z.strictObject({
  Action: z.literal('SendRawEmail'),
  Version: z.literal('2010-12-01'),
  ConfigurationSetName: z.string().optional(),
  'RawMessage.Data': z.base64(),
  Source: z.string().optional(),
});
const Numbered = /^(?:Destinations\.member\.\d+|Tags\.member\.\d+\.(?:Name|Value))$/;
const TAG = /^[A-Za-z0-9_-]{1,255}$/;

/** SES's first API as far as the product uses it: SendRawEmail. Accepts and refuses as SES does, and shows the mail. */
export const sesApi = ({ identities, sets, mailbox, accepted, now }: SesApiProps): AwsService => ({
  answer: async (call) => {
    const fields = [...new URLSearchParams(call.body.toString())];
    const input = Plain.safeParse(Object.fromEntries(fields.filter(([name]) => !Numbered.test(name))));
    if (!input.success) {
      const [action] = fields.flatMap(([name, value]) => (name === 'Action' ? [value] : []));
      throw new NotPlayed(`SES ${action ?? call.url.pathname}: ${z.prettifyError(input.error)}`);
    }
    const { ConfigurationSetName: set, Source: source } = input.data;
    const raw = Buffer.from(input.data['RawMessage.Data'], 'base64');
    const parsed = await parseMail(raw);
    const from = addressesOf(parsed.from);
    const senders = [...new Set([...(source ? [source] : []), ...from].map(domainOf))];
    if (senders.length === 0) throw invalid("Missing required header 'From'.");
    call.demand(
      [...senders.map((domain) => `identity/${domain}`), ...(set ? [`configuration-set/${set}`] : [])].map(
        (resource) => ({ action: 'ses:SendRawEmail', resource: arnOf('ses', resource) }),
      ),
    );

    const unverified = [...new Set([...(source ? [source] : []), ...from])].filter(
      (address) => !identities.has(domainOf(address)),
    );
    if (unverified.length > 0) {
      const which = `${REGION.toUpperCase()}: ${unverified.join(', ')}`;
      throw new AwsRefusal(
        'MessageRejected',
        `Email address is not verified. The following identities failed the check in region ${which}`,
      );
    }
    if (set && !sets(call.caller.office).has(set))
      throw new AwsRefusal('ConfigurationSetDoesNotExist', `Configuration set <${set}> does not exist.`);
    if (raw.length > LARGEST) throw invalid(`Message length is more than ${LARGEST} bytes long: '${raw.length}'.`);
    const own = parsed.headerLines.find(({ key }) => key.startsWith('x-ses-'));
    if (own) throw new NotPlayed(`SES header ${own.key}`);
    const given = fields.flatMap(([name, value]) => (name.startsWith('Destinations.') ? [value] : []));
    const recipients = given.length > 0 ? given : [parsed.to, parsed.cc, parsed.bcc].flatMap(addressesOf);
    if (recipients.length === 0) throw invalid("Missing required header 'To'.");
    if (recipients.length > MOST_RECIPIENTS) throw invalid('Recipient count exceeds 50.');
    if (recipients.some((address) => !/^[^@\s]+@[^@\s]+$/.test(address))) throw invalid("Missing final '@domain'");

    const sent: Sent = {
      messageId: messageIdOf(),
      office: call.caller.office,
      caller: call.caller.lambda.physicalName,
      at: now(),
      source: source ?? parsed.from?.text ?? '',
      recipients,
      tags: tagsOf(fields),
      ...(set && { set }),
      parsed,
    };
    await mailbox.keep(sent, raw);
    return {
      ...xml(
        200,
        `<SendRawEmailResponse xmlns="${SPACE}"><SendRawEmailResult><MessageId>${sent.messageId}</MessageId></SendRawEmailResult><ResponseMetadata>${requestId()}</ResponseMetadata></SendRawEmailResponse>`,
      ),
      afterwards: () => accepted(sent, call),
    };
  },
  refuse: ({ code, status, message }) => {
    const denied = code === DENIED;
    const what = `<Type>Sender</Type><Code>${denied ? 'AccessDenied' : code}</Code><Message>${escaped(message)}</Message>`;
    return xml(
      denied ? 403 : status,
      `<ErrorResponse xmlns="${SPACE}"><Error>${what}</Error>${requestId()}</ErrorResponse>`,
    );
  },
});

const SPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

const xml = (status: number, body: string): AwsAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body });

const requestId = (): string => `<RequestId>${randomUUID()}</RequestId>`;

const escaped = (text: string): string =>
  text.replace(/[<>&]/g, (sign) => ({ '<': '&lt;', '>': '&gt;' })[sign] ?? '&amp;');

const invalid = (message: string): AwsRefusal => new AwsRefusal('InvalidParameterValue', message);

const domainOf = (address: string): string => (/@([^@>\s]+)>?$/.exec(address.trim())?.[1] ?? address).toLowerCase();

const messageIdOf = (): string =>
  `0106${createHash('sha256').update(randomUUID()).digest('hex').slice(0, 12)}-${randomUUID()}-000000`;

const tagsOf = (fields: readonly (readonly [string, string])[]): Record<string, string> => {
  const members = new Map<string, { name?: string; value?: string }>();
  for (const [field, text] of fields) {
    const [, index, part] = /^Tags\.member\.(\d+)\.(Name|Value)$/.exec(field) ?? [];
    if (!index) continue;
    if (!TAG.test(text)) throw invalid(`Message tag ${part?.toLowerCase()} <${text}> contains invalid characters.`);
    members.set(index, { ...members.get(index), [part === 'Name' ? 'name' : 'value']: text });
  }
  return Object.fromEntries([...members.values()].map(({ name = '', value = '' }) => [name, value]));
};
