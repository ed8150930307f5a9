import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { close, listen } from '../../infra/local/listening.ts';
import { type LocalZoom, type Misbehaviour, startZoom } from '../../infra/local/zoom.ts';
import { settingsByHand } from '../../shared/domain/at-tool.ts';
import { Reference } from '../../shared/domain/booking.ts';
import { instant } from '../../shared/domain/time.ts';
import { PATIENCE, type ZoomPatience, type ZoomSession, zoomAt } from '../../shared/meetings/zoom.ts';

const credentials = { accountId: 'an-account', clientId: 'a-client', clientSecret: 'a-secret' };
const HOST = 'soudan1@example.com';
const at = (iso: string) => instant(Date.parse(iso));
const session = (more: Partial<ZoomSession> = {}): ZoomSession => ({
  reference: Reference.parse('1234-5678'),
  host: HOST,
  startsAt: at('2026-03-04T14:00:00+09:00'),
  minutes: 30,
  ...more,
});

let now: number;
let zoom: LocalZoom;
let errors: string[];
let waited: number[];
beforeEach(async () => {
  now = at('2026-03-02T09:00:00+09:00');
  errors = [];
  waited = [];
  zoom = await startZoom({ now: () => now, credentials, mostPerPage: 3, error: (line) => errors.push(line) });
});
afterEach(async () => {
  await zoom.close();
  expect(errors).toEqual([]);
});

/** Patient as in earnest, but that waiting between tries is quick; what is silent is soon given up. */
const client = (more: Partial<ZoomPatience> = {}, at: Partial<Parameters<typeof zoomAt>[0]> = {}) =>
  zoomAt({
    api: zoom.api,
    login: zoom.login,
    credentials,
    patience: { wait: async (milliseconds) => void waited.push(milliseconds), ...more },
    ...at,
  });
const HASTY = { request: 500 };

const operations = () => zoom.asked().map(({ operation }) => operation);
const times = (operation: string) => operations().filter((each) => each === operation).length;
const tell = (...how: Misbehaviour[]) => zoom.misbehave(...how);
const MEETING = {
  id: expect.stringMatching(/^\d{11}$/),
  url: expect.stringMatching(/^https:\/\/us05web\.zoom\.us\/j\/\d{11}\?pwd=/),
  passcode: expect.stringMatching(/^[acdefhjkmnprtuwxy34679]{8}$/),
};
/** One that was made, and that a test goes on from. */
const made = async (by = client(), of = session()) => {
  const meeting = await by.make(of);
  if ('trouble' in meeting) throw new Error(meeting.trouble);
  return meeting;
};

describe('a meeting is made', () => {
  test('[A-6-3] at the time of the session, with everything the person needs and nothing a host needs', async () => {
    const meeting = await client().make(session());
    expect(meeting).toEqual(MEETING);
    expect(zoom.meetings()).toEqual([
      expect.objectContaining({
        id: Number(meeting && 'id' in meeting && meeting.id),
        host: HOST,
        type: 2,
        duration: 30,
      }),
    ]);
    expect(zoom.meetings()[0]?.start_time).toBe('2026-03-04T05:00:00Z');
    expect(zoom.meetings()[0]?.start_url).toContain('zak=');
    expect(JSON.stringify(meeting)).not.toContain('zak=');
  });

  test('[K-12-2] with recording and summaries off, the waiting room on and nobody in before the host, whatever the account is like', async () => {
    await made();
    expect(zoom.meetings()[0]?.settings).toMatchObject({
      auto_recording: 'none',
      auto_start_meeting_summary: false,
      auto_start_ai_companion_questions: false,
      waiting_room: true,
      join_before_host: false,
      use_pmi: false,
      meeting_authentication: false,
      email_notification: false,
    });
  });

  test('with a passcode of its own each time, that has a letter and a digit', async () => {
    const references = ['1111-1111', '2222-2222', '3333-3333'].map((each) => Reference.parse(each));
    const codes = [];
    for (const reference of references) codes.push((await made(client(), session({ reference }))).passcode);
    expect(new Set(codes).size).toBe(3);
    for (const code of codes) expect(code).toMatch(/^(?=.*[a-z])(?=.*\d)/);
  });

  test('and nothing of a person, and no secret, goes into it or into a log', async () => {
    const lines: unknown[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(line) > 0),
    );
    const by = client();
    const { id } = await made(by);
    await by.move(id, session({ minutes: 50 }));
    tell({ fail: 'error' });
    await by.remove(id);
    for (const spy of spies) spy.mockRestore();
    expect(lines).toEqual([]);
    const [create] = zoom.asked().filter(({ operation }) => operation === 'create');
    expect(JSON.parse(create?.body ?? '')).toEqual({
      topic: 'オンライン職業相談',
      agenda: '1234-5678',
      type: 2,
      start_time: '2026-03-04T14:00:00',
      timezone: 'Asia/Tokyo',
      duration: 30,
      password: expect.any(String),
      settings: expect.any(Object),
    });
    expect(JSON.stringify(zoom.asked())).not.toContain('a-secret');
    expect(
      zoom
        .asked()
        .map(({ body }) => body)
        .join(),
    ).not.toContain('@');
  });
});

