import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { functionNames, routes } from '../../infra/office-stack.ts';
import { Office } from '../../shared/domain/office.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { all, synthesize, type Template, templateOf } from './synthesized.ts';

let app: Awaited<ReturnType<typeof synthesize>>['app'];
let templates: ReadonlyMap<string, Template>;
let office: Template;
let foundation: Template;

beforeAll(async () => {
  ({ app, templates } = await synthesize([kabe, aomori], { validate: true }));
  office = templateOf(templates, 'madoguchi-kabe');
  foundation = templateOf(templates, 'madoguchi-foundation');
});

const one = (type: string) => {
  const found = all(office, type);
  expect(found).toHaveLength(1);
  return found[0]?.properties ?? {};
};
/** The function an id belongs to: ids begin with the construct's. */
const ownerOf = (id: string): string => functionNames.find((name) => id.startsWith(name)) ?? id;

const PolicyStatements = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() })),
  }),
});
const statementsOf = (template: Template) =>
  all(template, 'AWS::IAM::Policy').flatMap(({ id, properties }) =>
    PolicyStatements.parse(properties).PolicyDocument.Statement.map(({ Action, Resource }) => ({
      owner: ownerOf(id),
      actions: [Action].flat(),
      resource: JSON.stringify(Resource),
    })),
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
  test('are the folders of the routes table and the authorizer', () => {
    expect([...functionNames].sort()).toEqual([...Object.keys(routes), 'authorizer'].sort());
    expect(
      all(office, 'AWS::Lambda::Function')
        .map(({ id }) => ownerOf(id))
        .sort(),
    ).toEqual([...functionNames].sort());
  });

  test.each(functionNames)('[R-40] %s runs on arm64 with room, a time limit and a log that ends', (name) => {
    const found = all(office, 'AWS::Lambda::Function').find(({ id }) => ownerOf(id) === name)?.properties ?? {};
    expect(found).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Timeout: 10 });
    expect(found['MemorySize']).toBeGreaterThanOrEqual(1024);
    const { LoggingConfig } = z
      .object({ LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }) })
      .parse(found);
    const log = all(office, 'AWS::Logs::LogGroup').find(({ id }) => id === LoggingConfig.LogGroup.Ref);
    expect(log?.properties['RetentionInDays']).toBe(90);
  });

  test('[R-40] are only called by the API, which waits: there is no event that could be lost', () => {
    const callers = all(office, 'AWS::Lambda::Permission').map(({ properties }) => properties['Principal']);
    expect(new Set(callers)).toEqual(new Set(['apigateway.amazonaws.com']));
    for (const type of ['AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule', 'AWS::Scheduler::Schedule']) {
      expect(all(office, type)).toEqual([]);
    }
  });

  test('have a role each', () => {
    const roles = all(office, 'AWS::Lambda::Function').map(({ properties }) => JSON.stringify(properties['Role']));
    expect(new Set(roles).size).toBe(functionNames.length);
  });

  test('[R-40] hold no permission by wildcard, and no managed policy', () => {
    for (const { actions, resource } of statementsOf(office)) {
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      expect(resource).not.toContain('*');
    }
    for (const { properties } of all(office, 'AWS::IAM::Role'))
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('[R-40] no resource is a wildcard in the foundation, except where SES knows none', () => {
    const wide = statementsOf(foundation).filter(({ resource }) => resource.includes('*'));
    expect(wide.map(({ actions }) => actions)).toEqual([['ses:SetActiveReceiptRuleSet']]);
  });

  test.each([
    ['booking', 'deletes'],
    ['cancellation', 'deletes'],
    ['consent', 'deletes'],
    ['staff', 'deletes'],
    ['site', 'nothing'],
    ['authorizer', 'nothing'],
  ])('%s may do this much at the table: %s', (name, most) => {
    const granted = statementsOf(office)
      .filter(({ owner }) => owner === name)
      .flatMap(({ actions }) => actions)
      .filter((action) => action.startsWith('dynamodb:'));
    expect(granted.includes('dynamodb:DeleteItem') ? 'deletes' : granted.length === 0 && 'nothing').toBe(most);
    expect(granted).not.toContain('dynamodb:Scan');
    const environment = all(office, 'AWS::Lambda::Function').find(({ id }) => ownerOf(id) === name)?.properties[
      'Environment'
    ];
    expect(JSON.stringify(environment).includes('"TABLE"')).toBe(most !== 'nothing');
  });

  test('only staff read what is due', () => {
    const readers = statementsOf(office).filter(({ resource }) => resource.includes('/index/todo'));
    expect(readers.map(({ owner, actions }) => [owner, ...actions])).toEqual([['staff', 'dynamodb:Query']]);
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

  test('asks for a sign-in on every staff route and on no other', () => {
    for (const { properties } of all(office, 'AWS::ApiGatewayV2::Route')) {
      const { RouteKey, AuthorizationType } = Route.parse(properties);
      expect([RouteKey, AuthorizationType]).toEqual([RouteKey, RouteKey.includes(' /staff') ? 'CUSTOM' : 'NONE']);
    }
    expect(one('AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: ['$request.header.Authorization'],
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
      AllowedOAuthFlowsUserPoolClient: false,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
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
        /^ハローワーク可部 \(kabe\): .*(applicants|visitors|staff|pages|booked).* \[.+\]$/,
      );
    }
  });

  test('[R-40] watch every function, its capacity, the API and the table', () => {
    const watched = JSON.stringify(all(office, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties));
    const failing = all(office, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
      properties['MetricName'] === 'Errors'
        ? [ownerOf(/"Ref":"(\w+)"/.exec(JSON.stringify(properties['Dimensions']))?.[1] ?? '')]
        : [],
    );
    expect(failing.sort()).toEqual([...functionNames].sort());
    for (const metric of ['Throttles', '5xx', 'ReadThrottleEvents', 'WriteThrottleEvents', 'SystemErrors']) {
      expect(watched).toContain(`"${metric}"`);
    }
  });

  test('[R-17] hear the word that booking writes before the known holidays end', () => {
    const [filter] = all(office, 'AWS::Logs::MetricFilter');
    expect(filter?.properties['FilterPattern']).toBe('"calendar-runs-out"');
    expect(JSON.stringify(filter?.properties['LogGroupName'])).toMatch(/booking/);
    const watched = all(office, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties['MetricName']);
    expect(watched).toContain('kabe-calendar-runs-out');
  });
});

test('[R-27] an office’s stack names no other office', () => {
  expect(JSON.stringify(office)).not.toContain('aomori');
  expect(JSON.stringify(templateOf(templates, 'madoguchi-aomori'))).not.toContain('kabe');
});

test('everything of an office that can carry a tag carries the office’s', () => {
  for (const type of ['AWS::Lambda::Function', 'AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::Logs::LogGroup']) {
    for (const { properties } of all(office, type)) {
      expect(properties['Tags']).toEqual([{ Key: 'madoguchi:office', Value: 'kabe' }]);
    }
  }
});

test('the receipt rule set is made once per account and made active', () => {
  const [rules, ...others] = all(foundation, 'AWS::SES::ReceiptRuleSet');
  expect(others).toEqual([]);
  const [active] = all(foundation, 'Custom::AWS');
  const update = JSON.stringify(active?.properties['Update']);
  expect(update).toContain('setActiveReceiptRuleSet');
  expect(update).toContain(`{"Ref":"${rules?.id}"}`);
  for (const [name, template] of templates) {
    if (name !== 'madoguchi-foundation') expect(all(template, 'AWS::SES::ReceiptRuleSet')).toEqual([]);
  }
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
    for (const reason of reasons) expect(reason).toMatch(/^[A-Zs].{20,}\.$/);
  });
});

