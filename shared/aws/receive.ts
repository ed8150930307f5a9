import { codeFor, hashOf, newReference, newSalt } from '../code.ts';
import { type Application, wishFrom } from '../domain/application.ts';
import { applyFor, complete, completes } from '../domain/applying.ts';
import {
  type Booking,
  confirm,
  counsellorAsked,
  deskOf,
  nameKey,
  Reference,
  type Tentative,
} from '../domain/booking.ts';
import type { Actor } from '../domain/history.ts';
import { type Channel, firstTool } from '../domain/office.ts';
import {
  confirmsItself,
  consentTo,
  type Person,
  personKey,
  received,
  standingOf,
  underKnownTerms,
} from '../domain/person.ts';
import { type Refusal, refuse, Unavailable } from '../domain/refusal.ts';
import { withPublished } from '../domain/terms.ts';
import { dateOf, type Instant } from '../domain/time.ts';
import type { Once } from './bookings.ts';
import type { OfficeBook } from './diary.ts';
import { bookings, diary, office as policy } from './this-office.ts';

type Received = {
  readonly booking: Booking;
  /** Opens the booking on the web for whoever applied there; nobody else is ever shown one. */
  readonly code: string;
};

/** How often an application is decided anew because somebody else was faster; each time somebody else was served. */
const TRIES = 10;

/**
 * Receives an application from any channel: reads what is known, decides, and stores all of it in one transaction. The same
 * request sent again gets the same booking; another request under its key is refused. `settle` makes of the
 * tentative booking what is stored in its place: in a session the next one is definitive at once [K-6-4].
 */
