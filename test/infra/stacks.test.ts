import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { functionNames, routes } from '../../infra/office-stack.ts';
import { eventFunctions } from '../../infra/what-follows.ts';
import { Office } from '../../shared/domain/office.ts';
import { log } from '../../shared/log.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { bundlesFolder } from '../support/bundles.ts';
import { all, synthesize, type Template, templateOf } from './synthesized.ts';

let app: Awaited<ReturnType<typeof synthesize>>['app'];
let templates: ReadonlyMap<string, Template>;
let office: Template;
let foundation: Template;

beforeAll(async () => {
  ({ app, templates } = await synthesize([kabe, aomori], { validate: true }));
  // The one that has everything.
  office = templateOf(templates, 'madoguchi-aomori');
  foundation = templateOf(templates, 'madoguchi-foundation');
});

const one = (type: string) => {
  const found = all(office, type);
  expect(found).toHaveLength(1);
  return found[0]?.properties ?? {};
};
/** The function an id belongs to: ids begin with the construct's, without its hyphens. */
const ownerOf = (id: string): string => functionNames.find((name) => id.startsWith(name.replaceAll('-', ''))) ?? id;

const functionOf = (name: string): Record<string, unknown> =>
  all(office, 'AWS::Lambda::Function').find(({ id }) => ownerOf(id) === name)?.properties ?? {};
const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });
/** The id in `{ "Fn::GetAtt": [id, …] }` or `{ Ref: id }`. */
const idOf = (reference: unknown): string =>
  /^\{"(?:Fn::GetAtt":\[|Ref":)"(\w+)"/.exec(JSON.stringify(reference))?.[1] ?? '';
/** Without the CDK's hash. */
const nameOf = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');
const targetOf = (reference: unknown): string => ownerOf(idOf(reference));
const idsOf = (type: string): string[] => all(office, type).map(({ id }) => id);

const OneOrMany = z.union([z.string(), z.array(z.string())]);
const PolicyStatements = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.looseObject({
        Action: OneOrMany,
        Resource: z.unknown(),
        Effect: z.string(),
        Condition: z.unknown().optional(),
      }),
    ),
  }),
});
const statementsOf = (template: Template) =>
  all(template, 'AWS::IAM::Policy').flatMap(({ id, properties }) =>
    PolicyStatements.parse(properties).PolicyDocument.Statement.map(({ Action, Resource, Condition }) => ({
      owner: id.startsWith('Waker') ? 'Waker' : ownerOf(id),
      actions: [Action].flat(),
      resource: JSON.stringify(Resource),
      condition: Condition,
    })),
  );
type Statement = ReturnType<typeof statementsOf>[number];
const actionsOf = (name: string): string[] =>
  statementsOf(office).flatMap(({ owner, actions }) => (owner === name ? actions : []));

/** What the policies of this type say of the queue or topic whose id is like this. */
const statementsIn = (type: string, id: RegExp) =>
  all(office, type).flatMap(({ properties }) =>
    [properties['Queues'], properties['Topics']].flat().some((one) => id.test(idOf(one)))
      ? PolicyStatements.parse(properties).PolicyDocument.Statement
      : [],
  );
const tlsOnly = (type: string, id: string): boolean =>
  statementsIn(type, new RegExp(`^${id}$`)).some(
    ({ Effect, Condition }) =>
      Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  );

