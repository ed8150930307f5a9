import { askedText } from '../domain/instant.ts';
import type { Office } from '../domain/office.ts';
import { counterProblemPage, signInAgainPage } from '../pages/counter/problem.ts';
import {
  type FieldProblem,
  fieldProblem,
  type OfStaff,
  type Problem,
  type SentenceOf,
  sentenceOf,
} from './problems.ts';
import type { Readers } from './serve.ts';

/** What staff are told in words of their own: those for visitors would have them phone themselves. */
export const staffSentenceOf: SentenceOf = (office, problem) => toStaff(office)[problem] ?? sentenceOf(office, problem);

type Sentence = ReturnType<SentenceOf>;

/** What only staff fill in, and may fill in wrong. */
const staffFields = {
  names: {
    email: 'メールアドレス',
    phone: '電話番号',
    session: '相談の日時',
    choice: '相談の日時',
    'typed.day': '日付',
    'typed.time': '時刻',
    'typed.minutes': '相談の長さ',
    tool: '使うアプリ',
    through: '連絡の方法',
    sign: '連絡のしかた',
    reason: '理由',
    lateReason: '締切りを過ぎて受ける理由',
    find: 'さがす番号',
    until: '最後の日',
    untilDate: '最後の日',
    completes: '仮予約をどうするか',
    date: '日付',
    weekdays: '相談を受ける曜日',
    absences: '不在の日',
    desks: '窓口',
    here: '受けられるかどうか',
    eligible: '対象かどうか',
    registered: '登録された電話番号かどうか',
  },
  examples: {
    date: '「2026-03-04」のように、2000年から2199年までの日を書いてください。',
    'typed.day': '「3/4」か「3月4日」のように書いてください。',
    'typed.time': '「14:00」のように書いてください。',
    email: '「name@example.com」のように書いてください。',
    phone:
      '市外局番から、「090-1234-5678」のように書いてください。数字は、090や050などで始まる番号が11桁、ほかは10桁です。',
  },
  reasons: {
    'too-many-months': '期間は12か月までです。始めの月か終わりの月を選び直してください。',
    unclear:
      '選んだ日時のほかに、日時が書かれています。書いた日時にするときは「下に書いた日時にする」を選び、選んだ日時にするときは書いた日時を消してください。',
  },
};
export const staffFieldProblem = (field: string, reason: string): FieldProblem =>
  fieldProblem(field, reason, staffFields);

/** What the functions of the console pass to `serve`. */
export const staffReaders: Readers = {
  words: staffSentenceOf,
  fields: staffFieldProblem,
  problemPage: counterProblemPage,
  signInAgain: signInAgainPage,
};

const atOnce = (policy: NonNullable<Office['instant']>): Partial<Record<Problem, Sentence>> => ({
  'instant-not-found': {
    title: 'この申込みは見つかりません',
    detail: '受けた日の次の日には、申込みは消えます。「即時利用」の一覧から選び直してください。',
  },
  'instant-closed': {
    title: '今は、即時利用を受け付ける時間ではありません',
    detail: `受け付けるのは、開庁日の${askedText(policy)}です。`,
  },
  'instant-nobody-free': {
    title: '今、受けられる担当者がいません',
    detail: '「即時利用」で、今、受けられる担当者を確かめてください。',
  },
  'terms-changed': {
    title: '本人が、今の利用規約にまだ同意していません',
    detail: '本人に今の利用規約を確かめてもらい、同意していただいてから、もう一度操作してください。',
  },
});

