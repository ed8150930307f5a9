import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import {
  asOf,
  attend,
  awaitsAccess,
  type Booking,
  type Confirmed,
  cancel,
  changeTool,
  confirm,
  decline,
  inTouch,
  meet,
  move,
  note,
  type Session,
  stop,
  type Tentative,
  undoNoShow,
  withdraw,
} from '../../shared/domain/booking.ts';
import type { Closures } from '../../shared/domain/calendar.ts';
import { promptsDue, wakesOf } from '../../shared/domain/clock.ts';
import { firstTool, Office, type VideoTool } from '../../shared/domain/office.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { type Instant, instant, isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, day, diaryWith, nobody, on, reference } from '../support/build.ts';
import { hourly, saturday } from '../support/offices.ts';

/* All times here are Japanese: `2026-03-04T14:00`. Every moment in a table is also tried a millisecond earlier. */

const jst = (time: string): Instant => on(`${time}+09:00`);
const entered = (closed: string[] = [], opened: string[] = []): Closures => ({
  closed: closed.map(day),
  opened: opened.map(day),
});
const usual = entered();

const granted = <T extends Booking>(outcome: T | Refusal): T => {
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};

type Applying = { closures?: Closures; lateReason?: string };
const applied = (
  office: Office,
  at: string,
  startsAt: string,
  { closures = usual, ...late }: Applying = {},
): Tentative => {
  const diary = diaryWith([counsellor('one', [office.desks[0]?.id ?? ''])], { closures });
  const received = { id: reference(), channel: 'form', ...late } as const;
  return granted(applyFor(office, diary, application(office, `${startsAt}+09:00`), nobody, received, jst(at)));
};

const sessionAt = (startsAt: string, minutes: number): Session => ({
  counsellor: 'one',
  startsAt: jst(startsAt),
  minutes,
});
const confirmed = (office: Office, at: string, booking: Tentative, tool: VideoTool = firstTool(office)): Confirmed => {
  const [wish] = booking.wishes;
  const session = booking.held ?? (wish && { counsellor: 'one', startsAt: wish.from, minutes: wish.minutes });
  return granted(confirm(office, undefined, booking, { session, tool }, jst(at)));
};

const shown = (office: Office, booking: Booking, closures: Closures = usual): string[] =>
  wakesOf(office, closures, booking).map(({ kind, at }) => `${kind} ${isoOf(at).replace(/(?::00)?\+09:00$/, '')}`);

/** Each wake is due from its moment on, not a millisecond before, until it has been noted. */
const expectDueOnce = (office: Office, booking: Tentative | Confirmed, closures: Closures = usual): void => {
  const start = booking.state === 'confirmed' ? booking.session.startsAt : Number.POSITIVE_INFINITY;
  for (const { kind, at } of wakesOf(office, closures, booking)) {
    const prompts = promptsDue(office, closures, booking, at);
    const asked = kind === 'no-show' || (kind !== 'expiry' && at < start);
    expect([kind, prompts.includes(kind)]).toEqual([kind, asked]);
    expect(promptsDue(office, closures, booking, instant(at - 1))).not.toContain(kind);
    expect(promptsDue(office, closures, note(booking, { prompts }), at)).toEqual([]);
  }
};

const silent = Office.parse({ ...kabe, reminders: { openDayBefore: null, minutesBefore: null } });

