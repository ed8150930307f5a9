import { arnOf } from './account.ts';
import { allows, type Statement } from './iam.ts';
import { type MailIn, readMailIn } from './mail-in.ts';
import type { ServiceMay } from './resource-policies.ts';
import type { PropertiesOf } from './resource-types.ts';
import type { Resources } from './resources.ts';
import { type ScheduleDefinition, timesOf } from './schedule.ts';
import { type RecordFilter, readFilter } from './stream-filter.ts';
import type { LocalFunction, LocalRole, MayInvoke } from './template.ts';

export type LocalStream = {
  readonly arn: string;
  readonly table: string;
  /** The ARN of who is called. */
  readonly function: string;
  readonly batchSize: number;
  readonly bisects: boolean;
  /** Whether the function says which of the records failed. */
  readonly reportsFailures: boolean;
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly filters: readonly RecordFilter[];
  /** The ARN of the queue for what failed for good. */
  readonly parked?: string;
};
/** What happens to a call nobody waits for. */
export type LocalRetries = { readonly retries: number; readonly lost?: string };
type LocalOutcomes = {
  readonly topic: string;
  readonly events: ReadonlySet<MailEvent>;
  readonly subscribers: readonly { readonly arn: string; readonly function: string }[];
};
export type MailEvent =
  PropertiesOf<'AWS::SES::ConfigurationSetEventDestination'>['EventDestination']['MatchingEventTypes'][number];

/** What happens after a request has been answered, as the template has it. */
export type WhatFollows = MailIn & {
  readonly streams: readonly LocalStream[];
  readonly scheduleGroups: readonly string[];
  readonly schedules: readonly ScheduleDefinition[];
  /** By configuration set: whom SES tells what became of a mail. */
  readonly mail: ReadonlyMap<string, readonly LocalOutcomes[]>;
  /** By the function's ARN. */
  readonly asyncRetries: ReadonlyMap<string, LocalRetries>;
  /** What `infra/` calls each queue, by its ARN. */
  readonly queues: ReadonlyMap<string, string>;
};

export type Known = {
  readonly functions: readonly LocalFunction[];
  readonly roles: ReadonlyMap<string, LocalRole>;
  readonly mayInvoke: MayInvoke;
  readonly serviceMay: ServiceMay;
};

/** Also throws where AWS would refuse: a role that may not read the stream, call the target or send to the queue. */
export const readWhatFollows = (stack: string, resources: Resources, known: Known): WhatFollows => {
  const queues = new Map(resources.all('AWS::SQS::Queue').map(({ arn, path }) => [arn, path[1] ?? arn]));
  const check: Check = {
    functionOf: (name) => {
      const found = known.functions.find(({ arn, physicalName }) => name === arn || name === physicalName);
      if (!found) throw new Error(`${stack}: there is no function ${name}`);
      return found;
    },
    grants: (statements, who, action, resource) => {
      if (!allows(statements, action, resource)) {
        throw new Error(`${stack}: the role of ${who} is not granted ${action} on ${resource}`);
      }
    },
    queue: (statements, who, arn) => {
      if (!arn) return;
      if (!queues.has(arn)) throw new Error(`${stack}: there is no queue ${arn}`);
      check.grants(statements, who, 'sqs:SendMessage', arn);
    },
  };
  return {
    queues,
    streams: streamsOf(stack, resources, check),
    ...schedulesOf(stack, resources, known, check),
    mail: mailOf(resources, known, check),
    ...readMailIn(stack, resources, known, check),
    asyncRetries: new Map(
      resources.all('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
        const { name, arn, statements } = check.functionOf(properties.FunctionName);
        const lost = properties.DestinationConfig?.OnFailure.Destination;
        check.queue(statements, name, lost);
        return [arn, { retries: properties.MaximumRetryAttempts, ...(lost && { lost }) }];
      }),
    ),
  };
};

export type Check = {
  readonly functionOf: (nameOrArn: string) => LocalFunction;
  readonly grants: (statements: readonly Statement[], who: string, action: string, resource: string) => void;
  readonly queue: (statements: readonly Statement[], who: string, arn: string | undefined) => void;
};

