import * as z from 'zod';
import { ACCOUNT } from './account.ts';

/** Types the local office leaves out on purpose; any other type it does not play is an error. */
export const notPlayed: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudWatch::Alarm', 'nothing is measured here'],
  ['AWS::Logs::LogGroup', 'lines go to the terminal'],
  ['AWS::Logs::MetricFilter', 'nothing is measured here'],
]);

const Tags = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional();
const Text = z.string().min(1);
const Key = z.strictObject({ AttributeName: Text, KeyType: z.enum(['HASH', 'RANGE']) });
const OnFailure = z.strictObject({ OnFailure: z.strictObject({ Destination: Text }) });

/** What a schedule calls, in the template as in CreateSchedule. */
export const ScheduleTarget = z.strictObject({
  Arn: Text,
  RoleArn: Text,
  DeadLetterConfig: z.strictObject({ Arn: Text }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
    })
    .optional(),
  Input: Text.optional(),
});

/** Called at its moment, not somewhere in a window. */
export const NoWindow = z.strictObject({ Mode: z.literal('OFF') });

const StreamMapping = z.strictObject({
  BatchSize: z.int().min(1).max(1000),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: OnFailure.optional(),
  EventSourceArn: Text,
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: Text })).min(1) }).optional(),
  FunctionName: Text,
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]).optional(),
  // Without these two a record that fails would be tried for a day.
  MaximumRecordAgeInSeconds: z.int().min(60),
  MaximumRetryAttempts: z.int().min(0),
  StartingPosition: z.literal('TRIM_HORIZON'),
  Tags,
});

const QueueMapping = z.strictObject({
  BatchSize: z.int().min(1).max(10),
  EventSourceArn: Text,
  FunctionName: Text,
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]).optional(),
  // Here one batch is read at a time.
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2).max(1000) }).optional(),
  Tags,
});

const Policy = { PolicyDocument: z.unknown() };

