import { html } from 'hono/html';
import {
  type Booking,
  type Confirmed,
  couldCome,
  deskOf,
  mayCallOff,
  tellsAccess,
  wasChanged,
} from '../domain/booking.ts';
import { promiseBroken } from '../domain/clock.ts';
import { doorOf, joiningAt } from '../domain/joining.ts';
import { type Office, toolOf } from '../domain/office.ts';
import { endOf } from '../domain/openings.ts';
import { dateOf, type Instant } from '../domain/time.ts';
import { dayText, halfDayText, lateText, promiseText, spanText, unansweredText, wishText } from '../domain/wording.ts';
import type { Told } from '../http/problems.ts';
import { textField } from './fields.ts';
import { hoursOf, items, layout, type Page, phoneLink, problemBanner, unbroken } from './layout.ts';

/*
 * A visitor's own booking, opened by its code or by the link in a letter. Who they are stands nowhere on these pages: the phone may
 * lie on a table, and what opened the page says nothing about whose hands hold it.
 */

export type Opened = {
  readonly office: Office;
  readonly booking: Booking;
  /** The code, or what the link of a letter ends in: it goes on in the forms' bodies, never in an address. */
  readonly code: string;
  /** In which way the booking is called off from here [D-8]. */
  readonly through: 'mail' | 'web';
  readonly now: Instant;
  /** When to phone about an application that nobody can answer any more in time, or that nobody has answered (`whenToPhone`). */
  readonly phoneFrom?: Instant | undefined;
};

/** A form that acts on the booking, opened by what opened the page. */
const openedForm = (code: string, action: string, content: Page): Page =>
  html`<form method="post" action="${action}"><input type="hidden" name="code" value="${code}">${content}</form>`;

/** Back to how the booking stands. */
export const backForm = (reference: string, code: string, text = '予約の確認に戻る'): Page =>
  openedForm(
    code,
    '/bookings/status',
    html`<input type="hidden" name="reference" value="${reference}"><button class="second">${text}</button>`,
  );

/** Nobody waits in a meeting before it begins; until staff have made it, there is none to enter. */
const COMES = '担当者は、開始の時刻に入ります。';
const preparing = (office: Office, { tool }: Confirmed): string =>
  toolOf(office, tool).invitesFrom ? '招待メールを準備しています' : '部屋を準備しています';

/** [A-6-3, A-6-5] What somebody may have been told before, and which leads nowhere any more. */
export const outdated = (office: Office, booking: Confirmed): readonly string[] =>
  booking.meeting.state !== 'ready' && wasChanged(booking) && tellsAccess(office, booking)
    ? ['前にお知らせしたURLやミーティングIDは、使わないでください。新しいものは、準備ができしだいお知らせします。']
    : [];

type Standing = { readonly title: string; readonly text: readonly string[]; readonly kind: string };

/** What to say to whoever has just pressed the button that calls it off. */
const calledOff = (booking: Booking): Standing | undefined => {
  if (booking.state === 'withdrawn')
    return { title: '申込みをキャンセルしました', text: ['ご連絡ありがとうございました。'], kind: 'done' };
  if (booking.state === 'cancelled' && booking.by === 'applicant')
    return { title: '予約をキャンセルしました', text: ['ご連絡ありがとうございました。'], kind: 'done' };
  return undefined;
};

/**
 * [K-F-4, A-6-5] How a settled session stands: when it is, whether it was moved, and once its door is open, whether one has joined; once it
 * has begun, that nobody has told how to enter it.
 */
