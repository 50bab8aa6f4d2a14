import type { ChainScene, openChainEnv } from './chain-scene';
import { newPerson, registrationOf } from './new-registration';

/** Somebody new registers, as the public form does it. */
export async function register(
  { store, runStarted }: Awaited<ReturnType<typeof openChainEnv>>,
  play: (scene: ChainScene) => Promise<void>,
): Promise<void> {
  const person = newPerson();
  const request = await registrationOf(store, person);
  await runStarted(async () => (await store.developers.register({ ...person, website: '' }, request))!, play);
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
