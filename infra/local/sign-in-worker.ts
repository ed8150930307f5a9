import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import Provider from 'oidc-provider';
import { goByOfficeClock } from './office-date.ts';
import { issuerOf, type SignInStart } from './sign-in.ts';

/** One office's OpenID server, alone in its thread: what Cognito does at `/oauth2/…` and `/logout`, for people who are made up. */
const { clock, issuer, key, office, staff }: SignInStart = workerData;
goByOfficeClock(clock);

const people = new Map([
  ['mihon1', '見本 窓口一'],
  ['mihon2', '見本 窓口二'],
]);

const { token } = issuerOf(issuer, key);
const HOUR = 60 * 60;
const { pathname: mountedAt } = new URL(issuer);

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: staff.client,
      client_name: office.name,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [...staff.callbacks],
      scope: staff.scope,
    },
  ],
  jwks: { keys: [{ ...key, kty: 'RSA' }] },
  scopes: staff.scope.split(' '),
  findAccount: (_, sub) => (people.has(sub) ? { accountId: sub, claims: () => ({ sub }) } : undefined),
  // Nobody is asked whether the office's own console may know who they are.
  loadExistingGrant: async ({ oidc }) => {
    const { client, account } = oidc;
    if (!client || !account) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
    grant.addOIDCScope(staff.scope);
    await grant.save();
    return grant;
  },
  issueRefreshToken: () => true,
  rotateRefreshToken: false,
  expiresWithSession: () => false,
  ttl: {
    AccessToken: staff.tokenMinutes * 60,
    AuthorizationCode: 5 * 60,
    Grant: staff.refreshMinutes * 60 + HOUR,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: staff.refreshMinutes * 60,
    Session: HOUR,
  },
  // Cookies know no ports, and the other offices' pools are on this machine too.
  cookies: {
    keys: [issuer],
    names: {
      session: `pool-${office.id}-session`,
      interaction: `pool-${office.id}-interaction`,
      resume: `pool-${office.id}-resume`,
    },
  },
  interactions: { url: (_, { uid }) => `${mountedAt}/interaction/${uid}` },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_, client, found) => found.clientId === client.clientId },
    rpInitiatedLogout: { enabled: true },
  },
  routes: {
    authorization: '/oauth2/authorize',
    token: '/oauth2/token',
    userinfo: '/oauth2/userInfo',
    revocation: '/oauth2/revoke',
    end_session: '/logout',
    jwks: '/.well-known/jwks.json',
  },
});

type Context = Parameters<Parameters<typeof provider.use>[0]>[0];

const page = (content: string): string => `<!doctype html><html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>サインイン（見本）</title>
<style>body{font:1.125rem/1.7 sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}button{display:block;width:100%;font:inherit;padding:.75rem;margin:0 0 1rem}</style></head>
<body><main><h1>サインイン（見本）</h1>${content}</main></body></html>`;

/** Who wants to sign in? One click each. */
const chooser = `<p>${office.name}の窓口。本番ではここにパスワードとワンタイムコードの画面が出ます。</p>
<form method="post">${[...people].map(([username, name]) => `<button name="username" value="${username}">${name}（${username}）</button>`).join('')}</form>`;

const choose = async (ctx: Context): Promise<void> => {
  try {
    if (ctx.method !== 'POST') await provider.interactionDetails(ctx.req, ctx.res);
    else {
      const accountId = new URLSearchParams(await text(ctx.req)).get('username') ?? '';
      if (people.has(accountId))
        return ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login: { accountId } }));
    }
    ctx.body = page(chooser);
  } catch {
    ctx.status = 400;
    ctx.body = page('<p>この画面は古くなりました。はじめからサインインし直してください。</p>');
  }
};

/** As Cognito has it: its own session ends, and the browser goes on to an address the client may name. */
const logOut = async (ctx: Context): Promise<void> => {
  const { client_id, logout_uri } = ctx.query;
  if (client_id !== staff.client || typeof logout_uri !== 'string' || !staff.logouts.includes(logout_uri)) {
    ctx.status = 400;
    ctx.body = page('<p>このアドレスではサインアウトできません。</p>');
    return;
  }
  const name = provider.cookieName('session');
  const id = ctx.cookies.get(name);
  const session = id && (await provider.Session.find(id));
  if (session) await session.destroy();
  ctx.cookies.set(name, null);
  ctx.redirect(logout_uri);
};

/** Tokens as Cognito hands them out: its kind of access token, and no new refresh token for an old one. */
const asCognito = (ctx: Context): void => {
  const username = ctx['oidc']?.entities?.AccessToken?.accountId;
  const body: unknown = ctx.body;
  if (typeof username !== 'string' || typeof body !== 'object' || body === null || !('access_token' in body)) return;
  const access_token = token(username, staff.client, Date.now(), staff.tokenMinutes, staff.scope);
  const { refresh_token, ...rest } = { refresh_token: undefined, ...body };
  const renewed = ctx['oidc']?.params?.grant_type === 'refresh_token';
  ctx.body = { ...rest, access_token, ...(!renewed && { refresh_token }) };
};

/** A browser goes by the machine's clock and would drop at once what ends by the office's: it keeps cookies until it is closed. */
const LATER = /; ?expires=(?!Thu, 01 Jan 1970)[^;]+/gi;

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith('/interaction/')) await choose(ctx);
  else if (ctx.path === '/logout') await logOut(ctx);
  else await next();
  if (ctx.path === '/oauth2/token') asCognito(ctx);
  const cookies = ctx.response.headers['set-cookie'];
  if (cookies)
    ctx.set(
      'Set-Cookie',
      [cookies].flat().map((cookie) => String(cookie).replace(LATER, '')),
    );
});

const handle = provider.callback();
const server = createServer((request, response) => {
  // Where it is mounted, the provider learns by what is missing at the front.
  Object.assign(request, { originalUrl: request.url, url: request.url?.slice(mountedAt.length) || '/' });
  void handle(request, response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
parentPort?.postMessage(typeof address === 'object' && address?.port);
