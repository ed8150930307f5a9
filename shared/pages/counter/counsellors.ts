import { html } from 'hono/html';
import { type Booking, deskOf } from '../../domain/booking.ts';
import type { Counsellor } from '../../domain/openings.ts';
import { dateOf, isoOf } from '../../domain/time.ts';
import { shortDate } from '../../domain/wording.ts';
import { areaField, checkField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage } from './layout.ts';
import { peopleList, personEntry, whenOf } from './people.ts';

/** What the form holds, as it was typed. */
export type CounsellorTyped = {
  readonly name: string;
  readonly desks: readonly string[];
  readonly weekdays: readonly string[];
  readonly absences: string;
  readonly zoomUser: string;
  readonly seen: number;
};

/** A booking nobody would hold, and who could. */
export type Stranded = { readonly booking: Booking; readonly free: readonly Counsellor[] };

const weekdayNames = '月火水木金土日';

/** Who holds sessions, when, and whose sessions nobody would hold. */
export const counsellorsPage = (
  counter: Counter,
  counsellors: readonly Counsellor[],
  stranded: readonly Stranded[],
): Page => {
  const { office, now } = counter;
  const today = dateOf(now);
  const deskName = (id: string): string => deskOf(office, id)?.name ?? id;
  return counterPage(
    counter,
    '/staff/office',
    '相談担当者',
    html`
<p><a href="/staff/office">設定へ戻る</a></p>
${strandedSection(stranded, '/staff/counsellors')}
<p><a class="button" href="/staff/counsellors/new">担当者を加える</a></p>
${
  counsellors.length === 0
    ? html`<p class="note">担当者がまだいません。担当者を加えると、予約できる時間ができます。</p>`
    : html`<div class="wide"><table><thead><tr><th scope="col">氏名</th><th scope="col">窓口</th><th scope="col">曜日</th><th scope="col">これからの休み</th></tr></thead>
<tbody>${counsellors.map((one) => {
        const away = one.absences.filter((day) => day >= today);
        return html`<tr><th scope="row"><a href="/staff/counsellors/${one.id}">${one.name}</a></th><td>${one.desks.map(deskName).join('、')}</td><td>${one.weekdays.length === 7 ? '毎日' : one.weekdays.map((day) => weekdayNames[day - 1]).join('・')}</td><td>${away.slice(0, 3).map(shortDate).join('、')}${away.length > 3 && ` ほか${away.length - 3}日`}</td></tr>`;
      })}</tbody></table></div>`
}`,
  );
};

/** A press of the button hands a session over; somebody who has not been answered yet is answered with another counsellor. */
const handOver = ({ booking, free }: Stranded, back: string): Page => {
  if (booking.state !== 'confirmed')
    return html`<p>仮予約です。<a href="/staff/bookings/${booking.id}">返事をする</a>ときに、ほかの担当者か日時を選んでください。</p>`;
  const { startsAt, minutes } = booking.session;
  return html`${
    free.length === 0
      ? html`<p>この時間に空いているほかの担当者はいません。</p>`
      : html`<p>同じ時間にほかの担当者に替えるときは、お知らせを送りません。本人が前の担当者の名前を聞いているときは、相談のはじめに替わったことを伝えてください。</p><div class="actions">${free.map(
          ({ id, name }) =>
            html`<form method="post" action="/staff/bookings/${booking.id}/move"><input type="hidden" name="session.startsAt" value="${isoOf(startsAt)}"><input type="hidden" name="session.minutes" value="${minutes}"><input type="hidden" name="session.counsellor" value="${id}"><input type="hidden" name="reason" value="counsellor-absent"><input type="hidden" name="seen" value="${booking.revision}"><input type="hidden" name="back" value="${back}"><button class="second">${name} さんに替える</button></form>`,
        )}</div>`
  }<p><a href="/staff/bookings/${booking.id}">日時を変える・キャンセルする</a></p>`;
};

const strandedSection = (stranded: readonly Stranded[], back: string): Page | false =>
  stranded.length > 0 &&
  html`<section><h2>担当者がいない予約（${stranded.length}件）</h2><p class="urgent">休みなどで、担当者が受けられない予約です。ほかの担当者に替えるか、日時を変えてください。</p>
${peopleList(stranded.map((one) => personEntry(one.booking, handOver(one, back))))}</section>`;

