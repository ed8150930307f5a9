/*
 * What the person wrote, apart from what they quote, forward or sign with. Works on the decoded text before it is made
 * legible; lines are compared by patterns that know both widths.
 */

export type OwnText = {
  /** The person's own lines. A quoted line that is only an item's label stays, marked, if the answer stands below it. */
  readonly own: string;
  readonly signature: string;
  /** What stands in quotations, forwards and below "Original Message". */
  readonly inner: string;
  readonly forwarded: boolean;
};

const quoted = /^[ \u3000]{0,4}(?:[>＞»≫]|[|｜│┃](?=[ \u3000]))/;
const quoteMarks = /^(?:[ \u3000]{0,4}[>＞»≫|｜│┃]){1,20}[ \u3000]?/;

/** Everything below these lines was written by somebody else or earlier. */
const divider =
  /^[ \u3000]{0,4}[-－‐―─_=＿*]{2,60}[ \u3000]{0,4}(?:original message|original appointment|original mail|元のメッセージ|元のメール|元メール|返信元メッセージ|返信元のメッセージ|受信メール|受信メッセージ|forwarded message|転送(?:された)?メッセージ|転送(?:された)?メール|転送|forwarded mail|forwarded by|forward header|引用|以下、?引用)/i;
const forwardDivider =
  /(?:forwarded message|begin forwarded message|転送(?:された)?メッセージ|転送(?:された)?メール|forwarded (?:mail|by)|[-－]{2,}[ \u3000]{0,4}転送)/i;
const appleForward =
  /^[ \u3000]{0,4}(?:begin forwarded message|転送されたメッセージ|以下は転送されたメッセージです)[:：]?[ \u3000]{0,4}$/i;

/** "On Sun, 1 Mar 2026 … wrote:", 「2026年3月1日(日) 10:00 … <…>:」 and their like. */
const attributions = [
  /^[ \u3000]{0,4}on [\s\S]{6,240}wrote[:：]?\s{0,4}$/i,
  /^[ \u3000]{0,4}(?:20\d\d|２０\d\d)[年/.-][^\n]{4,200}[<＜][^\n]{3,120}[>＞][^\n]{0,20}[:：]\s{0,4}$/,
  /^[ \u3000]{0,4}[^\n]{2,160}(?:さん|様)?(?:のメール|は書きました|が書きました|からのメッセージ|のメッセージ|wrote|writes|さんからの引用)[:：]\s{0,4}$/i,
  /^[ \u3000]{0,4}(?:20\d\d)[年/.-]\d{1,2}[月/.-]\d{1,2}[^\n]{3,120}[:：]\s{0,4}$/,
];

const innerHeader =
  /^[ \u3000*]{0,4}(?:from|sent|to|cc|subject|date|差出人|送信者|送信日時|送信日|宛先|件名|日付|日時|Ｃｃ)[ \u3000*]{0,3}[:：]/i;
const innerHeaderStart = /^[ \u3000*]{0,4}(?:from|差出人|送信者)[ \u3000*]{0,3}[:：]/i;

const machine =
  /^[ \u3000]{0,4}[(（-]?(?:iphone|ipad|android|スマートフォン|スマホ|携帯(?:電話)?|ドコモ|docomo|au|softbank|galaxy|xperia|aquos|pixel|yahoo!?メール[^\n]{0,12}|gmail|outlook(?: for [^\n]{0,12})?|[^\n]{0,16}アプリ|nine|spark)[^\n]{0,12}(?:から(?:の)?送信|より送信|で送信|から送っています)[^\n]{0,12}$|^[ \u3000]{0,4}(?:sent (?:from|via|with) |get outlook for |送信元[:：]|(?:[^\n]{0,12})から送信(?:しました|されました)?[。)）]?$)[^\n]{0,60}$/i;