describe('the table', () => {
  test('[R-40] is encrypted, can be restored to any second, and outlives a mistake', () => {
    const [table] = all(office, 'AWS::DynamoDB::Table');
    expect(table?.deletion).toBe('Retain');
    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });

  test('has one sparse index, by what is due', () => {
    expect(one('AWS::DynamoDB::Table')['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'todo',
        KeySchema: [
          { AttributeName: 'todo', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
  });
});

describe('the functions', () => {
  test('are those of the routes table, the authorizer, and those that events call', () => {
    expect([...functionNames].sort()).toEqual([...Object.keys(routes), 'authorizer', ...eventFunctions].sort());
    expect(
      all(office, 'AWS::Lambda::Function')
        .map(({ id }) => ownerOf(id))
        .sort(),
    ).toEqual([...functionNames].sort());
  });

  test('[A-62-1] of an office without sessions at once have neither the function for them nor its routes', () => {
    const without = templateOf(templates, 'madoguchi-kabe');
    expect(
      all(without, 'AWS::Lambda::Function')
        .map(({ id }) => ownerOf(id))
        .sort(),
    ).toEqual(functionNames.filter((name) => name !== 'instant' && name !== 'meetings').sort());
    expect(JSON.stringify(without)).not.toContain('instant-sessions');
    expect(JSON.stringify(office)).toContain('instant-sessions');
  });

  test.each(functionNames)('[R-40] %s runs on arm64 with room, a time limit and a log that ends', (name) => {
    const found = functionOf(name);
    const Timeout = name === 'meetings' ? 120 : ['dispatch', 'sweep', 'mail-in'].includes(name) ? 60 : 10;
    expect(found).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Timeout });
    expect(found['MemorySize']).toBeGreaterThanOrEqual(1024);
    const { LoggingConfig } = z
      .object({ LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }) })
      .parse(found);
    const log = all(office, 'AWS::Logs::LogGroup').find(({ id }) => id === LoggingConfig.LogGroup.Ref);
    expect(log?.properties['RetentionInDays']).toBe(90);
  });

  test('[R-40] are called by the API, which waits, by SES’s news, and by nobody else without a role', () => {
    const callers = all(office, 'AWS::Lambda::Permission').map(({ properties: { FunctionName, Principal } }) => [
      targetOf(FunctionName),
      Principal,
    ]);
    const routed = [...Object.keys(routes), 'authorizer'].map((name) => [name, 'apigateway.amazonaws.com']);
    expect([...new Set(callers.map(String))].sort()).toEqual(
      [...routed, ['mail-events', 'sns.amazonaws.com']].map(String).sort(),
    );
    expect(all(office, 'AWS::Events::Rule')).toEqual([]);
  });

  test.each(functionNames)('%s starts with no more than the environment the template gives it', async (name) => {
    const { Variables } = Environment.parse(functionOf(name)['Environment']);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '-e',
        'import(process.argv[1]).then(({ handler }) => console.log(typeof handler))',
        join(bundlesFolder, name, 'index.mjs'),
      ],
      {
        // What only a deployment knows stands in as an address.
        env: Object.fromEntries(
          Object.entries(Variables).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : 'https://known.example/',
          ]),
        ),
      },
    );
    expect(stdout.trim()).toBe('function');
  });

  test('have a role each', () => {
    const roles = all(office, 'AWS::Lambda::Function').map(({ properties }) => JSON.stringify(properties['Role']));
    expect(new Set(roles).size).toBe(functionNames.length);
  });

  test('[R-40] hold no action by wildcard, no managed policy, and no resource by wildcard but where AWS offers nothing else', () => {
    for (const { actions } of statementsOf(office))
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const wide = statementsOf(office).filter(({ resource }) => resource.includes('*'));
    expect(wide.map(({ owner, actions, resource }) => [owner, ...actions, /[^":/]*\/?\*/.exec(resource)?.[0]])).toEqual(
      [
        // The mails of the office's own bucket.
        ['staff', 's3:GetObject', '/*'],
        ['dispatch', 'dynamodb:ListStreams', '*'],
        // The schedules of the office's own group.
        ['dispatch', 'scheduler:CreateSchedule', 'scheduler:DeleteSchedule', '/*'],
        ['meetings', 'dynamodb:ListStreams', '*'],
        ['mail-in', 's3:GetObject', '/*'],
      ],
    );
    for (const { properties } of all(office, 'AWS::IAM::Role'))
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('[R-40] no resource is a wildcard in the foundation, except where SES knows none', () => {
    const wide = statementsOf(foundation).filter(({ resource }) => resource.includes('*'));
    expect(wide.map(({ actions }) => actions)).toEqual([['ses:SetActiveReceiptRuleSet']]);
  });

  test.each([
    ['booking', 'deletes'],
    ['joining', 'deletes'],
    ['cancellation', 'deletes'],
    ['consent', 'deletes'],
    ['instant', 'deletes'],
    ['staff', 'deletes'],
    ['reminder', 'deletes'],
    ['no-show', 'deletes'],
    ['sweep', 'deletes'],
    ['mail-in', 'deletes'],
    ['dispatch', 'updates'],
    ['meetings', 'puts'],
    ['mail-events', 'updates'],
    ['figures', 'reads'],
    ['site', 'reads'],
    ['sign-in', 'nothing'],
    ['authorizer', 'nothing'],
  ])('%s may do this much at the table: %s', (name, most) => {
    const granted = actionsOf(name).filter((action) => action.startsWith('dynamodb:'));
    const may = (action: string): boolean => granted.includes(`dynamodb:${action}`);
    expect(
      may('DeleteItem') || (may('PutItem') && name !== 'meetings')
        ? 'deletes'
        : may('PutItem')
          ? 'puts'
          : granted.includes('dynamodb:UpdateItem')
            ? 'updates'
            : granted.length === 0
              ? 'nothing'
              : granted.every((action) => /:(?:GetItem|BatchGetItem|Query)$/.test(action)) && 'reads',
    ).toBe(most);
    expect(granted).not.toContain('dynamodb:Scan');
    expect('TABLE' in Environment.parse(functionOf(name)['Environment']).Variables).toBe(most !== 'nothing');
  });

  test.each([
    ['read what is due', ({ resource }: Statement) => resource.includes('/index/todo'), ['staff', 'sweep', 'mail-in']],
    ['read the stream', ({ resource }: Statement) => resource.includes('StreamArn'), ['dispatch', 'meetings']],
    [
      'read a secret',
      ({ actions, resource }: Statement) =>
        actions.includes('secretsmanager:GetSecretValue') && resource.startsWith('{"Ref":"Zoom'),
      ['meetings'],
    ],
    [
      'send mail',
      ({ actions }: Statement) => actions.some((action) => /^ses:/.test(action)),
      ['dispatch', 'sweep', 'mail-in'],
    ],
    [
      'read the mails that came in',
      ({ actions }: Statement) => actions.some((action) => /^s3:/.test(action)),
      ['staff', 'mail-in'],
    ],
    ['take from a queue', ({ actions }: Statement) => actions.includes('sqs:ReceiveMessage'), ['mail-in']],
    [
      'set and drop wake-up calls',
      ({ actions }: Statement) => actions.some((action) => /^scheduler:/.test(action)),
      ['dispatch'],
    ],
    ['pass a role on', ({ actions }: Statement) => actions.includes('iam:PassRole'), ['dispatch']],
    ['call functions', ({ actions }: Statement) => actions.includes('lambda:InvokeFunction'), ['Waker']],
    [
      'put what failed aside',
      ({ actions }: Statement) => actions.includes('sqs:SendMessage'),
      // Of what mail-in fails on, SQS itself keeps the message.
      ['Waker', ...eventFunctions.filter((name) => name !== 'mail-in')],
    ],
  ])('[R-40] only few %s', (_, may, names) => {
    const owners = statementsOf(office)
      .filter(may)
      .map(({ owner }) => owner);
    expect([...new Set(owners)].sort()).toEqual([...names].sort());
  });

  test('[R-40] send by one call, as the office’s own domain, tagged with its own configuration set', () => {
    const sending = statementsOf(office).filter(({ actions }) => actions.some((action) => action.startsWith('ses:')));
    expect(
      sending.map(({ actions, resource }) => [...actions, /:(identity|configuration-set)\//.exec(resource)?.[1]]),
    ).toEqual(
      ['dispatch', 'sweep', 'mail-in'].flatMap(() => [
        ['ses:SendRawEmail', 'identity'],
        ['ses:SendRawEmail', 'configuration-set'],
      ]),
    );
  });

  test('[R-40] pass on one role, to the Scheduler, which may use it for this account alone, to call three functions', () => {
    const [passing] = statementsOf(office).filter(({ actions }) => actions.includes('iam:PassRole'));
    expect(passing?.resource).toMatch(/^\{"Fn::GetAtt":\["Waker\w+","Arn"\]\}$/);
    expect(passing?.condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
    const waker = all(office, 'AWS::IAM::Role').find(({ id }) => id.startsWith('Waker'))?.properties;
    expect(waker?.['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
    const called = statementsOf(office).filter(({ actions }) => actions.includes('lambda:InvokeFunction'));
    const names = [...(called[0]?.resource ?? '').matchAll(/"Fn::GetAtt":\["(\w+)"/g)].map(([, id = '']) =>
      ownerOf(id),
    );
    expect([called.length, names]).toEqual([1, ['reminder', 'no-show', 'sweep']]);
  });

  test('[R-20] of visitors know nothing of mail or schedules', () => {
    const told = (name: string) => Object.keys(Environment.parse(functionOf(name)['Environment']).Variables).sort();
    const staffs = ['STAFF_CLIENT', 'STAFF_ISSUER'];
    const mail = ['CONFIGURATION_SET', 'MAIL_FROM', 'SITE'];
    const schedules = ['NO_SHOW', 'REMINDER', 'SCHEDULE_GROUP', 'SCHEDULE_LOST', 'SCHEDULE_ROLE'];
    expect(Object.fromEntries(functionNames.map((name) => [name, told(name)]))).toEqual({
      booking: ['OFFICE', 'SITE', 'TABLE'],
      joining: ['OFFICE', 'SITE', 'TABLE'],
      cancellation: ['OFFICE', 'TABLE'],
      consent: ['OFFICE', 'TABLE'],
      instant: ['OFFICE', 'TABLE'],
      site: ['OFFICE', 'TABLE'],
      staff: ['MAIL_BUCKET', 'OFFICE', 'SITE', 'TABLE'],
      'sign-in': ['OFFICE', 'SITE', ...staffs],
      authorizer: ['OFFICE', ...staffs, 'STAFF_JWKS'],
      figures: ['OFFICE', 'TABLE'],
      dispatch: ['OFFICE', 'TABLE', ...mail, ...schedules].sort(),
      meetings: ['OFFICE', 'TABLE', 'ZOOM_API', 'ZOOM_LOGIN', 'ZOOM_SECRET'],
      reminder: ['OFFICE', 'TABLE'],
      'no-show': ['OFFICE', 'TABLE'],
      sweep: ['OFFICE', 'TABLE', ...mail].sort(),
      'mail-events': ['OFFICE', 'TABLE'],
      'mail-in': ['MAIL_BUCKET', 'OFFICE', 'TABLE', ...mail].sort(),
    });
  });
});

describe('what follows a booking', () => {
  const found = (type: string, owner: string) =>
    all(office, type).find(({ properties }) => targetOf(properties['FunctionName']) === owner)?.properties;

  test.each([
    ['reminder', 600],
    ['no-show', 600],
    ['sweep', 600],
    // Nothing makes up for news that is lost.
    ['mail-events', 6 * 60 * 60],
  ])(
    '[R-40] %s, called without anybody waiting, is tried again for a while, and what fails is kept',
    (name, seconds) => {
      expect(found('AWS::Lambda::EventInvokeConfig', name)).toMatchObject({
        MaximumEventAgeInSeconds: seconds,
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^Lost/), 'Arn'] } } },
      });
    },
  );

  test('[R-10, R-40] the stream reports part failures, halves batches, gives up in time, and keeps what it gave up', () => {
    expect(found('AWS::Lambda::EventSourceMapping', 'dispatch')).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Table/), 'StreamArn'] },
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 6 * 60 * 60,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^Parked/), 'Arn'] } } },
    });
  });

  test('[A-6-3, R-40] meetings read the stream beside dispatch, one booking at a time, those by Zoom alone', () => {
    const mapping = found('AWS::Lambda::EventSourceMapping', 'meetings');
    const { FilterCriteria, ...rest } = z
      .looseObject({ FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }) })
      .parse(mapping);
    const BOOKING = { Keys: { sk: { S: ['BOOKING'] } } };
    expect(FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { dynamodb: { ...BOOKING, NewImage: { tool: { S: ['zoom'] } } } },
      { dynamodb: { ...BOOKING, OldImage: { tool: { S: ['zoom'] } } } },
    ]);
    expect(rest).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^Parked/), 'Arn'] } } },
    });
    // Two read the stream of a table; DynamoDB slows down a third.
    const readers = all(office, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
      JSON.stringify(properties['EventSourceArn']).includes('StreamArn'),
    );
    expect(readers).toHaveLength(2);
  });

  test('[A-6-3, R-40] Zoom’s credentials are in a secret that stays and says what to put in; no template has them', () => {
    const secret = one('AWS::SecretsManager::Secret');
    expect(secret['Description']).toContain('{"accountId":"…","clientId":"…","clientSecret":"…"}');
    expect(secret).not.toHaveProperty('SecretString');
    expect(Object.values(office.Resources).find(({ Type }) => Type === 'AWS::SecretsManager::Secret')).toMatchObject({
      DeletionPolicy: 'Retain',
    });
  });

  test('an office whose tools have no API has no function, no secret and no alarm for them', () => {
    const kabes = templateOf(templates, 'madoguchi-kabe');
    expect(all(kabes, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(all(kabes, 'AWS::Lambda::Function').map(({ id }) => ownerOf(id))).not.toContain('meetings');
    expect(JSON.stringify(kabes)).not.toMatch(/zoom/i);
  });

  test('the stream hands on bookings, and acts with a notice to be sent; nothing else wakes dispatch', () => {
    const { FilterCriteria } = z
      .object({ FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }) })
      .parse(found('AWS::Lambda::EventSourceMapping', 'dispatch'));
    expect(FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { dynamodb: { Keys: { sk: { S: ['BOOKING'] } } } },
      {
        eventName: ['INSERT'],
        dynamodb: { Keys: { sk: { S: [{ prefix: 'HISTORY#' }] } }, NewImage: { todo: { S: ['NOTICE'] } } },
      },
    ]);
  });

  test('[R-40] queues are encrypted and take messages over TLS only; three keep what failed for good, for a fortnight', () => {
    const queues = all(office, 'AWS::SQS::Queue');
    for (const { id, properties } of queues) {
      expect(properties['SqsManagedSseEnabled']).toBe(true);
      expect(tlsOnly('AWS::SQS::QueuePolicy', id)).toBe(true);
    }
    const keeping = queues.filter(({ properties }) => properties['MessageRetentionPeriod'] === 14 * 24 * 60 * 60);
    expect(keeping.map(({ id }) => nameOf(id))).toEqual(['Parked', 'Lost', 'Unread']);
  });

  test('[R-40] all topics take messages over TLS only', () => {
    expect(all(office, 'AWS::SNS::Topic').map(({ id }) => nameOf(id))).toEqual([
      'MailOutcomes',
      'MailArrived',
      'Alarms',
    ]);
    for (const { id } of all(office, 'AWS::SNS::Topic')) expect(tlsOnly('AWS::SNS::TopicPolicy', id)).toBe(true);
  });

  test('[R-11, R-40] the sweep runs every five minutes; a call that fails is tried for minutes, then kept', () => {
    expect(one('AWS::Scheduler::Schedule')).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      GroupName: { Ref: 'Wakes' },
      Target: {
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/^sweepFunction/), 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^Waker/), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Lost/), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 2 },
      },
    });
    expect(all(office, 'AWS::Scheduler::ScheduleGroup').map(({ id }) => id)).toEqual(['Wakes']);
  });

  test('[R-15] what becomes of a mail is told to one topic, and from there to mail-events; what fails on the way is kept', () => {
    expect(one('AWS::SES::ConfigurationSetEventDestination')).toMatchObject({
      ConfigurationSetName: { Ref: idsOf('AWS::SES::ConfigurationSet')[0] },
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['delivery', 'deliveryDelay', 'bounce', 'complaint', 'reject'],
        SnsDestination: { TopicARN: { Ref: expect.stringMatching(/^MailOutcomes/) } },
      },
    });
    const [{ Endpoint, ...subscription } = {}, ...others] = all(office, 'AWS::SNS::Subscription')
      .map(({ properties }) => properties)
      .filter(({ Protocol }) => Protocol === 'lambda');
    expect(others).toEqual([]);
    expect(targetOf(Endpoint)).toBe('mail-events');
    expect(subscription).toMatchObject({
      Protocol: 'lambda',
      TopicArn: { Ref: expect.stringMatching(/^MailOutcomes/) },
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^Lost/), 'Arn'] } },
    });
  });

  test('[R-40] only SES, of this account, publishes to that topic, and SNS alone may put what fails into the queue', () => {
    const publishers = statementsIn('AWS::SNS::TopicPolicy', /^MailOutcomes/).filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(publishers).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: expect.objectContaining({ 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } }) },
      }),
    ]);
    const senders = statementsIn('AWS::SQS::QueuePolicy', /^Lost/).filter(({ Effect }) => Effect === 'Allow');
    expect(senders).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { Ref: expect.stringMatching(/^MailOutcomes/) } } },
      }),
    ]);
  });
});

