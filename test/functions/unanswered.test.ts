import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { body, on, reference } from '../support/build.ts';
import { eventEnvironment } from '../support/following.ts';
import { FORM, form, invoke } from '../support/lambda.ts';

/* AWS services that take every call and answer none. Timers run a hundred times as fast as the machine's clock. */

let hole: Server;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  hole = createServer(() => {}).listen(0, '127.0.0.1');
  await once(hole, 'listening');
  const address = hole.address();
  const port = typeof address === 'object' ? address?.port : 0;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SES: `http://127.0.0.1:${port}`,
    AWS_ENDPOINT_URL_SCHEDULER: `http://127.0.0.1:${port}`,
    OFFICE: 'kabe',
    TABLE: 'kabe',
    MAIL_BUCKET: 'mails',
    ...eventEnvironment,
  });
});
afterAll(() => void hole.close());

/** What came of it, and after how many seconds by its own timers; nothing does after a minute, which no function has. */
const timed = async <T>(asked: Promise<T>): Promise<{ answer?: PromiseSettledResult<T>; seconds: number }> => {
  let answer: PromiseSettledResult<T> | undefined;
  void Promise.allSettled([asked]).then(([settled]) => {
    answer = settled;
  });
  let tenths = 0;
  for (; !answer && tenths < 600; tenths++) {
    await vi.advanceTimersByTimeAsync(100);
    // What the network does takes its own time.
    await pause(1);
  }
  return { ...(answer && { answer }), seconds: tenths / 10 };
};
const answered = async <T>(asked: Promise<T>): Promise<{ answer: T; seconds: number }> => {
  const { answer, seconds } = await timed(asked);
  if (answer?.status !== 'fulfilled') throw answer?.reason ?? new Error('still waiting');
  return { answer: answer.value, seconds };
};

test('[R-12] a database that never answers becomes a 503 with a sentence before the function’s ten seconds are over', async () => {
  const { handler } = await import('../../functions/booking/index.ts');
  const asked = invoke(handler, 'POST /bookings', { body: body(kabe, '2026-03-06T10:00:00+09:00') });
  const { answer, seconds } = await answered(asked);
  expect([answer.status, answer.json.type]).toEqual([503, 'unavailable']);
  expect(answer.json.detail).toContain(kabe.contact.phone);
  expect(seconds).toBeLessThan(10);
});

test('[R-04, R-12] a form that was not answered stays on the page, to be sent again as the same request', async () => {
  const { handler } = await import('../../functions/staff/index.ts');
  const sent = { idempotencyKey: 'same', channel: 'phone', 'applicant.name': '見本 <太郎>', 'wishes.0.date': '3/4' };
  const asked = invoke(handler, 'POST /staff/bookings/new', {
    staff: 'demo-staff',
    headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
    body: form(sent),
  });
  const { status, text } = (await answered(asked)).answer;
  expect(status).toBe(503);
  expect(text).toContain('action="/staff/bookings/new"');
  for (const [name, value] of Object.entries(sent))
    expect(text).toContain(`name="${name}" value="${value.replace('<', '&lt;').replace('>', '&gt;')}"`);
});

/*
 * Nobody waits for these but AWS: they must end by themselves, so that what is owed is tried again and not half done.
 */
const givenUpAfter = async (asked: Promise<unknown>): Promise<number> => {
  const { answer, seconds } = await timed(asked);
  expect(answer?.status).toBe('rejected');
  return seconds;
};

test('[R-12] an SES that never answers is given up well before dispatch’s minute is over', async () => {
  const { send } = await import('../../shared/aws/post-office.ts');
  const letter = { to: 'taro@example.com', subject: '試験', text: '試験' };
  expect(await givenUpAfter(send(kabe, letter, { notice: 'receipt' }))).toBeLessThan(12);
});

test('[R-12] a Scheduler that never answers is given up well before dispatch’s minute is over', async () => {
  const { setWake } = await import('../../shared/aws/schedules.ts');
  const wake = { booking: reference(), version: 1, kind: 'no-show' } as const;
  expect(await givenUpAfter(setWake('a-name', on('2026-03-06T10:00:00+09:00'), wake))).toBeLessThan(20);
});

test('[R-12] dispatch itself reports the record before its minute is over', async () => {
  const { handler } = await import('../../functions/dispatch/index.ts');
  const record = {
    dynamodb: {
      SequenceNumber: '7',
      Keys: { pk: { S: 'BOOKING#0000-0000' }, sk: { S: 'HISTORY#000001' } },
      NewImage: {},
    },
  };
  const { answer, seconds } = await answered(handler({ Records: [record] }));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  expect(seconds).toBeLessThan(60);
});
