import { get, type Route } from './serve.ts';

/** A text that is the same for everybody until the next deployment. */
export const file = (path: string, type: string, text: string): Route =>
  get(path, {}, async () => ({
    status: 200,
    headers: { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'public, max-age=3600' },
    text,
  }));
