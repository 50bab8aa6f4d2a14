import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import {
  grantWorkflowId,
  inboundMailWorkflowId,
  registerWorkflowId,
  requestWorkflowId,
} from '../../workflows/contract';
import { approve, ask, type ChainScene } from '../support/chain-scene';
import { writes } from '../support/direct-contact';
import { prove, review } from '../support/registration-scene';
import { approver, chain, step } from '../support/samples';

export const twoSteps = {
  ...chain(
    step('broker', ['tom'], { alternates: [approver('alt')] }),
    step('mls', ['ann', 'bob', 'cid'], { quorum: { count: 2 } }),
  ),
  informed: [approver('dan')],
};
const order = { by: 'Kim', reason: 'they asked us to' };
const vow = { ...ask.plan, id: 'vow', name: 'VOW', role: 'vow' as const };

async function secondStep(scene: ChainScene): Promise<void> {
  await scene.mailed('tom', /approve data/i);
  await scene.act('tom', approve);
  await scene.mailed('cid', /approve data/i);
}

async function pickup(scene: ChainScene): Promise<void> {
  await secondStep(scene);
  await scene.act('ann', approve);
  await scene.act('bob', approve);
  await scene.mailed('dana', /ready/);
}

async function denied(scene: ChainScene): Promise<void> {
  await scene.mailed('tom', /approve data/i);
  await scene.act('tom', { verdict: 'deny' }, 'Not in our policy.');
  await scene.result();
}

async function questioned(scene: ChainScene): Promise<void> {
  await scene.mailed('tom', /approve data/i);
  await scene.act('tom', { verdict: 'ask' }, 'Which site?');
  await scene.mailed('dana', /question/i);
}

/** What staff ordered, told to the workflow. */
export async function ordered(
  scene: ChainScene,
  outcome: Awaited<ReturnType<ChainScene['store']['orders']['extend']>>,
) {
  if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  await scene.tell(outcome.dispatch);
}

/** One scene for each state a request can wait in, and for each way it can end. Answers with the workflow to save, if it is not the request's. */
export const scenes: Readonly<Record<string, (scene: ChainScene) => Promise<WorkflowHandle | void>>> = {
  'first-step-waits': async (scene) => void (await scene.mailed('tom', /approve data/i)),
  'question-waits': questioned,
  'answered-waits': async (scene) => {
    await questioned(scene);
    await scene.answer('Ours.');
    await scene.mailed('tom', /answered/i);
  },
  'changed-waits': async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.act('tom', { verdict: 'propose', planId: 'vow' }, 'It has a log-in.');
    await scene.mailed('dana', /proposal/i);
    await scene.answer('Yes.', { revision: { ask: { ...ask, plan: vow }, chain: twoSteps } });
    await scene.mailed('tom', /changed/i);
  },
  'delegated-waits': async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.act('tom', { verdict: 'delegate', toId: 'dan', awayUntil: null });
    await scene.mailed('dan', /approve data/i);
  },
  'reminded-waits': async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.sleep('5 days');
    await scene.mailed('tom', /reminder/i);
  },
  'escalated-waits': async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.sleep('11 days');
    await scene.mailed('alt', /approve data/i);
  },
  'staff-called-waits': async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await scene.sleep('14 days');
    await scene.mailed('support', /stuck/i);
  },
  'extended-waits': async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await ordered(scene, await scene.store.orders.extend(scene.requestId, { stepId: 'broker', ...order }));
    await scene.until('extended', async () => (await scene.events()).includes('extended'));
  },
  'second-step-waits': secondStep,
  'one-of-two-waits': async (scene) => {
    await secondStep(scene);
    await scene.act('ann', approve);
    await scene.mailed('ann', /recorded/i);
  },
  // With a payment: what is above and below came to this point before there were any.
  'charged-pickup-waits': pickup,
  released: denied,
  'payment-waits': async (scene) => {
    await secondStep(scene);
    await scene.act('ann', approve);
    await scene.act('bob', approve);
    await scene.mailed('dana', /save a card/i);
  },
  'pickup-waits': pickup,
  'reminded-pickup-waits': async (scene) => {
    await pickup(scene);
    await scene.sleep('13 days');
    await scene.sleep('2 hours');
    await scene.mailed('dana', /Last day: pick up/);
  },
  'in-use-waits': async (scene) => {
    await pickup(scene);
    const { tokenHash, code } = await scene.linkTo('dana', 'pickup');
    const outcome = await scene.store.credentials.pickUp(tokenHash, code);
    if (outcome.kind !== 'opened') throw new Error(outcome.kind);
    await scene.tell((await scene.store.keys.noticeUse(outcome.credential.keyId))!);
    await scene.mailed('tom', /In use/);
  },
  'second-pickup-waits': async (scene) => {
    await pickup(scene);
    await scene.orderKey('reissue');
    await scene.mailed('dana', /ready/, 2);
  },
  'pickup-lapsed': async (scene) => {
    await pickup(scene);
    await scene.result();
  },
  'late-reissue-waits': async (scene) => {
    await pickup(scene);
    await scene.result();
    // A new one in place of the key that nobody picked up.
    const late = await scene.orderKey('reissue');
    await scene.mailed('dana', /ready/, 2);
    return late;
  },
  revoked: async (scene) => {
    await pickup(scene);
    await scene.act('bob', { verdict: 'revoke' }, 'Wrong company.');
    await scene.result();
  },
  'late-revoked': async (scene) => {
    await pickup(scene);
    await scene.result();
    const late = await scene.act('bob', { verdict: 'revoke' }, 'Wrong company.');
    await scene.mailed('dana', /revoked/i);
    return late;
  },
  denied,
  'mail-waits': async (scene) => {
    // DNS does not answer: see `judge` below.
    const { dispatch } = await scene.store.mails.receive({
      raw: Buffer.from(`Subject: Re: ${(await scene.mailed('tom', /approve data/i)).subject}\r\n\r\nApprove\r\n`),
      source: 'smtp',
      envelope: { ip: null, helo: null, sender: null, recipients: [] },
    });
    return scene.tell(dispatch!);
  },
  'register-waits': async (scene) => {
    await scene.chains.tell({ id: 'register', requestId: '', message: { type: 'register', mlsId: ask.mls.id } });
    await scene.until('the register is looked after', () => scene.log.includes('keepRegister'));
    await scene.sleep('1 hours');
    return scene.handle.client.getHandle(registerWorkflowId(ask.mls.id));
  },
  'grant-waits': async (scene) => {
    await pickup(scene);
    const { requestId } = scene;
    await scene.chains.tell({ id: 'grant', requestId, message: { type: 'grant', grantId: requestId } });
    await scene.until('the grant is looked after', () => scene.log.includes('keepGrant'));
    await scene.sleep('1 hours');
    return scene.handle.client.getHandle(grantWorkflowId(requestId));
  },
  'change-waits': async (scene) => {
    await pickup(scene);
    const { ask: granted, grant } = (await scene.store.grants.file(scene.requestId))!;
    const change = { kind: 'amendment', grantId: grant.id, approvedAt: grant.beganAt, until: null } as const;
    const outcome = await scene.store.grants.startChange({
      id: randomUUID(),
      ask: { ...granted, kind: 'grant-change', change: { ...change, differences: [] } },
      chain: twoSteps,
      startedBy: ask.requester,
      idempotencyKey: randomUUID(),
    });
    if (outcome.kind !== 'started') throw new Error(JSON.stringify(outcome));
    await scene.chains.tell(outcome.dispatch);
    await scene.mailed('tom', /approve a change/i);
    return scene.handle.client.getHandle(requestWorkflowId(outcome.request.id));
  },
  'rotated-pickup-waits': async (scene) => {
    await pickup(scene);
    const { tokenHash, code } = await scene.linkTo('dana', 'pickup');
    await scene.store.credentials.pickUp(tokenHash, code);
    const rotate = { kind: 'rotate', overlapMs: 86_400_000, ...order } as const;
    await ordered(scene, await scene.store.grants.order(scene.requestId, rotate));
    await scene.mailed('dana', /new key/);
  },
  lapsed: async (scene) => void (await scene.result()),
  withdrawn: async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await ordered(scene, await scene.store.requests.withdraw(scene.requestId, 'Kim', 'asked twice'));
    await scene.result();
  },
};

