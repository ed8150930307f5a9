import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpApi, matchRoute } from '../../../infra/local/http-api.ts';
import type { LocalRoute } from '../../../infra/local/template.ts';

const routes: LocalRoute[] = [
  { key: 'GET /', function: 'home' },
  { key: 'ANY /bookings/{reference}', function: 'any' },
  { key: 'GET /bookings/{reference}', function: 'booking' },
  { key: 'GET /bookings/today', function: 'today' },
  { key: 'POST /bookings/{reference}/consents', function: 'consent' },
  { key: 'ANY /staff/{proxy+}', function: 'staff', authorizer: 'authorizer' },
  { key: 'GET /staff/login', function: 'login' },
  { key: '$default', function: 'site' },
];

describe('the route of a request is', () => {
  test.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/bookings/today', 'GET /bookings/today', {}],
    ['GET', '/bookings/1234-5678', 'GET /bookings/{reference}', { reference: '1234-5678' }],
    ['GET', '/bookings/%E5%8F%AF%2F%E9%83%A8', 'GET /bookings/{reference}', { reference: '可/部' }],
    ['DELETE', '/bookings/1234-5678', 'ANY /bookings/{reference}', { reference: '1234-5678' }],
    ['DELETE', '/bookings/today', 'ANY /bookings/{reference}', { reference: 'today' }],
    ['POST', '/bookings/1/consents', 'POST /bookings/{reference}/consents', { reference: '1' }],
    ['GET', '/bookings/1/consents', '$default', {}],
    ['GET', '/bookings/', '$default', {}],
    ['GET', '/bookings', '$default', {}],
    ['GET', '/staff/login', 'GET /staff/login', {}],
    ['PUT', '/staff/counsellors/a%20b', 'ANY /staff/{proxy+}', { proxy: 'counsellors/a b' }],
    ['GET', '/staff', '$default', {}],
    ['HEAD', '/', '$default', {}],
    ['GET', '/nothing/at/all', '$default', {}],
  ])('%s %s → %s', (method, path, key, pathParameters) => {
    const matched = matchRoute(routes, method, path);
    expect(matched).toMatchObject({ route: { key }, pathParameters });
  });

  test('malformed where a part of the path cannot be decoded', () => {
    expect(matchRoute(routes, 'GET', '/bookings/%E5%8F')).toBe('malformed');
  });

  test('none where there is no $default', () => {
    expect(matchRoute([], 'GET', '/')).toBeUndefined();
  });
});

