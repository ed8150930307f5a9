import holidays from '@holiday-jp/holiday_jp/lib/holidays.js';
import type { Office } from './office.ts';
import { daysFrom, type LocalDate, plusDays, weekdayOf } from './time.ts';

/** Days that staff have closed or opened beyond the office's own calendar. */
export type Closures = { readonly closed: readonly LocalDate[]; readonly opened: readonly LocalDate[] };

/** Only the staff's bundle carries the names (`infra/bundle.ts`). */
const named: Readonly<Record<string, { readonly name?: string }>> = holidays;
const yearAt = (index: number): string | undefined => Object.keys(holidays).at(index)?.slice(0, 4);
// Marked as pure, so that a function which asks for no day leaves the holidays behind.
const firstYear = /* @__PURE__ */ yearAt(0) ?? '9999';
const lastYear = /* @__PURE__ */ yearAt(-1) ?? '0000';

/** [D-2, R-17] The last day whose national holidays are known; after it every day counts as closed. */
export const calendarKnownUntil: string = /* @__PURE__ */ lastYear.concat('-12-31');

/** Whether the known holidays end within half a year of the last day an office takes applications for. */
export const calendarRunsOut = (office: Office, today: LocalDate): boolean =>
  office.calendar.nationalHolidays && plusDays(today, office.horizonDays + 183) > calendarKnownUntil;

/**
 * [D-2] Whether the office works on this day: not on its closed weekdays, national holidays and substitutes, the days
 * around New Year, nor on closures; what staff entered stands above the office's own extra days, and those above the rest.
 * Holidays are looked up by the string of the day, so the process's time zone cannot shift them; a day for which no
 * holidays are known is closed.
 * Source: 行政機関の休日に関する法律 第1条; 国民の祝日に関する法律.
 */
export const isOpen = (office: Office, closures: Closures, date: LocalDate): boolean => {
  if (closures.closed.includes(date)) return false;
  if (closures.opened.includes(date)) return true;
  const { closedWeekdays, nationalHolidays, yearEnd, extraClosed, extraOpen } = office.calendar;
  if (extraClosed.includes(date)) return false;
  if (extraOpen.includes(date)) return true;
  if (closedWeekdays.includes(weekdayOf(date))) return false;
  if (yearEnd && (date.slice(5) >= yearEnd.from || date.slice(5) <= yearEnd.to)) return false;
  const year = date.slice(0, 4);
  return !nationalHolidays || (year >= firstYear && year <= lastYear && !Object.hasOwn(holidays, date));
};

/** [D-2] Why the office's calendar by itself has a day closed, in the day's own name where it has one; undefined on working days. */
export const closedBecause = (office: Office, date: LocalDate): string | undefined => {
  const { closedWeekdays, nationalHolidays, yearEnd, extraClosed, extraOpen } = office.calendar;
  if (extraClosed.includes(date)) return '閉庁日';
  if (extraOpen.includes(date)) return undefined;
  if (yearEnd && (date.slice(5) >= yearEnd.from || date.slice(5) <= yearEnd.to)) return '年末年始';
  if (nationalHolidays && Object.hasOwn(holidays, date)) return named[date]?.name ?? '祝日';
  if (closedWeekdays.includes(weekdayOf(date))) return '定休日';
  return isOpen(office, { closed: [], opened: [] }, date) ? undefined : '祝日がまだわからない年';
};

/** How many whole open days lie between two days, neither of them counted. */
export const openDaysBetween = (office: Office, closures: Closures, first: LocalDate, last: LocalDate): number =>
  daysFrom(plusDays(first, 1), plusDays(last, -1)).filter((date) => isOpen(office, closures, date)).length;

/** The `count`-th open day before (negative: after) a day; the day itself is never counted. */
export const openDayBefore = (office: Office, closures: Closures, date: LocalDate, count: number): LocalDate => {
  const step = count < 0 ? 1 : -1;
  let day = date;
  // No office is closed for a year: the bound only ends the search where the calendar's data do.
  for (let left = Math.abs(count), looked = 0; left > 0 && looked < 366; looked++) {
    day = plusDays(day, step);
    if (isOpen(office, closures, day)) left--;
  }
  return day;
};
