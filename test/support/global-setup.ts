import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../app/config';
import { resolveTemporal } from '../../app/temporal-binary';
import { writeBundle } from '../../worker/bundle';

/** Once per run: the workflow bundle (seconds of webpack) and the Temporal binaries. Workers find them by these variables. */
export default async function globalSetup(): Promise<void> {
  const { COUNTERSIGN_CACHE: cacheDir } = readConfig(process.env);
  const bundle = join(mkdtempSync(join(tmpdir(), 'countersign-test-')), 'workflow-bundle.js');
  const [testServer, devServer] = await Promise.all([
    resolveTemporal('test-server', { cacheDir }),
    resolveTemporal('dev-server', { cacheDir }),
    writeBundle(require.resolve('../../workflows/index'), bundle),
  ]);
  process.env['TEST_WORKFLOW_BUNDLE'] = bundle;
  process.env['TEST_TEMPORAL_TEST_SERVER'] = testServer.path;
  process.env['TEST_TEMPORAL_DEV_SERVER'] = devServer.path;
}
