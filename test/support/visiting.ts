import type { Locator, Page } from 'playwright-core';
import * as z from 'zod';
import { asking } from '../../infra/local/asking.ts';
import type { LocalOffice } from '../../infra/local/office.ts';
import {
  dateOf,
  type Instant,
  IsoInstant,
  instant,
  isoOf,
  MINUTE,
  plusDays,
  startOf,
  weekdayOf,
} from '../../shared/domain/time.ts';
import { Openings, Receipt } from '../../shared/http/api.ts';
import { officeOf } from '../../shared/offices/index.ts';
import { go } from './browser.ts';

/* What visitors do on an office's pages, and every page they may meet there. */

export type Person = { readonly name: string; readonly number: string; readonly email: string; readonly phone: string };
let people = 0;
/** Somebody plainly invented, whom no office has met. */
export const somebody = (): Person => {
  people += 1;
  const four = String(people).padStart(4, '0');
  return {
    name: '見本 花子',
    number: `34010-5555${four}`,
    email: `visitor${people}@example.com`,
    phone: '090-5550-0123',
  };
};

/** By its words; a page has no two buttons of one name. */
export const press = (page: Page, name: string | RegExp): Promise<unknown> =>
  go(page.getByRole('button', { name }).first());
export const follow = (page: Page, name: string | RegExp): Promise<unknown> =>
  go(page.getByRole('link', { name }).first());
export const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();
export const time = (page: Page): Locator => page.locator('.times a');

/** From the calendar, of a day or of today, to the form: the first time offered, and the last of those for a second choice. */
export const choose = async (page: Page, from?: string): Promise<void> => {
  await page.goto(from === undefined ? '/openings' : `/openings?from=${from}`);
  await go(time(page).first());
  if (!page.url().includes('/openings')) return;
  await go(time(page).last());
  await go(page.locator('a[href*="kind=seeker"]'));
};

export const fillIn = async (page: Page, person: Person): Promise<void> => {
  for (const [name, text] of Object.entries(person)) await page.locator(`[name="applicant.${name}"]`).fill(text);
};
/** What leads on from the page. */
export const goOn = (page: Page): Promise<unknown> => go(page.locator('.actions button').first());
export const tickAll = async (page: Page): Promise<void> => {
  for (const box of await page.getByRole('checkbox').all()) await box.check();
};

/** What a form holds that can be typed or chosen, by the names of its fields. */
export const valuesIn = async (page: Page): Promise<Record<string, string>> =>
  z.record(z.string(), z.string()).parse(
    await page.evaluate(`Object.fromEntries([...document.querySelectorAll('main input:not([type=hidden]),main select')]
      .filter((one) => !/radio|checkbox/.test(one.type) || one.checked)
      .map((one) => [one.name, one.value]))`),
  );

export type Secret = { readonly reference: string; readonly code: string };
/** What the receipt asks to write down. */
export const receiptOn = async (page: Page): Promise<Secret> => {
  const [reference = '', code = ''] = await page.locator('.receipt dd').allInnerTexts();
  return { reference, code };
};

/** From the first page on by reference and code to how the booking stands. */
export const lookUp = async (page: Page, { reference, code }: Secret): Promise<void> => {
  await page.goto('/bookings');
  await page.getByLabel('予約番号').fill(reference);
  await page.getByLabel('確認コード').fill(code);
  await press(page, '予約を確認する');
};

/** What staff enter of a meeting at Zoom. */
const ZOOM = { url: 'https://zoom.us/j/12345678901', id: '12345678901', passcode: 'mihon1' };
const Met = z.object({ meeting: z.object({ state: z.string() }) });

