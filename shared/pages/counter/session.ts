import { html } from 'hono/html';
import { heldBefore, leftAtTool, leftText, madeItself, settingsByHand, troubleText } from '../../domain/at-tool.ts';
import { type Booking, type Confirmed, couldCome, isOver, type SignOfContact } from '../../domain/booking.ts';
import { placeOf } from '../../domain/day.ts';
import { hasBegun } from '../../domain/instant.ts';
import { firstTool, type Office, type Tool, toolOf } from '../../domain/office.ts';
import { isStranded, type Lost } from '../../domain/office-changes.ts';
import { type Counsellor, endOf, type Slot } from '../../domain/openings.ts';
import { type Instant, local } from '../../domain/time.ts';
import { clockText, dayText, shortDay, spanText, wishText } from '../../domain/wording.ts';
import { meetingIdText } from '../../mail/calendar.ts';
import { signNames } from '../../mail/parts.ts';
import { radioField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Counter, copyable } from './layout.ts';
import { actForm, twoSteps } from './view.ts';

/* What the pages of the day show of a session, and the small forms beside it. */

/** [A-4] The counsellor's user at the tool, as far as one is known. */
export const hostOf = (counsellors: readonly Counsellor[], { session }: Confirmed): string | undefined =>
  counsellors.find(({ id }) => id === session.counsellor)?.zoomUser;

/** A counsellor's name; the id of one who has been taken out. */
export const nameOf = (counsellors: readonly Counsellor[], id: string): string =>
  counsellors.find((one) => one.id === id)?.name ?? id;

/** [K-F-1, A-6-5] Who holds a session, and that they will not be there. */
export const counsellorText = (
  office: Office,
  counsellors: readonly Counsellor[],
  booking: Booking,
  id: string,
  now: Instant,
): Page =>
  html`${nameOf(counsellors, id)}${isStranded(office, counsellors, booking, now) && html` <span class="badge late">不在</span>`}`;

/**
 * [D-10, R-15] That somebody has not been told: they are to be phoned, or will have to be. Once it has begun and there is a meeting,
 * whoever stands on the call list no more has heard, though too late to be deemed absent.
 */
export const untoldBadge = (booking: Booking, calls: ReadonlySet<string>, now: Instant): Page | false => {
  if (calls.has(booking.id)) return html`<a class="badge late" href="/staff/calls#call-${booking.id}">要電話連絡</a>`;
  const untold =
    booking.state === 'confirmed' &&
    booking.unreached &&
    now < (booking.meeting.state === 'ready' ? booking.session.startsAt : endOf(booking.session)) &&
    booking.signs.every(({ sign }) => sign !== 'joined' && sign !== 'arrived');
  return untold === true && html`<span class="badge late">まだ伝えていません</span>`;
};

/** [A-62-1] That a session was not booked beforehand. */
export const atOnceBadge = ({ channel }: Pick<Booking, 'channel'>): Page | false =>
  channel === 'instant' && html`<span class="badge">即時利用</span>`;

/** [D-10] Why silence does not cancel a session by itself; undefined where it does. */
export const couldNotCome = (booking: Confirmed, lost: Lost | undefined): string | undefined => {
  if (lost === 'day-closed') return '閉庁日なので、キャンセルの扱いにはなりません。';
  if (lost === 'counsellor-away') return '担当者が不在の日なので、キャンセルの扱いにはなりません。';
  if (couldCome(booking)) return undefined;
  const { meeting } = booking;
  return meeting.state !== 'ready'
    ? meeting.state === 'wanted' && meeting.elsewhere
      ? '招待を新しいアドレスに送り直していないので、キャンセルの扱いにはなりません。'
      : '会議がまだないので、キャンセルの扱いにはなりません。'
    : booking.unreached
      ? '参加のしかたが、始まる前に伝わっていないので、キャンセルの扱いにはなりません。'
      : '会議の用意が開始に間に合わなかったので、キャンセルの扱いにはなりません。';
};

/** 14:00〜14:30 */
export const timeText = (slot: Slot): string => `${clockText(slot.startsAt)}〜${clockText(endOf(slot))}`;

