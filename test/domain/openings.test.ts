import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deskOf } from '../../shared/domain/booking.ts';
import type { Desk, Office } from '../../shared/domain/office.ts';
import {
  type Claims,
  type Counsellor,
  cellsOf,
  type Diary,
  endOf,
  freeCounsellors,
  inTimetable,
  lengthFits,
  nearestTo,
  offeredDays,
  openingsOf,
  type Slot,
  slotsOf,
} from '../../shared/domain/openings.ts';
import { instant, isoOf, MINUTE, startOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { counsellor, day, diaryWith, on, taken } from '../support/build.ts';
import { hourly, saturday } from '../support/offices.ts';

const desk = (office: Office, id?: string): Desk => {
  const found = deskOf(office, id);
  if (!found) throw new Error(`no desk "${id}"`);
  return found;
};

type Asked = {
  office: Office;
  desk?: string;
  diary?: Diary;
  from: string;
  to?: string;
  minutes: number;
  counsellor?: string;
  now: string;
};

/** The free times of a period as `2026-03-04 14:00`. */
const free = ({ office, desk: id, diary, from, to = from, minutes, counsellor: wanted, now }: Asked): string[] => {
  const known =
    diary ??
    diaryWith([
      counsellor(
        'one',
        office.desks.map((one) => one.id),
      ),
    ]);
  const period = { from: day(from), to: day(to), minutes, ...(wanted !== undefined && { counsellor: wanted }) };
  return openingsOf(office, known, desk(office, id), period, on(now)).map((opening) => {
    expect(opening).toMatchObject({ desk: desk(office, id).id, minutes });
    return isoOf(opening.startsAt).slice(0, 16).replace('T', ' ');
  });
};

const each = (date: string, times: string): string[] => times.split(' ').map((time) => `${date} ${time}`);

const slot = (startsAt: string, minutes: number): Slot => ({ startsAt: on(startsAt), minutes });

const mondayMorning = '2026-03-02T09:00:00+09:00';

describe('Kabe', () => {
  test('[K-6-1, K-6-2] the two weeks from Monday 2 March 2026 have exactly these sixteen sessions', () => {
    expect(free({ office: kabe, from: '2026-03-02', to: '2026-03-13', minutes: 30, now: mondayMorning })).toEqual([
      ...each('2026-03-04', '14:00 14:30 15:00 15:30'),
      ...each('2026-03-06', '10:00 10:30 11:00 11:30'),
      ...each('2026-03-11', '14:00 14:30 15:00 15:30'),
      ...each('2026-03-13', '10:00 10:30 11:00 11:30'),
    ]);
  });

  test.each([10, 29, 31, 60])('[K-6-1] there is no session of %i minutes', (minutes) => {
    expect(free({ office: kabe, from: '2026-03-02', to: '2026-03-13', minutes, now: mondayMorning })).toEqual([]);
  });

  test.each(['2026-04-29', '2026-05-06', '2026-09-23', '2026-12-30', '2027-01-01'])(
    '[D-2] there is none on %s, when the office is closed',
    (date) => {
      const now = isoOf(instant(startOf(day(date)) - 7 * 24 * 60 * MINUTE));
      expect(free({ office: kabe, from: date, minutes: 30, now })).toEqual([]);
    },
  );

  test('[D-2] a day staff closed has none, and the days around it keep theirs', () => {
    const diary = diaryWith([counsellor('one')], { closures: { closed: [day('2026-03-04')], opened: [] } });
    const asked = { office: kabe, diary, from: '2026-03-02', to: '2026-03-08', minutes: 30, now: mondayMorning };
    expect(free(asked)).toEqual(each('2026-03-06', '10:00 10:30 11:00 11:30'));
  });

  test('[D-2] a holiday staff opened has its sessions', () => {
    const diary = diaryWith([counsellor('one')], { closures: { closed: [], opened: [day('2026-04-29')] } });
    expect(free({ office: kabe, diary, from: '2026-04-29', minutes: 30, now: '2026-04-20T09:00:00+09:00' })).toEqual(
      each('2026-04-29', '14:00 14:30 15:00 15:30'),
    );
  });

  test.each([
    ['the last millisecond of the day before', '2026-03-03T23:59:59.999+09:00', 4],
    ['midnight', '2026-03-04T00:00:00+09:00', 0],
  ])('[K-6-1, D-3] at %s a Wednesday has %3$i free sessions', (_, now, count) => {
    expect(free({ office: kabe, from: '2026-03-04', minutes: 30, now })).toHaveLength(count);
  });

  test('days gone by have none, though asked for', () => {
    expect(free({ office: kabe, from: '2026-02-25', to: '2026-03-04', minutes: 30, now: mondayMorning })).toEqual(
      each('2026-03-04', '14:00 14:30 15:00 15:30'),
    );
  });

  test('the last day of the horizon has sessions, the next has none', () => {
    const wednesday = { office: kabe, from: '2026-05-01', to: '2026-05-31', minutes: 30 };
    expect(free({ ...wednesday, now: '2026-03-14T09:00:00+09:00' }).at(-1)).toBe('2026-05-13 15:30');
    expect(free({ ...wednesday, now: '2026-03-13T23:59:59.999+09:00' }).at(-1)).toBe('2026-05-08 11:30');
  });

  test('a taken session is gone, for whoever else is free it is not', () => {
    const claims = taken(kabe, '2026-03-04', 'one', 14 * 60 + 30, 15 * 60);
    const alone = diaryWith([counsellor('one')], { claims });
    const two = diaryWith([counsellor('one'), counsellor('two')], { claims });
    const asked = { office: kabe, from: '2026-03-04', minutes: 30, now: mondayMorning };
    expect(free({ ...asked, diary: alone })).toEqual(each('2026-03-04', '14:00 15:00 15:30'));
    expect(free({ ...asked, diary: two })).toEqual(each('2026-03-04', '14:00 14:30 15:00 15:30'));
    expect(free({ ...asked, diary: two, counsellor: 'one' })).toEqual(each('2026-03-04', '14:00 15:00 15:30'));
  });

  test('what is taken on one day is free on another', () => {
    const diary = diaryWith([counsellor('one')], { claims: taken(kabe, '2026-03-11', 'one', 14 * 60, 16 * 60) });
    expect(free({ office: kabe, diary, from: '2026-03-04', minutes: 30, now: mondayMorning })).toHaveLength(4);
    expect(free({ office: kabe, diary, from: '2026-03-11', minutes: 30, now: mondayMorning })).toEqual([]);
  });
});

describe('a counsellor', () => {
  const asked = { office: kabe, from: '2026-03-02', to: '2026-03-13', minutes: 30, now: mondayMorning };
  const wednesdays = [
    ...each('2026-03-04', '14:00 14:30 15:00 15:30'),
    ...each('2026-03-11', '14:00 14:30 15:00 15:30'),
  ];

  test.each([
    ['who is absent gives none that day', { absences: [day('2026-03-06'), day('2026-03-13')] }, wednesdays],
    ['who works on Wednesdays gives none on Fridays', { weekdays: [3] }, wednesdays],
    ['who works on neither day gives none', { weekdays: [1, 2, 4] }, []],
    ['of another desk gives none', { desks: ['mothers'] }, []],
    ['of this and another desk gives all', { desks: ['mothers', 'general'], weekdays: [3] }, wednesdays],
  ])('%s', (_, more, expected) => {
    expect(free({ ...asked, diary: diaryWith([counsellor('one', ['general'], more)]) })).toEqual(expected);
  });

  test('nobody at the counter, no free time', () => {
    expect(free({ ...asked, diary: diaryWith([]) })).toEqual([]);
  });

  test('who is asked for and is not there gives none, whoever else is', () => {
    const diary = diaryWith([counsellor('one'), counsellor('two', ['general'], { weekdays: [3] })]);
    expect(free({ ...asked, diary, counsellor: 'two' })).toEqual(wednesdays);
    expect(free({ ...asked, diary, counsellor: 'nobody' })).toEqual([]);
  });
});

describe('Aomori', () => {
  const tenMinutes = (from: string, to: string): string => {
    const times: string[] = [];
    const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    for (let minute = minutes(from); minute <= minutes(to); minute += 10)
      times.push(`${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
    return times.join(' ');
  };

  test.each([
    [40, `${tenMinutes('10:00', '11:20')} ${tenMinutes('13:30', '14:50')}`, 18],
    [30, `${tenMinutes('10:00', '11:30')} ${tenMinutes('13:30', '15:00')}`, 20],
    [35, `${tenMinutes('10:00', '11:20')} ${tenMinutes('13:30', '14:50')}`, 18],
    [10, `${tenMinutes('10:00', '11:50')} ${tenMinutes('13:30', '15:20')}`, 24],
  ])('[A-6-1, A-6-2] a day has these starts for %i minutes: %s', (minutes, times, count) => {
    const starts = free({ office: aomori, from: '2026-03-05', minutes, now: mondayMorning });
    expect(starts).toHaveLength(count);
    expect(starts).toEqual(each('2026-03-05', times));
  });

  test.each([41, 60, 9])('[A-6-1] there is no session of %i minutes', (minutes) => {
    expect(free({ office: aomori, from: '2026-03-05', minutes, now: mondayMorning })).toEqual([]);
  });

  test('[A-6-2] every day from Monday to Friday has its times, the weekend none', () => {
    const starts = free({ office: aomori, from: '2026-03-09', to: '2026-03-15', minutes: 40, now: mondayMorning });
    expect([...new Set(starts.map((start) => start.slice(0, 10)))]).toEqual([
      '2026-03-09',
      '2026-03-10',
      '2026-03-11',
      '2026-03-12',
      '2026-03-13',
    ]);
    expect(starts).toHaveLength(5 * 18);
  });

  test('[A-6-2] the Mothers’ Corner begins on Tuesdays and Thursdays at 11:00, 13:30 and 14:30, and at no other time', () => {
    const asked = { office: aomori, desk: 'mothers', from: '2026-03-09', to: '2026-03-15', now: mondayMorning };
    const starts = [...each('2026-03-10', '11:00 13:30 14:30'), ...each('2026-03-12', '11:00 13:30 14:30')];
    expect(free({ ...asked, minutes: 40 })).toEqual(starts);
    expect(free({ ...asked, minutes: 20 })).toEqual(starts);
  });

  test.each([
    ['2026-04-29', 'a holiday'],
    ['2026-05-06', 'a substitute holiday'],
    ['2026-12-29', 'the year’s end'],
    ['2026-03-08', 'a Sunday'],
  ])('[A-6-2, D-2] there is nothing on %s, %s, at either desk', (date) => {
    const now = isoOf(instant(startOf(day(date)) - 14 * 24 * 60 * MINUTE));
    expect(free({ office: aomori, from: date, minutes: 40, now })).toEqual([]);
    expect(free({ office: aomori, desk: 'mothers', from: date, minutes: 40, now })).toEqual([]);
  });

  test.each([
    ['the last millisecond of the second-last open day', '2026-09-17T23:59:59.999+09:00', 18],
    ['the moment after', '2026-09-18T00:00:00+09:00', 0],
  ])('[A-6-1, D-3] at %s, 24 September 2026 has %3$i free times', (_, now, count) => {
    expect(free({ office: aomori, from: '2026-09-24', minutes: 40, now })).toHaveLength(count);
  });

  test('a session in the middle leaves the starts that fit before and after it', () => {
    const diary = diaryWith([counsellor('one')], {
      claims: taken(aomori, '2026-03-05', 'one', 10 * 60 + 50, 11 * 60 + 10),
    });
    expect(free({ office: aomori, diary, from: '2026-03-05', minutes: 40, now: mondayMorning })).toEqual([
      ...each('2026-03-05', '10:00 10:10 11:10 11:20'),
      ...each('2026-03-05', tenMinutes('13:30', '14:50')),
    ]);
  });

  test('[D-2] two counsellors of two desks do not stand in for each other', () => {
    const diary = diaryWith([counsellor('one', ['general']), counsellor('two', ['mothers'])], {
      claims: taken(aomori, '2026-03-05', 'two', 0, 24 * 60),
    });
    const asked = { office: aomori, diary, from: '2026-03-05', minutes: 40, now: mondayMorning };
    expect(free({ ...asked, desk: 'mothers' })).toEqual([]);
    expect(free(asked)).toHaveLength(18);
  });
});

describe('invented offices', () => {
  test('sessions of 45 minutes on Tuesdays and Saturdays, a closed Saturday left out', () => {
    const asked = { office: saturday, from: '2026-03-09', to: '2026-03-22', minutes: 45, now: mondayMorning };
    expect(free(asked)).toEqual([
      ...each('2026-03-10', '09:00 09:45 13:15'),
      ...each('2026-03-17', '09:00 09:45 13:15'),
      ...each('2026-03-21', '09:00 09:45 13:15'),
    ]);
  });

  test.each([
    ['2026-03-06T16:59:59.999+09:00', 3],
    ['2026-03-06T17:00:00+09:00', 0],
  ])('a deadline at 17:00 three open days before: at %s there are %i', (now, count) => {
    expect(free({ office: saturday, from: '2026-03-10', minutes: 45, now })).toHaveLength(count);
  });

  test.each([
    ['2026-03-04T13:59:59.999+09:00', '17:00 17:15 17:30 17:45 18:00 18:15 18:30 18:45 19:00 19:15'],
    ['2026-03-04T14:00:00+09:00', '17:15 17:30 17:45 18:00 18:15 18:30 18:45 19:00 19:15'],
    ['2026-03-04T15:50:00+09:00', '19:00 19:15'],
    ['2026-03-04T16:14:59.999+09:00', '19:15'],
  ])('an hourly deadline falls start by start: at %s there are %s', (now, times) => {
    expect(free({ office: hourly, from: '2026-03-04', minutes: 45, now })).toEqual(each('2026-03-04', times));
  });

  test('and nothing is left three hours before the last start', () => {
    expect(free({ office: hourly, from: '2026-03-04', minutes: 45, now: '2026-03-04T16:15:00+09:00' })).toEqual([]);
  });

  test('a session that has begun is not free, though the deadline is the end of the day itself', () => {
    const spontaneous: Office = { ...kabe, deadline: { ...kabe.deadline, count: 0 } };
    const asked = { office: spontaneous, from: '2026-03-04', minutes: 30 };
    expect(free({ ...asked, now: '2026-03-04T14:59:59.999+09:00' })).toEqual(each('2026-03-04', '15:00 15:30'));
    expect(free({ ...asked, now: '2026-03-04T15:00:00+09:00' })).toEqual(each('2026-03-04', '15:30'));
  });

  test('a start that two timetables of a desk offer is offered once, in order of time', () => {
    const [first] = kabe.desks;
    if (!first) throw new Error('no desk');
    const twice: Office = {
      ...kabe,
      desks: [{ ...first, timetable: [...first.timetable, ...first.timetable].reverse() }],
    };
    expect(free({ office: twice, from: '2026-03-04', minutes: 30, now: mondayMorning })).toEqual(
      each('2026-03-04', '14:00 14:30 15:00 15:30'),
    );
  });
});

describe('[K-6-1, A-6-1] lengths', () => {
  test.each([
    ['exactly 30 minutes', kabe, [30], [29, 31, 10, 60]],
    ['up to 40 minutes', aomori, [10, 30, 40], [9, 41]],
    ['exactly 45 minutes', saturday, [45], [30, 44, 46]],
    ['15 to 50 minutes', hourly, [15, 50], [14, 51]],
  ])('a desk gives %s and nothing else', (_, office, given, refused) => {
    expect(given.filter((minutes) => !lengthFits(desk(office), minutes))).toEqual([]);
    expect(refused.filter((minutes) => lengthFits(desk(office), minutes))).toEqual([]);
  });
});

describe('[K-6-2, A-6-2] the timetable', () => {
  const open = { closed: [], opened: [] };

  test.each([
    ['Kabe, a session', kabe, undefined, '2026-03-04T14:30:00+09:00', 30, true],
    ['Kabe, between two sessions', kabe, undefined, '2026-03-04T14:15:00+09:00', 30, false],
    ['Kabe, Friday’s time on a Wednesday', kabe, undefined, '2026-03-04T10:00:00+09:00', 30, false],
    ['Kabe, on a Thursday', kabe, undefined, '2026-03-05T14:00:00+09:00', 30, false],
    ['Kabe, on a closed Wednesday', kabe, undefined, '2026-04-29T14:00:00+09:00', 30, false],
    ['Kabe, the right time of another zone', kabe, undefined, '2026-03-04T14:00:00Z', 30, false],
    ['Kabe, longer than a session', kabe, undefined, '2026-03-04T14:00:00+09:00', 31, false],
    ['Aomori, any minute inside a window', aomori, undefined, '2026-03-05T10:03:00+09:00', 37, true],
    ['Aomori, up to the end of a window', aomori, undefined, '2026-03-05T11:20:00+09:00', 40, true],
    ['Aomori, a minute over the end', aomori, undefined, '2026-03-05T11:21:00+09:00', 40, false],
    ['Aomori, a minute before the window', aomori, undefined, '2026-03-05T13:29:00+09:00', 30, false],
    ['Aomori, over noon', aomori, undefined, '2026-03-05T11:50:00+09:00', 40, false],
    ['Aomori, within a minute', aomori, undefined, '2026-03-05T10:00:30+09:00', 30, false],
    ['Mothers’ Corner, a fixed start', aomori, 'mothers', '2026-03-05T11:00:00+09:00', 40, true],
    ['Mothers’ Corner, a start that is none', aomori, 'mothers', '2026-03-05T11:10:00+09:00', 30, false],
    ['Mothers’ Corner, the right start on a Wednesday', aomori, 'mothers', '2026-03-04T11:00:00+09:00', 40, false],
    ['Saturday office, a shorter session', saturday, undefined, '2026-03-07T09:00:00+09:00', 30, true],
  ])('%s', (_, office, id, startsAt, minutes, expected) => {
    expect(inTimetable(office, open, desk(office, id), slot(startsAt, minutes))).toBe(expected);
  });
});

describe('cells', () => {
  const minute = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

  test.each([
    ['Kabe, a session is one cell', kabe, '2026-03-04T14:30:00+09:00', 30, ['14:30']],
    ['Aomori, 40 minutes are four', aomori, '2026-03-05T10:00:00+09:00', 40, ['10:00', '10:10', '10:20', '10:30']],
    [
      'Aomori, off the grid they touch five',
      aomori,
      '2026-03-05T10:05:00+09:00',
      40,
      ['10:00', '10:10', '10:20', '10:30', '10:40'],
    ],
    ['Aomori, ten minutes are one', aomori, '2026-03-05T13:30:00+09:00', 10, ['13:30']],
    ['Aomori, ten minutes off the grid are two', aomori, '2026-03-05T13:31:00+09:00', 10, ['13:30', '13:40']],
    [
      'Aomori, a minute over is one more',
      aomori,
      '2026-03-05T10:00:00+09:00',
      31,
      ['10:00', '10:10', '10:20', '10:30'],
    ],
    ['cells of five minutes', hourly, '2026-03-04T17:03:00+09:00', 15, ['17:00', '17:05', '17:10', '17:15']],
    ['cells of fifteen minutes', saturday, '2026-03-07T09:45:00+09:00', 45, ['09:45', '10:00', '10:15']],
  ])('%s', (_, office, startsAt, minutes, cells) => {
    expect(cellsOf(office, slot(startsAt, minutes))).toEqual(cells.map(minute));
  });

  test('[R-08] two sessions of a lane that overlap share a cell, whatever their starts and lengths', () => {
    const sessions = fc.tuple(
      fc.constantFrom(kabe, aomori, saturday, hourly),
      fc.integer({ min: 8 * 60, max: 20 * 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: -90, max: 90 }),
      fc.integer({ min: 1, max: 60 }),
    );
    fc.assert(
      fc.property(sessions, ([office, start, minutes, shift, others]) => {
        const midnight = startOf(day('2026-03-05'));
        const one: Slot = { startsAt: instant(midnight + start * MINUTE), minutes };
        const other: Slot = { startsAt: instant(one.startsAt + shift * MINUTE), minutes: others };
        fc.pre(one.startsAt < endOf(other) && other.startsAt < endOf(one));
        const cells = new Set(cellsOf(office, one));
        expect(cellsOf(office, other).some((cell) => cells.has(cell))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('who is free', () => {
  const diary = (claims: Diary['claims'] = new Map()): Diary =>
    diaryWith([counsellor('one'), counsellor('two'), counsellor('three', ['mothers'])], { claims });
  const ids = (found: Counsellor[]): string[] => found.map(({ id }) => id);
  const wanted = slot('2026-03-05T10:00:00+09:00', 40);

  test('everybody of the desk whose time is free', () => {
    expect(ids(freeCounsellors(aomori, diary(), desk(aomori), wanted))).toEqual(['one', 'two']);
    expect(ids(freeCounsellors(aomori, diary(), desk(aomori, 'mothers'), wanted))).toEqual(['three']);
  });

  test.each([
    ['the whole session', 10 * 60, 10 * 60 + 40],
    ['its first minutes', 9 * 60 + 50, 10 * 60 + 1],
    ['its last minutes', 10 * 60 + 39, 11 * 60],
    ['a part in the middle', 10 * 60 + 15, 10 * 60 + 20],
  ])('not who is taken for %s', (_, from, to) => {
    const found = freeCounsellors(aomori, diary(taken(aomori, '2026-03-05', 'one', from, to)), desk(aomori), wanted);
    expect(ids(found)).toEqual(['two']);
  });

  test.each([
    ['just before', 9 * 60, 10 * 60],
    ['just after', 10 * 60 + 40, 11 * 60],
  ])('who is taken %s comes after who is less busy', (_, from, to) => {
    const found = freeCounsellors(aomori, diary(taken(aomori, '2026-03-05', 'one', from, to)), desk(aomori), wanted);
    expect(ids(found)).toEqual(['two', 'one']);
  });

  test('only who is asked for, and nobody else in that person’s place', () => {
    const claims = taken(aomori, '2026-03-05', 'one', 10 * 60, 11 * 60);
    expect(ids(freeCounsellors(aomori, diary(claims), desk(aomori), wanted, 'two'))).toEqual(['two']);
    expect(ids(freeCounsellors(aomori, diary(claims), desk(aomori), wanted, 'one'))).toEqual([]);
    expect(ids(freeCounsellors(aomori, diary(claims), desk(aomori), wanted, 'three'))).toEqual([]);
  });
});

describe('[A-6-2] the sessions that fulfil a wish', () => {
  const open = { closed: [], opened: [] };
  const starts = (office: Office, id: string | undefined, from: string, to: string, minutes: number): string[] =>
    slotsOf(office, open, desk(office, id), { from: on(from), to: on(to), minutes }).map(({ startsAt }) =>
      isoOf(startsAt).slice(11, 16),
    );

  test.each([
    ['one start', '2026-03-05T10:05:00+09:00', '2026-03-05T10:45:00+09:00', 40, ['10:05']],
    ['between two times', '2026-03-05T10:00:00+09:00', '2026-03-05T11:00:00+09:00', 40, ['10:00', '10:10', '10:20']],
    [
      'its own start, then those offered',
      '2026-03-05T10:05:00+09:00',
      '2026-03-05T11:00:00+09:00',
      40,
      ['10:05', '10:10', '10:20'],
    ],
    ['from before the window', '2026-03-05T09:00:00+09:00', '2026-03-05T10:45:00+09:00', 40, ['10:00']],
    ['over noon', '2026-03-05T11:15:00+09:00', '2026-03-05T14:15:00+09:00', 40, ['11:15', '11:20', '13:30']],
    ['shorter than the session', '2026-03-05T10:00:00+09:00', '2026-03-05T10:30:00+09:00', 40, []],
    ['outside the timetable', '2026-03-05T16:00:00+09:00', '2026-03-05T17:00:00+09:00', 40, []],
    ['on a closed day', '2026-03-08T10:00:00+09:00', '2026-03-08T12:00:00+09:00', 40, []],
  ])('at Aomori, %s', (_, from, to, minutes, expected) => {
    expect(starts(aomori, undefined, from, to, minutes)).toEqual(expected);
  });

  test('at the Mothers’ Corner, the fixed starts inside', () => {
    expect(starts(aomori, 'mothers', '2026-03-05T10:30:00+09:00', '2026-03-05T14:30:00+09:00', 40)).toEqual([
      '11:00',
      '13:30',
    ]);
  });

  test('at Kabe, the numbered sessions inside', () => {
    expect(starts(kabe, undefined, '2026-03-04T14:10:00+09:00', '2026-03-04T15:45:00+09:00', 30)).toEqual([
      '14:30',
      '15:00',
    ]);
  });
});

test('[R-08] whatever is granted, no two sessions of a counsellor overlap and no cell has two owners', () => {
  type Granted = Slot & { lane: string };
  const date = day('2026-03-05');
  const wish = fc.record({
    desk: fc.constantFrom('general', 'mothers'),
    start: fc.integer({ min: 10 * 60, max: 15 * 60 + 30 }),
    minutes: fc.integer({ min: 10, max: 40 }),
    asked: fc.option(fc.constantFrom('one', 'two', 'both'), { nil: undefined }),
  });
  const lanes = [counsellor('one'), counsellor('two', ['mothers']), counsellor('both', ['general', 'mothers'])];

  const overlap = (a: Slot, b: Slot): boolean => a.startsAt < endOf(b) && b.startsAt < endOf(a);
  let granted = 0;
  let refused = 0;

  fc.assert(
    fc.property(fc.array(wish, { minLength: 10, maxLength: 60 }), (wishes) => {
      const owners = new Map<string, Set<number>>();
      const sessions: Granted[] = [];
      for (const { desk: id, start, minutes, asked } of wishes) {
        const wanted: Slot = { startsAt: instant(startOf(date) + start * MINUTE), minutes };
        if (!inTimetable(aomori, { closed: [], opened: [] }, desk(aomori, id), wanted)) continue;
        const claims: Claims = owners;
        const diary = diaryWith(lanes, { claims: new Map([[date, claims]]) });
        const [found] = freeCounsellors(aomori, diary, desk(aomori, id), wanted, asked);
        if (!found) {
          refused++;
          continue;
        }
        granted++;
        const cells = owners.get(found.id) ?? new Set<number>();
        for (const cell of cellsOf(aomori, wanted)) {
          expect(cells.has(cell)).toBe(false);
          cells.add(cell);
        }
        owners.set(found.id, cells);
        expect(sessions.filter((other) => other.lane === found.id && overlap(other, wanted))).toEqual([]);
        expect(found.desks).toContain(id);
        sessions.push({ ...wanted, lane: found.id });
      }
    }),
    { numRuns: 300 },
  );
  expect(granted).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(300);
});

describe('[D-9] free times to offer instead', () => {
  const at = (...times: string[]) =>
    times.map((startsAt) => ({ desk: 'general', startsAt: on(startsAt), minutes: 30 }));
  const free = at(
    '2026-03-10T10:00:00+09:00',
    '2026-03-11T10:00:00+09:00',
    '2026-03-11T10:10:00+09:00',
    '2026-03-11T14:00:00+09:00',
    '2026-03-11T14:10:00+09:00',
    '2026-03-13T10:00:00+09:00',
    '2026-03-20T10:00:00+09:00',
  );
  test('are the nearest of each of the nearest mornings and afternoons, in order of time', () => {
    expect(nearestTo(on('2026-03-11T14:10:00+09:00'), free, 3)).toEqual(
      at('2026-03-10T10:00:00+09:00', '2026-03-11T10:10:00+09:00', '2026-03-11T14:10:00+09:00'),
    );
  });
  test.each([0, 2, 99])('are at most as many as asked for: %d', (most) => {
    expect(nearestTo(on('2026-03-01T00:00:00+09:00'), free, most)).toHaveLength(Math.min(most, 5));
  });
});

describe('[D-2, D-4] a day of the calendar', () => {
  const statesOf = (office: Office, from: string, to: string, now: string, diary = diaryWith([counsellor('one')])) => {
    const own = desk(office);
    const period = { from: day(from), to: day(to), minutes: own.length.minutes };
    const openings = openingsOf(office, diary, own, period, on(now));
    return offeredDays(office, diary, own, period, openings, on(now)).map(
      (one) => `${one.date.slice(5)} ${one.state}${one.state === 'free' ? ` ${one.openings.length}` : ''}`,
    );
  };

  test('[K-6-1] at Kabe is one with sessions: free, too late from its first moment on, or closed', () => {
    expect(statesOf(kabe, '2026-03-16', '2026-03-22', '2026-03-18T00:00:00+09:00')).toEqual([
      '03-18 late',
      '03-20 closed',
    ]);
    expect(statesOf(kabe, '2026-03-16', '2026-03-22', '2026-03-17T23:59:59+09:00')).toEqual([
      '03-18 free 4',
      '03-20 closed',
    ]);
  });

  test('[A-6-1] at Aomori is too late two open days before', () => {
    expect(statesOf(aomori, '2026-03-02', '2026-03-06', '2026-03-03T00:00:00+09:00')).toEqual([
      '03-02 late',
      '03-03 late',
      '03-04 late',
      '03-05 free 18',
      '03-06 free 18',
    ]);
  });

  test('is full where all of it is taken, and closed where nobody of the desk is there', () => {
    const now = '2026-03-02T09:00:00+09:00';
    const full = diaryWith([counsellor('one')], { claims: taken(kabe, '2026-03-04', 'one', 14 * 60, 16 * 60) });
    expect(statesOf(kabe, '2026-03-04', '2026-03-06', now, full)).toEqual(['03-04 full', '03-06 free 4']);
    const away = diaryWith([counsellor('one', ['general'], { absences: [day('2026-03-06')] })]);
    expect(statesOf(kabe, '2026-03-04', '2026-03-06', now, away)).toEqual(['03-04 free 4', '03-06 closed']);
  });

  test('with a deadline by the hour is too late once the last start is, and full while one could be asked for', () => {
    const evening = (now: string, claims: Diary['claims'] = new Map()) =>
      statesOf(hourly, '2026-03-04', '2026-03-04', now, diaryWith([counsellor('one', ['evening'])], { claims }));
    expect(evening('2026-03-04T15:59:59+09:00')).toEqual(['03-04 free 1']);
    expect(evening('2026-03-04T16:00:00+09:00')).toEqual(['03-04 late']);
    const late = taken(hourly, '2026-03-04', 'one', 19 * 60, 20 * 60);
    expect(evening('2026-03-04T15:59:59+09:00', late)).toEqual(['03-04 full']);
  });
});
