/*
 * Text as a grammar can read it: one width, one hyphen, one wave, one space, list marks kept apart from what follows. Every
 * character knows where it stood, so that names can be given back as they were typed.
 */

/** Legible text with, for each of its characters, the place in the original it came from. */
export type Legible = { readonly text: string; readonly as: (from: number, to: number) => string };

const ranges: readonly (readonly [first: number, last: number, number: number])[] = [
  [0x2474, 0x2487, 1], // ⑴
  [0x2488, 0x249b, 1], // ⒈
  [0x2776, 0x277f, 1], // ❶
  [0x2780, 0x2789, 1], // ➀
  [0x278a, 0x2793, 1], // ➊
  [0x24f5, 0x24fe, 1], // ⓵
];

/** ① to ⑳ stay what they are, their relatives become them: NFKC would make digits of them that fuse with the value. */
const circled = (code: number): string | undefined => {
  if (code >= 0x2460 && code <= 0x2473) return String.fromCodePoint(code);
  for (const [first, last, number] of ranges)
    if (code >= first && code <= last) return String.fromCodePoint(0x2460 + number - 1 + code - first);
  return undefined;
};

/** The number of a circled one; 0 for anything else. */
export const circledNumber = (mark: string | undefined): number => {
  const code = mark?.codePointAt(0) ?? 0;
  return code >= 0x2460 && code <= 0x2473 ? code - 0x2460 + 1 : 0;
};

const signs: Readonly<Record<string, string>> = {
  '☎': ' TEL ',
  '☏': ' TEL ',
  '📞': ' TEL ',
  '📱': ' TEL ',
  '📲': ' TEL ',
  '✆': ' TEL ',
  '📧': ' メール ',
  '✉': ' メール ',
  '📩': ' メール ',
  '📨': ' メール ',
  '📤': ' ',
  '📠': ' FAX ',
  '℡': ' TEL ',
  '№': 'No.',
  '∶': ':',
  '꞉': ':',
  ː: ':',
  '❌': '×',
  '✖': '×',
  '✕': '×',
  '✗': '×',
  '✘': '×',
  '｡': '。',
  '․': '.',
  '⁄': '/',
  '∕': '/',
};

const dropped = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\u200c|\u200d|[\ufe00-\ufe0f]/;
const picture = /[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\ue000-\uf8ff〓]/u;

const plainOf = (piece: string): string => {
  const code = piece.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f && piece.length === 1) return piece;
  const mark = circled(code);
  if (mark !== undefined) return mark;
  const sign = signs[piece];
  if (sign !== undefined) return sign;
  if (picture.test(piece) && !/[〰〽]/.test(piece) && !(code >= 0x3200 && code <= 0x32ff)) return ' ';
  if (/[‐‑‒–—―−─━﹘－⁃˗]/.test(piece)) return '-';
  if (/[〜～~∼∽〰˜]/.test(piece)) return '~';
  return piece
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/[\s\u3000]/g, ' ');
};

export const legible = (source: string): Legible => {
  const text: string[] = [];
  const at: number[] = [];
  // A kana and its voicing mark are one piece, and so is a keycap; a run of marks is cut, because normalising it is quadratic.
  const pieces = /[0-9]\ufe0f?\u20e3|[\s\S](?:[\uff9e\uff9f\p{M}]{1,4})?/gu;
  const push = (piece: string, place: number): void => {
    for (const unit of piece) {
      const last = text.at(-1);
      if (unit === ' ' && (last === ' ' || last === '\n' || last === undefined)) continue;
      text.push(unit);
      at.push(place);
      if (unit.length === 2) {
        // Astral characters take two places, as in the string they make.
        text[text.length - 1] = unit.slice(0, 1);
        text.push(unit.slice(1));
        at.push(place);
      }
    }
  };
  for (const found of source.matchAll(pieces)) {
    const [piece] = found;
    if (piece === '\n') {
      while (text.at(-1) === ' ') {
        text.pop();
        at.pop();
      }
      if (!(text.at(-1) === '\n' && text.at(-2) === '\n')) {
        text.push('\n');
        at.push(found.index);
      }
    } else if (/^\d/.test(piece) && piece.endsWith('\u20e3'))
      push(String.fromCodePoint(0x2460 + ((Number(piece[0]) + 9) % 10)), found.index);
    else if (dropped.test(piece) && piece.length === 1) continue;
    else push(plainOf(piece), found.index);
  }
  const plain = text.join('').replace(/(?<=[\d時分半)] ?)ー(?= ?[\d(])/g, '-');
  return {
    text: plain,
    as: (from, to) =>
      to <= from
        ? ''
        : source.slice(at[from] ?? source.length, (at[to - 1] ?? source.length - 1) + lengthAt(source, at, to)),
  };
};

/** How far the original goes on behind the last character taken: up to the place of the next one. */
const lengthAt = (source: string, at: readonly number[], to: number): number => {
  const last = at[to - 1] ?? source.length;
  let next = to;
  while (next < at.length && at[next] === last) next++;
  return Math.min(at[next] ?? source.length, last + 8) - last;
};
