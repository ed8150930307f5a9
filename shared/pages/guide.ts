import { html } from 'hono/html';
import type { Closures } from '../domain/calendar.ts';
import { deadlineFor } from '../domain/deadlines.ts';
import type { ApplicantKind, Desk, Office, Terms, Timetable } from '../domain/office.ts';
import { periodOf, sessionDays, slotsOf } from '../domain/openings.ts';
import { itemsOf } from '../domain/telling.ts';
import { at, dateOf, type Instant, type LocalTime, plusDays, startOf } from '../domain/time.ts';
import { dateText, dayText, halfDayText, kindNames, spanText, untilText } from '../domain/wording.ts';
import { asTyped, hoursOf, items, layout, type Page, phoneLink, unbroken } from './layout.ts';
import { termsNews } from './terms.ts';

/** What the pages about the service are written from: the office's policy, what its staff have entered, and the day. */
export type About = {
  readonly office: Office;
  readonly closures: Closures;
  /** [K-13, A-13] The terms that will next be in force. */
  readonly next?: Terms | undefined;
  readonly now: Instant;
};

/** The first page: what this is, where to go on, and what everybody has to know. */
export const homePage = (about: About): Page => {
  const { office, next } = about;
  const { contact } = office;
  return layout(
    office,
    'ビデオ通話でできる職業相談',
    html`
${next && termsNews(next)}
<p class="lead">${office.name}の職員と、自宅などからビデオ通話で仕事の相談ができます。利用は無料で、${office.instant && 'ふつうは'}予約が必要です。</p>
<ul class="ways${office.instant && ' even'}">
<li><a class="first" href="/openings"><strong>予約できる時間を見る</strong> <span>空いている時間を選んで、申し込みます</span></a></li>
<li><a href="/bookings"><strong>予約の確認</strong> <span>申込みのようすと、このあとのことを見ます</span></a></li>
${office.instant && html`<li><a href="/instant-sessions"><strong>すぐに相談を始める</strong> <span>前に利用規約に同意した方が、予約なしで使えます</span></a></li>`}
<li><a href="tel:${contact.phone.replaceAll('-', '')}"><strong>電話する</strong> <span>${contact.phone}<br>${unbroken(contact.hours)}</span></a></li>
</ul>
<h2>大切なこと</h2>
${items([
  [
    '利用できる方',
    html`${list(kindsOf(office).map((kind) => kindTexts[kind](office)))}<p><a href="/guide#who">くわしい条件</a></p>`,
  ],
  [
    '曜日と時間',
    office.desks.map(
      (desk) =>
        html`${desk.timetable.map((timetable) => html`<p>${nameOf(office, desk)}${timetableLine(about, timetable)}</p>`)}`,
    ),
  ],
  ['1回の長さ', office.desks.map((desk) => html`<p>${nameOf(office, desk)}${lengthText(desk)}</p>`)],
  ['費用', '無料です。通信の費用は、ご自身の負担です。'],
  ['申込みの期限', html`${deadlineText(office)}${deadlineExample(about)}`],
  [
    '申込みのあと',
    html`申し込むと「仮予約」になります。${office.name}からのお返事で、予約が決まります。${promiseText(office)}`,
  ],
  [
    '来られないとき',
    `${cancelTexts(office).join('')}連絡がないまま開始から${office.noShowMinutes}分たつと、キャンセルとして扱います。`,
  ],
  ['使うもの', `カメラのあるスマートフォンかパソコンと、${toolNames(office)}`],
])}
<p><a href="/guide">ご利用案内を、くわしく読む</a></p>
<p lang="en"><a href="/english">How to use this service, in English</a></p>`,
  );
};

