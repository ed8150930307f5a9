import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { asking } from '../../infra/local/asking.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { go, keyboardOf, signIn, startBrowser, type TestBrowser } from '../support/browser.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* What people at the counter do from the first click to the last, in a real browser, signed in as they are. */

let running: TestOffice;
let browser: TestBrowser;
beforeAll(async () => {
  [running, browser] = await Promise.all([localOffice({ now: '2026-03-02T09:00:00+09:00' }), startBrowser()]);
}, 120_000);
afterEach(() => expect([...browser.wrong.splice(0), ...running.errors.splice(0)]).toEqual([]));
afterAll(async () => {
  await browser.close();
  await running.stop();
});

type OfficeId = 'kabe' | 'aomori';
const Reference = z.object({ reference: z.string() }).transform(({ reference }) => reference);
const policies = { kabe, aomori };
const atCounter = (id: OfficeId, who?: string): Promise<Page> =>
  signIn(browser, running, id, who === undefined ? {} : { who });

let people = 0;
/** Somebody who applies on the web. */
const applied = async (id: OfficeId, wishes: object[], name = '見本 花子', more: object = {}): Promise<string> => {
  people += 1;
  const number = `${id === 'kabe' ? '34010' : '02010'}-000001${String(people).padStart(2, '0')}`;
  const applicant = {
    kind: 'seeker',
    name,
    number,
    email: `mihon${people}@example.com`,
    phone: '090-5550-0001',
    ...more,
  };
  const consent = { terms: policies[id].terms.at(-1)?.version, accepted: true };
  return Reference.parse(await asking(running, id).visitor('/bookings', { applicant, wishes, consent }));
};
const confirmed = async (id: OfficeId, wishes: object[], name?: string, more?: object): Promise<string> => {
  const reference = await applied(id, wishes, name, more);
  return Reference.parse(await asking(running, id).staff(`/staff/bookings/${reference}/confirmation`, {}));
};
const stored = (id: OfficeId, reference: string): Promise<unknown> =>
  asking(running, id).staff(`/staff/bookings/${reference}`);
const start = (time: string): object => ({ startsAt: `2026-${time}:00+09:00` });
const done = (page: Page): Promise<string> => page.locator('p[role=status]').innerText();

