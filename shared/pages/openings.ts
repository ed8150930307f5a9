import { html } from 'hono/html';
import type { Desk, Office } from '../domain/office.ts';
import { endOf, type OfferedDay, type Opening, type Slot } from '../domain/openings.ts';
import { dateOf, daysFrom, type LocalDate, local, mondayOf, plusDays, startOf, weekdayOf } from '../domain/time.ts';
import {
  clockText,
  dateText,
  deadlineText,
  kindNames,
  shortDate,
  shortDay,
  spanText,
  unansweredText,
} from '../domain/wording.ts';
import { chosenText } from '../http/api.ts';
import type { Told } from '../http/problems.ts';
import { byPhone, layout, type Page, problemBanner, unbroken } from './layout.ts';

type Shown = {
  readonly office: Office;
  readonly desk: Desk;
  readonly minutes: number;
  /** What was picked before, where the office takes several choices. */
  readonly chosen: readonly Slot[];
  /** From today or the Monday of the first week on; nothing where the period lies beyond what can be applied for. */
  readonly days: readonly OfferedDay[];
  /** The day whose times were asked for. */
  readonly day?: LocalDate | undefined;
  /** The first days of the weeks before and after, where there are any. */
  readonly earlier?: LocalDate | undefined;
  readonly later?: LocalDate | undefined;
  /** [D-2] The last day that can be applied for now, where the weeks reach it. */
  readonly last?: LocalDate | undefined;
  readonly problem?: Told | undefined;
};

/** So many times fit on one page; of more only one day's are shown. */
const FEW = 40;

/**
 * [K-6-1, A-6-1, A-6-2, D-4] The free times of a desk as a calendar of some weeks, the very next one first. Choosing a day shows its
 * times, choosing a time leads to the next choice or to the form; days past their deadline name the telephone.
 */
export const openingsPage = (shown: Shown): Page => {
  const { office, desk, minutes, chosen, day, earlier, later, last, problem } = shown;
  const days = shown.days.map((one) =>
    one.state === 'free'
      ? { ...one, openings: one.openings.filter((slot) => !chosen.some((picked) => overlap(picked, slot))) }
      : one,
  );
  const openings = days.flatMap((one) => (one.state === 'free' ? one.openings : []));
  const free = days.filter((one) => one.state === 'free');
  const few = openings.length <= FEW;
  const asked = days.find(({ date }) => date === day);
  const listed = few ? free : free.filter(({ date }) => date === (asked ?? free[0])?.date);
  const here = { desk: desk.id, minutes, chosen, from: days[0]?.date };
  const next = days.flatMap((one) => (one.state === 'free' && !one.phoneFrom ? one.openings : []))[0];
  return layout(
    office,
    chosen.length === 0 ? '予約できる時間' : `第${chosen.length + 1}希望をえらぶ（なくてもかまいません）`,
    html`
${problem && problemBanner(problem, false)}
${chosen.length > 0 && pickedSoFar(shown)}
${
  office.desks.length > 1 &&
  chosen.length === 0 &&
  html`<nav class="picks" aria-label="窓口"><span>窓口</span>${office.desks.map(
    (one) =>
      html` <a href="${way('/openings', { desk: one.id })}"${one.id === desk.id && html` aria-current="true"`}>${one.name}</a>`,
  )}${office.desks.map((one) => one.about && html`<p class="hint">${one.name}は、${one.about.japanese}${elsewhere(office, one).join('')}</p>`)}</nav>`
}
${
  desk.length.kind === 'up-to' &&
  html`<nav class="picks" aria-label="相談の長さ"><span>相談の長さ</span>${lengthsOf(desk, minutes).map(
    (one) =>
      html` <a href="${way('/openings', { ...here, minutes: one, day })}"${one === minutes && html` aria-current="true"`}>${one}分</a>`,
  )}</nav>`
}
<p>${desk.name}、${minutes}分の相談の空き時間です。${office.choices > 1 && chosen.length === 0 && `第${office.choices}希望まで選べます。まず、第1希望の時間を選んでください。`}</p>
${next && html`<p class="next"><span>${earlier && 'この期間で、'}いちばん早い空き</span> <a class="button${chosen.length > 0 && ' second'}" href="${pick(shown, next)}">${unbroken(slotText(next))}</a></p>`}
${openings.length === 0 && html`<p class="note">この期間${last && days.length === 0 ? 'は、まだ受け付けていません' : 'に空いている時間はありません'}。${later ? '先の週を見るか、' : ''}お電話${byPhone(office)}でご相談ください。</p>`}
${days.length > 0 && calendar({ ...shown, days }, few, listed[0]?.date)}
<p class="weeks">${earlier && html`<a class="button second small" rel="prev" href="${way('/openings', { ...here, from: earlier })}">← 前の4週間</a>`} ${later && html`<a class="button second small" rel="next" href="${way('/openings', { ...here, from: later })}">${shortDay(startOf(later))}からの4週間 →</a>`}</p>
${last && html`<p>申し込めるのは、${office.horizonDays}日先の${unbroken(shortDate(last))}までです。その先の日は、まだ受け付けていません。</p>`}
<p>申込みの締切りは、${deadlineText(office)}です。${days.some(({ state }) => state === 'late') && html`「受付終了」の日をご希望のときは、お電話ください${byPhone(office)}。`}</p>
${office.instant && chosen.length === 0 && html`<p>前に利用規約に同意した方は、予約をしないで、<a href="/instant-sessions">すぐに相談を始められる</a>ことがあります。</p>`}
<div id="times">
${asked && asked.state !== 'free' && html`<p class="note"><strong>${dateText(asked.date)}</strong>：${reasons[asked.state]}${asked.state === 'late' && html`ご希望のときは、お電話ください${byPhone(office)}。`}</p>`}
${listed.length > 0 && html`<h2>時間をえらぶ</h2>`}
${listed.map((one) => html`<section id="d${one.date}"><h3>${dateText(one.date)}</h3>${one.phoneFrom && html`<p class="note">${unbroken(unansweredText(office, one.phoneFrom))}</p>`}${picked(shown, one.date)}${halves(one.openings).map(([half, list]) => html`<p class="half">${half}</p><ul class="times">${list.map((slot) => html`<li><a href="${pick(shown, slot)}">${clockText(slot.startsAt)}〜${clockText(endOf(slot))}</a></li>`)}</ul>`)}</section>`)}
</div>`,
    { current: '/openings', step: 'choose' },
  );
};

