import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamo } from '../../shared/aws/table.ts';
import { printTerms } from '../../shared/domain/terms-text.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { fieldsOf } from '../support/console.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { textOf } from '../support/forms.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { haveMet } from '../support/met.ts';
import { contradictions, rowsIn } from '../support/rows.ts';

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('kabe');
  await office.staff('PUT /staff/counsellors/a', { name: '見本 一郎', desks: ['general'] });
  await office.staff('PUT /staff/counsellors/b', { name: '例 花子', desks: ['general'] });
});
beforeEach(() => travel(NOW));

/** How many transactions there is power for; what happens between somebody's reading and their transaction. */
let transactions: number | undefined;
let meanwhile: (() => Promise<void>) | undefined;
beforeAll(() =>
  dynamo.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!/^TransactWrite/.test(commandName ?? '')) return next(args);
        const first = meanwhile;
        meanwhile = undefined;
        await first?.();
        if (transactions !== undefined && transactions-- <= 0) throw new Error('the power went');
        return next(args);
      },
    { step: 'initialize' },
  ),
);

const page = async (path: string) => {
  const answer = await invoke(office.at.staff, `GET ${path}`, {
    staff: 'demo-staff',
    headers: { accept: 'text/html' },
  });
  return answer;
};
const press = (path: string, fields: Record<string, string> | string) =>
  invoke(office.at.staff, `POST ${path}`, {
    staff: 'demo-staff',
    headers: FORM,
    body: typeof fields === 'string' ? fields : form(fields),
  });
const seenIn = (text: string): string => /name="seen" value="([^"]*)"/.exec(text)?.[1] ?? '';
/** The sections of a page, by their headings, each with the references that stand in it. */
const sections = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    [...text.matchAll(/<section[^>]*><h2>([^<]*)<\/h2>(.*?)<\/section>/gs)].map(([, heading = '', inside = '']) => [
      heading,
      [...new Set(inside.match(/(?<![\d-])\d{4}-\d{4}(?!\d)/g) ?? [])],
    ]),
  );

let people = 0;
const applied = async (startsAt: string, more: Parameters<typeof body>[2] = {}) => {
  const { status, json, text } = await invoke(office.at.booking, 'POST /bookings', {
    body: body(kabe, startsAt, {
      ...more,
      applicant: { number: `34010-${++people}`, email: `p${people}@example.com`, ...more.applicant },
    }),
  });
  expect([status, text.slice(0, 200)]).toEqual([201, expect.any(String)]);
  return String(json.reference);
};
/** On the phone, without an address. */
const phoned = async (startsAt: string, more: Record<string, unknown> = {}): Promise<string> => {
  if (more['channel'] === 'session') await haveMet(`34010-${people + 1}`);
  const { reference } = await office.staff('POST /staff/bookings', {
    channel: 'phone',
    applicant: { kind: 'seeker', name: '見本 電話', number: `34010-${++people}`, phone: '090-5550-1234' },
    wishes: [{ startsAt }],
    ...more,
  });
  return reference;
};
const confirmed = async (reference: string) => {
  await office.staff(`POST /staff/bookings/${reference}/confirmation`, {});
  return reference;
};
const stateOf = async (reference: string) => (await office.staff(`GET /staff/bookings/${reference}`)).state;

