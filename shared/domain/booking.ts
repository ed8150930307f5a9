import * as z from 'zod';
import { Applicant } from './application.ts';
import { deadlineFor, mayCancel, noShowAt } from './deadlines.ts';
import { Meeting, MeetingTrouble } from './meeting.ts';
import { Channel, type Desk, type Office, Terms, toolOf, VideoTool } from './office.ts';
import {
  cellsOf,
  type Diary,
  endOf,
  freeCounsellors,
  inTimetable,
  lengthFits,
  lostTo,
  notGiven,
  type Slot,
  slotsOf,
  type Wish,
} from './openings.ts';
import { type Refusal, refuse } from './refusal.ts';
import { dateOf, type Instant, IsoInstant, type LocalDate, MINUTE, Minutes, startOf } from './time.ts';

/*
 *             ┌────────── withdrawn (applicant) · declined (office) · expired (clock)
 * tentative ──┤
 *             └─ confirmed ──┬─ attended ── undone by staff ── confirmed
 *                            ├─ cancelled (by applicant | office; channel; reason)
 *                            ├─ no-show (deemed cancelled at start + 10:00) ── undone by staff ── confirmed
 *                            └─ stopped (terms 12(1))
 */

/** 予約番号: eight digits in two groups; it names a booking on the phone and opens nothing by itself. */
export const Reference = z
  .string()
  .regex(/^\d{4}-\d{4}$/)
  .brand<'Reference'>();
export type Reference = z.infer<typeof Reference>;

const Session = z.strictObject({ counsellor: z.string(), startsAt: IsoInstant, minutes: Minutes });
export type Session = z.infer<typeof Session>;

/** Why staff should look before they confirm. None of it is ever told to the public [D-6]. */
const Review = z.enum(['over-limit', 'refused-person', 'prospective', 'late', 'difficulty-ask-me']);

/** Something that shows the person was in touch about a session; with one, silence is not presumed [D-10]. */
export const SignOfContact = z.enum(['joined', 'called', 'wrote', 'arrived']);

/** What the clock brings about, each once for every version of a booking (`shared/domain/clock.ts` says when). */
export const Prompt = z.enum([
  'promise',
  'promise-broken',
  'ending',
  'expiry',
  'meeting',
  'reminder-day',
  'reminder-hour',
  'no-show',
]);
export type Prompt = z.infer<typeof Prompt>;

const common = {
  id: Reference,
  /** Rises with every reschedule; a calendar file's SEQUENCE. */
  version: z.int().positive(),
  /** Rises with every act; a write that was decided on an older revision is refused. */
  revision: z.int().positive(),
  desk: z.string(),
  applicant: Applicant,
  wishes: z.array(z.strictObject({ from: IsoInstant, to: IsoInstant, minutes: Minutes })).min(1),
  channel: Channel,
  appliedAt: IsoInstant,
  promisedBy: IsoInstant,
  asked: z.string().optional(),
  purpose: z.enum(['counselling', 'interview-practice']).optional(),
  companion: z.string().optional(),
  /** The terms agreed to; none yet while only a phone call stands behind the booking. */
  terms: Terms.shape.version.optional(),
  review: z.array(Review),
  /** Hash of the visitor's code; a booking taken down by staff has none. */
  codeHash: z.string().optional(),
  /** What the clock has brought about already for this version. */
  prompted: z.array(Prompt),
  /** [K-13, A-13, D-11] The latest version of the terms that this person was told of after applying. */
  announced: Terms.shape.version.optional(),
};
const held = {
  session: Session,
  tool: VideoTool,
  meeting: Meeting,
  signs: z.array(z.strictObject({ sign: SignOfContact, at: IsoInstant })),
};
/**
 * A meeting at the tool, made by its API for this booking, which the booking does not use, or not yet: it is moved, or removed. Without
 * an id nobody knows whether there is one: the tool was asked, and what it answered is not stored.
 */
const Spare = z.strictObject({ host: z.string(), id: z.string().optional() });
export type Spare = z.infer<typeof Spare>;
const atTool = {
  /** One for each user at most. */
  spares: z.array(Spare).min(1).optional(),
  /** The tool was asked to remove one that is of no use any more, and did not: who knows its codes may wait there. */
  unremoved: z.strictObject({ why: MeetingTrouble, since: IsoInstant }).optional(),
};
const ended = { endedAt: IsoInstant };

