import * as z from 'zod';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** Elements and operators that are not listed, such as NotAction, change what a policy means: they are refused, not ignored. */
const PolicyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Action: OneOrMore,
      Resource: OneOrMore,
      Condition: z.strictObject({ StringEquals: z.record(z.string(), OneOrMore) }).optional(),
    }),
  ),
});

export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly RegExp[];
  readonly resources: readonly RegExp[];
  /** Each key, in lower case, must have one of its values. */
  readonly conditions: readonly { readonly key: string; readonly values: readonly string[] }[];
};

/** What else is known of a call, by IAM's names, such as `iam:PassedToService`. */
export type Context = Readonly<Record<string, string>>;

/** A policy whose intrinsics are resolved. */
export const readPolicy = (document: unknown): Statement[] =>
  PolicyDocument.parse(document).Statement.map(({ Effect, Action, Resource, Condition }) => ({
    effect: Effect,
    actions: Action.map((action) => wildcard(action, 'i')),
    resources: Resource.map((resource) => wildcard(resource)),
    conditions: Object.entries(Condition?.StringEquals ?? {}).map(([key, values]) => ({
      key: key.toLowerCase(),
      values,
    })),
  }));

/** What IAM would say: no unless something allows it, and no whatever allows it if something denies it. */
export const allows = (
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Context = {},
): boolean => {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const applying = statements.filter(
    ({ actions, resources, conditions }) =>
      actions.some((a) => a.test(action)) &&
      resources.some((r) => r.test(resource)) &&
      conditions.every(({ key, values }) => values.some((value) => value === known.get(key))),
  );
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
};

/** `*` stands for any text, `?` for one character. */
export const wildcard = (pattern: string, flags = ''): RegExp => {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (sign) => ({ '*': '.*', '?': '.' })[sign] ?? `\\${sign}`);
  return new RegExp(`^${source}$`, `s${flags}`);
};
