import { html } from 'hono/html';
import { isBeingMade } from '../../domain/at-tool.ts';
import { type Booking, type Confirmed, deskOf, type Tentative } from '../../domain/booking.ts';
import { isOpen } from '../../domain/calendar.ts';
import { promiseBroken } from '../../domain/clock.ts';
import type { Block, Lane } from '../../domain/day.ts';
import { byTime, placeOf } from '../../domain/day.ts';
import { noShowAt } from '../../domain/deadlines.ts';
import type { Office } from '../../domain/office.ts';
import { type Lost, lostBy } from '../../domain/office-changes.ts';
import { type Counsellor, type Diary, endOf, timetablesOn } from '../../domain/openings.ts';
import { awaitsApplication } from '../../domain/telling.ts';
import { dateOf, type Instant, instant, isoOf, type LocalDate, MINUTE } from '../../domain/time.ts';
import type { Task } from '../../domain/todo.ts';
import { clockText, leftText, shortDate, untilText, wishText, withoutYear } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';
import { type Counter, copyable, counterPage, stateBadge } from './layout.ts';
import {
  atOnceBadge,
  attendedForm,
  contactForm,
  couldNotCome,
  counsellorText,
  joinText,
  nameOf,
  noShowSteps,
  signsText,
  timeText,
  untoldBadge,
} from './session.ts';
import { taskName, untilShort } from './todo.ts';
import { closedText } from './week.ts';

export type Today = {
  readonly date: LocalDate;
  readonly diary: Diary;
  readonly lanes: readonly Lane[];
  readonly bookings: readonly Booking[];
  readonly tasks: readonly Task[];
  /** The open days before and after. */
  readonly earlier: LocalDate;
  readonly later: LocalDate;
};

const BACK = '/staff/today';

/** A day at a glance, and everything about each of its sessions; beside it what waits for staff. */
export const todayPage = (counter: Counter, day: Today): Page => {
  const { office, now } = counter;
  const { date, diary, lanes, bookings } = day;
  const isToday = date === dateOf(now);
  const inSight = new Set(
    lanes.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'booking' ? [block.booking.id] : []))),
  );
  const sessions = byTime(bookings.filter(({ id }) => inSight.has(id)));
  const rest = byTime(bookings.filter(({ id }) => !inSight.has(id)));
  const calls = new Set(day.tasks.flatMap((task) => (task.kind === 'call' ? [task.booking.id] : [])));
  const shown = { ...counter, closures: diary.closures, counsellors: diary.counsellors, calls };
  return counterPage(
    counter,
    isToday ? '/staff/today' : undefined,
    isToday ? `今日 ${shortDate(date)}` : `${shortDate(date)}の予定`,
    html`<div data-refresh="60">
<nav class="actions" aria-label="日を選ぶ"><a class="button second" href="/staff/today?date=${day.earlier}">← ${shortDate(day.earlier)}</a>
${!isToday && html`<a class="button second" href="/staff/today">今日</a>`}
<a class="button second" href="/staff/today?date=${day.later}">${shortDate(day.later)} →</a>
<form method="get" action="/staff/today"><label for="date">日付</label> <input type="date" id="date" name="date" value="${date}"> <button class="second">表示</button></form></nav>
${isToday && html`${asked(day.tasks)}${prompts(shown, sessions)}`}
<div class="columns aside">
<aside aria-labelledby="todo">${shortTodo(day.tasks, now)}</aside>
<div>
${!isOpen(office, diary.closures, date) && html`<p class="note">${closedText(office, diary.closures, date)}のため、この日は休みです。</p>`}
<section aria-labelledby="grid"><h2 id="grid">時間と担当者</h2>
${lanes.length === 0 ? html`<p>${isOpen(office, diary.closures, date) ? emptyText(office, diary, date) : '相談はありません。'}</p>` : grid(shown, date, lanes)}</section>
${sessions.length > 0 && html`<section aria-labelledby="sessions"><h2 id="sessions">相談（${sessions.length}件）</h2>${sessions.map((booking) => card(shown, booking, isToday))}</section>`}
${rest.length > 0 && others(rest)}
</div></div></div>`,
  );
};

const emptyText = (office: Office, { counsellors }: Diary, date: LocalDate): Page =>
  office.desks.every((desk) => timetablesOn(desk, date).length === 0)
    ? html`この曜日に、オンライン職業相談はありません。`
    : counsellors.length === 0
      ? html`担当者がまだ登録されていません。<a href="/staff/office">設定</a>で登録してください。`
      : html`この日に相談を受ける担当者がいません。`;

