import { mails } from '../../shared/aws/mails.ts';
import { proofOf } from '../../shared/aws/outbox.ts';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { referencesIn } from '../../shared/code.ts';
import { type Booking, callOff, inTouch, mayCallOff, type Reference, undoNoShow } from '../../shared/domain/booking.ts';
import { NoticeKind } from '../../shared/domain/notices.ts';
import { type Refusal, Unavailable } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant } from '../../shared/domain/time.ts';
import { answersTo, sameAddress } from '../../shared/mail/arrival.ts';
import { callsOff } from '../../shared/mail/reading/calling-off.ts';
import type { OpenedMail } from '../../shared/mail/reading/opened-mail.ts';
import { ownTextOf } from '../../shared/mail/reading/own-text.ts';
import { LONGEST_TEXT } from '../../shared/mail/reading/through.ts';
import type { Certain } from './take.ts';

/** What became of a cancellation; `theirs`: the writer gets the word by the booking's own letter. */
type CalledOff = { readonly booking: Reference; readonly theirs: boolean; readonly again?: true };
type Left = { readonly refused: Refusal['refused'] | 'cancellation-unclear'; readonly booking?: Reference };

/**
 * [K-6-5, A-6-4, D-8] A cancellation by mail, where the office takes it, in time by when it was received, in plain words, with proof,
 * and contradicting nothing of the booking; said again, it finds the booking ended. Left to staff: `cancellation-unclear`,
 * `booking-not-found` without proof of which booking it is, `cancel-by-phone` where only the phone is left.
 */
export const callOffBy = async (mail: Certain, now: Instant): Promise<CalledOff | Left> => {
  const once = { key: `mail:${mail.id}`, body: 'cancellation', salt: '' };
  const { earlier } = await bookings.recall('', once, now);
  if (earlier && 'refused' in earlier) throw new Error('another act under the key of a mail');
  const id = earlier?.booking ?? (await provenBooking(mail, now))?.id ?? (await endedBefore(mail, now));
  const booking = id && (await bookings.upToDate(id, now));
  if (!booking) {
    const contact = await noteContact(mail, now);
    return contact ? { refused: 'cancel-by-phone', booking: contact.booking } : { refused: 'booking-not-found' };
  }
  const theirs = isOf(mail.sender, booking);
  if (earlier) return { booking: booking.id, theirs };

  const plain = callsOff(mail.opened, office, booking, mail.receivedAt);
  if (plain && (booking.state === 'cancelled' || booking.state === 'withdrawn'))
    return { booking: booking.id, theirs, again: true };
  const ended = callOff(office, booking, 'mail', mail.receivedAt);
  if ('refused' in ended || !plain) {
    const contact = await noteContact(mail, now, booking);
    const refused = 'refused' in ended ? ended.refused : 'cancellation-unclear';
    return { refused, ...(contact && { booking: contact.booking }) };
  }
  const act = ended.state === 'withdrawn' ? 'withdrawn' : 'cancelled';
  await change(booking, ended, { act, actor: { kind: 'applicant' }, channel: 'mail', at: now, mail: mail.id }, once);
  return { booking: booking.id, theirs };
};

/** Somebody who is not sure that a mail has arrived writes again: the booking an earlier one has ended, if nothing else is open. */
const endedBefore = async ({ opened, sender }: Certain, now: Instant): Promise<Reference | undefined> => {
  if ((await openOf(sender, now)).length > 0 || namedIn(opened).own.length > 0) return undefined;
  return (await mails.all(now)).find(({ outcome, from }) => outcome === 'cancelled' && sameAddress(sender, from))
    ?.booking;
};

/** Somebody else was faster: the mail is taken anew, by what they have made of the booking. */
const change = async (...how: Parameters<typeof bookings.change>): Promise<void> => {
  const stored = await bookings.change(...how);
  if ('refused' in stored) throw new Unavailable(stored.refused);
};

/**
 * [D-10] A mail about a session of the same day is a sign of contact: whoever wrote is not deemed to have stayed away in silence.
 * Returns the open booking the mail is certainly about, and whether a mail could still call it off.
 */
export const noteContact = async (
  mail: Certain,
  now: Instant,
  known?: Booking,
): Promise<{ readonly booking: Reference; readonly mayCallOff: boolean } | undefined> => {
  const booking = known ?? (await provenBooking(mail, now)) ?? (await heardInTime(mail, now));
  if (booking?.state !== 'tentative' && booking?.state !== 'confirmed') return undefined;
  const { receivedAt } = mail;
  const today = booking.state === 'confirmed' && dateOf(booking.session.startsAt) === dateOf(receivedAt);
  const noted = 'signs' in booking && booking.signs.some(({ sign, at }) => sign === 'wrote' && at === receivedAt);
  if (booking.state === 'confirmed' && today && !noted) {
    const doing = { act: 'in-touch', actor: { kind: 'applicant' }, channel: 'mail', at: now } as const;
    await change(booking, inTouch(booking, 'wrote', receivedAt), doing);
  }
  return { booking: booking.id, mayCallOff: mayCallOff(office, booking, 'mail', receivedAt) };
};

/**
 * [D-10] A mail that was read only after its session had been deemed cancelled for silence, though it had come before that: there
 * was no silence, so it is undone, and staff settle it.
 */
const heardInTime = async ({ sender, receivedAt }: Certain, now: Instant): Promise<Booking | undefined> => {
  const [silent, another] = (await bookings.onDay(dateOf(receivedAt), now)).filter(
    (one) => one.state === 'no-show' && receivedAt < one.endedAt && isOf(sender, one),
  );
  const stored = silent && another === undefined ? await bookings.upToDate(silent.id, now) : undefined;
  if (stored?.state !== 'no-show') return undefined;
  const heard = undoNoShow(stored, 'wrote', receivedAt);
  await change(stored, heard, { act: 'no-show-undone', actor: { kind: 'applicant' }, channel: 'mail', at: now });
  return heard;
};

const isOf = (sender: string, { applicant }: Booking): boolean => sameAddress(sender, applicant.email);

/**
 * [A-6-4, D-9] The booking a mail is certainly about: it names one and answers a letter of ours about it, or comes from the
 * address of exactly one that is open, of those it names where it names any. What somebody writes counts before what they quote.
 */
const provenBooking = async ({ opened, sender }: Certain, now: Instant): Promise<Booking | undefined> => {
  const { own, around } = namedIn(opened);
  const named = own.length > 0 ? own : around;
  const answered = new Set(answersTo(opened).map(proofOf));
  for (const id of answered.size > 0 ? named : []) {
    const proofs = (await bookings.history(id)).flatMap(({ notices }) =>
      NoticeKind.options.map((kind) => notices[kind]?.proof),
    );
    if (proofs.some((proof) => proof !== undefined && answered.has(proof))) return bookings.find(id, now);
  }
  const open = await openOf(sender, now);
  const [one, another] = named.length > 0 ? open.filter(({ id }) => named.includes(id)) : open;
  return another === undefined ? one : undefined;
};

const openOf = async (sender: string, now: Instant): Promise<Booking[]> =>
  (await bookings.todo(now)).filter((booking) => isOf(sender, booking));

/** The numbers of bookings in a mail: in what the person wrote, and in the subject and what they quote. */
const namedIn = (opened: OpenedMail): { own: Reference[]; around: Reference[] } => ({
  own: referencesIn(ownTextOf(opened.text.slice(0, LONGEST_TEXT), '').own),
  around: referencesIn(`${opened.header('subject') ?? ''}\n${opened.text.slice(0, LONGEST_TEXT)}`),
});
