import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Agreed, Ended, Openings, ProblemAnswer, Receipt, Status } from '../../shared/http/api.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const load = async () => ({
  booking: (await import('../../functions/booking/index.ts')).handler,
  joining: (await import('../../functions/joining/index.ts')).handler,
  cancellation: (await import('../../functions/cancellation/index.ts')).handler,
  consent: (await import('../../functions/consent/index.ts')).handler,
  staff: (await import('../../functions/staff/index.ts')).handler,
  site: (await import('../../functions/site/index.ts')).handler,
  dynamo: (await import('../../shared/aws/table.ts')).dynamo,
  ...(await import('../../shared/aws/office-book.ts')),
  ...(await import('../../shared/aws/this-office.ts')),
});

let table: string;
let at: Awaited<ReturnType<typeof load>>;

beforeAll(async () => {
  table = await officeTable('aomori');
  at = await load();
  for (const id of ['a', 'b'])
    await at.putCounsellor({
      id,
      name: `見本 ${id}`,
      desks: ['general', 'mothers'],
      weekdays: [1, 2, 3, 4, 5],
      absences: [],
    });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
});

const travel = (iso: string): void => void vi.setSystemTime(Date.parse(iso));
let people = 0;
/** A body of somebody nobody has met. */
const somebody = (startsAt: string, more: Parameters<typeof body>[2] = {}) =>
  body(aomori, startsAt, { ...more, applicant: { number: `02010-${++people}`, ...more.applicant } });
const send = (sent: unknown, key?: string, headers = {}) =>
  invoke(at.booking, 'POST /bookings', { body: sent, headers: { ...(key && { 'idempotency-key': key }), ...headers } });

describe('openings', () => {
  test('[A-6-2] Mothers’ Corner has its three starts on Tuesdays and Thursdays', async () => {
    const { json } = await invoke(at.booking, 'GET /openings?desk=mothers&from=2026-03-09&to=2026-03-13&minutes=40');
    const starts = Openings.parse(json).openings.map(({ startsAt }) => startsAt.slice(5, 16));
    expect(starts).toEqual(['03-10T11:00', '03-10T13:30', '03-10T14:30', '03-12T11:00', '03-12T13:30', '03-12T14:30']);
  });

  test.each([
    ['a desk that is not there', 'desk=nowhere', 422, 'desk-unknown'],
    ['a length the desk does not give', 'minutes=41', 422, 'length-not-offered'],
    ['a counsellor nobody knows', 'counsellor=%E8%AA%B0%E3%81%8B', 422, 'counsellor-unknown'],
    ['a day that does not exist', 'from=2026-02-30', 400, 'malformed'],
    ['an end before the beginning', 'from=2026-03-10&to=2026-03-09', 400, 'malformed'],
    ['a parameter nobody knows', 'colour=red', 400, 'malformed'],
  ])('asking for %s is refused by name', async (_, query, status, type) => {
    const answer = await invoke(at.booking, `GET /openings?${query}`);
    expect([answer.status, ProblemAnswer.parse(answer.json).type]).toEqual([status, type]);
  });
});

test('[R-17] half a year before the known holidays end, looking for a time writes the word the alarm listens for', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  await invoke(at.booking, 'GET /openings');
  expect(error).not.toHaveBeenCalled();
  travel('2050-06-01T09:00:00+09:00');
  await invoke(at.booking, 'GET /openings');
  expect(error.mock.calls).toEqual([[expect.stringContaining('calendar-runs-out')]]);
  error.mockRestore();
});

test.each(['9999-12-31', '2026-05-02'])('nothing is free beyond the horizon (from %s)', async (from) => {
  const { status, json } = await invoke(at.booking, `GET /openings?from=${from}`);
  expect([status, json]).toEqual([200, { openings: [] }]);
});

