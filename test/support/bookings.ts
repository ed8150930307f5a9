import { applyFor } from '../../shared/domain/applying.ts';
import { type Booking, type Confirmed, confirm, type Tentative } from '../../shared/domain/booking.ts';
import type { Channel, Office, VideoTool } from '../../shared/domain/office.ts';
import type { Diary } from '../../shared/domain/openings.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from './build.ts';

/* Bookings for tests, made by the rules themselves. All times are Japanese: `2026-03-04T14:00`. */

export const jst = (time: string): Instant => on(`${time}+09:00`);

export const granted = <T extends object>(outcome: T | Refusal): T => {
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};

export type Making = {
  readonly more?: Parameters<typeof application>[2];
  readonly diary?: Diary;
  readonly channel?: Channel;
  readonly tool?: VideoTool;
  readonly lateReason?: string;
};

/** Applied for at one time, for another. */
export const tentativeBooking = (
  office: Office,
  at: string,
  startsAt: string,
  { more = {}, diary, channel = 'form', lateReason }: Making = {},
): Tentative => {
  const known =
    diary ??
    diaryWith([
      counsellor(
        'one',
        office.desks.map(({ id }) => id),
      ),
    ]);
  const received = { id: reference(), channel, ...(lateReason !== undefined && { lateReason }) };
  const { consent, ...told } = application(office, `${startsAt}+09:00`, more);
  // On the phone nobody has agreed to anything yet.
  const said = channel === 'form' || channel === 'mail' ? { ...told, consent } : told;
  return granted(applyFor(office, known, said, nobody, received, jst(at)));
};

/** Confirmed at once, as it was held. */
export const confirmedBooking = (office: Office, at: string, startsAt: string, making: Making = {}): Confirmed => {
  const booking = tentativeBooking(office, at, startsAt, making);
  const settled = { session: booking.held, tool: making.tool ?? 'teleoffice' } as const;
  return granted(confirm(office, undefined, booking, settled, jst(at)));
};

type In<S extends Booking['state']> = Extract<Booking, { state: S }>;
export const inState = <S extends Booking['state']>(outcome: Booking | Refusal, state: S): In<S> => {
  const booking = granted(outcome);
  const is = (one: Booking): one is In<S> => one.state === state;
  if (!is(booking)) throw new Error(`${booking.state} instead of ${state}`);
  return booking;
};
