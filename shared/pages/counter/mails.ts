import { html } from 'hono/html';
import { type Booking, deskOf } from '../../domain/booking.ts';
import type { Office } from '../../domain/office.ts';
import { type Instant, instant } from '../../domain/time.ts';
import { clockText, dateText, dayText, kindNames, shortMoment, sinceText } from '../../domain/wording.ts';
import { sameAddress } from '../../mail/arrival.ts';
import { oneLine } from '../../mail/blocks.ts';
import { type MailIn, MailNotice, waits } from '../../mail/mail-in.ts';
import type { WishRead } from '../../mail/reading/against-timetable.ts';
import type { Reading } from '../../mail/reading/read-mail.ts';
import type { Page } from '../layout.ts';

import { type Counter, copyable, counterPage, stateBadge } from './layout.ts';
import {
  certaintyOf,
  type Item,
  kindText,
  letterStateTexts,
  letterTexts,
  outcomeTexts,
  settledTexts,
  wordsOf,
} from './mail-words.ts';
import { timeLine } from './session.ts';

/** Of a booking in the person's name, and by what it was found. */
export type Candidate = { readonly booking: Booking; readonly by: readonly string[] };

/** A mail as it is looked at. */
export type MailShown = {
  readonly mail: MailIn;
  /** What it says, as far as it could be opened. */
  readonly text: string | undefined;
  readonly enclosed: string;
  readonly reading: Reading | undefined;
  readonly candidates: readonly Candidate[];
  /** The deadline of what is wished for, where it counts. */
  readonly deadline: Instant | undefined;
  readonly draft: { readonly subject: string; readonly text: string };
};

const whenText = (moment: Instant): string => `${dayText(moment)} ${clockText(moment)}`;

/** Why a mail waits, the first reasons in words. */
const reasonsText = ({ why }: MailIn, most: number): string => {
  const said = [...new Set(why.map((one) => wordsOf(one).said))];
  return `${said.slice(0, most).join('。')}${said.length > most ? `。ほか${said.length - most}件` : ''}`;
};

const bookingLink = (id: string): Page => html`<a href="/staff/bookings/${id}">予約 ${id}</a>`;

/** Mails that wait for somebody, the oldest first, or all that are kept; what they say stands on their own pages only. */
export const mailsPage = (counter: Counter, which: 'waiting' | 'all', mails: readonly MailIn[]): Page => {
  const { office, now } = counter;
  const rows = mails.map((mail) => {
    const { id, receivedAt, from } = mail;
    const address = from ? oneLine(from) : '（読み取れません）';
    return html`<tr><th scope="row"><a href="/staff/mails/${id}">${shortMoment(receivedAt)}</a> <small class="soft">${sinceText(receivedAt, now)}</small></th>
<td>${kindText(mail)}</td><td>${which === 'waiting' ? reasonsText(mail, 2) : becameText(mail)}</td><td>${address}${!certaintyOf(mail).certain && mail.outcome !== 'ignored' && html`<br><span class="badge late">差出人が不確か</span>`}</td></tr>`;
  });
  return counterPage(
    counter,
    '/staff/mails',
    which === 'waiting' ? '対応を待っているメール' : '届いたメール（すべて）',
    html`
<p class="openings"><a href="/staff/mails"${which === 'waiting' && html` aria-current="page"`}>対応を待っているもの</a> <a href="/staff/mails?which=all"${which === 'all' && html` aria-current="page"`}>すべて</a></p>
${which === 'waiting' ? html`<p>自動では扱えなかったメールと、予約にはなっても、質問などが書いてあるメールです。古いものが上です。</p>` : html`<p>届いてから${office.retention.rawMailDays}日のあいだ残ります。新しいものが上です。</p>`}
${
  rows.length === 0
    ? html`<p class="done">${which === 'waiting' ? '待っているメールは、ありません。' : '届いたメールは、ありません。'}</p>`
    : html`<div class="wide"><table class="stack"><thead><tr><th scope="col">受信</th><th scope="col">種類</th><th scope="col">${which === 'waiting' ? '待っている理由' : 'どうなったか'}</th><th scope="col">差出人</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="soft">${mails.length}通</p>`
}`,
  );
};

