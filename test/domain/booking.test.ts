import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applicationOf } from '../../shared/domain/application.ts';
import { applyFor, complete, completeSpeaking, completes, type Standing } from '../../shared/domain/applying.ts';
import {
  agree,
  asOf,
  attend,
  Booking,
  type Cancelling,
  type Confirmed,
  cancel,
  changeTool,
  choose,
  confirm,
  counsellorAsked,
  decline,
  deemNoShow,
  deskOf,
  inTouch,
  isNamed,
  mayCallOff,
  meet,
  move,
  type NoShow,
  note,
  occupies,
  Reference,
  type Session,
  SignOfContact,
  type State,
  stop,
  type Tentative,
  undoAttended,
  undoNoShow,
  withdraw,
} from '../../shared/domain/booking.ts';
import type { Channel, Office } from '../../shared/domain/office.ts';
import { cellsOf, type Diary, type Slot } from '../../shared/domain/openings.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { termsAt } from '../../shared/domain/terms.ts';
import { type Instant, instant, MINUTE } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, body, counsellor, day, diaryWith, nobody, on, reference, taken } from '../support/build.ts';
import { hourly, saturday } from '../support/offices.ts';

/** Monday morning; the session wanted is on Wednesday afternoon, which both offices have. */
const now = on('2026-03-02T09:00:00+09:00');
const START = '2026-03-04T14:00:00+09:00';
const start = on(START);

const everyDesk = ['general', 'mothers', 'counter', 'evening'];
const two = (more: Partial<Diary> = {}): Diary =>
  diaryWith([counsellor('one', everyDesk), counsellor('two', everyDesk)], more);

const granted = <T extends Booking | Session>(outcome: T | Refusal): T => {
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};

const outcomeOf = (outcome: Booking | Session | Refusal): string =>
  'refused' in outcome ? outcome.refused : 'state' in outcome ? outcome.state : outcome.counsellor;

type More = Parameters<typeof application>[2];
type Circumstances = {
  office?: Office;
  startsAt?: string;
  more?: More;
  diary?: Diary;
  standing?: Partial<Standing>;
  channel?: Channel;
  lateReason?: string;
  at?: Instant;
};

const applied = ({
  office = kabe,
  startsAt = START,
  more = {},
  diary = two(),
  standing = {},
  channel = 'form',
  lateReason,
  at = now,
}: Circumstances = {}): Tentative | Refusal =>
  applyFor(
    office,
    diary,
    application(office, startsAt, more),
    { ...nobody, ...standing },
    { id: reference(), channel, codeHash: 'hash', ...(lateReason !== undefined && { lateReason }) },
    at,
  );

/** An application at Aomori that says everything an application can say. */
const everything: Circumstances = {
  office: aomori,
  more: {
    applicant: { kind: 'prospective' },
    wishes: [{ startsAt: START }, { from: '2026-03-05T10:00:00+09:00', to: '2026-03-05T12:00:00+09:00', minutes: 30 }],
    counsellor: 'two',
    purpose: 'interview-practice',
    companion: '手話通訳',
    difficulty: 'ask-me',
  },
};
const tentative = (more: Circumstances = everything): Tentative => granted(applied(more));

const confirmed = (more: Circumstances = everything): Confirmed => {
  const booking = tentative(more);
  return granted(confirm(more.office ?? kabe, undefined, booking, { session: booking.held, tool: 'teleoffice' }, now));
};

/** A booking in one state, typed as such. */
type In<S extends State> = Extract<Booking, { state: S }>;
const isIn = <S extends State>(booking: Booking, state: S): booking is In<S> => booking.state === state;
const only = <S extends State>(outcome: Booking | Refusal, state: S): In<S> => {
  const booking = granted(outcome);
  if (!isIn(booking, state)) throw new Error(`${booking.state} instead of ${state}`);
  return booking;
};

/** Its meeting is there, so that silence counts. */
const ready = (more?: Circumstances): Confirmed => meet(confirmed(more), { state: 'ready' });

const afterTheStart = instant(start + 5 * MINUTE);
const afterSilence = instant(start + 10 * MINUTE);
const byPhone: Cancelling = { by: 'applicant', through: 'phone', reason: '急用' };

const fresh: { [S in State]: () => In<S> } = {
  tentative,
  withdrawn: () => only(withdraw(tentative(), now), 'withdrawn'),
  declined: () => only(decline(tentative(), 'not-eligible', now), 'declined'),
  expired: () => only(asOf(aomori, tentative(), start), 'expired'),
  confirmed: () => inTouch(confirmed(), 'called', now),
  attended: () => only(attend(fresh.confirmed(), afterTheStart), 'attended'),
  cancelled: () => only(cancel(aomori, fresh.confirmed(), byPhone, now), 'cancelled'),
  'no-show': () => only(asOf(aomori, ready(), afterSilence), 'no-show'),
  stopped: () => only(stop(fresh.confirmed(), 'abuse', afterTheStart), 'stopped'),
};
const states: readonly State[] = [
  'tentative',
  'withdrawn',
  'declined',
  'expired',
  'confirmed',
  'attended',
  'cancelled',
  'no-show',
  'stopped',
];

test.each([
  ['見本 太郎', '見本太郎', true],
  ['見本太郎', '見本　太郎 様', true],
  ['見本 太郎', '見本', true],
  ['見本 太郎', '太郎さん', true],
  ['見本 太郎', '見', true],
  ['見本 太郎', '郎', false],
  ['林 花子', '林', true],
  ['Ｔａｒｏ Ｍｉｈｏｎ', 'taro', true],
  ['ﾐﾎﾝ ﾀﾛｳ', 'ミホン', true],
  ['見本 太郎', 'みほん', false],
  ['見本 太郎', '様', false],
  ['見本 太郎', ' ', false],
])('%s is found as %j: %s', (name, sought, found) => {
  expect(isNamed(name, sought)).toBe(found);
});

describe('an application', () => {
  test('[K-6-1, D-5] becomes a tentative booking that holds its first choice', () => {
    expect(applied()).toEqual({
      state: 'tentative',
      id: expect.stringMatching(/^\d{4}-\d{4}$/),
      version: 1,
      revision: 1,
      desk: 'general',
      applicant: {
        kind: 'seeker',
        name: '見本 太郎',
        number: '34010-01234567',
        email: 'taro@example.com',
        phone: '09055501234',
      },
      wishes: [{ from: start, to: on('2026-03-04T14:30:00+09:00'), minutes: 30 }],
      channel: 'form',
      appliedAt: now,
      promisedBy: on('2026-03-04T00:00:00+09:00'),
      review: [],
      terms: '2024-02-22',
      codeHash: 'hash',
      prompted: [],
      held: { startsAt: start, minutes: 30, counsellor: 'one' },
      expiresAt: on('2026-03-04T00:00:00+09:00'),
    });
  });

  test('keeps all that was said', () => {
    expect(applied(everything)).toMatchObject({
      applicant: { kind: 'prospective', name: '見本 太郎' },
      wishes: [
        { from: start, to: on('2026-03-04T14:40:00+09:00'), minutes: 40 },
        { from: on('2026-03-05T10:00:00+09:00'), to: on('2026-03-05T12:00:00+09:00'), minutes: 30 },
      ],
      asked: 'two',
      purpose: 'interview-practice',
      companion: '手話通訳',
      held: { startsAt: start, minutes: 40, counsellor: 'two' },
    });
  });

  test('[A-6-2] holds the first free time of an interval', () => {
    const more = { wishes: [{ from: START, to: '2026-03-04T15:30:00+09:00', minutes: 30 }] };
    const diary = diaryWith([counsellor('one')], { claims: taken(aomori, '2026-03-04', 'one', 13 * 60, 14 * 60 + 40) });
    expect(applied({ office: aomori, more, diary })).toMatchObject({
      held: { startsAt: on('2026-03-04T14:40:00+09:00'), minutes: 30, counsellor: 'one' },
      wishes: [{ from: start, to: on('2026-03-04T15:30:00+09:00'), minutes: 30 }],
    });
  });

  test('[A-6-1] passes over the times of an interval whose hour has struck', () => {
    const more = { wishes: [{ from: '2026-03-04T17:00:00+09:00', to: '2026-03-04T19:00:00+09:00', minutes: 45 }] };
    const holding: Office = { ...hourly, holds: 'first-choice' };
    expect(applied({ office: holding, more, at: on('2026-03-04T14:20:00+09:00') })).toMatchObject({
      held: { startsAt: on('2026-03-04T17:30:00+09:00') },
    });
  });

  test('[D-5] holds nothing where the office’s policy says so, and still needs somebody free', () => {
    const evening = { office: hourly, startsAt: '2026-03-04T17:00:00+09:00' };
    expect(applied(evening)).not.toHaveProperty('held');
    const busy = diaryWith([counsellor('one', ['evening'])], {
      claims: taken(hourly, '2026-03-04', 'one', 17 * 60, 17 * 60 + 5),
    });
    expect(applied({ ...evening, diary: busy })).toEqual({ refused: 'opening-taken', wish: 0 });
  });

  test('[D-5] what it holds is free for nobody else', () => {
    const first = tentative({ diary: diaryWith([counsellor('one')]) });
    const { held } = first;
    if (!held) throw new Error('nothing held');
    const claims = new Map([[day('2026-03-04'), new Map([[held.counsellor, new Set(cellsOf(kabe, held))]])]]);
    expect(applied({ diary: diaryWith([counsellor('one')], { claims }) })).toEqual({
      refused: 'opening-taken',
      wish: 0,
    });
    expect(applied({ diary: two({ claims }) })).toMatchObject({ held: { counsellor: 'two' } });
  });

  test('[K-F-1] by phone needs no more than name, number, wish and counsellor, and holds the session', () => {
    const said = applicationOf(kabe).staff.parse({
      channel: 'phone',
      applicant: { kind: 'seeker', name: '見本 太郎', number: '34010-01234567' },
      wishes: [{ startsAt: START }],
      counsellor: '見本 two',
    });
    const booking = applyFor(kabe, two(), said, nobody, { id: reference(), channel: said.channel }, now);
    expect(booking).toMatchObject({
      state: 'tentative',
      channel: 'phone',
      held: { startsAt: start, counsellor: 'two' },
    });
    expect(booking).not.toHaveProperty('terms');
    expect(booking).not.toHaveProperty('codeHash');
  });

  test.each([
    ['at Kabe with its deadline', kabe, START, '2026-03-04T00:00:00+09:00'],
    ['at Aomori with its deadline', aomori, '2026-03-06T14:00:00+09:00', '2026-03-05T00:00:00+09:00'],
    ['at Aomori with the promise, where that comes later', aomori, START, '2026-03-04T00:00:00+09:00'],
    ['elsewhere with its start', hourly, '2026-03-04T17:00:00+09:00', '2026-03-04T17:00:00+09:00'],
  ])('[D-5] lapses %s', (_, office, startsAt, expiresAt) => {
    expect(applied({ office, startsAt })).toMatchObject({ expiresAt: on(expiresAt) });
  });
});

