import { html } from 'hono/html';
import * as z from 'zod';
import { mails } from '../../shared/aws/mails.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { choicesOf, daysFor, timesOn } from '../../shared/domain/choices.ts';
import { History } from '../../shared/domain/history.ts';
import { lostBy } from '../../shared/domain/office-changes.ts';
import { knownBookings, personKey, registeredOf } from '../../shared/domain/person.ts';
import { possibleActs, resendable } from '../../shared/domain/possible.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import { dateOf, type Instant, plusDays } from '../../shared/domain/time.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Again, staffGet, staffPost } from '../../shared/http/serve.ts';
import { waits } from '../../shared/mail/mail-in.ts';
import { bookingPage } from '../../shared/pages/counter/booking.ts';
import { happenedSince, happenedText } from '../../shared/pages/counter/history.ts';
import { counterPage } from '../../shared/pages/counter/layout.ts';
import { personPage } from '../../shared/pages/counter/person.ts';
import { withWrongDay } from '../../shared/pages/counter/times.ts';
import type { View } from '../../shared/pages/counter/view.ts';
import { asTrue, bookingJson } from './lists.ts';

/** How far around an application's first choice other times are shown. */
const AROUND = { before: 3, after: 7 };

/** A booking as staff see it at one moment, with everything its pages show. */
export const viewOf = async (reference: string | undefined, now: Instant): Promise<View | undefined> => {
  const id = referenceFrom(reference ?? '');
  const booking = id && (await bookings.find(id, now));
  if (!booking) return undefined;
  const answering = booking.state === 'tentative' ? daysAround(booking, now) : [];
  const [rows, person, book] = await Promise.all([
    bookings.history(booking.id),
    bookings.person(booking.applicant),
    diary.read(answering, now),
  ]);
  const history = rows.map((entry) => asTrue(booking, entry, now));
  const ids = knownBookings(person).filter((id) => id !== booking.id);
  const others = await bookings.several(ids, now);
  const asked = booking.wishes.map(({ from }) => dateOf(from));
  const minutes = booking.wishes[0]?.minutes ?? 30;
  const around = answering.filter((day) => !asked.includes(day));
  return {
    booking,
    history,
    person,
    others: others.filter(isOpen),
    earlier: others.filter((one) => !isOpen(one)),
    counsellors: book.counsellors,
    terms: termsAt(withPublished(office, book.terms), now),
    possible: possibleActs(office, booking, history, now),
    lost: lostBy(office, book, booking),
    unreadMail: await unreadOf(history),
    resend: resendable(office, booking, history, now),
    choices: booking.state === 'tentative' ? choicesOf(office, book, booking, now) : [],
    nearby: booking.state === 'tentative' ? timesOn(office, book, booking, around, minutes, now) : [],
  };
};

const unreadOf = async (history: readonly History[]): Promise<string | undefined> => {
  const brought = [...new Set(history.flatMap(({ mail }) => mail ?? []))];
  return (await Promise.all(brought.map(mails.find))).find((mail) => mail && waits(mail))?.id;
};

const isOpen = ({ state }: Booking): boolean => state === 'tentative' || state === 'confirmed';

const period = (booking: Booking, now: Instant) => {
  const today = dateOf(now);
  const around = booking.wishes[0] ? dateOf(booking.wishes[0].from) : today;
  const from = plusDays(around, -AROUND.before);
  return { from: from > today ? from : today, to: plusDays(around > today ? around : today, AROUND.after) };
};
/** Every day whose claims are needed: those wished for, and those around. */
const daysAround = (booking: Booking, now: Instant) => [
  ...new Set([...booking.wishes.map(({ from }) => dateOf(from)), ...daysFor(office, booking, period(booking, now))]),
];

/** There is no such booking. */
const missing: Again = async (_, problem, now, { staff = '' }) =>
  counterPage(
    { office, staff, now, problem },
    undefined,
    problem.title,
    html`<p><a href="/staff/todo">やること</a></p>`,
  );

const Done = z.looseObject({ done: z.string().optional() });

/** One booking with its whole history, and for people everything that can be done about it. */
export const show = staffGet(
  '/staff/bookings/{reference}',
  { query: Done, again: missing },
  async ({ path, query, staff, html: wanted }, now) => {
    if (wanted) {
      const view = await viewOf(path['reference'], now);
      if (!view) return refuse('booking-not-found');
      return {
        status: 200,
        booking: view.booking.id,
        page: () => bookingPage({ office, staff, now, done: query.done, view }),
      };
    }
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
  },
);

