import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { FILLED_FROM, fill } from '../../infra/local/filled.ts';
import { axeFinds, contentOf, layoutFaults, signIn, startBrowser, type TestBrowser } from '../support/browser.ts';
import { consolePages } from '../support/console-pages.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* Every page of the console of both offices, filled with a week of invented bookings, as a browser shows it. */

let running: TestOffice;
let browser: TestBrowser;
beforeAll(async () => {
  [running, browser] = await Promise.all([localOffice({ now: FILLED_FROM }), startBrowser()]);
  await fill(running);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await running.stop();
});

const offices = ['kabe', 'aomori'];
/** The forms in which something is typed, one of a kind, with the page each was met on. */
const forms = new Map(offices.map((id) => [id, new Map<string, readonly [path: string, action: string]>()]));

test.each(offices)(
  'every page at %s: axe finds nothing serious, nothing scrolls sideways, no label is missing, and without script all is there',
  async (id) => {
    const [wide, plain] = await Promise.all([
      signIn(browser, running, id),
      signIn(browser, running, id, { javaScriptEnabled: false }),
    ]);
    const found: string[] = [];
    const seen: string[] = [];
    for await (const path of consolePages(wide, running, id)) {
      seen.push(path);
      for (const action of await actionsOf(wide))
        forms.get(id)?.set(action.replace(/\d{4}-\d{4}|mails\/[^/]+/, ''), [path, action]);
      await wide.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      const note = (what: string[]) => found.push(...what.map((one) => `${path}: ${one}`));
      const [content] = await Promise.all([contentOf(wide), plain.goto(path)]);
      if (JSON.stringify(content) !== JSON.stringify(await contentOf(plain))) note(['differs without script']);
      note(await faultsAt(wide, 1280));
      note(await faultsAt(wide, 390, ['target-size', 'scrollable-region-focusable']));
    }
    expect(found).toEqual([]);
    expect(seen.length).toBeGreaterThan(20);
    expect(browser.wrong.splice(0)).toEqual([]);
  },
  120_000,
);

const typed = 'input:not([type=hidden],[type=radio],[type=checkbox],[type=date],[type=time]),textarea';
const UNUSABLE = 'ん';

test.each(offices)(
  'every form at %s sent with nonsense comes back with all that was typed, and just as sound',
  async (id) => {
    const page = await signIn(browser, running, id);
    const found: string[] = [];
    let refused = 0;
    for (const [path, action] of forms.get(id)?.values() ?? []) {
      await page.goto(path);
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      const form = page.locator(`main form[action="${action}"]`, { has: page.locator(typed) }).first();
      // Another form has settled what this one was for.
      if ((await form.count()) === 0) continue;
      for (const field of await form.locator(typed).all()) await field.fill(UNUSABLE);
      const names = z
        .array(z.string())
        .parse(await form.locator(typed).evaluateAll((all) => all.map((one) => one.getAttribute('name'))));
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST'),
        form.locator('button:not([type=button], [name], .skip)').first().click(),
      ]);
      await page.waitForLoadState();
      // What takes anything, such as a remark, has acted.
      if (answer.status() < 400) continue;
      refused += 1;
      const lost = [];
      for (const name of names)
        if (
          (await page
            .locator(`[name="${name}"]`)
            .first()
            .inputValue()
            .catch(() => '')) !== UNUSABLE
        )
          lost.push(`loses ${name}`);
      found.push(...[...lost, ...(await faultsAt(page, 390))].map((what) => `${path} → ${action}: ${what}`));
    }
    expect(found).toEqual([]);
    expect(refused).toBeGreaterThan(3);
    expect(browser.wrong.splice(0)).toEqual([]);
  },
  120_000,
);

/** Where the forms of a page go in which something is typed. */
const actionsOf = async (page: Page): Promise<string[]> =>
  z
    .array(z.string())
    .parse(
      await page
        .locator('main form[method=post]', { has: page.locator(typed) })
        .evaluateAll((forms) => forms.map((form) => form.getAttribute('action'))),
    );

const faultsAt = async (page: Page, width: number, rules?: string[]): Promise<string[]> => {
  await page.setViewportSize({ width, height: 900 });
  return [...(await layoutFaults(page)), ...(await axeFinds(page, rules))].map((what) => `at ${width} px ${what}`);
};
