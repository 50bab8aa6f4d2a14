import type { KeySpec, MakerName } from '../domain/credential';
import type { Issuer, MadeKey } from '../issuer/port';
import type { RequestFile } from '../store/port';
import { atIssuer } from './at-issuer';
import { awaitHandMade } from './by-hand';
import type { ActivityContext } from './context';

/**
 * Has the request's key made, by whoever makes such keys. No issuer is trusted to be idempotent: what an attempt that died has left is found
 * by its marker and disabled first, and so is what one call has made beside this key.
 */
export async function makeKey(
  context: ActivityContext,
  file: RequestFile,
  generation: number,
  spec: KeySpec,
): Promise<MadeKey & { readonly issuer: MakerName }> {
  return atIssuer(context, file, generation, async () => {
    const issuer = context.issuers.of(spec);
    if (!issuer.makes(spec.kind)) return awaitHandMade(context, file, generation);
    await disableOrphans(context, file, generation, { issuer, spec, kept: null });
    const made = await issuer.issue(markerOf(file, generation), spec);
    await disableOrphans(context, file, generation, { issuer, spec, kept: made.keyId });
    return { ...made, issuer: issuer.name };
  });
}

/** The key is on record; whatever else was made for the request beside it is disabled. */
export async function disableOthers(
  context: ActivityContext,
  file: RequestFile,
  { generation, issuer, spec, keyId }: { generation: number; issuer: MakerName; spec: KeySpec; keyId: string },
): Promise<void> {
  await atIssuer(context, file, generation, () =>
    disableOrphans(context, file, generation, { issuer: context.issuers.named(issuer), spec, kept: keyId }),
  );
}

/** A key whose secret never reached the store is of no use to anyone but a thief. */
async function disableOrphans(
  { store }: ActivityContext,
  file: RequestFile,
  generation: number,
  { issuer, spec, kept }: { readonly issuer: Issuer; readonly spec: KeySpec; readonly kept: string | null },
): Promise<void> {
  for (const { id, enabled } of await issuer.find(markerOf(file, generation), spec)) {
    if (!enabled || id === kept) continue;
    await issuer.disable(id);
    await store.audit.append(file.request.id, {
      kind: 'key-orphan-disabled',
      actor: 'Countersign',
      note: 'A key was made and its secret lost on the way; it is disabled.',
      detail: { keyId: id },
    });
  }
}

function markerOf({ request }: RequestFile, generation: number): string {
  return `${request.id}:${generation}`;
}
