import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Reference, type Session } from '../domain/booking.ts';
import { isOpen } from '../domain/calendar.ts';
import { Terms } from '../domain/office.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { dateOf, type Instant, IsoInstant, isoOf, LocalDate, weekdayOf } from '../domain/time.ts';
import { Counsellor } from './diary.ts';
import { commit, dynamo, rowsOf, type Step, withoutKeys } from './table.ts';
import { office, table } from './this-office.ts';

/* What staff enter about their office: its people, its days, its terms, each with who did so. Visitors' functions only read it. */

/** A counsellor as stored: who changed it last, and how often it was, so that nobody overwrites what they have not seen. */
const StoredCounsellor = z.strictObject({
  ...Counsellor.shape,
  revision: z.int().default(0),
  by: z.string().optional(),
  at: IsoInstant.optional(),
});
export type StoredCounsellor = z.infer<typeof StoredCounsellor>;

/**
 * [D-2] A day that staff closed or opened, or (`removed`) gave back to the calendar; who decided so last, and the bookings that
 * closing it concerned, so that everybody can be seen to have been told.
 */
const Closure = z.strictObject({
  date: LocalDate,
  kind: z.enum(['closed', 'opened', 'removed']),
  by: z.string().optional(),
  at: IsoInstant.optional(),
  affected: z.set(Reference).optional(),
});
export type Closure = z.infer<typeof Closure>;

/** [K-13, A-13, D-11] A version of the terms that staff have published, and who did when. */
const Published = z.strictObject({ ...Terms.shape, publishedBy: z.string(), publishedAt: IsoInstant });
export type Published = z.infer<typeof Published>;
/** The same, once staff have withdrawn it before anybody could agree to it. */
const Withdrawn = Published.extend({ withdrawnBy: z.string(), withdrawnAt: IsoInstant });
export type Withdrawn = z.infer<typeof Withdrawn>;

/** The same as stored, with who entered what. */
type OfficeRows = {
  readonly counsellors: readonly StoredCounsellor[];
  readonly closures: readonly Closure[];
  readonly published: readonly Published[];
  readonly withdrawn: readonly Withdrawn[];
};
/** Everything staff have entered. */
export const entered = async (): Promise<OfficeRows> => {
  const rows = await rowsOf(table, 'OFFICE');
  const of = <T>(kind: string, codec: z.ZodType<T>): T[] =>
    rows.filter(({ sk }) => String(sk).startsWith(`${kind}#`)).map((row) => codec.parse(withoutKeys(row)));
  return {
    counsellors: of('COUNSELLOR', StoredCounsellor),
    closures: of('CLOSURE', Closure),
    published: of('TERMS', Published),
    withdrawn: of('WITHDRAWN', Withdrawn),
  };
};

/**
 * [K-F-1, A-4, D-12] Keeps a counsellor as entered, and their Zoom user for them alone: its meetings are this lane's sessions, so no two
 * stand at once. Refused where somebody else has changed it since it was `seen` (0 where it is new), or the user is another's.
 * Whoever changes it whatever it was says nothing of what they saw.
 */
export const putCounsellor = async (
  counsellor: Counsellor,
  doing?: { readonly seen?: number | undefined; readonly by: string; readonly at: Instant },
): Promise<Refusal | undefined> => {
  const { id, zoomUser } = counsellor;
  const stored = await storedCounsellor(id);
  const before = doing?.seen ?? stored?.revision ?? 0;
  if (before !== (stored?.revision ?? 0)) return refuse('changed-meanwhile');
  // Those stored before users were kept apart have no row that says so.
  if (zoomUser !== undefined && zoomUserOf((await entered()).counsellors, zoomUser, id))
    return refuse('zoom-user-taken');
  const failed = await commit<'counsellor' | 'zoom-user'>([
    {
      name: 'counsellor',
      write: {
        Put: {
          TableName: table,
          Item: {
            pk: 'OFFICE',
            sk: `COUNSELLOR#${id}`,
            ...counsellor,
            revision: before + 1,
            ...(doing && { by: doing.by, at: isoOf(doing.at) }),
          },
          ...unchangedSince(before),
        },
      },
    },
    ...(zoomUser === undefined
      ? []
      : [
          {
            name: 'zoom-user' as const,
            write: {
              Put: {
                TableName: table,
                Item: { ...zoomUserKey(zoomUser), counsellor: id },
                ConditionExpression: 'attribute_not_exists(pk) OR counsellor = :id',
                ExpressionAttributeValues: { ':id': id },
              },
            },
          },
        ]),
    ...givenUp(stored, zoomUser),
  ]);
  return failed && refuse(failed.includes('counsellor') ? 'changed-meanwhile' : 'zoom-user-taken');
};

