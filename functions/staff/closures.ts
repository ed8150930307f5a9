import * as z from 'zod';
import { closuresOf } from '../../shared/aws/diary.ts';
import { type Closure, entered, putClosure as storeClosure } from '../../shared/aws/office-book.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { type Booking, Reference } from '../../shared/domain/booking.ts';
import { type Closures, isOpen } from '../../shared/domain/calendar.ts';
import { byTime, timeOf } from '../../shared/domain/day.ts';
import { closed, onClosing, wordOf } from '../../shared/domain/office-changes.ts';
import { openingsOf, worksOn } from '../../shared/domain/openings.ts';
import { dateOf, type Instant, instant, type LocalDate, VisitedDate } from '../../shared/domain/time.ts';
import { typedDays } from '../../shared/domain/typed-times.ts';
import { malformed, type Reply, staffGet, staffPost, staffPut, tell } from '../../shared/http/serve.ts';
import { staffFieldProblem } from '../../shared/http/staff-problems.ts';
import {
  type Affected,
  closureLookPage,
  closuresPage,
  type Look,
  type Offer,
  type Progress,
  progressPage,
} from '../../shared/pages/counter/closures.ts';
import { actedSince } from './acts.ts';
import { reachOf } from './reach.ts';

type Kind = Closure['kind'];
const Kind = z.enum(['closed', 'opened', 'removed']);

/** The closures as they would be with this day set so. */
const withDay = (closures: Closures, date: LocalDate, kind: Kind): Closures => {
  const others = (days: readonly LocalDate[]): LocalDate[] => days.filter((day) => day !== date);
  return {
    closed: [...others(closures.closed), ...(kind === 'closed' ? [date] : [])],
    opened: [...others(closures.opened), ...(kind === 'opened' ? [date] : [])],
  };
};

type Concerned = { readonly booking: Booking; readonly effect: Affected['effect'] };

/** Whoever has a booking on a day, with what closing it does to that. */
const concernedOn = async (closures: Closures, date: LocalDate, now: Instant): Promise<Concerned[]> =>
  byTime(await bookings.onDay(date, now)).flatMap((booking) => {
    const effect = onClosing(office, closures, date, booking, now);
    return effect && effect !== 'wish-lost' ? { booking, effect } : [];
  });

/** What setting a day so would do, to whom, and how they would hear of it; nothing is changed [A-6-5, D-2]. */
const look = async (date: LocalDate, kind: Kind, now: Instant): Promise<Look> => {
  const { closures, counsellors, claims } = await diary.read([date], now);
  const after = withDay(closures, date, kind);
  const closes = isOpen(office, closures, date) && !isOpen(office, after, date);
  const concerned = closes ? await concernedOn(after, date, now) : [];
  const open = closes ? await bookings.todo(now) : [];
  const offers = office.desks.map((desk): Offer => {
    const starts = openingsOf(
      office,
      { closures: after, counsellors, claims },
      desk,
      { from: date, to: date, minutes: desk.length.minutes },
      now,
    ).map(({ startsAt }) => startsAt);
    const works = counsellors.filter((one) => worksOn(one, desk, date)).map(({ name }) => name);
    return { desk, starts, works };
  });
  return {
    date,
    kind,
    was: isOpen(office, closures, date),
    closes,
    opens: !isOpen(office, closures, date) && isOpen(office, after, date),
    affected: await Promise.all(concerned.map(async (one) => ({ ...one, reach: await reachOf(one.booking) }))),
    wishLost: byTime(open.filter((booking) => onClosing(office, after, date, booking, now) === 'wish-lost')),
    promised: open.filter(
      (booking) => booking.state === 'tentative' && dateOf(instant(booking.promisedBy - 1)) === date,
    ),
    offers,
  };
};

/** Everybody a closed day concerns or concerned, with how far they have been told of it. */
const progressOf = async (row: Closure, closures: Closures, now: Instant): Promise<Progress[]> => {
  const standing = isOpen(office, closures, row.date) ? [] : await concernedOn(closures, row.date, now);
  const effects = new Map(standing.map(({ booking, effect }) => [booking.id, effect]));
  const ids = new Set([...(row.affected ?? []), ...effects.keys()]);
  const found = await Promise.all(
    [...ids].map(async (id): Promise<Progress | undefined> => {
      const booking = await bookings.find(id, now);
      if (!booking) return undefined;
      const effect = effects.get(id);
      return effect
        ? { booking, step: 'unsettled', effect, late: !row.affected?.has(id) }
        : { booking, ...wordOf(office, booking, await bookings.history(id), now) };
    }),
  );
  const start = ({ booking }: Progress): number => timeOf(booking)?.startsAt ?? 0;
  return found.filter((one) => one !== undefined).sort((a, b) => start(a) - start(b));
};

