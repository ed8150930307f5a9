import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serveAwsGateway } from '../../../infra/local/aws-gateway.ts';
import { accessesOf, dynamoDbApi } from '../../../infra/local/dynamodb-api.ts';
import { readPolicy } from '../../../infra/local/iam.ts';

const arn = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/office';

describe('what IAM asks for a call', () => {
  test.each([
    ['GetItem', { TableName: 'office' }, [`dynamodb:GetItem ${arn}`]],
    ['Query', { TableName: 'office' }, [`dynamodb:Query ${arn}`]],
    ['Query', { TableName: 'office', IndexName: 'todo' }, [`dynamodb:Query ${arn}/index/todo`]],
    [
      'BatchGetItem',
      { RequestItems: { office: {}, other: {} } },
      [`dynamodb:BatchGetItem ${arn}`, 'dynamodb:BatchGetItem other'],
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'office' } },
          { Put: { TableName: 'office' } },
          { Update: { TableName: 'office' } },
          { Delete: { TableName: 'office' } },
          { ConditionCheck: { TableName: 'office' } },
        ],
      },
      ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((action) => `dynamodb:${action} ${arn}`),
    ],
    ['TransactGetItems', { TransactItems: [{ Get: { TableName: 'office' } }] }, [`dynamodb:GetItem ${arn}`]],
  ])('%s %j', (operation, input, expected) => {
    const found = accessesOf(operation, JSON.stringify(input))?.map(({ action, resource }) => `${action} ${resource}`);
    expect(found?.map((one) => one.replace(/ .*table\/other/, ' other'))).toEqual(expected);
  });

  test('is not known for an operation that is not played', () => {
    expect(accessesOf('CreateTable', '{"TableName":"office"}')).toBeUndefined();
  });
});

describe('a function’s AWS call', () => {
  const errors: string[] = [];
  let forwarded: string[] = [];
  const written: string[] = [];
  let dynamo: Server;
  let gateway: Server;
  let client: DynamoDBClient;

  const listening = async (server: Server): Promise<string> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  };
  const clientOf = (endpoint: string, accessKeyId: string): DynamoDBClient =>
    new DynamoDBClient({
      endpoint,
      region: 'ap-northeast-1',
      credentials: { accessKeyId, secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  let endpoint: string;

  beforeAll(async () => {
    dynamo = createServer((request, response) => {
      forwarded.push(String(request.headers['x-amz-target']));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
    const lambda = {
      name: 'booking',
      physicalName: 'office-booking',
      arn: 'arn:aws:lambda:ap-northeast-1:000000000000:function:office-booking',
      asset: '',
      environment: {},
      memory: 1024,
      timeout: 10,
      statements: readPolicy({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: arn }],
      }),
    };
    gateway = serveAwsGateway({
      callers: new Map([['LOCAL0', { office: 'kabe', lambda }]]),
      services: {
        dynamodb: dynamoDbApi({ dynamo: new URL(await listening(dynamo)), wrote: (office) => written.push(office) }),
      },
      error: (line) => errors.push(line),
    });
    endpoint = await listening(gateway);
    client = clientOf(endpoint, 'LOCAL0');
  });
  beforeEach(() => {
    errors.length = 0;
    written.length = 0;
    forwarded = [];
  });
  afterAll(() => {
    client.destroy();
    gateway.close();
    dynamo.close();
  });

  test('goes on to DynamoDB where its role grants it', async () => {
    await client.send(new GetItemCommand({ TableName: 'office', Key: { pk: { S: 'a' } } }));
    expect(forwarded).toEqual(['DynamoDB_20120810.GetItem']);
    expect([errors, written]).toEqual([[], []]);
  });

  test('is denied where its role does not, as AWS denies it, and the terminal says which grant is missing', async () => {
    const query = client.send(
      new QueryCommand({ TableName: 'office', IndexName: 'todo', KeyConditionExpression: 'todo = x' }),
    );
    await expect(query).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(forwarded).toEqual([]);
    expect(errors).toEqual([`kabe/booking is not granted dynamodb:Query on ${arn}/index/todo`]);
  });

  test('in a transaction is denied for one action of one item', async () => {
    const put = { Put: { TableName: 'office', Item: { pk: { S: 'a' } } } };
    await client.send(new TransactWriteItemsCommand({ TransactItems: [put] }));
    const also = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [put, { Delete: { TableName: 'office', Key: { pk: { S: 'a' } } } }],
      }),
    );
    await expect(also).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(forwarded).toHaveLength(1);
    expect(written).toEqual(['kabe']);
    expect(errors).toEqual([`kabe/booking is not granted dynamodb:DeleteItem on ${arn}`]);
  });

  test('under a key nobody has is refused', async () => {
    const stranger = clientOf(endpoint, 'STRANGER');
    await expect(
      stranger.send(new GetItemCommand({ TableName: 'office', Key: { pk: { S: 'a' } } })),
    ).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    stranger.destroy();
    expect(forwarded).toEqual([]);
  });

  test('that the local office does not play is refused and named', async () => {
    await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(errors).toEqual(['kabe/booking called DynamoDB_20120810.ListTables, which the local office does not play']);
  });

  test('to a service that is not played is refused and named', async () => {
    const answer = await fetch(`${endpoint}/queues`, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=LOCAL0/20260302/ap-northeast-1/sqs/aws4_request' },
    });
    expect(answer.status).toBe(400);
    expect(errors).toEqual(['kabe/booking called sqs: POST /queues, which the local office does not play']);
  });
});
