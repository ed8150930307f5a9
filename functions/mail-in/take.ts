import { createHash } from 'node:crypto';
import { answer } from '../../shared/aws/answer.ts';
import type { OfficeBook } from '../../shared/aws/diary.ts';
import { fetchMail } from '../../shared/aws/mail-store.ts';
import { mails } from '../../shared/aws/mails.ts';
import { NotSent, ourAddress } from '../../shared/aws/post-office.ts';
import { diary, office } from '../../shared/aws/this-office.ts';
import { newNotice } from '../../shared/domain/notices.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { log, logFailure } from '../../shared/log.ts';
import { Arrival, deliveredTo, fromMachine, senderOf, suspicionOf } from '../../shared/mail/arrival.ts';
import { oneLine } from '../../shared/mail/blocks.ts';
import { type MailIn, planFor, planRefused, wishedIn } from '../../shared/mail/mail-in.ts';
import { type OpenedMail, openMail } from '../../shared/mail/reading/opened-mail.ts';
import { readMail } from '../../shared/mail/reading/read-mail.ts';
import { apply } from './apply.ts';
import { callOffBy, noteContact } from './call-off.ts';

/** A mail that was opened, and whom it is certainly from. */
export type Certain = {
  readonly id: string;
  readonly opened: OpenedMail;
  readonly sender: string;
  readonly receivedAt: Instant;
};

type Decided = Pick<MailIn, 'outcome'> &
  Partial<Pick<MailIn, 'booking' | 'kind' | 'wished'>> & {
    readonly why?: readonly string[];
    readonly answer?: Exclude<keyof MailIn['notices'], 'mail-for-staff'> | undefined;
    /** Staff hear of it by mail, too: somebody who is certainly a person waits for them, and not for their own answer to us. */
    readonly urgent?: true;
  };

/**
 * One mail: opened, read, acted on, noted, answered. Whatever happens in between it may come again: an act is stored under the
 * mail's own key, its row is written once, and an answer goes out under a lease. Notifications that are no mail are passed
 * over; one for another office is refused.
 */
export const take = async (body: string, now: Instant): Promise<void> => {
  const given: unknown = JSON.parse(body);
  const { notificationType } = given as { notificationType?: unknown };
  if (notificationType !== 'Received') return log({ mail: 'no mail' });
  const arrival = Arrival.parse(given);
  // Written by SES when the rule was made.
  if (arrival.messageId === 'AMAZON_SES_SETUP_NOTIFICATION') return log({ mail: 'no mail' });
  if (!deliveredTo(arrival, [ourAddress, office.contact.mailbox])) throw new Error('a mail for another office');

  const raw = await fetchMail(arrival.object);
  const opened = raw instanceof Uint8Array ? opening(raw) : undefined;
  const id = idOf(arrival, opened);
  let noted = await mails.find(id);
  if (!noted) {
    const unread: Decided = { outcome: 'to-read', why: [raw instanceof Uint8Array ? 'unreadable' : (raw ?? 'gone')] };
    const decided =
      raw instanceof Uint8Array && opened ? await decide(arrival, raw, opened, id, await diary.office(), now) : unread;
    noted = rowOf(arrival, opened, id, decided, now);
    await mails.create(noted);
    const { kind, outcome, why, booking } = noted;
    log({ mail: id, kind, outcome, why, booking });
  }
  if (noted.outcome === 'booked' || noted.outcome === 'completed') await settleAsked(noted.from, now);
  await answer(id, now).catch((error: unknown) => {
    // What SES did not take is pending, and the sweep comes every five minutes.
    if (!(error instanceof NotSent)) throw error;
    logFailure(error, { mail: id });
  });
};

/** A mail that cannot be opened is for a person. */
const opening = (raw: Uint8Array): OpenedMail | undefined => {
  try {
    return openMail(raw);
  } catch {
    return undefined;
  }
};

/** The same mail has the same id, whoever delivers it again; another text under a Message-ID used before has another. */
const idOf = ({ messageId }: Arrival, opened: OpenedMail | undefined): string => {
  const own = opened?.header('message-id');
  const said = own && opened ? [own, opened.header('from'), opened.text] : [messageId];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
};