/** What waits, by what is to be done, the most urgent first. */
const shortTodo = (tasks: readonly Task[], now: Instant): Page => {
  const names = Map.groupBy(tasks, taskName);
  const where: Partial<Record<Task['kind'], string>> = {
    asked: '/staff/instant',
    'to-begin': '/staff/instant',
    call: '/staff/calls',
    mails: '/staff/mails',
  };
  return html`<h2 id="todo">やること</h2>
${
  names.size === 0
    ? html`<p class="soft">今、することはありません。</p>`
    : html`<ul class="tasks">${[...names].map(([name, list]) => {
        const [first] = list;
        const count = first && 'count' in first ? first.count : list.length;
        const pressing = first !== undefined && (first.urgency === 'live' || first.urgency === 'now');
        return html`<li${pressing && html` class="pressing"`}><a href="${(first && where[first.kind]) ?? '/staff/todo'}">${name} ${count}件</a>${first && html`<br><small${pressing && html` class="error"`}>${untilShort(first.until, now)}</small>`}</li>`;
      })}</ul>`
}
<p class="actions"><a class="button" href="/staff/bookings/new">電話で受ける</a><a class="button second" href="/staff/todo">すべて見る</a></p>`;
};

/** [A-62-1] Whoever waits for a session at once, before everything else. */
const asked = (tasks: readonly Task[]): Page[] =>
  tasks.flatMap((task) =>
    task.kind === 'asked'
      ? html`<section class="urgent" aria-label="即時利用"><p><strong>即時利用の申込みを待っている方が、${task.count}人います。</strong> ${task.count > 1 && '最初の方は、'}${clockText(task.until)}までに受けるか、お断りします。</p>
<div class="actions"><a class="button" href="/staff/instant">「即時利用」を開く</a></div></section>`
      : [],
  );

/** [K-6-5, A-6-4, D-10] Sessions that have begun and of whose person nothing has been heard, or who wait after ten minutes. */
const prompts = (shown: Shown, sessions: readonly Booking[]): Page => {
  const { office, now, calls } = shown;
  const begun = sessions.filter(
    (booking): booking is Confirmed =>
      booking.state === 'confirmed' &&
      booking.session.startsAt <= now &&
      now < endOf(booking.session) &&
      booking.signs.every(({ sign }) => sign !== 'arrived'),
  );
  return html`${begun.map((booking) => {
    const { session, signs, applicant } = booking;
    const silentUntil = noShowAt(office, session.startsAt);
    const begun =
      booking.channel === 'instant'
        ? '即時利用で受けました。まだ始めていません。'
        : now >= silentUntil
          ? `開始から${office.noShowMinutes}分がたちました。`
          : '始まりました。';
    const silent =
      couldNotCome(booking, lostBy(office, shown, booking)) ??
      `${clockText(silentUntil)}（${leftText(silentUntil, now)}）までに連絡の記録がないと、キャンセルの扱いになります。`;
    const what = `${begun}${signs.length > 0 ? '' : silent}`;
    return html`<section class="urgent" aria-label="${timeText(session)} ${applicant.name}様"><p><strong>${timeText(session)} ${applicant.name} 様：${what}</strong> ${untoldBadge(booking, calls, now)}${signs.length > 0 && `（連絡の記録：${signsText(booking)}）`}</p>
<div class="actions">${contactForm(booking, 'arrived', '入室・来所した', BACK)}${signs.every(({ sign }) => sign !== 'called') && contactForm(booking, 'called', '電話があった', BACK)}${attendedForm(booking, '実施済み', now, BACK)}</div></section>`;
  })}`;
};

/** What each session is shown with. */
type Shown = Counter & Pick<Diary, 'closures' | 'counsellors'> & { readonly calls: ReadonlySet<string> };

type Row = { readonly from: Instant; readonly to: Instant };

/** A row wherever something begins or ends, so that long free stretches stay short on the page. */
const rowsOf = (lanes: readonly Lane[]): Row[] => {
  const blocks = lanes.flatMap((lane) => lane.blocks);
  const bounds = [...new Set(blocks.flatMap((block) => [block.startsAt, endOf(block)]))].sort((a, b) => a - b);
  return bounds
    .slice(0, -1)
    .map((from, index) => ({ from, to: bounds[index + 1] ?? from }))
    .filter(({ from, to }) => blocks.some((block) => block.startsAt < to && from < endOf(block)));
};

