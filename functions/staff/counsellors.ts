import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { Counsellor } from '../../shared/aws/diary.ts';
import {
  entered,
  type StoredCounsellor,
  putCounsellor as storeCounsellor,
  removeCounsellor as takeOut,
  zoomUserOf,
} from '../../shared/aws/office-book.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { mailAddress } from '../../shared/domain/application.ts';
import { type Booking, deskOf, occupies } from '../../shared/domain/booking.ts';
import { byTime, timeOf } from '../../shared/domain/day.ts';
import { isAhead, isStranded } from '../../shared/domain/office-changes.ts';
import { freeCounsellors } from '../../shared/domain/openings.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { dateOf, type Instant, type LocalDate, VisitedDate } from '../../shared/domain/time.ts';
import { noDaysText, typedDays } from '../../shared/domain/typed-times.ts';
import { dateText } from '../../shared/domain/wording.ts';
import type { FieldProblem, Told } from '../../shared/http/problems.ts';
import { malformed, type Reply, staffGet, staffPost, staffPut, tell } from '../../shared/http/serve.ts';
import {
  type CounsellorTyped,
  counsellorPage,
  counsellorReviewPage,
  counsellorsPage,
  type Stranded,
} from '../../shared/pages/counter/counsellors.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const usesZoom = office.tools.some(({ tool }) => tool === 'zoom');
const Entry = z.strictObject({
  name: Counsellor.shape.name,
  desks: Counsellor.shape.desks.refine(
    (desks) => desks.every((id) => office.desks.some((desk) => desk.id === id)),
    'malformed',
  ),
  weekdays: Counsellor.shape.weekdays.default(EVERY_DAY),
  absences: z.array(VisitedDate).default([]),
  ...(usesZoom && { zoomUser: Counsellor.shape.zoomUser }),
});

/** [K-F-1] Adds a counsellor or changes one. */
export const putCounsellor = staffPut(
  '/staff/counsellors/{id}',
  { body: Entry },
  async ({ path, body, staff }, now) => {
    const counsellor = Counsellor.safeParse({ id: path['id'], ...body });
    if (!counsellor.success) return refuse('counsellor-unknown');
    const refused = await storeCounsellor(counsellor.data, { by: staff, at: now });
    if (refused?.refused === 'zoom-user-taken') return malformed(office, [await taken(counsellor.data)]);
    return refused ?? { status: 200, json: counsellor.data };
  },
);

/** What lies ahead of a counsellor, by time. */
const aheadOf = async (id: string, now: Instant): Promise<Booking[]> =>
  byTime((await bookings.todo(now)).filter((booking) => isAhead(booking, now) && occupies(booking)?.counsellor === id));

/** Bookings that nobody would hold with these counsellors, each with whoever is free at its time and could take it over. */
const strandedWith = async (
  counsellors: readonly Counsellor[],
  among: readonly Booking[],
  now: Instant,
): Promise<Stranded[]> => {
  const found = byTime(among.filter((booking) => isStranded(office, counsellors, booking, now)));
  const days = [...new Set(found.flatMap((booking) => timeOf(booking)?.startsAt ?? []).map(dateOf))];
  const known = { ...(await diary.read(days, now)), counsellors };
  return found.map((booking) => {
    const session = occupies(booking);
    const desk = deskOf(office, booking.desk);
    return { booking, free: session && desk ? freeCounsellors(office, known, desk, session) : [] };
  });
};

/** Who holds sessions at this office, and whose sessions nobody would hold as things are. */
export const counsellors = staffGet(
  '/staff/counsellors',
  { query: z.strictObject({ done: z.string().max(20).optional() }) },
  async ({ query, staff }, now) => {
    const known = (await diary.office()).counsellors;
    const stranded = await strandedWith(known, await bookings.todo(now), now);
    return {
      status: 200,
      json: { counsellors: known },
      page: () => counsellorsPage({ office, staff, now, done: query.done }, known, stranded),
    };
  },
);

/** Ticks come one, several or none. */
const Ticks = z
  .union([z.string().transform((one) => [one]), z.array(z.string()).max(20)])
  .default([])
  .readonly();
const Form = z.strictObject({
  name: z.string().default(''),
  desks: Ticks,
  weekdays: Ticks,
  absences: z.string().max(4000, 'too-long').default(''),
  zoomUser: z.string().default(''),
  /** The revision shown; what was decided on an older one may no longer be meant. */
  seen: z.coerce.number().int().min(0).default(0),
  /** Staff have seen whom it concerns. */
  sure: z.stringbool().default(false),
  /** Back to the form, from there. */
  edit: z.stringbool().default(false),
});

const typedFrom = ({ name, desks, weekdays, absences, zoomUser, revision }: StoredCounsellor, today: LocalDate) => ({
  name,
  desks,
  weekdays: weekdays.map(String),
  absences: absences
    .filter((day) => day >= today)
    .map(dateText)
    .join('\n'),
  zoomUser: zoomUser ?? '',
  seen: revision,
});

const takenBy = ({ name }: Pick<Counsellor, 'name'>): string =>
  `${name} さんのZoomのユーザーです。一つのユーザーでは、同じ時刻に一つの相談しかできないので、担当者ごとに別のユーザーを書いてください。`;

