import { html } from 'hono/html';
import { type Office, type Terms, type Tool, toolsAgreedTo } from '../domain/office.ts';
import type { Told } from '../http/problems.ts';
import { checklist } from './checklist.ts';
import { type Page, unbroken } from './layout.ts';

/** What a form holds, by the names of its fields. */
type Typed = Readonly<Record<string, string | undefined>>;

/**
 * [K-4, A-4, K-5-1…6, A-5-1…6, K-12-1…5, A-12-1…5, D-1] The consent part of the application form: what to check beforehand, and a box
 * for each text: the office's own terms, and those of each video tool of which the office's terms ask for it. Its fields:
 * `consent.terms` (hidden: the version shown), `consent.accepted`, and for each tool `consent.tools.{tool}.termsUrl` (hidden: the text
 * shown) and `consent.tools.{tool}.accepted`. A box is ticked again only if it was ticked for the very text shown now, that of a tool
 * also where one box stood for all terms, so whoever calls need take nothing out of `typed`; `problem` is what the form is shown again with.
 */
export const consentFields = (office: Office, terms: Terms, typed: Typed, problem?: Told): Page => html`
${checklist(office)}
${consentBoxes(office, terms, typed, { prefix: 'consent.', problem })}`;

/** Whether the form had a box for each tool; where it had not, its one box is for all terms. */
export const toldOfTools = (typed: Typed, prefix = 'consent.'): boolean =>
  Object.keys(typed).some((name) => name.startsWith(`${prefix}tools.`));

/** The boxes alone; those of an application are named `consent.…`. */
export const consentBoxes = (
  office: Office,
  terms: Terms,
  typed: Typed,
  { prefix = '', problem }: { readonly prefix?: string; readonly problem?: Told | undefined } = {},
): Page => {
  const before = typed[`${prefix}terms`];
  const ticked = before === terms.version && typed[`${prefix}accepted`] === 'true';
  const changed = before !== undefined && before !== terms.version && /^[\w.-]{1,40}$/.test(before);
  return html`<fieldset id="${prefix}terms"><legend>利用規約への同意</legend>
<p>下の利用規約を読んで、同意するときは、それぞれの欄に印を付けてください。</p>
${changed && html`<p class="note"><strong>利用規約が新しくなりました。</strong><a href="${changesPath(terms.version, before)}" target="_blank" rel="noopener">${unbroken(`前の${before}版から変わった所を見る（別の画面で開きます）`)}</a></p>`}
<input type="hidden" name="${prefix}terms" value="${terms.version}">
${box(
  `${prefix}accepted`,
  `${office.name}の利用規約（${terms.version}版）に同意します`,
  `/terms/${terms.version}`,
  `${office.name}の利用規約を読む`,
  ticked,
  problem?.errors?.find(({ field }) => field === `${prefix}accepted`)?.message,
)}
${toolsAgreedTo(office).map((tool) => toolBox(office, tool, typed, prefix, ticked, problem))}
</fieldset>`;
};

const toolBox = (
  { tools }: Office,
  { tool, name, termsUrl }: Tool,
  typed: Typed,
  prefix: string,
  tickedForAll: boolean,
  problem: Told | undefined,
): Page => {
  const path = `${prefix}tools.${tool}`;
  const ticked = toldOfTools(typed, prefix)
    ? typed[`${path}.termsUrl`] === termsUrl && typed[`${path}.accepted`] === 'true'
    : tickedForAll;
  const wrong = problem?.errors?.find(({ field }) => field === path || field.startsWith(`${path}.`))?.message;
  return html`<input type="hidden" name="${path}.termsUrl" value="${termsUrl}">
${box(`${path}.accepted`, `${name}（ビデオ通話のアプリ）${tools.length > 1 ? 'を使うときは、その利用規約にも' : 'の利用規約に'}同意します`, termsUrl, `${name}の利用規約を読む`, ticked, wrong)}`;
};

const box = (
  name: string,
  label: string,
  address: string,
  link: string,
  ticked: boolean,
  wrong: string | undefined,
): Page => html`<div class="field consent">
<p><a href="${address}" target="_blank" rel="noopener">${unbroken(`${link}（別の画面で開きます）`)}</a></p>
<label class="choice" for="${name}"><input type="checkbox" id="${name}" name="${name}" value="true" aria-required="true"${ticked && html` checked`}${wrong && html` aria-invalid="true" aria-describedby="${name}-error"`}> ${unbroken(label)} <small class="must">※必須</small></label>
${wrong && html`<p class="error" id="${name}-error">＊${wrong}</p>`}</div>`;

/** Where the differences between two versions stand. */
export const changesPath = (version: string, from: string): string => `/terms/${version}/changes?from=${from}`;

/**
 * [D-11, K-13, A-13] For whoever looks at a booking made under other terms than those in force now (`termsToAgree` in
 * `shared/domain/terms.ts` says so): that they have changed, and the way to the page where one agrees to them.
 */
export const agreeForm = (office: Office, reference: string, code: string, terms: Terms): Page => html`
<form class="note" method="post" action="/bookings/${reference}/terms">
<input type="hidden" name="code" value="${code}">
<h2>利用規約が新しくなりました</h2>
<p>この予約は、申し込んだときの利用規約のままで有効です。次に申し込むときは、新しい利用規約${unbroken(`（${terms.version}版）`)}への同意が必要です。${office.instant && '予約なしですぐに相談するときも、必要です。'}</p>
<p><button class="second">変わった所を見て、同意する</button></p>
</form>`;
