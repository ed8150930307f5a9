import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import type { Office } from '../../domain/office.ts';
import type { Instant } from '../../domain/time.ts';
import { clockText, dayText } from '../../domain/wording.ts';
import type { Told } from '../../http/problems.ts';
import { type Page, problemBanner } from '../layout.ts';

/** What every page of the console knows: whose office, who looks at it, and when. */
export type Counter = {
  readonly office: Office;
  readonly staff: string;
  readonly now: Instant;
  /** What has just been done, by its name in `done`. */
  readonly done?: string | undefined;
  readonly problem?: Told | undefined;
};

const pages = [
  ['/staff/today', '今日'],
  ['/staff/todo', 'やること'],
  ['/staff/calls', '要電話連絡'],
  ['/staff/instant', '即時利用'],
  ['/staff/bookings/new', '電話で受ける'],
  ['/staff/mails', 'メール'],
  ['/staff/week', '週の予定'],
  ['/staff/office', '設定'],
  ['/staff/figures', '集計'],
  ['/staff/help', '使い方'],
] as const;
export type CounterPath = (typeof pages)[number][0];
/** [A-62-1] An office without sessions at once has no page for them. */
const pagesOf = ({ instant }: Office) => pages.filter(([path]) => path !== '/staff/instant' || instant !== null);

/** How often the console asks whether somebody waits for a session at once, in seconds. */
const ASKED_EVERY = 5;

/** What staff are told once an act is done: `?done=` names it. */
const done = {
  booked: '予約を作りました。',
  confirmed: '本予約にしました。お知らせを送ります。',
  'confirmed-by-phone': '本予約にしました。「要電話連絡」から、電話で伝えてください。',
  'confirmed-unmet': '本予約にしました。会議ができると、参加のしかたのお知らせを送ります。',
  'confirmed-unmet-by-phone':
    '本予約にしました。会議の情報が入ると「要電話連絡」に入るので、参加のしかたを電話で伝えてください。',
  declined: 'お断りしました。お知らせを送ります。',
  'declined-by-phone': 'お断りしました。「要電話連絡」から、電話で伝えてください。',
  moved: '日時を変えました。お知らせを送ります。',
  'moved-by-phone': '日時を変えました。「要電話連絡」から、電話で伝えてください。',
  'handed-over': '担当者を替えました。本人へのお知らせは要りません。',
  'handed-over-anew':
    '担当者を替えました。会議は自動で作り直され、新しい参加のしかたは、メールか「要電話連絡」で伝わります。',
  cancelled: 'キャンセルしました。お知らせを送ります。',
  'cancelled-told': 'キャンセルしました。',
  'cancelled-by-phone': 'キャンセルしました。「要電話連絡」から、電話で伝えてください。',
  withdrawn: '申込みを取り下げました。',
  attended: '実施済みにしました。',
  'attended-undone': '実施済みを取り消しました。予約は本予約に戻りました。',
  stopped: '中止を記録しました。',
  'no-show': '連絡なしのキャンセルとして扱いました。',
  'no-show-undone': '取り消しました。予約は本予約に戻りました。',
  'meeting-made': '会議の情報を入れました。',
  'meeting-made-by-phone': '会議の情報を入れました。「要電話連絡」から、参加のしかたを電話で伝えてください。',
  'meeting-same':
    '会議の情報は、前と同じです。本人へのお知らせはありません。もう一度伝えるときは、「もう一度送る」を押してください。',
  'meeting-asked': '会議をもう一度つくるように頼みました。少し待って、ページを開き直してください。',
  'tool-changed': '使うアプリを変えました。新しい会議のことは、下の「参加のしかた」にあります。',
  'in-touch': '連絡があったことを記録しました。',
  completed: '本予約にしました。',
  agreed: '利用規約への同意を記録しました。',
  companion: '同席する方を記録しました。',
  'companion-none': '同席する方の記録を消しました。',
  'contact-changed': '連絡先を記録しました。ご案内がまだのときは、下の「もう一度送る」から送れます。',
  resent: 'お知らせをもう一度送ります。',
  phoned: '電話したことを記録しました。',
  'phoned-before': 'この方への電話は、先に記録されています。新しく記録したことはありません。',
  'phoned-otherwise':
    '電話で伝えることが、画面を開いたあとに変わりました。記録したことはありません。今の内容を見て、もう一度伝えてください。',
  eligible: '対象の方であることを記録しました。',
  'not-eligible': '対象の確認を取り消しました。',
  registered: '登録された電話番号を記録しました。',
  unregistered: '登録された電話番号の記録を取り消しました。',
  accepted: '受けました。下の順に進めてください。',
  'declined-at-once': 'お断りしました。本人の画面に、今は受けられないことと、予約できる時間が出ます。',
  here: '即時利用を受けられることを記録しました。',
  'not-here': '即時利用を受けないことを記録しました。',
  begun: '本人と確かめて、開始したことを記録しました。',
  saved: '保存しました。',
  removed: '取り消しました。',
  closed: '閉庁日にしました。',
  'closed-before': 'ほかの職員が、先に閉庁日にしていました。今は次のとおりです。',
  opened: '開庁日にしました。',
  'opened-before': 'ほかの職員が、先に開庁日にしていました。今は次のとおりです。',
  'removed-before': 'ほかの職員が、先に取り消していました。今は次のとおりです。',
  published: '利用規約を公開しました。',
  'withdrawn-terms': '利用規約の公開を取りやめました。お知らせしていた方には、取りやめたことをお知らせします。',
  refused: '利用のお断りを記録しました。',
  lifted: '利用のお断りを解きました。',
  answered: '回答済みにしました。',
  settled: '対応済みにしました。',
} as const;
export type Done = keyof typeof done;
const isDone = (name: string | undefined): name is Done => name !== undefined && Object.hasOwn(done, name);

