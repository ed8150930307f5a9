import { html } from 'hono/html';
import type { Booking } from '../domain/booking.ts';
import { deskOf } from '../domain/booking.ts';
import type { Office } from '../domain/office.ts';
import type { Instant } from '../domain/time.ts';
import { dayText, halfDayText, promiseDayText, unansweredText, waysToCancel, wishText } from '../domain/wording.ts';
import { asTyped, byPhone, hoursOf, items, layout, type Page, phoneLink, unbroken } from './layout.ts';

/**
 * [D-1, D-6, K-F-5, A-6-3] Received, whoever applied: reference and code to write down or print, what the office promises until when,
 * how to look at the booking, how to put a mistake right and how to call it off here. On paper, where `site` is. The code stands on this page and in no address.
 */
export const receiptPage = (
  office: Office,
  booking: Booking,
  code: string,
  site: string,
  phoneFrom?: Instant,
): Page => {
  const { contact } = office;
  const inviting = office.tools.filter(({ invitesFrom }) => invitesFrom !== null);
  return layout(
    office,
    '申込みを受け付けました（仮予約）',
    html`
<section class="done receipt"><h2>この2つを、書きとめるか、印刷してください</h2>
<dl><div><dt>予約番号</dt><dd class="big">${booking.id}</dd></div><div><dt>確認コード</dt><dd class="big">${code}</dd></div></dl>
<p>予約の確認に使います。確認コードは、この画面を閉じると、もう見られません。ほかの人には教えないでください。</p></section>
${items([
  ...(office.desks.length > 1 ? ([['窓口', deskOf(office, booking.desk)?.name ?? booking.desk]] as const) : []),
  ...booking.wishes.map(
    (wish, index) => [office.choices > 1 ? `第${index + 1}希望` : '希望日時', wishText(wish)] as const,
  ),
  ['受け付けた日時', `${dayText(booking.appliedAt)} ${halfDayText(booking.appliedAt)}`],
])}
<h2>このあと</h2>
<p><strong>まだ予約は決まっていません。</strong></p>
${
  phoneFrom
    ? html`<p class="note">${unbroken(unansweredText(office, phoneFrom))}</p>`
    : html`<ol><li><strong>${promiseDayText(booking.promisedBy)}まで</strong>に、${office.name}からお返事します。</li>
<li>予約が決まると、参加のしかたをメールでお知らせします。${inviting.map(({ name, invitesFrom }) => html`${name}${office.tools.length > 1 ? 'を使うときは、' : 'の'}招待メールが ${asTyped(invitesFrom ?? '')} から届きます。`)}</li>
<li>お返事が届かないときは、メールが途中で止まっているおそれがあります。${contact.department}${byPhone(office)}にお電話ください。</li></ol>`
}
<h2>予約の確認</h2>
<p><a href="/bookings">予約の確認</a>のページ<span class="no-print">（このサイトの上の方にあります）</span>で、予約番号と確認コードを入力すると、いつでも今の状態が見られます。</p>
<p class="print-only">このサイトのアドレス：${site}</p>
<h2>まちがいに気づいたとき</h2>
${correcting(office)}
<h2>キャンセルするとき</h2>
${cancelling(office)}`,
    { step: 'done' },
  );
};

/** [K-6-5, A-6-4] A mistake is put right by phone, or by calling off and applying anew; sent once more it would be a second booking. */
const correcting = (office: Office): Page => {
  const byOneself = office.cancellation.some(({ channels }) => channels.some((channel) => channel !== 'phone'));
  return html`<p>書き直して、もう一度送らないでください。申込みが2つになります。お電話でお知らせください。${phoneLink(office)}${hoursOf(office)}</p>
${byOneself && html`<p>次の方法でキャンセルしてから、もう一度申し込んでもかまいません。</p>`}`;
};

/** [K-6-5, A-6-4, D-8] By which ways a booking can be called off at this office, and until when. */
const cancelling = (office: Office): Page => {
  const ways = waysToCancel(office);
  return html`${ways.length === 1 ? html`<p>${ways[0]}</p>` : html`<ul>${ways.map((way) => html`<li>${way}</li>`)}</ul>`}
<p class="no-print">${phoneLink(office)}${hoursOf(office)}</p>`;
};
