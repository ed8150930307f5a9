import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EmailIdentity, Identity, ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';

export type FoundationStackProps = StackProps & {
  /** The domain mail is sent from and comes in at. */
  readonly mailDomain: string;
};

/** Given by hand, so that each office's stack can name the rule set without an import that would tie the stacks together. */
export const RECEIPT_RULES = 'madoguchi';

/** What an account has once per region, whatever number of offices: the receipt rule set and the mail domain. */
export class FoundationStack extends Stack {
  constructor(scope: Construct, id: string, { mailDomain, ...props }: FoundationStackProps) {
    super(scope, id, { description: 'What all booking offices of this account and region share', ...props });

    const rules = new ReceiptRuleSet(this, 'ReceiptRules', { receiptRuleSetName: RECEIPT_RULES });
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

    const domain = new EmailIdentity(this, 'SendingDomain', {
      identity: Identity.domain(mailDomain),
      mailFromDomain: `bounce.${mailDomain}`,
    });
    new CfnOutput(this, 'MailExchanger', {
      description: `DNS of ${mailDomain}: without this MX record no mail comes in`,
      value: `${mailDomain} MX 10 inbound-smtp.${this.region}.amazonaws.com`,
    });
    domain.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `Dkim${index + 1}`, {
        description: `DNS of ${mailDomain}: without the three DKIM records no mail goes out`,
        value: `${name} CNAME ${value}`,
      });
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
