import * as z from 'zod';
import { stillGiven } from '../../shared/aws/office-book.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import { ContactDetails, line } from '../../shared/domain/application.ts';
import { askedAgain } from '../../shared/domain/at-tool.ts';
import {
  accessIn,
  accompany,
  attend,
  awaitsAccess,
  type Booking,
  type Confirmed,
  cancel,
  changeTool,
  choose,
  confirm,
  decline,
  deemNoShow,
  inTouch,
  isOver,
  leftToOthers,
  meet,
  meetingsOf,
  roomOf,
  type Session,
  SignOfContact,
  stop,
  touched,
  undoAttended,
  undoNoShow,
  upholdNoShow,
  withdraw,
} from '../../shared/domain/booking.ts';
import { ChosenTime, momentOf, Time, TypedTime } from '../../shared/domain/choices.ts';
import { type Doing, isSomebody } from '../../shared/domain/history.ts';
import { begin, hasBegun, notHeld } from '../../shared/domain/instant.ts';
import { sharing } from '../../shared/domain/joining.ts';
import { MeetingMade, meetingMade } from '../../shared/domain/meeting.ts';
import { isForStaff, noticesOwed } from '../../shared/domain/notices.ts';
import { firstTool, VideoTool } from '../../shared/domain/office.ts';
import { reachedAt, underKnownTerms } from '../../shared/domain/person.ts';
import { isUpheld, resendable } from '../../shared/domain/possible.ts';
import { AtOnceReason, DeclineReason, OfficeReason, StopReason } from '../../shared/domain/reasons.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import { withPublished } from '../../shared/domain/terms.ts';
import { dateOf, type Instant } from '../../shared/domain/time.ts';
import { shortDay } from '../../shared/domain/wording.ts';
import { typedOf } from '../../shared/http/form.ts';
import { type Again, type Reply, staffPost } from '../../shared/http/serve.ts';
import type { Reach } from '../../shared/pages/counter/people.ts';
import { timeText } from '../../shared/pages/counter/session.ts';
import { Back } from './back.ts';
import { bookingAgain } from './booking.ts';
import { asTrue, bookingJson } from './lists.ts';
import { reachOf } from './reach.ts';

/** What every form on a page says beside its own fields: the revision it showed, and where to go on. */
export const sent = <Body>(body: z.ZodType<Body>) =>
  z
    .looseObject({ seen: z.coerce.number().int().optional(), back: Back.optional() })
    .transform(
      ({ seen, back, ...rest }, context): { seen: number | undefined; back: string | undefined; body: Body } => {
        const read = body.safeParse(rest);
        if (read.success) return { seen, back, body: read.data };
        for (const issue of read.error.issues) context.issues.push({ ...issue, input: rest } as z.core.$ZodRawIssue);
        return z.NEVER;
      },
    );

/** The acts only of the clock leave what staff have in front of them as true as it was. */
export const actedSince = async (booking: Booking, seen: number | undefined): Promise<boolean> =>
  seen !== undefined &&
  seen !== booking.revision &&
  (await bookings.history(booking.id)).some(({ revision, actor }) => revision > seen && isSomebody(actor));

/**
 * [R-15, A-6-3] What staff are told of an act: that a mail goes out, that the person is to be phoned, or that neither is so because
 * there is nothing to tell yet, or any more.
 */
const toldOf = (before: Booking, after: Booking, { act, heardFrom }: Decision, reach: Reach): string => {
  const byPhone = reach !== 'mail';
  if (heardFrom !== undefined && act === 'cancelled') return 'cancelled-told';
  const how = byPhone ? '-by-phone' : '';
  if (act === 'confirmed') return `${awaitsAccess(office, after) ? 'confirmed-unmet' : act}${how}`;
  if (!byPhone || !/^(?:moved|cancelled|declined|meeting-made)$/.test(act)) return act;
  const owed = noticesOwed(office, before, after).some((kind) => !isForStaff(kind));
  return owed ? `${act}-by-phone` : act === 'cancelled' ? 'cancelled-told' : act;
};

type Decision = Pick<Doing, 'act'> & Partial<Doing>;
type Decided =
  | {
      readonly booking: Booking;
      readonly doing: Decision;
      /** What of the office's own entries the decision rests on. */
      readonly given?: Parameters<typeof bookings.change>[4];
      /** What staff are told of it, where the act's own name would say something else. */
      readonly done?: string;
    }
  | Refusal;

