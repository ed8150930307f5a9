import { beforeAll, describe, expect, test, vi } from 'vitest';
import { routes } from '../../infra/office-stack.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { css } from '../../shared/pages/style.ts';
import { body } from '../support/build.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

type Handler = Parameters<typeof invoke>[0];

const visitors = Object.keys(routes).filter((name) => !['staff', 'figures', 'sign-in'].includes(name));
const handlers = new Map<string, Handler>();
let site: Handler;
let table: string;
let receipt: { reference: string; code: string };

const handlerOf = (route: string): Handler => {
  const [name = ''] = Object.entries(routes).find(([, keys]) => keys.some((key) => key === route)) ?? [];
  const found = handlers.get(name);
  if (!found) throw new Error(`nobody answers ${route}`);
  return found;
};

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
  table = await officeTable('aomori');
  for (const name of visitors) handlers.set(name, (await import(`../../functions/${name}/index.ts`)).handler);
  site = handlerOf('GET /');
  const { putCounsellor } = await import('../../shared/aws/office-book.ts');
  await putCounsellor({ id: 'a', name: '見本 一郎', desks: ['general'], weekdays: [1, 2, 3, 4, 5], absences: [] });
  const sent = body(aomori, '2026-03-05T10:00:00+09:00');
  const { json } = await invoke(handlerOf('POST /bookings'), 'POST /bookings', { body: sent });
  receipt = json;
});

const page = (path: string, cookies: readonly string[] = []) =>
  invoke(site, `GET ${path}`, { headers: { accept: 'text/html' }, cookies });

