import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-scheduler';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamo } from '../../shared/aws/table.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { browserOf } from '../support/console.ts';
import { type Following, following, refusedBy, standAt, travel } from '../support/following.ts';
import { textOf } from '../support/forms.ts';
import { invoke } from '../support/lambda.ts';

/* What follows a booking at Kabe: the stream, mail, wake-up calls and their handlers, over a real table. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('kabe');
  for (let index = 0; index < 24; index++)
    await act(`PUT /staff/counsellors/c${index}`, { name: `見本 c${index}`, desks: ['general'] });
});
beforeEach(async () => {
  standAt(NOW);
  office.heal();
  await office.changes();
});

const act: Following['staff'] = (...asked) => office.staff(...asked);
let people = 0;
const applied = async (startsAt = '2026-03-11T14:00:00+09:00', applicant: object = {}): Promise<string> => {
  const answer = await invoke(office.at.booking, 'POST /bookings', {
    body: body(kabe, startsAt, {
      applicant: { number: `34010-${++people}`, email: `person-${people}@example.com`, ...applicant },
    }),
  });
  expect(answer.status).toBe(201);
  return answer.json.reference;
};
const onPhone = async (startsAt: string, more: object = {}): Promise<string> =>
  (
    await act('POST /staff/bookings', {
      channel: 'phone',
      applicant: { kind: 'seeker', name: '見本 電話', number: `34010-${++people}` },
      wishes: [{ startsAt }],
      ...more,
    })
  ).reference;
const confirmed = async (startsAt?: string): Promise<string> => {
  const reference = await applied(startsAt);
  await act(`POST /staff/bookings/${reference}/confirmation`, {});
  return reference;
};
const shown = (reference: string) => act(`GET /staff/bookings/${reference}`);
const schedules = () =>
  office.scheduler
    .commandCalls(CreateScheduleCommand)
    .map(({ args: [{ input }] }) => [input.Name, input.ScheduleExpression]);
const wake = (booking: string, kind: string, version = 1) => ({ booking, version, kind });

describe('the stream', () => {
  test('[K-F-3, R-14] tells person and staff of an application, and sets its wake-up calls', async () => {
    const reference = await applied();
    expect(await office.drain()).toBe('quiet');
    expect(await office.sent()).toEqual([`receipt ${reference}`, `new-application ${reference}`]);
    expect(schedules()).toEqual([
      [`${reference}.1.promise`, 'at(2026-03-10T13:00:00)'],
      [`${reference}.1.expiry`, 'at(2026-03-11T00:00:00)'],
    ]);
    for (const { args } of office.scheduler.commandCalls(CreateScheduleCommand)) {
      expect(args[0].input).toMatchObject({
        GroupName: 'wakes',
        ScheduleExpressionTimezone: 'Asia/Tokyo',
        ActionAfterCompletion: 'DELETE',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          RoleArn: expect.stringContaining('waker'),
          DeadLetterConfig: { Arn: expect.stringContaining('lost') },
          RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 5 },
        },
      });
    }
  });

  test('[K-F-3, D-7] sends the invitation of a confirmed booking and exchanges its wake-up calls', async () => {
    const reference = await applied();
    await office.drain();
    office.heal();
    await act(`POST /staff/bookings/${reference}/confirmation`, {});
    await office.drain();
    expect(await office.sent()).toEqual([`invitation ${reference}`]);
    expect(schedules()).toEqual([
      [`${reference}.1.meeting`, 'at(2026-03-10T09:00:00)'],
      [`${reference}.1.reminder-day`, 'at(2026-03-10T10:00:00)'],
      [`${reference}.1.reminder-hour`, 'at(2026-03-11T13:00:00)'],
      [`${reference}.1.no-show`, 'at(2026-03-11T14:10:00)'],
    ]);
    expect(office.scheduler.commandCalls(DeleteScheduleCommand).map(({ args: [{ input }] }) => input.Name)).toEqual([
      `${reference}.1.promise`,
      `${reference}.1.expiry`,
    ]);
  });

  test('[R-10] repeated, sends no mail twice', async () => {
    const reference = await applied();
    const records = await office.changes();
    expect(await office.at.dispatch({ Records: [...records, ...records] })).toEqual({ batchItemFailures: [] });
    expect(await office.at.dispatch({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(await office.sent()).toEqual([`receipt ${reference}`, `new-application ${reference}`]);
  });

  test('[R-14] takes a schedule that is there already, or gone already, as done', async () => {
    office.scheduler
      .on(CreateScheduleCommand)
      .rejects(new ConflictException({ message: '', Message: '', $metadata: {} }));
    office.scheduler
      .on(DeleteScheduleCommand)
      .rejects(new ResourceNotFoundException({ message: '', Message: '', $metadata: {} }));
    await confirmed();
    expect(await office.drain()).toBe('quiet');
  });

  test.each([
    ['pauses the account', 'AccountSendingPausedException', 400, 15],
    ['refuses this mail', 'MessageRejected', 400, 15],
    ['fails, having taken it or not', 'ServiceUnavailable', 503, 16],
    ['does not answer', 'TimeoutError', undefined, 16],
  ])(
    '[R-09] what SES does not take when it %s holds nobody up, stays pending, and is sent by the sweep',
    async (_, name, status, minutes) => {
      const [first, second] = [await applied(), await applied()];
      office.ses.on(SendRawEmailCommand).rejects(refusedBy(name, status));
      expect(await office.drain()).toBe('quiet');
      expect([...(await office.notices(first)), ...(await office.notices(second))]).toEqual(
        ['new-application', 'receipt', 'new-application', 'receipt'].map((kind) => `${kind} pending`),
      );
      expect(schedules()).toHaveLength(4);
      office.heal();
      for (let after = 5; after <= minutes + 4; after += 5) {
        travel(Date.parse(NOW) + after * 60_000);
        await office.at.sweep({});
      }
      const sent = (await office.sent()).filter((one) => one.includes(first) || one.includes(second));
      expect(sent.toSorted()).toEqual(
        [first, second].flatMap((id) => [`receipt ${id}`, `new-application ${id}`]).toSorted(),
      );
    },
  );

  test('[R-09] a mail of which nobody knows whether SES took it is left alone for a quarter of an hour, in which its news may come', async () => {
    const reference = await applied();
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('TimeoutError'));
    await office.drain();
    office.heal();
    travel('2026-03-02T09:14:59+09:00');
    await office.at.sweep({});
    await office.at.mailEvents(office.news('Delivery', { booking: reference, revision: '1', notice: 'receipt' }));
    travel('2026-03-02T09:15:00+09:00');
    await office.at.sweep({});
    expect((await office.sent()).filter((one) => one.endsWith(reference))).toEqual([`new-application ${reference}`]);
    expect(await office.notices(reference)).toContain('receipt delivered');
  });

  test('[R-09] SES that throttles is asked again, a few times', async () => {
    const reference = await applied();
    office.ses
      .on(SendRawEmailCommand)
      .rejectsOnce(refusedBy('Throttling', 400))
      .rejectsOnce(refusedBy('Throttling', 400))
      .resolves({ MessageId: 'taken' });
    await office.drain();
    expect(await office.notices(reference)).toEqual(['new-application sent', 'receipt sent']);
  });

  test('[R-09] one refused staff address is no storm: SES is asked a few times, and others get their mail', async () => {
    const refuse = (): void =>
      void office.ses.on(SendRawEmailCommand).callsFake(async ({ Destinations }) => {
        if (Destinations.includes(kabe.contact.staffMail)) throw refusedBy('MessageRejected', 400);
        return { MessageId: 'taken' };
      });
    refuse();
    const back = await applied('2026-04-30T10:00:00+09:00'.replace('04-30', '04-24'));
    await office.drain();
    await office.at.mailEvents(office.news('Bounce', { booking: back, revision: '1', notice: 'receipt' }));
    await office.drain();
    const next = await applied('2026-04-24T10:30:00+09:00');
    office.park();
    await office.changes();
    for (let minutes = 5; minutes <= 180; minutes += 5) {
      travel(Date.parse(NOW) + minutes * 60_000);
      await office.at.sweep({});
      await office.drain();
    }
    expect(await office.sent()).toContain(`receipt ${next}`);
    expect(await office.notices(back)).toEqual([
      'new-application failed unsent',
      'receipt to-be-phoned bounced',
      'undeliverable failed unsent',
    ]);
    const asked = (await office.sent()).filter((one) => one.endsWith(back)).length;
    expect(asked).toBeLessThan(60);
    await act(`POST /staff/bookings/${back}/declination`, { reason: 'other' });
  });

  test('[R-10] a record that cannot be read is reported by itself, after those before it were served', async () => {
    const before = await applied();
    const records = await office.changes();
    await applied();
    const after = await office.changes();
    const poison = {
      dynamodb: { SequenceNumber: '0', Keys: { pk: { S: 'BOOKING#x' }, sk: { S: 'BOOKING' } }, NewImage: {} },
    };
    const answer = await office.at.dispatch({ Records: [...records, poison, ...after] });
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '0' }]);
    expect(await office.sent()).toEqual([`receipt ${before}`, `new-application ${before}`]);
    // Parked by the event source mapping, it blocks nobody.
    expect(await office.at.dispatch({ Records: after })).toEqual({ batchItemFailures: [] });
  });

  test('[R-10] a notice that cannot be written stops no other, in dispatch or in the sweep, and is not passed over in silence', async () => {
    const [broken, sound] = [await confirmed('2026-04-24T10:00:00+09:00'), await applied('2026-04-24T10:00:00+09:00')];
    // A tool this office does not use: there are no words for how to enter.
    await dynamo.send(
      new UpdateCommand({
        TableName: office.table,
        Key: { pk: `BOOKING#${broken}`, sk: 'BOOKING' },
        UpdateExpression: 'SET tool = :zoom',
        ExpressionAttributeValues: { ':zoom': 'zoom' },
      }),
    );
    travel('2026-03-02T09:06:00+09:00');
    expect((await office.at.sweep({})).failed).toBeGreaterThan(0);
    expect(await office.sent()).toContain(`receipt ${sound}`);
    expect(await office.notices(broken)).toContain('invitation pending');
    expect(await office.drain()).toBe('failed');
    office.park();
    await office.changes();
    await dynamo.send(
      new UpdateCommand({
        TableName: office.table,
        Key: { pk: `BOOKING#${broken}`, sk: 'BOOKING' },
        UpdateExpression: 'SET tool = :own',
        ExpressionAttributeValues: { ':own': 'teleoffice' },
      }),
    );
    await office.changes();
    travel('2026-03-02T09:08:00+09:00');
    expect((await office.at.sweep({})).failed).toBe(0);
    expect(await office.notices(broken)).toContain('invitation sent');
  });

  test('[D-9] sends three receipts a day to one address and no more; another day there are three more', async () => {
    const email = 'one@example.com';
    const notices = async (day: string): Promise<string[]> => {
      const found: string[] = [];
      for (let count = 0; count < 4; count++) {
        const reference = await applied(`2026-03-${day}:00+09:00`, { email });
        await office.drain();
        found.push(...(await office.notices(reference)).filter((notice) => notice.startsWith('receipt')));
      }
      return found;
    };
    const three = ['receipt sent', 'receipt sent', 'receipt sent', 'receipt dropped too-many'];
    expect(await notices('13T10:00')).toEqual(three);
    travel('2026-03-03T00:00:00+09:00');
    expect(await notices('13T10:30')).toEqual(three);
  });

  test('a receipt refused once counts once against its address', async () => {
    const email = 'again@example.com';
    for (let count = 0; count < 3; count++) {
      office.heal();
      office.ses
        .on(SendRawEmailCommand)
        .rejectsOnce(refusedBy('MessageRejected', 400))
        .resolves({ MessageId: 'taken' });
      const reference = await applied('2026-03-13T11:00:00+09:00', { email });
      await office.drain();
      travel(Date.parse(NOW) + (count + 1) * 5 * 60_000);
      await office.at.sweep({});
      expect(await office.notices(reference)).toContain('receipt sent');
    }
  });

  test('[K-F-3, A-6-3] whoever has no address stands on the call list as soon as there is a meeting, until somebody phones', async () => {
    const reference = await onPhone('2026-03-18T14:00:00+09:00');
    await act(`POST /staff/bookings/${reference}/confirmation`, {});
    await office.drain();
    expect(await office.notices(reference)).toEqual([]);
    await act(`POST /staff/bookings/${reference}/meeting`, { url: 'https://meet.teleoffice.jp/room/1' });
    await office.drain();
    expect(await office.sent()).toEqual([]);
    const waiting = async () =>
      (await act('GET /staff/calls')).calls.filter(
        (call: { booking: { reference: string } }) => call.booking.reference === reference,
      );
    const singly: unknown[] = [];
    dynamo.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'GetItemCommand') singly.push(args.input);
          return next(args);
        },
      { step: 'initialize', name: 'counting' },
    );
    const { tasks } = await act('GET /staff/todo').finally(() => dynamo.middlewareStack.remove('counting'));
    expect(tasks).toContainEqual(expect.objectContaining({ kind: 'call', reference }));
    expect(singly).toEqual([]);
    expect(await waiting()).toMatchObject([
      {
        notices: [{ notice: 'invitation', why: 'no-address', revision: 3 }],
        booking: { applicant: { name: '見本 電話' } },
      },
    ]);
    // Whoever says nothing of what they saw ticks nothing; nor does who saw it before the word was owed.
    const blind = await invoke(office.at.staff, `POST /staff/bookings/${reference}/phoned`, { staff: 's', body: {} });
    expect([blind.status, blind.json.errors]).toMatchObject([400, [{ field: 'said', reason: 'required' }]]);
    expect(await act(`POST /staff/bookings/${reference}/phoned`, { seen: 2 })).toMatchObject({ phoned: [] });
    expect(await waiting()).toHaveLength(1);
    await act(`POST /staff/bookings/${reference}/phoned`, { seen: 3 });
    expect(await waiting()).toEqual([]);
    expect((await shown(reference)).history.at(-1).notices.invitation).toMatchObject({
      state: 'phoned',
      by: 'demo-staff',
    });
    const again = await invoke(office.at.staff, `POST /staff/bookings/${reference}/phoned`, {
      staff: 'demo-staff',
      body: { seen: 99 },
    });
    expect(again.json.type).toBe('not-possible-now');
    const other = browserOf(office, 'other-staff');
    const late = await other.post(`/staff/bookings/${reference}/phoned`, { seen: '99' });
    expect([late.status, late.headers['location']]).toEqual([303, '/staff/calls?done=phoned-before']);
    expect((await other.get('/staff/calls?done=phoned-before')).text).toContain('先に記録されています');
    expect((await shown(reference)).history.at(-1).notices.invitation.by).toBe('demo-staff');
    expect((await other.post('/staff/bookings/9999-9999/phoned', { seen: '1' })).status).toBe(409);
  });

  test('nobody is phoned about what is over, or reminded on the phone', async () => {
    const reference = await onPhone('2026-03-20T10:00:00+09:00'.replace('03-20', '03-27'));
    await act(`POST /staff/bookings/${reference}/confirmation`, {});
    await office.drain();
    travel('2026-03-27T09:30:00+09:00');
    await office.at.sweep({});
    await office.drain();
    // Nobody could tell them how to enter: they are phoned about that.
    expect(await office.notices(reference)).toEqual([
      'meeting-missing sent',
      'please-phone to-be-phoned no-address',
      'promise-endangered sent',
    ]);
    await act(`POST /staff/bookings/${reference}/meeting`, { url: 'https://meet.teleoffice.jp/room/1' });
    await office.drain();
    // Nobody has told them: they are not deemed absent, and are phoned until the session is over.
    travel('2026-03-27T10:29:59+09:00');
    await office.at.sweep({});
    await office.drain();
    expect(await office.notices(reference)).toContain('invitation to-be-phoned no-address');
    travel('2026-03-27T10:30:00+09:00');
    await office.at.sweep({});
    await office.drain();
    expect(await office.notices(reference)).toContain('invitation dropped no-address');
  });

  test('an address SES cannot use, ever, puts the person on the call list at once', async () => {
    const illegal = Object.assign(refusedBy('InvalidParameterValue', 400), { message: "Missing final '@domain'" });
    office.ses.on(SendRawEmailCommand).rejects(illegal);
    const reference = await applied('2026-03-18T14:30:00+09:00');
    await office.drain();
    expect(await office.notices(reference)).toContain('receipt to-be-phoned rejected');
  });

  test('[R-13, A-6-5] what a move has overtaken is not sent; the move is', async () => {
    office.ses.on(SendRawEmailCommand).rejects(refusedBy('AccountSendingPausedException', 400));
    const reference = await confirmed('2026-03-18T15:00:00+09:00');
    await office.drain();
    await act(`POST /staff/bookings/${reference}/move`, {
      session: { startsAt: '2026-03-18T15:30:00+09:00', minutes: 30 },
      reason: 'counsellor-absent',
    });
    office.heal();
    await office.drain();
    travel('2026-03-02T09:05:00+09:00');
    await office.at.sweep({});
    expect((await office.sent()).filter((sent) => sent.endsWith(reference))).toEqual([`moved ${reference}`]);
    expect(await office.notices(reference)).toEqual([
      'invitation dropped overtaken',
      'moved sent',
      'new-application dropped overtaken',
      'receipt dropped overtaken',
    ]);
  });

  test('[R-34] an old carrier address is quoted, other addresses are not', async () => {
    await applied('2026-03-18T15:00:00+09:00', { email: 'old..style.@carrier.example.jp' });
    await office.drain();
    expect((await office.letters()).map(({ to }) => to)).toEqual([
      '"old..style."@carrier.example.jp',
      kabe.contact.staffMail,
    ]);
  });
});

describe('[R-13] a reminder', () => {
  const START = '2026-03-25T14:00:00+09:00';
  /** When the wake-up call comes, and what must have been sent by then. */
  test.each([
    ['on time', 'reminder-day', '2026-03-24T10:00:00+09:00', 1],
    ['59 seconds late', 'reminder-day', '2026-03-24T10:00:59+09:00', 1],
    ['a day late, on the morning of the session', 'reminder-day', '2026-03-25T10:00:00+09:00', 1],
    ['too early', 'reminder-day', '2026-03-24T09:59:59.999+09:00', 0],
    ['an hour before', 'reminder-hour', '2026-03-25T13:00:00+09:00', 1],
    ['a millisecond before the start', 'reminder-hour', '2026-03-25T13:59:59.999+09:00', 1],
    ['at the start', 'reminder-hour', START, 0],
    ['after the start', 'reminder-hour', '2026-03-25T14:09:00+09:00', 0],
  ])('that fires %s is sent at most once however often it fires', async (_, kind, moment, times) => {
    const reference = await confirmed(START);
    await office.drain();
    office.heal();
    void travel(moment);
    for (let fired = 0; fired < 3; fired++) {
      await office.at.reminder(wake(reference, kind));
      await office.drain();
    }
    const reminders = (await office.sent()).filter((sent) => sent === `reminder ${reference}`);
    expect(reminders).toHaveLength(times);
  });

  test('is two where both times come, and one where both are missed and come together', async () => {
    const [both, together] = [await confirmed(START), await confirmed(START)];
    await office.drain();
    office.heal();
    travel('2026-03-24T10:00:00+09:00');
    await office.at.reminder(wake(both, 'reminder-day'));
    travel('2026-03-25T13:00:00+09:00');
    await office.at.reminder(wake(both, 'reminder-hour'));
    await office.at.reminder(wake(together, 'reminder-hour'));
    await office.drain();
    const reminders = (await office.sent()).filter((sent) => sent.startsWith('reminder'));
    expect(reminders.toSorted()).toEqual([`reminder ${both}`, `reminder ${both}`, `reminder ${together}`].toSorted());
  });

  test('is silent once the session is cancelled, and follows a session that is moved', async () => {
    const [called, moved] = [await confirmed(START), await confirmed('2026-03-25T14:30:00+09:00')];
    await act(`POST /staff/bookings/${called}/cancellation`, { by: 'applicant', through: 'phone' });
    await act(`POST /staff/bookings/${moved}/move`, {
      session: { startsAt: '2026-03-27T10:00:00+09:00', minutes: 30 },
      reason: 'counsellor-absent',
    });
    await office.drain();
    office.heal();
    travel('2026-03-24T10:00:00+09:00');
    await office.at.reminder(wake(called, 'reminder-day'));
    await office.at.reminder(wake(moved, 'reminder-day'));
    await office.drain();
    expect(await office.sent()).not.toContain(`reminder ${moved}`);
    travel('2026-03-26T10:00:00+09:00');
    await office.at.reminder(wake(moved, 'reminder-day', 2));
    await office.drain();
    expect((await office.sent()).filter((sent) => sent.startsWith('reminder'))).toEqual([`reminder ${moved}`]);
  });

  test('decided on but not yet sent when the session begins, is dropped', async () => {
    const reference = await confirmed(START);
    await office.drain();
    travel('2026-03-25T13:59:00+09:00');
    await office.at.reminder(wake(reference, 'reminder-hour'));
    travel(START);
    office.heal();
    await office.drain();
    expect(await office.sent()).not.toContain(`reminder ${reference}`);
    expect(await office.notices(reference)).toContain('reminder dropped overtaken');
  });
});

