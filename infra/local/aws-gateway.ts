import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import * as z from 'zod';
import { allows } from './iam.ts';
import { ACCOUNT, type LocalFunction, REGION } from './template.ts';

export type Caller = { readonly office: string; readonly lambda: LocalFunction };

export type AwsGatewayProps = {
  /** Who calls, by access key id. */
  readonly callers: ReadonlyMap<string, Caller>;
  readonly dynamo: URL;
  readonly error: (line: string) => void;
};

/** Where the functions' AWS calls arrive: who calls is known by the key, what its role grants is checked, then DynamoDB answers. */
export const serveAwsGateway = ({ callers, dynamo, error }: AwsGatewayProps): Server => {
  const agent = new Agent({ keepAlive: true });
  const decided = new Map<string, boolean>();
  const granted = ({ lambda }: Caller, { action, resource }: Access): boolean => {
    const key = `${lambda.arn} ${action} ${resource}`;
    const known = decided.get(key);
    if (known !== undefined) return known;
    const decision = allows(lambda.statements, action, resource);
    decided.set(key, decision);
    return decision;
  };

  const server = createServer(async (request, response) => {
    const refuse = (status: number, type: string, message: string): void => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: type, Message: message, message }));
    };
    try {
      const body = await bodyOf(request);
      const key = /Credential=([^/,]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const caller = callers.get(key);
      if (!caller)
        return refuse(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
      const who = `${caller.office}/${caller.lambda.name}`;
      const operation = operationOf(request.headers);
      const accesses = operation && accessesOf(operation, body);
      if (!accesses) {
        const what = request.headers['x-amz-target'] ?? `${request.method} ${request.url}`;
        error(`${who} called ${what}, which the local office does not play`);
        return refuse(400, 'UnknownOperationException', `the local office does not play ${what}`);
      }
      const missing = accesses.filter((access) => !granted(caller, access));
      if (missing.length > 0) {
        for (const { action, resource } of missing) error(`${who} is not granted ${action} on ${resource}`);
        const [{ action, resource } = { action: '', resource: '' }] = missing;
        const user = `arn:aws:sts::${ACCOUNT}:assumed-role/${caller.lambda.physicalName}`;
        const why = `no identity-based policy allows the ${action} action`;
        return refuse(
          400,
          'com.amazon.coral.service#AccessDeniedException',
          `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because ${why}`,
        );
      }
      const forwarded = httpRequest(
        dynamo,
        { agent, method: 'POST', headers: { ...request.headers, host: dynamo.host } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      // As a lost connection: the SDK tries again and then fails, as it does with AWS out of reach.
      forwarded.on('error', () => response.destroy());
      forwarded.end(body);
    } catch (cause) {
      error(`the AWS gateway failed: ${cause}`);
      response.destroy();
    }
  });
  server.on('close', () => agent.destroy());
  return server;
};

export type Access = { readonly action: string; readonly resource: string };

const operationOf = (headers: IncomingHttpHeaders): string | undefined =>
  /^DynamoDB_20120810\.(\w+)$/.exec(String(headers['x-amz-target']))?.[1];

const Table = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const Tables = z.object({ RequestItems: z.record(z.string(), z.unknown()) });
const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), Table)) });

const single = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan']);
const batches = new Set(['BatchGetItem', 'BatchWriteItem']);
const transactions = new Set(['TransactWriteItems', 'TransactGetItems']);
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
    resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}${IndexName ? `/index/${IndexName}` : ''}`,
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

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};
