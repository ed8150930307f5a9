import type { Booking, Confirmed, Session } from '../domain/booking.ts';
import { mayCancel } from '../domain/deadlines.ts';
import { type Office, type Terms, toolOf, toolsAgreedTo } from '../domain/office.ts';
import type { Lost } from '../domain/office-changes.ts';
import { endOf } from '../domain/openings.ts';
import { itemsOf } from '../domain/telling.ts';
import { dateOf, type Instant, instant, local, plusDays } from '../domain/time.ts';
import { clockText, dateText, dayText, spanText, untilText, wishText } from '../domain/wording.ts';
import { type Block, type Line, oneLine } from './blocks.ts';
import { meetingIdText } from './calendar.ts';

/* The parts letters are made of: what they say, in one place each, so that no two letters say it differently. */

export type About = {
  readonly booking: Booking;
  /** The origin of the office's pages: https, no slash at its end. */
  readonly site: string;
  /** The address that opens the booking for whoever has the letter. */
  readonly link?: string | undefined;
  /** The counsellor's name as people are told it. */
  readonly counsellor?: string | undefined;
  /** When to phone about an application that nobody can answer any more in time, or that nobody has answered (`whenToPhone`). */
  readonly phoneFrom?: Instant | undefined;
  /** The version newly published, where terms change. */
  readonly terms?: Terms | undefined;
  /** The counsellor's user at the tool. */
  readonly host?: string | undefined;
  /** Why nobody was to hold the session. */
  readonly lost?: Lost | undefined;
};

/** What a letter is written from. */
export type Context = About & { readonly office: Office; readonly now: Instant };

export const phoneLine = ({ contact }: Office): string => `電話 ${contact.phone}（${contact.hours}）`;

export const signature = (office: Office): Block => ({
  heading: 'お問い合わせ',
  lines: [`${office.name} ${office.contact.department}`, phoneLine(office), 'このメールは、自動でお送りしています。'],
});

/** 2026年3月4日（水） → 2026年（令和8年）3月4日（水） */
export const withEra = (day: string, moment: Instant): string => {
  const era = local(moment)
    .reconfigure({ outputCalendar: 'japanese' })
    .toLocaleString({ era: 'long', year: 'numeric' });
  return day.replace('年', `年（${era}）`);
};

type Held = Extract<Booking, { session: Session }>;

export const held = (booking: Booking): Held => {
  if ('session' in booking) return booking;
  throw new Error(`${booking.id} has no session to write about`);
};

export const numberBlock = ({ id }: Booking): Block => ({ heading: '予約番号', lines: [id] });

const whenLines = (session: Session): string[] => [
  withEra(dayText(session.startsAt), session.startsAt),
  `${spanText(session.startsAt, endOf(session))}の${session.minutes}分間`,
];

export const sessionBlock = (booking: Booking, heading = '日時'): Block => ({
  heading,
  lines: whenLines(held(booking).session),
});

export const wishesBlock = ({ wishes }: Booking): Block => ({
  heading: '希望日時',
  lines: wishes.flatMap((wish, index) => {
    const [day = '', time = ''] = wishText(wish).split(' ');
    return [`${wishes.length > 1 ? `第${index + 1}希望：` : ''}${withEra(day, wish.from)}`, time];
  }),
});

export const whatItIsAbout = (booking: Booking): Block[] => [
  numberBlock(booking),
  'session' in booking ? sessionBlock(booking) : wishesBlock(booking),
];

export const againBlock = (site: string, heading = 'もう一度申し込むとき'): Block => ({
  heading,
  lines: ['予約できる時間は、次のページで見られます。', { url: `${site}/openings` }],
});

const arranged = {
  phone: 'お電話',
  counter: '窓口',
  session: '前の相談',
  form: 'フォーム',
  mail: 'メール',
  instant: '即時利用',
} as const satisfies Record<Booking['channel'], string>;

export const toComplete = (office: Office, booking: Booking): Block => ({
  heading: 'このあと、していただくこと',
  lines: [
    `${arranged[booking.channel]}でうかがった内容で、仮に予約しています。予約を決めるには、ご自身でのお申込みも必要です。`,
    `${'expiresAt' in booking ? `${untilText(booking.expiresAt)}までに、` : ''}次のどちらかで、お申し込みください。`,
    '・オンライン職業相談のホームページにある申込みフォーム',
    `・${office.contact.mailbox} へのメール${office.mail.subject === null ? '' : `（件名は「${office.mail.subject}」）`}`,
    `書いていただくこと：${itemsOf(office, booking.applicant.kind).join('、')}`,
    `氏名や日時などは、${arranged[booking.channel]}のときと同じように書いてください。`,
    'お申し込みの前に、ホームページで利用規約をお読みください。お申し込みになると、利用規約に同意したことになります。',
  ],
});