/** Somebody else has taken the user at this very moment: whose it now is. */
const taken = async ({ id, zoomUser = '' }: Counsellor): Promise<FieldProblem> => {
  const owner = zoomUserOf((await entered()).counsellors, zoomUser, id);
  return { field: 'zoomUser', reason: 'malformed', message: takenBy(owner ?? { name: 'ほかの担当者' }) };
};

/** What was typed as a counsellor, or everything that has to be put right. Days gone by are kept as they were. */
const read = (
  id: string,
  typed: CounsellorTyped,
  known: readonly Counsellor[],
  now: Instant,
): { counsellor: Counsellor } | { errors: FieldProblem[] } => {
  const today = dateOf(now);
  const before = known.find((one) => one.id === id);
  const errors: FieldProblem[] = [];
  const wrong = (field: string, message: string): void => void errors.push({ field, reason: 'malformed', message });
  const name = Counsellor.shape.name.safeParse(typed.name);
  if (!name.success)
    wrong(
      'name',
      typed.name.trim() === '' ? '氏名を書いてください。' : '氏名は40字までで、記号の < > などは使えません。',
    );
  const desks = office.desks.map(({ id }) => id).filter((id) => typed.desks.includes(id));
  if (desks.length === 0) wrong('desks', '窓口を1つ以上選んでください。');
  const weekdays = EVERY_DAY.filter((day) => typed.weekdays.includes(String(day)));
  if (weekdays.length === 0) wrong('weekdays', '曜日を1つ以上選んでください。');
  const absences = new Set(before?.absences.filter((day) => day < today) ?? []);
  for (const line of typed.absences.split(/[\n\r、,]+/).filter((line) => line.trim() !== '')) {
    const days = typedDays(line, today);
    const shown = line.trim().slice(0, 30);
    if ('wrong' in days) wrong('absences', `「${shown}」：${noDaysText(days)}`);
    else if (days.some((day) => day < today)) wrong('absences', `「${shown}」：過ぎた日です。消してください。`);
    else for (const day of days) absences.add(day);
  }
  const zoomUser = typed.zoomUser.trim() === '' ? undefined : mailAddress(typed.zoomUser);
  if (typed.zoomUser.trim() !== '' && (!usesZoom || zoomUser === undefined))
    wrong('zoomUser', 'Zoomのユーザーは、サインインに使うメールアドレスを「name@example.com」のように書いてください。');
  const owner = zoomUser === undefined ? undefined : zoomUserOf(known, zoomUser, id);
  if (owner) wrong('zoomUser', takenBy(owner));
  if (errors.length > 0 || !name.success) return { errors };
  return {
    counsellor: Counsellor.parse({
      id,
      name: name.data,
      desks,
      weekdays,
      absences: [...absences].sort(),
      ...(zoomUser !== undefined && { zoomUser }),
    }),
  };
};

const blank = {
  name: '',
  desks: office.desks.length === 1 ? office.desks.map(({ id }) => id) : [],
  weekdays: ['1', '2', '3', '4', '5'],
  absences: '',
  zoomUser: '',
  seen: 0,
};

const gone = (): Reply => {
  const problem = tell(office, 'counsellor-unknown', {
    title: '担当者が見つかりません',
    detail: '削除されたか、アドレスが違います。「設定」の相談担当者から選び直してください。',
  });
  return { status: problem.status, problem };
};

/** A form for a new counsellor. */
export const newCounsellor = staffGet('/staff/counsellors/new', {}, async ({ staff }, now) => ({
  status: 200,
  json: blank,
  page: () => counsellorPage({ office, staff, now }, undefined, blank, { ahead: [], stranded: [] }),
}));

/** One counsellor: what is known, what lies ahead, and what nobody would hold. */
export const showCounsellor = staffGet(
  '/staff/counsellors/{id}',
  { query: z.strictObject({ done: z.string().max(20).optional() }) },
  async ({ path, query, staff }, now): Promise<Reply> => {
    const { counsellors } = await entered();
    const found = counsellors.find(({ id }) => id === path['id']);
    if (!found) return gone();
    const ahead = await aheadOf(found.id, now);
    const stranded = await strandedWith(counsellors, ahead, now);
    const { revision: _revision, by: _by, at: _at, ...counsellor } = found;
    return {
      status: 200,
      json: { ...counsellor, ahead: ahead.map(({ id }) => id), stranded: stranded.map(({ booking }) => booking.id) },
      page: () =>
        counsellorPage({ office, staff, now, done: query.done }, found.id, typedFrom(found, dateOf(now)), {
          ahead,
          stranded,
        }),
    };
  },
);

/**
 * Somebody else has saved this counsellor, or taken them out, meanwhile: what is stored now, and what was typed, to be saved on top
 * of that or not.
 */
