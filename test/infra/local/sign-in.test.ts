import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createIssuer, type Issuer } from '../../../infra/local/sign-in.ts';

/** The authorizer against the issuer that stands in for Cognito here: its tokens have the shape of Cognito's. */

type Handler = typeof import('../../../functions/authorizer/index.ts')['handler'];
const now = Date.parse('2026-03-02T09:00:00+09:00');

let server: Server;
let ours: Issuer;
let theirs: Issuer;
let handler: Handler;
let reachable = true;

const load = async (): Promise<Handler> => {
  vi.resetModules();
  return (await import('../../../functions/authorizer/index.ts')).handler;
};

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(reachable ? 200 : 503).end(JSON.stringify(ours.keys));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  ours = await createIssuer(`${url}/kabe`);
  theirs = await createIssuer(`${url}/aomori`);
  Object.assign(process.env, {
    OFFICE: 'kabe',
    STAFF_ISSUER: ours.url,
    STAFF_JWKS: `${url}/keys`,
    STAFF_CLIENT: 'console',
  });
  vi.useFakeTimers({ toFake: ['Date'], now });
  handler = await load();
});
afterEach(() => {
  reachable = true;
  vi.setSystemTime(now);
});
afterAll(() => {
  vi.useRealTimers();
  server.close();
});

type Asking = { readonly method?: string; readonly accept?: string; readonly cookies?: string[] };
const ask = (authorization: string | undefined, by = handler, { method = 'GET', accept, cookies }: Asking = {}) => {
  const event = {
    headers: { ...(authorization !== undefined && { authorization }), ...(accept && { accept }) },
    ...(cookies && { cookies }),
    requestContext: { http: { method } },
  };
  return by(event as unknown as APIGatewayRequestAuthorizerEventV2);
};
const PAGE = 'text/html,application/xhtml+xml';
const browser = (cookies: string[], method = 'GET') => ask(undefined, handler, { method, accept: PAGE, cookies });
const nobody = { isAuthorized: true, context: {} };
const refused = { isAuthorized: false, context: {} };
const token = (issuer = ours, client = 'console'): string => issuer.token('demo-staff', client, now, 60);
/** A token with other claims: signed by the office all the same, or under the old signature. */
const claimsOf = (original: string): object =>
  JSON.parse(Buffer.from(original.split('.')[1] ?? '', 'base64url').toString());
const resigned = (claims: object): string => ours.signed({ ...claimsOf(token()), ...claims });
const forged = (claims: object): string => {
  const [header, , signature] = token().split('.');
  return [header, resigned(claims).split('.')[1], signature].join('.');
};

describe('the authorizer', () => {
  test('lets staff of its own office in, and says who it is', async () => {
    expect(await ask(`Bearer ${token()}`)).toEqual({ isAuthorized: true, context: { staff: 'demo-staff' } });
  });

  test.each([
    ['no header', () => undefined],
    ['an empty one', () => ''],
    ['a token without Bearer', () => token()],
    ['a password', () => 'Basic dXNlcjpwYXNz'],
    ['something that is no token', () => 'Bearer a.b.c'],
    ['a token of another office', () => `Bearer ${token(theirs)}`],
    ['a token for another client', () => `Bearer ${token(ours, 'another')}`],
    ['a token whose claims were changed', () => `Bearer ${forged({ username: 'boss' })}`],
    ['an ID token', () => `Bearer ${resigned({ token_use: 'id' })}`],
    ['a token of its own keys that names another issuer', () => `Bearer ${resigned({ iss: theirs.url })}`],
    ['a token that is not valid yet', () => `Bearer ${resigned({ nbf: now / 1000 + 60 })}`],
    ['a token without a name', () => `Bearer ${resigned({ username: '' })}`],
    ['a token without its signature', () => `Bearer ${token().split('.').slice(0, 2).join('.')}.`],
  ])('[R-27] refuses %s', async (_, header) => {
    expect(await ask(header())).toEqual(refused);
  });

  test('lets staff in by their office’s cookie, as a browser or not', async () => {
    const cookies = ['other=1', `__Host-kabe-access=${token()}`];
    const signedIn = { isAuthorized: true, context: { staff: 'demo-staff' } };
    expect(await browser(cookies)).toEqual(signedIn);
    expect(await browser(cookies, 'POST')).toEqual(signedIn);
    expect(await ask(undefined, handler, { cookies, method: 'PUT' })).toEqual(signedIn);
  });

  test.each([
    ['no cookie', () => []],
    ['an empty one', () => ['__Host-kabe-access=']],
    ['nonsense', () => ['__Host-kabe-access=a.b.c']],
    ['another office’s session', () => [`__Host-aomori-access=${token(theirs)}`]],
    ['another office’s session under this one’s name', () => [`__Host-kabe-access=${token(theirs)}`]],
    ['its own token under another name', () => [`kabe-access=${token()}`, `__Host-kabe-refresh=${token()}`]],
    ['a token for another client', () => [`__Host-kabe-access=${token(ours, 'another')}`]],
    ['an ID token', () => [`__Host-kabe-access=${resigned({ token_use: 'id' })}`]],
    ['a token that is over', () => [`__Host-kabe-access=${resigned({ exp: now / 1000 - 60 })}`]],
  ])('[R-27] lets a browser with %s on as nobody, and nothing else', async (_, cookies) => {
    expect(await browser(cookies())).toEqual(nobody);
    expect(await browser(cookies(), 'POST')).toEqual(nobody);
    expect(await browser(cookies(), 'PUT')).toEqual(refused);
    expect(await ask(undefined, handler, { cookies: cookies(), accept: 'application/json' })).toEqual(refused);
  });

  test('[R-22] goes by the header alone where there is one: what other sites can bring about counts for nothing', async () => {
    const cookies = [`__Host-kabe-access=${token()}`];
    for (const header of ['', 'Basic dXNlcjpwYXNz', 'Bearer a.b.c', `Bearer ${token(theirs)}`])
      expect(await ask(header, handler, { cookies, accept: PAGE })).toEqual(refused);
  });

  test('refuses a token of another office even under the keys of its own', async () => {
    const imitated = { ...ours, token: (await createIssuer(theirs.url)).token };
    expect(await ask(`Bearer ${token(imitated)}`)).toEqual(refused);
  });

  test('refuses a token in the very second it expires, and not before', async () => {
    const mine = `Bearer ${token()}`;
    vi.setSystemTime(now + 60 * 60_000 - 1_000);
    expect(await ask(mine)).toMatchObject({ isAuthorized: true });
    vi.setSystemTime(now + 60 * 60_000 + 1_000);
    expect(await ask(mine)).toEqual(refused);
  });

  test('fails, and does not refuse, where the keys cannot be fetched', async () => {
    reachable = false;
    const fresh = await load();
    await expect(ask(`Bearer ${token()}`, fresh)).rejects.toThrow('503');
    reachable = true;
    expect(await ask(`Bearer ${token()}`, fresh)).toMatchObject({ isAuthorized: true });
  });

  test('[R-20] writes why it refused, and nothing of the token', async () => {
    const written = vi.spyOn(console, 'log');
    const foreign = token(theirs);
    await ask(`Bearer ${foreign}`);
    const lines = written.mock.calls.flat().join('\n');
    written.mockRestore();
    expect(JSON.parse(lines)).toEqual({
      function: 'authorizer',
      office: 'kabe',
      outcome: 'refused',
      reason: expect.any(String),
    });
    for (const part of [...foreign.split('.'), 'demo-staff', theirs.url]) expect(lines).not.toContain(part);
  });
});