const Tentative = z.strictObject({
  state: z.literal('tentative'),
  ...common,
  held: Session.optional(),
  expiresAt: IsoInstant,
});
const Withdrawn = z.strictObject({ state: z.literal('withdrawn'), ...common, ...ended });
const Declined = z.strictObject({ state: z.literal('declined'), ...common, ...ended, reason: z.string() });
const Expired = z.strictObject({ state: z.literal('expired'), ...common, ...ended });
/** `confirmedAt` is when the session was settled as it now is: a move, or another tool, settles it anew. */
const Confirmed = z.strictObject({
  state: z.literal('confirmed'),
  ...common,
  ...held,
  confirmedAt: IsoInstant,
  /** When it was to begin before its last move. */
  movedFrom: IsoInstant.optional(),
  /** The person asked for the last move: nobody apologises for it. */
  movedAsAsked: z.literal(true).optional(),
  /** It was to be by another video tool, or in another meeting, before: the person has had their answer, and what comes now is how to enter. */
  retooled: z.literal(true).optional(),
  /** [D-10] As far as is known, the word of this session and how to enter it has not reached the person; they are to be phoned. */
  unreached: z.literal(true).optional(),
  /** [D-12] A move, or another tool, has left a meeting for this time, until the new one is made: only staff can delete it there. */
  oldMeeting: z
    .strictObject({ tool: VideoTool, startsAt: IsoInstant, minutes: Minutes, id: z.string().optional() })
    .optional(),
  ...atTool,
});
const Attended = z.strictObject({
  state: z.literal('attended'),
  ...common,
  ...held,
  ...ended,
  confirmedAt: IsoInstant,
});
const Cancelled = z.strictObject({
  state: z.literal('cancelled'),
  ...common,
  ...held,
  ...ended,
  by: z.enum(['applicant', 'office']),
  through: z.enum(['phone', 'mail', 'web', 'counter']),
  reason: z.string().optional(),
  ...atTool,
});
const NoShow = z.strictObject({ state: z.literal('no-show'), ...common, ...held, ...ended, confirmedAt: IsoInstant });
const Stopped = z.strictObject({ state: z.literal('stopped'), ...common, ...held, ...ended, reason: z.string() });

/** A booking carries exactly the fields its state has. */
export const Booking = z.discriminatedUnion('state', [
  Tentative,
  Withdrawn,
  Declined,
  Expired,
  Confirmed,
  Attended,
  Cancelled,
  NoShow,
  Stopped,
]);
export type Booking = z.infer<typeof Booking>;
export type Tentative = z.infer<typeof Tentative>;
export type Confirmed = z.infer<typeof Confirmed>;
export type Attended = z.infer<typeof Attended>;
export type Cancelled = z.infer<typeof Cancelled>;
export type NoShow = z.infer<typeof NoShow>;
export type State = Booking['state'];

type Common = Pick<Tentative, keyof typeof common>;
/** The facts that a booking keeps through all its states; every act raises the revision. */
const carried = (booking: Booking): Common => ({
  id: booking.id,
  version: booking.version,
  revision: booking.revision + 1,
  desk: booking.desk,
  applicant: booking.applicant,
  wishes: booking.wishes,
  channel: booking.channel,
  appliedAt: booking.appliedAt,
  promisedBy: booking.promisedBy,
  review: booking.review,
  ...(booking.asked !== undefined && { asked: booking.asked }),
  ...(booking.purpose !== undefined && { purpose: booking.purpose }),
  ...(booking.companion !== undefined && { companion: booking.companion }),
  ...(booking.terms !== undefined && { terms: booking.terms }),
  ...(booking.codeHash !== undefined && { codeHash: booking.codeHash }),
  prompted: booking.prompted,
  ...(booking.announced !== undefined && { announced: booking.announced }),
});
const sessionOf = ({ session, tool, meeting, signs }: Pick<Confirmed, 'session' | 'tool' | 'meeting' | 'signs'>) => ({
  session,
  tool,
  meeting,
  signs,
});

export const deskOf = (office: Office, id: string | undefined): Desk | undefined =>
  id === undefined ? office.desks[0] : office.desks.find((desk) => desk.id === id);

