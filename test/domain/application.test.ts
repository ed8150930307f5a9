import { describe, expect, test } from 'vitest';
import { applicationOf, plain, type WishBody, wishFrom } from '../../shared/domain/application.ts';
import type { Office } from '../../shared/domain/office.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body, on } from '../support/build.ts';
import { hourly, saturday } from '../support/offices.ts';

const START = '2026-03-04T14:00:00+09:00';

type More = NonNullable<Parameters<typeof body>[2]>;
type Door = 'public' | 'staff';

const read = (office: Office, more: More = {}, door: Door = 'public') =>
  applicationOf(office)[door].safeParse(body(office, START, more));

/** What is wrong, as `field reason`; a problem of zod's own by its code. */
const problems = (office: Office, more: More = {}, door: Door = 'public'): string[] =>
  (read(office, more, door).error?.issues ?? []).map(({ path, code, message }) =>
    [path.join('.'), /^[a-z-]+$/.test(message) ? message : code].join(' ').trim(),
  );

const applicant = (office: Office, more: Record<string, unknown>) => read(office, { applicant: more }).data?.applicant;

/** A body without one of the applicant's items. */
const without = (...items: string[]): More => ({
  applicant: Object.fromEntries(items.map((item) => [item, undefined])),
});

describe('plain text', () => {
  test.each([
    ['full-width digits', '３４０１０', '34010'],
    ['full-width letters', 'ＡＢｃ', 'ABc'],
    ['the full-width hyphen', '1－2', '1-2'],
    ['the hyphen', '1‐2', '1-2'],
    ['the non-breaking hyphen', '1‑2', '1-2'],
    ['the figure dash', '1‒2', '1-2'],
    ['the en dash', '1–2', '1-2'],
    ['the em dash', '1—2', '1-2'],
    ['the horizontal bar', '1―2', '1-2'],
    ['the minus sign', '1−2', '1-2'],
    ['the small em dash', '1﹘2', '1-2'],
    ['the small hyphen', '1﹣2', '1-2'],
    ['the raised minus', '1⁻2', '1-2'],
    ['a ruled line', '1─2', '1-2'],
    ['a heavy ruled line', '1━2', '1-2'],
    ['the wave dash', '1〜2', '1-2'],
    ['the full-width tilde', '1～2', '1-2'],
    ['the tilde', '1~2', '1-2'],
    ['the long-vowel mark between digits', '1ー2ー3', '1-2-3'],
    ['the half-width long-vowel mark between digits', '1ｰ2', '1-2'],
    ['the long-vowel mark in a word', 'コーナー1', 'コーナー1'],
    ['the long-vowel mark after a digit', '1ーナ', '1ーナ'],
    ['wide spaces at the ends', '　1 ', '1'],
    ['the kanji for one, which is no hyphen', '1一2', '1一2'],
  ])('%s: %s is %s', (_, typed, expected) => {
    expect(plain(typed)).toBe(expected);
  });
});

describe('[K-6-2] a 求職番号', () => {
  test.each([
    ['as printed', '34010-01234567'],
    ['full-width', '３４０１０－０１２３４５６７'],
    ['with the long-vowel mark', '34010ー01234567'],
    ['with spaces', ' 34010 - 01234567 '],
    ['with wide spaces and the long-vowel mark', '34010　ー　01234567'],
    ['without its leading zero', '34010-1234567'],
    ['thirteen digits without a hyphen', '3401001234567'],
    ['thirteen digits in two groups', '34010 01234567'],
    ['with an en dash', '34010–01234567'],
    ['with a ruled line', '34010─01234567'],
  ])('%s is one and the same', (_, typed) => {
    expect(applicant(kabe, { number: typed })).toMatchObject({ number: '34010-01234567' });
  });

  test.each([
    ['34010-1', '34010-00000001'],
    ['34010-00000001', '34010-00000001'],
    ['02010-12345', '02010-00012345'],
  ])('%s is padded to %s', (typed, expected) => {
    expect(applicant(kabe, { number: typed })).toMatchObject({ number: expected });
  });

  test.each([
    ['twelve digits without a hyphen, which could be split anywhere', '340101234567'],
    ['fourteen digits', '34010012345678'],
    ['nine digits after the hyphen', '34010-123456789'],
    ['four digits before it', '3401-01234567'],
    ['two hyphens', '34010--1234567'],
    ['nothing after the hyphen', '34010-'],
    ['letters', '34010-0123456A'],
    ['an employer’s number', '3401-123456-7'],
    ['an employer’s number without hyphens', '34011234567'],
    ['only spaces', '   '],
    ['digits of another script', '٣٤٠١٠-٠١٢٣٤٥٦٧'],
  ])('%s is refused', (_, typed) => {
    expect(problems(kabe, { applicant: { number: typed } })).toEqual(['applicant.number malformed']);
  });
});

