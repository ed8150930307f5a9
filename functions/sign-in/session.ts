import * as z from 'zod';
import { cookieIn, dropCookie, sessionCookies, setCookie } from '../../shared/http/session.ts';
import { OFFICE } from './pool.ts';

const names = { ...sessionCookies(OFFICE), underWay: `__Host-${OFFICE}-signing-in` };

/** What has to be the same when the pool leads back, and where to go then. */
const UnderWay = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });
export type UnderWay = z.infer<typeof UnderWay>;

export const underWayIn = (cookies: readonly string[]): UnderWay | undefined => {
  try {
    return UnderWay.parse(JSON.parse(Buffer.from(cookieIn(cookies, names.underWay) ?? '', 'base64url').toString()));
  } catch {
    return undefined;
  }
};

/** A quarter of an hour is enough for a password and a second factor; a session that was there is over. */
export const begun = (underWay: UnderWay): string[] => [
  dropCookie(names.access),
  dropCookie(names.refresh),
  setCookie(names.underWay, Buffer.from(JSON.stringify(underWay)).toString('base64url'), '; Max-Age=900'),
];

export const refreshTokenIn = (cookies: readonly string[]): string | undefined => cookieIn(cookies, names.refresh);

type Tokens = { readonly access_token: string; readonly refresh_token?: string | undefined };

/** Signed in. A renewal brings no new refresh token: the one there is stays, until its ten hours are over. */
export const signedIn = (tokens: Tokens): string[] => [
  setCookie(names.access, tokens.access_token),
  ...(tokens.refresh_token ? [setCookie(names.refresh, tokens.refresh_token)] : []),
  dropCookie(names.underWay),
];

export const signedOut: readonly string[] = Object.values(names).map(dropCookie);

/**
 * Where a person is led once signed in: a page of the console. Whatever a browser could read as anything else, such as another
 * site's address, leads to today's page.
 */
export const consolePath = (to: string | undefined): string => {
  const url = URL.parse(to ?? '', 'https://office.invalid');
  // What the parser leaves as it is has no backslash, control character, dots or fragment in it.
  const unchanged = url !== null && `${url.pathname}${url.search}` === to && !to.includes('//');
  return unchanged && /^\/staff(?:[/?]|$)/.test(to) && to.length <= 1_000 ? to : '/staff/today';
};