/** Names are the same whatever their width and spaces. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '');

/** Whether this may be the name somebody is looked for by: all of it or a part, such as the family name; of one character only the first. */
export const isNamed = (name: string, sought: string): boolean => {
  const [whole, part] = [name, sought.replace(/(?:さん|様)\s*$/, '')].map((text) => nameKey(text).toLowerCase());
  if (whole === undefined || !part) return false;
  return part.length === 1 ? whole.startsWith(part) : whole.includes(part);
};

/** The counsellor somebody asks for, by id or by name as people write it; undefined where nobody or several fit. */
export const counsellorAsked = (diary: Pick<Diary, 'counsellors'>, asked: string): string | undefined => {
  const key = nameKey;
  const wanted = key(asked).replace(/(?:さん|様|先生)$/, '');
  const whole = diary.counsellors.filter(({ id, name }) => id === asked || key(name) === wanted);
  const family = diary.counsellors.filter(({ name }) => key(name.split(/\s/)[0] ?? '') === wanted);
  const [found, another] = whole.length > 0 ? whole : family;
  return another === undefined ? found?.id : undefined;
};

/** [A-6-3] Whether only our own word tells how to enter: the tool invites nobody, or there is no address for it to write to. */
export const tellsAccess = (office: Office, { tool, applicant }: Pick<Confirmed, 'tool' | 'applicant'>): boolean =>
  applicant.email === undefined || toolOf(office, tool).invitesFrom === null;

/** [K-F-3, A-6-3] Whether the person still waits to hear how to enter, because only our own word will tell. */
export const awaitsAccess = (office: Office, booking: Booking): boolean =>
  booking.state === 'confirmed' && booking.meeting.state !== 'ready' && tellsAccess(office, booking);

/** What our word has to carry for somebody to get in, where nobody else tells them; something else has to be told again. */
export const accessIn = (office: Office, booking: Booking): string | undefined =>
  booking.state === 'confirmed' && tellsAccess(office, booking) ? accessOf(booking.meeting) : undefined;

const accessOf = (meeting: Meeting): string | undefined =>
  meeting.state === 'ready' ? JSON.stringify([meeting.url, meeting.id, meeting.passcode]) : undefined;

/** Whoever has no address hears of it on the phone, and until somebody has phoned not at all. */
const untold = ({ email }: Applicant): Pick<Confirmed, 'unreached'> => (email === undefined ? { unreached: true } : {});

/** Whether a session was settled otherwise before: what is told now is not that it was settled, but how it is to be entered. */
export const wasChanged = (booking: Booking): boolean =>
  booking.version > 1 || (booking.state === 'confirmed' && booking.retooled === true);

/**
 * [K-6-5, A-6-4, D-10] Whether the person could have come, as far as the office knows: there was a meeting before the start, and it
 * is not known that the word of it never reached them. Only then does silence mean that they stayed away.
 */
export const couldCome = ({ meeting, session, unreached }: Confirmed): boolean =>
  meeting.state === 'ready' && (meeting.madeAt ?? 0) < session.startsAt && !unreached;

/**
 * [K-6-5, A-6-4, D-10] Whether ten minutes of silence end a session, if it was to be held: nobody was in touch, though they could
 * have come, and staff have not been asked about it. Only then does it matter what staff have entered of its day and counsellor.
 */
export const isSilent = (office: Office, booking: Booking, now: Instant): booking is Confirmed =>
  booking.state === 'confirmed' &&
  now >= noShowAt(office, booking.session.startsAt) &&
  booking.signs.length === 0 &&
  couldCome(booking) &&
  !booking.prompted.includes('no-show');

/**
 * A booking as it truly is at a moment, whatever timers did or did not do: a tentative one past its expiry is expired
 * [D-5]; a confirmed one ten minutes after its start without any sign of contact is a no-show [K-6-5, A-6-4, D-10], unless the
 * person could not have come, for want of a meeting or because nobody has told them, or nobody was to hold the session, by what
 * staff have entered (`book`): that is for staff to settle.
 */
export const asOf = (
  office: Office,
  booking: Booking,
  now: Instant,
  book?: Pick<Diary, 'closures' | 'counsellors'>,
): Booking => {
  if (booking.state === 'tentative' && now >= booking.expiresAt)
    return { ...carried(booking), state: 'expired', endedAt: booking.expiresAt };
  if (!isSilent(office, booking, now)) return booking;
  const desk = deskOf(office, booking.desk);
  if (book && desk && lostTo(office, book, desk, booking.session)) return booking;
  return {
    ...carried(booking),
    ...sessionOf(booking),
    state: 'no-show',
    confirmedAt: booking.confirmedAt,
    endedAt: noShowAt(office, booking.session.startsAt),
  };
};

