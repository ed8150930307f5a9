import * as z from 'zod';
import { officeOf } from '../../shared/offices/index.ts';
import { asking } from './asking.ts';
import type { LocalOffice } from './office.ts';

/** The clock stands here before an office is filled, and there afterwards: a Wednesday, twelve minutes into a session. */
export const FILLED_FROM = '2026-02-26T09:00:00+09:00';
export const FILLED_UNTIL = '2026-03-04T14:12:00+09:00';

const Stored = z.object({ reference: z.string() });
const Named = z.object({ version: z.string() });
const Identified = z.array(z.object({ id: z.string() }));
const Queue = z.object({ waiting: Identified, free: Identified });
const Held = z.object({ session: z.object({ counsellor: z.string() }) });
const Counsellors = z.object({ counsellors: Identified });

type Registered = { readonly kind: string; readonly number?: string | undefined; readonly phone: string };

type Wish = object;
type Days = Awaited<ReturnType<typeof daysOf>>;

/** What one office's days consist of, said shortly; whatever is refused stops the filling with what was answered. */
const daysOf = async (local: LocalOffice, id: string) => {
  const { mail, visitor, staff } = asking(local, id);
  const consent = { terms: Named.parse((await officeOf(id)).terms.at(-1)).version, accepted: true };
  let people = 0;
  const stored = async (answer: Promise<unknown>): Promise<string> => {
    const given = await answer;
    const { data } = Stored.safeParse(given);
    if (!data) throw new Error(`${id} was not filled: ${JSON.stringify(given)}`);
    return data.reference;
  };
  const act = (reference: string, what: string, sent: object = {}): Promise<string> =>
    stored(staff(`/staff/bookings/${reference}/${what}`, sent));
  return {
    mail,
    act,
    consent,
    /** What the office decides beside its bookings. */
    office: (path: string, sent?: object) => staff(`/staff${path}`, sent),
    settled: local.settle,
    zoom: local.zooms.get(id),
    /** Plainly invented: 見本, numbers that count up, example.com. */
    person: <More extends object>(name: string, more?: More) => {
      people += 1;
      const two = String(people).padStart(2, '0');
      return {
        kind: 'seeker',
        name: `見本 ${name}`,
        number: `${id === 'kabe' ? '34010' : '02010'}-000000${two}`,
        email: `mihon${two}@example.com`,
        phone: `090-5550-00${two}`,
        ...more,
      };
    },
    web: (applicant: object, wishes: Wish[], more: object = {}): Promise<string> =>
      stored(visitor('/bookings', { applicant, wishes, consent, ...more })),
    /** Somebody on record asks for a session at once; resolves to what staff accept it by. */
    atOnce: async ({ kind, number, phone }: Registered): Promise<string> => {
      const before = Queue.parse(await staff('/staff/instant')).waiting.map(({ id }) => id);
      await visitor('/instant-sessions', { applicant: { kind, number, phone } });
      const asked = Queue.parse(await staff('/staff/instant')).waiting.find(({ id }) => !before.includes(id));
      if (!asked) throw new Error(`${id}: nobody waits for a session at once`);
      return asked.id;
    },
    /** … and whoever is free first takes them. */
    accepted: async (request: string): Promise<string> => {
      const [counsellor] = Queue.parse(await staff('/staff/instant')).free;
      return stored(staff(`/staff/instant/${request}/acceptance`, { counsellor: counsellor?.id }));
    },
    entered: (channel: 'phone' | 'counter' | 'session', applicant: object, wishes: Wish[], more: object = {}) =>
      stored(staff('/staff/bookings', { channel, applicant, wishes, ...more })),
    confirmed: async (reference: string, how: object = {}, made?: object): Promise<string> => {
      await act(reference, 'confirmation', how);
      return made ? act(reference, 'meeting', made) : reference;
    },
  };
};

const start = (time: string): Wish => ({ startsAt: `2026-${time}:00+09:00` });
const between = (date: string, from: string, to: string, minutes: number): Wish => ({
  from: `2026-${date}T${from}:00+09:00`,
  to: `2026-${date}T${to}:00+09:00`,
  minutes,
});
/** One for each person. */
let rooms = 0;
const teleoffice = () => ({ url: `https://meet.teleoffice.jp/room/mihon-${++rooms}` });
const invited = { invited: true };
const unproven = { 'X-Test-Verdicts': 'dmarc=FAIL; dkim=FAIL' };

