import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { ZoomCredentials } from '../../shared/meetings/zoom.ts';
import { close, listen } from './listening.ts';

const Operation = z.enum(['token', 'list', 'create', 'read', 'update', 'delete']);
type Operation = z.infer<typeof Operation>;

/** What Zoom can be told to do wrong, until told otherwise or so many times: everywhere it could, or at one operation alone. */
export const Misbehaviour = z.strictObject({
  fail: z.enum([
    /** The account's rules overwrite what a meeting asks for: see BENDS. */
    'recording',
    'summary',
    'questions',
    'other-start',
    'other-length',
    'no-passcode',
    'no-waiting-room',
    'before-host',
    'personal-room',
    'sign-in',
    /** It does nothing, or does it, and answers 500. */
    'error',
    'late-error',
    /** It does it, and never answers. */
    'silent',
    'down',
    'gibberish',
    'expired',
    'no-scope',
    'per-second',
    'daily',
    /** As it has been seen to: without the header that tells when. */
    'daily-unsaid',
    'no-hosting',
    'in-progress',
    'ended',
  ]),
  at: Operation.optional(),
  times: z.int().positive().optional(),
});
export type Misbehaviour = z.infer<typeof Misbehaviour>;

const API: readonly Operation[] = ['list', 'create', 'read', 'update', 'delete'];
const COUNTED: readonly Operation[] = ['create', 'update'];
const WHERE: Partial<Record<Misbehaviour['fail'], readonly Operation[]>> = {
  expired: API,
  'no-scope': API,
  daily: COUNTED,
  'daily-unsaid': COUNTED,
  'no-hosting': ['create'],
  'in-progress': ['update', 'delete'],
  ended: ['update', 'delete'],
};

export type ZoomProps = {
  readonly port?: number;
  /** In milliseconds. */
  readonly now: () => number;
  readonly credentials: ZoomCredentials;
  /** Told when an answer is not as Zoom documents it, which is a mistake of this file. */
  readonly error?: (line: string) => void;
  /** However many are asked for. */
  readonly mostPerPage?: number;
};

export type LocalZoom = {
  readonly api: string;
  readonly login: string;
  /** Replaces what it was told before; nothing: it behaves. */
  readonly misbehave: (...how: readonly Misbehaviour[]) => void;
  readonly meetings: () => readonly (Meeting & { readonly host: string })[];
  /** Every request there was. */
  readonly asked: () => readonly { readonly operation: Operation; readonly path: string; readonly body: string }[];
  readonly close: () => Promise<void>;
};

const SETTINGS = {
  host_video: z.boolean(),
  participant_video: z.boolean(),
  join_before_host: z.boolean(),
  jbh_time: z.literal([0, 5, 10, 15]),
  mute_upon_entry: z.boolean(),
  use_pmi: z.boolean(),
  approval_type: z.literal([0, 1, 2]),
  audio: z.enum(['both', 'telephony', 'voip', 'thirdParty']),
  auto_recording: z.enum(['local', 'cloud', 'none']),
  waiting_room: z.boolean(),
  meeting_authentication: z.boolean(),
  email_notification: z.boolean(),
  encryption_type: z.enum(['enhanced_encryption', 'e2ee']),
  auto_start_meeting_summary: z.boolean(),
  auto_start_ai_companion_questions: z.boolean(),
};

const Body = z.strictObject({
  topic: z.string().max(200),
  type: z.literal(2),
  agenda: z.string().max(2000),
  /** With a Z in UTC, otherwise by `timezone`. */
  start_time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/),
  timezone: z.literal(['Asia/Tokyo', 'UTC']),
  duration: z.int().positive(),
  password: z.string().regex(/^[A-Za-z0-9@_*-]{1,10}$/),
  settings: z.strictObject(SETTINGS).partial(),
});
const Update = Body.partial();
const Create = Update.required({ topic: true, type: true, start_time: true, duration: true });

