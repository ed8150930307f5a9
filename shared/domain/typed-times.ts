import { withoutSpaces } from './application.ts';
import { daysFrom, LocalDate, LocalTime, plusDays, VisitedDate, weekdayOf } from './time.ts';
import { dateText } from './wording.ts';

/* Days and times as staff type them, often while somebody speaks: strict, because a time guessed wrong is a time booked wrong. */

const DAY =
  '(?:(?:(?:令和|[Rr])(\\d{1,2}|元)|(\\d{4}))[年./-](\\d{1,2})[月./-](\\d{1,2})|(\\d{1,2})[月/-](\\d{1,2}))日?(?:\\(?([月火水木金土日])(?:曜日?)?(?:[・,]?[祝休]日?)?\\)?)?';
const ONE = new RegExp(`^${DAY}$`);
const SPAN = new RegExp(`^(${DAY})(?:-|から)(${DAY})(?:まで)?$`);
const weekdays = '月火水木金土日';

/** More days at once are a slip of the pen. */
const LONGEST = 92;
/** Among days that may have passed, one without a year lies up to so far back, or else ahead: who notes yesterday's absence means yesterday. */
const BACK = 60;

export type NoDays =
  | { readonly wrong: 'unreadable' | 'no-such-day' | 'out-of-range' | 'backwards' | 'too-many' }
  | { readonly wrong: 'weekday-differs'; readonly date: LocalDate };

/**
 * `3/4`, `3-4`, `3月4日（水）`, `2026-03-04`, `令和8年3月4日`, also in full width: a day that exists; without a year the next such day,
 * today included. A weekday that does not belong to the day is a mistake in one of the two, and the day none.
 */
export const typedDate = (typed: string, today: LocalDate): LocalDate | undefined => {
  const day = oneDay(withoutSpaces(typed), today);
  return typeof day === 'string' ? day : undefined;
};

/** Why what was typed is no day; undefined where it is one. */
export const whyNoDate = (typed: string, today: LocalDate): NoDays | undefined => {
  const day = oneDay(withoutSpaces(typed), today);
  return typeof day === 'string' ? undefined : day;
};

/**
 * The day, or the days from one to another (`3/4〜3/6`), that staff have typed, or why there are none. Here `3-4` is none: it could be
 * from the 3rd to the 4th. What has just passed counts as well.
 */
export const typedDays = (typed: string, today: LocalDate): readonly LocalDate[] | NoDays => {
  const text = withoutSpaces(typed);
  if (/^\d+-\d+$/.test(text)) return { wrong: 'unreadable' };
  const ends = SPAN.exec(text);
  const first = oneDay(ends?.[1] ?? text, plusDays(today, -BACK));
  if (typeof first !== 'string') return first;
  if (!ends) return [first];
  // The groups of the first day stand between its own text and the second's.
  const last = oneDay(ends[9] ?? '', plusDays(first, -BACK));
  if (typeof last !== 'string') return last;
  if (last < first) return { wrong: 'backwards' };
  return plusDays(first, LONGEST) < last ? { wrong: 'too-many' } : daysFrom(first, last);
};

const oneDay = (text: string, earliest: LocalDate): LocalDate | NoDays => {
  const found = ONE.exec(text);
  if (!found) return { wrong: 'unreadable' };
  const [, era, year, month = '', day = '', bareMonth = '', bareDay = '', weekday] = found;
  const written = era === undefined ? year : String(2018 + (era === '元' ? 1 : Number(era)));
  const read = written === undefined ? next(earliest, bareMonth, bareDay) : dayOf(Number(written), month, day);
  if (!read)
    return { wrong: written !== undefined && exists(Number(written), month, day) ? 'out-of-range' : 'no-such-day' };
  return weekday !== undefined && weekdays[weekdayOf(read) - 1] !== weekday
    ? { wrong: 'weekday-differs', date: read }
    : read;
};

