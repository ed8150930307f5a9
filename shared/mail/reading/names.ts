import type { Found, Taken } from './contacts.ts';
import { type Label, regionOf } from './labels.ts';
import type { Legible } from './legible.ts';
import { lineEnd, placedIn } from './places.ts';
import { isSurname, surnameOf } from './surnames.ts';

/*
 * The person's name: behind its label, in the sentence in which they introduce themselves, or on a line of its own. A name that
 * contradicts another one is none.
 */

const HAN = '\\p{Script=Han}々〆ヶヵケ';
export const KANJI = `[${HAN}]`;
export const KANA = '[ぁ-ゖァ-ヺー]';

/** Words that no name contains; a line or sentence with one of them is about something else. */
export const noName =
  /明後日|昨日|一昨|先週|希望|相談|予約|以上|大丈夫|可能|初め|番号|曜|求職|登録|利用|都合|電話|携帯|担当|窓口|会社|株式|有限|法人|在住|早春|拝啓|敬具|草々|前略|追伸|日時|時間|申込|申し込|職業|職務|経歴|件名|連絡|返信|送信|お世話|至急|宜し|よろし|お願|おねが|ありがと|御中|各位|本日|明日(?![香美希子奈花海菜翔真郎輝斗人])|今日(?!子)|来週|今週|午前|午後|無職|学生|主婦|独身|初回|不安|問題|大変|必要|予定|無理|未定|不可|本人|自宅|住所|第[一二三1-3]|内容|備考|目的|氏名|名前|面接|練習|対策|紹介|募集|事務|経験|資格|退職|離職|失業|休職|給付|認定|説明|質問|確認|参加|開始|終了|環境|対応|使用|使い|パソコン|スマホ|スマート|ズーム|オンライン|ハローワーク|マザーズ|コーナー|アドレス|メール|テレオ|アプリ|ファイル|添付|転送|場合|状態|子供|子ども|家族|病気|通院|育児|介護|何卒|ござい|ください|下さい|です|ます|ました|ほしい|欲しい|忙しい|難しい|嬉しい|うれしい|いない|ならない|できない|したい|しない|して|する|から$|まで$|ので|けど|あります|ありませ|なしで|^なし$|ないかな|ように|ような|ところ|^はい$|いいえ|同意|承知|了解|すみませ|すいませ|申し|書類|写し|敬意|皆様|時候|元気|幸い|結構|便利|女性|男性|歳$|[者員]$|(?:市|区|県|町内|市内|[都道府]民)$|(?:求職|休職|失業|療養|在職|妊娠|育休|離職|仕事|治療|勤務|通学)中|同上|不明|不在|早急|勉強|就職|転職|仕事|午後|夕方|土日|平日|祝日|休日|全て|全部|東京|大阪|青森|広島県|正社員|件$|様$/;

const honorific =
  /(?: ?(?:様|さま|さん|殿|氏|サマ))?(?: ?(?:です|でございます|と申します|と申し上げます|ともうします|といいます|と言います|になります|となります|本人|拝|より))?[。.、,!！ ]*$/;
export const reading = / ?[(（「『【〈][^()（）\n]{0,40}[)）」』】〉] ?/g;

export type Person = Found<string> & {
  /** Names of different people stand in the text. */
  readonly several: boolean;
};

/** `sure` where the place or the shape says that it is a name; what is not, is asked about. */
type Candidate = { readonly name: string; readonly typed: string; readonly labelled: boolean; readonly sure: boolean };

export const key = (name: string): string => name.normalize('NFKC').replace(/[\s・]/g, '');

/** How much of a name a text is. */
type Extent = 'full' | 'family' | 'none';

