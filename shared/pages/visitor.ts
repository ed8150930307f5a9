import { html } from 'hono/html';
import type { Booking } from '../domain/booking.ts';
import type { Desk, Office, Terms } from '../domain/office.ts';
import { endOf, type Opening } from '../domain/openings.ts';
import { IsoInstant, isoOf, type LocalDate } from '../domain/time.ts';
import { clockText, dateText, dayText, promiseText, wishText } from '../domain/wording.ts';
import type { Told } from '../http/problems.ts';
import { layout, type Page, problemBanner } from './layout.ts';
import { termsNews } from './terms.ts';

export const kindNames = {
  seeker: '求職者の方（求職登録がお済みの方）',
  employer: '求人を出している事業所の人事担当の方',
  prospective: 'これから求職登録をする方',
} as const;

export const purposes = { counselling: '職業相談', 'interview-practice': 'WEB面接の練習' } as const;

/** What the service is, from the office's own policy. */
export const guidePage = (office: Office, next?: Terms): Page => {
  const kinds = Object.keys(office.applicants) as (keyof typeof kindNames)[];
  return layout(
    office,
    'オンライン職業相談のご案内',
    html`
${next && termsNews(next)}
<p>ご自宅などから、ビデオ通話で職業相談ができます。利用は無料です（通信にかかる費用はご負担ください）。</p>
<p><a class="button" href="/openings">予約できる時間を見る</a></p>
<h2>ご利用いただける方</h2>
<ul>${kinds.map((kind) => html`<li>${kindNames[kind]}</li>`)}</ul>
<h2>相談の長さと窓口</h2>
<ul>${office.desks.map((desk) => html`<li>${desk.name}：${lengthText(desk)}（<a href="/openings?desk=${desk.id}">予約できる時間</a>）</li>`)}</ul>
<h2>使うもの</h2>
<p>カメラのあるスマートフォンやパソコンと、${office.tools.map(({ name }) => name).join(' または ')}。</p>
<h2>申込みのあと</h2>
<p>申込みは「仮予約」になります。${office.name}からお返事した時に、予約が決まります。</p>
<p>開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。</p>
<h2>予約の確認</h2>
<form method="post" action="/bookings/status">
<p><label for="reference">予約番号（8桁）</label><br><input id="reference" name="reference" inputmode="numeric" autocomplete="off"></p>
<p><label for="code">確認コード（16桁）</label><br><input id="code" name="code" inputmode="numeric" autocomplete="off"></p>
<p><button>予約を確認する</button></p>
</form>`,
  );
};

const lengthText = ({ length }: Desk): string =>
  length.kind === 'exact' ? `${length.minutes}分` : `${length.minutes}分以内`;

/** The free times of a desk, day by day, as links to the form. */
export const openingsPage = (
  office: Office,
  desk: Desk,
  minutes: number,
  openings: readonly Opening[],
  /** The first day after those shown, where there are more; and what is wrong with what was asked for. */
  { later, problem }: { readonly later?: LocalDate | undefined; readonly problem?: Told } = {},
): Page => {
  const days = Map.groupBy(openings, ({ startsAt }) => dayText(startsAt));
  return layout(
    office,
    '予約できる時間',
    html`
${problem && problemBanner(problem)}
${office.desks.length > 1 && html`<nav aria-label="窓口">窓口：${office.desks.map((one) => (one.id === desk.id ? html` <strong>${one.name}</strong>` : html` <a href="/openings?desk=${one.id}">${one.name}</a>`))}</nav>`}
<p>${desk.name}、${minutes}分の相談の空き時間です。</p>
${
  desk.length.kind === 'up-to' &&
  html`<form method="get" action="/openings"><input type="hidden" name="desk" value="${desk.id}">
<label for="minutes">相談の長さ（${desk.length.minutes}分まで）</label> <input id="minutes" name="minutes" inputmode="numeric" size="3" value="${minutes}">分 <button>この長さで探す</button></form>`
}
${openings.length === 0 && html`<p>この期間に空いている時間はありません。期間や長さを変えるか、お電話（${office.contact.phone}）でご相談ください。</p>`}
${[...days].map(
  ([day, list]) =>
    html`<section><h2>${day}</h2><ul class="openings">${list.map(
      ({ startsAt }) =>
        html`<li><a href="/apply?desk=${desk.id}&amp;startsAt=${encodeURIComponent(isoOf(startsAt))}&amp;minutes=${minutes}">${clockText(startsAt)}〜${clockText(endOf({ startsAt, minutes }))}</a></li>`,
    )}</ul></section>`,
)}
${later && html`<p><a href="/openings?desk=${desk.id}&amp;minutes=${minutes}&amp;from=${later}">${dateText(later)}からの時間を見る</a></p>`}`,
  );
};

