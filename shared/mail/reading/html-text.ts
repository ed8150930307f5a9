/*
 * HTML mail to the lines its reader sees: one line to a block or table row, cells apart, quotations marked `> `, nothing of
 * what is hidden or struck out, no ruby. One pass over the text, so it stays linear whatever is written.
 */

const BREAKS = new Set(
  'br p div tr li ul ol dl dt dd table tbody thead h1 h2 h3 h4 h5 h6 hr pre blockquote section article header footer center form address title'.split(
    ' ',
  ),
);
const CELLS = new Set(['td', 'th']);
const SKIPPED = new Set([
  'head',
  'style',
  'script',
  'title',
  'noscript',
  'template',
  'select',
  'textarea',
  'svg',
  'del',
  's',
  'strike',
  'rt',
  'rp',
]);
const EMPTY = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'col', 'wbr', 'area', 'base', 'source']);
const hiding =
  /line-through|display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all|font-size\s{0,9}:\s{0,9}0(?:px|pt|em)?\s{0,9}(?:;|"|'|$)|\shidden(?:[\s=>/]|$)/i;

export const textOfHtml = (html: string): string => {
  const lines: string[] = [];
  let line = '';
  /** Whether the line is empty or ends in a space; asking a string that is still growing would cost its length each time. */
  let spaced = true;
  let quotes = 0;
  /** Names of the open elements that hide what is in them; within these only their own nesting is counted. */
  let hidden: { name: string; depth: number } | undefined;
  let preformatted = 0;
  const write = (words: string): void => {
    if (words === '') return;
    line += words;
    spaced = words.endsWith(' ');
  };
  const clear = (): void => {
    line = '';
    spaced = true;
  };
  const end = (): void => {
    lines.push(`${quotes > 0 ? '> ' : ''}${line.replace(/(?<![ \t])[ \t]+$/, '')}`);
    clear();
  };
  const breakLine = (): void => {
    if (line.trim() !== '') end();
    else clear();
  };
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const upTo = open === -1 ? html.length : open;
    if (upTo > at && !hidden) {
      const words = entities(html.slice(at, upTo));
      if (preformatted > 0) {
        const [first = '', ...rest] = words.split('\n');
        write(first);
        for (const one of rest) {
          end();
          write(one);
        }
      } else {
        const folded = words.replace(/[ \t\r\n\f]+/g, ' ');
        write(spaced ? folded.replace(/^ /, '') : folded);
      }
    }
    if (open === -1) break;
    if (html.startsWith('<!--', open)) {
      const close = html.indexOf('-->', open + 4);
      at = close === -1 ? html.length : close + 3;
      continue;
    }
    if (!/[a-z/!?]/i.test(html[open + 1] ?? '')) {
      if (!hidden) write('<');
      at = open + 1;
      continue;
    }
    const close = tagEnd(html, open);
    const tag = html.slice(open + 1, close);
    at = close + 1;
    const closing = tag.startsWith('/');
    const name = /^\/?([a-z][a-z0-9]{0,20})/i.exec(tag)?.[1]?.toLowerCase() ?? '';
    if (hidden) {
      if (name === hidden.name && !EMPTY.has(name) && !tag.endsWith('/')) hidden.depth += closing ? -1 : 1;
      if (hidden.depth === 0) hidden = undefined;
      continue;
    }
    if (!closing && !EMPTY.has(name) && !tag.endsWith('/') && (SKIPPED.has(name) || hiding.test(tag.slice(0, 2000)))) {
      hidden = { name, depth: 1 };
      continue;
    }
    if (name === 'br') {
      end();
    } else if (name === 'blockquote' || name === 'pre') {
      breakLine();
      if (name === 'blockquote') quotes = Math.max(0, quotes + (closing ? -1 : 1));
      else preformatted = Math.max(0, preformatted + (closing ? -1 : 1));
    } else if (CELLS.has(name)) write(closing ? '\t' : '');
    else if (BREAKS.has(name)) breakLine();
  }
  breakLine();
  return lines.join('\n');
};

const LONGEST_TAG = 3_000;

/** Where a tag ends: the first `>` outside a quoted attribute. A quotation mark opens only behind `=`, as in browsers. */
const tagEnd = (html: string, open: number): number => {
  const last = Math.min(html.length, open + LONGEST_TAG);
  let assigned = false;
  for (let at = open + 1; at < last; at++) {
    const sign = html[at] ?? '';
    if (sign === '>') return at;
    if (assigned && (sign === '"' || sign === "'")) {
      const close = html.slice(at + 1, last).indexOf(sign);
      if (close !== -1) at += close + 1;
    }
    if (sign !== ' ') assigned = sign === '=';
  }
  const first = html.indexOf('>', open);
  return first === -1 ? html.length : first;
};

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  middot: '・',
  ndash: '–',
  mdash: '—',
  minus: '−',
  hellip: '…',
  sim: '~',
  tilde: '~',
  yen: '¥',
  copy: '©',
  reg: '®',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  colon: ':',
  commat: '@',
  period: '.',
  comma: ',',
  lpar: '(',
  rpar: ')',
  sol: '/',
  num: '#',
  hyphen: '-',
  dash: '‐',
  lowbar: '_',
  plus: '+',
  zwnj: '',
  zwj: '',
  shy: '',
  times: '×',
  rarr: '→',
  larr: '←',
};

const entities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{2,8}));?/g, (whole, decimal, hex, name) => {
        if (name !== undefined) return named[name] ?? named[String(name).toLowerCase()] ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
      })
    : text;
