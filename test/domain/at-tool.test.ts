import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import {
  askedAgain,
  asking,
  isBeingMade,
  type MeetingOwed,
  mayHeal,
  meetingOwed,
  removed,
  troubleText,
  unmet,
} from '../../shared/domain/at-tool.ts';
import {
  attend,
  type Booking,
  type Cancelled,
  type Confirmed,
  cancel,
  changeTool,
  confirm,
  deemNoShow,
  meet,
  move,
  stop,
  type Tentative,
} from '../../shared/domain/booking.ts';
import { MeetingTrouble } from '../../shared/domain/meeting.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { instant, MINUTE } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';

const START = '2026-03-11T10:00:00+09:00';
const now = on('2026-03-02T09:00:00+09:00');
const diary = diaryWith([counsellor('one')]);
const [ONE, TWO] = ['one@example.com', 'two@example.com'];
const people = [
  counsellor('one', ['general'], { zoomUser: ONE }),
  counsellor('two', ['general'], { zoomUser: TWO }),
  counsellor('three'),
  counsellor('four', ['general'], { zoomUser: 'four@example.com' }),
];

const granted = <T extends Booking>(outcome: T | Refusal): T => {
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};
const applied = (): Tentative => {
  const outcome = applyFor(
    aomori,
    diary,
    application(aomori, START),
    nobody,
    { id: reference(), channel: 'form' },
    now,
  );
  if ('refused' in outcome || outcome.state !== 'tentative') throw new Error('not applied');
  return outcome;
};
const confirmed = (tool: 'zoom' | 'teleoffice' = 'zoom'): Confirmed => {
  const booking = applied();
  return granted(confirm(aomori, undefined, booking, { session: booking.held, tool }, now));
};
const ready = (id: string, host?: string) =>
  ({ state: 'ready', id, url: `https://zoom.us/j/${id}`, passcode: 'a1b2', ...(host && { host }) }) as const;
const made = (): Confirmed => meet(asking(confirmed(), ONE), ready('111', ONE));
/** Another user's meeting is there. */
const madeByTwo = (booking: Confirmed): Confirmed => meet(asking(booking, TWO), ready('222', TWO));
const byHand = (booking: Confirmed): Confirmed => meet(booking, ready('999'));
const moved = (booking: Confirmed, to: Partial<Confirmed['session']> = {}): Confirmed =>
  granted(move(aomori, diary, booking, { ...booking.session, startsAt: on('2026-03-12T10:00:00+09:00'), ...to }, now));
const handed = (booking: Confirmed, to: string): Confirmed => moved(booking, { ...booking.session, counsellor: to });
const other = (booking: Confirmed): Confirmed => granted(changeTool(aomori, booking, 'teleoffice', now));
const back = (booking: Confirmed): Confirmed => granted(changeTool(aomori, booking, 'zoom', now));
const failed = (booking: Confirmed, none?: string): Confirmed => unmet(booking, { trouble: 'busy' }, none, now);
const cancelled = (booking: Confirmed): Cancelled => {
  const ended = granted(cancel(aomori, booking, { by: 'office', through: 'phone' }, now));
  if (ended.state !== 'cancelled') throw new Error('not cancelled');
  return ended;
};
const start = on(START);
const tenPast = instant(start + 10 * MINUTE);

