import { html } from 'hono/html';
import type { Confirmed, Session } from '../../domain/booking.ts';
import type { FreeTime } from '../../domain/choices.ts';
import { toolOf } from '../../domain/office.ts';
import { endOf, type Slot } from '../../domain/openings.ts';
import { OfficeReason, reasonTexts } from '../../domain/reasons.ts';
import { type LocalDate, plusDays } from '../../domain/time.ts';
import { dateText, dayText, spanText } from '../../domain/wording.ts';
import type { Typed } from '../../http/form.ts';
import { radioField } from '../fields.ts';
import type { Page } from '../layout.ts';
import { copyable, counterPage } from './layout.ts';
import { nameOf } from './session.ts';
import { counsellorField, timesByDay, timeValue, typedTime } from './times.ts';
import { actForm, reachOf, type Shown } from './view.ts';

const slotText = (slot: Slot): string => `${dayText(slot.startsAt)} ${spanText(slot.startsAt, endOf(slot))}`;

/** [A-6-5] Where a session can be moved to: free times by day, or one typed; whom with, and why. Nothing is moved yet. */
export const movePage = (
  shown: Shown & {
    readonly booking: Confirmed;
    readonly times: readonly FreeTime[];
    readonly period: { readonly from: LocalDate; readonly to: LocalDate };
    readonly earlier: LocalDate | undefined;
    readonly typed: Typed;
  },
): Page => {
  const { office, view, booking, times, period, earlier, typed, problem } = shown;
  const { session } = booking;
  const wrong = problem?.errors?.find(({ field }) => field === 'choice')?.message;
  const path = `/staff/bookings/${booking.id}/move`;
  return counterPage(
    shown,
    undefined,
    '日時か担当者を変える',
    html`<p><a href="/staff/bookings/${booking.id}">予約 ${booking.id} に戻る</a></p>
<section class="card"><h2>今の予約</h2><p><strong>${slotText(session)}</strong>　担当 ${nameOf(view.counsellors, session.counsellor)}</p></section>
${actForm(
  view,
  'move/review',
  html`<fieldset id="choice"><legend>新しい日時</legend>
${wrong && html`<p class="error">＊${wrong}</p>`}
<p><label class="choice"><input type="radio" name="choice" value="${timeValue(session)}"${typed['choice'] === timeValue(session) && html` checked`}> 日時はそのままで、担当者だけを変える</label></p>
<p>${dateText(period.from)}から${dateText(period.to)}まで</p>
${timesByDay(times, typed['choice'])}
<p class="actions">${earlier && html`<a href="${path}?from=${earlier}">前の2週間</a>`} <a href="${path}?from=${plusDays(period.to, 1)}">次の2週間</a></p>
${typedTime(typed, { minutes: session.minutes, variable: office.desks.find(({ id }) => id === booking.desk)?.length.kind === 'up-to', problem })}</fieldset>
${counsellorField(
  view.counsellors.filter(({ desks }) => desks.includes(booking.desk)),
  typed['choice'] === undefined ? session.counsellor : (typed['counsellor'] ?? ''),
  problem,
)}
${radioField({ name: 'reason', label: '理由', required: true, hint: '理由は記録に残り、お知らせには書きません。', value: typed['reason'], choices: OfficeReason.options.map((code) => [code, reasonTexts[code]]), problem })}
<p><button>お知らせの文面を確かめる</button></p><p class="hint">まだ変わりません。次の画面で、送る文面を見てから決めます。</p>`,
)}`,
  );
};

/** What a move will have the person told: the very letter, or nothing because for them nothing changes. */
export type Told = { readonly subject: string; readonly text: string } | undefined;

/** [A-6-5] The move once more before it is made: old and new, and the very words the person will get. */
export const moveReviewPage = (
  shown: Shown & {
    readonly booking: Confirmed;
    readonly session: Session;
    readonly reason: OfficeReasonCode;
    readonly letter: Told;
    /** The same to be read aloud, where no mail reaches the person. */
    readonly say: readonly string[];
    /** The tool makes another meeting for the new counsellor's user. */
    readonly anew: boolean;
  },
): Page => {
  const { view, booking, session, reason, letter, say, anew } = shown;
  const { counsellors } = view;
  return counterPage(
    shown,
    undefined,
    '変更の確認',
    html`<p>まだ変わっていません。確かめて「この内容で変える」を押してください。</p>
<div class="wide"><table><thead><tr><td></td><th scope="col">今の予約</th><th scope="col">新しい予約</th></tr></thead><tbody>
<tr><th scope="row">日時</th><td>${slotText(booking.session)}</td><td><strong>${slotText(session)}</strong></td></tr>
<tr><th scope="row">担当</th><td>${nameOf(counsellors, booking.session.counsellor)}</td><td>${nameOf(counsellors, session.counsellor)}</td></tr>
<tr><th scope="row">理由</th><td></td><td>${reasonTexts[reason]}</td></tr></tbody></table></div>
<section aria-labelledby="word"><h2 id="word">本人へのお知らせ</h2>${word(shown, letter, say, anew)}</section>
${actForm(
  view,
  'move',
  html`<input type="hidden" name="choice" value="${timeValue(session, session.counsellor)}"><input type="hidden" name="reason" value="${reason}">
<p><button>この内容で変える</button> <a href="/staff/bookings/${booking.id}/move">選び直す</a> <a href="/staff/bookings/${booking.id}">変えずに戻る</a></p>`,
)}`,
  );
};
type OfficeReasonCode = (typeof OfficeReason.options)[number];

const word = ({ office, view }: Shown, letter: Told, say: readonly string[], anew: boolean): Page => {
  const reach = reachOf(view);
  if (!letter && anew && 'session' in view.booking)
    return html`<p>日時は変わりませんが、${toolOf(office, view.booking.tool).name}の会議は、新しい担当者のユーザーで自動で作り直します。${'mail' in reach ? '新しい参加のしかたを、メールで送ります。' : '新しい参加のしかたは、「要電話連絡」に入ります。'}作れなかったときは、職員にメールが届き、「やること」に出ます。</p>`;
  if (!letter) return html`<p>担当者だけの変更なので、本人へのお知らせはありません。</p>`;
  if ('mail' in reach)
    return html`<p>${reach.mail} に、次のメールを送ります。</p>
<div class="card"><p><strong>${letter.subject}</strong></p><pre class="text">${letter.text}</pre></div>`;
  return html`<div class="urgent"><p>${reach.why}ので、メールでは伝わりません。変えると「要電話連絡」に入ります。${reach.phone === undefined ? '電話番号は聞いていないので、登録の記録で調べて' : html`電話 ${copyable(reach.phone, '電話番号')} で`}、次のことを伝えてください。</p></div>
${say.map((line) => html`<p class="say">${line}</p>`)}`;
};
