import * as z from 'zod';
import type { Applicant } from './application.ts';
import { type Booking, type Confirmed, cancel, inTouch, isOver, occupies, Reference } from './booking.ts';
import { isOpen } from './calendar.ts';
import { ApplicantKind, firstTool, type Office, type VideoTool } from './office.ts';
import { type Counsellor, cellsOf, type Diary, endOf, isFree, type Slot } from './openings.ts';
import { hasOneAtOnce, type Person, refusalInForce } from './person.ts';
import { type Refusal, refuse } from './refusal.ts';
import { termsAt } from './terms.ts';
import { at, dateOf, type Instant, IsoInstant, instant, type LocalDate, MINUTE, minutesOf } from './time.ts';

/*
 *  waiting ──┬─ accepted (a booking: confirmed, `instant` its channel)
 *            ├─ withdrawn (applicant)
 *            ├─ declined (staff: nobody can take it now)
 *            └─ unanswered (clock: nobody has accepted it within the office's time)
 */

const common = {
  /** SHA-256 of the token that its sender has; staff see the request by it. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  kind: ApplicantKind,
  /** Of whom it is, where it is of somebody on record: nobody else's number is kept, and nobody else's reaches staff. */
  number: z.string().optional(),
  askedAt: IsoInstant,
  answerBy: IsoInstant,
};

/** A request for a session at once [A-62-1]. Whose number is unknown, or whose phone differs, waits like anybody else [D-6, R-21]. */
export const InstantRequest = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('waiting'), ...common }),
  z.strictObject({ state: z.literal('accepted'), ...common, booking: Reference, endedAt: IsoInstant }),
  z.strictObject({ state: z.literal('declined'), ...common, by: z.string(), endedAt: IsoInstant }),
  z.strictObject({ state: z.enum(['withdrawn', 'unanswered']), ...common, endedAt: IsoInstant }),
]);
export type InstantRequest = z.infer<typeof InstantRequest>;
type Waiting = Extract<InstantRequest, { state: 'waiting' }>;

/** Somebody at the counter who takes sessions at once, until the moment they said or the office's last one of the day. */
export const Presence = z.strictObject({ counsellor: z.string(), until: IsoInstant, by: z.string() });
export type Presence = z.infer<typeof Presence>;

type Policy = NonNullable<Office['instant']>;

/** When sessions at once are given on a day: half-open, from the first moment to the last; undefined on a day without. */
const hoursOn = (
  office: Office,
  closures: Diary['closures'],
  date: LocalDate,
): { readonly from: Instant; readonly until: Instant; readonly policy: Policy } | undefined => {
  const policy = office.instant;
  if (!policy || !isOpen(office, closures, date)) return undefined;
  return { from: at(date, policy.hours.from), until: at(date, policy.hours.to), policy };
};

/** The session that would begin now: from this very minute, for the office's length [A-62-1]. */
export const slotNow = ({ minutes }: Policy, now: Instant): Slot => ({
  startsAt: instant(now - (now % MINUTE)),
  minutes,
});

/** Until when somebody who says now that they take sessions at once does so: the day's last moment; undefined outside the hours. */
export const presentUntil = (office: Office, closures: Diary['closures'], now: Instant): Instant | undefined => {
  const hours = hoursOn(office, closures, dateOf(now));
  return hours && now < hours.until ? hours.until : undefined;
};

/** The first moment from which on a session would no longer end within the hours: it begins with its minute. */
const lastStart = ({ until, policy }: NonNullable<ReturnType<typeof hoursOn>>): Instant =>
  instant(until - policy.minutes * MINUTE + MINUTE);

/** The desk at which a counsellor takes people of a kind, if any. */
const deskFor = (office: Office, { desks }: Counsellor, kind: ApplicantKind) =>
  office.desks.find(({ id, kinds }) => desks.includes(id) && kinds.includes(kind));

/**
 * [A-62-1] Who could hold a session at once now: said so, not absent today, and free for its whole length: a session booked within it,
 * or one going on, stands in the way. Nobody outside the hours. With a kind, only who takes people of it.
 */
export const freeAtOnce = (
  office: Office,
  diary: Diary,
  present: readonly Presence[],
  now: Instant,
  kind?: ApplicantKind,
): Counsellor[] => {
  const date = dateOf(now);
  const hours = hoursOn(office, diary.closures, date);
  if (!hours) return [];
  if (!mayAskNow(office, diary, now)) return [];
  const cells = cellsOf(office, slotNow(hours.policy, now));
  return diary.counsellors.filter(
    (one) =>
      present.some(({ counsellor, until }) => counsellor === one.id && now < until) &&
      !one.absences.includes(date) &&
      (kind === undefined || deskFor(office, one, kind) !== undefined) &&
      isFree(diary.claims.get(date), one.id, cells),
  );
};

