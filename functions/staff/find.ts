import * as z from 'zod';
import { sideBySide } from '../../shared/aws/records.ts';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { sought } from '../../shared/domain/application.ts';
import { type Booking, isNamed } from '../../shared/domain/booking.ts';
import { byTime, searched } from '../../shared/domain/day.ts';
import { knownBookings } from '../../shared/domain/person.ts';
import { daysFrom, type Instant } from '../../shared/domain/time.ts';
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
  const ids = new Set(people.flatMap(knownBookings));
  const [known, open] = await Promise.all([
    bookings.several([...ids], now),
    phone === undefined ? [] : bookings.todo(now),
  ]);
  return [...known, ...open.filter(({ id, applicant }) => applicant.phone === phone && !ids.has(id))];
};

/** A number has none. */
const hasLetters = (typed: string): boolean => /\p{L}/u.test(typed.replace(/[ーｰ]/g, ''));

/**
 * The bookings of whoever bears a name, in every state, by time: no name is a key of anything, so the days around today are looked
 * through. It costs a query a day, 75 at a horizon of 60 days, and half a read unit for each booking of those days: of a thousand,
 * 540 units or US$ 0.0001.
 */
const bookingsNamed = async (typed: string, now: Instant): Promise<Booking[]> => {
  const { from, to } = searched(office, now);
  const days = await sideBySide(daysFrom(from, to), (day) => bookings.onDay(day, now));
  return byTime(days.flat().filter(({ applicant }) => isNamed(applicant.name, typed)));
};

/**
 * The search in every page's head: a reference leads to its booking; for a number of a person, or a name, the answer is the page
 * itself, because both are personal and stand in no address.
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
    const byName = !named && hasLetters(body.find);
    const found = named ? [named] : await (byName ? bookingsNamed : bookingsOf)(body.find, now);
    return {
      status: 200,
      json: { bookings: found.map(bookingJson) },
      ...(named && { next: `/staff/bookings/${named.id}`, booking: named.id }),
      page: () => foundPage({ office, staff, now }, body.find, found, byName),
    };
  },
);
