import { expect } from 'vitest';
import { textOf } from './forms.ts';
import { type Answer, invoke } from './lambda.ts';

/* What a person sees of a page of the console. */

type Handler = Parameters<typeof invoke>[0];

/** A page as a browser asks for it. */
export const pageOf = async (handler: Handler, path: string): Promise<{ html: string; text: string }> => {
  const { status, text, headers } = await invoke(handler, `GET ${path}`, {
    staff: 'demo-staff',
    headers: { accept: 'text/html' },
  });
  expect([path, status, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
  return { html: text, text: textOf(text) };
};

/** Where links and forms of a page lead, other than to the telephone. */
export const addressesIn = (html: string): string[] =>
  [...html.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, to = '']) => to).filter((to) => !to.startsWith('tel:'));

/** Sends a form of a page as a browser does, with its hidden fields, and whatever else is typed; `which` tells it among the others. */
export const pressIn = (
  handler: Handler,
  html: string,
  which: { readonly action: string; readonly has?: string },
  typed: Record<string, string> = {},
): Promise<Answer> => {
  const forms = [...html.matchAll(/<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/g)];
  const found = forms.find(
    ([, action = '', inside = '']) => action === which.action && inside.includes(which.has ?? ''),
  );
  if (!found) throw new Error(`no form leads to ${which.action}`);
  const hidden = [...(found[2] ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  return invoke(handler, `POST ${which.action}`, {
    staff: 'demo-staff',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    body: new URLSearchParams({ ...fields, ...typed }).toString(),
  });
};
