import { beforeAll, describe, expect, test } from 'vitest';
import { resolve } from '../../../infra/local/intrinsics.ts';
import { readStack } from '../../../infra/local/template.ts';
import { functionsOf, routes } from '../../../infra/office-stack.ts';
import { kabe } from '../../../shared/offices/kabe.ts';
import { synthesize, type Template } from '../synthesized.ts';

const issuer = 'http://127.0.0.1:1/sign-in/kabe';
const site = 'http://127.0.0.1:2';
let template: Template;

beforeAll(async () => {
  const { app } = await synthesize([kabe]);
  template = app.synth().getStackByName('madoguchi-kabe').template;
  expect(template.Resources).not.toEqual({});
});

const read = (changed: unknown = template) => readStack('madoguchi-kabe', changed, issuer, site);
/** The template with one resource changed: the first of its type. */
const withChanged = (
  type: string,
  change: (properties: Record<string, unknown>) => void,
  resource: object = {},
): Template => {
  const copy = structuredClone(template);
  const [found] = Object.values(copy.Resources).filter(({ Type }) => Type === type);
  if (!found) throw new Error(`no ${type}`);
  change(found.Properties);
  Object.assign(found, resource);
  return copy;
};

describe('the stack as it is synthesized', () => {
  test('has the routes and functions of the routes table', () => {
    const { routes: found, functions } = read();
    expect(functions.map(({ name }) => name).sort()).toEqual(functionsOf(kabe).sort());
    const names = new Map(functions.map(({ arn, name }) => [arn, name]));
    const wanted = Object.entries(routes).flatMap(([name, keys]) =>
      name === 'instant' ? [] : keys.map((key) => `${name} ${key}`),
    );
    expect(found.map((route) => `${names.get(route.function)} ${route.key}`).sort()).toEqual(wanted.sort());
    expect(
      found.filter(({ authorizer }) => names.get(authorizer ?? '') === 'authorizer').map(({ key }) => key),
    ).toEqual([...routes.staff, ...routes.figures]);
  });

  test('gives each function its environment with its intrinsics resolved, the local issuer in the user pool’s place', () => {
    const environments = new Map(read().functions.map(({ name, environment }) => [name, environment]));
    const { tables, staff } = read();
    const table = { OFFICE: 'kabe', TABLE: tables[0]?.name };
    expect(environments.get('booking')).toEqual({ ...table, SITE: site });
    expect(environments.get('site')).toEqual(table);
    expect(environments.get('sign-in')).toEqual({
      OFFICE: 'kabe',
      SITE: site,
      STAFF_ISSUER: issuer,
      STAFF_CLIENT: staff.client,
    });
    expect(environments.get('authorizer')).toEqual({
      OFFICE: 'kabe',
      STAFF_ISSUER: issuer,
      STAFF_JWKS: `${issuer}/.well-known/jwks.json`,
      STAFF_CLIENT: staff.client,
    });
  });

  test('tells the office’s own address, roles, queues and schedules to those who need them', () => {
    const { functions, roles, queues, scheduleGroups } = read();
    const { MAIL_FROM, ...environment } = functions.find(({ name }) => name === 'dispatch')?.environment ?? {};
    expect(environment).toMatchObject({
      SITE: site,
      SCHEDULE_GROUP: scheduleGroups[0],
      SCHEDULE_ROLE: [...roles].find(([, { service }]) => service === 'scheduler.amazonaws.com')?.[0],
      SCHEDULE_LOST: [...queues].find(([, name]) => name === 'Lost')?.[0],
      REMINDER: functions.find(({ name }) => name === 'reminder')?.arn,
      NO_SHOW: functions.find(({ name }) => name === 'no-show')?.arn,
    });
    expect(MAIL_FROM).toMatch(/^kabe@/);
  });

  test('[R-14] says what follows: the stream, what is tried again and how often, and where it ends', () => {
    const { functions, tables, queues, streams, schedules, mail, asyncRetries } = read();
    const arnOf = (name: string) => functions.find((one) => one.name === name)?.arn ?? name;
    const queue = (name: string) => [...queues].find(([, one]) => one === name)?.[0];
    expect(streams).toEqual([
      {
        arn: expect.stringContaining(':table/'),
        table: tables[0]?.name,
        function: arnOf('dispatch'),
        batchSize: 10,
        bisects: true,
        reportsFailures: true,
        retries: 5,
        maxAgeSeconds: 6 * 3600,
        filters: [expect.any(Function), expect.any(Function)],
        parked: queue('Parked'),
      },
    ]);
    expect(schedules.map(({ expression, target }) => [expression, target.Arn])).toEqual([
      ['rate(5 minutes)', arnOf('sweep')],
    ]);
    expect([...mail.values()].flat()).toEqual([
      {
        set: expect.any(String),
        topic: expect.stringContaining(':sns:'),
        events: new Set(['delivery', 'deliveryDelay', 'bounce', 'complaint', 'reject']),
        subscribers: [expect.objectContaining({ function: arnOf('mail-events') })],
      },
    ]);
    const lost = { retries: 2, lost: queue('Lost') };
    expect(asyncRetries).toEqual(
      new Map(['reminder', 'no-show', 'sweep', 'mail-events'].map((name) => [arnOf(name), lost])),
    );
  });
});

