import * as z from 'zod';
import { accessIn, awaitsAccess, type Booking, madeByApi, type Prompt } from './booking.ts';
import type { Closures } from './calendar.ts';
import { awaitsAnswer, type Wake, wakesOf } from './clock.ts';
import type { Office } from './office.ts';
import { endOf } from './openings.ts';
import { type Instant, IsoInstant, instant, MINUTE } from './time.ts';

/** お知らせ to the person who applied. */
const ToApplicant = z.enum([
  'receipt',
  'invitation',
  'reminder',
  'moved',
  'entry-changes',
  'cancelled',
  'withdrawn',
  'declined',
  'expired',
  'deemed-cancelled',
  'please-phone',
  'terms-changed',
]);
/** お知らせ to the office's staff. */
const ToStaff = z.enum([
  'new-application',
  'promise-endangered',
  'hold-ending',
  'meeting-missing',
  'meeting-failed',
  'person-waiting',
  'undeliverable',
]);
export const NoticeKind = z.enum([...ToApplicant.options, ...ToStaff.options]);
export type NoticeKind = z.infer<typeof NoticeKind>;
export type NoticeToApplicant = z.infer<typeof ToApplicant>;
export const isForStaff = (kind: NoticeKind): kind is z.infer<typeof ToStaff> => ToStaff.safeParse(kind).success;

/**
 * How far one notice has come. `to-be-phoned`: the person stands on the call list; `failed`: a mail to staff came back;
 * `dropped`: it would no longer be true, or would be one too many.
 *
 *   pending ── sent ── delivered
 *      │         └────────┴── to-be-phoned ── phoned      (staff's own mail: failed)
 *      └── dropped · to-be-phoned
 */
export const Notice = z.strictObject({
  state: z.enum(['pending', 'sent', 'delivered', 'failed', 'to-be-phoned', 'phoned', 'dropped']),
  /** When it came into this state. */
  at: IsoInstant,
  tries: z.int().nonnegative(),
  /** Somebody is sending it, or has and does not know how it ended: nobody else does before this moment. */
  leasedUntil: IsoInstant.optional(),
  why: z
    .enum([
      'no-address',
      'bounced',
      'complained',
      'rejected',
      'delayed',
      'dead-address',
      'unsent',
      'overtaken',
      'too-many',
    ])
    .optional(),
  /** Who phoned. */
  by: z.string().optional(),
  /** What `proofOf` makes of SES's name for the letter: whoever answers it has received it. */
  proof: z.string().optional(),
});
export type Notice = z.infer<typeof Notice>;

/** A sender is done with a notice after this long, one way or another: no function runs longer. */
const SENDING = MINUTE;

/** How long nobody else tries: long enough for the news to come of a letter of which SES has not said whether it took it. */
export const LEASE = 15 * MINUTE;

/** A notice as its sender takes it: nobody else may while the lease lasts. Undefined where it is not to be sent, or somebody is at it. */
export const taken = (notice: Notice, now: Instant): Notice | undefined =>
  notice.state !== 'pending' || (notice.leasedUntil !== undefined && now < notice.leasedUntil)
    ? undefined
    : { ...notice, tries: notice.tries + 1, leasedUntil: instant(now + LEASE) };

/** A notice that was taken and certainly not sent: anybody may take it again. */
export const givenBack = ({ state, at, tries }: Notice): Notice | undefined =>
  state === 'pending' ? { state, at, tries } : undefined;

/** Letters that carry a link to the booking: only those to an address staff have confirmed a session with [D-9]. */
export const carriesLink = (kind: NoticeKind): boolean =>
  kind === 'invitation' || kind === 'moved' || kind === 'entry-changes' || kind === 'reminder';

export const newNotice = (now: Instant): Notice => ({ state: 'pending', at: now, tries: 0 });

const prompted = {
  promise: ['promise-endangered'],
  'promise-broken': ['please-phone'],
  ending: ['hold-ending'],
  expiry: [],
  meeting: ['meeting-missing'],
  'reminder-day': ['reminder'],
  'reminder-hour': ['reminder'],
  'no-show': ['person-waiting'],
} satisfies Record<Prompt, NoticeKind[]>;

/** What the end, or a new state, of a booking has the person told. */
const told = {
  tentative: [],
  confirmed: ['invitation'],
  withdrawn: ['withdrawn'],
  declined: ['declined'],
  expired: ['expired'],
  attended: [],
  cancelled: ['cancelled'],
  'no-show': ['deemed-cancelled'],
  stopped: [],
} satisfies Record<Booking['state'], NoticeKind[]>;

