import { diary, office } from '../../shared/aws/this-office.ts';
import { termsToCome, withPublished } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { get } from '../../shared/http/serve.ts';
import { guidePage } from '../../shared/pages/visitor.ts';

const { id, name, contact } = office;
const about = async (_: unknown, now: Instant) => ({
  status: 200,
  json: {
    office: id,
    name,
    phone: contact.phone,
    desks: office.desks.map((desk) => ({ id: desk.id, name: desk.name, kinds: desk.kinds, length: desk.length })),
    choices: office.choices,
    tools: office.tools.map(({ tool }) => tool),
  },
  // [K-13, A-13] Other terms to come are announced here too.
  page: async () => guidePage(office, termsToCome(withPublished(office, (await diary.office()).terms), now)),
});

export const home = get('/', {}, about);
export const guide = get('/guide', {}, about);
