import { html } from 'hono/html';
import { type Booking, type Cancelled, type Confirmed, occupies } from '../../domain/booking.ts';
import {
  askedText,
  type askingAt,
  type InstantRequest,
  type InstantState,
  lastAskedText,
  type Presence,
} from '../../domain/instant.ts';
import { apiTools, type Office, toolOf } from '../../domain/office.ts';
import type { Counsellor } from '../../domain/openings.ts';
import type { Person } from '../../domain/person.ts';
import { AtOnceReason, reasonTexts } from '../../domain/reasons.ts';
import type { Instant } from '../../domain/time.ts';
import { clockText, phoneText, sinceText } from '../../domain/wording.ts';
import { meetingIdText } from '../../mail/calendar.ts';
import { atOnceAloud, callScript } from '../../mail/call-script.ts';
import { radioField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { said } from './calls.ts';
import { type Counter, copyable, counterPage } from './layout.ts';
import { kinds } from './person.ts';
import { attendedForm, meetingForm, nameOf, timeText, toEnter, troubleNote } from './session.ts';
import { actForm, twoSteps } from './view.ts';

/** Sessions at once, as they are at one moment. */
export type AtOnce = {
  readonly waiting: readonly {
    readonly request: Extract<InstantRequest, { state: 'waiting' }>;
    /** Undefined where staff have put something right since, so that nobody can be called back. */
    readonly registered: Person['registered'];
    /** Whether the terms in force are agreed to. */
    readonly agreed: boolean;
    readonly free: readonly Counsellor[];
    /** What else the person has today, and what of it a session that began now would overlap. */
    readonly booked: readonly Booking[];
    readonly overlapping: readonly Booking[];
  }[];
  readonly accepted: readonly {
    readonly booking: Confirmed | Cancelled;
    readonly state: InstantState;
    readonly counsellor: Counsellor | undefined;
  }[];
  readonly free: readonly Counsellor[];
  /** Whoever is not absent today. */
  readonly counsellors: readonly (Counsellor & { readonly present: Presence | undefined; readonly free: boolean })[];
  /** Where the moment lies in the hours of the day. */
  readonly asking: ReturnType<typeof askingAt>;
};

const BACK = '/staff/instant';

/**
 * [A-62-1…3] Who waits, who can be called back by whom, and what is next for each who was accepted. The script follows it part by part,
 * so every part that can change by itself has an id.
 */
export const instantPage = (counter: Counter, atOnce: AtOnce): Page => {
  const { office } = counter;
  const { waiting, accepted } = atOnce;
  return counterPage(
    counter,
    BACK,
    '即時利用',
    html`<div class="actions"><button type="button" class="second" data-sound aria-pressed="false" hidden>申込みを音で知らせる</button></div>
<div class="columns" data-follow>
<div id="asked"><h2 id="waiting">待っている方<span data-live>（${waiting.length}件）</span></h2>
${waiting.length === 0 && html`<p id="nobody" class="done" data-live>待っている方は、いません。新しい申込みは、ここに出ます。</p>`}
${waiting.map((one) => requestCard(counter, one))}
<section id="here" aria-labelledby="who"><h2 id="who">今、受けられる担当者</h2>
${presence(counter, atOnce)}</section></div>
<div id="taken"><h2 id="accepted">受けた相談（${accepted.length}件）</h2>
${
  accepted.length === 0
    ? html`<p id="none" class="soft">受けた方の、伝えることと始め方が、ここに出ます。終わったものは「<a href="/staff/today">今日</a>」にあります。</p>`
    : accepted.map((one) => acceptedCard(office, one, counter.now))
}</div>
</div>
<p class="hint">しくみと進め方は、「<a href="/staff/help#instant">使い方</a>」にあります。</p>`,
  );
};

/** When somebody has something else today. */
export const bookedText = (booking: Booking): string => {
  const slot = occupies(booking);
  return `${slot ? timeText(slot) : ''}${booking.state === 'tentative' ? '（仮予約）' : ''}`;
};

const requestCard = (
  { office, now }: Counter,
  { request, registered, agreed, free, booked, overlapping }: AtOnce['waiting'][number],
) => {
  const { id, kind, number = '', askedAt, answerBy } = request;
  const name = registered?.name;
  const part = id.slice(0, 16);
  return html`<article class="card pressing" id="request-${part}">
<div class="title"><h3>${name === undefined ? '登録の記録が変わった方' : `${name} さん`}</h3><p><span class="badge">${kinds[kind]}</span></p></div>
<dl class="items short" id="asked-${part}"><dt>${numberName(kind)}</dt><dd>${copyable(number, '番号')}</dd>
<dt>申込み</dt><dd>${clockText(askedAt)}（${sinceText(askedAt, now)}）</dd>
<dt>受ける期限</dt><dd><strong>${clockText(answerBy)}まで</strong></dd>
<dt>利用規約</dt><dd>${agreed ? '今の規約に同意済み' : html`<strong>今の規約への同意がまだです。</strong>受けると、本人の画面に今の規約が出ます。`}</dd>
${booked.length > 0 && html`<dt>今日の予約</dt><dd>この方には、${booked.map((booking, index) => html`${index > 0 && '、'}<a href="/staff/bookings/${booking.id}">${bookedText(booking)}</a>`)}の予約があります。</dd>`}</dl>
${
  registered === undefined
    ? html`<p class="error" id="take-${part}">申込みのあとに、対象の確認か登録の記録が変わったので、受けられません。</p>`
    : free.length === 0
      ? html`<p class="error" id="take-${part}">今、${office.instant?.minutes}分続けて空いている担当者がいません。「今、受けられる担当者」を確かめてください。</p>`
      : html`<form id="take-${part}" method="post" action="/staff/instant/${id}/acceptance"><p>担当者を選ぶと、今から${office.instant?.minutes}分の予約になります。</p>
${
  overlapping.length > 0 &&
  html`<p class="note">今から受けると、${overlapping.map(bookedText).join('、')}の予約と重なります。</p>
<label class="choice"><input type="checkbox" id="sure-${part}" name="sure" value="true"> 重なることを分かったうえで受ける</label>`
}
<div class="actions">${free.map((one) => html`<button name="counsellor" value="${one.id}" aria-label="${name} さんを、${one.name} が受ける">${one.name} が受ける</button>`)}</div></form>`
}
<div id="decline-${part}">${twoSteps(
    'お断りする…',
    false,
    html`<p>お断りすると、${name === undefined ? 'この方' : `${name} さん`}の画面に、すぐに、今は受けられなかったことと、予約できる時間、電話番号が出ます。お断りした職員の名前は、出ません。</p>
<form method="post" action="/staff/instant/${id}/declination"><button class="grave"${name !== undefined && html` aria-label="${name} さんを、お断りする"`}>お断りする</button></form>`,
  )}</div>
</article>`;
};

const numberName = (kind: Booking['applicant']['kind']): string => (kind === 'employer' ? '事業所番号' : '求職番号');

/** [A-62-1] Who has said that they take sessions at once, and the way to say so. */
const presence = ({ office }: Counter, { counsellors, asking }: AtOnce): Page => {
  const { instant: policy } = office;
  if (!policy) return '';
  const [hours, last] = [askedText(policy), lastAskedText(policy)];
  if (asking === 'closed' || asking === 'ended')
    return html`<p id="closed">${asking === 'ended' ? html`<strong>今日の即時利用の申込みは、${last}で終わりました。</strong>` : '今は、即時利用を受け付ける時間ではありません。'}受け付けるのは、開庁日の${hours}です。</p>`;
  if (counsellors.length === 0) return html`<p id="closed">今日、相談を受ける担当者がいません。</p>`;
  return html`<ul class="plain" id="counsellors">${counsellors.map(
    ({ id, name, present, free }) => html`<li id="here-${id}" class="title"><span><strong>${name}</strong>　${
      present
        ? html`<span class="badge attended">受けられます</span> ${last}まで（${present.by} さんが記録）${!free && html`<br><span class="soft">${asking === 'before' ? html`受け付けるのは、${hours}です。` : '今は、相談中か、まもなく相談があります。'}</span>`}`
        : html`<span class="soft">受けません</span>`
    }</span>
<form method="post" action="/staff/instant/presence"><input type="hidden" name="counsellor" value="${id}"><input type="hidden" name="here" value="${String(!present)}">${
      present
        ? html`<button class="second" aria-label="${name}：受けない">受けない</button>`
        : html`<button class="second" aria-label="${name}：今、即時利用を受けられます">今、即時利用を受けられます</button>`
    }</form></li>`,
  )}</ul>
<p class="hint" id="until">申込みは${last}までです。それを過ぎると、自動で「受けません」に戻ります。だれも受けられないときは、申込みのページに、そのことが出ます。</p>`;
};

const over = {
  'not-agreed': '本人が、今の利用規約に同意しなかったので、終わりました。時間は空きに戻っています。',
  withdrawn: '本人が取りやめました。時間は空きに戻っています。',
  'called-off': '取りやめました。時間は空きに戻っています。',
} as const;
const isOver = (state: InstantState): state is keyof typeof over => Object.hasOwn(over, state);

const badges: Partial<Record<InstantState, readonly [kind: string, text: string]>> = {
  'to-agree': ['late', '規約への同意待ち'],
  accepted: ['tentative', '連絡して、始めてください'],
  begun: ['attended', '始まりました'],
};

/** [A-62-3] What is missing before anybody can be called back and told how to enter. */
const unmet = ({ meeting }: Confirmed): readonly [kind: string, text: string] | undefined =>
  meeting.state === 'ready'
    ? undefined
    : meeting.state === 'failed'
      ? ['late', '会議がありません']
      : ['tentative', '会議を待っています'];

/** [A-62-2, A-62-3] One who was accepted: what stands in the way, what to tell and to which number, and what begins it. */
const acceptedCard = (
  office: Office,
  { booking, state, counsellor }: AtOnce['accepted'][number],
  now: Instant,
): Page => {
  const { id, applicant, session } = booking;
  const [badge, text] =
    (state === 'accepted' && booking.state === 'confirmed' && unmet(booking)) ||
    (badges[state] ?? ['', isOver(state) ? '終わりました' : '']);
  return html`<article class="card script" id="accepted-${id}">
<div class="title" id="who-${id}"><h3>${applicant.name} さん</h3><p><span class="badge ${badge}">${text}</span></p></div>
<dl class="items short" id="about-${id}"><dt>予約</dt><dd><a href="/staff/bookings/${id}">${id}</a></dd>
<dt>${numberName(applicant.kind)}</dt><dd>${copyable(applicant.number ?? '', '番号')}</dd>
<dt>担当</dt><dd>${counsellor?.name ?? nameOf([], session.counsellor)}　${timeText(session)}</dd></dl>
${
  booking.state === 'cancelled'
    ? html`<p class="note" id="over-${id}">${isOver(state) && over[state]}</p>`
    : html`<div id="terms-${id}"><h4>1. 利用規約</h4>${
        state === 'to-agree'
          ? html`<p><strong>本人の同意を待っています。</strong>本人の画面に、今の規約が出ています。同意があるまで、始められません。</p>`
          : html`<p>今の規約に同意済みです。</p>`
      }</div>
<div id="code-${id}"><h4>2. アクセスコード</h4>${code(office, booking, counsellor)}</div>
<div id="tell-${id}"><h4>3. 本人に伝える</h4>${tell(office, booking, state, now)}</div>
<div id="begin-${id}"><h4>4. 始める</h4>${start(booking, state, now)}</div>
<div id="off-${id}">${state !== 'begun' && callOff(booking)}</div>`
}
</article>`;
};

/** [A-62-3] What lets the person in, as soon as there is a meeting. Nobody but staff sees it. */
const code = (office: Office, booking: Confirmed, counsellor: Counsellor | undefined): Page => {
  const { id: reference, meeting, tool } = booking;
  const { name } = toolOf(office, tool);
  if (meeting.state === 'ready') {
    const { id, passcode, url } = meeting;
    return html`<dl class="items short">${id && html`<dt>ミーティングID</dt><dd class="dial">${copyable(meetingIdText(id), 'ミーティングID')}</dd>`}
${passcode && html`<dt>パスコード</dt><dd class="dial">${copyable(passcode, 'パスコード')}</dd>`}
${url && html`<dt>URL（職員用）</dt><dd>${copyable(url, 'URL')}</dd>`}</dl>`;
  }
  const byHand = html`${toEnter(office, booking, counsellor?.zoomUser)}${meetingForm(office, booking, BACK)}`;
  const itself = meeting.state === 'wanted' && apiTools(office).includes(tool) && counsellor?.zoomUser !== undefined;
  return itself
    ? html`<p id="making-${reference}">${name}の会議を作っています。できると、ここに出ます。</p>
<details id="byhand-${reference}"><summary>待てないときは、手で作って入れる</summary>${byHand}</details>`
    : html`${troubleNote(office, booking)}${
        meeting.state === 'failed' &&
        actForm(
          { booking },
          'meeting-again',
          html`<p><button class="second">${name}でもう一度つくる</button></p>`,
          BACK,
        )
      }${byHand}`;
};

/** [A-62-3] The registered number, large, with what is said to whom; or what is written to My Page, which only the person reads. */
const tell = (office: Office, booking: Confirmed, state: InstantState, now: Instant): Page => {
  const { id, applicant, meeting } = booking;
  const { phone = '', kind } = applicant;
  const script = callScript({ office, booking, now }, []);
  const myPage = kind === 'employer' ? '求人者マイページ' : '求職者マイページ';
  // [A-62-2] Whoever could enter before agreeing would wait for somebody who may not begin.
  const text = state === 'to-agree' ? undefined : myPageText(office, booking);
  return html`<p id="dial-${id}">登録された電話番号<br><span class="dial">${copyable(phoneText(phone), '電話番号')}</span></p>
<p class="hint" id="only-${id}">この番号にかけます。ほかの番号を言われても、そちらにはかけません。登録の番号を変えるときは、先に登録の手続きをしていただきます。</p>
<details id="say-${id}"><summary>電話で言うこと</summary>
<div id="call-${id}">${said(script.opening)}<p class="soft">${script.discretion}留守番電話には、何も残しません。</p>
<h5>ほかの方が出たとき</h5>${said(script.elsewhere)}
<h5>本人が出たら</h5>${said(script.person)}
<p class="soft">正しい答え：<strong>${script.answer}</strong>　合わないときは、何も伝えず、「取りやめる」を押します。</p></div>
<div id="codes-${id}"><h5>本人と確かめたら</h5>${
    meeting.state === 'ready'
      ? said(atOnceAloud({ office, booking }, state === 'to-agree'))
      : html`<p class="soft">アクセスコードができると、ここに出ます。</p>`
  }</div></details>
<details id="write-${id}"><summary>${myPage}に書く文</summary><div id="text-${id}">${
    text === undefined
      ? html`<p class="soft">${state === 'to-agree' ? '本人が画面で今の利用規約に同意すると、ここに出ます。' : 'アクセスコードができると、ここに出ます。'}</p>`
      : html`<p class="hint">${myPage}のこの方あてに、このまま貼り付けます。メールやほかの所には、書きません。</p><pre class="text">${text}</pre>
<p><button type="button" class="second" data-copy="${text}" hidden>文をコピー</button></p>`
  }</div></details>`;
};

/** [A-62-3] The text for My Page; undefined while there is nothing to enter with. */
const myPageText = (office: Office, { applicant, session, tool, meeting }: Confirmed): string | undefined => {
  if (meeting.state !== 'ready') return undefined;
  const { name, enterAt } = toolOf(office, tool);
  const { id, passcode, url } = meeting;
  const { contact } = office;
  return [
    `${applicant.name} 様`,
    '',
    `すぐに始める相談（即時利用）のお申込みを受け付けました。ビデオ通話（${name}）で、職員がお待ちしています。`,
    '',
    ...(id && passcode
      ? [...(enterAt ? [`入る所：${enterAt}`] : []), `ミーティングID：${meetingIdText(id)}`, `パスコード：${passcode}`]
      : [`入る所：${url ?? ''}`]),
    '',
    `相談は、${timeText(session)}です。入るときは、お名前を入れてください。ミーティングIDとパスコードは、ほかの人に教えないでください。`,
    `入れないときは、${contact.department}（電話 ${contact.phone}）にお電話ください。`,
  ].join('\n');
};

/** [A-62-2, A-62-3] The press that begins the session; or what it waits for. */
const start = (booking: Confirmed, state: InstantState, now: Instant): Page => {
  if (state === 'begun')
    return html`<p>本人と確かめて、始めました。終わったら、結果を記録します。</p>
<div class="actions">${attendedForm(booking, '実施した', now, BACK)}<a class="button second" href="/staff/bookings/${booking.id}">予約を開く（ほかの結果・次の予約）</a></div>`;
  const missing = [
    ...(state === 'to-agree' ? ['本人の同意'] : []),
    ...(booking.meeting.state === 'ready' ? [] : ['アクセスコード']),
  ];
  return missing.length > 0
    ? html`<p class="soft">${missing.join('と、')}がそろうと、始められます。</p>`
    : actForm(
        { booking },
        'start',
        html`<p><button>電話で本人と確かめた・開始</button></p><p class="hint">マイページで伝えたときは、ビデオ通話で本人と確かめてから押します。</p>`,
        BACK,
      );
};

/** [A-62-3] Nobody answers, or it is somebody else: why, in a code, and the time is free again. */
const callOff = (booking: Confirmed): Page =>
  twoSteps(
    '取りやめる',
    false,
    actForm(
      { booking },
      'cancellation',
      html`<input type="hidden" name="by" value="office"><input type="hidden" name="through" value="phone">
${radioField({ name: 'reason', id: `reason-${booking.id}`, label: '理由', required: true, hint: '理由は記録に残ります。本人の画面には、取りやめたことと電話番号だけが出ます。', value: undefined, choices: AtOnceReason.options.map((code) => [code, reasonTexts[code]]) })}
<p><button class="grave">取りやめる</button></p>`,
      BACK,
    ),
  );
