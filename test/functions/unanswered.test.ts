import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { invoke } from '../support/lambda.ts';

/* A database that takes every call and answers none. */

let hole: Server;
beforeAll(async () => {
  hole = createServer(() => {}).listen(0, '127.0.0.1');
  await once(hole, 'listening');
  const address = hole.address();
  const port = typeof address === 'object' ? address?.port : 0;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    OFFICE: 'kabe',
    TABLE: 'kabe',
  });
});
afterAll(() => void hole.close());

test('[R-12] a database that never answers becomes a 503 with a sentence before the function’s ten seconds are over', async () => {
  const { handler } = await import('../../functions/booking/index.ts');
  const answer = await Promise.race([
    invoke(handler, 'POST /bookings', { body: body(kabe, '2026-03-06T10:00:00+09:00') }),
    pause(10_000, undefined, { ref: false }),
  ]);
  expect([answer?.status, answer?.json.type]).toEqual([503, 'unavailable']);
  expect(answer?.json.detail).toContain(kabe.contact.phone);
});
