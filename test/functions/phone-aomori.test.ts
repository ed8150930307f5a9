import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { FORM, form, invoke } from '../support/lambda.ts';
import { haveMet } from '../support/met.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const load = async () => ({ staff: (await import('../../functions/staff/index.ts')).handler });

let table: string;
let at: Awaited<ReturnType<typeof load>>;

const NOW = '2026-03-02T09:00:00+09:00';
const travel = (iso: string): void => void vi.setSystemTime(Date.parse(iso));
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) }));

beforeAll(async () => {
  table = await officeTable('aomori');
  at = await load();
  for (const [id, desks] of [
    ['a', ['general']],
    ['b', ['general']],
    ['m', ['mothers']],
  ] as const)
    await act(`PUT /staff/counsellors/${id}`, { name: `見本 ${id}`, desks });
});

const act = (request: string, sent?: object) => invoke(at.staff, request, { staff: 'demo-staff', body: sent });
const read = (path: string) =>
  invoke(at.staff, `GET ${path}`, { staff: 'demo-staff', headers: { accept: 'text/html' } });
const send = (path: string, fields: Record<string, string>) =>
  invoke(at.staff, `POST ${path}`, {
    staff: 'demo-staff',
    body: form(fields),
    headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
  });

let people = 0;
const call = (more: Record<string, string> = {}): Record<string, string> => ({
  idempotencyKey: `key-${++people}`,
  today: NOW.slice(0, 10),
  shown: '  ',
  channel: 'phone',
  desk: 'general',
  'applicant.kind': 'seeker',
  'applicant.name': '見本 電話',
  'applicant.number': `02010-${String(people).padStart(8, '0')}`,
  'wishes.0.startsAt': 'typed',
  'wishes.0.minutes': '40',
  ...more,
});
const wish = (index: number, date: string, time: string, until = '', minutes?: string) => ({
  [`wishes.${index}.date`]: date,
  [`wishes.${index}.time`]: time,
  [`wishes.${index}.until`]: until,
  ...(minutes !== undefined && { [`wishes.${index}.minutes`]: minutes }),
});
const referenceIn = ({ headers }: { headers: Record<string, unknown> }): string =>
  /\d{4}-\d{4}/.exec(String(headers['location']))?.[0] ?? '';
const bookingOf = async (reference: string) => (await act(`GET /staff/bookings/${reference}`)).json;
const taken = async (more: Record<string, string>) => {
  const said = call(more);
  if (said['channel'] === 'session') await haveMet(said['applicant.number'] ?? '');
  return bookingOf(referenceIn(await send('/staff/bookings', said)));
};

