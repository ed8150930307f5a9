import type { Booking } from './booking.ts';
import type { Closures } from './calendar.ts';
import { attendedFrom, unansweredUntil } from './deadlines.ts';
import { type ApplicantKind, type Office, toolOf } from './office.ts';
import type { Lost } from './office-changes.ts';
import { endOf, type Slot } from './openings.ts';
import { type Instant, instant, MINUTE } from './time.ts';
import { clockText, shortDay, shortMoment, spanText, wishText } from './wording.ts';

/* What somebody is told who speaks with staff, on the phone or at the counter. */

/**
 * [K-F-2] Staff took it down, and the person's own application, with the agreement to the terms, is still to come. Where the call
 * is the application itself, the answer is the office's to give.
 */
export const awaitsApplication = (office: Office, { channel, terms }: Booking): boolean =>
  office.byPhone === 'application-follows' && channel !== 'form' && channel !== 'mail' && !terms;

/** The last moment at which a session that was wished for could begin. */
export const lastStart = ({ wishes }: Booking): Instant =>
  instant(Math.max(...wishes.map(({ to, minutes }) => to - minutes * MINUTE)));

/**
 * [K-F-5, D-4, D-5] When to phone about an application that nobody can answer any more in time (`unansweredUntil`), or whose hold has
 * ended without an answer: as long as its session is ahead, staff may take it late, though nobody can apply for it any more.
 */
export const whenToPhone = (
  office: Office,
  closures: Closures,
  booking: Booking,
  now: Instant,
): Instant | undefined => {
  if (awaitsApplication(office, booking)) return undefined;
  if (booking.state === 'tentative') return unansweredUntil(office, closures, booking.expiresAt, now);
  if (booking.state !== 'expired') return undefined;
  const attended = attendedFrom(office, closures, now);
  return attended < lastStart(booking) ? attended : undefined;
};

/** [K-6-2, A-6-2] What an application by mail consists of. A phone number is asked for where it has to be the registered one. */
export const itemsOf = (office: Office, kind: ApplicantKind): string[] => {
  const requires = office.applicants[kind]?.requires ?? [];
  return [
    '氏名',
    ...(requires.includes('number') ? [kind === 'employer' ? '事業所番号' : '求職番号'] : []),
    '希望日時',
    ...(requires.includes('email') ? ['連絡先のメールアドレス'] : []),
    ...(requires.includes('phone') ? [office.mail.phone] : []),
  ];
};

/** One thing to be said, and what it is about. */
export type Said = { readonly about: string; readonly say: string };

/** Nobody says the year of a day that is near. */
const spokenUntil = (moment: Instant): string =>
  clockText(moment) === '0:00' ? shortDay(instant(moment - 1)) : shortMoment(moment);
const spokenTime = (slot: Slot): string => `${shortDay(slot.startsAt)} ${spanText(slot.startsAt, endOf(slot))}`;

const phoneText = ({ name, contact }: Office): string =>
  `${name} ${contact.department}（電話 ${contact.phone}、${contact.hours}）`;

const byMail = (office: Office, kind: ApplicantKind): string => {
  const { contact, mail } = office;
  return `${contact.mailbox} へ、メールで申し込んでください。${mail.subject === null ? '' : `件名は「${mail.subject}」です。`}書いていただくのは、${itemsOf(office, kind).join('、')}です。ホームページの申込みフォームからでもかまいません。申し込むと利用規約に同意したことになりますので、先にお読みください。`;
};

/** [K-6-5, A-6-4] */
const silence = ({ noShowMinutes }: Office): Said => ({
  about: '来られないとき',
  say: `お電話ください。開始から${noShowMinutes}分たってもご連絡がないときは、キャンセルとして扱います。`,
});

/**
 * [K-F-1, K-F-2, K-F-5, K-6-4, A-6-3] What the person on the phone or at the counter is told before they go: the reference, the
 * time, what comes next at this office, and from when silence means that they should phone. Whoever has no address is told
 * that they will be phoned, and whoever gave no number either is asked for one. Where the day of a hold was closed since [D-2], an
 * application for it would be refused: they are asked for another time.
 */
