import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Receipt } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { all, synthesize, templateOf } from '../infra/synthesized.ts';
import { body } from '../support/build.ts';
import { HttpBrowser } from '../support/http-browser.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* Staff sign in over HTTP, at an OpenID server that lives by the office's clock, and two offices that must not open each other. */

const NOW = '2026-03-02T09:00:00+09:00';
let running: TestOffice;

beforeAll(async () => {
  running = await localOffice({ now: NOW, verbose: true });
});
beforeEach(() => running.setClock(NOW));
afterAll(() => running.stop());

type OfficeId = 'kabe' | 'aomori';
const at = (office: OfficeId, path: string): string => `${running.offices[office]?.url}${path}`;
const poolOf = (office: OfficeId): string => `${running.control}/sign-in/${office}/`;

/** Opens a page of the console and clicks on a person where the pool asks who it is. */
const signIn = async (office: OfficeId, path = '/staff/todo', browser = new HttpBrowser(), username = 'mihon1') => {
  const asked = await browser.open(at(office, path));
  expect(asked.url).toContain(poolOf(office));
  const page = await browser.open(asked.url, { form: { username } });
  return { browser, page };
};
const cookieOf = (browser: HttpBrowser, name: string): string => browser.cookies.get(name)?.value ?? '';
/** The address the pool leads back to, with the code, before anybody has gone there. */
const codeFor = async (browser: HttpBrowser, office: OfficeId): Promise<string> => {
  let next = (await browser.open(at(office, '/staff/todo'))).url;
  let form: Record<string, string> | undefined = { username: 'mihon1' };
  while (!next.includes('/sign-in/callback')) {
    const answer = await browser.open(next, { follow: false, ...(form && { form }) });
    form = undefined;
    next = new URL(answer.headers.get('location') ?? '', next).href;
  }
  return next;
};
const JSON_ONLY = { accept: 'application/json' };

describe('staff sign in', () => {
  test('by one click on a person, land where they were going, and the console knows who acts', async () => {
    const { browser, page } = await signIn('kabe', '/staff/bookings/0000-0000?x=1', undefined, 'mihon2');
    expect(page.url).toBe(at('kabe', '/staff/bookings/0000-0000?x=1'));
    const { reference } = await apply('kabe');
    const confirmed = await browser.open(at('kabe', `/staff/bookings/${reference}/confirmation`), {
      form: { x: '' },
      headers: JSON_ONLY,
    });
    expect(confirmed.status).toBe(200);
    const shown = await browser.open(at('kabe', `/staff/bookings/${reference}`), { headers: JSON_ONLY });
    expect(JSON.parse(shown.text).history.at(-1)).toMatchObject({
      act: 'confirmed',
      actor: { kind: 'staff', id: 'mihon2' },
    });
  });

  test('are asked who they are in Japanese, by code and PKCE, with state and nonce', async () => {
    const browser = new HttpBrowser();
    await browser.open(at('kabe', '/staff/todo'));
    const asked = new URL(browser.visited.find((url) => url.includes('/oauth2/authorize')) ?? '');
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      response_type: 'code',
      client_id: expect.any(String),
      redirect_uri: at('kabe', '/sign-in/callback'),
      scope: 'openid',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      lang: 'ja',
    });
  });

  test('[R-22] get cookies that no script, no other host and no other site’s form can use, and that go with the browser', async () => {
    const { browser } = await signIn('kabe');
    const ours = browser.lines.filter((line) => line.startsWith('__Host-') && !line.includes('Max-Age=0'));
    expect(ours.map((line) => line.replace(/=[^;]*/, ''))).toEqual([
      '__Host-kabe-signing-in; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=900',
      '__Host-kabe-access; Path=/; Secure; HttpOnly; SameSite=Lax',
      '__Host-kabe-refresh; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
    expect([...browser.cookies.keys()].filter((name) => name.startsWith('__Host-'))).toEqual([
      '__Host-kabe-access',
      '__Host-kabe-refresh',
    ]);
  });

  test('[R-20] without a code or a token in any line of log, or on any page', async () => {
    const browser = new HttpBrowser();
    const callback = await codeFor(browser, 'kabe');
    const signedIn = await browser.open(callback);
    const refused = await browser.open(callback);
    const access = cookieOf(browser, '__Host-kabe-access');
    const secrets = [
      new URL(callback).searchParams.get('code'),
      ...access.split('.'),
      cookieOf(browser, '__Host-kabe-refresh'),
    ];
    const written = [...running.printed, ...running.errors, signedIn.text, refused.text].join('\n');
    expect(written).toContain('GET /sign-in/callback');
    for (const secret of secrets) {
      expect(secret).toMatch(/.{20}/);
      expect(written).not.toContain(secret);
    }
  });
});

