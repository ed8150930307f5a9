import {
  type Booking,
  type Cancelled,
  type Confirmed,
  isOver,
  madeByApi,
  type Spare,
  sparesIn,
  standingFor,
} from './booking.ts';
import type { MeetingTrouble } from './meeting.ts';
import { apiTools, type Office, toolOf, type VideoTool } from './office.ts';
import type { Counsellor } from './openings.ts';
import { type Instant, MINUTE } from './time.ts';
import { shortMoment } from './wording.ts';

/* What a booking owes at a tool whose meetings its API makes, and what becomes of the booking as the tool answers. */

/**
 * `first`: it is in the way of one to be made. Without an id nobody knows whether there is anything to remove.
 */
export type MeetingOwed =
  | { readonly do: 'make'; readonly host: string }
  | { readonly do: 'move'; readonly host: string; readonly id: string }
  | { readonly do: 'remove'; readonly host: string; readonly id?: string | undefined; readonly first?: true };

/**
 * [A-4, A-6-3, D-12] What is owed at the tool for a booking, from what is stored alone: a confirmed session whose counsellor has a user
 * there gets its meeting; one that was moved keeps it, unless another user has to hold it. What the person was told of stands until
 * there is another one; then it is removed, as is what a session no longer uses, or nobody will hold. What staff have entered
 * by hand stands. Undefined where all is as it should be, or a person has to see to it.
 */
export const meetingOwed = (
  office: Office,
  counsellors: readonly Counsellor[],
  booking: Booking,
): MeetingOwed | undefined => {
  if (booking.state !== 'confirmed' && booking.state !== 'cancelled') return undefined;
  const removal = (spare: Spare | undefined) => spare && ({ do: 'remove', ...spare } as const);
  const { session, tool, meeting, spares = [] } = booking;
  if (booking.state === 'cancelled') return removal(standingFor(booking)[0]);
  const counsellor = counsellors.find(({ id }) => id === session.counsellor);
  const host = madeItself(office, tool, counsellor) ? counsellor.zoomUser : undefined;

  const own = madeByApi(booking);
  const met = meeting.state === 'ready' && (!own || own.host === host || meeting.chosen);
  if (met || (meeting.state === 'wanted' && meeting.elsewhere)) return removal(spares[0]);
  if (host === undefined) {
    // Its user is another lane now: two sessions could stand there at once.
    const taken = own && counsellors.some(({ id, zoomUser }) => zoomUser === own.host && id !== counsellor?.id);
    return removal(spares[0] ?? (taken ? own : undefined));
  }
  if (meeting.state === 'failed' && !meeting.again) return undefined;
  const unsure = spares.find((spare) => spare.host !== host && spare.id === undefined);
  if (unsure) return { do: 'remove', ...unsure, first: true };
  const id = spares.find((spare) => spare.host === host)?.id;
  return id === undefined ? { do: 'make', host } : { do: 'move', host, id };
};

/** [A-6-3] Whether the meetings of a counsellor by this tool are made by its API, without staff. */
export const madeItself = (
  office: Office,
  tool: VideoTool,
  counsellor: Pick<Counsellor, 'zoomUser'> | undefined,
): counsellor is { zoomUser: string } => apiTools(office).includes(tool) && counsellor?.zoomUser !== undefined;

/** Longer than the tool ever takes that does what it is asked; whoever then has no meeting is a person's to look at. */
const USUALLY_MADE_WITHIN = 5 * MINUTE;

/** [A-6-3] Whether the meeting of a session just settled is about to be there by itself: nobody has to make it. */
export const isBeingMade = (
  office: Office,
  counsellors: readonly Counsellor[],
  booking: Confirmed,
  now: Instant,
): boolean => {
  if (booking.meeting.state !== 'wanted' || now >= booking.confirmedAt + USUALLY_MADE_WITHIN) return false;
  const owed = meetingOwed(office, counsellors, booking);
  return owed !== undefined && (owed.do !== 'remove' || owed.first === true);
};

/** What may heal by itself is asked for again by itself; the rest a person has to have looked at. */
const healing: ReadonlySet<MeetingTrouble> = new Set(['busy', 'unreachable', 'daily-limit', 'credentials', 'host']);

type Failed = Extract<Confirmed['meeting'], { state: 'failed' }>;

