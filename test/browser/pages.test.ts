import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FILLED_FROM, fill } from '../../infra/local/filled.ts';
import { axeFinds, contentOf, layoutFaults, signedIn, startBrowser, type TestBrowser } from '../support/browser.ts';
import { consolePages } from '../support/console-pages.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* Every page of the console of both offices, filled with a week of invented bookings, as a browser shows it. */

let running: TestOffice;
let browser: TestBrowser;
beforeAll(async () => {
  [running, browser] = await Promise.all([localOffice({ now: FILLED_FROM }), startBrowser()]);
  await fill(running);
});
afterAll(async () => {
  await browser.close();
  await running.stop();
});

const offices = ['kabe', 'aomori'];

test.each(offices)(
  'every page at %s: axe finds nothing serious, nothing scrolls sideways, no label is missing, and without script all is there',
  async (id) => {
    const signed = signedIn(running, id);
    const [wide, plain] = await Promise.all([
      browser.context(signed).then((context) => context.newPage()),
      browser.context({ ...signed, javaScriptEnabled: false }).then((context) => context.newPage()),
    ]);
    const found: string[] = [];
    const seen: string[] = [];
    for await (const path of consolePages(wide, running, id)) {
      seen.push(path);
      const note = (what: string[]) => found.push(...what.map((one) => `${path}: ${one}`));
      const [content] = await Promise.all([contentOf(wide), plain.goto(path)]);
      if (JSON.stringify(content) !== JSON.stringify(await contentOf(plain))) note(['differs without script']);
      note(await faultsAt(wide, 1280));
      note(await faultsAt(wide, 390, ['target-size', 'color-contrast', 'scrollable-region-focusable']));
    }
    expect(found).toEqual([]);
    expect(seen.length).toBeGreaterThan(20);
    expect(browser.wrong.splice(0)).toEqual([]);
  },
  120_000,
);

const faultsAt = async (page: Page, width: number, rules?: string[]): Promise<string[]> => {
  await page.setViewportSize({ width, height: 900 });
  return [...(await layoutFaults(page)), ...(await axeFinds(page, rules))].map((what) => `at ${width} px ${what}`);
};