/** When a booking is, in a line: its session, what it holds, or its first wish. */
export const timeLine = (booking: Booking): string => {
  const place = placeOf(booking);
  const [wish] = booking.wishes;
  if (place) return `${dayText(place.startsAt)} ${spanText(place.startsAt, endOf(place))}`;
  return wish ? wishText(wish) : '';
};

type Held = Extract<Booking, { session: unknown }>;
type Back = '/staff/today' | '/staff/todo' | '/staff/instant';

/** When and how the person was in touch; whoever asks for a session at once is by asking. */
export const signsText = ({ channel, signs }: Pick<Confirmed, 'channel' | 'signs'>): string =>
  signs
    .map(
      ({ sign, at }) =>
        `${clockText(at)} ${channel !== 'instant' ? signNames[sign] : { ...signNames, wrote: '申込み', arrived: '開始' }[sign]}`,
    )
    .join('、');

/** [D-10] The person was in touch: one press; nothing to press for a session at once. */
export const contactForm = (
  booking: Booking,
  sign: (typeof SignOfContact.options)[number],
  text: string,
  back: Back,
): Page | false =>
  booking.channel !== 'instant' &&
  actForm(
    { booking },
    'contact',
    html`<input type="hidden" name="sign" value="${sign}"><button class="second">${text}</button>`,
    back,
  );

const outcomeForm = (booking: Booking, outcome: 'attended' | 'no-show', button: Page, back: Back | undefined): Page =>
  actForm({ booking }, 'attendance', html`<input type="hidden" name="outcome" value="${outcome}">${button}`, back);

/** A session was held: one press. One at once has to have begun [A-62-3]. */
export const attendedForm = (booking: Confirmed, text: string, now: Instant, back?: Back): Page =>
  booking.channel === 'instant' && !hasBegun(booking) && !isOver(booking, now)
    ? html`<a class="button" href="/staff/instant#accepted-${booking.id}">「即時利用」で始める</a>`
    : outcomeForm(booking, 'attended', html`<button>${text}</button>`, back);

/** [D-10] A deemed cancellation was looked at, and is right: one press. */
export const upheldForm = (booking: Booking, text: string, back?: Back): Page =>
  outcomeForm(booking, 'no-show', html`<button class="second">${text}</button>`, back);

const wordByMail = ({ applicant, channel }: Booking): Page =>
  channel === 'instant'
    ? html`<p>本人へ：即時利用では、お知らせは送りません。電話で伝えます。</p>`
    : applicant.email === undefined
      ? html`<p>本人へ：メールアドレスがないので、「要電話連絡」に入ります。</p>`
      : html`<p>本人へ：メールでお知らせします。メールで伝わらないときは、「要電話連絡」に入ります。</p>`;

/** [K-6-5, A-6-4, D-10] Nobody came: two steps, and apart from the buttons for who did, because the person is told at once. */
export const noShowSteps = (booking: Booking, back?: Back, told = wordByMail(booking)): Page =>
  twoSteps(
    '連絡も入室もなかったとき',
    false,
    html`<p>キャンセルの扱いになります。</p>${told}
${outcomeForm(booking, 'no-show', html`<button class="grave">連絡なしのキャンセルにする</button>`, back)}`,
  );

/** [D-10] A deemed cancellation undone, and what the sign was that nobody had noted: one press. */
export const undoForm = (booking: Booking, sign: (typeof SignOfContact.options)[number], text: string, back: Back) =>
  actForm(
    { booking },
    'attendance',
    html`<input type="hidden" name="outcome" value="undo-no-show"><input type="hidden" name="sign" value="${sign}"><button class="second">${text}</button>`,
    back,
  );

/** [A-4, A-6-3] By which tool a session is held, where the office uses several. */
export const toolField = (
  { office, problem }: Pick<Counter, 'office' | 'problem'>,
  chosen: string | undefined,
  counsellors: readonly Pick<Counsellor, 'name' | 'zoomUser'>[],
): Page | false =>
  office.tools.length > 1 &&
  radioField({
    name: 'tool',
    label: '使うアプリ',
    required: true,
    value: chosen ?? firstTool(office),
    choices: office.tools.map(({ tool, name, invitesFrom }) => [
      tool,
      html`${name} <small class="soft">${invitesFrom ? `${name}から招待メールが届きます` : howMade(office, tool, counsellors)}</small>`,
    ]),
    problem,
  });

