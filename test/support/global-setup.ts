import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../../app/config';
import { resolveTemporal } from '../../app/temporal-binary';
import { makeStoresForAll } from './stores-for-all';

const root = join(__dirname, '..', '..');

declare global {
  /** Left for the teardown, which Jest runs in the same process. */
  var removeStoresForAll: (() => Promise<void>) | undefined;
}

/**
 * Once per run: the build, which the end-to-end tests start and whose workflow bundle the workflow tests use, the time-skipping server, and the
 * databases that the tests' own start from.
 */
export default async function globalSetup(): Promise<void> {
  const { COUNTERSIGN_CACHE: cacheDir } = readConfig({ COUNTERSIGN_CACHE: process.env['COUNTERSIGN_CACHE'] });
  const [testServer] = await Promise.all([resolveTemporal('test-server', { cacheDir }), build()]);
  // Last, since no teardown follows a setup that failed: a server would be left running.
  globalThis.removeStoresForAll = await makeStoresForAll();
  process.env['TEST_WORKFLOW_BUNDLE'] = join(root, 'dist', 'workflow-bundle.js');
  if (testServer.path !== undefined) process.env['TEST_TEMPORAL_TEST_SERVER'] = testServer.path;
}

async function build(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root });
}
