import * as z from 'zod';
import { type ApplicantItem, ApplicantKind, isUsable, type Office, Terms, VideoTool } from './office.ts';
import type { Wish } from './openings.ts';
import { dateOf, type Instant, IsoInstant, instant, MINUTE, Minutes } from './time.ts';

/** Full-width letters, digits and signs, and every hyphen and space people type, brought to their plain form. */
export const plain = (text: string): string =>
  text
    // Long runs of combining marks make normalising quadratic; 30 are more than any writing system uses (UAX #15).
    .replace(/(\p{M}{30})\p{M}+/gu, '$1')
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−─━﹘－〜~]/g, '-')
    .replace(/(?<=\d)ー(?=\d)/g, '-')
    .trim();

/** Spaces go first: ー between spaced digits is a hyphen too. */
export const withoutSpaces = (text: string): string => plain(text.replace(/\s+/g, ''));

/** What is copied along without being seen, and could not be found to be taken out. */
const NO_WIDTH = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

const ROOM = 4;
/** What people type into one line: well-formed, without control characters or markup; spaces folded, characters without width left out, otherwise as typed. */
export const line = (longest: number) =>
  z
    .string()
    .max(longest * ROOM, 'too-long')
    .transform((text) =>
      text
        .replace(NO_WIDTH, '')
        .replace(/[\s\u3000]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().min(1, 'required').max(longest, 'too-long').refine(isUsable, 'unusable-characters'));

/** 求職番号: five digits, a hyphen, eight digits; the second part is padded, and without a hyphen only 13 digits are certain. */
export const seekerNumber = (typed: string): string | undefined => {
  const [, office, own] = /^(\d{5})-?(\d{1,8})$/.exec(withoutSpaces(typed)) ?? [];
  if (office === undefined || own === undefined) return undefined;
  return own.length === 8 || withoutSpaces(typed).includes('-') ? `${office}-${own.padStart(8, '0')}` : undefined;
};

/** Whether a number came to be by zeros that were not typed: a digit may have been left out. */
export const isPadded = (typed: string, number: string): boolean =>
  withoutSpaces(typed).replaceAll('-', '').length < number.replaceAll('-', '').length;

/** 事業所番号: 4-6-1 digits, with or without the hyphens. */
export const employerNumber = (typed: string): string | undefined => {
  const [, ...parts] = /^(\d{4})-?(\d{6})-?(\d)$/.exec(withoutSpaces(typed)) ?? [];
  return parts.length === 3 ? parts.join('-') : undefined;
};

/**
 * A Japanese phone number as digits; `+81` becomes the leading 0, behind which there is no second one. 020, 050, 070, 080, 090 and their like
 * have eleven digits, also 0800; all others ten (電気通信番号計画).
 */
export const phoneNumber = (typed: string): string | undefined => {
  const digits = withoutSpaces(typed)
    .replace(/^\+81-?(?:\(0\)|0)?/, '0')
    .replace(/[-().]/g, '');
  return /^0(?:[2-9]0\d{8}|[1-9][1-9]\d{7})$/.test(digits) ? digits : undefined;
};

/** What staff may look for: whatever of it the text can be, for thirteen digits and eleven can each be two things. */
export const sought = (typed: string): { numbers: string[]; phone: string | undefined } => ({
  numbers: [seekerNumber(typed), employerNumber(typed)].filter((number) => number !== undefined),
  phone: phoneNumber(typed),
});

/** An address as mail servers take it; old carrier forms with `..` or `.@` are well formed, so the local part is free. */
export const mailAddress = (typed: string): string | undefined => {
  const [, mailbox, domain] = /^([!#$%&'*+/=?^_`{|}~.\w-]{1,64})@([\w.-]{1,253})$/.exec(addressText(typed)) ?? [];
  const labels = domain?.split('.') ?? [];
  const wellFormed = labels.length > 1 && labels.every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(label));
  return wellFormed ? `${mailbox}@${domain?.toLowerCase()}` : undefined;
};
/** Spaces around the address and its @ are slips; one inside a part could be a missing character, so it is not guessed away. */
const addressText = (typed: string): string => typed.normalize('NFKC').trim().replace(/ ?@ ?/, '@');

const normalised = (longest: number, normalise: (typed: string) => string | undefined) =>
  z
    .string()
    .min(1, 'required')
    .max(longest, 'too-long')
    .transform((typed, context) => {
      const value = normalise(typed);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: 'malformed', input: typed });
      return z.NEVER;
    });

/** How many characters what is typed into one line may have. */
export const LONGEST = {
  name: 60,
  number: 60,
  email: 320,
  phone: 60,
  counsellor: 40,
  companion: 100,
  lateReason: 200,
} as const;
/** What a field takes is more, so that whoever has typed or pasted too much is told so and can shorten it. */
export const roomFor = (item: keyof typeof LONGEST): number => LONGEST[item] * ROOM;

