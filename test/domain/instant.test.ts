import { describe, expect, test } from 'vitest';
import { askingOf } from '../../shared/domain/application.ts';
import { asOf, type Booking, type Confirmed, cancel, inTouch, meet, occupies } from '../../shared/domain/booking.ts';
import { wakesOf } from '../../shared/domain/clock.ts';
import {
  accept,
  askAtOnce,
  begin,
  freeAtOnce,
  hasBegun,
  type InstantRequest,
  instantState,
  isOnRecord,
  mayAskNow,
  type Presence,
  presentUntil,
  requestAsOf,
  slotNow,
  stopAtOnce,
  stopWaiting,
  termsToAgree,
} from '../../shared/domain/instant.ts';
import { noticesOwed } from '../../shared/domain/notices.ts';
import type { ApplicantKind, Office } from '../../shared/domain/office.ts';
import type { Counsellor, Diary } from '../../shared/domain/openings.ts';
import { consentTo, nobodyYet, type Person } from '../../shared/domain/person.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { granted, inState, jst } from '../support/bookings.ts';
import { counsellor, day, diaryWith, reference, taken, terms } from '../support/build.ts';

/* A Monday at Aomori. */
const NINE = '2026-03-02T09:00';
const NUMBER = '02010-01234567';
const PHONE = '09055501234';
const [FIRST] = aomori.terms;
const CURRENT = FIRST?.version ?? '';
/** The same office, whose terms have changed that morning. */
const changed: Office = {
  ...aomori,
  terms: [...aomori.terms, terms(aomori, { version: 'new', effectiveFrom: '2026-03-02' })],
};

const present = (counsellor = 'one', until = '2026-03-02T17:15'): Presence => ({
  counsellor,
  until: jst(until),
  by: 'demo',
});
const diary = (more: Partial<Diary> = {}, ...counsellors: Counsellor[]): Diary =>
  diaryWith(counsellors.length > 0 ? counsellors : [counsellor('one')], more);
const seen = { by: 'demo', at: jst('2026-02-01T10:00') };
const known = (more: Partial<Person> = {}): Person => ({
  ...nobodyYet(NUMBER),
  revision: 1,
  consents: { [CURRENT]: consentTo(aomori, CURRENT, { channel: 'form' }, jst('2026-02-01T09:00')) },
  registered: { kind: 'seeker', name: '見本 太郎', phone: PHONE, ...seen },
  ...more,
});
const { registered: _seen, ...unregistered } = known();
const asking = { kind: 'seeker', number: NUMBER, phone: PHONE } as const;
const ID = 'a'.repeat(64);
const askAt = (at: string, more: Partial<Parameters<typeof askAtOnce>[3]> = {}, diaryThen = diary()) =>
  askAtOnce(aomori, diaryThen, [present()], { id: ID, person: known(), asking, ...more }, jst(at));
const waiting = (at = NINE) => granted(askAt(at));
const accepting = (
  office: Office,
  at: string,
  { request = waiting(), person = known(), diaryThen = diary(), here = [present()], by = 'one' } = {} as {
    request?: InstantRequest;
    person?: Person;
    diaryThen?: Diary;
    here?: Presence[];
    by?: string;
  },
) =>
  accept(
    office,
    diaryThen,
    { request, person, present: here },
    { id: reference(), counsellor: by, tool: 'zoom' },
    jst(at),
  );
const accepted = (office: Office = aomori, at = '2026-03-02T09:05') => granted(accepting(office, at));
const READY = { state: 'ready', url: 'https://zoom.us/j/1', id: '1', passcode: 'x', madeAt: jst(NINE) } as const;
const met = (office?: Office): Confirmed => meet(accepted(office).booking, READY);

