/** A document on paper, or why there is none. */
export type Printout =
  { readonly kind: 'printed'; readonly pdf: Uint8Array } | { readonly kind: 'unavailable'; readonly because: string };

/** Prints documents of ours. */
export interface Printer {
  /** The HTML document as PDF. It needs nothing from elsewhere and runs nothing. */
  print(html: string): Promise<Printout>;
}
