import { office } from '../../shared/aws/this-office.ts';
import { get } from '../../shared/http/serve.ts';
import { guidePage } from '../../shared/pages/visitor.ts';

const { id, name, contact } = office;
const about = async () => ({
  status: 200,
  json: {
    office: id,
    name,
    phone: contact.phone,
    desks: office.desks.map((desk) => ({ id: desk.id, name: desk.name, kinds: desk.kinds, length: desk.length })),
    choices: office.choices,
    tools: office.tools.map(({ tool }) => tool),
  },
  page: () => guidePage(office),
});

export const home = get('/', {}, about);
export const guide = get('/guide', {}, about);
