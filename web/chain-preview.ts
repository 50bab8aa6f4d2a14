import type { Chain } from '../domain/chain';
import type { Party } from '../domain/party';
import type { KeyHolderKind } from '../domain/plan';
import type { Requester } from '../domain/request';
import type { Durations, Offer, Store } from '../store/port';
import { drawChain, faultErrors } from './draw-chain';
import { durationWords } from '../domain/duration-words';
import type { FieldError } from './problem';

/** What a request for a plan would come to, if `by` started it now. */
export type Preview = {
  readonly offer: Offer;
  readonly keyHolder: KeyHolderKind;
  readonly developer: Requester | undefined;
  readonly usually: Durations;
} & (
  | { readonly kind: 'drawn'; readonly chain: Chain }
  | { readonly kind: 'faulty'; readonly errors: readonly FieldError[] }
);

/** Undefined when there is no such plan, or no such developer. */
export async function previewOf(
  { directory, developers }: Pick<Store, 'directory' | 'developers'>,
  planId: string,
  keyHolder: KeyHolderKind | undefined,
  developerId: string | undefined,
  by: Party,
): Promise<Preview | undefined> {
  const [offer, developer] = await Promise.all([
    directory.offer(planId),
    developerId === undefined ? undefined : developers.find(developerId),
  ]);
  if (!offer || (developerId !== undefined && !developer)) return undefined;
  const holder = keyHolder ?? offer.plan.keyHolders[0] ?? 'member';
  const [drawn, usually] = await Promise.all([
    drawChain({ directory }, offer, holder, developer, by),
    directory.durations(offer.mls.id),
  ]);
  const common = { offer, keyHolder: holder, developer, usually };
  return drawn.kind === 'drawn-up'
    ? { ...common, kind: 'drawn', chain: drawn.chain }
    : { ...common, kind: 'faulty', errors: faultErrors(drawn.faults) };
}

/** "Usually takes 1.5 days; 9 of 10 took at most 4 days (from 12 closed requests)." */
export function usuallyWords({ closed, medianMs, p90Ms }: Durations): string {
  if (closed === 0 || medianMs === null || p90Ms === null) return 'No request of this MLS has closed yet.';
  const from = `from ${closed} closed request${closed === 1 ? '' : 's'}`;
  return `Usually takes ${durationWords(medianMs)}; 9 of 10 took at most ${durationWords(p90Ms)} (${from}).`;
}
