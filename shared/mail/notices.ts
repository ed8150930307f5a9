import type { Booking, Session } from '../domain/booking.ts';
import { mayCancel } from '../domain/deadlines.ts';
import { isForStaff, type NoticeKind } from '../domain/notices.ts';
import { type Office, type Terms, toolOf } from '../domain/office.ts';
import { endOf } from '../domain/openings.ts';
import { dateOf, type Instant, instant, local, plusDays, startOf } from '../domain/time.ts';
import { clockText, dateText, dayText, promiseDayText, promiseText, spanText, wishText } from '../domain/wording.ts';
import { type Block, htmlOf, type Line, oneLine, textOf } from './blocks.ts';
import { type CalendarFile, calendarOf, meetingIdText } from './calendar.ts';

export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly calendar?: CalendarFile;
};

export type About = {
  readonly booking: Booking;
  /** The origin of the office's pages: https, no slash at its end. */
  readonly site: string;
  /** The counsellor's name as people are told it. */
  readonly counsellor?: string | undefined;
  /** The version newly published, where terms change. */
  readonly terms?: Terms | undefined;
};

type Context = About & { readonly office: Office; readonly now: Instant };
type Draft = { readonly title: string; readonly blocks: readonly Block[]; readonly calendar?: true };

/**
 * The mail a notice is. No subject carries personal data. The receipt is text without links, because mobile carriers throw away
 * mail with any; staff read text too; everything else says the same in text and HTML. What people typed, even the name, is
 * told only to an address that staff have accepted by confirming the booking [D-9].
 */
export const letterOf = (office: Office, kind: NoticeKind, about: About, now: Instant): Letter => {
  const { booking, site } = about;
  const toStaff = isForStaff(kind);
  const to = toStaff ? office.contact.staffMail : booking.applicant.email;
  if (to === undefined) throw new Error(`there is no address for ${kind} of ${booking.id}`);
  const draft = drafts[kind]({ ...about, office, now });
  const subject = oneLine(`【${office.name}】${draft.title}（予約番号 ${booking.id}）`);
  const calendar = draft.calendar && calendarOf(office, booking, site, now);
  const plain = toStaff || kind === 'receipt';
  const blocks = [
    ...(plain ? [] : [{ lines: [greeting(booking)] }]),
    ...draft.blocks,
    ...(toStaff ? [] : [signature(office)]),
  ];
  return {
    to: oneLine(to),
    subject,
    text: textOf(blocks),
    ...(!plain && { html: htmlOf(subject, blocks) }),
    ...(calendar && { calendar }),
  };
};

const greeting = (booking: Booking): string =>
  'session' in booking ? `${oneLine(booking.applicant.name)} 様` : 'オンライン職業相談に申し込まれた方へ';

const phoneLine = ({ contact }: Office): string => `電話 ${contact.phone}（${contact.hours}）`;

const signature = (office: Office): Block => ({
  lines: [`${office.name} ${office.contact.department}`, phoneLine(office), 'このメールは、自動でお送りしています。'],
});

/** 2026年3月4日（水） → 2026年（令和8年）3月4日（水） */
const withEra = (day: string, moment: Instant): string => {
  const era = local(moment)
    .reconfigure({ outputCalendar: 'japanese' })
    .toLocaleString({ era: 'long', year: 'numeric' });
  return day.replace('年', `年（${era}）`);
};

type Held = Extract<Booking, { session: Session }>;

const held = (booking: Booking): Held => {
  if ('session' in booking) return booking;
  throw new Error(`${booking.id} has no session to write about`);
};

const numberBlock = ({ id }: Booking): Block => ({ heading: '予約番号', lines: [id] });

const whenLines = (session: Session): string[] => [
  withEra(dayText(session.startsAt), session.startsAt),
  `${spanText(session.startsAt, endOf(session))}の${session.minutes}分間`,
];

const sessionBlock = (booking: Booking, heading = '日時'): Block => ({
  heading,
  lines: whenLines(held(booking).session),
});

const wishesBlock = ({ wishes }: Booking): Block => ({
  heading: '希望日時',
  lines: wishes.flatMap((wish, index) => {
    const [day = '', time = ''] = wishText(wish).split(' ');
    return [`${wishes.length > 1 ? `第${index + 1}希望：` : ''}${withEra(day, wish.from)}`, time];
  }),
});

