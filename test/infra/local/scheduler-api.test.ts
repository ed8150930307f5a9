import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { notKept } from '../../../infra/local/kept.ts';
import { schedulerApi } from '../../../infra/local/scheduler-api.ts';
import { Schedules } from '../../../infra/local/schedules.ts';
import { allow, type Gateway, gatewayFor } from './gateway-for.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:ap-northeast-1:000000000000:${resource}`;
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const NOW = Date.parse('2026-03-02T09:00:00+09:00');

let schedules: Schedules;
let gateway: Gateway;
let client: SchedulerClient;
beforeAll(async () => {
  const roles = new Map([
    [role('waker'), { service: 'scheduler.amazonaws.com', statements: [] }],
    [role('dispatch'), { service: 'lambda.amazonaws.com', statements: [] }],
  ]);
  gateway = await gatewayFor('scheduler', schedulerApi({ office: () => ({ schedules, roles }), now: () => NOW }));
  client = new SchedulerClient(
    gateway.as(
      allow('scheduler:*Schedule', [arn('scheduler', 'schedule/wakes/*'), arn('scheduler', 'schedule/elsewhere/*')]),
      allow('iam:PassRole', [role('waker'), role('dispatch')], {
        StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
      }),
    ),
  );
});
beforeEach(() => {
  schedules = new Schedules({ groups: ['wakes'], fixed: [], now: NOW, kept: notKept });
  gateway.errors.length = 0;
});
afterAll(() => {
  client.destroy();
  gateway.stop();
});

const input = (more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'b-1.start',
  GroupName: 'wakes',
  ScheduleExpression: 'at(2026-03-04T14:10:00)',
  ScheduleExpressionTimezone: 'Asia/Tokyo',
  FlexibleTimeWindow: { Mode: 'OFF' },
  ActionAfterCompletion: 'DELETE',
  Target: { Arn: arn('lambda', 'function:no-show'), RoleArn: role('waker'), Input: '{"booking":"b-1"}' },
  ...more,
});
const create = (more: Partial<CreateScheduleCommandInput> = {}, by = client) =>
  by.send(new CreateScheduleCommand(input(more)));

test('[R-10] a schedule is made, told about, and gone when it is deleted', async () => {
  const { ScheduleArn } = await create();
  expect(ScheduleArn).toBe(arn('scheduler', 'schedule/wakes/b-1.start'));
  expect(schedules.list()).toMatchObject([
    { at: Date.parse('2026-03-04T14:10:00+09:00'), schedule: { deleteAfter: true } },
  ]);
  const name = { Name: 'b-1.start', GroupName: 'wakes' };
  expect(await client.send(new GetScheduleCommand(name))).toMatchObject({
    ...name,
    ScheduleExpression: 'at(2026-03-04T14:10:00)',
    Target: { Input: '{"booking":"b-1"}' },
  });
  await client.send(new DeleteScheduleCommand(name));
  expect(schedules.list()).toEqual([]);
  await expect(client.send(new DeleteScheduleCommand(name))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
  expect(gateway.errors).toEqual([]);
});

test('[R-10] a name is given once: another request for it is a conflict, the same request sent again is not', async () => {
  await create({ ClientToken: 'a' });
  await create({ ClientToken: 'a' });
  await expect(create({ ClientToken: 'b' })).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'Schedule b-1.start already exists.',
    $metadata: { httpStatusCode: 409 },
  });
  expect(schedules.list()).toHaveLength(1);
});

describe('is refused as AWS refuses it:', () => {
  test.each([
    ['a name with other signs', { Name: 'b#1' }, 'ValidationException', /'b#1' at 'name' failed/],
    ['a name of 65 signs', { Name: 'x'.repeat(65) }, 'ValidationException', /failed to satisfy constraint/],
    ['a group that is not there', { GroupName: 'elsewhere' }, 'ResourceNotFoundException', /elsewhere does not exist/],
    [
      'a moment of another shape',
      { ScheduleExpression: 'at(2026-03-04T14:10:00+09:00)' },
      'ValidationException',
      /^Invalid Schedule Expression/,
    ],
    ['hour 24', { ScheduleExpression: 'at(2026-03-04T24:00:00)' }, 'ValidationException', /^Invalid Schedule/],
    [
      'a day that is none',
      { ScheduleExpression: 'at(2026-02-30T10:00:00)' },
      'ValidationException',
      /^Invalid Schedule/,
    ],
    ['a zone that is none', { ScheduleExpressionTimezone: 'Asia/Edo' }, 'ValidationException', /^Invalid Schedule/],
    [
      'an input that is no JSON',
      { Target: { Arn: 'x', RoleArn: role('waker'), Input: 'hello' } },
      'ValidationException',
      /must be JSON/,
    ],
    [
      'a role that Scheduler may not take',
      { Target: { Arn: 'x', RoleArn: role('dispatch') } },
      'ValidationException',
      /must allow AWS EventBridge Scheduler to assume the role/,
    ],
  ])('%s', async (_, more, name, message) => {
    await expect(create(more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect([schedules.list(), gateway.errors]).toEqual([[], []]);
  });
});

describe('without the grant of', () => {
  const createIt = allow('scheduler:CreateSchedule', arn('scheduler', 'schedule/wakes/*'));
  const pass = (service: string) =>
    allow('iam:PassRole', role('waker'), { StringEquals: { 'iam:PassedToService': service } });
  test.each([
    [
      'CreateSchedule',
      [pass('scheduler.amazonaws.com')],
      `scheduler:CreateSchedule on ${arn('scheduler', 'schedule/wakes/b-1.start')}`,
    ],
    ['PassRole', [createIt], `iam:PassRole on ${role('waker')}`],
    ['PassRole to this service', [createIt, pass('lambda.amazonaws.com')], `iam:PassRole on ${role('waker')}`],
  ])('%s nothing is made, and the terminal says which it is', async (_, statements, missing) => {
    const by = new SchedulerClient(gateway.as(...statements));
    await expect(create({}, by)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
    });
    by.destroy();
    expect([gateway.errors, schedules.list()]).toEqual([[`kabe/dispatch is not granted ${missing}`], []]);
  });
});

describe('what AWS knows and is not played is an error that names it:', () => {
  test.each([
    ['a field', () => create({ State: 'DISABLED' }), /CreateSchedule with State,/],
    [
      'a target’s field',
      () => create({ Target: { Arn: 'x', RoleArn: role('waker'), SqsParameters: {} } }),
      /Target\.SqsParameters/,
    ],
    ['cron', () => create({ ScheduleExpression: 'cron(0 9 * * ? *)' }), /cron\(0 9/],
    ['an operation', () => client.send(new ListSchedulesCommand({})), /Scheduler GET \/schedules/],
  ])('%s', async (_, call, named) => {
    await expect(call()).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(gateway.errors).toEqual([expect.stringMatching(named)]);
  });
});