describe('a callback', () => {
  const FAILED = [400, expect.stringContaining('もう一度サインインしてください')];
  const open = async (browser: HttpBrowser, url: string) => {
    const { status, text } = await browser.open(url);
    return [status, text];
  };
  const signedOut = (browser: HttpBrowser) => expect(cookieOf(browser, '__Host-kabe-access')).toBe('');

  test('with another state than it was begun with signs nobody in', async () => {
    const browser = new HttpBrowser();
    const callback = new URL(await codeFor(browser, 'kabe'));
    callback.searchParams.set('state', 'A'.repeat(43));
    expect(await open(browser, callback.href)).toEqual(FAILED);
    callback.searchParams.delete('state');
    expect(await open(browser, callback.href)).toEqual(FAILED);
    signedOut(browser);
  });

  test('in another browser than the one that began signs nobody in, also where that one has begun too', async () => {
    const callback = await codeFor(new HttpBrowser(), 'kabe');
    const other = new HttpBrowser();
    expect(await open(other, callback)).toEqual(FAILED);
    await other.open(at('kabe', '/staff/todo'));
    expect(await open(other, callback)).toEqual(FAILED);
    // Even with the right state, the code was asked for under another challenge.
    const mine = new URL(await codeFor(other, 'kabe'));
    mine.searchParams.set('code', new URL(callback).searchParams.get('code') ?? '');
    expect(await open(other, mine.href)).toEqual(FAILED);
    signedOut(other);
  });

  test('works once: its code is worth nothing a second time', async () => {
    const browser = new HttpBrowser();
    const callback = await codeFor(browser, 'kabe');
    const begun = browser.cookies.get('__Host-kabe-signing-in');
    expect((await browser.open(callback)).url).toBe(at('kabe', '/staff/todo'));
    expect(await open(browser, callback)).toEqual(FAILED);
    if (begun) browser.cookies.set('__Host-kabe-signing-in', begun);
    expect(await open(browser, callback)).toEqual(FAILED);
  });

  test('too late for its code signs nobody in', async () => {
    const browser = new HttpBrowser();
    const callback = await codeFor(browser, 'kabe');
    running.setClock('2026-03-02T09:06:00+09:00');
    expect(await open(browser, callback)).toEqual(FAILED);
  });

  test('that says no is told so, without the words in its address', async () => {
    const browser = new HttpBrowser();
    const callback = new URL(await codeFor(browser, 'kabe'));
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    callback.searchParams.set('error_description', 'words-of-somebody-else');
    const [status, text] = await open(browser, callback.href);
    expect([status, text]).toEqual(FAILED);
    expect(text).not.toContain('words-of-somebody-else');
  });

  test.each([
    '//elsewhere.example.com',
    'https://elsewhere.example.com/staff',
    '/staff/..//elsewhere.example.com',
    '/\\elsewhere.example.com',
  ])('leads to no other site, though the sign-in was begun for %s', async (to) => {
    const { page } = await signIn('kabe', `/sign-in?to=${encodeURIComponent(to)}`);
    expect(page.url).toBe(at('kabe', '/staff/today'));
  });
});

