import type { Chain } from '../domain/chain';
import { type Migration, migrationOf } from '../domain/migration';
import type { RequestFile, Store } from '../store/port';
import { offerBehind } from './direct-offer';
import { drawAgain, faultErrors } from './draw-chain';
import type { FieldError } from './problem';

export type MigrationSeen =
  | { readonly kind: 'drawn'; readonly chain: Chain; readonly migration: Migration }
  /** Under the MLS's chain as it is now nobody could decide, or its plan is no longer offered. */
  | { readonly kind: 'faulty'; readonly errors: readonly FieldError[] };

/** What would become of the request if its chain were drawn up now. */
export async function migrationFor(
  store: Pick<Store, 'directory' | 'requests'>,
  file: RequestFile,
): Promise<MigrationSeen> {
  const offer = await offerBehind(store.directory, file.request.ask);
  if (!offer) return { kind: 'faulty', errors: [planGone] };
  const drawn = await drawAgain(store, file, offer);
  if (drawn.kind === 'faulty') return { kind: 'faulty', errors: faultErrors(drawn.faults, 'chain') };
  const { chain } = drawn;
  return { kind: 'drawn', chain, migration: migrationOf(file.chain, chain, file.facts, file.at) };
}

const planGone: FieldError = {
  field: 'chain',
  problem: 'The MLS no longer offers this plan.',
  remedy: 'Let the request go its way, or withdraw it.',
};
