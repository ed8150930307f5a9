import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { done, NOW, type Stage, stage } from '../support/counter.ts';
import { travel } from '../support/following.ts';
import { formsIn, textOf } from '../support/forms.ts';
import { contradictions, rowsIn } from '../support/rows.ts';

/** A letter without what opens the booking, which only whoever gets it is to see. */
const untold = (text = ''): string => text.replace(/(\/bookings\/\d{4}-\d{4}\/)[\w-]{43}/g, '$1…');

/* What staff do about a booking on its page once it is settled, in a browser, by the page's own forms. */

let office: Stage;
beforeEach(() => travel(NOW));

/** The acts a page offers, as `act` or `act outcome`; a link to moving is one. */
const offered = (page: string): string[] =>
  [
    ...new Set([
      ...formsIn(page).map(({ action, fields }) =>
        [action.split('/').at(-1), fields['outcome'] ?? fields['by']].filter(Boolean).join(' '),
      ),
      ...(page.includes('/move">') ? ['move'] : []),
    ]),
  ]
    .filter((act) => !/^(?:find|sign-out|eligibility|phoned)/.test(act))
    .toSorted();

const STANDING = [
  'cancellation applicant',
  'cancellation office',
  'companion',
  'contact',
  'contact-details',
  'meeting',
  'move',
];
const STOP = 'attendance stopped';
/** Every act as a form sends it, by its name on the page. */
const ACTS: Record<string, Record<string, string>> = {
  confirmation: {},
  declination: { reason: 'other' },
  'cancellation applicant': { by: 'applicant', through: 'phone' },
  'cancellation office': { by: 'office', through: 'phone', reason: 'closure' },
  move: { choice: '2026-03-18T14:00:00+09:00|30|', reason: 'technical' },
  meeting: { invited: 'true' },
  tool: { tool: 'zoom' },
  contact: { sign: 'called' },
  companion: { companion: '見本の同席者' },
  'contact-details': { email: 'shin@example.com' },
  resend: {},
  'attendance attended': { outcome: 'attended' },
  'attendance stopped': { outcome: 'stopped', reason: 'abuse' },
  'attendance undo-attended': { outcome: 'undo-attended' },
  'attendance no-show': { outcome: 'no-show' },
  'attendance undo-no-show': { outcome: 'undo-no-show', sign: 'called' },
};

