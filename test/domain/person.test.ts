import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFor } from '../../shared/domain/applying.ts';
import { confirm, type Tentative, withdraw } from '../../shared/domain/booking.ts';
import type { Office } from '../../shared/domain/office.ts';
import {
  Consent,
  confirmsItself,
  consentTo,
  nobodyYet,
  openEntry,
  Person,
  personKey,
  received,
  standingOf,
} from '../../shared/domain/person.ts';
import { instant } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, day, diaryWith, nobody, on, reference } from '../support/build.ts';

const now = on('2026-03-02T09:00:00+09:00');

const person = (more: Partial<Person> = {}): Person => ({ ...nobodyYet('34010-01234567'), ...more });

const tentative = (startsAt = '2026-03-04T14:00:00+09:00', at = now): Tentative => {
  const how = { id: reference(), channel: 'form' } as const;
  const decided = applyFor(kabe, diaryWith([counsellor('one')]), application(kabe, startsAt), nobody, how, at);
  if ('refused' in decided) throw new Error(decided.refused);
  return decided;
};

const confirmed = () => {
  const booking = tentative();
  const decided = confirm(kabe, undefined, booking, { session: booking.held, tool: 'teleoffice' }, now);
  if ('refused' in decided) throw new Error(decided.refused);
  return decided;
};

describe('[D-13] how somebody stands', () => {
  test('who has done nothing yet has nothing against them', () => {
    expect(standingOf(person(), now)).toEqual({ tentative: 0, confirmed: 0, appliedToday: 0, refused: false });
  });

  test('open bookings count by their state until their time has come', () => {
    const open: Person['open'] = {
      '0000-0001': { state: 'tentative', until: now },
      '0000-0002': { state: 'tentative', until: instant(now + 1) },
      '0000-0003': { state: 'confirmed', until: instant(now - 1) },
      '0000-0004': { state: 'confirmed', until: instant(now + 1) },
      '0000-0005': { state: 'confirmed', until: instant(now + 2) },
    };
    expect(standingOf(person({ open }), now)).toMatchObject({ tentative: 1, confirmed: 2 });
    expect(standingOf(person({ open }), instant(now + 1))).toMatchObject({ tentative: 0, confirmed: 1 });
  });

  test.each([
    ['2026-03-01T23:59:59.999+09:00', 0],
    ['2026-03-02T00:00:00+09:00', 3],
    ['2026-03-02T23:59:59.999+09:00', 3],
    ['2026-03-03T00:00:00+09:00', 0],
  ])('applications of 2 March count on that day in Japan: at %s there are %i', (moment, count) => {
    const applied = { day: day('2026-03-02'), count: 3 };
    expect(standingOf(person({ applied }), on(moment)).appliedToday).toBe(count);
  });

  test.each([
    ['2026-03-02T23:59:59.999+09:00', true],
    ['2026-03-03T00:00:00+09:00', false],
    ['2026-02-01T12:00:00+09:00', true],
  ])('[D-10] a refusal until 2 March holds to the end of that day: at %s it is %s', (moment, refused) => {
    expect(standingOf(person({ refusedUntil: day('2026-03-02') }), on(moment)).refused).toBe(refused);
  });
});

describe('what a booking adds to its person', () => {
  test('a tentative one counts until it expires', () => {
    const booking = tentative();
    expect(openEntry(booking)).toEqual({ state: 'tentative', until: on('2026-03-04T00:00:00+09:00') });
  });

  test('a confirmed one counts until its session begins', () => {
    expect(openEntry(confirmed())).toEqual({ state: 'confirmed', until: on('2026-03-04T14:00:00+09:00') });
  });

  test('one that has ended counts no more', () => {
    expect(openEntry(withdraw(tentative(), now))).toBeUndefined();
  });
});

