import * as z from 'zod';
import { readPolicy, type Statement, wildcard } from './iam.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'ap-northeast-1';

/** Types the local office leaves out on purpose; any other type it does not play is an error. */
const notPlayed: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudWatch::Alarm', 'nothing is measured here'],
  ['AWS::SNS::Topic', 'no alarm, so nobody to tell'],
  ['AWS::SNS::TopicPolicy', 'as its topic'],
  ['AWS::Logs::LogGroup', 'lines go to the terminal'],
  ['AWS::Logs::MetricFilter', 'nothing is measured here'],
]);

const Tags = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional();
const Text = z.string().min(1);
const Key = z.strictObject({ AttributeName: Text, KeyType: z.enum(['HASH', 'RANGE']) });

/** What is read of each type, its intrinsics resolved. A property that is not listed could change what happens: an error. */
const types = {
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
    Principal: z.literal('apigateway.amazonaws.com'),
    SourceArn: Text,
  }),
  'AWS::IAM::Role': z.strictObject({
    AssumeRolePolicyDocument: z.strictObject({
      Version: z.literal('2012-10-17'),
      Statement: z.tuple([
        z.strictObject({
          Action: z.literal('sts:AssumeRole'),
          Effect: z.literal('Allow'),
          Principal: z.strictObject({ Service: z.literal('lambda.amazonaws.com') }),
        }),
      ]),
    }),
    Tags,
  }),
  'AWS::IAM::Policy': z.strictObject({ PolicyDocument: z.unknown(), PolicyName: Text, Roles: z.array(Text) }),
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
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
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
  'AWS::Cognito::UserPoolClient': z.looseObject({
    UserPoolId: Text,
    AccessTokenValidity: z.int(),
    TokenValidityUnits: z.looseObject({ AccessToken: z.literal('minutes') }),
  }),
};
type Type = keyof typeof types;

export type LocalFunction = {
  /** As its folder in `functions/`. */
  readonly name: string;
  readonly physicalName: string;
  readonly arn: string;
  readonly asset: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memory: number;
  readonly timeout: number;
  readonly statements: readonly Statement[];
};
export type LocalTable = z.infer<(typeof types)['AWS::DynamoDB::Table']> & { readonly name: string };
export type LocalRoute = { readonly key: string; readonly function: string; readonly authorizer?: string };
export type LocalStack = {
  readonly functions: readonly LocalFunction[];
  readonly tables: readonly LocalTable[];
  readonly api: string;
  readonly routes: readonly LocalRoute[];
  readonly staff: { readonly client: string; readonly tokenMinutes: number };
};

/** Parameters and rules the CDK adds to check that the account is bootstrapped; nothing refers to them. */
const Template = z.strictObject({
  Description: z.string().optional(),
  Parameters: z.strictObject({ BootstrapVersion: z.unknown().optional() }).optional(),
  Rules: z.strictObject({ CheckBootstrapVersion: z.unknown().optional().optional() }).optional(),
  Outputs: z.record(z.string(), z.unknown()).optional(),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.unknown().optional(),
      DependsOn: z.unknown().optional(),
      DeletionPolicy: z.unknown().optional(),
      UpdateReplacePolicy: z.unknown().optional(),
      Metadata: z.object({ 'aws:cdk:path': z.string() }),
    }),
  ),
});