describe('[R-41] an account', () => {
  const Ids = z.array(z.string());
  /** What AWS allows per account and region unless asked for more. */
  const quotas: Record<string, number> = {
    'AWS::ApiGatewayV2::Api': 600,
    'AWS::Cognito::UserPool': 1_000,
    'AWS::CloudWatch::Alarm': 5_000,
    'AWS::DynamoDB::Table': 2_500,
  };
  const manyOffices = (count: number): Office[] =>
    Array.from({ length: count }, (_, index) =>
      Office.parse({ ...kabe, id: `office-${index}`, name: `見本窓口${index}` }),
    );

  test.each([
    [2, 1_000],
    [50, 1_000],
    // Six roles an office: from 166 offices on, the quota of IAM roles has to be raised (AWS grants up to 5,000).
    [200, 5_000],
  ])(
    'holds %i offices with unique names and under the quotas (IAM roles: %i)',
    async (count, roles) => {
      const { templates: many } = await synthesize(manyOffices(count));
      expect(many.size).toBe(count + 1);
      const stacks = [...many];
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
        const named = Object.values(template.Resources).flatMap(({ Properties }) =>
          Ids.parse(Object.keys(Properties)).filter(
            (key) =>
              /^(?:TableName|FunctionName|RoleName|LogGroupName|TopicName|UserPoolName|AlarmName|RuleSetName)$/.test(
                key,
              ) && typeof Properties[key] === 'string',
          ),
        );
        expect(named).toEqual([]);
      }
      const counted = (type: string): number =>
        stacks.reduce((sum, [, template]) => sum + all(template, type).length, 0);
      expect(counted('AWS::IAM::Role')).toBeLessThanOrEqual(roles);
      for (const [type, quota] of Object.entries(quotas)) expect(counted(type)).toBeLessThanOrEqual(quota);
    },
    120_000,
  );
});
