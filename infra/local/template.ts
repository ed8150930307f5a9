import { ACCOUNT, REGION } from './account.ts';
import { readPolicy, type Statement, wildcard } from './iam.ts';
import { readResourcePolicies } from './resource-policies.ts';
import type { PropertiesOf } from './resource-types.ts';
import { type Resources, readResources } from './resources.ts';
import { readWhatFollows, type WhatFollows } from './what-follows.ts';

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
export type LocalTable = PropertiesOf<'AWS::DynamoDB::Table'> & { readonly name: string };
export type LocalRoute = { readonly key: string; readonly function: string; readonly authorizer?: string };
export type LocalRole = { readonly service: string; readonly statements: readonly Statement[] };
/** The console, as its user pool knows it. */
export type StaffClient = {
  readonly client: string;
  readonly scope: string;
  readonly callbacks: readonly string[];
  readonly logouts: readonly string[];
  readonly tokenMinutes: number;
  readonly refreshMinutes: number;
};
export type LocalStack = WhatFollows & {
  readonly functions: readonly LocalFunction[];
  /** By ARN: who may take the role, and what it grants. */
  readonly roles: ReadonlyMap<string, LocalRole>;
  readonly tables: readonly LocalTable[];
  readonly api: string;
  readonly routes: readonly LocalRoute[];
  readonly staff: StaffClient;
  /** The ARNs of its secrets. */
  readonly secrets: readonly string[];
};

/** Throws unless the template lets this caller of this service invoke the function. */
export type MayInvoke = (lambda: string, principal: string, caller: string) => void;

/**
 * One office's stack as it would stand on AWS, with the names it has here. `issuer` takes the user pool's place, `site` is where
 * its API listens.
 */
export const readStack = (stack: string, template: unknown, issuer: string, site = 'http://127.0.0.1'): LocalStack => {
  const resources = readResources(stack, template, { issuer, site });
  const roles = rolesOf(resources);
  const functions = resources.all('AWS::Lambda::Function').map(({ path, ref, arn, properties }) => {
    const role = roles.get(properties.Role);
    if (role?.service !== 'lambda.amazonaws.com') throw new Error(`${stack}: Lambda may not take the role of ${ref}`);
    return {
      name: path[1] ?? ref,
      physicalName: ref,
      arn,
      asset: properties.Code.S3Key.replace('.zip', ''),
      environment: properties.Environment.Variables,
      memory: properties.MemorySize,
      timeout: properties.Timeout,
      statements: role.statements,
    };
  });
  const permissions = resources.all('AWS::Lambda::Permission').map(({ properties }) => ({
    lambda: properties.FunctionName,
    principal: properties.Principal,
    source: wildcard(properties.SourceArn),
  }));
  const mayInvoke: MayInvoke = (lambda, principal, caller) => {
    const granted = permissions.some(
      (one) => one.lambda === lambda && one.principal === principal && one.source.test(caller),
    );
    if (!granted) throw new Error(`${stack}: no AWS::Lambda::Permission lets ${caller} invoke ${lambda}`);
  };

  return {
    functions,
    roles,
    tables: resources.all('AWS::DynamoDB::Table').map(({ ref, properties }) => ({ ...properties, name: ref })),
    ...readApi(stack, resources, mayInvoke),
    staff: readStaff(stack, resources),
    secrets: resources.all('AWS::SecretsManager::Secret').map(({ ref }) => ref),
    ...readWhatFollows(stack, resources, {
      functions,
      roles,
      mayInvoke,
      serviceMay: readResourcePolicies(stack, resources),
    }),
  };
};

const readStaff = (stack: string, { one }: Resources): StaffClient => {
  const pool = one('AWS::Cognito::UserPool').ref;
  const { ref: client, properties } = one('AWS::Cognito::UserPoolClient');
  const domain = one('AWS::Cognito::UserPoolDomain').properties;
  const pages = one('AWS::Cognito::ManagedLoginBranding').properties;
  // Cognito has no page for a client that any of these is missing for.
  if ([properties, domain, pages].some(({ UserPoolId }) => UserPoolId !== pool) || pages.ClientId !== client)
    throw new Error(`${stack}: the user pool has no pages for the console's sign-in`);
  return {
    client,
    scope: properties.AllowedOAuthScopes.join(' '),
    callbacks: properties.CallbackURLs,
    logouts: properties.LogoutURLs,
    tokenMinutes: properties.AccessTokenValidity,
    refreshMinutes: properties.RefreshTokenValidity,
  };
};

const rolesOf = ({ all }: Resources): Map<string, LocalRole> => {
  const policies = all('AWS::IAM::Policy').map(({ path, properties: { PolicyDocument, Roles } }) => {
    try {
      return { roles: Roles, statements: readPolicy(PolicyDocument) };
    } catch (error) {
      throw new Error(`${path.join('/')}: the local office does not understand this policy`, { cause: error });
    }
  });
  return new Map(
    all('AWS::IAM::Role').map(({ ref, arn, properties: { AssumeRolePolicyDocument } }) => [
      arn,
      {
        service: AssumeRolePolicyDocument.Statement[0].Principal.Service,
        statements: policies.filter(({ roles }) => roles.includes(ref)).flatMap(({ statements }) => statements),
      },
    ]),
  );
};

const readApi = (stack: string, { all, one }: Resources, mayInvoke: MayInvoke): Pick<LocalStack, 'api' | 'routes'> => {
  const api = one('AWS::ApiGatewayV2::Api').ref;
  one('AWS::ApiGatewayV2::Stage');
  const integrations = new Map(
    all('AWS::ApiGatewayV2::Integration').map(({ ref, properties }) => [ref, properties.IntegrationUri]),
  );
  const authorizers = new Map(
    all('AWS::ApiGatewayV2::Authorizer').map(({ ref, properties }) => [ref, lambdaIn(properties.AuthorizerUri)]),
  );
  const invokes = (lambda: string, source: string): void =>
    mayInvoke(lambda, 'apigateway.amazonaws.com', `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api}/${source}`);
  const routes = all('AWS::ApiGatewayV2::Route').map(({ properties: { RouteKey, Target, AuthorizerId } }) => {
    const target = integrations.get(Target.replace('integrations/', ''));
    const authorizer = AuthorizerId && authorizers.get(AuthorizerId);
    if (!target || (AuthorizerId && !authorizer)) throw new Error(`${stack}: the route ${RouteKey} leads nowhere`);
    invokes(target, `$default/${RouteKey.replace(' ', '')}`);
    if (AuthorizerId && authorizer) invokes(authorizer, `authorizers/${AuthorizerId}`);
    return { key: RouteKey, function: target, ...(authorizer && { authorizer }) };
  });
  return { api, routes };
};

/** An authorizer's URI is `…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
const lambdaIn = (uri: string): string => /functions\/(arn:.+)\/invocations$/.exec(uri)?.[1] ?? uri;
