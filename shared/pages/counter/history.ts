import { html } from 'hono/html';
import { type History, isSomebody } from '../../domain/history.ts';
import { isForStaff, type Notice, NoticeKind } from '../../domain/notices.ts';
import { type Office, toolOf } from '../../domain/office.ts';
import { reasonText } from '../../domain/reasons.ts';
import { dateOf, type Instant } from '../../domain/time.ts';
import { clockText, shortMoment } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';

type Act = History['act'];

/** What each act is called, and what is said of somebody who did it. */
const acts: Record<Act, readonly [name: string, done: string]> = {
  applied: ['申込み', '申込みを受けました'],
  booked: ['予約（その場で決定）', '予約を作りました'],
  confirmed: ['本予約', '本予約にしました'],
  withdrawn: ['取り下げ', '申込みを取り下げました'],
  declined: ['お断り', 'お断りしました'],
  expired: ['期限切れ', '期限が過ぎて無効になりました'],
  moved: ['日時の変更', '日時か担当者を変えました'],
  cancelled: ['キャンセル', 'キャンセルしました'],
  attended: ['実施済み', '実施済みにしました'],
  'attended-undone': ['実施済みの取り消し', '実施済みを取り消しました'],
  stopped: ['中止', '中止を記録しました'],
  'no-show': ['連絡なし', '連絡なしのキャンセルになりました'],
  'no-show-undone': ['連絡なしの取り消し', '連絡なしを取り消しました'],
  'in-touch': ['連絡あり', '連絡があったことを記録しました'],
  begun: ['開始（本人を確認）', '本人と確かめて、開始しました'],
  agreed: ['利用規約への同意', '利用規約への同意を記録しました'],
  completed: ['申込みの完了（本予約）', '申込みがそろい、本予約になりました'],
  'meeting-made': ['会議の情報', '会議の情報を入れました'],
  'meeting-failed': ['会議を作れない', '会議を作れませんでした'],
  'meeting-removed': ['会議の削除', '使わない会議を削除しました'],
  'meeting-asked': ['会議をもう一度', '会議をもう一度つくるように頼みました'],
  'tool-changed': ['使うアプリの変更', '使うアプリを変えました'],
  companion: ['同席する方', '同席する方を記録しました'],
  'contact-changed': ['連絡先', '連絡先を記録しました'],
  resent: ['お知らせの再送', 'お知らせをもう一度送りました'],
  prompted: ['自動の確認', '自動の確認がありました'],
  announced: ['利用規約の変更のお知らせ', '利用規約の変更を知らせました'],
};

export const channelNames = {
  form: 'フォーム',
  mail: 'メール',
  phone: '電話',
  counter: '窓口',
  session: '相談の中',
  instant: '即時利用',
  web: 'ウェブ',
  clock: '時刻で自動',
  system: '自動',
} as const satisfies Record<History['channel'], string>;

/** What each notice is called at the counter. */
export const noticeNames = {
  receipt: '受付のお知らせ',
  invitation: 'ご案内（招待）',
  reminder: '前もってのお知らせ',
  moved: '日時変更のお知らせ',
  'entry-changes': '部屋が変わるお知らせ',
  cancelled: 'キャンセルのお知らせ',
  withdrawn: '取り下げのお知らせ',
  declined: 'お断りのお知らせ',
  expired: '期限切れのお知らせ',
  'deemed-cancelled': '連絡なしのキャンセルのお知らせ',
  'please-phone': 'お電話くださいのお知らせ',
  'terms-changed': '利用規約についてのお知らせ',
  'new-application': '職員へ：新しい申込み',
  'promise-endangered': '職員へ：返事の期限',
  'hold-ending': '職員へ：仮予約の期限',
  'meeting-missing': '職員へ：会議がない',
  'meeting-failed': '職員へ：会議を作れない',
  'person-waiting': '職員へ：開始10分',
  undeliverable: '職員へ：メール不達',
} as const satisfies Record<NoticeKind, string>;

