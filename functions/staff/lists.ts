import * as z from 'zod';
import { bookings, office, outbox } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { Booking } from '../../shared/domain/booking.ts';
import { History } from '../../shared/domain/history.ts';
import { NoticeKind, noticeAsOf } from '../../shared/domain/notices.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, isoOf, LocalDate } from '../../shared/domain/time.ts';
import { staffGet, staffPost } from '../../shared/http/serve.ts';
import { Back } from './back.ts';

/** A booking as staff see it: everything but the hash of the visitor's code. */
export const bookingJson = (booking: Booking) => {
  const { id, codeHash: _codeHash, ...rest } = z.encode(Booking, booking);
  return { reference: id, ...rest };
};

/** The bookings of a day, in every state, by time. */
export const agenda = staffGet(
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
export const todo = staffGet('/staff/todo', {}, async (_, now) => ({
  status: 200,
  json: { bookings: (await bookings.todo(now)).map(bookingJson) },
}));

/** One booking with its whole history. */
export const show = staffGet('/staff/bookings/{reference}', {}, async ({ path }, now) => {
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

type Owing = {
  readonly booking: Booking;
  readonly notices: { notice: NoticeKind; revision: number; why: string; since: string }[];
};

/** Whom no mail has reached, one entry a booking with everything it was to say. */
const toBePhoned = async (now: Instant): Promise<Owing[]> => {
  const found = new Map<string, Owing>();
  for (const { booking: id, revision, entry } of (await outbox.unsettled()).acts) {
    const booking = found.get(id)?.booking ?? (await bookings.find(id, now));
    if (!booking) continue;
    const { notices } = asTrue(booking, entry, now);
    for (const notice of NoticeKind.options) {
      const { state, why = '', at } = notices[notice] ?? {};
      if (state !== 'to-be-phoned' || at === undefined) continue;
      const owing = found.get(id) ?? { booking, notices: [] };
      owing.notices.push({ notice, revision, why, since: isoOf(at) });
      found.set(id, owing);
    }
  }
  return [...found.values()];
};

/** 要電話連絡: the people no mail has reached, by when the first word was owed, with what to tell them and their number. */
export const calls = staffGet('/staff/calls', {}, async (_, now) => ({
  status: 200,
  json: {
    calls: (await toBePhoned(now)).map(({ booking, notices }) => ({ booking: bookingJson(booking), notices })),
  },
}));

/** Somebody on the call list was phoned, and told what the mails would have said. */
export const phoned = staffPost(
  '/staff/bookings/{reference}/phoned',
  { body: z.strictObject({ back: Back.optional() }) },
  async ({ path, body, staff }, now) => {
    const reference = referenceFrom(path['reference'] ?? '');
    const owing = (await toBePhoned(now)).find(({ booking }) => booking.id === reference);
    if (!owing) return refuse('not-possible-now');
    const { booking, notices } = owing;
    for (const { notice: kind, revision } of notices)
      await outbox.advance({ booking: booking.id, revision }, kind, (notice, entry) => {
        const { state, tries, why } = noticeAsOf(office, booking, entry, kind, notice, now);
        return state === 'to-be-phoned'
          ? { state: 'phoned', at: now, tries, by: staff, ...(why && { why }) }
          : undefined;
      });
    return {
      status: 200,
      booking: booking.id,
      json: { reference: booking.id, phoned: notices.map(({ notice }) => notice) },
      next: `${body.back ?? '/staff/calls'}?done=phoned`,
    };
  },
);
