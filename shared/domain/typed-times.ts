import { plain } from './application.ts';
import { LocalDate, LocalTime } from './time.ts';

/* Days and times as staff type them while somebody speaks: strict, because a time guessed wrong is a time booked wrong. */

/** `3/4`, `3月4日`, `2026-03-04`: a day that exists; without a year the next such day, today included. */
export const typedDate = (typed: string, today: LocalDate): LocalDate | undefined => {
  const text = plain(typed.replace(/\s+/g, ''));
  const [, year, month, day] = /^(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?$/.exec(text) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const in_ = (one: string | number): LocalDate | undefined =>
    LocalDate.safeParse(`${one}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`).data;
  if (year !== undefined) return in_(year);
  const thisYear = Number(today.slice(0, 4));
  const near = in_(thisYear);
  return near !== undefined && near >= today ? near : in_(thisYear + 1);
};

/** `14:00`, `9:30`, `1400`, `14時`, `14時半`, `14時30分`, `14`: of 24 hours, never of twice twelve. */
export const typedTime = (typed: string): LocalTime | undefined => {
  const text = plain(typed.replace(/\s+/g, '')).replace('半', '30分');
  const [, hour, minute = '00'] =
    /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ??
    /^(\d{1,2})時(?:(\d{1,2})分)?$/.exec(text) ??
    /^(\d{1,2})(\d{2})$/.exec(text) ??
    [];
  if (hour === undefined) return undefined;
  return LocalTime.safeParse(`${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`).data;
};
