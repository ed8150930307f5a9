import * as z from 'zod';
import type { Use } from './joining.ts';
import { isForStaff, Notice, NoticeKind } from './notices.ts';
import { Channel, VideoTool } from './office.ts';
import { Consent } from './person.ts';
import { IsoInstant } from './time.ts';

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
  'agreed',
  'completed',
  'meeting-made',
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
]);
export type Actor = z.infer<typeof Actor>;

/**
 * One line of a booking's history: who did what, when, how and why, to which version; and the outbox: the notices this act
 * owes, each with how far it has come.
 */
export const History = z.strictObject({
  revision: z.int(),
  version: z.int(),
  act: Act,
  actor: Actor,
  channel: Channel.or(z.enum(['web', 'clock'])),
  at: IsoInstant,
  reason: z.string().optional(),
  /** The video tool that this act has settled. */
  tool: VideoTool.optional(),
  notices: z.partialRecord(NoticeKind, Notice),
  consent: Consent.optional(),
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
