import { proofOf } from '../../shared/aws/outbox.ts';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import {
  type Booking,
  callOff,
  inTouch,
  mayCallOff,
  nameKey,
  occupies,
  type Reference,
} from '../../shared/domain/booking.ts';
import { NoticeKind } from '../../shared/domain/notices.ts';
import { type Refusal, Unavailable } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, type LocalDate } from '../../shared/domain/time.ts';
import { answersTo } from '../../shared/mail/arrival.ts';
import { callingOff } from '../../shared/mail/reading/calling-off.ts';
import type { Reading } from '../../shared/mail/reading/read-mail.ts';
import type { Certain } from './take.ts';

type CalledOff = {
  readonly booking: Reference /** Whether the writer gets the word by the booking's own letter. */;
  readonly theirs: boolean;
};
type Left = { readonly refused: Refusal['refused'] | 'cancellation-unclear'; readonly booking?: Reference };

/**
 * [K-6-5, A-6-4, D-8] A cancellation by mail, where the office takes it, in time by when it was received, in plain words, with proof,
 * and contradicting nothing of the booking. Left to staff: `cancellation-unclear`, `booking-not-found` without proof of which
 * booking it is, `cancel-by-phone` where only the phone is left.
 */
export const callOffBy = async (mail: Certain, reading: Reading, now: Instant): Promise<CalledOff | Left> => {
  const once = { key: `mail:${mail.id}`, body: 'cancellation', salt: '' };
  const { earlier } = await bookings.recall('', once, now);
  if (earlier && 'refused' in earlier) throw new Error('another act under the key of a mail');
  const proven = earlier ? undefined : await provenBooking(mail, now);
  const id = earlier?.booking ?? proven?.id;
  const booking = id && (await bookings.upToDate(id, now));
  if (!booking) return { refused: 'booking-not-found' };
  const theirs = booking.applicant.email?.toLowerCase() === mail.sender.toLowerCase();
  if (earlier) return { booking: booking.id, theirs };

  const { plain, days } = callingOff(mail.opened, office, mail.receivedAt);
  const ended = callOff(office, booking, 'mail', mail.receivedAt);
  const refused =
    'refused' in ended ? ended.refused : plain && agrees(booking, reading, days) ? undefined : 'cancellation-unclear';
  if (refused || 'refused' in ended) {
    await noteContact(mail, now);
    return { refused: refused ?? 'not-possible-now', booking: booking.id };
  }
  const act = ended.state === 'withdrawn' ? 'withdrawn' : 'cancelled';
  const doing = { act, actor: { kind: 'applicant' }, channel: 'mail', at: now } as const;
  const stored = await bookings.change(booking, ended, doing, once);
  // Somebody else was faster: taken anew, by what they have made of it.
  if ('refused' in stored) throw new Unavailable(stored.refused);
  return { booking: stored.id, theirs };
};

/** What the mail says beside is of this booking: its days, its person. */
const agrees = (booking: Booking, { name, number }: Reading, days: readonly LocalDate[]): boolean => {
  const { applicant, wishes } = booking;
  const session = occupies(booking);
  const its = session ? [dateOf(session.startsAt)] : wishes.map(({ from }) => dateOf(from));
  return (
    days.every((day) => its.includes(day)) &&
    (name === null || nameKey(name) === nameKey(applicant.name)) &&
    (number === null || number === applicant.number)
  );
};

/**
 * [D-10] A mail about a session of the same day is a sign of contact: whoever wrote is not deemed to have stayed away in silence.
 * Returns the booking the mail is certainly about, and whether a mail could still call it off.
 */
export const noteContact = async (
  mail: Certain,
  now: Instant,
): Promise<{ readonly booking: Reference; readonly mayCallOff: boolean } | undefined> => {
  const booking = await provenBooking(mail, now);
  if (!booking) return undefined;
  const { receivedAt } = mail;
  const today = booking.state === 'confirmed' && dateOf(booking.session.startsAt) === dateOf(receivedAt);
  const noted = 'signs' in booking && booking.signs.some(({ sign, at }) => sign === 'wrote' && at === receivedAt);
  if (booking.state === 'confirmed' && today && !noted) {
    const doing = { act: 'in-touch', actor: { kind: 'applicant' }, channel: 'mail', at: now } as const;
    await bookings.change(booking, inTouch(booking, 'wrote', receivedAt), doing);
  }
  return { booking: booking.id, mayCallOff: mayCallOff(office, booking, 'mail', receivedAt) };
};

/**
 * [A-6-4, D-9] The booking a mail is certainly about: it names one and answers a letter of ours about it, or comes from the
 * address of exactly one that is open, of those it names where it names any.
 */
const provenBooking = async ({ opened, sender }: Certain, now: Instant): Promise<Booking | undefined> => {
  const named = referencesIn(`${opened.header('subject') ?? ''}\n${opened.text}`);
  const answered = new Set(answersTo(opened).map(proofOf));
  for (const id of answered.size > 0 ? named : []) {
    const proofs = (await bookings.history(id)).flatMap(({ notices }) =>
      NoticeKind.options.map((kind) => notices[kind]?.proof),
    );
    if (proofs.some((proof) => proof !== undefined && answered.has(proof))) return bookings.find(id, now);
  }
  const theirs = (await bookings.todo(now)).filter(
    ({ applicant: { email } }) => email !== undefined && email.toLowerCase() === sender.toLowerCase(),
  );
  const meant = named.length > 0 ? theirs.filter(({ id }) => named.includes(id)) : theirs;
  const [one, another] = meant;
  return another === undefined ? one : undefined;
};

const MOST_NAMED = 5;

const referencesIn = (text: string): Reference[] => {
  const found = [...text.normalize('NFKC').matchAll(/(?<![\d-])(\d{4})[-‐‑–—−ー]?(\d{4})(?![\d-])/g)];
  const references = found.flatMap(([, first = '', second = '']) => referenceFrom(`${first}-${second}`) ?? []);
  return [...new Set(references)].slice(0, MOST_NAMED);
};
