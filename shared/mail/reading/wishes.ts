import type { LocalDate } from '../../domain/time.ts';
import type { Label } from './labels.ts';
import type { Moment } from './moments.ts';
import { lineEnd, lineStart } from './places.ts';
import { CLAUSE, clauseAt, fragmentOf, SENTENCE, takesPart, wanted } from './taking-part.ts';
import type { Clock, TimeFound } from './times.ts';

/*
 * From days and times in the order they are written to wishes. Everything that is not clearly no wish takes part, and what
 * takes part and does not fit makes a doubt: a day too many is asked about, never chosen.
 */

/** A wish as written; the times still without the timetable's help. */
export type Written = {
  readonly date?: LocalDate;
  readonly doubts: readonly string[];
  readonly from?: Clock;
  readonly to?: Clock;
  readonly session?: number;
  readonly minutes?: number;
  readonly rank?: number;
};

export type WishesWritten = { readonly wishes: readonly Written[]; readonly doubts: readonly string[] };

type Builder = {
  date?: LocalDate;
  doubts: string[];
  time?: TimeFound;
  session?: number;
  minutes?: number;
  rank?: number;
  /** Where it begins and where its last piece ended: lengths must touch it, and what follows in a list must be near. */
  at: number;
  end: number;
};

const forAll = /いずれ|どちら|各|それぞれ|とも|両|共に|すべて|全て|毎回/;

export const wishesIn = (said: string, labels: readonly Label[], moments: readonly Moment[]): WishesWritten => {
  // A reason ends a clause as a comma does.
  const text = said.replace(/(?<=の)で(?= ?(?:\d|令和|来週|第))|(?<=た)め(?= ?(?:\d|令和|来週|第))/g, '、');
  const doubts = new Set<string>();
  const parts = moments.filter((one) => takesPart(text, labels, moments, one, doubts));
  const explicit = parts.some((one) => one.kind === 'day' && !one.vague);
  const row = parts.filter(
    (one) => !(one.kind === 'day' && one.vague) || (!explicit && wanted(text, one)) || fragmentOf(text, one, parts),
  );
  const wishes = assemble(text, row, doubts);
  const taking = new Set(parts);
  if (wishes.length === 0 && doubts.size === 0 && parts.some((one) => one.kind === 'day')) doubts.add('date-ambiguous');
  if (wishes.length === 0) doubts.add('wish-missing');
  else optionsAmong(text, row, wishes, doubts);
  if (wishes.length > 0 && row.some((one) => crossed(text, one))) doubts.add('date-ambiguous');
  // A day that is refused somewhere is not wished elsewhere.
  const left = new Set(
    moments.flatMap((one) => (one.kind === 'day' && one.date && !taking.has(one) ? [one.date] : [])),
  );
  if (wishes.some(({ date }) => date !== undefined && left.has(date))) doubts.add('date-ambiguous');
  return { wishes: inOrder(wishes, doubts), doubts: [...doubts] };
};

