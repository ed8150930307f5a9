import { type Booking, wasChanged } from '../domain/booking.ts';
import type { NoticeToApplicant } from '../domain/notices.ts';
import { type Office, type Terms, toolOf } from '../domain/office.ts';
import type { Lost } from '../domain/office-changes.ts';
import { endOf, type Slot } from '../domain/openings.ts';
import { awaitsApplication, itemsOf, lastStart } from '../domain/telling.ts';
import { dateOf, type Instant, instant, type LocalDate, local, plusDays, startOf } from '../domain/time.ts';
import { oneLine } from './blocks.ts';
import { meetingIdText } from './calendar.ts';
import { held, refusalSentence, waysToCallOff } from './parts.ts';

/** What staff read aloud to somebody no mail has reached, in the order of the call, and what they do meanwhile. */
export type CallScript = {
  /** To whoever answers; it says nothing of the office to anybody but the person. */
  readonly opening: readonly string[];
  /** What is not said before the person is on the phone. */
  readonly discretion: string;
  /** Somebody else answers, or a machine. */
  readonly elsewhere: readonly string[];
  /** The person is on the phone: who calls, and whether it is truly them, with the right answer. */
  readonly person: readonly string[];
  readonly answer: string;
  /** What each of the mails would have said. */
  readonly parts: readonly { readonly notice: NoticeToApplicant; readonly say: readonly string[] }[];
  readonly closing: readonly string[];
  /** What to listen for and where it is noted. */
  readonly note: readonly string[];
};

type About = {
  readonly office: Office;
  readonly booking: Booking;
  /** The version newly published, where terms change. */
  readonly terms?: Terms | undefined;
  /** Why the time the booking has cannot be kept: nothing that would lead somebody to it is said. */
  readonly lost?: Lost | undefined;
  /** A mail came back from the address: another one is needed. */
  readonly deadAddress?: boolean;
  readonly now: Instant;
};

/**
 * [K-F-3…5, K-6-3…5, K-8, A-6-3…5] The call that takes the place of mails that did not arrive, from the office's own rules. That
 * somebody seeks work is nobody else's business: the office is named to the person alone, or to an employer, and nothing is
 * left on a machine. What several mails say alike is said once.
 */
export const callScript = (about: About, notices: readonly NoticeToApplicant[]): CallScript => {
  const { office, booking } = about;
  const { kind, number } = booking.applicant;
  const name = `${oneLine(booking.applicant.name)}様`;
  const { department, phone, hours } = office.contact;
  // Whoever hears the whole story needs no reminder of it.
  const whole = notices.includes('invitation') || notices.includes('moved');
  const toTell = [...new Set(notices)].filter((notice) => notice !== 'reminder' || !whole);
  const said = new Set<string>();
  const once = (lines: readonly string[]): string[] =>
    lines.filter((line) => {
      const again = said.has(line);
      said.add(line);
      return !again;
    });
  return {
    opening: [
      kind === 'employer'
        ? `${office.name}の（自分の名字）と申します。採用ご担当の${name}は、いらっしゃいますか。`
        : `わたくし、（自分の名字）と申します。${name}は、いらっしゃいますか。`,
    ],
    discretion:
      kind === 'employer'
        ? 'ご本人が出るまで、用件は言いません。'
        : 'ご本人が出るまで、ハローワークの名前も、用件も言いません。',
    elsewhere: ['それでは、あらためてお電話いたします。失礼いたします。'],
    person: [
      `${office.name} ${department}の（自分の名字）です。オンライン職業相談のことで、お電話しました。いま、お話ししてもよろしいですか。`,
      number === undefined
        ? 'ご本人の確認のため、ご希望になった相談の日を教えてください。'
        : `ご本人の確認のため、${kind === 'employer' ? '事業所番号' : '求職番号'}の終わりの4けたを教えてください。`,
    ],
    answer:
      number === undefined
        ? booking.wishes.map(({ from }) => dayAloud(from)).join('、')
        : number.replace(/\D/g, '').slice(-4),
    parts: toTell.map((notice) => ({ notice, say: once(words[notice](about)) })),
    closing: [
      'ご不明なことはありませんか。',
      `ご用のときは、${department}、電話${phone}へお願いします。受付は${hours}です。ありがとうございました。`,
    ],
    note: [...new Set(toTell.flatMap((notice) => notes[notice](about)))],
  };
};

/** 3月4日水曜日 */
const dayAloud = (moment: Instant): string => local(moment).toFormat('M月d日cccc');
const dateAloud = (date: LocalDate): string => dayAloud(startOf(date));

