import { describe, expect, test } from 'vitest';
import { asOf, type Booking, cancel, decline, meet, move, note, withdraw } from '../../shared/domain/booking.ts';
import { isForStaff, NoticeKind, type NoticeToApplicant } from '../../shared/domain/notices.ts';
import type { Office } from '../../shared/domain/office.ts';
import type { Lost } from '../../shared/domain/office-changes.ts';
import { callScript } from '../../shared/mail/call-script.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { confirmedBooking, granted, inState, jst, tentativeBooking } from '../support/bookings.ts';
import { terms } from '../support/build.ts';

const NOW = '2026-03-02T09:00';
const START = '2026-03-04T14:00';
const kinds = NoticeKind.options.filter((kind) => !isForStaff(kind));

const script = (office: Office, booking: Booking, notices: NoticeToApplicant[], now = NOW) =>
  callScript(
    { office, booking, terms: terms(office, { version: 'next', effectiveFrom: '2026-04-01' }), now: jst(now) },
    notices,
  );
const aloud = (...of: Parameters<typeof script>): string =>
  script(...of)
    .parts.flatMap(({ say }) => say)
    .join('\n');

const tentative = (office: Office) => tentativeBooking(office, NOW, START);
const confirmed = (office: Office) => confirmedBooking(office, NOW, START);
const phoned = (office: Office) => tentativeBooking(office, NOW, START, { channel: 'phone' });
const zoom = meet(confirmedBooking(aomori, NOW, START, { tool: 'zoom' }), {
  state: 'ready',
  url: 'https://us02web.zoom.us/j/12345678901',
  id: '12345678901',
  passcode: 'a1B2',
});
const moved = (office: Office) => {
  const booking = confirmed(office);
  const session = { ...booking.session, startsAt: jst('2026-03-11T14:30') };
  return granted(move(office, { closures: { closed: [], opened: [] } }, booking, session, jst(NOW)));
};
const called = (office: Office, by: 'applicant' | 'office') =>
  inState(cancel(office, confirmed(office), { by, through: 'phone' }, jst(NOW)), 'cancelled');

/** A booking to which each notice is true. */
const about: Record<NoticeToApplicant, (office: Office) => Booking> = {
  receipt: tentative,
  invitation: confirmed,
  reminder: confirmed,
  moved,
  'entry-changes': confirmed,
  cancelled: (office) => called(office, 'office'),
  withdrawn: (office) => withdraw(tentative(office), jst(NOW)),
  declined: (office) => decline(tentative(office), 'nobody-free', jst(NOW)),
  expired: (office) => asOf(office, tentative(office), jst(START)),
  'deemed-cancelled': (office) => asOf(office, confirmed(office), jst('2026-03-04T14:10')),
  'please-phone': tentative,
  'terms-changed': confirmed,
};

describe.each([
  ['Kabe', kabe],
  ['Aomori', aomori],
] as const)('at %s', (_, office) => {
  test.each(kinds)(
    '[K-8, A-8] %s is told to the person alone: nothing of the office or its service before, and what to say to others',
    (kind) => {
      const said = script(office, about[kind](office), [kind]);
      expect(said.opening.join('')).toContain('見本 太郎様');
      expect([...said.opening, ...said.elsewhere].join('')).not.toMatch(/ハローワーク|職業|相談|仕事|求職|予約/);
      expect(said.person.join('')).toContain(office.name);
      expect([said.person.join('').includes('終わりの4けた'), said.answer]).toEqual([true, '4567']);
      expect(said.parts).toEqual([{ notice: kind, say: expect.arrayContaining([expect.stringMatching(/。$/)]) }]);
      expect(said.closing.join('')).toContain(office.contact.phone);
      expect(said.note.length).toBeGreaterThan(0);
    },
  );

  test.each([
    ['receipt', '予約は、まだ決まっていません。'],
    ['receipt', '第1希望は、|ご希望は、'],
    ['receipt', '3月3日火曜日までに、お返事します。'],
    ['invitation', '日時は、3月4日水曜日、午後2時から午後2時(?:30|40)分までの(?:30|40)分間です。'],
    ['invitation', '開始の5分前までに'],
    ['invitation', 'meetingmanager アットマーク teleoffice ドット jp'],
    ['invitation', 'お名前とメールアドレスを入れて'],
    ['invitation', '10分たってもご連絡がないときは、キャンセルとして扱います。'],
    ['reminder', '近づきました。'],
    ['moved', '新しい日時は、3月11日水曜日、午後2時30分から'],
    ['moved', '前にお決めした日時は、取り消しました。'],
    ['cancelled', '3月4日水曜日、午後2時から.*の相談のことです。'],
    ['cancelled', 'キャンセルさせていただきました。'],
    ['withdrawn', 'キャンセルしました。'],
    ['declined', 'お受けできませんでした。'],
    ['expired', '期限までにお返事ができず'],
    ['deemed-cancelled', '開始から10分たってもご連絡がなかったため、キャンセルとして扱いました。'],
    ['deemed-cancelled', '利用をお断りすることがあります。'],
    ['please-phone', '3月3日火曜日までにお返事するとお約束していましたが'],
    ['terms-changed', '4月1日水曜日から始まります。'],
    ['terms-changed', '今の予約には、お申し込みのときの規約を使います。'],
  ] as const)('%s says: %s', (kind, expected) => {
    expect(aloud(office, about[kind](office), [kind])).toMatch(new RegExp(expected));
  });
});

