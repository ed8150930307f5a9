import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record as StreamRecord,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { REGION } from './account.ts';
import { type Invoke, Stopped } from './async-calls.ts';
import type { Kept } from './kept.ts';
import type { Queues } from './queues.ts';
import type { LocalStream } from './what-follows.ts';

export type StreamProps = {
  readonly stream: LocalStream;
  /** Straight at DynamoDB: Lambda reads the stream, not the function. */
  readonly client: DynamoDBStreamsClient;
  readonly invoke: Invoke;
  readonly queues: Queues;
  /** The office's clock, in milliseconds. */
  readonly now: () => number;
  readonly kept: Kept;
  readonly error: (line: string) => void;
};

type Shard = { readonly id: string; readonly parent: string | undefined; iterator: string | undefined };
/** A record as the function gets it. */
type Event = ReturnType<typeof eventOf>;
type Part = { readonly records: readonly Event[]; readonly tries: number };

const SLOWLY = 1_000;
const LONGEST_PAUSE = 200;

/** An event source mapping: reads a table's stream and calls its function, in order within a shard, until it has what it wants. */
export class Stream {
  readonly #props: StreamProps;
  readonly #open: Shard[] = [];
  readonly #closed = new Set<string>();
  readonly #positions: Map<string, string>;
  #arn = '';
  #last: Promise<number> = Promise.resolve(0);
  #asked = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(props: StreamProps) {
    this.#props = props;
    this.#positions = new Map(Object.entries(z.record(z.string(), z.string()).parse(props.kept.read() ?? {})));
  }

  /** Looks now and then by itself, for whoever writes to the table by another way. */
  start(): void {
    this.#timer = setInterval(() => this.nudge(), SLOWLY).unref();
    this.nudge();
  }

  /** Something was written. */
  nudge(): void {
    if (!this.#asked && !this.#stopped) void this.drain();
  }

  /** Reads until nothing is left; resolves to how many records there were. */
  drain(): Promise<number> {
    this.#asked = true;
    this.#last = this.#last.then(async () => {
      this.#asked = false;
      if (this.#stopped) return 0;
      try {
        return await this.#read();
      } catch (cause) {
        if (!this.#stopped) this.#props.error(`the stream of ${this.#props.stream.table} cannot be read: ${cause}`);
        return 0;
      }
    });
    return this.#last;
  }

  /** What was read and not handled yet is read again by whoever starts with the same data. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  async #read(): Promise<number> {
    let seen = 0;
    if (this.#open.length === 0) await this.#findShards();
    const done = new Set<Shard>();
    for (;;) {
      // A shard's children hold what came after it.
      const shard = this.#open.find((one) => !done.has(one) && !this.#open.some(({ id }) => id === one.parent));
      if (!shard || this.#stopped) return seen;
      const { records, closed } = await this.#readShard(shard);
      seen += records;
      done.add(shard);
      if (!closed) continue;
      this.#open.splice(this.#open.indexOf(shard), 1);
      this.#closed.add(shard.id);
      await this.#findShards();
    }
  }

  async #findShards(): Promise<void> {
    const { client, stream } = this.#props;
    if (!this.#arn) {
      const { Streams: [found] = [] } = await client.send(new ListStreamsCommand({ TableName: stream.table }));
      if (!found?.StreamArn) throw new Error('it is not there');
      this.#arn = found.StreamArn;
    }
    const known = new Set([...this.#closed, ...this.#open.map(({ id }) => id)]);
    let after: string | undefined;
    do {
      const { StreamDescription: page } = await client.send(
        new DescribeStreamCommand({ StreamArn: this.#arn, ExclusiveStartShardId: after }),
      );
      for (const { ShardId: id, ParentShardId: parent } of page?.Shards ?? []) {
        if (id && !known.has(id)) this.#open.push({ id, parent, iterator: undefined });
      }
      after = page?.LastEvaluatedShardId;
    } while (after);
  }

  async #readShard(shard: Shard): Promise<{ records: number; closed: boolean }> {
    const { client, stream } = this.#props;
    let seen = 0;
    for (;;) {
      shard.iterator ??= await this.#iteratorOf(shard);
      try {
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator: shard.iterator }),
        );
        for (const records of batches(Records, stream.batchSize)) {
          await this.#deliver(shard, records);
          // What was under way when the office stopped counts as not read.
          if (this.#stopped) return { records: seen, closed: false };
          const position = records.at(-1)?.dynamodb?.SequenceNumber;
          if (position) this.#positions.set(shard.id, position);
          this.#props.kept.put(Object.fromEntries(this.#positions));
          seen += records.length;
        }
        shard.iterator = NextShardIterator;
        if (!NextShardIterator) return { records: seen, closed: true };
        if (Records.length === 0) return { records: seen, closed: false };
      } catch (cause) {
        if (cause instanceof TrimmedDataAccessException) this.#positions.delete(shard.id);
        else if (!(cause instanceof ExpiredIteratorException)) throw cause;
        shard.iterator = undefined;
      }
    }
  }

  async #iteratorOf({ id }: Shard): Promise<string | undefined> {
    const position = this.#positions.get(id);
    const { ShardIterator } = await this.#props.client.send(
      new GetShardIteratorCommand({
        StreamArn: this.#arn,
        ShardId: id,
        ...(position
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }
          : { ShardIteratorType: 'TRIM_HORIZON' }),
      }),
    );
    return ShardIterator;
  }

  /**
   * Calls the function until every record is handled or given up. A part that fails is halved where the mapping says so, which
   * costs no try; a part that cannot or may not be halved is tried again as it is, after a short pause instead of AWS's longer.
   */
  async #deliver({ id }: Shard, records: readonly StreamRecord[]): Promise<void> {
    const { stream, now } = this.#props;
    const wanted = records
      .map((record) => eventOf(record, stream.arn, now()))
      .filter((event) => stream.filters.length === 0 || stream.filters.some((matches) => matches(event)));
    const made = new Map(records.map(({ eventID, dynamodb }) => [eventID, dynamodb?.ApproximateCreationDateTime]));
    const parts: Part[] = wanted.length > 0 ? [{ records: wanted, tries: 0 }] : [];
    for (let part = parts.shift(); part && !this.#stopped; part = parts.shift()) {
      // By the machine's clock, as DynamoDB counts.
      const age = (Date.now() - (made.get(part.records[0]?.eventID)?.getTime() ?? Date.now())) / 1_000;
      if (age > stream.maxAgeSeconds) {
        this.#park(id, part, 'RecordAgeExceeded');
        continue;
      }
      const failedFrom = await this.#call(part.records);
      if (failedFrom === undefined || this.#stopped) continue;
      const rest = part.records.slice(failedFrom);
      if (stream.bisects && part.records.length > 1) {
        const middle = failedFrom > 0 ? 0 : Math.ceil(rest.length / 2);
        const halves = [rest.slice(0, middle), rest.slice(middle)].filter((half) => half.length > 0);
        parts.unshift(...halves.map((half) => ({ records: half, tries: part.tries })));
      } else if (part.tries < stream.retries) {
        parts.unshift({ records: rest, tries: part.tries + 1 });
      } else {
        this.#park(id, { ...part, records: rest }, 'RetryAttemptsExhausted');
        continue;
      }
      await pause(Math.min(LONGEST_PAUSE, 50 * 2 ** part.tries));
    }
  }

  /** The place of the first record that is to be sent again; undefined where all is well. */
  async #call(records: readonly Event[]): Promise<number | undefined> {
    const { stream, invoke } = this.#props;
    try {
      const answer = Failures.safeParse((await invoke(stream.function, { Records: records })) ?? {});
      if (!stream.reportsFailures) return undefined;
      if (!answer.success) return 0;
      const failed = answer.data.batchItemFailures.map(({ itemIdentifier }) =>
        records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
      );
      // A number that is none of the batch's fails all of it.
      return failed.length > 0 ? Math.max(0, Math.min(...failed)) : undefined;
    } catch (cause) {
      if (cause instanceof Stopped) this.stop();
      return 0;
    }
  }

  #park(shardId: string, { records, tries }: Part, condition: string): void {
    const { stream, queues, now } = this.#props;
    const [first, last] = [records[0]?.dynamodb, records.at(-1)?.dynamodb];
    const arrival = (seconds: number | undefined) => new Date((seconds ?? 0) * 1_000).toISOString();
    const body = {
      version: '1.0',
      timestamp: new Date(now()).toISOString(),
      requestContext: {
        requestId: randomUUID(),
        functionArn: stream.function,
        condition,
        approximateInvokeCount: tries + 1,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: first?.SequenceNumber,
        endSequenceNumber: last?.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
        approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
        batchSize: records.length,
        streamArn: stream.arn,
      },
    };
    const what = records.length === 1 ? 'a record' : `${records.length} records`;
    queues.park(stream.parked, body, `${stream.function.split(':').at(-1)} gave up ${what} of the stream`);
  }
}

const Failures = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]),
});

const batches = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** As Lambda hands it on. It was made by the machine's clock, but whoever lives by the office's is told the office's. */
const eventOf = ({ eventID, eventName, dynamodb }: StreamRecord, eventSourceARN: string, now: number) => ({
  eventID,
  eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: REGION,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(now / 1_000),
    Keys: json(dynamodb?.Keys),
    ...(dynamodb?.NewImage && { NewImage: json(dynamodb.NewImage) }),
    ...(dynamodb?.OldImage && { OldImage: json(dynamodb.OldImage) }),
    SequenceNumber: dynamodb?.SequenceNumber,
    SizeBytes: dynamodb?.SizeBytes,
    StreamViewType: dynamodb?.StreamViewType,
  },
  eventSourceARN,
});

/** Bytes travel as base64. */
const json = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(json);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, json(inner)]));
};
