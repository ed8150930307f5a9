import { opens, referenceFrom } from '../code.ts';
import type { Booking } from '../domain/booking.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import type { Instant } from '../domain/time.ts';
import { bookings } from './this-office.ts';

/** The booking a visitor's reference and code open, by the clock; one answer for a wrong code and for no such booking. */
export const openedBy = async (typedReference: string, typedCode: string, now: Instant): Promise<Booking | Refusal> => {
  const reference = referenceFrom(typedReference);
  const booking = reference && (await bookings.find(reference, now));
  return booking && (await opens(typedCode, booking.id, booking.codeHash)) ? booking : refuse('booking-not-found');
};
