import * as z from 'zod';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** Elements that are not listed, such as Condition or NotAction, change what a policy means: they are refused, not ignored. */
const PolicyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Action: OneOrMore,
      Resource: OneOrMore,
    }),
  ),
});

export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly RegExp[];
  readonly resources: readonly RegExp[];
};

/** A policy whose intrinsics are resolved. */
export const readPolicy = (document: unknown): Statement[] =>
  PolicyDocument.parse(document).Statement.map(({ Effect, Action, Resource }) => ({
    effect: Effect,
    actions: Action.map((action) => wildcard(action, 'i')),
    resources: Resource.map((resource) => wildcard(resource)),
  }));

/** What IAM would say: no unless something allows it, and no whatever allows it if something denies it. */
export const allows = (statements: readonly Statement[], action: string, resource: string): boolean => {
  const applying = statements.filter(
    ({ actions, resources }) => actions.some((a) => a.test(action)) && resources.some((r) => r.test(resource)),
  );
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
};

/** `*` stands for any text, `?` for one character. */
export const wildcard = (pattern: string, flags = ''): RegExp => {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (sign) => ({ '*': '.*', '?': '.' })[sign] ?? `\\${sign}`);
  return new RegExp(`^${source}$`, `s${flags}`);
};
