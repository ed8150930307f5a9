import { createHash, randomBytes } from 'node:crypto';
import { BatchGetCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { leftAtTool } from '../domain/at-tool.ts';
import {
  asOf,
  Booking,
  cellsClaimedBy,
  dayOf,
  isSilent,
  meetingsOf,
  occupies,
  Reference,
  type Session,
  standingFor,
} from '../domain/booking.ts';
import { type Doing, History } from '../domain/history.ts';
import { Use } from '../domain/joining.ts';
import { newNotice, noticesOwed } from '../domain/notices.ts';
import type { Office } from '../domain/office.ts';
import { cellsOf, endOf } from '../domain/openings.ts';
import { Consent, nobodyYet, openEntry, Person, personKey } from '../domain/person.ts';
import { type Refusal, refuse, Unavailable } from '../domain/refusal.ts';
import { rememberedFor } from '../domain/repeated.ts';
import { dateOf, epochSeconds, type Instant, instant, isoOf, type LocalDate, MINUTE } from '../domain/time.ts';
import { logFailure } from '../log.ts';
import { Cell, diaryIn } from './diary.ts';
import { sourceSteps } from './source.ts';
import { commit, dueIn, dynamo, type Row, rowsAt, rowsOf, type Step, type Write, withoutKeys } from './table.ts';

/** A request that may come twice: the key its sender chose, what it asked for, and the salt its code is made with. */
export type Once = {
  readonly key: string;
  readonly body: string;
  readonly salt: string;
  /** The address of the Internet it came from, where applications from there are counted. */
  readonly source?: string | undefined;
};
/** The booking an earlier request with the same key led to. */
type Earlier = { readonly booking: Reference; readonly salt: string };
const Remembered = z.strictObject({ booking: Reference, body: z.string(), salt: z.string(), expires: z.number() });

type StepName =
  | 'reference'
  | 'revision'
  | 'history'
  | 'claim'
  | 'release'
  | 'day'
  | 'person'
  | 'once'
  | 'source'
  | Given
  | 'use'
  | 'meeting';
/** A condition on what staff have entered, named by what fails with it. */
type Given = 'day-closed' | 'opening-taken' | 'not-possible-now';

/** A meeting entered by hand may have been used for a session of before. */
const MEETING_KNOWN_FOR = 30 * 24 * 60 * MINUTE;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const bookingKey = (id: string) => ({ pk: `BOOKING#${id}`, sk: 'BOOKING' });
export const historyKey = (id: string, revision: number) => ({
  pk: bookingKey(id).pk,
  sk: `HISTORY#${String(revision).padStart(6, '0')}`,
});
export const personRow = (key: string) => ({ pk: `PERSON#${key}`, sk: 'PERSON' });
const onceKey = (key: string) => ({ pk: `ONCE#${sha256(key)}`, sk: 'ONCE' });
const meetingKey = (room: string) => `MEETING#${room}`;
const cellKey = (date: LocalDate, cell: number, lane: string) => ({
  pk: `DAY#${date}`,
  sk: `CELL#${String(cell).padStart(4, '0')}#${lane}`,
});

/**
 * When staff should have looked at a booking: an application by its promise, a session ten minutes in. What a cancelled one has left
 * at its tool the sweep has removed.
 */
const todoOf = (office: Office, booking: Booking): { todo: string; due: string } | Record<string, never> => {
  const due =
    booking.state === 'tentative'
      ? instant(Math.min(booking.promisedBy, booking.expiresAt))
      : booking.state === 'confirmed'
        ? instant(booking.session.startsAt + office.noShowMinutes * MINUTE)
        : booking.state === 'cancelled' && standingFor(booking).length > 0
          ? booking.session.startsAt
          : undefined;
  return due === undefined ? {} : { todo: 'OPEN', due: isoOf(due) };
};

/** The index entry of an act while a notice it owes is neither delivered nor given up: whoever sends or phones finds it there. */
export const outboxOf = ({ at, notices }: Pick<History, 'at' | 'notices'>): { todo?: string; due?: string } =>
  Object.values(notices).some(({ state }) => state === 'pending' || state === 'to-be-phoned')
    ? { todo: 'NOTICE', due: isoOf(at) }
    : {};

/** The cells a booking claims, by key. */
const cellsClaimed = (office: Office, booking: Booking | undefined): Map<string, { date: LocalDate; cell: Cell }> => {
  const session = booking && occupies(booking);
  if (!booking || !session) return new Map();
  const date = dateOf(session.startsAt);
  const until = booking.state === 'tentative' ? { until: booking.expiresAt } : {};
  return new Map(
    cellsClaimedBy(office, booking).map((cell) => [
      `${date} ${cell} ${session.counsellor}`,
      { date, cell: { cell, lane: session.counsellor, booking: booking.id, ...until } },
    ]),
  );
};

/** The booking a request led to, as long as its key is remembered. */
export const ledTo = async (table: string, key: string): Promise<Reference | undefined> => {
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: onceKey(key), ConsistentRead: true }));
  return Item && Remembered.parse(withoutKeys(Item)).booking;
};

