import { html } from 'hono/html';
import type { Call } from '../../domain/todo.ts';
import { phoneText, shortDay, shortMoment, sinceText } from '../../domain/wording.ts';
import type { CallScript } from '../../mail/call-script.ts';
import type { Page } from '../layout.ts';
import { noticeNames, whyTexts } from './history.ts';
import { type Counter, counterPage, stateBadge } from './layout.ts';
import { timeText } from './session.ts';
import { phonedForm } from './view.ts';

/** [R-15, K-F-5, A-6-3] Whom no mail has reached: their number, what to say, and the tick once it is said. */
export const callsPage = (
  counter: Counter,
  calls: readonly { readonly call: Call; readonly script: CallScript }[],
): Page =>
  counterPage(
    counter,
    '/staff/calls',
    '要電話連絡',
    html`<div data-refresh="60">
${
  calls.length === 0
    ? html`<p class="done">電話で伝える方は、いません。</p>`
    : html`<p>メールで伝わらなかった方が${calls.length}人います。ご本人に電話で伝えて、「電話した」を押してください。</p>
<p>つながらなかったときは、時間をおいてもう一度かけます。電話で伝えるまで、この一覧に残ります。</p>`
}
${calls.map((one) => card(counter, one))}</div>`,
  );

/** What is read aloud. */
export const said = (lines: readonly string[]): Page =>
  html`${lines.map((line) => html`<p class="aloud">${line}</p>`)}`;

const card = ({ now }: Counter, { call, script }: { readonly call: Call; readonly script: CallScript }): Page => {
  const { booking, notices } = call;
  const { name, phone } = booking.applicant;
  return html`<article class="card script" id="call-${booking.id}">
<h2>${name} 様</h2>
<dl class="items"><dt>電話番号</dt><dd>${phone === undefined ? html`<strong>聞いていません。</strong>登録の記録で調べてください。` : html`<a class="dial" href="tel:${phone}">${phoneText(phone)}</a>`}</dd>
<dt>予約</dt><dd><a href="/staff/bookings/${booking.id}">${booking.id}</a> ${stateBadge(booking.state)}${'session' in booking && html` ${shortDay(booking.session.startsAt)} ${timeText(booking.session)}`}</dd>
<dt>伝えること</dt><dd>${notices.map(({ notice, why, since }) => html`${noticeNames[notice]}${why && `（${whyTexts[why]}）`} <span class="soft">${shortMoment(since)}、${sinceText(since, now)}から</span><br>`)}</dd></dl>
<h3>電話をかける</h3>
${said(script.opening)}
<p class="soft">${script.discretion}</p>
<details><summary>ほかの方が出た、留守番電話だった、つながらなかった</summary>
${said(script.elsewhere)}
<p class="soft">留守番電話には、何も残しません。時間をおいて、もう一度かけます。何度かけてもつながらず、期限が近いときは、予約を開いて、日時の変更やキャンセルを検討します。</p></details>
<h3>ご本人が出たら</h3>
${said(script.person)}
<p class="soft">正しい答え：<strong>${script.answer}</strong>　合わないときは、内容を伝えず、かけ直していただきます。</p>
${script.parts.map(({ notice, say }) => html`<h3>${noticeNames[notice]}</h3>${said(say)}`)}
<h3>終わりに</h3>
${said(script.closing)}
<h3>聞いて、記録すること</h3>
<ul>${script.note.map((line) => html`<li>${line}</li>`)}</ul>
<div class="actions">${phonedForm(booking, notices, html`<button>電話した（${name} 様）</button>`)}
<a class="button second" href="/staff/bookings/${booking.id}">予約を開く</a></div>
</article>`;
};