/** The whole of it, from the office's policy. */
export const guidePage = (about: About): Page => {
  const { office, closures, next, now } = about;
  const { contact, tools } = office;
  const today = dateOf(now);
  const closed = closures.closed.filter((date) => date >= today && date <= plusDays(today, office.horizonDays)).sort();
  const inviting = tools.filter(({ invitesFrom }) => invitesFrom !== null);
  const ours = tools.filter(({ invitesFrom }) => invitesFrom === null);
  return layout(
    office,
    'ご利用案内',
    html`
${next && termsNews(next)}
<nav aria-label="このページの内容"><ul class="contents">${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>

${heading('who')}
${list(kindsOf(office).map((kind) => kindTexts[kind](office)))}
${
  kindsOf(office).includes('employer')
    ? html`<h3>求職者の方（これから登録する方も）は、次のことも必要です</h3>
${list(seekersNeed(office))}
<h3>どなたも、次のことが必要です</h3>
${list(allNeed)}`
    : html`<h3>次のことも必要です</h3>
${list([...seekersNeed(office), ...allNeed])}`
}
<p>当てはまるかどうかわからないときは、お電話でおたずねください。</p>

${heading('what')}
<ul><li>仕事についての相談（職業相談）</li><li>WEB面接の練習</li></ul>

${heading('when')}
${office.desks.map(
  (desk) => html`${office.desks.length > 1 && html`<h3>${desk.name}</h3>`}
${desk.about && html`<p>${desk.about.japanese}</p>`}
${items([...desk.timetable.map((timetable) => timetableRow(about, timetable)), ['1回の長さ', lengthText(desk)]])}
<p class="no-print"><a href="/openings?desk=${desk.id}">${office.desks.length > 1 && `${desk.name}の`}予約できる時間を見る</a></p>`,
)}
<p>お休みの日：${closedText(office)}</p>
${closed.length > 0 && html`<p>このほか、次の日もお休みです：${closed.map(dateText).join('、')}</p>`}

${heading('cost')}
<p>相談は無料です。スマートフォンなどの機器と、通信にかかる費用は、ご自身の負担です。使った分だけ料金がかかる契約の方は、特にご注意ください。</p>

${heading('things')}
<ul><li>カメラとマイクのあるスマートフォン、タブレット、パソコンのどれか</li>
<li>ビデオ通話の${toolNames(office)}。アプリでもブラウザでも使えます。アカウントの登録はいりません。スマートフォンやタブレットでは、無料のアプリが便利です。${tools.length > 1 ? 'どちらを使うかは、予約が決まるときにお知らせします。' : ''}</li>
<li>安定したインターネット。通信量に上限のない、Wi-Fiなどの回線をおすすめします。だれが管理しているかわからない無料のWi-Fiは、使わないでください。</li>
<li>個室など、静かで、まわりに人がいない場所</li></ul>
<p>機器の安全についての決まりは、<a href="/terms">利用規約</a>の第5条にあります。</p>

${heading('apply')}
<ol><li>「<a href="/openings">予約できる時間</a>」から、空いている時間を選びます。${office.choices > 1 ? `希望の日時は、第${office.choices}希望まで書けます。` : ''}</li>
<li>氏名や連絡先を入力し、利用規約に同意します。</li>
<li>内容を確かめて、送信します。</li>
<li>画面に出る「予約番号」と「確認コード」を、印刷するか書きとめます。</li></ol>
<div class="note"><p><strong>申込みの期限</strong></p><p>${deadlineText(office)}${deadlineExample(about)}</p>
<p>期限を過ぎたときは、お電話でご相談ください。</p></div>
<p>申し込めるのは、${office.horizonDays}日先までです。通訳や介助の方などが同席するときは、申込みのときにお知らせください。</p>

${heading('others')}
<h3>メール</h3>
<p><a href="${mailto(office)}">${asTyped(contact.mailbox)}</a> に、次のことを書いて送ってください。${office.mail.subject === null ? '' : html`件名は「${asTyped(office.mail.subject)}」です。`}</p>
<ol>${mailItems(office).map((item) => html`<li>${item}</li>`)}</ol>
${numberNote(office) && html`<p>${numberNote(office)}</p>`}
<p>送る前に、<a href="/terms">利用規約</a>をお読みください。申し込むと、同意したことになります。</p>
<h3>お電話・窓口</h3>
<p>${phoneLink(office)}${hoursOf(office)}</p>
<p>「オンライン職業相談の予約」と伝えてください。お名前、${numberName(office)}、希望の日時、いつもの担当者の名前をうかがいます。${office.byPhone === 'application-follows' ? 'お電話では、仮の予約になります。そのあと、このホームページかメールでも申し込んでください。' : ''}</p>
<h3>2回目から</h3>
<p>相談のときに、次の予約を申し込むこともできます。</p>
${office.instant && atOnce(about, office.instant)}

${heading('then')}
<ol><li>申し込むと「仮予約」になります。まだ、予約は決まっていません。${office.holds === 'first-choice' ? `お返事まで、${office.choices > 1 ? '第1希望の' : '選んだ'}時間を空けておきます。` : ''}</li>
<li>${office.name}からのお返事で、予約が決まります（本予約）。${office.choices > 1 ? '第1希望のほかの日時を、ご相談することもあります。' : ''}</li>
${inviting.map(({ name, invitesFrom }) => html`<li>${name}のときは、招待メールが ${asTyped(invitesFrom ?? '')} から届きます。このメールに返信しても、${office.name}には届きません。</li>`)}
${ours.map(({ name }) => html`<li>${name}のときは、${office.name}からのメールで、ミーティングIDとパスコードもお知らせします。</li>`)}</ol>
<div class="note"><p><strong>お返事の約束</strong></p><p>${promiseText(office)}</p></div>

${heading('day')}
<ol><li>開始の5分前までに、準備を済ませてください。</li>
<li>ご案内のメールにある、予約のページのURLを開きます。開始の${office.joining.minutesBefore}分前から、「参加する」のボタンが出ます。</li>
<li>「参加する」を押して、お名前を入れて入室します。${inviting.map(({ name }) => `${name}では、メールアドレスも入れます。`)}メールに、ビデオ通話のURLもあるときは、そこからも入室できます。</li>
<li>録画や録音は、どんな方法でも禁止です。</li></ol>
<p>遅れるときや、入室できないときは、すぐにお電話ください。連絡がないまま開始から${office.noShowMinutes}分たつと、キャンセルとして扱います。連絡のないキャンセルがあったときは、そのあとの利用をお断りすることがあります。</p>

${heading('cancel')}
${list(cancelTexts(office))}
<p>日時を変えたいときは、お電話でご相談ください。予約のようすは「<a href="/bookings">予約の確認</a>」で見られます。</p>

${heading('ask')}
<p>${office.name} ${contact.department}<br>${phoneLink(office)}${hoursOf(office)}</p>
<p class="actions"><a class="button" href="/openings">予約できる時間を見る</a></p>`,
    { current: '/guide' },
  );
};

