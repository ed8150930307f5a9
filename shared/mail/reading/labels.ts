import { lineEnd, placedIn } from './places.ts';

/*
 * The words that say what stands behind them. One pattern finds them all, longest first, so that 「求人番号」 is never taken
 * for 「番号」 and 「連絡先メールアドレス」 never for 「連絡先」.
 */

type Field =
  | 'name'
  | 'kana'
  | 'number'
  | 'establishment'
  | 'opening'
  | 'wish'
  | 'email'
  | 'phone'
  | 'fax'
  | 'contact'
  | 'counsellor'
  | 'elsewhen'
  | 'other';

export type Label = {
  readonly field: Field;
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** Stands as a heading: at the start of its line, or set off from what is before it. */
  readonly heads: boolean;
  /** Where its value begins, behind the colon, bracket or space; undefined for a word in a sentence. */
  readonly value: number | undefined;
};

const words: readonly (readonly [Field, string])[] = [
  ['kana', '(?:ふりがな|フリガナ|よみがな|ヨミガナ|読み仮名|氏名カナ|カナ氏名|氏名 ?[(]カナ[)]|フリカナ)'],
  [
    'elsewhen',
    '(?:生年月日|誕生日|年齢|離職(?:年月)?日|退職(?:年月)?日|登録(?:年月)?日|申込日|作成日|記入日|送信日|発行日|有効期限|(?:失業)?認定日|前回(?:の)?(?:相談|利用)?日時?|入社日|面接日)',
  ],
  ['opening', '求人(?:票|の)?(?:整理)?(?:番号|No\\.?|NO\\.?|ナンバー)'],
  ['establishment', '事業所(?:登録)?の?(?:番号|No\\.?|NO\\.?|ナンバー)|事業者番号'],
  [
    'number',
    '求 ?職 ?(?:者|登録|申込|申し込み|受付|申込み)?(?:者)?の? ?(?:番 ?号|No\\.?|NO\\.?|ナンバー|ID|number)|(?:ハローワーク|HW)の?(?:カード|登録|求職|受付|受付票)?の?番号|(?:登録|受付|会員|整理|カード)番号|番号|(?:きゅうしょく)?ばんごう',
  ],
  ['fax', '(?:FAX|Fax|fax|ファックス|ファクシミリ|ファクス)(?:番号)?'],
  [
    'email',
    '(?:ご?連絡先|返信先|連絡用|送信先)?の?(?:電子)?(?:[EeＥ]-?メール|メール)の?(?:アドレス|アド)?|メアド|(?:[Ee]-?)?[Mm]ail ?(?:[Aa]dd?ress?)?|MAIL|(?:ご?連絡先|返信先)?アドレス|[Ee]-[Mm]ail|E-?MAIL|gmail|Gmail',
  ],
  [
    'phone',
    '(?:ご?連絡先|ご?登録(?:の|済み?の?|してある|した|している)?|日中|昼間|緊急|連絡用|自宅|携帯|固定|会社|職場|勤務先|実家)?の?(?:連絡先)?(?:お?電 ?話|でんわ|デンワ|携帯電話|携帯|けいたい|ケータイ|スマホ|TEL|Tel|tel|[Pp]hone|PHONE|[Mm]obile|[Cc]ell|連絡番号)の?(?: ?(?:番 ?号|No\\.?|NO\\.?|ナンバー|number))?',
  ],
  [
    'counsellor',
    '(?:(?:相談)?ご?希望(?:する|の)?の?|前回の?|現在の?|今の|いつもの?|仮予約の?|ご|御)?(?:職業)?(?:相談|窓口)?の?(?:担当(?:者|官|員|職員|の方|カウンセラー|相談員|ナビゲーター|アドバイザー)?|指名|タントウ|たんとう|カウンセラー|相談員|職員|スタッフ|相談相手|お?相手|(?:就職支援)?ナビゲーター|(?:キャリア)?コンサルタント|アドバイザー)(?:して(?:ほし|欲し|いただ|もら)[^\\n。、]{1,6}(?:人|方|者))?(?:の?(?:ご?指名|お名前|名前|氏名|名))?(?! ?(?:様|さま|さん|殿|各位|御中|課|部))',
  ],
  [
    'name',
    '(?:ご|お|御)?氏 ?名|(?:お|御)?名 ?前|なまえ|ナマエ|シメイ|しめい|姓 ?名|フルネーム|差出人(?:名)?|(?:[Ff]ull ?)?[Nn]ame|NAME|(?:申込|申し込み|応募|相談|利用|希望|登録)(?:者|人)(?:の?(?:お名前|氏名|名))?',
  ],
  [
    'wish',
    '(?:ご?利用|ご?相談|面談|ご?予約|参加|オンライン(?:職業)?相談|オンライン|ご)?の?希望(?:する|の|している)?(?:日時|日程|日にち|時間帯?|日|曜日|時刻)|(?:ご?利用|ご?相談|ご?予約|面談)の?(?:日時|日程|時間|日)|日 ?時|にちじ|ひにち|日程|日にち|時間帯?|時刻|ご?希望|[Dd]ate|[Tt]ime',
  ],
  ['contact', '(?:ご|お)?連絡先'],
  [
    'other',
    '住所|郵便番号|会社名|事業所名称?|企業名|法人名|所属|部署名?|役職|性別|備考|相談内容|内容|目的|用件|件名|希望職種|職種|利用アプリ|ツール|端末|利用規約|URL|HP',
  ],
];

