import { describe, expect, test } from 'vitest';
import { asOf, type Booking, inTouch, meet, occupies } from '../../shared/domain/booking.ts';
import { lanesOf, placesIn } from '../../shared/domain/day.ts';
import type { Office } from '../../shared/domain/office.ts';
import { type Counsellor, cellsOf, type Diary, endOf } from '../../shared/domain/openings.ts';
import { dateOf, instant, type LocalDate } from '../../shared/domain/time.ts';
import { clockText } from '../../shared/domain/wording.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { confirmedBooking, jst, tentativeBooking } from '../support/bookings.ts';
import { counsellor, day, diaryWith } from '../support/build.ts';

const NOW = '2026-03-02T09:00';

/** The diary in which exactly what these bookings take is taken. */
const diaryOf = (
  office: Office,
  counsellors: Counsellor[],
  bookings: readonly Booking[],
  more: Partial<Diary> = {},
): Diary => {
  const claims = new Map<LocalDate, Map<string, Set<number>>>();
  for (const booking of bookings) {
    const taken = occupies(booking);
    if (!taken) continue;
    const date = dateOf(taken.startsAt);
    const lanes = claims.get(date) ?? new Map<string, Set<number>>();
    claims.set(
      date,
      lanes.set(taken.counsellor, new Set([...(lanes.get(taken.counsellor) ?? []), ...cellsOf(office, taken)])),
    );
  }
  return diaryWith(counsellors, { claims, ...more });
};

/** A day as `name: 14:00-14:30 confirmed, 14:30-15:00 free at general`. */
const shown = (office: Office, diary: Diary, date: string, bookings: readonly Booking[], now = NOW): string[] =>
  lanesOf(office, diary, day(date), bookings, jst(now)).map(
    ({ id, away, blocks }) =>
      `${id}${away ? ' away' : ''}: ${blocks
        .map(
          (block) =>
            `${clockText(block.startsAt)}-${clockText(endOf(block))} ${block.kind === 'free' ? `free at ${block.desk}` : block.booking.state}`,
        )
        .join(', ')}`,
  );

describe('a day at Kabe', () => {
  const booked = confirmedBooking(kabe, NOW, '2026-03-04T14:30');
  const held = tentativeBooking(kabe, NOW, '2026-03-04T15:00');
  const both = [counsellor('one'), counsellor('two', ['general'], { absences: [day('2026-03-04')] })];
  const diary = diaryOf(kabe, both, [booked, held]);

  test('[K-F-1] shows what is booked, held and free by counsellor, and who is absent', () => {
    expect(shown(kabe, diary, '2026-03-04', [held, booked])).toEqual([
      'one: 14:00-14:30 free at general, 14:30-15:00 confirmed, 15:00-15:30 tentative, 15:30-16:00 free at general',
      'two away: ',
    ]);
    expect(placesIn(kabe, lanesOf(kabe, diary, day('2026-03-04'), [held, booked], jst(NOW)))).toBe(2);
  });

  test('what has begun is free no more', () => {
    expect(shown(kabe, diary, '2026-03-04', [held, booked], '2026-03-04T14:00')[0]).toContain('14:00-14:30 free');
    expect(shown(kabe, diary, '2026-03-04', [held, booked], '2026-03-04T14:01')[0]).not.toContain('14:00-14:30 free');
  });

  test('nobody is shown on a day without sessions, or a day on which the office is closed', () => {
    expect(shown(kabe, diary, '2026-03-05', [])).toEqual([]);
    const closed = diaryWith(both, { closures: { closed: [day('2026-03-04')], opened: [] } });
    expect(shown(kabe, closed, '2026-03-04', [])).toEqual([]);
  });

  test('what was booked stays in sight on a closed day, and with a counsellor who has left', () => {
    const closed = diaryWith(both, { closures: { closed: [day('2026-03-04')], opened: [] } });
    expect(shown(kabe, closed, '2026-03-04', [booked])).toEqual(['one: 14:30-15:00 confirmed']);
    expect(shown(kabe, diaryOf(kabe, [], [booked]), '2026-03-04', [booked])).toEqual(['one: 14:30-15:00 confirmed']);
  });

  test('[D-10] a session nobody came to stays where it was', () => {
    const missed = asOf(
      kabe,
      meet(confirmedBooking(kabe, NOW, '2026-03-04T14:00'), { state: 'ready' }),
      jst('2026-03-04T14:10'),
    );
    const all = [missed, booked];
    expect(shown(kabe, diaryOf(kabe, [counsellor('one')], all), '2026-03-04', all, '2026-03-04T14:20')).toEqual([
      'one: 14:00-14:30 no-show, 14:30-15:00 confirmed, 15:00-15:30 free at general, 15:30-16:00 free at general',
    ]);
  });
});

