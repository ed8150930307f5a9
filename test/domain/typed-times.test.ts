import { describe, expect, test } from 'vitest';
import { typedDate, typedTime } from '../../shared/domain/typed-times.ts';
import { day } from '../support/build.ts';

describe('a day typed while somebody speaks', () => {
  const today = day('2026-03-02');

  test.each([
    ['3/4', '2026-03-04'],
    ['03/04', '2026-03-04'],
    ['３／４', '2026-03-04'],
    ['3月4日', '2026-03-04'],
    ['3 月 4', '2026-03-04'],
    ['3-4', '2026-03-04'],
    ['2026-03-04', '2026-03-04'],
    ['2026/3/4', '2026-03-04'],
    ['2026年3月4日', '2026-03-04'],
    ['3/2', '2026-03-02'],
    ['3/1', '2027-03-01'],
    ['1/8', '2027-01-08'],
    ['12/31', '2026-12-31'],
  ])('%s is %s', (typed, date) => {
    expect(typedDate(typed, today)).toBe(date);
  });

  test.each([
    '',
    '3',
    '4日',
    '13/1',
    '2/30',
    '0/4',
    '来週の水曜',
    '水曜',
    '3/4/5/6',
    '304',
    '3/4 14:00',
    '26/3/4',
    '-3/4',
  ])('%j is none', (typed) => {
    expect(typedDate(typed, today)).toBeUndefined();
  });

  test('29 February is the next there is, or none', () => {
    expect(typedDate('2/29', day('2027-06-01'))).toBe('2028-02-29');
    expect(typedDate('2/29', today)).toBeUndefined();
  });
});

describe('a time typed while somebody speaks', () => {
  test.each([
    ['14:00', '14:00'],
    ['１４：００', '14:00'],
    ['9:30', '09:30'],
    ['0930', '09:30'],
    ['930', '09:30'],
    ['1400', '14:00'],
    ['14時', '14:00'],
    ['14時半', '14:30'],
    ['14時5分', '14:05'],
    ['10', '10:00'],
    ['9', '09:00'],
  ])('%s is %s', (typed, time) => {
    expect(typedTime(typed)).toBe(time);
  });

  test.each(['', '25:00', '14:60', '14:0', '午後2時', '2pm', '14:00-14:30', '14時半分', '12345', '-1'])(
    '%j is none',
    (typed) => {
      expect(typedTime(typed)).toBeUndefined();
    },
  );
});
