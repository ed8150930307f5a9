import { Agent, request } from 'node:http';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { LocalDate, plusDays, weekdayOf } from '../../shared/domain/time.ts';
import { type Figure, figure, interleaved, ms, timed } from './measure.ts';
import { type Recorded, withCounsellors } from './requests.ts';
import { offices, type Stage } from './stage.ts';
import { isTransaction } from './units.ts';

type Item = Record<string, AttributeValue>;
const Written = z.object({
  TransactItems: z.array(z.object({ Put: z.object({ Item: z.custom<Item>() }).optional() })),
});

/** The rows a booking leaves behind for good: itself as it was confirmed, its place in the day's list, its cells. */
const rowsLeft = ({ applied, confirmed }: Recorded): Item[] => {
  const items = [...applied, ...confirmed]
    .filter(isTransaction)
    .flatMap(({ request: sent }) =>
      Written.parse(JSON.parse(sent)).TransactItems.flatMap(({ Put }) => (Put ? [Put.Item] : [])),
    );
  const last = new Map(items.map((item) => [`${item['pk']?.S} ${item['sk']?.S}`, item]));
  return [...last.values()]
    .filter(({ pk, sk }) => sk?.S === 'BOOKING' || pk?.S?.startsWith('DAY#'))
    .map(({ todo: _, due: __, until: ___, ...item }) => item);
};

const WORKERS = 12;
const MOST_IN_A_BATCH = 25;

/** Past bookings, 60 on each working day backwards from the last one: text in, text out, as fast as DynamoDB Local takes it. */
const fill = async (stage: Stage, recorded: Recorded, table: string, bookings: number): Promise<void> => {
  const left = rowsLeft(recorded);
  const rows = left.map((Item) => JSON.stringify({ PutRequest: { Item } }));
  const text = rows.join('\n');
  const pick = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  const [reference, date, lane] = [pick(/"BOOKING#(\d{4}-\d{4})"/), pick(/"DAY#([\d-]{10})"/), pick(/#(lane-\d\d)"/)];
  if (!reference || !date || !lane) throw new Error('the recorded booking is not what it was');
  const perBatch = Math.floor(MOST_IN_A_BATCH / rows.length);
  const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });
  const write = (puts: string): Promise<void> =>
    new Promise((done, failed) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.BatchWriteItem',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260302/ap-northeast-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      };
      request(stage.database, { agent, method: 'POST', headers }, (answer) => {
        let said = '';
        answer.on('data', (chunk) => {
          said += chunk;
        });
        answer.on('end', () =>
          said === '{"UnprocessedItems":{}}' ? done() : failed(new Error(`BatchWriteItem: ${said}`)),
        );
      })
        .on('error', failed)
        .end(`{"RequestItems":{${JSON.stringify(table)}:[${puts}]}}`);
    });

  let day = LocalDate.parse('2026-02-27');
  let made = 0;
  const next = (): string => {
    if (made > 0 && made % 60 === 0)
      do day = plusDays(day, -1);
      while (weekdayOf(day) > 5);
    const own = String(++made).padStart(8, '0');
    return rows
      .join(',')
      .replaceAll(reference, `${own.slice(0, 4)}-${own.slice(4)}`)
      .replaceAll(date, day)
      .replaceAll(lane, `l-${own.slice(-5)}`);
  };
  const began = performance.now();
  const progress = setInterval(() => {
    console.error(`  ${made} of ${bookings} past bookings after ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }, 10_000);
  const worker = async (): Promise<void> => {
    while (made < bookings) await write(Array.from({ length: Math.min(perBatch, bookings - made) }, next).join(','));
  };
  try {
    await Promise.all(Array.from({ length: WORKERS }, worker));
  } finally {
    clearInterval(progress);
    agent.destroy();
  }
};

/** GET /openings of four weeks with years of bookings behind it, against a table that has none. */
export const pastFigure = async (stage: Stage, recorded: Recorded, bookings: number): Promise<Figure> => {
  const office = offices.kabe;
  const prepared = async (past: boolean) => {
    const table = await stage.table(office, past ? 'past' : 'no-past');
    await withCounsellors(stage.lambda(office, 'staff', table), office);
    if (past) await fill(stage, recorded, table, bookings);
    const booking = stage.lambda(office, 'booking', table);
    return () =>
      timed(async () => {
        const { status, json } = await booking('GET /openings');
        if (status !== 200 || json.openings.length === 0) throw new Error(`GET /openings answered ${status}`);
      });
  };
  const [full, empty] = [await prepared(true), await prepared(false)];
  const { a, b, ratio } = await interleaved(full, empty, 200, 60);
  return figure(
    `GET /openings of 4 weeks, ${bookings.toLocaleString('en')} past bookings / none`,
    ratio,
    1.1,
    (value) => `${value.toFixed(2)} x`,
    `${ms(a)} / ${ms(b)}, medians of 200 each${bookings < 100_000 ? '; --quick: a tenth of what the budget names' : ''}`,
  );
};