describe('[D-2, A-6-5] closing a day', () => {
  let mailed: string;
  let called: string;
  let waiting: string;
  const day = '/staff/closures/2026-03-11';
  beforeAll(async () => {
    travel(NOW);
    mailed = await confirmed(await applied('2026-03-11T14:00:00+09:00'));
    called = await confirmed(await phoned('2026-03-11T14:30:00+09:00'));
    waiting = await applied('2026-03-11T15:00:00+09:00');
    await applied('2026-03-13T10:00:00+09:00');
    await office.drain();
    office.heal();
  });

  test('is looked up by a day as people write it', async () => {
    const found = await page(`/staff/closures?kind=closed&date=${encodeURIComponent('３月１１日（水）')}`);
    expect([found.status, found.headers['location']]).toEqual([303, `${day}?kind=closed`]);
    const wrong = await page(`/staff/closures?kind=closed&date=${encodeURIComponent('3/11（木）')}`);
    expect(wrong.text).toContain('2026年3月11日は水曜日です');
    expect(wrong.text).toContain('value="3/11（木）"');
    expect((await page('/staff/closures?kind=closed&date=2/27')).text).toContain('過ぎた日です');
  });

  test('tells beforehand who gets mail and who must be phoned, and changes nothing', async () => {
    const before = await rowsIn(office.table);
    const { json } = await invoke(office.at.staff, `GET ${day}?kind=closed`, { staff: 'demo-staff' });
    expect(json).toMatchObject({
      date: '2026-03-11',
      kind: 'closed',
      closes: true,
      affected: [
        { reference: mailed, effect: 'cancelled', told: 'mail' },
        { reference: called, effect: 'cancelled', told: 'phone' },
        { reference: waiting, effect: 'declined', told: 'mail' },
      ],
    });
    const { text } = await page(`${day}?kind=closed`);
    expect(sections(text)).toEqual({
      '電話が要る方（1人）': [called],
      'メールでお知らせする方（2人）': [mailed, waiting],
    });
    expect(await rowsIn(office.table)).toEqual(before);
  });

  test('that breaks off half way loses nobody: the page says who is left, and the second time goes on there', async () => {
    const { text } = await page(`${day}?kind=closed`);
    transactions = 1;
    const broken = await press(day, { kind: 'closed', seen: seenIn(text) });
    transactions = undefined;
    expect(broken.status).toBe(500);

    // Nobody can book into it any more, whatever else has become of it.
    const { json } = await invoke(office.at.booking, 'GET /openings?from=2026-03-11&to=2026-03-11');
    expect(json.openings).toEqual([]);
    expect(await Promise.all([mailed, called, waiting].map(stateOf))).toEqual(['cancelled', 'confirmed', 'tentative']);
    const half = await page(day);
    expect(sections(half.text)).toMatchObject({
      'まだ決まっていない方（2人）': [called, waiting],
      'お知らせの途中の方（1人）': [mailed],
    });
    expect((await page('/staff/office')).text).toContain('あと3人');

    const again = await press(day, { kind: 'closed', seen: seenIn(half.text) });
    expect([again.status, again.headers['location']]).toEqual([303, `${day}?done=closed`]);
    expect(await Promise.all([mailed, called, waiting].map(stateOf))).toEqual(['cancelled', 'cancelled', 'declined']);
    expect(contradictions(await rowsIn(office.table))).toEqual([]);
  });

  test('by two at once is the first one’s; the second is told, and by whom it was', async () => {
    const own = '/staff/closures/2026-05-27';
    const close = async (staff: string) => {
      const sent = { staff, headers: FORM, body: form({ kind: 'closed', seen: '' }) };
      return String((await invoke(office.at.staff, `POST ${own}`, sent)).headers['location']);
    };
    const both = await Promise.all(['demo-staff', 'other-staff'].map(close));
    expect(both.toSorted()).toEqual([`${own}?done=closed`, `${own}?done=closed-before`]);
    const first = both[0]?.endsWith('closed') ? 'demo-staff' : 'other-staff';
    const { text } = await page(`${own}?done=closed-before`);
    for (const said of ['ほかの職員が、先に閉庁日にしていました。', `決めた人：${first} さん`])
      expect(text).toContain(said);
    expect(await close(first)).toBe(`${own}?done=closed`);
    await office.staff('PUT /staff/closures/2026-05-27', { kind: 'removed' });
  });

  test('happens as it was told: mail to those with an address, the others on the call list, each once, by the one who did it', async () => {
    expect(await office.drain()).toBe('quiet');
    const letters = (await office.letters()).filter(({ notice }) => /cancelled|declined/.test(notice ?? ''));
    expect(letters.map(({ notice, tags }) => `${notice} ${tags['booking']}`).sort()).toEqual(
      [`cancelled ${mailed}`, `declined ${waiting}`].sort(),
    );
    const { history } = await office.staff(`GET /staff/bookings/${mailed}`);
    expect(history.at(-1)).toMatchObject({
      act: 'cancelled',
      reason: 'closure',
      actor: { kind: 'staff', id: 'demo-staff' },
    });
    const { text } = await page(day);
    expect(sections(text)).toEqual({
      '電話が要る方（1人）': [called],
      'お知らせの途中の方（2人）': [mailed, waiting],
    });
    expect(text).toContain('090-5550-1234');
  });

  test('is followed until everybody has been told: delivered, come back, phoned', async () => {
    const letters = await office.letters();
    const letterTo = (reference: string) => letters.find(({ tags }) => tags['booking'] === reference)?.tags ?? {};
    await office.at.mailEvents(office.news('Delivery', letterTo(mailed)));
    await office.at.mailEvents(office.news('Bounce', letterTo(waiting)));
    expect(sections((await page(day)).text)).toEqual({
      '電話が要る方（2人）': [called, waiting],
      '伝わった方（1人）': [mailed],
    });
    for (const reference of [called, waiting]) {
      const { text: shown } = await page(day);
      const action = `/staff/bookings/${reference}/phoned`;
      // What is ticked off is the word the page shows, and no other.
      expect(fieldsOf(shown, action)).toEqual({
        said: expect.stringMatching(/^\d+\.(?:cancelled|declined)$/),
        back: day,
      });
      const told = await press(action, fieldsOf(shown, action));
      expect([told.status, told.headers['location']]).toEqual([303, `${day}?done=phoned`]);
    }
    const { text } = await page(day);
    expect(text).toContain('3人全員に伝わりました');
    expect(text).toContain('demo-staff さん');
    expect((await page('/staff/closures')).text).toContain('済んでいます');
  });

  test('can be taken back: the day is open again, and nobody’s booking comes back', async () => {
    const { text } = await page(`${day}?kind=removed`);
    expect(text).toContain('元に戻りません');
    await press(day, { kind: 'removed', seen: '' });
    const { json } = await invoke(office.at.booking, 'GET /openings?from=2026-03-11&to=2026-03-11');
    expect(json.openings).toHaveLength(4);
    expect(await Promise.all([mailed, called, waiting].map(stateOf))).toEqual(['cancelled', 'cancelled', 'declined']);
  });
});

