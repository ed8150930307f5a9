import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import {
  asOf,
  attend,
  type Booking,
  type Confirmed,
  cancel,
  confirm,
  decline,
  meet,
  move,
  type Tentative,
  withdraw,
} from '../../shared/domain/booking.ts';
import {
  type Act,
  ALL,
  figuresOf,
  firstAnswer,
  firstDayOf,
  LocalMonth,
  lastDayOf,
  leadTimes,
  type Measure,
  monthsFrom,
  plusMonths,
  type Recorded,
  shareOf,
  together,
} from '../../shared/domain/figures.ts';
import type { Office, VideoTool } from '../../shared/domain/office.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';

const month = (text: string) => LocalMonth.parse(text);
const diary = diaryWith([counsellor('a', ['general', 'mothers']), counsellor('b', ['general', 'mothers'])]);
const NOW = on('2026-03-02T09:00:00+09:00');

let people = 0;
type Made = {
  readonly office?: Office;
  readonly at?: string;
  readonly now?: string;
  readonly channel?: Tentative['channel'];
};
/** An application of somebody new. */
const tentative = ({
  office = kabe,
  at = '2026-03-04T14:00:00+09:00',
  now,
  channel = 'form',
}: Made = {}): Tentative => {
  const person = { number: `34010-${String(++people).padStart(8, '0')}` };
  const made = applyFor(
    office,
    diary,
    application(office, at, { applicant: person }),
    nobody,
    { id: reference(), channel },
    now ? on(now) : NOW,
  );
  if ('refused' in made) throw new Error(made.refused);
  return made;
};
const settled = <T extends Booking>(made: T | Refusal): T => {
  if ('refused' in made) throw new Error(made.refused);
  return made;
};
const act = (name: Act['act'], at: string, version = 1): Act => ({ act: name, at: on(at), version });

const confirmed = (booking: Tentative, at: string, tool: VideoTool = 'teleoffice', office: Office = kabe): Confirmed =>
  settled(confirm(office, diary, booking, { session: booking.held, tool }, on(at)));

describe('months', () => {
  test('are counted over the ends of years', () => {
    expect(plusMonths(month('2026-01'), -1)).toBe('2025-12');
    expect(plusMonths(month('2025-12'), 14)).toBe('2027-02');
    expect(monthsFrom(month('2025-11'), month('2026-02'))).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect([firstDayOf(month('2028-02')), lastDayOf(month('2028-02'))]).toEqual(['2028-02-01', '2028-02-29']);
  });
});