describe('a promise', () => {
  test('[K-F-5] about to break is told to staff on the last open day before, not again, and not once answered', async () => {
    const [waiting, answered] = [
      await applied('2026-04-01T14:00:00+09:00'),
      await confirmed('2026-04-01T14:30:00+09:00'),
    ];
    await office.drain();
    office.heal();
    travel('2026-03-31T13:00:00+09:00');
    for (const reference of [waiting, answered, waiting]) await office.at.reminder(wake(reference, 'promise'));
    await office.drain();
    const warned = (await office.letters()).filter(({ notice }) => notice === 'promise-endangered');
    expect(warned.map(({ to, tags }) => [to, tags['booking']])).toEqual([[kabe.contact.staffMail, waiting]]);
  });

  test('[D-12] a session whose meeting nobody has made is told to staff the open day before', async () => {
    const [unmade, made] = [await confirmed('2026-04-03T10:00:00+09:00'), await confirmed('2026-04-03T10:30:00+09:00')];
    await act(`POST /staff/bookings/${made}/meeting`, { url: 'https://meet.teleoffice.jp/room/1' });
    await office.drain();
    office.heal();
    travel('2026-04-02T09:00:00+09:00');
    for (const reference of [unmade, made]) await office.at.reminder(wake(reference, 'meeting'));
    await office.drain();
    expect((await office.sent()).filter((sent) => sent.startsWith('meeting'))).toEqual([`meeting-missing ${unmade}`]);
  });
});

