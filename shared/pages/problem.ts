import { html } from 'hono/html';
import type { Office } from '../domain/office.ts';
import type { Told } from '../http/problems.ts';
import { layout, type Page, unbroken } from './layout.ts';

/** A form with a problem says so first in its title, which is what is read out of a page before all else (WCAG 2, G199). */
export const announced = async (form: Page, { type, title }: Told): Promise<string> => {
  const page = String(await form);
  const what = type === 'malformed' || page.includes('<p class="error"') ? '入力に直す所があります' : title;
  return page.includes(`<title>${what}`) ? page : page.replace('<title>', `<title>${what}｜`);
};

/** The same request once more, under its own key. */
export const resend = (target: string, sent: readonly (readonly [string, unknown])[]): Page =>
  html`<form method="post" action="${target}">${sent.map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}<p><button>もう一度送る</button></p></form>`;

/** [R-04, R-12] Nobody knows whether it was received: what was sent stays here, and is the same request when it is sent again. */
export const sendAgain = (target: string, sent: readonly (readonly [string, unknown])[]): Page =>
  html`<p>入力した内容はこの画面に残っています。</p>
${resend(target, sent)}`;

/** A problem that no form is there to show: what happened, what to do about it, and where to go on. */
export const problemPage = (office: Office, problem: Told, content?: Page): Page =>
  layout(
    office,
    problem.title,
    html`<div class="problem" role="alert"><p>${problem.type === 'malformed' ? '次の所をお確かめください。' : unbroken(problem.detail)}</p>
${problem.errors && html`<ul>${problem.errors.map(({ message }) => html`<li>${message}</li>`)}</ul>`}</div>
${content ?? ''}
<h2>ほかのページへ</h2>
<ul class="ways even">
<li><a href="/"><strong>最初のページ</strong></a></li>
<li><a href="/openings"><strong>予約できる時間を見る</strong></a></li>
<li><a href="/bookings"><strong>予約の確認</strong></a></li>
<li><a href="tel:${office.contact.phone.replaceAll('-', '')}"><strong>電話する</strong> <span>${office.contact.phone}</span></a></li>
</ul>`,
  );
