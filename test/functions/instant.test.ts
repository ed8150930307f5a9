import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { dynamo } from '../../shared/aws/table.ts';
import type { Reference } from '../../shared/domain/booking.ts';
import { openDayBefore } from '../../shared/domain/calendar.ts';
import type { Person } from '../../shared/domain/person.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import { InstantAsked, InstantOffer, InstantStatus, ProblemAnswer } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { css } from '../../shared/pages/style.ts';
import { counterAtOnce, functionsAtOnce } from '../support/at-once.ts';
import { body, day, on, reference, terms } from '../support/build.ts';
import { errorsIn, formsIn, textOf } from '../support/forms.ts';
import { type Answer, FORM, form, invoke } from '../support/lambda.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const NINE = '2026-03-02T09:00:00+09:00';
let table: string;
let at: Awaited<ReturnType<typeof functionsAtOnce>>;
let counter: ReturnType<typeof counterAtOnce>;
const calls: string[] = [];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NINE) });
  table = await officeTable('aomori');
  at = await functionsAtOnce();
  counter = counterAtOnce(at);
  for (const id of ['a', 'b'])
    await at.putCounsellor({ id, name: `見本 ${id}`, desks: ['general'], weekdays: [1, 2, 3, 4, 5], absences: [] });
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        calls.push(commandName);
        return next(args);
      },
    { step: 'initialize' },
  );
});
const travel = (iso: string): void => void vi.setSystemTime(Date.parse(iso));
const minutesLater = (minutes: number): void => void vi.setSystemTime(Date.now() + minutes * 60_000);
/** Each test has an open day of its own, with `a` at the counter. */
let days = 0;
let today = '';
const clock = (time: string): string => `${today}T${time}+09:00`;
const nothing = { closed: [], opened: [] };
const earlier = (count: number): string => `${openDayBefore(aomori, nothing, day(today), count)}T09:00:00+09:00`;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NINE) });
  today = openDayBefore(aomori, nothing, day('2026-04-01'), -1 - days);
  days += 1;
  travel(clock('09:00:00'));
  await counter.here('a', clock('17:15:00'));
  await counter.here('b');
});

let people = 0;
const somebody = () =>
  ({ kind: 'seeker', number: `02010-7777${String(++people).padStart(4, '0')}`, phone: '09055501234' }) as const;
const registered = async (more: Partial<Person> = {}) => {
  const person = somebody();
  await counter.register(person, more);
  return person;
};
type How = { readonly key?: string; readonly source?: string };
const ask = (applicant: object, { key, source }: How = {}) =>
  invoke(at.instant, 'POST /instant-sessions', {
    body: { applicant },
    headers: { ...(key && { 'idempotency-key': key }) },
    ...(source && { source }),
  });
const asked = async (applicant: object, how?: How): Promise<string> => {
  const answer = await ask(applicant, how);
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('answerBy')]);
  return InstantAsked.parse(answer.json).id;
};
const look = (token: string) =>
  invoke(at.instant, `GET /instant-sessions/${token}`, { routeKey: 'GET /instant-sessions/{token}' });
const status = async (token: string) => InstantStatus.parse((await look(token)).json);
const page = (token: string, query = '') =>
  invoke(at.instant, `GET /instant-sessions/${token}${query}`, { headers: { accept: 'text/html' } });
const post = (token: string, act: string, body: unknown, headers: Record<string, string> = {}) =>
  invoke(at.instant, `POST /instant-sessions/${token}/${act}`, { body, headers });
const press = (answer: Pick<Answer, 'text'>, act: string, more: Record<string, string> = {}) => {
  const found = formsIn(answer.text).find(({ action }) => action.endsWith(act));
  if (!found) throw new Error(`no form leads to ${act}`);
  return invoke(at.instant, `POST ${found.action}`, { headers: FORM, body: form({ ...found.fields, ...more }) });
};
const withdraw = (token: string) => post(token, 'withdrawal', { withdraw: 'yes' });
const problemOf = (answer: Answer) => [answer.status, ProblemAnswer.parse(answer.json).type];
const cellsOf = async (id: Reference): Promise<number> =>
  (await rowsIn(table)).filter(({ sk, booking }) => String(sk).startsWith('CELL#') && booking === id).length;
const personOf = (number: string) => at.bookings.person({ number });