test('[K-13, A-13, D-11] whoever was told of terms that were withdrawn hears that those agreed to stay', () => {
  const booking = confirmed(kabe);
  const said = aloud(kabe, note(booking, { announced: booking.terms }), ['terms-changed']);
  expect(said).toContain('今の規約のままです。');
  expect(said).toContain('その変更は取りやめになりました。');
  expect(said).not.toContain('変わります');
});

test('[K-6-5, A-6-4] how to cancel is said as the office has it, and until when', () => {
  expect(aloud(kabe, confirmed(kabe), ['invitation'])).toContain('お電話をください。メールでは受け付けられません。');
  expect(aloud(aomori, confirmed(aomori), ['invitation'])).toContain(
    'お電話かメールでご連絡ください。メールは、前の日の3月3日火曜日までです。当日は、お電話をください。',
  );
  expect(aloud(aomori, confirmed(aomori), ['invitation'], '2026-03-04T09:00')).toContain(
    'メールでは受け付けられません。',
  );
});

test('[A-6-3] Zoom’s codes are read out once they are there, and promised before', () => {
  expect(aloud(aomori, zoom, ['invitation'])).toContain(
    'ミーティングIDは、123 4567 8901 です。パスコードは、a1B2 です。',
  );
  const wanted = confirmedBooking(aomori, NOW, START, { tool: 'zoom' });
  expect(aloud(aomori, wanted, ['please-phone'])).toContain('準備ができしだい、お知らせします。');
});

test('[K-F-2] whoever phoned is told that their own application is still to come, and until when', () => {
  expect(aloud(kabe, phoned(kabe), ['receipt'])).toContain(
    '3月3日火曜日までに、ホームページのフォームかメールで、お申し込みください。',
  );
  expect(aloud(kabe, asOf(kabe, phoned(kabe), jst(START)), ['expired'])).toContain(
    'ご自身でのお申し込みが届かなかったため',
  );
});

test('[D-4, D-5] whoever nobody answered hears whether their time can still be had, as long as it is ahead', () => {
  const expired = asOf(kabe, tentative(kabe), jst('2026-03-04T00:00'));
  const taken = 'ご希望の日時でお受けできるかを、お答えします。';
  expect(aloud(kabe, expired, ['expired'], '2026-03-04T13:59')).toContain(taken);
  expect(script(kabe, expired, ['expired'], '2026-03-04T13:59').note.join('')).toContain('締切りを過ぎて受ける理由');
  expect(aloud(kabe, expired, ['expired'], '2026-03-04T14:00')).not.toContain(taken);
  expect(aloud(kabe, asOf(kabe, phoned(kabe), jst(START)), ['expired'])).not.toContain(taken);
});

test('[D-12, K-F-3] the tool’s invitation needs an address: whoever has none, or one no mail reaches, is asked for one', () => {
  const asks = '教えてください。';
  expect(aloud(kabe, confirmed(kabe), ['invitation'])).not.toContain(asks);
  const without = confirmedBooking(kabe, NOW, START, { channel: 'phone' });
  const { email: _, ...applicant } = without.applicant;
  const written = aloud(kabe, { ...without, applicant }, ['invitation']);
  expect(written).toContain(`アドレスがあれば、${asks}`);
  expect(written).toContain('（メールを使わないとき）参加のしかたは、準備ができしだい、あらためてお電話で');
  const about = { office: kabe, booking: confirmed(kabe), deadAddress: true, now: jst(NOW) };
  expect(callScript(about, ['invitation']).parts[0]?.say.join('')).toContain(
    'アドレスには、メールが届きませんでした。',
  );
});

test('[A-6-5, D-2] somebody whose day was closed hears just that, and is offered another', () => {
  const declined = decline(tentative(kabe), 'closure', jst(NOW));
  const by = { by: 'office', through: 'counter', reason: 'closure' } as const;
  const cancelled = inState(cancel(aomori, confirmed(aomori), by, jst(NOW)), 'cancelled');
  for (const said of [aloud(kabe, declined, ['declined']), aloud(aomori, cancelled, ['cancelled'])]) {
    expect(said).toContain('その日は');
    expect(said).toContain('このお電話で日時をお決めします');
  }
  for (const said of [
    aloud(kabe, decline(tentative(kabe), 'not-eligible', jst(NOW)), ['declined']),
    aloud(kabe, called(kabe, 'office'), ['cancelled']),
  ])
    expect(said).not.toContain('その日は');
});

