import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { done, NOW, type Stage, stage } from '../support/counter.ts';
import { travel } from '../support/following.ts';
import { formsIn, textOf } from '../support/forms.ts';
import { contradictions, rowsIn } from '../support/rows.ts';

/* What staff do about an application on its page, in a browser, by the page's own forms. */

let office: Stage;
beforeEach(() => travel(NOW));

describe('an application at Aomori', () => {
  beforeAll(async () => {
    office = await stage('aomori');
  });
  const first = { from: '2026-03-10T10:00:00+09:00', to: '2026-03-10T11:00:00+09:00', minutes: 40 };
  const second = { from: '2026-03-12T13:30:00+09:00', to: '2026-03-12T14:30:00+09:00', minutes: 40 };

  test('[A-6-3, D-7] shows both choices with who is free for each start, and is confirmed in its second choice', async () => {
    const reference = await office.applied([first, second], { counsellor: '例 花子' });
    const shown = await office.page(reference);
    for (const what of ['第1希望', '第2希望', '希望の担当者', 'おさえ中', '10:20〜', '13:50〜'])
      expect(shown).toContain(what);
    const value = '2026-03-12T13:40:00+09:00|40|a';
    expect(shown).toContain(`value="${value}" aria-label="13:40〜14:20 見本 一郎"`);
    const filled = formsIn(shown).find(({ action }) => action.endsWith('/confirmation'))?.fields;
    expect(filled).toMatchObject({ choice: '2026-03-10T10:00:00+09:00|40|b', tool: 'teleoffice' });

    const answer = await office.press(reference, 'confirmation', { choice: value, tool: 'zoom' });
    expect(done(answer)).toBe(`/staff/bookings/${reference}?done=confirmed-unmet`);
    expect(await office.read(reference)).toMatchObject({
      state: 'confirmed',
      tool: 'zoom',
      session: { startsAt: '2026-03-12T13:40:00+09:00', minutes: 40, counsellor: 'a' },
    });
    const after = await office.page(reference, '?done=confirmed-unmet');
    expect(textOf(after)).toContain('本予約にしました。会議ができると、参加のしかたのお知らせを送ります。');
    expect(contradictions(await rowsIn(office.table))).toEqual([]);
  });

  test('[A-4, A-6-3] goes to another tool by an act of its own: new meeting, invitation again, both in the history', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-11T11:00:00+09:00', minutes: 30 }]);
    await office.press(reference, 'confirmation', { tool: 'zoom' });
    const codes = { url: 'https://zoom.us/j/12345678901', id: '12345678901', passcode: 'abc123' };
    await office.press(reference, 'meeting', codes);
    await office.drain();
    const count = async () => (await office.letters()).filter(({ notice }) => notice === 'invitation').length;
    const before = await count();

    const page = textOf(await office.page(reference));
    expect(page).toContain('使うアプリを変える（TeleOffice）');
    expect(done(await office.press(reference, 'tool'))).toBe(`/staff/bookings/${reference}?done=tool-changed`);
    await office.drain();
    expect(await count()).toBe(before + 1);
    const letter = (await office.letters()).at(-1);
    expect(letter?.subject).toContain('参加のしかた');
    expect(letter?.text).toContain('TeleOffice（ビデオ通話）');
    expect(letter?.text).not.toContain(codes.url);
    const { tool, meeting, version, history } = await office.read(reference);
    expect([tool, meeting, version]).toEqual(['teleoffice', { state: 'wanted' }, 1]);
    expect(history.map((one: { act: string; tool?: string }) => [one.act, one.tool])).toEqual([
      ['applied', undefined],
      ['confirmed', 'zoom'],
      ['meeting-made', undefined],
      ['tool-changed', 'teleoffice'],
    ]);
    expect(textOf(await office.page(reference))).toContain('使うアプリの変更 見本 さん 窓口 TeleOffice');

    // And back: nothing goes out before there are codes.
    await office.press(reference, 'tool');
    await office.drain();
    expect(await count()).toBe(before + 1);
    await office.press(reference, 'meeting', codes);
    await office.drain();
    expect(await count()).toBe(before + 2);
    expect(contradictions(await rowsIn(office.table))).toEqual([]);
  });

  test('[A-6-3] is confirmed as held by pressing the button alone', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-11T10:00:00+09:00', minutes: 30 }]);
    expect(done(await office.press(reference, 'confirmation'))).toContain('?done=confirmed');
    expect((await office.read(reference)).session.startsAt).toBe('2026-03-11T10:00:00+09:00');
  });

  test.each([
    [{ 'typed.day': '3/13', 'typed.time': '14:00', 'typed.minutes': '20' }, '2026-03-13T14:00:00+09:00', 20],
    [
      { 'typed.day': '３月１３日', 'typed.time': '１０時０５分', 'typed.minutes': '３０分' },
      '2026-03-13T10:05:00+09:00',
      30,
    ],
    [{ 'typed.day': '4/2', 'typed.time': '930' }, 'outside', 0],
    [{ 'typed.day': '2/27', 'typed.time': '1030' }, '2027-02-27', 0],
    [{ 'typed.day': '3/13（金）', 'typed.time': '15:00' }, '2026-03-13T15:00:00+09:00', 30],
  ])('[A-6-3] is settled at a time that staff type: %o', async (typed, startsAt, minutes) => {
    const reference = await office.applied([{ startsAt: '2026-03-12T10:00:00+09:00', minutes: 30 }]);
    const answer = await office.press(reference, 'confirmation', { choice: 'typed', counsellor: 'b', ...typed });
    if (minutes === 0) {
      expect(answer.status).toBe(422);
      expect(textOf(answer.text)).toContain('時間割の中の時間を選んでください');
      for (const [name, value] of Object.entries(typed))
        expect(answer.text).toMatch(new RegExp(`name="${name.replace('.', '\\.')}"[^>]* value="${value}"`));
    } else {
      expect(done(answer)).toContain('?done=confirmed');
      expect((await office.read(reference)).session).toEqual({ startsAt, minutes, counsellor: 'b' });
    }
    await office.send(`/staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test.each([
    ['nothing typed', { choice: 'typed' }, ['日付を書いてください', '時刻を書いてください']],
    ['no such month', { choice: 'typed', 'typed.day': '13/1', 'typed.time': '10:00' }, ['＊この日付はありません。']],
    ['no day', { choice: 'typed', 'typed.day': '来週', 'typed.time': '10:00' }, ['＊日付の書き方']],
    ['no such time', { choice: 'typed', 'typed.day': '3/9', 'typed.time': '25:00' }, ['時刻の書き方']],
    ['a value no button has', { choice: '2026-03-12T13:40:00+09:00|40|a|b' }, ['相談の日時を選んでください']],
    ['a moment that is none', { choice: 'yesterday|40|a' }, ['相談の日時を選んでください']],
    ['no length', { choice: '2026-03-12T13:40:00+09:00|0|a' }, ['相談の日時を選んでください']],
  ])('[A-6-3] is not confirmed with %s, and the page says what to do', async (_, fields, said) => {
    const reference = await office.applied([{ startsAt: '2026-03-13T10:00:00+09:00', minutes: 30 }]);
    const answer = await office.press(reference, 'confirmation', fields);
    expect(answer.status).toBe(400);
    for (const sentence of said) expect(textOf(answer.text)).toContain(sentence);
    expect((await office.read(reference)).state).toBe('tentative');
    await office.send(`/staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('[A-6-3] a weekday typed that does not belong to its day is said beside the day, which stays', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-13T10:00:00+09:00', minutes: 30 }]);
    const typed = { choice: 'typed', 'typed.day': '3/13（木）', 'typed.time': '10:00' };
    const answer = await office.press(reference, 'confirmation', typed);
    expect([answer.status, textOf(answer.text)]).toEqual([
      422,
      expect.stringContaining('＊2026年3月13日は金曜日です。'),
    ]);
    expect(textOf(answer.text)).not.toContain('時間割の中の時間を');
    expect(answer.text).toMatch(
      /name="typed\.day" aria-describedby="typed\.day-error" aria-invalid="true"[^>]* value="3\/13（木）"/,
    );
    expect((await office.read(reference)).state).toBe('tentative');
    await office.send(`/staff/bookings/${reference}/cancellation`, { by: 'applicant', through: 'phone' });
  });

  test('[A-6-3] a time typed beside another that is chosen is asked about, and both stay in sight', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-16T10:00:00+09:00', minutes: 30 }]);
    const typed = { 'typed.day': '3/17', 'typed.time': '10:00' };
    const answer = await office.press(reference, 'confirmation', typed);
    expect([answer.status, textOf(answer.text)]).toEqual([
      400,
      expect.stringContaining('＊選んだ日時のほかに、日時が書かれています'),
    ]);
    expect(answer.text).toMatch(/<details class="card" open><summary>別の日時にする/);
    for (const value of Object.values(typed)) expect(answer.text).toContain(`value="${value}"`);
    expect((await office.read(reference)).state).toBe('tentative');
    const meant = await office.press(reference, 'confirmation', { 'typed.day': '', 'typed.time': '' });
    expect(done(meant)).toContain('?done=confirmed');
  });

  test('[A-2-1, A-2-2, D-13] its marks say what to do about somebody about to register, in difficulty, or with other bookings', async () => {
    const applicant = { kind: 'prospective', number: undefined, phone: '09055507777' };
    const one = await office.applied([{ startsAt: '2026-03-17T10:00:00+09:00', minutes: 30 }], { applicant });
    const two = await office.applied([{ startsAt: '2026-03-18T10:00:00+09:00', minutes: 30 }], {
      applicant,
      difficulty: 'ask-me',
    });
    const shown = textOf(await office.page(two));
    for (const said of [
      '登録の手続きを案内してください',
      '事情の内容は、どこにも書かないでください',
      'ほかにも予約がある方です',
      one,
      '番号のない方の記録は、電話番号でまとめています',
    ])
      expect(shown).toContain(said);
    expect(done(await office.press(two, 'confirmation'))).toContain('?done=confirmed');
    expect(textOf(await office.page(two))).toContain('これから求職登録をする方です');
  });

  test('[A-2-2, A-2-4, A-2-5, D-7] staff tick that the person may use the service, without a ground, and take it back', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-19T10:00:00+09:00', minutes: 30 }]);
    const asked = textOf(await office.page(reference));
    expect(asked).toContain('続けての相談を希望している');
    expect(asked).toContain('登録のある方（求職者・求人者）か、これから登録する方である');
    expect(asked).toContain('オンラインで相談する必要が見込まれる');
    expect(formsIn(await office.page(reference)).find(({ action }) => action.endsWith('/eligibility'))?.fields).toEqual(
      {
        seen: '1',
        eligible: 'true',
      },
    );
    expect(done(await office.press(reference, 'eligibility'))).toBe(`/staff/bookings/${reference}?done=eligible`);
    expect(textOf(await office.page(reference))).toContain('見本 さんが確認しました');
    const person = await office.open(`/staff/bookings/${reference}/person`);
    const [undo] = formsIn(person.text).filter(({ action }) => action.endsWith('/eligibility'));
    expect(done(await office.send(undo?.action ?? '', undo?.fields ?? {}))).toBe(
      `/staff/bookings/${reference}/person?done=not-eligible`,
    );
    expect(textOf(await office.page(reference))).toContain('まだ確認していません');
  });

  test('[A-6-4] is declined with a reason, which the page asks for, and withdrawn on the word of the person', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-23T10:00:00+09:00', minutes: 30 }]);
    const unsaid = await office.press(reference, 'declination');
    expect([unsaid.status, textOf(unsaid.text)]).toEqual([400, expect.stringContaining('＊理由を選んでください')]);
    expect(unsaid.text).toContain('<a href="#reason">');
    expect([...unsaid.text.matchAll(/ id="reason"/g)]).toHaveLength(1);
    expect(done(await office.press(reference, 'declination', { reason: 'duplicate' }))).toContain('?done=declined');
    expect(textOf(await office.page(reference))).toContain('同じ申込みがすでにある');

    const other = await office.applied([{ startsAt: '2026-03-23T10:40:00+09:00', minutes: 30 }]);
    expect(done(await office.press(other, 'cancellation', { through: 'counter' }))).toContain('?done=withdrawn');
    expect((await office.read(other)).history.at(-1)).toMatchObject({ act: 'withdrawn', channel: 'counter' });
  });
});

