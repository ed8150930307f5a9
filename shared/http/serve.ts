import { createHash, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import middy from '@middy/core';
import headerNormalizer from '@middy/http-header-normalizer';
import jsonBodyParser from '@middy/http-json-body-parser';
import router from '@middy/http-router';
import securityHeaders from '@middy/http-security-headers';
import urlencodeBodyParser from '@middy/http-urlencode-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Office } from '../domain/office.ts';
import { type Refusal, refuse, Unavailable } from '../domain/refusal.ts';
import { keyOfForm } from '../domain/repeated.ts';
import { type Instant, instant } from '../domain/time.ts';
import { log, logFailure } from '../log.ts';
import { FURIGANA_COOKIE, withFurigana } from '../pages/furigana.ts';
import type { Page } from '../pages/layout.ts';
import { announced, problemPage, sendAgain } from '../pages/problem.ts';
import { isForm, structured } from './form.ts';
import {
  type FieldProblem,
  fieldProblem,
  type Problem,
  type SentenceOf,
  sentenceOf,
  statusOf,
  type Told,
} from './problems.ts';
import { cookieIn } from './session.ts';

/** What a route answers: data for programs and a page for people; `Accept` chooses. */
export type Reply = {
  readonly status: number;
  readonly json?: unknown;
  /** Something else than data or a page, as it is; its type is among the headers. */
  readonly text?: string;
  readonly page?: (() => Page) | undefined;
  readonly headers?: Record<string, string>;
  /** `Set-Cookie` lines. */
  readonly cookies?: readonly string[];
  /** Where a browser goes once the act is done, so that loading the page again repeats nothing; programs get the data. */
  readonly next?: string;
  /** Which booking the one line of log is about. */
  readonly booking?: string;
  readonly problem?: Told;
};

/** A page that shows what was typed again together with what is wrong with it, so that nothing is lost. */
export type Again = (typed: unknown, problem: Told, now: Instant, shown: Shown) => Page;
/** Who looks at a page that is shown again, and where. */
type Shown = { readonly path: Readonly<Record<string, string | undefined>>; readonly staff: string | undefined };

type Asked<Body, Query> = {
  readonly body: Body;
  /** What was sent, as it was typed. */
  readonly typed: unknown;
  readonly query: Query;
  readonly path: Readonly<Record<string, string | undefined>>;
  /** What makes a repeated request the same request; of a form without one what it says, else made up. */
  readonly key: string;
  /** The visitor's code, from its header. */
  readonly code: string | undefined;
  /** What the browser says it is; one word of it may be kept [K-7-1], and nothing is logged. */
  readonly userAgent: string | undefined;
  /** The address of the Internet it came from. Personal: it is counted, and neither kept nor logged. */
  readonly source: string | undefined;
  /** Who is signed in; the authorizer vouches for it. */
  readonly staff: string | undefined;
  /** As the browser sent them: `name=value`. */
  readonly cookies: readonly string[];
  readonly html: boolean;
  /** The path and query asked for. */
  readonly target: string;
};
type Answer = Promise<Reply | (Refusal & { readonly status?: never })>;
type Use<Body, Query> = (asked: Asked<Body, Query>, now: Instant) => Answer;
type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** A route of one function, as the functions' index lists them and the template declares them. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly answer: (event: Event, office: Office, readers: Readers) => Promise<Result>;
};

/** Whom a function answers: in which words, and on what page a problem stands that no form is there to show. */
export type Readers = {
  readonly words: SentenceOf;
  /** What is wrong with a field, where they fill in others than visitors do. */
  readonly fields?: (field: string, reason: string) => FieldProblem;
  /** Where one has to be signed in: what was sent, to be sent again after that. */
  readonly signInAgain?: (
    office: Office,
    problem: Told,
    target: string,
    sent: readonly (readonly [string, unknown])[],
  ) => Page;
  /** For whoever is signed in; everybody else gets the visitors' page. */
  readonly problemPage?: (
    office: Office,
    problem: Told,
    who: { readonly staff: string; readonly now: Instant },
    content?: Page,
  ) => Page;
};
const visitors: Readers = { words: sentenceOf };

const problemPageFor = (readers: Readers, office: Office, event: Event, problem: Told, content?: Page): Page => {
  const staff = staffOf(event);
  return staff !== undefined && readers.problemPage
    ? readers.problemPage(office, problem, { staff, now: instant(Date.now()) }, content)
    : problemPage(office, problem, content);
};

