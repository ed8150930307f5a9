import { createPrivateKey, createPublicKey, generateKeyPair, type JsonWebKey, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type RequestListener } from 'node:http';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { StaffClient } from './template.ts';

export type Issuer = {
  readonly url: string;
  /** What `/.well-known/jwks.json` answers. */
  readonly keys: object;
  /** The key itself, for the thread that signs in. */
  readonly key: JsonWebKey;
  readonly signed: (claims: object) => string;
  /** An access token as Cognito shapes it; the scope is that of a token got by the API. */
  readonly token: (username: string, client: string, now: number, minutes: number, scope?: string) => string;
};

/** Takes an office's user pool's place: its own keys, so that a token of one office means nothing to another. */
export const createIssuer = async (url: string): Promise<Issuer> => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return issuerOf(url, { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' });
};

export const issuerOf = (url: string, key: JsonWebKey): Issuer => {
  const { kid, alg, use } = key;
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const subject = randomUUID();
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (claims: object): string => {
    const token = `${part({ kid, alg })}.${part(claims)}`;
    return `${token}.${sign('sha256', Buffer.from(token), privateKey).toString('base64url')}`;
  };
  return {
    url,
    key,
    keys: { keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg, use }] },
    signed,
    token: (username, client, now, minutes, scope = 'aws.cognito.signin.user.admin') => {
      const seconds = Math.floor(now / 1000);
      return signed({
        sub: subject,
        iss: url,
        client_id: client,
        token_use: 'access',
        scope,
        auth_time: seconds,
        iat: seconds,
        exp: seconds + minutes * 60,
        jti: randomUUID(),
        username,
      });
    },
  };
};

export type SignInStart = {
  readonly clock: BigInt64Array;
  readonly issuer: string;
  readonly key: JsonWebKey;
  readonly office: { readonly id: string; readonly name: string };
  readonly staff: StaffClient;
};

/** That its data are lost when it ends, is what is wanted. */
const IN_MEMORY = /^oidc-provider WARNING: .*in-memory adapter/;

export type SignInPages = { readonly listener: RequestListener; readonly stop: () => Promise<unknown> };

/**
 * The pool's own pages: an OpenID server in a thread of its own, which lives by the office's clock. It starts when somebody first
 * signs in; programs' tokens and the keys need none of it.
 */
export const signInPages = (start: SignInStart, error: (line: string) => void): SignInPages => {
  let started: { readonly worker: Worker; readonly port: Promise<number> } | undefined;
  const portOf = async (): Promise<number> => {
    if (!started) {
      const worker = new Worker(new URL('./sign-in-worker.ts', import.meta.url), {
        stderr: true,
        execArgv: [],
        workerData: start,
      });
      createInterface({ input: worker.stderr }).on('line', (line) => IN_MEMORY.test(line) || error(line));
      worker.on('error', ({ stack = '' }) => error(stack));
      worker.on('exit', () => {
        started = undefined;
      });
      started = { worker, port: once(worker, 'message').then(([port]) => Number(port)) };
    }
    return started.port;
  };
  return {
    listener: async (incoming, outgoing) => {
      try {
        const { method, url, headers } = incoming;
        const asked = httpRequest({ host: '127.0.0.1', port: await portOf(), method, path: url, headers });
        asked.on('error', () => outgoing.destroy());
        asked.on('response', (answer) => answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers)));
        incoming.pipe(asked);
      } catch {
        outgoing.destroy();
      }
    },
    stop: async () => started?.worker.terminate(),
  };
};
