import type { OfficeBook } from '../../shared/aws/diary.ts';
import { receive } from '../../shared/aws/receive.ts';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { type Application, applicationOf, wishFrom } from '../../shared/domain/application.ts';
import { type Booking, deskOf, nameKey, occupies, Reference } from '../../shared/domain/booking.ts';
import { endOf } from '../../shared/domain/openings.ts';
import { type Person, personKey } from '../../shared/domain/person.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { sameAddress } from '../../shared/mail/arrival.ts';
import { bodyOf, type MailIn } from '../../shared/mail/mail-in.ts';
import type { Reading } from '../../shared/mail/reading/read-mail.ts';
import type { Certain } from './take.ts';

const { public: Checked } = applicationOf(office);

type Applied = Pick<MailIn, 'outcome' | 'booking'> & { readonly booking: Reference; readonly answer?: 'again' };

/**
 * [K-F-2, K-F-3, K-6-2, A-6-2] What was read with certainty becomes a tentative booking, or completes the phone hold it says
 * again; who applies by mail is deemed to agree to the current terms. It passes the same checks as the form's. Refused: as
 * `receive`, and `malformed` what the form would not take. The same application sent a second time is the first one.
 */
export const apply = async (
  { id, opened, sender, receivedAt }: Certain,
  reading: Reading,
  book: OfficeBook,
  now: Instant,
): Promise<Applied | { readonly refused: string }> => {
  const body = bodyOf(office, reading);
  const terms = termsAt(withPublished(office, book.terms), now).version;
  const application = Checked.safeParse({ ...body, consent: { terms, accepted: true } });
  if (!application.success) return { refused: 'malformed' };
  const once = { key: `mail:${id}`, body: JSON.stringify(body) };
  const { person, earlier } = await bookings.recall(personKey(application.data.applicant), once, now);
  const before = earlier ? undefined : await appliedBefore(person, application.data, now);
  if (before) {
    const theirs = sameAddress(sender, before.applicant.email);
    return { outcome: 'booked', booking: before.id, ...(theirs && { answer: 'again' }) };
  }
  const received = await receive(
    application.data,
    { channel: 'mail', actor: { kind: 'applicant' }, mail: opened.written('message-id'), mailId: id, receivedAt },
    once,
    now,
  );
  if ('refused' in received) return received;
  const { booking } = received;
  // A call's hold whose application waits for staff is tentative as before.
  const completed = booking.channel !== 'mail' && booking.state !== 'tentative';
  return { outcome: completed ? 'completed' : 'booked', booking: booking.id };
};

/** The same person's open booking for what they now ask for again; a phone hold is not that, it waits for this mail. */
const appliedBefore = async (person: Person, application: Application, now: Instant): Promise<Booking | undefined> => {
  const { applicant, wishes } = application;
  const desk = deskOf(office, application.desk);
  const [first] = wishes.map((wish) => wishFrom(wish, desk?.length.minutes ?? 0));
  for (const id of Object.keys(person.open)) {
    const booking = await bookings.find(Reference.parse(id), now);
    const session = booking && occupies(booking);
    if (!booking?.terms || !session || !first || booking.desk !== desk?.id) continue;
    const within = first.from <= session.startsAt && endOf(session) <= first.to;
    if (within && nameKey(booking.applicant.name) === nameKey(applicant.name)) return booking;
  }
  return undefined;
};