describe('at the counter', () => {
  test('[K-F-1] a call is taken down at Kabe with the keyboard alone in less than a minute', async () => {
    const page = await atCounter('kabe');
    const { press, tabTo, type, milliseconds } = keyboardOf(page);
    const began = performance.now();
    await tabTo('電話で受ける');
    await press('Enter');
    await page.waitForURL('**/staff/bookings/new');
    await tabTo('氏名');
    await type('見本 太郎');
    await tabTo('求職番号');
    await type('34010-01234567');
    await tabTo('日');
    await type('3/4');
    await tabTo('時刻');
    await type('14:00');
    await press('Enter');
    await page.getByRole('heading', { name: '相手の方に伝えること' }).waitFor();
    const seconds = (performance.now() - began + milliseconds()) / 1000;
    console.log(`A call is taken down in ${seconds.toFixed(1)} s.`);
    expect(seconds).toBeLessThan(60);
    const reference = /\d{4}-\d{4}/.exec(page.url())?.[0] ?? '';
    expect(await stored('kabe', reference)).toMatchObject({
      state: 'tentative',
      channel: 'phone',
      held: { startsAt: '2026-03-04T14:00:00+09:00' },
      applicant: { name: '見本 太郎', number: '34010-01234567' },
    });
  });

  test('[A-6-3, A-4] an application at Aomori is answered with its second choice, and then held by another tool', async () => {
    const reference = await applied('aomori', [start('03-10T10:00'), start('03-11T14:00')], '見本 次郎');
    const page = await atCounter('aomori');
    await go(page.getByRole('link', { name: 'やること' }).first());
    await go(page.getByRole('link', { name: reference }));
    const second = page.locator('.card', { has: page.getByRole('heading', { name: '第2希望' }) });
    await second.getByRole('radio').first().check();
    await page.getByRole('radio', { name: /^TeleOffice/ }).check();
    await go(page.getByRole('button', { name: '本予約にする' }));
    expect(await done(page)).toContain('本予約にしました');
    expect(await stored('aomori', reference)).toMatchObject({
      state: 'confirmed',
      session: { startsAt: '2026-03-11T14:00:00+09:00', minutes: 40 },
    });
    const [receipt, invitation] = await running.mails(`mihon${people}@example.com`);
    expect([receipt?.tags['notice'], invitation?.tags['notice']]).toEqual(['receipt', 'invitation']);
    expect(invitation?.text).toMatch(/3月11日（水）\s+午後2:00〜2:40/);

    await page.getByText('使うアプリを変える（Zoom）').click();
    await go(page.getByRole('button', { name: 'Zoomに変える' }));
    expect(await done(page)).toContain('使うアプリを変えました');
    expect(await page.getByRole('heading', { name: '参加のしかた（Zoom）' }).isVisible()).toBe(true);
    expect(await stored('aomori', reference)).toMatchObject({ tool: 'zoom', meeting: { state: 'wanted' } });
  });

  test('[D-12, A-6-3] a meeting is made from the to-do list: what TeleOffice asks for is copied, its address pasted', async () => {
    const reference = await confirmed('kabe', [start('03-04T14:30')]);
    await running.moveClock('2026-03-03T09:00:00+09:00');
    const page = await atCounter('kabe');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await go(page.getByRole('link', { name: 'やること' }).first());
    const card = page.locator('.card', { hasText: reference }).filter({ hasText: '会議を作る' });
    await card.getByRole('button', { name: '件名をコピー' }).click();
    await card.getByText('コピーしました').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(reference);
    await card.getByLabel('会議のURL').fill('https://evil.example.com/room');
    await go(card.getByRole('button', { name: '会議の情報を入れる' }));
    const url = page.getByLabel('会議のURL').first();
    expect(await url.inputValue()).toBe('https://evil.example.com/room');
    await url.fill('https://meet.teleoffice.jp/room/mihon');
    await go(page.getByRole('button', { name: '会議の情報を入れる' }).first());
    expect(await done(page)).toContain('会議の情報を入れました');
    expect(await stored('kabe', reference)).toMatchObject({
      meeting: { state: 'ready', url: 'https://meet.teleoffice.jp/room/mihon' },
    });
  });

  test('two of staff on one booking: one wins, the other is told what happened and by whom', async () => {
    const reference = await confirmed('kabe', [start('03-06T10:00')]);
    const [first, second] = await Promise.all([atCounter('kabe', 'mihon1'), atCounter('kabe', 'mihon2')]);
    await Promise.all([first, second].map((page) => page.goto(`/staff/bookings/${reference}`)));
    await first.locator('summary', { hasText: '本人からの連絡でキャンセルする' }).click();
    await go(first.getByRole('button', { name: 'キャンセルする', exact: true }));
    expect(await done(first)).toContain('キャンセルしました');
    await second.locator('summary', { hasText: '当所の都合でキャンセルする' }).click();
    await second.getByRole('radio', { name: '担当者の不在' }).check();
    await go(second.getByRole('button', { name: '当所の都合でキャンセルする' }));
    const told = await second.getByRole('alert').innerText();
    expect(told).toContain('mihon1');
    expect(told).toContain('キャンセル');
    expect(await stored('kabe', reference)).toMatchObject({ state: 'cancelled', by: 'applicant' });
  });

  test('[D-2, A-6-5] a day is closed: who is affected is seen before, one is mailed, one is phoned and ticked off', async () => {
    const mailed = await confirmed('kabe', [start('03-13T10:00')], '見本 三郎');
    const address = `mihon${people}@example.com`;
    const called = await confirmed('kabe', [start('03-13T10:30')], '見本 四郎', { email: 'bounce@example.com' });
    await running.settle();
    const page = await atCounter('kabe');
    await go(page.getByRole('link', { name: '設定' }));
    await go(page.getByRole('link', { name: '閉庁日と臨時の開庁日' }));
    await page.getByLabel('日付').fill('３／１３');
    await go(page.getByRole('button', { name: 'だれに影響するかを見る' }));
    await page.getByRole('heading', { name: '電話が要る方（1人）' }).waitFor();
    await page.getByRole('heading', { name: 'メールでお知らせする方（1人）' }).waitFor();
    expect(await stored('kabe', mailed)).toMatchObject({ state: 'confirmed' });
    await go(page.getByRole('button', { name: '閉庁日にする（2件をキャンセル・お断り）' }));
    expect(await done(page)).toContain('閉庁日にしました');
    await running.settle();
    await page.reload();
    expect((await running.mails(address)).at(-1)?.tags['notice']).toBe('cancelled');
    const phone = page.locator('section', { has: page.getByRole('heading', { name: '電話が要る方（1人）' }) });
    expect(await phone.innerText()).toContain('090-5550-0001');
    await go(phone.getByRole('button', { name: /^電話した.*見本 四郎/ }));
    await page.getByText('この日に関わる2人全員に伝わりました。').waitFor();
    for (const reference of [mailed, called])
      expect(await stored('kabe', reference)).toMatchObject({ state: 'cancelled', by: 'office', reason: 'closure' });
  });

  test('[K-13, D-11] new terms are written, seen beside the last ones word by word, and published', async () => {
    const page = await atCounter('kabe');
    await page.goto('/staff/terms');
    await go(page.getByRole('link', { name: '新しい版を作る' }));
    const wording = page.getByLabel('わかりやすい言葉の本文');
    const before = await wording.inputValue();
    await wording.fill(before.replace('1回30分', '1回40分'));
    await page.getByLabel('版の名前').fill('2026-04-01');
    await page.getByLabel('正式な文章の日付').fill('令和8年4月1日');
    await page.getByRole('textbox', { name: /^正式な文章 ※/ }).fill('利用規約\n見本の文章です。');
    await page.getByLabel('効力が生じる日').fill('2月1日');
    await go(page.getByRole('button', { name: '変わる所を確かめる' }));
    await page.getByRole('alert').waitFor();
    expect(await wording.inputValue()).toContain('40分');
    await page.getByLabel('効力が生じる日').fill('２０２６－０４－０１');
    await go(page.getByRole('button', { name: '変わる所を確かめる' }));
    expect(await page.locator('del').allInnerTexts()).toEqual(['［－30］']);
    expect(await page.locator('ins').allInnerTexts()).toEqual(['［＋40］']);
    await go(page.getByRole('button', { name: '公開する' }));
    expect(await done(page)).toContain('利用規約を公開しました');
    await page.goto('/terms/2026-04-01');
    expect(await page.getByRole('main').innerText()).toContain('40分');
  });
});