/** 午後2時30分 */
const clockAloud = (moment: Instant): string => {
  const { hour, minute } = local(moment);
  return `${hour < 12 ? '午前' : '午後'}${hour % 12}時${minute === 0 ? '' : `${minute}分`}`;
};

const slotAloud = (slot: Slot): string =>
  `${dayAloud(slot.startsAt)}、${clockAloud(slot.startsAt)}から${clockAloud(endOf(slot))}まで`;

const wishesAloud = ({ wishes }: Booking): string[] =>
  wishes.map(
    ({ from, to, minutes }, index) =>
      `${wishes.length > 1 ? `第${index + 1}希望` : 'ご希望'}は、${dayAloud(from)}、${clockAloud(from)}から${clockAloud(to)}までの${to - from > minutes * 60_000 ? '間の' : ''}${minutes}分間です。`,
  );

const sessionAloud = (booking: Booking, what = '日時'): string => {
  const { session } = held(booking);
  return `${what}は、${slotAloud(session)}の${session.minutes}分間です。`;
};

/** The session, or what it was to be about. */
const which = (booking: Booking): string[] =>
  'session' in booking ? [`${slotAloud(booking.session)}の相談のことです。`] : wishesAloud(booking);

/** A day's end is that day. */
const untilAloud = (moment: Instant): string => {
  const { hour, minute } = local(moment);
  return hour === 0 && minute === 0 ? dayAloud(instant(moment - 1)) : `${dayAloud(moment)}、${clockAloud(moment)}`;
};

/** An address as it is said letter by letter. */
const addressAloud = (address: string): string => address.replace('@', ' アットマーク ').replaceAll('.', ' ドット ');

const symbols: Readonly<Record<string, string>> = {
  ':': 'コロン',
  '/': 'スラッシュ',
  '.': 'ドット',
  '-': 'ハイフン',
  _: 'アンダーバー',
  '?': 'クエスチョンマーク',
  '=': 'イコール',
  '&': 'アンド',
  '%': 'パーセント',
  '#': 'シャープ',
};

/** An address of the web as somebody writes it down: words and signs one by one, capitals named. */
const urlAloud = (url: string): string =>
  (url.match(/[a-z]+|[A-Z]|\d+|./g) ?? [])
    .map((part) => (/[A-Z]/.test(part) ? `大文字の${part}` : (symbols[part] ?? part)))
    .join(' ');

/**
 * [K-F-3, K-F-4, K-6-3, A-6-3] The tool writes to nobody without an address that works: they are asked for one, and whoever has none
 * writes down the address of the meeting itself; whoever cannot is offered another way.
 */
const invitationAloud = ({ booking, deadAddress = false }: About, name: string, from: string): string[] => {
  const { meeting } = held(booking);
  const mail = [
    `招待のメールは、${name}から届きます。差出人は、${addressAloud(from)} です。`,
    '当日は、招待のメールにあるURLを開いて、お名前とメールアドレスを入れて、入室してください。',
  ];
  const unwritten = booking.applicant.email === undefined;
  if (!unwritten && !deadAddress) return mail;
  const asked = unwritten
    ? '招待のメールを受け取れるアドレスがあれば、教えてください。'
    : '前にうかがったアドレスには、メールが届きませんでした。届くメールアドレスがあれば、教えてください。';
  const url =
    meeting.state === 'ready' && meeting.url !== undefined
      ? `${urlAloud(oneLine(meeting.url))} です。`
      : `（${name}で会議のURLを確かめて、読み上げる）`;
  return [
    asked,
    ...mail.map((line) => `（アドレスがあるとき）${line}`),
    ...(meeting.state !== 'ready'
      ? ['（メールを使わないとき）参加のしかたは、準備ができしだい、あらためてお電話でお知らせします。']
      : [
          `（メールを使わないとき）参加に使うURLを申し上げますので、書き取っていただけますか。${url}`,
          '（メールを使わないとき）当日は、このURLを開いて、お名前を入れて、入室してください。メールアドレスを求められて進めないときは、すぐにお電話ください。',
          '（書き取りや入力が難しいとき）窓口やお電話での相談に、変えることもできます。',
        ]),
  ];
};

