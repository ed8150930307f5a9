import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import {
  agree,
  attend,
  type Booking,
  type Confirmed,
  confirm,
  move,
  note,
  type Tentative,
  withdraw,
} from '../../shared/domain/booking.ts';
import { type Office, Terms } from '../../shared/domain/office.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import {
  lastToTakeEffect,
  mayPublish,
  mayWithdraw,
  termsAt,
  termsToAgree,
  termsToAnnounce,
  termsToCome,
  withPublished,
} from '../../shared/domain/terms.ts';
import { instant, LocalDate, MINUTE, plusDays } from '../../shared/domain/time.ts';
import { kabe as office } from '../../shared/offices/kabe.ts';
import { aomoriTerms } from '../../shared/offices/terms-aomori.ts';
import { kabeTerms } from '../../shared/offices/terms-kabe.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';

const kabe = kabeTerms.map((terms) => Terms.parse(terms));
const aomori = aomoriTerms.map((terms) => Terms.parse(terms));

const current = (office: string): Terms => {
  const terms = { kabe, aomori }[office]?.at(-1);
  if (!terms) throw new Error(`no terms of "${office}"`);
  return terms;
};

const paragraphs = (office: string, article: string): string[] =>
  current(office).articles.find((each) => each.article === article)?.text ?? [];

/** What an article says, or its clause (n) alone where a clause is given. */
const wording = (office: string, article: string, clause?: number): string =>
  paragraphs(office, article)
    .filter((paragraph) => clause === undefined || paragraph.startsWith(`(${clause}) `))
    .join('\n');

const to14 = Array.from({ length: 14 }, (_, index) => String(index + 1));

