import { describe, expect, test } from 'vitest';
import { asOf, type Booking, cancel, inTouch, meet, move, type NoShow } from '../../shared/domain/booking.ts';
import type { Office } from '../../shared/domain/office.ts';
import { reachedAt } from '../../shared/domain/person.ts';
import { type Instant, instant, isoOf } from '../../shared/domain/time.ts';
import { daysLookedBackOn, todoOf, type Waiting } from '../../shared/domain/todo.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { confirmedBooking, granted, inState, jst, type Making, tentativeBooking } from '../support/bookings.ts';
import { counsellor, day } from '../support/build.ts';

const none = { closed: [], opened: [] };
const todo = (
  office: Office,
  waiting: Partial<Waiting>,
  now: string | Instant,
  closures: Parameters<typeof todoOf>[1] = none,
) =>
  todoOf(
    office,
    closures,
    {
      open: [],
      deemed: [],
      calls: [],
      mails: [],
      asked: [],
      counsellors: [
        counsellor(
          'one',
          office.desks.map(({ id }) => id),
        ),
      ],
      ...waiting,
    },
    typeof now === 'string' ? jst(now) : now,
  );
/** `kind urgency until`, as far as tables compare them. */
const said = (tasks: ReturnType<typeof todo>): string[] =>
  tasks.map(({ kind, urgency, until }) => `${kind} ${urgency} ${isoOf(until).slice(0, 16)}`);

const ready = { state: 'ready', url: 'https://www.teleoffice.jp/room' } as const;
const made = (office: Office, at: string, startsAt: string, making?: Making) =>
  meet(confirmedBooking(office, at, startsAt, making), ready);
const deemed = (office: Office, startsAt: string): NoShow => {
  const booking = made(office, '2026-02-24T09:00', startsAt);
  return inState(asOf(office, booking, instant(booking.session.startsAt + 3_600_000)), 'no-show');
};

describe('an application', () => {
  // Monday 2 March 2026.
  test.each([
    [
      'at Kabe, two days ahead',
      kabe,
      '2026-03-02T09:00',
      '2026-03-04T14:00',
      '2026-03-02T09:00',
      'answer next 2026-03-04T00:00',
    ],
    [
      'at Kabe, on the eve of its day',
      kabe,
      '2026-03-02T09:00',
      '2026-03-04T14:00',
      '2026-03-03T09:00',
      'answer today 2026-03-04T00:00',
    ],
    [
      'at Kabe, late at night of that eve',
      kabe,
      '2026-03-02T09:00',
      '2026-03-04T14:00',
      '2026-03-03T23:59',
      'answer today 2026-03-04T00:00',
    ],
    [
      'at Kabe, for next week',
      kabe,
      '2026-03-02T09:00',
      '2026-03-11T14:00',
      '2026-03-02T09:00',
      'answer later 2026-03-11T00:00',
    ],
    [
      'at Aomori, on the day it came',
      aomori,
      '2026-03-02T09:00',
      '2026-03-11T14:00',
      '2026-03-02T09:00',
      'answer next 2026-03-04T00:00',
    ],
    [
      'at Aomori, the open day after',
      aomori,
      '2026-03-02T09:00',
      '2026-03-11T14:00',
      '2026-03-03T17:00',
      'answer today 2026-03-04T00:00',
    ],
    [
      'at Aomori, its promise broken',
      aomori,
      '2026-03-02T09:00',
      '2026-03-11T14:00',
      '2026-03-04T00:00',
      'answer now 2026-03-04T00:00',
    ],
    [
      'at Aomori on a Friday',
      aomori,
      '2026-03-06T09:00',
      '2026-03-13T14:00',
      '2026-03-06T09:00',
      'answer next 2026-03-10T00:00',
    ],
  ] as const)('[K-F-5, A-6-3] %s', (_, office, at, startsAt, now, expected) => {
    expect(said(todo(office, { open: [tentativeBooking(office, at, startsAt)] }, now))).toEqual([expected]);
  });

  test('[K-F-5, A-6-3] says whether the promise is broken, to the millisecond', () => {
    const open = [tentativeBooking(aomori, '2026-03-02T09:00', '2026-03-11T14:00')];
    const broken = jst('2026-03-04T00:00');
    expect(todo(aomori, { open }, instant(broken - 1))).toMatchObject([{ broken: false }]);
    expect(todo(aomori, { open }, broken)).toMatchObject([{ broken: true }]);
  });

  test('[D-4, D-5] taken late, is due by its hold: the session is about to begin', () => {
    const open = [
      tentativeBooking(kabe, '2026-03-04T09:00', '2026-03-04T14:00', { channel: 'phone', lateReason: '電話' }),
    ];
    expect(said(todo(kabe, { open }, '2026-03-04T12:59'))).toEqual(['answer today 2026-03-04T14:00']);
    expect(said(todo(kabe, { open }, '2026-03-04T13:00'))).toEqual(['answer now 2026-03-04T14:00']);
  });
});

