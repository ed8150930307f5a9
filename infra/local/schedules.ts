import * as z from 'zod';
import type { Kept } from './kept.ts';
import { ScheduleTarget } from './resource-types.ts';
import { type ScheduleDefinition, type Times, timesOf } from './schedule.ts';

export type SchedulesProps = {
  readonly groups: readonly string[];
  /** The template's own. */
  readonly fixed: readonly ScheduleDefinition[];
  /** In milliseconds. */
  readonly now: number;
  readonly kept: Kept;
  /** Schedules are accepted and forgotten, and nothing ever fires: as if every timer were lost. */
  readonly lost?: boolean;
};

type Entry = { readonly schedule: ScheduleDefinition; readonly times: Times; counted: number; done: boolean };
/** A schedule whose moment has come. */
export type Due = { readonly at: number; readonly schedule: ScheduleDefinition };

const Stored = z.array(
  z.strictObject({
    schedule: z.strictObject({
      group: z.string(),
      name: z.string(),
      expression: z.string(),
      timezone: z.string(),
      target: ScheduleTarget,
      deleteAfter: z.boolean(),
      token: z.string().optional(),
    }),
    done: z.boolean(),
  }),
);

/** One office's schedules, by group and name. They know when they are due; whoever moves the clock calls. */
export class Schedules {
  readonly groups: ReadonlySet<string>;
  readonly #props: SchedulesProps;
  readonly #entries = new Map<string, Entry>();

  constructor(props: SchedulesProps) {
    this.#props = props;
    this.groups = new Set(props.groups);
    if (props.lost) return;
    for (const schedule of props.fixed) this.#set(schedule, props.now);
    for (const { schedule, done } of Stored.parse(props.kept.read() ?? [])) {
      const { token, ...rest } = schedule;
      this.#set({ ...rest, ...(token && { token }) }, props.now, done);
    }
  }

  /** False where one of that name is there already, unless it came by the same request. */
  create(schedule: ScheduleDefinition, now: number): boolean {
    const { group, name, token } = schedule;
    const known = this.find(group, name);
    if (known) return token !== undefined && known.token === token;
    if (this.#props.lost) return true;
    this.#set(schedule, now);
    this.keep();
    return true;
  }

  find(group: string, name: string): ScheduleDefinition | undefined {
    return this.#entries.get(keyOf({ group, name }))?.schedule;
  }

  /** False where there is none. */
  delete(group: string, name: string): boolean {
    const deleted = this.#entries.delete(keyOf({ group, name }));
    if (deleted) this.keep();
    return deleted;
  }

  /** Those that will still fire, by their next moment. */
  list(): Due[] {
    return [...this.#entries.values()]
      .filter(({ done }) => !done)
      .map(({ schedule, times, counted }) => ({ schedule, at: 'at' in times ? times.at : counted + times.every }))
      .sort(byTime);
  }

  /**
   * What is due first, up to and including this moment. Of a recurring schedule only the last occurrence counts that stands
   * before the next one-time schedule: between two of those it fires at most once, so that a week passes in a second.
   */
  due(until: number): Due | undefined {
    const pending = [...this.#entries.values()].filter(({ done }) => !done);
    const once = pending
      .flatMap(({ schedule, times }) => ('at' in times && times.at <= until ? [{ schedule, at: times.at }] : []))
      .sort(byTime);
    const limit = once[0] ? once[0].at - 1 : until;
    const again = pending.flatMap(({ schedule, times, counted }) => {
      if ('at' in times) return [];
      const occurrences = Math.floor((limit - counted) / times.every);
      return occurrences > 0 ? [{ schedule, at: counted + occurrences * times.every }] : [];
    });
    return [...again, ...once].sort(byTime)[0];
  }

  /** It fires now, so it is not due any more; `keep` what that leaves once it has fired: a call may come twice, but must come. */
  take({ schedule, at }: Due): void {
    const entry = this.#entries.get(keyOf(schedule));
    if (!entry) return;
    if ('every' in entry.times) {
      entry.counted = at;
      return;
    }
    if (schedule.deleteAfter) this.#entries.delete(keyOf(schedule));
    else entry.done = true;
  }

  /** Whatever came due until this moment never fires, and recurring schedules count from here. */
  lose(now: number): void {
    for (const { schedule, times } of [...this.#entries.values()]) {
      if ('at' in times && times.at <= now) this.take({ schedule, at: times.at });
    }
    for (const entry of this.#entries.values()) if ('every' in entry.times) entry.counted = now;
    this.keep();
  }

  /** Writes down all but the template's own. */
  keep(): void {
    const { kept, fixed } = this.#props;
    const made = [...this.#entries.values()].filter(({ schedule }) => !fixed.includes(schedule));
    kept.put(made.map(({ schedule, done }) => ({ schedule, done })));
  }

  #set(schedule: ScheduleDefinition, now: number, done = false): void {
    const times = timesOf(schedule.expression, schedule.timezone);
    this.#entries.set(keyOf(schedule), { schedule, times, counted: now, done });
  }
}

const keyOf = ({ group, name }: { readonly group: string; readonly name: string }): string => `${group}/${name}`;
const byTime = (a: Due, b: Due): number => a.at - b.at;
