import { moneyWords } from '../domain/words';

/** "$50.00 a month", from minor units of the currency. */
export function priceWords(minor: number, currency: string): string {
  return `${moneyWords({ minor, currency })} a month`;
}