describe.each(['kabe', 'aomori'] as const)('at %s, the page of a booking', (name) => {
  let made = 0;
  beforeAll(async () => {
    office = await stage(name);
    for (let index = 0; index < 30; index++)
      await office.staff(`PUT /staff/counsellors/c${index}`, { name: `見本 c${index}`, desks: ['general'] });
  });
  const nextTime = (): string => `2026-03-11T${['14:00', '14:30', '15:00'][made++ % 3]}:00+09:00`;
  type Made = { reference: string; startsAt: string };
  const applied = async (): Promise<Made> => {
    travel(NOW);
    const startsAt = nextTime();
    return { reference: await office.applied([{ startsAt, minutes: 30 }]), startsAt };
  };
  const confirmed = async (): Promise<Made> => {
    const made = await applied();
    await office.staff(`POST /staff/bookings/${made.reference}/confirmation`, {});
    await office.drain();
    return made;
  };
  const into = (startsAt: string, minutes: number): void => travel(Date.parse(startsAt) + minutes * 60_000);
  const did = async (made: Made, act: string): Promise<void> => {
    const [path] = act.split(' ');
    await office.staff(`POST /staff/bookings/${made.reference}/${path}`, ACTS[act] ?? {});
    await office.drain();
  };

  // Only an office of several tools has another.
  const TOOL = name === 'aomori' ? ['tool'] : [];

  /** How a booking comes into a situation, and what its page offers there. */
  const situations: [string, string[], () => Promise<Made>][] = [
    [
      'applied for',
      ['cancellation applicant', 'companion', 'confirmation', 'contact-details', 'declination', 'resend'],
      async () => {
        const made = await applied();
        await office.drain();
        return made;
      },
    ],
    ['confirmed', [...STANDING, ...TOOL, 'resend'], confirmed],
    [
      'begun',
      [...STANDING, ...TOOL, STOP, 'attendance attended', 'resend'],
      async () => {
        const made = await confirmed();
        into(made.startsAt, 5);
        return made;
      },
    ],
    [
      'ten minutes in with a sign of contact',
      [...STANDING, ...TOOL, STOP, 'attendance attended', 'attendance no-show', 'resend'],
      async () => {
        const made = await confirmed();
        into(made.startsAt, 5);
        await did(made, 'contact');
        into(made.startsAt, 10);
        return made;
      },
    ],
    [
      'silent for ten minutes',
      ['attendance no-show', 'attendance undo-no-show'],
      async () => {
        const made = await confirmed();
        await did(made, 'meeting');
        into(made.startsAt, 10);
        return made;
      },
    ],
    ...(
      [
        ['withdrawn', applied, 'cancellation applicant'],
        ['declined', applied, 'declination'],
        ['cancelled', confirmed, 'cancellation office'],
      ] as const
    ).map(([state, from, act]): [string, string[], () => Promise<Made>] => [
      state,
      [],
      async () => {
        const made = await from();
        await did(made, act);
        return made;
      },
    ]),
    ...[['attended', ['attendance undo-attended']] as const, ['stopped', []] as const].map(
      ([state, acts]): [string, string[], () => Promise<Made>] => [
        state,
        [...acts],
        async () => {
          const made = await confirmed();
          into(made.startsAt, 5);
          await did(made, `attendance ${state}`);
          return made;
        },
      ],
    ),
    [
      'over, with a sign of contact',
      [
        ...STANDING.filter((act) => act !== 'move' && act !== 'cancellation office'),
        STOP,
        'attendance attended',
        'attendance no-show',
      ],
      async () => {
        const made = await confirmed();
        into(made.startsAt, 5);
        await did(made, 'contact');
        into(made.startsAt, 30);
        return made;
      },
    ],
    [
      'expired',
      [],
      async () => {
        const made = await applied();
        into(made.startsAt, -60);
        return made;
      },
    ],
  ];

  test.each(situations)(
    '[K-6-5, A-6-4, D-7, D-10] %s offers exactly what can be done: %j',
    async (_, acts, situation) => {
      const booking = await situation();
      const page = await office.page(booking.reference);
      expect(offered(page)).toEqual(acts.toSorted());

      // What is not offered is refused, and leaves the booking as it was; the page that says so offers the same.
      const before = await office.read(booking.reference);
      for (const act of Object.keys(ACTS).filter((one) => !acts.includes(one))) {
        // Somebody who takes an application back, and an office that calls off, is one act in two states.
        const [path] = act.split(' ');
        const answer = await office.send(`/staff/bookings/${booking.reference}/${path}`, ACTS[act] ?? {});
        expect([act, answer.status]).toEqual([act, 409]);
        expect(textOf(answer.text)).toContain('今の状態では、この操作はできません');
        expect(offered(answer.text)).toEqual(acts.toSorted());
      }
      expect((await office.read(booking.reference)).revision).toBe(before.revision);

      // What is offered is done, by the page's own form.
      for (const [index, act] of acts.entries()) {
        const one = index === 0 ? booking : await situation();
        const [path = '', kind = ''] = act.split(' ');
        const fields = ACTS[act] ?? {};
        const form = formsIn(await office.page(one.reference)).find(
          ({ action, fields: filled }) =>
            action.endsWith(`/${path}`) && (kind === '' || filled['outcome'] === kind || filled['by'] === kind),
        );
        expect(
          done(await office.send(`/staff/bookings/${one.reference}/${path}`, { ...form?.fields, ...fields })),
        ).toMatch(/\?done=[a-z-]+$/);
      }
      expect(contradictions(await rowsIn(office.table))).toEqual([]);
    },
  );
});

