import { describe, expect, test } from 'vitest';
import type { Wish } from '../../shared/domain/openings.ts';
import { at, LocalTime } from '../../shared/domain/time.ts';
import {
  clockText,
  dateText,
  dayText,
  deadlineText,
  phoneText,
  promiseDayText,
  promiseText,
  spanText,
  wishJson,
  wishText,
} from '../../shared/domain/wording.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { day, on } from '../support/build.ts';

const time = (date: string, clock: string) => at(day(date), LocalTime.parse(clock));
const wish = (from: string, to: string, minutes: number): Wish => ({
  from: time('2026-03-04', from),
  to: time('2026-03-04', to),
  minutes,
});

test.each([
  ['09055500004', '090-5550-0004'],
  ['05012345678', '050-1234-5678'],
  ['0120123456', '0120-123-456'],
  ['0312345678', '03-1234-5678'],
  ['0828158609', '082-815-8609'],
  ['110', '110'],
])('the number %s is read in groups: %s', (typed, said) => expect(phoneText(typed)).toBe(said));

describe('a day', () => {
  test.each([
    ['2026-03-01', '2026年3月1日（日）'],
    ['2026-03-02', '2026年3月2日（月）'],
    ['2026-03-03', '2026年3月3日（火）'],
    ['2026-03-04', '2026年3月4日（水）'],
    ['2026-03-05', '2026年3月5日（木）'],
    ['2026-03-06', '2026年3月6日（金）'],
    ['2026-03-07', '2026年3月7日（土）'],
    ['2028-02-29', '2028年2月29日（火）'],
    ['2026-12-31', '2026年12月31日（木）'],
    ['2027-01-01', '2027年1月1日（金）'],
  ])('%s reads %s', (date, text) => {
    expect(dateText(day(date))).toBe(text);
  });

  test.each([
    ['2026-03-03T14:59:59.999Z', '2026年3月3日（火）'],
    ['2026-03-03T15:00:00Z', '2026年3月4日（水）'],
    ['2026-12-31T15:00:00Z', '2027年1月1日（金）'],
  ])('%s falls on %s in Japan', (moment, text) => {
    expect(dayText(on(moment))).toBe(text);
  });
});

describe('a clock time', () => {
  test.each([
    ['00:00', '0:00'],
    ['00:05', '0:05'],
    ['09:05', '9:05'],
    ['12:00', '12:00'],
    ['13:30', '13:30'],
    ['23:59', '23:59'],
    ['24:00', '0:00'],
  ])('%s reads %s', (clock, text) => {
    expect(clockText(time('2026-03-04', clock))).toBe(text);
  });
});

describe('from when to when', () => {
  test.each([
    ['10:00', '10:30', '午前10:00〜10:30'],
    ['09:00', '09:45', '午前9:00〜9:45'],
    ['14:00', '14:30', '午後2:00〜2:30（14:00〜14:30）'],
    ['11:30', '12:00', '午前11:30〜正午（11:30〜12:00）'],
    ['11:59', '12:01', '午前11:59〜午後0:01（11:59〜12:01）'],
    ['12:00', '12:30', '午後0:00〜0:30（12:00〜12:30）'],
    ['12:59', '13:00', '午後0:59〜1:00（12:59〜13:00）'],
    ['00:00', '00:30', '午前0:00〜0:30'],
    ['00:30', '12:30', '午前0:30〜午後0:30（0:30〜12:30）'],
    ['22:00', '22:30', '午後10:00〜10:30（22:00〜22:30）'],
    ['23:30', '24:00', '午後11:30〜午前0:00（23:30〜0:00）'],
  ])('%s to %s reads %s', (from, to, text) => {
    expect(spanText(time('2026-03-04', from), time('2026-03-04', to))).toBe(text);
  });
});

describe('a wish', () => {
  test.each([
    [wish('14:00', '14:30', 30), '2026年3月4日（水） 午後2:00〜2:30（14:00〜14:30）'],
    [wish('10:00', '12:00', 40), '2026年3月4日（水） 午前10:00〜正午（10:00〜12:00）の間の40分間'],
  ])('%j reads %s', (wished, text) => {
    expect(wishText(wished)).toBe(text);
  });

  test('of one start is told to programs as that start', () => {
    expect(wishJson(wish('14:00', '14:30', 30))).toEqual({
      startsAt: '2026-03-04T14:00:00+09:00',
      endsAt: '2026-03-04T14:30:00+09:00',
      minutes: 30,
    });
  });

  test('of an interval is told to programs as that interval', () => {
    expect(wishJson(wish('10:00', '12:00', 40))).toEqual({
      from: '2026-03-04T10:00:00+09:00',
      to: '2026-03-04T12:00:00+09:00',
      minutes: 40,
    });
  });
});

describe('the promise', () => {
  test.each([
    ['2026-03-04T00:00:00+09:00', '2026年3月3日（火）'],
    ['2026-03-04T17:00:00+09:00', '2026年3月4日（水）'],
    ['2027-01-01T00:00:00+09:00', '2026年12月31日（木）'],
  ])('that ends at %s names %s as its last day', (moment, text) => {
    expect(promiseDayText(on(moment))).toBe(text);
  });

  test.each([
    [kabe, '2026年3月3日（火）までに、ハローワーク可部から', '職業相談部門（電話 082-815-8609、'],
    [aomori, '2026年3月3日（火）までに、ハローワーク青森から', '職業相談部門（電話 017-776-1561、'],
  ])('[K-F-5, K-6-3, A-6-3] names the day, the office and whom to phone', (office, promise, call) => {
    const text = promiseText(office, on('2026-03-04T00:00:00+09:00'));
    expect(text).toContain(promise);
    expect(text).toContain(call);
    expect(text).toContain('お電話ください');
  });
});

test('[K-6-1, A-6-1, D-3] until when one can apply is told in the words of each office’s policy', () => {
  const of = (deadline: Partial<typeof kabe.deadline>): string =>
    deadlineText({ ...kabe, deadline: { ...kabe.deadline, ...deadline } });
  expect([deadlineText(kabe), deadlineText(aomori)]).toEqual([
    '相談の前の日まで',
    '相談の日の2日前まで（土日・祝日など、窓口が休みの日は数えません）',
  ]);
  expect([of({ count: 0 }), of({ unit: 'hour', count: 3 }), of({ count: 3, until: LocalTime.parse('17:00') })]).toEqual(
    ['相談の当日まで', '相談が始まる3時間前まで', '相談の日の3日前の17:00まで'],
  );
});
