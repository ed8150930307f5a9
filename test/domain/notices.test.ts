import { describe, expect, test } from 'vitest';
import { applicationOf } from '../../shared/domain/application.ts';
import { applyFor, complete } from '../../shared/domain/applying.ts';
import { askedAgain, removed, unmet } from '../../shared/domain/at-tool.ts';
import {
  agree,
  asOf,
  attend,
  type Booking,
  type Confirmed,
  cancel,
  changeTool,
  confirm,
  decline,
  deemNoShow,
  inTouch,
  meet,
  move,
  type NoShow,
  note,
  Prompt,
  Reference,
  type State,
  stop,
  type Tentative,
  undoNoShow,
  withdraw,
} from '../../shared/domain/booking.ts';
import type { Closures } from '../../shared/domain/calendar.ts';
import { type History, reachOf } from '../../shared/domain/history.ts';
import type { MeetingTrouble } from '../../shared/domain/meeting.ts';
import {
  consequencesOf,
  isForStaff,
  LEASE,
  type Notice,
  NoticeKind,
  newNotice,
  noticeAsOf,
  noticesOwed,
  phoneFrom,
  stillTrue,
  wakeName,
} from '../../shared/domain/notices.ts';
import type { Channel, Office, VideoTool } from '../../shared/domain/office.ts';
import { endOf } from '../../shared/domain/openings.ts';
import { reachedAt } from '../../shared/domain/person.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { type Instant, instant, MINUTE } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, body, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';

const START = '2026-03-11T14:00:00+09:00';
const start = on(START);
const now = on('2026-03-02T09:00:00+09:00');
const silence = instant(start + 10 * MINUTE);
const closures: Closures = { closed: [], opened: [] };
const diary = diaryWith([counsellor('one')], { closures });

const granted = <T extends Booking>(outcome: T | Refusal): T => {
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};

const applied = (office: Office = aomori, channel: Channel = 'form'): Tentative =>
  granted(applyFor(office, diary, application(office, START), nobody, { id: reference(), channel }, now));
/** What staff took down: a name, a number and, where said, an address. */
const takenDown = (channel: 'phone' | 'counter', email?: string): Tentative => {
  const applicant = { phone: undefined, email };
  const { channel: _, ...entry } = applicationOf(kabe).staff.parse(
    body(kabe, START, { channel, consent: undefined, applicant }),
  );
  return granted(applyFor(kabe, diary, entry, nobody, { id: reference(), channel }, now));
};
const settled = (booking: Tentative = applied(), tool: VideoTool = 'teleoffice'): Confirmed =>
  granted(confirm(aomori, undefined, booking, { session: booking.held, tool }, now));
const zoom = (): Confirmed => settled(applied(), 'zoom');
/** Of somebody without an address, as staff took it down. */
const unwritten = (): Confirmed => {
  const { email: _address, ...applicant } = applied().applicant;
  return settled({ ...applied(aomori, 'phone'), applicant });
};
const url = (path: string) => ({ state: 'ready', url: `https://www.teleoffice.jp/${path}` }) as const;
const met = (booking: Confirmed): Confirmed => meet(booking, { state: 'ready' });
const failed = (booking: Confirmed, trouble: MeetingTrouble = 'busy'): Confirmed =>
  unmet(booking, { trouble }, undefined, now);
const api = (user: string) =>
  ({
    state: 'ready',
    id: user,
    url: `https://zoom.us/j/${user}`,
    passcode: user,
    host: `${user}@example.com`,
  }) as const;
const byApi = (): Confirmed => meet(zoom(), api('a'));
const handed = (booking: Confirmed): Confirmed =>
  granted(move(aomori, { closures }, booking, { ...booking.session, counsellor: 'two' }, now));
const moved = (booking: Confirmed): Confirmed =>
  granted(
    move(
      aomori,
      { closures },
      booking,
      { counsellor: 'one', startsAt: on('2026-03-12T10:00:00+09:00'), minutes: 40 },
      now,
    ),
  );
const deemed = (booking: Confirmed): NoShow => {
  const after = asOf(aomori, booking.meeting.state === 'ready' ? booking : met(booking), silence);
  if (after.state !== 'no-show') throw new Error(after.state);
  return after;
};
const called = (booking: Confirmed): Confirmed => inTouch(booking, 'called', now);
const byOther = (tool: VideoTool) => (booking: Confirmed) => granted(changeTool(aomori, booking, tool, now));
const reminded = (booking: Confirmed): Confirmed => note(booking, { prompts: ['reminder-day'] });

