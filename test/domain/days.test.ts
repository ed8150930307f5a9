import { describe, expect, test } from 'vitest';
import { noDaysText, typedDays } from '../../shared/domain/days.ts';
import { dateText } from '../../shared/domain/wording.ts';
import { day } from '../support/build.ts';

const today = day('2026-03-02');

describe('a day that staff type', () => {
  test.each([
    ['3/4', '2026-03-04'],
    ['３／４', '2026-03-04'],
    ['03/04', '2026-03-04'],
    ['3月4日', '2026-03-04'],
    ['３月４日（水）', '2026-03-04'],
    ['3/4(水曜日)', '2026-03-04'],
    ['2026-03-04', '2026-03-04'],
    ['２０２６－０３－０４', '2026-03-04'],
    ['2026/3/4', '2026-03-04'],
    ['2026年 3月 4日（水）', '2026-03-04'],
    ['令和8年3月4日', '2026-03-04'],
    ['R8.3.4', '2026-03-04'],
    ['4/29（水・祝）', '2026-04-29'],
    ['2/27', '2026-02-27'],
    ['1/4', '2026-01-04'],
    ['12/28', '2026-12-28'],
    ['2028/2/29', '2028-02-29'],
  ])('%s is %s', (typed, date) => {
    expect(typedDays(typed, today)).toEqual([date]);
  });

  test.each([
    ['3/4〜3/6', ['2026-03-04', '2026-03-05', '2026-03-06']],
    ['3月4日（水）から3月5日まで', ['2026-03-04', '2026-03-05']],
    ['2026-03-04～2026-03-05', ['2026-03-04', '2026-03-05']],
    ['12/30〜1/2', ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']],
    ['3/4-3/4', ['2026-03-04']],
  ])('%s is every day from one to the other', (typed, dates) => {
    expect(typedDays(typed, today)).toEqual(dates);
  });

  test.each([
    ['あした', 'unreadable'],
    ['4', 'unreadable'],
    ['', 'unreadable'],
    ['3/4 休み', 'unreadable'],
    ['2/30', 'no-such-day'],
    ['2026-13-01', 'no-such-day'],
    ['3/4（木）', 'weekday-differs'],
    ['3/6〜3/4', 'backwards'],
    ['3/4〜12/4', 'too-many'],
  ] as const)('%s is none: %s, and what to do about it is said', (typed, wrong) => {
    expect(typedDays(typed, today)).toEqual({ wrong });
    expect(noDaysText({ wrong })).toMatch(/。$/);
  });

  test('is read as it is shown again', () => {
    expect(typedDays(dateText(day('2027-01-04')), today)).toEqual(['2027-01-04']);
  });
});
