import { describe, expect, test } from 'vitest';
import { noDaysText, typedDate, typedDays, typedTime, whyNoStart } from '../../shared/domain/typed-times.ts';
import { dateText } from '../../shared/domain/wording.ts';
import { day } from '../support/build.ts';

const today = day('2026-03-02');

describe('a day typed while somebody speaks', () => {
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
    ['2/27', '2027-02-27'],
    ['３月４日（水）', '2026-03-04'],
    ['3/4(水曜日)', '2026-03-04'],
    ['令和8年3月4日', '2026-03-04'],
    ['R8.3.4', '2026-03-04'],
    ['4/29（水・祝）', '2026-04-29'],
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
    '3/4（木）',
    '3/4〜3/6',
    '1999-12-31',
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
    ['午後２時', '14:00'],
    ['午後2:00', '14:00'],
    ['午後 2時半', '14:30'],
    ['午前10時', '10:00'],
    ['午後0時', '12:00'],
    ['午前0:30', '00:30'],
    ['午後2時から', '14:00'],
    ['14時半から', '14:30'],
    ['１１：００～', '11:00'],
  ])('%s is %s', (typed, time) => {
    expect(typedTime(typed)).toBe(time);
  });

  test.each([
    '',
    '25:00',
    '14:60',
    '14:0',
    '午前12時',
    '午後12:00',
    '午後14時',
    '午後',
    '2pm',
    '14:00-14:30',
    'から',
    '14時半分',
    '12345',
    '-1',
  ])('%j is none', (typed) => {
    expect(typedTime(typed)).toBeUndefined();
  });
});

test.each([
  ['3月11日（木）', '14:00', [['date', '2026年3月11日は水曜日です。日を選び直してください。']]],
  ['2月30日', '14:00', [['date', 'この日付はありません。日を選び直してください。']]],
  ['3月11日', '午前12時', [['time', '「午前12時」は、昼か夜中か、はっきりしません。時刻を選び直してください。']]],
  ['3月11日', '午後12:30', [['time', '「午後12時」は、昼か夜中か、はっきりしません。時刻を選び直してください。']]],
  ['3月11日', '午後120分', [['time', '時刻として読めません。時刻を選び直してください。']]],
  ['あした', '14:00', [['date', '日付として読めません。日を選び直してください。']]],
  [
    undefined,
    '昼ごろ',
    [
      ['date', '日を選んでください。'],
      ['time', '時刻として読めません。時刻を選び直してください。'],
    ],
  ],
  ['3月11日', undefined, [['time', '時刻を選んでください。']]],
  ['3月11日', '14:00', []],
])('why %s %s is no start: %s', (date, time, why) => {
  expect(whyNoStart({ date, time }, today).map((one) => [one.part, one.why])).toEqual(why);
});

describe('days typed where one or several may stand', () => {
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
    ['3-4', 'unreadable'],
    ['3/4-6', 'unreadable'],
    ['9999-12-31', 'out-of-range'],
    ['1926-03-09', 'out-of-range'],
    ['9999-02-30', 'no-such-day'],
    ['3/4 休み', 'unreadable'],
    ['2/30', 'no-such-day'],
    ['2026-13-01', 'no-such-day'],
    ['3/6〜3/4', 'backwards'],
    ['3/4〜12/4', 'too-many'],
  ] as const)('%s is none: %s, and what to do about it is said', (typed, wrong) => {
    expect(typedDays(typed, today)).toEqual({ wrong });
    expect(noDaysText({ wrong })).toMatch(/。$/);
  });

  test('with another weekday than the day has is none, and its own is said', () => {
    const none = { wrong: 'weekday-differs' as const, date: day('2026-03-04') };
    expect(typedDays('3/4（木）', today)).toEqual(none);
    expect(noDaysText(none)).toBe('2026年3月4日は水曜日です。日付か曜日を直してください。');
  });

  test('is read as it is shown again', () => {
    expect(typedDays(dateText(day('2027-01-04')), today)).toEqual(['2027-01-04']);
  });
});
