import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EmailIdentity, Identity, ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';

export type FoundationStackProps = StackProps & {
  /** The domain mail is sent from. */
  readonly mailDomain: string;
};

/** What an account has once per region, whatever number of offices: the receipt rule set and the sending domain. */
export class FoundationStack extends Stack {
  constructor(scope: Construct, id: string, { mailDomain, ...props }: FoundationStackProps) {
    super(scope, id, { description: 'What all booking offices of this account and region share', ...props });

    const rules = new ReceiptRuleSet(this, 'ReceiptRules');
    // SES uses one rule set per account and region, and CloudFormation can make one but not choose it.
    const activate = (RuleSetName?: string) => ({
      service: 'SES',
      action: 'setActiveReceiptRuleSet',
      parameters: { RuleSetName },
      physicalResourceId: PhysicalResourceId.of('active-receipt-rule-set'),
    });
    const active = new AwsCustomResource(this, 'ActiveReceiptRules', {
      onUpdate: activate(rules.receiptRuleSetName),
      onDelete: activate(),
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
      installLatestAwsSdk: false,
      timeout: Duration.minutes(1),
      memorySize: 1024,
      logGroup: new LogGroup(this, 'ActiveReceiptRulesLog', {
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    active.node.addDependency(rules);

    new EmailIdentity(this, 'SendingDomain', {
      identity: Identity.domain(mailDomain),
      mailFromDomain: `bounce.${mailDomain}`,
    });

    Validations.of(active).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ses:SetActiveReceiptRuleSet knows no resource.',
    });
    for (const helper of this.node.children.filter((child) => child instanceof LambdaFunction)) {
      const reason =
        "CDK's own helper: runs once while the stack is deployed, which waits for it and shows its failure.";
      Validations.of(helper).acknowledge(
        {
          id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
          reason,
        },
        { id: 'Serverless-LambdaDLQ', reason },
        { id: 'Serverless-LambdaTracing', reason },
      );
    }
  }
}
