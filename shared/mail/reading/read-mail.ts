import { DateTime } from 'luxon';
import type { Closures } from '../../domain/calendar.ts';
import type { ApplicantKind, Desk, Office } from '../../domain/office.ts';
import { dateOf, type Instant, instant, MINUTE } from '../../domain/time.ts';
import { type WishRead, wishAt } from './against-timetable.ts';
import { emailIn, numberIn, phoneIn } from './contacts.ts';
import { counsellorIn, counsellorsIn } from './counsellors.ts';
import type { Days } from './dates.ts';
import { applicantIn, isAutomatic, kindOf, type MailKind, speaksOfSeveral } from './kinds.ts';
import { labelsOf } from './labels.ts';
import { type Legible, legible } from './legible.ts';
import { misgivingsIn } from './misgivings.ts';
import { momentsOf } from './moments.ts';
import { agree, nameIn, noName } from './names.ts';
import { type OpenedMail, openMail } from './opened-mail.ts';
import { type OwnText, ownTextOf } from './own-text.ts';
import { masked } from './places.ts';
import { isSurname, surnameOf } from './surnames.ts';
import { givenIn, LONGEST_TEXT, readThrough, says, type Through, withQuotedLabels } from './through.ts';
import { type WishesWritten, wishesIn } from './wishes.ts';

/** What a mail says, and what may be done with it. Fields are null where it does not say; nothing is guessed. */
export type Reading = {
  readonly kind: MailKind;
  readonly applicant: ApplicantKind;
  readonly desk: string | null;
  readonly name: string | null;
  readonly number: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly counsellor: string | null;
  readonly wishes: readonly WishRead[];
  readonly doubts: readonly string[];
  readonly decision: 'hold' | 'ask' | 'staff' | 'ignore';
};

/** Doubts the sender cannot clear up by answering. */
const forStaff = new Set([
  'past-deadline',
  'unreadable',
  'several-people',
  'only-forwarded',
  'too-long',
  'contradictory',
]);

const nothing: Reading = {
  kind: 'other',
  applicant: 'seeker',
  desk: null,
  name: null,
  number: null,
  email: null,
  phone: null,
  counsellor: null,
  wishes: [],
  doubts: ['unreadable'],
  decision: 'staff',
};

/**
 * [K-F-2, K-6-2, A-6-2] Reads an application as people write it, without guessing: `hold` only where every item the office
 * needs was read with certainty and every wish can be held. Whether the sender is who they say, and whether the time is still
 * free, is not asked here. A mail on which the reading fails is for a person; it would fail again.
 */
export const readMail = (raw: Uint8Array, office: Office, closures: Closures, now: Instant): Reading =>
  readingOf(openMail(raw), office, closures, now);

/** The same of a mail that is opened already, or could not be. */
export const readingOf = (mail: OpenedMail | undefined, office: Office, closures: Closures, now: Instant): Reading => {
  try {
    return mail ? readOpened(mail, office, closures, now) : nothing;
  } catch {
    return nothing;
  }
};

const readOpened = (mail: OpenedMail, office: Office, closures: Closures, now: Instant): Reading => {
  const parts = ownTextOf(mail.text.slice(0, LONGEST_TEXT * 2), mail.enclosed.slice(0, LONGEST_TEXT));
  const subject = legible((mail.header('subject') ?? '').slice(0, 500)).text.trim();
  const from = mail.header('from') ?? '';
  const sender = addressOf(from);
  const days = daysOf(mail, now);

  const outer = readThrough(withQuotedLabels(parts.own), office, days);
  const inner = says(outer) ? undefined : readThrough(legible(parts.inner.slice(0, LONGEST_TEXT)), office, days);
  const quoted = inner !== undefined && says(inner);
  // Thanks or a question above a quotation is no application of what is quoted.
  const thanks = /ありがと|お礼|届きま|届いて|承知|了解|[?？]|でしょうか|ますか/.test(outer.said.text);
  const text = quoted && inner && !thanks ? inner : outer;

  const damage = damageOf(mail, text.said.text);
  const given = givenIn(text);
  const own = text.said.text;
  if (isAutomatic(mail, sender ?? '', office, own, given.number || given.labelled > 1))
    return { ...nothing, kind: 'automatic', doubts: damage === 'none' ? [] : ['unreadable'], decision: 'ignore' };
  if (damage === 'lost') return nothing;

  const kind = kindOf(own, subject, office, given);
  const read = fieldsOf(text, parts, {
    office,
    closures,
    now,
    days,
    sender,
    calls: callsOf(from),
    subject,
    replies: isReply(subject),
  });
  const doubts = new Set(damage === 'none' ? [] : ['unreadable']);
  if (mail.text.length > LONGEST_TEXT) doubts.add('too-long');
  if (text === inner) doubts.add(parts.forwarded ? 'only-forwarded' : 'only-quoted');
  if (kind !== 'application') {
    const wishes = kind === 'change' ? read.fields.wishes : [];
    return { kind, ...read.fields, wishes, doubts: [...doubts], decision: 'staff' };
  }
  for (const doubt of read.doubts) doubts.add(doubt);
  return { kind, ...read.fields, doubts: [...doubts], decision: decisionOn(read.fields.applicant, [...doubts]) };
};

