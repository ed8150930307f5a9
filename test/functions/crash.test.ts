import { CreateScheduleCommand, DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { idOf } from '../../shared/aws/instant.ts';
import { dynamo } from '../../shared/aws/table.ts';
import { Reference } from '../../shared/domain/booking.ts';
import { consentTo } from '../../shared/domain/person.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { counterAtOnce } from '../support/at-once.ts';
import { body, on } from '../support/build.ts';
import { standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { filled, type MailParts, mailOf } from '../support/mails.ts';
import { contradictions, restore, rowsIn } from '../support/rows.ts';
import { zooming } from '../support/zooming.ts';

/*
 * A function can end at any moment: before it calls AWS at all, or after a call took effect unheard. Every use case is run
 * with an end after each of its calls, asked for again as its caller would, and must come out as if nothing had happened. An end
 * before a call leaves behind what an end after the call before it does, for the process takes what it has heard with it.
 */

const NOW = '2026-03-02T09:00:00+09:00';
const START = '2026-03-10T10:00:00+09:00';
let office: Awaited<ReturnType<typeof zooming>>;

/** The process ends once this many calls took effect: the last of them is unheard, and no other is made. */
let calls = 0;
let last: number | undefined;
const through = async <T>(call: () => Promise<T>): Promise<T> => {
  const now = ++calls;
  if (last !== undefined && now > last) throw new Error('the process has ended');
  const answer = await call();
  if (now === last) throw new Error('the process has ended');
  return answer;
};
/** Runs with an end after so many calls (never, if not said); how many calls it made. */
const endingAfter = async (effective: number | undefined, run: () => Promise<unknown>): Promise<number> => {
  calls = 0;
  last = effective;
  await run().catch(() => {});
  last = undefined;
  return calls;
};

beforeAll(async () => {
  standAt(NOW);
  office = await zooming('aomori');
  dynamo.middlewareStack.add((next) => (args) => through(() => next(args)), { step: 'initialize', priority: 'high' });
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((...asked) => through(() => real(...asked)));
});
afterAll(() => office.zoom.close());
const begin = async (): Promise<void> => {
  await restore(office.table, []);
  standAt(NOW);
  freshServices();
  await office.changes();
  for (const id of ['a', 'b'])
    await office.at.putCounsellor({
      id,
      name: `見本 ${id}`,
      desks: ['general'],
      weekdays: [1, 2, 3, 4, 5],
      absences: [],
    });
};
beforeEach(begin);

/** SES and the Scheduler as if nothing had been asked of them yet; ends count there too. */
const freshServices = (): void => {
  office.heal();
  office.ses.on(SendRawEmailCommand).callsFake(() => through(async () => ({ MessageId: 'taken' })));
  office.scheduler.on(CreateScheduleCommand).callsFake(() => through(async () => ({ ScheduleArn: 'arn' })));
  office.scheduler.on(DeleteScheduleCommand).callsFake(() => through(async () => ({})));
};

const staff = (request: string, sent: object, headers = {}) =>
  invoke(office.at.staff, request, { staff: 'demo-staff', body: sent, headers });
const apply = () =>
  invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, START),
    headers: { 'idempotency-key': 'the-same-every-time' },
  });
let code = '';
const applied = async (): Promise<string> => {
  const { json } = await apply();
  code = json.code;
  await office.drain();
  return json.reference;
};
const act = (path: string, sent: object) => (reference: string) =>
  staff(`POST /staff/bookings/${reference}/${path}`, sent);
const confirmed = async (tool = 'teleoffice'): Promise<string> => {
  const reference = await applied();
  await act('confirmation', { tool })(reference);
  await office.drain();
  return reference;
};
const met = async (): Promise<string> => {
  const reference = await confirmed();
  await act('meeting', { invited: true })(reference);
  return reference;
};
const onPhone = (headers = {}) =>
  staff(
    'POST /staff/bookings',
    {
      channel: 'phone',
      applicant: { kind: 'seeker', name: '見本 太郎', number: '34010-1234567' },
      wishes: [{ startsAt: START }],
    },
    headers,
  );
const wake = (kind: string) => (booking: string) => ({ booking, version: 1, kind });
const at =
  (iso: string) =>
  async (reference: string): Promise<string> => {
    travel(iso);
    return reference;
  };

