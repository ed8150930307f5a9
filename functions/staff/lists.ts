import * as z from 'zod';
import { History } from '../../shared/aws/bookings.ts';
import { bookings } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { Booking } from '../../shared/domain/booking.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, LocalDate } from '../../shared/domain/time.ts';
import { get } from '../../shared/http/serve.ts';

/** A booking as staff see it: everything but the hash of the visitor's code. */
export const bookingJson = (booking: Booking) => {
  const { id, codeHash: _codeHash, ...rest } = z.encode(Booking, booking);
  return { reference: id, ...rest };
};

/** The bookings of a day, in every state, by time. */
export const agenda = get(
  '/staff/agenda',
  { query: z.strictObject({ date: LocalDate.optional() }) },
  async ({ query }, now) => {
    const date = query.date ?? dateOf(now);
    const found = await bookings.onDay(date, now);
    const startOf = (booking: Booking): number =>
      'session' in booking ? booking.session.startsAt : (booking.wishes[0]?.from ?? 0);
    const list = found.toSorted((a, b) => startOf(a) - startOf(b)).map(bookingJson);
    return { status: 200, json: { date, bookings: list } };
  },
);

/** What waits for staff, the most urgent first. */
export const todo = get('/staff/todo', {}, async (_, now) => ({
  status: 200,
  json: { bookings: (await bookings.todo(now)).map(bookingJson) },
}));

/** One booking with its whole history. */
export const show = get('/staff/bookings/{reference}', {}, async ({ path }, now) => {
  const reference = referenceFrom(path['reference'] ?? '');
  const booking = reference && (await bookings.find(reference, now));
  if (!booking) return refuse('booking-not-found');
  const history = await bookings.history(booking.id);
  return {
    status: 200,
    booking: booking.id,
    json: { ...bookingJson(booking), history: history.map((entry) => z.encode(History, entry)) },
  };
});
