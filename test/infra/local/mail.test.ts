import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestOffice } from '../../support/local.ts';
import { shown, standInOffice, standIns, store } from './stand-ins.ts';

const functions = standIns();
let office: TestOffice;
beforeAll(async () => {
  office = await standInOffice(functions, { now: '2026-03-02T09:00+09:00' });
});
afterAll(async () => {
  await office.stop();
  functions.remove();
});

test('[R-12] a stored booking becomes a mail, and what became of the mail is told to its function', async () => {
  await store(office, { a: { mail: 'taro@example.com' } });
  await store(office, { b: { mail: 'bounce@example.com' } });
  expect(await office.mails('taro@example.com')).toMatchObject([
    { subject: 'Test', text: 'Hello.', tags: { booking: 'b-1' } },
  ]);
  expect(functions.told('mail-events')).toMatchObject([
    {
      eventType: 'Delivery',
      topic: expect.stringContaining('MailOutcomes'),
      mail: { destination: ['taro@example.com'], tags: { booking: ['b-1'] } },
    },
    { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } },
  ]);
  expect(office.errors).toEqual([]);
});

test('the control port shows the mail once everything has settled, to one address or all of it', async () => {
  await store(office, { c: { mail: 'hana@example.com' } });
  expect((await shown(office, '/mail?to=hana@example.com')).map(({ to }: { to: string[] }) => to)).toEqual([
    ['hana@example.com'],
  ]);
  expect(await shown(office, '/mail')).toHaveLength(3);
  expect(await (await fetch(office.mailViewer)).text()).toContain('<html');
  const index = await (await fetch(office.control)).text();
  for (const link of [office.mailViewer, '/mail', '/schedules', '/queues']) expect(index).toContain(`href="${link}"`);
});
