import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DateTime } from 'luxon';
import * as z from 'zod';
import type { Reference } from '../domain/booking.ts';
import { type Instant, IsoInstant, instant, local, MINUTE } from '../domain/time.ts';

/** What Zoom's marketplace shows of an office's server-to-server app. */
export const ZoomCredentials = z.strictObject({
  accountId: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});
export type ZoomCredentials = z.infer<typeof ZoomCredentials>;

export type ZoomSession = {
  readonly reference: Reference;
  /** The counsellor's Zoom user: an address. */
  readonly host: string;
  readonly startsAt: Instant;
  readonly minutes: number;
};

/** What people need to enter. Never the address the host starts it by: whoever has that one is the host. */
type ZoomMeeting = { readonly id: string; readonly url: string; readonly passcode: string };

/**
 * Why there is no meeting. `recording`: Zoom would record it [K-12-2]; `ai`: its AI would summarise it, or answer questions about it; `changed`: it is not as asked for
 * otherwise; none of these stands any more. `host`: the user is unknown or may not host. `busy` and `unreachable` pass by themselves, `daily-limit`
 * not before `until`. `credentials`: the app is not let in, or not to what we need. `refused`: anything else Zoom says no to.
 * Whatever is answered to a make but `unreachable`: none has been made that still stands.
 */
export type ZoomTrouble = {
  readonly trouble:
    | 'recording'
    | 'ai'
    | 'changed'
    | 'host'
    | 'daily-limit'
    | 'busy'
    | 'unreachable'
    | 'credentials'
    | 'refused';
  readonly until?: Instant;
};

/** How long is waited, in milliseconds. */
export type ZoomPatience = {
  readonly request: number;
  /** For everything that one make, move or remove asks: the function's own time must be longer. */
  readonly whole: number;
  /** Between two tries, where Zoom does not say how long. */
  readonly pause: number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Of any beginning, as long as it only goes forward. */
  readonly clock: () => number;
};
export const PATIENCE: ZoomPatience = {
  request: 6_000,
  whole: 24_000,
  pause: 1_000,
  wait,
  clock: () => performance.now(),
};

export type ZoomAt = {
  /** `https://api.zoom.us/v2` */
  readonly api: string;
  /** `https://zoom.us` */
  readonly login: string;
  readonly credentials: ZoomCredentials;
  readonly patience?: Partial<ZoomPatience>;
};

export type Zoom = {
  readonly make: (session: ZoomSession) => Promise<ZoomMeeting | ZoomTrouble>;
  readonly move: (id: string, session: ZoomSession) => Promise<ZoomMeeting | ZoomTrouble>;
  readonly remove: (id: string) => Promise<ZoomTrouble | undefined>;
};

/** Zoom has made one that is not as it must be, which was removed. */
export const leavesNone = ({ trouble }: ZoomTrouble): boolean =>
  trouble === 'recording' || trouble === 'ai' || trouble === 'changed';

const TRIES = 3;