/** What SES told of a mail, which comes again as it was. */
let told = '';
const mailed = (wish: string, items: Parameters<typeof filled>[0] = {}, more: MailParts = {}) => {
  const number = '求職番号：34010-1234567';
  const text = filled({ name: '氏名：見本 太郎', number, wish, email: 'メール：taro@example.com', ...items });
  const headers = ['Message-ID: <1@example.com>'];
  told = office.arrived(mailOf(text, { from: 'taro@example.com', headers, ...more }));
};
const take = () => office.at.mailIn({ Records: [{ messageId: '1', body: told }] });
const asStaff = async (): Promise<unknown> => {
  const { json } = await staff('GET /staff/mails', {});
  const id = json?.mails[0]?.id ?? mailId;
  mailId = id;
  const applicant = { kind: 'seeker', name: '見本 太郎', number: '34010-1234567', email: 'taro@example.com' };
  return staff(`POST /staff/mails/${id}/booking`, { applicant, wishes: [{ startsAt: START }] });
};
let mailId = '';

/** A session by Zoom of a counsellor with a user there, and the record of an act, which comes again until it is done. */
let users = 0;
let runs = 0;
let record: Awaited<ReturnType<typeof office.changes>>[number] | undefined;
const byZoom = async (): Promise<string> => {
  // Nor of its silence in another run.
  travel(Date.now() + ++runs * 5 * 60_000);
  const { counsellors } = await office.at.entered();
  for (const { revision: _revision, by: _by, at: _at, ...one } of counsellors)
    await office.at.putCounsellor({ ...one, zoomUser: `${one.id}${++users}@example.com` });
  const reference = await applied();
  await act('confirmation', { tool: 'zoom' })(reference);
  return recorded(reference);
};
const recorded = async (reference: string): Promise<string> => {
  const records = await office.changes();
  record = records.find(({ dynamodb }) => JSON.stringify(dynamodb['Keys']).includes('"BOOKING"'));
  await office.at.dispatch({ Records: records });
  return reference;
};
const meetings = async (): Promise<unknown> => {
  // A new process knows nothing of Zoom's silence.
  travel(Date.now() + 2 * 60_000);
  return office.meetings({ Records: record ? [record] : [] });
};

type UseCase = readonly [
  name: string,
  prepare: () => Promise<string>,
  run: (reference: string) => Promise<unknown>,
  /** What is prepared lies not in the table alone. */
  anew?: true,
];
const instantly = { kind: 'seeker', number: '34010-01234567', phone: '09055501234' } as const;
/** Somebody on record asks for a session at once, of a counsellor who takes them. */
const askAtOnce = async () => {
  const answer = await invoke(office.at.instant, 'POST /instant-sessions', {
    body: { applicant: instantly },
    headers: { 'idempotency-key': 'the-same-every-time' },
  });
  token = answer.json?.id ?? token;
};
let token = '';
const onRecord = async (more = {}): Promise<string> => {
  const counter = counterAtOnce(office.at);
  await counter.register(instantly, more);
  await counter.here('a', '2026-03-02T17:15:00+09:00');
  return '';
};
const waitingAtOnce = async (more = {}): Promise<string> => {
  await onRecord(more);
  await askAtOnce();
  return '';
};
const acceptedAtOnce = async (more = {}): Promise<string> => {
  await waitingAtOnce(more);
  return counterAtOnce(office.at).accept(token, 'a');
};
const atOnce = (act: string, body: object) => () =>
  invoke(office.at.instant, `POST /instant-sessions/${token}/${act}`, { body });

