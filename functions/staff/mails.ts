import * as z from 'zod';
import { ledTo } from '../../shared/aws/bookings.ts';
import { fetchMail } from '../../shared/aws/mail-store.ts';
import { mails } from '../../shared/aws/mails.ts';
import { openingsNear } from '../../shared/aws/near.ts';
import { receive } from '../../shared/aws/receive.ts';
import { bookings, diary, office, table } from '../../shared/aws/this-office.ts';
import { referencesIn } from '../../shared/code.ts';
import { applicationOf, phoneNumber, plain, WishBody, wishFrom } from '../../shared/domain/application.ts';
import { complete } from '../../shared/domain/applying.ts';
import { type Booking, deskOf, nameKey, Reference } from '../../shared/domain/booking.ts';
import { deadlineFor, promisedBy } from '../../shared/domain/deadlines.ts';
import { ApplicantKind } from '../../shared/domain/office.ts';
import { type Diary, freeCounsellors, nearestTo, notGiven, slotsOf, type Wish } from '../../shared/domain/openings.ts';
import { consentTo, standingOf } from '../../shared/domain/person.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import { at, dateOf, type Instant, LocalTime, VisitedDate } from '../../shared/domain/time.ts';
import { type Typed, typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Reply, staffGet, staffPost } from '../../shared/http/serve.ts';
import { staffSentenceOf } from '../../shared/http/staff-problems.ts';
import { draftFor } from '../../shared/mail/answers.ts';
import { sameAddress } from '../../shared/mail/arrival.ts';
import { bodyOf, MailIn, waits, wishedIn } from '../../shared/mail/mail-in.ts';
import { type OpenedMail, openMail } from '../../shared/mail/reading/opened-mail.ts';
import { type Reading, readingOf } from '../../shared/mail/reading/read-mail.ts';
import { LONGEST_TEXT } from '../../shared/mail/reading/through.ts';
import { bookingForm, typedBefore } from '../../shared/pages/counter/mail-booking.ts';
import { certaintyOf } from '../../shared/pages/counter/mail-words.ts';
import { type Candidate, type MailShown, mailPage, mailsPage } from '../../shared/pages/counter/mails.ts';
import { counterProblemPage } from '../../shared/pages/counter/problem.ts';
import { bookingJson } from './lists.ts';

type Path = Readonly<Record<string, string | undefined>>;
type Rendered = Promise<{ toString(): string }>;

const mailJson = (mail: MailIn) => {
  const { revision: _revision, ...rest } = z.encode(MailIn, mail);
  return rest;
};

/** Mails that wait for a person, the oldest first; or everything received that is still kept, the newest first. */
export const list = staffGet(
  '/staff/mails',
  { query: z.strictObject({ which: z.enum(['waiting', 'all']).default('waiting'), done: z.string().optional() }) },
  async ({ query: { which, done }, staff }, now) => {
    const listed = which === 'all' ? await mails.all(now) : (await mails.open()).filter(waits);
    return {
      status: 200,
      json: { mails: listed.map(mailJson) },
      page: () => mailsPage({ office, staff, now, done }, which, listed),
    };
  },
);

/** A mail becomes one booking only: that is its request's key. */
const onceOf = ({ id }: MailIn): string => `mail:${id}`;

/** A mail's row, and the mail itself as far as it is kept and can be opened. */
type Looked = {
  readonly mail: MailIn;
  readonly opened?: OpenedMail;
  readonly reading?: Reading;
  readonly closures: Diary['closures'];
};

const look = async (id: string): Promise<Looked | undefined> => {
  const mail = await mails.find(id);
  if (!mail) return undefined;
  const [raw, { closures }] = await Promise.all([fetchMail(mail.object), diary.office()]);
  const opened = raw?.whole ? openMail(raw.bytes) : undefined;
  return opened
    ? { mail, closures, opened, reading: readingOf(opened, office, closures, mail.receivedAt) }
    : { mail, closures };
};