describe('an application', () => {
  test('[D-1] by JSON is received with reference, code, wishes and promise', async () => {
    const sent = somebody('2026-03-05T10:00:00+09:00', {
      wishes: [
        { startsAt: '2026-03-05T10:00:00+09:00', minutes: 30 },
        { from: '2026-03-06T13:30:00+09:00', to: '2026-03-06T15:30:00+09:00', minutes: 40 },
      ],
    });
    const answer = await send(sent);
    expect(answer.status).toBe(201);
    const receipt = Receipt.parse(answer.json);
    expect(receipt).toMatchObject({
      state: 'tentative',
      wishes: [
        { startsAt: '2026-03-05T10:00:00+09:00', endsAt: '2026-03-05T10:30:00+09:00', minutes: 30 },
        { from: '2026-03-06T13:30:00+09:00', to: '2026-03-06T15:30:00+09:00', minutes: 40 },
      ],
      promise: { by: '2026-03-04T00:00:00+09:00', phone: aomori.contact.phone },
    });
    expect(receipt.code).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);
  });

  test('[D-1] by form goes through form, review and receipt without script, and lands in the same booking', async () => {
    const fields = {
      desk: 'general',
      'applicant.kind': 'seeker',
      'applicant.name': '見本　花子',
      'applicant.number': '０２０１０ー７７',
      'applicant.email': 'ｈａｎａ@example.com',
      'applicant.phone': '０９０（５５５０）１２３４',
      'wishes.0.startsAt': '2026-03-05T11:00:00+09:00',
      'wishes.0.minutes': '２０',
      'wishes.1.startsAt': '',
      'wishes.1.minutes': '20',
      counsellor: '',
      'consent.terms': '2024-06-06',
      'consent.accepted': 'true',
      idempotencyKey: 'a-key-from-the-form',
    };
    const review = await invoke(at.booking, 'POST /apply', { headers: FORM, body: form(fields) });
    expect([review.status, review.text]).toEqual([200, expect.stringContaining('02010-00000077')]);

    const resent = Object.fromEntries(
      [
        ...(review.text
          .split('action="/bookings"')[1]
          ?.split('</form>')[0]
          ?.matchAll(/name="([^"]+)" value="([^"]*)"/g) ?? []),
      ].map(([, name = '', value = '']) => [name, value.replaceAll('&#39;', "'")]),
    );
    const receipt = await invoke(at.booking, 'POST /bookings', { headers: FORM, body: form(resent) });
    expect(receipt.status).toBe(201);
    const [reference] = /\d{4}-\d{4}/.exec(receipt.text) ?? [''];
    const { json } = await invoke(at.staff, `GET /staff/bookings/${reference}`, { staff: 'demo' });
    expect(json).toMatchObject({
      state: 'tentative',
      applicant: { name: '見本 花子', number: '02010-00000077', email: 'hana@example.com', phone: '09055501234' },
      held: { startsAt: '2026-03-05T11:00:00+09:00', minutes: 20 },
    });
  });

  test.each(['opening-taken', 'malformed'])(
    '[Bad input] everything typed stays on the form when it is answered with %s',
    async (type) => {
      const startsAt = type === 'opening-taken' ? '2026-03-09T10:00:00+09:00' : '2026-03-09T11:00:00+09:00';
      for (const id of type === 'opening-taken' ? ['a', 'b'] : []) await send(somebody(startsAt, { counsellor: id }));
      const typed = {
        'applicant.kind': 'seeker',
        'applicant.name': '見本 <三郎>'.replace(/[<>]/g, type === 'malformed' ? '$&' : ''),
        'applicant.number': '02010-99',
        'applicant.email': 'saburo@example.com',
        'applicant.phone': '017-555-0199',
        counsellor: '',
        companion: '手話通訳の方',
        'wishes.0.startsAt': startsAt,
        'wishes.0.minutes': '40',
        'consent.terms': '2024-06-06',
        'consent.accepted': 'true',
      };
      const answer = await invoke(at.booking, 'POST /bookings', { headers: FORM, body: form(typed) });
      expect(answer.status).toBe(type === 'malformed' ? 400 : 409);
      for (const [name, value] of Object.entries(typed)) {
        // The day and the time chosen stand in lists of their own.
        if (value === '' || name === 'consent.terms' || name === 'wishes.0.startsAt') continue;
        const escaped = value.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(answer.text, name).toContain(`value="${escaped}"`);
      }
      expect(answer.text).toContain('<option value="2026-03-09" selected>');
      expect(answer.text).toContain(`<option value="${startsAt.slice(11, 16)}" selected>`);
    },
  );

  test('[D-11] to terms no longer in force is answered with the form, everything typed, and agreeing is done anew', async () => {
    const fields = {
      'applicant.kind': 'seeker',
      'applicant.name': '見本 五郎',
      'applicant.number': '02010-98',
      'applicant.email': 'goro@example.com',
      'applicant.phone': '017-555-0198',
      purpose: 'interview-practice',
      'wishes.0.startsAt': '2026-03-09T13:30:00+09:00',
      'wishes.0.minutes': '20分',
      'consent.terms': '2023-05-01',
      'consent.accepted': 'true',
    };
    const answer = await invoke(at.booking, 'POST /bookings', { headers: FORM, body: form(fields) });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('利用規約が新しくなりました');
    expect(answer.text).toContain('name="consent.terms" value="2024-06-06"');
    expect(answer.text).toMatch(/name="purpose" value="interview-practice" checked/);
    expect(answer.text).not.toMatch(/name="consent.accepted" value="true" checked/);
  });

  test('is reviewed with an interval as wish too, and what sending would be refused for is said there', async () => {
    const wishes = [{ from: '2026-03-10T10:00:00+09:00', to: '2026-03-10T12:00:00+09:00', minutes: 20 }];
    const headers = { accept: 'text/html' };
    const review = await invoke(at.booking, 'POST /apply', { headers, body: somebody('', { wishes }) });
    expect([review.status, review.text]).toEqual([200, expect.stringContaining('name="wishes.0.from"')]);
    const long = [{ startsAt: '2026-03-10T10:00:00+09:00', minutes: 41 }];
    const refused = await invoke(at.booking, 'POST /apply', { headers, body: somebody('', { wishes: long }) });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('この長さの相談は行っていません')]);
  });

  const typedBy = (wishes: Record<string, string>) =>
    form({
      'applicant.kind': 'seeker',
      'applicant.name': '見本 六郎',
      'applicant.number': '02010-97',
      'applicant.email': 'roku@example.com',
      'applicant.phone': '017-555-0197',
      'consent.terms': '2024-06-06',
      'consent.accepted': 'true',
      ...wishes,
    });
  const interval = { 'wishes.0.from': '2026-03-18T10:00:00+09:00', 'wishes.0.to': '2026-03-18T11:00:00+09:00' };

  test.each([
    [
      'a start chosen where an interval was before',
      { ...interval, 'wishes.0.minutes': '20', 'wishes.0.startsAt': '2026-03-18T11:00:00+09:00' },
      200,
      '11:00〜11:20',
    ],
    ['a length with its unit', { ...interval, 'wishes.0.minutes': '２０ 分間' }, 200, '20分間'],
    ['a length that is none', { ...interval, 'wishes.0.minutes': 'abc' }, 400, '相談の長さを選び直してください'],
    ['an interval without its end', { 'wishes.0.from': '2026-03-18T10:00:00+09:00' }, 400, '日時を選んでください'],
    ['no time, but a length', { 'wishes.0.startsAt': '', 'wishes.0.minutes': '25' }, 400, 'value="25"'],
    [
      'only a second choice',
      { 'wishes.0.minutes': '20', 'wishes.1.startsAt': '2026-03-18T11:00:00+09:00' },
      400,
      '日時を選んでください',
    ],
  ])('typed with %s is answered so (%#)', async (_, wishes, status, text) => {
    const answer = await invoke(at.booking, 'POST /apply', { headers: FORM, body: typedBy(wishes) });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
    expect(answer.text).not.toContain('という項目はありません');
  });

  test('takes a start without seconds', async () => {
    expect((await send(somebody('2026-03-19T10:00+09:00'))).status).toBe(201);
  });

  test('[R-19] made with a key anybody could guess still has a code nobody can compute', async () => {
    const { codeFor } = await import('../../shared/code.ts');
    const sent = somebody('2026-03-19T11:00:00+09:00');
    const { json } = await send(sent, '1');
    const { applicationOf } = await import('../../shared/domain/application.ts');
    const text = JSON.stringify(applicationOf(aomori).public.parse(sent));
    const salts = (await rowsIn(table)).flatMap(({ booking, salt }) =>
      booking === json.reference && salt ? [String(salt)] : [],
    );
    const code = json.code.replaceAll(' ', '');
    expect(codeFor('1', text, salts[0] ?? '', json.reference)).toBe(code);
    expect(codeFor('1', text, '', json.reference)).not.toBe(code);
  });

  test('[R-05] under the same key with another body is refused, and nothing changes', async () => {
    const sent = somebody('2026-03-10T10:00:00+09:00');
    await send(sent, 'once-and-only');
    const before = await rowsIn(table);
    const answer = await send({ ...sent, companion: '別の内容' }, 'once-and-only');
    expect([answer.status, answer.json.type]).toEqual([422, 'key-reused']);
    expect(await rowsIn(table)).toEqual(before);
  });

  test.each([
    ['at once', 0],
    ['after 10 minutes', 10],
    ['after 61 minutes', 61],
  ])(
    '[R-04] whose answer got lost is the same booking when sent again %s, with one row and the same code',
    async (_, minutes) => {
      const sent = somebody('2026-03-11T10:00:00+09:00', {
        wishes: [{ startsAt: `2026-03-11T1${minutes % 3}:${minutes === 61 ? '00' : '30'}:00+09:00`, minutes: 10 }],
      });
      const key = `lost-${minutes}`;
      let lost = 0;
      at.dynamo.middlewareStack.add(
        (next, context) => async (args) => {
          const answer = await next(args);
          if (context.commandName !== 'TransactWriteCommand' && context.commandName !== 'TransactWriteItemsCommand')
            return answer;
          lost++;
          throw Object.assign(new Error('the answer got lost'), { name: 'TimeoutError' });
        },
        { step: 'initialize', name: 'lost' },
      );
      const unheard = await send(sent, key).finally(() => at.dynamo.middlewareStack.remove('lost'));
      expect([lost, unheard.status, unheard.json.type]).toEqual([1, 503, 'unavailable']);

      vi.setSystemTime(Date.now() + minutes * 60_000);
      const again = await send(sent, key);
      const once = await send(sent, key);
      expect(again.status).toBe(201);
      expect(once.json).toEqual(again.json);
      const rows = await rowsIn(table);
      expect(
        rows.filter(
          ({ sk, applicant }) =>
            sk === 'BOOKING' && JSON.stringify(applicant).includes(String(people).padStart(8, '0')),
        ),
      ).toHaveLength(1);
      expect(contradictions(rows)).toEqual([]);
    },
  );

  test('[R-21, D-6] is answered alike for a person known, unknown, refused, or with a booking already', async () => {
    const at10 = (day: number) => `2026-03-${day}T10:00:00+09:00`;
    const known = { applicant: { number: '02010-501' } };
    await send(somebody(at10(12), known));
    const { json: first } = await send(somebody(at10(13), { applicant: { number: '02010-502' } }));
    await invoke(at.staff, `POST /staff/bookings/${first.reference}/declination`, {
      staff: 'demo',
      body: { reason: 'other' },
    });
    const { dynamo } = at;
    const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb');
    await send(somebody(at10(16), { applicant: { number: '02010-503' } }));
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: 'PERSON#02010-00000503', sk: 'PERSON' },
        UpdateExpression: 'SET refusedUntil = :until',
        ExpressionAttributeValues: { ':until': '2027-03-31' },
      }),
    );
    const answers = await Promise.all(
      ['02010-501', '02010-502', '02010-503', '02010-599'].map((number, index) =>
        send(
          somebody(`2026-03-17T1${index % 2}:${index < 2 ? '00' : '40'}:00+09:00`, {
            applicant: { number },
            wishes: [{ startsAt: `2026-03-17T1${index % 2}:${index < 2 ? '00' : '40'}:00+09:00`, minutes: 20 }],
          }),
        ),
      ),
    );
    const shape = ({ status, headers, json }: (typeof answers)[number]) => ({
      status,
      headers: { ...headers, location: String(headers['location']).replace(/\d/g, '0') },
      body: JSON.stringify(json).replace(/\d/g, '0'),
    });
    const [one, ...others] = answers.map(shape);
    expect(one?.status).toBe(201);
    for (const other of others) expect(other).toEqual(one);
    const seen = await Promise.all(
      answers.map(({ json }) => invoke(at.staff, `GET /staff/bookings/${json.reference}`, { staff: 'demo' })),
    );
    expect(seen.map(({ json }) => json.review)).toEqual([
      ['over-limit'],
      [],
      expect.arrayContaining(['refused-person']),
      [],
    ]);
  });

  test('[D-13] after the day’s last the public channel is closed for that number, and the phone number is given', async () => {
    const applicant = { number: '02010-600' };
    const most = aomori.limits.applicationsPerDay;
    const times = Array.from({ length: most + 1 }, (_, index) => `1${Math.floor(index / 6)}:${index % 6}0`);
    const answers = [];
    for (const time of times)
      answers.push(
        await send(somebody('', { applicant, wishes: [{ startsAt: `2026-03-23T${time}:00+09:00`, minutes: 10 }] })),
      );
    expect(answers.map(({ status }) => status)).toEqual([...times.slice(1).map(() => 201), 429]);
    expect(answers.at(-1)?.json.detail).toContain(aomori.contact.phone);
  });
});

