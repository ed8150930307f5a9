import { html } from 'hono/html';
import type { Booking } from '../domain/booking.ts';
import type { Desk, Office, Terms } from '../domain/office.ts';
import { endOf } from '../domain/openings.ts';
import { dayText, kindNames, promiseText, spanText, wishText } from '../domain/wording.ts';
import type { Typed } from '../http/form.ts';
import type { Told } from '../http/problems.ts';
import { layout, type Page, problemBanner } from './layout.ts';
import { termsNews } from './terms.ts';

/** What the service is, from the office's own policy. */
export const guidePage = (office: Office, next?: Terms): Page => {
  const kinds = Object.keys(office.applicants) as (keyof typeof kindNames)[];
  return layout(
    office,
    'オンライン職業相談のご案内',
    html`
${next && termsNews(next)}
<p>ご自宅などから、ビデオ通話で職業相談ができます。利用は無料です（通信にかかる費用はご負担ください）。</p>
<p><a class="button" href="/openings">予約できる時間を見る</a></p>
<h2>ご利用いただける方</h2>
<ul>${kinds.map((kind) => html`<li>${kindNames[kind]}</li>`)}</ul>
<h2>相談の長さと窓口</h2>
<ul>${office.desks.map((desk) => html`<li>${desk.name}：${lengthText(desk)}（<a href="/openings?desk=${desk.id}">予約できる時間</a>）</li>`)}</ul>
<h2>使うもの</h2>
<p>カメラのあるスマートフォンやパソコンと、${office.tools.map(({ name }) => name).join(' または ')}。</p>
<h2>申込みのあと</h2>
<p>申込みは「仮予約」になります。${office.name}からお返事した時に、予約が決まります。</p>
<p>開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。</p>
<h2>予約の確認</h2>
<form method="post" action="/bookings/status">
<p><label for="reference">予約番号（8桁）</label><br><input id="reference" name="reference" inputmode="numeric" autocomplete="off"></p>
<p><label for="code">確認コード（16桁）</label><br><input id="code" name="code" inputmode="numeric" autocomplete="off"></p>
<p><button>予約を確認する</button></p>
</form>`,
  );
};

const lengthText = ({ length }: Desk): string =>
  length.kind === 'exact' ? `${length.minutes}分` : `${length.minutes}分以内`;

const stateTexts = {
  tentative: ['仮予約', 'お返事をお待ちください。まだ予約は決まっていません。'],
  confirmed: ['予約が決まりました', '開始の5分前までに、参加の準備をしてください。'],
  withdrawn: ['取り下げ', '申込みは取り下げられました。'],
  declined: ['お受けできませんでした', 'くわしくは、お電話でお問い合わせください。'],
  expired: ['期限が過ぎました', '予約が決まらないまま期限が過ぎました。もう一度お申し込みいただけます。'],
  attended: ['相談が終わりました', 'ご利用ありがとうございました。'],
  cancelled: ['キャンセル', 'この予約はキャンセルされました。'],
  'no-show': ['キャンセル扱い', 'ご連絡がなかったため、キャンセルとして扱いました。'],
  stopped: ['中止', 'この相談は中止されました。'],
} as const satisfies Record<Booking['state'], readonly [string, string]>;

/** How a booking stands and what comes next. */
export const statusPage = (office: Office, booking: Booking, code: string, cancellable: boolean): Page => {
  const [title, next] = stateTexts[booking.state];
  return layout(
    office,
    `予約の状態：${title}`,
    html`
<p>${next}</p>
<dl><dt>予約番号</dt><dd>${booking.id}</dd>
${
  'session' in booking
    ? html`<dt>日時</dt><dd>${dayText(booking.session.startsAt)} ${spanText(booking.session.startsAt, endOf(booking.session))}</dd>`
    : booking.wishes.map(
        (wish, index) =>
          html`<dt>${office.choices > 1 ? `第${index + 1}希望` : '希望日時'}</dt><dd>${wishText(wish)}</dd>`,
      )
}</dl>
${booking.state === 'tentative' && html`<p>${promiseText(office, booking.promisedBy)}</p>`}
${
  (booking.state === 'tentative' || booking.state === 'confirmed') &&
  (cancellable
    ? html`<form method="post" action="/bookings/${booking.id}/cancellation"><input type="hidden" name="code" value="${code}"><p><button class="second">この予約をキャンセルする</button></p></form>`
    : html`<p>キャンセルは、お電話でお願いします（${office.contact.phone}、${office.contact.hours}）。</p>`)
}`,
  );
};

/** Asks for the code; the code travels in a post, never in an address. */
export const codePage = (office: Office, { reference, code }: Typed, problem?: Told): Page =>
  layout(
    office,
    '予約の確認',
    html`
${problem && problemBanner(problem)}
<form method="post" action="/bookings/status">
<p><label for="reference">予約番号（8桁）</label><br><input id="reference" name="reference" inputmode="numeric" autocomplete="off" value="${reference ?? ''}"></p>
<p><label for="code">確認コード（16桁）</label><br><input id="code" name="code" inputmode="numeric" autocomplete="off" value="${code ?? ''}"></p>
<p><button>予約を確認する</button></p>
</form>`,
  );
