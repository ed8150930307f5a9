import { createHash } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { InstantRequest, Presence, requestAsOf } from '../domain/instant.ts';
import type { Office } from '../domain/office.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { epochSeconds, type Instant, instant, isoOf, MINUTE } from '../domain/time.ts';
import { sourceSteps } from './source.ts';
import { commit, dueIn, dynamo, type Row, rowsAt, type Step, withoutKeys } from './table.ts';

/** What is stored of the token in the address of a request's page. */
export const idOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A request is forgotten a day after it was made: what became of it is the booking's. */
const KEPT = 24 * 60 * MINUTE;
const presenceKey = (counsellor: string) => ({ pk: 'OFFICE', sk: `PRESENCE#${counsellor}` });

/** Requests for sessions at once, and who takes them, in one office's table [A-62-1]. */
export const instantIn = (table: string, office: Office) => {
  const keyOf = (id: string) => ({ pk: `INSTANT#${id}`, sk: 'INSTANT' });
  /** Only what waits for staff stands in the index: somebody on record whom nobody has accepted. */
  const rowOf = (request: InstantRequest): Row => ({
    ...keyOf(request.id),
    ...z.encode(InstantRequest, request),
    expires: epochSeconds(instant(request.askedAt + KEPT)),
    ...(request.state === 'waiting' &&
      request.number !== undefined && { todo: 'INSTANT', due: isoOf(request.answerBy) }),
  });
  const requestIn = ({ expires: _expires, ...row }: Row): InstantRequest => InstantRequest.parse(withoutKeys(row));

  return {
    /**
     * Keeps a new request; the same one again changes nothing. Refused: one more from a source that has had all it may today,
     * counted together with its applications by form.
     */
    async ask(request: InstantRequest, source: string | undefined): Promise<Refusal | undefined> {
      const Item = rowOf(request);
      const failed = await commit<'request' | 'source'>([
        {
          name: 'request',
          write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
        },
        ...sourceSteps(table, office, source, request.askedAt),
      ]);
      return failed?.includes('source') && !failed.includes('request') ? refuse('too-many-applications') : undefined;
    },

    /** A request as it is now, by the clock; undefined where there is none. */
    async find(id: string, now: Instant): Promise<InstantRequest | undefined> {
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }));
      return Item && requestAsOf(requestIn(Item), now);
    },

    /** The requests that wait for somebody, the longest waiting first. */
    async waiting(now: Instant): Promise<InstantRequest[]> {
      const rows = await rowsAt(table, await dueIn(table, 'INSTANT'));
      return rows.map((row) => requestAsOf(requestIn(row), now)).filter(({ state }) => state === 'waiting');
    },

    /** What a request has become; it must still be waiting. For a transaction of its own, or together with the booking it leads to. */
    settled: (request: InstantRequest): Step<'not-possible-now'> => ({
      name: 'not-possible-now',
      write: {
        Put: {
          TableName: table,
          Item: rowOf(request),
          ConditionExpression: '#state = :waiting',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':waiting': 'waiting' },
        },
      },
    }),

    /** Somebody takes sessions at once from now on, or does so no more. */
    async setPresence(counsellor: string, presence: Omit<Presence, 'counsellor'> | undefined): Promise<void> {
      const Key = presenceKey(counsellor);
      if (!presence) await dynamo.send(new DeleteCommand({ TableName: table, Key }));
      else {
        const Item = { ...Key, ...z.encode(Presence, { counsellor, ...presence }) };
        await dynamo.send(new PutCommand({ TableName: table, Item }));
      }
    },
  };
};
