import {
  ApplicationFailure,
  type Client,
  type WorkflowHandle,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { Decision, Withdrawal } from '../domain/decision';
import type { RefusalCode } from '../domain/refuse';
import type { RequestKind } from '../domain/request';
import type { RequestStore } from '../store/port';
import {
  approval,
  changed,
  decide,
  extendStep,
  inboundMailWorkflowId,
  type KeyOrder,
  type LateKeyOrderInput,
  lateKeyOrderWorkflowId,
  type GrantInput,
  grantWorkflowId,
  messageWorkflowId,
  orderKey,
  type RequestInput,
  type RegisterInput,
  registerWorkflowId,
  requestWorkflowId,
  signInWorkflowId,
  withdraw,
} from '../workflows/contract';
import type { Chains, Dispatch, Message, Told } from './port';

/** Where workers listen. */
export const defaultTaskQueue = 'countersign';

/** How long a person waits for the workflow's own answer before "recorded" has to do. */
const answerWithinMs = 8_000;
/** How long the engine may be out of reach before the relay takes over. */
const giveUpAfterMs = 12_000;

/** What the workflow refuses because it knows it already, or is past it: told, as far as we are concerned. The store had the last word. */
const pastRefusals: readonly string[] = [
  'already-decided',
  'nothing-to-take-back',
  'request-changed',
  'request-closed',
  'step-closed',
] satisfies RefusalCode[];
/** The server's own word for: the workflow took the update and ended before it could answer. */
const completedMeanwhile = 'AcceptedUpdateCompletedWorkflow';

/** The workflows on a Temporal server. */
export function createTemporalChains(client: Client, requests: RequestStore, taskQueue = defaultTaskQueue): Chains {
  async function startOwn(type: string, workflowId: string, input: object, priorityKey?: number): Promise<Told> {
    const priority = priorityKey === undefined ? {} : { priority: { priorityKey } };
    await startOnce(client, type, { taskQueue, workflowId, args: [input], ...priority });
    return 'applied';
  }

  /** A key outlives the workflow that handed it out; an order that comes later gets a workflow of its own. */
  async function tellKeyOrder({ id, requestId }: Dispatch, handle: WorkflowHandle, order: KeyOrder): Promise<Told> {
    try {
      await handle.signal(orderKey, order);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      return startOwn('lateKeyOrder', lateKeyOrderWorkflowId(id), { requestId, order } satisfies LateKeyOrderInput);
    }
    return 'applied';
  }

  /** An approval can be taken back long after the key was handed out. */
  async function tellAct({ id, requestId }: Dispatch, handle: WorkflowHandle, decision: Decision): Promise<Told> {
    try {
      return await tellDecision(client, handle, decision);
    } catch (error) {
      const isTakenBack = decision.verdict === 'revoke' || decision.verdict === 'disown';
      if (!isTakenBack || !isOver(error)) throw error;
      const input: LateKeyOrderInput = { requestId, order: { kind: 'revoke' } };
      return startOwn('lateKeyOrder', lateKeyOrderWorkflowId(id), input);
    }
  }

  async function deliver(dispatch: Dispatch, handle: WorkflowHandle): Promise<Told> {
    const { message } = dispatch;
    switch (message.type) {
      case 'start':
        return start(client, requests, dispatch.requestId, taskQueue);
      case 'decision':
        return tellAct(dispatch, handle, message.decision);
      case 'withdrawal':
        return tellWithdrawal(client, handle, dispatch.id, message.withdrawal);
      case 'sign-in':
      case 'message':
      case 'mail': {
        const { type, workflowId, input } = ownWorkflow(dispatch.requestId, dispatch.id, message);
        return startOwn(type, workflowId, input, message.type === 'mail' && !message.isAwaited ? unawaited : undefined);
      }
      case 'register':
      case 'grant':
        return tend(client, message, taskQueue);
      case 'changed':
      case 'extend':
        return tellNews(handle, message);
      case 'opened-again':
      case 'first-used':
      case 'rotate':
      case 'reissue':
      case 'disable':
        return tellKeyOrder(dispatch, handle, keyOrderOf(message));
    }
  }

  return {
    async tell(dispatch) {
      try {
        const handle = client.workflow.getHandle(requestWorkflowId(dispatch.requestId));
        return await client.withDeadline(Date.now() + giveUpAfterMs, () => deliver(dispatch, handle));
      } catch (error) {
        if (isPast(error)) return 'applied';
        throw error;
      }
    },
  };
}

type KeyMessage = Extract<Message, { type: 'opened-again' | 'first-used' | 'rotate' | 'reissue' | 'disable' }>;

function keyOrderOf(message: KeyMessage): KeyOrder {
  switch (message.type) {
    case 'opened-again':
      return { kind: 'warn', credentialId: message.credentialId };
    case 'first-used':
      return { kind: 'used', credentialId: message.credentialId };
    case 'rotate':
      return { kind: 'rotate', credentialId: message.credentialId };
    case 'reissue':
    case 'disable': {
      const { type: kind, ...order } = message;
      return { kind, ...order };
    }
  }
}

/** The least of Temporal's priorities, 1 to 5; requests have the usual one, 3. Whatever floods us waits behind everything else. */
const unawaited = 5;

type OwnMessage = Extract<Message, { type: 'sign-in' | 'message' | 'mail' }>;

/** What is no part of a request's own way gets a workflow of its own. */
function ownWorkflow(requestId: string, dispatchId: string, message: OwnMessage) {
  switch (message.type) {
    case 'sign-in': {
      const input = { requestId, key: `sign-in.${dispatchId}` };
      return { type: 'signIn', workflowId: signInWorkflowId(dispatchId), input };
    }
    case 'message': {
      const { messageId } = message;
      return { type: 'passOn', workflowId: messageWorkflowId(messageId), input: { requestId, messageId } };
    }
    case 'mail': {
      const { mailId } = message;
      return { type: 'inboundMail', workflowId: inboundMailWorkflowId(mailId), input: { mailId } };
    }
  }
}

async function start(client: Client, requests: RequestStore, requestId: string, taskQueue: string): Promise<Told> {
  const file = await requests.file(requestId);
  if (!file) throw new Error(`Request ${requestId} is not in the store.`);
  const { digest, revision } = file.request;
  const input: RequestInput = { requestId, digest, chain: file.chain, revision };
  await startOnce(client, workflowTypes[file.request.ask.kind], {
    taskQueue,
    workflowId: requestWorkflowId(requestId),
    args: [input],
  });
  return 'applied';
}

const workflowTypes = {
  registration: 'registration',
  'purchase-with-approval': 'purchaseWithApproval',
  'direct-mls-contact': 'directMlsContact',
  'grant-change': 'grantChange',
} as const satisfies Record<RequestKind, string>;

/** An update that nobody has accepted yet is not durable, a signal is: so an unanswered decision goes a second time, as a signal. */
async function tellDecision(client: Client, handle: WorkflowHandle, decision: Decision): Promise<Told> {
  try {
    await client.withDeadline(Date.now() + answerWithinMs, () =>
      handle.executeUpdate(decide, { args: [decision], updateId: decision.id }),
    );
    return 'applied';
  } catch (error) {
    if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw error;
    await handle.signal(approval, decision);
    return 'recorded';
  }
}

async function tellWithdrawal(
  client: Client,
  handle: WorkflowHandle,
  updateId: string,
  withdrawal: Withdrawal,
): Promise<Told> {
  await client.withDeadline(Date.now() + answerWithinMs, () =>
    handle.executeUpdate(withdraw, { args: [withdrawal], updateId }),
  );
  return 'applied';
}

async function tellNews(
  handle: WorkflowHandle,
  message: Extract<Message, { type: 'changed' | 'extend' }>,
): Promise<Told> {
  if (message.type === 'changed') await handle.signal(changed);
  else {
    const { stepId, by, reason } = message;
    await handle.signal(extendStep, { stepId, by, reason });
  }
  return 'applied';
}

/** Each register and each grant has one workflow: started by the first message, and again should it have ended. */
async function tend(
  client: Client,
  message: Extract<Message, { type: 'register' | 'grant' }>,
  taskQueue: string,
): Promise<Told> {
  const { type, ...input } = message satisfies
    ({ type: 'register' } & RegisterInput) | ({ type: 'grant' } & GrantInput);
  const workflowId = message.type === 'grant' ? grantWorkflowId(message.grantId) : registerWorkflowId(message.mlsId);
  await client.workflow.signalWithStart(type, { taskQueue, workflowId, args: [input], signal: changed });
  return 'applied';
}

/** Starts a workflow unless one of that id was ever started. */
async function startOnce(
  client: Client,
  type: string,
  options: { taskQueue: string; workflowId: string; args: [object]; priority?: { readonly priorityKey: number } },
): Promise<void> {
  const onlyOnce = { workflowIdReusePolicy: 'REJECT_DUPLICATE', workflowIdConflictPolicy: 'FAIL' } as const;
  try {
    await client.workflow.start(type, { ...options, ...onlyOnce });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** The workflow has ended, or has it already: there is nothing left to tell. */
function isPast(error: unknown): boolean {
  return isOver(error) || pastRefusals.includes(refusalIn(error) ?? '');
}

/** The workflow has ended. */
function isOver(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || refusalIn(error) === completedMeanwhile;
}

function refusalIn(error: unknown): string | undefined {
  return error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure
    ? (error.cause.type ?? undefined)
    : undefined;
}
