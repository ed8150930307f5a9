import type { Page } from 'playwright-core';
import * as z from 'zod';
import type { LocalOffice } from '../../infra/local/office.ts';

/*
 * Every page of the console that links lead to, from the first one on. Of pages of a kind (bookings in one state, mails, days)
 * one is enough; they are told apart by their path and the names in their query.
 */

const Agenda = z.object({
  bookings: z.array(
    z.object({
      reference: z.string(),
      state: z.string(),
      channel: z.string(),
      terms: z.string().optional(),
      meeting: z.object({ state: z.string() }).optional(),
      retooled: z.boolean().optional(),
      unremoved: z.object({}).optional(),
    }),
  ),
});

/** Opens one page after another in the tab and yields its path; what the tab shows may be looked at, not left. */
export async function* consolePages(page: Page, office: LocalOffice, id: string): AsyncGenerator<string> {
  const states = await statesOf(office, id);
  const kindOf = (path: string): string => {
    const { pathname, searchParams } = new URL(path, 'http://console');
    const kind = pathname
      .replace(/\d{4}-\d{4}$/, (reference) => states.get(reference) ?? '')
      .replace(/\d{4}-\d{4}\b/, '{reference}')
      .replace(/\d{4}-\d{2}-\d{2}/, '{date}')
      .replace(/mails\/[^/]+/, 'mails/{id}')
      .replace(/counsellors\/[^/]+/, 'counsellors/{id}');
    return `${kind}?${[...searchParams.keys()].sort().join('&')}`;
  };
  const waiting = ['/staff/today', ...[...states.keys()].map((reference) => `/staff/bookings/${reference}`)];
  const kinds = new Set<string>();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const kind = kindOf(path);
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    const answer = await page.goto(path);
    if (answer?.status() !== 200) throw new Error(`${path} answers ${answer?.status()}`);
    yield path;
    const links = z
      .array(z.string())
      .parse(
        await page.evaluate(
          `[...document.querySelectorAll('a[href^="/staff"]:not([download],[href*=".csv"])')].map((link) => link.getAttribute('href'))`,
        ),
      );
    waiting.push(...links.map((link) => link.replace(/#.*/, '')));
  }
}

/** The state of each booking of the filled weeks, whether it was agreed to the terms, whether it is held at once, and how its meeting stands, by its reference. */
const statesOf = async (office: LocalOffice, id: string): Promise<Map<string, string>> => {
  const days = Array.from({ length: 20 }, (_, day) => new Date(Date.UTC(2026, 1, 24 + day)).toISOString().slice(0, 10));
  const headers = { authorization: `Bearer ${office.staffToken(id)}`, accept: 'application/json' };
  const found = await Promise.all(
    days.map(async (date) =>
      Agenda.parse(await (await fetch(`${office.offices[id]?.url}/staff/agenda?date=${date}`, { headers })).json()),
    ),
  );
  return new Map(
    found.flatMap(({ bookings }) =>
      bookings.map(({ reference, state, channel, terms, meeting, retooled, unremoved }) => {
        const marks = [
          ...(terms ? [] : ['-unagreed']),
          ...(channel === 'instant' ? ['-at-once'] : []),
          ...(meeting?.state === 'failed' ? ['-unmade'] : []),
          ...(retooled ? ['-elsewhere'] : []),
          ...(unremoved ? ['-left'] : []),
        ];
        return [reference, `${state}${marks.join('')}`] as const;
      }),
    ),
  );
};