describe('[A-62-1] a request with consent on record', () => {
  test('waits, is accepted, and begins once staff have called back; the page says so each time', async () => {
    const person = await registered();
    const token = await asked(person);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await status(token)).toEqual({ state: 'waiting', answerBy: clock('09:10:00'), free: true });
    expect((await counter.queue()).map(({ number }) => number)).toEqual([person.number]);

    minutesLater(3);
    const booking = await counter.accept(token, 'a');
    expect(await status(token)).toEqual({ state: 'accepted' });
    expect(await cellsOf(booking)).toBe(4);
    await counter.met(booking);
    await counter.begun(booking);
    expect(await status(token)).toEqual({ state: 'begun' });
    minutesLater(31);
    expect(await status(token)).toEqual({ state: 'over' });
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('of an employer does too', async () => {
    const person = { kind: 'employer', number: '0201-123456-7', phone: '0175550123' } as const;
    await counter.register(person);
    const token = await asked({ ...person, number: '０２０１１２３４５６７', phone: '017-555-0123' });
    expect(await counter.queue()).toMatchObject([{ kind: 'employer', number: person.number }]);
    const text = textOf((await page(token)).text);
    expect(text).toContain('職員の返事を待っています');
    await counter.accept(token, 'a');
    expect(textOf((await page(token)).text)).toContain('求人者マイページ');
  });

  test('[A-62-3] shows where to enter, and never with what, nor who it is', async () => {
    const person = await registered();
    const token = await asked(person);
    const booking = await counter.accept(token, 'a');
    await counter.met(booking);
    const states = [await page(token)];
    await counter.begun(booking);
    states.push(await page(token));
    const calls = states.map(({ text }) => text.includes('登録した電話番号に電話します'));
    expect(calls).toEqual([true, false]);
    for (const { text } of states) {
      expect(text).toContain('href="https://zoom.us/join"');
      for (const secret of ['12345678901', 'mihon1', 'zoom.us/j/', person.number, person.phone, '見本 太郎', '090'])
        expect(text).not.toContain(secret);
    }
  });

  test('is not answered in ten minutes: the page says so kindly, with what can be booked and the phone', async () => {
    const token = await asked(await registered());
    travel(clock('09:09:59.999'));
    expect((await status(token)).state).toBe('waiting');
    travel(clock('09:10:00'));
    expect(await status(token)).toEqual({ state: 'unanswered' });
    expect(await counter.queue()).toEqual([]);
    const { text } = await page(token);
    expect(textOf(text)).toMatch(/申し訳ありません。お待ちいただくうちに.*予約できる、近い時間.*電話 017-776-1561/);
    expect(text).toContain('href="/openings?desk=general&amp;minutes=30&amp;day=');
  });

  test('is taken back: nobody sees it any more, and saying so again changes nothing', async () => {
    const token = await asked(await registered());
    const waiting = await page(token);
    const first = await press(waiting, 'withdrawal');
    expect([first.status, first.headers['location']]).toEqual([303, `/instant-sessions/${token}`]);
    expect(await status(token)).toEqual({ state: 'withdrawn' });
    expect(await counter.queue()).toEqual([]);
    expect((await withdraw(token)).json).toEqual({ state: 'withdrawn' });
    await expect(counter.accept(token, 'a')).rejects.toThrow('not-possible-now');
  });

  test('is taken back just after it was accepted: the session is cancelled, and the counsellor free for the next', async () => {
    const token = await asked(await registered());
    const booking = await counter.accept(token, 'a');
    expect(problemOf(await ask(somebody()))).toEqual([409, 'instant-nobody-free']);
    expect((await withdraw(token)).json).toEqual({ state: 'withdrawn' });
    expect(await cellsOf(booking)).toBe(0);
    expect((await at.bookings.find(booking, on(clock('09:00:00'))))?.state).toBe('cancelled');
    await asked(somebody());
    const history = await at.bookings.history(booking);
    expect(history.at(-1)).toMatchObject({
      act: 'cancelled',
      actor: { kind: 'applicant' },
      channel: 'web',
      notices: {},
    });
  });

  test('cannot be taken back once it has begun: the page stays, and says why', async () => {
    const token = await asked(await registered());
    const booking = await counter.accept(token, 'a');
    await counter.met(booking);
    const before = await page(token);
    await counter.begun(booking);
    const refused = await press(before, 'withdrawal');
    expect([refused.status, textOf(refused.text)]).toEqual([409, expect.stringContaining('今の状態ではできません')]);
    expect(textOf(refused.text)).toContain('相談が始まりました');
    expect(await status(token)).toEqual({ state: 'begun' });
  });

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['nobody takes sessions any more', () => counter.here('a'), () => counter.here('a', clock('17:15:00'))],
    [
      'the office closes',
      () => at.putClosure(day(today), 'closed', { by: 'demo', at: on(NINE) }),
      () => at.putClosure(day(today), 'removed', { by: 'demo', at: on(NINE) }),
    ],
    [
      'whoever did is taken up',
      async () => counter.accept(await asked(await registered()), 'a'),
      () => counter.here('b', clock('17:15:00')),
    ],
  ])(
    'waits in vain once %s: the page says so at its next renewal, and takes it back when it is otherwise',
    async (_, gone, back) => {
      const token = await asked(await registered());
      await gone();
      expect(await status(token)).toEqual({ state: 'waiting', answerBy: clock('09:10:00'), free: false });
      const { text, headers } = await page(token);
      expect(headers['refresh']).toBe('15');
      expect(textOf(text)).toMatch(
        /今は、お受けできる職員がいません.*お待ちいただかなくて、かまいません。.*予約できる、近い時間.*電話 017-776-1561.*申込みをキャンセルする/,
      );
      expect(text).toContain('href="/openings?desk=general&amp;minutes=30&amp;day=');
      await back();
      expect(await status(token)).toEqual({ state: 'waiting', answerBy: clock('09:10:00'), free: true });
      expect(textOf((await page(token)).text)).toContain('職員の返事を待っています');
    },
  );

  test('waits in vain once a session is too near for anybody to be free for thirty minutes', async () => {
    const { json } = await invoke(at.staff, 'POST /staff/bookings', {
      staff: 'demo',
      body: {
        channel: 'phone',
        applicant: { kind: 'seeker', name: '見本 花子', number: '02010-0000001', phone: '0175550000' },
        wishes: [{ startsAt: clock('10:00:00') }],
        counsellor: 'a',
        lateReason: '見本',
      },
    });
    expect(json.reference).toBeDefined();
    travel(clock('09:30:00'));
    const token = await asked(await registered());
    travel(clock('09:30:59'));
    expect((await status(token)).free).toBe(true);
    travel(clock('09:31:00'));
    expect(await status(token)).toMatchObject({ state: 'waiting', free: false });
  });

  test('two requests and one counsellor: the second reads so at once, and times out kindly', async () => {
    const [one, two] = [await asked(await registered()), await asked(await registered())];
    expect((await counter.queue()).length).toBe(2);
    await counter.accept(one, 'a');
    await expect(counter.accept(two, 'a')).rejects.toThrow('opening-taken');
    expect([await status(one), await status(two)]).toMatchObject([
      { state: 'accepted' },
      { state: 'waiting', free: false },
    ]);
    minutesLater(10);
    expect((await status(two)).state).toBe('unanswered');
    expect(textOf((await page(two)).text)).toContain('申し訳ありません');
  });
});