describe('a session at Kabe', () => {
  beforeAll(async () => {
    office = await stage('kabe');
  });
  const SOON = '2026-03-06T10:00:00+09:00';
  const moving = async (reference: string, choice: string, more = {}) => {
    const [form] = formsIn(await office.page(reference, '/move')).filter(({ action }) =>
      action.endsWith('/move/review'),
    );
    return office.send(form?.action ?? '', {
      ...form?.fields,
      choice,
      counsellor: '',
      reason: 'counsellor-absent',
      ...more,
    });
  };
  const applying = (review: string, reference: string) =>
    formsIn(review).find(({ action }) => action === `/staff/bookings/${reference}/move`);

  test('[A-6-5, K-6-5] is moved after a look at the very mail that then goes out, and nothing has happened before', async () => {
    const reference = await office.confirmed(SOON, { companion: '手話通訳の方' });
    await office.drain();
    const review = await moving(reference, '2026-03-11T14:30:00+09:00|30|');
    expect(review.status).toBe(200);
    expect(await office.read(reference)).toMatchObject({ version: 1, revision: 2 });
    const said = textOf(review.text);
    for (const what of ['2026年3月6日（金）', '2026年3月11日（水）', 'taro@example.com に、次のメールを送ります'])
      expect(said).toContain(what);
    const [, shown = ''] = /<pre class="text">([\s\S]*?)<\/pre>/.exec(review.text) ?? [];

    const form = applying(review.text, reference);
    expect(done(await office.send(form?.action ?? '', form?.fields ?? {}))).toContain('?done=moved');
    await office.drain();
    const letter = (await office.letters()).findLast(({ notice }) => notice === 'moved');
    const plain = (text = '') =>
      text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&').trim();
    expect(plain(shown)).toBe(plain(untold(letter?.text).replaceAll('\r\n', '\n')));
    expect(review.text).toContain(`<strong>${letter?.subject}</strong>`);
    expect(shown).toContain('午後2:30〜3:00');
  });

  test('[A-6-5] moved because the person asked for it is told without an apology, and without the reason', async () => {
    const letterOf = async (reason: string): Promise<string> => {
      const reference = await office.confirmed('2026-04-03T10:00:00+09:00');
      const review = await moving(reference, '2026-04-10T10:00:00+09:00|30|', { reason });
      const [form] = formsIn(review.text).filter(({ action }) => action.endsWith('/move'));
      expect(done(await office.send(form?.action ?? '', form?.fields ?? {}))).toContain('?done=moved');
      await office.drain();
      const letter = (await office.letters()).find(
        ({ tags }) => tags['booking'] === reference && tags['notice'] === 'moved',
      );
      expect(textOf(review.text)).toContain(textOf(letter?.text ?? 'no letter').slice(0, 60));
      return letter?.text ?? '';
    };
    const asked = await letterOf('asked-by-person');
    expect(asked).toContain('日時を変更しました。');
    expect(asked).not.toMatch(/申し訳|申し出/);
    expect(await letterOf('technical')).toContain('申し訳ありません');
  });

  test('[A-6-5] is not moved without a time or a reason, and what was typed stays', async () => {
    const reference = await office.confirmed('2026-03-06T10:30:00+09:00');
    const untimed = await moving(reference, '');
    expect([untimed.status, textOf(untimed.text)]).toEqual([
      400,
      expect.stringContaining('＊相談の日時を選んでください'),
    ]);
    const halfTyped = await moving(reference, '', { 'typed.day': '3/18' });
    expect([halfTyped.status, textOf(halfTyped.text)]).toEqual([
      400,
      expect.stringContaining('＊時刻を書いてください'),
    ]);
    expect(halfTyped.text).toContain('value="3/18"');
    const mistaken = await moving(reference, 'typed', { 'typed.day': '3/18（木）', 'typed.time': '14:00' });
    expect([mistaken.status, textOf(mistaken.text)]).toEqual([
      422,
      expect.stringContaining('＊2026年3月18日は水曜日です。'),
    ]);
    expect(mistaken.text).toContain('value="3/18（木）"');
    const unreasoned = await moving(reference, '2026-03-11T15:00:00+09:00|30|', { reason: '' });
    expect([unreasoned.status, textOf(unreasoned.text)]).toEqual([
      400,
      expect.stringContaining('＊理由を選んでください'),
    ]);
    expect(unreasoned.text).toContain('value="2026-03-11T15:00:00+09:00|30|" checked');
  });

  test('[A-6-5] whose new time is taken meanwhile stays, and another can be chosen', async () => {
    const reference = await office.confirmed('2026-03-11T14:00:00+09:00');
    const review = await moving(reference, '2026-03-11T15:30:00+09:00|30|a');
    await office.confirmed('2026-03-11T15:30:00+09:00', { counsellor: 'a' });
    const form = applying(review.text, reference);
    const answer = await office.send(form?.action ?? '', form?.fields ?? {});
    expect([answer.status, textOf(answer.text)]).toEqual([409, expect.stringContaining('この時間は空いていません')]);
    expect(answer.text).toContain(`action="/staff/bookings/${reference}/move/review"`);
    expect((await office.read(reference)).version).toBe(1);
  });

  test('[A-6-5] given to another counsellor at the same time tells nobody anything', async () => {
    const reference = await office.confirmed('2026-03-13T10:00:00+09:00', { counsellor: 'a' });
    const review = await moving(reference, '2026-03-13T10:00:00+09:00|30|', { counsellor: 'b' });
    expect(textOf(review.text)).toContain('担当者だけの変更なので、本人へのお知らせはありません');
    const form = applying(review.text, reference);
    expect(done(await office.send(form?.action ?? '', form?.fields ?? {}))).toContain('?done=handed-over');
    const { session, version, history } = await office.read(reference);
    expect([session.counsellor, version, Object.keys(history.at(-1).notices)]).toEqual(['b', 1, []]);
  });

  test('[A-6-5, K-F-1] of somebody without an address is moved, and the page says to phone them beforehand and afterwards', async () => {
    const { reference } = await office.staff('POST /staff/bookings', {
      channel: 'phone',
      applicant: { kind: 'seeker', name: '見本 電話', number: '34010-900', phone: '09055509999' },
      wishes: [{ startsAt: '2026-03-13T10:30:00+09:00' }],
    });
    const hold = textOf(await office.page(reference));
    expect(hold).toContain('電話で受けた仮予約です');
    expect(hold).toContain(
      'メールアドレスがないので、メールでは伝わりません。「要電話連絡」に入ります（電話 090-5550-9999）',
    );
    expect(done(await office.press(reference, 'confirmation'))).toContain('?done=confirmed-unmet-by-phone');
    // [D-12] No tool can have invited them: nothing offers to say so.
    const unmet = await office.page(reference);
    expect(textOf(unmet)).toContain('会議のURLを下に入れると「要電話連絡」に入る');
    expect(unmet).not.toContain('name="invited"');
    expect(done(await office.press(reference, 'meeting', { url: 'https://meet.teleoffice.jp/room/1' }))).toContain(
      '?done=meeting-made-by-phone',
    );
    const review = textOf((await moving(reference, '2026-03-18T14:00:00+09:00|30|')).text);
    expect(review).toContain(
      'メールアドレスがないので、メールでは伝わりません。変えると「要電話連絡」に入ります。電話 09055509999',
    );
    await office.drain();
    expect(textOf(await office.page(reference))).toContain(
      '電話で伝えてください ご案内（招待）（メールアドレスがない）',
    );
    const form = applying((await moving(reference, '2026-03-18T14:00:00+09:00|30|')).text, reference);
    expect(done(await office.send(form?.action ?? '', form?.fields ?? {}))).toContain('?done=moved-by-phone');
    await office.drain();
    const after = textOf(await office.page(reference));
    expect(after).toContain('電話で伝えてください 日時変更のお知らせ（メールアドレスがない）');
    expect(after).toMatch(/前の会議を、TeleOfficeで削除してください： ?3月13日（金） 10:30〜11:00/);
    await office.press(reference, 'meeting', { url: 'https://meet.teleoffice.jp/room/2' });
    expect(textOf(await office.page(reference))).not.toContain('削除してください');
  });

  test('[K-6-3, R-15] sends the invitation once more, as a notice of its own, one at a time, and never to an address that is dead', async () => {
    const reference = await office.confirmed('2026-03-18T14:30:00+09:00');
    expect(textOf(await office.page(reference))).toContain('もう一度送れるお知らせは、今はありません');
    await office.drain();
    expect(done(await office.press(reference, 'resend'))).toContain('?done=resent');
    expect((await office.send(`/staff/bookings/${reference}/resend`, {})).status).toBe(409);
    await office.drain();
    const { history } = await office.read(reference);
    expect(history.at(-1)).toMatchObject({
      act: 'resent',
      notices: { invitation: { state: 'sent' } },
      actor: { id: '見本' },
    });
    const sent = (await office.letters()).filter(
      ({ tags }) => tags['booking'] === reference && tags['notice'] === 'invitation',
    );
    expect(sent.map(({ tags }) => tags['revision'])).toEqual(['2', '3']);
    // Each letter has a link of its own.
    expect(sent[1]?.text).not.toBe(sent[0]?.text);
    expect(untold(sent[1]?.text)).toBe(untold(sent[0]?.text));

    await office.at.mailEvents(office.news('Bounce', sent[1]?.tags ?? {}));
    const dead = await office.page(reference);
    expect(textOf(dead)).toContain('この宛先に送ったメールが届かなかったので、送れません。電話で伝えてください');
    expect(textOf(dead)).toContain('要電話連絡 （宛先に届かず戻った）');
    expect((await office.send(`/staff/bookings/${reference}/resend`, {})).status).toBe(409);
  });

  test.each([
    ['phone', 'applicant', 'cancelled-told', 'phoned'],
    ['counter', 'applicant', 'cancelled-told', 'phoned'],
    ['phone', 'office', 'cancelled-by-phone', 'to-be-phoned'],
  ] as const)(
    '[R-15, K-6-5, A-6-4] of somebody no mail reaches who calls off by %s (%s): told %s',
    async (through, by, told, state) => {
      const reference = await office.confirmed('2026-03-25T14:30:00+09:00', {
        applicant: { email: 'old@example.com' },
      });
      await office.drain();
      const first = (await office.letters()).find(({ tags }) => tags['booking'] === reference);
      await office.at.mailEvents(office.news('Bounce', first?.tags ?? {}));
      const why = by === 'office' ? { reason: 'other' } : {};
      expect(done(await office.press(reference, 'cancellation', { by, through, ...why }))).toContain(`?done=${told}`);
      await office.drain();
      expect((await office.read(reference)).history.at(-1)).toMatchObject({ notices: { cancelled: { state } } });
    },
  );

  test('[K-F-2, K-F-4, R-15] of an address that is dead gets another one, and its invitation there; neither stands in the history', async () => {
    const reference = await office.confirmed('2026-03-25T14:00:00+09:00', { applicant: { email: 'old@example.com' } });
    await office.drain();
    const first = (await office.letters()).find(({ tags }) => tags['booking'] === reference);
    await office.at.mailEvents(office.news('Bounce', first?.tags ?? {}));
    const dead = textOf(await office.page(reference));
    expect(dead).toContain('この宛先に送ったメールが届かなかったので、送れません');
    expect(dead).toContain('TeleOfficeからも招待メールを送り直してください');

    /** What the call about this booking asks for. */
    const asked = async (): Promise<boolean> => {
      const calls = (await office.open('/staff/calls')).text.split('<article').filter((one) => one.includes(reference));
      expect(calls.length).toBeGreaterThan(0);
      return calls.some((call) => call.includes('届くメールアドレスがあれば、教えてください'));
    };
    expect(await asked()).toBe(true);

    const wrong = await office.press(reference, 'contact-details', { email: 'shin@', phone: '０８０-5550-9999' });
    expect(wrong.status).toBe(400);
    expect(textOf(wrong.text)).toContain('「name@example.com」のように書いてください');
    expect(formsIn(wrong.text).find(({ action }) => action.endsWith('/contact-details'))?.fields).toMatchObject({
      email: 'shin@',
      phone: '０８０-5550-9999',
    });
    expect(
      done(await office.press(reference, 'contact-details', { email: 'shin@Example.com', phone: '０８０-5550-9999' })),
    ).toContain('?done=contact-changed');
    expect(await asked()).toBe(false);
    const booking = await office.read(reference);
    expect(booking.applicant).toMatchObject({ email: 'shin@example.com', phone: '08055509999' });
    expect(booking.history.at(-1)).toMatchObject({ act: 'contact-changed', actor: { id: '見本' }, notices: {} });
    expect(JSON.stringify(booking.history)).not.toMatch(/example\.com|0805550/);

    expect(done(await office.press(reference, 'resend'))).toContain('?done=resent');
    await office.drain();
    const again = (await office.letters()).filter(({ tags }) => tags['booking'] === reference).at(-1);
    expect([again?.tags['notice'], again?.to]).toEqual(['invitation', 'shin@example.com']);
  });

  test('[K-F-2] whose phone number alone is put right keeps its dead address dead; saying the same changes nothing', async () => {
    const reference = await office.confirmed('2026-03-25T14:30:00+09:00');
    await office.drain();
    const first = (await office.letters()).find(({ tags }) => tags['booking'] === reference);
    await office.at.mailEvents(office.news('Bounce', first?.tags ?? {}));
    expect(done(await office.press(reference, 'contact-details', { phone: '08055500000' }))).toContain('?done=');
    expect(textOf(await office.page(reference))).toContain('この宛先に送ったメールが届かなかった');
    const { revision } = await office.read(reference);
    expect(done(await office.press(reference, 'contact-details', {}))).toContain('?done=');
    expect((await office.read(reference)).revision).toBe(revision);
    const nothing = await office.press(reference, 'contact-details', { email: '', phone: '' });
    expect([nothing.status, textOf(nothing.text).includes('メールアドレスを書いてください')]).toEqual([400, true]);
  });

  test('[A-6-5, K-6-3] after a move sends the word of the move once more, not the invitation of before', async () => {
    const reference = await office.confirmed('2026-03-18T15:00:00+09:00');
    await office.drain();
    const form = applying((await moving(reference, '2026-03-25T14:00:00+09:00|30|')).text, reference);
    await office.send(form?.action ?? '', form?.fields ?? {});
    await office.drain();
    await office.press(reference, 'resend');
    expect(Object.keys((await office.read(reference)).history.at(-1).notices)).toEqual(['moved']);
  });

  test('[K-6-5, A-6-4] is not called off for the office without a reason', async () => {
    const reference = await office.confirmed('2026-03-25T15:00:00+09:00');
    const { status, text } = await office.press(reference, 'cancellation', { by: 'office', through: 'phone' });
    expect([status, textOf(text)]).toEqual([400, expect.stringContaining('理由を選んでください')]);
    expect((await office.read(reference)).state).toBe('confirmed');
  });

  test('[K-12-3, A-12-3] notes who comes along, changes that, and takes it out again', async () => {
    const reference = await office.confirmed('2026-03-18T15:30:00+09:00');
    await office.press(reference, 'companion', { companion: '手話通訳　の方' });
    expect((await office.read(reference)).companion).toBe('手話通訳 の方');
    const bad = await office.press(reference, 'companion', { companion: '<b>' });
    expect([bad.status, textOf(bad.text)]).toEqual([400, expect.stringContaining('＊同席する方に使えない文字')]);
    const remove = formsIn(await office.page(reference)).find(({ fields }) => fields['remove']);
    expect(done(await office.send(remove?.action ?? '', remove?.fields ?? {}))).toContain('?done=companion-none');
    const { companion, history } = await office.read(reference);
    expect([companion, history.length]).toEqual([undefined, 4]);
    expect(JSON.stringify(history)).not.toContain('手話');
  });

  test('[K-6-2, K-6-4] leads on to the next one once it has begun, without a word of the person in the address', async () => {
    const reference = await office.confirmed('2026-03-25T14:30:00+09:00');
    expect(textOf(await office.page(reference))).toContain('相談が始まると、ここから次の予約を取れます');
    travel('2026-03-25T14:35:00+09:00');
    expect(await office.page(reference)).toContain(
      `href="/staff/bookings/new?channel=session&amp;of=${reference}&amp;counsellor=`,
    );
  });

  test('[K-6-5, D-10] nobody is absent by a slip: no list and no page has 「連絡なし」 beside the other buttons', async () => {
    const reference = await office.confirmed('2026-03-18T14:30:00+09:00');
    travel('2026-03-18T14:35:00+09:00');
    await office.press(reference, 'contact', { sign: 'called' });
    travel('2026-03-18T14:45:00+09:00');
    const action = `/staff/bookings/${reference}/attendance`;
    const pages = ['/staff/today', '/staff/todo', `/staff/bookings/${reference}`];
    const absent = async (at: string): Promise<string[][]> => {
      travel(at);
      return Promise.all(
        pages.map(async (path) => {
          const { text } = await office.open(path);
          const inSteps = [...text.matchAll(/<details[\s\S]*?<\/details>/g)].map(([one]) => one).join('');
          return [text, inSteps].map((part) =>
            String(
              formsIn(part).filter((form) => form.action === action && form.fields['outcome'] === 'no-show').length,
            ),
          );
        }),
      );
    };
    expect(await absent('2026-03-18T14:45:00+09:00')).toEqual(pages.map(() => ['1', '1']));
    expect(await absent('2026-03-18T15:10:00+09:00')).toEqual(pages.map(() => ['1', '1']));
    expect(done(await office.press(reference, 'attendance', { outcome: 'no-show' }))).toContain('?done=no-show');
  });

  test('[D-10] without a meeting, or untold, is not cancelled by silence, and the page says why', async () => {
    const reference = await office.confirmed('2026-03-18T15:00:00+09:00');
    await office.drain();
    expect(textOf(await office.page(reference))).toContain('会議がまだないので、キャンセルの扱いにはなりません。');
    await office.press(reference, 'meeting', { invited: 'true' });
    expect(textOf(await office.page(reference))).not.toContain('キャンセルの扱いにはなりません。');
    await office.at.mailEvents(office.news('Bounce', { booking: reference, revision: '2', notice: 'invitation' }));
    expect(textOf(await office.page(reference))).toContain('参加のしかたが、始まる前に伝わっていないので');
    travel('2026-03-18T15:12:00+09:00');
    const today = textOf((await office.open('/staff/today')).text);
    expect(today).toContain('開始から10分がたちました。参加のしかたが、始まる前に伝わっていないので');
    expect(today).toContain('要電話連絡');
  });

  test('[D-10] deemed cancelled says so, counts on the page of the person, and is undone with the sign there was', async () => {
    const reference = await office.confirmed('2026-03-27T10:00:00+09:00');
    await office.press(reference, 'meeting', { invited: 'true' });
    travel('2026-03-27T10:10:00+09:00');
    await office.at.noShow({ booking: reference, version: 1, kind: 'no-show' });
    const person = await office.open(`/staff/bookings/${reference}/person`);
    expect(textOf(person.text)).toContain('連絡なしのキャンセル 1回');
    const unsaid = await office.press(reference, 'attendance', { outcome: 'undo-no-show' });
    expect([unsaid.status, textOf(unsaid.text)]).toEqual([
      400,
      expect.stringContaining('＊連絡のしかたを選んでください'),
    ]);
    expect(done(await office.press(reference, 'attendance', { outcome: 'no-show' }))).toContain('?done=no-show');
    expect(textOf(await office.page(reference))).toContain('連絡がなかったことを、職員が確かめました');
    expect(done(await office.press(reference, 'attendance', { outcome: 'undo-no-show', sign: 'joined' }))).toContain(
      '?done=no-show-undone',
    );
    expect(textOf(await office.page(reference))).toContain('10:10 入室した');
  });

  test('[K-2-1] asks of eligibility whom Kabe serves, registered seekers, and no others', async () => {
    const page = textOf(await office.page(await office.confirmed('2026-03-27T10:00:00+09:00')));
    expect(page).toContain('登録のある方（求職者）である');
    expect(page).not.toContain('これから登録する方');
  });

  test('over is found among the last bookings, not among those to come', async () => {
    const applicant = { number: '34010-77777' };
    const reference = await office.confirmed('2026-03-27T10:30:00+09:00', { applicant });
    await office.staff(`POST /staff/bookings/${reference}/contact`, { sign: 'arrived' });
    const found = async () => (await office.send('/staff/find', { find: '34010-00077777' })).text;
    travel('2026-03-27T10:59:00+09:00');
    expect(await found()).toContain('>これからの予約');
    travel('2026-03-27T11:00:00+09:00');
    const over = await found();
    expect([over.includes('>これからの予約'), over.includes('>最近の予約')]).toEqual([false, true]);
  });

  test('nothing of the person is in any address on the pages of a booking', async () => {
    const reference = await office.confirmed('2026-03-27T10:30:00+09:00');
    for (const more of ['', '/person', '/move']) {
      const page = await office.page(reference, more);
      const addresses = [...page.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, address = '']) =>
        decodeURIComponent(address),
      );
      expect(addresses.length).toBeGreaterThan(8);
      expect(addresses.filter((address) => /見本|34010|taro|0905550/.test(address))).toEqual([]);
      expect(page).not.toMatch(/ style=| on[a-z]+=|placeholder| disabled/);
    }
  });

  test('a number nobody has is said to be none, in words for staff', async () => {
    const answer = await office.open('/staff/bookings/0000-0000');
    expect([answer.status, textOf(answer.text)]).toEqual([404, expect.stringContaining('予約が見つかりません')]);
    expect(answer.text).not.toContain('082-815-8609');
    expect((await office.send('/staff/bookings/0000-0000/resend', {})).status).toBe(404);
  });
});
