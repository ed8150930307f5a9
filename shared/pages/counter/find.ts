import { html } from 'hono/html';
import { type Booking, isOver } from '../../domain/booking.ts';
import { searched } from '../../domain/day.ts';
import type { Office } from '../../domain/office.ts';
import type { Instant } from '../../domain/time.ts';
import { dateText, withoutYear } from '../../domain/wording.ts';
import { textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage, stateBadge } from './layout.ts';
import { timeLine } from './session.ts';

/** What can be looked for, in a form of its own: what was typed stays. Below a list it does not take the eye away from that. */
const searchForm = (
  { office, now }: Counter,
  typed: string,
  autofocus: boolean,
): Page => html`<form method="post" action="/staff/find">
${textField({ id: 'sought', name: 'find', required: true, label: '予約番号・求職番号・事業所番号・電話番号・氏名', value: typed, size: 24, autofocus, hint: `予約番号は8桁、求職番号は「12345-01234567」、事業所番号は「1234-123456-7」のように入れてください。電話番号では、これからの予約だけをさがせます。氏名では、${searchedText(office, now)}の日の予約をさがします。申込みのときに書かれた字でさがすので、読みがなではなく、漢字などを入れてください。名字だけでもかまいません。` })}
<p><button>さがす</button></p></form>`;

const searchedText = (office: Office, now: Instant): string => {
  const { from, to } = searched(office, now);
  return `${withoutYear(dateText(from))}から${withoutYear(dateText(to))}まで`;
};

/** The bookings of the person looked for, those to come first; undefined where nothing could be looked for. */
export const foundPage = (
  counter: Counter,
  typed: string,
  found: readonly Booking[] | undefined,
  byName = false,
): Page => {
  const toCome = (booking: Booking): boolean =>
    booking.state === 'tentative' || (booking.state === 'confirmed' && !isOver(booking, counter.now));
  const open = (found ?? []).filter(toCome);
  const over = (found ?? []).filter((booking) => !toCome(booking));
  const list = (title: string, bookings: readonly Booking[]): Page => html`<h2>${title}</h2>
<div class="wide"><table class="stack"><thead><tr><th scope="col">予約番号</th><th scope="col">状態</th><th scope="col">日時</th><th scope="col">氏名</th></tr></thead>
<tbody>${bookings.map((booking) => html`<tr><th scope="row"><a href="/staff/bookings/${booking.id}">${booking.id}</a></th><td>${stateBadge(booking.state)}</td><td>${timeLine(booking)}</td><td>${booking.applicant.name}</td></tr>`)}</tbody></table></div>`;
  return counterPage(
    counter,
    undefined,
    'さがす',
    html`${
      found?.length === 0 &&
      html`<p class="note" role="status">${
        typed === ''
          ? 'さがす番号か氏名を入れてください。'
          : byName
            ? `この氏名の予約は、${searchedText(counter.office, counter.now)}の日にありませんでした。ほかの漢字や、番号でもさがしてください。`
            : '見つかりませんでした。番号をお確かめください。'
      }</p>`
    }
${open.length > 0 && list('これからの予約', open)}
${over.length > 0 && list('最近の予約', over)}
${(open.length > 0 || over.length > 0) && html`<h2>ほかの番号や氏名でさがす</h2>`}
${searchForm(counter, typed, open.length + over.length === 0)}`,
  );
};
