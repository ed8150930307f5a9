import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Applicant } from '../domain/application.ts';
import { nobodyYet, Person, personKey, UseRefused } from '../domain/person.ts';
import { type Refusal, Unavailable } from '../domain/refusal.ts';
import { isoOf } from '../domain/time.ts';
import { personRow } from './bookings.ts';
import { commit, dynamo, rowsOf, withoutKeys } from './table.ts';

const LIST = 'REFUSAL';

/** How often a decision is made anew because the person's row has changed meanwhile. */
const TRIES = 5;

/**
 * [D-10] Refusals of future use: they stand with the person, whom a number alone finds, and each has a row of its own in one
 * partition, from which the office lists them. Both are written in one transaction.
 */
export const refusalsIn = (table: string) => ({
  /** Stores what a decision makes of the person behind a booking; nothing where it changes nothing. */
  async change(applicant: Applicant, decide: (person: Person) => Person | Refusal): Promise<Person | Refusal> {
    const key = personKey(applicant);
    for (let tries = 0; tries < TRIES; tries++) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: personRow(key), ConsistentRead: true }),
      );
      const before = Item ? Person.parse(withoutKeys(Item)) : nobodyYet(key);
      const after = decide(before);
      if ('refused' in after || after === before) return after;
      const changed = (after.refusals ?? [])
        .map((one, index) => ({ one, index }))
        .filter(({ one }) => !before.refusals?.includes(one));
      const failed = await commit([
        {
          name: 'person',
          write: {
            Put: {
              TableName: table,
              Item: { ...personRow(key), ...z.encode(Person, after) },
              ConditionExpression: Item ? 'revision = :seen' : 'attribute_not_exists(pk)',
              ...(Item && { ExpressionAttributeValues: { ':seen': before.revision } }),
            },
          },
        },
        ...changed.map(({ one, index }) => ({
          name: 'listed' as const,
          write: {
            Put: {
              TableName: table,
              Item: { pk: LIST, sk: `${isoOf(one.at)}#${one.booking}#${index}`, ...z.encode(UseRefused, one) },
              ConditionExpression: one.lifted ? 'attribute_exists(pk)' : 'attribute_not_exists(pk)',
            },
          },
        })),
      ]);
      if (!failed) return after;
      if (!failed.includes('person')) throw new Error(`a person's rows do not agree: ${failed.join(', ')}`);
    }
    throw new Unavailable('the person changed every time');
  },

  /** Every refusal the office has decided, the newest first. */
  async all(): Promise<UseRefused[]> {
    const rows = await rowsOf(table, LIST);
    return rows.map((row) => UseRefused.parse(withoutKeys(row))).sort((a, b) => b.at - a.at);
  },
});