const pattern = new RegExp(words.map(([, word]) => `(${word})`).join('|'), 'g');

const MARKS = '①-⑳■□●○◎◆◇・*▼▽►▶▷☆★※#>→⇒【〔\\[<≪《(「『_+|\\-';
const before = new RegExp(
  `(?:^|\\n|[\\s、。,./|;:：${MARKS}])[${MARKS} ]{0,6}(?:[(]?\\d{1,2}[).:、,】〕\\]》>]? ?[${MARKS}]?)?$`,
);
const separator =
  /^(?: ?\([^()\n]{0,40}\))? ?[】〕\]>≫》)」』■□●○◎◆◇★☆]{0,2} ?(?:\([^()\n]{0,40}\))?(?: ?[:=→⇒;|…・_-]{1,12}|は[、:,]?|が|\.{2,8}|[】〕\]>≫》)」』■□●○◎◆◇★☆\t]|(?= )|(?=\n)|$) ?/;

/** Every label of a text, in order. */
export const labelsOf = (text: string): Label[] => {
  const labels: Label[] = [];
  for (const found of text.matchAll(pattern)) {
    const which = found.slice(1).findIndex((group) => group !== undefined);
    const field = words[which]?.[0];
    if (field === undefined || found[0] === '') continue;
    const end = found.index + found[0].length;
    const heads = before.test(text.slice(Math.max(0, found.index - 14), found.index));
    const set = separator.exec(text.slice(end, end + 110));
    labels.push({ field, text: found[0], at: found.index, end, heads, value: set ? end + set[0].length : undefined });
  }
  return labels;
};

/** The region a label speaks of: up to the next heading on its line, or the next line where nothing else is on its own. */
export const regionOf = (text: string, labels: readonly Label[], label: Label): { from: number; to: number } => {
  let from = label.value ?? label.end;
  let end = lineEnd(text, from);
  if (label.heads && text.slice(from, end).replace(/[:：\s】\])」■□●○◎◆◇★☆-]/g, '') === '') {
    let next = end;
    while (text[next] === '\n') next++;
    const nextEnd = lineEnd(text, next);
    const other = placedIn(labels, next, Math.min(nextEnd, next + 8)).some(
      (one) => one.heads && one.value !== undefined,
    );
    if (next < text.length && !other) {
      from = next;
      end = nextEnd;
    }
  }
  const stop = placedIn(labels, from, end).find((one) => one !== label && one.heads && one.value !== undefined);
  return { from, to: stop ? stop.at : end };
};
