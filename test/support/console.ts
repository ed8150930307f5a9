import type { Following } from './following.ts';
import { type Answer, FORM, form, invoke } from './lambda.ts';

/* The console as a browser sees it: pages by GET, forms by POST with the fields of the page they stand on. */

/** A browser says that a post comes from a page of our own. */
const OWN = { 'sec-fetch-site': 'same-origin' };

export const browserOf = (office: Following, staff = 'demo-staff') => {
  const get = (path: string): Promise<Answer> =>
    invoke(office.at.staff, `GET ${path}`, { staff, headers: { accept: 'text/html' } });
  const post = (path: string, fields: Record<string, string>): Promise<Answer> =>
    invoke(office.at.staff, `POST ${path}`, { staff, headers: { ...FORM, ...OWN }, body: form(fields) });
  return { get, post };
};

const decoded = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What a browser would send of the form with this action, as it stands on the page. */
export const fieldsOf = (page: string, action: string): Record<string, string> => {
  const [, inner = ''] = page.split(`<form method="post" action="${action}">`);
  const [text = ''] = inner.split('</form>');
  const attribute = (tag: string, name: string): string | undefined => {
    const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
    return value === undefined ? undefined : decoded(value);
  };
  const fields: Record<string, string> = {};
  for (const [tag] of text.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const offered = /type="(?:radio|checkbox)"/.test(tag) && !/\schecked/.test(tag);
    if (name !== undefined && !offered) fields[name] = attribute(tag, 'value') ?? '';
  }
  for (const [tag, options = ''] of text.matchAll(/<select[^>]*>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option[^>]*\sselected[^>]*>/.exec(options)?.[0] ?? /<option[^>]*>/.exec(options)?.[0] ?? '';
    const name = attribute(tag, 'name');
    if (name !== undefined) fields[name] = attribute(chosen, 'value') ?? '';
  }
  return fields;
};
