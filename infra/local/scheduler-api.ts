import * as z from 'zod';
import { type AwsAnswer, type AwsCall, AwsRefusal, type AwsService, DENIED, NotPlayed } from './aws-gateway.ts';
import { NoWindow, ScheduleTarget } from './resource-types.ts';
import { type ScheduleDefinition, scheduleArn, timesOf } from './schedule.ts';
import type { Schedules } from './schedules.ts';
import type { LocalRole } from './template.ts';

export type SchedulerApiProps = {
  readonly office: (
    id: string,
  ) => { readonly schedules: Schedules; readonly roles: ReadonlyMap<string, LocalRole> } | undefined;
  /** The office's clock, in milliseconds. */
  readonly now: () => number;
};

/** A field that is not listed (StartDate, State …) could change when a schedule fires: it is refused, not ignored. */
const CreateSchedule = z.strictObject({
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  ClientToken: z.string().optional(),
  Description: z.string().max(512).optional(),
  FlexibleTimeWindow: NoWindow,
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).default('UTC'),
  Target: ScheduleTarget,
});

const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;

/** EventBridge Scheduler's API as far as the product uses it: CreateSchedule, GetSchedule and DeleteSchedule. */
export const schedulerApi = ({ office, now }: SchedulerApiProps): AwsService => ({
  answer: (call) => {
    const [, encoded] = /^\/schedules\/([^/]+)$/.exec(call.url.pathname) ?? [];
    const mine = office(call.caller.office);
    if (!encoded || !mine) throw new NotPlayed(`Scheduler ${call.method} ${call.url.pathname}`);
    const name = decodeURIComponent(encoded);
    checkName('name', name);
    if (call.method === 'POST') return create(call, name, mine, now());
    const group = call.url.searchParams.get('groupName') ?? 'default';
    if (call.method !== 'GET' && call.method !== 'DELETE')
      throw new NotPlayed(`Scheduler ${call.method} ${call.url.pathname}`);
    const action = call.method === 'GET' ? 'scheduler:GetSchedule' : 'scheduler:DeleteSchedule';
    call.demand([{ action, resource: scheduleArn(group, name) }]);
    const found = mine.schedules.find(group, name);
    if (!found) throw new AwsRefusal('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    if (call.method === 'GET') return json(described(found));
    mine.schedules.delete(group, name);
    return json({});
  },
  refuse: ({ code, status, message }) => ({
    status: code === DENIED ? 403 : status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ Message: message }),
  }),
});

type Mine = NonNullable<ReturnType<SchedulerApiProps['office']>>;

const create = ({ body, demand }: AwsCall, name: string, { schedules, roles }: Mine, now: number): AwsAnswer => {
  const input = CreateSchedule.safeParse(parse(body));
  if (!input.success) {
    const unknown = input.error.issues.filter(({ code }) => code === 'unrecognized_keys');
    if (unknown.length > 0) throw new NotPlayed(`CreateSchedule with ${unknown.map(keysOf).join(', ')}`);
    throw invalid(z.prettifyError(input.error));
  }
  const { GroupName: group, ScheduleExpression: expression, Target: target, ...more } = input.data;
  checkName('groupName', group);
  demand([
    { action: 'scheduler:CreateSchedule', resource: scheduleArn(group, name) },
    {
      action: 'iam:PassRole',
      resource: target.RoleArn,
      context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    },
  ]);
  if (!schedules.groups.has(group))
    throw new AwsRefusal('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
  if (roles.get(target.RoleArn)?.service !== 'scheduler.amazonaws.com')
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  const timezone = more.ScheduleExpressionTimezone;
  if (expression.startsWith('cron(')) throw new NotPlayed(`CreateSchedule with ${expression}`);
  try {
    timesOf(expression, timezone);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause));
  }
  if (target.Input !== undefined && parse(target.Input) === undefined)
    throw invalid('Invalid Target: the Input of a Lambda function must be JSON.');
  const schedule: ScheduleDefinition = {
    group,
    name,
    expression,
    timezone,
    target,
    deleteAfter: more.ActionAfterCompletion === 'DELETE',
    ...(more.ClientToken !== undefined && { token: more.ClientToken }),
  };
  if (!schedules.create(schedule, now))
    throw new AwsRefusal('ConflictException', `Schedule ${name} already exists.`, 409);
  return json({ ScheduleArn: scheduleArn(group, name) });
};

const described = ({ group, name, expression, timezone, target, deleteAfter }: ScheduleDefinition): object => ({
  Arn: scheduleArn(group, name),
  GroupName: group,
  Name: name,
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: timezone,
  State: 'ENABLED',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: target,
  ActionAfterCompletion: deleteAfter ? 'DELETE' : 'NONE',
});

const invalid = (message: string): AwsRefusal => new AwsRefusal('ValidationException', message);

const checkName = (field: string, name: string): void => {
  if (NAME.test(name)) return;
  throw invalid(
    `1 validation error detected: Value '${name}' at '${field}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME.source}`,
  );
};

const keysOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys.join(', ')].join('.') : '';

const json = (value: object): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const parse = (text: Buffer | string): unknown => {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
};
