import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../../shared/aws/table.ts';

type Row = Record<string, unknown>;

/** Everything in a table, for tests to look at; the product itself never scans. */
export const rowsIn = async (table: string, client = dynamo): Promise<Row[]> => {
  const rows: Row[] = [];
  let start: Row | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ExclusiveStartKey: start, ConsistentRead: true }),
    );
    rows.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return rows.toSorted((a, b) => `${a['pk']} ${a['sk']}`.localeCompare(`${b['pk']} ${b['sk']}`));
};

/** Puts a table back to these rows and no others. */
export const restore = async (table: string, wanted: readonly Row[]): Promise<void> => {
  const keyOf = ({ pk, sk }: Row): string => `${pk} ${sk}`;
  const there = new Map((await rowsIn(table)).map((row) => [keyOf(row), row]));
  const kept = new Set(wanted.map(keyOf));
  const gone = [...there].filter(([key]) => !kept.has(key)).map(([, { pk, sk }]) => ({ pk, sk }));
  const other = wanted.filter((row) => !isDeepStrictEqual(row, there.get(keyOf(row))));
  const changes = [
    ...gone.map((Key) => ({ DeleteRequest: { Key } })),
    ...other.map((Item) => ({ PutRequest: { Item } })),
  ];
  for (let from = 0; from < changes.length; from += 25)
    await dynamo.send(new BatchWriteCommand({ RequestItems: { [table]: changes.slice(from, from + 25) } }));
};

/** What is wrong with a table, in sentences: bookings and cells that do not agree, parts of an act without the others. */
export const contradictions = (rows: readonly Row[]): string[] => {
  const of = (prefix: string): Row[] => rows.filter(({ sk }) => String(sk).startsWith(prefix));
  const bookings = new Map(
    rows.filter(({ sk, pk }) => sk === 'BOOKING' && String(pk).startsWith('BOOKING#')).map((row) => [row['id'], row]),
  );
  const claimed = new Map<unknown, number>();
  for (const { booking } of of('CELL#')) claimed.set(booking, (claimed.get(booking) ?? 0) + 1);
  const found: string[] = [];
  for (const [id, booking] of bookings) {
    const history = of('HISTORY#').filter(({ pk }) => pk === booking['pk']);
    if (history.length !== booking['revision'])
      found.push(`${id} has ${history.length} history entries at revision ${booking['revision']}`);
    const occupying =
      booking['held'] !== undefined || ['confirmed', 'attended', 'stopped'].includes(String(booking['state']));
    // One at once that ended within minutes may have none left.
    const mayHaveNone = booking['channel'] === 'instant' && booking['endedAt'] !== undefined && occupying;
    if (occupying !== claimed.has(id) && !mayHaveNone)
      found.push(`${id} is ${booking['state']} with ${claimed.get(id) ?? 0} cells`);
    if (of(`BOOKING#${id}`).length !== 1) found.push(`${id} is listed on ${of(`BOOKING#${id}`).length} days`);
    if (!of('ONCE').some((row) => row['booking'] === id)) found.push(`${id} has no key`);
  }
  for (const id of claimed.keys()) if (!bookings.has(id)) found.push(`cells belong to ${id}, which is no booking`);
  for (const row of of('ONCE'))
    if (!bookings.has(row['booking'])) found.push(`a key leads to ${row['booking']}, which is no booking`);
  return found;
};
