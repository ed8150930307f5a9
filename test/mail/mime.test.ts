import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { mimeOf } from '../../shared/mail/mime.ts';
import type { Letter } from '../../shared/mail/notices.ts';

const from = { name: 'ハローワーク可部 オンライン職業相談', address: 'noreply@kabe.example.jp' };
const replyTo = 'kabe-soudan@example.jp';
const calendar = { method: 'PUBLISH', content: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n' } as const;
const letter: Letter = {
  to: 'taro@example.com',
  subject: '【ハローワーク可部】オンライン職業相談の予約が決まりました（予約番号 1234-5678）',
  text: '見本 太郎 様\n\n𠮷野﨑さんが①を担当します。\n',
  html: '<!doctype html><html lang="ja"><p>見本 太郎 様</p></html>',
  calendar,
};

const read = async (sent: Letter, more: Parameters<typeof mimeOf>[3] = {}): Promise<ParsedMail> =>
  simpleParser(await mimeOf(sent, from, replyTo, more));
const addresses = (field: ParsedMail['to']): (string | undefined)[] =>
  [field ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address));

describe('a letter as MIME', () => {
  test('comes from the office, is answered to the office, and says what the letter says', async () => {
    const mail = await read(letter);
    expect(mail.from?.value).toEqual([{ name: from.name, address: from.address }]);
    expect(addresses(mail.replyTo)).toEqual([replyTo]);
    expect(addresses(mail.to)).toEqual(['taro@example.com']);
    expect(mail.subject).toBe(letter.subject);
    expect(mail.text).toBe(letter.text);
    expect(mail.html).toBe(letter.html);
  });

  test('has the text before its HTML, and the calendar as a file', async () => {
    const raw = (await mimeOf(letter, from, replyTo)).toString();
    expect(raw.match(/^Content-Type: [\w/]+/gm)).toEqual([
      'Content-Type: multipart/mixed',
      'Content-Type: multipart/alternative',
      'Content-Type: text/plain',
      'Content-Type: text/html',
      'Content-Type: text/calendar',
    ]);
    const [file] = (await read(letter)).attachments;
    expect(file?.filename).toBe('soudan.ics');
    expect(file?.content.toString()).toBe(calendar.content);
    expect(file?.headers.get('content-type')).toMatchObject({
      value: 'text/calendar',
      params: { method: 'PUBLISH', charset: 'utf-8' },
    });
    expect(file?.contentDisposition).toBe('attachment');
  });

  test('is text alone where the letter is', async () => {
    const { to, subject, text } = letter;
    const mail = await read({ to, subject, text });
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'text/plain', params: { charset: 'utf-8' } });
    expect(mail.text).toBe(text);
    expect(mail.attachments).toEqual([]);
  });

  test('says that a machine wrote it, and names no list', async () => {
    const mail = await read(letter);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect([...mail.headers.keys()].filter((name) => name.startsWith('list'))).toEqual([]);
  });

  test('answers a mail by its Message-ID', async () => {
    const mail = await read(letter, { inReplyTo: '<abc@mail.example.com>' });
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(mail.inReplyTo).toBe('<abc@mail.example.com>');
    expect(mail.references).toBe('<abc@mail.example.com>');
  });

  test.each([
    ['taro@example.com', 'To: taro@example.com'],
    ['taro..m@docomo.ne.jp', 'To: <"taro..m"@docomo.ne.jp>'],
    ['taro.@ezweb.ne.jp', 'To: <"taro."@ezweb.ne.jp>'],
  ])('writes %s as mail servers take it', async (to, header) => {
    expect((await mimeOf({ ...letter, to }, from, replyTo)).toString().split('\r\n')).toContain(header);
  });
});

describe('[R-34] hostile text in', () => {
  const evil = 'x\r\nBcc: evil@example.com\nX-Evil: 1\u2028\u0000\r\n\r\nbody, more@example.com <third@example.com>';
  const names = (mail: ParsedMail): string[] => [...mail.headers.keys()].sort();

  test.each<[string, Letter, typeof from, string, string | undefined]>([
    ['the address', { ...letter, to: `a@example.com${evil}` }, from, replyTo, undefined],
    ['the address, another one', { ...letter, to: 'a@example.com, evil@example.com' }, from, replyTo, undefined],
    ['the subject', { ...letter, subject: evil }, from, replyTo, undefined],
    ['the sender’s name', letter, { ...from, name: evil }, replyTo, undefined],
    ['the sender’s address', letter, { ...from, address: `a@example.com${evil}` }, replyTo, undefined],
    ['the address for answers', letter, from, `a@example.com${evil}`, undefined],
    ['the Message-ID answered', letter, from, replyTo, evil],
  ])('%s yields no header, no recipient and no body', async (_, sent, by, answers, inReplyTo) => {
    const reply = { ...(inReplyTo !== undefined && { inReplyTo }) };
    const mail = await simpleParser(await mimeOf(sent, by, answers, reply));
    expect(names(mail)).toEqual(names(await read(letter, reply)));
    for (const field of [mail.to, mail.from, mail.replyTo]) expect(addresses(field)).toHaveLength(1);
    const shown = [mail.subject, ...[mail.to, mail.from, mail.replyTo].flat().map((one) => one?.text)].join('|');
    expect(shown).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    expect(mail.text).toBe(letter.text);
    expect(mail.html).toBe(letter.html);
  });
});