describe('the token', () => {
  test('is asked for once, also by two who need one at the same moment', async () => {
    const by = client();
    await Promise.all([by.remove('1'), by.remove('2')]);
    const { id } = await made(by);
    await by.remove(id);
    expect(times('token')).toBe(1);
  });

  test.each([
    [3539, 1],
    [3540, 2],
  ])('is kept until a minute before its end: after %s seconds it was asked for %s times', async (age, asked) => {
    let elapsed = 0;
    const by = client({ clock: () => elapsed });
    await by.remove('1');
    elapsed = age * 1000;
    await by.remove('1');
    expect(times('token')).toBe(asked);
  });

  test('that Zoom takes no more is dropped, and the same is asked with a new one', async () => {
    const by = client();
    const { id } = await made(by);
    now += 3_600_000;
    expect(await by.remove(id)).toBeUndefined();
    expect(times('token')).toBe(2);
    expect(zoom.meetings()).toEqual([]);
  });

  test('is renewed once only: an app that is let in no more is told apart', async () => {
    const by = client();
    tell({ fail: 'expired' });
    expect(await by.make(session())).toEqual({ trouble: 'credentials' });
    expect(operations()).toEqual(['token', 'list', 'token', 'list']);
  });

  test.each([
    ['secret', { ...credentials, clientSecret: 'another' }],
    ['account', { ...credentials, accountId: 'another' }],
  ])('is not had with a wrong %s', async (_, wrong) => {
    expect(await client({}, { credentials: wrong }).make(session())).toEqual({ trouble: 'credentials' });
    expect(operations()).toEqual(['token']);
  });

  test('of an app that lacks a scope is not good enough', async () => {
    tell({ fail: 'no-scope', at: 'create' });
    expect(await client().make(session())).toEqual({ trouble: 'credentials' });
  });
});

describe('what came back is read again and compared', () => {
  test.each([
    ['recording is on', 'recording', 'recording'],
    ['a summary is written', 'summary', 'ai'],
    ['questions are answered by a machine', 'questions', 'ai'],
    ['the start is another', 'other-start', 'changed'],
    ['the length is another', 'other-length', 'changed'],
    ['there is no passcode', 'no-passcode', 'changed'],
    ['there is no waiting room', 'no-waiting-room', 'changed'],
    ['people come in before the host', 'before-host', 'changed'],
    ['the room is the host’s own', 'personal-room', 'changed'],
    ['people have to sign in', 'sign-in', 'changed'],
  ] as const)('[K-12-2] a meeting where %s is deleted, made or moved', async (_, fail, trouble) => {
    const by = client();
    tell({ fail });
    expect(await by.make(session())).toEqual({ trouble });
    expect(zoom.meetings()).toEqual([]);
    tell();
    const { id } = await made(by);
    tell({ fail });
    expect(await by.move(id, session({ minutes: 50 }))).toEqual({ trouble });
    expect(zoom.meetings()).toEqual([]);
  });

  test('[K-12-2] one that records and cannot be deleted is no meeting, and is deleted the next time', async () => {
    const by = client();
    tell({ fail: 'recording' }, { fail: 'error', at: 'delete' });
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    expect(zoom.meetings()).toHaveLength(1);
    tell({ fail: 'recording' });
    expect(await by.make(session())).toEqual({ trouble: 'recording' });
    expect(zoom.meetings()).toEqual([]);
  });

  test('[K-12-2] one that would record is set right where Zoom lets it be', async () => {
    const by = client();
    tell({ fail: 'recording' }, { fail: 'error', at: 'delete' });
    await by.make(session());
    expect(zoom.meetings()).toMatchObject([{ settings: { auto_recording: 'cloud' } }]);
    tell();
    expect(await by.make(session())).toEqual(MEETING);
    expect(zoom.meetings()).toMatchObject([{ settings: { auto_recording: 'none' } }]);
  });
});

