import { diary, office } from '../../shared/aws/this-office.ts';
import { nearestTo, type Opening, openingsOf, sessionDays } from '../../shared/domain/openings.ts';
import { dateOf, type Instant, plusDays } from '../../shared/domain/time.ts';

const DAYS = 10;
const SHOWN = 4;

/** The next times of the general desk that can be booked, for whoever cannot be served at once. */
export const nextOpenings = async (now: Instant): Promise<readonly Opening[]> => {
  const [desk] = office.desks;
  if (!desk) return [];
  const period = { from: dateOf(now), to: plusDays(dateOf(now), DAYS) };
  const known = await diary.read(sessionDays(desk, period), now);
  const minutes = Math.min(office.instant?.minutes ?? desk.length.minutes, desk.length.minutes);
  return nearestTo(now, openingsOf(office, known, desk, { ...period, minutes }, now), SHOWN);
};
