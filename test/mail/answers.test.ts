import { describe, expect, test } from 'vitest';
import { newNotice } from '../../shared/domain/notices.ts';
import type { Office } from '../../shared/domain/office.ts';
import { answerTo } from '../../shared/mail/answers.ts';
import { type MailIn, MailNotice } from '../../shared/mail/mail-in.ts';
import { mimeOf } from '../../shared/mail/mime.ts';
import { openMail } from '../../shared/mail/reading/opened-mail.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { on, reference } from '../support/build.ts';
import { readText } from '../support/mails.ts';

const mailIn = (why: string[], more: Partial<MailIn> = {}): MailIn => ({
  id: 'm'.repeat(43),
  revision: 1,
  receivedAt: on('2026-03-02T09:00:00+09:00'),
  object: 'object',
  subject: '相談',
  outcome: 'to-read',
  why,
  notices: {},
  ...more,
});
const openings = ['2026-03-11T10:00:00+09:00', '2026-03-12T14:00:00+09:00'].map((startsAt) => ({
  desk: 'general',
  startsAt: on(startsAt),
  minutes: 40,
}));
const letter = (office: Office, kind: MailNotice, why: string[] = [], more: Partial<MailIn> = {}) =>
  answerTo(office, kind, 'taro@example.com', { mail: mailIn(why, more), openings });

describe('[D-9] asking back', () => {
  // The doubts of the contract that the person can clear up, and what a rule can say against what was read.
  test.each([
    ['name-missing', '氏名'],
    ['name-incomplete', '名字と名前'],
    ['name-suspicious', '記号'],
    ['number-missing', '求職番号'],
    ['number-malformed', '求職番号の形'],
    ['number-ambiguous', 'どれが求職番号'],
    ['wish-missing', '希望の日時'],
    ['weekday-mismatch', '曜日'],
    ['date-impossible', 'カレンダーにない'],
    ['date-past', '過ぎた日'],
    ['date-ambiguous', '希望の日が'],
    ['time-missing', '時刻が見つかり'],
    ['time-ambiguous', '希望の時刻が'],
    ['too-far', '60日先'],
    ['outside-timetable', '相談を行っていません'],
    ['day-closed', '窓口がお休みです'],
    ['length-not-offered', '長さ'],
    ['opening-taken', 'ほかの方の予約'],
    ['phone-missing', '電話番号'],
    ['phone-malformed', '電話番号の形'],
    ['phone-ambiguous', '電話番号が二つ'],
    ['email-missing', 'メールアドレス'],
    ['email-malformed', 'メールアドレスの形'],
    ['email-ambiguous', 'メールアドレスが二つ'],
    ['counsellor-ambiguous', '担当者'],
    ['desk-ambiguous', '窓口'],
    ['only-quoted', '引用'],
  ])('%s has a sentence of its own', (why, words) => {
    const { text } = letter(kabe, 'ask', [why]);
    const named = text.slice(text.indexOf('■確かめたいこと'), text.indexOf('■していただくこと'));
    expect(named).toContain(words);
    expect(named).not.toContain('書かれていることの一部');
  });

  test('[D-2] a day that is closed is told as that alone', () => {
    const { text } = letter(kabe, 'ask', ['day-closed', 'outside-timetable']);
    expect(text).toContain('希望の日は、窓口がお休みです。');
    expect(text).not.toContain('相談を行っていません');
  });

  test('a doubt nobody has written a sentence for is not passed over', () => {
    expect(letter(kabe, 'ask', ['something-new']).text).toContain('書かれていることの一部を、読み取れませんでした');
  });

  test.each([
    ['Kabe', kabe, ['① 氏名', '② 求職番号', '③ 希望日時', '④ 連絡先のメールアドレス', '⑤ 電話番号']],
    [
      'Aomori',
      aomori,
      ['① 氏名', '② 求職番号', '③ 希望日時（第2希望まで）', '④ 連絡先のメールアドレス', '⑤ 登録してある電話番号'],
    ],
  ])('[K-6-2, A-6-2] names every item of %s, and free times', (_, office, items) => {
    const { text } = letter(office, 'ask', ['wish-missing']);
    expect(text.split('\n').filter((line) => /^[①-⑨]/.test(line))).toEqual(items);
    expect(text).toContain('・2026年3月11日（水） 午前10:00〜10:40');
    expect(text).toContain(office.contact.phone);
  });

  test('an employer is asked for the number employers have', () => {
    const { text } = letter(aomori, 'ask', ['number-missing'], { wished: { applicant: 'employer' } });
    expect(text).toContain('② 事業所番号');
  });
});

