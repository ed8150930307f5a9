import { html } from 'hono/html';
import type { InstantRequest, InstantState } from '../domain/instant.ts';
import { type ApplicantKind, type Office, toolOf, type VideoTool } from '../domain/office.ts';
import { endOf, type Opening } from '../domain/openings.ts';
import { at, dateOf, type Instant, instant, MINUTE } from '../domain/time.ts';
import { halfDayText, kindNames, shortDay, spanText } from '../domain/wording.ts';
import type { Typed } from '../http/form.ts';
import type { Told } from '../http/problems.ts';
import { whatChanged } from './agree.ts';
import { consentBoxes } from './consent.ts';
import { radioField, textField } from './fields.ts';
import { hoursOf, items, layout, type Page, phoneLink, problemBanner, unbroken } from './layout.ts';
import { way } from './openings.ts';
import type { SinceAgreed } from './terms-changes.ts';

type Policy = NonNullable<Office['instant']>;

const numbers = { seeker: '求職番号', employer: '事業所番号', prospective: '求職番号' } as const;
const myPages = { seeker: '求職者マイページ', employer: '求人者マイページ', prospective: '求職者マイページ' } as const;
const named = (names: Record<ApplicantKind, string>, kinds: readonly ApplicantKind[]): string =>
  [...new Set(kinds.map((kind) => names[kind]))].join('か');

/** Where a meeting is entered by its ID and passcode, by the tools that have such a place. */
const entering = ({ tools }: Office): string =>
  tools
    .filter(({ enterAt }) => enterAt !== null)
    .map(({ name }) => name)
    .join('か');

export type AskForm = {
  readonly office: Office;
  readonly policy: Policy;
  readonly typed: Typed;
  readonly key: string;
  /** Why no request could be taken now. */
  readonly against?: Told | undefined;
  /** Why the one that was sent was not taken. */
  readonly problem?: Told | undefined;
  /** The next times that can be booked, for whoever cannot be served at once. */
  readonly next: readonly Opening[];
  readonly now: Instant;
};

/** [A-62-1, A-62-3] Who may ask for a session at once, how it goes, and the form; where nobody could be served now, that. */
export const askPage = (form: AskForm): Page => {
  const { office, policy, against, problem, next, now } = form;
  const { kinds, minutes, hours, answerMinutes } = policy;
  const day = dateOf(now);
  return layout(
    office,
    'すぐに始める相談（即時利用）',
    html`
${problem && problemBanner(problem)}
${against && html`<div class="note" role="status"><p><strong>${against.title}</strong></p><p>${unbroken(against.detail)}</p></div>`}
${(against ?? unanswerable(problem)) && nextTimes(office, next)}
${against && html`<p><a class="button second" href="/instant-sessions">今の状態を、もう一度確かめる</a></p>`}
${problem && formOf(form)}
${(problem ?? against) && html`<h2>すぐに始める相談とは</h2>`}
<p class="lead">予約をしないで、${office.name}の職員と、今すぐビデオ通話で相談できます。1回${minutes}分で、無料です。</p>
${!against && !problem && html`<p class="actions"><a class="button" href="#ask">申込みの欄へ進む</a></p>`}
<h2>利用できる方</h2>
<p>次の全部にあてはまる方です。</p>
<ul><li>${kinds.map((kind) => kindNames[kind]).join('、または')}</li>
<li>前に利用規約に同意して、ハローワークに記録されている方</li>
<li>ハローワークに登録した電話番号に出られる方。または、${named(myPages, kinds)}を見られる方</li></ul>
<p>初めての方は、<a href="/openings">予約できる時間</a>から申し込んでください。</p>
<h2>時間</h2>
<p>申し込めるのは、窓口が開いている日の、${unbroken(spanText(at(day, hours.from), instant(at(day, hours.to) - minutes * MINUTE)))}です。職員が空いているときだけ、お受けします。</p>
<h2>用意するもの</h2>
<ul><li>${named(numbers, kinds)}</li>
<li>カメラとマイクのあるスマートフォン、タブレット、パソコンのどれか${entering(office) && `（${entering(office)}を使います）`}</li>
<li>登録した電話番号の電話</li>
<li>個室など、静かで、まわりに人がいない場所</li></ul>
<h2>始まるまで</h2>
<ol><li>申込みの欄に書いて、送ります。</li>
<li>次の画面で、待ちます。${answerMinutes}分たってもお受けできないときは、その画面でお知らせします。</li>
<li>職員が、登録した電話番号に電話します。マイページでお知らせすることもあります。そのとき、ミーティングIDとパスコードをお伝えします。</li>
<li>アプリにミーティングIDとパスコードを入れると、相談が始まります。</li></ol>
${!against && !problem && formOf(form)}`,
  );
};

