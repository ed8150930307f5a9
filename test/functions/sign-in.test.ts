import { beforeAll, describe, expect, test, vi } from 'vitest';
import { serve } from '../../shared/http/serve.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

/* Who gets as far as the staff's routes. The sign-in's pool is out of order here; test/journeys/sign-in.test.ts has one that works. */

const load = async () => ({
  staff: await import('../../functions/staff/index.ts'),
  signIn: await import('../../functions/sign-in/index.ts'),
  session: await import('../../functions/sign-in/session.ts'),
});
let at: Awaited<ReturnType<typeof load>>;
let table: string;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
  table = await officeTable('kabe');
  Object.assign(process.env, {
    SITE: 'https://office.example.com',
    STAFF_ISSUER: 'http://127.0.0.1:1/pool',
    STAFF_CLIENT: 'console',
  });
  at = await load();
});

/** Every route of the console, with something in the place of its parameters. */
const routes = (only: (method: string) => boolean = () => true) =>
  at.staff.routes
    .filter(({ method }) => only(method))
    .map(
      ({ method, path }) => `${method} ${path.replaceAll('{date}', '2026-03-04').replaceAll(/\{\w+\}/g, '0000-0000')}`,
    );
const acts = () => [...routes((method) => method !== 'GET'), 'POST /sign-out'];
const handlerOf = (request: string) => (request === 'POST /sign-out' ? at.signIn.handler : at.staff.handler);
/** As the authorizer finds a browser with a session. */
const session = { lambda: { staff: 'mihon1' } };
const own = 'https://office.example.com';

describe('nobody is signed in', () => {
  test.each([
    ['no authorizer at all', undefined],
    ['an authorizer that found nobody', { lambda: null }],
    ['an empty context', { lambda: {} }],
    ['an empty name', { lambda: { staff: '' } }],
    ['a name that is none', { lambda: { staff: true } }],
    ['the claims of another kind of authorizer', { jwt: { claims: { username: 'mihon1' } }, staff: 'mihon1' }],
  ])('by %s, on any route: pages lead to the sign-in and back, everything else is refused', async (_, authorizer) => {
    const before = await rowsIn(table);
    for (const request of routes()) {
      const [method, path = ''] = request.split(' ');
      const asked = { authorizer, ...(method !== 'GET' && { body: 'a=b' }) };
      const page = await invoke(at.staff.handler, request, {
        ...asked,
        headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
      });
      if (method === 'GET')
        expect([page.status, page.headers['location']], request).toEqual([
          303,
          `/sign-in?to=${encodeURIComponent(path)}`,
        ]);
      else {
        expect([page.status, page.text], request).toEqual([403, expect.stringContaining('name="a" value="b"')]);
        expect(page.text, request).toContain(`action="${path}"`);
        // For staff, and nobody else: no visitor's menu, and what it is about once.
        expect(page.text, request).not.toContain('予約できる時間');
        expect(page.text.split('職員だけが使えます').length, request).toBe(2);
      }
      const data = await invoke(at.staff.handler, request, {
        ...asked,
        headers: { ...FORM, accept: 'application/json', 'sec-fetch-site': 'same-origin' },
      });
      expect([data.status, data.json.type], request).toEqual([403, 'staff-only']);
    }
    expect(await rowsIn(table)).toEqual(before);
    expect(routes().length).toBeGreaterThan(20);
  });
});

describe('[R-22] an act of staff with a session’s cookie', () => {
  const from = async (headers: Record<string, string>) => {
    const found = new Map<string, unknown>();
    for (const request of acts()) {
      const call = {
        authorizer: session,
        body: form({ x: '1' }),
        headers: { ...FORM, accept: 'application/json', ...headers },
      };
      const { status, json } = await invoke(handlerOf(request), request, call);
      found.set(request, json?.type === 'cross-site' ? status : 'let through');
    }
    return new Set(found.values());
  };

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example.com' }],
    ['another site that hides its origin', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: own }],
    [
      'a neighbour under the same registered name',
      { 'sec-fetch-site': 'same-site', origin: 'https://www.example.com' },
    ],
    ['a value of Sec-Fetch-Site nobody knows', { 'sec-fetch-site': 'nearby', origin: own }],
    ['an old browser that says nothing', {}],
    ['an old browser at another site', { origin: 'https://elsewhere.example.com' }],
    ['an old browser that hides its origin', { origin: 'null' }],
    ['the same name over plain HTTP', { origin: 'http://office.example.com' }],
    ['the same name at another port', { origin: 'https://office.example.com:8443' }],
  ])('from %s is refused on every route, and does nothing', async (_, headers) => {
    const before = await rowsIn(table);
    expect(await from(headers)).toEqual(new Set([403]));
    expect(await rowsIn(table)).toEqual(before);
  });

  test.each([
    ['a page of its own', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['an old browser at a page of its own', { origin: own }],
  ])('from %s is let through', async (_, headers) => {
    expect(await from(headers)).toEqual(new Set(['let through']));
  });

  test.each(['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'text/plain; application/json', ''])(
    'of the type “%s”, which a form of another site could send too, is refused on every route',
    async (type) => {
      for (const request of acts()) {
        const headers = { accept: 'application/json', 'content-type': type, 'sec-fetch-site': 'same-origin' };
        const { status } = await invoke(handlerOf(request), request, { authorizer: session, body: '{}', headers });
        expect([request, status]).toEqual([request, 415]);
      }
    },
  );

  test('from a site whose forms the office takes from visitors is refused all the same', async () => {
    const listed = 'https://www.city.example.jp';
    const office = { ...kabe, contact: { ...kabe.contact, formOrigins: [listed] } };
    const visitors = (await import('../../functions/booking/index.ts')).routes;
    const handler = serve(office, [...at.staff.routes, ...at.signIn.routes, ...visitors]);
    for (const site of [{ 'sec-fetch-site': 'cross-site' }, {}]) {
      const headers = { ...FORM, accept: 'application/json', origin: listed, ...site };
      for (const request of acts()) {
        const { json } = await invoke(handler, request, { authorizer: session, body: form({ x: '1' }), headers });
        expect([request, json?.type]).toEqual([request, 'cross-site']);
      }
      expect((await invoke(handler, 'POST /bookings', { body: form({ x: '1' }), headers })).json.type).toBe(
        'malformed',
      );
    }
  });
});

