import { expect, test } from 'vitest';
import { openMail } from '../../shared/mail/reading/opened-mail.ts';
import { hasRemarks } from '../../shared/mail/reading/remarks.ts';
import { expectations, filled, mailOf, sampleOf } from '../support/mails.ts';

const says = (more: string, items = filled()): boolean => {
  const opened = openMail(mailOf(`${items}\n\n${more}`));
  if (!opened) throw new Error('the mail cannot be opened');
  return hasRemarks(opened);
};

test.each([
  '手話通訳の者が同席します。15分ほど遅れるかもしれません。よろしいでしょうか？',
  '同席者：母',
  '母と一緒に参加します。',
  '仕事の都合で10分ほど遅れるかもしれません。',
  '途中で退席します。',
  'スマートフォンからでもよろしいでしょうか？',
  '持ち物はありますか？',
  '予約は取り消せますか',
  'どのアプリを入れておけばいいですか。',
  '職務経歴書の書き方について教えてください。',
  '職務経歴書を添付します。',
  '耳が聞こえにくいので、筆談でお願いします。',
  'マイクが使えません。',
  '前日に電話をください。',
])('[K-12-3, A-12-3] that “%s” stands beside the items is for a person', (more) => {
  expect(says(more)).toBe(true);
});

test.each([
  '',
  'よろしくお願いします！',
  '上の日時でお願いできますでしょうか。',
  'よろしいでしょうか？',
  'お忙しいところ恐れ入りますが、ご対応いただけますでしょうか。',
  '3月11日の14時は空いていますか？',
  '連絡が遅れて申し訳ありません。',
  '何かありましたら、お電話ください。',
  '同席する方：なし',
  '家族の介護があり、窓口に行くことが難しいです。',
  '機械の操作に不慣れですが、よろしくお願いします。',
  '-- \n株式会社見本 支援員 見本 太郎',
  '2026年3月1日 ハローワーク <office@example.jp>:\n> 同席する方はいますか？',
])('what goes without saying, is signed or quoted is not: “%s”', (more) => {
  expect(says(more)).toBe(false);
});

test('[R-33] of the samples that are clear applications, one says more: somebody is to look at what it encloses', () => {
  const clear = expectations().filter(({ clear }) => clear);
  const more = clear.filter(({ file }) => {
    const opened = openMail(sampleOf(file));
    return opened !== undefined && hasRemarks(opened);
  });
  expect(more.map(({ file }) => file)).toEqual(['aomori/p-012.eml']);
});
