import { randomUUID } from 'node:crypto';
import { operatorDirectory } from '../../directory/operator';
import { drawUp } from '../../domain/draw-up';
import { ask, type ChainScene, type openChainEnv } from './chain-scene';

type Env = Awaited<ReturnType<typeof openChainEnv>>;

/** The operator's own part of the directory. */
export function loadOperator({ store }: Env): Promise<void> {
  const operator = { name: 'Operator', email: 'support@countersign.example', timeZone: 'America/Chicago' };
  return store.directory.loadOperator(operatorDirectory(operator));
}

/** Somebody new registers, as the public form does it. */
export async function register(env: Env, play: (scene: ChainScene) => Promise<void>): Promise<void> {
  const { store } = env;
  const name = `new${randomUUID().slice(0, 8)}`;
  const person = { id: name, name: 'Nia New', email: `${name}@apps.example`, company: 'New Apps' };
  const { plan, mls, definition, register: people } = (await store.directory.offer('operator-demo'))!;
  const drawn = drawUp(
    definition,
    people,
    {
      dataRole: plan.role,
      keyKind: plan.keyKind,
      keyHolder: 'generic-agent',
      ownDataLevel: null,
      price: 0,
      developerStanding: 'new',
      firstRequest: true,
    },
    [person.email],
  );
  if (drawn.kind !== 'drawn-up') throw new Error(JSON.stringify(drawn.faults));
  const id = randomUUID();
  const asked = {
    ...ask,
    kind: 'registration' as const,
    mls: { id: mls.id, name: mls.name, timeZone: mls.timeZone },
    plan: { id: plan.id, name: plan.name, role: plan.role, keyKind: plan.keyKind },
    requester: person,
  };
  const request = { id, ask: asked, chain: drawn.chain, startedBy: person, idempotencyKey: id };
  const start = async () => (await store.developers.register({ ...person, website: '' }, request))!;
  await env.runStarted(start, play);
}

/** Confirms the address by the newest mail that asks for it. */
export async function prove(scene: ChainScene): Promise<void> {
  const { to } = await scene.mailed('new', /confirm/i);
  const { tokenHash, code } = await scene.linkTo(to.split('@')[0]!, 'proof');
  const outcome = await scene.store.developers.prove(tokenHash, code);
  if (outcome.kind !== 'proven') throw new Error(outcome.kind);
  await scene.tell(outcome.dispatch!);
}

const staff = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };
/** A signed-in staff member reviews the registration. */
export const review = async (scene: ChainScene, verdict: 'approve' | 'deny', reason = '') => {
  const outcome = await scene.store.decisions.decideSignedIn({
    requestId: scene.requestId,
    stepId: 'review',
    approverId: 'review-desk',
    act: { verdict },
    reason,
    by: staff,
  });
  if (outcome?.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  await scene.tell(outcome.dispatch);
};
