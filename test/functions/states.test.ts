import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Booking, type Reference } from '../../shared/domain/booking.ts';
import { type Instant, instant, MINUTE } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body, on } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { invoke } from '../support/lambda.ts';
import { contradictions, rowsIn } from '../support/rows.ts';

/*
 * Every state × everything that can be done to a booking, by staff, visitor and clock, through the handlers over real tables.
 * A cell is the new state, or the refusal (`no`: not possible now; `phone`: cancel by phone), or `-`: nothing to do, nothing done;
 * `kabe/aomori` where the offices differ: Aomori's sessions are by Zoom, and its promise comes before the hold ends.
 * A confirmed session is tried at five moments: the day before, on the day, five minutes in, ten minutes in with a sign of contact, and
 * when its time is over.
 */
const open = `
event                             tentative    confirmed        on-the-day  begun      with-a-sign  over
confirmation                      confirmed    no               no          no         no           no
declination                       declined     no               no          no         no           no
move                              no           confirmed        confirmed   confirmed  confirmed    no
cancellation applicant phone      withdrawn    cancelled        cancelled   cancelled  cancelled    cancelled
cancellation applicant mail       withdrawn    phone/cancelled  phone       phone      phone        phone
cancellation applicant counter    withdrawn    cancelled        cancelled   cancelled  cancelled    cancelled
cancellation office phone         no           cancelled        cancelled   cancelled  cancelled    no
cancellation office mail          no           cancelled        cancelled   cancelled  cancelled    no
cancellation office counter       no           cancelled        cancelled   cancelled  cancelled    no
meeting                           no           confirmed        confirmed   confirmed  confirmed    confirmed
tool                              no           no/confirmed     no/confirmed  no/confirmed  no/confirmed  no
attendance attended               no           no               no          attended   attended     attended
attendance stopped                no           no               no          stopped    stopped      stopped
attendance no-show                no           no               no          no         no-show      no-show
attendance undo-no-show           no           no               no          no         no           no
attendance undo-attended          no           no               no          no         no           no
contact                           no           confirmed        confirmed   confirmed  confirmed    confirmed
the visitor cancels               phone/withdrawn  phone/cancelled  phone   phone      phone        phone
the visitor agrees again          tentative    confirmed        confirmed   confirmed  confirmed    confirmed
the clock: no-show                -            -                -           -          confirmed    confirmed
the clock: reminder               -/tentative  confirmed        confirmed   -          -            -
the clock: sweep, much later      expired      no-show          no-show     no-show    confirmed    confirmed
`;
const over = `
event                             withdrawn  declined  expired  attended   cancelled  no-show    stopped
confirmation                      no         no        no       no         no         no         no
declination                       no         no        no       no         no         no         no
move                              no         no        no       no         no         no         no
cancellation applicant phone      no         no        no       no         no         no         no
cancellation applicant mail       no         no        no       no         no         no         no
cancellation applicant counter    no         no        no       no         no         no         no
cancellation office phone         no         no        no       no         no         no         no
cancellation office mail          no         no        no       no         no         no         no
cancellation office counter       no         no        no       no         no         no         no
meeting                           no         no        no       no         no         no         no
tool                              no         no        no       no         no         no         no
attendance attended               no         no        no       no         no         no         no
attendance stopped                no         no        no       no         no         no         no
attendance no-show                no         no        no       no         no         no-show    no
attendance undo-no-show           no         no        no       no         no         confirmed  no
attendance undo-attended          no         no        no       confirmed  no         no         no
contact                           no         no        no       no         no         no         no
the visitor cancels               -          no        no       no         -          no         no
the visitor agrees again          no         no        no       no         no         no         no
the clock: no-show                -          -         -        -          -          -          -
the clock: reminder               -          -         -        -          -          -          -
the clock: sweep, much later      -          -         -        -          -          -          -
`;
const words: Record<string, string> = { no: 'not-possible-now', phone: 'cancel-by-phone' };
const offices = { kabe, aomori };
type Name = keyof typeof offices;

