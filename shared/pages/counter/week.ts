import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import { type Closures, closedBecause, isOpen } from '../../domain/calendar.ts';
import { byTime, type Lane, placeOf } from '../../domain/day.ts';
import type { Office } from '../../domain/office.ts';
import { type Diary, timetablesOn } from '../../domain/openings.ts';
import { dateOf, type LocalDate, plusDays, weekdayOf } from '../../domain/time.ts';
import { shortDate } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage, stateBadge } from './layout.ts';
import { atOnceBadge, counsellorText, timeText, untoldBadge } from './session.ts';

type Day = {
  readonly date: LocalDate;
  readonly bookings: readonly Booking[];
  readonly lanes: readonly Lane[];
  readonly places: number;
};

/** [D-2] Why the office is closed on a day, as staff call it. */
export const closedText = (office: Office, closures: Closures, date: LocalDate): string => {
  if (closures.closed.includes(date)) return '閉庁日';
  const because = closedBecause(office, date) ?? '閉庁日';
  return because === '定休日' && weekdayOf(date) >= 6 ? '土日' : because;
};

/** [K-F-1, D-2] A week side by side; the weekend where something is on it. */
export const weekPage = (
  counter: Counter,
  { days, diary, calls }: { readonly days: readonly Day[]; readonly diary: Diary; readonly calls: ReadonlySet<string> },
): Page => {
  const { office, now } = counter;
  const monday = days[0]?.date ?? dateOf(now);
  const shown = days.filter(
    ({ date, bookings }) => weekdayOf(date) < 6 || bookings.length > 0 || isOpen(office, diary.closures, date),
  );
  const hidden = days.filter((day) => !shown.includes(day)).map(({ date }) => weekdayOf(date));
  return counterPage(
    counter,
    '/staff/week',
    '週の予定',
    html`<div data-refresh="60"><nav class="actions" aria-label="週を選ぶ"><a class="button second" href="/staff/week?from=${plusDays(monday, -7)}">← 前の週</a>
<a class="button second" href="/staff/week">今週</a>
<a class="button second" href="/staff/week?from=${plusDays(monday, 7)}">次の週 →</a></nav>
<div class="week">${shown.map((day) => column(counter, day, diary, calls))}</div>
${hidden.length > 0 && html`<p class="soft">${hidden.length > 1 ? '土日' : `${hidden[0] === 6 ? '土' : '日'}曜日`}は閉庁のため、表示していません。</p>`}</div>`,
  );
};

const standing = ({ state }: Booking): boolean =>
  ['tentative', 'confirmed', 'attended', 'no-show', 'stopped'].includes(state);

const column = (
  { office, now }: Counter,
  { date, bookings, places, lanes }: Day,
  diary: Diary,
  calls: ReadonlySet<string>,
): Page => {
  const open = isOpen(office, diary.closures, date);
  const served = office.desks.some((desk) => timetablesOn(desk, date).length > 0);
  const list = byTime(bookings.filter(standing));
  const ended = bookings.length - list.length;
  return html`<section aria-labelledby="day-${date}"${date === dateOf(now) && html` class="present"`}>
<h2 id="day-${date}"><a href="/staff/today?date=${date}">${shortDate(date)}</a>${date === dateOf(now) && html` <small>今日</small>`}</h2>
${
  open
    ? served
      ? date >= dateOf(now) && html`<p>${places > 0 ? html`空き <strong>${places}</strong>` : '空きはありません'}</p>`
      : html`<p class="soft">相談のない曜日</p>`
    : html`<p class="note">${closedText(office, diary.closures, date)}</p>`
}
${lanes.filter(({ away }) => away).map(({ name }) => html`<p class="soft">不在：${name}</p>`)}
${
  list.length > 0 &&
  html`<ul class="plain">${list.map((booking) => {
    const slot = placeOf(booking);
    const session = 'session' in booking ? booking.session : booking.state === 'tentative' ? booking.held : undefined;
    const untold = untoldBadge(booking, calls, now);
    const wanted = booking.state === 'confirmed' && booking.meeting.state !== 'ready' && booking.meeting;
    return html`<li><a href="/staff/bookings/${booking.id}">${slot ? timeText(slot) : '時間未定'} ${booking.applicant.name}</a><br>${stateBadge(booking.state)} ${atOnceBadge(booking)}${session && html` <small class="soft">${counsellorText(office, diary.counsellors, booking, session.counsellor, now)}</small>`}${wanted && html`<br><small class="error">${wanted.state === 'failed' ? '会議を作れませんでした' : wanted.elsewhere ? '招待を送り直してください' : '会議がまだです'}</small>`}${untold && html`<br>${untold}`}</li>`;
  })}</ul>`
}
${ended > 0 && html`<p class="soft"><small>キャンセルなど ${ended}件</small></p>`}
</section>`;
};
