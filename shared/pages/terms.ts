import { html } from 'hono/html';
import type { Office, Terms } from '../domain/office.ts';
import { dateText } from '../domain/wording.ts';
import { layout, type Page } from './layout.ts';

/** [K-13, A-13, D-11] That the terms will change: shown from the day a version is published until it is in force. */
export const termsNews = (next: Terms): Page =>
  html`<p class="news"><strong>利用規約が変わります。</strong>${dateText(next.effectiveFrom)}から、<a href="/terms/${next.version}">新しい利用規約（${next.version}版）</a>になります。</p>`;

/** One version of the terms in plain wording, with the link to the official text and its hash. */
export const termsPage = (
  office: Office,
  terms: Terms,
  { note, next }: { readonly note?: string; readonly next?: Terms } = {},
): Page =>
  layout(
    office,
    `利用規約（${terms.version}版）`,
    html`
${note && html`<p role="status"><strong>${note}</strong></p>`}
${next && termsNews(next)}
<p>${terms.title}（${terms.issuedBy}、${dateText(terms.officialDate)}）を、わかりやすい言葉で説明したものです。使われるのは、${dateText(terms.effectiveFrom)}からです。</p>
<p>正式な文章：<a href="${terms.officialUrl}">${terms.officialUrl}</a></p>
<p><small>正式な文章の SHA-256：<code>${terms.sha256}</code></small></p>
${terms.articles.map(({ article, heading, text }) => html`<section><h2 id="article-${article}">第${article.replace('-', '条の')}${article.includes('-') ? '' : '条'}　${heading}</h2>${text.map((paragraph) => html`<p>${paragraph}</p>`)}</section>`)}
<h2>使うアプリの利用規約</h2>
<ul>${office.tools.map(({ name, termsUrl }) => html`<li><a href="${termsUrl}">${name}</a></li>`)}</ul>
${
  office.terms.length > 1 &&
  html`<h2>ほかの版</h2><ul>${office.terms.map(({ version }) => html`<li><a href="/terms/${version}">${version}版</a></li>`)}</ul>`
}`,
  );
