import { heldBefore, settingsByHand, troubleText } from '../domain/at-tool.ts';
import { type Booking, wasChanged } from '../domain/booking.ts';
import { isForStaff, type NoticeKind } from '../domain/notices.ts';
import { type Office, type Terms, toolOf } from '../domain/office.ts';
import { type Lost, lostBy } from '../domain/office-changes.ts';
import { type Diary, endOf } from '../domain/openings.ts';
import { awaitsApplication, whenToPhone } from '../domain/telling.ts';
import { withPublished } from '../domain/terms.ts';
import { type Instant, startOf } from '../domain/time.ts';
import {
  clockText,
  dateText,
  dayText,
  lateText,
  promiseDayText,
  promiseText,
  unansweredText,
  untilText,
  waysToCancel,
} from '../domain/wording.ts';
import { type Block, htmlOf, oneLine, textOf } from './blocks.ts';
import { type CalendarFile, calendarOf } from './calendar.ts';
import {
  type About,
  againBlock,
  agreedTo,
  type Context,
  calendarHint,
  calendarUndone,
  cancelBlock,
  changesBetween,
  entryBlock,
  held,
  howBlock,
  lastCheckBlock,
  numberBlock,
  pageBlocks,
  phoneLine,
  refusalSentence,
  sessionBlock,
  sessionBlocks,
  signature,
  signText,
  silenceBlock,
  toComplete,
  todoBlock,
  toRead,
  whatItIsAbout,
  wishesBlock,
  withEra,
} from './parts.ts';

export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly calendar?: CalendarFile;
};

type Draft = { readonly title: string; readonly blocks: readonly Block[]; readonly calendar?: true };

/**
 * The mail a notice is. No subject carries personal data. The receipt is text without links, because mobile carriers throw away
 * mail with any (the site's bare name is none); staff read text too; everything else says the same in text and HTML. What people typed, even the name, is
 * told only to an address that staff have accepted by confirming the booking [D-9].
 */
export const letterOf = (office: Office, kind: NoticeKind, about: About, now: Instant): Letter => {
  const { booking } = about;
  const to = isForStaff(kind) ? office.contact.staffMail : booking.applicant.email;
  if (to === undefined) throw new Error(`there is no address for ${kind} of ${booking.id}`);
  return { to: oneLine(to), ...wordsOf(office, kind, about, now) };
};

const wordsOf = (office: Office, kind: NoticeKind, about: About, now: Instant): Omit<Letter, 'to'> => {
  const { booking, site } = about;
  const toStaff = isForStaff(kind);
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
    subject,
    text: textOf(blocks),
    ...(!plain && { html: htmlOf(subject, blocks) }),
    ...(calendar && { calendar }),
  };
};

/** What the office has entered that letters tell of: the counsellor by name, the terms as published. */
type Book = Pick<Diary, 'closures' | 'counsellors'> & { readonly terms: readonly Terms[] };
type Given = Pick<About, 'booking' | 'site' | 'link'>;
const informed = (office: Office, book: Book, { booking, site, link }: Given, now: Instant): [Office, About] => {
  const lane = 'session' in booking ? booking.session.counsellor : undefined;
  const { name: counsellor, zoomUser: host } = book.counsellors.find(({ id }) => id === lane) ?? {};
  const known = withPublished(office, book.terms);
  const terms = known.terms.find(({ version }) => version === booking.announced);
  const lost = lostBy(office, book, booking);
  const phoneFrom = whenToPhone(office, book.closures, booking, now);
  return [
    known,
    {
      booking,
      site,
      link,
      lost,
      phoneFrom,
      host,
      ...(counsellor !== undefined && { counsellor }),
      ...(terms && { terms }),
    },
  ];
};

/** The letter as it goes out, from what the office has entered. */
export const composed = (office: Office, book: Book, kind: NoticeKind, of: Given, now: Instant): Letter => {
  const [known, about] = informed(office, book, of, now);
  return letterOf(known, kind, about, now);
};

