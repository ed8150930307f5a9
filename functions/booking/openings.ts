import { diary, office } from '../../shared/aws/this-office.ts';
import { counsellorAsked, deskOf } from '../../shared/domain/booking.ts';
import { calendarKnownUntil, calendarRunsOut } from '../../shared/domain/calendar.ts';
import type { Desk } from '../../shared/domain/office.ts';
import { endOf, lengthFits, type Opening, openingsOf, periodOf, sessionDays } from '../../shared/domain/openings.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, isoOf, type LocalDate } from '../../shared/domain/time.ts';
import { OpeningsQuery } from '../../shared/http/api.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { get } from '../../shared/http/serve.ts';
import { openingsPage } from '../../shared/pages/visitor.ts';

type Asked = {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly minutes: number;
  readonly counsellor?: string | undefined;
};
type Found = { readonly openings: readonly Opening[]; readonly later?: LocalDate };

/** The free times of a period: the office's diary is read for the days on which the desk gives sessions, and no others. */
export const freeTimes = async (
  desk: Desk,
  { from, to, minutes, counsellor }: Asked,
  now: Instant,
): Promise<Found | 'counsellor-unknown'> => {
  // The office's alarm listens for this word: newer holidays have to be installed and deployed.
  if (calendarRunsOut(office, dateOf(now)))
    console.error(JSON.stringify({ alarm: 'calendar-runs-out', calendarKnownUntil }));
  const period = periodOf(office, { from, to }, now);
  if (!period) return { openings: [] };
  const known = await diary.read(sessionDays(desk, period), now);
  const asked = counsellor ? counsellorAsked(known, counsellor) : undefined;
  if (counsellor && asked === undefined) return 'counsellor-unknown';
  const openings = openingsOf(
    office,
    known,
    desk,
    { ...period, minutes, ...(asked !== undefined && { counsellor: asked }) },
    now,
  );
  return { openings, ...(period.later && { later: period.later }) };
};

/** Times once more, for whoever asked for what is not given. */
const openingsAgain = async (typed: unknown, problem: Told, now: Instant): Promise<{ toString(): string }> => {
  const desk = deskOf(office, typedOf(typed)['desk']) ?? deskOf(office, undefined);
  if (!desk) throw new Error(`office ${office.id} has no desk`);
  const { minutes } = desk.length;
  const found = await freeTimes(desk, { minutes }, now);
  return openingsPage(office, desk, minutes, found === 'counsellor-unknown' ? [] : found.openings, { problem });
};

export const openings = get('/openings', { query: OpeningsQuery, again: openingsAgain }, async ({ query }, now) => {
  const desk = deskOf(office, query.desk || undefined);
  if (!desk) return refuse('desk-unknown');
  const minutes = query.minutes ?? desk.length.minutes;
  if (!lengthFits(desk, minutes)) return refuse('length-not-offered');

  const found = await freeTimes(desk, { ...query, minutes }, now);
  if (found === 'counsellor-unknown') return refuse(found);

  return {
    status: 200,
    json: {
      openings: found.openings.map((slot) => ({
        desk: slot.desk,
        startsAt: isoOf(slot.startsAt),
        endsAt: isoOf(endOf(slot)),
        minutes: slot.minutes,
      })),
    },
    page: () => openingsPage(office, desk, minutes, found.openings, { later: found.later }),
  };
});