/** [K-F-3, K-F-4, A-6-3] From whom the tool's invitation comes, or the codes themselves; ready five minutes before. */
const entryAloud = (about: About): string[] => {
  const { office, booking } = about;
  const { tool, meeting } = held(booking);
  const { name, invitesFrom } = toolOf(office, tool);
  const { id, passcode } = meeting.state === 'ready' ? meeting : {};
  return [
    `ビデオ通話は、${name}を使います。スマートフォンでもパソコンでも参加できます。`,
    ...(invitesFrom
      ? invitationAloud(about, name, invitesFrom)
      : id && passcode
        ? [
            `入室に使うミーティングIDは、${meetingIdText(oneLine(id))} です。パスコードは、${oneLine(passcode)} です。書き取っていただけますか。`,
            `当日は、${name}を開いて、ミーティングIDとパスコードと、お名前を入れて、入室してください。`,
          ]
        : ['入室に使うミーティングIDとパスコードは、準備ができしだい、お知らせします。']),
    about.now < held(booking).session.startsAt
      ? '開始の5分前までに、入室できるように準備してください。'
      : '相談の時間は、もう始まっています。今から入室できますか。',
  ];
};

/**
 * [A-62-2, A-62-3] What is said to whoever asked for a session at once, once they have shown who they are: the codes, where they are entered, and
 * the terms that have changed, which stand on the page they asked on. Nothing of a code that is not there yet.
 */
export const atOnceAloud = (
  { office, booking }: Pick<About, 'office' | 'booking'>,
  toAgree: boolean,
): readonly string[] => {
  const { tool, meeting, session } = held(booking);
  const { name, enterAt } = toolOf(office, tool);
  const { id, passcode, url } = meeting.state === 'ready' ? meeting : {};
  const codes =
    id && passcode
      ? [
          `ミーティングIDは、${meetingIdText(oneLine(id))} です。パスコードは、${oneLine(passcode)} です。書き取っていただけますか。`,
          enterAt === null
            ? `${name}を開いて、ミーティングIDとパスコードと、お名前を入れて、入室してください。`
            : `お申し込みの画面にある「${name}の入口を開く」を押して、ミーティングIDとパスコードと、お名前を入れて、入室してください。`,
        ]
      : url
        ? [`入室に使うURLを申し上げます。書き取っていただけますか。${urlAloud(oneLine(url))} です。`]
        : [];
  return [
    ...(toAgree
      ? [
          'お申し込みの画面に、新しい利用規約が出ています。お読みになって、同意するかどうかを、その画面で選んでください。同意がないときは、今回の相談はご利用いただけません。',
        ]
      : []),
    `ビデオ通話は、${name}を使います。`,
    ...codes,
    `相談は、${clockAloud(endOf(session))}までです。入室できないときは、このお電話でお話しください。`,
  ];
};

/** [K-6-5, A-6-4] How to cancel at this office and until when; the ten minutes. */
const rulesAloud = ({ office, booking, now }: About): string[] => {
  const { startsAt } = held(booking).session;
  // Whoever is spoken with now has been in touch.
  if (now >= startsAt) return [];
  const { open, names, endsBefore } = waysToCallOff(office, booking, now);
  const before = dateAloud(plusDays(dateOf(startsAt), -1));
  return [
    open.length === 0
      ? 'キャンセルするときは、お電話をください。メールでは受け付けられません。'
      : `キャンセルするときは、${['お電話', ...names].join('か')}でご連絡ください。${names.join('と')}は、${endsBefore ? `前の日の${before}まで` : '開始の時刻まで'}です。${endsBefore ? '当日は、お電話をください。' : ''}`,
    `遅れるときや、入室できないときは、すぐにお電話ください。開始から${office.noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。`,
    refusalSentence,
  ];
};

/** The session as it was settled, how it is entered and what holds for it; or that it cannot be kept. */
const settledAloud = (about: About, what?: string, asked: readonly string[] = []): string[] =>
  about.lost
    ? lostAloud(about.booking, about.lost)
    : [sessionAloud(about.booking, what), ...asked, ...entryAloud(about), ...rulesAloud(about)];

/** [D-4, D-5] A hold ended without an answer, and its session is still ahead: staff say now whether they take it late. */
const mayBeTaken = ({ office, booking, now }: About): boolean =>
  booking.state === 'expired' && !awaitsApplication(office, booking) && now < lastStart(booking);

const again = 'あらためて相談をご希望でしたら、このお電話で日時をお決めします。';