/** The first such day from the earliest it may be. */
const next = (earliest: LocalDate, month: string, day: string): LocalDate | undefined => {
  const year = Number(earliest.slice(0, 4));
  return [year, year + 1].map((one) => dayOf(one, month, day)).find((one) => one !== undefined && one >= earliest);
};

const iso = (year: number, month: string, day: string): string =>
  `${String(year).padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
const exists = (year: number, month: string, day: string): boolean =>
  LocalDate.safeParse(iso(year, month, day)).success;
const dayOf = (year: number, month: string, day: string): LocalDate | undefined =>
  VisitedDate.safeParse(iso(year, month, day)).data;

/** What to do about days that could not be read. */
export const noDaysText = (none: NoDays): string => {
  if (none.wrong !== 'weekday-differs') return texts[none.wrong];
  return `${differs(none.date)}日付か曜日を直してください。`;
};
const differs = (date: LocalDate): string => {
  const [day, weekday] = dateText(date).split(/[（）]/);
  return `${day}は${weekday}曜日です。`;
};
const texts = {
  unreadable: '日付として読めません。「3/4」「2026-03-04」のように書いてください。',
  'no-such-day': 'この日付はありません。',
  'out-of-range': '年をお確かめください。2000年から2199年までの日を書けます。',
  backwards: '終わりの日が、始めの日より前です。',
  'too-many': '期間が長すぎます。分けて書いてください。',
};

/**
 * What is wrong with a day and a time of day that together are no start, for whoever chooses both from lists: at which of the two, and why.
 */
export const whyNoStart = (
  { date, time }: { readonly date: string | undefined; readonly time: string | undefined },
  today: LocalDate,
): { readonly part: 'date' | 'time'; readonly why: string }[] => {
  const none = date ? whyNoDate(date, today) : undefined;
  const twelve = /^(午前|午後)12(?=\D|$)/.exec(withoutSpaces(time ?? ''));
  return [
    ...(date ? [] : [{ part: 'date', why: '日を選んでください。' } as const]),
    ...(none ? [{ part: 'date', why: `${whyNone(none)}日を選び直してください。` } as const] : []),
    ...(time ? [] : [{ part: 'time', why: '時刻を選んでください。' } as const]),
    ...(time && typedTime(time) === undefined
      ? [
          {
            part: 'time',
            why: `${twelve ? `「${twelve[1]}12時」は、昼か夜中か、はっきりしません。` : '時刻として読めません。'}時刻を選び直してください。`,
          } as const,
        ]
      : []),
  ];
};

const whyNone = (none: NoDays): string =>
  none.wrong === 'weekday-differs'
    ? differs(none.date)
    : none.wrong === 'no-such-day'
      ? texts['no-such-day']
      : '日付として読めません。';

/**
 * `14:00`, `9:30`, `1400`, `14時`, `14時半`, `14時30分`, `14` of 24 hours; `午後2時`, `午前10:30` of twice twelve, of which noon is 午後0時: twelve
 * after 午前 or 午後 is noon to some and midnight to others, and none. A start may end in から or 〜.
 */
export const typedTime = (typed: string): LocalTime | undefined => {
  const [, half, text = ''] =
    /^(午前|午後)?(.*)$/.exec(
      withoutSpaces(typed)
        .replace(/(?<=[時分半\d])(?:から|-)$/, '')
        .replace('半', '30分'),
    ) ?? [];
  const [, hour, minute = '00'] =
    /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ??
    /^(\d{1,2})時(?:(\d{1,2})分)?$/.exec(text) ??
    /^(\d{1,2})(\d{2})$/.exec(text) ??
    [];
  if (hour === undefined || (half !== undefined && Number(hour) > 11)) return undefined;
  const of24 = half === '午後' ? String(Number(hour) + 12) : hour;
  return LocalTime.safeParse(`${of24.padStart(2, '0')}:${minute.padStart(2, '0')}`).data;
};