/** Everything the office keeps of the person behind a booking. */
export const showPerson = staffGet(
  '/staff/bookings/{reference}/person',
  { query: Done, again: missing },
  async ({ path, query, staff }, now) => {
    const view = await viewOf(path['reference'], now);
    if (!view) return refuse('booking-not-found');
    const { eligible, noShows = 0, refusedUntil } = view.person;
    return {
      status: 200,
      booking: view.booking.id,
      json: {
        reference: view.booking.id,
        eligible: eligible !== undefined,
        noShows,
        ...(refusedUntil && { refusedUntil }),
        open: view.others.map(({ id, state }) => ({ reference: id, state })),
        earlier: view.earlier.map(({ id, state }) => ({ reference: id, state })),
      },
      page: () => personPage({ office, staff, now, done: query.done, view }),
    };
  },
);

const Eligible = z.object({
  eligible: z.union([z.boolean(), z.stringbool()]),
  /** [A-62-3] Whether the booking's phone number is what is registered and called back; not said, it is where there is one. */
  registered: z.union([z.boolean(), z.stringbool()]).optional(),
  /** The page it was pressed on, to go back there. */
  at: z.enum(['person']).optional(),
});

/** [A-2-2, A-2-4, A-2-5, D-7] Staff have seen that the person of a booking may use the service, or take that back; without a ground. */
export const markEligible = staffPost(
  '/staff/bookings/{reference}/eligibility',
  { body: Eligible, again: missing },
  async ({ path, body, staff }, now) => {
    const id = referenceFrom(path['reference'] ?? '');
    const booking = id && (await bookings.find(id, now));
    if (!booking) return refuse('booking-not-found');
    const { eligible, registered } = body;
    const seen = { by: staff, at: now };
    await bookings.setEligible(
      personKey(booking.applicant),
      eligible ? seen : undefined,
      registered === false ? null : registeredOf(office, booking.applicant, seen),
    );
    const page = `/staff/bookings/${booking.id}${body.at === 'person' ? '/person' : ''}`;
    return {
      status: 200,
      booking: booking.id,
      json: { eligible },
      next: `${page}?done=${!eligible ? 'not-eligible' : registered === undefined ? 'eligible' : registered ? 'registered' : 'unregistered'}`,
    };
  },
);

const names: Record<string, string> = {
  confirmation: '本予約にする',
  declination: 'お断りする',
  move: '日時か担当者を変える',
  cancellation: 'キャンセル・取り下げ',
  attendance: '相談の結果の記録',
  meeting: '会議の情報を入れる',
  'meeting-again': '会議をもう一度つくる',
  tool: '使うアプリを変える',
  start: '本人と確かめて開始',
  contact: '連絡の記録',
  companion: '同席する方の記録',
  'contact-details': '連絡先の記録',
  resend: 'もう一度送る',
};

/**
 * [D-10] The booking's page as it now is, after an act of it was refused: what has happened in whose hands since the page was
 * shown, that this act did not happen, and what was typed, where the act is still possible.
 */
export const bookingAgain =
  (act: string): Again =>
  async (typed, problem, now, at) => {
    const { path, staff = '' } = at;
    const view = await viewOf(path['reference'], now);
    if (!view) return missing(typed, problem, now, at);
    const fields = typedOf(typed);
    const told = withNews(act, ofTimeGivenBack(act, withWrongDay(problem, fields, now)), view, fields['seen'], now);
    return bookingPage({ office, staff, now, problem: told, view, refused: { act, typed: fields } });
  };

/** What was recorded of a session is undone only while its time is still free: there is no other time to choose. */
const ofTimeGivenBack = (act: string, problem: Told): Told =>
  act === 'attendance' && problem.type === 'opening-taken'
    ? {
        ...problem,
        title: '取り消せません。この時間には、もうほかの予約があります',
        detail: '記録は前のままです。続けて相談するときは、新しい予約を作ってください。',
      }
    : problem;

/** A refusal with what others have done meanwhile, which is usually why. */
const withNews = (act: string, problem: Told, view: View, seen: string | undefined, now: Instant): Told => {
  const news = happenedSince(view.history, seen === undefined ? undefined : Number(seen));
  if (news.length === 0) return problem;
  const happened = news.map((entry) => happenedText(entry, now)).join('');
  const undone = `あなたの操作「${names[act] ?? act}」は行われていません。`;
  return problem.type === 'changed-meanwhile' || problem.type === 'not-possible-now'
    ? { ...problem, title: `${happened}${undone}` }
    : { ...problem, detail: `${problem.detail}${happened}` };
};
