import { authorizationCodeGrant } from 'openid-client';
import { get } from '../../shared/http/serve.ts';
import { answerTo, leadTo } from './answers.ts';
import { failureOf, pool, SITE } from './pool.ts';
import { consolePath, signedIn, underWayIn } from './session.ts';

/** The pool leads back with a code, which is worth something only to the browser that began, and once. */
export const callback = get('/sign-in/callback', {}, async ({ cookies, target }) => {
  const underWay = underWayIn(cookies);
  const to = consolePath(underWay?.to);
  if (!underWay) return answerTo('sign-in-failed', to);
  try {
    const tokens = await authorizationCodeGrant(await pool(), new URL(target, SITE), {
      expectedState: underWay.state,
      expectedNonce: underWay.nonce,
      pkceCodeVerifier: underWay.verifier,
    });
    return leadTo(to, signedIn(tokens));
  } catch (error) {
    return answerTo(failureOf(error), to);
  }
});
