import * as z from 'zod';
import type { OfficeBook } from '../../shared/aws/diary.ts';
import { diary, office } from '../../shared/aws/this-office.ts';
import { meetingOwed } from '../../shared/domain/at-tool.ts';
import {
  type Confirmed,
  choose,
  counsellorAsked,
  isOver,
  madeByApi,
  move,
  type Session,
} from '../../shared/domain/booking.ts';
import { daysFor, type Time, timesOn } from '../../shared/domain/choices.ts';
import { noticesOwed } from '../../shared/domain/notices.ts';
import { OfficeReason } from '../../shared/domain/reasons.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, type LocalDate, plusDays, VisitedDate } from '../../shared/domain/time.ts';
import { type Typed, typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { staffGet, staffPost } from '../../shared/http/serve.ts';
import { callScript } from '../../shared/mail/call-script.ts';
import { foreseen } from '../../shared/mail/notices.ts';
import { movePage, moveReviewPage } from '../../shared/pages/counter/move.ts';
import { withWrongDay } from '../../shared/pages/counter/times.ts';
import { act, actedSince, chosenTime, decidedOn, onlyChosen, sent, timeFrom, withoutShared } from './acts.ts';
import { bookingAgain, viewOf } from './booking.ts';

/** Where the office's pages are, for the links in the letter that is shown. */
const { SITE: site } = z.object({ SITE: z.url() }).parse(process.env);

/** Two weeks at a time. */
const DAYS = 14;

/** The page on which a new time is chosen: around the session, or from a day on. */
const pick = async (
  reference: string | undefined,
  { staff, from, typed = {}, problem }: { staff: string; from?: LocalDate | undefined; typed?: Typed; problem?: Told },
  now: Instant,
) => {
  const view = await viewOf(reference, now);
  if (view?.booking.state !== 'confirmed' || !view.possible.has('move')) return undefined;
  const { booking } = view;
  const today = dateOf(now);
  const day = from ?? plusDays(dateOf(booking.session.startsAt), -3);
  const first = day > today ? day : today;
  const period = { from: first, to: plusDays(first, DAYS - 1) };
  const days = daysFor(office, booking, period);
  const times = timesOn(office, await diary.read(days, now), booking, days, booking.session.minutes, now);
  const earlier = first > today ? plusDays(first, -DAYS) : undefined;
  return movePage({ office, staff, now, problem, view, booking, times, period, earlier, typed });
};

/** The page for a move that was refused: choosing again where it can still be moved, what has become of the booking elsewhere. */
const pickAgain =
  (path: string): ReturnType<typeof bookingAgain> =>
  async (typed, problem, now, at) => {
    const fields = typedOf(typed);
    const standing = problem.type !== 'changed-meanwhile' && problem.type !== 'not-possible-now';
    const staff = at.staff ?? '';
    const page =
      standing &&
      (await pick(at.path['reference'], { staff, typed: fields, problem: withWrongDay(problem, fields, now) }, now));
    return page || bookingAgain(path)(typed, problem, now, at);
  };

/** [A-6-5] Where a confirmed session could be moved to. */
export const moveForm = staffGet(
  '/staff/bookings/{reference}/move',
  { query: z.looseObject({ from: VisitedDate.optional() }), again: bookingAgain('move') },
  async ({ path, query, staff }, now) => {
    const page = await pick(path['reference'], { staff, from: query.from }, now);
    return page
      ? { status: 200, json: { reference: path['reference'] }, page: () => page }
      : refuse('not-possible-now');
  },
);

const Move = z.preprocess(
  onlyChosen,
  z
    .strictObject({ ...chosenTime, reason: OfficeReason })
    .refine(({ session, choice }) => session ?? choice, { path: ['choice'], message: 'required' }),
);
type Move = z.output<typeof Move>;

/** The session as it would be after the move; the same one where nothing would change. */
const moved = async (booking: Confirmed, body: Move, now: Instant) => {
  if (isOver(booking, now)) return refuse('not-possible-now');
  const time = timeFrom(body, booking.session.minutes, now);
  if (!time) return refuse('outside-timetable');
  if ('refused' in time) return time;
  const book = await diary.read([dateOf(time.startsAt)], now);
  if (isSame(booking.session, time, book)) return { after: booking, book };
  const chosen = choose(office, book, booking, time, time.counsellor, now);
  if ('refused' in chosen) return chosen;
  const after = move(office, book, booking, chosen, now, body.reason === 'asked-by-person');
  return 'refused' in after ? after : { after: await withoutShared(booking, after, now), book };
};
const isSame = (session: Session, time: Time, book: Parameters<typeof counsellorAsked>[0]): boolean =>
  time.startsAt === session.startsAt &&
  time.minutes === session.minutes &&
  (time.counsellor === undefined || counsellorAsked(book, time.counsellor) === session.counsellor);

/** [A-6-5] Whether the tool makes another meeting, of whose codes the person will be told. */
const isMetAnew = (before: Confirmed, { after, book }: { after: Confirmed; book: OfficeBook }): boolean =>
  madeByApi(before) !== undefined && meetingOwed(office, book.counsellors, after) !== undefined;

/**
 * [A-6-5] A move as it would be, before it is made: the session, and the very letter the person would get; written by what writes
 * it then. Nothing is stored.
 */
export const moveReview = staffPost(
  '/staff/bookings/{reference}/move/review',
  { body: sent(Move), again: pickAgain('move') },
  async ({ path, body: { body, seen }, staff }, now) => {
    const view = await viewOf(path['reference'], now);
    if (!view) return refuse('booking-not-found');
    const { booking } = view;
    if (booking.state !== 'confirmed') return refuse('not-possible-now');
    const news = seen !== undefined && seen < booking.revision && (await actedSince(booking, seen));
    if (news) return refuse('changed-meanwhile');
    const planned = await moved(booking, body, now);
    if ('refused' in planned) return planned;
    const { after, book } = planned;
    const [kind] = noticesOwed(office, booking, after);
    // What opens the booking is made only as the letter is sent, and is not for staff to see.
    const link = `${site}/bookings/${booking.id}/…`;
    const letter = kind && foreseen(office, book, kind, { booking: after, site, link }, now);
    const say =
      kind === 'moved' ? callScript({ office, booking: after, now }, [kind]).parts.flatMap((part) => part.say) : [];
    const { session } = after;
    const anew = isMetAnew(booking, planned);
    return {
      status: 200,
      booking: booking.id,
      json: { session, ...(letter && { notice: { subject: letter.subject, text: letter.text } }) },
      page: () =>
        moveReviewPage({ office, staff, now, view, booking, session, reason: body.reason, letter, say, anew }),
    };
  },
);

/** [A-6-5] The office moves a session. */
export const reschedule = act(
  'move',
  Move,
  async (booking, body, now) => {
    if (booking.state !== 'confirmed') return refuse('not-possible-now');
    const made = await moved(booking, body, now);
    if ('refused' in made) return made;
    const nothing = made.after === booking;
    const decided = decidedOn(made.after, { act: 'moved', ...(!nothing && { reason: body.reason }) });
    const handedOver = made.after.version === booking.version;
    if (!handedOver) return decided;
    return { ...decided, done: isMetAnew(booking, made) ? 'handed-over-anew' : 'handed-over' };
  },
  pickAgain('move'),
);
