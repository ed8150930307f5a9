import type { IncomingMessage, RequestListener } from 'node:http';
import * as z from 'zod';
import { instant, isoOf } from '../../shared/domain/time.ts';
import type { LocalMail } from './mailbox.ts';
import type { Queues } from './queues.ts';
import type { Schedules } from './schedules.ts';
import type { Issuer } from './sign-in.ts';
import type { LocalStack } from './template.ts';
import type { Fired } from './timekeeper.ts';
import { type LocalZoom, Misbehaviour } from './zoom.ts';

/** What the control port shows of one office. */
export type Running = {
  readonly url: string;
  readonly stack: LocalStack;
  readonly issuer: Issuer;
  /** The pool's own pages. */
  readonly signIn: RequestListener;
  readonly queues: Queues;
  readonly schedules: Schedules;
};

export type Control = {
  readonly running: ReadonlyMap<string, Running>;
  readonly now: () => string;
  readonly moveClock: (iso: string) => Promise<Fired[]>;
  readonly mails: (to?: string) => Promise<readonly LocalMail[]>;
  readonly mailViewer: string;
  readonly staffToken: (office: string) => string;
  readonly zooms: ReadonlyMap<string, LocalZoom>;
  readonly print: (line: string) => void;
};

/** How Zoom is to misbehave; nothing said, it behaves again. */
const Ill = Misbehaviour.partial({ fail: true });

type Answer = { readonly status: number; readonly type: string; readonly body: string };

/** The port beside the offices': the clock, tokens, and what happens behind the pages. */
export const controlPort =
  (control: Control): RequestListener =>
  (request, response) => {
    const [, pool, path] = /^\/sign-in\/([^/]+)(\/[^?]*)/.exec(request.url ?? '') ?? [];
    const signIn = pool && path !== KEYS && control.running.get(pool)?.signIn;
    if (signIn) return signIn(request, response);
    answerOf(control, request)
      .catch((cause: unknown) => json({ error: cause instanceof Error ? cause.message : String(cause) }, 400))
      .then(({ status, type, body }) =>
        response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body),
      )
      .catch(() => response.destroy());
  };

/** Answered without the pool's pages: nobody has to sign in for programs' tokens to be checked. */
const KEYS = '/.well-known/jwks.json';

const ROUTES = [
  'GET /offices',
  'GET and POST /clock',
  'GET /staff-token?office=',
  'GET /mail?to=',
  'GET /schedules',
  'GET /queues',
  'GET and POST /zoom',
];

const answerOf = async (control: Control, request: IncomingMessage): Promise<Answer> => {
  const { running, now } = control;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const ofEach = (value: (office: Running) => unknown): Answer =>
    json(Object.fromEntries([...running].map(([id, office]) => [id, value(office)])));
  const keysOf = /^\/sign-in\/([^/]+)\/\.well-known\/jwks\.json$/.exec(url.pathname);
  switch (keysOf ? 'GET keys' : `${request.method} ${url.pathname}`) {
    case 'GET /':
      return { status: 200, type: 'text/html', body: indexPage(control) };
    case 'GET /offices':
      return ofEach((office) => ({ url: office.url }));
    case 'GET /clock':
      return json({ now: now() });
    case 'POST /clock': {
      const body = z.strictObject({ now: z.string() }).safeParse(parseJson(await textOf(request)));
      if (!body.success) return json({ error: 'send {"now": "2026-03-02T09:00+09:00"}' }, 400);
      const fired = await control.moveClock(body.data.now);
      const what = fired.length > 0 ? `, ${fired.length} schedules fired` : '';
      control.print(`The clock stands at ${now()}${what}.`);
      return json({ now: now(), fired });
    }
    case 'GET /staff-token': {
      const token = control.staffToken(url.searchParams.get('office') ?? '');
      if (request.headers.accept?.includes('application/json')) return json({ token });
      return { status: 200, type: 'text/plain', body: token };
    }
    case 'GET /mail':
      return json(await control.mails(url.searchParams.get('to') ?? undefined));
    case 'GET /schedules':
      return ofEach(({ schedules, stack }) =>
        schedules.list().map(({ schedule: { name, expression, target }, at }) => ({
          name,
          at: isoOf(instant(at)),
          expression,
          function: stack.functions.find(({ arn }) => arn === target.Arn)?.name ?? target.Arn,
        })),
      );
    case 'GET /queues':
      return ofEach(({ queues }) => queues.list());
    case 'GET /zoom':
      return json(
        Object.fromEntries(
          [...control.zooms].map(([id, zoom]) => [
            id,
            zoom.meetings().map(({ id, host, agenda, start_time, duration }) => ({
              id,
              host,
              reference: agenda,
              startsAt: start_time,
              minutes: duration,
            })),
          ]),
        ),
      );
    case 'POST /zoom': {
      const how = Ill.safeParse(parseJson(await textOf(request)));
      if (!how.success) return json({ error: z.prettifyError(how.error) }, 400);
      const { fail, ...more } = how.data;
      for (const zoom of control.zooms.values()) zoom.misbehave(...(fail === undefined ? [] : [{ fail, ...more }]));
      return json(how.data);
    }
    case 'GET keys': {
      const office = running.get(keysOf?.[1] ?? '');
      return office ? json(office.issuer.keys) : json({ error: 'no such office' }, 404);
    }
    default:
      return json({ error: `there are ${ROUTES.join(', ')}` }, 404);
  }
};

const json = (value: object, status = 200): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const indexPage = ({ running, now, mailViewer }: Control): string => {
  const links = [...running].map(
    ([id, { url }]) => `<li>${id}: <a href="${url}/">${url}</a>, staff: <a href="${url}/staff">${url}/staff</a></li>`,
  );
  const tokens = [...running.keys()].map((id) => `<a href="/staff-token?office=${id}">${id}</a>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>madoguchi on this machine</title>
<h1>madoguchi on this machine</h1><ul>${links.join('')}</ul>
<p>The clock says ${now()}. It is moved forward by <code>POST /clock</code> with <code>{"now": "…"}</code>.</p>
<p>A token for <code>/staff</code>: ${tokens.join(', ')}</p>
<p>What follows: <a href="${mailViewer}">the mail</a> (<a href="/mail">as JSON</a>),
<a href="/schedules">the schedules</a>, <a href="/zoom">the meetings at Zoom</a>, <a href="/queues">the queues of what failed</a></p>
</html>`;
};
