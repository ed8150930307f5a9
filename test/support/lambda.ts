import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Handler = (event: never, context: never) => unknown;
type Call = {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Signed in as this member of staff, as the authorizer would have found. */
  readonly staff?: string;
  /** What the authorizer found, of a request with a cookie or none; no header says who it is. */
  readonly authorizer?: unknown;
  /** Which route of the template it is, as API Gateway says; what was asked for itself where it does not matter. */
  readonly routeKey?: string;
  /** The address of the Internet it comes from; counted for nothing where there is none. */
  readonly source?: string;
  /** As the browser sends them: `name=value`. */
  readonly cookies?: readonly string[];
};

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  /** Its `Set-Cookie` lines. */
  readonly cookies: readonly string[];
  readonly text: string;
  /** How many bytes travel. */
  readonly bytes: number;
  readonly json: Json;
};
/** A JSON value as a test looks into it. */
// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
type Json = any;

/** Invokes a function as API Gateway does (payload format 2.0). Objects are sent as JSON, texts as they are. */
export const invoke = async (
  handler: Handler,
  request: string,
  { headers = {}, body, staff, authorizer, source, cookies, routeKey }: Call = {},
): Promise<Answer> => {
  const [method = '', target = ''] = request.split(' ');
  const { pathname, search, searchParams } = new URL(target, 'https://office.example.com');
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const event = {
    version: '2.0',
    routeKey: routeKey ?? `${method} ${pathname}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: {
      host: 'office.example.com',
      'x-forwarded-proto': 'https',
      ...(typeof body === 'object' && { 'content-type': 'application/json' }),
      // As a program: a browser's request says where it comes from.
      ...(staff && { authorization: 'Bearer checked-by-the-authorizer' }),
      ...headers,
    },
    ...(cookies && { cookies }),
    ...(search && { queryStringParameters: Object.fromEntries(searchParams) }),
    requestContext: {
      http: { method, path: pathname, ...(source && { sourceIp: source }) },
      requestId: 'test',
      ...(staff && { authorizer: { lambda: { staff } } }),
      ...(authorizer !== undefined && { authorizer }),
    },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
  };
  const result = (await handler(event as never, {} as never)) as APIGatewayProxyStructuredResultV2;
  const sent = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  const answer = String(result.headers?.['Content-Encoding'] === 'gzip' ? gunzipSync(sent) : sent);
  return {
    status: result.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    cookies: result.cookies ?? [],
    text: answer,
    bytes: sent.length,
    json: answer.startsWith('{') ? JSON.parse(answer) : undefined,
  };
};

export const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

/** Fields as a browser sends them. */
export const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