describe('[D-13] receiving an application', () => {
  test('adds it, counts it and raises the revision', () => {
    const booking = tentative();
    expect(received(person(), booking, undefined, now)).toEqual({
      key: '34010-01234567',
      revision: 1,
      open: { [booking.id]: { state: 'tentative', until: booking.expiresAt } },
      recent: [booking.id],
      applied: { day: '2026-03-02', count: 1 },
      consents: {},
    });
  });

  test('keeps the last eight by name, also those that are over, the newest first', () => {
    const made = Array.from({ length: 9 }, () => tentative());
    const after = made.reduce((before, booking) => received(before, booking, undefined, now), person());
    expect(after.recent).toEqual(
      made
        .slice(1)
        .map(({ id }) => id)
        .toReversed(),
    );
  });

  test('drops what is over and keeps what is open', () => {
    const before = person({
      revision: 7,
      open: {
        '0000-9001': { state: 'confirmed', until: now },
        '0000-9002': { state: 'confirmed', until: instant(now + 1) },
        '0000-9003': { state: 'tentative', until: instant(now - 1) },
      },
    });
    const booking = tentative();
    const after = received(before, booking, undefined, now);
    expect(Object.keys(after.open).sort()).toEqual([booking.id, '0000-9002'].sort());
    expect(after.revision).toBe(8);
  });

  test('counts the applications of a day and begins anew on the next', () => {
    const once = received(person(), tentative(), undefined, now);
    const twice = received(once, tentative(), undefined, on('2026-03-02T23:59:59.999+09:00'));
    const tomorrow = received(twice, tentative(), undefined, on('2026-03-03T00:00:00+09:00'));
    expect([once, twice, tomorrow].map(({ applied }) => applied)).toEqual([
      { day: '2026-03-02', count: 1 },
      { day: '2026-03-02', count: 2 },
      { day: '2026-03-03', count: 1 },
    ]);
    expect(standingOf(twice, now)).toMatchObject({ tentative: 2, appliedToday: 2 });
  });

  test('a booking settled at once counts as confirmed', () => {
    const booking = confirmed();
    expect(received(person(), booking, undefined, now).open).toEqual({
      [booking.id]: { state: 'confirmed', until: booking.session.startsAt },
    });
  });

  test('leaves the person it was given as it was, and keeps a refusal', () => {
    const before = person({ refusedUntil: day('2026-06-30') });
    const after = received(before, tentative(), undefined, now);
    expect(before).toEqual(person({ refusedUntil: day('2026-06-30') }));
    expect(after.refusedUntil).toBe('2026-06-30');
  });

  test('[D-11] keeps the latest agreement to each version of the terms', () => {
    const agreement = (version: string, at = now): Consent => ({
      ...consentTo(aomori, '2024-06-06', { channel: 'form' }, at),
      terms: version,
    });
    const first = received(person(), tentative(), agreement('2023-05-01'), now);
    const second = received(first, tentative(), agreement('2024-06-06'), now);
    const again = received(second, tentative(), agreement('2024-06-06', instant(now + 1)), instant(now + 1));
    expect(received(again, tentative(), undefined, now).consents).toEqual({
      '2023-05-01': agreement('2023-05-01'),
      '2024-06-06': agreement('2024-06-06', instant(now + 1)),
    });
  });
});

describe('[D-7] an application confirms itself', () => {
  const automatic: Office = { ...kabe, confirmation: 'automatic-when-eligible' };
  const eligible = person({ eligible: { by: 'staff-1', at: now } });
  const asking: Tentative = { ...tentative(), review: ['refused-person'] };

  test.each([
    ['where policy allows it, for somebody staff marked eligible', automatic, eligible, tentative(), true],
    ['not for somebody they did not', automatic, person(), tentative(), false],
    ['not when something asks to be looked at', automatic, eligible, asking, false],
    ['not at Kabe', kabe, eligible, tentative(), false],
    ['not at Aomori', aomori, eligible, tentative(), false],
  ])('%s', (_, office, who, booking, expected) => {
    expect(confirmsItself(office, who, booking)).toBe(expected);
  });
});

describe('[K-F-3, K-4, A-4] evidence of consent', () => {
  test.each([
    ['Kabe', kabe, '2024-02-22', ['teleoffice']],
    ['Aomori', aomori, '2024-06-06', ['teleoffice', 'zoom']],
  ])('at %s names the text by version and hash, and the terms of every tool', (_, office, version, tools) => {
    const consent = consentTo(office, version, { channel: 'mail' }, now);
    expect(consent).toEqual({
      terms: version,
      sha256: office.terms.at(-1)?.sha256,
      tools: office.tools.map(({ tool, termsUrl }) => ({ tool, termsUrl })),
      act: 'deemed',
      channel: 'mail',
      at: now,
    });
    expect(consent.tools.map(({ tool }) => tool)).toEqual(tools);
    expect(consent.tools.every(({ termsUrl }) => termsUrl.startsWith('https://'))).toBe(true);
  });

  test('an earlier version keeps its own hash', () => {
    const [current] = aomori.terms;
    if (!current) throw new Error('no terms');
    const later = { ...current, version: '2030-01-01', effectiveFrom: day('2030-01-01'), sha256: '0'.repeat(64) };
    const office = { ...aomori, terms: [current, later] };
    expect(consentTo(office, current.version, { channel: 'form' }, now).sha256).toBe(current.sha256);
    expect(consentTo(office, '2030-01-01', { channel: 'form' }, now).sha256).toBe('0'.repeat(64));
  });
});

describe('who an application is about', () => {
  const numbered = { number: '34010-01234567', phone: '09055501234', email: 'taro@example.com' };

  test.each([
    ['the number', numbered, '34010-01234567'],
    ['without a number, the phone', { phone: '09055501234', email: 'taro@example.com' }, '09055501234'],
    ['without either, the address', { email: 'taro@example.com' }, 'taro@example.com'],
  ])('%s', (_, given, key) => {
    expect(personKey({ kind: 'seeker', name: '見本 太郎', ...given })).toBe(key);
  });
});

test('a person travels as JSON and comes back the same', () => {
  const consent = consentTo(aomori, '2024-06-06', { channel: 'form' }, now);
  const known = {
    ...received(person(), tentative(), consent, now),
    refusedUntil: day('2026-06-30'),
    eligible: { by: 'staff-1', at: now },
  };
  expect(Person.parse(JSON.parse(JSON.stringify(z.encode(Person, known))))).toEqual(known);
  expect(Consent.parse(JSON.parse(JSON.stringify(z.encode(Consent, consent))))).toEqual(consent);
});
