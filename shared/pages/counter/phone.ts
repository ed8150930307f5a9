import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import type { Desk, Office, Terms } from '../../domain/office.ts';
import type { Lost } from '../../domain/office-changes.ts';
import type { Counsellor, Slot } from '../../domain/openings.ts';
import { awaitsApplication, type Said, tellCaller, willTell } from '../../domain/telling.ts';
import { isoOf, type LocalDate } from '../../domain/time.ts';
import { type NoDays, noDaysText } from '../../domain/typed-times.ts';
import { clockText, dateText, purposes } from '../../domain/wording.ts';
import type { Typed } from '../../http/form.ts';
import type { FieldProblem, Told } from '../../http/problems.ts';
import { radioField, selectField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage, stateBadge } from './layout.ts';
import { kinds } from './person.ts';
import { timeLine, toolField } from './session.ts';

/** What is to be said, as a list to read aloud from. */
const toldList = (said: readonly Said[]): Page =>
  html`<dl class="items">${said.map(({ about, say }) => html`<dt>${about}</dt><dd>${say}</dd>`)}</dl>`;

/** [K-F-1, K-F-5, A-6-3] What the person is told before they hang up. */
export const tellCallerCard = (counter: Counter, booking: Booking, lost: Lost | undefined, agreeing = false): Page => {
  // Whoever agrees while they speak is not asked to apply as well.
  const applies = agreeing && awaitsApplication(counter.office, booking);
  const said = tellCaller(counter.office, booking, lost).filter(
    ({ about }) => !applies || lost === 'day-closed' || about !== 'このあと',
  );
  return html`<section class="card"><h2>相手の方に伝えること</h2>${toldList(said)}</section>`;
};

/** A free time, with how many counsellors could take it, and whether its deadline has passed. */
export type Free = Slot & { readonly counsellors: number; readonly late: boolean };

export type NewBooking = {
  readonly counter: Counter;
  readonly desk: Desk;
  readonly typed: Typed;
  readonly key: string;
  readonly today: LocalDate;
  /** The counsellors of the desk. */
  readonly counsellors: readonly Pick<Counsellor, 'id' | 'name' | 'zoomUser'>[];
  readonly minutes: number;
  /** The free times shown, day by day; the first day looked at, and where earlier and later ones begin. */
  readonly days: readonly (readonly [LocalDate, readonly Free[]])[];
  readonly from: LocalDate;
  readonly earlier?: LocalDate | undefined;
  readonly later?: LocalDate | undefined;
  /** Whether times past their deadline are among them [D-4]. */
  readonly late: boolean;
  /** Day and time as they stood in the form before anything was typed there. */
  readonly shown: string;
};

/** What is the matter with the wishes as they were typed: another time chosen than written; why a day is none. */
type WrongWish = { readonly unclear?: boolean; readonly days?: readonly (NoDays | undefined)[] };

/** What a visitor would be told of times, deadline and consent, said to somebody at the counter; each at the field it is about. */
export const inStaffWords = (office: Office, { wish, ...problem }: Told, typed: WrongWish = {}): Told => {
  const which = wish !== undefined && office.choices > 1 && { wish };
  const late = { field: 'lateReason', reason: 'required', message: '締切りを過ぎて受ける理由を書いてください。' };
  const errors = problem.type === 'reason-needed' ? [late] : problem.errors?.map((error) => worded(error, typed));
  const place = ({ field }: FieldProblem): number => spoken.findIndex((name) => field.startsWith(name));
  return { ...problem, ...which, ...(errors && { errors: errors.toSorted((a, b) => place(a) - place(b)) }) };
};

/** The order in which people say it, and in which it stands in the form. */
const spoken = ['applicant.name', 'applicant.number', 'wishes', 'lateReason', 'counsellor', 'applicant', ''];