describe('[A-62-1] the hours in which a session at once can begin', () => {
  test.each([
    ['the last millisecond before the first', '2026-03-02T08:29:59.999', false],
    ['the first', '2026-03-02T08:30:00.000', true],
    ['the last from which it still ends in time', '2026-03-02T16:45:59.999', true],
    ['the first from which it does not', '2026-03-02T16:46:00.000', false],
    ['a Sunday', '2026-03-01T10:00', false],
    ['a holiday', '2026-03-20T10:00', false],
  ])('at %s (%s): %s', (_, at, open) => {
    expect(mayAskNow(aomori, diary(), jst(at))).toBe(open);
    expect(freeAtOnce(aomori, diary(), [present('one', '2026-12-31T17:15')], jst(at)).length > 0).toBe(open);
    const answer = askAt(at, {}, diary());
    expect('refused' in answer ? answer.refused : 'waits').toBe(open ? 'waits' : 'instant-closed');
  });

  test.each([
    ['a day that staff have closed', { closed: [day('2026-03-02')], opened: [] }, NINE, false],
    ['a Sunday that staff have opened', { closed: [], opened: [day('2026-03-01')] }, '2026-03-01T09:00', true],
  ])('on %s', (_, closures, at, open) => {
    expect(mayAskNow(aomori, { closures }, jst(at))).toBe(open);
    expect(presentUntil(aomori, closures, jst(at)) !== undefined).toBe(open);
  });

  test('there are none at an office that does not have them', () => {
    expect(mayAskNow(kabe, diary(), jst(NINE))).toBe(false);
    expect(freeAtOnce(kabe, diary(), [present()], jst(NINE))).toEqual([]);
    expect(presentUntil(kabe, diary().closures, jst(NINE))).toBeUndefined();
    expect(askAtOnce(kabe, diary(), [present()], { id: ID, person: known(), asking }, jst(NINE))).toEqual({
      refused: 'instant-not-offered',
    });
  });

  test('whoever says that they take them does so until the day’s last moment', () => {
    const until = (at: string) => presentUntil(aomori, diary().closures, jst(at));
    expect([until('2026-03-02T08:00'), until('2026-03-02T17:14:59.999'), until('2026-03-02T17:15')]).toEqual([
      jst('2026-03-02T17:15'),
      jst('2026-03-02T17:15'),
      undefined,
    ]);
  });

  test('a session begins with the minute it is', () => {
    expect(aomori.instant && slotNow(aomori.instant, jst('2026-03-02T09:07:59.999'))).toEqual({
      startsAt: jst('2026-03-02T09:07'),
      minutes: 30,
    });
  });
});

describe('[A-62-1] who is free for a session at once', () => {
  const at = (from: number, to: number) => diary({ claims: taken(aomori, '2026-03-02', 'one', from, to) });
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const session = (from: string, to: string) => at(minutes(from), minutes(to));

  test.each<[string, Diary, Presence[], string, boolean]>([
    ['somebody who said so', diary(), [present()], NINE, true],
    ['nobody who did not', diary(), [], NINE, false],
    ['nobody because another did', diary(), [present('two')], NINE, false],
    ['until the moment they said', diary(), [present('one', '2026-03-02T09:00:00.001')], NINE, true],
    ['not from then on', diary(), [present('one', NINE)], NINE, false],
    [
      'nobody who is absent that day',
      diary({}, counsellor('one', ['general'], { absences: [day('2026-03-02')] })),
      [present()],
      NINE,
      false,
    ],
    [
      'somebody who has come on a day they do not work',
      diary({}, counsellor('one', ['general'], { weekdays: [5] })),
      [present()],
      NINE,
      true,
    ],
    ['not with a session that begins in 20 minutes', session('09:20', '09:50'), [present()], NINE, false],
    [
      'not with one that begins within the last minute',
      session('09:30', '10:00'),
      [present()],
      '2026-03-02T09:01',
      false,
    ],
    ['with one that begins as this ends', session('09:30', '10:00'), [present()], '2026-03-02T09:00:59.999', true],
    ['not with one going on', session('08:40', '09:10'), [present()], NINE, false],
    ['with one that has ended', session('08:30', '09:00'), [present()], NINE, true],
  ])('%s (%#)', (_, known, here, now, free) => {
    expect(freeAtOnce(aomori, known, here, jst(now)).map(({ id }) => id)).toEqual(free ? ['one'] : []);
  });

  test.each<[string, string[], ApplicantKind, boolean]>([
    ['somebody of the general desk', ['general'], 'employer', true],
    ['nobody who sits at the Mothers’ Corner only', ['mothers'], 'employer', false],
    ['somebody of the Mothers’ Corner', ['mothers'], 'seeker', true],
    ['somebody of both', ['mothers', 'general'], 'employer', true],
  ])('%s %j for %s: %s', (_, desks, kind, free) => {
    const here = diary({}, counsellor('one', desks));
    expect(freeAtOnce(aomori, here, [present()], jst(NINE), kind).length > 0).toBe(free);
    expect(freeAtOnce(aomori, here, [present()], jst(NINE)).length).toBe(1);
    const answer = askAt(NINE, { asking: { ...asking, kind } }, here);
    expect('refused' in answer ? answer.refused : 'waits').toBe(free ? 'waits' : 'instant-nobody-free');
  });

  test('of several, each by themselves', () => {
    const both = diary(
      { claims: taken(aomori, '2026-03-02', 'two', 9 * 60 + 20, 9 * 60 + 50) },
      counsellor('one'),
      counsellor('two'),
      counsellor('three'),
    );
    const here = [present('one'), present('two'), present('three', '2026-03-02T08:59')];
    expect(freeAtOnce(aomori, both, here, jst(NINE)).map(({ id }) => id)).toEqual(['one']);
  });
});

