import { html } from 'hono/html';
import type { ApplicantKind, Office, Timetable } from '../domain/office.ts';
import { type Instant, instant, local, startOf } from '../domain/time.ts';
import { clockText, kindNames, numberExamples } from '../domain/wording.ts';
import { type About, kindsOf, nextSession, together, toolNames } from './guide.ts';
import { asTyped, items, layout, type Page, unbroken } from './layout.ts';

/** The same policy for people who read English rather than Japanese, and what each field of the Japanese form asks for. */
export const englishPage = (about: About): Page => {
  const { office, next } = about;
  const { contact, tools } = office;
  const kinds = kindsOf(office);
  const tel = `tel:${contact.phone.replaceAll('-', '')}`;
  const phone = html`<a href="${tel}">${contact.phone}</a>`;
  const found = nextSession(about);
  const inviting = tools.filter(({ invitesFrom }) => invitesFrom !== null);
  return layout(
    office,
    'Online job counselling: a summary in English',
    html`
<p class="lead">You can talk about finding work with the staff of ${office.nameInEnglish} (${ja(office.name)}), the public employment office, by video call. It is free of charge, ${office.instant ? 'normally by appointment' : 'by appointment only'}.</p>
<p>This page is a summary. The Japanese pages and the Japanese <a href="/terms" hreflang="ja">terms of use</a> are what counts.</p>
${next && html`<p class="news"><strong>The terms of use will change</strong> on ${dayOf(startOf(next.effectiveFrom))}.</p>`}
<p class="actions"><a class="button" href="/openings" hreflang="ja">See free times (in Japanese)</a></p>

<h2>Who can use it</h2>
<ul>${kinds.map((kind) => html`<li>${who[kind]}</li>`)}</ul>
<p>${kinds.includes('employer') ? 'People looking for work must also meet these conditions:' : 'You must also meet these conditions:'}</p>
<ul><li>You want to go on being counselled by the same member of staff (individual support).</li>
${
  office.asksDifficulty &&
  html`<li>Coming to the office is difficult or inconvenient for you, for example because of medical treatment or child care. You need not write the reason.</li>
<li>Counselling online is expected to be necessary for you. If you are not sure, you can ask the staff.</li>`
}</ul>
<p>${kinds.includes('employer') ? 'Everybody' : 'You'} must have a device with a camera and agree to the terms of use.</p>

<h2>When</h2>
${items([
  ...office.desks.map(
    (desk) =>
      [
        office.desks.length > 1 ? html`${desk.nameInEnglish} (${ja(desk.name)})` : 'Times',
        html`${desk.about && html`<p>${desk.about.english}</p>`}${desk.timetable.map((one) => html`<p>${unbroken(timetableText(one))}</p>`)}`,
      ] as const,
  ),
  [
    'Length',
    office.desks.map(
      (desk) =>
        html`<p>${office.desks.length > 1 && `${desk.nameInEnglish}: `}${desk.length.kind === 'up-to' && 'up to '}${desk.length.minutes} minutes</p>`,
    ),
  ],
  ['Closed', closedText(office)],
  [
    'Deadline',
    html`${deadlineText(office)}${found && ` For example, for a session on ${dayOf(found.startsAt)}, apply by ${untilOf(found.by)}.`}`,
  ],
])}

<h2>What you need</h2>
<ul><li>A smartphone, tablet or computer with a camera and a microphone</li>
<li>${toolNames(office, ' or ')}, as an app or in the browser; you need no account</li>
<li>A stable internet connection, best without a data limit. You pay for your equipment and your connection.</li>
<li>A quiet, private room</li></ul>

<h2>How to apply</h2>
<ol><li>Open “<a href="/openings" hreflang="ja">${ja('予約できる時間')}</a>” (free times) and choose a time.${office.choices > 1 && html` You can name up to ${office.choices} choices. To go on with one alone, press ${ja('第2希望なしで進む')} (go on without a second choice).`}</li>
${kinds.length > 1 && html`<li>Under ${ja('どなたがご利用になりますか')} (who will use it), press one of these:<ul>${kinds.map((kind) => html`<li>${ja(kindNames[kind])}: ${who[kind]}</li>`)}</ul></li>`}
<li>Fill in the form (see below), agree to the terms, and press ${ja('内容を確認する')} (check what you wrote).</li>
<li>Press ${ja('送信する')} (send). Write down or print the reference (${ja('予約番号')}) and the code (${ja('確認コード')}).</li>
<li>Your booking is provisional (${ja('仮予約')}) until the office replies.</li></ol>
<p>${promiseText(office)} Please phone ${phone}.</p>
<p>You can also apply by mail to ${asTyped(contact.mailbox)}${office.mail.subject !== null && html` with the subject <span lang="ja" translate="no">${office.mail.subject}</span>`}, or phone or visit the office${office.byPhone === 'application-follows' && ' and then send the form or a mail as well'}.</p>
${office.instant && html`<p>If you are registered and have agreed to the terms before, you can also <a href="/instant-sessions" hreflang="ja">ask for a session of ${office.instant.minutes} minutes at once</a>, without a booking, while the office is open and a member of staff is free.</p>`}

<h2>The form, field by field</h2>
<p>${ja('※必須')} means required, ${ja('※任意')} optional. A button at the top of most pages, ${ja('ふりがなをつける')}, shows how difficult words are read.</p>
${items(fields(office).map(([name, text]) => [ja(name), text]))}

<h2>On the day</h2>
<ol><li>Be ready 5 minutes before the start.</li>
<li>Open the page of your booking by the link in our mail. From ${office.joining.minutesBefore} minutes before the start, it has a button ${ja('参加する')} (join).</li>
<li>Press it, enter the video call, and give your name. If our mail also has the address of the video call, you can enter by that as well.${inviting.map(({ name, invitesFrom }) => ` The invitation to ${name} comes from ${invitesFrom}.`)}</li>
<li>Recording pictures or sound is forbidden.</li></ol>
<p>If you are late or cannot enter, phone at once. <strong>If we have heard nothing from you ${office.noShowMinutes} minutes after the start, your booking counts as cancelled.</strong> Whoever does not come without telling us may be refused in future.</p>

<h2>To cancel</h2>
<ul>${cancelTexts(office).map((text) => html`<li>${text}</li>`)}</ul>

<h2>Questions</h2>
<p>${office.nameInEnglish} (${ja(`${office.name} ${contact.department}`)})<br>Phone ${phone} <span class="whole">(${contact.hours.replace('平日', 'weekdays')})</span></p>`,
    { lang: 'en' },
  );
};

