import { html, raw } from 'hono/html';
import type { Office } from '../domain/office.ts';
import type { Told } from '../http/problems.ts';
import { SWITCH } from './furigana.ts';

/** A page, already escaped where it was written. */
export type Page = { toString(): string } | Promise<{ toString(): string }>;

const nav = [
  ['/openings', '予約できる時間'],
  ['/bookings', '予約の確認'],
  ['/terms', '利用規約'],
  ['/guide', 'ご利用案内'],
] as const;

type Around = {
  /** Which of the links at the top leads here. */
  readonly current?: (typeof nav)[number][0];
  /** How far an application has come. */
  readonly step?: Step;
  readonly lang?: 'ja' | 'en';
  /** Much may have been typed on it, which another page in its place would lose. */
  readonly typing?: boolean;
};

/** Every page of an office: who speaks, the content, and how to reach a person. */
export const layout = (
  office: Office,
  title: string,
  content: Page,
  { current, step, lang = 'ja', typing = false }: Around = {},
): Page => html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}｜${office.name} オンライン職業相談</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">本文へ</a>
<header class="top" lang="ja"><div class="inner">
<p class="who"><a href="/">${office.name} オンライン職業相談</a></p>
<nav aria-label="ページ">
${nav.map(([path, name]) => html`<a href="${path}"${path === current && html` aria-current="page"`}>${name}</a>`)}
<a href="/english" lang="en"${lang === 'en' && html` aria-current="page"`}>English</a>
</nav>
${!typing && raw(SWITCH)}
</div></header>
<main id="main">
${step && stepsOf(step)}
<h1>${unbroken(title)}</h1>
${content}
</main>
<footer class="foot" lang="ja"><div class="inner">
<p><strong>お困りのときは、お電話ください</strong><br>
${office.name} ${office.contact.department}<br>
${phoneLink(office)}${hoursOf(office)}</p>
</div></footer>
</body>
</html>`;

const UNBROKEN =
  /(（?\d{4}-\d\d-\d\d版）?|[（「]?(?:電話 )?0\d{1,4}-\d{1,4}-\d{3,4}」?|(?:例：|「)?\d{4,5}-\d{4,8}(?:-\d)?」?|（(?:まだ決まっていません|別の画面で開きます)）|午[前後]\d{1,2}:\d\d(?!〜)(?:（\d\d:\d\d）)?|(?:\d{4}年)?\d{1,2}月\d{1,2}日（.）|（?(?:平日 )?（?(?:午[前後])?\d{1,2}:\d\d[〜–](?:正午|(?:午後)?\d{1,2}:\d\d)）?)/;
/** A text in which no version of the terms, telephone number, day or span of time is broken at its hyphens, signs or brackets, as browsers would. */
export const unbroken = (text: string): (Page | string)[] =>
  text.split(UNBROKEN).map((part, index) => (index % 2 ? html`<span class="whole">${part}</span>` : part));

/** What somebody has typed, or is to copy: neither translated nor given readings. */
export const asTyped = (text: string | (Page | string)[]): Page => html`<span translate="no">${text}</span>`;

/** A number that a press dials. */
export const phoneLink = ({ contact: { phone } }: Office): Page =>
  html`<a href="tel:${phone.replaceAll('-', '')}">電話 ${phone}</a>`;

/** The number and when somebody answers it, in brackets that stay with both, for the middle of a sentence. */
export const byPhone = (office: Office): Page =>
  html`（${phoneLink(office)}、<span class="whole">${office.contact.hours}）</span>`;

/** When somebody answers it, in brackets that stay with the hours. */
export const hoursOf = ({ contact: { hours } }: Office): Page => html`<span class="whole">（${hours}）</span>`;

const steps = { choose: '日時をえらぶ', fill: '入力する', review: '確かめる', done: '受付' } as const;
type Step = keyof typeof steps;

const stepsOf = (present: Step): Page =>
  html`<ol class="steps" aria-label="申込みの流れ">${Object.entries(steps).map(([step, name], index) => html`<li${step === present && html` aria-current="step"`}>${index + 1}. ${name}</li>`)}</ol>`;

/** What is wrong, at the top of the page, with links to the fields it is about where there are any. */
export const problemBanner = ({ title, detail, wish, errors }: Told, linked = true): Page => html`
<div class="problem" role="alert">
<p><strong>${wish === undefined ? '' : `第${wish + 1}希望：`}${title}</strong></p>
<p>${unbroken(detail)}</p>
${errors && html`<ul>${errors.map(({ field, message }) => html`<li>${linked ? html`<a href="#${field}">${unbroken(message)}</a>` : unbroken(message)}</li>`)}</ul>`}
</div>`;

/** Names and what they hold, one under the other on a phone. */
export const items = (rows: readonly (readonly [name: Page | string, value: Page | string])[]): Page =>
  html`<dl class="items">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