describe('a meeting is moved', () => {
  test('to the new time, and stays the same', async () => {
    const by = client();
    const before = await made(by);
    const moved = await by.move(before.id, session({ startsAt: at('2026-03-05T09:10:00+09:00'), minutes: 50 }));
    expect(moved).toEqual(before);
    expect(zoom.meetings()).toMatchObject([{ start_time: '2026-03-05T00:10:00Z', duration: 50 }]);
  });

  test('once: asked again, Zoom counts no second change', async () => {
    const by = client();
    const { id } = await made(by);
    const later = session({ minutes: 50 });
    await by.move(id, later);
    expect(await by.move(id, later)).toEqual(MEETING);
    expect(times('update')).toBe(1);
  });

  test.each(['deleted by hand', 'ended'])('anew when it was %s', async (how) => {
    const by = client();
    const { id } = await made(by);
    if (how === 'ended') tell({ fail: 'ended' });
    else await by.remove(id);
    const moved = await by.move(id, session({ minutes: 50 }));
    expect(moved).toEqual(MEETING);
    expect(moved).not.toMatchObject({ id });
    expect(zoom.meetings().filter(({ duration }) => duration === 50)).toHaveLength(1);
  });

  test('not while it goes on: later', async () => {
    const by = client();
    const { id } = await made(by);
    tell({ fail: 'in-progress' });
    expect(await by.move(id, session({ minutes: 50 }))).toEqual({ trouble: 'busy' });
  });
});

describe('a meeting is removed', () => {
  test('and removing what is gone is done', async () => {
    const by = client();
    const { id } = await made(by);
    expect(await by.remove(id)).toBeUndefined();
    expect(zoom.meetings()).toEqual([]);
    expect(await by.remove(id)).toBeUndefined();
  });

  test('which is done too when it has ended, but not while it goes on', async () => {
    const by = client();
    const { id } = await made(by);
    tell({ fail: 'ended' });
    expect(await by.remove(id)).toBeUndefined();
    tell({ fail: 'in-progress' });
    expect(await by.remove(id)).toEqual({ trouble: 'busy' });
  });

  test('but nobody else’s "not found" counts', async () => {
    const stranger = createServer((_, response) => response.writeHead(404).end('<html>'));
    const api = `http://127.0.0.1:${await listen(stranger, 0)}`;
    expect(await client({}, { api }).remove('12345678901')).toEqual({ trouble: 'refused' });
    await close(stranger);
  });
});

