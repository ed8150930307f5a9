/** The part of the package the calendar is checked against; it has no types of its own. */
declare module 'japanese-holidays' {
  /** The holidays of a year with their substitutes, as months from 1 and days: no Date, so no time zone. */
  export const getHolidaysOf: (year: number) => { month: number; date: number; name: string }[];
}
