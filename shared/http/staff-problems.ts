import { type Problem, type SentenceOf, sentenceOf } from './problems.ts';

/** What staff are told in words of their own: those for visitors would have them phone themselves. */
export const staffSentenceOf: SentenceOf = (office, problem) => toStaff[problem] ?? sentenceOf(office, problem);

const toStaff: Partial<Record<Problem, ReturnType<SentenceOf>>> = {
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
    detail: '時間割の中の時間を選んでください。祝日・年末年始・閉庁日には行っていません。',
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
      '予約番号（8桁の数字）をお確かめください。番号が分からないときは、上の「さがす」に求職番号を入れてください。',
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
  unavailable: {
    title: 'ただいま混み合っています',
    detail:
      '操作が済んだかどうか、確かめられませんでした。少し待ってから、予約を開き直して状態を確かめてください。まだのときは、もう一度操作してください。',
  },
  broken: {
    title: 'システムの不具合で処理できませんでした',
    detail: '少し待ってから、もう一度お試しください。続くときは、システムの担当に時刻と予約番号を伝えてください。',
  },
};
