import type { Office } from '../../domain/office.ts';
import type { Instant, LocalDate } from '../../domain/time.ts';
import { speaksOfSeveral } from './kinds.ts';
import { legible } from './legible.ts';
import type { OpenedMail } from './opened-mail.ts';
import { ownTextOf } from './own-text.ts';
import { daysOf } from './read-mail.ts';
import { LONGEST_TEXT, readThrough, withQuotedLabels } from './through.ts';

/** Whether somebody plainly gives a session up, and the days they name. */
export type CallingOff = { readonly plain: boolean; readonly days: readonly LocalDate[] };

const OFF = '(?:キャンセル|取り?消し?|取り?下げ|取り?やめ|辞退)';
/** 「キャンセルします」「取り消しをお願いします」「参加できなくなりました」 */
const said = new RegExp(
  `${OFF}(?:を|で|に)?(?:ご)?(?:お願い|おねがい)(?!し(?:ました|た|てい)|いたしました)|` +
    `${OFF}(?:を|に)?(?:し(?:ます|たい(?:です|と(?:思|存|考)|の(?:です|で)|ので|$|\\n|。)|てください|て下さい|ていただ(?:き|け)|て頂)|いたします|致します|させて(?:ください|下さい|いただ|頂)|希望(?:し|です|いた|致|$|\\n|。))|` +
    '(?:取り?下げ|取り?やめ)(?:ます|たい|させて)|' +
    `${OFF}の(?:ご)?連絡(?:です|を|いた|で)|` +
    '(?:行け|行|伺え|うかがえ|参加でき|参加が?でき|出席でき|受けられ|来られ|利用でき|都合がつか)なくなり(?:まし|、)|欠席(?:し|いた|致|させ)',
);
/**
 * What makes a cancellation something else, or not certain: denied, taken back, conditional, past, asked about, of part of what there
 * is, of something else, or with a wish for another time.
 */
const unsure = new RegExp(
  `${OFF}(?:は|を|する|し|の)?[^。\\n]{0,10}(?:しない|しません|せず|しなく|したくな|なし|では?な|じゃな|覚え|撤回|間違|必要|不要|かも|可能性|検討|迷|悩|場合|とき|時|際|なら|方法|仕方|やり方|料|待ち|できます?か|できるか|でしょうか|ですか|ますか|[?？])|` +
    `${OFF}(?:を|は)?し(?:ました|たので|たのは|た(?:件|こと|覚え|つもり|はず|の|後|あと|ところ)|ていません|ておりません|てい(?:る|ます)|ており)|` +
    '(?:もし|仮に|万が一|ひょっとし|かもしれ|とりあえず|場合に?は|たら(?:キャンセル|取|行|参加)|れば(?:キャンセル|取))|' +
    '撤回|間違|誤(?:り|って)|そのまま|予定(?:どおり|通り)|(?:必ず|やはり|やっぱり|今回は)[^。\\n]{0,8}(?:参加|伺|行|受け|出席)|(?:参加|出席)(?:し|でき|いたし|致し)ます|(?:伺|うかが)います|行きます|行けます|受けます|' +
    '(?:歯医者|歯科|病院|美容|ホテル|旅行|面接|内定|応募|説明会|セミナー|講座|訓練|求人|契約|検診|健診)[^。\\n]{0,8}(?:の予約|を?(?:キャンセル|取り?消|辞退|取り?やめ))|' +
    '変更|代わり|かわりに|別の|違う日|ほかの日|他の日|ずらし|延期|振り?替|いかが|次回|(?:二|2|両|どちら|片|一)(?:件|方|つ|か)|全部|すべて|全て|だけ|のみ|以外|分は',
);

/**
 * [A-6-4, D-8] Reads whether a person gives a session up in so many words. Anything that might mean something else is not plain, and
 * for a person to understand: a session ended by mistake is somebody else's a minute later.
 */
export const callingOff = (mail: OpenedMail, office: Office, now: Instant): CallingOff => {
  const { own } = ownTextOf(mail.text.slice(0, LONGEST_TEXT * 2), mail.enclosed.slice(0, LONGEST_TEXT));
  const subject = legible((mail.header('subject') ?? '').slice(0, 500)).text.trim();
  const { said: read, moments } = readThrough(withQuotedLabels(own), office, daysOf(mail, now));
  const days = moments.flatMap((one) => (one.kind === 'day' ? [one] : []));
  const plain =
    said.test(read.text) &&
    !unsure.test(read.text) &&
    !unsure.test(subject) &&
    !speaksOfSeveral(read.text) &&
    !mail.damaged &&
    mail.text.length <= LONGEST_TEXT &&
    days.every(({ date, vague, doubts }) => date !== undefined && !vague && doubts.length === 0);
  return { plain, days: days.flatMap(({ date }) => date ?? []) };
};
