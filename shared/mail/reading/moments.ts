import { type DayFound, type Days, dayAt } from './dates.ts';
import { circledNumber } from './legible.ts';
import { BLANK, lineStart } from './places.ts';
import {
  type LengthFound,
  lengthAt,
  type RankFound,
  rankAt,
  type SessionFound,
  sessionAt,
  type TimeFound,
  timeAt,
} from './times.ts';

/* The text as a row of days, times, lengths, session numbers and ranks, in the order they are written. */

export type Moment = { readonly at: number } & (
  | ({ readonly kind: 'day' } & DayFound)
  | TimeFound
  | LengthFound
  | SessionFound
  | RankFound
);

const trigger =
  /[\d今本明あし来再さ毎次月火水木金土日令Rr第一二三四五六七八九十午上下朝お昼夕夜正希候約AaPpJjFfMmSsOoNnDdTtWw①-⑳]/;

export const momentsOf = (text: string, days: Days): Moment[] => {
  const moments: Moment[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? '';
    if (!trigger.test(character)) {
      at++;
      continue;
    }
    const found = momentAt(text, at, days);
    if (found) {
      moments.push(found);
      at = Math.max(found.end, at + 1);
    } else if (/[A-Za-z]/.test(character)) {
      at++;
      while (/[A-Za-z]/.test(text[at] ?? '')) at++;
    } else at++;
  }
  return moments;
};

const momentAt = (text: string, at: number, days: Days): Moment | undefined => {
  const mark = circledNumber(text[at]);
  if (mark > 0) return circledAt(text, at, mark);
  const letter = /[A-Za-z]/.test(text[at] ?? '');
  if (letter && /[A-Za-z]/.test(text[at - 1] ?? '')) return undefined;
  const rank = rankAt(text, at);
  if (rank) return { at, ...rank };
  const session = sessionAt(text, at);
  if (session) return { at, ...session };
  const day = dayAt(text, at, days);
  if (day && !day.vague) return { at, kind: 'day', ...day };
  const time = timeAt(text, at) ?? lengthAt(text, at);
  if (time) return { at, ...time };
  return day ? { at, kind: 'day', ...day } : undefined;
};

/** ② behind a date or before a time is a session; at the head of a line, before a label or a date it only counts items. */
const circledAt = (text: string, at: number, mark: number): Moment | undefined => {
  const start = lineStart(text, at);
  const before = text.slice(Math.max(start, at - 30), at);
  const after = text.slice(at + 1, at + 14);
  const heads = /^[\s・■●◆○◎*>-]{0,4}$/.test(text.slice(start, at)) && at - start < 6;
  if (heads && !/^ ?(?:の枠|枠|番|の時間|でお願い|を希望|希望|がいい|\d{1,2} ?(?::\d\d|時))/.test(after))
    return undefined;
  if (heads && /^ ?\d{1,2} ?(?::|時)/.test(after) && !/[月日)]\s*$/.test(text.slice(Math.max(0, start - 12), start)))
    return undefined;
  if (after.replace(/^ /, '').startsWith(BLANK)) return undefined;
  if (
    /^ ?(?:令和|R\d|20\d\d|\d{1,2} ?[月/]|[今来]週|明|氏|名|求|希(?!望(?:です|し|$|\n|。| ))|利|連|電|メ)/.test(after)
  )
    return undefined;
  if (/(?:希望|候補|第)(?:日時?)? ?$/.test(before)) return undefined;
  return { at, end: at + 1, kind: 'session', session: mark };
};