describe('[K-F-5, A-6-3] the first answer to an application', () => {
  const applied = act('applied', '2026-03-02T09:00:00+09:00');
  const confirmation = act('confirmed', '2026-03-02T10:00:00+09:00');

  test('is the settling of the time, also after a move has settled it anew', () => {
    const booking = confirmed(tentative(), '2026-03-02T10:00:00+09:00');
    const moved = settled(
      move(
        kabe,
        diary,
        booking,
        { ...booking.session, startsAt: on('2026-03-06T10:00:00+09:00') },
        on('2026-03-03T15:00:00+09:00'),
      ),
    );
    const acts = [
      applied,
      act('prompted', '2026-03-02T09:30:00+09:00'),
      confirmation,
      act('moved', '2026-03-03T15:00:00+09:00', 2),
    ];
    expect(moved.confirmedAt).toBe(on('2026-03-03T15:00:00+09:00'));
    expect(firstAnswer(kabe, moved, acts)).toBe(confirmation.at);
  });

  test('is there still once the session has been held, though the booking no longer says when it was confirmed', () => {
    const held = settled(attend(confirmed(tentative(), '2026-03-02T10:00:00+09:00'), on('2026-03-04T14:30:00+09:00')));
    expect(firstAnswer(kabe, held, [applied, confirmation, act('attended', '2026-03-04T14:30:00+09:00')])).toBe(
      confirmation.at,
    );
  });

  test('is the refusal where the office declines', () => {
    const declined = decline(tentative(), 'full', on('2026-03-03T10:00:00+09:00'));
    expect(firstAnswer(kabe, declined, [applied])).toBe(on('2026-03-03T10:00:00+09:00'));
  });

  test('is none while nobody has settled it, nor where the person takes it back', () => {
    expect(firstAnswer(kabe, tentative(), [applied])).toBeUndefined();
    expect(firstAnswer(kabe, withdraw(tentative(), NOW), [applied])).toBeUndefined();
  });

  const zoom = () => {
    const booking = tentative({ office: aomori, at: '2026-03-12T10:00:00+09:00' });
    return confirmed(booking, '2026-03-02T10:00:00+09:00', 'zoom', aomori);
  };
  test.each([
    ['no codes yet', [], undefined],
    ['the codes', [act('meeting-made', '2026-03-02T16:00:00+09:00')], '2026-03-02T16:00:00+09:00'],
    [
      'a move before the codes',
      [act('moved', '2026-03-03T10:00:00+09:00', 2), act('meeting-made', '2026-03-04T10:00:00+09:00', 2)],
      '2026-03-03T10:00:00+09:00',
    ],
    [
      'another counsellor at the same time, which nobody is told',
      [act('moved', '2026-03-03T10:00:00+09:00', 1)],
      undefined,
    ],
  ])('waits for the codes where only our mail carries them: %s', (_, more, answered) => {
    expect(firstAnswer(aomori, zoom(), [applied, confirmation, ...more])).toBe(answered && on(answered));
  });

  test.each([
    ['from TeleOffice to Zoom, the answer was the settling', 'zoom', 'teleoffice', confirmation.at],
    ['from Zoom to TeleOffice, it was the word of that', 'teleoffice', 'zoom', on('2026-03-03T10:00:00+09:00')],
  ] as const)('[A-4] is not another one by another tool: %s', (_, now, first, answered) => {
    const booking = confirmed(
      tentative({ office: aomori, at: '2026-03-12T10:00:00+09:00' }),
      '2026-03-02T10:00:00+09:00',
      now,
      aomori,
    );
    const changed = { ...act('tool-changed', '2026-03-03T10:00:00+09:00'), tool: now };
    const met = act('meeting-made', '2026-03-04T10:00:00+09:00');
    expect(firstAnswer(aomori, booking, [applied, { ...confirmation, tool: first }, changed, met])).toBe(answered);
  });

  test('a session the office calls off before there were codes has had its answer by that', () => {
    const off = settled(cancel(aomori, zoom(), { by: 'office', through: 'phone' }, on('2026-03-03T10:00:00+09:00')));
    const acts = [applied, confirmation, act('cancelled', '2026-03-03T10:00:00+09:00')];
    expect(firstAnswer(aomori, off, acts)).toBe(on('2026-03-03T10:00:00+09:00'));
  });
});

/** So many of one kind that nothing has to be hidden, and what they add to the figures. */
const counted = (make: () => Recorded, office: Office = kabe, now = '2026-03-31T18:00:00+09:00') => {
  const records = Array.from({ length: 5 }, make);
  const figures = figuresOf(office, [month('2026-03')], records, on(now));
  return (measure: Measure) => figures.of(ALL, ALL, measure);
};
const measured = (of: (measure: Measure) => unknown, measures: readonly Measure[]): Measure[] =>
  measures.filter((measure) => of(measure) === 5);

describe('a booking counts as', () => {
  const outcomes: Measure[] = [
    'settled',
    'unsettled',
    'attended',
    'by-applicant',
    'by-office',
    'no-show',
    'other',
    'ended',
    'waiting',
  ];
  const at = '2026-03-02T10:00:00+09:00';
  const later = on('2026-03-31T18:00:00+09:00');
  const off = (by: 'applicant' | 'office') =>
    settled(cancel(kabe, confirmed(tentative(), at), { by, through: 'phone' }, on('2026-03-03T10:00:00+09:00')));
  const cases: [string, () => Booking, Measure[]][] = [
    ['waiting, while nobody has answered', () => tentative(), ['unsettled', 'waiting']],
    ['run out', () => asOf(kabe, tentative(), later), ['unsettled', 'ended']],
    ['taken back', () => withdraw(tentative(), NOW), ['unsettled', 'ended']],
    ['declined', () => decline(tentative(), 'full', NOW), ['unsettled', 'ended']],
    ['settled and still to come', () => confirmed(tentative(), at), ['settled', 'other']],
    ['attended', () => settled(attend(confirmed(tentative(), at), later)), ['settled', 'attended']],
    ['called off by the person', () => off('applicant'), ['settled', 'by-applicant']],
    ['called off by the office', () => off('office'), ['settled', 'by-office']],
    [
      'no-show, by the clock alone',
      () => asOf(kabe, meet(confirmed(tentative(), at), { state: 'ready' }), later),
      ['settled', 'no-show'],
    ],
  ];
  test.each(cases)('%s', (_, make, expected) => {
    const of = counted(() => ({ booking: make(), acts: [] }));
    expect([of('received'), measured(of, outcomes)]).toEqual([5, expected]);
  });

  test.each(['form', 'mail', 'phone', 'counter', 'session'] as const)('one that came by %s', (channel) => {
    const of = counted(() => ({ booking: tentative({ channel }), acts: [] }));
    expect(measured(of, ['form', 'mail', 'phone', 'counter', 'session'])).toEqual([channel]);
  });

  test.each([
    ['its first choice', '2026-03-04T14:00:00+09:00', 'first'],
    ['another time', '2026-03-06T10:00:00+09:00', 'another'],
  ])('granted %s', (_, startsAt, expected) => {
    const of = counted(() => {
      const booking = tentative();
      const session = { startsAt: on(startsAt), minutes: 30, counsellor: 'b' };
      return { booking: settled(confirm(kabe, diary, booking, { session, tool: 'teleoffice' }, NOW)), acts: [] };
    });
    expect(measured(of, ['first', 'another'])).toEqual([expected]);
  });
});

