import type { Mls } from '../domain/plan';
import type { Offer } from '../store/port';

/** The offers of each MLS, in the order in which the MLSs first appear. */
export function offersByMls(offers: readonly Offer[]): { readonly mls: Mls; readonly offers: readonly Offer[] }[] {
  const mlses = new Map(offers.map(({ mls }) => [mls.id, mls]));
  return [...mlses.values()].map((mls) => ({ mls, offers: offers.filter((offer) => offer.mls.id === mls.id) }));
}