describe('[D-2] a closed day', () => {
  test('does nothing behind the back of staff to a booking that came after they looked, or has changed since', async () => {
    const day = '/staff/closures/2026-03-18';
    const seen = await confirmed(await applied('2026-03-18T14:00:00+09:00'));
    const changed = await applied('2026-03-18T14:30:00+09:00');
    const { text } = await page(`${day}?kind=closed`);
    const late = await applied('2026-03-18T15:00:00+09:00');
    await confirmed(changed);
    await press(day, { kind: 'closed', seen: seenIn(text) });
    expect(await Promise.all([seen, changed, late].map(stateOf))).toEqual(['cancelled', 'confirmed', 'tentative']);
    const after = await page(day);
    expect(sections(after.text)).toMatchObject({ 'まだ決まっていない方（2人）': [changed, late] });
    await press(day, { kind: 'closed', seen: seenIn(after.text) });
    expect(await Promise.all([seen, changed, late].map(stateOf))).toEqual(['cancelled', 'cancelled', 'declined']);
  });

  test('shows a booking that slipped in while it was being closed, as one that came late', async () => {
    meanwhile = async () => {
      const { affected } = await office.staff('PUT /staff/closures/2026-03-25', { kind: 'closed', settle: true });
      expect(affected).toEqual([]);
    };
    const slipped = await applied('2026-03-25T14:00:00+09:00');
    const after = await page('/staff/closures/2026-03-25');
    expect(sections(after.text)).toEqual({ 'まだ決まっていない方（1人）': [slipped] });
    expect(after.text).toContain('確かめたあとに入ったか変わった予約');
    expect((await page('/staff/closures')).text).toContain('あと1人');
    await office.staff('PUT /staff/closures/2026-03-25', { kind: 'closed', settle: true });
    expect(await stateOf(slipped)).toBe('declined');
  });

  test('of today leaves the sessions alone that have begun', async () => {
    const begun = await confirmed(await phoned('2026-03-06T10:00:00+09:00'));
    const ahead = await confirmed(await phoned('2026-03-06T11:00:00+09:00'));
    await office.staff(`POST /staff/bookings/${begun}/contact`, { sign: 'joined' });
    travel('2026-03-06T10:20:00+09:00');
    await office.staff('PUT /staff/closures/2026-03-06', { kind: 'closed', settle: true });
    expect(await Promise.all([begun, ahead].map(stateOf))).toEqual(['confirmed', 'cancelled']);
  });

  test('counts as before for programs that only set it: who has a booking is named, and nothing is ended', async () => {
    const standing = await applied('2026-03-27T10:00:00+09:00');
    const set = await office.staff('PUT /staff/closures/2026-03-27', { kind: 'closed' });
    expect(set).toEqual({ date: '2026-03-27', kind: 'closed', affected: [standing] });
    expect(await stateOf(standing)).toBe('tentative');
    await office.staff('PUT /staff/closures/2026-03-27', { kind: 'removed' });
  });

  test('cannot be one gone by, nor a day there is not', async () => {
    for (const date of ['2026-03-01', '2026-02-30', 'x'])
      expect(
        (await invoke(office.at.staff, `PUT /staff/closures/${date}`, { staff: 's', body: { kind: 'closed' } })).status,
      ).toBe(422);
  });
});