/** As it is now, so that what it gives up is known. */
const storedCounsellor = async (id: string): Promise<StoredCounsellor | undefined> => {
  const Key = { pk: 'OFFICE', sk: `COUNSELLOR#${id}` };
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && StoredCounsellor.parse(withoutKeys(Item));
};

/** Takes a counsellor out, as last seen; what was given to them before stays as it was, and their Zoom user may be another's. */
export const removeCounsellor = async (id: string, seen: number): Promise<Refusal | undefined> => {
  const stored = await storedCounsellor(id);
  const failed = await commit([
    {
      name: 'counsellor',
      write: { Delete: { TableName: table, Key: { pk: 'OFFICE', sk: `COUNSELLOR#${id}` }, ...unchangedSince(seen) } },
    },
    ...givenUp(stored, undefined),
  ]);
  return failed && refuse('changed-meanwhile');
};

/** The other counsellor whose Zoom user this is. */
export const zoomUserOf = <Known extends Pick<Counsellor, 'id' | 'zoomUser'>>(
  counsellors: readonly Known[],
  address: string,
  id: string,
): Known | undefined =>
  counsellors.find((one) => one.id !== id && one.zoomUser?.toLowerCase() === address.toLowerCase());

const zoomUserKey = (address: string) => ({ pk: 'OFFICE', sk: `ZOOM#${address.toLowerCase()}` });

/** The user a counsellor had is free for others, unless it is theirs still. */
const givenUp = (
  stored: StoredCounsellor | undefined,
  zoomUser: string | undefined,
): Step<'counsellor' | 'zoom-user'>[] =>
  stored?.zoomUser === undefined || stored.zoomUser.toLowerCase() === zoomUser?.toLowerCase()
    ? []
    : [
        {
          name: 'counsellor',
          write: {
            Delete: {
              TableName: table,
              Key: zoomUserKey(stored.zoomUser),
              ConditionExpression: 'attribute_not_exists(pk) OR counsellor = :id',
              ExpressionAttributeValues: { ':id': stored.id },
            },
          },
        },
      ];

/** The version published last, where staff have published none, or withdrawn all; no version can have this name. */
export const NO_TERMS = '*';

/** Which version was published last: it changes only from what was seen, so that two who publish or withdraw never miss each other. */
const latestStep = (from: string | undefined, to: string | undefined): Step<'latest'> => ({
  name: 'latest',
  write: {
    Update: {
      TableName: table,
      Key: { pk: 'OFFICE', sk: 'TERMS' },
      UpdateExpression: 'SET latest = :to',
      ConditionExpression: 'attribute_not_exists(latest) OR latest = :from',
      ExpressionAttributeValues: { ':to': to ?? NO_TERMS, ':from': from ?? NO_TERMS },
    },
  },
});

/**
 * [K-13, A-13, D-11] Keeps a version of the terms; refused where this version is there already, and where another was
 * published `after` the one it was decided in view of: it must take effect after every version known.
 */