/**
 * Every act of staff on a booking: read it as it is now, decide, store under the name of who did it. Refused where somebody else
 * has acted since the page was shown: what was decided in view of it may no longer be meant.
 */
export const act = <Body>(
  path: string,
  body: z.ZodType<Body>,
  decide: (booking: Booking, body: Body, now: Instant, staff: string) => Decided | Promise<Decided>,
  again = bookingAgain(path),
) =>
  staffPost(
    `/staff/bookings/{reference}/${path}`,
    { body: sent(body), again },
    async (asked, now): Promise<Reply | Refusal> => {
      const { seen, back } = asked.body;
      const reference = referenceFrom(asked.path['reference'] ?? '');
      const before = reference && (await bookings.upToDate(reference, now));
      if (!before) return refuse('booking-not-found');

      if (await actedSince(before, seen)) return refuse('changed-meanwhile');
      const decided = await decide(before, asked.body.body, now, asked.staff);
      if ('refused' in decided) return decided;

      // Asked again for what is so already: nothing happens twice.
      // Only a browser is told in words, for which the history is read.
      const reach = asked.html ? await reachOf(before) : 'mail';
      const done = decided.done ?? toldOf(before, decided.booking, decided.doing, reach);
      const next = `${back ?? `/staff/bookings/${before.id}`}?done=${done}`;
      if (decided.booking === before) return { status: 200, booking: before.id, json: bookingJson(before), next };
      const doing: Doing = { actor: { kind: 'staff', id: asked.staff }, channel: 'counter', at: now, ...decided.doing };
      const stored = await bookings.change(before, decided.booking, doing, undefined, decided.given);
      return 'refused' in stored ? stored : { status: 200, booking: stored.id, json: bookingJson(stored), next };
    },
  );

/** What was decided, with how it is recorded; a refusal stays one. */
export const decidedOn = (result: Booking | Refusal, doing: Pick<Doing, 'act'> & Partial<Doing>): Decided =>
  'refused' in result ? result : { booking: result, doing };

/** Why staff take what comes too late, in their words [D-4]. */
const LateReason = z.string().trim().min(1, 'required').max(100, 'too-long');

/** A number in a form is text. */
const Index = z.union([z.int(), z.string().regex(/^\d$/).transform(Number)]).pipe(z.int().min(0).max(9));

/**
 * The time staff have chosen, as programs say it (`session`) or as forms do (`choice`, a radio button's value; or `typed`, then the
 * moment is in `typed`). Where a time was typed beside another choice, only a person can say which one is meant.
 */
export const chosenTime = {
  session: Time.optional(),
  choice: z.union([z.literal('typed'), ChosenTime]).optional(),
  typed: TypedTime.optional(),
  counsellor: z.string().max(40, 'too-long').optional(),
};
export const onlyChosen = (sent: unknown, context: z.core.$RefinementCtx): unknown => {
  if (typeof sent !== 'object' || sent === null) return sent;
  const { typed, ...rest }: { typed?: unknown; choice?: unknown } = sent;
  const wrote = typeof typed === 'object' && typed !== null && ('day' in typed || 'time' in typed);
  if (rest.choice === 'typed' || (rest.choice === undefined && wrote))
    return { ...rest, choice: 'typed', typed: typed ?? {} };
  // One time is chosen and another one written: which is meant, only a person can say.
  if (wrote) context.addIssue({ code: 'custom', path: ['choice'], message: 'unclear', input: sent });
  return rest;
};
type ChosenBody = z.output<z.ZodObject<typeof chosenTime>>;

/** The same as a time; undefined where none was chosen. */
export const timeFrom = (body: ChosenBody, length: number, now: Instant): Time | Refusal | undefined => {
  const { session, choice, typed, counsellor } = body;
  if (session) return session;
  if (choice === undefined) return undefined;
  const whom = counsellor !== undefined && { counsellor };
  if (choice !== 'typed') return { ...whom, ...choice };
  const startsAt = typed && momentOf(typed, now);
  return startsAt === undefined ? refuse('no-such-day') : { startsAt, minutes: typed?.minutes ?? length, ...whom };
};

/** [K-4, A-4] Who agreed to the terms in force for an earlier booking need not agree again. */
const underTerms = async (made: Booking | Refusal, now: Instant): Promise<Booking | Refusal> => {
  if ('refused' in made || made.terms !== undefined) return made;
  const [person, { terms }] = await Promise.all([bookings.person(made.applicant), diary.office()]);
  return underKnownTerms(withPublished(office, terms), person, made, now);
};

