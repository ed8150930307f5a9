import * as z from 'zod';
import { diary, office } from '../../shared/aws/this-office.ts';
import type { Office, Terms } from '../../shared/domain/office.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { get, type Reply } from '../../shared/http/serve.ts';
import { changesPage, termsPage } from '../../shared/pages/terms.ts';
import { changesOf } from '../../shared/pages/terms-changes.ts';

/** The office with every version of its terms, also those published by its staff. */
export const withAllTerms = async (): Promise<Office> => withPublished(office, (await diary.office()).terms);

const shown = (known: Office, terms: Terms, now: Instant): Reply => ({
  status: 200,
  json: terms,
  page: () => termsPage(known, terms, now),
});

/** [K-13, A-13] The terms in force now, and the word that others will follow. */
export const currentTerms = get('/terms', {}, async (_, now) => {
  const known = await withAllTerms();
  return shown(known, termsAt(known, now), now);
});

/** [K-13, A-13, D-11] Any version, for ever; of one that was taken back, that it was, to whoever follows the link in the mail about it. */
export const termsOfVersion = get('/terms/{version}', {}, async ({ path }, now) => {
  const { terms: published, withdrawn } = await diary.office();
  const known = withPublished(office, published);
  const terms = known.terms.find(({ version }) => version === path['version']);
  if (terms) return shown(known, terms, now);
  return refuse(withdrawn.some((version) => version === path['version']) ? 'terms-withdrawn' : 'terms-unknown');
});

/** [K-13, A-13] What a version changes of another, of the one before it unless `from` names one. */
export const termsChanges = get(
  '/terms/{version}/changes',
  { query: z.strictObject({ from: z.string().max(40, 'too-long').optional() }) },
  async ({ path, query }) => {
    const known = await withAllTerms();
    const index = known.terms.findIndex(({ version }) => version === path['version']);
    const terms = known.terms[index];
    const before = query.from
      ? known.terms.find(({ version }) => version === query.from)
      : (known.terms[index - 1] ?? terms);
    if (!terms || !before) return refuse('terms-unknown');
    const changes = changesOf(before.articles, terms.articles);
    return {
      status: 200,
      json: { from: before.version, to: terms.version, changes: changes.filter(({ how }) => how !== 'same') },
      page: () => changesPage(known, before, terms, changes),
    };
  },
);
