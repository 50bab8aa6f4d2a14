import type { Decision, Withdrawal } from '../domain/decision';
import type { Instant } from '../domain/instant';

/** Everything a workflow can be told. Each message first stands in the store with what it reports; the workflow only learns of it. */
export type Message =
  | { readonly type: 'start' }
  | { readonly type: 'decision'; readonly decision: Decision }
  | { readonly type: 'withdrawal'; readonly withdrawal: Withdrawal }
  /** The store knows more than the workflow: an answer, a changed request, another approver, a link to renew. */
  | { readonly type: 'changed' }
  /** A mail came: find out what it is. `isAwaited`: it names a question of ours, so it goes before whatever else comes. */
  | { readonly type: 'mail'; readonly mailId: string; readonly isAwaited?: boolean }
  /** Somebody wrote about the request: the others get it by mail. */
  | { readonly type: 'message'; readonly messageId: string }
  /** A developer wants to sign in: send them a link. */
  | { readonly type: 'sign-in' }
  /** A register has changed, or is to be looked after from now on. */
  | { readonly type: 'register'; readonly mlsId: string }
  /** More time for a step. */
  | { readonly type: 'extend'; readonly stepId: string; readonly by: string; readonly reason: string }
  /** Somebody came to a pickup page whose secret was already shown. */
  | { readonly type: 'opened-again'; readonly credentialId: string }
  /** `credentialId`: that key only; left out: whichever is the newest. */
  | { readonly type: 'reissue'; readonly by: string; readonly reason: string; readonly credentialId?: string }
  | { readonly type: 'disable'; readonly by: string; readonly reason: string; readonly credentialId?: string }
  /** A new key beside the old one, which is being replaced. */
  | { readonly type: 'rotate'; readonly credentialId: string }
  /** Something about what was granted has changed, or is to be looked after from now on. */
  | { readonly type: 'grant'; readonly grantId: string }
  /** A key was used for the first time. */
  | { readonly type: 'first-used'; readonly credentialId: string };

/** A message waiting to be told. */
export interface Dispatch {
  readonly id: string;
  /** Empty for a mail, whose subject is found out later, and for a register, which is no request's. */
  readonly requestId: string;
  readonly message: Message;
}

/** `applied`: the workflow has taken it. `recorded`: it is kept and will be applied, as soon as a worker is there. */
export type Told = 'applied' | 'recorded';

/** The workflows, as the rest of the program sees them. */
export interface Chains {
  /**
   * Tells the workflow. Safe to repeat: the dispatch's id makes every message count once.
   * @throws when the workflow engine cannot be reached; nothing is lost, the relay tries again.
   */
  tell(dispatch: Dispatch): Promise<Told>;
}

/** What the workflow engine holds of payloads that were sealed long ago; they cannot be sealed anew. */
export interface Histories {
  /** How many workflows run that began before that. */
  runningBefore(at: Instant): Promise<number>;
  /** How long what has ended is kept, in milliseconds. */
  retentionMs(): Promise<number>;
}
