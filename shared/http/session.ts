/**
 * Staff's session is two cookies and nothing on our side: the pool's tokens, out of reach of any script. Without an end of their
 * own they go with the browser; the tokens end by themselves. Cookies ignore ports, so each office's have its name.
 */
export const sessionCookies = (office: string) => ({
  access: `__Host-${office}-access`,
  refresh: `__Host-${office}-refresh`,
});

/** The value of a cookie among `name=value`. */
export const cookieIn = (cookies: readonly string[] | undefined, name: string): string | undefined =>
  cookies?.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;

/** Sent over TLS to this host alone, and by no other site's form. */
export const setCookie = (name: string, value: string, more = ''): string =>
  `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${more}`;

export const dropCookie = (name: string): string => setCookie(name, '', '; Max-Age=0');
