import { employerNumber, mailAddress, phoneNumber, seekerNumber } from '../../domain/application.ts';
import { type Label, regionOf } from './labels.ts';
import { firstAt, lineStart, masked, placedIn } from './places.ts';

/*
 * Numbers, telephones and addresses: found by their shape, told apart by the label before them, and never picked where two
 * would do.
 */

export type Found<Value> = { readonly value: Value | null; readonly doubts: readonly string[] };
/** A stretch of text that is a number, a telephone, an address or a link, and so neither a date nor a name. */
export type Taken = { readonly at: number; readonly end: number };

type Shape = 'seeker' | 'employer' | 'phone' | 'digits' | 'email';
export type Token = Taken & { readonly shape: Shape; readonly raw: string; readonly label: Label | undefined };

const sticky = (source: string): RegExp => new RegExp(source, 'y');
const shapes: readonly (readonly [Shape, RegExp])[] = [
  ['employer', sticky('\\d{4} ?- ?\\d{6} ?- ?\\d(?!\\d| ?-)')],
  ['seeker', sticky('\\d{5} ?- ?\\d{1,8}(?![\\dA-Za-z]| ?- ?\\d)')],
  ['seeker', sticky('\\d{5} \\d{8}(?![\\dA-Za-z]| ?-)')],
  ['seeker', sticky('\\d{13}(?![\\dA-Za-z]|-)')],
  [
    'phone',
    sticky(
      '(?:\\(?\\+ ?81\\)?[- ]{0,2}(?:\\(0\\)|0)?[- ]{0,2}\\d{1,4}|\\(?0\\d{1,4}\\)?)[-) (.・]{0,3}\\d{1,4}[-) (.・]{0,3}\\d{3,4}(?!\\d| ?- ?\\d)',
    ),
  ],
  ['digits', sticky('\\d(?:-?\\d){5,40}')],
];

const address = /[A-Za-z0-9!#$%&'*+=?^_`{|}~.-]{1,64}"? ?@ ?[A-Za-z0-9][A-Za-z0-9.-]{0,253}/g;
const link = /https?:\/\/[!-~]{1,400}|www\.[!-~]{1,200}/g;

/** Everything in a text that has the shape of a number, telephone or address, with the label it stands behind. */
export const tokensOf = (text: string, labels: readonly Label[]): { tokens: Token[]; taken: Taken[] } => {
  const taken: Taken[] = [...text.matchAll(link)].map((one) => ({ at: one.index, end: one.index + one[0].length }));
  const raw: (Taken & { shape: Shape; raw: string })[] = [];
  for (const one of masked(text, taken).matchAll(address)) {
    const value = one[0].replace(/[.-]+$/, '').replace(/^[/=.]+/, '');
    const at = one.index + (one[0].length - one[0].replace(/^[/=.]+/, '').length);
    raw.push({ at, end: at + value.length, shape: 'email', raw: value });
  }
  taken.push(...raw);
  taken.sort((a, b) => a.at - b.at);
  let skip = 0;
  for (let at = 0; at < text.length; at++) {
    while (skip < taken.length && (taken[skip]?.end ?? 0) <= at) skip++;
    const blocked = taken[skip];
    if (blocked && blocked.at <= at) {
      at = blocked.end - 1;
      continue;
    }
    const character = text[at] ?? '';
    if (!/[\d+(]/.test(character) || /\d[.:/]?$/.test(text.slice(Math.max(0, at - 2), at))) continue;
    let end = at + 1;
    for (const [shape, pattern] of shapes) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined || /^20\d\d-\d{1,2}-\d{1,2}$/.test(found)) continue;
      if (shape === 'phone' && phoneNumber(found.replaceAll('・', '-')) === undefined) continue;
      raw.push({ at, end: at + found.length, shape, raw: found.trim() });
      end = at + found.length;
      break;
    }
    if (end === at + 1 && /\d/.test(character)) while (/[\d]/.test(text[end] ?? '')) end++;
    at = end - 1;
  }
  raw.sort((a, b) => a.at - b.at);
  const tokens: Token[] = [];
  for (const one of raw) {
    const previous = tokens.at(-1);
    const goesOn = previous?.shape === one.shape && listed.test(text.slice(previous.end, one.at).slice(0, 40));
    tokens.push({ ...one, label: goesOn ? previous.label : labelBefore(text, labels, one, previous) });
  }
  return { tokens, taken: [...taken, ...raw].sort((a, b) => a.at - b.at) };
};

/** Between two of a list: 「090-…、080-…」 stand behind one label. */
const listed = /^(?: ?\([^()\n]{0,20}\))?[\s、,/・;|&]{0,4}(?:または|又は|もしくは|か|と|or)?[\s]?$/;

const speaking = new Set(['number', 'establishment', 'opening', 'email', 'phone', 'fax', 'contact']);

