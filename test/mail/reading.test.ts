import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { IsoInstant, LocalDate } from '../../shared/domain/time.ts';
import { type Reading, readMail } from '../../shared/mail/reading/read-mail.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { officeOf } from '../../shared/offices/index.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import {
  differences,
  expectations,
  filled,
  type MailParts,
  mailOf,
  monday,
  noClosures,
  readText,
  sampleOf,
  squeezed,
} from '../support/mails.ts';
import { hourly, saturday } from '../support/offices.ts';

const scored = await Promise.all(
  expectations().map(async (expected) => {
    const reading = readMail(
      sampleOf(expected.file),
      await officeOf(expected.office),
      noClosures,
      IsoInstant.decode(expected.now),
    );
    return { expected, reading, wrong: differences(reading, expected) };
  }),
);

test('[R-33] every clear sample is read completely and held, and no mail is held wrongly', () => {
  const clear = scored.filter(({ expected }) => expected.clear);
  const complete = clear.filter(({ wrong, reading }) => wrong.length === 0 && reading.decision === 'hold');
  const wrongHolds = scored.filter(
    ({ expected, reading, wrong }) => reading.decision === 'hold' && (expected.forbid_hold || wrong.length > 0),
  );
  expect(complete.length).toBe(clear.length);
  expect(wrongHolds.map(({ expected }) => expected.file)).toEqual([]);
});

test.each(scored.map((one) => [one.expected.file, one.expected.note, one] as const))(
  '[R-33] %s: %s',
  (_file, _note, { wrong }) => {
    expect(wrong).toEqual([]);
  },
);

const wish = (date: string, from: string, to: string | null = null, minutes: number | null = null) => ({
  date,
  from,
  to,
  minutes,
});
const atTwo = wish('2026-03-11', '14:00', '14:30');

const expectHeld = (reading: Reading, wishes: readonly unknown[], name = '山田太郎'): void => {
  expect(reading).toMatchObject({ doubts: [], decision: 'hold', wishes });
  expect(squeezed(reading.name)).toBe(squeezed(name));
};

test.each([
  '3月11日（水）14:00～14:30',
  '3/11(水)14:00-14:30',
  '３／１１（水）１４：００～１４：３０',
  '令和8年3月11日(水)14時～14時半',
  '令和８年３月１１日（水曜日）午後２時～２時３０分',
  'R8.3.11(水) 14:00〜14:30',
  '2026/03/11 14:00~14:30',
  '2026-03-11 14:00-14:30',
  '2026年3月11日（水）14時から14時30分まで',
  '3月11日水曜日 PM2:00～2:30',
  '3月11日(水) ①14:00～14:30',
  '3月11日（水）①',
  '3月11日（水）第1枠',
  '3月11日（水）の1番',
  '3/11 水 14:00~14:30',
  '来週の水曜日 14:00～14:30',
  '来週水曜14時～14時30分',
  '三月十一日（水）午後二時から二時半',
  '3月11日（水） 2:00～2:30',
  '3月11日（水）2時～2時半',
  '3月11日(水) 2:00pm-2:30pm',
  '3.11(水) 14:00～14:30',
  '3-11(水) 14:00～14:30',
  '来週の水曜日（3/11）14:00～14:30',
  '3月11日（水）14：00−14：30',
  '３月１１日（水）　１４時００分～１４時３０分',
  '3月11日（水・平日）14:00～14:30',
  '3月11日(水)お昼の2時～2時30分',
  '3月11日(水)午後２時～午後２時３０分',
  '14:00～14:30 3月11日（水）',
  '3月11日（水曜）14:00 - 14:30',
  'Mar 11 (Wed) 14:00-14:30',
  '3月11日（水）\n　14:00～14:30',
  '3月11日（水）\n　①14:00～14:30',
  '3月11日(水)14:00ー14:30',
  '3月11日(水)14時ー14時30分',
  '3月11日（水）14:00→14:30',
  '2026年 3月 11日 (水) 14:00 ~ 14:30',
  '3月11日［水］14:00～14:30',
  '3月１１日(水)の①の枠',
  '3月11日（水）14:00～14:30の枠',
  '3月11日（水）１枠目',
  '3月11日　星期三　14:00-14:30',
  '令和8年3月11日水曜日14時00分から14時30分',
  '3月11日（水）14：00～14：30（①の枠）',
  '3月11日(水)１４：００〜１４：３０を希望します。',
])('[K-6-2] the wish 「%s」 is 11 March from 14:00 to 14:30', (written) => {
  expectHeld(readText(kabe, filled({ wish: `利用希望日時　${written}` })), [atTwo]);
});

test.each([
  ['3月11日（水）14:00～', '2026-03-11', '14:00'],
  ['3月11日（水）14時から', '2026-03-11', '14:00'],
  ['3/11（水）14時', '2026-03-11', '14:00'],
  ['3月11日(水) 午後2時開始', '2026-03-11', '14:00'],
  ['3月11日（水）14:00', '2026-03-11', '14:00'],
  ['3月11日(水)14:00からの枠', '2026-03-11', '14:00'],
  ['３月11日（水）２時から', '2026-03-11', '14:00'],
  ['3月11日（水）14:00スタート', '2026-03-11', '14:00'],
  ['3月11日（水）14:00～14:30の30分間', '2026-03-11', '14:00', '14:30', 30],
  ['3月11日（水）14時から30分', '2026-03-11', '14:00', null, 30],
  ['3月11日（水）14時00分〜30分間', '2026-03-11', '14:00', null, 30],
] as [string, string, string, (string | null)?, (number | null)?][])(
  '[K-6-2] a start without an end stays without one: 「%s」',
  (written, date, from, to = null, minutes = null) => {
    expectHeld(readText(kabe, filled({ wish: `希望日時：${written}` })), [wish(date, from, to, minutes)]);
  },
);

