import type { MailIn, MailNotice } from '../../mail/mail-in.ts';

/* What staff read of a mail that waits for them: why a machine did not go further, and what to ask the person. */

type Words = { readonly said: string; readonly ask?: string; readonly about?: Item };
/** The parts of an application that something is read for. */
export type Item = 'desk' | 'name' | 'number' | 'wishes' | 'email' | 'phone' | 'counsellor';

const DATE = '希望の日と、始まりと終わりの時刻';

const words: Readonly<Record<string, Words>> = {
  'name-missing': { about: 'name', said: '氏名が見つかりません', ask: '氏名' },
  'name-incomplete': { about: 'name', said: '名字か名前の片方しかありません', ask: '氏名（名字と名前の両方）' },
  'name-suspicious': { about: 'name', said: '氏名に、名前らしくない文字があります', ask: '氏名' },
  'name-ambiguous': {
    about: 'name',
    said: '氏名が二つ以上あるか、変わったと書いてあります',
    ask: 'どの氏名で登録しているか',
  },
  'number-missing': { about: 'number', said: '番号が見つかりません', ask: '求職番号（求人の方は事業所番号）' },
  'number-malformed': {
    about: 'number',
    said: '番号の形が違うか、確かでないと書いてあります',
    ask: '求職番号（求人の方は事業所番号）',
  },
  'number-ambiguous': { about: 'number', said: '番号が二つ以上あります', ask: 'どれが求職番号か' },
  'wish-missing': { about: 'wishes', said: '希望日時が見つかりません', ask: DATE },
  'weekday-mismatch': { about: 'wishes', said: '日付と曜日が合いません', ask: '日付と曜日のどちらが正しいか' },
  'date-impossible': { about: 'wishes', said: 'カレンダーにない日です', ask: DATE },
  'date-past': { about: 'wishes', said: 'もう過ぎた日です', ask: DATE },
  'date-ambiguous': { about: 'wishes', said: '希望の日が、ひとつに決まりません', ask: DATE },
  'time-missing': { about: 'wishes', said: '時刻が見つかりません', ask: '始まりと終わりの時刻' },
  'time-ambiguous': {
    about: 'wishes',
    said: '希望の時刻が、ひとつに決まりません',
    ask: '始まりと終わりの時刻（午前か午後か）',
  },
  'past-deadline': { about: 'wishes', said: '申込みの締切りを過ぎています', ask: '別の日時でよいか' },
  'too-far': { about: 'wishes', said: '申し込める期間より先の日です', ask: '近い日でよいか、あとで申し込むか' },
  'outside-timetable': { about: 'wishes', said: '相談を行っていない日時です', ask: '行っている日時の中の希望' },
  'day-closed': { about: 'wishes', said: '窓口がお休みの日です', ask: 'ほかの日でよいか' },
  'length-not-offered': { about: 'wishes', said: '行っていない長さの相談です', ask: '相談の長さ' },
  'opening-taken': { about: 'wishes', said: 'ほかの予約が入っています', ask: '別の日時でよいか' },
  'email-missing': { about: 'email', said: '連絡先のメールアドレスが見つかりません', ask: '連絡先のメールアドレス' },
  'email-malformed': { about: 'email', said: 'メールアドレスの形が違います', ask: '連絡先のメールアドレス' },
  'email-ambiguous': { about: 'email', said: 'メールアドレスが二つ以上あります', ask: 'どのアドレスに連絡してよいか' },
  'phone-missing': { about: 'phone', said: '電話番号が見つかりません', ask: '電話番号' },
  'phone-malformed': { about: 'phone', said: '電話番号の形が違います', ask: '電話番号（市外局番から）' },
  'phone-ambiguous': {
    about: 'phone',
    said: '電話番号が二つ以上あるか、使えないと書いてあります',
    ask: 'つながる電話番号',
  },
  'counsellor-ambiguous': { about: 'counsellor', said: '担当者の名前が、ひとつに決まりません', ask: '担当者の希望' },
  'counsellor-unknown': { about: 'counsellor', said: '書かれている担当者が、この窓口にいません', ask: '担当者の希望' },
  'desk-ambiguous': { about: 'desk', said: 'どの窓口の希望か、決まりません', ask: 'どの窓口での相談か' },
  'desk-unknown': { about: 'desk', said: 'どの窓口の希望か、決まりません', ask: 'どの窓口での相談か' },
  'applicant-not-served': { about: 'desk', said: 'この窓口では受け付けていない方です' },

  'several-people': { said: '何人かの申込みが書いてあります', ask: '一人ずつの氏名・番号・希望日時' },
  contradictory: {
    said: '申込みと合わないこと（取り消し、来所の希望など）が書いてあります',
    ask: '申し込むつもりかどうか',
  },
  'only-quoted': { said: '前のメールの引用だけです', ask: '申込みの内容' },
  'only-forwarded': { said: '転送されたメールの中にだけ、内容があります', ask: '本人からの申込みかどうか' },
  'too-long': { said: '長い文章なので、後ろのほうは読み取っていません' },
  unreadable: {
    said: '文字が壊れているか、メールの形が壊れていて、読み取れません',
    ask: 'もう一度、本文に書いて送れるか',
  },
  'too-large': { said: '1メガバイトより大きいので、開いていません', ask: '添付なしで、もう一度送れるか' },
  gone: { said: '本文が見つかりません' },
  malformed: { said: '読み取った内容に、予約に使えない文字や形があります' },
  prospective: { said: 'これから求職登録をする方です', ask: '登録の予定と、来所できるか' },
  'hold-differs': {
    said: '電話で受けた仮予約と、日時・担当者などが違います',
    ask: '電話とメールのどちらが正しいか',
  },
  'too-many-wishes': { about: 'wishes', said: '希望日時が多すぎます', ask: '希望の順番' },
  'too-many-applications': { said: '同じ番号で、今日の申込みが多すぎます', ask: '何件申し込むつもりか' },
  'asked-before': { said: '一度たずねましたが、まだはっきりしません' },

  change: { said: '予約の変更の希望です', ask: '新しい希望日時' },
  other: { said: '質問や、そのほかのメールです' },
  'cancellation-unclear': { said: 'キャンセルのつもりかどうか、はっきりしません', ask: 'キャンセルしてよいか' },
  'booking-not-found': { said: 'どの予約のキャンセルか、確かめられません', ask: '氏名、番号、相談の日時' },
  'cancel-by-phone': { said: 'メールではキャンセルできません（電話で受けます）', ask: 'キャンセルしてよいか' },
  'not-possible-now': { said: '予約の状態が変わっていて、自動ではできません' },

  'not-authentic': { said: '差出人が本人か、確かめられません', ask: '本人が送ったか（電話で）' },
  spam: { said: '迷惑メールの疑いがあります' },
  virus: { said: 'ウイルスが見つかりました' },
};