const sections = [
  ['who', '利用できる方'],
  ['what', '相談できること'],
  ['when', '曜日と時間'],
  ['cost', '費用'],
  ['things', '使うもの'],
  ['apply', '申込みのしかた'],
  ['others', 'ほかの申込み方法'],
  ['then', '申込みのあと'],
  ['day', '当日'],
  ['cancel', 'キャンセルするとき'],
  ['ask', 'お問い合わせ'],
] as const;
const heading = (id: (typeof sections)[number][0]): Page =>
  html`<h2 id="${id}">${sections.find(([one]) => one === id)?.[1]}</h2>`;

/** [A-62-1] */
const atOnce = (
  about: Clock,
  { minutes, hours, kinds }: NonNullable<Office['instant']>,
): Page => html`<h3>予約をしないで、すぐに相談したいとき</h3>
<p>前に利用規約に同意した方（${kinds.map((kind) => kindNames[kind]).join('、')}）は、窓口が開いている日の${span(about, hours)}に、職員が空いていれば、すぐに${minutes}分の相談を始められます。<a href="/instant-sessions">すぐに始める相談を申し込む</a></p>`;

const list = (texts: readonly (Page | string)[]): Page => html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

export const kindsOf = ({ desks }: Office): ApplicantKind[] =>
  (['seeker', 'prospective', 'employer'] as const).filter((kind) => desks.some(({ kinds }) => kinds.includes(kind)));

/** [K-2-1, A-2-1] */
const kindTexts: Record<ApplicantKind, (office: Office) => string> = {
  seeker: ({ name }) => `${name}で、求職の登録が済んでいる方`,
  prospective: () => 'これから求職の登録をする方',
  employer: ({ name }) => `${name}に求人を出している事業所の、人事の担当の方`,
};

/** [K-2-1, A-2-2, A-2-4, A-2-5] What is asked of people who look for work; no ground is ever asked for. */
const seekersNeed = ({ asksDifficulty }: Office): string[] => [
  '同じ担当の職員と、続けて相談していきたいこと（個別支援）',
  ...(asksDifficulty
    ? [
        '病気の治療や子育てなどで、ハローワークに来るのが難しいか、不便なこと。くわしい事情は、書かなくてかまいません',
        'オンラインで相談する必要があると見込まれること。わからないときは、申込みのときに「職員に相談したい」を選べます',
      ]
    : []),
];

