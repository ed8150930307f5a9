import { html } from 'hono/html';
import type { Office, Terms } from '../../domain/office.ts';
import { termsAt } from '../../domain/terms.ts';
import { dateOf, daysFrom, type Instant } from '../../domain/time.ts';
import { dateText, dayText } from '../../domain/wording.ts';
import { areaField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type ArticleChange, changesList } from '../terms-changes.ts';
import { type Counter, counterPage } from './layout.ts';

/** [K-13, A-13, D-11] Every version, with when it is or was in force; and how a new one comes about. */
export const termsListPage = (
  counter: Counter,
  known: Office,
  {
    who: published,
    told,
    withdrawn,
  }: {
    readonly who: ReadonlyMap<string, { readonly by: string; readonly on: string }>;
    /** The versions that can still be withdrawn, with how many have been told of each. */
    readonly told: ReadonlyMap<string, number>;
    readonly withdrawn: readonly TermsWithdrawn[];
  },
): Page => {
  const current = termsAt(known, counter.now);
  const today = dateOf(counter.now);
  return counterPage(
    counter,
    '/staff/office',
    '利用規約',
    html`
<p><a href="/staff/office">設定へ戻る</a></p>
<p><a class="button" href="/staff/terms/new">新しい版を作る</a></p>
<div class="wide"><table><thead><tr><th scope="col">版</th><th scope="col">効力が生じる日</th></tr></thead>
<tbody>${known.terms.toReversed().map(({ version, effectiveFrom }) => {
      const who = published.get(version);
      return html`<tr><th scope="row"><a href="/terms/${version}">${version}版</a></th><td>${dateText(effectiveFrom)}
${version === current.version ? html`<span class="badge confirmed">今の版</span>` : effectiveFrom > today ? html`<span class="badge">これから</span>` : '（前の版）'}
${who && html`<br><span class="soft">公開：${who.by} さん、${who.on}</span>`}${told.has(version) && withdrawal(version, told.get(version) ?? 0)}</td></tr>`;
    })}</tbody></table></div>
<p class="soft">公開した版は、変えられません。まだ効力が生じていない版は、取りやめられます。効力が生じた版のまちがいは、次の版で直します。</p>
${
  withdrawn.length > 0 &&
  html`<h2>取りやめた版</h2>
<div class="wide"><table><thead><tr><th scope="col">版</th><th scope="col">効力が生じるはずだった日</th></tr></thead>
<tbody>${withdrawn.map(
    (one) => html`<tr><th scope="row">${one.version}版</th><td>${dateText(one.effectiveFrom)}
<br><span class="soft">公開：${one.publishedBy} さん、${dayText(one.publishedAt)}</span><br><span class="soft">取りやめ：${one.withdrawnBy} さん、${dayText(one.withdrawnAt)}</span></td></tr>`,
  )}</tbody></table></div>`
}`,
  );
};

/** A version that was published and taken back, with who did either. */
export type TermsWithdrawn = Pick<Terms, 'version' | 'effectiveFrom'> & {
  readonly publishedBy: string;
  readonly publishedAt: Instant;
  readonly withdrawnBy: string;
  readonly withdrawnAt: Instant;
};

const withdrawal = (version: string, told: number): Page =>
  html`<details><summary>取りやめる</summary>
<p>まだだれも、この版に同意していません。取りやめると、この版はどのページにも出なくなり、今までの版が続きます。</p>
<p>${told > 0 ? html`この版のことを、もう<strong>${told}人</strong>にお知らせしています。5分ほどで、取りやめたことをお知らせします。` : 'この版のことは、まだだれにもお知らせしていません。'}取りやめは、元に戻せません。</p>
<form method="post" action="/staff/terms/${version}/withdrawal"><p><button class="grave">${version}版の公開を取りやめる</button></p></form></details>`;

/** What the form of a new version holds, as it was typed. */
export type TermsTyped = Readonly<
  Record<
    | 'version'
    | 'title'
    | 'issuedBy'
    | 'officialDate'
    | 'effectiveFrom'
    | 'officialUrl'
    | 'hash'
    | 'officialText'
    | 'wording',
    string
  >
>;