const toStaff = (office: Office): Partial<Record<Problem, Sentence>> & Record<OfStaff, Sentence> => ({
  'reason-needed': {
    title: '締切りを過ぎています',
    detail: '受け付けるときは、理由を書いてください。理由は記録されます。',
  },
  'mail-settled': {
    title: 'このメールは、先に対応が済んでいます',
    detail:
      'だれが何をしたかを、この画面で確かめてください。予約ができているときは、直すことを予約の画面で直してください。',
  },
  'refusal-period': {
    title: 'お断りの最後の日を選び直してください',
    detail: `最後の日は、明日から${office.limits.refusalDays}日先までの日にしてください。`,
  },
  'refusal-changed': {
    title: '利用のお断りは、今の状態と合いません',
    detail: '先にほかの人が変えたか、お断りの期間が終わっています。今の状態を確かめてから、もう一度操作してください。',
  },
  'meeting-unusable': {
    title: '接続先として使えません',
    detail:
      'https から始まる、使うアプリの会議に参加するためのアドレスを入れてください（ホストが開始するためのアドレスは、使えません）。アプリから招待メールが届かないときは、ミーティングID（数字）とパスコードも要ります。招待メールを送り終えたときは、その印だけでもかまいません。メールアドレスのない方には招待が届かないので、会議のアドレスを入れてください。',
  },
  'meeting-mixed': {
    title: '会議のURLとミーティングIDが、別の会議のものです',
    detail: 'URLの中の番号と、ミーティングIDが違います。同じ会議の、URL、ミーティングID、パスコードを入れてください。',
  },
  'meeting-of-other': {
    title: 'この会議は、システムがほかの予約のために作ったものです',
    detail:
      'その予約が取り消されたり、日時が変わったりすると、会議も消えるか、変わります。この方だけの会議を作って、その情報を入れてください。',
  },
  'meeting-in-use': {
    title: 'この会議は、近い時間のほかの予約で使います',
    detail: '同じ部屋で、二人の方が会ってしまいます。この方だけの会議を作って、その情報を入れてください。',
  },
  'meeting-shared': {
    title: 'この会議は、同じ日のほかの予約でも使います',
    detail:
      '時間を間違えた方がいると、同じ部屋で、二人の方が会ってしまいます。この方だけの会議を作って、その情報を入れてください。同じ会議でもよいときは、下の「同じ会議でよい」に印を付けて、もう一度押してください。',
  },
  ...(office.instant && atOnce(office.instant)),
  'instant-not-offered': {
    title: 'この窓口では、即時利用を行っていません',
    detail: '「今日」か「やること」から開き直せます。',
  },
  'instant-taken': {
    title: 'この申込みは、ほかの職員が先に受けました',
    detail: '新しく受けたものはありません。下の一覧で、今の状態を確かめてください。',
  },
  'session-overlaps': {
    title: 'この方には、今からの相談と重なる予約があります',
    detail:
      'まだ受けていません。予約を開いて、どうするかを考えてください。重なったまま受けるときは、「重なることを分かったうえで受ける」に印を付けて、もう一度押してください。',
  },
  'instant-over': {
    title: 'この申込みは、終わっています',
    detail:
      '本人が取りやめたか、職員がお断りしたか、お待ちいただく時間が過ぎました。本人の画面には、予約できる時間と電話番号が出ています。',
  },
  'zoom-user-taken': {
    title: 'このZoomのユーザーは、ほかの担当者のものです',
    detail:
      '一つのユーザーでは、同じ時刻に一つの相談しかできません。担当者ごとに、別のZoomのユーザーを書いてください。',
  },
  'terms-unusable': {
    title: 'この版は公開できません',
    detail:
      '版の名前は新しいものに、効力が生じる日は今日より後の日にしてください。公開した版は、あとから変えられません。',
  },
  'agreed-already': {
    title: '利用規約への同意は、もう記録されています',
    detail: '新しく記録することはありません。予約の状態と履歴をお確かめください。',
  },
  'opening-taken': {
    title: 'この時間は空いていません',
    detail:
      'ほかの予約が入ったか、選んだ担当者がその日は担当しません。別の時間か担当者を選んでください。入力した内容は残っています。',
  },
  'past-deadline': {
    title: '過ぎた時間か、締切りを過ぎた時間です',
    detail: 'これからの時間を選んでください。締切りを過ぎた申込みを受けるときは、理由を書いてください。',
  },
  'outside-timetable': {
    title: 'この日時には相談を行っていません',
    detail: '時間割の中の時間を選んでください。',
  },
  'day-closed': {
    title: 'この日は閉庁日です',
    detail:
      'ほかの日の時間を選んでください。この日に相談を行うときは、先に「設定」の「閉庁日・開庁日」で開庁日にしてください。',
  },
  'no-such-day': {
    title: 'この日付はないか、曜日が合いません',
    detail: '日付と曜日を確かめて、書き直してください。曜日は書かなくてもかまいません。',
  },
  'applicant-not-served': {
    title: 'この窓口では受け付けていない方です',
    detail: '窓口か、「ご利用になる方」を選び直してください。',
  },
  'counsellor-unknown': {
    title: '担当者が見つかりません',
    detail: '担当者を選び直すか、空欄にしてください。空欄のときは、空いている担当者になります。',
  },
  'booking-not-found': {
    title: '予約が見つかりません',
    detail:
      '予約番号（8桁の数字）をお確かめください。番号が分からないときは、上の「さがす」に氏名か求職番号を入れてください。',
  },
  'not-possible-now': {
    title: '今の状態では、この操作はできません',
    detail: '予約の状態が変わったか、まだその時ではありません。今できる操作だけを、下に出しています。',
  },
  'hold-differs': {
    title: '今の予約と、見分けるための連絡先が違います',
    detail:
      '番号のない方は、電話番号（ないときはメールアドレス）で見分けているので、それを変えたり、電話番号を足したりはできません。本人に確かめ、違う連絡先になるときは、新しい予約を作ってください。',
  },
  'no-session-yet': {
    title: 'この方の相談が、まだ始まっていません',
    detail:
      '「相談の中で」は、始まった相談の中で次の予約を取るときに使います。番号を確かめてください。電話や窓口で話しているときは、受け方を「電話」か「窓口」にしてください。',
  },
  'cancel-by-phone': {
    title: '本人は、この方法ではキャンセルできません',
    detail: '本人から電話か窓口で聞いて、キャンセルを記録してください。',
  },
  'too-many-applications': {
    title: '今日はこれ以上、この番号で申し込めません',
    detail: '本人と話して、電話で受けてください。',
  },
  'changed-meanwhile': {
    title: 'ほかの人が先にこの予約を変更しました',
    detail: '下は最新の状態です。必要なときは、もう一度操作してください。',
  },
  'not-found': {
    title: 'ページが見つかりません',
    detail: 'アドレスをお確かめください。「今日」か「やること」から開き直せます。',
  },
  'mail-not-found': {
    title: 'メールが見つかりません',
    detail: '受け取ったメールは、保存の期間が過ぎると消えます。「メール」の一覧から選び直してください。',
  },
  'method-not-allowed': {
    title: 'この操作はできません',
    detail: '「今日」か「やること」からやり直してください。',
  },
  'cross-site': {
    title: 'ほかのサイトからは送れません',
    detail: '窓口の画面を開き直して、もう一度操作してください。',
  },
  'too-large': {
    title: '送られた内容が大きすぎます',
    detail:
      '送ったものは保存していません。前の画面に戻り、文章を短くして（日本語で7万字ほどまで）、もう一度送ってください。',
  },
  unavailable: {
    title: 'ただいま混み合っています',
    detail:
      '操作が済んだかどうか、確かめられませんでした。少し待ってから、予約を開き直して状態を確かめてください。まだのときは、もう一度操作してください。',
  },
  broken: {
    title: 'システムの不具合で処理できませんでした',
    detail: '少し待ってから、もう一度お試しください。続くときは、システムの担当に時刻と予約番号を伝えてください。',
  },
});