/** [K-F-5, A-6-3] What was wished for, the promise, and what is left to the person. */
const receiptAloud = (office: Office, booking: Booking): string[] => [
  ...wishesAloud(booking),
  `${dayAloud(instant(booking.promisedBy - 1))}までに、お返事します。`,
  ...(awaitsApplication(office, booking)
    ? [
        `予約を決めるには、ご自身でのお申し込みも必要です。${'expiresAt' in booking ? `${untilAloud(booking.expiresAt)}までに、` : ''}ホームページのフォームかメールで、お申し込みください。`,
        `書いていただくのは、${itemsOf(office, booking.applicant.kind).join('、')}です。`,
      ]
    : []),
];

/** [D-2, K-F-1] The time that was given cannot be kept, so another one is agreed on in this call. */
const lostAloud = (booking: Booking, lost: Lost): string[] => [
  ...('session' in booking ? [sessionAloud(booking)] : wishesAloud(booking)),
  lost === 'day-closed'
    ? '申し訳ありませんが、この日は窓口がお休みになりました。'
    : '申し訳ありませんが、この日は担当者がお受けできなくなりました。',
  'このお電話で、ほかの日時をお決めしてもよろしいですか。',
];

const words: Record<NoticeToApplicant, (about: About) => string[]> = {
  receipt: ({ office, booking, lost }) => [
    'オンライン職業相談のお申し込みを、受け付けました。予約は、まだ決まっていません。',
    ...(lost ? lostAloud(booking, lost) : receiptAloud(office, booking)),
  ],
  invitation: (about) => [
    wasChanged(about.booking)
      ? 'オンライン職業相談の、これからの参加のしかたをお伝えします。前のご案内と違うときは、今からお伝えする参加のしかたにしてください。'
      : 'オンライン職業相談の予約が決まりました。',
    ...settledAloud(about),
  ],
  reminder: (about) => ['ご予約のオンライン職業相談が、近づきました。', ...settledAloud(about)],
  moved: (about) => [
    about.booking.state === 'confirmed' && about.booking.movedAsAsked
      ? 'オンライン職業相談の日時を、変更しました。'
      : 'オンライン職業相談の日時を、変えさせていただきました。ご迷惑をおかけして、申し訳ありません。',
    '前にお決めした日時は、取り消しました。前にお知らせしたビデオ通話のURLなどは、もう使えません。',
    ...settledAloud(about, '新しい日時', ['この日時で、ご都合はいかがですか。']),
  ],
  'entry-changes': (about) => [
    ...which(about.booking),
    'ビデオ通話の部屋が変わります。相談の日時は、変わりません。',
    '前にお知らせしたミーティングIDなどは、使わないでください。',
    '新しい部屋に入るためのミーティングIDとパスコードは、準備ができしだい、お知らせします。',
  ],
  cancelled: ({ office, booking }) => [
    ...which(booking),
    ...(booking.state === 'cancelled' && booking.by === 'office'
      ? [
          `申し訳ありませんが、${office.name}${booking.reason === 'closure' ? 'の窓口が、その日は休みになったため' : 'から'}、この予約をキャンセルさせていただきました。`,
        ]
      : ['この予約を、キャンセルしました。お心当たりがないときは、おっしゃってください。']),
    '前にお知らせしたビデオ通話のURLなどは、もう使えません。',
    again,
  ],
  withdrawn: ({ booking }) => [
    'オンライン職業相談のお申し込みを、キャンセルしました。お心当たりがないときは、おっしゃってください。',
    ...wishesAloud(booking),
    again,
  ],
  declined: ({ booking }) => [
    'オンライン職業相談にお申し込みいただき、ありがとうございました。',
    ...wishesAloud(booking),
    ...(booking.state === 'declined' && booking.reason === 'closure'
      ? ['申し訳ありませんが、その日は窓口が休みになったため、お受けできませんでした。', again]
      : ['申し訳ありませんが、今回のお申し込みは、お受けできませんでした。ほかの方法での相談を、ご案内できます。']),
  ],
  expired: (about) => [
    ...wishesAloud(about.booking),
    awaitsApplication(about.office, about.booking)
      ? '期限までに、ご自身でのお申し込みが届かなかったため、仮の予約は無効になりました。お申し込みを済ませておいででしたら、おっしゃってください。'
      : '期限までにお返事ができず、仮の予約は無効になりました。申し訳ありません。',
    ...(mayBeTaken(about)
      ? [
          'ご希望の日時でお受けできるかを、お答えします。（お受けできるときは、お受けすると言う。できないときは、おわびする）',
          'ほかの日時をご希望でしたら、このお電話でお決めします。',
        ]
      : [again]),
  ],
  'deemed-cancelled': ({ office, booking }) => [
    ...which(booking),
    `開始から${office.noShowMinutes}分たってもご連絡がなかったため、キャンセルとして扱いました。`,
    'ご連絡をいただいていたときや、入室できなかったときは、おっしゃってください。',
    refusalSentence,
    again,
  ],
  'please-phone': (about) => {
    const { booking } = about;
    const promised = `${dayAloud(instant(booking.promisedBy - 1))}までに`;
    return booking.state === 'tentative'
      ? [
          `${promised}お返事するとお約束していましたが、まだお返事ができていません。申し訳ありません。`,
          ...wishesAloud(booking),
          'このお電話で、日時をお決めしてもよろしいですか。',
        ]
      : [
          `${promised}参加のしかたをお知らせする約束でしたが、まだお知らせできていません。申し訳ありません。`,
          ...('session' in booking ? [sessionAloud(booking), ...entryAloud(about), ...rulesAloud(about)] : []),
        ];
  },
  'terms-changed': ({ office, booking, terms }) =>
    booking.announced !== undefined && booking.announced === booking.terms
      ? [
          'オンライン職業相談の利用規約は、同意していただいた、今の規約のままです。',
          '前に、ほかの規約への変更をお知らせしていたときは、その変更は取りやめになりました。していただくことは、ありません。',
        ]
      : [
          'オンライン職業相談の利用規約が、変わります。',
          ...(terms ? [`新しい規約は、${dateAloud(terms.effectiveFrom)}から始まります。`] : []),
          ...(booking.terms === undefined
            ? []
            : ['今の予約には、お申し込みのときの規約を使います。していただくことは、ありません。']),
          `新しい規約が始まってからのお申し込み${office.instant ? 'や、予約なしの相談' : ''}には、新しい規約への同意が必要です。規約は、ホームページでお読みいただけます。`,
        ],
};

