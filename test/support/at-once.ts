import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { personRow } from '../../shared/aws/bookings.ts';
import { idOf } from '../../shared/aws/instant.ts';
import { dynamo } from '../../shared/aws/table.ts';
import { newReference } from '../../shared/code.ts';
import { meet, type Reference } from '../../shared/domain/booking.ts';
import { type Asking, accept, begin } from '../../shared/domain/instant.ts';
import { consentTo, nobodyYet, Person, received } from '../../shared/domain/person.ts';
import { withPublished } from '../../shared/domain/terms.ts';
import { dateOf, instant } from '../../shared/domain/time.ts';
import { granted } from './bookings.ts';
import { on } from './build.ts';

type At = Pick<
  typeof import('../../shared/aws/this-office.ts'),
  'bookings' | 'diary' | 'instants' | 'office' | 'table'
>;

/** The functions that have a part in sessions at once, loaded once the office's table is there. */
export const functionsAtOnce = async () => ({
  instant: (await import('../../functions/instant/index.ts')).handler,
  booking: (await import('../../functions/booking/index.ts')).handler,
  staff: (await import('../../functions/staff/index.ts')).handler,
  ...(await import('../../shared/aws/office-book.ts')),
  ...(await import('../../shared/aws/this-office.ts')),
});

/** The staff's part in sessions at once, by the rules and the table alone: who is on record, who is there, who is accepted. */
export const counterAtOnce = ({ bookings, diary, instants, office, table }: At) => {
  const by = 'demo-staff';
  const now = () => instant(Date.now());
  const standing = async (id: Reference) => {
    const booking = await bookings.find(id, now());
    if (booking?.state !== 'confirmed') throw new Error(`${id} is ${booking?.state}`);
    return booking;
  };
  return {
    /** Somebody staff have seen, who has agreed to the first terms; anything of it can be otherwise. */
    register: async ({ kind, number, phone }: Asking, more: Partial<Person> = {}): Promise<void> => {
      const [first] = office.terms;
      if (!first) throw new Error('no terms');
      const at = on('2026-02-02T09:00:00+09:00');
      const person: Person = {
        ...nobodyYet(number),
        revision: 1,
        consents: { [first.version]: consentTo(office, first.version, { channel: 'form' }, at) },
        registered: { kind, name: '見本 太郎', phone, by, at },
        ...more,
      };
      await dynamo.send(
        new PutCommand({ TableName: table, Item: { ...personRow(number), ...z.encode(Person, person) } }),
      );
    },
    /** A counsellor takes sessions at once until then, or no more. */
    here: (counsellor: string, until?: string): Promise<void> =>
      instants.setPresence(counsellor, until === undefined ? undefined : { until: on(until), by }),
    /** The requests staff see. */
    queue: () => instants.waiting(now()),
    accept: async (token: string, counsellor: string): Promise<Reference> => {
      const request = await instants.find(idOf(token), now());
      if (!request) throw new Error('no such request');
      const [person, known] = await Promise.all([
        bookings.person({ number: request.number }),
        diary.read([dateOf(now())], now()),
      ]);
      const { booking, request: after } = granted(
        accept(
          withPublished(office, known.terms),
          known,
          { request, person, present: known.present },
          { id: newReference(), counsellor, tool: 'zoom' },
          now(),
        ),
      );
      const stored = await bookings.create(
        booking,
        { act: 'booked', actor: { kind: 'staff', id: by }, channel: 'instant', at: now() },
        { before: person, after: received(person, booking, undefined, now()) },
        { key: randomUUID(), body: '', salt: '' },
        now(),
        [instants.settled(after)],
      );
      if (stored === 'again') throw new Error('somebody was faster');
      return granted(stored).id;
    },
    /** The meeting is made, and its codes are known to staff. */
    met: async (id: Reference): Promise<void> => {
      const booking = await standing(id);
      const meeting = {
        state: 'ready',
        url: 'https://zoom.us/j/12345678901',
        id: '12345678901',
        passcode: 'mihon1',
        madeAt: now(),
      } as const;
      granted(
        await bookings.change(booking, meet(booking, meeting), {
          act: 'meeting-made',
          actor: { kind: 'staff', id: by },
          channel: 'counter',
          at: now(),
        }),
      );
    },
    /** Staff have called back, and it is the person. */
    begun: async (id: Reference): Promise<void> => {
      const booking = await standing(id);
      const known = withPublished(office, (await diary.office()).terms);
      granted(
        await bookings.change(booking, granted(begin(known, booking, now())), {
          act: 'in-touch',
          actor: { kind: 'staff', id: by },
          channel: 'phone',
          at: now(),
        }),
      );
    },
  };
};