describe('[A-62-2] terms that have changed since', () => {
  let version = '';
  let previous = aomori.terms.at(-1)?.version ?? '';
  /** Other terms come into force on a new day: on the next, somebody asks and is accepted. */
  beforeEach(async () => {
    const [last] = (await at.diary.office()).terms.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1));
    previous = last?.version ?? previous;
    version = today;
    travel(earlier(1));
    await at.publish(terms(aomori, { version, effectiveFrom: day(today) }), {
      after: last?.version,
      by: 'demo',
      at: on(`${today}T00:00:00+09:00`),
    });
    travel(clock('09:00:00'));
  });
  const accepted = async () => {
    const person = await registered();
    const token = await asked(person);
    // Until a person has accepted, nothing tells that there is anything to agree to: it would tell who is known [D-6].
    expect(await status(token)).toEqual({ state: 'waiting', answerBy: clock('09:10:00'), free: true });
    const booking = await counter.accept(token, 'a');
    return { person, token, booking };
  };
  const boxes = { accepted: 'true', 'tools.zoom.accepted': 'true' };

  test('are shown with what has changed, agreed to, and only then the session begins', async () => {
    const { person, token, booking } = await accepted();
    expect(await status(token)).toEqual({ state: 'to-agree', terms: version });
    await counter.met(booking);
    await expect(counter.begun(booking)).rejects.toThrow('terms-changed');
    const shown = await page(token);
    expect(textOf(shown.text)).toMatch(/新しい利用規約を確かめてください.*変わった所.*新しい版だけにある言葉/);
    expect(shown.headers).not.toHaveProperty('refresh');
    const agreed = await press(shown, 'consents', boxes);
    expect([agreed.status, agreed.headers['location']]).toEqual([303, `/instant-sessions/${token}`]);
    expect(await status(token)).toEqual({ state: 'accepted' });
    const { consents } = await personOf(person.number);
    expect(consents[version]).toMatchObject({ terms: version, act: 'given', channel: 'instant' });
    expect(consents[version]?.tools.map(({ tool }) => tool)).toEqual(['zoom']);
    const history = await at.bookings.history(booking);
    expect(history.at(-1)).toMatchObject({ act: 'agreed', actor: { kind: 'applicant' }, channel: 'web', notices: {} });
    expect(history.at(-1)?.consent).toEqual(consents[version]);
    await counter.begun(booking);
    expect(await status(token)).toEqual({ state: 'begun' });
  });

  test('agreed to twice are agreed to once', async () => {
    const { token, booking } = await accepted();
    const body = { terms: version, accepted: true };
    const both = await Promise.all([post(token, 'consents', body), post(token, 'consents', body)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const { length } = await at.bookings.history(booking);
    expect((await post(token, 'consents', body)).json).toEqual({ state: 'accepted' });
    expect((await at.bookings.history(booking)).length).toBe(length);
  });

  test('not agreed to: there is no session, and the counsellor is free again', async () => {
    const { token, booking, person } = await accepted();
    const shown = await page(token);
    expect((await press(shown, 'withdrawal')).status).toBe(303);
    expect(await status(token)).toEqual({ state: 'not-agreed' });
    expect(await cellsOf(booking)).toBe(0);
    expect((await personOf(person.number)).consents).not.toHaveProperty([version]);
    expect(textOf((await page(token)).text)).toMatch(/同意していただけなかったため.*予約できる、近い時間/);
    expect(problemOf(await post(token, 'consents', { terms: version, accepted: true }))).toEqual([
      409,
      'not-possible-now',
    ]);
  });

  test.each<[string, () => object, number, string]>([
    ['without a tick', () => ({ terms: version }), 400, 'malformed'],
    ['to the version before', () => ({ terms: previous, accepted: true }), 409, 'terms-changed'],
    ['to one that is none', () => ({ terms: 'none', accepted: true }), 409, 'terms-changed'],
    ['with a new phone', () => ({ terms: version, accepted: true, phone: '09055509999' }), 400, 'malformed'],
  ])('agreed to %s are not', async (_, body, code, type) => {
    const { token, booking } = await accepted();
    expect(problemOf(await post(token, 'consents', body()))).toEqual([code, type]);
    expect((await at.bookings.find(booking, on(clock('09:00:00'))))?.terms).toBe(aomori.terms[0]?.version);
  });

  test('some of them ticked: the page keeps those, and asks for the others', async () => {
    const { token } = await accepted();
    const { 'tools.zoom.accepted': _, ...some } = boxes;
    const again = await press(await page(token), 'consents', some);
    expect(again.status).toBe(400);
    expect(Object.keys(errorsIn(again.text))).toEqual(['tools.zoom.accepted']);
    expect(again.text).toMatch(/name="accepted" value="true"[^>]* checked/);
    expect(again.headers).not.toHaveProperty('refresh');
  });
});

