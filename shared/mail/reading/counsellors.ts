import { type Label, regionOf } from './labels.ts';
import type { Legible } from './legible.ts';
import { agree, extentOf, KANA, KANJI, key, noName, reading, typedAs } from './names.ts';
import { lineEnd, lineStart, placedIn } from './places.ts';
import { isSurname, surnameOf } from './surnames.ts';
import { clauseAt, SENTENCE } from './taking-part.ts';

/*
 * Whom they ask to speak with: the value of a label, or somebody the text calls さん, 様 or 先生 and asks for. Somebody who is
 * greeted, thanked or only spoken of is not asked for; whoever might be is a doubt.
 */

export type Named = { readonly name: string; readonly at: number; readonly end: number };

const HONORIFIC = '(?:さん|(?<![同多異仕])様(?![子々式態])|さま|サン|先生|氏(?!名))';
const mentions = new RegExp(
  `(?:(?<!${KANJI})(${KANJI}{1,8}(?: ${KANJI}{1,3})?)|(?<=[\\n、。,:： (「の]|^)(${KANA}{2,6})) ?${HONORIFIC}`,
  'gu',
);
const NOBODY =
  /なし|無し|特に|未定|どなた|誰でも|だれでも|おまかせ|お任せ|指名し|いません|不明|わか|分か|忘れ|ありません|問い?ません|構いません|ない|まだ|同上|^[\s-]*$/;
const notThis = /以外|ではなく|じゃなく|でなく|避け|外し|ほかの|他の|別の|(?:変え|かえ)て|変更|苦手|合わな/;
const before =
  /(?:(?:担当|指名|カウンセラー|相談員|ナビゲーター|コンサルタント)(?:者|官|員|職員|の方|さん)?(?:の?お?名前)?(?:の|は|が|を|して(?:いただい|くださ|もら)[^\n。]{0,8}の?)?|いつもの|(?:引き?続き|前回(?:と同じ|と同様|同様|の)|今回も))[、:： ]?$/;
const behind =
  /^ ?(?:(?:を|が|の|に|も|は)?(?:ご?希望|ご?指名)|(?:を|が|の|に|は)?(?:担当|カウンセラー|相談員)|(?:に|で|へ)[^、。\n]{0,8}(?:お願い|おねがい)|(?:に|と)[^、。\n]{0,10}(?:相談|話|面談|カウンセリング)[^。\n]{0,8}(?:たい|たく|希望|お願い)|(?:が|だと|なら|であれば|でしたら)[^。\n]{0,8}(?:いい|良い|よい|助か|ありがた|有難|嬉し|幸い)|で[、。 ]?(?:$|\n))/;
const spokenOf =
  /^ ?(?:に|には|から|より|へ|の|が|と)?[^、。\n]{0,14}(?:教|聞|きい|伺|案内|紹介|勧|すすめ|言われ|説明|電話|相談(?:し|させて)|いただいた|頂いた|対応|よろしく|宜しく|お礼|(?:世話に)?な(?:りました|った))/;

/** The name before 様 as far as it is one: 「前回同様西村」 and 「担当者 西村」 begin with other words. */
const nameAmong = (words: string): string | undefined => {
  const whole = noName.test(words) ? undefined : words;
  for (let at = 0; at < words.length; at++) {
    const rest = words.slice(at).trim();
    if (isSurname(rest) || (surnameOf(rest) !== undefined && !noName.test(rest) && extentOf(rest) === 'full'))
      return rest;
  }
  return whole !== undefined && whole.length > 1 && whole.length < 9 ? whole : undefined;
};

