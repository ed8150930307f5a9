import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import type { Office } from '../../domain/office.ts';
import { type Consent, refusalInForce, registeredOf } from '../../domain/person.ts';
import { reasonText } from '../../domain/reasons.ts';
import { clockText, dateText, dayText, phoneText, wishText } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';
import { channelNames } from './history.ts';
import { copyable, counterPage, stateBadge } from './layout.ts';
import { refusalSection } from './refusals.ts';
import { actForm, type Shown } from './view.ts';

/** The kinds of applicants, as staff call them. */
export const kinds = {
  seeker: '求職者',
  employer: '事業所の人事担当者',
  prospective: 'これから求職登録をする方',
} as const;

/** Who it is, with everything to be copied or dialled. */
const applicantItems = ({ applicant }: Pick<Booking, 'applicant'>): Page => html`<dl class="items">
<dt>氏名</dt><dd>${applicant.name}</dd>
<dt>区分</dt><dd>${kinds[applicant.kind]}</dd>
<dt>${applicant.kind === 'employer' ? '事業所番号' : '求職番号'}</dt><dd>${applicant.number ? copyable(applicant.number, '番号') : 'まだありません'}</dd>
<dt>電話</dt><dd>${applicant.phone ? copyable(applicant.phone, '電話番号') : '聞いていません'}</dd>
<dt>メール</dt><dd>${applicant.email ? copyable(applicant.email, 'メールアドレス') : '聞いていません'}</dd></dl>
${!applicant.number && html`<p class="hint">番号のない方の記録は、${applicant.phone ? '電話番号' : 'メールアドレス'}でまとめています。同じ${applicant.phone ? '電話番号' : 'メールアドレス'}を使うご家族などの予約が、入っていることがあります。</p>`}`;

const agreed = (consent: Consent, current: string): Page =>
  html`${consent.terms}版 ${consent.terms === current ? html`<span class="badge attended">今の規約</span>` : html`<span class="badge late">古い規約</span>`}<br><small class="soft">${dayText(consent.at)} ${clockText(consent.at)} ${channelNames[consent.channel]}${consent.act === 'deemed' ? 'の申込みで（同意とみなす）' : 'で同意'}</small>`;

const when = (booking: Booking): string => {
  if ('session' in booking) return `${dayText(booking.session.startsAt)} ${clockText(booking.session.startsAt)}`;
  const [first] = booking.wishes;
  return first ? wishText(first) : '';
};

/** Other bookings of the person. */
const bookingList = (others: readonly Booking[]): Page =>
  others.length === 0
    ? html`ありません`
    : html`<ul class="bare">${others.map((one) => html`<li>${stateBadge(one.state)} <a href="/staff/bookings/${one.id}">${one.id}</a> ${when(one)}</li>`)}</ul>`;

const refusal = ({ view: { person }, now }: Shown): Page => {
  const current = refusalInForce(person, now);
  return current
    ? html`<strong>${dateText(current.until)}まで、お断りしています</strong>（${reasonText(current.reason)}）`
    : html`ありません`;
};

/** [D-10] How often a session of the person was deemed cancelled; what to make of it is for a person to decide. */
const noShows = ({ view: { person } }: Shown): string =>
  (person.noShows ?? 0) > 0 ? `${person.noShows}回` : 'ありません';

const registered = { seeker: '求職者', employer: '求人者' } as const;
/** [A-2-1, K-2-1] Whom the office serves, by the kinds of applicants it takes. */
const servedText = ({ applicants }: Office): string => {
  const kinds = (['seeker', 'employer'] as const).filter((kind) => applicants[kind]).map((kind) => registered[kind]);
  return `登録のある方（${kinds.join('・')}）${applicants.prospective ? 'か、これから登録する方' : ''}`;
};

/**
 * [A-62-1, A-62-3] The phone number that is called back for a session at once: which one stands, and which one the tick would record. Nothing at
 * offices without them, and for kinds of people who cannot ask for one.
 */
const registration = (shown: Shown, back: Page | false): Page | false => {
  const { view, office, now } = shown;
  const { applicant } = view.booking;
  const { registered, eligible } = view.person;
  if (!office.instant?.kinds.includes(applicant.kind)) return false;
  const would = registeredOf(office, applicant, { by: '', at: now });
  const press = (say: boolean, button: Page): Page =>
    actForm(
      view,
      'eligibility',
      html`${back}<input type="hidden" name="eligible" value="true"><input type="hidden" name="registered" value="${String(say)}">${button}`,
    );
  const text = !would
    ? html`<p>この予約には${applicant.number === undefined ? '番号' : '電話番号'}がないので、即時利用でかけ直す電話番号は記録しません。</p>`
    : html`<p>${eligible ? '押すと' : '確認すると'}、この予約の電話番号 <strong>${phoneText(would.phone)}</strong> を、登録された電話番号として記録します。即時利用のときは、この番号にだけかけ直します。<strong>ハローワークシステムの登録と同じか、先に確かめてください。</strong></p>`;
  if (!eligible) return text;
  return html`<h3>即時利用でかけ直す電話番号</h3>
${
  registered
    ? html`<dl class="items"><dt>電話番号</dt><dd>${copyable(phoneText(registered.phone), '登録された電話番号')}</dd><dt>区分・氏名</dt><dd>${kinds[registered.kind]}　${registered.name}</dd><dt>記録</dt><dd>${dayText(registered.at)} ${registered.by} さん</dd></dl>
${press(false, html`<button class="second">この記録を取り消す</button>`)}`
    : html`<p>記録していません。即時利用の申込みがあっても、受けられません。</p>`
}
${would?.phone === registered?.phone && would ? '' : text}
${would && would.phone !== registered?.phone && press(true, html`<button class="second">${registered ? 'この予約の電話番号に替える' : 'この予約の電話番号を記録する'}</button>`)}`;
};