/** What is picked so far, and how to go on with no more. */
const pickedSoFar = ({ desk, minutes, chosen, days }: Shown): Page => html`
<div class="card"><ul class="plain">${chosen.map((slot, index) => html`<li>第${index + 1}希望：<strong>${unbroken(slotText(slot))}</strong></li>`)}</ul>
<p class="actions"><a class="button" href="${way('/apply', { desk: desk.id, chosen })}">第${chosen.length + 1}希望なしで進む</a>
<a class="button second" href="${way('/openings', { desk: desk.id, minutes, chosen: chosen.slice(0, -1), from: days[0]?.date, day: chosen.slice(-1).map(({ startsAt }) => dateOf(startsAt))[0] })}">第${chosen.length}希望を選び直す</a></p></div>`;

/**
 * A week is a row, and only the weekdays on which the desk gives sessions are columns. Where all days' times stand below, a day leads
 * there; else to its own, of which those of `present` are shown.
 */
const calendar = (
  { desk, minutes, chosen, days, last: lastOfAll }: Shown,
  all: boolean,
  present: LocalDate | undefined,
): Page => {
  const weekdays = [...new Set(desk.timetable.flatMap((timetable) => timetable.weekdays))].sort();
  const byDate = new Map(days.map((one) => [one.date, one]));
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  const monday = mondayOf(first.date);
  const mondays = daysFrom(monday, last.date).filter((date) => weekdayOf(date) === 1);
  const cell = (date: LocalDate): Page => {
    if (date < first.date) return html`<td class="past"></td>`;
    const one = byDate.get(date);
    const name = html`<b data-day="（${'月火水木金土日'[weekdayOf(date) - 1]}）">${local(startOf(date)).toFormat('M/d')}</b>`;
    if (one?.state !== 'free')
      return html`<td>${name} <span>${one ? words[one.state] : lastOfAll && date > lastOfAll ? '受付前' : ''}</span></td>`;
    const to = all
      ? `#d${date}`
      : `${way('/openings', { desk: desk.id, minutes, chosen, from: first.date, day: date })}#times`;
    return html`<td class="free"><a href="${to}"${!all && date === present && html` aria-current="date"`}>${name} <span>${one.openings.length === 0 ? '選択済み' : `空き${one.openings.length}`}</span></a></td>`;
  };
  return html`<p id="weeks">${unbroken(`${shortDate(first.date)}から${shortDate(last.date)}まで。`)}空きのある日を選んでください。数は、空いている開始時刻の数です。</p>
<div class="month"><table class="calendar" aria-labelledby="weeks">
<thead><tr>${weekdays.map((weekday) => html`<th scope="col">${'月火水木金土日'[weekday - 1]}<span class="unseen">曜日</span></th>`)}</tr></thead>
<tbody>${mondays.map(
    (week) => html`<tr>${weekdays.map((weekday) => cell(plusDays(week, weekday - 1)))}</tr>
`,
  )}</tbody></table></div>`;
};

