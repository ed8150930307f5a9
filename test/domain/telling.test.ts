import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import { type Booking, confirm, type Tentative } from '../../shared/domain/booking.ts';
import type { Office } from '../../shared/domain/office.ts';
import { awaitsApplication, tellCaller, willTell } from '../../shared/domain/telling.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';

const now = on('2026-03-02T09:00:00+09:00');

const takenDown = (
  office: Office,
  startsAt: string,
  contact: { email?: string; phone?: string } = {},
  more: { lateReason?: string; wishes?: object[] } = {},
): Tentative => {
  const { wishes = [{ startsAt }], lateReason } = more;
  const { consent: _, applicant, ...asked } = application(office, startsAt, { wishes });
  const { email: _email, phone: _phone, ...known } = applicant;
  const held = applyFor(
    office,
    diaryWith([counsellor('a')]),
    { ...asked, applicant: { ...known, ...contact } },
    nobody,
    { id: reference(), channel: 'phone', lateReason },
    now,
  );
  if ('refused' in held) throw new Error(held.refused);
  return held;
};
const inSession = (office: Office, held: Tentative): Booking => {
  const settled = confirm(office, undefined, held, { session: held.held, tool: 'teleoffice' }, now);
  if ('refused' in settled) throw new Error(settled.refused);
  return settled;
};
const said = (office: Office, booking: Booking): Record<string, string> =>
  Object.fromEntries(tellCaller(office, booking).map(({ about, say }) => [about, say]));

describe('whoever phones is told', () => {
  test('[K-F-1, K-F-2, K-F-5] at Kabe: the reference, the time held, the mail that must follow until when, and when to phone', () => {
    const held = takenDown(kabe, '2026-03-04T14:00:00+09:00', { phone: '0905550123' });
    const told = said(kabe, held);
    expect(told['予約番号']).toContain(held.id);
    expect(told['日時']).toBe('3月4日（水） 午後2:00〜2:30（14:00〜14:30）の30分間を、仮に押さえました。');
    for (const part of [
      '3月3日（火）までに',
      'kabe-soudan@mhlw.go.jp',
      '「オンライン職業相談希望」',
      '氏名、求職番号、希望日時、連絡先のメールアドレス、電話番号',
      '利用規約に同意したことになります',
    ])
      expect(told['このあと']).toContain(part);
    expect(told['返事がないとき']).toContain('3月3日（火）までに返事がないときは');
    expect(told['返事がないとき']).toContain('082-815-8609');
    expect(told['来られないとき']).toContain('10分');
    expect(told).not.toHaveProperty('連絡先');
  });

  test('[D-4] until the start where it was taken late, and no promise is named that is over', () => {
    const told = said(kabe, takenDown(kabe, '2026-03-04T14:00:00+09:00', {}, { lateReason: '窓口で本人が希望' }));
    expect(told['このあと']).toContain('3月4日（水） 14:00までに');
    const today = on('2026-03-04T09:00:00+09:00');
    const { promisedBy, ...rest } = takenDown(kabe, '2026-03-04T14:00:00+09:00', {}, { lateReason: '見本' });
    const broken = said(kabe, { ...rest, promisedBy, appliedAt: today });
    expect(broken['返事がないとき']).toMatch(/^相談の時刻までに返事がないときは/);
  });

  test.each([
    ['by mail', { email: 'taro@example.com' }, 'メールでお知らせします', false],
    ['by phone', { phone: '0905550123' }, 'お電話でお知らせします', false],
    ['and is asked for a number', {}, 'お電話でお知らせします', true],
  ])(
    '[A-6-2, A-6-3] at Aomori: both choices, and that the office answers %s within its promise',
    (_, contact, how, asked) => {
      const wishes = [
        { startsAt: '2026-03-05T10:00:00+09:00', minutes: 40 },
        { from: '2026-03-09T13:30:00+09:00', to: '2026-03-09T15:30:00+09:00', minutes: 30 },
      ];
      const told = said(aomori, takenDown(aomori, '2026-03-05T10:00:00+09:00', contact, { wishes }));
      expect(told['日時']).toContain('3月5日（木） 午前10:00〜10:40の40分間を、仮に押さえました');
      expect(told['日時']).toContain('第2希望は 2026年3月9日（月） 午後1:30〜3:30（13:30〜15:30）の間の30分間');
      expect(told['このあと']).toBe(`まだ決まっていません。3月3日（火）までに、決まった日時を${how}。`);
      expect(told['返事がないとき']).toContain('3月3日（火）までに返事がないときは');
      expect('連絡先' in told).toBe(asked);
    },
  );

  test.each([
    ['with mail', { email: 'taro@example.com' }, 'meetingmanager@teleoffice.jp'],
    ['without mail, that they will be phoned', { phone: '0905550123' }, 'お電話でお知らせします'],
  ])('[K-6-4] of the next session, that it is settled, and how the way in will come: %s', (_, contact, how) => {
    const told = said(kabe, inSession(kabe, takenDown(kabe, '2026-03-11T14:00:00+09:00', contact)));
    expect(told['日時']).toContain('に決まりました');
    expect(told['このあと']).toContain(how);
    expect(told['返事がないとき']).toContain('3月10日（火）までに連絡がないときは');
  });
});

test('[K-F-2, A-6-3] an application is still to follow a call at Kabe only, and none once it was agreed to', () => {
  const [first, second] = [
    takenDown(kabe, '2026-03-04T14:00:00+09:00'),
    takenDown(aomori, '2026-03-05T10:00:00+09:00'),
  ];
  expect([awaitsApplication(kabe, first), awaitsApplication(aomori, second)]).toEqual([true, false]);
  expect(awaitsApplication(kabe, { ...first, terms: '2024-02-22' })).toBe(false);
});

test.each([
  [kabe, 'kabe-soudan@mhlw.go.jp', '相談日の前日までに返事がないときは'],
  [aomori, 'まだ決まっていません', '申込みから1開庁日以内に返事がないときは'],
])('[K-F-2, K-F-5, A-6-3] what will be told at $name is there before anything is booked', (office, next, silence) => {
  const told = Object.fromEntries(willTell(office, 'seeker').map(({ about, say }) => [about, say]));
  expect(told['このあと']).toContain(next);
  expect(told['返事がないとき']).toContain(silence);
  // The next session, agreed on in a session, is settled at once [K-6-4].
  expect(willTell(office, 'seeker', true)[0]?.say).toContain('この場で決まります');
});