/** The same words before anything is sent, for staff to see; also where no mail will carry them. */
export const foreseen = (office: Office, book: Book, kind: NoticeKind, of: Given, now: Instant): Omit<Letter, 'to'> => {
  const [known, about] = informed(office, book, of, now);
  return wordsOf(known, kind, about, now);
};

const greeting = (booking: Booking): string =>
  'session' in booking ? `${oneLine(booking.applicant.name)} 様` : 'オンライン職業相談に申し込まれた方へ';

/** [D-12, K-12-2] What staff type into the tool. */
const whatToEnter = ({ office, booking, host }: Context): { heading: string; listed: true; lines: string[] } => {
  const { session, tool } = held(booking);
  const { name, invitesFrom } = toolOf(office, tool);
  return {
    heading: `${name}に入れること`,
    listed: true,
    lines: [
      `件名：オンライン職業相談 ${booking.id}`,
      `日付：${dayText(session.startsAt)}`,
      `時刻：${clockText(session.startsAt)}〜${clockText(endOf(session))}（${session.minutes}分）`,
      ...(invitesFrom
        ? ['招待する人：予約に書かれたメールアドレス（ない方には、お電話で）']
        : settingsByHand(host).map(([name, value]) => `${name}：${oneLine(value)}`)),
    ],
  };
};
const enterCodes =
  '会議を作ったら、URLとミーティングIDとパスコードを、予約に入れてください。入れると、ご案内のメールが送られます。';

/** Why the answer is still owed, and what would be the answer. */
const answerOwed = ({ office, booking }: Context): string =>
  booking.state === 'tentative'
    ? '日時を決めて確定するか、お断りしてください。'
    : `${toolOf(office, held(booking).tool).name}の会議を作り、URLなどを予約に入れてください。`;

const lostTexts = {
  'day-closed': 'この日は閉庁日なので、キャンセルとして扱っていません。',
  'counsellor-away': 'この日は担当者が不在なので、キャンセルとして扱っていません。',
} as const satisfies Record<Lost, string>;

