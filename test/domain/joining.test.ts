import { describe, expect, test } from 'vitest';
import { asOf, type Booking, type Confirmed, cancel, inTouch, meet } from '../../shared/domain/booking.ts';
import { deviceOf, doorOf, join, joiningAt, useOf } from '../../shared/domain/joining.ts';
import type { Office } from '../../shared/domain/office.ts';
import { type Instant, isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { confirmedBooking, granted, jst, tentativeBooking } from '../support/bookings.ts';

/** Whoever has a meeting to come to, for nobody else is deemed absent. */
const atKabe = () =>
  meet(confirmedBooking(kabe, '2026-03-02T09:00', '2026-03-04T14:00'), {
    state: 'ready',
    madeAt: jst('2026-03-02T10:00'),
  });
const atAomori = () => confirmedBooking(aomori, '2026-03-02T09:00', '2026-03-05T10:00');
const called = (booking: Confirmed): Confirmed => inTouch(booking, 'called', jst('2026-03-04T13:00'));

describe('[K-F-4] the door of a session', () => {
  test.each([
    ['Kabe, thirty minutes', kabe, atKabe, '2026-03-04T13:45:00+09:00', '2026-03-04T14:30:00+09:00'],
    ['Aomori, forty minutes', aomori, atAomori, '2026-03-05T09:45:00+09:00', '2026-03-05T10:40:00+09:00'],
  ])('opens a quarter of an hour before the start, and closes at the end: %s', (_, office, make, from, until) => {
    const door = doorOf(office, make());
    expect([isoOf(door.from), isoOf(door.until)]).toEqual([from, until]);
  });

  test.each([
    ['a day before', '2026-03-03T14:00', 'not-yet'],
    ['the last millisecond before it opens', '2026-03-04T13:44:59.999', 'not-yet'],
    ['the moment it opens', '2026-03-04T13:45:00.000', 'open'],
    ['at the start', '2026-03-04T14:00', 'open'],
    ['the last millisecond of the session', '2026-03-04T14:29:59.999', 'open'],
    ['its end', '2026-03-04T14:30:00.000', 'over'],
  ] as const)('is at %s (%s): %s', (_, at, expected) => {
    expect(joiningAt(kabe, atKabe(), jst(at))).toBe(expected);
  });

  test('opens as early as the office has it', () => {
    const early: Office = { ...kabe, joining: { minutesBefore: 5 } };
    expect(joiningAt(early, atKabe(), jst('2026-03-04T13:54:59.999'))).toBe('not-yet');
    expect(joiningAt(early, atKabe(), jst('2026-03-04T13:55'))).toBe('open');
  });
});

/** Pressing at a moment, of the booking as the clock has it then. */
const pressed = (booking: Booking, at: Instant) => join(kabe, asOf(kabe, booking, at), at);

describe('pressing 「参加する」', () => {
  test('[K-7-1, A-7-1, D-10] is a sign of contact, once; pressed again it changes nothing', () => {
    const at = jst('2026-03-04T13:50');
    const booking = atKabe();
    const joined = granted(pressed(booking, at));
    expect(joined.signs).toEqual([{ sign: 'joined', at }]);
    expect(joined.revision).toBe(booking.revision + 1);
    expect(join(kabe, joined, jst('2026-03-04T13:51'))).toBe(joined);
  });

  test('[D-10] counts beside a call, and keeps the session open beyond the ten minutes', () => {
    const joined = granted(pressed(called(atKabe()), jst('2026-03-04T14:09:59.999')));
    expect(joined.signs.map(({ sign }) => sign)).toEqual(['called', 'joined']);
    expect(asOf(kabe, granted(pressed(atKabe(), jst('2026-03-04T14:05'))), jst('2026-03-04T14:20')).state).toBe(
      'confirmed',
    );
  });

  test.each([
    ['before the door opens', () => atKabe(), '2026-03-04T13:44:59.999'],
    ['ten silent minutes in, when it is deemed cancelled', () => atKabe(), '2026-03-04T14:10'],
    ['once the session is over', () => called(atKabe()), '2026-03-04T14:30'],
    [
      'of a session called off',
      () => granted(cancel(kabe, atKabe(), { by: 'applicant', through: 'phone' }, jst('2026-03-03T09:00'))),
      '2026-03-04T13:50',
    ],
    [
      'of what was never confirmed',
      () => tentativeBooking(kabe, '2026-03-02T09:00', '2026-03-04T14:00'),
      '2026-03-03T23:00',
    ],
  ])('[K-6-5, A-6-4, D-10] is refused %s', (_, make, at) => {
    expect(pressed(make(), jst(at))).toMatchObject({ refused: 'not-possible-now' });
  });

  test('[K-6-5, D-10] is in time up to the last millisecond of the ten minutes, also for somebody who called and is late', () => {
    expect(granted(pressed(atKabe(), jst('2026-03-04T14:09:59.999'))).state).toBe('confirmed');
    expect(granted(pressed(called(atKabe()), jst('2026-03-04T14:29:59.999'))).state).toBe('confirmed');
  });
});

describe('[K-7-1, K-7-2, A-7-1, A-7-2] what is kept of a use', () => {
  test.each([
    [
      'iphone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Mobile/15E148 Safari/604.1',
    ],
    ['ipad', 'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1.2 Safari/604.1'],
    ['android', 'Mozilla/5.0 (Linux; Android 9; SO-03L) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36'],
    ['windows', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36'],
    ['mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15'],
    ['other', 'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36'],
    ['other', ''],
    ['other', undefined],
  ] as const)('is a kind of device, %s, of %j', (device, userAgent) => {
    expect(deviceOf(userAgent)).toBe(device);
  });

  test('is the time and that kind, for ninety days to the second, and nothing else', () => {
    const now = jst('2026-03-04T13:50:00.999');
    expect(useOf(kabe, 'Mozilla/5.0 (Linux; Android 9; SO-03L)', now)).toEqual({
      at: now,
      device: 'android',
      expires: Math.floor(jst('2026-06-02T13:50') / 1000),
    });
  });
});