const settled = (office: Office, booking: Confirmed, now: Instant): Standing => {
  const { session, meeting, movedFrom, signs } = booking;
  const door = joiningAt(office, booking, now);
  const ready = meeting.state === 'ready';
  if (door === 'over' && (!ready || (signs.length === 0 && !couldCome(booking))))
    return {
      title: '相談の時間は終わりました',
      text: ['入室のご案内ができず、申し訳ありませんでした。あらためて相談の日時を決めますので、お電話ください。'],
      kind: 'note',
    };
  if (door === 'over')
    return {
      title: '相談の時間は終わりました',
      text: ['ご利用ありがとうございました。つながらなかったときは、お電話ください。'],
      kind: 'card',
    };
  const moved = movedFrom ? [`日時が変わりました。前は、${dayText(movedFrom)} ${halfDayText(movedFrom)}でした。`] : [];
  if (door === 'not-yet')
    return {
      title: '予約が決まっています',
      text: [
        `${dayText(session.startsAt)} ${halfDayText(session.startsAt)}に始まります。`,
        ...moved,
        ...outdated(office, booking),
      ],
      kind: 'done',
    };
  const begun = now >= session.startsAt;
  const clock = halfDayText(session.startsAt);
  const joined = joinedAt(booking);
  const received = joined ? [`${halfDayText(joined)}に、参加のご連絡を受け付けました。`] : [];
  if (begun && !ready)
    return {
      title: 'ご案内ができていません',
      text: [
        ...received,
        `${clock}に始まる相談に入室するためのご案内が、まだできていません。申し訳ありません。すぐにお電話ください。`,
        ...moved,
      ],
      kind: 'note',
    };
  return {
    title: begun
      ? '相談が始まりました'
      : joined
        ? 'ご連絡を受け付けました'
        : ready
          ? '今、参加できます'
          : preparing(office, booking),
    text: [
      ...received,
      begun ? `${clock}に始まりました。今から参加できます。` : `始まるのは、${clock}です。${COMES}`,
      ...(ready
        ? []
        : joined
          ? [`${preparing(office, booking)}。`]
          : ['「参加する」を押してください。来たことが、窓口に伝わります。']),
      ...moved,
      ...outdated(office, booking),
    ],
    kind: 'done',
  };
};

/** When 「参加する」 was first pressed for the session as it now stands. */
const joinedAt = ({ signs }: Confirmed): Instant | undefined => signs.find(({ sign }) => sign === 'joined')?.at;

/** How a booking stands, in a few words and what to do about it. */
const standing = ({ office, booking, now, phoneFrom }: Opened): Standing => {
  switch (booking.state) {
    case 'tentative':
      return promiseBroken(office, booking, now)
        ? {
            title: 'お返事が遅れています',
            text: ['お約束した日までにお返事ができず、申し訳ありません。お電話ください。'],
            kind: 'note',
          }
        : {
            title: '仮予約です（まだ決まっていません）',
            text: phoneFrom
              ? [unansweredText(office, phoneFrom)]
              : ['お返事をお待ちください。', promiseText(office, booking.promisedBy)],
            kind: phoneFrom ? 'note' : 'card',
          };
    case 'confirmed':
      return settled(office, booking, now);
    case 'withdrawn':
      return { title: '申込みはキャンセルされています', text: ['仮予約はなくなりました。'], kind: 'card' };
    case 'declined':
      return {
        title: 'お受けできませんでした',
        text: [
          '申し訳ありません。くわしいことは、お電話でおたずねください。ほかの方法での相談も、お電話でご案内します。',
        ],
        kind: 'note',
      };
    case 'expired':
      return {
        title: '仮予約の期限が過ぎました',
        text: phoneFrom
          ? [
              '期限までにお返事ができず、申し訳ありません。おさえていた時間は空きました。',
              lateText(office, phoneFrom, now),
            ]
          : [
              '予約は決まりませんでした。申し訳ありません。相談をご希望のときは、お電話ください。もう一度申し込むこともできます。',
            ],
        kind: 'note',
      };
    case 'attended':
      return { title: '相談は終わりました', text: ['ご利用ありがとうございました。'], kind: 'card' };
    case 'cancelled':
      return {
        title: 'キャンセルされています',
        text: [
          booking.by === 'office'
            ? `${office.name}からキャンセルさせていただきました。ご迷惑をおかけし、申し訳ありません。くわしいことは、お電話でおたずねください。`
            : 'この予約はキャンセルされました。覚えがないときは、お電話ください。',
        ],
        kind: 'note',
      };
    case 'no-show':
      return {
        title: 'キャンセルとして扱いました',
        text: [
          `開始から${office.noShowMinutes}分たってもご連絡がなかったためです。`,
          ...(now < endOf(booking.session) ? ['今から参加したいときは、すぐにお電話ください。'] : []),
          'ご連絡をいただいていたときや、入室できなかったときも、お電話ください。',
        ],
        kind: 'note',
      };
    case 'stopped':
      return {
        title: '相談は中止になりました',
        text: ['くわしいことは、お電話でおたずねください。'],
        kind: 'note',
      };
  }
};