/** What staff read of a meeting the tool did not make: what was the matter, and what to do about it. */
const troubleTexts = {
  recording: [
    '録画がオンの会議ができたため、使わずに削除しました',
    '録画をしない設定にできるか、管理者に確かめてください',
  ],
  ai: [
    'AIの会議の要約か質問がオンの会議ができたため、使わずに削除しました',
    'AI Companionの要約と質問を、自動で始めない設定にできるか、管理者に確かめてください',
  ],
  changed: ['時刻か設定が、頼んだとおりの会議になりませんでした', 'アカウントの設定を、管理者に確かめてください'],
  host: ['担当者のユーザーでは、会議を作れませんでした', '「設定」の相談担当者で、担当者のユーザーを確かめてください'],
  'daily-limit': ['一日に作れる会議の数を超えました', '急ぐときは、手で作ってください'],
  busy: ['混み合っていて、会議を作れませんでした', '急ぐときは、手で作ってください'],
  unreachable: ['つながらず、会議を作れませんでした', '急ぐときは、手で作ってください'],
  credentials: ['サインインできず、会議を作れませんでした', 'つなぐための設定を、システムの管理者に確かめてください'],
  refused: ['会議を作れませんでした', 'つなぐための設定を、システムの管理者に確かめてください'],
} as const satisfies Record<MeetingTrouble, readonly [what: string, todo: string]>;

/** [A-6-3, K-12-2] Why there is no meeting, what to do, and whether it is asked for again by itself; a sentence each. */
export const troubleText = (tool: string, meeting: Failed): string[] => {
  const [tried, todo] = troubleTexts[meeting.why];
  const what = meeting.unasked ? '少し前からつながらないため、会議をまだ作れていません' : tried;
  const later =
    meeting.until === undefined
      ? `${tool}には、自動でもう一度頼みます。`
      : `${shortMoment(meeting.until)}を過ぎたら、自動でもう一度頼みます。`;
  return [
    `${tool}：${what}。`,
    `${todo}。`,
    healing.has(meeting.why)
      ? later
      : `自動では、もう一度頼みません。会議を手で作るか、直ったあとで、予約の「${tool}でもう一度つくる」を押してください。`,
  ];
};

/**
 * [A-4, K-12-2] What has to be set of a meeting that staff make by hand, as it is where the tool's API makes it: `host` is the counsellor's
 * user there, as far as one is known. In the words of the tool's own pages.
 */
export const settingsByHand = (host: string | undefined): readonly (readonly [name: string, value: string])[] => [
  ['主催者（ホスト）', host ?? '相談担当者のユーザー'],
  ['ミーティングID', '「自動的に生成」（個人ミーティングIDは使わない）'],
  ['パスコード', 'つける（英数字10文字まで）'],
  ['待機室', 'オン'],
  ['ホストより先の参加', '許可しない'],
  ['認証（サインイン）', '求めない'],
  ['自動録画', 'しない（ローカルもクラウドも）'],
  ['AI Companion', '会議の要約も質問も、自動で始めない'],
];

/** [A-6-5] What staff read where the person has been told of another meeting, which its new counsellor cannot hold. */
export const heldBefore = (office: Office, { applicant, tool, spares = [] }: Confirmed): string[] => [
  `本人には、前の会議の情報を知らせてあります。${applicant.email === undefined ? '使わないように、電話で伝えてください（「要電話連絡」に入っています）。' : '使わずに新しいお知らせを待つように、メールで伝えています。'}`,
  ...spares.flatMap(({ id, host }) =>
    id === undefined
      ? []
      : [
          `前の会議（ID ${id}、ユーザー ${host}）は、新しい会議ができるまで、${toolOf(office, tool).name}に残してあります。その会議で相談するときは、そのURL、ID、パスコード（${toolOf(office, tool).name}のその会議のページにあります）を、予約に入れてください。`,
        ],
  ),
];

/** [A-6-3] Whether the tool, which did not make a meeting, may make it now. */
export const mayHeal = ({ meeting }: Confirmed, now: Instant): boolean =>
  meeting.state === 'failed' && healing.has(meeting.why) && (meeting.until === undefined || now >= meeting.until);

/** What came of it; `unasked`: the tool is known not to answer at the moment. */
type Answered = {
  readonly trouble: MeetingTrouble;
  readonly until?: Instant | undefined;
  readonly unasked?: true | undefined;
};

/**
 * [A-6-3, K-12-2] The tool was asked for a meeting and did not make it: the session waits for it, and so does the invitation. Staff are told of
 * each cause once for a session as it stands. `none`: the user for whom no meeting of this booking stands there, for certain. One that
 * another user was to hold before is left there until there is another.
 */