describe('every answer', () => {
  test.each(MailNotice.options)('%s is plain text without links, and a machine’s own', async (kind) => {
    const made = letter(aomori, kind, ['change'], { notices: { [kind]: newNotice(on('2026-03-02T09:00:00+09:00')) } });
    expect(made).not.toHaveProperty('html');
    expect(made.text).not.toContain('http');
    const raw = await mimeOf(made, { name: '青森', address: 'aomori@example.jp' }, 'a@example.jp', {
      inReplyTo: '<1@example.com>\r\nBcc: other@example.com',
    });
    const opened = openMail(raw);
    expect(opened?.header('auto-submitted')).toBe('auto-replied');
    expect(opened?.written('in-reply-to')).toMatch(/^<1@example\.com> Bcc: other@example\.com/);
    expect(opened?.header('bcc')).toBeUndefined();
  });

  test.each([
    ['Kabe takes none by mail', kabe, false],
    ['Aomori takes them before the day', aomori, true],
  ])('[K-6-5, A-6-4] about a cancellation says what the office’s rule is: %s', (_, office, byMail) => {
    const { text } = letter(office, 'by-phone', [], { booking: reference() });
    expect(text).toContain('今の予約は、まだそのままです');
    expect(text).toContain(office.contact.phone);
    expect(text.includes('メールでキャンセルできる')).toBe(byMail);
  });
});

describe('[D-9, R-33] an answer to our asking back, as phones and mail programs quote it', () => {
  const { subject, text } = letter(aomori, 'ask', ['number-missing']);
  const quoted = text.replace(/^/gm, '> ');
  const typed = '① 山田 太郎\n② 02010-01234567\n③ 3月11日（水）10:00〜10:40\n④ taro@example.jp\n⑤ 090-5550-1234\n';
  const intros = {
    'a phone': '\n\niPhoneから送信\n\n2026/03/02 9:10、ハローワーク青森 <aomori@example.jp>のメール:\n\n',
    'web mail': '\n\n2026年3月2日(月) 9:10 ハローワーク青森 <aomori@example.jp>:\n\n',
    'a mail program':
      '\n\n-----Original Message-----\nFrom: ハローワーク青森 <aomori@example.jp>\nSent: Monday, March 2, 2026 9:10 AM\nTo: taro@example.jp\n\n',
    'another mail program':
      '\n\n________________________________\n差出人: ハローワーク青森 <aomori@example.jp>\n送信日時: 2026年3月2日 9:10\n宛先: taro@example.jp\n\n',
    'an old phone': '\n\n---元のメッセージ---\n',
  };
  const cases = Object.entries(intros).flatMap(([who, intro]) =>
    [quoted, text].map((quote, index) => [`${who}, ${index === 0 ? 'marked' : 'bare'}`, intro + quote] as const),
  );

  test.each(cases)('%s: what the person typed is held, and nothing of what we wrote', (_, below) => {
    expect(readText(aomori, typed + below, { subject: `Re: ${subject}` })).toMatchObject({
      kind: 'application',
      decision: 'hold',
      name: '山田 太郎',
      number: '02010-01234567',
      phone: '09055501234',
      wishes: [{ date: '2026-03-11', from: '10:00', to: '10:40' }],
    });
  });

  test.each(cases)('%s: one item alone is no application with our free times as its wish', (_, below) => {
    const reading = readText(aomori, `求職番号は02010-01234567です。${below}`, { subject: `Re: ${subject}` });
    expect(reading).toMatchObject({ decision: 'ask', number: '02010-01234567', wishes: [] });
  });

  test.each([
    ['marked', '\n\n2026年3月2日(月) 9:10 ハローワーク青森 <aomori@example.jp>:\n\n> '],
    ['bare', ''],
  ])('typed between our own lines (%s), free times are never taken for a wish', (_, mark) => {
    const answers = ['山田 太郎', '02010-01234567', '3月11日（水）10:00〜10:40', 'taro@example.jp', '090-5550-1234'];
    const filledIn = text.replace(/^([①-⑤] .*)$/gm, (line) => `${line} ${answers.shift()}`);
    const body = mark === '' ? filledIn : mark.slice(0, -2) + filledIn.replace(/^/gm, '> ');
    expect(readText(aomori, body, { subject: `Re: ${subject}` }).decision).not.toBe('hold');
  });
});
