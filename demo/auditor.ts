import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countersign } from './command-line';

/** Somebody who has nothing but the bundle checks it, by the command line, in a process that knows no service of ours. */
export async function verifyOffline(bundle: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-auditor-'));
  try {
    const file = join(folder, 'bundle.json');
    writeFileSync(file, bundle, { mode: 0o600 });
    return await countersign(['evidence', 'verify', file], { COUNTERSIGN_DATA: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
