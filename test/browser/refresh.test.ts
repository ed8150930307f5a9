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

/** A page that asks who waits, before an office that answers as said; how often it was asked. */
const asking = async (answer: () => { status: number; json?: object }) => {
  const page = await (await browser.context()).newPage();
  let asked = 0;
  let renewals = 0;
  await page.route('http://console.test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/staff/instant/count') {
      asked++;
      return route.fulfill(answer());
    }
    if (pathname === '/sign-in') {
      renewals++;
      return route.fulfill({ status: 204 });
    }
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><title>窓口</title><div role="status" data-instant="5"></div><script>${script}</script>`,
    });
  });
  await page.clock.install();
  await page.goto('http://console.test/staff/help');
  await expect.poll(() => asked).toBeGreaterThan(0);
  return {
    page,
    /** How often it has been asked once the clock has gone on, second by second as answers come. */
    after: async (seconds: number): Promise<number> => {
      for (let passed = 0; passed < seconds; passed++) {
        await page.clock.runFor(1_000);
      }
      return asked;
    },
    renewals: () => renewals,
    said: () => page.getByRole('status').textContent(),
  };
};

test('[A-62-1] a page asks every five seconds who waits, and not at all out of sight, unless it is to ring', async () => {
  const { page, after } = await asking(() => ({ status: 200, json: { count: 0, ids: [] } }));
  const looked = await after(20);
  expect(looked).toBeGreaterThanOrEqual(4);
  await page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })");
  const hidden = await after(10);
  expect(await after(60)).toBe(hidden);
  await page.evaluate(
    "localStorage.setItem('instant-sound', 'on'); delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })",
  );
  expect(await after(20)).toBeGreaterThan(hidden + 2);
  await page.context().close();
});

test('[A-62-1] signed out it is asked once a minute, and tried once to be renewed, until somebody has signed in', async () => {
  let status = 403;
  const { page, after, renewals, said } = await asking(() => ({ status, json: { count: 0, ids: [] } }));
  await after(10);
  expect(await said()).toContain('サインインが切れた');
  expect(await after(10)).toBe(2);
  expect(await after(60)).toBe(3);
  expect(renewals()).toBe(1);
  status = 200;
  await after(65);
  expect(await said()).toBe('');
  browser.wrong.splice(0);
  await page.context().close();
});

test('[A-62-1] what fails is asked ever more slowly, and said once it has lasted', async () => {
  let status = 503;
  const { page, after, said } = await asking(() => ({ status, json: { count: 0, ids: [] } }));
  expect(await after(60)).toBeLessThanOrEqual(4);
  expect(await after(60)).toBeLessThanOrEqual(6);
  expect(await said()).toContain('通信できないので');
  status = 200;
  await after(70);
  expect(await said()).toBe('');
  browser.wrong.splice(0);
  await page.context().close();
});