const useCases: readonly UseCase[] = [
  ['[A-62-1] a request for a session at once', () => onRecord(), askAtOnce],
  ['[A-62-1] its being taken back', () => waitingAtOnce(), atOnce('withdrawal', { withdraw: 'yes' })],
  [
    '[A-62-2] its being taken back once it is accepted',
    () => acceptedAtOnce(),
    atOnce('withdrawal', { withdraw: 'yes' }),
  ],
  [
    '[A-62-1] its acceptance by staff',
    async () => {
      await waitingAtOnce();
      return idOf(token);
    },
    (id) => staff(`POST /staff/instant/${id}/acceptance`, { counsellor: 'a' }),
  ],
  [
    '[A-62-3] a session at once that begins',
    async () => {
      const reference = Reference.parse(await acceptedAtOnce());
      await counterAtOnce(office.at).met(reference);
      return reference;
    },
    act('start', {}),
  ],
  [
    '[A-62-2] agreeing before a session at once',
    () =>
      acceptedAtOnce({
        consents: { old: { ...consentTo(aomori, 'none', { channel: 'form' }, on(NOW)), terms: 'old' } },
      }),
    atOnce('consents', { terms: aomori.terms.at(-1)?.version, accepted: true }),
  ],
  ['an application', async () => '', apply],
  ['an entry by staff', async () => '', () => onPhone({ 'idempotency-key': 'once' })],
  ['the form that completes a phone hold', async () => (await onPhone()).json.reference, apply],
  ['an application by mail', async () => mailed('希望日時：3月10日（火）10:00～10:40') ?? '', take],
  [
    'the mail that completes a phone hold',
    async () => {
      await onPhone();
      mailed('希望日時：3月10日（火）10:00～10:40');
      return '';
    },
    take,
  ],
  ['a mail that is asked about', async () => mailed('希望日時：3月10日（水）10:00～10:40') ?? '', take],
  [
    'a mail that is cleared up',
    async () => {
      mailed('希望日時：3月10日（水）10:00～10:40');
      await take();
      mailed('希望日時：3月10日（火）10:00～10:40');
      return '';
    },
    take,
  ],
  [
    'a cancellation by mail',
    async () => {
      const reference = await confirmed();
      told = office.arrived(mailOf('予約をキャンセルします。', { from: 'taro@example.com', subject: 'キャンセル' }));
      return reference;
    },
    take,
  ],
  [
    'a mail that staff make a booking of',
    async () => {
      mailed('希望日時：3月10日（水）10:00～10:40');
      await take();
      return '';
    },
    asStaff,
  ],
  ['a confirmation', applied, act('confirmation', {})],
  [
    'a confirmation of another time',
    applied,
    act('confirmation', { session: { startsAt: '2026-03-11T13:30:00+09:00', minutes: 30 } }),
  ],
  ['a declination', applied, act('declination', { reason: 'other' })],
  [
    'a withdrawal on the web',
    applied,
    (id) => invoke(office.at.cancellation, `POST /bookings/${id}/cancellation`, { body: { code } }),
  ],
  [
    'a cancellation on the web',
    confirmed,
    (id) => invoke(office.at.cancellation, `POST /bookings/${id}/cancellation`, { body: { code } }),
  ],
  ['a cancellation by phone', confirmed, act('cancellation', { by: 'applicant', through: 'phone' })],
  [
    'a move',
    confirmed,
    act('move', { session: { startsAt: '2026-03-12T10:00:00+09:00', minutes: 40 }, reason: 'counsellor-absent' }),
  ],
  ['closing a day', confirmed, () => staff('PUT /staff/closures/2026-03-10', { kind: 'closed', settle: true })],
  [
    'the meeting staff made',
    () => confirmed('zoom'),
    act('meeting', { url: 'https://zoom.us/j/12345678901', id: '12345678901', passcode: 'abc123' }),
  ],
  ['[A-4] another tool for a session', met, act('tool', { tool: 'zoom' })],
  [
    'agreeing again',
    confirmed,
    (id) =>
      invoke(office.at.consent, `POST /bookings/${id}/consents`, {
        body: { code, terms: aomori.terms.at(-1)?.version, accepted: true },
      }),
  ],
  [
    'attendance',
    async () => at('2026-03-10T10:01:00+09:00')(await confirmed()),
    act('attendance', { outcome: 'attended' }),
  ],
  [
    'an undone no-show',
    async () => at('2026-03-10T10:20:00+09:00')(await met()),
    act('attendance', { outcome: 'undo-no-show', sign: 'called' }),
  ],
  [
    'a reminder',
    async () => at('2026-03-09T10:00:00+09:00')(await confirmed()),
    (id) => office.at.reminder(wake('reminder-day')(id)),
  ],
  [
    'the ten-minute check',
    async () => at('2026-03-10T10:10:00+09:00')(await met()),
    (id) => office.at.noShow(wake('no-show')(id)),
  ],
  [
    'an expiry',
    async () => at('2026-03-07T00:00:00+09:00')(await applied()),
    (id) => office.at.noShow(wake('expiry')(id)),
  ],
  [
    'a mail that comes back',
    applied,
    (booking) => office.at.mailEvents(office.news('Bounce', { booking, revision: '1', notice: 'receipt' })),
  ],
  [
    '[D-10] an invitation that comes back',
    met,
    (booking) => office.at.mailEvents(office.news('Bounce', { booking, revision: '2', notice: 'invitation' })),
  ],
  [
    '[D-10] the call about it',
    async () => {
      const reference = await met();
      await office.at.mailEvents(office.news('Bounce', { booking: reference, revision: '2', notice: 'invitation' }));
      return reference;
    },
    act('phoned', { said: '2.invitation' }),
  ],
  ['[A-6-3] the meeting of a session by Zoom', byZoom, meetings, true],
  [
    '[A-6-5] the meeting of one handed over',
    async () => {
      const reference = await byZoom();
      await meetings();
      await office.drain();
      await act('move', { session: { startsAt: START, minutes: 40, counsellor: 'b' }, reason: 'counsellor-absent' })(
        reference,
      );
      return recorded(reference);
    },
    meetings,
    true,
  ],
  ['the stream of an application', async () => (await apply()).json.reference, () => office.drain()],
  [
    'the stream of a move',
    async () => {
      const reference = await confirmed();
      await act('move', {
        session: { startsAt: '2026-03-12T10:00:00+09:00', minutes: 40 },
        reason: 'counsellor-absent',
      })(reference);
      return reference;
    },
    () => office.drain(),
  ],
  [
    'the sweep, with everything lost before it',
    async () => {
      const reference = (await apply()).json.reference;
      await act('confirmation', {})(reference);
      return at('2026-03-02T09:30:00+09:00')(reference);
    },
    () => office.at.sweep({}),
  ],
];