const refused = {
  reason: 'abuse' as const,
  until: day('2026-03-02'),
  ...seen,
  booking: reference(),
};

describe('[A-62-1, A-62-3] who is on record', () => {
  test.each<[string, Person, Partial<typeof asking> | { kind: 'employer' } | { phone: string }, boolean]>([
    ['the person, at the registered phone', known(), {}, true],
    ['at another phone', known(), { phone: '09055509999' }, false],
    ['as another kind', known(), { kind: 'employer' }, false],
    ['who never agreed to any terms', known({ consents: {} }), {}, false],
    ['whom staff have never seen', nobodyYet(NUMBER), {}, false],
    ['who has applied, agreed, and was not seen yet', unregistered, {}, false],
    ['who is refused until today', known({ refusals: [refused] }), {}, false],
    ['who was refused until yesterday', known({ refusals: [{ ...refused, until: day('2026-03-01') }] }), {}, true],
    ['whose refusal was lifted', known({ refusals: [{ ...refused, lifted: seen }] }), {}, true],
  ])('%s', (_, person, more, expected) => {
    expect(isOnRecord(person, { ...asking, ...more }, jst(NINE))).toBe(expected);
    const request = granted(askAt(NINE, { person, asking: { ...asking, ...more } }));
    expect([request.state, request.number]).toEqual(['waiting', expected ? NUMBER : undefined]);
  });

  test('[D-6] what is kept of somebody unknown is what is kept of anybody, without the number, and never the phone', () => {
    const { number, ...rest } = waiting();
    expect(number).toBe(NUMBER);
    expect(askAt(NINE, { person: nobodyYet(NUMBER) })).toEqual(rest);
    expect(JSON.stringify(waiting())).not.toContain(PHONE);
  });
});

describe('[A-62-1] a request', () => {
  test.each([
    ['waits ten minutes', NINE, '2026-03-02T09:10'],
    ['waits no longer than a session can begin', '2026-03-02T16:40:30', '2026-03-02T16:46'],
  ])('%s', (_, at, until) => {
    expect(isoOf(waiting(at).answerBy)).toBe(`${until}:00+09:00`);
  });

  test.each([
    ['2026-03-02T09:09:59.999', 'waiting'],
    ['2026-03-02T09:10:00.000', 'unanswered'],
  ])('at %s is %s, whatever timers did', (at, state) => {
    expect(requestAsOf(waiting(), jst(at))).toMatchObject({ state });
  });

  test('that has ended stays as it ended', () => {
    const stopped = stopWaiting(waiting(), jst('2026-03-02T09:03'));
    expect(requestAsOf(stopped, jst('2026-03-02T12:00'))).toBe(stopped);
    expect(stopped).toMatchObject({ state: 'withdrawn', endedAt: jst('2026-03-02T09:03') });
    expect(requestAsOf(waiting(), jst('2026-03-02T12:00'))).toMatchObject({ endedAt: jst('2026-03-02T09:10') });
  });

  test('of somebody about to register is not taken', () => {
    expect(askAt(NINE, { asking: { ...asking, kind: 'prospective' } })).toEqual({ refused: 'instant-not-offered' });
  });

  test('finds nobody free: refused, whoever asks', () => {
    const busy = diary({ claims: taken(aomori, '2026-03-02', 'one', 9 * 60 + 20, 9 * 60 + 50) });
    for (const person of [known(), nobodyYet(NUMBER)])
      expect(askAt(NINE, { person }, busy)).toEqual({ refused: 'instant-nobody-free' });
  });
});

