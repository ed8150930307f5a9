import { html } from 'hono/html';
import type { Office } from '../domain/office.ts';
import type { Told } from '../http/problems.ts';

/** A page, already escaped where it was written. */
export type Page = { toString(): string } | Promise<{ toString(): string }>;

/** Every page of an office: who speaks, the content, and how to reach a person. */
export const layout = (office: Office, title: string, content: Page): Page => html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}｜${office.name} オンライン職業相談</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">本文へ</a>
<header><p><a href="/">${office.name} オンライン職業相談</a></p></header>
<main id="main">
<h1>${title}</h1>
${content}
</main>
<footer>
<nav aria-label="このサイトのページ">
<a href="/openings">予約できる時間</a>
<a href="/terms">利用規約</a>
<a href="/guide">ご利用案内</a>
</nav>
<p>お困りのとき：${office.name} ${office.contact.department}<br>
電話 <a href="tel:${office.contact.phone}">${office.contact.phone}</a>（${office.contact.hours}）</p>
</footer>
</body>
</html>`;

/** What is wrong, at the top of the page, with links to the fields it is about. */
export const problemBanner = ({ title, detail, wish, errors }: Told): Page => html`
<div class="problem" role="alert">
<p><strong>${wish === undefined ? '' : `第${wish + 1}希望：`}${title}</strong></p>
<p>${detail}</p>
${errors && html`<ul>${errors.map(({ field, message }) => html`<li><a href="#${field}">${message}</a></li>`)}</ul>`}
</div>`;
