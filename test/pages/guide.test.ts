import { describe, expect, test } from 'vitest';
import type { Office } from '../../shared/domain/office.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { englishPage } from '../../shared/pages/english.ts';
import { type About, guidePage, homePage } from '../../shared/pages/guide.ts';
import { day, on, terms } from '../support/build.ts';
import { textOf } from '../support/forms.ts';
import { readText } from '../support/mails.ts';
import { hourly, saturday } from '../support/offices.ts';

const pages = { home: homePage, guide: guidePage, english: englishPage };
const htmlOf = async (name: keyof typeof pages, office: Office, more: Partial<About> = {}): Promise<string> =>
  String(
    await pages[name]({
      office,
      closures: { closed: [], opened: [] },
      now: on('2026-03-02T09:00:00+09:00'),
      ...more,
    }),
  );
/** As somebody reads it: spaces between Japanese words are the markup's. */
const read = async (...asked: Parameters<typeof htmlOf>): Promise<string> => {
  const text = textOf(await htmlOf(...asked));
  return asked[0] === 'english' ? text : text.replaceAll(' ', '');
};

type Said = readonly [about: string, office: Office, page: keyof typeof pages, said: string];

describe('the pages about the service say', () => {
  const japanese: readonly Said[] = [
    ['[K-2-1] who may use it', kabe, 'guide', 'ハローワーク可部で、求職の登録が済んでいる方'],
    [
      '[K-2-1] that counselling goes on with the same person',
      kabe,
      'guide',
      '同じ担当の職員と、続けて相談していきたいこと',
    ],
    ['[K-2-2] what to have', kabe, 'guide', 'カメラでビデオ通話ができるスマートフォンやパソコン'],
    ['[K-2-3] what to agree to', kabe, 'guide', '利用規約に同意すること'],
    [
      '[K-3] that it is free, and who pays for the line',
      kabe,
      'guide',
      '相談は無料です。スマートフォンなどの機器と、通信にかかる費用は、ご自身の負担です。',
    ],
    ['[K-3] the same in short', kabe, 'home', '無料です。通信の費用は、ご自身の負担です。'],
    ['[K-F-7] what for', kabe, 'guide', '仕事についての相談（職業相談）WEB面接の練習'],
    ['[K-F-7] that it takes an appointment', kabe, 'home', '利用は無料で、予約が必要です。'],
    [
      '[K-F-6] that a phone or a computer will do, with the app or the browser, without an account',
      kabe,
      'guide',
      'アプリでもブラウザでも使えます。アカウントの登録はいりません。',
    ],
    ['[K-F-6] that the line be steady and unmetered', kabe, 'guide', '安定したインターネット。通信量に上限のない'],
    ['[K-F-6, K-12-3] that the place be quiet', kabe, 'guide', '個室など、静かで、まわりに人がいない場所'],
    ['[K-4] the tool', kabe, 'home', 'カメラのあるスマートフォンかパソコンと、TeleOffice'],
    ['[K-6-1] when', kabe, 'home', '水曜日午後2:00〜4:00（14:00〜16:00）金曜日午前10:00〜正午（10:00〜12:00）'],
    [
      '[K-6-1] the four numbered sessions',
      kabe,
      'guide',
      '毎週水曜日午後2:00〜2:30（14:00〜14:30）午後2:30〜3:00（14:30〜15:00）午後3:00〜3:30（15:00〜15:30）午後3:30〜4:00（15:30〜16:00）',
    ],
    ['[K-6-1] how long', kabe, 'guide', '1回の長さ30分'],
    [
      '[K-6-1, D-3] by when',
      kabe,
      'home',
      '相談の前の日の終わり（夜12時）までに、申し込んでください。たとえば、2026年3月4日（水）の相談は、2026年3月3日（火）までです。',
    ],
    ['[D-2] which days are closed', kabe, 'guide', '土曜日・日曜日、祝日、年末年始（12月29日〜1月3日）'],
    ['[D-4] what to do when it is too late', kabe, 'guide', '期限を過ぎたときは、お電話でご相談ください。'],
    [
      '[K-F-1] how to apply by phone, and what has to follow',
      kabe,
      'guide',
      'お名前、求職番号、希望の日時、いつもの担当者の名前をうかがいます。お電話では、仮の予約になります。そのあと、このホームページかメールでも申し込んでください。',
    ],
    [
      '[K-F-2, K-6-2] how to apply by mail',
      kabe,
      'guide',
      'kabe-soudan@mhlw.go.jpに、次のことを書いて送ってください。件名は「オンライン職業相談希望」です。氏名求職番号希望日時連絡先のメールアドレス電話番号',
    ],
    [
      '[K-6-2] that the next one can be booked in the session',
      kabe,
      'guide',
      '相談のときに、次の予約を申し込むこともできます。',
    ],
    ['[K-F-3] who sends the invitation', kabe, 'guide', 'meetingmanager@teleoffice.jpから届きます'],
    [
      'what a desk of a special name is for',
      aomori,
      'guide',
      'マザーズコーナー子育てをしながら仕事をさがす方のための窓口です。毎週火曜日・木曜日',
    ],
    [
      '[K-F-4] when to be ready, and what to enter',
      kabe,
      'guide',
      '開始の5分前までに、準備を済ませてください。ご案内のメールにある、予約のページのURLを開きます。開始の15分前から、「参加する」のボタンが出ます。「参加する」を押して、お名前を入れて入室します。TeleOfficeでは、メールアドレスも入れます。メールに、ビデオ通話のURLもあるときは、そこからも入室できます。',
    ],
    [
      '[K-F-5] from when silence means to phone',
      kabe,
      'home',
      '相談の前の日までにお返事がないときは、メールが届いていないかもしれません。お電話ください。',
    ],
    [
      '[K-6-5] how to cancel',
      kabe,
      'home',
      'キャンセルは、お電話でご連絡ください。メールやこのホームページでは、キャンセルできません。',
    ],
    [
      '[K-6-5] what ten silent minutes mean',
      kabe,
      'home',
      '連絡がないまま開始から10分たつと、キャンセルとして扱います。',
    ],
    ['[K-6-5] what may follow', kabe, 'guide', 'そのあとの利用をお断りすることがあります。'],
    ['[K-12-2] that nobody records', kabe, 'guide', '録画や録音は、どんな方法でも禁止です。'],
    [
      '[K-12-3] when to tell of an interpreter',
      kabe,
      'guide',
      '通訳や介助の方などが同席するときは、申込みのときにお知らせください。',
    ],
    ['whom to phone', kabe, 'home', '電話082-815-8609（平日8:30〜17:15）'],

    [
      '[A-2-1] who may use it',
      aomori,
      'home',
      'ハローワーク青森で、求職の登録が済んでいる方これから求職の登録をする方ハローワーク青森に求人を出している事業所の、人事の担当の方',
    ],
    [
      '[A-2-2] that coming is difficult, and that no reason is wanted',
      aomori,
      'guide',
      'ハローワークに来るのが難しいか、不便なこと。くわしい事情は、書かなくてかまいません',
    ],
    [
      '[A-2-3] what to have',
      aomori,
      'guide',
      'どなたも、次のことが必要ですカメラでビデオ通話ができるスマートフォンやパソコン',
    ],
    [
      '[A-2-4] that counselling goes on with the same person',
      aomori,
      'guide',
      '求職者の方（これから登録する方も）は、次のことも必要です同じ担当の職員と、続けて相談していきたいこと',
    ],
    ['[A-2-5] that some necessity is expected', aomori, 'guide', 'オンラインで相談する必要があると見込まれること'],
    ['[A-3] that it is free, and who pays for the line', aomori, 'home', '無料です。通信の費用は、ご自身の負担です。'],
    ['[A-4] the tools', aomori, 'home', 'カメラのあるスマートフォンかパソコンと、TeleOfficeかZoom'],
    ['[A-6-1] how long', aomori, 'home', '1回の長さ職業相談：40分以内マザーズコーナー：40分以内'],
    [
      '[A-6-1, D-3] by when',
      aomori,
      'home',
      '相談の2日前（土曜日や祝日など、ハローワークが休みの日は数えません）の終わり（夜12時）までに、申し込んでください。たとえば、2026年3月4日（水）の相談は、2026年3月2日（月）までです。',
    ],
    [
      '[A-6-2] when',
      aomori,
      'guide',
      '月曜日〜金曜日午前10:00〜正午（10:00〜12:00）の間午後1:30〜3:30（13:30〜15:30）の間',
    ],
    [
      '[A-6-2] when at the Mothers’ Corner',
      aomori,
      'guide',
      '毎週火曜日・木曜日午前11:00から午後1:30（13:30）から午後2:30（14:30）から',
    ],
    ['[A-6-2] that there are two choices', aomori, 'guide', '希望の日時は、第2希望まで書けます。'],
    [
      '[A-6-2] what to write in a mail',
      aomori,
      'guide',
      '氏名求職番号第1希望の日時第2希望の日時連絡先のメールアドレス登録してある電話番号事業所の方は、求職番号ではなく事業所番号を書いてください。これから登録する方は、番号はいりません。',
    ],
    [
      '[A-6-3] what comes by whom',
      aomori,
      'guide',
      'TeleOfficeのときは、招待メールがmeetingmanager@teleoffice.jpから届きます。このメールに返信しても、ハローワーク青森には届きません。Zoomのときは、ハローワーク青森からのメールで、ミーティングIDとパスコードもお知らせします。',
    ],
    [
      '[A-6-3] from when silence means to phone',
      aomori,
      'home',
      '申し込んだ日の次の開庁日（ハローワークが開いている日）までにお返事がないときは、メールが届いていないかもしれません。お電話ください。',
    ],
    [
      '[A-6-4] how to cancel',
      aomori,
      'home',
      'お電話では、開始の時刻までキャンセルできます。メールと「予約の確認」のページでは、前の日までキャンセルできます。当日は、お電話だけです。',
    ],
    ['[A-12-2] that nobody records', aomori, 'guide', '録画や録音は、どんな方法でも禁止です。'],
    ['whom to phone', aomori, 'home', '電話017-776-1561（平日8:30〜17:15）'],

    ['three choices, where an office takes them', saturday, 'guide', '希望の日時は、第3希望まで書けます。'],
    [
      'which days are closed, where it works on Saturdays',
      saturday,
      'guide',
      'お休みの日：日曜日、祝日、ハローワークの閉庁日',
    ],
    ['fifteen minutes, where that is the rule', saturday, 'home', '開始から15分たつと、キャンセルとして扱います。'],
    [
      'a clock time, where the deadline has one',
      saturday,
      'home',
      '相談の3日前（土曜日や祝日など、ハローワークが休みの日は数えません）の17:00までに、申し込んでください。',
    ],
    [
      'a deadline of hours',
      hourly,
      'home',
      '相談が始まる3時間前までに、予約が決まっている必要があります。たとえば、2026年3月2日（月）の相談は、2026年3月2日（月）14:00までです。',
    ],
  ];
  const at = (...offices: Office[]) => japanese.filter(([, office]) => offices.includes(office));
  const isSaid = async (_: string, office: Office, page: keyof typeof pages, said: string): Promise<void> => {
    expect(await read(page, office)).toContain(said);
  };

  test.each(at(kabe))(
    '[K-F-1…7, K-2-1…3, K-3, K-4, K-6-1, K-6-2, K-6-5, K-12-2, K-12-3, D-2…4] at Kabe %s (%#)',
    isSaid,
  );
  test.each(at(aomori))('[A-2-1…5, A-3, A-4, A-6-1…4, A-12-2, D-3] at Aomori %s (%#)', isSaid);
  test.each(at(saturday, hourly))('at an invented office %s (%#)', isSaid);

  test.each<Said>([
    ['[K-2-1] who may use it', kabe, 'english', 'People registered at this office as looking for work'],
    ['[K-3] that it is free', kabe, 'english', 'It is free of charge, by appointment only.'],
    [
      '[K-6-1] when',
      kabe,
      'english',
      'Wednesday: 14:00–16:00, in 4 sessions (14:00–14:30, 14:30–15:00, 15:00–15:30, 15:30–16:00) Friday: 10:00–12:00, in 4 sessions',
    ],
    [
      '[K-6-1, D-3] by when',
      kabe,
      'english',
      'Apply by the end of the day before the session. For example, for a session on Wednesday 4 March 2026, apply by the end of Tuesday 3 March 2026.',
    ],
    [
      '[K-F-5] from when silence means to phone',
      kabe,
      'english',
      'If you have no reply by the day before the session, our mail may not have reached you. Please phone 082-815-8609',
    ],
    ['[K-6-5] how to cancel', kabe, 'english', 'Please phone. Bookings cannot be cancelled by mail or on these pages.'],
    [
      '[K-6-5] what ten silent minutes mean',
      kabe,
      'english',
      'If we have heard nothing from you 10 minutes after the start, your booking counts as cancelled.',
    ],
    [
      '[A-2-1] who may use it',
      aomori,
      'english',
      'Staff responsible for hiring at employers with job openings at this office',
    ],
    [
      '[A-2-2] that no reason is wanted',
      aomori,
      'english',
      'Coming to the office is difficult or inconvenient for you, for example because of medical treatment or child care. You need not write the reason.',
    ],
    ['[K-F-4] how to enter', kabe, 'english', 'From 15 minutes before the start, it has a button 参加する (join).'],
    ['[A-6-1] how long', aomori, 'english', 'up to 40 minutes'],
    [
      '[A-6-1, D-3] by when',
      aomori,
      'english',
      'Apply by the end of the day 2 open days before the session (days on which the office is closed do not count). For example, for a session on Wednesday 4 March 2026, apply by the end of Monday 2 March 2026.',
    ],
    [
      'which office it is',
      aomori,
      'english',
      'the staff of Hello Work Aomori ( ハローワーク青森 ), the public employment office',
    ],
    [
      '[A-6-2] when',
      aomori,
      'english',
      'Job counselling ( 職業相談 ) Monday to Friday: within 10:00–12:00 or 13:30–15:30',
    ],
    [
      '[A-6-2] when at the Mothers’ Corner',
      aomori,
      'english',
      'Mothers’ Corner ( マザーズコーナー ) For people who look for work while they bring up children Tuesday and Thursday: starting at 11:00, 13:30, 14:30',
    ],
    [
      '[A-6-3] from when silence means to phone',
      aomori,
      'english',
      'If you have no reply within 1 day on which the office is open',
    ],
    [
      '[A-6-4] how to cancel',
      aomori,
      'english',
      'By phone: until the start. By mail or the page of your booking: until the day before; on the day itself, only by phone.',
    ],
    [
      '[D-2] which days are closed',
      aomori,
      'english',
      'Saturday and Sunday, national holidays, 29 December to 3 January, other days on which the office is closed',
    ],
    [
      'a deadline of hours',
      hourly,
      'english',
      'Your booking must be settled at least 3 hours before the start. For example, for a session on Monday 2 March 2026, apply by 14:00 on Monday 2 March 2026.',
    ],
  ])('in English, %s (%#)', async (_, office, page, said) => {
    expect(await read(page, office)).toContain(said);
  });

  test.each([
    ['Kabe', kabe, ['Zoom', 'マザーズ', '事業所', '第2希望', '40分', 'パスコード', '017-', '青森', 'aomori']],
    ['Aomori', aomori, ['082-', '可部', 'kabe', '件名']],
  ])('at %s nothing of the other office', async (_, office, foreign) => {
    for (const page of ['home', 'guide', 'english'] as const) {
      const html = await htmlOf(page, office);
      expect(foreign.filter((word) => html.includes(word))).toEqual([]);
    }
  });

  test('[A-62-1] where there are sessions at once, who may have one and when; nothing of them elsewhere', async () => {
    for (const page of ['home', 'guide', 'english'] as const) {
      expect(await htmlOf(page, aomori)).toContain('href="/instant-sessions"');
      expect(await htmlOf(page, kabe)).not.toContain('instant-sessions');
    }
    expect(await read('guide', aomori)).toMatch(/前に利用規約に同意した方.*午前8:30〜午後5:15.*30分の相談/);
    expect(await read('english', aomori)).toContain('ask for a session of 30 minutes at once');
  });

  test('[D-2] the next days that staff have closed, and none of the past', async () => {
    const closures = { closed: ['2026-03-27', '2026-02-27', '2026-09-25'].map((date) => day(date)), opened: [] };
    const said = await read('guide', kabe, { closures });
    expect(said).toContain('このほか、次の日もお休みです：2026年3月27日（金）費用');
    expect(await read('guide', kabe)).not.toContain('次の日もお休みです');
  });

  test('[D-2, D-3] as the example of the deadline the next day that is neither closed nor too late', async () => {
    const closures = { closed: [day('2026-03-04')], opened: [] };
    expect(await read('home', kabe, { closures })).toContain(
      'たとえば、2026年3月6日（金）の相談は、2026年3月5日（木）までです。',
    );
    const late = { now: on('2026-03-03T24:00:00+09:00') };
    expect(await read('home', kabe, late)).toContain('たとえば、2026年3月6日（金）の相談は');
  });

  test.each(['home', 'guide', 'english'] as const)(
    '[K-13, A-13] on the page “%s”, that other terms will come',
    async (page) => {
      const next = terms(kabe, { version: '2026-04-01', effectiveFrom: '2026-04-01' });
      const word = page === 'english' ? 'The terms of use will change' : '利用規約が変わります';
      expect(await read(page, kabe, { next })).toContain(word);
      expect(await read(page, kabe)).not.toContain(word);
    },
  );
});

