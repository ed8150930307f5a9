import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';

const FORM_NAME = /^[a-z]+(?:\.(?:\d|[a-z]+)){0,3}$/i;

/**
 * A body as fields: JSON as it is; of a form, names with dots become nested (`wishes.0.startsAt`), fields left empty count
 * as not filled in, and a further wish of which only the length came was left empty too.
 */
export const structured = (event: Event): { fields: unknown; key: string | undefined } => {
  const body: unknown = event.body;
  if (!isForm(event) || typeof body !== 'object' || body === null) return { fields: body, key: undefined };
  const fields: Record<string, unknown> = {};
  let key: string | undefined;
  for (const [name, value] of Object.entries(body)) {
    if (value === '') continue;
    if (/^idempotency-?key$/i.test(name)) key = String(value);
    else if (FORM_NAME.test(name)) place(fields, name.split('.'), formValue(name, value));
    else fields[` ${name}`.slice(0, 80)] = value;
  }
  const { wishes } = fields;
  if (Array.isArray(wishes))
    fields['wishes'] = wishes.filter((wish) => !(wish && Object.keys(wish).every((name) => name === 'minutes')));
  return { fields, key };
};

/** Forms know only text: ticks and lengths become what JSON would have said. */
const formValue = (name: string, value: unknown): unknown => {
  if (name.endsWith('.accepted')) return value === 'true' || value === 'on' ? true : value;
  if (name.endsWith('minutes') && typeof value === 'string' && value.length <= 10) {
    const digits = value
      .normalize('NFKC')
      .trim()
      .replace(/\s*分$/, '');
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
