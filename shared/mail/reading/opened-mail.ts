import { type Decoded, decodeBytes } from './charset.ts';
import { textOfHtml } from './html-text.ts';

/*
 * A mail opened: its headers and what it says, each part's bytes decoded under its own label. Written here because the
 * reading needs the parts' bytes to decode them a second time, needs them at once and not as a promise, and has to stop at
 * its own limits; the MIME libraries hand out decoded text, later, and parse to the end first.
 */

const MOST_BYTES = 1_000_000;
const DEEPEST = 20;
const MOST_PARTS = 200;
/** Longer headers are cut: nothing in them is read beyond a line. */
const LONGEST_HEADER = 4_000;

type Headers = ReadonlyMap<string, string>;
type Part = { readonly headers: Headers; readonly body: Buffer; readonly parts: readonly Part[] };

export type OpenedMail = {
  /** A header as decoded text, the first of its name; undefined where there is none. */
  readonly header: (name: string) => string | undefined;
  /** The same as it stands in the mail, for addresses: a decoded name could pass for one. */
  readonly written: (name: string) => string | undefined;
  /** What the sender wrote into the mail itself. Quoted parts of HTML are marked by `> ` as in plain text. */
  readonly text: string;
  /** The text of messages attached whole: a forward. */
  readonly enclosed: string;
  readonly damaged: boolean;
  readonly report: boolean;
};

/** A mail beyond these limits is not opened at all: more than a megabyte, nested deeper than 20, more than 200 parts; nor is one on which opening fails. */
export const openMail = (raw: Uint8Array): OpenedMail | undefined => {
  try {
    return opening(raw);
  } catch {
    return undefined;
  }
};

const opening = (raw: Uint8Array): OpenedMail | undefined => {
  if (raw.length > MOST_BYTES) return undefined;
  const count = { parts: 0 };
  const root = partOf(Buffer.from(raw.buffer, raw.byteOffset, raw.length), 0, count);
  if (!root) return undefined;
  const said = saidBy(root);
  return {
    ...readable(root.headers),
    text: said.map(({ text }) => text).join('\n'),
    enclosed: enclosedIn(root)
      .map(({ text }) => text)
      .join('\n'),
    damaged: said.some(({ damaged }) => damaged),
    report: firstOf(root, 'content-type') === 'multipart/report',
  };
};

/** A mail nobody should open: its headers, and nothing of what it says. */
export const unopened = (raw: Uint8Array): OpenedMail => {
  const { headers } = headersAndBody(Buffer.from(raw.buffer, raw.byteOffset, raw.length));
  return { ...readable(headers), text: '', enclosed: '', damaged: false, report: false };
};

const readable = (headers: Headers): Pick<OpenedMail, 'header' | 'written'> => ({
  header: (name) => {
    const value = headers.get(name);
    return value === undefined ? undefined : decodeHeader(value).text;
  },
  written: (name) => headers.get(name),
});

const partOf = (bytes: Buffer, depth: number, count: { parts: number }): Part | undefined => {
  if (depth > DEEPEST || ++count.parts > MOST_PARTS) return undefined;
  const { headers, body } = headersAndBody(bytes);
  const type = headers.get('content-type') ?? '';
  const inner: Part[] = [];
  const pieces = /^\s*multipart\//i.test(type)
    ? piecesOf(body, parameterOf(type, 'boundary'))
    : /^\s*message\/rfc822/i.test(type)
      ? [decodeTransfer(body, headers)]
      : [];
  for (const piece of pieces) {
    const part = partOf(piece, depth + 1, count);
    if (!part) return undefined;
    inner.push(part);
  }
  return { headers, body, parts: inner };
};