/** For each situation what each event leads to at an office. */
const tableOf = (name: Name): Map<string, Map<string, string>> =>
  new Map(
    [open, over].flatMap((text) => {
      const [[, ...situations] = [], ...lines] = text
        .trim()
        .split('\n')
        .map((line) => line.split(/ {2,}/));
      return situations.map((situation, index) => {
        const cells = lines.map(([event = '', ...row]) => {
          const [atKabe = '', atAomori = atKabe] = row[index]?.split('/') ?? [];
          const cell = name === 'kabe' ? atKabe : atAomori;
          return [event, words[cell] ?? cell] as const;
        });
        return [situation, new Map(cells)] as const;
      });
    }),
  );

const SWEEP = 'the clock: sweep, much later';

type Made = {
  readonly reference: Reference;
  readonly number: string;
  readonly code: string;
  readonly startsAt: Instant;
};
const RECEIVED = '2026-03-02T09:00:00+09:00';
const LATER = '2026-03-20T09:00:00+09:00';
let people = 0;

/** One office over a table of its own: bookings in any situation, and everything that can be done to them. */
const stage = async (name: Name) => {
  vi.resetModules();
  standAt(RECEIVED);
  const { at, table }: Following = await following(name);
  const staff = async (request: string, sent: object): Promise<string | undefined> => {
    const { status, json } = await invoke(at.staff, request, { staff: 'demo-staff', body: sent });
    return status < 300 ? undefined : json.type;
  };
  for (let index = 0; index < 30; index++)
    await staff(`PUT /staff/counsellors/c${index}`, { name: `見本 c${index}`, desks: ['general'] });

  const act = (path: string, sent: object) => (made: Made) =>
    staff(`POST /staff/bookings/${made.reference}/${path}`, sent);
  const visit =
    (handler: typeof at.cancellation, path: string, more = {}) =>
    async ({ reference, code }: Made) =>
      (await invoke(handler, `POST /bookings/${reference}/${path}`, { body: { code, ...more } })).json.type;
  const cancellation = (by: string, through: string) =>
    act('cancellation', { by, through, ...(by === 'office' && { reason: 'technical' }) });
  const attendance = (outcome: string, more = {}) => act('attendance', { outcome, ...more });
  const wake =
    (handler: typeof at.noShow, kind: string) =>
    async ({ reference }: Made) => {
      await handler({ booking: reference, version: 1, kind });
      return undefined;
    };

  const sweep = async (): Promise<undefined> => {
    travel(LATER);
    await at.sweep({});
  };

  const events: Record<string, (made: Made) => Promise<string | undefined>> = {
    confirmation: act('confirmation', {}),
    declination: act('declination', { reason: 'not-eligible' }),
    move: act('move', { session: { startsAt: '2026-03-18T14:00:00+09:00', minutes: 30 }, reason: 'counsellor-absent' }),
    'cancellation applicant phone': cancellation('applicant', 'phone'),
    'cancellation applicant mail': cancellation('applicant', 'mail'),
    'cancellation applicant counter': cancellation('applicant', 'counter'),
    'cancellation office phone': cancellation('office', 'phone'),
    'cancellation office mail': cancellation('office', 'mail'),
    'cancellation office counter': cancellation('office', 'counter'),
    meeting: act('meeting', { invited: true }),
    tool: act('tool', { tool: 'zoom' }),
    'attendance attended': attendance('attended'),
    'attendance stopped': attendance('stopped', { reason: 'abuse' }),
    'attendance no-show': attendance('no-show'),
    'attendance undo-no-show': attendance('undo-no-show', { sign: 'called' }),
    'attendance undo-attended': attendance('undo-attended'),
    contact: act('contact', { sign: 'called' }),
    'the visitor cancels': visit(at.cancellation, 'cancellation'),
    'the visitor agrees again': visit(at.consent, 'consents', {
      terms: offices[name].terms.at(-1)?.version,
      accepted: true,
    }),
    'the clock: no-show': wake(at.noShow, 'no-show'),
    'the clock: reminder': wake(at.reminder, 'reminder-day'),
    [SWEEP]: sweep,
  };

  const applied = async (): Promise<Made> => {
    travel(RECEIVED);
    const number = `34010-${String(++people).padStart(8, '0')}`;
    const startsAt = instant(on('2026-03-11T14:00:00+09:00') + (people % 3) * 30 * MINUTE);
    const { json } = await invoke(at.booking, 'POST /bookings', {
      body: body(offices[name], '', {
        applicant: { number },
        wishes: [{ startsAt: new Date(startsAt).toISOString(), minutes: 30 }],
      }),
    });
    return { reference: json.reference, code: json.code, number, startsAt };
  };
  const done = (event: string, when: string | number) => async (made: Made) => {
    travel(when);
    expect([event, await events[event]?.(made)]).toEqual([event, undefined]);
  };
  const confirmed = done('confirmation', '2026-03-02T10:00:00+09:00');
  const met = [confirmed, done('meeting', '2026-03-02T10:30:00+09:00')];
  const inSession =
    (minutes: number) =>
    ({ startsAt }: Made): number =>
      startsAt + minutes * MINUTE;
  const after = '2026-03-11T17:00:00+09:00';
  const before = '2026-03-09T12:00:00+09:00';
  const during = (event: string, minutes: number) => (made: Made) => done(event, inSession(minutes)(made))(made);

  /** What happened to a booking until it is in the situation, and when it is met there. */
  const situations: Record<string, [past: ((made: Made) => Promise<void>)[], now: string | ((made: Made) => number)]> =
    {
      tentative: [[], before],
      confirmed: [met, '2026-03-10T12:00:00+09:00'],
      'on-the-day': [met, '2026-03-11T12:00:00+09:00'],
      begun: [met, inSession(5)],
      'with-a-sign': [[confirmed, during('contact', 5)], inSession(10)],
      over: [[confirmed, during('contact', 5)], inSession(30)],
      withdrawn: [[done('cancellation applicant phone', before)], after],
      declined: [[done('declination', before)], after],
      expired: [[done('the clock: no-show', '2026-03-11T00:00:00+09:00')], after],
      attended: [[confirmed, during('attendance attended', 5)], after],
      cancelled: [[confirmed, done('cancellation office phone', before)], after],
      'no-show': [[...met, during('the clock: no-show', 10)], after],
      stopped: [[confirmed, during('attendance stopped', 5)], after],
    };

  const made = async (situation: string): Promise<Made> => {
    const [past, now] = situations[situation] ?? [[], RECEIVED];
    const booking = await applied();
    for (const event of past) await event(booking);
    travel(typeof now === 'string' ? now : now(booking));
    return booking;
  };
  const rows = () => rowsIn(table);
  const row = async (pk: string, sk: string) =>
    (await rows()).find((one) => one['pk'] === pk && one['sk'] === sk) ?? {};
  const stored = ({ reference }: Made) => at.bookings.stored([reference]).then(([booking]) => booking);
  /** What becomes of a booking when this happens to it. */
  const outcome = async (event: string, booking: Made): Promise<string | undefined> => {
    const was = await stored(booking);
    const refused = await events[event]?.(booking);
    const is = await stored(booking);
    if (is?.revision === was?.revision) return refused ?? '-';
    return refused === undefined ? is?.state : `${refused}, and yet ${is?.state}`;
  };
  const cells = async ({ reference }: Made) =>
    (await rows()).filter(({ sk, booking }) => String(sk).startsWith('CELL#') && booking === reference).length;
  const noShows = async ({ number }: Made) => (await row(`PERSON#${number}`, 'PERSON'))['noShows'];
  return { events, sweep, situations, made, rows, outcome, stored, cells, noShows };
};