/** [A-6-3] An office's Zoom. Whatever Zoom does is answered as a value; the token is kept for as long as this is. */
export const zoomAt = ({ api, login, credentials, patience: given }: ZoomAt): Zoom => {
  const patience = { ...PATIENCE, ...given };
  const { clock } = patience;
  let token: { readonly value: string; readonly until: number } | undefined;
  let asked: Promise<string | ZoomTrouble> | undefined;

  /** One request, tried again where that is harmless: Zoom had too many at once, or it fails and asking twice does no more than once. */
  const send = async (
    to: string,
    init: RequestInit,
    until: number,
    harmless = init.method !== 'POST',
  ): Promise<Answer | ZoomTrouble> => {
    for (let left = TRIES - 1; ; left--) {
      const answer = await once(to, init, Math.min(patience.request, until - clock()));
      const again = shouldWait(answer, harmless, patience.pause);
      if (again === undefined) return answer;
      if (left === 0 || clock() + again >= until) return 'trouble' in answer ? answer : troubleOf(answer);
      await patience.wait(again);
    }
  };

  /** The one kept; whoever needs a new one while it is asked for waits for the same: Zoom ends old tokens when there are many. */
  const bearer = async (until: number): Promise<string | ZoomTrouble> => {
    if (token && clock() < token.until) return token.value;
    asked ??= newToken(until).finally(() => {
      asked = undefined;
    });
    return asked;
  };

  const newToken = async (until: number): Promise<string | ZoomTrouble> => {
    const { accountId, clientId, clientSecret } = credentials;
    const headers = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    const body = new URLSearchParams({ grant_type: 'account_credentials', account_id: accountId });
    const answer = await send(`${login}/oauth/token`, { method: 'POST', headers, body }, until, true);
    if ('trouble' in answer) return answer;
    if (answer.status === 400 || answer.status === 401) return { trouble: 'credentials' };
    const granted = Token.safeParse(answer.body).data;
    if (answer.status !== 200 || !granted) return troubleOf(answer);
    token = { value: granted.access_token, until: clock() + granted.expires_in * 1000 - MINUTE };
    return token.value;
  };

  /** What the API says to this, whatever it says; with a new token once, if the one kept is good no more. */
  const ask = async (method: string, path: string, until: number, body?: object): Promise<Answer | ZoomTrouble> => {
    const json = body && { 'content-type': 'application/json' };
    const sent = { method, ...(body && { body: JSON.stringify(body) }) };
    for (let again = false; ; again = true) {
      const value = await bearer(until);
      if (typeof value !== 'string') return value;
      const headers = { authorization: `Bearer ${value}`, ...json };
      const answer = await send(`${api}${path}`, { ...sent, headers }, until);
      if ('trouble' in answer || (answer.status !== 401 && codeIn(answer) !== 124)) return answer;
      if (token?.value === value) token = undefined;
      if (again) return { trouble: 'credentials' };
    }
  };

  /** Those of this booking that stand at Zoom, the oldest first: not the upcoming alone, for a session may begin at once. */
  const standing = async ({ host, reference }: ZoomSession, until: number): Promise<Listed[] | ZoomTrouble> => {
    const found: Listed[] = [];
    const query = new URLSearchParams({ type: 'scheduled', page_size: '300' });
    do {
      const answer = await ask('GET', `/users/${encodeURIComponent(host)}/meetings?${query}`, until);
      if ('trouble' in answer) return answer;
      const page = List.safeParse(answer.body).data;
      if (answer.status !== 200 || !page) return troubleOf(answer);
      const ours = page.meetings.flatMap((each) => Listed.safeParse(each).data ?? []);
      found.push(...ours.filter(({ agenda }) => agenda?.trim() === reference));
      query.set('next_page_token', page.next_page_token);
    } while (query.get('next_page_token') !== '');
    return found.sort((a, b) => a.created_at - b.created_at || a.id - b.id);
  };

  const create = async (session: ZoomSession, until: number): Promise<Listed | 'silent' | ZoomTrouble> => {
    const answer = await ask('POST', `/users/${encodeURIComponent(session.host)}/meetings`, until, {
      topic: TOPIC,
      agenda: session.reference,
      type: SCHEDULED,
      password: newPasscode(),
      ...timesOf(session),
      settings: SETTINGS,
    });
    if ('trouble' in answer) return answer.trouble === 'unreachable' ? 'silent' : answer;
    if (answer.status >= 500) return 'silent';
    const made = Listed.safeParse(answer.body).data;
    if (answer.status < 300) return made ?? 'silent';
    return troubleOf(answer);
  };

  const read = async (id: string, until: number): Promise<Held | 'gone' | ZoomTrouble> => {
    const answer = await ask('GET', `/meetings/${encodeURIComponent(id)}`, until);
    if ('trouble' in answer) return answer;
    if (isGone(answer)) return 'gone';
    return (answer.status === 200 && Held.safeParse(answer.body).data) || troubleOf(answer);
  };

  const drop = async (id: string, until: number): Promise<ZoomTrouble | undefined> => {
    const answer = await ask('DELETE', `/meetings/${encodeURIComponent(id)}?schedule_for_reminder=false`, until);
    if ('trouble' in answer) return answer;
    return answer.status === 204 || isGone(answer) ? undefined : troubleOf(answer);
  };

  /** Nobody is told of a meeting that is not as it must be: it goes, and if it does not, that is tried again before all else. */
  const verified = async (held: Held, session: ZoomSession, until: number): Promise<ZoomMeeting | ZoomTrouble> => {
    const wrong = wrongIn(held, session);
    if (!wrong) return { id: String(held.id), url: held.join_url, passcode: held.password };
    return (await drop(String(held.id), until)) ?? { trouble: wrong };
  };

  /** As the session is now, if it is not so already: Zoom counts what is changed. */
  const set = async (id: string, session: ZoomSession, until: number): Promise<ZoomMeeting | 'gone' | ZoomTrouble> => {
    const before = await read(id, until);
    if (before === 'gone' || 'trouble' in before) return before;
    if (!wrongIn(before, session)) return verified(before, session, until);
    const changes = { ...timesOf(session), settings: SETTINGS };
    const answer = await ask('PATCH', `/meetings/${encodeURIComponent(id)}`, until, changes);
    if ('trouble' in answer) return answer;
    if (isGone(answer)) return 'gone';
    if (answer.status !== 204) return troubleOf(answer);
    const after = await read(id, until);
    return after === 'gone' || 'trouble' in after ? after : verified(after, session, until);
  };

  const makeBy = async (session: ZoomSession, until: number): Promise<ZoomMeeting | ZoomTrouble> => {
    const over = new Set<number>();
    let silent = false;
    const unsure: ZoomTrouble = { trouble: 'unreachable' };
    const settled = (meeting: ZoomMeeting | ZoomTrouble): ZoomMeeting | ZoomTrouble =>
      'url' in meeting || leavesNone(meeting) ? meeting : unsure;
    for (let left = TRIES; left > 0; left--) {
      const found = await standing(session, until);
      if ('trouble' in found) return silent ? unsure : found;
      const [first, ...more] = found.filter(({ id }) => !over.has(id));
      if (first) {
        for (const later of more.filter(({ created_at }) => created_at > first.created_at)) {
          if (await drop(String(later.id), until)) return unsure;
        }
        const adopted = await set(String(first.id), session, until);
        if (adopted !== 'gone') return settled(adopted);
        over.add(first.id);
      }
      const made = await create(session, until);
      if (made === 'silent') {
        if (silent) break;
        silent = true;
        await patience.wait(patience.pause);
        continue;
      }
      if ('trouble' in made) return silent ? unsure : made;
      // Somebody else may have made one at the same moment. Whoever is not the only first gives way; who is next in line takes longer.
      const now = await standing(session, until);
      if ('trouble' in now) return unsure;
      const rivals = now.filter(
        ({ id, created_at }) => id !== made.id && !over.has(id) && created_at <= made.created_at,
      );
      if (rivals.length === 0) {
        const held = await read(String(made.id), until);
        if (held === 'gone') continue;
        return settled('trouble' in held ? held : await verified(held, session, until));
      }
      if (await drop(String(made.id), until)) return unsure;
      const before = rivals.filter(({ id, created_at }) => created_at < made.created_at || id < made.id).length;
      await patience.wait(before * patience.pause);
    }
    return unsure;
  };

  return {
    /** One meeting for a booking: the one there is already, as after a silence or when asked twice, or a new one. */
    make: (session) => makeBy(session, clock() + patience.whole),
    /** The same meeting at the session's time; a meeting that is gone is made anew. */
    move: async (id, session) => {
      const until = clock() + patience.whole;
      const moved = await set(id, session, until);
      return moved === 'gone' ? makeBy(session, until) : moved;
    },
    /** A meeting that is gone or over counts as removed. */
    remove: (id) => drop(id, clock() + patience.whole),
  };
};

