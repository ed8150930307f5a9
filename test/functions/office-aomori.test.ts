import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { printTerms } from '../../shared/domain/terms-text.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { body } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { FORM, form, invoke } from '../support/lambda.ts';

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('aomori');
  await office.staff('PUT /staff/counsellors/a', {
    name: '見本 一郎',
    desks: ['general', 'mothers'],
    zoomUser: 'a@example.com',
  });
});
beforeEach(() => travel(NOW));

const page = (path: string) =>
  invoke(office.at.staff, `GET ${path}`, { staff: 'demo-staff', headers: { accept: 'text/html' } });
const press = (path: string, fields: string) =>
  invoke(office.at.staff, `POST ${path}`, { staff: 'demo-staff', headers: FORM, body: fields });
let people = 0;
const applied = async (...wishes: string[]): Promise<string> => {
  const { json, text } = await invoke(office.at.booking, 'POST /bookings', {
    body: body(aomori, wishes[0] ?? '', {
      applicant: { number: `02010-${++people}` },
      wishes: wishes.map((startsAt) => ({ startsAt, minutes: 40 })),
    }),
  });
  expect(text).toContain('reference');
  return json.reference;
};

describe('[D-2, A-6-2] closing a day for which somebody has a second choice', () => {
  test('ends only what has no other day: the others stay for staff to answer, and are told apart beforehand', async () => {
    const both = await applied('2026-03-10T10:00:00+09:00', '2026-03-10T13:30:00+09:00');
    const other = await applied('2026-03-10T11:00:00+09:00', '2026-03-12T10:00:00+09:00');
    const second = await applied('2026-03-12T11:00:00+09:00', '2026-03-10T14:30:00+09:00');
    const day = '/staff/closures/2026-03-10';
    expect(await office.staff(`GET ${day}?kind=closed`)).toMatchObject({
      affected: [
        { reference: both, effect: 'declined' },
        { reference: other, effect: 'other-wish' },
      ],
      wishLost: [second],
      promised: [],
    });
    const { text } = await page(`${day}?kind=closed`);
    expect(text).toContain('先に返事をしていただきたい申込み（1件）');
    expect(text).toContain('この日も希望している申込み（1件）');
    expect(text).toContain('（1件をキャンセル・お断り）');

    await office.staff(`PUT ${day}`, { kind: 'closed', settle: true });
    const state = async (reference: string) => (await office.staff(`GET /staff/bookings/${reference}`)).state;
    expect(await Promise.all([both, other, second].map(state))).toEqual(['declined', 'tentative', 'tentative']);
    expect((await page(day)).text).toContain('ほかの希望の日時で返事をしてください');

    await office.staff(`POST /staff/bookings/${other}/confirmation`, { wish: 1, tool: 'teleoffice' });
    const { affected } = await office.staff(`GET ${day}`);
    expect(affected).toContainEqual(expect.objectContaining({ reference: other, state: 'confirmed', step: 'waiting' }));
  });

  test('[A-6-3] names the replies that were promised for it: a promise stays what it was', async () => {
    const reference = await applied('2026-03-16T10:00:00+09:00');
    const { promised, affected } = await office.staff('GET /staff/closures/2026-03-03?kind=closed');
    expect([promised.includes(reference), affected]).toEqual([true, []]);
    expect((await page('/staff/closures/2026-03-03?kind=closed')).text).toContain('お伝えした約束の日は変わりません');
    const { promisedBy } = await office.staff(`GET /staff/bookings/${reference}`);
    await office.staff('PUT /staff/closures/2026-03-03', { kind: 'closed', settle: true });
    expect((await office.staff(`GET /staff/bookings/${reference}`)).promisedBy).toBe(promisedBy);
  });

  test('[A-6-1, D-3] moves the deadline of the days after it: a closed day is no open day', async () => {
    const offered = async () =>
      (await invoke(office.at.booking, 'GET /openings?from=2026-03-18&to=2026-03-18&minutes=40')).json.openings.length;
    travel('2026-03-16T12:00:00+09:00');
    expect(await offered()).toBeGreaterThan(0);
    await office.staff('PUT /staff/closures/2026-03-17', { kind: 'closed', settle: true });
    expect(await offered()).toBe(0);
  });
});

