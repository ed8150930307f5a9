import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bundles } from '../../../infra/bundle.ts';
import { functionNames } from '../../../infra/office-stack.ts';
import { localOffice, type TestOffice } from '../../support/local.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
type Json = any;

const sdk = (name: string): string => {
  const path = createRequire(import.meta.url).resolve(`@aws-sdk/${name}`);
  return JSON.stringify(pathToFileURL(path).href);
};

/** Stores the items it is sent, all at once, as the product's functions store what belongs together. */
const booking = `
import { DynamoDBClient, TransactWriteItemsCommand } from ${sdk('client-dynamodb')};
const dynamo = new DynamoDBClient({});
export const handler = async ({ body }) => {
  const items = JSON.parse(body).map((Item) => ({ Put: { TableName: process.env.TABLE, Item } }));
  await dynamo.send(new TransactWriteItemsCommand({ TransactItems: items }));
  return { statusCode: 200 };
};`;

/** Does what a stored booking says: sends a mail, makes a schedule, fails for once or for good. */
const dispatch = `
import { CreateScheduleCommand, SchedulerClient } from ${sdk('client-scheduler')};
import { SendRawEmailCommand, SESClient } from ${sdk('client-ses')};
const { env } = process;
const scheduler = new SchedulerClient({});
const ses = new SESClient({});
const failed = new Set();
const act = async ({ mail, wake, raw }) => {
  if (mail) await ses.send(new SendRawEmailCommand({
    RawMessage: { Data: Buffer.from(['From: Office <' + env.MAIL_FROM + '>', 'To: ' + mail, 'Subject: Test', '', 'Hello.'].join('\\r\\n')) },
    ConfigurationSetName: env.CONFIGURATION_SET,
    Tags: [{ Name: 'booking', Value: 'b-1' }],
  }));
  if (wake) await scheduler.send(new CreateScheduleCommand({
    Name: wake.name, GroupName: env.SCHEDULE_GROUP, ScheduleExpression: 'at(' + wake.at + ')',
    ScheduleExpressionTimezone: 'Asia/Tokyo', FlexibleTimeWindow: { Mode: 'OFF' }, ActionAfterCompletion: 'DELETE',
    Target: { Arn: env[wake.target ?? 'REMINDER'].replace(...(wake.instead ?? ['', ''])), RoleArn: env.SCHEDULE_ROLE, DeadLetterConfig: { Arn: env.SCHEDULE_LOST },
      Input: JSON.stringify({ name: wake.name, then: wake.then }) },
  }));
};
export const handler = async ({ Records }) => {
  const does = Records.map(({ dynamodb }) => JSON.parse(dynamodb.NewImage?.does?.S ?? '{}'));
  tell('dispatch', Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
  if (does.some((one) => one.keep)) tell('event', Records);
  if (does.some((one) => one.throws)) throw new Error('a record that throws');
  const batchItemFailures = [];
  for (const [index, { dynamodb }] of Records.entries()) {
    const id = dynamodb.Keys.pk.S;
    if (does[index].poison || (does[index].once && !failed.has(id))) {
      failed.add(id);
      batchItemFailures.push({ itemIdentifier: dynamodb.SequenceNumber });
    } else await act(does[index]);
  }
  return { batchItemFailures };
};`;

/** Tells when it was called, and stores what its call says, so that something follows. */
const woken = (name: string): string => `
import { DynamoDBClient, PutItemCommand } from ${sdk('client-dynamodb')};
const dynamo = new DynamoDBClient({});
export const handler = async (event) => {
  tell('${name}', { event, now: new Date().toISOString() });
  if (event.name?.startsWith('broken')) throw new Error('cannot remind');
  if (event.then) await dynamo.send(new PutItemCommand({ TableName: process.env.TABLE, Item: {
    pk: { S: 'after ' + event.name }, sk: { S: 'BOOKING' }, does: { S: JSON.stringify(event.then) } } }));
};`;