/** Nothing of a person: Zoom keeps an account's data in the United States. */
const TOPIC = 'オンライン職業相談';
const SCHEDULED = 2;
/** [K-12-2] Whatever the account's own settings are. */
const SETTINGS = {
  waiting_room: true,
  join_before_host: false,
  auto_recording: 'none',
  auto_start_meeting_summary: false,
  auto_start_ai_companion_questions: false,
  email_notification: false,
  use_pmi: false,
  meeting_authentication: false,
};

const timesOf = ({ startsAt, minutes }: ZoomSession) => ({
  start_time: local(startsAt).toFormat("yyyy-MM-dd'T'HH:mm:ss"),
  timezone: 'Asia/Tokyo',
  duration: minutes,
});

/** What is read out on the phone and typed on one: no two characters that look alike. Many accounts ask for a letter and a digit. */
const newPasscode = (): string => {
  const letters = 'acdefhjkmnprtuwxy';
  const digits = '34679';
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  return pick(letters) + pick(digits) + Array.from({ length: 6 }, () => pick(letters + digits)).join('');
};

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const Listed = z.object({ id: z.int(), agenda: z.string().optional(), created_at: IsoInstant });
type Listed = z.infer<typeof Listed>;
/** A host has meetings of their own too, of every kind. */
const List = z.object({ next_page_token: z.string().default(''), meetings: z.array(z.unknown()) });
const Held = z.object({
  id: z.int(),
  join_url: z.url({ protocol: /^https$/ }),
  password: z.string().default(''),
  start_time: IsoInstant,
  duration: z.number(),
  settings: z.object({
    waiting_room: z.boolean().optional(),
    join_before_host: z.boolean().optional(),
    auto_recording: z.string().optional(),
    auto_start_meeting_summary: z.boolean().optional(),
    auto_start_ai_companion_questions: z.boolean().optional(),
    use_pmi: z.boolean().optional(),
    meeting_authentication: z.boolean().optional(),
  }),
});
type Held = z.infer<typeof Held>;

