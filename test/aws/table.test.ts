import { TransactionCanceledException, type TransactWriteItemsCommandOutput } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { commit } from '../../shared/aws/table.ts';
import { Unavailable } from '../../shared/domain/refusal.ts';

/* What DynamoDB Local never does: conflicts, throttling, transactions in progress. */

const mock = mockClient(DynamoDBDocumentClient);
afterEach(() => mock.reset());

const cancelled = (...codes: string[]): TransactionCanceledException =>
  new TransactionCanceledException({
    $metadata: {},
    message: '',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string): Error => Object.assign(new Error(), { name });

const steps = ['claim', 'once'].map((name) => ({
  name,
  write: { Delete: { TableName: 't', Key: { pk: name, sk: name } } },
}));
const done: Partial<TransactWriteItemsCommandOutput> = {};

describe('[R-03] a transaction', () => {
  test.each([
    ['a conflict with another transaction', cancelled('TransactionConflict', 'None')],
    ['throttling', cancelled('ThrottlingError', 'None')],
    ['too little capacity', cancelled('None', 'ProvisionedThroughputExceeded')],
    ['itself still in progress', named('TransactionInProgressException')],
    ['throttling of the whole request', named('ThrottlingException')],
  ])('that met %s is tried again, with the same token', async (_, error) => {
    mock.on(TransactWriteCommand).rejectsOnce(error).rejectsOnce(error).rejectsOnce(error).resolves(done);
    expect(await commit(steps)).toBeUndefined();
    const tokens = mock
      .commandCalls(TransactWriteCommand)
      .map(({ args: [command] }) => command.input.ClientRequestToken);
    expect(tokens).toHaveLength(4);
    expect(new Set(tokens).size).toBe(1);
  });

  test('gives up after four tries and within two seconds, and says that nothing is known', async () => {
    mock.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'None'));
    const began = performance.now();
    await expect(commit(steps)).rejects.toThrow(Unavailable);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(4);
  });

  test.each([
    ['alone', ['ConditionalCheckFailed', 'None'], ['claim']],
    ['beside a conflict', ['ConditionalCheckFailed', 'TransactionConflict'], ['claim']],
    ['after throttling', ['ThrottlingError', 'ConditionalCheckFailed'], ['once']],
    ['twice', ['ConditionalCheckFailed', 'ConditionalCheckFailed'], ['claim', 'once']],
  ])('whose condition failed, %s, is an answer and is not tried again', async (_, codes, failed) => {
    mock.on(TransactWriteCommand).rejects(cancelled(...codes));
    expect(await commit(steps)).toEqual(failed);
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  test.each([
    ['a mistake of ours', cancelled('ValidationError', 'None')],
    ['a missing right', named('AccessDeniedException')],
  ])('that met %s fails at once', async (_, error) => {
    mock.on(TransactWriteCommand).rejects(error);
    await expect(commit(steps)).rejects.toBe(error);
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });
});