const whatItIsAbout = (booking: Booking): Block[] => [
  numberBlock(booking),
  'session' in booking ? sessionBlock(booking) : wishesBlock(booking),
];

/** The last moment before another: a day's end as that day, anything else to the minute. */
const untilText = (moment: Instant): string =>
  clockText(moment) === '0:00' ? promiseDayText(moment) : `${dayText(moment)}${clockText(moment)}`;

const againBlock = (site: string): Block => ({
  heading: 'もう一度申し込むとき',
  lines: ['予約できる時間は、次のページで見られます。', { url: `${site}/openings` }],
});

/** [K-F-2] Staff took it down; the person's own application, with the agreement to the terms, is still to come. */
const awaitsApplication = ({ channel, terms }: Booking): boolean => channel !== 'form' && channel !== 'mail' && !terms;

const arranged = { phone: 'お電話', counter: '窓口', session: '前の相談', form: 'フォーム', mail: 'メール' };

const itemsOf = (office: Office, { applicant: { kind } }: Booking): string[] => {
  const requires = office.applicants[kind]?.requires ?? [];
  return [
    '氏名',
    ...(requires.includes('number') ? [kind === 'employer' ? '事業所番号' : '求職番号'] : []),
    '希望日時',
    ...(requires.includes('email') ? ['連絡先のメールアドレス'] : []),
    ...(requires.includes('phone') ? ['電話番号'] : []),
  ];
};

const toComplete = (office: Office, booking: Booking): Block => ({
  heading: 'このあと、していただくこと',
  lines: [
    `${arranged[booking.channel]}でうかがった内容で、仮に予約しています。予約を決めるには、あと一度、ご自身のお申込みが必要です。`,
    `${'expiresAt' in booking ? `${untilText(booking.expiresAt)}までに、` : ''}次のどちらかで、お申し込みください。`,
    '・オンライン職業相談のホームページにある申込みフォーム',
    `・${office.contact.mailbox} へのメール（件名は「オンライン職業相談希望」）`,
    `書いていただくこと：${itemsOf(office, booking).join('、')}`,
    `氏名や日時などは、${arranged[booking.channel]}のときと同じように書いてください。`,
    'お申し込みの前に、ホームページで利用規約をお読みください。お申し込みになると、利用規約に同意したことになります。',
  ],
});

const agreedTo = (office: Office, version: string): Block => ({
  heading: '同意していただいた規約',
  listed: true,
  lines: [
    `${office.terms.find((terms) => terms.version === version)?.title ?? '利用規約'}（${version}版）`,
    ...office.tools.map(({ name }) => `${name}の利用規約`),
  ],
});

