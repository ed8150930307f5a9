import * as z from 'zod';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const Operands = z.record(z.string(), OneOrMore).default({});

/** Elements and operators that are not listed, such as NotAction, change what a policy means: they are refused, not ignored. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: OneOrMore,
  Condition: z.strictObject({ StringEquals: Operands }).optional(),
});
const PolicyDocument = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(Statement) });

/** What stands at a bucket, topic or queue. */
const ResourcePolicyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    Statement.extend({
      Principal: z.union([
        z.literal('*'),
        z.strictObject({ AWS: z.literal('*') }),
        z.strictObject({ Service: OneOrMore }),
      ]),
      Condition: z.strictObject({ StringEquals: Operands, ArnEquals: Operands, Bool: Operands }).optional(),
    }),
  ),
});

export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly RegExp[];
  readonly resources: readonly RegExp[];
  /** Each key, in lower case, must have one of its values. */
  readonly conditions: readonly { readonly key: string; readonly values: readonly RegExp[] }[];
};
/** Without principals it speaks of everybody. */
export type ResourceStatement = Statement & { readonly principals: readonly string[] | undefined };

/** What else is known of a call, by IAM's names, such as `iam:PassedToService`. */
export type Context = Readonly<Record<string, string>>;

/** A policy whose intrinsics are resolved. */
export const readPolicy = (document: unknown): Statement[] =>
  PolicyDocument.parse(document).Statement.map((statement) => ({
    ...readStatement(statement),
    conditions: readOperands(statement.Condition?.StringEquals, literal),
  }));

export const readResourcePolicy = (document: unknown): ResourceStatement[] =>
  ResourcePolicyDocument.parse(document).Statement.map((statement) => ({
    ...readStatement(statement),
    principals:
      typeof statement.Principal === 'object' && 'Service' in statement.Principal
        ? statement.Principal.Service
        : undefined,
    conditions: [
      ...readOperands(statement.Condition?.StringEquals, literal),
      ...readOperands(statement.Condition?.Bool, literal),
      ...readOperands(statement.Condition?.ArnEquals, wildcard),
    ],
  }));

const readStatement = ({ Effect, Action, Resource }: z.infer<typeof Statement>): Omit<Statement, 'conditions'> => ({
  effect: Effect,
  actions: Action.map((action) => wildcard(action, 'i')),
  resources: Resource.map((resource) => wildcard(resource)),
});

const readOperands = (
  operands: z.infer<typeof Operands> = {},
  pattern: (value: string) => RegExp,
): Statement['conditions'] =>
  Object.entries(operands).map(([key, values]) => ({
    key: key.toLowerCase(),
    values: values.map((one) => pattern(one)),
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
      conditions.every(({ key, values }) => {
        const found = known.get(key);
        return found !== undefined && values.some((value) => value.test(found));
      }),
  );
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
};

/** The same for a service that acts by itself, over TLS, by what stands at the resource. */
export const allowsService = (
  statements: readonly ResourceStatement[],
  service: string,
  action: string,
  resource: string,
  context: Context,
): boolean =>
  allows(
    statements.filter(({ principals }) => principals?.includes(service) ?? true),
    action,
    resource,
    { 'aws:SecureTransport': 'true', ...context },
  );

const literal = (value: string): RegExp => new RegExp(`^${value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`, 's');

/** `*` stands for any text, `?` for one character. */
export const wildcard = (pattern: string, flags = ''): RegExp => {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (sign) => ({ '*': '.*', '?': '.' })[sign] ?? `\\${sign}`);
  return new RegExp(`^${source}$`, `s${flags}`);
};
