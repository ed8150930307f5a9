import * as z from 'zod';

/** What the offices need nothing of: why, type by type; any other type is an error. */
const notPlayed: ReadonlyMap<string, string> = new Map([
  ['Custom::AWS', 'chooses the rule set while it is deployed'],
  ['AWS::Lambda::Function', 'the CDK’s helper for that'],
  ['AWS::IAM::Role', 'the helper’s'],
  ['AWS::IAM::Policy', 'the helper’s'],
  ['AWS::Logs::LogGroup', 'the helper’s'],
]);

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});
const RuleSet = z.strictObject({ RuleSetName: z.string().min(1) });
const Identity = z.looseObject({ EmailIdentity: z.string().min(1) });

export type Foundation = {
  /** The domains that mail may be sent from; here they are verified at once. */
  readonly identities: ReadonlySet<string>;
  /** The receipt rule sets; the one there is is active. */
  readonly ruleSets: ReadonlySet<string>;
};

export const readFoundation = (template: unknown): Foundation => {
  const identities = new Set<string>();
  const ruleSets = new Set<string>();
  for (const [id, { Type, Properties }] of Object.entries(Template.parse(template).Resources)) {
    if (Type === 'AWS::SES::EmailIdentity') identities.add(Identity.parse(Properties).EmailIdentity.toLowerCase());
    else if (Type === 'AWS::SES::ReceiptRuleSet') ruleSets.add(RuleSet.parse(Properties).RuleSetName);
    else if (!notPlayed.has(Type))
      throw new Error(`the foundation’s ${id}: the local office does not know the type ${Type}`);
  }
  return { identities, ruleSets };
};
