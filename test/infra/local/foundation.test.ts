import { beforeAll, expect, test } from 'vitest';
import { readFoundation } from '../../../infra/local/foundation.ts';
import { kabe } from '../../../shared/offices/kabe.ts';
import { synthesize, type Template, templateOf } from '../synthesized.ts';

let template: Template;
beforeAll(async () => {
  template = templateOf((await synthesize([kabe])).templates, 'madoguchi-foundation');
});

test('the foundation gives the domain of the mail and the rule set that is active', () => {
  expect(readFoundation(template)).toEqual({
    identities: new Set(['madoguchi.example.jp']),
    ruleSets: new Set(['madoguchi']),
  });
});

test('a type in it that is not known is an error', () => {
  const changed = { Resources: { ...template.Resources, More: { Type: 'AWS::SES::Template' } } };
  expect(() => readFoundation(changed)).toThrow(/More: the local office does not know the type AWS::SES::Template/);
});
