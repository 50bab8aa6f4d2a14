import { condition, patched, setHandler } from '@temporalio/workflow';
import {
  announce,
  announceUse,
  closePickUp,
  disableKey,
  issueKey,
  remindPickUp,
  replacedKey,
  revokeKey,
  warnOpenedAgain,
} from './activities';
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
const dayMs = 86_400_000;

/**
 * Makes the key and gets it into the developer's hands: a mail with a link to a page that shows the secret once, and reminders. Stays until the time
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
  // Those that were waiting before there were reminders go on without.
  const isReminding = patched('pickup-reminders');

  for (let generation = firstGeneration, isReplaced = true; isReplaced; generation++) {
    const issued = await issueKey({ requestId, generation });
    if (issued.credentialId === null) return false;
    post.send(issued);

    const waiting = { credentialId: issued.credentialId, forMs: issued.pickUpForMs, isReminding };
    const end = await waitForEnd(waiting, orders, post, approval);
    if (end?.kind === 'revoke') {
      await revokeKey({ requestId });
      return false;
    }
    if (end === undefined) post.send(await closePickUp({ credentialId: issued.credentialId }));
    // A key that is rotated goes on for a while: its grant sees to its end.
    else if (end.kind !== 'rotate') post.send(await endKey(requestId, end));
    isReplaced = end?.kind === 'reissue' || end?.kind === 'rotate';
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
    case 'used':
      post.send(await noteKey(order));
      return;
    case 'revoke':
      if ((await revokeKey({ requestId })).isRevoked) post.send(await announce({ requestId }));
      return;
    case 'rotate': {
      const { generation } = await replacedKey({ credentialId: order.credentialId });
      if (generation !== null) await handOut(requestId, post, unquestioned, generation + 1);
      return;
    }
    case 'reissue':
    case 'disable': {
      const ended = await endKey(requestId, order);
      post.send(ended);
      if (order.kind === 'disable' || ended.generation === null) return;
      await handOut(requestId, post, unquestioned, ended.generation + 1);
    }
  }
}

type RotateOrder = Extract<KeyOrder, { kind: 'rotate' }>;

type EndOrder = Extract<KeyOrder, { kind: 'reissue' | 'disable' }>;

type End = EndOrder | RotateOrder | { readonly kind: 'revoke' };

interface Waiting {
  readonly credentialId: string;
  readonly forMs: number;
  readonly isReminding: boolean;
}

/** Waits for what ends this key, reminding the developer on the way; undefined when its time is over first. */
async function waitForEnd(
  { credentialId, forMs, isReminding }: Waiting,
  orders: KeyOrder[],
  post: Post,
  approval: Approval,
): Promise<End | undefined> {
  const startedAt = Date.now();
  const reminders = isReminding ? remindersWithin(forMs) : [];
  for (const [index, afterMs] of reminders.entries()) {
    const end = await endBefore(startedAt + afterMs, credentialId, orders, post, approval);
    if (end) return end;
    const reminded = await remindPickUp({ credentialId, number: index + 1 });
    post.send(reminded);
    if (!reminded.isWaiting) break;
  }
  return endBefore(startedAt + forMs, credentialId, orders, post, approval);
}

/** When a developer who has not come yet is reminded: half-way, and a day before the end. A key that was made elsewhere waits for nobody. */
function remindersWithin(forMs: number): readonly number[] {
  const halfWay = forMs / 2;
  const lastDay = forMs - dayMs;
  return [halfWay, lastDay].filter((afterMs, index) => afterMs > 0 && (index === 0 || afterMs > halfWay));
}

async function endBefore(
  closesAt: number,
  credentialId: string,
  orders: KeyOrder[],
  post: Post,
  approval: Approval,
): Promise<End | undefined> {
  const isOrdered = () => orders.length > 0 || approval.isRevoked();
  while (await condition(isOrdered, Math.max(1, closesAt - Date.now()))) {
    if (approval.isRevoked() && (await approval.confirmRevoked())) return { kind: 'revoke' };
    const order = orders.shift();
    if (order?.kind === 'warn' || order?.kind === 'used') post.send(await noteKey(order));
    if (isOfKey(order) && isAbout(order, credentialId)) return order;
  }
  return undefined;
}

function isOfKey(order: KeyOrder | undefined): order is EndOrder | RotateOrder {
  return order?.kind === 'reissue' || order?.kind === 'disable' || order?.kind === 'rotate';
}

/** An order for one key must not end the one that has taken its place. */
function isAbout(order: EndOrder | RotateOrder, credentialId: string): boolean {
  return order.credentialId === undefined || order.credentialId === credentialId;
}

/** Something happened to the key that somebody should hear of. */
function noteKey({ kind, credentialId }: Extract<KeyOrder, { kind: 'warn' | 'used' }>) {
  return kind === 'warn' ? warnOpenedAgain({ credentialId }) : announceUse({ credentialId });
}

function endKey(requestId: string, { kind, by, reason, credentialId }: EndOrder) {
  const only = credentialId === undefined ? {} : { credentialId };
  return disableKey({ requestId, by, reason, isReplaced: kind === 'reissue', ...only });
}