const FAMILY = `${KANJI}(?:[ツッノ]?${KANJI}){0,3}`;
const kanjiName = new RegExp(
  `^(${FAMILY})[ ・](${KANJI}{1,5}|${KANA}{1,6}|${KANJI}{1,3}${KANA}{1,4}|${KANA}{1,4}${KANJI}{1,2})$`,
  'u',
);
const kanjiApart = new RegExp(`^${KANJI}(?: ${KANJI}){2,5}$`, 'u');
const threeParts = new RegExp(`^${KANJI}{1,3}([ ・])${KANA}{2,10}\\1${KANJI}{1,4}$`, 'u');
const kanjiKana = new RegExp(`^(${KANJI}{1,4})(${KANA}{1,6})$`, 'u');
const kanjiOnly = new RegExp(`^${KANJI}(?:[ツッノ]?${KANJI}){0,7}$`, 'u');
const kanaOnly = new RegExp(`^${KANA}{2,12}$`, 'u');
const kanaWords = new RegExp(`^${KANA}{1,10}(?:[ ・=]${KANA}{1,12}){1,4}$`, 'u');
const kanaKanji = new RegExp(`^${KANA}{1,8}[ ・]?${KANJI}{1,4}$`, 'u');
const latinWords = /^[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'.-]{0,20}(?:[ ,]{1,2}[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'.-]{0,20}){1,4}$/;
const oneLatin = /^[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'.-]{1,20}$/;

export const extentOf = (name: string): Extent => {
  if ([kanjiName, kanjiApart, threeParts, kanaWords, latinWords, kanaKanji].some((shape) => shape.test(name)))
    return 'full';
  if (kanjiOnly.test(name)) {
    if (name.length <= 2 || isSurname(name)) return 'family';
    return name.length <= 6 ? 'full' : 'none';
  }
  const mixed = kanjiKana.exec(name);
  if (mixed) return isSurname(name) ? 'family' : 'full';
  if (kanaOnly.test(name)) return name.length <= 5 ? 'family' : 'full';
  return oneLatin.test(name) ? 'family' : 'none';
};

/** A name without readings in brackets or behind it, and without the polite words around it. */
const bare = (typed: string): string => {
  let name = typed
    .replace(/^\s*([「『])(.{1,24})[」』]/u, '$2')
    .replace(reading, ' ')
    .replace(/[(「『【〈<㊞①-⑳■□●○◎◆◇▼★☆※ ]+$/, '')
    .replace(/(?: |^)[男女]?性? ?\d{1,2}[歳才].*$|(?<= )[男女]性?$/, '')
    .replace(/^\s*(?:is|は) ?/, '')
    .trim()
    .replace(honorific, '')
    .trim();
  name = name.split(/[、,。/|;\n]| {2,}|\t/, 1)[0]?.trim() ?? '';
  if (/^[A-Za-z]/.test(name)) name = name.split(/(?<=[A-Za-z]{2})\.(?: |$)/, 1)[0] ?? '';
  const parts = name.split(' ');
  // 「山田 太郎 やまだ たろう」: a reading written behind the name.
  const kanaFrom = parts.findIndex((part, at) => at > 0 && new RegExp(`^${KANA}+$`, 'u').test(part));
  if (kanaFrom > 0 && parts.length - kanaFrom >= 1 && new RegExp(`^${KANJI}`, 'u').test(name)) {
    const head = parts.slice(0, kanaFrom).join(' ');
    const read = surnameOf(head) !== undefined || parts.slice(kanaFrom).join('').length > 4;
    if (extentOf(head) === 'full' && (parts.length > 2 || (kanjiOnly.test(head) && read))) name = head;
  }
  const beside = new RegExp(`^(${KANJI}{3,6})・${KANA}{4,12}$`, 'u').exec(name)?.[1];
  if (beside !== undefined) name = beside;
  return withoutRemark(name.replace(honorific, '').trim());
};

/** 「山田太郎 男性」: behind a name that is whole already stands a remark, not a first name. */
const withoutRemark = (name: string): string => {
  const [first = '', second, ...more] = name.split(' ');
  if (second === undefined || more.length > 0 || first.length < 3 || isSurname(first)) return name;
  return surnameOf(first) !== undefined && (/^[男女]$|^旧姓|^[(（]/.test(second) || noName.test(second)) ? first : name;
};

const labelledNames = (
  said: Legible,
  labels: readonly Label[],
  fields: readonly string[],
): { typed: string; from: number; to: number }[] =>
  labels
    .filter(
      (label) =>
        fields.includes(label.field) &&
        label.value !== undefined &&
        (label.heads || /^(?:ご|お|御)?(?:氏 ?名|名 ?前)は/.test(said.text.slice(label.at, label.at + 6))),
    )
    .flatMap((label) => {
      const region = regionOf(said.text, labels, label);
      const lead = /^[\s:=→・,、_-]{0,8}/.exec(said.text.slice(region.from, region.to))?.[0].length ?? 0;
      const to = Math.min(region.to, region.from + lead + 60);
      const typed = said.text.slice(region.from + lead, to);
      return typed.trim() === '' ? [] : [{ typed, from: region.from + lead, to }];
    });

/** 「…と申します」, 「…です」: the words before them, back to where something else ends. */
const introduction = new RegExp(
  `(?:^|[\\n、。,!:(「・\\d\\-]|[のるたがとはも]|)((?:${KANJI}{1,7}|${KANA}{2,10}|[A-Za-z]{2,20})(?:[ ・](?:${KANJI}{1,5}|${KANA}{1,8}|[A-Za-z]{2,20})){0,3}${KANA}{0,6}) ?(?:\\([^()\\n]{1,24}\\) ?)?(と ?申し|ともうし|と ?い[いう]|と言い|と云い|って言い|です|でございます|と申しあげ|だ。)`,
  'gu',
);
const english = /(?:my name is|i am|i'm|this is|name is) ([A-Z][A-Za-z'.-]{0,20}(?: [A-Z][A-Za-z'.-]{0,20}){0,4})/gi;

const introduced = (text: string): Omit<Candidate, 'typed' | 'labelled'>[] => {
  const found: Omit<Candidate, 'typed' | 'labelled'>[] = [];
  for (const one of text.matchAll(introduction)) {
    const strong = !/^(?:です|で)/.test(one[2] ?? '');
    const name = named(one[1] ?? '', strong);
    if (name === undefined) continue;
    const apart = !kanjiOnly.test(name) && /^(?:[。、!\n(]|$)/.test(text.slice(one.index + one[0].length).slice(0, 1));
    found.push({ name, sure: strong || apart || surnameOf(name) !== undefined });
  }
  for (const one of text.matchAll(english)) if (one[1] !== undefined) found.push({ name: one[1], sure: true });
  return found;
};

/** The name at the end of the words before です: whole words if they are one, or what begins with a known family name. */
const named = (words: string, strong: boolean): string | undefined => {
  const tail = words.trim();
  const whole = noName.test(tail) ? undefined : tail;
  if (whole !== undefined && extentOf(whole) !== 'none') {
    const mixed = kanjiKana.exec(whole);
    if (strong || (surnameOf(whole) !== undefined && (mixed?.[2]?.length ?? 0) < 5)) return whole;
    if (kanjiName.test(whole) || (kanjiOnly.test(whole) && whole.length > 2 && whole.length < 6)) return whole;
    if (latinWords.test(whole) || kanaWords.test(whole)) return whole;
  }
  // 「求職者山田太郎です」: from the first known family name that leaves a whole name behind it.
  for (let at = 1; at < Math.min(tail.length, 14); at++) {
    const rest = tail.slice(at).trim();
    const family = surnameOf(rest);
    if (
      family !== undefined &&
      family.length > 1 &&
      rest.length > family.length &&
      !noName.test(rest) &&
      extentOf(rest) === 'full'
    )
      return rest;
  }
  return undefined;
};

/** 「オンライン相談希望 山田太郎」: words that are no name before one. */
const withoutWords = (line: string): string => {
  const parts = line.split(' ');
  const from = parts.findLastIndex((part) => noName.test(part) || department.test(part)) + 1;
  const name = parts.slice(from).join(' ');
  const certain = surnameOf(name) !== undefined || (department.test(parts[from - 1] ?? '') && kanjiName.test(name));
  return from > 0 && certain && extentOf(name) === 'full' ? name : line;
};
const department = /(?:[部課係室会店]|グループ|チーム|担当|人事|総務)$/;

/** A line next to one with a number, a date or an address stands among the items. */
const besideItems = (text: string, start: number, end: number): boolean => {
  const above = text.slice(Math.max(0, start - 80), start).trimEnd();
  const below = text.slice(end, end + 80).trimStart();
  return /[\d@]/.test(above.slice(above.lastIndexOf('\n') + 1)) || /[\d@]/.test(below.split('\n', 1)[0] ?? '');
};

/** Names that stand alone: on a line, or between the numbers and addresses of one. */
const alone = (
  said: Legible,
  labels: readonly Label[],
  taken: readonly Taken[],
): { name: string; from: number; to: number; sure: boolean }[] => {
  const { text } = said;
  const found: { name: string; from: number; to: number; sure: boolean }[] = [];
  let next = 0;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end - start <= 120) {
      while (next < taken.length && (taken[next]?.end ?? 0) <= start) next++;
      const here = [];
      for (let place = next; place < taken.length && (taken[place]?.at ?? end) < end; place++) here.push(taken[place]);
      const heads = placedIn(labels, start, end).filter((one) => one.heads && one.value !== undefined);
      const cuts = [
        ...here.flatMap((one) => (one ? [one.at, one.end] : [])),
        ...heads.flatMap((one) => [one.at, one.value ?? one.end]),
      ]
        .concat(
          [start, end],
          [...text.slice(start, end).matchAll(/[、。,/|;→⇒①-⑳]/g)].map((one) => start + one.index),
        )
        .sort((a, b) => a - b);
      for (let cut = 0; cut + 1 < cuts.length; cut++) {
        const [from = 0, to = 0] = [cuts[cut], cuts[cut + 1]];
        if (here.some((one) => one && one.at <= from && from < one.end)) continue;
        const piece = text.slice(from, to);
        const lead =
          /^[\s、。→⇒;①-⑳■□●○◎◆◇・*▼►▶☆★※#>_、,/:：-]{0,8}(?:\(?\d{1,2}[).:、] ?|\d )?/.exec(piece)?.[0].length ?? 0;
        const name = withoutWords(bare(piece.slice(lead).replace(/^(?:申込者|本人|私|わたし|署名)[:： は]/, '')));
        if (name.length < 2 || name.length > 24 || noName.test(name) || noName.test(name.replace(/ /g, ''))) continue;
        if (heads.some((one) => one.at === from || (one.value === from && one.field !== 'name'))) continue;
        if (/様|さん|殿|先生|宛/.test(piece.slice(lead + name.length))) continue;
        const extent = extentOf(name);
        const known = surnameOf(name) !== undefined;
        const sentence = here.length === 0 && heads.length === 0 && (from > start || to < end) && !/^[①-⑳]/.test(piece);
        if (sentence && !known) continue;
        const certain =
          (kanjiName.test(name) && (known || name.length <= 7)) ||
          (kanjiOnly.test(name) && (known || (name.length > 2 && name.length < 6))) ||
          (kanjiKana.test(name) &&
            (known || (/^[^ぁ-ん]{2,3}[ァ-ヶー]{2,3}$/.test(name) && besideItems(text, start, end)))) ||
          (kanaWords.test(name) && !/[がをにへ]/.test(name)) ||
          (latinWords.test(name) && /^(?:[A-Z][A-Za-z'.-]*[ ,]*){2,4}$/.test(name));
        const at = from + piece.indexOf(name);
        const sure = known || !kanjiOnly.test(name) || lead > 0 || besideItems(text, start, end);
        if (extent !== 'none' && certain) found.push({ name, from: at, to: at + name.length, sure });
      }
    }
    start = end + 1;
  }
  return found;
};

const suspicious = /[<>{}[\]@\\;=%$#*^|~"`\d?!！？_:]|\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\ufffd/u;

/** As typed, without the invisible characters that programs leave around it. */
const trimmed = (typed: string): string => typed.replace(/\s+/g, ' ').replace(edges, '');
const edges = /^(?:[\s\p{Cf}\p{Extended_Pictographic}]|\ufe0f)+|(?:[\s\p{Cf}\p{Extended_Pictographic}]|\ufe0f)+$/gu;

/** Whether more than one person is named: a second whole name behind the first. */
const namesTwo = (typed: string): boolean => {
  const said = typed.replace(reading, ' ');
  const [first = '', ...rest] = said
    .split(/[、,。/|;・&＆と]| {1,2}/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return (
    first.length > 2 &&
    rest.some(
      (one) => one.length > 2 && kanjiOnly.test(one) && (surnameOf(one)?.length ?? 0) > 1 && extentOf(one) === 'full',
    )
  );
};

/** The name of the person who writes; `fields` are the labels that name it (an employer's 担当者 is one). */
export const nameIn = (
  said: Legible,
  labels: readonly Label[],
  taken: readonly Taken[],
  fields: readonly string[],
  sender = '',
): Person => {
  const { text } = said;
  const labelled = labelledNames(said, labels, fields).map(({ typed, from, to }) => {
    const name = bare(typed);
    const at = text.indexOf(name, from);
    return {
      name,
      typed: trimmed(name === '' || at === -1 || at > to ? typed : said.as(at, at + name.length)),
      raw: typed,
    };
  });
  const own = key(sender);
  const all: Candidate[] = [
    ...labelled
      .filter(({ name }) => name !== '')
      .map(({ name, typed }) => ({ name, typed, labelled: true, sure: true })),
    ...introduced(text).map((one) => ({ ...one, typed: typedAs(said, one.name), labelled: false })),
    ...alone(said, labels, taken).map(({ name, from, to, sure }) => ({
      name,
      typed: trimmed(said.as(from, to)),
      labelled: false,
      sure,
    })),
  ].map((one) => (key(one.name) === own ? { ...one, sure: true } : one));
  const certain = all.filter(({ sure }) => sure);
  const written = certain.some(({ name }) => extentOf(name) === 'full') ? certain : all;

  const first =
    written.find((one) => one.labelled) ??
    written.find(({ name }) => extentOf(name) === 'full' && !/^[ぁ-ゖァ-ヺー ・]+$/.test(name)) ??
    written.find(({ name }) => extentOf(name) === 'full') ??
    written[0];
  if (!first) return { value: null, doubts: ['name-missing'], several: false };
  const raw = (labelled.find(({ typed }) => typed === first.typed)?.raw ?? first.name).split('。', 1)[0] ?? '';
  const odd =
    suspicious.test(first.typed) ||
    suspicious.test(
      raw
        .replace(reading, '')
        .replace(/[(（][^)）]{0,40}[)）]?/g, '')
        .slice(0, first.name.length + 12)
        .replace(/[!！。~:]+\s*$/, ''),
    ) ||
    /\p{Extended_Pictographic}/u.test(first.typed) ||
    first.name.length > 40;
  // 「氏名：省略します」, 「氏名：株式会社見本」
  const none = first.labelled && noName.test(first.name) && surnameOf(first.name) === undefined;
  if (odd || none) return { value: first.typed.slice(0, 80), doubts: ['name-suspicious'], several: false };
  const best =
    first.labelled && extentOf(first.name) === 'family'
      ? (written.find((one) => extends_(one.name, first.name)) ?? first)
      : first;
  const extent = extentOf(best.name);
  if (extent === 'none') return { value: best.typed, doubts: ['name-suspicious'], several: false };
  const others = written.filter(({ name }) => !agree(name, best.name));
  const full = others.filter(({ name }) => extentOf(name) === 'full');
  const two = labelled.some((one) => namesTwo(one.raw));
  const bothLabelled = two || (others.some((one) => one.labelled) && best.labelled);
  const doubts = extent === 'family' ? ['name-incomplete'] : [];
  const [head = ''] = best.name.split(' ');
  if (head !== best.name && head.length > 3 && (surnameOf(head)?.length ?? 0) > 1 && !isSurname(head))
    doubts.push('name-suspicious');
  if (!best.sure || full.length > 0 || others.some(({ name }) => isSurname(name))) doubts.push('name-ambiguous');
  return { value: best.typed, doubts, several: bothLabelled };
};

export const typedAs = (said: Legible, name: string): string => {
  const at = said.text.indexOf(name);
  return at === -1 ? name : trimmed(said.as(at, at + name.length));
};

const extends_ = (longer: string, shorter: string): boolean =>
  key(longer).length > key(shorter).length && key(longer).startsWith(key(shorter)) && extentOf(longer) === 'full';

const hiragana = (text: string): string =>
  text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

/** Whether two names can be one person's: the same, a part of the other, or another script of it. */
export const agree = (one: string, other: string): boolean => {
  const [a, b] = [key(one), key(other)];
  if (a === b || a.startsWith(b) || b.startsWith(a) || b.endsWith(a) || a.endsWith(b)) return true;
  if (hiragana(a) === hiragana(b)) return true;
  // A reading beside kanji, or a name in Latin letters beside a Japanese one, says nothing either way.
  const script = (text: string): string =>
    /^[A-Za-z'.,-]+$/.test(text) ? 'latin' : /^[ぁ-ゖァ-ヺー]+$/.test(text) ? 'kana' : 'kanji';
  return script(a) !== script(b);
};
