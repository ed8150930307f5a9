import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { routes as declared } from '../../infra/office-stack.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const load = async () => ({
  booking: await import('../../functions/booking/index.ts'),
  joining: await import('../../functions/joining/index.ts'),
  cancellation: await import('../../functions/cancellation/index.ts'),
  consent: await import('../../functions/consent/index.ts'),
  instant: await import('../../functions/instant/index.ts'),
  staff: await import('../../functions/staff/index.ts'),
  figures: await import('../../functions/figures/index.ts'),
  site: await import('../../functions/site/index.ts'),
  'sign-in': await import('../../functions/sign-in/index.ts'),
});

let table: string;
let functions: Awaited<ReturnType<typeof load>>;
let reference: string;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
  table = await officeTable('kabe');
  // Nobody answers there: a sign-in that is begun fails at once.
  const pool = { SITE: 'https://office.example.com', STAFF_ISSUER: 'http://127.0.0.1:1/pool', STAFF_CLIENT: 'console' };
  Object.assign(process.env, pool);
  functions = await load();
  const counsellor = { name: '見本 一郎', desks: ['general'] };
  await invoke(functions.staff.handler, 'PUT /staff/counsellors/a', { staff: 'demo', body: counsellor });
  const { json } = await invoke(functions.booking.handler, 'POST /bookings', {
    body: body(kabe, '2026-03-06T10:00:00+09:00'),
  });
  reference = json.reference;
});
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') }));

const apply = (sent: unknown, headers: Record<string, string> = {}) =>
  invoke(functions.booking.handler, 'POST /bookings', { body: sent, headers });

type Name = keyof Awaited<ReturnType<typeof load>>;
const names: Name[] = [
  'booking',
  'joining',
  'cancellation',
  'consent',
  'instant',
  'staff',
  'figures',
  'site',
  'sign-in',
];
const reads = () =>
  names.flatMap((name) =>
    functions[name].routes
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => ({
        name,
        path: path
          .replace('{reference}', reference)
          .replace('{version}', '2024-02-22')
          .replace('{token}', 'A'.repeat(43)),
      })),
  );

test('what a function routes is what the template sends it', () => {
  for (const name of names) {
    if (name === 'staff') {
      expect(declared.staff).toEqual(['ANY /staff', 'ANY /staff/{proxy+}']);
      expect(functions.staff.routes.every(({ path }) => /^\/staff(?:\/|$)/.test(path))).toBe(true);
      continue;
    }
    const inTemplate = declared[name].filter((key) => key !== '$default');
    expect(functions[name].routes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      [...inTemplate].toSorted(),
    );
  }
});

describe('[R-18] reading writes nothing', () => {
  test('on any route, as a page or as data, with and without a code', async () => {
    const before = await rowsIn(table);
    for (const { name, path } of reads())
      for (const accept of ['text/html', 'application/json'])
        for (const code of [{}, { 'booking-code': '0000 0000 0000 0000' }]) {
          const ask = (method: string) =>
            invoke(functions[name].handler, `${method} ${path}`, { headers: { accept, ...code }, staff: 'demo' });
          // Gateways and checkers of links ask so, before a person does: the same answer without its body.
          const [get, head] = [await ask('GET'), await ask('HEAD')];
          expect([path, head.status, head.bytes]).toEqual([path, get.status, 0]);
          expect(Object.keys(head.headers)).toEqual(Object.keys(get.headers));
        }
    expect(await rowsIn(table)).toEqual(before);
    expect(reads().length).toBeGreaterThan(10);
  });
});