export const publish = async (
  terms: Terms,
  doing: { readonly after: string | undefined; readonly by: string; readonly at: Instant },
): Promise<Refusal | undefined> => {
  const { after, by, at } = doing;
  const failed = await commit([
    latestStep(after, terms.version),
    {
      name: 'version',
      write: {
        Put: {
          TableName: table,
          Item: {
            pk: 'OFFICE',
            sk: `TERMS#${terms.version}`,
            ...z.encode(Published, { ...terms, publishedBy: by, publishedAt: at }),
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    },
  ]);
  if (!failed) return undefined;
  return refuse(failed.includes('latest') ? 'changed-meanwhile' : 'terms-unusable');
};

/**
 * [K-13, A-13, D-11] Takes the version published last back, which is kept with who did so: its name stays taken, and no visitor sees
 * it any more. `left` is the version then published last. Refused where another was published since, or it was withdrawn.
 */
export const withdraw = async (
  terms: Published,
  doing: { readonly left: string | undefined; readonly by: string; readonly at: Instant },
): Promise<Refusal | undefined> => {
  const { left, by, at } = doing;
  const key = (kind: string) => ({ pk: 'OFFICE', sk: `${kind}#${terms.version}` });
  const row = z.encode(Withdrawn, { ...terms, withdrawnBy: by, withdrawnAt: at });
  const failed = await commit([
    latestStep(terms.version, left),
    {
      name: 'version',
      write: { Delete: { TableName: table, Key: key('TERMS'), ConditionExpression: 'attribute_exists(pk)' } },
    },
    {
      name: 'withdrawn',
      write: {
        Put: {
          TableName: table,
          Item: { ...key('WITHDRAWN'), ...row },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    },
  ]);
  return failed && refuse('changed-meanwhile');
};

/**
 * [D-2] Closes a day, opens one beyond the office's own calendar, or gives it back to that, under the name of who did; who had set it
 * so before remains named, and is returned. Bookings once affected stay named, whoever adds to them, and at whatever point an earlier
 * attempt has ended.
 */
export const putClosure = async (
  date: LocalDate,
  kind: Closure['kind'],
  doing: { readonly by: string; readonly at: Instant },
  affected: readonly Reference[] = [],
): Promise<string | undefined> => {
  const Key = { pk: 'OFFICE', sk: `CLOSURE#${date}` };
  const adding = affected.length > 0 && { ':affected': new Set(affected) };
  try {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key,
        ConditionExpression: 'attribute_not_exists(kind) OR kind <> :kind',
        UpdateExpression: `SET #date = :date, kind = :kind, #by = :by, #at = :at${adding ? ' ADD affected :affected' : ''}`,
        ExpressionAttributeNames: { '#date': 'date', '#by': 'by', '#at': 'at' },
        ExpressionAttributeValues: {
          ':date': date,
          ':kind': kind,
          ':by': doing.by,
          ':at': isoOf(doing.at),
          ...adding,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (adding)
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key,
          UpdateExpression: 'ADD affected :affected',
          ExpressionAttributeValues: adding,
        }),
      );
    return error.Item?.['by']?.S ?? doing.by;
  }
};

/**
 * [D-2, K-F-1] The conditions under which a session that was held can still be given: its day is open, and its counsellor works for
 * the desk on it; as `isOpen` and `worksOn` say, but without reading either.
 */
export const stillGiven = (desk: string, { startsAt, counsellor }: Session): Step<'day-closed' | 'opening-taken'>[] => {
  const date = dateOf(startsAt);
  const check = (sk: string, ConditionExpression: string, ExpressionAttributeValues: Record<string, unknown>) => ({
    ConditionCheck: { TableName: table, Key: { pk: 'OFFICE', sk }, ConditionExpression, ExpressionAttributeValues },
  });
  const usually = isOpen(office, { closed: [], opened: [] }, date);
  return [
    {
      name: 'day-closed',
      write: usually
        ? check(`CLOSURE#${date}`, 'attribute_not_exists(kind) OR kind <> :kind', { ':kind': 'closed' })
        : check(`CLOSURE#${date}`, 'kind = :kind', { ':kind': 'opened' }),
    },
    {
      name: 'opening-taken',
      write: check(
        `COUNSELLOR#${counsellor}`,
        'contains(desks, :desk) AND contains(weekdays, :weekday) AND NOT contains(absences, :date)',
        { ':desk': desk, ':weekday': weekdayOf(date), ':date': date },
      ),
    },
  ];
};

/** Stored as long as nobody has changed it since; what was stored before revisions were counted has none. */
const unchangedSince = (seen: number) => ({
  ConditionExpression: seen === 0 ? 'attribute_not_exists(revision)' : 'revision = :seen',
  ...(seen > 0 && { ExpressionAttributeValues: { ':seen': seen } }),
});
