import { condition, setHandler } from '@temporalio/workflow';
import { closePickUp, disableKey, issueKey, warnOpenedAgain } from './activities';
import { disable, openedAgain, reissue, type StaffOrder } from './contract';
import { createPost } from './post';

type Order = { readonly kind: 'reissue' | 'disable' } & StaffOrder;

/**
 * Makes the key and gets it into the developer's hands: one mail with a link to a page that shows the secret once. Stays until the time
 * to pick it up is over, since a secret may get lost on the way and staff may ask for a new key in place of the old one.
 */
export async function handOut(requestId: string): Promise<void> {
  const desk = openDesk();
  const post = createPost();

  for (let generation = 1; ; generation++) {
    const issued = await issueKey({ requestId, generation });
    post.send(issued.letters);

    const closesAt = Date.now() + issued.pickUpForMs;
    while (
      await condition(() => desk.orders.length > 0 || desk.openedAgain.length > 0, Math.max(1, closesAt - Date.now()))
    ) {
      const credentialId = desk.openedAgain.shift();
      if (credentialId === undefined) break;
      post.send((await warnOpenedAgain({ credentialId })).letters);
    }

    const order = desk.orders.shift();
    if (order === undefined) post.send((await closePickUp({ credentialId: issued.credentialId })).letters);
    else
      post.send(
        (await disableKey({ requestId, by: order.by, reason: order.reason, isReplaced: order.kind === 'reissue' }))
          .letters,
      );
    if (order?.kind !== 'reissue') return post.done();
  }
}

function openDesk() {
  const orders: Order[] = [];
  const opened: string[] = [];
  setHandler(reissue, (order) => void orders.push({ kind: 'reissue', ...order }));
  setHandler(disable, (order) => void orders.push({ kind: 'disable', ...order }));
  setHandler(openedAgain, (credentialId) => void opened.push(credentialId));
  return { orders, openedAgain: opened };
}