describe('[D-6, R-21] nobody learns who is known', () => {
  const refused = {
    reason: 'abuse',
    until: day('2026-12-31'),
    by: 'demo',
    at: on(NINE),
    booking: reference(),
  } as const;
  type Who = readonly [string, () => Promise<{ kind: string; number: string; phone: string }>];
  const others: Who[] = [
    ['an unknown number', async () => somebody()],
    ['another phone', async () => ({ ...(await registered()), phone: '09055509999' })],
    [
      'another kind',
      async () => {
        const person = await registered();
        return { ...person, kind: 'employer', number: `0201-${person.number.slice(-6)}-7` };
      },
    ],
    ['somebody without consent', async () => registered({ consents: {} })],
    ['somebody refused future use', async () => registered({ refusals: [refused], refusedUntil: refused.until })],
    ['somebody staff have not seen', async () => registered({ registered: undefined })],
  ];
  /** All that a request of one person shows: as data and as pages, until its time is over; the calls it takes beside it. */
  const everything = async (applicant: object) => {
    const hide = (answer: Answer, token: string) =>
      JSON.stringify([answer.status, answer.headers, answer.text]).replaceAll(token, 'TOKEN');
    calls.length = 0;
    const first = await ask(applicant);
    const token = InstantAsked.parse(first.json).id;
    const asking = [...calls];
    const browser = await invoke(at.instant, 'POST /instant-sessions', {
      headers: FORM,
      body: form(
        Object.fromEntries(Object.entries(applicant).map(([name, value]) => [`applicant.${name}`, String(value)])),
      ),
    });
    const other = String(browser.headers['location']).split('/').at(-1) ?? '';
    const seen = [
      hide(first, token),
      hide(browser, other),
      hide(await look(token), token),
      hide(await page(token), token),
    ];
    const now = Date.now();
    minutesLater(10);
    seen.push(hide(await look(token), token), hide(await page(token), token));
    vi.setSystemTime(now);
    await counter.here('a');
    calls.length = 0;
    seen.push(hide(await look(token), token), hide(await page(token), token), calls.join(' '));
    await counter.here('a', clock('17:15:00'));
    return { seen, asking };
  };

  test.each(others)(
    '%s gets, byte for byte, what somebody on record gets, and is never seen by staff',
    async (_, who) => {
      const known = await everything(await registered());
      const queue = (await counter.queue()).length;
      const unknown = await everything(await who());
      expect(unknown).toEqual(known);
      expect(known.seen.join()).toContain('waiting');
      expect((await counter.queue()).length).toBe(queue);
    },
  );

  test('nor is anything of an unknown number or phone kept', async () => {
    const unknown = { kind: 'seeker', number: '02010-87654321', phone: '08055507777' };
    await asked(unknown);
    const dump = JSON.stringify(await rowsIn(table));
    expect([dump.includes('87654321'), dump.includes('5550777')]).toEqual([false, false]);
  });

  test('[A-62-3] a request replaces nothing of what is registered', async () => {
    const person = await registered();
    const before = await personOf(person.number);
    await asked({ ...person, phone: '09055509999' });
    await asked(person);
    expect(await personOf(person.number)).toEqual(before);
  });
});

