import { numeral } from './dates.ts';
import { circledNumber } from './legible.ts';

/*
 * Times, lengths, session numbers and ranks of wishes as people write them. What a clock time means in 24 hours is decided
 * later, by the timetable of its day.
 */

/** A clock time as written: hours without 午前 or 午後 stay open. */
export type Clock = { readonly hour: number; readonly minute: number; readonly half?: 'am' | 'pm' };

export type TimeFound = {
  readonly kind: 'time';
  readonly end: number;
  readonly from: Clock;
  readonly to?: Clock;
  /** 「14時以降」「14時ごろ」「14時まで」: no certain time. */
  readonly loose: boolean;
};
export type LengthFound = {
  readonly kind: 'length';
  readonly end: number;
  readonly minutes: number;
  readonly atMost: boolean;
};
export type SessionFound = { readonly kind: 'session'; readonly end: number; readonly session: number };
export type RankFound = { readonly kind: 'rank'; readonly end: number; readonly rank: number };

const sticky = (source: string, flags = ''): RegExp => new RegExp(source, `y${flags}`);
const N = '(\\d{1,2}|[〇一二三四五六七八九十]{1,3})';
const HALF = '(?:(午前|午後|上午|下午|am|pm|a\\.m\\.|p\\.m\\.|朝の?|お?昼の?|夕方の?|夜の?) ?)?';
const clockPattern = sticky(
  `${HALF}${N} ?(?:(?::) ?(\\d{2})(?!\\d) ?分?|[時点] ?(?:(\\d{1,2}|[一二三四五]?十[一二三四五六七八九]?) ?分(?![間前])|(半))?(?![間期給短限代給差点]))(?: ?(am|pm|a\\.m\\.|p\\.m\\.)(?![a-z]))?`,
  'i',
);
const englishClock = sticky('(\\d{1,2}) ?(am|pm|a\\.m\\.|p\\.m\\.)(?![a-z])', 'i');
const noon = sticky('(?:お昼の12時|正午)');
/** The first hour of 「10～12時」, 「14-15:00」. */
const bareHour = sticky(`${HALF}(\\d{1,2}) ?[~-] ?(?=(?:午前|午後)? ?\\d{1,2} ?(?::\\d\\d|[時点]))`, 'i');
const connector = sticky(' ?(?:から|より|~|-|ー|→|⇒|to|until)(?: ?[~-])? ?\\n? ?', 'i');
const bareMinutes = sticky('\\d{1,2}(?![\\d:時点分/月日.])');
const until = sticky(' ?まで(?!に)');
const loosely =
  /^ ?(?:~|から|まで)? ?(?:以降|以後|以前|すぎ|過ぎ|頃|ごろ|ころ|くらい|ぐらい|位|前後|あたり|辺り|前(?![半の])|までに|までの?(?:間|どこか)|より前|より後|台|or so|以外)/;
const length = sticky(
  '(?:約)?(?:(\\d{1,3}|[一二三四五六七八九]?十[一二三四五]?) ?(?:分間?|min(?:ute)?s?)|(\\d|[一二三]) ?時間(半)?)',
  'i',
);
const notALength = /^(?:前|後|以上|ごと|毎|遅|早|くらい遅|ほど遅|程度遅)/;
const sessionPattern = sticky(
  '(?:第 ?([1-9一二三四五六七八九]) ?(?:枠|コマ|部|時間帯|セッション)目?|([1-9一二三四五六七八九]) ?(?:枠目|コマ目|枠(?!数)|コマ)|([1-9一二三四五六七八九]) ?(?:番目|番|つ目|つめ)(?:の?(?:枠|コマ|時間帯?|セッション)|(?=で|を|に|が|は|希望|お願い|、|。|\\)| |\\n|\\d|$)))',
);
const rankPattern = sticky(
  '(?:第 ?([1-9一二三四五①-⑤]) ?(?:希望|候補|志望)(?:日時?|時間)?|(?:希望|候補)(?:日時?)? ?[(]? ?([1-5①-⑤])(?!\\d| ?[月/時]| ?[.-]\\d| ?:\\d\\d(?![\\d/月]))(?=[ :).、,=\\]】・(\\n]|$)|([1-5一二三]) ?(?:番目|つ目)の(?:希望|候補)|([1-5]) ?(?:st|nd|rd)? ?(?:希望|候補|choice)(?!日|時)|第? ?([1-5一二三]) ?(?:番目|つ目|番)?[ :：]{0,3}(?=\\d{1,2} ?[月/] ?\\d)(?<=第 ?.[ :：]{0,3}|目[ :：]{0,3}|番[ :：]{0,3}))',
  'i',
);

