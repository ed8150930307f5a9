import { Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Office } from '../shared/domain/office.ts';
import type { OfficeFunction } from './office-function.ts';

/** The functions that no request calls: the table's stream, schedules, and SES with its news and the mail that comes in. */
export const eventFunctions = [
  'dispatch',
  'meetings',
  'reminder',
  'no-show',
  'sweep',
  'mail-events',
  'mail-in',
] as const;
export type EventFunction = (typeof eventFunctions)[number];

export type WhatFollowsProps = {
  readonly office: Office;
  readonly table: Table;
  readonly functions: Readonly<Record<Exclude<EventFunction, 'meetings'>, OfficeFunction>>;
  /** The verified domain mail is sent from. */
  readonly mailDomain: string;
  /** Where the office's pages are. */
  readonly site: string;
};

/** How long a wake-up call or an event is still worth something. Whatever is lost, the sweep finds. */
const WORTH = Duration.minutes(10);

/**
 * Everything that happens after a booking is stored: the stream to `dispatch`, mail through SES and what becomes of it, one-time
 * schedules that wake `reminder` and `no-show`, and the sweep. Returns the queues of what failed for good.
 */
export const addWhatFollows = (scope: Construct, props: WhatFollowsProps): { parked: Queue; lost: Queue } => {
  const { office, table, functions, mailDomain, site } = props;
  const { dispatch, sweep, reminder, 'no-show': noShow, 'mail-events': mailEvents, 'mail-in': mailIn } = functions;
  const stack = Stack.of(scope);
  const parked = deadLetters(scope, 'Parked');
  const lost = deadLetters(scope, 'Lost');

  const history = { Keys: { sk: { S: [{ prefix: 'HISTORY#' }] } } };
  readStream(scope, 'Stream', {
    table,
    reader: dispatch,
    parked,
    batchSize: 10,
    filters: [
      { dynamodb: { Keys: { sk: { S: ['BOOKING'] } } } },
      // The outbox: acts with a notice to be sent, once, as they are stored. Were how far the notices have come to count too,
      // a mail that SES refuses would wake its own sender for ever.
      { eventName: ['INSERT'], dynamodb: { ...history, NewImage: { todo: { S: ['NOTICE'] } } } },
    ],
  });

  // Mail out, and what becomes of it.
  const sending = new ConfigurationSet(scope, 'Mail', { tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL });
  const arn = (service: string, resource: string, resourceName: string): string =>
    stack.formatArn({ service, resource, resourceName });
  for (const sender of [dispatch, sweep, mailIn]) {
    for (const resource of [
      arn('ses', 'identity', mailDomain),
      arn('ses', 'configuration-set', sending.configurationSetName),
    ])
      sender.allow(['ses:SendRawEmail'], resource);
    sender.tell({
      MAIL_FROM: `${office.id}@${mailDomain}`,
      CONFIGURATION_SET: sending.configurationSetName,
      SITE: site,
    });
  }
  const outcomes = new Topic(scope, 'MailOutcomes', { enforceSSL: true });
  sending.addEventDestination('Outcomes', {
    destination: EventDestination.snsTopic(outcomes),
    events: [
      EmailSendingEvent.DELIVERY,
      EmailSendingEvent.DELIVERY_DELAY,
      EmailSendingEvent.BOUNCE,
      EmailSendingEvent.COMPLAINT,
      EmailSendingEvent.REJECT,
    ],
  });
  outcomes.addSubscription(new LambdaSubscription(mailEvents.lambda, { deadLetterQueue: lost }));

  // The clock.
  const group = new CfnScheduleGroup(scope, 'Wakes', {});
  const waker = new Role(scope, 'Waker', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  });
  waker.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: [reminder, noShow, sweep].map(({ lambda }) => lambda.functionArn),
    }),
  );
  waker.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [lost.queueArn] }));
  const groupArn = arn('scheduler', 'schedule', `${group.ref}/*`);
  dispatch.allow(['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], groupArn);
  dispatch.lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [waker.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }),
  );
  Validations.of(dispatch).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:${stack.region}:${
      Token.isUnresolved(stack.account) ? '<AWS::AccountId>' : stack.account
    }:schedule/<Wakes>/*]`,
    reason: "The schedules of this office's own group, whose names are made as bookings come.",
  });
  dispatch.tell({
    SCHEDULE_GROUP: group.ref,
    SCHEDULE_ROLE: waker.roleArn,
    SCHEDULE_LOST: lost.queueArn,
    REMINDER: reminder.lambda.functionArn,
    NO_SHOW: noShow.lambda.functionArn,
  });
  new CfnSchedule(scope, 'EveryFiveMinutes', {
    groupName: group.ref,
    scheduleExpression: 'rate(5 minutes)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: sweep.lambda.functionArn,
      roleArn: waker.roleArn,
      deadLetterConfig: { arn: lost.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: WORTH.toSeconds(), maximumRetryAttempts: 2 },
    },
  }).node.addDependency(waker);

  for (const { lambda } of [reminder, noShow, sweep]) keepFailures(lambda, lost, WORTH);
  // Nothing makes up for news of a mail that is lost.
  keepFailures(mailEvents.lambda, lost, Duration.hours(6));
  return { parked, lost };
};

type Reader = {
  readonly table: Table;
  readonly reader: OfficeFunction;
  readonly parked: Queue;
  readonly batchSize: number;
  readonly filters: readonly object[];
};

/** The table's stream: what was stored is what follows from. Records are tried a few times, and then kept for a person. */
export const readStream = (
  scope: Construct,
  id: string,
  { table, reader, parked, batchSize, filters }: Reader,
): void => {
  const streamArn = table.tableStreamArn;
  if (!streamArn) throw new Error('the table has no stream');
  reader.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], streamArn);
  reader.allow(['dynamodb:ListStreams'], '*');
  Validations.of(reader).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'dynamodb:ListStreams, which an event source mapping needs, knows no resource.',
  });
  const stream = new EventSourceMapping(scope, id, {
    target: reader.lambda,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 5,
    maxRecordAge: Duration.hours(6),
    onFailure: new SqsDlq(parked),
    filters: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })),
  });
  // The mapping is refused while the role may not read the stream yet.
  stream.node.addDependency(reader);
};

/** A queue of what failed for good. */
export const deadLetters = (scope: Construct, id: string): Queue => {
  const queue = new Queue(scope, id, {
    enforceSSL: true,
    encryption: QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
  });
  const reason = 'It is itself where failed events end; its alarm calls a person.';
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason }, { id: 'Serverless-SQSRedrivePolicy', reason });
  return queue;
};

/** Lambda takes these calls without anybody waiting: it tries again, and then says where they ended. */
const keepFailures = (lambda: LambdaFunction, lost: Queue, maxEventAge: Duration): void =>
  lambda.configureAsyncInvoke({ onFailure: new SqsDestination(lost), maxEventAge, retryAttempts: 2 });
