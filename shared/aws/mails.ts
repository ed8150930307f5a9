import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Notice } from '../domain/notices.ts';
import { Unavailable } from '../domain/refusal.ts';
import { epochSeconds, type Instant, IsoInstant, instant, isoOf, MINUTE } from '../domain/time.ts';
import { log, logFailure } from '../log.ts';
import { MailIn, type MailNotice, pendingIn, waits } from '../mail/mail-in.ts';
import { dueIn, dynamo, newestIn, type Row, rowsAt } from './table.ts';
import { office, table } from './this-office.ts';

const DAY = 24 * 60 * MINUTE;
const keyOf = (id: string) => ({ pk: `MAIL#${id}`, sk: 'MAIL' });

/** How often a change of one mail's row is tried while others change the same. */
const TRIES = 5;

const attributesOf = (mail: MailIn): Row => ({
  ...z.encode(MailIn, mail),
  todo: waits(mail) || pendingIn(mail).length > 0 ? 'MAIL' : 'READ',
  due: isoOf(mail.receivedAt),
  expires: epochSeconds(instant(mail.receivedAt + office.retention.rawMailDays * DAY)),
});

/** A row is made where there is none, or changed as it was seen. */
const store = async (mail: MailIn, seen: MailIn | undefined): Promise<boolean> => {
  const attributes = Object.entries(attributesOf(mail));
  try {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(mail.id),
        ConditionExpression: seen ? '#revision = :seen' : 'attribute_not_exists(pk)',
        UpdateExpression: `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries([
          ...attributes.map(([name, value]) => [`:${name}`, value]),
          ...(seen ? [[':seen', seen.revision]] : []),
        ]),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

const find = async (id: string): Promise<MailIn | undefined> => {
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }));
  return Item && MailIn.parse(Item);
};

const listed = async (todo: 'MAIL' | 'READ'): Promise<MailIn[]> =>
  (await rowsAt(table, await dueIn(table, todo))).flatMap((row) => {
    const mail = MailIn.safeParse(row);
    if (mail.success) return mail.data;
    logFailure(mail.error, { mail: row['id'] });
    return [];
  });

/** The mails that came in, as far as they are still kept: what became of each. */
export const mails = {
  find,

  /** [R-31] Notes what became of a mail, once; false where that is noted already. */
  create: (mail: MailIn): Promise<boolean> => store(mail, undefined),

  /** Brings a mail further if `next` says how; undefined where there is none, or nothing was to be done. */
  async change(id: string, next: (mail: MailIn) => MailIn | undefined): Promise<MailIn | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const seen = await find(id);
      const changed = seen && next(seen);
      if (!seen || !changed) return undefined;
      const mail = { ...changed, revision: seen.revision + 1 };
      if (await store(mail, seen)) return mail;
    }
    throw new Unavailable('others changed the same mail every time');
  },

  /** Brings one letter about a mail further if `next` says how; returns the mail as it then is. */
  async advance(
    id: string,
    kind: MailNotice,
    next: (notice: Notice) => Notice | undefined,
  ): Promise<MailIn | undefined> {
    const changed = await mails.change(id, (mail) => {
      const notice = mail.notices[kind];
      const after = notice && next(notice);
      return after && { ...mail, notices: { ...mail.notices, [kind]: after } };
    });
    // The office's alarm listens for this: staff do not hear of what they should be warned of.
    if (kind === 'mail-for-staff' && changed?.notices[kind]?.state === 'failed') log({ staffMailFailed: 1, mail: id });
    return changed;
  },

  /** What waits for a person or still has a letter to be sent, the oldest first. */
  open: (): Promise<MailIn[]> => listed('MAIL'),

  /** Everything that came in and is still kept, the newest first. */
  async all(now: Instant): Promise<MailIn[]> {
    const kept = [...(await listed('MAIL')), ...(await listed('READ'))].filter(
      ({ receivedAt }) => now < receivedAt + office.retention.rawMailDays * DAY,
    );
    return kept.sort((a, b) => b.receivedAt - a.receivedAt);
  },

  /** When the last mail came in that is still kept. */
  async lastAt(): Promise<Instant | undefined> {
    const newest = await Promise.all([newestIn(table, 'MAIL'), newestIn(table, 'READ')]);
    const times = newest.flatMap((row) => (row ? [IsoInstant.parse(row['due'])] : []));
    return times.length > 0 ? instant(Math.max(...times)) : undefined;
  },
};