const ruler =
  /^[ \u3000]{0,8}([-－―─━=＝_＿*＊+＋~～〜・･#＃◇◆☆★○●□■♪∴∵※¨…｡.:：;^＾'’`"゜°oOxX<>＜＞〇◎△▲▽▼┏┓┗┛┣┫┃│├┤┌┐└┘]{5,}[^\n]{0,4})[ \u3000]{0,8}$/;

const contactMark =
  /〒|tel|ＴＥＬ|℡|fax|ＦＡＸ|電話|携帯|mobile|@|＠|https?:|mail|株式会社|有限会社|合同会社|㈱|住所|[都道府県].{1,8}[市区町村]/i;

export const ownTextOf = (text: string, enclosed: string): OwnText => {
  const own: string[] = [];
  const inner: string[] = [];
  const signature: string[] = [];
  let forwarded = enclosed.trim() !== '';
  const lines = text.split('\n').map((line) => line.replace(/[\r\u2028\u2029]/g, ''));
  let label: string | undefined;
  let at = 0;
  const rest = (from: number): void => {
    for (const line of lines.slice(from)) inner.push(line.replace(quoteMarks, ''));
    at = lines.length;
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (quoted.test(line)) {
      const said = line.replace(quoteMarks, '');
      inner.push(said);
      label = said.trim() === '' ? label : said;
    } else if (line === '-- ' || /^--[ \u3000]?$/.test(line) || /^－－[ \u3000]?$/.test(line)) {
      const tail = lines.slice(at + 1);
      const quotedFrom = tail.findIndex((one) => quoted.test(one) || divider.test(one));
      signature.push(...(quotedFrom === -1 ? tail : tail.slice(0, quotedFrom)));
      at += quotedFrom === -1 ? tail.length : quotedFrom;
    } else if (divider.test(line) || appleForward.test(line) || startsHeaders(lines, at)) {
      if (forwardDivider.test(line)) forwarded = true;
      rest(at + 1);
    } else if (isAttribution(line) || isAttribution(`${line} ${(lines[at + 1] ?? '').trim()}`)) {
      const two = !isAttribution(line);
      let next = at + (two ? 2 : 1);
      while (next < lines.length && (lines[next] ?? '').trim() === '') next++;
      // Some programs mark no quoted line: then the rest is the quotation.
      if (next >= lines.length || quoted.test(lines[next] ?? '')) at = next - 1;
      else rest(at + 1);
    } else {
      if (label !== undefined && line.trim() !== '') {
        own.push(`${LABEL}${label}`);
        label = undefined;
      }
      if (!machine.test(line)) own.push(line);
    }
    at++;
  }
  const { body, signed } = withoutSignature(own);
  return {
    own: body.join('\n'),
    signature: [...signed, ...signature].join('\n'),
    inner: [...inner, ...enclosed.split('\n')].join('\n'),
    forwarded,
  };
};

/** Marks a quoted line kept only as the label of the answer below it; it becomes no text of the person's. */
export const LABEL = '\u0001';

const isAttribution = (line: string): boolean =>
  line.length < 300 && /[:：]\s{0,4}$|wrote\s{0,4}$/i.test(line) && attributions.some((one) => one.test(line));

/** A block of mail headers inside the text: at least three of them together, the sender's first. */
const startsHeaders = (lines: readonly string[], at: number): boolean =>
  innerHeaderStart.test(lines[at] ?? '') &&
  lines.slice(at + 1, at + 7).filter((line) => innerHeader.test(line)).length >= 2;

/** A signature fenced off by a ruler near the end: it has an address, a telephone or a firm, and no item's label and no wish. */
const withoutSignature = (lines: readonly string[]): { body: string[]; signed: string[] } => {
  const rulers = lines.flatMap((line, at) => (ruler.test(line) ? [at] : []));
  for (const start of rulers.slice(-6)) {
    const block = lines.slice(start + 1).filter((line) => !ruler.test(line));
    const said = block.join('\n');
    const before = lines.slice(0, start).some((line) => line.trim() !== '' && !ruler.test(line));
    if (!before || block.length > 15 || said.length > 800) continue;
    if (!contactMark.test(said) && block.filter((line) => line.trim() !== '').length > 3) continue;
    if (/求職|氏\s?名|希望|事業所番号|お願い|[①-⑤]|第[1１一]/.test(said)) continue;
    return { body: lines.slice(0, start), signed: block };
  }
  return withoutClosing(lines);
};

const closing = /〒|https?:|www\.|株式会社|有限会社|合同会社|[(（]株[)）]|㈱|㈲|FAX|ＦＡＸ|Fax/;
const item =
  /求職|氏[\s\u3000]?名|希望|事業所番号|事業所No|お願い|[①-⑳]|です|ます|[月/]\s?\d|第[1１一]|メールアドレス|電話番号/;

/** A last paragraph that is a firm's or a household's address, without any ruler. */
const withoutClosing = (lines: readonly string[]): { body: string[]; signed: string[] } => {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const blank = lines.slice(0, last + 1).findLastIndex((line) => line.trim() === '');
  const block = lines.slice(blank + 1, last + 1);
  const said = block.join('\n');
  const before = lines.slice(0, Math.max(0, blank)).join('\n');
  const signs = block.length > 1 && block.length <= 10 && closing.test(said) && !item.test(said);
  if (blank <= 0 || !signs || !/求職|事業所番号|希望|氏[\s\u3000]?名|\d[月/]\d/.test(before.normalize('NFKC')))
    return { body: [...lines], signed: [] };
  return { body: lines.slice(0, blank), signed: block };
};