describe('[A-2-1] a 事業所番号', () => {
  const employer = (number: string) => ({ kind: 'employer', number });

  test.each([
    ['as printed', '0201-123456-7'],
    ['full-width', '０２０１－１２３４５６－７'],
    ['eleven digits without hyphens', '02011234567'],
    ['with long-vowel marks', '0201ー123456ー7'],
    ['with one of its hyphens', '0201-1234567'],
    ['with spaces', '0201 123456 7'],
  ])('%s is one and the same', (_, typed) => {
    expect(applicant(aomori, employer(typed))).toMatchObject({ number: '0201-123456-7' });
  });

  test.each([
    ['a job seeker’s number', '34010-01234567'],
    ['a job seeker’s number without a hyphen', '3401001234567'],
    ['ten digits', '0201123456'],
    ['a short last part', '0201-123456-'],
    ['a short middle part', '0201-12345-7'],
  ])('%s is refused', (_, typed) => {
    expect(problems(aomori, { applicant: employer(typed) })).toEqual(['applicant.number malformed']);
  });

  test('somebody about to register may have a job seeker’s number, and it is read as one', () => {
    expect(applicant(aomori, { kind: 'prospective', number: '02010-1' })).toMatchObject({ number: '02010-00000001' });
    expect(problems(aomori, { applicant: { kind: 'prospective', number: '0201-123456-7' } })).toEqual([
      'applicant.number malformed',
    ]);
  });
});

describe('a phone number', () => {
  test.each([
    ['090-5550-1234', '09055501234'],
    ['０９０－５５５０－１２３４', '09055501234'],
    ['090ー5550ー1234', '09055501234'],
    ['090 5550 1234', '09055501234'],
    ['(03) 5555-0100', '0355550100'],
    ['０３（５５５５）０１００', '0355550100'],
    ['03.5555.0100', '0355550100'],
    ['+81 90-5550-1234', '09055501234'],
    ['＋81-90-5550-1234', '09055501234'],
    ['+81(0)90-5550-1234', '09055501234'],
    ['+81 090 5550 1234', '09055501234'],
    ['+81-3-5555-0100', '0355550100'],
    ['017‐776‐1561', '0177761561'],
    ['0240-55-0100', '0240550100'],
    ['0120-555-010', '0120555010'],
    ['0570-055-010', '0570055010'],
    ['0800-555-0100', '08005550100'],
    ['070-5550-1234', '07055501234'],
    ['050-5550-1234', '05055501234'],
    ['020-5550-1234', '02055501234'],
  ])('%s is %s', (typed, expected) => {
    expect(applicant(kabe, { phone: typed })).toMatchObject({ phone: expected });
  });

  test.each([
    '5550-1234',
    '090-5550-123456',
    '090-5550-123',
    '080 5550 123',
    '+81 90-5550-123',
    '050-555-1234',
    '03-5555-01000',
    '0120-5550-0100',
    '010-5550-1234',
    '+1 212 555 0100',
    '090-5550-1234 内線 5',
    'なし',
    '-',
    '00000',
    '9055501234',
    '81-90-5550-1234',
  ])('%s is refused', (typed) => {
    expect(problems(kabe, { applicant: { phone: typed } })).toEqual(['applicant.phone malformed']);
  });
});

