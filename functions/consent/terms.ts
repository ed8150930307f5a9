import { diary, office } from '../../shared/aws/this-office.ts';
import type { Office, Terms } from '../../shared/domain/office.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt, termsToCome, withPublished } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { get, type Reply } from '../../shared/http/serve.ts';
import { termsPage } from '../../shared/pages/terms.ts';

/** The office with every version of its terms, also those published by its staff. */
export const withAllTerms = async (): Promise<Office> => withPublished(office, (await diary.office()).terms);

const shown = (known: Office, terms: Terms, now: Instant): Reply => {
  const next = termsToCome(known, now);
  return {
    status: 200,
    json: terms,
    page: () => termsPage(known, terms, next && next.version !== terms.version ? { next } : {}),
  };
};

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