describe('an application is refused', () => {
  const perDay = kabe.limits.applicationsPerDay;
  const full = taken(kabe, '2026-03-04', 'one', 0, 24 * 60);
  const withWishes = (...wishes: unknown[]): More => ({ wishes });
  const rows: [string, Refusal, Circumstances][] = [
    ['at a desk there is not', { refused: 'desk-unknown' }, { more: { desk: 'mothers' } }],
    [
      'of a kind the office does not serve',
      { refused: 'applicant-not-served' },
      { more: { applicant: { kind: 'employer', number: '0201-123456-7' } } },
    ],
    [
      'of a kind the office has no rules for',
      { refused: 'applicant-not-served' },
      { office: { ...kabe, applicants: {} } },
    ],
    [
      'of a kind the desk does not serve',
      { refused: 'applicant-not-served' },
      {
        office: aomori,
        startsAt: '2026-03-05T11:00:00+09:00',
        more: { desk: 'mothers', applicant: { kind: 'employer', number: '0201-123456-7' } },
      },
    ],
    ['under other terms', { refused: 'terms-changed' }, { more: { consent: { terms: '2020-01-01', accepted: true } } }],
    [
      'with two choices where one is asked',
      { refused: 'too-many-wishes' },
      { more: withWishes({ startsAt: START }, { startsAt: '2026-03-06T10:00:00+09:00' }) },
    ],
    [
      'with three choices where two are asked',
      { refused: 'too-many-wishes' },
      {
        office: aomori,
        more: withWishes(
          { startsAt: START },
          { startsAt: '2026-03-05T10:00:00+09:00' },
          { startsAt: '2026-03-06T10:00:00+09:00' },
        ),
      },
    ],
    [
      'one too many for a day by the form',
      { refused: 'too-many-applications' },
      { standing: { appliedToday: perDay } },
    ],
    [
      'one too many for a day by mail',
      { refused: 'too-many-applications' },
      { standing: { appliedToday: perDay }, channel: 'mail' },
    ],
    [
      'for another length',
      { refused: 'length-not-offered', wish: 0 },
      { more: withWishes({ startsAt: START, minutes: 20 }) },
    ],
    [
      'for longer than the desk gives',
      { refused: 'length-not-offered', wish: 0 },
      { office: aomori, more: withWishes({ startsAt: START, minutes: 41 }) },
    ],
    [
      'for shorter than the desk gives',
      { refused: 'length-not-offered', wish: 0 },
      { office: aomori, more: withWishes({ startsAt: START, minutes: 9 }) },
    ],
    ['beyond the horizon', { refused: 'too-far', wish: 0 }, { startsAt: '2026-05-08T10:00:00+09:00' }],
    [
      'at a time that is no session',
      { refused: 'outside-timetable', wish: 0 },
      { startsAt: '2026-03-04T13:00:00+09:00' },
    ],
    ['on a closed day', { refused: 'day-closed', wish: 0 }, { startsAt: '2026-04-29T14:00:00+09:00' }],
    ['on a day without sessions', { refused: 'outside-timetable', wish: 0 }, { startsAt: '2026-03-07T14:00:00+09:00' }],
    [
      'on a day staff closed',
      { refused: 'day-closed', wish: 0 },
      { diary: two({ closures: { closed: [day('2026-03-04')], opened: [] } }) },
    ],
    ['when its time is over', { refused: 'past-deadline', wish: 0 }, { at: start }],
    ['past the deadline', { refused: 'past-deadline', wish: 0 }, { at: on('2026-03-04T00:00:00+09:00') }],
    [
      'for a second choice that cannot be',
      { refused: 'outside-timetable', wish: 1 },
      { office: aomori, more: withWishes({ startsAt: START }, { startsAt: '2026-03-05T09:00:00+09:00' }) },
    ],
    [
      'for a second choice past its deadline',
      { refused: 'past-deadline', wish: 1 },
      { office: aomori, more: withWishes({ startsAt: START }, { startsAt: '2026-03-03T10:00:00+09:00' }) },
    ],
    ['with a counsellor nobody knows', { refused: 'counsellor-unknown' }, { more: { counsellor: '架空' } }],
    [
      'for a time that is taken',
      { refused: 'opening-taken', wish: 0 },
      { diary: diaryWith([counsellor('one')], { claims: full }) },
    ],
    [
      'for a time the counsellor asked for is not free',
      { refused: 'opening-taken', wish: 0 },
      { diary: two({ claims: full }), more: { counsellor: 'one' } },
    ],
    [
      'when the counsellor asked for is away',
      { refused: 'opening-taken', wish: 0 },
      {
        diary: diaryWith([counsellor('one', ['general'], { absences: [day('2026-03-04')] }), counsellor('two')]),
        more: { counsellor: 'one' },
      },
    ],
    ['when nobody is at the counter', { refused: 'opening-taken', wish: 0 }, { diary: diaryWith([]) }],
  ];

  test.each(rows)('%s', (_, refusal, circumstances) => {
    expect(applied(circumstances)).toEqual(refusal);
  });

  test('without any wish, should one ever come', () => {
    const none = { ...application(kabe, START), wishes: [] };
    expect(applyFor(kabe, two(), none, nobody, { id: reference(), channel: 'form' }, now)).toEqual({
      refused: 'outside-timetable',
      wish: 0,
    });
  });

  test.each([
    ['the last of a day by the form', { standing: { appliedToday: perDay - 1 } }],
    ['one too many for a day on the phone', { standing: { appliedToday: perDay }, channel: 'phone' }],
    ['one too many for a day at the counter', { standing: { appliedToday: perDay }, channel: 'counter' }],
    ['one too many for a day in a session', { standing: { appliedToday: perDay }, channel: 'session' }],
    ['on the last day of the horizon', { startsAt: '2026-05-01T10:00:00+09:00' }],
  ] satisfies [string, Circumstances][])('but not %s', (_, circumstances) => {
    expect(outcomeOf(applied(circumstances))).toBe('tentative');
  });

  test.each([
    ['the last day of the horizon', '2026-03-07T12:00:00+09:00', 'tentative'],
    ['the day after it', '2026-03-06T23:59:59.999+09:00', 'too-far'],
  ])('or not by the calendar day: %s', (_, at, outcome) => {
    expect(
      outcomeOf(
        applied({
          startsAt: '2026-05-06T14:00:00+09:00',
          at: on(at),
          diary: two({ closures: { closed: [], opened: [day('2026-05-06')] } }),
        }),
      ),
    ).toBe(outcome);
  });
});

