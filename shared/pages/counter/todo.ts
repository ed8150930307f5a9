import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import { noShowAt } from '../../domain/deadlines.ts';
import { type Office, toolOf } from '../../domain/office.ts';
import { type Lost, lostBy } from '../../domain/office-changes.ts';
import type { Counsellor, Diary } from '../../domain/openings.ts';
import { awaitsApplication } from '../../domain/telling.ts';
import { dateOf, type Instant, plusDays, startOf } from '../../domain/time.ts';
import { type Task, type Urgency, urgencies } from '../../domain/todo.ts';
import {
  clockText,
  leftText,
  phoneText,
  shortDay,
  shortMoment,
  sinceText,
  untilText,
  wishText,
  withoutYear,
} from '../../domain/wording.ts';
import type { Page } from '../layout.ts';
import { marks } from './application.ts';
import { type Counter, copyable, counterPage } from './layout.ts';
import {
  attendedForm,
  contactForm,
  couldNotCome,
  hostOf,
  isElsewhere,
  leftNote,
  meetingForm,
  nameOf,
  noShowSteps,
  signsText,
  timeText,
  toEnter,
  troubleNote,
  undoForm,
  upheldForm,
} from './session.ts';

const headings: Record<Urgency, string> = {
  live: '今、待っている方・相談の時間の方',
  now: 'すぐに',
  today: '今日中',
  next: '次の開庁日まで',
  later: 'そのあと',
};

/** What each entry is called, also in the short list beside the day. */
export const taskName = (task: Task): string =>
  task.kind === 'meeting' && isElsewhere(task.booking) ? '招待を送り直す' : taskNames[task.kind];
const taskNames: Record<Task['kind'], string> = {
  asked: '即時利用の申込みを受ける',
  'to-begin': '即時利用を始める',
  begun: '入室を確かめる',
  waiting: '待っている方を確かめる',
  answer: '申込みに返事をする',
  'day-closed': '閉庁日の予約を決める',
  stranded: '担当者を決める',
  meeting: '会議を作る',
  'left-at-tool': '会議を消せていません',
  call: '電話で伝える',
  mails: 'メールを読む',
  'no-show': '連絡なしを確かめる',
  'no-result': '結果を記録する',
};

type Book = Pick<Diary, 'closures' | 'counsellors'>;

/** What is the matter with the time an application holds. */
const lostTexts = {
  'day-closed': '押さえている日は、閉庁日です',
  'counsellor-away': '押さえている担当者は、その日は不在です',
} as const satisfies Record<Lost, string>;

const BACK = '/staff/todo';

/** Until when, as staff think of it: this day, or how long still. */
export const untilShort = (until: Instant, now: Instant): string => {
  const tonight = startOf(plusDays(dateOf(now), 1));
  if (until <= now) return leftText(until, now);
  if (until === tonight) return '今日中';
  return until < tonight
    ? `${leftText(until, now)}（${clockText(until)}まで）`
    : `${withoutYear(untilText(until))}まで`;
};

/** [K-F-5, A-6-3, D-10, D-12] All that waits, the most urgent first: why, since and until when, and the one thing to do next. */
export const todoPage = (counter: Counter & { readonly office: Office }, tasks: readonly Task[], book: Book): Page =>
  counterPage(
    counter,
    '/staff/todo',
    'やること',
    html`<div data-refresh="60">
${tasks.length === 0 ? html`<p class="done">今、することはありません。</p>` : html`<p>急ぐものから順に、${tasks.length}件です。それぞれの意味は<a href="/staff/help#todo">使い方</a>にあります。</p>`}
${urgencies.map((urgency) => {
  const list = tasks.filter((task) => task.urgency === urgency);
  return (
    list.length > 0 &&
    html`<section aria-labelledby="${urgency}"><h2 id="${urgency}">${headings[urgency]}（${list.length}件）</h2>
${list.map((task) => card(counter, task, book))}</section>`
  );
})}</div>`,
  );

const isUrgent = ({ urgency }: Task): boolean => urgency === 'live' || urgency === 'now';

const card = (counter: Counter, task: Task, book: Book): Page => {
  const { now } = counter;
  const who =
    'booking' in task ? `${task.booking.applicant.name} 様` : `${task.count}${task.kind === 'mails' ? '通' : '件'}`;
  return html`<article class="card${isUrgent(task) && html` pressing`}">
<div class="title"><h3>${taskName(task)}：${who}</h3><p><span class="badge${isUrgent(task) && html` late`}">${untilShort(task.until, now)}</span></p></div>
${content(counter, task, book)}
</article>`;
};

