import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Chain } from '../domain/chain';
import type { Decision, Withdrawal } from '../domain/decision';
import type { GrantSeen } from '../domain/grant';
import type { Instant } from '../domain/instant';
import type { Standing } from '../domain/standing';

/** What a request's workflow starts with: the chain is frozen here, so that the history proves which rules applied. */
export interface RequestInput {
  readonly requestId: string;
  readonly digest: string;
  readonly chain: Chain;
  readonly revision: number;
  /** Where an earlier run left off, whose history had grown long. */
  readonly resume?: Resume;
}

export interface Resume {
  /** Calls to activities so far. */
  readonly turn: number;
  /** What was done by the clock, by step: nothing earlier is due any more. */
  readonly done: Readonly<Record<string, Instant>>;
}

/** More time for a step. */
export interface Extension extends StaffOrder {
  readonly stepId: string;
}

export interface StaffOrder {
  readonly by: string;
  readonly reason: string;
}

/**
 * What can be asked of an issued key: a warning that somebody came late to its pickup page, word that it is in use, a new key beside it that
 * will take its place, a new key in its place, its end (`credentialId`: only if that key is the one), or its end because an approval was
 * taken back.
 */
export type KeyOrder =
  | { readonly kind: 'warn' | 'used'; readonly credentialId: string }
  | { readonly kind: 'rotate'; readonly credentialId: string }
  | ({ readonly kind: 'reissue' | 'disable'; readonly credentialId?: string } & StaffOrder)
  | { readonly kind: 'revoke' };

/** What `lateKeyOrder` starts with. */
export interface LateKeyOrderInput {
  readonly requestId: string;
  readonly order: KeyOrder;
}

/** What the workflow that looks after an MLS's register starts with. */
export interface RegisterInput {
  readonly mlsId: string;
}

/** What the workflow that looks after a grant starts with. */
export interface GrantInput {
  readonly grantId: string;
  /** How far an earlier run had got. */
  readonly seen?: GrantSeen | undefined;
}

/** A person waits for the answer. The update's id is the decision's id, so a repeated one gets the first answer. */
export const decide = defineUpdate<Standing, [Decision]>('decide');
/** The same decision where nobody waits, or where `decide` was not answered in time. */
export const approval = defineSignal<[Decision]>('approval');
export const withdraw = defineUpdate<Standing, [Withdrawal]>('withdraw');
/** The store knows more than the workflow: look there. */
export const changed = defineSignal('changed');
export const extendStep = defineSignal<[Extension]>('extendStep');
export const orderKey = defineSignal<[KeyOrder]>('orderKey');
export const standing = defineQuery<Standing>('standing');

/** Opaque: ids are readable to whoever reads Temporal. */
export function requestWorkflowId(requestId: string): string {
  return `request-${requestId}`;
}

/** One workflow for each mail that we got; the id is the SHA-256 of its bytes. */
export function inboundMailWorkflowId(mailId: string): string {
  return `mail-${mailId}`;
}

/** One workflow for each message of a conversation. */
export function messageWorkflowId(messageId: string): string {
  return `message-${messageId}`;
}

/** One workflow for each MLS, as long as it has a register. */
export function registerWorkflowId(mlsId: string): string {
  return `register-${mlsId}`;
}

/** One workflow for each grant, as long as it lasts. */
export function grantWorkflowId(grantId: string): string {
  return `grant-${grantId}`;
}

/** One workflow for each mail that lets a developer sign in. */
export function signInWorkflowId(dispatchId: string): string {
  return `sign-in-${dispatchId}`;
}

/** One workflow for each order that came after the request's own workflow had ended. */
export function lateKeyOrderWorkflowId(dispatchId: string): string {
  return `key-order-${dispatchId}`;
}
