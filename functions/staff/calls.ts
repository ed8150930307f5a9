import * as z from 'zod';
import { bookings, diary, office, outbox } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { isForStaff, NoticeKind, noticeAsOf } from '../../shared/domain/notices.ts';
import { lostBy } from '../../shared/domain/office-changes.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import { withPublished } from '../../shared/domain/terms.ts';
import { type Instant, isoOf } from '../../shared/domain/time.ts';
import type { Call } from '../../shared/domain/todo.ts';
import { type Reply, staffGet, staffPost } from '../../shared/http/serve.ts';
import { callScript } from '../../shared/mail/call-script.ts';
import { callsPage } from '../../shared/pages/counter/calls.ts';
import { Back } from './back.ts';
import { asTrue, bookingJson } from './lists.ts';
import { reachOf } from './reach.ts';

/**
 * Whom no mail has reached, one entry a booking with everything it was to say, by when the first word was owed. Bookings that the
 * caller reads anyway are not read again, the others a hundred at a time.
 */
export const toBePhoned = async (now: Instant, known: Promise<readonly Booking[]> | [] = []): Promise<Call[]> => {
  const [{ acts }, read] = await Promise.all([outbox.unsettled(), known]);
  const byId = new Map(read.map((booking) => [booking.id, booking]));
  const missing = new Set(acts.map(({ booking }) => booking).filter((id) => !byId.has(id)));
  for (const booking of await bookings.several([...missing], now)) byId.set(booking.id, booking);
  const found = new Map<string, { booking: Call['booking']; notices: Call['notices'][number][] }>();
  for (const { booking: id, revision, entry } of acts) {
    const booking = byId.get(id);
    if (!booking) continue;
    const { notices } = asTrue(booking, entry, now);
    for (const notice of NoticeKind.options) {
      const { state, why, at } = notices[notice] ?? {};
      if (isForStaff(notice) || state !== 'to-be-phoned' || at === undefined) continue;
      const owing = found.get(id) ?? { booking, notices: [] };
      owing.notices.push({ notice, revision, why, since: at });
      found.set(id, owing);
    }
  }
  return [...found.values()];
};

/** 要電話連絡: the people no mail has reached, by when the first word was owed, with what to tell them and their number. */
export const calls = staffGet(
  '/staff/calls',
  { query: z.strictObject({ done: z.string().optional() }) },
  async ({ query, staff, html }, now) => {
    const list = await toBePhoned(now);
    const json = {
      calls: list.map(({ booking, notices }) => ({
        booking: bookingJson(booking),
        notices: notices.map(({ why = '', since, ...notice }) => ({ ...notice, why, since: isoOf(since) })),
      })),
    };
    if (!html) return { status: 200, json };
    const book = await diary.office();
    const published = withPublished(office, book.terms);
    const terms = published.terms.at(-1);
    const scripts = await Promise.all(
      list.map(async (call) => {
        const deadAddress = (await reachOf(call.booking)) === 'dead-address';
        const lost = lostBy(office, book, call.booking);
        const about = { office: published, booking: call.booking, terms, deadAddress, lost, now };
        const kinds = call.notices.map(({ notice }) => notice);
        return { call, script: callScript(about, kinds) };
      }),
    );
    return { status: 200, json, page: () => callsPage({ office, staff, now, done: query.done }, scripts) };
  },
);

/** What was read aloud, by the act that owed it: `3.moved 4.reminder`. */
const Said = z
  .string()
  .regex(/^\d{1,9}\.[a-z-]+(?: \d{1,9}\.[a-z-]+)*$/)
  .transform((text) => text.split(' '));

/**
 * Somebody on the call list was phoned, and told what was `said`, or all that was owed by the revision `seen`: what has come to be
 * owed while they were on the phone they have not heard.
 */
export const phoned = staffPost(
  '/staff/bookings/{reference}/phoned',
  {
    body: z
      .strictObject({ said: Said.optional(), seen: z.coerce.number().int().optional(), back: Back.optional() })
      .refine(({ said, seen }) => (said ?? seen) !== undefined, { path: ['said'], message: 'required' }),
  },
  async ({ path, body, staff, html }, now): Promise<Reply | Refusal> => {
    const reference = referenceFrom(path['reference'] ?? '');
    const asked = reference && (await bookings.find(reference, now));
    const owing =
      asked && (await toBePhoned(now, Promise.resolve([asked]))).find(({ booking }) => booking.id === asked.id);
    const back = body.back ?? '/staff/calls';
    if (!owing)
      return html && asked ? { status: 200, json: {}, next: `${back}?done=phoned-before` } : refuse('not-possible-now');
    const { booking } = owing;
    let recorded = 0;
    const told = owing.notices.filter(
      ({ notice, revision }) => body.said?.includes(`${revision}.${notice}`) ?? revision <= (body.seen ?? 0),
    );
    for (const { notice: kind, revision } of told) {
      const advanced = await outbox.advance({ booking: booking.id, revision }, kind, (notice, entry) => {
        const { state, tries, why } = noticeAsOf(office, booking, entry, kind, notice, now);
        return state === 'to-be-phoned'
          ? { state: 'phoned', at: now, tries, by: staff, ...(why && { why }) }
          : undefined;
      });
      if (advanced) recorded++;
    }
    return {
      status: 200,
      booking: booking.id,
      json: { reference: booking.id, phoned: told.map(({ notice }) => notice) },
      next: `${back}?done=${recorded > 0 ? 'phoned' : told.length > 0 ? 'phoned-before' : 'phoned-otherwise'}`,
    };
  },
);