const headersAndBody = (bytes: Buffer): { headers: Headers; body: Buffer } => {
  const headers = new Map<string, string>();
  let at = 0;
  let name = '';
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    const next = end === -1 ? bytes.length : end + 1;
    const text = bytes.toString('latin1', at, Math.min(next, at + LONGEST_HEADER)).trimEnd();
    if (text === '') return { headers, body: bytes.subarray(next) };
    const colon = text.indexOf(':');
    if (/^[ \t]/.test(text)) {
      const sofar = headers.get(name);
      if (sofar !== undefined && sofar.length < LONGEST_HEADER) headers.set(name, `${sofar} ${text.trimStart()}`);
    } else if (colon > 0 && /^[!-9;-~]+[ \t]*$/.test(text.slice(0, colon))) {
      const key = text.slice(0, colon).trim().toLowerCase();
      // Of a header given twice the first counts; its continuation lines must not be mixed with the second's.
      name = headers.has(key) ? '' : key;
      // Of two senders neither is certain.
      if (key === 'from' && name === '') headers.set(key, `${headers.get(key)}, ${text.slice(colon + 1).trim()}`);
      if (name !== '') headers.set(name, text.slice(colon + 1).trim());
    } else if (at > 0 || !text.startsWith('From ')) {
      // No header: a body whose blank line is missing, or no mail at all.
      return { headers, body: bytes.subarray(at) };
    }
    at = next;
  }
  return { headers, body: bytes.subarray(bytes.length) };
};

/** The parts between the boundary's lines; a multipart without its boundary has none, and is read as nothing. */
const piecesOf = (body: Buffer, boundary: string | undefined): Buffer[] => {
  if (!boundary) return [];
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const pieces: Buffer[] = [];
  let start = -1;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const lineEnd = body.indexOf(0x0a, at);
    const rest = body
      .toString('latin1', at + mark.length, lineEnd === -1 ? body.length : lineEnd)
      .slice(0, 80)
      .trim();
    if (rest !== '' && rest !== '--') continue;
    if (start !== -1) pieces.push(body.subarray(start, at));
    start = lineEnd === -1 ? body.length : lineEnd + 1;
    if (pieces.length > MOST_PARTS) return pieces;
    if (rest === '--') return pieces;
  }
  if (start !== -1) pieces.push(body.subarray(start));
  return pieces;
};

