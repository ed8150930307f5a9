import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { clientOf } from '../../infra/local/dynamodb.ts';
import { dateOf, plusDays } from '../../shared/domain/time.ts';
import { axeFinds, go, keyboardOf, layoutFaults, startBrowser, type TestBrowser } from '../support/browser.ts';
import { localOffice, type TestOffice } from '../support/local.ts';
import { rowsIn } from '../support/rows.ts';
import {
  besides,
  choose,
  fillIn,
  follow,
  goOn,
  heading,
  lookUp,
  press,
  receiptOn,
  type Secret,
  somebody,
  tickAll,
  time,
  valuesIn,
  visitorPages,
} from '../support/visiting.ts';

/* What visitors do at both offices, in a real browser, from the first page to the session; without script but where it says so. */

let running: TestOffice;
let browser: TestBrowser;
beforeAll(async () => {
  [running, browser] = await Promise.all([
    localOffice({ now: '2026-03-02T09:00:00+09:00', zoom: false }),
    startBrowser(),
  ]);
}, 120_000);
afterEach(() => expect([...browser.wrong.splice(0), ...running.errors.splice(0)]).toEqual([]));
afterAll(async () => {
  await browser.close();
  await running.stop();
});

type OfficeId = 'kabe' | 'aomori';
const offices: OfficeId[] = ['kabe', 'aomori'];
let sources = 0;
/** A visitor's telephone; each from an address of its own, lest there be too many from one. */
const visitorAt = async (id: OfficeId, options: BrowserContextOptions = {}): Promise<Page> => {
  sources += 1;
  const context = await browser.context({
    baseURL: running.offices[id]?.url ?? '',
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    extraHTTPHeaders: { 'X-Test-Source': `203.0.113.${sources}` },
    ...options,
  });
  return context.newPage();
};
const ERROR = '.error';
const errors = (page: Page): Promise<string[]> => page.locator(ERROR).allInnerTexts();
const main = (page: Page): Promise<string> => page.getByRole('main').innerText();

