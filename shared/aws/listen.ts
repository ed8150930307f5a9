import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { type Instant, instant } from '../domain/time.ts';
import { logFailure } from '../log.ts';

/**
 * The handler of a function that an event calls: the event is checked, the clock is read once and handed on. A failure is
 * passed on, so that AWS tries again and then keeps it for a person, but without its message.
 */
export const listen =
  <Event, Answer>(event: z.ZodType<Event>, use: (event: Event, now: Instant) => Promise<Answer>) =>
  async (given: unknown, context?: Pick<Context, 'awsRequestId'>): Promise<Answer> => {
    try {
      return await use(event.parse(given), instant(Date.now()));
    } catch (error) {
      logFailure(error, { request: context?.awsRequestId });
      throw new Error(`${error instanceof Error ? error.name : 'something'} was thrown; the log says where`);
    }
  };
