/** Key words, with the reading of each run of characters in brackets behind it. */
const words = `
予約[よやく] 仮予約[かりよやく] 本予約[ほんよやく] 相談[そうだん] 職業[しょくぎょう] 窓口[まどぐち] 職員[しょくいん] 担当者[たんとうしゃ] 担当[たんとう] 部門[ぶもん]
求職者[きゅうしょくしゃ] 求職[きゅうしょく] 求人[きゅうじん] 事業所[じぎょうしょ] 人事[じんじ] 登録[とうろく] 個別[こべつ] 支援[しえん] 面接[めんせつ] 練習[れんしゅう]
月曜日[げつようび] 火曜日[かようび] 水曜日[すいようび] 木曜日[もくようび] 金曜日[きんようび] 土曜日[どようび] 日曜日[にちようび] 日時[にちじ] 曜日[ようび] 時間[じかん] 時刻[じこく] 午前[ごぜん] 午後[ごご] 正午[しょうご] 平日[へいじつ] 祝日[しゅくじつ] 年末年始[ねんまつねんし] 開庁日[かいちょうび] 閉庁日[へいちょうび] 前日[ぜんじつ] 当日[とうじつ] 期限[きげん] 締[し]め切[き]り 締切[しめき]り
氏名[しめい] 番号[ばんごう] 電話[でんわ] 連絡先[れんらくさき] 連絡[れんらく] 返事[へんじ] 件名[けんめい] 希望[きぼう] 事情[じじょう] 同席[どうせき] 通訳[つうやく] 介助[かいじょ]
申込[もうしこ]み 申[もう]し込[こ] 受付[うけつけ] 受[う]け付[つ]け 入力[にゅうりょく] 確認[かくにん] 送信[そうしん] 必須[ひっす] 任意[にんい] 選[えら]ん 選[えら]び 選[えら]べ 押[お]す 押[お]し 変更[へんこう] 内容[ないよう] 方法[ほうほう] 案内[あんない]
利用[りよう] 規約[きやく] 同意[どうい] 無料[むりょう] 費用[ひよう] 通信[つうしん] 負担[ふたん] 端末[たんまつ] 個人[こじん] 情報[じょうほう] 禁止[きんし] 録画[ろくが] 録音[ろくおん] 個室[こしつ] 静[しず]か
準備[じゅんび] 参加[さんか] 開始[かいし] 招待[しょうたい] 入室[にゅうしつ] 画面[がめん] 印刷[いんさつ] 取[と]り下[さ]げ 困[こま]り 空[あ]いて 空[あ]き 待[ま]ち 本文[ほんぶん] 正式[せいしき] 文章[ぶんしょう] 自宅[じたく] 必要[ひつよう] 条件[じょうけん] 仕事[しごと] 自身[じしん] 大切[たいせつ] 届[とど]い 届[とど]き 決[き]ま 来[こ]られ
`;

// Read aloud, a word would be heard twice, and a link would not be found by the name that is seen.
const annotated = new Map(
  words
    .trim()
    .split(/\s+/)
    .map((word) => [
      word.replace(/\[[^\]]+\]/g, ''),
      word.replace(
        /(\p{Script=Han}+)\[([^\]]+)\]/gu,
        '<ruby>$1<rp>（</rp><rt aria-hidden="true">$2</rt><rp>）</rp></ruby>',
      ),
    ]),
);
const keyWords = new RegExp([...annotated.keys()].sort((a, b) => b.length - a.length).join('|'), 'g');

const PIECE = /<(\/?)([a-z][a-z\d]*)((?:"[^"]*"|[^"<>])*)>|[^<]+/gi;
const EMPTY = /^(?:br|hr|img|input|link|meta|wbr)$/i;
/** Where no markup may stand, or what somebody has typed, or copies. */
const SILENT = /^(?:title|option|textarea|ruby)$/i;

/** A page with the readings above its key words; nothing but text changes, and none that people typed (`translate="no"`). */
const annotate = (page: string): string => {
  let silent = 0;
  return page.replace(PIECE, (piece, slash: string, name: string | undefined, attributes: string) => {
    if (name === undefined) return silent > 0 ? piece : piece.replace(keyWords, (word) => annotated.get(word) ?? word);
    if (EMPTY.test(name)) return piece;
    if (silent > 0) silent += slash ? -1 : 1;
    else if (!slash && (SILENT.test(name) || attributes.includes('translate="no"'))) silent = 1;
    return piece;
  });
};

/** Where the layout leaves room for the switch: only who answers knows which page this is. */
export const SWITCH = '<!--furigana-->';

/** Pages that may be asked for again: those a form was sent for would lose it, as would a form half filled in (`typing` in the layout). */
const RETURN =
  /^\/(?:(?:guide|english|bookings|bookings\/\d{4}-\d{4}(?:\/[\w-]{43})?|join\/\d{4}-\d{4}|terms|terms\/[\w.-]{1,40}(?:\/changes)?)?|(?:openings|apply|terms\/[\w.-]{1,40}\/changes)(?:\?[\w.~%:+&=-]{0,300})?)$/;
export const mayReturnTo = (path: string): boolean => RETURN.test(path);

const switchTo = (value: 'on' | 'off', path: string): string =>
  `<form class="switch" method="post" action="/furigana"><input type="hidden" name="to" value="${path.replaceAll('&', '&amp;')}"><button name="furigana" value="${value}">${value === 'on' ? 'ふりがなをつける' : 'ふりがなを消す'}</button></form>`;

/** A visitor's page with readings where they are wanted, and the switch where pressing it loses nothing. */
export const withFurigana = (page: string, on: boolean, path: string | undefined): string => {
  const shown = on ? annotate(page) : page;
  return shown.replace(SWITCH, path !== undefined && mayReturnTo(path) ? switchTo(on ? 'off' : 'on', path) : '');
};

/** Holds one word and nothing about anybody. */
export const FURIGANA_COOKIE = '__Host-furigana';
