import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFor } from '../../shared/domain/applying.ts';
import { confirm, type Tentative, withdraw } from '../../shared/domain/booking.ts';
import type { Office } from '../../shared/domain/office.ts';
import {
  Consent,
  confirmsItself,
  consentTo,
  isForgotten,
  liftRefusal,
  nobodyYet,
  openEntry,
  Person,
  personKey,
  reachedAt,
  received,
  refuseUse,
  reviewNow,
  standingOf,
  UseRefused,
  withoutForgotten,
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

describe('[K-F-2, K-F-4, A-6-3] contact details said to staff', () => {
  const known = (applicant: Partial<Tentative['applicant']>): Tentative => ({
    ...tentative(),
    applicant: { kind: 'prospective', name: '見本 太郎', ...applicant },
  });

  test.each([
    [
      'another address',
      { number: '1', email: 'a@example.com' },
      { email: 'b@example.com' },
      { email: 'b@example.com' },
    ],
    ['a phone number', { number: '1' }, { phone: '0801' }, { phone: '0801' }],
    ['an address, by somebody known by phone', { phone: '0801' }, { email: 'b@example.com' }, { phone: '0801' }],
  ])('%s: what is said is kept, and the rest stays', (_, before, said, after) => {
    const booking = known(before);
    expect(reachedAt(booking, said)).toEqual({
      ...booking,
      revision: booking.revision + 1,
      applicant: { ...booking.applicant, ...said },
    });
    expect(reachedAt(booking, said)).toMatchObject({ applicant: after });
  });

  test.each([
    ['another phone number of somebody known by it', { phone: '0801' }, { phone: '0802' }],
    ['another address of somebody known by it', { email: 'a@example.com' }, { email: 'b@example.com' }],
    ['a phone number of somebody known by address', { email: 'a@example.com' }, { phone: '0801' }],
  ])('%s would make another person of them', (_, before, said) => {
    expect(reachedAt(known(before), said)).toEqual({ refused: 'hold-differs' });
  });

  test.each([
    ['ticked as invited', { state: 'ready' }, { state: 'wanted', elsewhere: true }],
    ['whose address our own mail has', { state: 'ready', url: 'https://www.teleoffice.jp/x' }, undefined],
    ['not there yet', { state: 'wanted' }, undefined],
  ] as const)(
    '[D-12] a meeting %s: another address has to be invited anew, another phone number not',
    (_, meeting, after) => {
      const booking = { ...confirmed(), meeting, prompted: ['meeting' as const] };
      const reached = reachedAt(booking, { email: 'other@example.com' });
      expect(reached).toMatchObject({ meeting: after ?? meeting, prompted: after ? [] : ['meeting'] });
      expect(reachedAt(booking, { phone: '0809' })).toMatchObject({ meeting, prompted: ['meeting'] });
    },
  );

  test('what was known already changes nothing', () => {
    const booking = known({ number: '1', phone: '0801' });
    expect(reachedAt(booking, { phone: '0801' })).toBe(booking);
  });
});

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
    ['Aomori', aomori, '2024-06-06', ['zoom']],
  ])(
    'at %s names the text by version and hash, and the terms of every tool its own ask for',
    (_, office, version, tools) => {
      const consent = consentTo(office, version, { channel: 'mail' }, now);
      expect(consent).toEqual({
        terms: version,
        sha256: office.terms.at(-1)?.sha256,
        tools: office.tools.filter(({ agreedTo }) => agreedTo).map(({ tool, termsUrl }) => ({ tool, termsUrl })),
        act: 'deemed',
        channel: 'mail',
        at: now,
      });
      expect(consent.tools.map(({ tool }) => tool)).toEqual(tools);
      expect(consent.tools.every(({ termsUrl }) => termsUrl.startsWith('https://'))).toBe(true);
    },
  );

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