const streamsOf = (stack: string, { all }: Resources, check: Check): LocalStream[] =>
  all('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
    if (!('StartingPosition' in properties)) return [];
    const { name, arn, statements } = check.functionOf(properties.FunctionName);
    const source = properties.EventSourceArn;
    const table = all('AWS::DynamoDB::Table').find((one) => source.startsWith(`${one.arn}/stream/`));
    if (!table?.properties.StreamSpecification) throw new Error(`${stack}: no table has the stream ${source}`);
    for (const action of ['DescribeStream', 'GetRecords', 'GetShardIterator'])
      check.grants(statements, name, `dynamodb:${action}`, source);
    check.grants(statements, name, 'dynamodb:ListStreams', '*');
    const parked = properties.DestinationConfig?.OnFailure.Destination;
    check.queue(statements, name, parked);
    const stream = {
      arn: source,
      table: table.ref,
      function: arn,
      batchSize: properties.BatchSize,
      bisects: properties.BisectBatchOnFunctionError,
      reportsFailures: properties.FunctionResponseTypes !== undefined,
      retries: properties.MaximumRetryAttempts,
      maxAgeSeconds: properties.MaximumRecordAgeInSeconds,
      filters: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => readFilter(Pattern)),
      ...(parked && { parked }),
    };
    return [stream];
  });

const schedulesOf = (
  stack: string,
  { all }: Resources,
  { roles }: Known,
  check: Check,
): Pick<WhatFollows, 'scheduleGroups' | 'schedules'> => {
  const scheduleGroups = all('AWS::Scheduler::ScheduleGroup').map(({ ref }) => ref);
  const schedules = all('AWS::Scheduler::Schedule').map(({ ref: name, properties }) => {
    const { GroupName: group, ScheduleExpression: expression, Target: target } = properties;
    if (!scheduleGroups.includes(group)) throw new Error(`${stack}/${name}: there is no schedule group ${group}`);
    const role = roles.get(target.RoleArn);
    if (role?.service !== 'scheduler.amazonaws.com')
      throw new Error(`${stack}/${name}: EventBridge Scheduler may not take the role ${target.RoleArn}`);
    check.grants(role.statements, name, 'lambda:InvokeFunction', check.functionOf(target.Arn).arn);
    check.queue(role.statements, name, target.DeadLetterConfig?.Arn);
    const timezone = properties.ScheduleExpressionTimezone ?? 'UTC';
    timesOf(expression, timezone);
    if (target.Input !== undefined) JSON.parse(target.Input);
    return { group, name, expression, timezone, target, deleteAfter: false };
  });
  return { scheduleGroups, schedules };
};

const mailOf = ({ all }: Resources, { mayInvoke, serviceMay }: Known, check: Check): WhatFollows['mail'] => {
  const topics = new Set(all('AWS::SNS::Topic').map(({ ref }) => ref));
  const subscriptions = all('AWS::SNS::Subscription').flatMap(({ ref, properties }) => {
    const { Protocol, TopicArn, Endpoint, RedrivePolicy } = properties;
    const lost = RedrivePolicy?.deadLetterTargetArn;
    if (lost) serviceMay({ service: 'sns.amazonaws.com', action: 'sqs:SendMessage', at: lost, source: TopicArn });
    if (Protocol !== 'lambda') return [];
    const { arn } = check.functionOf(Endpoint);
    mayInvoke(arn, 'sns.amazonaws.com', TopicArn);
    return [{ topic: TopicArn, arn: `${TopicArn}:${ref}`, function: arn }];
  });
  const destinations = all('AWS::SES::ConfigurationSetEventDestination').map(({ properties }) => {
    const topic = properties.EventDestination.SnsDestination.TopicARN;
    if (!topics.has(topic)) throw new Error(`there is no topic ${topic}`);
    serviceMay({
      service: 'ses.amazonaws.com',
      action: 'sns:Publish',
      at: topic,
      source: arnOf('ses', `configuration-set/${properties.ConfigurationSetName}`),
    });
    return {
      set: properties.ConfigurationSetName,
      topic,
      events: new Set(properties.EventDestination.MatchingEventTypes),
      subscribers: subscriptions.filter((one) => one.topic === topic),
    };
  });
  return new Map(
    all('AWS::SES::ConfigurationSet').map(({ ref }) => [ref, destinations.filter(({ set }) => set === ref)]),
  );
};
