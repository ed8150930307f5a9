import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import type { Prompt } from '../domain/booking.ts';
import type { WakeUp } from '../domain/clock.ts';
import { type Instant, instant, local } from '../domain/time.ts';

const environment = z
  .object({
    SCHEDULE_GROUP: z.string(),
    SCHEDULE_ROLE: z.string(),
    SCHEDULE_LOST: z.string(),
    REMINDER: z.string(),
    NO_SHOW: z.string(),
  })
  .parse(process.env);

/** A schedule's name is its identity, so trying again is safe. */
const scheduler = new SchedulerClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
});

/** Which function a wake-up call goes to. */
const targetOf = {
  promise: environment.REMINDER,
  'promise-broken': environment.REMINDER,
  ending: environment.REMINDER,
  meeting: environment.REMINDER,
  'reminder-day': environment.REMINDER,
  'reminder-hour': environment.REMINDER,
  expiry: environment.NO_SHOW,
  'no-show': environment.NO_SHOW,
} satisfies Record<Prompt, string>;

/**
 * [R-14] `at(2026-03-04T14:10:00)` in Japanese time, 24 hours. Seconds are rounded up: whoever wakes too early would find
 * nothing to do and not be woken again.
 */
export const atExpression = (moment: Instant): string =>
  `at(${local(instant(Math.ceil(moment / 1000) * 1000)).toFormat("yyyy-MM-dd'T'HH:mm:ss")})`;

/** Sets a wake-up call; one of this name that is there already is the same one. */
export const setWake = async (name: string, moment: Instant, wake: WakeUp): Promise<void> => {
  try {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: name,
        GroupName: environment.SCHEDULE_GROUP,
        ScheduleExpression: atExpression(moment),
        ScheduleExpressionTimezone: 'Asia/Tokyo',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: targetOf[wake.kind],
          RoleArn: environment.SCHEDULE_ROLE,
          Input: JSON.stringify(wake),
          DeadLetterConfig: { Arn: environment.SCHEDULE_LOST },
          // An old wake-up call is worth nothing: the sweep has been there.
          RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 5 },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
};

/** Takes a wake-up call back; one that is not there any more is taken back. */
export const dropWake = async (name: string): Promise<void> => {
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: environment.SCHEDULE_GROUP }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
};