/**
 * [K-F-3, K-6-3…5, A-6-3…5] Who has to be told what when a booking becomes another. Where only our word tells how to
 * enter, the mail's or the call's, the invitation waits until the meeting is made. A hold taken down on the phone without an address was told
 * on the phone; undoing a deemed cancellation is between staff and the person they speak with, and
 * what is undone of how a session ended nobody else has heard of.
 */
export const noticesOwed = (office: Office, before: Booking | undefined, after: Booking): NoticeKind[] => {
  // [A-62-3] All there is to say of a session at once is said on the phone that is called back.
  if (after.channel === 'instant') return [];
  if (after.state !== before?.state) {
    // Whoever has no address has called it off by speaking with staff.
    if (after.applicant.email === undefined && calledOff(after)) return [];
    if (after.state === 'tentative') return before ? [] : receiptOf(after);
    if (
      after.state === 'confirmed' &&
      (before?.state === 'no-show' || before?.state === 'attended' || awaitsAccess(office, after))
    )
      return [];
    return told[after.state];
  }
  const moved = after.version !== before.version ? (['moved'] as const) : [];
  const access = accessIn(office, after);
  // What another tool invites to is told at once, or with its codes; so is an address that has come to be known. Whoever no mail has
  // reached is told once more when there is a meeting.
  const retooled = after.state === 'confirmed' && before.state === 'confirmed' && after.tool !== before.tool;
  const waited = after.version === before.version && (awaitsAccess(office, before) || isMet(before, after));
  const entry =
    access === undefined ? (retooled || waited) && !awaitsAccess(office, after) : access !== accessIn(office, before);
  const met = entry ? (['invitation'] as const) : [];
  const changes = losesEntry(before, after) ? (['entry-changes'] as const) : [];
  // Whoever has no address is not phoned about what a mail would only repeat.
  const unreachable = after.applicant.email === undefined;
  const asked = after.prompted
    .slice(moved.length > 0 ? 0 : before.prompted.length)
    .flatMap((prompt) => prompted[prompt]);
  const failed = newTrouble(before, after) ? (['meeting-failed'] as const) : [];
  return [...new Set([...moved, ...met, ...changes, ...failed, ...asked])].filter(
    (kind) => !unreachable || kind !== 'reminder',
  );
};

/** [A-6-3, K-12-2] The tool did not make the meeting, and staff do not know yet of this cause. */
const newTrouble = (before: Booking, after: Booking): boolean => {
  const told = (booking: Booking): number =>
    booking.state === 'confirmed' && booking.meeting.state === 'failed' ? booking.meeting.told.length : 0;
  return told(after) > (before.version === after.version ? told(before) : 0);
};

/** [A-6-3, A-6-5] What the tool had made for this very session, and the person was told of, is good no more, and nothing takes its place yet. */
const losesEntry = (before: Booking, after: Booking): boolean =>
  before.state === 'confirmed' &&
  after.state === 'confirmed' &&
  before.version === after.version &&
  before.tool === after.tool &&
  madeByApi(before) !== undefined &&
  after.meeting.state !== 'ready';

/** The meeting was made of somebody whom no mail had reached. */
const isMet = (before: Booking, after: Booking): boolean =>
  before.state === 'confirmed' &&
  after.state === 'confirmed' &&
  before.unreached === true &&
  before.meeting.state !== 'ready' &&
  after.meeting.state === 'ready';

const calledOff = (booking: Booking): boolean =>
  booking.state === 'withdrawn' || (booking.state === 'cancelled' && booking.by === 'applicant');

const receiptOf = ({ channel, applicant }: Booking): NoticeKind[] =>
  channel === 'form' || channel === 'mail'
    ? ['receipt', 'new-application']
    : applicant.email === undefined
      ? []
      : ['receipt'];

/**
 * What follows from a stored act: the notices owed, which were written with it; the moments at which the booking should be
 * looked at from now on, and those at which it no longer need be. Pure: `dispatch` performs it, from the table's stream.
 */
export const consequencesOf = (
  office: Office,
  closures: Closures,
  before: Booking | undefined,
  after: Booking,
): { notices: NoticeKind[]; wakes: Wake[]; forget: string[] } => {
  const was = before ? wakesOf(office, closures, before).map(({ kind }) => wakeName(before, kind)) : [];
  const wakes = wakesOf(office, closures, after);
  const names = wakes.map(({ kind }) => wakeName(after, kind));
  return {
    notices: noticesOwed(office, before, after),
    wakes: wakes.filter(({ kind }) => !was.includes(wakeName(after, kind))),
    forget: was.filter((name) => !names.includes(name)),
  };
};

