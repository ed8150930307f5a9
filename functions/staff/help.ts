import { office } from '../../shared/aws/this-office.ts';
import { staffGet } from '../../shared/http/serve.ts';
import { helpPage } from '../../shared/pages/counter/help.ts';

/** How to work with the console, from the office's own rules. */
export const help = staffGet('/staff/help', {}, async ({ staff }, now) => ({
  status: 200,
  json: { help: '/staff/help' },
  page: () => helpPage({ office, staff, now }),
}));
