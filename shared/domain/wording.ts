import type { Office } from './office.ts';
import type { Wish } from './openings.ts';
import { type Instant, instant, isoOf, type LocalDate, local, MINUTE, startOf } from './time.ts';

/** 2026年3月4日（水） */
export const dayText = (moment: Instant): string => local(moment).toFormat('yyyy年M月d日（ccc）');
export const dateText = (date: LocalDate): string => dayText(startOf(date));

/** A day as it is called while it is near: without its year. */
export const withoutYear = (text: string): string => text.replace(/^\d+年/, '');
/** 3月4日（水） */
export const shortDay = (moment: Instant): string => withoutYear(dayText(moment));
export const shortDate = (date: LocalDate): string => shortDay(startOf(date));
/** 3月4日（水） 14:00 */
export const shortMoment = (moment: Instant): string => `${shortDay(moment)} ${clockText(moment)}`;

/** How long ago something was: たった今, 5分前, 3時間前, 2日前. */
export const sinceText = (from: Instant, now: Instant): string => {
  const minutes = Math.max(0, Math.floor((now - from) / MINUTE));
  if (minutes < 60) return minutes === 0 ? 'たった今' : `${minutes}分前`;
  return minutes < 24 * 60 ? `${Math.floor(minutes / 60)}時間前` : `${Math.floor(minutes / (24 * 60))}日前`;
};

/**
 * A telephone number in groups, to be read back and dialled: mobile 3-4-4, free of charge 4-3-3, Tokyo and Osaka 2-4-4, elsewhere
 * 3-3-4, which is where most area codes end.
 */
export const phoneText = (phone: string): string => {
  const [, first, second, third] =
    /^(0[5-9]0)(\d{4})(\d{4})$/.exec(phone) ??
    /^(0120)(\d{3})(\d{3})$/.exec(phone) ??
    /^(0[36])(\d{4})(\d{4})$/.exec(phone) ??
    /^(0\d{2})(\d{3})(\d{4})$/.exec(phone) ??
    [];
  return first === undefined ? phone : `${first}-${second}-${third}`;
};

/** 14:00 */
export const clockText = (moment: Instant): string => local(moment).toFormat('H:mm');

const half = (moment: Instant): string => (local(moment).hour < 12 ? '午前' : '午後');
// Noon is 午後0:00 and midnight 午前0:00; 午前12:00 would be read as noon by some.
const twelve = (moment: Instant): string => local(moment).toFormat('h:mm').replace(/^12:/, '0:');

/** 午後1:45 */
export const twelveText = (moment: Instant): string => `${half(moment)}${twelve(moment)}`;

/** 午後1:45（13:45）; 午前9:45 */
export const halfDayText = (moment: Instant): string =>
  `${twelveText(moment)}${half(moment) === '午後' ? `（${clockText(moment)}）` : ''}`;

/** 午後2:00〜2:30（14:00〜14:30）; 午前10:00〜10:30; 午前11:30〜正午（11:30〜12:00） */
export const spanText = (from: Instant, to: Instant): string => {
  const second = half(from) === half(to) ? '' : half(to);
  const end = second === '午後' && clockText(to) === '12:00' ? '正午' : `${second}${twelve(to)}`;
  const span = `${half(from)}${twelve(from)}〜${end}`;
  // In the morning both clocks read alike.
  return second === '' && half(to) === '午前' ? span : `${span}（${clockText(from)}〜${clockText(to)}）`;
};

const isExact = ({ from, to, minutes }: Wish): boolean => to - from === minutes * MINUTE;

/** A wish as people read it. */
export const wishText = (wish: Wish): string => {
  const when = `${dayText(wish.from)} ${spanText(wish.from, wish.to)}`;
  return isExact(wish) ? when : `${when}の間の${wish.minutes}分間`;
};

/** A wish as programs read it: one start, or an interval. */
export const wishJson = (wish: Wish) =>
  isExact(wish)
    ? { startsAt: isoOf(wish.from), endsAt: isoOf(wish.to), minutes: wish.minutes }
    : { from: isoOf(wish.from), to: isoOf(wish.to), minutes: wish.minutes };

/** The last day on which a promised reply is still in time; the promise itself ends with that day. */
export const promiseDayText = (promisedBy: Instant): string => dayText(instant(promisedBy - 1));