/** The nearest label before a token: on its line and not used up by another token, or alone on the line above. */
const labelBefore = (
  text: string,
  labels: readonly Label[],
  token: Taken,
  previous: Taken | undefined,
): Label | undefined => {
  const start = lineStart(text, token.at);
  const ahead = firstAt(labels, token.at);
  for (let place = ahead - 1; place >= 0 && place > ahead - 6; place--) {
    const label = labels[place];
    if (!label || !speaking.has(label.field)) continue;
    const limit = previous && previous.at > start ? previous.end : start;
    if (label.at >= limit) {
      const between = text.slice(label.end, token.at);
      // In a sentence the word must be near: 「お電話した山田です。34110-…」 names no telephone.
      return /。/.test(between) || (!label.heads && between.length > 20) ? undefined : label;
    }
    if (label.at < start && previous && previous.at > label.at) return undefined;
    const between = text.slice(label.end, token.at);
    if (label.at < start && label.heads && between.length < 60 && /^[^\n\d]{0,40}\n{1,2}[^\n]{0,6}$/.test(between))
      return label;
    return undefined;
  }
  return undefined;
};

/** 求職番号 or 事業所番号, for the applicant's kind. [A-2-1] Only a shape that leaves nothing open counts. */
export const numberIn = (
  text: string,
  labels: readonly Label[],
  tokens: readonly Token[],
): Found<string> & { readonly shape: 'seeker' | 'employer' | undefined; readonly several: boolean } => {
  const values = new Map<string, 'seeker' | 'employer'>();
  const read = new Set<Token>();
  let malformed = false;
  for (const token of tokens) {
    const { shape, raw, label } = token;
    if (label?.field === 'opening' || shape === 'email') continue;
    const says = label?.field === 'number' || label?.field === 'establishment' ? label.field : undefined;
    if (says === undefined && (shape === 'phone' || shape === 'digits')) continue;
    if (says === undefined && (label?.field === 'phone' || label?.field === 'fax') && phoneNumber(raw) !== undefined)
      continue;
    const own = says === 'establishment' ? undefined : seekerNumber(raw);
    const firm =
      says === 'number' && label?.text !== '番号'
        ? undefined
        : /-|^\d{11}$/.test(raw)
          ? employerNumber(raw)
          : undefined;
    const plainFirm = firm !== undefined && (raw.includes('-') || says === 'establishment') ? firm : undefined;
    if (plainFirm !== undefined) values.set(plainFirm, 'employer');
    else if (own !== undefined && shape === 'seeker' && !/-0+$/.test(own)) values.set(own, 'seeker');
    else malformed = true;
    read.add(token);
  }
  const answered = new Set(tokens.map(({ label }) => label));
  const unread = labels.some((label) => {
    const asks = (label.field === 'number' || label.field === 'establishment') && label.text !== '番号';
    if (!asks || label.value === undefined || answered.has(label)) return false;
    const region = regionOf(text, labels, label);
    const to = Math.min(region.to, region.from + 20);
    // 「受付番号（求職番号）」: two labels of one number.
    return /\d/.test(text.slice(region.from, to)) && !placedIn(tokens, region.from, to).some((one) => read.has(one));
  });
  if (unread) malformed = true;
  const [first] = [...values.entries()];
  const several = values.size > 1;
  if (malformed || several || !first)
    return {
      value: null,
      shape: first?.[1],
      several,
      doubts: [malformed ? 'number-malformed' : several ? 'number-ambiguous' : 'number-missing'],
    };
  return { value: first[0], shape: first[1], several, doubts: [] };
};

const someoneElses = /実家|母|父|夫|妻|主人|緊急|家族|職場|会社|勤務先|家(?!族)|代表|本社|(?:^| )代 /;
const theOne = /登録|連絡先の?(?:電話|でんわ|TEL|携帯)|連絡用|こちら|優先|第一/;

const toThere = /^ ?(?:(?:に|へ|まで)[^。\n]{0,8}(?:お願い|おねがい|ください|下さい|連絡)|へ)/;

/** A telephone as people write it in mails. */
const phoneWritten = (raw: string): string | undefined =>
  phoneNumber(raw.replace(/^\((\+ ?81)\)/, '$1').replaceAll('・', '-'));

