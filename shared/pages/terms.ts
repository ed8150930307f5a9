import { html } from 'hono/html';
import { type Office, type Terms, toolsAgreedTo } from '../domain/office.ts';
import { termsAt, termsToCome } from '../domain/terms.ts';
import { articleName } from '../domain/terms-text.ts';
import { dateOf, type Instant, plusDays } from '../domain/time.ts';
import { dateText } from '../domain/wording.ts';
import { checklist } from './checklist.ts';
import { changesPath } from './consent.ts';
import { items, layout, type Page, unbroken } from './layout.ts';
import { type ArticleChange, changesList } from './terms-changes.ts';

/** [K-13, A-13, D-11] That the terms will change: shown from the day a version is published until it is in force. */
export const termsNews = (next: Terms): Page =>
  html`<p class="note"><strong>利用規約が変わります。</strong>${unbroken(dateText(next.effectiveFrom))}から、<a href="/terms/${next.version}">新しい利用規約${unbroken(`（${next.version}版）`)}</a>になります。<a href="/terms/${next.version}/changes"><span class="whole">変わる所を見る</span></a></p>`;

/** [K-13, A-13] One version of the terms in plain wording, with the link to the official text and its hash. */
export const termsPage = (office: Office, terms: Terms, now: Instant): Page => {
  const current = termsAt(office, now);
  const next = termsToCome(office, now);
  const index = office.terms.indexOf(terms);
  const before = office.terms[index - 1];
  const isCurrent = terms.version === current.version;
  return layout(
    office,
    `利用規約（${terms.version}版）`,
    html`
${next && next.version !== terms.version && termsNews(next)}
${!isCurrent && html`<p class="note"><strong>${terms.effectiveFrom > dateOf(now) ? unbroken(`${dateText(terms.effectiveFrom)}からの利用規約です。`) : '前の利用規約です。'}</strong>今の利用規約は、<a href="/terms">${unbroken(`${current.version}版`)}</a>です。</p>`}
<p>${office.name}の「${terms.title}」を、わかりやすい言葉で説明したものです。使うときの約束は、正式な文章で決まります。</p>
${items([
  ['効力が生じる日', dateText(terms.effectiveFrom)],
  [
    '正式な文章',
    html`<a href="${terms.officialUrl}">${terms.officialUrl}</a><br>${terms.issuedBy}、${dateText(terms.officialDate)}`,
  ],
  ...(before
    ? [
        [
          '前の版',
          html`<a href="${changesPath(terms.version, before.version)}">${unbroken(`${before.version}版`)}とのちがいを見る</a>`,
        ] as const,
      ]
    : []),
])}
<nav class="index" aria-labelledby="index"><h2 id="index">条の一覧</h2>
<ol><li><a href="#checklist">同意の前に確かめること</a></li>
${terms.articles.map(({ article, heading }) => html`<li><a href="#article-${article}">${articleName(article)}　${heading}</a></li>`)}
<li><a href="#tools">使うアプリの利用規約</a></li><li><a href="#versions">利用規約の版</a></li></ol></nav>
${checklist(office)}
${terms.articles.map(({ article, heading, text }) => html`<section aria-labelledby="article-${article}"><h2 id="article-${article}">${articleName(article)}　${heading}</h2>${text.map((paragraph) => html`<p${/^\(\d/.test(paragraph) && html` class="item"`}>${paragraph}</p>`)}</section>`)}
<h2 id="tools">使うアプリの利用規約</h2>
<p>${toolsAgreedTo(office)
      .map(({ name }) => name)
      .join('・')}の利用規約には、申し込むときに同意していただきます。</p>
<ul>${office.tools.map(({ name, termsUrl }) => html`<li><a href="${termsUrl}">${name}の利用規約</a></li>`)}</ul>
<h2 id="versions">利用規約の版</h2>
${versions(office, terms, now)}
<p><small>正式な文章が変わっていないことを、あとから確かめるための値（SHA-256）：<br><code class="hash">${terms.sha256}</code></small></p>`,
    { current: '/terms' },
  );
};

/** Every version, the newest first, with the days it is or was in force. */
const versions = (office: Office, shown: Terms, now: Instant): Page => {
  const current = termsAt(office, now);
  const today = dateOf(now);
  return html`<div class="wide"><table><thead><tr><th scope="col">版</th><th scope="col">使われる期間</th><th scope="col">前の版とのちがい</th></tr></thead>
<tbody>${office.terms
    .map((terms, index) => ({ terms, before: office.terms[index - 1], after: office.terms[index + 1] }))
    .toReversed()
    .map(({ terms, before, after }) => {
      const { version, effectiveFrom } = terms;
      const state = version === current.version ? '今の版' : effectiveFrom > today ? 'これから' : '前の版';
      return html`<tr><th scope="row">${version === shown.version ? html`${version}版（このページ）` : html`<a href="/terms/${version}">${version}版</a>`}<br><strong>${state}</strong></th>
<td>${unbroken(dateText(effectiveFrom))}から${after && html`<br>${unbroken(dateText(plusDays(after.effectiveFrom, -1)))}まで`}</td>
<td>${before ? html`<a href="/terms/${version}/changes">見る<span class="unseen">（${version}版と前の版のちがい）</span></a>` : '—'}</td></tr>`;
    })}</tbody></table></div>`;
};

/** [K-13, A-13] What differs between two versions, article by article and word by word. */
export const changesPage = (office: Office, before: Terms, terms: Terms, changes: readonly ArticleChange[]): Page =>
  layout(
    office,
    `利用規約 ${terms.version}版と前の版のちがい`,
    html`
${
  before === terms
    ? html`<p class="note">${unbroken(`${terms.version}版`)}は、ここにあるいちばん古い版です。くらべる前の版はありません。</p>`
    : html`<p>${unbroken(`${before.version}版`)}（${unbroken(dateText(before.effectiveFrom))}から）と、<a href="/terms/${terms.version}">${unbroken(`${terms.version}版`)}</a>（${unbroken(dateText(terms.effectiveFrom))}から）をくらべています。</p>
<h2>条ごとのちがい</h2>${changesList(changes)}`
}
<p><a href="/terms/${terms.version}">${terms.version}版を全部読む</a></p>`,
    { current: '/terms' },
  );
