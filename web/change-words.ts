import type { Ask } from '../domain/request';
import { type Moment, moment } from './moments';

/** What a renewal or another change asks, as pages print it. */
export interface ChangeView {
  readonly isRenewal: boolean;
  /** When it was approved first. */
  readonly approved: Moment;
  /** The end of a renewal's new term. */
  readonly until: Moment | null;
  readonly differences: readonly { readonly what: string; readonly before: string; readonly after: string }[];
}

/** Null for a request that asks for a key. */
export function changeView({ change, mls }: Ask): ChangeView | null {
  if (!change) return null;
  return {
    isRenewal: change.kind === 'renewal',
    approved: moment(change.approvedAt, mls.timeZone),
    until: change.until === null ? null : moment(change.until, mls.timeZone),
    differences: change.differences,
  };
}

/** What a request is for, in one word: also what stands at the end of its chain. */
export type Goal = 'Key' | 'Renewal' | 'Change';

export function goalOf({ change }: Pick<Ask, 'change'>): Goal {
  if (!change) return 'Key';
  return change.kind === 'renewal' ? 'Renewal' : 'Change';
}

/** What follows when it is not approved, in words that go on a sentence. */
export function otherwiseWords({ change }: Pick<Ask, 'change'>): string {
  return change ? 'all stays as it was granted before' : 'no key is made';
}

/** What follows when all have approved, as a sentence; empty for a request for a key. */
export function countsWords({ change }: Pick<Ask, 'change'>): string {
  if (!change) return '';
  return change.kind === 'renewal' ? 'The new term is granted.' : 'The change holds from then on.';
}
