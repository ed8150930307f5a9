import * as z from 'zod';
import { instant } from '../../shared/domain/time.ts';
import { clockText, dayText } from '../../shared/domain/wording.ts';
import { aomoriTerms } from '../../shared/offices/terms-aomori.ts';
import { kabeTerms } from '../../shared/offices/terms-kabe.ts';
import { asking } from './asking.ts';
import type { LocalMail } from './mailbox.ts';
import { type LocalOffice, startLocalOffice } from './office.ts';
import type { Fired } from './timekeeper.ts';

/*
 * The stories of both offices, played on the local office with a moving clock: who does what, which wake-up calls fire, and
 * every mail as it arrives. Nothing here is made up by the demo: it asks the same routes as visitors and staff do.
 */

const print = (line = ''): void => console.log(line);
const Reference = z.object({ reference: z.string() });
const Receipt = Reference.extend({ code: z.string() });
const Problem = z.object({ title: z.string(), detail: z.string() });
const Asked = z.object({ id: z.string() });
const Stands = z.object({ state: z.string() });
const Queue = z.object({
  waiting: z.array(z.object({ id: z.string(), name: z.string(), number: z.string(), free: z.array(z.string()) })),
});
const Calls = z.object({
  calls: z.array(
    z.object({
      notices: z.array(z.object({ notice: z.string(), why: z.string() })),
      booking: Reference.extend({ applicant: z.object({ name: z.string(), phone: z.string() }) }),
    }),
  ),
});

