import * as z from 'zod';
import { LocalDate, LocalTime, Minutes } from './time.ts';

const Weekdays = z.array(z.int().min(1).max(7)).min(1);
const Interval = z.strictObject({ from: LocalTime, to: LocalTime }).refine(({ from, to }) => from < to);

/** When sessions can be: numbered sessions of fixed length, any start inside windows, or named starts only. */
const Timetable = z.discriminatedUnion('shape', [
  z.strictObject({ shape: z.literal('sessions'), weekdays: Weekdays, sessions: z.array(Interval).min(1) }),
  z.strictObject({
    shape: z.literal('windows'),
    weekdays: Weekdays,
    windows: z.array(Interval).min(1),
    offerEvery: Minutes,
  }),
  z.strictObject({ shape: z.literal('starts'), weekdays: Weekdays, starts: z.array(LocalTime).min(1) }),
]);
export type Timetable = z.infer<typeof Timetable>;

/** How long a session is: always the same, or chosen by the applicant up to a maximum. */
const Length = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exact'), minutes: Minutes }),
  z.strictObject({ kind: z.literal('up-to'), minutes: Minutes, atLeast: Minutes }),
]);

export const ApplicantKind = z.enum(['seeker', 'employer', 'prospective']);
export type ApplicantKind = z.infer<typeof ApplicantKind>;

/** What an applicant must give. The name is always needed. */
export const ApplicantItem = z.enum(['number', 'email', 'phone']);
export type ApplicantItem = z.infer<typeof ApplicantItem>;

export const Channel = z.enum(['form', 'mail', 'phone', 'counter', 'session', 'instant']);
export type Channel = z.infer<typeof Channel>;

export const VideoTool = z.enum(['teleoffice', 'zoom']);
export type VideoTool = z.infer<typeof VideoTool>;

/** Well-formed, without control characters, without those that turn the direction of what follows, and without markup. */
export const isUsable = (text: string): boolean => text.isWellFormed() && !/[\p{Cc}\p{Cf}<>\ufffd]/u.test(text);

const Said = z.string().min(1).refine(isUsable, 'unusable-characters');

const Article = z.strictObject({
  /** As the office numbers it: `6`, `6-2`. */
  article: z.string().regex(/^\d{1,2}(?:-\d)?$/),
  heading: Said,
  /** Plain wording of our own, a paragraph each; never sentences of the official text. */
  text: z.array(Said).min(1),
});

