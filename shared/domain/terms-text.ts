import { plain } from './application.ts';
import { isUsable, type Terms } from './office.ts';

type Article = Terms['articles'][number];

/** 第6条の2 */
export const articleName = (article: string): string => {
  const [number, branch] = article.split('-');
  return `第${number}条${branch === undefined ? '' : `の${branch}`}`;
};

/** The whole wording as one text: a line `第6条 見出し` for each article, then a line for each of its paragraphs. */
export const printTerms = (articles: readonly Article[]): string =>
  articles.map(({ article, heading, text }) => [`${articleName(article)} ${heading}`, ...text].join('\n')).join('\n\n');

/** A line that could not be read, from 1, and what stands in the way. */
export type WrongLine = {
  readonly line: number;
  readonly text: string;
  readonly why:
    | 'before-first'
    | 'no-heading'
    | 'no-space'
    | 'kanji-number'
    | 'no-text'
    | 'twice'
    | 'order'
    | 'unusable';
};

const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\ufffd]/gu;
const HEADING = /^第(\d{1,2})条(?:の(\d))?(?:[\s\u3000]+(.*))?$/u;
/** A short line that ends no sentence was meant as a heading. */
const MEANT = /^第(?:\d+|[〇一二三四五六七八九十]+)条[^。]{0,29}$/u;

/**
 * [K-13, A-13] The articles of a wording that staff have typed or pasted, in the form `printTerms` gives it; or every line that
 * does not keep to it. Nothing is guessed: what people agree to must stand in the article it was meant for.
 */
export const parseTerms = (typed: string): { articles: Article[] } | { wrong: WrongLine[] } => {
  const articles: (Article & { line: number })[] = [];
  const wrong: WrongLine[] = [];
  const numbers = new Set<string>();
  for (const [index, raw] of typed.split(/\r\n|[\n\r]/).entries()) {
    const line = index + 1;
    // Word processors put tabs where people see spaces.
    const text = raw.replaceAll('\t', ' ').trim();
    if (text === '') continue;
    if (!isUsable(text)) wrong.push({ line, text: text.replace(UNUSABLE, '?'), why: 'unusable' });
    const start = plain(text.slice(0, 12)) + text.slice(12);
    const [, number, branch, heading = ''] = HEADING.exec(start) ?? [];
    const last = articles.at(-1);
    if (number !== undefined) {
      if (heading === '') wrong.push({ line, text, why: 'no-heading' });
      const article = `${Number(number)}${branch === undefined ? '' : `-${branch}`}`;
      if (numbers.has(article)) wrong.push({ line, text, why: 'twice' });
      else if (last && order(article) < order(last.article)) wrong.push({ line, text, why: 'order' });
      numbers.add(article);
      articles.push({ article, heading: withoutNumber(text), text: [], line });
    } else if (MEANT.test(start)) wrong.push({ line, text, why: /^第\d/.test(start) ? 'no-space' : 'kanji-number' });
    else if (!last) wrong.push({ line, text, why: 'before-first' });
    else last.text.push(text);
  }
  for (const { line, article, heading, text } of articles)
    if (text.length === 0) wrong.push({ line, text: `${articleName(article)} ${heading}`, why: 'no-text' });
  return wrong.length > 0
    ? { wrong: wrong.sort((a, b) => a.line - b.line) }
    : { articles: articles.map(({ line: _line, ...article }) => article) };
};

/** The heading as typed, not in the plain form its number was read in. */
const withoutNumber = (line: string): string => line.replace(/^第[^条]{1,3}条(?:の[^\s\u3000])?[\s\u3000]*/u, '');

const order = (article: string): number => {
  const [number = 0, branch = 0] = article.split('-').map(Number);
  return number * 10 + branch;
};

/** So much of a line is enough to find it. */
const SHOWN = 24;

/** What to do about a line. */
export const wrongLineText = ({ line, text, why }: WrongLine): string =>
  `${line}行目「${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}」：${
    {
      'before-first': '最初の条より前にあります。「第1条 見出し」の行から始めてください。',
      'no-heading': '条の見出しがありません。「第6条 利用申込みなど」のように書いてください。',
      'no-space': '条の番号と見出しの間に、空白を入れてください。',
      'kanji-number': '条の番号は、数字で「第6条 見出し」のように書いてください。',
      'no-text': 'この条に本文がありません。次の行に書いてください。',
      twice: '同じ番号の条が前にあります。',
      order: '条の順番が前後しています。',
      unusable: '見えない文字か、記号の < > があります。この行を消して、打ち直してください。',
    }[why]
  }`;