/**
 * What a booking takes of the counsellors' time: a tentative one its first choice, a confirmed session its own, also when it
 * was stopped half way; one at once that ended early only the minutes it had [A-62-1].
 */
export const occupies = (booking: Booking): Session | undefined => {
  switch (booking.state) {
    case 'tentative':
      return booking.held;
    case 'confirmed':
      return booking.session;
    case 'attended':
    case 'stopped': {
      const { session, endedAt } = booking;
      if (!endedEarly(booking)) return session;
      return { ...session, minutes: Math.max(1, Math.floor((endedAt - session.startsAt) / MINUTE)) };
    }
    default:
      return undefined;
  }
};

const endedEarly = ({ channel, session, endedAt }: Attended | z.infer<typeof Stopped>): boolean =>
  channel === 'instant' && endedAt < endOf(session);

/**
 * The cells a booking claims. A session at once that ended early keeps those that are over: the next one begins in the cell in which it
 * has ended, a moment later [A-62-1].
 */
export const cellsClaimedBy = (office: Office, booking: Booking): number[] => {
  const session = occupies(booking);
  if (!session) return [];
  const cells = cellsOf(office, session);
  if ((booking.state !== 'attended' && booking.state !== 'stopped') || !endedEarly(booking)) return cells;
  const until = (booking.endedAt - startOf(dateOf(session.startsAt))) / MINUTE;
  return cells.filter((cell) => cell + office.cellMinutes <= until);
};

/** The day under which a booking is listed: its session's, or that of its first wish. */
export const dayOf = (booking: Booking): LocalDate => {
  if ('session' in booking) return dateOf(booking.session.startsAt);
  return dateOf(
    (booking.state === 'tentative' ? booking.held?.startsAt : undefined) ??
      booking.wishes[0]?.from ??
      booking.appliedAt,
  );
};

/** The applicant takes a tentative booking back. */
export const withdraw = (booking: Tentative, now: Instant): Booking => ({
  ...carried(booking),
  state: 'withdrawn',
  endedAt: now,
});

/** The office declines an application; the reason is a code, never a health ground. */
export const decline = (booking: Tentative, reason: string, now: Instant): Booking => ({
  ...carried(booking),
  state: 'declined',
  endedAt: now,
  reason,
});

/**
 * The session staff have in mind for a booking: at one time, or anywhere in a wish, with the counsellor they name or whoever
 * is free. What the booking holds itself is not in its own way. Refused: a counsellor nobody knows, a time taken or not given.
 */
export const choose = (
  office: Office,
  diary: Diary,
  booking: Booking,
  time: Slot | Wish,
  counsellor: string | undefined,
  now: Instant,
): Session | Refusal => {
  const desk = deskOf(office, booking.desk);
  if (!desk) return refuse('desk-unknown');
  const asked = counsellor === undefined ? undefined : counsellorAsked(diary, counsellor);
  if (counsellor !== undefined && asked === undefined) return refuse('counsellor-unknown');
  const wish = 'from' in time ? time : { from: time.startsAt, to: endOf(time), minutes: time.minutes };
  if (!lengthFits(desk, wish.minutes)) return refuse('length-not-offered');
  const slots = slotsOf(office, diary.closures, desk, wish);
  if (slots.length === 0) return refuse(notGiven(office, diary.closures, desk, dateOf(wish.from)));
  if (slots.every(({ startsAt }) => startsAt <= now)) return refuse('past-deadline');
  const others = withoutOwn(office, diary, booking);
  for (const slot of slots.filter(({ startsAt }) => startsAt > now)) {
    const [free] = freeCounsellors(office, others, desk, slot, asked);
    if (free) return { startsAt: slot.startsAt, minutes: slot.minutes, counsellor: free.id };
  }
  return refuse('opening-taken');
};

/** The diary without what the booking takes itself: it is not in its own way. */
export const withoutOwn = (office: Office, diary: Diary, booking: Booking): Diary => {
  const own = occupies(booking);
  const day = own && diary.claims.get(dateOf(own.startsAt));
  if (!own || !day) return diary;
  const cells = new Set(cellsClaimedBy(office, booking));
  const lane = new Set([...(day.get(own.counsellor) ?? [])].filter((cell) => !cells.has(cell)));
  return { ...diary, claims: new Map(diary.claims).set(dateOf(own.startsAt), new Map(day).set(own.counsellor, lane)) };
};