test('[R-29] a stack says how mail comes in: by which addresses, where it is stored, which queue hears of it and who reads it', () => {
  const { functions, queues, receiptRules, sources } = read();
  const queue = (name: string) => [...queues].find(([, one]) => one === name)?.[0];
  const reader = functions.find(({ name }) => name === 'mail-in');
  expect(receiptRules).toEqual([
    {
      name: 'kabe-mail',
      ruleSet: 'madoguchi',
      recipients: ['kabe@madoguchi.example.jp', kabe.contact.mailbox],
      bucket: reader?.environment['MAIL_BUCKET'],
      topic: expect.stringContaining('MailArrived'),
      queues: [queue('Mails')],
    },
  ]);
  expect(sources).toEqual([
    {
      arn: queue('Mails'),
      function: reader?.arn,
      batchSize: 5,
      reportsFailures: true,
      dead: { after: 5, arn: queue('Unread') },
    },
  ]);
});

describe('a template is refused, and what is not understood is named:', () => {
  test('a resource type', () => {
    const changed = withChanged('AWS::Lambda::Function', () => {}, { Type: 'AWS::Lambda::Alias' });
    expect(() => read(changed)).toThrow(/does not know the resource type AWS::Lambda::Alias/);
  });

  test.each([
    ['AWS::Lambda::Function', 'ReservedConcurrentExecutions', 5],
    ['AWS::DynamoDB::Table', 'TableName', 'mine'],
    ['AWS::ApiGatewayV2::Api', 'CorsConfiguration', {}],
    ['AWS::IAM::Role', 'ManagedPolicyArns', []],
    ['AWS::Lambda::EventSourceMapping', 'ParallelizationFactor', 2],
    ['AWS::Lambda::EventSourceMapping', 'StartingPosition', 'LATEST'],
    ['AWS::Lambda::EventInvokeConfig', 'Qualifier', 'live'],
    ['AWS::Scheduler::Schedule', 'State', 'DISABLED'],
    ['AWS::Scheduler::Schedule', 'FlexibleTimeWindow', { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 }],
    ['AWS::Scheduler::ScheduleGroup', 'Name', 'mine'],
    ['AWS::SQS::Queue', 'FifoQueue', true],
    ['AWS::Cognito::UserPoolClient', 'GenerateSecret', true],
    ['AWS::Cognito::UserPoolClient', 'RefreshTokenRotation', { Feature: 'ENABLED' }],
    ['AWS::Cognito::UserPoolClient', 'AllowedOAuthFlows', ['code', 'implicit']],
    ['AWS::Cognito::UserPoolDomain', 'ManagedLoginVersion', 1],
    ['AWS::ApiGatewayV2::Authorizer', 'IdentitySource', ['$request.header.Authorization']],
    ['AWS::S3::Bucket', 'NotificationConfiguration', {}],
    ['AWS::SES::ReceiptRule', 'After', 'another'],
    ['AWS::SNS::Topic', 'FifoTopic', true],
    ['AWS::SNS::Subscription', 'FilterPolicy', {}],
    ['AWS::SES::ConfigurationSet', 'SendingOptions', { SendingEnabled: false }],
  ])('of %s the property %s', (type, property, value) => {
    const changed = withChanged(type, (properties) => {
      properties[property] = value;
    });
    expect(() => read(changed)).toThrow(new RegExp(`${type}[^]*${property}`));
  });

  test.each([
    ['Enabled', false],
    ['ScanEnabled', false],
    ['TlsPolicy', 'Require'],
    ['Name', '-kabe'],
    ['Recipients', ['example.jp']],
    ['Actions', [{ StopAction: { Scope: 'RuleSet' } }]],
  ])('of a receipt rule the %s %j', (property, value) => {
    const changed = withChanged('AWS::SES::ReceiptRule', (properties) => {
      Object.assign(properties['Rule'] ?? {}, { [property]: value });
    });
    expect(() => read(changed)).toThrow(new RegExp(`AWS::SES::ReceiptRule[^]*${property}`));
  });

  test('a queue’s mapping with what belongs to a stream', () => {
    const changed = structuredClone(template);
    for (const { Type, Properties } of Object.values(changed.Resources))
      if (Type === 'AWS::Lambda::EventSourceMapping') Object.assign(Properties, { BisectBatchOnFunctionError: true });
    expect(() => read(changed)).toThrow(/AWS::Lambda::EventSourceMapping.*BisectBatchOnFunctionError/s);
  });

  test('an intrinsic, even where nothing is played', () => {
    const changed = withChanged('AWS::CloudWatch::Alarm', (properties) => {
      properties['AlarmDescription'] = { 'Fn::Base64': 'eA==' };
    });
    expect(() => read(changed)).toThrow(/does not know the intrinsic Fn::Base64/);
  });

  test('a policy element', () => {
    const changed = withChanged('AWS::IAM::Policy', (properties) => {
      properties['PolicyDocument'] = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: { Bool: { a: 'true' } } }],
      };
    });
    expect(() => read(changed)).toThrow(/Policy.*does not understand this policy/);
  });

  test.each([
    ['{"dynamodb":{"Keys":{"n":{"N":[{"numeric":["=",1]}]}}}}', /numeric/],
    ['{"eventName":[{"anything-but":["REMOVE"]}]}', /anything-but/],
    ['{"eventName":[]}', /eventName/],
  ])('the filter %s', (Pattern, named) => {
    const changed = withChanged('AWS::Lambda::EventSourceMapping', (properties) => {
      properties['FilterCriteria'] = { Filters: [{ Pattern }] };
    });
    expect(() => read(changed)).toThrow(/does not understand the filter/);
    expect(() => read(changed)).toThrow(named);
  });

  test('a schedule expression', () => {
    const changed = withChanged('AWS::Scheduler::Schedule', (properties) => {
      properties['ScheduleExpression'] = 'cron(0 9 * * ? *)';
    });
    expect(() => read(changed)).toThrow(/cron\(0 9/);
  });

  test('an event of SES', () => {
    const changed = withChanged('AWS::SES::ConfigurationSetEventDestination', (properties) => {
      Object.assign(properties['EventDestination'] ?? {}, { MatchingEventTypes: ['open'] });
    });
    expect(() => read(changed)).toThrow(/MatchingEventTypes/);
  });

  test('a resource that is referred to and has no such value', () => {
    const changed = withChanged('AWS::CloudWatch::Alarm', (properties) => {
      properties['AlarmDescription'] = { 'Fn::GetAtt': ['Nobody', 'Arn'] };
    });
    expect(() => read(changed)).toThrow(/no value for Nobody.Arn/);
  });

  test('a section of the template', () => {
    expect(() => read({ ...template, Mappings: {} })).toThrow(/Mappings/);
  });
});

