import { inspect } from 'node:util';
import type { Credential, KeySpec, MakerName } from '../domain/credential';
import type { Issuer, MadeKey } from '../issuer/port';
import type { RequestFile } from '../store/port';
import { atIssuer } from './at-issuer';
import { awaitHandMade } from './by-hand';
import type { ActivityContext } from './context';
import { later } from './failures';

/** A key just made, by whom, and in whose turn. */
export interface Made extends MadeKey {
  readonly issuer: MakerName;
  readonly turn: string;
}

/**
 * Has the request's key made, by whoever makes such keys, and kept. No issuer is trusted to be idempotent: what an attempt that died has left is
 * found by its marker and disabled first, and so is what one call has made beside this key. And no attempt is trusted to be dead: one that was
 * overtaken by the next disables nothing but its own key.
 * @param keep puts the key on record, unless another has the turn by then
 */
export async function makeKey(
  context: ActivityContext,
  file: RequestFile,
  generation: number,
  spec: KeySpec,
  keep: (made: Made) => Promise<boolean>,
): Promise<void> {
  await atIssuer(context, file, generation, async () => {
    const issuer = context.issuers.of(spec);
    if (!issuer.makes(spec.kind)) return awaitHandMade(context, file, generation);
    const turn = await context.store.credentials.takeTurn(file.request.id, generation);
    const keys = { issuer, spec, generation, turn };
    if (turn === null || !(await disableOrphans(context, file, { ...keys, kept: null }))) throw overtaken();
    const made = await issuer.issue(markerOf(file, generation), spec);
    const isAlone = await disableOrphans(context, file, { ...keys, kept: made.keyId });
    const silent = (error: unknown) => Promise.reject(withoutSecret(error, made));
    const isKept = isAlone && (await keep({ ...made, issuer: issuer.name, turn }).catch(silent));
    if (isKept) return;
    await disableOrphan(context, file, issuer, made.keyId);
    throw overtaken();
  });
}

/** A store that fails may repeat what it was given, and its words go to logs. */
function withoutSecret(error: unknown, { secret }: MadeKey): unknown {
  if (!inspect(error, { depth: 10, maxStringLength: Infinity }).includes(secret)) return error;
  return new Error('The key could not be put on record. What was said of that held its secret, and is left out.');
}

/** The key is on record, and nobody makes another one: whatever else was made for it is disabled. */
export async function disableOthers(
  context: ActivityContext,
  file: RequestFile,
  { generation, issuer: maker, spec, keyId: kept }: Pick<Credential, 'generation' | 'issuer' | 'spec' | 'keyId'>,
): Promise<void> {
  if (maker === 'by-hand') return;
  await atIssuer(context, file, generation, async () => {
    await disableOrphans(context, file, { issuer: context.issuers.named(maker), spec, generation, turn: null, kept });
  });
}

/** A key whose secret never reached the store is of no use to anyone but a thief. False: it is another's turn, and none was touched. */
async function disableOrphans(
  context: ActivityContext,
  file: RequestFile,
  keys: {
    readonly issuer: Issuer;
    readonly spec: KeySpec;
    readonly generation: number;
    readonly turn: string | null;
    readonly kept: string | null;
  },
): Promise<boolean> {
  const { issuer, spec, generation, turn, kept } = keys;
  const found = await issuer.find(markerOf(file, generation), spec);
  // After they were found: whoever made one of them later than us has taken the turn before.
  const { credentials } = context.store;
  if (turn !== null && !(await credentials.hasTurn(file.request.id, generation, turn))) return false;
  for (const { id, enabled } of found) if (enabled && id !== kept) await disableOrphan(context, file, issuer, id);
  return true;
}

async function disableOrphan(
  { store }: ActivityContext,
  file: RequestFile,
  issuer: Issuer,
  keyId: string,
): Promise<void> {
  await issuer.disable(keyId);
  await store.audit.append(file.request.id, {
    kind: 'key-orphan-disabled',
    actor: 'Countersign',
    note: 'A key was made and its secret lost on the way; it is disabled.',
    detail: { keyId },
  });
}

function overtaken() {
  return later('Overtaken', 'Another attempt makes this key.', null);
}

function markerOf({ request }: RequestFile, generation: number): string {
  return `${request.id}:${generation}`;
}