const decisionOn = (applicant: ApplicantKind, doubts: readonly string[]): Reading['decision'] => {
  if (applicant === 'prospective' || doubts.some((doubt) => forStaff.has(doubt))) return 'staff';
  return doubts.length > 0 ? 'ask' : 'hold';
};

type Setting = {
  readonly office: Office;
  readonly closures: Closures;
  readonly now: Instant;
  readonly days: Days;
  readonly sender: string | undefined;
  /** What the sender's program calls them: no name by itself, but it can bear out one in the text. */
  readonly calls: string;
  readonly subject: string;
  readonly replies: boolean;
};

type Fields = Omit<Reading, 'kind' | 'doubts' | 'decision'>;

const fieldsOf = (text: Through, parts: OwnText, setting: Setting): { fields: Fields; doubts: string[] } => {
  const { office, closures, now } = setting;
  const { said, labels, tokens, taken } = text;
  const signature =
    parts.signature.trim() === ''
      ? undefined
      : readThrough(legible(parts.signature.slice(0, 2000)), office, setting.days);
  const doubts: string[] = [];

  const stated = numberIn(said.text, labels, tokens);
  const signed = signature && numberIn(signature.said.text, signature.labels, signature.tokens);
  const number = stated.doubts.includes('number-missing') && signed?.value ? signed : stated;
  const { applicant, doubts: unclear } = applicantIn(
    said.text,
    number.shape,
    labels.some((one) => one.field === 'number' && one.text.startsWith('求')),
  );
  doubts.push(...unclear);
  const requires: readonly string[] = office.applicants[applicant]?.requires ?? ['number', 'email', 'phone'];
  const missing = (doubt: string): boolean =>
    doubt.endsWith('-missing') && !requires.includes(doubt.replace('-missing', ''));
  doubts.push(...number.doubts.filter((doubt) => !missing(doubt)));
  const served = office.desks.some(({ kinds }) => kinds.includes(applicant));
  if (number.value !== null && !served) doubts.push('number-malformed');

  const named = labels.some(
    (one) => one.field === 'name' && one.heads && one.value !== undefined && one.value > one.end,
  );
  const firm = applicant === 'employer';
  const nameFields = firm && !named ? ['counsellor'] : ['name'];
  const others = counsellorsIn(said, firm && !named ? labels.filter(({ field }) => field !== 'counsellor') : labels);
  const person = personOf(
    { ...said, text: masked(said.text, others.named) },
    text,
    signature,
    nameFields,
    setting.calls,
  );
  doubts.push(...person.doubts);
  if (!setting.replies && namesOther(setting.subject, person.value)) doubts.push('name-ambiguous');
  if (number.several || person.several || speaksOfSeveral(said.text)) doubts.push('several-people');

  const email = emailOf(text, signature, setting, firm);
  doubts.push(...email.doubts.filter((doubt) => !missing(doubt)));
  const phone = phoneOf(text, signature, office, firm);
  doubts.push(...phone.doubts.filter((doubt) => !missing(doubt)));

  const counsellor = counsellorIn(said, others, person.value);
  doubts.push(...counsellor.doubts);
  const desk = deskIn(`${setting.replies ? '' : setting.subject}\n${said.text}`, office);
  doubts.push(...desk.doubts);
  if (served && !desk.desk.kinds.includes(applicant)) doubts.push('desk-ambiguous');

  const written = wishesOf({ ...text, moments: outside(said.text, text.moments, person.value) }, taken, setting);
  const read = written.wishes.map((wish) => wishAt(office, closures, desk.desk, wish, now));
  doubts.push(...written.doubts, ...read.flatMap((one) => one.doubts), ...misgivingsIn(said.text));

  return {
    fields: {
      applicant,
      desk: desk.id,
      name: person.value,
      number: doubts.includes('number-malformed') ? null : number.value,
      email: email.value,
      phone: phone.value,
      counsellor: counsellor.value,
      wishes: read.map(({ wish }) => wish).filter(({ date }) => date !== null),
    },
    doubts: [...new Set(doubts)],
  };
};

