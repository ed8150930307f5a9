import * as z from 'zod';
import { Reference } from '../domain/booking.ts';
import { Notice } from '../domain/notices.ts';
import { ApplicantKind, type Office } from '../domain/office.ts';
import { at, IsoInstant, LocalTime, Minutes, minutesOf } from '../domain/time.ts';
import type { Reading } from './reading/read-mail.ts';

/** The letters a mail is answered with, and the word staff get of it. */
export const MailNotice = z.enum(['ask', 'late', 'by-phone', 'received', 'again', 'called-off', 'mail-for-staff']);
export type MailNotice = z.infer<typeof MailNotice>;

/**
 * A mail that came in, as staff see it in their list: what became of it and why. What it says stays in the mail alone, which is
 * kept for as long as the office's data say and read again whenever somebody looks.
 */
export const MailIn = z.object({
  id: z.string().regex(/^[\w-]{43}$/),
  revision: z.int().positive(),
  receivedAt: IsoInstant,
  /** Where the mail lies in its bucket. */
  object: z.string(),
  /** Its Message-ID, as it stands there. */
  messageId: z.string().optional(),
  from: z.string().optional(),
  subject: z.string(),
  kind: z.enum(['application', 'cancellation', 'change', 'automatic', 'other']).optional(),
  /** `to-read`: a person has to look at it. */
  outcome: z.enum(['booked', 'completed', 'cancelled', 'ignored', 'to-read']),
  /** The reading's doubts, the rule that stood against what was asked, or why nothing was done. */
  why: z.array(z.string()),
  booking: Reference.optional(),
  /** What an answer is written from: for whom and near which time. */
  wished: z
    .object({
      applicant: ApplicantKind,
      desk: z.string().optional(),
      from: IsoInstant.optional(),
      minutes: Minutes.optional(),
    })
    .optional(),
  notices: z.partialRecord(MailNotice, Notice),
  /** Nobody has to look at it any more: who said so, or which later mail made it so. */
  settled: z
    .object({ at: IsoInstant, by: z.string().optional(), how: z.enum(['answered', 'settled', 'booked', 'followed']) })
    .optional(),
});
export type MailIn = z.infer<typeof MailIn>;

/** The letters about a mail that are still to be sent. */
export const pendingIn = ({ notices }: MailIn): MailNotice[] =>
  MailNotice.options.filter((kind) => notices[kind]?.state === 'pending');

/** Why a mail that was acted on is read by a person all the same: it says more than the items of an application. */
export const REMARK = 'remark';

/** Whether a mail still waits for a person. */
export const waits = ({ outcome, why, settled }: Pick<MailIn, 'outcome' | 'why' | 'settled'>): boolean =>
  settled === undefined && (outcome === 'to-read' || why.includes(REMARK));

/**
 * [K-F-2, K-6-2, A-6-2] What was read as the body of an application, as the form would send it: as many wishes as the office
 * takes, nothing that was not read. A person's own agreement is for the caller to add.
 */
export const bodyOf = (office: Office, reading: Reading) => {
  const { desk, applicant: kind, name, number, email, phone, counsellor, wishes } = reading;
  const given = <Name extends string>(key: Name, value: string | null) =>
    (value === null ? {} : { [key]: value }) as Partial<Record<Name, string>>;
  return {
    ...given('desk', desk),
    applicant: {
      kind,
      ...given('name', name),
      ...given('number', number),
      ...given('email', email),
      ...given('phone', phone),
    },
    wishes: wishes.slice(0, office.choices).flatMap(({ date, from, to, minutes }) => {
      if (date === null || from === null) return [];
      const length = minutes === null ? {} : { minutes };
      const on = (time: string): string => `${date}T${time}:00+09:00`;
      return to === null ? { startsAt: on(from), ...length } : { from: on(from), to: on(to), ...length };
    }),
    ...given('counsellor', counsellor),
  };
};

export type Plan =
  | { readonly act: 'apply' | 'call-off' | 'ignore' }
  | {
      readonly act: 'leave';
      readonly why: readonly string[];
      readonly answer?: Exclude<MailNotice, 'mail-for-staff'>;
      /** Late is all that is wrong with it: the mail that follows a call taken late is in time. */
      readonly unlessHeld?: true;
    };

/**
 * [K-6-5, A-6-4, D-4, D-8, D-9] What to do about a mail whose sender is certain, from its reading alone: hold what was read with
 * certainty, ask where the person can clear it up, otherwise leave it to staff and tell the person so. A question is
 * answered by staff only. What staff have taken late on the phone is completed by the mail they asked for [K-F-2].
 */
export const planFor = ({ kind, applicant, decision, doubts }: Reading): Plan => {
  if (decision === 'ignore') return { act: 'ignore' };
  if (kind === 'cancellation') return { act: 'call-off' };
  if (kind === 'change') return { act: 'leave', why: ['change', ...doubts], answer: 'received' };
  if (kind !== 'application') {
    const why = [kind, ...doubts];
    return doubts.includes('unreadable') ? { act: 'leave', why, answer: 'received' } : { act: 'leave', why };
  }
  if (decision === 'hold') return { act: 'apply' };
  const given = !doubts.includes('outside-timetable');
  const unlessHeld = applicant !== 'prospective' && doubts.every((doubt) => doubt === 'past-deadline');
  const answer = doubts.includes('past-deadline') && given ? 'late' : decision === 'ask' || !given ? 'ask' : 'received';
  const why = applicant === 'prospective' ? [applicant, ...doubts] : doubts;
  return { act: 'leave', why, answer, ...(unlessHeld && { unlessHeld }) };
};

/** What may be cleared up by asking, of the rules that can stand against an application that was read with certainty. */
const ASKABLE = new Set([
  'opening-taken',
  'outside-timetable',
  'day-closed',
  'too-far',
  'length-not-offered',
  'malformed',
]);

/** Read in time but acted on too late, it is not the person who was late: staff make good for it. */
export const planRefused = (refused: string): Extract<Plan, { act: 'leave' }> => ({
  act: 'leave',
  why: [refused],
  answer: ASKABLE.has(refused) ? 'ask' : 'received',
});

/** What an answer is written from: who asks, and near which time. */
export const wishedIn = ({ applicant, desk, wishes: [wish] }: Reading): NonNullable<MailIn['wished']> => {
  const { date, from, to, minutes } = wish ?? {};
  const wide = from && to ? minutesOf(to) - minutesOf(from) : undefined;
  const length = minutes ?? wide;
  return {
    applicant,
    ...(desk !== null && { desk }),
    ...(date && { from: at(date, from ?? NOON) }),
    ...(length !== undefined && length > 0 && { minutes: length }),
  };
};
const NOON = LocalTime.parse('12:00');