const states = Booking.options.map((option) => option.shape.state.value);

describe.each(Object.keys(offices) as Name[])('at %s', (name) => {
  const table = tableOf(name);
  let office: Awaited<ReturnType<typeof stage>>;
  beforeAll(async () => {
    office = await stage(name);
  });

  test('the table has a cell for every situation and event, and a situation for every state', () => {
    const { situations, events } = office;
    expect([...table.keys()].toSorted()).toEqual(Object.keys(situations).toSorted());
    for (const cells of table.values()) expect([...cells.keys()]).toEqual(Object.keys(events));
    expect(states.filter((state) => !table.has(state))).toEqual([]);
    const outcomes = [...table.values()].flatMap((cells) => [...cells.values()]);
    expect(outcomes).toHaveLength(13 * 22);
    const known = [...states, ...Object.values(words), '-'].map(String);
    expect(outcomes.filter((outcome) => !known.includes(outcome))).toEqual([]);
  });

  test.each([...table])('[D-5, D-10] %s', async (situation, expected) => {
    const found = new Map<string, string | undefined>();
    const quiet = (event: string): boolean => [...Object.values(words), '-'].includes(expected.get(event) ?? '');
    const events = [...expected.keys()].filter((event) => event !== SWEEP);

    // What is refused, or finds nothing to do, is tried on one booking: it leaves the table as it was, row by row.
    const booking = await office.made(situation);
    const before = await office.rows();
    for (const event of events.filter(quiet)) found.set(event, await office.outcome(event, booking));
    expect(await office.rows()).toEqual(before);

    for (const event of events.filter((one) => !quiet(one)))
      found.set(event, await office.outcome(event, await office.made(situation)));
    expect(found).toEqual(new Map([...expected].filter(([event]) => event !== SWEEP)));
    expect(contradictions(await office.rows())).toEqual([]);
  });

  test.each([
    ['the clock', 'begun', 'the clock: no-show'],
    ['staff', 'with-a-sign', 'attendance no-show'],
  ])(
    '[K-6-5, A-6-4, D-10] silence settled by %s gives the time back and counts; undone, neither',
    async (_, situation, event) => {
      const booking = await office.made(situation);
      travel(booking.startsAt + 10 * MINUTE);
      expect([await office.cells(booking), await office.noShows(booking)]).toEqual([
        30 / offices[name].cellMinutes,
        undefined,
      ]);
      expect(await office.outcome(event, booking)).toBe('no-show');
      expect([await office.cells(booking), await office.noShows(booking)]).toEqual([0, 1]);
      expect(await office.outcome('attendance undo-no-show', booking)).toBe('confirmed');
      expect([await office.cells(booking), await office.noShows(booking)]).toEqual([30 / offices[name].cellMinutes, 0]);
      expect(contradictions(await office.rows())).toEqual([]);
    },
  );

  test('[R-11, D-5, D-10] the sweep, nine days later and all at once', async () => {
    const swept = await stage(name);
    const made = new Map<string, Made>();
    for (const situation of table.keys()) made.set(situation, await swept.made(situation));
    const revisions = new Map<string, number | undefined>();
    for (const [situation, booking] of made) revisions.set(situation, (await swept.stored(booking))?.revision);
    await swept.sweep();
    const found = new Map<string, string | undefined>();
    for (const [situation, booking] of made) {
      const is = await swept.stored(booking);
      found.set(situation, is?.revision === revisions.get(situation) ? '-' : is?.state);
    }
    expect(found).toEqual(new Map([...table].map(([situation, cells]) => [situation, cells.get(SWEEP)])));
    const silent = made.get('begun');
    expect(silent && [await swept.cells(silent), await swept.noShows(silent)]).toEqual([0, 1]);
    expect(contradictions(await swept.rows())).toEqual([]);
  });
});
