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

/** What can be asked of an issued key: a warning that somebody came late to its pickup page, a new key in its place, or its end. */
export type KeyOrder =
  { readonly kind: 'warn'; readonly credentialId: string } | ({ readonly kind: 'reissue' | 'disable' } & StaffOrder);

/** What `lateKeyOrder` starts with. */
export interface LateKeyOrderInput {
  readonly requestId: string;
  readonly order: KeyOrder;
}

/** A person waits for the answer. The update's id is the decision's id, so a repeated one gets the first answer. */
export const decide = defineUpdate<Standing, [Decision]>('decide');
/** The same decision where nobody waits, or where `decide` was not answered in time. */
export const approval = defineSignal<[Decision]>('approval');
export const withdraw = defineUpdate<Standing, [Withdrawal]>('withdraw');
export const askAgain = defineSignal<[AskAgain]>('askAgain');
export const orderKey = defineSignal<[KeyOrder]>('orderKey');
export const standing = defineQuery<Standing>('standing');

/** Opaque: ids are readable to whoever reads Temporal. */
export function requestWorkflowId(requestId: string): string {
  return `request-${requestId}`;
}

/** One workflow for each order that came after the request's own workflow had ended. */
export function lateKeyOrderWorkflowId(dispatchId: string): string {
  return `key-order-${dispatchId}`;
}