const about = (booking: Booking, counsellors: readonly Counsellor[]): Page => html`<dl class="items brief">
<dt>予約番号</dt><dd><a href="/staff/bookings/${booking.id}">${booking.id}</a></dd>
${'session' in booking && html`<dt>日時</dt><dd>${shortDay(booking.session.startsAt)} ${timeText(booking.session)}　担当 ${nameOf(counsellors, booking.session.counsellor)}</dd>`}
<dt>電話</dt><dd>${booking.applicant.phone === undefined ? html`<span class="soft">聞いていません</span>` : copyable(booking.applicant.phone, '電話番号')}</dd></dl>`;

const open = (booking: Booking, text: string): Page =>
  html`<a class="button" href="/staff/bookings/${booking.id}">${text}</a>`;

const content = (counter: Counter, task: Task, book: Book): Page => {
  const { office, now } = counter;
  const { counsellors } = book;
  switch (task.kind) {
    case 'asked':
      return html`<p>予約なしの相談を申し込んで、待っている方です。いちばん早い方は、${sinceText(task.since, now)}（${clockText(task.since)}）から待っています。受けられないときは、そこでお断りすると、本人の画面にすぐに出ます。</p>
<div class="actions"><a class="button" href="/staff/instant">「即時利用」を開く</a></div>`;
    case 'to-begin': {
      const { booking } = task;
      return html`<p>${sinceText(task.since, now)}（${clockText(task.since)}）に受けましたが、まだ始めていません。電話をかけて、本人と確かめたら、「即時利用」で始めます。つながらないときは、そこで取りやめます。</p>
${about(booking, counsellors)}
<div class="actions"><a class="button" href="/staff/instant#accepted-${booking.id}">「即時利用」で始める</a></div>`;
    }
    case 'begun': {
      const { booking } = task;
      return html`<p>${clockText(task.since)}に始まりましたが、連絡の記録がありません。このままだと、<strong>${clockText(task.until)}にキャンセルの扱い</strong>になります。</p>
${about(booking, counsellors)}
<p>入室しているか確かめて、連絡があったら記録します。</p>
<div class="actions">${contactForm(booking, 'joined', '入室した', BACK)}${contactForm(booking, 'called', '電話があった', BACK)}${contactForm(booking, 'arrived', '来所した', BACK)}</div>`;
    }
    case 'waiting': {
      const { booking } = task;
      const { signs } = booking;
      const lost = lostBy(office, book, booking);
      const silentUntil = noShowAt(office, booking.session.startsAt);
      return html`<p>${now < silentUntil ? '始まりました。' : `${clockText(silentUntil)}に、開始から${office.noShowMinutes}分たちました。`}${
        signs.length > 0
          ? `連絡の記録（${signsText(booking)}）があるので、キャンセルの扱いにはしていません。`
          : couldNotCome(booking, lost)
      }</p>
${about(booking, counsellors)}
<p>${signs.length > 0 ? '相談が始まっていれば「来所・入室を確認」を、まだなら電話をかけます。' : lost ? '電話をかけて、相談ができるようにするか、ほかの日時を相談します。' : '電話をかけて、参加のしかたを伝えます。相談ができないときは、日時を変えます。'}</p>
<div class="actions">${contactForm(booking, 'arrived', '来所・入室を確認', BACK)}${attendedForm(booking, '実施済み', now, BACK)}</div>
${now >= silentUntil && noShowSteps(booking, BACK)}`;
    }
    case 'answer': {
      const { booking, broken } = task;
      const lost = lostBy(office, book, booking);
      const warnings = [...booking.review.map((mark) => marks[mark][0]), ...(lost ? [lostTexts[lost]] : [])];
      const asked = booking.asked === undefined ? undefined : nameOf(counsellors, booking.asked);
      return html`${broken && html`<p class="error"><strong>お返事の約束（${untilText(booking.promisedBy)}まで）を過ぎています。</strong>本人に電話で伝えて、すぐに返事をします。</p>`}
<p>${sinceText(task.since, now)}（${shortMoment(task.since)}）に${
        awaitsApplication(office, booking)
          ? lost === 'day-closed'
            ? '電話や窓口で受けた仮予約ですが、本人の申込みが届いても、この日時では受けられません。電話をかけて、ほかの日時を相談します。'
            : '電話や窓口で受けた仮予約です。本人の申込み（メールかフォーム）を待っています。届かないまま期限が近いときは、電話で確かめます。'
          : '申込みがありました。日時を決めて本予約にするか、お断りします。'
      }</p>
<dl class="items brief"><dt>予約番号</dt><dd><a href="/staff/bookings/${booking.id}">${booking.id}</a></dd>
${booking.wishes.map((wish, index) => html`<dt>${booking.wishes.length > 1 ? `第${index + 1}希望` : '希望'}</dt><dd>${withoutYear(wishText(wish))}</dd>`)}
${office.desks.length > 1 && html`<dt>窓口</dt><dd>${office.desks.find(({ id }) => id === booking.desk)?.name}</dd>`}
${asked && html`<dt>希望の担当</dt><dd>${asked}</dd>`}
<dt>電話</dt><dd>${booking.applicant.phone === undefined ? html`<span class="soft">聞いていません</span>` : copyable(booking.applicant.phone, '電話番号')}</dd>
${warnings.length > 0 && html`<dt>注意</dt><dd>${warnings.map((text) => html`<strong>${text}</strong><br>`)}</dd>`}
<dt>仮予約の期限</dt><dd>${untilText(booking.expiresAt)}まで</dd></dl>
<div class="actions">${open(booking, '予約を開いて返事をする')}</div>`;
    }
    case 'day-closed': {
      const { booking } = task;
      return html`<p>${shortDay(booking.session.startsAt)} ${timeText(booking.session)} の相談は、閉庁日になったので、できません。本人に伝えて、日時を変えるか、キャンセルします。それまで、本人にリマインドは送りません。</p>
${about(booking, counsellors)}
<div class="actions"><a class="button" href="/staff/bookings/${booking.id}/move">日時を変える</a><a class="button second" href="/staff/closures/${dateOf(booking.session.startsAt)}">この閉庁日の予約を見る</a></div>`;
    }
    case 'stranded': {
      const { booking } = task;
      return html`<p>${shortDay(booking.session.startsAt)} ${timeText(booking.session)} の相談を受ける担当者が、休みなどでいません。ほかの担当者に替えるか、日時を変えます。</p>
${about(booking, counsellors)}
<div class="actions"><a class="button" href="/staff/counsellors">担当者を替える</a><a class="button second" href="/staff/bookings/${booking.id}/move">日時を変える</a></div>`;
    }
    case 'meeting': {
      const { booking, broken } = task;
      const { name } = toolOf(office, booking.tool);
      return html`${broken && html`<p class="error"><strong>参加のしかたをお知らせする約束（${untilText(booking.promisedBy)}まで）を過ぎています。</strong></p>`}
<p>${shortDay(booking.session.startsAt)} ${timeText(booking.session)} の相談${isElsewhere(booking) ? `の招待を、まだ新しいメールアドレスに送り直していません` : `に、${name}の会議がまだありません`}（${shortDay(task.since)}に決まった予約 <a href="/staff/bookings/${booking.id}">${booking.id}</a>）。</p>
${troubleNote(office, booking)}
<div class="columns"><div>${toEnter(office, booking, hostOf(counsellors, booking))}</div><div>${meetingForm(office, booking, BACK)}</div></div>`;
    }
    case 'left-at-tool': {
      const { booking } = task;
      return html`${leftNote(office, booking, now)}
${about(booking, counsellors)}`;
    }
    case 'call': {
      const { phone } = task.booking.applicant;
      return html`<p>${sinceText(task.since, now)}から、メールで伝わっていません（予約 <a href="/staff/bookings/${task.booking.id}">${task.booking.id}</a>）。</p>
<p>${phone === undefined ? html`<strong>電話番号は聞いていません。</strong>登録の記録で調べてください。` : html`電話 <a href="tel:${phone}">${phoneText(phone)}</a>`}</p>
<div class="actions"><a class="button" href="/staff/calls#call-${task.booking.id}">話す内容を見て電話する</a></div>`;
    }
    case 'mails':
      return html`<p>職員が読むのを待っているメールです。いちばん古いものは、${sinceText(task.since, now)}（${shortMoment(task.since)}）に届きました。</p>
<div class="actions"><a class="button" href="/staff/mails">メールを読む</a></div>`;
    case 'no-show': {
      const { booking } = task;
      return html`<p>開始から${office.noShowMinutes}分たっても連絡の記録がなく、${shortMoment(task.since)}に、キャンセルの扱いになりました。</p>
${about(booking, counsellors)}
<p>本人から連絡がなかったか、入室できなかっただけではないか、確かめます。利用をお断りするかどうかは、別に決めます（<a href="/staff/bookings/${booking.id}/person">この方の記録とお断り</a>）。</p>
<div class="actions">${upheldForm(booking, '連絡はなかった', BACK)}${undoForm(booking, 'called', '電話があったので取り消す', BACK)}${undoForm(booking, 'joined', '入室していたので取り消す', BACK)}</div>`;
    }
    case 'no-result': {
      const { booking } = task;
      return html`<p>${sinceText(task.since, now)}に終わった相談ですが、結果の記録がありません。${booking.signs.length === 0 && couldNotCome(booking, lostBy(office, book, booking))}</p>
${about(booking, counsellors)}
<p>連絡の記録：${booking.signs.length === 0 ? 'なし' : signsText(booking)}</p>
<div class="actions">${attendedForm(booking, '実施済み', now, BACK)}<a class="button second" href="/staff/bookings/${booking.id}">中止・そのほか</a></div>
${noShowSteps(booking, BACK)}`;
    }
  }
};