const worded = ({ field, reason, message }: FieldProblem, { unclear, days }: WrongWish): FieldProblem => {
  if (field === 'consent.accepted')
    return { field, reason, message: '本人が同意したときに、印を付けてください。同意がないときは、進められません。' };
  const [wish, index = '0', part] = /^wishes(?:\.(\d)(?:\.(\w+))?)?$/.exec(field) ?? [];
  if (wish === undefined || part === 'minutes') return { field, reason, message };
  const day = days?.[Number(index)];
  const told =
    unclear && index === '0'
      ? '選んだ時間と、書いた日時が違います。書いた日時にするときは「書いた日時にする」を選び、選んだ時間にするときは書いた日時を消してください。'
      : reason === 'required'
        ? '日時を書くか、「空いている時間」から選んでください。'
        : day && day.wrong !== 'unreadable'
          ? noDaysText(day)
          : '日は「3/4」、時刻は「14:00」のように書いてください。';
  return { field: `wishes.${index}.date`, reason, message: told };
};

/** The choice among the free times that means none of them: the day and time typed in the form. */
export const AS_TYPED = 'typed';

const wishName = (choices: number, index: number): string => (choices > 1 ? `第${index + 1}希望` : '希望日時');

const wrongIn = (problem: Told | undefined, name: string): FieldProblem[] =>
  (problem?.errors ?? []).filter(({ field }) => field.startsWith(`${name}.`));

/** Where the cursor stands: at what has to be put right, otherwise where the conversation begins. */
const focusOf = (problem: Told | undefined): string => {
  const [first] = problem?.errors ?? [];
  if (first) return first.field;
  if (problem?.type === 'counsellor-unknown') return 'counsellor';
  return problem ? `wishes.${problem.wish ?? 0}.date` : 'applicant.name';
};

/** One wish as it is said: a day, from when, in an office of several choices until when, and how long [K-6-2, A-6-2]. */
const wishFields = ({ counter, desk, typed }: NewBooking, index: number): Page => {
  const { office, problem } = counter;
  const name = `wishes.${index}`;
  const errors = wrongIn(problem, name);
  const focus = focusOf(problem);
  const described = [`${name}-hint`, errors.length > 0 && `${name}-error`].filter(Boolean).join(' ');
  const input = (part: string, label: string, size: number, value = typed[`${name}.${part}`] ?? ''): Page =>
    html`<span class="part"><label for="${name}.${part}">${label}</label> <input id="${name}.${part}" name="${name}.${part}" size="${size}" autocomplete="off" value="${value}" aria-describedby="${described}"${errors.length > 0 && html` aria-invalid="true"`}${focus === `${name}.${part}` && html` autofocus`}></span>`;
  const several = office.choices > 1;
  const length = typed[`${name}.minutes`] ?? (index === 0 ? String(desk.length.minutes) : '');
  return html`<fieldset class="field" id="${name}"><legend>${wishName(office.choices, index)} <small class="${index === 0 ? 'must' : 'may'}">${index === 0 ? '※必須' : '※任意'}</small></legend>
<p class="hint" id="${name}-hint">${index === 0 ? '日は「3/4」、時刻は「14:00」のように。「空いている時間」から選んでもかまいません。' : '長さは、書かなければ第1希望と同じです。'}</p>
${input('date', '日', 4)}${input('time', several ? 'から' : '時刻', 4)}${several && input('until', 'まで', 4)}${desk.length.kind === 'up-to' && input('minutes', '長さ（分）', 2, length)}
${errors.length > 0 && html`<div id="${name}-error">${errors.map(({ message }) => html`<p class="error">＊${message}</p>`)}</div>`}
</fieldset>`;
};

