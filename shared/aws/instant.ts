import { createHash, createHmac } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Asking, InstantRequest, Presence, requestAsOf } from '../domain/instant.ts';
import type { Office } from '../domain/office.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { epochSeconds, type Instant, instant, isoOf, MINUTE } from '../domain/time.ts';
import { askedSteps, sourceSteps } from './source.ts';
import { commit, dueIn, dynamo, type Row, rowsAt, type Step, withoutKeys } from './table.ts';

/** What is stored of the token in the address of a request's page. */
export const idOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A request is forgotten a day after it was made: what became of it is the booking's. */
const KEPT = 24 * 60 * MINUTE;

/** A request that may come twice: the key its sender chose, what it asked for and for whom, and the salt of its token. */
export type OnceAsked = {
  readonly key: string;
  readonly body: string;
  readonly asking: Asking;
  readonly salt: string;
};
const Remembered = z.strictObject({ body: z.string(), salt: z.string(), expires: z.number() });
const onceKey = (key: string) => ({ pk: `ONCE#${createHash('sha256').update(key).digest('hex')}`, sk: 'INSTANT' });
/** Numbers and phones are few enough to try them all out on any hash of them: only whoever has the key can [R-19, A-62-3]. */
const bodyHash = ({ key, body }: Pick<OnceAsked, 'key' | 'body'>): string =>
  createHmac('sha256', key).update(body).digest('hex');

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

  const settled = (request: InstantRequest): Step<'not-possible-now'> => ({
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
  });

  const onceStep = (once: OnceAsked, now: Instant): Step<'once'> => ({
    name: 'once',
    write: {
      Put: {
        TableName: table,
        Item: {
          ...onceKey(once.key),
          body: bodyHash(once),
          salt: once.salt,
          expires: epochSeconds(instant(now + KEPT)),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR expires <= :now',
        ExpressionAttributeValues: { ':now': epochSeconds(now) },
      },
    },
  });

  return {
    /** The salt of the token that an earlier request with the same key got; refused where that asked for something else. */
    async recall(once: Pick<OnceAsked, 'key' | 'body'>, now: Instant): Promise<string | Refusal | undefined> {
      const Key = onceKey(once.key);
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const known = Item && Remembered.parse(withoutKeys(Item));
      if (!known || known.expires <= epochSeconds(now)) return undefined;
      return known.body === bodyHash(once) ? known.salt : refuse('key-reused');
    },

    /**
     * Keeps a new request; the same one again changes nothing, and under a key that was used meanwhile it is `again`. Refused: one more
     * that has had all it may today: from a source, whose are counted together with its applications by form, under a number from
     * there, or under number and phone.
     */
    async ask(
      request: InstantRequest,
      source: string | undefined,
      once?: OnceAsked,
    ): Promise<Refusal | 'again' | undefined> {
      const { askedAt } = request;
      const Item = rowOf(request);
      const failed = await commit<'request' | 'source' | 'once' | 'pair' | 'tried'>([
        {
          name: 'request',
          write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
        },
        ...sourceSteps(table, office, source, askedAt),
        ...(once ? [onceStep(once, askedAt), ...askedSteps(table, office, once.asking, source, askedAt)] : []),
      ]);
      if (!failed || failed.includes('request')) return undefined;
      return failed.includes('once') ? 'again' : refuse('too-many-applications');
    },

    /** A request as it is now, by the clock; undefined where there is none, or none any more. */
    async find(id: string, now: Instant): Promise<InstantRequest | undefined> {
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }));
      const request = Item && requestIn(Item);
      return request && now < request.askedAt + KEPT ? requestAsOf(request, now) : undefined;
    },

    /** Stores what requests have become, all or none; refused where one of them waits no more. */
    async settle(...requests: readonly InstantRequest[]): Promise<Refusal | undefined> {
      return (await commit(requests.map(settled))) && refuse('not-possible-now');
    },

    /** The requests that wait for somebody, the longest waiting first. */
    async waiting(now: Instant): Promise<InstantRequest[]> {
      const rows = await rowsAt(table, await dueIn(table, 'INSTANT', isoOf(now)));
      return rows.map((row) => requestAsOf(requestIn(row), now)).filter(({ state }) => state === 'waiting');
    },

    /** The same by their ids alone, which the index tells without the requests. */
    async waitingIds(now: Instant): Promise<string[]> {
      const rows = await dueIn(table, 'INSTANT', isoOf(now));
      return rows.map(({ pk }) => String(pk).slice('INSTANT#'.length));
    },

    /** What a request has become; it must still be waiting. For a transaction with the booking it leads to. */
    settled,

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