/** The bookings of one office, in its table. */
export const bookingsIn = (table: string, office: Office) => {
  const diary = diaryIn(table);

  const put = (Item: Row, condition: string, values?: Row): Write => ({
    Put: {
      TableName: table,
      Item,
      ConditionExpression: condition,
      ...(values && { ExpressionAttributeValues: values }),
    },
  });
  const NEW = 'attribute_not_exists(pk)';

  /** The claim is what makes double booking impossible: a cell is taken by an item that must not exist. */
  const cellSteps = (before: Booking | undefined, after: Booking): Step<StepName>[] => {
    const was = cellsClaimed(office, before);
    const is = cellsClaimed(office, after);
    const steps: Step<StepName>[] = [];
    for (const [name, { date, cell }] of was) {
      if (is.has(name)) continue;
      const Key = cellKey(date, cell.cell, cell.lane);
      steps.push({
        name: 'release',
        write: {
          Delete: {
            TableName: table,
            Key,
            ConditionExpression: 'booking = :booking',
            ExpressionAttributeValues: { ':booking': cell.booking },
          },
        },
      });
    }
    for (const [name, { date, cell }] of is) {
      const held = was.get(name);
      if (held && held.cell.until === cell.until) continue;
      const item = { ...cellKey(date, cell.cell, cell.lane), ...z.encode(Cell, cell) };
      steps.push(
        held
          ? { name: 'release', write: put(item, 'booking = :booking', { ':booking': cell.booking }) }
          : { name: 'claim', write: put(item, NEW) },
      );
    }
    return steps;
  };

  const daySteps = (before: Booking | undefined, after: Booking): Step<StepName>[] => {
    const key = (booking: Booking) => ({ pk: `DAY#${dayOf(booking)}`, sk: `BOOKING#${booking.id}` });
    const moved = before && dayOf(before) !== dayOf(after);
    return [
      ...(before && !moved ? [] : [{ name: 'day' as const, write: put({ ...key(after), booking: after.id }, NEW) }]),
      ...(moved ? [{ name: 'day' as const, write: { Delete: { TableName: table, Key: key(before) } } }] : []),
    ];
  };

  /**
   * Keeps the person's pointer in step without reading the person first, counts no-shows, and adds what was agreed to; nothing
   * where nothing of it changes.
   */
  const pointerStep = (before: Booking, after: Booking, consent?: Consent): Step<StepName>[] => {
    const [was, entry] = [openEntry(before), openEntry(after)];
    if (!consent && was?.state === entry?.state && was?.until === entry?.until) return [];
    const sets = [...(entry ? ['#open.#id = :entry'] : []), ...(consent ? ['consents.#terms = :consent'] : [])];
    const noShows = Number(after.state === 'no-show') - Number(before.state === 'no-show');
    return [
      {
        name: 'person',
        write: {
          Update: {
            TableName: table,
            Key: personRow(personKey(after.applicant)),
            ConditionExpression: 'attribute_exists(pk)',
            UpdateExpression: [
              ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
              ...(entry ? [] : ['REMOVE #open.#id']),
              `ADD revision :one${noShows === 0 ? '' : ', noShows :noShows'}`,
            ].join(' '),
            ExpressionAttributeNames: { '#open': 'open', '#id': after.id, ...(consent && { '#terms': consent.terms }) },
            ExpressionAttributeValues: {
              ':one': 1,
              ...(noShows !== 0 && { ':noShows': noShows }),
              ...(entry && { ':entry': { ...entry, until: isoOf(entry.until) } }),
              ...(consent && { ':consent': z.encode(Consent, consent) }),
            },
          },
        },
      },
    ];
  };

  /** Remembers which booking a request led to; a key is free again when its time is over. */
  const onceStep = (booking: Booking, once: Once, now: Instant): Step<StepName> => {
    const expires = epochSeconds(instant(now + rememberedFor(once.key)));
    const row = { ...onceKey(once.key), booking: booking.id, body: sha256(once.body), salt: once.salt, expires };
    return { name: 'once', write: put(row, `${NEW} OR expires <= :now`, { ':now': epochSeconds(now) }) };
  };

  /** [K-7-1, A-7-1] A row of its own, which ends by itself. Two at one moment are two. */
  const useStep = (id: Reference, use: Use): Step<StepName> => {
    const sk = `USE#${isoOf(use.at)}#${randomBytes(4).toString('hex')}`;
    return { name: 'use', write: put({ ...bookingKey(id), sk, ...z.encode(Use, use) }, NEW) };
  };

  /**
   * [K-8, A-8] Which bookings are, or were, held in a meeting: a hint, the bookings themselves tell. Nobody enters one so long after its
   * session, so it ends by itself.
   */
  const meetingSteps = (before: Booking | undefined, after: Booking): Step<StepName>[] => {
    if (!('session' in after)) return [];
    const until = endOf(after.session);
    const same = before && 'session' in before && endOf(before.session) === until;
    const known = same ? meetingsOf(before).map(({ room }) => room) : [];
    return meetingsOf(after).flatMap(({ room }) => {
      if (known.includes(room)) return [];
      const key = { pk: meetingKey(room), sk: `HELD#${after.id}` };
      const expires = epochSeconds(instant(until + MEETING_KNOWN_FOR));
      return [{ name: 'meeting', write: { Put: { TableName: table, Item: { ...key, booking: after.id, expires } } } }];
    });
  };

  const bookingSteps = (
    before: Booking | undefined,
    after: Booking,
    { owed: own = [], use, heardFrom, ...doing }: Doing,
  ): Step<StepName>[] => {
    const key = bookingKey(after.id);
    const item = { ...key, ...z.encode(Booking, after), ...todoOf(office, after) };
    const owed = [...noticesOwed(office, before, after), ...own];
    const history: History = {
      ...doing,
      revision: after.revision,
      version: after.version,
      ...(before && before.applicant.email !== after.applicant.email && { newAddress: true }),
      ...('tool' in after && !(before && 'tool' in before && before.tool === after.tool) && { tool: after.tool }),
      notices: Object.fromEntries(
        owed.map((kind) => [
          kind,
          heardFrom === undefined ? newNotice(doing.at) : { state: 'phoned', at: doing.at, tries: 0, by: heardFrom },
        ]),
      ),
    };
    return [
      before
        ? { name: 'revision', write: put(item, 'revision = :before', { ':before': before.revision }) }
        : { name: 'reference', write: put(item, NEW) },
      {
        name: 'history',
        write: put(
          { ...historyKey(after.id, after.revision), ...z.encode(History, history), ...outboxOf(history) },
          NEW,
        ),
      },
      ...cellSteps(before, after),
      ...daySteps(before, after),
      ...meetingSteps(before, after),
      ...(use ? [useStep(after.id, use)] : []),
    ];
  };

  const get = async (id: Reference): Promise<Booking | undefined> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: bookingKey(id), ConsistentRead: true }));
    return Item && Booking.parse(withoutKeys(Item));
  };

  /** Bookings as the clock has them; whether somebody was to hold a silent session is read only where there is one [D-10]. */
  const actual = async (stored: readonly Booking[], now: Instant): Promise<Booking[]> => {
    const book = stored.some((booking) => isSilent(office, booking, now)) ? await diary.office() : undefined;
    return stored.map((booking) => asOf(office, booking, now, book));
  };

  const find = async (id: Reference, now: Instant): Promise<Booking | undefined> => {
    const stored = await get(id);
    return stored && (await actual([stored], now))[0];
  };

  /** Records that time has run out for a booking, so that what it held is free for the next. */
  const lapse = async (id: Reference, now: Instant): Promise<Booking | undefined> => {
    const stored = await get(id);
    const [ended] = stored ? await actual([stored], now) : [];
    if (!stored || !ended || ended === stored) return stored;
    const failed = await commit([
      ...bookingSteps(stored, ended, {
        act: ended.state === 'expired' ? 'expired' : 'no-show',
        actor: { kind: 'clock' },
        channel: 'clock',
        at: now,
      }),
      ...pointerStep(stored, ended),
    ]);
    return failed ? get(id) : ended;
  };

  return {
    /** The booking as it is now, by the clock; undefined where there is none. */
    find,

    /** Bookings as they are now, by the clock, as far as they are there. */
    several: (ids: readonly string[], now: Instant): Promise<Booking[]> => load(ids, now),

    /** Everything that ever happened to a booking, oldest first. */
    async history(id: Reference): Promise<History[]> {
      const rows = await rowsOf(table, bookingKey(id).pk, 'HISTORY#');
      return rows.map((row) => History.parse(withoutKeys(row)));
    },

    /** What is known of a person, and the booking an earlier request with the same key led to, in one read. */
    async recall(
      key: string,
      once: Pick<Once, 'key' | 'body'>,
      now: Instant,
    ): Promise<{ person: Person; earlier?: Earlier | Refusal }> {
      const keys = [personRow(key), onceKey(once.key)];
      const answer = await dynamo.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) throw new Unavailable('rows were left unread');
      const rows = answer.Responses?.[table] ?? [];
      const known = rows.find(({ sk }) => sk === 'PERSON');
      const remembered = rows.find(({ sk }) => sk === 'ONCE');
      const person = known ? Person.parse(withoutKeys(known)) : nobodyYet(key);
      if (!remembered) return { person };
      const { booking, body, salt, expires } = Remembered.parse(withoutKeys(remembered));
      if (expires <= epochSeconds(now)) return { person };
      return { person, earlier: body === sha256(once.body) ? { booking, salt } : refuse('key-reused') };
    },

    /**
     * Stores a new booking with everything that belongs to it, in one transaction. `again` where something
     * read beforehand has changed and the decision has to be made anew; nothing was written then. Refused: one more from a source
     * that has had all it may, and by the name of what is not so any more of what was `given`.
     */
    async create(
      booking: Booking,
      doing: Doing,
      people: { readonly before: Person; readonly after: Person },
      once: Once,
      now: Instant,
      given: readonly Step<Given>[] = [],
    ): Promise<Booking | Refusal | 'again'> {
      const { before, after } = people;
      const failed = await commit<StepName>([
        ...bookingSteps(undefined, booking, doing),
        {
          name: 'person',
          write: put(
            { ...personRow(after.key), ...z.encode(Person, after) },
            before.revision === 0 ? NEW : 'revision = :seen',
            before.revision === 0 ? undefined : { ':seen': before.revision },
          ),
        },
        onceStep(booking, once, now),
        ...sourceSteps(table, office, once.source, now),
        ...given,
      ]);
      if (!failed) return booking;
      // The same request again is not another application, however many there were.
      if (failed.includes('source') && !failed.includes('once')) return refuse('too-many-applications');
      const gone = given.find(({ name }) => failed.includes(name));
      if (gone && !failed.includes('once')) return refuse(gone.name);
      if (failed.includes('claim') && !failed.includes('once')) await releaseLapsed(occupies(booking), now);
      return 'again';
    },

    /**
     * Stores what an act made of a booking, in one transaction: the booking, its history with the notices owed, the cells
     * taken and given back, the person's pointer, and where the act is an application its key; `given` must still be so. Refused:
     * a time just taken, a booking that changed since it was read, and by the name of what is not so any more.
     */
    async change(
      before: Booking,
      after: Booking,
      doing: Doing,
      once?: Once,
      given: readonly Step<Given>[] = [],
    ): Promise<Booking | Refusal> {
      for (let tries = 1; ; tries++) {
        const failed = await commit<StepName>([
          ...bookingSteps(before, after, doing),
          ...pointerStep(before, after, doing.consent),
          ...(once ? [onceStep(after, once, doing.at), ...sourceSteps(table, office, once.source, doing.at)] : []),
          ...given,
        ]);
        if (!failed) return after;
        if (failed.includes('revision') || failed.includes('once')) return refuse('changed-meanwhile');
        if (failed.includes('source')) return refuse('too-many-applications');
        const gone = given.find(({ name }) => failed.includes(name));
        if (gone) return refuse(gone.name);
        if (!failed.includes('claim')) throw new Error(`a booking's rows do not agree: ${failed.join(', ')}`);
        // A hold whose time has run out still has its row: take it back and try once more.
        if (tries === 2 || !(await releaseLapsed(occupies(after), doing.at))) return refuse('opening-taken');
      }
    },

    /**
     * Notes on a booking what only the system has to know, with no row in its history and nothing owed to anybody; false where
     * somebody has changed it since it was read.
     */
    async mark(before: Booking, after: Booking): Promise<boolean> {
      const item = { ...bookingKey(after.id), ...z.encode(Booking, after), ...todoOf(office, after) };
      const failed = await commit<StepName>([
        { name: 'revision', write: put(item, 'revision = :before', { ':before': before.revision }) },
        ...meetingSteps(before, after),
      ]);
      return failed === undefined;
    },

    /** [K-7-1, A-7-1] A further use of a booking that changes nothing about it. */
    async used(id: Reference, use: Use): Promise<void> {
      await commit([useStep(id, use)]);
    },

    /** As `find`, for whoever is about to act: what the clock has changed is stored first, so that the act builds on it. */
    upToDate: lapse,

    /** What the office keeps of the person behind a booking. */
    async person(applicant: Partial<Booking['applicant']>): Promise<Person> {
      const key = personKey(applicant);
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: personRow(key) }));
      return Item ? Person.parse(withoutKeys(Item)) : nobodyYet(key);
    },

    /**
     * [D-7, A-62-3] Staff say that this person may use the service, and what they have seen to be registered of them, or take both
     * back; `null` takes back the latter alone, and undefined leaves it as it is.
     */
    async setEligible(
      key: string,
      eligible: Person['eligible'],
      registered?: Person['registered'] | null,
    ): Promise<void> {
      const known = eligible && registered;
      const gone = [...(eligible ? [] : ['eligible']), ...(eligible && registered !== null ? [] : ['registered'])];
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: personRow(key),
          UpdateExpression: [
            'SET #key = :key, #open = if_not_exists(#open, :none), consents = if_not_exists(consents, :none)',
            eligible ? ', eligible = :eligible' : '',
            known ? ', registered = :registered' : '',
            gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`,
            ' ADD revision :one',
          ].join(''),
          ExpressionAttributeNames: { '#key': 'key', '#open': 'open' },
          ExpressionAttributeValues: {
            ':key': key,
            ':none': {},
            ':one': 1,
            ...(eligible && { ':eligible': { by: eligible.by, at: isoOf(eligible.at) } }),
            ...(known && { ':registered': { ...known, at: isoOf(known.at) } }),
          },
        }),
      );
    },

    /** The bookings of a day, in any state, as they are now. */
    async onDay(date: LocalDate, now: Instant): Promise<Booking[]> {
      const rows = await rowsOf(table, `DAY#${date}`, 'BOOKING#');
      return load(
        rows.map(({ booking }) => String(booking)),
        now,
      );
    },

    /** [K-8, A-8, D-12] Whatever the day, the other bookings that are held in this meeting or have left it at its tool, in any state, as they are now. */
    async alsoIn({ id }: Booking, room: string, now: Instant): Promise<Booking[]> {
      const named = (await rowsOf(table, meetingKey(room))).map(({ booking }) => String(booking));
      const others = await load(
        named.filter((other) => other !== id),
        now,
      );
      return others.filter((other) => meetingsOf(other).some((meeting) => meeting.room === room));
    },

    /** What staff must act on, the most urgent first: applications by their promise, sessions begun and not settled. */
    todo: async (now: Instant): Promise<Booking[]> => (await waiting(now)).filter(({ state }) => state !== 'cancelled'),

    /** The same, with what was cancelled and has left a meeting at its tool that could not be removed. */
    waiting,

    /** Every booking that is stored as open, also one whose time has run out unnoticed. */
    open: async (): Promise<Reference[]> => (await idsDue('OPEN')).map((id) => Reference.parse(id)),

    /** Bookings as they are stored, whatever the clock has made of them since; in one read each hundred. */
    stored: (ids: readonly string[]): Promise<Booking[]> => rows(ids),
  };

  async function waiting(now: Instant): Promise<Booking[]> {
    // What the clock has ended waits for nobody any more, though its row may still say so.
    return (await load(await idsDue('OPEN'), now)).filter(
      (booking) => booking.state === 'tentative' || booking.state === 'confirmed' || leftAtTool(booking, now),
    );
  }

  async function idsDue(todo: 'OPEN'): Promise<string[]> {
    return (await dueIn(table, todo)).map(({ pk }) => String(pk).slice('BOOKING#'.length));
  }

  async function releaseLapsed(session: Session | undefined, now: Instant): Promise<boolean> {
    if (!session) return false;
    const wanted = new Set(cellsOf(office, session));
    const cells = await diary.cellsOn(dateOf(session.startsAt));
    const inTheWay = cells.filter(({ lane, cell }) => lane === session.counsellor && wanted.has(cell));
    const lapsed = inTheWay.filter(({ until }) => until !== undefined && until <= now).map(({ booking }) => booking);
    for (const id of new Set(lapsed)) await lapse(Reference.parse(id), now);
    return lapsed.length > 0;
  }

  async function load(ids: readonly string[], now: Instant): Promise<Booking[]> {
    return actual(await rows(ids), now);
  }

  async function rows(ids: readonly string[]): Promise<Booking[]> {
    return (await rowsAt(table, ids.map(bookingKey))).flatMap((row) => {
      const booking = Booking.safeParse(withoutKeys(row));
      if (booking.success) return booking.data;
      // One that cannot be read must not hide the others; the sweep counts what is missing, and fails aloud.
      logFailure(booking.error, { booking: row['id'] });
      return [];
    });
  }
};
