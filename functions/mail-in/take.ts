import { createHash } from 'node:crypto';
import { answer } from '../../shared/aws/answer.ts';
import type { OfficeBook } from '../../shared/aws/diary.ts';
import { fetchMail, type RawMail } from '../../shared/aws/mail-store.ts';
import { mails } from '../../shared/aws/mails.ts';
import { NotSent, ourAddress } from '../../shared/aws/post-office.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { nameKey } from '../../shared/domain/booking.ts';
import { newNotice } from '../../shared/domain/notices.ts';
import { dateOf, type Instant } from '../../shared/domain/time.ts';
import { log, logFailure } from '../../shared/log.ts';
import { Arrival, deliveredTo, fromMachine, sameAddress, senderOf, suspicionOf } from '../../shared/mail/arrival.ts';
import { oneLine } from '../../shared/mail/blocks.ts';
import { type MailIn, planFor, planRefused, REMARK, waits, wishedIn } from '../../shared/mail/mail-in.ts';
import { type OpenedMail, openMail, unopened } from '../../shared/mail/reading/opened-mail.ts';
import { readingOf } from '../../shared/mail/reading/read-mail.ts';
import { hasRemarks } from '../../shared/mail/reading/remarks.ts';
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
  const { unread, opened } = openingOf(raw);
  const id = idOf(arrival, opened);
  let noted = await mails.find(id);
  if (!noted) {
    const decided = await decide({ arrival, opened, unread, id }, await diary.office(), now);
    noted = rowOf(arrival, opened, id, decided, now);
    await mails.create(noted);
    const { kind, outcome, why, booking } = noted;
    log({ mail: id, kind, outcome, why, booking });
  }
  if (noted.outcome === 'booked' || noted.outcome === 'completed') await settleAsked(noted, now);
  await answer(id, now).catch((error: unknown) => {
    // What SES did not take is pending, and the sweep comes every five minutes.
    if (!(error instanceof NotSent)) throw error;
    logFailure(error, { mail: id });
  });
};

type Opening = { readonly opened: OpenedMail; readonly unread?: 'gone' | 'too-large' | 'unreadable' | undefined };

/** A mail that is too large or cannot be opened is for a person, who is told by its headers whose it is. */
const openingOf = (raw: RawMail | undefined): Opening => {
  if (!raw) return { opened: unopened(Buffer.from('')), unread: 'gone' };
  if (!raw.whole) return { opened: unopened(raw.bytes), unread: 'too-large' };
  const opened = openMail(raw.bytes);
  return opened ? { opened } : { opened: unopened(raw.bytes), unread: 'unreadable' };
};

/**
 * The same mail has the same id, whoever delivers it again; another text under a Message-ID used before has another, and so
 * has a copy whose sender is not as certain, lest it stand in for the real one.
 */
const idOf = (arrival: Arrival, opened: OpenedMail): string => {
  const own = opened.header('message-id');
  const said = own ? [own, opened.written('from'), opened.text, suspicionOf(arrival, opened)] : [arrival.messageId];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
};

