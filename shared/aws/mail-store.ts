import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';

const { MAIL_BUCKET } = z.object({ MAIL_BUCKET: z.string() }).parse(process.env);

/** As for every service: a call that is not answered ends by itself, before the function does. */
const s3 = new S3Client({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
});

/** No larger mail is fetched whole. */
const MOST_BYTES = 1_000_000;

/**
 * A mail as it came in: its bytes; `too-large` beyond a megabyte; undefined once it is no longer kept. Of a large one nothing
 * but the first bytes is ever asked for. Source: Amazon S3 API Reference, GetObject.
 */
export const fetchMail = async (object: string): Promise<Uint8Array | 'too-large' | undefined> => {
  try {
    const Range = `bytes=0-${MOST_BYTES - 1}`;
    const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket: MAIL_BUCKET, Key: object, Range }));
    const size = Number(/\/(\d+)$/.exec(ContentRange ?? '')?.[1] ?? 0);
    if (size > MOST_BYTES) {
      await Body?.transformToByteArray();
      return 'too-large';
    }
    return Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};
