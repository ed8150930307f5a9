import { termsToCome, withPublished } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { get } from '../../shared/http/serve.ts';
import { englishPage } from '../../shared/pages/english.ts';
import { type About, guidePage, homePage } from '../../shared/pages/guide.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { diary, office } from './this-site.ts';

const { id, name, contact } = office;
const about = (page: (about: About) => Page) => async (_: unknown, now: Instant) => ({
  status: 200,
  json: {
    office: id,
    name,
    phone: contact.phone,
    desks: office.desks.map((desk) => ({ id: desk.id, name: desk.name, kinds: desk.kinds, length: desk.length })),
    choices: office.choices,
    tools: office.tools.map(({ tool }) => tool),
  },
  page: async () => {
    const { closures, terms } = await diary.office();
    // [K-13, A-13] Other terms to come are announced here too.
    return page({ office, closures, next: termsToCome(withPublished(office, terms), now), now });
  },
});

export const home = get('/', {}, about(homePage));
export const guide = get('/guide', {}, about(guidePage));
export const english = get('/english', {}, about(englishPage));
