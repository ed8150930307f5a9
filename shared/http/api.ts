import * as z from 'zod';
import { Booking, Reference } from '../domain/booking.ts';
import { LocalDate } from '../domain/time.ts';

/* What travels over the public API beside the application itself: requests as they are checked, answers as they are promised. */

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
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'malformed',
  });

/** The code, or what the link of a letter ends in. */
const Code = z.string().min(1, 'required').max(60, 'too-long');
export const StatusRequest = z.strictObject({
  reference: z.string().min(1, 'required').max(30, 'too-long'),
  code: Code,
});
/** Nothing but what opens the booking. */
export const CodeRequest = z.strictObject({ code: Code });
export const Agreement = z.strictObject({
  code: Code,
  terms: z.string().max(40, 'too-long'),
  accepted: z.literal(true, 'not-accepted'),
});

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
export const Agreed = z.strictObject({ reference: Reference, terms: z.string(), at: Moment });

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