describe('mail in', () => {
  const rule = () => one('AWS::SES::ReceiptRule');
  const ruleArn = expect.objectContaining({
    'Fn::Join': ['', expect.arrayContaining([':receipt-rule-set/madoguchi:receipt-rule/aomori-mail'])],
  });
  const forTheRule = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'aws:SourceArn': ruleArn };

  test('[R-29] to the office’s two addresses is scanned and put into its bucket, also where it came without TLS', () => {
    expect(rule()).toEqual({
      RuleSetName: 'madoguchi',
      Rule: {
        Name: 'aomori-mail',
        Enabled: true,
        ScanEnabled: true,
        TlsPolicy: 'Optional',
        Recipients: ['aomori@madoguchi.example.jp', aomori.contact.mailbox],
        Actions: [
          {
            S3Action: {
              BucketName: { Ref: expect.stringMatching(/^RawMails/) },
              TopicArn: { Ref: expect.stringMatching(/^MailArrived/) },
            },
          },
        ],
      },
    });
    // No other rule has to be named: none of them stops the ones behind it.
    expect(JSON.stringify(rule())).not.toContain('StopAction');
  });

  test('[R-40] lies encrypted, closed to the public and for as long as the office’s data say, and outlives the stack', () => {
    const [bucket, ...others] = all(office, 'AWS::S3::Bucket');
    expect([bucket?.deletion, others]).toEqual(['Retain', []]);
    expect(bucket?.properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            ExpirationInDays: aomori.retention.rawMailDays,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    // A version that is not current would outlive the days; a lock would forbid SES to write.
    for (const no of ['VersioningConfiguration', 'ObjectLockEnabled'])
      expect(bucket?.properties).not.toHaveProperty(no);
    expect(all(office, 'Custom::S3AutoDeleteObjects')).toEqual([]);
  });

  test('[R-40] comes into bucket and topic from this rule of this account alone, and over TLS', () => {
    const { PolicyDocument } = PolicyStatements.parse(one('AWS::S3::BucketPolicy'));
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 's3:PutObject',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: forTheRule },
      }),
    ]);
    const publishers = statementsIn('AWS::SNS::TopicPolicy', /^MailArrived/).filter(({ Effect }) => Effect === 'Allow');
    expect(publishers).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: forTheRule },
      }),
    ]);
  });

  test('waits in a queue that only its topic fills, as SES wrote it; what cannot be handed on is kept with the unread', () => {
    const [subscription, ...others] = all(office, 'AWS::SNS::Subscription').filter(
      ({ properties }) => properties['Protocol'] === 'sqs',
    );
    expect(others).toEqual([]);
    expect(subscription?.properties).toMatchObject({
      TopicArn: { Ref: expect.stringMatching(/^MailArrived/) },
      Endpoint: { 'Fn::GetAtt': [expect.stringMatching(/^Mails/), 'Arn'] },
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^Unread/), 'Arn'] } },
    });
    for (const queue of [/^Mails/, /^Unread/]) {
      const senders = statementsIn('AWS::SQS::QueuePolicy', queue).filter(({ Effect }) => Effect === 'Allow');
      expect(senders).toEqual([
        expect.objectContaining({
          Action: 'sqs:SendMessage',
          Principal: { Service: 'sns.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { Ref: expect.stringMatching(/^MailArrived/) } } },
        }),
      ]);
    }
  });

  test('[R-40] is read a few at a time, five times at most, and never twice at once', () => {
    const mapping = all(office, 'AWS::Lambda::EventSourceMapping').find(
      ({ properties }) => targetOf(properties['FunctionName']) === 'mail-in',
    );
    expect(mapping?.properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Mails/), 'Arn'] },
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    const queue = all(office, 'AWS::SQS::Queue').find(({ id }) => nameOf(id) === 'Mails')?.properties;
    expect(queue?.['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^Unread/), 'Arn'] },
      maxReceiveCount: 5,
    });
    expect(queue?.['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * Number(functionOf('mail-in')['Timeout']));
  });

  test('is deployed at the first try: SES tries its policies when the rule is made, and from then on mail comes in', () => {
    const before = all(office, 'AWS::SES::ReceiptRule').flatMap(({ dependsOn }) => dependsOn.map(nameOf));
    expect(before).toEqual(expect.arrayContaining(['RawMailsPolicy', 'MailArrivedPolicy', 'MailsPolicy']));
    const subscription = all(office, 'AWS::SNS::Subscription').find(
      ({ properties }) => properties['Protocol'] === 'sqs',
    );
    expect(before).toContain(nameOf(subscription?.id ?? ''));
    expect(
      app
        .synth()
        .getStackByName('madoguchi-aomori')
        .dependencies.map(({ id }) => id),
    ).toContain('madoguchi-foundation');
  });
});

