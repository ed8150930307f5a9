import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Office } from '../../shared/domain/office.ts';
import { type Instant, IsoInstant } from '../../shared/domain/time.ts';
import { openMail } from '../../shared/mail/reading/opened-mail.ts';
import { type Reading, readingOf, readMail } from '../../shared/mail/reading/read-mail.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { officeOf } from '../../shared/offices/index.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import {
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

/*
 * The samples and a form, changed at random. Two oracles: a change that means nothing changes nothing; and whatever is held
 * stands in the changed text, item by item, as a reader would find it.
 */

const samples = await Promise.all(
  expectations().map(async ({ file, office, now, clear }) => ({
    file,
    clear,
    raw: sampleOf(file),
    office: await officeOf(office),
    now: IsoInstant.decode(now),
  })),
);
type Sample = (typeof samples)[number];

/** As readMail reads, but with nothing caught. */
const readBare = (raw: Uint8Array, office: Office, now: Instant): Reading => {
  const mail = openMail(raw);
  return mail ? readingOf(mail, office, noClosures, now) : readMail(raw, office, noClosures, now);
};
const read = ({ office, now }: Sample, raw: Uint8Array): Reading => readBare(raw, office, now);
const sampleNamed = (name: string): Sample => {
  const found = samples.find(({ file }) => file === name);
  if (!found) throw new Error(`no sample ${name}`);
  return found;
};
const anySample = fc.constantFrom(...samples.map(({ file }) => file));
const runs = { numRuns: 1500 };

/** Text as anybody would compare it: NFKC, without spaces, list marks set apart, one hyphen. */
const plain = (text: string): string =>
  text
    .replace(/[①-⑳]/gu, '|')
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−ー]/g, '-')
    .replace(/\s/g, '');

/** Every field of a hold stands in the text: name, digits of number and telephone, address, days and hours. */
const standsIn = (reading: Reading, text: string, sender: string): string[] => {
  const said = plain(text);
  const spaced = text.replace(/[①-⑳]/gu, '|').normalize('NFKC');
  const digits = said.replace(/[-()+.]/g, '');
  const missing: string[] = [];
  const need = (what: string, there: boolean): void => {
    if (!there) missing.push(what);
  };
  need('name', reading.name !== null && said.replace(/-/g, '').includes(plain(reading.name).replace(/-/g, '')));
  const [first = '', second = ''] = (reading.number ?? '').split('-');
  const seeker = new RegExp(`${first}0*${second.replace(/^0+/, '')}`);
  need('number', first !== '' && (digits.includes((reading.number ?? '').replaceAll('-', '')) || seeker.test(digits)));
  need('phone', reading.phone !== null && digits.includes(reading.phone.slice(1)));
  const address = (reading.email ?? '').toLowerCase();
  need('email', said.toLowerCase().includes(address) || sender.toLowerCase().includes(address));
  for (const { date, from } of reading.wishes) {
    const [, month, day] = (date ?? '').split('-').map(Number);
    need(
      `day ${date}`,
      new RegExp(`(?<!\\d)0?${month}[月/.-]\\s*0?${day}(?!\\d)|[今来]週|明日|明後日|本日`).test(spaced),
    );
    const [hour, minute] = (from ?? '').split(':').map(Number);
    const hours = `(?:${hour}|0${hour}|${(hour ?? 0) - 12})`;
    const minutes = minute === 0 ? '(?::00|時|\\D)' : minute === 30 ? '(?::30|時30|時半)' : `(?::|時)${minute}`;
    need(`time ${from}`, new RegExp(`(?<!\\d)${hours}${minutes}`).test(spaced) || /[①-⑳]/.test(text));
  }
  return missing;
};

const textOf = (raw: Uint8Array): { text: string; sender: string } => {
  const mail = openMail(raw);
  return { text: `${mail?.header('subject') ?? ''}\n${mail?.text ?? ''}`, sender: mail?.header('from') ?? '' };
};

