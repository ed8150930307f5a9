import * as z from 'zod';
import { bookings, diary, instants, office } from '../../shared/aws/this-office.ts';
import { newReference } from '../../shared/code.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { byTime } from '../../shared/domain/day.ts';
import {
  accept,
  acceptedState,
  acceptedToo,
  agreedLast,
  askingAt,
  bookedToday,
  declineAtOnce,
  freeAtOnce,
  type InstantRequest,
  isRunning,
  isStillOnRecord,
  overlapsNow,
  presentUntil,
  requestsOf,
  termsToAgree,
  toolAtOnce,
} from '../../shared/domain/instant.ts';
import { VideoTool } from '../../shared/domain/office.ts';
import { endOf } from '../../shared/domain/openings.ts';
import { knownBookings, received } from '../../shared/domain/person.ts';
import { type Refusal, refuse, Unavailable } from '../../shared/domain/refusal.ts';
import { withPublished } from '../../shared/domain/terms.ts';
import { dateOf, type Instant, isoOf } from '../../shared/domain/time.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Again, type Reply, staffGet, staffPost, tell } from '../../shared/http/serve.ts';
import { staffReaders } from '../../shared/http/staff-problems.ts';
import { type AtOnce, bookedText, instantPage } from '../../shared/pages/counter/instant.ts';
import { counterProblemPage } from '../../shared/pages/counter/problem.ts';
import { bookingJson } from './lists.ts';

/** Everything there is to sessions at once, as it is at one moment. */
const atOnceNow = async (now: Instant): Promise<AtOnce> => {
  const today = dateOf(now);
  const [asked, book, list] = await Promise.all([
    instants.waiting(now),
    diary.read([today], now),
    bookings.onDay(today, now),
  ]);
  const requests = requestsOf(asked, list, now);
  const people = await Promise.all(requests.map(({ number }) => bookings.person({ number })));
  const known = withPublished(office, book.terms);
  const free = freeAtOnce(office, book, book.present, now);
  return {
    waiting: requests.flatMap((request, index) => {
      const person = people[index];
      if (request.state !== 'waiting' || !person) return [];
      const booked = bookedToday(list, request.number, now);
      return {
        request,
        registered: isStillOnRecord(request, person, now) ? person.registered : undefined,
        agreed: termsToAgree(known, { terms: agreedLast(person) }, now) === undefined,
        free: freeAtOnce(office, book, book.present, now, request.kind),
        booked,
        overlapping: overlapsNow(office, booked, now),
      };
    }),
    accepted: byTime(list).flatMap((booking) => {
      if (booking.channel !== 'instant' || (booking.state !== 'confirmed' && booking.state !== 'cancelled')) return [];
      const { session } = booking;
      if (now >= endOf(session)) return [];
      const counsellor = book.counsellors.find(({ id }) => id === session.counsellor);
      return { booking, state: acceptedState(known, booking, now), counsellor };
    }),
    free,
    counsellors: book.counsellors
      .filter(({ absences }) => !absences.includes(today))
      .map((counsellor) => ({
        ...counsellor,
        present: book.present.find((one) => one.counsellor === counsellor.id && now < one.until),
        free: free.some(({ id }) => id === counsellor.id),
      })),
    asking: askingAt(office, book, now),
  };
};

const again: Again = async (_, problem, now, { staff = '' }) =>
  office.instant
    ? instantPage({ office, staff, now, problem }, await atOnceNow(now))
    : counterProblemPage(office, problem, { staff, now });

/**
 * [A-62-1…3] Who waits for a session at once, who could hold it, and how those are that were accepted. The console's script asks for it every
 * few seconds while somebody looks at it: an index query, the office's entries, and the day with its bookings.
 */
