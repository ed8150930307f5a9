import { agree, type Confirmed, type Reference, type Tentative } from '../domain/booking.ts';
import type { Channel, Office } from '../domain/office.ts';
import { consentTo } from '../domain/person.ts';
import { type Refusal, refuse, Unavailable } from '../domain/refusal.ts';
import { termsAt } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import { bookings } from './this-office.ts';

const TRIES = 3;

/**
 * [D-11, K-4, A-4, A-62-2] The person agrees to a version of the terms, which must be the one in force now; the evidence goes to the person
 * and the booking's history. A hold without any agreement waits for its application, which is what makes it definitive [K-F-2].
 */
export const agreeAgain = async (
  known: Office,
  id: Reference,
  version: string,
  channel: Channel,
  now: Instant,
): Promise<Tentative | Confirmed | Refusal> => {
  const terms = termsAt(known, now);
  if (version !== terms.version) return refuse('terms-changed');
  for (let tries = 0; tries < TRIES; tries++) {
    const booking = await bookings.upToDate(id, now);
    if (booking?.state !== 'tentative' && booking?.state !== 'confirmed') return refuse('not-possible-now');
    if (booking.terms === undefined) return refuse('not-possible-now');
    const agreed = agree(booking, terms.version);
    const stored = await bookings.change(booking, agreed, {
      act: 'agreed',
      actor: { kind: 'applicant' },
      channel: 'web',
      at: now,
      consent: consentTo(known, terms.version, { channel }, now),
    });
    if (!('refused' in stored)) return agreed;
    // Staff have just acted on it, say made its meeting, which is in nobody's way.
    if (stored.refused !== 'changed-meanwhile') return stored;
  }
  throw new Unavailable('others changed the booking every time');
};
