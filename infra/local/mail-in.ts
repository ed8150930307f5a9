import { arnOf } from './account.ts';
import type { PropertiesOf } from './resource-types.ts';
import type { Resources } from './resources.ts';
import type { Check, Known } from './what-follows.ts';

export type LocalReceiptRule = {
  readonly name: string;
  readonly ruleSet: string;
  readonly recipients: readonly string[];
  readonly bucket: string;
  readonly topic: string;
  /** The ARNs of the queues that hear of it. */
  readonly queues: readonly string[];
};
/** A queue that calls a function. */
export type LocalQueue = {
  readonly arn: string;
  /** The ARN of who is called. */
  readonly function: string;
  readonly batchSize: number;
  /** Whether the function says which of the messages failed. */
  readonly reportsFailures: boolean;
  /** How often a message is received before it goes to the queue of what failed for good. */
  readonly dead?: { readonly after: number; readonly arn: string };
};

/** How mail comes in, as the template has it. */
export type MailIn = {
  readonly receiptRules: readonly LocalReceiptRule[];
  readonly sources: readonly LocalQueue[];
};

/** Also throws where AWS would refuse, or where a mail would be lost on its way: a policy that does not let the next one in. */
export const readMailIn = (stack: string, resources: Resources, known: Known, check: Check): MailIn => {
  const receiptRules = rulesOf(stack, resources, known);
  const sources = resources
    .all('AWS::Lambda::EventSourceMapping')
    .flatMap(({ properties }) =>
      'StartingPosition' in properties ? [] : [sourceOf(stack, properties, resources, check)],
    );
  for (const { name, queues } of receiptRules) {
    const read = queues.length > 0 && queues.every((queue) => sources.some(({ arn }) => arn === queue));
    if (!read) throw new Error(`${stack}: nobody reads the mail of the receipt rule ${name}`);
  }
  return { receiptRules, sources };
};

const rulesOf = (stack: string, { all }: Resources, { serviceMay }: Known): LocalReceiptRule[] => {
  const queues = new Set(all('AWS::SQS::Queue').map(({ arn }) => arn));
  const subscriptions = all('AWS::SNS::Subscription').flatMap(({ ref, properties }) => {
    const { Protocol, Endpoint, TopicArn, RawMessageDelivery } = properties;
    if (Protocol !== 'sqs') return [];
    if (!RawMessageDelivery) throw new Error(`${stack}/${ref}: the local office hands messages to queues raw only`);
    if (!queues.has(Endpoint)) throw new Error(`${stack}/${ref}: there is no queue ${Endpoint}`);
    serviceMay({ service: 'sns.amazonaws.com', action: 'sqs:SendMessage', at: Endpoint, source: TopicArn });
    return [{ topic: TopicArn, queue: Endpoint }];
  });
  return all('AWS::SES::ReceiptRule').map(({ properties: { Rule, RuleSetName } }) => {
    const [{ S3Action }] = Rule.Actions;
    const bucket = all('AWS::S3::Bucket').find(({ ref }) => ref === S3Action.BucketName);
    if (!bucket) throw new Error(`${stack}: there is no bucket ${S3Action.BucketName}`);
    const by = {
      service: 'ses.amazonaws.com',
      source: arnOf('ses', `receipt-rule-set/${RuleSetName}:receipt-rule/${Rule.Name}`),
    };
    serviceMay({ ...by, action: 's3:PutObject', at: bucket.arn, resource: `${bucket.arn}/any` });
    serviceMay({ ...by, action: 'sns:Publish', at: S3Action.TopicArn });
    return {
      name: Rule.Name,
      ruleSet: RuleSetName,
      recipients: Rule.Recipients,
      bucket: bucket.ref,
      topic: S3Action.TopicArn,
      queues: subscriptions.filter(({ topic }) => topic === S3Action.TopicArn).map(({ queue }) => queue),
    };
  });
};

type QueueMapping = Exclude<PropertiesOf<'AWS::Lambda::EventSourceMapping'>, { StartingPosition: unknown }>;

const sourceOf = (stack: string, mapping: QueueMapping, { all }: Resources, check: Check): LocalQueue => {
  const { name, arn, timeout, statements } = check.functionOf(mapping.FunctionName);
  const queue = all('AWS::SQS::Queue').find((one) => one.arn === mapping.EventSourceArn);
  if (!queue) throw new Error(`${stack}: there is no queue ${mapping.EventSourceArn}`);
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
    check.grants(statements, name, `sqs:${action}`, queue.arn);
  const { RedrivePolicy: redrive, VisibilityTimeout: hidden } = queue.properties;
  if (hidden < timeout)
    throw new Error(
      `${stack}: messages of ${queue.arn} come back after ${hidden} s, while ${name} may take ${timeout}`,
    );
  if (redrive && !all('AWS::SQS::Queue').some((one) => one.arn === redrive.deadLetterTargetArn))
    throw new Error(`${stack}: there is no queue ${redrive.deadLetterTargetArn}`);
  return {
    arn: queue.arn,
    function: arn,
    batchSize: mapping.BatchSize,
    reportsFailures: mapping.FunctionResponseTypes !== undefined,
    ...(redrive && { dead: { after: redrive.maxReceiveCount, arn: redrive.deadLetterTargetArn } }),
  };
};
