import { type Booking, nameKey, occupies } from '../../domain/booking.ts';
import type { Office } from '../../domain/office.ts';
import { dateOf, type Instant, local } from '../../domain/time.ts';
import { legible } from './legible.ts';
import type { OpenedMail } from './opened-mail.ts';
import { ownTextOf } from './own-text.ts';
import { daysOf } from './read-mail.ts';
import { LONGEST_TEXT, readThrough, withQuotedLabels } from './through.ts';

/*
 * Giving a session up in so many words. What people may mean beside it cannot be listed (not, unless, yesterday, another's), so what
 * is listed is what a plain cancellation consists of: greetings, apologies, a reason, the session, who writes. One phrase beyond
 * that and the mail is for a person.
 */

const OFF = '(?:キャンセル|取り?消し?|取り?やめ|辞退)';
const REQUEST = '(?:お願い|おねがい)(?:(?:し|いたし|致し|申し上げ)ます)?';
const off = `(?:${OFF}(?:を|で|は)?(?:します|いたします|致します|したい(?:です|と思います|のですが|と存じます)|したく(?:存じます|(?:て)?(?:ご)?連絡(?:しました|いたしました))?|して(?:ください|下さい)|させて(?:ください|下さい|(?:いただき|頂き)(?:ます|たいです|たいと思います|たく))|希望(?:です|します|いたします)?|${REQUEST}|の(?:ご)?連絡です|の手続き?を?${REQUEST})|取り?やめ(?:ます|たいです)|取り?下げ(?:ます|たいです|を?${REQUEST}|させて(?:ください|下さい)))`;
const DAY =
  '(?:(?:20\\d\\d年|令和\\d{1,2}年|R\\d{1,2}\\.)?\\d{1,2}(?:月|/|\\.)\\d{1,2}日?(?:[(][月火水木金土日](?:曜日?)?[)])?|明日|明後日|あさって|本日|今日)';
const TIME =
  '(?:(?:午前|午後)?\\d{1,2}(?::\\d\\d|時(?:半|\\d{1,2}分)?)(?:[-~](?:午前|午後)?\\d{1,2}(?::\\d\\d|時(?:半|\\d{1,2}分)?))?)';
const WHEN = `(?:${DAY}(?:の|に)?(?:${TIME}(?:から)?の?)?)`;
const BOOKING = `(?:(?:その|この|今回の|先ほどの|予約(?:してい|し|いただい)た|申し?込んだ)?${WHEN}?(?:予約番号[:]?\\d{4}-\\d{4}の?)?(?:オンライン)?(?:職業)?(?:相談|予約|面談|申し?込み?)(?:の予約|の申し?込み?)?|予約番号[:]?\\d{4}-\\d{4}(?:です)?|${WHEN})`;
const CAUSE =
  '(?:急な|急に|突然の?)?(?:体調(?:不良|が(?:悪い|悪く|悪くなった|すぐれない|優れない)|を崩し(?:た|て))|(?:高?熱|咳)が(?:出た|出て|ある|あり|続き|下がらない|下がらず)|風邪(?:を(?:ひいた|引いた|ひき|引き))?|(?:急用|用事|予定|仕事|所用|面接|会議|病院(?:の予約)?)が(?:入った|できた|入り|でき|入って(?:しまった|しまい)?|できて(?:しまった|しまい)?)|(?:急用|用事|仕事|所用)|(?:相談に)?(?:行け|伺え|(?:参加|出席)(?:が)?でき)なくなった|(?:急な)?(?:都合|用事|仕事|体調不良)|都合が(?:悪く(?:なった|なり)|つかなく(?:なった|なり))|(?:子ども|子供|家族)(?:の(?:体調不良|発熱|急病|用事)|が(?:熱を出した|熱を出し|発熱した|発熱し|体調を崩し(?:た)?))|(?:就職(?:先)?|仕事|採用|勤務先)が(?:決まった|決まり|決まって)|家庭の事情|諸事情|一身上の都合)';
