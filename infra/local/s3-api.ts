import { createHash, randomUUID } from 'node:crypto';
import { type AwsAnswer, AwsRefusal, type AwsService, DENIED, NotPlayed } from './aws-gateway.ts';
import type { Objects } from './objects.ts';

/** S3 as far as the product uses it: GetObject, whole or a range of it. The SDK writes the bucket into the path, since the host is an address. */
export const s3Api = (objects: Objects): AwsService => ({
  answer: ({ method, url, headers, demand }) => {
    const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const others = [...url.searchParams.keys()].filter((name) => name !== 'x-id');
    if (method !== 'GET' || !key || others.length > 0) throw new NotPlayed(`S3 ${method} ${url.pathname}${url.search}`);
    demand([{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}` }]);
    const body = objects.get(bucket, key);
    if (!body) {
      // Whoever may not list a bucket does not learn what is not in it.
      demand([{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }]);
      throw new AwsRefusal('NoSuchKey', 'The specified key does not exist.', 404);
    }
    return found(body, headers.range);
  },
  refuse: ({ code, status, message }) => {
    const denied = code === DENIED;
    const what = `<Code>${denied ? 'AccessDenied' : code}</Code><Message>${escaped(message)}</Message>`;
    return {
      status: denied ? 403 : status,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${what}<RequestId>${randomUUID()}</RequestId></Error>`,
    };
  },
});

const found = (body: Buffer, range: string | undefined): AwsAnswer => {
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
  };
  const wanted = range === undefined ? undefined : /^bytes=(\d*)-(\d*)$/.exec(range);
  if (!wanted) return { status: 200, headers: { ...headers, 'content-length': String(body.length) }, body };
  const [, from = '', to = ''] = wanted;
  const first = from === '' ? Math.max(0, body.length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (first > last) throw new AwsRefusal('InvalidRange', 'The requested range is not satisfiable', 416);
  const part = body.subarray(first, last + 1);
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(part.length),
      'content-range': `bytes ${first}-${last}/${body.length}`,
    },
    body: part,
  };
};

const escaped = (text: string): string =>
  text.replace(/[<>&]/g, (sign) => ({ '<': '&lt;', '>': '&gt;' })[sign] ?? '&amp;');
