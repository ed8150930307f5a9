import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Agreed, ProblemAnswer, TermsChanges, TermsToAgree } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body, on, terms } from '../support/build.ts';
import { formsIn, textOf } from '../support/forms.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { officeTable } from '../support/table.ts';

const load = async () => ({
  booking: (await import('../../functions/booking/index.ts')).handler,
  consent: (await import('../../functions/consent/index.ts')).handler,
  staff: (await import('../../functions/staff/index.ts')).handler,
  ...(await import('../../shared/aws/office-book.ts')),
  ...(await import('../../shared/aws/this-office.ts')),
});

const [first] = aomori.terms;
const NOW = first?.version ?? '';
const spring = terms(aomori, {
  version: '2026-04-01',
  effectiveFrom: '2026-04-01',
  articles: [
    ...(first?.articles.slice(0, -1) ?? []),
    { article: '14', heading: '準拠法と合意管轄裁判所', text: ['見本として、変えた文章です。'] },
  ],
});
const agreedTo = aomori.tools.filter((one) => one.agreedTo);
const each = (of: Record<string, unknown> = { accepted: true }, except?: 'zoom'): Record<string, unknown> =>
  Object.fromEntries(agreedTo.map(({ tool, termsUrl }) => [tool, { termsUrl, ...(tool === except ? {} : of) }]));

let at: Awaited<ReturnType<typeof load>>;
let people = 0;

beforeAll(async () => {
  await officeTable('aomori');
  at = await load();
  for (const id of ['a', 'b', 'c', 'd'])
    await at.putCounsellor({ id, name: `見本 ${id}`, desks: ['general'], weekdays: [1, 2, 3, 4, 5], absences: [] });
  await at.publish(spring, { after: undefined, by: 'demo', at: on('2026-03-02T08:00:00+09:00') });
});
const travel = (iso: string): void => void vi.setSystemTime(Date.parse(iso));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
});

const someone = (consent: unknown) => {
  const minutes = 10 * (people++ % 12);
  const startsAt = `2026-04-10T${10 + Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00+09:00`;
  return body(aomori, '', {
    applicant: { number: `02010-${people}` },
    wishes: [{ startsAt, minutes: 10 }],
    consent,
  });
};
const send = (consent: unknown) => invoke(at.booking, 'POST /bookings', { body: someone(consent) });
const applied = async (): Promise<{ reference: string; code: string }> => {
  const { status, json } = await send({ terms: NOW, accepted: true });
  expect(status).toBe(201);
  return json;
};
const page = (path: string) => invoke(at.consent, `GET ${path}`, { headers: { accept: 'text/html' } });
const post = (path: string, fields: Record<string, string>) =>
  invoke(at.consent, `POST ${path}`, { headers: FORM, body: form(fields) });

describe('[K-4, A-4, D-1] consent to each text', () => {
  test.each<[string, unknown, number, string[]]>([
    ['as one for all of them', { terms: NOW, accepted: true }, 201, []],
    ['to each by itself', { terms: NOW, accepted: true, tools: each() }, 201, []],
    ['to none', { terms: NOW, tools: each({}) }, 400, ['accepted', 'tools.zoom.accepted']],
    [
      'also to a tool’s that nobody asks about',
      {
        terms: NOW,
        accepted: true,
        tools: { ...each(), teleoffice: { termsUrl: aomori.tools[0]?.termsUrl, accepted: true } },
      },
      201,
      [],
    ],
    ['without the office’s', { terms: NOW, tools: each() }, 400, ['accepted']],
    [
      'without a tool’s',
      { terms: NOW, accepted: true, tools: each({ accepted: true }, 'zoom') },
      400,
      ['tools.zoom.accepted'],
    ],
    ['where a tool is not named', { terms: NOW, accepted: true, tools: {} }, 400, ['tools.zoom']],
    [
      'to another text of a tool than is in use',
      { terms: NOW, accepted: true, tools: { ...each(), zoom: { termsUrl: 'https://example.com/', accepted: true } } },
      400,
      ['tools.zoom.termsUrl'],
    ],
  ])('given %s', async (_, consent, status, missing) => {
    const answer = await send(consent);
    expect(answer.status).toBe(status);
    const { errors = [] } = status === 400 ? ProblemAnswer.parse(answer.json) : {};
    expect(errors.map(({ field }) => field)).toEqual(missing.map((field) => `consent.${field}`));
  });

  test('is recorded with every text: the version with its hash, and each tool’s', async () => {
    const { json } = await send({ terms: NOW, accepted: true, tools: each() });
    const [entry] = await at.bookings.history(json.reference);
    expect(entry).toMatchObject({
      consent: {
        terms: NOW,
        sha256: first?.sha256,
        tools: agreedTo.map(({ tool, termsUrl }) => ({ tool, termsUrl })),
        act: 'given',
        channel: 'form',
      },
    });
  });
});