describe('a day at Aomori', () => {
  const short = confirmedBooking(aomori, NOW, '2026-03-05T10:30', {
    more: { wishes: [{ startsAt: '2026-03-05T10:30:00+09:00', minutes: 20 }] },
  });
  const lanes = [
    counsellor('one', ['general', 'mothers']),
    counsellor('two', ['mothers']),
    counsellor('three', ['general'], { weekdays: [1] }),
  ];

  test('[A-6-2] windows are free between sessions; Mothers’ Corner has its own starts, shown once where both are served', () => {
    expect(shown(aomori, diaryOf(aomori, lanes, [short]), '2026-03-05', [short])).toEqual([
      'one: 10:00-10:30 free at general, 10:30-10:50 confirmed, 10:50-12:00 free at general, 13:30-15:30 free at general',
      'two: 11:00-11:40 free at mothers, 13:30-14:10 free at mothers, 14:30-15:10 free at mothers',
    ]);
  });

  test('places are sessions of the usual length; a shorter rest counts for one', () => {
    const diary = diaryOf(aomori, lanes, [short]);
    // 10:00 one, 10:50 one, 13:30 three; and the three starts of Mothers' Corner.
    expect(placesIn(aomori, lanesOf(aomori, diary, day('2026-03-05'), [short], jst(NOW)))).toBe(8);
  });

  test('under way, only the rest of a window is free, in whole cells', () => {
    expect(shown(aomori, diaryOf(aomori, lanes, []), '2026-03-05', [], '2026-03-05T14:42')).toEqual([
      'one: 14:50-15:30 free at general',
      'two: ',
    ]);
  });

  test('[D-10] behind a session nobody came to, the rest of a window is free, and a start inside it is not', () => {
    const missed = asOf(
      aomori,
      meet(confirmedBooking(aomori, NOW, '2026-03-05T10:00'), { state: 'ready' }),
      jst('2026-03-05T10:10'),
    );
    const inMothersTime = asOf(
      aomori,
      meet(confirmedBooking(aomori, NOW, '2026-03-05T10:40'), { state: 'ready' }),
      jst('2026-03-05T10:50'),
    );
    expect(shown(aomori, diaryOf(aomori, [counsellor('one')], []), '2026-03-05', [missed], '2026-03-05T10:12')).toEqual(
      ['one: 10:00-10:40 no-show, 10:40-12:00 free at general, 13:30-15:30 free at general'],
    );
    const both = [{ ...counsellor('one'), desks: ['mothers'] }];
    expect(shown(aomori, diaryOf(aomori, both, []), '2026-03-05', [inMothersTime], '2026-03-05T10:52')).toEqual([
      'one: 10:40-11:20 no-show, 13:30-14:10 free at mothers, 14:30-15:10 free at mothers',
    ]);
  });

  test('[D-10] a time that was given to somebody else after nobody came is theirs', () => {
    const missed = asOf(
      aomori,
      meet(confirmedBooking(aomori, NOW, '2026-03-05T10:00'), { state: 'ready' }),
      jst('2026-03-05T10:10'),
    );
    const instead = inTouch(confirmedBooking(aomori, NOW, '2026-03-05T10:20'), 'arrived', instant(0));
    const all = [missed, instead];
    expect(shown(aomori, diaryOf(aomori, [counsellor('one')], all), '2026-03-05', all, '2026-03-05T10:30')).toEqual([
      'one: 10:20-11:00 confirmed, 11:00-12:00 free at general, 13:30-15:30 free at general',
    ]);
  });
});