const howBlock = ({ office, booking, counsellor }: Context): Block => ({
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
const entryBlock = ({ office, booking }: Context): Block => {
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
const lastCheckBlock: Block = {
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

/** [K-6-5, A-6-4, D-8] How this office can be told, as its policy has it and as far as there is still time. */
const cancelBlock = ({ office, booking, now }: Context): Block => {
  const { startsAt } = held(booking).session;
  const open = (['mail', 'web'] as const).filter(
    (channel) => mayCancel(office, channel, startsAt, now) && (channel === 'mail' || booking.codeHash !== undefined),
  );
  const names = open.map((channel) => written[channel]);
  const endsBefore = open.some((channel) => !mayCancel(office, channel, startsAt, instant(startsAt - 1)));
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

const refusalSentence = '連絡のないキャンセルがあったときは、そのあとの利用をお断りすることがあります。';

/** [K-6-5, A-6-4, D-10] The rule of the first ten minutes. */
const silenceBlock = ({ office }: Context): Block => ({
  heading: '遅れるとき、入室できないとき',
  lines: [
    'すぐにお電話ください。',
    `開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。${refusalSentence}`,
  ],
});

/** The page asks for the code, which only those have who applied by themselves. */
const pageBlocks = ({ booking, site }: Context): Block[] =>
  booking.codeHash === undefined
    ? []
    : [
        {
          heading: '予約の確認',
          lines: [
            '今の予約は、次のページで確かめられます。申し込んだときに画面に出た確認コードが必要です。',
            { url: `${site}/bookings/${booking.id}` },
          ],
        },
      ];

const calendarHint = '添付のファイル（soudan.ics）を開くと、カレンダーに予定を登録できます。';
const calendarUndone = 'カレンダーに登録した予定は、添付のファイル（soudan.ics）で取り消せます。';

type Article = Terms['articles'][number];
const articleText = ({ article, heading }: Article): string =>
  `第${article.replace(/^(\d+)(?:-(\d))?$/, (_, first, second) => `${first}条${second ? `の${second}` : ''}`)}（${heading}）`;

/** [K-13, A-13] The articles that read otherwise than in the version agreed to; their new text stands on the page of the terms. */
const changesBetween = (agreed: Terms | undefined, next: Terms): string[] => {
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
const sessionBlocks = (context: Context): Block[] => [
  howBlock(context),
  entryBlock(context),
  preparationBlock(context),
  cancelBlock(context),
  silenceBlock(context),
  ...pageBlocks(context),
];

const signNames = { joined: '入室', called: '電話', wrote: 'メール', arrived: '来所' };

const staffBlocks = ({ booking, site }: Context, todo: readonly string[]): Block[] => [
  { heading: 'すること', lines: [...todo, { url: `${site}/staff/bookings/${booking.id}` }] },
];

/** Why the answer is still owed, and what would be the answer. */
const answerOwed = ({ office, booking }: Context): string =>
  booking.state === 'tentative'
    ? '日時を決めて確定するか、お断りしてください。'
    : `${toolOf(office, held(booking).tool).name}の会議を作り、URLなどを予約に入れてください。`;

const drafts: Record<NoticeKind, (context: Context) => Draft> = {
  /** [D-9, K-F-1, K-F-2, K-F-5, A-6-3] */
  receipt: ({ office, booking }) => ({
    title: 'オンライン職業相談の仮予約を受け付けました',
    blocks: [
      {
        lines: [
          'オンライン職業相談の仮予約を受け付けました。',
          '予約は、まだ決まっていません。ご案内（招待）のメールが届いたときに、決まります（本予約）。',
        ],
      },
      numberBlock(booking),
      wishesBlock(booking),
      ...(awaitsApplication(booking) ? [toComplete(office, booking)] : []),
      { heading: 'お返事', lines: [promiseText(office, booking.promisedBy)] },
      ...(booking.terms === undefined ? [] : [agreedTo(office, booking.terms)]),
      {
        heading: '控えておいてください',
        lines: [
          booking.codeHash === undefined
            ? 'お問い合わせのときは、上の予約番号をお伝えください。'
            : '予約の確認には、上の予約番号と、申し込んだときに画面に出た確認コードが必要です。',
          'このメールに心当たりのない方は、お手数ですが、このメールを消してください。',
        ],
      },
    ],
  }),

  /** [K-F-3, K-6-3, K-6-4, A-6-3] */
  invitation: (context) => ({
    title: 'オンライン職業相談の予約が決まりました',
    calendar: true,
    blocks: [
      { lines: ['オンライン職業相談の予約が決まりました（本予約）。', calendarHint] },
      numberBlock(context.booking),
      sessionBlock(context.booking),
      ...sessionBlocks(context),
    ],
  }),

  /** [K-12-4, A-12-4] True whenever it is sent: it names the day, never "tomorrow". */
  reminder: (context) => ({
    title: 'オンライン職業相談の日時の確認',
    calendar: true,
    blocks: [
      { lines: ['予約をいただいているオンライン職業相談の日時が、近づきました。'] },
      numberBlock(context.booking),
      sessionBlock(context.booking),
      howBlock(context),
      entryBlock(context),
      lastCheckBlock,
      cancelBlock(context),
      silenceBlock(context),
      ...pageBlocks(context),
    ],
  }),

  /** [A-6-5] */
  moved: (context) => ({
    title: 'オンライン職業相談の日時が変わりました',
    calendar: true,
    blocks: [
      {
        lines: [
          `${context.office.name}で、オンライン職業相談の日時を変更しました。日時の変更でご迷惑をおかけし、申し訳ありません。`,
          '前の日時の予約は、なくなりました。前にお知らせしたURLなどは、もう使えません。',
          '新しい日時でご都合が悪いときは、お電話ください。',
          calendarHint,
        ],
      },
      numberBlock(context.booking),
      sessionBlock(context.booking, '新しい日時'),
      ...sessionBlocks(context),
    ],
  }),

  /** [K-6-5, A-6-4] Reasons are between the office and the person, and never in a mail. */
  cancelled: ({ office, booking, site }) => ({
    title: 'オンライン職業相談の予約をキャンセルしました',
    calendar: true,
    blocks: [
      {
        lines: [
          ...(booking.state === 'cancelled' && booking.by === 'office'
            ? [
                `${office.name}から、次の予約をキャンセルさせていただきました。ご迷惑をおかけし、申し訳ありません。`,
                'くわしいことは、お電話でおたずねください。',
              ]
            : ['次の予約を、キャンセルしました。', 'キャンセルした覚えのない方は、お電話ください。']),
          '前にお知らせしたURLなどは、もう使えません。',
          calendarUndone,
        ],
      },
      ...whatItIsAbout(booking),
      againBlock(site),
    ],
  }),

  withdrawn: ({ booking, site }) => ({
    title: 'オンライン職業相談の申込みを取り下げました',
    blocks: [
      { lines: ['次の申込み（仮予約）を、取り下げました。', '取り下げた覚えのない方は、お電話ください。'] },
      ...whatItIsAbout(booking),
      againBlock(site),
    ],
  }),

  declined: ({ booking }) => ({
    title: 'オンライン職業相談の申込みについて',
    blocks: [
      {
        lines: [
          'オンライン職業相談のお申込み、ありがとうございました。',
          '申し訳ありませんが、今回のお申込みは、お受けできませんでした。',
          'くわしいことは、お電話でおたずねください。ほかの方法での相談も、お電話でご案内します。',
        ],
      },
      ...whatItIsAbout(booking),
    ],
  }),

  /** [D-5] Whose answer did not come in time: the office's, or the application that was to follow a call [K-F-2]. */
  expired: ({ booking, site }) => ({
    title: 'オンライン職業相談の仮予約の期限が過ぎました',
    blocks: [
      {
        lines: awaitsApplication(booking)
          ? [
              '期限までにお申込みのメールやフォームが届かなかったため、次の仮予約はなくなりました。',
              'お申込みを済ませている方や、相談をご希望の方は、お手数ですが、お電話ください。',
            ]
          : [
              '期限までにお返事ができず、次の仮予約はなくなりました。申し訳ありません。',
              'お手数ですが、お電話ください。もう一度お申し込みいただくこともできます。',
            ],
      },
      ...whatItIsAbout(booking),
      againBlock(site),
    ],
  }),

  /** [K-6-5, A-6-4, D-10] Its hour has come already, and staff may undo it: no calendar is told. */
  'deemed-cancelled': ({ office, booking, site }) => ({
    title: 'オンライン職業相談をキャンセルとして扱いました',
    blocks: [
      {
        lines: [
          `開始から${office.noShowMinutes}分たってもご連絡がなかったため、次の予約はキャンセルとして扱いました。`,
          'ご連絡をいただいていたときや、入室できなかったときは、お電話ください。お困りのことがあるときも、お電話ください。',
          refusalSentence,
        ],
      },
      ...whatItIsAbout(booking),
      againBlock(site),
    ],
  }),

  /** [K-F-5, K-6-3, A-6-3] */
  'please-phone': (context) => {
    const promised = `${promiseDayText(context.booking.promisedBy)}まで`;
    return {
      title: 'お返事が遅れています。お電話をお願いします',
      blocks: [
        {
          lines: [
            ...(context.booking.state === 'tentative'
              ? [`${promised}にお返事する約束でしたが、まだお返事ができていません。申し訳ありません。`]
              : [
                  `${promised}に参加のしかたをお知らせする約束でしたが、まだお知らせできていません。申し訳ありません。`,
                  '日時は、下のとおり決まっています。',
                ]),
            `お手数ですが、${context.office.contact.department}にお電話ください。`,
            phoneLine(context.office),
          ],
        },
        ...whatItIsAbout(context.booking),
      ],
    };
  },

  /** [K-13, A-13, D-11] */
  'terms-changed': ({ office, booking, site, terms }) => {
    if (!terms) throw new Error('there are no new terms to tell of');
    const from = withEra(dateText(terms.effectiveFrom), startOf(terms.effectiveFrom));
    const changes = changesBetween(
      office.terms.find(({ version }) => version === booking.terms),
      terms,
    );
    return {
      title: '利用規約の変更のお知らせ',
      blocks: [
        { lines: [`オンライン職業相談の利用規約を変更します（${terms.version}版）。`] },
        { heading: '新しい規約が始まる日', lines: [from] },
        ...(changes.length === 0 ? [] : [{ heading: '変わるところ', listed: true, lines: changes }]),
        { heading: '新しい規約の内容', lines: [{ url: `${site}/terms/${terms.version}` }] },
        {
          heading: '今の予約について',
          lines: [
            ...(booking.terms === undefined
              ? []
              : ['今の予約には、申し込んだときに同意していただいた規約を使います。手続きはいりません。']),
            `新しい規約が始まってからの申込み${office.instant ? 'や、予約なしの相談' : ''}には、新しい規約への同意が必要です。`,
          ],
        },
        ...whatItIsAbout(booking),
      ],
    };
  },

  'new-application': (context) => ({
    title: '新しい申込みがあります',
    blocks: [
      { lines: ['オンライン職業相談の申込みがありました。'] },
      ...whatItIsAbout(context.booking),
      { heading: 'お返事の期限', lines: [`${untilText(context.booking.promisedBy)}まで`] },
      ...staffBlocks(context, [answerOwed(context)]),
    ],
  }),

  /** [K-F-5, A-6-3, D-5] */
  'promise-endangered': (context) => ({
    title: 'お返事の期限が近づいています',
    blocks: [
      { lines: ['まだお返事をしていない申込みがあります。'] },
      ...whatItIsAbout(context.booking),
      { heading: 'お返事の期限', lines: [`${untilText(context.booking.promisedBy)}まで`] },
      ...staffBlocks(context, [answerOwed(context), '間に合わないときは、期限の前に、お電話で伝えてください。']),
    ],
  }),

  /** [D-12, A-6-3, K-12-2] What staff enter into the tool, and what they bring back. */
  'meeting-missing': (context) => {
    const { office, booking } = context;
    const { session, tool } = held(booking);
    const { name, invitesFrom } = toolOf(office, tool);
    return {
      title: '会議の準備ができていません',
      blocks: [
        { lines: [`日時の決まった相談に、${name}の会議がまだありません。`] },
        {
          heading: `${name}に入れること`,
          listed: true,
          lines: [
            `件名：オンライン職業相談 ${booking.id}`,
            `日付：${dayText(session.startsAt)}`,
            `時刻：${clockText(session.startsAt)}〜${clockText(endOf(session))}（${session.minutes}分）`,
            ...(invitesFrom ? ['招待する人：予約の画面にあるメールアドレス'] : ['自動録画：しない']),
          ],
        },
        ...staffBlocks(context, [
          invitesFrom
            ? '会議を作ったら、そのURLか「招待した」という記録を、予約に入れてください。'
            : '会議を作ったら、URLとミーティングIDとパスコードを、予約に入れてください。入れると、ご案内のメールが送られます。',
        ]),
      ],
    };
  },

  /** [D-10] */
  'person-waiting': (context) => ({
    title: '開始の時刻が過ぎた予約があります',
    blocks: [
      {
        lines: [
          `開始から${context.office.noShowMinutes}分たちました。`,
          '利用者からの連絡の記録があるので、キャンセルとして扱っていません。',
        ],
      },
      ...whatItIsAbout(context.booking),
      {
        heading: '連絡の記録',
        listed: true,
        lines: held(context.booking).signs.map(({ sign, at }) => `${clockText(at)} ${signNames[sign]}`),
      },
      ...staffBlocks(context, ['どうなったかを確かめて、相談の終了、キャンセルなどを記録してください。']),
    ],
  }),

  undeliverable: (context) => {
    const { booking, now } = context;
    const before = 'session' in booking ? booking.session.startsAt : 'expiresAt' in booking ? booking.promisedBy : now;
    return {
      title: 'メールが届かなかった方がいます',
      blocks: [
        { lines: ['この予約の方に送ったメールが、届きませんでした。', '電話をかける方の一覧に入っています。'] },
        ...whatItIsAbout(booking),
        {
          heading: '電話をかける期限',
          lines: [now < before ? `${untilText(before)}まで` : 'できるだけ早く'],
        },
        ...staffBlocks(context, ['電話で用件を伝えて、かけたことを記録してください。']),
      ],
    };
  },
};