describe('the terms of both offices', () => {
  test.each([
    ['kabe', '2024-02-22', '可部公共職業安定所長'],
    ['aomori', '2024-06-06', '青森公共職業安定所長'],
  ])('%s: the version of %s, issued by %s, is the only one whose text is known', (office, date, issuedBy) => {
    expect({ kabe, aomori }[office]).toEqual([
      expect.objectContaining({ version: date, officialDate: date, effectiveFrom: date, issuedBy }),
    ]);
  });

  test.each([
    ['kabe', to14],
    ['aomori', [...to14.slice(0, 6), '6-2', ...to14.slice(6)]],
  ])('%s: every article is there, in order', (office, articles) => {
    expect(current(office).articles.map(({ article }) => article)).toEqual(articles);
  });

  test.each([
    ['kabe', { 2: 3, 5: 6, 6: 5, 7: 2, 8: 2, 9: 2, 12: 5, 13: 2 }],
    ['aomori', { 2: 5, 5: 6, 6: 5, '6-2': 3, 7: 2, 8: 2, 9: 2, 12: 5, 13: 2 }],
  ])('%s: every clause of an article is one numbered paragraph, in order', (office, counts) => {
    const numbers = current(office).articles.map(({ article, text }) => [
      article,
      text.flatMap((paragraph) => /^\((\d)\) /.exec(paragraph)?.[1] ?? []),
    ]);
    const expected = new Map(Object.entries(counts));
    expect(numbers).toEqual(
      current(office).articles.map(({ article }) => [article, to14.slice(0, expected.get(article) ?? 0)]),
    );
  });

  test.each([
    [
      'kabe',
      '1',
      undefined,
      ['WEBカメラ', '職業紹介', '面接', '管理選考', '同意が必要', '第6条', '同意したものとして'],
    ],
    ['kabe', '2', undefined, ['すべてに当てはまる']],
    ['kabe', '2', 1, ['求職の登録', '個別支援', '続けて']],
    ['kabe', '2', 2, ['WEBカメラ', 'スマートフォン', 'パソコン', '第4条']],
    ['kabe', '3', undefined, ['無料', 'ただし', '通信機器', '負担']],
    ['kabe', '4', undefined, ['TeleOffice', '別に', '同意したものとして']],
    ['kabe', '5', 2, ['無料のインターネット接続サービス', '使ってはいけません']],
    ['kabe', '5', 3, ['サポート期間', 'パッチ', '使ってはいけません']],
    ['kabe', '5', 4, ['ファイアウォール', '最小限']],
    ['kabe', '5', 5, ['Winny', 'Share', '起動しない']],
    ['kabe', '5', 6, ['有償版に相当', 'パターンファイル', '最新']],
    ['kabe', '6', 1, ['30分', '原則として', '前日まで', '確定']],
    [
      'kabe',
      '6',
      2,
      ['専用メールアドレス', '「オンライン職業相談希望」', '① 氏名', '② 求職番号', '③ ', '④ ', '⑤ ', '2回目'],
    ],
    ['kabe', '6', 2, ['原則として、水曜日は14:00から16:00まで、金曜日は10:00から12:00までの間の30分間']],
    ['kabe', '6', 3, ['連絡先のメールアドレス', 'URL', '招待メール', '前日まで', '電話など']],
    ['kabe', '6', 4, ['(2)と(3)にかかわらず', '2回目', 'その場の予約で確定', '後日']],
    ['kabe', '6', 5, ['電話で連絡', '(3)または(4)', '10分', 'お断りすることがあります']],
    ['kabe', '7', 1, ['時間帯', 'アクセスの履歴', '端末装置', 'ことがあります']],
    ['kabe', '7', 2, ['公開しません', 'ただし', '法令', '官公庁', '捜査機関', '例外']],
    ['kabe', '8', 1, ['窓口', '職業安定法の個人情報の定め']],
    ['kabe', '8', 2, ['第12条(3)']],
    ['kabe', '12', 1, ['脅迫', '暴言', '就職', 'ハローワーク可部が判断', 'お断り']],
    ['kabe', '12', 2, ['録画', '録音', '禁止']],
    ['kabe', '12', 3, ['個室', '通訳', '介助者', '前もって']],
    ['kabe', '12', 4, ['第4条', 'OS', 'ファイアウォール', 'ブラウザ', '最新のバージョン']],
    ['kabe', '12', 5, ['すべて利用者の負担', '従量制']],
    ['kabe', '13', undefined, ['承諾がなくても', '効力が発生する時期', '利用者に知らせます']],
    ['aomori', '1', undefined, ['第6条または第6条の2']],
    ['aomori', '2', undefined, ['すべてに当てはまる']],
    ['aomori', '2', 1, ['登録が済んで', 'オンライン登録者', 'ハローワーク利用登録者', 'これから', '事業所', '人事']],
    ['aomori', '2', 2, ['長期に療養', '難治性', 'マザーズコーナー', '子ども', '難しい方', '不便な方']],
    ['aomori', '2', 3, ['WEBカメラ', '第4条']],
    ['aomori', '2', 4, ['個別支援', '続けて']],
    ['aomori', '2', 5, ['必要', '一定', '見込まれる']],
    ['aomori', '4', undefined, ['TeleOfficeまたはZoom', 'Zoomの利用規約', '同意したものとして']],
    ['aomori', '6', 1, ['40分以内', '原則として', '前々稼働日', '完了']],
    ['aomori', '6', 2, ['① 氏名', '② 求職番号', '③ ', '④ ', '⑤ 求職情報として登録', '第2希望', '2回目']],
    [
      'aomori',
      '6',
      2,
      ['月曜日から金曜日', '祝日', '年末年始', '閉庁日', '10:00から12:00', '13:30から15:30', '40分以内'],
    ],
    ['aomori', '6', 2, ['マザーズコーナーは、火曜日と木曜日', '11:00、13:30、14:30のどれかに始まる40分以内']],
    ['aomori', '6', 3, ['ミーティングID', 'パスコード', 'TeleOfficeのサーバー', '1開庁日以内', '電話など']],
    ['aomori', '6', 4, ['電話またはメール', '当日のキャンセルは、電話だけ', '10分', 'お断りすることがあります']],
    ['aomori', '6', 5, ['ハローワーク青森の事情', '変える']],
    ['aomori', '6-2', 1, ['30分', '記録されている', '都合が合えば']],
    ['aomori', '6-2', 2, ['青森労働局のホームページ', '最新の規約', '画面', '利用できません']],
    [
      'aomori',
      '6-2',
      3,
      ['アクセスコード', '求職者マイページ', '求人者マイページ', '登録されている電話番号', '折り返し', '同時に'],
    ],
  ])('%s: article %s, clause %s, keeps %j', (office, article, clause, facts) => {
    const text = wording(office, article, clause);
    expect(facts.filter((fact) => !text.includes(fact))).toEqual([]);
  });

  test.each([
    ['kabe', 'ハローワーク可部', '広島地方裁判所'],
    ['aomori', 'ハローワーク青森', '青森地方裁判所'],
  ])(
    '[K-9, K-10, K-11, K-14, A-9, A-10, A-11, A-14] %s: liability, damages, law and court are in the text',
    (office, name, court) => {
      for (const clause of [1, 2]) {
        expect(wording(office, '9', clause)).toContain(
          `${name}は、責任を一切負わず、その損害を賠償する義務もありません`,
        );
      }
      expect(wording(office, '9', 1)).toContain('端末、回線、ソフト、利用する場所など、すべてを含みます');
      expect(wording(office, '9', 2)).toMatch(/サイバー攻撃.*災害.*停電/);
      expect(wording(office, '10')).toMatch(/違反.*損害は利用者の負担/);
      expect(wording(office, '11')).toContain('法律、政令、省令、条例、規則、命令など');
      expect(wording(office, '14')).toMatch(/日本の法律/);
      expect(wording(office, '14')).toContain(`${court}だけを第一審の裁判所とします`);
    },
  );

  test.each(['3', '5', '7', '8', '9', '10', '11', '12', '13'])(
    'article %s means the same at both offices and reads the same but for the name',
    (article) => {
      expect(paragraphs('kabe', article)).not.toEqual([]);
      expect(paragraphs('kabe', article).map((text) => text.replaceAll('可部', '青森'))).toEqual(
        paragraphs('aomori', article),
      );
    },
  );

  test.each([
    ['kabe', /青森|Zoom|マザーズ|40分/],
    ['aomori', /可部|広島|専用メールアドレス/],
  ])('%s: nothing of the other office has slipped in', (office, foreign) => {
    expect(JSON.stringify(current(office))).not.toMatch(foreign);
  });
});