describe('[K-F-5, A-6-3] within the promise', () => {
  const answers: Measure[] = ['in-time', 'late', 'undue'];
  const at = '2026-03-12T10:00:00+09:00';
  // Applied on Monday 2 March: promised by the end of Tuesday.
  const make = (more: Partial<Made> = {}) => tentative({ office: aomori, at, ...more });
  const answered = (moment: string) => (): Recorded => ({
    booking: confirmed(make(), moment, 'teleoffice', aomori),
    acts: [act('applied', '2026-03-02T09:00:00+09:00'), act('confirmed', moment)],
  });
  const cases: [string, () => Recorded, string, Measure[]][] = [
    ['the last millisecond of it', answered('2026-03-03T23:59:59.999+09:00'), at, ['in-time']],
    ['its own end', answered('2026-03-04T00:00:00.000+09:00'), at, ['late']],
    ['still some time left', () => ({ booking: make(), acts: [] }), '2026-03-03T12:00:00+09:00', ['undue']],
    ['no answer, and the time is over', () => ({ booking: make(), acts: [] }), '2026-03-05T12:00:00+09:00', ['late']],
    [
      'taken back in time',
      () => ({ booking: withdraw(make(), on('2026-03-03T12:00:00+09:00')), acts: [] }),
      at,
      ['undue'],
    ],
    [
      'taken back after waiting in vain',
      () => ({ booking: withdraw(make(), on('2026-03-05T12:00:00+09:00')), acts: [] }),
      at,
      ['late'],
    ],
    ['run out unanswered', () => ({ booking: asOf(aomori, make(), on(at)), acts: [] }), at, ['late']],
    [
      'no answer to a call that is the application',
      () => ({ booking: make({ channel: 'phone' }), acts: [] }),
      at,
      ['late'],
    ],
    [
      'in a session, where the answer is given at once',
      () => ({ booking: make({ channel: 'session' }), acts: [] }),
      at,
      [],
    ],
    [
      'a meeting of which nobody told the codes',
      () => ({
        booking: confirmed(make(), '2026-03-02T10:00:00+09:00', 'zoom', aomori),
        acts: [act('confirmed', '2026-03-02T10:00:00+09:00')],
      }),
      '2026-03-05T12:00:00+09:00',
      ['late'],
    ],
    [
      'a meeting made in time',
      () => ({
        booking: meet(confirmed(make(), '2026-03-02T10:00:00+09:00', 'zoom', aomori), {
          state: 'ready',
          madeAt: on('2026-03-02T11:00:00+09:00'),
        }),
        acts: [act('confirmed', '2026-03-02T10:00:00+09:00'), act('meeting-made', '2026-03-02T11:00:00+09:00')],
      }),
      at,
      ['in-time'],
    ],
  ];
  test.each(cases)('%s', (_, record, now, expected) => {
    expect(measured(counted(record, aomori, now), answers)).toEqual(expected);
  });
});

test('[K-F-1] a call that an application is to follow has had its answer', () => {
  expect(
    measured(
      counted(() => ({ booking: tentative({ channel: 'phone' }), acts: [] })),
      ['in-time', 'late', 'undue'],
    ),
  ).toEqual([]);
});

