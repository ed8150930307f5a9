import { html } from 'hono/html';
import { type Office, type Terms, toolsAgreedTo } from '../domain/office.ts';
import type { Instant } from '../domain/time.ts';
import { dateText, dayText } from '../domain/wording.ts';
import type { Told } from '../http/problems.ts';
import { backForm } from './booking.ts';
import { consentBoxes } from './consent.ts';
import { items, layout, type Page, problemBanner, unbroken } from './layout.ts';
import { changesList, type SinceAgreed } from './terms-changes.ts';

/** [D-11, K-4, A-4, A-62-2] What has changed since the booking was agreed to, and a box for each text to agree to. */
export const agreePage = (
  office: Office,
  reference: string,
  typed: Readonly<Record<string, string | undefined>>,
  since: SinceAgreed,
  problem?: Told,
): Page => {
  const code = typed['code'] ?? '';
  const { agreed, current } = since;
  const known = agreed?.version === current.version;
  return layout(
    office,
    known ? '利用規約に同意しています' : '新しい利用規約への同意',
    html`
${problem && problemBanner(problem)}
${
  known
    ? html`<p>この予約は、今の利用規約（<a href="/terms/${current.version}">${unbroken(`${current.version}版`)}</a>）に同意していただいています。もう一度同意していただかなくて大丈夫です。</p>`
    : html`<p>この予約の申込みのあとで、利用規約が変わりました。${unbroken(`${dateText(current.effectiveFrom)}からは、${current.version}版です。`)}</p>
<p>この予約は、申し込んだときの${agreed && unbroken(`${agreed.version}版の`)}利用規約のままで有効です。次に申し込むときは、新しい利用規約への同意が必要です。</p>
${whatChanged(since)}
<form method="post" action="/bookings/${reference}/consents">
<input type="hidden" name="code" value="${code}">
${consentBoxes(office, current, typed, { problem })}
<div class="actions"><button>同意する</button></div>
</form>`
}
${backForm(reference, code)}`,
    { current: '/bookings' },
  );
};

/** [D-11, A-62-2] The differences, and the way to the whole text. */
export const whatChanged = ({ agreed, current, changes }: SinceAgreed): Page => html`
${agreed && html`<h2>変わった所</h2>${changesList(changes)}`}
<p><a href="/terms/${current.version}" target="_blank" rel="noopener">${unbroken('新しい利用規約を全部読む（別の画面で開きます）')}</a></p>`;

/** [K-4, A-4, D-11] That the agreement is recorded: to which texts, and when. */
export const agreedPage = (office: Office, reference: string, code: string, terms: Terms, now: Instant): Page =>
  layout(
    office,
    '同意を記録しました',
    html`
<p class="done" role="status">新しい利用規約への同意を記録しました。予約はそのままです。</p>
${items([
  ['予約番号', reference],
  ['同意した日', dayText(now)],
  [
    '同意した利用規約',
    html`<a href="/terms/${terms.version}">${office.name}の利用規約${unbroken(`（${terms.version}版）`)}</a>${toolsAgreedTo(office).map(({ name, termsUrl }) => html`<br><a href="${termsUrl}">${name}の利用規約</a>`)}`,
  ],
])}
${backForm(reference, code)}`,
    { current: '/bookings' },
  );
