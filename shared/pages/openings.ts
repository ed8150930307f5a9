import { html } from 'hono/html';
import type { Desk, Office } from '../domain/office.ts';
import { endOf, type OfferedDay, type Opening, type Slot } from '../domain/openings.ts';
import { daysFrom, type LocalDate, local, mondayOf, plusDays, startOf, weekdayOf } from '../domain/time.ts';
import { clockText, dateText, deadlineText, shortDay, spanText } from '../domain/wording.ts';
import { chosenText } from '../http/api.ts';
import type { Told } from '../http/problems.ts';
import { layout, type Page, phoneLink, problemBanner } from './layout.ts';

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
  readonly problem?: Told | undefined;
};

/** So many times fit on one page; of more only one day's are shown. */
const FEW = 40;

/**
 * [K-6-1, A-6-1, A-6-2, D-4] The free times of a desk as a calendar of some weeks, the very next one first. Choosing a day shows its
 * times, choosing a time leads to the next choice or to the form; days past their deadline name the telephone.
 */
export const openingsPage = (shown: Shown): Page => {
  const { office, desk, minutes, chosen, days, day, earlier, later, problem } = shown;
  const openings = days.flatMap((one) => (one.state === 'free' ? one.openings : []));
  const free = days.filter((one) => one.state === 'free');
  const few = openings.length <= FEW;
  const asked = days.find(({ date }) => date === day);
  const listed = few ? free : free.filter(({ date }) => date === (asked ?? free[0])?.date);
  const here = { desk: desk.id, minutes, chosen, from: days[0]?.date };
  const next = openings.find((slot) => chosen.every((one) => !overlap(one, slot)));
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
  )}</nav>`
}
${
  desk.length.kind === 'up-to' &&
  html`<nav class="picks" aria-label="相談の長さ"><span>相談の長さ</span>${lengthsOf(desk, minutes).map(
    (one) =>
      html` <a href="${way('/openings', { ...here, minutes: one, day })}"${one === minutes && html` aria-current="true"`}>${one}分</a>`,
  )}</nav>`
}
<p>${desk.name}、${minutes}分の相談の空き時間です。${office.choices > 1 && chosen.length === 0 && `第${office.choices}希望まで選べます。まず、第1希望の時間を選んでください。`}</p>
${next && html`<p class="next"><span>いちばん早い空き</span> <a class="button${chosen.length > 0 && ' second'}" href="${pick(shown, next)}">${slotText(next)}</a></p>`}
${openings.length === 0 && html`<p class="note">この期間に空いている時間はありません。${later ? '先の週を見るか、' : ''}お電話（${phoneLink(office)}、${office.contact.hours}）でご相談ください。</p>`}
${days.length > 0 && calendar(shown, few, listed[0]?.date)}
<p class="weeks">${earlier && html`<a class="button second small" rel="prev" href="${way('/openings', { ...here, from: earlier })}">← 前の4週間</a>`} ${later && html`<a class="button second small" rel="next" href="${way('/openings', { ...here, from: later })}">${shortDay(startOf(later))}からの4週間 →</a>`}</p>
<p>申込みの締切りは、${deadlineText(office)}です。「受付終了」の日をご希望のときは、お電話ください（${phoneLink(office)}、${office.contact.hours}）。</p>
${office.instant && chosen.length === 0 && html`<p>前に利用規約に同意した方は、予約をしないで、<a href="/instant-sessions">すぐに相談を始められる</a>ことがあります。</p>`}
<div id="times">
${asked && asked.state !== 'free' && html`<p class="note"><strong>${dateText(asked.date)}</strong>：${reasons[asked.state]}${asked.state === 'late' && html`ご希望のときは、お電話ください（${phoneLink(office)}、${office.contact.hours}）。`}</p>`}
${listed.length > 0 && html`<h2>時間をえらぶ</h2>`}
${listed.map((one) => html`<section id="d${one.date}"><h3>${dateText(one.date)}</h3>${halves(one.openings).map(([half, list]) => html`<p class="half">${half}</p><ul class="times">${list.map((slot) => timeItem(shown, slot))}</ul>`)}</section>`)}
</div>`,
    { current: '/openings', step: 'choose' },
  );
};