describe('the API', () => {
  const Route = z.object({
    RouteKey: z.string(),
    AuthorizationType: z.enum(['NONE', 'CUSTOM']),
    Target: z.unknown(),
  });

  test('has exactly the routes of the routes table, each leading to its function', () => {
    const functionOf = new Map(
      all(office, 'AWS::ApiGatewayV2::Integration').map(({ id, properties }) => [
        id,
        JSON.stringify(properties['IntegrationUri']),
      ]),
    );
    const found = all(office, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
      const { RouteKey, Target } = Route.parse(properties);
      const integration = /"Ref":"(\w+)"/.exec(JSON.stringify(Target))?.[1] ?? '';
      const target = /"Fn::GetAtt":\["(\w+)"/.exec(functionOf.get(integration) ?? '')?.[1] ?? '';
      return `${ownerOf(target)}: ${RouteKey}`;
    });
    const wanted = Object.entries(routes).flatMap(([name, keys]) => keys.map((key) => `${name}: ${key}`));
    expect(found.sort()).toEqual(wanted.sort());
  });

  test('asks who it is on every staff route and on no other, also whoever comes without a header', () => {
    for (const { properties } of all(office, 'AWS::ApiGatewayV2::Route')) {
      const { RouteKey, AuthorizationType } = Route.parse(properties);
      expect([RouteKey, AuthorizationType]).toEqual([RouteKey, RouteKey.includes(' /staff') ? 'CUSTOM' : 'NONE']);
    }
    expect(one('AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: ['$context.routeKey'],
    });
  });

  test('[R-40] is throttled as a whole, and more where visitors write', () => {
    const stage = one('AWS::ApiGatewayV2::Stage');
    const { DefaultRouteSettings, RouteSettings } = z
      .object({
        DefaultRouteSettings: z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
        RouteSettings: z.record(z.string(), z.object({ ThrottlingRateLimit: z.number() })),
      })
      .parse(stage);
    const writes = Object.entries(routes).flatMap(([name, keys]) =>
      name === 'staff' ? [] : keys.filter((key) => key.startsWith('POST ')),
    );
    expect(Object.keys(RouteSettings).sort()).toEqual([...writes].sort());
    for (const { ThrottlingRateLimit } of Object.values(RouteSettings)) {
      expect(ThrottlingRateLimit).toBeLessThan(DefaultRouteSettings.ThrottlingRateLimit);
    }
  });

  test('[R-20] logs no path, query, address or header, and its log ends', () => {
    const { AccessLogSettings } = z
      .object({ AccessLogSettings: z.object({ Format: z.string(), DestinationArn: z.unknown() }) })
      .parse(one('AWS::ApiGatewayV2::Stage'));
    const logged = [...AccessLogSettings.Format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(logged.sort()).toEqual([
      'authorizer.error',
      'integration.error',
      'integrationLatency',
      'requestId',
      'requestTimeEpoch',
      'responseLatency',
      'routeKey',
      'status',
    ]);
    for (const { properties } of all(office, 'AWS::Logs::LogGroup')) expect(properties['RetentionInDays']).toBe(90);
  });
});

describe('staff sign-in', () => {
  test('needs a second factor, and only administrators make accounts', () => {
    const [pool] = all(office, 'AWS::Cognito::UserPool');
    expect(pool?.deletion).toBe('Retain');
    expect(pool?.properties).toMatchObject({
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
    });
  });

  test('does not tell which accounts exist', () => {
    expect(one('AWS::Cognito::UserPoolClient')).toMatchObject({
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  test('is by code alone, of one public client, which leads back to the office’s own address and nowhere else', () => {
    const client = one('AWS::Cognito::UserPoolClient');
    const at = (path: string) => [
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Api/), 'ApiEndpoint'] }, path]] },
    ];
    expect(client).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: at('/sign-in/callback'),
      LogoutURLs: at('/signed-out'),
      SupportedIdentityProviders: ['COGNITO'],
      // Programs get their tokens by the API.
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
    expect(client['GenerateSecret'] ?? false).toBe(false);
  });

  test('lasts an hour, is renewed for ten, and can be ended before', () => {
    expect(one('AWS::Cognito::UserPoolClient')).toMatchObject({
      AccessTokenValidity: 60,
      RefreshTokenValidity: 600,
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
      EnableTokenRevocation: true,
    });
  });

  test('has pages, in Cognito’s own style, at a name nobody else has and Cognito does not keep for itself', async () => {
    const domains = ['kabe', 'aomori'].map((id) => {
      const [domain, ...others] = all(templateOf(templates, `madoguchi-${id}`), 'AWS::Cognito::UserPoolDomain');
      expect([domain?.properties['ManagedLoginVersion'], others]).toEqual([2, []]);
      return domain?.properties['Domain'];
    });
    expect(domains).toEqual(
      ['kabe', 'aomori'].map((id) => ({ 'Fn::Join': ['', [`madoguchi-${id}-`, { Ref: 'AWS::AccountId' }]] })),
    );
    expect(one('AWS::Cognito::ManagedLoginBranding')).toEqual({
      UserPoolId: { Ref: expect.stringMatching(/^StaffPool/) },
      ClientId: { Ref: expect.stringMatching(/^StaffPoolConsole/) },
      UseCognitoProvidedValues: true,
    });
    await expect(synthesize([Office.parse({ ...kabe, id: 'kawsaki' })])).rejects.toThrow(
      'no domain be named after kawsaki',
    );
    // The plan below has no such pages.
    expect(one('AWS::Cognito::UserPool')['UserPoolTier']).toBe('ESSENTIALS');
  });
});

