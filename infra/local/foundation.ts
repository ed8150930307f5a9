import * as z from 'zod';

/** What the office needs nothing of but the domain: why, type by type; any other type is an error. */
const notPlayed: ReadonlyMap<string, string> = new Map([
  ['AWS::SES::ReceiptRuleSet', 'no mail comes in here'],
  ['Custom::AWS', 'chooses the rule set while it is deployed'],
  ['AWS::Lambda::Function', 'the CDK’s helper for that'],
  ['AWS::IAM::Role', 'the helper’s'],
  ['AWS::IAM::Policy', 'the helper’s'],
  ['AWS::Logs::LogGroup', 'the helper’s'],
]);

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});
const Identity = z.looseObject({ EmailIdentity: z.string().min(1) });

/** The domains that mail may be sent from, as the foundation stack declares them; here they are verified at once. */
export const readIdentities = (template: unknown): Set<string> => {
  const found = new Set<string>();
  for (const [id, { Type, Properties }] of Object.entries(Template.parse(template).Resources)) {
    if (Type === 'AWS::SES::EmailIdentity') found.add(Identity.parse(Properties).EmailIdentity.toLowerCase());
    else if (!notPlayed.has(Type))
      throw new Error(`the foundation’s ${id}: the local office does not know the type ${Type}`);
  }
  return found;
};