describe('a session', () => {
  const START = '2026-03-04T14:00';
  const silent = made(kabe, '2026-03-02T09:00', START);
  const called = inTouch(silent, 'called', jst('2026-03-04T13:55'));
  const arrived = inTouch(silent, 'arrived', jst('2026-03-04T13:55'));
  const untold = confirmedBooking(aomori, '2026-03-02T09:00', START, { tool: 'zoom' });

  test.each([
    ['with nothing heard, before it begins', silent, '2026-03-04T13:59', []],
    ['with nothing heard, begun', silent, '2026-03-04T14:00', ['begun live 2026-03-04T14:10']],
    ['with a call, begun', called, '2026-03-04T14:00', []],
    ['with a call, ten minutes in', called, '2026-03-04T14:10', ['waiting live 2026-03-04T14:30']],
    ['whose person has arrived', arrived, '2026-03-04T14:10', []],
    ['over, and nobody has said how', arrived, '2026-03-04T14:30', ['no-result today 2026-03-05T00:00']],
    ['over since the day before', called, '2026-03-05T09:00', ['no-result now 2026-03-05T00:00']],
  ] as const)('[D-10] %s', (_, booking, now, expected) => {
    expect(said(todo(kabe, { open: [booking] }, now))).toEqual(expected);
  });

  test('[A-62-1, A-62-3] at once that was accepted is to be begun from then on, and is one of others once it has', () => {
    const atOnce = inTouch({ ...made(aomori, '2026-03-02T09:00', START), channel: 'instant' }, 'wrote', jst(START));
    const begun = inTouch(atOnce, 'arrived', jst('2026-03-04T14:03'));
    expect(said(todo(aomori, { open: [atOnce] }, START))).toEqual(['to-begin live 2026-03-04T14:40']);
    expect(said(todo(aomori, { open: [atOnce] }, '2026-03-04T14:39'))).toEqual(['to-begin live 2026-03-04T14:40']);
    expect(said(todo(aomori, { open: [atOnce] }, '2026-03-04T14:40'))).toEqual(['no-result today 2026-03-05T00:00']);
    expect(said(todo(aomori, { open: [begun] }, '2026-03-04T14:20'))).toEqual([]);
  });

  test('[A-6-3, D-10] whose codes were never told waits for staff ten minutes in, and for its meeting', () => {
    expect(said(todo(aomori, { open: [untold] }, '2026-03-04T14:10'))).toEqual([
      'waiting live 2026-03-04T14:40',
      'meeting now 2026-03-04T00:00',
    ]);
    expect(said(todo(aomori, { open: [untold] }, '2026-03-04T14:00'))).toEqual([
      'waiting live 2026-03-04T14:40',
      'meeting now 2026-03-04T00:00',
    ]);
  });

  test.each([
    ['of the next open day', '2026-03-03T09:00', ['meeting today 2026-03-04T00:00']],
    ['of a later day', '2026-03-02T17:00', []],
    ['of today', '2026-03-04T09:00', ['meeting now 2026-03-04T14:00']],
    ['of today, under way', '2026-03-04T14:05', ['waiting live 2026-03-04T14:30', 'meeting now 2026-03-04T14:30']],
  ] as const)('[D-12] %s that has no meeting', (_, now, expected) => {
    expect(said(todo(kabe, { open: [confirmedBooking(kabe, '2026-03-02T09:00', START)] }, now))).toEqual(expected);
  });

  test.each([
    ['absent on that day', { absences: ['2026-03-04'] }, '2026-03-02T09:00', ['stranded next 2026-03-04T00:00']],
    ['absent, on the eve', { absences: ['2026-03-04'] }, '2026-03-03T09:00', ['stranded today 2026-03-04T00:00']],
    ['absent, on the day', { absences: ['2026-03-04'] }, '2026-03-04T09:00', ['stranded today 2026-03-04T14:00']],
    ['absent, within the hour', { absences: ['2026-03-04'] }, '2026-03-04T13:05', ['stranded now 2026-03-04T14:00']],
    ['absent, once it has begun', { absences: ['2026-03-04'] }, '2026-03-04T14:01', ['waiting live 2026-03-04T14:30']],
    ['absent on another day', { absences: ['2026-03-06'] }, '2026-03-03T09:00', []],
    ['no more', { id: 'another' }, '2026-03-03T09:00', ['stranded today 2026-03-04T00:00']],
  ] as const)('[K-F-1, A-6-5] whose counsellor is %s', (_, more, now, expected) => {
    const counsellors = [
      { ...counsellor('one'), ...more, absences: (('absences' in more && more.absences) || []).map(day) },
    ];
    const open = [made(kabe, '2026-03-02T09:00', START)];
    expect(said(todo(kabe, { open, counsellors }, now))).toEqual(expected);
  });

  test('[D-12] that was moved is to have its new meeting at once, before anybody waits in the old one', () => {
    const session = { counsellor: 'one', startsAt: jst('2026-03-13T10:00'), minutes: 30 };
    const moved = granted(
      move(kabe, { closures: none }, made(kabe, '2026-03-02T09:00', START), session, jst('2026-03-02T09:30')),
    );
    expect(said(todo(kabe, { open: [moved] }, '2026-03-02T10:00'))).toEqual(['meeting later 2026-03-04T14:00']);
    expect(said(todo(kabe, { open: [moved] }, '2026-03-05T10:00'))).toEqual(['meeting later 2026-03-13T00:00']);
    expect(said(todo(kabe, { open: [meet(moved, ready)] }, '2026-03-02T10:00'))).toEqual([]);
  });

  test('[D-12] that was ticked as invited, and whose person has another address, is to be invited anew from then on', () => {
    const ticked = meet(confirmedBooking(kabe, '2026-03-02T09:00', '2026-03-11T14:00'), { state: 'ready' });
    const elsewhere = granted(reachedAt(ticked, { email: 'other@example.com' }));
    expect(said(todo(kabe, { open: [ticked] }, '2026-03-02T09:00'))).toEqual([]);
    expect(said(todo(kabe, { open: [elsewhere] }, '2026-03-02T09:00'))).toEqual(['meeting later 2026-03-11T00:00']);
    const anew = meet(elsewhere, { state: 'ready' });
    expect(said(todo(kabe, { open: [anew] }, '2026-03-02T09:00'))).toEqual([]);
  });

  test('[A-6-5] whose person was told of another meeting is to have its own today', () => {
    const booking: Booking = {
      ...confirmedBooking(aomori, '2026-03-02T09:00', '2026-03-12T10:00', { tool: 'zoom' }),
      retooled: true,
    };
    expect(said(todo(aomori, { open: [booking] }, '2026-03-02T09:00'))).toEqual(['meeting today 2026-03-03T00:00']);
  });

  test('[D-12] that was cancelled, whose meeting could not be removed, until it would have ended', () => {
    const booking = confirmedBooking(aomori, '2026-03-02T09:00', '2026-03-12T10:00', { tool: 'zoom' });
    const gone = granted(cancel(aomori, booking, { by: 'office', through: 'phone' }, jst('2026-03-02T10:00')));
    const left: Booking = { ...inState(gone, 'cancelled'), unremoved: { why: 'busy', since: jst('2026-03-02T10:00') } };
    expect(said(todo(aomori, { open: [gone] }, '2026-03-02T10:00'))).toEqual([]);
    expect(said(todo(aomori, { open: [left] }, '2026-03-02T10:00'))).toEqual(['left-at-tool later 2026-03-12T10:00']);
    expect(said(todo(aomori, { open: [left] }, '2026-03-12T10:10'))).toEqual(['left-at-tool now 2026-03-12T10:40']);
    expect(said(todo(aomori, { open: [left] }, '2026-03-12T10:40'))).toEqual([]);
  });

  test('[D-12] a closed day in between is none on which its meeting is made', () => {
    const open = [confirmedBooking(kabe, '2026-02-26T09:00', START)];
    const closed = { closed: [day('2026-03-03')], opened: [] };
    expect(said(todo(kabe, { open }, '2026-03-02T09:00', closed))).toEqual(['meeting today 2026-03-03T00:00']);
    expect(said(todo(kabe, { open }, '2026-03-02T09:00'))).toEqual([]);
  });

  test('[A-6-3] whose codes our mail must carry has no answer yet: its meeting is due by the promise', () => {
    const open = [confirmedBooking(aomori, '2026-03-02T09:00', '2026-03-12T14:00', { tool: 'zoom' })];
    expect(said(todo(aomori, { open }, '2026-03-02T09:00'))).toEqual(['meeting next 2026-03-04T00:00']);
    expect(todo(aomori, { open }, '2026-03-04T00:00')).toMatchObject([{ urgency: 'now', broken: true }]);
  });
});

