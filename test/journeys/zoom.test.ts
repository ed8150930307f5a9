import { afterAll, beforeAll, expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* [A-4, A-6-3, K-12-2] Meetings at Zoom on the local office: the template's own stream, role, secret and timeouts. */

const NOW = '2026-03-02T09:00:00+09:00';
let running: TestOffice;
beforeAll(async () => {
  running = await localOffice({ now: NOW, offices: ['aomori'], verbose: true });
});
afterAll(() => running.stop());

// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
type Json = any;
const ask = async (path: string, sent: object | undefined, headers = {}): Promise<Json> => {
  const answer = await fetch(`${running.offices['aomori']?.url}${path}`, {
    method: sent ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    ...(sent && { body: JSON.stringify(sent) }),
  });
  const json: Json = await answer.json();
  expect([path, answer.ok ? 'done' : json]).toEqual([path, 'done']);
  return json;
};
const staff = async (path: string, sent?: object): Promise<Json> => {
  const json = await ask(`/staff/bookings/${path}`, sent, { authorization: `Bearer ${running.staffToken('aomori')}` });
  await running.settle();
  return json;
};
let people = 0;
const applied = async (startsAt: string): Promise<{ reference: string; email: string; code: string }> => {
  const email = `p${++people}@example.com`;
  const applicant = { number: `02010-${String(people).padStart(8, '0')}`, email };
  const { reference, code } = await ask('/bookings', body(aomori, startsAt, { applicant }));
  await running.settle();
  return { reference, email, code };
};
const confirmed = async (startsAt: string) => {
  const person = await applied(startsAt);
  await staff(`${person.reference}/confirmation`, { tool: 'zoom' });
  return person;
};
const todo = async (reference: string): Promise<string[]> => {
  const { tasks } = await ask('/staff/todo', undefined, { authorization: `Bearer ${running.staffToken('aomori')}` });
  return tasks.flatMap((task: Json) => (task.reference === reference ? `${task.kind} ${task.urgency}` : []));
};
/** How the person's own page says the booking stands. */
const statusPage = async ({ reference, code }: { reference: string; code: string }): Promise<string> => {
  const answer = await fetch(`${running.offices['aomori']?.url}/bookings/status`, {
    method: 'POST',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ reference, code }),
  });
  return answer.text();
};
const standing = (reference: string) =>
  (running.zooms.get('aomori')?.meetings() ?? []).filter(({ agenda }) => agenda === reference);
const ill = (how: object) =>
  fetch(`${running.control}/zoom`, { method: 'POST', body: JSON.stringify(how) }).then(({ status }) =>
    expect(status).toBe(200),
  );
const notices = async (to: string) => (await running.mails(to)).map(({ tags }) => tags['notice']);
const letter = async (to: string, notice: string) =>
  (await running.mails(to)).findLast(({ tags }) => tags['notice'] === notice)?.text ?? '';

test('a session has its meeting by itself, moves with it, and leaves nothing there when it is called off', async () => {
  const { reference, email } = await confirmed('2026-03-10T10:00:00+09:00');
  const [meeting] = standing(reference);
  expect(meeting).toMatchObject({ start_time: '2026-03-10T01:00:00Z', host_email: 'demo-a@example.com' });
  expect(await letter(email, 'invitation')).toContain(`パスコード：${meeting?.password}`);
  const session = { startsAt: '2026-03-12T10:00:00+09:00', minutes: 40 };
  await staff(`${reference}/move`, { session, reason: 'technical' });
  expect(standing(reference)).toMatchObject([{ id: meeting?.id, start_time: '2026-03-12T01:00:00Z' }]);
  expect(await notices(email)).toEqual(['receipt', 'invitation', 'moved', 'invitation']);
  await staff(`${reference}/cancellation`, { by: 'office', through: 'phone', reason: 'technical' });
  expect(standing(reference)).toEqual([]);
  expect(running.errors).toEqual([]);
});

test('two sessions of one counsellor at one time there are none, and so no two meetings of one user', async () => {
  const [one, other] = [await confirmed('2026-03-11T10:00:00+09:00'), await confirmed('2026-03-11T10:00:00+09:00')];
  const hosts = [one, other].flatMap(({ reference }) => standing(reference).map(({ host }) => host));
  expect(hosts.sort()).toEqual(['demo-a@example.com', 'demo-b@example.com']);
});

