import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FILLED_FROM, fill } from '../../infra/local/filled.ts';
import { startLocalOffice } from '../../infra/local/office.ts';
import { signIn, startBrowser } from './browser.ts';
import { consolePages } from './console-pages.ts';

/* Every page of the console of both offices as a picture, at two widths: `npm run screenshots`, then look at `.local/screenshots`. */

const [folder = '.local/screenshots', only] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const [running, browser] = await Promise.all([startLocalOffice({ now: FILLED_FROM }), startBrowser()]);
try {
  await fill(running);
  for (const id of Object.keys(running.offices)) {
    const page = await signIn(browser, running, id);
    for await (const path of consolePages(page, running, id)) {
      if (only !== undefined && !path.includes(only)) continue;
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const name = `${id}${path.replace('/staff', '').replaceAll(/[^\w-]+/g, '_')}-${width}.png`;
        await page.screenshot({ path: join(folder, name), fullPage: true });
        console.log(join(folder, name));
      }
    }
  }
} finally {
  await browser.close();
  await running.stop();
}