test('a function that API Gateway may not invoke is found before it is deployed', () => {
  const changed = structuredClone(template);
  for (const resource of Object.values(changed.Resources)) {
    // What the CDK writes for a whole API: it does not cover $default, which has one part less.
    if (resource.Type === 'AWS::Lambda::Permission') {
      resource.Properties['SourceArn'] = {
        'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:ApiF70053CD/*/*/*`,
      };
    }
  }
  expect(() => read(changed)).toThrow(/no AWS::Lambda::Permission lets .*\$default\/\$default invoke/);
});

describe('before it is deployed it is found that', () => {
  /** The template without one of the actions its policies grant. */
  const without = (action: string, resource = ''): Template => {
    const copy = structuredClone(template);
    for (const { Type, Properties } of Object.values(copy.Resources)) {
      if (Type !== 'AWS::IAM::Policy') continue;
      const document = Properties['PolicyDocument'] as {
        Statement: { Action: string | string[]; Resource: unknown }[];
      };
      document.Statement = document.Statement.map((statement) =>
        JSON.stringify(statement.Resource).includes(resource)
          ? { ...statement, Action: [statement.Action].flat().filter((one) => one !== action) }
          : statement,
      );
    }
    return copy;
  };
  test.each([
    ['dispatch', 'dynamodb:GetRecords', ''],
    ['dispatch', 'dynamodb:ListStreams', ''],
    ['dispatch', 'sqs:SendMessage', 'Parked'],
    ['EveryFiveMinutes', 'lambda:InvokeFunction', ''],
    ['EveryFiveMinutes', 'sqs:SendMessage', 'Lost'],
    ['mail-in', 'sqs:ReceiveMessage', 'Mails'],
    ['mail-in', 'sqs:DeleteMessage', 'Mails'],
    ['mail-in', 'sqs:GetQueueAttributes', 'Mails'],
  ])('%s is not granted %s %s', (who, action, resource) => {
    expect(() => read(without(action, resource))).toThrow(new RegExp(`the role of ${who} is not granted ${action} on`));
  });

  const changedIn = (type: string, id: RegExp, change: (properties: Record<string, unknown>) => void): Template => {
    const copy = structuredClone(template);
    const found = Object.entries(copy.Resources).filter(([key, { Type }]) => Type === type && id.test(key));
    expect(found).toHaveLength(1);
    for (const [, { Properties }] of found) change(Properties);
    return copy;
  };
  /** The policy of one resource without what it allows, or with one of its words changed. */
  const policyOf = (type: string, id: RegExp, change?: [string, string]): Template =>
    changedIn(type, id, (properties) => {
      const document = properties['PolicyDocument'] as { Statement: { Effect: string }[] };
      document.Statement = change
        ? JSON.parse(JSON.stringify(document.Statement).replace(...change))
        : document.Statement.filter(({ Effect }) => Effect === 'Deny');
    });

  test.each([
    [
      'AWS::S3::BucketPolicy',
      /^RawMails/,
      /arn:aws:s3:::\S+ lets ses\.amazonaws\.com do s3:PutObject for \S+receipt-rule/,
    ],
    [
      'AWS::SNS::TopicPolicy',
      /^MailArrived/,
      /MailArrived\S+ lets ses\.amazonaws\.com do sns:Publish for \S+receipt-rule/,
    ],
    [
      'AWS::SNS::TopicPolicy',
      /^MailOutcomes/,
      /MailOutcomes\S+ lets ses\.amazonaws\.com do sns:Publish for \S+configuration/,
    ],
    ['AWS::SQS::QueuePolicy', /^Mails/, /Mails\S+ lets sns\.amazonaws\.com do sqs:SendMessage for \S+MailArrived/],
    ['AWS::SQS::QueuePolicy', /^Unread/, /Unread\S+ lets sns\.amazonaws\.com do sqs:SendMessage for \S+MailArrived/],
    ['AWS::SQS::QueuePolicy', /^Lost/, /Lost\S+ lets sns\.amazonaws\.com do sqs:SendMessage for \S+MailOutcomes/],
  ])('an %s that allows nobody anything (%s) keeps a service out', (type, id, sentence) => {
    expect(() => read(policyOf(type, id))).toThrow(sentence);
  });

  test.each([
    ['another rule', 'AWS::S3::BucketPolicy', /^RawMails/, ['kabe-mail', 'other-mail']],
    ['another account', 'AWS::SNS::TopicPolicy', /^MailArrived/, ['{"Ref":"AWS::AccountId"}', '"111111111111"']],
    ['another service', 'AWS::SQS::QueuePolicy', /^Mails/, ['sns.amazonaws.com', 's3.amazonaws.com']],
    [
      'a service over TLS',
      'AWS::S3::BucketPolicy',
      /^RawMails/,
      ['"aws:SecureTransport":"false"', '"aws:SecureTransport":"true"'],
    ],
  ] as const)('a policy speaks of %s', (_, type, id, [said, instead]) => {
    expect(() => read(policyOf(type, id, [said, instead]))).toThrow(/no policy of \S+ lets/);
  });

  test('a policy of a topic is not understood', () => {
    expect(() => read(policyOf('AWS::SNS::TopicPolicy', /^MailArrived/, ['StringEquals', 'StringLike']))).toThrow(
      /does not understand this policy/,
    );
  });

  test('a receipt rule’s bucket is not there', () => {
    const changed = changedIn('AWS::SES::ReceiptRule', /./, ({ Rule }) => {
      Object.assign(Rule ?? {}, { Actions: [{ S3Action: { BucketName: 'mine', TopicArn: 'x' } }] });
    });
    expect(() => read(changed)).toThrow(/there is no bucket mine/);
  });

  test('nobody reads the mail', () => {
    const changed = structuredClone(template);
    for (const [id, { Type, Properties }] of Object.entries(changed.Resources))
      if (Type === 'AWS::Lambda::EventSourceMapping' && !Properties['StartingPosition']) delete changed.Resources[id];
    expect(() => read(changed)).toThrow(/nobody reads the mail of the receipt rule kabe-mail/);
  });

  test('a mail would be read again while it is still being read', () => {
    const changed = changedIn('AWS::SQS::Queue', /^Mails/, (properties) => {
      properties['VisibilityTimeout'] = 59;
    });
    expect(() => read(changed)).toThrow(/come back after 59 s, while mail-in may take 60/);
  });

  test('a message would come in the envelope of SNS', () => {
    const changed = changedIn('AWS::SNS::Subscription', /^Mails/, (properties) => {
      delete properties['RawMessageDelivery'];
    });
    expect(() => read(changed)).toThrow(/raw only/);
  });

  test('SNS may not invoke who hears of the mail', () => {
    const changed = structuredClone(template);
    for (const [id, { Properties }] of Object.entries(changed.Resources))
      if (Properties['Principal'] === 'sns.amazonaws.com') delete changed.Resources[id];
    expect(() => read(changed)).toThrow(/no AWS::Lambda::Permission lets arn:aws:sns:\S+ invoke \S+mailevents/);
  });

  test('EventBridge Scheduler may not take the role it is given', () => {
    const changed = withChanged('AWS::Scheduler::Schedule', (properties) => {
      const [dispatch] = Object.keys(template.Resources).filter((id) => /^dispatchRole[0-9A-F]+$/.test(id));
      Object.assign(properties['Target'] ?? {}, { RoleArn: { 'Fn::GetAtt': [dispatch, 'Arn'] } });
    });
    expect(() => read(changed)).toThrow(/Scheduler may not take the role/);
  });
});

describe('intrinsics', () => {
  const lookup = (id: string, attribute?: string): string => `<${id}${attribute ? `|${attribute}` : ''}>`;
  test.each([
    [{ Ref: 'Table' }, '<Table>'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, '<Table|Arn>'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-<B>'],
    [{ 'Fn::Sub': `a-\${B}-\${C.Arn}-\${!D}` }, `a-<B>-<C|Arn>-\${D}`],
    [{ deep: [{ Ref: 'A' }, 1, null] }, { deep: ['<A>', 1, null] }],
  ])('%j becomes %j', (value, expected) => {
    expect(resolve(value, 'here', lookup)).toEqual(expected);
  });

  test.each(['Fn::ImportValue', 'Fn::If', 'Fn::Split', 'Condition'])(
    '%s is an error that names it and the place',
    (name) => {
      expect(() => resolve({ [name]: 'x' }, 'stack/Thing', lookup)).toThrow(
        `stack/Thing: the local office does not know the intrinsic ${name}`,
      );
    },
  );
});