describe('[A-62-1] when nobody can be served', () => {
  const open = () => invoke(at.instant, 'GET /instant-sessions', { headers: { accept: 'text/html' } });

  test.each<[string, () => Promise<void> | void, string, number]>([
    ['nobody has said that they take sessions', () => counter.here('a'), 'instant-nobody-free', 409],
    ['who said so has gone home', () => counter.here('a', clock('08:59:59')), 'instant-nobody-free', 409],
    ['it is too early', () => travel(clock('08:29:59.999')), 'instant-closed', 422],
    ['it is too late', () => travel(clock('16:46:00')), 'instant-closed', 422],
    [
      'the day is closed',
      () => at.putClosure(day(today), 'closed', { by: 'demo', at: on(NINE) }),
      'instant-closed',
      422,
    ],
  ])('%s: the form says so with the next times, and keeps what was typed', async (_, so, type, code) => {
    const form200 = await open();
    expect(formsIn(form200.text).map(({ action }) => action)).toContain('/instant-sessions');
    await so();
    expect(problemOf(await ask(somebody()))).toEqual([code, type]);
    const sent = await press(form200, '/instant-sessions', {
      'applicant.kind': 'employer',
      'applicant.number': '0201-654321-7',
      'applicant.phone': '017-555-0199',
    });
    expect(sent.status).toBe(code);
    expect(sent.text).toContain('value="0201-654321-7"');
    expect(sent.text).toContain('value="017-555-0199"');
    expect(sent.text).toMatch(/value="employer" checked/);
    expect(sent.text).toContain('予約できる、近い時間');
    const { status: shown, text } = await open();
    expect([shown, textOf(text)]).toEqual([200, expect.stringContaining('予約できる、近い時間')]);
    expect(formsIn(text).filter(({ action }) => action === '/instant-sessions')).toEqual([]);
    const offer = await invoke(at.instant, 'GET /instant-sessions');
    expect(InstantOffer.parse(offer.json)).toMatchObject({ free: false, minutes: 30, kinds: ['seeker', 'employer'] });
  });

  test('a session begins in 20 minutes: it is not offered; to whoever waits it is not given', async () => {
    const waits = await asked(await registered());
    travel(earlier(5));
    const current = termsAt(withPublished(aomori, (await at.diary.office()).terms), on(earlier(5))).version;
    const { json } = await invoke(at.booking, 'POST /bookings', {
      body: body(aomori, clock('10:20:00'), { counsellor: 'a', consent: { terms: current, accepted: true } }),
    });
    const confirmation = `POST /staff/bookings/${json.reference}/confirmation`;
    expect((await invoke(at.staff, confirmation, { staff: 'demo', body: {} })).status).toBe(200);
    travel(clock('10:00:00'));
    expect(problemOf(await ask(await registered()))).toEqual([409, 'instant-nobody-free']);
    travel(clock('09:50:59'));
    const fits = await asked(await registered());
    travel(clock('09:51:00'));
    await expect(counter.accept(fits, 'a')).rejects.toThrow('opening-taken');
    expect((await status(waits)).state).toBe('unanswered');
  });
});