/**
 * [K-F-3, A-6-3, D-7] Staff settle the time and the tool: the session held, another wish, or another time of the timetable.
 * Where the office's deadline is about confirmation, a late one needs a reason [D-4]; the diary tells which days count and
 * may be left out where the deadline is about receipt and the caller has seen that the session can be given.
 */
export const confirm = (
  office: Office,
  diary: Pick<Diary, 'closures'> | undefined,
  booking: Tentative,
  settled: {
    readonly session: Session | undefined;
    readonly tool: VideoTool;
    readonly lateReason?: string | undefined;
  },
  now: Instant,
): Confirmed | Refusal => {
  const { session, tool, lateReason } = settled;
  if (!session) return refuse('not-possible-now');
  if (session.startsAt <= now) return refuse('past-deadline');
  if (diary) {
    const refused = sessionRefused(office, diary, booking.desk, session, now);
    if (refused) return refused;
    const late = office.deadline.event === 'confirmed' && now >= deadlineFor(office, diary.closures, session.startsAt);
    if (late && lateReason === undefined) return refuse('reason-needed');
  }
  return {
    ...carried(booking),
    state: 'confirmed',
    session,
    tool,
    meeting: { state: 'wanted' },
    signs: [],
    confirmedAt: now,
    ...untold(booking.applicant),
  };
};

/** [K-6-2, A-6-2, D-2] Why a desk cannot give a session, whoever may be free; undefined where it can. */
export const sessionRefused = (
  office: Office,
  diary: Pick<Diary, 'closures'>,
  deskId: string,
  session: Slot,
  now: Instant,
): Refusal | undefined => {
  const desk = deskOf(office, deskId);
  if (!desk) return refuse('desk-unknown');
  if (!lengthFits(desk, session.minutes)) return refuse('length-not-offered');
  if (!inTimetable(office, diary.closures, desk, session))
    return refuse(notGiven(office, diary.closures, desk, dateOf(session.startsAt)));
  return session.startsAt <= now ? refuse('past-deadline') : undefined;
};

/** [K-6-4] Whether the person of a booking has met the office in a session: one that has begun, and neither was called off nor missed. */
export const hasBegun = (booking: Booking, now: Instant): boolean =>
  (booking.state === 'confirmed' || booking.state === 'attended' || booking.state === 'stopped') &&
  booking.session.startsAt <= now;

/** Whether the session of a booking has passed: what is over is neither moved nor cancelled by the office. */
export const isOver = ({ session }: Pick<Confirmed, 'session'>, now: Instant): boolean => now >= endOf(session);

/**
 * [A-6-5] The office moves a confirmed session, until it is over: the booking keeps its id, its version rises, its meeting has to be made anew
 * and the old one deleted, and neither contact so far nor what the clock has brought about counts any more. Another counsellor at the same time changes
 * nothing for the person, so all that stays. Whether the person asked for it decides in what words they are told.
 */
export const move = (
  office: Office,
  diary: Pick<Diary, 'closures'>,
  booking: Confirmed,
  session: Session,
  now: Instant,
  asked = false,
): Confirmed | Refusal => {
  // A session at once is of this moment, and nobody would be told of another one [A-62-1].
  if (isOver(booking, now) || booking.channel === 'instant') return refuse('not-possible-now');
  const refused = sessionRefused(office, diary, booking.desk, session, now);
  if (refused) return refused;
  const { startsAt, minutes } = booking.session;
  if (session.startsAt === startsAt && session.minutes === minutes)
    return {
      ...booking,
      ...carried(booking),
      session,
      // What one counsellor's user could not hold, another's may.
      ...(booking.meeting.state === 'failed' && session.counsellor !== booking.session.counsellor && wanted),
      // The API makes another meeting under the other's user, and what was told before leads nowhere.
      ...(madeByApi(booking) && session.counsellor !== booking.session.counsellor && handedOver(booking.meeting)),
    };
  const { movedFrom: _from, movedAsAsked: _before, unreached: _told, ...rest } = booking;
  return {
    ...rest,
    ...carried(booking),
    version: booking.version + 1,
    session,
    meeting: { state: 'wanted' },
    signs: [],
    prompted: [],
    confirmedAt: now,
    ...(session.startsAt !== startsAt && { movedFrom: startsAt }),
    ...(asked && { movedAsAsked: true }),
    ...leftBehind(booking),
    ...untold(booking.applicant),
  };
};

