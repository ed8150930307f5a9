import { LocalDate, plusDays, weekdayOf } from '../../domain/time.ts';

/*
 * Days as people write them. A strict grammar: what it does not know is no date, and whatever a date says of itself (era,
 * year, weekday, "next week") must agree.
 */

/** A day found in the text; without `date` it cannot be one certain day, and `doubts` says why. */
export type DayFound = {
  readonly end: number;
  readonly date?: LocalDate;
  readonly doubts: readonly string[];
  /** It names no day of the calendar by itself: a bare weekday, "next week", 「10日」. */
  readonly vague: boolean;
};

export type Days = {
  /** The day the mail was written, for dates without a year; of the receipt where the mail does not say. */
  readonly written: LocalDate;
  /** The same for 明日 and 来週, where it is certain. */
  readonly relativeTo: LocalDate | undefined;
};

const N = '(\\d{1,2}|[〇一二三四五六七八九十]{1,3})';
const sticky = (source: string, flags = ''): RegExp => new RegExp(source, `y${flags}`);

const era = sticky(
  `(?:令和|R|r)\\.? ?(\\d{1,2}|元|[一二三四五六七八九十]{1,3}) ?[年./-] ?${N} ?[月./-] ?${N}(?![\\d:時]) ?日?`,
);
const full = sticky('(20\\d\\d) ?[年./-] ?(\\d{1,2}) ?[月./-] ?(\\d{1,2})(?![\\d:時]) ?(?:日|号)?');
const shortYear = sticky('\\d\\d ?[年/] ?\\d{1,2} ?[月/] ?\\d{1,2}(?!\\d) ?日?');
const monthDay = sticky(`${N} ?(?:月|がつ)の? ?${N} ?(?:[日号]|にち|か(?![ぁ-ん]))`);
const monthDayBare = sticky('(\\d{1,2}) ?月 ?(\\d{1,2})(?= ?[([<【〈])');
const slashed = sticky('(\\d{1,2}) ?/ ?(\\d{1,2})(?![\\d/])');
const dotted = sticky('(\\d{1,2})[-.](\\d{1,2})(?= ?[([<【〈](?:[月火水木金土日]|mon|tue|wed|thu|fri|sat|sun))', 'i');
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const english = sticky(`${MONTH}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (20\\d\\d))?(?![\\d:])`, 'i');
const englishDayFirst = sticky(`(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}\\.?(?:,? (20\\d\\d))?(?![\\d:])`, 'i');
const thatMonth = sticky('(今月|来月|再来月)の? ?(\\d{1,2}) ?日');
const thatDay = sticky('(今日|本日|明日|あした|あす|明後日|あさって|明々後日|しあさって)(?![一-龠々])');
const thatWeek = sticky(
  '(今週|来週|再来週|さ来週)[の、,]? ?(?:([月火水木金土日])(?:曜日?|よう日?|ようび)|\\(([月火水木金土日])\\))',
);
const weekOnly = sticky('(今週|来週|再来週|さ来週|今月|来月)');
const dayOnly = sticky('(?:\\d{1,2}|二十[一-九]?|三十一?) ?日(?![間以後前ほ程目々本])');
const everyWeek = sticky(
  '(?:毎週|今度の?|次の?|次回の?|再来の?) ?[月火水木金土日](?:曜日?|よう日?|ようび)?(?![一-龠ぁ-ん])',
);