/** What became of a mail, and who saw to it. */
const becameText = ({ outcome, settled, booking }: MailIn): Page => {
  const link = booking && html` ${bookingLink(booking)}`;
  if (!settled) return html`${outcomeTexts[outcome]}${link}`;
  return html`${settledTexts[settled.how]}${settled.by && `（${settled.by} さん、${whenText(settled.at)}）`}${link}`;
};

/** One mail: what it says, what was read of it and why not more, what is to be done, and `form` to make a booking of it. */
export const mailPage = (counter: Counter, shown: MailShown, form: Page | undefined): Page => {
  const { mail } = shown;
  return counterPage(
    counter,
    '/staff/mails',
    `メール：${kindText(mail)}`,
    html`
${stateOf(counter, mail)}
${waits(mail) && html`<p><a href="#finish">読み終わったら：対応を終える</a></p>`}
<div class="columns"><div class="stay" role="region" aria-label="メールの内容" tabindex="0">
${receivedOf(shown)}
${textOf(counter.office, shown)}
${shown.reading && mail.outcome !== 'ignored' && readOf(counter.office, mail, shown.reading)}
</div><div>
${candidatesOf(shown)}
${mail.kind === 'application' && form}
${answerOf(shown)}
${(waits(mail) || counter.problem) && finishOf(mail)}
${mail.kind !== 'application' && form}
</div></div>
<p><a href="/staff/mails">メールの一覧へ</a></p>`,
  );
};

const stateOf = ({ now }: Counter, mail: MailIn): Page => {
  const { receivedAt } = mail;
  if (!waits(mail)) return html`<p class="done">${becameText(mail)}</p>`;
  const why = [...new Set(mail.why)].map(wordsOf);
  const asks = [...new Set(why.flatMap(({ ask }) => ask ?? []))];
  return html`<div class="note"><p><strong>対応を待っています（受信：${sinceText(receivedAt, now)}）</strong></p>
${mail.outcome === 'to-read' ? html`<p>自動で進めなかった理由：</p>` : html`<p>${becameText(mail)}。読んで、要ることは予約に書き入れるか、返信してください。</p>`}
<ul>${why.map(({ said }) => html`<li>${said}</li>`)}</ul>
${asks.length > 0 && html`<p>本人に確かめること：${asks.join('、')}</p>`}
${mail.booking && mail.outcome === 'to-read' && html`<p>関係する予約：${bookingLink(mail.booking)}</p>`}
${mail.why.includes('hold-differs') && html`<p>電話で受けた仮予約は、そのまま残っています。</p>`}</div>`;
};

const receivedOf = ({ mail, deadline }: MailShown): Page => {
  const { from, subject, receivedAt, why } = mail;
  const certainty = certaintyOf(mail);
  const letters = MailNotice.options.flatMap((kind) => {
    const notice = mail.notices[kind];
    return notice && kind !== 'mail-for-staff'
      ? [`${letterTexts[kind]}（${letterStateTexts[notice.state] ?? notice.state}）`]
      : [];
  });
  const late = why.includes('past-deadline') && deadline !== undefined;
  return html`<h2>差出人と受信</h2>
<dl class="items"><dt>差出人</dt><dd>${from ? copyable(oneLine(from), '差出人のアドレス') : '読み取れません'}</dd>
<dt>差出人の確かさ</dt><dd>${certainty.certain ? certainty.text : html`<strong>${certainty.text}</strong>`}</dd>
<dt>件名</dt><dd>${subject === '' ? '（なし）' : subject}</dd>
<dt>受信</dt><dd>${whenText(receivedAt)}</dd>
${late && html`<dt>締切り</dt><dd>${deadlineText(deadline)}${receivedAt < deadline ? '。受信は締切りの前です。本人の遅れではありません。' : '。受信は締切りのあとです。受け付けるときは、理由が要ります。'}</dd>`}
<dt>自動の返信</dt><dd>${letters.length === 0 ? '送っていません' : letters.join('、')}</dd></dl>`;
};