/** The free times beside the form, each of them a choice within it. */
const openingsList = (screen: NewBooking): Page => {
  const { typed, days, minutes, from, earlier, later, late, desk, counsellors } = screen;
  const chosen = typed['wishes.0.startsAt'] ?? AS_TYPED;
  const asked = counsellors.find(({ id }) => id === typed['counsellor']);
  return html`<fieldset class="card times" id="openings"><legend><h2>空いている時間</h2></legend>
<p class="hint">${desk.name}、${minutes}分${asked ? html`、${asked.name}の空き` : ''}。数字は空いている担当者の人数です。</p>
<label class="choice"><input type="radio" name="wishes.0.startsAt" value="${AS_TYPED}"${chosen === AS_TYPED && html` checked`}> 書いた日時にする</label>
${days.length === 0 && html`<p>${dateText(from)}からは、空いている時間がありません。</p>`}
${days.map(
  ([date, free]) =>
    html`<section><h3>${dateText(date)}${free.some((one) => one.late) && html` <span class="badge late">締切り後</span>`}</h3>
<div class="openings">${free.map((one) => {
      const value = isoOf(one.startsAt);
      return html`<label><input type="radio" name="wishes.0.startsAt" value="${value}"${value === chosen && html` checked`}> ${clockText(one.startsAt)} <small><span class="unseen">空き</span>${one.counsellors}人</small></label>`;
    })}</div></section>`,
)}
<div class="actions">
${earlier && html`<button class="second" name="look" value="${earlier}" formaction="/staff/bookings/new">前の時間</button>`}
${later && html`<button class="second" name="look" value="${later}" formaction="/staff/bookings/new">先の時間</button>`}
<button class="second" name="look" value="again" formaction="/staff/bookings/new">書いた日・${desk.length.kind === 'up-to' ? '長さ・' : ''}担当者で探し直す</button>
${!late && html`<button class="second" name="look" value="late" formaction="/staff/bookings/new">締切りを過ぎた時間も出す</button>`}
</div></fieldset>`;
};

/**
 * [K-F-1, K-6-2, A-6-2] Taking a booking down while somebody speaks: the items in the order in which people say them, the free times
 * beside them, and what to tell the person at the end. Only the number and the name have to be there; the rest may follow.
 */
export const newBookingPage = (screen: NewBooking): Page => {
  const { counter, desk, typed, key, today, counsellors, from, late } = screen;
  const { office, problem } = counter;
  const text = (name: string, label: string, more: Partial<Parameters<typeof textField>[0]> = {}): Page =>
    textField({ name, label, value: typed[name], problem, autofocus: focusOf(problem) === name, ...more });
  const radios = (
    name: string,
    label: string,
    choices: readonly (readonly [string, string])[],
    value: string | undefined,
  ): Page => html`<div class="inline">${radioField({ name, label, choices, value, problem, required: true })}</div>`;
  const kind = desk.kinds.find((one) => one === typed['applicant.kind']) ?? desk.kinds[0] ?? 'seeker';
  const optional = desk.kinds.includes('prospective') && !office.applicants.prospective?.requires.includes('number');
  const number = desk.kinds.includes('employer') ? '求職番号または事業所番号' : '求職番号';
  const needsReason = late || problem?.type === 'reason-needed' || typed['lateReason'] !== undefined;
  return counterPage(
    counter,
    '/staff/bookings/new',
    '電話・窓口で受ける',
    html`<form class="phone" method="post" action="/staff/bookings">
<button class="skip" tabindex="-1" aria-hidden="true">予約する</button>
<input type="hidden" name="idempotencyKey" value="${key}">
<input type="hidden" name="today" value="${today}">
<input type="hidden" name="from" value="${from}">
<input type="hidden" name="shown" value="${screen.shown}">
${late && html`<input type="hidden" name="late" value="yes">`}
<div class="first">
${radios(
  'channel',
  '受け方',
  [
    ['phone', '電話'],
    ['counter', '窓口'],
    ['session', '相談の中で次回（すぐ本予約）'],
  ],
  typed['channel'] ?? 'phone',
)}
${
  office.desks.length > 1
    ? radios(
        'desk',
        '窓口',
        office.desks.map((one) => [one.id, one.name] as const),
        desk.id,
      )
    : html`<input type="hidden" name="desk" value="${desk.id}">`
}
${
  desk.kinds.length > 1
    ? radios(
        'applicant.kind',
        'ご利用になる方',
        desk.kinds.map((one) => [one, kinds[one]] as const),
        kind,
      )
    : html`<input type="hidden" name="applicant.kind" value="${kind}">`
}
${text('applicant.name', '氏名', { required: true })}
${text('applicant.number', number, {
  required: true,
  mode: 'text',
  hint: `例：12345-01234567${optional ? '。これから登録する方は、なくてもかまいません（電話番号を書いてください）' : ''}`,
})}
${Array.from({ length: office.choices }, (_, index) => wishFields(screen, index))}
${
  needsReason &&
  text('lateReason', '締切りを過ぎて受ける理由', {
    required: true,
    hint: '締切りを過ぎた時間を選ぶときは、必ず書いてください。記録に残ります。病気などの事情は書かないでください。',
  })
}
${selectField({
  name: 'counsellor',
  label: '担当者',
  value: typed['counsellor'],
  empty: '指名なし（空いている担当者）',
  choices: counsellors.map(({ id, name }) => [id, name]),
  problem,
})}
</div>
${openingsList(screen)}
<div class="rest">
${typed['channel'] === 'session' && toolField(counter, typed['tool'], counsellors)}
${text('applicant.email', '連絡先メールアドレス', { mode: 'email', hint: 'あとのメールでもかまいません。' })}
${text('applicant.phone', office.mail.phone, { mode: 'tel' })}
${text('companion', '同席する方', { hint: '通訳や介助の方が同席するときだけ。' })}
<div class="inline">${radioField({ name: 'purpose', label: '相談の内容', choices: Object.entries(purposes), value: typed['purpose'], problem })}</div>
${
  office.asksDifficulty &&
  html`<div class="inline">${radioField({
    name: 'difficulty',
    label: '来所が難しいこと',
    hint: 'どんな事情かは、聞かず、書かないでください。',
    choices: [
      ['applies', 'あてはまる'],
      ['ask-me', '職員に相談したい'],
    ],
    value: typed['difficulty'],
    problem,
  })}</div>`
}
<p class="actions"><button>予約する</button></p>
</div>
<section class="card say"><h2>予約したら伝えること</h2>
<p class="hint">予約番号と日時は、予約したあとの画面に出ます。</p>
${toldList(willTell(office, kind, typed['channel'] === 'session'))}</section>
</form>`,
  );
};