/** [K-2-2, K-2-3, A-2-3] */
const allNeed: readonly Page[] = [
  html`カメラでビデオ通話ができるスマートフォンやパソコンなどと、<a href="#things">使うもの</a>を用意できること`,
  html`<a href="/terms">利用規約</a>に同意すること`,
];

const weekdays = ['月', '火', '水', '木', '金', '土', '日'];
const weekdaysText = (days: readonly number[], every = ''): string => {
  const [first = 1, last = first] = [days[0], days.at(-1)];
  const row = days.length > 2 && days.every((day, index) => day === first + index);
  return row
    ? `${weekdays[first - 1]}曜日〜${weekdays[last - 1]}曜日`
    : `${every}${days.map((day) => `${weekdays[day - 1]}曜日`).join('・')}`;
};

type Clock = Pick<About, 'now'>;
/** A time of the office's clock, on whatever day. */
const clock = ({ now }: Clock, time: LocalTime): Instant => at(dateOf(now), time);
const span = (about: Clock, { from, to }: { readonly from: LocalTime; readonly to: LocalTime }): string =>
  spanText(clock(about, from), clock(about, to));

/** A weekday's times in full: numbered where the sessions are. */
const timetableRow = (about: Clock, timetable: Timetable): readonly [string, Page | string] => {
  const days = weekdaysText(timetable.weekdays, '毎週');
  switch (timetable.shape) {
    case 'sessions':
      return [days, html`<ol>${timetable.sessions.map((session) => html`<li>${span(about, session)}</li>`)}</ol>`];
    case 'windows':
      return [days, html`<ul>${timetable.windows.map((window) => html`<li>${span(about, window)}の間</li>`)}</ul>`];
    case 'starts':
      return [
        days,
        html`<ul>${timetable.starts.map((start) => html`<li>${halfDayText(clock(about, start))}から</li>`)}</ul>`,
      ];
  }
};

/** The same in short. */
const timetableLine = (about: Clock, timetable: Timetable): Page => {
  const days = weekdaysText(timetable.weekdays);
  const whole = (texts: readonly string[]): Page[] =>
    texts.map((text, index) => html`<span class="whole">${text}${index < texts.length - 1 && '、'}</span>`);
  switch (timetable.shape) {
    case 'sessions':
      return html`${days} ${whole(together(timetable.sessions).map((one) => span(about, one)))}`;
    case 'windows':
      return html`${days} ${whole(timetable.windows.map((window) => span(about, window)))}の間`;
    case 'starts':
      return html`${days} ${whole(timetable.starts.map((start) => halfDayText(clock(about, start))))}から`;
  }
};

type Hours = { readonly from: LocalTime; readonly to: LocalTime };
/** Sessions that follow each other at once, as one. */
export const together = (sessions: readonly Hours[]): Hours[] => {
  const joined: Hours[] = [];
  for (const { from, to } of sessions) {
    const last = joined.at(-1)?.to === from ? joined.pop() : undefined;
    joined.push({ from: last?.from ?? from, to });
  }
  return joined;
};

/** [K-6-1, A-6-1] */
const lengthText = ({ length }: Desk): string =>
  length.kind === 'exact' ? `${length.minutes}分` : `${length.minutes}分以内`;
const nameOf = ({ desks }: Office, { name }: Desk): string => (desks.length > 1 ? `${name}：` : '');
export const toolNames = ({ tools }: Office, or = 'か'): string => tools.map(({ name }) => name).join(or);

/** [D-2] */
const closedText = ({ calendar: { closedWeekdays, nationalHolidays, yearEnd } }: Office): string =>
  [
    ...(closedWeekdays.length > 0 ? [weekdaysText(closedWeekdays)] : []),
    ...(nationalHolidays ? ['祝日'] : []),
    ...(yearEnd ? [`年末年始（${monthDay(yearEnd.from)}〜${monthDay(yearEnd.to)}）`] : []),
    'ハローワークの閉庁日',
  ].join('、');
const monthDay = (date: string): string => `${Number(date.slice(0, 2))}月${Number(date.slice(3))}日`;