describe('[D-6, R-21] whoever applies gets the same answer', () => {
  const people: [string, Partial<Standing>, string[]][] = [
    ['somebody unknown', {}, []],
    ['somebody with an application open', { tentative: 1 }, ['over-limit']],
    ['somebody with a booking', { confirmed: 1 }, ['over-limit']],
    ['somebody with both', { tentative: 1, confirmed: 1 }, ['over-limit']],
    ['somebody refused', { refused: true }, ['refused-person']],
    ['somebody refused who has a booking', { refused: true, confirmed: 2 }, ['over-limit', 'refused-person']],
    ['somebody who applied today', { appliedToday: 4 }, []],
  ];

  test.each(people)('%s: only what staff should look at differs', (_, standing, review) => {
    const id = reference();
    const how = { id, channel: 'form', codeHash: 'hash' } as const;
    const answer = (of: Partial<Standing>) =>
      granted(applyFor(kabe, two(), application(kabe, START), { ...nobody, ...of }, how, now));
    const { review: seen, ...rest } = answer(standing);
    const { review: none, ...unknown } = answer({});
    expect(rest).toEqual(unknown);
    expect(Object.keys(answer(standing))).toEqual(Object.keys(answer({})));
    expect(seen).toEqual(review);
    expect(none).toEqual([]);
  });

  test('[D-13] over the limit, the public’s application and the staff’s are put before staff alike, not refused', () => {
    for (const channel of ['form', 'mail', 'phone', 'counter', 'session'] as const)
      expect(applied({ standing: { tentative: 1 }, channel })).toMatchObject({
        state: 'tentative',
        review: ['over-limit'],
      });
  });

  test('[D-13] an office’s own limits count', () => {
    const generous: Office = { ...kabe, limits: { ...kabe.limits, tentative: 2, confirmed: 3 } };
    const review = (standing: Partial<Standing>) => tentative({ office: generous, standing }).review;
    expect(review({ tentative: 1, confirmed: 2 })).toEqual([]);
    expect(review({ tentative: 2 })).toEqual(['over-limit']);
    expect(review({ confirmed: 3 })).toEqual(['over-limit']);
  });

  test.each([
    ['[A-2-1] somebody about to register', { applicant: { kind: 'prospective' } }, ['prospective']],
    ['[A-2-2] who would rather be asked about the difficulty', { difficulty: 'ask-me' }, ['difficulty-ask-me']],
    ['[A-2-2] whom the difficulty applies to', { difficulty: 'applies' }, []],
    ['[A-2-1] an employer', { applicant: { kind: 'employer', number: '0201-123456-7' } }, []],
  ] satisfies [string, More, string[]][])('%s is noted for staff', (_, more, review) => {
    expect(tentative({ office: aomori, more }).review).toEqual(review);
  });

  test('[A-2-2] what was said about the difficulty is not kept with the booking', () => {
    expect(
      JSON.stringify(z.encode(Booking, tentative({ office: aomori, more: { difficulty: 'applies' } }))),
    ).not.toMatch(/difficult|applies/);
  });
});

describe('[D-4] staff may take a late one', () => {
  const late = on('2026-03-04T13:59:59.999+09:00');

  test.each([
    ['Kabe', kabe],
    ['Aomori', aomori],
  ])('with a reason, at %s, up to the start', (_, office) => {
    expect(applied({ office, at: late, channel: 'phone', lateReason: '電話の不通' })).toMatchObject({
      state: 'tentative',
      review: ['late'],
      held: { startsAt: start },
      expiresAt: start,
    });
  });

  test('not without a reason', () => {
    expect(applied({ at: late, channel: 'phone' })).toEqual({ refused: 'past-deadline', wish: 0 });
  });

  test('and not once the session has begun', () => {
    const begun = { at: start, channel: 'phone', lateReason: '電話の不通' } as const;
    expect(applied(begun)).toEqual({ refused: 'past-deadline', wish: 0 });
  });

  test('a reason opens no other rule', () => {
    const reasoned = { channel: 'phone', lateReason: '電話の不通' } as const;
    expect(outcomeOf(applied({ ...reasoned, startsAt: '2026-03-04T13:00:00+09:00' }))).toBe('outside-timetable');
    expect(outcomeOf(applied({ ...reasoned, startsAt: '2026-05-08T10:00:00+09:00' }))).toBe('too-far');
    expect(outcomeOf(applied({ ...reasoned, diary: diaryWith([]) }))).toBe('opening-taken');
  });

  test('of an interval that has begun, what is left of it', () => {
    const more = { wishes: [{ from: '2026-03-04T13:30:00+09:00', to: '2026-03-04T15:30:00+09:00', minutes: 30 }] };
    expect(applied({ office: aomori, more, at: start, channel: 'counter', lateReason: '来所' })).toMatchObject({
      held: { startsAt: on('2026-03-04T14:10:00+09:00') },
    });
  });
});

describe('[D-11] terms', () => {
  const [first] = aomori.terms;
  if (!first) throw new Error('no terms');
  const changed: Office = {
    ...aomori,
    terms: [
      first,
      { ...first, version: 'new', effectiveFrom: day('2026-03-02') },
      { ...first, version: 'future', effectiveFrom: day('2027-04-01') },
    ],
  };
  const agreeing = (terms: string, at: string) =>
    outcomeOf(applied({ office: changed, at: on(at), more: { consent: { terms, accepted: true } } }));

  test.each([
    ['2026-03-01T23:59:59.999+09:00', '2024-06-06'],
    ['2026-03-02T00:00:00+09:00', 'new'],
    ['2027-03-31T23:59:59.999+09:00', 'new'],
    ['2027-04-01T00:00:00+09:00', 'future'],
    ['2020-01-01T00:00:00+09:00', '2024-06-06'],
  ])('at %s version %s is in force', (moment, version) => {
    expect(termsAt(changed, on(moment)).version).toBe(version);
  });

  test('the next application needs the current ones', () => {
    expect(agreeing('2024-06-06', '2026-03-01T23:59:59.999+09:00')).toBe('tentative');
    expect(agreeing('2024-06-06', '2026-03-02T00:00:00+09:00')).toBe('terms-changed');
    expect(agreeing('new', '2026-03-01T23:59:59.999+09:00')).toBe('terms-changed');
    expect(agreeing('new', '2026-03-02T00:00:00+09:00')).toBe('tentative');
    expect(agreeing('future', '2026-03-02T00:00:00+09:00')).toBe('terms-changed');
  });

  test('a booking stands under the terms agreed to, whatever came into force since', () => {
    const booking = confirmed();
    expect(asOf(changed, booking, afterTheStart)).toBe(booking);
    expect(move(changed, two(), booking, { ...booking.session, counsellor: 'one' }, now)).toMatchObject({
      terms: '2024-06-06',
    });
  });

  test('without any terms an office cannot work', () => {
    expect(() => termsAt({ ...aomori, terms: [] }, now)).toThrow('no terms');
  });
});

