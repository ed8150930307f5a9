import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body, on } from '../support/build.ts';
import { localOffice, type TestOffice } from '../support/local.ts';

/* What follows a booking, on the local office: the stacks' own stream, schedules and SES, and a clock that is moved. */

const NOW = '2026-03-02T09:00:00+09:00';

const visit = (running: TestOffice) => {
  const ask = async (office: string, path: string, sent: object | undefined, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${running.offices[office]?.url}${path}`, {
      method: sent ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...headers },
      ...(sent && { body: JSON.stringify(sent) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
    const json: any = await answer.json();
    return { status: answer.status, json };
  };
  const staff = async (office: string, path: string, sent?: object) => {
    const { status, json } = await ask(office, path, sent, { authorization: `Bearer ${running.staffToken(office)}` });
    expect([path, status < 300 ? 'done' : json]).toEqual([path, 'done']);
    return json;
  };
  return {
    ask,
    staff,
    mailsTo: async (to: string) =>
      (await running.mails(to)).map(({ tags, at }) => `${at.slice(5, 16)} ${tags['notice']}`),
    state: async (office: string, reference: string): Promise<string> =>
      (await staff(office, `/staff/bookings/${reference}`)).state,
  };
};

describe('a fortnight at both offices', () => {
  let running: TestOffice;
  let at: ReturnType<typeof visit>;
  beforeAll(async () => {
    running = await localOffice({ now: NOW, zoom: false });
    at = visit(running);
  });
  afterAll(() => running.stop());

  test('[K-F-1…3, K-6-3…5, R-13] Kabe: a call, its form, invitation, two reminders; the next session agreed on; silence', async () => {
    const person = { kind: 'seeker', name: '見本 太郎', number: '34010-01234567' };
    const contact = { ...person, email: 'taro@example.com', phone: '09055501234' };
    const wishes = [{ startsAt: '2026-03-04T14:00:00+09:00' }];
    const hold = await at.staff('kabe', '/staff/bookings', { channel: 'phone', applicant: person, wishes });
    const { status } = await at.ask(
      'kabe',
      '/bookings',
      body(kabe, '2026-03-04T14:00:00+09:00', { applicant: contact }),
    );
    expect(status).toBe(201);
    const { fired } = await moved('2026-03-04T14:05:00+09:00');
    expect(fired).toEqual([
      `${hold.reference}.1.meeting`,
      `${hold.reference}.1.reminder-day`,
      `${hold.reference}.1.reminder-hour`,
    ]);
    await at.staff('kabe', `/staff/bookings/${hold.reference}/contact`, { sign: 'arrived' });
    const next = await at.staff('kabe', '/staff/bookings', {
      channel: 'session',
      applicant: contact,
      wishes: [{ startsAt: '2026-03-11T14:00:00+09:00' }],
    });
    await at.staff('kabe', `/staff/bookings/${next.reference}/meeting`, { invited: true });
    await moved('2026-03-04T14:40:00+09:00');
    await at.staff('kabe', `/staff/bookings/${hold.reference}/attendance`, { outcome: 'attended' });
    await moved('2026-03-11T14:11:00+09:00');
    expect([await at.state('kabe', hold.reference), await at.state('kabe', next.reference)]).toEqual([
      'attended',
      'no-show',
    ]);
    expect(await at.mailsTo('taro@example.com')).toEqual([
      '03-02T09:00 invitation',
      '03-03T10:00 reminder',
      '03-04T13:00 reminder',
      '03-04T14:05 invitation',
      '03-10T10:00 reminder',
      '03-11T13:00 reminder',
      '03-11T14:10 deemed-cancelled',
    ]);
    const [invitation] = await running.mails('taro@example.com');
    expect(invitation?.headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'reply-to': kabe.contact.mailbox });
    expect(Object.keys(invitation?.headers ?? {}).filter((name) => name.startsWith('list-'))).toEqual([]);
    expect(invitation?.attachments).toMatchObject([
      { filename: 'soudan.ics', content: expect.stringContaining('BEGIN:VEVENT') },
    ]);
    const history = (await at.staff('kabe', `/staff/bookings/${hold.reference}`)).history;
    expect(history.find(({ act }: { act: string }) => act === 'completed').notices.invitation.state).toBe('delivered');
  });

  test('[A-6-2…5, D-5, R-15] Aomori: second choice by Zoom, moved, too late to cancel; a hold nobody answers; a mail that comes back', async () => {
    const applied = async (email: string, wishes: object[]) => {
      const applicant = { number: `02010-${email.length}`, email };
      const { status, json } = await at.ask('aomori', '/bookings', body(aomori, '', { applicant, wishes }));
      expect([status, json]).toEqual([201, expect.anything()]);
      return json;
    };
    const jiro = await applied('jiro@example.com', [
      { startsAt: '2026-03-17T10:00:00+09:00' },
      { startsAt: '2026-03-18T13:30:00+09:00', minutes: 30 },
    ]);
    const silent = await applied('unanswered@example.com', [{ startsAt: '2026-03-17T11:00:00+09:00' }]);
    const back = await applied('bounce@example.com', [{ startsAt: '2026-03-18T11:00:00+09:00' }]);
    const his = `/staff/bookings/${jiro.reference}`;
    // Answered at once, he might be told that before his receipt has gone out, which is then none any more.
    await moved('2026-03-11T14:12:00+09:00');
    await at.staff('aomori', `${his}/confirmation`, { wish: 1, tool: 'zoom' });
    await moved('2026-03-11T15:00:00+09:00');
    await at.staff('aomori', `${his}/meeting`, {
      url: 'https://zoom.us/j/12345678901',
      id: '12345678901',
      passcode: 'abc123',
    });
    await moved('2026-03-12T09:00:00+09:00');
    await at.staff('aomori', `${his}/move`, {
      session: { startsAt: '2026-03-19T14:00:00+09:00', minutes: 30 },
      reason: 'counsellor-absent',
    });
    await at.staff('aomori', `${his}/meeting`, {
      url: 'https://zoom.us/j/10987654321',
      id: '10987654321',
      passcode: 'def456',
    });
    await moved('2026-03-19T00:00:00+09:00');
    const cancel = await at.ask('aomori', `/bookings/${jiro.reference}/cancellation`, { code: jiro.code });
    expect([cancel.status, cancel.json.type, cancel.json.phone]).toEqual([
      409,
      'cancel-by-phone',
      aomori.contact.phone,
    ]);
    await moved('2026-03-19T14:10:00+09:00');
    expect([await at.state('aomori', jiro.reference), await at.state('aomori', silent.reference)]).toEqual([
      'no-show',
      'expired',
    ]);
    expect(await at.mailsTo('jiro@example.com')).toEqual([
      '03-11T14:11 receipt',
      '03-11T15:00 invitation',
      '03-12T09:00 moved',
      '03-12T09:00 invitation',
      '03-18T10:00 reminder',
      '03-19T13:00 reminder',
      '03-19T14:10 deemed-cancelled',
    ]);
    expect(await at.mailsTo('unanswered@example.com')).toEqual([
      '03-11T14:11 receipt',
      '03-13T00:00 please-phone',
      '03-14T00:00 expired',
    ]);
    const { calls } = await at.staff('aomori', '/staff/calls');
    const waiting = calls.filter(
      (call: { booking: { reference: string } }) => call.booking.reference === back.reference,
    );
    expect(waiting[0]?.notices).toContainEqual(expect.objectContaining({ notice: 'expired', why: 'dead-address' }));
    const told = (await running.mails(aomori.contact.staffMail)).map(
      ({ tags }) => `${tags['booking']} ${tags['notice']}`,
    );
    for (const notice of ['new-application', 'promise-endangered'])
      expect(told).toContain(`${silent.reference} ${notice}`);
    expect(told).toContain(`${back.reference} undeliverable`);
  });

  test('nothing failed, nothing was parked, and no function did what its role does not grant', async () => {
    expect(running.errors).toEqual([]);
    const queues = { Parked: [], Lost: [], Unread: [] };
    expect(await (await fetch(`${running.control}/queues`)).json()).toEqual({ kabe: queues, aomori: queues });
  });

  const moved = async (iso: string) => ({
    fired: (await running.moveClock(iso)).filter(({ function: name }) => name !== 'sweep').map(({ name }) => name),
  });
});

test('[R-11, D-5, D-10] with no timer ever firing and the stream lost, reading and acting still see the right states', async () => {
  const running = await localOffice({ now: NOW, timers: false, stream: false });
  try {
    const at = visit(running);
    const applied = async (startsAt: string, number: string) =>
      (await at.ask('kabe', '/bookings', body(kabe, startsAt, { applicant: { number }, counsellor: 'demo-a' }))).json;
    const [unanswered, silent] = [
      await applied('2026-03-04T14:00:00+09:00', '34010-1'),
      await applied('2026-03-06T10:00:00+09:00', '34010-2'),
    ];
    await at.staff('kabe', `/staff/bookings/${silent.reference}/confirmation`, {});
    expect(await running.mails()).toEqual([]);
    // By reading: the call list knows whom no mail has reached.
    await running.moveClock('2026-03-02T11:00:00+09:00');
    const { calls } = await at.staff('kabe', '/staff/calls');
    type Call = { notices: { notice: string }[]; booking: { reference: string } };
    const waiting = (calls as Call[]).flatMap(({ notices, booking }) =>
      notices.map(({ notice }) => `${booking.reference} ${notice}`),
    );
    expect(waiting.toSorted()).toEqual(
      [`${unanswered.reference} receipt`, `${silent.reference} invitation`].toSorted(),
    );
    // Phoned, and invited by TeleOffice, they could have come.
    await at.staff('kabe', `/staff/bookings/${silent.reference}/phoned`, { said: '2.invitation' });
    await at.staff('kabe', `/staff/bookings/${silent.reference}/meeting`, { invited: true });
    expect(await running.moveClock('2026-03-06T10:10:00+09:00')).toEqual([]);
    expect([await at.state('kabe', unanswered.reference), await at.state('kabe', silent.reference)]).toEqual([
      'expired',
      'no-show',
    ]);
    // By writing: what the clock has freed is given to the next, and what it has ended cannot be acted on.
    const late = await at.ask(
      'kabe',
      `/staff/bookings/${unanswered.reference}/confirmation`,
      {},
      {
        authorization: `Bearer ${running.staffToken('kabe')}`,
      },
    );
    expect([late.status, late.json.type]).toEqual([409, 'not-possible-now']);
    expect(on(running.now())).toBe(on('2026-03-06T10:10:00+09:00'));
  } finally {
    await running.stop();
  }
});
