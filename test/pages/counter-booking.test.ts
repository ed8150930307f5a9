import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import { asOf, type Booking } from '../../shared/domain/booking.ts';
import { nobodyYet } from '../../shared/domain/person.ts';
import { possibleActs } from '../../shared/domain/possible.ts';
import { termsAt } from '../../shared/domain/terms.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { statusOf } from '../../shared/http/problems.ts';
import { staffSentenceOf } from '../../shared/http/staff-problems.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { bookingPage } from '../../shared/pages/counter/booking.ts';
import { completionPage } from '../../shared/pages/counter/phone.ts';
import { noShowSteps, untoldBadge } from '../../shared/pages/counter/session.ts';
import { confirmedBooking, tentativeBooking } from '../support/bookings.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';
import { textOf } from '../support/forms.ts';
import { hourly } from '../support/offices.ts';

const NOW = on('2026-03-02T09:00:00+09:00');
/** What signing in can end with is told nowhere else, in the words of its own function. */
const problems = (Object.keys(statusOf) as (keyof typeof statusOf)[]).filter((one) => !one.startsWith('sign-in-'));

describe('staff are never told', () => {
  test.each(problems)('%s in words that have them phone their own office', (problem) => {
    const { title, detail } = staffSentenceOf(aomori, problem);
    expect(`${title} ${detail}`).not.toContain(aomori.contact.phone);
    expect(`${title} ${detail}`).not.toContain('確認コード');
  });
});

test.each([
  ['Kabe', kabe, false],
  ['Aomori', aomori, true],
] as const)(
  '[K-6-5, A-6-4, D-8] at %s a mail is a way to cancel that staff can choose: %s',
  async (_name, office, offered) => {
    const booking = confirmedBooking(office, '2026-03-02T09:00', '2026-03-04T14:00');
    const view = {
      booking,
      history: [],
      person: nobodyYet('34010-01234567'),
      others: [],
      earlier: [],
      counsellors: [counsellor('a', ['general'])],
      terms: termsAt(office, NOW),
      possible: possibleActs(office, booking, [], NOW),
      resend: undefined,
      choices: [],
      nearby: [],
    };
    const page = String(await bookingPage({ office, staff: '見本', now: NOW, view }));
    const [, byApplicant = ''] = /value="applicant">([\s\S]*?)<\/form>/.exec(page) ?? [];
    expect([byApplicant.includes('value="phone"'), byApplicant.includes('value="mail"')]).toEqual([true, offered]);
  },
);

test('[D-4] where the deadline is about confirmation, the page of an application has room for the reason', async () => {
  const decided = applyFor(
    hourly,
    diaryWith([counsellor('a', ['evening'])]),
    application(hourly, '2026-03-04T17:00:00+09:00', {
      wishes: [{ startsAt: '2026-03-04T17:00:00+09:00', minutes: 30 }],
      applicant: { kind: 'employer', number: '3401-123456-7' },
    }),
    nobody,
    { id: reference(), channel: 'form' },
    NOW,
  );
  if ('refused' in decided) throw new Error(decided.refused);
  const view = {
    booking: decided,
    history: [],
    person: nobodyYet('3401-123456-7'),
    others: [],
    earlier: [],
    counsellors: [counsellor('a', ['evening'])],
    terms: termsAt(hourly, NOW),
    possible: possibleActs(hourly, decided, [], NOW),
    resend: undefined,
    choices: [[]],
    nearby: [],
  };
  const page = String(await bookingPage({ office: hourly, staff: '見本', now: NOW, view }));
  expect(textOf(page)).toContain('締切りを過ぎて本予約にする理由');
  expect(
    String(
      await bookingPage({
        office: aomori,
        staff: '見本',
        now: NOW,
        view: { ...view, booking: { ...decided, desk: 'general' } },
      }),
    ),
  ).not.toContain('lateReason');
});

describe('[D-10, R-15] somebody who has not been told', () => {
  const jst = (time: string) => on(`2026-03-04T${time}:00+09:00`);
  const met = {
    ...confirmedBooking(kabe, '2026-03-02T09:00', '2026-03-04T14:00'),
    meeting: { state: 'ready', madeAt: NOW },
    unreached: true,
  } as const;
  const unmet = { ...met, meeting: { state: 'wanted' } } as const;

  test.each([
    ['before it begins', met, '13:59', true],
    ['phoned while it was on', met, '14:00', false],
    ['while it is on, and there is no meeting', unmet, '14:29', true],
    ['once it is over', unmet, '14:30', false],
  ])('is marked as such: %s', (_, booking, at, marked) => {
    expect(String(untoldBadge(booking, new Set(), jst(at))).includes('まだ伝えていません')).toBe(marked);
    expect(String(untoldBadge(booking, new Set([booking.id]), jst(at)))).toContain('要電話連絡');
  });

  test('[K-6-5, A-6-4] nor is promised a mail when nobody came', () => {
    const { email: _address, ...applicant } = met.applicant;
    const said = (booking: Booking) => textOf(String(noShowSteps(booking)));
    expect(said({ ...met, applicant })).toContain('メールアドレスがないので、「要電話連絡」に入ります');
    expect(said(met)).toContain('メールで伝わらないときは、「要電話連絡」に入ります');
  });
});

test('[K-F-2] where a call’s hold has expired, nothing is left to tell the caller', async () => {
  const hold = tentativeBooking(kabe, '2026-03-02T09:00', '2026-03-04T14:00', { channel: 'phone' });
  const pageAt = async (now: Instant) =>
    textOf(
      String(
        await completionPage(
          { office: kabe, staff: '見本', now },
          asOf(kabe, hold, now),
          termsAt(kabe, now),
          undefined,
        ),
      ),
    );
  expect(await pageAt(NOW)).toContain('返事がないとき');
  expect(await pageAt(hold.expiresAt)).not.toContain('返事がないとき');
});
