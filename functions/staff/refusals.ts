import * as z from 'zod';
import { bookings, office, refusals } from '../../shared/aws/this-office.ts';
import { referenceFrom } from '../../shared/code.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { inForce, liftRefusal, type Person, personKey, refuseUse, UseRefused } from '../../shared/domain/person.ts';
import { RefusalReason } from '../../shared/domain/reasons.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import { type Instant, IsoInstant, LocalDate } from '../../shared/domain/time.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Reply, staffGet, staffPost } from '../../shared/http/serve.ts';
import { counterProblemPage } from '../../shared/pages/counter/problem.ts';
import { type Refused, refusalPage, refusalsPage } from '../../shared/pages/counter/refusals.ts';

const PATH = '/staff/bookings/{reference}/refusal';
const Done = z.object({ done: z.string().optional() });

/** The booking a path names; by it the person is reached, whose number stands in no address. */
const bookingAt = async (
  path: Readonly<Record<string, string | undefined>>,
  now: Instant,
): Promise<Booking | undefined> => {
  const reference = referenceFrom(path['reference'] ?? '');
  return reference && bookings.find(reference, now);
};

const personJson = (person: Person, now: Instant) => ({
  refusals: (person.refusals ?? []).map((one) => refusalJson(one, now)),
  noShows: person.noShows ?? 0,
});
const refusalJson = (one: UseRefused, now: Instant) => ({ ...z.encode(UseRefused, one), inForce: inForce(one, now) });

/** [D-10] What the office has decided about the person behind a booking. */
export const showRefusal = staffGet(PATH, { query: Done }, async ({ path, query, staff }, now) => {
  const booking = await bookingAt(path, now);
  if (!booking) return refuse('booking-not-found');
  const person = await bookings.person(booking.applicant);
  return {
    status: 200,
    booking: booking.id,
    json: personJson(person, now),
    page: () => refusalPage({ office, staff, now, done: query.done }, booking, person),
  };
});

/** The page once more, with what was typed and the state it is decided in now. */
const again = async (
  typed: unknown,
  problem: Told,
  now: Instant,
  { path, staff = '' }: { path: Readonly<Record<string, string | undefined>>; staff: string | undefined },
): Promise<{ toString(): string }> => {
  const booking = await bookingAt(path, now);
  if (!booking) return counterProblemPage(office, problem, { staff, now });
  const person = await bookings.person(booking.applicant);
  const where =
    problem.type === 'refusal-period'
      ? { ...problem, errors: [{ field: 'until', reason: 'malformed', message: problem.detail }] }
      : problem;
  return refusalPage({ office, staff, now, problem: where }, booking, person, typedOf(typed));
};

/** A page sends one of the days it offered, or another one in a field of its own. */
const Decision = z.preprocess(
  (sent) => {
    if (
      typeof sent !== 'object' ||
      sent === null ||
      !('untilDate' in sent || ('until' in sent && sent.until === 'other'))
    )
      return sent;
    const { until, untilDate, ...rest } = sent as Record<string, unknown>;
    const day = until === 'other' || until === undefined ? untilDate : until;
    return { ...rest, ...(day !== undefined && { until: day }) };
  },
  z.strictObject({ reason: z.string('required').pipe(RefusalReason), until: z.string('required').pipe(LocalDate) }),
);

const decide = async (
  path: Readonly<Record<string, string | undefined>>,
  done: 'refused' | 'lifted',
  decision: (person: Person, booking: Booking) => Person | Refusal,
  now: Instant,
): Promise<Reply | Refusal> => {
  const booking = await bookingAt(path, now);
  if (!booking) return refuse('booking-not-found');
  const person = await refusals.change(personKey(booking.applicant), (before) => decision(before, booking));
  if ('refused' in person) return person;
  return {
    status: 200,
    booking: booking.id,
    json: personJson(person, now),
    next: `/staff/bookings/${booking.id}/refusal?done=${done}`,
  };
};

/** [K-6-5, A-6-4, K-12-1, A-12-1, D-10] Somebody may not use the service for a time: who decided, why, until when. */
export const refuseFutureUse = staffPost(PATH, { body: Decision, again }, ({ path, body, staff }, now) =>
  decide(path, 'refused', (person, { id }) => refuseUse(office, person, body, { by: staff, booking: id }, now), now),
);

/** [D-10] The refusal is lifted; `shown` says which one was decided on, by its moment. */
export const liftFutureUse = staffPost(
  `${PATH}/lifting`,
  { body: z.strictObject({ shown: IsoInstant.optional() }), again },
  ({ path, body, staff }, now) =>
    decide(path, 'lifted', (person) => liftRefusal(person, { by: staff, shown: body.shown }, now), now),
);

/** [D-10] Whom the office refuses, and whom it did: by the name the booking had. */
export const listRefusals = staffGet('/staff/refusals', {}, async ({ staff, html }, now) => {
  const all = await refusals.all();
  const known = html ? await bookings.stored([...new Set(all.map(({ booking }) => booking))]) : [];
  const names = new Map(known.map(({ id, applicant }) => [id, applicant.name]));
  const refused: Refused[] = all.map((refusal) => ({ refusal, name: names.get(refusal.booking) }));
  return {
    status: 200,
    json: { refusals: all.map((one) => refusalJson(one, now)) },
    page: () => refusalsPage({ office, staff, now }, refused),
  };
});