export const receive = async (
  application: Omit<Application, 'consent'> & { readonly consent?: Application['consent'] | undefined },
  how: {
    readonly channel: Channel;
    readonly actor: Actor;
    readonly lateReason?: string | undefined;
    /** The Message-ID, where a mail is the application; and when it was received. */
    readonly mail?: string | undefined;
    readonly receivedAt?: Instant | undefined;
    /** The mail's name in the staff's list. */
    readonly mailId?: string | undefined;
    /** The address of the Internet a form came from, whose applications are counted. */
    readonly source?: string | undefined;
    readonly settle?: (tentative: Tentative) => Booking | Refusal;
  },
  request: Pick<Once, 'key' | 'body'>,
  now: Instant,
): Promise<Received | Refusal> => {
  const { channel, actor, lateReason, mail, receivedAt, mailId, source } = how;
  const by = { actor, channel, at: now, ...(mailId !== undefined && { mail: mailId }) };
  const byForm = channel === 'form' && actor.kind === 'applicant';
  const person = personKey(application.applicant);
  const longest = deskOf(policy, application.desk)?.length.minutes ?? 0;
  const days = application.wishes.slice(0, 1).map((wish) => dateOf(wishFrom(wish, longest).from));

  const once: Once = { ...request, salt: newSalt(), source };

  const earlier = async (
    found: Awaited<ReturnType<typeof bookings.recall>>['earlier'],
  ): Promise<Received | Refusal | undefined> => {
    if (found === undefined || 'refused' in found) return found;
    const booking = await bookings.find(found.booking, now);
    return booking && { booking, code: codeFor(once.key, once.body, found.salt, booking.id) };
  };

  for (let tries = 0; tries < TRIES; tries++) {
    const id = newReference();
    const code = codeFor(once.key, once.body, once.salt, id);
    const [known, pages, codeHash] = await Promise.all([
      bookings.recall(person, once, now),
      diary.read(days, now),
      byForm ? hashOf(code, id) : undefined,
    ]);
    const before = await earlier(known.earlier);
    if (before) return before;
    const office = withPublished(policy, pages.terms);

    const holds = actor.kind === 'applicant' ? await holdsOf(known.person, application, now) : [];
    const [hold, another] = holds.filter((one) => completes(application, office, one));
    const theirs = holds.some(({ applicant: { name } }) => nameKey(name) === nameKey(application.applicant.name));
    const fits = hold && another === undefined && sameCounsellor(pages, hold, application.counsellor);
    // Whoever applies on the web sees what becomes of it; of a mail that says something else than the call, a person makes sense.
    // Under another name it is treated as anybody's, so that a number does not tell who has phoned [D-6].
    if (channel === 'mail' && theirs && !fits) return refuse('hold-differs');
    if (fits && application.consent) {
      const code = codeFor(once.key, once.body, once.salt, hold.id);
      const completed = complete(
        office,
        pages,
        hold,
        { ...application, consent: application.consent },
        { ...standingOf(known.person, now), codeHash: byForm ? await hashOf(code, hold.id) : undefined },
        now,
      );
      if ('refused' in completed) return completed;
      const consent = consentTo(office, application.consent.terms, { channel, mail }, now);
      const stored = await bookings.change(
        hold,
        completed,
        completed.state === 'confirmed'
          ? { ...by, act: 'completed', consent }
          : // It waits like any application, and everybody hears what they hear of one.
            { ...by, act: 'applied', consent, owed: ['receipt', 'new-application'] },
        once,
      );
      if (!('refused' in stored)) return { booking: stored, code };
      if (stored.refused === 'too-many-applications') return stored;
      continue;
    }

    const decided = applyFor(
      office,
      pages,
      application,
      standingOf(known.person, now),
      {
        id,
        channel,
        ...(codeHash !== undefined && { codeHash }),
        ...(lateReason !== undefined && { lateReason }),
        ...(receivedAt !== undefined && { receivedAt }),
      },
      now,
    );
    if ('refused' in decided) {
      // A double click may find its own first half already holding the time.
      const own =
        decided.refused === 'opening-taken' && (await earlier((await bookings.recall(person, once, now)).earlier));
      return own || decided;
    }
    const settled = how.settle
      ? how.settle(decided)
      : confirmsItself(office, known.person, decided)
        ? confirm(office, undefined, decided, { session: decided.held, tool: firstTool(office) }, now)
        : decided;
    if ('refused' in settled) return settled;
    // Whatever was decided on the way, it is stored as one act.
    const booking = { ...underKnownTerms(office, known.person, settled, now), revision: decided.revision };

    const consent = application.consent && consentTo(office, application.consent.terms, { channel, mail }, now);
    const stored = await bookings.create(
      booking,
      {
        ...by,
        act: booking.state === 'confirmed' ? 'booked' : 'applied',
        ...(lateReason !== undefined && { reason: lateReason }),
        ...(consent && { consent }),
      },
      { before: known.person, after: received(known.person, booking, consent, now) },
      once,
      now,
    );
    if (stored !== 'again') return 'refused' in stored ? stored : { booking: stored, code };
  }
  throw new Unavailable('others were faster every time');
};

/** [K-F-2] What this person arranged on the phone for the same day, and nobody has agreed to the terms of yet. */
const holdsOf = async (
  person: Person,
  application: Pick<Application, 'desk' | 'wishes'>,
  now: Instant,
): Promise<Tentative[]> => {
  const open = Object.entries(person.open).filter(([, { state, until }]) => state === 'tentative' && until > now);
  const found = await Promise.all(open.map(([id]) => bookings.find(Reference.parse(id), now)));
  const [first] = application.wishes;
  const day = first && dateOf('from' in first ? first.from : first.startsAt);
  return found.filter(
    (booking) =>
      booking?.state === 'tentative' &&
      booking.terms === undefined &&
      booking.held !== undefined &&
      dateOf(booking.held.startsAt) === day,
  ) as Tentative[];
};

const sameCounsellor = (book: OfficeBook, hold: Tentative, asked: string | undefined): boolean =>
  asked === undefined || counsellorAsked(book, asked) === hold.held?.counsellor;