/** What a form holds, by the names of its fields; whatever was typed is shown again as it was. */
export type Typed = Readonly<Record<string, string>>;

/** `{applicant: {name}}` → `applicant.name`: a body as the fields of the form that sent it. */
export const typedOf = (body: unknown, prefix = ''): Typed =>
  typeof body === 'object' && body !== null
    ? Object.assign(
        {},
        ...Object.entries(body).map(([name, value]) => typedOf(value, prefix ? `${prefix}.${name}` : name)),
      )
    : body === undefined
      ? {}
      : { [prefix]: String(body) };

type Form = {
  readonly office: Office;
  readonly desk: Desk;
  readonly typed: Typed;
  readonly key: string;
  readonly terms: string;
  /** Times for the further choices, where the office takes several. */
  readonly openings: readonly Opening[];
  readonly problem?: Told | undefined;
};

/** The application form: exactly the items the office asks for. */
export const applyPage = (form: Form): Page => {
  const { office, desk, typed, problem } = form;
  const errors = new Map((problem?.errors ?? []).map(({ field, message }) => [field, message]));
  const field = (
    name: string,
    label: string,
    needed: boolean | string,
    attributes: Page | string,
    hint = '',
  ): Page => html`
<div class="field">
<label for="${name}">${label} <small>${typeof needed === 'string' ? needed : needed ? '※必須' : '※任意'}</small></label>
${hint && html`<p id="${name}-hint">${hint}</p>`}
<input id="${name}" name="${name}" value="${typed[name] ?? ''}" ${attributes}${errors.has(name) && html` aria-invalid="true" aria-describedby="${name}-error"`}>
${errors.has(name) && html`<p class="error" id="${name}-error">＊${errors.get(name)}</p>`}
</div>`;
  const kinds = desk.kinds;
  const kind = typed['applicant.kind'] ?? kinds[0];
  const requires = new Set(kinds.flatMap((one) => office.applicants[one]?.requires ?? []));
  const first = typed['wishes.0.startsAt'] ?? '';
  // Another site's form may wish for an interval; ours keeps it, though it has no field for it.
  const intervals = Object.entries(typed).filter(([name]) => /^wishes\.\d\.(?:from|to)$/.test(name));
  return layout(
    office,
    '申込み',
    html`
${problem && problemBanner(problem)}
<form method="post" action="/apply">
<input type="hidden" name="idempotencyKey" value="${form.key}">
<input type="hidden" name="desk" value="${desk.id}">
<input type="hidden" name="consent.terms" value="${form.terms}">
<fieldset id="wishes"><legend>希望日時</legend>
${wishField(form, 0, first)}
${Array.from({ length: office.choices - 1 }, (_, index) => wishField(form, index + 1, typed[`wishes.${index + 1}.startsAt`] ?? ''))}
${intervals.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p><a href="/openings?desk=${desk.id}">ほかの時間を見る</a></p>
</fieldset>
${
  kinds.length > 1
    ? html`<fieldset id="applicant.kind"><legend>ご利用になる方 <small>※必須</small></legend>
${kinds.map((one) => html`<p><label><input type="radio" name="applicant.kind" value="${one}"${one === kind && html` checked`}> ${kindNames[one]}</label></p>`)}</fieldset>`
    : html`<input type="hidden" name="applicant.kind" value="${kinds[0]}">`
}
${field('applicant.name', '氏名', true, html`autocomplete="name"`)}
${requires.has('number') && field('applicant.number', kinds.includes('employer') ? '求職番号または事業所番号' : '求職番号', kinds.includes('prospective') ? '※必須（これから求職登録をする方は任意）' : true, '', '例：34010-01234567')}
${field('applicant.email', '連絡先メールアドレス', true, html`type="text" inputmode="email" autocomplete="email"`)}
${field('applicant.phone', '電話番号', true, html`inputmode="tel" autocomplete="tel"`, '求職登録をした電話番号があれば、その番号を書いてください。')}
${field('counsellor', '担当者の名前', false, '', 'いつもの担当者をご希望のときだけ、書いてください。')}
${field('companion', '同席する方', false, '', '通訳や介助の方が同席するときだけ、書いてください。')}
<fieldset id="purpose"><legend>相談の内容 <small>※任意</small></legend>
${Object.entries(purposes).map(([value, label]) => html`<p><label><input type="radio" name="purpose" value="${value}"${typed['purpose'] === value && html` checked`}> ${label}</label></p>`)}</fieldset>
${
  office.asksDifficulty &&
  html`<fieldset id="difficulty"><legend>ハローワークに来るのが難しい事情 <small>※任意</small></legend>
<p>事情の内容は書かないでください。</p>
<p><label><input type="radio" name="difficulty" value="applies"${typed['difficulty'] === 'applies' && html` checked`}> あてはまる</label></p>
<p><label><input type="radio" name="difficulty" value="ask-me"${typed['difficulty'] === 'ask-me' && html` checked`}> 職員に相談したい</label></p></fieldset>`
}
<fieldset id="consent.accepted"><legend>利用規約 <small>※必須</small></legend>
<p><a href="/terms/${form.terms}">利用規約（${form.terms}版）</a>${office.tools.map(({ name, termsUrl }) => html`と、<a href="${termsUrl}">${name}の利用規約</a>`)}を確認してください。</p>
<p><label><input type="checkbox" name="consent.accepted" value="true"${typed['consent.accepted'] === 'true' && html` checked`}> 確認し、同意します</label></p>
${errors.has('consent.accepted') && html`<p class="error">＊${errors.get('consent.accepted')}</p>`}</fieldset>
<p><button>内容を確認する</button></p>
</form>`,
  );
};