/** [A-2-2, A-2-4, A-2-5, D-7] Whether staff have seen that the person may use the service. On what ground is nowhere asked. */
const eligibility = (shown: Shown, on?: 'person'): Page => {
  const { view, office } = shown;
  const { eligible } = view.person;
  const back = on === 'person' && html`<input type="hidden" name="at" value="person">`;
  if (eligible)
    return html`<p>${dayText(eligible.at)}に ${eligible.by} さんが確認しました。</p>
${actForm(view, 'eligibility', html`${back}<input type="hidden" name="eligible" value="false"><button class="second">確認を取り消す</button>`)}
${registration(shown, back)}`;
  return html`<p>まだ確認していません。次のすべてを確かめたら、押してください。</p>
<ul><li>${servedText(office)}である</li>
${view.booking.applicant.kind !== 'employer' && html`<li>個別支援の職員との、続けての相談を希望している</li>`}
${office.asksDifficulty && html`<li>来所が難しいか不便で、オンラインで相談する必要が見込まれる</li>`}</ul>
<p class="hint">病気などの事情は、書かないでください。確かめたことだけを記録します。</p>
${registration(shown, back)}
${actForm(view, 'eligibility', html`${back}<input type="hidden" name="eligible" value="true"><button class="second">対象の方であることを確認した</button>`)}`;
};

/** The person in short, beside their booking. */
export const personAside = (shown: Shown): Page => {
  const { view } = shown;
  const { booking, person, terms } = view;
  const consent = booking.terms === undefined ? undefined : person.consents[booking.terms];
  return html`<section class="card" aria-labelledby="person"><h2 id="person">本人</h2>
${applicantItems(booking)}
<dl class="items"><dt>ほかの予約</dt><dd>${bookingList(view.others)}</dd>
<dt>これまで</dt><dd>${bookingList(view.earlier)}</dd>
<dt>連絡なし</dt><dd>${noShows(shown)}</dd>
<dt>利用のお断り</dt><dd>${refusal(shown)}</dd>
<dt>規約への同意</dt><dd>${consent ? agreed(consent, terms.version) : booking.terms === undefined ? html`まだありません${booking.state === 'confirmed' && html`　<a href="/staff/bookings/${booking.id}/completion">同意を記録する</a>`}` : `${booking.terms}版`}</dd></dl>
<h3>対象の確認</h3>
${eligibility(shown)}
<p><a href="/staff/bookings/${booking.id}/person">本人のくわしい記録</a></p></section>`;
};

/** Everything the office keeps of the person behind a booking, and where future use is refused. */
export const personPage = (shown: Shown): Page => {
  const { view } = shown;
  const { booking, person, terms } = view;
  const consents = Object.values(person.consents).toSorted((a, b) => b.at - a.at);
  return counterPage(
    shown,
    undefined,
    '本人の記録',
    html`<p><a href="/staff/bookings/${booking.id}">予約 ${booking.id} に戻る</a></p>
<div class="columns"><div>
<section class="card"><h2>本人</h2>${applicantItems(booking)}</section>
<section class="card"><h2>予約</h2><ul class="bare"><li>${stateBadge(booking.state)} <a href="/staff/bookings/${booking.id}">${booking.id}</a> ${when(booking)}</li></ul>
<dl class="items"><dt>ほかの予約</dt><dd>${bookingList(view.others)}</dd>
<dt>これまでの予約</dt><dd>${bookingList(view.earlier)}</dd>
<dt>連絡なしのキャンセル</dt><dd>${noShows(shown)}</dd></dl></section>
</div><div>
<section class="card"><h2>対象の確認</h2>${eligibility(shown, 'person')}</section>
<section class="card"><h2>利用規約への同意</h2>
${consents.length === 0 ? html`<p>まだありません。</p>` : html`<ul class="bare">${consents.map((consent) => html`<li>${agreed(consent, terms.version)}${consent.mail !== undefined && html`<br><small class="soft">申込みのメールが証拠です</small>`}</li>`)}</ul>`}</section>
${refusalSection(shown, booking, person)}
</div></div>`,
  );
};