describe('a booking', () => {
  const apply = async (startsAt: string) => {
    const { json } = await send(somebody(startsAt));
    return Receipt.parse(json);
  };

  test('shows how it stands to whoever has reference and code, however they are typed', async () => {
    const { reference, code } = await apply('2026-03-24T10:00:00+09:00');
    const typed = reference
      .normalize('NFKC')
      .replace('-', 'ー')
      .replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    const answer = await invoke(at.joining, `POST /bookings/status`, {
      body: { reference: typed, code: code.replaceAll(' ', '-') },
    });
    expect(Status.parse(answer.json)).toMatchObject({ reference, state: 'tentative', cancellable: true });
    const header = await invoke(at.joining, `GET /bookings/${reference}`, { headers: { 'booking-code': code } });
    expect(header.json).toEqual(answer.json);
  });

  test('[R-19] gives one answer for a wrong code and for no such booking', async () => {
    const { reference } = await apply('2026-03-24T11:00:00+09:00');
    const wrong = await invoke(at.joining, `GET /bookings/${reference}`, {
      headers: { 'booking-code': '0000 0000 0000 0000' },
    });
    const none = await invoke(at.joining, 'GET /bookings/9999-9998', {
      headers: { 'booking-code': '0000 0000 0000 0000' },
    });
    expect(wrong.status).toBe(404);
    expect([none.status, none.headers, none.text]).toEqual([wrong.status, wrong.headers, wrong.text]);
  });

  test('[R-19] cannot be opened with anything that is in the table', async () => {
    const { reference, code } = await apply('2026-03-25T10:00:00+09:00');
    const dump = JSON.stringify(await rowsIn(table));
    expect(dump).toContain(reference);
    expect(dump).not.toContain(code.replaceAll(' ', ''));
    expect(dump).not.toContain(code);
  });

  test('[A-6-4, D-8] is called off on the web until the day before, and its time is free again', async () => {
    const { reference, code } = await apply('2026-03-25T13:30:00+09:00');
    const request = `POST /bookings/${reference}/cancellation`;
    travel('2026-03-24T23:59:59.999+09:00');
    await invoke(at.staff, `POST /staff/bookings/${reference}/confirmation`, { staff: 'demo', body: {} });
    const answer = await invoke(at.cancellation, request, { body: { code } });
    // The hold lapsed with its deadline, two open days before: there is nothing left to confirm or call off.
    expect(answer.json.type).toBe('not-possible-now');

    travel('2026-03-20T09:00:00+09:00');
    const other = await apply('2026-03-26T13:30:00+09:00');
    await invoke(at.staff, `POST /staff/bookings/${other.reference}/confirmation`, { staff: 'demo', body: {} });
    travel('2026-03-25T23:59:59.999+09:00');
    const inTime = await invoke(at.cancellation, `POST /bookings/${other.reference}/cancellation`, {
      body: { code: other.code },
    });
    expect(Ended.parse(inTime.json)).toEqual({ reference: other.reference, state: 'cancelled' });
    const rows = await rowsIn(table);
    expect(rows.filter(({ booking, sk }) => booking === other.reference && String(sk).startsWith('CELL#'))).toEqual([]);
    expect(contradictions(rows)).toEqual([]);
  });

  test('[A-6-4] on the day itself is called off by phone only', async () => {
    travel('2026-03-20T09:00:00+09:00');
    const { reference, code } = await apply('2026-03-27T10:00:00+09:00');
    await invoke(at.staff, `POST /staff/bookings/${reference}/confirmation`, { staff: 'demo', body: {} });
    travel('2026-03-27T00:00:00.000+09:00');
    const answer = await invoke(at.cancellation, `POST /bookings/${reference}/cancellation`, { body: { code } });
    expect([answer.status, answer.json.type]).toEqual([409, 'cancel-by-phone']);
    expect(answer.json.detail).toContain('相談の当日になったため、ここではキャンセルできません。');
    expect(answer.json.detail).toContain(aomori.contact.phone);
  });

  test('called off twice is called off once', async () => {
    const { reference, code } = await apply('2026-03-30T10:00:00+09:00');
    const request = `POST /bookings/${reference}/cancellation`;
    const one = await invoke(at.cancellation, request, { body: { code } });
    const two = await invoke(at.cancellation, request, { body: { code } });
    expect(one.json).toEqual({ reference, state: 'withdrawn' });
    expect(two.json).toEqual(one.json);
    expect((await at.bookings.history(one.json.reference)).map(({ act }) => act)).toEqual(['applied', 'withdrawn']);
  });

  test('[D-11, K-4, A-4] agrees again, with evidence: version, hash of the official text, the tools’ terms, when and how', async () => {
    const { reference, code } = await apply('2026-03-31T10:00:00+09:00');
    const agreed = await invoke(at.consent, `POST /bookings/${reference}/consents`, {
      body: { code, terms: '2024-06-06', accepted: true },
    });
    expect(Agreed.parse(agreed.json)).toMatchObject({ reference, terms: '2024-06-06' });
    const [, entry] = await at.bookings.history(Agreed.parse(agreed.json).reference);
    expect(entry).toMatchObject({
      act: 'agreed',
      actor: { kind: 'applicant' },
      consent: {
        terms: '2024-06-06',
        sha256: aomori.terms[0]?.sha256,
        tools: [{ tool: 'zoom' }],
        act: 'given',
      },
    });
    const old = await invoke(at.consent, `POST /bookings/${reference}/consents`, {
      body: { code, terms: '2023-05-01', accepted: true },
    });
    expect([old.status, old.json.type]).toEqual([409, 'terms-changed']);
  });
});

describe('terms', () => {
  test('[K-13, A-13] every version has its own address, the one in force has another', async () => {
    const current = await invoke(at.consent, 'GET /terms');
    const named = await invoke(at.consent, 'GET /terms/2024-06-06');
    expect(named.json).toEqual(current.json);
    expect((await invoke(at.consent, 'GET /terms/1999-01-01')).json.type).toBe('terms-unknown');
  });
});

// Last, since the forgotten row makes way for the new one.
test('an application may use a key again once it is forgotten, thirty days later to the second', async () => {
  const first = await send(somebody('2026-03-19T13:30:00+09:00'), 'long-ago');
  const other = somebody('2026-04-20T10:00:00+09:00');
  travel('2026-04-01T08:59:59+09:00');
  expect((await send(other, 'long-ago')).json.type).toBe('key-reused');
  travel('2026-04-01T09:00:00+09:00');
  const again = await send(other, 'long-ago');
  expect(again.status).toBe(201);
  expect(again.json.reference).not.toBe(first.json.reference);
});
