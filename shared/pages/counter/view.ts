import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import type { FreeTime } from '../../domain/choices.ts';
import { addressIsDead, type History } from '../../domain/history.ts';
import type { NoticeKind } from '../../domain/notices.ts';
import type { Terms } from '../../domain/office.ts';
import type { Lost } from '../../domain/office-changes.ts';
import type { Counsellor } from '../../domain/openings.ts';
import type { Person } from '../../domain/person.ts';
import type { StaffAct } from '../../domain/possible.ts';
import { phoneText } from '../../domain/wording.ts';
import type { Typed } from '../../http/form.ts';
import type { Page } from '../layout.ts';
import type { Counter } from './layout.ts';

/** Everything the pages of a booking show, read at one moment. */
export type View = {
  readonly booking: Booking;
  readonly history: readonly History[];
  readonly person: Person;
  /** The other open bookings of the person, and the last that have ended. */
  readonly others: readonly Booking[];
  readonly earlier: readonly Booking[];
  readonly counsellors: readonly Counsellor[];
  /** The terms in force, and all versions by name. */
  readonly terms: Terms;
  readonly possible: ReadonlySet<StaffAct>;
  /** Why the time it has cannot be kept. */
  readonly lost?: Lost | undefined;
  /** The mail it came of, where that says more than was taken from it and nobody has read it yet. */
  readonly unreadMail?: string | undefined;
  /** What would be sent once more. */
  readonly resend: NoticeKind | undefined;
  /** For an application: the times that would fulfil each choice, and those of the days around. */
  readonly choices: readonly (readonly FreeTime[])[];
  readonly nearby: readonly FreeTime[];
};

/** A page of a booking: who looks, what is there, and the form that was refused with what was typed in it. */
export type Shown = Counter & {
  readonly view: View;
  /** The act whose form is shown again, with its values. */
  readonly refused?: { readonly act: string; readonly typed: Typed } | undefined;
};

/** The form of an act: where it goes, the revision it was decided on, and where it leads back to if not to the booking. */
export const actForm = ({ booking }: Pick<View, 'booking'>, act: string, content: Page, back?: string): Page =>
  html`<form method="post" action="/staff/bookings/${booking.id}/${act}"><input type="hidden" name="seen" value="${booking.revision}">${back && html`<input type="hidden" name="back" value="${back}">`}
${content}</form>`;

/** Somebody was phoned and told exactly this: what has come to be owed since the page was shown they have not heard. */
export const phonedForm = (
  { id }: Booking,
  told: readonly { readonly notice: NoticeKind; readonly revision: number }[],
  button: Page,
  back?: string,
): Page =>
  html`<form method="post" action="/staff/bookings/${id}/phoned"><input type="hidden" name="said" value="${told.map(({ notice, revision }) => `${revision}.${notice}`).join(' ')}">${back && html`<input type="hidden" name="back" value="${back}">`}${button}</form>`;

/** An act of consequence: opened first, then done. It stands open where it has just been refused. */
export const twoSteps = (title: string, open: boolean, content: Page): Page =>
  html`<details class="card"${open && html` open`}><summary>${title}</summary>
${content}</details>`;

/** What was typed into the form of an act that was refused; nothing for any other. */
export const typedInto = ({ refused }: Shown, act: string): Typed => (refused?.act === act ? refused.typed : {});

/** A field's id on a page with many forms: its bare name in the form shown again, where the links of the banner lead. */
export const idIn = ({ refused }: Shown, act: string, name: string, which = act): string =>
  refused?.act === act && (refused.typed['by'] ?? which) === which ? name : `${which}-${name}`;

/** How word reaches a person: by mail, or by a call because no mail does, and why. */
export const reachOf = ({
  booking,
  history,
}: Pick<View, 'booking' | 'history'>):
  | { readonly mail: string }
  | { readonly phone: string | undefined; readonly why: string } => {
  const { email, phone } = booking.applicant;
  if (email !== undefined && !addressIsDead(history)) return { mail: email };
  const why = email === undefined ? 'メールアドレスがない' : 'この宛先に送ったメールが届かなかった';
  return { phone, why };
};

/** The number to call, as far as there is one. */
export const callText = ({ phone }: { readonly phone: string | undefined }): string =>
  phone === undefined ? '電話番号は聞いていません' : `電話 ${phoneText(phone)}`;

/** What an act will have the person told, and how. */
export const toldHow = (view: Pick<View, 'booking' | 'history'>, mail: string): Page => {
  if (view.booking.channel === 'instant')
    return html`<p>本人へ：即時利用では、お知らせは送りません。電話かマイページで伝えます。</p>`;
  const reach = reachOf(view);
  return 'mail' in reach
    ? html`<p>本人へ：${reach.mail} に、${mail}</p>`
    : html`<p>本人へ：${reach.why}ので、メールでは伝わりません。「要電話連絡」に入ります（${callText(reach)}）。</p>`;
};
