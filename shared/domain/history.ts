import * as z from 'zod';
import { awaitsAccess, type Confirmed } from './booking.ts';
import type { Use } from './joining.ts';
import { isForStaff, Notice, NoticeKind } from './notices.ts';
import { Channel, type Office, Terms, VideoTool } from './office.ts';
import { Consent } from './person.ts';
import { type Instant, IsoInstant } from './time.ts';

const Act = z.enum([
  'applied',
  'booked',
  'confirmed',
  'withdrawn',
  'declined',
  'expired',
  'moved',
  'cancelled',
  'attended',
  'attended-undone',
  'stopped',
  'no-show',
  'no-show-undone',
  'in-touch',
  'begun',
  'agreed',
  'completed',
  'meeting-made',
  'meeting-failed',
  'meeting-removed',
  'meeting-asked',
  'tool-changed',
  'companion',
  'contact-changed',
  'resent',
  'prompted',
  'announced',
]);

const Actor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('applicant') }),
  z.strictObject({ kind: z.literal('staff'), id: z.string() }),
  z.strictObject({ kind: z.literal('clock') }),
  /** What the office's own functions bring about, at a tool say, whoever's act it follows from. */
  z.strictObject({ kind: z.literal('system') }),
]);
export type Actor = z.infer<typeof Actor>;

/** Whether somebody did it: what clock and system bring about by themselves changes nobody's mind. */
export const isSomebody = ({ kind }: Actor): boolean => kind === 'applicant' || kind === 'staff';

/**
 * One line of a booking's history: who did what, when, how and why, to which version; and the outbox: the notices this act
 * owes, each with how far it has come.
 */
export const History = z.strictObject({
  revision: z.int(),
  version: z.int(),
  act: Act,
  actor: Actor,
  channel: Channel.or(z.enum(['web', 'clock', 'system'])),
  at: IsoInstant,
  reason: z.string().optional(),
  /** The video tool that this act has settled. */
  tool: VideoTool.optional(),
  /** [K-13, A-13, D-11] The version of the terms that this act tells of. */
  announced: Terms.shape.version.optional(),
  notices: z.partialRecord(NoticeKind, Notice),
  consent: Consent.optional(),
  /** The mail that brought this about, by its name in the staff's list; there as long as it is kept. */
  mail: z.string().optional(),
  /** What `linkHash` makes of the links its letters carried, the latest few: whoever has one opens the booking. */
  opens: z.array(z.string()).optional(),
  /** From here on another address is written to; which one is no matter of the history. */
  newAddress: z.literal(true).optional(),
});
export type History = z.infer<typeof History>;
export type Notices = History['notices'];

/**
 * What an act says of itself; the rest follows from the booking before and after it, but for notices the act alone knows of, and
 * the use of the service it is.
 */
export type Doing = Omit<History, 'revision' | 'version' | 'notices' | 'opens' | 'newAddress' | 'tool'> & {
  readonly owed?: readonly NoticeKind[];
  /** No mail reaches the person, who has just heard it from staff on the phone or at the counter: nobody phones them about it. */
  readonly heardFrom?: string;
  readonly use?: Use;
};

/** Whether a mail to the person's address as it now is came back: it is written to no more, they are phoned. */
export const addressIsDead = (history: readonly History[]): boolean =>
  history
    .slice(
      Math.max(
        0,
        history.findLastIndex(({ newAddress }) => newAddress),
      ),
    )
    .some(({ notices }) =>
      NoticeKind.options.some(
        (kind) => !isForStaff(kind) && /^(?:bounced|complained|rejected|dead-address)$/.test(notices[kind]?.why ?? ''),
      ),
    );

/** What tells somebody of their session and how to enter it. */
const telling: readonly NoticeKind[] = ['invitation', 'moved'];
export const isTelling = (kind: NoticeKind): boolean => telling.includes(kind);

/** Whether a word of a session that did not arrive was made good by a later one that did: sent once more, or all of it in the invitation. */
export const isMadeGood = (
  history: readonly History[],
  { revision, version }: Pick<History, 'revision' | 'version'>,
  kind: NoticeKind,
): boolean =>
  isTelling(kind) &&
  history.some(
    (later) =>
      later.revision > revision &&
      later.version === version &&
      [kind, 'invitation' as const].some((one) => later.notices[one]?.state === 'delivered'),
  );

/**
 * [D-10, R-15] A confirmed booking as the news of its notices make it: whoever is to be phoned about their session has not been
 * reached; they have once nothing of it is left to be told, if that was so before the session began. Who hears it later has not
 * stayed away in silence. The same booking where the news change nothing.
 */
export const reachOf = (office: Office, booking: Confirmed, history: readonly History[], now: Instant): Confirmed => {
  const open = history.some(
    (entry) =>
      entry.version === booking.version &&
      telling.some((kind) => {
        const state = entry.notices[kind]?.state;
        return (
          (state === 'to-be-phoned' && !isMadeGood(history, entry, kind)) ||
          (state === 'pending' && booking.applicant.email === undefined)
        );
      }),
  );
  const { unreached, ...rest } = booking;
  if (open) return { ...rest, revision: booking.revision + 1, unreached: true };
  // Neither our word nor the tool's can have told them of a meeting that is not there yet.
  const untold = booking.meeting.state !== 'ready' && (awaitsAccess(office, booking) || addressIsDead(history));
  return !unreached || untold || now >= booking.session.startsAt
    ? booking
    : { ...rest, revision: booking.revision + 1 };
};

/** [K-13, A-13, D-11] The latest word of other terms that has come to the person, or may have: a mail has gone out or is about to, or they were phoned. */
export const lastHeardOfTerms = (history: readonly History[]): History | undefined =>
  history.findLast(({ notices }) => {
    const state = notices['terms-changed']?.state;
    return state !== undefined && state !== 'to-be-phoned' && state !== 'dropped';
  });