describe('over HTTP', () => {
  const now = Date.parse('2026-03-02T09:00:00+09:00');
  // biome-ignore lint/suspicious/noExplicitAny: an event as the functions get it
  let invoked: { lambda: string; event: any }[];
  let answered: unknown;
  let decision: unknown;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer(
      httpApi({
        id: 'api',
        routes,
        now: () => now,
        invoke: async (lambda, event) => {
          invoked.push({ lambda, event });
          const answer = lambda === 'authorizer' ? decision : answered;
          if (answer instanceof Error) throw answer;
          return answer;
        },
      }),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  beforeEach(() => {
    invoked = [];
    answered = { statusCode: 200 };
    decision = { isAuthorized: true, context: { staff: 'demo-staff' } };
  });
  afterAll(() => void server.close());

  test('a function sees a request as payload format 2.0 has it', async () => {
    await fetch(`${url}/bookings/a%2Fb?desk=general&day=1&day=2&empty=`, {
      headers: { Accept: 'text/html', Cookie: 'a=1; b=2', 'X-Canary': 'u' },
    });
    expect(invoked).toHaveLength(1);
    expect(invoked[0]).toMatchObject({
      lambda: 'booking',
      event: {
        version: '2.0',
        routeKey: 'GET /bookings/{reference}',
        rawPath: '/bookings/a%2Fb',
        rawQueryString: 'desk=general&day=1&day=2&empty=',
        cookies: ['a=1', 'b=2'],
        headers: { accept: 'text/html', host: new URL(url).host, 'x-forwarded-proto': 'http', 'x-canary': 'u' },
        queryStringParameters: { desk: 'general', day: '1,2', empty: '' },
        pathParameters: { reference: 'a/b' },
        requestContext: {
          http: { method: 'GET', path: '/bookings/a%2Fb', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
          routeKey: 'GET /bookings/{reference}',
          stage: '$default',
          time: '02/Mar/2026:00:00:00 +0000',
          timeEpoch: now,
        },
        isBase64Encoded: false,
      },
    });
    expect(invoked[0]?.event.headers).not.toHaveProperty('cookie');
    expect(invoked[0]?.event).not.toHaveProperty('body');
  });

  test('a request without query, cookie or parameter has none of their fields', async () => {
    await fetch(`${url}/`);
    for (const field of ['queryStringParameters', 'cookies', 'pathParameters', 'body']) {
      expect(invoked[0]?.event).not.toHaveProperty(field);
    }
  });

  test('a header sent twice arrives once, joined by a comma', async () => {
    await new Promise((resolve) => {
      httpRequest(`${url}/`, { headers: ['X-Twice', 'a', 'x-twice', 'b', 'Host', 'h'] }, (r) =>
        r.resume().on('end', resolve),
      ).end();
    });
    expect(invoked[0]?.event.headers['x-twice']).toBe('a,b');
  });

  test.each([
    ['application/json', '{"a":"可"}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['application/problem+json', '{}', false],
    ['text/plain', 'x', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', 'x', true],
  ])('a body of %s arrives as text or base64', async (type, body, base64) => {
    await fetch(`${url}/bookings/1/consents`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(invoked[0]?.event.isBase64Encoded).toBe(base64);
    expect(Buffer.from(invoked[0]?.event.body, base64 ? 'base64' : 'utf8').toString()).toBe(body);
  });

  test('an answer arrives as the function built it', async () => {
    answered = {
      statusCode: 201,
      headers: { 'Content-Type': 'text/html', 'X-A': 1 },
      cookies: ['a=1', 'b=2; Path=/'],
      body: '可',
    };
    const response = await fetch(`${url}/`);
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/']);
    expect(await response.text()).toBe('可');
  });

  test('a base64 answer arrives as its bytes', async () => {
    answered = { statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true };
    const bytes = new Uint8Array(await (await fetch(`${url}/`)).arrayBuffer());
    expect([...bytes]).toEqual([0, 255]);
  });

  test('an answer without a status code is the body itself, as JSON', async () => {
    answered = { hello: 'world' };
    const response = await fetch(`${url}/`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual({ hello: 'world' });
  });

  test.each([
    ['fails', new Error('broken')],
    ['answers a status that is none', { statusCode: 'teapot' }],
    ['answers a body that is no text', { statusCode: 200, body: { a: 1 } }],
  ])('a function that %s is an Internal Server Error without its words', async (_, answer) => {
    answered = answer;
    const response = await fetch(`${url}/`);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  test('HEAD is not GET: it goes to $default, and its answer has no body', async () => {
    answered = { statusCode: 200, body: 'text' };
    const response = await fetch(`${url}/`, { method: 'HEAD' });
    expect([invoked[0]?.lambda, response.status, await response.text()]).toEqual(['site', 200, '']);
  });

  test('a body above 10 MB is refused before any function sees it', async () => {
    const response = await fetch(`${url}/`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([response.status, invoked]).toEqual([413, []]);
  });

  test('a path that cannot be decoded is a Bad Request', async () => {
    expect((await fetch(`${url}/bookings/%E5%8F`)).status).toBe(400);
  });

  describe('a route with an authorizer', () => {
    const ask = () => fetch(`${url}/staff/bookings?a=1`, { headers: { authorization: 'Bearer x' } });

    test('asks the authorizer also where nobody says who they are, and hands on that it found nobody', async () => {
      decision = { isAuthorized: true, context: {} };
      const response = await fetch(`${url}/staff/bookings`);
      expect(response.status).toBe(200);
      expect(invoked.map(({ lambda }) => lambda)).toEqual(['authorizer', 'staff']);
      expect(invoked[1]?.event.requestContext.authorizer).toEqual({ lambda: {} });
    });

    test('answers 403 where the authorizer says no, and the function does not see the request', async () => {
      decision = { isAuthorized: false };
      const response = await ask();
      expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
      expect(invoked.map(({ lambda }) => lambda)).toEqual(['authorizer']);
    });

    test.each([
      ['fails', new Error('no keys')],
      ['answers nonsense', { allowed: true }],
    ])('answers 500 where the authorizer %s', async (_, answer) => {
      decision = answer;
      expect((await ask()).status).toBe(500);
      expect(invoked.map(({ lambda }) => lambda)).toEqual(['authorizer']);
    });

    test('gives the authorizer the request without its body, and the function what it found', async () => {
      expect((await ask()).status).toBe(200);
      expect(invoked[0]).toMatchObject({
        lambda: 'authorizer',
        event: {
          version: '2.0',
          type: 'REQUEST',
          headers: { authorization: 'Bearer x' },
          identitySource: ['ANY /staff/{proxy+}'],
          rawQueryString: 'a=1',
          pathParameters: { proxy: 'bookings' },
        },
      });
      expect(invoked[0]?.event).not.toHaveProperty('isBase64Encoded');
      expect(invoked[1]).toMatchObject({
        lambda: 'staff',
        event: { requestContext: { authorizer: { lambda: { staff: 'demo-staff' } } } },
      });
    });
  });
});
