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

/** A mail's bytes; of one larger than a megabyte the first, with its headers. */
export type RawMail = { readonly bytes: Uint8Array; readonly whole: boolean };

/** A mail as it came in; undefined once it is no longer kept. Source: Amazon S3 API Reference, GetObject. */
export const fetchMail = async (object: string): Promise<RawMail | undefined> => {
  try {
    const Range = `bytes=0-${MOST_BYTES - 1}`;
    const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket: MAIL_BUCKET, Key: object, Range }));
    const size = Number(/\/(\d+)$/.exec(ContentRange ?? '')?.[1] ?? 0);
    const bytes = await Body?.transformToByteArray();
    return bytes && { bytes, whole: size <= MOST_BYTES };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};
