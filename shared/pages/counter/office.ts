import { html } from 'hono/html';
import type { Desk, Office, Terms, Timetable } from '../../domain/office.ts';
import type { Counsellor } from '../../domain/openings.ts';
import type { LocalDate } from '../../domain/time.ts';
import { dateText, shortDate } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';
import { kindNames } from './closures.ts';
import { type Counter, counterPage } from './layout.ts';

const weekdayNames = '月火水木金土日';

/** The office at a glance, with the ways to what staff can change. */
export const officePage = (
  counter: Counter,
  found: {
    readonly counsellors: readonly Counsellor[];
    readonly stranded: number;
    readonly days: readonly {
      readonly row: { readonly date: LocalDate; readonly kind: 'closed' | 'opened' | 'removed' };
      readonly left: number;
    }[];
    readonly current: Terms;
    readonly next: Terms | undefined;
  },
): Page => {
  const { office } = counter;
  const { counsellors, stranded, days, current, next } = found;
  return counterPage(
    counter,
    '/staff/office',
    '設定',
    html`
<div class="columns">
<section class="card"><h2><a href="/staff/counsellors">相談担当者</a></h2>
${counsellors.length === 0 ? html`<p class="note">担当者がまだいません。加えるまで、予約できる時間はありません。</p>` : html`<p>${counsellors.map(({ name }) => name).join('、')}</p>`}
${stranded > 0 && html`<p class="urgent"><a href="/staff/counsellors">担当者がいない予約が${stranded}件あります。</a></p>`}
<p class="soft">窓口、曜日、休む日を変えられます。</p></section>
<section class="card"><h2><a href="/staff/closures">閉庁日と臨時の開庁日</a></h2>
${
  days.length === 0
    ? html`<p>これからの予定はありません。</p>`
    : html`<ul>${days.map(({ row, left }) => html`<li><a href="/staff/closures/${row.date}">${dateText(row.date)}</a>　${kindNames[row.kind]}${left > 0 && html` <span class="badge late">あと${left}人</span>`}</li>`)}</ul>`
}
<p class="soft">決める前に、だれに影響するかを確かめられます。</p></section>
<section class="card"><h2><a href="/staff/terms">利用規約</a></h2>
<p>今の版：${current.version}版（${dateText(current.effectiveFrom)}から）</p>
${next && html`<p>次の版：${next.version}版（${shortDate(next.effectiveFrom)}から）</p>`}
<p class="soft">新しい版を作り、変わる所を確かめてから公開できます。</p></section>
<section class="card"><h2><a href="/staff/refusals">利用のお断り</a></h2>
<p class="soft">これからの利用をお断りしている方と、その期限です。</p></section>
</div>
<section><h2>この窓口の決まり</h2>
<p>利用規約に合わせて、システムに入れてある決まりです。この画面では変えられません。変えるには、システムの担当者に伝えてください。</p>
<dl class="items">${rules(office).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl></section>`,
  );
};

/** [K-6-1, A-6-1, K-6-5, A-6-4, K-F-5, A-6-3] The office's own policy in words. */
const rules = (office: Office): (readonly [string, Page | string])[] => {
  const { deadline, promise, cancellation, reminders, calendar, tools, contact } = office;
  const before = { 'calendar-day': '日前', 'open-day': '開庁日前', hour: '時間前' }[deadline.unit];
  const until = deadline.unit === 'hour' ? '' : `の${deadline.until}`;
  const channels = { phone: '電話', mail: 'メール', web: 'ウェブ' };
  const clocks = [
    reminders.openDayBefore === null ? [] : [`前の開庁日の${reminders.openDayBefore}`],
    reminders.minutesBefore === null ? [] : [`開始の${reminders.minutesBefore}分前`],
  ].flat();
  return [
    ...office.desks.map((desk) => [desk.name, timetableText(desk)] as const),
    [
      '休みの日',
      [
        calendar.closedWeekdays.map((day) => weekdayNames[day - 1]).join('・'),
        ...(calendar.nationalHolidays ? ['祝日'] : []),
        ...(calendar.yearEnd ? [`${monthDay(calendar.yearEnd.from)}〜${monthDay(calendar.yearEnd.to)}`] : []),
        '閉庁日',
      ].join('、'),
    ],
    [
      '締切り',
      `相談の${deadline.count}${before}${until}まで（${deadline.event === 'received' ? '申込みを受けた時' : '予約が決まった時'}で数えます）。申し込めるのは${office.horizonDays}日先までです。`,
    ],
    ['希望の数', office.choices === 1 ? 'ひとつ' : `第${office.choices}希望まで`],
    [
      '返事の約束',
      promise.kind === 'days-before-session'
        ? `相談の${promise.count}日前までに返事をします。`
        : `申込みから${promise.count}開庁日以内に返事をします。`,
    ],
    [
      'キャンセル',
      html`${cancellation.map(
        (rule) =>
          html`${rule.channels.map((one) => channels[one]).join('・')}は${rule.until === 'start' ? '開始まで' : '前の日まで'}。`,
      )}`,
    ],
    ['連絡がないとき', `開始から${office.noShowMinutes}分たつと、キャンセルとして扱います。`],
    [
      'お知らせ',
      clocks.length > 0 ? `${clocks.join('と、')}に、もう一度お知らせします。` : 'もう一度のお知らせはありません。',
    ],
    ['使うアプリ', tools.map(({ name }) => name).join('、')],
    [
      'ひとりの予約',
      `ウェブとメールでは、仮予約${office.limits.tentative}件と本予約${office.limits.confirmed}件までです。`,
    ],
    ['問い合わせ先', `${contact.department}　電話 ${contact.phone}（${contact.hours}）`],
  ];
};

const monthDay = (text: string): string => text.split('-').map(Number).join('/');

const timetableText = ({ timetable, length }: Desk): Page =>
  html`${timetable.map((one) => html`${one.weekdays.map((day) => weekdayNames[day - 1]).join('・')}曜日　${timesOf(one)}<br>`)}1回${length.minutes}分${length.kind === 'up-to' && '以内'}`;

const timesOf = (one: Timetable): string => {
  switch (one.shape) {
    case 'starts':
      return `${one.starts.join('、')}から`;
    case 'sessions':
      return one.sessions.map(({ from, to }) => `${from}〜${to}`).join('、');
    case 'windows':
      return one.windows.map(({ from, to }) => `${from}〜${to}`).join('、');
  }
};
