import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { FILLED_FROM, fill } from '../../infra/local/filled.ts';
import { startLocalOffice } from '../../infra/local/office.ts';
import { signIn, startBrowser } from './browser.ts';
import { consolePages } from './console-pages.ts';
import { visitorPages } from './visiting.ts';

/*
 * Every page of both offices as a picture, at two widths: the console's, filled with a week of invented bookings, then those of
 * visitors, at one office dark ones too: `npm run screenshots`, then look at `.local/screenshots`. A word more takes those only whose
 * name has it: `npm run screenshots -- .local/screenshots visitor`.
 */

const [folder = '.local/screenshots', only] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const [running, browser] = await Promise.all([startLocalOffice({ now: FILLED_FROM }), startBrowser()]);
let pictures = 0;
const take = async (page: Page, name: string, dark = false): Promise<void> => {
  if (only !== undefined && !name.includes(only)) return;
  pictures += 1;
  const file = `${name.replaceAll(/[^\p{L}\d-]+/gu, '_')}${dark ? '-dark' : ''}`;
  for (const width of dark ? [390] : [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(folder, `${file}-${width}.png`), fullPage: true });
  }
};
try {
  await fill(running);
  for (const id of Object.keys(running.offices)) {
    const page = await signIn(browser, running, id);
    if (only === undefined || !only.startsWith('visitor'))
      for await (const path of consolePages(page, running, id)) await take(page, `${id}${path.replace('/staff', '')}`);
  }
  for (const [id, { url }] of Object.entries(running.offices)) {
    const page = await (await browser.context({ baseURL: url, javaScriptEnabled: false })).newPage();
    let met = 0;
    for await (const state of visitorPages(page, running, id)) {
      met += 1;
      const name = `visitor-${id}-${String(met).padStart(2, '0')}-${state.replace(/[\w-]{43}|https?:.*chosen=[^&]*/, '…')}`;
      await take(page, name);
      if (id !== 'aomori') continue;
      await page.emulateMedia({ colorScheme: 'dark' });
      await take(page, name, true);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  }
  console.log(`${pictures} pages are in ${folder}.`);
} finally {
  await browser.close();
  await running.stop();
}