/** One office beside the browser: its staff, other visitors, its letters, its clock. */
export const besides = (running: LocalOffice, id: string) => {
  const { staff, visitor } = asking(running, id);
  const now = (): Instant => IsoInstant.parse(running.now());
  /** Somebody else applies by a program, if there is a place. */
  const applied = async (startsAt: string, person = somebody()): Promise<Secret | undefined> => {
    const terms = z.object({ version: z.string() }).parse(await visitor('/terms'));
    const sent = {
      applicant: { kind: 'seeker', ...person },
      wishes: [{ startsAt }],
      consent: { terms: terms.version, accepted: true },
    };
    return Receipt.safeParse(await visitor('/bookings', sent)).data;
  };
  return {
    now,
    staff: (reference: string, act?: string, sent: object = {}): Promise<unknown> =>
      staff(`/staff/bookings/${reference}${act ? `/${act}` : ''}`, act ? sent : undefined),
    /** Staff enter the meeting, unless the tool has made it. */
    met: async (reference: string, meeting: object): Promise<void> => {
      const its = `/staff/bookings/${reference}`;
      await running.settle();
      if (Met.parse(await staff(its)).meeting.state !== 'ready') await staff(`${its}/meeting`, meeting);
    },
    /** Times that are free, by their start. */
    free: async (): Promise<string[]> =>
      Openings.parse(await visitor('/openings')).openings.map(({ startsAt }) => startsAt),
    applied,
    /** Somebody whose registration staff have seen. */
    registered: async (startsAt: string): Promise<Person> => {
      const person = somebody();
      const given = await applied(startsAt, person);
      await staff(`/staff/bookings/${given?.reference}/eligibility`, { eligible: true });
      await staff(`/staff/bookings/${given?.reference}/declination`, { reason: 'nobody-free' });
      return person;
    },
    /** Others take every place there is at this time. */
    fill: async (startsAt: string): Promise<void> => {
      while (await applied(startsAt)) {}
    },
    /** The bookings of whoever has this number. */
    found: async (number: string): Promise<string[]> =>
      z
        .object({ bookings: z.array(z.object({ reference: z.string() })) })
        .parse(await staff('/staff/find', { find: number }))
        .bookings.map(({ reference }) => reference),
    /** The links of the letters to an address, the latest last. */
    links: async (email: string, reference: string): Promise<string[]> =>
      (await running.mails(email)).flatMap(
        ({ text }) => new RegExp(`/bookings/${reference}/[\\w-]{43}`).exec(text)?.[0] ?? [],
      ),
    /** Staff publish other terms that begin tomorrow. */
    publish: async (): Promise<string> => {
      const effectiveFrom = plusDays(dateOf(now()), 1);
      const last = (await officeOf(id)).terms.at(-1);
      const [first, ...rest] = last?.articles ?? [];
      const articles = [{ ...first, text: [...(first?.text ?? []), '見本として書き足した文です。'] }, ...rest];
      const terms = { ...last, version: effectiveFrom, effectiveFrom, articles };
      return z.object({ version: z.string() }).parse(await staff('/staff/terms', terms)).version;
    },
    /** Nine in the morning of the next day, or of the Monday behind it: sessions at once need an open counter. */
    tomorrow: (): Promise<unknown> => {
      const next = [1, 2, 3].map((days) => plusDays(dateOf(now()), days)).find((date) => weekdayOf(date) < 6);
      return running.moveClock(isoOf(instant(startOf(next ?? dateOf(now())) + 9 * 60 * MINUTE)));
    },
    at: (startsAt: string, minutes: number): Promise<unknown> =>
      running.moveClock(isoOf(instant(IsoInstant.parse(startsAt) + minutes * MINUTE))),
  };
};

/**
 * [A-62-1…3] Every page of a session at once, for somebody on record who has agreed to terms that have changed since: nobody there, the form, each
 * state of their request, and one that was declined.
 */