/**
 * [A-4, A-6-3] A session that is not over is held by another video tool of the office, say because the person cannot get the first to work: its
 * meeting has to be made anew. Day, contact so far and reminders stay; staff are warned anew of a meeting that is missing.
 */
export const changeTool = (office: Office, booking: Confirmed, tool: VideoTool, now: Instant): Confirmed | Refusal => {
  if (tool === booking.tool) return booking;
  // Where to enter a session at once has been said to whoever asked for it.
  if (booking.channel === 'instant') return refuse('not-possible-now');
  if (isOver(booking, now) || office.tools.every((one) => one.tool !== tool)) return refuse('not-possible-now');
  return {
    ...booking,
    ...carried(booking),
    tool,
    meeting: { state: 'wanted' },
    prompted: booking.prompted.filter((prompt) => prompt !== 'meeting'),
    confirmedAt: now,
    retooled: true,
    ...leftBehind(booking),
    ...untold(booking.applicant),
  };
};

const wanted = { meeting: { state: 'wanted' } } as const satisfies { meeting: Meeting };

const handedOver = (meeting: Meeting): Pick<Confirmed, 'retooled' | 'meeting'> => {
  if (meeting.state !== 'ready') return { meeting };
  const { chosen: _by, ...rest } = meeting;
  return { retooled: true, meeting: rest };
};

/** What a session that gets another meeting leaves with the tool: the one that was made, or still one of before. */
const leftBehind = (booking: Confirmed): Pick<Confirmed, 'oldMeeting' | 'spares'> => {
  const { meeting, session, tool, oldMeeting } = booking;
  const { startsAt, minutes } = session;
  const spares = sparesIn(standingFor(booking));
  if (madeByApi(booking)) return spares;
  const exists = meeting.state === 'ready' || (meeting.state === 'wanted' && meeting.elsewhere);
  const id = meeting.state === 'ready' && meeting.id !== undefined && { id: meeting.id };
  const left = exists ? { tool, startsAt, minutes, ...id } : oldMeeting;
  return { ...(left && { oldMeeting: left }), ...spares };
};

/** The meeting of a session, where the tool's API has made it. */
export const madeByApi = ({ meeting }: Pick<Confirmed, 'meeting'>): Required<Spare> | undefined =>
  meeting.state === 'ready' && meeting.host !== undefined && meeting.id !== undefined
    ? { id: meeting.id, host: meeting.host }
    : undefined;

/** Every meeting that the tool's API has made for a booking, or may have: the session's own first. */
export const standingFor = (booking: Pick<Confirmed, 'meeting' | 'spares'>): Spare[] => {
  const own = madeByApi(booking);
  const { spares = [] } = booking;
  return own ? [own, ...spares.filter(({ host }) => host !== own.host)] : spares;
};

/**
 * Every meeting a booking is held in, or has left at its tool, by its ID, or its address where it has none. One the tool's API has made
 * (`byApi`) is moved and removed with its booking.
 */
export const meetingsOf = (booking: Booking): { readonly room: string; readonly byApi: boolean }[] => {
  if (booking.state !== 'confirmed' && booking.state !== 'cancelled') return [];
  const made = standingFor(booking).flatMap(({ id }) => (id === undefined ? [] : [{ room: id, byApi: true }]));
  const room = booking.state === 'confirmed' && !madeByApi(booking) ? roomOf(booking.meeting) : undefined;
  return room === undefined ? made : [...made, { room, byApi: false }];
};

/** What tells a meeting from others; undefined where its tool has invited, and nothing of it is known here. */
export const roomOf = (meeting: Meeting): string | undefined =>
  meeting.state === 'ready' ? (meeting.id ?? meeting.url) : undefined;

/** [D-12] Others are held in the meeting that was left behind: nobody is to delete it. */
export const leftToOthers = (booking: Confirmed): Confirmed => {
  const { oldMeeting: _used, ...rest } = booking;
  return rest;
};

/** As a booking has them. */
export const sparesIn = (spares: Spare[]): Pick<Confirmed, 'spares'> => (spares.length > 0 ? { spares } : {});