const words = { full: '満席', closed: '窓口休み', late: '受付終了' } as const;
const reasons = {
  full: '空いている時間はありません。ほかの日を選んでください。',
  closed: '窓口が休みの日です。ほかの日を選んでください。',
  late: 'この日の申込みは締め切りました。',
} as const;

const halves = (openings: readonly Opening[]): [string, Opening[]][] => [
  ...Map.groupBy(openings, ({ startsAt }) => (local(startsAt).hour < 12 ? '午前' : '午後')),
];

/** Why times of a day are missing that others see. */
const picked = ({ chosen }: Shown, date: LocalDate): (Page | false)[] =>
  chosen.map(
    (slot, index) =>
      dateOf(slot.startsAt) === date &&
      html`<p class="hint">第${index + 1}希望（${unbroken(`${clockText(slot.startsAt)}〜${clockText(endOf(slot))}`)}）と重なる時刻は、出していません。</p>`,
  );

const overlap = (one: Slot, other: Slot): boolean => one.startsAt < endOf(other) && other.startsAt < endOf(one);

/** To the next choice, or with all of them to the form. Times are nobody's: they may stand in an address. */
const pick = ({ office, desk, minutes, chosen, days }: Shown, { startsAt }: Slot): string => {
  const picked = [...chosen, { startsAt, minutes }];
  return picked.length < office.choices
    ? way('/openings', { desk: desk.id, minutes, chosen: picked, from: days[0]?.date, day: dateOf(startsAt) })
    : way('/apply', { desk: desk.id, chosen: picked });
};

/** 3月4日（水）午後2:00〜2:30（14:00〜14:30） */
export const slotText = (slot: Slot): string => `${shortDay(slot.startsAt)}${spanText(slot.startsAt, endOf(slot))}`;

/** [A-6-1] The lengths to choose among, where the applicant chooses; one typed into the address is among them. */
export const lengthsOf = ({ length }: Desk, typed?: number): number[] => {
  if (length.kind === 'exact') return [length.minutes];
  const steps = Array.from(
    { length: Math.floor(length.minutes / length.atLeast) },
    (_, index) => (index + 1) * length.atLeast,
  );
  return [...new Set([...steps, length.minutes, ...(typed === undefined ? [] : [typed])])].sort((a, b) => a - b);
};

/** [A-2-1] Whom of the office's people a desk is not for, and where they go instead. */
export const elsewhere = ({ desks, applicants }: Office, desk: Desk): string[] =>
  Object.entries(kindNames).flatMap(([kind, name]) => {
    const other = desks.find(({ kinds }) => kinds.some((one) => one === kind));
    const served = desk.kinds.some((one) => one === kind) || !Object.hasOwn(applicants, kind);
    return served || !other ? [] : [`${name}は、「${other.name}」をお使いください。`];
  });

/** An address with what it asks for. */
export const way = (
  path: '/openings' | '/apply',
  query: Readonly<Record<string, string | number | readonly Slot[] | undefined>>,
): string => {
  const asked = Object.entries(query).flatMap(([name, value]) => {
    const text = typeof value === 'object' ? chosenText(value) : String(value ?? '');
    return text === '' ? [] : [`${name}=${encodeURIComponent(text)}`];
  });
  return `${path}?${asked.join('&')}`;
};