describe('[A-6-2] the screen on which a call is taken down', () => {
  test('asks for exactly what Aomori asks for: two choices with their interval and length, the registered phone', async () => {
    const { text } = await read('/staff/bookings/new');
    for (const id of [
      'wishes.0.date',
      'wishes.0.time',
      'wishes.0.until',
      'wishes.0.minutes',
      'wishes.1.date',
      'wishes.1.time',
      'wishes.1.until',
      'wishes.1.minutes',
      'difficulty',
      'desk',
      'applicant.kind',
    ])
      expect(text, id).toContain(`id="${id}"`);
    expect(text).not.toContain('wishes.2');
    for (const said of ['第1希望', '第2希望', '登録してある電話番号', 'どんな事情かは、聞かず、書かないでください'])
      expect(text).toContain(said);
    for (const kind of ['seeker', 'employer', 'prospective']) expect(text).toContain(`value="${kind}"`);
  });

  test('shows the times of another desk and length with everything typed', async () => {
    const sent = call({ desk: 'mothers', 'wishes.0.minutes': '30分', look: 'again' });
    const { text } = await send('/staff/bookings/new', sent);
    expect(text).toContain('マザーズコーナー、30分');
    const times = [...text.matchAll(/value="2026-03-(\d\dT\d\d:\d\d):00\+09:00"/g)].map(([, time]) => time);
    expect(times.slice(0, 4)).toEqual(['05T11:00', '05T13:30', '05T14:30', '10T11:00']);
    expect(text).not.toContain('value="employer"');
    expect(/name="wishes\.0\.minutes"[^>]*value="30"/.test(text)).toBe(true);
    expect(text).toContain(sent['applicant.number']);
  });

  test('shows the day that was typed when it is asked to look there', async () => {
    const { text } = await send(
      '/staff/bookings/new',
      call({ ...wish(0, '3/17', ''), look: 'again', from: '2026-03-02' }),
    );
    expect(/value="(2026-03-\d\d)T/.exec(text)?.[1]).toBe('2026-03-17');
  });
});

describe('[A-6-2] a call taken down', () => {
  test('holds the first choice within its interval, and keeps the second', async () => {
    const booking = await taken({
      ...wish(0, '3/5', '10:00', '12:00', '40'),
      ...wish(1, '3月9日', '13:30', '15:30', '30'),
      'applicant.email': 'taro@example.com',
      'applicant.phone': '017-555-0123',
    });
    expect(booking).toMatchObject({
      state: 'tentative',
      held: { startsAt: '2026-03-05T10:00:00+09:00', minutes: 40 },
      wishes: [
        { from: '2026-03-05T10:00:00+09:00', to: '2026-03-05T12:00:00+09:00', minutes: 40 },
        { from: '2026-03-09T13:30:00+09:00', to: '2026-03-09T15:30:00+09:00', minutes: 30 },
      ],
    });
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('a length said once is meant for both choices, and any minute inside the window may be the start', async () => {
    const booking = await taken({ ...wish(0, '3/6', '10:05', '', '25'), ...wish(1, '3/9', '10:00') });
    expect(booking.wishes.map(({ minutes }: { minutes: number }) => minutes)).toEqual([25, 25]);
    expect(booking.held).toMatchObject({ startsAt: '2026-03-06T10:05:00+09:00', minutes: 25 });
  });

  test('a time chosen beside the form is the first choice, and one typed the second', async () => {
    const booking = await taken({ 'wishes.0.startsAt': '2026-03-06T13:30:00+09:00', ...wish(1, '3/10', '10:00') });
    expect(booking.held.startsAt).toBe('2026-03-06T13:30:00+09:00');
    expect(booking.wishes[1].from).toBe('2026-03-10T10:00:00+09:00');
  });

  test('[A-2-1] of somebody about to register needs no number but a phone; of an employer the employer’s number', async () => {
    const about = { 'applicant.kind': 'prospective', 'applicant.number': '', ...wish(0, '3/11', '10:00') };
    const refused = await send('/staff/bookings', call(about));
    expect([refused.status, /<input id="applicant\.phone"[^>]*aria-invalid/.test(refused.text)]).toEqual([400, true]);
    const booking = await taken({ ...about, 'applicant.phone': '090-5550-7777' });
    expect(booking).toMatchObject({
      review: ['prospective'],
      applicant: { kind: 'prospective', phone: '09055507777' },
    });
    const employer = { 'applicant.kind': 'employer', ...wish(0, '3/11', '11:00') };
    expect((await send('/staff/bookings', call(employer))).status).toBe(400);
    expect((await taken({ ...employer, 'applicant.number': '0201-123456-7' })).applicant.number).toBe('0201-123456-7');
  });

  test('[A-6-1, D-4] past the second-last open day it takes a reason; a choice too long is told so', async () => {
    const late = { ...wish(0, '3/3', '10:00'), 'applicant.phone': '090-5550-1111' };
    const asked = await send('/staff/bookings', call(late));
    expect([asked.status, asked.text.includes('第1希望：締切りを過ぎています')]).toEqual([422, true]);
    expect((await taken({ ...late, lateReason: '窓口で本人が希望' })).review).toEqual(['late']);
    const long = await send(
      '/staff/bookings',
      call({ ...wish(0, '3/6', '10:00', '', '50'), ...wish(1, '3/9', '10:00') }),
    );
    expect([long.status, long.text.includes('この長さの相談は行っていません')]).toEqual([422, true]);
    expect(/name="wishes\.0\.minutes"[^>]*value="50"/.test(long.text)).toBe(true);
  });

  test.each([
    ['the second choice cannot be read', { ...wish(0, '3/6', '11:00'), ...wish(1, '3/9', '') }, 'wishes.1.date'],
    ['an interval ends before it begins', wish(0, '3/6', '12:00', '11:00'), 'wishes.0.date'],
    ['only the second choice is there', wish(1, '3/9', '10:00'), 'wishes.0.date'],
    ['the length is no number', wish(0, '3/6', '11:00', '', '長め'), 'wishes.0.minutes'],
  ])('is refused at its field where %s', async (_, fields, wrong) => {
    const { status, text } = await send('/staff/bookings', call(fields));
    expect(status).toBe(400);
    expect(text).toContain(`href="#${wrong}"`);
    expect(new RegExp(`<input id="${wrong.replaceAll('.', '\\.')}"[^>]*aria-invalid="true"`).test(text)).toBe(true);
    for (const [name, value] of Object.entries(fields))
      if (value !== '') expect(text, name).toMatch(new RegExp(`name="${name}"[^>]*value="${value}"`));
  });

  test('[A-6-2] as the next session in a session is definitive at once', async () => {
    expect(await taken({ channel: 'session', ...wish(0, '3/12', '10:00') })).toMatchObject({
      state: 'confirmed',
      tool: 'teleoffice',
    });
  });

  test('[A-4, A-6-2] the next session is by the tool of this one, unless another is chosen', async () => {
    const first = await taken({ channel: 'session', tool: 'zoom', ...wish(0, '3/13', '10:00') });
    expect(first.tool).toBe('zoom');
    const chosen = (text: string) => /name="tool" value="(\w+)" checked/.exec(text)?.[1];
    const { text } = await read(`/staff/bookings/new?channel=session&of=${first.reference}`);
    expect([chosen(text), text.includes('この場で決まります')]).toEqual(['zoom', true]);
    // Nobody is asked where the office settles the tool later.
    expect((await read('/staff/bookings/new')).text).not.toContain('name="tool"');
    const wrong = await send('/staff/bookings', call({ channel: 'session', tool: 'zoom', ...wish(0, '3/13', '') }));
    expect([wrong.status, chosen(wrong.text)]).toEqual([400, 'zoom']);
    expect((await act('POST /staff/bookings', { channel: 'session', tool: 'skype' })).status).toBe(400);
  });

  test('[A-6-1] a time whose last day has come is offered only when late ones are asked for', async () => {
    travel('2026-03-04T09:00:00+09:00');
    const dayOne = (text: string) => /value="(2026-03-\d\d)T/.exec(text)?.[1];
    expect(dayOne((await read('/staff/bookings/new')).text)).toBe('2026-03-06');
    expect(dayOne((await send('/staff/bookings/new', call({ look: 'late' }))).text)).toBe('2026-03-04');
  });
});

describe('[A-6-3, D-7] agreement given on the phone', () => {
  const agreeing = { 'consent.terms': '2024-06-06', 'consent.accepted': 'true' };

  test('is kept with its evidence, and the time is still for the office to settle', async () => {
    const { reference } = await taken({ ...wish(0, '3/16', '10:00'), 'applicant.phone': '090-5550-2222' });
    const answer = await send(`/staff/bookings/${reference}/completion`, {
      ...agreeing,
      'applicant.email': 'taro@example.com',
    });
    expect([answer.status, answer.headers['location']]).toEqual([303, `/staff/bookings/${reference}?done=agreed`]);
    const booking = await bookingOf(reference);
    expect(booking).toMatchObject({
      state: 'tentative',
      terms: '2024-06-06',
      applicant: { email: 'taro@example.com' },
    });
    expect(booking.history.at(-1)).toMatchObject({
      act: 'agreed',
      actor: { kind: 'staff', id: 'demo-staff' },
      channel: 'phone',
      consent: { channel: 'phone', act: 'given', tools: [{ tool: 'zoom' }] },
    });
    const confirmed = await act(`POST /staff/bookings/${reference}/confirmation`, { tool: 'zoom' });
    expect(confirmed.json).toMatchObject({ state: 'confirmed', tool: 'zoom', terms: '2024-06-06' });
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('cannot change the number by which alone somebody is known', async () => {
    const { reference } = await taken({
      'applicant.kind': 'prospective',
      'applicant.number': '',
      'applicant.phone': '090-5550-3333',
      ...wish(0, '3/16', '11:00'),
    });
    const { text } = await read(`/staff/bookings/${reference}/completion`);
    expect([text.includes('name="applicant.email"'), text.includes('name="applicant.phone"')]).toEqual([true, false]);
    const consent = { terms: '2024-06-06', accepted: true };
    const other = await act(`POST /staff/bookings/${reference}/completion`, {
      consent,
      applicant: { phone: '09055504444' },
    });
    expect([other.status, other.json.type]).toEqual([409, 'hold-differs']);
    const same = await act(`POST /staff/bookings/${reference}/completion`, {
      consent,
      applicant: { phone: '09055503333' },
    });
    expect([same.status, same.json.terms]).toEqual([200, '2024-06-06']);
    const found = await send('/staff/find', { find: '090-5550-3333' });
    expect(found.text).toContain(`/staff/bookings/${reference}`);
  });
});

test('[R-20] nothing of a person who is taken down or looked for is written to the log', async () => {
  const log = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const person = {
    'applicant.name': 'カナリヤ',
    'applicant.phone': '090-5559-9999',
    'applicant.number': '02010-77777777',
  };
  await send('/staff/bookings', call({ ...person, ...wish(0, '3/18', '10:00') }));
  await send('/staff/bookings', call({ ...person, ...wish(0, '99/99', '') }));
  await send('/staff/bookings/new', call(person));
  for (const find of ['02010-77777777', '090-5559-9999', 'カナリヤ']) await send('/staff/find', { find });
  const written = JSON.stringify(log.mock.calls);
  log.mockRestore();
  expect(written).toContain('POST /staff/find');
  for (const secret of ['カナリヤ', '5559', '77777777']) expect(written).not.toContain(secret);
});