/** One office's stack as it would stand on AWS, with the names it has here. `issuer` takes the user pool's place. */
export const readStack = (stack: string, template: unknown, issuer: string): LocalStack => {
  const resources = Object.entries(Template.parse(template).Resources).map(([id, { Type, Properties, Metadata }]) => ({
    id,
    type: Type,
    path: Metadata['aws:cdk:path'].split('/'),
    raw: Properties,
  }));
  for (const { id, type } of resources) {
    if (!(type in types) && !notPlayed.has(type)) {
      throw new Error(`${stack}/${id}: the local office does not know the resource type ${type}`);
    }
  }
  const byId = new Map(resources.map(({ id, type }) => [id, valuesOf(stack, id, type, issuer)]));
  const resolved = resources.map(({ id, type, path, raw }) => ({
    id,
    type,
    path,
    properties: resolve(raw, `${stack}/${id}`, (target, attribute) => {
      const value = pseudo.get(target) ?? (attribute ? byId.get(target)?.attributes[attribute] : byId.get(target)?.ref);
      if (value === undefined) {
        throw new Error(
          `${stack}/${id}: the local office has no value for ${[target, attribute].filter(Boolean).join('.')}`,
        );
      }
      return value;
    }),
  }));
  const all = <T extends Type>(type: T) =>
    resolved
      .filter((resource) => resource.type === type)
      .map(({ id, path, properties }) => {
        const read = types[type].safeParse(properties);
        if (!read.success) throw new Error(`${stack}/${id} (${type}): ${z.prettifyError(read.error)}`);
        const values = byId.get(id);
        return {
          path,
          ref: values?.ref ?? '',
          arn: values?.attributes['Arn'] ?? '',
          properties: read.data as z.infer<(typeof types)[T]>,
        };
      });
  const one = <T extends Type>(type: T) => {
    const [found, ...others] = all(type);
    if (!found || others.length > 0) throw new Error(`${stack}: there must be exactly one ${type}`);
    return found;
  };

  const policies = all('AWS::IAM::Policy').map(({ path, properties: { PolicyDocument, Roles } }) => {
    try {
      return { roles: Roles, statements: readPolicy(PolicyDocument) };
    } catch (error) {
      throw new Error(`${path.join('/')}: the local office does not understand this policy`, { cause: error });
    }
  });
  const roles = new Map(
    all('AWS::IAM::Role').map(({ ref, arn }) => [
      arn,
      policies.filter((policy) => policy.roles.includes(ref)).flatMap(({ statements }) => statements),
    ]),
  );
  const functions = all('AWS::Lambda::Function').map(({ path, ref, arn, properties }) => ({
    name: path[1] ?? ref,
    physicalName: ref,
    arn,
    asset: properties.Code.S3Key.replace('.zip', ''),
    environment: properties.Environment.Variables,
    memory: properties.MemorySize,
    timeout: properties.Timeout,
    statements: roles.get(properties.Role) ?? [],
  }));

  const api = one('AWS::ApiGatewayV2::Api').ref;
  one('AWS::ApiGatewayV2::Stage');
  const integrations = new Map(
    all('AWS::ApiGatewayV2::Integration').map(({ ref, properties }) => [ref, properties.IntegrationUri]),
  );
  const authorizers = new Map(
    all('AWS::ApiGatewayV2::Authorizer').map(({ ref, properties }) => [ref, lambdaIn(properties.AuthorizerUri)]),
  );
  const permissions = all('AWS::Lambda::Permission').map(({ properties: { FunctionName, SourceArn } }) => ({
    lambda: FunctionName,
    source: wildcard(SourceArn),
  }));
  const mayInvoke = (arn: string, source: string): void => {
    const caller = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api}/${source}`;
    if (!permissions.some((permission) => permission.lambda === arn && permission.source.test(caller))) {
      throw new Error(`${stack}: no AWS::Lambda::Permission lets ${caller} invoke ${arn}`);
    }
  };
  const routes = all('AWS::ApiGatewayV2::Route').map(({ properties: { RouteKey, Target, AuthorizerId } }) => {
    const target = integrations.get(Target.replace('integrations/', ''));
    const authorizer = AuthorizerId && authorizers.get(AuthorizerId);
    if (!target || (AuthorizerId && !authorizer)) throw new Error(`${stack}: the route ${RouteKey} leads nowhere`);
    mayInvoke(target, `$default/${RouteKey.replace(' ', '')}`);
    if (AuthorizerId && authorizer) mayInvoke(authorizer, `authorizers/${AuthorizerId}`);
    return { key: RouteKey, function: target, ...(authorizer && { authorizer }) };
  });

  one('AWS::Cognito::UserPool');
  const client = one('AWS::Cognito::UserPoolClient');
  return {
    functions,
    tables: all('AWS::DynamoDB::Table').map(({ ref, properties }) => ({ ...properties, name: ref })),
    api,
    routes,
    staff: { client: client.ref, tokenMinutes: client.properties.AccessTokenValidity },
  };
};

const pseudo: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', ACCOUNT],
  ['AWS::Partition', 'aws'],
  ['AWS::Region', REGION],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

type Values = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

/** What Ref and Fn::GetAtt give for a resource that has no name of its own, which is all of them. */
const valuesOf = (stack: string, id: string, type: string, issuer: string): Values => {
  const name = `${stack}-${id}`;
  const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  switch (type) {
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::DynamoDB::Table':
      return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
    case 'AWS::IAM::Role':
      return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } };
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    case 'AWS::SNS::Topic':
      return { ref: arn('sns', name), attributes: {} };
    case 'AWS::Cognito::UserPool':
      return { ref: `${REGION}_${id}`, attributes: { ProviderURL: issuer } };
    default:
      return { ref: id, attributes: {} };
  }
};

type Lookup = (id: string, attribute?: string) => string;

/** Replaces every intrinsic by its value; one that is not listed here is an error that names it. */
export const resolve = (value: unknown, where: string, lookup: Lookup): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolve(item, where, lookup));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [intrinsic, argument]: [string, unknown] = entries[0] ?? ['', undefined];
  if (entries.length !== 1 || !/^(?:Ref|Condition|Fn::.*)$/.test(intrinsic)) {
    return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, where, lookup)]));
  }
  switch (intrinsic) {
    case 'Ref':
      return lookup(z.string().parse(argument));
    case 'Fn::GetAtt':
      return lookup(...z.tuple([z.string(), z.string()]).parse(argument));
    case 'Fn::Join': {
      const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return z
        .array(z.string())
        .parse(resolve(parts, where, lookup))
        .join(separator);
    }
    case 'Fn::Sub':
      return z
        .string()
        .parse(argument)
        .replace(/\$\{(!?)([^}]+)\}/g, (_, literal, name) => (literal ? `\${${name}}` : lookup(...splitOnce(name))));
    default:
      throw new Error(`${where}: the local office does not know the intrinsic ${intrinsic}`);
  }
};

const splitOnce = (name: string): [string, string?] => {
  const dot = name.indexOf('.');
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
};

/** An authorizer's URI is `…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
const lambdaIn = (uri: string): string => /functions\/(arn:.+)\/invocations$/.exec(uri)?.[1] ?? uri;
