import { bookings } from '../../shared/aws/this-office.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { addressIsDead } from '../../shared/domain/history.ts';
import type { Reach } from '../../shared/pages/counter/people.ts';

/** How somebody will hear of an act, as far as it is known before: by mail, or on the phone because no mail reaches them. */
export const reachOf = async ({ id, applicant }: Booking): Promise<Reach> => {
  if (applicant.email === undefined) return 'no-address';
  return addressIsDead(await bookings.history(id)) ? 'dead-address' : 'mail';
};