/** One version of an office's terms of use. The official text stands behind the link; its hash tells which text was meant. */
export const Terms = z.strictObject({
  version: z.string().regex(/^[0-9A-Za-z.-]{1,40}$/),
  title: Said,
  issuedBy: Said,
  officialDate: LocalDate,
  effectiveFrom: LocalDate,
  officialUrl: z.url({ protocol: /^https$/ }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  articles: z.array(Article).min(1),
});
export type Terms = z.infer<typeof Terms>;

const Deadline = z.strictObject({
  /** Which act must have happened in time: the application's receipt, or the booking's confirmation. */
  event: z.enum(['received', 'confirmed']),
  /** What is counted back from the session: calendar days, days the office is open, or hours before the start. */
  unit: z.enum(['calendar-day', 'open-day', 'hour']),
  count: z.int().min(0).max(60),
  /** Clock time on the last day; the moment itself is already too late. Not used for hours. */
  until: LocalTime,
});

/** One office's terms as data: everything that differs between offices is here, and nothing about it is anywhere else. */
export const Office = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/),
  name: z.string().min(1),
  nameInEnglish: z.string().min(1),
  contact: z.strictObject({
    department: z.string().min(1),
    phone: z.string().regex(/^0\d{1,4}-\d{1,4}-\d{3,4}$/),
    hours: z.string().min(1),
    /** Where applications by mail arrive, and answers to our notices. */
    mailbox: z.email(),
    /** Where staff read what the system tells them; another address than the mailbox, which the system reads itself. */
    staffMail: z.email(),
    website: z.url({ protocol: /^https$/ }),
    /** Other origins whose pages may post the form. */
    formOrigins: z.array(z.url({ protocol: /^https$/ })),
  }),
  /** Time is cut into cells of this length; a session claims every cell it touches. */
  cellMinutes: Minutes,
  /** The first desk is the general one, taken when an application names none. */
  desks: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
        name: z.string().min(1),
        nameInEnglish: z.string().min(1),
        /** Whom it is for, where its name does not tell. */
        about: z.strictObject({ japanese: z.string().min(1), english: z.string().min(1) }).optional(),
        /** What people call it in mails beside its name. */
        alsoCalled: z.array(z.string().min(2)).default([]),
        kinds: z.array(ApplicantKind).min(1),
        timetable: z.array(Timetable).min(1),
        length: Length,
      }),
    )
    .min(1),
  calendar: z.strictObject({
    closedWeekdays: z.array(z.int().min(1).max(7)),
    nationalHolidays: z.boolean(),
    /** `MM-DD` to `MM-DD`, over the year's end. */
    yearEnd: z.strictObject({ from: z.string().regex(/^12-\d\d$/), to: z.string().regex(/^01-\d\d$/) }).nullable(),
    extraClosed: z.array(LocalDate),
    extraOpen: z.array(LocalDate),
  }),
  deadline: Deadline,
  /** How many days ahead applications are taken. */
  horizonDays: z.int().min(1).max(366),
  applicants: z.partialRecord(ApplicantKind, z.strictObject({ requires: z.array(ApplicantItem) })),
  /** The item that says "difficulty in coming": asked as applies / please ask me; the ground is never asked. */
  asksDifficulty: z.boolean(),
  /**
   * Applications by mail: the subject the office asks for, and words of its printed form that people copy beside their answers;
   * after so many whole open days without any mail somebody should look whether mail still comes in.
   */
  mail: z.strictObject({
    subject: z.string().min(1).nullable(),
    printed: z.array(z.string().min(4)),
    /** What the office calls the telephone number it asks for. */
    phone: z.string().min(1),
    silentDays: z.int().min(1).max(20),
  }),
  /**
   * [K-F-1, K-F-2, A-6-3] What somebody makes who phones or comes to the counter: a hold that their own application by mail or form
   * completes, or the application itself, whose time the office then settles.
   */
  byPhone: z.enum(['application-follows', 'is-the-application']),
  choices: z.int().min(1).max(5),
  /** What an application keeps free for itself until it is settled. */
  holds: z.enum(['first-choice', 'none']),
  /** When a tentative booking lapses: with the deadline of its session (or the promised reply, if later), or at its start. */
  expiry: z.enum(['deadline', 'start']),
  /**
   * Who confirms: staff always, or automatically for people staff have marked eligible. Where it is automatic, whoever applies
   * under a number and looks at the booking learns that the number is known; neither real office chose it.
   */
  confirmation: z.enum(['staff', 'automatic-when-eligible']),
  /** Who may still cancel how; the first rule whose time has not run out and that names the channel allows it. */
  cancellation: z.array(
    z.strictObject({
      channels: z.array(z.enum(['phone', 'mail', 'web'])).min(1),
      until: z.enum(['day-before', 'start']),
    }),
  ),
  /** No reply within this: please phone. Counted from the application, or back from the session. */
  promise: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('open-days-after-application'), count: z.int().min(0).max(10) }),
    z.strictObject({ kind: z.literal('days-before-session'), count: z.int().min(0).max(10) }),
  ]),
  /** A session nobody came to is deemed cancelled this long after its start. */
  noShowMinutes: Minutes,
  /** How long before its start a session can be entered from its page. */
  joining: z.strictObject({ minutesBefore: Minutes }),
  /** When people are reminded of a session: at a clock time of the open day before it, and so many minutes before its start. */
  reminders: z.strictObject({ openDayBefore: LocalTime.nullable(), minutesBefore: Minutes.nullable() }),
  /**
   * The clock times at which staff are warned: on the last open day before a promised reply is due, and on the open day before
   * a session whose meeting nobody has made yet.
   */
  warnings: z.strictObject({ promise: LocalTime, meeting: LocalTime }),
  tools: z
    .array(
      z.strictObject({
        tool: VideoTool,
        name: z.string().min(1),
        termsUrl: z.url({ protocol: /^https$/ }),
        /** Domains its meetings' addresses lie in. */
        hosts: z.array(z.string().regex(/^[a-z\d-]+(?:\.[a-z\d-]+)+$/)).min(1),
        /** Who invites people: the tool's own server from this address; where it does not, our mail carries the access codes. */
        invitesFrom: z.email().nullable(),
        /** Who makes its meetings: staff by hand, or its API for counsellors with a user of their own there, once it is set up. */
        madeBy: z.enum(['staff', 'api']),
        /** [A-62-3] Where a meeting is entered by its ID and passcode; null where only its own address leads in. */
        enterAt: z.url({ protocol: /^https$/ }).nullable(),
      }),
    )
    .min(1),
  /** [A-62-1] Sessions at once, without a booking; null where the office has none. */
  instant: z
    .strictObject({
      minutes: Minutes,
      kinds: z.array(ApplicantKind).min(1),
      /** Between which moments of an open day they are given, if somebody at the counter has said that they take them. */
      hours: Interval,
      /** How long a request waits before its sender is told that nobody is free. */
      answerMinutes: Minutes,
    })
    .nullable(),
  /** One person's open future bookings by the public channels. */
  limits: z.strictObject({
    tentative: z.int().min(1),
    confirmed: z.int().min(1),
    /** Applications under one number in a day before the public channels close for it. */
    applicationsPerDay: z.int().min(1),
    /** Applications by form from one address of the Internet in a day; libraries and mobile carriers share theirs. */
    applicationsPerSource: z.int().min(1),
    /** [D-9] Letters of one kind to one address in a day while no booking with it was confirmed: it is unproven. */
    unprovenPerDay: z.int().min(1),
    /** [D-10] How many days ahead the last day of a refusal of future use may lie. */
    refusalDays: z.int().min(1).max(366),
  }),
  retention: z.strictObject({
    booking: z.literal('end-of-fiscal-year'),
    rawMailDays: z.int().min(1),
    usageDays: z.int().min(1),
  }),
  /** Every version ever in force, oldest first. */
  terms: z.array(Terms).min(1),
});
export type Office = z.infer<typeof Office>;
export type Desk = Office['desks'][number];

/** An office's data, checked as it is loaded. It is parsed once a start, for which compiling a parser first costs more. */
export const officeFrom = (data: z.input<typeof Office>): Office => Office.parse(data, { jitless: true });

export type Tool = Office['tools'][number];

/** What an office says of a tool it uses; a booking only ever has one of these. */
export const toolOf = ({ id, tools }: Office, name: VideoTool): Tool => {
  const found = tools.find(({ tool }) => tool === name);
  if (!found) throw new Error(`office ${id} does not use ${name}`);
  return found;
};

/** The tools whose meetings are made by their API. */
export const apiTools = ({ tools }: Office): VideoTool[] =>
  tools.filter(({ madeBy }) => madeBy === 'api').map(({ tool }) => tool);

/** The video tool an office uses where nobody chose one. */
export const firstTool = ({ tools }: Office): VideoTool => tools[0]?.tool ?? 'teleoffice';