const decide = async (
  arrival: Arrival,
  raw: Uint8Array,
  opened: OpenedMail,
  id: string,
  book: OfficeBook,
  now: Instant,
): Promise<Decided> => {
  const receivedAt = arrival.timestamp;
  const reading = readMail(raw, office, book.closures, receivedAt);
  const { kind, doubts } = reading;
  const sender = senderOf(opened);
  const plan = planFor(reading);
  if (plan.act === 'ignore' || fromMachine(arrival, sender, ourAddress))
    return { outcome: 'ignored', kind: 'automatic' };
  const suspicion = suspicionOf(arrival, opened);
  if (suspicion !== undefined || sender === undefined)
    return { outcome: 'to-read', kind, why: [suspicion ?? 'not-authentic', ...doubts] };

  const certain: Certain = { id, opened, sender, receivedAt };
  const wished = wishedIn(reading);
  if (plan.act === 'call-off') {
    const off = await callOffBy(certain, now);
    if ('booking' in off) return { outcome: 'cancelled', kind, booking: off.booking };
    const before = off.refused === 'booking-not-found' ? await calledOffBefore(sender, now) : undefined;
    return before
      ? { outcome: 'cancelled', kind, booking: before, answer: 'called-off' }
      : { outcome: 'to-read', kind, why: [off.refused], answer: 'by-phone', urgent: true };
  }
  const applied = plan.act === 'apply' ? await apply(certain, reading, book, now) : undefined;
  if (applied && 'booking' in applied) return { ...applied, kind };
  const contact = kind === 'application' ? undefined : await noteContact(certain, now);
  const left = plan.act === 'leave' ? plan : planRefused(applied?.refused ?? 'unreadable');
  const answered = left.answer === 'ask' && (await wasAsked(sender)) ? 'received' : left.answer;
  return {
    outcome: 'to-read',
    kind,
    why: answered === left.answer ? left.why : [...left.why, 'asked-before'],
    wished,
    answer: kind === 'change' && !contact?.mayCallOff ? 'by-phone' : answered,
    ...(answered !== 'ask' && { urgent: true }),
    ...(contact && { booking: contact.booking }),
  };
};

const rowOf = (
  { timestamp, object }: Arrival,
  opened: OpenedMail | undefined,
  id: string,
  { answer, urgent, ...decided }: Decided,
  now: Instant,
): MailIn => {
  const original = opened?.written('message-id');
  const from = opened && senderOf(opened);
  return {
    id,
    revision: 1,
    receivedAt: timestamp,
    object,
    ...(original !== undefined && { messageId: oneLine(original).slice(0, 400) }),
    ...(from !== undefined && { from }),
    subject: oneLine(opened?.header('subject') ?? '').slice(0, 120),
    ...decided,
    why: [...(decided.why ?? [])],
    notices: {
      ...(answer && { [answer]: newNotice(now) }),
      ...(urgent && { 'mail-for-staff': newNotice(now) }),
    },
  };
};

/** [D-9] Whoever was asked back and has not cleared it up is asked by a person the next time. */
const wasAsked = async (sender: string): Promise<boolean> =>
  (await mails.open()).some(({ from, notices }) => notices.ask && from?.toLowerCase() === sender.toLowerCase());

/** Somebody who is not sure that a mail has arrived writes again: the booking an earlier one has ended. */
const calledOffBefore = async (sender: string, now: Instant): Promise<MailIn['booking']> =>
  (await mails.all(now)).find(
    ({ outcome, from }) => outcome === 'cancelled' && from?.toLowerCase() === sender.toLowerCase(),
  )?.booking;

/** A booking that came of a later mail answers what the earlier ones were asked. */
const settleAsked = async (sender: string | undefined, now: Instant): Promise<void> => {
  for (const { id, from, notices } of await mails.open())
    if (notices.ask && from?.toLowerCase() === sender?.toLowerCase())
      await mails.change(id, (mail) => (mail.settled ? undefined : { ...mail, settled: { at: now, how: 'followed' } }));
};
