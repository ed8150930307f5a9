import { randomUUID } from 'node:crypto';
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { clientOf, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { type LocalOffice, startLocalOffice } from '../../infra/local/office.ts';
import type { Office } from '../../shared/domain/office.ts';
import { openingsOf } from '../../shared/domain/openings.ts';
import { isoOf, LocalDate, plusDays } from '../../shared/domain/time.ts';
import { body, counsellor, diaryWith, on } from '../support/build.ts';
import { type Figure, figure, interleaved, median, ms, timed, times, whole } from './measure.ts';
import { type Invoke, NOW, offices, type Stage } from './stage.ts';
import { type Call, isTransaction, writeUnits } from './units.ts';

const LANES = Array.from({ length: 10 }, (_, index) => `lane-${String(index).padStart(2, '0')}`);
const counsellorOf = (office: Office, id: string) =>
  counsellor(
    id,
    office.desks.map((desk) => desk.id),
  );

/** Every start at which the general desk's longest session fits, on every day of eight weeks, lane by lane. */
const slotsOf = (office: Office): { startsAt: string; lane: string }[] => {
  const [desk] = office.desks;
  if (!desk) throw new Error('an office has a desk');
  const { minutes } = desk.length;
  const from = LocalDate.parse('2026-03-05');
  const period = { from, to: plusDays(from, 55), minutes };
  let next = 0;
  const apart = openingsOf(office, diaryWith([counsellorOf(office, 'any')]), desk, period, on(NOW)).filter(
    ({ startsAt }) => {
      if (startsAt < next) return false;
      next = startsAt + minutes * 60_000;
      return true;
    },
  );
  return LANES.flatMap((lane) => apart.map(({ startsAt }) => ({ startsAt: isoOf(startsAt), lane })));
};

let people = 0;
/** Somebody nobody has met applies, with everything filled in that the office asks for or allows. */
const applicationAt = (office: Office, { startsAt, lane }: { startsAt: string; lane: string }) =>
  body(office, startsAt, {
    applicant: { number: `34010-${String(++people).padStart(8, '0')}`, name: '見本　小百合之助' },
    // As the form sends them: starts.
    wishes: [{ startsAt }, { startsAt: `${otherDay(startsAt)}T13:30:00+09:00`, minutes: 30 }].slice(0, office.choices),
    counsellor: lane,
    purpose: 'interview-practice',
    companion: '見本　花子（家族）',
    ...(office.asksDifficulty && { difficulty: 'ask-me' }),
  });

/** Choices must not overlap. */
const otherDay = (startsAt: string): string => (startsAt.startsWith('2026-04-20') ? '2026-04-21' : '2026-04-20');

export const slotStream = (office: Office): (() => Record<string, unknown>) => {
  const slots = slotsOf(office);
  let used = 0;
  return () => {
    const slot = slots[used++];
    if (!slot) throw new Error(`${office.id} has only ${slots.length} openings`);
    return applicationAt(office, slot);
  };
};

export const withCounsellors = async (staff: Invoke, office: Office): Promise<void> => {
  for (const id of LANES) {
    const { name, desks } = counsellorOf(office, id);
    const { status } = await staff(`PUT /staff/counsellors/${id}`, { staff: 'bench', body: { name, desks } });
    if (status !== 200) throw new Error(`a counsellor was refused: ${status}`);
  }
};

const Reply = z.object({ reference: z.string() });

/** One application and its confirmation, and every call to DynamoDB they made. */
export const recordedBooking = async (stage: Stage, office: Office) => {
  const table = await stage.table(office, `${office.id}-recorded`);
  const booking = stage.lambda(office, 'booking', table, true);
  const staff = stage.lambda(office, 'staff', table, true);
  await withCounsellors(staff, office);
  const callsOf = async (expected: number, answer: ReturnType<Invoke>): Promise<{ calls: Call[]; json: unknown }> => {
    stage.calls.length = 0;
    const { status, json, text } = await answer;
    if (status !== expected) throw new Error(`answered ${status}: ${text}`);
    return { calls: [...stage.calls], json };
  };
  const applied = await callsOf(201, booking('POST /bookings', { body: slotStream(office)(), source: '192.0.2.1' }));
  const { reference } = Reply.parse(applied.json);
  const confirmed = await callsOf(
    200,
    staff(`POST /staff/bookings/${reference}/confirmation`, { staff: 'bench', body: {} }),
  );
  return { applied: applied.calls, confirmed: confirmed.calls };
};
export type Recorded = Awaited<ReturnType<typeof recordedBooking>>;

export const callFigures = (office: Office, { applied, confirmed }: Recorded, most: number): Figure[] => {
  const names = (calls: readonly Call[]): string => calls.map(({ operation }) => operation).join(' + ');
  const [transaction, ...others] = applied.filter(isTransaction);
  if (!transaction || others.length > 0) throw new Error('an application is one transaction');
  const { units, items, largest } = writeUnits(transaction);
  const minutes = office.desks[0]?.length.minutes;
  return [
    figure(`${office.id}: calls of an application`, applied.length, 3 + 1, whole, names(applied)),
    figure(`${office.id}: calls of a confirmation`, confirmed.length, 1 + 1, whole, names(confirmed)),
    figure(
      `${office.id}: write units of an application`,
      units,
      most,
      whole,
      `${minutes} min; ${items} items by the 2x rule, the largest ${largest} bytes`,
    ),
  ];
};

const Sent = z.object({
  TransactItems: z.custom<TransactWriteItem[]>(Array.isArray),
  ClientRequestToken: z.string(),
});

/** The transaction an application really made, as often as wanted: each time with other keys of the same length. */
const transactionsLike = (call: Call, from: string, to: string) => {
  const pick = (pattern: RegExp): string => pattern.exec(call.request)?.[1] ?? '';
  const reference = pick(/"BOOKING#(\d{4}-\d{4})"/);
  const person = pick(/"PERSON#([^"]+)"/);
  const once = pick(/"ONCE#([0-9a-f]{64})"/);
  const lane = pick(/#(lane-\d\d)"/);
  const source = pick(/"(SOURCE#[\d-]{10})"/);
  if (![reference, person, once, lane, source].every(Boolean)) throw new Error('the transaction is not what it was');
  let made = 0;
  return (): TransactWriteItemsCommand => {
    const number = String(90_000_000 + ++made);
    const text = call.request
      .replaceAll(from, to)
      .replaceAll(reference, `${number.slice(0, 4)}-${number.slice(4)}`)
      .replaceAll(person, person.slice(0, -8) + number)
      .replaceAll(once, once.slice(0, -8) + number)
      .replaceAll(lane, `l-${number.slice(-5)}`)
      .replaceAll(source, `SOURCE#20${number}`);
    return new TransactWriteItemsCommand({ ...Sent.parse(JSON.parse(text)), ClientRequestToken: randomUUID() });
  };
};

const PAIRS = 250;

let sources = 0;
/** Everybody applies from elsewhere, as in life. */
const nextSource = (): string => `2001:db8:0:${(++sources).toString(16)}::1`;

/**
 * POST /bookings over HTTP on the local office, against its own transaction sent straight to the same table. The database is
 * fresh and has this one table: DynamoDB Local looks through the streams of all tables at each write.
 */
export const postFigure = async (stage: Stage, office: Office, { applied }: Recorded): Promise<Figure> => {
  const database = await startDynamoDb(undefined, (error) => {
    throw error;
  });
  const client = clientOf(database.url);
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = database.url.href;
  let local: LocalOffice | undefined;
  try {
    // What follows runs elsewhere on AWS; here it would share the processors with the requests that are timed.
    local = await startLocalOffice({ offices: [office.id], now: NOW, seed: false, stream: false, timers: false });
    const url = local.offices[office.id]?.url ?? '';
    const authorization = `Bearer ${local.staffToken(office.id)}`;
    const send = async (
      method: string,
      path: string,
      sent: object,
      headers: Record<string, string>,
      expected: number,
    ) => {
      const answer = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(sent),
      });
      const text = await answer.text();
      if (answer.status !== expected)
        throw new Error(`${method} ${path} answered ${answer.status}, so this run is void: ${text}`);
    };
    for (const id of LANES) {
      const { name, desks } = counsellorOf(office, id);
      await send('PUT', `/staff/counsellors/${id}`, { name, desks }, { authorization }, 200);
    }

    const call = applied.find(isTransaction);
    if (!call) throw new Error('an application is a transaction');
    const bare = transactionsLike(call, `${office.id}-recorded`, stage.tableOf(office).name);
    const next = slotStream(office);
    const { a, b, ratio } = await interleaved(
      () => {
        const sent = next();
        return timed(() =>
          send('POST', '/bookings', sent, { 'idempotency-key': randomUUID(), 'x-test-source': nextSource() }, 201),
        );
      },
      () => {
        const command = bare();
        return timed(() => client.send(command));
      },
      PAIRS,
      60,
    );
    return figure(
      `${office.id}: POST /bookings / its bare transaction`,
      ratio,
      2.5,
      times,
      `${ms(a)} / ${ms(b)}, medians of ${PAIRS} each, one at a time`,
    );
  } finally {
    await local?.stop();
    delete process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    client.destroy();
    await database.stop();
  }
};