describe('[A-62-1] accepting', () => {
  test('makes a session of thirty minutes from now, in the counsellor’s ordinary cells', () => {
    const { request, booking } = accepted(aomori, '2026-03-02T09:05:30');
    expect(request).toMatchObject({ state: 'accepted', booking: booking.id, endedAt: jst('2026-03-02T09:05:30') });
    expect(booking).toMatchObject({
      state: 'confirmed',
      channel: 'instant',
      desk: 'general',
      terms: CURRENT,
      session: { counsellor: 'one', startsAt: jst('2026-03-02T09:05'), minutes: 30 },
      meeting: { state: 'wanted' },
    });
    expect(occupies(booking)).toEqual(booking.session);
  });

  test('[A-62-3] the session is of the name and phone that are registered', () => {
    expect(accepted().booking.applicant).toEqual({ kind: 'seeker', name: '見本 太郎', number: NUMBER, phone: PHONE });
  });

  test('nobody gets a mail about it, is warned of it, or is deemed absent', () => {
    const { booking } = accepted();
    expect(noticesOwed(aomori, undefined, booking)).toEqual([]);
    expect(wakesOf(aomori, diary().closures, booking)).toEqual([]);
    expect(asOf(aomori, meet(booking, READY), jst('2026-03-02T12:00')).state).toBe('confirmed');
  });

  test.each<[string, Parameters<typeof accepting>[2], string, string]>([
    ['one whose time is over', {}, '2026-03-02T09:10', 'not-possible-now'],
    ['one that was taken back', { request: stopWaiting(waiting(), jst(NINE)) }, '2026-03-02T09:01', 'not-possible-now'],
    ['one that another has accepted', { request: accepted().request }, '2026-03-02T09:06', 'not-possible-now'],
    [
      'one of nobody on record',
      { request: granted(askAt(NINE, { person: nobodyYet(NUMBER) })) },
      '2026-03-02T09:01',
      'not-possible-now',
    ],
    ['one whose registration was taken back', { person: unregistered }, '2026-03-02T09:01', 'not-possible-now'],
    ['one of another person', { person: known({ key: '02010-00000001' }) }, '2026-03-02T09:01', 'not-possible-now'],
    ['one refused meanwhile', { person: known({ refusals: [refused] }) }, '2026-03-02T09:01', 'not-possible-now'],
    [
      'one registered as an employer meanwhile',
      { person: known({ registered: { kind: 'employer', name: '見本', phone: PHONE, ...seen } }) },
      '2026-03-02T09:01',
      'not-possible-now',
    ],
    ['for a counsellor who has not said so', { here: [] }, '2026-03-02T09:01', 'opening-taken'],
    ['for a counsellor nobody knows', { by: 'nobody' }, '2026-03-02T09:01', 'opening-taken'],
    [
      'for a counsellor with a session in 20 minutes',
      { diaryThen: diary({ claims: taken(aomori, '2026-03-02', 'one', 9 * 60 + 20, 9 * 60 + 50) }) },
      NINE,
      'opening-taken',
    ],
    [
      'on a day that was closed meanwhile',
      { diaryThen: diary({ closures: { closed: [day('2026-03-02')], opened: [] } }) },
      '2026-03-02T09:01',
      'opening-taken',
    ],
  ])('is refused: %s', (_, more, at, expected) => {
    expect(accepting(aomori, at, more)).toEqual({ refused: expected });
  });

  test('until the last millisecond of its time', () => {
    expect(granted(accepting(aomori, '2026-03-02T09:09:59.999')).booking.state).toBe('confirmed');
  });
});