/** 「急用が入ったため」 */
const SINCE = `${CAUSE}(?:まし)?(?:た)?(?:の?ため(?:に)?|ので|により|によって|で|から|て)?`;
const phrases: readonly RegExp[] = [
  // The session, given up.
  `(?:${SINCE})?(?:今回は?)?(?:${BOOKING}(?:を|は|の)?)?${off}`,
  `(?:${SINCE})?(?:${BOOKING}(?:に|には|は|を)?)?(?:(?:参加|出席)(?:が)?でき|行け|伺え|うかがえ)なくなりました|${BOOKING}(?:に|には|は)?(?:(?:参加|出席)でき|行け|伺え)ません`,
  `(?:${SINCE})?(?:${BOOKING}(?:は|を))?欠席(?:します|いたします|致します|させて(?:ください|いただきます|頂きます))`,
  // Which, why.
  `${BOOKING}(?:ですが|の件(?:です|で|ですが|について)?|について|を|は)?`,
  `(?:${SINCE})`,
  '(?:ご)?連絡(?:し|いたし|致し)ま(?:す|した)',
  // Manners.
  '(?:いつも)?お世話に(?:なって(?:おり|い)ます|なります|なりました)|こん(?:にちは|ばんは)|おはようございます|はじめまして|前略|草々|拝啓|敬具|以上(?:です)?',
  '(?:大変|誠に|本当に|突然|急で|急な(?:ご)?連絡で|直前で|勝手を(?:言って|申しまして))?(?:申し訳(?:ありません|ございません|ない(?:の)?です)|すみません|すいません|ごめんなさい|恐れ入ります|恐縮です|お手数(?:です|をおかけ(?:します|いたします|して)?)|ご迷惑を?おかけ(?:します|いたします|しました|いたしました|して)?|失礼(?:します|いたします|致します))+(?:が)?|勝手ながら|急で',
  `(?:どうぞ|何卒|なにとぞ)?(?:よろしく|宜しく)(?:${REQUEST})?|(?:どうも)?ありがとうございま(?:す|した)|感謝いたします`,
  '(?:ハローワーク\\p{L}{1,6}|(?:ご)?担当者?|職業相談部門)(?:の皆)?(?:様|さま|御中|各位|の方)?',
  `また(?:後日|改めて|機会がありましたら|の機会に)?(?:お?申し?込み(?:ます|します|いたします)|${REQUEST}|利用させていただきます)`,
  // How to reach them.
  '(?:電話(?:番号)?|tel|携帯(?:電話)?|mail|メール(?:アドレス)?|e-mail)[:.]?[\\w@.+()-]{5,80}',
].map((phrase) => new RegExp(`^(?:${phrase})$`, 'iu'));

/** What a subject may say: our own, which names the booking, or the same plain things in short. */
const subjects =
  /^(?:(?:オンライン)?(?:職業)?(?:相談|面談)?(?:の)?(?:予約|申し?込み?)?(?:の)?(?:キャンセル|取り?消し?|取り?下げ|辞退|について|の件|のお願い|の連絡|希望|依頼)*|お世話になって(?:おり|い)ます|無題|\(件名なし\))$/;

const REFERENCE = /(?<![\d-])(\d{4})-?(\d{4})(?![\d-])/g;

/**
 * [A-6-4, D-8] Whether a mail gives up exactly this booking in plain words: every phrase of it is one that a cancellation consists
 * of, and every name, number, day and time in it is the booking's. A session ended by mistake is somebody else's a minute later.
 */
export const callsOff = (mail: OpenedMail, office: Office, booking: Booking, now: Instant): boolean => {
  if (mail.damaged || mail.enclosed.trim() !== '' || mail.text.length > LONGEST_TEXT) return false;
  const { own, signature } = ownTextOf(mail.text, '');
  const { said, moments } = readThrough(withQuotedLabels(own), office, daysOf(mail, now));
  const start = occupies(booking)?.startsAt ?? booking.wishes[0]?.from;
  if (start === undefined) return false;
  const { hour, minute } = local(start);
  const whose = moments.every((one) => {
    if (one.kind === 'day') return one.date === dateOf(start) && one.doubts.length === 0;
    return one.kind === 'time' && one.from.hour % 12 === hour % 12 && one.from.minute === minute;
  });
  const pieces = said.text
    .split(/[。、,!！\n]+/)
    .map((piece) => piece.replace(/\s/g, ''))
    .filter((piece) => piece !== '');
  const plain = pieces.every((piece) => phrases.some((phrase) => phrase.test(piece)) || isWriter(piece, booking));
  const gives = pieces.some((piece) => phrases.slice(0, 3).some((phrase) => phrase.test(piece)));
  const references = [...said.text.matchAll(REFERENCE)].map(([, first, second]) => `${first}-${second}`);
  return (
    whose &&
    plain &&
    gives &&
    references.every((reference) => reference === booking.id || isContact(reference, booking)) &&
    !new RegExp(`${OFF}|参加|出席|やはり|やっぱり|無視`).test(signature) &&
    isSubject(mail, office, booking)
  );
};

/** Who writes: the booking's own name or family name, and its number. */
const isWriter = (piece: string, { applicant }: Booking): boolean => {
  const [, own] = /^(?:求職番号|番号|事業所番号)?[:：]?([\d-]{8,16})$/.exec(piece) ?? [];
  if (own !== undefined) return unpadded(own) === unpadded(applicant.number ?? '');
  const [, name] =
    /^(?:氏名|名前|お名前)?[:：]?([^\d:：]{1,30}?)(?:です|と申します|といいます|と言います|より)?$/u.exec(piece) ?? [];
  const family = applicant.name.split(/[\s\u3000]/)[0] ?? '';
  return name !== undefined && [applicant.name, family].some((one) => nameKey(one) === nameKey(name));
};

const unpadded = (number: string): string => number.replace(/-0*/g, '-');

const isContact = (reference: string, { applicant }: Booking): boolean =>
  `${applicant.phone ?? ''} ${applicant.number ?? ''}`.replace(/-/g, '').includes(reference.replace('-', ''));

const isSubject = (mail: OpenedMail, office: Office, booking: Booking): boolean => {
  const subject = legible((mail.header('subject') ?? '').slice(0, 500)).text.replace(/\s/g, '');
  const bare = subject.replace(/^(?:(?:re|返信)(?:\[\d{1,3}\])?:)+/i, '');
  const ours = bare.startsWith(`【${office.name}】`);
  return ours
    ? bare.includes(booking.id)
    : subjects.test(bare) || subjects.test(bare.replace(nameKey(booking.applicant.name), ''));
};