export const atOnce = staffGet(
  '/staff/instant',
  { query: z.looseObject({ done: z.string().optional() }), again },
  async ({ query, staff }, now) => {
    if (!office.instant) return refuse('instant-not-offered');
    const shown = await atOnceNow(now);
    const { waiting, accepted, free, counsellors } = shown;
    return {
      status: 200,
      json: {
        waiting: waiting.map(({ request, registered, agreed, free: able, booked, overlapping }) => ({
          id: request.id,
          kind: request.kind,
          number: request.number,
          ...(registered && { name: registered.name }),
          askedAt: isoOf(request.askedAt),
          answerBy: isoOf(request.answerBy),
          agreed,
          acceptable: registered !== undefined,
          free: able.map(({ id }) => id),
          booked: booked.map(({ id }) => id),
          overlapping: overlapping.map(({ id }) => id),
        })),
        accepted: accepted.map(({ booking, state }) => ({ ...bookingJson(booking), stands: state })),
        free: free.map(({ id, name }) => ({ id, name })),
        present: counsellors.flatMap(({ id, present }) =>
          present ? { counsellor: id, until: isoOf(present.until), by: present.by } : [],
        ),
      },
      page: () => instantPage({ office, staff, now, done: query.done }, shown),
    };
  },
);

/**
 * [A-62-1] Which requests wait, as the queue shows them, for the console's script on every page. While none does it costs one query of an index
 * that holds only those, by keys alone: half a read unit each time, however many bookings there are.
 */
export const waitingNow = staffGet('/staff/instant/count', {}, async (_, now) => {
  if (!office.instant) return refuse('instant-not-offered');
  const some = (await instants.waitingIds(now)).length > 0;
  const [asked, list] = some ? await Promise.all([instants.waiting(now), bookings.onDay(dateOf(now), now)]) : [[], []];
  const ids = requestsOf(asked, list, now).map(({ id }) => id);
  return { status: 200, json: { count: ids.length, ids } };
});

const TRIES = 5;

/** Who was faster, and the booking where they accepted. */
type Faster = { readonly by: string; readonly taken?: Booking };
/** What became of a press: a booking, a refusal, or that somebody else was faster. */
type Taken = { readonly booking: Booking } | { readonly overlapping: Booking } | Faster | Refusal;

/** The booking a request has led to, and whose it is. */
const acceptedBy = async (
  id: Booking['id'],
  now: Instant,
): Promise<{ readonly taken: Booking; readonly by: string } | undefined> => {
  const [booking, history] = await Promise.all([bookings.find(id, now), bookings.history(id)]);
  const actor = history[0]?.actor;
  return booking && actor?.kind === 'staff' ? { taken: booking, by: actor.id } : undefined;
};

/** Who accepted a request, and the booking it has led to; the same said again is the same. */
const acceptedBefore = async (
  id: Booking['id'],
  { staff, counsellor }: { readonly staff: string; readonly counsellor: string },
  now: Instant,
): Promise<Taken> => {
  const first = await acceptedBy(id, now);
  if (!first) return refuse('instant-over');
  const { taken, by } = first;
  const same = by === staff && 'session' in taken && taken.session.counsellor === counsellor;
  return same ? { booking: taken } : first;
};

/** What else waits of whoever a request is of. */
const othersOf = async ({ id, number }: InstantRequest, now: Instant) =>
  (await instants.waiting(now)).flatMap((one) =>
    one.state === 'waiting' && one.number === number && one.id !== id ? one : [],
  );

/**
 * [A-62-1] One transaction: the session with its cells and history, the person, and all their requests, which wait no more. Of several
 * acceptances one wins.
 */