describe('[D-2] an extra open day', () => {
  test.each([
    ['2026-04-29', 'a holiday in the timetable', '次の時間から選べます：14:00、14:30、15:00、15:30', '昭和の日'],
    ['2026-03-28', 'a Saturday, of which the timetable has nothing', 'この曜日には、相談の時間がありません', '土'],
  ])('%s, %s, says what it gives before it is set', async (date, _what, said, name) => {
    const { text } = await page(`/staff/closures/${date}?kind=opened`);
    expect(text).toContain(said);
    expect(text).toContain('締切りや返事の日を数えるときの開庁日にも入ります');
    expect((await page('/staff/closures/2026-04-15?kind=opened')).text).not.toContain('開庁日にも入ります');
    expect((await page('/staff/closures')).text + text).toContain(name);
  });

  test('taken back ends what was booked on it, as closing it would', async () => {
    await press('/staff/closures/2026-04-29', { kind: 'opened', seen: '' });
    // It stands as set, with what it gives and the way back; nothing asks for it once more.
    const opened = (await page('/staff/closures/2026-04-29?done=opened')).text;
    expect(opened).toContain('次の時間から選べます');
    expect(opened).toContain('href="/staff/closures/2026-04-29?kind=removed"');
    expect(opened).not.toContain('まだ何も変わっていません');
    const booked = await confirmed(await phoned('2026-04-29T14:00:00+09:00'));
    const look = await page('/staff/closures/2026-04-29?kind=removed');
    expect(sections(look.text)).toEqual({ '電話が要る方（1人）': [booked] });
    expect(look.text).toContain('取り消したあと、この画面に');
    expect(look.text).not.toContain('閉庁日にした');
    const set = await press('/staff/closures/2026-04-29', { kind: 'removed', seen: seenIn(look.text) });
    expect(set.headers['location']).toBe('/staff/closures/2026-04-29?done=removed');
    expect(await stateOf(booked)).toBe('cancelled');
    await office.drain();
    expect(sections((await page('/staff/closures/2026-04-29')).text)).toEqual({ '電話が要る方（1人）': [booked] });

    // Until everybody has been told, each list of the days leads there; then the day is as any other.
    const row = expect.objectContaining({ date: '2026-04-29', kind: 'removed', left: 1 });
    expect((await office.staff('GET /staff/closures')).closures).toContainEqual(row);
    expect((await office.staff('GET /staff/office')).closures).toContainEqual(row);
    for (const path of ['/staff/closures', '/staff/office'])
      expect((await page(path)).text).toMatch(/href="\/staff\/closures\/2026-04-29"[\s\S]{0,200}あと1人/);
    await press(`/staff/bookings/${booked}/phoned`, { seen: '9' });
    for (const path of ['/staff/closures', '/staff/office'])
      expect((await page(path)).text).not.toContain('2026-04-29');
  });
});

