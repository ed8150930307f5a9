import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Office } from '../shared/domain/office.ts';
import { RECEIPT_RULES } from './foundation-stack.ts';
import type { OfficeFunction } from './office-function.ts';
import { deadLetters } from './what-follows.ts';

export type MailInProps = {
  readonly office: Office;
  readonly mailIn: OfficeFunction;
  /** Shows the mails' texts. */
  readonly staff: OfficeFunction;
  /** The verified domain mail comes in at. */
  readonly mailDomain: string;
};
/** The mails still to be read, and those that reading failed on for good. */
export type MailQueues = { readonly mails: Queue; readonly unread: Queue };

/** How long `mail-in` may take for a batch. */
export const READING_TIME = Duration.seconds(60);

/** A mail to the office: SES puts it into the bucket and tells the topic, whose queue calls `mail-in`. */
export const addMailIn = (scope: Construct, { office, mailIn, staff, mailDomain }: MailInProps): MailQueues => {
  const stack = Stack.of(scope);
  const ses = new ServicePrincipal('ses.amazonaws.com');
  // The policies below name the rule before it is there: SES tries them when the rule is made.
  const ruleName = `${office.id}-mail`;
  const rule = stack.formatArn({
    service: 'ses',
    resource: 'receipt-rule-set',
    resourceName: `${RECEIPT_RULES}:receipt-rule/${ruleName}`,
  });
  const forTheRule = { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': rule } };

  const bucket = new Bucket(scope, 'RawMails', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [
      {
        expiration: Duration.days(office.retention.rawMailDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    // A stack deleted by mistake takes no application with it; left alone the bucket still empties itself by its lifecycle.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: "SES alone writes and two functions of the office read; staff's looking is in the API's access log.",
  });
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: [ses],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: forTheRule,
    }),
  );
  for (const reader of [mailIn, staff]) {
    reader.tell({ MAIL_BUCKET: bucket.bucketName });
    reader.allow(['s3:GetObject'], bucket.arnForObjects('*'));
    // Without it S3 answers for a mail that has expired as for one that may not be read.
    reader.allow(['s3:ListBucket'], bucket.bucketArn);
    Validations.of(reader).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::<RawMails59FA3CAD.Arn>/*]',
      reason: "The mails of this office's own bucket, whose names SES makes as they come.",
    });
  }

  const arrived = new Topic(scope, 'MailArrived', { enforceSSL: true });
  // A policy of one's own, such as TLS only, takes the place of the one that lets the account's SES in.
  arrived.addToResourcePolicy(
    new PolicyStatement({
      principals: [ses],
      actions: ['sns:Publish'],
      resources: [arrived.topicArn],
      conditions: forTheRule,
    }),
  );
  const unread = deadLetters(scope, 'Unread');
  const mails = new Queue(scope, 'Mails', {
    enforceSSL: true,
    encryption: QueueEncryption.SQS_MANAGED,
    // Source: AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping": six times the function's.
    visibilityTimeout: Duration.seconds(6 * READING_TIME.toSeconds()),
    deadLetterQueue: { queue: unread, maxReceiveCount: 5 },
  });
  arrived.addSubscription(new SqsSubscription(mails, { rawMessageDelivery: true, deadLetterQueue: unread }));

  mailIn.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], mails.queueArn);
  const reading = new EventSourceMapping(scope, 'Reading', {
    target: mailIn.lambda,
    eventSourceArn: mails.queueArn,
    batchSize: 5,
    reportBatchItemFailures: true,
    // A flood of mail leaves capacity for visitors.
    maxConcurrency: 2,
  });
  Validations.of(reading).acknowledge({
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason: 'A queue has no destination of the mapping; its own redrive policy keeps what fails.',
  });
  // The mapping is refused while the role may not read the queue yet.
  reading.node.addDependency(mailIn);

  const receipt = new ReceiptRule(scope, 'Receipt', {
    ruleSet: ReceiptRuleSet.fromReceiptRuleSetName(scope, 'ReceiptRules', RECEIPT_RULES),
    receiptRuleName: ruleName,
    recipients: [...new Set([`${office.id}@${mailDomain}`, office.contact.mailbox])],
    scanEnabled: true,
    // Not required: mail servers that know no TLS still carry applications, and one that comes back is worse than one read on the way.
    tlsPolicy: TlsPolicy.OPTIONAL,
    // Not the CDK's own S3 action, which would let every rule of the account write here.
    actions: [{ bind: () => ({ s3Action: { bucketName: bucket.bucketName, topicArn: arrived.topicArn } }) }],
  });
  // Once there is a rule mail comes in: all it goes through is there before.
  receipt.node.addDependency(bucket, arrived, mails);
  return { mails, unread };
};
