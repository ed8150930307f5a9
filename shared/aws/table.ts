import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../domain/refusal.ts';

/**
 * One client per function. A call that is not answered ends by itself and is tried again; `serve` ends the whole
 * request before the function's own time is over, so that a silent database becomes a 503 with a sentence.
 */
export const dynamo = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  }),
  { marshallOptions: { removeUndefinedValues: true } },
);

export type Row = Record<string, unknown>;

/** The rows of one partition whose sort keys begin so (all of them if not said), in their order. */
export const rowsOf = (table: string, pk: string, prefix?: string): Promise<Row[]> =>
  query({
    TableName: table,
    KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ...(prefix !== undefined && { ':prefix': prefix }) },
  });

/** `OPEN` bookings, acts with a `NOTICE` to be sent or phoned, each `MAIL` that waits for a person, and those `READ`; requests for a session at once (`INSTANT`). */
type Todo = 'OPEN' | 'NOTICE' | 'MAIL' | 'READ' | 'INSTANT';
const todoQuery = (table: string, todo: Todo): QueryCommandInput => ({
  TableName: table,
  IndexName: 'todo',
  KeyConditionExpression: 'todo = :todo',
  ExpressionAttributeValues: { ':todo': todo },
});

/** The keys of what is due (after a moment, where one is said), the soonest first. */
export const dueIn = (table: string, todo: Todo, after?: string): Promise<Row[]> => {
  const all = todoQuery(table, todo);
  if (after === undefined) return query(all);
  return query({
    ...all,
    KeyConditionExpression: `${all.KeyConditionExpression} AND due > :after`,
    ExpressionAttributeValues: { ...all.ExpressionAttributeValues, ':after': after },
  });
};

/** The key of what is due last. */
export const newestIn = async (table: string, todo: Todo): Promise<Row | undefined> =>
  (await dynamo.send(new QueryCommand({ ...todoQuery(table, todo), ScanIndexForward: false, Limit: 1 }))).Items?.[0];

const query = async (input: QueryCommandInput): Promise<Row[]> => {
  const rows: Row[] = [];
  for await (const { Items = [] } of paginateQuery({ client: dynamo }, input)) rows.push(...Items);
  return rows;
};

/** Rows by their keys, as far as they are there, in the order of the keys; a hundred in one read. */
export const rowsAt = async (table: string, keys: readonly Row[]): Promise<Row[]> => {
  const found = new Map<string, Row>();
  const name = ({ pk, sk }: Row): string => `${pk} ${sk}`;
  const asked = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let index = 0; index < asked.length; index += 100) {
    let wanted: BatchGetCommandInput['RequestItems'] = { [table]: { Keys: asked.slice(index, index + 100) } };
    for (let tries = 1; wanted && Object.keys(wanted).length > 0; tries++) {
      if (tries > TRIES) throw new Unavailable('rows were left unread');
      const answer: BatchGetCommandOutput = await dynamo.send(new BatchGetCommand({ RequestItems: wanted }));
      for (const row of answer.Responses?.[table] ?? []) found.set(name(row), row);
      wanted = answer.UnprocessedKeys;
    }
  }
  return asked.map((key) => found.get(name(key))).filter((row) => row !== undefined);
};

/** What was stored, without what only the table needs. */
export const withoutKeys = ({ pk: _pk, sk: _sk, todo: _todo, due: _due, ...rest }: Row): Row => rest;

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write and what it means when its condition fails: `claim` → somebody else was first. */
export type Step<Name extends string> = { readonly name: Name; readonly write: Write };

const RETRIED = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const RETRIED_ERRORS = new Set([
  'TransactionInProgressException',
  'TransactionConflictException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);
const TRIES = 4;

/**
 * All steps happen or none does. Returns undefined when they did, or the names of the steps whose conditions failed,
 * in the order of the steps. Conflicts, throttling and transactions in progress are tried again up to four times within two
 * seconds, with jitter; a failed condition is an answer and is not, whatever else stands beside it.
 * Source: Amazon DynamoDB API Reference, TransactWriteItems, CancellationReasons.
 */
export const commit = async <Name extends string>(steps: readonly Step<Name>[]): Promise<Name[] | undefined> => {
  // One token for all tries: should an earlier one have gone through unheard, DynamoDB answers as it did then.
  const command = new TransactWriteCommand({
    TransactItems: steps.map(({ write }) => write),
    ClientRequestToken: randomUUID(),
  });
  for (let tries = 1; ; tries++) {
    try {
      await dynamo.send(command);
      return undefined;
    } catch (error) {
      const codes =
        error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];
      const failed = steps.filter((_, index) => codes[index] === 'ConditionalCheckFailed').map(({ name }) => name);
      if (failed.length > 0) return failed;
      const passing =
        codes.some((code) => code !== undefined && RETRIED.has(code)) ||
        (error instanceof Error && RETRIED_ERRORS.has(error.name));
      if (!passing) throw error;
      if (tries === TRIES)
        throw new Unavailable('the transaction met others until its tries ran out', { cause: error });
      await pause(Math.random() * 75 * 2 ** tries);
    }
  }
};
