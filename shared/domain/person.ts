import * as z from 'zod';
import type { Applicant, ContactDetails } from './application.ts';
import type { Standing } from './applying.ts';
import { type Booking, type Confirmed, Reference, type Tentative } from './booking.ts';
import { ApplicantKind, Channel, type Office, Terms, toolsAgreedTo, VideoTool } from './office.ts';
import { endOf } from './openings.ts';
import { RefusalReason } from './reasons.ts';
import { type Refusal, refuse } from './refusal.ts';
import { termsAt } from './terms.ts';
import { dateOf, fiscalYearEnd, type Instant, IsoInstant, instant, LocalDate, plusDays } from './time.ts';

/** Evidence that somebody agreed [K-F-3, K-4, A-4]: to which text (version and hash), of the tools' terms too, how and when. */
export const Consent = z.strictObject({
  terms: Terms.shape.version,
  sha256: Terms.shape.sha256,
  tools: z.array(z.strictObject({ tool: VideoTool, termsUrl: z.url() })),
  /** `given`: agreed to the version shown; `deemed`: applied, which the terms count as agreeing. */
  act: z.enum(['given', 'deemed']),
  channel: Channel,
  at: IsoInstant,
  /** [K-F-2, K-F-3] The Message-ID of the mail that was the application. */
  mail: z.string().optional(),
});
export type Consent = z.infer<typeof Consent>;

/** [K-6-5, A-6-4, K-12-1, A-12-1, D-10] One refusal of future use: a person's decision, with its reason and its last day. */
export const UseRefused = z.strictObject({
  reason: RefusalReason,
  until: LocalDate,
  by: z.string(),
  at: IsoInstant,
  /** The booking through which staff reached the person. */
  booking: Reference,
  lifted: z.strictObject({ by: z.string(), at: IsoInstant }).optional(),
});
export type UseRefused = z.infer<typeof UseRefused>;

/** What an office keeps of a person between bookings: which are open, what was agreed to, and a refusal of future use. */
export const Person = z.strictObject({
  key: z.string(),
  revision: z.int().nonnegative(),
  open: z.record(
    z.string(),
    z.strictObject({
      state: z.enum(['tentative', 'confirmed']),
      until: IsoInstant,
      /** [A-62-1] A session at once: it has come, and goes on until then. */
      atOnce: z.literal(true).optional(),
    }),
  ),
  /** The bookings made last, also those that have ended; the newest first. */
  recent: z.array(z.string()).optional(),
  applied: z.strictObject({ day: LocalDate, count: z.int() }).optional(),
  /** The latest agreement to each version. */
  consents: z.record(z.string(), Consent),
  /** [D-7] Staff have seen that this person may use the service; who did and when. */
  eligible: z.strictObject({ by: z.string(), at: IsoInstant }).optional(),
  /** [A-62-3] What staff have seen to be registered: whom a session at once is for, and the one phone number that is called back. */
  registered: z
    .strictObject({ kind: ApplicantKind, name: z.string(), phone: z.string(), by: z.string(), at: IsoInstant })
    .optional(),
  /** [K-6-5, A-6-4] Sessions deemed cancelled and not undone; what to make of them is for a person to decide. */
  noShows: z.int().optional(),
  /** [D-10] A person's decision, limited in time; the last day it holds. */
  refusedUntil: LocalDate.optional(),
  /** Every refusal there ever was, oldest first; also those that have run out or were lifted. */
  refusals: z.array(UseRefused).optional(),
});
export type Person = z.infer<typeof Person>;

/** Who an application is about: by number; somebody without one yet by phone or address. */
export const personKey = ({ number, phone, email }: Partial<Applicant>): string => number ?? phone ?? email ?? 'nobody';

/**
 * [K-F-2, K-F-4, A-6-3] Contact details recorded or put right; what is not said stays. Refused: another phone number or address of
 * somebody who is known by nothing else, which would be another person. The same booking where nothing is new. Whoever still waits
 * for the meeting is told of it by mail from now on. [D-10, D-12] Whom only the tool has invited it has to invite anew: until staff
 * have ticked that, the meeting is wanted, and staff are warned of it as of any other. [A-62-3] Whoever is called back for a session at
 * once is so under the number that was registered when they asked.
 */
