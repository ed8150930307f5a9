import { type Application, type Completion, wishFrom } from './application.ts';
import {
  agree,
  type Booking,
  type Confirmed,
  confirm,
  counsellorAsked,
  deskOf,
  nameKey,
  type Reference,
  type Session,
  sessionRefused,
  type Tentative,
} from './booking.ts';
import { deadlineFor, expiryOf, promisedBy } from './deadlines.ts';
import { type Channel, type Desk, firstTool, type Office } from './office.ts';
import { isStranded } from './office-changes.ts';
import { type Diary, endOf, freeCounsellors, lengthFits, notGiven, slotsOf, type Wish } from './openings.ts';
import { personKey, reachedAt } from './person.ts';
import { type Refusal, refuse } from './refusal.ts';
import { termsAt } from './terms.ts';
import { dateOf, type Instant, plusDays } from './time.ts';

/** What an office knows of a person when an application arrives; none of it changes the public answer [D-6]. */
export type Standing = {
  readonly tentative: number;
  readonly confirmed: number;
  readonly appliedToday: number;
  readonly refused: boolean;
};

/**
 * Whether a wish can be granted by the rules, whoever is free: of a length the desk gives, in its timetable, within the
 * horizon, still to come, and before the deadline [K-6-1, A-6-1, D-2, D-3]. Staff may pass the deadline with a reason [D-4].
 */
export const wishRefused = (
  office: Office,
  diary: Pick<Diary, 'closures'>,
  desk: Desk,
  wish: Wish,
  late: boolean,
  { now, receivedAt }: { readonly now: Instant; readonly receivedAt: Instant },
): Refusal['refused'] | undefined => {
  if (!lengthFits(desk, wish.minutes)) return 'length-not-offered';
  if (dateOf(wish.from) > plusDays(dateOf(now), office.horizonDays)) return 'too-far';
  if (wish.to <= now) return 'past-deadline';
  const slots = slotsOf(office, diary.closures, desk, wish);
  if (slots.length === 0) return notGiven(office, diary.closures, desk, dateOf(wish.from));
  if (slots.every(({ startsAt }) => startsAt <= now)) return 'past-deadline';
  if (!late && slots.every((slot) => receivedAt >= deadlineFor(office, diary.closures, slot.startsAt)))
    return 'past-deadline';
  return undefined;
};

type Receiving = {
  readonly id: Reference;
  readonly channel: Channel;
  readonly codeHash?: string;
  /** [D-4] A person's reason to take it though its deadline has passed; the public has none. */
  readonly lateReason?: string | undefined;
  /** When it came in, where it lay for a while: deadline and promise go by that [D-3]. */
  readonly receivedAt?: Instant | undefined;
};

/**
 * [K-6-1, K-6-2, A-6-1, A-6-2, D-3, D-5, D-6, D-13] An application becomes a tentative booking that holds the first choice.
 * A person known, unknown, refused, or with bookings already is treated alike here; what staff should know is put on the
 * booking for review. Refused: a desk, kind of applicant, counsellor, length, number of wishes or time the office does not
 * give, a deadline past, terms that are no longer the current ones, too many applications in a day, an opening just taken.
 */