/** The form of a new version, filled in from the latest. */
export const termsFormPage = (counter: Counter, typed: TermsTyped): Page => {
  const { problem } = counter;
  const one = (
    name: keyof TermsTyped,
    label: string,
    more: { hint?: string; size?: number; mode?: 'url'; required?: boolean } = {},
  ): Page => textField({ name, label, value: typed[name], required: true, problem, ...more });
  return counterPage(
    counter,
    '/staff/office',
    '利用規約の新しい版',
    html`
<p><a href="/staff/terms">利用規約の一覧へ戻る</a></p>
<p>今の版を写してあります。変わる所だけ直してください。次の画面で、変わる所と、だれに知らせるかを確かめられます。</p>
<form method="post" action="/staff/terms/new">
${one('version', '版の名前', { size: 20, hint: '正式な文章の日付にすると、わかりやすくなります（例：2026-04-01）。半角の英数字と . - だけです。' })}
${one('title', '題名')}
${one('issuedBy', '定めた人', { size: 30, hint: '例：○○公共職業安定所長' })}
${one('officialDate', '正式な文章の日付', { size: 20, hint: '「2026-04-01」「令和8年4月1日」のように書けます。' })}
${one('effectiveFrom', '効力が生じる日', { size: 20, hint: '明日から先の日です。前もってお知らせする日数を考えて決めてください。' })}
${one('officialUrl', '正式な文章のアドレス', { mode: 'url', hint: 'https から始まる、労働局のサイトなどのアドレスです。' })}
<fieldset><legend>正式な文章の印（SHA-256）</legend>
<p class="hint">どの文章に同意したかを、あとから確かめるための印です。どちらか一方を入れてください。下に文章を貼ると、印を計算します。貼った文章は保存しません。</p>
${one('hash', 'SHA-256', { required: false, hint: '64字の英数字です。わからないときは空けておき、下に文章を貼ってください。' })}
${areaField({ name: 'officialText', label: '正式な文章', value: typed.officialText, rows: 4, hint: '題名の行から最後の行（定めた人の名前）まで、そのまま貼ってください。貼ったときは、こちらから計算します。', problem })}
</fieldset>
${areaField({ name: 'wording', label: 'わかりやすい言葉の本文', value: typed.wording, rows: 30, required: true, hint: '「第6条 利用申込みなど」の行で条が始まり、その下に、1行に1段落ずつ書きます。枝番は「第6条の2 臨時の利用」のように書きます。条の番号と見出しの間は空けてください。', problem })}
<div class="actions"><button>変わる所を確かめる</button> <span class="soft">まだ公開されません。</span></div>
</form>`,
  );
};

/** [K-13, A-13, D-11] What a new version changes, for whom, and who is told how; nothing is published yet. */
export const termsReviewPage = (
  counter: Counter,
  typed: TermsTyped,
  terms: Terms,
  {
    latest,
    changes,
    told,
    after,
  }: {
    readonly latest: Terms;
    readonly changes: readonly ArticleChange[];
    readonly told: { readonly mail: number; readonly phone: number };
    /** The last version published when this was looked at. */
    readonly after: string;
  },
): Page => {
  const hidden = Object.entries(typed).filter(([name]) => name !== 'officialText');
  return counterPage(
    counter,
    '/staff/office',
    `利用規約 ${terms.version}版の確認`,
    html`
<p class="note"><strong>まだ公開していません。</strong>公開した版は、変えられません。効力が生じる前の日までなら、取りやめられます。</p>
<dl class="items"><dt>題名</dt><dd>${terms.title}</dd><dt>定めた人</dt><dd>${terms.issuedBy}</dd><dt>正式な文章の日付</dt><dd>${dateText(terms.officialDate)}</dd>
<dt>効力が生じる日</dt><dd><strong>${dateText(terms.effectiveFrom)}（${daysFrom(dateOf(counter.now), terms.effectiveFrom).length - 1}日後）</strong></dd><dt>正式な文章</dt><dd>${terms.officialUrl}</dd><dt>SHA-256</dt><dd><code>${terms.sha256}</code>${terms.sha256 === latest.sha256 && html` <strong>前の版と同じ印です。正式な文章が変わったときは、書き直してください。</strong>`}</dd></dl>
<h2>お知らせ</h2>
<p>今までの版に同意していて、これからの予約や申込みがある<strong>${told.mail + told.phone}人</strong>に、公開から5分ほどでお知らせします。メール ${told.mail}人、電話 ${told.phone}人${told.phone > 0 ? html`（<a href="/staff/calls">要電話連絡</a>に出ます）` : ''}。</p>
<ul><li>公開すると、ご案内と利用規約のページに「利用規約が変わります」と出ます。</li>
<li>もう決まっている予約は、同意していただいた版のままです。</li>
<li>${dateText(terms.effectiveFrom)}からの申込みには、この版への同意が要ります。</li>${counter.office.instant && html`<li>予約なしですぐに利用するときも、${dateText(terms.effectiveFrom)}からは、この版に同意していただいてから始めます。</li>`}</ul>
<h2>${latest.version}版から変わる所</h2>
${changesList(changes)}
<form method="post" action="/staff/terms">
${hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="after" value="${after}">
<div class="actions"><button>公開する</button> <button class="second" formaction="/staff/terms/new" name="edit" value="true">書き直す</button></div>
</form>`,
  );
};
