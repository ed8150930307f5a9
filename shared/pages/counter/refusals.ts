import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import { inForce, type Person, refusalInForce, type UseRefused } from '../../domain/person.ts';
import { RefusalReason, reasonText } from '../../domain/reasons.ts';
import { dateOf, isoOf, plusDays, plusMonths } from '../../domain/time.ts';
import { clockText, dateText, dayText } from '../../domain/wording.ts';
import type { Typed } from '../../http/form.ts';
import { field, radioField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage } from './layout.ts';

/** Who is refused, as staff last knew them: by the booking the decision was made at. */
export type Refused = { readonly refusal: UseRefused; readonly name: string | undefined };

const MONTHS = [1, 3, 6];

/**
 * [K-6-5, A-6-4, K-12-1, A-12-1, D-10] A person's refusal of future use: the one that holds and how to lift it, or the form to decide
 * one; what it does and does not do; every earlier one.
 */
export const refusalSection = (counter: Counter, booking: Booking, person: Person, typed: Typed = {}): Page => {
  const { now } = counter;
  const current = refusalInForce(person, now);
  const past = (person.refusals ?? []).filter((one) => one !== current).toReversed();
  return html`<section aria-labelledby="refusal-title">
<h2 id="refusal-title">今後の利用のお断り</h2>
${
  current
    ? html`<div class="urgent"><p><strong>お断りの期間中です。${dateText(current.until)}まで</strong></p>
<dl class="items"><dt>理由</dt><dd>${reasonText(current.reason)}</dd><dt>決めた人</dt><dd>${decidedText(current)}</dd></dl></div>
<details class="card"><summary>お断りを解く</summary>
<p>解くと、次の申込みから「利用をお断り中の方」の印が付かなくなります。記録は、今年度の終わりまで残ります。</p>
<form method="post" action="/staff/bookings/${booking.id}/refusal/lifting"><input type="hidden" name="shown" value="${isoOf(current.at)}"><p><button>お断りを解きます</button></p></form></details>`
    : html`<p>今は、お断りしていません。連絡のないキャンセル：${person.noShows ?? 0}回</p>
<details class="card"${counter.problem && html` open`}><summary>今後の利用をお断りする</summary>${form(counter, booking, typed)}</details>`
}
${current && html`<details class="card"><summary>お断りで変わること、変わらないこと</summary>${effects}</details>`}
${
  past.length > 0 &&
  html`<h3>これまでのお断り</h3>
<div class="wide"><table class="stack"><thead><tr><th scope="col">期間</th><th scope="col">理由</th><th scope="col">決めた人</th><th scope="col">終わり方</th></tr></thead>
<tbody>${past.map((one) => html`<tr><th scope="row">${periodText(one)}</th><td>${reasonText(one.reason)}</td><td>${decidedText(one)}</td><td>${endText(one)}</td></tr>`)}</tbody></table></div>`
}
</section>`;
};

const effects = html`<ul>
<li>お断りの間も、申込みは仮予約として受け付け、「利用をお断り中の方」の印を付けます。電話で受けた仮予約に本人の申込みが届いたときも、自動では本予約になりません。受けるかどうかは、申込みごとに職員が決めます。自動では断りません。</li>
<li>申し込んだ方の画面とメールは、ほかの方と同じです。お断りしていることは、そこからは分かりません。</li>
<li>本人へのお知らせは、自動では送りません。伝えるときは、電話か窓口で伝えてください。</li>
<li>今ある予約は、そのままです。取りやめるときは、予約ごとにキャンセルしてください。</li>
<li>最後の日を過ぎると、お断りは終わります。その前でも、解くことができます。</li>
</ul>`;