describe('[K-F-5, A-6-3, D-5, R-17] an application waits for its answer', () => {
  const rows: [string, Office, string, string, string[], Applying?][] = [
    [
      'Kabe: promise and hold end together, with the day before',
      kabe,
      '2026-03-02T09:00',
      '2026-03-04T14:00',
      ['promise 2026-03-03T13:00', 'expiry 2026-03-04T00:00'],
    ],
    [
      'Kabe, after a holiday: staff are warned before it',
      kabe,
      '2027-02-08T09:00',
      '2027-02-12T10:00',
      ['promise 2027-02-10T13:00', 'expiry 2027-02-12T00:00'],
    ],
    [
      'Kabe, after Golden Week: the warning comes before all of it',
      kabe,
      '2026-04-28T09:00',
      '2026-05-08T10:00',
      ['promise 2026-05-01T13:00', 'expiry 2026-05-08T00:00'],
      { closures: entered(['2026-05-07']) },
    ],
    [
      'Kabe, after a day staff have closed',
      kabe,
      '2026-03-02T09:00',
      '2026-03-04T14:00',
      ['promise 2026-03-02T13:00', 'expiry 2026-03-04T00:00'],
      { closures: entered(['2026-03-03']) },
    ],
    [
      'Aomori: promised for the next open day, held longer',
      aomori,
      '2026-03-02T09:00',
      '2026-03-06T14:00',
      [
        'promise 2026-03-03T13:00',
        'promise-broken 2026-03-04T00:00',
        'ending 2026-03-04T13:00',
        'expiry 2026-03-05T00:00',
      ],
    ],
    [
      'Aomori, on a Friday for Tuesday: promise and hold end on Monday',
      aomori,
      '2026-03-06T09:00',
      '2026-03-10T14:00',
      ['promise 2026-03-09T13:00', 'expiry 2026-03-10T00:00'],
    ],
    [
      'Aomori, before the New Year',
      aomori,
      '2026-12-28T09:00',
      '2027-01-07T14:00',
      [
        'promise 2027-01-04T13:00',
        'promise-broken 2027-01-05T00:00',
        'ending 2027-01-05T13:00',
        'expiry 2027-01-06T00:00',
      ],
    ],
    [
      'Aomori, on a Friday, with a Saturday staff have opened',
      aomori,
      '2026-03-06T09:00',
      '2026-03-12T14:00',
      [
        'promise 2026-03-07T13:00',
        'promise-broken 2026-03-08T00:00',
        'ending 2026-03-10T13:00',
        'expiry 2026-03-11T00:00',
      ],
      { closures: entered([], ['2026-03-07']) },
    ],
    [
      'an office open on Saturdays, promise and hold ending together',
      saturday,
      '2026-03-16T09:00',
      '2026-03-21T09:00',
      ['promise 2026-03-18T13:00', 'expiry 2026-03-19T00:00'],
    ],
    [
      'the same, over a Saturday it keeps closed and a holiday it keeps open',
      saturday,
      '2026-03-13T09:00',
      '2026-03-24T09:00',
      [
        'promise 2026-03-17T13:00',
        'promise-broken 2026-03-18T00:00',
        'ending 2026-03-20T13:00',
        'expiry 2026-03-20T17:00',
      ],
    ],
    [
      'an office that holds nothing: until the start',
      hourly,
      '2026-03-02T09:00',
      '2026-03-04T17:00',
      [
        'promise 2026-03-03T13:00',
        'promise-broken 2026-03-04T00:00',
        'ending 2026-03-04T13:00',
        'expiry 2026-03-04T17:00',
      ],
    ],
    [
      'received after the hour of warning: an hour is left before it',
      kabe,
      '2026-03-03T12:30',
      '2026-03-04T14:00',
      ['promise 2026-03-03T13:30', 'expiry 2026-03-04T00:00'],
    ],
    [
      'received so that the hour ends just before the promise',
      kabe,
      '2026-03-03T22:59:59.999',
      '2026-03-04T14:00',
      ['promise 2026-03-03T23:59:59.999', 'expiry 2026-03-04T00:00'],
    ],
    [
      'received so that the hour ends with the promise: nobody could act on a warning',
      kabe,
      '2026-03-03T23:00',
      '2026-03-04T14:00',
      ['expiry 2026-03-04T00:00'],
    ],
    [
      'taken late at Kabe, the promise long past: nothing is broken that was never promised',
      kabe,
      '2026-03-04T09:00',
      '2026-03-04T14:00',
      ['ending 2026-03-04T13:00', 'expiry 2026-03-04T14:00'],
      { lateReason: '窓口で本人が希望' },
    ],
    [
      'taken late at Aomori for the same day: whoever is warned is warned before the hold ends',
      aomori,
      '2026-03-04T09:00',
      '2026-03-04T14:00',
      ['promise 2026-03-04T13:00', 'expiry 2026-03-04T14:00'],
      { lateReason: '窓口で本人が希望' },
    ],
    [
      'by the hour on the same day, after the day on which a reply was promised',
      hourly,
      '2026-03-04T10:00',
      '2026-03-04T17:00',
      ['ending 2026-03-04T13:00', 'expiry 2026-03-04T17:00'],
    ],
  ];

  test.each(rows)('%s', (_, office, at, startsAt, wakes, how = {}) => {
    const booking = applied(office, at, startsAt, how);
    expect(shown(office, booking, how.closures)).toEqual(wakes);
    expectDueOnce(office, booking, how.closures);
  });
});

