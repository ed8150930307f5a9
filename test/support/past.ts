import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dynamo } from '../../shared/aws/table.ts';
import { type Booking, type Confirmed, Reference, Booking as Stored } from '../../shared/domain/booking.ts';
import { History } from '../../shared/domain/history.ts';
import type { Office } from '../../shared/domain/office.ts';
import { sessionDays } from '../../shared/domain/openings.ts';
import { type Instant, instant, isoOf, type LocalDate, MINUTE, startOf } from '../../shared/domain/time.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The same numbers at each run: Park and Miller's generator. */
const dice = () => {
  let seed = 1;
  return (sides: number): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % sides;
  };
};

/**
 * Bookings long gone, of every kind there is, spread over the days on which the desks give sessions: rows as the product leaves
 * them, without the cells. Returns what they are.
 */
export const writePast = async (
  table: string,
  office: Office,
  period: { readonly from: LocalDate; readonly to: LocalDate },
  count: number,
): Promise<Booking[]> => {
  const roll = dice();
  const days = office.desks.flatMap((desk) => sessionDays(desk, period).map((day) => [desk, day] as const));
  const bookings = Array.from({ length: count }, (_, index): [Booking, History[]] => {
    const [desk, day] = days[roll(days.length)] ?? [];
    if (!desk || !day) throw new Error('no day in this period has sessions');
    const startsAt = instant(startOf(day) + 14 * HOUR);
    const appliedAt = instant(startsAt - roll(roll(40) + 2) * DAY - 5 * HOUR);
    const promisedBy = instant(appliedAt + DAY);
    const answeredAt = instant(appliedAt + roll(26) * HOUR);
    const own = String(index + 1).padStart(8, '0');
    const wish = { from: startsAt, to: instant(startsAt + 30 * MINUTE), minutes: 30 };
    const common = {
      id: Reference.parse(`${own.slice(0, 4)}-${own.slice(4)}`),
      version: 1,
      revision: 3,
      desk: desk.id,
      applicant: { kind: 'seeker', name: '見本 太郎', number: `34010-${own}`, email: 'taro@example.com' },
      wishes: [roll(5) > 0 ? wish : { ...wish, from: instant(startsAt + HOUR), to: instant(startsAt + 2 * HOUR) }],
      channel: (['form', 'form', 'form', 'mail', 'phone', 'counter', 'session'] as const)[roll(7)] ?? 'form',
      appliedAt,
      promisedBy,
      review: [],
      prompted: [],
      endedAt: instant(startsAt + HOUR),
    } satisfies Partial<Booking>;
    const held: Pick<Confirmed, 'session' | 'tool' | 'meeting' | 'signs'> = {
      session: { counsellor: 'a', startsAt, minutes: 30 },
      tool: 'teleoffice',
      meeting: { state: 'wanted' },
      signs: [],
    };
    const made = ((): Booking => {
      const kind = roll(100);
      if (kind < 68) return { ...common, ...held, state: 'attended', confirmedAt: answeredAt };
      if (kind < 76) return { ...common, ...held, state: 'no-show', confirmedAt: answeredAt };
      if (kind < 86)
        return { ...common, ...held, state: 'cancelled', by: kind < 82 ? 'applicant' : 'office', through: 'phone' };
      if (kind < 88) return { ...common, ...held, state: 'stopped', reason: 'other-purpose' };
      if (kind < 92) return { ...common, state: 'declined', reason: 'full' };
      return { ...common, state: kind < 96 ? 'withdrawn' : 'expired' };
    })();
    const line = (revision: number, act: History['act'], at: Instant): History => ({
      revision,
      version: 1,
      act,
      actor: { kind: 'clock' },
      channel: 'form',
      at,
      notices: {},
    });
    const second = 'session' in made ? 'confirmed' : 'prompted';
    return [made, [line(1, 'applied', appliedAt), line(2, second, answeredAt), line(3, 'attended', made.appliedAt)]];
  });

  const rows = bookings.flatMap(([booking, history]) => {
    const pk = `BOOKING#${booking.id}`;
    const day = isoOf('session' in booking ? booking.session.startsAt : (booking.wishes[0]?.from ?? booking.appliedAt));
    return [
      { pk, sk: 'BOOKING', ...z.encode(Stored, booking) },
      { pk: `DAY#${day.slice(0, 10)}`, sk: pk, booking: booking.id },
      ...history.map((entry) => ({
        pk,
        sk: `HISTORY#${String(entry.revision).padStart(6, '0')}`,
        ...z.encode(History, entry),
      })),
    ];
  });
  const batches = Array.from({ length: Math.ceil(rows.length / 25) }, (_, index) =>
    rows.slice(index * 25, index * 25 + 25),
  );
  const worker = async (): Promise<void> => {
    for (let batch = batches.pop(); batch; batch = batches.pop())
      await dynamo.send(
        new BatchWriteCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
      );
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return bookings.map(([booking]) => booking);
};