/** [D-12] The tool's own invitation needs an address that works; there may be one. Whoever has none can be told the meeting's. */
const address = ({ office, booking }: About): string[] => {
  const { name, invitesFrom } = 'session' in booking ? toolOf(office, booking.tool) : {};
  if (!invitesFrom) return ['届くメールアドレスがほかにないか、たずねます。'];
  const wanted = 'session' in booking && booking.meeting.state !== 'ready';
  return [
    `メールアドレスを聞けたら、予約のページの連絡先に記録し、${name}の招待を、そのアドレスに送ります。`,
    wanted
      ? `メールを使わない方は、${name}の会議のURLを予約のページに入れると、もう一度「要電話連絡」に入ります。`
      : 'メールを使わない方がURLを書き取れないときは、予約のページで、日時を変えるか、キャンセルを記録して、窓口や電話での相談を決めます。',
  ];
};
const inconvenient = '日時の都合が悪いときは、予約のページで、日時を変えるか、電話でのキャンセルを記録します。';
const anew = '新しい日時を決めたときは、「電話で受ける」で予約を作ります。';

const notes: Record<NoticeToApplicant, (about: About) => string[]> = {
  receipt: address,
  invitation: (about) => [...address(about), inconvenient],
  reminder: (about) => [...address(about), inconvenient],
  moved: (about) => [...address(about), inconvenient],
  'entry-changes': (about) => [...address(about), '新しい会議の情報が入ると、もう一度「要電話連絡」に入ります。'],
  cancelled: () => [anew, '本人に覚えのないキャンセルだったときは、おわびして、新しい予約を作ります。'],
  withdrawn: () => [anew, '本人に覚えのないキャンセルだったときは、おわびして、新しい予約を作ります。'],
  declined: ({ booking }) =>
    booking.state === 'declined' && booking.reason === 'closure'
      ? [anew]
      : ['お断りの理由は、予約のページの履歴で確かめて、本人にだけ話します。'],
  expired: (about) => [
    ...(mayBeTaken(about)
      ? ['希望の日時で受けるときは、「電話で受ける」で、締切りを過ぎて受ける理由を書いて予約を作ります。']
      : []),
    anew,
  ],
  'deemed-cancelled': () => [
    '連絡をしていた、入室できなかったと聞いたときは、予約のページで、キャンセルの扱いを取り消します。',
    anew,
  ],
  'please-phone': ({ booking }) => [
    booking.state === 'tentative'
      ? '決まった日時を、予約のページで本予約にします。'
      : '会議の情報を、予約のページに入れます。',
  ],
  'terms-changed': () => ['規約の内容をたずねられたときは、「利用規約」のページを見て答えます。'],
};
