import { plain } from './application.ts';
import { daysFrom, LocalDate, plusDays, weekdayOf } from './time.ts';

const DAY =
  '(?:(?:(?:令和|[Rr])(\\d{1,2}|元)|(20\\d\\d))[年./-](\\d{1,2})[月./-](\\d{1,2})|(\\d{1,2})[月/](\\d{1,2}))日?(?:\\(?([月火水木金土日])(?:曜日?)?(?:[・,]?[祝休]日?)?\\)?)?';
const ONE = new RegExp(`^${DAY}$`);
const SPAN = new RegExp(`^(${DAY})(?:-|から)(${DAY})(?:まで)?$`);
const weekdays = '月火水木金土日';

/** A day that people may look at: the days around it are in every calendar too. */
export const VisitedDate = LocalDate.refine((date) => date >= '2000-01-01' && date <= '2199-12-31', 'malformed');

/** More days at once are a slip of the pen. */
const LONGEST = 92;
/** A day without a year lies up to so far back, or else ahead: somebody who notes yesterday's absence means yesterday. */
const BACK = 60;

export type NoDays = { readonly wrong: 'unreadable' | 'no-such-day' | 'weekday-differs' | 'backwards' | 'too-many' };

/**
 * The day, or the days from one to another, that staff have typed: `3/4`, `3月4日（水）`, `2026-03-04`, `令和8年3月4日`, `3/4〜3/6`, also
 * in full width. A weekday that does not belong to the day is a mistake in one of the two.
 */
export const typedDays = (typed: string, today: LocalDate): readonly LocalDate[] | NoDays => {
  const text = plain(typed).replace(/\s+/g, '');
  const ends = SPAN.exec(text);
  if (!ends) {
    const day = oneDay(text, today);
    return typeof day === 'string' ? [day] : day;
  }
  const first = oneDay(ends[1] ?? '', today);
  // The groups of the first day stand between its own text and the second's.
  const last = typeof first === 'string' ? oneDay(ends[9] ?? '', first) : first;
  if (typeof first !== 'string') return first;
  if (typeof last !== 'string') return last;
  if (last < first) return { wrong: 'backwards' };
  return plusDays(first, LONGEST) < last ? { wrong: 'too-many' } : daysFrom(first, last);
};

const oneDay = (text: string, today: LocalDate): LocalDate | NoDays => {
  const found = ONE.exec(text);
  if (!found) return { wrong: 'unreadable' };
  const [, era, year, month = '', day = '', bareMonth, bareDay, weekday] = found;
  const written = era === undefined ? year : String(2018 + (era === '元' ? 1 : Number(era)));
  const read =
    written === undefined ? nearest(today, bareMonth ?? '', bareDay ?? '') : dayOf(Number(written), month, day);
  if (!read) return { wrong: 'no-such-day' };
  return weekday !== undefined && weekdays[weekdayOf(read) - 1] !== weekday ? { wrong: 'weekday-differs' } : read;
};

const nearest = (today: LocalDate, month: string, day: string): LocalDate | undefined => {
  const year = Number(today.slice(0, 4));
  const days = [year - 1, year, year + 1].map((one) => dayOf(one, month, day));
  return days.find((one) => one !== undefined && one >= plusDays(today, -BACK));
};

const dayOf = (year: number, month: string, day: string): LocalDate | undefined =>
  LocalDate.safeParse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`).data;

/** What to do about days that could not be read. */
export const noDaysText = ({ wrong }: NoDays): string =>
  ({
    unreadable: '日付として読めません。「3/4」「2026-03-04」のように書いてください。',
    'no-such-day': 'この日付はありません。',
    'weekday-differs': '日付と曜日が合いません。',
    backwards: '終わりの日が、始めの日より前です。',
    'too-many': '期間が長すぎます。分けて書いてください。',
  })[wrong];