/** 「3/11（×）」 */
const crossed = (text: string, { at, end }: Moment): boolean =>
  /^[ (:]{0,3}×/.test(text.slice(end, end + 4)) || /× ?$/.test(text.slice(Math.max(0, at - 2), at));

const same = (a: Clock | undefined, b: Clock | undefined): boolean =>
  a?.hour === b?.hour && a?.minute === b?.minute && (a?.half === b?.half || !a?.half || !b?.half);

const assemble = (text: string, row: readonly Moment[], doubts: Set<string>): Builder[] => {
  const wishes: Builder[] = [];
  let now: Builder | undefined;
  const start = ({ at, end }: Moment): Builder => {
    const fresh: Builder = { doubts: [], at, end };
    wishes.push(fresh);
    now = fresh;
    return fresh;
  };
  for (const one of row) {
    if (one.kind === 'rank') {
      const before: Builder | undefined = now;
      // 「3月4日(水)の10:00が第1希望で」: the rank stands behind its wish.
      const behind: boolean =
        before !== undefined &&
        before.rank === undefined &&
        before.date !== undefined &&
        before.time !== undefined &&
        /^[ →⇒=…、:]{0,4}(?:が|を|は|で)?[([]?$/.test(text.slice(before.end, one.at)) &&
        /^(?:で|と|、|です|,|。|\)|\]|に|\n|$)/.test(text.slice(one.end).slice(0, 2));
      if (behind && before) before.rank = one.rank;
      else {
        const day: LocalDate | undefined =
          before !== undefined && before.time === undefined && before.rank === undefined ? before.date : undefined;
        if (day !== undefined && before) before.rank = one.rank;
        else start(one).rank = one.rank;
      }
      if (now) now.end = one.end;
    } else if (one.kind === 'day') addDay(one, now, start);
    else if (one.kind === 'length') addLength(text, one, now, wishes, doubts);
    else addTime(one, now, start, wishes.at(-2));
  }
  const says = (one: Builder): boolean =>
    one.date !== undefined || one.doubts.length > 0 || one.time !== undefined || one.session !== undefined;
  // 「第2希望：金曜の午前」: a rank with something behind it that is no wish.
  for (const one of wishes)
    if (!says(one) && heads(text, one.at) && /[^\s:()○月日~時分→⇒=…・,.、-]/.test(rankSays(text, one.end)))
      doubts.add('date-ambiguous');
  return shareTimes(text, merged(wishes.filter(says)), doubts);
};

const heads = (text: string, at: number): boolean =>
  /^[\s・■□●○◎◆◇*(【①-⑳-]{0,6}$/.test(text.slice(lineStart(text, at), at));
const rankSays = (text: string, end: number): string =>
  text.slice(end, lineEnd(text, end)).replace(/特に|なし|無し|ありません|ございません|未定|です|希望|日時|。/g, '');

const addDay = (one: Moment & { kind: 'day' }, now: Builder | undefined, start: (one: Moment) => Builder): void => {
  const again = now?.date !== undefined && now.date === one.date && now.time === undefined && now.session === undefined;
  const open = now !== undefined && now.date === undefined && now.doubts.length === 0;
  const target = now && (again || open) ? now : start(one);
  if (one.date !== undefined) target.date = one.date;
  for (const doubt of one.doubts) if (!target.doubts.includes(doubt)) target.doubts.push(doubt);
  target.end = one.end;
};

const addTime = (
  one: Moment & ({ kind: 'time' } | { kind: 'session' }),
  now: Builder | undefined,
  start: (one: Moment) => Builder,
  before: Builder | undefined,
): void => {
  const target = now ?? start(one);
  // 「3/10(火) 第1希望10:00～ 第2希望14:00～」: one day for both.
  if (
    target.date === undefined &&
    target.rank !== undefined &&
    target.doubts.length === 0 &&
    before?.rank !== undefined &&
    before.date !== undefined
  )
    target.date = before.date;
  if (one.kind === 'session') {
    if (target.session !== undefined && target.session !== one.session) target.doubts.push('time-ambiguous');
    target.session ??= one.session;
  } else if (target.time === undefined) {
    target.time = one;
    if (one.loose) target.doubts.push('time-ambiguous');
  } else if (
    same(target.time.from, one.from) &&
    (one.to === undefined || target.time.to === undefined || same(target.time.to, one.to))
  ) {
    if (target.time.to === undefined && one.to !== undefined) target.time = one;
  } else target.doubts.push('time-ambiguous');
  target.end = one.end;
};

/** A length belongs to the time it touches, or to all wishes where it is said of all; otherwise it is not known of what. */
const addLength = (
  text: string,
  one: Moment & { kind: 'length' },
  now: Builder | undefined,
  wishes: readonly Builder[],
  doubts: Set<string>,
): void => {
  const clause = clauseAt(text, one.at, CLAUSE).text;
  const between = now ? text.slice(now.end, one.at) : 'none';
  const touches =
    now !== undefined &&
    /^(?:[ 、,。(（~-]|の|で|間|あいだ|から|より|まで|時間は|内|うち|開始|スタート|枠){0,6}(?:各|約|所要)?\(?$/.test(
      between.replaceAll('\n', ' '),
    );
  if (touches && now) {
    if (now.minutes !== undefined && now.minutes !== one.minutes) now.doubts.push('time-ambiguous');
    now.minutes = one.minutes;
    if (one.atMost) now.doubts.push('time-ambiguous');
    now.end = one.end;
    return;
  }
  // 「所要時間：40分」 on its own line.
  const line = text.slice(lineStart(text, one.at), one.at);
  if (now !== undefined && /^[^\d。、]{0,12}(?:長さ|時間|分数|枠)[^\d。、]{0,8}$/.test(line) && between.length < 40) {
    if (now.minutes !== undefined && now.minutes !== one.minutes) now.doubts.push('time-ambiguous');
    now.minutes = one.minutes;
    now.end = one.end;
    return;
  }
  const about =
    !/かか|遅れ|前に|ほど前|徒?歩|バス|電車|車で|片道|通勤|前回|先日|でした|ました|勤務|働|労働|仕事|週|パート|休憩|毎日|残業/.test(
      clause,
    );
  if (!about) return;
  if (one.atMost) {
    doubts.add('time-ambiguous');
    return;
  }
  if (wishes.length === 1 || forAll.test(clause)) {
    for (const wish of wishes) wish.minutes ??= one.minutes;
    if (wishes.some((wish) => wish.minutes !== one.minutes)) doubts.add('time-ambiguous');
  } else doubts.add('time-ambiguous');
};

/** A wish told twice is one wish; the fuller telling counts. */
const merged = (wishes: readonly Builder[]): Builder[] => {
  const kept: Builder[] = [];
  const ofDay = new Map<LocalDate, Builder[]>();
  for (const wish of wishes) {
    const sameDay = (wish.date && ofDay.get(wish.date)) ?? [];
    const twin = sameDay.find(
      (one) =>
        (one.rank === undefined || wish.rank === undefined || one.rank === wish.rank) &&
        (one.time === undefined ||
          wish.time === undefined ||
          (same(one.time.from, wish.time.from) &&
            (one.time.to === undefined || wish.time.to === undefined || same(one.time.to, wish.time.to)))) &&
        (one.session === undefined || wish.session === undefined || one.session === wish.session) &&
        (one.minutes === undefined || wish.minutes === undefined || one.minutes === wish.minutes) &&
        !(one.rank !== undefined && wish.rank === undefined && wish.time === undefined),
    );
    if (!twin) {
      const fresh = { ...wish };
      kept.push(fresh);
      sameDay.push(fresh);
      if (wish.date) ofDay.set(wish.date, sameDay);
      continue;
    }
    if (wish.time !== undefined && (twin.time === undefined || wish.time.to !== undefined)) twin.time = wish.time;
    if (wish.session !== undefined) twin.session = wish.session;
    if (wish.minutes !== undefined) twin.minutes = wish.minutes;
    if (wish.rank !== undefined) twin.rank = wish.rank;
    twin.doubts = [...new Set([...twin.doubts, ...wish.doubts])];
    [twin.at, twin.end] = [wish.at, wish.end];
  }
  return kept;
};

/** 「時間はどちらも14:00～14:30」: one time said of all days. */
const shareTimes = (text: string, wishes: Builder[], doubts: Set<string>): Builder[] => {
  const timed = wishes.filter((one) => one.time !== undefined || one.session !== undefined);
  const [only] = timed;
  if (only && timed.length === 1 && wishes.length > 1) {
    const sentence = clauseAt(text, Math.max(0, only.end - 1), SENTENCE).text;
    if (/(?:どちら|いずれ|両日|どの日|それぞれ)(?:の日)?(?:も|とも|共)?|ともに|共に/.test(sentence))
      for (const wish of wishes) {
        if (only.time !== undefined) wish.time = only.time;
        if (only.session !== undefined) wish.session = only.session;
        if (only.minutes !== undefined) wish.minutes ??= only.minutes;
      }
  }
  // A time of nowhere beside wishes that have theirs: several times that have nothing to do with each other.
  const housed = wishes.filter((one) => one.date !== undefined || one.doubts.length > 0);
  if (housed.length < wishes.length && wishes.some((one) => one.date !== undefined)) doubts.add('time-ambiguous');
  return housed.length > 0 ? housed : wishes;
};

const listed =
  /^(?:の枠|の間|から|開始|スタート|で|を|に|です|希望(?:し(?:ます)?|です)?|お願いします)?(?:\([^()\n]{0,20}\))?[\s、。,・／/①-⑳■●○◆★→※:()\d.)-]{0,12}(?:(?:ご?利用|ご?相談|ご?予約)?の?希望|日時|日程|日|時間帯?|候補|次点)*[\s:・]{0,4}$/;
/** What stands so far from the wish before it is no list and no fallback of it. */
const FAR = 600;
const fallback =
  /(?:無理|むり|難し|むずかし|だめ|ダメ|駄目|不可|埋ま|取れな|空いてい?な|都合が(?:つか|合わ|悪)|でなければ|なければ|次点|次に|その次|その後は|第二|予備)/;

/** 「3/4か3/11」, 「…と…」: days that are offered or wanted together are no order of preference, unless ranks say so. */
const optionsAmong = (text: string, row: readonly Moment[], wishes: readonly Builder[], doubts: Set<string>): void => {
  const ranked = wishes.length > 1 && wishes.every((one) => one.rank !== undefined);
  const days = row.filter((one) => one.kind === 'day' || one.kind === 'time' || one.kind === 'session');
  for (const [at, one] of days.entries()) {
    const before = days[at - 1];
    if (!before || one.at - before.end > 60) continue;
    const between = text.slice(before.end, one.at);
    if (ranked && !/^[ 、,]?(?:か|または|又は|もしくは)/.test(between)) continue;
    if (
      /^[ 、,(]{0,2}(?:か|または|又は|もしくは|若しくは|あるいは|或いは|or|OR)(?![らな])/.test(between) ||
      /または|又は|もしくは|あるいは|いずれか|どちらか/.test(between)
    )
      doubts.add(one.kind === 'day' ? 'date-ambiguous' : 'time-ambiguous');
    else if (
      wishes.length > 1 &&
      !ranked &&
      /^ ?(?:と|・|\/|および|及び|&|~|-|から)[ ,、]?(?:、)?$|^ ?[、,] ?$/.test(between) &&
      one.kind === 'day' &&
      (before.kind === 'day' || !/^ ?[、,]/.test(between))
    )
      doubts.add('date-ambiguous');
  }
  // Without ranks only a list or a fallback says which is preferred; a wish said later may replace the first.
  const unranked = wishes.every((one) => one.rank === undefined);
  for (const [at, wish] of unranked ? wishes.entries() : []) {
    const before = wishes[at - 1];
    if (!before) continue;
    const between = text.slice(before.end, wish.at);
    if (between.length > FAR || (!listed.test(between) && !fallback.test(between))) doubts.add('date-ambiguous');
  }
  const last = days.at(-1);
  if (!last) return;
  const sentence = clauseAt(text, last.end, SENTENCE);
  const tail = text
    .slice(last.end, Math.min(text.length, sentence.to + 40))
    .split('\n')
    .slice(0, 2)
    .join('\n');
  if (
    !ranked &&
    wishes.length > 1 &&
    /どちらか|いずれか|どれか|どちらでも|どれでも|のうち(?! ?\d{1,2} ?分)|いずれでも|どの日でも|空いている方/.test(tail)
  )
    doubts.add('date-ambiguous');
  if (/^[ 、,(]{0,2}(?:か|または|又は|もしくは|あるいは)(?![らなをもがは])/.test(text.slice(last.end, last.end + 5)))
    doubts.add('date-ambiguous');
  if (/^[^。\n]{0,4}以外/.test(text.slice(last.end, last.end + 8))) doubts.add('wish-missing');
  if (/^[^。\n]{0,4}(?:以外|を除|は無理|はだめ|はNG|は不可|は避け)/.test(text.slice(last.end, last.end + 12)))
    doubts.add('date-ambiguous');
};

const inOrder = (wishes: readonly Builder[], doubts: Set<string>): Written[] => {
  const ranks = wishes.map((one) => one.rank);
  const ranked = wishes.length > 0 && ranks.every((one) => one !== undefined);
  if (ranked && new Set(ranks).size < ranks.length) doubts.add('date-ambiguous');
  if (
    !ranked &&
    wishes.length > 1 &&
    ranks.some((one) => one !== undefined) &&
    !(ranks[0] === undefined && ranks.slice(1).every((one, at) => one === at + 2)) &&
    !(ranks[0] === 1 && ranks.slice(1).every((one) => one === undefined))
  )
    doubts.add('date-ambiguous');
  const sorted = ranked ? [...wishes].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)) : wishes;
  return sorted.map(({ date, doubts: own, time, session, minutes, rank }) => ({
    doubts: own,
    ...(date === undefined ? {} : { date }),
    ...(time === undefined ? {} : { from: time.from }),
    ...(time?.to === undefined ? {} : { to: time.to }),
    ...(session === undefined ? {} : { session }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(rank === undefined ? {} : { rank }),
  }));
};
