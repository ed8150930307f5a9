import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { diary, office } from '../../shared/aws/this-office.ts';
import { newReference } from '../../shared/code.ts';
import { applicationOf, isPadded, WishBody, wishFrom } from '../../shared/domain/application.ts';
import { applyFor, wishRefused } from '../../shared/domain/applying.ts';
import { counsellorAsked, deskOf } from '../../shared/domain/booking.ts';
import { ApplicantKind, type Terms, toolsAgreedTo } from '../../shared/domain/office.ts';
import { lengthFits } from '../../shared/domain/openings.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { isKeyOfForm } from '../../shared/domain/repeated.ts';
import { whenToPhone } from '../../shared/domain/telling.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import { dateOf, type Instant, IsoInstant, isoOf, type LocalDate, MINUTE, plusDays } from '../../shared/domain/time.ts';
import { kindNames, phoneText, purposes, wishText } from '../../shared/domain/wording.ts';
import { Chosen } from '../../shared/http/api.ts';
import { type Typed, typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { get, post, tell } from '../../shared/http/serve.ts';
import {
  type Against,
  applyPage,
  difficultyName,
  kindPage,
  mailNote,
  reviewPage,
} from '../../shared/pages/application.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { announced } from '../../shared/pages/problem.ts';
import { freeTimes } from './openings.ts';

const newKey = (): string => randomBytes(32).toString('base64url');

/** The terms to agree to now. */
const termsNow = async (now: Instant): Promise<Terms> =>
  termsAt(withPublished(office, (await diary.office()).terms), now);

const page = async (typed: Typed, key: string, now: Instant, problem?: Told): Promise<{ toString(): string }> => {
  const desk = deskOf(office, typed['desk']) ?? deskOf(office, undefined);
  if (!desk) throw new Error(`office ${office.id} has no desk`);
  const typedMinutes = Number(typed['wishes.0.minutes']);
  const minutes = lengthFits(desk, typedMinutes) ? typedMinutes : desk.length.minutes;
  const [found, terms] = await Promise.all([
    freeTimes(desk, { from: around(typed, now), minutes }, now),
    termsNow(now),
  ]);
  const openings = found === 'counsellor-unknown' ? [] : found.openings;
  const against = await ruledOut(typed, terms, now);
  const [first] = against;
  const stands = first && tell(office, first.refused, first.wish === undefined ? {} : { wish: first.wish });
  const today = dateOf(now);
  const form = applyPage({ office, desk, typed, key, terms, openings, today, problem: problem ?? stands, against });
  return stands && !problem ? announced(form, stands) : form;
};

/** Times are shown from today, or from the week before the one wished for where that is further ahead than they reach. */
const around = (typed: Typed, now: Instant): LocalDate | undefined => {
  const { data: first } = IsoInstant.safeParse(typed['wishes.0.startsAt']);
  return first !== undefined && dateOf(first) > plusDays(dateOf(now), 20) ? plusDays(dateOf(first), -7) : undefined;
};

/** The form once more, with what was typed and what is wrong with it; agreeing to other terms than before is done anew. */
export const formAgain = (typed: unknown, problem: Told, now: Instant): Page =>
  // A refused request wrote nothing, but its key may have: what is sent next is another request.
  page(typedOf(typed), newKey(), now, problem);

const FormQuery = z.strictObject({
  desk: z.string().max(20).optional(),
  /** A kind that is none is asked for, as if nothing were said. */
  kind: ApplicantKind.optional().catch(undefined),
  chosen: Chosen.optional(),
});

/** [A-2-1, D-1] The form for the times chosen; where several kinds of people may apply, that is asked first. */
export const form = get('/apply', { query: FormQuery }, async ({ query, html }, now) => {
  const desk = deskOf(office, query.desk || undefined);
  if (!desk) return refuse('desk-unknown');
  const chosen = query.chosen ?? [];
  const kind = query.kind ?? (desk.kinds.length === 1 ? desk.kinds[0] : undefined);
  if (html && kind === undefined) return { status: 200, page: () => kindPage(office, desk, chosen) };
  const typed = typedOf({
    desk: desk.id,
    applicant: { kind },
    wishes: chosen.map(({ startsAt, minutes }) => ({ startsAt: isoOf(startsAt), minutes })),
  });
  return {
    status: 200,
    ...(!html && { json: { desk: desk.id, terms: (await termsNow(now)).version, send: 'POST /bookings' } }),
    page: () => page(typed, newKey(), now),
  };
});

/**
 * What sending would be refused, whoever is free and whatever else is wrong, said as soon as it is there: a time of a link kept for long,
 * what another desk does not serve, a name nobody has.
 */
const ruledOut = async (typed: Typed, terms: Terms, now: Instant): Promise<Against[]> => {
  const desk = deskOf(office, typed['desk'] || undefined);
  if (!desk) return [{ refused: 'desk-unknown' }];
  const known = await diary.office();
  const { data: kind } = ApplicantKind.safeParse(typed['applicant.kind']);
  const served = kind === undefined || desk.kinds.includes(kind);
  // Which times there are is a matter of the desks that serve them.
  const desks = served ? [desk] : office.desks.filter(({ kinds }) => kinds.includes(kind));
  const times = Array.from({ length: office.choices }, (_, wish): Against[] => {
    const part = (name: string): string | undefined => typed[`wishes.${wish}.${name}`];
    const when = part('startsAt') ? { startsAt: part('startsAt') } : { from: part('from'), to: part('to') };
    const { data: body } = WishBody.safeParse({ ...when, minutes: Number(part('minutes')) || undefined });
    if (!body) return [];
    const answers = desks.map((one) => {
      const wished = wishFrom(body, one.length.minutes);
      const refused = wishRefused(office, known, one, wished, false, { now, receivedAt: now });
      return (
        refused && { refused, wish, over: refused === 'past-deadline' && wished.to - wished.minutes * MINUTE <= now }
      );
    });
    const [first] = answers;
    return first && answers.every((one) => one !== undefined) ? [first] : [];
  }).flat();
  const { counsellor = '', 'consent.terms': agreed, 'consent.accepted': accepted } = typed;
  return [
    ...(served ? [] : [{ refused: 'applicant-not-served' } as const]),
    ...times,
    ...(typed[`wishes.${office.choices}.startsAt`] ? [{ refused: 'too-many-wishes' } as const] : []),
    ...(counsellor && counsellorAsked(known, counsellor) === undefined
      ? [{ refused: 'counsellor-unknown' } as const]
      : []),
    ...(accepted === 'true' && agreed !== terms.version ? [{ refused: 'terms-changed' } as const] : []),
  ];
};

const { public: Application } = applicationOf(office);

/** Checks what was typed and shows it once more; nothing is stored yet. */
export const review = post('/apply', { body: Application, again: formAgain }, async ({ body, key, typed }, now) => {
  const { applicant, wishes, counsellor, companion, purpose, difficulty } = body;
  const desk = deskOf(office, body.desk);
  if (!desk) return refuse('desk-unknown');
  // What sending would be refused for is said now; who applies plays no part in it yet.
  const asked = wishes.map((wish) => wishFrom(wish, desk.length.minutes));
  const known = await diary.read([...new Set(asked.map(({ from }) => dateOf(from)))], now);
  const anybody = { tentative: 0, confirmed: 0, appliedToday: 0, refused: false };
  const decided = applyFor(
    withPublished(office, known.terms),
    known,
    body,
    anybody,
    { id: newReference(), channel: 'form' },
    now,
  );
  if ('refused' in decided) return decided;

  const asTyped = typedOf(typed);
  const rows: [name: string, value: string, note?: Page][] = [
    ...(office.desks.length > 1 ? [['窓口', desk.name] as [string, string]] : []),
    ...asked.map((wish, index): [string, string] => [
      office.choices > 1 ? `第${index + 1}希望` : '希望日時',
      wishText(wish),
    ]),
    ...(desk.kinds.length > 1 ? [['ご利用になる方', kindNames[applicant.kind]] as [string, string]] : []),
    ['氏名', applicant.name],
    ...(applicant.number
      ? [
          [
            applicant.kind === 'employer' ? '事業所番号' : '求職番号',
            applicant.number,
            isPadded(asTyped['applicant.number'] ?? '', applicant.number) ? PADDED : '',
          ] as [string, string, Page],
        ]
      : []),
    ...(applicant.email
      ? [['連絡先メールアドレス', applicant.email, mailNote(applicant.email)] as [string, string, Page]]
      : []),
    ...(applicant.phone ? [['電話番号', phoneText(applicant.phone)] as [string, string]] : []),
    ...(counsellor ? [['担当者の名前', counsellor] as [string, string]] : []),
    ...(companion ? [['同席する方', companion] as [string, string]] : []),
    ...(purpose ? [['相談の内容', purposes[purpose]] as [string, string]] : []),
    ...(difficulty ? [['ハローワークに来るのが難しいこと', difficultyName(difficulty)] as [string, string]] : []),
    [
      '利用規約',
      `${body.consent.terms}版と${toolsAgreedTo(office)
        .map(({ name }) => name)
        .join('・')}の利用規約に同意`,
    ],
  ];
  const late = whenToPhone(office, known.closures, decided, now);
  const sending = isKeyOfForm(key) ? newKey() : key;
  return {
    status: 200,
    json: { checked: true },
    page: () => reviewPage(office, { made: typedOf(encoded(body)), typed: asTyped }, sending, rows, late),
  };
});

const PADDED = '番号の桁が足りないので、0を補いました。数字が抜けていないか、確かめてください。';

/** The body as it would be sent again. */
const encoded = (body: z.output<typeof Application>): unknown => ({
  ...body,
  wishes: body.wishes.map((wish) =>
    'startsAt' in wish ? z.encode(WishBody.options[0], wish) : z.encode(WishBody.options[1], wish),
  ),
});

/** [A-2-1] The form once more with everything typed: to change what was reviewed, or for another kind of applicant. */
export const edit = post('/apply/edit', { body: z.record(z.string(), z.unknown()) }, async ({ body, typed }, now) => ({
  status: 200,
  json: body,
  page: () => page(typedOf(typed), newKey(), now),
}));
