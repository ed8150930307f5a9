import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/** What one office keeps between runs: read it once, put it whenever it changes. */
export type Kept = { readonly read: () => unknown; readonly put: (value: unknown) => void };

/** Where nothing is to be kept. */
export const notKept: Kept = { read: () => undefined, put: () => {} };

/** A JSON file with a part for each office; the parts of offices that do not run now stay as they are. */
export const keptIn = (path: string): ((office: string) => Kept) => {
  const all = new Map(Object.entries(contentOf(path)));
  return (office) => ({
    read: () => all.get(office),
    put: (value) => {
      all.set(office, value);
      // Renamed into place, so that whoever is killed half way leaves a whole file.
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(all), null, 1));
      renameSync(`${path}.new`, path);
    },
  });
};

const contentOf = (path: string): Record<string, unknown> => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} cannot be read; delete it if nothing in it is needed`, { cause });
  }
};