/** What is read of each type, its intrinsics resolved. A property that is not listed could change what happens: an error. */
export const types = {
  'AWS::Lambda::Function': z.strictObject({
    Architectures: z.tuple([z.literal('arm64')]),
    Code: z.strictObject({ S3Bucket: Text, S3Key: z.string().regex(/^[0-9a-f]{64}\.zip$/) }),
    Description: z.string().optional(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
    Handler: z.literal('index.handler'),
    LoggingConfig: z.unknown().optional(),
    MemorySize: z.int(),
    Role: Text,
    Runtime: z.literal('nodejs24.x'),
    Tags,
    Timeout: z.int(),
  }),
  'AWS::Lambda::Permission': z.strictObject({
    Action: z.literal('lambda:InvokeFunction'),
    FunctionName: Text,
    Principal: z.enum(['apigateway.amazonaws.com', 'sns.amazonaws.com']),
    SourceArn: Text,
  }),
  'AWS::Lambda::EventInvokeConfig': z.strictObject({
    DestinationConfig: OnFailure.optional(),
    FunctionName: Text,
    // Tries follow each other within a second here, so no event grows old.
    MaximumEventAgeInSeconds: z.int().optional(),
    MaximumRetryAttempts: z.int().min(0).max(2),
    Qualifier: z.literal('$LATEST'),
  }),
  // The source says which it is; a union would not say which of its properties is not known.
  'AWS::Lambda::EventSourceMapping': z.looseObject({ EventSourceArn: Text }).transform((properties, context) => {
    const queue = properties.EventSourceArn.startsWith('arn:aws:sqs:');
    const read = (queue ? QueueMapping : StreamMapping).safeParse(properties);
    if (read.success) return read.data;
    context.addIssue(z.prettifyError(read.error));
    return z.NEVER;
  }),
  'AWS::IAM::Role': z.strictObject({
    AssumeRolePolicyDocument: z.strictObject({
      Version: z.literal('2012-10-17'),
      Statement: z.tuple([
        z.strictObject({
          Action: z.literal('sts:AssumeRole'),
          Condition: z
            .strictObject({ StringEquals: z.strictObject({ 'aws:SourceAccount': z.literal(ACCOUNT) }) })
            .optional(),
          Effect: z.literal('Allow'),
          Principal: z.strictObject({ Service: z.enum(['lambda.amazonaws.com', 'scheduler.amazonaws.com']) }),
        }),
      ]),
    }),
    Tags,
  }),
  'AWS::IAM::Policy': z.strictObject({ ...Policy, PolicyName: Text, Roles: z.array(Text) }),
  'AWS::DynamoDB::Table': z.strictObject({
    AttributeDefinitions: z.array(z.strictObject({ AttributeName: Text, AttributeType: z.enum(['S', 'N', 'B']) })),
    BillingMode: z.literal('PAY_PER_REQUEST'),
    DeletionProtectionEnabled: z.boolean().optional(),
    GlobalSecondaryIndexes: z
      .array(
        z.strictObject({
          IndexName: Text,
          KeySchema: z.array(Key),
          Projection: z.strictObject({ ProjectionType: z.enum(['KEYS_ONLY', 'ALL']) }),
        }),
      )
      .optional(),
    KeySchema: z.array(Key),
    PointInTimeRecoverySpecification: z.unknown().optional(),
    SSESpecification: z.unknown().optional(),
    StreamSpecification: z.strictObject({ StreamViewType: z.literal('NEW_AND_OLD_IMAGES') }).optional(),
    Tags,
    TimeToLiveSpecification: z.strictObject({ AttributeName: Text, Enabled: z.boolean() }).optional(),
  }),
  'AWS::ApiGatewayV2::Api': z.strictObject({
    Description: z.string().optional(),
    Name: Text,
    ProtocolType: z.literal('HTTP'),
    Tags,
  }),
  'AWS::ApiGatewayV2::Stage': z.strictObject({
    AccessLogSettings: z.unknown().optional(),
    ApiId: Text,
    AutoDeploy: z.literal(true),
    DefaultRouteSettings: z.unknown().optional().optional(),
    RouteSettings: z.unknown().optional(),
    StageName: z.literal('$default'),
    Tags,
  }),
  'AWS::ApiGatewayV2::Integration': z.strictObject({
    ApiId: Text,
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: Text,
    PayloadFormatVersion: z.literal('2.0'),
  }),
  'AWS::ApiGatewayV2::Authorizer': z.strictObject({
    ApiId: Text,
    AuthorizerPayloadFormatVersion: z.literal('2.0'),
    AuthorizerResultTtlInSeconds: z.literal(0),
    AuthorizerType: z.literal('REQUEST'),
    AuthorizerUri: Text,
    EnableSimpleResponses: z.literal(true),
    IdentitySource: z.tuple([z.literal('$context.routeKey')]),
    Name: Text,
  }),
  'AWS::ApiGatewayV2::Route': z.strictObject({
    ApiId: Text,
    AuthorizationType: z.enum(['NONE', 'CUSTOM']),
    AuthorizerId: Text.optional(),
    RouteKey: z.string().regex(/^(?:\$default|[A-Z]+ \/\S*)$/),
    Target: z.string().startsWith('integrations/'),
  }),
  'AWS::Cognito::UserPool': z.looseObject({}),
  'AWS::Cognito::UserPoolDomain': z.strictObject({
    Domain: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
    ManagedLoginVersion: z.literal(2),
    UserPoolId: Text,
  }),
  'AWS::Cognito::ManagedLoginBranding': z.strictObject({
    ClientId: Text,
    UseCognitoProvidedValues: z.literal(true),
    UserPoolId: Text,
  }),
  // A secret is not among them: the client is public.
  'AWS::Cognito::UserPoolClient': z.strictObject({
    AccessTokenValidity: z.int(),
    AllowedOAuthFlows: z.tuple([z.literal('code')]),
    AllowedOAuthFlowsUserPoolClient: z.literal(true),
    AllowedOAuthScopes: z.tuple([z.literal('openid')]),
    CallbackURLs: z.array(z.url()).min(1),
    EnableTokenRevocation: z.literal(true),
    // How programs get their tokens; here `/staff-token` gives them.
    ExplicitAuthFlows: z.unknown().optional(),
    LogoutURLs: z.array(z.url()).min(1),
    PreventUserExistenceErrors: z.literal('ENABLED'),
    RefreshTokenValidity: z.int(),
    SupportedIdentityProviders: z.tuple([z.literal('COGNITO')]),
    TokenValidityUnits: z.strictObject({ AccessToken: z.literal('minutes'), RefreshToken: z.literal('minutes') }),
    UserPoolId: Text,
  }),
  // What it holds a person puts in; the local office does.
  'AWS::SecretsManager::Secret': z.strictObject({
    Description: Text,
    GenerateSecretString: z.strictObject({}).optional(),
    Tags,
  }),
  'AWS::SQS::Queue': z.strictObject({
    MessageRetentionPeriod: z.int().optional(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: Text, maxReceiveCount: z.int().min(1).max(1000) }).optional(),
    SqsManagedSseEnabled: z.boolean().optional(),
    Tags,
    VisibilityTimeout: z.int().min(0).max(43_200).default(30),
  }),
  'AWS::SQS::QueuePolicy': z.strictObject({ ...Policy, Queues: z.array(Text) }),
  'AWS::SNS::Topic': z.strictObject({ DisplayName: z.string().optional(), Tags }),
  'AWS::SNS::Subscription': z.strictObject({
    Endpoint: Text,
    Protocol: z.enum(['lambda', 'sqs']),
    RawMessageDelivery: z.literal(true).optional(),
    // For what SNS cannot reach; here it reaches all of them.
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: Text }).optional(),
    TopicArn: Text,
  }),
  'AWS::SNS::TopicPolicy': z.strictObject({ ...Policy, Topics: z.array(Text) }),
  'AWS::S3::Bucket': z.strictObject({
    BucketEncryption: z.unknown().optional(),
    // Nothing expires here.
    LifecycleConfiguration: z.unknown().optional(),
    PublicAccessBlockConfiguration: z.unknown().optional(),
    Tags,
  }),
  'AWS::S3::BucketPolicy': z.strictObject({ ...Policy, Bucket: Text }),
  'AWS::SES::ReceiptRule': z.strictObject({
    Rule: z.strictObject({
      Actions: z.tuple([
        z.strictObject({
          S3Action: z.strictObject({ BucketName: Text, ObjectKeyPrefix: Text.optional(), TopicArn: Text }),
        }),
      ]),
      Enabled: z.literal(true),
      Name: z.string().regex(/^[A-Za-z0-9](?:[\w.-]{0,62}[A-Za-z0-9])?$/),
      Recipients: z.array(z.email()).min(1).max(100),
      ScanEnabled: z.literal(true),
      TlsPolicy: z.literal('Optional'),
    }),
    RuleSetName: Text,
  }),
  'AWS::SES::ConfigurationSet': z.strictObject({
    DeliveryOptions: z.strictObject({ TlsPolicy: z.enum(['OPTIONAL', 'REQUIRE']) }).optional(),
    Tags,
  }),
  'AWS::SES::ConfigurationSetEventDestination': z.strictObject({
    ConfigurationSetName: Text,
    EventDestination: z.strictObject({
      Enabled: z.literal(true),
      MatchingEventTypes: z.array(z.enum(['delivery', 'deliveryDelay', 'bounce', 'complaint', 'reject'])),
      SnsDestination: z.strictObject({ TopicARN: Text }),
    }),
  }),
  'AWS::Scheduler::ScheduleGroup': z.strictObject({ Tags }),
  'AWS::Scheduler::Schedule': z.strictObject({
    FlexibleTimeWindow: NoWindow,
    GroupName: Text,
    ScheduleExpression: Text,
    ScheduleExpressionTimezone: Text.optional(),
    Target: ScheduleTarget,
  }),
};
export type Type = keyof typeof types;
export type PropertiesOf<T extends Type> = z.infer<(typeof types)[T]>;
