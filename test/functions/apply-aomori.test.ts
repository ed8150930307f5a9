import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { englishPage } from '../../shared/pages/english.ts';
import { applyingAt } from '../support/applying.ts';
import { body, on } from '../support/build.ts';
import { errorsIn, fieldsTo, markedIn, textOf } from '../support/forms.ts';
import { invoke } from '../support/lambda.ts';

/* What a visitor of Aomori goes through: lengths, two choices, two desks, three kinds of people. */

let at: Awaited<ReturnType<typeof applyingAt>>;
beforeAll(async () => {
  at = await applyingAt('aomori', { desks: ['general', 'mothers'], weekdays: [1, 2, 3, 4, 5] });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T09:00:00+09:00') });
});

const open = (path: string) => at.open(path);
const send: typeof at.send = (...sent) => at.send(...sent);
const linksIn = (page: string, text: RegExp): string[] =>
  [...page.matchAll(/<a (?:class="[^"]*" )?href="([^"]+)"[^>]*>((?:(?!<\/a>).)*)<\/a>/g)]
    .filter(([, , inside = '']) => text.test(textOf(inside)))
    .map(([, to = '']) => to.replaceAll('&amp;', '&'));

let people = 0;
const somebody = () => ({
  'applicant.name': '見本 花子',
  'applicant.number': `02010-${++people}`,
  'applicant.email': 'hanako@example.com',
  'applicant.phone': '017-555-0123',
});
const agreed = {
  'consent.accepted': 'true',
  'consent.tools.zoom.accepted': 'true',
};
const formOf = (kind: string, ...chosen: string[]): string =>
  `/apply?desk=general&kind=${kind}&chosen=${encodeURIComponent(chosen.map((one) => `2026-03-${one}:00+09:00~40`).join())}`;

describe('the calendar', () => {
  test('[A-6-1] shows one day’s times of hundreds, lengths to choose by a press, and also a length that was typed', async () => {
    const page = await open('/openings');
    expect(linksIn(page, /^\d+:\d\d〜/)).toHaveLength(18);
    expect(linksIn(page, /^\d\d分$/).map((to) => /minutes=(\d+)/.exec(to)?.[1])).toEqual(['10', '20', '30', '40']);
    const typed = await open('/openings?minutes=%EF%BC%92%EF%BC%95');
    expect(typed).toMatch(/minutes=25[^"]*" aria-current="true">25分/);
    expect(linksIn(typed, /^10:00〜10:25$/)).toHaveLength(1);
  });

  test('marks the day whose times are shown', async () => {
    const marked = (text: string) => [...text.matchAll(/aria-current="date"><b[^>]*>([^<]+)/g)].map(([, date]) => date);
    expect(marked(await open('/openings'))).toEqual(['3/4']);
    expect(marked(await open('/openings?day=2026-03-05'))).toEqual(['3/5']);
  });

  test('[D-4, D-3] days past their deadline are named so, and say to phone when they are asked for', async () => {
    const page = await open('/openings?day=2026-03-03');
    expect(textOf(page)).toContain('3/2 受付終了 3/3 受付終了 3/4 空き18');
    expect(textOf(page)).toMatch(/この日の申込みは締め切りました。.*電話 017-776-1561/);
    expect(textOf(page)).toContain('相談の日の2日前まで（土日・祝日など、窓口が休みの日は数えません）です');
  });

  test('[A-6-2] Mothers’ Corner has columns for its own two days, and both desks’ pages say whom it is for', async () => {
    const page = await open('/openings?desk=mothers');
    for (const shown of [page, await open('/openings')])
      expect(textOf(shown)).toContain(
        'マザーズコーナーは、子育てをしながら仕事をさがす方のための窓口です。求人を出している事業所の人事担当の方は、「職業相談」をお使いください。',
      );
    expect([...page.matchAll(/<th scope="col">(.)/g)].map(([, weekday]) => weekday)).toEqual(['火', '木']);
  });

  test('[A-6-2] a first choice leads on to the second, which may be left out, and both to the form', async () => {
    const [first = ''] = linksIn(await open('/openings?day=2026-03-05'), /^10:00〜10:40$/);
    const page = await open(first);
    expect(textOf(page)).toContain('第1希望： 3月5日（木）午前10:00〜10:40');
    // The day of the first choice is still the one before them.
    expect(page).toMatch(/aria-current="date"><b[^>]*>3.5/);
    const [again = ''] = linksIn(page, /第1希望を選び直す/);
    expect(await open(again)).toMatch(/aria-current="date"><b[^>]*>3.5/);
    const [without = ''] = linksIn(page, /第2希望なしで進む/);
    expect(without).toMatch(/^\/apply\?/);
    const [day = ''] = linksIn(page, /^3\/6 /);
    const [second = ''] = linksIn(await open(day.replace('#times', '')), /^13:30〜14:10$/);
    const [seeker = ''] = linksIn(await open(second), /^求職者の方/);
    expect(fieldsTo(await open(seeker), '/apply')).toMatchObject({
      'wishes.0.date': '2026-03-05',
      'wishes.0.time': '10:00',
      'wishes.0.minutes': '40',
      'wishes.1.date': '2026-03-06',
      'wishes.1.time': '13:30',
    });
  });

  test('[A-6-2] a time that overlaps the first choice is no second one', async () => {
    const [first = ''] = linksIn(await open('/openings'), /^3月4日（水）/);
    const page = await open(first);
    expect(textOf(page)).toContain('いちばん早い空き 3月4日（水）午前10:40〜11:20');
    expect(textOf(page)).toContain('第1希望（10:00〜10:40）と重なる時刻は、出していません。 午前 10:40〜11:20');
    expect(textOf(page)).toContain('3/4 空き14 3/5 空き18');
  });

  test.each(['/openings', '/openings?minutes=10', formOf('seeker', '05T10:00', '06T10:00')])(
    '%s has at most 25 KB',
    async (path) => {
      expect(Buffer.byteLength(await open(path))).toBeLessThan(25_000);
    },
  );
});

test.each(['/openings', '/apply'])(
  '[Bad input] %s with choices that are none says so in words, and of nothing typed',
  async (path) => {
    const { status, text } = await invoke(at.booking, `GET ${path}?chosen=zzz`, { headers: { accept: 'text/html' } });
    expect([status, textOf(text)]).toEqual([400, expect.stringContaining('相談の日時を選んでください。')]);
    expect(textOf(text)).not.toMatch(/chosen|startsAt|残っています|「戻る」/);
  },
);

describe('[A-2-1, A-2-2] the form', () => {
  const asked = (page: string): string[] =>
    [...page.matchAll(/<(?:label|legend)(?: for="[^"]*")?>([^<]*)<small class="(must|may)">/g)].map(
      ([, label = '', need]) => `${need} ${label.trim()}`,
    );

  test('asks first who applies', async () => {
    expect(linksIn(await open('/apply?desk=general'), /方（|方$/)).toHaveLength(3);
    const mothers = await open('/apply?desk=mothers');
    expect(linksIn(mothers, /方（|方$/)).toHaveLength(2);
    expect(textOf(mothers)).toContain('事業所の人事担当の方は、「職業相談」をお使いください。');
    expect(textOf(await open('/apply?kind=foo'))).toContain('どなたがご利用になりますか');
  });

  test.each([
    ['seeker', 'must 求職番号', true],
    ['employer', 'must 事業所番号', false],
    ['prospective', 'may 求職番号', true],
  ])('asks a %s for exactly what is theirs, and never why coming is difficult', async (kind, number, difficulty) => {
    const page = await open(formOf(kind, '05T10:00'));
    expect(asked(page)).toEqual([
      'must 第1希望',
      'may 第2希望',
      'must 窓口',
      'must ご利用になる方',
      'must 氏名',
      number,
      'must 連絡先メールアドレス',
      'must 電話番号',
      ...(kind === 'employer' ? [] : ['may 相談の内容']),
      ...(difficulty ? ['may ハローワークに来るのが難しいこと'] : []),
      'may 担当者の名前',
      'may 同席する方',
    ]);
    expect(page).not.toContain('<textarea');
    if (difficulty) expect(textOf(page)).toContain('理由は書かないでください。');
  });

  test('becomes that of another kind with everything typed', async () => {
    const empty = fieldsTo(await open(formOf('seeker', '05T10:00')), '/apply');
    const typed: Record<string, string> = { ...empty, ...somebody(), ...agreed };
    const { status, text } = await send('/apply/edit', {
      ...typed,
      companion: '手話通訳の方',
      'applicant.kind': 'employer',
    });
    expect([status, asked(text)]).toEqual([200, expect.arrayContaining(['must 事業所番号'])]);
    const { difficulty: _notAsked, purpose: _either, ...both } = typed;
    expect(fieldsTo(text, '/apply')).toEqual({
      ...both,
      companion: '手話通訳の方',
      'applicant.kind': 'employer',
      idempotencyKey: expect.not.stringMatching(empty['idempotencyKey'] ?? ''),
    });
  });

  test('is led on by Enter in a field, not to another desk', async () => {
    const served = await open(formOf('seeker', '05T10:00'));
    const asked = await send('/apply/edit', somebody());
    for (const page of [served, asked.text]) {
      const buttons = page.split('action="/apply"')[1]?.match(/<button[^>]*>/g) ?? [];
      expect(buttons.filter((one) => one.includes('formaction="/apply/edit"'))).toHaveLength(1);
      expect(buttons[0]).not.toContain('formaction');
    }
  });

  test('of a desk that does not serve the kind says where to change either', async () => {
    const typed = { ...fieldsTo(await open(formOf('employer', '05T10:00')), '/apply'), ...somebody(), ...agreed };
    const { text } = await send('/apply', { ...typed, desk: 'mothers', 'applicant.number': '3401-123456-7' });
    expect(errorsIn(text)).toMatchObject({ 'applicant.kind': '窓口か、ご利用になる方を選び直してください。' });
    expect(textOf(text)).toContain('事業所の人事担当の方は、「職業相談」をお使いください。');
    expect(text).toMatch(/<input type="radio" name="desk" value="mothers" checked>/);
  });
});

describe('changed to another desk', () => {
  const edited = async (kind: string, ...chosen: string[]) => {
    const typed = { ...fieldsTo(await open(formOf(kind, ...chosen)), '/apply'), ...somebody(), ...agreed };
    const { status, text } = await send('/apply/edit', { ...typed, desk: 'mothers' });
    expect(status).toBe(200);
    return text;
  };

  test('the form says at once which time that desk does not hold, keeps it, and offers those it does', async () => {
    const text = await edited('seeker', '16T10:20', '17T13:30');
    expect(textOf(text)).toContain('第1希望：マザーズコーナーでは、この日時に相談を行っていません');
    expect(errorsIn(text)).toEqual({ 'wishes.0': '別の日時を選んでください。' });
    expect(fieldsTo(text, '/apply')).toMatchObject({ 'wishes.0.date': '2026-03-16', 'wishes.0.time': '10:20' });
    const near = [...text.matchAll(/type="radio" name="wishes.0.startsAt" value="([^"]+)"/g)].map(([, iso]) => iso);
    expect(near.map((iso) => iso?.slice(5, 16))).toContain('03-17T11:00');
    expect(Object.keys(errorsIn(await edited('seeker', '16T10:20', '18T10:20')))).toEqual(['wishes.0', 'wishes.1']);
    expect(errorsIn(await edited('seeker', '17T11:00', '17T13:30'))).toEqual({});
  });

  test('whom it does not serve is told so beside all else, and of a time only where no desk for them has it', async () => {
    const typed = { ...fieldsTo(await open(formOf('employer', '16T10:20')), '/apply'), ...agreed, desk: 'mothers' };
    const told = async (startsAt: string) =>
      Object.keys(errorsIn((await send('/apply', { ...typed, 'wishes.0.startsAt': startsAt })).text));
    const items = ['applicant.kind', 'applicant.name', 'applicant.number', 'applicant.email', 'applicant.phone'];
    expect(await told('2026-03-16T10:20:00+09:00')).toEqual(items);
    expect(await told('2026-03-15T10:20:00+09:00')).toEqual(['wishes.0', ...items]);
  });

  test('an employer is told that it is not for them, and stays one', async () => {
    const text = await edited('employer', '16T10:20');
    expect(errorsIn(text)).toEqual({ 'applicant.kind': '窓口か、ご利用になる方を選び直してください。' });
    expect(textOf(text)).toContain('事業所の人事担当の方は、「職業相談」をお使いください。');
    expect(text).toContain('name="applicant.kind" value="employer" checked');
    expect(textOf(text)).toContain('事業所番号 ※必須');
  });
});

describe('[A-6-2] two choices', () => {
  test('are sent as they are chosen on the form, each with its length, and reviewed in words', async () => {
    const fields = {
      ...fieldsTo(await open(formOf('seeker', '05T10:00', '06T13:30')), '/apply'),
      ...somebody(),
      ...agreed,
    };
    const { status, text } = await send('/apply', { ...fields, 'wishes.1.minutes': '20', difficulty: 'ask-me' });
    expect(status).toBe(200);
    expect(textOf(text)).toContain('第1希望 2026年3月5日（木） 午前10:00〜10:40');
    expect(textOf(text)).toContain('第2希望 2026年3月6日（金） 午後1:30〜1:50（13:30〜13:50）');
    expect(textOf(text)).toContain('ハローワークに来るのが難しいこと 職員に相談したい');
    const receipt = await send('/bookings', fieldsTo(text, '/bookings'));
    expect(receipt.status).toBe(201);
    expect(textOf(receipt.text)).toContain(
      '相談の前の日まで：「予約の確認」のページ、メール、お電話のどれかで受け付けます。',
    );
    expect(textOf(receipt.text)).toContain('相談の当日：お電話だけで受け付けます。');
    expect(textOf(receipt.text)).toMatch(
      /まちがいに気づいたとき .*もう一度送らないで.*お電話で.*017-776-1561.*キャンセルしてから、もう一度申し込んでも/,
    );
  });

  test('of which the second has no time, or a time that is not given, are told so there', async () => {
    const fields = { ...fieldsTo(await open(formOf('seeker', '05T11:00')), '/apply'), ...somebody(), ...agreed };
    const half = await send('/apply', { ...fields, 'wishes.1.date': '2026-03-06' });
    expect(errorsIn(half.text)).toEqual({
      'wishes.1': '第2希望：時刻を選んでください。',
    });
    expect(markedIn(half.text)).toEqual(['wishes.1.time']);
    const long = await send('/apply', { ...fields, 'wishes.0.minutes': '50' });
    expect(errorsIn(long.text)).toEqual({ 'wishes.0': '長さを選び直してください。' });
    expect(markedIn(long.text)).toEqual(['wishes.0.minutes']);
    expect(fieldsTo(half.text, '/apply')['wishes.1.date']).toBe('2026-03-06');
    const edited = await send('/apply/edit', { ...fields, 'wishes.1.date': '2026-03-06' });
    expect(fieldsTo(edited.text, '/apply')['wishes.1.date']).toBe('2026-03-06');
    const outside = await send('/apply', { ...fields, 'wishes.1.date': '2026-03-06', 'wishes.1.time': '15:00' });
    expect(errorsIn(outside.text)).toEqual({ 'wishes.1': '別の日時を選んでください。' });
    expect(textOf(outside.text)).toContain('第2希望：職業相談では、この日時に相談を行っていません');
  });

  test('that overlap are told so at the second', async () => {
    const fields = {
      ...fieldsTo(await open(formOf('seeker', '05T11:00', '05T11:10')), '/apply'),
      ...somebody(),
      ...agreed,
    };
    const overlapping = await send('/apply', fields);
    expect([overlapping.status, errorsIn(overlapping.text)]).toEqual([
      400,
      { 'wishes.1': '第1希望と時間が重なっています。別の時間を選ぶか、空欄にしてください。' },
    ]);
    const short = await send('/apply', { ...fields, 'wishes.0.minutes': '10' });
    expect(short.status).toBe(200);
  });

  test('[A-2-2] an optional choice can be taken back, and of an employer no difficulty is asked or taken', async () => {
    const chosen = { ...somebody(), difficulty: 'applies', purpose: 'counselling', desk: 'general' };
    const seeker = await send('/apply/edit', { ...chosen, 'applicant.kind': 'seeker' });
    expect(textOf(seeker.text).match(/選ばない/g)).toHaveLength(2);
    expect(fieldsTo(seeker.text, '/apply')).toMatchObject({ difficulty: 'applies', purpose: 'counselling' });
    const employer = await send('/apply/edit', { ...chosen, 'applicant.kind': 'employer' });
    expect(fieldsTo(employer.text, '/apply')).not.toHaveProperty('difficulty');
    const sent = body(aomori, '2026-03-05T13:30:00+09:00', {
      applicant: { kind: 'employer', number: '0201-123456-7' },
      difficulty: 'applies',
    });
    const { status, json } = await invoke(at.booking, 'POST /bookings', { body: sent });
    expect([status, json.errors]).toEqual([
      400,
      [expect.objectContaining({ field: 'difficulty', reason: 'unknown-field' })],
    ]);
  });

  test('taken meanwhile are offered again from what is free nearby', async () => {
    const fields = { ...fieldsTo(await open(formOf('seeker', '09T10:00')), '/apply'), ...somebody(), ...agreed };
    await invoke(at.booking, 'POST /bookings', {
      body: body(aomori, '2026-03-09T10:00:00+09:00', { applicant: { number: `02010-${++people}` } }),
    });
    const { status, text } = await send('/bookings', fields);
    expect(status).toBe(409);
    const near = [...text.matchAll(/type="radio" name="wishes.0.startsAt" value="([^"]+)"/g)].map(([, iso]) => iso);
    expect(near.map((iso) => iso?.slice(5, 16))).toContain('03-09T10:40');
    expect(fieldsTo(text, '/apply')).toMatchObject({ 'wishes.0.date': '2026-03-09', 'wishes.0.time': '10:00' });
  });
});

describe('[D-1, R-22] the form README has for Aomori’s own web site', () => {
  const example = fieldsTo(readFileSync('README.md', 'utf8'), 'https://aomori.example.jp/bookings');
  const site = { origin: 'https://aomori-site.example.jp', 'sec-fetch-site': 'cross-site' };
  beforeAll(() => {
    aomori.contact.formOrigins.push(site.origin);
    return () => void aomori.contact.formOrigins.pop();
  });

  test('[R-04] is received with both choices, as people type times, once though it is sent twice', async () => {
    const sent = {
      ...example,
      ...somebody(),
      'applicant.kind': 'seeker',
      'wishes.0.date': '2026-03-11',
      'wishes.0.time': '１０時半',
      'wishes.0.minutes': '３０分',
      'wishes.1.date': '3/12',
      'wishes.1.time': '午後1時半',
      'consent.accepted': 'true',
    };
    const received = await send('/bookings', sent, site);
    expect(received.status).toBe(201);
    expect((await send('/bookings', sent, site)).text).toBe(received.text);
    expect(textOf(received.text)).toContain('第1希望 2026年3月11日（水） 午前10:30〜11:00');
    expect(textOf(received.text)).toContain('第2希望 2026年3月12日（木） 午後1:30〜2:10（13:30〜14:10）');
  });

  test('is answered, where something is missing, with our form, everything typed, and who applies to be chosen', async () => {
    const typed = { ...example, ...somebody(), 'wishes.0.date': '2026-03-11', 'wishes.0.time': '昼ごろ' };
    const { status, text } = await send('/bookings', typed, site);
    expect(status).toBe(400);
    expect(Object.keys(errorsIn(text))).toEqual([
      'wishes.0',
      'applicant.kind',
      'consent.accepted',
      'consent.tools.zoom.accepted',
    ]);
    const odd = await send('/bookings', { ...typed, 'wishes.0.time': '15時', 'wishes.0.minutes': '60' }, site);
    expect(odd.text).toMatch(/selected>午後3:00</);
    expect(odd.text).toMatch(/selected>60分</);
    expect(fieldsTo(text, '/apply')).toMatchObject({
      ...Object.fromEntries(Object.entries(typed).filter(([name]) => name.startsWith('applicant.'))),
      'wishes.0.date': '2026-03-11',
      'wishes.0.time': '昼ごろ',
    });
  });
});

test('whoever reads English only is told what to press between the calendar and the form, and the form’s own examples', async () => {
  const about = { office: aomori, closures: { closed: [], opened: [] }, now: on('2026-03-02T09:00:00+09:00') };
  const english = textOf(String(await englishPage(about)));
  const asked = await open('/apply');
  const [, question = ''] = /<h1>([^<]+)<\/h1>/.exec(asked) ?? [];
  const kinds = [...asked.matchAll(/<a class="button second" href="[^"]+">([^<]+)<\/a>/g)].map(([, text = '']) => text);
  expect(kinds).toHaveLength(3);
  const second = await open(`/openings?chosen=${encodeURIComponent('2026-03-05T10:00:00+09:00~40')}`);
  const [, alone = ''] = /<a class="button" href="\/apply[^"]*">([^<]+)<\/a>/.exec(second) ?? [];
  const examples = [
    ...textOf(await open(formOf('seeker', '05T10:00'))).matchAll(/例：([\d-]+)/g),
    ...textOf(await open(formOf('employer', '05T10:00'))).matchAll(/例：([\d-]+)/g),
  ];
  expect(examples).toHaveLength(2);
  for (const said of [question, ...kinds, alone, ...examples.map(([, example = '']) => example)]) {
    expect(said).not.toBe('');
    expect(english).toContain(said);
  }
});