export const reachedAt = <B extends Tentative | Confirmed>(booking: B, said: ContactDetails): B | Refusal => {
  if (booking.channel === 'instant') return refuse('not-possible-now');
  const applicant = { ...booking.applicant, ...said };
  const { email, phone } = booking.applicant;
  if (personKey(applicant) !== personKey(booking.applicant)) return refuse('hold-differs');
  if (applicant.email === email && applicant.phone === phone) return booking;
  const reached = { ...booking, revision: booking.revision + 1, applicant };
  if (applicant.email === email || reached.state !== 'confirmed') return reached;
  const { meeting } = reached;
  if (meeting.state !== 'ready') {
    if (meeting.state === 'failed' || !meeting.elsewhere) delete reached.unreached;
  } else if (meeting.url === undefined) {
    reached.meeting = { state: 'wanted', elsewhere: true };
    reached.prompted = reached.prompted.filter((prompt) => prompt !== 'meeting');
  }
  return reached;
};

/**
 * [A-62-3] What staff have seen to be registered of an applicant, where the office holds sessions at once for people of the kind; of
 * somebody without number or phone nothing a call could go back to.
 */
export const registeredOf = (
  { instant }: Office,
  { kind, name, number, phone }: Applicant,
  seen: { readonly by: string; readonly at: Instant },
): Person['registered'] =>
  !instant?.kinds.includes(kind) || number === undefined || phone === undefined
    ? undefined
    : { kind, name, phone, ...seen };

export const nobodyYet = (key: string): Person => ({ key, revision: 0, open: {}, consents: {} });

/** [D-13] What counts against the limits: bookings whose time has not come, and applications made today. */
export const standingOf = (person: Person, now: Instant): Standing => {
  const open = Object.values(person.open).filter(({ until }) => until > now);
  return {
    tentative: open.filter(({ state }) => state === 'tentative').length,
    confirmed: open.filter(({ state, atOnce }) => state === 'confirmed' && !atOnce).length,
    appliedToday: person.applied?.day === dateOf(now) ? person.applied.count : 0,
    refused: person.refusedUntil !== undefined && dateOf(now) <= person.refusedUntil,
  };
};

/**
 * [D-7] Whether an application needs nobody to confirm it: the office's policy allows that for people staff have marked
 * eligible, and nothing about this one asks to be looked at.
 */
export const confirmsItself = (office: Office, person: Person, booking: Tentative): boolean =>
  office.confirmation === 'automatic-when-eligible' && person.eligible !== undefined && booking.review.length === 0;

/** What a booking adds to its person: an entry while it is open, none once it has ended. */
export const openEntry = (booking: Booking): Person['open'][string] | undefined => {
  if (booking.state === 'tentative') return { state: 'tentative', until: booking.expiresAt };
  if (booking.state !== 'confirmed') return undefined;
  return booking.channel === 'instant'
    ? { state: 'confirmed', until: endOf(booking.session), atOnce: true }
    : { state: 'confirmed', until: booking.session.startsAt };
};

/** [A-62-1] Whether a session at once of the person stands, from its acceptance to its end. */
export const hasOneAtOnce = ({ open }: Person, now: Instant): boolean =>
  Object.values(open).some(({ atOnce, until }) => atOnce && now < until);

/** [K-F-3, K-4, A-4] An agreement as it is kept. Nobody is shown the terms in a mail: whoever applies by one is deemed to agree. */
export const consentTo = (
  office: Office,
  version: string,
  { channel, mail }: { readonly channel: Channel; readonly mail?: string | undefined },
  now: Instant,
): Consent => {
  const terms = office.terms.find((one) => one.version === version) ?? termsAt(office, now);
  const tools = toolsAgreedTo(office).map(({ tool, termsUrl }) => ({ tool, termsUrl }));
  const act = channel === 'mail' ? 'deemed' : 'given';
  return {
    terms: terms.version,
    sha256: terms.sha256,
    tools,
    act,
    channel,
    at: now,
    ...(mail !== undefined && { mail }),
  };
};

/**
 * [K-4, A-4, K-6-4] What is settled while speaking with somebody who has agreed to the version in force before stands under it: that
 * agreement is the evidence. Any other booking stays as it is.
 */
export const underKnownTerms = (office: Office, person: Person, booking: Booking, now: Instant): Booking => {
  const { version } = termsAt(office, now);
  const stands = booking.state === 'confirmed' && booking.terms === undefined && person.consents[version] !== undefined;
  return stands ? { ...booking, terms: version } : booking;
};

/** Whoever asks about a booking that is over asks soon, and mostly about the last one. */
const RECENT = 8;

/** The person after an application has been received; pointers to bookings long over are dropped. */
export const received = (person: Person, booking: Booking, consent: Consent | undefined, now: Instant): Person => {
  const standing = standingOf(person, now);
  const entry = openEntry(booking);
  const open = Object.fromEntries(Object.entries(person.open).filter(([, { until }]) => until > now));
  return {
    ...person,
    revision: person.revision + 1,
    open: entry ? { ...open, [booking.id]: entry } : open,
    recent: [booking.id, ...(person.recent ?? [])].slice(0, RECENT),
    applied: { day: dateOf(now), count: standing.appliedToday + 1 },
    consents: consent ? { ...person.consents, [consent.terms]: consent } : person.consents,
  };
};