/** The name from the text; a signature may complete a family name or stand in where the text gives none. */
const personOf = (
  said: Legible,
  { labels, taken }: Through,
  signature: Through | undefined,
  fields: readonly string[],
  calls: string,
): ReturnType<typeof nameIn> => {
  const person = nameIn(said, labels, taken, fields, calls);
  if (!signature || !(person.doubts.includes('name-missing') || person.doubts.includes('name-incomplete')))
    return person;
  const signed = nameIn(signature.said, signature.labels, signature.taken, ['name'], calls);
  if (signed.value === null || signed.doubts.length > 0) return person;
  if (person.value === null) return signed;
  const squeezed = (name: string): string => name.normalize('NFKC').replace(/\s/g, '');
  return person.doubts.length === 1 && squeezed(signed.value).startsWith(squeezed(person.value)) ? signed : person;
};

const notTheirs = ({ contact, tools }: Office): string[] =>
  [contact.mailbox, contact.staffMail, ...tools.flatMap(({ invitesFrom }) => invitesFrom ?? [])].map((one) =>
    one.toLowerCase(),
  );

/** [D-9] The address given in the body, else the sender's; a signature with yet another address leaves it open. */
const emailOf = (
  { said, labels, tokens }: Through,
  signature: Through | undefined,
  { office, sender }: Setting,
  firm: boolean,
): ReturnType<typeof emailIn> => {
  const ours = { from: sender, notTheirs: notTheirs(office) };
  const stated = emailIn(said.text, labels, tokens, { ...ours, from: undefined });
  if (!stated.doubts.includes('email-missing')) return stated;
  const own = emailIn('', [], [], ours);
  const signed =
    signature && emailIn(signature.said.text, signature.labels, signature.tokens, { ...ours, from: undefined });
  if (
    !signed?.value ||
    (own.value !== null && !firm && firmMark.test(signature?.said.text ?? '')) ||
    signed.value.toLowerCase() === own.value?.toLowerCase()
  )
    return own;
  return own.value === null ? signed : { value: own.value, doubts: ['email-ambiguous'] };
};

const firmMark = /株式会社|有限会社|合同会社|法人|\(株\)|\(有\)|事務所|商店|工業|建設|製作所|病院|店/;

/** The telephone from the text; of a signature only where it is the person's own, or the firm they speak for. */
const phoneOf = (
  { said, labels, tokens }: Through,
  signature: Through | undefined,
  office: Office,
  firm: boolean,
): ReturnType<typeof phoneIn> => {
  const stated = phoneIn(said.text, labels, tokens, office.contact.phone);
  if (!signature || !stated.doubts.includes('phone-missing')) return stated;
  if (!firm && firmMark.test(signature.said.text)) return stated;
  const signed = phoneIn(signature.said.text, signature.labels, signature.tokens, office.contact.phone);
  return signed.value === null ? stated : signed;
};

const deskIn = (text: string, office: Office): { id: string | null; desk: Desk; doubts: string[] } => {
  const [general, ...others] = office.desks;
  if (!general) throw new Error(`office ${office.id} has no desk`);
  const said = text.replace(/[\s・]/g, '');
  const named = others.filter(({ name, alsoCalled }) =>
    [name, ...alsoCalled].some((one) => said.includes(one.normalize('NFKC').replace(/[\s・]/g, ''))),
  );
  const [desk] = named;
  if (!desk) return { id: null, desk: general, doubts: [] };
  const called = [desk.name, ...desk.alsoCalled].map((one) => one.normalize('NFKC').replace(/[\s・]/g, '')).join('|');
  const denied = new RegExp(
    `(?:${called})(?:の(?:利用|相談|予約))?(?:では(?:なく|な|あり)|じゃな|以外|は(?:利用|使)[^。]{0,6}(?:ませ|な))`,
  ).test(said);
  return { id: desk.id, desk, doubts: denied || named.length > 1 ? ['desk-ambiguous'] : [] };
};

