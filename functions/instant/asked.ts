import * as z from 'zod';
import { agreeAgain } from '../../shared/aws/agreeing.ts';
import { idOf } from '../../shared/aws/instant.ts';
import { bookings, diary, instants, office } from '../../shared/aws/this-office.ts';
import { isToken } from '../../shared/code.ts';
import { consentOf } from '../../shared/domain/application.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import {
  freeAtOnce,
  type InstantRequest,
  type InstantState,
  instantState,
  stopAtOnce,
  stopWaiting,
} from '../../shared/domain/instant.ts';
import type { Office } from '../../shared/domain/office.ts';
import { type Refusal, refuse, Unavailable } from '../../shared/domain/refusal.ts';
import { withPublished } from '../../shared/domain/terms.ts';
import { dateOf, type Instant, isoOf } from '../../shared/domain/time.ts';
import { InstantWithdrawal } from '../../shared/http/api.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Again, get, post, type Reply } from '../../shared/http/serve.ts';
import { askedPage, changesByItself, RELOAD_SECONDS } from '../../shared/pages/instant.ts';
import { problemPage } from '../../shared/pages/problem.ts';
import { sinceAgreed } from '../../shared/pages/terms-changes.ts';
import { nextOpenings } from './next.ts';

/** A request as its token opens it, with the booking it has led to, and the terms as they are by now. */
type Opened = {
  readonly known: Office;
  readonly token: string;
  readonly request: InstantRequest;
  readonly booking: Booking | undefined;
  readonly state: InstantState;
  /** [A-62-1] Whether anybody could take it, as long as it waits. */
  readonly free: boolean;
};

/** One answer for a token that is none, is of nothing, or is of a request long forgotten. */
const openedBy = async (token = '', now: Instant): Promise<Opened | Refusal> => {
  const request = isToken(token) ? await instants.find(idOf(token), now) : undefined;
  if (!request) return refuse('instant-not-found');
  if (request.state === 'waiting') {
    // Read for whoever waits, known or not [D-6].
    const book = await diary.read([dateOf(now)], now);
    const free = freeAtOnce(office, book, book.present, now, request.kind).length > 0;
    return { known: office, token, request, booking: undefined, state: request.state, free };
  }
  if (request.state !== 'accepted') {
    const state = instantState(office, request, undefined, now);
    return { known: office, token, request, booking: undefined, state, free: false };
  }
  const [booking, { terms }] = await Promise.all([bookings.find(request.booking, now), diary.office()]);
  const known = withPublished(office, terms);
  return { known, token, request, booking, state: instantState(known, request, booking, now), free: false };
};

const page = async (
  { known, token, request, booking, state, free }: Opened,
  now: Instant,
  { reloads = false, typed, problem }: { reloads?: boolean; typed?: unknown; problem?: Told } = {},
): Promise<{ toString(): string }> => {
  const { instant: policy } = known;
  if (!policy) throw new Error(`office ${known.id} has no sessions at once`);
  const open = state === 'waiting' ? free : state === 'accepted' || state === 'to-agree' || state === 'begun';
  return askedPage({
    office: known,
    policy,
    token,
    request,
    state,
    free,
    tool: booking && 'tool' in booking ? booking.tool : undefined,
    now,
    reloads,
    since: booking && state === 'to-agree' ? sinceAgreed(known, booking, now) : undefined,
    typed: typedOf(typed),
    problem,
    next: open ? [] : await nextOpenings(now),
  });
};

const json = ({ known, request, booking, state, free }: Opened, now: Instant) => ({
  state,
  ...(state === 'waiting' && { answerBy: isoOf(request.answerBy), free }),
  ...(booking && state === 'to-agree' && { terms: sinceAgreed(known, booking, now).current.version }),
});

const shown = (opened: Opened, now: Instant, reloads = false): Reply => ({
  status: 200,
  ...(opened.booking && { booking: opened.booking.id }),
  json: json(opened, now),
  page: () => page(opened, now, { reloads }),
  ...(reloads && changesByItself(opened.state) && { headers: { Refresh: String(RELOAD_SECONDS) } }),
});

/**
 * [A-62-1…3] How a request stands. In a browser it loads itself again by a header, for visitors' pages have no script, and where the
 * person has not stopped that.
 */
export const howItStands = get(
  '/instant-sessions/{token}',
  { query: z.strictObject({ reload: z.literal('off').optional() }) },
  async ({ path, query, html }, now) => {
    const opened = await openedBy(path['token'], now);
    return 'refused' in opened ? opened : shown(opened, now, html && query.reload === undefined);
  },
);

/** An act that was not possible: how the request stands, with what was ticked, and what stands against it. */
const again: Again = async (typed, problem, now, { path }) => {
  const opened = await openedBy(path['token'], now);
  return 'refused' in opened ? problemPage(office, problem) : page(opened, now, { typed, problem });
};

/** Where a browser goes after an act: loading that again does nothing. */
const done = (opened: Opened, now: Instant): Reply => ({
  ...shown(opened, now),
  next: `/instant-sessions/${opened.token}`,
});

/**
 * [A-62-2] The person has been shown the terms in force and agrees to them; the evidence is kept like any other. Agreed to already, nothing
 * changes. Refused: `terms-changed` for another version, `not-possible-now` where nothing is to be agreed to.
 */
export const consents = post(
  '/instant-sessions/{token}/consents',
  { body: consentOf(office), again },
  async ({ path, body }, now) => {
    const opened = await openedBy(path['token'], now);
    if ('refused' in opened) return opened;
    const { known, booking, state } = opened;
    if ((state === 'accepted' || state === 'begun') && booking?.terms === body.terms) return done(opened, now);
    if (!booking || state !== 'to-agree') return refuse('not-possible-now');
    const agreed = await agreeAgain(known, booking.id, body.terms, 'instant', now);
    if ('refused' in agreed) return agreed;
    return done({ ...opened, booking: agreed, state: instantState(known, opened.request, agreed, now) }, now);
  },
);

const TRIES = 5;

/** [A-62-2] The person waits no longer, or does not agree: nobody is kept waiting for them. Over already, nothing changes. */
export const withdrawal = post(
  '/instant-sessions/{token}/withdrawal',
  { body: InstantWithdrawal, again },
  async ({ path }, now) => {
    for (let tries = 0; tries < TRIES; tries++) {
      const opened = await openedBy(path['token'], now);
      if ('refused' in opened) return opened;
      const { known, request, booking, state } = opened;
      if (request.state === 'waiting') {
        await instants.settle(stopWaiting(request, now));
        // Whether it was this, or somebody has just accepted, the next look tells.
        continue;
      }
      if (booking?.state !== 'confirmed' || state === 'over') return done(opened, now);
      const stopped = stopAtOnce(known, booking, now);
      if ('refused' in stopped) return stopped;
      const doing = { act: 'cancelled', actor: { kind: 'applicant' }, channel: 'web', at: now } as const;
      const stored = await bookings.change(booking, stopped, doing);
      if ('refused' in stored && stored.refused !== 'changed-meanwhile') return stored;
    }
    throw new Unavailable('others changed the request every time');
  },
);