const grid = (counter: Shown, date: LocalDate, lanes: readonly Lane[]): Page => {
  const { office, now } = counter;
  const rows = rowsOf(lanes);
  const spanOf = (block: Block): number =>
    rows.filter(({ from, to }) => block.startsAt < to && from < endOf(block)).length;
  const starts = office.desks
    .filter((desk) => desk.id !== office.desks[0]?.id && timetablesOn(desk, date).length > 0)
    .map((desk) => `${desk.name} ${startsText(office, desk.id, date)}`);
  return html`${starts.length > 0 && html`<p class="soft">${starts.join('、')}</p>`}
<div class="wide" tabindex="0" role="region" aria-label="時間と担当者の表"><table class="grid">
<thead><tr><th scope="col">時間</th>${lanes.map(({ name, away }) => html`<th scope="col">${name}${away && html` <span class="badge late">不在</span>`}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ from, to }, index) =>
      html`<tr${from <= now && now < to && html` class="present"`}><th scope="row">${clockText(from)}</th>${lanes.map(
        (lane) => {
          const block = lane.blocks.find((one) => one.startsAt < to && from < endOf(one));
          if (!block && lane.away && lane.blocks.length === 0)
            return index === 0 && html`<td class="blank" rowspan="${rows.length}">不在</td>`;
          if (!block) return html`<td class="blank"></td>`;
          if (block.startsAt < from) return '';
          return html`<td rowspan="${spanOf(block)}" class="${block.kind === 'free' ? 'free' : block.booking.state}">${cell(counter, lane, block)}</td>`;
        },
      )}</tr>`,
  )}</tbody></table></div>
${rows.length === 0 && html`<p class="soft">今日の相談の時間は終わりました。</p>`}`;
};

const startsText = (office: Office, deskId: string, date: LocalDate): string => {
  const desk = office.desks.find(({ id }) => id === deskId);
  const starts = desk
    ? timetablesOn(desk, date).flatMap((timetable) =>
        timetable.shape === 'starts'
          ? timetable.starts.map((start) => `${start}〜`)
          : timetable.shape === 'sessions'
            ? timetable.sessions.map(({ from }) => `${from}〜`)
            : timetable.windows.map(({ from, to }) => `${from}〜${to}`),
      )
    : [];
  return starts.join('・');
};

const deskName = (office: Office, id: string): string | undefined =>
  office.desks.length > 1 ? deskOf(office, id)?.name : undefined;

const cell = (shown: Shown, lane: Lane, block: Block): Page => {
  const { office, now, calls } = shown;
  if (block.kind === 'free') {
    const general = office.desks[0]?.id === block.desk;
    const usual = office.desks.find(({ id }) => id === block.desk)?.length.minutes ?? 0;
    const shorter = block.minutes < usual ? `&minutes=${block.minutes}` : '';
    return html`<a href="/staff/bookings/new?desk=${block.desk}&amp;startsAt=${encodeURIComponent(isoOf(block.startsAt))}&amp;counsellor=${lane.id}${shorter}">空き <small>${timeText(block)}${!general && ` ${deskName(office, block.desk)}`}</small></a>`;
  }
  const { booking } = block;
  const lost = now < endOf(block) ? lostBy(office, shown, booking) : undefined;
  const flag = lost ? lostTexts[lost] : flagOf(office, shown.counsellors, booking, now);
  const untold = untoldBadge(booking, calls, now);
  return html`<a href="#booking-${booking.id}"><strong>${booking.applicant.name}</strong></a> ${stateBadge(booking.state)} ${atOnceBadge(booking)}<br><small>${timeText(block)}${deskName(office, booking.desk) && ` ${deskName(office, booking.desk)}`}</small>${flag && html`<br><small class="error">${flag}</small>`}${untold && html`<br>${untold}`}`;
};

const lostTexts = { 'day-closed': '閉庁日です', 'counsellor-away': '担当者が不在の日です' } as const satisfies Record<
  Lost,
  string
>;

/** The one thing about a session that staff must not miss. */
const flagOf = (
  office: Office,
  counsellors: readonly Counsellor[],
  booking: Booking,
  now: Instant,
): string | undefined => {
  if (booking.state === 'tentative')
    return promiseBroken(office, booking, now) ? '返事が遅れています' : '返事がまだです';
  if (booking.state !== 'confirmed') return undefined;
  const { session, meeting, signs } = booking;
  if (now >= endOf(session)) return '結果の記録がまだです';
  if (meeting.state === 'failed') return '会議を作れませんでした';
  if (isBeingMade(office, counsellors, booking, now)) return '会議をつくっています';
  if (meeting.state === 'wanted') return meeting.elsewhere ? '招待を送り直してください' : '会議がまだです';
  if (now >= noShowAt(office, session.startsAt) && signs.every(({ sign }) => sign !== 'arrived'))
    return `${office.noShowMinutes}分経過`;
  return now >= session.startsAt && signs.length === 0 ? '連絡がまだです' : undefined;
};

/** From when somebody may already be in touch about a session. */
const EARLY = 60 * MINUTE;

const card = (counter: Shown, booking: Booking, isToday: boolean): Page => {
  const { office, now, counsellors, calls } = counter;
  const { applicant, asked, companion, terms } = booking;
  const slot = placeOf(booking);
  const session = 'session' in booking ? booking.session : booking.state === 'tentative' ? booking.held : undefined;
  const desk = deskName(office, booking.desk);
  const kind = { seeker: '求職番号', employer: '事業所番号', prospective: '求職番号' }[applicant.kind];
  const signs = 'signs' in booking ? booking.signs : [];
  return html`<article class="card" id="booking-${booking.id}">
