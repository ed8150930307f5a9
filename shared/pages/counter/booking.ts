import { html } from 'hono/html';
import { type Booking, occupies } from '../../domain/booking.ts';
import { toolOf } from '../../domain/office.ts';
import type { Lost } from '../../domain/office-changes.ts';
import { endOf } from '../../domain/openings.ts';
import { refusalInForce } from '../../domain/person.ts';
import { reasonText } from '../../domain/reasons.ts';
import { awaitsApplication } from '../../domain/telling.ts';
import { clockText, dayText, purposes, spanText, wishText } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';

import {
  changeSection,
  companionSection,
  contactSection,
  entrySection,
  resendSection,
  sessionSection,
  undoAttendedSection,
  undoSection,
} from './acts.ts';
import { answerSection, promiseClock, reviewSection } from './application.ts';
import { channelNames, historySection, noticeNames, toBePhoned } from './history.ts';
import { copyable, counterPage, stateBadge } from './layout.ts';
import { personAside } from './person.ts';
import { tellCallerCard } from './phone.ts';
import { counsellorText, leftNote, nameOf } from './session.ts';
import { phonedForm, type Shown } from './view.ts';

/** One booking as it is now, with exactly what can be done about it; whatever was refused says so above. */
export const bookingPage = (shown: Shown): Page => {
  const { booking, history } = shown.view;
  return counterPage(
    shown,
    undefined,
    `予約 ${booking.id}`,
    html`${tellCard(shown)}${callCard(shown)}
<div class="columns aside"><div>
${summary(shown)}
${reviewSection(shown)}
${sections(shown)}
</div><div>${personAside(shown)}</div></div>
${historySection(shown.office, history)}`,
  );
};

/** What can be done, by state. */
const sections = (shown: Shown): Page => {
  const { booking } = shown.view;
  switch (booking.state) {
    case 'tentative':
      return html`${answerSection(shown, booking)}
<section aria-labelledby="more"><h2 id="more">そのほか</h2>${companionSection(shown)}${contactSection(shown)}${resendSection(shown)}</section>`;
    case 'confirmed':
      return html`${entrySection(shown, booking)}
${sessionSection(shown, booking)}
${nextBooking(shown)}
${changeSection(shown, booking)}
<section aria-labelledby="more"><h2 id="more">そのほか</h2>${companionSection(shown)}${contactSection(shown)}${resendSection(shown)}</section>`;
    case 'no-show':
      return undoSection(shown);
    case 'attended':
      return html`${nextBooking(shown)}<p class="soft">終わった予約です。変更やキャンセルはできません。</p>
${undoAttendedSection(shown)}`;
    default:
      return html`<p class="soft">終わった予約です。変更はできません。もう一度のときは、<a href="/staff/bookings/new?of=${booking.id}">同じ方の新しい予約</a>を作ってください。</p>`;
  }
};

/** [K-6-2, K-6-4, A-6-2] The next session, agreed on while this one is held. */
const nextBooking = ({ view: { booking, person, counsellors }, now }: Shown): Page | false => {
  const session = occupies(booking);
  if (!session) return false;
  return html`<section aria-labelledby="next"><h2 id="next">次の予約</h2>${
    now >= session.startsAt
      ? html`<p>${refusalInForce(person, now) ? '利用をお断りしている期間の方なので、次の予約は仮予約になり、受けるかどうかを職員が決めます。' : '相談の中で決めた次の予約は、その場で本予約になります。'}</p>
<p><a class="button second" href="/staff/bookings/new?channel=session&amp;of=${booking.id}${counsellors.some(({ id }) => id === session.counsellor) && `&counsellor=${session.counsellor}`}">次の予約を取る</a></p>`
      : html`<p class="soft">相談が始まると、ここから次の予約を取れます。</p>`
  }</section>`;
};

/** [K-F-1, K-F-5] What the person hears who is still on the phone or at the counter; later, for when they ask. */
const tellCard = (shown: Shown): Page | false => {
  const { now } = shown;
  const { booking } = shown.view;
  if (booking.channel === 'instant')
    return (
      booking.state === 'confirmed' &&
      now < endOf(booking.session) &&
      html`<p class="note">即時利用の相談です。登録された電話番号、電話で言うこと、始め方は、「<a href="/staff/instant#accepted-${booking.id}">即時利用</a>」にあります。お知らせのメールは送りません。</p>`
    );
  const speaking = booking.channel !== 'form' && booking.channel !== 'mail';
  if (!speaking || (booking.state !== 'tentative' && booking.state !== 'confirmed')) return false;
  const card = tellCallerCard(shown, booking, shown.view.lost);
  return shown.done === 'booked' || shown.done === 'completed' || shown.done === 'agreed'
    ? card
    : html`<details><summary>相手の方に伝えること</summary>${card}</details>`;
};

