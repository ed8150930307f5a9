import { html } from 'hono/html';
import type { Desk, Office } from '../../domain/office.ts';
import { endOf, type Opening } from '../../domain/openings.ts';
import { dateOf, isoOf, type LocalDate, local } from '../../domain/time.ts';
import { clockText, dateText, kindNames } from '../../domain/wording.ts';
import type { Typed } from '../../http/form.ts';
import type { MailIn } from '../../mail/mail-in.ts';
import { field, radioField, selectField, textField } from '../fields.ts';
import type { Page } from '../layout.ts';
import type { Counter } from './layout.ts';
import type { Candidate } from './mails.ts';
import { timeLine } from './session.ts';

/** What the form is shown with: what was read or typed, and what can be chosen. */
export type BookingForm = {
  readonly mail: MailIn;
  readonly typed: Typed;
  readonly desk: Desk;
  /** Free times: all of the day wished for, and the nearest of the days around it. */
  readonly openings: readonly Opening[];
  /** The day around which they lie. */
  readonly near: LocalDate;
  /** Whether the first wish as it stands can be had, in words. */
  readonly wished: string | undefined;
  /** The phone holds the mail may belong to. */
  readonly holds: readonly Candidate[];
  /** Whether it is too late for the first wish, so that taking it needs a reason. */
  readonly late: boolean;
  readonly open: boolean;
};

/** [K-F-2, K-6-2, A-6-2] The office's own items, filled in with what was read of a mail; everything may be put right. */
export const bookingForm = ({ office, problem }: Counter, form: BookingForm): Page => {
  const { mail, typed, desk, holds } = form;
  const of = (name: string) => ({ name, value: typed[name], problem });
  const kinds = [...new Set(office.desks.flatMap((one) => one.kinds))];
  const kind = kinds.find((one) => one === typed['applicant.kind']) ?? kinds[0];
  const needsNumber = kind !== undefined && (office.applicants[kind]?.requires ?? []).includes('number');
  return html`<h2 id="book">予約にする</h2>
<details class="card"${form.open && html` open`}><summary>読み取った内容で、予約のフォームを開く</summary>
<form method="post" action="/staff/mails/${mail.id}/booking">
<input type="hidden" name="seen" value="${mail.revision}">
<p>本文と見比べて、違うところを直してください。このメールは、利用規約への同意として記録されます。</p>
${holds.length > 0 && html`<input type="hidden" name="holds" value="shown">`}
${holds.length > 0 && completesField(form, typed, of('completes').problem)}
${textField({ ...of('applicant.name'), label: '氏名', required: true })}
${
  kinds.length > 1
    ? radioField({
        ...of('applicant.kind'),
        value: kind,
        label: 'ご利用になる方',
        required: true,
        choices: kinds.map((one): [string, string] => [one, kindNames[one]]),
      })
    : html`<input type="hidden" name="applicant.kind" value="${kind}">`
}
${textField({ ...of('applicant.number'), label: kinds.includes('employer') ? '求職番号または事業所番号' : '求職番号', required: needsNumber, hint: '例：12345-01234567', size: 20 })}
${office.desks.length > 1 && selectField({ ...of('desk'), value: desk.id, label: '窓口', required: true, choices: office.desks.map((one): [string, string] => [one.id, one.name]) })}
${Array.from({ length: office.choices }, (_, index) => wishFields(office, form, index, problem))}
${form.late && textField({ ...of('lateReason'), label: '締切りを過ぎて受け付ける理由', required: true, hint: '例：電話で確かめ、担当者の了解を得た。病気などの事情は書かないでください。' })}
${textField({ ...of('applicant.email'), label: '連絡先メールアドレス', mode: 'email' })}
${textField({ ...of('applicant.phone'), label: office.mail.phone, mode: 'tel', size: 20 })}
${textField({ ...of('counsellor'), label: '担当者の名前', size: 20 })}
${textField({ ...of('companion'), label: '同席する方（通訳・介助など）' })}
${
  office.asksDifficulty &&
  radioField({
    ...of('difficulty'),
    label: 'ハローワークに来るのが難しい事情',
    hint: '事情の内容は記録しません。',
    choices: [
      ['applies', 'あてはまる'],
      ['ask-me', '職員が確かめる'],
    ],
  })
}
<p class="actions"><button>この内容で予約にする</button> <button class="second" formaction="/staff/mails/${mail.id}/openings">空き時間を探し直す</button></p>
</form></details>`;
};

