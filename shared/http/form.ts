import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { dateOf, type Instant } from '../domain/time.ts';
import { typedDate, typedTime } from '../domain/typed-times.ts';

const FORM_NAME = /^[a-z]+(?:\.(?:\d|[a-z]+)){0,3}$/i;

/**
 * A body as fields: JSON as it is; of a form, names with dots become nested (`wishes.0.startsAt`), fields left empty count
 * as not filled in, the last wishes of which only the length came were left empty too, and a start chosen for a wish stands
 * above an interval it was before. `typed` is all of it, to be shown again. With a clock, a day and a time of day of a wish are its
 * start: visitors' forms have no other way to name one; staff's are read by their own functions.
 */
export const structured = (
  event: Event,
  now?: Instant,
): { fields: unknown; typed: unknown; key: string | undefined } => {
  const body: unknown = event.body;
  if (!isForm(event) || typeof body !== 'object' || body === null) return { fields: body, typed: body, key: undefined };
  const fields: Record<string, unknown> = {};
  let key: string | undefined;
  for (const [name, value] of Object.entries(body)) {
    if (value === '') continue;
    if (/^idempotency-?key$/i.test(name)) key = String(value);
    else if (FORM_NAME.test(name)) place(fields, name.split('.'), formValue(name, value));
    else fields[` ${name}`.slice(0, 80)] = value;
  }
  if (!Array.isArray(fields['wishes'])) return { fields, typed: fields, key };
  const typed: (object | undefined)[] = fields['wishes'].map((wish) =>
    isObject(wish) && now !== undefined ? startedWish(wish, now) : wish,
  );
  const blank = (wish: object | undefined): boolean => Object.keys(wish ?? {}).every((name) => name === 'minutes');
  const last = typed.findLastIndex((wish) => !blank(wish));
  const chosen = typed.slice(0, last + 1).map((wish) => {
    if (!isObject(wish)) return wish;
    const without = (...names: string[]) =>
      Object.fromEntries(Object.entries(wish).filter(([name]) => !names.includes(name)));
    if ('startsAt' in wish) return without('from', 'to');
    if (now === undefined) return wish;
    // One of the two is missing, or is none.
    const { date, time } = wish;
    const rest = without('date', 'time');
    return date === undefined || time === undefined ? rest : { ...rest, startsAt: `${date} ${time}` };
  });
  return { fields: { ...fields, wishes: chosen }, typed: { ...fields, wishes: typed }, key };
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A day and a time of day, as they are chosen or typed, are a start in Japanese time. */
const startedWish = (wish: Record<string, unknown>, now: Instant): Record<string, unknown> => {
  const { date, time, ...rest } = wish;
  if ('startsAt' in rest) return rest;
  const [day, clock] = [typedDate(String(date), dateOf(now)), typedTime(String(time))];
  return day && clock ? { ...rest, startsAt: `${day}T${clock}:00+09:00` } : wish;
};

/** Forms know only text: ticks, lengths and moments without an offset become what JSON would have said. */
const formValue = (name: string, value: unknown): unknown => {
  if (/\.(?:startsAt|from|to)$/.test(name) && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(String(value)))
    return `${value}:00+09:00`;
  if (/(?:^|\.)accepted$/.test(name)) return value === 'true' || value === 'on' ? true : value;
  if (name.endsWith('minutes') && typeof value === 'string' && value.length <= 10) {
    const digits = value
      .normalize('NFKC')
      .trim()
      .replace(/\s*分間?$/, '');
    return /^\d{1,3}$/.test(digits) ? Number(digits) : value;
  }
  return value;
};

const place = (into: Record<string, unknown>, [head = '', ...rest]: string[], value: unknown): void => {
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const existing = Object.hasOwn(into, head) ? into[head] : undefined;
  const inner = typeof existing === 'object' && existing !== null ? existing : /^\d$/.test(rest[0] ?? '') ? [] : {};
  into[head] = inner;
  place(inner as Record<string, unknown>, rest, value);
};

export const isForm = (event: Event): boolean =>
  /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(event.headers['content-type'] ?? '');

/** What a form holds, by the names of its fields; whatever was typed is shown again as it was. */
export type Typed = Readonly<Record<string, string>>;

/** `{applicant: {name}}` → `applicant.name`: a body as the fields of the form that sent it. */
export const typedOf = (body: unknown, prefix = ''): Typed =>
  typeof body === 'object' && body !== null
    ? Object.assign(
        {},
        ...Object.entries(body).map(([name, value]) => typedOf(value, prefix ? `${prefix}.${name}` : name)),
      )
    : body === undefined
      ? {}
      : { [prefix]: String(body) };
