import * as z from 'zod';
import { bookings, office, outbox } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { Booking } from '../../shared/domain/booking.ts';
import { History } from '../../shared/domain/history.ts';
import { NoticeKind, noticeAsOf } from '../../shared/domain/notices.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, isoOf, LocalDate } from '../../shared/domain/time.ts';
import { get, post } from '../../shared/http/serve.ts';

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
  const [history, person] = await Promise.all([bookings.history(booking.id), bookings.person(booking.applicant)]);
  return {
    status: 200,
    booking: booking.id,
    json: {
      ...bookingJson(booking),
      noShows: person.noShows ?? 0,
      history: history.map((entry) => z.encode(History, asTrue(booking, entry, now))),
    },
  };
});

/** An act with its notices as they truly are: whoever no mail has reached in time is to be phoned, whatever timers did. */
const asTrue = (booking: Booking, entry: History, now: Instant): History => ({
  ...entry,
  notices: Object.fromEntries(
    NoticeKind.options.flatMap((kind) => {
      const notice = entry.notices[kind];
      return notice ? [[kind, noticeAsOf(office, booking, entry, kind, notice, now)]] : [];
    }),
  ),
});

/** 要電話連絡: the people no mail has reached, those longest without word first, with what to tell them and their number. */
export const calls = get('/staff/calls', {}, async (_, now) => {
  const waiting = await Promise.all(
    (await outbox.unsettled()).acts.map(async ({ booking: id, revision, entry }) => {
      const booking = await bookings.find(id, now);
      const notices = booking ? Object.entries(asTrue(booking, entry, now).notices) : [];
      return notices.flatMap(([notice, { state, at, why }]) =>
        booking && state === 'to-be-phoned'
          ? [{ notice, revision, why, since: isoOf(at), booking: bookingJson(booking) }]
          : [],
      );
    }),
  );
  return { status: 200, json: { calls: waiting.flat() } };
});

/** Somebody on the call list was phoned: told what the mail would have said. */
export const phoned = post(
  '/staff/bookings/{reference}/phoned',
  { body: z.strictObject({ revision: z.int().positive(), notice: NoticeKind }) },
  async ({ path, body, staff }, now) => {
    if (staff === undefined) return refuse('staff-only');
    const reference = referenceFrom(path['reference'] ?? '');
    const booking = reference && (await bookings.find(reference, now));
    if (!booking) return refuse('booking-not-found');
    const told = await outbox.advance(
      { booking: booking.id, revision: body.revision },
      body.notice,
      (notice, entry) => {
        const { state, tries, why } = noticeAsOf(office, booking, entry, body.notice, notice, now);
        return state === 'to-be-phoned'
          ? { state: 'phoned', at: now, tries, by: staff, ...(why && { why }) }
          : undefined;
      },
    );
    if (!told) return refuse('not-possible-now');
    return { status: 200, booking: booking.id, json: { reference: booking.id, ...body, state: told.state } };
  },
);