/** What the booking is about: its number, when, at which desk, by which tool. */
const aboutBooking = (office: Office, booking: Booking): Page =>
  items([
    ['予約番号', booking.id],
    ...('session' in booking
      ? ([
          [
            '日時',
            html`${dayText(booking.session.startsAt)}<br>${spanText(booking.session.startsAt, endOf(booking.session))}の${booking.session.minutes}分間`,
          ],
        ] as const)
      : booking.wishes.map(
          (wish, index) => [office.choices > 1 ? `第${index + 1}希望` : '希望日時', wishText(wish)] as const,
        )),
    ...(office.desks.length > 1 ? ([['窓口', deskOf(office, booking.desk)?.name ?? '']] as const) : []),
    ...('session' in booking ? ([['方法', `ビデオ通話（${toolOf(office, booking.tool).name}）`]] as const) : []),
  ]);

/** On the button, once it was pressed. */
export const JOIN_AGAIN = 'もう一度参加する';

/** [K-7-1, A-7-1] The button that leads into the session, and what pressing it records. */
export const joinForm = ({ booking, code }: Pick<Opened, 'booking' | 'code'>, text = '参加する'): Page =>
  openedForm(
    code,
    `/join/${booking.id}`,
    html`<p><button class="join">${text}</button></p>
<p class="hint">押した時刻と、端末の種類（iPhone、Windows など）を記録します。</p>`,
  );

/** [K-F-4, K-F-6, D-10] When the session can be entered, when staff do, and what to have ready; of the ten minutes nothing where they do not count. */
const joining = (opened: Opened, booking: Confirmed): Page => {
  const { office, code, now } = opened;
  const { from } = doorOf(office, booking);
  const door = joiningAt(office, booking, now);
  const deemed = booking.signs.length === 0 && (now < booking.session.startsAt || couldCome(booking));
  if (door === 'over') return html``;
  return html`<h2 id="join">参加のしかた</h2>
${
  door === 'not-yet' &&
  html`<p><strong>${dateOf(from) === dateOf(now) ? '今日の' : dayText(from)}${halfDayText(from)}</strong>から、このページに「参加する」のボタンが出ます。${dateOf(from) === dateOf(now) ? '時間になったら、下の「新しい状態を見る」を押してください。' : 'そのときに、もう一度開いてください。'}</p>
${dateOf(from) === dateOf(now) && backForm(booking.id, code, '新しい状態を見る')}
<p>開始の5分前までに、参加の準備をしてください。${COMES}</p>`
}
<p>遅れるときや、入室できないときは、すぐにお電話ください（${phoneLink(office)}）。${deemed && `開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。`}</p>
${ready(office, booking)}`;
};

/** [K-3, K-F-4, K-F-6, K-5-1…6, K-12-2…5, A-3, A-5-1…6, A-12-2…5] What to look after before a session. */
const ready = (office: Office, { tool }: Confirmed): Page => {
  const { name, invitesFrom } = toolOf(office, tool);
  return html`<h3>準備していただくこと</h3>
<ul>
<li>カメラとマイクが使えるか、確かめてください。ほかのアプリがカメラを使っているときは、閉じてください。</li>
<li>${name}のアプリかブラウザを、最新にしてください。${invitesFrom && 'アカウントの登録はいりません。'}</li>
<li>端末のOSも最新にし、ファイアウォールを有効にしてください。サポートが終わったOSの端末は使えません。</li>
<li>インターネットにつながることを確かめてください。通信量に上限のない回線（ご自宅のWi-Fiなど）をおすすめします。</li>
<li>利用は無料です。通信にかかる費用は、ご自身の負担です。</li>
<li>充電するか、電源につないでください。</li>
<li>個室など、静かで、まわりに人がいない場所でお話しください。通訳や介助の方が同席するときは、前もってお電話でお知らせください。</li>
<li>入室のときに入れる、お名前${invitesFrom && 'とメールアドレス'}を用意してください。</li>
<li>録画や録音は、どんな方法でも、だれにもできません。</li>
</ul>`;
};

