import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import type { Closures } from '../../shared/domain/calendar.ts';
import { deadlineFor, mayCancel, noShowAt, promisedBy, unansweredUntil } from '../../shared/domain/deadlines.ts';
import type { Office } from '../../shared/domain/office.ts';
import { instant, isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, day, diaryWith, nobody, on, reference } from '../support/build.ts';
import { hourly, saturday } from '../support/offices.ts';

/* Every table here also runs under other time zones: see time-zones.test.ts. */

const closures = (closed: string[] = [], opened: string[] = []): Closures => ({
  closed: closed.map(day),
  opened: opened.map(day),
});

/** What an application for this start is answered at this moment: received, or refused by name. */
const answer = (office: Office, startsAt: string, now: number, entered: Closures = closures()): string => {
  const diary = diaryWith([counsellor('one', [office.desks[0]?.id ?? ''])], { closures: entered });
  const received = { id: reference(), channel: 'form' } as const;
  const decided = applyFor(office, diary, application(office, startsAt), nobody, received, instant(now));
  return 'refused' in decided ? decided.refused : decided.state;
};

const deadlines: [string, Office, string, string, Closures?][] = [
  ['the end of the day before', kabe, '2026-03-04T14:00:00+09:00', '2026-03-04T00:00:00+09:00'],
  ['the end of the day before, for a Friday', kabe, '2026-03-06T11:30:00+09:00', '2026-03-06T00:00:00+09:00'],
  ['the end of a holiday, for it is a day too', kabe, '2027-02-12T10:00:00+09:00', '2027-02-12T00:00:00+09:00'],
  [
    'the end of a day the office closed',
    kabe,
    '2026-03-04T14:00:00+09:00',
    '2026-03-04T00:00:00+09:00',
    closures(['2026-03-03']),
  ],
  ['the end of a leap day', kabe, '2028-03-01T14:00:00+09:00', '2028-03-01T00:00:00+09:00'],
  ['the end of the day before a leap day', kabe, '2040-02-29T14:00:00+09:00', '2040-02-29T00:00:00+09:00'],
  ['the end of the day before, after the New Year', kabe, '2027-01-06T14:00:00+09:00', '2027-01-06T00:00:00+09:00'],
  ['the end of the day before, before the New Year', kabe, '2027-12-24T10:00:00+09:00', '2027-12-24T00:00:00+09:00'],

  ['the end of the second-last open day', aomori, '2026-03-04T10:00:00+09:00', '2026-03-03T00:00:00+09:00'],
  ['the same for a session in the afternoon', aomori, '2026-03-04T14:50:00+09:00', '2026-03-03T00:00:00+09:00'],
  ['two open days over a weekend', aomori, '2026-03-09T10:00:00+09:00', '2026-03-06T00:00:00+09:00'],
  ['two open days over the New Year', aomori, '2024-01-04T10:00:00+09:00', '2023-12-28T00:00:00+09:00'],
  ['two open days over the New Year and a weekend', aomori, '2027-01-04T10:00:00+09:00', '2026-12-26T00:00:00+09:00'],
  ['two open days over Golden Week', aomori, '2024-05-07T10:00:00+09:00', '2024-05-02T00:00:00+09:00'],
  ['two open days over a substitute holiday', aomori, '2024-02-13T10:00:00+09:00', '2024-02-09T00:00:00+09:00'],
  ['two open days over three holidays in a row', aomori, '2026-09-24T10:00:00+09:00', '2026-09-18T00:00:00+09:00'],
  ['the day before a leap day', aomori, '2028-03-01T10:00:00+09:00', '2028-02-29T00:00:00+09:00'],
  ['a leap day', aomori, '2028-03-02T10:00:00+09:00', '2028-03-01T00:00:00+09:00'],
  [
    'earlier by a day the office closed',
    aomori,
    '2026-03-04T10:00:00+09:00',
    '2026-02-28T00:00:00+09:00',
    closures(['2026-03-03']),
  ],
  [
    'later by a Saturday staff opened',
    aomori,
    '2026-03-09T10:00:00+09:00',
    '2026-03-07T00:00:00+09:00',
    closures([], ['2026-03-07']),
  ],

  [
    '17:00 on the third-last open day, a Saturday being one',
    saturday,
    '2026-03-10T09:00:00+09:00',
    '2026-03-06T17:00:00+09:00',
  ],
  ['the same over its own extra closing day', saturday, '2026-03-17T13:15:00+09:00', '2026-03-12T17:00:00+09:00'],
  [
    'the same with its own extra open day, a holiday',
    saturday,
    '2026-03-21T09:45:00+09:00',
    '2026-03-18T17:00:00+09:00',
  ],
  [
    'the same over New Year’s Day, its only one off',
    saturday,
    '2026-01-03T09:00:00+09:00',
    '2025-12-30T17:00:00+09:00',
  ],

  ['three hours before the start', hourly, '2026-03-04T17:00:00+09:00', '2026-03-04T14:00:00+09:00'],
  ['three hours before another start', hourly, '2026-03-04T19:01:00+09:00', '2026-03-04T16:01:00+09:00'],
  ['three hours before, whatever the day before was', hourly, '2026-03-09T17:00:00+09:00', '2026-03-09T14:00:00+09:00'],
];