const unknown: Words = { said: '自動では扱えませんでした' };

/** A reason or doubt in words for staff, what to ask the person, and which item of an application it is about. */
export const wordsOf = (why: string): Words => (Object.hasOwn(words, why) ? words[why] : undefined) ?? unknown;

const kindTexts = {
  application: '申込み',
  cancellation: 'キャンセル',
  change: '変更',
  automatic: '自動送信',
  other: 'そのほか',
} as const satisfies Record<NonNullable<MailIn['kind']>, string>;

export const kindText = ({ kind }: MailIn): string => (kind === undefined ? '読めないもの' : kindTexts[kind]);

export const outcomeTexts = {
  booked: '仮予約になりました',
  completed: '電話の仮予約が、本予約になりました',
  cancelled: '予約がキャンセルされました',
  ignored: '自動送信のため、何もしていません',
  'to-read': '対応を待っています',
} as const satisfies Record<MailIn['outcome'], string>;

export const settledTexts = {
  answered: '回答済み',
  settled: '対応は不要',
  booked: '予約にしました',
  followed: '同じ方の次のメールで片づきました',
} as const satisfies Record<NonNullable<MailIn['settled']>['how'], string>;

export const letterTexts = {
  ask: '足りないことをたずねるメール',
  late: '締切りを過ぎたことと、電話のお願い',
  'by-phone': '電話のお願い',
  received: '受け取ったことのお知らせ',
  again: '受付済みのお知らせ',
  'called-off': 'キャンセル済みのお知らせ',
} as const satisfies Record<Exclude<MailNotice, 'mail-for-staff'>, string>;

export const letterStateTexts: Readonly<Record<string, string>> = {
  pending: '送信待ち',
  sent: '送信済み',
  delivered: '届きました',
  failed: '届いていません',
  dropped: '送っていません',
};

/** How certain it is who a mail comes from; a machine's own mail was not looked at. */
export const certaintyOf = ({ outcome, why, from }: MailIn): { readonly certain: boolean; readonly text: string } => {
  if (why.includes('virus')) return { certain: false, text: 'ウイルスが見つかりました。添付は開かないでください。' };
  if (why.includes('spam')) return { certain: false, text: '迷惑メールの疑いがあり、確かではありません。' };
  if (why.includes('not-authentic') || from === undefined)
    return {
      certain: false,
      text: '送信元の認証（DMARC・DKIM）を確かめられません。本人かどうかを、登録の電話番号にかけて確かめてください。',
    };
  if (outcome === 'ignored') return { certain: false, text: '自動送信のメールなので、確かめていません。' };
  return { certain: true, text: '確かです（送信元の認証に通っています）。' };
};
