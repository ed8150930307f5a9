import type { Label } from './labels.ts';
import type { Moment } from './moments.ts';
import { lineEnd, lineStart, placedIn } from './places.ts';

/*
 * Which days and times of a text may be part of a wish. What was, what cannot be, and when to telephone is no wish; what is
 * not clearly one of these takes part, and makes a doubt if it does not fit.
 */

const past =
  /前回|先日|先週|昨日|一昨日|先ほど|先程|さきほど|以前|付け|付の|生まれ|退職|離職|入社|入学|卒業|働い|勤め|勤務して|決まりました|いただいた|頂いた|頂きました|いただきました|受けた|受けました|相談した|相談しました|お電話した|電話しました|伺った|伺いました|行きました|参りました|届いた|届きました|見ました|拝見|登録した|登録しました|登録済|予約した|予約しました|終わ|まで(?:の契約|働|勤|在職)|認定日|締切|締め切り|応募|面接(?:が|を|で|に|は)|書いた|解決|ありがとうございま|お世話になりました|試験|開催|セミナー|説明会/;
const wishful =
  /お願い|おねがい|希望|きぼう|予約(?:し|を(?:し|取|入)|でき|は)|申し?込|いかが|如何|どうでしょう|可能でしょうか|可能です|取りたい|受けたい|相談したい|利用したい|いただきたい|頂きたい|いただけ|頂け|できますか|出来ますか|したいです|でしょうか|でよろしく|にして(?:いただ|くださ|ほし|もら)|please|would like|want/i;
const refusing =
  /以外|無理|不可|都合が(?:悪|つか|あわ|合わ)|都合悪|だめ|ダメ|駄目|NG|避け|除い|除き|除く|外して|(?:でき|出来)(?:ません|ない)(?!でしょうか|か|かと)|行けない|行けません|伺えません|参加できない|難し|厳しい|空いていない|空いてない|空いていません|埋ま|満席|キャンセル|取り?消|ではなく|じゃなく|でなく|やめ/;
const busy =
  /仕事|出勤|パート|バイト|用事|通院|予定が|不在|旅行|休み|帰省|出張|留守|塞が|法事|行事|忙し|休業|定休|運動会|参観|検査|受診|手術/;
