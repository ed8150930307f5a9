import type { Booking } from './booking.ts';
import type { Office, Terms } from './office.ts';
import { dateOf, type Instant, instant, type LocalDate, MINUTE, plusMonths } from './time.ts';

/** The terms in force at a moment: the latest version whose effective day has come. */
export const termsAt = (office: Office, now: Instant): Terms => {
  const today = dateOf(now);
  const inForce = office.terms.filter(({ effectiveFrom }) => effectiveFrom <= today);
  const current = inForce.at(-1) ?? office.terms[0];
  if (!current) throw new Error(`office ${office.id} has no terms`);
  return current;
};

/** The office with the terms its staff have published beside those of its policy, in the order in which they take effect. */
export const withPublished = (office: Office, published: readonly Terms[]): Office =>
  published.length === 0
    ? office
    : {
        ...office,
        terms: [...office.terms, ...published].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1)),
      };

/** Characters of a whole wording: a version is stored in one row of at most 400 KB, three bytes a character. */
export const LONGEST_WORDING = 60_000;
export const isTooLong = (articles: Terms['articles']): boolean =>
  articles.reduce((sum, { heading, text }) => sum + heading.length + text.join('').length, 0) > LONGEST_WORDING;

/** [K-13, A-13, D-11] The last day a version may take effect: a year mistyped would stand against every later version for ever. */
export const lastToTakeEffect = (now: Instant): LocalDate => plusMonths(dateOf(now), 12);

/**
 * [K-13, A-13, D-11] A version may be published if its name is new and it takes effect after today, within a year and after
 * every version known, so that everybody can be told of it and of the last one only; if its official text is dated by then; and if
 * it can be stored.
 */
export const mayPublish = (office: Office, terms: Terms, now: Instant): boolean =>
  !isTooLong(terms.articles) &&
  terms.effectiveFrom > dateOf(now) &&
  terms.officialDate <= terms.effectiveFrom &&
  terms.effectiveFrom <= lastToTakeEffect(now) &&
  office.terms.every(({ version, effectiveFrom }) => version !== terms.version && effectiveFrom < terms.effectiveFrom);

/** Nobody agrees to a version before its day; a request under way at midnight, or a clock a little ahead, is given this long. */
const MARGIN = 5 * MINUTE;

/** [K-13, A-13, D-11] A version may be withdrawn as long as nobody can have agreed to it: before the day it takes effect. */
export const mayWithdraw = ({ effectiveFrom }: Pick<Terms, 'effectiveFrom'>, now: Instant): boolean =>
  effectiveFrom > dateOf(instant(now + MARGIN));

/** [K-13, A-13, D-11] The terms that will next take the place of those in force, if any are published. */
export const termsToCome = (office: Office, now: Instant): Terms | undefined =>
  office.terms.find(({ effectiveFrom }) => effectiveFrom > dateOf(now));

/** A booking whose session is still to come, settled or not. */
const isAhead = (booking: Booking, now: Instant): boolean =>
  booking.state === 'tentative' || (booking.state === 'confirmed' && now < booking.session.startsAt);

/** [K-13, A-13, D-11] Whether the version a booking's person was to be told of last has been withdrawn. */
export const announcesWithdrawn = (office: Office, { announced }: Pick<Booking, 'announced'>): boolean =>
  announced !== undefined && !office.terms.some(({ version }) => version === announced);

/**
 * [K-13, A-13, D-11] The version a person with a future booking has to be told of: newer than the one agreed to, and not told
 * of yet; or the one agreed to, where another was announced and then withdrawn. A booking without any agreement so far will
 * meet the new terms when the agreement is made.
 */
export const termsToAnnounce = (office: Office, booking: Booking, now: Instant): string | undefined => {
  const latest = office.terms.at(-1)?.version;
  const agreed = office.terms.findIndex(({ version }) => version === booking.terms);
  const news = agreed < office.terms.length - 1 ? booking.announced !== latest : announcesWithdrawn(office, booking);
  return isAhead(booking, now) && agreed >= 0 && news ? latest : undefined;
};

/**
 * [D-11] The terms in force now, where a booking still ahead was agreed to under others. It stands all the same; the next application
 * and an instant session need the current ones. A hold without any agreement so far waits for its application, not for this.
 */
export const termsToAgree = (office: Office, booking: Booking, now: Instant): Terms | undefined => {
  const current = termsAt(office, now);
  const agreed = office.terms.findIndex(({ version }) => version === booking.terms);
  return isAhead(booking, now) && agreed >= 0 && agreed < office.terms.indexOf(current) ? current : undefined;
};
