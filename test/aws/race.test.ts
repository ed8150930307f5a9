import { beforeAll, describe, expect, test } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { application } from '../support/build.ts';
import { contradictions, rowsIn } from '../support/rows.ts';
import { officeTable } from '../support/table.ts';

const NOW = '2026-03-02T09:00:00+09:00';
const FRIDAYS = ['2026-03-06', '2026-03-13', '2026-03-27', '2026-04-03', '2026-04-10'];
const TIMES = ['10:00', '10:30', '11:00', '11:30'];

let table: string;
let lib: Awaited<ReturnType<typeof load>>;
const load = async () => ({
  ...(await import('../../shared/aws/receive.ts')),
  ...(await import('../../shared/aws/office-book.ts')),
  ...(await import('../../shared/aws/this-office.ts')),
  ...(await import('../../shared/code.ts')),
  ...(await import('../../shared/domain/applying.ts')),
  ...(await import('../../shared/domain/booking.ts')),
  ...(await import('../../shared/domain/person.ts')),
  ...(await import('../support/build.ts')),
});

beforeAll(async () => {
  table = await officeTable('kabe');
  lib = await load();
  for (const id of ['a', 'b', 'c'])
    await lib.putCounsellor({ ...lib.counsellor(id), desks: ['general'], weekdays: [3, 5], absences: [] });
});

/** As a visitor would: an answer that did not come in time is asked for again, under the same key. */
const persistently = async <T>(act: () => Promise<T>, tries = 1): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TimeoutError') || tries === 8) throw error;
    return persistently(act, tries + 1);
  }
};

const attempt = (startsAt: string, person: number, key: string, more = {}) =>
  persistently(() =>
    lib.receive(
      application(kabe, startsAt, { applicant: { number: `34010-${person}` }, ...more }),
      { channel: 'form', actor: { kind: 'applicant' } },
      { key, body: 'the same' },
      lib.on(NOW),
    ),
  );

/** Straight at the transaction, past every look at what is free: nothing but the claim stands between the two hundred. */
const claim = async (startsAt: string, person: number, key: string): Promise<'won' | 'lost'> => {
  const wanted = application(kabe, startsAt, { applicant: { number: `34010-${person}` }, counsellor: 'a' });
  const diary = lib.diaryWith([lib.counsellor('a')]);
  const decided = lib.applyFor(
    kabe,
    diary,
    wanted,
    lib.nobody,
    { id: lib.newReference(), channel: 'form' },
    lib.on(NOW),
  );
  if ('refused' in decided) throw new Error(decided.refused);
  const before = lib.nobodyYet(lib.personKey(decided.applicant));
  const after = lib.received(before, decided, undefined, lib.on(NOW));
  const doing = { act: 'applied', actor: { kind: 'applicant' }, channel: 'form', at: lib.on(NOW) } as const;
  const once = { key, body: '', salt: '' };
  return persistently(async () => {
    // Whatever an unheard try before this one has done, the key knows.
    if ((await lib.bookings.recall(before.key, once, lib.on(NOW))).earlier) return 'won';
    const stored = await lib.bookings.create(decided, doing, { before, after }, once, lib.on(NOW));
    return stored === 'again' ? 'lost' : 'won';
  });
};

describe('many at once', () => {
  const seeds = FRIDAYS.flatMap((date) => TIMES.map((time) => `${date}T${time}:00+09:00`));

  test.each(seeds.map((startsAt, seed) => [seed, startsAt] as const))(
    '[R-01] of 200 claims on the same counsellor and time exactly one is kept (seed %i, %s)',
    async (seed, startsAt) => {
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) => claim(startsAt, seed * 1000 + index, `${seed}-${index}`)),
      );
      expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    },
  );

  test('[R-01] nothing is left half written afterwards, and every winner has all its rows', async () => {
    const rows = await rowsIn(table);
    expect(rows.filter(({ sk }) => sk === 'BOOKING')).toHaveLength(seeds.length);
    expect(contradictions(rows)).toEqual([]);
  });

  test('[R-01] of 200 applicants for one opening one is served and the others are told it is taken', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        attempt('2026-03-11T15:30:00+09:00', 40_000 + index, `one-${index}`, { counsellor: 'a' }),
      ),
    );
    const refused = outcomes.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : []));
    expect(refused).toHaveLength(199);
    expect(new Set(refused)).toEqual(new Set(['opening-taken']));
  });

  test('as many are served at a time as there are counsellors, when nobody is asked for', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) => attempt('2026-03-11T14:00:00+09:00', 50_000 + index, `free-${index}`)),
    );
    const lanes = outcomes.flatMap((outcome) =>
      'booking' in outcome && 'held' in outcome.booking ? outcome.booking.held?.counsellor : [],
    );
    expect(lanes.toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('[R-04] a double click makes one booking, and both answers carry the same reference and code', async () => {
    const [one, two, ...others] = await Promise.all(
      Array.from({ length: 8 }, () =>
        attempt('2026-03-11T15:00:00+09:00', 60_000, 'double-click', { counsellor: 'a' }),
      ),
    );
    expect(one).toHaveProperty('booking');
    expect(two).toEqual(one);
    for (const other of others) expect(other).toEqual(one);
    expect(contradictions(await rowsIn(table))).toEqual([]);
  });

  test('[D-13] of many applications of one person at once all but the first are marked for staff to look at', async () => {
    const outcomes = await Promise.all(
      ['14:00', '14:30', '15:00', '15:30'].map((time, index) =>
        attempt(`2026-03-18T${time}:00+09:00`, 70_000, `person-${index}`),
      ),
    );
    const reviews = outcomes.flatMap((outcome) =>
      'booking' in outcome ? [outcome.booking.review.includes('over-limit')] : [],
    );
    expect(reviews.toSorted()).toEqual([false, true, true, true]);
  });
});