/** What somebody typed into the form of a mail that has become a booking meanwhile, so that they can put it right there. */
export const typedBefore = (typed: Typed): Page => {
  const values = Object.entries(typed).filter(([name, value]) => value !== '' && !['seen', 'holds'].includes(name));
  return html`<h2>入力していた内容</h2><ul class="card">${values.map(([, value]) => html`<li>${value}</li>`)}</ul>`;
};

const completesField = ({ holds }: BookingForm, typed: Typed, problem: Counter['problem']): Page =>
  radioField({
    name: 'completes',
    label: '電話・窓口で受けた仮予約',
    required: true,
    hint: '仮予約を本予約にするときは、日時は仮予約のままです。日時が違うときは、本人に確かめてから選んでください。',
    value: typed['completes'],
    problem,
    choices: [
      ...holds.map(({ booking, by }): [string, Page] => [
        booking.id,
        html`${booking.id}（${timeLine(booking)}、${booking.applicant.name} 様）を本予約にする <small class="soft">同じもの：${by.join('・')}</small>`,
      ]),
      ['new', '仮予約とは別の、新しい予約にする'],
    ],
  });

const wishFields = (
  { choices }: Office,
  { desk, typed, openings, wished, near }: BookingForm,
  index: number,
  problem: Counter['problem'],
): Page => {
  const at = `wishes.${index}`;
  const errors = (problem?.errors ?? []).filter(
    (one) => one.field.startsWith(`${at}.`) || one.field === at || (index === 0 && one.field === 'wishes'),
  );
  const chosen = index === 0 ? (typed[`${at}.startsAt`] ?? '') : '';
  const exact = desk.length.kind === 'exact';
  const input = (name: string, label: string, type: 'date' | 'time', required = false) =>
    field(
      { name: `${at}.${name}`, label, required },
      (attributes) =>
        html`<input ${attributes} type="${type}" size="8" value="${typed[`${at}.${name}`] ?? ''}"${errors.length > 0 && html` aria-describedby="${at}-error"`}>`,
    );
  const first = index === 0;
  return html`<fieldset id="${errors[0]?.field ?? at}"><legend>${choices > 1 ? `第${index + 1}希望` : '希望日時'} <small class="${first ? 'must' : 'may'}">${first ? '※必須' : '※任意'}</small></legend>
<div class="actions">${input('date', '日', 'date', first)}${input('from', exact ? '始まり' : '何時から', 'time', first)}${!exact && input('to', '何時までの間', 'time')}${!exact && textField({ name: `${at}.minutes`, label: '長さ（分）', value: typed[`${at}.minutes`], mode: 'numeric', size: 4 })}</div>
${!exact && first && html`<p class="hint">相談は${desk.length.minutes}分までです。「何時までの間」が空のときは、その時刻ちょうどに始めます。</p>`}
${errors.length > 0 && html`<p class="error" id="${at}-error">＊${[...new Set(errors.map(({ message }) => message))].join(' ')}</p>`}
${first && wished && html`<p><strong>${wished}</strong></p>`}
${first && openingChoices(openings, chosen, near)}
</fieldset>`;
};

const openingChoices = (openings: readonly Opening[], chosen: string, day: LocalDate): Page => {
  const radio = (value: string, text: string): Page =>
    html`<li><label><input type="radio" name="wishes.0.startsAt" value="${value}"${value === chosen && html` checked`}> ${text}</label></li>`;
  const gone = chosen !== '' && !openings.some(({ startsAt }) => isoOf(startsAt) === chosen);
  const span = (one: Opening): string => `${clockText(one.startsAt)}〜${clockText(endOf(one))}`;
  const that = openings.filter(({ startsAt }) => dateOf(startsAt) === day);
  const around = openings.filter(({ startsAt }) => dateOf(startsAt) !== day);
  return html`<div role="group" aria-label="空いている時間"><h3>空いている時間から選ぶ</h3>
<ul class="openings">${radio('', '上に書いた日時')}${gone && radio(chosen, `${chosen.slice(5, 16).replace('T', ' ')}（今は空いていません）`)}</ul>
${that.length > 0 && html`<p>${dateText(day)}</p><ul class="openings">${that.map((one) => radio(isoOf(one.startsAt), span(one)))}</ul>`}
${around.length > 0 && html`<p>近くの日</p><ul class="openings">${around.map((one) => radio(isoOf(one.startsAt), `${local(one.startsAt).toFormat('M/d（ccc）')} ${span(one)}`))}</ul>`}
${openings.length === 0 && html`<p>この前後に、空いている時間はありません。</p>`}
<p class="hint">窓口・日時・長さを変えたときは、下の「空き時間を探し直す」を押してください。</p></div>`;
};
