import { randomUUID } from 'node:crypto';
import type { KeySpec } from '../../domain/credential';
import { newBearerToken } from '../../issuer/bearer-token';
import { fingerprint, hashToken } from '../../secrets/token';
import { keySpec } from '../listings/keys';
import type { WebScene } from './web-scene';

/** A built-in key that no request stands behind. */
export async function bareKey({ store }: WebScene, more: Partial<KeySpec> = {}) {
  const id = randomUUID();
  const spec = keySpec(more);
  const secret = newBearerToken(spec.environment);
  await store.keys.insert({ id, marker: id, spec, enabled: true }, hashToken(secret));
  return { id, secret, spec };
}

/** A built-in key that was asked for, approved, made and picked up. */
export async function keyInHand(scene: WebScene, more: Partial<KeySpec> = {}) {
  const requestId = await scene.request();
  await scene.decide(await scene.ask(requestId, 'mls', 'ann-lee'));
  const secret = newBearerToken('live');
  const { path, token, code } = await scene.issue(requestId, secret);
  const { keyId } = (await scene.store.requests.file(requestId))!.credential!;
  const key = { id: keyId, marker: `${requestId}:1`, spec: keySpec(more), enabled: true };
  await scene.store.keys.insert(key, hashToken(secret));
  await scene.post(path, { link: fingerprint(token), code });
  scene.told.length = 0;
  return { requestId, keyId, secret };
}
