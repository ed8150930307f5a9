import * as z from 'zod';
import { post } from '../../shared/http/serve.ts';
import { dropCookie, setCookie } from '../../shared/http/session.ts';
import { FURIGANA_COOKIE, mayReturnTo } from '../../shared/pages/furigana.ts';

const YEAR = 365 * 24 * 60 * 60;

/** The readings above the words, on or off: kept by the browser alone, which then goes back to the page it came from. */
export const furigana = post(
  '/furigana',
  { body: z.strictObject({ furigana: z.enum(['on', 'off']), to: z.string().default('/') }) },
  async ({ body }) => ({
    status: 200,
    json: { furigana: body.furigana },
    cookies: [
      body.furigana === 'on' ? setCookie(FURIGANA_COOKIE, 'on', `; Max-Age=${YEAR}`) : dropCookie(FURIGANA_COOKIE),
    ],
    next: mayReturnTo(body.to) ? body.to : '/',
  }),
);