/** Zoom's codes and user are others each time. */
const withoutCodes = (meeting: unknown) => (JSON.stringify(meeting)?.includes('"host"') ? 'made by Zoom' : meeting);

/** How everything stands at last; what merely says the same again counts once. */
const outcome = async () => {
  const rows = await rowsIn(office.table);
  const of = (prefix: string) => rows.filter(({ sk }) => String(sk).startsWith(prefix));
  const acts = of('HISTORY#').map(({ act: done }) => String(done));
  return {
    bookings: rows
      .filter(({ sk, pk }) => sk === 'BOOKING' && String(pk).startsWith('BOOKING#'))
      .map(({ state, version, session, tool, held, prompted, meeting, unreached, oldMeeting }) => ({
        state,
        version,
        session,
        tool,
        held,
        prompted,
        meeting: withoutCodes(meeting),
        unreached,
        oldMeeting,
      })),
    atZoom: office
      .standing()
      .filter((line) => rows.some(({ sk, id }) => sk === 'BOOKING' && line.includes(String(id))))
      .map((line) => [line[0], line.split(' ')[2]]),
    acts: acts.filter((done, index) => done !== acts[index - 1]),
    notices: of('HISTORY#').flatMap(({ notices }) =>
      Object.entries(notices as Record<string, { state: string }>).map(([kind, { state }]) => `${kind} ${state}`),
    ),
    mails: rows
      .filter(({ pk }) => String(pk).startsWith('MAIL#'))
      .map(({ outcome: became, why, settled, notices }) => ({
        became,
        why,
        settled: (settled as { how: string } | undefined)?.how,
        notices: Object.entries(notices as Record<string, { state: string }>).map(([kind, { state }]) => [kind, state]),
      })),
    requests: rows.filter(({ pk }) => String(pk).startsWith('INSTANT#')).map(({ state }) => state),
    cells: of('CELL#').length,
    people: of('PERSON').map(({ noShows, open }) => [noShows ?? 0, Object.keys(open as object).length]),
    wrong: contradictions(rows).filter((sentence) => !sentence.includes('history entries')),
    letters: [...new Set((await office.letters()).map(({ notice }) => notice))].sort(),
  };
};

/** Whoever asked asks again; then the stream goes on, and the sweep comes. */
const andSoOn = async (): Promise<void> => {
  await office.drain();
  for (let sweeps = 0; sweeps < 2; sweeps++) {
    standAt(new Date(Date.now() + 11 * 60_000).toISOString());
    await office.at.sweep({});
    await office.drain();
  }
};

describe('[R-06] an end after any call changes nothing in the end:', () => {
  test.each(useCases.map(([name, prepare, run, anew = false]) => [name, prepare, run, anew] as const))(
    '%s',
    async (_, prepare, run, anew) => {
      let reference = await prepare();
      const [prepared, moment] = [await rowsIn(office.table), Date.now()];
      const streamAsPrepared = office.bookmark();
      freshServices();
      const made = await endingAfter(undefined, () => run(reference));
      await andSoOn();
      const expected = await outcome();
      expect([made > 0, expected.wrong]).toEqual([true, []]);
      const counts = new Map<string | undefined, number>();
      for (const { notice } of await office.letters()) counts.set(notice, (counts.get(notice) ?? 0) + 1);

      for (let effective = 0; effective <= made; effective++) {
        if (anew) {
          await begin();
          reference = await prepare();
        } else {
          await restore(office.table, prepared);
          streamAsPrepared();
          travel(moment);
        }
        freshServices();
        await endingAfter(effective, () => run(reference));
        await run(reference);
        await andSoOn();
        expect({ effective, ...(await outcome()) }).toEqual({ effective, ...expected });
        // At most one mail goes out twice for one end.
        const letters = (await office.letters()).length;
        expect(letters - [...counts.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
      }
      // A client waits before it asks Zoom once more.
    },
    120_000,
  );
});