describe('signed in and out', () => {
  test('[R-22] a person signs in by the pool’s page, acts under their own name, and is out for good after signing out', async () => {
    const reference = await applied('kabe', [start('03-18T14:00')], '見本 五郎');
    const page = await atCounter('kabe', 'mihon2');
    await page.goto(`/staff/bookings/${reference}`);
    await go(page.getByRole('button', { name: '本予約にする' }));
    expect(await done(page)).toContain('本予約にしました');
    expect(await stored('kabe', reference)).toMatchObject({
      history: expect.arrayContaining([
        expect.objectContaining({ act: 'confirmed', actor: { kind: 'staff', id: 'mihon2' } }),
      ]),
    });
    await go(page.getByRole('button', { name: 'サインアウト' }));
    await page.getByRole('heading', { name: 'サインアウトしました' }).waitFor();
    await page.goBack();
    await page.goto(`/staff/bookings/${reference}`);
    expect(page.url()).not.toContain(running.offices['kabe']?.url);
    expect(await page.getByRole('main').innerText()).not.toContain('見本 五郎');
  });

  test('what was typed when the session had run out is still there after signing in again', async () => {
    const page = await atCounter('aomori');
    await page.goto('/staff/bookings/new');
    await page.getByLabel('氏名 ※必須').fill('見本 六郎');
    await page.getByLabel('求職番号または事業所番号').fill('02010-00000066');
    await page.getByLabel('日', { exact: true }).first().fill('3/12');
    await page.getByLabel('から', { exact: true }).first().fill('14:00');
    await page.context().clearCookies();
    await go(page.getByRole('button', { name: '予約する' }));
    const [beside] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'サインイン' }).click(),
    ]);
    await go(beside.getByRole('button', { name: 'mihon1' }));
    await beside.waitForURL('**/staff/**');
    await go(page.getByRole('button', { name: 'もう一度送る' }));
    await page.getByRole('heading', { name: '相手の方に伝えること' }).waitFor();
    const reference = /\d{4}-\d{4}/.exec(page.url())?.[0] ?? '';
    expect(await stored('aomori', reference)).toMatchObject({ applicant: { name: '見本 六郎' } });
  });
});