/** A booking and what a verb of booking.ts makes of it. */
type Step<B extends Booking = Booking> = [before: B | undefined, after: Booking | Refusal];
const step = <B extends Booking>(before: B, act: (booking: B) => Booking | Refusal): Step<B> => [before, act(before)];

describe('[K-F-3, K-6-3…5, A-6-3…5] who is told what', () => {
  const rows: [string, () => Step, NoticeKind[]][] = [
    ['an application by form', () => [undefined, applied()], ['receipt', 'new-application']],
    ['an application by mail', () => [undefined, applied(aomori, 'mail')], ['receipt', 'new-application']],
    ['a hold by phone without an address', () => [undefined, takenDown('phone')], []],
    ['a hold by phone with an address', () => [undefined, takenDown('phone', 'taro@example.com')], ['receipt']],
    ['a hold at the counter with an address', () => [undefined, takenDown('counter', 'taro@example.com')], ['receipt']],
    [
      'the next session, agreed on in a session',
      () => [undefined, settled(applied(aomori, 'session'))],
      ['invitation'],
    ],
    ['the same by Zoom: not without its codes', () => [undefined, settled(applied(aomori, 'session'), 'zoom')], []],

    ['agreeing again', () => step(applied(), (booking) => agree(booking, '2024-06-06')), []],
    [
      'the clock, a day before the promise',
      () => step(applied(), (booking) => note(booking, { prompts: ['promise'] })),
      ['promise-endangered'],
    ],
    [
      '[D-5] the clock, before the hold ends',
      () => step(applied(), (booking) => note(booking, { prompts: ['ending'] })),
      ['hold-ending'],
    ],
    [
      'the clock, once the promise is broken',
      () => step(applied(), (booking) => note(booking, { prompts: ['promise-broken'] })),
      ['please-phone'],
    ],
    [
      'the clock, both at once since it came late',
      () => step(applied(), (booking) => note(booking, { prompts: ['promise', 'promise-broken'] })),
      ['promise-endangered', 'please-phone'],
    ],

    [
      'terms announced: what announces them says that they are owed',
      () => step(settled(), (booking) => note(booking, { announced: '2027' })),
      [],
    ],

    ['confirmation by TeleOffice', () => step(applied(), (booking) => settled(booking)), ['invitation']],
    ['confirmation by Zoom: not without its codes', () => step(applied(), (booking) => settled(booking, 'zoom')), []],
    [
      'the form that completes a hold',
      () =>
        step(takenDown('phone'), (hold) =>
          complete(kabe, diary, hold, application(kabe, START), { refused: false }, now),
        ),
      ['invitation'],
    ],
    ['taking it back', () => step(applied(), (booking) => withdraw(booking, now)), ['withdrawn']],
    ['declining', () => step(applied(), (booking) => decline(booking, 'not-eligible', now)), ['declined']],
    ['expiry', () => step(applied(), (booking) => asOf(aomori, booking, start)), ['expired']],

    ['agreeing again to a session', () => step(settled(), (booking) => agree(booking, '2024-06-06')), []],
    ['word from the person', () => step(settled(), called), []],
    ['a TeleOffice meeting: its server invites', () => step(settled(), met), []],
    ['a Zoom meeting', () => step(zoom(), met), ['invitation']],
    [
      '[D-10] a TeleOffice meeting of somebody whom no mail has reached',
      () => step({ ...settled(), unreached: true }, met),
      ['invitation'],
    ],
    [
      'other codes for the Zoom meeting',
      () => step(met(zoom()), (booking) => meet(booking, { state: 'ready', passcode: 'other' })),
      ['invitation'],
    ],
    [
      '[K-F-3, A-6-3] confirmation of somebody without an address: not without the meeting',
      () => step({ ...applied(aomori, 'phone'), applicant: unwritten().applicant }, (booking) => settled(booking)),
      [],
    ],
    [
      '[K-F-3, A-6-3] a TeleOffice meeting of somebody without an address, whom its server cannot invite',
      () => step(unwritten(), (booking) => meet(booking, url('one'))),
      ['invitation'],
    ],
    [
      'another meeting for them',
      () => step(meet(unwritten(), url('one')), (booking) => meet(booking, url('two'))),
      ['invitation'],
    ],
    ['the same again', () => step(meet(unwritten(), url('one')), (booking) => meet(booking, url('one'))), []],
    ['a move of theirs', () => step(meet(unwritten(), url('one')), moved), ['moved']],
    [
      'their address, while the meeting is not made: from now on the tool invites them',
      () => step(unwritten(), (booking) => reachedAt(booking, { email: 'taro@example.com' })),
      ['invitation'],
    ],
    [
      'their address, by Zoom: our mail has to wait for the codes',
      () =>
        step({ ...unwritten(), tool: 'zoom' as const }, (booking) => reachedAt(booking, { email: 'taro@example.com' })),
      [],
    ],
    [
      'their address, once they are to be phoned: that call stands',
      () => step(meet(unwritten(), url('one')), (booking) => reachedAt(booking, { email: 'taro@example.com' })),
      [],
    ],
    ['a move', () => step(settled(), moved), ['moved']],
    ['a move of a meeting made', () => step(met(zoom()), moved), ['moved']],
    ['a move of one reminded already', () => step(reminded(settled()), moved), ['moved']],
    [
      '[A-4] TeleOffice instead of Zoom: its server invites',
      () => step(met(zoom()), byOther('teleoffice')),
      ['invitation'],
    ],
    ['[A-4] Zoom instead of TeleOffice: not without its codes', () => step(met(settled()), byOther('zoom')), []],
    ['[A-4] the Zoom meeting then', () => step(byOther('zoom')(met(settled())), met), ['invitation']],
    [
      '[A-4] the Zoom meeting once more, after TeleOffice',
      () => step(byOther('zoom')(byOther('teleoffice')(met(zoom()))), met),
      ['invitation'],
    ],
    ['a Zoom meeting after a move', () => step(moved(met(zoom())), met), ['invitation']],
    [
      'the clock, the day before',
      () => step(settled(), (booking) => note(booking, { prompts: ['meeting', 'reminder-day'] })),
      ['meeting-missing', 'reminder'],
    ],
    [
      'the clock, a day late: one reminder, not two',
      () => step(settled(), (booking) => note(booking, { prompts: ['reminder-day', 'reminder-hour'] })),
      ['reminder'],
    ],
    [
      'the clock, the hour before, after the day before',
      () => step(reminded(settled()), (booking) => note(booking, { prompts: ['reminder-hour'] })),
      ['reminder'],
    ],
    [
      'the clock, after a move',
      () => step(moved(reminded(settled())), (booking) => note(booking, { prompts: ['reminder-day'] })),
      ['reminder'],
    ],
    [
      'the clock, ten minutes in, with a sign of contact',
      () => step(called(settled()), (booking) => note(booking, { prompts: ['no-show'] })),
      ['person-waiting'],
    ],
    [
      'a session cancelled by the person',
      () => step(settled(), (booking) => cancel(aomori, booking, { by: 'applicant', through: 'web' }, now)),
      ['cancelled'],
    ],
    [
      'a session cancelled by the office',
      () => step(settled(), (booking) => cancel(aomori, booking, { by: 'office', through: 'phone' }, now)),
      ['cancelled'],
    ],
    ['a session that took place', () => step(settled(), (booking) => attend(booking, silence)), []],
    [
      'a session stopped, between those who were there',
      () => step(settled(), (booking) => stop(booking, 'abuse', silence)),
      [],
    ],
    ['silence', () => step(settled(), deemed), ['deemed-cancelled']],
    [
      'silence that staff settle',
      () => step(called(settled()), (booking) => deemNoShow(aomori, booking, silence)),
      ['deemed-cancelled'],
    ],
    [
      'undoing it, between staff and whom they speak with',
      () => step(deemed(settled()), (booking) => undoNoShow(booking, 'called', silence)),
      [],
    ],
    ['Zoom making no meeting', () => step(zoom(), (booking) => failed(booking)), ['meeting-failed']],
    ['Zoom making none once more', () => step(failed(zoom()), (booking) => failed(askedAgain(booking, 'system'))), []],
    [
      'Zoom making none for another cause',
      () => step(failed(zoom()), (booking) => failed(booking, 'host')),
      ['meeting-failed'],
    ],
    [
      'Zoom making none of the session as it was moved',
      () => step(moved(failed(zoom())), (booking) => failed(booking)),
      ['meeting-failed'],
    ],
    ['Zoom making it after all', () => step(failed(zoom()), (booking) => meet(booking, api('a'))), ['invitation']],
    ['handing it over: what becomes of its meeting is told as it is known', () => step(byApi(), handed), []],
    [
      'Zoom making none for the other counsellor',
      () => step(handed(byApi()), (booking) => failed(booking)),
      ['entry-changes', 'meeting-failed'],
    ],
    ['Zoom making none once more for the other', () => step(failed(handed(byApi())), (booking) => failed(booking)), []],
    [
      'Zoom making one for the other',
      () => step(handed(byApi()), (booking) => meet(booking, api('b'))),
      ['invitation'],
    ],
    [
      'Zoom making one for the other after all',
      () => step(failed(handed(byApi())), (booking) => meet(booking, api('b'))),
      ['invitation'],
    ],
    [
      'the meeting taken away for another’s',
      () => step(handed(byApi()), (booking) => removed(booking, { host: 'a@example.com' })),
      ['entry-changes'],
    ],
    ['staff’s own meeting of a session handed over: it stands', () => step(met(zoom()), handed), []],
    ['undoing it, by Zoom', () => step(deemed(met(zoom())), (booking) => undoNoShow(booking, 'called', silence)), []],
  ];

  test.each(rows)('%s', (_, run, kinds) => {
    const [before, after] = run();
    expect(noticesOwed(aomori, before, granted(after))).toEqual(kinds);
  });

  test('every way from one state to another is in the table', () => {
    const pairs = rows.map(([, run]) => run().map((one) => (one && granted(one as Booking).state) ?? 'nothing'));
    expect([...new Set(pairs.map((pair) => pair.join(' → ')))].toSorted()).toEqual([
      'confirmed → attended',
      'confirmed → cancelled',
      'confirmed → confirmed',
      'confirmed → no-show',
      'confirmed → stopped',
      'no-show → confirmed',
      'nothing → confirmed',
      'nothing → tentative',
      'tentative → confirmed',
      'tentative → declined',
      'tentative → expired',
      'tentative → tentative',
      'tentative → withdrawn',
    ]);
    expect(new Set(rows.flatMap(([, , kinds]) => kinds))).toEqual(
      // What came back is found out later, by `mail-events`; terms are announced by `wake.ts`, which knows what was heard before.
      new Set(NoticeKind.options.filter((kind) => kind !== 'undeliverable' && kind !== 'terms-changed')),
    );
  });
});