describe('figures', () => {
  const attended = (at: string, now: string, office = aomori) => {
    const booking = confirmed(tentative({ office, at, now }), now, 'teleoffice', office);
    return { booking: settled(attend(booking, on(at))), acts: [] };
  };
  const months = monthsFrom(month('2026-02'), month('2026-03'));
  const AFTER = on('2026-04-01T09:00:00+09:00');

  test('count by the month of the session, not of the application', () => {
    const records = Array.from({ length: 4 }, () => attended('2026-03-04T10:00:00+09:00', '2026-02-20T10:00:00+09:00'));
    const figures = figuresOf(aomori, months, records, AFTER);
    expect(months.map((one) => figures.of(ALL, one, 'attended'))).toEqual([0, 4]);
  });

  test.each([
    ['the same day', '2026-03-04T09:00:00+09:00', '0'],
    ['the day before', '2026-03-03T23:59:00+09:00', '1-3'],
    ['a week', '2026-02-25T10:00:00+09:00', '4-7'],
    ['two weeks', '2026-02-18T10:00:00+09:00', '8-14'],
    ['thirty days', '2026-02-02T10:00:00+09:00', '15-30'],
    ['longer', '2026-02-01T10:00:00+09:00', '31-'],
  ] as const)('tell how long before %s people had applied', (_, appliedAt, expected) => {
    const records = Array.from({ length: 3 }, () => {
      const { booking } = attended('2026-03-04T14:00:00+09:00', '2026-03-02T09:00:00+09:00', kabe);
      return { booking: { ...booking, appliedAt: on(appliedAt) }, acts: [] };
    });
    const figures = figuresOf(kabe, months, records, AFTER);
    expect(leadTimes.map(({ id }) => id).filter((id) => figures.of(ALL, ALL, `attended ${id}`) === 3)).toEqual([
      expected,
    ]);
  });

  test('count a desk by itself, and the whole beside it; an office with one desk has the whole only', () => {
    const records = [
      ...Array.from({ length: 4 }, () => attended('2026-03-05T10:00:00+09:00', '2026-03-02T09:00:00+09:00')),
      ...Array.from({ length: 3 }, () => {
        const { booking } = attended('2026-03-05T10:00:00+09:00', '2026-03-02T09:00:00+09:00');
        return { booking: { ...booking, desk: 'mothers' }, acts: [] };
      }),
    ];
    const figures = figuresOf(aomori, months, records, AFTER);
    expect(figures.desks).toEqual(['general', 'mothers']);
    expect([ALL, 'general', 'mothers'].map((desk) => figures.of(desk, month('2026-03'), 'received'))).toEqual([
      7, 4, 3,
    ]);
    expect(figuresOf(kabe, months, [], AFTER).desks).toEqual([]);
  });

  test('[K-7-2, A-7-2] hide one person, and the desk beside it from which that person could be worked out', () => {
    const one = attended('2026-03-05T10:00:00+09:00', '2026-03-02T09:00:00+09:00');
    const records = [
      { ...one, booking: { ...one.booking, desk: 'mothers' } },
      ...Array.from({ length: 6 }, () => attended('2026-03-05T10:00:00+09:00', '2026-03-02T09:00:00+09:00')),
    ];
    const figures = figuresOf(aomori, months, records, AFTER);
    const shown = [ALL, 'general', 'mothers'].map((desk) => figures.of(desk, ALL, 'received'));
    expect(shown[2]).toBe('few');
    expect(shown.filter((cell) => typeof cell === 'number').length).toBeLessThan(2);
  });

  test('[K-7-2, A-7-2] say nothing of one person who came three times', () => {
    const { booking } = attended('2026-03-05T10:00:00+09:00', '2026-03-02T09:00:00+09:00');
    const figures = figuresOf(
      aomori,
      months,
      [booking, booking, booking].map((each) => ({ booking: each, acts: [] })),
      AFTER,
    );
    expect(figures.of(ALL, ALL, 'attended')).toBe('few');
  });

  test.each([
    [3, 10, 30],
    [2, 3, undefined],
    [0, 12, 0],
    ['few', 20, undefined],
    [20, 'withheld', undefined],
  ] as const)('the share of %s in %s is %s', (part, whole, expected) => {
    expect(shareOf(part, whole)).toBe(expected);
  });

  test('what is not published is not published as part of a sum', () => {
    expect([together(3, 4), together('few', 4), together(4, 'withheld')]).toEqual([7, 'withheld', 'withheld']);
  });
});
