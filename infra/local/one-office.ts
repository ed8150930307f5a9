import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { asyncCalls, type Invoke } from './async-calls.ts';
import type { Caller } from './aws-gateway.ts';
import type { Clock } from './clock.ts';
import type { Kept } from './kept.ts';
import { Lambda } from './lambda.ts';
import type { LocalReceiptRule } from './mail-in.ts';
import { outcomesOf, snsEvent } from './mail-outcomes.ts';
import type { Sent } from './mailbox.ts';
import { Queues } from './queues.ts';
import { Schedules } from './schedules.ts';
import { Source } from './source.ts';
import { Stream } from './stream.ts';
import type { LocalStack } from './template.ts';
import type { UnderWay } from './under-way.ts';

export type OneOfficeProps = {
  readonly id: string;
  readonly stack: LocalStack;
  readonly assembly: string;
  readonly clock: Clock;
  /** Where its functions' AWS calls go; `callers` learns by which key each of them is known there. */
  readonly endpoint: string;
  readonly callers: Map<string, Caller>;
  readonly client: DynamoDBStreamsClient;
  readonly underWay: UnderWay;
  readonly timers: boolean;
  readonly stream: boolean;
  readonly keptSchedules: Kept;
  /** By who reads the stream. */
  readonly keptPositions: (reader: string) => Kept;
  /** By the queue they wait in. */
  readonly keptMails: (queue: string) => Kept;
  /** What functions write. */
  readonly log: (line: string) => void;
  readonly error: (line: string) => void;
};

/** One office's functions, and what calls them without anybody waiting: its stream, its schedules, its mail and what became of it. */
export type OneOffice = {
  readonly invoke: Invoke;
  readonly call: (lambda: string, event: unknown) => Promise<void>;
  readonly queues: Queues;
  readonly schedules: Schedules;
  readonly streams: readonly Stream[];
  readonly mailAccepted: (sent: Sent, caller: Caller) => void;
  /** SES has stored a mail, and tells of it. */
  readonly mailArrived: (rule: LocalReceiptRule, notification: object) => void;
  readonly start: () => void;
  readonly stop: () => Promise<unknown>;
};

export const oneOffice = (props: OneOfficeProps): OneOffice => {
  const { id, stack, assembly, clock, endpoint, callers, client, underWay, log } = props;
  const error = (line: string): void => props.error(`✗ ${id}: ${line}`);
  const lambdas = new Map(
    stack.functions.map((lambda) => {
      const accessKeyId = `LOCAL${String(callers.size).padStart(11, '0')}`;
      callers.set(accessKeyId, { office: id, lambda });
      const prefix = `${id}/${lambda.name}:`;
      const running = new Lambda({
        lambda,
        assembly,
        clock: clock.shared,
        endpoint,
        accessKeyId,
        log: (line) => log(`${prefix} ${line}`),
        error: (line) => props.error(`✗ ${prefix} ${line}`),
      });
      return [lambda.arn, running];
    }),
  );
  const invoke: Invoke = (arn, event) =>
    underWay.during(async () => {
      const lambda = lambdas.get(arn);
      if (!lambda) throw new Error(`no function ${arn}`);
      return lambda.invoke(event);
    });
  const names = new Map([...stack.queues].filter(([queue]) => !stack.sources.some(({ arn }) => arn === queue)));
  const queues = new Queues({ names, now: () => clock.iso(), error });
  const calls = asyncCalls({ invoke, retries: stack.asyncRetries, queues, now: () => clock.iso() });
  const call = (arn: string, event: unknown): Promise<void> => underWay.during(() => calls(arn, event));
  const schedules = new Schedules({
    groups: stack.scheduleGroups,
    fixed: stack.schedules,
    now: clock.now(),
    kept: props.keptSchedules,
    lost: !props.timers,
  });
  const streams = stack.streams.map((stream) => {
    const reader = stack.functions.find(({ arn }) => arn === stream.function)?.name ?? stream.function;
    const kept = props.keptPositions(reader);
    return new Stream({ stream, client, invoke, queues, now: () => clock.now(), kept, error });
  });
  const sources = new Map(
    stack.sources.map((source) => [
      source.arn,
      new Source({ source, invoke, queues, now: () => clock.now(), underWay, kept: props.keptMails(source.arn) }),
    ]),
  );
  const tell = async (sent: Sent): Promise<void> => {
    for (const { event, body } of outcomesOf(sent)) {
      for (const { topic, events, subscribers } of stack.mail.get(sent.set ?? '') ?? []) {
        if (!events.has(event)) continue;
        for (const { arn, function: subscriber } of subscribers)
          await call(subscriber, snsEvent(topic, arn, body, clock.now()));
      }
    }
  };
  return {
    invoke,
    call,
    queues,
    schedules,
    streams: props.stream ? streams : [],
    // On AWS a delivery takes a while: here as long as the function that sent it still runs.
    mailAccepted: (sent, { lambda }) =>
      void underWay.during(async () => {
        await lambdas.get(lambda.arn)?.ended();
        await tell(sent);
      }),
    mailArrived: (rule, notification) => {
      for (const queue of rule.queues) sources.get(queue)?.send(notification);
    },
    start: () => {
      for (const one of [...(props.stream ? streams : []), ...sources.values()]) one.start();
    },
    stop: () => Promise.all([...lambdas.values()].map((lambda) => lambda.stop())),
  };
};