export const phoneIn = (
  text: string,
  labels: readonly Label[],
  tokens: readonly Token[],
  officePhone: string,
): Found<string> => {
  const found = new Map<string, { other: boolean; chosen: boolean; there: boolean }>();
  let malformed = false;
  for (const { shape, raw, label, end, at } of tokens) {
    if (shape === 'email' || label?.field === 'fax' || label?.field === 'opening') continue;
    const says = label?.field === 'phone' || label?.field === 'contact';
    if (label?.field === 'number' || label?.field === 'establishment') continue;
    if (!says && (shape !== 'phone' || /(?:^|[\s(:])F(?:ax)?[ .:]{0,3}$/i.test(text.slice(Math.max(0, at - 8), at))))
      continue;
    if (label?.field === 'contact' && shape === 'seeker' && phoneWritten(raw) === undefined) continue;
    const value = phoneWritten(raw);
    if (value === undefined) {
      malformed = true;
      continue;
    }
    if (value === officePhone.replaceAll('-', '')) continue;
    const beside = `${label?.text ?? ''} ${/^ ?\(([^()\n]{0,24})\)/.exec(text.slice(end, end + 28))?.[1] ?? ''} ${text.slice(Math.max(0, at - 4), at)}`;
    const before = found.get(value);
    found.set(value, {
      other: (before?.other ?? true) && someoneElses.test(beside),
      chosen: (before?.chosen ?? false) || theOne.test(beside),
      there: (before?.there ?? false) || toThere.test(text.slice(end, end + 16)),
    });
  }
  const answered = new Set(tokens.map(({ label }) => label));
  const unread = labels.some((label) => {
    if (label.field !== 'phone' || !label.heads || label.value === undefined || answered.has(label)) return false;
    const region = regionOf(text, labels, label);
    return /^[^\d]{0,6}\d(?:[ -]?\d){3}/.test(text.slice(region.from, Math.min(region.to, region.from + 40)));
  });
  if (unread) malformed = true;
  if (malformed) return { value: null, doubts: ['phone-malformed'] };
  if (found.size === 0) return { value: null, doubts: ['phone-missing'] };
  const all = [...found.entries()];
  const [first] = all;
  if (all.length === 1 && first) return { value: first[0], doubts: [] };
  const chosen = all.filter(([, one]) => one.chosen);
  const plain = all.filter(([, one]) => !one.other);
  const pick = chosen.length === 1 ? chosen[0] : plain.length === 1 ? plain[0] : undefined;
  return pick && !all.some((one) => one !== pick && one[1].there)
    ? { value: pick[0], doubts: [] }
    : { value: null, doubts: ['phone-ambiguous'] };
};

const sameAsFrom =
  /(?:この|本|こちらの|送信元|送信した|発信元|差出人|上記|今|いま)(?:の)?(?:メール|アドレス|と同じ)|同じ|同上|返信|このまま|省略/;

const deniedAddress =
  /^ ?(?:では(?:なく|な|あり)|じゃな|でなく|から|は(?:使|解約|もう)|(?:→|->|⇒)|\(?(?:受信でき|使え|解約))/;

/** The contact address given in the body; of the sender where the body gives none. */
export const emailIn = (
  text: string,
  labels: readonly Label[],
  tokens: readonly Token[],
  { from, notTheirs }: { readonly from: string | undefined; readonly notTheirs: readonly string[] },
): Found<string> => {
  const stated = new Map<string, boolean>();
  let malformed = false;
  let denied = false;
  for (const { shape, raw, label, at, end } of tokens) {
    if (shape !== 'email') continue;
    const value = mailAddress(raw.replaceAll('"', ''));
    const before = text.slice(Math.max(0, at - 24), at);
    const broken =
      /^(?: ?[.,][A-Za-z]|@| [.])/.test(text.slice(end, end + 3)) ||
      (/[A-Za-z][\w.-]{0,30} $/.test(before) &&
        !/(?:mail|address|adress|addres|tel|is|me|at|to|name|from) $/i.test(before)) ||
      /(?:[@,]|[ -~];)$/.test(before.replace(/^.*[\s:、]/, ''));
    denied ||= deniedAddress.test(text.slice(end, end + 10));
    if (value === undefined || broken || /(?:ドット|どっと|アンダー|ハイフン|アット)[^\n]{0,8}$/.test(before))
      malformed = true;
    else if (!notTheirs.includes(value.toLowerCase())) {
      const says = label !== undefined || /: ?$/.test(before) || /^ ?(?:へ|に|宛)/.test(text.slice(end, end + 2));
      stated.set(value, (stated.get(value) ?? false) || says);
    }
  }
  const answered = new Set(tokens.map(({ label }) => label));
  const unread = labels.some((label) => {
    if (label.field !== 'email' || !label.heads || label.value === undefined || answered.has(label)) return false;
    const region = regionOf(text, labels, label);
    const said = text.slice(region.from, Math.min(region.to, region.from + 60));
    if (/@/.test(said)) return !placedIn(tokens, region.from, region.to).some((one) => one.shape === 'email');
    return (
      /[A-Za-z0-9]{3}/.test(said.split(/[、。]/, 1)[0] ?? '') &&
      !sameAsFrom.test(said) &&
      !/^[ぁ-ん一-龠ァ-ヶ]{3}/.test(said)
    );
  });
  if (malformed || unread) return { value: null, doubts: ['email-malformed'] };
  if (denied) return { value: null, doubts: ['email-ambiguous'] };
  const all = [...stated.entries()];
  const labelled = all.filter(([, says]) => says);
  const only = all.length === 1 ? all[0] : labelled.length === 1 ? labelled[0] : undefined;
  if (only) return { value: only[0], doubts: [] };
  if (all.length > 1) return { value: null, doubts: ['email-ambiguous'] };
  const own = from === undefined ? undefined : mailAddress(from.replaceAll('"', ''));
  return own === undefined ? { value: null, doubts: ['email-missing'] } : { value: own, doubts: [] };
};