/** 「前回(2/24)」 */
const been = /(?:前回|先日|以前|昨日|前の(?:相談|面談|利用))(?:の(?:相談|面談|利用|予約)?)?[ (（:は]{0,2}$/;
/** The day itself is what cannot be. */
const refused =
  /^[^、。\n]{0,12}?(?:以外|を除|(?:は|が)[^、。\n]{0,10}?(?:無理|不可|NG|だめ|ダメ|駄目|都合が(?:悪|つか)|難し|厳し|行け|伺え|でき(?:ません|ない)|避け))/;
/** A day from which something else is: work, school. */
const elsewhere =
  /日(?: ?\([月火水木金土日]\))? ?から[^、。\n]{0,12}(?:働|勤|仕事|就職|入社|復職|新しい|始ま|休職|入院|訓練|学校|産休|育休)/;
const conditional =
  /(?:無理|難し|だめ|ダメ|駄目|不可|満席|埋ま|空い|取れ|でき|出来|都合)[^、。\n]{0,8}(?:なら|であれば|でしたら|だったら|場合|ければ|たら|れば|ときは|時は)/;
/** 「空いていれば」 and 「できれば」 are politeness. */
const polite = /(?:空い|あい)て(?:い)?(?:れば|たら|るなら|ましたら|るようでしたら)|(?:でき|出来)(?:れば|たら|ましたら)/;
const contact =
  /電話|連絡|折り返|返信|返事|つなが|繋が|出られ|営業|受付|開庁|窓口|仕事|働|勤務|パート|授業|送迎|迎え|保育|シフト|起き|就寝|帰宅|外出|バス|電車|診察|締め切|メールを|までに|前から|入室|準備/;

type Clause = { readonly from: number; readonly to: number; readonly text: string };

/** Clauses end at 、 and 。 and at the end of a line; a clause that ends right behind a date goes on in the next. */
export const clauseAt = (text: string, at: number, stop: RegExp): Clause => {
  stop.lastIndex = at;
  const [rest = '', before = ''] = stop.exec(text) ?? [];
  const [from, to] = [at - before.length, at + rest.length];
  return { from, to, text: text.slice(from, to) };
};
/** What stands around a place up to the next such sign on either side, or as far as it may matter. */
const upTo = (signs: string): RegExp => new RegExp(`(?<=([^${signs}]{0,160}))[^${signs}]{0,160}`, 'y');
export const CLAUSE = upTo('、。,!?！？\\n');
export const SENTENCE = upTo('。!?！？\\n');

/** Whether a moment may be part of a wish; a day the person cannot come, or was somewhere, is none. */
export const takesPart = (
  text: string,
  labels: readonly Label[],
  moments: readonly Moment[],
  one: Moment,
  doubts: Set<string>,
): boolean => {
  const clause = clauseAt(text, one.at, CLAUSE);
  if (one.kind === 'day' && been.test(text.slice(clause.from, one.at))) return false;
  const headed = labelOn(text, labels, one.at);
  const inClause = placedIn(moments, clause.from, clause.to);
  const daysHere = inClause.filter((other) => other.kind === 'day' && !other.vague);
  if (one.kind === 'time' && daysHere.length === 0 && reached.has(labelOn(text, labels, one.at, false)?.field ?? ''))
    return false;
  if (headed?.field === 'elsewhen' || headed?.field === 'other') return false;
  if (headed?.field === 'wish' || one.kind === 'rank' || inClause.some((other) => other.kind === 'rank')) {
    const after = text.slice(one.end, clause.to);
    const taken = one.kind === 'day' && /は/.test(after) && busy.test(after);
    const excluded = taken || (daysHere.length > 1 && (busy.test(clause.text) || past.test(clause.text)));
    if (one.kind === 'day' && (refusing.test(clause.text) || excluded)) doubts.add('date-ambiguous');
    return true;
  }
  if (one.kind === 'day') {
    const rest = text.slice(one.end, clause.to).trim();
    const extended = rest === '' ? clauseAt(text, Math.min(clause.to + 1, text.length), CLAUSE).text : '';
    const said = `${clause.text} ${text[clause.to] === '\n' ? '' : extended}`;
    if (conditional.test(said.replace(polite, '')) && !one.vague) {
      const before = text.slice(clause.from, one.at);
      if (!conditional.test(before)) doubts.add('date-ambiguous');
      return true;
    }
    if (elsewhere.test(said) || /^ ?までに/.test(text.slice(one.end, one.end + 5))) return false;
    if (daysHere.length === 1 && refused.test(text.slice(one.end, clause.to))) return false;
    if (refusing.test(said)) {
      if (wishful.test(said) || daysHere.length > 1) doubts.add('date-ambiguous');
      return false;
    }
    if (busy.test(said)) {
      if (daysHere.length > 1) doubts.add('date-ambiguous');
      return daysHere.length === 1 && wishful.test(said);
    }
    if (!past.test(said)) return true;
    if (!wishful.test(said)) return false;
    if (daysHere.length > 1) doubts.add('date-ambiguous');
    // 「3月2日に教えていただいた相談を申し込みます」: what happened that day comes before what is asked for.
    const after = text.slice(one.end, clause.to);
    const happened = past.exec(after)?.index ?? after.length;
    return /^[ 、の,に]{0,2}[午\d①-⑳]/.test(after) || happened >= (wishful.exec(after)?.index ?? -1);
  }
  if (daysHere.length > 0) {
    // A time goes with the day of its clause.
    const nearest = daysHere.findLast((other) => other.at < one.at) ?? daysHere[0];
    return nearest === undefined || takesPart(text, labels, moments, nearest, doubts);
  }
  if (one.kind === 'length') return true;
  if (one.kind === 'session') return true;
  return !contact.test(clause.text) || /希望/.test(clause.text);
};

/** A time beside a telephone says when to call. */
const reached = new Set(['phone', 'email', 'fax']);

/** The heading of the line a place stands in, or of the line above where that line is nothing else. */
const labelOn = (text: string, labels: readonly Label[], at: number, inSentence = true): Label | undefined => {
  const start = lineStart(text, at);
  const last = placedIn(labels, start, at).findLast((one) => one.heads && one.value !== undefined);
  const here = last && inSentence && text.slice(last.end, at).includes('。') ? undefined : last;
  if (here || start === 0) return here;
  const above = lineStart(text, start - 1);
  const heading = placedIn(labels, above, start).find((one) => one.heads && one.value !== undefined);
  return heading && text.slice(heading.value ?? heading.end, lineEnd(text, heading.end)).trim() === ''
    ? heading
    : undefined;
};

/** A bare weekday or 「来週」 counts as an attempt at a wish only where something is asked for. */
export const wanted = (text: string, one: Moment): boolean => {
  const sentence = clauseAt(text, one.at, SENTENCE).text;
  return (wishful.test(sentence) || /\d ?(?:時|:)/.test(sentence)) && !busy.test(sentence);
};

/** 「3月4日か11日」: a piece of a date right behind another one is a second day. */
export const fragmentOf = (text: string, one: Moment, parts: readonly Moment[]): boolean => {
  if (one.kind !== 'day' || !one.vague) return false;
  const before = placedIn(parts, one.at - 80, one.at).findLast((other) => other.kind !== 'length');
  const between = before ? text.slice(before.end, one.at) : 'none';
  // 「第2希望：11日」
  const dated = /^[ 、,(]{0,3}(?:\d{1,2} ?[月/]|20\d\d|令和|R\d)/.test(text.slice(one.end, one.end + 8));
  if (before?.kind === 'rank' && !dated && /^[\s:=→…)】]{0,4}$/.test(between)) return true;
  if (before?.kind === 'day' && /^(?:から|より|~|-|の?間)/.test(between) && !between.includes('\n')) return true;
  return /^[ 、,・/~-]{0,3}(?:か|または|又は|もしくは|あるいは|と|or)?[ 、,の]{0,2}$/.test(between) &&
    /\d/.test(text[one.at] ?? '')
    ? true
    : /^[ 、,]{0,2}(?:か|または|又は|もしくは|あるいは|or)[ 、,の]{0,3}$/.test(between);
};
