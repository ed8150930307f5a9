import { describe, expect, test } from 'vitest';
import { allows, readPolicy } from '../../../infra/local/iam.ts';

const table = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/office';
const policy = (...statements: object[]) => readPolicy({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource });
const deny = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Deny', Action, Resource });

describe('a call is', () => {
  test.each([
    ['allowed by the action and the resource', [allow('dynamodb:GetItem', table)], true],
    ['allowed by one of several', [allow(['dynamodb:Query', 'dynamodb:GetItem'], ['arn:aws:s3:::other', table])], true],
    ['allowed by a wildcard', [allow('dynamodb:Get*', 'arn:aws:dynamodb:*:*:table/off?ce')], true],
    ['allowed whatever the letter case of the action', [allow('dynamodb:getitem', table)], true],
    ['refused without any statement', [], false],
    ['refused where the action differs', [allow('dynamodb:Query', table)], false],
    ['refused where the resource differs', [allow('dynamodb:GetItem', `${table}/index/todo`)], false],
    ['refused where the resource only begins alike', [allow('dynamodb:GetItem', table.slice(0, -1))], false],
    [
      'refused where the letter case of the resource differs',
      [allow('dynamodb:GetItem', table.replace('office', 'OFFICE'))],
      false,
    ],
    ['refused by a deny, whatever allows it', [allow('*', '*'), deny('dynamodb:*', '*')], false],
    ['not touched by a deny of something else', [allow('*', '*'), deny('dynamodb:PutItem', '*')], true],
    ['matched literally where a pattern has a dot', [allow('dynamodb.GetItem', '*')], false],
  ])('%s', (_, statements, expected) => {
    expect(allows(policy(...statements), 'dynamodb:GetItem', table)).toBe(expected);
  });
});

describe('a statement with a condition', () => {
  const role = 'arn:aws:iam::000000000000:role/waker';
  const passed = (to: string | string[], effect = allow('iam:PassRole', role)) => ({
    ...effect,
    Condition: { StringEquals: { 'iam:PassedToService': to } },
  });
  const scheduler = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
  test.each([
    ['allows where the call has that value', passed('scheduler.amazonaws.com'), scheduler, true],
    ['allows where it has one of the values', passed(['a', 'scheduler.amazonaws.com']), scheduler, true],
    [
      'allows whatever the letter case of the key',
      passed('scheduler.amazonaws.com'),
      { 'IAM:passedtoservice': 'scheduler.amazonaws.com' },
      true,
    ],
    ['does not allow where it has another', passed('lambda.amazonaws.com'), scheduler, false],
    ['does not allow where the letter case of the value differs', passed('Scheduler.amazonaws.com'), scheduler, false],
    ['does not allow where nothing is known of it', passed('scheduler.amazonaws.com'), {}, false],
  ])('%s', (_, statement, context, expected) => {
    expect(allows(policy(statement), 'iam:PassRole', role, context)).toBe(expected);
  });

  test('denies only where it is met', () => {
    const statements = policy(allow('iam:*', '*'), passed('lambda.amazonaws.com', deny('iam:PassRole', role)));
    expect(allows(statements, 'iam:PassRole', role, scheduler)).toBe(true);
    expect(allows(statements, 'iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' })).toBe(false);
  });
});

describe('a policy is not read when it has', () => {
  test.each([
    ['another operator', { ...allow('a:B', '*'), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 'Bool'],
    [
      'another operator beside the known one',
      { ...allow('a:B', '*'), Condition: { StringEquals: { a: 'b' }, StringLike: { a: '*' } } },
      'StringLike',
    ],
    ['a NotAction', { Effect: 'Allow', NotAction: 'a:B', Resource: '*' }, 'NotAction'],
    ['a NotResource', { Effect: 'Allow', Action: 'a:B', NotResource: '*' }, 'NotResource'],
    ['another effect', { ...allow('a:B', '*'), Effect: 'Perhaps' }, 'Effect'],
  ])('%s', (_, statement, named) => {
    expect(() => policy(statement)).toThrow(named);
  });

  test('another version', () => {
    expect(() => readPolicy({ Version: '2008-10-17', Statement: [] })).toThrow('Version');
  });
});