<div class="title"><h3>${slot && timeText(slot)}　${applicant.name} 様</h3><p>${untoldBadge(booking, calls, now)} ${atOnceBadge(booking)} ${stateBadge(booking.state)}</p></div>
<dl class="items brief"><dt>予約番号</dt><dd><a href="/staff/bookings/${booking.id}">${booking.id}</a></dd>
<dt>${kind}</dt><dd>${applicant.number === undefined ? html`<span class="soft">まだありません</span>` : copyable(applicant.number, kind)}</dd>
<dt>電話</dt><dd>${applicant.phone === undefined ? html`<span class="soft">聞いていません</span>` : copyable(applicant.phone, '電話番号')}</dd>
<dt>担当</dt><dd>${session && counsellorText(office, counsellors, booking, session.counsellor, now)}${desk && `（${desk}）`}${asked !== undefined && html` <span class="soft">希望：${nameOf(counsellors, asked)}</span>`}</dd>
${booking.state === 'tentative' && html`<dt>返事</dt><dd>${awaitsApplication(office, booking) ? '本人の申込みを待っています。' : ''}${answerBy(booking, now)}</dd>`}
${'tool' in booking && html`<dt>参加方法</dt><dd>${joinText(office, booking)}</dd>`}
${'signs' in booking && html`<dt>連絡の記録</dt><dd>${signs.length === 0 ? html`<span class="soft">なし</span>` : signsText(booking)}</dd>`}
${companion !== undefined && html`<dt>同席</dt><dd>${companion}</dd>`}
<dt>利用規約</dt><dd>${terms === undefined ? html`<strong>まだ同意がありません</strong>` : `同意済み（${terms}版）`}</dd></dl>
<div class="actions">${actions(counter, booking, isToday)}<a class="button second" href="/staff/bookings/${booking.id}">${booking.state === 'tentative' ? '予約を開いて返事をする' : '予約を開く'}</a></div>
${isToday && booking.state === 'confirmed' && now >= noShowAt(office, booking.session.startsAt) && noShowSteps(booking, BACK)}
</article>`;
};

/** The promise where there is one; whoever was taken late has none, and waits until the hold ends. */
const answerBy = ({ promisedBy, appliedAt, expiresAt }: Tentative, now: Instant): string => {
  const until = promisedBy > appliedAt ? promisedBy : expiresAt;
  return `${withoutYear(untilText(until))}まで（${leftText(until, now)}）`;
};

const actions = ({ now }: Counter, booking: Booking, isToday: boolean): Page | false => {
  if (booking.state !== 'confirmed' || !isToday) return false;
  const { startsAt } = booking.session;
  const heard = (sign: string): boolean => booking.signs.some((one) => one.sign === sign);
  return html`${now >= startsAt && attendedForm(booking, '実施済み', now, BACK)}
${now >= instant(startsAt - EARLY) && now < endOf(booking.session) && html`${!heard('called') && contactForm(booking, 'called', '電話があった', BACK)}${!heard('arrived') && contactForm(booking, 'arrived', '入室・来所した', BACK)}`}`;
};

/** What is listed under the day and takes no time of it: ended, or without a time held. */
const others = (
  bookings: readonly Booking[],
): Page => html`<section aria-labelledby="others"><h2 id="others">そのほか（${bookings.length}件）</h2>
<div class="wide" tabindex="0" role="region" aria-label="そのほかの予約の表"><table><thead><tr><th scope="col">時間</th><th scope="col">氏名</th><th scope="col">状態</th><th scope="col">予約番号</th></tr></thead>
<tbody>${bookings.map((booking) => {
  const slot = placeOf(booking);
  const [wish] = booking.wishes;
  return html`<tr><td>${slot ? timeText(slot) : wish && wishText(wish).split(' ').slice(1).join(' ')}</td><th scope="row">${booking.applicant.name}</th><td>${stateBadge(booking.state)} ${atOnceBadge(booking)}</td><td><a href="/staff/bookings/${booking.id}">${booking.id}</a></td></tr>`;
})}</tbody></table></div></section>`;