const progressJson = (row: Closure, progress: readonly Progress[]) => ({
  date: row.date,
  kind: row.kind,
  affected: progress.map((one) => ({
    reference: one.booking.id,
    state: one.booking.state,
    step: one.step,
    ...(one.step === 'unsettled'
      ? { effect: one.effect, late: one.late }
      : { notice: one.notice?.state, phonedBy: one.notice?.by }),
  })),
});

const lookJson = ({ date, kind, closes, affected, wishLost, promised, offers }: Look) => ({
  date,
  kind,
  closes,
  affected: affected.map(({ booking, effect, reach }) => ({
    reference: booking.id,
    state: booking.state,
    effect,
    told: reach === 'mail' ? 'mail' : 'phone',
  })),
  wishLost: wishLost.map(({ id }) => id),
  promised: promised.map(({ id }) => id),
  openings: offers.map(({ desk, starts, works }) => ({ desk: desk.id, starts: starts.length, counsellors: works })),
});

/** [D-2] The days beyond the usual ones: holidays, the office's own closures and extra open days, and where to enter one. */
export const closures = staffGet(
  '/staff/closures',
  {
    query: z.strictObject({
      date: z.string().max(40).optional(),
      kind: z.string().max(20).optional(),
      done: z.string().max(20).optional(),
    }),
  },
  async ({ query, staff }, now): Promise<Reply> => {
    const today = dateOf(now);
    const { closures: rows } = await entered();
    const days = query.date === undefined ? undefined : typedDays(query.date, today);
    const kind = Kind.safeParse(query.kind).data;
    const [only, another] = days && !('wrong' in days) ? days : [];
    if (only && !another && kind && only >= today)
      return { status: 200, json: lookJson(await look(only, kind, now)), next: `/staff/closures/${only}?kind=${kind}` };
    const listed = await comingDays(rows, now);
    return {
      status: 200,
      json: { closures: listed.map(({ row: { date, kind, by }, left }) => ({ date, kind, by, left })) },
      page: () =>
        closuresPage({ office, staff, now, done: query.done }, listed, {
          date: query.date,
          kind: query.kind,
          wrong:
            query.date === undefined
              ? query.kind === undefined
                ? undefined
                : 'required'
              : days && 'wrong' in days
                ? days
                : another
                  ? 'several'
                  : only && only < today
                    ? 'past'
                    : undefined,
        }),
    };
  },
);

/**
 * [D-2, R-15] The days from today that staff have set, with how many of those they concern have not been told yet. One taken back
 * stays among them until everybody has been.
 */
export const comingDays = async (rows: readonly Closure[], now: Instant): Promise<{ row: Closure; left: number }[]> => {
  const known = closuresOf(rows);
  const coming = await Promise.all(
    rows
      .filter(({ date }) => date >= dateOf(now))
      .map(async (row) => {
        const progress = await progressOf(row, known, now);
        return { row, left: progress.filter(({ step }) => step !== 'done').length };
      }),
  );
  return coming.filter(({ row, left }) => row.kind !== 'removed' || left > 0);
};

/**
 * [D-2, A-6-5] A day, before it is set: what that would do and to whom (`kind`); and once it is set, how far everybody concerned has
 * been told of it.
 */
export const closure = staffGet(
  '/staff/closures/{date}',
  { query: z.strictObject({ kind: Kind.optional(), done: z.string().max(20).optional() }) },
  async ({ path, query, staff }, now): Promise<Reply> => {
    const date = VisitedDate.safeParse(path['date']).data;
    if (!date) return malformed(office, [staffFieldProblem('date', 'malformed')]);
    const { closures: rows } = await entered();
    const row = rows.find((one) => one.date === date);
    const known = closuresOf(rows);
    const counter = { office, staff, now, done: query.done };
    if (row && (query.kind === undefined || query.kind === row.kind)) {
      const progress = await progressOf(row, known, now);
      const offers = row.kind === 'opened' ? (await look(date, 'opened', now)).offers : [];
      if (row.kind !== 'removed' || progress.length > 0)
        return {
          status: 200,
          json: progressJson(row, progress),
          page: () => progressPage(counter, row, progress, offers),
        };
    }
    const kind = query.kind ?? (isOpen(office, known, date) ? 'closed' : 'opened');
    const found = await look(date, kind, now);
    return {
      status: 200,
      json: lookJson(found),
      page: () => closureLookPage(counter, found, row),
    };
  },
);