describe('[R-04, R-05] the same request again', () => {
  test('a double press is one request, with one page', async () => {
    const person = await registered();
    const before = (await counter.queue()).length;
    const both = await Promise.all([1, 2, 3, 4, 5].map(() => ask(person, { key: 'pressed-twice' })));
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(both.map(({ json }) => json.id)).size).toBe(1);
    expect((await counter.queue()).length).toBe(before + 1);
  });

  test('also of a form without a key, and once nobody is free any more', async () => {
    const { kind, number, phone } = await registered();
    const sent = { 'applicant.kind': kind, 'applicant.number': number, 'applicant.phone': phone };
    const once = () =>
      invoke(at.instant, 'POST /instant-sessions', { headers: FORM, body: form(sent), source: '192.0.2.77' });
    const first = await once();
    await counter.here('a');
    const second = await once();
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(second.headers['location']).toBe(first.headers['location']);
  });

  test('another request under its key is refused', async () => {
    const person = await registered();
    await asked(person, { key: 'mine' });
    expect(problemOf(await ask({ ...person, phone: '09055509999' }, { key: 'mine' }))).toEqual([422, 'key-reused']);
  });

  test('a key is another’s for bookings', async () => {
    await asked(await registered(), { key: 'shared' });
    const answer = await invoke(at.booking, 'POST /bookings', { body: {}, headers: { 'idempotency-key': 'shared' } });
    expect(answer.status).toBe(400);
    expect(await at.bookings.recall('nobody', { key: 'shared', body: '' }, on(NINE))).not.toHaveProperty('earlier');
  });
});

describe('[R-26] caps', () => {
  const storm = async (count: number, send: (index: number) => Promise<Answer>) => {
    const answers = await Promise.all(Array.from({ length: count }, (_, index) => send(index)));
    expect(answers.filter(({ status }) => ![201, 429, 503].includes(status))).toEqual([]);
    for (;;) {
      const answer = await send(count++);
      if (answer.status === 429) return answer;
      expect([201, 503]).toContain(answer.status);
    }
  };
  const requests = async () =>
    (await rowsIn(table)).filter(({ sk, pk }) => sk === 'INSTANT' && String(pk).startsWith('INSTANT#')).length;

  test('one address may ask so often in a day, counted together with its applications', async () => {
    const before = await requests();
    const refused = await storm(60, () => ask(somebody(), { source: '198.51.100.7' }));
    expect(problemOf(refused)).toEqual([429, 'too-many-applications']);
    expect(refused.json.detail).toContain('お電話ください');
    expect((await requests()) - before).toBe(aomori.limits.applicationsPerSource);
  });

  test('under one number and phone so often, known or not: the same words, a phone number, and no place', async () => {
    const refusals = [];
    for (const person of [somebody(), await registered()]) {
      const before = await requests();
      let from = 0;
      const refused = await storm(20, () => ask(person, { source: `203.0.113.${++from}` }));
      expect(problemOf(refused)).toEqual([429, 'too-many-applications']);
      expect((await requests()) - before).toBe(aomori.limits.applicationsPerDay);
      refusals.push([refused.status, refused.text]);
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]?.[1]).toMatch(/今日は、この方法での申込みを、これ以上お受けできません.*電話 017-776-1561/);
    expect(refusals[0]?.[1]).not.toContain('ここから');
  });

  test('under one number with phone after phone so often from one address, right or wrong; its person elsewhere is not kept out', async () => {
    const person = await registered();
    const before = await requests();
    let tries = 0;
    const guess = () =>
      ask({ ...person, phone: `0906666${String(++tries).padStart(4, '0')}` }, { source: '203.0.113.201' });
    const refused = await storm(20, guess);
    expect(problemOf(refused)).toEqual([429, 'too-many-applications']);
    expect((await requests()) - before).toBe(aomori.limits.applicationsPerDay);
    const right = await ask(person, { source: '203.0.113.201' });
    expect([right.status, right.text]).toEqual([refused.status, refused.text]);
    expect((await ask(person, { source: '203.0.113.202' })).status).toBe(201);
    expect((await counter.queue()).map(({ number }) => number)).toContain(person.number);
  });

  test('are counted without telling of whom', async () => {
    await ask(somebody(), { source: '203.0.113.210' });
    const counted = (await rowsIn(table)).filter(({ pk }) => String(pk).startsWith('ASKED#'));
    expect(counted.length).toBeGreaterThan(1);
    for (const row of counted) {
      expect(Object.keys(row).sort()).toEqual(['applications', 'expires', 'pk', 'sk']);
      expect(row['sk']).toMatch(/^(PHONE|SOURCE)#[0-9a-f]{2}$/);
    }
  });
});

