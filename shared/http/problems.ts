import { LONGEST } from '../domain/application.ts';
import type { Office, VideoTool } from '../domain/office.ts';
import type { Refusal } from '../domain/refusal.ts';

/** What a request can be answered with instead of its result: a rule that stands against it, or a request nobody could serve. */
export type Problem =
  | Refusal['refused']
  | 'malformed'
  | 'not-found'
  | 'method-not-allowed'
  | 'unsupported-media-type'
  | 'too-large'
  | 'cross-site'
  | 'sign-in-failed'
  | 'sign-in-unavailable'
  | 'unavailable'
  | 'broken';

export const statusOf = {
  'opening-taken': 409,
  'past-deadline': 422,
  'outside-timetable': 422,
  'day-closed': 422,
  'no-such-day': 422,
  'too-far': 422,
  'length-not-offered': 422,
  'too-many-wishes': 422,
  'applicant-not-served': 422,
  'desk-unknown': 422,
  'counsellor-unknown': 422,
  'hold-differs': 409,
  'no-session-yet': 409,
  'terms-changed': 409,
  'terms-unknown': 404,
  'terms-withdrawn': 410,
  'agreed-already': 409,
  'terms-unusable': 422,
  'key-reused': 422,
  'too-many-applications': 429,
  'booking-not-found': 404,
  'mail-not-found': 404,
  'cancel-by-phone': 409,
  'not-possible-now': 409,
  'changed-meanwhile': 409,
  'reason-needed': 422,
  'meeting-unusable': 422,
  'meeting-mixed': 422,
  'meeting-of-other': 409,
  'meeting-in-use': 409,
  'meeting-shared': 409,
  'zoom-user-taken': 409,
  'refusal-changed': 409,
  'refusal-period': 422,
  'mail-settled': 409,
  'instant-not-offered': 404,
  'instant-closed': 422,
  'instant-nobody-free': 409,
  'instant-not-found': 404,
  'instant-taken': 409,
  'instant-over': 409,
  'session-overlaps': 409,
  'staff-only': 403,
  malformed: 400,
  'not-found': 404,
  'method-not-allowed': 405,
  'unsupported-media-type': 415,
  'too-large': 413,
  'cross-site': 403,
  'sign-in-failed': 400,
  'sign-in-unavailable': 503,
  unavailable: 503,
  broken: 500,
} as const satisfies Record<Problem, number>;

type Sentence = { readonly title: string; readonly detail: string };

/** What a person is told: what happened, and what to do next; with the office's number where only a person can help. */
export const sentenceOf = (office: Office, problem: Problem): Sentence => {
  const known: Partial<Record<Problem, Sentence>> & Record<'not-possible-now', Sentence> = sentences(office);
  return known[problem] ?? known['not-possible-now'];
};
export type SentenceOf = typeof sentenceOf;

/** What only staff can be refused; the words for it are in `staff-problems.ts`, so that visitors' functions need not carry them. */
export type OfStaff =
  | 'no-such-day'
  | 'reason-needed'
  | 'hold-differs'
  | 'no-session-yet'
  | 'agreed-already'
  | 'terms-unusable'
  | 'mail-not-found'
  | 'meeting-unusable'
  | 'meeting-mixed'
  | 'meeting-of-other'
  | 'meeting-in-use'
  | 'meeting-shared'
  | 'zoom-user-taken'
  | 'refusal-changed'
  | 'refusal-period'
  | 'mail-settled'
  | 'instant-taken'
  | 'instant-over'
  | 'session-overlaps';

/** What only a request for a session at once can be refused; the words are in `instant-problems.ts`. */
export type OfInstant = 'instant-not-offered' | 'instant-closed' | 'instant-nobody-free' | 'instant-not-found';

/** What only signing in can end with; its function has the words. */
export type OfSignIn = 'sign-in-failed' | 'sign-in-unavailable';

