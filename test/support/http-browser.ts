type Loaded = { readonly status: number; readonly url: string; readonly text: string; readonly headers: Headers };
type Sent = {
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** With false the first answer is the answer. */
  readonly follow?: boolean;
};

/**
 * What a browser does with cookies and redirects, without pages: cookies know hosts and paths and no ports, and a form comes from
 * a page of the address it is sent to. Time limits of cookies are not watched.
 */
export class HttpBrowser {
  readonly cookies = new Map<string, { readonly value: string; readonly path: string }>();
  /** Every address asked for, and every `Set-Cookie` line that came, in order. */
  readonly visited: string[] = [];
  readonly lines: string[] = [];

  async open(url: string, { form, headers = {}, follow = true }: Sent = {}): Promise<Loaded> {
    const { pathname } = new URL(url);
    const cookie = [...this.cookies].filter(([, { path }]) => pathname.startsWith(path));
    this.visited.push(url);
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        accept: 'text/html,application/xhtml+xml',
        ...(form && { 'sec-fetch-site': 'same-origin', origin: 'null' }),
        ...(cookie.length > 0 && { cookie: cookie.map(([name, { value }]) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line, pathname);
    const location = answer.headers.get('location') ?? /^0; url=(.+)$/.exec(answer.headers.get('refresh') ?? '')?.[1];
    if (follow && location) return this.open(new URL(location, url).href);
    return { status: answer.status, url, text: await answer.text(), headers: answer.headers };
  }

  #keep(line: string, pathname: string): void {
    this.lines.push(line);
    const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
    const path = /; ?path=([^;]+)/i.exec(attributes)?.[1] ?? pathname;
    if (value === '' || /Max-Age=0|1970/i.test(attributes)) this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}
