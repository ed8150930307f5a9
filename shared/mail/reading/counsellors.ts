import { type Label, regionOf } from './labels.ts';
import type { Legible } from './legible.ts';
import { agree, extentOf, KANA, KANJI, key, noName, reading, typedAs } from './names.ts';

/* Whom they ask to speak with. */

/** 「引き続き西村さんで」 behind 「担当は」. */
const asked = new RegExp(`^[ぁ-ん、 引続前回今同次可能]{2,12}?(${KANJI}{1,4})(?:さん|様|先生)(?:で|を|に|が)`, 'u');
const NOBODY =
  /なし|無し|特に|未定|どなた|誰でも|だれでも|おまかせ|お任せ|指名|いません|不明|わから|分から|ありません|問い?ません|構いません|ない/;
const personBefore = new RegExp(
  `(?<!${KANJI})(${KANJI}{1,4}(?: ${KANJI}{1,3})?|(?<=[\\n、。,:： (「の]|^)${KANA}{2,6}) ?(?:さん|様|先生|氏|さま) ?(?:に|が|を|で|の|から|へ|は|も)? ?[^\\n。、]{0,14}?(?:担当|希望|指名)`,
  'gu',
);
const personAfter = new RegExp(
  `担当(?:者|官|員|職員|の方)?(?:の|は|が|を|:|：|して(?:いただい|くださ|もら)[^\\n。]{0,8}の?|) ?(${KANJI}{1,4}(?: ${KANJI}{1,3})?|(?<=[の: ])${KANA}{2,6}) ?(?:さん|様|先生|氏|さま)(?! ?[、,。]?(?:\\n|$))`,
  'gu',
);

/** The counsellor they ask for or name as theirs; a salutation is neither. */
export const counsellorIn = (
  said: Legible,
  labels: readonly Label[],
  own: string | null,
): { value: string | null; doubts: string[] } => {
  const { text } = said;
  const names: string[] = [];
  let unclear = false;
  for (const label of labels) {
    if (label.field !== 'counsellor' || !label.heads || label.value === undefined || label.value === label.end)
      continue;
    const region = regionOf(text, labels, label);
    const typed = text.slice(region.from, Math.min(region.to, region.from + 40));
    if (typed.trim() === '' || NOBODY.test(typed)) continue;
    const called = asked.exec(typed)?.[1];
    if (called !== undefined && !noName.test(called)) {
      names.push(called);
      continue;
    }
    // 「ご担当 西村様」 alone on its line greets.
    if (!/[:=は】]/.test(text.slice(label.end, label.value)) && /(?:様|さま|殿)\s*$/.test(typed)) continue;
    const name =
      typed
        .replace(reading, ' ')
        .split(/[、,。/\n]|(?:さん|様|先生|さま|氏)(?:$|[^一-龠])/, 1)[0]
        ?.replace(/(?:さん|様|先生|さま|です|でした|を希望.*|希望.*)$/, '')
        .trim() ?? '';
    if (name !== '' && name.length <= 12 && extentOf(name) !== 'none') names.push(name);
    else if (label.value > label.end && /[:：は]/.test(text.slice(label.end, label.value))) unclear = true;
  }
  for (const one of [...text.matchAll(personBefore), ...text.matchAll(personAfter)]) {
    const name = one[1]?.trim() ?? '';
    const line = text.slice(one.index, one.index + one[0].length + 8);
    if (name !== '' && !/ご担当|御担当|以外/.test(line) && !noName.test(name)) names.push(name);
  }
  const distinct = names.filter(
    (name, at) => names.findIndex((other) => agree(name, other)) === at && (own === null || key(name) !== key(own)),
  );
  const [first] = distinct;
  if (distinct.length > 1) return { value: first ?? null, doubts: ['counsellor-ambiguous'] };
  return {
    value: first === undefined ? null : typedAs(said, first),
    doubts: unclear && first === undefined ? ['counsellor-ambiguous'] : [],
  };
};