export const applyFor = (
  office: Office,
  diary: Diary,
  application: Omit<Application, 'consent'> & { readonly consent?: Application['consent'] | undefined },
  standing: Standing,
  received: Receiving,
  now: Instant,
): Tentative | Refusal => {
  const desk = deskOf(office, application.desk);
  if (!desk) return refuse('desk-unknown');
  const { kind } = application.applicant;
  if (!office.applicants[kind] || !desk.kinds.includes(kind)) return refuse('applicant-not-served');
  if (application.consent && application.consent.terms !== termsAt(office, now).version) return refuse('terms-changed');
  if (application.wishes.length > office.choices) return refuse('too-many-wishes');
  const publicly = received.channel === 'form' || received.channel === 'mail';
  if (publicly && standing.appliedToday >= office.limits.applicationsPerDay) return refuse('too-many-applications');

  const late = received.lateReason !== undefined;
  const receivedAt = received.receivedAt ?? now;
  const wishes = application.wishes.map((wish) => wishFrom(wish, desk.length.minutes));
  for (const [index, wish] of wishes.entries()) {
    const refused = wishRefused(office, diary, desk, wish, late, { now, receivedAt });
    if (refused) return refuse(refused, index);
  }
  const asked = application.counsellor === undefined ? undefined : counsellorAsked(diary, application.counsellor);
  if (application.counsellor !== undefined && asked === undefined) return refuse('counsellor-unknown');

  const [first] = wishes;
  if (!first) return refuse('outside-timetable', 0);
  const session = sessionFor(office, diary, desk, first, asked, late, { now, receivedAt });
  if (!session) return refuse('opening-taken', 0);
  const promised = promisedBy(office, diary.closures, receivedAt, session.startsAt);
  const expiresAt = late ? session.startsAt : expiryOf(office, diary.closures, session.startsAt, promised);
  if (expiresAt <= now) return refuse('past-deadline', 0);

  return {
    state: 'tentative',
    id: received.id,
    version: 1,
    revision: 1,
    desk: desk.id,
    applicant: application.applicant,
    wishes,
    channel: received.channel,
    appliedAt: receivedAt,
    promisedBy: promised,
    review: [
      ...(standing.tentative >= office.limits.tentative || standing.confirmed >= office.limits.confirmed
        ? ['over-limit' as const]
        : []),
      ...(standing.refused ? ['refused-person' as const] : []),
      ...(kind === 'prospective' ? ['prospective' as const] : []),
      ...(late ? ['late' as const] : []),
      ...(application.difficulty === 'ask-me' ? ['difficulty-ask-me' as const] : []),
    ],
    ...(asked !== undefined && { asked }),
    ...(application.purpose !== undefined && { purpose: application.purpose }),
    ...(application.companion !== undefined && { companion: application.companion }),
    ...(application.consent !== undefined && { terms: application.consent.terms }),
    ...(received.codeHash !== undefined && { codeHash: received.codeHash }),
    prompted: [],
    ...(office.holds === 'first-choice' && { held: session }),
    expiresAt,
  };
};

/** The first free session that fulfils a wish in time, with the counsellor asked for or whoever is least busy. */
const sessionFor = (
  office: Office,
  diary: Diary,
  desk: Desk,
  wish: Wish,
  asked: string | undefined,
  late: boolean,
  { now, receivedAt }: { readonly now: Instant; readonly receivedAt: Instant },
): Session | undefined => {
  for (const slot of slotsOf(office, diary.closures, desk, wish)) {
    if (slot.startsAt <= now || (!late && receivedAt >= deadlineFor(office, diary.closures, slot.startsAt))) continue;
    const [counsellor] = freeCounsellors(office, diary, desk, slot, asked);
    if (counsellor) return { ...slot, counsellor: counsellor.id };
  }
  return undefined;
};

/**
 * [K-F-2, D-7] Whether an application says again what this person already arranged with staff on the phone or at the counter:
 * a hold without consent so far, for the same kind of applicant with the same name and whatever else staff took down, whose
 * time fulfils the first wish. The caller has found it by the number; a number alone, which others may know, must not be
 * enough to take a booking over. Who wants to be asked about difficulties is not settled without being asked.
 */
export const completes = (
  application: Pick<Application, 'applicant' | 'desk' | 'wishes' | 'difficulty'>,
  office: Office,
  hold: Booking,
): hold is Tentative => {
  const desk = deskOf(office, application.desk);
  const [first] = application.wishes;
  if (hold.state !== 'tentative' || !hold.held || hold.terms !== undefined || desk?.id !== hold.desk || !first)
    return false;
  const { kind, name, phone, email } = application.applicant;
  const same = (said: string | undefined, known: string | undefined): boolean => known === undefined || said === known;
  if (kind !== hold.applicant.kind || nameKey(name) !== nameKey(hold.applicant.name)) return false;
  if (!same(phone, hold.applicant.phone) || !same(email, hold.applicant.email)) return false;
  if (application.difficulty === 'ask-me') return false;
  const wish = wishFrom(first, desk.length.minutes);
  const { held } = hold;
  return wish.minutes === held.minutes && wish.from <= held.startsAt && endOf(held) <= wish.to;
};

/**
 * [K-F-3, D-2, D-7, D-10] A hold agreed to is definitive, unless staff have to look first: nobody is there any more to hold the
 * session, or the person is refused future use. Refused as any other where the office has no session then, such as on a day closed since.
 */