describe('[K-6-5, D-10] ten minutes after the start', () => {
  const START = '2026-04-08T14:00:00+09:00';
  const free = async () =>
    (await invoke(office.at.booking, 'GET /openings?from=2026-04-08&to=2026-04-08&counsellor=c0')).json.openings.length;

  test('silence is a deemed cancellation: told, counted, its time free again; undone, it counts no more', async () => {
    const reference = await applied(START);
    await act(`POST /staff/bookings/${reference}/confirmation`, {
      session: { startsAt: START, minutes: 30, counsellor: 'c0' },
    });
    await act(`POST /staff/bookings/${reference}/meeting`, { invited: true });
    await office.drain();
    office.heal();
    travel('2026-04-08T14:09:59.999+09:00');
    await office.at.noShow(wake(reference, 'no-show'));
    expect((await shown(reference)).state).toBe('confirmed');
    travel('2026-04-08T14:10:00+09:00');
    await office.at.noShow(wake(reference, 'no-show'));
    await office.at.noShow(wake(reference, 'no-show'));
    await office.drain();
    expect(await shown(reference)).toMatchObject({ state: 'no-show', noShows: 1 });
    expect(await office.sent()).toEqual([`deemed-cancelled ${reference}`]);
    const cells = (await office.at.diary.cellsOn('2026-04-08' as never)).filter(({ booking }) => booking === reference);
    expect(cells).toEqual([]);
    await act(`POST /staff/bookings/${reference}/attendance`, { outcome: 'undo-no-show', sign: 'called' });
    expect(await shown(reference)).toMatchObject({ state: 'confirmed', noShows: 0 });
    travel(NOW);
    expect(await free()).toBe(3);
  });

  describe('[D-10, R-15] whom the word of it did not reach', () => {
    const ticked = (reference: string) => act(`POST /staff/bookings/${reference}/phoned`, { seen: 99 });
    const meeting = (reference: string) =>
      act(`POST /staff/bookings/${reference}/meeting`, { url: `https://meet.teleoffice.jp/room/${reference}` });
    const bounce = async (reference: string, notice = 'invitation', revision = '2', eventType = 'Bounce') => {
      await office.at.mailEvents(office.news(eventType, { booking: reference, revision, notice }));
      await office.drain();
    };
    /** A session somebody has applied for, with its meeting, whose invitation is on its way; or of somebody without an address. */
    const invited = async (startsAt: string, how: 'mail' | 'phone' = 'mail') => {
      const reference = how === 'mail' ? await applied(startsAt) : await onPhone(startsAt);
      await act(`POST /staff/bookings/${reference}/confirmation`, {});
      await meeting(reference);
      await office.drain();
      return reference;
    };
    const silent = async (reference: string, minutes = 10) => {
      const { session } = await shown(reference);
      travel(Date.parse(session.startsAt) + minutes * 60_000);
      await office.at.noShow(wake(reference, 'no-show', (await shown(reference)).version));
      await office.at.sweep({});
      await office.drain();
      const { state, noShows, unreached } = await shown(reference);
      return [state, noShows, unreached];
    };
    const asked = ['confirmed', 0, true];
    const deemed = ['no-show', 1, undefined];

    test('the invitation came back: staff are asked at ten past, and nobody is told of a cancellation', async () => {
      const reference = await invited('2026-04-17T10:00:00+09:00');
      for (let times = 0; times < 2; times++) await bounce(reference);
      expect(await silent(reference)).toEqual(asked);
      expect(await office.notices(reference)).toContain('person-waiting sent');
      expect(await office.notices(reference)).toContain('invitation to-be-phoned bounced');
      const { tasks } = await act('GET /staff/todo');
      expect(tasks).toContainEqual(expect.objectContaining({ kind: 'waiting', reference }));
    });

    test('phoned before the start they know, and silence counts again', async () => {
      const reference = await invited('2026-04-17T10:30:00+09:00');
      await bounce(reference);
      await ticked(reference);
      expect(await silent(reference)).toEqual(deemed);
    });

    test('phoned once it had begun they could not come in time, whatever the clock says afterwards', async () => {
      const reference = await invited('2026-04-17T11:00:00+09:00');
      await bounce(reference);
      travel('2026-04-17T11:00:00+09:00');
      await ticked(reference);
      expect(await silent(reference)).toEqual(asked);
      expect(await silent(reference, 40)).toEqual(asked);
    });

    test('phoned before there is a meeting, at a dead address: they are to be phoned once more when there is', async () => {
      const reference = await confirmed('2026-04-22T15:00:00+09:00');
      await office.drain();
      await bounce(reference);
      await ticked(reference);
      expect((await shown(reference)).unreached).toBe(true);
      await meeting(reference);
      await office.drain();
      expect(await office.notices(reference)).toContain('invitation to-be-phoned dead-address');
      await ticked(reference);
      expect(await silent(reference)).toEqual(deemed);
    });

    test('late, and there after all', async () => {
      const reference = await invited('2026-04-17T11:30:00+09:00');
      await bounce(reference, 'invitation', '2', 'DeliveryDelay');
      expect((await shown(reference)).unreached).toBe(true);
      await bounce(reference, 'invitation', '2', 'Delivery');
      expect(await silent(reference)).toEqual(deemed);
    });

    const resent = async (reference: string) => {
      await act(`POST /staff/bookings/${reference}/contact-details`, { email: 'right@example.com' });
      await act(`POST /staff/bookings/${reference}/resend`, {});
      await office.drain();
      return String((await shown(reference)).history.at(-1).revision);
    };
    const calling = async (reference: string): Promise<string[]> => {
      type Calls = { booking: { reference: string }; notices: { notice: string }[] }[];
      const { calls }: { calls: Calls } = await act('GET /staff/calls');
      return calls.flatMap(({ booking, notices }) =>
        booking.reference === reference ? notices.map(({ notice }) => notice) : [],
      );
    };

    test('[K-6-3] sent once more to the right address and delivered: nobody phones any more, and silence counts', async () => {
      const reference = await invited('2026-04-24T11:00:00+09:00');
      await bounce(reference);
      const revision = await resent(reference);
      expect([await calling(reference), (await shown(reference)).unreached]).toEqual([['invitation'], true]);
      await bounce(reference, 'invitation', revision, 'Delivery');
      expect([await calling(reference), (await shown(reference)).unreached]).toEqual([[], undefined]);
      expect(await office.notices(reference)).toContain('invitation dropped bounced');
      expect(await silent(reference)).toEqual(deemed);
    });

    test('the same, where the news of the first comes last', async () => {
      const reference = await invited('2026-04-24T11:30:00+09:00');
      await bounce(reference, 'invitation', '2', 'DeliveryDelay');
      const revision = await resent(reference);
      await bounce(reference, 'invitation', revision, 'Delivery');
      await bounce(reference);
      expect([await calling(reference), (await shown(reference)).unreached]).toEqual([[], undefined]);
    });

    test('[D-12] the tool invited an address that is no more theirs: staff are asked to invite anew, and until then nobody is absent', async () => {
      const ticking = (reference: string) => act(`POST /staff/bookings/${reference}/meeting`, { invited: true });
      const corrected = async (startsAt: string) => {
        const reference = await applied(startsAt);
        await act(`POST /staff/bookings/${reference}/confirmation`, {});
        await ticking(reference);
        await act(`POST /staff/bookings/${reference}/contact-details`, {
          email: `right-${startsAt.slice(11, 13)}@example.com`,
        });
        await office.drain();
        return reference;
      };
      const left = await corrected('2026-05-01T11:00:00+09:00');
      const done = await corrected('2026-05-01T10:00:00+09:00');
      const { tasks } = await act('GET /staff/todo');
      expect(tasks).toContainEqual(expect.objectContaining({ kind: 'meeting', reference: left }));
      const { text } = await browserOf(office).get('/staff/todo');
      expect(text).toContain('招待を送り直す：');
      expect(text).toContain('data-copy="right-11@example.com"');
      const short = textOf((await browserOf(office).get('/staff/today')).text);
      expect(short).toMatch(/招待を送り直す \d+件/);
      expect(textOf((await browserOf(office).get('/staff/help')).text)).toContain('「招待を送り直す」');
      await ticking(done);
      expect((await act('GET /staff/todo')).tasks).not.toContainEqual(expect.objectContaining({ reference: done }));
      expect((await silent(done))[0]).toBe('no-show');
      expect((await silent(left))[0]).toBe('confirmed');
    });

    test('the news came only after it was stored as silent: that stands, for staff to look at', async () => {
      const reference = await invited('2026-04-22T14:00:00+09:00');
      expect(await silent(reference)).toEqual(deemed);
      await bounce(reference);
      expect((await shown(reference)).state).toBe('no-show');
    });

    test('a reminder that came back takes nothing from an invitation that did not', async () => {
      const reference = await invited('2026-04-22T14:30:00+09:00');
      travel('2026-04-21T10:00:00+09:00');
      await office.at.reminder(wake(reference, 'reminder-day'));
      await office.drain();
      const { history } = await shown(reference);
      const { revision } = history.find(({ notices }: { notices: object }) => 'reminder' in notices);
      await bounce(reference, 'reminder', String(revision));
      expect(await office.notices(reference)).toContain('reminder to-be-phoned bounced');
      expect(await silent(reference)).toEqual(deemed);
    });

    test('without an address: not before somebody has phoned, and anew after each move', async () => {
      const reference = await invited('2026-04-22T15:00:00+09:00', 'phone');
      expect((await shown(reference)).unreached).toBe(true);
      await ticked(reference);
      expect((await shown(reference)).unreached).toBeUndefined();
      await act(`POST /staff/bookings/${reference}/move`, {
        session: { startsAt: '2026-04-22T15:30:00+09:00', minutes: 30 },
        reason: 'counsellor-absent',
      });
      await office.drain();
      // Told of the new time, and not yet of how to enter: there is no meeting.
      await ticked(reference);
      expect((await shown(reference)).unreached).toBe(true);
      await meeting(reference);
      await office.drain();
      expect(await office.notices(reference)).toContain('invitation to-be-phoned no-address');
      expect(await silent(reference)).toEqual(asked);
    });

    test('[D-12] no tool invites them: the tick is refused, the address of the meeting taken', async () => {
      const reference = await onPhone('2026-04-24T10:00:00+09:00');
      await act(`POST /staff/bookings/${reference}/confirmation`, {});
      const answer = await invoke(office.at.staff, `POST /staff/bookings/${reference}/meeting`, {
        staff: 'demo-staff',
        body: { invited: true },
      });
      expect([answer.status, answer.json.type]).toEqual([422, 'meeting-unusable']);
      await meeting(reference);
    });

    test('without a meeting nobody is deemed absent, though a mail told them of the session', async () => {
      const reference = await confirmed('2026-04-24T10:30:00+09:00');
      await office.drain();
      expect(await silent(reference)).toEqual(['confirmed', 0, undefined]);
      expect(await silent(reference, 24 * 60)).toEqual(['confirmed', 0, undefined]);
    });
  });

  test('with a sign of contact it waits for a person, who is told once', async () => {
    const reference = await confirmed('2026-04-08T15:00:00+09:00');
    travel('2026-04-08T15:05:00+09:00');
    await act(`POST /staff/bookings/${reference}/contact`, { sign: 'called' });
    await office.drain();
    office.heal();
    travel('2026-04-08T15:10:00+09:00');
    await office.at.noShow(wake(reference, 'no-show'));
    await office.at.noShow(wake(reference, 'no-show'));
    await office.drain();
    expect((await shown(reference)).state).toBe('confirmed');
    expect(await office.sent()).toEqual([`person-waiting ${reference}`]);
    expect(
      (await act('GET /staff/todo')).bookings.map((booking: { reference: string }) => booking.reference),
    ).toContain(reference);
  });

  test('[D-5] a hold nobody answered ends with its time, and the person is told', async () => {
    const reference = await applied('2026-04-10T10:00:00+09:00');
    await office.drain();
    office.heal();
    travel('2026-04-10T00:00:00+09:00');
    await office.at.noShow(wake(reference, 'expiry'));
    await office.drain();
    expect(await office.sent()).toEqual([`expired ${reference}`]);
    expect((await shown(reference)).history.at(-1)).toMatchObject({ act: 'expired', actor: { kind: 'clock' } });
  });
});

