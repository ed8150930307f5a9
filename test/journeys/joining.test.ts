import { afterAll, beforeAll, expect, test } from 'vitest';
import { Receipt } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { textOf } from '../support/forms.ts';
import { form } from '../support/lambda.ts';
import { localOffice, type TestOffice } from '../support/local.ts';
import { addressesIn } from '../support/pages.ts';

/* From the letter into the session, on the local office: the link, the page, the press, staff who see it. */

let running: TestOffice;
beforeAll(async () => {
  running = await localOffice({ now: '2026-03-02T09:00:00+09:00', zoom: false });
});
afterAll(() => running.stop());

const site = (): string => running.offices['aomori']?.url ?? '';
const staff = async (path: string, sent?: object) => {
  const answer = await fetch(`${site()}${path}`, {
    method: sent ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${running.staffToken('aomori')}` },
    ...(sent && { body: JSON.stringify(sent) }),
  });
  expect([path, answer.status]).toEqual([path, 200]);
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
  return (await answer.json()) as any;
};
const page = async (path: string): Promise<string> =>
  (await fetch(`${site()}${path}`, { headers: { accept: 'text/html' } })).text();

/** Presses the button of a form on a page, as a browser does. */
const press = async (html: string, action: string): Promise<Response> => {
  const [, inside = ''] = new RegExp(`<form method="post" action="${action}">([\\s\\S]*?)</form>`).exec(html) ?? [];
  const fields = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  expect(fields.length).toBeGreaterThan(0);
  return fetch(`${site()}${action}`, {
    method: 'POST',
    headers: {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'null',
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0 (Linux; Android 9) Mobile',
    },
    body: form(Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]))),
  });
};

test('[K-7-1, A-7-1, A-6-3, D-10] a link in the letter, the calendar file, the press, staff who see it, and a session attended', async () => {
  const sent = body(aomori, '2026-03-05T10:00:00+09:00', {
    applicant: { number: '02010-1', email: 'taro@example.com' },
  });
  const applied = await fetch(`${site()}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });
  const { reference } = Receipt.parse(await applied.json());
  const his = `/staff/bookings/${reference}`;
  await staff(`${his}/confirmation`, { tool: 'zoom' });
  await staff(`${his}/meeting`, { url: 'https://zoom.us/j/12345678901', id: '12345678901', passcode: 'abc123' });
  await running.moveClock('2026-03-05T09:00:00+09:00');

  const letters = (await running.mails('taro@example.com')).filter(({ tags }) => tags['notice'] !== 'receipt');
  expect(letters.map(({ tags }) => tags['notice'])).toEqual(['invitation', 'reminder', 'reminder']);
  const links = letters.map(
    ({ text }) => new RegExp(`${site()}(/bookings/${reference}/[\\w-]{43})\\n`).exec(text)?.[1],
  );
  expect(new Set(links.filter((link) => link !== undefined)).size).toBe(3);

  const early = await page(links[0] ?? '');
  expect(textOf(early)).toMatch(/予約が決まっています.*今日の ?午前9:45 ?から/);
  const file = await press(early, `/bookings/${reference}/calendar`);
  expect([file.headers.get('content-type'), await file.text()]).toEqual([
    'text/calendar; charset=utf-8; method=PUBLISH',
    expect.stringContaining(`UID:${reference}@aomori.madoguchi`),
  ]);

  await running.moveClock('2026-03-05T09:45:00+09:00');
  const open = await page(links[2] ?? '');
  const entered = await press(open, `/join/${reference}`);
  expect(entered.status).toBe(200);
  const entry = await entered.text();
  expect(addressesIn(entry)).toContain('https://zoom.us/j/12345678901');
  expect((await press(open, `/join/${reference}`)).status).toBe(200);

  await running.moveClock('2026-03-05T10:11:00+09:00');
  expect(await staff(his)).toMatchObject({
    state: 'confirmed',
    signs: [{ sign: 'joined', at: '2026-03-05T09:45:00+09:00' }],
  });
  await staff(`${his}/attendance`, { outcome: 'attended' });
  expect(textOf(await page(links[2] ?? ''))).toContain('相談は終わりました');
  expect(running.errors).toEqual([]);
});
