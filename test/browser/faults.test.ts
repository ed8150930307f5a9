import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFinds, contentOf, layoutFaults, startBrowser, type TestBrowser } from '../support/browser.ts';

/* The checks of the other browser tests find what they are there to find: on a page with every fault they look for. */

const faulty = `<!doctype html><html><head><meta charset="utf-8"><title>見本</title><script src="/broken.js" defer></script></head><body>
<h1>一</h1><h1>二</h1><h3>三</h3><input name="x"><input id="a" aria-label="甲" aria-describedby="nix" placeholder="例"><input id="a" aria-label="乙">
<main><a href="#nowhere">どこへも</a><p style="color:#eee;background:#fff">薄い字</p><table><tr><td>1</td></tr></table><p>undefined さん</p>
<p class="late"></p><pre>${'長'.repeat(300)}</pre></main><img src="/missing.png"></body></html>`;
const script = "document.querySelector('.late').textContent = '後から'; throw new Error('broken');";

let browser: TestBrowser;
const server = createServer(({ url }, response) => {
  if (url === '/missing.png') return response.writeHead(404).end();
  response.setHeader('content-type', url === '/broken.js' ? 'text/javascript' : 'text/html');
  if (url === '/') response.setHeader('content-security-policy', "default-src 'self'");
  return response.end(url === '/broken.js' ? script : faulty);
});
beforeAll(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  server.close();
});

const opened = async (javaScriptEnabled = true) => {
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await (await browser.context({ baseURL, javaScriptEnabled })).newPage();
  await page.goto('/', { waitUntil: 'load' });
  return page;
};

test('[R-24] a breach of the content security policy, a failing script and what is not there are noted', async () => {
  await opened();
  const wrong = browser.wrong.splice(0).join('\n');
  expect(wrong).toContain('Content Security Policy');
  expect(wrong).toContain('broken');
  expect(wrong).toContain('missing.png 404');
});

test('what is wrong with a page is found, by axe in spite of the policy', async () => {
  const page = await opened();
  expect((await axeFinds(page)).map((found) => found.split(':')[0])).toEqual(
    expect.arrayContaining(['html-has-lang', 'image-alt', 'label']),
  );
  expect((await layoutFaults(page)).map((fault) => fault.split(':')[0])).toEqual([
    'scrolls sideways',
    'has not one h1',
    'leaves out a heading before h3 2',
    'lang',
    'title',
    'has no label',
    'is described by nothing',
    'leads nowhere',
    'id twice',
    'has what no page has',
    'has what no page has',
    'no th scope',
    'says undefined',
  ]);
  browser.wrong.splice(0);
});

test('what only script brings about tells the page from the one without', async () => {
  const [page, plain] = await Promise.all([opened(), opened(false)]);
  expect(await contentOf(page)).not.toEqual(await contentOf(plain));
  browser.wrong.splice(0);
});