const weekdays = '月火水木金土日';
const englishDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const HOLIDAY = '(?:[・,、/ ]?(?:祝日?|休日?))?';
const weekdayAfter = [
  sticky(`[の、,]? ?[([【〈<{] ?([月火水木金土日]) ?(?:曜日?|よう日?|ようび)?${HOLIDAY} ?[)\\]】〉>}]`),
  sticky('[の、,]? ?([月火水木金土日])(?:曜日?|よう日?|ようび)'),
  sticky('[、, ]{0,2}[(]?(げつ|か|すい|もく|きん|ど|にち)(?:よう(?:び|日)?|曜日?|(?=[)]))[)]?'),
  sticky(' ?([月火水木金土])(?=[ ,、\\n]|\\d|[①-⑳]|午|$)'),
  sticky(' (日)(?=[ ,、\\n]|午|$)'),
  sticky(
    '[, ]{0,2}[([]? ?(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?\\.? ?[)\\]]?(?![a-z])',
    'i',
  ),
  sticky('[の、,]? ?[([]? ?(?:星期|周|礼拜|週)([一二三四五六日天]) ?[)\\]]?'),
];
const weekdayBefore =
  /(?:(?:^|[^一-龠])([月火水木金土日])(?:曜日?|よう日?|ようび)[の、, (]{0,3}|(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?\.?[, (]{1,3})$/i;
const bareWeekday = sticky(
  '(?:[月火水木金土日](?:[・、,か]?[月火水木金土日])?(?:曜日?|よう日?|ようび)|(?:mon|tues?|wednes|thurs?|fri|satur|sun)days?)',
  'i',
);

/** The weekday named right before or behind a place in the text: 1 Monday … 7 Sunday, 0 where none is named. */
const weekdayNamed = (name: string | undefined): number => {
  if (name === undefined) return 0;
  const kana = ['げつ', 'か', 'すい', 'もく', 'きん', 'ど', 'にち'].indexOf(name);
  if (kana !== -1) return kana + 1;
  const chinese = '一二三四五六日天'.indexOf(name);
  if (chinese !== -1 && name !== '日') return chinese === 7 ? 7 : chinese + 1;
  return weekdays.includes(name) ? weekdays.indexOf(name) + 1 : englishDays.indexOf(name.slice(0, 3).toLowerCase()) + 1;
};

export const numeral = (typed: string): number => {
  if (/^\d+$/.test(typed)) return Number(typed);
  const digits = '〇一二三四五六七八九';
  const [tens = '', ones = ''] = typed.includes('十') ? typed.split('十') : ['', typed];
  if (!typed.includes('十')) return [...typed].reduce((sum, one) => sum * 10 + digits.indexOf(one), 0);
  return (tens === '' ? 1 : digits.indexOf(tens)) * 10 + (ones === '' ? 0 : digits.indexOf(ones));
};

const day = (year: number, month: number, date: number): LocalDate | undefined => {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  const parsed = LocalDate.safeParse(text);
  return parsed.success ? parsed.data : undefined;
};

const PAST_DAYS = 60;

/** A date without a year is the next such day from the mail's own on, unless the same day lies less than 60 days back. */
const withoutYear = (month: number, date: number, { written }: Days): { date?: LocalDate; doubts: string[] } => {
  const year = Number(written.slice(0, 4));
  const [before, same, next] = [day(year - 1, month, date), day(year, month, date), day(year + 1, month, date)];
  const past = [before, same].find((one) => one !== undefined && one < written && one > plusDays(written, -PAST_DAYS));
  if (past) return { date: past, doubts: ['date-past'] };
  const coming = same !== undefined && same >= written ? same : same === undefined ? undefined : next;
  return coming ? { date: coming, doubts: [] } : { doubts: ['date-impossible'] };
};

const withYear = (
  year: number,
  month: number,
  date: number,
  { written }: Days,
): { date?: LocalDate; doubts: string[] } => {
  const found = day(year, month, date);
  if (!found) return { doubts: ['date-impossible'] };
  return { date: found, doubts: found < written ? ['date-past'] : [] };
};

const certain = (found: { date?: LocalDate; doubts: string[] }, end: number): DayFound => ({
  ...found,
  end,
  vague: false,
});
const doubtful = (end: number, vague: boolean): DayFound => ({ end, doubts: ['date-ambiguous'], vague });

const calendarDay = (text: string, at: number, days: Days): DayFound | undefined => {
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const before = text.slice(Math.max(0, at - 9), at);
  // The rest of a date in another year: a birthday, or a year nobody can be sure of.
  if (/[\d/]$/.test(before) || /(?:昭和|平成|大正|[SHT]\d|19\d\d)[^月日\n]{0,4}[年./-] ?$/.test(before))
    return undefined;
  let found = take(era);
  if (found) {
    const year = found[1] === '元' ? 1 : numeral(found[1] ?? '');
    return certain(withYear(2018 + year, numeral(found[2] ?? ''), numeral(found[3] ?? ''), days), at + found[0].length);
  }
  found = take(full);
  if (found) return certain(withYear(Number(found[1]), Number(found[2]), Number(found[3]), days), at + found[0].length);
  found = take(shortYear);
  if (found) return doubtful(at + found[0].length, false);
  found = take(monthDay) ?? take(monthDayBare) ?? take(dotted);
  if (found) return certain(withoutYear(numeral(found[1] ?? ''), numeral(found[2] ?? ''), days), at + found[0].length);
  found = take(slashed);
  if (found && Number(found[1]) <= 12 && Number(found[1]) > 0) {
    const counted =
      text[at + found[0].length] === '日' &&
      !/^日(?:曜|[)）])/.test(text.slice(at + found[0].length, at + found[0].length + 2));
    return certain(withoutYear(Number(found[1]), Number(found[2]), days), at + found[0].length + (counted ? 1 : 0));
  }
  found = take(english);
  const first = found ?? take(englishDayFirst);
  if (first && !/[a-z]/i.test(text[at - 1] ?? '')) {
    const [name, date] = found ? [first[1], first[2]] : [first[2], first[1]];
    const month = months.indexOf(name?.toLowerCase() ?? '') + 1;
    const year = first[3];
    const end = at + first[0].trimEnd().length;
    return certain(
      year ? withYear(Number(year), month, Number(date), days) : withoutYear(month, Number(date), days),
      end,
    );
  }
  return undefined;
};

const steps: Readonly<Record<string, number>> = {
  今日: 0,
  本日: 0,
  明日: 1,
  あした: 1,
  あす: 1,
  明後日: 2,
  あさって: 2,
  明々後日: 3,
  しあさって: 3,
  今週: 0,
  来週: 1,
  再来週: 2,
  さ来週: 2,
  今月: 0,
  来月: 1,
  再来月: 2,
};

const relativeDay = (text: string, at: number, { relativeTo }: Days): DayFound | undefined => {
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  let found = take(thatMonth);
  if (found) {
    if (!relativeTo) return doubtful(at + found[0].length, false);
    const month = Number(relativeTo.slice(5, 7)) - 1 + (steps[found[1] ?? ''] ?? 0);
    const date = day(Number(relativeTo.slice(0, 4)) + Math.floor(month / 12), (month % 12) + 1, Number(found[2]));
    const doubts = date === undefined ? ['date-impossible'] : date < relativeTo ? ['date-past'] : [];
    return { end: at + found[0].length, doubts, vague: false, ...(date ? { date } : {}) };
  }
  found = take(thatDay);
  if (found && /^[のはにでもかを、,(。\s\d午①-⑳→~!-]|^$/.test(text[at + found[0].length] ?? '')) {
    if (!relativeTo) return doubtful(at + found[0].length, false);
    return ofMonth(text, at + found[0].length, plusDays(relativeTo, steps[found[1] ?? ''] ?? 0), []);
  }
  found = take(thatWeek);
  if (found) {
    const end = at + found[0].length;
    if (!relativeTo) return doubtful(end, false);
    const monday = plusDays(relativeTo, 1 - weekdayOf(relativeTo) + 7 * (steps[found[1] ?? ''] ?? 0));
    const date = plusDays(monday, weekdayNamed(found[2] ?? found[3]) - 1);
    return ofMonth(text, end, date, date < relativeTo ? ['date-past'] : []);
  }
  return undefined;
};

const dayOfMonth = sticky('[、,の ]{0,2}(?:(\\d{1,2}) ?日|\\((\\d{1,2}) ?日?\\))');
/** 「来週の木曜日、28日」: the day of the month beside it must be the same day. */
const ofMonth = (text: string, end: number, date: LocalDate, doubts: string[]): DayFound => {
  dayOfMonth.lastIndex = end;
  const said = dayOfMonth.exec(text);
  if (!said) return { end, date, doubts, vague: false };
  const other = Number(said[1] ?? said[2]) !== Number(date.slice(8));
  return { end: end + said[0].length, date, doubts: other ? [...doubts, 'date-ambiguous'] : doubts, vague: false };
};

/** A day that begins at this place of the text, with the weekday beside it, which must be that day's. */
export const dayAt = (text: string, at: number, days: Days): DayFound | undefined => {
  const found = calendarDay(text, at, days) ?? relativeDay(text, at, days);
  if (found) return agreed(text, at, found, days);
  for (const pattern of [everyWeek, weekOnly, bareWeekday]) {
    pattern.lastIndex = at;
    const vague = pattern.exec(text);
    if (vague) return doubtful(at + vague[0].length, true);
  }
  dayOnly.lastIndex = at;
  const fragment = /[\d/月.年-]/.test(text[at - 1] ?? '') ? null : dayOnly.exec(text);
  return fragment ? doubtful(at + fragment[0].length, true) : undefined;
};

/** 「3月11日以降」, 「3/11,18」: more days than one. */
const loosely =
  /^ ?(?:以降|以後|以前|頃|ごろ|ころ|あたり|前後|くらい|ぐらい|近辺|の週|より(?:後|前)|からの?(?:週|1週|一週)|[,、・&] ?\d{1,2}(?=[ ,、・の日(\n]|$))/;
const week = /(今週|来週|再来週|さ来週)[の、, (]{0,3}(?:[月火水木金土日](?:曜日?)?[の、, (]{0,3})?$/;

const agreed = (text: string, at: number, found: DayFound, { relativeTo }: Days): DayFound => {
  let end = found.end;
  const named: number[] = [];
  for (const pattern of weekdayAfter) {
    pattern.lastIndex = end;
    const beside = pattern.exec(text);
    if (!beside) continue;
    named.push(weekdayNamed(beside[1]));
    end += beside[0].length;
    break;
  }
  const before = text.slice(Math.max(0, at - 12), at);
  const ahead = weekdayBefore.exec(before);
  if (ahead) named.push(weekdayNamed(ahead[1] ?? ahead[2]));
  if (!found.date) return { ...found, end };
  const { date } = found;
  const doubts = [...found.doubts];
  if (named.some((weekday) => weekday !== 0 && weekday !== weekdayOf(date))) doubts.push('weekday-mismatch');
  if (loosely.test(text.slice(end, end + 10))) doubts.push('date-ambiguous');
  const said = week.exec(before);
  if (said && relativeTo) {
    const monday = plusDays(relativeTo, 1 - weekdayOf(relativeTo) + 7 * (steps[said[1] ?? ''] ?? 0));
    if (date < monday || date > plusDays(monday, 6)) doubts.push('date-ambiguous');
  }
  return { ...found, end, doubts };
};