/** One mail: its text as long as it is kept, what was read of it and why not more, and that as the body of a booking. */
export const showMail = staffGet(
  '/staff/mails/{id}',
  { query: z.object({ done: z.string().optional() }) },
  async ({ path, query, staff }, now) => {
    const looked = await look(path['id'] ?? '');
    if (!looked) return refuse('mail-not-found');
    const { mail, opened, reading } = looked;
    const page = () => pageOf(looked, { staff, now, done: query.done });
    if (!opened || !reading) return { status: 200, json: { ...mailJson(mail), text: null }, page };
    return {
      status: 200,
      page,
      json: {
        ...mailJson(mail),
        text: [opened.text, opened.enclosed].filter((text) => text !== '').join('\n\n'),
        read: reading,
        prefilled: bodyOf(office, reading),
      },
    };
  },
);

/** More free times than these around the day wished for are offered by the half day only. */
const MOST_OFFERED = 24;
const HALF_DAYS = 6;
const OFFERED_IN_DRAFT = 5;

/** A mail's page; `typed` is what stands in its form, what was read of the mail if nothing was typed yet. */
const pageOf = async (
  { mail, opened, reading, closures }: Looked,
  counter: { staff: string; now: Instant; done?: string | undefined; problem?: Told | undefined },
  typing?: Typed,
): Rendered => {
  const { now } = counter;
  const candidates = mail.booking && !waits(mail) ? [] : await candidatesFor(mail, opened, reading, now);
  const holds = candidates.filter(({ booking }) => booking.state === 'tentative' && booking.terms === undefined);
  const typed = typing ?? prefilled(mail, reading);
  const desk = deskOf(office, typed['desk']) ?? deskOf(office, undefined);
  if (!desk) throw new Error(`office ${office.id} has no desk`);
  const wish = firstWish(typed, desk.length.minutes);
  const kind = ApplicantKind.safeParse(typed['applicant.kind']).data ?? 'seeker';
  const day = VisitedDate.safeParse(typed['wishes.0.date']).data;
  const from = wish?.from ?? (day && at(day, NOON));
  const minutes = Number(typed['wishes.0.minutes']) || wish?.minutes;
  const { near, openings, known } = await openingsNear(
    { applicant: kind, desk: desk.id, ...(from !== undefined && { from }), ...(minutes && { minutes }) },
    now,
  );
  const onTheDay = openings.filter(({ startsAt }) => dateOf(startsAt) === dateOf(near));
  const others = openings.filter((one) => !onTheDay.includes(one));
  const around = others.length <= MOST_OFFERED ? others : nearestTo(near, others, HALF_DAYS);
  const deadline = wish && deadlineFor(office, closures, wish.from);
  // What came in time may be taken while the promised answer is not due yet; after that its hold would be over at once.
  const late =
    counter.problem?.type === 'past-deadline' ||
    (wish !== undefined &&
      deadline !== undefined &&
      deadline <= now &&
      (deadline <= mail.receivedAt || promisedBy(office, closures, mail.receivedAt, wish.from) <= now));
  const shown: MailShown = {
    mail,
    text: opened?.text,
    enclosed: opened?.enclosed ?? '',
    reading,
    candidates,
    deadline,
    draft: draftFor(office, {
      mail: reading && mail.wished === undefined ? { ...mail, wished: wishedIn(reading) } : mail,
      openings: nearestTo(near, openings, OFFERED_IN_DRAFT),
    }),
  };
  // A mail becomes one booking only.
  const booked = mail.booking !== undefined && (mail.outcome !== 'to-read' || mail.settled?.how === 'booked');
  const form = {
    mail,
    typed,
    desk,
    holds,
    late,
    near: dateOf(near),
    openings: [...onTheDay, ...around].sort((a, b) => a.startsAt - b.startsAt),
    wished: wish && wishStands(known, desk, wish, now),
    open: typing !== undefined || (waits(mail) && mail.kind === 'application'),
  };
  const below = booked ? typing && typedBefore(typing) : bookingForm({ office, ...counter }, form);
  return mailPage({ office, ...counter }, shown, below);
};
const NOON = LocalTime.parse('12:00');

