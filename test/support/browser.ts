import sparticuz from '@sparticuz/chromium';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { LocalOffice } from '../../infra/local/office.ts';

export type TestBrowser = {
  /** A context of its own, with nothing kept from another. */
  readonly context: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** What went wrong on any page so far: errors of script, breaches of the content security policy, what could not be loaded. */
  readonly wrong: string[];
  readonly close: () => Promise<void>;
};

/** A real Chromium with an empty profile. One for a whole test file is enough: contexts share nothing. */
export const startBrowser = async (): Promise<TestBrowser> => {
  const browser: Browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args,
  });
  const wrong: string[] = [];
  return {
    wrong,
    context: async (options) => {
      const context = await browser.newContext({
        locale: 'ja-JP',
        timezoneId: 'Asia/Tokyo',
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      context.setDefaultTimeout(10_000);
      const note = (page: Page | null | undefined, what: string) =>
        wrong.push(`${page ? new URL(page.url()).pathname : ''} ${what}`);
      context.on('weberror', (error) => note(error.page(), error.error().message));
      context.on('console', (message) => {
        // Refused forms answer 4xx, of which Chromium tells too; whatever else could not be loaded is noted below.
        const refused = /^Failed to load resource/.test(message.text());
        if (/error|warning/.test(message.type()) && !refused) note(message.page(), message.text());
      });
      context.on('requestfailed', (request) => {
        const failure = request.failure()?.errorText;
        if (failure !== 'net::ERR_ABORTED') note(undefined, `${request.url()} ${failure}`);
      });
      context.on('response', (response) => {
        const document = response.request().resourceType() === 'document';
        if (response.status() >= (document ? 500 : 400)) note(undefined, `${response.url()} ${response.status()}`);
      });
      return context;
    },
    close: () => browser.close(),
  };
};

/** The console of an office, signed in. */
export const signedIn = (office: LocalOffice, id: string): BrowserContextOptions => ({
  baseURL: office.offices[id]?.url ?? '',
  extraHTTPHeaders: { authorization: `Bearer ${office.staffToken(id)}` },
});

/** What axe finds, serious or critical, in a line each: the rule, what is to be done, and where. */
export const axeFinds = async (page: Page, rules?: string[]): Promise<string[]> => {
  // Through the debugger's protocol, which the page's policy does not reach.
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    (only): Promise<AxeResults> =>
      // biome-ignore lint/suspicious/noExplicitAny: axe is in the page now, where no type tells of it
      (globalThis as any).axe.run(only ? { runOnly: { type: 'rule', values: only } } : { resultTypes: ['violations'] }),
    rules,
  );
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    );
};