/** [A-6-3] Who makes the meeting of a session to be settled, by those who could hold it. */
const howMade = (
  office: Office,
  tool: Tool['tool'],
  counsellors: readonly Pick<Counsellor, 'name' | 'zoomUser'>[],
): string => {
  const byHand = '会議を作ってURL・ID・パスコードを入れると、メールを送ります';
  const others = counsellors.filter((one) => !madeItself(office, tool, one));
  if (others.length === counsellors.length) return byHand;
  const names = others.map(({ name }) => name).join('、');
  return `会議は自動でつくられ、メールを送ります${names && `（${names}の担当のときは、${byHand}）`}`;
};

/** [A-6-3] The meeting is being made by itself; what was made before by hand is still a person's to delete. `open`: staff are making one. */
export const beingMade = (office: Office, booking: Confirmed, byHand: Page, open: boolean): Page =>
  html`${toDelete(office, booking)}
<p class="note"><strong>${toolOf(office, booking.tool).name}の会議をつくっています（ふつう1分以内）。</strong>できると、ここに出${booking.channel === 'instant' ? 'ます' : 'て、参加のしかたのお知らせを送ります（メールのない方は、「要電話連絡」に入ります）'}。少し待って、<a href="/staff/bookings/${booking.id}">ページを開き直してください</a>。</p>
${twoSteps('待てないときは、手で作って入れる', open, byHand)}`;

/** [K-F-4, A-6-3, D-12] How to join: everything there is to copy, who invites, or that there is no meeting yet. */
export const joinText = (office: Office, booking: Held): Page => {
  const { name } = toolOf(office, booking.tool);
  const { meeting } = booking;
  if (meeting.state !== 'ready')
    return booking.state === 'confirmed'
      ? html`${name}：<strong>${meeting.state === 'failed' ? '会議を作れませんでした' : meeting.elsewhere ? '招待を新しいアドレスに送り直していません' : '会議はまだありません'}</strong>（<a href="/staff/bookings/${booking.id}">予約を開いて入れる</a>）`
      : html`${name}（会議なし）`;
  const { url, id, passcode } = meeting;
  return html`${name}${!url && !id && html`：招待メールを送付済み`}
${url && html`<br>${copyable(url, 'URL')}`}
${id && html`<br>ID ${copyable(meetingIdText(id), 'ミーティングID')}`}
${passcode && html` <br>パスコード ${copyable(passcode, 'パスコード')}`}`;
};

const subjectOf = ({ id }: Booking): string => `オンライン職業相談 ${id}`;

/** [D-12] A move has left a meeting with the tool: whoever knows its address could wait there in vain. */
const toDelete = (office: Office, booking: Confirmed): Page | false => {
  const { oldMeeting } = booking;
  return (
    oldMeeting !== undefined &&
    html`<p class="note">前の会議を、${toolOf(office, oldMeeting.tool).name}で削除してください：<strong>${shortDay(oldMeeting.startsAt)} ${timeText(oldMeeting)}</strong>　${oldMeeting.id === undefined ? `件名「${subjectOf(booking)}」` : `ID ${meetingIdText(oldMeeting.id)}`}</p>`
  );
};

/** [A-6-3, K-12-2] Why the tool has made no meeting, and what to do; whether it is being asked once more just now. */
export const troubleNote = (office: Office, booking: Confirmed): Page | false => {
  const { tool, meeting } = booking;
  const { name } = toolOf(office, tool);
  return (
    meeting.state === 'failed' &&
    html`<p class="error"><strong>${troubleText(name, meeting).join('')}</strong>${booking.retooled && html`<br>${heldBefore(office, booking).join('')}`}${meeting.again && html`<br>今、${name}にもう一度頼んでいます。少し待って、ページを開き直してください。`}</p>`
  );
};

