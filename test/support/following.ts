import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { simpleParser } from 'mailparser';
import { expect, vi } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import { invoke } from './lambda.ts';
import { rowsIn } from './rows.ts';
import { officeTable } from './table.ts';

type Row = Record<string, unknown>;
type StreamRecord = { readonly eventName: string; readonly dynamodb: { readonly SequenceNumber: string } & Row };

/** What the template gives the functions that events call. */
export const eventEnvironment = {
  MAIL_FROM: 'kabe@madoguchi.example.jp',
  CONFIGURATION_SET: 'mail',
  SITE: 'https://office.example.com',
  SCHEDULE_GROUP: 'wakes',
  SCHEDULE_ROLE: 'arn:aws:iam::000000000000:role/waker',
  SCHEDULE_LOST: 'arn:aws:sqs:ap-northeast-1:000000000000:lost',
  REMINDER: 'arn:aws:lambda:ap-northeast-1:000000000000:function:reminder',
  NO_SHOW: 'arn:aws:lambda:ap-northeast-1:000000000000:function:no-show',
};

export const travel = (iso: string | number): void =>
  void vi.setSystemTime(typeof iso === 'number' ? iso : Date.parse(iso));
export const standAt = (iso: string): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(iso) });

type Arriving = {
  /** By SES's names for its checks; the others pass. */
  readonly verdicts?: Readonly<Record<string, string>>;
  readonly recipients?: readonly string[];
  readonly source?: string;
  /** When it was received; now if not said. */
  readonly at?: string;
};