test.each([
  ['3月12日（水）14:00～14:30', 'weekday-mismatch'],
  ['3月11日（木）14:00～14:30', 'weekday-mismatch'],
  ['2月30日（水）14:00', 'date-impossible'],
  ['2月25日（水）14:00～14:30', 'date-past'],
  ['3月11日（水）', 'time-missing'],
  ['3月11日（水）午後', 'time-missing'],
  ['3月11日（水）14時頃', 'time-ambiguous'],
  ['3月11日（水）14時以降', 'time-ambiguous'],
  ['3月11日（水）14:00～16:00', 'time-ambiguous'],
  ['3月11日（水）14:00～15:00の間の30分間', 'time-ambiguous'],
  ['3月10日（火）14:00～14:30', 'outside-timetable'],
  ['3月11日（水）10:00～10:30', 'time-ambiguous'],
  ['4月29日（水）14:00～14:30', 'outside-timetable'],
  ['4月29日（水）14:00～14:30', 'day-closed'],
  ['6月10日（水）14:00～14:30', 'too-far'],
  ['12月2日（水）14:00～14:30', 'too-far'],
  ['3月11日（水）②14:00～14:30', 'time-ambiguous'],
  ['3月11日か3月18日の14:00～14:30', 'date-ambiguous'],
  ['3/11または3/18 14:00～14:30', 'date-ambiguous'],
  ['水曜の14時', 'date-ambiguous'],
  ['今度の水曜日14:00', 'date-ambiguous'],
  ['次の水曜14:00～14:30', 'date-ambiguous'],
  ['いつでも大丈夫です', 'wish-missing'],
  ['お任せします', 'wish-missing'],
  ['○月○日（○曜日）○:○～○:○', 'wish-missing'],
  ['3月11日（○曜日）○:○～○:○の間の○分間', 'time-missing'],
  ['3月11日、18日 14:00～14:30', 'date-ambiguous'],
  ['3月11日（水）14:00か14:30', 'time-ambiguous'],
  ['3月11日（水）14:00～14:30、15:00～15:30', 'time-ambiguous'],
  ['3月11日（水）①または②', 'time-ambiguous'],
  ['3月11日（水）①②', 'time-ambiguous'],
  ['3月11日以外', 'wish-missing'],
  ['3月11日（水）14:15～14:45', 'outside-timetable'],
  ['3月11日（水）14:00～14:20', 'time-ambiguous'],
  ['3月11日(水) 午前2時', 'outside-timetable'],
  ['26/3/11 14:00', 'date-ambiguous'],
  ['3月11日（水）14:00～30', 'time-ambiguous'],
  ['3月11日（水）14時までに', 'time-ambiguous'],
  ['3月11日（水）⑤', 'time-ambiguous'],
  ['11日（水）14:00～14:30', 'date-ambiguous'],
  ['3月中の水曜日', 'date-ambiguous'],
  ['来週 14:00～14:30', 'date-ambiguous'],
  ['3月11日（水）30分間', 'time-missing'],
])('[K-6-2] 「%s」 is never held: %s', (written, doubt) => {
  const reading = readText(kabe, filled({ wish: `希望日時：${written}` }));
  expect(reading.doubts).toContain(doubt);
  expect(reading.decision).toBe('ask');
});

test.each([
  ['no Date', null],
  ['a Date more than three days back', 'Thu, 26 Feb 2026 08:00:00 +0900'],
  ['a Date to come', 'Thu, 12 Mar 2026 08:00:00 +0900'],
])('[K-6-2] 来週 counts from nothing in a mail with %s', (_what, date) => {
  expect(readText(kabe, filled({ wish: '希望日時：来週の水曜日14:00' }), { date }).doubts).toContain('date-ambiguous');
  expectHeld(readText(kabe, filled(), { date }), [atTwo]);
});

test('[K-6-2] 明後日 counts from the day the mail was written in Japan', () => {
  const reading = readText(kabe, filled({ wish: '希望日時：明後日の14:30～15:00' }), {
    date: 'Sun, 01 Mar 2026 16:00:00 +0000',
  });
  expectHeld(reading, [wish('2026-03-04', '14:30', '15:00')]);
});

test.each([
  ['2026-03-10T23:59:59.999+09:00', 'hold'],
  ['2026-03-11T00:00:00.000+09:00', 'staff'],
])('[D-3] a mail for 11 March received at %s is for: %s', (now, decision) => {
  const reading = readMail(mailOf(filled()), kabe, noClosures, IsoInstant.decode(now));
  expect(reading.decision).toBe(decision);
  expect(reading.doubts).toEqual(decision === 'hold' ? [] : ['past-deadline']);
});

test('[D-2] a day staff have closed is outside the timetable, and closed', () => {
  const closed = IsoInstant.decode('2026-03-02T09:00:00+09:00');
  const reading = readMail(mailOf(filled()), kabe, { closed: [LocalDate.parse('2026-03-11')], opened: [] }, closed);
  expect(reading).toMatchObject({ doubts: ['day-closed', 'outside-timetable'], decision: 'ask' });
  // A Tuesday, on which there are no sessions anyway.
  const tuesday = readMail(mailOf(filled({ wish: '希望日時：3月10日（火）14:00～14:30' })), kabe, noClosures, closed);
  expect(tuesday.doubts).toEqual(['outside-timetable']);
});

test.each([
  ['4月10日（金）10:30～11:00', '10:30'],
  ['４月１０日（金）１０：３０～１１：００', '10:30'],
  ['4月8日（水）2時～2時半', '14:00'],
])(
  '[D-2, K-6-2] 「%s」 of a day staff have closed has the clear time of that weekday, %s: only the day is no use',
  (written, from) => {
    const now = IsoInstant.decode('2026-03-04T15:00:00+09:00');
    const closed = ['2026-04-08', '2026-04-10'].map((day) => LocalDate.parse(day));
    const read = (days: readonly LocalDate[]): Reading =>
      readMail(mailOf(filled({ wish: `希望日時：${written}` })), kabe, { closed: days, opened: [] }, now);
    expect(read(closed)).toMatchObject({
      doubts: ['day-closed', 'outside-timetable'],
      decision: 'ask',
      wishes: [{ from }],
    });
    expect(read([])).toMatchObject({ doubts: [], decision: 'hold', wishes: [{ from }] });
  },
);

test.each([
  ['山田 太郎（やまだ たろう）', '山田太郎'],
  ['山田太郎(ﾔﾏﾀﾞﾀﾛｳ)', '山田太郎'],
  ['山田　太郎　やまだ　たろう', '山田太郎'],
  ['山田太郎／ヤマダタロウ', '山田太郎'],
  ['山田太郎（45歳・男性）', '山田太郎'],
  ['グエン・ヴァン・アン', 'グエン・ヴァン・アン'],
  ['NGUYEN VAN AN', 'NGUYENVANAN'],
  ['田中マリア', '田中マリア'],
  ['佐々木 希', '佐々木希'],
  ['長谷川恵', '長谷川恵'],
  ['五十嵐 翔', '五十嵐翔'],
  ['やまだ たろう', 'やまだたろう'],
  ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ヤマダタロウ'],
  ['髙﨑 恵', '髙﨑恵'],
  ['林 修', '林修'],
  ['山田太郎（旧姓：鈴木）', '山田太郎'],
  ['春日 夏子', '春日夏子'],
  ['田中 一', '田中一'],
  ['山中 ご', '山中ご'],
  ['小比類巻 巻', '小比類巻巻'],
  ['山田太郎 です。', '山田太郎'],
  ['李　明', '李明'],
  ['王 小明', '王小明'],
  ['山田・太郎', '山田・太郎'],
  ['山田　太郎　殿', '山田太郎'],
  ['マリア サントス', 'マリアサントス'],
  ['山田太郎 男性', '山田太郎'],
  ['山田太郎　可部在住', '山田太郎'],
  ['\u200b山田太郎\u200b', '山田太郎'],
])('[K-6-2] the name 「%s」 is %s', (written, name) => {
  expectHeld(readText(kabe, filled({ name: `氏名：${written}` })), [atTwo], name);
});