/** A page of the console: where to go, who is signed in, what was just done or refused, the content. */
export const counterPage = (
  { office, staff, now, done: did, problem }: Counter,
  current: CounterPath | undefined,
  title: string,
  content: Page,
): Page =>
  framed(
    office,
    title,
    html`<form class="find" method="post" action="/staff/find" role="search"><label for="find">番号か氏名</label> <input id="find" name="find" autocomplete="off" size="16"> <button class="second">さがす</button></form>
<form class="out" method="post" action="/sign-out"><span>${staff} さん</span> <button class="second">サインアウト</button></form>
<nav aria-label="窓口の画面">${pagesOf(office).map(([path, name]) => html`<a href="${path}"${path === current && html` aria-current="page"`}>${name}</a>`)}</nav>`,
    html`${office.instant && html`<div class="${current === '/staff/instant' ? 'unseen' : 'bell'}" role="status" aria-live="polite" data-instant="${ASKED_EVERY}"></div>`}
<main id="main">
<div class="title"><h1>${title}</h1><p class="clock">${dayText(now)} ${clockText(now)} 現在</p></div>
${isDone(did) && html`<p class="done" role="status">${done[did]}</p>`}
${problem && problemBanner(problem)}
${content}
</main>`,
  );

/** A page of the console for nobody in particular: no way leads on from it but the one it names. */
export const signedOutPage = (office: Office, title: string, content: Page): Page =>
  framed(
    office,
    title,
    '',
    html`<main id="main">
<div class="title"><h1>${title}</h1></div>
${content}
</main>`,
  );

const framed = (office: Office, title: string, bar: Page, content: Page): Page => html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}｜${office.name} 窓口</title>
<link rel="stylesheet" href="/counter.css">
<script src="/counter.js" defer></script>
</head>
<body>
<a class="skip" href="#main">本文へ</a>
<header class="bar">
<p class="who"><a href="/staff/today">${office.name} 窓口</a></p>
${bar}
</header>
${content}
</body>
</html>`;

/** A booking's state in a word and a colour; the word alone says it. */
export const stateBadge = (state: Booking['state']): Page =>
  html`<span class="badge ${state}">${stateNames[state]}</span>`;

const stateNames = {
  tentative: '仮予約',
  confirmed: '本予約',
  attended: '実施済み',
  cancelled: 'キャンセル',
  'no-show': '連絡なし',
  stopped: '中止',
  withdrawn: '取り下げ',
  declined: 'お断り',
  expired: '期限切れ',
} as const satisfies Record<Booking['state'], string>;

/** Text with a button that copies it; without script the text alone. */
export const copyable = (text: string, what: string): Page =>
  html`<span class="copy"><code>${text}</code> <button type="button" class="second" data-copy="${text}" aria-label="${what}をコピー" hidden>コピー</button></span>`;
