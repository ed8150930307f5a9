import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from 'openid-client';
import * as z from 'zod';
import { get } from '../../shared/http/serve.ts';
import { answerTo, leadTo } from './answers.ts';
import { failureOf, pool, SITE, saidNo } from './pool.ts';
import { begun, consolePath, refreshTokenIn, signedIn } from './session.ts';

const To = z.object({ to: z.string().optional() });

/** Leads on to the console: at once where the session can be renewed, and by way of the pool's sign-in page where it cannot. */
export const signIn = get('/sign-in', { query: To }, async ({ query, cookies }) => {
  const to = consolePath(query.to);
  try {
    const refreshToken = refreshTokenIn(cookies);
    const renewed = refreshToken !== undefined && (await renew(refreshToken));
    return renewed ? leadTo(to, signedIn(renewed)) : await begin(to);
  } catch (error) {
    return answerTo(failureOf(error), to);
  }
});

/** The pool decides whether a session still stands: it may have been ended, or the person's account closed. */
const renew = async (refreshToken: string) => {
  try {
    return await refreshTokenGrant(await pool(), refreshToken);
  } catch (error) {
    if (saidNo(error)) return undefined;
    throw error;
  }
};

const begin = async (to: string) => {
  const underWay = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), to };
  const page = buildAuthorizationUrl(await pool(), {
    redirect_uri: `${SITE}/sign-in/callback`,
    scope: 'openid',
    state: underWay.state,
    nonce: underWay.nonce,
    code_challenge: await calculatePKCECodeChallenge(underWay.verifier),
    code_challenge_method: 'S256',
    lang: 'ja',
  });
  return leadTo(page.href, begun(underWay));
};
