import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFor } from '../../shared/domain/applying.ts';
import { ChosenTime, choicesOf, momentOf, TypedTime, timesOn } from '../../shared/domain/choices.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { application, counsellor, day, diaryWith, nobody, on, reference, taken } from '../support/build.ts';

const NOW = on('2026-03-02T09:00:00+09:00');
const diary = diaryWith([counsellor('a'), counsellor('b')], { claims: taken(aomori, '2026-03-10', 'a', 600, 660) });
const applied = (wishes: object[]) => {
  const wanted = application(aomori, '2026-03-10T10:00:00+09:00', { wishes });
  const booking = applyFor(aomori, diary, wanted, nobody, { id: reference(), channel: 'form' }, NOW);
  if ('refused' in booking) throw new Error(booking.refused);
  return booking;
};
const shown = (times: ReturnType<typeof timesOn>) =>
  times.map(({ startsAt, free }) => `${isoOf(startsAt).slice(11, 16)} ${free.map(({ id }) => id).join(' ')}`);

describe('[A-6-3] the choices of an application', () => {
  const booking = applied([
    { from: '2026-03-10T10:00:00+09:00', to: '2026-03-10T11:00:00+09:00', minutes: 40 },
    { startsAt: '2026-03-12T13:35:00+09:00', minutes: 40 },
  ]);

  test('are every start inside them, each with who is free, the booking’s own hold not in its way', () => {
    const held = diaryWith([counsellor('a'), counsellor('b')], {
      claims: new Map([
        [
          day('2026-03-10'),
          new Map([
            ['a', new Set([600, 610, 620, 630, 640, 650])],
            ['b', new Set([600, 610, 620, 630])],
          ]),
        ],
      ]),
    });
    expect(booking.held).toEqual({ startsAt: on('2026-03-10T10:00:00+09:00'), minutes: 40, counsellor: 'b' });
    expect(choicesOf(aomori, held, booking, NOW).map(shown)).toEqual([
      ['10:00 b', '10:10 b', '10:20 b'],
      ['13:35 a b'],
    ]);
  });

  test('are none that have begun, nor on a day that has been closed since', () => {
    expect(choicesOf(aomori, diary, booking, on('2026-03-10T10:10:00+09:00')).map(shown)[0]).toEqual(['10:20 b']);
    const closed = { ...diary, closures: { closed: [day('2026-03-12')], opened: [] } };
    expect(choicesOf(aomori, closed, booking, NOW)[1]).toEqual([]);
  });

  test('[D-4] other times are those of the timetable with somebody free, also after the public’s deadline', () => {
    const times = shown(
      timesOn(aomori, diary, booking, [day('2026-03-02'), day('2026-03-07'), day('2026-03-10')], 40, NOW),
    );
    expect(times).toHaveLength(36);
    expect(times.filter((time) => time === '10:00 a b')).toHaveLength(1);
    expect(times.filter((time) => time === '10:00 b')).toHaveLength(1);
  });
});

describe('a time in a form', () => {
  test.each([
    ['2026-03-04T14:00:00+09:00|30|a', { startsAt: on('2026-03-04T14:00:00+09:00'), minutes: 30, counsellor: 'a' }],
    ['2026-03-04T14:00:00+09:00|30|', { startsAt: on('2026-03-04T14:00:00+09:00'), minutes: 30 }],
  ])('%s means itself, there and back', (text, time) => {
    expect(ChosenTime.parse(text)).toEqual(time);
    expect(z.encode(ChosenTime, time)).toBe(text);
  });

  test.each([
    '',
    '2026-03-04T14:00:00+09:00',
    '2026-03-04T14:00:00+09:00|30',
    '2026-03-04T14:00:00+09:00|30|a|b',
    '2026-03-04T14:00:00+09:00|030|a',
    '2026-03-04T14:00:00+09:00|0|a',
    '2026-03-04T14:00:00+09:00|999|a',
    '2026-03-04T14:00|30|a',
    '2026-03-04T14:00:00+09:00|30|A B',
    `2026-03-04T14:00:00+09:00|30|${'a'.repeat(100)}`,
  ])('"%s" is none', (text) => {
    expect(ChosenTime.safeParse(text).success).toBe(false);
  });

  test.each([
    [{ day: '3/4', time: '14:00' }, '2026-03-04T14:00:00+09:00'],
    [{ day: '３月４日', time: '１４時' }, '2026-03-04T14:00:00+09:00'],
    [{ day: '3/2', time: '930' }, '2026-03-02T09:30:00+09:00'],
    [{ day: '3/1', time: '14:30' }, '2027-03-01T14:30:00+09:00'],
    [{ day: '2/29', time: '14:30' }, undefined],
  ])('%o typed is the next such day', (typed, iso) => {
    const moment = momentOf(TypedTime.parse(typed), NOW);
    expect(moment && isoOf(moment)).toBe(iso);
  });

  test.each([
    { day: '13/1', time: '14:00' },
    { day: 'あした', time: '14:00' },
    { day: '', time: '14:00' },
    { day: '3/1', time: '25:00' },
    { day: '3/1', time: '午後' },
    { day: '3/1', time: '14:00', minutes: 0 },
    { time: '14:00' },
  ])('%o typed is none', (typed) => {
    expect(TypedTime.safeParse(typed).success).toBe(false);
  });
});
