import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { inject } from 'vitest';
import { type LocalOffice, type LocalOptions, startLocalOffice } from '../../infra/local/office.ts';
import { bundles } from './bundles.ts';

export type TestOffice = LocalOffice & {
  /** What was printed, and what went wrong: missing grants, failed functions, failed seeding. Take out what a test provokes. */
  readonly printed: readonly string[];
  readonly errors: string[];
};

/** The run's DynamoDB, and tables in it for nobody else. */
const sharedDynamo = (): string => {
  const url = new URL(inject('dynamo'));
  url.username = randomUUID().replaceAll('-', '');
  return url.href;
};

/**
 * A whole local office on free ports, silent. One whose data stay, or whose `dynamo` is '', has a DynamoDB of its own. Several may
 * run at once; stop each.
 */
export const localOffice = async (options: Omit<LocalOptions, 'print' | 'error'> = {}): Promise<TestOffice> => {
  const printed: string[] = [];
  const errors: string[] = [];
  const office = await startLocalOffice({
    bundles: await bundles(),
    dynamo: options.data === undefined ? sharedDynamo() : '',
    ...options,
    print: (line) => printed.push(line),
    error: (line) => errors.push(line),
  });
  return { ...office, printed, errors };
};

/** Sends these bytes over SMTP as they are; resolves to the answer when they are accepted, rejects with it when they are not. */
export const sendMail = async (
  { smtp }: LocalOffice,
  raw: string | Buffer,
  { from, to }: { readonly from: string; readonly to: string | readonly string[] },
): Promise<string> => {
  const transport = createTransport({ ...smtp, ignoreTLS: true });
  const { response } = await transport.sendMail({ envelope: { from, to: [to].flat() }, raw });
  return response;
};