describe('[R-17] a booking as it truly is', () => {
  test.each([
    ['[D-5] Kabe', kabe, START],
    ['[D-5] Aomori', aomori, START],
    ['[D-5] the Saturday office', saturday, '2026-03-10T09:00:00+09:00'],
    ['[D-5] the evening office, at the start', hourly, '2026-03-04T17:00:00+09:00'],
  ])('%s: a tentative one is expired from its expiry on, to the millisecond', (_, office, startsAt) => {
    const booking = tentative({ office, startsAt });
    const { expiresAt } = booking;
    expect(asOf(office, booking, instant(expiresAt - 1))).toBe(booking);
    const expired = asOf(office, booking, expiresAt);
    expect(expired).toMatchObject({ state: 'expired', endedAt: expiresAt, revision: 2, version: 1 });
    expect(expired).not.toHaveProperty('held');
    expect(asOf(office, booking, instant(expiresAt + 7 * 24 * 60 * MINUTE))).toEqual(expired);
    expect(asOf(office, expired, instant(expiresAt + 1))).toBe(expired);
  });

  test.each([
    ['[K-6-5, D-10] Kabe', kabe, START, 10],
    ['[A-6-4, D-10] Aomori', aomori, START, 10],
    ['[D-10] the Saturday office', saturday, '2026-03-10T09:00:00+09:00', 15],
  ])(
    '%s: a silent one is a no-show from so long after its start, to the millisecond',
    (_, office, startsAt, minutes) => {
      const booking = ready({ office, startsAt });
      const silent = instant(on(startsAt) + minutes * MINUTE);
      expect(asOf(office, booking, on(startsAt))).toBe(booking);
      expect(asOf(office, booking, instant(silent - 1))).toBe(booking);
      const deemed = asOf(office, booking, silent);
      expect(deemed).toMatchObject({ state: 'no-show', endedAt: silent, confirmedAt: now, signs: [], revision: 4 });
      expect(asOf(office, booking, instant(silent + 7 * 24 * 60 * MINUTE))).toEqual(deemed);
      expect(asOf(office, deemed, instant(silent + 1))).toBe(deemed);
    },
  );

  test.each(SignOfContact.options)('[D-10] one that %s waits for staff, however long', (sign) => {
    const booking = inTouch(ready(), sign, instant(start + 10 * MINUTE - 1));
    expect(asOf(aomori, booking, instant(start + 365 * 24 * 60 * MINUTE))).toBe(booking);
  });

  describe.each([
    ['[K-6-5] Kabe', kabe, 'teleoffice'],
    ['[A-6-4] Aomori', aomori, 'teleoffice'],
    ['[A-6-3] Aomori', aomori, 'zoom'],
  ] as const)('[D-10] %s: whoever could not come is not deemed absent (%#)', (_, office, tool) => {
    const settled = (): Confirmed => {
      const booking = tentative({ office });
      return granted(confirm(office, undefined, booking, { session: booking.held, tool }, now));
    };
    const access = { state: 'ready', url: 'https://www.teleoffice.jp/room' } as const;
    const later = instant(start + 365 * 24 * 60 * MINUTE);

    test.each([
      ['there was no meeting', (booking: Confirmed) => booking, 'confirmed'],
      ['made once it had begun', (booking: Confirmed) => meet(booking, { ...access, madeAt: start }), 'confirmed'],
      ['made before', (booking: Confirmed) => meet(booking, { ...access, madeAt: instant(start - 1) }), 'no-show'],
      [
        'made before, and the same entered again once it had begun',
        (booking: Confirmed) =>
          meet(meet(booking, { ...access, madeAt: instant(start - 1) }), { ...access, madeAt: start }),
        'no-show',
      ],
      [
        'made before, and another one once it had begun',
        (booking: Confirmed) =>
          meet(meet(booking, { ...access, madeAt: now }), { ...access, url: `${access.url}/2`, madeAt: start }),
        'confirmed',
      ],
      ['stored when nobody noted when', (booking: Confirmed) => meet(booking, access), 'no-show'],
      [
        'made before, and the word of it reached nobody',
        (booking: Confirmed): Confirmed => ({ ...meet(booking, { ...access, madeAt: now }), unreached: true }),
        'confirmed',
      ],
      [
        'moved, and not made anew',
        (booking: Confirmed) =>
          granted(
            move(
              office,
              two(),
              meet(booking, access),
              { ...booking.session, counsellor: 'two', startsAt: instant(start + 30 * MINUTE) },
              now,
            ),
          ),
        'confirmed',
      ],
      [
        'handed over, and nothing else',
        (booking: Confirmed) =>
          granted(move(office, two(), meet(booking, access), { ...booking.session, counsellor: 'two' }, now)),
        'no-show',
      ],
    ])('%s', (_, made, state) => {
      expect(asOf(office, made(settled()), later).state).toBe(state);
    });
  });

  describe('[D-10, R-15] somebody without an address hears of it on the phone alone', () => {
    const nameless = (): Confirmed => {
      const { email: _address, ...applicant } = tentative({ office: kabe }).applicant;
      const booking = { ...tentative({ office: kabe }), applicant };
      return granted(confirm(kabe, undefined, booking, { session: booking.held, tool: 'teleoffice' }, now));
    };
    const access = { state: 'ready', url: 'https://www.teleoffice.jp/room', madeAt: now } as const;
    const phoned = ({ unreached: _told, ...booking }: Confirmed): Confirmed => booking;

    test('confirmed, moved, or given another meeting, they have to be told', () => {
      expect(nameless().unreached).toBe(true);
      const told = phoned(meet(nameless(), access));
      expect(asOf(kabe, told, afterSilence).state).toBe('no-show');
      expect(meet(told, { ...access, madeAt: instant(now + 1) }).unreached).toBeUndefined();
      expect(meet(told, { ...access, url: 'https://www.teleoffice.jp/other' }).unreached).toBe(true);
      const session = { ...told.session, startsAt: instant(start + 30 * MINUTE) };
      expect(granted(move(kabe, two(), told, session, now)).unreached).toBe(true);
      expect(granted(move(kabe, two(), told, { ...told.session, counsellor: 'two' }, now)).unreached).toBeUndefined();
    });

    test('whoever has an address hears by mail, also of a move', () => {
      const booking = meet(confirmed({ office: kabe }), access);
      const session = { ...booking.session, startsAt: instant(start + 30 * MINUTE) };
      const moved = granted(move(kabe, two(), { ...booking, unreached: true }, session, now));
      expect([booking.unreached, moved.unreached]).toEqual([undefined, undefined]);
    });
  });

  test('[D-12] a move leaves a meeting to be deleted, until the new one is made', () => {
    const access = { state: 'ready', url: 'https://www.teleoffice.jp/room' } as const;
    const to = (booking: Confirmed, minutes: number): Confirmed =>
      granted(move(kabe, two(), booking, { ...booking.session, startsAt: instant(start + minutes * MINUTE) }, now));
    const booking = confirmed({ office: kabe });
    const left = { tool: 'teleoffice', startsAt: start, minutes: 30 };
    expect(to(booking, 30).oldMeeting).toBeUndefined();
    const moved = to(meet(booking, access), 30);
    expect(moved.oldMeeting).toEqual(left);
    expect(to(moved, 60).oldMeeting).toEqual(left);
    expect(meet(moved, access).oldMeeting).toBeUndefined();
    expect(Booking.parse(z.encode(Booking, moved))).toEqual(moved);
  });
});

/*
 * All states × all acts. `performed` has for every act exactly the states its function takes, or `tsc` fails: a state that is
 * missing there is one the type system forbids, and nothing can be run. `diagram` is the picture at the top of booking.ts.
 */
type Acts = {
  withdraw: typeof withdraw;
  decline: typeof decline;
  confirm: typeof confirm;
  complete: typeof complete;
  agree: typeof agree;
  move: typeof move;
  changeTool: typeof changeTool;
  cancel: typeof cancel;
  inTouch: typeof inTouch;
  attend: typeof attend;
  stop: typeof stop;
  deemNoShow: typeof deemNoShow;
  undoNoShow: typeof undoNoShow;
  undoAttended: typeof undoAttended;
  clock: typeof asOf;
};
type Takes<Act extends (...parameters: never[]) => unknown> = Extract<Parameters<Act>[number], Booking>['state'];
type Done = { before: Booking; after: Booking | Refusal };

/** What staff took down on the phone: who, when and with whom; no consent, address or code yet. */
/** What is known beside the application when a form completes a hold. */
const byForm = { refused: false, codeHash: 'hash of the form' };
const hold = (office: Office = aomori, more: More = {}): Tentative => {
  const said = { ...more, consent: undefined, channel: 'phone' };
  const bare = { number: '34010-01234567', email: undefined, phone: undefined };
  const { channel, ...entry } = applicationOf(office).staff.parse(body(office, START, { ...said, applicant: bare }));
  return granted(applyFor(office, two(), entry, nobody, { id: reference(), channel }, now));
};

const done = <B extends Booking>(before: B, act: (booking: B) => Booking | Refusal): Done => ({
  before,
  after: act(before),
});
const clock = (before: Booking): Done =>
  done(before, (booking) => asOf(aomori, booking, on('2036-01-01T00:00:00+09:00')));
const another: Session = { startsAt: on('2026-03-05T10:00:00+09:00'), minutes: 40, counsellor: 'one' };

const performed: { [A in keyof Acts]: Record<Takes<Acts[A]>, () => Done> } = {
  withdraw: { tentative: () => done(fresh.tentative(), (booking) => withdraw(booking, now)) },
  decline: { tentative: () => done(fresh.tentative(), (booking) => decline(booking, 'not-eligible', now)) },
  confirm: {
    tentative: () =>
      done(fresh.tentative(), (booking) =>
        confirm(aomori, two(), booking, { session: booking.held, tool: 'teleoffice' }, now),
      ),
  },
  complete: {
    tentative: () =>
      done(hold(), (booking) => complete(aomori, two(), booking, application(aomori, START), byForm, now)),
  },
  agree: {
    tentative: () => done(fresh.tentative(), (booking) => agree(booking, '2024-06-06')),
    confirmed: () => done(fresh.confirmed(), (booking) => agree(booking, '2024-06-06')),
  },
  move: { confirmed: () => done(fresh.confirmed(), (booking) => move(aomori, two(), booking, another, now)) },
  changeTool: { confirmed: () => done(fresh.confirmed(), (booking) => changeTool(aomori, booking, 'zoom', now)) },
  cancel: { confirmed: () => done(fresh.confirmed(), (booking) => cancel(aomori, booking, byPhone, now)) },
  inTouch: { confirmed: () => done(fresh.confirmed(), (booking) => inTouch(booking, 'wrote', now)) },
  attend: { confirmed: () => done(fresh.confirmed(), (booking) => attend(booking, afterTheStart)) },
  stop: { confirmed: () => done(fresh.confirmed(), (booking) => stop(booking, 'abuse', afterTheStart)) },
  deemNoShow: { confirmed: () => done(fresh.confirmed(), (booking) => deemNoShow(aomori, booking, afterSilence)) },
  undoNoShow: { 'no-show': () => done(fresh['no-show'](), (booking) => undoNoShow(booking, 'called', afterSilence)) },
  undoAttended: { attended: () => done(fresh.attended(), (booking) => undoAttended(booking, afterSilence)) },
  clock: {
    tentative: () => clock(fresh.tentative()),
    withdrawn: () => clock(fresh.withdrawn()),
    declined: () => clock(fresh.declined()),
    expired: () => clock(fresh.expired()),
    confirmed: () => clock(ready()),
    attended: () => clock(fresh.attended()),
    cancelled: () => clock(fresh.cancelled()),
    'no-show': () => clock(fresh['no-show']()),
    stopped: () => clock(fresh.stopped()),
  },
};

