import { diffArrays } from 'diff';
import { html } from 'hono/html';
import type { Office, Terms } from '../domain/office.ts';
import { termsAt } from '../domain/terms.ts';
import { articleName } from '../domain/terms-text.ts';
import type { Instant } from '../domain/time.ts';
import type { Page } from './layout.ts';

type Article = Terms['articles'][number];
type Piece = { readonly text: string; readonly how: 'kept' | 'added' | 'removed' };
/** What became of an article from one version to the next. */
export type ArticleChange = {
  readonly article: string;
  readonly how: 'same' | 'changed' | 'added' | 'removed';
  readonly heading: readonly Piece[];
  /** By paragraph. */
  readonly text: readonly (readonly Piece[])[];
};

const words = (text: string): string[] =>
  [...new Intl.Segmenter('ja', { granularity: 'word' }).segment(text)].map(({ segment }) => segment);

/** A text with more changes than this is another text: comparing it word by word would take long and show nothing. */
const MOST_CHANGES = 2000;

const pieces = (before: string, after: string): Piece[] => {
  const found = diffArrays(words(before), words(after), { maxEditLength: MOST_CHANGES });
  if (!found)
    return [
      { text: before, how: 'removed' },
      { text: after, how: 'added' },
    ];
  return found.map(({ value, added, removed }) => ({
    text: value.join(''),
    how: added ? 'added' : removed ? 'removed' : 'kept',
  }));
};

/** Two paragraphs are one that was changed if they share more than half of their words: a number in front may be another. */
const alike = (one: string, other: string): boolean => {
  const [left, right] = [new Set(words(one)), new Set(words(other))];
  return 2 * [...left].filter((word) => right.has(word)).length > Math.max(left.size, right.size);
};

/** Paragraphs that come and go are whole; what was changed in one is shown word by word. */
const paragraphs = (before: readonly string[], after: readonly string[]): Piece[][] => {
  let place = 0;
  return diffArrays([...before], [...after], { comparator: alike }).flatMap(({ value, added, removed }) =>
    value.map((text): Piece[] => {
      if (added) return [{ text, how: 'added' }];
      const old = before[place++] ?? '';
      return removed ? [{ text, how: 'removed' }] : pieces(old, text);
    }),
  );
};

const order = (article: string): number => Number(article.split('-')[0]) * 10 + Number(article.split('-')[1] ?? 0);

/** [K-13, A-13] What changes from one version's articles to another's, article by article and word by word. */
export const changesOf = (before: readonly Article[], after: readonly Article[]): ArticleChange[] => {
  const was = new Map(before.map((one) => [one.article, one]));
  const is = new Map(after.map((one) => [one.article, one]));
  const numbers = [...new Set([...was.keys(), ...is.keys()])].sort((a, b) => order(a) - order(b));
  return numbers.map((article) => {
    const [old, now] = [was.get(article), is.get(article)];
    const heading = pieces(old?.heading ?? '', now?.heading ?? '');
    const text = paragraphs(old?.text ?? [], now?.text ?? []);
    const same = [...heading, ...text.flat()].every(({ how }) => how === 'kept');
    return { article, how: !old ? 'added' : !now ? 'removed' : same ? 'same' : 'changed', heading, text };
  });
};

/** What somebody agreed to, what is in force now, and what lies between. */
export type SinceAgreed = {
  readonly agreed: Terms | undefined;
  readonly current: Terms;
  readonly changes: readonly ArticleChange[];
};

/** [D-11, A-62-2] What has changed since a version was agreed to. */
export const sinceAgreed = (
  office: Office,
  { terms }: { readonly terms?: string | undefined },
  now: Instant,
): SinceAgreed => {
  const current = termsAt(office, now);
  const agreed = office.terms.find(({ version }) => version === terms);
  const changes = agreed && agreed !== current ? changesOf(agreed.articles, current.articles) : [];
  return { agreed, current, changes };
};

/** Marks in words beside the colours: what is added stands between ［＋ and ］, what is taken out between ［－ and ］, of which no line hides the sign. */
const marked = (list: readonly Piece[]): Page =>
  html`${list.map(({ text, how }) => {
    if (how === 'kept' || text === '') return text;
    return how === 'added' ? html`<ins>［＋${text}］</ins>` : html`<del>［－<s>${text}</s>］</del>`;
  })}`;

/** Said alike before and after the day on which a version comes into force. */
const changeNames = { changed: '変更', added: '追加', removed: '削除' } as const;

/** [K-13, A-13] The changes as people read them, each article with what becomes of it. */
export const changesList = (changes: readonly ArticleChange[]): Page => {
  const same = changes.filter(({ how }) => how === 'same');
  return html`<p>［＋ ］は新しい版だけにある言葉、［－ ］は前の版だけにある言葉です。</p>
${changes.map(
  ({ article, how, heading, text }) =>
    how !== 'same' &&
    html`<section class="card"><h3>${articleName(article)}　${marked(heading)} <span class="badge">${changeNames[how]}</span></h3>${text.map((paragraph) => html`<p>${marked(paragraph)}</p>`)}</section>`,
)}
${changes.length === same.length && html`<p class="note">本文は、前の版と同じです。</p>`}
${same.length > 0 && html`<p class="soft">同じ条：${same.map(({ article }) => articleName(article)).join('、')}</p>`}`;
};