/** What stands behind each item once somebody has written it. */
const answers: Record<string, string> = {
  氏名: '見本 太郎',
  求職番号: '34010-01234567',
  希望日時: '3月11日（水）14:00〜14:30',
  第1希望の日時: '3月11日（水）14:00〜14:30',
  第2希望の日時: '3月12日（木）13:30〜14:00',
  連絡先のメールアドレス: 'taro@example.com',
  電話番号: '090-5550-1234',
  登録してある電話番号: '090-5550-1234',
};

test.each([
  ['Kabe', kabe, 1],
  ['Aomori', aomori, 2],
])(
  '[K-6-2, A-6-2] the mail begun by the link of %s is understood without doubt, once its items are filled in',
  async (_, office, wishes) => {
    const [, link = ''] = /href="mailto:([^"]+)"/.exec(await htmlOf('guide', office)) ?? [];
    const begun = new URL(`mailto:${link.replaceAll('&amp;', '&')}`);
    expect([begun.pathname, begun.searchParams.get('subject')]).toEqual([office.contact.mailbox, office.mail.subject]);
    const items = begun.searchParams.get('body')?.split('\r\n') ?? [];
    const mail = items.map((item) => `${item}${answers[item.replace('：', '')]}`).join('\n');
    const reading = readText(office, mail);
    expect(reading).toMatchObject({ kind: 'application', doubts: [], decision: 'hold', email: 'taro@example.com' });
    expect(reading).toMatchObject({ wishes: { length: wishes } });
  },
);

