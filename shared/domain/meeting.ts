import * as z from 'zod';
import type { Applicant } from './application.ts';
import { type Office, toolOf, VideoTool } from './office.ts';
import { type Refusal, refuse } from './refusal.ts';
import { IsoInstant } from './time.ts';

/** What people need to enter a session. A tool that invites people itself may leave all of it to its own mail. */
const Access = z.strictObject({
  url: z.url().optional(),
  id: z.string().optional(),
  passcode: z.string().optional(),
});

/** Why a tool has not made a meeting that it was asked for. */
export const MeetingTrouble = z.enum([
  'recording',
  'ai',
  'changed',
  'host',
  'daily-limit',
  'busy',
  'unreachable',
  'credentials',
  'refused',
]);
export type MeetingTrouble = z.infer<typeof MeetingTrouble>;

/**
 * The meeting of a confirmed session: somebody has to make it, the tool was asked and did not, or it is there. A booking not confirmed
 * has none.
 */
export const Meeting = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('wanted'),
    /** [D-12] It is there, but the tool invited an address that is the person's no more: the one of now has to be invited. */
    elsewhere: z.literal(true).optional(),
  }),
  z.strictObject({
    state: z.literal('failed'),
    why: MeetingTrouble,
    since: IsoInstant,
    /** It is of no use to ask before this moment. */
    until: IsoInstant.optional(),
    /** The tool has not been asked: it had just not answered for another session. */
    unasked: z.literal(true).optional(),
    /** The tool is to be asked once more, and who says so. */
    again: z.enum(['system', 'staff']).optional(),
    /** What staff have been told of already, each once for this session as it stands. */
    told: z.array(MeetingTrouble),
  }),
  z.strictObject({
    state: z.literal('ready'),
    ...Access.shape,
    /** When it was entered, or made. */
    madeAt: IsoInstant.optional(),
    /** The tool's API has made it, for this user: it is moved and removed by the API too. */
    host: z.string().optional(),
    /** Staff have said that the session is held there though its counsellor has another user. */
    chosen: z.literal(true).optional(),
  }),
]);
export type Meeting = z.infer<typeof Meeting>;

/** What staff enter about a meeting they have made: its address and codes, or that the tool has invited the person. */
export const MeetingMade = z.strictObject({
  tool: VideoTool,
  url: z.string().trim().max(500, 'too-long').optional(),
  id: z.string().trim().max(20, 'too-long').optional(),
  passcode: z.string().trim().max(20, 'too-long').optional(),
  invited: z.boolean().optional(),
});
export type MeetingMade = z.infer<typeof MeetingMade>;

/**
 * [D-12, A-6-3] The meeting staff have made. A tool that invites people itself (TeleOffice) needs its address, or the word that
 * it has invited, which it can only whoever has an address; another one (Zoom) its address, meeting ID and passcode, because our
 * mail is all the person gets. Refused: an address that is not https or lies elsewhere, or makes its reader the host, codes that cannot be typed, anything missing;
 * and an address that leads into another meeting than the ID.
 */
export const meetingMade = (
  office: Office,
  { email }: Pick<Applicant, 'email'>,
  made: MeetingMade,
): Extract<Meeting, { state: 'ready' }> | Refusal => {
  const { hosts, invitesFrom } = toolOf(office, made.tool);
  const { url, invited } = made;
  const passcode = made.passcode?.normalize('NFKC');
  const id = made.id?.normalize('NFKC').replace(/[\s-]/g, '');
  if (url && !isOf(hosts, url)) return refuse('meeting-unusable');
  if (url && START.test(url)) return refuse('meeting-unusable');
  if (id && !ID.test(id)) return refuse('meeting-unusable');
  // What a passcode may be made of, as Zoom documents it.
  if (passcode && !/^[A-Za-z0-9@_*-]{1,10}$/.test(passcode)) return refuse('meeting-unusable');
  const complete = invitesFrom === null ? url && id && passcode : url || (invited && email !== undefined);
  if (!complete) return refuse('meeting-unusable');
  if (invitesFrom === null && numbersIn(url).some((number) => number !== id)) return refuse('meeting-mixed');
  return { state: 'ready', ...(url && { url }), ...(id && { id }), ...(passcode && { passcode }) };
};

/** Zoom's address to start a meeting, `start_url`: whoever opens it is the host. */
const START = /\/s\/\d|[?&]zak=/;

/** The numbers an address names: of Zoom's, its meeting (/j/12345678901). */
const numbersIn = (url: string | undefined): string[] =>
  url !== undefined && URL.canParse(url) ? new URL(url).pathname.split('/').filter((part) => /^\d+$/.test(part)) : [];

/** Whether two are one meeting, by the ID of either, what the address of either names, or the whole address. */
export const isSameMeeting = (one: MeetingPlace, other: MeetingPlace): boolean => {
  const known = ({ id, url }: MeetingPlace): string[] => [
    ...(id === undefined ? [] : [id]),
    // Shorter ones number the rooms of some account or other.
    ...numbersIn(url).filter((number) => ID.test(number)),
  ];
  return (one.url !== undefined && one.url === other.url) || known(one).some((number) => known(other).includes(number));
};
type MeetingPlace = Pick<z.infer<typeof Access>, 'id' | 'url'>;
const ID = /^\d{9,11}$/;

const isOf = (hosts: readonly string[], address: string): boolean => {
  // The parser would drop white space without a word, and it would be mailed.
  const url = URL.canParse(address) && !/\s/.test(address) ? new URL(address) : undefined;
  return (
    url?.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
  );
};