const formOf = ({ office, policy: { kinds }, typed, key, problem }: AskForm): Page => {
  const text = (name: string, more: Omit<Parameters<typeof textField>[0], 'name'>): Page =>
    textField({ name, value: typed[name], problem, required: true, ...more });
  return html`<h2 id="ask">申込み</h2>
<form method="post" action="/instant-sessions">
<input type="hidden" name="idempotencyKey" value="${key}">
${
  kinds.length === 1
    ? html`<input type="hidden" name="applicant.kind" value="${kinds[0]}">`
    : radioField({
        name: 'applicant.kind',
        label: 'ご利用になる方',
        value: typed['applicant.kind'],
        required: true,
        choices: kinds.map((kind) => [kind, kindNames[kind]] as const),
        problem,
      })
}
${text('applicant.number', { label: named(numbers, kinds), hint: numberHint(kinds), mode: 'text', autocomplete: 'on' })}
${text('applicant.phone', { label: '登録した電話番号', hint: 'ハローワークに登録した番号を書いてください。ここでは、登録した番号を変えられません。', mode: 'tel', autocomplete: 'tel' })}
<p class="actions"><button>今すぐ相談を申し込む</button></p>
</form>
<p>電話番号を変えたいときや、わからないことがあるときは、お電話ください。${phoneLink(office)}${hoursOf(office)}</p>`;
};

/** Whether a request was refused for want of anybody who could take it. */
export const unanswerable = (problem: Told | undefined): boolean =>
  problem?.type === 'instant-closed' || problem?.type === 'instant-nobody-free';

const examples = {
  seeker: '12345-01234567（求職番号）',
  employer: '1234-123456-7（事業所番号）',
  prospective: '12345-01234567（求職番号）',
} as const;
const numberHint = (kinds: readonly ApplicantKind[]): string =>
  `例：${[...new Set(kinds.map((kind) => examples[kind]))].join('、')}`;

/** What can be booked next, and the telephone. */
const nextTimes = (office: Office, next: readonly Opening[]): Page => html`
<h2>予約できる、近い時間</h2>
${
  next.length > 0
    ? html`<ul class="times">${next.map((slot) => html`<li><a href="${way('/openings', { desk: slot.desk, minutes: slot.minutes, day: dateOf(slot.startsAt) })}#times">${shortDay(slot.startsAt)}${spanText(slot.startsAt, endOf(slot))}</a></li>`)}</ul>`
    : html`<p>近い日に、空いている時間はありません。</p>`
}
<p><a href="/openings">ほかの時間も見る</a></p>
<p>お急ぎのときは、お電話ください。${phoneLink(office)}${hoursOf(office)}</p>`;

/** What the page of a request is made from; nothing of the person is on it. */
export type Asked = {
  readonly office: Office;
  readonly policy: Policy;
  /** What the page's address ends in. */
  readonly token: string;
  readonly request: InstantRequest;
  readonly state: InstantState;
  /** Whether anybody could take it, as long as it waits. */
  readonly free: boolean;
  /** By which tool the session is held, once somebody has taken it. */
  readonly tool: VideoTool | undefined;
  readonly now: Instant;
  /** Whether the page loads itself again by and by. */
  readonly reloads: boolean;
  /** Where other terms are in force than those agreed to. */
  readonly since?: SinceAgreed | undefined;
  readonly typed?: Typed;
  readonly problem?: Told | undefined;
  readonly next: readonly Opening[];
};

