import { decidersIn } from '../domain/authorization';
import { directPlanName, usualContact } from '../domain/direct-contact';
import { type DataRole, keyHolderKinds, type KeyKind } from '../domain/plan';
import type { Ask } from '../domain/request';
import type { DirectContact, DirectoryStore } from '../store/port';
import type { Offered } from './offers';

/** What is agreed to where no data plan has terms of its own: the MLS names its own when it approves. */
export const directTerms = {
  termsVersion: '2026-11',
  terms:
    'The key is used only as stated in the request, and under the terms that the MLS names when it approves. The developer agreement of the operator applies.',
} as const;

/** What an MLS is asked for directly, in the shape of an offer: everything else then goes the way of every request. */
export function directOffer({ mls, definition, register }: DirectContact, keyKind: KeyKind, role: DataRole): Offered {
  const subject = { id: null, name: directPlanName, role };
  return {
    mls,
    register: decidersIn(register, subject),
    definition: definition ?? usualContact(register, subject),
    plan: {
      ...subject,
      mlsId: mls.id,
      description: '',
      keyKind,
      keyHolders: keyHolderKinds,
      priceMinor: 0,
      currency: 'USD',
      ...directTerms,
    },
  };
}

/** What stands behind a request now: its data plan, or the MLS's way of being asked directly. Undefined when it is gone. */
export async function offerBehind(
  directory: Pick<DirectoryStore, 'offer' | 'contact'>,
  { plan, mls }: Pick<Ask, 'plan' | 'mls'>,
): Promise<Offered | undefined> {
  if (plan.id !== null) return directory.offer(plan.id);
  const contact = await directory.contact(mls.id);
  return contact && directOffer(contact, plan.keyKind, plan.role);
}