describe('a session', () => {
  test('is renewed unnoticed when its hour is over, where pages are read', async () => {
    const { browser } = await signIn('kabe');
    const before = cookieOf(browser, '__Host-kabe-access');
    running.setClock('2026-03-02T10:01:00+09:00');
    browser.visited.length = 0;
    const page = await browser.open(at('kabe', '/staff/todo'));
    expect([page.status, page.url]).toEqual([200, at('kabe', '/staff/todo')]);
    expect(browser.visited).toEqual([
      at('kabe', '/staff/todo'),
      at('kabe', '/sign-in?to=%2Fstaff%2Ftodo'),
      at('kabe', '/staff/todo'),
    ]);
    expect(cookieOf(browser, '__Host-kabe-access')).not.toBe(before);
  });

  test('that is over does nothing, and loses nothing of what was sent', async () => {
    const { browser } = await signIn('kabe');
    running.setClock('2026-03-02T10:01:00+09:00');
    const path = '/staff/bookings/0000-0000/declination';
    const page = await browser.open(at('kabe', path), { form: { reason: '見本の理由' } });
    expect(page.status).toBe(403);
    expect(page.text).toContain('name="reason" value="見本の理由"');
    expect(page.text).toContain(`action="${path}"`);
    const beside = await browser.open(at('kabe', /href="(\/sign-in[^"]*)"/.exec(page.text)?.[1] ?? ''));
    expect(beside.url).toBe(at('kabe', '/staff/help'));
    const again = await browser.open(at('kabe', path), { form: { reason: 'applicant-asked' } });
    expect(again.text).not.toContain('サインインし直してください');
    running.setClock('2026-03-02T11:02:00+09:00');
    expect((await browser.open(at('kabe', path), { form: { reason: 'x' }, headers: JSON_ONLY })).text).toBe(
      '{"message":"Forbidden"}',
    );
  });

  test('ends after ten hours: then the pool asks again', async () => {
    const { browser } = await signIn('kabe');
    running.setClock('2026-03-02T18:59:00+09:00');
    expect((await browser.open(at('kabe', '/staff/todo'))).url).toBe(at('kabe', '/staff/todo'));
    running.setClock('2026-03-02T20:01:00+09:00');
    expect((await browser.open(at('kabe', '/staff/todo'))).url).toContain(poolOf('kabe'));
    expect([...browser.cookies.keys()].filter((name) => name.startsWith('__Host-'))).toEqual([
      '__Host-kabe-signing-in',
    ]);
  });

  test('that is signed out is over here and at the pool, and its cookies renew nothing', async () => {
    const { browser } = await signIn('kabe');
    const kept = new Map(browser.cookies);
    const page = await browser.open(at('kabe', '/sign-out'), { form: { x: '' } });
    expect([page.status, page.url]).toEqual([200, at('kabe', '/signed-out')]);
    expect(browser.visited.at(-2)).toContain(`${poolOf('kabe')}logout?`);
    expect([...browser.cookies.keys()].filter((name) => name.startsWith('__Host-'))).toEqual([]);
    expect((await browser.open(at('kabe', '/staff/todo'))).url).toContain(`${poolOf('kabe')}interaction/`);

    const thief = new HttpBrowser();
    for (const name of ['__Host-kabe-access', '__Host-kabe-refresh'])
      thief.cookies.set(name, kept.get(name) ?? { value: '', path: '/' });
    expect((await thief.open(at('kabe', '/sign-in?to=/staff/todo'))).url).toContain(`${poolOf('kabe')}interaction/`);
    expect(cookieOf(thief, '__Host-kabe-access')).toBe('');
  });

  test('is left by the pool only to the office’s own page', async () => {
    const browser = new HttpBrowser();
    await browser.open(at('kabe', '/staff/todo'));
    const asked = new URL(browser.visited.find((url) => url.includes('/oauth2/authorize')) ?? '');
    const client = asked.searchParams.get('client_id');
    const away = await fetch(`${poolOf('kabe')}logout?client_id=${client}&logout_uri=https://elsewhere.example.com/`, {
      redirect: 'manual',
    });
    expect(away.status).toBe(400);
  });

  test('of a program is its bearer token: a wrong one is refused also where pages are asked for', async () => {
    const ask = (authorization: string) =>
      fetch(at('kabe', '/staff/todo'), { headers: { authorization, accept: 'text/html' }, redirect: 'manual' });
    expect((await ask(`Bearer ${running.staffToken('kabe')}`)).status).toBe(200);
    expect((await ask('Bearer a.b.c')).status).toBe(403);
    expect((await ask('Basic dXNlcjpwYXNz')).status).toBe(403);
  });

  test('has an access token as Cognito makes them', async () => {
    const { browser } = await signIn('kabe');
    const [header = '', claims = ''] = cookieOf(browser, '__Host-kabe-access').split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(header)).toEqual({ alg: 'RS256', kid: expect.any(String) });
    const issued = Date.parse(NOW) / 1000;
    expect(read(claims)).toEqual({
      sub: expect.any(String),
      iss: poolOf('kabe').slice(0, -1),
      client_id: expect.any(String),
      token_use: 'access',
      scope: 'openid',
      username: 'mihon1',
      auth_time: issued,
      iat: issued,
      exp: issued + 3600,
      jti: expect.any(String),
    });
  });
});

