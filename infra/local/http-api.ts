import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { ACCOUNT, REGION } from './account.ts';
import type { LocalRoute } from './template.ts';

/** Resolves to what the function answered; rejects when it failed, ran out of time or is broken. */
type Invoke = (lambda: string, event: object) => Promise<unknown>;

export type HttpApi = {
  readonly id: string;
  readonly routes: readonly LocalRoute[];
  readonly invoke: Invoke;
  /** The office's clock, in milliseconds. */
  readonly now: () => number;
};

const LARGEST_BODY = 10 * 1024 * 1024;
const LONGEST_WAIT = 30_000;

/** An HTTP API as API Gateway plays it, with payload format 2.0, Lambda authorizers and its own short answers. */
export const httpApi =
  (api: HttpApi): RequestListener =>
  (request, response) => {
    answer(api, request)
      .catch(() => ownAnswer(500, 'Internal Server Error'))
      .then((reply) => write(response, reply, request.method === 'HEAD'))
      .catch(() => response.destroy());
  };

type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
};

const answer = async (api: HttpApi, request: IncomingMessage): Promise<Reply> => {
  const body = await bodyOf(request);
  if (!body) return ownAnswer(413, 'Request Entity Too Large');
  const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
  const matched = matchRoute(api.routes, request.method ?? 'GET', rawPath);
  if (matched === 'malformed') return ownAnswer(400, 'Bad Request');
  if (!matched) return ownAnswer(404, 'Not Found');
  const { route, pathParameters } = matched;
  const event = eventOf(api, route, pathParameters, request, rawPath, query.join('?'), body);

  let authorizer: Record<string, unknown> | undefined;
  if (route.authorizer) {
    const { body: _, isBase64Encoded: __, ...rest } = event;
    const asked = {
      ...rest,
      type: 'REQUEST',
      routeArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api.id}/$default/${event.requestContext.http.method}${rawPath}`,
      // What the template names for it: every request has one.
      identitySource: [route.key],
    } satisfies Partial<APIGatewayRequestAuthorizerEventV2>;
    const decision = Decision.parse(await api.invoke(route.authorizer, asked));
    if (!decision.isAuthorized) return ownAnswer(403, 'Forbidden');
    authorizer = { lambda: decision.context ?? null };
  }

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => resolve(ownAnswer(503, 'Service Unavailable')), LONGEST_WAIT);
  });
  const invoked = { ...event, requestContext: { ...event.requestContext, ...(authorizer && { authorizer }) } };
  try {
    return await Promise.race([api.invoke(route.function, invoked).then(replyOf), late]);
  } finally {
    clearTimeout(timer);
  }
};

const Decision = z.object({ isAuthorized: z.boolean(), context: z.record(z.string(), z.unknown()).optional() });

const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks) : undefined;
};

type Matched = { readonly route: LocalRoute; readonly pathParameters: Readonly<Record<string, string>> };

/** The most specific route: exact parts before `{param}` before `{proxy+}` before `$default`, and a method before ANY. */
export const matchRoute = (
  routes: readonly LocalRoute[],
  method: string,
  rawPath: string,
): Matched | 'malformed' | undefined => {
  const given = rawPath.slice(1).split('/');
  const fitting = routes.flatMap((route) => {
    if (route.key === '$default') return [];
    const [verb = '', pattern = ''] = route.key.split(' ');
    if (verb !== method && verb !== 'ANY') return [];
    const captured = capture(pattern.slice(1).split('/'), given);
    return captured ? [{ route, ...captured, rank: `${captured.rank}${verb === 'ANY' ? 1 : 0}` }] : [];
  });
  const [best] = fitting.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  if (!best) {
    const route = routes.find(({ key }) => key === '$default');
    return route && { route, pathParameters: {} };
  }
  try {
    const decoded = best.parameters.map(([name, value]) => [name, decodeURIComponent(value)]);
    return { route: best.route, pathParameters: Object.fromEntries(decoded) };
  } catch {
    return 'malformed';
  }
};

/** The rank compares as text, part by part: 0 exact, 1 `{param}`, 2 `{proxy+}`. */
const capture = (pattern: readonly string[], given: readonly string[]) => {
  const parameters: [string, string][] = [];
  let rank = '';
  for (const [index, part] of pattern.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+)?\}$/.exec(part) ?? [];
    const value = greedy ? given.slice(index).join('/') : given[index];
    if (name ? !value : value !== part) return undefined;
    if (name && value) parameters.push([name, value]);
    rank += name ? (greedy ? 2 : 1) : 0;
    if (greedy) return { parameters, rank };
  }
  return pattern.length === given.length ? { parameters, rank } : undefined;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2026:19:03:58 +0000` */
const requestTime = (now: number): string => {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
};

/** Only these arrive as text; a posted form does not, and functions have to expect that. */
const isText = (contentType: string | undefined): boolean =>
  contentType === undefined ||
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript)(?:;|$))/i.test(contentType.trim());

const eventOf = (
  api: HttpApi,
  route: LocalRoute,
  pathParameters: Readonly<Record<string, string>>,
  request: IncomingMessage,
  rawPath: string,
  rawQueryString: string,
  body: Buffer,
) => {
  const { cookie, ...distinct } = request.headersDistinct;
  // As a visitor from elsewhere: nobody else can be one on this machine.
  const sourceIp = request.headersDistinct['x-test-source']?.[0] ?? request.socket.remoteAddress ?? '127.0.0.1';
  const host = request.headers.host ?? '127.0.0.1';
  const headers: Record<string, string> = {
    'content-length': String(body.length),
    ...Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, (values ?? []).join(',')])),
    'x-forwarded-for': sourceIp,
    'x-forwarded-port': host.split(':')[1] ?? '80',
    'x-forwarded-proto': 'http',
  };
  delete headers['connection'];
  const query = new URLSearchParams(rawQueryString);
  const queryStringParameters = Object.fromEntries(
    [...new Set(query.keys())].map((key) => [key, query.getAll(key).join(',')]),
  );
  const cookies = (cookie ?? []).flatMap((line) => line.split('; '));
  const text = isText(request.headers['content-type']);
  const timeEpoch = api.now();
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: api.id,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: requestTime(timeEpoch),
      timeEpoch,
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  } satisfies APIGatewayProxyEventV2;
};

const Structured = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** With a status code the answer is taken as built; without one it is the body itself, as JSON. */
const replyOf = (answered: unknown): Reply => {
  if (typeof answered !== 'object' || answered === null || !('statusCode' in answered)) {
    const body = typeof answered === 'string' ? answered : JSON.stringify(answered ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = Structured.parse(answered);
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(own) },
    cookies,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
};

const ownAnswer = (status: number, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

const write = (response: ServerResponse, { status, headers, cookies, body }: Reply, headOnly: boolean): void => {
  response.writeHead(status, {
    ...headers,
    'content-length': String(body.length),
    'apigw-requestid': randomUUID(),
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
  });
  response.end(headOnly ? undefined : body);
};
