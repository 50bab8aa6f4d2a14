import type { Price } from './plan';
import type { Difference } from './request';
import { moneyWords } from './words';

const what = 'Price a month';

/** The price among what a change asks for. */
export function priceDifference(before: Price, after: Price): Difference {
  return { what, before: wordsOf(before), after: wordsOf(after) };
}

/** What whoever pays must know about a change of the price; empty when the price stays. */
export function priceNote(differences: readonly Difference[]): string {
  const change = differences.find((each) => each.what === what);
  if (!change) return '';
  return `New price a month: ${change.after}. No payment is taken here for it: months after the first are settled with the operator, outside Countersign.`;
}

function wordsOf(price: Price): string {
  return price.minor === 0 ? 'free' : moneyWords(price);
}
