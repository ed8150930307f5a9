import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import { closedBecause } from '../../domain/calendar.ts';
import type { Desk } from '../../domain/office.ts';
import type { Word } from '../../domain/office-changes.ts';
import { dateOf, daysFrom, type Instant, type LocalDate, plusDays, weekdayOf } from '../../domain/time.ts';
import { type NoDays, noDaysText } from '../../domain/typed-times.ts';
import { clockText, dateText, phoneText, shortMoment } from '../../domain/wording.ts';
import type { Told } from '../../http/problems.ts';
import { radioField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage } from './layout.ts';
import { peopleList, personEntry, type Reach, reachTexts, whenOf } from './people.ts';
import { phonedForm } from './view.ts';

type Kind = 'closed' | 'opened' | 'removed';
/** A day as staff set it, and who did so last. */
type Row = { readonly date: LocalDate; readonly kind: Kind; readonly by?: string | undefined };

export const kindNames = {
  closed: '閉庁日',
  opened: '臨時の開庁日',
  removed: '取り消し済み',
} as const satisfies Record<Kind, string>;

/** What a day asked for cannot be. */
type WrongDay = NoDays | 'required' | 'several' | 'past';
const wrongText = (wrong: WrongDay): string =>
  wrong === 'required'
    ? '日付を書いてください。「3/4」「2026-03-04」のように書けます。'
    : wrong === 'several'
      ? '1日ずつ書いてください。'
      : wrong === 'past'
        ? '過ぎた日です。今日から先の日を書いてください。'
        : noDaysText(wrong);

/** The calendar's own closed days are shown this far ahead. */
const AHEAD = 183;

/** [D-2] The days beyond the usual ones, and the form to enter one. */
export const closuresPage = (
  counter: Counter,
  listed: readonly { readonly row: Row; readonly left: number }[],
  asked: {
    readonly date?: string | undefined;
    readonly kind?: string | undefined;
    readonly wrong?: WrongDay | undefined;
  },
): Page => {
  const { office, now } = counter;
  const today = dateOf(now);
  const entered = new Map(listed.map((one) => [one.row.date, one]));
  const days = daysFrom(today, plusDays(today, AHEAD)).filter((date) => {
    const usual = office.calendar.closedWeekdays.includes(weekdayOf(date));
    return entered.has(date) || office.calendar.extraOpen.includes(date) || (!usual && closedBecause(office, date));
  });
  const later = listed.filter(({ row }) => row.date > plusDays(today, AHEAD)).map(({ row }) => row.date);
  const problem: Told | undefined = asked.wrong && {
    type: 'malformed',
    title: '日付を直してください',
    detail: '入力した内容は残っています。',
    status: 400,
    errors: [{ field: 'date', reason: 'malformed', message: wrongText(asked.wrong) }],
  };
  return counterPage(
    { ...counter, problem },
    '/staff/office',
    '閉庁日と臨時の開庁日',
    html`
<p><a href="/staff/office">設定へ戻る</a></p>
<section class="card"><h2>日を決める</h2>
<form method="get" action="/staff/closures">
${textField({ name: 'date', label: '日付', value: asked.date, required: true, size: 20, hint: '「3/4」「3月4日」「2026-03-04」のように書けます。', problem })}
${radioField({
  name: 'kind',
  label: 'どうするか',
  value: asked.kind ?? 'closed',
  required: true,
  choices: [
    ['closed', '閉庁日にする（相談を行わない）'],
    ['opened', '臨時の開庁日にする（休みの日に相談を行う）'],
  ],
})}
<div class="actions"><button>だれに影響するかを見る</button> <span class="soft">まだ何も変わりません。</span></div>
</form></section>
<h2>これからの休みの日と臨時の開庁日</h2>
<p class="soft">土曜・日曜などの定休日は、のせていません。</p>
<div class="wide"><table>
<thead><tr><th scope="col">日</th><th scope="col">種類</th><th scope="col">お知らせ</th></tr></thead>
<tbody>${[...days, ...later].map((date) => {
      const one = entered.get(date);
      const because = closedBecause(office, date);
      return html`<tr><th scope="row">${one ? html`<a href="/staff/closures/${date}">${dateText(date)}</a>` : dateText(date)}</th>
<td>${one ? html`<strong>${kindNames[one.row.kind]}</strong>${because && `（${because}）`}` : (because ?? kindNames.opened)}</td>
<td>${one && (one.left > 0 || one.row.kind === 'closed') ? (one.left > 0 ? html`<span class="badge late">あと${one.left}人</span> <a href="/staff/closures/${date}">続ける</a>` : '済んでいます') : ''}</td></tr>`;
    })}</tbody></table></div>`,
  );
};