describe('[K-F-1] counsellors', () => {
  const fields = { name: '試験 三郎', absences: '', seen: '0' };
  const typed = (more: Record<string, string>, days = ['3', '5']) =>
    `${form({ ...fields, ...more })}&desks=general${days.map((day) => `&weekdays=${day}`).join('')}`;
  const idOf = async (name: string): Promise<string> => {
    const { counsellors } = await office.staff('GET /staff/counsellors');
    return counsellors.find((one: { name: string }) => one.name === name)?.id;
  };

  test('get an id from the system, which says nothing of them', async () => {
    const added = await press('/staff/counsellors/new', typed({ absences: '３／４\n4/1〜4/3（金）' }));
    expect([added.status, added.headers['location']]).toEqual([303, '/staff/counsellors?done=saved']);
    const id = await idOf('試験 三郎');
    expect(id).toMatch(/^c-[0-9a-f]{10}$/);
    expect(await office.staff(`GET /staff/counsellors/${id}`)).toEqual({
      id,
      name: '試験 三郎',
      desks: ['general'],
      weekdays: [3, 5],
      absences: ['2026-03-04', '2026-04-01', '2026-04-02', '2026-04-03'],
      ahead: [],
      stranded: [],
    });
    expect((await page(`/staff/counsellors/${id}`)).text).toContain('2026年3月4日（水）\n2026年4月1日（水）');
  });

  test('typed wrongly, are shown again with everything typed and what to do', async () => {
    const { status, text } = await press(
      '/staff/counsellors/new',
      form({ name: '見本 <四郎>', absences: '3/4\nあした', seen: '0' }),
    );
    expect(status).toBe(400);
    for (const said of [
      '氏名は40字まで',
      '窓口を1つ以上',
      '曜日を1つ以上',
      '「あした」：日付として読めません',
      'value="見本 &lt;四郎&gt;"',
      '3/4\nあした</textarea>',
    ])
      expect(text).toContain(said);
    expect((await press('/staff/counsellors/new', typed({ zoomUser: 'z@example.com' }))).status).toBe(400);
  });

  test('[A-6-5] absent, show beforehand whose sessions nobody would hold and who is free then; handed over, nothing changes for the person', async () => {
    const id = await idOf('試験 三郎');
    const reference = await phoned('2026-04-15T14:00:00+09:00', { channel: 'session', counsellor: '試験 三郎' });
    await office.drain();
    office.heal();
    const { text: shown } = await page(`/staff/counsellors/${id}`);
    expect(shown).toContain(reference);
    const change = (more: Record<string, string>) =>
      press(`/staff/counsellors/${id}`, typed({ seen: seenIn(shown), absences: '4/15', ...more }));
    const review = await change({});
    expect(review.status).toBe(200);
    for (const said of ['まだ保存していません', reference, '見本 一郎、例 花子']) expect(review.text).toContain(said);
    expect((await office.staff(`GET /staff/counsellors/${id}`)).absences).not.toContain('2026-04-15');
    expect((await change({ edit: 'true' })).text).toContain('4/15</textarea>');

    const saved = await change({ sure: 'true' });
    expect([saved.status, saved.headers['location']]).toEqual([303, `/staff/counsellors/${id}?done=saved`]);
    const after = await page(`/staff/counsellors/${id}`);
    expect(after.text).toContain('担当者がいない予約（1件）');
    expect((await page('/staff/office')).text).toContain('担当者がいない予約が1件');

    const stranded = async () =>
      (await office.staff('GET /staff/todo')).tasks.filter(({ kind }: { kind: string }) => kind === 'stranded');
    expect(await stranded()).toMatchObject([{ reference, urgency: 'later' }]);
    expect((await page('/staff/todo')).text).toContain('担当者を決める');
    expect((await page(`/staff/bookings/${reference}`)).text).toContain('この日は、この担当者が相談を受けられません');
    for (const path of ['/staff/today?date=2026-04-15', '/staff/week?from=2026-04-13'])
      expect((await page(path)).text).toMatch(/試験 三郎 <span class="badge late">不在<\/span>/);

    const [, hand = ''] = /<form method="post" action="(\/staff\/bookings\/[^"]+\/move)">/.exec(after.text) ?? [];
    const [block = ''] = after.text.slice(after.text.indexOf(hand)).split('</form>');
    const hidden = Object.fromEntries(
      [...block.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const moved = await press(hand, hidden);
    expect([moved.status, moved.headers['location']]).toEqual([303, `/staff/counsellors/${id}?done=handed-over`]);
    const booking = await office.staff(`GET /staff/bookings/${reference}`);
    expect(booking).toMatchObject({ state: 'confirmed', version: 1, session: { counsellor: 'a' } });
    expect(booking.history.at(-1)).toMatchObject({ act: 'moved', reason: 'counsellor-absent', notices: {} });
    expect((await page('/staff/office')).text).not.toContain('担当者がいない予約が');
    expect(await stranded()).toEqual([]);
  });

  test('are removed only when nothing lies ahead of them; otherwise it is said what does', async () => {
    const id = await idOf('試験 三郎');
    const reference = await phoned('2026-04-17T10:00:00+09:00', { channel: 'session', counsellor: '試験 三郎' });
    const { text } = await page(`/staff/counsellors/${id}`);
    const refused = await press(`/staff/counsellors/${id}/removal`, { seen: seenIn(text) });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('これからの予約が1件あるので、削除できません');
    expect(refused.text).toContain(reference);
    await office.staff(`POST /staff/bookings/${reference}/cancellation`, {
      by: 'office',
      through: 'phone',
      reason: 'technical',
    });
    expect((await press(`/staff/counsellors/${id}/removal`, { seen: seenIn(text) })).headers['location']).toBe(
      '/staff/counsellors?done=removed',
    );
    expect(await idOf('試験 三郎')).toBeUndefined();
  });

  test('changed by two at once: the second is told, and nothing of the first is lost', async () => {
    const { text } = await page('/staff/counsellors/b');
    const change = (name: string) =>
      press('/staff/counsellors/b', typed({ name, seen: seenIn(text) }, ['1', '3', '5']));
    expect((await change('例 花子')).status).toBe(303);
    const second = await change('例 華子');
    expect(second.status).toBe(409);
    expect((await office.staff('GET /staff/counsellors/b')).name).toBe('例 花子');
    expect(second.text).toContain('ほかの人が先に、この担当者を変更しました');
    expect(second.text).toContain('今の内容（demo-staff さんが保存）');
    expect(second.text).toContain('value="例 華子"');
    expect(seenIn(second.text)).not.toBe(seenIn(text));
    const again = await press(
      '/staff/counsellors/b',
      typed({ name: '例 花子', seen: seenIn(second.text) }, ['1', '3', '5']),
    );
    expect(again.status).toBe(303);
  });

  test('removed while somebody else changed them: nothing typed is lost, and it is said', async () => {
    await press('/staff/counsellors/new', typed({ name: '試験 四郎' }, ['1']));
    const id = await idOf('試験 四郎');
    const { text } = await page(`/staff/counsellors/${id}`);
    await press(`/staff/counsellors/${id}`, typed({ name: '試験 四郎', seen: seenIn(text) }, ['2']));
    const stale = await press(`/staff/counsellors/${id}/removal`, { seen: seenIn(text) });
    expect([stale.status, stale.text.includes('まだ削除していません')]).toEqual([409, true]);
    await press(`/staff/counsellors/${id}/removal`, { seen: seenIn(stale.text) });
    const late = await press(`/staff/counsellors/${id}`, typed({ name: '試験 五郎', seen: seenIn(stale.text) }, ['3']));
    expect(late.status).toBe(409);
    expect(late.text).toContain('この担当者を削除しました');
    expect(late.text).toContain('value="試験 五郎"');
    expect(late.text).toContain('action="/staff/counsellors/new"');
  });
});