const LARGEST_BODY = 64 * 1024;
/** Staff publish whole terms of use, and a form sends nine bytes for a Japanese character. */
const LARGEST_CONSOLE_BODY = 10 * LARGEST_BODY;

type Input<Body, Query> = {
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  readonly again?: Again;
};

/** Who is signed in; the authorizer vouches for it. */
const staffOf = (event: Event): string | undefined => {
  const { authorizer } = event.requestContext as { authorizer?: { lambda?: { staff?: unknown } } };
  const staff = authorizer?.lambda?.staff;
  return typeof staff === 'string' && staff !== '' ? staff : undefined;
};

const isRead = ({ requestContext }: Event): boolean => /^(?:GET|HEAD)$/.test(requestContext.http.method);

/** What is for staff only: nobody else gets as far as having a request read. */
const isConsole = (path: string): boolean => /^\/staff(?:\/|$)/.test(path);

/** Where the staff's cookie alone decides, so that a post must come from our own pages. */
const goesByCookie = (path: string): boolean => isConsole(path) || path === '/sign-out';

/** Whoever is not signed in, or no more, is led there and back; what they sent stays on the page until then. */
const signedOut = (office: Office, event: Event, target: string, { signInAgain }: Readers): Reply => {
  const told = tell(office, 'staff-only');
  const way = `/sign-in?to=${encodeURIComponent(target)}`;
  if (isRead(event)) return { status: told.status, problem: told, next: way };
  const page = signInAgain && (() => signInAgain(office, told, target, fieldsOfForm(event)));
  return { status: told.status, problem: told, ...(page && { page }) };
};

/** What a form sent, field by field, to be sent once more as it was. */
const fieldsOfForm = (event: Event): [string, unknown][] => {
  const sent: unknown = isForm(event) ? event.body : undefined;
  return Object.entries(typeof sent === 'object' && sent !== null ? sent : {});
};

const route =
  (method: Route['method']) =>
  <Body = undefined, Query = undefined>(path: string, input: Input<Body, Query>, use: Use<Body, Query>): Route => ({
    method,
    path,
    answer: async (event, office, readers) => {
      const { words } = readers;
      const now = instant(Date.now());
      const html = wantsHtml(event);
      const sent = input.body ? structured(event, isConsole(path) ? undefined : now) : undefined;
      const again = input.again;
      const given = sent ? sent.typed : event.queryStringParameters;
      const named = event.pathParameters ?? {};
      const staff = staffOf(event);
      const showAgain = again && ((problem: Told): Page => again(given, problem, now, { path: named, staff }));
      const target = targetOf(event);
      if (isConsole(path) && staff === undefined)
        return send(signedOut(office, event, target, readers), event, html, office, readers);

      const body = input.body?.safeParse(sent?.fields);
      const query = input.query?.safeParse(event.queryStringParameters ?? {});
      const errors = [body?.error, query?.error].flatMap((error) => problemsOf(error, readers.fields));
      if (errors.length > 0) return send(malformed(office, errors, showAgain, words), event, html, office, readers);

      const answer = await use(
        {
          body: body?.data as Body,
          typed: given,
          query: query?.data as Query,
          path: named,
          key: event.headers['idempotency-key'] || sent?.key || (isForm(event) ? keyOf(event) : randomUUID()),
          code: event.headers['booking-code'],
          userAgent: event.headers['user-agent'],
          source: event.requestContext.http.sourceIp,
          staff,
          cookies: event.cookies ?? [],
          html,
          target,
        },
        now,
      );
      const reply = 'refused' in answer ? refusal(office, answer, showAgain, words) : answer;
      return send(reply, event, html, office, readers);
    },
  });

/**
 * [R-04] A form without a key is another office's own page: pressed twice within ten minutes it is one request. Whoever knows all
 * that somebody typed must not get their receipt, so it also counts where it came from.
 */
const keyOf = (event: Event): string => {
  const { rawPath, headers, requestContext } = event;
  const said = [rawPath, fieldsOfForm(event), requestContext.http.sourceIp, headers['user-agent']];
  return keyOfForm(createHash('sha256').update(JSON.stringify(said)).digest('base64url'));
};

/** The functions' own time is ten seconds (`infra/office-function.ts`); whoever waits is told before it is over. */
const PATIENCE = 8_000;

