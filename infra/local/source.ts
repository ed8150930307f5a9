import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { REGION } from './account.ts';
import { type Invoke, Stopped } from './async-calls.ts';
import type { Kept } from './kept.ts';
import type { LocalQueue } from './mail-in.ts';
import type { Queues } from './queues.ts';
import type { UnderWay } from './under-way.ts';

export type SourceProps = {
  readonly source: LocalQueue;
  readonly invoke: Invoke;
  /** Where the messages end that failed for good. */
  readonly queues: Queues;
  /** The office's clock, in milliseconds. */
  readonly now: () => number;
  readonly underWay: UnderWay;
  readonly kept: Kept;
};

const Message = z.strictObject({
  id: z.string(),
  body: z.unknown(),
  sentAt: z.number(),
  receives: z.number(),
});
type Message = z.infer<typeof Message>;

/** SQS hides a message for minutes before it is received again. */
const PAUSE = 50;

/** A queue that calls a function: a batch at a time, in the order of arrival; what failed comes again behind the others. */
export class Source {
  readonly #props: SourceProps;
  readonly #messages: Message[];
  #reading = false;

  constructor(props: SourceProps) {
    this.#props = props;
    this.#messages = z.array(Message).parse(props.kept.read() ?? []);
  }

  /** Takes up what was left when the office stopped. */
  start(): void {
    if (!this.#reading) void this.#props.underWay.during(() => this.#read());
  }

  send(body: object): void {
    this.#messages.push({ id: randomUUID(), body, sentAt: this.#props.now(), receives: 0 });
    this.#keep();
    this.start();
  }

  async #read(): Promise<void> {
    const { source, queues } = this.#props;
    this.#reading = true;
    while (this.#messages.length > 0) {
      const batch = this.#messages.slice(0, source.batchSize);
      for (const message of batch) message.receives++;
      const failed = await this.#call(batch);
      // The office has stopped: nothing of the batch counts as read.
      if (!failed) break;
      this.#messages.splice(0, batch.length);
      for (const message of failed) {
        if (!source.dead || message.receives < source.dead.after) this.#messages.push(message);
        else {
          const who = source.function.split(':').at(-1);
          queues.park(source.dead.arn, message.body, `${who} failed on a message ${message.receives} times`);
        }
      }
      this.#keep();
      if (failed.length > 0) await pause(PAUSE);
    }
    this.#reading = false;
  }

  /** Those of the messages that are to come again; undefined where the function was not there to be called. */
  async #call(batch: readonly Message[]): Promise<readonly Message[] | undefined> {
    const { source, invoke } = this.#props;
    try {
      const answer = await invoke(source.function, { Records: batch.map((message) => eventOf(message, source.arn)) });
      if (!source.reportsFailures) return [];
      const failures = Failures.safeParse(answer ?? {});
      if (!failures.success) return batch;
      const ids = failures.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      // An id that is none of the batch's fails all of it.
      if (ids.some((id) => !batch.some((message) => message.id === id))) return batch;
      return batch.filter(({ id }) => ids.includes(id));
    } catch (cause) {
      return cause instanceof Stopped ? undefined : batch;
    }
  }

  #keep(): void {
    this.#props.kept.put(this.#messages);
  }
}

const Failures = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]),
});

/** As Lambda hands it on. */
const eventOf = ({ id, body, sentAt, receives }: Message, eventSourceARN: string) => {
  const text = JSON.stringify(body);
  return {
    messageId: id,
    receiptHandle: randomUUID(),
    body: text,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(text).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  };
};
