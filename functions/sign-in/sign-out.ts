import { buildEndSessionUrl, tokenRevocation } from 'openid-client';
import { get, post } from '../../shared/http/serve.ts';
import { logFailure } from '../../shared/log.ts';
import { signedOutPage, signingOutPage } from '../../shared/pages/sign-in.ts';
import { office } from './answers.ts';
import { pool, SITE } from './pool.ts';
import { refreshTokenIn, signedOut } from './session.ts';

/**
 * Ends the session here whatever the pool says: the cookies go, the refresh token is worth nothing any more, and the
 * pool's own page is left too, so that nobody else at this computer gets in by one click. The way there is a page that leads
 * on: browsers hold the answer to a form to `form-action`, and the pool is another site.
 */
export const signOut = post('/sign-out', {}, async ({ cookies }) => {
  const next = await leavePool(refreshTokenIn(cookies)).catch((error: unknown) => {
    logFailure(error);
    return '/signed-out';
  });
  return {
    status: 200,
    json: { next },
    page: () => signingOutPage(office, next),
    headers: { Refresh: `0; url=${next}` },
    cookies: signedOut,
  };
});

const leavePool = async (refreshToken: string | undefined): Promise<string> => {
  const config = await pool();
  if (refreshToken !== undefined)
    await tokenRevocation(config, refreshToken).catch((error: unknown) => logFailure(error));
  return buildEndSessionUrl(config, { logout_uri: `${SITE}/signed-out` }).href;
};

/** Where the pool leads once it has forgotten the person too. */
export const afterSignOut = get('/signed-out', {}, async () => ({
  status: 200,
  json: {},
  page: () => signedOutPage(office),
}));
