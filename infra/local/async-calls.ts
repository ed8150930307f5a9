import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Queues } from './queues.ts';
import type { LocalRetries } from './what-follows.ts';

/** Calls a function and waits for it; rejects when it fails. */
export type Invoke = (lambda: string, event: unknown) => Promise<unknown>;

export type AsyncCallsProps = {
  readonly invoke: Invoke;
  readonly retries: ReadonlyMap<string, LocalRetries>;
  readonly queues: Queues;
  readonly now: () => string;
};

/** Of a function without an EventInvokeConfig. */
const USUAL: LocalRetries = { retries: 2 };

/** Lambda waits one minute, then two. */
const PAUSE = 50;

/**
 * Calls a function as Lambda does where nobody waits for the answer: tries again when it fails, and in the end puts the call
 * where the template says. Resolves then, and never rejects.
 */
export const asyncCalls =
  ({ invoke, retries, queues, now }: AsyncCallsProps) =>
  async (lambda: string, event: unknown): Promise<void> => {
    const { retries: again, lost } = retries.get(lambda) ?? USUAL;
    for (let tries = 1; ; tries++) {
      try {
        await invoke(lambda, event);
        return;
      } catch (cause) {
        if (cause instanceof Stopped) return;
        if (tries <= again) {
          await pause(PAUSE * tries);
          continue;
        }
        const body = {
          version: '1.0',
          timestamp: now(),
          requestContext: {
            requestId: randomUUID(),
            functionArn: `${lambda}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: tries,
          },
          requestPayload: event,
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorMessage: cause instanceof Error ? cause.message : String(cause) },
        };
        queues.park(lost, body, `${lambda.split(':').at(-1)} failed ${tries} times and is not tried again`);
        return;
      }
    }
  };

/** The office is gone, so a call did not fail: it never happened. */
export class Stopped extends Error {}