const Phone = normalised(LONGEST.phone, phoneNumber);
const Email = normalised(LONGEST.email, mailAddress);

const ApplicantBody = z.strictObject({
  kind: ApplicantKind,
  name: line(LONGEST.name),
  number: z.string().min(1, 'required').max(LONGEST.number, 'too-long').optional(),
  email: Email.optional(),
  phone: Phone.optional(),
});

/** An applicant as checked and stored. */
export const Applicant = z.strictObject({
  kind: ApplicantKind,
  name: z.string(),
  number: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
});
export type Applicant = z.infer<typeof Applicant>;

const sameDay = ({ from, to }: { from: Instant; to: Instant }): boolean =>
  from < to && dateOf(from) === dateOf(instant(to - 1));
const wholeMinutes = z.refine<Instant>((moment) => moment % MINUTE === 0, 'malformed');

/** A wish as it travels: a start with a length, or an interval in which any start will do. Lengths may be left to the desk. */
export const WishBody = z.union([
  z.strictObject({ startsAt: IsoInstant.check(wholeMinutes), minutes: Minutes.optional() }),
  z
    .strictObject({
      from: IsoInstant.check(wholeMinutes),
      to: IsoInstant.check(wholeMinutes),
      minutes: Minutes.optional(),
    })
    .refine(sameDay, 'malformed'),
]);
export type WishBody = z.infer<typeof WishBody>;

/** Agreeing to the office's terms in the version that was shown, and to every text they name. */
const Consent = z.strictObject({
  terms: Terms.shape.version,
  accepted: z.literal(true, 'not-accepted'),
});

/**
 * [K-4, A-4, D-1] An agreement as this office takes it. Where `tools` is given, `accepted` is for the office's own terms alone, and
 * the terms of each tool that are agreed to beside them by themselves, as they were shown; where it is not, `accepted` is for all of them.
 */
export const consentOf = ({ tools }: Office) =>
  Consent.extend({
    tools: z
      .strictObject(
        Object.fromEntries(
          tools.map(({ tool, termsUrl, agreedTo }) => {
            const agreement = z.strictObject({ termsUrl: z.literal(termsUrl), accepted: Consent.shape.accepted });
            return [tool, agreedTo ? agreement : agreement.optional()];
          }),
        ),
      )
      .optional(),
  });

/** The body of an application as it arrives. Unknown fields are refused, so that nothing typed is silently dropped. */
const ApplicationBody = z.strictObject({
  desk: z.string().max(20, 'too-long').optional(),
  applicant: Applicant,
  wishes: z.array(WishBody).min(1, 'required').max(9, 'too-long'),
  counsellor: line(LONGEST.counsellor).optional(),
  purpose: z.enum(['counselling', 'interview-practice']).optional(),
  companion: line(LONGEST.companion).optional(),
  /** [A-2-2] Whether a difficulty in coming applies, or staff should ask. Which one is never asked and never stored. */
  difficulty: z.enum(['applies', 'ask-me']).optional(),
  consent: Consent,
});
export type Application = z.infer<typeof ApplicationBody>;

/** [A-2-1] A number is of the kind the applicant has; somebody about to register may have none. */
export const numberOf = ({ kind, number }: Pick<Applicant, 'kind' | 'number'>): string | undefined =>
  number === undefined ? undefined : kind === 'employer' ? employerNumber(number) : seekerNumber(number);

/**
 * [A-62-1, A-62-3] What a request for a session at once says: who asks, their number, and the phone number the office has. It has no field
 * in which another phone number could come along.
 */
export const askingOf = ({ instant }: Office) => {
  const applicant = z
    .strictObject({
      kind: z.enum(instant?.kinds ?? ApplicantKind.options),
      number: z.string().min(1, 'required').max(LONGEST.number, 'too-long'),
      phone: Phone,
    })
    .superRefine(
      ({ kind, number }, context) => {
        if (typeof number !== 'string' || number === '' || number.length > LONGEST.number) return;
        if (!ApplicantKind.options.includes(kind)) return;
        const read = numberOf({ kind, number });
        // Nobody reviews what is sent: a number that lacks digits would wait in vain under another.
        if (read !== undefined && !isPadded(number, read)) return;
        context.addIssue({ code: 'custom', message: 'malformed', path: ['number'], input: number });
      },
      { when: ({ value }) => typeof value === 'object' && value !== null },
    )
    .transform((said) => ({ ...said, number: numberOf(said) ?? '' }));
  // Of a form sent without anything filled in, each field is missing.
  return z.strictObject({ applicant: z.preprocess((given) => given ?? {}, applicant) });
};