export const tellCaller = (office: Office, booking: Booking, lost?: Lost): Said[] => {
  const { applicant, wishes, promisedBy, appliedAt } = booking;
  const way = applicant.email === undefined ? 'お電話' : 'メール';
  const promised = promisedBy > appliedAt;
  const nothingHeard = (from: string): Said => ({
    about: '返事がないとき',
    say: `${from}、${phoneText(office)}にお電話ください。`,
  });
  const reachable: Said[] =
    applicant.email === undefined && applicant.phone === undefined
      ? [{ about: '連絡先', say: 'こちらからお電話できる番号を、教えてください。' }]
      : [];
  const number = { about: '予約番号', say: `予約番号は ${booking.id} です。お控えください。` };

  if ('session' in booking) {
    const { name, invitesFrom } = toolOf(office, booking.tool);
    const how =
      applicant.email === undefined
        ? '参加のしかたは、準備ができしだい、お電話でお知らせします。'
        : invitesFrom
          ? `参加のしかたを、メールでお知らせします。${name}からも、招待メールが届きます（差出人は ${invitesFrom}）。`
          : '参加のしかたを、メールでお知らせします。';
    const before = promised ? `${shortDay(instant(promisedBy - 1))}までに連絡がないときは` : '前もって連絡がないときは';
    return [
      number,
      { about: '日時', say: `${spokenTime(booking.session)}の${booking.session.minutes}分間に決まりました。` },
      { about: 'このあと', say: how },
      ...reachable,
      nothingHeard(before),
      silence(office),
    ];
  }

  const held = booking.state === 'tentative' ? booking.held : undefined;
  const further = wishes.slice(1).map((wish, index) => `第${index + 2}希望は ${wishText(wish)} とうかがいました。`);
  const time = held
    ? `${spokenTime(held)}の${held.minutes}分間を、仮に押さえました。${further.join('')}`
    : wishes.map((wish) => `${wishText(wish)} とうかがいました。`).join('');
  if (held && lost === 'day-closed')
    return [
      number,
      { about: '日時', say: `${spokenTime(held)}を仮に押さえていましたが、この日は窓口がお休みになりました。` },
      {
        about: 'このあと',
        say: `${further.join('')}この日時では、お受けできません。ご都合のよいほかの日時を、教えてください。`,
      },
      ...reachable,
      silence(office),
    ];
  const own = awaitsApplication(office, booking) && booking.state === 'tentative';
  const next = own
    ? `予約を決めるには、${spokenUntil(booking.expiresAt)}までに、${byMail(office, applicant.kind)}`
    : `まだ決まっていません。${promised ? `${shortDay(instant(promisedBy - 1))}までに` : 'できるだけ早く'}、決まった日時を${way}でお知らせします。`;
  return [
    number,
    { about: '日時', say: time },
    { about: 'このあと', say: next },
    ...reachable,
    nothingHeard(
      promised ? `${shortDay(instant(promisedBy - 1))}までに返事がないときは` : '相談の時刻までに返事がないときは',
    ),
    silence(office),
  ];
};

/** [K-F-1, K-F-2, K-F-5, K-6-4, A-6-3] The same while the booking is still being made, as far as it is certain; what is agreed on in a session is settled. */
export const willTell = (office: Office, kind: ApplicantKind, settled = false): Said[] => {
  const { kind: counted, count } = office.promise;
  const by =
    counted === 'days-before-session'
      ? `相談日の${count === 1 ? '前日' : `${count}日前`}までに`
      : `申込みから${count}開庁日以内に`;
  const next = settled
    ? 'この場で決まります。参加のしかたは、あとでメールかお電話でお知らせします。'
    : office.byPhone === 'application-follows'
      ? `予約を決めるには、${byMail(office, kind)}`
      : `まだ決まっていません。${by}、決まった日時をメールかお電話でお知らせします。`;
  return [
    { about: 'このあと', say: next },
    {
      about: '返事がないとき',
      say: `${by}${settled ? '連絡' : '返事'}がないときは、${phoneText(office)}にお電話ください。`,
    },
    silence(office),
  ];
};