const take = async (
  id: string,
  chosen: { readonly counsellor: string; readonly tool: VideoTool; readonly staff: string; readonly sure: boolean },
  now: Instant,
): Promise<Taken> => {
  // The request is its own key: whoever accepts it, it leads to one booking.
  const once = { key: `acceptance ${id}`, body: '', salt: '' };
  for (let tries = 0; tries < TRIES; tries++) {
    const request = await instants.find(id, now);
    // Of nobody on record staff hear nothing [D-6].
    if (request?.number === undefined) return refuse('instant-not-found');
    if (request.state === 'accepted') return acceptedBefore(request.booking, chosen, now);
    if (request.state === 'declined') return { by: request.by };
    if (request.state !== 'waiting') return refuse('instant-over');
    const [{ person }, book, others] = await Promise.all([
      bookings.recall(request.number, once, now),
      diary.read([dateOf(now)], now),
      othersOf(request, now),
    ]);
    // Somebody who asked twice has one session; a second acceptance at this very moment meets the person's revision.
    const known = await bookings.several(knownBookings(person), now);
    const running = known.find((one) => isRunning(one, now));
    if (running) {
      const accepted = await instants.find(id, now);
      if (accepted?.state === 'accepted') return acceptedBefore(accepted.booking, chosen, now);
      return (await acceptedBy(running.id, now)) ?? refuse('instant-over');
    }
    if (!book.counsellors.some((one) => one.id === chosen.counsellor)) return refuse('counsellor-unknown');
    const decided = accept(
      withPublished(office, book.terms),
      book,
      { request, person, present: book.present },
      { id: newReference(), counsellor: chosen.counsellor, tool: chosen.tool },
      now,
    );
    if ('refused' in decided) {
      // The counsellor may have been taken by whoever has just accepted this very request.
      if ((await instants.find(id, now))?.state === 'waiting') return decided;
      continue;
    }
    const [overlapping] = chosen.sure ? [] : overlapsNow(office, bookedToday(known, request.number, now), now);
    if (overlapping) return { overlapping };
    const { booking } = decided;
    const stored = await bookings.create(
      booking,
      { act: 'booked', actor: { kind: 'staff', id: chosen.staff }, channel: 'instant', at: now },
      { before: person, after: received(person, booking, undefined, now) },
      once,
      now,
      [decided.request, ...others.map((one) => acceptedToo(one, booking.id, now))].map(instants.settled),
    );
    // Whatever has come between, the next look tells what it was.
    if (stored !== 'again' && !('refused' in stored)) return { booking: stored };
    if (stored !== 'again' && stored.refused !== 'not-possible-now') return stored;
  }
  throw new Unavailable('others were faster every time');
};

const NOT_FREE = {
  type: 'opening-taken',
  title: '選んだ担当者は、今は受けられません',
  detail: 'ほかの予約が入ったか、受けるのをやめました。ほかの担当者を選んでください。',
} as const;

/** The page as it is now, with what stands against a press in words of its own. */
const against = async (
  { type, ...words }: Pick<Told, 'type'> & Partial<Told>,
  {
    path,
    staff,
    html,
  }: { readonly path: Record<string, string | undefined>; readonly staff: string; readonly html: boolean },
  now: Instant,
): Promise<Reply> => {
  const problem = { ...tell(office, type, {}, staffReaders.words), ...words };
  const page = html && (await again({}, problem, now, { path, staff }));
  return { status: problem.status, problem, ...(page && { page: () => page }) };
};

/** Whoever presses second is told who was first, and what they did. */
const tooLate = async ({ by, taken }: Faster, asked: Parameters<typeof against>[1], now: Instant): Promise<Reply> => {
  if (!taken)
    return against({ type: 'instant-over', title: `この申込みは、${by} さんが先にお断りしました` }, asked, now);
  const title = `この申込みは、${by} さんが先に受けました（予約 ${taken.id}）`;
  return { ...(await against({ type: 'instant-taken', title }, asked, now)), booking: taken.id };
};

const Acceptance = z.strictObject({
  counsellor: z.string().max(30, 'too-long'),
  tool: VideoTool.optional(),
  /** The person has a booking within the session, and staff know it. A tick in a form arrives as text. */
  sure: z.boolean().or(z.stringbool()).optional(),
});

/**
 * [A-62-1] Staff take somebody who waits: the session begins now, with a counsellor who is free for all of it. Whoever presses second is told
 * who was first; pressed twice, it is one session. One within which the person has a booking is never begun without staff saying that
 * they know.
 */