/** An applicant with the items this office needs of the kind, as far as they are needed in this channel. */
const applicantOf = (office: Office, needed: readonly ApplicantItem[]) =>
  ApplicantBody.superRefine(
    (applicant, context) => {
      const { kind, number, phone, email } = applicant;
      const missing = (office.applicants[kind]?.requires ?? []).filter(
        (item) => needed.includes(item) && applicant[item] === undefined,
      );
      // Somebody has to be recognised by something.
      const unrecognisable = number === undefined && phone === undefined && email === undefined;
      for (const item of missing.length === 0 && unrecognisable ? ['phone'] : missing)
        context.addIssue({ code: 'custom', message: 'required', path: [item], input: undefined });
      const readable =
        typeof number === 'string' && number.length <= LONGEST.number && ApplicantKind.options.includes(kind);
      if (readable && numberOf({ kind, number }) === undefined)
        context.addIssue({ code: 'custom', message: 'malformed', path: ['number'], input: number });
    },
    // Also beside other problems: whoever has to put something right is told of everything at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  ).transform((applicant): Applicant => {
    const number = numberOf(applicant);
    return number === undefined ? applicant : { ...applicant, number };
  });

/**
 * [K-6-2, A-6-2] The applications an office accepts: its required items for the kind of applicant, numbers and phones
 * brought to one form. Problems are named `required`, `malformed`, `too-long`, `unusable-characters`, `not-accepted`,
 * `unknown-field`, `overlaps`.
 */
export const applicationOf = (office: Office) => ({
  public: ApplicationBody.extend({
    applicant: applicantOf(office, ['number', 'email', 'phone']),
    consent: consentOf(office),
  }).superRefine(({ applicant, desk, difficulty, wishes }, context) => {
    const issue = (message: string, path: (string | number)[]): void =>
      context.addIssue({ code: 'custom', message, path, input: undefined });
    // [A-2-2] It is a ground for people looking for work.
    if (applicant.kind === 'employer' && difficulty !== undefined) issue('unknown-field', ['difficulty']);
    const longest = (office.desks.find(({ id }) => id === desk) ?? office.desks[0])?.length.minutes ?? 0;
    // An interval says that any start in it will do; of two starts the second is for when the first is taken.
    const starts = wishes.map((wish) => ('startsAt' in wish ? wishFrom(wish, longest) : undefined));
    for (const [index, one] of starts.entries())
      if (starts.slice(0, index).some((other) => one && other && one.from < other.to && other.from < one.to))
        issue('overlaps', ['wishes', index]);
  }),
  /** [K-F-1] What staff take down on the phone or at the counter: consent and the contact data may follow by mail. */
  staff: ApplicationBody.extend({
    applicant: applicantOf(office, ['number']),
    channel: z.enum(['phone', 'counter', 'session']),
    consent: Consent.optional(),
    lateReason: line(LONGEST.lateReason).optional(),
    /** By which tool, where the session is settled while staff speak with the person. */
    tool: VideoTool.refine((tool) => office.tools.some((one) => one.tool === tool), 'malformed').optional(),
  }),
  /** What staff make of a mail, which is the consent itself. */
  mail: ApplicationBody.omit({ consent: true }).extend({
    applicant: applicantOf(office, ['number']),
    lateReason: line(LONGEST.lateReason).optional(),
  }),
});

/** [K-F-2, K-F-4, A-6-3] Where somebody can be reached from now on, as they have said it to staff; at least one of the two. */
export const ContactDetails = z
  .strictObject({ email: Email.optional(), phone: Phone.optional() })
  .refine(({ email, phone }) => email ?? phone, { path: ['email'], message: 'required' });
export type ContactDetails = z.infer<typeof ContactDetails>;

/**
 * [K-F-2, D-7] What completes a hold while staff speak with the person: the agreement, where it was given, and contact data put right.
 */
export const Completion = z.strictObject({
  applicant: z.strictObject({ email: Email.optional(), phone: Phone.optional() }).default({}),
  through: z.enum(['phone', 'counter']).default('phone'),
  consent: Consent,
});
export type Completion = z.infer<typeof Completion>;

/** The wish as an interval and a length; where no length is given it is the desk's own, or the interval's if that is shorter. */
export const wishFrom = (body: WishBody, longest: number): Wish => {
  if ('startsAt' in body) {
    const minutes = body.minutes ?? longest;
    return { from: body.startsAt, to: instant(body.startsAt + minutes * MINUTE), minutes };
  }
  return { from: body.from, to: body.to, minutes: body.minutes ?? Math.min(longest, (body.to - body.from) / MINUTE) };
};
