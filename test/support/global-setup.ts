import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readConfig } from '../../app/config';
import { resolveTemporal } from '../../app/temporal-binary';

const root = join(__dirname, '..', '..');

/** Once per run: the build, which the end-to-end tests start and whose workflow bundle the workflow tests use, and the time-skipping server. */
export default async function globalSetup(): Promise<void> {
  const { COUNTERSIGN_CACHE: cacheDir } = readConfig({ COUNTERSIGN_CACHE: process.env['COUNTERSIGN_CACHE'] });
  const testServer = await resolveTemporal('test-server', { cacheDir });
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  process.env['TEST_WORKFLOW_BUNDLE'] = join(root, 'dist', 'workflow-bundle.js');
  if (testServer.path !== undefined) process.env['TEST_TEMPORAL_TEST_SERVER'] = testServer.path;
}
