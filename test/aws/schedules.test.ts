import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, expect, test } from 'vitest';
import { instant, MINUTE } from '../../shared/domain/time.ts';
import { on, reference } from '../support/build.ts';
import { eventEnvironment } from '../support/following.ts';

const load = () => import('../../shared/aws/schedules.ts');
let at: Awaited<ReturnType<typeof load>>;
beforeAll(async () => {
  Object.assign(process.env, eventEnvironment);
  at = await load();
});

const midnight = on('2026-03-04T00:00:00+09:00');

test('[R-14] every minute of a day is written in 24 hours of Japanese time', () => {
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) => at.atExpression(instant(midnight + minute * MINUTE)));
  const two = (number: number): string => String(number).padStart(2, '0');
  expect(minutes).toEqual(
    minutes.map((_, minute) => `at(2026-03-04T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00)`),
  );
});

test.each([
  ['a moment on the second', 0, 'at(2026-03-04T00:00:00)'],
  ['a millisecond later', 1, 'at(2026-03-04T00:00:01)'],
  ['the last millisecond before the next', 999, 'at(2026-03-04T00:00:01)'],
])('[R-14] %s is never woken too early', (_, milliseconds, expected) => {
  expect(at.atExpression(instant(midnight + milliseconds))).toBe(expected);
});

test('[R-14] what is not a conflict, or already gone, is an error', async () => {
  const mock = mockClient(SchedulerClient);
  const wake = { booking: reference(), version: 1, kind: 'expiry' } as const;
  mock.on(CreateScheduleCommand).rejects(Object.assign(new Error(), { name: 'ServiceQuotaExceededException' }));
  mock.on(DeleteScheduleCommand).rejects(new ConflictException({ $metadata: {}, message: '', Message: '' }));
  await expect(at.setWake('name', midnight, wake)).rejects.toThrow();
  await expect(at.dropWake('name')).rejects.toThrow();
});