test.each([
  '氏名：山田',
  '氏名：山田様',
  '氏名：山田です',
  '氏名：ヤマダ',
  '氏名：Yamada',
  '氏名：<b>山田太郎</b>',
  '氏名：山田太郎<script>',
  '氏名：山田\u0007太郎',
  '氏名：山田{{太郎}}',
  '氏名：山田太郎@x',
  '氏名：<山田太郎>',
  "氏名：山田太郎'; DROP TABLE",
  '氏名：山田😀太郎',
  '',
  '山田です。',
  '氏名：長谷川',
  '氏名：山田太郎、山田花子',
  '氏名：山田太郎と山田花子',
  '氏名：山田太郎 山田花子',
  '氏名：山田\u202e太郎',
  '氏名：？？？',
  '氏名：山田 太郎 34歳',
])('[K-6-2] 「%s」 is no certain name', (written) => {
  expect(readText(kabe, filled({ name: written })).decision).not.toBe('hold');
});

test.each([
  '3411001234567',
  '34110-1234567',
  '３４１１０ー１２３４５６７',
  '34110 01234567',
  '34110－01234567',
  '34110‐01234567',
  '34110−01234567',
  '34110―01234567',
  'No.34110-01234567',
  '34110-01234567です',
  '34110-01234567（可部で登録）',
])('[K-6-2] the number 「%s」 is read', (written) => {
  expect(readText(kabe, filled({ number: `求職番号：${written}` }))).toMatchObject({
    number: '34110-01234567',
    decision: 'hold',
  });
});

test.each([
  '求職番号：3411-01234567',
  '求職番号：34110',
  '求職番号：34110-123456789',
  '求職番号：341100123456',
  '求職番号：34110-0123-4567',
  '求職番号：34110-O1234567',
  '求職番号：1234567',
  '求職番号：34110ー',
  '求職番号：求職中',
  '求職番号：3411001234567890',
  '求職番号：34110 1234567',
  '求職番号：0201-612345-8',
  '求職番号：34110-',
  '',
  '求人番号：34110-01234567',
])('[K-6-2] 「%s」 is no certain number', (written) => {
  expect(readText(kabe, filled({ number: written }))).toMatchObject({ number: null, decision: 'ask' });
});

test.each([
  '連絡先電話番号：09055501234',
  '連絡先電話番号：090 5550 1234',
  '連絡先電話番号：(090)5550-1234',
  '連絡先電話番号：090(5550)1234',
  '連絡先電話番号：090.5550.1234',
  '連絡先電話番号：+81 90-5550-1234',
  '連絡先電話番号：+819055501234',
  '連絡先電話番号：０９０－５５５０－１２３４',
  '連絡先電話番号：090ー5550ー1234',
  '連絡先電話番号：+81-(0)90-5550-1234',
  '連絡先電話番号：090-5550-1234（携帯）',
  '連絡先電話番号：090-5550-1234 です',
  '連絡先電話番号：090‐5550‐1234',
  '連絡先電話番号：090 - 5550 - 1234',
  '連絡先電話番号：090-55501234',
  '連絡先電話番号：+81 (0)90 5550 1234',
  'TEL 090-5550-1234 / FAX 082-555-0199',
  '連絡先電話番号：090-5550-1234\n緊急連絡先：082-555-0199（実家）',
  '☎090-5550-1234',
])('[K-6-2] the telephone 「%s」 is read', (written) => {
  expect(readText(kabe, filled({ phone: written }))).toMatchObject({ phone: '09055501234', decision: 'hold' });
});

test.each([
  ['電話：090-5550-123', 'phone-malformed'],
  ['電話：090-5550-12345', 'phone-malformed'],
  ['電話：0825551', 'phone-malformed'],
  ['電話：5550-1234', 'phone-malformed'],
  ['電話：なし', 'phone-missing'],
  ['電話：', 'phone-missing'],
  ['電話：090-5550-1234 または 082-555-0199', 'phone-ambiguous'],
  ['電話：090-5550-1234 080-5550-9999', 'phone-ambiguous'],
  ['電話：82-555-0199', 'phone-malformed'],
  ['FAX：082-555-0199', 'phone-missing'],
  ['090-5550-1234\n082-555-0199', 'phone-ambiguous'],
  ['携帯：090-5550-1234\n自宅：082-555-0199', 'phone-ambiguous'],
  ['連絡先電話番号：090-5550-1234、080-5550-9999', 'phone-ambiguous'],
])('[K-6-2] the telephone 「%s」 leaves a doubt: %s', (written, doubt) => {
  expect(readText(kabe, filled({ phone: written }))).toMatchObject({ phone: null, doubts: [doubt], decision: 'ask' });
});