/** [A-62-1] Where a moment lies in the day's hours: `ended` from when a session could no longer end within them. */
export const askingAt = (
  office: Office,
  { closures }: Pick<Diary, 'closures'>,
  now: Instant,
): 'closed' | 'before' | 'open' | 'ended' => {
  const hours = hoursOn(office, closures, dateOf(now));
  if (!hours || now >= hours.until) return 'closed';
  if (now < hours.from) return 'before';
  return now < lastStart(hours) ? 'open' : 'ended';
};

/** [A-62-1] Whether a session at once could begin at this moment, and still end within the hours, if somebody were free. */
export const mayAskNow = (office: Office, diary: Pick<Diary, 'closures'>, now: Instant): boolean =>
  askingAt(office, diary, now) === 'open';

/** What somebody says who asks for a session at once: who they are, and the phone number the office has of them. */
export type Asking = { readonly kind: Applicant['kind']; readonly number: string; readonly phone: string };

/**
 * [A-62-1, A-62-3] Whether a request is of somebody on record: staff have seen the registration, its phone number is the one said (it is
 * compared, and never replaced), some version of the terms was agreed to, and no refusal of future use holds. One more while a session at
 * once of theirs stands is nobody's: whoever has number and phone learns nothing of that session by it, and it never waits on after it.
 */
export const isOnRecord = (person: Person, { kind, phone }: Asking, now: Instant): boolean =>
  person.registered !== undefined &&
  person.registered.kind === kind &&
  person.registered.phone === phone &&
  Object.keys(person.consents).length > 0 &&
  !hasOneAtOnce(person, now) &&
  refusalInForce(person, now) === undefined;

/**
 * [A-62-1] Somebody asks for a session at once: the request waits for the office's time, and no longer than a session can still begin.
 * Refused, whoever asks: `instant-not-offered`, `instant-closed` outside the hours, `instant-nobody-free`. None of that, and nothing of
 * the answer, tells whether they are known [D-6]: a request of nobody on record waits too, and nobody sees it.
 */
export const askAtOnce = (
  office: Office,
  diary: Diary,
  present: readonly Presence[],
  { id, person, asking }: { readonly id: string; readonly person: Person; readonly asking: Asking },
  now: Instant,
): Waiting | Refusal => {
  const policy = office.instant;
  if (!policy?.kinds.includes(asking.kind)) return refuse('instant-not-offered');
  const hours = hoursOn(office, diary.closures, dateOf(now));
  if (!hours || !mayAskNow(office, diary, now)) return refuse('instant-closed');
  if (freeAtOnce(office, diary, present, now, asking.kind).length === 0) return refuse('instant-nobody-free');
  return {
    state: 'waiting',
    id,
    kind: asking.kind,
    ...(isOnRecord(person, asking, now) && { number: asking.number }),
    askedAt: now,
    answerBy: instant(Math.min(now + policy.answerMinutes * MINUTE, lastStart(hours))),
  };
};

/** A request as it truly is: one nobody has accepted in time is over, whatever timers did. */
export const requestAsOf = (request: InstantRequest, now: Instant): InstantRequest =>
  request.state === 'waiting' && now >= request.answerBy
    ? { ...request, state: 'unanswered', endedAt: request.answerBy }
    : request;

/** The person waits no longer. */
export const stopWaiting = (request: Waiting, now: Instant): InstantRequest => ({
  ...request,
  state: 'withdrawn',
  endedAt: now,
});

/** [A-62-1] Staff say that nobody can take the request now: the person need not wait until its time is over. */
export const declineAtOnce = (request: Waiting, by: string, now: Instant): InstantRequest => ({
  ...request,
  state: 'declined',
  by,
  endedAt: now,
});

/** [A-62-1] Another request of the person whose session it is: it was the same wish, and its page shows the same session. */
export const acceptedToo = (request: Waiting, booking: Reference, now: Instant): InstantRequest => ({
  ...request,
  state: 'accepted',
  booking,
  endedAt: now,
});

/** [D-11, A-62-2] The version of the terms that has to be agreed to before an instant session begins; undefined where it has been. */
export const termsToAgree = (office: Office, { terms }: Pick<Booking, 'terms'>, now: Instant): string | undefined => {
  const current = termsAt(office, now).version;
  return terms === current ? undefined : current;
};

