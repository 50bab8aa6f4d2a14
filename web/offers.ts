import type { Mls } from '../domain/plan';
import type { Ask } from '../domain/request';
import type { Offer } from '../store/port';
import { termsHash } from './terms';

/** What can be asked for: of a data plan, or of an MLS directly; then there is no plan, and no id. */
export interface Offered extends Omit<Offer, 'plan'> {
  readonly plan: Omit<Offer['plan'], 'id'> & { readonly id: string | null };
}

/** The offers of each MLS, in the order in which the MLSs first appear. */
export function offersByMls(offers: readonly Offer[]): { readonly mls: Mls; readonly offers: readonly Offer[] }[] {
  const mlses = new Map(offers.map(({ mls }) => [mls.id, mls]));
  return [...mlses.values()].map((mls) => ({ mls, offers: offers.filter((offer) => offer.mls.id === mls.id) }));
}

/** What a request says of the plan it is for, under the terms as they are offered now. */
export function askedOf({ plan, mls }: Offered): Pick<Ask, 'mls' | 'plan' | 'termsVersion' | 'termsHash' | 'price'> {
  return {
    mls: { id: mls.id, name: mls.name, timeZone: mls.timeZone },
    plan: { id: plan.id, name: plan.name, role: plan.role, keyKind: plan.keyKind },
    termsVersion: plan.termsVersion,
    termsHash: termsHash(plan),
    price: { minor: plan.priceMinor, currency: plan.currency },
  };
}