/** [R-12] An answer, with its page, that takes too long is given up; whether the act happens after all, only the same key tells. */
const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Unavailable('the answer took too long')), PATIENCE);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};

/** A route that only reads [R-18]; asked by HEAD it gives the same answer without its body. */
export const get = route('GET');
/** A route that acts; its body is JSON or a form. */
export const post = route('POST');
const put = route('PUT');

const forStaff =
  (of: typeof get): typeof staffGet =>
  (path, input, use) =>
    of(path, input, async (asked, now) =>
      asked.staff === undefined ? refuse('staff-only') : use({ ...asked, staff: asked.staff }, now),
    );
type StaffUse<Body, Query> = (asked: Asked<Body, Query> & { readonly staff: string }, now: Instant) => Answer;
/** The same for staff: who acts is known. */
export const staffGet: <Body = undefined, Query = undefined>(
  path: string,
  input: Input<Body, Query>,
  use: StaffUse<Body, Query>,
) => Route = forStaff(get);
export const staffPost: typeof staffGet = forStaff(post);
export const staffPut: typeof staffGet = forStaff(put);

/** A refusal as an answer, by its name, status and sentence. */
const refusal = (
  office: Office,
  { refused, wish }: Refusal,
  again?: (problem: Told) => Page,
  words = sentenceOf,
): Reply => {
  const told = tell(office, refused, wish === undefined ? {} : { wish }, words);
  return { status: told.status, problem: told, ...(again && { page: () => announced(again(told), told) }) };
};

/** Fields to be put right, as an answer: the form again, with what was typed, where there is one. */
export const malformed = (
  office: Office,
  errors: FieldProblem[],
  again?: (problem: Told) => Page,
  words = sentenceOf,
): Reply => {
  const told = tell(office, 'malformed', { errors }, words);
  return { status: told.status, problem: told, ...(again && { page: () => announced(again(told), told) }) };
};

/** A problem as it is told: its sentence, its status, and the office's phone. */
export const tell = (office: Office, type: Problem, more: Partial<Told> = {}, words = sentenceOf): Told => ({
  type,
  ...words(office, type),
  status: statusOf[type],
  phone: office.contact.phone,
  ...more,
});

const problemsOf = (error: z.ZodError | undefined, told: Readers['fields'] = fieldProblem): FieldProblem[] =>
  (error?.issues ?? []).flatMap((issue) => fieldsOf(issue).map(([field, reason]) => told(field, reason)));

const OURS = [
  'required',
  'too-long',
  'too-many-months',
  'unusable-characters',
  'not-accepted',
  'malformed',
  'unclear',
  'unknown-field',
  'overlaps',
];

/** Names of our own pass through; zod's are brought to `required`, `too-long`, `unknown-field` or `malformed`. */
const fieldsOf = (issue: z.core.$ZodIssue): [string, string][] => {
  const field = issue.path.join('.');
  // Of several forms (a wish's start, or its interval) the one meant has no name it does not know; its problems say more
  // than "none fits".
  if (issue.code === 'invalid_union') {
    const meant =
      issue.errors.find((form) => form.every(({ code }) => code !== 'unrecognized_keys')) ?? issue.errors[0];
    // A form known by a name of its own, and that name missing or unknown, has no problems of fields.
    if (meant === undefined) return [[field, 'malformed']];
    return meant.flatMap((inner) => fieldsOf({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => [[...issue.path, key].join('.').slice(0, 80), 'unknown-field']);
  if (OURS.includes(issue.message)) return [[field, issue.message]];
  if (issue.code === 'too_big') return [[field, 'too-long']];
  return [
    [field, issue.code === 'invalid_type' && issue.message.endsWith('received undefined') ? 'required' : 'malformed'],
  ];
};

/**
 * Before anything is read: a body of at most 64 KB (of staff 640), in a form we know [R-28], and no post from another site unless the office
 * lists its origin [R-22]. Requests without any sign of a browser (programs) pass; they carry no cookies to abuse.
 */
const guard = (office: Office) => ({
  before: ({ event }: { event: Event }): void => {
    const { headers } = event;
    const { method } = event.requestContext.http;
    if (method !== 'POST' && method !== 'PUT') {
      delete headers['content-type'];
      return;
    }
    const bytes =
      event.body === undefined ? 0 : Buffer.byteLength(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
    const console = isConsole(event.rawPath);
    if (bytes > (console ? LARGEST_CONSOLE_BODY : LARGEST_BODY)) throw new Problematic('too-large');
    const type = headers['content-type'] ?? '';
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
    const readable = isForm(event) || /^application\/json\s*(?:;|$)/i.test(type);
    if (!readable || !/^utf-?8$/i.test(charset)) throw new Problematic('unsupported-media-type');
    const fromHere = goesByCookie(event.rawPath) ? sameSite(event) : welcome(event, office.contact.formOrigins);
    if (!fromHere) throw new Problematic('cross-site');
  },
});

/**
 * Our pages tell nobody where they were, so browsers call their origin `null`; `Sec-Fetch-Site` then says whether a post came
 * from here. Old phones do not send that: they get through, since a visitor's post has no cookie that others could abuse.
 */
const welcome = ({ headers }: Event, listed: readonly string[]): boolean => {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && listed.includes(origin)) return true;
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const own = `${headers['x-forwarded-proto'] ?? 'https'}://${headers['host'] ?? ''}`;
  return origin === undefined || origin === 'null' || origin === own;
};

/**
 * [R-22] Staff's requests carry a cookie, so they must come from our own pages: the browser says so itself, or at least the
 * origin. A program sends its token in a header, which no other site can.
 */
const sameSite = ({ headers }: Event): boolean => {
  if (headers['authorization'] !== undefined) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers['origin'] === `${headers['x-forwarded-proto'] ?? 'https'}://${headers['host'] ?? ''}`;
};

/** A request that no route can answer. */
class Problematic extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem);
    this.problem = problem;
  }
}

