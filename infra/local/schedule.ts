import { DateTime } from 'luxon';
import type * as z from 'zod';
import { arnOf } from './account.ts';
import type { ScheduleTarget } from './resource-types.ts';

export type ScheduleDefinition = {
  readonly group: string;
  readonly name: string;
  readonly expression: string;
  readonly timezone: string;
  readonly target: z.infer<typeof ScheduleTarget>;
  /** Whether a one-time schedule goes once it has fired. */
  readonly deleteAfter: boolean;
  /** The same request sent again, as the SDK does, is no conflict. */
  readonly token?: string;
};

/** Milliseconds: one moment, or how long from one to the next. */
export type Times = { readonly at: number } | { readonly every: number };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** What `at(…)` and `rate(…)` say; throws a sentence for anything else, `cron(…)` with it. */
export const timesOf = (expression: string, timezone: string): Times => {
  const [, local] = /^at\((\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)\)$/.exec(expression) ?? [];
  if (local) {
    const moment = DateTime.fromISO(local, { zone: timezone });
    if (moment.isValid) return { at: moment.toMillis() };
  }
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count) return { every: Number(count) * (UNITS[unit] ?? Number.NaN) };
  throw new Error(`Invalid Schedule Expression ${expression}.`);
};

/** What a schedule is called where IAM speaks of it. */
export const scheduleArn = (group: string, name: string): string => arnOf('scheduler', `schedule/${group}/${name}`);