describe('alarms', () => {
  const Alarm = z.object({
    AlarmDescription: z.string(),
    AlarmActions: z.array(z.unknown()).length(1),
  });

  test('[R-40] say which office is affected and what its people cannot do', () => {
    for (const { properties } of all(office, 'AWS::CloudWatch::Alarm')) {
      const { AlarmDescription } = Alarm.parse(properties);
      expect(AlarmDescription).toMatch(
        /^ハローワーク青森 \(aomori\): .*(applicants|visitors|staff|pages|booked).* \[.+\]$/,
      );
    }
  });

  test('[R-40] watch every function, its capacity, the API, the table and what failed for good', () => {
    const alarms = all(office, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);
    const about = (metric: string) => alarms.filter(({ MetricName }) => MetricName === metric);
    const dimensions = (metric: string) =>
      about(metric).map(({ Dimensions }) =>
        idOf(z.array(z.object({ Value: z.unknown() })).parse(Dimensions)[0]?.Value),
      );
    expect(dimensions('Errors').map(ownerOf).sort()).toEqual([...functionNames].sort());
    const queues = idsOf('AWS::SQS::Queue').filter((id) => nameOf(id) !== 'Mails');
    expect(dimensions('ApproximateNumberOfMessagesVisible').sort()).toEqual(queues.sort());
    expect(dimensions('ApproximateAgeOfOldestMessage').map(nameOf)).toEqual(['Mails']);
    for (const metric of ['5xx', 'ReadThrottleEvents', 'WriteThrottleEvents', 'SystemErrors'])
      expect(JSON.stringify(alarms)).toContain(`"${metric}"`);
    const throttled = alarms.flatMap(({ Metrics }) =>
      [
        ...JSON.stringify(Metrics ?? []).matchAll(
          /"FunctionName","Value":\{"Ref":"(\w+)"\}\}\],"MetricName":"Throttles"/g,
        ),
      ].map(([, id = '']) => ownerOf(id)),
    );
    expect(throttled.sort()).toEqual([...functionNames].sort());
  });

  test('[R-40] take at most ten metrics each, and ring at the first event or quarter of an hour; silence rings for the sweep alone', () => {
    for (const { properties } of all(office, 'AWS::CloudWatch::Alarm')) {
      const { Metrics, Threshold, EvaluationPeriods, TreatMissingData, ComparisonOperator, AlarmDescription } = z
        .looseObject({ Metrics: z.array(z.unknown()).max(11).default([]) })
        .parse(properties);
      expect(Metrics.filter((metric) => 'MetricStat' in z.looseObject({}).parse(metric)).length).toBeLessThanOrEqual(
        10,
      );
      const silent = String(AlarmDescription).endsWith('[sweep silent]');
      const waiting = String(AlarmDescription).endsWith('[mails waiting]');
      expect([AlarmDescription, Threshold, EvaluationPeriods, TreatMissingData, ComparisonOperator]).toEqual([
        AlarmDescription,
        waiting ? 15 * 60 : 1,
        1,
        silent ? 'breaching' : 'notBreaching',
        silent ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
      ]);
    }
    const [silent] = all(office, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.includes('sweepsilent'));
    // Three runs are due in its time.
    expect(silent?.properties).toMatchObject({ MetricName: 'Invocations', Statistic: 'Sum', Period: 30 * 60 });
  });

  test.each([
    ['broken', '> 0'],
    ['calls', '> 0'],
    ['stuck', '> 0'],
    // How many open days of silence are too many is the office's data, so the sweep says only whether they have passed.
    ['mailSilence', '= 1'],
  ])('[R-16, R-40] hear the figure “%s” of the sweep’s line, and ring when it is %s', (name, found) => {
    const [filter, ...others] = all(office, 'AWS::Logs::MetricFilter').filter(({ properties }) =>
      JSON.stringify(properties).includes(`aomori-${name}`),
    );
    expect(others).toEqual([]);
    expect(targetOf(filter?.properties['LogGroupName'])).toBe('sweep');
    expect(filter?.properties).toMatchObject({
      FilterPattern: `{ $.${name} ${found} }`,
      MetricTransformations: [{ MetricName: `aomori-${name}`, MetricNamespace: 'madoguchi', MetricValue: `$.${name}` }],
    });
    const ringing = all(office, 'AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties['MetricName'] === `aomori-${name}`,
    );
    expect(ringing.map(({ properties }) => [properties['Namespace'], properties['Statistic']])).toEqual([
      ['madoguchi', 'Maximum'],
    ]);
  });

  test.each([
    ['zoom records', 'meetingRecorded'],
    ['zoom fails', 'meetingFailed'],
  ])('[K-12-2, A-6-3, R-40] %s: hear of it from the line meetings writes', (name, figure) => {
    const [filter] = all(office, 'AWS::Logs::MetricFilter').filter(({ properties }) =>
      JSON.stringify(properties).includes(`aomori-${figure}`),
    );
    expect(filter?.properties['FilterPattern']).toBe(`{ $.${figure} = 1 }`);
    expect(targetOf(filter?.properties['LogGroupName'])).toBe('meetings');
    const ringing = all(office, 'AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties['MetricName'] === `aomori-${figure}`,
    );
    expect(ringing.map(({ properties }) => String(properties['AlarmDescription']).endsWith(`[${name}]`))).toEqual([
      true,
    ]);
  });

  test('[R-40] hear of failed mail to staff from whichever function learns of it', () => {
    const filters = all(office, 'AWS::Logs::MetricFilter').filter(({ id }) => id.startsWith('StaffMail'));
    expect(filters.map(({ properties }) => properties['FilterPattern'])).toEqual(
      Array(4).fill('{ $.staffMailFailed = 1 }'),
    );
    const watched = all(office, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties['MetricName']);
    expect(watched).toContain('aomori-staffMailFailed');
  });

  test('[R-40] find these figures in a line that is JSON alone, as such a pattern wants it', () => {
    const { LoggingConfig } = z
      .object({ LoggingConfig: z.object({ LogFormat: z.string().optional() }) })
      .parse(functionOf('sweep'));
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    // What Lambda makes of it. Source: aws-lambda-nodejs-runtime-interface-client, src/LogPatch.js.
    const console_ = vi.spyOn(console, 'log').mockImplementation((message) => {
      const before = '2026-03-02T00:00:00.000Z\tb2c0ffee\tINFO\t';
      process.stdout.write(LoggingConfig.LogFormat === 'JSON' ? JSON.stringify({ message }) : `${before}${message}`);
    });
    log({ broken: 3 });
    for (const spy of [write, console_]) spy.mockRestore();
    const filter = all(office, 'AWS::Logs::MetricFilter').find(({ id }) => id.startsWith('Sweepbroken'));
    const [, ...path] = (/"MetricValue":"([^"]*)"/.exec(JSON.stringify(filter?.properties))?.[1] ?? '').split('.');
    expect(lines.map((line) => line.trim())).toEqual([expect.stringMatching(/^\{.*\}$/)]);
    expect(path.reduce((value, key) => z.looseObject({}).parse(value)[key], JSON.parse(lines.join('')))).toBe(3);
  });

  test('[R-40] reach their topic: CloudWatch may publish to it, for this account', () => {
    const allowed = statementsIn('AWS::SNS::TopicPolicy', /^Alarms/).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
    for (const { properties } of all(office, 'AWS::CloudWatch::Alarm'))
      expect([properties['AlarmActions']].flat().map(idOf)).toEqual([expect.stringMatching(/^Alarms/)]);
  });

  test('[R-17] hear the word that booking writes before the known holidays end', () => {
    const [filter, ...others] = all(office, 'AWS::Logs::MetricFilter').filter(({ id }) =>
      id.startsWith('CalendarRunsOut'),
    );
    expect(others).toEqual([]);
    expect(filter?.properties['FilterPattern']).toBe('"calendar-runs-out"');
    expect(JSON.stringify(filter?.properties['LogGroupName'])).toMatch(/booking/);
    const watched = all(office, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties['MetricName']);
    expect(watched).toContain('aomori-calendar-runs-out');
  });
});

