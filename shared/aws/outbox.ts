import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Confirmed, Reference } from '../domain/booking.ts';
import { History, isMadeGood, isTelling, type Notices, reachOf } from '../domain/history.ts';
import { isForStaff, type Notice, NoticeKind, newNotice } from '../domain/notices.ts';
import type { Office } from '../domain/office.ts';
import { Unavailable } from '../domain/refusal.ts';
import { dateOf, epochSeconds, type Instant, instant, MINUTE } from '../domain/time.ts';
import { log, logFailure } from '../log.ts';
import { bookingKey, type bookingsIn, historyKey, outboxOf } from './bookings.ts';
import { commit, dueIn, dynamo, type Row, rowsAt, withoutKeys } from './table.ts';

/** Where an act's notices are kept: the booking and the revision the act made of it. */
export type Owed = { readonly booking: Reference; readonly revision: number };

const Key = z.object({
  pk: z.templateLiteral(['BOOKING#', Reference]),
  sk: z.templateLiteral(['HISTORY#', z.string()]),
});
export const owedOf = (row: Row): Owed => {
  const { pk, sk } = Key.parse(row);
  return { booking: Reference.parse(pk.slice('BOOKING#'.length)), revision: Number(sk.slice('HISTORY#'.length)) };
};

/** What is kept of a letter's own name: enough to know it again, and nothing that answers for having received it. */
export const proofOf = (name: string): string => createHash('sha256').update(name).digest('base64url');

/** Staff know of these by themselves: they took the booking down without an address, or were told before. */
const KNOWN = new Set<Notice['why']>(['no-address', 'dead-address']);

/** How often a change of an act's notices is tried while others change the same ones. */
const TRIES = 5;

/**
 * The outbox: the notices that acts owe, kept in the acts' own rows. A row is changed only as it was seen, so that two who
 * report on its notices at once, or out of order, never undo each other. That somebody has not been reached, or has been after all,
 * stands on the booking with the same write [D-10].
 */