/** [D-10] Whether a refusal holds: through its last day, unless a person has lifted it. */
export const inForce = ({ until, lifted }: UseRefused, now: Instant): boolean =>
  lifted === undefined && dateOf(now) <= until;

/** [D-14] Whether a refusal has served its purpose: it is kept until the end of the fiscal year in which it ended or was lifted. */
export const isForgotten = ({ until, lifted }: UseRefused, now: Instant): boolean => {
  const lifting = lifted && dateOf(lifted.at);
  const ended = lifting !== undefined && lifting < until ? lifting : until;
  return dateOf(now) > fiscalYearEnd(ended);
};

/** [D-14] The person without refusals that have served their purpose; the same where there are none. */
export const withoutForgotten = (person: Person, now: Instant): Person => {
  const { refusals = [], refusedUntil, ...rest } = person;
  const kept = refusals.filter((one) => !isForgotten(one, now));
  if (kept.length === refusals.length) return person;
  return {
    ...rest,
    revision: person.revision + 1,
    ...(kept.length > 0 && { refusals: kept }),
    ...(refusalInForce({ ...rest, refusals: kept }, now) && { refusedUntil }),
  };
};

/** The refusal that holds now, if any; there is never more than one. */
export const refusalInForce = ({ refusals = [] }: Person, now: Instant): UseRefused | undefined =>
  refusals.find((one) => inForce(one, now));

/**
 * [K-6-5, A-6-4, K-12-1, A-12-1, D-10] A person decides that somebody may not use the service for a time, and why; nothing of it
 * follows from a no-show by itself. The last day lies after today and within the office's longest time. The same decision said again
 * changes nothing. Refused: `refusal-period`, and `refusal-changed` while another decision holds, which has to be lifted first.
 */
export const refuseUse = (
  office: Office,
  person: Person,
  { reason, until }: Pick<UseRefused, 'reason' | 'until'>,
  { by, booking }: Pick<UseRefused, 'by' | 'booking'>,
  now: Instant,
): Person | Refusal => {
  const current = refusalInForce(person, now);
  if (current) return current.reason === reason && current.until === until ? person : refuse('refusal-changed');
  const today = dateOf(now);
  if (until <= today || until > plusDays(today, office.limits.refusalDays)) return refuse('refusal-period');
  const before = person.refusals ?? [];
  // A decision is named by its moment: of two in the same one the second counts as made just after.
  const at = instant(Math.max(now, (before.at(-1)?.at ?? 0) + 1));
  return {
    ...person,
    revision: person.revision + 1,
    refusals: [...before, { reason, until, by, at, booking }],
    refusedUntil: until,
  };
};

/**
 * [D-10] A person lifts the refusal that holds, the one they were shown where `shown` says which. Lifted already, nothing changes.
 * Refused: `refusal-changed` where none holds or another one does.
 */
export const liftRefusal = (
  person: Person,
  { by, shown }: { readonly by: string; readonly shown?: Instant | undefined },
  now: Instant,
): Person | Refusal => {
  const refusals = person.refusals ?? [];
  const current = refusalInForce(person, now);
  const meant = shown === undefined ? (current ?? refusals.at(-1)) : refusals.findLast(({ at }) => at === shown);
  if (meant?.lifted) return person;
  if (!current || meant !== current) return refuse('refusal-changed');
  const { refusedUntil: _ended, ...rest } = person;
  return {
    ...rest,
    revision: person.revision + 1,
    refusals: refusals.map((one) => (one === current ? { ...one, lifted: { by, at: now } } : one)),
  };
};

/**
 * [D-6, D-13] What staff should look at before they answer, as it is now: whether a refusal holds and whether there are other
 * bookings changes while an application waits.
 */
export const reviewNow = (
  { state, review }: Pick<Booking, 'state' | 'review'>,
  person: Person,
  others: readonly unknown[],
  now: Instant,
): Booking['review'] => {
  if (state !== 'tentative') return review;
  const lasting = review.filter((mark) => mark !== 'refused-person' && (mark !== 'over-limit' || others.length > 0));
  return refusalInForce(person, now) ? ['refused-person', ...lasting] : lasting;
};

/** The bookings a person's row knows: those open, and those made last. */
export const knownBookings = ({ open, recent = [] }: Pick<Person, 'open' | 'recent'>): string[] => [
  ...new Set([...Object.keys(open), ...recent]),
];