const offices = { kabe, aomori };
const startsAt = { kabe: '2026-03-06T10:00:00+09:00', aomori: '2026-03-10T13:30:00+09:00' };
const apply = async (office: OfficeId) => {
  const number = office === 'kabe' ? '34010-1' : '02010-1';
  const sent = body(offices[office], startsAt[office], { applicant: { number, name: '見本 花子' } });
  const answer = await fetch(at(office, '/bookings'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });
  return Receipt.parse(await answer.json());
};

describe.each([
  ['kabe', 'aomori'],
  ['aomori', 'kabe'],
] as const)('[R-27] of %s nothing opens anything of %s', (mine, theirs) => {
  let routes: readonly string[];
  let receipt: Awaited<ReturnType<typeof apply>>;
  let browser: HttpBrowser;

  /** Every route of the other office's template, the staff's ones as its function knows them, with my booking in its place. */
  beforeAll(async () => {
    Object.assign(process.env, {
      OFFICE: theirs,
      TABLE: 'none',
      MAIL_BUCKET: 'none',
      SITE: 'https://office.example.com',
    });
    const staff = (await import('../../functions/staff/index.ts')).routes;
    const { templates } = await synthesize([kabe, aomori]);
    const declared = all(templateOf(templates, `madoguchi-${theirs}`), 'AWS::ApiGatewayV2::Route').map(
      ({ properties }) => String(properties['RouteKey']),
    );
    expect(declared).toContain('ANY /staff/{proxy+}');
    receipt = await apply(mine);
    routes = [
      ...declared.filter((key) => !/\/staff|\$default/.test(key)),
      ...staff.map(({ method, path }) => `${method} ${path}`),
    ].map((key) =>
      key
        .replace('{date}', '2026-03-04')
        .replace('{version}', '1')
        .replaceAll(/\{\w+\}/g, receipt.reference),
    );
    expect(routes.length).toBeGreaterThan(35);
    ({ browser } = await signIn(mine));
  });

  const call = (request: string, headers: Record<string, string>, sent: unknown = {}) => {
    const [method = '', path = ''] = request.split(' ');
    return fetch(at(theirs, path), {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...headers,
        ...(method !== 'GET' && method !== 'HEAD' && { 'content-type': 'application/json' }),
      },
      ...(method !== 'GET' && method !== 'HEAD' && { body: JSON.stringify(sent) }),
    });
  };
  const staffs = () => routes.filter((request) => request.includes(' /staff'));
  const session = () =>
    ['access', 'refresh'].map((name) => [name, cookieOf(browser, `__Host-${mine}-${name}`)] as const);
  const cookies = () =>
    session()
      .flatMap(([name, value]) => [`__Host-${mine}-${name}=${value}`, `__Host-${theirs}-${name}=${value}`])
      .join('; ');

  test('the token: no route of its console', async () => {
    for (const token of [running.staffToken(mine), cookieOf(browser, `__Host-${mine}-access`)])
      for (const request of staffs())
        for (const accept of ['text/html', 'application/json']) {
          const { status } = await call(request, { authorization: `Bearer ${token}`, accept });
          expect([request, status]).toEqual([request, 403]);
        }
  });

  test('the session’s cookies: no route of its console, under neither name', async () => {
    for (const request of staffs()) {
      expect([request, (await call(request, { cookie: cookies(), accept: 'application/json' })).status]).toEqual([
        request,
        403,
      ]);
      if (request.startsWith('PUT')) continue;
      const page = await call(request, { cookie: cookies(), accept: 'text/html' });
      const location = page.headers.get('location');
      expect([request, page.status, location]).toEqual(
        request.startsWith('GET') ? [request, 303, expect.stringMatching(/^\/sign-in\?to=/)] : [request, 403, null],
      );
    }
  });

  test('the session’s cookies: no session there', async () => {
    const renewed = await call('GET /sign-in?to=/staff/todo', { cookie: cookies(), accept: 'text/html' });
    expect([renewed.status, renewed.headers.get('location')]).toEqual([303, expect.stringContaining(poolOf(theirs))]);
    expect(renewed.headers.getSetCookie().join()).not.toMatch(/(?:access|refresh)=[^;]/);
  });

  test('a code of its pool: no session there', async () => {
    const other = new HttpBrowser();
    const code = new URL(await codeFor(new HttpBrowser(), mine)).searchParams.get('code') ?? '';
    const callback = new URL(await codeFor(other, theirs));
    callback.searchParams.set('code', code);
    expect((await other.open(callback.href)).status).toBe(400);
    expect(cookieOf(other, `__Host-${theirs}-access`)).toBe('');
  });

  test('a reference and its code: no booking there, for nobody', async () => {
    const { reference, code } = receipt;
    const tried = routes.filter((request) => !request.includes(' /sign') && !request.includes(' /staff'));
    for (const request of tried) {
      const sent = { reference, code, consent: { terms: '1', accepted: true } };
      const answer = await call(request, { 'booking-code': code, cookie: cookies(), accept: 'application/json' }, sent);
      // A form to be filled in is anybody's.
      if (!request.includes('/apply') && (request.startsWith('POST') || request.includes(reference)))
        expect([request, answer.status]).toEqual([
          request,
          expect.toSatisfy((status: number) => status >= 400 && status < 500),
        ]);
      expect(await answer.text()).not.toContain('花子');
    }
    const asked = await call(`GET /bookings/${reference}`, { 'booking-code': code });
    expect([asked.status, await asked.json()]).toEqual([404, expect.objectContaining({ type: 'booking-not-found' })]);
  });

  test('a reference: no booking there, not for its own staff either', async () => {
    const authorization = `Bearer ${running.staffToken(theirs)}`;
    for (const request of staffs().filter((one) => one.includes(receipt.reference) && one.includes('/bookings/'))) {
      const answer = await call(request, { authorization, accept: 'application/json' });
      expect([request, answer.status]).toEqual([
        request,
        expect.toSatisfy((status: number) => status >= 400 && status < 500),
      ]);
      expect(await answer.text()).not.toContain('花子');
    }
  });
});

test('no function failed or did what its role does not grant', () => {
  expect(running.errors).toEqual([]);
});