const ja = (text: string): Page => html`<span lang="ja">${text}</span>`;

const who: Record<ApplicantKind, string> = {
  seeker: 'People registered at this office as looking for work',
  prospective: 'People who are about to register as looking for work',
  employer: 'Staff responsible for hiring at employers with job openings at this office',
};

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const weekdaysText = (days: readonly number[]): string => {
  const [first = 1, last = first] = [days[0], days.at(-1)];
  const row = days.length > 2 && days.every((day, index) => day === first + index);
  return row ? `${weekdays[first - 1]} to ${weekdays[last - 1]}` : days.map((day) => weekdays[day - 1]).join(' and ');
};

const timetableText = (timetable: Timetable): string => {
  const days = weekdaysText(timetable.weekdays);
  const hours = (of: readonly { from: string; to: string }[]): string =>
    of.map(({ from, to }) => `${from}–${to}`).join(', ');
  switch (timetable.shape) {
    case 'sessions':
      return `${days}: ${hours(together(timetable.sessions))}, in ${timetable.sessions.length} sessions (${hours(timetable.sessions)})`;
    case 'windows':
      return `${days}: within ${hours(timetable.windows).replaceAll(', ', ' or ')}`;
    case 'starts':
      return `${days}: starting at ${timetable.starts.join(', ')}`;
  }
};

const english = (moment: Instant): ReturnType<typeof local> => local(moment).setLocale('en-GB');
const dayOf = (moment: Instant): string => english(moment).toFormat('cccc d MMMM yyyy');

/** The last moment before another: a day's end as that day, anything else to the minute. */
const untilOf = (moment: Instant): string =>
  clockText(moment) === '0:00'
    ? `the end of ${dayOf(instant(moment - 1))}`
    : `${clockText(moment)} on ${dayOf(moment)}`;