const diagram: Record<State, Partial<Record<keyof Acts, State>>> = {
  tentative: {
    withdraw: 'withdrawn',
    decline: 'declined',
    confirm: 'confirmed',
    complete: 'confirmed',
    agree: 'tentative',
    clock: 'expired',
  },
  withdrawn: { clock: 'withdrawn' },
  declined: { clock: 'declined' },
  expired: { clock: 'expired' },
  confirmed: {
    agree: 'confirmed',
    move: 'confirmed',
    changeTool: 'confirmed',
    cancel: 'cancelled',
    inTouch: 'confirmed',
    attend: 'attended',
    stop: 'stopped',
    deemNoShow: 'no-show',
    clock: 'no-show',
  },
  attended: { undoAttended: 'confirmed', clock: 'attended' },
  cancelled: { clock: 'cancelled' },
  'no-show': { undoNoShow: 'confirmed', clock: 'no-show' },
  stopped: { clock: 'stopped' },
};

const runs = new Map(
  Object.entries(performed).flatMap(([act, from]) =>
    Object.entries(from).map(([state, run]: [string, () => Done]) => [`${state} ${act}`, run] as const),
  ),
);
const allowed = new Map(
  Object.entries(diagram).flatMap(([state, acts]) =>
    Object.entries(acts).map(([act, result]) => [`${state} ${act}`, result] as const),
  ),
);

describe('the states a booking can go through', () => {
  const everyPair = states.flatMap((state) => Object.keys(performed).map((act) => [state, act] as const));

  test.each(everyPair)('%s: %s leads where the diagram says, or is not possible', (state, act) => {
    const run = runs.get(`${state} ${act}`);
    expect(run ? outcomeOf(run().after) : undefined).toBe(allowed.get(`${state} ${act}`));
  });

  test('every state has its row and its booking', () => {
    expect(Object.keys(diagram).sort()).toEqual([...states].sort());
    expect(states.map((state) => fresh[state]().state)).toEqual(states);
    expect(runs.size).toBe(allowed.size);
  });

  const changing = [...runs].filter(([name]) => !name.endsWith(' clock') || /^(?:tentative|confirmed) /.test(name));
  // What completes a hold brings facts of its own: see there.
  const keeping = changing.filter(([name]) => name !== 'tentative complete');
  const facts = [
    'id',
    'desk',
    'applicant',
    'wishes',
    'channel',
    'appliedAt',
    'promisedBy',
    'asked',
    'purpose',
    'companion',
    'terms',
    'review',
    'codeHash',
  ];

  test.each(keeping)('%s: the facts stay, the revision rises by one, the version only with a move', (name, run) => {
    const { before, after } = run();
    expect(facts.filter((fact) => !(fact in before))).toEqual([]);
    expect(after).toMatchObject(Object.fromEntries(Object.entries(before).filter(([fact]) => facts.includes(fact))));
    expect(after).toMatchObject({
      revision: before.revision + 1,
      version: before.version + (name === 'confirmed move' ? 1 : 0),
    });
  });

  test.each(changing)('%s: the booking it was given is left as it was, and the result can be stored', (_, run) => {
    const { before, after } = run();
    expect(before).toEqual(Booking.parse(z.encode(Booking, before)));
    expect(Booking.parse(z.encode(Booking, granted(after)))).toEqual(after);
  });

  test('what was never said stays unsaid, not empty', () => {
    const ended = withdraw(tentative({ office: kabe }), now);
    expect(Object.values(ended)).not.toContain(undefined);
    for (const unsaid of ['asked', 'purpose', 'companion']) expect(ended).not.toHaveProperty(unsaid);
  });
});

describe('a booking travels as JSON and comes back the same', () => {
  const travelled = (booking: Booking): unknown => JSON.parse(JSON.stringify(z.encode(Booking, booking)));

  test.each(states)('%s', (state) => {
    const booking = fresh[state]();
    expect(Booking.parse(travelled(booking))).toEqual(booking);
    expect(travelled(booking)).toMatchObject({ appliedAt: '2026-03-02T09:00:00+09:00' });
  });

  test.each(states)('%s: a field of another state, or an unknown one, is refused', (state) => {
    const stored = z.encode(Booking, fresh[state]());
    const foreign = state === 'tentative' ? { endedAt: START } : { expiresAt: START };
    expect(Booking.safeParse({ ...stored, ...foreign }).success).toBe(false);
    expect(Booking.safeParse({ ...stored, ground: '病気' }).success).toBe(false);
    expect(Booking.safeParse({ ...stored, state: 'unknown' }).success).toBe(false);
  });

  test('a moment with milliseconds keeps them', () => {
    const booking = withdraw(tentative(), instant(now + 7));
    expect(travelled(booking)).toMatchObject({ endedAt: '2026-03-02T09:00:00.007+09:00' });
    expect(Booking.parse(travelled(booking))).toEqual(booking);
  });

  test.each(['1234-567', '12345678', 'abcd-efgh', '1234-56789', ' 1234-5678', '１２３４-５６７８'])(
    '%j is no reference',
    (text) => {
      expect(Reference.safeParse(text).success).toBe(false);
    },
  );
});

describe('[D-5] what a booking takes of the counsellors’ time', () => {
  test.each([
    ['tentative', true],
    ['confirmed', true],
    ['attended', true],
    ['stopped', true],
    ['withdrawn', false],
    ['declined', false],
    ['expired', false],
    ['cancelled', false],
    ['no-show', false],
  ] as const)('%s: %s', (state, takes) => {
    expect(occupies(fresh[state]())).toEqual(takes ? { startsAt: start, minutes: 40, counsellor: 'two' } : undefined);
  });

  test('an application that holds nothing takes nothing', () => {
    expect(occupies(tentative({ office: hourly, startsAt: '2026-03-04T17:00:00+09:00' }))).toBeUndefined();
  });
});

describe('who is asked for', () => {
  const named = (id: string, name: string) => counsellor(id, ['general'], { name });
  const diary = diaryWith([
    named('c1', '佐藤 花子'),
    named('c2', '鈴木　一郎'),
    named('c3', '鈴木 二郎'),
    named('c4', '髙橋三郎'),
  ]);

  test.each([
    ['c1', 'c1'],
    ['佐藤', 'c1'],
    ['佐藤 花子', 'c1'],
    ['佐藤花子', 'c1'],
    ['佐藤　花子さん', 'c1'],
    ['佐藤様', 'c1'],
    ['佐藤先生', 'c1'],
    ['鈴木一郎', 'c2'],
    ['鈴木 二郎', 'c3'],
    ['髙橋三郎', 'c4'],
    ['鈴木', undefined],
    ['花子', undefined],
    ['さん', undefined],
    ['田中', undefined],
    ['C1', undefined],
  ])('%s is %s', (asked, id) => {
    expect(counsellorAsked(diary, asked)).toBe(id);
  });

  test('two of the same name are not told apart by it, but by their ids', () => {
    const twins = diaryWith([named('c1', '佐藤 花子'), named('c2', '佐藤 花子')]);
    expect(counsellorAsked(twins, '佐藤花子')).toBeUndefined();
    expect(counsellorAsked(twins, 'c2')).toBe('c2');
  });
});

test('a desk is named or is the first', () => {
  expect(deskOf(aomori, undefined)?.id).toBe('general');
  expect(deskOf(aomori, 'mothers')?.id).toBe('mothers');
  expect(deskOf(aomori, 'nowhere')).toBeUndefined();
});