/** [K-6-5, A-6-4, D-8] How this booking can be called off now: here, or by phone. */
const callingOff = (opened: Opened): Page => {
  const { office, booking, code, through, now } = opened;
  if (booking.state !== 'tentative' && booking.state !== 'confirmed') return html``;
  if (booking.state === 'confirmed' && joiningAt(office, booking, now) === 'over') return html``;
  const ended = office.cancellation.some(({ channels, until }) => channels.includes(through) && until === 'day-before');
  return html`<h2 id="cancel">キャンセルするとき</h2>
${
  mayCallOff(office, booking, through, now)
    ? html`${openedForm(code, `/bookings/${booking.id}/cancellation/review`, html`<p><button class="second">この${booking.state === 'tentative' ? '申込み' : '予約'}をキャンセルする</button></p>`)}
<p>お電話でも受け付けています（${phoneLink(office)}、${unbroken(office.contact.hours)}）。</p>`
    : html`<p>お電話でご連絡ください（${phoneLink(office)}、${unbroken(office.contact.hours)}）。${ended && '相談の当日のため、'}このページでは、受け付けられません。</p>`
}`;
};

/**
 * How a booking stands and what can be done about it; nothing on it tells whose it is, and nothing from here fills in another
 * application. `agreement` is shown where other terms are in force than those agreed to.
 */
export const statusPage = (opened: Opened, agreement?: Page): Page => page(opened, standing(opened), agreement);

/** The answer to calling off: that it is done, or how the booking stands where others had ended it. */
export const calledOffPage = (opened: Opened): Page => page(opened, calledOff(opened.booking) ?? standing(opened));

const page = (opened: Opened, { title, text, kind }: Standing, agreement?: Page): Page => {
  const { office, booking, code, now } = opened;
  const ahead = booking.state === 'confirmed' && now < endOf(booking.session);
  return layout(
    office,
    '予約の確認',
    html`
<div class="${kind}"><h2>${unbroken(title)}</h2>
${text.map((sentence) => html`<p>${unbroken(sentence)}</p>`)}
${kind === 'note' && html`<p>${phoneLink(office)}${hoursOf(office)}</p>`}
${booking.state === 'confirmed' && joiningAt(office, booking, now) === 'open' && joinForm(opened, joinedAt(booking) && JOIN_AGAIN)}
</div>
${aboutBooking(office, booking)}
${booking.state === 'confirmed' && joining(opened, booking)}
${agreement}
${
  ahead &&
  html`<h2 id="calendar">カレンダー</h2>
<p>スマートフォンやパソコンのカレンダーに、予定を登録できます。</p>
${openedForm(code, `/bookings/${booking.id}/calendar`, html`<p><button class="second">カレンダーのファイルを受け取る</button></p>`)}`
}
${callingOff(opened)}
<h2 id="again">次の相談を申し込むとき</h2>
<p><a href="/openings">予約できる時間を見る</a></p>`,
    { current: '/bookings' },
  );
};

/** [K-6-5, A-6-4, D-8] What would be called off, once more before it is. */
export const cancelPage = (opened: Opened): Page => {
  const { office, booking, code } = opened;
  const what = booking.state === 'tentative' ? '申込み' : '予約';
  return layout(
    office,
    `${what}をキャンセルしますか`,
    html`
<p>まだキャンセルは終わっていません。次の${what}でよいか、確かめてください。</p>
${aboutBooking(office, booking)}
<p>キャンセルをすると、元に戻せません。おさえていた時間は、ほかの方が予約できるようになります。</p>
<div class="actions">
${openedForm(code, `/bookings/${booking.id}/cancellation`, html`<button>キャンセルする</button>`)}
${backForm(booking.id, code)}
</div>`,
    { current: '/bookings' },
  );
};

type Typed = { readonly reference?: string | undefined; readonly code?: string | undefined };

/** Asks for reference and code; the code travels in a post, never in an address. */
export const codePage = (office: Office, { reference, code }: Typed = {}, problem?: Told): Page =>
  layout(
    office,
    '予約の確認',
    html`
${problem && problemBanner(problem)}
<p>予約番号と確認コードを書いて、「予約を確認する」を押してください。どちらも、申し込んだときの画面に書かれています。</p>
<p>予約が決まったあとは、ご案内のメールにあるURLからも開けます。</p>
<form method="post" action="/bookings/status">
${textField({ name: 'reference', label: '予約番号', hint: '数字8桁。例：1234-5678', value: reference, required: true, mode: 'numeric', size: 18, problem })}
${textField({ name: 'code', label: '確認コード', hint: '数字16桁。4桁ずつ区切っても、続けて書いてもかまいません。', value: code, required: true, mode: 'numeric', size: 40, problem })}
<p><button>予約を確認する</button></p>
</form>
<h2>確認コードがわからないとき</h2>
<p>お電話ください。${phoneLink(office)}${hoursOf(office)}</p>`,
    { current: '/bookings' },
  );
