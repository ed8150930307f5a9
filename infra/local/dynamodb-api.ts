import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { arnOf } from './account.ts';
import {
  type Access,
  type AwsAnswer,
  type AwsCall,
  type AwsService,
  jsonRefusal,
  LostConnection,
  NotPlayed,
} from './aws-gateway.ts';
import { keyOf } from './dynamodb.ts';

export type DynamoDbApiProps = {
  readonly dynamo: URL;
  /** A function of this office has written. */
  readonly wrote: (office: string) => void;
};

/** DynamoDB's API: what the caller's role grants is checked, then DynamoDB Local answers. */
export const dynamoDbApi = ({ dynamo, wrote }: DynamoDbApiProps): AwsService & { readonly close: () => void } => {
  const agent = new Agent({ keepAlive: true });
  const forward = async ({ headers, body }: AwsCall): Promise<AwsAnswer> => {
    const authorization = headers.authorization?.replace(/Credential=[^/]+/, `Credential=${keyOf(dynamo)}`);
    const forwarded = httpRequest(dynamo.origin, {
      agent,
      method: 'POST',
      headers: { ...headers, authorization, host: dynamo.host },
    });
    forwarded.end(body);
    try {
      const [answer]: IncomingMessage[] = await once(forwarded, 'response');
      if (!answer) throw new LostConnection();
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      return { status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) };
    } catch (cause) {
      throw new LostConnection('DynamoDB does not answer', { cause });
    }
  };
  return {
    answer: async (call) => {
      const target = String(call.headers['x-amz-target'] ?? `${call.method} ${call.url.pathname}`);
      const operation = /^DynamoDB_20120810\.(\w+)$/.exec(target)?.[1];
      const accesses = operation && accessesOf(operation, call.body);
      if (!accesses) throw new NotPlayed(target);
      call.demand(accesses);
      const answer = await forward(call);
      if (!writing.has(operation) || answer.status !== 200) return answer;
      return { ...answer, afterwards: () => wrote(call.caller.office) };
    },
    refuse: jsonRefusal,
    close: () => agent.destroy(),
  };
};

const Table = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const Tables = z.object({ RequestItems: z.record(z.string(), z.unknown()) });
const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), Table)) });

const single = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan']);
const batches = new Set(['BatchGetItem', 'BatchWriteItem']);
const transactions = new Set(['TransactWriteItems', 'TransactGetItems']);
const writing = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const itemActions: ReadonlyMap<string, string> = new Map([
  ['Get', 'GetItem'],
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'ConditionCheckItem'],
]);

/** What IAM asks for one DynamoDB call: a transaction needs the action of each of its items. Undefined: not known here. */
export const accessesOf = (operation: string, body: Buffer | string): Access[] | undefined => {
  const access = (action: string, { TableName, IndexName }: z.infer<typeof Table>): Access => ({
    action: `dynamodb:${action}`,
    resource: arnOf('dynamodb', `table/${TableName}${IndexName ? `/index/${IndexName}` : ''}`),
  });
  const input: unknown = JSON.parse(String(body));
  if (single.has(operation)) return [access(operation, Table.parse(input))];
  if (batches.has(operation)) {
    return Object.keys(Tables.parse(input).RequestItems).map((TableName) => access(operation, { TableName }));
  }
  if (!transactions.has(operation)) return undefined;
  const items = Transaction.parse(input).TransactItems.flatMap((item) => Object.entries(item));
  const found = items.map(([kind, table]) => access(itemActions.get(kind) ?? kind, table));
  return [...new Map(found.map((one) => [`${one.action} ${one.resource}`, one])).values()];
};