type Effect = 'cancelled' | 'declined' | 'other-wish';
export type Affected = { readonly booking: Booking; readonly effect: Effect; readonly reach: Reach };
export type Offer = { readonly desk: Desk; readonly starts: readonly Instant[]; readonly works: readonly string[] };

/** What setting a day would do. */
export type Look = {
  readonly date: LocalDate;
  readonly kind: Kind;
  /** Whether the office is open on it as things are, and whether it would no longer be. */
  readonly was: boolean;
  readonly closes: boolean;
  /** Whether it would be open, and is not. */
  readonly opens: boolean;
  readonly affected: readonly Affected[];
  readonly wishLost: readonly Booking[];
  readonly promised: readonly Booking[];
  readonly offers: readonly Offer[];
};

const effectTexts = {
  cancelled: '予約をキャンセルします',
  declined: '申込みをお断りします',
  'other-wish': '申込みは残ります。ほかの希望の日時で返事をしてください',
} as const satisfies Record<Effect, string>;

/** How staff get somebody out of the day's way before it is closed. */
const beforehand = ({ id, state }: Booking): Page =>
  html`<p><a href="/staff/bookings/${id}">${state === 'tentative' ? '先に返事をする' : '先に日時を変える'}</a></p>`;

const phoneOf = ({ applicant: { phone } }: Booking): Page =>
  phone === undefined
    ? html`<p>電話番号がありません。求職番号の登録から調べてください。</p>`
    : html`<p>電話 <strong>${phoneText(phone)}</strong></p>`;

/** [D-2, A-6-5] What would happen if the day were set so; nothing has yet. */
export const closureLookPage = (counter: Counter, look: Look, row: Row | undefined): Page => {
  const { date, kind, closes, affected } = look;
  const { office, now } = counter;
  const ended = affected.filter(({ effect }) => effect !== 'other-wish');
  const byMail = ended.filter(({ reach }) => reach === 'mail');
  const byPhone = ended.filter(({ reach }) => reach !== 'mail');
  const staying = affected.filter(({ effect }) => effect === 'other-wish');
  const title =
    kind === 'closed'
      ? `${dateText(date)}を閉庁日にする`
      : kind === 'opened'
        ? `${dateText(date)}を臨時の開庁日にする`
        : `${dateText(date)}の${row ? kindNames[row.kind] : '設定'}を取り消す`;
  const verb = kind === 'closed' ? '閉庁日にする' : kind === 'opened' ? '臨時の開庁日にする' : '取り消す';
  const because = closedBecause(office, date);
  const past = date < dateOf(now);
  const entry = ({ booking, effect, reach }: Affected): Page =>
    personEntry(
      booking,
      html`<p>${effectTexts[effect]}。${reach === 'mail' ? 'メールでお知らせします。' : `${reachTexts[reach]}。`}</p>${reach !== 'mail' && phoneOf(booking)}${beforehand(booking)}`,
      date,
    );
  return counterPage(
    counter,
    '/staff/office',
    title,
    html`
<p><a href="/staff/closures">閉庁日の一覧へ戻る</a></p>
<p class="note">${past ? html`過ぎた日なので、変えられません。` : html`<strong>まだ何も変わっていません。</strong>下の内容を確かめてから、「${verb}」を押してください。`}</p>
${kind === 'closed' && !look.was && html`<p>この日はもともと休みです（${because ?? '閉庁日'}）。</p>`}
${kind === 'opened' && look.was && html`<p>この日はもともと開庁日です。</p>`}
${kind === 'removed' && !closes && html`<p>この日は、${because ? `もとのとおり休み（${because}）` : 'また開庁日'}になります。<strong>キャンセルやお断りをした予約は、元に戻りません。</strong>予約をご希望の方には、もう一度お申し込みいただきます。</p>`}
${
  closes &&
  html`
${affected.length === 0 && html`<p>この日に予約や申込みのある方はいません。</p>`}
${staying.length > 0 && html`<section><h2>先に返事をしていただきたい申込み（${staying.length}件）</h2><p>この日の希望はかなえられませんが、ほかの希望があります。申込みは消えません。</p>${peopleList(staying.map(entry))}</section>`}
${byPhone.length > 0 && html`<section><h2>電話が要る方（${byPhone.length}人）</h2><p>メールが届かない方です。${kind === 'removed' ? '取り消した' : '閉庁日にした'}あと、この画面に「電話した」のボタンが出ます。</p>${peopleList(byPhone.map(entry))}</section>`}
${byMail.length > 0 && html`<section><h2>メールでお知らせする方（${byMail.length}人）</h2>${date === dateOf(now) && html`<p class="note">今日の相談です。メールを見ていないおそれがあるので、お電話もおすすめします。</p>`}${peopleList(byMail.map(entry))}</section>`}
${look.wishLost.length > 0 && html`<section><h2>この日も希望している申込み（${look.wishLost.length}件）</h2><p>いま取ってある時間は別の日なので、そのままです。この日では返事ができなくなります。</p><ul>${look.wishLost.map((booking) => html`<li><a href="/staff/bookings/${booking.id}">予約 ${booking.id}</a>　${booking.applicant.name} さん（取ってある時間 ${whenOf(booking)}）</li>`)}</ul></section>`}
${look.promised.length > 0 && html`<section><h2>この日までに返事を約束した申込み（${look.promised.length}件）</h2><p>${verb === '取り消す' ? '取り消しても' : '閉庁日にしても'}、お伝えした約束の日は変わりません。<a href="/staff/todo">やること</a>から、前もって返事をしてください。</p></section>`}
<p class="soft">この日は締切りや返事の日を数えるときの開庁日にも入らなくなります。もう決まった予約の締切りや約束は変わりません。</p>`
}
${kind === 'opened' && html`<h2>この日に予約できる時間</h2>${look.offers.map((offer) => offerText(offer, date))}`}
${look.opens && html`<p class="note">この日は、締切りや返事の日を数えるときの開庁日にも入ります。これから受ける申込みは、締切りが遅くなったり、この日までに返事をする約束になったりします。もう決まった予約の締切りや約束は変わりません。</p>`}
${
  !past &&
  html`<form method="post" action="/staff/closures/${date}">
<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="seen" value="${affected.map(({ booking }) => `${booking.id}.${booking.revision}`).join(' ')}">
<div class="actions"><button${ended.length > 0 && html` class="grave"`}>${verb}${ended.length > 0 && `（${ended.length}件をキャンセル・お断り）`}</button> <a class="button second" href="/staff/closures">やめる</a></div>
</form>`
}`,
  );
};