/** [A-6-2] Who has applied by speaking with staff could not read along: applying counts as agreeing all the same. */
export const toRead: Block = {
  heading: '利用規約',
  lines: ['お申し込みになると、利用規約に同意したことになります。ホームページでお読みください。'],
};

export const agreedTo = (office: Office, version: string): Block => ({
  heading: '同意していただいた規約',
  listed: true,
  lines: [
    `${office.terms.find((terms) => terms.version === version)?.title ?? '利用規約'}（${version}版）`,
    ...toolsAgreedTo(office).map(({ name }) => `${name}の利用規約`),
  ],
});

export const howBlock = ({ office, booking, counsellor }: Context): Block => ({
  heading: '方法',
  lines: [
    `${toolOf(office, held(booking).tool).name}（ビデオ通話）`,
    ...(counsellor ? [`担当：${oneLine(counsellor)}`] : []),
  ],
});

/**
 * [K-F-3, K-F-4, K-6-3, A-6-3] How to enter: with what our mail carries, or by the invitation of the tool's own server, whose
 * sender is named because answers to it reach nobody.
 */
export const entryBlock = ({ office, booking }: Context): Block => {
  const { tool, meeting } = held(booking);
  const { name, invitesFrom } = toolOf(office, tool);
  const { url, id, passcode } = meeting.state === 'ready' ? meeting : {};
  const sender = `差出人は ${invitesFrom} です。そのメールに返信しても、${office.name}には届きません。`;
  const anywhere = `スマートフォンでもパソコンでも、${name}のアプリでもブラウザでも参加できます。`;
  const codes: Line[] = [
    ...(id ? [`ミーティングID：${meetingIdText(oneLine(id))}`] : []),
    ...(passcode ? [`パスコード：${oneLine(passcode)}`] : []),
  ];
  if (url)
    return {
      heading: '参加のしかた',
      lines: [
        '当日は、次のURLを開いて、入室してください。',
        { url: oneLine(url) },
        ...codes,
        ...(invitesFrom
          ? [
              'お名前とメールアドレスを入れると、入室できます。アカウントの登録はいりません。',
              anywhere,
              `${name}からも、招待メールが届くことがあります。${sender}`,
            ]
          : [
              '入室するときに、お名前を入れてください。',
              'URLで入室できないときは、アプリにミーティングIDとパスコードを入れてください。',
              anywhere,
            ]),
      ],
    };
  return {
    heading: '参加のしかた',
    lines: invitesFrom
      ? [
          `${name}から、招待メール${meeting.state === 'ready' ? 'を別にお送りしています' : 'が別に届きます'}。${sender}`,
          '当日は、招待メールのURLを開いてください。お名前とメールアドレスを入れると、入室できます。アカウントの登録はいりません。',
          anywhere,
          '招待メールが届かないときは、迷惑メールの中を確かめてから、お電話ください。',
        ]
      : [
          '入室のためのURL、ミーティングID、パスコードは、準備ができしだいメールでお知らせします。',
          '開始の時刻が近くなっても届かないときは、お電話ください。',
        ],
  };
};

/** [K-F-4, K-F-6, K-12-2…5, A-12-2…5] What to prepare; who comes along is never repeated, only that it was heard. */
const preparationBlock = ({ booking }: Context): Block => ({
  heading: '準備していただくこと',
  listed: true,
  lines: [
    '開始の5分前までに、入室できるように準備してください。',
    'アプリかブラウザが使えることと、通信に問題がないことを、前もって確かめてください。',
    'OS、アプリ、ブラウザは、最新にしてください。サポートが終わったOSの端末は使えません。',
    '個室など、静かで、まわりに人がいない場所でお話しください。',
    booking.companion
      ? '同席する方がいることは、うかがっています。'
      : '通訳や介助の方などが同席するときは、前もってお知らせください。',
    '録画や録音は、どんな方法でも禁止です。',
    '通信量に上限のない契約の回線をおすすめします。通信の費用は、ご自身の負担です。',
  ],
});

/** [K-12-2…4, A-12-2…4] The same in short, shortly before. */
export const lastCheckBlock: Block = {
  heading: '始まる前に',
  listed: true,
  lines: [
    '開始の5分前までに、入室できるように準備してください。',
    'アプリかブラウザが最新で、通信に問題がないことを確かめてください。OSの更新も済ませておいてください。',
    'まわりに人がいない、静かな場所でお話しください。',
    '録画や録音は、どんな方法でも禁止です。',
  ],
};

const written = { mail: 'メール', web: '予約の確認のページ' };

/**
 * [K-6-5, A-6-4, D-8] Beside the phone: in which other ways this booking may still be called off, and whether they end before its
 * start. The page is one for whoever has a code, or a letter's link, which counts as mail.
 */