const utc = z.iso.datetime({ precision: 0 });
const Listed = z.strictObject({
  uuid: z.string(),
  id: z.int(),
  host_id: z.string(),
  topic: z.string(),
  type: z.literal(2),
  start_time: utc,
  duration: z.int(),
  timezone: z.string(),
  agenda: z.string().max(250).optional(),
  created_at: utc,
  join_url: z.url(),
});
const Meeting = Listed.extend({
  host_email: z.email(),
  status: z.enum(['waiting', 'started']),
  agenda: z.string().optional(),
  start_url: z.url(),
  password: z.string(),
  h323_password: z.string(),
  pstn_password: z.string(),
  encrypted_password: z.string(),
  pre_schedule: z.boolean(),
  settings: z.strictObject(SETTINGS),
});
type Meeting = z.infer<typeof Meeting>;

/** Every answer with a body, by operation: nothing that Zoom does not document. */
const ANSWERS = {
  token: z.strictObject({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.literal(3600),
    scope: z.string(),
    api_url: z.url(),
  }),
  list: z.strictObject({
    next_page_token: z.string(),
    page_count: z.int(),
    page_number: z.int(),
    page_size: z.int().max(300),
    total_records: z.int(),
    meetings: z.array(Listed),
  }),
  create: Meeting,
  read: Meeting,
  update: z.undefined(),
  delete: z.undefined(),
} satisfies Record<Operation, z.ZodType>;
const Refused = z.union([
  z.strictObject({
    code: z.int(),
    message: z.string(),
    errors: z.array(z.strictObject({ field: z.string(), message: z.string() })).optional(),
  }),
  z.strictObject({
    reason: z.string(),
    error: z.enum(['invalid_client', 'invalid_request', 'unsupported_grant_type']),
  }),
]);

/** What an account is like that nobody has set up: whoever leaves something out gets it the wrong way round. */
const ACCOUNT_SETTINGS: Meeting['settings'] = {
  host_video: false,
  participant_video: false,
  join_before_host: true,
  jbh_time: 0,
  mute_upon_entry: false,
  use_pmi: false,
  approval_type: 2,
  audio: 'both',
  auto_recording: 'cloud',
  waiting_room: false,
  meeting_authentication: true,
  email_notification: true,
  encryption_type: 'enhanced_encryption',
  auto_start_meeting_summary: true,
  auto_start_ai_companion_questions: true,
};