/** The day and time as the form was shown with, so that what has been typed since can be told from what stood there. */
export const shownOf = (typed: Typed): string =>
  ['date', 'time', 'until'].map((part) => typed[`wishes.0.${part}`] ?? '').join(' ');

/** An article as it is called: 第6条（利用申込み等） */
const articleName = ({ article, heading }: Terms['articles'][number]): string =>
  `第${article.replace('-', '条の')}${article.includes('-') ? '' : '条'}（${heading}）`;

/** Why a hold that is agreed to does not become definitive by that alone. */
export type Waits = Lost | 'refused-person';
const waitsTexts: Record<Waits, string> = {
  'day-closed':
    'この日は閉庁日になったので、この日時では受けられません。先に、予約の画面で、本人と話して決めたほかの日時で本予約にしてください。',
  'counsellor-away':
    '押さえている担当者がその日は不在なので、同意を記録しても、まだ本予約になりません。そのあと、予約の画面で担当者か日時を選んで、本予約にします。',
  'refused-person':
    '利用をお断りしている期間の方なので、同意を記録しても、まだ本予約になりません。そのあと、受けるかどうかを、予約の画面で決めます。',
};

/**
 * [K-F-2, K-F-3, D-7] The form that completes a booking while staff speak with somebody who has no mail: what to read out, what
 * they agree to, and how they can be reached. Undefined where nothing is left to complete.
 */
