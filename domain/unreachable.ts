import type { Instant } from './instant';

/** Why somebody who is asked will not answer soon, as a mail said. It decides nothing and takes no place away. */
export type Unreachable = {
  readonly stepId: string;
  readonly approverId: string;
  readonly mailId: string;
  /** The mail's own words about it, for people; empty for an absence. */
  readonly because: string;
  readonly at: Instant;
} & (
  | { readonly kind: 'undeliverable' }
  /** `returns`: the first day back, YYYY-MM-DD. */
  | { readonly kind: 'away'; readonly returns: string }
);

/**
 * Whether an alternate of the step is asked at once. Somebody who is back by the day on which the clock asks alternates can still answer
 * before anything would be different, so that is only noted; whoever is back later would only cost the time until that day.
 * Days are those of the MLS; `escalates` is the day of the lapse where the clock asks no alternates.
 */
export function asksBeside(said: Unreachable, today: string, escalates: string | undefined): boolean {
  switch (said.kind) {
    case 'undeliverable':
      return true;
    case 'away':
      return said.returns > today && escalates !== undefined && said.returns > escalates;
  }
}

/** What follows a name: "is away until 2026-12-03". */
export function unreachableWords(said: Unreachable): string {
  switch (said.kind) {
    case 'undeliverable':
      return 'gets no mail: it came back';
    case 'away':
      return `is away until ${said.returns}`;
  }
}