const partOf = (values: Record<string, string>, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
const wishedOn = (page: Page): Promise<string> => page.locator('[name="wishes.0.startsAt"]').first().inputValue();
const wishOf = (values: Record<string, string>) => partOf(values, 'wishes.');
const applicantOf = (values: Record<string, string>) => partOf(values, 'applicant.');

/** What opens a booking, of everybody here. */
const secrets: Secret[] = [];
const tokens: string[] = [];
const booked = async (page: Page): Promise<Secret> => {
  const secret = await receiptOn(page);
  secrets.push(secret);
  return secret;
};
/** To the receipt by the shortest way. */
const applied = async (page: Page, person = somebody()): Promise<Secret> => {
  await choose(page);
  await fillIn(page, person);
  await tickAll(page);
  await goOn(page);
  await goOn(page);
  return booked(page);
};

describe.each(offices)('at %s', (id) => {
  test.each([false, true])(
    '[R-24] a visitor books from the first page to how the booking stands (script: %s)',
    async (javaScriptEnabled) => {
      const page = await visitorAt(id, { javaScriptEnabled });
      await page.goto('/');
      await follow(page, /^予約できる時間を見る/);
      await go(time(page).first());
      if (id === 'aomori') {
        expect(await heading(page)).toContain('第2希望');
        await go(time(page).last());
        expect(await heading(page)).toBe('どなたがご利用になりますか');
        await follow(page, /^求職者の方/);
      }
      const person = somebody();
      await fillIn(page, person);
      await tickAll(page);
      await press(page, '内容を確認する');
      expect(await heading(page)).toBe('申込み内容の確認');
      expect(await main(page)).toContain(person.number);
      await press(page, '送信する');
      expect(await heading(page)).toContain('申込みを受け付けました');
      const { reference, code } = await booked(page);
      await follow(page, '予約の確認');
      await page.getByLabel('予約番号').fill(reference);
      await page.getByLabel('確認コード').fill(code.replaceAll(' ', ''));
      await press(page, '予約を確認する');
      expect(await main(page)).toContain('仮予約です');
      expect(page.url()).not.toContain(code.replaceAll(' ', ''));
      expect(await besides(running, id).staff(reference)).toMatchObject({
        state: 'tentative',
        channel: 'form',
        applicant: { ...person, phone: person.phone.replaceAll('-', '') },
        wishes: Array.from({ length: id === 'aomori' ? 2 : 1 }, () => ({ minutes: id === 'aomori' ? 40 : 30 })),
      });
    },
  );

  test('what is missing, wrong or unknown in the form is named, and all that was typed and ticked is kept', async () => {
    const page = await visitorAt(id);
    await choose(page);
    const wished = wishOf(await valuesIn(page));
    const again = async (): Promise<string[]> => {
      const typed = await valuesIn(page);
      await press(page, '内容を確認する');
      expect(await heading(page)).toBe('申込み');
      expect(await valuesIn(page)).toEqual(typed);
      expect(await page.getByRole('alert').innerText()).not.toBe('');
      return errors(page);
    };
    expect(await again()).toHaveLength(6);
    const person = somebody();
    await fillIn(page, { ...person, email: '花子＠', phone: 'でんわ' });
    await page.getByRole('checkbox').last().check();
    await page.getByRole('radio', { name: 'WEB面接の練習' }).check();
    await page.getByLabel('同席する方').fill('手話通訳の方 & "友人"');
    expect(await again()).toHaveLength(3);
    await fillIn(page, person);
    await page.getByLabel('担当者の名前').fill('いない 人');
    expect(await again()).toHaveLength(2);
    await tickAll(page);
    expect(await again()).toEqual(['＊担当者の名前を直すか、空欄にしてください。']);
    await page.getByLabel('担当者の名前').fill('');
    expect(wishOf(await valuesIn(page))).toEqual(wished);
    const typed = await valuesIn(page);
    await press(page, '内容を確認する');
    expect(await heading(page)).toBe('申込み内容の確認');
    await press(page, '書き直す');
    expect(await valuesIn(page)).toEqual(typed);
  });

  test('the browser’s way back: from the review to all that was typed; a receipt loaded again is the same receipt', async () => {
    const page = await visitorAt(id);
    await choose(page);
    await fillIn(page, somebody());
    await tickAll(page);
    await page.getByLabel('担当者の名前').fill('見本 一郎');
    await page.getByLabel('同席する方').fill('手話通訳の方');
    const typed = await valuesIn(page);
    await page.getByLabel('担当者の名前').fill('');
    await press(page, '内容を確認する');
    await page.goBack();
    expect(await valuesIn(page)).toEqual({ ...typed, counsellor: '' });
    await press(page, '内容を確認する');
    await press(page, '送信する');
    const first = await booked(page);
    await page.reload();
    expect(await receiptOn(page)).toEqual(first);
  });

  test('[D-6, D-13] back from the receipt nothing is sent unasked; sent once more from the form, it is another application, which staff see marked', async () => {
    const page = await visitorAt(id);
    const person = somebody();
    const beside = besides(running, id);
    // Where nobody else here books: the same time twice takes both places.
    await choose(page, plusDays(dateOf(beside.now()), 21));
    await fillIn(page, person);
    await tickAll(page);
    const typed = await valuesIn(page);
    await press(page, '内容を確認する');
    await press(page, '送信する');
    const first = await booked(page);
    // What nobody may keep, the browser can only ask to send again.
    const asking = page.waitForEvent('framenavigated');
    await expect(page.goBack()).rejects.toThrow('ERR_CACHE_MISS');
    await asking;
    expect(browser.wrong.splice(0)).toEqual([expect.stringMatching(/\/apply net::ERR_CACHE_MISS$/)]);
    await page.goBack();
    expect(await heading(page)).toBe('申込み');
    expect(applicantOf(await valuesIn(page))).toEqual(applicantOf(typed));
    expect(await beside.found(person.number)).toEqual([first.reference]);

    await tickAll(page);
    await press(page, '内容を確認する');
    const [rewriting] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: '書き直す' }).click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await rewriting.locator('[name="applicant.phone"]').waitFor();
    expect(applicantOf(await valuesIn(rewriting))).toMatchObject({ name: person.name, number: person.number });
    await press(page, '送信する');
    expect(await heading(page)).toBe('申込みを受け付けました（仮予約）');
    expect(await main(page)).toContain('申込みが2つになります。お電話でお知らせください。');
    const second = await booked(page);
    expect((await beside.found(person.number)).sort()).toEqual([first.reference, second.reference].sort());
    expect(await beside.staff(first.reference)).toMatchObject({ review: [] });
    expect(await beside.staff(second.reference)).toMatchObject({ review: ['over-limit'] });
  });

  test('[R-04] sent twice, by two quick presses and once more from the same review, it is one booking with one receipt', async () => {
    const page = await visitorAt(id);
    const person = somebody();
    await choose(page);
    await fillIn(page, person);
    await tickAll(page);
    await press(page, '内容を確認する');
    const send = page.getByRole('button', { name: '送信する' });
    const [beside] = await Promise.all([
      page.context().waitForEvent('page'),
      send.click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await beside.waitForLoadState();
    await send.dblclick();
    await page.getByRole('heading', { name: '申込みを受け付けました' }).waitFor();
    const receipts = [await receiptOn(beside), await booked(page)];
    expect(receipts[0]).toEqual(receipts[1]);
    const found = await besides(running, id).found(person.number);
    expect(found).toEqual([receipts[0]?.reference]);
    expect((await running.mails(person.email)).map(({ tags }) => tags['notice'])).toEqual(['receipt']);
  });

  test('a wrong code opens nothing, says what to do and keeps what was typed', async () => {
    const page = await visitorAt(id);
    const secret = await applied(page);
    const wrong = { ...secret, code: '1234 5678 9012 3456' };
    await lookUp(page, wrong);
    expect(await main(page)).toContain('予約が見つかりません');
    expect(await valuesIn(page)).toEqual(wrong);
    await page.getByLabel('確認コード').fill('');
    await press(page, '予約を確認する');
    expect(await errors(page)).toHaveLength(1);
    expect(await valuesIn(page)).toEqual({ ...secret, code: '' });
    await page
      .getByLabel('確認コード')
      .fill(secret.code.replaceAll(' ', '').replace(/\d/g, (digit) => '０１２３４５６７８９'[Number(digit)] ?? ''));
    await press(page, '予約を確認する');
    expect(await main(page)).toContain('仮予約です');
  });

  test('[K-6-5, A-6-4, D-8] it is called off where the office allows that, after being asked once more; else by phone', async () => {
    const page = await visitorAt(id);
    const secret = await applied(page);
    const beside = besides(running, id);
    await beside.staff(secret.reference, 'confirmation', { wish: 0 });
    await lookUp(page, secret);
    const button = page.getByRole('button', { name: 'この予約をキャンセルする' });
    if (id === 'kabe') {
      expect(await button.count()).toBe(0);
      const how = await page.locator('h2#cancel + p').innerText();
      expect(how).toContain('電話 082-815-8609');
      return;
    }
    await go(button);
    expect(await heading(page)).toBe('予約をキャンセルしますか');
    await press(page, '予約の確認に戻る');
    expect(await beside.staff(secret.reference)).toMatchObject({ state: 'confirmed' });
    await go(button);
    await press(page, 'キャンセルする');
    expect(await main(page)).toContain('キャンセルしました');
    expect(await beside.staff(secret.reference)).toMatchObject({ state: 'cancelled', by: 'applicant' });
    await page.reload();
    expect(await main(page)).toContain('キャンセルしました');
  });

  test('what changes between review and sending is said, and what was typed is kept: a time taken, other terms, a time too late', async () => {
    const page = await visitorAt(id);
    const beside = besides(running, id);
    const person = somebody();
    await choose(page, plusDays(dateOf(beside.now()), 7));
    await fillIn(page, person);
    await tickAll(page);
    await press(page, '内容を確認する');
    const startsAt = await wishedOn(page);
    const kept = { ...person, phone: person.phone.replaceAll('-', '') };
    const refused = async (title: string) => {
      await press(page, '送信する');
      expect(await main(page)).toContain(title);
      expect(applicantOf(await valuesIn(page))).toMatchObject(kept);
    };
    await beside.fill(startsAt);
    await refused('たった今ほかの方の予約が入りました');
    await page.locator('.wish input[type=radio]:not([value=""])').last().check();
    await press(page, '内容を確認する');

    await beside.publish();
    await beside.tomorrow();
    await refused('利用規約が新しくなりました');
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(1);
    await tickAll(page);
    await press(page, '内容を確認する');

    await beside.at(await wishedOn(page), -60);
    await refused('この日時の申込みは締め切りました');
    expect(await main(page)).toContain(id === 'aomori' ? '017-776-1561' : '082-815-8609');
  });
});

/**
 * The same page once more where axe can run: without script nothing runs, and what the visitor has before them is left alone. Pages
 * take each other's place, so that axe and the style are loaded once.
 */
const lensAt = async (id: OfficeId): Promise<(html: string, dark?: boolean) => Promise<string[]>> => {
  const page = await visitorAt(id, { javaScriptEnabled: true });
  await page.goto('/nowhere');
  const found: string[] = [];
  const at = async (width: number, rules?: string[]): Promise<void> => {
    await page.setViewportSize({ width, height: 900 });
    const faults = [...(await layoutFaults(page)), ...(rules ? await axeFinds(page, rules, EVERY_IMPACT) : [])];
    found.push(...faults.map((what) => `at ${width} px ${what}`));
  };
  return async (html, dark = false) => {
    await page.evaluate(`(() => {
      const shown = new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html');
      document.documentElement.lang = shown.documentElement.lang;
      document.title = shown.title;
      document.body.replaceWith(shown.body);
      for (const one of document.querySelectorAll('details')) one.open = true;
    })()`);
    if (/<script|<style|\s(?:on[a-z]+|style)=|javascript:/.test(html)) found.push('has script or style of its own');
    await at(390, ALL_RULES);
    await at(1280, ['target-size', 'scrollable-region-focusable']);
    if (dark) await page.emulateMedia({ colorScheme: 'dark' });
    await at(320, dark ? ['color-contrast', 'link-in-text-block'] : undefined);
    if (dark) await page.emulateMedia({ colorScheme: 'light' });
    const english = /<html[^>]* lang="en"/.test(html);
    return found.splice(0).filter((what) => !(english && what.endsWith(' lang')));
  };
};
const EVERY_IMPACT = ['minor', 'moderate', 'serious', 'critical'];
const ALL_RULES: string[] = [];

test.each(offices)(
  'every page at %s in every state: axe finds nothing, nothing scrolls sideways, at 320, 390 and 1280 px, at Aomori in dark too; no script',
  async (id) => {
    const [page, look] = await Promise.all([visitorAt(id), lensAt(id)]);
    const found: string[] = [];
    const seen: string[] = [];
    let looking = Promise.resolve();
    for await (const state of visitorPages(page, running, id)) {
      seen.push(state);
      const html = await page.content();
      looking = looking.then(async () => {
        found.push(...(await look(html, id === 'aomori')).map((what) => `${state}: ${what}`));
      });
    }
    await looking;
    expect(found).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(35);
  },
  180_000,
);

test('with readings above the words every page is as sound, and the switch loses nothing', async () => {
  const [page, look] = await Promise.all([visitorAt('aomori'), lensAt('aomori')]);
  await page.goto('/guide');
  await press(page, 'ふりがなをつける');
  expect(page.url()).toContain('/guide');
  const found: string[] = [];
  const seen = async (): Promise<void> => {
    expect(await page.locator('main ruby').count()).toBeGreaterThan(0);
    found.push(...(await look(await page.content())).map((what) => `${page.url()}: ${what}`));
  };
  await seen();
  for (const path of ['/', '/openings', '/terms', '/bookings']) {
    await page.goto(path);
    await seen();
  }
  await choose(page);
  await seen();
  await goOn(page);
  await seen();
  const person = somebody();
  await fillIn(page, person);
  await tickAll(page);
  await goOn(page);
  await seen();
  await goOn(page);
  await seen();
  await booked(page);
  expect(found).toEqual([]);
  await page.goto('/guide');
  await press(page, 'ふりがなを消す');
  expect(await page.locator('ruby').count()).toBe(0);
});

test.each(offices)(
  'with readings at %s the steps and each version in a heading keep to one line of a phone; the receipt prints on one A4 page, and nothing is cut',
  async (id) => {
    const page = await visitorAt(id);
    const lines = async (selector: string): Promise<number> =>
      z.number().parse(
        await page.evaluate(`Math.max(...[...document.querySelectorAll('${selector}')].map((one) => {
        const tall = one.tagName === 'OL' ? one.lastElementChild : one;
        return one.getBoundingClientRect().height / tall.getBoundingClientRect().height + one.getClientRects().length - 1;
      }))`),
      );
    const sheets = async (): Promise<number> =>
      [...(await page.pdf({ format: 'A4' })).toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length;
    const onPaper = async (): Promise<string[]> => {
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 680, height: 1009 });
      const faults = await layoutFaults(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ media: null });
      return faults;
    };
    await page.goto('/terms');
    expect(await sheets()).toBeGreaterThan(3);
    await press(page, 'ふりがなをつける');
    expect(await lines('h1 .whole')).toBe(1);
    expect(await onPaper()).toEqual([]);
    await page.goto('/openings');
    expect(await lines('.steps')).toBeLessThan(1.6);
    const secret = await applied(page);
    expect([await sheets(), await onPaper()]).toEqual([1, []]);
    await besides(running, id).staff(secret.reference, 'confirmation', { wish: 0 });
    await page.goto('/bookings');
    for (const [name, text] of Object.entries(secret)) await page.locator(`main [name=${name}]`).fill(text);
    await go(page.locator('main form button').first());
    expect(await main(page)).toContain(secret.reference);
    expect(await onPaper()).toEqual([]);
  },
);