/** A wake's name is its identity: `1234-5678.2.reminder-day`. No personal data, at most 64 of `[0-9a-zA-Z-_.]`. */
export const wakeName = ({ id, version }: Pick<Booking, 'id' | 'version'>, kind: Prompt): string =>
  `${id}.${version}.${kind}`;

/** The end each of these tells of; undone, it is not told any more. */
const ends = {
  withdrawn: 'withdrawn',
  declined: 'declined',
  expired: 'expired',
  cancelled: 'cancelled',
  'deemed-cancelled': 'no-show',
} as const satisfies Partial<Record<NoticeKind, Booking['state']>>;

/**
 * Whether a notice is still true when it is about to be sent, or spoken. One about a version that has moved on is not, nor a
 * reminder or invitation to a session that no longer stands or has begun, nor anything a session that is over makes pointless.
 */
export const stillTrue = (
  office: Office,
  kind: NoticeKind,
  version: number,
  booking: Booking,
  now: Instant,
): boolean => {
  const confirmed = booking.state === 'confirmed' && booking.version === version;
  const over = booking.state === 'confirmed' && now >= endOf(booking.session);
  switch (kind) {
    case 'receipt':
    case 'new-application':
    case 'hold-ending':
      return booking.state === 'tentative';
    case 'invitation':
    case 'moved':
      // What comes late still lets a person in.
      return confirmed && !over;
    case 'entry-changes':
      return confirmed && !over && booking.meeting.state !== 'ready';
    case 'reminder':
      return confirmed && now < booking.session.startsAt;
    case 'please-phone':
    case 'promise-endangered':
      return !over && awaitsAnswer(office, booking);
    case 'meeting-missing':
      return confirmed && booking.meeting.state !== 'ready';
    case 'meeting-failed':
      return confirmed && booking.meeting.state === 'failed';
    case 'person-waiting':
      return confirmed;
    case 'terms-changed':
      return booking.state === 'tentative' || (booking.state === 'confirmed' && !over);
    case 'undeliverable':
      return true;
    default:
      return booking.state === ends[kind];
  }
};

/** How long a mail is tried before a person is phoned instead. */
const PATIENCE = 2 * 60 * MINUTE;

/**
 * When a person whom no mail has reached belongs on the call list: two hours after the notice was owed, and sooner where time is
 * short: a quarter of an hour before the office's promise breaks, half an hour before the session. Five minutes are always
 * left for the mail.
 */
export const phoneFrom = (owedAt: Instant, promisedBy: Instant, startsAt?: Instant): Instant => {
  const ahead = (moment: Instant | undefined, minutes: number): number =>
    moment !== undefined && moment > owedAt ? moment - minutes * MINUTE : Number.POSITIVE_INFINITY;
  const soonest = Math.min(ahead(promisedBy, 15), ahead(startsAt, 30));
  return instant(Math.min(owedAt + PATIENCE, Math.max(owedAt + 5 * MINUTE, soonest)));
};

/**
 * A notice as it truly is, whatever timers did: one still unsent, or to be phoned, is dropped once it is no longer true; one
 * unsent to a person is to be phoned when its time has come, one to staff has failed. While somebody is sending it, it is
 * theirs; a lease that outlasts the sender keeps nobody off the call list.
 */
export const noticeAsOf = (
  office: Office,
  booking: Booking,
  owed: { readonly version: number; readonly at: Instant },
  kind: NoticeKind,
  notice: Notice,
  now: Instant,
): Notice => {
  const { state, leasedUntil, tries } = notice;
  const waits = state === 'pending' || state === 'to-be-phoned';
  const sending = leasedUntil !== undefined && now < leasedUntil - LEASE + SENDING;
  if (!waits || sending) return notice;
  if (!stillTrue(office, kind, owed.version, booking, now))
    return { state: 'dropped', why: notice.why ?? 'overtaken', at: now, tries };
  if (state === 'to-be-phoned') return notice;
  const toStaff = isForStaff(kind);
  const startsAt = 'session' in booking ? booking.session.startsAt : undefined;
  // `notice.at`: a word to staff may have come to be owed later than the act.
  const from = toStaff ? instant(notice.at + PATIENCE) : phoneFrom(owed.at, booking.promisedBy, startsAt);
  return now >= from ? { state: toStaff ? 'failed' : 'to-be-phoned', why: 'unsent', at: from, tries } : notice;
};
