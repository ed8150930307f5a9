import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Misbehaviour } from '../../infra/local/zoom.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { credentials, zooming } from '../support/zooming.ts';

/* [A-4, A-6-3, K-12-2] Meetings follow their bookings: the functions over real tables, and Zoom over HTTP. */

const NOW = '2026-03-02T09:00:00+09:00';
const START = '2026-03-10T10:00:00+09:00';
const AT = '2026-03-10T01:00:00Z';
const LATER = '2026-03-12T01:00:00Z';

let office: Awaited<ReturnType<typeof zooming>>;
let written: string[] = [];
beforeAll(async () => {
  standAt(NOW);
  office = await zooming('aomori');
  const days = { desks: ['general'], weekdays: [1, 2, 3, 4, 5], absences: [] };
  for (const id of ['a', 'b'])
    await office.at.putCounsellor({ id, name: `見本 ${id}`, ...days, zoomUser: `${id}@example.com` });
  await office.at.putCounsellor({ id: 'c', name: '見本 c', ...days });
});
afterAll(() => office.zoom.close());
let hours = 0;
beforeEach(() => {
  // An hour of its own for each: Zoom's silence is forgotten.
  travel(Date.parse(NOW) + ++hours * 60 * 60_000);
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  office.zoom.misbehave();
  office.put(JSON.stringify(credentials));
  office.heal();
  expect(office.complaints).toEqual([]);
});

const staff = (request: string, sent: object) => invoke(office.at.staff, request, { staff: 'demo-staff', body: sent });
const act = async (reference: string, path: string, sent: object = {}) => {
  await office.staff(`POST /staff/bookings/${reference}/${path}`, sent);
  await office.drain();
};
const state = (reference: string) => office.staff(`GET /staff/bookings/${reference}`);
/** A confirmed session of somebody new. */
let people = 0;
const confirmed = async (counsellor = 'a', tool = 'zoom', settle = true, startsAt = START): Promise<string> => {
  const number = `02010-${String(++people).padStart(8, '0')}`;
  const { json } = await invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, startsAt, { applicant: { number, email: `p${people}@example.com` }, counsellor }),
  });
  await office.drain();
  await office.staff(`POST /staff/bookings/${json.reference}/confirmation`, {
    tool,
    session: { startsAt, minutes: 20, counsellor },
  });
  if (settle) await office.drain();
  return json.reference;
};
const ours = (reference: string) => office.standing().filter((line) => line.includes(reference));
const sweep = async () => {
  await office.at.sweep({});
  await office.drain();
};
const again = (minutes: number) => travel(Date.now() + minutes * 60_000);
const page = async (path: string): Promise<string> =>
  (await invoke(office.at.staff, `GET ${path}`, { staff: 'demo-staff', headers: { accept: 'text/html' } })).text;