describe('a mail address', () => {
  test.each([
    ['taro@example.com', 'taro@example.com'],
    ['Taro.Yamada+job@Example.CO.JP', 'Taro.Yamada+job@example.co.jp'],
    ['ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'taro@example.com'],
    [' taro@example.com　', 'taro@example.com'],
    ['taro @ example.com', 'taro@example.com'],
    ['taro..yamada@docomo.ne.jp', 'taro..yamada@docomo.ne.jp'],
    ['taro.@docomo.ne.jp', 'taro.@docomo.ne.jp'],
    ['.taro@ezweb.ne.jp', '.taro@ezweb.ne.jp'],
    ['-t_a/r?o-@ezweb.ne.jp', '-t_a/r?o-@ezweb.ne.jp'],
    ['a@b.jp', 'a@b.jp'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is %s', (typed, expected) => {
    expect(applicant(kabe, { email: typed })).toMatchObject({ email: expected });
  });

  test.each([
    'taro',
    'taro@',
    '@example.com',
    'taro@example',
    'taro@@example.com',
    'taro@example..com',
    'taro@.example.com',
    'taro@example.com.',
    'taro@-example.com',
    'taro@example-.com',
    'taro yamada@example.com',
    'taro@exam ple.com',
    'taro@example.com, hana@example.com',
    'taro@example.com;hana@example.com',
    'Taro <taro@example.com>',
    '"taro"@example.com',
    'taro\r\nBcc: hana@example.com',
    'taro@example.com\r\nBcc: hana@example.com',
    'taro\u0000@example.com',
    '太郎@example.com',
    'taro@例え.jp',
    'taro@exam_ple.com',
    `${'a'.repeat(65)}@example.com`,
    `taro@${'a'.repeat(64)}.com`,
    'なし',
  ])('%j is refused', (typed) => {
    expect(problems(kabe, { applicant: { email: typed } })).toEqual(['applicant.email malformed']);
  });
});

describe('[R-34] what is typed into one line', () => {
  test.each([
    ['髙﨑 はるか', '髙﨑 はるか'],
    ['𠮷田 太郎', '𠮷田 太郎'],
    ['渡邉󠄁 花子', '渡邉󠄁 花子'],
    ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ﾔﾏﾀﾞ ﾀﾛｳ'],
    ['Ｊｏｈｎ Ｓｍｉｔｈ', 'Ｊｏｈｎ Ｓｍｉｔｈ'],
    ['Nguyễn Văn A', 'Nguyễn Văn A'],
    ["O'Brien & Söhne", "O'Brien & Söhne"],
    ['㈱見本　太郎', '㈱見本 太郎'],
    ['　見本　　太郎　', '見本 太郎'],
    ['見本\r\n太郎', '見本 太郎'],
    ['見本\t太郎', '見本 太郎'],
    ['見本\u2028太郎', '見本 太郎'],
    ['\ufeff見本\u200b \u2060太郎', '見本 太郎'],
    ['見'.repeat(60), '見'.repeat(60)],
  ])('the name %j is kept as %j', (typed, expected) => {
    expect(applicant(kabe, { name: typed })).toMatchObject({ name: expected });
  });

  test.each([
    ['NUL', '見本\u0000太郎'],
    ['escape', '見本\u001b[31m'],
    ['delete', '見本\u007f'],
    ['next line', '見本\u0085太郎'],
    ['a bell', '\u0007'],
    ['a mark of direction', '見本\u200e太郎'],
    ['a change of direction', '見本\u202e太郎'],
    ['a lone high surrogate', '見本\ud83d'],
    ['a lone low surrogate', '\ude00見本'],
    ['a tag', '<script>alert(1)</script>'],
    ['a lone bracket', '見本 > 太郎'],
    ['an invisible tag character', '見本\u{e0041}'],
  ])('a name with %s is refused', (_, typed) => {
    expect(problems(kabe, { applicant: { name: typed } })).toEqual(['applicant.name unusable-characters']);
  });

  test.each([
    ['applicant.name', 60, (text: string): More => ({ applicant: { name: text } })],
    ['counsellor', 40, (text: string): More => ({ counsellor: text })],
    ['companion', 100, (text: string): More => ({ companion: text })],
  ])('%s is refused over %i characters, empty, or with markup', (field, longest, of) => {
    expect(problems(kabe, of('見'.repeat(longest)))).toEqual([]);
    expect(problems(kabe, of('見'.repeat(longest + 1)))).toEqual([`${field} too-long`]);
    expect(problems(kabe, of('見'.repeat(longest * 4 + 1)))).toEqual([`${field} too-long`]);
    expect(problems(kabe, of(''))).toEqual([`${field} required`]);
    expect(problems(kabe, of(' 　'))).toEqual([`${field} required`]);
    expect(problems(kabe, of('<b>'))).toEqual([`${field} unusable-characters`]);
  });

  test.each([
    ['applicant.number', 60],
    ['applicant.email', 320],
    ['applicant.phone', 60],
  ])('%s is refused empty and over %i characters', (field, longest) => {
    const of = (text: string): More => ({ applicant: { [field.replace('applicant.', '')]: text } });
    expect(problems(kabe, of(''))[0]).toBe(`${field} required`);
    expect(problems(kabe, of('1'.repeat(longest)))).toEqual([`${field} malformed`]);
    expect(problems(kabe, of('1'.repeat(longest + 1)))).toEqual([`${field} too-long`]);
  });

  test('a reason for a late entry is one line too', () => {
    const entry = { channel: 'phone', consent: undefined };
    expect(problems(kabe, { ...entry, lateReason: '電話の不通' }, 'staff')).toEqual([]);
    expect(problems(kabe, { ...entry, lateReason: '見'.repeat(201) }, 'staff')).toEqual(['lateReason too-long']);
    expect(problems(kabe, { ...entry, lateReason: '<i>' }, 'staff')).toEqual(['lateReason unusable-characters']);
  });
});

describe('[K-6-2, A-6-2] what an office needs', () => {
  test.each([
    ['Kabe, a job seeker', kabe, 'seeker', ['number', 'email', 'phone']],
    ['Aomori, a job seeker', aomori, 'seeker', ['number', 'email', 'phone']],
    ['Aomori, an employer', aomori, 'employer', ['number', 'email', 'phone']],
    ['Aomori, somebody about to register', aomori, 'prospective', ['email', 'phone']],
    ['the Saturday office, a job seeker', saturday, 'seeker', ['number', 'phone']],
    ['the Saturday office, somebody about to register', saturday, 'prospective', ['phone']],
    ['the evening office, an employer', hourly, 'employer', ['number', 'email']],
  ])('%s', (_, office, kind, needed) => {
    const nothing = without('number', 'email', 'phone').applicant;
    expect(problems(office, { applicant: { ...nothing, kind } })).toEqual(
      needed.map((item) => `applicant.${item} required`),
    );
    const number = kind === 'employer' ? '3401-123456-7' : '34010-01234567';
    const given = { number, email: 'taro@example.com', phone: '09055501234' };
    const just = Object.fromEntries(Object.entries(given).filter(([item]) => needed.includes(item)));
    expect(problems(office, { applicant: { ...nothing, kind, ...just } })).toEqual([]);
  });

  test('the name, a wish, a kind and consent are needed everywhere', () => {
    for (const office of [kabe, aomori, saturday, hourly]) {
      expect(problems(office, { applicant: { name: undefined } })).toEqual(['applicant.name invalid_type']);
      expect(problems(office, { applicant: { kind: undefined } })).toEqual(['applicant.kind invalid_value']);
      expect(problems(office, { wishes: [] })).toEqual(['wishes required']);
      expect(problems(office, { wishes: undefined })).toEqual(['wishes invalid_type']);
      expect(problems(office, { consent: undefined })).toEqual(['consent invalid_type']);
    }
  });

  test('whoever has to put something right is told of everything at once', () => {
    const wrong = { name: '<b>', number: '1', email: undefined, phone: 'なし' };
    expect(problems(kabe, { applicant: wrong, consent: undefined, desk: 'x'.repeat(21) }).sort()).toEqual([
      'applicant.email required',
      'applicant.name unusable-characters',
      'applicant.number malformed',
      'applicant.phone malformed',
      'consent invalid_type',
      'desk too-long',
    ]);
    const unknown = { ...wrong, kind: 'staff', name: undefined };
    expect(problems(kabe, { applicant: unknown }).sort()).toEqual([
      'applicant.kind invalid_value',
      'applicant.name invalid_type',
      'applicant.phone malformed',
    ]);
  });

  test('[K-F-1] on the phone the name, number and wish will do: mail, phone and consent may follow', () => {
    const taken = { ...without('email', 'phone'), consent: undefined, channel: 'phone', counsellor: '見本' };
    expect(problems(kabe, taken, 'staff')).toEqual([]);
    expect(problems(kabe, { ...taken, ...without('number', 'email', 'phone') }, 'staff')).toEqual([
      'applicant.number required',
    ]);
    expect(problems(kabe, { ...taken, applicant: { name: undefined } }, 'staff')).toEqual([
      'applicant.name invalid_type',
    ]);
  });

  test.each(['form', 'mail', 'web', undefined])('staff do not enter for the channel %s', (channel) => {
    expect(problems(kabe, { channel }, 'staff')).toEqual(['channel invalid_value']);
  });

  test('numbers and phones that staff enter are brought to the same form', () => {
    const entered = { channel: 'counter', applicant: { number: '３４０１０ー１', phone: '+81-90-5550-1234' } };
    expect(read(kabe, entered, 'staff').data).toMatchObject({
      applicant: { number: '34010-00000001', phone: '09055501234' },
    });
  });
});

describe('what is refused whole', () => {
  test.each([
    ['[A-2-2] a ground for the difficulty', { ground: '病気' }, ' unrecognized_keys'],
    ['a channel of the visitor’s own', { channel: 'phone' }, ' unrecognized_keys'],
    ['a reason to take it late', { lateReason: 'お願い' }, ' unrecognized_keys'],
    ['a state', { state: 'confirmed' }, ' unrecognized_keys'],
  ])('%s is an unknown field', (_, more, problem) => {
    expect(problems(aomori, more)).toEqual([problem.trim()]);
  });

  test('an unknown field of the applicant, the consent or a wish is refused too', () => {
    expect(problems(kabe, { applicant: { ground: '病気' } })).toEqual(['applicant unrecognized_keys']);
    expect(problems(kabe, { consent: { terms: '2024-02-22', accepted: true, by: 'x' } })).toEqual([
      'consent unrecognized_keys',
    ]);
    expect(problems(kabe, { wishes: [{ startsAt: START, until: START }] })).toEqual(['wishes.0 unrecognized_keys']);
  });

  test('a field called __proto__ is unknown like any other and changes nothing', () => {
    const hostile: unknown = JSON.parse(
      JSON.stringify(body(kabe, START)).replace(/^\{/, '{"__proto__":{"accepted":true},'),
    );
    expect(applicationOf(kabe).public.safeParse(hostile).success).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'accepted')).toBe(false);
  });

  test.each([[null], [undefined], ['text'], [7], [[]], [true], [{}]])('%j is no application', (anything) => {
    expect(applicationOf(kabe).public.safeParse(anything).success).toBe(false);
  });

  test.each([
    ['[D-1] consent that was not given', { accepted: false }, 'consent.accepted not-accepted'],
    ['consent left open', { accepted: undefined }, 'consent.accepted not-accepted'],
    ['consent in a word', { accepted: 'true' }, 'consent.accepted not-accepted'],
    ['terms without a version', { terms: undefined }, 'consent.terms invalid_type'],
    ['terms of no possible version', { terms: '../x' }, 'consent.terms invalid_format'],
  ])('%s', (_, more, problem) => {
    expect(problems(kabe, { consent: { terms: '2024-02-22', accepted: true, ...more } })).toEqual([problem]);
  });

  test.each([
    ['a purpose', { purpose: 'other' }, 'purpose invalid_value'],
    ['[A-2-2] a difficulty told in words', { difficulty: '通院のため' }, 'difficulty invalid_value'],
    ['a kind of applicant', { applicant: { kind: 'staff' } }, 'applicant.kind invalid_value'],
    ['a desk', { desk: 'x'.repeat(21) }, 'desk too-long'],
    ['ten wishes', { wishes: Array.from({ length: 10 }, () => ({ startsAt: START })) }, 'wishes too-long'],
  ])('%s that cannot be', (_, more, problem) => {
    expect(problems(aomori, more)).toEqual([problem]);
  });

  test('[A-2-2] that a difficulty applies, or that staff should ask, is all there is to say', () => {
    for (const difficulty of ['applies', 'ask-me'])
      expect(read(aomori, { difficulty }).data).toMatchObject({ difficulty });
  });
});

describe('a wish', () => {
  const wishes = (...all: unknown[]) => read(aomori, { wishes: all });

  test.each([
    ['a start', { startsAt: START }],
    ['a start with a length', { startsAt: START, minutes: 30 }],
    ['a start of another zone', { startsAt: '2026-03-04T05:00:00Z' }],
    ['an interval', { from: START, to: '2026-03-04T15:30:00+09:00' }],
    ['an interval with a length', { from: START, to: '2026-03-04T15:30:00+09:00', minutes: 30 }],
    ['an interval to midnight', { from: START, to: '2026-03-05T00:00:00+09:00' }],
  ])('is %s', (_, wish) => {
    expect(wishes(wish).success).toBe(true);
  });

  test.each([
    ['a start without a zone', { startsAt: '2026-03-04T14:00:00' }],
    ['a day', { startsAt: '2026-03-04' }],
    ['a day that does not exist', { startsAt: '2026-02-29T14:00:00+09:00' }],
    ['a number', { startsAt: 1772600400000 }],
    ['half a minute', { startsAt: '2026-03-04T14:00:30+09:00' }],
    ['a millisecond over', { startsAt: '2026-03-04T14:00:00.001+09:00' }],
    ['an interval over midnight', { from: START, to: '2026-03-05T00:01:00+09:00' }],
    ['an interval over days', { from: START, to: '2026-03-06T14:00:00+09:00' }],
    ['an interval that ends before it begins', { from: START, to: '2026-03-04T13:00:00+09:00' }],
    ['an empty interval', { from: START, to: START }],
    ['an interval with half a minute', { from: START, to: '2026-03-04T15:00:30+09:00' }],
    ['no minutes', { startsAt: START, minutes: 0 }],
    ['a fraction of minutes', { startsAt: START, minutes: 29.5 }],
    ['minutes in a word', { startsAt: START, minutes: '30' }],
    ['days of minutes', { startsAt: START, minutes: 481 }],
    ['nothing', {}],
    ['both forms', { startsAt: START, from: START, to: '2026-03-04T15:30:00+09:00' }],
  ])('is not %s', (_, wish) => {
    expect(wishes(wish).success).toBe(false);
  });

  test.each([
    ['0000-01-01T00:00:00+23:59', 'before all years'],
    ['1969-12-31T23:59:00Z', 'before 1970'],
    ['9999-12-31T23:59:00-23:59', 'after all years'],
  ])('[R-28] is not %s, %s, in either form, and nothing breaks over it', (moment) => {
    expect(wishes({ startsAt: moment }).success).toBe(false);
    expect(wishes({ from: moment, to: moment }).success).toBe(false);
    expect(wishes({ from: START, to: moment }).success).toBe(false);
  });

  const longest = 40;
  const parsed = (wish: unknown): WishBody => {
    const [first] = wishes(wish).data?.wishes ?? [];
    if (!first) throw new Error('no wish');
    return first;
  };
  test.each([
    ['a start, as long as the desk’s sessions', { startsAt: START }, '14:00', '14:40', 40],
    ['a start with its length', { startsAt: START, minutes: 25 }, '14:00', '14:25', 25],
    ['an interval longer than a session', { from: START, to: '2026-03-04T15:30:00+09:00' }, '14:00', '15:30', 40],
    ['an interval shorter than a session', { from: START, to: '2026-03-04T14:20:00+09:00' }, '14:00', '14:20', 20],
    ['an interval with a length', { from: START, to: '2026-03-04T15:30:00+09:00', minutes: 25 }, '14:00', '15:30', 25],
  ])('[A-6-2] %s, is an interval and a length', (_, wish, from, to, minutes) => {
    const made = wishFrom(parsed(wish), longest);
    expect({ ...made, from: isoOf(made.from).slice(11, 16), to: isoOf(made.to).slice(11, 16) }).toEqual({
      from,
      to,
      minutes,
    });
    expect(made.from).toBe(on(START));
  });
});

describe('[R-28] hostile input', () => {
  const schema = applicationOf(aomori).public;
  const fields: [string, (text: string) => More][] = [
    ['desk', (text) => ({ desk: text })],
    ['applicant.kind', (text) => ({ applicant: { kind: text } })],
    ['applicant.name', (text) => ({ applicant: { name: text } })],
    ['applicant.number', (text) => ({ applicant: { number: text } })],
    ['applicant.email', (text) => ({ applicant: { email: text } })],
    ['applicant.phone', (text) => ({ applicant: { phone: text } })],
    ['wishes', (text) => ({ wishes: text })],
    ['wishes.0.startsAt', (text) => ({ wishes: [{ startsAt: text }] })],
    ['wishes.0.from', (text) => ({ wishes: [{ from: text, to: text }] })],
    ['wishes.0.minutes', (text) => ({ wishes: [{ startsAt: START, minutes: text }] })],
    ['counsellor', (text) => ({ counsellor: text })],
    ['purpose', (text) => ({ purpose: text })],
    ['companion', (text) => ({ companion: text })],
    ['difficulty', (text) => ({ difficulty: text })],
    ['consent.terms', (text) => ({ consent: { terms: text, accepted: true } })],
    ['consent.accepted', (text) => ({ consent: { terms: '2024-02-22', accepted: text } })],
    ['an unknown field', (text) => ({ [text]: text })],
  ];
  const fillings: [string, string][] = [
    ['letters', 'a'],
    ['digits', '0'],
    ['spaces', ' '],
    ['wide spaces', '　'],
    ['line ends', '\r\n'],
    ['hyphens', '-'],
    ['digits and long-vowel marks', '0ー'],
    ['dots', '.'],
    ['signs of addresses', '@.'],
    ['brackets', '<'],
    ['lone surrogates', '\ud800'],
    ['combining marks out of order', '\u0315\u0300'],
    ['a ligature of eighteen letters', '\ufdfa'],
    ['control characters', '\u0000'],
    ['fractions of a second', '2026-03-04T14:00:00.0'],
  ];
  const KB = 1_000;
  /** So many bytes of it, as they would arrive. */
  const filled = (filling: string, bytes: number): string =>
    filling.repeat(Math.ceil(bytes / Buffer.byteLength(filling)));

  /** The best of several runs, in milliseconds of this process's own work: other processes do not count. */
  const best = (run: () => void): number => {
    const times = Array.from({ length: 5 }, () => {
      const begun = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1_000;
    });
    return Math.min(...times);
  };

  /** Eight times the input takes about eight times as long; a rule that grows with the square would take 64 times. */
  const isLinear = (run: (text: string) => void, filling: string): void => {
    const [little, much] = [filled(filling, 12.5 * KB), filled(filling, 100 * KB)];
    const [short, long] = [best(() => run(little)), best(() => run(much))];
    expect(long).toBeLessThan(24 * short + 20);
  };

  test.each(fields)('100 KB of anything in %s is refused, in time that grows with its length', (_, of) => {
    for (const [, filling] of fillings) {
      const answer = (text: string) => schema.safeParse(body(aomori, START, of(text)));
      expect(answer(filled(filling, 100 * KB)).success).toBe(false);
      isLinear(answer, filling);
    }
  });

  test.each(fillings)('100 KB of %s are made plain in time that grows with their length', (_, filling) => {
    isLinear(plain, filling);
    isLinear((text) => plain(`a${text}b`), filling);
    expect(plain('a')).toBe('a');
  });

  test('what people write with combining marks is left alone', () => {
    expect(plain('e\u0301 か\u3099 ก\u0e34\u0e48')).toBe('é が กิ่');
  });

  test('as many wishes, fields or levels as 64 KB can carry are refused in a moment', () => {
    const fields = Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`f${index}`, 0]));
    for (const more of [
      { wishes: Array.from({ length: 32_000 }, () => 0) },
      { wishes: Array.from({ length: 4_000 }, () => ({ startsAt: '' })) },
      { wishes: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) },
      { applicant: fields },
      fields,
    ]) {
      const hostile = body(aomori, START, more);
      expect(schema.safeParse(hostile).success).toBe(false);
      expect(best(() => schema.safeParse(hostile))).toBeLessThan(50);
    }
  });
});