/** What was read, as the form shows it; also parts that are no wish yet, such as a day without a time. */
const prefilled = (mail: MailIn, reading: Reading | undefined): Typed => {
  const known = certaintyOf(mail).certain && mail.from !== undefined ? { 'applicant.email': mail.from } : {};
  if (!reading) return known;
  const { wishes: _wishes, ...read } = bodyOf(office, reading);
  const wishes = reading.wishes
    .slice(0, office.choices)
    .map((wish) => Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null)));
  return { ...(reading.kind === 'application' ? {} : known), ...typedOf({ ...read, wishes }) };
};

/** The first wish as the form has it, where it is one. */
const firstWish = (typed: Typed, longest: number): Wish | undefined => {
  const { minutes, ...wish } = Object.fromEntries(
    ['startsAt', 'date', 'from', 'to', 'minutes'].flatMap((name) => {
      const value = typed[`wishes.0.${name}`];
      return value ? [[name, value]] : [];
    }),
  );
  const read = WishBody.safeParse(wishAsSent({ ...wish, ...(minutes && { minutes: Number(plain(minutes)) }) }));
  return read.success ? wishFrom(read.data, longest) : undefined;
};

/** Whether a wish can be had as it stands, whatever its deadline. */
const wishStands = (known: Diary, desk: Parameters<typeof slotsOf>[2], wish: Wish, now: Instant): string => {
  const slots = slotsOf(office, known.closures, desk, wish).filter(({ startsAt }) => startsAt > now);
  if (slots.length === 0)
    return notGiven(office, known.closures, desk, dateOf(wish.from)) === 'day-closed'
      ? 'この日は、閉庁日です。'
      : 'この日時には、相談を行っていません。';
  const free = slots.flatMap((slot) => freeCounsellors(office, known, desk, slot)).map(({ name }) => name);
  return free.length === 0
    ? 'この日時は、空いていません。'
    : `この日時は、空いています（${[...new Set(free)].join('、')}）。`;
};

const BY = { reference: '予約番号', number: '番号', address: 'アドレス', phone: '電話番号', name: '氏名' } as const;

/** [D-9] Open bookings that may be the writer's, by what the mail says; which one it is, and whether it is theirs, a person decides. */
const candidatesFor = async (
  mail: MailIn,
  opened: OpenedMail | undefined,
  reading: Reading | undefined,
  now: Instant,
): Promise<Candidate[]> => {
  const [open, own] = await Promise.all([bookings.todo(now), mail.booking && bookings.find(mail.booking, now)]);
  const named = opened ? referencesIn(`${opened.header('subject') ?? ''}\n${opened.text.slice(0, LONGEST_TEXT)}`) : [];
  const known = own && !open.some(({ id }) => id === own.id) ? [own, ...open] : open;
  const { name, number, phone, email } = reading ?? { name: null, number: null, phone: null, email: null };
  const byOf = ({ id, applicant }: Booking): string[] => [
    ...(id === mail.booking || named.includes(id) ? [BY.reference] : []),
    ...(number !== null && applicant.number === number ? [BY.number] : []),
    ...(sameAddress(mail.from, applicant.email) || (email !== null && sameAddress(email, applicant.email))
      ? [BY.address]
      : []),
    ...(phone !== null && applicant.phone === phoneNumber(phone) ? [BY.phone] : []),
    ...(name !== null && nameKey(applicant.name) === nameKey(name) ? [BY.name] : []),
  ];
  return known
    .map((booking) => ({ booking, by: byOf(booking) }))
    .filter(({ by }) => by.length > 0)
    .toSorted((a, b) => b.by.length - a.by.length)
    .slice(0, MOST_CANDIDATES);
};
const MOST_CANDIDATES = 10;

type Shown = { readonly path: Path; readonly staff: string | undefined };

/** The form once more, with everything that was typed. */
const again = async (typed: unknown, problem: Told, now: Instant, { path, staff = '' }: Shown): Rendered => {
  const looked = await look(path['id'] ?? '');
  if (!looked) return counterProblemPage(office, problem, { staff, now });
  // Who was faster may not have noted it at the mail yet.
  const faster =
    problem.type === 'key-reused' && looked.mail.booking === undefined
      ? await ledTo(table, onceOf(looked.mail))
      : undefined;
  const mail: MailIn = faster ? { ...looked.mail, booking: faster, outcome: 'booked' } : looked.mail;
  return pageOf({ ...looked, mail }, { staff, now, problem: forStaff(problem, mail) }, typedOf(typed));
};