/**
 * A week of invented days at both offices, over the routes everybody uses, so that every page of the console has something to
 * show: all states, a promise that runs out, meetings to make, people to phone, mails to read, a no-show to settle, sessions at once.
 */
export const fill = async (local: LocalOffice): Promise<void> => {
  const days = [kabeDays(await daysOf(local, 'kabe')), aomoriDays(await daysOf(local, 'aomori'))];
  for (const moment of [
    FILLED_FROM,
    '2026-02-27T10:05:00+09:00',
    '2026-02-27T11:05:00+09:00',
    '2026-03-02T10:05:00+09:00',
    '2026-03-03T13:35:00+09:00',
    '2026-03-04T09:30:00+09:00',
    '2026-03-04T13:35:00+09:00',
    '2026-03-04T13:58:00+09:00',
    '2026-03-04T14:11:00+09:00',
  ]) {
    await local.moveClock(moment);
    await Promise.all(days.map((day) => day.next()));
  }
  await local.moveClock(FILLED_UNTIL);
};

/** What happens at Kabe from one of the moments above to the next. */
async function* kabeDays({
  act,
  confirmed,
  consent,
  entered,
  mail,
  office,
  person,
  settled,
  web,
}: Days): AsyncGenerator<void> {
  const taro = person('太郎');
  const first = await entered('phone', { kind: 'seeker', name: taro.name, number: taro.number }, [
    start('02-27T10:00'),
  ]);
  await mail(
    taro.email,
    'オンライン職業相談希望',
    `①${taro.name}\n②${taro.number}\n③２月２７日（金）１０時～１０時３０分\n④${taro.email}\n⑤${taro.phone}\n\nよろしくお願いいたします。`,
  );
  const jiro = person('次郎');
  await confirmed(await web(jiro, [start('02-27T10:30')]), {}, invited);
  const left = await confirmed(await web(person('三郎'), [start('02-27T11:00')]), {}, invited);
  await settled();
  await act(first, 'meeting', teleoffice());
  yield;
  await act(first, 'contact', { sign: 'joined' });
  await act(first, 'attendance', { outcome: 'attended' });
  await entered('session', taro, [start('03-11T14:00')]);
  yield;
  await act(left, 'contact', { sign: 'joined' });
  yield;
  const there = await confirmed(await web(person('四郎'), [start('03-04T14:00')]), {}, teleoffice());
  await confirmed(await web(person('五郎'), [start('03-04T14:00')]), {}, invited);
  await confirmed(await web(person('六子'), [start('03-04T14:30')]), {}, teleoffice());
  await confirmed(await web(person('七子'), [start('03-04T15:00')]));
  const unmailed = await entered('counter', person('八重', { email: undefined }), [start('03-04T15:30')]);
  await act(unmailed, 'completion', { through: 'counter', consent });
  await act(unmailed, 'meeting', teleoffice());
  const unreached = person('九郎', { email: 'bounce@example.com' });
  await confirmed(await web(unreached, [start('03-06T11:00')], { companion: '手話通訳の方 1名' }));
  yield;
  const gone = await confirmed(await web(person('十子'), [start('03-06T11:30')]), {}, invited);
  await act(gone, 'cancellation', { by: 'applicant', through: 'phone' });
  const refused = await web(person('百子'), [start('03-06T11:30')]);
  await act(refused, 'declination', { reason: 'nobody-free' });
  const moved = await confirmed(await web(person('千子'), [start('03-06T11:30')]), {}, invited);
  const session = { startsAt: '2026-03-13T10:00:00+09:00', minutes: 30 };
  await act(moved, 'move', { session, reason: 'counsellor-absent' });
  await office('/closures/2026-03-25', { kind: 'closed' });
  yield;
  await web(jiro, [start('03-06T10:00')], { purpose: 'interview-practice' });
  await entered('phone', person('万里', { email: undefined }), [start('03-06T10:30')]);
  await mail(
    'shitsumon@example.com',
    'オンライン職業相談について',
    'お世話になります。見本と申します。\nスマートフォンでも相談できますか。来週の午後を希望しています。\n電話は 090-5550-0097 です。',
  );
  await mail(
    'nisemono@example.com',
    'オンライン職業相談希望',
    '①見本 千早\n②34010-00000096\n③３月１３日（金）１１時～１１時３０分\n④nisemono@example.com\n⑤090-5550-0096',
    unproven,
  );
  yield;
  yield;
  await act(there, 'contact', { sign: 'joined' });
}