const completionForm = (
  counter: Counter,
  booking: Booking,
  terms: Terms,
  waits: Waits | undefined,
  typed: Typed = {},
): Page | undefined => {
  const { state } = booking;
  if ((state !== 'tentative' && state !== 'confirmed') || booking.terms !== undefined) return undefined;
  const { office, problem } = counter;
  const { applicant } = booking;
  const definitive = state === 'tentative' && office.byPhone === 'application-follows' && booking.held !== undefined;
  const error = problem?.errors?.find(({ field }) => field === 'consent.accepted')?.message;
  const contact = (name: 'email' | 'phone', label: string, mode: 'email' | 'tel'): Page =>
    textField({
      name: `applicant.${name}`,
      label,
      mode,
      value: typed[`applicant.${name}`] ?? applicant[name],
      problem,
    });
  // Whoever has no number is known by the phone or the address they gave: it stays as it is.
  const known = applicant.number !== undefined;
  return html`<form method="post" action="/staff/bookings/${booking.id}/completion">
<input type="hidden" name="seen" value="${typed['seen'] ?? booking.revision}">
<input type="hidden" name="consent.terms" value="${terms.version}">
<p>${definitive ? (waits ? html`<strong>${waitsTexts[waits]}</strong>` : '電話や窓口で利用規約に同意していただくと、申込みのメールがなくても、本予約になります。') : `電話や窓口で利用規約に同意していただいたことを、記録します。${state === 'tentative' ? '日時の確定は、予約の画面で行います。' : '予約は、今のままです。'}`}</p>
<h3>利用規約の項目</h3>
<p><a href="/terms/${terms.version}" target="_blank" rel="noopener">利用規約（${terms.version}版）を新しいタブで開く</a></p>
<ul class="articles">${terms.articles.map((article) => html`<li><a href="/terms/${terms.version}#article-${article.article}" target="_blank" rel="noopener">${articleName(article)}</a></li>`)}</ul>
<p>使うアプリの利用規約：${office.tools.map(({ name, termsUrl }, index) => html`${index > 0 ? '、' : ''}<a href="${termsUrl}" target="_blank" rel="noopener">${name}</a>`)}</p>
<div class="inline">${radioField({
    id: 'through',
    name: 'through',
    label: '同意の受け方',
    required: true,
    choices: [
      ['phone', '電話'],
      ['counter', '窓口'],
    ],
    value: typed['through'] ?? (booking.channel === 'counter' ? 'counter' : 'phone'),
    problem,
  })}</div>
<div class="field" id="consent.accepted"><label class="choice"><input type="checkbox" name="consent.accepted" value="true"${typed['consent.accepted'] === 'true' && html` checked`}${error && html` aria-invalid="true" aria-describedby="consent.accepted-error"`}> 読み上げて、本人が同意した <small class="must">※必須</small></label>
${error && html`<p class="error" id="consent.accepted-error">＊${error}</p>`}</div>
${state === 'tentative' && (known || applicant.phone !== undefined) && contact('email', '連絡先メールアドレス', 'email')}
${
  state === 'tentative' &&
  html`${known && contact('phone', office.mail.phone, 'tel')}
<p class="hint">メールアドレスのない方には、参加のしかたを電話でお知らせします。「要電話連絡」に自動で入ります。</p>`
}
<p><button>${definitive && !waits ? '同意を記録して本予約にする' : '同意を記録する'}</button></p>
</form>`;
};

/** The same as a page of its own, with what to tell the person beside it. */
export const completionPage = (
  counter: Counter,
  booking: Booking,
  terms: Terms,
  waits: Waits | undefined,
  typed: Typed = {},
): Page => {
  const form = completionForm(counter, booking, terms, waits, typed);
  const lost = waits === 'refused-person' ? undefined : waits;
  return counterPage(
    counter,
    undefined,
    booking.state === 'confirmed' ? '利用規約への同意を記録する' : 'メールなしで申込みを済ませる',
    html`<p><a href="/staff/bookings/${booking.id}">予約 ${booking.id}</a> ${stateBadge(booking.state)}</p>
<div class="columns"><section>
<dl class="items"><dt>氏名</dt><dd>${booking.applicant.name}</dd>
${booking.applicant.number && html`<dt>番号</dt><dd>${booking.applicant.number}</dd>`}
<dt>日時</dt><dd>${timeLine(booking)}</dd></dl>
${
  (form && html`<h2>利用規約を読み上げる</h2>${form}`) ??
  html`<p class="note">${booking.terms === undefined ? `終わった予約なので、ここで済ませることはありません。` : `利用規約（${booking.terms}版）への同意は、もう記録されています。`}</p>`
}
</section>
<div>${(booking.state === 'tentative' || booking.state === 'confirmed') && tellCallerCard(counter, form && waits ? { ...booking, terms: terms.version } : booking, lost, form !== undefined)}</div></div>`,
  );
};
