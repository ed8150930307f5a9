import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

type Item = Record<string, AttributeValue>;
const Item = z.custom<Item>((value) => typeof value === 'object' && value !== null);

/** One call as it went over the wire to DynamoDB. */
export type Call = { readonly operation: string; readonly request: string; readonly response: string };

const Write = z.object({
  Put: z.object({ Item, ConditionExpression: z.string() }).optional(),
  Update: z.unknown().optional(),
  Delete: z.unknown().optional(),
});
const Transaction = z.object({ TransactItems: z.array(Write) });
const Page = z.object({ Items: z.array(Item) });
const One = z.object({ Item: Item.default({}) });
const Asked = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })) });
const Batch = z.object({ Responses: z.record(z.string(), z.array(Item)) });

const bytes = (text: string): number => Buffer.byteLength(text);

/** One byte for two significant digits, one for the sign and scale. */
const numberSize = (text: string): number => {
  const digits = text
    .replace(/^-/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};

const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return bytes(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.L !== undefined) return value.L.reduce((sum, each) => sum + 1 + valueSize(each), 3);
  if (value.M !== undefined)
    return Object.entries(value.M).reduce((sum, [name, each]) => sum + 1 + bytes(name) + valueSize(each), 3);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  throw new Error(`no rule for the size of ${JSON.stringify(value)}`);
};

/** An item's size. Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats". */
const itemSize = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + bytes(name) + valueSize(value), 0);

/**
 * Write units of a transaction, by the 2x rule: two for each kilobyte begun of each item, and one for each change to the
 * index `todo` (an entry put; where its key changes also the old one deleted). What is updated or deleted in place is not in
 * the request: persons, day rows and cells stay under 1 KB, so they count as that.
 */
export const writeUnits = ({ request }: Call): { units: number; items: number; largest: number } => {
  const writes = Transaction.parse(JSON.parse(request)).TransactItems;
  const units = writes.map(({ Put }) => {
    if (!Put) return 2;
    const indexed = !('todo' in Put.Item) ? 0 : Put.ConditionExpression.includes('attribute_not_exists(pk)') ? 1 : 2;
    return 2 * Math.ceil(itemSize(Put.Item) / 1024) + indexed;
  });
  return {
    units: units.reduce((sum, each) => sum + each, 0),
    items: writes.length,
    largest: Math.max(...writes.map(({ Put }) => (Put ? itemSize(Put.Item) : 0))),
  };
};

/** Write units of a single update: its row stays under 1 KB; one more where its entry in the index goes. */
export const updateUnits = ({ operation, request }: Call): number =>
  operation !== 'UpdateItem' ? 0 : request.includes('REMOVE todo') ? 2 : 1;

/** What the table's stream would hand to `dispatch` of these transactions: bookings, and acts with a notice to send. */
export const streamOf = (calls: readonly Call[]): object => ({
  Records: calls
    .filter(isTransaction)
    .flatMap(({ request }) => Transaction.parse(JSON.parse(request)).TransactItems)
    .flatMap(({ Put }) => (Put ? [Put.Item] : []))
    .filter(({ sk, todo }) => sk?.S === 'BOOKING' || (sk?.S?.startsWith('HISTORY#') && todo?.S === 'NOTICE'))
    .map((NewImage, index) => ({
      eventName: 'MODIFY',
      dynamodb: { SequenceNumber: String(index + 1), Keys: { pk: NewImage['pk'], sk: NewImage['sk'] }, NewImage },
    })),
});

/** Read units: one for each 4 KB begun of a consistent read, half of it otherwise; only a query is rounded as a whole. */
export const readUnits = ({ operation, request, response }: Call): number => {
  const asked: unknown = JSON.parse(request);
  const answer: unknown = JSON.parse(response);
  const rate = request.includes('"ConsistentRead":true') ? 1 : 0.5;
  const fourths = (size: number): number => Math.max(1, Math.ceil(size / 4096));
  switch (operation) {
    case 'Query':
      return rate * fourths(Page.parse(answer).Items.reduce((sum, item) => sum + itemSize(item), 0));
    case 'GetItem':
      return rate * fourths(itemSize(One.parse(answer).Item));
    case 'BatchGetItem': {
      const found = Object.values(Batch.parse(answer).Responses).flat();
      const keys = Object.values(Asked.parse(asked).RequestItems).flatMap(({ Keys }) => Keys);
      // A key that leads to nothing is read too.
      return rate * found.reduce((sum, item) => sum + fourths(itemSize(item)), keys.length - found.length);
    }
    default:
      return 0;
  }
};

export const isTransaction = ({ operation }: Call): boolean => operation === 'TransactWriteItems';

/** What these transactions leave in the table; DynamoDB adds 100 bytes to each item when it bills storage. */
export const storedBytes = (calls: readonly Call[]): number => {
  const items = new Map(
    calls
      .filter(isTransaction)
      .flatMap(({ request }) =>
        Transaction.parse(JSON.parse(request)).TransactItems.flatMap(({ Put }) =>
          Put ? [[`${Put.Item['pk']?.S} ${Put.Item['sk']?.S}`, itemSize(Put.Item) + 100] as const] : [],
        ),
      ),
  );
  return [...items.values()].reduce((sum, size) => sum + size, 0);
};