describe('[K-4, A-4, D-1, D-11] the boxes of the application form', () => {
  const typed = {
    desk: 'general',
    'applicant.kind': 'seeker',
    'applicant.name': '見本 太郎',
    'applicant.number': '02010-999',
    'applicant.email': 'taro@example.com',
    'applicant.phone': '017-555-0199',
    'wishes.0.startsAt': '2026-04-13T10:00:00+09:00',
    'wishes.0.minutes': '10',
    'consent.terms': NOW,
    'consent.accepted': 'true',
    ...Object.fromEntries(
      agreedTo.flatMap(({ tool, termsUrl }) => [
        [`consent.tools.${tool}.termsUrl`, termsUrl],
        [`consent.tools.${tool}.accepted`, 'true'],
      ]),
    ),
  };
  const review = (fields: Record<string, string>) =>
    invoke(at.booking, 'POST /apply', { headers: FORM, body: form(fields) });
  const boxes = (page: string): string[] =>
    [...page.matchAll(/<input type="checkbox" id="([^"]+)"[^>]* checked/g)].map(([, name = '']) => name);

  test('are asked for one by one, and what was ticked stays', async () => {
    const { status, text } = await review({ ...typed, 'consent.tools.zoom.accepted': '' });
    expect(status).toBe(400);
    expect(text).toContain('id="consent.tools.zoom.accepted-error">＊Zoomの利用規約を');
    expect(boxes(text)).toEqual(['consent.accepted']);
    expect(text).toContain('value="017-555-0199"');
  });

  test('all ticked, lead through the review to a booking that keeps each', async () => {
    const { status, text } = await review(typed);
    const sent = formsIn(text).find(({ action }) => action === '/bookings');
    expect([status, sent?.fields]).toEqual([200, expect.objectContaining({ 'consent.tools.zoom.accepted': 'true' })]);
    expect((await invoke(at.booking, 'POST /bookings', { headers: FORM, body: form(sent?.fields ?? {}) })).status).toBe(
      201,
    );
  });

  test('once the terms have changed, the new version is to be ticked anew, beside what differs', async () => {
    travel('2026-04-01T09:00:00+09:00');
    const { status, text } = await review({ ...typed, 'applicant.number': '02010-998' });
    expect(status).toBe(409);
    expect(text).toContain('name="consent.terms" value="2026-04-01"');
    expect(text).toContain(`href="/terms/2026-04-01/changes?from=${NOW}"`);
    expect(boxes(text)).not.toContain('consent.accepted');
  });
});

describe('the pages of the terms', () => {
  test('[K-13, A-13, D-11] any version has its page for ever, and the one in force is at /terms', async () => {
    // The switch of readings knows where it is.
    const of = async (path: string) => (await page(path)).text.replace(`name="to" value="${path}"`, '');
    expect(await of('/terms')).toBe(await of(`/terms/${NOW}`));
    expect((await page('/terms/2026-04-01')).text).toContain('見本として、変えた文章です。');
    travel('2026-04-01T00:00:00+09:00');
    expect(await of('/terms')).toBe(await of('/terms/2026-04-01'));
    const old = await page(`/terms/${NOW}`);
    expect([old.status, textOf(old.text)]).toEqual([200, expect.stringContaining('前の利用規約です')]);
  });

  test.each([
    ['to the version before', '/terms/2026-04-01/changes', [NOW, '2026-04-01', ['14']]],
    ['to one that is named', `/terms/2026-04-01/changes?from=${NOW}`, [NOW, '2026-04-01', ['14']]],
    ['of the first version, which has none before', `/terms/${NOW}/changes`, [NOW, NOW, []]],
  ])('[K-13, A-13] the differences %s', async (_, path, expected) => {
    const { from, to, changes } = TermsChanges.parse((await invoke(at.consent, `GET ${path}`)).json);
    expect([from, to, changes.map(({ article }) => article)]).toEqual(expected);
    expect((await page(path)).status).toBe(200);
  });

  test.each(['/terms/1999-01-01', '/terms/1999-01-01/changes', '/terms/2026-04-01/changes?from=1999-01-01'])(
    'a version that never was is not found: %s',
    async (path) => {
      expect([(await invoke(at.consent, `GET ${path}`)).json.type, (await page(path)).status]).toEqual([
        'terms-unknown',
        404,
      ]);
    },
  );
});