/** One counsellor to add or change. */
export const counsellorPage = (
  counter: Counter,
  id: string | undefined,
  typed: CounsellorTyped,
  {
    ahead,
    stranded,
    current,
  }: {
    readonly ahead: readonly Booking[];
    readonly stranded: readonly Stranded[];
    /** What somebody else has stored meanwhile. */
    readonly current?: CounsellorTyped & { readonly by: string | undefined };
  },
): Page => {
  const { office, problem } = counter;
  const zoom = office.tools.some(({ tool }) => tool === 'zoom');
  const lost = new Set(stranded.map(({ booking }) => booking.id));
  const settled = ahead.filter((booking) => !lost.has(booking.id));
  return counterPage(
    counter,
    '/staff/office',
    id === undefined ? '担当者を加える' : `担当者：${typed.name}`,
    html`
<p><a href="/staff/counsellors">担当者の一覧へ戻る</a></p>
${id !== undefined && strandedSection(stranded, `/staff/counsellors/${id}`)}
${
  current &&
  html`<section class="card"><h2>今の内容${current.by !== undefined && `（${current.by} さんが保存）`}</h2><dl class="items"><dt>氏名</dt><dd>${current.name}</dd><dt>窓口</dt><dd>${office.desks
    .filter((desk) => current.desks.includes(desk.id))
    .map(({ name }) => name)
    .join(
      '、',
    )}</dd><dt>曜日</dt><dd>${current.weekdays.map((day) => weekdayNames[Number(day) - 1]).join('・')}</dd><dt>休む日</dt><dd>${current.absences.replaceAll('\n', '、') || 'なし'}</dd>${zoom && html`<dt>Zoomのユーザー</dt><dd>${current.zoomUser || 'なし'}</dd>`}</dl></section>`
}
<form method="post" action="/staff/counsellors/${id ?? 'new'}">
<input type="hidden" name="seen" value="${typed.seen}">
${textField({ name: 'name', label: '氏名', value: typed.name, required: true, size: 24, hint: '予約の案内に名前がのります。', problem })}
${checkField({ name: 'desks', label: '窓口', values: typed.desks, required: true, choices: office.desks.map(({ id, name }) => [id, name]), problem })}
${checkField({ name: 'weekdays', label: '相談を受ける曜日', row: true, values: typed.weekdays, required: true, choices: [...weekdayNames].map((name, index) => [String(index + 1), `${name}曜日`]), problem })}
${areaField({ name: 'absences', label: '休む日', value: typed.absences, hint: '1行に1日ずつ。「3/4」「2026-03-04」、続けて休むときは「3/4〜3/6」と書けます。なくす日は、行を消してください。理由は書かないでください。', problem })}
${zoom && textField({ name: 'zoomUser', label: 'Zoomのユーザー', value: typed.zoomUser, mode: 'email', size: 32, hint: 'Zoomのサインインに使うメールアドレスです。', problem })}
<div class="actions"><button>${id === undefined ? '加える' : '保存する'}</button> <span class="soft">予約に影響するときは、保存する前に確認の画面が出ます。</span></div>
</form>
${
  id !== undefined &&
  html`
${settled.length > 0 && html`<section><h2>この担当者が受け持つ予約（${settled.length}件）</h2><ul>${settled.map((booking) => html`<li><a href="/staff/bookings/${booking.id}">${whenOf(booking)}　${booking.applicant.name} さん</a></li>`)}</ul></section>`}
<section id="ahead"><h2>担当者を削除する</h2>
${
  ahead.length > 0
    ? html`<p>これからの予約が${ahead.length}件あるので、削除できません。ほかの担当者に替えるか、日時を変えてから削除してください。</p>`
    : html`<p>これからの予約はないので、削除できます。しばらく休むだけのときは、「休む日」に書いてください。</p>
<form method="post" action="/staff/counsellors/${id}/removal"><input type="hidden" name="seen" value="${typed.seen}"><button class="grave">この担当者を削除する</button></form>`
}</section>`
}`,
  );
};

/** [A-6-5] Which sessions a change would take the counsellor away from; nothing is stored yet. */
export const counsellorReviewPage = (
  counter: Counter,
  id: string,
  typed: CounsellorTyped,
  stranded: readonly Stranded[],
): Page => {
  const hidden = (name: string, value: string | number): Page =>
    html`<input type="hidden" name="${name}" value="${value}">`;
  return counterPage(
    counter,
    '/staff/office',
    `${typed.name} さんの変更の確認`,
    html`
<p class="note"><strong>まだ保存していません。</strong>この変更で、次の${stranded.length}件の予約を受ける人がいなくなります。</p>
${peopleList(
  stranded.map(({ booking, free }) =>
    personEntry(
      booking,
      free.length > 0
        ? html`<p>同じ時間に空いている担当者：<strong>${free.map(({ name }) => name).join('、')}</strong></p>`
        : html`<p>同じ時間に空いている担当者はいません。日時を変えることになります。</p>`,
    ),
  ),
)}
<p>保存しても、予約は消えません。次の画面で、1件ずつほかの担当者に替えたり、日時を変えたりできます。</p>
<form method="post" action="/staff/counsellors/${id}">
${hidden('name', typed.name)}${typed.desks.map((desk) => hidden('desks', desk))}${typed.weekdays.map((day) => hidden('weekdays', day))}${hidden('absences', typed.absences)}${hidden('zoomUser', typed.zoomUser)}${hidden('seen', typed.seen)}
<div class="actions"><button name="sure" value="true">この内容で保存する</button> <button class="second" name="edit" value="true">書き直す</button></div>
</form>`,
  );
};
