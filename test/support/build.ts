import type * as z from 'zod';
import { applicationOf } from '../../shared/domain/application.ts';
import type { Standing } from '../../shared/domain/applying.ts';
import { type Reference, Reference as ReferenceSchema } from '../../shared/domain/booking.ts';
import { type Office, Terms } from '../../shared/domain/office.ts';
import type { Counsellor, Diary } from '../../shared/domain/openings.ts';
import { type Instant, instant, LocalDate } from '../../shared/domain/time.ts';

/** Fresh, parsed things for tests; people and numbers are plainly invented. */

export const on = (iso: string): Instant => {
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw new Error(`"${iso}" is no moment`);
  return instant(milliseconds);
};

export const day = (date: string): LocalDate => LocalDate.parse(date);

export const counsellor = (id: string, desks: string[] = ['general'], more: Partial<Counsellor> = {}): Counsellor => ({
  id,
  name: `見本 ${id}`,
  desks,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  absences: [],
  ...more,
});

export const diaryWith = (counsellors: Counsellor[], more: Partial<Diary> = {}): Diary => ({
  closures: { closed: [], opened: [] },
  counsellors,
  claims: new Map(),
  ...more,
});

/** A claim on the half-open interval between two clock times, cell by cell. */
export const taken = (office: Office, date: string, lane: string, from: number, to: number): Diary['claims'] => {
  const cells = new Set<number>();
  for (let cell = from - (from % office.cellMinutes); cell < to; cell += office.cellMinutes) cells.add(cell);
  return new Map([[day(date), new Map([[lane, cells]])]]);
};

let counted = 0;
export const reference = (): Reference => ReferenceSchema.parse(`0000-${String(counted++).padStart(4, '0')}`);

export const nobody: Standing = { tentative: 0, confirmed: 0, appliedToday: 0, refused: false };

type Body = Record<string, unknown> & { applicant?: Record<string, unknown> };

/** The JSON a visitor of this office sends; any part can be put in its place. */
export const body = (office: Office, startsAt: string, { applicant, ...more }: Body = {}): Record<string, unknown> => ({
  applicant: {
    kind: office.desks[0]?.kinds[0],
    name: '見本 太郎',
    number: office.desks[0]?.kinds[0] === 'employer' ? '3401-123456-7' : '34010-01234567',
    email: 'taro@example.com',
    phone: '09055501234',
    ...applicant,
  },
  wishes: [{ startsAt }],
  consent: { terms: office.terms.at(-1)?.version, accepted: true },
  ...more,
});

export const application = (office: Office, startsAt: string, more: Body = {}) =>
  applicationOf(office).public.parse(body(office, startsAt, more));

/** A further version of an office's terms, whose articles say that they are an example. */
export const terms = (office: Office, more: Partial<z.input<typeof Terms>> = {}): Terms =>
  Terms.parse({
    ...office.terms.at(-1),
    articles: [{ article: '1', heading: '見本の変更', text: ['これは見本の文章です。'] }],
    ...more,
  });