describe('[A-4, D-12] the Zoom user of a counsellor', () => {
  const fields = (zoomUser: string) =>
    `${form({ name: '例 花子', absences: '', zoomUser, seen: '0' })}&desks=mothers&desks=general&weekdays=2&weekdays=4`;

  test('is a mail address, brought to its plain form; anything else is asked for again', async () => {
    const wrong = await press('/staff/counsellors/new', fields('hanako'));
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('name@example.com');
    expect(wrong.text).toContain('value="hanako"');
    expect((await press('/staff/counsellors/new', fields('ｈａｎａｋｏ＠example.com'))).status).toBe(303);
    const { counsellors } = await office.staff('GET /staff/counsellors');
    expect(counsellors).toContainEqual(
      expect.objectContaining({ name: '例 花子', zoomUser: 'hanako@example.com', desks: ['general', 'mothers'] }),
    );
  });
});

describe('[A-13, D-11] the terms of Aomori', () => {
  test('go through the form unchanged, and one word more is all that differs', async () => {
    const { text } = await page('/staff/terms/new');
    const [, shown = ''] = /<textarea id="wording"[^>]*>\n(.*?)<\/textarea>/s.exec(text) ?? [];
    expect(shown).toBe(printTerms(aomori.terms.at(-1)?.articles ?? []));
    const typed = {
      version: '2026-04-01',
      title: 'オンライン職業相談等利用規約',
      issuedBy: '青森公共職業安定所長',
      officialDate: '2026-03-01',
      effectiveFrom: '2026-04-01',
      officialUrl: 'https://jsite.mhlw.go.jp/aomori-roudoukyoku/',
      hash: 'a'.repeat(64),
      wording: shown,
    };
    const same = await press('/staff/terms/new', form(typed));
    expect(same.text).toContain('本文は、前の版と同じです');
    const more = await press(
      '/staff/terms/new',
      form({ ...typed, wording: shown.replace('(1) 時間は1回30分です。', '(1) 時間は1回20分です。') }),
    );
    expect(more.text).toContain('<h3>第6条の2　臨時の利用（求職者・求人者） <span class="badge">変更</span></h3>');
    expect(more.text).toContain('<del>［－<s>30</s>］</del><ins>［＋20］</ins>');
    // [A-62-2] is what an office with instant sessions is told of besides.
    expect(more.text).toContain('予約なしですぐに利用するとき');
  });
});

describe('[A-4, D-12] a Zoom user is one counsellor’s', () => {
  const entry = (name: string, zoomUser?: string) => ({ name, desks: ['general'], ...(zoomUser && { zoomUser }) });
  const put = (id: string, sent: object) =>
    invoke(office.at.staff, `PUT /staff/counsellors/${id}`, { staff: 'demo-staff', body: sent });
  const typed = (zoomUser: string) =>
    `${form({ name: '例 次郎', absences: '', zoomUser, seen: '0' })}&desks=general&weekdays=2`;

  test('another’s is refused, whatever its letters’ size, and the form says whose it is and keeps what was typed', async () => {
    expect((await put('one', entry('例 一', 'same@example.com'))).status).toBe(200);
    const refused = await put('two', entry('例 二', 'Same@example.com'));
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('例 一 さんのZoomのユーザーです')]);
    const { status, text } = await press('/staff/counsellors/new', typed('same@example.com'));
    expect(status).toBe(400);
    expect(text).toContain('例 一 さんのZoomのユーザーです');
    expect(text).toContain('value="same@example.com"');
  });

  test('of two who are given it at the same moment one has it', async () => {
    const answers = await Promise.all(['three', 'four'].map((id) => put(id, entry(`例 ${id}`, 'race@example.com'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const { counsellors } = await office.at.entered();
    expect(counsellors.filter(({ zoomUser }) => zoomUser === 'race@example.com')).toHaveLength(1);
  });

  test('is free again once its counsellor has another, none, or is taken out', async () => {
    await put('five', entry('例 五', 'first@example.com'));
    await put('five', entry('例 五', 'second@example.com'));
    expect((await put('six', entry('例 六', 'first@example.com'))).status).toBe(200);
    await put('six', entry('例 六'));
    expect((await put('seven', entry('例 七', 'first@example.com'))).status).toBe(200);
    const seven = (await office.at.entered()).counsellors.find(({ id }) => id === 'seven');
    expect(await office.at.removeCounsellor('seven', seven?.revision ?? 0)).toBeUndefined();
    expect((await put('eight', entry('例 八', 'first@example.com'))).status).toBe(200);
  });
});
