import { type RosterFile, type RosterFormat, rosterIn } from '../rosters/files';
import { keptRoster, makeRoster } from '../rosters/make';
import type { SignedRoster } from '../rosters/signed-roster';
import type { KeptRoster } from '../store/port';
import type { WebContext } from './deps';
import { HttpProblem, notFound } from './problem';
import { rosterPath } from './roster-paths';
import { keyOr409 } from './signing-key';

/** Makes the roster of the MLS as it is now. @throws HttpProblem 404 when there is no such MLS, 409 without a key to sign with. */
export async function newRoster(
  { store, auditKey, settings: { operatorName } }: WebContext,
  mlsId: string,
  madeBy: string,
): Promise<KeptRoster> {
  const kept = await makeRoster({ store, auditKey: keyOr409(auditKey), operatorName }, mlsId, madeBy);
  if (!kept) throw notFound();
  return kept;
}

/** A roster that was made. @throws HttpProblem 404 */
export async function rosterOr404({ store }: WebContext, mlsId: string, id: string): Promise<SignedRoster> {
  const roster = await keptRoster(store, mlsId, id);
  if (!roster) throw notFound();
  return roster;
}

/** The one that was made last; undefined when there is none. */
export async function newestRoster({ store }: WebContext, mlsId: string): Promise<SignedRoster | undefined> {
  const [newest] = await store.rosters.list(mlsId, 1);
  return newest && keptRoster(store, mlsId, newest.id);
}

/** The roster as a file. @throws HttpProblem 503 where PDFs cannot be printed. */
export async function fileOf(
  { printer, settings: { baseUrl } }: WebContext,
  roster: SignedRoster,
  format: RosterFormat,
): Promise<RosterFile> {
  const outcome = await rosterIn(format, roster, printer);
  if (outcome.kind === 'file') return outcome.file;
  const instead = `Take CSV or JSON, or print the page by your browser: ${baseUrl}${rosterPath(roster.mls.id)}`;
  throw new HttpProblem(503, 'No PDF', `${outcome.because} ${instead}`);
}