const play = async (local: LocalOffice): Promise<void> => {
  const began = performance.now();
  const [kabe, aomori] = [asking(local, 'kabe'), asking(local, 'aomori')];
  let shown = 0;
  const known = new Set<string>();
  const timeOf = (iso: string): string => {
    const moment = instant(Date.parse(iso));
    return `${dayText(moment)} ${clockText(moment).padStart(5)}`;
  };
  const chapter = (title: string): void => print(`\n━━━ ${title} ${'━'.repeat(Math.max(0, 100 - title.length))}\n`);
  const say = (what: string): void => print(`${timeOf(local.now())}  ${what}`);
  /** A mail as its reader sees it; of a kind that was shown before, the subject only. */
  const showMail = ({ to, subject, text, attachments, tags, office }: LocalMail): void => {
    print(`        ✉ ${to.join(', ')}`);
    print(`          ${subject}${attachments.map(({ filename }) => `  📎 ${filename}`).join('')}`);
    const kind = `${office} ${tags['notice']}`;
    if (known.has(kind)) return;
    known.add(kind);
    for (const line of text.trimEnd().split('\n')) print(`          │ ${line}`);
    print();
  };
  /** What fired and which mails came since the last look, in order of time. */
  const showNews = async (fired: readonly Fired[]): Promise<void> => {
    const mails = (await local.mails()).slice(shown);
    shown += mails.length;
    const news = [
      ...fired
        .filter(({ function: name }) => name !== 'sweep')
        .map((wake) => ({ at: wake.at, show: () => print(`${timeOf(wake.at)}  ⏰ ${wake.function}  ${wake.name}`) })),
      ...mails.map((mail) => ({ at: mail.at, show: () => showMail(mail) })),
    ];
    for (const { show } of news.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) show();
  };
  const act = async (what: string, doing: () => Promise<unknown>): Promise<unknown> => {
    say(what);
    const answer = await doing();
    await showNews([]);
    return answer;
  };
  /** What stands at Aomori's Zoom. */
  const atZoom = (): void => {
    for (const { topic, agenda, host, start_time } of local.zooms.get('aomori')?.meetings() ?? []) {
      const moment = instant(Date.parse(start_time));
      print(`        ◎ at Zoom: ${topic} ${agenda}, ${dayText(moment)} ${clockText(moment)}, of ${host}\n`);
    }
  };
  const until = async (iso: string): Promise<void> => showNews(await local.moveClock(iso));

  print(
    'Two public employment offices, two weeks. ✉ is a mail, ⏰ a wake-up call that fires; [K-6-5] names the clause of the',
  );
  print("office's terms behind it (K Kabe, A Aomori, D our decision; test/clauses.ts says each in a line).");
  chapter('Kabe: a call, the mail that follows, a session, and the next one agreed on in it');
  const taro = { kind: 'seeker', name: '見本 太郎', number: '34010-01234567' };
  const hold = Reference.parse(
    await act('見本 太郎 phones; staff hold Wednesday 14:00 for him while he talks [K-F-1]', () =>
      kabe.staff('/staff/bookings', {
        channel: 'phone',
        applicant: taro,
        wishes: [{ startsAt: '2026-03-04T14:00:00+09:00' }],
      }),
    ),
  );
  await until('2026-03-02T10:00+09:00');
  await act(
    'He sends the mail the office asked for: it completes the hold, and the booking is definitive [K-F-2, K-F-3]',
    () =>
      kabe.mail(
        'taro@example.com',
        'オンライン職業相談希望',
        '①見本 太郎\n②34010-01234567\n③３月４日（水）１４時～１４時３０分\n④taro@example.com\n⑤090-5550-1234\n\nよろしくお願いいたします。',
      ),
  );
  await until('2026-03-02T11:00+09:00');
  await act('Staff make the meeting in TeleOffice and paste its address [D-12]', () =>
    kabe.staff(`/staff/bookings/${hold.reference}/meeting`, { url: 'https://meet.teleoffice.jp/room/demo' }),
  );
  await until('2026-03-04T14:00+09:00');
  await act('He comes in; staff note it', () =>
    kabe.staff(`/staff/bookings/${hold.reference}/contact`, { sign: 'arrived' }),
  );
  await until('2026-03-04T14:25+09:00');
  const next = Reference.parse(
    await act('In the session they agree on next week: definitive at once [K-6-4]', () =>
      kabe.staff('/staff/bookings', {
        channel: 'session',
        applicant: { ...taro, email: 'taro@example.com', phone: '090-5550-1234' },
        wishes: [{ startsAt: '2026-03-11T14:00:00+09:00' }],
      }),
    ),
  );
  await act('The session is over', () =>
    kabe.staff(`/staff/bookings/${hold.reference}/attendance`, { outcome: 'attended' }),
  );

  await until('2026-03-04T14:50+09:00');
  await act('At home he finds that he cannot come next week, and phones [K-6-5]', () =>
    kabe.staff(`/staff/bookings/${next.reference}/cancellation`, { by: 'applicant', through: 'phone' }),
  );

  chapter('Kabe: an application nobody answers');
  await until('2026-03-04T15:00+09:00');
  await act('見本 花子 applies on the web for Friday 10:00', () =>
    kabe.visitor('/bookings', {
      applicant: {
        kind: 'seeker',
        name: '見本 花子',
        number: '34010-00000002',
        email: 'hana@example.com',
        phone: '090-5550-0002',
      },
      wishes: [{ startsAt: '2026-03-06T10:00:00+09:00' }],
      consent: { terms: kabeTerms.at(-1)?.version, accepted: true },
    }),
  );
  print('      Nobody answers. Staff are warned before the promise breaks; at midnight the hold ends [K-F-5, D-5].\n');
  await until('2026-03-06T09:00+09:00');

  chapter('Aomori: two choices, the second granted, Zoom, moved by the office, too late to cancel by web');
  const applied = Receipt.parse(
    await act('見本 次郎 applies with two choices [A-6-2]', () =>
      aomori.visitor('/bookings', {
        applicant: {
          kind: 'seeker',
          name: '見本 次郎',
          number: '02010-00000003',
          email: 'jiro@example.com',
          phone: '017-555-0103',
        },
        wishes: [
          { from: '2026-03-12T10:00:00+09:00', to: '2026-03-12T12:00:00+09:00', minutes: 40 },
          { from: '2026-03-13T13:30:00+09:00', to: '2026-03-13T15:30:00+09:00', minutes: 40 },
        ],
        difficulty: 'applies',
        consent: { terms: aomoriTerms.at(-1)?.version, accepted: true },
      }),
    ),
  );
  const his = `/staff/bookings/${applied.reference}`;
  await until('2026-03-09T09:30+09:00');
  await act(
    'Staff grant the second choice, by Zoom: its meeting is made by itself, and the mail carries the codes [A-6-3]',
    () => aomori.staff(`${his}/confirmation`, { wish: 1, tool: 'zoom' }),
  );
  atZoom();
  await until('2026-03-10T10:00+09:00');
  await act('The office has to move the session [A-6-5]', () =>
    aomori.staff(`${his}/move`, {
      session: { startsAt: '2026-03-13T14:30:00+09:00', minutes: 40 },
      reason: 'counsellor-absent',
    }),
  );
  atZoom();
  await until('2026-03-13T09:00+09:00');
  const refused = Problem.parse(
    await act('On the day he tries to cancel on the web [A-6-4]', () =>
      aomori.visitor(`/bookings/${applied.reference}/cancellation`, { code: applied.code }),
    ),
  );
  print(`      → ${refused.title}\n        ${refused.detail}\n`);

  chapter('Aomori: the same session; nobody comes, nobody calls');
  print(
    '      Ten minutes after the start without any sign of contact the session is deemed cancelled [A-6-4, D-10].\n',
  );
  await until('2026-03-13T15:00+09:00');

  chapter('Aomori: applying, asked back and cancelling by mail');
  const shiro = (wish: string): string =>
    `お世話になります。\n氏名　見本 四郎\n求職番号　02010-00000005\n希望日時　${wish}\nメール　shiro@example.com\n電話　017-555-0105`;
  await act('見本 四郎 applies by mail for a Wednesday that is a Thursday: not guessed, asked back [A-6-2, D-9]', () =>
    aomori.mail('shiro@example.com', '相談の申込み', shiro('3月19日（水）10:00～10:40')),
  );
  await act('He answers with the right day: a tentative booking', () =>
    aomori.mail('shiro@example.com', 'Re: お申込みのメールについて', shiro('3月19日（木）10:00～10:40')),
  );
  await until('2026-03-13T15:10+09:00');
  await act('He has found work, and cancels by mail before the day, from his own address [A-6-4, D-8]', () =>
    aomori.mail('shiro@example.com', 'キャンセル', '先ほどの予約をキャンセルします。\n見本 四郎'),
  );

  chapter('Kabe: a mail that comes back');
  await until('2026-03-16T09:00+09:00');
  const back = Reference.parse(
    await act('見本 三郎 applies with an address that does not exist', () =>
      kabe.visitor('/bookings', {
        applicant: {
          kind: 'seeker',
          name: '見本 三郎',
          number: '34010-00000004',
          email: 'bounce@example.com',
          phone: '090-5550-0004',
        },
        wishes: [{ startsAt: '2026-03-18T14:30:00+09:00' }],
        consent: { terms: kabeTerms.at(-1)?.version, accepted: true },
      }),
    ),
  );
  await until('2026-03-16T09:05+09:00');
  const { calls } = Calls.parse(await kabe.staff('/staff/calls'));
  say('The staff’s call list:');
  for (const { booking, notices } of calls)
    print(
      `      ☎ ${booking.applicant.name}  ${booking.applicant.phone}  ${booking.reference}  (${notices.map(({ notice, why }) => `${notice}: ${why}`).join(', ')})`,
    );
  await act('Staff phone him and tick it off', () =>
    kabe.staff(`/staff/bookings/${back.reference}/phoned`, { seen: 9 }),
  );

  chapter('Aomori: a session at once, for somebody on record');
  await until('2026-03-16T10:00+09:00');
  await act('Staff compare what 見本 次郎 has registered with their own system, and tick it [A-62-3]', () =>
    aomori.staff(`${his}/eligibility`, { eligible: true }),
  );
  await act('見本 花子 of the staff has time, and says so [A-62-1]', () =>
    aomori.staff('/staff/instant/presence', { counsellor: 'demo-b', here: true }),
  );
  const asked = Asked.parse(
    await act('He asks for a session at once, with his number and the phone he has registered', () =>
      aomori.visitor('/instant-sessions', {
        applicant: { kind: 'seeker', number: '02010-00000003', phone: '017-555-0103' },
      }),
    ),
  );
  const showStands = async (): Promise<void> => {
    const { state } = Stands.parse(await aomori.visitor(`/instant-sessions/${asked.id}`));
    print(`      → his page: ${state}`);
  };
  await showStands();
  await until('2026-03-16T10:02+09:00');
  const { waiting } = Queue.parse(await aomori.staff('/staff/instant'));
  say('On every page of the console staff see that somebody waits:');
  for (const { name, number, free } of waiting) print(`      ◔ ${name}  ${number}  free: ${free.join(', ')}`);
  const held = Reference.parse(
    await act('One press: thirty minutes from now, and its meeting is made by itself [A-62-1, A-4]', () =>
      aomori.staff(`/staff/instant/${waiting[0]?.id}/acceptance`, { counsellor: 'demo-b' }),
    ),
  );
  await local.settle();
  atZoom();
  await showStands();
  await act(
    'They call the registered number back, and it is he: the codes are told, and the session begins [A-62-3]',
    () => aomori.staff(`/staff/bookings/${held.reference}/start`, {}),
  );
  await showStands();
  await until('2026-03-16T10:20+09:00');
  await act('It is over early: the counsellor can take the next at once', () =>
    aomori.staff(`/staff/bookings/${held.reference}/attendance`, { outcome: 'attended' }),
  );
  print(`\n${shown} mails in two weeks, in ${((performance.now() - began) / 1000).toFixed(1)} seconds.`);
};

const local = await startLocalOffice({ now: '2026-03-02T09:00:00+09:00' });
try {
  await play(local);
} finally {
  await local.stop();
}