/** The last moment before another: a day's end as that day, anything else to the minute. */
export const untilText = (moment: Instant): string =>
  clockText(moment) === '0:00' ? promiseDayText(moment) : `${dayText(moment)}${clockText(moment)}`;

/** How long there is until a moment, or how long it is past. */
export const leftText = (until: Instant, now: Instant): string => {
  const minutes = Math.floor(Math.abs(until - now) / MINUTE);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const long =
    days > 0
      ? `${days}日${hours > 0 ? `${hours}時間` : ''}`
      : hours > 0
        ? `${hours}時間${minutes % 60}分`
        : `${minutes}分`;
  return now < until ? `あと${long}` : `${long}過ぎています`;
};

/** [K-F-5, A-6-3] What the office promises and what to do when it is broken. */
export const promiseText = ({ name, contact }: Office, promisedBy: Instant): string =>
  `${promiseDayText(promisedBy)}までに、${name}からお返事します。お返事が届かないときは、メールが途中で止まっているおそれがあります。お手数ですが、${contact.department}（電話 ${contact.phone}、${contact.hours}）にお電話ください。`;

/** [K-F-5, D-4] Where no answer can come in time (`phoneFrom`): that none will, and how to go on. */
export const unansweredText = ({ contact }: Office, phoneFrom: Instant): string =>
  `窓口の受付時間が終わっているため、期限までにお返事できません。${dayText(phoneFrom)} ${halfDayText(phoneFrom)}から、${contact.department}（電話 ${contact.phone}）にお電話ください。お受けできるかを、そのときにお答えします。`;

/** [K-F-5, D-4, D-5] Where a hold has ended and its session is still ahead: that staff say on the phone whether they take it. */
export const lateText = ({ contact }: Office, phoneFrom: Instant, now: Instant): string => {
  const from = now < phoneFrom ? `${dayText(phoneFrom)} ${halfDayText(phoneFrom)}から、` : '';
  return `ご希望の日時でお受けできるかを、お電話でお答えします。${from}${contact.department}（電話 ${contact.phone}、${contact.hours}）にお電話ください。`;
};

/** [K-6-1, A-6-1, D-3] Until when one can apply. */
export const deadlineText = ({ deadline: { unit, count, until } }: Office): string => {
  if (unit === 'hour') return `相談が始まる${count}時間前まで`;
  const day = count === 0 ? '相談の当日' : count === 1 ? '相談の前の日' : `相談の日の${count}日前`;
  const skipped = unit === 'open-day' && count > 0 ? '（土日・祝日など、窓口が休みの日は数えません）' : '';
  return `${day}${until === '24:00' ? '' : `の${until}`}まで${skipped}`;
};

const channelNames = { web: '「予約の確認」のページ', mail: 'メール', phone: 'お電話' } as const;

/** [K-6-5, A-6-4, D-8] By which ways a booking can be called off, and until when; the page is for whoever was given a code. */
export const waysToCancel = ({ cancellation }: Office, hasCode = true): string[] => {
  const waysUntil = (until: readonly ('day-before' | 'start')[]): string => {
    const open = new Set(cancellation.filter((rule) => until.includes(rule.until)).flatMap(({ channels }) => channels));
    const names = (['web', 'mail', 'phone'] as const).filter((one) => open.has(one) && (hasCode || one !== 'web'));
    const [only, ...others] = names.map((one) => channelNames[one]);
    return others.length === 0 ? `${only}だけで` : `${[only, ...others].join('、')}のどれかで`;
  };
  const [before, onTheDay] = [waysUntil(['day-before', 'start']), waysUntil(['start'])];
  return before === onTheDay
    ? [`${onTheDay}、相談が始まるまで受け付けます。`]
    : [`相談の前の日まで：${before}受け付けます。`, `相談の当日：${onTheDay}受け付けます。`];
};

/** Who may apply, in the words of the form. */
export const kindNames = {
  seeker: '求職者の方（求職登録がお済みの方）',
  employer: '求人を出している事業所の人事担当の方',
  prospective: 'これから求職登録をする方',
} as const;

/** Numbers as an applicant has them, plainly invented. */
export const numberExamples = { seeker: '12345-01234567', employer: '1234-123456-7' } as const;

export const purposes = { counselling: '職業相談', 'interview-practice': 'WEB面接の練習' } as const;