const wishField = ({ office, desk, typed, openings, problem }: Form, index: number, chosen: string): Page => {
  const name = `wishes.${index}.startsAt`;
  const minutes = typed[`wishes.${index}.minutes`] ?? typed['wishes.0.minutes'] ?? String(desk.length.minutes);
  const offered = openings.map(({ startsAt }) => startsAt);
  const known = offered.some((startsAt) => isoOf(startsAt) === chosen);
  const choices = office.choices > 1 ? `第${index + 1}希望` : '希望日時';
  const errors = (problem?.errors ?? []).filter(({ field }) => field.startsWith(`wishes.${index}`));
  return html`<p class="field"><label for="${name}">${choices} <small>${index === 0 ? '※必須' : '※任意'}</small></label><br>
<select id="${name}" name="${name}"><option value="">選んでください</option>
${chosen && !known && html`<option value="${chosen}" selected>${whenText(chosen)}${problem?.type === 'opening-taken' && '（予約が入りました）'}</option>`}
${offered.map((startsAt) => html`<option value="${isoOf(startsAt)}"${isoOf(startsAt) === chosen && html` selected`}>${dayText(startsAt)} ${clockText(startsAt)}</option>`)}
</select> から ${
    desk.length.kind === 'exact'
      ? html`${minutes}分間<input type="hidden" name="wishes.${index}.minutes" value="${minutes}">`
      : html`<input id="wishes.${index}.minutes" name="wishes.${index}.minutes" aria-label="${choices}の長さ（分）" inputmode="numeric" size="3" value="${minutes}">分間`
  }</p>
${errors.map(({ message }) => html`<p class="error">＊${message}</p>`)}`;
};

const whenText = (iso: string): string => {
  const { data } = IsoInstant.safeParse(iso);
  return data === undefined ? iso : `${dayText(data)} ${clockText(data)}`;
};

/** Everything typed, once more, before it is sent. */
export const reviewPage = (
  office: Office,
  typed: Typed,
  key: string,
  rows: readonly (readonly [string, string])[],
): Page => {
  const hidden = html`<input type="hidden" name="idempotencyKey" value="${key}">
${Object.entries(typed).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
  return layout(
    office,
    '申込み内容の確認',
    html`
<p>まだ申込みは終わっていません。内容を確かめて「送信する」を押してください。</p>
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<form method="post" action="/bookings">${hidden}<p><button>送信する</button></p></form>
<form method="post" action="/apply/edit">${hidden}<p><button class="second">書き直す</button></p></form>`,
  );
};

/** Received: what to write down, and what the office promises. */
export const receiptPage = (office: Office, booking: Booking, code: string): Page =>
  layout(
    office,
    '申込みを受け付けました（仮予約）',
    html`
<p>この画面を印刷するか、予約番号と確認コードを書きとめてください。</p>
<dl><dt>予約番号</dt><dd><strong>${booking.id}</strong></dd><dt>確認コード</dt><dd><strong>${code}</strong></dd>
${booking.wishes.map((wish, index) => html`<dt>${office.choices > 1 ? `第${index + 1}希望` : '希望日時'}</dt><dd>${wishText(wish)}</dd>`)}</dl>
<h2>このあと</h2>
<p>まだ予約は決まっていません。</p>
<p>${promiseText(office, booking.promisedBy)}</p>`,
  );
