import type { Office } from '../domain/office.ts';
import { endOf, type Opening } from '../domain/openings.ts';
import { itemsOf } from '../domain/telling.ts';
import { dayText, spanText } from '../domain/wording.ts';
import { type Block, oneLine, textOf } from './blocks.ts';
import type { MailIn, MailNotice } from './mail-in.ts';
import type { Letter } from './notices.ts';
import { phoneLine, signature, todoBlock } from './parts.ts';

/** What an answer is written from: the mail, and free times near the one wished for. */
export type AboutMail = { readonly mail: MailIn; readonly openings: readonly Opening[] };

type Draft = { readonly title: string; readonly blocks: readonly Block[] };

/**
 * The answer to a mail that did not become a booking, in plain text without links, in the thread of the mail [D-4, D-8, D-9]. It
 * repeats nothing the person wrote: what is missing or unclear is named by item.
 */
export const answerTo = (office: Office, kind: MailNotice, to: string, about: AboutMail): Letter => {
  const { title, blocks } = drafts[kind](office, about);
  return {
    to: oneLine(to),
    subject: oneLine(`【${office.name}】${title}`),
    text: textOf([...blocks, ...(kind === 'mail-for-staff' ? [] : [signature(office)])]),
  };
};

/**
 * What staff may answer a mail with by hand, to be copied and completed: what is missing and what to send, or that it takes the
 * phone; signed by the department, since no machine sends it.
 */
export const draftFor = (office: Office, about: AboutMail): { readonly subject: string; readonly text: string } => {
  const { mail } = about;
  const askable = mail.why.filter((why) => Object.hasOwn(sentences(office), why));
  const kind = askable.includes('past-deadline')
    ? 'late'
    : mail.kind === 'cancellation'
      ? 'by-phone'
      : mail.kind === 'application' && askable.length > 0
        ? 'ask'
        : undefined;
  const { title, blocks } = kind
    ? drafts[kind](office, { ...about, mail: { ...mail, why: askable } })
    : {
        title: 'お問い合わせについて',
        blocks: [{ lines: ['メールをありがとうございます。', '（ここに、お返事を書いてください）'] }],
      };
  const signed: Block = { lines: signature(office).lines.slice(0, -1) };
  return { subject: oneLine(`【${office.name}】${title}`), text: textOf([...blocks, signed]) };
};

const openingsBlock = (openings: readonly Opening[]): Block[] =>
  openings.length === 0
    ? []
    : [
        {
          heading: '近くの、空いている時間',
          listed: true,
          lines: openings.map((one) => `${dayText(one.startsAt)} ${spanText(one.startsAt, endOf(one))}`),
        },
        { lines: ['先にほかの方の予約が入ることがあります。'] },
      ];

const phoneBlock = (office: Office, why: string): Block => ({
  lines: [`${why}${office.contact.department}にお電話ください。`, phoneLine(office)],
});

const circled = (index: number): string => String.fromCodePoint(0x2460 + index);

const drafts: Record<MailNotice, (office: Office, about: AboutMail) => Draft> = {
  ask: (office, { mail, openings }) => ({
    title: 'お申込みのメールについて、確かめたいことがあります',
    blocks: [
      {
        lines: [
          'オンライン職業相談のお申込みのメールを受け取りました。',
          '次のことが確かめられなかったため、予約は、まだできていません。',
        ],
      },
      {
        heading: '確かめたいこと',
        listed: true,
        lines: [...new Set(told(mail.why).map((why) => sentences(office)[why] ?? unknown))],
      },
      {
        heading: 'していただくこと',
        lines: [
          '次のことをすべて書いて、このメールに返信してください。',
          ...itemsOf(office, mail.wished?.applicant ?? 'seeker').map((item, index) =>
            item === '希望日時' && office.choices > 1
              ? `${circled(index)} ${item}（第${office.choices}希望まで）`
              : `${circled(index)} ${item}`,
          ),
        ],
      },
      ...openingsBlock(openings),
      phoneBlock(office, 'お電話でも、お申し込みいただけます。'),
    ],
  }),

  /** [D-4] */
  late: (office, { openings }) => ({
    title: 'ご希望の日時は、申込みの期限を過ぎています',
    blocks: [
      {
        lines: [
          'オンライン職業相談のお申込みのメールを受け取りました。',
          'ご希望の日時は、申込みの期限を過ぎているため、予約できていません。',
        ],
      },
      phoneBlock(office, 'その日時をご希望のときは、'),
      ...openingsBlock(openings),
    ],
  }),

  /** [K-6-5, A-6-4, D-8] */
  'by-phone': (office, { mail }) => ({
    title: 'キャンセルや変更は、お電話でお願いします',
    blocks: [
      {
        lines: [
          'キャンセルや変更についてのメールを受け取りました。',
          mail.booking
            ? '今の予約は、まだそのままです。このメールだけでは、キャンセルも変更もできません。'
            : 'どの予約のことか、確かめられませんでした。このメールだけでは、キャンセルも変更もできません。',
        ],
      },
      phoneBlock(office, 'お手数ですが、すぐに'),
      ...(office.cancellation.some(({ channels }) => channels.includes('mail'))
        ? [{ lines: ['メールでキャンセルできるのは、前の日までで、どの予約か確かめられたときだけです。'] }]
        : []),
    ],
  }),

  received: (office, { mail }) => ({
    title: 'メールを受け取りました',
    blocks: [
      {
        lines: [
          'メールを受け取りました。担当の職員が読んで、お返事します。',
          mail.kind === 'change'
            ? '今の予約は、まだそのままです。変えられるかどうかは、お返事でお知らせします。'
            : mail.booking
              ? '今の予約は、まだそのままです。'
              : '予約は、まだ決まっていません。',
        ],
      },
      phoneBlock(office, 'お急ぎのときや、お返事が届かないときは、'),
    ],
  }),

  again: () => ({
    title: 'お申込みは、すでに受け付けています',
    blocks: [
      {
        lines: [
          '同じ日時のお申込みを、すでに受け付けています。もう一度お申し込みになる必要はありません。',
          '前にお送りした受付のメールに、予約番号とお返事の予定が書いてあります。見当たらないときは、お電話ください。',
        ],
      },
    ],
  }),

  'called-off': () => ({
    title: '予約は、キャンセルしてあります',
    blocks: [
      {
        lines: [
          'キャンセルのメールを受け取りました。予約は、キャンセルしてあります。',
          'キャンセルした覚えのない方や、ほかの予約のことでご連絡の方は、お電話ください。',
        ],
      },
    ],
  }),

  'mail-for-staff': (_, { mail }) => ({
    title: '職員が読むメールが届いています',
    blocks: [
      { lines: ['自動では予約にできなかったメールが、届いています。'] },
      {
        heading: '送った方へのお返事',
        lines: [
          mail.notices['by-phone']
            ? 'キャンセルか変更のメールなので、お電話をお願いするメールを送ります。'
            : mail.notices.late
              ? '期限を過ぎた申込みなので、お電話をお願いするメールを送ります。'
              : mail.notices.ask
                ? '足りないことをたずねるメールを送ります。'
                : mail.notices.received
                  ? '受け取ったことだけを知らせるメールを送ります。'
                  : '自動では送りません。',
        ],
      },
      todoBlock(['届いたメールの一覧を開いて、お返事をするか、予約にしてください。']),
    ],
  }),
};