describe('[R-24] every answer', () => {
  const hardened = {
    'strict-transport-security': expect.stringMatching(/^max-age=31536000/),
    'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };

  test('that shows something carries the headers that protect it, and what is personal is not kept', async () => {
    for (const { name, path } of reads()) {
      const { headers } = await invoke(functions[name].handler, `GET ${path}`, {
        staff: 'demo',
        headers: { accept: 'text/html' },
      });
      expect(headers, path).toMatchObject(hardened);
      expect(String(headers['content-security-policy'])).not.toContain('unsafe-inline');
      if (!/\.(?:css|js|json)$/.test(path)) expect(headers['cache-control'], path).toBe('no-store');
    }
  });

  test.each([
    ['refused', 409, () => apply(body(kabe, '2026-03-06T10:00:00+09:00'))],
    ['malformed', 400, () => apply({})],
    ['not JSON', 400, () => apply('{', { 'content-type': 'application/json' })],
    ['not found', 404, () => invoke(functions.site.handler, 'GET /nowhere')],
    ['of another method', 405, () => invoke(functions.site.handler, 'DELETE /bookings')],
    ['in another character set', 415, () => apply('{}', { 'content-type': 'application/json; charset=shift_jis' })],
    ['of a type that only begins like JSON', 415, () => apply('{}', { 'content-type': 'application/json-patch+json' })],
    ['of another type', 415, () => apply('x', { 'content-type': 'text/xml' })],
    ['too large', 413, () => apply('x'.repeat(65_537), { 'content-type': 'application/json' })],
    ['from another site', 403, () => apply(form({}), { ...FORM, origin: 'https://elsewhere.example.com' })],
  ])('to a request that is %s (%i) carries them too, and says what to do', async (_, status, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ ...hardened, 'cache-control': 'no-store' });
    if (status === 405) expect(answer.headers['allow']).toBe('GET, HEAD, POST');
    const told = answer.json ?? { title: answer.text, detail: answer.text };
    expect(told.title).toMatch(/[ぁ-ん]/);
    expect(told.detail).toMatch(/ください/);
  });
});

describe('an answer is packed for whoever can unpack it', () => {
  const terms = (accepted?: string) =>
    invoke(functions.consent.handler, 'GET /terms', {
      headers: { accept: 'text/html', ...(accepted !== undefined && { 'accept-encoding': accepted }) },
    });

  test('and says the same, in less than half', async () => {
    const [plain, packed] = [await terms(), await terms('gzip, deflate, br')];
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(packed.headers).toMatchObject({ ...plain.headers, 'content-encoding': 'gzip' });
    expect(packed.headers['vary']).toBe('Accept, Accept-Encoding, Cookie');
    expect(packed.text).toBe(plain.text);
    expect(packed.bytes).toBeLessThan(plain.bytes / 2);
  });

  test.each(['identity', 'br', 'gzip;q=0', 'br, gzip ; q=0.0, *', ''])('not for %j', async (accepted) => {
    expect((await terms(accepted)).headers).not.toHaveProperty('content-encoding');
  });
  test.each(['gzip;q=0.5', 'br;q=0, gzip', 'GZIP'])('but for %j', async (accepted) => {
    expect((await terms(accepted)).headers).toHaveProperty('content-encoding', 'gzip');
  });

  test('a problem too, and nothing that is small', async () => {
    const headers = { accept: 'text/html', 'accept-encoding': 'gzip' };
    const missing = await invoke(functions.site.handler, 'GET /nowhere', { headers });
    expect(missing).toMatchObject({ status: 404, headers: { 'content-encoding': 'gzip' } });
    const small = await apply({}, { 'accept-encoding': 'gzip' });
    expect(small.bytes).toBeLessThan(1_000);
    expect(small.headers).not.toHaveProperty('content-encoding');
  });
});