export const acceptance = staffPost(
  '/staff/instant/{id}/acceptance',
  { body: Acceptance, again },
  async (asked, now): Promise<Reply | Refusal> => {
    const { path, body, staff } = asked;
    const { counsellor, tool = toolAtOnce(office), sure = false } = body;
    if (!office.instant) return refuse('instant-not-offered');
    if (!office.tools.some((one) => one.tool === tool)) return refuse('not-possible-now');
    const taken = await take(path['id'] ?? '', { counsellor, tool, staff, sure }, now);
    if ('refused' in taken) return taken.refused === 'opening-taken' ? against(NOT_FREE, asked, now) : taken;
    if ('by' in taken) return tooLate(taken, asked, now);
    if ('overlapping' in taken) {
      const title = `この方には、今からの相談と重なる予約があります（${bookedText(taken.overlapping)}、予約 ${taken.overlapping.id}）`;
      return { ...(await against({ type: 'session-overlaps', title }, asked, now)), booking: taken.overlapping.id };
    }
    const { booking } = taken;
    return {
      status: 201,
      headers: { Location: `/staff/bookings/${booking.id}` },
      booking: booking.id,
      json: bookingJson(booking),
      next: `/staff/instant?done=accepted#accepted-${booking.id}`,
    };
  },
);

/**
 * [A-62-1] Nobody can take a request now, nor another of the same person: they read so at once, instead of waiting until its time is over. Who
 * said so is kept with it; pressed again by the same member of staff, nothing changes.
 */
export const declinationAtOnce = staffPost(
  '/staff/instant/{id}/declination',
  { body: z.strictObject({}), again },
  async (asked, now): Promise<Reply | Refusal> => {
    const { path, staff } = asked;
    if (!office.instant) return refuse('instant-not-offered');
    for (let tries = 0; tries < TRIES; tries++) {
      const request = await instants.find(path['id'] ?? '', now);
      if (request?.number === undefined) return refuse('instant-not-found');
      if (request.state === 'declined' && request.by === staff)
        return { status: 200, json: { state: request.state }, next: '/staff/instant?done=declined-at-once' };
      if (request.state === 'declined') return tooLate({ by: request.by }, asked, now);
      if (request.state === 'accepted') {
        const first = await acceptedBy(request.booking, now);
        return first ? tooLate(first, asked, now) : refuse('instant-over');
      }
      if (request.state !== 'waiting') return refuse('instant-over');
      const all = [request, ...(await othersOf(request, now))];
      // Whether it was this, or somebody was faster, the next look tells.
      await instants.settle(...all.map((one) => declineAtOnce(one, staff, now)));
    }
    throw new Unavailable('others were faster every time');
  },
);

const NOBODY = {
  type: 'counsellor-unknown',
  title: '担当者が見つかりません',
  detail: '「今、受けられる担当者」の中から選んでください。担当者は、「設定」で登録します。',
} as const;
const ABSENT = {
  type: 'counsellor-unknown',
  title: 'この担当者は、今日は不在です',
  detail: '不在の日は、即時利用を受けられません。出勤しているときは、先に「設定」で今日の不在を取り消してください。',
} as const;

const Here = z.strictObject({
  counsellor: z.string().max(30, 'too-long'),
  here: z.union([z.boolean(), z.stringbool()]),
});

/** [A-62-1] A counsellor takes sessions at once from now on until the day's last moment for them, or no more. */
export const presence = staffPost(
  '/staff/instant/presence',
  { body: Here, again },
  async (asked, now): Promise<Reply | Refusal> => {
    const { body, staff } = asked;
    if (!office.instant) return refuse('instant-not-offered');
    const { counsellors, closures } = await diary.office();
    const counsellor = counsellors.find(({ id }) => id === body.counsellor);
    const until = presentUntil(office, closures, now);
    if (!counsellor) return against(NOBODY, asked, now);
    if (body.here && counsellor.absences.includes(dateOf(now))) return against(ABSENT, asked, now);
    if (body.here && until === undefined) return refuse('instant-closed');
    await instants.setPresence(counsellor.id, body.here && until !== undefined ? { until, by: staff } : undefined);
    return {
      status: 200,
      json: {
        counsellor: counsellor.id,
        here: body.here,
        ...(body.here && until !== undefined && { until: isoOf(until) }),
      },
      next: `/staff/instant?done=${body.here ? 'here' : 'not-here'}`,
    };
  },
);
