import { linkHash, newToken } from '../code.ts';
import type { Booking } from '../domain/booking.ts';
import { addressIsDead, type Notices } from '../domain/history.ts';
import {
  carriesLink,
  givenBack,
  isForStaff,
  NoticeKind as Kind,
  type Notice,
  type NoticeKind,
  stillTrue,
  taken,
} from '../domain/notices.ts';
import type { Instant } from '../domain/time.ts';
import { composed } from '../mail/notices.ts';
import type { OfficeBook } from './diary.ts';
import { type Owed, proofOf } from './outbox.ts';
import { NotSent, send, site } from './post-office.ts';
import { bookings, office, outbox } from './this-office.ts';

export const pendingIn = (notices: Notices): NoticeKind[] =>
  Kind.options.filter((kind) => notices[kind]?.state === 'pending');

/**
 * Sends what an act still owes. Safe to run twice, late, or beside another: a notice is sent under a lease that
 * only one can hold, and marked when SES has taken it; one that is no longer true is dropped; whoever has no address,
 * or one SES cannot use, is to be phoned. One that somebody else is sending just now is left to them, and to the sweep if they
 * do not end it. One that cannot be written stops no other. Throws the first failure; what was not sent is pending, and where
 * nobody knows whether it was sent, left alone until the news should have come. A link's hash is stored as its letter is taken, so
 * that no letter is on its way whose link opens nothing; earlier ones stay, since their letters may have arrived.
 */
export const deliver = async (owed: Owed, book: OfficeBook, now: Instant): Promise<void> => {
  const entry = await outbox.read(owed);
  const failures: unknown[] = [];
  for (const kind of entry ? pendingIn(entry.notices) : []) {
    const booking = await bookings.find(owed.booking, now);
    const link = booking && linkFor(kind, booking);
    const withLink = link && ((known: readonly string[]) => [...known, link.hash].slice(-MOST_LINKS));
    if (!(await outbox.advance(owed, kind, (notice) => taken(notice, now), withLink))) continue;
    let outcome: Awaited<ReturnType<typeof attempt>>;
    try {
      outcome = await attempt(owed, kind, entry?.version ?? 0, { booking, token: link?.token }, book, now);
    } catch (error) {
      const unsent = link && ((known: readonly string[]) => known.filter((one) => one !== link.hash));
      if (!(error instanceof NotSent && error.unknown)) await outbox.advance(owed, kind, givenBack, unsent);
      if (error instanceof NotSent && error.forAll) throw error;
      failures.push(error);
      continue;
    }
    await outbox.advance(owed, kind, (notice) => {
      if (notice.state === 'pending') return { ...outcome, at: now, tries: notice.tries };
      // News of it came first.
      return notice.state === 'delivered' && outcome.proof && !notice.proof
        ? { ...notice, proof: outcome.proof }
        : undefined;
    });
  }
  if (failures.length > 0) throw failures[0];
};

/** A letter may be sent twice, and once more after that; older links have long been followed by newer letters. */
const MOST_LINKS = 5;

/** [D-9, R-19] A new link for the letter, if it carries one: only its hash is kept, and it is bound to the address it goes to. */
const linkFor = (kind: NoticeKind, { id, applicant }: Booking): { token: string; hash: string } | undefined => {
  if (!carriesLink(kind) || applicant.email === undefined) return undefined;
  const token = newToken();
  return { token, hash: linkHash(token, id, applicant.email) };
};

const letterName = ({ booking, revision }: Owed): string => `${booking}.${revision}`;

const attempt = async (
  owed: Owed,
  kind: NoticeKind,
  version: number,
  { booking, token }: { readonly booking: Booking | undefined; readonly token: string | undefined },
  book: OfficeBook,
  now: Instant,
): Promise<Pick<Notice, 'state' | 'why' | 'proof'>> => {
  if (!booking || !stillTrue(office, kind, version, booking, now)) return { state: 'dropped', why: 'overtaken' };
  const { email } = booking.applicant;
  if (!isForStaff(kind)) {
    if (email === undefined) return { state: 'to-be-phoned', why: 'no-address' };
    if (addressIsDead(await bookings.history(booking.id))) return { state: 'to-be-phoned', why: 'dead-address' };
    const proven = 'session' in booking;
    if (!proven && !(await outbox.mayReceive(email, kind, office.limits.unprovenPerDay, letterName(owed), now)))
      return { state: kind === 'receipt' || kind === 'withdrawn' ? 'dropped' : 'to-be-phoned', why: 'too-many' };
  }
  const link = token === undefined ? undefined : `${site}/bookings/${booking.id}/${token}`;
  const letter = composed(office, book, kind, { booking, site, link }, now);
  const name = await send(office, letter, { booking: owed.booking, revision: String(owed.revision), notice: kind });
  return name !== undefined
    ? { state: 'sent', proof: proofOf(name) }
    : { state: isForStaff(kind) ? 'failed' : 'to-be-phoned', why: 'rejected' };
};