describe('[K-6-1, A-6-1, D-3, R-17] the deadline', () => {
  test.each(deadlines)('is %s', (_, office, startsAt, deadline, entered = closures()) => {
    expect(isoOf(deadlineFor(office, entered, on(startsAt)))).toBe(deadline);
  });

  test.each(deadlines)('is %s, to the millisecond', (_, office, startsAt, deadline, entered = closures()) => {
    expect(answer(office, startsAt, on(deadline) - 1, entered)).toBe('tentative');
    expect(answer(office, startsAt, on(deadline), entered)).toBe('past-deadline');
    expect(answer(office, startsAt, on(deadline) + 1, entered)).toBe('past-deadline');
  });
});

describe('[K-F-5, K-6-3, A-6-3] a reply is promised', () => {
  const kabes: [string, string, string][] = [
    ['2026-03-02T09:00:00+09:00', '2026-03-04T14:00:00+09:00', '2026-03-04T00:00:00+09:00'],
    ['2026-02-20T09:00:00+09:00', '2026-03-04T14:00:00+09:00', '2026-03-04T00:00:00+09:00'],
    ['2026-03-03T23:59:59.999+09:00', '2026-03-04T14:00:00+09:00', '2026-03-04T00:00:00+09:00'],
    ['2027-02-08T09:00:00+09:00', '2027-02-12T10:00:00+09:00', '2027-02-12T00:00:00+09:00'],
    ['2028-02-28T09:00:00+09:00', '2028-03-01T14:00:00+09:00', '2028-03-01T00:00:00+09:00'],
  ];
  test.each(kabes)('by the end of the day before at Kabe: applied %s for %s, by %s', (appliedAt, startsAt, by) => {
    expect(isoOf(promisedBy(kabe, closures(), on(appliedAt), on(startsAt)))).toBe(by);
  });

  const aomoris: [string, string, string, Closures?][] = [
    ['on a Monday', '2026-03-02T09:00:00+09:00', '2026-03-04T00:00:00+09:00'],
    ['in the last millisecond of a day', '2026-03-02T23:59:59.999+09:00', '2026-03-04T00:00:00+09:00'],
    ['in the first millisecond of the next', '2026-03-03T00:00:00+09:00', '2026-03-05T00:00:00+09:00'],
    ['on a Friday', '2026-03-06T18:00:00+09:00', '2026-03-10T00:00:00+09:00'],
    ['on a Saturday', '2026-03-07T10:00:00+09:00', '2026-03-10T00:00:00+09:00'],
    ['before the New Year', '2026-12-28T10:00:00+09:00', '2027-01-05T00:00:00+09:00'],
    ['in the days off', '2026-12-31T23:59:59.999+09:00', '2027-01-05T00:00:00+09:00'],
    ['before Golden Week with its substitute', '2026-05-01T10:00:00+09:00', '2026-05-08T00:00:00+09:00'],
    ['before three holidays in a row', '2026-09-18T10:00:00+09:00', '2026-09-25T00:00:00+09:00'],
    ['before a leap day', '2028-02-28T10:00:00+09:00', '2028-03-01T00:00:00+09:00'],
    [
      'before a day the office closed',
      '2026-03-02T09:00:00+09:00',
      '2026-03-05T00:00:00+09:00',
      closures(['2026-03-03']),
    ],
    [
      'before a day staff opened',
      '2026-03-06T09:00:00+09:00',
      '2026-03-08T00:00:00+09:00',
      closures([], ['2026-03-07']),
    ],
  ];
  test.each(aomoris)(
    'by the end of the next open day at Aomori, to whoever applied %s',
    (_, appliedAt, by, entered = closures()) => {
      expect(isoOf(promisedBy(aomori, entered, on(appliedAt), on('2028-04-04T10:00:00+09:00')))).toBe(by);
    },
  );

  test('by the end of the second open day where an office says so, Saturday being one', () => {
    const by = promisedBy(saturday, closures(), on('2026-03-06T12:00:00+09:00'), on('2026-03-17T09:00:00+09:00'));
    expect(isoOf(by)).toBe('2026-03-10T00:00:00+09:00');
  });

  test('with the application, and is kept with the booking', () => {
    const received = { id: reference(), channel: 'form' } as const;
    const wanted = application(aomori, '2026-03-11T10:00:00+09:00');
    const now = on('2026-03-06T18:00:00+09:00');
    expect(applyFor(aomori, diaryWith([counsellor('one')]), wanted, nobody, received, now)).toMatchObject({
      promisedBy: on('2026-03-10T00:00:00+09:00'),
    });
  });
});