test.each([
  ['メール：taro@example.jp', 'taro@example.jp'],
  ['メール：ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'taro@example.jp'],
  ['メール：taro @ example.jp', 'taro@example.jp'],
  ['メール：taro..y.@docomo.ne.jp', 'taro..y.@docomo.ne.jp'],
  ['メール：このアドレスと同じです', 'sender@example.jp'],
  ['④連絡先メールアドレス　送信元と同じ', 'sender@example.jp'],
  ['', 'sender@example.jp'],
])('[D-9, K-6-3] the address of 「%s」 is %s', (written, email) => {
  expect(readText(kabe, filled({ email: written }), { from: 'sender@example.jp' })).toMatchObject({
    email,
    decision: 'hold',
  });
});

test.each([
  'taro.example.jp',
  'taro@example',
  'taro@@example.jp',
  'ta ro@example.jp',
  'taro@exa mple.jp',
  'taro@example,jp',
  'taro＠',
  'taro@example..jp',
  'taro アット example.jp',
])("[D-9, K-6-3] 「%s」 is no address, and the sender's is not taken for it", (written) => {
  const reading = readText(kabe, filled({ email: `連絡先メールアドレス：${written}` }));
  expect(reading).toMatchObject({ email: null, doubts: ['email-malformed'], decision: 'ask' });
});

test.each([
  ['担当：西村さん', '西村'],
  ['相談担当者：西村', '西村'],
  ['いつも担当していただいている西村さんを希望します。', '西村'],
  ['担当の西村さんでお願いします。', '西村'],
  ['西村さんを担当に希望します。', '西村'],
  ['前回担当の西村様にお願いしたいです。', '西村'],
  ['④相談担当者名　西村', '西村'],
  ['西村さんの担当を希望します', '西村'],
  ['担当：特になし', null],
  ['担当者：どなたでも', null],
  ['担当者の指名はありません', null],
  ['ご担当者様によろしくお伝えください。', null],
  ['先日は西村さんにお世話になりました。', null],
  ['西村様、よろしくお願いいたします。', null],
])('[K-F-1] 「%s」 asks for the counsellor %s', (written, counsellor) => {
  expect(readText(kabe, filled({ more: written }))).toMatchObject({ counsellor, decision: 'hold' });
});

test.each([
  '1. 氏名：山田太郎\n2. 求職番号：34110-01234567\n3. 希望日時：3月11日（水）14:00～14:30\n4. メールアドレス：taro@example.jp\n5. 電話番号：090-5550-1234',
  '【氏名】山田太郎\n【求職番号】34110-01234567\n【利用希望日時】3月11日（水）14:00～14:30\n【連絡先メールアドレス】taro@example.jp\n【連絡先電話番号】090-5550-1234',
  '■氏名\n山田太郎\n■求職番号\n34110-01234567\n■希望日時\n3月11日（水）14:00～14:30\n■メール\ntaro@example.jp\n■電話\n09055501234',
  '・氏名 山田太郎\n・求職番号 34110-1234567\n・希望日時 3月11日（水）14:00～14:30\n・連絡先 taro@example.jp / 090-5550-1234',
  '氏名：山田太郎、求職番号：34110-01234567、希望日時：3月11日（水）14:00～14:30、メール：taro@example.jp、電話：090-5550-1234',
  '山田太郎\n34110-01234567\n3月11日（水）14:00～14:30\ntaro@example.jp\n09055501234\nよろしくお願いします',
  '求職番号34110-01234567の山田太郎です。\n3月11日の14時から14時30分でお願いします。\n電話は090-5550-1234です。',
  'お世話になります。山田太郎と申します。\n3月11日（水）14:00～14:30にオンライン相談をお願いしたいです。\n求職番号は34110-01234567、\n電話番号は090-5550-1234です。\nメールはこのアドレスでお願いします。',
  'オンライン相談希望です。山田太郎、34110-01234567、3月11日（水）14:00～14:30、090-5550-1234',
  '氏名(フリガナ)：山田太郎(ヤマダタロウ)\n求職番号:34110-01234567\n希望日:3月11日（水）\n希望時間:14:00～14:30\nメール:taro@example.jp\nTEL:090-5550-1234',
  '氏名　山田　太郎\nフリガナ　ヤマダ　タロウ\n年齢　45歳\n生年月日　昭和55年3月4日\n住所　〒731-0221 広島市安佐北区可部1-2-3\n求職番号　34110-01234567\n希望日時　3月11日（水）14:00～14:30\n電話　090-5550-1234',
  '①山田太郎②34110-01234567③3月11日（水）14:00～14:30④taro@example.jp⑤090-5550-1234',
  '①山田　太郎\n②34110-01234567\n③3月11日①\n④taro@example.jp\n⑤090-5550-1234',
  '1)山田太郎\n2)34110-01234567\n3)3月11日（水）14:00～14:30\n4)taro@example.jp\n5)090-5550-1234',
  '1. 山田太郎\n2. 34110-01234567\n3. 3月11日（水）14:00～14:30\n4. taro@example.jp\n5. 090-5550-1234',
  'こんにちは😊\n山田太郎です✨\n求職番号は34110-01234567です🙇\n3月11日（水）14:00～14:30希望です‼️\n☎090-5550-1234\n📧taro@example.jp',
  'Name: 山田太郎\nNo: 34110-01234567\nDate: 3/11 (Wed) 14:00-14:30\nEmail: taro@example.jp\nPhone: +81-90-5550-1234',
  '拝啓　春暖の候、貴所におかれましては益々ご清栄のこととお慶び申し上げます。\nさて、オンライン職業相談を下記のとおり申し込みいたします。\n敬具\n記\n一、氏名　　山田 太郎\n一、求職番号　３４１１０－０１２３４５６７\n一、希望日時　令和八年三月十一日（水）午後二時より二時三十分\n一、電話　〇九〇-五五五〇-一二三四\n電話番号　090-5550-1234\n以上',
  '山田太郎（やまだたろう）\n求職番号34110-01234567\n希望日時 3月11日（水）14:00～14:30\n携帯 090-5550-1234\nメール taro@example.jp',
  '氏名：山田太郎様\n求職番号：34110ー01234567\n希望日時：3月11日（水）14:00～14:30\n連絡先：090ー5550ー1234',
  '氏名…山田太郎\n求職番号…34110-01234567\n希望日時…3月11日（水）14:00～14:30\n電話…090-5550-1234',
  '氏名 ： 山田 太郎\n求職番号 ： 34110 - 01234567\n利用希望日時 ： 3月11日（水）14:00～14:30\n連絡先電話番号 ： 090 - 5550 - 1234',
  '(1)氏名 山田太郎\n(2)求職番号 34110-01234567\n(3)利用希望日時（原則水曜日14:00～16:00間の30分間、金曜日10:00～12:00間の30分間）　3月11日（水）14:00～14:30\n(4)連絡先メールアドレス taro@example.jp\n(5)連絡先電話番号 090-5550-1234',
  '① 氏名\n山田太郎\n② 求職番号\n34110-01234567\n③ 利用希望日時（原則水曜日14:00～16:00間の30分間、金曜日10:00～12:00間の30分間）\n3月11日（水）14:00～14:30\n④ 連絡先メールアドレス\ntaro@example.jp\n⑤ 連絡先電話番号\n090-5550-1234',
  '> ①氏名\n山田太郎\n> ②求職番号\n34110-01234567\n> ③利用希望日時\n3月11日（水）14:00～14:30\n> ④連絡先メールアドレス\ntaro@example.jp\n> ⑤連絡先電話番号\n090-5550-1234',
  'ﾔﾏﾀﾞﾀﾛｳ改め山田太郎です。求職番号は34110-01234567です。3月11日（水）14:00～14:30でｵﾝﾗｲﾝ相談を希望します。電話090-5550-1234',
  'お世話になっております。求職登録をしている山田太郎です。先日は窓口でありがとうございました。\n3月2日に窓口で教えていただいたオンライン相談を申し込みます。\n日時は3月11日（水）14:00～14:30でお願いします。\n求職番号34110-01234567\n電話090-5550-1234\n質問なのですが、スマホでも大丈夫でしょうか？',
  '氏名　山田太郎\n求職番号　34110-01234567\n希望日時　3月11日（水）14:00～14:30\n電話　090-5550-1234\n電話は平日の17時以降にお願いします。日中は仕事で出られません。',
  '氏名：山田太郎\n求職番号：34110-01234567\n希望日時：3月11日（水）14:00～14:30\n電話番号：090-5550-1234\nFAX：082-555-0199',
  '氏名：山田太郎\n求職番号：34110-01234567\n求人番号：34080-12345678 の求人について相談したいです\n希望日時：3月11日（水）14:00～14:30\n電話番号：090-5550-1234',
  '氏名：山田太郎\n求職番号：34110-01234567\n希望日時：3月11日（水）14:00～14:30\n電話番号：090-5550-1234\n\n-- \n山田太郎\ntaro@example.jp',
  '氏名：山田太郎\n求職番号：34110-01234567\n希望日時：3月11日（水）14:00～14:30\n電話番号：090-5550-1234\n\n2026年2月27日(金) 10:00 ハローワーク可部 <kabe-soudan@mhlw.go.jp>:\n\n> 鈴木様\n> 3月4日（水）15:00～15:30\n> 電話 082-555-0100',
  '氏名：山田太郎\n求職番号：34110-01234567\n希望日時：3月11日（水）14:00～14:30\n電話番号：090-5550-1234\n\nOn Fri, Feb 27, 2026 at 10:00 AM ハローワーク可部\n<kabe-soudan@mhlw.go.jp> wrote:\n> 3月4日（水）15:00～15:30',
  '氏名：山田太郎\n求職番号：34110-01234567\n希望日時：3月11日（水）14:00～14:30\n電話番号：090-5550-1234\n\n差出人: ハローワーク可部 <kabe-soudan@mhlw.go.jp>\n送信日時: 2026年2月27日 10:00\n宛先: taro@example.jp\n件名: ご案内\n\n3月4日（水）15:00～15:30はいかがですか。',
  'ハローワーク可部　佐藤様\n\nいつもお世話になっております。山田太郎です。\n下記のとおり予約をお願いします。\n希望日時　3月11日（水）14:00～14:30\n求職番号　34110-01234567\n電話番号　090-5550-1234',
  'My name is 山田太郎.\nI want online consultation on 3/11 (Wed) 14:00-14:30.\n求職番号 34110-01234567\ntel 090-5550-1234',
  '山田 太郎 34110-01234567 3/11(水)14:00～14:30 090-5550-1234',
  '名前は山田太郎です。求職番号は34110-01234567です。希望は3月11日水曜日の14時から14時半です。電話番号は090-5550-1234です。',
])('[K-F-2] items as people write them: %s', (body) => {
  const reading = readText(kabe, body);
  expectHeld(reading, [atTwo]);
  expect(reading).toMatchObject({ number: '34110-01234567', email: 'taro@example.jp', phone: '09055501234' });
});

test.each([
  '3月4日は都合が悪いです。',
  '3/4以外でお願いします。',
  '先日2月27日に窓口で相談しました。',
  '4月1日から新しい仕事を探したいです。',
  '3月10日が認定日です。',
  '3月4日は通院のため無理です。',
  '電話は10時から12時の間にお願いします。',
  '水曜日なら毎週大丈夫です。',
  '雇用保険は2月末で終わります。',
  '2月28日に退職しました。',
  'パソコンは家に1台あります。30分ほど前から準備します。',
  '5分前には入室します。',
  'キャンセル待ちでも構いません。',
  'キャンセルの場合は電話します。',
  '内定が取り消しになり、困っています。',
  '住所変更の手続きについても教えてください。',
  '面接がキャンセルになったので時間ができました。',
  '変更があればご連絡ください。',
  '質問ですが、カメラは必要ですか？',
  '前回はありがとうございました。',
  '電話番号が変更になりました。新しい番号です。',
  '担当者の変更はできますか？',
  '利用規約を確認し、同意しました。',
  '都合が悪い場合は別の日でも大丈夫です。',
  '職種を変更したいと思っています。',
  '予約の変更やキャンセルはどうすればいいですか？',
  '会社を辞めて失業中です。応募を辞退した会社のことも相談したいです。',
  '母の介護があるため自宅からお願いします。',
  'TeleOfficeの登録はまだしていません。',
  '3月3日から5日までは不在にしております。',
])('[K-6-2] what else is said does not stop a hold: 「%s」', (more) => {
  expectHeld(readText(kabe, filled({ more })), [atTwo]);
});

test.each([
  '3月11日14時が無理なら3月18日14時でお願いします。',
  '3月11日14時は仕事なので3月18日14時をお願いします。',
  '3月11日14時以外ならいつでも。',
  '3月4日14時に相談した山田ですが3月11日14時をお願いします。',
  '3月11日14時と3月18日14時でお願いします。',
  '3月11日（水）14:00～14:30\nまたは\n3月13日（金）10:00～10:30',
  '3月11日（水）14:00～14:30\n3月13日（金）10:00～10:30\nのどちらかでお願いします',
  '3月11日（水）14:00～14:30\n3月18日（水）14:00～14:30\n2回分お願いします。',
  '3月11日（水）ではなく3月13日（金）10:00～10:30',
  '令和7年3月11日（水）14:00～14:30',
  '平成8年3月11日 14:00～14:30',
  '来週の水曜日（3/18）14:00',
  '3月11日・18日の14:00～14:30',
  '3月11日～3月18日 14:00～14:30',
  '3月11日から18日の間の水曜14:00～14:30',
  '3月11日（水）14時から16時の間',
  '3月11日（水）の午後一番',
  '3月11日（水）の一番早い時間',
  '3月13日（金）午後12時',
  '火曜日 3/11 14:00',
  'Tue, Mar 11 14:00',
  '3月11日（水）14:00～3月13日（金）10:00',
  '3月11日（水）14:00～14:30は他の用事が入りました。3月18日（水）14:00～14:30',
  '3月11日以降の水曜14:00～14:30',
  '3月11日（水）以前 14:00',
  '3月11日頃 14:00',
  '3/11,18,25の14:00',
  '3月11日(水)14時～\n3月11日は15時からだと助かります。',
  '3月11日（水）14:00～14:30\n追伸：やっぱり3月13日（金）10時でお願いします。',
  '3月11日(水)①→だめなら②',
  '3月11日（水）14:00～14:30\nやはり15時からにしてください。',
  '3/11(水)か3/13(金)の①',
])('[K-6-2] never held: 「%s」', (written) => {
  expect(readText(kabe, filled({ wish: `希望日時：${written}` })).decision).not.toBe('hold');
});

test.each([
  '妻　山田花子　34110-07654321',
  '妻も一緒に相談したいです。',
  '息子の山田太郎の代わりに申し込みます。',
  '代理：山田花子',
  '夫婦で相談をお願いします。',
  '友人の分もお願いします。',
])('[K-2-1] several people are for staff: 「%s」', (more) => {
  const reading = readText(kabe, filled({ more }));
  expect(reading.doubts).toContain('several-people');
  expect(reading.decision).toBe('staff');
});

test.each([
  ['cancellation', '3月4日14時のオンライン相談をキャンセルします。山田太郎'],
  ['cancellation', '山田太郎です。3月4日の予約を取り消してください。'],
  ['cancellation', '3月4日14:00に予約している山田太郎です。体調不良で行けなくなりました。'],
  [
    'cancellation',
    '申し訳ありませんが、3月4日の相談は参加できなくなりました。\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['cancellation', '予約の取消をお願いします。山田太郎 34110-01234567'],
  ['cancellation', '今回は見送らせてください。山田'],
  ['cancellation', '都合が悪くなったので3月4日の予約はなしでお願いします。'],
  [
    'cancellation',
    '就職が決まりましたので、予約していた相談は辞退いたします。\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['cancellation', '3/4の予約キャンセルでお願いします'],
  [
    'cancellation',
    '面接が入ってしまい、3月4日のオンライン相談に出られなくなりました。\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['change', '3月4日14時の予約を3月11日14時に変更してください。\n求職番号：34110-01234567\n電話：090-5550-1234'],
  [
    'change',
    '3月4日に行けなくなりました。3月11日（水）14:00～14:30はいかがでしょうか。\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['change', '予約の日程変更をお願いします。3月4日→3月11日 14:00\n求職番号：34110-01234567\n電話：090-5550-1234'],
  [
    'change',
    '3月4日14:00の予約をキャンセルして、3月11日14:00に取り直したいです。\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['change', '予約日を変えていただきたいです。3/11の14時が希望です。\n求職番号：34110-01234567\n電話：090-5550-1234'],
  [
    'change',
    '3月4日の予約ですが、3月11日の14時にずらしていただけますか\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['change', '3月4日の相談を1週間延期していただけないでしょうか。\n求職番号：34110-01234567\n電話：090-5550-1234'],
  [
    'change',
    '3月4日の予約ですが子供が熱を出して伺えなくなりました。代わりに3月11日15時をお願いできますか\n求職番号：34110-01234567\n電話：090-5550-1234',
  ],
  ['other', 'オンライン相談はスマホでもできますか？'],
  ['other', '先日はありがとうございました。おかげさまで就職が決まりました。'],
  ['other', '招待メールが届きました。3月4日14時、よろしくお願いします。山田太郎'],
  ['other', '3月4日14時に予約している山田太郎です。Zoomの入り方を教えてください。'],
  ['other', 'キャンセルの場合はどうすればいいですか？'],
  ['other', 'キャンセル待ちはできますか。'],
  ['other', '申し込み方法を教えてください。'],
  ['other', 'あなたの口座に当選金100万円が振り込まれます。'],
  ['other', '承知しました。ありがとうございます。'],
  ['other', 'オンライン職業相談を検討しています。予約は必要でしょうか。'],
  ['other', '住所が変わりましたのでお知らせします。求職番号34110-01234567 山田太郎'],
  ['other', 'メールアドレスを変更しました。新しいアドレスは taro2@example.jp です。山田太郎'],
  ['other', '水曜日の14時は空いていますか？'],
  ['other', ''],
  ['other', '申し込むか迷っています。\n山田太郎'],
  ['change', '先ほどのメールの日時を間違えました。訂正します。3月13日10時です。\n求職番号：34110-01234567'],
  ['cancellation', '予約していた3月4日の相談に行けません。'],
] as const satisfies readonly (readonly [Reading['kind'], string])[])('[K-6-5, A-6-4] %s: 「%s」', (kind, body) => {
  expect(readText(kabe, body, { subject: 'オンライン相談の件' })).toMatchObject({ kind, decision: 'staff' });
});

test.each([
  ['不在にしております。3月5日に戻ります。', { subject: '自動応答: オンライン職業相談' }],
  ['このメールは自動送信されています。', { subject: '受付のお知らせ' }],
  [
    'メールありがとうございます。3月4日まで休暇をいただいております。戻り次第ご連絡いたします。',
    { subject: 'Re: ご案内' },
  ],
  ['x', { from: 'MAILER-DAEMON@example.jp' }],
  ['x', { headers: ['List-Id: <a.example>'] }],
  [
    '氏名：山田太郎\n求職番号：34110-01234567\n電話：090-5550-12343月11日（水）14:00～14:30',
    { headers: ['Auto-Submitted: auto-replied'] },
  ],
  ['x', { headers: ['Precedence: bulk'] }],
  ['会議への参加', { from: 'meetingmanager@teleoffice.jp' }],
  ['x', { from: 'kabe-soudan@mhlw.go.jp' }],
  ['不在', { subject: 'Out of Office: Re' }],
  ['x', { from: 'no-reply@example.jp' }],
] satisfies [string, MailParts][])('[K-F-3] nobody wrote 「%s」 to the office: %o', (body, parts) => {
  expect(readText(kabe, body, parts)).toMatchObject({ kind: 'automatic', decision: 'ignore' });
});

test('[K-F-2] the prescribed subject alone is an application with everything missing', () => {
  const reading = readText(kabe, '');
  expect(reading).toMatchObject({ kind: 'application', decision: 'ask' });
  expect(reading.doubts).toEqual(
    expect.arrayContaining(['name-missing', 'number-missing', 'phone-missing', 'wish-missing']),
  );
});

const atAomori = (wishes: string, more = ''): string =>
  filled({ number: '求職番号：02010-01234567', wish: wishes, more });

test.each([
  ['a Saturday', kabe, filled({ wish: '希望日時：3月14日（土）10:30' }), ['outside-timetable']],
  [
    'a Saturday, with the number of a session',
    kabe,
    filled({ wish: '希望日時：3月14日（土）②10:30～11:00' }),
    ['outside-timetable'],
  ],
  ['a holiday', kabe, filled({ wish: '希望日時：4月29日（水）10:30～11:00' }), ['outside-timetable', 'day-closed']],
  ['a Saturday', aomori, atAomori('第1希望 3/14(土)10:30～11:00'), ['outside-timetable']],
  ['a holiday', aomori, atAomori('第1希望 3/20(金)9:00～9:30'), ['outside-timetable', 'day-closed']],
])('[D-2] on %s no time of the day is better or worse than another', (_, office, text, doubts) => {
  expect(readText(office, text).doubts).toEqual(doubts);
});

test.each([
  [
    '第1希望：3月10日（火）10:00～12:00の間の40分間\n第2希望：3月12日（木）13:30～15:30の間で30分',
    [wish('2026-03-10', '10:00', '12:00', 40), wish('2026-03-12', '13:30', '15:30', 30)],
  ],
  [
    '希望日時 ①3/10(火) 10:00～10:40 ②3/12(木) 14:00～14:40',
    [wish('2026-03-10', '10:00', '10:40'), wish('2026-03-12', '14:00', '14:40')],
  ],
  [
    '第2希望 3/12(木) 14:00～14:40\n第1希望 3/10(火) 10:00～10:40',
    [wish('2026-03-10', '10:00', '10:40'), wish('2026-03-12', '14:00', '14:40')],
  ],
  [
    '第一希望　3月10日(火)　午前10時から40分間\n第二希望　3月12日(木)　午後1時半から40分間',
    [wish('2026-03-10', '10:00', null, 40), wish('2026-03-12', '13:30', null, 40)],
  ],
  [
    '希望1：3/10 10時～10時40分\n希望2：3/12 14時～14時40分',
    [wish('2026-03-10', '10:00', '10:40'), wish('2026-03-12', '14:00', '14:40')],
  ],
  [
    '第1希望 3/10(火)、第2希望 3/12(木)、時間はどちらも10:00～10:40',
    [wish('2026-03-10', '10:00', '10:40'), wish('2026-03-12', '10:00', '10:40')],
  ],
  [
    '第1希望 3/10(火) 10:00～12:00\n第2希望 3/12(木) 13:30～15:30\nいずれも40分間でお願いします',
    [wish('2026-03-10', '10:00', '12:00', 40), wish('2026-03-12', '13:30', '15:30', 40)],
  ],
  [
    '3/10(火) 第1希望10:00～10:30 第2希望14:00～14:30',
    [wish('2026-03-10', '10:00', '10:30'), wish('2026-03-10', '14:00', '14:30')],
  ],
  [
    '3月10日(火)の10時から40分間お願いします。だめなら3月12日(木)の10時から40分間でお願いします。',
    [wish('2026-03-10', '10:00', null, 40), wish('2026-03-12', '10:00', null, 40)],
  ],
  ['第1希望 3/10 2:00~2:40', [wish('2026-03-10', '14:00', '14:40')]],
])('[A-6-2] the wishes 「%s」 are read in the order of preference', (written, wishes) => {
  expectHeld(readText(aomori, atAomori(written)), wishes);
});

test.each([
  ['第1希望 3/10(火) 10:00～12:00', 'time-ambiguous'],
  ['第1希望 3/3(火) 10:00～10:40', 'past-deadline'],
  ['第1希望 3/10(火) 10:00から60分', 'time-ambiguous'],
  ['第1希望 3/10(火) 10:00~10:40\n第2希望 3/12(金) 10:00~10:40', 'weekday-mismatch'],
  ['第1希望 3/14(土)10:00～10:30', 'outside-timetable'],
  ['第1希望 3/20(金)10:00～10:30', 'outside-timetable'],
  ['第1希望 3/10(火)11:40～12:20', 'outside-timetable'],
  ['第1希望 3/10(火)10:00～15:30の間で40分', 'outside-timetable'],
  ['第1希望 3/10(火)9:00～9:30', 'outside-timetable'],
  ['第1希望 3/10(火)10:00～10:30\n第2希望 3/12(木)', 'time-missing'],
])('[A-6-2] 「%s」 is never held: %s', (written, doubt) => {
  const reading = readText(aomori, atAomori(written));
  expect(reading.doubts).toContain(doubt);
  expect(reading.decision).not.toBe('hold');
});

test('[A-6-2] the form of the terms with all its printed words is read by what was filled in', () => {
  const form = `③ 希望日時（第2希望まで）
3月10日（火曜日）10:00～12:00の間の40分間）
3月12日（木曜日）13:30～15:30の間の40分間）
平日（月～金）（ただし、祝日、年末年始及び閉庁日を除く）
10：00～12：00、13：30～15：30の間の40分以内
※マザーズコーナーは、火、木曜日（ただし、祝日、年末年始及び閉庁日を除く）
11：00～、13：30～、14：30～開始でいずれも40分以内`;
  const reading = readText(aomori, atAomori(form));
  expectHeld(reading, [wish('2026-03-10', '10:00', '12:00', 40), wish('2026-03-12', '13:30', '15:30', 40)]);
  expect(reading.desk).toBeNull();
});

test.each([
  ['3/10(火) 11:00～11:40', 'hold'],
  ['3/10(火) 10:00～10:40', 'ask'],
  ['3/11(水) 11:00～11:40', 'ask'],
])("[A-6-2] at the mothers' corner 「%s」 is for: %s", (written, decision) => {
  const reading = readText(aomori, atAomori(`第1希望 ${written}`, 'マザーズコーナーを利用しています。'));
  expect(reading).toMatchObject({ desk: 'mothers', decision });
});

test.each([
  '株式会社見本食品 人事課の山田太郎と申します。\n事業所番号：0201-612345-8\n第1希望：3/10(火)10:00～10:30\nよろしくお願いいたします。\n\n━━━━━━━━━━\n株式会社見本食品\n人事課　山田太郎\nTEL：017-555-0160　FAX：017-555-0161\n━━━━━━━━━━',
  '会社名：株式会社見本\n担当者名：山田太郎\n事業所番号：02016123458\n第1希望：3/10(火)10:00～10:30\n電話：017-555-0160',
  'お世話になっております。株式会社見本食品の山田太郎です。\n事業所番号：0201-612345-8\n第1希望：3/10(火)10:00～10:30\nよろしくお願いいたします。\n\n株式会社見本食品\n人事課　山田太郎\n〒030-0000 青森市見本1-1\nTEL：017-555-0160　FAX：017-555-0161',
])('[A-2-1] an employer is read with the number of the establishment: %s', (body) => {
  const reading = readText(aomori, body);
  expectHeld(reading, [wish('2026-03-10', '10:00', '10:30')]);
  expect(reading).toMatchObject({
    applicant: 'employer',
    number: '0201-612345-8',
    phone: '0175550160',
    counsellor: null,
  });
});

test.each([
  [
    'aomori',
    '山田太郎です。まだハローワークに登録していませんが、オンラインで相談したいです。3月10日(火)10:00～10:40 090-5550-1234',
  ],
  ['kabe', 'まだ求職番号がありません。氏名：山田太郎\n希望日時：3月11日（水）14:00～14:30\n電話：090-5550-1234'],
])('[A-2-1] somebody not yet registered is for staff, a number is not missed: %s', async (office, body) => {
  const reading = readText(await officeOf(office), body);
  expect(reading).toMatchObject({ applicant: 'prospective', decision: 'staff' });
});

test.each([
  ['事業所番号：0201-612345-8', 'kabe'],
  ['求職番号：0201-612345-8', 'aomori'],
  ['事業所番号：02010-01234567', 'aomori'],
])('[A-2-1] a number of the wrong kind is malformed: %s at %s', async (number, office) => {
  expect(readText(await officeOf(office), filled({ number })).doubts).toContain('number-malformed');
});

test('[D-3] an office of other sessions, other days and another horizon is read by its own data', () => {
  const third = readText(saturday, filled({ wish: '希望日時：3月7日（土）③', email: '' }));
  expectHeld(third, [wish('2026-03-07', '13:15', '14:00')]);
  const evening = readText(
    hourly,
    '担当者名：山田太郎\n事業所番号：0201-612345-8\n希望日時：3/4 6時～6時半\nTEL 03-5555-0101',
  );
  expectHeld(evening, [wish('2026-03-04', '18:00', '18:30')]);
});

test.each([
  [
    'Gmail',
    '2026年2月27日(金) 10:00 ハローワーク可部 <kabe-soudan@mhlw.go.jp>:\n\n> 鈴木様\n> 3月4日（水）15:00～15:30\n> 電話 082-555-0100',
  ],
  [
    'Gmail, English',
    'On Fri, Feb 27, 2026 at 10:00 AM ハローワーク可部\n<kabe-soudan@mhlw.go.jp> wrote:\n> 3月4日（水）15:00～15:30',
  ],
  [
    'Outlook',
    '差出人: ハローワーク可部 <kabe-soudan@mhlw.go.jp>\n送信日時: 2026年2月27日 10:00\n宛先: taro@example.jp\n件名: ご案内\n\n3月4日（水）15:00～15:30はいかがですか。',
  ],
  [
    'Outlook, old',
    '-----Original Message-----\nFrom: x\n①氏名 ②求職番号 ③3月4日（水）14:00～14:30\nキャンセルの場合は電話',
  ],
  ['full-width marks', '＞3月4日（水）15:00～15:30\n＞電話 082-555-0100'],
  ['a signature', '-- \n木原造園\nTEL 082-555-0140\ninfo@kihara.example'],
  ['a phone', 'iPhoneから送信'],
])("[K-F-2] the person's own text counts, not what is quoted: %s", (_what, quotation) => {
  expectHeld(readText(kabe, `${filled()}\n\n${quotation}`), [atTwo]);
});

test.each([
  ['a quotation', filled().replace(/^/gm, '> '), 'ask'],
  ['answers behind the quoted items', `よろしくお願いします\n${filled().replace(/^/gm, '> ')}`, 'ask'],
  [
    'a forward',
    `---------- Forwarded message ---------\nFrom: x <x@example.jp>\nDate: 2026年3月1日\nSubject: 申込\nTo: <y@example.jp>\n\n${filled()}`,
    'staff',
  ],
])('[K-F-2] items only in %s are never held', (_what, body, decision) => {
  expect(readText(kabe, body).decision).toBe(decision);
});

test("[K-F-2] answers between quoted labels are the person's own", () => {
  const body = `> ①氏名\n山田太郎\n> ②求職番号\n34110-01234567\n> ③利用希望日時\n3月11日（水）14:00～14:30\n> ④連絡先メールアドレス\ntaro@example.jp\n> ⑤連絡先電話番号\n090-5550-1234`;
  expectHeld(readText(kabe, body), [atTwo]);
});

test('[K-F-2] hidden and struck-out parts, styles and quotations of HTML are not read, tables are', () => {
  const html = `<html><head><style>td{content:"3月4日 15:00"}</style></head><body><div style="display:none">第1希望 3月6日 080-5550-9999</div>
<table><tr><th>氏名</th><td>山田&nbsp;太郎</td></tr><tr><th>求職番号</th><td>34110&#8209;01234567</td></tr><tr><th>希望日時</th><td>3月11日（水）<br>14:00&#65374;14:30</td></tr><tr><th>電話</th><td>090-5550-1234</td></tr></table>
<p><s>3月18日（水）15:00～15:30</s><span style="text-decoration:line-through">3月25日（水）15:00</span></p>
<blockquote>3月4日（水）15:00～15:30<br>090-5550-9999</blockquote></body></html>`;
  expectHeld(readMail(mailOf(html, { type: 'text/html; charset=utf-8' }), kabe, noClosures, monday), [atTwo]);
});

const command = (...given: string[]) =>
  spawnSync(process.execPath, ['infra/read-mail.ts', ...given], { encoding: 'utf8' });

test("[R-33] read-mail prints one line a file with the contract's keys in order", () => {
  const files = ['test/mail-samples/kabe/p-001.eml', 'test/mail-samples/kabe/p-014.eml'];
  const lines = execFileSync(
    process.execPath,
    ['infra/read-mail.ts', '--office', 'kabe', '--now', '2026-03-02T09:00:00+09:00', ...files],
    { encoding: 'utf8' },
  )
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).file)).toEqual(files);
  expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual([
    'file',
    'kind',
    'applicant',
    'desk',
    'name',
    'number',
    'email',
    'phone',
    'counsellor',
    'wishes',
    'doubts',
    'decision',
  ]);
});

test.each([
  [
    'a file that is not there',
    ['--office', 'kabe', '--now', '2026-03-02T09:00:00+09:00', 'no-such.eml'],
    'no-such.eml',
  ],
  ['an unknown office', ['--office', 'nowhere', '--now', '2026-03-02T09:00:00+09:00', 'x.eml'], 'usage'],
  ['a bad time', ['--office', 'kabe', '--now', 'today', 'x.eml'], 'usage'],
  ['no file', ['--office', 'kabe', '--now', '2026-03-02T09:00:00+09:00'], 'usage'],
  ['an unknown option', ['--what'], 'usage'],
])('[R-33] read-mail refuses %s with 2', (_what, given, says) => {
  const { status, stderr, stdout } = command(...given);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(says);
});