const ended: string[] = [];
afterEach(async () => {
  // The time is somebody else's next.
  for (const reference of ended.splice(0))
    await staff(`POST /staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  await office.drain();
});
const session = async (...how: Parameters<typeof confirmed>): Promise<string> => {
  const reference = await confirmed(...how);
  ended.push(reference);
  return reference;
};
const told = async (reference: string): Promise<string[]> =>
  (await office.sent()).filter((line) => line.endsWith(reference)).map((line) => line.split(' ')[0] ?? '');
const letterTo = async (reference: string, notice: string) =>
  (await office.letters()).findLast((letter) => letter.notice === notice && letter.tags['booking'] === reference);
const moved = { session: { startsAt: '2026-03-12T10:00:00+09:00', minutes: 20, counsellor: 'a' }, reason: 'technical' };
const byHand = { url: 'https://zoom.us/j/12345678901', id: '12345678901', passcode: 'abc123' };

describe('a session by Zoom', () => {
  test('[A-6-3] has its meeting made as it is confirmed, and the invitation carries its codes', async () => {
    const reference = await session();
    expect(ours(reference)).toEqual([`a ${reference} ${AT}`]);
    const { meeting, spare } = await state(reference);
    expect([meeting.state, meeting.host, spare]).toEqual(['ready', 'a@example.com', undefined]);
    expect(await told(reference)).toEqual(['receipt', 'new-application', 'invitation']);
    expect((await letterTo(reference, 'invitation'))?.text).toContain(meeting.passcode);
    const { history } = await office.staff(`GET /staff/bookings/${reference}`);
    expect(history.at(-1)).toMatchObject({ act: 'meeting-made', actor: { kind: 'system' } });
  });

  test('[A-6-3] is not for staff to make while it is being made, which they read; once it is late, it is', async () => {
    const reference = await session('c');
    travel('2026-03-09T09:00:00+09:00');
    const time = { startsAt: START, minutes: 40, counsellor: 'a' };
    await office.staff(`POST /staff/bookings/${reference}/move`, { session: time, reason: 'technical' });
    const path = `/staff/bookings/${reference}`;
    const kinds = async () =>
      (await office.staff('GET /staff/todo')).tasks
        .filter((task: { reference?: string }) => task.reference === reference)
        .map((task: { kind: string }) => task.kind);
    const making = 'Zoomの会議をつくっています（ふつう1分以内）。';
    const before = await page(path);
    expect(before).toContain(making);
    expect(before).not.toContain('会議がまだありません');
    expect(before).toContain('<details class="card"><summary>待てないときは、手で作って入れる</summary>');
    expect(await kinds()).toEqual([]);
    expect(await page('/staff/today?date=2026-03-10')).toContain('会議をつくっています');
    again(5);
    const late = await page(path);
    expect(late).not.toContain(making);
    expect(late).toContain('会議がまだありません');
    expect(await kinds()).toEqual(['meeting']);
  });

  test('[A-6-3] says before that its meeting is made by itself, and for whom it is not', async () => {
    const number = '02010-99999999';
    const { json } = await invoke(office.at.booking, 'POST /bookings', {
      body: body(aomori, START, { applicant: { number, email: 'before@example.com' }, counsellor: 'a' }),
    });
    const shown = await page(`/staff/bookings/${json.reference}`);
    expect(shown).toContain(
      '会議は自動でつくられ、メールを送ります（見本 cの担当のときは、会議を作ってURL・ID・パスコードを入れると、メールを送ります）',
    );
    expect(shown).toContain('Zoomのときは、会議ができてからです');
    await staff(`POST /staff/bookings/${json.reference}/declination`, { reason: 'other' });
  });

  test('[D-12] keeps it when it is moved, at the new time', async () => {
    const reference = await session();
    const before = (await state(reference)).meeting;
    await act(reference, 'move', moved);
    expect(ours(reference)).toEqual([`a ${reference} ${LATER}`]);
    expect((await state(reference)).meeting).toMatchObject({
      state: 'ready',
      id: before.id,
      passcode: before.passcode,
    });
    expect(await told(reference)).toEqual(['receipt', 'new-application', 'invitation', 'moved', 'invitation']);
  });

  test('leaves nothing at Zoom when it is cancelled', async () => {
    const reference = await confirmed();
    expect(ours(reference)).toHaveLength(1);
    await act(reference, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    expect(ours(reference)).toEqual([]);
    expect((await state(reference)).meeting).toEqual({ state: 'wanted' });
  });

  test('leaves nothing at Zoom when it is held by another tool, and has a meeting again when it comes back', async () => {
    const reference = await session();
    await act(reference, 'tool', { tool: 'teleoffice' });
    expect(ours(reference)).toEqual([]);
    await act(reference, 'tool', { tool: 'zoom' });
    expect(ours(reference)).toHaveLength(1);
  });

  test('[A-6-5] handed over has a meeting of the other counsellor, whose codes the person is told', async () => {
    const reference = await session();
    const before = (await state(reference)).meeting;
    await act(reference, 'move', {
      session: { startsAt: START, minutes: 20, counsellor: 'b' },
      reason: 'counsellor-absent',
    });
    expect(ours(reference)).toEqual([`b ${reference} ${AT}`]);
    const { meeting } = await state(reference);
    expect([meeting.state, meeting.host, meeting.id === before.id]).toEqual(['ready', 'b@example.com', false]);
    expect((await letterTo(reference, 'invitation'))?.text).toContain(meeting.passcode);
  });

  test('of a counsellor without a Zoom user is made by hand', async () => {
    const reference = await session('c');
    expect([(await state(reference)).meeting, ours(reference)]).toEqual([{ state: 'wanted' }, []]);
    await act(reference, 'meeting', byHand);
    expect((await state(reference)).meeting).toMatchObject({ state: 'ready', passcode: 'abc123' });
    expect((await state(reference)).meeting.host).toBeUndefined();
  });

  test('is made by hand until the credentials are put in, and by Zoom within an hour of that', async () => {
    office.put('a password of CloudFormation’s');
    office.forgetZoomAccount();
    const reference = await session();
    expect([(await state(reference)).meeting, ours(reference)]).toEqual([{ state: 'wanted' }, []]);
    expect(await told(reference)).toEqual(['receipt', 'new-application']);
    office.put(JSON.stringify(credentials));
    again(5);
    await sweep();
    expect((await state(reference)).meeting.state).toBe('wanted');
    again(55);
    await sweep();
    expect((await state(reference)).meeting.state).toBe('ready');
  });

  test('whose codes staff have entered keeps theirs, and the meeting made before goes', async () => {
    const reference = await session();
    await act(reference, 'meeting', byHand);
    expect(ours(reference)).toEqual([]);
    expect((await state(reference)).meeting).toMatchObject({ id: byHand.id, passcode: 'abc123' });
  });
});

describe('[A-6-3, K-12-2] Zoom in trouble', () => {
  test('is down: staff are told once what to do by hand, the invitation waits, and goes out as Zoom heals', async () => {
    office.zoom.misbehave({ fail: 'down' });
    const reference = await session();
    expect((await state(reference)).meeting).toMatchObject({ state: 'failed', why: 'unreachable' });
    expect(await told(reference)).toEqual(['receipt', 'new-application', 'meeting-failed']);
    const { text = '', to } = (await letterTo(reference, 'meeting-failed')) ?? {};
    expect(to).toBe(aomori.contact.staffMail);
    expect(text).toContain('Zoom：つながらず、会議を作れませんでした。');
    expect(text).toContain('URLとミーティングIDとパスコードを、予約に入れてください。');
    for (let sweeps = 0; sweeps < 2; sweeps++) {
      again(5);
      await sweep();
    }
    expect(await told(reference)).toEqual(['receipt', 'new-application', 'meeting-failed']);
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(ours(reference)).toHaveLength(1);
    expect(await told(reference)).toEqual(['receipt', 'new-application', 'meeting-failed', 'invitation']);
  });

  test('records though it must not: no such meeting stands, the alarm’s line is written, and only staff ask again', async () => {
    office.zoom.misbehave({ fail: 'recording' });
    const reference = await session();
    expect([(await state(reference)).meeting.why, ours(reference)]).toEqual(['recording', []]);
    expect(written.filter((line) => line.includes('"meetingRecorded":1'))).toHaveLength(1);
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect((await state(reference)).meeting.state).toBe('failed');
    const shown = await page(`/staff/bookings/${reference}`);
    expect(shown).toContain('録画がオンの会議ができたため、使わずに削除しました');
    expect(shown).toContain('Zoomでもう一度つくる</button>');
    await act(reference, 'meeting-again');
    expect([(await state(reference)).meeting.state, ours(reference).length]).toEqual(['ready', 1]);
  });

  test.each(['summary', 'questions'] as const)(
    '[K-12-2] has its AI write a %s though it must not: that is what staff read, with the same alarm',
    async (fail) => {
      office.zoom.misbehave({ fail });
      const reference = await session();
      expect([(await state(reference)).meeting.why, ours(reference)]).toEqual(['ai', []]);
      expect(written.filter((line) => line.includes('"meetingRecorded":1'))).toHaveLength(1);
      const shown = await page(`/staff/bookings/${reference}`);
      expect(shown).toContain('AIの会議の要約か質問がオンの会議ができたため、使わずに削除しました');
      expect(shown).not.toContain('録画がオン');
    },
  );

  test('[D-12] was never reached, and codes were entered by hand: there may be a meeting, and nobody knows it', async () => {
    office.zoom.misbehave({ fail: 'down' });
    const reference = await session();
    await act(reference, 'meeting', byHand);
    again(5);
    await sweep();
    const shown = await page(`/staff/bookings/${reference}`);
    expect(shown).toContain('使わない会議が、Zoomに残っているかもしれません（ユーザー a@example.com）。');
    expect(shown).not.toContain('前の情報を持っている人');
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(await page(`/staff/bookings/${reference}`)).not.toContain('残っているかもしれません');
  });

  test('has made as many as it may in a day: it is asked again after midnight of its own, not before', async () => {
    office.zoom.misbehave({ fail: 'daily' });
    const reference = await session();
    const { why, until } = (await state(reference)).meeting;
    expect([why, until]).toEqual(['daily-limit', '2026-03-03T09:00:00+09:00']);
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect((await state(reference)).meeting.state).toBe('failed');
    const before = Date.now();
    travel('2026-03-03T09:01:00+09:00');
    await sweep();
    expect((await state(reference)).meeting.state).toBe('ready');
    travel(before);
  });

  test('does not take the credentials: they are read anew, and new ones heal it', async () => {
    office.put(JSON.stringify({ ...credentials, clientSecret: 'old' }));
    office.forgetZoomAccount();
    const reference = await session();
    expect((await state(reference)).meeting.why).toBe('credentials');
    office.put(JSON.stringify(credentials));
    again(5);
    await sweep();
    expect((await state(reference)).meeting.state).toBe('ready');
    expect(office.secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  test('[A-6-3] codes entered by hand stand, and Zoom is asked no more', async () => {
    office.zoom.misbehave({ fail: 'no-hosting' });
    const reference = await session();
    expect((await state(reference)).meeting.why).toBe('host');
    await act(reference, 'meeting', byHand);
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect([(await state(reference)).meeting.passcode, ours(reference)]).toEqual(['abc123', []]);
    expect((await told(reference)).filter((notice) => notice === 'invitation')).toHaveLength(1);
  });

  test('a cancellation while Zoom is down is made up for by the sweep', async () => {
    const reference = await confirmed();
    office.zoom.misbehave({ fail: 'down' });
    await act(reference, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    expect(ours(reference)).toHaveLength(1);
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(ours(reference)).toEqual([]);
  });

  test('[D-12] and staff see what it has left there until it is gone: on the booking and in the to-do, nowhere else', async () => {
    const reference = await confirmed();
    office.zoom.misbehave({ fail: 'no-scope', at: 'delete' });
    await act(reference, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    again(5);
    await sweep();
    expect((await state(reference)).unremoved.why).toBe('credentials');
    const { tasks, bookings } = await office.staff('GET /staff/todo');
    expect(tasks).toContainEqual(expect.objectContaining({ kind: 'left-at-tool', reference }));
    expect(JSON.stringify(bookings)).not.toContain(reference);
    const pages = await Promise.all([page(`/staff/bookings/${reference}`), page('/staff/todo')]);
    for (const text of pages) expect(text).toContain('使わない会議が、Zoomに残っています（ID ');
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(ours(reference)).toEqual([]);
    expect((await state(reference)).unremoved).toBeUndefined();
    expect(JSON.stringify((await office.staff('GET /staff/todo')).tasks)).not.toContain(reference);
  });

  test('Zoom that does not answer one is not asked about the next for a minute', async () => {
    office.zoom.misbehave({ fail: 'down' });
    await session('a');
    const asked = office.zoom.asked().length;
    const other = await session('b');
    expect([(await state(other)).meeting.why, office.zoom.asked().length]).toEqual(['unreachable', asked]);
    const { text = '' } = (await letterTo(other, 'meeting-failed')) ?? {};
    expect(text).toContain('Zoom：少し前からつながらないため、会議をまだ作れていません。');
  });

  test('[A-6-3] but at once where staff say so', async () => {
    office.zoom.misbehave({ fail: 'down' });
    const reference = await session();
    office.zoom.misbehave();
    await act(reference, 'meeting-again');
    expect([(await state(reference)).meeting.state, ours(reference).length]).toEqual(['ready', 1]);
    // Zoom answers again: nobody else has to wait.
    expect((await state(await session('b'))).meeting.state).toBe('ready');
  });
});

describe('[A-6-3, A-6-5] a session handed over, for which Zoom makes no other meeting', () => {
  const toB = { session: { startsAt: START, minutes: 20, counsellor: 'b' }, reason: 'counsellor-absent' };
  const handed = async (fail: Misbehaviour): Promise<[string, { passcode: string }]> => {
    const reference = await session();
    const { meeting } = await state(reference);
    office.zoom.misbehave(fail);
    await act(reference, 'move', toB);
    return [reference, meeting];
  };

  test('keeps the old one until there is another; the person and staff are told at once, and again when there is', async () => {
    const [reference, before] = await handed({ fail: 'no-hosting' });
    expect(ours(reference)).toEqual([`a ${reference} ${AT}`]);
    expect((await state(reference)).meeting).toMatchObject({ state: 'failed', why: 'host' });
    expect((await told(reference)).slice(-2)).toEqual(['entry-changes', 'meeting-failed']);
    const { text = '' } = (await letterTo(reference, 'entry-changes')) ?? {};
    expect(text).toContain('前にお知らせしたURL、ミーティングID、パスコードは、使わないでください。');
    expect(text).not.toContain(before.passcode);
    expect((await letterTo(reference, 'meeting-failed'))?.text).toContain(
      '本人には、前の会議の情報を知らせてあります。',
    );
    const { tasks } = await office.staff('GET /staff/todo');
    expect(tasks.find((task: { reference: string }) => task.reference === reference)).toMatchObject({
      kind: 'meeting',
      urgency: 'today',
    });
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(ours(reference)).toEqual([`b ${reference} ${AT}`]);
    expect((await told(reference)).slice(-1)).toEqual(['invitation']);
    expect((await letterTo(reference, 'invitation'))?.text).toContain((await state(reference)).meeting.passcode);
  });

  test('while all of Zoom is down, nothing more is lost than that', async () => {
    const [reference] = await handed({ fail: 'down' });
    expect((await state(reference)).meeting).toMatchObject({ state: 'failed', why: 'unreachable' });
    expect(ours(reference)).toEqual([`a ${reference} ${AT}`]);
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(ours(reference)).toEqual([`b ${reference} ${AT}`]);
  });

  test('[R-16] is made by the first sweep after Zoom is well, though the same sweep warns staff that it is missing', async () => {
    const reference = await session();
    travel('2026-03-09T17:30:00+09:00');
    await sweep();
    office.zoom.misbehave({ fail: 'down' });
    await act(reference, 'move', toB);
    office.zoom.misbehave();
    again(7);
    await sweep();
    expect((await told(reference)).filter((notice) => notice === 'meeting-missing')).toHaveLength(1);
    expect((await state(reference)).meeting).toMatchObject({ state: 'ready', host: 'b@example.com' });
  });

  test('handed back has the old one again, and the person hears so', async () => {
    const [reference, before] = await handed({ fail: 'no-hosting' });
    office.zoom.misbehave();
    await act(reference, 'move', { ...toB, session: { ...toB.session, counsellor: 'a' } });
    expect([ours(reference), (await state(reference)).meeting]).toMatchObject([
      [`a ${reference} ${AT}`],
      { state: 'ready', passcode: before.passcode },
    ]);
    expect((await told(reference)).slice(-1)).toEqual(['invitation']);
  });

  test('is held in the old one if staff enter it, and Zoom is asked no more; cancelled, it is removed', async () => {
    const [reference, { passcode }] = await handed({ fail: 'no-hosting' });
    const [{ id }] = (await state(reference)).spares;
    await act(reference, 'meeting', { url: `https://zoom.us/j/${id}`, id, passcode });
    office.zoom.misbehave();
    again(5);
    await sweep();
    expect(ours(reference)).toEqual([`a ${reference} ${AT}`]);
    expect((await state(reference)).meeting).toMatchObject({ state: 'ready', id });
    await act(reference, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    expect(ours(reference)).toEqual([]);
    ended.length = 0;
  });

  test('whose codes staff enter instead leaves nothing of the old one', async () => {
    const [reference] = await handed({ fail: 'no-hosting' });
    await act(reference, 'meeting', byHand);
    expect([ours(reference), (await state(reference)).meeting.passcode]).toEqual([[], 'abc123']);
  });
});