/** What a desk's timetable gives on an extra open day, or why it gives nothing. */
const offerText = (
  { desk, starts, works }: Offer,
  date: LocalDate,
): Page => html`<section class="card"><h3>${desk.name}</h3>
${
  starts.length > 0
    ? html`<p>次の時間から選べます：${starts.map(clockText).join('、')}</p><p>担当：${works.join('、')}</p>`
    : !desk.timetable.some(({ weekdays }) => weekdays.includes(weekdayOf(date)))
      ? html`<p><strong>この曜日には、相談の時間がありません。</strong>開庁日にしても、予約は入りません。</p>`
      : works.length === 0
        ? html`<p><strong>この曜日に相談を受ける担当者がいません。</strong><a href="/staff/counsellors">担当者</a>の曜日を変えてください。</p>`
        : html`<p>申込みの締切りを過ぎているか、まだ先の日なので、今は一般の方の申込みはできません。担当：${works.join('、')}</p>`
}</section>`;

export type Progress =
  | { readonly booking: Booking; readonly step: 'unsettled'; readonly effect: Effect; readonly late: boolean }
  | ({ readonly booking: Booking } & Word);

const whyTexts: Record<string, string> = {
  'no-address': 'メールアドレスがありません',
  unsent: 'メールを送れていません',
  delayed: 'メールの到着が遅れています',
};