describe('what follows', () => {
  const following = (before: Booking | undefined, after: Booking) => {
    const { wakes, forget } = consequencesOf(aomori, closures, before, after);
    return { set: wakes.map(({ kind }) => wakeName(after, kind)), forget };
  };
  const names = ({ id }: Booking, version: number, ...kinds: Prompt[]): string[] =>
    kinds.map((kind) => `${id}.${version}.${kind}`);
  const waiting = ['promise', 'promise-broken', 'ending', 'expiry'] as const;
  const session = ['meeting', 'reminder-day', 'reminder-hour', 'no-show'] as const;

  test('[D-5] an application: what waits for its answer is set', () => {
    const booking = applied();
    expect(following(undefined, booking)).toEqual({ set: names(booking, 1, ...waiting), forget: [] });
  });

  test('its confirmation: that is forgotten, and what the session needs is set', () => {
    const booking = applied();
    expect(following(booking, settled(booking))).toEqual({
      set: names(booking, 1, ...session),
      forget: names(booking, 1, ...waiting),
    });
  });

  test('[A-6-3] its confirmation by Zoom: the promise is watched on under the same names', () => {
    const booking = applied();
    expect(following(booking, settled(booking, 'zoom'))).toEqual({
      set: names(booking, 1, ...session),
      forget: names(booking, 1, 'ending', 'expiry'),
    });
  });

  test('[D-12] the meeting made: nobody waits for it any more', () => {
    const booking = zoom();
    expect(following(booking, met(booking))).toEqual({
      set: [],
      forget: names(booking, 1, 'promise', 'promise-broken', 'meeting'),
    });
  });

  test('[A-6-5, R-13] a move: the old version’s are forgotten, the new one’s are set', () => {
    const booking = met(settled());
    expect(following(booking, moved(booking))).toEqual({
      set: names(booking, 2, ...session),
      forget: names(booking, 1, 'reminder-day', 'reminder-hour', 'no-show'),
    });
  });

  test.each<[string, (booking: Confirmed) => Booking | Refusal]>([
    ['cancelled', (booking) => cancel(aomori, booking, { by: 'office', through: 'phone' }, now)],
    ['attended', (booking) => attend(booking, start)],
    ['stopped', (booking) => stop(booking, 'abuse', start)],
    ['no-show', (booking) => deemNoShow(aomori, booking, silence)],
  ])('[R-13] a session that is %s: everything is forgotten', (_, end) => {
    const booking = settled();
    expect(following(booking, granted(end(booking)))).toEqual({ set: [], forget: names(booking, 1, ...session) });
  });

  test.each<[string, (booking: Tentative) => Booking]>([
    ['withdrawn', (booking) => withdraw(booking, now)],
    ['declined', (booking) => decline(booking, 'not-eligible', now)],
    ['expired', (booking) => asOf(aomori, booking, start)],
  ])('[R-13] an application that is %s: everything is forgotten', (_, end) => {
    const booking = applied();
    expect(following(booking, end(booking))).toEqual({ set: [], forget: names(booking, 1, ...waiting) });
  });

  test.each<[string, (booking: Confirmed) => Confirmed]>([
    ['agreeing again', (booking) => agree(booking, '2024-06-06')],
    ['a reminder noted', reminded],
    ['word from the person', called],
  ])('%s: nothing is set twice', (_, act) => {
    const booking = settled();
    expect(following(booking, act(booking))).toEqual({ set: [], forget: [] });
  });

  test('the notices are those the act owes', () => {
    const booking = applied();
    expect(consequencesOf(aomori, closures, undefined, booking).notices).toEqual(
      noticesOwed(aomori, undefined, booking),
    );
  });
});

