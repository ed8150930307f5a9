import { bookings, office } from '../../shared/aws/this-office.ts';
import { openedBy, throughOf } from '../../shared/aws/visitor.ts';
import { callOff } from '../../shared/domain/booking.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { CodeRequest } from '../../shared/http/api.ts';
import { post } from '../../shared/http/serve.ts';
import { calledOffPage } from '../../shared/pages/booking.ts';

/**
 * [K-6-5, A-6-4, D-8] Takes an application back or calls a session off, where the office's channels and times allow the way it was
 * opened: by the code as on the web, by a letter's link as by mail; elsewhere the answer is the phone number. Asked twice, the second time finds nothing left to do and says how it stands.
 */
export const cancellation = post(
  '/bookings/{reference}/cancellation',
  { body: CodeRequest },
  async ({ path, body }, now) => {
    const opened = await openedBy(path['reference'] ?? '', body.code, now);
    if ('refused' in opened) return opened;
    const booking = await bookings.upToDate(opened.id, now);
    if (!booking) return refuse('booking-not-found');

    const ended = booking.state === 'withdrawn' || booking.state === 'cancelled';
    const channel = throughOf(body.code);
    const decided = ended ? booking : callOff(office, booking, channel, now);
    if ('refused' in decided) return decided;

    const act = decided.state === 'withdrawn' ? 'withdrawn' : 'cancelled';
    const stored = ended
      ? booking
      : await bookings.change(booking, decided, { act, actor: { kind: 'applicant' }, channel, at: now });
    if ('refused' in stored) return stored;

    return {
      status: 200,
      booking: stored.id,
      json: { reference: stored.id, state: stored.state },
      page: () => calledOffPage({ office, booking: stored, code: body.code, through: channel, now }),
    };
  },
);