describe('the pages about the service', () => {
  test.each(['/', '/guide', '/english'])('%s answers programs with the same few facts', async (path) => {
    const { status, json } = await invoke(site, `GET ${path}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ office: 'aomori', phone: '017-776-1561', choices: 2, tools: ['teleoffice', 'zoom'] });
  });

  test.each(['/', '/guide', '/english', '/nowhere'])(
    '%s weighs at most 60 KB with its style, which is the only other request',
    async (path) => {
      const { text } = await page(path);
      expect(Buffer.byteLength(text) + Buffer.byteLength(css)).toBeLessThanOrEqual(60 * 1024);
      const loaded = [...text.matchAll(/<(?:link|img|script|iframe)\b[^>]*(?:href|src)="([^"]+)"/g)].map(
        ([, to]) => to,
      );
      expect(loaded).toEqual(['/style.css']);
    },
  );

  test('[D-2] know the days that staff have closed', async () => {
    const { putClosure } = await import('../../shared/aws/office-book.ts');
    const { LocalDate, instant } = await import('../../shared/domain/time.ts');
    await putClosure(LocalDate.parse('2026-03-23'), 'closed', { by: 'demo', at: instant(Date.now()) });
    expect((await page('/guide')).text).toContain('2026年3月23日（月）');
  });

  test('a page that is not there says so, what to do, whom to phone, and where to go on', async () => {
    const { status, text } = await page('/nowhere');
    expect(status).toBe(404);
    for (const part of [
      '<h1>ページが見つかりません</h1>',
      'tel:0177761561',
      'href="/"',
      'href="/openings"',
      'href="/bookings"',
    ])
      expect(text).toContain(part);
  });

  test.each([
    ['/guide/nowhere/', '/guide/nowhere'],
    [`/bookings/1234-5678/${'A'.repeat(43)}/`, `/bookings/1234-5678/${'A'.repeat(43)}`],
    ['/openings/?desk=mothers', '/openings?desk=mothers'],
    ['/terms//', '/terms/'],
  ])('the address %s, which mail programs make of it, leads to the page meant', async (path, to) => {
    const { status, headers } = await page(path);
    expect([status, headers['location']]).toEqual([303, to]);
  });

  test.each(['//elsewhere.example.com/', '/\\elsewhere.example.com/', '/%2F%2Felsewhere.example.com/'])(
    'the address %s leads nowhere else',
    async (path) => {
      const event = { headers: { accept: 'text/html' } };
      const { status, headers } = await invoke(site, `GET https://office.example.com${path}`, event);
      expect([status, headers['location']]).toEqual([404, undefined]);
    },
  );

  test('what is posted to such an address is not led on without what was typed', async () => {
    const { status } = await invoke(site, 'POST /bookings/', {
      headers: FORM,
      body: form({ 'applicant.name': '見本' }),
    });
    expect(status).toBe(404);
  });
});

describe('ふりがな', () => {
  const press = (fields: Record<string, string>, headers: Record<string, string> = FORM) =>
    invoke(site, 'POST /furigana', { headers, body: form(fields) });

  test('is switched on by a cookie that says nothing else, and goes back to where it was', async () => {
    const answer = await press({ furigana: 'on', to: '/openings?desk=mothers&minutes=40' });
    expect([answer.status, answer.headers['location'], answer.cookies]).toEqual([
      303,
      '/openings?desk=mothers&minutes=40',
      ['__Host-furigana=on; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000'],
    ]);
  });

  test('is switched off by taking the cookie back', async () => {
    const { cookies } = await press({ furigana: 'off', to: '/guide' });
    expect(cookies).toEqual(['__Host-furigana=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0']);
  });

  test.each([
    ['/'],
    ['/guide'],
    ['/english'],
    ['/terms/2024-06-06'],
    ['/bookings/1234-5678'],
    ['/openings?desk=general&from=2026-03-09'],
  ])('goes back to %s', async (to) => {
    expect((await press({ furigana: 'on', to })).headers['location']).toBe(to);
  });

  test.each([
    'https://elsewhere.example.com/',
    '//elsewhere.example.com/',
    '/\\elsewhere.example.com',
    '/openings?\r\nSet-Cookie: a=b',
    '/terms/../staff',
    '/staff',
    '/sign-in?to=/staff',
    '/nowhere',
    'guide',
    `/openings?${'a'.repeat(301)}`,
  ])('goes to the first page instead of %j', async (to) => {
    expect((await press({ furigana: 'on', to })).headers['location']).toBe('/');
  });

  test.each([{ furigana: 'maybe' }, {}, { furigana: 'on', more: '1' }])(
    'is nothing else than on or off: %j',
    async (sent) => {
      const answer = await press(sent, { ...FORM, accept: 'application/json' });
      expect([answer.status, answer.cookies]).toEqual([400, []]);
    },
  );

  test('[R-22] no other site can switch it', async () => {
    expect((await press({ furigana: 'on' }, { ...FORM, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('[R-18] nothing about it is stored', async () => {
    const before = await rowsIn(table);
    await press({ furigana: 'on', to: '/' });
    await page('/', ['__Host-furigana=on']);
    expect(await rowsIn(table)).toEqual(before);
  });

  test('is offered where nothing typed is lost by it, with where the page is', async () => {
    const switchOf = (text: string) => /<form class="switch"[\s\S]*?<\/form>/.exec(text)?.[0];
    const { text } = await invoke(handlerOf('GET /openings'), 'GET /openings?desk=mothers&minutes=40', {
      headers: { accept: 'text/html' },
    });
    expect(switchOf(text)).toContain('name="to" value="/openings?desk=mothers&amp;minutes=40"');
    expect(switchOf(text)).toContain('ふりがなをつける');
    expect(switchOf((await page('/', ['__Host-furigana=on'])).text)).toContain('ふりがなを消す');
    const half = await invoke(handlerOf('POST /apply'), 'POST /apply', {
      headers: FORM,
      body: form({ desk: 'general' }),
    });
    expect([switchOf(half.text), switchOf((await page('/nowhere')).text)]).toEqual([undefined, undefined]);
    expect(half.text).not.toContain('<!--');
  });

  test('is for people: style, data and the staff’s pages are the same for everybody', async () => {
    for (const path of ['/style.css', '/openapi.json']) {
      const [without, having] = [await page(path), await page(path, ['__Host-furigana=on'])];
      expect([having.text, having.headers]).toEqual([without.text, without.headers]);
      expect(having.headers['vary']).toBe('Accept, Accept-Encoding');
    }
    const staff = await invoke(handlerOf('GET /'), 'GET /staff/nowhere', {
      headers: { accept: 'text/html' },
      cookies: ['__Host-furigana=on'],
    });
    expect(staff.text).not.toContain('<ruby>');
  });

  /** Every page there is: what each route shows a browser, and what it shows when it is sent nothing useful. */
  const asked = visitors.flatMap((name) =>
    Object.entries(routes)
      .filter(([one]) => one === name)
      .flatMap(([, keys]) => keys.filter((key) => !/^\$|\.(?:css|js|json|ics)$|\/furigana$/.test(key)))
      .map((key) => key),
  );
  const bare = (text: string): string =>
    text.replace(/<form class="switch"[\s\S]*?<\/form>/, '').replace(/(name="idempotencyKey" value=")[^"]*/g, '$1');
  const withoutReadings = (text: string): string =>
    text.replace(/<ruby>([^<]*)<rp>（<\/rp><rt aria-hidden="true">[ぁ-ん]+<\/rt><rp>）<\/rp><\/ruby>/g, '$1');
  const compare = async (route: string, sent?: Record<string, string>): Promise<void> => {
    const request = route.replace('{reference}', receipt.reference).replace('{version}', '2024-06-06');
    const both = [];
    for (const cookies of [[], ['other=1', '__Host-furigana=on']])
      both.push(
        await invoke(handlerOf(route), request, {
          headers: route.startsWith('POST') ? FORM : { accept: 'text/html' },
          ...(route.startsWith('POST') && { body: form(sent ?? {}) }),
          cookies,
        }),
      );
    const [without, having] = both;
    if (!without || !having) throw new Error('nothing was answered');
    if (without.headers['location'] !== undefined) return expect(having.headers).toEqual(without.headers);
    expect(having.status).toBe(without.status);
    expect(without.headers['vary']).toBe('Accept, Accept-Encoding, Cookie');
    expect(without.text).not.toContain('<ruby>');
    expect(having.text.match(/<ruby>/g)?.length).toBeGreaterThan(5);
    expect(having.text).not.toMatch(/<(title|option|textarea)\b[^>]*>[^<]*<ruby>/);
    expect(bare(withoutReadings(having.text))).toBe(bare(without.text));
  };

  test.each(asked)('changes nothing of %s but adds readings', async (route) => {
    await compare(route);
  });

  test.each<[string, () => Record<string, string>]>([
    ['POST /bookings/status', () => ({ reference: receipt.reference, code: receipt.code })],
    ['POST /bookings/status', () => ({ reference: receipt.reference, code: '0000 0000 0000 0000' })],
    [
      'POST /apply',
      () => ({
        desk: 'general',
        'applicant.kind': 'seeker',
        'applicant.name': '電話 予約"<b>利用</b>',
        'applicant.number': '34010-01234567',
      }),
    ],
  ])('nor of %s when it shows what was sent (%#)', async (route, sent) => {
    await compare(route, sent());
  });
});
