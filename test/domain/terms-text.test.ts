import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Terms } from '../../shared/domain/office.ts';
import { parseTerms, printTerms, wrongLineText } from '../../shared/domain/terms-text.ts';
import { aomoriTerms } from '../../shared/offices/terms-aomori.ts';
import { kabeTerms } from '../../shared/offices/terms-kabe.ts';
import { changesOf } from '../../shared/pages/terms-changes.ts';

const real = [...kabeTerms, ...aomoriTerms].map((terms) => Terms.parse(terms));

describe('[K-13, A-13] a wording as one text', () => {
  test.each(real)('of $issuedBy comes back as it was', ({ articles }) => {
    const text = printTerms(articles);
    expect(parseTerms(text)).toEqual({ articles });
    // As browsers send it, and as somebody may have spaced it.
    expect(parseTerms(text.replaceAll('\n', '\r\n'))).toEqual({ articles });
    expect(parseTerms(`\n\n${text.replaceAll('\n', '\n\n　')}\n`)).toEqual({ articles });
  });

  test('comes back as it was, whatever it says in sentences', () => {
    const sentence = fc
      .stringMatching(/^[ぁ-んァ-ン一-龠A-Za-z0-9（）「」、]{1,40}。$/)
      .filter((text) => !text.startsWith('第'));
    const article = fc.record({ heading: sentence, text: fc.array(sentence, { minLength: 1, maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(article, { minLength: 1, maxLength: 9 }), (list) => {
        const articles = list.map((one, index) => ({ article: String(index + 1), ...one }));
        expect(parseTerms(printTerms(articles))).toEqual({ articles });
      }),
    );
  });

  test('takes full-width numbers for what they are, and leaves the words as typed', () => {
    expect(parseTerms('第６条の２　ＷＥＢ面接\n(1) １回３０分です。')).toEqual({
      articles: [{ article: '6-2', heading: 'ＷＥＢ面接', text: ['(1) １回３０分です。'] }],
    });
  });

  test('a paragraph may begin with the name of an article', () => {
    const text = '第1条 目的\n第4条のアプリを、使えるようにしておいてください。';
    expect(parseTerms(text)).toEqual({
      articles: [{ article: '1', heading: '目的', text: ['第4条のアプリを、使えるようにしておいてください。'] }],
    });
  });

  test.each([
    ['まえがき\n第1条 目的\n本文。', 1, 'before-first'],
    ['第1条 目的\n本文。\n第2条\n本文。', 3, 'no-heading'],
    ['第1条 目的\n本文。\n第2条対象者\n本文。', 3, 'no-space'],
    ['第一条 目的\n本文。', 1, 'kanji-number'],
    ['第1条 目的\n第2条 対象者\n本文。', 1, 'no-text'],
    ['第1条 目的\n本文。\n\n第1条 対象者\n本文。', 4, 'twice'],
    ['第2条 目的\n本文。\n第1条 対象者\n本文。', 3, 'order'],
    ['第6条の2 目的\n本文。\n第6条 対象者\n本文。', 3, 'order'],
    ...['\0', '\u0007', '\u200b', '\u202e', '\ufeff', '\ud800', '<b>'].flatMap((sign): [string, number, string][] => [
      [`第1条 目${sign}的\n本文。`, 1, 'unusable'],
      [`第1条 目的\n\n本${sign}文。`, 3, 'unusable'],
    ]),
  ])('%j: line %i is not taken: %s, and the line says so', (text, line, why) => {
    const parsed = parseTerms(text);
    expect(parsed).toHaveProperty('wrong');
    const wrong = 'wrong' in parsed ? parsed.wrong : [];
    expect(wrong).toContainEqual({ line, why, text: expect.stringMatching(/./) });
    expect(wrong.map(wrongLineText).join()).toMatch(new RegExp(`(?:^|,)${line}行目「[^」]+」：`));
  });
});

describe('[K-13, A-13] the difference of two versions', () => {
  const [kabe] = real;
  const articles = kabe?.articles ?? [];
  const edited = articles.map((one) =>
    one.article === '6' ? { ...one, text: one.text.map((line) => line.replace('30分', '40分')) } : one,
  );

  test('is the word that changed, and nothing else', () => {
    const changes = changesOf(articles, edited).filter(({ how }) => how !== 'same');
    expect(changes.map(({ article, how }) => [article, how])).toEqual([['6', 'changed']]);
    const touched = changes.flatMap(({ text }) =>
      text
        .flat()
        .filter(({ how }) => how !== 'kept')
        .map(({ text, how }) => [text, how]),
    );
    expect(touched.slice(0, 2)).toEqual([
      ['30', 'removed'],
      ['40', 'added'],
    ]);
  });

  test('of a paragraph that goes is that paragraph, and the numbers of those behind it', () => {
    const text = [
      '次のとき。',
      '(1) 前の日までに申し込むとき。',
      '(2) 窓口が休みの日。',
      '(3) 通信が切れたまま、もう一度つながらないとき。',
    ];
    const without = [text[0] ?? '', text[1] ?? '', '(2) 通信が切れたまま、もう一度つながらないとき。'];
    const [change] = changesOf([{ article: '1', heading: '', text }], [{ article: '1', heading: '', text: without }]);
    const touched = change?.text.map((one) =>
      one.flatMap(({ text, how }) => (how === 'kept' ? [] : [`${how} ${text}`])),
    );
    expect(touched).toEqual([[], [], ['removed (2) 窓口が休みの日。'], ['removed 3', 'added 2']]);
  });

  test('leaves both texts readable from the pieces', () => {
    for (const { article, text, heading } of changesOf(articles, edited)) {
      const side = (of: readonly (readonly (typeof heading)[number][])[], gone: string) =>
        of
          .map((one) =>
            one
              .filter(({ how }) => how !== gone)
              .map(({ text }) => text)
              .join(''),
          )
          .filter((one) => one !== '');
      const [old, now] = [articles, edited].map((list) => list.find((one) => one.article === article));
      expect([...side([heading], 'added'), ...side(text, 'added')]).toEqual([old?.heading, ...(old?.text ?? [])]);
      expect([...side([heading], 'removed'), ...side(text, 'removed')]).toEqual([now?.heading, ...(now?.text ?? [])]);
    }
  });

  test('names articles that come and go, in order', () => {
    const more = [...articles.slice(0, 6), { article: '6-2', heading: '臨時', text: ['見本。'] }, ...articles.slice(7)];
    expect(
      changesOf(articles, more)
        .filter(({ how }) => how !== 'same')
        .map(({ article, how }) => [article, how]),
    ).toEqual([
      ['6-2', 'added'],
      ['7', 'removed'],
    ]);
  });

  test('of a text that has nothing in common is the whole of both, in time', () => {
    const long = (word: string) => [
      { article: '1', heading: 'x', text: [Array.from({ length: 20_000 }, (_, index) => `${word}${index}`).join(' ')] },
    ];
    const started = performance.now();
    expect(changesOf(long('a'), long('b'))[0]?.text.map((one) => one.map(({ how }) => how))).toEqual([
      ['removed'],
      ['added'],
    ]);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
