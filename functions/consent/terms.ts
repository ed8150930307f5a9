import { office } from '../../shared/aws/this-office.ts';
import { termsAt } from '../../shared/domain/booking.ts';
import type { Terms } from '../../shared/domain/office.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { get, type Reply } from '../../shared/http/serve.ts';
import { termsPage } from '../../shared/pages/terms.ts';

const shown = (terms: Terms): Reply => ({ status: 200, json: terms, page: () => termsPage(office, terms) });

/** The terms in force now. */
export const currentTerms = get('/terms', {}, async (_, now) => shown(termsAt(office, now)));

/** [K-13, A-13] Any version, for ever. */
export const termsOfVersion = get('/terms/{version}', {}, async ({ path }) => {
  const terms = office.terms.find(({ version }) => version === path['version']);
  return terms ? shown(terms) : refuse('terms-unknown');
});