describe('[K-13, A-13, D-11] terms', () => {
  const [latest] = kabe.terms;
  const wording = printTerms(latest?.articles ?? []);
  const fields = {
    version: '2026-04-01',
    title: 'オンライン職業相談等利用規約',
    issuedBy: '可部公共職業安定所長',
    officialDate: '令和8年3月1日',
    effectiveFrom: '4/1',
    officialUrl: 'https://jsite.mhlw.go.jp/hiroshima-roudoukyoku/',
    hash: '',
    officialText: '見本の規約\r\n見本の文章です。\r\n可部公共職業安定所長\r\n\r\n',
    wording: wording.replace('10分が過ぎる', '15分が過ぎる'),
  };

  test('are begun from the latest, whole', async () => {
    const { text } = await page('/staff/terms/new');
    expect(text).toContain('第6条 利用申込みなど\n(1) 時間は1回30分です。');
    expect(text.match(/^第\d+条 /gm)).toHaveLength(14);
  });

  test('show before they are published what changes, word by word, and who will be told how', async () => {
    await confirmed(await applied('2026-04-10T10:00:00+09:00'));
    const { status, text } = await press('/staff/terms/new', fields);
    expect(status).toBe(200);
    expect(text).toContain('<del>［－<s>10</s>］</del><ins>［＋15］</ins>');
    expect(text.match(/<section class="card">/g)).toHaveLength(1);
    const open = (await office.staff('GET /staff/todo')).bookings.filter((one: { terms?: string }) => one.terms);
    expect(text).toContain(`<strong>${open.length}人</strong>`);
    // printf '見本の規約\n見本の文章です。\n可部公共職業安定所長\n' | sha256sum
    expect(text).toContain('d464524aa211f3b848b3617eee6b3e844abc44474ae6917454d657d961b0e413');
    expect(text).not.toContain('見本の文章です');
    expect((await rowsIn(office.table)).filter(({ sk }) => String(sk).startsWith('TERMS#'))).toEqual([]);
    const again = await press('/staff/terms/new', { ...fields, edit: 'true' });
    expect(again.text).toContain('15分が過ぎる');
  });

  test.each([
    ['a name that is there', { version: '2024-02-22' }, '「2024-02-22」は、もうあります'],
    ['today', { effectiveFrom: '3/2' }, '明日から先の日'],
    ['a mistyped year', { effectiveFrom: '2062-04-01' }, '1年より先です。年をお確かめください（2027年3月2日'],
    ['no day', { effectiveFrom: '' }, '効力が生じる日を書いてください'],
    ['an unsafe link', { officialUrl: 'http://example.com' }, 'https から'],
    ['an official date without its year', { officialDate: '12/20' }, '「2026-04-01」のように、年も書いてください'],
    [
      'an official date after they take effect',
      { officialDate: '2026-12-20' },
      '正式な文章の日付（2026年12月20日（日））が、効力が生じる日より後です',
    ],
    ['no hash', { officialText: '' }, 'SHA-256の64字を入れるか'],
    [
      'a heading run together',
      { wording: wording.replace('第3条 利用料', '第3条利用料') },
      '行目「第3条利用料」：条の番号と見出しの間に',
    ],
    ['a bell in the title', { title: '規約\u0007' }, '題名に、見えない文字か'],
    ['a turn of direction in a name', { issuedBy: '\u202e長所' }, '定めた人に、見えない文字か'],
    ['a turn of direction in a line', { wording: `${wording}\n\u202eです。` }, '行目「?です。」：見えない文字か'],
    ['no wording', { wording: '' }, '本文を書いてください'],
  ])('with %s are refused with what to do, and everything typed stays', async (_what, more, said) => {
    for (const path of ['/staff/terms/new', '/staff/terms']) {
      const { status, text } = await press(path, { ...fields, ...more });
      expect(status).toBe(400);
      expect(textOf(text)).toContain(said);
      if (!('wording' in more)) expect(text).toContain('15分が過ぎる');
      if (!('officialText' in more)) expect(text).toContain('見本の文章です。');
    }
  });

  test('published, stand on the pages, and whoever has a future booking is told', async () => {
    office.heal();
    const review = await press('/staff/terms/new', fields);
    const [, inside = ''] = review.text.split('<form method="post" action="/staff/terms">');
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
    expect(hidden.map(([, name]) => name)).toContain('hash');
    const unescaped = (text = '') =>
      text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    const sent = await press(
      '/staff/terms',
      Object.fromEntries(hidden.map(([, name = '', value]) => [name, unescaped(value)])),
    );
    expect([sent.status, sent.headers['location']]).toEqual([303, '/staff/terms?done=published']);
    const { text } = await page('/staff/terms?done=published');
    expect(text).toContain('利用規約を公開しました');
    expect(text).toContain('demo-staff さん');
    const shown = await invoke(office.at.consent, 'GET /terms/2026-04-01', { headers: { accept: 'text/html' } });
    expect(shown.text).toContain('15分が過ぎる');
    await office.at.sweep({});
    await office.drain();
    const told = (await office.letters()).filter(({ notice }) => notice === 'terms-changed');
    expect(told.length).toBeGreaterThan(0);
    expect((await press('/staff/terms', fields)).text).toContain('もうあります');
  });

  test.each([
    ['title', { title: '規約\0' }],
    ['issuedBy', { issuedBy: '\u202e長' }],
    ['articles.0.heading', { articles: [{ article: '1', heading: '\u0007目的', text: ['本文。'] }] }],
    ['articles.0.text.0', { articles: [{ article: '1', heading: '目的', text: ['本文\u2066。'] }] }],
  ])('of a program with control characters in %s are refused', async (field, more) => {
    const { status, json: problem } = await invoke(office.at.staff, 'POST /staff/terms', {
      staff: 's',
      body: { ...latest, version: 'x', effectiveFrom: '2026-09-01', ...more },
    });
    expect(status).toBe(400);
    expect(problem.errors).toMatchObject([{ field, reason: 'unusable-characters' }]);
  });

  test('published by two at once: one is, and the other is told, with everything typed', async () => {
    const mine = { ...fields, version: '2026-05-01', effectiveFrom: '5/1' };
    const other = { ...fields, version: '2026-04-15', effectiveFrom: '4/15' };
    const review = await press('/staff/terms/new', mine);
    expect(review.text).toContain('（60日後）');
    const after = /name="after" value="([^"]*)"/.exec(review.text)?.[1] ?? '';
    expect(after).toBe('2026-04-01');
    meanwhile = async () => {
      expect((await press('/staff/terms', { ...other, after })).status).toBe(303);
    };
    for (const attempt of ['during', 'after'] as const) {
      const { status, text } = await press('/staff/terms', { ...mine, after });
      expect([attempt, status]).toEqual([attempt, 409]);
      expect(text).toContain('ほかの人が先に新しい版を公開しました');
      expect(text).toContain('15分が過ぎる');
      expect(text).toContain('value="2026-05-01"');
    }
    const atOnce = await Promise.all(
      ['6/1', '7/1', '8/1'].map((day) =>
        press('/staff/terms', {
          ...mine,
          version: `for-${day.replace('/', '-')}`,
          effectiveFrom: day,
          after: '2026-04-15',
        }),
      ),
    );
    expect(atOnce.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
  });
});

