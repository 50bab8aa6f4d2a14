import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countersign } from './command-line';
import type { Tell, World } from './people';

/** What an MLS has granted, as a signed roster and on paper. */
export interface PlayedRoster {
  readonly rosterPrinted: boolean;
}

const mlsId = 'summit-ridge';
const granted = 'Ridge Desk';

export async function playRoster({ url, token }: World, tell: Tell): Promise<PlayedRoster> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-roster-'));
  const service = { COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: token, COUNTERSIGN_DATA: folder };
  const file = (format: string) => join(folder, `roster.${format}`);
  try {
    const isMade = await countersign(['mls', 'roster', mlsId, '--out', file('json')], service);
    const isSigned =
      isMade && (await countersign(['mls', 'roster-verify', file('json')], { COUNTERSIGN_DATA: folder }));
    tell('An auditor', `checks the roster of Summit Ridge MLS, offline: ${isSigned ? 'it is signed' : 'IT IS NOT'}`);
    if (!isSigned) return { rosterPrinted: false };

    const roster = readFileSync(file('json'));
    const id = createHash('sha256').update(roster).digest('hex');
    const inFormat = (format: string) =>
      countersign(['mls', 'roster', mlsId, '--kept', id, '--format', format, '--out', file(format)], service);
    const isPaper = await inFormat('pdf');
    const isThere = isPaper || (await inFormat('csv'));
    const [format, begins] = isPaper ? (['pdf', '%PDF-'] as const) : (['csv', '\uFEFFgrant,'] as const);
    const isRight = isThere && readFileSync(file(format), 'utf8').startsWith(begins);
    tell('Summit Ridge', `has the same as ${isPaper ? 'PDF' : 'CSV, since there is no Chromium here to print it'}`);
    return { rosterPrinted: isRight && roster.includes(granted) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