async function* atOncePages(page: Page, running: LocalOffice, id: string, person: Person): AsyncGenerator<string> {
  const { staff } = asking(running, id);
  const Identified = z.array(z.object({ id: z.string() }));
  const { counsellors } = z.object({ counsellors: Identified }).parse(await staff('/staff/counsellors'));
  const present = async (here: boolean): Promise<void> => {
    for (const { id: counsellor } of counsellors) await staff('/staff/instant/presence', { counsellor, here });
  };
  const waiting = async (): Promise<{ readonly path: string; readonly counsellor: string | undefined }> => {
    const queue = z.object({ waiting: Identified, free: Identified }).parse(await staff('/staff/instant'));
    return { path: `/staff/instant/${queue.waiting[0]?.id}`, counsellor: queue.free[0]?.id };
  };
  const ask = async (): Promise<void> => {
    await page.goto('/instant-sessions');
    await page.locator('[name="applicant.kind"][value=seeker]').check();
    await page.locator('[name="applicant.number"]').fill(person.number);
    await page.locator('[name="applicant.phone"]').fill(person.phone);
    await press(page, '今すぐ相談を申し込む');
  };
  await present(false);
  await page.goto('/instant-sessions');
  yield 'at once, nobody there';
  await present(true);
  await page.goto('/instant-sessions');
  yield 'at once';
  await press(page, '今すぐ相談を申し込む');
  yield 'at once with nothing filled in';
  await ask();
  yield 'at once, waiting';
  await present(false);
  await follow(page, '今すぐ確かめる');
  yield 'at once, waiting in vain';
  await present(true);
  const { path, counsellor } = await waiting();
  const { reference } = z.object({ reference: z.string() }).parse(await staff(`${path}/acceptance`, { counsellor }));
  await follow(page, '今すぐ確かめる');
  yield 'at once, terms to agree to';
  await tickAll(page);
  await press(page, '同意して、相談に進む');
  yield 'at once, accepted';
  const its = `/staff/bookings/${reference}`;
  await besides(running, id).met(reference, ZOOM);
  await staff(`${its}/start`, {});
  await follow(page, '今すぐ確かめる');
  yield 'at once, begun';
  await staff(`${its}/attendance`, { outcome: 'attended' });
  await page.reload();
  yield 'at once, over';
  await ask();
  await staff(`${(await waiting()).path}/declination`, {});
  await follow(page, '今すぐ確かめる');
  yield 'at once, declined';
  await page.goto('/instant-sessions/nothing');
  yield 'at once, not found';
  await present(false);
}

const HOUR = 60;
/**
 * Every page of an office in every state it has for visitors, as they come to it one after the other; yields what it shows. What the
 * tab shows may be looked at, not left. The clock moves on by some days, and other terms come into force.
 */