describe('after the sign-in a person is led', () => {
  test.each([
    '/staff',
    '/staff/today',
    '/staff?x=1',
    '/staff/bookings/0000-0001',
    '/staff/week?from=2026-03-02&to=%E3%81%82',
  ])('to %s, a page of the console', (to) => expect(at.session.consolePath(to)).toBe(to));

  test.each([
    undefined,
    '',
    '/',
    'today',
    '/staffroom',
    '/staff.example.com',
    '/bookings',
    '//elsewhere.example.com/staff',
    '/staff//elsewhere.example.com',
    '/staff/..//elsewhere.example.com',
    '/staff/../bookings',
    '/staff/%2e%2e//elsewhere.example.com',
    '/staff/./today',
    '/\\elsewhere.example.com',
    '/staff\\@elsewhere.example.com',
    '/staff/\\elsewhere.example.com',
    '\\/staff',
    'https://elsewhere.example.com/staff',
    'https:/staff',
    'javascript:/staff',
    '/staff@elsewhere.example.com',
    ' /staff/today',
    '/staff/today\r\nSet-Cookie: a=b',
    '/staff/\ttoday',
    '/staff/today\u0000',
    '/staff/\u2028',
    '/staff/today#x',
    `/staff/${'a'.repeat(1_000)}`,
  ])('to today’s page where they were to be led to %j', (to) => {
    expect(at.session.consolePath(to)).toBe('/staff/today');
  });
});

describe('while the pool is out of order', () => {
  const browser = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
  /** The function finds cookies beside the headers. */
  const withCookies = (request: string, cookies: string[], more: object = {}) =>
    invoke((event: object) => at.signIn.handler({ ...event, cookies } as never, {} as never), request, {
      headers: browser,
      ...more,
    });

  test.each([
    ['nobody can sign in', 'GET /sign-in?to=/staff/todo', []],
    ['no session can be renewed', 'GET /sign-in?to=/staff/todo', ['__Host-kabe-refresh=r']],
  ])('%s; the page says what to do, leads back, and no cookie is lost', async (_, request, cookies) => {
    const answer = await withCookies(request, cookies);
    expect([answer.status, answer.cookies]).toEqual([503, []]);
    expect(answer.text).toMatch(
      /少し待ってから、もう一度サインインしてください[\s\S]*href="\/sign-in\?to=%2Fstaff%2Ftodo"/,
    );
  });

  test('whoever signs out is signed out here all the same', async () => {
    const cookies = ['__Host-kabe-access=a', '__Host-kabe-refresh=r'];
    const answer = await withCookies('POST /sign-out', cookies, {
      headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
    });
    expect([answer.status, answer.headers['refresh']]).toEqual([200, '0; url=/signed-out']);
    expect(answer.cookies.toSorted()).toEqual(
      ['access', 'refresh', 'signing-in'].map(
        (name) => `__Host-kabe-${name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`,
      ),
    );
  });

  test.each([
    ['nothing', []],
    ['nonsense', ['__Host-kabe-signing-in=e30']],
    ['another office’s', ['__Host-aomori-signing-in=e30']],
  ])('a callback to a browser that has begun nothing (%s) is refused without asking the pool', async (_, cookies) => {
    const answer = await withCookies('GET /sign-in/callback?code=secret-code&state=secret-state', cookies);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('もう一度サインインしてください')]);
    expect(answer.text).not.toContain('secret');
  });
});
