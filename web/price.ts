/** "$50.00 a month", from minor units of the currency. */
export function priceWords(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return `${format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))} a month`;
}