describe('[A-62-2] the terms in force', () => {
  test('agreed to: nothing is asked; changed since: that version is', () => {
    const { booking } = accepted();
    expect(termsToAgree(aomori, booking, jst(NINE))).toBeUndefined();
    expect(termsToAgree(changed, booking, jst(NINE))).toBe('new');
    expect(termsToAgree(changed, { ...booking, terms: 'new' }, jst(NINE))).toBeUndefined();
    expect(termsToAgree(changed, booking, jst('2026-03-01T23:59:59.999'))).toBeUndefined();
  });

  test('of several agreed to the last one counts', () => {
    const later = { ...consentTo(changed, 'new', { channel: 'form' }, jst('2026-03-02T08:00')) };
    const person = known({ consents: { new: later, ...known().consents } });
    expect(granted(accepting(changed, '2026-03-02T09:05', { person })).booking.terms).toBe('new');
  });

  test('no session begins before they are agreed to', () => {
    expect(begin(changed, met(changed), jst('2026-03-02T09:07'))).toEqual({ refused: 'terms-changed' });
    expect(granted(begin(changed, { ...met(changed), terms: 'new' }, jst('2026-03-02T09:07'))).state).toBe('confirmed');
  });
});

describe('[A-62-3] beginning', () => {
  test('needs a meeting, and happens once: staff have made sure who it is', () => {
    expect(begin(aomori, accepted().booking, jst('2026-03-02T09:07'))).toEqual({ refused: 'not-possible-now' });
    expect(hasBegun(met())).toBe(false);
    const begun = granted(begin(aomori, met(), jst('2026-03-02T09:07')));
    expect(begun.signs.at(-1)).toEqual({ sign: 'arrived', at: jst('2026-03-02T09:07') });
    expect(hasBegun(begun)).toBe(true);
    expect(begin(aomori, begun, jst('2026-03-02T09:08'))).toEqual({ refused: 'not-possible-now' });
  });

  test.each([
    ['2026-03-02T09:34:59.999', 'confirmed'],
    ['2026-03-02T09:35:00.000', 'not-possible-now'],
  ])('is possible until the session’s end: at %s %s', (at, expected) => {
    const outcome = begin(aomori, met(), jst(at));
    expect('refused' in outcome ? outcome.refused : outcome.state).toBe(expected);
  });

  test('is for sessions at once that stand', () => {
    const off = cancel(aomori, met(), { by: 'office', through: 'phone', reason: 'other' }, jst('2026-03-02T09:06'));
    expect(begin(aomori, granted(off), jst('2026-03-02T09:07'))).toEqual({ refused: 'not-possible-now' });
    expect(begin(aomori, { ...met(), channel: 'form' }, jst('2026-03-02T09:07'))).toEqual({
      refused: 'not-possible-now',
    });
  });
});

describe('[A-62-2] the person stops', () => {
  const at = '2026-03-02T09:06';

  test('before it begins: the session is cancelled, and the counsellor is free again', () => {
    const stopped = granted(stopAtOnce(aomori, accepted().booking, jst(at)));
    expect(stopped).toMatchObject({ state: 'cancelled', by: 'applicant', through: 'web' });
    expect(occupies(stopped)).toBeUndefined();
    expect(noticesOwed(aomori, accepted().booking, stopped)).toEqual([]);
  });

  test.each<[string, Confirmed, string]>([
    ['once it has begun', inTouch(met(), 'arrived', jst(at)), at],
    ['once its time is over', met(), '2026-03-02T09:35'],
  ])('not %s', (_, booking, when) => {
    expect(stopAtOnce(aomori, booking, jst(when))).toEqual({ refused: 'not-possible-now' });
  });
});