describe('[A-6-3] choosing a session', () => {
  const slot = (startsAt: string, minutes = 40): Slot => ({ startsAt: on(startsAt), minutes });
  const chosen = (time: Parameters<typeof choose>[3], who?: string, diary = two(), booking: Booking = tentative()) =>
    choose(aomori, diary, booking, time, who, now);

  test.each([
    ['a time that is free', slot(START), undefined, { startsAt: start, minutes: 40, counsellor: 'one' }],
    ['with whom staff name', slot(START), 'two', { startsAt: start, minutes: 40, counsellor: 'two' }],
    ['another length', slot(START, 20), undefined, { startsAt: start, minutes: 20, counsellor: 'one' }],
    ['with nobody known', slot(START), '架空', { refused: 'counsellor-unknown' }],
    ['of a length not given', slot(START, 41), undefined, { refused: 'length-not-offered' }],
    ['outside the timetable', slot('2026-03-04T16:00:00+09:00'), undefined, { refused: 'outside-timetable' }],
    ['on a closed day', slot('2026-03-07T10:00:00+09:00'), undefined, { refused: 'outside-timetable' }],
    ['within a minute', slot('2026-03-04T14:00:30+09:00'), undefined, { refused: 'outside-timetable' }],
  ])('%s', (_, time, who, outcome) => {
    expect(chosen(time, who)).toEqual(outcome);
  });

  test('[A-6-2] the second choice, at its first free time', () => {
    const [, second] = tentative().wishes;
    if (!second) throw new Error('no second wish');
    const diary = diaryWith([counsellor('one')], { claims: taken(aomori, '2026-03-05', 'one', 10 * 60, 10 * 60 + 20) });
    expect(chosen(second, undefined, diary)).toEqual({
      startsAt: on('2026-03-05T10:20:00+09:00'),
      minutes: 30,
      counsellor: 'one',
    });
  });

  test('a time that is taken is refused', () => {
    const diary = diaryWith([counsellor('one')], { claims: taken(aomori, '2026-03-04', 'one', 14 * 60, 14 * 60 + 10) });
    expect(chosen(slot(START), undefined, diary)).toEqual({ refused: 'opening-taken' });
  });

  test('what the booking holds itself is not in its own way, what others hold beside it is', () => {
    const booking = tentative();
    const own = cellsOf(aomori, slot(START));
    const claims = (more: number[]) => new Map([[day('2026-03-04'), new Map([['two', new Set([...own, ...more])]])]]);
    const only2 = (more: number[] = []) => diaryWith([counsellor('two')], { claims: claims(more) });
    const later = slot('2026-03-04T14:20:00+09:00');
    expect(outcomeOf(chosen(slot(START), undefined, only2(), booking))).toBe('two');
    expect(outcomeOf(chosen(later, undefined, only2(), booking))).toBe('two');
    expect(outcomeOf(chosen(later, undefined, only2([14 * 60 + 50]), booking))).toBe('opening-taken');
    expect(outcomeOf(chosen(slot(START), undefined, only2(), fresh.cancelled()))).toBe('opening-taken');
  });

  test('leaves the diary as it was', () => {
    const diary = two({ claims: taken(aomori, '2026-03-04', 'two', 14 * 60, 14 * 60 + 40) });
    chosen(slot(START), undefined, diary);
    expect(diary).toEqual(two({ claims: taken(aomori, '2026-03-04', 'two', 14 * 60, 14 * 60 + 40) }));
  });

  test('of an interval that has begun, only the starts to come', () => {
    const wish = { from: on('2026-03-04T10:00:00+09:00'), to: on('2026-03-04T12:00:00+09:00'), minutes: 20 };
    const at = (time: string) => choose(aomori, two(), tentative(), wish, undefined, on(`2026-03-04T${time}:00+09:00`));
    expect(at('10:35')).toMatchObject({ startsAt: on('2026-03-04T10:40:00+09:00') });
    expect(at('11:40')).toEqual({ refused: 'past-deadline' });
  });

  test('at a desk that is no more, nothing can be chosen', () => {
    expect(
      choose(
        kabe,
        two(),
        tentative({
          ...everything,
          more: {
            ...everything.more,
            applicant: {},
            desk: 'mothers',
            wishes: [{ startsAt: '2026-03-05T11:00:00+09:00' }],
          },
        }),
        slot(START, 30),
        undefined,
        now,
      ),
    ).toEqual({
      refused: 'desk-unknown',
    });
  });
});

describe('[A-6-3] confirming', () => {
  test('settles time and tool', () => {
    const booking = tentative();
    const settled = confirm(aomori, two(), booking, { session: booking.held, tool: 'teleoffice' }, instant(now + 1));
    expect(settled).toMatchObject({
      state: 'confirmed',
      session: { startsAt: start, minutes: 40, counsellor: 'two' },
      tool: 'teleoffice',
      signs: [],
      confirmedAt: now + 1,
    });
    expect(settled).not.toHaveProperty('held');
    expect(settled).not.toHaveProperty('expiresAt');
  });

  const session = (startsAt: string, minutes = 40): Session => ({ startsAt: on(startsAt), minutes, counsellor: 'one' });
  test.each([
    ['without a session', undefined, now, 'not-possible-now'],
    ['a session that has begun', session(START), start, 'past-deadline'],
    ['of a length not given', session(START, 41), now, 'length-not-offered'],
    ['outside the timetable', session('2026-03-04T16:00:00+09:00'), now, 'outside-timetable'],
    ['on a closed day', session('2026-03-07T14:00:00+09:00'), now, 'outside-timetable'],
    ['another time of the timetable', session('2026-03-05T10:00:00+09:00'), now, 'confirmed'],
    ['[D-4] past the deadline, which is about receipt', session(START), instant(start - 1), 'confirmed'],
  ])('%s', (_, wanted, at, outcome) => {
    expect(outcomeOf(confirm(aomori, two(), tentative(), { session: wanted, tool: 'teleoffice' }, at))).toBe(outcome);
  });

  test('[D-2] a session on a day staff closed since is noticed with the diary', () => {
    const booking = tentative();
    const closed = two({ closures: { closed: [day('2026-03-04')], opened: [] } });
    const settled = { session: booking.held, tool: 'teleoffice' } as const;
    expect(outcomeOf(confirm(aomori, closed, booking, settled, now))).toBe('day-closed');
  });

  test('at a desk that is no more is refused', () => {
    const booking = tentative({ office: aomori, startsAt: '2026-03-05T11:00:00+09:00', more: { desk: 'mothers' } });
    expect(outcomeOf(confirm(kabe, two(), booking, { session: booking.held, tool: 'teleoffice' }, now))).toBe(
      'desk-unknown',
    );
  });

  test.each([
    ['in time', '2026-03-04T13:59:59.999+09:00', undefined, 'confirmed'],
    ['late', '2026-03-04T14:00:00+09:00', undefined, 'reason-needed'],
    ['late with a reason', '2026-03-04T14:00:00+09:00', '電話の不通', 'confirmed'],
    ['after the start, with a reason', '2026-03-04T17:00:00+09:00', '電話の不通', 'past-deadline'],
  ])('[D-4, R-17] where the deadline is about confirmation: %s', (_, at, lateReason, outcome) => {
    const booking = tentative({ office: hourly, startsAt: '2026-03-04T17:00:00+09:00' });
    const settled = {
      session: { startsAt: on('2026-03-04T17:00:00+09:00'), minutes: 50, counsellor: 'one' },
      tool: 'teleoffice',
      lateReason,
    } as const;
    expect(outcomeOf(confirm(hourly, two(), booking, settled, on(at)))).toBe(outcome);
  });
});

