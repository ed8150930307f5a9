import { beforeAll, describe, expect, test } from 'vitest';
import { readStack, resolve } from '../../../infra/local/template.ts';
import { functionNames, routes } from '../../../infra/office-stack.ts';
import { kabe } from '../../../shared/offices/kabe.ts';
import { synthesize, type Template } from '../synthesized.ts';

const issuer = 'http://127.0.0.1:1/sign-in/kabe';
let template: Template;

beforeAll(async () => {
  const { app } = await synthesize([kabe]);
  template = app.synth().getStackByName('madoguchi-kabe').template;
  expect(template.Resources).not.toEqual({});
});

const read = (changed: unknown = template) => readStack('madoguchi-kabe', changed, issuer);
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
    expect(functions.map(({ name }) => name).sort()).toEqual([...functionNames].sort());
    const names = new Map(functions.map(({ arn, name }) => [arn, name]));
    const wanted = Object.entries(routes).flatMap(([name, keys]) => keys.map((key) => `${name} ${key}`));
    expect(found.map((route) => `${names.get(route.function)} ${route.key}`).sort()).toEqual(wanted.sort());
    expect(
      found.filter(({ authorizer }) => names.get(authorizer ?? '') === 'authorizer').map(({ key }) => key),
    ).toEqual(routes.staff);
  });

  test('gives each function its environment with its intrinsics resolved, the local issuer in the user pool’s place', () => {
    const environments = new Map(read().functions.map(({ name, environment }) => [name, environment]));
    const { tables, staff } = read();
    expect(environments.get('booking')).toEqual({ OFFICE: 'kabe', TABLE: tables[0]?.name });
    expect(environments.get('site')).toEqual({ OFFICE: 'kabe' });
    expect(environments.get('authorizer')).toEqual({
      OFFICE: 'kabe',
      STAFF_ISSUER: issuer,
      STAFF_JWKS: `${issuer}/.well-known/jwks.json`,
      STAFF_CLIENT: staff.client,
    });
  });
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
  ])('of %s the property %s', (type, property, value) => {
    const changed = withChanged(type, (properties) => {
      properties[property] = value;
    });
    expect(() => read(changed)).toThrow(new RegExp(`${type}[^]*${property}`));
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
        Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: {} }],
      };
    });
    expect(() => read(changed)).toThrow(/Policy.*does not understand this policy/);
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