/** One office's functions over a table of their own, with SES and the Scheduler mocked and the stream played from the rows. */
export const following = async (office: string) => {
  const table = await officeTable(office);
  Object.assign(process.env, eventEnvironment, { MAIL_FROM: `${office}@madoguchi.example.jp` });
  const ses = mockClient(SESClient);
  const scheduler = mockClient(SchedulerClient);
  const s3 = mockClient(S3Client);
  const stored = new Map<string, Buffer>();
  const heal = (): void => {
    s3.reset();
    s3.on(GetObjectCommand).callsFake(({ Key, Range }: { Key: string; Range: string }) => {
      const raw = stored.get(Key);
      if (!raw) throw refusedBy('NoSuchKey', 404);
      const [, last] = /^bytes=0-(\d+)$/.exec(Range) ?? [];
      const part = raw.subarray(0, Number(last) + 1);
      return {
        ContentRange: `bytes 0-${part.length - 1}/${raw.length}`,
        Body: { transformToByteArray: async () => new Uint8Array(part) },
      };
    });
    ses.reset();
    ses.on(SendRawEmailCommand).resolves({ MessageId: 'taken' });
    scheduler.reset();
    scheduler.on(CreateScheduleCommand).resolves({ ScheduleArn: 'arn' });
    scheduler.on(DeleteScheduleCommand).resolves({});
  };
  heal();
  const at = {
    booking: (await import('../../functions/booking/index.ts')).handler,
    joining: (await import('../../functions/joining/index.ts')).handler,
    cancellation: (await import('../../functions/cancellation/index.ts')).handler,
    consent: (await import('../../functions/consent/index.ts')).handler,
    instant: (await import('../../functions/instant/index.ts')).handler,
    site: (await import('../../functions/site/index.ts')).handler,
    staff: (await import('../../functions/staff/index.ts')).handler,
    dispatch: (await import('../../functions/dispatch/index.ts')).handler,
    reminder: (await import('../../functions/reminder/index.ts')).handler,
    noShow: (await import('../../functions/no-show/index.ts')).handler,
    sweep: (await import('../../functions/sweep/index.ts')).handler,
    mailIn: (await import('../../functions/mail-in/index.ts')).handler,
    mailEvents: (await import('../../functions/mail-events/index.ts')).handler,
    ...(await import('../../shared/aws/office-book.ts')),
    ...(await import('../../shared/aws/this-office.ts')),
    ...(await import('../../shared/aws/mails.ts')),
  };

  let seen = new Map<string, Row>();
  let waiting: StreamRecord[] = [];
  let sequence = 0;
  /** What the event source mapping would hand on of the changes since the last look, as its filters let it. */
  const changes = async (): Promise<StreamRecord[]> => {
    const rows = new Map((await rowsIn(table)).map((row) => [`${row['pk']} ${row['sk']}`, row]));
    const records = [...rows].flatMap(([key, row]): StreamRecord[] => {
      const old = seen.get(key);
      const history = String(row['sk']).startsWith('HISTORY#') && row['todo'] === 'NOTICE' && !old;
      if ((row['sk'] !== 'BOOKING' && !history) || JSON.stringify(old) === JSON.stringify(row)) return [];
      const image = (of: Row) => marshall(of, { removeUndefinedValues: true });
      return [
        {
          eventName: old ? 'MODIFY' : 'INSERT',
          dynamodb: {
            SequenceNumber: String(++sequence),
            Keys: image({ pk: row['pk'], sk: row['sk'] }),
            NewImage: image(row),
            ...(old && { OldImage: image(old) }),
          },
        },
      ];
    });
    seen = rows;
    return records;
  };

  /** Dispatches until nothing follows any more, or a record fails; that one and those after it wait for the next time. */
  const drain = async (): Promise<'quiet' | 'failed'> => {
    for (;;) {
      const records = [...waiting, ...(await changes())];
      waiting = [];
      if (records.length === 0) return 'quiet';
      const { batchItemFailures } = await at.dispatch({ Records: records });
      const [failed] = batchItemFailures;
      if (!failed) continue;
      waiting = records.slice(records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failed.itemIdentifier));
      return 'failed';
    }
  };

  /** Records that failed until their tries ran out are taken out of the stream. */
  const park = (): void => {
    waiting = [];
  };

  /** The letters SES was handed, oldest first. */
  const letters = () =>
    Promise.all(
      ses.commandCalls(SendRawEmailCommand).map(async ({ args: [{ input }] }) => {
        const mail = await simpleParser(Buffer.from(input.RawMessage?.Data ?? []));
        const tags = Object.fromEntries((input.Tags ?? []).map(({ Name, Value }) => [Name, Value]));
        return {
          tags,
          notice: tags['notice'],
          to: input.Destinations?.[0],
          subject: mail.subject,
          text: mail.text,
          inReplyTo: mail.inReplyTo,
        };
      }),
    );

  /** A mail as SES tells of it, once it lies in the bucket. */
  const arrived = (raw: Buffer, more: Arriving = {}) => {
    const object = `mail-${stored.size}`;
    stored.set(object, raw);
    const { verdicts = {}, recipients = [at.office.contact.mailbox], source = 'taro@example.jp' } = more;
    const status = (verdict: string) => ({ status: verdicts[verdict] ?? 'PASS' });
    const timestamp = new Date(more.at === undefined ? Date.now() : Date.parse(more.at)).toISOString();
    return JSON.stringify({
      notificationType: 'Received',
      receipt: {
        timestamp,
        processingTimeMillis: 500,
        recipients,
        spamVerdict: status('spam'),
        virusVerdict: status('virus'),
        spfVerdict: status('spf'),
        dkimVerdict: status('dkim'),
        dmarcVerdict: status('dmarc'),
        action: { type: 'S3', topicArn: 'arn', bucketName: 'mails', objectKeyPrefix: '', objectKey: object },
      },
      mail: { timestamp, source, messageId: object, destination: recipients, headersTruncated: false },
    });
  };

  /** An act of staff that has to succeed; what it answers. */
  const staff = async (request: string, sent?: object) => {
    const answer = await invoke(at.staff, request, { staff: 'demo-staff', ...(sent && { body: sent }) });
    expect([request, answer.status < 300 ? 'done' : answer.text]).toEqual([request, 'done']);
    return answer.json;
  };

  return {
    table,
    staff,
    s3,
    arrived,
    /** Has `mail-in` take a mail; returns its row. */
    arrive: async (raw: Buffer, more?: Arriving) => {
      const before = new Set((await at.mails.all(instant(Date.now()))).map(({ id }) => id));
      const { batchItemFailures } = await at.mailIn({ Records: [{ messageId: 'm', body: arrived(raw, more) }] });
      if (batchItemFailures.length > 0) return undefined;
      return (await at.mails.all(instant(Date.now()))).find(({ id }) => !before.has(id));
    },
    ses,
    scheduler,
    heal,
    at,
    changes,
    drain,
    park,
    letters,
    /** What SES was handed, as `notice booking`, in order. */
    sent: async () => (await letters()).map(({ notice, tags }) => `${notice} ${tags['booking']}`),
    /** What comes back from SES about a letter. */
    news: (eventType: string, tags: Row) => ({
      Records: [
        {
          Sns: {
            Message: JSON.stringify({
              eventType,
              mail: { tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])) },
            }),
          },
        },
      ],
    }),
    /** The notices of a booking, as `kind state`, with why where there is one, in order of kind. */
    notices: async (reference: string): Promise<string[]> =>
      (await rowsIn(table))
        .filter(({ pk, sk }) => pk === `BOOKING#${reference}` && String(sk).startsWith('HISTORY#'))
        .flatMap(({ notices }) =>
          Object.entries(notices as Record<string, { state: string; why?: string }>).map(([kind, { state, why }]) =>
            [kind, state, why].filter(Boolean).join(' '),
          ),
        )
        .sort(),
  };
};
/** An error as the SDK throws it: with a status where the service has answered. */
export const refusedBy = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error('…'), { name, $metadata: { ...(httpStatusCode && { httpStatusCode }) } });

export type Following = Awaited<ReturnType<typeof following>>;