const sentences = (office: Office): Record<Exclude<Problem, OfStaff | OfInstant | OfSignIn>, Sentence> => {
  const { name, contact } = office;
  const call = `${name} ${contact.department}（電話 ${contact.phone}、${contact.hours}）`;
  const longest = Math.max(...office.desks.map(({ length }) => length.minutes));
  const untilDayBefore = office.cancellation.some(
    ({ channels, until }) => until === 'day-before' && channels.includes('web'),
  );
  return {
    'opening-taken': {
      title: 'この時間は、たった今ほかの方の予約が入りました',
      detail: '入力した内容は残っています。別の時間を選んで、もう一度お申し込みください。',
    },
    'past-deadline': {
      title: 'この日時の申込みは締め切りました',
      detail: `もっと先の日時を選んでください。この日時をご希望のときは、${call}にお電話ください。`,
    },
    'outside-timetable': {
      title: 'この日時には相談を行っていません',
      detail: '「予約できる時間」から選び直してください。',
    },
    'day-closed': {
      title: 'この日は、窓口がお休みです',
      detail: '「予約できる時間」から、ほかの日を選んでください。祝日・年末年始・閉庁日は行っていません。',
    },
    'too-far': {
      title: 'この日はまだ申し込めません',
      detail: `申し込めるのは${office.horizonDays}日先までです。近い日を選ぶか、日が近づいてからお申し込みください。`,
    },
    'length-not-offered': {
      title: 'この長さの相談は行っていません',
      detail: `相談の長さは${office.desks.every(({ length }) => length.kind === 'exact') ? `${longest}分です` : `${longest}分以内です`}。選び直してください。`,
    },
    'too-many-wishes': {
      title: '希望日時が多すぎます',
      detail: `希望は${office.choices === 1 ? 'ひとつ' : `第${office.choices}希望まで`}です。減らして、もう一度お送りください。`,
    },
    'applicant-not-served': {
      title: 'この窓口では受け付けていない方です',
      detail: `ご利用いただける方をお確かめください。ご不明なときは、${call}にお電話ください。`,
    },
    'desk-unknown': {
      title: '窓口が見つかりません',
      detail: `${office.desks.map((desk) => desk.name).join('、')}から選んでください。`,
    },
    'counsellor-unknown': {
      title: '担当者の名前が見つかりません',
      detail: '名字だけでなく氏名を書くか、空欄のままお申し込みください。空欄のときは空いている担当者がお受けします。',
    },
    'terms-changed': {
      title: '利用規約が新しくなりました',
      detail: '新しい利用規約を確認し、同意してから、もう一度お送りください。入力した内容は残っています。',
    },
    'terms-unknown': {
      title: 'この版の利用規約はありません',
      detail: '今の利用規約は「利用規約」のページにあります。',
    },
    'terms-withdrawn': {
      title: 'この版の利用規約は、取りやめになりました',
      detail: 'この版に変わることは、ありません。今の利用規約は「利用規約」のページにあります。',
    },
    'key-reused': {
      title: 'この申込みは、前に違う内容で送られています',
      detail: '内容を変えて申し込むときは、申込みページを開き直してください。前に送った申込みはそのままです。',
    },
    'too-many-applications': {
      title: '今日はこれ以上、ここからは申し込めません',
      detail: `続けて申し込むときは、${call}にお電話ください。`,
    },
    'booking-not-found': {
      title: '予約が見つかりません',
      detail: `予約番号と確認コードをお確かめください。見当たらないときは、${call}にお電話ください。`,
    },
    'cancel-by-phone': {
      title: 'キャンセルはお電話でお願いします',
      detail: `${untilDayBefore ? '相談の当日になったため、' : 'この予約は、'}ここではキャンセルできません。${call}にお電話ください。`,
    },
    'not-possible-now': {
      title: '今の状態ではできません',
      detail: `予約の状態が変わっているか、まだその時ではありません。状態をお確かめください。ご不明なときは、${call}にお電話ください。`,
    },
    'changed-meanwhile': {
      title: 'ほかの人が先に変更しました',
      detail: '最新の状態を表示し直して、もう一度操作してください。',
    },
    'staff-only': { title: '職員だけが使えます', detail: 'サインインし直してください。' },
    malformed: {
      title: '入力に直していただきたい所があります',
      detail: '下の項目を直して、もう一度お送りください。入力した内容は残っています。',
    },
    'not-found': {
      title: 'ページが見つかりません',
      detail: `アドレスをお確かめください。予約は最初のページから申し込めます。お困りのときは、${call}にお電話ください。`,
    },
    'method-not-allowed': { title: 'この操作はできません', detail: '最初のページからやり直してください。' },
    'unsupported-media-type': {
      title: 'この形式では受け取れません',
      detail: 'application/json または application/x-www-form-urlencoded で送ってください。',
    },
    'too-large': {
      title: '送られた文章が長すぎます',
      detail: `ブラウザの「戻る」で前の画面に戻り、文章を短くして、もう一度お送りください。お困りのときは、${call}にお電話ください。`,
    },
    'cross-site': {
      title: 'ほかのサイトからは送れません',
      detail: `${name}のページから、もう一度お送りください。`,
    },
    unavailable: {
      title: 'ただいま混み合っています',
      detail: `受け付けられたかどうか確かめられませんでした。少し待ってから、もう一度送ってください。二重に予約されることはありません。お急ぎのときは、${call}にお電話ください。`,
    },
    broken: {
      title: 'システムの不具合で処理できませんでした',
      detail: `少し待ってから、もう一度お試しください。お急ぎのときは、${call}にお電話ください。`,
    },
  };
};

/** A problem as people and programs are told it. */
export type Told = {
  readonly type: Problem;
  readonly title: string;
  readonly detail: string;
  readonly status: number;
  readonly wish?: number;
  readonly phone?: string;
  readonly errors?: readonly FieldProblem[];
};