const settledAsHeld = (
  office: Office,
  diary: Pick<Diary, 'closures' | 'counsellors'>,
  agreed: Tentative,
  now: Instant,
): Tentative | Confirmed | Refusal => {
  const { desk, held, revision, review } = agreed;
  if (!held) return refuse('not-possible-now');
  const not = sessionRefused(office, diary, desk, held, now);
  // In the words and the shape in which any application for that time is refused [D-6].
  if (not) return refuse(not.refused, 0);
  return review.includes('refused-person') || isStranded(office, diary.counsellors, agreed, now)
    ? { ...agreed, revision: revision + 1 }
    : confirm(office, undefined, agreed, { session: held, tool: firstTool(office) }, now);
};

/** [D-10] The marks of a hold as they are now: since the call a refusal may have been decided, lifted, or have run out. */
const reviewed = ({ review }: Tentative, refused: boolean): Tentative['review'] => [
  ...review.filter((mark) => mark !== 'refused-person'),
  ...(refused ? ['refused-person' as const] : []),
];

/**
 * [K-F-2, K-F-3, D-7] The application that follows a phone call completes the hold made there: staff have seen who it is, so
 * the booking is definitive with the agreement and the contact data it brings, as far as `settledAsHeld` lets it.
 */
export const complete = (
  office: Office,
  diary: Pick<Diary, 'closures' | 'counsellors'>,
  hold: Tentative,
  application: Application,
  { refused, codeHash }: Pick<Standing, 'refused'> & { readonly codeHash?: string | undefined },
  now: Instant,
): Tentative | Confirmed | Refusal => {
  if (application.consent.terms !== termsAt(office, now).version) return refuse('terms-changed');
  const { applicant, purpose, companion, consent } = application;
  const completed: Tentative = {
    ...hold,
    applicant: { ...hold.applicant, ...applicant },
    ...(purpose !== undefined && { purpose }),
    ...(companion !== undefined && { companion }),
    terms: consent.terms,
    review: reviewed(hold, refused),
    ...(codeHash !== undefined && { codeHash }),
  };
  return settledAsHeld(office, diary, completed, now);
};

/**
 * [K-4, A-4] Somebody whose session was settled while staff spoke with them agrees to the terms read out: nothing else changes.
 * Refused: agreed to already, and terms that are no longer the current ones.
 */
export const agreeSpeaking = (
  office: Office,
  booking: Confirmed,
  { applicant, consent }: Pick<Completion, 'applicant' | 'consent'>,
  now: Instant,
): Confirmed | Refusal => {
  if (booking.terms !== undefined) return refuse('agreed-already');
  if (consent.terms !== termsAt(office, now).version) return refuse('terms-changed');
  const reached = reachedAt(booking, applicant ?? {});
  return 'refused' in reached ? reached : { ...reached, revision: booking.revision + 1, terms: consent.terms };
};

/**
 * [K-F-2, K-F-3, D-7] Somebody without mail agrees to the terms while staff read them out; staff have seen who it is. Where a call
 * makes a hold that the person's own application completes, this is that application, and the hold becomes definitive as far as
 * `settledAsHeld` lets it. Where the call was the application (Aomori), the office still settles the time, among the choices, and the tool [A-6-2, A-6-3]: what
 * is agreed to is kept, and the booking waits for the confirmation. Refused: agreed to already, terms that are no longer the
 * current ones, and another phone number or address of somebody who is known by nothing else.
 */
export const completeSpeaking = (
  office: Office,
  diary: Pick<Diary, 'closures' | 'counsellors'>,
  hold: Tentative,
  { applicant, consent, refused }: Pick<Completion, 'applicant' | 'consent'> & Pick<Standing, 'refused'>,
  now: Instant,
): Tentative | Confirmed | Refusal => {
  if (hold.terms !== undefined) return refuse('agreed-already');
  if (consent.terms !== termsAt(office, now).version) return refuse('terms-changed');
  const known = { ...hold.applicant, ...applicant };
  if (personKey(known) !== personKey(hold.applicant)) return refuse('hold-differs');
  const agreed = agree({ ...hold, applicant: known, review: reviewed(hold, refused) }, consent.terms);
  return office.byPhone === 'application-follows' && hold.held
    ? settledAsHeld(office, diary, { ...agreed, revision: hold.revision }, now)
    : agreed;
};