/** The version agreed to last, of those in force until now. */
export const agreedLast = (person: Person): string | undefined =>
  Object.values(person.consents).toSorted((a, b) => b.at - a.at)[0]?.terms;

/** Whether whoever asked is still as they were then: staff may have put the registration right, or refused future use, since. */
export const isStillOnRecord = ({ number, kind }: Waiting, person: Person, now: Instant): boolean =>
  person.key === number && person.registered?.kind === kind && refusalInForce(person, now) === undefined;

/** [A-62-3] By which tool a session at once is held if staff do not say: one that is entered by a code told on the phone. */
export const toolAtOnce = (office: Office): VideoTool =>
  office.tools.find(({ enterAt }) => enterAt !== null)?.tool ?? firstTool(office);

/** [A-62-1] Whether a session at once of the person goes on, or is about to begin: one at a time is enough. */
export const isRunning = (booking: Booking, now: Instant): boolean =>
  booking.channel === 'instant' && booking.state === 'confirmed' && !isOver(booking, now);

/** [A-62-1] The requests staff see: of several of one person the latest, which they look at; none of whoever has a session at once already. */
export const requestsOf = (
  waiting: readonly InstantRequest[],
  bookings: readonly Booking[],
  now: Instant,
): InstantRequest[] => {
  const running = bookings.filter((booking) => isRunning(booking, now)).map(({ applicant }) => applicant.number);
  return waiting.filter(
    ({ number }, index) =>
      !running.includes(number) && waiting.findLastIndex((other) => other.number === number) === index,
  );
};

/** [A-62-1] What else somebody has booked today that has not come to its end: they may have forgotten it, or ask because of it. */
export const bookedToday = (bookings: readonly Booking[], number: string | undefined, now: Instant): Booking[] =>
  bookings.filter((booking) => {
    const slot = booking.state === 'tentative' || booking.state === 'confirmed' ? occupies(booking) : undefined;
    const own = number !== undefined && booking.applicant.number === number && booking.channel !== 'instant';
    return own && slot !== undefined && dateOf(slot.startsAt) === dateOf(now) && now < endOf(slot);
  });

/** [A-62-1] Which of them would be within a session at once that began now: nobody can be in two. */
export const overlapsNow = ({ instant: policy }: Office, booked: readonly Booking[], now: Instant): Booking[] => {
  if (!policy) return [];
  const session = slotNow(policy, now);
  return booked.filter((booking) => {
    const slot = occupies(booking);
    return slot !== undefined && slot.startsAt < endOf(session) && session.startsAt < endOf(slot);
  });
};

/** [A-62-1] When people can ask, as they read it: from the first moment to the last. */
export const askedText = (policy: Policy): string => `${unpadded(policy.hours.from)}〜${lastAskedText(policy)}`;
export const lastAskedText = (policy: Policy): string => unpadded(lastAsked(policy));
const unpadded = (clock: string): string => clock.replace(/^0/, '');

/** [A-62-1] The last moment of a day at which somebody can ask, as people read it: a session has to end within the hours. */
export const lastAsked = ({ hours, minutes }: Policy): string => {
  const last = minutesOf(hours.to) - minutes;
  return [Math.floor(last / 60), last % 60].map((part) => String(part).padStart(2, '0')).join(':');
};

/**
 * [A-62-1] A counsellor takes a request: a session of the office's length begins now, confirmed, in the ordinary cells of the counsellor.
 * The person's own request is their sign of contact. Refused: `not-possible-now` for a request that waits no more, or of somebody who
 * is no more as they were when they asked; `opening-taken` for a counsellor who is not free for the whole length.
 */