describe('[D-11, K-4, A-4, A-62-2] agreeing again', () => {
  test('begins with the terms in force beside those agreed to, and writes nothing yet', async () => {
    const { reference, code } = await applied();
    travel('2026-04-01T09:00:00+09:00');
    const path = `POST /bookings/${reference}/terms`;
    const { json } = await invoke(at.consent, path, { body: { code } });
    expect(TermsToAgree.parse(json)).toMatchObject({
      agreed: NOW,
      current: '2026-04-01',
      changes: [{ article: '14' }],
    });
    const { status, text } = await post(`/bookings/${reference}/terms`, { code });
    expect([status, text]).toEqual([200, expect.stringContaining('<ins>［＋見本として')]);
    expect((await at.bookings.history(json.reference)).map(({ act }) => act)).toEqual(['applied']);
  });

  test('is done by the boxes of that page, is recorded with every text, and leads back to the booking', async () => {
    const { reference, code } = await applied();
    travel('2026-04-01T09:00:00+09:00');
    const shown = await post(`/bookings/${reference}/terms`, { code });
    const agreeing = formsIn(shown.text).find(({ action }) => action.endsWith('/consents'));
    const filled = { ...agreeing?.fields, accepted: 'true' };

    const missing = await post(`/bookings/${reference}/consents`, filled);
    expect(missing.status).toBe(400);
    expect(missing.text).toContain('id="tools.zoom.accepted-error">＊Zoomの利用規約を');
    const again = formsIn(missing.text).find(({ action }) => action.endsWith('/consents'));
    expect(again?.fields).toMatchObject(filled);

    const agreed = await post(`/bookings/${reference}/consents`, {
      ...again?.fields,
      'tools.zoom.accepted': 'true',
    });
    expect([agreed.status, textOf(agreed.text)]).toEqual([200, expect.stringContaining('同意を記録しました')]);
    expect(formsIn(agreed.text)).toMatchObject([{ action: '/bookings/status', fields: { reference, code } }]);
    const { json } = await invoke(at.staff, `GET /staff/bookings/${reference}`, { staff: 'demo' });
    expect(json.terms).toBe('2026-04-01');
    expect(json.history.at(-1)).toMatchObject({
      act: 'agreed',
      consent: { terms: '2026-04-01', sha256: spring.sha256, tools: [{ tool: 'zoom' }] },
    });
    expect((await post(`/bookings/${reference}/terms`, { code })).text).toContain('利用規約に同意しています');
  });

  test('to a version no longer in force shows the page again, and nothing is ticked', async () => {
    const { reference, code } = await applied();
    travel('2026-04-01T09:00:00+09:00');
    const old = { code, terms: NOW, accepted: 'true' };
    const { status, text } = await post(`/bookings/${reference}/consents`, old);
    expect([status, text]).toEqual([409, expect.stringContaining('name="terms" value="2026-04-01"')]);
    expect(text).not.toContain(' checked');
    const json = { ...old, accepted: true };
    expect((await invoke(at.consent, `POST /bookings/${reference}/consents`, { body: json })).json.type).toBe(
      'terms-changed',
    );
  });

  test('is for whoever has the code, and says no more to anybody else than that there is no such booking', async () => {
    const { reference } = await applied();
    const code = '0000 0000 0000 0000';
    const wrong = [
      await post(`/bookings/${reference}/terms`, { code }),
      await post('/bookings/9999-9999/terms', { code }),
      await post(`/bookings/${reference}/consents`, { code, terms: NOW, accepted: 'true' }),
      await post(`/bookings/${reference}/consents`, { code, terms: NOW }),
    ];
    expect(wrong.map(({ status }) => status)).toEqual([404, 404, 404, 400]);
    for (const { text } of wrong) expect(text).not.toMatch(/第14条|type="checkbox"/);
  });

  test('[K-F-2] is not for a hold by phone, which waits for its application', async () => {
    const { reference, code } = await applied();
    const booking = await at.bookings.find(Agreed.shape.reference.parse(reference), on('2026-03-02T09:00:00+09:00'));
    if (booking?.state !== 'tentative') throw new Error('no application');
    const { terms: _, ...hold } = booking;
    await at.bookings.change(
      booking,
      { ...hold, revision: hold.revision + 1 },
      {
        act: 'contact-changed',
        actor: { kind: 'staff', id: 'demo' },
        channel: 'phone',
        at: on('2026-03-02T09:00:00+09:00'),
      },
    );
    const { status, text } = await post(`/bookings/${reference}/consents`, { code, terms: NOW, accepted: 'true' });
    expect([status, text]).toEqual([409, expect.stringContaining('action="/bookings/status"')]);
  });
});
