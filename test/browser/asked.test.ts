import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { consentTo } from '../../shared/domain/person.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { css } from '../../shared/pages/style.ts';
import { counterAtOnce } from '../support/at-once.ts';
import { axeFinds, go, layoutFaults, startBrowser, type TestBrowser } from '../support/browser.ts';
import { on } from '../support/build.ts';
import { invoke } from '../support/lambda.ts';
import { officeTable } from '../support/table.ts';
import { heading, press, tickAll } from '../support/visiting.ts';

/* A visitor's telephone asks for a session at once; what the browser sends, the function answers, without a local office around it. */

const NOW = '2026-03-02T09:00:00+09:00';
const person = { kind: 'seeker', number: '02010-01234567', phone: '09055501234' } as const;
const load = async () => ({
  instant: (await import('../../functions/instant/index.ts')).handler,
  ...(await import('../../shared/aws/office-book.ts')),
  ...(await import('../../shared/aws/this-office.ts')),
});
let at: Awaited<ReturnType<typeof load>>;
let counter: ReturnType<typeof counterAtOnce>;
let browser: TestBrowser;
let server: Server;
let site: string;
/** How often the page has been asked for. */
let asked = 0;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
  await officeTable('aomori');
  at = await load();
  counter = counterAtOnce(at);
  await at.putCounsellor({ id: 'a', name: '見本 一郎', desks: ['general'], weekdays: [1, 2, 3, 4, 5], absences: [] });
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  site = `http://127.0.0.1:${port}`;
  browser = await startBrowser();
});
afterAll(async () => {
  expect(browser.wrong).toEqual([]);
  await browser.close();
  server.close();
});

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.url === '/style.css') {
    response.writeHead(200, { 'Content-Type': 'text/css' }).end(css);
    return;
  }
  asked += 1;
  const body = await text(request);
  const said = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const { status, headers, ...answered } = await invoke(at.instant, `${request.method} ${request.url}`, {
    headers: { ...Object.fromEntries(said), 'x-forwarded-proto': 'http', 'accept-encoding': 'identity' },
    ...(body !== '' && { body }),
  });
  response.writeHead(status, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])));
  response.end(answered.text);
};

/** Without script, but where axe has to run. */
const visitor = async (more: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.context({
    baseURL: site,
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    ...more,
  });
  return context.newPage();
};

/** Whoever agreed to terms that have changed since. */
const before = { consents: { old: { ...consentTo(aomori, 'none', { channel: 'form' }, on(NOW)), terms: 'old' } } };
const fillIn = async (page: Page): Promise<void> => {
  await page.getByLabel('求職登録がお済みの方').check();
  await page.getByLabel('求職番号か事業所番号').fill(person.number);
  await page.getByLabel('登録した電話番号').fill('０９０－５５５０－１２３４');
};
const tokenOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Every page there is, in every state, as somebody comes to it on a day. */
async function* pages(page: Page, day: string): AsyncGenerator<string> {
  vi.setSystemTime(Date.parse(`${day}T09:00:00+09:00`));
  await counter.register(person, before);
  await counter.here('a');
  await page.goto('/instant-sessions');
  yield 'すぐに始める相談（即時利用）';
  await counter.here('a', `${day}T17:15:00+09:00`);
  await page.goto('/instant-sessions');
  yield 'すぐに始める相談（即時利用）';
  await press(page, '今すぐ相談を申し込む');
  yield 'すぐに始める相談（即時利用）';
  await fillIn(page);
  await counter.here('a');
  await press(page, '今すぐ相談を申し込む');
  yield 'すぐに始める相談（即時利用）';
  await counter.here('a', `${day}T17:15:00+09:00`);
  await press(page, '今すぐ相談を申し込む');
  yield '職員の返事を待っています';
  await go(page.getByRole('link', { name: '自動で新しくするのを止める' }));
  yield '職員の返事を待っています';
  await counter.here('a');
  await go(page.getByRole('link', { name: '今すぐ確かめる' }));
  yield '今は、お受けできる職員がいません';
  await counter.here('a', `${day}T17:15:00+09:00`);
  const booking = await counter.accept(tokenOf(page), 'a');
  await go(page.getByRole('link', { name: '今すぐ確かめる' }));
  yield '始める前に、新しい利用規約を確かめてください';
  await press(page, '同意して、相談に進む');
  yield '始める前に、新しい利用規約を確かめてください';
  await tickAll(page);
  await press(page, '同意して、相談に進む');
  yield '職員がお受けします。連絡をお待ちください';
  await counter.met(booking);
  await counter.begun(booking);
  await go(page.getByRole('link', { name: '今すぐ確かめる' }));
  yield '相談が始まりました';
  vi.setSystemTime(Date.now() + 31 * 60_000);
  await page.reload();
  yield '相談の時間は終わりました';

  const again = async (): Promise<void> => {
    await page.goto('/instant-sessions');
    await fillIn(page);
    await press(page, '今すぐ相談を申し込む');
  };
  await again();
  await press(page, '申込みをキャンセルする');
  yield '申込みをキャンセルしました';
  await counter.register(person, before);
  await again();
  await counter.accept(tokenOf(page), 'a');
  await page.reload();
  await press(page, '同意しない');
  yield '今回の相談は、行いませんでした';
  await again();
  vi.setSystemTime(Date.now() + 10 * 60_000);
  await page.reload();
  yield '今回は、お受けできませんでした';
  await page.goto('/instant-sessions/nothing');
  yield 'この申込みは見つかりません';
}

describe('[A-62-1…3] asking for a session at once', () => {
  test.each([
    ['light', '2026-03-03'],
    ['dark', '2026-03-04'],
  ] as const)(
    'every page in every state is as it should be, also by axe: %s',
    async (scheme, day) => {
      const page = await visitor({ colorScheme: scheme, javaScriptEnabled: true });
      const headings: string[] = [];
      for await (const expected of pages(page, day)) {
        headings.push(expected);
        expect((await heading(page)).replace(/\s/g, '')).toBe(expected);
        for (const width of [320, 390, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          expect([expected, width, await layoutFaults(page)]).toEqual([expected, width, []]);
        }
        const impacts = ['minor', 'moderate', 'serious', 'critical'];
        expect([expected, await axeFinds(page, [], impacts)]).toEqual([expected, []]);
      }
      expect(new Set(headings).size).toBe(11);
      await page.context().close();
    },
    120_000,
  );

  test('the waiting page loads itself again, until the person has stopped that', async () => {
    vi.setSystemTime(Date.parse(NOW) + 3_600_000);
    const page = await visitor();
    await counter.register(person);
    await counter.here('a', '2026-03-02T17:15:00+09:00');
    await page.goto('/instant-sessions');
    await fillIn(page);
    await press(page, '今すぐ相談を申し込む');
    await page.waitForLoadState('load');
    const seen = asked;
    await page.waitForEvent('load', { timeout: 25_000 });
    expect(asked).toBe(seen + 1);
    await page.context().close();
  }, 60_000);
});