describe('[K-13, A-13, D-11] terms that staff publish', () => {
  const NOW = '2024-02-22';
  /** A version of the terms that takes effect on the day it is named by, or is said to. */
  const version = (name: string, effectiveFrom = name): Terms =>
    Terms.parse({ ...kabe[0], version: name, effectiveFrom });
  const spring = version('2026-04-01');
  const summer = version('2026-07-01');
  const published = (...terms: Terms[]): Office => withPublished(office, terms);
  const versions = ({ terms }: Office): string[] => terms.map((each) => each.version);
  const march = on('2026-03-02T09:00:00+09:00');
  const eve = on('2026-03-31T23:59:59.999+09:00');
  const day = on('2026-04-01T00:00:00+09:00');

  const granted = <T extends Booking>(outcome: T | Refusal): T => {
    if ('refused' in outcome) throw new Error(outcome.refused);
    return outcome;
  };
  const START = '2026-04-08T14:00:00+09:00';
  const start = on(START);
  const diary = diaryWith([counsellor('one')]);
  const tentative = (): Tentative =>
    granted(applyFor(office, diary, application(office, START), nobody, { id: reference(), channel: 'form' }, march));
  const onPhone = (): Tentative => {
    const { consent: _, ...said } = application(office, START);
    return granted(applyFor(office, diary, said, nobody, { id: reference(), channel: 'phone' }, march));
  };
  const confirmed = (booking = tentative()): Confirmed =>
    granted(confirm(office, undefined, booking, { session: booking.held, tool: 'teleoffice' }, march));

  test('stand beside those of its policy in the order in which they take effect, and leave the policy as it is', () => {
    expect(withPublished(office, [])).toBe(office);
    expect(versions(published(summer, spring))).toEqual([NOW, '2026-04-01', '2026-07-01']);
    expect(versions(published(version('older', '2020-01-01')))).toEqual(['older', NOW]);
    expect(versions(office)).toEqual([NOW]);
    expect({ ...published(spring), terms: office.terms }).toEqual(office);
  });

  test.each([
    ['a version that takes effect tomorrow, in the last millisecond of today', office, spring, eve, true],
    ['a version that takes effect today: nobody could have been told', office, spring, day, false],
    ['a version that took effect before', office, version('new', '2026-03-31'), day, false],
    ['a version of a name there is', office, version(NOW, '2026-10-01'), day, false],
    ['a version of a name that was published', published(summer), version('2026-07-01', '2026-10-01'), march, false],
    ['a version after one to come', published(spring), summer, march, true],
    [
      'a version before one to come: whoever was told of that would not hear of it',
      published(summer),
      spring,
      march,
      false,
    ],
    ['a second version for the same day', published(spring), version('corrected', '2026-04-01'), march, false],
    ['a version that takes effect in a year to the day', office, version('late', lastToTakeEffect(march)), march, true],
    [
      'a version a day later than that: a mistyped year would stand against every later version',
      office,
      version('later', plusDays(lastToTakeEffect(march), 1)),
      march,
      false,
    ],
    [
      'a version longer than a row can be',
      office,
      { ...spring, articles: [{ article: '1', heading: '長', text: ['あ'.repeat(60_000)] }] },
      march,
      false,
    ],
    [
      'one as long as a version may be',
      office,
      { ...spring, articles: [{ article: '1', heading: '長', text: ['あ'.repeat(59_999)] }] },
      march,
      true,
    ],
    ['a version of 2062', office, version('mistyped', '2062-04-01'), march, false],
    [
      'a version whose text is dated after it takes effect',
      office,
      { ...version('mistyped', '2026-04-01'), officialDate: LocalDate.parse('2026-04-02') },
      march,
      false,
    ],
  ])('%s', (_, known, terms, now, may) => {
    expect(mayPublish(known, terms, now)).toBe(may);
  });

  test('are to come until the midnight in Japan at which they take effect, and in force from then on', () => {
    expect([termsToCome(office, march), termsAt(office, march).version]).toEqual([undefined, NOW]);
    const known = published(spring);
    expect([termsToCome(known, eve), termsAt(known, eve).version]).toEqual([spring, NOW]);
    expect([termsToCome(known, day), termsAt(known, day).version]).toEqual([undefined, '2026-04-01']);
  });

  test('of two to come the next is the one that takes the place of those in force', () => {
    expect(termsToCome(published(spring, summer), eve)?.version).toBe('2026-04-01');
    expect(termsToCome(published(spring, summer), day)?.version).toBe('2026-07-01');
  });

  test.each<[string, () => Booking, string | undefined, Office?]>([
    ['an application', () => tentative(), '2026-04-01'],
    ['a session ahead', () => confirmed(), '2026-04-01'],
    ['whoever agreed to them already', () => agree(confirmed(), '2026-04-01'), undefined],
    ['whoever was told of them already', () => note(tentative(), { announced: '2026-04-01' }), undefined],
    [
      'whoever was told, and confirmed since',
      () => confirmed(note(tentative(), { announced: '2026-04-01' })),
      undefined,
    ],
    [
      'whoever was told, and moved since',
      () =>
        granted(
          move(
            office,
            { closures: { closed: [], opened: [] } },
            note(confirmed(), { announced: '2026-04-01' }),
            { counsellor: 'one', startsAt: on('2026-04-10T10:00:00+09:00'), minutes: 30 },
            march,
          ),
        ),
      undefined,
    ],
    ['whoever was told of others, withdrawn since', () => note(confirmed(), { announced: 'withdrawn' }), '2026-04-01'],
    [
      'whoever was told of others, withdrawn since, that the old ones stay',
      () => note(confirmed(), { announced: '2026-04-01' }),
      NOW,
      office,
    ],
    ['whoever heard that too', () => note(confirmed(), { announced: NOW }), undefined, office],
    ['whoever has agreed to none so far', () => onPhone(), undefined],
    ['whoever took the application back', () => withdraw(tentative(), march), undefined],
    ['whoever has been there', () => granted(attend(confirmed(), start)), undefined],
    ['anybody, where nothing is published', () => confirmed(), undefined, office],
    [
      'whoever was told of spring’s, of summer’s too',
      () => note(confirmed(), { announced: '2026-04-01' }),
      '2026-07-01',
      published(spring, summer),
    ],
    [
      'whoever agreed to spring’s, of summer’s',
      () => agree(confirmed(), '2026-04-01'),
      '2026-07-01',
      published(spring, summer),
    ],
  ])('tell the right people: %s', (_, make, told, known = published(spring)) => {
    const booking = make();
    expect(termsToAnnounce(known, booking, march)).toBe(told);
    expect(termsToAnnounce(known, booking, eve)).toBe(told);
  });

  test.each([
    ['weeks before', march, true],
    ['until five minutes before their day', instant(day - 5 * MINUTE - 1), true],
    ['not while somebody may be agreeing to them', instant(day - 5 * MINUTE), false],
    ['not once they are in force', day, false],
  ])('can be withdrawn %s', (_, now, may) => {
    expect(mayWithdraw(spring, now)).toBe(may);
    // Nobody agrees to terms that are not in force.
    if (may) {
      const early = application(office, START, { consent: { terms: spring.version, accepted: true } });
      const outcome = applyFor(published(spring), diary, early, nobody, { id: reference(), channel: 'form' }, now);
      expect(outcome).toEqual({ refused: 'terms-changed' });
    }
  });

  test('are announced until the session starts, also once they are in force', () => {
    const known = published(spring);
    expect(termsToAnnounce(known, confirmed(), day)).toBe('2026-04-01');
    expect(termsToAnnounce(known, confirmed(), instant(start - 1))).toBe('2026-04-01');
    expect(termsToAnnounce(known, confirmed(), start)).toBeUndefined();
  });

  test('change nothing of a booking that stands; the next application needs those in force', () => {
    const known = published(spring);
    const wanted = application(office, START);
    const applying = (now: typeof day) =>
      applyFor(known, diary, wanted, nobody, { id: reference(), channel: 'form' }, now);
    expect(note(confirmed(), { announced: '2026-04-01' }).terms).toBe(NOW);
    expect(applying(eve)).toMatchObject({ state: 'tentative', terms: NOW });
    expect(applying(day)).toEqual({ refused: 'terms-changed' });
  });

  test.each<[string, () => Booking, string | undefined]>([
    ['an application', () => tentative(), '2026-04-01'],
    ['a session ahead', () => confirmed(), '2026-04-01'],
    ['whoever was told of them', () => note(confirmed(), { announced: '2026-04-01' }), '2026-04-01'],
    ['not whoever agreed to them already', () => agree(confirmed(), '2026-04-01'), undefined],
    ['not whoever has agreed to none so far', () => onPhone(), undefined],
    ['not whoever took the application back', () => withdraw(tentative(), march), undefined],
    ['not whoever has been there', () => granted(attend(confirmed(), start)), undefined],
  ])('can be agreed to from the day they are in force, for a booking still ahead: %s', (_, make, offered) => {
    const known = published(spring);
    expect(termsToAgree(known, make(), eve)).toBeUndefined();
    expect(termsToAgree(known, make(), day)?.version).toBe(offered);
    expect(termsToAgree(known, confirmed(), start)).toBeUndefined();
  });
});
