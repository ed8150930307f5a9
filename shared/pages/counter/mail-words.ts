import type { MailIn, MailNotice } from '../../mail/mail-in.ts';

/* What staff read of a mail that waits for them: why a machine did not go further, and what to ask the person. */

/** The parts of an application that something is read for. */
export type Item = 'desk' | 'name' | 'number' | 'wishes' | 'email' | 'phone' | 'counsellor';

/** Why a machine did not go further, and what the person is asked. */
type Words = readonly [said: string, ask?: string];

const NUMBER = '求職番号（求人の方は事業所番号）';
const DATE = '希望の日と、始まりと終わりの時刻';
const SURELY = 'キャンセルしてよいか';
const OTHER_TIME = '別の日時でよいか';
const DESK: Words = ['どの窓口の希望か、決まりません', 'どの窓口での相談か'];

const words: Readonly<Record<Item | 'whole', Readonly<Record<string, Words>>>> = {
  name: {
    'name-missing': ['氏名が見つかりません', '氏名'],
    'name-incomplete': ['名字か名前の片方しかありません', '氏名（名字と名前の両方）'],
    'name-suspicious': ['氏名に、名前らしくない文字があります', '氏名'],
    'name-ambiguous': ['氏名が二つ以上あるか、変わったと書いてあります', 'どの氏名で登録しているか'],
  },
  number: {
    'number-missing': ['番号が見つかりません', NUMBER],
    'number-malformed': ['番号の形が違うか、確かでないと書いてあります', NUMBER],
    'number-ambiguous': ['番号が二つ以上あります', 'どれが求職番号か'],
  },
  wishes: {
    'wish-missing': ['希望日時が見つかりません', DATE],
    'weekday-mismatch': ['日付と曜日が合いません', '日付と曜日のどちらが正しいか'],
    'date-impossible': ['カレンダーにない日です', DATE],
    'date-past': ['もう過ぎた日です', DATE],
    'date-ambiguous': ['希望の日が、ひとつに決まりません', DATE],
    'time-missing': ['時刻が見つかりません', '始まりと終わりの時刻'],
    'time-ambiguous': ['希望の時刻が、ひとつに決まりません', '始まりと終わりの時刻（午前か午後か）'],
    'past-deadline': ['申込みの締切りを過ぎています', OTHER_TIME],
    'too-far': ['申し込める期間より先の日です', '近い日でよいか、あとで申し込むか'],
    'outside-timetable': ['相談を行っていない日時です', '行っている日時の中の希望'],
    'day-closed': ['窓口がお休みの日です', 'ほかの日でよいか'],
    'length-not-offered': ['行っていない長さの相談です', '相談の長さ'],
    'opening-taken': ['ほかの予約が入っています', OTHER_TIME],
    'too-many-wishes': ['希望日時が多すぎます', '希望の順番'],
  },
  email: {
    'email-missing': ['連絡先のメールアドレスが見つかりません', '連絡先のメールアドレス'],
    'email-malformed': ['メールアドレスの形が違います', '連絡先のメールアドレス'],
    'email-ambiguous': ['メールアドレスが二つ以上あります', 'どのアドレスに連絡してよいか'],
  },
  phone: {
    'phone-missing': ['電話番号が見つかりません', '電話番号'],
    'phone-malformed': ['電話番号の形が違います', '電話番号（市外局番から）'],
    'phone-ambiguous': ['電話番号が二つ以上あるか、使えないと書いてあります', 'つながる電話番号'],
  },
  counsellor: {
    'counsellor-ambiguous': ['担当者の名前が、ひとつに決まりません', '担当者の希望'],
    'counsellor-unknown': ['書かれている担当者が、この窓口にいません', '担当者の希望'],
  },
  desk: {
    'desk-ambiguous': DESK,
    'desk-unknown': DESK,
    'applicant-not-served': ['この窓口では受け付けていない方です'],
  },
  /** Not about one item, but about the mail as a whole. */
  whole: {
    'several-people': ['何人かの申込みが書いてあります', '一人ずつの氏名・番号・希望日時'],
    contradictory: ['申込みと合わないこと（取り消し、来所の希望など）が書いてあります', '申し込むつもりかどうか'],
    'only-quoted': ['前のメールの引用だけです', '申込みの内容'],
    'only-forwarded': ['転送されたメールの中にだけ、内容があります', '本人からの申込みかどうか'],
    'too-long': ['長い文章なので、後ろのほうは読み取っていません'],
    unreadable: ['文字が壊れているか、メールの形が壊れていて、読み取れません', 'もう一度、本文に書いて送れるか'],
    'too-large': ['1メガバイトより大きいので、開いていません', '添付なしで、もう一度送れるか'],
    gone: ['本文が見つかりません'],
    malformed: ['読み取った内容に、予約に使えない文字や形があります'],
    prospective: ['これから求職登録をする方です', '登録の予定と、来所できるか'],
    'hold-differs': ['電話で受けた仮予約と、日時・担当者などが違います', '電話とメールのどちらが正しいか'],
    'too-many-applications': ['同じ番号で、今日の申込みが多すぎます', '何件申し込むつもりか'],
    'asked-before': ['一度たずねましたが、まだはっきりしません'],

    remark: ['申込みのほかに、質問や、同席のことなどが書いてあります'],
    change: ['予約の変更の希望です', '新しい希望日時'],
    other: ['質問や、そのほかのメールです'],
    'cancellation-unclear': ['キャンセルのつもりかどうか、はっきりしません', SURELY],
    'booking-not-found': ['どの予約のキャンセルか、確かめられません', '氏名、番号、相談の日時'],
    'cancel-by-phone': ['メールではキャンセルできません（電話で受けます）', SURELY],
    'not-possible-now': ['予約の状態が変わっていて、自動ではできません'],

    'not-authentic': ['差出人が本人か、確かめられません', '本人が送ったか（電話で）'],
    spam: ['迷惑メールの疑いがあります'],
    virus: ['ウイルスが見つかりました'],
  },
};

const byReason = new Map(
  Object.entries(words).flatMap(([about, all]) =>
    Object.entries(all).map(([why, [said, ask]]) => [why, { about, said, ask }] as const),
  ),
);
const unknown = { about: 'whole', said: '自動では扱えませんでした', ask: undefined };

/** A reason or doubt in words for staff, what to ask the person, and which item of an application it is about. */
export const wordsOf = (why: string) => byReason.get(why) ?? unknown;

const kindTexts = {
  application: '申込み',
  cancellation: 'キャンセル',
  change: '変更',
  automatic: '自動送信',
  other: 'そのほか',
} as const satisfies Record<NonNullable<MailIn['kind']>, string>;

/** What a mail is about, in a word. */
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
