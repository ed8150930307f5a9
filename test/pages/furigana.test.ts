import { expect, test } from 'vitest';
import { withFurigana } from '../../shared/pages/furigana.ts';

const ruby = (word: string, reading: string): string =>
  `<ruby>${word}<rp>（</rp><rt aria-hidden="true">${reading}</rt><rp>）</rp></ruby>`;
const read = (page: string): string => withFurigana(page, true, undefined);

test.each([
  ['a word in a text', '<p>予約です</p>', `<p>${ruby('予約', 'よやく')}です</p>`],
  [
    'the longest word there is',
    '<p>仮予約と予約</p>',
    `<p>${ruby('仮予約', 'かりよやく')}と${ruby('予約', 'よやく')}</p>`,
  ],
  [
    'only the characters a reading belongs to',
    '<b>申し込む</b>',
    `<b>${ruby('申', 'もう')}し${ruby('込', 'こ')}む</b>`,
  ],
  ['a weekday as one word', '<b>水曜日</b>', `<b>${ruby('水曜日', 'すいようび')}</b>`],
  [
    'a button and a link',
    '<button>確認</button><a href="/">利用</a>',
    `<button>${ruby('確認', 'かくにん')}</button><a href="/">${ruby('利用', 'りよう')}</a>`,
  ],
  ['words that only look like one', '<p>選考と届出</p>', '<p>選考と届出</p>'],
  ['attributes', '<p title="予約" data-a="a>予約">。</p>', '<p title="予約" data-a="a>予約">。</p>'],
  ['the title', '<title>予約</title>', '<title>予約</title>'],
  [
    'what is to be chosen',
    '<option value="予約" selected>予約</option>',
    '<option value="予約" selected>予約</option>',
  ],
  ['what is being typed', '<textarea>\n予約</textarea>', '<textarea>\n予約</textarea>'],
  [
    'what somebody typed, whatever is in it',
    '<dd translate="no">予約<br><b>予約</b>予約</dd>予約',
    `<dd translate="no">予約<br><b>予約</b>予約</dd>${ruby('予約', 'よやく')}`,
  ],
  ['what has its reading', `<p>${ruby('予約', 'よやく')}</p>`, `<p>${ruby('予約', 'よやく')}</p>`],
  [
    'a comment and what is written with an entity',
    '<!doctype html><p>&lt;b&gt;</p>',
    '<!doctype html><p>&lt;b&gt;</p>',
  ],
])('%s is read so', (_, page, expected) => {
  expect(read(page)).toBe(expected);
});

test('[R-28] whatever it is, it takes no longer than its length', () => {
  for (const part of ['<a "', '<a b="', '予', '<p>予約', '<', '"', '<b translate="no">']) {
    const time = (length: number): number => {
      const page = part.repeat(Math.ceil(length / part.length));
      const began = performance.now();
      read(page);
      return performance.now() - began;
    };
    // Linear is four times, quadratic sixteen; other work on the machine can only make it more, so the least of some counts.
    let least = Number.POSITIVE_INFINITY;
    for (let again = 0; again < 5 && least >= 10; again++)
      least = Math.min(least, time(400_000) / Math.max(time(100_000), 1));
    expect(least).toBeLessThan(10);
  }
});