describe('[D-10, D-12, R-13, R-17] a confirmed session', () => {
  type How = { closures?: Closures; tool?: VideoTool; applied?: string };
  const rows: [string, Office, string, string, string[], How?][] = [
    [
      'Kabe',
      kabe,
      '2026-03-02T10:00',
      '2026-03-04T14:00',
      [
        'meeting 2026-03-03T09:00',
        'reminder-day 2026-03-03T10:00',
        'reminder-hour 2026-03-04T13:00',
        'no-show 2026-03-04T14:10',
      ],
    ],
    [
      'Aomori, on a Monday: the open day before is Friday',
      aomori,
      '2026-03-03T10:00',
      '2026-03-09T10:00',
      [
        'meeting 2026-03-06T09:00',
        'reminder-day 2026-03-06T10:00',
        'reminder-hour 2026-03-09T09:00',
        'no-show 2026-03-09T10:10',
      ],
      { applied: '2026-03-03T09:00' },
    ],
    [
      'Aomori, on a Monday after a Saturday staff have opened',
      aomori,
      '2026-03-03T10:00',
      '2026-03-09T10:00',
      [
        'meeting 2026-03-07T09:00',
        'reminder-day 2026-03-07T10:00',
        'reminder-hour 2026-03-09T09:00',
        'no-show 2026-03-09T10:10',
      ],
      { applied: '2026-03-03T09:00', closures: entered([], ['2026-03-07']) },
    ],
    [
      'Aomori, on the first day of the year’s work',
      aomori,
      '2026-12-21T10:00',
      '2027-01-04T10:00',
      [
        'meeting 2026-12-28T09:00',
        'reminder-day 2026-12-28T10:00',
        'reminder-hour 2027-01-04T09:00',
        'no-show 2027-01-04T10:10',
      ],
      { applied: '2026-12-21T09:00' },
    ],
    [
      'Kabe, after a day staff have closed: what was asked of the day before comes a day earlier',
      kabe,
      '2026-02-27T10:00',
      '2026-03-04T14:00',
      [
        'meeting 2026-03-02T09:00',
        'reminder-day 2026-03-02T10:00',
        'reminder-hour 2026-03-04T13:00',
        'no-show 2026-03-04T14:10',
      ],
      { applied: '2026-02-27T09:00', closures: entered(['2026-03-03']) },
    ],
    [
      'an office open on a holiday, that waits a quarter of an hour',
      saturday,
      '2026-03-16T10:00',
      '2026-03-21T09:00',
      [
        'meeting 2026-03-20T09:00',
        'reminder-day 2026-03-20T10:00',
        'reminder-hour 2026-03-21T08:00',
        'no-show 2026-03-21T09:15',
      ],
      { applied: '2026-03-16T09:00' },
    ],
    [
      'an office of evening hours',
      hourly,
      '2026-03-02T10:00',
      '2026-03-04T17:00',
      [
        'meeting 2026-03-03T09:00',
        'reminder-day 2026-03-03T10:00',
        'reminder-hour 2026-03-04T16:00',
        'no-show 2026-03-04T17:10',
      ],
    ],
    [
      'an office that reminds nobody',
      silent,
      '2026-03-02T10:00',
      '2026-03-04T14:00',
      ['meeting 2026-03-03T09:00', 'no-show 2026-03-04T14:10'],
    ],
    [
      'confirmed after the hour of warning: an hour is left to make the meeting; the reminder is still ahead',
      kabe,
      '2026-03-03T09:59:59.999',
      '2026-03-04T14:00',
      [
        'reminder-day 2026-03-03T10:00',
        'meeting 2026-03-03T10:59:59.999',
        'reminder-hour 2026-03-04T13:00',
        'no-show 2026-03-04T14:10',
      ],
    ],
    [
      'confirmed at the very time of the reminder, which is then none',
      kabe,
      '2026-03-03T10:00',
      '2026-03-04T14:00',
      ['meeting 2026-03-03T11:00', 'reminder-hour 2026-03-04T13:00', 'no-show 2026-03-04T14:10'],
    ],
    [
      'confirmed just over an hour before its start',
      hourly,
      '2026-03-04T15:59:59.999',
      '2026-03-04T17:00',
      ['reminder-hour 2026-03-04T16:00', 'meeting 2026-03-04T16:59:59.999', 'no-show 2026-03-04T17:10'],
    ],
    [
      'confirmed an hour before its start: nobody is reminded, and staff are warned at once of the meeting still to be made',
      hourly,
      '2026-03-04T16:00',
      '2026-03-04T17:00',
      ['meeting 2026-03-04T16:00', 'no-show 2026-03-04T17:10'],
    ],
    [
      '[A-6-3] by Zoom: the promise waits for the codes that only our mail can bring',
      aomori,
      '2026-03-02T10:00',
      '2026-03-06T14:00',
      [
        'promise 2026-03-03T13:00',
        'promise-broken 2026-03-04T00:00',
        'meeting 2026-03-05T09:00',
        'reminder-day 2026-03-05T10:00',
        'reminder-hour 2026-03-06T13:00',
        'no-show 2026-03-06T14:10',
      ],
      { tool: 'zoom' },
    ],
    [
      '[A-6-3] by TeleOffice: its server invites, so the promise is kept',
      aomori,
      '2026-03-02T10:00',
      '2026-03-06T14:00',
      [
        'meeting 2026-03-05T09:00',
        'reminder-day 2026-03-05T10:00',
        'reminder-hour 2026-03-06T13:00',
        'no-show 2026-03-06T14:10',
      ],
      { tool: 'teleoffice' },
    ],
  ];

  test.each(rows)('%s', (_, office, at, startsAt, wakes, how = {}) => {
    const application = applied(office, how.applied ?? '2026-03-02T09:00', startsAt, how);
    const booking = confirmed(office, at, application, how.tool);
    expect(shown(office, booking, how.closures)).toEqual(wakes);
    expectDueOnce(office, booking, how.closures);
    // Once the meeting is made nobody waits for it, nor for what it brings.
    const met = meet(booking, { state: 'ready' });
    expect(shown(office, met, how.closures)).toEqual(wakes.filter((wake) => !/^(?:meeting|promise)/.test(wake)));
    expectDueOnce(office, met, how.closures);
  });

  test('from its start on nobody is reminded or warned, however late the clock looks; ten minutes in, staff are asked once', () => {
    const application = applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00');
    const booking = inTouch(
      confirmed(aomori, '2026-03-02T10:00', application, 'zoom'),
      'called',
      jst('2026-03-06T13:00'),
    );
    const due = (at: string) => promptsDue(aomori, usual, booking, jst(at));
    const before = ['promise', 'promise-broken', 'meeting', 'reminder-day', 'reminder-hour'];
    expect(due('2026-03-06T13:59:59.999')).toEqual(before);
    expect(due('2026-03-06T14:00')).toEqual([]);
    expect(due('2026-03-06T14:09:59.999')).toEqual([]);
    expect(due('2026-03-06T14:10')).toEqual(['no-show']);
    expect(due('2026-03-13T14:10')).toEqual(['no-show']);
    const noted = note(booking, { prompts: ['no-show'] });
    expect(promptsDue(aomori, usual, noted, jst('2026-03-13T14:10'))).toEqual([]);
  });

  test.each([
    ['has entered by the page', 'joined', '13:45', { state: 'ready' }, []],
    ['entered late', 'joined', '14:08', { state: 'ready' }, []],
    ['was seen', 'arrived', '13:30', { state: 'ready' }, []],
    ['pressed before one can enter', 'joined', '13:44:59.999', { state: 'ready' }, ['no-show']],
    ['only phoned', 'called', '13:55', { state: 'ready' }, ['no-show']],
    ['waits where no meeting was made', 'joined', '13:50', undefined, ['no-show']],
    [
      'waits where it was made too late',
      'joined',
      '13:50',
      { state: 'ready', madeAt: jst('2026-03-06T14:00') },
      ['no-show'],
    ],
  ] as const)('[D-10] at ten past staff are told of somebody who %s: %#', (_, sign, time, meeting, prompts) => {
    const application = applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00');
    const booking = confirmed(aomori, '2026-03-02T10:00', application, 'zoom');
    const met = meeting ? meet(booking, meeting) : booking;
    const touched = inTouch(met, sign, jst(`2026-03-06T${time}`));
    expect(promptsDue(aomori, usual, touched, jst('2026-03-06T14:10'))).toEqual(prompts);
  });

  test('[A-6-5] moved: everything is asked anew for the new time, and a promise once kept is not broken by the move', () => {
    const application = applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00');
    const first = meet(confirmed(aomori, '2026-03-02T10:00', application, 'zoom'), { state: 'ready' });
    const reminded = note(first, { prompts: ['reminder-day'] });
    const moved = granted(
      move(aomori, { closures: usual }, reminded, sessionAt('2026-03-12T10:00', 40), jst('2026-03-05T15:00')),
    );
    expect(shown(aomori, moved)).toEqual([
      'meeting 2026-03-11T09:00',
      'reminder-day 2026-03-11T10:00',
      'reminder-hour 2026-03-12T09:00',
      'no-show 2026-03-12T10:10',
    ]);
    expect(promptsDue(aomori, usual, moved, jst('2026-03-05T15:00'))).toEqual([]);
  });

  test('[A-4] by another tool: staff are warned anew while there is no meeting, and a promise once kept is not broken by it', () => {
    const application = applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00');
    const first = meet(confirmed(aomori, '2026-03-02T10:00', application), { state: 'ready' });
    const reminded = note(first, { prompts: ['meeting', 'reminder-day'] });
    const other = granted(changeTool(aomori, reminded, 'zoom', jst('2026-03-05T15:00')));
    expect(shown(aomori, other)).toEqual([
      'meeting 2026-03-05T16:00',
      'reminder-hour 2026-03-06T13:00',
      'no-show 2026-03-06T14:10',
    ]);
    expect(promptsDue(aomori, usual, other, jst('2026-03-05T15:59:59.999'))).toEqual([]);
    expect(promptsDue(aomori, usual, other, jst('2026-03-05T16:00'))).toEqual(['meeting']);
  });

  test('[D-10, A-6-3] nobody is deemed absent whom the office never told how to enter; staff are asked', () => {
    const zoom = confirmed(aomori, '2026-03-02T10:00', applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00'), 'zoom');
    const late = jst('2026-03-06T14:10');
    expect(asOf(aomori, zoom, late)).toBe(zoom);
    expect(promptsDue(aomori, usual, zoom, late)).toEqual(['no-show']);
    const madeAt = (at: string) => asOf(aomori, meet(zoom, { state: 'ready', madeAt: jst(at) }), late).state;
    expect(madeAt('2026-03-06T13:59:59.999')).toBe('no-show');
    expect(madeAt('2026-03-06T14:00')).toBe('confirmed');
  });

  test('[D-10] a deemed cancellation undone asks for nothing that is over', () => {
    const booking = confirmed(kabe, '2026-03-02T10:00', applied(kabe, '2026-03-02T09:00', '2026-03-04T14:00'));
    const deemed = asOf(kabe, meet(booking, { state: 'ready' }), jst('2026-03-04T14:10'));
    if (deemed.state !== 'no-show') throw new Error(deemed.state);
    const undone = undoNoShow(deemed, 'called', jst('2026-03-04T14:12'));
    expect(promptsDue(kabe, usual, undone, jst('2026-03-04T14:12'))).toEqual([]);
  });
});

describe('[R-13] what has ended is never looked at again', () => {
  const tentative = () => applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00');
  const session = () => confirmed(aomori, '2026-03-02T10:00', tentative(), 'zoom');
  const late = jst('2026-03-06T14:10');
  test.each<[Booking['state'], () => Booking | Refusal]>([
    ['withdrawn', () => withdraw(tentative(), late)],
    ['declined', () => decline(tentative(), 'not-eligible', late)],
    ['expired', () => asOf(aomori, tentative(), late)],
    ['attended', () => attend(session(), late)],
    ['cancelled', () => cancel(aomori, session(), { by: 'office', through: 'phone' }, late)],
    ['no-show', () => asOf(aomori, meet(session(), { state: 'ready' }), late)],
    ['stopped', () => stop(session(), 'abuse', late)],
  ])('%s', (state, end) => {
    const booking = granted(end());
    expect([booking.state, wakesOf(aomori, usual, booking), promptsDue(aomori, usual, booking, late)]).toEqual([
      state,
      [],
      [],
    ]);
  });
});

test('[A-6-3] only a confirmed session whose tool invites nobody, and whose meeting is not made, keeps an answer waiting', () => {
  const tentative = applied(aomori, '2026-03-02T09:00', '2026-03-06T14:00');
  const zoom = confirmed(aomori, '2026-03-02T10:00', tentative, 'zoom');
  const waiting = [tentative, zoom, meet(zoom, { state: 'ready' }), confirmed(aomori, '2026-03-02T10:00', tentative)];
  expect(waiting.map((booking) => awaitsAccess(aomori, booking))).toEqual([false, true, false, false]);
});
