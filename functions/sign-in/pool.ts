import {
  AuthorizationResponseError,
  allowInsecureRequests,
  ClientError,
  type Configuration,
  discovery,
  None,
  ResponseBodyError,
} from 'openid-client';
import * as z from 'zod';
import type { OfSignIn } from '../../shared/http/problems.ts';
import { logFailure } from '../../shared/log.ts';

const env = z
  .object({ OFFICE: z.string().min(1), SITE: z.url(), STAFF_ISSUER: z.url(), STAFF_CLIENT: z.string().min(1) })
  .parse(process.env);

export const OFFICE = env.OFFICE;
export const SITE = env.SITE;

/** In seconds. One request asks the pool twice at most, and must answer before its own time is over. */
const PATIENCE = 3;

let known: Promise<Configuration> | undefined;

/** The office's user pool, asked once per process for where its pages are. The client is public: PKCE stands for a secret. */
export const pool = (): Promise<Configuration> => {
  const issuer = new URL(env.STAFF_ISSUER);
  known ??= discovery(issuer, env.STAFF_CLIENT, undefined, None(), {
    timeout: PATIENCE,
    // The local office's pool is on this machine and has no certificate; Cognito's issuer is always https.
    execute: issuer.protocol === 'http:' ? [allowInsecureRequests] : [],
  });
  known.catch(() => {
    known = undefined;
  });
  return known;
};

/** The pool said no: to a code or a token that is worth nothing, to a person it does not know. Anything else is trouble with the pool. */
export const saidNo = (error: unknown): boolean =>
  error instanceof AuthorizationResponseError ||
  (error instanceof ResponseBodyError && error.status < 500 && error.status !== 429) ||
  (error instanceof ClientError && /^OAUTH_(?:INVALID_RESPONSE|JWT_)/.test(error.code ?? ''));

/** Why nobody is signed in: the person starts again, or waits. Neither code nor token is written anywhere. */
export const failureOf = (error: unknown): OfSignIn => {
  if (saidNo(error)) return 'sign-in-failed';
  logFailure(error);
  return 'sign-in-unavailable';
};