describe('[K-8, A-8] a meeting staff enter that another session is held in', () => {
  const entered = async (startsAt: string): Promise<[string, Awaited<ReturnType<typeof staff>>]> => {
    const reference = await session('c', 'zoom', true, startsAt);
    return [reference, await staff(`POST /staff/bookings/${reference}/meeting`, byHand)];
  };
  const form = async (reference: string, more: Record<string, string> = {}) =>
    invoke(office.at.staff, `POST /staff/bookings/${reference}/meeting`, {
      staff: 'demo-staff',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...byHand, id: '123 4567 8901', ...more }).toString(),
    });

  test('is refused while the two could meet there, from the opening of the door on; nothing typed is lost', async () => {
    const [first, made] = await entered(START);
    expect(made.status).toBe(200);
    const [reference, refused] = await entered('2026-03-10T10:30:00+09:00');
    expect([refused.status, refused.json.type]).toEqual([409, 'meeting-in-use']);
    const { status, text } = await form(reference, { shared: 'true' });
    expect(status).toBe(409);
    expect(text).toContain(`この会議は、近い時間のほかの予約で使います（10:00〜10:20 の予約 ${first}）`);
    for (const value of [byHand.url, '123 4567 8901', byHand.passcode]) expect(text).toContain(`value="${value}"`);
    expect(text).not.toContain('name="shared"');
    expect((await state(reference)).meeting.state).toBe('wanted');
  });

  test('[A-6-3] is refused where its URL leads into another one than its ID; nothing typed is lost', async () => {
    const reference = await session('c');
    const url = 'https://us05web.zoom.us/j/11111111111?pwd=a';
    const { status, text } = await form(reference, { url });
    expect(status).toBe(422);
    expect(text).toContain('会議のURLとミーティングIDが、別の会議のものです');
    expect(text).toContain(`value="${url}"`);
  });

  test('at another time of the day is asked about; on another day it is nobody’s', async () => {
    const [first] = await entered(START);
    const [reference, refused] = await entered('2026-03-10T14:00:00+09:00');
    expect([refused.status, refused.json.type]).toEqual([409, 'meeting-shared']);
    const { text } = await form(reference);
    expect(text).toContain(`の予約 ${first}）`);
    expect(text).toContain('<input type="checkbox" name="shared" value="true">');
    expect((await form(reference, { shared: 'true' })).status).toBe(303);
    expect((await state(reference)).meeting).toMatchObject({ state: 'ready', id: byHand.id });
    const [, another] = await entered('2026-03-11T10:00:00+09:00');
    expect(another.status).toBe(200);
  });

  test('[D-12] is refused, whatever the day, where Zoom made it for another, with whose cancellation it would go', async () => {
    const first = await session('a');
    const { id, passcode } = (await state(first)).meeting;
    const url = `https://zoom.us/j/${id}`;
    const reference = await session('c', 'zoom', true, '2026-03-13T10:00:00+09:00');
    const { status, text } = await form(reference, { id, url, passcode, shared: 'true' });
    expect(status).toBe(409);
    expect(text).toContain(
      `この会議は、システムがほかの予約のために作ったものです（3月10日（火） 10:00〜10:20 の予約 ${first}）`,
    );
    expect((await state(reference)).meeting.state).toBe('wanted');
    // Moved away from its day, it is known still.
    await act(first, 'move', moved);
    const enter = () => staff(`POST /staff/bookings/${reference}/meeting`, { id, url, passcode });
    expect((await enter()).json.type).toBe('meeting-of-other');
    await act(first, 'cancellation', { by: 'office', through: 'phone', reason: 'technical' });
    expect(ours(first)).toEqual([]);
    expect((await enter()).status).toBe(200);
  });

  test('[D-12] is not to be deleted as one session leaves it while another is held in it, but as the last does', async () => {
    const [first] = await entered(START);
    const [second] = await entered('2026-03-11T10:00:00+09:00');
    const to = (startsAt: string) => ({
      session: { startsAt, minutes: 20, counsellor: 'c' },
      reason: 'technical',
    });
    const task = '前の会議を、Zoomで削除してください';
    await act(first, 'move', to('2026-03-12T14:00:00+09:00'));
    for (const path of [`/staff/bookings/${first}`, '/staff/todo']) expect(await page(path)).not.toContain(task);
    await act(second, 'tool', { tool: 'teleoffice' });
    expect(await page(`/staff/bookings/${second}`)).toMatch(/前の会議を、Zoomで削除してください.+ID 123 4567 8901/);
  });

  test('once the other is cancelled, or entered again for the same, is free', async () => {
    const [first] = await entered(START);
    expect((await staff(`POST /staff/bookings/${first}/meeting`, byHand)).status).toBe(200);
    await staff(`POST /staff/bookings/${first}/cancellation`, { by: 'applicant', through: 'phone' });
    const [, made] = await entered(START);
    expect(made.status).toBe(200);
  });
});