/**
 * [D-12, A-6-3] The meeting of a confirmed session is there; whoever has no address has to be told what is new of it. Where staff
 * have entered another one than the API made, theirs stands, and the API's is left to be removed; so is one of another user than before.
 * The same entered again is the one that was there already, since it was first made [D-10].
 */
export const meet = (booking: Confirmed, meeting: Extract<Meeting, { state: 'ready' }>): Confirmed => {
  const { oldMeeting: _deleted, spares: before = [], unremoved, ...rest } = booking;
  const news = accessOf(meeting) !== accessOf(booking.meeting);
  const known = standingFor(booking);
  const same = meeting.id !== undefined && meeting.host === undefined && known.find(({ id }) => id === meeting.id);
  const left = known.filter((one) => one !== same && one.host !== meeting.host);
  const host = same && { host: same.host, ...(before.includes(same) && { chosen: true as const }) };
  return {
    ...rest,
    ...carried(booking),
    meeting: { ...(booking.meeting.state === 'ready' && !news ? booking.meeting : meeting), ...host },
    ...sparesIn(left),
    ...(unremoved && left.length > 0 && { unremoved }),
    ...(news && untold(booking.applicant)),
  };
};

/** What the clock has brought about is noted, so that it happens once; so are terms announced. */
export const note = <B extends Tentative | Confirmed>(
  booking: B,
  { prompts = [], announced = booking.announced }: { prompts?: readonly Prompt[]; announced?: string | undefined },
): B => ({
  ...booking,
  ...carried(booking),
  prompted: [...booking.prompted, ...prompts],
  ...(announced !== undefined && { announced }),
});

/** Terms that were announced, of which the person has not heard, are announced no more: what they heard of last stands, if of any. */
export const unannounced = (booking: Tentative | Confirmed, heard: string | undefined): Tentative | Confirmed => {
  const { announced: _unheard, ...rest } = booking;
  return { ...rest, revision: booking.revision + 1, ...(heard !== undefined && { announced: heard }) };
};

export type Cancelling = {
  readonly by: 'applicant' | 'office';
  readonly through: 'phone' | 'mail' | 'web' | 'counter';
  readonly reason?: string;
};

/**
 * [K-6-5, A-6-4, D-8] A confirmed session is called off: by mail or web where channel and time allow; whatever a person at the
 * office has been told on the phone or at the counter stands, also in the ten minutes after the start and written down later. The
 * office itself takes back only what is not over.
 */
export const cancel = (office: Office, booking: Confirmed, how: Cancelling, now: Instant): Booking | Refusal => {
  const { by, through, reason } = how;
  if (by === 'office' && !mayCallOffByOffice(booking, now)) return refuse('not-possible-now');
  // Whoever asked for a session at once has kept nobody waiting [A-62-2].
  const unattended = by === 'applicant' && booking.channel !== 'instant' && (through === 'mail' || through === 'web');
  if (unattended && !mayCancel(office, through, booking.session.startsAt, now)) return refuse('cancel-by-phone');
  return {
    ...carried(booking),
    ...sessionOf(booking),
    state: 'cancelled',
    endedAt: now,
    by,
    through,
    ...(reason !== undefined && { reason }),
    ...(booking.spares && { spares: booking.spares }),
    ...(booking.unremoved && { unremoved: booking.unremoved }),
  };
};

/** [K-6-5, A-6-4, D-8] Whether the person may call a booking off this way now; an application like a session. */
export const mayCallOff = (office: Office, booking: Booking, through: 'mail' | 'web', now: Instant): boolean => {
  if (booking.state !== 'tentative' && booking.state !== 'confirmed') return false;
  const startsAt = occupies(booking)?.startsAt ?? booking.wishes[0]?.from;
  return startsAt !== undefined && mayCancel(office, through, startsAt, now);
};

/**
 * [K-6-5, A-6-4, D-8] The person calls a booking off without speaking to anybody: an application is withdrawn, a session
 * cancelled, where channel and time allow; elsewhere they are to phone.
 */
export const callOff = (office: Office, booking: Booking, through: 'mail' | 'web', now: Instant): Booking | Refusal => {
  if (booking.state !== 'tentative' && booking.state !== 'confirmed') return refuse('not-possible-now');
  if (!mayCallOff(office, booking, through, now)) return refuse('cancel-by-phone');
  return booking.state === 'tentative'
    ? withdraw(booking, now)
    : cancel(office, booking, { by: 'applicant', through }, now);
};

