import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdk from '../cdk.json' with { type: 'json' };
import type { Office } from '../shared/domain/office.ts';
import { officeIds, officeOf } from '../shared/offices/index.ts';
import { type Bundles, bundleAll } from './bundle.ts';
import { FoundationStack } from './foundation-stack.ts';
import { functionNames, OfficeStack } from './office-stack.ts';

export type AppProps = {
  readonly bundles: Bundles;
  readonly outdir?: string;
  /** Without it the stacks take the account of whoever deploys them. */
  readonly account?: string;
  readonly context?: Record<string, unknown>;
  /**
   * The CDK's own check of the templates, the tree of constructs it tells of, and where in the code each was made, take seconds:
   * made for a deployment, not each time the local office starts.
   */
  readonly validate?: boolean;
};

/** One FoundationStack, then one OfficeStack per office. */
export const createApp = (
  offices: readonly Office[],
  { bundles, outdir, account, context = {}, validate = false }: AppProps,
): App => {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: validate,
    treeMetadata: validate,
    // As the CLI has it, so that a template is the same whoever synthesizes it.
    context: {
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:disable-creation-stack-traces': !validate,
      ...cdk.context,
      ...context,
    },
    ...(outdir && { outdir }),
  });
  const env = { region: contextOf(app, 'region') ?? 'ap-northeast-1', ...(account && { account }) };
  const mailDomain = contextOf(app, 'mailDomain');
  if (!mailDomain) throw new Error('say the domain of the mail: "mailDomain" in cdk.json, or -c mailDomain=…');
  const foundation = new FoundationStack(app, 'madoguchi-foundation', { env, mailDomain });
  for (const office of offices) {
    const stack = new OfficeStack(app, `madoguchi-${office.id}`, {
      env,
      office,
      bundles,
      mailDomain,
      terminationProtection: true,
    });
    // The rule set must be there before an office's rule; the office names it and imports nothing.
    stack.addStackDependency(foundation);
  }
  return app;
};

const contextOf = (app: App, key: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(key);
  if (value !== undefined && typeof value !== 'string') throw new Error(`the context "${key}" must be a text`);
  return value;
};

if (import.meta.main) {
  const bundles = await bundleAll(functionNames, '.local/bundles');
  // Set by the CLI where it has credentials.
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  const offices = await Promise.all(officeIds.map(officeOf));
  const app = createApp(offices, { bundles, validate: true, ...(account && { account }) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
}