/** Whatever went wrong becomes a problem with a sentence; what exactly it was, stays here. */
const problems = (office: Office, readers: Readers) => ({
  onError: async (request: { event: Event; error: Error | null; response?: Result }): Promise<void> => {
    const { error, event } = request;
    const problem = problemOf(error);
    if (problem === 'broken' || problem === 'unavailable') {
      logFailure(error, { request: event.requestContext.requestId });
    }
    const unreadable =
      problem === 'malformed'
        ? {
            errors: [
              { field: '', reason: 'malformed', message: '送られた本文を読み取れません。形式をお確かめください。' },
            ],
          }
        : {};
    const told = tell(office, problem, unreadable, readers.words);
    const allowed = problem === 'method-not-allowed' && { headers: { Allow: 'GET, HEAD, POST' } };
    const sent = problem === 'unavailable' || problem === 'broken' ? fieldsOfForm(event) : [];
    const page = sent.length > 0 && {
      page: () => problemPageFor(readers, office, event, told, sendAgain(event.rawPath, sent)),
    };
    const next = problem === 'not-found' ? unslashed(event) : undefined;
    const reply = { status: told.status, problem: told, ...allowed, ...page, ...(next && { next }) };
    request.response = await send(reply, event, wantsHtml(event), office, readers);
  },
});

const problemOf = (error: Error | null): Problem => {
  if (error instanceof Problematic) return error.problem;
  if (error instanceof Unavailable || (error && UNREACHED.test(error.name))) return 'unavailable';
  const code = error && 'code' in error ? String(error.code) : '';
  if (/^E(?:CONN|PIPE|AI_|HOST|NET)/.test(code)) return 'unavailable';
  const status = error && 'statusCode' in error ? error.statusCode : undefined;
  return status === 400 || status === 422 ? 'malformed' : 'broken';
};
const UNREACHED =
  /^(?:TimeoutError|InternalServerError|ServiceUnavailable|ThrottlingException|RequestLimitExceeded|ProvisionedThroughputExceededException|TransactionInProgressException)$/;

const wantsHtml = (event: Event): boolean => /\btext\/html\b/.test(event.headers['accept'] ?? '');

/**
 * [R-24] Style only from here, nothing framed, no script at all on visitors' pages and on staff's only our own file; the
 * middleware's own policy would sandbox our forms.
 */
const policy = (console: boolean): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(console ? ["script-src 'self'", "connect-src 'self'"] : []),
  ].join('; ');
const CONTENT_SECURITY_POLICY = { visitor: policy(false), console: policy(true) };

/** [R-24] Nothing guessed, nothing told to other sites, always over TLS. */
const headersOfSecurity = securityHeaders({
  contentSecurityPolicy: false,
  strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: true, preload: false },
  permissionsPolicy: false,
});