/** … and at Aomori. */
async function* aomoriDays({
  accepted,
  act,
  atOnce,
  confirmed,
  mail,
  office,
  person,
  settled,
  web,
  zoom,
}: Days): AsyncGenerator<void> {
  const flower = person('花');
  const hana = await web(flower, [between('03-02', '10:00', '12:00', 40)], { difficulty: 'applies' });
  const attended = await confirmed(hana, { wish: 0 }, invited);
  const rude = await confirmed(await web(person('草太'), [start('03-03T13:30')]), { wish: 0 }, invited);
  yield;
  const wishes = [start('03-04T13:30'), between('03-06', '13:30', '15:30', 30)];
  const today = await confirmed(await web(person('一葉'), wishes), { wish: 0, tool: 'zoom' });
  yield;
  await confirmed(await web(person('二葉'), [start('03-04T14:00')]), { wish: 0 }, teleoffice());
  // One whose meeting staff have to make: Zoom would record it.
  zoom?.misbehave({ fail: 'recording' });
  await confirmed(await web(person('三葉'), [start('03-05T10:00')]), { wish: 0, tool: 'zoom' });
  await settled();
  zoom?.misbehave();
  yield;
  await act(attended, 'contact', { sign: 'joined' });
  await act(attended, 'attendance', { outcome: 'attended' });
  const mothers = { desk: 'mothers' };
  const four = person('四葉');
  const fourth = await confirmed(await web(four, [start('03-05T11:00')], mothers), { wish: 0 }, invited);
  const unreached = person('五葉', { email: 'bounce@example.com' });
  await confirmed(await web(unreached, [start('03-05T14:00')]), { wish: 0 }, teleoffice());
  yield;
  await act(rude, 'contact', { sign: 'joined' });
  await act(rude, 'attendance', { outcome: 'stopped', reason: 'other-purpose' });
  await office(`/bookings/${rude}/refusal`, { reason: 'other-purpose', until: '2026-06-30' });
  await web(person('求人担当', { kind: 'employer', number: '0201-123456-7' }), [
    between('03-09', '10:00', '12:00', 40),
    between('03-10', '13:30', '15:30', 30),
  ]);
  const prospective = person('六葉', { kind: 'prospective', number: undefined });
  await web(prospective, [start('03-10T11:00'), start('03-12T13:30')], { ...mothers, companion: '母' });
  await mail(
    'nanaha@example.com',
    '相談の申込み',
    'お世話になります。\n氏名　見本 七葉\n求職番号　02010-00000077\n希望日時　3月12日（木）10:00～10:40\nメール　nanaha@example.com\n電話　017-555-0107',
  );
  yield;
  await mail(
    'kyujin@example.com',
    'オンライン相談',
    '株式会社見本の見本です。求人の書き方について相談したく、3月10日の午前か11日の午後でお願いできますか。',
    unproven,
  );
  yield;
  await act(today, 'contact', { sign: 'joined' });
  yield;
  yield;
  const byZoom = { wish: 0, tool: 'zoom' };
  const left = await confirmed(await web(person('八葉'), [start('03-13T10:00')]), byZoom);
  const handed = await confirmed(await web(person('九葉'), [start('03-13T11:00')]), byZoom);
  await settled();
  // One is cancelled, and Zoom does not remove its meeting; one is handed over, and Zoom makes no other.
  zoom?.misbehave({ fail: 'no-scope', at: 'delete' });
  await act(left, 'cancellation', { by: 'applicant', through: 'phone' });
  await settled();
  zoom?.misbehave({ fail: 'recording' });
  const { counsellor } = Held.parse(await office(`/bookings/${handed}`)).session;
  const [another] = Counsellors.parse(await office('/counsellors')).counsellors.filter(({ id }) => id !== counsellor);
  const session = { startsAt: '2026-03-13T11:00:00+09:00', minutes: 40, counsellor: another?.id };
  await act(handed, 'move', { session, reason: 'counsellor-absent' });
  await settled();
  zoom?.misbehave();
  // Two on record ask for a session at once: one is taken, and not begun yet, the other waits.
  for (const reference of [attended, fourth]) await office(`/bookings/${reference}/eligibility`, { eligible: true });
  for (const { id } of Counsellors.parse(await office('/counsellors')).counsellors)
    await office('/instant/presence', { counsellor: id, here: true });
  const first = await atOnce(flower);
  await atOnce(four);
  await accepted(first);
}