export const accept = (
  office: Office,
  diary: Diary,
  {
    request,
    person,
    present,
  }: { readonly request: InstantRequest; readonly person: Person; readonly present: readonly Presence[] },
  { id, counsellor, tool }: { readonly id: Reference; readonly counsellor: string; readonly tool: VideoTool },
  now: Instant,
): { readonly request: InstantRequest; readonly booking: Confirmed } | Refusal => {
  const { registered } = person;
  const policy = office.instant;
  const actual = requestAsOf(request, now);
  if (actual.state !== 'waiting' || !policy || !registered || !isStillOnRecord(actual, person, now))
    return refuse('not-possible-now');
  const free = freeAtOnce(office, diary, present, now, actual.kind).find((one) => one.id === counsellor);
  const desk = free && deskFor(office, free, actual.kind);
  if (!desk) return refuse('opening-taken');
  const slot = slotNow(policy, now);
  const terms = agreedLast(person);
  return {
    request: { ...actual, state: 'accepted', booking: id, endedAt: now },
    booking: {
      state: 'confirmed',
      id,
      version: 1,
      revision: 1,
      desk: desk.id,
      applicant: { kind: actual.kind, name: registered.name, number: actual.number, phone: registered.phone },
      wishes: [{ from: slot.startsAt, to: endOf(slot), minutes: slot.minutes }],
      channel: 'instant',
      appliedAt: actual.askedAt,
      promisedBy: actual.askedAt,
      ...(terms !== undefined && { terms }),
      review: [],
      prompted: [],
      session: { ...slot, counsellor },
      tool,
      meeting: { state: 'wanted' },
      signs: [{ sign: 'wrote', at: actual.askedAt }],
      confirmedAt: now,
    },
  };
};

/**
 * [A-62-2, A-62-3] Staff have called the registered number back (or written to My Page), and it is the person: the session begins.
 * Refused: `terms-changed` while the terms in force are not agreed to, `not-possible-now` without a meeting, once its time is over, or
 * twice.
 */
export const begin = (office: Office, booking: Booking, now: Instant): Confirmed | Refusal => {
  if (booking.state !== 'confirmed' || booking.channel !== 'instant' || isOver(booking, now))
    return refuse('not-possible-now');
  if (termsToAgree(office, booking, now) !== undefined) return refuse('terms-changed');
  if (booking.meeting.state !== 'ready' || hasBegun(booking)) return refuse('not-possible-now');
  return inTouch(booking, 'arrived', now);
};

/** Whether staff have said that the person is who they are. */
export const hasBegun = ({ signs }: Pick<Confirmed, 'signs'>): boolean => signs.some(({ sign }) => sign === 'arrived');

/**
 * [A-62-2, A-62-3] What stands against a session at once having been held: `terms-changed` where the terms in force were not agreed to,
 * `not-possible-now` before staff have said who it is, which, once its time is over, they can say only so. Nothing for other sessions.
 */
export const notHeld = (office: Office, booking: Confirmed, now: Instant): Refusal | undefined => {
  if (booking.channel !== 'instant' || hasBegun(booking)) return undefined;
  if (termsToAgree(office, booking, booking.session.startsAt) !== undefined) return refuse('terms-changed');
  return isOver(booking, now) ? undefined : refuse('not-possible-now');
};

/**
 * How a request stands for whoever made it: `to-agree` and `not-agreed` are about terms that have changed [A-62-2], `called-off` is the
 * office's word, `over` a session that has been or could have been.
 */
export const InstantState = z.enum([
  'waiting',
  'to-agree',
  'accepted',
  'begun',
  'over',
  'unanswered',
  'withdrawn',
  'not-agreed',
  'called-off',
]);
export type InstantState = z.infer<typeof InstantState>;

/** [A-62-1, A-62-2] How a request stands, together with the booking it has led to; declined, it is one nobody could answer. */
export const instantState = (
  office: Office,
  request: InstantRequest,
  booking: Booking | undefined,
  now: Instant,
): InstantState => {
  const { state } = requestAsOf(request, now);
  if (state === 'accepted') return acceptedState(office, booking, now);
  return state === 'declined' ? 'unanswered' : state;
};

/** [A-62-2] The same of the booking alone. */
export const acceptedState = (office: Office, booking: Booking | undefined, now: Instant): InstantState => {
  if (booking?.state === 'cancelled') {
    if (booking.by === 'office') return 'called-off';
    return termsToAgree(office, booking, booking.endedAt) === undefined ? 'withdrawn' : 'not-agreed';
  }
  if (booking?.state !== 'confirmed' || isOver(booking, now)) return 'over';
  if (hasBegun(booking)) return 'begun';
  return termsToAgree(office, booking, now) === undefined ? 'accepted' : 'to-agree';
};

/**
 * [A-62-2] The person does not agree to the terms in force, or wants the session no more: it is cancelled, and the counsellor is free
 * again. Refused: `not-possible-now` once it has begun or its time is over.
 */
export const stopAtOnce = (office: Office, booking: Confirmed, now: Instant): Booking | Refusal =>
  hasBegun(booking) || isOver(booking, now)
    ? refuse('not-possible-now')
    : cancel(office, booking, { by: 'applicant', through: 'web' }, now);
