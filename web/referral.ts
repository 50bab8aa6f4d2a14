import type { RequestFile, Store } from '../store/port';
import { directOffer } from './direct-offer';
import { drawAgain, faultErrors, type RevisionIntake } from './draw-chain';
import { memberErrors } from './key-holder';

/**
 * What a direct request becomes when it goes to another MLS: the same in everything that the developer said and agreed to, asked of the
 * people there. Unfit when there is no such MLS, when nobody could decide there, or when it does not know the user that the key acts for.
 */
export async function referralFor(
  store: Pick<Store, 'directory'>,
  file: RequestFile,
  mlsId: string,
): Promise<RevisionIntake> {
  const { ask } = file.request;
  const contact = await store.directory.contact(mlsId);
  if (!contact) return { kind: 'unfit', errors: [mlsGone] };
  const { id, name, timeZone } = contact.mls;
  const errors = await memberErrors(store.directory, ask.keyHolder, contact.mls);
  if (errors.length > 0) return { kind: 'unfit', errors };
  const drawn = await drawAgain(store, file, directOffer(contact, ask.plan.keyKind, ask.plan.role));
  if (drawn.kind === 'faulty') return { kind: 'unfit', errors: faultErrors(drawn.faults, 'mlsId') };
  const revision = { ask: { ...ask, mls: { id, name, timeZone } }, chain: drawn.chain, toPay: false };
  return { kind: 'fit', revision };
}

const mlsGone = {
  field: 'mlsId',
  problem: 'That MLS is not listed any more.',
  remedy: 'Decline it, or ask support.',
};
