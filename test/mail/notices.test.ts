import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import { unmet } from '../../shared/domain/at-tool.ts';
import {
  asOf,
  type Booking,
  type Confirmed,
  cancel,
  confirm,
  decline,
  inTouch,
  meet,
  move,
  type Tentative,
  withdraw,
} from '../../shared/domain/booking.ts';
import { MeetingTrouble } from '../../shared/domain/meeting.ts';
import { isForStaff, type NoticeKind, NoticeKind as NoticeKinds } from '../../shared/domain/notices.ts';
import { type Office, Terms, type VideoTool } from '../../shared/domain/office.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { type Instant, instant, MINUTE } from '../../shared/domain/time.ts';
import { columns } from '../../shared/mail/blocks.ts';
import { composed, type Letter, letterOf } from '../../shared/mail/notices.ts';
import type { About } from '../../shared/mail/parts.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, day, diaryWith, nobody, on, reference } from '../support/build.ts';
import { hourly, saturday } from '../support/offices.ts';

const site = 'https://soudan.example.jp';
const monday = on('2026-03-02T09:00+09:00');
const done = <T>(outcome: T | Refusal): T => {
  if (typeof outcome === 'object' && outcome !== null && 'refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};

/** Everything a person gives, in words that are found again wherever they go. */
const person = {
  name: '金糸雀 啼子',
  number: '34010-07654321',
  email: 'canary@mail.example.com',
  phone: '09055507777',
};
const typed = [...Object.values(person), '手話通訳の鶯さん', '0765432'];

const starts = new Map([
  [kabe, ['2026-03-04T14:00+09:00', '2026-03-06T10:00+09:00']],
  [aomori, ['2026-03-05T10:00+09:00', '2026-03-09T13:30+09:00']],
  [saturday, ['2026-03-10T09:00+09:00', '2026-03-17T09:00+09:00']],
  [hourly, ['2026-03-04T17:00+09:00', '2026-03-05T17:00+09:00']],
] satisfies [Office, [string, string]][]);
const startsOf = (office: Office): readonly [string, string] => {
  const [first = '', second = ''] = starts.get(office) ?? [];
  return [first, second];
};
const everyOffice = [...starts.keys()];

const applied = (office: Office, channel: 'form' | 'phone' | 'counter' = 'form'): Tentative => {
  const [desk] = office.desks;
  const [first, second] = startsOf(office);
  const wishes = [{ startsAt: first }, { startsAt: second }].slice(0, office === saturday ? 1 : office.choices);
  const number = desk?.kinds[0] === 'employer' ? '3401-076543-2' : person.number;
  const { consent, ...asked } = application(office, first, {
    wishes,
    companion: '手話通訳の鶯さん',
    applicant: { ...person, number },
  });
  return done(
    applyFor(
      office,
      diaryWith([counsellor('c1', [desk?.id ?? ''])]),
      channel === 'form' ? { ...asked, consent } : asked,
      nobody,
      { id: reference(), channel, ...(channel === 'form' && { codeHash: 'hash' }) },
      monday,
    ),
  );
};
const confirmed = (
  office: Office,
  tool: VideoTool = office.tools[0]?.tool ?? 'teleoffice',
  from = applied(office),
): Confirmed => {
  const [first] = startsOf(office);
  const session = from.held ?? {
    startsAt: on(first),
    minutes: office.desks[0]?.length.minutes ?? 30,
    counsellor: 'c1',
  };
  return done(confirm(office, undefined, from, { session, tool }, monday));
};
const access = {
  teleoffice: { state: 'ready', url: 'https://teleoffice.jp/guest/abc' },
  zoom: {
    state: 'ready',
    url: 'https://us02web.zoom.us/j/12345678901?pwd=abc',
    id: '12345678901',
    passcode: 'aB3*x_9',
  },
} as const;
const ready = (office: Office, tool?: VideoTool): Confirmed => {
  const booking = confirmed(office, tool);
  return meet(booking, access[booking.tool]);
};
const moved = (office: Office, tool?: VideoTool): Confirmed => {
  const booking = confirmed(office, tool);
  const [, second] = startsOf(office);
  return done(move(office, diaryWith([]), booking, { ...booking.session, startsAt: on(second) }, monday));
};
const newTerms = (office: Office): Terms => {
  const [terms] = office.terms;
  return Terms.parse({
    ...terms,
    version: '2026-04-01',
    effectiveFrom: '2026-04-01',
    articles: terms?.articles
      .filter(({ article }) => article !== '14')
      .map((one) => (one.article === '6' ? { ...one, text: ['新しい文章です。'] } : one)),
  });
};

type SceneRow = [NoticeKind, string, Booking, Instant?, Partial<About>?];
type Scene = { office: Office; kind: NoticeKind; name: string; about: About; now: Instant };

/** Every kind of letter in every state it is written in. */
const scenesOf = (office: Office): Scene[] => {
  const tentative = applied(office);
  const held = applied(office, 'phone');
  const usual = confirmed(office);
  const { startsAt } = usual.session;
  const late = instant(startsAt + office.noShowMinutes * MINUTE);
  const hourBefore = instant(startsAt - 60 * MINUTE);
  const called = inTouch(usual, 'called', hourBefore);
  const scenes: SceneRow[] = [
    ['receipt', 'form', tentative],
    ['receipt', 'phone', held],
    ['receipt', 'counter', applied(office, 'counter')],
    ['withdrawn', '', withdraw(tentative, monday)],
    ['declined', '', decline(tentative, 'a reason of staff', monday)],
    ['expired', '', asOf(office, tentative, tentative.expiresAt)],
    ['expired', 'phone', asOf(office, held, held.expiresAt)],
    ['expired', 'ahead', asOf(office, tentative, tentative.expiresAt), monday, { phoneFrom: hourBefore }],
    ['please-phone', 'tentative', tentative, tentative.promisedBy],
    ['terms-changed', 'tentative', tentative, monday, { terms: newTerms(office) }],
    ['terms-changed', 'phone', held, monday, { terms: newTerms(office) }],
    ['terms-changed', 'confirmed', usual, monday, { terms: newTerms(office) }],
    ['cancelled', 'applicant', done(cancel(office, usual, { by: 'applicant', through: 'phone' }, monday))],
    ['cancelled', 'office', done(cancel(office, usual, { by: 'office', through: 'phone', reason: 'secret' }, monday))],
    ['deemed-cancelled', '', asOf(office, usual, late), late],
    ['new-application', '', tentative],
    ['promise-endangered', 'tentative', tentative],
    ['hold-ending', 'tentative', tentative],
    ['person-waiting', '', called, late],
    ['undeliverable', 'tentative', tentative],
    ['undeliverable', 'confirmed', usual],
    ['undeliverable', 'withdrawn', withdraw(tentative, monday)],
    ...office.tools.flatMap(({ tool }): typeof scenes => [
      ['invitation', `${tool} wanted`, confirmed(office, tool), monday, { counsellor: '見本 花子' }],
      ['invitation', `${tool} ready`, ready(office, tool), monday, { counsellor: '見本 花子' }],
      ['invitation', `${tool} invited`, meet(confirmed(office, tool), { state: 'ready' })],
      ['reminder', `${tool} wanted`, confirmed(office, tool)],
      ['reminder', `${tool} an hour before`, ready(office, tool), hourBefore],
      ['moved', `${tool} wanted`, moved(office, tool)],
      ['moved', `${tool} ready`, meet(moved(office, tool), access[tool])],
      ['please-phone', `${tool} confirmed`, confirmed(office, tool), tentative.promisedBy],
      ['promise-endangered', `${tool} confirmed`, confirmed(office, tool)],
      ['meeting-missing', tool, confirmed(office, tool)],
      ['entry-changes', tool, { ...confirmed(office, tool), retooled: true }],
      ...MeetingTrouble.options.map(
        (trouble): SceneRow => [
          'meeting-failed',
          `${tool} ${trouble}`,
          unmet(
            confirmed(office, tool),
            { trouble, ...(trouble === 'daily-limit' && { until: on('2026-03-03T09:00+09:00') }) },
            undefined,
            monday,
          ),
        ],
      ),
    ]),
  ];
  return scenes.map(([kind, name, booking, now = monday, more = {}]) => ({
    office,
    kind,
    name: `${office.id}: ${kind} ${name}`.trim(),
    about: { booking: { ...booking, applicant: { ...booking.applicant, ...person } }, site, ...more },
    now,
  }));
};
const scenes = everyOffice.flatMap(scenesOf);
const write = ({ office, kind, about, now }: Scene): Letter => letterOf(office, kind, about, now);

/** What a person reads in HTML, without tags and line ends. */
const readable = (html: string): string =>
  html
    .replace(/^[\s\S]*<body>/, '')
    .replace(/<[^>]+>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[String(name)] ?? '',
    )
    .replace(/\s/g, '');

describe('every letter', () => {
  test('there is one for every kind at every office', () => {
    for (const office of everyOffice)
      expect(new Set(scenesOf(office).map(({ kind }) => kind))).toEqual(new Set(NoticeKinds.options));
  });

  test.each(scenes)('[R-20] $name has a subject that tells the booking, and nothing about the person', (scene) => {
    const { subject } = write(scene);
    expect(subject).toMatch(new RegExp(`^【${scene.office.name}】.+（予約番号 ${scene.about.booking.id}）$`));
    for (const canary of typed) expect(subject).not.toContain(canary);
  });

  test.each(scenes)('$name can be read on a narrow screen', (scene) => {
    const { text } = write(scene);
    for (const line of text.split('\n').filter((one) => !one.startsWith('https://')))
      expect({ line, fits: columns(line) <= 78 }).toEqual({ line, fits: true });
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\n{3}/);
    expect(text.length).toBeGreaterThan(100);
  });

  test.each(scenes)('$name goes to whom it is meant for, and says the same in text and HTML', (scene) => {
    const { to, text, html } = write(scene);
    const toStaff = isForStaff(scene.kind);
    expect(to).toBe(toStaff ? scene.office.contact.staffMail : person.email);
    if (toStaff || scene.kind === 'receipt') expect(html).toBeUndefined();
    else {
      expect(html).toContain('<html lang="ja">');
      expect(readable(html ?? '')).toBe(text.replace(/^[■・]/gm, '').replace(/\s/g, ''));
    }
  });

  test.each(scenes.filter(({ kind }) => isForStaff(kind)))(
    '$name tells staff nothing about the person, but where to look',
    (scene) => {
      const { text } = write(scene);
      for (const canary of typed) expect(text).not.toContain(canary);
      expect(text).toContain(scene.about.booking.id);
      expect(text).not.toContain('http');
    },
  );

  test.each(scenes.filter(({ kind, about }) => !isForStaff(kind) && kind !== 'receipt' && 'session' in about.booking))(
    '$name addresses the person by name',
    (scene) => {
      expect(write(scene).text.startsWith(`${person.name} 様\n`)).toBe(true);
    },
  );

  test('a person without an address is not written to', () => {
    const { email: _, ...applicant } = applied(kabe).applicant;
    expect(() => letterOf(kabe, 'receipt', { booking: { ...applied(kabe), applicant }, site }, monday)).toThrow(
      'no address',
    );
  });

  test('[R-34] what people typed becomes neither a line nor a tag', () => {
    const booking = confirmed(kabe);
    const name = '<script>alert(1)</script>\r\n■偽の見出し\u2028"&\u0000';
    const { text, html } = letterOf(
      kabe,
      'invitation',
      { booking: { ...booking, applicant: { ...booking.applicant, name } }, site, counsellor: name },
      monday,
    );
    expect(text.split('\n')[0]).toBe('<script>alert(1)</script> ■偽の見出し "& 様');
    expect(text).not.toMatch(/^■偽/m);
    expect(html).not.toContain('<script');
    expect(html).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt; ■偽の見出し &quot;&amp; 様</p>');
    expect(`${text}${html}`).not.toMatch(/[\p{Zl}\r]/u);
  });
});

const of = (office: Office, kind: NoticeKind, booking: Booking, now = monday, more: Partial<About> = {}): Letter =>
  letterOf(office, kind, { booking, site, ...more }, now);

describe('the receipt', () => {
  test.each(scenes.filter(({ kind }) => kind === 'receipt'))(
    '[D-9] $name has neither links nor anything the applicant typed',
    (scene) => {
      const { text, html, calendar } = write(scene);
      expect(html).toBeUndefined();
      expect(calendar).toBeUndefined();
      expect(text).not.toMatch(/:\/\/|www\.|<|soudan\.example\.jp\S/);
      for (const canary of typed) expect(text).not.toContain(canary);
    },
  );

  test.each(scenes.filter(({ kind, about }) => !isForStaff(kind) && !('session' in about.booking)))(
    '[D-9] until staff have confirmed, $name repeats nothing to an unproven address',
    (scene) => {
      const { text, html = '' } = write(scene);
      for (const canary of typed) expect(`${text}${html}`).not.toContain(canary);
    },
  );

  test.each([
    [kabe, '2026年（令和8年）3月4日（水）\n午後2:00〜2:30（14:00〜14:30）', '2026年3月3日（火）までに'],
    [
      aomori,
      '第1希望：2026年（令和8年）3月5日（木）\n午前10:00〜10:40\n第2希望：2026年（令和8年）3月9日（月）',
      '2026年3月3日（火）までに',
    ],
  ])(
    '[K-F-5, A-6-3] of $name tells the wishes, the promise, and whom to phone when it is broken',
    (office, wishes, promise) => {
      const { text } = of(office, 'receipt', applied(office));
      expect(text).toContain('仮予約');
      expect(text).toContain('まだ決まっていません');
      expect(text).toContain(wishes);
      expect(text).toContain(promise);
      expect(text).toContain(office.contact.phone);
      expect(text).toContain('確認コード');
    },
  );

  test.each([
    [kabe, ['オンライン職業相談等利用規約（2024-02-22版）', 'TeleOfficeの利用規約']],
    [aomori, ['オンライン職業相談等利用規約（2024-06-06版）', 'Zoomの利用規約']],
  ])('[K-F-3, K-4, A-4] of $name names the texts agreed to', (office, texts) => {
    const { text } = of(office, 'receipt', applied(office));
    expect(/■同意していただいた規約\n((?:・.*\n)+)/.exec(text)?.[1]).toBe(texts.map((one) => `・${one}\n`).join(''));
  });

  test.each(['form', 'phone'] as const)(
    '[D-9, K-F-2] after a %s names the site by its bare name, which no filter takes for a link',
    (channel) => {
      const { text } = of(kabe, 'receipt', applied(kabe, channel));
      expect(text).toContain('アドレスは soudan.example.jp です。');
      expect(text.includes('「予約の確認」のページ')).toBe(channel === 'form');
    },
  );

  test.each([
    [kabe, 'form', 'お電話だけで、相談が始まるまで受け付けます。'],
    [aomori, 'form', '相談の前の日まで：「予約の確認」のページ、メール、お電話のどれかで受け付けます。'],
    [aomori, 'phone', '相談の前の日まで：メール、お電話のどれかで受け付けます。'],
    [aomori, 'form', '相談の当日：お電話だけで受け付けます。'],
  ] as const)('[K-6-5, A-6-4, D-8] of $name says how to call off', (office, channel, said) => {
    const { text } = of(office, 'receipt', applied(office, channel));
    const [, how = ''] = /■キャンセルするとき\n([^■]*)/.exec(text) ?? [];
    expect(how.replaceAll('\n', '')).toContain(said);
    expect(how).toContain(office.contact.phone);
  });

  test('[K-F-5, D-4] promises no answer where nobody is there any more to give it, and says from when to phone', () => {
    const booking = { ...applied(kabe), appliedAt: on('2026-03-03T23:58+09:00') };
    const book = (closed: string[] = []) => ({
      ...diaryWith([], { closures: { closed: closed.map(day), opened: [] } }),
      terms: [],
    });
    const receipt = (at: string, closed?: string[]) =>
      composed(kabe, book(closed), 'receipt', { booking, site, link: undefined }, on(at)).text.replaceAll('\n', '');
    const unanswered = '期限までにお返事できません。2026年3月4日（水） 午前8:30から、';
    expect(receipt('2026-03-03T23:58+09:00')).toContain(unanswered);
    expect(receipt('2026-03-03T23:58+09:00')).not.toContain('お返事します');
    expect(receipt('2026-03-03T17:14+09:00')).toContain('2026年3月3日（火）までに、ハローワーク可部からお返事します。');
    expect(receipt('2026-03-02T18:00+09:00')).toContain('お返事します。');
    expect(receipt('2026-03-02T18:00+09:00', ['2026-03-03'])).toContain(unanswered);
  });

  test.each([
    [kabe, 'phone', '氏名、求職番号、希望日時、連絡先のメールアドレス、電話番号'],
    [kabe, 'counter', '氏名、求職番号、希望日時、連絡先のメールアドレス、電話番号'],
    [hourly, 'phone', '氏名、事業所番号、希望日時、連絡先のメールアドレス'],
    [saturday, 'phone', '氏名、求職番号、希望日時、電話番号'],
  ] as const)(
    '[K-F-1, K-F-2] of a hold taken down at $0.name by $1 tells how to complete it',
    (office, channel, items) => {
      const { text } = of(office, 'receipt', applied(office, channel));
      expect(text).toContain(items);
      expect(text).toContain(office.contact.mailbox);
      expect(text).toContain('「オンライン職業相談希望」');
      expect(text).toContain('フォーム');
      expect(text).not.toContain('確認コード');
      expect(text).not.toContain('同意していただいた規約');
    },
  );
});

describe('the invitation', () => {
  test('[K-F-3, K-6-3] makes the booking definitive, and names the sender of the tool’s own', () => {
    const { text, calendar } = of(kabe, 'invitation', confirmed(kabe), monday, { counsellor: '見本 花子' });
    for (const said of [
      '本予約',
      '2026年（令和8年）3月4日（水）\n午後2:00〜2:30（14:00〜14:30）の30分間',
      'TeleOffice',
      '担当：見本 花子',
      'meetingmanager@teleoffice.jp',
      'そのメールに返信しても、ハローワーク可部には届きません',
    ])
      expect(text).toContain(said);
    expect(calendar?.method).toBe('PUBLISH');
  });

  test('[K-6-3] carries the address of the meeting where staff have entered it', () => {
    const { text, html } = of(kabe, 'invitation', ready(kabe));
    expect(text).toContain('\nhttps://teleoffice.jp/guest/abc\n');
    expect(html).toContain('<a href="https://teleoffice.jp/guest/abc">');
    expect(text).toContain('meetingmanager@teleoffice.jp');
  });

  test('[K-6-4] is the same for a booking made in the session, without the page for which nobody has a code', () => {
    const { codeHash: _, ...booking } = confirmed(kabe);
    const { text } = of(kabe, 'invitation', { ...booking, channel: 'session' });
    expect(text).toContain('本予約');
    expect(text).not.toContain('確認コード');
    expect(text).not.toContain(`${site}/bookings`);
  });

  test('[A-6-3] for Zoom carries address, meeting ID and passcode', () => {
    const { text } = of(aomori, 'invitation', ready(aomori, 'zoom'));
    expect(text).toContain(
      '\nhttps://us02web.zoom.us/j/12345678901?pwd=abc\nミーティングID：123 4567 8901\nパスコード：aB3*x_9\n',
    );
    expect(text).not.toContain('招待メール');
  });

  test('[A-6-3] for TeleOffice comes before the invitation of its server, and says so', () => {
    expect(of(aomori, 'invitation', confirmed(aomori, 'teleoffice')).text).toContain(
      'TeleOfficeから、招待メールが別に届きます',
    );
  });

  test.each(['invitation', 'reminder', 'moved'] as const)(
    '[K-F-4] the %s says to open the address, give name and mail address, and be ready five minutes before',
    (kind) => {
      for (const booking of [confirmed(kabe), ready(kabe)]) {
        const { text } = of(kabe, kind, booking);
        expect(text).toMatch(/URLを開いて/);
        expect(text).toContain('お名前とメールアドレスを入れると、入室できます');
        expect(text).toContain('5分前まで');
      }
    },
  );

  test('[K-F-6] tells of phone and computer, app and browser, no account, an unmetered line and a quiet place', () => {
    const { text } = of(kabe, 'invitation', confirmed(kabe));
    for (const said of [
      'スマートフォンでもパソコンでも',
      'アプリでもブラウザでも',
      'アカウントの登録はいりません',
      '上限のない契約',
      '静か',
    ])
      expect(text).toContain(said);
  });

  test.each([kabe, aomori])(
    '[K-12-2…5, A-12-2…5] of $name forbids recording and asks for a private room, helpers announced, app, line and system in order, and own costs',
    (office) => {
      const booking = ready(office);
      const { companion: _, ...alone } = booking;
      const { text } = of(office, 'invitation', alone);
      for (const said of [
        '録画や録音は、どんな方法でも禁止',
        '個室',
        '通訳や介助',
        'OS、アプリ、ブラウザは、最新',
        '通信に問題がない',
        '費用は、ご自身の負担',
      ])
        expect(text).toContain(said);
      expect(of(office, 'invitation', booking).text).toContain('同席する方がいることは、うかがっています');
    },
  );

  test.each([kabe, aomori, saturday])('[K-6-5, A-6-4, D-10] of $name tells the rule of the first minutes', (office) => {
    const { text } = of(office, 'invitation', confirmed(office));
    expect(text).toContain(`開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います`);
    expect(text).toContain('利用をお断りすることがあります');
  });
});

describe('the link to the booking', () => {
  const link = `${site}/bookings/0000-0000/${'A'.repeat(43)}`;

  test.each(['invitation', 'moved', 'entry-changes', 'reminder'] as const)(
    '[K-F-4] stands once in the %s, on a line of its own, also for somebody who has no code',
    (kind) => {
      for (const booking of [ready(kabe), { ...confirmed(kabe), codeHash: undefined }]) {
        const { codeHash, ...rest } = booking;
        const given = { ...rest, ...(codeHash !== undefined && { codeHash }) };
        const { text, html = '' } = of(kabe, kind, given, monday, { link });
        expect(text.split('\n').filter((line) => line === link)).toHaveLength(1);
        expect(html.split(`<a href="${link}">`)).toHaveLength(2);
        expect(text).toContain('開始の15分前から');
        expect(text).toContain('ほかの人に送らないでください');
        expect(text).not.toContain('確認コード');
      }
    },
  );

  test('[D-8] is a way to call off like mail: at Aomori also without a code, at Kabe not at all', () => {
    const { codeHash: _, ...withoutCode } = confirmed(aomori);
    expect(of(aomori, 'invitation', withoutCode, monday, { link }).text).toContain(
      'お電話か、メールか、予約の確認のページで、ご連絡ください。',
    );
    expect(of(kabe, 'invitation', confirmed(kabe), monday, { link }).text).toContain(
      'メールやホームページでは、受け付けられません。',
    );
  });

  test.each(scenes.filter(({ kind }) => !['invitation', 'moved', 'entry-changes', 'reminder'].includes(kind)))(
    '[D-9, R-19] stands nowhere else: $name',
    (scene) => {
      const { text, html = '' } = write({ ...scene, about: { ...scene.about, link } });
      expect(`${text}${html}`).not.toContain(link);
    },
  );
});

describe('how to cancel', () => {
  const block = (letter: Letter): string => /■キャンセルするとき\n([\s\S]*?)\n\n/.exec(letter.text)?.[1] ?? '';
  const phoneOnly = 'お電話でご連絡ください。\nメールやホームページでは、受け付けられません。\n';

  test.each<[string, Office, string, string]>([
    ['by phone at Kabe', kabe, '2026-03-02T09:00+09:00', `${phoneOnly}電話 082-815-8609（平日 8:30〜17:15）`],
    [
      'by phone, mail and page at Aomori until the day before',
      aomori,
      '2026-03-04T23:59:59.999+09:00',
      'お電話か、メールか、予約の確認のページで、ご連絡ください。\nメールと予約の確認のページでの受付は、前日の2026年3月4日（水）までです。\n当日は、お電話でご連絡ください。\n電話 017-776-1561（平日 8:30〜17:15）\nメール aomori-soudan@example.jp（予約番号を書いてください）',
    ],
    [
      'by phone at Aomori on the day',
      aomori,
      '2026-03-05T00:00+09:00',
      `${phoneOnly}電話 017-776-1561（平日 8:30〜17:15）`,
    ],
    [
      'by all means up to the start where the office has it so',
      saturday,
      '2026-03-10T08:59+09:00',
      'お電話か、メールか、予約の確認のページで、ご連絡ください。\nメールと予約の確認のページでの受付は、開始の時刻までです。\n電話 03-5555-0100（平日 9:00〜17:00）\nメール office@example.com（予約番号を書いてください）',
    ],
  ])('[K-6-5, A-6-4, D-8] is %s', (_, office, now, expected) => {
    for (const kind of ['invitation', 'reminder'] as const)
      expect(block(of(office, kind, confirmed(office), on(now)))).toBe(expected);
  });

  test('[D-8] the page is no way for somebody who was never given a code', () => {
    const { codeHash: _, ...booking } = confirmed(aomori);
    expect(block(of(aomori, 'invitation', booking))).toContain(
      'お電話か、メールで、ご連絡ください。\nメールでの受付は',
    );
  });
});

describe('what follows', () => {
  test.each(scenes.filter(({ kind }) => kind === 'reminder'))(
    '[R-13] $name is true whenever it is sent, and names the day',
    (scene) => {
      const { text } = write(scene);
      expect(text).not.toMatch(/明日|あした|今日|きょう|本日/);
      expect(text).toMatch(/■日時\n2026年（令和8年）3月\d+日/);
    },
  );

  test('[K-12-4, A-12-4] the reminder says to look after app, line and system, and what is known of the meeting by then', () => {
    const { text, calendar } = of(aomori, 'reminder', ready(aomori, 'zoom'));
    expect(text).toContain('アプリかブラウザが最新で、通信に問題がない');
    expect(text).toContain('OSの更新');
    expect(text).toContain('パスコード：aB3*x_9');
    expect(calendar?.content).toContain('aB3*x_9');
  });

  test('[A-6-5] a move tells the new day in full, that the old address is void, apologises, and moves the calendar', () => {
    const booking = moved(aomori, 'zoom');
    const { text, calendar } = of(aomori, 'moved', booking);
    expect(text).toContain('■新しい日時\n2026年（令和8年）3月9日（月）\n午後1:30〜2:10（13:30〜14:10）の40分間');
    expect(text).toContain('もう使えません');
    expect(text).toContain('申し訳ありません');
    expect(text).toContain('準備ができしだいメールでお知らせします');
    expect(calendar?.content).toContain('SEQUENCE:2\r\n');
  });

  test('a cancellation by the office apologises and shows no reason; one by the person does not apologise', () => {
    const by = (who: 'office' | 'applicant') =>
      of(
        aomori,
        'cancelled',
        done(cancel(aomori, confirmed(aomori), { by: who, through: 'phone', reason: '秘密' }, monday)),
      );
    expect(by('office').text).toContain('申し訳ありません');
    expect(by('office').text).not.toContain('秘密');
    expect(by('applicant').text).not.toContain('申し訳');
    expect(by('office').text).toContain(`${site}/openings`);
    expect(by('applicant').calendar?.method).toBe('CANCEL');
  });

  test('an application declined is told without a reason, and to phone', () => {
    const { text } = of(kabe, 'declined', decline(applied(kabe), '秘密', monday));
    expect(text).not.toContain('秘密');
    expect(text).toContain('お電話で');
  });

  test('[D-5, K-F-2] an expired hold tells whose answer was missing', () => {
    const expired = (booking: Tentative) => of(kabe, 'expired', asOf(kabe, booking, booking.expiresAt)).text;
    expect(expired(applied(kabe))).toContain('お返事ができず');
    expect(expired(applied(kabe, 'phone'))).toContain('メールやフォームが届かなかった');
  });

  test('[K-F-5, D-4, D-5] while its session is ahead, it asks to phone whether that can be had, and not to apply for it again', () => {
    const booking = asOf(kabe, applied(kabe), on('2026-03-04T00:00+09:00'));
    const letter = (at: string, closed: string[] = []): string => {
      const book = { ...diaryWith([], { closures: { closed: closed.map(day), opened: [] } }), terms: [] };
      return composed(kabe, book, 'expired', { booking, site, link: undefined }, on(at)).text.replaceAll('\n', '');
    };
    const asks = 'お受けできるかを、お電話でお答えします。';
    const before = letter('2026-03-04T00:00+09:00');
    expect(before).toContain(`ご希望の日時で${asks}2026年3月4日（水） 午前8:30から、職業相談部門`);
    expect(before).toContain('ほかの日時に申し込むとき');
    expect(before).not.toContain('もう一度');
    expect(letter('2026-03-04T13:59+09:00')).toContain(`${asks}職業相談部門（電話 082-815-8609`);
    for (const over of [letter('2026-03-04T14:00+09:00'), letter('2026-03-04T00:00+09:00', ['2026-03-04'])]) {
      expect(over).not.toContain(asks);
      expect(over).toContain('もう一度お申し込みいただくこともできます');
    }
  });

  test('[K-6-5, A-6-4, D-10] ten silent minutes are told, and whom to phone if it was not so', () => {
    const booking = confirmed(kabe);
    const now = instant(booking.session.startsAt + 10 * MINUTE);
    const { text } = of(kabe, 'deemed-cancelled', asOf(kabe, booking, now), now);
    expect(text).toContain('開始から10分たってもご連絡がなかった');
    expect(text).toContain('お電話ください');
    expect(text).toContain('082-815-8609');
  });

  test.each([kabe, aomori])('[K-F-5, A-6-3] a promise of $name that is broken asks to phone', (office) => {
    const booking = applied(office);
    const { text } = of(office, 'please-phone', booking, booking.promisedBy);
    expect(text).toContain('2026年3月3日（火）までにお返事するとお約束していました');
    expect(text).toContain(office.contact.phone);
  });

  test.each([kabe, aomori])(
    '[K-13, A-13, D-11] new terms of $name are told with what changes, where the text stands and from when',
    (office) => {
      const { text } = of(office, 'terms-changed', confirmed(office), monday, { terms: newTerms(office) });
      expect(text).toContain('■新しい規約が始まる日\n2026年（令和8年）4月1日（水）');
      expect(text).toMatch(/■変わるところ\n・第6条（.+）\n・第14条（.+）：なくなります\n\n/);
      expect(text).toContain(`\n${site}/terms/2026-04-01\n`);
      expect(text).toContain('今の予約には、申し込んだときに同意していただいた規約を使います');
      expect(text).toContain('新しい規約への同意が必要です');
    },
  );

  test('[K-13, A-13, D-11] whoever was told of terms that were withdrawn is told that those agreed to stay', () => {
    const booking = confirmed(kabe);
    const terms = kabe.terms.find(({ version }) => version === booking.terms);
    const { text } = of(kabe, 'terms-changed', booking, monday, terms && { terms });
    expect(text).toContain('同意していただいた今の規約（2024-02-22版）のままです。');
    expect(text).toContain('その変更は取りやめになりました。');
    expect(text).toContain(`\n${site}/terms/2024-02-22\n`);
    expect(text).not.toContain('変更します');
  });

  test.each<[VideoTool, string[]]>([
    ['teleoffice', ['日付：2026年3月5日（木）', '時刻：10:00〜10:40（40分）', '招待する人', '「招待した」']],
    [
      'zoom',
      [
        '日付：2026年3月5日（木）',
        '時刻：10:00〜10:40（40分）',
        '主催者（ホスト）：hanako@example.com',
        '待機室：オン',
        '自動録画：しない',
        'AI Companion：会議の要約も質問も、自動で始めない',
        'ミーティングIDとパスコード',
      ],
    ],
  ])('[D-12, K-12-2] staff are told exactly what to enter into %s', (tool, said) => {
    const { text } = of(aomori, 'meeting-missing', confirmed(aomori, tool), monday, { host: 'hanako@example.com' });
    for (const one of said) expect(text).toContain(one);
  });

  test('[D-10] staff are told which sign of contact keeps a session open', () => {
    const { text } = of(kabe, 'person-waiting', inTouch(confirmed(kabe), 'called', on('2026-03-04T13:59+09:00')));
    expect(text).toContain('・13:59 電話');
  });

  test.each<[string, Booking, string, string]>([
    ['an application, before the promise', applied(kabe), '2026-03-02T09:00+09:00', '2026年3月3日（火）まで'],
    ['a session, before its start', confirmed(kabe), '2026-03-04T13:00+09:00', '2026年3月4日（水）14:00まで'],
    ['a session already begun, soon', confirmed(kabe), '2026-03-04T14:00+09:00', 'できるだけ早く'],
    ['what has ended, soon', withdraw(applied(kabe), monday), '2026-03-02T09:00+09:00', 'できるだけ早く'],
  ])('a mail that did not arrive is phoned: %s', (_, booking, now, until) => {
    expect(of(kabe, 'undeliverable', booking, on(now)).text).toContain(`■電話をかける期限\n${until}\n`);
  });
});