test('[R-27] an office’s stack names no other office', () => {
  expect(JSON.stringify(office)).not.toContain('kabe');
  expect(JSON.stringify(templateOf(templates, 'madoguchi-kabe'))).not.toContain('aomori');
});

test('everything of an office that can carry a tag carries the office’s', () => {
  for (const type of [
    'AWS::Lambda::Function',
    'AWS::DynamoDB::Table',
    'AWS::SNS::Topic',
    'AWS::SQS::Queue',
    'AWS::Logs::LogGroup',
    'AWS::S3::Bucket',
  ]) {
    for (const { properties } of all(office, type)) {
      expect(properties['Tags']).toEqual([{ Key: 'madoguchi:office', Value: 'aomori' }]);
    }
  }
});

test('the receipt rule set is made once per account and made active', () => {
  const [rules, ...others] = all(foundation, 'AWS::SES::ReceiptRuleSet');
  expect(others).toEqual([]);
  expect(rules?.properties['RuleSetName']).toBe(one('AWS::SES::ReceiptRule')['RuleSetName']);
  const [active] = all(foundation, 'Custom::AWS');
  const update = JSON.stringify(active?.properties['Update']);
  expect(update).toContain('setActiveReceiptRuleSet');
  expect(update).toContain(`{"Ref":"${rules?.id}"}`);
  for (const [name, template] of templates) {
    if (name !== 'madoguchi-foundation') expect(all(template, 'AWS::SES::ReceiptRuleSet')).toEqual([]);
  }
});