test('Zoom is down: staff are told, one is made by hand, and the other by itself once Zoom is back', async () => {
  await ill({ fail: 'down' });
  const [one, other] = [await confirmed('2026-03-10T13:30:00+09:00'), await confirmed('2026-03-10T13:30:00+09:00')];
  const failed = (await running.mails(aomori.contact.staffMail)).filter(
    ({ tags }) => tags['notice'] === 'meeting-failed',
  );
  expect(failed.map(({ tags }) => tags['booking'])).toEqual([one.reference, other.reference]);
  expect(await notices(one.email)).toEqual(['receipt']);
  await staff(`${one.reference}/meeting`, {
    url: 'https://zoom.us/j/12345678901',
    id: '12345678901',
    passcode: 'abc123',
  });
  expect(await letter(one.email, 'invitation')).toContain('abc123');
  await ill({});
  await running.moveClock('2026-03-02T09:12:00+09:00');
  expect([standing(one.reference), standing(other.reference).length]).toEqual([[], 1]);
  expect(await notices(other.email)).toEqual(['receipt', 'invitation']);
});

test('[K-12-2] Zoom that would record is refused: nothing stands, the alarm’s line is there, nobody is invited', async () => {
  await ill({ fail: 'recording' });
  const { reference, email } = await confirmed('2026-03-11T13:30:00+09:00');
  expect([standing(reference), await notices(email)]).toEqual([[], ['receipt']]);
  expect(running.printed.some((line) => line.includes('"meetingRecorded":1'))).toBe(true);
  expect((await staff(reference)).meeting).toMatchObject({ state: 'failed', why: 'recording' });
  await ill({});
  // Only staff, who have looked at the account's settings, have it asked again.
  await running.moveClock('2026-03-02T09:20:00+09:00');
  expect(standing(reference)).toEqual([]);
  await staff(`${reference}/meeting-again`, {});
  expect([standing(reference).length, await notices(email)]).toEqual([1, ['receipt', 'invitation']]);
});

test('[A-6-5] handed over to whom Zoom makes no meeting for: the old one stays, the person is told not to use it, and then the new one', async () => {
  const person = await confirmed('2026-03-12T13:30:00+09:00');
  const { reference, email } = person;
  const [old] = standing(reference);
  const { session } = await staff(reference);
  await ill({ fail: 'no-hosting' });
  const other = session.counsellor === 'demo-a' ? 'demo-b' : 'demo-a';
  await staff(`${reference}/move`, { session: { ...session, counsellor: other }, reason: 'counsellor-absent' });
  expect(standing(reference)).toEqual([old]);
  expect(await notices(email)).toEqual(['receipt', 'invitation', 'entry-changes']);
  expect(await letter(email, 'entry-changes')).not.toContain(old?.password ?? 'nothing');
  expect(await letter(aomori.contact.staffMail, 'meeting-failed')).toContain(
    '本人には、前の会議の情報を知らせてあります。',
  );
  expect(await todo(reference)).toEqual(['meeting today']);
  expect(await statusPage(person)).toContain('前にお知らせしたURLやミーティングIDは、使わないでください。');
  await ill({});
  await running.moveClock('2026-03-02T09:30:00+09:00');
  const [made, ...more] = standing(reference);
  expect([made?.host_email, more]).toEqual([`${other}@example.com`, []]);
  expect(await notices(email)).toEqual(['receipt', 'invitation', 'entry-changes', 'invitation']);
  expect(await letter(email, 'invitation')).toContain(`パスコード：${made?.password}`);
  expect(await todo(reference)).toEqual([]);
  expect(await statusPage(person)).not.toContain('使わないでください');
});

test('[D-12] a meeting Zoom does not remove is in the to-do until the sweep has had it removed', async () => {
  const { reference } = await confirmed('2026-03-13T10:00:00+09:00');
  await ill({ fail: 'no-scope', at: 'delete' });
  await staff(`${reference}/cancellation`, { by: 'office', through: 'phone', reason: 'technical' });
  await running.moveClock('2026-03-02T09:40:00+09:00');
  expect([standing(reference).length, await todo(reference)]).toEqual([1, ['left-at-tool later']]);
  await ill({});
  await running.moveClock('2026-03-02T09:50:00+09:00');
  expect([standing(reference), await todo(reference)]).toEqual([[], []]);
});

test('more than Zoom makes in a day are made once its day, which is of UTC, has passed', async () => {
  await ill({ fail: 'daily-unsaid' });
  const { reference, email } = await confirmed('2026-03-13T13:30:00+09:00');
  expect((await staff(reference)).meeting).toMatchObject({ why: 'daily-limit', until: '2026-03-03T09:00:00+09:00' });
  await ill({});
  await running.moveClock('2026-03-03T08:58:00+09:00');
  expect(standing(reference)).toEqual([]);
  await running.moveClock('2026-03-03T09:06:00+09:00');
  expect(standing(reference)).toHaveLength(1);
  expect(await notices(email)).toContain('invitation');
  expect(running.errors).toEqual([]);
});