export async function* visitorPages(page: Page, running: LocalOffice, id: string): AsyncGenerator<string> {
  const office = await officeOf(id);
  const beside = besides(running, id);
  const today = dateOf(beside.now());
  const applied = async (startsAt: string): Promise<Secret> => {
    const given = await beside.applied(startsAt);
    if (!given) throw new Error(`nobody can have ${startsAt}`);
    return given;
  };
  const address = async function* (...paths: string[]): AsyncGenerator<string> {
    for (const path of paths) {
      await page.goto(path);
      yield path;
    }
  };
  yield* address(
    '/',
    '/guide',
    '/english',
    '/terms',
    `/terms/${office.terms[0]?.version}/changes`,
    '/bookings',
    '/nowhere',
  );
  yield* address(
    '/openings',
    '/openings?minutes=ん',
    `/openings?day=${today}`,
    `/openings?from=${plusDays(today, 200)}`,
  );
  for (const { id: desk } of office.desks.slice(1)) yield* address(`/openings?desk=${desk}`);
  await page.goto('/openings');
  await go(page.locator('a[rel=next]'));
  yield 'weeks ahead';

  // Others, whose bookings end in other ways.
  const free = await beside.free();
  const [soon = '', late = ''] = [free[5], free.at(-1)];
  const silent = await applied(soon);
  const left = await applied(soon);

  await page.goto('/openings');
  await go(time(page).first());
  if (office.choices > 1) {
    yield 'second choice';
    await go(time(page).last());
  }
  const kinds = office.desks[0]?.kinds ?? [];
  if (kinds.length > 1) {
    yield 'who applies';
    const asked = page.url();
    for (const kind of kinds) {
      await page.goto(`${asked}&kind=${kind}`);
      yield `form for ${kind}`;
    }
    await page.goto(`${asked}&kind=seeker`);
  }
  yield 'form';
  await press(page, '内容を確認する');
  yield 'form with nothing filled in';
  await fillIn(page, { name: 'ん', number: 'ん', email: 'ん', phone: 'ん' });
  await page.getByLabel('担当者の名前').fill('ん');
  await tickAll(page);
  await press(page, '内容を確認する');
  yield 'form filled in with nonsense';
  const person = somebody();
  await fillIn(page, person);
  await press(page, '内容を確認する');
  yield 'form with a counsellor nobody knows';
  await page.getByLabel('担当者の名前').fill('');
  await page.getByLabel('同席する方').fill('手話通訳の方');
  await press(page, '内容を確認する');
  yield 'review';
  const startsAt = await page.locator('[name="wishes.0.startsAt"]').first().inputValue();
  await beside.fill(startsAt);
  await press(page, '送信する');
  yield 'form with a time taken meanwhile';
  await page.locator('.wish input[type=radio]:not([value=""])').last().check();
  await press(page, '内容を確認する');
  const taken = await page.locator('[name="wishes.0.startsAt"]').first().inputValue();
  await press(page, '送信する');
  yield 'receipt';
  const secret = await receiptOn(page);
  const its = (act: string, sent?: object) => beside.staff(secret.reference, act, sent);

  await lookUp(page, { ...secret, code: '0000 0000 0000 0000' });
  yield 'a wrong code';
  await lookUp(page, secret);
  yield 'tentative';
  await its('confirmation', { wish: 0, tool: office.tools.at(-1)?.tool });
  await beside.met(secret.reference, office.tools.length > 1 ? ZOOM : { invited: true });
  const [link = ''] = await beside.links(person.email, secret.reference);
  yield* address(link, link.slice(0, -3));

  const other = somebody();
  await choose(page);
  await fillIn(page, other);
  await tickAll(page);
  await press(page, '内容を確認する');
  const onRecord = office.instant && (await beside.registered(late));
  const version = await beside.publish();
  await beside.tomorrow();
  await press(page, '送信する');
  yield 'form with terms changed meanwhile';
  yield* address(`/terms/${version}/changes`);
  await page.goto(link);
  yield 'confirmed, and other terms';
  await press(page, '変わった所を見て、同意する');
  yield 'terms to agree to';
  await press(page, '同意する');
  yield 'terms not agreed to';
  await tickAll(page);
  await press(page, '同意する');
  yield 'agreed';
  await press(page, '予約の確認に戻る');
  if (onRecord) yield* atOncePages(page, running, id, onRecord);

  const next = await beside.publish();
  yield* address('/', '/terms', `/terms/${next}`);
  const byWeb = office.cancellation.some(({ channels }) => channels.includes('web'));
  const withdrawn = await applied(late);
  await lookUp(page, withdrawn);
  if (byWeb) {
    await press(page, 'この申込みをキャンセルする');
    yield 'to be withdrawn';
    await press(page, 'キャンセルする');
    yield 'withdrawn';
  }
  const declined = await applied(late);
  await beside.staff(declined.reference, 'declination', { reason: 'nobody-free' });
  await lookUp(page, declined);
  yield 'declined';
  const cancelled = await applied(late);
  await beside.staff(cancelled.reference, 'confirmation', { wish: 0 });
  await lookUp(page, cancelled);
  if (byWeb) {
    await press(page, 'この予約をキャンセルする');
    yield 'to be cancelled';
    await press(page, 'キャンセルする');
    yield 'cancelled';
  } else {
    await beside.staff(cancelled.reference, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    await lookUp(page, cancelled);
    yield 'cancelled by the office';
  }
  await beside.staff(silent.reference, 'confirmation', { wish: 0, tool: 'teleoffice' });
  await beside.staff(silent.reference, 'meeting', { invited: true });
  await beside.at(taken, -HOUR);
  await page.goto(link);
  yield 'confirmed, an hour before';
  await beside.at(taken, -10);
  await press(page, '新しい状態を見る');
  yield 'open';
  await press(page, '参加する');
  yield 'joined';
  await beside.at(taken, HOUR);
  await page.goto(link);
  yield 'over';
  await its('attendance', { outcome: 'attended' });
  await page.goto(link);
  yield 'attended';
  if (soon > taken) await beside.at(soon, HOUR);
  await lookUp(page, silent);
  yield 'nobody came';
  await lookUp(page, left);
  yield 'never answered';
}