const form = ({ office, now, problem }: Counter, booking: Booking, typed: Typed): Page => {
  const today = dateOf(now);
  const offered = MONTHS.map((months) => ({ months, until: plusMonths(today, months) }));
  const last = plusDays(today, office.limits.refusalDays);
  return html`<form method="post" action="/staff/bookings/${booking.id}/refusal">
<p>規約にもとづき、職員の判断で、期間を決めて今後の利用をお断りします。だれが、いつ、なぜ決めたかが記録に残ります。</p>
${effects}
${radioField({ name: 'reason', label: '理由', required: true, value: typed['reason'], problem, choices: RefusalReason.options.map((reason) => [reason, reasonText(reason)]) })}
${radioField({
  name: 'until',
  label: 'お断りの最後の日',
  required: true,
  value: typed['until'],
  problem,
  choices: [
    ...offered.map(({ months, until }): [string, string] => [until, `${dateText(until)}まで（${months}か月）`]),
    ['other', 'ほかの日'],
  ],
})}
${field(
  { name: 'untilDate', label: '「ほかの日」のときの最後の日', hint: `${dateText(last)}まで選べます。`, problem },
  (attributes) =>
    html`<input ${attributes} type="date" size="12" min="${plusDays(today, 1)}" max="${last}" value="${typed['untilDate'] ?? ''}">`,
)}
<p><button class="grave">利用をお断りする</button></p>
</form>`;
};

const decidedText = ({ by, at }: UseRefused): string => `${by} さん（${dayText(at)} ${clockText(at)}）`;

const periodText = ({ at, until }: UseRefused): string => `${dayText(at)}から${dateText(until)}まで`;

const endText = ({ lifted }: UseRefused): string =>
  lifted ? `${lifted.by} さんが解きました（${dayText(lifted.at)} ${clockText(lifted.at)}）` : '最後の日が過ぎました';

/** One person's refusals, reached through any of their bookings. */
export const refusalPage = (counter: Counter, booking: Booking, person: Person, typed?: Typed): Page =>
  counterPage(
    counter,
    undefined,
    '利用のお断り',
    html`<dl class="items"><dt>氏名</dt><dd>${booking.applicant.name} 様</dd>
${booking.applicant.number && html`<dt>番号</dt><dd>${booking.applicant.number}</dd>`}
<dt>予約</dt><dd><a href="/staff/bookings/${booking.id}">${booking.id}</a></dd></dl>
${refusalSection(counter, booking, person, typed)}
<p><a href="/staff/refusals">利用をお断りしている方の一覧</a></p>`,
  );

/** [D-10] Whom the office refuses now, and whom it did before. */
export const refusalsPage = (counter: Counter, refused: readonly Refused[]): Page => {
  const [now, past] = [true, false].map((holds) =>
    refused.filter(({ refusal }) => inForce(refusal, counter.now) === holds),
  );
  return counterPage(
    counter,
    '/staff/office',
    '利用のお断り',
    html`
<p>お断りは、その方の予約の画面から、職員が理由と最後の日を決めて行います。${refused.length === 0 && 'お断りした方は、いません。'}</p>
<h2>今お断りしている方（${now?.length ?? 0}人）</h2>
${table(now ?? [], 'いません。')}
<h2>これまでのお断り</h2>
<p class="soft">終わったお断りの記録は、終わった年度の3月31日を過ぎると消えます。</p>
${table(past ?? [], 'ありません。')}
<p><a href="/staff/office">設定へ</a></p>`,
  );
};

const table = (list: readonly Refused[], none: string): Page =>
  list.length === 0
    ? html`<p>${none}</p>`
    : html`<div class="wide"><table class="stack"><thead><tr><th scope="col">氏名</th><th scope="col">理由</th><th scope="col">期間</th><th scope="col">決めた人</th><th scope="col">解除</th></tr></thead>
<tbody>${list.map(
        ({ refusal, name }) =>
          html`<tr><th scope="row"><a href="/staff/bookings/${refusal.booking}/refusal">${name ? `${name} 様` : `予約 ${refusal.booking}（保存期間が過ぎました）`}</a></th><td>${reasonText(refusal.reason)}</td><td>${periodText(refusal)}</td><td>${refusal.by} さん</td><td>${refusal.lifted ? endText(refusal) : '—'}</td></tr>`,
      )}</tbody></table></div>`;