test.each([
  ['Kabe', kabe, '2026-03-04T14:00:00+09:00', '2026-03-04T14:10:00+09:00'],
  ['Aomori', aomori, '2026-03-04T14:50:00+09:00', '2026-03-04T15:00:00+09:00'],
  ['an office that waits a quarter of an hour', saturday, '2026-03-07T09:45:00+09:00', '2026-03-07T10:00:00+09:00'],
])(
  '[K-6-5, A-6-4, D-10, R-17] silence is over ten minutes after the start at %s, as its policy has it',
  (_, office, startsAt, at) => {
    expect(isoOf(noShowAt(office, on(startsAt)))).toBe(at);
  },
);

describe('[K-6-5, A-6-4, D-8, R-17] calling a session off', () => {
  const startsAt = '2026-03-04T14:00:00+09:00';
  const moments = {
    'a week before': '2026-02-25T14:00:00+09:00',
    'in the last millisecond of the day before': '2026-03-03T23:59:59.999+09:00',
    'at midnight': '2026-03-04T00:00:00+09:00',
    'a millisecond after midnight': '2026-03-04T00:00:00.001+09:00',
    'in the last millisecond before the start': '2026-03-04T13:59:59.999+09:00',
    'at the start': '2026-03-04T14:00:00+09:00',
    'a millisecond after the start': '2026-03-04T14:00:00.001+09:00',
  };
  const always = [true, true, true, true, true, false, false];
  const beforeTheDay = [true, true, false, false, false, false, false];
  const never = [false, false, false, false, false, false, false];

  const rows = (
    [
      ['Kabe', kabe, 'phone', always],
      ['Kabe', kabe, 'mail', never],
      ['Kabe', kabe, 'web', never],
      ['Aomori', aomori, 'phone', always],
      ['Aomori', aomori, 'mail', beforeTheDay],
      ['Aomori', aomori, 'web', beforeTheDay],
      ['another office', saturday, 'phone', always],
      ['another office', saturday, 'mail', always],
      ['another office', saturday, 'web', always],
    ] as const
  ).flatMap(([name, office, channel, allowed]) =>
    Object.entries(moments).map(
      ([when, now], index) =>
        [name, channel, when, allowed[index] ? 'is possible' : 'is too late or not offered', office, now] as const,
    ),
  );

  test.each(rows)('at %s by %s %s %s', (_, channel, __, expected, office, now) => {
    expect(mayCancel(office, channel, on(startsAt), on(now))).toBe(expected === 'is possible');
  });

  test('the day of a session early in the morning begins at its own midnight in Japan', () => {
    expect(mayCancel(aomori, 'web', on('2026-03-04T00:30:00+09:00'), on('2026-03-03T23:59:59.999+09:00'))).toBe(true);
    expect(mayCancel(aomori, 'web', on('2026-03-04T00:30:00+09:00'), on('2026-03-04T00:00:00+09:00'))).toBe(false);
  });
});

describe('[K-F-5, A-6-3, D-4, D-5] nobody is at the counter any more before a hold ends', () => {
  test.each<[string, Office, now: string, expiresAt: string, from: string | undefined, Closures?]>([
    ['in its hours: somebody is', kabe, '2026-03-03T17:14:59.999+09:00', '2026-03-04T00:00:00+09:00', undefined],
    ['from their end on', kabe, '2026-03-03T17:15:00+09:00', '2026-03-04T00:00:00+09:00', '2026-03-04T08:30:00+09:00'],
    ['two minutes before', kabe, '2026-03-03T23:58:00+09:00', '2026-03-04T00:00:00+09:00', '2026-03-04T08:30:00+09:00'],
    [
      'the evening before the last day: somebody will be',
      kabe,
      '2026-03-02T18:00:00+09:00',
      '2026-03-04T00:00:00+09:00',
      undefined,
    ],
    [
      'early on the last day: somebody will be',
      kabe,
      '2026-03-03T06:00:00+09:00',
      '2026-03-04T00:00:00+09:00',
      undefined,
    ],
    [
      'where that day is a holiday',
      kabe,
      '2026-04-28T17:15:00+09:00',
      '2026-04-30T00:00:00+09:00',
      '2026-04-30T08:30:00+09:00',
    ],
    [
      'where the office closed that day',
      kabe,
      '2026-03-02T17:15:00+09:00',
      '2026-03-04T00:00:00+09:00',
      '2026-03-04T08:30:00+09:00',
      closures(['2026-03-03']),
    ],
    ['over a weekend', aomori, '2026-03-07T09:00:00+09:00', '2026-03-10T00:00:00+09:00', undefined],
  ])('%s', (_, office, now, expiresAt, from, entered = closures()) => {
    const found = unansweredUntil(office, entered, on(expiresAt), on(now));
    expect(found && isoOf(found)).toBe(from);
  });

  test.each([kabe, aomori])(
    'the hours of $id are the same as times and in words',
    ({ contact: { hours, counter } }) => {
      expect(hours.match(/\d+:\d\d/g)?.map((time) => time.padStart(5, '0'))).toEqual([counter.from, counter.to]);
    },
  );
});