test('[K-F-4, K-6-3, D-12] whoever has no mail writes down the meeting’s address, said letter by letter, or is offered another way', () => {
  const session = confirmedBooking(kabe, NOW, START, { channel: 'phone' });
  const { email: _, ...applicant } = session.applicant;
  const met = meet({ ...session, applicant }, { state: 'ready', url: 'https://meet.teleoffice.jp/Room-9f?a=1' });
  const said = aloud(kabe, met, ['invitation']);
  expect(said).toContain(
    'https コロン スラッシュ スラッシュ meet ドット teleoffice ドット jp スラッシュ 大文字のR oom ハイフン 9 f クエスチョンマーク a イコール 1 です。',
  );
  expect(said).toContain('窓口やお電話での相談に、変えることもできます。');
  expect(script(kabe, met, ['invitation']).note.join('')).toContain('URLを書き取れないときは');
  // Invited at an address that turned out to be dead: only the tool knows where the meeting is.
  const invited = meet(confirmed(kabe), { state: 'ready' });
  const about = { office: kabe, booking: invited, deadAddress: true, now: jst(NOW) };
  expect(callScript(about, ['invitation']).parts[0]?.say.join('')).toContain('（TeleOfficeで会議のURLを確かめて');
});

test.each(['receipt', 'invitation', 'reminder', 'moved'] as const)(
  '[D-2, K-F-1] nobody is led to a time that cannot be kept: %s',
  (notice) => {
    const booking = notice === 'receipt' ? phoned(kabe) : notice === 'moved' ? moved(kabe) : confirmed(kabe);
    const said = (lost: Lost | undefined): string =>
      callScript({ office: kabe, booking, lost, now: jst(NOW) }, [notice]).parts[0]?.say.join('') ?? '';
    expect(said('day-closed')).toContain('この日は窓口がお休みになりました。');
    expect(said('counsellor-away')).toContain('この日は担当者がお受けできなくなりました。');
    for (const lost of ['day-closed', 'counsellor-away'] as const) {
      expect(said(lost)).toContain('ほかの日時をお決めしてもよろしいですか。');
      expect(said(lost)).not.toMatch(/お申し込みください|お返事します|入室してください|5分前まで/);
    }
    expect(said(undefined)).toMatch(/お申し込みください|入室してください/);
  },
);

test('[K-F-4] whoever is phoned while the session goes on is asked to come in, not to be ready before', () => {
  const during = aloud(kabe, confirmed(kabe), ['invitation'], '2026-03-04T14:05');
  expect(during).toContain('もう始まっています。');
  expect(during).not.toMatch(/5分前|10分たっても/);
  expect(aloud(kabe, confirmed(kabe), ['invitation'], '2026-03-04T13:59')).toMatch(/5分前(?:.|\n)*10分たっても/);
});

test('a cancellation of their own is told as such', () => {
  expect(aloud(kabe, called(kabe, 'applicant'), ['cancelled'])).toContain('お心当たりがないときは');
});

test('[A-2-1] an employer is called at work under the office’s name; somebody without a number is known by the day wished', () => {
  const employer = tentativeBooking(aomori, NOW, START, {
    more: { applicant: { kind: 'employer', number: '0201-123456-7' } },
  });
  expect(script(aomori, employer, ['receipt']).opening.join('')).toMatch(/^ハローワーク青森の.*採用ご担当の/);
  const prospective = tentativeBooking(aomori, NOW, START, {
    more: { applicant: { kind: 'prospective', number: undefined } },
  });
  expect(script(aomori, prospective, ['receipt'])).toMatchObject({ answer: '3月4日水曜日' });
});

test('what two mails say alike is said once', () => {
  const said = script(aomori, zoom, ['please-phone', 'invitation']);
  const all = said.parts.flatMap(({ say }) => say);
  expect(new Set(all).size).toBe(all.length);
  expect(said.parts[1]?.say).toEqual(['オンライン職業相談の予約が決まりました。']);
});

test('two reminders are one, and whoever hears of the session itself needs none', () => {
  const told = (...notices: NoticeToApplicant[]) =>
    script(kabe, confirmed(kabe), notices).parts.map(({ notice }) => notice);
  expect(told('reminder', 'reminder')).toEqual(['reminder']);
  expect(told('invitation', 'reminder', 'reminder')).toEqual(['invitation']);
});
