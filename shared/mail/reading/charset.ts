/*
 * Bytes to text, whatever the mail says they are. Labels are missing, wrong or private to one maker; what was decoded by a
 * label and shows damage is decoded again by looking at the bytes.
 */

/** Text from bytes, and whether some of it was lost on the way. */
export type Decoded = { readonly text: string; readonly damaged: boolean };

/** Private and misspelt names of the Japanese charsets; what is not here is asked of TextDecoder under its own name. */
const aliases: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'ms-kanji': 'shift_jis',
  mskanji: 'shift_jis',
  sjis: 'shift_jis',
  'x-sjis': 'shift_jis',
  'shift-jis': 'shift_jis',
  'shift_jis-2004': 'shift_jis',
  'windows-932': 'shift_jis',
  'x-ms-cp932': 'shift_jis',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp50222: 'iso-2022-jp',
  jis: 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  iso2022jp: 'iso-2022-jp',
  eucjp: 'euc-jp',
  'eucjp-ms': 'euc-jp',
  'eucjp-win': 'euc-jp',
  cp51932: 'euc-jp',
  utf8: 'utf-8',
  utf8mb4: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
};

/** Labels that say nothing about a Japanese text: programs write them when they do not know. */
const saysNothing =
  /^(?:|us-ascii|ascii|ansi[\w.-]*|unknown[\w-]*|x-unknown|default[\w-]*|iso-8859-1|iso-8859-15|latin1|windows-1252|cp1252|8bit|binary|none)$/;

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | undefined>();
const decoderOf = (label: string): Decoder | undefined => {
  if (!decoders.has(label)) {
    let decoder: Decoder | undefined;
    try {
      decoder = new TextDecoder(label);
    } catch {
      decoder = undefined;
    }
    // Labels come from strangers: what is kept is bounded.
    if (decoders.size > 60) decoders.clear();
    decoders.set(label, decoder);
  }
  return decoders.get(label);
};

/** In Shift_JIS the rows F0 to F2 are nobody's, not even the carriers': what stands there was something else once. */
const nobodys = /[\ue000-\ue233]/g;

const decodeAs = (bytes: Uint8Array, charset: string): string => {
  if (charset === 'iso-2022-jp') return fromJis(bytes);
  const text = decoderOf(charset)?.decode(bytes) ?? '';
  return charset === 'shift_jis' ? text.replace(nobodys, '\ufffd') : text;
};

const ESC = 0x1b;
const isLost = (text: string): boolean => text.includes('\ufffd') || text.includes(String.fromCharCode(ESC));

/** The text of a part or a header under its label, or by detection where the label is missing or cannot be true. */
export const decodeBytes = (bytes: Uint8Array, label: string | undefined): Decoded => {
  const named =
    label
      ?.trim()
      .toLowerCase()
      .replace(/^["']|["']$/g, '') ?? '';
  const charset = saysNothing.test(named) ? undefined : (aliases[named] ?? named);
  const highBytes = bytes.some((byte) => byte > 0x7f);
  if (!highBytes && !bytes.includes(ESC)) return seen(decodeAs(bytes, 'utf-8'));
  if (!highBytes) return seen(fromJis(bytes));
  // Shift_JIS takes almost any bytes, so a wrong label shows only in this: real Japanese is never valid UTF-8 by chance.
  const utf8 = decodeAs(bytes, 'utf-8');
  if (!isLost(utf8)) return seen(utf8);
  if (charset !== undefined && charset !== 'iso-2022-jp' && decoderOf(charset)) {
    const labelled = decodeAs(bytes, charset);
    if (!isLost(labelled)) return seen(labelled);
  }
  const guesses = [
    utf8,
    ...['iso-2022-jp', 'shift_jis', 'euc-jp', charset ?? 'utf-8'].map((one) => decodeAs(bytes, one)),
  ];
  return seen(guesses.reduce((best, one) => (merit(one) > merit(best) ? one : best)));
};

const seen = (text: string): Decoded => ({ text, damaged: isLost(text) });

/** How much a text looks like Japanese: kana count most, characters that wrong decoding produces count against it. */
const merit = (text: string): number => {
  let sum = 0;
  for (const character of text.slice(0, 4000)) {
    if (/[ぁ-んァ-ヶー、。]/.test(character)) sum += 2;
    else if (/[一-鿿]/.test(character)) sum += 1;
    else if (character === '\ufffd') sum -= 6;
    else if (/[ｦ-ﾟ\ue000-\uf8ff\u0080-\u009f]/.test(character) || character.charCodeAt(0) === ESC) sum -= 2;
  }
  return sum / Math.max(1, Math.min(text.length, 4000));
};

/** A mark that stands for one character that has no counterpart: carriers' own emoji. */
const GETA = [0x81, 0xac];

/**
 * ISO-2022-JP as it is really sent: with makers' characters (①㈱髙), half-width kana by escape, shift or bare eighth bit,
 * carriers' emoji, and escapes that touch. Rewritten to Shift_JIS, whose decoder knows all of these.
 */
const fromJis = (bytes: Uint8Array): string => {
  const out: number[] = [];
  let set: 'ascii' | 'kana' | 'double' | 'unknown' = 'ascii';
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1] ?? 0;
    if (byte === ESC) {
      const sequence = String.fromCharCode(next, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
      const known = escapes.find(([start]) => sequence.startsWith(start));
      if (known) {
        set = known[1];
        at += known[0].length;
      } else out.push(0x1b);
    } else if (byte === 0x0e || byte === 0x0f) shifted = byte === 0x0e;
    else if (byte === 0x0a || byte === 0x0d) {
      // A line ends every shift (RFC 1468): a lost escape spoils one line, not the rest.
      set = 'ascii';
      out.push(byte);
    } else if (byte > 0x7f || (byte > 0x20 && byte < 0x60 && (shifted || set === 'kana'))) out.push(byte | 0x80);
    else if (set === 'double' && byte > 0x20 && byte < 0x7f && next > 0x20 && next < 0x7f) {
      out.push(...shiftJisOf(byte, next));
      at++;
    } else if (set === 'unknown' && byte > 0x20 && next > 0x20) {
      out.push(...GETA);
      at++;
    } else out.push(byte);
  }
  return decodeAs(Uint8Array.from(out), 'shift_jis');
};

const escapes: readonly (readonly [string, 'ascii' | 'kana' | 'double' | 'unknown'])[] = [
  ['$B', 'double'],
  ['$@', 'double'],
  ['$(B', 'double'],
  ['$(@', 'double'],
  ['$(O', 'double'],
  ['$(Q', 'double'],
  ['$(D', 'unknown'],
  ['$(P', 'unknown'],
  ['(B', 'ascii'],
  ['(J', 'ascii'],
  ['(H', 'ascii'],
  ['(I', 'kana'],
];

const shiftJisOf = (row: number, cell: number): readonly number[] => {
  // Rows 0x75 to 0x78 and 0x7a to 0x7e are no characters but emoji of the carriers.
  if ((row >= 0x75 && row <= 0x78) || row >= 0x7d) return GETA;
  const lead = ((row - 0x21) >> 1) + (row < 0x5f ? 0x81 : 0xc1);
  const trail = row % 2 === 1 ? cell + (cell < 0x60 ? 0x1f : 0x20) : cell + 0x7e;
  return [lead, trail];
};