const overtaken = async (id: string, staff: string, now: Instant, typed?: CounsellorTyped): Promise<Reply> => {
  const { counsellors } = await entered();
  const stored = counsellors.find((one) => one.id === id);
  const today = dateOf(now);
  const problem = tell(office, 'changed-meanwhile', {
    title: `ほかの人が先に、この担当者を${stored ? '変更しました' : '削除しました'}`,
    detail: stored
      ? `まだ${typed ? '保存' : '削除'}していません。下の「今の内容」を見て、必要なときは${typed ? '直してから' : ''}、もう一度押してください。`
      : typed === undefined
        ? 'もうすることはありません。'
        : 'まだ保存していません。入力した内容は下に残っています。もう一度押すと、新しい担当者として加わります。',
  });
  const ahead = await aheadOf(id, now);
  const stranded = await strandedWith(counsellors, ahead, now);
  const current = stored && typedFrom(stored, today);
  const shown = typed ?? current ?? blank;
  return {
    status: problem.status,
    problem,
    page: () =>
      counsellorPage(
        { office, staff, now, problem },
        stored?.id,
        { ...shown, seen: stored?.revision ?? 0 },
        { ahead, stranded, ...(stored && current && { current: { ...current, by: stored.by } }) },
      ),
  };
};

type Asked = { readonly path: Readonly<Record<string, string | undefined>>; readonly staff: string };

/**
 * [K-F-1, A-6-5] A counsellor as staff typed it. Where that would take somebody away from sessions already given, staff see which,
 * and who is free instead, before it is stored; those sessions stay as they are until staff settle them.
 */
const save = async (id: string | undefined, { staff }: Asked, body: z.infer<typeof Form>, now: Instant) => {
  const { sure, edit, ...typed } = body;
  const { counsellors } = await entered();
  const before = counsellors.find((one) => one.id === id);
  if (id !== undefined && !before) return body.seen > 0 ? overtaken(id, staff, now, typed) : gone();
  const ahead = id === undefined ? [] : await aheadOf(id, now);
  const shown = async (problem?: Told) =>
    counsellorPage({ office, staff, now, problem }, id, typed, {
      ahead,
      stranded: await strandedWith(counsellors, ahead, now),
    });
  if (edit) return { status: 200, json: typed, page: () => shown() } satisfies Reply;
  const found = read(id ?? `c-${randomBytes(5).toString('hex')}`, typed, counsellors, now);
  if ('errors' in found) return malformed(office, found.errors, shown);
  const { counsellor } = found;

  const others = counsellors.filter((one) => one.id !== counsellor.id);
  const already = new Set((await strandedWith(counsellors, ahead, now)).map(({ booking }) => booking.id));
  const stranded = (await strandedWith([...others, counsellor], ahead, now)).filter(
    ({ booking }) => !already.has(booking.id),
  );
  if (stranded.length > 0 && !sure)
    return {
      status: 200,
      json: {
        stranded: stranded.map(({ booking, free }) => ({ reference: booking.id, free: free.map(({ id }) => id) })),
      },
      page: () => counsellorReviewPage({ office, staff, now }, counsellor.id, typed, stranded),
    } satisfies Reply;
  const refused = await storeCounsellor(counsellor, { seen: typed.seen, by: staff, at: now });
  if (refused?.refused === 'zoom-user-taken') return malformed(office, [await taken(counsellor)], shown);
  if (refused) return overtaken(counsellor.id, staff, now, typed);
  return {
    status: 200,
    json: { ...counsellor, stranded: stranded.map(({ booking }) => booking.id) },
    next: `/staff/counsellors${stranded.length > 0 ? `/${counsellor.id}` : ''}?done=saved`,
  } satisfies Reply;
};

/** [K-F-1] A new counsellor. */
export const addCounsellor = staffPost('/staff/counsellors/new', { body: Form }, (asked, now) =>
  save(undefined, asked, asked.body, now),
);
/** [K-F-1, A-6-5] A counsellor as they are from now on. */
export const changeCounsellor = staffPost('/staff/counsellors/{id}', { body: Form }, (asked, now) =>
  save(asked.path['id'], asked, asked.body, now),
);

/** [K-F-1] Takes a counsellor out, once nothing lies ahead of them. */
export const removeCounsellor = staffPost(
  '/staff/counsellors/{id}/removal',
  { body: z.strictObject({ seen: z.coerce.number().int().min(0) }) },
  async ({ path, body, staff }, now): Promise<Reply> => {
    const { counsellors } = await entered();
    const found = counsellors.find(({ id }) => id === path['id']);
    if (!found) return gone();
    const ahead = await aheadOf(found.id, now);
    if (ahead.length > 0) {
      const stranded = await strandedWith(counsellors, ahead, now);
      return malformed(
        office,
        [
          {
            field: 'ahead',
            reason: 'malformed',
            message: `これからの予約が${ahead.length}件あるので、削除できません。ほかの担当者に替えるか、決めてから削除してください。`,
          },
        ],
        (problem) =>
          counsellorPage({ office, staff, now, problem }, found.id, typedFrom(found, dateOf(now)), { ahead, stranded }),
      );
    }
    const refused = await takeOut(found.id, body.seen);
    if (refused) return overtaken(found.id, staff, now);
    return { status: 200, json: { removed: found.id }, next: '/staff/counsellors?done=removed' };
  },
);