export const timeAt = (text: string, at: number): TimeFound | undefined => {
  if (/\d[:.]?$/.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  const first = clockAt(text, at);
  if (!first) {
    bareHour.lastIndex = at;
    const bare = bareHour.exec(text);
    if (!bare || /[\d/月.-]/.test(text[at - 1] ?? '')) return undefined;
    const last = clockAt(text, at + bare[0].length);
    if (!last) return undefined;
    return timed({ hour: Number(bare[2]), minute: 0, ...halfOf(bare[1]) }, last, text);
  }
  connector.lastIndex = first.end;
  const joined = connector.exec(text);
  if (joined) {
    const after = first.end + joined[0].length;
    const last = clockAt(text, after);
    if (last) return timed(first.clock, last, text);
    bareMinutes.lastIndex = after;
    // 「14:00～30」: minutes or an hour, nobody can say.
    if (/[~-]/.test(joined[0]) && bareMinutes.test(text))
      return { kind: 'time', end: after, from: first.clock, loose: true };
  }
  until.lastIndex = first.end;
  const loose =
    loosely.test(text.slice(first.end, first.end + 12)) ||
    until.test(text) ||
    /(?:~|以降|まで) ?$/.test(text.slice(Math.max(0, at - 3), at));
  return { kind: 'time', end: first.end, from: first.clock, loose };
};

const timed = (from: Clock, { clock, end }: { clock: Clock; end: number }, text: string): TimeFound => {
  until.lastIndex = end;
  const ends = until.exec(text)?.[0].length ?? 0;
  return {
    kind: 'time',
    end: end + ends,
    from,
    to: clock,
    loose: loosely.test(text.slice(end + ends, end + ends + 12)),
  };
};

const halfOf = (written: string | undefined): { half?: 'am' | 'pm' } => {
  if (written === undefined) return {};
  if (/^(?:午前|上午|a|朝)/i.test(written)) return { half: 'am' };
  return /^(?:午後|下午|p|夕|夜)/i.test(written) ? { half: 'pm' } : {};
};

const clockAt = (text: string, at: number): { clock: Clock; end: number } | undefined => {
  noon.lastIndex = at;
  const midday = noon.exec(text);
  if (midday) return { clock: { hour: 12, minute: 0 }, end: at + midday[0].length };
  englishClock.lastIndex = at;
  const english = englishClock.exec(text);
  if (english && Number(english[1]) <= 12)
    return { clock: { hour: Number(english[1]), minute: 0, ...halfOf(english[2]) }, end: at + english[0].length };
  clockPattern.lastIndex = at;
  const found = clockPattern.exec(text);
  if (!found) return undefined;
  const [whole, before, hour = '', colonMinutes, minutes, half, after] = found;
  // 一時 is "for a while" as well, and 十分 "enough": alone they are no times.
  if (/^[一二三]$/.test(hour) && before === undefined && minutes === undefined && half === undefined) return undefined;
  // 「夜の2時」 is no afternoon.
  const night = /^夜/.test(before ?? '') && numeral(hour) < 5;
  const minute =
    half !== undefined
      ? 30
      : colonMinutes !== undefined
        ? Number(colonMinutes)
        : minutes !== undefined
          ? numeral(minutes)
          : 0;
  const clock = { hour: numeral(hour), minute, ...(night ? { half: 'am' as const } : halfOf(before ?? after)) };
  return clock.hour <= 24 && clock.minute < 60 ? { clock, end: at + whole.length } : undefined;
};

export const lengthAt = (text: string, at: number): LengthFound | undefined => {
  if (/\d:?$/.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  length.lastIndex = at;
  const found = length.exec(text);
  if (!found) return undefined;
  const end = at + found[0].length;
  const rest = text.slice(end, end + 5);
  if (notALength.test(rest)) return undefined;
  const minutes = found[1] !== undefined ? numeral(found[1]) : numeral(found[2] ?? '') * 60 + (found[3] ? 30 : 0);
  return {
    kind: 'length',
    end,
    minutes: /^\d{3}$/.test(found[1] ?? '') ? Number(found[1]) : minutes,
    // 「30～40分」 is no length.
    atMost:
      /^ ?(?:以内|以下|まで)/.test(rest) ||
      /(?<![:\d時])\d{1,2} ?分? ?[~-] ?$/.test(text.slice(Math.max(0, at - 8), at)),
  };
};

export const rankAt = (text: string, at: number): RankFound | undefined => {
  rankPattern.lastIndex = at;
  const found = rankPattern.exec(text);
  if (!found) return undefined;
  const written = found[1] ?? found[2] ?? found[3] ?? found[4] ?? found[5] ?? '';
  return { kind: 'rank', end: at + found[0].length, rank: circledNumber(written) || numeral(written) };
};

export const sessionAt = (text: string, at: number): SessionFound | undefined => {
  sessionPattern.lastIndex = at;
  const found = sessionPattern.exec(text);
  if (!found || /[\d第一-九後前朝]/.test(text[at - 1] ?? '')) return undefined;
  return { kind: 'session', end: at + found[0].length, session: numeral(found[1] ?? found[2] ?? found[3] ?? '') };
};