describe('[D-7] the form that follows a phone call', () => {
  const said = (office: Office, more: More = {}) => application(office, START, more);
  const spoken = (standing: { readonly refused: boolean }) => ({
    applicant: {},
    consent: said(kabe).consent,
    ...standing,
  });
  const interval = (from: string, to: string, minutes?: number) => ({
    wishes: [{ from: `2026-03-04T${from}:00+09:00`, to: `2026-03-04T${to}:00+09:00`, ...(minutes && { minutes }) }],
  });

  test.each([
    ['the same start', {}, true],
    ['an interval around it', interval('13:30', '15:30', 40), true],
    ['exactly its interval', interval('14:00', '14:40'), true],
    ['an interval that begins after it', interval('14:01', '15:30'), false],
    ['an interval that ends before it is over', interval('13:30', '14:39', 40), false],
    ['another time', { wishes: [{ startsAt: '2026-03-04T14:40:00+09:00' }] }, false],
    ['another day', { wishes: [{ startsAt: '2026-03-05T14:00:00+09:00' }] }, false],
    ['another length', { wishes: [{ startsAt: START, minutes: 30 }] }, false],
    ['another length in an interval around it', interval('13:30', '15:30', 30), false],
    [
      'the same time as second choice',
      { wishes: [{ startsAt: '2026-03-05T14:00:00+09:00' }, { startsAt: START }] },
      false,
    ],
    ['a wish to be asked about difficulties', { difficulty: 'ask-me' }, false],
    ['another name', { applicant: { name: '見本 次郎' } }, false],
    ['the same name in other widths', { applicant: { name: '見本　太郎' } }, true],
    ['another kind of applicant', { applicant: { kind: 'prospective' } }, false],
    ['another desk', { desk: 'mothers' }, false],
    ['a desk there is not', { desk: 'nowhere' }, false],
    ['the desk by its name', { desk: 'general' }, true],
  ] satisfies [string, More, boolean][])('%s completes it: %3$s', (_, more, expected) => {
    expect(completes(said(aomori, more), aomori, hold())).toBe(expected);
  });

  test('nothing completes what is no hold of a phone call', () => {
    const wish = said(aomori);
    expect(completes(wish, aomori, tentative({ office: aomori }))).toBe(false);
    expect(
      completes(said(hourly, {}), hourly, tentative({ office: hourly, startsAt: '2026-03-04T17:00:00+09:00' })),
    ).toBe(false);
    for (const state of states) expect([state, completes(wish, aomori, fresh[state]())]).toEqual([state, false]);
    expect(completes(wish, aomori, withdraw(hold(), now))).toBe(false);
    const called = hold({ ...aomori, holds: 'none' });
    expect(completes(wish, aomori, called)).toBe(false);
    expect(completes({ ...wish, wishes: [] }, aomori, hold())).toBe(false);
  });

  test('[K-F-3] makes the booking definitive, with the agreement and the contact data it brings', () => {
    const call = hold(kabe, { counsellor: 'two', companion: '家族' });
    const form = said(kabe, { purpose: 'interview-practice', applicant: { name: '見本　太郎' } });
    const booking = complete(kabe, two(), call, form, byForm, instant(now + 1));
    expect(call.applicant).toEqual({ kind: 'seeker', name: '見本 太郎', number: '34010-01234567' });
    expect(booking).toMatchObject({
      state: 'confirmed',
      id: call.id,
      version: 1,
      revision: 2,
      channel: 'phone',
      appliedAt: now,
      asked: 'two',
      companion: '家族',
      purpose: 'interview-practice',
      terms: '2024-02-22',
      codeHash: 'hash of the form',
      session: call.held,
      tool: 'teleoffice',
      confirmedAt: now + 1,
      applicant: { ...call.applicant, email: 'taro@example.com', phone: '09055501234' },
    });
  });

  test('[D-11] not under terms that are no longer the current ones', () => {
    const old = said(kabe, { consent: { terms: '2020-01-01', accepted: true } });
    expect(complete(kabe, two(), hold(kabe), old, byForm, now)).toEqual({ refused: 'terms-changed' });
  });

  const absent = two({
    counsellors: [{ ...counsellor('one', everyDesk), absences: [day('2026-03-04')] }, counsellor('two', everyDesk)],
  });
  const closed = two({ closures: { closed: [day('2026-03-04')], opened: [] } });
  const refused = { refused: true };

  test('[D-2] not on a day closed since, to be told as anybody is', () => {
    const call = hold(kabe, { counsellor: 'one' });
    expect(complete(kabe, closed, call, said(kabe), byForm, now)).toEqual({ refused: 'day-closed', wish: 0 });
    expect(complete(kabe, closed, call, said(kabe), refused, now)).toEqual({ refused: 'day-closed', wish: 0 });
    expect(completeSpeaking(kabe, closed, call, spoken(byForm), now)).toEqual({ refused: 'day-closed', wish: 0 });
  });

  test('[K-F-1] waits for staff, agreed to, while nobody is there to hold it', () => {
    const call = hold(kabe, { counsellor: 'one' });
    const left = { ...absent, counsellors: absent.counsellors.slice(1) };
    for (const diary of [absent, left]) {
      const form = granted(complete(kabe, diary, call, said(kabe), byForm, now));
      const waiting = { state: 'tentative', terms: '2024-02-22', held: call.held, revision: 2, review: [] };
      expect(form).toMatchObject({ ...waiting, codeHash: 'hash of the form' });
      expect(completeSpeaking(kabe, diary, call, spoken(byForm), now)).toMatchObject(waiting);
    }
    const other = hold(kabe, { counsellor: 'two' });
    expect(outcomeOf(complete(kabe, absent, other, said(kabe), byForm, now))).toBe('confirmed');
  });

  test('[D-10] waits for staff, marked once, while the person is refused future use; not for a refusal that holds no more', () => {
    const call = hold(kabe);
    const marked: Tentative = { ...call, review: ['refused-person', 'late'] };
    for (const [before, review] of [
      [call, ['refused-person']],
      [marked, ['late', 'refused-person']],
    ] as const) {
      const waiting = { state: 'tentative', terms: '2024-02-22', revision: 2, review };
      expect(complete(kabe, two(), before, said(kabe), refused, now)).toMatchObject(waiting);
      expect(completeSpeaking(kabe, two(), before, spoken(refused), now)).toMatchObject(waiting);
    }
    const definitive = { state: 'confirmed', review: ['late'] };
    expect(complete(kabe, two(), marked, said(kabe), byForm, now)).toMatchObject(definitive);
    expect(completeSpeaking(kabe, two(), marked, spoken(byForm), now)).toMatchObject(definitive);
  });

  test('not once the session has begun', () => {
    expect(outcomeOf(complete(kabe, two(), hold(kabe), said(kabe), byForm, instant(start - 1)))).toBe('confirmed');
    expect(complete(kabe, two(), hold(kabe), said(kabe), byForm, start)).toEqual({ refused: 'past-deadline', wish: 0 });
  });
});

describe('[A-6-5] the office moves a session', () => {
  test('the booking keeps its reference, its version rises, contact so far counts no more', () => {
    const before = fresh.confirmed();
    const moved = only(move(aomori, two(), before, another, now), 'confirmed');
    expect(before.signs).toHaveLength(1);
    expect(moved).toMatchObject({
      id: before.id,
      version: 2,
      revision: before.revision + 1,
      session: another,
      signs: [],
      tool: 'teleoffice',
      confirmedAt: before.confirmedAt,
    });
    expect(only(move(aomori, two(), moved, before.session, now), 'confirmed').version).toBe(3);
  });

  test.each([
    ['outside the timetable', { ...another, startsAt: on('2026-03-05T12:00:00+09:00') }, now, 'outside-timetable'],
    ['to a length not given', { ...another, minutes: 5 }, now, 'length-not-offered'],
    ['into the past', another, another.startsAt, 'past-deadline'],
    ['[D-4] past the deadline, for it is the office’s own act', another, instant(another.startsAt - 1), 'confirmed'],
  ])('%s', (_, session, at, outcome) => {
    const standing = { ...another, startsAt: on('2026-03-06T10:00:00+09:00') };
    const booking = only(move(aomori, two(), fresh.confirmed(), standing, now), 'confirmed');
    expect(outcomeOf(move(aomori, two(), booking, session, at))).toBe(outcome);
  });
});

describe('[A-4] another tool', () => {
  const slotOf = ({ session: { startsAt, minutes } }: Confirmed) => ({ startsAt, minutes });
  test('asks for its meeting anew, and leaves the day, the contact so far and the reminders as they are', () => {
    const before = note(meet(fresh.confirmed(), { state: 'ready' }), { prompts: ['meeting', 'reminder-day'] });
    const later = on('2026-03-03T15:00:00+09:00');
    const after = only(changeTool(aomori, before, 'zoom', later), 'confirmed');
    expect(after).toEqual({
      ...before,
      revision: before.revision + 1,
      tool: 'zoom',
      meeting: { state: 'wanted' },
      prompted: before.prompted.filter((prompt) => prompt !== 'meeting'),
      confirmedAt: later,
      retooled: true,
      // Only staff can delete what lies with the other tool.
      oldMeeting: { tool: 'teleoffice', ...slotOf(before) },
    });
    expect(after.prompted).toContain('reminder-day');
    expect(changeTool(aomori, after, 'zoom', later)).toBe(after);
  });

  test('is one of the office’s own, and of a session that is not over', () => {
    const booking = fresh.confirmed();
    expect(outcomeOf(changeTool(kabe, booking, 'zoom', now))).toBe('not-possible-now');
    const { startsAt, minutes } = booking.session;
    const end = startsAt + minutes * MINUTE;
    expect(outcomeOf(changeTool(aomori, booking, 'zoom', instant(end - 1)))).toBe('confirmed');
    expect(outcomeOf(changeTool(aomori, booking, 'zoom', instant(end)))).toBe('not-possible-now');
  });

  test('[D-10] settled after the start, it could not be told in time: nobody is deemed absent', () => {
    const booking = { ...fresh.confirmed(), tool: 'zoom' as const, signs: [] };
    const ready = meet(booking, { state: 'ready', madeAt: now });
    const { startsAt } = booking.session;
    const tried = (at: Instant) => {
      const changed = only(changeTool(aomori, ready, 'teleoffice', at), 'confirmed');
      const made = meet(changed, { state: 'ready', madeAt: at });
      return [changed, made].map((one) => asOf(aomori, one, afterSilence).state);
    };
    expect(tried(instant(startsAt - 1))).toEqual(['confirmed', 'no-show']);
    expect(tried(startsAt)).toEqual(['confirmed', 'confirmed']);
  });
});

