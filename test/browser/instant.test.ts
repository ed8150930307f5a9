import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { asking } from '../../infra/local/asking.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { axeFinds, go, keyboardOf, layoutFaults, signIn, startBrowser, type TestBrowser } from '../support/browser.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* [A-62-1…3] The staff's half of a session at once, in a real browser: nobody loads a page again, and nobody loses their place. */

let running: TestOffice;
let browser: TestBrowser;
beforeAll(async () => {
  [running, browser] = await Promise.all([
    localOffice({ now: '2026-03-02T09:00:00+09:00', offices: ['aomori'] }),
    startBrowser(),
  ]);
}, 120_000);
afterEach(() => expect([...browser.wrong.splice(0), ...running.errors.splice(0)]).toEqual([]));
afterAll(async () => {
  await browser.close();
  await running.stop();
});

const here = (counsellor: string, is = true): Promise<unknown> =>
  asking(running, 'aomori').staff('/staff/instant/presence', { counsellor, here: is });

let people = 0;
/** Somebody whose registration staff have seen. */
const known = async () => {
  people += 1;
  const applicant = {
    kind: 'seeker',
    name: '見本 太郎',
    number: `02010-0000020${people}`,
    email: `atonce${people}@example.com`,
    phone: '090-5550-1234',
  };
  const consent = { terms: aomori.terms.at(-1)?.version, accepted: true };
  const wishes = [{ startsAt: '2026-03-10T10:00:00+09:00' }];
  const ask = asking(running, 'aomori');
  const { reference } = z
    .object({ reference: z.string() })
    .parse(await ask.visitor('/bookings', { applicant, wishes, consent }));
  await ask.staff(`/staff/bookings/${reference}/eligibility`, { eligible: true });
  await ask.staff(`/staff/bookings/${reference}/declination`, { reason: 'other' });
  return { kind: 'seeker', number: applicant.number, phone: applicant.phone };
};
const asks = async (applicant: object): Promise<string> =>
  z.object({ id: z.string() }).parse(await asking(running, 'aomori').visitor('/instant-sessions', { applicant })).id;
const standsFor = async (token: string): Promise<unknown> =>
  asking(running, 'aomori').visitor(`/instant-sessions/${token}`);