/** Eight weeks of openings, half of the time taken: nothing but the rules. */
export const openingsFigures = (): Figure[] =>
  [
    { office: offices.kabe, counsellors: 2, most: 1 },
    { office: offices.aomori, counsellors: 10, most: 5 },
  ].map(({ office, counsellors, most }) => {
    const lanes = LANES.slice(0, counsellors);
    const from = LocalDate.parse('2026-03-02');
    const claims = new Map(
      Array.from({ length: 57 }, (_, index) => [
        plusDays(from, index),
        new Map(
          lanes.map((lane, at) => [
            lane,
            new Set(
              Array.from({ length: (24 * 60) / office.cellMinutes }, (__, cell) => cell * office.cellMinutes).filter(
                (cell) => (Math.floor(cell / 40) + at) % 2 === 0,
              ),
            ),
          ]),
        ),
      ]),
    );
    const diary = diaryWith(
      lanes.map((lane) => counsellorOf(office, lane)),
      { claims },
    );
    const [desk] = office.desks;
    if (!desk) throw new Error('an office has a desk');
    const period = { from, to: plusDays(from, 56), minutes: desk.length.minutes };
    const now = on(NOW);
    const took: number[] = [];
    let found = 0;
    for (let round = -200; round < 200; round++) {
      const began = performance.now();
      found = openingsOf(office, diary, desk, period, now).length;
      if (round >= 0) took.push(performance.now() - began);
    }
    return figure(
      `${office.id}: openings of 8 weeks, computed`,
      median(took),
      most,
      ms,
      `${counsellors} counsellors, ${found} openings, warm, median of ${took.length}`,
    );
  });