/** Everything in all tables. */
const allRows = async (): Promise<Record<string, unknown>[]> => {
  const client = clientOf(running.dynamo);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const documents = DynamoDBDocumentClient.from(client);
  return (await Promise.all(TableNames.map((name) => rowsIn(name, documents)))).flat();
};

test.each(offices)(
  '[R-18] looking at every page at %s writes nothing; each loads one style, nothing else, and has no more than 60 KB',
  async (id) => {
    const page = await visitorAt(id);
    const person = somebody();
    const secret = await applied(page, person);
    await besides(running, id).staff(secret.reference, 'confirmation', { wish: 0 });
    const [link = ''] = await besides(running, id).links(person.email, secret.reference);
    expect(link).not.toBe('');
    const before = await allRows();
    const found: string[] = [];
    const kinds = new Set<string>();
    const waiting = [
      '/',
      link,
      `/bookings/${secret.reference}`,
      `/join/${secret.reference}`,
      `${link.slice(0, -1)}x`,
      '/nowhere',
    ];
    let asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const { pathname, searchParams } = new URL(path, 'http://office');
      const kind = `${pathname.replace(/\d{4}-\d\d-\d\d/, '{date}')}?${[...searchParams.keys()].sort().join('&')}`;
      if (kinds.has(kind)) continue;
      kinds.add(kind);
      asked = [];
      const [answer, style] = await Promise.all([
        page.goto(path, { waitUntil: 'load' }),
        page.waitForResponse((response) => response.url().endsWith('/style.css')),
      ]);
      const bytes = ((await answer?.body())?.length ?? Number.NaN) + (await style.body()).length;
      if (!(bytes <= 60 * 1024)) found.push(`${path} has ${bytes} bytes`);
      if (asked.join() !== `${pathname},/style.css`) found.push(`${path} asks for ${asked.join()}`);
      waiting.push(
        ...z
          .array(z.string())
          .parse(
            await page.evaluate(
              `[...document.querySelectorAll('a[href^="/"]')].map((link) => link.getAttribute('href'))`,
            ),
          )
          .map((href) => href.replace(/#.*/, '')),
      );
    }
    expect(found).toEqual([]);
    expect(kinds.size).toBeGreaterThan(15);
    await running.settle();
    expect(await allRows()).toEqual(before);
  },
  60_000,
);

test('by the keyboard alone, and always seeing where it stands, a visitor books at Kabe and looks at the booking', async () => {
  const page = await visitorAt('kabe');
  await page.goto('/');
  const {
    press: key,
    type,
    tabTo,
  } = keyboardOf(page, async () => expect(await focusShown(page)).toEqual([true, expect.anything()]));
  const enter = () => Promise.all([page.waitForEvent('domcontentloaded'), key('Enter')]);
  await tabTo('予約できる時間を見る');
  await enter();
  await tabTo('1');
  await enter();
  const person = somebody();
  await tabTo('日と開始の時刻');
  await key('ArrowDown');
  for (const [label, text] of [
    ['氏名', person.name],
    ['求職番号', person.number],
    ['連絡先メールアドレス', person.email],
    ['電話番号', person.phone],
  ] as const) {
    await tabTo(label);
    await type(text);
  }
  await tabTo('選ばない');
  await key('ArrowUp');
  await tabTo('ハローワーク可部の利用規約（');
  await key('Space');
  await tabTo('TeleOffice（');
  await key('Space');
  await tabTo('内容を確認する');
  await enter();
  await tabTo('送信する');
  await enter();
  const { reference, code } = await booked(page);
  await tabTo('予約の確認');
  await enter();
  await tabTo('予約番号');
  await type(reference);
  await tabTo('確認コード');
  await type(code);
  await enter();
  expect(await main(page)).toContain('仮予約です');
  expect(await besides(running, 'kabe').staff(reference)).toMatchObject({ purpose: 'interview-practice' });
});

describe.each(offices)('joining at %s', (id) => {
  test('[K-7-1, A-7-1, D-10, R-18] the letter’s link opens early, the button comes in time, its press is seen by staff and leads on', async () => {
    const page = await visitorAt(id);
    const beside = besides(running, id);
    const person = somebody();
    const secret = await applied(page, person);
    await beside.staff(secret.reference, 'confirmation', { wish: 0, tool: id === 'kabe' ? 'teleoffice' : 'zoom' });
    const zoom = { url: 'https://zoom.us/j/12345678901', id: '12345678901', passcode: 'mihon1' };
    await beside.staff(secret.reference, 'meeting', id === 'kabe' ? { invited: true } : zoom);
    const [link = ''] = await beside.links(person.email, secret.reference);
    tokens.push(link.split('/').at(-1) ?? '');
    await page.goto(`${link.slice(0, -4)}AAAA`);
    expect(await main(page)).toContain('このURLでは、予約を開けませんでした');
    expect(await main(page)).not.toContain(person.number);
    expect(await page.getByLabel('予約番号').inputValue()).toBe(secret.reference);

    const { startsAt } = Session.parse(await beside.staff(secret.reference)).session;
    await beside.at(startsAt, -16);
    // As mail programs and gateways make of it, or ask for it, before anybody does.
    expect((await page.request.head(link)).status()).toBe(200);
    await page.goto(`${link}/`);
    expect(await main(page)).toContain('予約が決まっています');
    const enter = page.getByRole('button', { name: '参加する' });
    expect(await enter.count()).toBe(0);
    await beside.at(startsAt, -15);
    await press(page, '新しい状態を見る');
    await page.reload();
    expect(await beside.staff(secret.reference)).toMatchObject({ signs: [] });
    await go(enter);
    expect(await heading(page)).toBe('相談に参加する');
    expect(await beside.staff(secret.reference)).toMatchObject({ signs: [{ sign: 'joined' }] });
    if (id === 'aomori') {
      const meeting = page.getByRole('link', { name: 'Zoomを開いて入室する' });
      expect(await meeting.getAttribute('href')).toBe(zoom.url);
      expect(await main(page)).toContain('123 4567 8901');
    } else expect(await main(page)).toContain('TeleOfficeから届いた招待メール');
    await beside.at(startsAt, 60);
    await press(page, '予約の確認に戻る');
    expect(await enter.count()).toBe(0);
    expect(await main(page)).toContain('相談の時間は終わりました');
  });
});

test('[R-19] no code and no link’s token stands in the tables, however it is written', async () => {
  expect(secrets.length).toBeGreaterThan(12);
  expect(tokens).toHaveLength(2);
  const dump = JSON.stringify(await allRows()).replaceAll(/[\s-]/g, '');
  expect(secrets.filter(({ reference }) => !dump.includes(reference.replace('-', '')))).toEqual([]);
  const usable = [
    ...secrets.map(({ code }) => code.replaceAll(' ', '')),
    ...tokens.map((token) => token.replaceAll('-', '')),
  ];
  expect(usable.filter((secret) => secret.length < 16 || dump.includes(secret))).toEqual([]);
});

const Session = z.object({ session: z.object({ startsAt: z.string() }) });
/** Whether what has the focus is in sight and ringed, and what it is. */
const focusShown = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const { activeElement: one } = document;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const { top, bottom, left, right } = one.getBoundingClientRect();
    const inSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return [inSight && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, one.outerHTML.slice(0, 80)];
  })()`);