export const waysToCallOff = (
  office: Office,
  booking: Booking,
  now: Instant,
  link?: string,
): { open: ('mail' | 'web')[]; names: string[]; endsBefore: boolean } => {
  const { startsAt } = held(booking).session;
  const may = (channel: 'mail' | 'web', at: Instant): boolean =>
    channel === 'mail'
      ? mayCancel(office, 'mail', startsAt, at)
      : (booking.codeHash !== undefined && mayCancel(office, 'web', startsAt, at)) ||
        (link !== undefined && mayCancel(office, 'mail', startsAt, at));
  const open = (['mail', 'web'] as const).filter((channel) => may(channel, now));
  return {
    open,
    names: open.map((channel) => written[channel]),
    endsBefore: open.some((channel) => !may(channel, instant(startsAt - 1))),
  };
};

/** [K-6-5, A-6-4, D-8] How this office can be told, as its policy has it and as far as there is still time. */
export const cancelBlock = ({ office, booking, now, link }: Context): Block => {
  const { startsAt } = held(booking).session;
  const { open, names, endsBefore } = waysToCallOff(office, booking, now, link);
  return {
    heading: 'キャンセルするとき',
    lines: [
      ...(open.length === 0
        ? ['お電話でご連絡ください。メールやホームページでは、受け付けられません。']
        : [
            `${['お電話', ...names].join('か、')}で、ご連絡ください。`,
            endsBefore
              ? `${names.join('と')}での受付は、前日の${dateText(plusDays(dateOf(startsAt), -1))}までです。当日は、お電話でご連絡ください。`
              : `${names.join('と')}での受付は、開始の時刻までです。`,
          ]),
      phoneLine(office),
      ...(open.includes('mail') ? [`メール ${office.contact.mailbox}（予約番号を書いてください）`] : []),
    ],
  };
};

export const refusalSentence = '連絡のないキャンセルがあったときは、そのあとの利用をお断りすることがあります。';

/** [K-6-5, A-6-4, D-10] The rule of the first ten minutes. */
export const silenceBlock = ({ office }: Context): Block => ({
  heading: '遅れるとき、入室できないとき',
  lines: [
    'すぐにお電話ください。',
    `開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。${refusalSentence}`,
  ],
});

/** [K-F-4] The page of the booking, by a link that needs nothing else; where the letter has none, for those who were given a code. */
export const pageBlocks = ({ office, booking, site, link }: Context): Block[] => {
  const heading = '予約の確認のページ';
  if (link !== undefined)
    return [
      {
        heading,
        lines: [
          '今の予約を確かめるときや、当日に参加するときは、次のURLも使えます。',
          { url: link },
          `参加のボタンは、開始の${office.joining.minutesBefore}分前から出ます。`,
          'このURLを開くと、だれでも予約を見られます。ほかの人に送らないでください。',
        ],
      },
    ];
  if (booking.codeHash === undefined) return [];
  const lines = [
    '今の予約は、次のページで確かめられます。申し込んだときに画面に出た確認コードが必要です。',
    { url: `${site}/bookings/${booking.id}` },
  ];
  return [{ heading, lines }];
};

export const calendarHint = '添付のファイル（soudan.ics）を開くと、カレンダーに予定を登録できます。';
export const calendarUndone = 'カレンダーに登録した予定は、添付のファイル（soudan.ics）で取り消せます。';

type Article = Terms['articles'][number];
const articleText = ({ article, heading }: Article): string =>
  `第${article.replace('-', '条の')}${article.includes('-') ? '' : '条'}（${heading}）`;

/** [K-13, A-13] The articles that read otherwise than in the version agreed to; their new text stands on the page of the terms. */
export const changesBetween = (agreed: Terms | undefined, next: Terms): string[] => {
  if (!agreed) return [];
  const same = (one: Article, other: Article | undefined): boolean =>
    one.heading === other?.heading && one.text.join('\n') === other.text.join('\n');
  const sameArticle = (terms: Terms, { article }: Article) => terms.articles.find((one) => one.article === article);
  return [
    ...next.articles.filter((one) => !same(one, sameArticle(agreed, one))).map(articleText),
    ...agreed.articles.filter((one) => !sameArticle(next, one)).map((one) => `${articleText(one)}：なくなります`),
  ];
};

/** Everything about a session to come. */
export const sessionBlocks = (context: Context): Block[] => [
  howBlock(context),
  entryBlock(context),
  preparationBlock(context),
  cancelBlock(context),
  silenceBlock(context),
  ...pageBlocks(context),
];

export const signNames = { joined: '入室', called: '電話', wrote: 'メール', arrived: '来所' };
/** 14:03 電話 */
export const signText = ({ sign, at }: Confirmed['signs'][number]): string => `${clockText(at)} ${signNames[sign]}`;

/** No link: the console is entered by signing in, and the number finds the booking there. */
export const todoBlock = (todo: readonly string[]): Block => ({ heading: 'すること', lines: todo });
