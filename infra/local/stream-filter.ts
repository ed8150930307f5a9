import * as z from 'zod';

/** Whether a stream's record is one the function wants. */
export type RecordFilter = (record: unknown) => boolean;

const Leaf = z.array(z.union([z.string(), z.strictObject({ prefix: z.string() })])).min(1);

/**
 * A filter pattern of Lambda as far as this product uses them: every named field must have one of the texts, or begin so.
 * Numbers, `exists`, `anything-but` and the like are an error.
 */
export const readFilter = (pattern: string): RecordFilter => {
  try {
    return matcher(JSON.parse(pattern));
  } catch (error) {
    throw new Error(`the local office does not understand the filter ${pattern}`, { cause: error });
  }
};

const matcher = (pattern: unknown): RecordFilter => {
  if (Array.isArray(pattern)) {
    const wanted = Leaf.parse(pattern);
    return (value) =>
      typeof value === 'string' &&
      wanted.some((one) => (typeof one === 'string' ? one === value : value.startsWith(one.prefix)));
  }
  const fields = Object.entries(z.record(z.string(), z.unknown()).parse(pattern)).map(
    ([name, inner]) => [name, matcher(inner)] as const,
  );
  if (fields.length === 0) throw new Error('a filter must name a field');
  return (value) =>
    typeof value === 'object' && value !== null && fields.every(([name, matches]) => matches(Reflect.get(value, name)));
};