describe('[R-15] news of a mail', () => {
  const START = '2026-04-15T14:00:00+09:00';
  const receiptOf = async (reference: string) => {
    const letter = (await office.letters()).find(
      ({ tags, notice }) => notice === 'receipt' && tags['booking'] === reference,
    );
    return letter?.tags ?? {};
  };

  test.each([
    ['delivered', ['Delivery'], 'receipt delivered'],
    ['delivered twice', ['Delivery', 'Delivery'], 'receipt delivered'],
    ['bounced', ['Bounce'], 'receipt to-be-phoned bounced'],
    ['bounced twice', ['Bounce', 'Bounce'], 'receipt to-be-phoned bounced'],
    ['bounced after it was said to be delivered', ['Delivery', 'Bounce'], 'receipt to-be-phoned bounced'],
    ['bounced, said to be delivered out of order', ['Bounce', 'Delivery'], 'receipt to-be-phoned bounced'],
    ['complained about', ['Delivery', 'Complaint'], 'receipt to-be-phoned complained'],
    ['late, and delivered after all', ['DeliveryDelay', 'Delivery'], 'receipt delivered'],
    ['late', ['DeliveryDelay'], 'receipt to-be-phoned delayed'],
    ['refused by SES', ['Reject'], 'receipt to-be-phoned rejected'],
  ])('%s: %j', async (_, news, expected) => {
    const reference = await applied(START);
    await office.drain();
    const tags = await receiptOf(reference);
    office.heal();
    for (const eventType of news) await office.at.mailEvents(office.news(eventType, tags));
    await office.drain();
    expect((await office.notices(reference)).filter((notice) => notice.startsWith('receipt'))).toEqual([expected]);
    const phoned = expected.includes('to-be-phoned') || news.includes('DeliveryDelay');
    // Staff are told once, by the sweep.
    travel('2026-03-02T09:05:00+09:00');
    await office.at.sweep({});
    expect((await office.sent()).filter((sent) => sent.endsWith(reference))).toEqual(
      phoned ? [`undeliverable ${reference}`] : [],
    );
    await act(`POST /staff/bookings/${reference}/declination`, { reason: 'other' });
  });

  test('that comes before our own mark counts, whichever is stored last', async () => {
    const reference = await applied(START);
    const tags = { booking: reference, revision: '1', notice: 'receipt' };
    await office.at.mailEvents(office.news('Bounce', tags));
    expect(await office.notices(reference)).toContain('receipt to-be-phoned bounced');
    await office.drain();
    expect(await office.sent()).not.toContain(`receipt ${reference}`);
  });

  test('is followed by no further mail to that address: the person is phoned', async () => {
    const reference = await applied('2026-04-15T15:30:00+09:00');
    await office.drain();
    await office.at.mailEvents(office.news('Complaint', { booking: reference, revision: '1', notice: 'receipt' }));
    office.heal();
    await act(`POST /staff/bookings/${reference}/confirmation`, {});
    await office.drain();
    expect(await office.sent()).not.toContain(`invitation ${reference}`);
    expect(await office.notices(reference)).toContain('invitation to-be-phoned dead-address');
  });

  test('that is no news, such as SES’s word that it has found the topic, is passed over', async () => {
    const Message = 'Successfully validated SNS topic for Amazon SES event publishing.';
    await expect(office.at.mailEvents({ Records: [{ Sns: { Message } }] })).resolves.toBeUndefined();
  });

  test('about a mail to staff puts nobody on the call list', async () => {
    const reference = await applied('2026-04-15T14:30:00+09:00');
    await office.drain();
    await office.at.mailEvents(office.news('Bounce', { booking: reference, revision: '1', notice: 'new-application' }));
    expect(await office.notices(reference)).toEqual(['new-application failed bounced', 'receipt sent']);
  });

  test.each([
    ['of a mail that is not ours', { booking: 'x' }],
    ['of a booking that is not there', { booking: '0000-0000', revision: '1', notice: 'receipt' }],
    ['of a notice that was never owed', { booking: '', revision: '1', notice: 'moved' }],
  ])('%s changes nothing', async (_, tags) => {
    const reference = await applied('2026-04-15T15:00:00+09:00');
    await office.drain();
    const before = await office.notices(reference);
    await office.at.mailEvents(office.news('Bounce', { ...tags, ...(tags.booking === '' && { booking: reference }) }));
    expect(await office.notices(reference)).toEqual(before);
    await act(`POST /staff/bookings/${reference}/declination`, { reason: 'other' });
  });
});