/** [D-12] A meeting that could not be removed at the tool. */
export const leftNote = (office: Office, booking: Booking, now: Instant): Page | false =>
  leftAtTool(booking, now) &&
  html`<p class="error"><strong>${leftText(office, booking)[0]}</strong>${leftText(office, booking).slice(1).join('')}</p>`;

/** [D-12] Whether the meeting is there, and only the invitation has to be sent anew. */
export const isElsewhere = ({ meeting }: Confirmed): boolean =>
  meeting.state === 'wanted' && meeting.elsewhere === true;

/**
 * [D-12, K-F-3, K-12-2] Exactly what staff type into the tool, each to be copied: a title that tells nothing of the person but the
 * number of the booking, date and time; the address only where the tool itself invites, one meeting for each person, since an
 * invitation names everybody invited.
 */
export const toEnter = (office: Office, booking: Confirmed, host: string | undefined): Page =>
  html`${toDelete(office, booking)}${whatToEnter(office, booking, host)}`;

/** The same, without what is to be deleted. */
export const whatToEnter = (office: Office, booking: Confirmed, host: string | undefined): Page => {
  const { session, tool, applicant } = booking;
  const { name, invitesFrom } = toolOf(office, tool);
  const moment = local(session.startsAt);
  return html`<p>1. ${name}で、${isElsewhere(booking) ? '次の会議の招待を、今のメールアドレスに送り直します。' : 'この方だけの会議を作ります。'}</p>
<dl class="items short"><dt>件名</dt><dd>${copyable(subjectOf(booking), '件名')}</dd>
<dt>日付</dt><dd>${copyable(moment.toFormat('yyyy/MM/dd'), '日付')} <span class="soft">${moment.toFormat('cccc')}</span></dd>
<dt>開始</dt><dd>${copyable(clockText(session.startsAt), '開始')}</dd>
<dt>終了</dt><dd>${copyable(clockText(endOf(session)), '終了')} <span class="soft">${session.minutes}分</span></dd>
${
  invitesFrom
    ? html`<dt>参加者</dt><dd>${
        applicant.email === undefined
          ? html`<strong>メールアドレスがありません。</strong>会議のURLを下に入れると「要電話連絡」に入るので、参加のしかたを電話で伝えます。`
          : html`${copyable(applicant.email, '参加者のメールアドレス')}${booking.unreached && !isElsewhere(booking) && html`<br><strong>前に送ったメールが届いていません。</strong>先に電話で、届くアドレスをたずねてください。`}`
      }</dd>`
    : settingsByHand(host).map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)
}</dl>`;
};

/** [D-12, A-6-3] The place for what the tool gave: its address and codes, or that it has sent the invitation. */
export const meetingForm = (office: Office, booking: Confirmed, back: Back): Page => {
  const { name, invitesFrom } = toolOf(office, booking.tool);
  const id = (field: string): string => `${field}-${booking.id}`;
  const invitable = booking.applicant.email !== undefined;
  const fields = invitesFrom
    ? html`${invitable && html`<p><label class="choice"><input type="checkbox" name="invited" value="true"> ${name}から招待メールを送った</label></p>`}
${textField({ name: 'url', id: id('url'), label: '会議のURL', mode: 'url', required: !invitable, hint: invitable ? '招待を送っていないときは、URLを必ず入れてください。' : '電話で読み上げて伝えます。' })}`
    : html`${textField({ name: 'url', id: id('url'), label: '会議のURL', mode: 'url', required: true })}
${textField({ name: 'id', id: id('id'), label: 'ミーティングID', mode: 'numeric', size: 14, required: true })}
${textField({ name: 'passcode', id: id('passcode'), label: 'パスコード', size: 12, required: true })}`;
  const after =
    booking.channel === 'instant'
      ? ''
      : invitable
        ? '入れると、ご案内のメールが送られます。'
        : '入れると、「要電話連絡」に入ります。';
  return html`<p>2. ${invitesFrom && invitable ? '招待したこと（またはURL）を、ここに入れます。' : `できた会議を、ここに入れます。${after}`}</p>
${actForm({ booking }, 'meeting', html`${fields}<p><button>会議の情報を入れる</button></p>`, back)}`;
};