/** Whoever no mail has reached is phoned: why, what about, and the tick once it is done. */
const callCard = ({ view: { booking, history } }: Shown): Page | false => {
  const calls = toBePhoned(history);
  if (calls.length === 0) return false;
  const { phone } = booking.applicant;
  return html`<section class="urgent" aria-labelledby="call"><h2 id="call">電話で伝えてください</h2>
<ul>${calls.map(({ notice, why }) => html`<li>${noticeNames[notice]}${why && `（${why}）`}</li>`)}</ul>
<p>${phone ? html`電話 ${copyable(phone, '電話番号')}` : '電話番号は聞いていません。登録の記録で調べてください。'}　読み上げる文は<a href="/staff/calls">要電話連絡</a>にあります。</p>
${phonedForm(booking, calls, html`<button>電話で伝えた</button>`, `/staff/bookings/${booking.id}`)}</section>`;
};

const summary = (shown: Shown): Page => {
  const { office, view, now } = shown;
  const { booking, counsellors } = view;
  const desk = office.desks.length > 1 && office.desks.find(({ id }) => id === booking.desk)?.name;
  return html`<section class="card" aria-label="予約の内容"><p>${stateBadge(booking.state)} ${endText(booking)}</p>
${leftNote(office, booking, now)}
${view.unreadMail && html`<p class="note"><a href="/staff/mails/${view.unreadMail}">申込みのメール</a>に、質問や、同席のことなどが書いてあります。読んで、要ることをここに書き入れてください。</p>`}
${
  booking.state === 'tentative' &&
  booking.terms === undefined &&
  html`<p class="note">${channelNames[booking.channel]}で受けた仮予約です。${awaitsApplication(office, booking) ? `本人の申込み（メールかフォーム）が${view.lost || refusalInForce(view.person, now) ? 'まだです。' : '届くと、本予約になります。'}メールのない方は、` : '利用規約への同意が、まだ記録されていません。'}<a href="/staff/bookings/${booking.id}/completion">規約を読み上げて、同意を記録する</a>ことができます。</p>`
}
<dl class="items"><dt>氏名</dt><dd>${booking.applicant.name} さん${booking.applicant.phone && html`　電話 ${booking.applicant.phone}`}</dd>
${
  'session' in booking
    ? html`<dt>日時</dt><dd><strong>${dayText(booking.session.startsAt)} ${spanText(booking.session.startsAt, endOf(booking.session))}</strong></dd>
<dt>担当</dt><dd>${counsellorText(office, counsellors, booking, booking.session.counsellor, now)}${booking.state === 'confirmed' && view.lost && view.possible.has('move') && html`<br><strong class="error">${lostSessions[view.lost]}</strong> <a href="/staff/bookings/${booking.id}/move">${view.lost === 'day-closed' ? '日時を変える' : '担当者か日時を変える'}</a>`}</dd><dt>アプリ</dt><dd>${toolOf(office, booking.tool).name}</dd>`
    : html`${booking.wishes.map((wish, index) => html`<dt>${booking.wishes.length > 1 ? `第${index + 1}希望` : '希望'}</dt><dd>${wishText(wish)}</dd>`)}
${booking.state === 'tentative' && booking.held && html`<dt>おさえ中</dt><dd>${dayText(booking.held.startsAt)} ${clockText(booking.held.startsAt)}〜${clockText(endOf(booking.held))}（${counsellorText(office, counsellors, booking, booking.held.counsellor, now)}）${view.lost && html`<br><strong class="error">${lostTexts[view.lost]}</strong>`}</dd>`}`
}
${desk && html`<dt>窓口</dt><dd>${desk}</dd>`}
${booking.asked !== undefined && html`<dt>希望の担当者</dt><dd>${nameOf(counsellors, booking.asked)}</dd>`}
${booking.purpose && html`<dt>相談の内容</dt><dd>${purposes[booking.purpose]}</dd>`}
<dt>同席する方</dt><dd>${booking.companion ?? 'なし'}</dd>
<dt>受付</dt><dd>${dayText(booking.appliedAt)} ${clockText(booking.appliedAt)}（${channelNames[booking.channel]}）</dd></dl>
${booking.state === 'tentative' && promiseClock({ ...shown, now }, booking)}</section>`;
};

const lostTexts = {
  'day-closed': 'この日は閉庁日です。この日時では受けられません。',
  'counsellor-away': 'この日は、この担当者が相談を受けられません。担当者か日時を選び直すまで、本予約になりません。',
} as const satisfies Record<Lost, string>;

/** The same of a session that was given: nobody is reminded of it. */
const lostSessions = {
  'day-closed':
    'この日は閉庁日です。この日時では相談ができません。本人に伝えて、日時を変えるか、キャンセルしてください。',
  'counsellor-away': 'この日は、この担当者が相談を受けられません。決まるまで、本人にリマインドは送りません。',
} as const satisfies Record<Lost, string>;

const through = { phone: '電話で', mail: 'メールで', web: 'ウェブで', counter: '窓口で' } as const;

/** How a booking ended, in a sentence. */
const endText = (booking: Booking): string => {
  if (!('endedAt' in booking)) return '';
  const at = `${dayText(booking.endedAt)} ${clockText(booking.endedAt)}`;
  switch (booking.state) {
    case 'cancelled':
      return `${at} に${through[booking.through]}${booking.by === 'office' ? '当所からキャンセルしました' : '本人がキャンセルしました'}${booking.reason ? `（${reasonText(booking.reason)}）` : ''}`;
    case 'declined':
    case 'stopped':
      return `${at} 理由：${reasonText(booking.reason)}`;
    default:
      return at;
  }
};