/** Why a mail has not brought somebody its word. */
export const whyTexts: Record<NonNullable<Notice['why']>, string> = {
  'no-address': 'メールアドレスがない',
  bounced: '宛先に届かず戻った',
  complained: '迷惑メールとして扱われた',
  rejected: '送信できない宛先',
  delayed: '配達が遅れている',
  'dead-address': '前のメールが届かなかった宛先',
  unsent: '送れないまま時間が過ぎた',
  overtaken: 'もう要らなくなった',
  'too-many': '確認前の宛先への上限',
};

const states: Record<Notice['state'], string> = {
  pending: '送信待ち',
  sent: '送信済み',
  delivered: '届いた',
  failed: '届かなかった',
  'to-be-phoned': '要電話連絡',
  phoned: '電話で伝えた',
  dropped: '送らない',
};

const noticeLine = (kind: NoticeKind, { state, at, why, by }: Notice): Page =>
  html`<li>${noticeNames[kind]}：${state === 'to-be-phoned' || state === 'failed' ? html`<strong>${states[state]}</strong>` : states[state]}${why && `（${whyTexts[why]}）`}${state !== 'pending' && html` <small class="soft">${shortMoment(at)}${by && ` ${by} さん`}</small>`}</li>`;

/** Who did an act, as staff call them. */
const actorName = ({ actor }: Pick<History, 'actor'>): string =>
  actor.kind === 'staff' ? `${actor.id} さん` : actor.kind === 'applicant' ? '本人' : '自動';

/** Everything that happened to a booking: who, how, when, why, what was agreed to, and how far each notice has come. */
export const historySection = (office: Office, history: readonly History[]): Page => html`
<section aria-labelledby="history"><h2 id="history">履歴</h2>
<div class="wide" tabindex="0" role="region" aria-label="履歴の表"><table class="log stack">
<thead><tr><th scope="col">日時</th><th scope="col">こと</th><th scope="col">だれが</th><th scope="col">方法</th><th scope="col">理由・同意など</th><th scope="col">お知らせ</th></tr></thead>
<tbody>${history.toReversed().map(
  (
    entry,
  ) => html`<tr><td>${shortMoment(entry.at)}</td><th scope="row">${acts[entry.act][0]}</th><td>${actorName(entry)}</td><td>${entry.mail ? html`<a href="/staff/mails/${entry.mail}">${channelNames[entry.channel]}</a>` : channelNames[entry.channel]}</td>
<td>${entry.tool && office.tools.length > 1 && html`<p>${toolOf(office, entry.tool).name}</p>`}${entry.reason && html`<p>${reasonText(entry.reason)}</p>`}${entry.consent && html`<p>利用規約 ${entry.consent.terms}版に同意</p>`}</td>
<td>${
    Object.keys(entry.notices).length > 0 &&
    html`<ul class="bare">${NoticeKind.options.map((kind) => {
      const notice = entry.notices[kind];
      return notice && noticeLine(kind, notice);
    })}</ul>`
  }</td></tr>`,
)}</tbody></table></div></section>`;

/** What has happened since a page was shown, in whose hands; prompts of the clock are nobody's act. */
export const happenedSince = (history: readonly History[], seen: number | undefined): History[] =>
  seen === undefined
    ? []
    : history.filter(({ revision, act }) => revision > seen && act !== 'prompted' && act !== 'announced');

/** 14:03 に 見本 さんが本予約にしました。 */
export const happenedText = (entry: History, now: Instant): string => {
  const when = dateOf(entry.at) === dateOf(now) ? clockText(entry.at) : shortMoment(entry.at);
  const [, done] = acts[entry.act];
  if (!isSomebody(entry.actor)) return `${when} に、${done}。`;
  const reason = entry.reason === undefined ? '' : `（理由：${reasonText(entry.reason)}）`;
  return `${when} に ${actorName(entry)}が${done}${reason}。`;
};

/** The notices that wait for somebody to phone, and why each did. */
export const toBePhoned = (history: readonly History[]): { notice: NoticeKind; revision: number; why: string }[] =>
  history.flatMap(({ revision, notices }) =>
    NoticeKind.options.flatMap((kind) => {
      const notice = notices[kind];
      return notice?.state === 'to-be-phoned' && !isForStaff(kind)
        ? [{ notice: kind, revision, why: notice.why === undefined ? '' : whyTexts[notice.why] }]
        : [];
    }),
  );
