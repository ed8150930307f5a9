import * as z from 'zod';
import { office } from '../../shared/aws/this-office.ts';
import { openedBy } from '../../shared/aws/visitor.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { CodeRequest } from '../../shared/http/api.ts';
import { post } from '../../shared/http/serve.ts';
import { calendarOf } from '../../shared/mail/calendar.ts';

const { SITE: site } = z.object({ SITE: z.url() }).parse(process.env);

/** [K-6-3, A-6-3] The session as the same calendar file that comes with the letters: opened twice, it is one entry. */
export const calendar = post(
  '/bookings/{reference}/calendar',
  { body: CodeRequest },
  async ({ path, body: { code } }, now) => {
    const found = await openedBy(path['reference'] ?? '', code, now);
    if ('refused' in found) return found;
    const file = found.state === 'confirmed' ? calendarOf(office, found, site, now) : undefined;
    if (!file) return refuse('not-possible-now');
    return {
      status: 200,
      booking: found.id,
      text: file.content,
      headers: {
        'Content-Type': `text/calendar; charset=utf-8; method=${file.method}`,
        'Content-Disposition': 'attachment; filename="soudan.ics"',
      },
    };
  },
);