/** [A-6-3, D-7] Settles an application: as held, one of the other wishes, or another time. */
export const confirmation = act(
  'confirmation',
  z.preprocess(
    onlyChosen,
    z.strictObject({
      wish: Index.optional(),
      ...chosenTime,
      tool: VideoTool.optional(),
      lateReason: LateReason.optional(),
    }),
  ),
  async (booking, { wish, tool = firstTool(office), lateReason, ...chosen }, now) => {
    if (booking.state !== 'tentative') return refuse('not-possible-now');
    if (!office.tools.some((one) => one.tool === tool)) return refuse('not-possible-now');
    const session = timeFrom(chosen, booking.wishes[0]?.minutes ?? 0, now);
    if (session && 'refused' in session) return session;
    const why = lateReason !== undefined && { reason: lateReason };
    const asHeld = wish === undefined && session === undefined && office.deadline.event === 'received';
    const wished = wish === undefined ? undefined : booking.wishes[wish];
    if (wish !== undefined && !wished) return refuse('outside-timetable', wish);
    if (asHeld && booking.held) {
      const given = stillGiven(booking.desk, booking.held);
      const settled = { session: booking.held, tool, lateReason };
      const made = await underTerms(confirm(office, undefined, booking, settled, now), now);
      const confirmed = decidedOn(made, { act: 'confirmed', ...why });
      return 'refused' in confirmed ? confirmed : { ...confirmed, given };
    }

    const date = dateOf(session?.startsAt ?? wished?.from ?? booking.held?.startsAt ?? now);
    const known = await diary.read([date], now);
    const settled = session
      ? choose(office, known, booking, session, session.counsellor, now)
      : wished
        ? choose(office, known, booking, wished, undefined, now)
        : booking.held && choose(office, known, booking, booking.held, booking.held.counsellor, now);
    if (settled && 'refused' in settled) return settled;
    const made = confirm(office, known, booking, { session: settled, tool, lateReason }, now);
    return decidedOn(await underTerms(made, now), { act: 'confirmed', ...why });
  },
);

/** The office says no to an application. */
export const declination = act('declination', z.strictObject({ reason: DeclineReason }), (booking, { reason }, now) =>
  booking.state === 'tentative'
    ? { booking: decline(booking, reason, now), doing: { act: 'declined', reason } }
    : refuse('not-possible-now'),
);

/** [K-6-5, A-6-4] A session called off: what the person said on the phone, by mail or at the counter, or the office's own need. */
export const cancellation = act(
  'cancellation',
  z
    .strictObject({
      by: z.enum(['applicant', 'office']),
      through: z.enum(['phone', 'mail', 'counter']),
      reason: OfficeReason.or(AtOnceReason).optional(),
    })
    .refine(({ by, reason }) => by === 'applicant' || reason !== undefined, { path: ['reason'], message: 'required' }),
  async (booking, { by, through, reason }, now, staff) => {
    const why = reason !== undefined && { reason };
    const spoken = by === 'applicant' && through !== 'mail' && (await reachOf(booking)) === 'dead-address';
    const heard = spoken && { heardFrom: staff };
    // Somebody who phones to take back an application means the same by "cancel".
    if (booking.state === 'tentative' && by === 'applicant')
      return { booking: withdraw(booking, now), doing: { act: 'withdrawn', channel: through, ...why, ...heard } };
    if (booking.state === 'confirmed')
      return decidedOn(cancel(office, booking, { by, through, ...why }, now), {
        act: 'cancelled',
        channel: through,
        ...why,
        ...heard,
      });
    return refuse('not-possible-now');
  },
);

/** The office with all the terms there are. */
const withTerms = async () => withPublished(office, (await diary.office()).terms);