describe('each of these pages', () => {
  const all = [kabe, aomori, saturday, hourly].flatMap((office) =>
    (['home', 'guide', 'english'] as const).map((page) => [page, office.name, office] as const),
  );
  test.each(all)(
    '“%s” of %s has one heading of the first order, the others in order, and every link inside it leads somewhere',
    async (page, _, office) => {
      const html = await htmlOf(page, office);
      const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
      expect(levels.filter((level) => level === 1)).toEqual([1]);
      expect(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      const inside = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
      expect(inside.filter((id) => !ids.includes(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      expect(html).not.toMatch(/undefined|NaN|\[object|null/);
      expect(html).not.toMatch(/<(?:style|script)|\sstyle=/);
    },
  );

  test('says in which language it is', async () => {
    expect(await htmlOf('home', kabe)).toContain('<html lang="ja">');
    const english = await htmlOf('english', kabe);
    expect(english).toContain('<html lang="en">');
    const [, main = ''] = /<main[^>]*>([\s\S]*)<\/main>/.exec(english) ?? [];
    const elsewhere = main.replace(/<(\w+) lang="ja"[^>]*>[^<]*<\/\1>/g, '');
    expect(main).toMatch(/[ぁ-ん一-龠]/);
    expect(elsewhere).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
  });
});