/** The page once more, as it is now. */
const anew = async (_: unknown, problem: Told, now: Instant, { path, staff = '' }: Shown): Rendered => {
  const looked = await look(path['id'] ?? '');
  return looked ? pageOf(looked, { staff, now, problem }) : counterProblemPage(office, problem, { staff, now });
};

/** What the public is told of a rule is not always what staff can do about it; and which field it is about. */
const forStaff = (problem: Told, { booking }: MailIn): Told => {
  const { type, title, wish = 0 } = problem;
  const at = (field: string): Told => ({ ...problem, errors: [{ field, reason: 'malformed', message: title }] });
  switch (type) {
    case 'past-deadline': {
      const { title: late, detail } = staffSentenceOf(office, 'reason-needed');
      const errors = [{ field: 'lateReason', reason: 'required', message: detail }];
      return { ...problem, title: late, detail, errors };
    }
    // The mail has become another booking meanwhile.
    case 'key-reused':
    case 'changed-meanwhile':
      return booking === undefined ? problem : { ...problem, ...staffSentenceOf(office, 'mail-settled') };
    case 'opening-taken':
    case 'outside-timetable':
    case 'day-closed':
    case 'too-far':
    case 'length-not-offered':
      return at(`wishes.${wish}`);
    case 'counsellor-unknown':
      return at('counsellor');
    default:
      return problem;
  }
};

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A wish as a form sends it: a start chosen of those offered, or a day and clock times. */
const wishAsSent = (wish: unknown): unknown => {
  if (!isFields(wish) || !('date' in wish || /^\d?\d:\d\d$/.test(String(wish['from'])))) return wish;
  const { date, from, to, startsAt, ...rest } = wish;
  if (startsAt !== undefined) return { startsAt, ...rest };
  const on = (time: unknown) =>
    date === undefined || time === undefined ? undefined : plain(`${date}T${time}:00+09:00`);
  return to === undefined ? { startsAt: on(from), ...rest } : { from: on(from), to: on(to), ...rest };
};

const { mail: Application } = applicationOf(office);
/**
 * `completes` names the phone hold the mail belongs to, whose time then stays; where a page has `shown` such holds, one of them or
 * `new` has to be chosen. `seen` is the revision of the mail that was shown.
 */
const Entry = z.preprocess(
  (sent) =>
    isFields(sent) && Array.isArray(sent['wishes']) ? { ...sent, wishes: sent['wishes'].map(wishAsSent) } : sent,
  Application.extend({
    wishes: z.array(WishBody).max(9, 'too-long').default([]),
    completes: Reference.or(z.literal('new')).optional(),
    holds: z.literal('shown').optional(),
    seen: z.coerce.number().int().optional(),
  })
    .superRefine(
      ({ holds, completes, wishes }, context) => {
        const missing = (name: string): void =>
          context.addIssue({ code: 'custom', message: 'required', path: [name], input: undefined });
        if (holds !== undefined && completes === undefined) missing('completes');
        else if (wishes?.length === 0 && (completes ?? 'new') === 'new') missing('wishes');
      },
      // Also beside other problems, so that whoever has to put something right is told of everything at once.
      { when: ({ value }) => isFields(value) },
    )
    .transform(({ holds: _shown, completes, ...rest }) => ({
      ...rest,
      completes: completes === 'new' ? undefined : completes,
    })),
);

/** Whether somebody has dealt with a mail since it was shown. */
const settledSince = (mail: MailIn, seen: number | undefined): boolean =>
  seen !== undefined && mail.revision > seen && mail.settled !== undefined;

/**
 * [K-F-2, K-6-2, A-6-2, D-4] A mail becomes a booking by a person who has read it: a new one, or the phone hold it completes. The
 * mail is the agreement to the current terms. A mail becomes one booking only, also where it was acted on before.
 */