describe('what else waits', () => {
  const notice = { notice: 'invitation', revision: 2, why: 'bounced', since: jst('2026-03-02T10:00') } as const;
  const call = (booking: Booking) => ({ booking, notices: [notice] });

  test.each([
    [
      'before its session',
      made(kabe, '2026-03-02T09:00', '2026-03-04T14:00'),
      '2026-03-04T12:00',
      'call today 2026-03-04T14:00',
    ],
    [
      'within the hour before it',
      made(kabe, '2026-03-02T09:00', '2026-03-04T14:00'),
      '2026-03-04T13:00',
      'call now 2026-03-04T14:00',
    ],
    [
      'before the promise',
      tentativeBooking(aomori, '2026-03-02T09:00', '2026-03-11T14:00'),
      '2026-03-02T11:00',
      'call today 2026-03-03T00:00',
    ],
    ['with nothing ahead', deemed(kabe, '2026-02-27T10:00'), '2026-03-02T11:00', 'call today 2026-03-03T00:00'],
  ] as const)('[R-15] a call %s', (_, booking, now, expected) => {
    expect(said(todo(kabe, { calls: [call(booking)] }, now))).toEqual([expected]);
  });

  test('mails are one entry, by the oldest: due the open day after', () => {
    const mails = [jst('2026-03-06T16:00'), jst('2026-03-05T10:00')];
    expect(todo(kabe, { mails }, '2026-03-06T17:00')).toMatchObject([{ kind: 'mails', count: 2, urgency: 'today' }]);
    expect(said(todo(kabe, { mails: [jst('2026-03-06T16:00')] }, '2026-03-06T17:00'))).toEqual([
      'mails next 2026-03-10T00:00',
    ]);
  });

  test('[D-10] a deemed cancellation is shown for two open days, then no more', () => {
    const friday = [deemed(kabe, '2026-02-27T10:00')];
    expect(said(todo(kabe, { deemed: friday }, '2026-02-27T10:10'))).toEqual(['no-show later 2026-03-04T00:00']);
    expect(said(todo(kabe, { deemed: friday }, '2026-03-03T23:59'))).toEqual(['no-show today 2026-03-04T00:00']);
    expect(said(todo(kabe, { deemed: friday }, '2026-03-04T00:00'))).toEqual([]);
    expect(daysLookedBackOn(kabe, none, jst('2026-03-03T09:00'))).toEqual(['2026-03-03', '2026-03-02', '2026-02-27']);
  });
});