const MARKED = /[①-⑳■□●○◎◆◇・*【[(（>☆★\d]/;
const plainLabel = /^(?:ご|御)?担当(?:者|官|の方)?$/;

/** 「ご担当 西村様」 above the items greets; below them, or as a marked item, it names. */
const greets = (text: string, labels: readonly Label[], label: Label): boolean =>
  plainLabel.test(label.text) &&
  !/[:=は】→]/.test(text.slice(label.end, label.value)) &&
  !MARKED.test(text.slice(lineStart(text, label.at), label.at)) &&
  !placedIn(labels, label.at - 300, label.at).some(
    (one) => one.heads && one.value !== undefined && one.field !== 'counsellor',
  );

/** The names behind a label, or why there is none. */
const labelled = (text: string, labels: readonly Label[], label: Label): readonly Named[] | 'nobody' | 'unclear' => {
  const value = label.value ?? label.end;
  const region = regionOf(text, labels, { ...label, value });
  const below = text.slice(value, region.from).includes('\n');
  const to = Math.min(region.to, region.from + 40);
  const typed = text.slice(region.from, to);
  if (greets(text, labels, label) || (NOBODY.test(typed) && typed.trim() !== '')) return 'nobody';
  const named = mentionsIn(typed, region.from);
  const line = text.slice(region.from, lineEnd(text, region.from));
  const bracket = /^ ?\(([^()\n]{1,16})\)/.exec(text.slice(label.end, value));
  if (bracket && typed.trim() === '') return bracketed(text, label.end + bracket[0].length - 1, bracket[1] ?? '');
  if (named.length > 0) return notThis.test(line) ? 'unclear' : named;
  const name =
    typed
      .replace(reading, ' ')
      .split(/[、,。/\n]/, 1)[0]
      ?.replace(/^[\s:(「『・-]{1,4}|[)」』]$/g, '')
      .replace(/(?:です|でした|になります|でお願い.*|を?希望.*|を?指名.*)$/, '')
      .trim() ?? '';
  const at = text.indexOf(name, region.from);
  if (label.value === undefined || below)
    return isSurname(name) && at < to ? [{ name, at, end: at + name.length }] : 'nobody';
  if (name !== '' && name.length <= 12 && extentOf(name) !== 'none' && !noName.test(name) && at < to)
    return [{ name, at, end: at + name.length }];
  return /[:：は】]/.test(text.slice(label.end, value)) || MARKED.test(text.slice(lineStart(text, label.at), label.at))
    ? 'unclear'
    : 'nobody';
};

/** 「担当者（西村）」 */
const bracketed = (text: string, end: number, typed: string): readonly Named[] | 'unclear' | 'nobody' => {
  const name = typed.replace(new RegExp(`${HONORIFIC}$`, 'u'), '').trim();
  if (NOBODY.test(typed) || noName.test(name)) return 'nobody';
  return isSurname(name) || extentOf(name) === 'full' ? [{ name, at: text.lastIndexOf(name, end), end }] : 'unclear';
};

const mentionsIn = (text: string, from: number): Named[] =>
  [...text.matchAll(mentions)].flatMap((one) => {
    const words = one[1] ?? one[2] ?? '';
    const name = one[1] === undefined ? (notKana.test(words) ? undefined : words) : nameAmong(words);
    if (
      name === undefined ||
      /^(?:皆|各|貴|客|奥|何|神|仏|父|母|兄|姉|娘|嫁|孫|子|息子|旦那|主人|社長|店長|部長|課長|所長|医|担任|支援)/.test(
        name,
      )
    )
      return [];
    const at = from + one.index + one[0].lastIndexOf(name);
    return [{ name, at, end: from + one.index + one[0].length }];
  });
const notKana = /^(?:たく|みな|お|むすこ|むすめ|ごくろう|ハローワーク|ハロワ|スタッフ|カウンセラー|くれ)/;

/** Whether somebody spoken of with respect is asked for: yes, no, or it cannot be said. */
const asked = (text: string, { name, at, end }: Named): 'yes' | 'no' | 'unclear' => {
  const start = lineStart(text, at);
  const ahead = text.slice(start, at);
  const sentence = clauseAt(text, at, SENTENCE);
  const rest = text.slice(end, Math.max(end, sentence.to));
  const item = /^[\s(]{0,3}(?:(\d)|([①-⑨]))[\s).:、]{0,3}$/.exec(ahead);
  if (item && /^[ 。]*(?:\n|$)/.test(text.slice(end, end + 4)))
    return Number(item[1] ?? 0) > 3 || /[④-⑨]/.test(item[2] ?? '') ? 'yes' : 'unclear';
  if (/^[、, ]{0,2}(?:か|または|又は|もしくは|と)/.test(rest) && mentionsIn(rest, 0).length > 0) return 'unclear';
  if (before.test(ahead)) return notThis.test(rest) ? 'unclear' : 'yes';
  // Greeted: at the head of a line, alone or before a comma.
  if (/^[^\d:。、]{0,30}$/.test(ahead) && /^(?:へ|宛て?)?(?:[ 、,。!]|\n|$)/.test(text.slice(end, end + 4)))
    return 'no';
  if (/^(?:を|は|が)?[^、。\n]{0,8}(?:以外|ではなく|じゃなく|避け|外し|苦手)/.test(rest)) return 'unclear';
  if (behind.test(`${rest}\n`)) return isSurname(name) || /担当|指名|希望/.test(rest) ? 'yes' : 'unclear';
  if (spokenOf.test(rest)) return 'no';
  return /担当|指名|カウンセラー|相談員|お世話になって|お願い|希望|たい/.test(sentence.text) ? 'unclear' : 'no';
};

/** Everybody the text may ask for, with their places: none of them is the person who writes. */
export const counsellorsIn = (
  { text }: Legible,
  labels: readonly Label[],
): { readonly named: readonly Named[]; readonly unclear: boolean } => {
  const named: Named[] = [];
  const places = new Set<number>();
  let unclear = false;
  for (const label of labels) {
    // 「氏名（担当者）」 names the person.
    const remark = placedIn(labels, label.at - 40, label.at).some(
      (one) => one.field === 'name' && (one.value ?? 0) > label.at,
    );
    if (label.field !== 'counsellor' || !label.heads || remark) continue;
    const found = labelled(text, labels, label);
    if (found === 'unclear') unclear = true;
    else if (found !== 'nobody') {
      named.push(...found);
      for (const { at } of found) places.add(at);
    }
  }
  for (const one of mentionsIn(text, 0)) {
    const heads = placedIn(labels, lineStart(text, one.at), one.at).filter(
      ({ heads, value }) => heads && value !== undefined,
    );
    const head = heads.at(-1);
    if (head?.field === 'name' || places.has(one.at)) continue;
    if (head?.field === 'counsellor' && greets(text, labels, head)) continue;
    const said = asked(text, one);
    if (said === 'yes') named.push(one);
    else if (said === 'unclear') unclear = true;
  }
  return { named, unclear };
};

/** Nobody asks for so many. */
const MOST = 20;

/** The counsellor they ask for or name as theirs. */
export const counsellorIn = (
  said: Legible,
  { named, unclear }: ReturnType<typeof counsellorsIn>,
  own: string | null,
): { value: string | null; doubts: string[] } => {
  const names = named.slice(0, MOST).map(({ name }) => name);
  const distinct = names.filter(
    (name, at) => names.findIndex((other) => agree(name, other)) === at && (own === null || key(name) !== key(own)),
  );
  const [first] = distinct;
  return {
    value: first === undefined ? null : typedAs(said, first),
    doubts: distinct.length > 1 || unclear ? ['counsellor-ambiguous'] : [],
  };
};
