import { type Roster, rosterOf } from '../domain/roster';
import type { AuditKey } from '../secrets/audit-key';
import { checkpointHash } from '../secrets/checkpoint';
import type { KeptRoster, Store } from '../store/port';
import { rosterFile, rosterId, type SignedRoster, signRoster } from './signed-roster';

/** What a roster is made with. */
export interface RosterMaker {
  readonly store: Store;
  readonly auditKey: AuditKey;
  readonly operatorName: string;
}

/** Makes the roster of an MLS as it is now, signs and keeps it; undefined when there is no such MLS. @see NewRoster.occasion */
export async function makeRoster(
  { store, auditKey, operatorName }: RosterMaker,
  mlsId: string,
  madeBy: string,
  occasion: string | null = null,
): Promise<KeptRoster | undefined> {
  const roster = await readRoster(store, operatorName, mlsId);
  if (!roster) return undefined;
  const signed = signRoster(auditKey, roster);
  return store.rosters.keep({ id: rosterId(signed), mlsId, madeBy, occasion, content: rosterFile(signed) });
}

/** A roster that was kept; undefined when the MLS has none of that id. */
export async function keptRoster({ rosters }: Pick<Store, 'rosters'>, mlsId: string, id: string) {
  const content = await rosters.content(mlsId, id);
  return content === undefined ? undefined : (JSON.parse(content) as SignedRoster);
}

async function readRoster(store: Store, operator: string, mlsId: string): Promise<Roster | undefined> {
  const register = await store.register.file(mlsId);
  if (!register) return undefined;
  const { mls } = register.register;
  // Before the grants: what it covers must be in them.
  const [checkpoint] = await store.checkpoints.list(1);
  const grants = await store.grants.list({ mlsId });
  return rosterOf(
    {
      mls: { id: mls.id, name: mls.name, timeZone: register.timeZone },
      operator,
      at: grants[0]?.at ?? register.at,
      checkpoint: checkpoint ? { number: checkpoint.number, hash: checkpointHash(checkpoint) } : null,
    },
    grants,
  );
}
