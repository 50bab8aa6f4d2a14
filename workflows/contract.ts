import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Chain } from '../domain/chain';
import type { Decision, Withdrawal } from '../domain/decision';
import type { Standing } from '../domain/standing';

/** What a request's workflow starts with: the chain is frozen here, so that the history proves which rules applied. */
export interface RequestInput {
  readonly requestId: string;
  readonly digest: string;
  readonly chain: Chain;
}

export interface AskAgain {
  readonly stepId: string;
  readonly approverId: string;
  readonly generation: number;
}

export interface StaffOrder {
  readonly by: string;
  readonly reason: string;
}

/** A person waits for the answer. The update's id is the decision's id, so a repeated one gets the first answer. */
export const decide = defineUpdate<Standing, [Decision]>('decide');
/** The same decision where nobody waits, or where `decide` was not answered in time. */
export const approval = defineSignal<[Decision]>('approval');
export const withdraw = defineUpdate<Standing, [Withdrawal]>('withdraw');
export const askAgain = defineSignal<[AskAgain]>('askAgain');
export const openedAgain = defineSignal<[string]>('openedAgain');
export const reissue = defineSignal<[StaffOrder]>('reissue');
export const disable = defineSignal<[StaffOrder]>('disable');
export const standing = defineQuery<Standing>('standing');

/** Opaque: ids are readable to whoever reads Temporal. */
export function requestWorkflowId(requestId: string): string {
  return `request-${requestId}`;
}
