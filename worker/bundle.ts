import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Where the build leaves the workflows' code, bundled for the sandbox. */
export const bundlePath = join(__dirname, '..', 'workflow-bundle.js');

/** Bundles the workflows; `workflowsPath` is their index, in TypeScript or compiled. */
export async function writeBundle(workflowsPath: string, target: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath,
    failureConverterPath: require.resolve('./failure-converter'),
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}

if (require.main === module) {
  writeBundle(require.resolve('../workflows/index'), bundlePath).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