describe('[A-62-1, A-62-2] how a request stands for its sender', () => {
  const at = '2026-03-02T09:07';
  const { booking } = accepted();
  const off = (by: 'applicant' | 'office', of: Confirmed = booking): Booking =>
    inState(cancel(aomori, of, { by, through: 'web' }, jst(at)), 'cancelled');
  test.each<[string, Office, InstantRequest, Booking | undefined, string, string]>([
    ['waiting', aomori, waiting(), undefined, '2026-03-02T09:09:59.999', 'waiting'],
    ['not answered', aomori, waiting(), undefined, '2026-03-02T09:10', 'unanswered'],
    ['taken back', aomori, stopWaiting(waiting(), jst(at)), undefined, '2026-03-02T09:20', 'withdrawn'],
    ['accepted', aomori, accepted().request, booking, at, 'accepted'],
    ['accepted, with other terms', changed, accepted().request, booking, at, 'to-agree'],
    ['accepted, and agreed', changed, accepted().request, { ...booking, terms: 'new' }, at, 'accepted'],
    ['begun', aomori, accepted().request, inTouch(met(), 'arrived', jst(at)), at, 'begun'],
    ['over', aomori, accepted().request, inTouch(met(), 'arrived', jst(at)), '2026-03-02T09:35', 'over'],
    ['never begun', changed, accepted().request, booking, '2026-03-02T09:35', 'over'],
    ['not wanted any more', aomori, accepted().request, off('applicant'), at, 'withdrawn'],
    ['not agreed', changed, accepted().request, off('applicant'), at, 'not-agreed'],
    ['called off by the office', changed, accepted().request, off('office'), at, 'called-off'],
  ])('%s', (_, office, request, of, now, expected) => {
    expect(instantState(office, request, of, jst(now))).toBe(expected);
  });

  test('what was agreed to when it was called off is not undone by terms of later', () => {
    const later: Office = {
      ...aomori,
      terms: [...aomori.terms, terms(aomori, { version: 'new', effectiveFrom: '2026-03-03' })],
    };
    expect(instantState(later, accepted().request, off('applicant'), jst('2026-03-03T08:00'))).toBe('withdrawn');
  });
});

describe('[A-62-3] what a request says', () => {
  const read = (applicant: object, office: Office = aomori) => askingOf(office).safeParse({ applicant });
  test.each([
    [{ kind: 'seeker', number: '０２０１０－０１２３４５６７', phone: '+81 90 5550 1234' }, NUMBER],
    [{ kind: 'employer', number: '02011234567', phone: '090-5550-1234' }, '0201-123456-7'],
  ])('is brought to the form in which it is kept: %j', (typed, number) => {
    expect(read(typed).data).toEqual({ applicant: { kind: typed.kind, number, phone: PHONE } });
  });

  test.each<[string, object, string[]]>([
    ['no number', { kind: 'seeker', phone: PHONE }, ['applicant.number']],
    ['a number that lacks a digit', { kind: 'seeker', number: '02010-1234567', phone: PHONE }, ['applicant.number']],
    ['no phone', { kind: 'seeker', number: NUMBER }, ['applicant.phone']],
    ['the number of an employer', { kind: 'seeker', number: '0201-123456-7', phone: PHONE }, ['applicant.number']],
    ['no phone number', { kind: 'seeker', number: NUMBER, phone: '12' }, ['applicant.phone']],
    [
      'no number and no phone that could be one',
      { kind: 'seeker', number: 'x', phone: 'x' },
      ['applicant.number', 'applicant.phone'],
    ],
    ['nobody who is served', { kind: 'prospective', number: NUMBER, phone: PHONE }, ['applicant.kind']],
    ['a new phone', { ...asking, newPhone: '09055509999' }, ['applicant']],
    ['an address', { ...asking, email: 'taro@example.com' }, ['applicant']],
    ['a name', { ...asking, name: '見本 太郎' }, ['applicant']],
    ['nothing at all', {}, ['applicant.kind', 'applicant.number', 'applicant.phone']],
  ])('is refused with %s', (_, applicant, expected) => {
    expect((read(applicant).error?.issues ?? []).map(({ path }) => path.join('.')).sort()).toEqual(expected);
  });

  test('of a form sent with nothing filled in, every field is missing', () => {
    const { error } = askingOf(aomori).safeParse({});
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'applicant.kind',
      'applicant.number',
      'applicant.phone',
    ]);
  });
});
