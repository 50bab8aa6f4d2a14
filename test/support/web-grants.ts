import { randomUUID } from 'node:crypto';
import type { GrantAct } from '../../domain/grant';
import { type GrantChangeBody, grantChangeBody, takeInChange } from '../../web/grant-change';
import { sendCode } from './web-developers';
import { staff, type WebScene } from './web-scene';

/** A request that was approved, and whose key the developer has picked up; resolves with the grant's id. */
export async function granted(scene: WebScene): Promise<string> {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  await sendCode(scene, await scene.issue(id));
  scene.told.length = 0;
  return id;
}

/** As if the first term ended so many days from now. */
export async function termEndsIn(scene: WebScene, id: string, days: number): Promise<void> {
  const began = `began_at = clock_now() - interval '400 days'`;
  await scene.sql(
    `update access_grant set ${began}, first_until = clock_now() + interval '${days} days' where id = '${id}'`,
  );
}

/** What the clock or the directory brings. */
export async function noted({ store }: WebScene, id: string, act: GrantAct, because: string): Promise<void> {
  await store.grants.note(id, act, because);
}

/** Terms that are to be accepted within 30 days. */
export function termsChanged(version: string, hash: string): GrantAct {
  return { kind: 'terms-changed', terms: { version, hash }, acceptBy: Date.now() + 30 * 86_400_000 };
}

/** A renewal or another change, asked for by staff; resolves with the request's id. */
export async function changeAsked({ store }: WebScene, id: string, more: Partial<GrantChangeBody>): Promise<string> {
  const body = grantChangeBody.parse({ kind: 'renewal', termsAccepted: true, ...more });
  const file = (await store.grants.file(id))!;
  const intake = await takeInChange(store, file, body, staff, randomUUID());
  if (intake.kind === 'unfit') throw new Error(JSON.stringify(intake.errors));
  const outcome = await store.grants.startChange(intake.request);
  if (outcome.kind !== 'started') throw new Error(JSON.stringify(outcome));
  return outcome.request.id;
}
