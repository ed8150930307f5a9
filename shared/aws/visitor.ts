import { isToken, linkHash, opens, referenceFrom, sameHash } from '../code.ts';
import type { Booking } from '../domain/booking.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import type { Instant } from '../domain/time.ts';
import { bookings } from './this-office.ts';

/**
 * The booking that a reference and a secret open, by the clock: the code its applicant was shown, or the end of the link in a letter
 * to the address that is still the booking's. One answer for a wrong secret and for no such booking.
 */
export const openedBy = async (typedReference: string, secret: string, now: Instant): Promise<Booking | Refusal> => {
  const reference = referenceFrom(typedReference);
  const booking = reference && (await bookings.find(reference, now));
  const opened =
    booking && (isToken(secret) ? await linkOpens(booking, secret) : await opens(secret, booking.id, booking.codeHash));
  return opened ? booking : refuse('booking-not-found');
};

const linkOpens = async ({ id, applicant }: Booking, token: string): Promise<boolean> => {
  if (applicant.email === undefined) return false;
  const given = linkHash(token, id, applicant.email);
  const known = (await bookings.history(id)).flatMap((entry) => entry.opens ?? []);
  return known.some((one) => sameHash(one, given));
};

/** [D-8] What somebody says who opened a booking by the link of a letter counts as said by mail, by the code as said on the web. */
export const throughOf = (secret: string): 'mail' | 'web' => (isToken(secret) ? 'mail' : 'web');