/** What is picked so far, and how to go on with no more. */
const pickedSoFar = ({ desk, minutes, chosen }: Shown): Page => html`
<div class="card"><ul class="plain">${chosen.map((slot, index) => html`<li>第${index + 1}希望：<strong>${slotText(slot)}</strong></li>`)}</ul>
<p class="actions"><a class="button" href="${way('/apply', { desk: desk.id, chosen })}">第${chosen.length + 1}希望なしで進む</a>
<a href="${way('/openings', { desk: desk.id, minutes, chosen: chosen.slice(0, -1) })}">第${chosen.length}希望を選び直す</a></p></div>`;

/**
 * A week is a row, and only the weekdays on which the desk gives sessions are columns. Where all days' times stand below, a day leads
 * there; else to its own, of which those of `present` are shown.
 */
const calendar = ({ desk, minutes, chosen, days }: Shown, all: boolean, present: LocalDate | undefined): Page => {
  const weekdays = [...new Set(desk.timetable.flatMap((timetable) => timetable.weekdays))].sort();
  const byDate = new Map(days.map((one) => [one.date, one]));
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  const monday = mondayOf(first.date);
  const mondays = daysFrom(monday, last.date).filter((date) => weekdayOf(date) === 1);
  const cell = (date: LocalDate): Page => {
    if (date < first.date) return html`<td class="past"></td>`;
    const one = byDate.get(date);
    const name = html`<b>${local(startOf(date)).toFormat('M/d')}</b>`;
    if (one?.state !== 'free') return html`<td>${name} <span>${one ? words[one.state] : ''}</span></td>`;
    const to = all
      ? `#d${date}`
      : `${way('/openings', { desk: desk.id, minutes, chosen, from: first.date, day: date })}#times`;
    return html`<td class="free"><a href="${to}"${!all && date === present && html` aria-current="date"`}>${name} <span>空き${one.openings.length}</span></a></td>`;
  };
  return html`<table class="calendar"><caption>${shortDay(startOf(first.date))}から${shortDay(startOf(last.date))}まで。空きのある日を選んでください。数は、空いている開始時刻の数です。</caption>
<thead><tr>${weekdays.map((weekday) => html`<th scope="col">${'月火水木金土日'[weekday - 1]}<span class="unseen">曜日</span></th>`)}</tr></thead>
<tbody>${mondays.map(
    (week) => html`<tr>${weekdays.map((weekday) => cell(plusDays(week, weekday - 1)))}</tr>
`,
  )}</tbody></table>`;
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

const timeItem = (shown: Shown, slot: Opening): Page => {
  const span = `${clockText(slot.startsAt)}〜${clockText(endOf(slot))}`;
  const before = shown.chosen.findIndex((one) => overlap(one, slot));
  return before >= 0
    ? html`<li>${span}（第${before + 1}希望${shown.chosen[before]?.startsAt === slot.startsAt ? '' : 'と重なる'}）</li>`
    : html`<li><a href="${pick(shown, slot)}">${span}</a></li>`;
};

const overlap = (one: Slot, other: Slot): boolean => one.startsAt < endOf(other) && other.startsAt < endOf(one);

/** To the next choice, or with all of them to the form. Times are nobody's: they may stand in an address. */
const pick = ({ office, desk, minutes, chosen, days }: Shown, { startsAt }: Slot): string => {
  const picked = [...chosen, { startsAt, minutes }];
  return picked.length < office.choices
    ? way('/openings', { desk: desk.id, minutes, chosen: picked, from: days[0]?.date })
    : way('/apply', { desk: desk.id, chosen: picked });
};

/** 3月4日（水）午後2:00〜2:30（14:00〜14:30） */
const slotText = (slot: Slot): string => `${shortDay(slot.startsAt)}${spanText(slot.startsAt, endOf(slot))}`;

/** [A-6-1] The lengths to choose among, where the applicant chooses; one typed into the address is among them. */
export const lengthsOf = ({ length }: Desk, typed?: number): number[] => {
  if (length.kind === 'exact') return [length.minutes];
  const steps = Array.from(
    { length: Math.floor(length.minutes / length.atLeast) },
    (_, index) => (index + 1) * length.atLeast,
  );
  return [...new Set([...steps, length.minutes, ...(typed === undefined ? [] : [typed])])].sort((a, b) => a - b);
};

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