test('[K-12-2] staff who make a meeting by hand are told to set all that is set here', async () => {
  await made();
  const sent = zoom.asked().find(({ operation }) => operation === 'create');
  const { settings, password } = z
    .object({ settings: z.record(z.string(), z.unknown()), password: z.string() })
    .parse(JSON.parse(sent?.body ?? ''));
  const byHand = Object.fromEntries(settingsByHand(HOST));
  const told = {
    waiting_room: [true, '待機室', 'オン'],
    join_before_host: [false, 'ホストより先の参加', '許可しない'],
    auto_recording: ['none', '自動録画', 'しない（ローカルもクラウドも）'],
    auto_start_meeting_summary: [false, 'AI Companion', '会議の要約も質問も、自動で始めない'],
    auto_start_ai_companion_questions: [false, 'AI Companion', '会議の要約も質問も、自動で始めない'],
    use_pmi: [false, 'ミーティングID', '「自動的に生成」（個人ミーティングIDは使わない）'],
    meeting_authentication: [false, '認証（サインイン）', '求めない'],
  } as const;
  // Zoom's own mails go to the host alone, who has ours.
  const { email_notification: _, ...all } = settings;
  expect(Object.fromEntries(Object.entries(told).map(([name, [value]]) => [name, value]))).toEqual(all);
  for (const [, name, said] of Object.values(told)) expect(byHand[name]).toBe(said);
  expect([byHand['主催者（ホスト）'], password !== '', byHand['パスコード']]).toEqual([
    HOST,
    true,
    'つける（英数字10文字まで）',
  ]);
});