const expectInText = (reading: Reading, raw: Uint8Array): void => {
  const { text, sender } = textOf(raw);
  expect(reading.decision === 'hold' ? standsIn(reading, text, sender) : []).toEqual([]);
};

test('[R-32] any bytes at all are read without failing, and never held', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect(readBare(bytes, kabe, monday).decision).not.toBe('hold');
      expect(readBare(mailOf(bytes), aomori, monday).decision).not.toBe('hold');
    }),
    runs,
  );
});

test('[R-32] any text at all is read without failing, and never held', () => {
  const scraps = fc.constantFrom(
    '①',
    '氏名',
    '：',
    '\n',
    '3月',
    '4日',
    '(水)',
    '14:00',
    '～',
    '>',
    '<',
    '-',
    '@',
    '第1希望',
    '\u0000',
    '\u2028',
    '\ud800',
    '&#',
    '電話',
    '34110-',
    '０',
    'です',
    '。',
    '=?',
    '\u3099',
    '\u20e3',
    'ー',
  );
  const text = fc.array(fc.oneof(scraps, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 200 });
  fc.assert(
    fc.property(text, (pieces) => {
      expect(readBare(mailOf(pieces.join('')), aomori, monday).decision).not.toBe('hold');
    }),
    runs,
  );
});

test('[R-33] samples with flipped, missing or doubled bytes hold nothing that is not in them', () => {
  const place = fc.nat({ max: 5000 });
  fc.assert(
    fc.property(
      anySample,
      fc.array(fc.tuple(place, fc.nat({ max: 255 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 4 }),
      (file, edits) => {
        const sample = sampleNamed(file);
        let raw = sample.raw;
        for (const [where, byte, act] of edits) {
          const at = where % raw.length;
          const middle = act === 0 ? Buffer.from([byte]) : act === 1 ? Buffer.alloc(0) : raw.subarray(at, at + 2);
          raw = Buffer.concat([raw.subarray(0, at), middle, raw.subarray(at + 1)]);
        }
        expectInText(read(sample, raw), raw);
      },
    ),
    runs,
  );
});

test('[R-33] samples cut off anywhere hold nothing that is not in them', () => {
  fc.assert(
    fc.property(anySample, fc.nat({ max: 5000 }), (file, length) => {
      const sample = sampleNamed(file);
      const raw = sample.raw.subarray(0, length % sample.raw.length);
      expectInText(read(sample, raw), raw);
    }),
    runs,
  );
});

test('[R-33] samples with lines dropped, doubled or swapped hold nothing that is not in them', () => {
  fc.assert(
    fc.property(anySample, fc.nat(), fc.nat(), fc.nat({ max: 2 }), (file, one, other, act) => {
      const sample = sampleNamed(file);
      const lines = sample.raw.toString('latin1').split('\r\n');
      const [a, b] = [one % lines.length, other % lines.length];
      const [lineA = '', lineB = ''] = [lines[a], lines[b]];
      if (act === 0) lines.splice(a, 1);
      else if (act === 1) lines.splice(b, 0, lineA);
      else [lines[a], lines[b]] = [lineB, lineA];
      const raw = Buffer.from(lines.join('\r\n'), 'latin1');
      expectInText(read(sample, raw), raw);
    }),
    runs,
  );
});

const clear = samples.filter((one) => one.clear);

test('[R-33] line ends and trailing blank lines mean nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...clear.map(({ file }) => file)),
      fc.nat({ max: 5 }),
      fc.boolean(),
      (file, blanks, bare) => {
        const sample = sampleNamed(file);
        const text = `${sample.raw.toString('latin1').trimEnd()}${'\r\n'.repeat(blanks + 1)}`;
        const raw = Buffer.from(bare ? text.replaceAll('\r\n', '\n') : text, 'latin1');
        expect(read(sample, raw)).toEqual(read(sample, sample.raw));
      },
    ),
    { numRuns: 300 },
  );
});