/** Tells what it was called with and what SES stored; fails for once, for good, or on the whole batch, as the subject bids. */
const mailIn = `
import { GetObjectCommand, S3Client } from ${sdk('client-s3')};
const s3 = new S3Client({});
const failed = new Set();
export const handler = async ({ Records }) => {
  const mails = Records.map(({ body, ...record }) => ({ ...record, body: JSON.parse(body) }));
  const subjects = mails.map(({ body }) => body.mail.commonHeaders.subject);
  tell('mail-in', subjects);
  if (subjects.some((one) => one === 'keep')) tell('mail-event', mails);
  if (subjects.some((one) => one === 'throws')) throw new Error('a mail that throws');
  const batchItemFailures = [];
  for (const [index, { messageId, body }] of mails.entries()) {
    if (subjects[index] === 'poison' || (subjects[index] === 'once' && !failed.has(messageId))) {
      failed.add(messageId);
      batchItemFailures.push({ itemIdentifier: messageId });
      continue;
    }
    const { bucketName, objectKey } = body.receipt.action;
    const get = (more) => s3.send(new GetObjectCommand({ Bucket: process.env.MAIL_BUCKET, Key: objectKey, ...more }));
    const stored = Buffer.from(await (await get({})).Body.transformToByteArray()).toString('base64');
    const begins = await get({ Range: 'bytes=0-10' });
    tell('mail', { office: process.env.OFFICE, body, stored, begins: await begins.Body.transformToString(), range: begins.ContentRange });
  }
  return { batchItemFailures };
};`;

const sources: Readonly<Record<string, string>> = {
  booking,
  dispatch,
  'mail-in': mailIn,
  reminder: woken('reminder'),
  'no-show': woken('no-show'),
  sweep: woken('sweep'),
  'mail-events': `export const handler = async ({ Records }) => {
  for (const { Sns } of Records) tell('mail-events', { ...JSON.parse(Sns.Message), topic: Sns.TopicArn });
};`,
};

export type StandIns = {
  readonly bundles: Bundles;
  /** What the functions told so far, in order; of one of them, or all. */
  readonly told: (who?: string) => Json[];
  readonly forget: () => void;
  readonly remove: () => void;
};

/** Small functions in the product's place, in the very stack of the product: they do as a stored item bids, and tell what they met. */
export const standIns = (): StandIns => {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-stand-ins-'));
  const notes = join(folder, 'notes');
  const forget = (): void => writeFileSync(notes, '');
  forget();
  const tell = `import { appendFileSync } from 'node:fs';
const tell = (who, what) => appendFileSync(${JSON.stringify(notes)}, JSON.stringify({ who, what }) + '\\n');`;
  const bundles = functionNames.map((name) => {
    mkdirSync(join(folder, name));
    const source = sources[name] ?? 'export const handler = async () => ({ statusCode: 200 });';
    writeFileSync(join(folder, name, 'index.mjs'), `${tell}\n${source}`);
    return [name, join(folder, name)] as const;
  });
  return {
    bundles: new Map(bundles),
    told: (who) =>
      readFileSync(notes, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Json => JSON.parse(line))
        .filter((note) => who === undefined || note.who === who)
        .map((note) => (who === undefined ? note : note.what)),
    forget,
    remove: () => rmSync(folder, { recursive: true }),
  };
};

/** Kabe with these functions; nobody is added to it. */
export const standInOffice = (
  { bundles }: StandIns,
  options: Parameters<typeof localOffice>[0] = {},
): Promise<TestOffice> => localOffice({ offices: ['kabe'], seed: false, bundles, ...options });

/** Stores bookings together; `does` is what `dispatch` will do with each. */
export const store = async (office: TestOffice, items: Record<string, object>): Promise<void> => {
  const rows = Object.entries(items).map(([pk, does]) => ({
    pk: { S: pk },
    sk: { S: 'BOOKING' },
    does: { S: JSON.stringify(does) },
  }));
  await storeRows(office, rows);
};

export const storeRows = async (office: TestOffice, rows: readonly object[]): Promise<void> => {
  const answer = await fetch(`${office.offices['kabe']?.url}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rows),
  });
  if (!answer.ok) throw new Error(`storing answered ${answer.status}`);
};

/** What the control port answers. */
export const shown = async (office: TestOffice, path: string): Promise<Json> =>
  (await fetch(`${office.control}${path}`)).json();
