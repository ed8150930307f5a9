import { existsSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Bundles, bundleAll } from '../../infra/bundle.ts';
import { functionNames } from '../../infra/office-stack.ts';

export const bundlesFolder = join(inject('folder'), 'bundles');

/** The product's functions, bundled by the first test file of a run that needs them. */
export const bundles = async (): Promise<Bundles> => {
  if (!existsSync(bundlesFolder)) {
    const own = mkdtempSync(`${bundlesFolder}-`);
    await bundleAll(functionNames, own);
    try {
      renameSync(own, bundlesFolder);
    } catch (error) {
      // Another file was faster.
      if (!existsSync(bundlesFolder)) throw error;
    }
  }
  return new Map(functionNames.map((name) => [name, join(bundlesFolder, name)]));
};