/** A deadline at midnight is the end of the day before. */
const deadlineText = (deadline: Instant): string =>
  clockText(deadline) === '0:00' ? `${dayText(instant(deadline - 1))} 24:00` : whenText(deadline);

const LONGEST_SHOWN = 50_000;

/** What could turn the lines of a page around or hide in them: control and invisible characters other than line ends. */
const inert = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/\p{C}/gu, (one) => (KEPT.has(one) ? one : ''))
    .replace(/\n{4,}/g, '\n\n\n')
    .trim();

/** Line ends, and what joins one picture out of several. */
const KEPT = new Set(['\n', '\t', '\u200d']);

const textOf = (office: Office, { mail, text, enclosed }: MailShown): Page => {
  if (text === undefined) return unopenedText(office, mail);
  const [own, inner] = [inert(text.slice(0, LONGEST_SHOWN)), inert(enclosed.slice(0, LONGEST_SHOWN))];
  return html`<h2>本文</h2>
<div class="card">${own === '' ? html`<p>（本文に文字がありません）</p>` : html`<pre class="text">${own}</pre>`}</div>
${inner !== '' && html`<h3>付いてきた・転送されたメールの本文</h3><div class="card"><pre class="text">${inner}</pre></div>`}
${text.length > LONGEST_SHOWN && html`<p>長いので、初めの${LONGEST_SHOWN.toLocaleString('ja')}文字だけを表示しています。</p>`}
<p class="hint">添付ファイルと画像は、ここでは開きません。</p>`;
};

const unopenedText = ({ retention }: Office, { why, object }: MailIn): Page =>
  html`<h2>本文</h2>
<div class="card"><p>${why.includes('gone') ? 'メールが保管場所に見つかりません。' : why.includes('too-large') ? 'メールが大きすぎるので（1メガバイトより大きい）、ここでは開けません。' : 'メールの形が壊れているか、保管の期間が過ぎたので、ここでは開けません。'}</p>
<p>読むには：</p>
<ol><li>差出人に返信して、添付なしの短い本文で、もう一度送ってもらう（いちばん早い方法です）。</li>
<li>システムの管理者に次の保管名を伝えて、取り出してもらう（保管は受信から${retention.rawMailDays}日です）。</li></ol>
<p>保管名：${copyable(object, '保管名')}</p></div>`;

const wishReadText = ({ date, from, to, minutes }: WishRead): string =>
  [
    date === null ? '' : dateText(date),
    from === null ? '' : to === null ? `${from}から` : `${from}〜${to}`,
    minutes === null ? '' : to === null ? `${minutes}分間` : `の間の${minutes}分間`,
  ]
    .filter(Boolean)
    .join(' ');

type Row = { readonly item: Item; readonly label: string; readonly value: string | null; readonly needed: boolean };

