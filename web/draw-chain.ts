import type { ChainFault } from '../domain/chain-faults';
import type { OwnDataLevel, RequestFacts } from '../domain/definition';
import { drawUp, type DrawnUp } from '../domain/draw-up';
import type { Party } from '../domain/party';
import type { DataPlan, KeyHolderKind } from '../domain/plan';
import type { Requester } from '../domain/request';
import type { AnswerByLink, RequestFile, Store } from '../store/port';
import { cardError, type CardDesk, isToPay } from './cards';
import { holderErrors } from './key-holder';
import { askedOf, type Offered } from './offers';
import type { FieldError } from './problem';

/** How a developer is known to an MLS. */
export type Acquaintance = Awaited<ReturnType<Store['directory']['acquaintance']>>;

/** What the conditions of a chain see of a request for a plan. */
export function requestFactsFor(
  { role, keyKind, priceMinor }: Pick<DataPlan, 'role' | 'keyKind' | 'priceMinor'>,
  keyHolder: KeyHolderKind,
  { standing, isFirst }: Acquaintance,
): RequestFacts {
  return {
    dataRole: role,
    keyKind,
    keyHolder,
    ownDataLevel: role === 'own' ? levelOf(keyHolder) : null,
    price: priceMinor,
    developerStanding: standing,
    firstRequest: isFirst,
  };
}

/** Own data is that of whom the key is tied to; one that serves many has no level. */
function levelOf(keyHolder: KeyHolderKind): OwnDataLevel | null {
  return keyHolder === 'generic-agent' ? null : keyHolder;
}

/** The chain for a request that `startedBy` starts now. Without a developer: as for one whom nobody knows yet. */
export async function drawChain(
  { directory }: Pick<Store, 'directory'>,
  { definition, register, plan }: Offered,
  keyHolder: KeyHolderKind,
  developer: Requester | undefined,
  startedBy: Party,
): Promise<DrawnUp> {
  const acquaintance: Acquaintance = developer
    ? await directory.acquaintance(developer.id, plan.mlsId)
    : { standing: 'new', isFirst: true };
  const parties = [...(developer ? [developer.email] : []), startedBy.email];
  return drawUp(definition, register, requestFactsFor(plan, keyHolder, acquaintance), parties);
}

/** The chain that an existing request would get now under that offer. */
export async function drawAgain(
  { directory }: Pick<Store, 'directory'>,
  { request: { id, ask, startedBy } }: RequestFile,
  { definition, register, plan }: Offered,
): Promise<DrawnUp> {
  const acquaintance = await directory.acquaintance(ask.requester.id, plan.mlsId, id);
  const facts = requestFactsFor(plan, ask.keyHolder.kind, acquaintance);
  return drawUp(definition, register, facts, [ask.requester.email, startedBy.email]);
}

/** What is wrong with a chain, as errors of the field that chose it. */
export function faultErrors(faults: readonly ChainFault[], field = 'planId'): readonly FieldError[] {
  return faults.map(({ path, problem, remedy }) => ({ field, problem: `${problem} (chain, ${path})`, remedy }));
}

export type RevisionIntake =
  | { readonly kind: 'fit'; readonly revision: NonNullable<AnswerByLink['revision']> }
  | { readonly kind: 'unfit'; readonly errors: readonly FieldError[] };

/**
 * What the request asks, and of whom, with another plan of the same MLS: same developer, product, use and key holder, under the terms
 * of that plan. Unfit when the MLS has no such plan, the plan does not take the key holder, or nobody could decide.
 */
export async function revisionFor(
  { store, payments }: CardDesk & { readonly store: Pick<Store, 'directory' | 'payments'> },
  file: RequestFile,
  planId: string,
): Promise<RevisionIntake> {
  const { ask } = file.request;
  const offer = await store.directory.offer(planId);
  if (!offer || offer.mls.id !== ask.mls.id) return { kind: 'unfit', errors: [planOfOther] };
  const { plan } = offer;
  const errors = holderErrors(ask.keyHolder, plan);
  if (errors.length > 0) return { kind: 'unfit', errors };
  const noCard = await cardError({ store, payments }, plan, ask.requester.id);
  if (noCard) return { kind: 'unfit', errors: [noCard] };
  const drawn = await drawAgain(store, file, offer);
  if (drawn.kind === 'faulty') return { kind: 'unfit', errors: faultErrors(drawn.faults) };
  return {
    kind: 'fit',
    revision: {
      ask: { ...ask, ...askedOf(offer), mls: ask.mls },
      chain: drawn.chain,
      toPay: isToPay(payments, plan),
    },
  };
}

const planOfOther: FieldError = {
  field: 'planId',
  problem: 'This MLS has no such data plan.',
  remedy: 'Decline the proposal, or ask support.',
};
