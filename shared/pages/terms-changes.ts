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
  readonly text: readonly Piece[];
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

const order = (article: string): number => Number(article.split('-')[0]) * 10 + Number(article.split('-')[1] ?? 0);

/** [K-13, A-13] What changes from one version's articles to another's, article by article and word by word. */
export const changesOf = (before: readonly Article[], after: readonly Article[]): ArticleChange[] => {
  const was = new Map(before.map((one) => [one.article, one]));
  const is = new Map(after.map((one) => [one.article, one]));
  const numbers = [...new Set([...was.keys(), ...is.keys()])].sort((a, b) => order(a) - order(b));
  return numbers.map((article) => {
    const [old, now] = [was.get(article), is.get(article)];
    const heading = pieces(old?.heading ?? '', now?.heading ?? '');
    const text = pieces(old?.text.join('\n') ?? '', now?.text.join('\n') ?? '');
    const same = [...heading, ...text].every(({ how }) => how === 'kept');
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

/** Marks in words beside the colours: what is added stands between ［＋ and ］, what is taken out between ［－ and ］. */
const marked = (list: readonly Piece[]): Page =>
  html`${list.map(({ text, how }) => {
    const words = text.trimStart();
    if (how === 'kept' || words === '') return text;
    // A paragraph's line end stays outside of the mark that opens it.
    const space = text.slice(0, text.length - words.length);
    return how === 'added' ? html`${space}<ins>［＋${words}］</ins>` : html`${space}<del>［－${words}］</del>`;
  })}`;

const changeNames = { changed: '変わる', added: '加わる', removed: 'なくなる' } as const;

/** [K-13, A-13] The changes as people read them, each article with what becomes of it. */
export const changesList = (changes: readonly ArticleChange[]): Page => {
  const same = changes.filter(({ how }) => how === 'same');
  return html`<p>［＋ ］は加わる言葉、［－ ］はなくなる言葉です。</p>
${changes.map(
  ({ article, how, heading, text }) =>
    how !== 'same' &&
    html`<section class="card"><h3>${articleName(article)}　${marked(heading)} <span class="badge">${changeNames[how]}</span></h3><pre class="text">${marked(text)}</pre></section>`,
)}
${changes.length === same.length && html`<p class="note">本文は、前の版と同じです。</p>`}
${same.length > 0 && html`<p class="soft">変わらない条：${same.map(({ article }) => articleName(article)).join('、')}</p>`}`;
};
