import * as z from 'zod';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { Booking } from '../../shared/domain/booking.ts';
import { byTime } from '../../shared/domain/day.ts';
import type { History } from '../../shared/domain/history.ts';
import { NoticeKind, noticeAsOf } from '../../shared/domain/notices.ts';
import { dateOf, type Instant, VisitedDate } from '../../shared/domain/time.ts';
import { staffGet } from '../../shared/http/serve.ts';

/** A booking as staff see it: everything but the hash of the visitor's code. */
export const bookingJson = (booking: Booking) => {
  const { id, codeHash: _codeHash, ...rest } = z.encode(Booking, booking);
  return { reference: id, ...rest };
};

/** The bookings of a day, in every state, by time. */
export const agenda = staffGet(
  '/staff/agenda',
  { query: z.strictObject({ date: VisitedDate.optional() }) },
  async ({ query }, now) => {
    const date = query.date ?? dateOf(now);
    const found = await bookings.onDay(date, now);
    return { status: 200, json: { date, bookings: byTime(found).map(bookingJson) } };
  },
);

/** An act with its notices as they truly are: whoever no mail has reached in time is to be phoned, whatever timers did. */
export const asTrue = (booking: Booking, entry: History, now: Instant): History => ({
  ...entry,
  notices: Object.fromEntries(
    NoticeKind.options.flatMap((kind) => {
      const notice = entry.notices[kind];
      return notice ? [[kind, noticeAsOf(office, booking, entry, kind, notice, now)]] : [];
    }),
  ),
});