describe('one booking has one meeting', () => {
  test('when it is asked for twice', async () => {
    const by = client();
    const first = await made(by);
    expect(await by.make(session())).toEqual(first);
    expect(await client().make(session())).toEqual(first);
    expect(times('create')).toBe(1);
  });

  test.each(['silent', 'late-error'] as const)('after a create that was done and answered by %s', async (fail) => {
    tell({ fail, at: 'create', times: 1 });
    expect(await client(HASTY).make(session())).toEqual(MEETING);
    expect(zoom.meetings()).toHaveLength(1);
    expect(times('create')).toBe(1);
  });

  test('after a create that was not done: it is tried once more', async () => {
    tell({ fail: 'error', at: 'create', times: 1 });
    expect(await client().make(session())).toEqual(MEETING);
    expect(zoom.meetings()).toHaveLength(1);
    tell({ fail: 'error', at: 'create' });
    expect(await client().make(session({ reference: Reference.parse('2222-2222') }))).toEqual({
      trouble: 'unreachable',
    });
    expect(times('create')).toBe(4);
  });

  test('also when the session was moved before it could be read', async () => {
    const by = client();
    tell({ fail: 'error', at: 'read' });
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    tell();
    expect(await by.make(session({ minutes: 50 }))).toEqual(MEETING);
    expect(zoom.meetings()).toMatchObject([{ duration: 50 }]);
  });

  test.each(['one', 'two who know nothing of each other'])(
    'when it is asked for twice at the same moment, by %s',
    async (who) => {
      const racing = () => client({ pause: 100, wait: setTimeout });
      const one = racing();
      const other = who === 'one' ? one : racing();
      const meetings = await Promise.all([one.make(session()), other.make(session())]);
      expect(zoom.meetings()).toHaveLength(1);
      const meeting = { ...MEETING, id: String(zoom.meetings()[0]?.id) };
      expect(meetings).toEqual([meeting, meeting]);
    },
  );

  test('though the host has more meetings than are listed on a page', async () => {
    const by = client();
    for (const each of ['1', '2', '3', '4', '5', '6', '7'])
      await made(by, session({ reference: Reference.parse(`0000-000${each}`) }));
    const last = await made(by);
    const lists = times('list');
    expect(await by.make(session())).toEqual(last);
    expect(times('list') - lists).toBe(3);
    expect(zoom.meetings()).toHaveLength(8);
  });

  test('also of a session that has begun', async () => {
    const by = client();
    const first = await made(by);
    now = at('2026-03-04T14:31:00+09:00');
    expect(await by.make(session())).toEqual(first);
  });

  test('and one left over is taken away', async () => {
    const by = client();
    const first = await made(by);
    now += 1000;
    const [{ body = '' } = {}] = zoom.asked().filter(({ operation }) => operation === 'create');
    const token = await fetch(`${zoom.login}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('a-client:a-secret').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'account_credentials', account_id: 'an-account' }),
    });
    const { access_token } = z.object({ access_token: z.string() }).parse(await token.json());
    const headers = { authorization: `Bearer ${access_token}` };
    await fetch(`${zoom.api}/users/${HOST}/meetings`, { method: 'POST', headers, body });
    expect(zoom.meetings()).toHaveLength(2);
    expect(await by.make(session())).toEqual(first);
    expect(zoom.meetings()).toHaveLength(1);
  });
});

describe('what Zoom says is told apart', () => {
  test('too many at once: as long as it says is waited, a few times', async () => {
    tell({ fail: 'per-second', at: 'create', times: 2 });
    expect(await client().make(session())).toEqual(MEETING);
    expect(waited).toEqual([2000, 2000]);
    tell({ fail: 'per-second', at: 'delete' });
    expect(await client().remove('12345678901')).toEqual({ trouble: 'busy' });
    expect(times('delete')).toBe(3);
  });

  test('nor is longer waited than there is time', async () => {
    tell({ fail: 'per-second', at: 'delete' });
    expect(await client({ whole: 1_900 }).remove('12345678901')).toEqual({ trouble: 'busy' });
    expect(waited).toEqual([]);
  });

  test.each(['daily', 'daily-unsaid'] as const)('too many in a day (%s): not before midnight UTC', async (fail) => {
    tell({ fail });
    expect(await client().make(session())).toEqual({ trouble: 'daily-limit', until: at('2026-03-03T00:00:00Z') });
    expect(waited).toEqual([]);
    expect(times('create')).toBe(1);
  });

  /** As seen of Zoom: counters of something else, and no word of when but the sentence. */
  const counters = { 'X-RateLimit-Category': 'Light', 'X-RateLimit-Limit': '6000', 'X-RateLimit-Remaining': '5893' };
  const permitted =
    'You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.';
  const reached =
    'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.';
  const midnight = at('2026-03-03T00:00:00Z');
  test.each([
    ['a user’s, as it was seen', permitted, counters, midnight],
    ['a user’s, with nothing beside it', permitted, {}, midnight],
    ['an account’s, by its sentence', reached, {}, midnight],
    ['an account’s, by its type alone', 'Too many.', { 'X-RateLimit-Type': 'Daily-limit' }, midnight],
    [
      'an account’s, by its date alone',
      'Too many.',
      { 'Retry-After': '2026-03-04T00:00:00Z' },
      at('2026-03-04T00:00:00Z'),
    ],
    ['a user’s, of which nobody says when it was', permitted, { Date: '' }, undefined],
  ])('the limit of a day is known by what Zoom says of it: %s', async (_, message, headers, until) => {
    const full = createServer((_, response) => {
      const said = { Date: 'Mon, 02 Mar 2026 00:00:00 GMT', ...headers, 'Content-Type': 'application/json' };
      response.writeHead(429, said).end(JSON.stringify({ code: 429, message }));
    });
    const api = `http://127.0.0.1:${await listen(full, 0)}`;
    expect(await client({}, { api }).make(session())).toEqual({ trouble: 'daily-limit', ...(until && { until }) });
    expect(waited).toEqual([]);
    await close(full);
  });

  test('a hundred made or changed in a day are too many of one host, and the next day it goes on', async () => {
    const by = client();
    const { id } = await made(by);
    for (let each = 1; each < 100; each++) await by.move(id, session({ minutes: 10 + each }));
    const another = session({ reference: Reference.parse('2222-2222') });
    expect(await by.make(another)).toEqual({ trouble: 'daily-limit', until: at('2026-03-03T00:00:00Z') });
    expect(await by.make({ ...another, host: 'soudan2@example.com' })).toEqual(MEETING);
    now = at('2026-03-03T09:00:00+09:00');
    expect(await by.make(another)).toEqual(MEETING);
  });

  test.each([
    { fail: 'per-second', at: 'read' },
    { fail: 'no-scope', at: 'read' },
    { fail: 'gibberish', at: 'read' },
    { fail: 'expired', at: 'read' },
  ] as const)('whatever is wrong once a meeting stands ($fail): it is found again', async (wrong) => {
    const by = client();
    tell(wrong);
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    expect(zoom.meetings()).toHaveLength(1);
    tell();
    expect(await by.make(session())).toEqual(MEETING);
    expect(zoom.meetings()).toHaveLength(1);
  });

  test.each(['daily', 'no-hosting', 'per-second', 'no-scope'] as const)(
    'after a silence, %s does not hide that a meeting may stand',
    async (fail) => {
      tell({ fail: 'error', at: 'create', times: 1 }, { fail, at: 'create' });
      expect(await client().make(session())).toEqual({ trouble: 'unreachable' });
    },
  );

  test('nor does a list that is refused after it', async () => {
    tell({ fail: 'late-error', at: 'create' });
    const by = client({ wait: async () => tell({ fail: 'no-scope', at: 'list' }) });
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    expect(zoom.meetings()).toHaveLength(1);
  });

  test.each([
    ['may not host', 'no-hosting', HOST],
    ['is unknown', undefined, 'nobody@example.com'],
  ] as const)('a user who %s', async (_, fail, host) => {
    tell(...(fail ? [{ fail }] : []));
    expect(await client().make(session({ host }))).toEqual({ trouble: 'host' });
  });

  test.each(['token', 'list', 'read', 'update', 'delete'] as const)(
    'a failure that passes is passed over: %s',
    async (operation) => {
      const by = client();
      tell({ fail: 'error', at: operation, times: 2 });
      const { id } = await made(by);
      expect(await by.move(id, session({ minutes: 50 }))).toEqual(MEETING);
      expect(await by.remove(id)).toBeUndefined();
      expect(zoom.meetings()).toEqual([]);
    },
  );

  describe.each([
    ['down', 'unreachable'],
    ['error', 'unreachable'],
    ['gibberish', 'refused'],
  ] as const)('an answer that never comes, or is none: %s', (fail, trouble) => {
    test.each([
      ['token', ['make', 'move', 'remove']],
      ['list', ['make']],
      ['create', ['make']],
      ['read', ['make', 'move']],
      ['update', ['move']],
      ['delete', ['remove']],
    ] satisfies [Misbehaviour['at'], string[]][])(
      'at %s is trouble for %j, and for nothing else',
      async (operation, troubled) => {
        const { id } = await made(client(), session({ reference: Reference.parse('2222-2222') }));
        tell({ fail, at: operation });
        const by = client();
        const wrong = { trouble };
        // Of what may have been made, it is not said that it was refused.
        const unmade = operation === 'create' || operation === 'read' ? { trouble: 'unreachable' } : wrong;
        expect(await by.make(session())).toEqual(troubled.includes('make') ? unmade : MEETING);
        expect(await by.move(id, session({ minutes: 50 }))).toEqual(troubled.includes('move') ? wrong : MEETING);
        expect(await by.remove(id)).toEqual(troubled.includes('remove') ? wrong : undefined);
      },
    );
  });

  test.each(['down', 'error'] as const)('nothing at all (%s)', async (fail) => {
    tell({ fail });
    const by = client();
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    expect(await by.move('1', session())).toEqual({ trouble: 'unreachable' });
    expect(await by.remove('1')).toEqual({ trouble: 'unreachable' });
    expect(times('create')).toBe(0);
  });

  test('nobody there', async () => {
    const { api, login } = zoom;
    await zoom.close();
    expect(await client({}, { api, login }).make(session())).toEqual({ trouble: 'unreachable' });
  });
});

describe('it never takes longer than it has', () => {
  test.each([
    ['login says nothing', {}],
    ['the list says nothing', { at: 'list' }],
    ['nothing can be read', { at: 'read' }],
  ] as const)('%s', async (_, where) => {
    tell({ fail: 'silent', ...where });
    const by = client({ whole: 400, wait: setTimeout });
    const began = performance.now();
    expect(await by.make(session())).toEqual({ trouble: 'unreachable' });
    expect(performance.now() - began).toBeLessThan(400 + 300);
  });

  test('which in earnest is less than half a minute', () => {
    expect(PATIENCE.whole).toBeLessThan(30_000);
    expect(PATIENCE.request * 3).toBeLessThan(PATIENCE.whole);
  });
});