/** 「八月一日 彩加」 is no date: moments that are not in the name. */
const outside = (text: string, moments: Through['moments'], name: string | null): Through['moments'] => {
  const typed = name?.normalize('NFKC').replace(/\s+/g, ' ') ?? '';
  if (typed.length < 3) return moments;
  return moments.filter(({ at, end }) => {
    const from = Math.max(0, at - typed.length);
    const found = text.slice(from, at + typed.length).indexOf(typed);
    return found === -1 || from + found > at || from + found + typed.length < end;
  });
};

/** The wishes of the text; the subject's where the text has none, and no contradiction between the two. */
const wishesOf = (text: Through, taken: Through['taken'], { days, subject, replies }: Setting): WishesWritten => {
  const body = masked(text.said.text, taken);
  const inSubject = replies ? [] : momentsOf(subject, days);
  const asked = inSubject.filter((one) => one.kind === 'day' && !one.vague);
  const hours = inSubject.flatMap((one) => (one.kind === 'time' ? [one] : []));
  if (asked.length + hours.length === 0) return wishesIn(body, text.labels, text.moments);
  if (asked.length > 0 && !text.moments.some((one) => one.kind === 'day')) {
    const both = `${subject}\n${body}`;
    return wishesIn(both, labelsOf(both), momentsOf(both, days));
  }
  const written = wishesIn(body, text.labels, text.moments);
  const otherTime = hours.some(
    ({ from }) =>
      !written.wishes.some(
        (wish) =>
          wish.from === undefined || (wish.from.hour % 12 === from.hour % 12 && wish.from.minute === from.minute),
      ),
  );
  const stray =
    otherTime ||
    asked.some(
      (one) => one.kind === 'day' && !written.wishes.some(({ date }) => date !== undefined && date === one.date),
    );
  return stray ? { ...written, doubts: [...written.doubts, 'date-ambiguous'] } : written;
};

/** 「オンライン職業相談希望（佐藤花子）」 above somebody else's items. */
const namesOther = (subject: string, name: string | null): boolean =>
  name !== null &&
  subject
    .split(/[\s()【】「」:、,/_-]/)
    .some(
      (one) =>
        /^\p{Script=Han}{3,6}$/u.test(one) &&
        (surnameOf(one)?.length ?? 0) > 1 &&
        !isSurname(one) &&
        !noName.test(one) &&
        !agree(one, name),
    );

const isReply = (subject: string): boolean => /^(?:re|fwd?|aw|返信|転送)(?:\[\d{1,3}\])?:/i.test(subject);

const addressOf = (from: string): string | undefined => {
  const found =
    /<([^<>]{1,320})>\s*$/.exec(from.trim().slice(-400))?.[1] ??
    /^"?([^\s"<>]{1,64}"?@[^\s"<>]{1,253})$/.exec(from.trim())?.[1];
  return found?.replaceAll('"', '').trim();
};

const callsOf = (from: string): string => /^([^<>]{1,80})</.exec(from.trim())?.[1]?.replace(/["']/g, '').trim() ?? '';

const DAY = 24 * 60 * MINUTE;

/** The days a mail counts from: its own date, for 明日 and 来週 only if it arrived within three days of being written. */
export const daysOf = (mail: OpenedMail, now: Instant): Days => {
  const header = (mail.header('date') ?? '').slice(0, 100).trim();
  const parsed = DateTime.fromRFC2822(header);
  const sent = parsed.isValid ? parsed.toMillis() : undefined;
  if (sent === undefined || sent > now + DAY || sent < 0) return { written: dateOf(now), relativeTo: undefined };
  const written = dateOf(instant(sent));
  return { written, relativeTo: now - sent <= 3 * DAY ? written : undefined };
};

/** Whether the text arrived whole: marks of what could not be decoded, or question marks where Japanese stood. */
const damageOf = (mail: OpenedMail, text: string): 'none' | 'partial' | 'lost' => {
  const letters = text.replace(/\s/g, '');
  const japanese = letters.match(/[ぁ-んァ-ヶ一-龠]/g)?.length ?? 0;
  const marks = letters.match(/\?{3,}/g)?.join('').length ?? 0;
  if (marks >= 6 && marks > japanese) return 'lost';
  if (mail.damaged) return japanese * 4 < letters.length ? 'lost' : 'partial';
  return marks >= 6 || /\ufffd/.test(text) ? 'partial' : 'none';
};