describe('in the session', () => {
  test('[K-6-2, K-6-4] the next one is booked for the same person, definitive at once', async () => {
    const reference = await confirmed('kabe', [start('03-04T14:00')], '見本 九郎');
    await running.moveClock('2026-03-04T14:05:00+09:00');
    const page = await atCounter('kabe');
    await page.goto(`/staff/bookings/${reference}`);
    await go(page.getByRole('button', { name: '入室した' }));
    await go(page.getByRole('link', { name: '次の予約を取る' }));
    expect(await page.getByLabel('氏名 ※必須').inputValue()).toBe('見本 九郎');
    await page
      .getByRole('radio', { name: /^14:30/ })
      .first()
      .check();
    await go(page.getByRole('button', { name: '予約する' }));
    const next = /\d{4}-\d{4}/.exec(page.url())?.[0] ?? '';
    expect(next).not.toBe(reference);
    expect(await stored('kabe', next)).toMatchObject({
      state: 'confirmed',
      channel: 'session',
      session: { startsAt: '2026-03-11T14:30:00+09:00' },
      applicant: { name: '見本 九郎', email: `mihon${people}@example.com` },
    });
  });
});

describe('when nobody has come', () => {
  test('[K-6-5, D-10] two sessions are deemed cancelled by the clock: one is undone, the other is confirmed', async () => {
    const wrongly = await confirmed('kabe', [start('03-06T10:00')], '見本 七郎');
    const rightly = await confirmed('kabe', [start('03-06T10:00')], '見本 八郎');
    for (const reference of [wrongly, rightly])
      await asking(running, 'kabe').staff(`/staff/bookings/${reference}/meeting`, { invited: true });
    await running.moveClock('2026-03-06T10:11:00+09:00');
    const page = await atCounter('kabe');
    await go(page.getByRole('link', { name: 'やること' }).first());
    const card = (reference: string) =>
      page.locator('.card', { hasText: reference }).filter({ hasText: '連絡なしを確かめる' });
    await go(card(wrongly).getByRole('button', { name: '電話があったので取り消す' }));
    expect(await done(page)).toContain('予約は本予約に戻りました');
    await go(card(rightly).getByRole('button', { name: '連絡はなかった' }));
    await card(rightly).waitFor({ state: 'detached' });
    expect(await stored('kabe', wrongly)).toMatchObject({ state: 'confirmed', signs: [{ sign: 'called' }] });
    expect(await stored('kabe', rightly)).toMatchObject({ state: 'no-show' });
    const who = asking(running, 'kabe').staff(`/staff/bookings/${rightly}`);
    expect(await who).toMatchObject({ noShows: 1 });
  });
});
