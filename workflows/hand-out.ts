import { condition, setHandler } from '@temporalio/workflow';
import { closePickUp, disableKey, issueKey, warnOpenedAgain } from './activities';
import { type KeyOrder, orderKey } from './contract';
import { createPost, type Post } from './post';

/**
 * Makes the key and gets it into the developer's hands: one mail with a link to a page that shows the secret once. Stays until the time
 * to pick it up is over, since a secret may get lost on the way and staff may ask for a new key in place of the old one.
 */
export async function handOut(requestId: string, firstGeneration = 1): Promise<void> {
  const orders: KeyOrder[] = [];
  setHandler(orderKey, (order) => void orders.push(order));
  const post = createPost();

  for (let generation = firstGeneration, isReplaced = true; isReplaced; generation++) {
    const issued = await issueKey({ requestId, generation });
    post.send(issued.letters);

    const end = await waitForEnd(Date.now() + issued.pickUpForMs, orders, post);
    if (end === undefined) post.send((await closePickUp({ credentialId: issued.credentialId })).letters);
    else post.send((await endKey(requestId, end)).letters);
    isReplaced = end?.kind === 'reissue';
  }

  await post.done();
  // What came while the last letters left.
  for (let order = orders.shift(); order; order = orders.shift()) await serveKeyOrder(requestId, order);
}

/** An order about a key that nobody waits on any more: weeks after the pickup a key may still have to be disabled or replaced. */
export async function serveKeyOrder(requestId: string, order: KeyOrder): Promise<void> {
  const post = createPost();
  if (order.kind === 'warn') {
    post.send((await warnOpenedAgain({ credentialId: order.credentialId })).letters);
  } else {
    const { letters, generation } = await endKey(requestId, order);
    post.send(letters);
    if (order.kind === 'reissue' && generation !== null) await handOut(requestId, generation + 1);
  }
  await post.done();
}

type EndOrder = Exclude<KeyOrder, { kind: 'warn' }>;

/** Waits for an order that ends this key, warning on the way; undefined when its time is over first. */
async function waitForEnd(closesAt: number, orders: KeyOrder[], post: Post): Promise<EndOrder | undefined> {
  while (await condition(() => orders.length > 0, Math.max(1, closesAt - Date.now()))) {
    const order = orders.shift()!;
    if (order.kind !== 'warn') return order;
    post.send((await warnOpenedAgain({ credentialId: order.credentialId })).letters);
  }
  return undefined;
}

function endKey(requestId: string, { kind, by, reason }: EndOrder) {
  return disableKey({ requestId, by, reason, isReplaced: kind === 'reissue' });
}
