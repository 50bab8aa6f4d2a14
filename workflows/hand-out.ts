import { condition, setHandler } from '@temporalio/workflow';
import { announce, closePickUp, disableKey, issueKey, revokeKey, warnOpenedAgain } from './activities';
import { type KeyOrder, orderKey } from './contract';
import type { Post } from './post';

/** Whether the approval behind a key still stands. */
export interface Approval {
  /** As far as messages say. */
  isRevoked(): boolean;
  /** As the store says. */
  confirmRevoked(): Promise<boolean>;
}

const unquestioned: Approval = { isRevoked: () => false, confirmRevoked: async () => false };

/**
 * Makes the key and gets it into the developer's hands: one mail with a link to a page that shows the secret once. Stays until the time
 * to pick it up is over, since a secret may get lost on the way and staff may ask for a new key in place of the old one.
 * Resolves with false when the approval no longer stands.
 */
export async function handOut(
  requestId: string,
  post: Post,
  approval: Approval,
  firstGeneration = 1,
): Promise<boolean> {
  const orders: KeyOrder[] = [];
  setHandler(orderKey, (order) => void orders.push(order));

  for (let generation = firstGeneration, isReplaced = true; isReplaced; generation++) {
    const issued = await issueKey({ requestId, generation });
    if (issued.credentialId === null) return false;
    post.send(issued);

    const end = await waitForEnd(Date.now() + issued.pickUpForMs, orders, post, approval);
    if (end?.kind === 'revoke') {
      await revokeKey({ requestId });
      return false;
    }
    if (end === undefined) post.send(await closePickUp({ credentialId: issued.credentialId }));
    else post.send(await endKey(requestId, end));
    isReplaced = end?.kind === 'reissue';
  }

  await post.done();
  // What came while the last letters left.
  for (let order = orders.shift(); order; order = orders.shift()) await serveKeyOrder(requestId, post, order);
  return true;
}

/** An order about a key that nobody waits on any more: weeks after the pickup a key may still have to be disabled or replaced. */
export async function serveKeyOrder(requestId: string, post: Post, order: KeyOrder): Promise<void> {
  switch (order.kind) {
    case 'warn':
      post.send(await warnOpenedAgain({ credentialId: order.credentialId }));
      return;
    case 'revoke':
      if ((await revokeKey({ requestId })).isRevoked) post.send(await announce({ requestId }));
      return;
    case 'reissue':
    case 'disable': {
      const ended = await endKey(requestId, order);
      post.send(ended);
      if (order.kind === 'disable' || ended.generation === null) return;
      await handOut(requestId, post, unquestioned, ended.generation + 1);
    }
  }
}

type EndOrder = Extract<KeyOrder, { kind: 'reissue' | 'disable' }>;

/** Waits for what ends this key, warning on the way; undefined when its time is over first. */
async function waitForEnd(
  closesAt: number,
  orders: KeyOrder[],
  post: Post,
  approval: Approval,
): Promise<EndOrder | { readonly kind: 'revoke' } | undefined> {
  const isOrdered = () => orders.length > 0 || approval.isRevoked();
  while (await condition(isOrdered, Math.max(1, closesAt - Date.now()))) {
    if (approval.isRevoked() && (await approval.confirmRevoked())) return { kind: 'revoke' };
    const order = orders.shift();
    if (order?.kind === 'reissue' || order?.kind === 'disable') return order;
    if (order?.kind === 'warn') post.send(await warnOpenedAgain({ credentialId: order.credentialId }));
  }
  return undefined;
}

function endKey(requestId: string, { kind, by, reason }: EndOrder) {
  return disableKey({ requestId, by, reason, isReplaced: kind === 'reissue' });
}
