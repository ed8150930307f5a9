import { afterAll, beforeAll, expect, test } from 'vitest';
import { script } from '../../shared/pages/counter/script.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';

/* The page of the console that loads again by itself, before somebody who is on the phone with it open. */

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test.each([
  ['is only looked at', '', true],
  ['was opened to be read', "document.querySelector('#closed').open = true", false],
  ['has the focus on a link', "document.querySelector('a').focus()", false],
  ['was typed into', "document.querySelector('input').dispatchEvent(new Event('input', { bubbles: true }))", false],
])('a page that %s: after %j it loads again: %s', async (_what, done, again) => {
  const page = await (await browser.context()).newPage();
  let loads = 0;
  await page.route('http://console.test/**', (route) => {
    if (!route.request().url().endsWith('/staff/calls')) return route.fulfill({ status: 204 });
    loads++;
    return route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>窓口</title><div data-refresh="60"><details open id="open"><summary>1</summary></details>
<details id="closed"><summary>2</summary></details><a href="#open">3</a><input></div><script>${script}</script>`,
    });
  });
  await page.clock.install();
  await page.goto('http://console.test/staff/calls');
  await page.evaluate(done);
  const reloaded = page.waitForEvent('load', { timeout: again ? 5_000 : 500 }).then(
    () => true,
    () => false,
  );
  await page.clock.fastForward(61_000);
  expect([await reloaded, loads]).toEqual([again, again ? 2 : 1]);
  await page.context().close();
});