/** The same for registrations. */
export const registrations: Readonly<Record<string, (scene: ChainScene) => Promise<void>>> = {
  'proof-waits': async (scene) => void (await scene.mailed('new', /confirm/i)),
  'proof-lapsed': async (scene) => void (await scene.result()),
  'review-waits': async (scene) => {
    await prove(scene);
    await scene.mailed('support', /activate|approve/i);
  },
  'demo-pickup-waits': async (scene) => {
    await registrations['review-waits']!(scene);
    await review(scene, 'approve');
    await scene.mailed('new', /ready|activated/i);
  },
};

const askedDirectly = (scene: ChainScene) => scene.mailed('ann', /an API key for Fox Apps\?/i);

async function approvedByMail(scene: ChainScene): Promise<void> {
  const { subject, to } = await askedDirectly(scene);
  await writes(scene, { from: to, subject: `Re: ${subject}`, text: 'Approve' });
}

/** The same for what an MLS is asked directly. */
export const contacts: Readonly<Record<string, (scene: ChainScene) => Promise<WorkflowHandle | void>>> = {
  'direct-waits': async (scene) => void (await askedDirectly(scene)),
  'direct-pickup-waits': async (scene) => {
    await approvedByMail(scene);
    await scene.mailed('dana', /ready/);
  },
  'direct-set-up': async (scene) => {
    await askedDirectly(scene);
    await scene.act('ann', { verdict: 'set-up' }, '');
    await scene.mailed('dana', /has made your API key/);
    await scene.result();
  },
  'direct-issuer-waits': async (scene) => {
    await approvedByMail(scene);
    await scene.mailed('support', /stuck/i);
  },
  'message-passed-on': async (scene) => {
    await askedDirectly(scene);
    const from = { side: 'developer', name: 'Dana Fox', email: 'dana@apps.example' } as const;
    const posted = await scene.store.messages.post(scene.requestId, { from, text: 'Hello.', attachments: [] });
    const handle = await scene.tell(posted!.dispatch);
    await scene.mailed('ann', /wrote about/);
    return handle;
  },
  'mail-passed-on': async (scene) => {
    await askedDirectly(scene);
    const mailId = await writes(scene, { from: 'dana@apps.example', text: 'Hello.' });
    await scene.mailed('ann', /wrote about/);
    return scene.handle.client.getHandle(inboundMailWorkflowId(mailId));
  },
};