test('[R-14, R-20] a wake’s name is its own for every kind and version, within 64 of the letters a schedule may have', () => {
  const id = Reference.parse('1234-5678');
  const names = Prompt.options.flatMap((kind) => [1, 2, 21, 9999].map((version) => wakeName({ id, version }, kind)));
  expect(names.filter((name) => !/^[0-9a-zA-Z-_.]{1,64}$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(wakeName({ id, version: 9999 }, 'reminder-day')).toBe('1234-5678.9999.reminder-day');
});

/** A booking in every state; a confirmed one whose tool invites, whose meeting is not made, and whose meeting is made. */
const columns = {
  tentative: () => applied(),
  withdrawn: () => withdraw(applied(), now),
  declined: () => decline(applied(), 'not-eligible', now),
  expired: () => asOf(aomori, applied(), start),
  invited: () => called(settled()),
  unmet: () => called(zoom()),
  failed: () => called(failed(zoom())),
  met: () => called(met(zoom())),
  attended: () => attend(settled(), start),
  cancelled: () => cancel(aomori, settled(), { by: 'office', through: 'phone' }, now),
  'no-show': () => deemed(settled()),
  stopped: () => stop(settled(), 'abuse', start),
};

describe('[R-13] a notice about to be sent is still true', () => {
  /*
   * For each column four letters, y or -: a notice of this version, before the start and from it on; of a version since moved,
   * the same.
   */
  // biome-ignore format: a table to be read
  const truth: Record<NoticeKind, string> = {
    //                     tent with decl expi invi unmt fail met  atte canc nosh stop
    receipt:              'yyyy ---- ---- ---- ---- ---- ---- ---- ---- ---- ---- ----',
    invitation:           '---- ---- ---- ---- yy-- yy-- yy-- yy-- ---- ---- ---- ----',
    reminder:             '---- ---- ---- ---- y--- y--- y--- y--- ---- ---- ---- ----',
    moved:                '---- ---- ---- ---- yy-- yy-- yy-- yy-- ---- ---- ---- ----',
    'entry-changes':      '---- ---- ---- ---- yy-- yy-- yy-- ---- ---- ---- ---- ----',
    cancelled:            '---- ---- ---- ---- ---- ---- ---- ---- ---- yyyy ---- ----',
    withdrawn:            '---- yyyy ---- ---- ---- ---- ---- ---- ---- ---- ---- ----',
    declined:             '---- ---- yyyy ---- ---- ---- ---- ---- ---- ---- ---- ----',
    expired:              '---- ---- ---- yyyy ---- ---- ---- ---- ---- ---- ---- ----',
    'deemed-cancelled':   '---- ---- ---- ---- ---- ---- ---- ---- ---- ---- yyyy ----',
    'please-phone':       'yyyy ---- ---- ---- ---- yyyy yyyy ---- ---- ---- ---- ----',
    'terms-changed':      'yyyy ---- ---- ---- yyyy yyyy yyyy yyyy ---- ---- ---- ----',
    'new-application':    'yyyy ---- ---- ---- ---- ---- ---- ---- ---- ---- ---- ----',
    'promise-endangered': 'yyyy ---- ---- ---- ---- yyyy yyyy ---- ---- ---- ---- ----',
    'hold-ending':        'yyyy ---- ---- ---- ---- ---- ---- ---- ---- ---- ---- ----',
    'meeting-missing':    '---- ---- ---- ---- yy-- yy-- yy-- ---- ---- ---- ---- ----',
    'meeting-failed':     '---- ---- ---- ---- ---- ---- yy-- ---- ---- ---- ---- ----',
    'person-waiting':     '---- ---- ---- ---- yy-- yy-- yy-- yy-- ---- ---- ---- ----',
    undeliverable:        'yyyy yyyy yyyy yyyy yyyy yyyy yyyy yyyy yyyy yyyy yyyy yyyy',
  };

  test.each(NoticeKind.options)('%s', (kind) => {
    const letters = Object.values(columns).map((make) => {
      const booking = granted(make());
      return [booking.version, booking.version - 1]
        .flatMap((version) => [instant(start - 1), start].map((at) => stillTrue(aomori, kind, version, booking, at)))
        .map((isTrue) => (isTrue ? 'y' : '-'))
        .join('');
    });
    expect(letters.join(' ')).toBe(truth[kind]);
  });

  test.each(['invitation', 'moved', 'please-phone', 'promise-endangered', 'terms-changed'] as const)(
    '%s: not once the session is over, though nobody has said how it ended',
    (kind) => {
      const booking = called(kind === 'please-phone' || kind === 'promise-endangered' ? zoom() : met(zoom()));
      const over = endOf(booking.session);
      const told = [instant(over - 1), over].map((at) => stillTrue(aomori, kind, booking.version, booking, at));
      expect(told).toEqual([true, false]);
    },
  );

  test('every state has its column', () => {
    const states = Object.values(columns).map((make) => granted<Booking>(make()).state);
    const all: Record<State, true> = {
      tentative: true,
      withdrawn: true,
      declined: true,
      expired: true,
      confirmed: true,
      attended: true,
      cancelled: true,
      'no-show': true,
      stopped: true,
    };
    expect(new Set(states)).toEqual(new Set(Object.keys(all)));
  });
});

describe('[R-16] whom no mail reaches is phoned', () => {
  const owed = now;
  const inMinutes = (minutes: number): Instant => instant(owed + minutes * MINUTE);
  const ms = 1 / MINUTE;

  test.each([
    ['two hours later, the promise being days ahead', 3 * 24 * 60, 120],
    ['two hours later, just so that a quarter of an hour is left', 135, 120],
    ['a quarter of an hour before the promise, where that is sooner by a millisecond', 135 - ms, 120 - ms],
    ['a quarter of an hour before the promise', 60, 45],
    ['when five minutes have been left to the mail', 20, 5],
    ['when five minutes have been left to the mail, the promise being nearer than twenty', 19, 5],
    ['when five minutes have been left to the mail, a millisecond before the promise', 5 + ms, 5],
    ['at the promise itself, with five minutes to it', 5, 5],
    ['when five minutes have been left to the mail, though the promise breaks before', 1, 5],
    ['when five minutes have been left to the mail, the promise breaking in a millisecond', ms, 5],
    ['two hours later, the promise being over as it is owed', 0, 120],
    ['two hours later, the promise being long over', -24 * 60, 120],
  ])('%s', (_, promised, minutes) => {
    expect(phoneFrom(owed, inMinutes(promised))).toBe(inMinutes(minutes));
  });

  test.each([
    ['two hours later, the session being days ahead', 3 * 24 * 60, 120],
    ['half an hour before the session', 90, 60],
    ['when five minutes have been left to the mail, the session being near', 20, 5],
    ['two hours later, the session being over', -10, 120],
  ])('%s', (_, session, minutes) => {
    expect(phoneFrom(owed, inMinutes(0), inMinutes(session))).toBe(inMinutes(minutes));
  });

  test('before the promise breaks, wherever five minutes are left', () => {
    const gaps = Array.from({ length: 24 * 60 - 5 }, (_, index) => index + 6);
    expect(gaps.filter((gap) => phoneFrom(owed, inMinutes(gap)) >= inMinutes(gap))).toEqual([]);
  });

  /** A booking of which each kind is still true. */
  const alive: Record<NoticeKind, () => Booking | Refusal> = {
    receipt: applied,
    invitation: settled,
    reminder: settled,
    moved: settled,
    'entry-changes': settled,
    cancelled: columns.cancelled,
    withdrawn: columns.withdrawn,
    declined: columns.declined,
    expired: columns.expired,
    'deemed-cancelled': columns['no-show'],
    'please-phone': applied,
    'terms-changed': applied,
    'new-application': applied,
    'promise-endangered': applied,
    'hold-ending': applied,
    'meeting-missing': settled,
    'meeting-failed': () => failed(zoom()),
    'person-waiting': settled,
    undeliverable: applied,
  };
  /** The promise is an hour away when the notice comes to be owed. */
  const { promisedBy } = applied();
  const owing = { version: 1, at: instant(promisedBy - 60 * MINUTE) };
  const in45 = instant(owing.at + 45 * MINUTE);
  const inAWeek = instant(owing.at + 7 * 24 * 60 * MINUTE);
  const pending: Notice = { ...newNotice(owing.at), tries: 3 };
  const asTrue = (kind: NoticeKind, notice: Notice, at: Instant, booking = granted<Booking>(alive[kind]())) =>
    noticeAsOf(aomori, booking, owing, kind, notice, at);

  test.each(NoticeKind.options.filter((kind) => !isForStaff(kind)))(
    'a notice %s unsent is on the call list from that moment, whatever timers did',
    (kind) => {
      const phoned: Notice = { state: 'to-be-phoned', why: 'unsent', at: in45, tries: 3 };
      expect(asTrue(kind, pending, instant(in45 - 1))).toBe(pending);
      expect(asTrue(kind, pending, in45)).toEqual(phoned);
      expect(asTrue(kind, pending, inAWeek)).toEqual(phoned);
    },
  );

  test.each(NoticeKind.options.filter(isForStaff))(
    'a notice %s unsent is nobody to be phoned: two hours later it has failed',
    (kind) => {
      const in2h = instant(owing.at + 120 * MINUTE);
      expect(asTrue(kind, pending, instant(in2h - 1))).toBe(pending);
      expect(asTrue(kind, pending, inAWeek)).toEqual({ state: 'failed', why: 'unsent', at: in2h, tries: 3 });
    },
  );

  test('nobody is phoned about what is no longer true', () => {
    const phoned: Notice = { state: 'to-be-phoned', why: 'bounced', at: owing.at, tries: 1 };
    expect(asTrue('receipt', phoned, owing.at)).toBe(phoned);
    expect(asTrue('receipt', phoned, owing.at, withdraw(applied(), now))).toMatchObject({ state: 'dropped' });
  });

  test.each(['receipt', 'new-application'] as const)('[R-13] a %s is dropped once it is no longer true', (kind) => {
    const dropped: Notice = { state: 'dropped', why: 'overtaken', at: owing.at, tries: 3 };
    expect(asTrue(kind, pending, owing.at, withdraw(applied(), now))).toEqual(dropped);
  });

  test('while somebody is sending it, a minute long, it is theirs; what is left of the lease keeps nobody off the list', () => {
    const leased: Notice = { ...pending, leasedUntil: instant(inAWeek + LEASE) };
    const inAMinute = instant(inAWeek + MINUTE);
    expect(asTrue('receipt', leased, instant(inAMinute - 1))).toBe(leased);
    expect(asTrue('receipt', leased, inAMinute).state).toBe('to-be-phoned');
    const early: Notice = { ...pending, leasedUntil: instant(owing.at + LEASE) };
    expect(asTrue('receipt', early, instant(in45 - 1))).toBe(early);
  });

  test.each(['sent', 'delivered', 'failed', 'phoned', 'dropped'] as const)('one that is %s stays so', (state) => {
    const notice: Notice = { ...pending, state };
    expect(asTrue('receipt', notice, inAWeek)).toBe(notice);
    expect(asTrue('receipt', notice, inAWeek, withdraw(applied(), now))).toBe(notice);
  });

  test('staff and people are told apart by kind', () => {
    expect(NoticeKind.options.filter(isForStaff)).toEqual([
      'new-application',
      'promise-endangered',
      'hold-ending',
      'meeting-missing',
      'meeting-failed',
      'person-waiting',
      'undeliverable',
    ]);
  });
});

describe('[D-10, R-15] whom the word of a session has not reached', () => {
  const act = (
    version: number,
    notices: Partial<Record<NoticeKind, Notice['state']>>,
    why?: Notice['why'],
  ): History => ({
    revision: 2,
    version,
    act: 'confirmed',
    actor: { kind: 'clock' },
    channel: 'clock',
    at: now,
    notices: Object.fromEntries(
      Object.entries(notices).map(([kind, state]) => [
        kind,
        { state, at: now, tries: 1, ...(why && { why }) } satisfies Notice,
      ]),
    ),
  });
  const written = (): Confirmed => met(settled());
  const spoken = (): Confirmed => meet(unwritten(), url('one'));
  const unreached = (booking: Confirmed): Confirmed => ({ ...booking, unreached: true });

  test.each<[string, Confirmed, History[], after: boolean, at?: Instant]>([
    ['a mail that came back', written(), [act(1, { invitation: 'to-be-phoned' })], true],
    ['the word of a move that came back', moved(written()), [act(2, { moved: 'to-be-phoned' })], true],
    ['a mail of an earlier time', moved(written()), [act(1, { invitation: 'to-be-phoned' })], false],
    ['a reminder that came back', written(), [act(1, { invitation: 'delivered', reminder: 'to-be-phoned' })], false],
    ['phoned', unreached(written()), [act(1, { invitation: 'phoned' })], false],
    [
      'phoned at a dead address, before there is a meeting',
      unreached(settled()),
      [act(1, { invitation: 'phoned' }, 'bounced')],
      true,
    ],
    [
      'the same, and another address',
      unreached(settled()),
      [act(1, { invitation: 'phoned' }, 'bounced'), { ...act(1, {}), newAddress: true }],
      false,
    ],
    ['phoned, while the office has not made the meeting', unwritten(), [act(1, { moved: 'phoned' })], true],
    [
      'phoned of the move, not yet of how to enter',
      spoken(),
      [act(1, { moved: 'phoned' }), act(1, { invitation: 'to-be-phoned' })],
      true,
    ],
    [
      'the same, before that call stands on the list',
      spoken(),
      [act(1, { moved: 'phoned' }), act(1, { invitation: 'pending' })],
      true,
    ],
    ['phoned of both', spoken(), [act(1, { moved: 'phoned' }), act(1, { invitation: 'phoned' })], false],
    [
      'phoned just before it began',
      unreached(written()),
      [act(1, { invitation: 'phoned' })],
      false,
      instant(start - 1),
    ],
    [
      'sent once more, and delivered',
      unreached(written()),
      [act(1, { invitation: 'to-be-phoned' }, 'bounced'), { ...act(1, { invitation: 'delivered' }), revision: 4 }],
      false,
    ],
    [
      'sent once more, and not known to have arrived',
      unreached(written()),
      [act(1, { invitation: 'to-be-phoned' }, 'bounced'), { ...act(1, { invitation: 'sent' }), revision: 4 }],
      true,
    ],
    [
      'delivered only once it had begun',
      unreached(written()),
      [act(1, { invitation: 'to-be-phoned' }, 'bounced'), { ...act(1, { invitation: 'delivered' }), revision: 4 }],
      true,
      start,
    ],
    [
      'delivered, and another one since that came back',
      written(),
      [act(1, { invitation: 'delivered' }), { ...act(1, { invitation: 'to-be-phoned' }, 'bounced'), revision: 4 }],
      true,
    ],
    [
      'the word of a move came back, and the invitation that followed was delivered',
      unreached(met(moved(written()))),
      [act(2, { moved: 'to-be-phoned' }, 'bounced'), { ...act(2, { invitation: 'delivered' }), revision: 4 }],
      false,
    ],
    ['phoned only once it had begun', unreached(written()), [act(1, { invitation: 'phoned' })], true, start],
  ])('%s', (_, booking, history, after, at = now) => {
    const reached = reachOf(aomori, booking, history, at);
    expect(reached.unreached ?? false).toBe(after);
    if (reached !== booking)
      expect(reached).toEqual({ ...booking, revision: booking.revision + 1, unreached: reached.unreached });
    expect(reachOf(aomori, reached, history, at).unreached ?? false).toBe(after);
  });

  test('an address that comes to be known while there is no meeting: they are told by mail; once they are to be phoned, that stands', () => {
    const knownNow = (booking: Confirmed) => granted(reachedAt(booking, { email: 'taro@example.com' })).unreached;
    expect([unwritten(), { ...unwritten(), tool: 'zoom' as const }, spoken()].map(knownNow)).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });
});