/** Of a day that is closed nobody needs to be told that its time is in no timetable. */
const told = (why: readonly string[]): readonly string[] =>
  why.includes('day-closed') ? why.filter((one) => one !== 'outside-timetable') : why;

const unknown = '書かれていることの一部を、読み取れませんでした。';

const sentences = (office: Office): Readonly<Record<string, string>> => {
  const date = '「3月4日（水）午後2時から2時30分」のように、月・日・曜日と、始まりと終わりの時刻を書いてください。';
  return {
    'name-missing': '氏名が見つかりませんでした。',
    'name-incomplete': '氏名は、名字と名前の両方を書いてください。',
    'name-suspicious': '氏名に、使えない記号が入っています。',
    'name-ambiguous': '氏名が二つ以上あり、どれか分かりませんでした。',
    'number-missing': '求職番号（求人の方は事業所番号）が見つかりませんでした。',
    'number-malformed':
      '求職番号の形が違います。「12345-12345678」のように、数字5桁、ハイフン、数字8桁で書いてください（事業所番号は4桁、6桁、1桁）。',
    'number-ambiguous': '番号が二つ以上あり、どれが求職番号か分かりませんでした。',
    'wish-missing': `希望の日時が見つかりませんでした。${date}`,
    'weekday-mismatch': '希望の日付と曜日が合っていません。カレンダーで確かめてください。',
    'date-impossible': '希望の日付が、カレンダーにない日です。',
    'past-deadline': '希望の日時は、申込みの期限を過ぎています。',
    'date-past': '希望の日付が、もう過ぎた日です。',
    'date-ambiguous': `希望の日が、ひとつに決まりませんでした。${date}`,
    'time-missing': `希望の時刻が見つかりませんでした。${date}`,
    'time-ambiguous': `希望の時刻が、ひとつに決まりませんでした。${date}`,
    'too-far': `申し込めるのは、${office.horizonDays}日先までです。`,
    'outside-timetable': '希望の日時には、相談を行っていません。',
    'day-closed': '希望の日は、窓口がお休みです。ほかの日を選んでください。',
    'length-not-offered': '希望の長さの相談は、行っていません。',
    'opening-taken': '希望の日時には、もうほかの方の予約が入っています。',
    'phone-missing': '電話番号が見つかりませんでした。',
    'phone-malformed': '電話番号の形が違います。数字が足りないか、多いかもしれません。市外局番から書いてください。',
    'phone-ambiguous': '電話番号が二つ以上あります。連絡のつくものをひとつだけ書いてください。',
    'email-missing': '連絡先のメールアドレスが見つかりませんでした。',
    'email-malformed': '連絡先のメールアドレスの形が違います。',
    'email-ambiguous': 'メールアドレスが二つ以上あります。連絡先にするものをひとつだけ書いてください。',
    'counsellor-ambiguous': '相談担当者の名前が、ひとつに決まりませんでした。',
    'desk-ambiguous': 'どの窓口での相談をご希望か、分かりませんでした。',
    'only-quoted': '前のメールの引用だけが届きました。申込みの内容を、もう一度書いてください。',
  };
};
