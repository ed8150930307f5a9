import { html } from 'hono/html';
import type { Office } from '../domain/office.ts';
import type { Told } from '../http/problems.ts';
import { layout, type Page, problemBanner } from './layout.ts';

const wayIn = (to: string): string => `/sign-in?to=${encodeURIComponent(to)}`;

/** Nobody has signed in: why, and the way to start again. */
export const signInFailedPage = (office: Office, problem: Told, to: string): Page =>
  layout(
    office,
    problem.title,
    html`${problemBanner(problem)}
<p><a href="${wayIn(to)}">もう一度サインインする</a></p>`,
  );

/** On the way out by the pool's page, for browsers that do not go on by themselves. */
export const signingOutPage = (office: Office, next: string): Page =>
  layout(
    office,
    'サインアウトしています',
    html`<p>画面が変わらないときは、<a href="${next}">ここを押してサインアウトを終えてください</a>。</p>`,
  );

/** Signed out. */
export const signedOutPage = (office: Office): Page =>
  layout(
    office,
    'サインアウトしました',
    html`<p>ほかの人も使うパソコンでは、ブラウザーの画面もすべて閉じてください。</p>
<p><a href="/sign-in">職員の方：もう一度サインインする</a></p>`,
  );