/** The handler of a function that answers HTTP: its routes behind the same guards, parsers, headers and problems, for its readers. */
export const serve = (office: Office, routes: readonly Route[], readers = visitors) =>
  middy<Event, Result>()
    .use(headersOfSecurity)
    .use(problems(office, readers))
    .use(headerNormalizer())
    .use(guard(office))
    .use(jsonBodyParser({ disableContentTypeError: true }))
    .use(urlencodeBodyParser({ disableContentTypeError: true }))
    .handler(
      router({
        routes: routes.flatMap(({ method, path, answer }) => {
          const handler = (event: Event) => inTime(answer(event, office, readers));
          return (method === 'GET' ? [method, 'HEAD' as const] : [method]).map((method) => ({ method, path, handler }));
        }),
        notFoundResponse: ({ method }) => {
          const known = /^(?:GET|HEAD|POST|PUT)$/.test(method);
          throw new Problematic(known ? 'not-found' : 'method-not-allowed');
        },
      }),
    );

const send = async (reply: Reply, event: Event, html: boolean, office: Office, readers: Readers): Promise<Result> => {
  const headers = {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY[isConsole(event.rawPath) ? 'console' : 'visitor'],
    'Cache-Control': 'no-store',
    Vary: 'Accept, Accept-Encoding',
    ...reply.headers,
  };
  logRequest(event, reply);
  const { problem, next } = reply;
  const cookies = reply.cookies && { cookies: [...reply.cookies] };
  if (html && next !== undefined)
    return { statusCode: 303, headers: { ...headers, Location: next }, ...cookies, body: '' };
  const page = reply.page ?? (problem && (() => problemPageFor(readers, office, event, problem)));
  const type = problem ? 'application/problem+json' : 'application/json';
  const answer =
    html && page
      ? { headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body: String(await page()) }
      : { headers: { 'Content-Type': type, ...headers }, body: reply.text ?? JSON.stringify(problem ?? reply.json) };
  const forVisitors = html && page && !isConsole(event.rawPath);
  return packed(event, {
    statusCode: reply.status,
    ...cookies,
    ...answer,
    ...(forVisitors && forReading(event, answer)),
  });
};

/** A visitor's page, with the readings of its words for whoever has asked for them. */
const forReading = (event: Event, { headers, body }: { readonly headers: object; readonly body: string }) => ({
  headers: { ...headers, Vary: 'Accept, Accept-Encoding, Cookie' },
  body: withFurigana(
    body,
    cookieIn(event.cookies, FURIGANA_COOKIE) === 'on',
    event.requestContext.http.method === 'GET' ? targetOf(event) : undefined,
  ),
});

/** The path and query asked for. */
const targetOf = ({ rawPath, rawQueryString }: Event): string => `${rawPath}${rawQueryString && `?${rawQueryString}`}`;

/** Where whoever typed or clicked an address with a slash behind it wanted to go; never to another host, as `//…` would lead. */
const unslashed = (event: Event): string | undefined => {
  const { rawPath } = event;
  const meant = isRead(event) && /^\/\w[\w./~%-]*$/.test(rawPath) && rawPath.endsWith('/');
  return meant ? targetOf({ ...event, rawPath: rawPath.slice(0, -1) }) : undefined;
};

/** Smaller than this, packing gains nothing: it travels in one piece anyway. */
const ONE_PIECE = 1_000;

/**
 * Packed for whoever can unpack it (RFC 9110, 12.5.3): our pages become a sixth, for phones far away. The HTTP API packs nothing
 * itself. Nobody learns a secret from the length: no cookie lets another site have a page made that holds one (R-22).
 */
const packed = (event: Event, result: Result & { readonly body: string }): Result => {
  // RFC 9110, 9.3.2: as GET answers, without what only the body's making tells.
  if (event.requestContext.http.method === 'HEAD') return { ...result, body: '' };
  const wanted = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?(?:,|\s|$))/i.test(event.headers['accept-encoding'] ?? '');
  if (!wanted || Buffer.byteLength(result.body) < ONE_PIECE) return result;
  return {
    ...result,
    headers: { ...result.headers, 'Content-Encoding': 'gzip' },
    body: gzipSync(result.body).toString('base64'),
    isBase64Encoded: true,
  };
};

/** One line a request: which route, how it ended, about which booking. Nothing anybody typed. */
const logRequest = (event: Event, { status, problem, booking }: Reply): void =>
  log({
    request: event.requestContext.requestId,
    route: event.routeKey,
    status,
    ...(problem && { refused: problem.type }),
    ...(booking && { booking }),
  });