/** One field that has to be put right. */
export type FieldProblem = { readonly field: string; readonly reason: string; readonly message: string };

const fieldNames: Record<string, string> = {
  desk: '窓口',
  'applicant.kind': 'ご利用になる方',
  'applicant.name': '氏名',
  'applicant.number': '求職番号（事業所番号）',
  'applicant.email': 'メールアドレス',
  'applicant.phone': '電話番号',
  wishes: '希望日時',
  counsellor: '担当者の名前',
  purpose: '相談の内容',
  companion: '同席する方',
  difficulty: '来所が難しいこと',
  'consent.accepted': '利用規約への同意',
  'consent.terms': '利用規約の版',
  terms: '利用規約の版',
  code: '確認コード',
  reference: '予約番号',
  applicant: 'ご利用になる方の情報',
  consent: '利用規約への同意',
  chosen: '相談の日時',
  '': '送られた内容',
  minutes: '相談の長さ',
  day: '日付',
  from: '始めの日',
  to: '終わりの日',
};

const examples: Record<string, string> = {
  minutes: '分の数だけを、数字で書いてください。',
  reference: '受付の画面に書かれた8桁の数字を書いてください。',
  wishes: '日は「3月4日」、時刻は「14:00」か「午後2時」のように書いてください。',
  'applicant.number': '求職番号は「12345-01234567」、事業所番号は「1234-123456-7」のように書いてください。',
  'applicant.email': '「name@example.com」のように書いてください。',
  'applicant.phone':
    '市外局番から、「090-1234-5678」のように書いてください。数字は、090や050などで始まる番号が11桁、ほかは10桁です。',
  code: '受付の画面に書かれた16桁の数字を書いてください。',
};

const missing: Record<string, string> = {
  wishes: '日にちと時間の両方が必要です。',
  'applicant.phone': '市外局番から、「090-1234-5678」のように書いてください。',
};

const toolNames: Record<string, string> = {
  teleoffice: 'TeleOffice',
  zoom: 'Zoom',
} satisfies Record<VideoTool, string>;

/** What is chosen, and not written. */
const CHOSEN = new Set([
  'reason',
  'until',
  'applicant.kind',
  'completes',
  'choice',
  'chosen',
  'through',
  'sign',
  'tool',
  'here',
  'eligible',
  'registered',
]);

/** Fields and reasons that not everybody meets. */
export type FieldWords = Readonly<Record<'names' | 'examples' | 'reasons', Readonly<Record<string, string>>>>;

/** [Bad input] The field and the reason in a sentence that says what to write. */
export const fieldProblem = (field: string, reason: string, more?: FieldWords): FieldProblem => {
  const known = field.endsWith('.minutes') ? 'minutes' : field.startsWith('wishes.') ? 'wishes' : field;
  const own = (texts: Readonly<Record<string, string>>, by = known): string | undefined =>
    Object.hasOwn(texts, by) ? texts[by] : undefined;
  const [, tool = ''] = /^(?:consent\.)?tools\.([a-z]+)/.exec(field) ?? [];
  if (Object.hasOwn(toolNames, tool))
    return { field, reason, message: `${toolNames[tool]}の利用規約を確認し、同意の欄に印を付けてください。` };
  const [, index = '0'] = /^wishes\.(\d)/.exec(field) ?? [];
  const name =
    `${index === '0' ? '' : `第${Number(index) + 1}希望の`}${own({ ...fieldNames, ...more?.names }) ?? field}`.replace(
      '希望の希望',
      '希望の',
    );
  // Of a time there may be one part, which is not the other part's fault.
  const example = (reason === 'required' && own(missing)) || own({ ...examples, ...more?.examples }) || '';
  const limit = Object.entries(LONGEST).find(([item]) => item === known.replace('applicant.', ''))?.[1];
  const other = own(more?.reasons ?? {}, reason);
  const message =
    other ??
    (CHOSEN.has(known) && (reason === 'required' || reason === 'malformed')
      ? `${name}を選んでください。`
      : reason === 'required'
        ? `${name}を書いてください。${example}`
        : reason === 'too-long'
          ? `${name}が長すぎます。${example || (limit ? `${limit}文字までにしてください。` : '短くしてください。')}`
          : reason === 'unusable-characters'
            ? `${name}に使えない文字があります。「<」「>」は消してください。貼り付けたときは、消して、書き直してください。`
            : reason === 'not-accepted'
              ? `利用規約を確認し、同意の欄に印を付けてください。${field === 'accepted' ? '' : '同意いただけないときは申し込めません。'}`
              : reason === 'overlaps'
                ? `${index === '1' ? '第1希望' : '前の希望'}と時間が重なっています。別の時間を選ぶか、空欄にしてください。`
                : reason === 'unknown-field'
                  ? `「${name}」という項目はありません。取り除いてください。`
                  : `${name}の書き方をお確かめください。${example}`);
  return { field, reason, message };
};