test('[R-33] a wrong charset label means nothing where the bytes say what they are', () => {
  const labels = [
    'utf-8',
    'iso-2022-jp',
    'shift_jis',
    'cp932',
    'x-sjis',
    'cp50220',
    'iso-2022-jp-ms',
    'us-ascii',
    'iso-8859-1',
    'unknown-8bit',
    'no-such',
  ];
  for (const sample of clear) {
    const before = read(sample, sample.raw);
    for (const label of labels) {
      const raw = Buffer.from(
        sample.raw.toString('latin1').replace(/charset="?[\w-]+"?(?!">)/i, `charset="${label}"`),
        'latin1',
      );
      expect(read(sample, raw)).toEqual(before);
    }
  }
});

const wide = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).replaceAll(' ', '　');
const same = (reading: Reading) => ({ ...reading, name: squeezed(reading.name) });

test.each<[string, (text: string) => string]>([
  ['all full-width', wide],
  ['digits full-width', (text) => text.replace(/\d/g, wide)],
  ['spaces doubled', (text) => text.replaceAll(' ', '  ')],
  ['spaces full-width', (text) => text.replaceAll(' ', '　')],
  ['every line indented', (text) => text.replace(/^/gm, '　　')],
  ['blank lines between', (text) => text.replaceAll('\n', '\n\n')],
  ['spaces at the ends of lines', (text) => text.replaceAll('\n', ' 　\n')],
  ['bullets', (text) => text.replace(/^/gm, '・')],
  ['squares', (text) => text.replace(/^/gm, '■ ')],
  [
    'numbers',
    (text) =>
      text
        .split('\n')
        .map((line, at) => `${at + 1}. ${line}`)
        .join('\n'),
  ],
  [
    'circled numbers',
    (text) =>
      text
        .split('\n')
        .map((line, at) => `${String.fromCodePoint(0x2460 + at)}${line}`)
        .join('\n'),
  ],
  ['other hyphens', (text) => text.replaceAll('-', '−')],
  ['long-vowel hyphens', (text) => text.replaceAll('-', 'ー')],
  ['spaces for colons', (text) => text.replace(/：/g, '　')],
  ['brackets for colons', (text) => text.replace(/^(.*?)：/gm, '【$1】')],
  ['labels on lines of their own', (text) => text.replace(/：/g, '\n')],
  ['other waves', (text) => text.replaceAll('～', '〜')],
  ['a greeting and thanks', (text) => `お世話になります。\n${text}\nどうぞよろしくお願いいたします。`],
])('[K-6-2] the form means the same with %s', (_what, change) => {
  expect(same(readText(kabe, change(filled())))).toEqual(same(readText(kabe, filled())));
});

test.each([
  ['name', 'name-missing'],
  ['number', 'number-missing'],
  ['wish', 'wish-missing'],
  ['phone', 'phone-missing'],
] as const)('[K-6-2] without its %s the form leaves the doubt %s', (item, doubt) => {
  expect(readText(kabe, filled({ [item]: '' }))).toMatchObject({ doubts: [doubt], decision: 'ask' });
});

test('[K-6-2] a digit more, less or other is never read as what stood there before', () => {
  const form = filled();
  const before = readText(kabe, form);
  // But for the zero that pads the number's second part, which may be left out.
  const digits = [...form.matchAll(/\d/g)]
    .map((one) => one.index)
    .filter((at) => !form.slice(0, at).endsWith('34110-'));
  fc.assert(
    fc.property(fc.constantFrom(...digits), fc.nat({ max: 9 }), fc.nat({ max: 2 }), (at, digit, act) => {
      // 03月 is 3月.
      fc.pre(!(act === 2 && digit === 0));
      const changed = `${form.slice(0, at)}${act === 1 ? '' : digit}${form.slice(act === 2 ? at : at + 1)}`;
      const reading = readText(kabe, changed);
      expect(changed !== form && reading.decision === 'hold' ? reading : null).not.toEqual(before);
      expectInText(reading, mailOf(changed));
    }),
    runs,
  );
});

test("[K-6-2] a weekday that is not the day's is never held, whatever else is written", () => {
  for (const weekday of '月火木金土日')
    expect(readText(kabe, filled({ wish: `希望日時：3月11日（${weekday}）14:00～14:30` })).doubts).toContain(
      'weekday-mismatch',
    );
});

test('[K-6-2] two forms in one mail are never held', () => {
  const other = filled({ name: '氏名：鈴木 花子', number: '求職番号：34110-07654321' });
  const reading = readText(kabe, `${filled()}\n\n${other}`);
  expect(reading).toMatchObject({ decision: 'staff' });
});

const effort = (body: string, parts: MailParts): number => {
  const raw = mailOf(body, parts);
  const start = performance.now();
  readMail(raw, kabe, noClosures, monday);
  return performance.now() - start;
};

/**
 * Work is counted in the regular expressions' own terms: time, but as a ratio. Four times the text: four times the work, with room
 * for a busy machine; quadratic would be sixteen, and stay so. The shorter is read twice, lest a pause excuse the longer.
 */
const growth = (piece: string, short: number, parts: MailParts): number => {
  const [few = '', many = ''] = [short, short * 4].map((length) => piece.repeat(Math.ceil(length / piece.length)));
  const once = (): number => effort(many, parts) / Math.max(Math.min(effort(few, parts), effort(few, parts)), 2);
  let least = once();
  for (let again = 0; again < 5 && least >= ROOM; again++) least = Math.min(least, once());
  return least;
};
const ROOM = 10;

test.each([
  ' ',
  'a',
  'a@',
  '-',
  '1',
  '1-',
  '1 ',
  '<',
  '<a ',
  '&',
  '氏名',
  '電話:1\n',
  'メール：',
  '> ',
  '>\n',
  'From: a\n',
  'On x ',
  '3月4日',
  '3/4 14:00\n',
  '34110-01234567\n',
  '090-5550-1234 ',
  '山田太郎です',
  '山田太郎',
  '山',
  '(',
  '【',
  'が\u3099',
  'キャンセル',
  '\n',
  '①',
  ':',
  '希望日時 ',
  '?',
  '西村さん',
  '━━━━━━\n',
  '第1希望3月4日(水)14:00～14:30の間の30分間、',
  '<div style="display:none">',
  '<a href="',
  '<blockquote>',
  '&#1234;',
  '=?utf-8?B?',
  '1日 ',
  '4日、',
  '1日か',
  '２日　',
  '1日、14:00 ',
  '水曜',
  '来週',
  '30分',
  '時間は30分 ',
])('[R-28] 「%s」 over and over costs no more than its length', (piece) => {
  // The first within what is read of a text, the second beyond it.
  for (const short of [4_500, 25_000])
    for (const type of ['text/plain; charset=utf-8', 'text/html; charset=utf-8'])
      expect(growth(piece, short, { type })).toBeLessThan(ROOM);
});

test.each(['<td>a', '<td></td>', '< ', '<p>a ', '<pre>a\n', '&lt;'])(
  '[R-28] 「%s」 up to the size of a mail that is opened costs no more than its length',
  (piece) => {
    expect(growth(piece, 225_000, { type: 'text/html; charset=utf-8' })).toBeLessThan(ROOM);
  },
);

test.each([
  ['more than a megabyte', Buffer.alloc(1_000_001, 'a')],
  ['nested deeper than 20', nested(21)],
  [
    'more than 200 parts',
    Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(201)}--b--`),
  ],
])('[R-32] a mail %s is not opened and goes to staff', (_what, raw) => {
  expect(readMail(raw, kabe, noClosures, monday)).toMatchObject({
    kind: 'other',
    doubts: ['unreadable'],
    decision: 'staff',
  });
});

function nested(depth: number): Buffer {
  let text = 'x';
  for (let level = 0; level <= depth; level++)
    text = `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n${text}\r\n--b${level}--\r\n`;
  return Buffer.from(text);
}