/** So often a page on which something may happen loads itself again. */
export const RELOAD_SECONDS = 15;
/** States that change by themselves, from which somebody must not have to look away. */
export const changesByItself = (state: InstantState): boolean => state === 'waiting' || state === 'accepted';

const titles: Record<InstantState, string> = {
  waiting: '職員の返事を待っています',
  'to-agree': '始める前に、新しい利用規約を確かめてください',
  accepted: '職員がお受けします。連絡をお待ちください',
  begun: '相談が始まりました',
  over: '相談の時間は終わりました',
  unanswered: '今回は、お受けできませんでした',
  withdrawn: '申込みをキャンセルしました',
  'not-agreed': '今回の相談は、行いませんでした',
  'called-off': '今回の相談は、キャンセルになりました',
};

/** [A-62-1…3] How a request stands and what to do now. Its access code is told by phone or My Page, never here. */
export const askedPage = (asked: Asked): Page => {
  const { office, problem, state, next } = asked;
  const ended = state !== 'to-agree' && state !== 'begun' && !changesByItself(state);
  const inVain = state === 'waiting' && !asked.free;
  return layout(
    office,
    inVain ? '今は、お受けできる職員がいません' : titles[state],
    html`
${problem && problemBanner(problem)}
${inVain ? waitingInVain(asked) : bodies[state](asked)}
${((changesByItself(state) && !inVain) || state === 'begun') && html`<h2>困ったとき</h2><p>お電話ください。${phoneLink(office)}${hoursOf(office)}</p>`}
${changesByItself(state) && html`<h2>キャンセルするとき</h2>${stopForm(asked, '申込みをキャンセルする')}`}
${ended && html`${nextTimes(office, next)}<p><a href="/instant-sessions">すぐに始める相談を、もう一度申し込む</a></p>`}`,
  );
};

/** [A-62-2] Nobody is kept waiting, and nobody has a session whose terms they do not agree to. */
const stopForm = ({ token }: Asked, text: string): Page =>
  html`<form method="post" action="/instant-sessions/${token}/withdrawal"><input type="hidden" name="withdraw" value="yes"><p class="actions"><button class="second">${text}</button></p></form>`;

const reloading = ({ token, reloads }: Asked): Page =>
  reloads
    ? html`<p>この画面は、${RELOAD_SECONDS}秒ごとに自動で新しくなります。開いたまま、お待ちください。</p>
<p class="actions"><a class="button second" href="/instant-sessions/${token}">今すぐ確かめる</a> <a href="/instant-sessions/${token}?reload=off">自動で新しくするのを止める</a></p>`
    : html`<p>この画面は、自動では新しくなりません。ときどき「今すぐ確かめる」を押してください。</p>
<p class="actions"><a class="button second" href="/instant-sessions/${token}?reload=off">今すぐ確かめる</a> <a href="/instant-sessions/${token}">自動で新しくする</a></p>`;

/** Where somebody enters who has been told how. */
const entrance = ({ office, tool }: Asked): Page => {
  const used = tool && toolOf(office, tool);
  return html`${used?.enterAt ? html`<a href="${used.enterAt}" target="_blank" rel="noopener noreferrer">${unbroken(`${used.name}の入口を開く（別の画面で開きます）`)}</a><br>そこに、ミーティングIDとパスコードを入れてください。` : html`職員がお伝えするとおりに、${used?.name ?? 'ビデオ通話'}に入ってください。`}`;
};

/** [A-62-3] How somebody who has been accepted is told how to enter, and where they do. */
const steps = (asked: Asked): Page => {
  const { office, request } = asked;
  return html`<ol><li>${office.name}から、登録した電話番号に電話します。電話に出てください。${myPages[request.kind]}でお知らせすることもあります。</li>
<li>お名前などを聞いて、ご本人かどうかを確かめます。</li>
<li>ミーティングIDとパスコードをお伝えします。書きとめてください。</li>
<li>${entrance(asked)}</li></ol>
<p>ミーティングIDとパスコードは、この画面には出ません。ほかの人に教えないでください。録画や録音は、どんな方法でもできません。</p>`;
};