/** [A-6-5, R-15] Everybody a closed day concerns, with how far they have been told, until all have been. */
export const progressPage = (
  counter: Counter,
  row: Row,
  progress: readonly Progress[],
  /** What can be booked on an extra open day. */
  offers: readonly Offer[] = [],
): Page => {
  const { date, kind, by } = row;
  const unsettled = progress.filter((one) => one.step === 'unsettled');
  const toEnd = unsettled.filter(({ effect }) => effect !== 'other-wish');
  const phone = progress.filter(({ step }) => step === 'to-be-phoned');
  const waiting = progress.filter(({ step }) => step === 'waiting');
  const done = progress.filter(({ step }) => step === 'done');
  const section = (title: string, text: Page | string, list: readonly Progress[]): Page | false =>
    list.length > 0 &&
    html`<section><h2>${title}（${list.length}人）</h2>${text}${peopleList(list.map((one) => progressEntry(date, one)))}</section>`;
  return counterPage(
    counter,
    '/staff/office',
    `${dateText(date)}：${kindNames[kind]}`,
    html`
<p><a href="/staff/closures">閉庁日の一覧へ戻る</a></p>
${by && html`<p class="soft">決めた人：${by} さん</p>`}
${
  progress.length === 0
    ? kind !== 'opened' && html`<p>この日に予約や申込みのあった方はいません。</p>`
    : done.length === progress.length
      ? html`<p class="done">この日に関わる${progress.length}人全員に伝わりました。</p>`
      : html`<p class="note"><strong>あと${progress.length - done.length}人です。</strong>全員に伝わるまで、この画面と閉庁日の一覧に残ります。</p>`
}
${section('まだ決まっていない方', html`<p class="urgent">この日の予約が残っています。ほかの希望日で返事を待つ申込みと、確かめたあとに入ったか変わった予約などです。内容を見てから決めてください。</p>`, unsettled)}
${
  toEnd.length > 0 &&
  html`<form method="post" action="/staff/closures/${date}"><input type="hidden" name="kind" value="${kind}"><input type="hidden" name="seen" value="${toEnd.map(({ booking }) => `${booking.id}.${booking.revision}`).join(' ')}">
<div class="actions"><button class="grave">残りの${toEnd.length}件をキャンセル・お断りする</button></div></form>`
}
${section('電話が要る方', html`<p>読み上げる文は、<a href="/staff/calls">要電話連絡</a>にあります。ほかの日時が決まったら、<a href="/staff/bookings/new">電話で受ける</a>で予約を作れます。</p>`, phone)}
${section('お知らせの途中の方', html`<p>届かなかったときは、「電話が要る方」に移ります。</p>`, waiting)}
${section('伝わった方', '', done)}
${kind === 'opened' && html`<h2>この日に予約できる時間</h2>${offers.map((offer) => offerText(offer, date))}`}
<h2>この日の設定を変える</h2>
<p>${kind === 'removed' ? html`<a class="button second" href="/staff/closures/${date}?kind=closed">閉庁日にする</a> <a class="button second" href="/staff/closures/${date}?kind=opened">臨時の開庁日にする</a>` : html`<a class="button second" href="/staff/closures/${date}?kind=removed">${kindNames[kind]}を取り消す</a>`}</p>
${kind === 'closed' && html`<p class="soft">取り消しても、キャンセルやお断りをした予約は元に戻りません。</p>`}
${waiting.length > 0 && html`<p data-refresh="30" class="soft">この画面は30秒ごとに新しくなります。</p>`}`,
  );
};

const progressEntry = (date: LocalDate, one: Progress): Page => {
  const { booking, step } = one;
  const entry = (more: Page): Page => personEntry(booking, more, date);
  if (step === 'unsettled')
    return entry(
      html`<p>${one.late && html`<span class="badge late">あとから</span> `}${one.effect === 'other-wish' ? `${effectTexts[one.effect]}。` : 'まだキャンセル・お断りをしていません。'}</p>${beforehand(booking)}`,
    );
  const { notice } = one;
  const when = notice && `${shortMoment(notice.at)}`;
  if (step === 'to-be-phoned')
    return entry(
      html`<p>${whyTexts[notice?.why ?? ''] ?? 'メールが戻ってきました'}。</p>${phoneOf(booking)}
${phonedForm(booking, one.owed ? [one.owed] : [], html`<button>電話した<span class="unseen">（${booking.applicant.name} さん）</span></button>`, `/staff/closures/${date}`)}`,
    );
  if (step === 'waiting')
    return entry(
      html`<p>${notice?.state === 'sent' ? `メールを送りました（${when}）。届いたという知らせを待っています。` : booking.applicant.email === undefined ? 'メールアドレスがありません。まもなく「電話が要る方」に移ります。' : 'メールを送っています。'}</p>`,
    );
  const how =
    notice?.state === 'delivered'
      ? `メールが届きました（${when}）。`
      : notice?.state === 'phoned'
        ? `電話しました（${notice.by === undefined ? '' : `${notice.by} さん、`}${when}）。`
        : notice?.state === 'dropped'
          ? '伝える必要がなくなりました。'
          : '本人と話して決まりました。';
  return entry(html`<p>${how}</p>`);
};