/** [K-12-2] What Zoom has made of what it was asked for: an account's rules may overwrite a meeting's. Only the word that nothing records counts. */
const wrongIn = (
  { settings, start_time, duration, password }: Held,
  { startsAt, minutes }: ZoomSession,
): 'recording' | 'ai' | 'changed' | undefined => {
  if (settings.auto_recording !== 'none') return 'recording';
  if (settings.auto_start_meeting_summary || settings.auto_start_ai_companion_questions) return 'ai';
  const asked =
    start_time === startsAt &&
    duration === minutes &&
    password !== '' &&
    settings.waiting_room === true &&
    settings.join_before_host === false &&
    !settings.use_pmi &&
    !settings.meeting_authentication;
  return asked ? undefined : 'changed';
};

type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

const once = async (to: string, init: RequestInit, limit: number): Promise<Answer | ZoomTrouble> => {
  if (limit <= 0) return { trouble: 'unreachable' };
  try {
    const signal = AbortSignal.timeout(Math.ceil(limit));
    const response = await fetch(to, { ...init, redirect: 'manual', signal });
    const { status, headers } = response;
    return { status, headers, body: parsed(await response.text()) };
  } catch {
    return { trouble: 'unreachable' };
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** How long until this may be asked again; undefined where it is answered, or should not be asked again. */
const shouldWait = (answer: Answer | ZoomTrouble, harmless: boolean, pause: number): number | undefined => {
  if ('trouble' in answer || answer.status >= 500) return harmless ? pause : undefined;
  if (answer.status !== 429 || isDaily(answer)) return undefined;
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return seconds > 0 ? seconds * 1000 : pause;
};

const Said = z.object({ code: z.number().optional(), message: z.string().optional() });
const codeIn = ({ body }: Answer): number | undefined => Said.safeParse(body).data?.code;

/** Zoom itself says that there is no such meeting, or that it has ended; a stranger's 404 says nothing. */
const isGone = (answer: Answer): boolean => {
  const code = codeIn(answer);
  return code === 3001 || code === 3007 || (answer.status === 404 && code !== undefined);
};

const troubleOf = (answer: Answer): ZoomTrouble => {
  const { status } = answer;
  if (status === 429) return isDaily(answer) ? dailyLimit(answer) : { trouble: 'busy' };
  if (status >= 500) return { trouble: 'unreachable' };
  return { trouble: MEANING.get(codeIn(answer) ?? 0) ?? 'refused' };
};

/** Zoom's own numbers, where they tell what to do about it. */
const MEANING = new Map<number, ZoomTrouble['trouble']>([
  [104, 'credentials'],
  [200, 'credentials'],
  [4700, 'credentials'],
  [4711, 'credentials'],
  [1001, 'host'],
  [1010, 'host'],
  [3161, 'host'],
  [3002, 'busy'],
]);

/** A user's creations and changes of one day are counted. The date is documented; Zoom has been seen to send nothing but the sentence. */
const isDaily = ({ headers, body }: Answer): boolean =>
  /daily/i.test(headers.get('x-ratelimit-type') ?? '') ||
  /daily/i.test(Said.safeParse(body).data?.message ?? '') ||
  momentIn(headers.get('retry-after')) !== undefined;

const dailyLimit = ({ headers }: Answer): ZoomTrouble => {
  const now = momentIn(headers.get('date'));
  const midnight = now?.toUTC().plus({ days: 1 }).startOf('day');
  const until = momentIn(headers.get('retry-after')) ?? midnight;
  return { trouble: 'daily-limit', ...(until && { until: instant(until.toMillis()) }) };
};

/** Of a date in either form; a bare number is seconds, and luxon would take it for a year. */
const momentIn = (header: string | null): DateTime | undefined =>
  header === null || /^\d*$/.test(header)
    ? undefined
    : [DateTime.fromHTTP(header), DateTime.fromISO(header, { zone: 'utc' })].find(({ isValid }) => isValid);
