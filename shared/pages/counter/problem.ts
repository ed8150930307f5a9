import { html } from 'hono/html';
import type { Office } from '../../domain/office.ts';
import type { Instant } from '../../domain/time.ts';
import type { Told } from '../../http/problems.ts';
import type { Page } from '../layout.ts';
import { resend } from '../problem.ts';
import { counterPage, signedOutPage } from './layout.ts';

/** A problem that no form of the console is there to show: what happened, and where to go on. */
export const counterProblemPage = (
  office: Office,
  { type, title, detail, errors }: Told,
  { staff, now }: { readonly staff: string; readonly now: Instant },
  content: Page = html`<p><a href="/staff/today">今日</a>　<a href="/staff/todo">やること</a></p>`,
): Page =>
  counterPage(
    { office, staff, now },
    undefined,
    title,
    html`
<div class="problem" role="alert"><p>${type === 'malformed' ? '前の画面に戻って、次の所を直してください。' : detail}</p>
${errors && html`<ul>${errors.map(({ message }) => html`<li>${message}</li>`)}</ul>`}</div>
${content}`,
  );

/** Staff whose time is over: the form they sent, to be sent again once they have signed in beside it. */
export const signInAgainPage = (
  office: Office,
  { title }: Told,
  target: string,
  sent: readonly (readonly [string, unknown])[],
): Page =>
  signedOutPage(
    office,
    'サインインし直してください',
    html`<div class="problem" role="alert"><p><strong>${title}。</strong>サインインが切れています。押したことは、まだ行われていません。入力した内容は、この画面に残っています。</p></div>
<ol><li><a href="/sign-in?to=%2Fstaff%2Fhelp" target="_blank" rel="noopener">新しいタブでサインインする</a></li>
<li>この画面に戻って「もう一度送る」を押す</li></ol>
${resend(target, sent)}`,
  );