describe('while Zoom answers', () => {
  /** Staff do this as the first request of a kind reaches Zoom. */
  const during = (operation: string, does: () => Promise<unknown>): void => {
    const real = globalThis.fetch;
    let done = false;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (...asked) => {
      const answer = await real(...asked);
      if (!done && operation === (asked[1]?.method ?? 'GET') && String(asked[0]).includes('/meetings')) {
        done = true;
        await does();
      }
      return answer;
    });
  };

  test('staff move the session: the meeting just made is moved too', async () => {
    const reference = await session('a', 'zoom', false);
    during('POST', () => office.staff(`POST /staff/bookings/${reference}/move`, moved));
    await office.drain();
    expect(ours(reference)).toEqual([`a ${reference} ${LATER}`]);
    expect((await state(reference)).meeting.state).toBe('ready');
  });

  test('the session is cancelled: the meeting just made is removed', async () => {
    const reference = await confirmed('a', 'zoom', false);
    during('POST', () =>
      office.staff(`POST /staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' }),
    );
    await office.drain();
    expect(ours(reference)).toEqual([]);
  });

  test('staff enter codes of their own: those stand, and the meeting just made is removed', async () => {
    const reference = await session('a', 'zoom', false);
    during('POST', () => office.staff(`POST /staff/bookings/${reference}/meeting`, byHand));
    await office.drain();
    expect([(await state(reference)).meeting.passcode, ours(reference)]).toEqual(['abc123', []]);
  });
});