/** [D-10] The person was in touch about the session: ten minutes of silence no longer cancel it. */
export const inTouch = (booking: Confirmed, sign: z.infer<typeof SignOfContact>, now: Instant): Confirmed => ({
  ...booking,
  ...carried(booking),
  signs: [...booking.signs, { sign, at: now }],
});

/** [K-12-3, A-12-3] Who comes along, an interpreter or helper, is noted, changed, or taken out again. */
export const accompany = (booking: Tentative | Confirmed, companion: string | undefined): Tentative | Confirmed => {
  const { companion: _before, ...rest } = booking;
  return { ...rest, revision: booking.revision + 1, ...(companion !== undefined && { companion }) };
};

/** Nothing about a booking changes but what is told of it once more: the act is one of its history all the same. */
export const touched = (booking: Booking): Booking => ({ ...booking, revision: booking.revision + 1 });

/** The session took place; not before it began. */
export const attend = (booking: Confirmed, now: Instant): Booking | Refusal =>
  now < booking.session.startsAt
    ? refuse('not-possible-now')
    : { ...carried(booking), ...sessionOf(booking), state: 'attended', confirmedAt: booking.confirmedAt, endedAt: now };

/**
 * Staff take back that a session took place, which was pressed by mistake. Where nobody has heard of the person, their press is the sign
 * that keeps the clock from ending it; at once it says that the session had begun.
 */
export const undoAttended = (booking: Attended, now: Instant): Confirmed =>
  standingAgain(booking, booking.signs.length > 0 && booking.channel !== 'instant' ? undefined : 'arrived', now);

/** [K-12-1, A-12-1] Staff end a session that has begun, over threats, abuse or purposes other than finding work; one to come is cancelled. */
export const stop = (booking: Confirmed, reason: string, now: Instant): Booking | Refusal =>
  now < booking.session.startsAt
    ? refuse('not-possible-now')
    : { ...carried(booking), ...sessionOf(booking), state: 'stopped', endedAt: now, reason };

/** [A-62-3] A session at once nobody has begun: the office has not reached the person, who was waiting for that. */
const neverBegun = ({ channel, signs }: Confirmed): boolean =>
  channel === 'instant' && signs.every(({ sign }) => sign !== 'arrived');

/** Whether the office can still take a session back: until it is over, and afterwards one at once that was never begun. */
export const mayCallOffByOffice = (booking: Confirmed, now: Instant): boolean =>
  !isOver(booking, now) || neverBegun(booking);

/** [D-10] Staff settle a silent session by hand once the ten minutes are over, though there was a sign of contact. */
export const deemNoShow = (office: Office, booking: Confirmed, now: Instant): Booking | Refusal =>
  now < noShowAt(office, booking.session.startsAt) || neverBegun(booking)
    ? refuse('not-possible-now')
    : { ...carried(booking), ...sessionOf(booking), state: 'no-show', confirmedAt: booking.confirmedAt, endedAt: now };

/** [D-10] Staff have looked at what the clock has deemed, and it was so. */
export const upholdNoShow = (booking: NoShow): NoShow => ({ ...booking, ...carried(booking) });

/** [D-10] Staff undo a deemed cancellation; the staff's own word is the sign of contact that was missing. */
export const undoNoShow = (booking: NoShow, sign: z.infer<typeof SignOfContact>, now: Instant): Confirmed =>
  standingAgain(booking, sign, now);

const standingAgain = (
  booking: Attended | NoShow,
  sign: z.infer<typeof SignOfContact> | undefined,
  now: Instant,
): Confirmed => ({
  ...carried(booking),
  state: 'confirmed',
  session: booking.session,
  tool: booking.tool,
  meeting: booking.meeting,
  signs: sign ? [...booking.signs, { sign, at: now }] : booking.signs,
  confirmedAt: booking.confirmedAt,
  // Whoever undoes it is with the person; nobody has to be told that the ten minutes are over.
  prompted: [...booking.prompted, 'no-show'],
});

/** [K-13, A-13, D-11] The person agrees to terms again; which version is for the caller to have checked. */
export const agree = <B extends Tentative | Confirmed>(booking: B, terms: string): B => ({
  ...booking,
  ...carried(booking),
  terms,
});
