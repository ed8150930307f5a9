import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from '../support/build.ts';
import { type Following, following, standAt, travel } from '../support/following.ts';
import { FORM, form, invoke } from '../support/lambda.ts';
import { filled, mailOf } from '../support/mails.ts';
import { haveMet } from '../support/met.ts';
import { contradictions, rowsIn } from '../support/rows.ts';

/* Refusals of future use, as staff decide, look up and lift them. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
beforeAll(async () => {
  standAt(NOW);
  office = await following('kabe');
  for (const id of ['a', 'b', 'c', 'd'])
    await office.staff(`PUT /staff/counsellors/${id}`, { name: `見本 ${id}`, desks: ['general'] });
});
beforeEach(() => standAt(NOW));

let people = 0;
const apply = async (startsAt: string, applicant: Record<string, string>): Promise<string> => {
  const answer = await invoke(office.at.booking, 'POST /bookings', { body: body(kabe, startsAt, { applicant }) });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.json.reference;
};
const someone = () => ({ number: `34110-${String(++people).padStart(8, '0')}`, name: `見本 断${people}` });
const browser = { ...FORM, 'sec-fetch-site': 'same-origin' };
const page = (path: string, staff = 'demo-staff') =>
  invoke(office.at.staff, `GET ${path}`, { staff, headers: { accept: 'text/html' } });
const send = (path: string, fields: Record<string, string>, staff = 'demo-staff') =>
  invoke(office.at.staff, `POST ${path}`, { staff, headers: browser, body: form(fields) });
const refusalOf = (reference: string) => `/staff/bookings/${reference}/refusal`;
const reviewOf = async (reference: string) => (await office.staff(`GET /staff/bookings/${reference}`)).review;

describe('[K-6-5, A-6-4, K-12-1, A-12-1, D-10] a refusal of future use', () => {
  test('is decided by a person at one of their bookings, marks what they apply for until its last day, and nothing else', async () => {
    const person = someone();
    const first = await apply('2026-03-11T14:00:00+09:00', person);
    const before = (await page(refusalOf(first))).text;
    for (const text of ['今は、お断りしていません', '今ある予約は、そのままです', '自動では断りません'])
      expect(before).toContain(text);

    const answer = await send(refusalOf(first), { reason: 'no-shows', until: 'other', untilDate: '2026-03-10' });
    expect([answer.status, answer.headers['location']]).toEqual([303, `${refusalOf(first)}?done=refused`]);
    const shown = (await page(`${refusalOf(first)}?done=refused`)).text;
    for (const text of [
      '利用のお断りを記録しました',
      'お断りの期間中です',
      '2026年3月10日（火）まで',
      '連絡のないキャンセルが続いた',
      'demo-staff さん',
    ])
      expect(shown).toContain(text);
    // What stands already is another decision.
    expect(await office.staff(`GET /staff/bookings/${first}`)).toMatchObject({ state: 'tentative', review: [] });

    travel('2026-03-10T23:59:59+09:00');
    const held = await apply('2026-03-18T14:00:00+09:00', person);
    travel('2026-03-11T00:00:00+09:00');
    const after = await apply('2026-03-18T14:30:00+09:00', person);
    expect(await reviewOf(held)).toContain('refused-person');
    expect(await reviewOf(after)).not.toContain('refused-person');
    const past = (await page(refusalOf(after))).text;
    expect(past).toContain('これまでのお断り');
    expect(past).toContain('最後の日が過ぎました');
    expect(contradictions(await rowsIn(office.table))).toEqual([]);
  });

  test('[D-6] is seen by nobody who applies: answer and letter are as anybody’s', async () => {
    const [known, refused] = [someone(), someone()];
    await apply('2026-03-13T10:00:00+09:00', known);
    const before = await apply('2026-03-13T10:30:00+09:00', refused);
    await send(refusalOf(before), { reason: 'abuse', until: '2026-06-02' });
    office.heal();
    const asked = (person: Record<string, string>, startsAt: string) =>
      invoke(office.at.booking, 'POST /bookings', { body: body(kabe, startsAt, { applicant: person }) });
    const answers = [
      await asked(known, '2026-03-20T11:00:00+09:00'),
      await asked(refused, '2026-03-20T11:00:00+09:00'),
    ].map(({ status, text }) => [status, text.replace(/\d/g, '0')]);
    // 20 March is a holiday: both are told so alike.
    expect(answers[1]).toEqual(answers[0]);
    const held = [
      await asked(known, '2026-03-25T14:00:00+09:00'),
      await asked(refused, '2026-03-25T14:00:00+09:00'),
    ].map(({ status, text }) => [status, text.replace(/\d/g, '0')]);
    expect(held[0]?.[0]).toBe(201);
    expect(held[1]).toEqual(held[0]);
    await office.drain();
    const toThem = (await office.letters()).filter(({ to }) => to === 'taro@example.com');
    expect(toThem.length).toBeGreaterThan(1);
    expect(toThem.every(({ text = '' }) => !text.includes('断り'))).toBe(true);
  });

  test('lifted by a person counts no more; who lifted it is kept, and lifting again changes nothing', async () => {
    const person = someone();
    const first = await apply('2026-04-01T14:00:00+09:00', person);
    await send(refusalOf(first), { reason: 'threats', until: '2026-06-02' });
    const [, shown = ''] = /name="shown" value="([^"]+)"/.exec((await page(refusalOf(first))).text) ?? [];
    travel('2026-03-02T10:00:00+09:00');
    const lifted = await send(`${refusalOf(first)}/lifting`, { shown }, 'other-staff');
    expect([lifted.status, lifted.headers['location']]).toEqual([303, `${refusalOf(first)}?done=lifted`]);
    const again = await send(`${refusalOf(first)}/lifting`, { shown });
    expect(again.status).toBe(303);
    expect(await reviewOf(await apply('2026-04-01T14:30:00+09:00', person))).not.toContain('refused-person');
    const { refusals } = await office.staff(`GET ${refusalOf(first)}`);
    expect(refusals).toEqual([
      {
        reason: 'threats',
        until: '2026-06-02',
        by: 'demo-staff',
        at: NOW,
        booking: first,
        lifted: { by: 'other-staff', at: '2026-03-02T10:00:00+09:00' },
        inForce: false,
      },
    ]);
    expect((await page(refusalOf(first))).text).toContain('other-staff さんが解きました');
  });

  test('keeps the next session, agreed on in a session, tentative until staff decide, and the page says why', async () => {
    const person = someone();
    const first = await apply('2026-03-13T10:00:00+09:00', person);
    await send(refusalOf(first), { reason: 'abuse', until: 'other', untilDate: '2026-03-31' });
    const next = async (applicant: ReturnType<typeof someone>, startsAt: string) => {
      await haveMet(applicant.number);
      return office.staff('POST /staff/bookings', {
        channel: 'session',
        applicant: { kind: 'seeker', ...applicant },
        wishes: [{ startsAt }],
      });
    };
    const refused = await next(person, '2026-03-25T14:00:00+09:00');
    expect(refused).toMatchObject({ state: 'tentative', review: ['over-limit', 'refused-person'] });
    const said = (await page(`/staff/bookings/${refused.reference}`)).text;
    expect(said).toContain('相談の中で決めた予約ですが、このため、まだ本予約になっていません。');
    expect(await next(someone(), '2026-03-25T14:00:00+09:00')).toMatchObject({ state: 'confirmed' });
  });

  const onPhone = (person: { number: string; name: string }, startsAt: string) =>
    office.staff('POST /staff/bookings', {
      channel: 'phone',
      applicant: { kind: 'seeker', ...person },
      wishes: [{ startsAt }],
    });
  const asked = (person: Record<string, string>, startsAt: string) =>
    invoke(office.at.booking, 'POST /bookings', { body: body(kabe, startsAt, { applicant: person }) });

  test('[D-6, D-7] keeps a call’s hold tentative whose form comes in, and the form is answered as anybody’s', async () => {
    office.heal();
    const [known, refused] = [someone(), someone()];
    const [startsAt, other] = ['2026-04-22T14:30:00+09:00', '2026-04-22T15:00:00+09:00'];
    const [, held] = [await onPhone(known, startsAt), await onPhone(refused, other)];
    await send(refusalOf(held.reference), { reason: 'abuse', until: '2026-06-02' });
    const email = 'waits@example.com';
    const [free, waiting] = [await asked(known, startsAt), await asked({ ...refused, email }, other)];
    expect(waiting.json).toMatchObject({ reference: held.reference, state: 'tentative' });
    expect(Object.keys(waiting.json)).toEqual(Object.keys(free.json));
    expect({ ...waiting.json, reference: '', code: '', wishes: [] }).toEqual({
      ...free.json,
      reference: '',
      code: '',
      wishes: [],
    });
    expect(await office.staff(`GET /staff/bookings/${free.json.reference}`)).toMatchObject({ state: 'confirmed' });
    const booking = await office.staff(`GET /staff/bookings/${held.reference}`);
    expect(booking).toMatchObject({
      state: 'tentative',
      review: ['refused-person'],
      terms: kabe.terms.at(-1)?.version,
    });
    expect(booking.history.at(-1)).toMatchObject({ act: 'applied', actor: { kind: 'applicant' }, channel: 'form' });
    await office.drain();
    const told = (await office.letters()).filter(({ tags }) => tags['booking'] === held.reference);
    expect(told.map(({ notice }) => notice).toSorted()).toEqual(['new-application', 'receipt']);

    const { text } = await page(`/staff/bookings/${held.reference}`);
    expect(text).toContain('利用規約への同意もいただいていますが、このため、まだ本予約になっていません。');
    // Staff decide; then it is as any other.
    const confirmed = await office.staff(`POST /staff/bookings/${held.reference}/confirmation`, {});
    expect(confirmed.state).toBe('confirmed');
    expect(contradictions(await rowsIn(office.table))).toEqual([]);
  });

  test('[D-7] keeps it tentative too where a mail completes it, or staff read out the terms', async () => {
    const [writing, speaking] = [{ ...someone(), name: '見本 太郎' }, someone()];
    const email = 'refused@example.jp';
    const mailed = await onPhone(writing, '2026-04-15T15:00:00+09:00');
    const spoken = await onPhone(speaking, '2026-04-15T15:30:00+09:00');
    for (const { reference } of [mailed, spoken])
      await send(refusalOf(reference), { reason: 'threats', until: '2026-06-02' });
    const name = `①${writing.name}`;
    const fields = { name, number: `②${writing.number}`, email: `④${email}`, wish: '③4月15日（水）15:00～15:30' };
    const mail = await office.arrive(mailOf(filled(fields), { from: email }));
    expect(mail).toMatchObject({ outcome: 'booked', booking: mailed.reference });
    await office.drain();
    expect((await office.letters()).filter(({ to }) => to === email).map(({ notice }) => notice)).toEqual(['receipt']);
    const consent = { terms: kabe.terms.at(-1)?.version, accepted: true };
    await office.staff(`POST /staff/bookings/${spoken.reference}/completion`, { through: 'phone', consent });
    for (const { reference } of [mailed, spoken])
      expect(await office.staff(`GET /staff/bookings/${reference}`)).toMatchObject({
        state: 'tentative',
        review: ['refused-person'],
        terms: consent.terms,
      });
  });

  test('sent twice is one; of two staff who decide differently the second sees what the first did', async () => {
    const reference = await apply('2026-04-03T10:00:00+09:00', someone());
    const sent = { reason: 'recording', until: '2026-04-02' };
    const both = await Promise.all([send(refusalOf(reference), sent), send(refusalOf(reference), sent)]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    const second = await send(refusalOf(reference), { reason: 'other', until: '2026-05-02' }, 'other-staff');
    expect(second.status).toBe(409);
    expect(second.text).toContain('利用のお断りは、今の状態と合いません');
    expect(second.text).toContain('demo-staff さん');
    const { refusals } = await office.staff(`GET ${refusalOf(reference)}`);
    expect(refusals).toHaveLength(1);
    const rows = (await rowsIn(office.table)).filter(({ pk, booking }) => pk === 'REFUSAL' && booking === reference);
    expect(rows).toHaveLength(1);
  });

  test('lifted and decided anew in the same moment is two decisions', async () => {
    const reference = await apply('2026-04-17T11:00:00+09:00', someone());
    for (const until of ['2026-04-02', '2026-05-02']) {
      await send(refusalOf(reference), { reason: 'abuse', until });
      await send(`${refusalOf(reference)}/lifting`, {});
    }
    const { refusals } = await office.staff(`GET ${refusalOf(reference)}`);
    expect(
      refusals.map(({ until, lifted }: { until: string; lifted?: object }) => [until, lifted !== undefined]),
    ).toEqual([
      ['2026-04-02', true],
      ['2026-05-02', true],
    ]);
  });

  test('is not lost in applications made at the same moment', async () => {
    const person = someone();
    const reference = await apply('2026-04-08T14:00:00+09:00', person);
    const times = ['14:30', '15:00', '15:30'];
    await Promise.all([
      send(refusalOf(reference), { reason: 'no-shows', until: '2026-06-02' }),
      ...times.map((time) => apply(`2026-04-08T${time}:00+09:00`, person)),
    ]);
    expect((await office.staff(`GET ${refusalOf(reference)}`)).refusals).toHaveLength(1);
    const { noShows: _none, ...row } = (await rowsIn(office.table)).find(
      ({ pk }) => pk === `PERSON#${person.number}`,
    ) ?? { noShows: 0 };
    expect(row).toMatchObject({ refusedUntil: '2026-06-02', revision: 5 });
  });

  test.each([
    ['no reason and no day', {}, ['理由を選んでください', '最後の日を選んでください']],
    ['another day without saying which', { reason: 'no-shows', until: 'other' }, ['最後の日を選んでください']],
    [
      'today',
      { reason: 'no-shows', until: 'other', untilDate: '2026-03-02' },
      ['お断りの最後の日を選び直してください'],
    ],
    ['in more than a year', { reason: 'other', until: 'other', untilDate: '2027-03-03' }, ['365日先まで']],
    ['a day nobody knows', { reason: 'other', until: 'other', untilDate: '2026-02-30' }, ['最後の日']],
  ] as [string, Record<string, string>, string[]][])(
    'without what it needs (%s) is told so, and what was chosen stays chosen',
    async (_, fields, texts) => {
      const reference = await apply(`2026-04-15T14:00:00+09:00`, someone());
      const answer = await send(refusalOf(reference), fields);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      for (const text of texts) expect(answer.text).toContain(text);
      if (fields['reason']) expect(answer.text).toContain(`value="${fields['reason']}" checked`);
      if (fields['until']) expect(answer.text).toContain(`value="${fields['until']}" checked`);
      if (fields['untilDate']) expect(answer.text).toContain(`value="${fields['untilDate']}"`);
      expect((await office.staff(`GET ${refusalOf(reference)}`)).refusals).toEqual([]);
      await office.staff(`POST /staff/bookings/${reference}/declination`, { reason: 'other' });
    },
  );

  test('offers one, three and six months by their last days', async () => {
    const reference = await apply('2026-04-10T10:00:00+09:00', someone());
    const { text } = await page(refusalOf(reference));
    for (const until of ['2026-04-02', '2026-06-02', '2026-09-02']) expect(text).toContain(`value="${until}"`);
    expect(text).toContain('2026年6月2日（火）まで（3か月）');
  });
});

test('[D-10] the office sees whom it refuses and whom it did, by the name of the booking; no number stands in an address', async () => {
  const person = someone();
  const reference = await apply('2026-04-17T10:00:00+09:00', person);
  await send(refusalOf(reference), { reason: 'other-purpose', until: '2026-04-02' });
  const { text } = await page('/staff/refusals');
  const [, current = '', past = ''] = text.split('<h2>');
  expect(current).toContain(person.name);
  expect(current).toContain('就職以外の目的での利用');
  expect(past).not.toContain(person.name);
  travel('2026-04-03T00:00:00+09:00');
  const later = (await page('/staff/refusals')).text.split('<h2>');
  expect([later[1]?.includes(person.name), later[2]?.includes(person.name)]).toEqual([false, true]);
  const links = [...text.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, to]) => to);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((to = '') => to.includes(person.number) || /%[A-F]/.test(to))).toEqual([]);
  const { refusals } = await office.staff('GET /staff/refusals');
  expect(refusals[0]).toMatchObject({ at: expect.any(String), by: 'demo-staff' });
});

test('[D-10] a refusal is forgotten after the fiscal year in which it ended: by the list, and with the person; what still counts stays', async () => {
  const [over, lifted, again] = [someone(), someone(), someone()];
  const [ended, taken, both] = [
    await apply('2026-04-24T10:00:00+09:00', over),
    await apply('2026-04-24T10:30:00+09:00', lifted),
    await apply('2026-04-24T11:00:00+09:00', again),
  ];
  const rows = async () => {
    const all = await rowsIn(office.table);
    const mine = [ended, taken, both];
    const listed = all.filter(({ pk, booking }) => pk === 'REFUSAL' && mine.includes(String(booking)));
    const people = [over, lifted, again].map(({ number }) => all.find(({ pk }) => pk === `PERSON#${number}`));
    return { listed: listed.length, people };
  };
  await send(refusalOf(ended), { reason: 'abuse', until: 'other', untilDate: '2026-03-31' });
  await send(refusalOf(taken), { reason: 'abuse', until: '2026-06-02' });
  await send(`${refusalOf(taken)}/lifting`, {});
  await send(refusalOf(both), { reason: 'abuse', until: 'other', untilDate: '2026-03-20' });
  travel('2026-03-23T09:00:00+09:00');
  await send(refusalOf(both), { reason: 'threats', until: 'other', untilDate: '2026-04-01' });

  travel('2026-03-31T23:59:59+09:00');
  await office.at.sweep({});
  expect((await rows()).listed).toBe(4);
  travel('2026-04-01T00:00:00+09:00');
  await office.at.sweep({});
  const { listed, people } = await rows();
  expect(listed).toBe(1);
  for (const person of people.slice(0, 2)) {
    expect(person).not.toHaveProperty('refusals');
    expect(person).not.toHaveProperty('refusedUntil');
  }
  expect(people[2]).toMatchObject({ refusedUntil: '2026-04-01', refusals: [{ reason: 'threats' }] });
  // It can still be lifted, though it is the first of its person now.
  expect((await send(`${refusalOf(both)}/lifting`, {})).status).toBe(303);
  expect((await page('/staff/refusals')).text).toContain('終わった年度の3月31日を過ぎると消えます');
  travel('2027-04-01T00:00:00+09:00');
  await office.at.sweep({});
  expect((await rows()).listed).toBe(0);
});

test('nobody who is not signed in sees or decides a refusal', async () => {
  const reference = await apply('2026-04-22T14:00:00+09:00', someone());
  const answers = await Promise.all([
    invoke(office.at.staff, `POST ${refusalOf(reference)}`, { body: { reason: 'other', until: '2026-04-02' } }),
    invoke(office.at.staff, `GET ${refusalOf(reference)}`),
    invoke(office.at.staff, 'GET /staff/refusals'),
    invoke(office.at.staff, `POST ${refusalOf(reference)}/lifting`, { body: {} }),
  ]);
  // A program's post comes from nowhere and has no token.
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect((await office.staff(`GET ${refusalOf(reference)}`)).refusals).toEqual([]);
});