const MADE = { id: '111', host: ONE };
const rows: [string, Booking, MeetingOwed | undefined][] = [
  ['an application', applied(), undefined],
  ['a session just confirmed', confirmed(), { do: 'make', host: ONE }],
  ['one by a tool whose meetings staff make', confirmed('teleoffice'), undefined],
  ['one of a counsellor without a user', handed(confirmed(), 'three'), undefined],
  ['one of a counsellor who is no more', handed(confirmed(), 'gone'), undefined],
  ['one whose meeting is made', made(), undefined],
  ['one whose meeting staff have made', byHand(confirmed()), undefined],
  ['one of which Zoom was asked, and nobody heard the answer', asking(confirmed(), ONE), { do: 'make', host: ONE }],
  ['the same, handed over', handed(asking(confirmed(), ONE), 'two'), { do: 'remove', host: ONE, first: true }],
  ['the same, cancelled', cancelled(asking(confirmed(), ONE)), { do: 'remove', host: ONE }],
  ['the same, made by hand', byHand(asking(confirmed(), ONE)), { do: 'remove', host: ONE }],
  ['one moved', moved(made()), { do: 'move', ...MADE }],
  ['one moved twice', moved(moved(made()), { minutes: 20 }), { do: 'move', ...MADE }],
  ['one moved and handed over', moved(made(), { counsellor: 'two' }), { do: 'make', host: TWO }],
  ['that, whose new meeting is made', madeByTwo(moved(made(), { counsellor: 'two' })), { do: 'remove', ...MADE }],
  ['one moved to whom has no user', moved(made(), { counsellor: 'three' }), { do: 'remove', ...MADE }],
  ['one moved whose meeting staff had made', moved(byHand(confirmed())), { do: 'make', host: ONE }],
  ['one handed over', handed(made(), 'two'), { do: 'make', host: TWO }],
  ['that, while it is asked for', asking(handed(made(), 'two'), TWO), { do: 'make', host: TWO }],
  ['that, whose new meeting is made', madeByTwo(handed(made(), 'two')), { do: 'remove', ...MADE }],
  ['that, the old one removed', removed(madeByTwo(handed(made(), 'two')), MADE), undefined],
  ['one handed over, not made', failed(handed(made(), 'two')), undefined],
  ['that, asked again', askedAgain(failed(handed(made(), 'two')), 'system'), { do: 'make', host: TWO }],
  ['that, handed back', handed(failed(handed(made(), 'two'), TWO), 'one'), { do: 'move', ...MADE }],
  ['that, moved', moved(failed(handed(made(), 'two'), TWO)), { do: 'make', host: TWO }],
  ['that, made by hand', byHand(failed(handed(made(), 'two'))), { do: 'remove', ...MADE }],
  ['that, the old one chosen by staff', meet(failed(handed(made(), 'two')), ready('111')), undefined],
  ['that chosen, cancelled', cancelled(meet(failed(handed(made(), 'two')), ready('111'))), { do: 'remove', ...MADE }],
  [
    'that chosen, handed on',
    handed(meet(failed(handed(made(), 'two')), ready('111')), 'four'),
    { do: 'make', host: 'four@example.com' },
  ],
  ['one handed over, not made, and cancelled', cancelled(failed(handed(made(), 'two'))), { do: 'remove', ...MADE }],
  [
    'one handed over while nobody knows whether another was made',
    handed(asking(handed(made(), 'two'), TWO), 'four'),
    { do: 'remove', host: TWO, first: true },
  ],
  ['one handed over to whom has no user', handed(made(), 'three'), { do: 'remove', ...MADE }],
  ['one whose meeting staff have made instead', byHand(made()), { do: 'remove', ...MADE }],
  ['that, moved', moved(byHand(made())), { do: 'move', ...MADE }],
  ['one by another tool now', other(made()), { do: 'remove', ...MADE }],
  ['that, cancelled', cancelled(other(made())), { do: 'remove', ...MADE }],
  ['that, by Zoom again', back(other(made())), { do: 'move', ...MADE }],
  ['that, with what staff made by the other left too', back(byHand(other(made()))), { do: 'move', ...MADE }],
  ['one cancelled', cancelled(made()), { do: 'remove', ...MADE }],
  ['one cancelled while it was to be moved', cancelled(moved(made())), { do: 'remove', ...MADE }],
  ['one cancelled, made by hand', cancelled(byHand(confirmed())), undefined],
  ['one cancelled, whose meeting is removed', removed(cancelled(made()), MADE), undefined],
  ['one Zoom made no meeting for', failed(confirmed()), undefined],
  ['that, asked again', askedAgain(failed(confirmed()), 'system'), { do: 'make', host: ONE }],
  ['one Zoom did not move, asked again', askedAgain(failed(moved(made())), 'system'), { do: 'move', ...MADE }],
  [
    'one Zoom did not move, and which is gone, asked again',
    askedAgain(failed(moved(made()), ONE), 'system'),
    { do: 'make', host: ONE },
  ],
  ['one Zoom made no meeting for, moved', moved(failed(confirmed())), { do: 'make', host: ONE }],
  ['that, handed over', handed(failed(confirmed()), 'two'), { do: 'make', host: TWO }],
  ['one attended', granted(attend(made(), start)), undefined],
  ['one stopped', granted(stop(made(), 'abuse', start)), undefined],
  ['one nobody came to', granted(deemNoShow(aomori, made(), tenPast)), undefined],
];

