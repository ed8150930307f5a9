import { describe, expect, test } from 'vitest';
import { callingOff } from '../../shared/mail/reading/calling-off.ts';
import { openMail } from '../../shared/mail/reading/opened-mail.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { type MailParts, mailOf, monday } from '../support/mails.ts';

const read = (text: string, parts: MailParts = {}) => {
  const opened = openMail(mailOf(text, { subject: 'Re: 相談', ...parts }));
  if (!opened) throw new Error('not opened');
  return callingOff(opened, aomori, monday);
};

describe('[A-6-4, D-8] a session given up in so many words', () => {
  test.each([
    'キャンセルします。',
    '予約をキャンセルします。よろしくお願いします。',
    '予約番号 1234-5678 の相談をキャンセルしたいです。',
    '体調が悪いので、キャンセルをお願いします。',
    '都合によりキャンセルさせていただきます。申し訳ありません。',
    'ｷｬﾝｾﾙお願いします',
    'キャンセル希望です。\n山田太郎',
    '3月11日の相談を取り消してください。',
    '予約の取消しをお願いいたします',
    '申込みを取り下げます。',
    '急用のため、参加できなくなりました。',
    '子どもが熱を出して病院に行くので、行けなくなりました。すみません。',
    '就職が決まりましたので、辞退いたします。お世話になりました。',
    '明日の相談は欠席します。',
    'キャンセルでお願いします。また後日お申し込みします。',
    '仕事が決まったため、予約をキャンセルしたいと思います。ありがとうございました。',
  ])('%s', (text) => {
    expect(read(text).plain).toBe(true);
  });

  test.each([
    '先日のキャンセルのメールは間違いです。予約はキャンセルしません。そのままお願いします。',
    '前回キャンセルしましたが、今回は必ず参加します。',
    'キャンセルした覚えはありません。参加します。',
    'もし雨ならキャンセルします。',
    '歯医者の予約をキャンセルしたので、予定どおり相談に参加できます。',
    'キャンセルしないでください',
    'キャンセルせずに参加します',
    'キャンセルするかもしれません',
    'キャンセルを撤回します',
    'キャンセルの必要はなくなりました',
    '予約を辞退しません',
    'キャンセルしたくありません',
    'キャンセルの方法を教えてください',
    '予約はそのままにしてください',
    'キャンセルできますか？',
    'キャンセルをお願いできますでしょうか、それとも電話ですか',
    'キャンセル料はかかりますか',
    'キャンセル待ちをお願いします',
    '熱が下がらなかったらキャンセルします',
    '面接をキャンセルします',
    '3月11日をキャンセルして、3月12日に変更してください。',
    'キャンセルします。代わりに来週お願いします。',
    '2件のうち1件だけキャンセルします。',
    '第2希望のみキャンセルします。',
    '母の予約をキャンセルしたいです。',
    '水曜の相談をキャンセルします。',
    '3月11日（木）の相談をキャンセルします。',
    '2月25日の相談をキャンセルします。',
    'キャンセルしたのですが、メールが届きません。',
    'よろしくお願いします。',
    'ありがとうございました。',
    'Please cancel my booking.',
  ])('is not: %s', (text) => {
    expect(read(text).plain).toBe(false);
  });

  test.each(['キャンセルの撤回', 'キャンセル方法について', '予約変更のお願い'])(
    'is not under the subject %s',
    (subject) => {
      expect(read('予約をキャンセルします。', { subject }).plain).toBe(false);
    },
  );

  test('names the days it is about; what is quoted says nothing', () => {
    expect(read('3月11日（水）と明日の相談をキャンセルします。')).toEqual({
      plain: true,
      days: ['2026-03-11', '2026-03-03'],
    });
    expect(
      read('キャンセルします。\n\n> 日時 3月12日（木）14:00\n> キャンセルした覚えのない方は、お電話ください。'),
    ).toEqual({
      plain: true,
      days: [],
    });
    expect(read('よろしくお願いします。\n\n> 予約をキャンセルします。').plain).toBe(false);
  });
});