describe('[K-13, A-13, D-11] terms taken back', () => {
  const [latest] = kabe.terms;
  const publish = async (version: string, effectiveFrom: string) =>
    invoke(office.at.staff, 'POST /staff/terms', { staff: 's', body: { ...latest, version, effectiveFrom } });
  const withdraw = (version: string) => press(`/staff/terms/${version}/withdrawal`, {});
  const terms = async () => office.staff('GET /staff/terms');
  const letters = async () => (await office.letters()).filter(({ notice }) => notice === 'terms-changed');

  test('before anybody can have agreed to them: nobody sees them any more, and whoever was told hears that too', async () => {
    office.heal();
    const before = (await terms()).terms.map(({ version }: { version: string }) => version);
    expect((await publish('mistaken', '2026-10-01')).status).toBe(201);
    await office.at.sweep({});
    await office.drain();
    const told = await letters();
    expect(told.length).toBeGreaterThan(0);
    const list = (await page('/staff/terms')).text;
    expect(list).toContain('action="/staff/terms/mistaken/withdrawal"');
    // Only the last can be: whoever is told of it must have been told of what is taken back.
    expect(list.match(/\/withdrawal"/g)).toHaveLength(1);
    const earlier = await withdraw(before.at(-1));
    expect([earlier.status, earlier.text.includes('先に、その版を取りやめてください')]).toEqual([409, true]);

    const both = await Promise.all([withdraw('mistaken'), withdraw('mistaken')]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    const again = await withdraw('mistaken');
    expect([again.status, again.headers['location']]).toEqual([303, '/staff/terms?done=withdrawn-terms']);
    expect((await terms()).terms.map(({ version }: { version: string }) => version)).toEqual(before);
    const shown = (await page('/staff/terms?done=withdrawn-terms')).text;
    for (const text of ['公開を取りやめました', '取りやめた版', 'mistaken版', '2026年10月1日', 'demo-staff さん'])
      expect(shown).toContain(text);
    const gone = await invoke(office.at.consent, 'GET /terms/mistaken');
    expect([gone.status, gone.json.type]).toEqual([410, 'terms-withdrawn']);
    // The link stands in the mails that announced it.
    const read = await invoke(office.at.consent, 'GET /terms/mistaken', { headers: { accept: 'text/html' } });
    expect(read.text).toContain('この版の利用規約は、取りやめになりました');
    expect((await invoke(office.at.consent, 'GET /terms/never')).json.type).toBe('terms-unknown');

    await office.at.sweep({});
    await office.at.sweep({});
    await office.drain();
    expect(await letters()).toHaveLength(2 * told.length);
    // Its name stays taken; the next version is published in view of the one that is left.
    expect((await publish('mistaken', '2026-10-01')).json.type).toBe('terms-unusable');
    const named = await press('/staff/terms/new', {
      ...{ title: '規約', issuedBy: '所長', officialDate: '2026-03-01', effectiveFrom: '2026-10-01', hash: '' },
      ...{
        officialUrl: 'https://example.jp/',
        officialText: '文章',
        wording: '第1条 目的\n本文です。',
        version: 'mistaken',
      },
    });
    expect(named.text).toContain('「mistaken」は、取りやめた版の名前です。');
    expect((await publish('mistaken-2', '2026-10-01')).status).toBe(201);
    expect((await withdraw('mistaken-2')).status).toBe(303);
  });

  test('never once they are in force, nor those of the policy', async () => {
    expect((await publish('soon', '2026-12-01')).status).toBe(201);
    travel('2026-11-30T23:56:00+09:00');
    const late = await withdraw('soon');
    expect([late.status, late.text.includes('新しい版を公開してください')]).toEqual([409, true]);
    expect((await page('/staff/terms')).text).not.toContain('soon/withdrawal');
    expect((await withdraw(latest?.version ?? '')).status).toBe(404);
  });
});

test('closing a day keeps the word of bookings however many staff press at once', async () => {
  const day = '/staff/closures/2026-04-22';
  const references = [
    await confirmed(await phoned('2026-04-22T14:00:00+09:00')),
    await confirmed(await phoned('2026-04-22T14:30:00+09:00')),
  ];
  const { text } = await page(`${day}?kind=closed`);
  const fields = { kind: 'closed', seen: seenIn(text) };
  const answers = await Promise.all([press(day, fields), press(day, fields), press(day, fields)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  for (const reference of references) {
    const { history } = await office.staff(`GET /staff/bookings/${reference}`);
    expect(history.filter(({ act }: { act: string }) => act === 'cancelled')).toHaveLength(1);
  }
  expect(contradictions(await rowsIn(office.table))).toEqual([]);
});
