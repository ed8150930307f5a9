import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { receive } from '../../shared/aws/receive.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { type Applicant, applicationOf } from '../../shared/domain/application.ts';
import { confirm, counsellorAsked, deskOf, hasBegun, Reference, type Tentative } from '../../shared/domain/booking.ts';
import { deadlineFor } from '../../shared/domain/deadlines.ts';
import { type Desk, firstTool } from '../../shared/domain/office.ts';
import { freeCounsellors, lengthFits, openingsOf, periodOf, sessionDays } from '../../shared/domain/openings.ts';
import { knownBookings } from '../../shared/domain/person.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import {
  at,
  dateOf,
  type Instant,
  IsoInstant,
  isoOf,
  type LocalDate,
  local,
  plusDays,
  VisitedDate,
} from '../../shared/domain/time.ts';
import { typedDate, typedTime, whyNoDate } from '../../shared/domain/typed-times.ts';
import { type Typed, typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { staffGet, staffPost } from '../../shared/http/serve.ts';
import { AS_TYPED, type Free, inStaffWords, newBookingPage, shownOf } from '../../shared/pages/counter/phone.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { bookingJson } from './lists.ts';

const { staff: Entry } = applicationOf(office);

/** What the screen sends of a wish: a time chosen beside the form, or a day and times as they were typed. */
const TypedWish = z.looseObject({
  startsAt: z.string().optional(),
  date: z.string().max(40).optional(),
  time: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
  minutes: z.unknown().optional(),
});
/** The screen's own fields beside those of a booking; a program sends none of them. */
const Screen = z.looseObject({
  today: VisitedDate,
  shown: z.string().optional(),
  from: z.string().optional(),
  late: z.string().optional(),
  look: z.string().optional(),
  wishes: z.array(z.unknown()).optional(),
});

/** A time was chosen and another one typed: which one is meant, only a person can say. */
const UNCLEAR = 'unclear';
const MISSING = 'missing';

/**
 * The wish that a form says. What is chosen stands above what was typed before the form was shown, never above what has been
 * typed since. What cannot be read is no time, and is told as such with everything else.
 */
const wishFrom = (sent: unknown, today: LocalDate, shown: string | undefined): Record<string, unknown> => {
  const { data: wish } = TypedWish.safeParse(sent ?? {});
  if (!wish) return { startsAt: 'unreadable' };
  const { startsAt, date = '', time = '', until = '', minutes } = wish;
  const chosen = startsAt === AS_TYPED ? undefined : startsAt;
  const length = minutes !== undefined && { minutes };
  if (`${date}${time}${until}` === '') return { startsAt: chosen ?? MISSING, ...length };
  const typed = typedWish({ date, time, until }, today);
  if (chosen === undefined || chosen === typed?.['startsAt'])
    return { ...(typed ?? { startsAt: 'unreadable' }), ...length };
  return { startsAt: shown === [date, time, until].join(' ') ? chosen : UNCLEAR, ...length };
};

const typedWish = (
  { date, time, until }: { readonly date: string; readonly time: string; readonly until: string },
  today: LocalDate,
): Record<string, string> | undefined => {
  const day = typedDate(date, today);
  const [from, to] = [typedTime(time), until === '' ? undefined : typedTime(until)];
  if (!day || !from || (until !== '' && !to)) return undefined;
  return to ? { from: isoOf(at(day, from)), to: isoOf(at(day, to)) } : { startsAt: isoOf(at(day, from)) };
};

/** What the screen sends, as a program would have sent it. */
const asEntry = (sent: unknown): unknown => {
  const { data: screen } = Screen.safeParse(sent);
  if (!screen) return sent;
  const { today, shown, from: _from, late: _late, look: _look, wishes: typed, ...entry } = screen;
  const said = (typed ?? []).map((wish, index) => wishFrom(wish, today, index === 0 ? shown : undefined));
  const wishes = said.every(({ startsAt }) => startsAt === MISSING) ? [] : said;
  // Whoever names a length once means it for every choice.
  const minutes = wishes[0]?.['minutes'];
  return { ...entry, wishes: wishes.map((wish) => ({ ...(minutes !== undefined && { minutes }), ...wish })) };
};
const Sent = z.preprocess(asEntry, Entry);

const newKey = (): string => randomBytes(32).toString('base64url');

/** About how many free times are shown at once, in two whole days or more: too many would push the form out of sight. */
const SHOWN = 16;

type Looked = {
  readonly minutes: number;
  readonly from: LocalDate | undefined;
  readonly counsellor: string | undefined;
  readonly late: boolean;
};

/** [K-6-2, A-6-2, D-4] The next days on which the desk has time, with how many counsellors are free at each. */
const freeDays = async (desk: Desk, { minutes, from, counsellor, late }: Looked, now: Instant) => {
  const today = dateOf(now);
  const start = from !== undefined && from > today ? from : today;
  const period = periodOf(office, { from: start }, now);
  const known = await diary.read(period ? sessionDays(desk, period) : [], now);
  const asked = counsellor === undefined ? undefined : counsellorAsked(known, counsellor);
  const looked = { minutes, late, ...(asked !== undefined && { counsellor: asked }) };
  const openings = period ? openingsOf(office, known, desk, { ...period, ...looked }, now) : [];
  const free = openings.map(
    (opening): Free => ({
      ...opening,
      counsellors: freeCounsellors(office, known, desk, opening, asked).length,
      late: deadlineFor(office, known.closures, opening.startsAt) <= now,
    }),
  );
  const days = [...Map.groupBy(free, ({ startsAt }) => dateOf(startsAt))];
  let count = 0;
  const shown = days.filter(([, times], index) => {
    const fits = index < 2 || count < SHOWN;
    count += times.length;
    return fits;
  });
  const last = shown.at(-1)?.[0];
  const week = plusDays(start, -7);
  return {
    days: shown,
    from: start,
    earlier: start > today ? (week > today ? week : today) : undefined,
    later: days.length > shown.length && last ? plusDays(last, 1) : period?.later,
    counsellors: known.counsellors.filter(({ desks }) => desks.includes(desk.id)),
  };
};

const screen = async (
  typed: Typed,
  { staff, now, problem }: { readonly staff: string; readonly now: Instant; readonly problem?: Told },
): Promise<{ toString(): string }> => {
  const desk = deskOf(office, typed['desk']) ?? deskOf(office, undefined);
  if (!desk) throw new Error(`office ${office.id} has no desk`);
  const today = dateOf(now);
  const length = Number(typed['wishes.0.minutes']?.normalize('NFKC'));
  const minutes = lengthFits(desk, length) ? length : desk.length.minutes;
  const late = typed['late'] === 'yes' || typed['look'] === 'late' || problem?.type === 'reason-needed';
  const wished = wishedDay(typed, today);
  // What was refused, or is to be looked for, is the day somebody wants.
  const refused = problem !== undefined && problem.type !== 'malformed' && problem.type !== 'counsellor-unknown';
  const from =
    VisitedDate.safeParse(typed['look']).data ??
    (refused || typed['look'] === 'again' ? wished : undefined) ??
    VisitedDate.safeParse(typed['from']).data ??
    wished;
  const found = await freeDays(desk, { minutes, from, counsellor: typed['counsellor'], late }, now);

  // A time that is not free any more is kept as if it had been typed.
  const chosen = chosenIn(typed);
  const offered = found.days.some(([, free]) => free.some(({ startsAt }) => startsAt === chosen));
  const kept =
    chosen !== undefined && !offered && !typed['wishes.0.date']
      ? { 'wishes.0.date': local(chosen).toFormat('M/d'), 'wishes.0.time': local(chosen).toFormat('H:mm') }
      : {};
  const shown = {
    ...typed,
    ...kept,
    'wishes.0.startsAt': offered && chosen !== undefined ? isoOf(chosen) : AS_TYPED,
  };
  const unclear = isUnclear(typed, today);
  const days = Array.from({ length: office.choices }, (_, index) => {
    const date = typed[`wishes.${index}.date`];
    return date === undefined ? undefined : whyNoDate(date, today);
  });
  return newBookingPage({
    counter: { office, staff, now, problem: problem && inStaffWords(office, problem, { unclear, days }) },
    desk,
    typed: shown,
    shown: unclear ? (typed['shown'] ?? '') : shownOf(shown),
    key: newKey(),
    today,
    minutes,
    late,
    ...found,
  });
};

/** The time chosen for the first wish, on a day that can be visited. */
const chosenIn = (typed: Typed): Instant | undefined => {
  const { data } = IsoInstant.safeParse(typed['wishes.0.startsAt']);
  return data !== undefined && VisitedDate.safeParse(dateOf(data)).success ? data : undefined;
};

/** The day of the first wish, chosen or typed. */
const wishedDay = (typed: Typed, today: LocalDate): LocalDate | undefined => {
  const chosen = chosenIn(typed);
  return typedDate(typed['wishes.0.date'] ?? '', today) ?? (chosen === undefined ? undefined : dateOf(chosen));
};

const isUnclear = (typed: Typed, today: LocalDate): boolean => {
  const part = (name: string): string | undefined => typed[`wishes.0.${name}`];
  const wish = { startsAt: part('startsAt'), date: part('date'), time: part('time'), until: part('until') };
  return wishFrom(wish, today, typed['shown'])['startsAt'] === UNCLEAR;
};

const again = (typed: unknown, problem: Told, now: Instant, { staff }: { readonly staff: string | undefined }): Page =>
  screen(typedOf(typed), { staff: staff ?? '', now, problem });

const Word = z.string().max(40, 'too-long').optional();

/** [K-F-1] The screen on which a call is taken down; a link may say what is known already, but nothing of a person. */
export const newBooking = staffGet(
  '/staff/bookings/new',
  {
    query: z.strictObject({
      desk: Word,
      date: VisitedDate.optional(),
      startsAt: Word,
      minutes: Word,
      counsellor: Word,
      channel: z.enum(['phone', 'counter', 'session']).optional(),
      /** The booking whose person takes another one; a name or a number never stands in an address. */
      of: Reference.optional(),
    }),
    again: (_, problem, now, { staff }) => screen({}, { staff: staff ?? '', now, problem }),
  },
  async ({ query, staff }, now) => {
    const { desk, date, startsAt, minutes, counsellor, channel, of } = query;
    const earlier = of && (await bookings.find(of, now));
    if (of && !earlier) return refuse('booking-not-found');
    const typed = {
      ...(earlier && typedOf({ desk: earlier.desk, applicant: earlier.applicant, purpose: earlier.purpose })),
      ...(earlier && 'tool' in earlier && { tool: earlier.tool }),
      ...(desk && { desk }),
      ...(date && { from: date }),
      ...(startsAt && { 'wishes.0.startsAt': startsAt }),
      ...(minutes && { 'wishes.0.minutes': minutes }),
      ...(counsellor && { counsellor }),
      ...(channel && { channel }),
    };
    return { status: 200, json: { send: 'POST /staff/bookings' }, page: () => screen(typed, { staff, now }) };
  },
);

/** The screen once more with everything typed, for another week, length, desk or counsellor; nothing is stored. */
export const lookAgain = staffPost(
  '/staff/bookings/new',
  { body: z.record(z.string(), z.unknown()) },
  async ({ body, staff }, now) => ({ status: 200, json: body, page: () => screen(typedOf(body), { staff, now }) }),
);

const wasMet = async (applicant: Partial<Applicant>, now: Instant): Promise<boolean> => {
  const known = await bookings.several(knownBookings(await bookings.person(applicant)), now);
  return known.some((booking) => hasBegun(booking, now));
};

/**
 * [K-F-1, D-4] What a person says on the phone or at the counter becomes a tentative booking while they wait; [K-6-2, K-6-4,
 * A-6-2] the next session, agreed on in a session, is definitive at once, unless the person is refused future use [D-10]: then staff
 * decide about it first. It is refused for somebody of whom no session has begun here.
 */
export const enter = staffPost('/staff/bookings', { body: Sent, again }, async ({ body, key, staff, html }, now) => {
  const { channel, lateReason, tool = firstTool(office), ...application } = body;
  if (channel === 'session' && !(await wasMet(application.applicant, now))) return refuse('no-session-yet');
  const definitive = (tentative: Tentative) =>
    tentative.review.includes('refused-person')
      ? tentative
      : confirm(office, undefined, tentative, { session: tentative.held, tool, lateReason }, now);

  const received = await receive(
    application,
    {
      channel,
      actor: { kind: 'staff', id: staff },
      ...(lateReason !== undefined && { lateReason }),
      ...(channel === 'session' && { settle: definitive }),
    },
    { key, body: JSON.stringify(body) },
    now,
  );
  // Who is on the phone can be taken all the same; a program is told as the public is.
  if ('refused' in received) {
    const first = application.wishes[received.wish ?? 0];
    const ahead = first && ('startsAt' in first ? first.startsAt : first.to) > now;
    const late = html && received.refused === 'past-deadline' && lateReason === undefined && ahead;
    return late ? refuse('reason-needed', received.wish) : received;
  }

  const { booking } = received;
  return {
    status: 201,
    booking: booking.id,
    json: bookingJson(booking),
    headers: { Location: `/staff/bookings/${booking.id}` },
    next: `/staff/bookings/${booking.id}?done=booked`,
  };
});
