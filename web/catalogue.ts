import { drawUp, type DrawnUp } from '../domain/draw-up';
import { operatorId } from '../directory/operator';
import type { Mls } from '../domain/plan';
import type { Account, DirectoryStore, Durations, Offer } from '../store/port';
import { drawChain, requestFactsFor } from './draw-chain';

/** An offer with the chain that a request for it would get now. */
export interface DrawnOffer {
  readonly offer: Offer;
  readonly drawn: DrawnUp;
}

/** An MLS with all that it offers. */
export interface Catalogue {
  readonly mls: Mls;
  readonly offers: readonly DrawnOffer[];
  readonly usually: Durations;
}

/** Undefined when no such MLS is listed; the operator is none. The chains are for the developer, or for one whom nobody knows yet. */
export async function catalogueOf(
  directory: DirectoryStore,
  mlsId: string,
  developer: Account | undefined,
): Promise<Catalogue | undefined> {
  const mls = await directory.mls(mlsId);
  if (!mls || mlsId === operatorId) return undefined;
  const offers: DrawnOffer[] = [];
  for (const offer of await directory.offersOf(mlsId)) {
    offers.push({ offer, drawn: await drawFor(directory, offer, developer) });
  }
  return { mls, offers, usually: await directory.durations(mlsId) };
}

/** The chain of a request by the developer for the first kind of key holder that the plan allows. */
export async function drawFor(
  directory: DirectoryStore,
  offer: Offer,
  developer: Account | undefined,
): Promise<DrawnUp> {
  const { plan, definition, register } = offer;
  const holder = plan.keyHolders[0] ?? 'member';
  if (developer) return drawChain({ directory }, offer, holder, developer, developer);
  return drawUp(definition, register, requestFactsFor(plan, holder, { standing: 'new', isFirst: true }), []);
}