describe('[K-6-5, A-6-4, D-10] a refusal of future use', () => {
  const by = { by: 'demo-staff', booking: reference() };
  const refusing = (until: string, before = person(), at = now) =>
    refuseUse(kabe, before, { reason: 'no-shows', until: day(until) }, by, at);
  const refused = (until: string, before = person(), at = now): Person => {
    const after = refusing(until, before, at);
    if ('refused' in after) throw new Error(after.refused);
    return after;
  };
  const lifted = (before: Person, at = now): Person => {
    const after = liftRefusal(before, { by: 'other-staff' }, at);
    if ('refused' in after) throw new Error(after.refused);
    return after;
  };

  test.each([
    ['2026-03-01', 'refusal-period'],
    ['2026-03-02', 'refusal-period'],
    ['2026-03-03', undefined],
    ['2027-03-02', undefined],
    ['2027-03-03', 'refusal-period'],
  ])('ends after today and within a year: on 2 March, one until %s gives %s', (until, refusal) => {
    const after = refusing(until);
    expect('refused' in after ? after.refused : undefined).toBe(refusal);
  });

  test('is among what staff look at while it holds, whether it came before the application or after', () => {
    const marked = (review: Tentative['review'], who: Person, others: readonly unknown[] = []) =>
      reviewNow({ state: 'tentative', review }, who, others, now);
    expect(marked([], refused('2026-06-02'))).toEqual(['refused-person']);
    expect(marked(['refused-person', 'late'], lifted(refused('2026-06-02')))).toEqual(['late']);
    expect(marked(['refused-person'], refused('2026-06-02'))).toEqual(['refused-person']);
    expect([marked(['over-limit'], person()), marked(['over-limit'], person(), [{}])]).toEqual([[], ['over-limit']]);
    // What was decided was decided on what was known then.
    expect(reviewNow({ state: 'confirmed', review: ['refused-person'] }, person(), [], now)).toEqual([
      'refused-person',
    ]);
  });

  test('says who decided, when, why and until when, and counts from then on', () => {
    const after = refused('2026-06-02');
    expect(after).toMatchObject({
      revision: 1,
      refusedUntil: '2026-06-02',
      refusals: [{ reason: 'no-shows', until: '2026-06-02', by: 'demo-staff', at: now }],
    });
    expect([standingOf(person(), now).refused, standingOf(after, now).refused]).toEqual([false, true]);
    expect(Person.parse(z.encode(Person, after))).toEqual(after);
  });

  test('never follows from sessions nobody came to by itself', () => {
    expect(standingOf(person({ noShows: 9 }), now).refused).toBe(false);
  });

  test('said again is one decision; another one while it holds is refused', () => {
    const once = refused('2026-06-02');
    expect(refusing('2026-06-02', once, on('2026-03-02T09:01:00+09:00'))).toBe(once);
    expect(refusing('2026-07-02', once)).toEqual({ refused: 'refusal-changed' });
  });

  test.each([
    ['2026-06-02T23:59:59.999+09:00', 'refusal-changed'],
    ['2026-06-03T00:00:00+09:00', undefined],
  ])('holds through its last day, after which another may be decided: at %s that gives %s', (moment, refusal) => {
    const after = refusing('2026-08-01', refused('2026-06-02'), on(moment));
    expect('refused' in after ? after.refused : undefined).toBe(refusal);
  });

  test('lifted, it counts no more and stays in the history with who lifted it', () => {
    const after = lifted(refused('2026-06-02'));
    expect(after).not.toHaveProperty('refusedUntil');
    expect(after.refusals).toMatchObject([{ until: '2026-06-02', lifted: { by: 'other-staff', at: now } }]);
    expect(standingOf(after, now).refused).toBe(false);
    expect(liftRefusal(after, { by: 'demo-staff' }, now)).toBe(after);
    expect(refused('2026-07-02', after).refusals).toHaveLength(2);
  });

  test('that has run out, or never was, cannot be lifted; nor another than the one that was shown', () => {
    const later = on('2026-03-05T09:00:00+09:00');
    const changed = { refused: 'refusal-changed' };
    expect(liftRefusal(person(), by, now)).toEqual(changed);
    expect(liftRefusal(refused('2026-03-03'), by, later)).toEqual(changed);
    const second = refused('2026-07-02', lifted(refused('2026-06-02')), later);
    expect(liftRefusal(second, { ...by, shown: now }, later)).toBe(second);
    expect(liftRefusal(second, { ...by, shown: on('2026-03-03T09:00:00+09:00') }, later)).toEqual(changed);
    expect(liftRefusal(second, { ...by, shown: later }, later)).not.toHaveProperty('refusedUntil');
  });
});

describe('[D-10] a refusal that has served its purpose', () => {
  const refused = (until: string, lifted?: string): UseRefused =>
    UseRefused.parse({
      reason: 'abuse',
      until,
      by: 'demo-staff',
      at: '2026-01-05T09:00:00+09:00',
      booking: '1234-5678',
      ...(lifted && { lifted: { by: 'demo-staff', at: lifted } }),
    });

  test.each([
    ['that ran out in March', refused('2026-03-31'), '2026-04-01T00:00:00+09:00'],
    ['that ran out in April', refused('2026-04-01'), '2027-04-01T00:00:00+09:00'],
    ['that ran out in December', refused('2026-12-31'), '2027-04-01T00:00:00+09:00'],
    ['lifted in March', refused('2026-06-30', '2026-03-31T23:59:59+09:00'), '2026-04-01T00:00:00+09:00'],
    ['lifted in April', refused('2026-06-30', '2026-04-01T00:00:00+09:00'), '2027-04-01T00:00:00+09:00'],
    ['written off after its end', refused('2026-03-31', '2026-04-02T09:00:00+09:00'), '2026-04-01T00:00:00+09:00'],
  ])('%s is kept until the end of that fiscal year, and not a moment longer', (_, one, forgotten) => {
    expect([isForgotten(one, instant(on(forgotten) - 1)), isForgotten(one, on(forgotten))]).toEqual([false, true]);
  });

  test('leaves the person as it was, but for that', () => {
    const before: Person = { ...nobodyYet('34010-00000001'), revision: 3, noShows: 2 };
    const [over, holds] = [refused('2026-03-31'), refused('2026-06-30')];
    const april = on('2026-04-01T00:00:00+09:00');
    const both: Person = { ...before, refusals: [over, holds], refusedUntil: holds.until };
    expect(withoutForgotten(both, april)).toEqual({ ...both, revision: 4, refusals: [holds] });
    const one: Person = { ...before, refusals: [over], refusedUntil: over.until };
    expect(withoutForgotten(one, april)).toEqual({ ...before, revision: 4 });
    const march = instant(april - 1);
    for (const [person, at] of [
      [both, march],
      [one, march],
      [before, april],
    ] as const)
      expect(withoutForgotten(person, at)).toBe(person);
  });
});
