import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { simpleParser } from 'mailparser';
import { vi } from 'vitest';
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

/** One office's functions over a table of their own, with SES and the Scheduler mocked and the stream played from the rows. */
export const following = async (office: string) => {
  const table = await officeTable(office);
  Object.assign(process.env, eventEnvironment);
  const ses = mockClient(SESClient);
  const scheduler = mockClient(SchedulerClient);
  const heal = (): void => {
    ses.reset();
    ses.on(SendRawEmailCommand).resolves({ MessageId: 'taken' });
    scheduler.reset();
    scheduler.on(CreateScheduleCommand).resolves({ ScheduleArn: 'arn' });
    scheduler.on(DeleteScheduleCommand).resolves({});
  };
  heal();
  const at = {
    booking: (await import('../../functions/booking/index.ts')).handler,
    cancellation: (await import('../../functions/cancellation/index.ts')).handler,
    consent: (await import('../../functions/consent/index.ts')).handler,
    staff: (await import('../../functions/staff/index.ts')).handler,
    dispatch: (await import('../../functions/dispatch/index.ts')).handler,
    reminder: (await import('../../functions/reminder/index.ts')).handler,
    noShow: (await import('../../functions/no-show/index.ts')).handler,
    sweep: (await import('../../functions/sweep/index.ts')).handler,
    mailEvents: (await import('../../functions/mail-events/index.ts')).handler,
    ...(await import('../../shared/aws/this-office.ts')),
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
        return { tags, notice: tags['notice'], to: input.Destinations?.[0], subject: mail.subject, text: mail.text };
      }),
    );

  return {
    table,
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
