import { randomUUID } from 'node:crypto';
import { instant, isoOf } from '../../shared/domain/time.ts';
import { ACCOUNT, REGION } from './account.ts';
import { type Clock, momentOf } from './clock.ts';
import { allows } from './iam.ts';
import type { Queues } from './queues.ts';
import { scheduleArn } from './schedule.ts';
import type { Due, Schedules } from './schedules.ts';
import type { LocalStack } from './template.ts';

/** What the clock meets in one office. */
export type Wakeable = {
  readonly office: string;
  readonly stack: LocalStack;
  readonly schedules: Schedules;
  readonly queues: Queues;
  /** Resolves when the function has done, or has failed for good. */
  readonly call: (lambda: string, event: unknown) => Promise<void>;
};

type Next = Due & { readonly wakeable: Wakeable };

export type Fired = {
  readonly at: string;
  readonly office: string;
  readonly name: string;
  readonly function: string;
};

const TICK = 1_000;

/** Fires what is due: in real time while the clock goes with the machine's, and in order when somebody moves it. */
export class Timekeeper {
  readonly #clock: Clock;
  readonly #offices: readonly Wakeable[];
  readonly #settle: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #last: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(clock: Clock, offices: readonly Wakeable[], settle: () => Promise<void>) {
    this.#clock = clock;
    this.#offices = offices;
    this.#settle = settle;
    this.#timer = setInterval(() => this.#tick(), TICK).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /**
   * Moves the clock forward, never back. At each firing it stands at that schedule's own moment, and everything that follows has
   * settled before the next; what was due already fires first. A recurring schedule fires at most once between two one-time
   * schedules of its office, and once before the end: at its last occurrence there.
   */
  moveTo(iso: string): Promise<Fired[]> {
    const moved = this.#last.then(() => this.#move(momentOf(iso)));
    this.#last = moved.catch(() => {});
    return moved;
  }

  /** The clock stands at this moment, earlier or later, and nothing fires: whatever came due in between is lost. */
  setTo(iso: string): void {
    this.#clock.standAt(momentOf(iso));
    for (const { schedules } of this.#offices) schedules.lose(this.#clock.now());
  }

  async #move(target: number): Promise<Fired[]> {
    const now = this.#clock.now();
    if (target < now) {
      const asked = isoOf(instant(target));
      throw new Error(`the clock only goes forward: it says ${isoOf(instant(now))}, so it cannot go to ${asked}`);
    }
    this.#clock.standAt(now);
    await this.#settle();
    const fired: Fired[] = [];
    for (let next = this.#next(target); next && !this.#stopped; next = this.#next(target)) {
      this.#clock.standAt(Math.max(this.#clock.now(), next.at));
      fired.push({
        at: this.#clock.iso(),
        office: next.wakeable.office,
        name: next.schedule.name,
        function: nameOf(next.wakeable, next.schedule.target.Arn),
      });
      await this.#fire(next);
      await this.#settle();
    }
    this.#clock.standAt(target);
    await this.#settle();
    return fired;
  }

  async #fire({ wakeable, ...due }: Next): Promise<void> {
    wakeable.schedules.take(due);
    await fire(wakeable, due);
    if (!this.#stopped) wakeable.schedules.keep();
  }

  #next(until: number): Next | undefined {
    return this.#offices
      .flatMap((wakeable) => {
        const due = wakeable.schedules.due(until);
        return due ? [{ ...due, wakeable }] : [];
      })
      .sort((a, b) => a.at - b.at)[0];
  }

  #tick(): void {
    if (this.#clock.stands) return;
    const now = this.#clock.now();
    for (let next = this.#next(now); next; next = this.#next(now)) void this.#fire(next);
  }
}

const nameOf = ({ stack }: Wakeable, arn: string): string =>
  stack.functions.find((one) => one.arn === arn)?.name ?? arn;

/** Lambda takes the call and answers for the rest; only a call Lambda would not take is tried again here. */
const fire = async ({ stack, queues, call }: Wakeable, due: Due): Promise<void> => {
  const { schedule, at } = due;
  const { target, group, name } = schedule;
  const execution = randomUUID();
  const time = new Date(at).toISOString().replace('.000', '');
  const event = eventOf(schedule, time, execution);
  const statements = stack.roles.get(target.RoleArn)?.statements ?? [];
  const granted = allows(statements, 'lambda:InvokeFunction', target.Arn);
  if (granted && stack.functions.some(({ arn }) => arn === target.Arn)) return call(target.Arn, event);
  // Nothing would change from one try of the retry policy to the next.
  const why = granted ? 'there is no such function' : 'the role is not granted lambda:InvokeFunction';
  const attributes = {
    ERROR_CODE: granted ? 'ResourceNotFoundException' : 'AWS.Lambda.AccessDeniedException',
    ERROR_MESSAGE: why,
    EXECUTION_ID: execution,
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    RETRY_ATTEMPTS: String(target.RetryPolicy?.MaximumRetryAttempts ?? 185),
    SCHEDULE_ARN: scheduleArn(group, name),
    SCHEDULED_TIME: time,
    TARGET_ARN: target.Arn,
  };
  const lost = target.DeadLetterConfig?.Arn;
  const kept = lost && allows(statements, 'sqs:SendMessage', lost) ? lost : undefined;
  queues.park(kept, { input: event, attributes }, `${name} cannot be fired: ${why}`);
};

/** Its input with the context's words replaced, or what Scheduler sends where there is none. */
const eventOf = ({ group, name, target }: Due['schedule'], time: string, execution: string): unknown => {
  const arn = scheduleArn(group, name);
  if (target.Input === undefined) {
    return {
      version: '0',
      id: execution,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: ACCOUNT,
      time,
      region: REGION,
      resources: [arn],
      detail: '{}',
    };
  }
  const words = { 'schedule-arn': arn, 'scheduled-time': time, 'execution-id': execution, 'attempt-number': '1' };
  const input = Object.entries(words).reduce(
    (text, [word, value]) => text.replaceAll(`<aws.scheduler.${word}>`, value),
    target.Input,
  );
  return JSON.parse(input);
};
