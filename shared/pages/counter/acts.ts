import { html } from 'hono/html';
import { isBeingMade, madeItself } from '../../domain/at-tool.ts';
import { type Booking, type Confirmed, madeByApi, mayCallOff } from '../../domain/booking.ts';
import { noShowAt } from '../../domain/deadlines.ts';
import { toolOf } from '../../domain/office.ts';
import { OfficeReason, reasonTexts, StopReason } from '../../domain/reasons.ts';
import { clockText } from '../../domain/wording.ts';
import { radioField, selectField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { noticeNames } from './history.ts';
import { copyable } from './layout.ts';
import {
  attendedForm,
  beingMade,
  couldNotCome,
  hostOf,
  isElsewhere,
  noShowSteps,
  signsText,
  toEnter,
  troubleNote,
  upheldForm,
  whatToEnter,
} from './session.ts';
import { actForm, callText, idIn, reachOf, type Shown, toldHow, twoSteps, typedInto } from './view.ts';

type Held = Extract<Booking, { session: unknown }>;
const signs = [
  ['called', '電話があった'],
  ['wrote', 'メールがあった'],
  ['joined', '入室した'],
  ['arrived', '来所した'],
] as const;
/** How the person has said something to the office. */
export const throughs = [
  ['phone', '電話'],
  ['counter', '窓口'],
  ['mail', 'メール'],
] as const;

const told = (shown: Shown, act: string) => (shown.refused?.act === act ? shown.problem : undefined);

/** [K-F-4, A-6-3, D-12] How the person gets in: everything to copy, or who invites them; and the form for what the tool gave. */
export const entrySection = (shown: Shown, booking: Held): Page => {
  const { office, view } = shown;
  const { name, invitesFrom } = toolOf(office, booking.tool);
  const { meeting } = booking;
  const open = view.possible.has('meeting');
  const failed = shown.refused?.act === 'meeting';
  if (booking.state === 'confirmed' && open && isBeingMade(office, view.counsellors, booking, shown.now))
    return html`<section aria-labelledby="entry"><h2 id="entry">参加のしかた（${name}）</h2>
${beingMade(office, booking, html`${whatToEnter(office, booking, hostOf(view.counsellors, booking))}${actForm(view, 'meeting', meetingFields(shown, booking))}`, failed)}
${view.possible.has('tool') && toolSteps(shown, booking)}</section>`;
  return html`<section aria-labelledby="entry"><h2 id="entry">参加のしかた（${name}）</h2>
${
  meeting.state !== 'ready'
    ? booking.state === 'confirmed' && open
      ? view.lost === 'day-closed'
        ? html`<p>閉庁日の予約なので、会議は要りません。</p>`
        : html`<p><strong>${isElsewhere(booking) ? 'メールアドレスが変わったので、招待を送り直してください。' : '会議がまだありません。'}</strong></p>${troubleNote(office, booking)}${
            view.possible.has('meeting-again') &&
            actForm(view, 'meeting-again', html`<p><button class="second">${name}でもう一度つくる</button></p>`)
          }${toEnter(office, booking, hostOf(view.counsellors, booking))}`
      : html`<p>会議の情報は入っていません。</p>`
    : html`<dl class="items">${meeting.url && html`<dt>URL</dt><dd>${copyable(meeting.url, 'URL')}</dd>`}
${meeting.id && html`<dt>ミーティングID</dt><dd>${copyable(meeting.id, 'ミーティングID')}</dd>`}
${meeting.passcode && html`<dt>パスコード</dt><dd>${copyable(meeting.passcode, 'パスコード')}</dd>`}
${!meeting.url && html`<dt>招待</dt><dd>${name}から招待メールを送りました${invitesFrom && `（差出人 ${invitesFrom}）`}</dd>`}</dl>`
}
${
  open &&
  twoSteps(
    meeting.state === 'ready' ? '会議の情報を入れ直す' : '会議の情報を入れる',
    (meeting.state !== 'ready' && view.lost !== 'day-closed') || failed,
    actForm(view, 'meeting', meetingFields(shown, booking)),
  )
}
${view.possible.has('tool') && toolSteps(shown, booking)}</section>`;
};

/** [A-4, A-6-3] To another tool, for whom this one does not work. */
const toolSteps = ({ office, view }: Shown, booking: Held): Page => {
  const others = office.tools.filter(({ tool }) => tool !== booking.tool);
  const counsellor = view.counsellors.find(({ id }) => id === booking.session.counsellor);
  const itself = others.filter(({ tool }) => madeItself(office, tool, counsellor)).map(({ name }) => name);
  return twoSteps(
    `使うアプリを変える（${others.map(({ name }) => name).join('・')}）`,
    false,
    html`<p>先に、本人に電話で伝えます。今の会議は使えなくなる${madeByApi(booking) ? 'ので、自動で削除します' : `ので、ほかの予約で使っていなければ、${toolOf(office, booking.tool).name}で取り消してください`}。${itself.length > 0 ? `${itself.join('・')}の新しい会議は、自動でつくられます。` : '変えたら、新しい会議を作って、情報を入れます。'}</p>
${others.map(({ tool, name, invitesFrom }) =>
  actForm(
    view,
    'tool',
    html`<input type="hidden" name="tool" value="${tool}">${toldHow(view, invitesFrom ? `${name}で参加するご案内を送ります。${name}の招待メールは、会議を作ると届きます。` : '新しい会議ができたときに、新しい参加のしかたを送ります。')}
<p><button class="second">${name}に変える</button></p>`,
  ),
)}`,
  );
};

const meetingFields = (shown: Shown, { tool, applicant, meeting }: Held): Page => {
  const met = meeting.state === 'ready';
  const { name, invitesFrom } = toolOf(shown.office, tool);
  const typed = typedInto(shown, 'meeting');
  const problem = told(shown, 'meeting');
  const own = invitesFrom === null;
  const invitable = !own && applicant.email !== undefined;
  return html`${textField({ name: 'url', id: idIn(shown, 'meeting', 'url'), label: '会議のURL', value: typed['url'], mode: 'url', required: !invitable, hint: invitable ? '招待メールを送り終えたときは、下の印だけでもかまいません。' : '', problem })}
${
  own &&
  html`${textField({ name: 'id', id: idIn(shown, 'meeting', 'id'), label: 'ミーティングID', value: typed['id'], mode: 'numeric', size: 16, required: true, problem })}
${textField({ name: 'passcode', id: idIn(shown, 'meeting', 'passcode'), label: 'パスコード', value: typed['passcode'], size: 12, required: true, problem })}`
}
${!invitable && html`${met && html`<p>前と同じ内容のときは、お知らせはありません。もう一度伝えるときは、下の「もう一度送る」を使います。</p>`}${toldHow(shown.view, met ? '変わった参加のしかたを送ります。' : '参加のしかたを送ります。')}`}
${invitable && html`<p><label class="choice"><input type="checkbox" name="invited" value="true"${typed['invited'] && html` checked`}> ${name}から招待メールを送った</label></p>`}
${
  problem?.type === 'meeting-shared' &&
  html`<p><label class="choice"><input type="checkbox" name="shared" value="true"> 同じ会議でよい</label></p>`
}
<p><button>会議の情報を入れる</button></p>`;
};

/** [D-10, K-6-5, A-6-4, K-12-1] What happens around the session itself: contact, how it ended. */
export const sessionSection = (shown: Shown, booking: Confirmed): Page => {
  const { office, view } = shown;
  const { possible } = view;
  const silentUntil = noShowAt(office, booking.session.startsAt);
  const one = (sign: (typeof signs)[number]): Page =>
    actForm(
      view,
      'contact',
      html`<input type="hidden" name="sign" value="${sign[0]}"><button class="second">${sign[1]}</button>`,
    );
  return html`<section aria-labelledby="session"><h2 id="session">相談の結果</h2>
${
  booking.channel === 'instant'
    ? html`<p>記録：${signsText(booking)}。</p>`
    : html`<h3>連絡があったとき</h3>
<p>${booking.signs.length === 0 ? '連絡の記録はありません。' : html`記録：${booking.signs.map(({ sign, at }) => `${clockText(at)} ${signs.find(([name]) => name === sign)?.[1] ?? sign}`).join('、')}。`}
記録があると、${office.noShowMinutes}分たってもキャンセルになりません。${booking.signs.length === 0 && couldNotCome(booking, view.lost)}</p>
<div class="actions">${signs.map(one)}</div>`
}
<h3>終わったとき</h3>
<div class="actions">${
    possible.has('attended')
      ? attendedForm(booking, '実施した', shown.now)
      : booking.channel === 'instant'
        ? html`<p class="soft">「実施した」は、「<a href="/staff/instant#accepted-${booking.id}">即時利用</a>」で始めると押せます。</p>`
        : html`<p class="soft">「実施した」は、${clockText(booking.session.startsAt)} の開始から押せます。</p>`
  }
</div>
${possible.has('no-show') ? noShowSteps(booking, undefined, toldHow(view, 'キャンセルのお知らせを送ります。')) : html`<p class="soft">「連絡なし」は、${clockText(silentUntil)} から記録できます。</p>`}
${
  possible.has('stopped')
    ? twoSteps(
        '中止を記録する（脅迫・暴言・目的外の利用など）',
        shown.refused?.act === 'attendance',
        actForm(
          view,
          'attendance',
          html`<input type="hidden" name="outcome" value="stopped">
${radioField({ name: 'reason', id: idIn(shown, 'attendance', 'reason'), label: '中止の理由', required: true, value: typedInto(shown, 'attendance')['reason'], choices: StopReason.options.map((code) => [code, reasonTexts[code]]), problem: told(shown, 'attendance') })}
<p class="hint">本人へのお知らせは送りません。その場で伝えてください。</p>
<p><button class="grave">中止を記録する</button></p>`,
        ),
      )
    : html`<p class="soft">「中止」は、開始から記録できます。始まる前にやめるときは、「当所の都合でキャンセルする」を使ってください。</p>`
}</section>`;
};

/** [R-15] Whoever calls off by speaking with staff, and reads no mail, hears it there and then. */
const toldOnTheSpot = (view: Shown['view']): Page => {
  const reach = reachOf(view);
  return 'mail' in reach
    ? toldHow(view, 'キャンセルのお知らせを送ります。')
    : html`<p>本人へ：${reach.why}ので、メールでは伝わりません。キャンセルしたことを、その場で伝えてください。</p>`;
};

/** [A-6-5, K-6-5, A-6-4] Moving a session, or calling it off: who did, through what, why. */
export const changeSection = (shown: Shown, booking: Confirmed): Page => {
  const { office, view, now } = shown;
  const typed = typedInto(shown, 'cancellation');
  const failed = shown.refused?.act === 'cancellation';
  const byOffice = typed['by'] === 'office';
  return html`<section aria-labelledby="change"><h2 id="change">変更・キャンセル</h2>
${
  view.possible.has('move')
    ? html`<p><a class="button second" href="/staff/bookings/${booking.id}/move">日時か担当者を変える</a></p>`
    : booking.channel === 'instant'
      ? html`<p class="soft">即時利用の相談は、日時を変えられません。ほかの日時にするときは、キャンセルを記録して、「電話で受ける」で新しい予約を作ります。</p>`
      : html`<p class="soft">終わった時間の相談は、変えられません。どう終わったかを、上の「相談の結果」で記録してください。始まる前に本人から連絡があったときは、キャンセルを記録できます。</p>`
}
${twoSteps(
  '本人からの連絡でキャンセルする',
  failed && !byOffice,
  actForm(
    view,
    'cancellation',
    html`<input type="hidden" name="by" value="applicant">
${radioField({ name: 'through', id: idIn(shown, 'cancellation', 'through', 'applicant'), label: '本人からの連絡', required: true, value: typed['through'] ?? 'phone', choices: throughs.filter(([name]) => name !== 'mail' || mayCallOff(office, booking, name, now)) })}
${toldOnTheSpot(view)}
<p><button class="grave">キャンセルする</button></p>`,
  ),
)}
${
  view.possible.has('cancellation-by-office') &&
  twoSteps(
    '当所の都合でキャンセルする',
    failed && byOffice,
    actForm(
      view,
      'cancellation',
      html`<input type="hidden" name="by" value="office">
${radioField({ name: 'reason', id: idIn(shown, 'cancellation', 'reason', 'office'), label: '理由', required: true, hint: '理由は記録に残り、お知らせには書きません。', value: typed['reason'], choices: OfficeReason.options.map((code) => [code, reasonTexts[code]]), problem: told(shown, 'cancellation') })}
${selectField({ name: 'through', id: idIn(shown, 'cancellation', 'through', 'office'), label: '本人への連絡', required: true, value: typed['through'] ?? 'phone', choices: throughs })}
${toldHow(view, 'おわびと、キャンセルのお知らせを送ります。')}
<p><button class="grave">当所の都合でキャンセルする</button></p>`,
    ),
  )
}</section>`;
};

/** [K-12-3, A-12-3] Who comes along: told beforehand, changed, or taken out again. */
export const companionSection = (shown: Shown): Page => {
  const { view } = shown;
  const { companion } = view.booking;
  const typed = typedInto(shown, 'companion');
  return twoSteps(
    companion === undefined ? '同席する方を記録する' : '同席する方を変える',
    shown.refused?.act === 'companion',
    html`${actForm(
      view,
      'companion',
      html`${textField({ name: 'companion', id: 'companion', label: '同席する方', required: true, value: typed['companion'] ?? companion, hint: '通訳、介助の方など。病気などの事情は書かないでください。', problem: told(shown, 'companion') })}
<p><button class="second">記録する</button></p>`,
    )}
${companion !== undefined && actForm(view, 'companion', html`<input type="hidden" name="remove" value="true"><button class="second">同席する方をなしにする</button>`)}`,
  );
};

/** [K-F-2, K-F-4, A-6-3] Where the person can be reached: recorded, or put right. */
export const contactSection = (shown: Shown): Page => {
  const { view, office } = shown;
  const { applicant } = view.booking;
  if (!view.possible.has('contact-details'))
    return html`<p class="soft">即時利用の相談では、連絡先を変えられません。登録された電話番号にだけ、かけ直します。</p>`;
  const typed = typedInto(shown, 'contact-details');
  const problem = told(shown, 'contact-details');
  const invites = 'tool' in view.booking ? toolOf(office, view.booking.tool) : undefined;
  return twoSteps(
    applicant.email === undefined ? 'メールアドレス・電話番号を記録する' : 'メールアドレス・電話番号を直す',
    shown.refused?.act === 'contact-details',
    actForm(
      view,
      'contact-details',
      html`${textField({ name: 'email', id: idIn(shown, 'contact-details', 'email'), label: 'メールアドレス', value: typed['email'] ?? applicant.email, mode: 'email', size: 32, hint: '空欄にした項目は、今のまま残ります。', problem })}
${textField({ name: 'phone', id: idIn(shown, 'contact-details', 'phone'), label: '電話番号', value: typed['phone'] ?? applicant.phone, mode: 'tel', size: 16, problem })}
${invites?.invitesFrom && html`<p class="hint">メールアドレスが変わったら、${invites.name}からも招待メールを送り直してください。招待した印だけの予約は、「やること」に入ります。</p>`}
${view.others.length > 0 && html`<p class="hint">ほかの予約の連絡先は、変わりません。それぞれの画面で直してください：${view.others.map(({ id, applicant: { email } }) => html`<a href="/staff/bookings/${id}">${id}</a>（${email ?? 'アドレスなし'}） `)}</p>`}
<p><button class="second">連絡先を記録する</button></p>`,
    ),
  );
};

/** [K-6-3, A-6-3] The notice that is true now, once more; or why there is none to send. */
export const resendSection = (shown: Shown): Page => {
  const { view } = shown;
  const { resend } = view;
  if (view.booking.channel === 'instant')
    return html`<p class="soft">即時利用の相談では、お知らせは送りません。電話かマイページで伝えます。</p>`;
  const reach = reachOf(view);
  if (resend && 'mail' in reach)
    return html`<p>「${noticeNames[resend]}」を、${reach.mail} にもう一度送れます。</p>
${actForm(view, 'resend', html`<button class="second">もう一度送る</button>`)}`;
  return 'mail' in reach
    ? html`<p class="soft">もう一度送れるお知らせは、今はありません（送っている途中か、まだ出ていません）。</p>`
    : html`<p class="soft">${reach.why}ので、送れません。電話で伝えてください（${callText(reach)}）。</p>`;
};

/** 「実施した」 pressed by mistake. */
export const undoAttendedSection = ({ view }: Shown): Page =>
  twoSteps(
    '「実施済み」を取り消す（間違えて押したとき）',
    false,
    actForm(
      view,
      'attendance',
      html`<input type="hidden" name="outcome" value="undo-attended">
<p>本予約に戻ります。「来所した」の記録が付くので、連絡なしのキャンセルにはなりません。そのあとで、正しい結果を記録してください。本人へのお知らせは送りません。</p>
<p><button class="second">取り消して本予約に戻す</button></p>`,
    ),
  );

/** [D-10] A deemed cancellation undone: what the sign of contact was that nobody had noted. */
export const undoSection = (shown: Shown): Page =>
  html`<section aria-labelledby="undo"><h2 id="undo">連絡なしのキャンセル</h2>
${
  shown.view.possible.has('no-show')
    ? html`<p>職員は、まだ確かめていません。連絡がなかったことを確かめたら、押してください。「やること」からは、押すか、相談の日のあと2開庁日を過ぎると消えます。</p>
${upheldForm(shown.view.booking, '連絡がなかったことを確かめた')}`
    : html`<p>連絡がなかったことを、職員が確かめました。</p>`
}
<h3>取り消すとき</h3>
<p>本人から連絡があったときや、入室できなかったことが分かったときに、本予約に戻します。時間がほかの予約に使われていると戻せません。本人へのお知らせは送りません。</p>
${actForm(
  shown.view,
  'attendance',
  html`<input type="hidden" name="outcome" value="undo-no-show">
${radioField({ name: 'sign', id: idIn(shown, 'attendance', 'sign'), label: '連絡のしかた', required: true, value: typedInto(shown, 'attendance')['sign'], choices: signs.filter(([sign]) => shown.view.booking.channel !== 'instant' || sign !== 'arrived'), problem: told(shown, 'attendance') })}
<p><button>取り消して本予約に戻す</button></p>`,
)}</section>`;