describe('[K-6-5, A-6-4, D-8] calling a session off', () => {
  const how = (by: Cancelling['by'], through: Cancelling['through']): Cancelling => ({ by, through });
  const called = (office: Office, way: Cancelling, at: string) =>
    outcomeOf(cancel(office, confirmed({ office }), way, on(at)));

  test.each([
    ['Aomori, by mail the day before', aomori, how('applicant', 'mail'), '2026-03-03T23:59:59.999+09:00', 'cancelled'],
    ['Aomori, by mail on the day', aomori, how('applicant', 'mail'), '2026-03-04T00:00:00+09:00', 'cancel-by-phone'],
    [
      'Aomori, on the web the day before',
      aomori,
      how('applicant', 'web'),
      '2026-03-03T23:59:59.999+09:00',
      'cancelled',
    ],
    ['Aomori, on the web on the day', aomori, how('applicant', 'web'), '2026-03-04T00:00:00+09:00', 'cancel-by-phone'],
    ['Kabe, by mail', kabe, how('applicant', 'mail'), '2026-03-02T10:00:00+09:00', 'cancel-by-phone'],
    ['Kabe, on the web', kabe, how('applicant', 'web'), '2026-03-02T10:00:00+09:00', 'cancel-by-phone'],
    ['Kabe, by phone', kabe, how('applicant', 'phone'), '2026-03-04T13:59:59.999+09:00', 'cancelled'],
    ['Aomori, by phone on the day', aomori, how('applicant', 'phone'), '2026-03-04T13:59:59.999+09:00', 'cancelled'],
    [
      'Aomori, at the counter on the day',
      aomori,
      how('applicant', 'counter'),
      '2026-03-04T10:00:00+09:00',
      'cancelled',
    ],
    [
      'by phone in the ten minutes after the start',
      kabe,
      how('applicant', 'phone'),
      '2026-03-04T14:09:59.999+09:00',
      'cancelled',
    ],
    ['by the office, written on the day', kabe, how('office', 'mail'), '2026-03-04T10:00:00+09:00', 'cancelled'],
    ['by the office, by phone', aomori, how('office', 'phone'), '2026-03-04T10:00:00+09:00', 'cancelled'],
  ])('%s', (_, office, way, at, outcome) => {
    expect(called(office, way, at)).toBe(outcome);
  });

  test('keeps who, how, when and why', () => {
    expect(cancel(aomori, confirmed(), byPhone, now)).toMatchObject({
      ...byPhone,
      endedAt: now,
      session: { startsAt: start },
      tool: 'teleoffice',
    });
    expect(cancel(aomori, confirmed(), how('office', 'phone'), now)).not.toHaveProperty('reason');
  });

  test.each([
    ['Aomori, an application the day before', aomori, 'tentative', '2026-03-02T10:00:00+09:00', true],
    ['Aomori, a session the day before', aomori, 'confirmed', '2026-03-03T23:59:59.999+09:00', true],
    ['Aomori, a session on the day', aomori, 'confirmed', '2026-03-04T00:00:00+09:00', false],
    ['Kabe, an application', kabe, 'tentative', '2026-03-02T10:00:00+09:00', false],
    ['Kabe, a session', kabe, 'confirmed', '2026-03-02T10:00:00+09:00', false],
  ] as const)('online: %s', (_, office, state, at, possible) => {
    const booking = state === 'tentative' ? tentative({ office }) : confirmed({ office });
    expect(mayCallOff(office, booking, 'web', on(at))).toBe(possible);
  });

  test('online: an application that holds nothing goes by its first wish', () => {
    const office: Office = { ...saturday, holds: 'none' };
    const booking = tentative({ office, startsAt: '2026-03-10T09:00:00+09:00' });
    expect(mayCallOff(office, booking, 'web', on('2026-03-10T08:59:59.999+09:00'))).toBe(true);
    expect(mayCallOff(office, booking, 'web', on('2026-03-10T09:00:00+09:00'))).toBe(false);
  });

  test.each(states.filter((state) => state !== 'tentative' && state !== 'confirmed'))(
    'online: never one that is %s',
    (state) => {
      expect(mayCallOff(aomori, fresh[state](), 'web', now)).toBe(false);
    },
  );
});

describe('how a session ends', () => {
  test('it took place from its start on, to the millisecond', () => {
    expect(attend(confirmed(), instant(start - 1))).toEqual({ refused: 'not-possible-now' });
    expect(attend(confirmed(), start)).toMatchObject({
      state: 'attended',
      endedAt: start,
      session: { startsAt: start },
    });
  });

  test('[D-10, R-17] staff deem it a no-show from ten minutes after its start, though there was a sign', () => {
    const booking = inTouch(confirmed(), 'joined', start);
    expect(deemNoShow(aomori, booking, instant(afterSilence - 1))).toEqual({ refused: 'not-possible-now' });
    expect(deemNoShow(aomori, booking, afterSilence)).toMatchObject({
      state: 'no-show',
      endedAt: afterSilence,
      confirmedAt: now,
      signs: [{ sign: 'joined', at: start }],
    });
  });

  test('[D-10] staff undo a no-show, and it is not deemed one again', () => {
    const silent: NoShow = fresh['no-show']();
    const undone = undoNoShow(silent, 'called', instant(afterSilence + 1));
    expect(undone).toMatchObject({
      state: 'confirmed',
      session: silent.session,
      tool: silent.tool,
      confirmedAt: now,
      signs: [{ sign: 'called', at: afterSilence + 1 }],
    });
    expect(undone).not.toHaveProperty('endedAt');
    expect(asOf(aomori, undone, instant(afterSilence + 24 * 60 * MINUTE))).toBe(undone);
  });

  test('[D-10] staff take back that it took place: of whoever was heard of it stands as before, and nothing is added', () => {
    const before = inTouch(confirmed(), 'joined', start);
    const undone = undoAttended(only(attend(before, start), 'attended'), afterTheStart);
    expect(undone.signs).toEqual(before.signs);
    expect(asOf(aomori, undone, instant(afterSilence + 24 * 60 * MINUTE))).toBe(undone);
  });

  test('[D-10] staff take back that it took place: of whoever was not, it stands with the sign that somebody came', () => {
    const before = confirmed();
    const undone = undoAttended(only(attend(before, start), 'attended'), afterTheStart);
    expect(undone).toEqual({
      ...before,
      revision: before.revision + 2,
      signs: [{ sign: 'arrived', at: afterTheStart }],
      prompted: [...before.prompted, 'no-show'],
    });
    expect(asOf(aomori, undone, instant(afterSilence + 24 * 60 * MINUTE))).toBe(undone);
  });

  test('[D-10] signs of contact add up', () => {
    const booking = inTouch(inTouch(confirmed(), 'wrote', now), 'joined', start);
    expect(booking.signs).toEqual([
      { sign: 'wrote', at: now },
      { sign: 'joined', at: start },
    ]);
  });

  test('[K-12-1, A-12-1] staff stop a session, with a reason, from its start on', () => {
    expect(stop(confirmed(), 'abuse', instant(start - 1))).toEqual({ refused: 'not-possible-now' });
    for (const at of [start, afterTheStart])
      expect(stop(confirmed(), 'abuse', at)).toMatchObject({
        state: 'stopped',
        reason: 'abuse',
        endedAt: at,
        session: { startsAt: start },
      });
  });

  test('[K-6-5, A-6-4, A-6-5] once its time is over it is neither moved nor cancelled by the office; the person’s word stands', () => {
    const booking = inTouch(confirmed(), 'called', start);
    const end = instant(start + 40 * MINUTE);
    const offices: Cancelling = { by: 'office', through: 'phone', reason: 'other' };
    expect(outcomeOf(move(aomori, two(), booking, another, instant(end - 1)))).toBe('confirmed');
    expect(outcomeOf(cancel(aomori, booking, offices, instant(end - 1)))).toBe('cancelled');
    expect(move(aomori, two(), booking, another, end)).toEqual({ refused: 'not-possible-now' });
    expect(cancel(aomori, booking, offices, end)).toEqual({ refused: 'not-possible-now' });
    expect(outcomeOf(cancel(aomori, booking, byPhone, end))).toBe('cancelled');
  });
});

describe('how an application ends', () => {
  test('the applicant takes it back', () => {
    const withdrawn = withdraw(tentative(), now);
    expect(withdrawn).toMatchObject({ state: 'withdrawn', endedAt: now });
    for (const gone of ['held', 'expiresAt']) expect(withdrawn).not.toHaveProperty(gone);
  });

  test('the office declines it, with a reason', () => {
    const declined = decline(tentative(), 'not-eligible', now);
    expect(declined).toMatchObject({ state: 'declined', endedAt: now, reason: 'not-eligible' });
    for (const gone of ['held', 'expiresAt']) expect(declined).not.toHaveProperty(gone);
  });

  test('[D-11] agreeing again changes the terms and nothing else', () => {
    const before = tentative({ office: kabe });
    expect(agree(before, 'new')).toEqual({ ...before, revision: 2, terms: 'new' });
    const session = fresh.confirmed();
    expect(agree(session, 'new')).toEqual({ ...session, revision: session.revision + 1, terms: 'new' });
  });
});