/**
 * Sets a day, first of all: from then on nobody can book into one that is closed. Then, where wanted, each booking it ends is
 * settled as an act of its own; what was done already is not done again, so that a second attempt goes on where the first one
 * ended. Where staff decided in view of certain bookings, others that came meanwhile, or have changed since, are left for them to see.
 */
const set = async (
  date: LocalDate,
  kind: Kind,
  settle: { readonly seen?: ReadonlyMap<string, number> } | undefined,
  staff: string,
  now: Instant,
): Promise<{ ids: Reference[]; before: string | undefined }> => {
  const after = withDay((await diary.office()).closures, date, kind);
  const doing = { by: staff, at: now };
  const concerned = async (): Promise<Concerned[]> =>
    isOpen(office, after, date) ? [] : await concernedOn(after, date, now);
  const first = (await concerned()).map(({ booking }) => booking.id);
  const before = await storeClosure(date, kind, doing, first);
  const standing = await concerned();
  const ids = standing.map(({ booking }) => booking.id);
  // Those who came in between are ended only where staff decided about whoever is there.
  if (!settle?.seen && ids.some((id) => !first.includes(id))) await storeClosure(date, kind, doing, ids);
  if (!settle) return { ids, before };

  for (const { booking } of standing) {
    const seen = settle.seen?.get(booking.id);
    if (settle.seen && (seen === undefined || (await actedSince(booking, seen)))) continue;
    await settleOne(booking.id, after, date, staff, now);
  }
  return { ids, before };
};

const TRIES = 3;
const settleOne = async (
  id: Reference,
  after: Closures,
  date: LocalDate,
  staff: string,
  now: Instant,
): Promise<void> => {
  let decidedOn: number | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const booking = await bookings.upToDate(id, now);
    if (!booking || (decidedOn !== undefined && (await actedSince(booking, decidedOn)))) return;
    decidedOn = booking.revision;
    const ended = closed(office, booking, onClosing(office, after, date, booking, now), now);
    if (!ended || 'refused' in ended) return;
    const stored = await bookings.change(booking, ended, {
      act: ended.state === 'declined' ? 'declined' : 'cancelled',
      actor: { kind: 'staff', id: staff },
      channel: 'counter',
      at: now,
      reason: 'closure',
    });
    if (!('refused' in stored)) return;
  }
};

const dayToSet = (typed: string | undefined, now: Instant): LocalDate | undefined => {
  const { data } = VisitedDate.safeParse(typed);
  return data && data >= dateOf(now) ? data : undefined;
};

const noSuchDay = (): Reply => {
  const problem = tell(office, 'outside-timetable', {
    title: 'この日は変えられません',
    detail: '今日から先の、暦にある日だけを変えられます。「設定」の閉庁日・開庁日から選び直してください。',
  });
  return { status: problem.status, problem };
};

/** [D-2] Closes a day, or opens one, beyond the office's calendar; `settle` ends the bookings of a closed day with it. */
export const putClosure = staffPut(
  '/staff/closures/{date}',
  { body: z.strictObject({ kind: Kind, settle: z.boolean().default(false) }) },
  async ({ path, body: { kind, settle }, staff }, now): Promise<Reply> => {
    const date = dayToSet(path['date'], now);
    if (!date) return noSuchDay();
    const { ids } = await set(date, kind, settle ? {} : undefined, staff, now);
    return { status: 200, json: { date, kind, ...(kind === 'closed' && { affected: ids }) } };
  },
);

/** `1234-5678.3`: a booking as it was when staff decided about it. */
const Seen = z
  .string()
  .max(20_000)
  .default('')
  .transform((text) =>
    text.split(' ').flatMap((one) => {
      const [, id, revision] = /^(\d{4}-\d{4})\.(\d{1,6})$/.exec(one) ?? [];
      return id === undefined ? [] : [[Reference.parse(id), Number(revision)] as const];
    }),
  );

/** [D-2, A-6-5] The same from the page that showed what would happen: done for exactly those shown there. */
export const setClosure = staffPost(
  '/staff/closures/{date}',
  { body: z.strictObject({ kind: Kind, seen: Seen }) },
  async ({ path, body: { kind, seen }, staff }, now): Promise<Reply> => {
    const date = dayToSet(path['date'], now);
    if (!date) return noSuchDay();
    const { ids, before } = await set(date, kind, { seen: new Map(seen) }, staff, now);
    // Who goes on with what they have set themselves is told the same again.
    const done = before === undefined || before === staff ? kind : `${kind}-before`;
    return {
      status: 200,
      json: { date, kind, affected: ids },
      next: `/staff/closures${kind === 'removed' && ids.length === 0 ? '' : `/${date}`}?done=${done}`,
    };
  },
);