/** How a session ended: attended, stopped [K-12-1], nobody came [D-10]; or what was recorded or deemed, undone. */
export const attendance = act(
  'attendance',
  z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('attended') }),
    z.strictObject({ outcome: z.literal('undo-attended') }),
    z.strictObject({ outcome: z.literal('stopped'), reason: StopReason }),
    z.strictObject({ outcome: z.literal('no-show') }),
    z.strictObject({ outcome: z.literal('undo-no-show'), sign: SignOfContact }),
  ]),
  async (booking, body, now) => {
    if (body.outcome === 'undo-no-show')
      // That somebody is who they are is said by beginning [A-62-3].
      return booking.state === 'no-show' && (booking.channel !== 'instant' || body.sign !== 'arrived')
        ? { booking: undoNoShow(booking, body.sign, now), doing: { act: 'no-show-undone' } }
        : refuse('not-possible-now');
    if (body.outcome === 'undo-attended')
      return booking.state === 'attended'
        ? { booking: undoAttended(booking, now), doing: { act: 'attended-undone' } }
        : refuse('not-possible-now');
    // The clock has deemed it; staff have looked at it and agree.
    if (body.outcome === 'no-show' && booking.state === 'no-show')
      return isUpheld(await bookings.history(booking.id))
        ? decidedOn(booking, { act: 'no-show' })
        : decidedOn(upholdNoShow(booking), { act: 'no-show' });
    if (booking.state !== 'confirmed') return refuse('not-possible-now');
    switch (body.outcome) {
      case 'attended': {
        const refused = booking.channel === 'instant' && notHeld(await withTerms(), booking, now);
        return refused || decidedOn(attend(booking, now), { act: 'attended' });
      }
      case 'stopped':
        return decidedOn(stop(booking, body.reason, now), { act: 'stopped', reason: body.reason });
      case 'no-show':
        return decidedOn(deemNoShow(office, booking, now), { act: 'no-show' });
    }
  },
);

const Made = z.strictObject({
  ...MeetingMade.omit({ tool: true }).shape,
  // A tick in a form arrives as text.
  invited: z.boolean().or(z.stringbool()).optional(),
  /** Staff know that another session of the day is held in the same meeting. */
  shared: z.boolean().or(z.stringbool()).optional(),
});

/** [K-8, A-8] The form again, with the sessions that are held in the meeting staff have typed. */
const meetingAgainForm: Again = async (typed, problem, now, at) => {
  const form = bookingAgain('meeting');
  const reference = referenceFrom(at.path['reference'] ?? '');
  const booking =
    /^meeting-(?:of-other|in-use|shared)$/.test(problem.type) && reference && (await bookings.find(reference, now));
  if (typeof booking !== 'object' || booking.state !== 'confirmed') return form(typed, problem, now, at);
  const { url, id, passcode } = typedOf(typed);
  const ready = meetingMade(office, booking.applicant, MeetingMade.parse({ tool: booking.tool, url, id, passcode }));
  if ('refused' in ready) return form(typed, problem, now, at);
  const ofOther = problem.type === 'meeting-of-other';
  const whenOf = (slot: Session): string => `${ofOther ? `${shortDay(slot.startsAt)} ` : ''}${timeText(slot)}`;
  const others: readonly Booking[] = ofOther
    ? await madeForOthers(booking, ready, now)
    : (await sharedOnDay(booking, ready, now)).others;
  const which = others
    .flatMap((other) => ('session' in other ? [`${whenOf(other.session)} の予約 ${other.id}`] : []))
    .join('、');
  return form(typed, { ...problem, title: `${problem.title}（${which}）` }, now, at);
};

/** [A-6-3, D-12] Other bookings for which the tool's API has made this meeting: it is moved and removed with them. */
const madeForOthers = async (booking: Confirmed, ready: Confirmed['meeting'], now: Instant): Promise<Booking[]> => {
  const room = roomOf(ready);
  const others = room === undefined ? [] : await bookings.alsoIn(booking, room, now);
  return others.filter((other) => meetingsOf(other).some((meeting) => meeting.byApi && meeting.room === room));
};

const sharedOnDay = async (booking: Confirmed, ready: Parameters<typeof sharing>[2], now: Instant) =>
  sharing(office, booking, ready, await bookings.onDay(dateOf(booking.session.startsAt), now));

/** [D-12, A-6-3] The meeting staff have made with the tool: what the person needs to enter, or that the tool has invited them. */
export const meeting = act(
  'meeting',
  Made,
  async (booking, { shared = false, ...made }, now) => {
    if (booking.state !== 'confirmed') return refuse('not-possible-now');
    const ready = meetingMade(office, booking.applicant, { ...made, tool: booking.tool });
    if ('refused' in ready) return ready;
    if ((await madeForOthers(booking, ready, now)).length > 0) return refuse('meeting-of-other');
    const { others, near } = await sharedOnDay(booking, ready, now);
    if (near) return refuse('meeting-in-use');
    if (others.length > 0 && !shared) return refuse('meeting-shared');
    return {
      booking: meet(booking, { ...ready, madeAt: now }),
      doing: { act: 'meeting-made' },
      // Only what is new is told.
      ...(accessIn(office, booking) !== undefined &&
        accessIn(office, booking) === accessIn(office, { ...booking, meeting: ready }) && { done: 'meeting-same' }),
    };
  },
  meetingAgainForm,
);

