import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { IsoInstant } from '../shared/domain/time.ts';
import { readMail } from '../shared/mail/reading/read-mail.ts';
import { officeIds, officeOf } from '../shared/offices/index.ts';

/*
 * Why was this mail not understood? Reads mail files as the office would and prints one JSON line each. Stores and sends
 * nothing. No closures are entered: only the office's own calendar counts.
 */

const usage = `usage: npm run -s read-mail -- --office ${officeIds.join('|')} --now 2026-03-02T09:00:00+09:00 FILE.eml …`;

const refuse = (why: string): never => {
  console.error(`${why}\n${usage}`);
  process.exit(2);
};

const argumentsGiven = () => {
  try {
    return parseArgs({ options: { office: { type: 'string' }, now: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'unknown arguments');
  }
};

const { values, positionals } = argumentsGiven();
const { office: id } = values;
if (id === undefined || !officeIds.includes(id)) refuse(`no office "${id ?? ''}"`);
const now = IsoInstant.safeDecode(values.now ?? '');
if (!now.success || positionals.length === 0)
  refuse(now.success ? 'no files' : `--now "${values.now ?? ''}" is no time`);
else {
  const office = await officeOf(id ?? '');
  for (const file of positionals) {
    let raw: Uint8Array;
    try {
      raw = readFileSync(file);
    } catch (error) {
      console.error(`${file} cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`);
      process.exit(2);
    }
    console.log(JSON.stringify({ file, ...readMail(raw, office, { closed: [], opened: [] }, now.data) }));
  }
}
