import japaneseHolidays from 'japanese-holidays';
import { describe, expect, test } from 'vitest';
import {
  type Closures,
  calendarKnownUntil,
  calendarRunsOut,
  isOpen,
  openDayBefore,
  openDaysBetween,
} from '../../shared/domain/calendar.ts';
import { Office } from '../../shared/domain/office.ts';
import { daysFrom, weekdayOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { day } from '../support/build.ts';
import { saturday } from '../support/offices.ts';

const closures = (closed: string[] = [], opened: string[] = []): Closures => ({
  closed: closed.map(day),
  opened: opened.map(day),
});

const offices = [kabe, aomori].map((office) => [office.name, office] as const);

/** Kabe with another calendar. */
const withCalendar = (calendar: Partial<Office['calendar']>): Office =>
  Office.parse({ ...kabe, calendar: { ...kabe.calendar, ...calendar } });

describe.each(offices)('%s', (_, office) => {
  test.each([
    ['2026-03-07', 'a Saturday'],
    ['2026-03-08', 'a Sunday'],
    ['2026-02-11', 'a national holiday'],
    ['2026-03-20', 'the vernal equinox'],
    ['2026-09-22', 'a day between two holidays'],
    ['2026-05-06', 'the substitute of a holiday three days before'],
    ['2025-11-24', 'the substitute of a Sunday holiday'],
    ['2024-02-12', 'the substitute of a Sunday holiday'],
    ['2025-12-29', '29 December'],
    ['2025-12-30', '30 December'],
    ['2025-12-31', '31 December'],
    ['2026-01-01', 'New Year’s Day'],
    ['2026-01-02', '2 January'],
    ['2025-01-03', '3 January'],
  ])('[D-2] is closed on %s, %s', (date) => {
    expect(isOpen(office, closures(), day(date))).toBe(false);
  });

  test.each([
    ['2026-03-02', 'a Monday'],
    ['2026-03-06', 'a Friday'],
    ['2026-12-28', 'the last working day of the year'],
    ['2027-01-04', 'the first working day of the year'],
    ['2028-02-29', 'a leap day'],
    ['2026-05-07', 'the day after Golden Week'],
    ['2018-12-25', 'the day after a substitute of a holiday that is no more'],
    ['2026-12-23', 'a holiday of the former emperor’s time'],
    ['2021-10-11', 'a holiday that was moved for the Olympics'],
  ])('[D-2] is open on %s, %s', (date) => {
    expect(isOpen(office, closures(), day(date))).toBe(true);
  });

  test.each(['1969-12-31', '1969-06-03', '2051-01-04', '2051-06-01', '9998-06-01'])(
    '[R-17] is closed on %s, for which no holidays are known',
    (date) => {
      expect(isOpen(office, closures(), day(date))).toBe(false);
    },
  );
});

test.each(['2026-04-29', '2026-05-06', '2026-09-23', '2026-12-30', '2027-01-01'])(
  '[D-2] Kabe has no session on %s though it is one of its weekdays',
  (date) => {
    expect([3, 5]).toContain(weekdayOf(day(date)));
    expect(isOpen(kabe, closures(), day(date))).toBe(false);
  },
);

test('[R-17] the last day whose holidays are known is open or closed by them, the next is closed', () => {
  const always = withCalendar({ closedWeekdays: [], yearEnd: null });
  expect(calendarKnownUntil).toBe('2050-12-31');
  expect(calendarRunsOut(kabe, day('2050-05-02'))).toBe(false);
  expect(calendarRunsOut(kabe, day('2050-05-03'))).toBe(true);
  expect(isOpen(always, closures(), day(calendarKnownUntil))).toBe(true);
  expect(isOpen(always, closures(), day('2051-01-01'))).toBe(false);
});

describe('[D-2] what stands above what', () => {
  const office = withCalendar({ extraClosed: [day('2026-03-03')], extraOpen: [day('2026-03-07')] });
  const both = withCalendar({ extraClosed: [day('2026-03-03')], extraOpen: [day('2026-03-03')] });

  test.each([
    ['a working day is open', kabe, '2026-03-03', closures(), true],
    ['an extra closing day of the office is closed', office, '2026-03-03', closures(), false],
    ['staff may open an extra closing day', office, '2026-03-03', closures([], ['2026-03-03']), true],
    ['an extra open day of the office is open though a Saturday', office, '2026-03-07', closures(), true],
    ['staff may close an extra open day', office, '2026-03-07', closures(['2026-03-07']), false],
    ['staff may close a working day', office, '2026-03-04', closures(['2026-03-04']), false],
    ['staff may open a Sunday', office, '2026-03-08', closures([], ['2026-03-08']), true],
    ['staff may open a national holiday', office, '2026-03-20', closures([], ['2026-03-20']), true],
    ['staff may open 29 December', office, '2026-12-29', closures([], ['2026-12-29']), true],
    ['staff may open a day without holiday data', office, '2051-03-01', closures([], ['2051-03-01']), true],
    ['closed by staff stands above opened', office, '2026-03-04', closures(['2026-03-04'], ['2026-03-04']), false],
    ['closed by the office stands above opened by it', both, '2026-03-03', closures(), false],
    ['another day’s closure changes nothing', office, '2026-03-05', closures(['2026-03-04']), true],
  ])('%s', (_, of, date, entered, open) => {
    expect(isOpen(of, entered, day(date))).toBe(open);
  });

  test.each([
    ['Saturdays', saturday, '2026-03-07', true],
    ['its own extra closing day', saturday, '2026-03-14', false],
    ['its own extra open day, a holiday', saturday, '2026-03-20', true],
    ['the last days of the year', saturday, '2026-12-30', true],
    ['Sundays', saturday, '2026-03-08', false],
    ['other national holidays', saturday, '2026-02-11', false],
  ])('another office keeps its own calendar on %s', (_, of, date, open) => {
    expect(isOpen(of, closures(), day(date))).toBe(open);
  });

  test('an office that works on national holidays needs no holiday data', () => {
    const through = withCalendar({ nationalHolidays: false });
    expect(isOpen(through, closures(), day('2026-02-11'))).toBe(true);
    expect(isOpen(through, closures(), day('2051-03-01'))).toBe(true);
  });
});

test('[D-2, R-17] the holidays are those another library calculates, on every day from 2024 to 2049', () => {
  const holidaysOnly = withCalendar({ closedWeekdays: [], yearEnd: null });
  const calculated = Array.from({ length: 2049 - 2024 + 1 }, (_, index) => 2024 + index).flatMap((year) =>
    japaneseHolidays
      .getHolidaysOf(year)
      .map(({ month, date }) => `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`),
  );
  const days = daysFrom(day('2024-01-01'), day('2049-12-31'));
  expect(days).toHaveLength(26 * 365 + 7);
  expect(days.filter((date) => !isOpen(holidaysOnly, closures(), date))).toEqual(calculated);
});

describe('counting open days', () => {
  test.each([
    ['2024-01-04', '2023-12-27', 'over the New Year'],
    ['2024-05-07', '2024-05-01', 'over Golden Week with a substitute holiday'],
    ['2024-02-13', '2024-02-08', 'over a long weekend with a substitute holiday'],
    ['2026-09-24', '2026-09-17', 'over a weekend and three holidays'],
    ['2027-01-04', '2026-12-25', 'over the New Year and a weekend'],
    ['2026-03-04', '2026-03-02', 'in the middle of a week'],
    ['2026-03-09', '2026-03-05', 'over a weekend'],
    ['2028-03-01', '2028-02-28', 'over a leap day'],
    ['2028-03-02', '2028-02-29', 'back to a leap day'],
    ['2027-03-01', '2027-02-25', 'over the end of a February without one'],
  ])('[A-6-1, D-3, R-17] two open days before %s is %s: %s', (date, before) => {
    expect(openDayBefore(aomori, closures(), day(date), 2)).toBe(before);
  });

  test.each([
    ['a closure is not counted', closures(['2026-03-03']), '2026-02-27'],
    ['a day staff opened is counted', closures([], ['2026-03-01']), '2026-03-02'],
    ['two closures are not counted', closures(['2026-03-02', '2026-03-03']), '2026-02-26'],
    ['the day itself does not count, open or closed', closures(['2026-03-04']), '2026-03-02'],
  ])('[D-2] %s', (_, entered, before) => {
    expect(openDayBefore(aomori, entered, day('2026-03-04'), 2)).toBe(before);
  });

  test.each([
    ['2026-03-02', 1, '2026-03-03'],
    ['2026-03-06', 1, '2026-03-09'],
    ['2026-03-07', 1, '2026-03-09'],
    ['2026-12-28', 1, '2027-01-04'],
    ['2026-05-01', 2, '2026-05-08'],
    ['2028-02-28', 1, '2028-02-29'],
  ])('[A-6-3] counted forward from %s, open day %s is %s', (date, count, after) => {
    expect(openDayBefore(aomori, closures(), day(date), -count)).toBe(after);
  });

  test('no open day counted is the day itself, even if closed', () => {
    expect(openDayBefore(aomori, closures(), day('2026-03-07'), 0)).toBe('2026-03-07');
  });

  test('where the holiday data end the search ends too, a year further', () => {
    expect(openDayBefore(aomori, closures(), day('2050-12-28'), -1)).toBe('2051-12-29');
  });
});

describe('whole open days between two days', () => {
  test.each([
    ['2026-03-02', '2026-03-02', 0],
    ['2026-03-02', '2026-03-03', 0],
    ['2026-03-02', '2026-03-04', 1],
    ['2026-03-06', '2026-03-09', 0],
    ['2026-03-05', '2026-03-10', 2],
    ['2026-03-19', '2026-03-23', 0],
    ['2026-12-25', '2027-01-05', 2],
    ['2026-03-04', '2026-03-02', 0],
  ])('%s and %s: %d', (first, last, expected) => {
    expect(openDaysBetween(kabe, closures(), day(first), day(last))).toBe(expected);
  });
});
