import * as z from 'zod';
import { isCode, isToken, referenceFrom } from '../code.ts';
import { consentOf } from '../domain/application.ts';
import { Booking, Reference } from '../domain/booking.ts';
import { InstantState } from '../domain/instant.ts';
import type { Office } from '../domain/office.ts';
import type { Slot as PickedTime } from '../domain/openings.ts';
import { IsoInstant, isoOf, LocalDate } from '../domain/time.ts';

/* What travels over the public API beside the application itself: requests as they are checked, answers as they are promised. */

const Picked = z.strictObject({
  startsAt: IsoInstant,
  minutes: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number),
});
/** The times somebody has picked so far, in an address: `2026-03-05T10:00:00+09:00~40,2026-03-06T13:30:00+09:00~40`. */
export const Chosen = z
  .string()
  .max(300, 'malformed')
  .transform((text, context) => {
    const { data } = z.array(Picked).safeParse(
      text.split(',').map((one) => {
        const [startsAt, minutes] = one.split('~');
        return { startsAt, minutes };
      }),
    );
    if (data) return data;
    context.addIssue({ code: 'custom', message: 'malformed', input: text });
    return z.NEVER;
  });
/** The same as it stands in the address. */
export const chosenText = (slots: readonly PickedTime[]): string =>
  slots.map(({ startsAt, minutes }) => `${isoOf(startsAt)}~${minutes}`).join(',');

export const OpeningsQuery = z
  .strictObject({
    desk: z.string().max(20).optional(),
    from: LocalDate.optional(),
    to: LocalDate.optional(),
    minutes: z
      .string()
      .transform((typed) => typed.normalize('NFKC').trim())
      .pipe(z.string().regex(/^\d{1,3}$/))
      .transform(Number)
      .optional(),
    counsellor: z.string().max(40).optional(),
    /** For pages: the day whose times are shown, and the choices picked before. */
    day: LocalDate.optional(),
    chosen: Chosen.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'malformed',
  });

/** The code, or what the link of a letter ends in. */
const Code = z.string().min(1, 'required').max(60, 'too-long');
/** As it is typed: what cannot be a reference or a code is told so, which says nothing of what there is. */
export const StatusRequest = z.strictObject({
  reference: z
    .string()
    .min(1, 'required')
    .max(30, 'too-long')
    .refine((typed) => typed === '' || referenceFrom(typed) !== undefined, 'malformed'),
  code: Code.refine((typed) => typed === '' || isToken(typed) || isCode(typed), 'malformed'),
});
/** Nothing but what opens the booking. */
export const CodeRequest = z.strictObject({ code: Code });
/** [K-4, A-4, D-11] Agreeing again; `terms`, `accepted` and `tools` are those of an application's `consent`. */
export const agreementOf = (office: Office) => consentOf(office).extend({ code: Code });

const Moment = z.iso.datetime({ offset: true });
const Slot = z.strictObject({ startsAt: Moment, endsAt: Moment, minutes: z.int() });
const Wishes = z.array(Slot.or(z.strictObject({ from: Moment, to: Moment, minutes: z.int() })));
const State = z.enum(Booking.options.map((option) => option.shape.state.value));
/** The office replies before this moment; later, please phone. */
const Promised = z.strictObject({ by: Moment, phone: z.string() });

export const Openings = z.strictObject({ openings: z.array(Slot.extend({ desk: z.string() })) });
export const Receipt = z.strictObject({
  reference: Reference,
  /** Sixteen digits; with the reference it opens the booking. */
  code: z.string(),
  state: State,
  wishes: Wishes,
  promise: Promised,
});
export const Status = z.strictObject({
  reference: Reference,
  state: State,
  wishes: Wishes,
  session: Slot.extend({ tool: z.string() }).optional(),
  promise: Promised,
  cancellable: z.boolean(),
  /** When the session can be entered. */
  joining: z.strictObject({ from: Moment, until: Moment }).optional(),
});
/** How a session is entered; without any of it while its meeting is not there, or the tool's own invitation leads in. */
export const Joined = z.strictObject({
  reference: Reference,
  tool: z.string(),
  meeting: z.strictObject({
    state: z.enum(['wanted', 'ready']),
    url: z.string().optional(),
    id: z.string().optional(),
    passcode: z.string().optional(),
  }),
});
export const Ended = z.strictObject({ reference: Reference, state: State });
const Piece = z.strictObject({ text: z.string(), how: z.enum(['kept', 'added', 'removed']) });
/** The articles that differ between two versions of the terms, the text by paragraph: what was kept, added and taken out. */
const Changes = z.array(
  z.strictObject({
    article: z.string(),
    how: z.enum(['changed', 'added', 'removed']),
    heading: z.array(Piece),
    text: z.array(z.array(Piece)),
  }),
);
export const TermsChanges = z.strictObject({ from: z.string(), to: z.string(), changes: Changes });
/** [D-11, A-62-2] Which terms a booking was agreed to under, which are in force, and what differs. */
export const TermsToAgree = z.strictObject({
  reference: Reference,
  agreed: z.string().nullable(),
  current: z.string(),
  changes: Changes,
});
export const Agreed = z.strictObject({ reference: Reference, terms: z.string(), at: Moment });

/** [A-62-1] Whether somebody could be served at once now, and who may ask when. */
export const InstantOffer = z.strictObject({
  minutes: z.int(),
  kinds: z.array(z.string()),
  hours: z.strictObject({ from: z.string(), to: z.string() }),
  free: z.boolean(),
});
/** What the address of the request's page ends in, and until when it waits. */
export const InstantAsked = z.strictObject({ id: z.string(), answerBy: Moment });
/** [A-62-1, A-62-2] How a request stands; `free`: whether anybody could take one that waits; `terms` is the version to agree to first. */
export const InstantStatus = z.strictObject({
  state: InstantState,
  answerBy: Moment.optional(),
  free: z.boolean().optional(),
  terms: z.string().optional(),
});
/** The person waits no longer, or does not agree. */
export const InstantWithdrawal = z.strictObject({ withdraw: z.literal('yes') });

/** RFC 9457; `type` is the refusal's name. */
export const ProblemAnswer = z.strictObject({
  type: z.string(),
  title: z.string(),
  detail: z.string(),
  status: z.int(),
  wish: z.int().optional(),
  phone: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), reason: z.string(), message: z.string() })).optional(),
});
