import { html } from 'hono/html';
import type { Tentative } from '../../domain/booking.ts';
import type { FreeTime } from '../../domain/choices.ts';
import { type Counsellor, endOf, type Slot } from '../../domain/openings.ts';
import { reviewNow } from '../../domain/person.ts';
import { DeclineReason, reasonTexts } from '../../domain/reasons.ts';
import { clockText, leftText, shortDay, untilText, wishText } from '../../domain/wording.ts';
import { radioField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { throughs } from './acts.ts';
import { nameOf, toolField } from './session.ts';
import { counsellorField, timeRadio, timesByDay, timeValue, typedTime } from './times.ts';
import { actForm, idIn, reachOf, type Shown, toldHow, twoSteps, typedInto } from './view.ts';

/** What each mark of an application means, and what to do about it. None of it was told to the public [D-6]. */
export const marks: Record<Tentative['review'][number], readonly [what: string, todo: string]> = {
  'over-limit': [
    'ほかにも予約がある方です',
    '「本人」の欄のほかの予約と見比べてください。同じ申込みなら「同じ申込みがすでにある」でお断りします。職員の判断で受けることもできます。',
  ],
  'refused-person': [
    '利用をお断りしている期間の方です',
    '受けるかどうかは、職員が決めます。お断りの理由と期限、解き方は「本人のくわしい記録」にあります。',
  ],
  prospective: [
    'これから求職登録をする方です',
    '登録の手続きを案内してください。登録の見込みがあれば、このまま本予約にできます。登録した番号は相談のときに確かめます。この印は残ります。',
  ],
  late: [
    '締切りを過ぎて受けた申込みです',
    '受けた理由は履歴にあります。開始までに本人へ伝わるように、早めに返事をしてください。',
  ],
  'difficulty-ask-me': [
    '来所が難しいかどうか、職員に相談したい方です',
    '電話で聞いて、対象の方なら「対象の確認」に印を付けてください。事情の内容は、どこにも書かないでください。',
  ],
};

/** [D-10] What would be definitive by itself, were the person not refused. */
const notYet = ({ channel, terms }: Tentative): string | false =>
  channel === 'session'
    ? '相談の中で決めた予約ですが、このため、まだ本予約になっていません。'
    : (channel === 'phone' || channel === 'counter') &&
      terms !== undefined &&
      '利用規約への同意もいただいていますが、このため、まだ本予約になっていません。';

/** The marks of a booking, with what to do about each. */
export const reviewSection = ({ view: { booking, person, others }, now }: Shown): Page | false => {
  const review = reviewNow(booking, person, others, now);
  return (
    review.length > 0 &&
    html`<section class="note" aria-labelledby="review"><h2 id="review">確かめること</h2>
<ul>${review.map((mark) => html`<li><strong>${marks[mark][0]}</strong><br>${mark === 'refused-person' && booking.state === 'tentative' && notYet(booking)}${marks[mark][1]}</li>`)}</ul></section>`
  );
};

/** [K-F-5, A-6-3] The promise's clock: until when the office has promised to reply, and how long the time is kept. */
export const promiseClock = ({ now }: Shown, { promisedBy, appliedAt, expiresAt }: Tentative): Page => {
  const promised = promisedBy > appliedAt;
  return html`<dl class="items"><dt>お返事の期限</dt><dd>${
    promised
      ? html`${untilText(promisedBy)}まで <strong class="${now >= promisedBy ? 'error' : 'soft'}">${leftText(promisedBy, now)}</strong>`
      : 'なし（締切りを過ぎて受けました。早めに返事をしてください）'
  }</dd>
<dt>仮予約の期限</dt><dd>${untilText(expiresAt)}まで <span class="soft">${leftText(expiresAt, now)}</span></dd></dl>`;
};

/** [A-6-3, D-7] Everything an application can be answered with: a time of its choices or another, or no. */
export const answerSection = (shown: Shown, booking: Tentative): Page => {
  const { view, problem } = shown;
  const failed = shown.refused?.act;
  return html`<section aria-labelledby="answer"><h2 id="answer">この申込みに答える</h2>
${actForm(view, 'confirmation', confirmation(shown, booking))}
<h3>お受けしないとき</h3>
${twoSteps(
  'お断りする',
  failed === 'declination',
  actForm(
    view,
    'declination',
    html`${radioField({ name: 'reason', id: idIn(shown, 'declination', 'reason'), label: 'お断りする理由', required: true, hint: '理由は記録に残り、本人には伝えません。', value: typedInto(shown, 'declination')['reason'], choices: DeclineReason.options.map((code) => [code, reasonTexts[code]]), problem: failed === 'declination' ? problem : undefined })}
${toldHow(view, '「お受けできませんでした」と送ります。理由は書きません。')}
<p><button class="grave">お断りする</button></p>`,
  ),
)}
${twoSteps(
  '本人からの連絡で取り下げる',
  failed === 'cancellation',
  actForm(
    view,
    'cancellation',
    html`<input type="hidden" name="by" value="applicant">
${radioField({
  name: 'through',
  id: idIn(shown, 'cancellation', 'through', 'applicant'),
  label: '本人からの連絡',
  required: true,
  value: typedInto(shown, 'cancellation')['through'] ?? 'phone',
  choices: throughs,
})}
<p><button class="grave">取り下げる</button></p>`,
  ),
)}</section>`;
};

/** A choice's possible starts against who is free for each; the asked-for counsellor first. */
const choiceGrid = (
  times: readonly FreeTime[],
  { asked, held }: Tentative,
  counsellors: readonly Counsellor[],
  chosen: string | undefined,
): Page => {
  const free = counsellors
    .filter(({ id }) => times.some((time) => time.free.some((one) => one.id === id)))
    .toSorted((one, other) => Number(other.id === asked) - Number(one.id === asked));
  if (times.length === 0) return html`<p>この希望の時間は、閉庁日か時間割の外か、もう過ぎました。</p>`;
  if (free.length === 0) return html`<p>この希望の時間に空いている担当者はいません。</p>`;
  return html`<div class="wide"><table class="picks"><thead><tr><th scope="col">開始</th>${free.map(({ id, name }) => html`<th scope="col">${name}${id === asked && html`<br><small>希望の担当者</small>`}</th>`)}</tr></thead>
<tbody>${times.map((time) => {
    const span = `${clockText(time.startsAt)}〜${clockText(endOf(time))}`;
    return html`<tr><th scope="row">${clockText(time.startsAt)}〜</th>${free.map(({ id, name }) => {
      if (!time.free.some((one) => one.id === id)) return html`<td><span class="soft">×</span></td>`;
      const isHeld = held?.startsAt === time.startsAt && held.minutes === time.minutes && held.counsellor === id;
      return html`<td>${timeRadio(timeValue(time, id), isHeld ? html`<br><small>おさえ中</small>` : '', chosen, `${span} ${name}${isHeld ? ' おさえ中' : ''}`)}</td>`;
    })}</tr>`;
  })}</tbody></table></div>`;
};

/** Whoever is not there on the day of a hold can still be chosen for another one. */
const awayOn = (counsellor: Counsellor, { startsAt }: Slot): Counsellor => ({
  ...counsellor,
  name: `${counsellor.name}（${shortDay(startsAt)}は担当しません）`,
});

const confirmation = (shown: Shown, booking: Tentative): Page => {
  const { office, view, problem: told } = shown;
  const typed = typedInto(shown, 'confirmation');
  const problem = shown.refused?.act === 'confirmation' ? told : undefined;
  const { held } = booking;
  const asked = booking.asked;
  const chosen = typed['choice'] ?? (held && timeValue(held, held.counsellor));
  const wrong = problem?.errors?.find(({ field }) => field === 'choice')?.message;
  const minutes = booking.wishes[0]?.minutes ?? 30;
  const variable = office.desks.find(({ id }) => id === booking.desk)?.length.kind === 'up-to';
  const heldListed =
    held &&
    view.choices[0]?.some(
      ({ startsAt, free }) => startsAt === held.startsAt && free.some(({ id }) => id === held.counsellor),
    );
  return html`<fieldset id="choice"><legend>日時と担当者</legend>
${asked !== undefined && html`<p>希望の担当者：<strong>${nameOf(view.counsellors, asked)}</strong></p>`}
${wrong && html`<p class="error">＊${wrong}</p>`}
<div class="columns">${booking.wishes.map((wish, index) => {
    const times = view.choices[index] ?? [];
    const lost = held && index === 0 && !heldListed;
    return html`<section class="card"><h3>${booking.wishes.length > 1 ? `第${index + 1}希望` : '希望日時'}</h3>
<p>${wishText(wish)}</p>
${lost && html`<p class="note">おさえていた ${clockText(held.startsAt)} は、${{ 'day-closed': '閉庁日になりました', 'counsellor-away': '担当者がその日は担当しません', other: '過ぎたか、時間割の外になりました' }[view.lost ?? 'other']}。ほかの日時か担当者を選んでください。</p>`}
${choiceGrid(times, booking, view.counsellors, chosen)}</section>`;
  })}</div>
<details class="card"${(typed['choice'] === 'typed' || wrong !== undefined || view.choices.every((times) => times.every(({ free }) => free.length === 0))) && html` open`}><summary>別の日時にする</summary>
<p>本人と話して決めた日時を選ぶか、書いてください。</p>
${timesByDay(view.nearby, chosen)}
${typedTime(typed, { minutes, variable, problem })}
${counsellorField(
  view.counsellors
    .filter(({ desks }) => desks.includes(booking.desk))
    .map((one) => (view.lost === 'counsellor-away' && one.id === held?.counsellor ? awayOn(one, held) : one)),
  typed['counsellor'] ?? asked,
  problem,
)}
</details></fieldset>
${toolField(
  { office, problem },
  typed['tool'],
  view.counsellors.filter(({ desks }) => desks.includes(booking.desk)),
)}
${
  office.deadline.event === 'confirmed' &&
  textField({
    name: 'lateReason',
    label: '締切りを過ぎて本予約にする理由',
    hint: '締切りを過ぎた日時にするときだけ、書いてください。理由は記録に残ります。',
    value: typed['lateReason'],
    problem,
  })
}
${toldHow(
  view,
  office.tools.every(({ invitesFrom }) => invitesFrom)
    ? '決まった日時と参加のしかたを送ります。'
    : `決まった日時と参加のしかたを送ります（${office.tools
        .filter(({ invitesFrom }) => !invitesFrom)
        .map(({ name }) => name)
        .join('・')}のときは、会議ができてからです）。`,
)}
${'mail' in reachOf(view) && office.tools.map(({ name, invitesFrom }) => invitesFrom && html`<p class="hint">${name}の招待は、このあと会議を作ると、${name}から届きます。</p>`)}
<p><button>本予約にする</button></p>`;
};
