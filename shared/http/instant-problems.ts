import { askedText } from '../domain/instant.ts';
import type { Office } from '../domain/office.ts';
import { type OfInstant, type SentenceOf, sentenceOf } from './problems.ts';
import type { Readers } from './serve.ts';

type Sentence = ReturnType<SentenceOf>;

const ofInstant = (
  office: Office,
): Partial<Record<Parameters<SentenceOf>[1], Sentence>> & Record<OfInstant, Sentence> => {
  const call = `${office.name} ${office.contact.department}（電話 ${office.contact.phone}、${office.contact.hours}）`;
  const hours = office.instant ? `受け付けるのは、窓口が開いている日の${askedText(office.instant)}です。` : '';
  return {
    'instant-not-offered': {
      title: 'すぐに始める相談は、行っていません',
      detail: `「予約できる時間」から日時を選んでお申し込みください。ご不明なときは、${call}にお電話ください。`,
    },
    'instant-closed': {
      title: '今は、すぐに始める相談の時間ではありません',
      detail: `${hours}「予約できる時間」から、日時を選んで予約できます。`,
    },
    'instant-nobody-free': {
      title: '今すぐお話しできる職員がいません',
      detail: `「予約できる時間」から、日時を選んで予約できます。お急ぎのときは、${call}にお電話ください。`,
    },
    'too-many-applications': {
      title: '今日は、この方法での申込みを、これ以上お受けできません',
      detail: `今日のご相談は、${call}にお電話ください。`,
    },
    'instant-not-found': {
      title: 'この申込みは見つかりません',
      detail: `終わってから時間がたっているか、アドレスが途中で切れています。もう一度お申し込みになるか、${call}にお電話ください。`,
    },
  };
};

/** What the function of sessions at once passes to `serve`: words that other visitors' functions need not carry. */
export const instantReaders: Readers = {
  words: (office, problem) => ofInstant(office)[problem] ?? sentenceOf(office, problem),
};
