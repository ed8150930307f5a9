import { createHash, pbkdf2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { plain } from './domain/application.ts';
import { Reference } from './domain/booking.ts';

/** A new 予約番号. Two may coincide; the write that makes a booking notices and takes another. */
export const newReference = (): Reference => {
  const digits = String(randomInt(100_000_000)).padStart(8, '0');
  return Reference.parse(`${digits.slice(0, 4)}-${digits.slice(4)}`);
};

/** The reference as people type it: any width of digits, any hyphen or none. */
export const referenceFrom = (typed: string): Reference | undefined => {
  const digits = digitsOf(typed);
  return Reference.safeParse(`${digits.slice(0, 4)}-${digits.slice(4)}`).data;
};

/** The references a text names, in whatever hyphen and width; no more than a few. */
export const referencesIn = (text: string): Reference[] => {
  const found = [...text.normalize('NFKC').matchAll(/(?<![\d-])(\d{4})[-‐‑–—−ー]?(\d{4})(?![\d-])/g)];
  const references = found.flatMap(([, first = '', second = '']) => referenceFrom(`${first}-${second}`) ?? []);
  return [...new Set(references)].slice(0, MOST_NAMED);
};
const MOST_NAMED = 5;

export const newSalt = (): string => randomBytes(16).toString('base64url');

/**
 * The visitor's 確認コード: sixteen digits, made from the request's own key and body and from a salt that is stored with the
 * key's hash, so that the same request sent again gets the same code though only its hash is stored. Whoever
 * guesses a program's key lacks the salt, and whoever has the table lacks the key.
 */
export const codeFor = (key: string, body: string, salt: string, reference: Reference): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([key, body, salt, reference]))
    .digest();
  return String(digest.readBigUInt64BE() % 10n ** 16n).padStart(16, '0');
};

/** Four groups of four, to be written down and read out. */
export const grouped = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');

/**
 * What is stored of a code. Sixteen digits are 53 bits: the rounds make trying them all against a stolen table cost decades
 * of graphics cards for one booking, and guessing through the API is hopeless, so nobody is ever locked out.
 */
export const hashOf = async (code: string, reference: Reference): Promise<string> =>
  (await derive(code, reference, ROUNDS, 32, 'sha256')).toString('base64url');
/** Beside this thread: an application is hashed while the database is read. */
const derive = promisify(pbkdf2);
const ROUNDS = 2_000;

/** What the link of a letter ends in: 256 bits, so that nothing but having the letter helps. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * What the page of a request for a session at once ends in: 256 bits, made like a code, so that the same request sent again leads to the
 * same page though only the token's hash is stored.
 */
export const tokenFor = (key: string, body: string, salt: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['instant', key, body, salt]))
    .digest('base64url');

const digitsOf = (typed: string): string => plain(typed).replace(/[\s-]/g, '');
/** Whether this can be a code, as people type it. */
export const isCode = (typed: string): boolean => /^\d{16}$/.test(digitsOf(typed));

/** Whether this is the end of a letter's link, rather than a code: no code is as long. */
export const isToken = (secret: string): boolean => /^[\w-]{43}$/.test(secret);

/**
 * [R-19, D-9] What is stored of a link's token. The address the letter goes to is part of it: a link opens nothing any more once
 * another address is written to.
 */
export const linkHash = (token: string, reference: Reference, address: string): string =>
  createHash('sha256')
    .update(JSON.stringify([token, reference, address.toLowerCase()]))
    .digest('base64url');

/** Whether two hashes are the same, in a time that tells nothing of where they differ. */
export const sameHash = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Whether a typed code opens the booking; a booking without a code is opened by none. */
export const opens = async (typed: string, reference: Reference, codeHash: string | undefined): Promise<boolean> => {
  const given = await hashOf(digitsOf(typed), reference);
  return sameHash(given, codeHash ?? '');
};