export const book = staffPost(
  '/staff/mails/{id}/booking',
  { body: Entry, again },
  async ({ path, body, staff }, now): Promise<Reply | Refusal> => {
    const mail = await mails.find(path['id'] ?? '');
    if (!mail) return refuse('mail-not-found');
    const { completes, lateReason, seen, ...application } = body;
    const known = await diary.office();
    const terms = termsAt(withPublished(office, known.terms), now).version;
    const consented = { ...application, consent: { terms, accepted: true as const } };
    const actor = { kind: 'staff', id: staff } as const;
    const once = { key: onceOf(mail), body: JSON.stringify({ ...application, completes, lateReason }) };
    if (settledSince(mail, seen) && mail.settled?.by !== staff) return refuse('mail-settled');

    if (completes !== undefined) {
      const hold = await bookings.upToDate(completes, now);
      if (!hold) return refuse('booking-not-found');
      if (hold.state !== 'tentative' || hold.terms !== undefined) return refuse('not-possible-now');
      const standing = standingOf(await bookings.person(hold.applicant), now);
      const completed = complete(office, known, hold, consented, standing, now);
      if ('refused' in completed) return completed;
      const consent = consentTo(office, terms, { channel: 'mail', mail: mail.messageId }, now);
      const act = completed.state === 'confirmed' ? 'completed' : 'agreed';
      const doing = { act, actor, channel: 'mail', at: now, consent, mail: mail.id } as const;
      const stored = await bookings.change(hold, completed, doing, { ...once, salt: '' });
      if ('refused' in stored) return stored;
      return booked(mail.id, staff, stored, act, now);
    }
    const { id: mailId, messageId, receivedAt } = mail;
    const how = { channel: 'mail', actor, lateReason, mail: messageId, mailId, receivedAt } as const;
    const received = await receive(consented, how, once, now);
    return 'refused' in received ? received : booked(mail.id, staff, received.booking, 'booked', now);
  },
);

const booked = async (
  mail: string,
  staff: string,
  booking: Booking,
  done: 'booked' | 'completed' | 'agreed',
  now: Instant,
): Promise<Reply> => {
  await settle(mail, staff, 'booked', now, booking.id);
  return {
    status: done === 'booked' ? 201 : 200,
    booking: booking.id,
    json: bookingJson(booking),
    ...(done === 'booked' && { headers: { Location: `/staff/bookings/${booking.id}` } }),
    next: `/staff/bookings/${booking.id}?done=${done}`,
  };
};

/** The form as it stands, with the free times near what it says now; nothing is stored. */
export const searchOpenings = staffPost(
  '/staff/mails/{id}/openings',
  { body: z.record(z.string(), z.unknown()) },
  async ({ path, body, staff }, now) => {
    const looked = await look(path['id'] ?? '');
    if (!looked) return refuse('mail-not-found');
    return { status: 200, json: body, page: () => pageOf(looked, { staff, now }, typedOf(body)) };
  },
);

/** A person has answered a mail, or there is nothing to be done about it. */
export const settleMail = staffPost(
  '/staff/mails/{id}/settlement',
  {
    body: z.strictObject({ how: z.enum(['answered', 'settled']), seen: z.coerce.number().int().optional() }),
    again: anew,
  },
  async ({ path, body: { how, seen }, staff, html }, now) => {
    const id = path['id'] ?? '';
    const before = await mails.find(id);
    // What became a booking, or was answered, by itself: there was nothing to settle.
    if (html && before && !waits(before) && !before.settled) return refuse('mail-settled');
    const mail = await settle(id, staff, how, now);
    if (!mail) return refuse('mail-not-found');
    const { settled } = mail;
    const another = settled?.by !== staff || settled.how !== how;
    if (another && (html || settledSince(mail, seen))) return refuse('mail-settled');
    return { status: 200, json: mailJson(mail), next: `/staff/mails?done=${how}` };
  },
);

/** Who settled a mail first, did; saying so again changes nothing. */
const settle = async (
  id: string,
  by: string,
  how: NonNullable<MailIn['settled']>['how'],
  at: Instant,
  booking?: Reference,
): Promise<MailIn | undefined> =>
  (await mails.change(id, (mail) =>
    mail.settled && mail.booking === (booking ?? mail.booking)
      ? undefined
      : { ...mail, settled: { at, by, how }, ...(booking && { booking }) },
  )) ?? mails.find(id);