type Reply = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
type Call = {
  readonly operation: Operation;
  readonly subject: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const A_DAY = 100;
const SCOPES =
  'meeting:write:meeting:admin meeting:update:meeting:admin meeting:delete:meeting:admin meeting:read:meeting:admin';

/**
 * Zoom on this machine, as far as `shared/meetings/zoom.ts` uses it, errors included. Every user exists but those whose address
 * begins with `nobody`. Tokens and the daily limit go by the clock that is handed in.
 */
export const startZoom = async (props: ZoomProps): Promise<LocalZoom> => {
  const { now, credentials, mostPerPage = 300, error = () => {} } = props;
  const held = new Map<string, Meeting & { host: string }>();
  const tokens = new Map<string, number>();
  const counts = new Map<string, number>();
  const pages = new Map<string, number>();
  const asked: { operation: Operation; path: string; body: string }[] = [];
  let wrong: { -readonly [K in keyof Misbehaviour]: Misbehaviour[K] }[] = [];

  const failing = (operation: Operation): Misbehaviour['fail'] | undefined => {
    const found = wrong.find(
      ({ fail, at, times = 1 }) =>
        times > 0 &&
        (at === undefined || at === operation) &&
        (WHERE[fail] ?? (BENDS[fail] ? COUNTED : Operation.options)).includes(operation),
    );
    if (found?.times !== undefined) found.times -= 1;
    return found?.fail;
  };

  const token = ({ headers, body }: Call): Reply => {
    const form = new URLSearchParams(body);
    const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');
    if (form.get('grant_type') !== 'account_credentials')
      return { status: 400, body: { reason: 'unsupported grant type', error: 'unsupported_grant_type' } };
    if (headers.authorization !== `Basic ${basic}`)
      return { status: 400, body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' } };
    if (form.get('account_id') !== credentials.accountId)
      return { status: 400, body: { reason: 'Bad Request', error: 'invalid_request' } };
    const access_token = randomBytes(32).toString('base64url');
    tokens.set(access_token, now() + HOUR);
    const granted = {
      access_token,
      token_type: 'bearer',
      expires_in: 3600,
      scope: SCOPES,
      api_url: 'https://api.zoom.us',
    };
    return { status: 200, body: granted };
  };

  const list = ({ subject, query }: Call): Reply => {
    const asOf = now();
    const type = query.get('type') ?? 'scheduled';
    const wanted = Number(query.get('page_size') ?? 30);
    if (!(wanted >= 1 && wanted <= 300)) return invalid('page_size', 'Invalid field.');
    const until = ({ start_time, duration }: Meeting): number => Date.parse(start_time) + duration * 60_000;
    const all = [...held.values()].filter(
      (meeting) => meeting.host === subject && until(meeting) + (type === 'upcoming' ? 0 : 30 * DAY) > asOf,
    );
    const size = Math.min(wanted, mostPerPage);
    const given = query.get('next_page_token') ?? '';
    const from = given === '' ? 0 : pages.get(given);
    if (from === undefined) return refused(400, 300, 'The next page token is invalid or expired.');
    const next = from + size < all.length ? randomBytes(16).toString('base64url') : '';
    if (next) pages.set(next, from + size);
    const meetings = all
      .slice(from, from + size)
      .map((meeting) => z.object(Listed.shape).parse({ ...meeting, agenda: meeting.agenda?.slice(0, 250) }));
    const page_count = Math.ceil(all.length / size);
    const page_number = from / size + 1;
    const body = {
      next_page_token: next,
      page_count,
      page_number,
      page_size: size,
      total_records: all.length,
      meetings,
    };
    return { status: 200, body };
  };

  const counted = (host: string): Reply | undefined => {
    const day = `${host} ${new Date(now()).toISOString().slice(0, 10)}`;
    const count = (counts.get(day) ?? 0) + 1;
    if (count > A_DAY) return dailyLimit(true);
    counts.set(day, count);
    return undefined;
  };

  const dailyLimit = (said: boolean): Reply => {
    const midnight = `${new Date(now() + DAY).toISOString().slice(0, 10)}T00:00:00Z`;
    const message = `You have exceeded the daily rate limit (${A_DAY}) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.`;
    const headers = { 'X-RateLimit-Category': 'Light', 'X-RateLimit-Type': 'Daily-limit', 'Retry-After': midnight };
    return { ...refused(429, 429, message), ...(said && { headers }) };
  };

  const create = ({ subject, body }: Call, bend: Bend | undefined): Reply => {
    const read = Create.safeParse(json(body));
    if (!read.success) return invalidBy(read.error);
    const over = counted(subject);
    if (over) return over;
    const { settings, start_time, timezone = 'UTC', agenda, password, ...rest } = read.data;
    const id = randomInt(10_000_000_000, 100_000_000_000);
    const passcode = password ?? String(randomInt(100_000, 1_000_000));
    const key = randomBytes(16).toString('base64url');
    const meeting = {
      ...rest,
      uuid: randomBytes(16).toString('base64'),
      id,
      host: subject,
      host_id: Buffer.from(subject).toString('base64url').slice(0, 22),
      host_email: subject,
      status: 'waiting' as const,
      start_time: inUtc(start_time, timezone),
      timezone,
      ...(agenda !== undefined && { agenda }),
      created_at: seconds(now()),
      start_url: `https://us05web.zoom.us/s/${id}?zak=${randomBytes(32).toString('base64url')}`,
      join_url: `https://us05web.zoom.us/j/${id}?pwd=${key}.1`,
      password: passcode,
      h323_password: String(randomInt(100_000, 1_000_000)),
      pstn_password: String(randomInt(100_000, 1_000_000)),
      encrypted_password: `${key}.1`,
      pre_schedule: false,
      settings: { ...ACCOUNT_SETTINGS, ...defined(settings) },
    };
    apply(meeting, bend);
    held.set(String(id), meeting);
    return { status: 201, body: shown(meeting) };
  };

  const update = ({ subject, body }: Call, bend: Bend | undefined): Reply => {
    const meeting = held.get(subject);
    if (!meeting) return missing(subject);
    const read = Update.safeParse(json(body));
    if (!read.success) return invalidBy(read.error);
    const over = counted(meeting.host);
    if (over) return over;
    const { settings, start_time, ...rest } = read.data;
    const { timezone } = Object.assign(meeting, defined(rest));
    if (start_time !== undefined) meeting.start_time = inUtc(start_time, rest.timezone ?? timezone);
    meeting.settings = { ...meeting.settings, ...defined(settings) };
    apply(meeting, bend);
    return { status: 204 };
  };

  const perform = (call: Call, bend?: Bend): Reply => {
    const { operation, subject, headers } = call;
    if (operation === 'token') return token(call);
    const given = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if ((tokens.get(given) ?? 0) <= now())
      return refused(401, 124, tokens.has(given) ? 'Access token is expired.' : 'Invalid access token.');
    if (operation === 'list' || operation === 'create') {
      if (subject.startsWith('nobody')) return refused(404, 1001, `User does not exist: ${subject}.`);
      return operation === 'list' ? list(call) : create(call, bend);
    }
    if (operation === 'update') return update(call, bend);
    const meeting = held.get(subject);
    if (!meeting) return missing(subject);
    if (operation === 'read') return { status: 200, body: shown(meeting) };
    held.delete(subject);
    return { status: 204 };
  };

  const reply = (call: Call): Reply | 'silent' | 'down' | 'gibberish' => {
    const { operation, subject } = call;
    const fail = failing(operation);
    switch (fail) {
      case 'error':
        return refused(500, 500, 'Internal server error.');
      case 'late-error':
        perform(call);
        return refused(500, 500, 'Internal server error.');
      case 'silent':
        perform(call);
        return 'silent';
      case 'down':
      case 'gibberish':
        return fail;
      case 'expired':
        return refused(401, 124, 'Access token is expired.');
      case 'no-scope':
        return refused(400, 4711, 'Invalid access token, does not contain scopes:[meeting:write:meeting:admin].');
      case 'per-second':
        return {
          ...refused(429, 429, 'You have reached the maximum per-second rate limit for this API. Try again later.'),
          headers: { 'X-RateLimit-Category': 'Light', 'X-RateLimit-Type': 'QPS', 'Retry-After': '2' },
        };
      case 'daily':
        return dailyLimit(true);
      case 'daily-unsaid':
        return dailyLimit(false);
      case 'no-hosting':
        return refused(400, 3161, 'Your user account is not allowed meeting hosting and scheduling capabilities.');
      case 'in-progress':
        return refused(400, 3002, `Sorry, you cannot ${operation} this meeting since it is in progress.`);
      case 'ended':
        return refused(400, 3007, `Sorry, you cannot ${operation} meeting ${subject} since it has ended.`);
      default:
        return perform(call, fail && BENDS[fail]);
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('Date', new Date(now()).toUTCString());
    const path = request.url ?? '/';
    const body = await text(request);
    const matched = operationOf(request.method ?? 'GET', new URL(path, 'http://zoom'));
    if (!matched) return write(response, refused(404, 2300, 'This API endpoint is not recognized.'));
    const { operation } = matched;
    asked.push({ operation, path, body });
    const given = reply({ ...matched, headers: request.headers, body });
    if (given === 'down') return void request.socket.destroy();
    if (given === 'silent') return;
    if (given === 'gibberish')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>A stranger in between</html>');
    const checked = (given.status < 300 ? ANSWERS[operation] : Refused).safeParse(given.body);
    if (checked.success) return write(response, given);
    error(`Zoom would not answer ${operation} like this: ${z.prettifyError(checked.error)}`);
    return write(response, refused(500, 500, 'Internal server error.'));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const login = `http://127.0.0.1:${await listen(server, props.port ?? 0, 'Zoom')}`;
  return {
    login,
    api: `${login}/v2`,
    misbehave: (...how) => {
      wrong = how.map((each) => ({ ...each }));
    },
    meetings: () => [...held.values()],
    asked: () => asked,
    close: () => close(server),
  };
};

const operationOf = (method: string, { pathname, searchParams: query }: URL) => {
  if (method === 'POST' && pathname === '/oauth/token') return { operation: 'token' as const, subject: '', query };
  const [, host] = /^\/v2\/users\/([^/]+)\/meetings$/.exec(pathname) ?? [];
  const [, id] = /^\/v2\/meetings\/(\d+)$/.exec(pathname) ?? [];
  const ofHost = host && ({ GET: 'list', POST: 'create' } as const)[method];
  const ofMeeting = id && ({ GET: 'read', PATCH: 'update', DELETE: 'delete' } as const)[method];
  const operation = ofHost || ofMeeting;
  return operation && { operation, subject: decodeURIComponent(host ?? id ?? ''), query };
};

type Bend = (meeting: Meeting) => Partial<Omit<Meeting, 'settings'>> & { settings?: Partial<Meeting['settings']> };
const BENDS: Partial<Record<Misbehaviour['fail'], Bend>> = {
  recording: () => ({ settings: { auto_recording: 'cloud' } }),
  summary: () => ({ settings: { auto_start_meeting_summary: true } }),
  questions: () => ({ settings: { auto_start_ai_companion_questions: true } }),
  'other-start': ({ start_time }) => ({ start_time: seconds(Date.parse(start_time) + 9 * HOUR) }),
  'other-length': ({ duration }) => ({ duration: duration + 10 }),
  'no-passcode': () => ({ password: '' }),
  'no-waiting-room': () => ({ settings: { waiting_room: false } }),
  'before-host': () => ({ settings: { join_before_host: true } }),
  'personal-room': () => ({ settings: { use_pmi: true } }),
  'sign-in': () => ({ settings: { meeting_authentication: true } }),
};
const apply = (meeting: Meeting, bend: Bend | undefined): void => {
  const { settings, ...rest } = bend?.(meeting) ?? {};
  Object.assign(meeting, rest);
  Object.assign(meeting.settings, settings);
};

const shown = ({ host: _, ...meeting }: Meeting & { host: string }): Meeting => meeting;

const refused = (status: number, code: number, message: string): Reply => ({ status, body: { code, message } });
const missing = (id: string): Reply => refused(404, 3001, `Meeting does not exist: ${id}.`);
const invalid = (field: string, message: string): Reply => ({
  status: 400,
  body: { code: 300, message: 'Validation Failed.', errors: [{ field, message }] },
});
const invalidBy = ({ issues: [issue] }: z.ZodError): Reply =>
  invalid(
    [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])].join('.'),
    'Invalid field.',
  );

const inUtc = (time: string, timezone: string): string =>
  seconds(Date.parse(time.endsWith('Z') || timezone === 'UTC' ? time.replace(/Z?$/, 'Z') : `${time}+09:00`));
const seconds = (moment: number): string => new Date(moment).toISOString().replace(/\.\d+/, '');

const defined = <T extends object>(value: T | undefined) =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, each]) => each !== undefined));

const json = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const write = (response: ServerResponse, { status, body, headers }: Reply): void => {
  response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
};