const drafts: Record<NoticeKind, (context: Context) => Draft> = {
  /** [D-9, K-F-1, K-F-2, K-F-5, A-6-3] */
  receipt: ({ office, booking, site, phoneFrom }) => ({
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
      ...(awaitsApplication(office, booking) ? [toComplete(office, booking)] : []),
      {
        heading: 'お返事',
        lines: [phoneFrom ? unansweredText(office, phoneFrom) : promiseText(office, booking.promisedBy)],
      },
      ...(booking.terms === undefined
        ? awaitsApplication(office, booking)
          ? []
          : [toRead]
        : [agreedTo(office, booking.terms)]),
      {
        heading: 'キャンセルするとき',
        lines: [...waysToCancel(office, booking.codeHash !== undefined), phoneLine(office)],
      },
      {
        heading: '控えておいてください',
        lines: [
          booking.codeHash === undefined
            ? 'お問い合わせのときは、上の予約番号をお伝えください。'
            : '予約の確認には、上の予約番号と、申し込んだときに画面に出た確認コードが必要です。',
          `ホームページのアドレスは ${new URL(site).host} です。${booking.codeHash === undefined ? '' : 'その「予約の確認」のページで、今の状態を見られます。'}`,
          'このメールに心当たりのない方は、このメールを削除してください。',
        ],
      },
    ],
  }),

  /** [K-F-3, K-6-3, K-6-4, A-6-3] */
  invitation: (context) => ({
    // After a move, or to another tool, the day is known already; what comes now is how to enter.
    title: wasChanged(context.booking) ? 'オンライン職業相談の参加のしかた' : 'オンライン職業相談の予約が決まりました',
    calendar: true,
    blocks: [
      {
        lines: [
          ...(wasChanged(context.booking)
            ? [
                'オンライン職業相談の、これからの参加のしかたをお知らせします。',
                '前のご案内と違うときは、このメールの参加のしかたにしてください。',
              ]
            : ['オンライン職業相談の予約が決まりました（本予約）。']),
          calendarHint,
        ],
      },
      numberBlock(context.booking),
      sessionBlock(context.booking),
      ...sessionBlocks(context),
    ],
  }),

  /** [K-12-4, A-12-4] True whenever it is sent: it names the day, never "tomorrow". */
  reminder: (context) => ({
    title: 'オンライン職業相談の日時のお知らせ',
    calendar: true,
    blocks: [
      { lines: ['ご予約のオンライン職業相談が、近づきました。'] },
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
          `${context.office.name}で、オンライン職業相談の日時を変更しました。${context.booking.state === 'confirmed' && context.booking.movedAsAsked ? '' : '日時の変更でご迷惑をおかけし、申し訳ありません。'}`,
          '前の日時の予約は、取り消しました。前にビデオ通話のURLなどをお知らせしていたときは、それはもう使えません。',
          '新しい日時でご都合が悪いときは、お電話ください。',
          calendarHint,
        ],
      },
      numberBlock(context.booking),
      sessionBlock(context.booking, '新しい日時'),
      ...sessionBlocks(context),
    ],
  }),

  /** [A-6-3, A-6-5] The codes somebody has are good no more, and there are none yet in their place. */
  'entry-changes': (context) => {
    const { booking } = context;
    return {
      title: 'オンライン職業相談の部屋が変わります',
      calendar: true,
      blocks: [
        {
          lines: [
            'ビデオ通話の部屋が変わります。相談の日時は、変わりません。',
            '前にお知らせしたURL、ミーティングID、パスコードは、使わないでください。',
            '新しい部屋は、準備ができしだい、メールでお知らせします。',
            '開始の時刻が近くなっても届かないときは、お電話ください。',
            calendarHint,
          ],
        },
        numberBlock(booking),
        sessionBlock(booking),
        howBlock(context),
        ...pageBlocks(context),
      ],
    };
  },

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
          '前にお知らせしたビデオ通話のURLなどは、もう使えません。',
          calendarUndone,
        ],
      },
      ...whatItIsAbout(booking),
      againBlock(site),
    ],
  }),

  withdrawn: ({ booking, site }) => ({
    title: 'オンライン職業相談の申込みをキャンセルしました',
    blocks: [
      { lines: ['次の申込み（仮予約）を、キャンセルしました。', 'キャンセルした覚えのない方は、お電話ください。'] },
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
  expired: ({ office, booking, site, phoneFrom, now }) => ({
    title: 'オンライン職業相談の仮予約の期限が過ぎました',
    blocks: [
      {
        lines: awaitsApplication(office, booking)
          ? [
              '期限までにお申込みのメールやフォームが届かなかったため、次の仮予約は無効になりました。',
              'お申込みを済ませている方や、相談をご希望の方は、お電話ください。',
            ]
          : [
              '期限までにお返事ができず、次の仮予約は無効になりました。申し訳ありません。',
              phoneFrom
                ? lateText(office, phoneFrom, now)
                : 'お電話ください。もう一度お申し込みいただくこともできます。',
            ],
      },
      ...whatItIsAbout(booking),
      againBlock(site, phoneFrom && 'ほかの日時に申し込むとき'),
    ],
  }),

  /** [K-6-5, A-6-4, D-10] Its hour has come already, and staff may undo it: no calendar is told. */
  'deemed-cancelled': ({ office, booking, site, now }) => ({
    title: 'オンライン職業相談をキャンセルとして扱いました',
    blocks: [
      {
        lines: [
          `開始から${office.noShowMinutes}分たってもご連絡がなかったため、次の予約はキャンセルとして扱いました。`,
          ...('session' in booking && now < endOf(booking.session)
            ? ['今から参加したいときは、すぐにお電話ください。']
            : []),
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
              ? [`${promised}にお返事するとお約束していましたが、まだお返事ができていません。申し訳ありません。`]
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
    if (terms.version === booking.terms)
      return {
        title: '利用規約についてのお知らせ',
        blocks: [
          {
            lines: [
              `オンライン職業相談の利用規約は、同意していただいた今の規約（${terms.version}版）のままです。`,
              '前に、ほかの版への変更をお知らせしていたときは、その変更は取りやめになりました。手続きはいりません。',
            ],
          },
          { heading: '規約の内容', lines: [{ url: `${site}/terms/${terms.version}` }] },
          ...whatItIsAbout(booking),
        ],
      };
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
      todoBlock([answerOwed(context)]),
    ],
  }),

  /** [K-F-5, A-6-3, D-5] */
  'promise-endangered': (context) => ({
    title: 'お返事の期限が近づいています',
    blocks: [
      { lines: ['まだお返事をしていない申込みがあります。'] },
      ...whatItIsAbout(context.booking),
      { heading: 'お返事の期限', lines: [`${untilText(context.booking.promisedBy)}まで`] },
      todoBlock([answerOwed(context), '間に合わないときは、期限の前に、お電話で伝えてください。']),
    ],
  }),

  /** [D-5] */
  'hold-ending': (context) => ({
    title: '仮予約の期限が近づいています',
    blocks: [
      { lines: ['まだお返事をしていない申込みがあります。', '期限が過ぎると、おさえてある時間は空きます。'] },
      ...whatItIsAbout(context.booking),
      ...(context.booking.state === 'tentative'
        ? [{ heading: '仮予約の期限', lines: [`${untilText(context.booking.expiresAt)}まで`] }]
        : []),
      todoBlock([answerOwed(context), '間に合わないときは、期限の前に、お電話で伝えてください。']),
    ],
  }),

  /** [D-12, A-6-3, K-12-2] What staff enter into the tool, and what they bring back. */
  'meeting-missing': (context) => {
    const { office, booking } = context;
    const { tool, meeting } = held(booking);
    const { name, invitesFrom } = toolOf(office, tool);
    const elsewhere = meeting.state === 'wanted' && meeting.elsewhere;
    return {
      title: '会議の準備ができていません',
      blocks: [
        {
          lines: [
            elsewhere
              ? `メールアドレスが変わった方に、${name}の招待を、まだ送り直していません。`
              : `日時の決まった相談に、${name}の会議がまだありません。`,
          ],
        },
        whatToEnter(context),
        todoBlock([
          elsewhere
            ? '招待を新しいアドレスに送り直したら、「招待した」という記録を、予約に入れてください。'
            : invitesFrom
              ? '会議を作ったら、そのURLか「招待した」という記録を、予約に入れてください。'
              : enterCodes,
        ]),
      ],
    };
  },

  /** [A-6-3, K-12-2] Why the tool has made no meeting, and what staff do by hand instead. */
  'meeting-failed': (context) => {
    const { office, booking } = context;
    const { tool, meeting } = held(booking);
    const { name } = toolOf(office, tool);
    return {
      title: `${name}の会議を自動で作れませんでした`,
      blocks: [
        {
          lines: [
            '日時の決まった相談の会議を、自動で作れませんでした。',
            ...(booking.state === 'confirmed' && booking.retooled
              ? heldBefore(office, booking)
              : ['本人へのご案内は、まだ送っていません。']),
          ],
        },
        ...(meeting.state === 'failed' ? [{ heading: '理由', lines: troubleText(name, meeting) }] : []),
        { ...whatToEnter(context), heading: `手で作るとき、${name}に入れること` },
        todoBlock([enterCodes]),
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
          held(context.booking).signs.length > 0
            ? '利用者からの連絡の記録があるので、キャンセルとして扱っていません。'
            : context.lost
              ? lostTexts[context.lost]
              : '会議の用意かそのお知らせが、開始に間に合わなかったので、キャンセルとして扱っていません。',
        ],
      },
      ...whatItIsAbout(context.booking),
      ...(held(context.booking).signs.length > 0
        ? [
            {
              heading: '連絡の記録',
              listed: true as const,
              lines: held(context.booking).signs.map(signText),
            },
          ]
        : []),
      todoBlock(['どうなったかを確かめて、相談の終了、キャンセルなどを記録してください。']),
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
        todoBlock(['電話で用件を伝えて、かけたことを記録してください。']),
      ],
    };
  },
};
