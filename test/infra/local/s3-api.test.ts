import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Objects } from '../../../infra/local/objects.ts';
import { s3Api } from '../../../infra/local/s3-api.ts';
import { allow, type Gateway, gatewayFor } from './gateway-for.ts';

const read = allow('s3:GetObject', 'arn:aws:s3:::mails/*');
const list = allow('s3:ListBucket', 'arn:aws:s3:::mails');

let gateway: Gateway;
const clients: S3Client[] = [];
const as = (...statements: object[]): S3Client => {
  const client = new S3Client(gateway.as(...statements));
  clients.push(client);
  return client;
};
beforeAll(async () => {
  const objects = new Objects();
  objects.put('mails', 'a', Buffer.from('0123456789'));
  objects.put('others', 'a', Buffer.from('not yours'));
  gateway = await gatewayFor('s3', s3Api(objects));
});
beforeEach(() => void gateway.errors.splice(0));
afterAll(() => {
  for (const client of clients) client.destroy();
  gateway.stop();
});

describe('an object', () => {
  const get = async (Range?: string) => {
    const { Body, $metadata, ...found } = await as(read, list).send(
      new GetObjectCommand({ Bucket: 'mails', Key: 'a', ...(Range && { Range }) }),
    );
    return [$metadata.httpStatusCode, await Body?.transformToString(), found.ContentLength, found.ContentRange];
  };

  test('is read whole', async () => {
    expect(await get()).toEqual([200, '0123456789', 10, undefined]);
  });

  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=0-1048576', '0123456789', 'bytes 0-9/10'],
  ])('is read in part (%s)', async (range, part, said) => {
    expect(await get(range)).toEqual([206, part, part.length, said]);
  });

  test('has nothing behind its end', async () => {
    await expect(get('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });
});

describe('it is refused', () => {
  const get = (client: S3Client, Bucket: string, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
  const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

  test('where the role does not grant it, and the terminal says so', async () => {
    await expect(get(as(read), 'others', 'a')).rejects.toMatchObject(denied);
    expect(gateway.errors).toEqual(['kabe/dispatch is not granted s3:GetObject on arn:aws:s3:::others/a']);
  });

  test('as not there where the role may list the bucket, and else as not granted', async () => {
    await expect(get(as(read, list), 'mails', 'b')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    expect(gateway.errors).toEqual([]);
    await expect(get(as(read), 'mails', 'b')).rejects.toMatchObject(denied);
    expect(gateway.errors).toEqual(['kabe/dispatch is not granted s3:ListBucket on arn:aws:s3:::mails']);
  });

  test('to be written: that is not played', async () => {
    const put = as(allow('s3:PutObject', 'arn:aws:s3:::mails/*')).send(
      new PutObjectCommand({ Bucket: 'mails', Key: 'c', Body: 'x' }),
    );
    await expect(put).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(gateway.errors).toEqual([expect.stringContaining('S3 PUT /mails/c')]);
  });
});