test('of what is to be done at once, broken promises come first, then meetings, calls and mails', () => {
  const open = [
    confirmedBooking(aomori, '2026-03-02T09:00', '2026-03-04T10:00'),
    tentativeBooking(aomori, '2026-03-02T09:00', '2026-03-13T14:00'),
  ];
  const mails = [jst('2026-02-26T08:00')];
  expect(todo(aomori, { open, mails }, '2026-03-04T09:00').map(({ kind }) => kind)).toEqual([
    'answer',
    'meeting',
    'mails',
  ]);
});

test('the order is: who waits now, what is overdue, today, the next open day, later; in each what is due soonest, people first', () => {
  const broken = tentativeBooking(aomori, '2026-03-02T09:00', '2026-03-13T14:00');
  const today = tentativeBooking(aomori, '2026-03-03T09:00', '2026-03-13T10:00');
  const next = tentativeBooking(aomori, '2026-03-04T09:00', '2026-03-13T11:00');
  const waiting = inTouch(made(aomori, '2026-03-02T09:00', '2026-03-04T10:00'), 'called', jst('2026-03-04T09:58'));
  const begun = made(aomori, '2026-03-02T09:00', '2026-03-04T10:10');
  const over = inTouch(made(aomori, '2026-02-26T09:00', '2026-03-03T10:00'), 'joined', jst('2026-03-03T10:00'));
  const meeting = confirmedBooking(aomori, '2026-03-03T09:00', '2026-03-05T10:00');
  const noShow = deemed(aomori, '2026-03-03T13:30');
  const call = {
    booking: made(aomori, '2026-03-02T09:00', '2026-03-04T13:30'),
    notices: [{ notice: 'moved', revision: 2, why: 'bounced', since: jst('2026-03-04T09:00') }],
  } as const;
  const tasks = todo(
    aomori,
    {
      open: [next, over, meeting, today, broken, begun, waiting],
      deemed: [noShow],
      calls: [call],
      mails: [jst('2026-03-04T08:00')],
      asked: [
        { askedAt: jst('2026-03-04T10:09'), answerBy: jst('2026-03-04T10:19') },
        { askedAt: jst('2026-03-04T10:11'), answerBy: jst('2026-03-04T10:21') },
      ],
    },
    '2026-03-04T10:12',
  );
  expect(tasks.map(({ urgency, kind }) => `${urgency} ${kind}`)).toEqual([
    'live asked',
    'live begun',
    'live waiting',
    'now answer',
    'now no-result',
    'today call',
    'today answer',
    'today meeting',
    'next answer',
    'next mails',
    'next no-show',
  ]);
  expect(tasks[0]).toEqual({
    kind: 'asked',
    urgency: 'live',
    count: 2,
    since: jst('2026-03-04T10:09'),
    until: jst('2026-03-04T10:19'),
  });
});