describe('two staff at one booking', () => {
  beforeAll(async () => {
    office = await stage('aomori');
  });

  test('the second, on a page of before, is told whose act it was, and that theirs did not happen', async () => {
    const reference = await office.applied([{ startsAt: '2026-03-10T10:00:00+09:00', minutes: 30 }]);
    const stale = formsIn(await office.page(reference)).find(({ action }) => action.endsWith('/declination'));
    travel('2026-03-02T14:03:00+09:00');
    await office.press(reference, 'confirmation', {}, '例');
    travel('2026-03-02T14:05:00+09:00');
    const answer = await office.send(stale?.action ?? '', { ...stale?.fields, reason: 'other' });
    expect(answer.status).toBe(409);
    const said = textOf(answer.text);
    expect(said).toContain('14:03 に 例 さんが本予約にしました。あなたの操作「お断りする」は行われていません。');
    expect(said).toContain('本予約');
    expect(said).not.toContain(aomori.contact.phone);
    expect(formsIn(answer.text).map(({ action }) => action)).not.toContain(stale?.action);
    expect((await office.read(reference)).state).toBe('confirmed');
  });

  test('what the second typed is kept where it is still possible, decided on the booking as it now is', async () => {
    const reference = await office.confirmed('2026-03-10T10:40:00+09:00');
    const stale = formsIn(await office.page(reference)).find(({ action }) => action.endsWith('/companion'));
    await office.press(reference, 'contact', { sign: 'called' }, '例');
    const answer = await office.send(stale?.action ?? '', { ...stale?.fields, companion: '手話通訳の方' });
    expect(answer.status).toBe(409);
    const again = formsIn(answer.text).find(({ action }) => action.endsWith('/companion'));
    expect(again?.fields).toEqual({ seen: '3', companion: '手話通訳の方' });
    expect(done(await office.send(again?.action ?? '', again?.fields ?? {}))).toContain('?done=companion');
  });

  test('the clock’s own acts are in nobody’s way', async () => {
    const reference = await office.confirmed('2026-03-10T11:20:00+09:00');
    const shown = formsIn(await office.page(reference)).find(({ action }) => action.endsWith('/contact'));
    travel('2026-03-09T10:00:00+09:00');
    await office.at.reminder({ booking: reference, version: 1, kind: 'reminder-day' });
    expect(done(await office.send(shown?.action ?? '', shown?.fields ?? {}))).toContain('?done=in-touch');
  });

  test('of two at the very same moment one wins, and the other is told what happened', async () => {
    for (const day of ['11', '12', '13', '16', '17']) {
      const startsAt = `2026-03-${day}T13:30:00+09:00`;
      const reference = await office.applied([{ startsAt, minutes: 30 }]);
      const forms = formsIn(await office.page(reference));
      const of = (act: string) => forms.find(({ action }) => action.endsWith(`/${act}`));
      const [one, other] = await Promise.all([
        office.send(of('confirmation')?.action ?? '', of('confirmation')?.fields ?? {}, '見本'),
        office.send(of('declination')?.action ?? '', { ...of('declination')?.fields, reason: 'nobody-free' }, '例'),
      ]);
      expect([one.status, other.status].toSorted()).toEqual([303, 409]);
      const { state, history } = await office.read(reference);
      expect(history).toHaveLength(2);
      const told = textOf(one.status === 409 ? one.text : other.text);
      expect(told).toContain(
        state === 'confirmed'
          ? '9:00 に 見本 さんが本予約にしました。あなたの操作「お断りする」は行われていません。'
          : '9:00 に 例 さんがお断りしました（理由：担当者の空きがない）。あなたの操作「本予約にする」は行われていません。',
      );
    }
    expect(contradictions(await rowsIn(office.table))).toEqual([]);
  });
});
