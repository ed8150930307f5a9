import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isForgotten, nobodyYet, Person, UseRefused, withoutForgotten } from '../domain/person.ts';
import { type Refusal, Unavailable } from '../domain/refusal.ts';
import { type Instant, isoOf } from '../domain/time.ts';
import { personRow } from './bookings.ts';
import { commit, dynamo, rowsOf, type Step, withoutKeys } from './table.ts';

const LIST = 'REFUSAL';

/** A refusal as the office lists it, with whose it is: the booking it was decided at may be gone sooner. */
const Listed = UseRefused.extend({ person: z.string() });
const listKey = ({ at, booking }: UseRefused) => ({ pk: LIST, sk: `${isoOf(at)}#${booking}` });

/** How often a decision is made anew because the person's row has changed meanwhile. */
const TRIES = 5;

/**
 * [D-10] Refusals of future use: they stand with the person, whom a number alone finds, and each has a row of its own in one
 * partition, from which the office lists them. Both are written, and forgotten [D-14], in one transaction; DynamoDB's TTL would
 * take the row and leave what stands with the person.
 */
export const refusalsIn = (table: string) => {
  /** The rows of the list that follow from what became of a person. */
  const listSteps = (before: Person, { key, refusals = [] }: Person): Step<'listed'>[] => {
    const was = before.refusals ?? [];
    const changed = refusals.filter((one) => !was.includes(one));
    const gone = was.filter(({ at }) => !refusals.some((one) => one.at === at));
    return [
      ...changed.map((one) => ({
        name: 'listed' as const,
        write: {
          Put: {
            TableName: table,
            Item: { ...listKey(one), ...z.encode(Listed, { ...one, person: key }) },
            ConditionExpression: one.lifted ? 'attribute_exists(pk)' : 'attribute_not_exists(pk)',
          },
        },
      })),
      ...gone.map((one) => ({
        name: 'listed' as const,
        write: { Delete: { TableName: table, Key: listKey(one), ConditionExpression: 'attribute_exists(pk)' } },
      })),
    ];
  };

  /** Stores what a decision makes of a person, by their key; nothing where it changes nothing. */
  const change = async (key: string, decide: (person: Person) => Person | Refusal): Promise<Person | Refusal> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: personRow(key), ConsistentRead: true }),
      );
      const before = Item ? Person.parse(withoutKeys(Item)) : nobodyYet(key);
      const after = decide(before);
      if ('refused' in after || after === before) return after;
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
        ...listSteps(before, after),
      ]);
      if (!failed) return after;
      if (!failed.includes('person')) throw new Error(`a person's rows do not agree: ${failed.join(', ')}`);
    }
    throw new Unavailable('the person changed every time');
  };

  const listed = async () => (await rowsOf(table, LIST)).map((row) => Listed.parse(withoutKeys(row)));

  return {
    change,

    /** Every refusal the office has decided and not forgotten, the newest first. */
    all: async (): Promise<UseRefused[]> =>
      (await listed()).map(({ person: _whose, ...one }) => one).sort((a, b) => b.at - a.at),

    /** [D-14] Who has a refusal that has served its purpose. */
    async forgettable(now: Instant): Promise<string[]> {
      const over = (await listed()).filter((one) => isForgotten(one, now));
      return [...new Set(over.map(({ person }) => person))];
    },

    /** [D-14] Forgets those refusals of a person that have served their purpose. */
    async forget(person: string, now: Instant): Promise<void> {
      await change(person, (before) => withoutForgotten(before, now));
    },
  };
};