const sorry = (...sentences: readonly string[]): Page =>
  html`<div class="note" role="status">${sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>`;

/** [A-62-1] Nobody can take the request as things are: whoever waits need not, but may, for it can be otherwise a moment later. */
const waitingInVain = (
  asked: Asked,
): Page => html`<div class="note" role="status"><p>申し訳ありません。職員が相談に入ったか、窓口を離れました。<strong>このままお待ちいただかなくて、かまいません。</strong></p>
<p>下の「予約できる、近い時間」から予約するか、お電話ください。</p>
<p>${halfDayText(asked.request.answerBy)}までに職員が空いて、お受けできるようになったときは、この画面でお知らせします。</p></div>
${nextTimes(asked.office, asked.next)}
<h2>このまま待つとき</h2>
${reloading(asked)}`;

const bodies: Record<InstantState, (asked: Asked) => Page> = {
  waiting: (
    asked,
  ) => html`<div class="card" role="status"><p><strong>申込みを受け付けました。</strong>職員に知らせています。</p>
<p>${halfDayText(asked.request.answerBy)}までに、この画面でお知らせします。それまで、お待ちください。</p></div>
${items([
  ['受け付けた時刻', halfDayText(asked.request.askedAt)],
  ['相談の長さ', `${asked.policy.minutes}分`],
])}
${reloading(asked)}
<h2>待っている間に</h2>
<ul><li>登録した電話番号の電話を、すぐに出られる所に置いてください。</li>
<li>ビデオ通話のアプリを開けるか、カメラとマイクが使えるか、確かめてください。</li>
<li>静かで、まわりに人がいない場所に移ってください。</li></ul>`,
  'to-agree': (asked) =>
    asked.since === undefined
      ? ''
      : html`<div class="done" role="status"><p><strong>職員がお待ちしています。</strong></p>
<p>前に同意していただいたあとで、利用規約が変わりました。新しい利用規約に同意していただくと、相談を始められます。</p></div>
${whatChanged(asked.since)}
<form method="post" action="/instant-sessions/${asked.token}/consents">
${consentBoxes(asked.office, asked.since.current, asked.typed ?? {}, { problem: asked.problem })}
<div class="actions"><button>同意して、相談に進む</button></div>
</form>
<h2>同意しないとき</h2>
<p>同意していただけないときは、今回の相談はできません。</p>
${stopForm(asked, '同意しない（相談をキャンセルする）')}
<p>わからないことは、お電話でおたずねください。${phoneLink(asked.office)}${hoursOf(asked.office)}</p>`,
  accepted: (
    asked,
  ) => html`<div class="done" role="status"><p><strong>職員がお受けします。</strong>まもなく、ご連絡します。</p></div>
<h2>始まるまで</h2>
${steps(asked)}
${reloading(asked)}`,
  begun: (
    asked,
  ) => html`<div class="done" role="status"><p><strong>ご本人と確かめました。</strong>ビデオ通話で、職員がお待ちしています。</p></div>
<h2>まだ入っていないとき</h2>
<p>${entrance(asked)}</p>
<p>ミーティングIDとパスコードは、${asked.office.name}からお伝えしたものです。わからないときは、すぐにお電話ください。</p>`,
  over: () =>
    html`<div class="card" role="status"><p>ご利用ありがとうございました。</p><p>つながらなかったときは、お電話ください。お話をうかがいます。</p></div>`,
  unanswered: () =>
    sorry(
      '申し訳ありません。お待ちいただくうちに、職員がお受けできませんでした。',
      '書いていただいた番号や電話番号が、ハローワークの登録と違うときも、お受けできません。くわしいことは、お電話でおたずねください。',
    ),
  withdrawn: () => html`<div class="done" role="status"><p>ご連絡ありがとうございました。</p></div>`,
  'not-agreed': () =>
    sorry(
      '新しい利用規約に同意していただけなかったため、今回の相談は行いませんでした。',
      '窓口や電話での相談は、これまでどおりできます。',
    ),
  'called-off': () => sorry('申し訳ありません。くわしいことは、お電話でおたずねください。'),
};
