import { html } from 'hono/html';
import type { Confirmed } from '../domain/booking.ts';
import { toolOf } from '../domain/office.ts';
import { endOf } from '../domain/openings.ts';
import { halfDayText, spanText } from '../domain/wording.ts';
import { meetingIdText } from '../mail/calendar.ts';
import { backForm, JOIN_AGAIN, joinForm, type Opened, outdated } from './booking.ts';
import { asTyped, hoursOf, items, layout, type Page, phoneLink } from './layout.ts';

type Joining = Omit<Opened, 'booking'> & { readonly booking: Confirmed };

/**
 * [K-F-3, K-F-4, A-6-3] Contact is recorded; from here the meeting is entered. A page with a link, because a browser would not let a
 * form lead on to another site.
 */
export const joinPage = (joining: Joining): Page => {
  const { office, booking, now } = joining;
  const { session } = booking;
  return layout(
    office,
    '相談に参加する',
    html`
<div class="done" role="status"><p><strong>${halfDayText(now)}に、参加のご連絡を受け付けました。</strong></p></div>
${entry(joining)}
<h2>入室したら</h2>
<p>相談は、${spanText(session.startsAt, endOf(session))}です。${now < session.startsAt ? '担当者は、開始の時刻に入ります。' : '担当者がまだいないときは、'}そのままお待ちください。</p>
<p>録画や録音は、どんな方法でも、だれにもできません。</p>
<h2>入室できないとき</h2>
<p>すぐにお電話ください。${phoneLink(office)}${hoursOf(office)}</p>
<div class="actions">${backForm(booking.id, joining.code)}</div>`,
    { current: '/bookings' },
  );
};

const entry = (joining: Joining): Page => {
  const { office, booking, now } = joining;
  const { meeting } = booking;
  const { name, invitesFrom } = toolOf(office, booking.tool);
  const { url, id, passcode } = meeting.state === 'ready' ? meeting : {};
  const entering = invitesFrom
    ? html`<p>お名前とメールアドレスを入れると、入室できます。</p>`
    : html`<p>お名前を入れると、入室できます。</p>`;
  if (url)
    return html`<h2>入室する</h2>
<p><a class="button join" href="${url}" rel="noopener noreferrer">${name}を開いて入室する</a></p>
${entering}
${
  (id || passcode) &&
  html`<p>ボタンで入室できないときは、${name}のアプリに、次の番号を入れてください。</p>
${items([...(id ? [['ミーティングID', html`<span class="big">${meetingIdText(id)}</span>`] as const] : []), ...(passcode ? [['パスコード', html`<span class="big">${passcode}</span>`] as const] : [])])}`
}`;
  if (meeting.state === 'ready')
    return html`<h2>入室する</h2>
<p>${name}から届いた招待メールを開いて、その中のURLから入室してください。差出人は、${name} の ${invitesFrom} です。</p>
${entering}
<p>見つからないときは、迷惑メールの中も確かめてください。それでもないときは、お電話ください。</p>`;
  if (now >= booking.session.startsAt)
    return html`<div class="note"><h2>ご案内ができていません</h2>
<p>開始の時刻を過ぎています。すぐにお電話ください。${phoneLink(office)}</p>
${outdated(office, booking).map((text) => html`<p>${text}</p>`)}<p>入室のご案内が間に合わず、申し訳ありません。${invitesFrom ? `${name}から招待メールが届いたときは、そのメールのURLから入室してください。` : `部屋の準備ができると、下の「${JOIN_AGAIN}」から入室できます。`}</p>
${joinForm(joining, JOIN_AGAIN)}</div>`;
  return html`<div class="note"><h2>${invitesFrom ? '招待メールを準備しています' : '部屋を準備しています'}</h2>
${invitesFrom && html`<p>まもなく、${name}から招待メールが届きます（差出人は ${asTyped(invitesFrom)}）。届いたら、そのメールのURLから入室してください。</p>`}
${outdated(office, booking).map((text) => html`<p>${text}</p>`)}<p>${invitesFrom && 'まだ届かないときは、'}1分ほど待ってから、下の「${JOIN_AGAIN}」を押してください。</p>
<p>開始の時刻になっても変わらないときは、お電話ください。${phoneLink(office)}</p>
${joinForm(joining, JOIN_AGAIN)}</div>`;
};