describe('[R-18, R-19, R-20, R-22, R-24, R-28] the function', () => {
  test('[R-18] reading writes nothing', async () => {
    const token = await asked(await registered());
    const before = await rowsIn(table);
    for (const accept of ['text/html', 'application/json'])
      for (const path of ['', `/${token}`, `/${token}?reload=off`, `/${'A'.repeat(43)}`, '/x'])
        await invoke(at.instant, `GET /instant-sessions${path}`, { headers: { accept } });
    minutesLater(20);
    await page(token);
    expect(await rowsIn(table)).toEqual(before);
  });

  test('[R-19] nothing in the table opens a page', async () => {
    const token = await asked(await registered(), { key: 'a-key-nobody-knows' });
    await counter.accept(await asked(await registered()), 'a');
    const rows = await rowsIn(table);
    const dump = JSON.stringify(rows);
    for (const secret of [token, 'a-key-nobody-knows']) expect(dump).not.toContain(secret);
    const texts = new Set(dump.match(/[\w-]{20,}/g));
    expect(texts.size).toBeGreaterThan(10);
    for (const text of texts) expect((await look(text.slice(0, 43))).status).toBe(404);
    expect((await look(token)).status).toBe(200);
  });

  test('[R-19] a page is there for a day, by the clock', async () => {
    const token = await asked(await registered());
    vi.setSystemTime(Date.now() + 24 * 3_600_000 - 1);
    expect((await look(token)).status).toBe(200);
    vi.setSystemTime(Date.now() + 1);
    expect(problemOf(await look(token))).toEqual([404, 'instant-not-found']);
    for (const act of ['consents', 'withdrawal'])
      expect(
        problemOf(await post(token, act, act === 'consents' ? { terms: 'x', accepted: true } : { withdraw: 'yes' })),
      ).toEqual([404, 'instant-not-found']);
  });

  test('[R-21] a token of nothing, and what is none, get the same answer', async () => {
    const answers = await Promise.all(['A'.repeat(43), 'x', '%00', 'a'.repeat(5_000)].map((token) => page(token)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(textOf(answers[0]?.text ?? '')).toContain('この申込みは見つかりません');
  });

  test('[R-20] logs neither token nor anything anybody typed', async () => {
    const lines: string[] = [];
    const log = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const said = (['log', 'error', 'warn', 'info'] as const).map((level) =>
      vi
        .spyOn(console, level)
        .mockImplementation((...words: unknown[]) => void lines.push(words.map(String).join(' '))),
    );
    const canary = { kind: 'seeker', number: '02010-24682468', phone: '09077776666' } as const;
    await counter.register(canary, {
      registered: { kind: 'seeker', name: 'カナリヤ', phone: canary.phone, by: 'demo', at: on(NINE) },
    });
    const token = await asked(canary, { key: 'canary-key' });
    await ask({ ...canary, phone: 'canary' });
    await ask({ ...canary, canary: 'カナリヤ' });
    await invoke(at.instant, 'POST /instant-sessions', {
      body: '{"カナリヤ":',
      headers: { 'content-type': 'application/json' },
    });
    await look(token);
    await invoke(at.instant, `GET /instant-sessions/${token}?canary=1`, { routeKey: 'GET /instant-sessions/{token}' });
    await counter.accept(token, 'a');
    await look(token);
    await invoke(at.instant, `POST /instant-sessions/${token}/withdrawal`, {
      body: { withdraw: 'yes' },
      routeKey: 'POST /instant-sessions/{token}/withdrawal',
    });
    log.mockRestore();
    for (const spy of said) spy.mockRestore();
    expect(lines.length).toBeGreaterThan(7);
    const written = lines.join('\n');
    for (const secret of [token, 'canary', 'カナリヤ', '2468', '77776666']) expect(written).not.toContain(secret);
  });

  test.each<[string, Record<string, string>, number]>([
    ['a page of its own', { 'sec-fetch-site': 'same-origin', origin: 'null' }, 303],
    ['another site', { origin: 'https://elsewhere.example.com', 'sec-fetch-site': 'cross-site' }, 403],
    ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('[R-22] a post from %s is answered so (%#)', async (_, headers, code) => {
    const token = await asked(await registered());
    const { kind, number, phone } = await registered();
    for (const [path, fields] of [
      ['', { 'applicant.kind': kind, 'applicant.number': number, 'applicant.phone': phone }],
      [`/${token}/withdrawal`, { withdraw: 'yes' }],
    ] as const)
      expect(
        (
          await invoke(at.instant, `POST /instant-sessions${path}`, {
            headers: { ...FORM, ...headers },
            body: form(fields),
          })
        ).status,
      ).toBe(code);
    expect((await status(token)).state).toBe(code === 303 ? 'withdrawn' : 'waiting');
  });

  test('[R-22] what is neither form nor JSON is not read', async () => {
    const answer = await invoke(at.instant, 'POST /instant-sessions', {
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['another phone under another name', { applicant: { ...somebody(), newPhone: '09055509999' } }],
    ['a phone beside the person', { applicant: somebody(), phone: '09055509999' }],
    ['a name', { applicant: { ...somebody(), name: '見本 太郎' } }],
    ['somebody about to register', { applicant: { ...somebody(), kind: 'prospective' } }],
    ['a number of 10,000 digits', { applicant: { ...somebody(), number: '1'.repeat(10_000) } }],
    ['a number that is a list', { applicant: { ...somebody(), number: ['02010-1'] } }],
    ['a prototype', '{"applicant":{"__proto__":{"kind":"seeker"}}}'],
    ['half a character', { applicant: { ...somebody(), number: '\ud800' } }],
    ['null', 'null'],
  ])('[R-28, A-62-3] %s is malformed', async (_, body) => {
    const answer = await invoke(at.instant, 'POST /instant-sessions', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(problemOf(answer)).toEqual([400, 'malformed']);
  });

  test('[R-24] pages carry no script, weigh little, and load themselves again by a header that can be stopped', async () => {
    const token = await asked(await registered());
    const pages = [
      await invoke(at.instant, 'GET /instant-sessions', { headers: { accept: 'text/html' } }),
      await page(token),
      await page(token, '?reload=off'),
    ];
    for (const { text, headers } of pages) {
      expect(text).not.toMatch(/<script|<style| style=| disabled| placeholder/);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(Buffer.byteLength(text) + Buffer.byteLength(css)).toBeLessThanOrEqual(60 * 1024);
    }
    expect(pages.map(({ headers }) => headers['refresh'])).toEqual([undefined, '15', undefined]);
    expect(pages[1]?.text).toContain('?reload=off');
    expect(textOf(pages[1]?.text ?? '')).toContain('15秒ごと');
    expect((await look(token)).headers).not.toHaveProperty('refresh');
    await withdraw(token);
    expect((await page(token)).headers).not.toHaveProperty('refresh');
  });

  test('whatever was typed wrongly is shown again, with what to do beside it', async () => {
    const { text } = await invoke(at.instant, 'GET /instant-sessions', { headers: { accept: 'text/html' } });
    const again = await press({ text }, '/instant-sessions', {
      'applicant.kind': 'seeker',
      'applicant.number': '１２',
      'applicant.phone': 'ばんごう',
    });
    expect(again.status).toBe(400);
    expect(errorsIn(again.text)).toEqual({
      'applicant.number': expect.stringContaining('12345-01234567'),
      'applicant.phone': expect.stringContaining('市外局番'),
    });
    expect(again.text).toContain('value="１２"');
    expect(again.text).toContain('value="ばんごう"');
  });
});
