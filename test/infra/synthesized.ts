import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import * as z from 'zod';
import { createApp } from '../../infra/app.ts';
import type { Office } from '../../shared/domain/office.ts';
import { bundles } from '../support/bundles.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
      DependsOn: z.array(z.string()).default([]),
    }),
  ),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});
export type Template = z.infer<typeof Template>;

const folder = mkdtempSync(join(tmpdir(), 'madoguchi-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
/** The app, and its templates by stack name. */
export const synthesize = async (offices: readonly Office[], props: { validate?: boolean } = {}) => {
  const app = createApp(offices, { bundles: await bundles(), outdir: join(folder, `out-${made++}`), ...props });
  const { stacks } = app.synth();
  return { app, templates: new Map(stacks.map(({ stackName, template }) => [stackName, Template.parse(template)])) };
};

export const templateOf = (templates: ReadonlyMap<string, Template>, stack: string): Template => {
  const found = templates.get(stack);
  if (!found) throw new Error(`no stack ${stack}`);
  return found;
};

/** The resources of a type, by logical id. */
export const all = (template: Template, type: string) =>
  Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties, DeletionPolicy, DependsOn }]) => ({
      id,
      properties: Properties,
      deletion: DeletionPolicy,
      dependsOn: DependsOn,
    }));