describe('[A-4, A-6-3, D-12] what is owed at Zoom', () => {
  test.each(rows)('for %s', (_, booking, owed) => {
    expect(meetingOwed(aomori, people, booking)).toEqual(owed);
  });

  test('for one whose counsellor has no user any more: nothing, for its meeting is told already, unless another has that user', () => {
    const without = [counsellor('one'), counsellor('two', ['general'], { zoomUser: TWO })];
    expect(meetingOwed(aomori, without, made())).toBeUndefined();
    const taken = [counsellor('one'), counsellor('two', ['general'], { zoomUser: ONE })];
    expect(meetingOwed(aomori, taken, made())).toEqual({ do: 'remove', ...MADE });
  });

  test('a meeting removed under a session that stands has to be made, and staff are warned of it anew', () => {
    const booking = removed({ ...made(), prompted: ['meeting', 'reminder-day'] }, MADE);
    expect([booking.meeting, booking.prompted]).toEqual([{ state: 'wanted' }, ['reminder-day']]);
  });

  test('staff who enter the codes of Zoom’s own meeting once more leave it Zoom’s', () => {
    const again = meet(made(), { ...ready('111'), passcode: 'other' });
    expect([again.meeting, again.spares]).toMatchObject([{ host: ONE, passcode: 'other' }, undefined]);
  });
});

describe('[A-6-3] a meeting that is being made', () => {
  const four = instant(now + 5 * MINUTE - 1);
  const five = instant(now + 5 * MINUTE);
  const all: [string, Booking, boolean][] = [
    ['of a session just confirmed', confirmed(), true],
    ['of one moved', moved(made()), true],
    ['of one by Zoom again', back(other(made())), true],
    ['of one handed over while nobody knows of the last', handed(asking(confirmed(), ONE), 'two'), true],
    ['by a tool whose meetings staff make', confirmed('teleoffice'), false],
    ['of a counsellor without a user', handed(confirmed(), 'three'), false],
    ['that is made', made(), false],
    ['that Zoom did not make', failed(confirmed()), false],
  ];
  test.each(all)('%s is not for staff to make, until it is late: %s', (_, booking, making) => {
    if (booking.state !== 'confirmed') throw new Error('not confirmed');
    expect([four, five].map((at) => isBeingMade(aomori, people, booking, at))).toEqual([making, false]);
  });
});

describe('[A-6-3, K-12-2] a meeting Zoom did not make', () => {
  test('is asked for again where it may heal, not before its time, and not where a person has to look', () => {
    const may = MeetingTrouble.options.filter((trouble) =>
      mayHeal(unmet(confirmed(), { trouble }, undefined, now), now),
    );
    expect(may).toEqual(['host', 'daily-limit', 'busy', 'unreachable', 'credentials']);
    const until = instant(now + MINUTE);
    const limited = unmet(confirmed(), { trouble: 'daily-limit', until }, undefined, now);
    expect([mayHeal(limited, now), mayHeal(limited, until)]).toEqual([false, true]);
  });

  test('that was not asked for, because Zoom had just not answered, says so until it was', () => {
    const silent = { trouble: 'unreachable', unasked: true } as const;
    const once = unmet(confirmed(), silent, undefined, now);
    const tried = unmet(once, { trouble: 'unreachable' }, undefined, now);
    const texts = [once, tried, unmet(tried, silent, undefined, now)].map(({ meeting }) =>
      meeting.state === 'failed' ? troubleText('Zoom', meeting)[0] : '',
    );
    expect(texts).toEqual([
      'Zoom：少し前からつながらないため、会議をまだ作れていません。',
      'Zoom：つながらず、会議を作れませんでした。',
      'Zoom：つながらず、会議を作れませんでした。',
    ]);
    expect(tried.meeting).toMatchObject({ told: ['unreachable'] });
  });

  test('stands failed since it first was, with every cause once', () => {
    const later = instant(now + MINUTE);
    const once = unmet(confirmed(), { trouble: 'busy' }, undefined, now);
    const twice = unmet(unmet(once, { trouble: 'host' }, undefined, later), { trouble: 'busy' }, undefined, later);
    expect(twice.meeting).toEqual({ state: 'failed', why: 'busy', since: now, told: ['busy', 'host'] });
    expect(twice.revision).toBe(once.revision + 2);
  });

  test.each(MeetingTrouble.options)(
    '%s: staff read what it was, what to do, and whether it is asked for again',
    (trouble) => {
      const { meeting } = unmet(confirmed(), { trouble }, undefined, now);
      if (meeting.state !== 'failed') throw new Error('not failed');
      const text = troubleText('Zoom', meeting).join('');
      expect(text).toMatch(/^Zoom：.+。.+ください。.+。$/);
      expect(text.includes('自動でもう一度頼みます')).toBe(
        mayHeal(unmet(confirmed(), { trouble }, undefined, now), now),
      );
    },
  );
});