export const unmet = (
  booking: Confirmed,
  { trouble, until, unasked }: Answered,
  none: string | undefined,
  now: Instant,
): Confirmed => {
  const { spares: _before, ...rest } = booking;
  const { meeting } = rest;
  const { since, told }: Pick<Failed, 'since' | 'told'> =
    meeting.state === 'failed' ? meeting : { since: now, told: [] };
  return {
    ...rest,
    ...sparesIn(standingFor(booking).filter(({ host }) => host !== none)),
    revision: booking.revision + 1,
    meeting: {
      state: 'failed',
      why: trouble,
      since,
      told: told.includes(trouble) ? told : [...told, trouble],
      ...(until !== undefined && { until }),
      ...(unasked && !(meeting.state === 'failed' && meeting.why === trouble && !meeting.unasked) && { unasked }),
    },
  };
};

/** The tool is to be asked once more for a meeting it did not make. Staff who say so have it asked though it has just not answered. */
export const askedAgain = (booking: Confirmed, by: 'system' | 'staff'): Confirmed => {
  const { meeting } = booking;
  if (meeting.state !== 'failed' || meeting.again === 'staff' || meeting.again === by) return booking;
  return { ...booking, revision: booking.revision + 1, meeting: { ...meeting, again: by } };
};

/** The tool is about to be asked for a meeting: should nobody hear its answer, there may be one. */
export const asking = (booking: Confirmed, host: string): Confirmed => {
  const { spares = [] } = booking;
  const noted = spares.some((spare) => spare.host === host);
  return noted ? booking : { ...booking, revision: booking.revision + 1, spares: [...spares, { host }] };
};

/** A meeting the tool's API had made is there no more: one left behind, or the session's own, which then is to be made anew. */
export const removed = (booking: Confirmed | Cancelled, { host }: Spare): Confirmed | Cancelled => {
  const { spares = [], unremoved: _done, ...rest } = booking;
  const revision = booking.revision + 1;
  const left = sparesIn(spares.filter((spare) => spare.host !== host));
  if (madeByApi(booking)?.host !== host) return { ...rest, ...left, revision };
  return {
    ...rest,
    ...left,
    revision,
    meeting: { state: 'wanted' },
    // Staff are warned anew of a meeting that is missing.
    prompted: booking.prompted.filter((prompt) => prompt !== 'meeting'),
  };
};

/** [D-12] The tool was asked to remove a meeting, and did not: staff see it until it is gone. */
export const notRemoved = (booking: Confirmed | Cancelled, why: MeetingTrouble, now: Instant): Confirmed | Cancelled =>
  booking.unremoved?.why === why
    ? booking
    : {
        ...booking,
        revision: booking.revision + 1,
        unremoved: { why, since: booking.unremoved?.since ?? now },
      };

/** [D-12] What staff read of a meeting the tool did not remove: what was the matter, and what to do about it. */
export const leftText = (office: Office, booking: Confirmed | Cancelled): string[] => {
  const { name } = toolOf(office, apiTools(office)[0] ?? booking.tool);
  const met = booking.state === 'confirmed' && booking.meeting.state === 'ready' && madeByApi(booking);
  const standing = standingFor(booking);
  const left = standing.filter(({ id }) => !met || id !== met.id);
  const shown = left.length > 0 ? left : standing;
  const sure = shown.some(({ id }) => id !== undefined);
  const which = shown.map(({ id, host }) => `${id === undefined ? '' : `ID ${id}、`}ユーザー ${host}`).join('／');
  return [
    sure
      ? `使わない会議が、${name}に残っています（${which}）。前の情報を持っている人が、待機室に入れます。`
      : `使わない会議が、${name}に残っているかもしれません（${which}）。`,
    `${name}には、5分おきに自動で削除を頼んでいます。消えると、この知らせもなくなります。`,
    `急ぐときは、${name}にそのユーザーでサインインして、予約番号${booking.id}の会議${sure ? 'を' : 'があれば、'}削除してください。`,
  ];
};

/** [D-12] What could not be removed at the tool, as long as anybody could wait there. */
export const leftAtTool = (booking: Booking, now: Instant): booking is Confirmed | Cancelled =>
  (booking.state === 'confirmed' || booking.state === 'cancelled') &&
  booking.unremoved !== undefined &&
  !isOver(booking, now);
