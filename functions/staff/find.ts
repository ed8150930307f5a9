import * as z from 'zod';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { sought } from '../../shared/domain/application.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { typedOf } from '../../shared/http/form.ts';
import { staffPost } from '../../shared/http/serve.ts';
import { foundPage } from '../../shared/pages/counter/find.ts';
import { bookingJson } from './lists.ts';

/**
 * The bookings of somebody who says their number: what is open, and what was made last, as their row has it. A phone number
 * is the name of those only who have no other; of the rest the bookings still open are looked through.
 */
const bookingsOf = async (typed: string, now: Instant): Promise<Booking[]> => {
  const { numbers, phone } = sought(typed);
  const people = await Promise.all([
    ...numbers.map((number) => bookings.person({ number })),
    ...(phone === undefined ? [] : [bookings.person({ phone })]),
  ]);
  const ids = new Set(people.flatMap(({ open, recent = [] }) => [...Object.keys(open), ...recent]));
  const [known, open] = await Promise.all([
    bookings.several([...ids], now),
    phone === undefined ? [] : bookings.todo(now),
  ]);
  return [...known, ...open.filter(({ id, applicant }) => applicant.phone === phone && !ids.has(id))];
};

/**
 * The search in every page's head: a reference leads to its booking; for a number of a person the answer is the page itself, because
 * numbers are personal and stand in no address.
 */
export const find = staffPost(
  '/staff/find',
  {
    body: z.strictObject({ find: z.string().max(60, 'too-long').default('') }),
    again: (typed, problem, now, { staff = '' }) =>
      foundPage({ office, staff, now, problem }, typedOf(typed)['find'] ?? '', undefined),
  },
  async ({ body, staff }, now) => {
    const reference = sought(body.find).numbers.length === 0 ? referenceFrom(body.find) : undefined;
    const named = reference && (await bookings.find(reference, now));
    const found = named ? [named] : await bookingsOf(body.find, now);
    return {
      status: 200,
      json: { bookings: found.map(bookingJson) },
      ...(named && { next: `/staff/bookings/${named.id}`, booking: named.id }),
      page: () => foundPage({ office, staff, now }, body.find, found),
    };
  },
);