const monthDay = (date: string): string => {
  const months = { '12': 'December', '01': 'January' };
  return `${Number(date.slice(3))} ${date.startsWith('12') ? months['12'] : months['01']}`;
};
const closedText = ({ calendar: { closedWeekdays, nationalHolidays, yearEnd } }: Office): string =>
  [
    ...(closedWeekdays.length > 0 ? [weekdaysText(closedWeekdays)] : []),
    ...(nationalHolidays ? ['national holidays'] : []),
    ...(yearEnd ? [`${monthDay(yearEnd.from)} to ${monthDay(yearEnd.to)}`] : []),
    'other days on which the office is closed',
  ].join(', ');

const days = (count: number, unit = 'day'): string => (count === 1 ? `1 ${unit}` : `${count} ${unit}s`);

/** [K-6-1, A-6-1, D-3] */
const deadlineText = ({ deadline: { unit, count, until, event } }: Office): string => {
  const what = event === 'received' ? 'Apply' : 'Your booking must be settled';
  if (unit === 'hour') return `${what} at least ${days(count, 'hour')} before the start.`;
  const day =
    count === 0
      ? 'the day of the session'
      : unit === 'calendar-day'
        ? count === 1
          ? 'the day before the session'
          : `the day ${count} days before the session`
        : `the day ${days(count, 'open day')} before the session (days on which the office is closed do not count)`;
  return `${what} by ${until === '24:00' ? 'the end of' : `${until} on`} ${day}.`;
};

/** [K-F-5, A-6-3] */
const promiseText = ({ promise: { kind, count } }: Office): string =>
  kind === 'days-before-session'
    ? `If you have no reply by ${count === 0 ? 'the day of the session' : count === 1 ? 'the day before the session' : `${count} days before the session`}, our mail may not have reached you.`
    : `If you have no reply within ${days(count, 'day')} on which the office is open, our mail may not have reached you.`;

const channels = { phone: 'phone', mail: 'mail', web: 'the page of your booking' };
/** [K-6-5, A-6-4, D-8] */
const cancelTexts = ({ cancellation }: Office): string[] => {
  const all = cancellation.flatMap((rule) => rule.channels);
  if (all.length === 1 && all[0] === 'phone')
    return ['Please phone. Bookings cannot be cancelled by mail or on these pages.'];
  return cancellation.map(
    ({ channels: by, until }) =>
      `By ${by.map((channel) => channels[channel]).join(' or ')}: ${until === 'start' ? 'until the start' : 'until the day before; on the day itself, only by phone'}.`,
  );
};

const fields = (office: Office): (readonly [string, Page | string])[] => {
  const kinds = kindsOf(office);
  const employer = kinds.includes('employer');
  return [
    [
      '希望日時',
      office.choices > 1 ? `The times you wish for, up to ${office.choices} choices` : 'The time you wish for',
    ],
    ...(kinds.length > 1
      ? [['ご利用になる方', 'Who you are: one of those listed under “Who can use it”'] as const]
      : []),
    ['氏名', 'Your name, as registered'],
    [
      employer ? '求職番号・事業所番号' : '求職番号',
      `Your number as a job seeker (such as ${numberExamples.seeker})${employer ? `, or the number of your establishment as an employer (such as ${numberExamples.employer})` : ''}${kinds.includes('prospective') ? '; not needed if you are about to register' : ''}`,
    ],
    ['連絡先メールアドレス', 'The mail address we shall write to'],
    ['電話番号', 'Your phone number, the registered one if there is one'],
    ['担当者の名前', 'The member of staff you know, if you wish to talk to the same person'],
    ['同席する方', 'Who will be with you: an interpreter or a helper'],
    [
      '相談の内容',
      html`What it is about: ${ja('職業相談')} is counselling, ${ja('WEB面接の練習')} is practising an online interview`,
    ],
    ...(office.asksDifficulty
      ? [
          [
            'ハローワークに来るのが難しいこと',
            html`Whether coming is difficult: ${ja('あてはまる')} is yes, ${ja('職員に相談したい')} means that you would like to ask. Do not write the reason.`,
          ] as const,
        ]
      : []),
    ['利用規約', 'Tick the boxes once you have read the terms and agree'],
  ];
};
