import { html } from 'hono/html';
import * as z from 'zod';
import { ChosenTime, type FreeTime } from '../../domain/choices.ts';
import type { Counsellor, Slot } from '../../domain/openings.ts';
import { endOf } from '../../domain/openings.ts';
import { dateOf, type Instant } from '../../domain/time.ts';
import { noDaysText, whyNoDate } from '../../domain/typed-times.ts';
import { clockText, dateText } from '../../domain/wording.ts';
import type { Typed } from '../../http/form.ts';
import type { Told } from '../../http/problems.ts';
import { selectField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';

/** A time as its radio button sends it. */
export const timeValue = ({ startsAt, minutes }: Slot, counsellor?: string): string =>
  z.encode(ChosenTime, { startsAt, minutes, ...(counsellor !== undefined && { counsellor }) });

/** One time to choose; where a table's headings say which, its label says it for those who do not see them. */
export const timeRadio = (value: string, text: Page | string, chosen: string | undefined, label?: string): Page =>
  html`<label><input type="radio" name="choice" value="${value}"${label !== undefined && html` aria-label="${label}"`}${value === chosen && html` checked`}> ${text}</label>`;

/** Free times by day, a day to open; who is free stands beside each. */
export const timesByDay = (times: readonly FreeTime[], chosen: string | undefined, open = false): Page => {
  const days = [...Map.groupBy(times, ({ startsAt }) => dateOf(startsAt))];
  if (days.length === 0) return html`<p>この期間に空いている時間はありません。</p>`;
  return html`${days.map(([date, list]) => {
    const values = list.map((time) => timeValue(time));
    const has = chosen !== undefined && values.includes(chosen);
    return html`<details${(open || has) && html` open`}><summary>${dateText(date)} <small>空き ${list.length}</small></summary>
<ul class="openings">${list.map((time, index) => html`<li>${timeRadio(values[index] ?? '', html`${clockText(time.startsAt)}〜${clockText(endOf(time))} <small>${time.free.map(({ name }) => name).join('、')}</small>`, chosen)}</li>`)}</ul></details>`;
  })}`;
};

/** A time typed instead of chosen: day, time of day, and where it varies the length. */
export const typedTime = (
  typed: Typed,
  {
    minutes,
    variable,
    problem,
  }: { readonly minutes: number; readonly variable: boolean; readonly problem: Told | undefined },
): Page => html`<fieldset><legend>日時を書いて決める</legend>
<label class="choice"><input type="radio" name="choice" value="typed"${typed['choice'] === 'typed' && html` checked`}> 下に書いた日時にする</label>
<div class="actions">${textField({ name: 'typed.day', label: '日付（3/4）', value: typed['typed.day'], size: 8, problem })}
${textField({ name: 'typed.time', label: '時刻（14:00）', value: typed['typed.time'], size: 6, problem })}
${variable && textField({ name: 'typed.minutes', label: '長さ（分）', value: typed['typed.minutes'] ?? String(minutes), mode: 'numeric', size: 4, problem })}</div>
</fieldset>`;

/** A problem with what is wrong with the day that was typed, as closely as it can be told. */
export const withWrongDay = (problem: Told, typed: Typed, now: Instant): Told => {
  const day = whyNoDate(typed['typed.day'] ?? '', dateOf(now));
  if (!day || day.wrong === 'unreadable') return problem;
  const told = { field: 'typed.day', reason: day.wrong, message: noDaysText(day) };
  return { ...problem, errors: [told, ...(problem.errors ?? []).filter(({ field }) => field !== told.field)] };
};

/** Whom the session shall be with; nobody named is whoever is free. */
export const counsellorField = (
  counsellors: readonly Counsellor[],
  value: string | undefined,
  problem: Told | undefined,
): Page =>
  selectField({
    name: 'counsellor',
    label: '担当者',
    hint: '選んだ担当者が空いていない時間には決められません。',
    value,
    empty: '空いている担当者',
    choices: counsellors.map(({ id, name }) => [id, name]),
    problem,
  });
