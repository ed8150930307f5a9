import { deskOf } from '../domain/booking.ts';
import { lengthFits, type Opening, openingsOf, sessionDays } from '../domain/openings.ts';
import { dateOf, type Instant, instant, plusDays, startOf } from '../domain/time.ts';
import type { MailIn } from '../mail/mail-in.ts';
import { diary, office } from './this-office.ts';

const DAYS_AROUND = 10;

/**
 * The free times around the moment wished for, or the next ones, of the length asked for where the desk gives it; and what the
 * diary says of those days.
 */
export const openingsNear = async (
  wished: MailIn['wished'],
  now: Instant,
): Promise<{ near: Instant; openings: Opening[]; known: Awaited<ReturnType<typeof diary.read>> }> => {
  const last = startOf(plusDays(dateOf(now), office.horizonDays));
  const near = instant(Math.min(Math.max(wished?.from ?? now, now), last));
  const desk = deskOf(office, wished?.desk);
  if (!desk || (wished && !desk.kinds.includes(wished.applicant)))
    return { near, openings: [], known: await diary.read([], now) };
  const asked = wished?.minutes;
  const minutes = asked !== undefined && lengthFits(desk, asked) ? asked : desk.length.minutes;
  const from = [dateOf(now), plusDays(dateOf(near), -DAYS_AROUND)].sort().at(-1) ?? dateOf(now);
  const period = { from, to: plusDays(dateOf(near), DAYS_AROUND) };
  const known = await diary.read(sessionDays(desk, period), now);
  return { near, openings: openingsOf(office, known, desk, { ...period, minutes }, now), known };
};