const firstOf = ({ headers }: Part, name: string): string =>
  (headers.get(name) ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const parameterOf = (header: string, name: string): string | undefined => {
  const found = new RegExp(`;[ \\t]*${name}\\*?[ \\t]*=[ \\t]*(?:"([^"]{0,500})"|([^;\\s"]{0,500}))`, 'i').exec(header);
  return found?.[1] ?? found?.[2];
};

const isAttached = (part: Part): boolean =>
  firstOf(part, 'content-disposition') === 'attachment' ||
  parameterOf(part.headers.get('content-disposition') ?? '', 'filename') !== undefined ||
  parameterOf(part.headers.get('content-type') ?? '', 'name') !== undefined;

/** What a part says: of alternatives the plain one where it says anything, otherwise every text that is no attachment. */
const saidBy = (part: Part): Decoded[] => {
  const type = firstOf(part, 'content-type');
  if (type === 'message/rfc822') return [];
  if (type === 'multipart/alternative') {
    const said = part.parts.map(saidBy).filter((texts) => texts.some(({ text }) => text.trim() !== ''));
    const enough = said.find((texts) => /\d/.test(texts.map(({ text }) => text).join('')));
    return enough ?? said[0] ?? [];
  }
  if (type === 'multipart/related') return part.parts.slice(0, 1).flatMap(saidBy);
  if (type.startsWith('multipart/')) return part.parts.filter((one) => !isAttached(one)).flatMap(saidBy);
  if (type !== '' && type !== 'text' && type !== 'text/plain' && type !== 'text/html') return [];
  const header = part.headers.get('content-type') ?? '';
  const decoded = decodeBytes(decodeTransfer(part.body, part.headers), parameterOf(header, 'charset'));
  if (type === 'text/html') return [{ ...decoded, text: textOfHtml(decoded.text) }];
  const flowed = parameterOf(header, 'format')?.toLowerCase() === 'flowed';
  const text = decoded.text.replace(/\r\n?/g, '\n');
  return [{ ...decoded, text: flowed ? unflowed(text, parameterOf(header, 'delsp')?.toLowerCase() === 'yes') : text }];
};

const enclosedIn = (part: Part): Decoded[] =>
  firstOf(part, 'content-type') === 'message/rfc822' ? part.parts.flatMap(saidBy) : part.parts.flatMap(enclosedIn);

/** RFC 3676: a line that ends in a space goes on in the next one of the same depth of quotation. */
const unflowed = (text: string, delsp: boolean): string => {
  const lines: string[] = [];
  let open = false;
  let depth = '';
  for (const line of text.split('\n')) {
    const quotes = /^>{0,50}/.exec(line)?.[0] ?? '';
    const rest = line.slice(quotes.length).replace(/^ /, '');
    const flows = rest.endsWith(' ') && rest !== '-- ';
    const words = flows && delsp ? rest.slice(0, -1) : rest;
    if (open && quotes === depth) lines.push(`${lines.pop() ?? ''}${words}`);
    else lines.push(quotes === '' ? words : `${quotes} ${words}`);
    open = flows;
    depth = quotes;
  }
  return lines.join('\n');
};

const decodeTransfer = (body: Buffer, headers: Headers): Buffer => {
  const encoding = headers.get('content-transfer-encoding')?.trim().toLowerCase() ?? '';
  if (encoding.startsWith('base64'))
    return Buffer.from(body.toString('latin1').replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
  if (encoding.startsWith('quoted-printable')) return fromQuotedPrintable(body);
  return body;
};

const fromQuotedPrintable = (body: Buffer): Buffer => {
  const out = Buffer.alloc(body.length);
  let to = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === 0x3d) {
      const hex = body.toString('latin1', at + 1, at + 3);
      if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
        out[to++] = Number.parseInt(hex, 16);
        at += 2;
        continue;
      }
      let end = at + 1;
      // A soft break may be followed by blanks that a server added.
      while (end < at + 80 && (body[end] === 0x20 || body[end] === 0x09 || body[end] === 0x0d)) end++;
      if (body[end] === 0x0a) {
        at = end;
        continue;
      }
    }
    out[to++] = byte;
  }
  return out.subarray(0, to);
};

/** A header's encoded-words; neighbours of one charset are joined as bytes, because programs split them inside a character. */
const decodeHeader = (value: string): Decoded => {
  const texts: Decoded[] = [];
  let pending: { charset: string; bytes: Buffer } | undefined;
  const flush = (): void => {
    if (pending) texts.push(decodeBytes(pending.bytes, pending.charset));
    pending = undefined;
  };
  const words = /=\?([\w.+:-]{1,40})(?:\*[\w-]{0,20})?\?([BbQq])\?([^?\s]{0,4000})\?=/g;
  let from = 0;
  for (const word of value.matchAll(words)) {
    const [whole, charset = '', encoding = '', content = ''] = word;
    const between = value.slice(from, word.index);
    if (between.trim() !== '') {
      flush();
      texts.push(decodeBytes(Buffer.from(between, 'latin1'), undefined));
    }
    const bytes =
      encoding.toLowerCase() === 'b'
        ? Buffer.from(content, 'base64')
        : fromQuotedPrintable(Buffer.from(content.replaceAll('_', ' '), 'latin1'));
    if (pending && pending.charset.toLowerCase() === charset.toLowerCase())
      pending = { charset, bytes: Buffer.concat([pending.bytes, bytes]) };
    else {
      flush();
      pending = { charset, bytes };
    }
    from = word.index + whole.length;
  }
  flush();
  if (from < value.length) texts.push(decodeBytes(Buffer.from(value.slice(from), 'latin1'), undefined));
  return { text: texts.map(({ text }) => text).join(''), damaged: texts.some(({ damaged }) => damaged) };
};