const decide = async (
  { arrival, opened, unread, id }: Opening & { readonly arrival: Arrival; readonly id: string },
  book: OfficeBook,
  now: Instant,
): Promise<Decided> => {
  const receivedAt = arrival.timestamp;
  const reading = readingOf(opened, office, book.closures, receivedAt);
  const { kind, doubts } = reading;
  const sender = senderOf(opened);
  const plan = planFor(reading);
  if (plan.act === 'ignore' || fromMachine(arrival, sender, ourAddress))
    return { outcome: 'ignored', kind: 'automatic' };
  const suspicion = suspicionOf(arrival, opened);
  if (suspicion !== undefined || sender === undefined)
    return { outcome: 'to-read', kind, why: [...(unread ? [unread] : []), suspicion ?? 'not-authentic', ...doubts] };

  const certain: Certain = { id, opened, sender, receivedAt };
  if (unread) {
    const about = await noteContact(certain, now);
    return {
      outcome: 'to-read',
      why: [unread],
      answer: 'received',
      urgent: true,
      ...(about && { booking: about.booking }),
    };
  }
  if (plan.act === 'call-off') return { kind, ...(await calledOff(certain, now)) };
  const tried = plan.act === 'apply' || (plan.act === 'leave' && plan.unlessHeld);
  const applied = tried ? await apply(certain, reading, book, now) : undefined;
  if (applied && 'booking' in applied) return { ...applied, kind, ...(hasRemarks(opened) && { why: [REMARK] }) };
  const contact = kind === 'application' ? undefined : await noteContact(certain, now);
  const refused = applied?.refused ?? 'unreadable';
  const left = plan.act === 'leave' && refused !== 'hold-differs' ? plan : planRefused(refused);
  const answered = left.answer === 'ask' && (await wasAsked(sender, now)) ? 'received' : left.answer;
  return {
    outcome: 'to-read',
    kind,
    why: answered === left.answer ? left.why : [...left.why, 'asked-before'],
    wished: wishedIn(reading),
    answer: kind === 'change' && !contact?.mayCallOff ? 'by-phone' : answered,
    ...(answered !== 'ask' && { urgent: true }),
    ...(contact && { booking: contact.booking }),
  };
};

/** [A-6-4, D-8] A cancellation: done, done before, or for staff and the phone. */
const calledOff = async (certain: Certain, now: Instant): Promise<Decided> => {
  const off = await callOffBy(certain, now);
  if (!('refused' in off)) {
    const { booking, theirs, again } = off;
    return { outcome: 'cancelled', booking, ...((again || !theirs) && { answer: 'called-off' }) };
  }
  const { refused, booking } = off;
  // Who may not have meant it is not told to phone at once.
  const answer = refused === 'cancellation-unclear' ? 'received' : 'by-phone';
  return { outcome: 'to-read', why: [refused], answer, urgent: true, ...(booking && { booking }) };
};

const rowOf = (
  { timestamp, object, source }: Arrival,
  opened: OpenedMail,
  id: string,
  { answer, urgent, ...decided }: Decided,
  now: Instant,
): MailIn => {
  const original = opened.written('message-id');
  const from = senderOf(opened) ?? source;
  return {
    id,
    revision: 1,
    receivedAt: timestamp,
    object,
    ...(original !== undefined && { messageId: oneLine(original).slice(0, 400) }),
    ...(from && { from }),
    subject: oneLine(opened.header('subject') ?? '').slice(0, 120),
    ...decided,
    why: [...(decided.why ?? [])],
    notices: {
      ...(answer && { [answer]: newNotice(now) }),
      ...(urgent && { 'mail-for-staff': newNotice(now) }),
    },
  };
};

/** [D-9] Whoever was asked back and has not cleared it up, or was asked today, is answered by a person the next time. */
const wasAsked = async (sender: string, now: Instant): Promise<boolean> =>
  (await mails.all(now)).some(
    (mail) =>
      mail.notices.ask && sameAddress(sender, mail.from) && (waits(mail) || dateOf(mail.receivedAt) === dateOf(now)),
  );

/** A booking that came of a later mail answers what the earlier ones were asked, if they are of the same person. */
const settleAsked = async ({ from, booking: id, receivedAt }: MailIn, now: Instant): Promise<void> => {
  const asked = (await mails.open()).filter(
    (mail) => mail.notices.ask && mail.receivedAt <= receivedAt && sameAddress(from, mail.from),
  );
  const booking = asked.length > 0 && id ? await bookings.find(id, now) : undefined;
  for (const mail of booking ? asked : []) {
    const { opened } = openingOf(await fetchMail(mail.object));
    const { number, name } = readingOf(opened, office, { closed: [], opened: [] }, mail.receivedAt);
    const { applicant } = booking ?? {};
    const same =
      number === null
        ? name !== null && nameKey(name) === nameKey(applicant?.name ?? '')
        : number === applicant?.number;
    if (same)
      await mails.change(mail.id, (one) =>
        one.settled ? undefined : { ...one, settled: { at: now, how: 'followed' } },
      );
  }
};