const faults = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await layoutFaults(page)), ...(await axeFinds(page, width === 390 ? ['target-size'] : undefined)));
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
};
/** Whether, at its end, nothing of the page lies below the floating bar. */
const uncovered = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    scrollTo(0, document.documentElement.scrollHeight);
    return document.querySelector('main').getBoundingClientRect().bottom <= document.querySelector('.bell > *').getBoundingClientRect().top;
  })()`);
/** What has the focus, by its name and what is typed in it. */
const focused = (page: Page): Promise<unknown> =>
  page.evaluate(
    '[document.activeElement.id || document.activeElement.textContent, document.activeElement.value ?? ""]',
  );

test.each([true, false])(
  'a counsellor says by a press that they take sessions at once, and by another that they do no more; with script: %s',
  async (javaScriptEnabled) => {
    const page = await signIn(browser, running, 'aomori', { javaScriptEnabled });
    await page.goto('/staff/instant');
    const nobody = (): Promise<unknown> => asking(running, 'aomori').visitor('/instant-sessions');
    expect(await nobody()).toMatchObject({ free: false });
    await go(page.getByRole('button', { name: '見本 一郎：今、即時利用を受けられます' }));
    await page.getByText(/16:45まで（.*さんが記録）/).waitFor();
    expect(await nobody()).toMatchObject({ free: true });
    if (javaScriptEnabled) expect(await faults(page)).toEqual([]);
    await go(page.getByRole('button', { name: '見本 一郎：受けない' }));
    await page.getByRole('button', { name: '見本 一郎：今、即時利用を受けられます' }).waitFor();
    expect(await nobody()).toMatchObject({ free: false });
    await page.context().close();
  },
);

test('somebody asks: it stands in the queue without a load, is accepted by keyboard, called back, and begins', async () => {
  const person = await known();
  await here('demo-a');
  const page = await signIn(browser, running, 'aomori');
  await go(page.getByRole('link', { name: '即時利用', exact: true }));
  await page.waitForLoadState();
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.getByText('待っている方は、いません').waitFor();
  expect(await faults(page)).toEqual([]);
  const { press, tabTo } = keyboardOf(page);
  await tabTo('申込みを音で知らせる');
  const before = await focused(page);

  const token = await asks(person);
  await page.getByRole('heading', { name: '待っている方（1件）' }).waitFor();
  expect([await focused(page), loads, await page.title()]).toEqual([
    before,
    0,
    expect.stringMatching(/^（1） 即時利用/),
  ]);
  expect(await page.getByRole('status').allInnerTexts()).toContain('即時利用の申込みがあります（1件）');
  expect(await faults(page)).toEqual([]);

  await tabTo('見本 太郎 さんを、見本 一郎 が受ける');
  await press('Enter');
  await page.getByText('受けました。').waitFor();
  await page.getByRole('heading', { name: '待っている方（0件）' }).waitFor();
  const card = page.locator('article', { has: page.getByRole('heading', { name: '見本 太郎 さん' }) });
  await running.settle();
  const code = z
    .object({ id: z.string(), password: z.string() })
    .parse(
      (running.zooms.get('aomori')?.meetings() ?? []).map(({ id, password }) => ({ id: String(id), password }))[0],
    );
  await card.getByText(code.password, { exact: true }).first().waitFor();
  expect(await card.getByText('090-5550-1234', { exact: true }).count()).toBe(1);
  await card.getByText('電話で言うこと').click();
  expect(await card.innerText()).toContain(`パスコードは、${code.password} です`);
  expect(await faults(page)).toEqual([]);
  expect(await standsFor(token)).toEqual({ state: 'accepted' });
  await go(card.getByRole('button', { name: '電話で本人と確かめた・開始' }));
  expect(await page.getByText('本人と確かめて、始めました').count()).toBe(1);
  expect(await standsFor(token)).toEqual({ state: 'begun' });
  await go(card.getByRole('button', { name: '実施した' }));
  await page.getByRole('heading', { name: '受けた相談（0件）' }).waitFor();
  await page.context().close();
});

test('on any other page a banner says so, while what is being typed and the focus stay; it goes when nobody waits', async () => {
  await running.moveClock('2026-03-02T10:00:00+09:00');
  await here('demo-a');
  const page = await signIn(browser, running, 'aomori');
  await page.goto('/staff/bookings/new');
  const name = page.getByLabel('氏名 ※必須');
  await name.fill('見本 途中');
  const token = await asks(await known());
  const banner = page.getByRole('link', { name: '即時利用の申込みがあります（1件）' });
  await banner.waitFor();
  expect(await name.inputValue()).toBe('見本 途中');
  expect(await name.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
  expect(await page.title()).toMatch(/^（1） /);
  expect(await axeFinds(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect([...(await layoutFaults(page)), ...(await axeFinds(page)), await uncovered(page)]).toEqual([true]);
  await asking(running, 'aomori').visitor(`/instant-sessions/${token}/withdrawal`, { withdraw: 'yes' });
  await banner.waitFor({ state: 'detached' });
  expect(await name.inputValue()).toBe('見本 途中');
  await page.context().close();
});

test('an hour later the page still knows, and once nobody is signed in any more it says so', async () => {
  await running.moveClock('2026-03-02T10:20:00+09:00');
  await here('demo-a');
  const page = await signIn(browser, running, 'aomori');
  await page.goto('/staff/help');
  await running.moveClock('2026-03-02T11:30:00+09:00');
  const token = await asks(await known());
  await page.getByRole('link', { name: '即時利用の申込みがあります（1件）' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/staff/help');
  await asking(running, 'aomori').visitor(`/instant-sessions/${token}/withdrawal`, { withdraw: 'yes' });
  await page.context().clearCookies();
  const told = page.getByRole('link', { name: 'サインインが切れた' });
  await told.waitFor();
  browser.wrong.splice(0);
  await go(told);
  await page.getByRole('button', { name: 'mihon1' }).waitFor();
  await page.context().close();
});

test('the queue goes on too after an hour; signed out it says so for all to see, and goes on once somebody has signed in again', async () => {
  await running.moveClock('2026-03-02T11:40:00+09:00');
  await here('demo-a');
  const page = await signIn(browser, running, 'aomori');
  await page.goto('/staff/instant');
  await running.moveClock('2026-03-02T12:50:00+09:00');
  const token = await asks(await known());
  await page.getByRole('heading', { name: '待っている方（1件）' }).waitFor();
  await asking(running, 'aomori').visitor(`/instant-sessions/${token}/withdrawal`, { withdraw: 'yes' });
  await page.getByRole('heading', { name: '待っている方（0件）' }).waitFor();
  const nobody = page.getByText('待っている方は、いません');
  await nobody.waitFor();
  const kept = await page.context().cookies();
  await page.context().clearCookies();
  const told = page.getByRole('link', { name: 'サインインし直す' });
  await told.waitFor();
  // What is not known is not said either.
  expect([await nobody.isVisible(), await page.getByRole('heading', { name: '（0件）' }).count()]).toEqual([false, 1]);
  await page.getByText('待っている方がいるかどうかは、この画面では分かりません').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await uncovered(page)).toBe(true);
  await page.setViewportSize({ width: 1280, height: 900 });
  expect((await told.boundingBox())?.height).toBeGreaterThan(24);
  expect([...(await layoutFaults(page)), ...(await axeFinds(page))]).toEqual([]);
  // In another window: this one looks again within a minute, or once it is looked at.
  await page.context().addCookies(kept);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await told.waitFor({ state: 'detached' });
  await nobody.waitFor();
  browser.wrong.splice(0);
  await page.context().close();
});

test('somebody takes back what a member of staff is just at: that is said on the card, and nobody loses their place', async () => {
  await running.moveClock('2026-03-02T12:55:00+09:00');
  await here('demo-a');
  const token = await asks(await known());
  const page = await signIn(browser, running, 'aomori');
  await page.goto('/staff/instant');
  const button = page.getByRole('button', { name: '見本 太郎 さんを、見本 一郎 が受ける' });
  await button.focus();
  await asking(running, 'aomori').visitor(`/instant-sessions/${token}/withdrawal`, { withdraw: 'yes' });
  await page.getByText('この申込みは、終わりました').waitFor();
  expect(await button.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
  expect(await page.getByText('この申込みは、終わりました').count()).toBe(1);
  await page.getByRole('link', { name: '使い方', exact: true }).last().focus();
  await button.waitFor({ state: 'detached' });
  await page.context().close();
});

test('a code being typed stays while the queue goes on around it', async () => {
  await running.moveClock('2026-03-02T13:00:00+09:00');
  await here('demo-a');
  await here('demo-b');
  running.zooms.get('aomori')?.misbehave({ fail: 'down' });
  await asks(await known());
  const page = await signIn(browser, running, 'aomori');
  await page.goto('/staff/instant');
  await go(page.getByRole('button', { name: /見本 一郎 が受ける$/ }));
  await running.settle();
  await page.getByText('つながらず、会議を作れませんでした').waitFor();
  const url = page.getByLabel('会議のURL');
  await url.fill('https://zoom.us/j/123');
  await asks(await known());
  await page.getByRole('heading', { name: '待っている方（1件）' }).waitFor();
  expect(await url.inputValue()).toBe('https://zoom.us/j/123');
  expect(await url.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
  running.zooms.get('aomori')?.misbehave();
  await page.context().close();
});

test('the tone is off at first, and stays as it was switched', async () => {
  const page = await signIn(browser, running, 'aomori');
  await page.goto('/staff/instant');
  const sound = page.getByRole('button', { name: '申込みを音で知らせる' });
  expect(await sound.getAttribute('aria-pressed')).toBe('false');
  await sound.click();
  await page.reload();
  expect(await sound.getAttribute('aria-pressed')).toBe('true');
  await sound.click();
  expect(await sound.getAttribute('aria-pressed')).toBe('false');
  await page.context().close();
});

test('without script the link is there, and the page tells the same', async () => {
  const page = await signIn(browser, running, 'aomori', { javaScriptEnabled: false });
  await go(page.getByRole('link', { name: '即時利用', exact: true }));
  expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
    expect.stringContaining('待っている方'),
    '今、受けられる担当者',
    expect.stringContaining('受けた相談'),
  ]);
  await page.context().close();
});
