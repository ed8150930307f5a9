import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { localOffice, sendMail, type TestOffice } from '../support/local.ts';
import { filled, mailOf, sampleOf } from '../support/mails.ts';

/* Bookings by mail, over real SMTP, on the local office: receipt rule, bucket, topic, queue and the functions' own roles. */

let running: TestOffice;
beforeAll(async () => {
  running = await localOffice({ now: '2026-03-02T09:00:00+09:00' });
});
afterAll(() => running.stop());

const staff = async (office: string, path: string, sent?: object) => {
  const answer = await fetch(`${running.offices[office]?.url}${path}`, {
    method: sent ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${running.staffToken(office)}` },
    ...(sent && { body: JSON.stringify(sent) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects to find
  const json: any = await answer.json();
  expect([path, answer.status < 300 ? 'done' : json]).toEqual([path, 'done']);
  return json;
};
const mail = async (from: string, to: string, raw: Buffer): Promise<void> => {
  expect(await sendMail(running, raw, { from, to })).toMatch(/^250 /);
  await running.settle();
};
const sentTo = async (address: string) => (await running.mails(address)).map(({ tags }) => tags['notice']);

describe('bookings by mail', () => {
  test('[K-F-1…3, K-6-2] Kabe: a call, the mail that follows, the invitation', async () => {
    const hold = await staff('kabe', '/staff/bookings', {
      channel: 'phone',
      applicant: { kind: 'seeker', name: '山田太郎', number: '34110-1234567' },
      wishes: [{ startsAt: '2026-03-11T14:00:00+09:00' }],
    });
    const raw = mailOf(filled(), { from: 'taro@example.jp', headers: ['Message-ID: <1@example.jp>'] });
    await mail('taro@example.jp', kabe.contact.mailbox, raw);
    expect(await staff('kabe', `/staff/bookings/${hold.reference}`)).toMatchObject({ state: 'confirmed' });
    expect(await sentTo('taro@example.jp')).toEqual(['invitation']);
    // Sent again by a server that is not sure.
    await mail('taro@example.jp', kabe.contact.mailbox, raw);
    const { mails } = await staff('kabe', '/staff/mails?which=all');
    expect(mails).toMatchObject([{ outcome: 'completed', booking: hold.reference }]);
  });

  test('[R-33] a sample as it is, from a phone in ISO-2022-JP', async () => {
    await mail('okita.kohei@example.ne.jp', 'kabe@madoguchi.example.jp', sampleOf('kabe/p-002.eml'));
    const { bookings } = await staff('kabe', '/staff/todo');
    expect(bookings[0]).toMatchObject({ state: 'tentative', channel: 'mail', applicant: { name: '沖田 康平' } });
    expect(await sentTo('okita.kohei@example.ne.jp')).toEqual(['receipt']);
  });

  test('[A-6-2, A-6-4, D-9] Aomori: asked back in the thread, applied, confirmed, cancelled by an answer to the invitation', async () => {
    const from = 'hana@example.jp';
    const applying = (wish: string, id: string) =>
      mailOf(filled({ name: '氏名：見本 花子', number: '求職番号：02010-7', wish, email: `メール：${from}` }), {
        from,
        headers: [`Message-ID: <${id}@example.jp>`],
      });
    await mail(from, aomori.contact.mailbox, applying('希望日時：3月11日（木）10:00～10:40', 'a'));
    const [asked] = await running.mails(from);
    expect(asked?.headers).toMatchObject({ 'in-reply-to': '<a@example.jp>', 'auto-submitted': 'auto-replied' });
    expect(asked?.text).toContain('2026年3月11日（水） 午前10:00〜10:40');
    await mail(from, aomori.contact.mailbox, applying('希望日時：3月11日（水）10:00～10:40', 'b'));
    const [{ reference }] = (await staff('aomori', '/staff/todo')).bookings;
    await staff('aomori', `/staff/bookings/${reference}/confirmation`, {});
    await running.settle();
    const invitation = (await running.mails(from)).at(-1);
    expect(invitation?.tags['notice']).toBe('invitation');
    // From another address of hers: that she has the letter is the proof.
    const cancelling = mailOf(`都合が悪くなったので、キャンセルします。\n\n> ${invitation?.subject}`, {
      from: 'hana@example.com',
      subject: `Re: ${invitation?.subject}`,
      headers: ['Message-ID: <c@example.com>', `In-Reply-To: ${invitation?.headers['message-id']}`],
    });
    await mail('hana@example.com', aomori.contact.mailbox, cancelling);
    expect(await staff('aomori', `/staff/bookings/${reference}`)).toMatchObject({
      state: 'cancelled',
      by: 'applicant',
      through: 'mail',
    });
    expect(await sentTo(from)).toEqual(['ask', 'receipt', 'invitation', 'cancelled']);
  });

  test('[R-25] a mail that fails DMARC is on the list with its text, and unanswered', async () => {
    const raw = mailOf(filled(), { from: 'forged@example.jp', headers: ['X-Test-Verdicts: dmarc=FAIL; dkim=FAIL'] });
    await mail('forged@example.jp', kabe.contact.mailbox, raw);
    const { mails } = await staff('kabe', '/staff/mails');
    expect(mails).toMatchObject([{ from: 'forged@example.jp', why: ['not-authentic'] }]);
    const shown = await staff('kabe', `/staff/mails/${mails[0].id}`);
    expect(shown.text).toContain('山田 太郎');
    expect(shown.prefilled.applicant).toMatchObject({ name: '山田 太郎', number: '34110-01234567' });
    expect(await sentTo('forged@example.jp')).toEqual([]);
  });

  test('[R-29, R-30] two offices that mail each other stop at once', async () => {
    const before = (await running.mails()).length;
    for (const [from, to] of [
      ['kabe@madoguchi.example.jp', aomori.contact.mailbox],
      ['aomori@madoguchi.example.jp', kabe.contact.mailbox],
    ] as const)
      await mail(from, to, mailOf(filled({ number: '' }), { from }));
    expect((await running.mails()).length).toBe(before);
  });

  test('nothing failed on the way, and nothing lies in a queue', async () => {
    expect(running.errors).toEqual([]);
    const queues = await (await fetch(`${running.control}/queues`)).json();
    expect(Object.values(queues as Record<string, unknown[]>).flatMap((queue) => Object.values(queue).flat())).toEqual(
      [],
    );
  });
});
