import type { Credential } from './credential';
import { departureOf, type Grant, grantStanding, isInForce, isOverForGood, openSuspensions, openTerms } from './grant';
import { currentKey } from './grant-keys';
import type { Instant } from './instant';
import type { Refusal } from './refuse';

/** What staff may do about a grant. `leave`: its holder has left; `stay`: they have not, or it was cured another way. */
export const grantOrders = ['suspend', 'reinstate', 'revoke', 'rotate', 'leave', 'stay'] as const;
export type GrantOrderKind = (typeof grantOrders)[number];

/** Why staff may not do that now, or undefined when they may. */
export function refuseGrantOrder(grant: Grant, order: GrantOrderKind, at: Instant): Refusal | undefined {
  const standing = grantStanding(grant, at);
  if (isOverForGood(standing)) return over(standing);
  switch (order) {
    case 'revoke':
      return undefined;
    case 'suspend':
      return isSuspendedByStaff(grant) ? unfit('It is suspended already.') : undefined;
    case 'reinstate':
      return refuseReinstatement(grant);
    case 'rotate':
      return isInForce(standing) ? undefined : unfit('It is suspended. Reinstate it first.');
    case 'leave':
      return departureOf(grant) ? unfit('It is in transition already.') : undefined;
    case 'stay':
      return departureOf(grant) ? undefined : unfit('It is not in transition.');
  }
}

/** Why a renewal or another change may not be asked for now, or undefined when it may. */
export function refuseGrantChange(grant: Grant, at: Instant): Refusal | undefined {
  const standing = grantStanding(grant, at);
  if (isOverForGood(standing)) return over(standing);
  return openSuspensions(grant).length > 0
    ? unfit(`It is suspended: ${standing.because} That must be settled before anything else.`)
    : undefined;
}

/** Why no new key can take the place of the one in use, or undefined when one can. `keys`: all of the grant's. */
export function refuseRotation(keys: readonly Credential[]): Refusal | undefined {
  if (keys.some(({ disabledAt, overlapMs }) => disabledAt === null && overlapMs !== null)) return beingReplaced;
  const current = currentKey(keys);
  if (!current) return unfit('There is no key in use. Have a new one made.');
  if (current.issuer === 'by-hand') return unfit(`The key was made by ${current.madeBy}, and must be replaced there.`);
  if (current.pickedUpAt === null) return unfit('The newest key waits to be picked up.');
  return undefined;
}

const beingReplaced = unfit('A key is being replaced already; its time must be over first.');

/** Why those terms may not be accepted now, or undefined when they may. */
export function refuseTerms(grant: Grant, hash: string, at: Instant): Refusal | undefined {
  const standing = grantStanding(grant, at);
  if (isOverForGood(standing)) return over(standing);
  const open = openTerms(grant);
  if (!open) return unfit('No changed terms wait to be accepted.');
  return open.terms.hash === hash ? undefined : unfit('The terms have changed again. Read them as they are now.');
}

function refuseReinstatement(grant: Grant): Refusal | undefined {
  const causes = openSuspensions(grant).map(({ cause }) => cause);
  if (causes.length === 0) return unfit('It is not suspended.');
  const isForTermsOnly = causes.every((cause) => cause === 'terms');
  return isForTermsOnly
    ? unfit('It is suspended until the developer accepts the changed terms; nobody else can.')
    : undefined;
}

function isSuspendedByStaff(grant: Grant): boolean {
  return openSuspensions(grant).some(({ cause }) => cause === 'staff');
}

function over({ state, because }: { readonly state: string; readonly because: string }): Refusal {
  return { code: 'grant-over', because: `It is ${state} already. ${because}` };
}

function unfit(because: string): Refusal {
  return { code: 'unfit-order', because };
}
