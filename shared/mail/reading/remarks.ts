import { legible } from './legible.ts';
import type { OpenedMail } from './opened-mail.ts';
import { ownTextOf } from './own-text.ts';
import { LONGEST_TEXT } from './through.ts';

/*
 * What a mail says beside the items of an application that somebody at the office has to know or answer. The items are held as they
 * stand; a person reads the rest. Greetings, thanks, the request itself and how it is put are no remarks, nor is anything quoted or signed.
 */

/** 「お願いできますでしょうか」, 「予約は可能ですか」: the application itself. */
const theRequest =
  /(?:お願い|予約|申し?込み?|相談|希望|受け(?:て|させて)?|日時|時間|日程|(?:で|に)(?:て|は)?|上記|以下|下記|こちら)[^。?\n]{0,10}(?:でき|出来|いただけ|頂け|もらえ|可能|よろし|宜し|大丈夫)[^。?\n]{0,12}(?:か|かと)$|^(?:[^。?\n]{0,16}(?:時|分|日|から|都合は|予定は|日時で|時間で|内容で|これで|それで|以上で))?(?:よろしい|宜しい|いかが|可能|大丈夫)(?:でしょうか|ですか)$|(?:対応|手続き?|受付|受け付け|確認|返信|連絡)(?:を)?(?:して)?(?:いただけ|頂け|お願いでき)[^。?\n]{0,8}か$|空(?:い|き)[^。?\n]{0,8}か$/;
const asks =
  /(?:でしょう|です|ます|ません|ない|よい|いい|たい)か(?:[。?…!]|$)|[?]|教えて|おしえて|知りたい|(?:お?聞き|お尋ね|お伺い|質問)(?:し|が|です|いたし|した|させ)/;
const questionWord =
  /何(?!とぞ|卒|度)|なに|どの(?!日|時間|枠)|どう(?!ぞ|も|か)|どこ|どちら(?!の日|で|も)|いつ(?!も|で)|いくら|必要|持ち物|準備|使え|スマ|カメラ|マイク|アプリ/;

const remarks: readonly RegExp[] = [
  // [K-12-3, A-12-3] Who comes along.
  /同席|同伴|付き?添|つきそ|立ち?会い|通訳|手話|要約筆記|介助|支援[員者]|(?:家族|夫|妻|父|母|親|兄|姉|弟|妹|息子|娘|子ども|子供|友人|知人|上司|同僚)(?:と|も|が)(?:一緒|いっしょ|ともに|共に|参加|出席|同行)/,
  // Late, or for a part of it.
  /(?<!(?:返信|連絡|返事|申し?込み?|お礼|報告|メール)[^。\n]{0,8})遅(?:れ(?!て(?:すみ|申し|しま))|刻)|途中(?:で|から)[^。\n]{0,10}(?:抜|退|失礼|参加|入)|(?:早め|先)に(?:終|失礼|退)/,
  // What they need in order to be understood.
  /筆談|字幕|文字(?:で|の)(?:やり|会話|チャット)|耳が(?:不自由|聞こえ|きこえ|遠)|聞(?:こ|き)え(?:に|づ|な|ませ)|(?:ゆっくり|大きな声で)[^。\n]{0,6}話|やさしい日本語|(?:声|音声|音)が?(?:出(?:せ|な|ませ)|使えな)|(?:カメラ|マイク|ビデオ|顔)[^。\n]{0,6}(?:使え(?:な|ま)|(?:な|無)し|オフ|切|映さ|出さ|ありませ|壊れ)/,
  /添付|同封|別途(?:送|お送)/,
  /電話(?:を|で)?[^。\n]{0,6}(?:ください|下さい|いただ|ほしい|欲しい)(?![^。\n]{0,4}(?:場合|とき|時))/,
];
/** 「同席者：なし」, 「不備がありましたらお電話ください」: nothing to know, and what goes without saying. */
const nothingToKnow =
  /(?:なし|無し|ありません|いません|おりません|予定はない|必要(?:は|が)?(?:ない|ありません))[。\s]*$|(?:場合|とき|際|たら|れば|時)(?:は|に|には)?[、,]?[^。\n]{0,20}(?:電話|連絡|知らせ)/;

/** [K-12-3, A-12-3] Whether a mail says more than the items of an application: a question, who comes along, what somebody should know. */
export const hasRemarks = ({ text, enclosed }: Pick<OpenedMail, 'text' | 'enclosed'>): boolean =>
  legible(ownTextOf(text.slice(0, LONGEST_TEXT), enclosed.slice(0, LONGEST_TEXT)).own)
    .text.split(/(?<=[。?!])|\n/)
    .map((sentence) => sentence.trim())
    .some((sentence) => isRemark(sentence.slice(0, 400)));

const isRemark = (sentence: string): boolean => {
  if (remarks.some((words) => words.test(sentence)) && !nothingToKnow.test(sentence)) return true;
  if (!asks.test(sentence)) return false;
  return questionWord.test(sentence) || !theRequest.test(sentence.replace(/[。?!\s]+$/, ''));
};