export const outboxIn = (
  table: string,
  office: Office,
  bookings: Pick<ReturnType<typeof bookingsIn>, 'find' | 'history'>,
) => {
  const read = async ({ booking, revision }: Owed): Promise<History | undefined> => {
    const Key = historyKey(booking, revision);
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && History.parse(withoutKeys(Item));
  };

  const store = async (
    { booking, revision }: Owed,
    seen: History,
    { notices, opens }: Pick<History, 'notices' | 'opens'>,
    reach: Confirmed | undefined,
  ): Promise<boolean> => {
    const index = Object.entries(outboxOf({ ...seen, notices }));
    const encode = (of: Notices) => z.encode(History.shape.notices, of);
    const told = {
      TableName: table,
      Key: historyKey(booking, revision),
      ConditionExpression: 'notices = :seen',
      UpdateExpression: `SET notices = :notices${opens ? ', opens = :opens' : ''}${index.length > 0 ? ', todo = :todo, due = :due' : ' REMOVE todo, due'}`,
      ExpressionAttributeValues: {
        ':seen': encode(seen.notices),
        ':notices': encode(notices),
        ...(opens && { ':opens': opens }),
        ...Object.fromEntries(index.map(([name, value]) => [`:${name}`, value])),
      },
    };
    if (reach) {
      const reached = {
        TableName: table,
        Key: bookingKey(booking),
        ConditionExpression: 'revision = :before',
        UpdateExpression: `SET revision = :after${reach.unreached ? ', unreached = :unreached' : ' REMOVE unreached'}`,
        ExpressionAttributeValues: {
          ':before': reach.revision - 1,
          ':after': reach.revision,
          ...(reach.unreached && { ':unreached': true }),
        },
      };
      const failed = await commit([
        { name: 'notices', write: { Update: told } },
        { name: 'booking', write: { Update: reached } },
      ]);
      return failed === undefined;
    }
    try {
      await dynamo.send(new UpdateCommand(told));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  /** The booking where a notice that has come further changes whether its person has been reached. */
  const reachAfter = async (
    owed: Owed,
    kind: NoticeKind,
    { state }: Notice,
    changed: History,
  ): Promise<Confirmed | undefined> => {
    const news = changed.notices[kind];
    if (!news || news.state === state || !isTelling(kind)) return undefined;
    const lost = news.state === 'to-be-phoned';
    const back = news.state === 'phoned' || news.state === 'delivered';
    if (!lost && !back) return undefined;
    const booking = await bookings.find(owed.booking, news.at);
    if (booking?.state !== 'confirmed' || booking.version !== changed.version) return undefined;
    if (back && !booking.unreached) return undefined;
    const others = (await bookings.history(booking.id)).filter(({ revision }) => revision !== owed.revision);
    const reach = reachOf(office, booking, [...others, changed], news.at);
    return reach === booking ? undefined : reach;
  };

  /**
   * Brings one notice further if `next` says how; returns it as it then is, or undefined where nothing was to be done. Staff get
   * word by mail of the first notice of an act that no mail has brought to its person. `opens` says what becomes of the links that
   * the act's letters carry, in the same write.
   */
  const advance = async (
    owed: Owed,
    kind: NoticeKind,
    next: (notice: Notice, entry: History) => Notice | undefined,
    opens?: (known: readonly string[]) => string[],
  ): Promise<Notice | undefined> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const entry = await read(owed);
      const notice = entry?.notices[kind];
      const changed = entry && notice && next(notice, entry);
      if (!entry || !changed) return undefined;
      const news = changed.state === 'to-be-phoned' && notice.state !== 'to-be-phoned' && !KNOWN.has(changed.why);
      const word = news && !entry.notices.undeliverable ? { undeliverable: newNotice(changed.at) } : {};
      const notices = { ...entry.notices, [kind]: changed, ...word };
      const reach = await reachAfter(owed, kind, notice, { ...entry, notices });
      if (await store(owed, entry, { notices, ...(opens && { opens: opens(entry.opens ?? []) }) }, reach)) {
        // The office's alarm listens for this: staff do not hear of what they should be warned of.
        if (changed.state === 'failed') log({ staffMailFailed: 1, booking: owed.booking, notice: kind });
        return changed;
      }
    }
    throw new Unavailable('others changed the same notices every time');
  };

  return {
    read,
    advance,

    /** A mail came back, or will be late: the person is to be phoned, once, whatever order the news arrive in. */
    cameBack: (owed: Owed, kind: NoticeKind, why: NonNullable<Notice['why']>, now: Instant) =>
      advance(owed, kind, (notice) => {
        const { state, tries } = notice;
        if (state === 'pending' || state === 'sent' || state === 'delivered')
          return { state: isForStaff(kind) ? 'failed' : 'to-be-phoned', at: now, tries, why };
        // Late was not the last word: whatever has been done about it, the address is known now.
        return notice.why === 'delayed' && why !== 'delayed' ? { ...notice, why } : undefined;
      }),

    /** Nobody is phoned about a word that came back once a later one has brought it. */
    async settle(booking: Reference, now: Instant): Promise<void> {
      const history = await bookings.history(booking);
      for (const entry of history)
        for (const kind of NoticeKind.options)
          if (entry.notices[kind]?.state === 'to-be-phoned' && isMadeGood(history, entry, kind))
            await advance({ booking, revision: entry.revision }, kind, ({ state, tries, why = 'overtaken' }) =>
              state === 'to-be-phoned' ? { state: 'dropped', at: now, tries, why } : undefined,
            );
    },

    /** Acts with a notice still to be sent or phoned, the oldest first; and how many there are that cannot be read. */
    async unsettled(): Promise<{ acts: (Owed & { readonly entry: History })[]; unreadable: number }> {
      const rows = await rowsAt(table, await dueIn(table, 'NOTICE'));
      const acts = rows.flatMap((row) => {
        const entry = History.safeParse(withoutKeys(row));
        if (entry.success) return { ...owedOf(row), entry: entry.data };
        logFailure(entry.error, { row: row['pk'] });
        return [];
      });
      return { acts, unreadable: rows.length - acts.length };
    },

    /**
     * [D-9] Whether one more letter of this kind may go to an unproven address today; the same `letter` asking again counts once.
     * The address is kept as a hash, until the day is over.
     */
    async mayReceive(address: string, kind: string, most: number, letter: string, now: Instant): Promise<boolean> {
      try {
        await dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: {
              pk: `UNPROVEN#${dateOf(now)}`,
              sk: `ADDRESS#${createHash('sha256').update(address.toLowerCase()).digest('hex')}#${kind}`,
            },
            UpdateExpression: 'ADD letters :this SET expires = :expires',
            ConditionExpression: 'attribute_not_exists(letters) OR size(letters) < :most OR contains(letters, :letter)',
            ExpressionAttributeValues: {
              ':this': new Set([letter]),
              ':letter': letter,
              ':most': most,
              ':expires': epochSeconds(instant(now + 2 * 24 * 60 * MINUTE)),
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
};
