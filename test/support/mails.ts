import { readFileSync } from 'node:fs';
import type { Office } from '../../shared/domain/office.ts';
import { IsoInstant } from '../../shared/domain/time.ts';
import { type Reading, readMail } from '../../shared/mail/reading/read-mail.ts';

/** Monday, 2 March 2026, nine in the morning: most tables count from here. */
export const monday = IsoInstant.decode('2026-03-02T09:00:00+09:00');
export const noClosures = { closed: [], opened: [] };

export type MailParts = {
  readonly subject?: string | null;
  readonly from?: string;
  readonly date?: string | null;
  readonly headers?: readonly string[];
  readonly type?: string;
};

/** A mail as bytes: UTF-8, from taro@example.jp, written an hour before it is read. */
export const mailOf = (body: string | Uint8Array, parts: MailParts = {}): Buffer => {
  const {
    subject = 'オンライン職業相談希望',
    from = 'taro@example.jp',
    date = 'Mon, 02 Mar 2026 08:00:00 +0900',
  } = parts;
  const lines = [
    `From: <${from}>`,
    ...(subject === null ? [] : [`Subject: ${subject}`]),
    ...(date === null ? [] : [`Date: ${date}`]),
    ...(parts.headers ?? []),
    `Content-Type: ${parts.type ?? 'text/plain; charset=UTF-8'}`,
  ];
  const text = typeof body === 'string' ? Buffer.from(body.replaceAll('\n', '\r\n')) : body;
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), text]);
};

export const readText = (office: Office, body: string, parts?: MailParts): Reading =>
  readMail(mailOf(body, parts), office, noClosures, monday);

/** The form of the terms, filled in; an item is replaced by name, or left out by ''. */
export const filled = (
  items: Partial<Record<'name' | 'number' | 'wish' | 'email' | 'phone' | 'more', string>> = {},
): string => {
  const { name, number, wish, email, phone, more } = {
    name: '氏名：山田 太郎',
    number: '求職番号：34110-01234567',
    wish: '希望日時：3月11日（水）14:00～14:30',
    email: 'メール：taro@example.jp',
    phone: '電話：090-5550-1234',
    more: '',
    ...items,
  };
  return [name, number, wish, email, phone, more].filter((line) => line !== '').join('\n');
};

/** Names are compared as the contract says. */
export const squeezed = (name: string | null | undefined): string | null =>
  name?.normalize('NFKC').replace(/\s/g, '') ?? null;

export type Expected = {
  readonly file: string;
  readonly office: string;
  readonly now: string;
  readonly clear: boolean;
  readonly expect: Partial<Reading>;
  readonly forbid_hold: boolean;
  readonly note: string;
};

const samples = new URL('../mail-samples/', import.meta.url);
export const sampleOf = (file: string): Buffer => readFileSync(new URL(file, samples));
export const expectations = (): Expected[] =>
  readFileSync(new URL('expected.jsonl', samples), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Expected => JSON.parse(line));

/** What a reading has otherwise than expected, by the samples' own rules of scoring. */
export const differences = (reading: Reading, { expect: expected, clear }: Expected): string[] =>
  Object.entries(expected).flatMap(([field, value]) => {
    const read = reading[field as keyof Reading];
    if (field === 'name') return squeezed(reading.name) === squeezed(expected.name) ? [] : [field];
    if (field === 'doubts') {
      const all = clear ? reading.doubts.length === 0 : expected.doubts?.every((one) => reading.doubts.includes(one));
      return all ? [] : [field];
    }
    return JSON.stringify(read) === JSON.stringify(value) ? [] : [field];
  });
