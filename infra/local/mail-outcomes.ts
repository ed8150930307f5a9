import { randomUUID } from 'node:crypto';
import { ACCOUNT, arnOf, REGION } from './account.ts';
import { addressesOf, type Sent } from './mailbox.ts';
import type { MailEvent } from './what-follows.ts';

export type Outcome = { readonly event: MailEvent; readonly body: object };

/**
 * What becomes of a mail is told by its addresses: `bounce…@` comes back for good, `complaint…@` is delivered and complained
 * about, `delay…@` is full and never heard of again, and one `reject…@` keeps SES from sending the mail at all. Everything
 * else is delivered.
 */
export const outcomesOf = (sent: Sent): Outcome[] => {
  const beginning = (word: string) => sent.recipients.filter((address) => address.toLowerCase().startsWith(word));
  const timestamp = new Date(sent.at).toISOString();
  const feedbackId = `0106${randomUUID()}-000000`;
  const mail = mailOf(sent, timestamp);
  if (beginning('reject').length > 0) {
    return [{ event: 'reject', body: { eventType: 'Reject', mail, reject: { reason: 'Bad content' } } }];
  }
  const bounced = beginning('bounce');
  const complained = beginning('complaint');
  const delayed = beginning('delay');
  const delivered = sent.recipients.filter((address) => !bounced.includes(address) && !delayed.includes(address));
  const bounce = {
    feedbackId,
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: bounced.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    })),
    timestamp,
    reportingMTA: `dns; ${MTA}`,
  };
  const delivery = {
    timestamp,
    processingTimeMillis: 500,
    recipients: delivered,
    smtpResponse: '250 2.6.0 Message received',
    reportingMTA: MTA,
  };
  const deliveryDelay = {
    timestamp,
    delayType: 'MailboxFull',
    expirationTime: new Date(sent.at + 14 * 60 * 60_000).toISOString(),
    delayedRecipients: delayed.map((emailAddress) => ({
      emailAddress,
      status: '4.2.2',
      diagnosticCode: 'smtp; 452 4.2.2 mailbox full',
    })),
    reportingMTA: MTA,
  };
  const complaint = {
    feedbackId,
    complaintSubType: null,
    complainedRecipients: complained.map((emailAddress) => ({ emailAddress })),
    timestamp,
    userAgent: 'madoguchi on this machine',
    complaintFeedbackType: 'abuse',
    arrivalDate: timestamp,
  };
  return [
    ...(bounced.length > 0 ? [{ event: 'bounce' as const, body: { eventType: 'Bounce', mail, bounce } }] : []),
    ...(delayed.length > 0
      ? [{ event: 'deliveryDelay' as const, body: { eventType: 'DeliveryDelay', mail, deliveryDelay } }]
      : []),
    ...(delivered.length > 0 ? [{ event: 'delivery' as const, body: { eventType: 'Delivery', mail, delivery } }] : []),
    ...(complained.length > 0
      ? [{ event: 'complaint' as const, body: { eventType: 'Complaint', mail, complaint } }]
      : []),
  ];
};

const MTA = `local.${REGION}.amazonses.com`;

const mailOf = ({ messageId, source, recipients, tags, set, caller, parsed }: Sent, timestamp: string) => {
  const [from] = addressesOf(parsed.from);
  return {
    timestamp,
    source,
    sourceArn: arnOf('ses', `identity/${from?.split('@')[1]}`),
    sendingAccountId: ACCOUNT,
    messageId,
    destination: recipients,
    headersTruncated: false,
    headers: parsed.headerLines.map(({ line }) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    }),
    commonHeaders: {
      from: [parsed.from?.text ?? ''],
      to: [parsed.to ?? []].flat().map(({ text }) => text),
      messageId,
      subject: parsed.subject,
    },
    tags: {
      'ses:operation': ['SendRawEmail'],
      ...(set && { 'ses:configuration-set': [set] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [from?.split('@')[1]],
      'ses:caller-identity': [caller],
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  };
};

/** As SNS hands a message to a function. */
export const snsEvent = (topic: string, subscription: string, message: object, now: number): object => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription,
      Sns: {
        Type: 'Notification',
        MessageId: randomUUID(),
        TopicArn: topic,
        Subject: 'Amazon SES Email Event Notification',
        Message: JSON.stringify(message),
        Timestamp: new Date(now).toISOString(),
        SignatureVersion: '1',
        Signature: 'local',
        SigningCertUrl: 'http://127.0.0.1/',
        UnsubscribeUrl: 'http://127.0.0.1/',
        MessageAttributes: {},
      },
    },
  ],
});