test('the foundation says which records belong into DNS: for mail that comes in, and for what is sent', () => {
  expect(foundation.Outputs['MailExchanger']).toMatchObject({
    Value: 'madoguchi.example.jp MX 10 inbound-smtp.ap-northeast-1.amazonaws.com',
  });
  expect(Object.keys(foundation.Outputs)).toEqual(['MailExchanger', 'Dkim1', 'Dkim2', 'Dkim3']);
});

describe('[R-42] cdk-nag', () => {
  test.each([
    ['AwsSolutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
  ])('%s finds nothing that is not acknowledged', (_, Checks) => {
    const { violations } = new Checks(app).validateScope(app);
    expect(
      violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources[0]?.constructPath]),
    ).toEqual([]);
  });

  test('every acknowledgement has a reason in a sentence', () => {
    const reasons = app.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) => Object.values(z.record(z.string(), z.string()).parse(data))),
      );
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatch(/^(?:[A-Z]|ses:|dynamodb:).{20,}\.$/);
  });
});

describe('[R-41] an account', () => {
  const Ids = z.array(z.string());
  /** What AWS allows per account and region unless asked for more. There is no quota of queues, nor of log groups' metric filters. */
  const quotas: Record<string, number> = {
    'AWS::ApiGatewayV2::Api': 600,
    'AWS::Cognito::UserPool': 1_000,
    'AWS::DynamoDB::Table': 2_500,
    'AWS::S3::Bucket': 10_000,
    // Of one rule set. Source: Amazon SES Developer Guide, "Service quotas".
    'AWS::SES::ReceiptRule': 200,
    'AWS::SES::ConfigurationSet': 10_000,
    'AWS::Scheduler::ScheduleGroup': 500,
    'AWS::SNS::Topic': 100_000,
  };
  const MOST = 200;
  let most: ReadonlyMap<string, Template>;
  beforeAll(async () => {
    const offices = Array.from({ length: MOST }, (_, index) =>
      Office.parse({ ...aomori, id: `office-${index}`, name: `見本窓口${index}` }),
    );
    most = (await synthesize(offices)).templates;
  }, 120_000);

  test.each([
    [2, 1_000, 5_000],
    [50, 1_000, 5_000],
    // Seventeen roles an office: from 59 offices on, the quota of IAM roles has to be raised (AWS grants up to 5,000). Thirty-six
    // alarms an office: from 139 offices on, so has that of alarms.
    [MOST, 5_000, 10_000],
  ])('holds %i offices with unique names and under the quotas (IAM roles: %i, alarms: %i)', (count, roles, alarms) => {
    expect(most.size).toBe(MOST + 1);
    // No stack depends on how many others there are: fewer offices are the foundation and so many of them.
    const names = ['foundation', ...Array.from({ length: count }, (_, index) => `office-${index}`)];
    const stacks = names.map((name) => [`madoguchi-${name}`, templateOf(most, `madoguchi-${name}`)] as const);
    for (const [name, template] of stacks) {
      expect(name).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
      expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
      expect(Object.keys(template.Outputs).length).toBeLessThanOrEqual(200);
      expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
      expect(JSON.stringify(template.Outputs)).not.toContain('"Export"');
      expect(all(template, 'AWS::ApiGatewayV2::Route').length).toBeLessThanOrEqual(300);
      for (const { properties } of all(template, 'AWS::IAM::Policy'))
        expect(JSON.stringify(properties).length).toBeLessThan(10_240);
      // A name given by hand would be taken already when the second office comes.
      const named = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
        // The one rule set's name is given, so that the offices' rules can name it.
        Type.startsWith('AWS::SES::ReceiptRule')
          ? []
          : Ids.parse(Object.keys(Properties)).filter(
              (key) =>
                /^(?:TableName|FunctionName|RoleName|LogGroupName|TopicName|UserPoolName|AlarmName|RuleSetName|QueueName|GroupName)$/.test(
                  key,
                ) && typeof Properties[key] === 'string',
            ),
      );
      expect(named).toEqual([]);
    }
    const rules = stacks
      .flatMap(([, template]) => all(template, 'AWS::SES::ReceiptRule'))
      .map(({ properties }) =>
        z.object({ Name: z.string(), Recipients: z.array(z.string()).max(100) }).parse(properties['Rule']),
      );
    expect(new Set(rules.map(({ Name }) => Name)).size).toBe(count);
    const counted = (type: string): number => stacks.reduce((sum, [, template]) => sum + all(template, type).length, 0);
    expect(counted('AWS::IAM::Role')).toBeLessThanOrEqual(roles);
    expect(counted('AWS::CloudWatch::Alarm')).toBeLessThanOrEqual(alarms);
    for (const [type, quota] of Object.entries(quotas)) expect(counted(type)).toBeLessThanOrEqual(quota);
  });
});
