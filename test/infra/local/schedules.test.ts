import { describe, expect, test } from 'vitest';
import { type Kept, notKept } from '../../../infra/local/kept.ts';
import type { ScheduleDefinition } from '../../../infra/local/schedule.ts';
import { Schedules } from '../../../infra/local/schedules.ts';

const schedule = (name: string, expression: string, more: Partial<ScheduleDefinition> = {}): ScheduleDefinition => ({
  group: 'wakes',
  name,
  expression,
  timezone: 'UTC',
  target: { Arn: 'lambda', RoleArn: 'role' },
  deleteAfter: true,
  ...more,
});
const at = (clock: string): number => Date.parse(`2026-03-02T${clock}Z`);
const once = (name: string, clock: string) => schedule(name, `at(2026-03-02T${clock})`);
const schedules = (fixed: ScheduleDefinition[], kept: Kept = notKept): Schedules =>
  new Schedules({ groups: ['wakes'], fixed, now: at('00:00:00'), kept });
/** Everything that fires until then, in its order. */
const firing = (all: Schedules, until: string): string[] => {
  const fired: string[] = [];
  for (let due = all.due(at(until)); due; due = all.due(at(until))) {
    fired.push(`${due.schedule.name} ${new Date(due.at).toISOString().slice(11, 19)}`);
    all.take(due);
  }
  return fired;
};

describe('what is due', () => {
  test.each([
    ['nothing before its moment', [once('a', '01:00:00')], '00:59:59', []],
    ['a schedule at its very moment', [once('a', '01:00:00')], '01:00:00', ['a 01:00:00']],
    ['the earlier first', [once('b', '02:00:00'), once('a', '01:00:00')], '03:00:00', ['a 01:00:00', 'b 02:00:00']],
    ['a recurring one not at its beginning', [schedule('r', 'rate(5 minutes)')], '00:04:59', []],
    ['a recurring one at its last occurrence only', [schedule('r', 'rate(1 hour)')], '05:30:00', ['r 05:00:00']],
    [
      'a recurring one after the one-time schedule of the same moment',
      [schedule('r', 'rate(30 minutes)'), once('a', '01:00:00')],
      '01:00:00',
      ['r 00:30:00', 'a 01:00:00', 'r 01:00:00'],
    ],
  ])('is %s', (_, fixed, until, expected) => {
    expect(firing(schedules(fixed), until)).toEqual(expected);
  });

  test('in a zone is due by that zone', () => {
    const tokyo = schedule('a', 'at(2026-03-02T10:00:00)', { timezone: 'Asia/Tokyo' });
    expect(firing(schedules([tokyo]), '03:00:00')).toEqual(['a 01:00:00']);
  });
});

test('a one-time schedule that is not to be deleted keeps its name when it has fired', () => {
  const all = schedules([{ ...once('a', '01:00:00'), deleteAfter: false }, once('b', '01:00:00')]);
  firing(all, '02:00:00');
  expect([all.create(once('a', '03:00:00'), 0), all.create(once('b', '03:00:00'), 0)]).toEqual([false, true]);
});

test('what was made is kept, what is in the template is not, and what is kept is there again', () => {
  let written: unknown;
  const kept: Kept = {
    read: () => written,
    put: (value) => {
      written = JSON.parse(JSON.stringify(value));
    },
  };
  const first = schedules([schedule('r', 'rate(1 hour)')], kept);
  first.create({ ...once('a', '01:00:00'), token: 't' }, 0);
  first.create(once('b', '02:00:00'), 0);
  first.delete('wakes', 'b');
  expect(written).toMatchObject([{ schedule: { name: 'a', token: 't' }, done: false }]);
  expect(firing(schedules([], kept), '09:00:00')).toEqual(['a 01:00:00']);
});