describe('[R-22] a post', () => {
  const sent = form({ reference: '0000-0000', code: '0000 0000 0000 0000' });
  const ask = (headers: Record<string, string>) =>
    invoke(functions.joining.handler, 'POST /bookings/status', {
      body: sent,
      headers: { 'content-type': FORM['content-type'], ...headers },
    });

  test.each([
    ['a page of its own', { origin: 'https://office.example.com', 'sec-fetch-site': 'same-origin' }, 404],
    ['a program, which says nothing of where it is', {}, 404],
    ['another site', { origin: 'https://elsewhere.example.com', 'sec-fetch-site': 'cross-site' }, 403],
    ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of its own, which hides its origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 404],
    ['an old phone, which knows no Sec-Fetch-Site', { origin: 'null' }, 404],
    ['a sandboxed frame of another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    [
      'a neighbour under the same registered name',
      { origin: 'https://other.example.com', 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['the same name over plain HTTP', { origin: 'http://office.example.com' }, 403],
  ])('from %s is answered so (%#)', async (_, headers, status) => {
    expect((await ask(headers)).status).toBe(status);
  });
});

describe('[R-28] hostile input is answered with 4xx', () => {
  const valid = body(kabe, '2026-03-13T10:00:00+09:00');
  const json = { 'content-type': 'application/json' };
  const applicant = (more: object) => ({ ...valid, applicant: { ...(valid['applicant'] as object), ...more } });
  const deep = '['.repeat(30_000) + ']'.repeat(30_000);

  test.each([
    ['a body of more than 64 KB', ' '.repeat(64 * 1024 + 1), 413],
    ['JSON thirty thousand levels deep', deep, 400],
    ['a deep value in a field', JSON.stringify(valid).replace('"見本 太郎"', deep), 400],
    ['a prototype in the body', '{"__proto__":{"admin":true}}', 400],
    ['a prototype in a field', JSON.stringify(valid).replace('"name"', '"__proto__":{},"name"'), 400],
    ['a constructor', JSON.stringify(valid).replace('"name"', '"constructor":{"prototype":{}},"name"'), 400],
    ['a name that lost its letters on the way', JSON.stringify(applicant({ name: '\ufffdR\ufffdc' })), 400],
    ['half a character', JSON.stringify(applicant({ name: 'あ\ud800' })), 400],
    ['a name of 10,000 characters', JSON.stringify(applicant({ name: 'あ'.repeat(10_000) })), 400],
    ['60 KB of spaces for a name', JSON.stringify(applicant({ name: ' '.repeat(60_000) })), 400],
    ['60 KB of digits for a phone', JSON.stringify(applicant({ phone: '0'.repeat(60_000) })), 400],
    ['60 KB of an address', JSON.stringify(applicant({ email: `${'a.'.repeat(30_000)}@example.com` })), 400],
    [
      'a thousand wishes',
      JSON.stringify({
        ...valid,
        wishes: Array.from({ length: 1_000 }, () => ({ startsAt: '2026-03-13T10:00:00+09:00' })),
      }),
      400,
    ],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['control characters in a name', JSON.stringify(applicant({ name: 'あ\u0000い' })), 400],
  ])('%s', async (_, sent, status) => {
    expect((await apply(sent, json)).status).toBe(status);
  });

  test.each(['{}', '{"outcome":"vanished"}', '[]', 'null'])(
    'an act whose body %s is none of those it may be',
    async (sent) => {
      const path = `POST /staff/bookings/${reference}/attendance`;
      const answer = await invoke(functions.staff.handler, path, { staff: 'demo', body: sent, headers: json });
      expect([answer.status, answer.json.type, answer.json.errors.length]).toEqual([400, 'malformed', 1]);
    },
  );

  test.each([
    ['a prototype', '__proto__.a=1&__proto__=2'],
    ['deep names', `${'a.'.repeat(1_000)}a=1`],
    ['ten thousand fields', Array.from({ length: 5_000 }, (_, index) => `f${index}=1`).join('&')],
    ['a list where none belongs', 'applicant.0.name=1&applicant.name.first=2'],
    ['the name of what every object has', 'constructor.prototype.y=1'],
    ['a field sent twice', 'applicant.name=a&applicant.name=b'],
  ])('a form with %s', async (_, sent) => {
    const answer = await apply(sent, { ...FORM, accept: 'application/json' });
    expect([answer.status, answer.json.type]).toEqual([400, 'malformed']);
    expect({}).not.toHaveProperty('a');
    expect(JSON.stringify(answer.json)).not.toContain('native code');
  });
});

describe('[R-20] what is written to the log', () => {
  test('is one line that names route and outcome, and nothing anybody typed', async () => {
    const log = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const canary = { name: 'カナリヤ', number: '34010-13579', email: 'canary@example.com', phone: '09055509999' };
    const sent = { ...body(kabe, '2026-03-06T11:00:00+09:00', { applicant: canary }), companion: 'カナリヤの連れ' };
    const { json } = await apply(sent, { 'idempotency-key': 'canary-key' });
    await apply({ ...sent, purpose: 'カナリヤ' });
    await apply(`{"カナリヤ":`, { 'content-type': 'application/json' });
    await invoke(functions.joining.handler, `GET /bookings/${json.reference}?カナリヤ=1`, {
      headers: { 'booking-code': json.code },
    });
    await invoke(functions.cancellation.handler, `POST /bookings/${json.reference}/cancellation`, {
      body: { code: json.code, canary: 'カナリヤ' },
    });
    const written = JSON.stringify([...log.mock.calls, ...error.mock.calls]);
    log.mockRestore();
    error.mockRestore();
    expect(written).toContain(json.reference);
    expect(written).toContain('"refused\\":\\"malformed');
    for (const secret of [
      'カナリヤ',
      '13579',
      'canary',
      '5550',
      String(json.code),
      String(json.code).replaceAll(' ', ''),
    ])
      expect(written).not.toContain(secret);
  });
});