/** [K-6-1, A-6-1, D-3] By when, in words that need no calendar of open days. */
const deadlineText = ({ deadline: { unit, count, until, event } }: Office): string => {
  const what = event === 'received' ? '申し込んでください' : '予約が決まっている必要があります';
  if (unit === 'hour') return `相談が始まる${count}時間前までに、${what}。`;
  const day =
    count === 0
      ? '相談の当日'
      : unit === 'calendar-day'
        ? `相談の${count === 1 ? '前の日' : `${count}日前`}`
        : `相談の${count}日前（土曜日や祝日など、ハローワークが休みの日は数えません）`;
  return `${day}の${until === '24:00' ? '終わり（夜12時）' : until}までに、${what}。`;
};

/** The next session that can still be applied for, whether or not it is free: the rule at the example of today. */
export const nextSession = ({ office, closures, now }: About): { startsAt: Instant; by: Instant } | undefined => {
  const [desk] = office.desks;
  const period = periodOf(office, {}, now);
  if (!desk || !period) return undefined;
  for (const date of sessionDays(desk, period)) {
    const wish = { from: startOf(date), to: startOf(plusDays(date, 1)), minutes: desk.length.minutes };
    for (const { startsAt } of slotsOf(office, closures, desk, wish)) {
      const by = deadlineFor(office, closures, startsAt);
      if (now < by && now < startsAt) return { startsAt, by };
    }
  }
  return undefined;
};
const deadlineExample = (about: About): Page | string => {
  const found = nextSession(about);
  return (
    (found &&
      html`<br>たとえば、${unbroken(`${dayText(found.startsAt)}の相談は、${untilText(found.by)}`)}までです。`) ??
    ''
  );
};

/** [K-F-5, K-6-3, A-6-3] */
const promiseText = (office: Office): string => {
  const { kind, count } = office.promise;
  const until =
    kind === 'days-before-session'
      ? count === 0
        ? '相談の当日'
        : `相談の${count === 1 ? '前の日' : `${count}日前`}`
      : count === 0
        ? '申し込んだ日'
        : `申し込んだ日の${count === 1 ? '次の' : `あと${count}日目の`}開庁日（ハローワークが開いている日）`;
  return `${until}までにお返事がないときは、メールが届いていないかもしれません。お電話ください。`;
};

const channels = { phone: 'お電話', mail: 'メール', web: '「予約の確認」のページ' };
/** [K-6-5, A-6-4, D-8] */
const cancelTexts = ({ cancellation }: Office): string[] => {
  const all = cancellation.flatMap((rule) => rule.channels);
  const only = all.length === 1 && all[0] === 'phone';
  if (only) return ['キャンセルは、お電話でご連絡ください。', 'メールやこのホームページでは、キャンセルできません。'];
  return cancellation.map(({ channels: by, until }) => {
    const ways = by.map((channel) => channels[channel]).join('と');
    if (until === 'start') return `${ways}では、開始の時刻までキャンセルできます。`;
    return `${ways}では、前の日までキャンセルできます。当日は、お電話だけです。`;
  });
};

const requires = (office: Office, kind: ApplicantKind): readonly string[] => office.applicants[kind]?.requires ?? [];
/** [K-6-2, A-6-2] What to write in a mail. */
const mailItems = (office: Office): string[] =>
  itemsOf(office, kindsOf(office)[0] ?? 'seeker').flatMap((item) =>
    item === '希望日時' && office.choices > 1
      ? Array.from({ length: office.choices }, (_, index) => `第${index + 1}希望の日時`)
      : [item],
  );
const numberNote = (office: Office): string =>
  [
    ...(kindsOf(office).includes('employer') ? ['事業所の方は、求職番号ではなく事業所番号を書いてください。'] : []),
    ...(kindsOf(office).includes('prospective') && !requires(office, 'prospective').includes('number')
      ? ['これから登録する方は、番号はいりません。']
      : []),
  ].join('');
const numberName = (office: Office): string =>
  kindsOf(office).includes('employer') ? '求職番号か事業所番号' : '求職番号';

/** A mail begun as the office reads it best: its subject, and its items one under the other. */
const mailto = (office: Office): string => {
  const { contact, mail } = office;
  const subject = mail.subject === null ? '' : `subject=${encodeURIComponent(mail.subject)}&`;
  const lines = mailItems(office).map((item) => `${item}：`);
  return `mailto:${contact.mailbox}?${subject}body=${encodeURIComponent(lines.join('\r\n'))}`;
};