/** [D-12] After an act that leaves a meeting at the tool: staff are to delete it unless another booking is held in it. */
export const withoutShared = async (before: Confirmed, after: Confirmed, now: Instant): Promise<Confirmed> => {
  const room = roomOf(before.meeting);
  if (room === undefined || after.oldMeeting === undefined || after === before) return after;
  return (await bookings.alsoIn(before, room, now)).length > 0 ? leftToOthers(after) : after;
};

/** [A-6-3, K-12-2] The tool did not make the meeting, and what was the matter is mended: it is asked once more. */
export const meetingAgain = act('meeting-again', z.strictObject({}), (booking, _, now) =>
  booking.state === 'confirmed' && booking.meeting.state === 'failed' && !isOver(booking, now)
    ? { booking: askedAgain(booking, 'staff'), doing: { act: 'meeting-asked' } }
    : refuse('not-possible-now'),
);

/** [A-4, A-6-3] The session is held by another tool of the office, for whom the first does not work; the meeting is made anew. */
export const tool = act('tool', z.strictObject({ tool: VideoTool }), async (booking, { tool: other }, now) => {
  if (booking.state !== 'confirmed') return refuse('not-possible-now');
  const changed = changeTool(office, booking, other, now);
  return decidedOn('refused' in changed ? changed : await withoutShared(booking, changed, now), {
    act: 'tool-changed',
  });
});

/** [D-10] The person was in touch about a session; of one at once they have asked, and it begins by their being called back [A-62-3]. */
export const contact = act('contact', z.strictObject({ sign: SignOfContact }), (booking, { sign }, now) =>
  booking.state === 'confirmed' && booking.channel !== 'instant'
    ? {
        booking: inTouch(booking, sign, now),
        doing: { act: 'in-touch', ...(sign === 'called' && { channel: 'phone' as const }) },
      }
    : refuse('not-possible-now'),
);

/**
 * [A-62-2, A-62-3] The registered number was called back (or My Page written to), and it is the person: the session at once begins. Begun
 * already, nothing changes.
 */
export const begun = act('start', z.strictObject({}), async (booking, _, now) => {
  const doing = { act: 'begun', channel: 'phone' } as const;
  if (booking.state === 'confirmed' && booking.channel === 'instant' && hasBegun(booking)) return { booking, doing };
  return decidedOn(begin(await withTerms(), booking, now), doing);
});

/** [K-12-3, A-12-3] Who comes along to a session: told beforehand, changed, or taken out again. */
export const companion = act(
  'companion',
  z.union([
    z.strictObject({ companion: line(100) }),
    z.strictObject({ remove: z.union([z.literal(true), z.stringbool()]) }),
  ]),
  (booking, said) => {
    if (booking.state !== 'tentative' && booking.state !== 'confirmed') return refuse('not-possible-now');
    const who = 'companion' in said ? said.companion : undefined;
    const done = who ? undefined : { done: 'companion-none' };
    return { booking: accompany(booking, who), doing: { act: 'companion' }, ...done };
  },
);

/** [K-F-2, K-F-4, A-6-3] Where the person can be reached from now on; the values stand on the booking alone, not in its history. */
export const contactDetails = act('contact-details', ContactDetails, (booking, said) =>
  booking.state === 'tentative' || booking.state === 'confirmed'
    ? decidedOn(reachedAt(booking, said), { act: 'contact-changed' })
    : refuse('not-possible-now'),
);

/** [K-6-3, A-6-3, R-15] Somebody has not got their notice: the latest that is still true is owed once more, and stands in the history. */
export const resend = act('resend', z.strictObject({}), async (booking, _, now) => {
  const history = (await bookings.history(booking.id)).map((entry) => asTrue(booking, entry, now));
  const again = resendable(office, booking, history, now);
  return again ? { booking: touched(booking), doing: { act: 'resent', owed: [again] } } : refuse('not-possible-now');
});