/** Everything an application is read for, with its value and how certain that is; what nobody asked for has no doubts. */
const readOf = (office: Office, mail: MailIn, reading: Reading): Page => {
  const { applicant, name, number, email, phone, counsellor, wishes } = reading;
  const applies = reading.kind === 'application';
  const requires: readonly string[] = office.applicants[applicant]?.requires ?? [];
  const doubts = [...new Set([...reading.doubts, ...mail.why])];
  const desk = deskOf(office, reading.desk ?? undefined);
  const address =
    email !== null && mail.from !== undefined && !sameAddress(email, mail.from)
      ? `${email}（差出人と違います）`
      : email;
  const rows: Row[] = [
    { item: 'name', label: '氏名', value: name, needed: true },
    {
      item: 'number',
      label: applicant === 'employer' ? '事業所番号' : '求職番号',
      value: number,
      needed: requires.includes('number'),
    },
    ...(wishes.length === 0
      ? [{ item: 'wishes' as const, label: '希望日時', value: null, needed: true }]
      : wishes.map((wish, index) => ({
          item: 'wishes' as const,
          label: !applies ? '書かれている日時' : office.choices > 1 ? `第${index + 1}希望` : '希望日時',
          value: wishReadText(wish),
          needed: true,
        }))),
    { item: 'email', label: '連絡先メールアドレス', value: address, needed: requires.includes('email') },
    { item: 'phone', label: office.mail.phone, value: phone, needed: requires.includes('phone') },
    { item: 'counsellor', label: '担当者の希望', value: counsellor, needed: false },
    ...(office.desks.length > 1
      ? [{ item: 'desk' as const, label: '窓口', value: desk?.name ?? null, needed: false }]
      : []),
  ];
  const shown = applies ? rows : rows.filter(({ value, item }) => value !== null && item !== 'desk');
  if (shown.length === 0) return html`<h2>読み取った内容</h2><p>予約についての項目は、読み取れませんでした。</p>`;
  return html`<h2>読み取った内容</h2>
${office.desks.some(({ kinds }) => kinds.length > 1) && html`<p>ご利用になる方：${kindNames[applicant]}</p>`}
<div class="wide"><table><thead><tr><th scope="col">項目</th><th scope="col">読み取った値と、その確かさ</th></tr></thead>
<tbody>${shown.map(({ item, label, value, needed }) => {
    const about = doubts.map(wordsOf).filter((one) => one.about === item);
    const open =
      about.length > 0 ? about.map(({ said }) => said).join('。') : value === null && needed && '書かれていません';
    // What else than an application says is not held against the rules of one.
    const sure = !applies
      ? '確かめていません'
      : open
        ? html`<strong>要確認</strong>：${open}`
        : value === null
          ? 'なし（任意）'
          : '確か';
    return html`<tr><th scope="row">${label}</th><td>${value !== null && html`${value}<br>`}<small>${sure}</small></td></tr>`;
  })}</tbody></table></div>`;
};

const candidatesOf = ({ mail, candidates }: MailShown): Page | false => {
  const about = mail.kind === 'cancellation' || mail.kind === 'change';
  if (candidates.length === 0)
    return (
      about &&
      waits(mail) &&
      html`<h2>この方の予約</h2><p>番号・アドレス・電話番号・氏名の合う、今の予約はありません。上の検索で、予約番号からも探せます。</p>`
    );
  return html`<h2>この方の予約${about && waits(mail) && '（どれのことか、選んでください）'}</h2>
${candidates.map(
  ({
    booking,
    by,
  }) => html`<div class="card"><p><a href="/staff/bookings/${booking.id}">${booking.id}</a> ${stateBadge(booking.state)} ${timeLine(booking)}</p>
<p>${booking.applicant.name} 様<br><small class="soft">同じもの：${by.join('・')}</small></p></div>`,
)}
${about && waits(mail) && html`<p>${mail.kind === 'change' ? '変更' : 'キャンセル'}は、予約の画面でしてください。そのあと、このメールの対応を終えてください。</p>`}`;
};

const answerOf = ({ mail, draft }: MailShown): Page | false => {
  if (mail.from === undefined || mail.outcome === 'ignored' || mail.why.includes('virus')) return false;
  return html`<h2>返信する</h2>
<p>返信は、いつものメールソフトから送ってください。${!certaintyOf(mail).certain && html`<strong>差出人が確かではありません。先に、電話などで本人か確かめてください。</strong>`}</p>
<details class="card"><summary>宛先と文案をコピーする</summary>
<dl class="items"><dt>宛先</dt><dd>${copyable(oneLine(mail.from), '宛先')}</dd><dt>件名</dt><dd>${copyable(draft.subject, '件名')}</dd></dl>
<div class="actions"><h3>文案</h3><span class="copy"><button type="button" class="second" data-copy="${draft.text}" aria-label="文案をコピー" hidden>コピー</button></span></div>
<pre class="text">${draft.text}</pre></details>`;
};

const finishOf = ({ id, revision }: MailIn): Page => html`<h2 id="finish">対応を終える</h2>
<form method="post" action="/staff/mails/${id}/settlement"><input type="hidden" name="seen" value="${revision}">
<p>予約にしたときは、自動で終わります。返信や電話で済んだときは、ここで終えてください。</p>
<p class="actions"><button name="how" value="answered">回答した</button> <button name="how" value="settled" class="second">対応は不要</button></p></form>`;
