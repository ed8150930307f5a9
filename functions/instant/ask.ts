import { randomBytes } from 'node:crypto';
import { idOf } from '../../shared/aws/instant.ts';
import { bookings, diary, instants, office } from '../../shared/aws/this-office.ts';
import { newSalt, tokenFor } from '../../shared/code.ts';
import { askingOf } from '../../shared/domain/application.ts';
import {
  type Asking,
  askAtOnce,
  freeAtOnce,
  type InstantRequest,
  lastAsked,
  mayAskNow,
} from '../../shared/domain/instant.ts';
import { type Refusal, refuse, Unavailable } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, isoOf } from '../../shared/domain/time.ts';
import { typedOf } from '../../shared/http/form.ts';
import { instantReaders } from '../../shared/http/instant-problems.ts';
import type { Told } from '../../shared/http/problems.ts';
import { type Again, get, post, tell } from '../../shared/http/serve.ts';
import { askPage, unanswerable } from '../../shared/pages/instant.ts';
import { problemPage } from '../../shared/pages/problem.ts';
import { nextOpenings } from './next.ts';

const { instant: policy } = office;

const TRIES = 5;

/**
 * Takes a request: the same one sent again has the same page, another one under its key is refused. What is read and written
 * is the same for everybody, so that the time it takes does not tell who is known either [D-6, R-21].
 */
const take = async (
  asking: Asking,
  sent: { readonly key: string; readonly body: string; readonly source: string | undefined },
  now: Instant,
): Promise<{ readonly token: string; readonly request: InstantRequest } | Refusal> => {
  const { key, body, source } = sent;
  for (let tries = 0; tries < TRIES; tries++) {
    const [earlier, person, known] = await Promise.all([
      instants.recall({ key, body }, now),
      bookings.person({ number: asking.number }),
      diary.read([dateOf(now)], now),
    ]);
    if (typeof earlier === 'object') return earlier;
    if (earlier !== undefined) {
      const token = tokenFor(key, body, earlier);
      const request = await instants.find(idOf(token), now);
      return request ? { token, request } : refuse('instant-not-found');
    }
    const salt = newSalt();
    const token = tokenFor(key, body, salt);
    const request = askAtOnce(office, known, known.present, { id: idOf(token), person, asking }, now);
    if ('refused' in request) return request;
    const failed = await instants.ask(request, source, { key, body, salt, asking });
    if (failed !== 'again') return failed ?? { token, request };
  }
  throw new Unavailable('the same request was faster every time');
};

/** The form, with what was typed and what stands against it; never under a key that may have been used. */
const page = async (
  typed: unknown,
  { against, problem }: { readonly against?: Told | undefined; readonly problem?: Told },
  now: Instant,
): Promise<{ toString(): string }> => {
  if (!policy) return problemPage(office, tell(office, 'instant-not-offered', {}, instantReaders.words));
  return askPage({
    office,
    policy,
    typed: typedOf(typed),
    key: randomBytes(32).toString('base64url'),
    against,
    problem,
    next: against || unanswerable(problem) ? await nextOpenings(now) : [],
    now,
  });
};

const again: Again = (typed, problem, now) => page(typed, { problem }, now);

/** [A-62-1] Who may ask for a session at once and when; with the form, where somebody could be served now. */
export const askForm = get('/instant-sessions', {}, async (_, now) => {
  if (!policy) return refuse('instant-not-offered');
  const known = await diary.read([dateOf(now)], now);
  const open = mayAskNow(office, known, now);
  const free = freeAtOnce(office, known, known.present, now).length > 0;
  const name = open ? (free ? undefined : 'instant-nobody-free') : 'instant-closed';
  const against = name && tell(office, name, {}, instantReaders.words);
  return {
    status: 200,
    json: {
      minutes: policy.minutes,
      kinds: policy.kinds,
      hours: { from: policy.hours.from, to: lastAsked(policy) },
      free,
    },
    page: () => page({}, { against }, now),
  };
});

/**
 * [A-62-1, A-62-3, D-6, R-21] Somebody asks for a session at once. Number and phone are compared with what staff have seen to be registered;
 * the answer is the same whoever asks.
 */
export const ask = post('/instant-sessions', { body: askingOf(office), again }, async ({ body, key, source }, now) => {
  const taken = await take(body.applicant, { key, body: JSON.stringify(body), source }, now);
  if ('refused' in taken) return taken;
  const { token, request } = taken;
  const own = `/instant-sessions/${token}`;
  return {
    status: 201,
    headers: { Location: own },
    next: own,
    json: { id: token, answerBy: isoOf(request.answerBy) },
  };
});
