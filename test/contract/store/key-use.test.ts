import { randomUUID } from 'node:crypto';
import { hashToken } from '../../../secrets/token';
import { issuedKey, type OpenStore, rightCode, spec } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

onEachEngine((open) => {
  test('a first use is claimed once, however many come at once', async () => {
    const { keyId, requestId, credentialId } = await builtinKey(open);
    expect(await open.store.keys.byMarker(requestId)).toEqual([
      expect.objectContaining({ id: keyId, isInUse: false, madeAt: expect.any(Number) }),
    ]);
    const uses = await Promise.all(Array.from({ length: 50 }, () => open.store.keys.noticeUse(keyId)));
    expect(uses.flatMap((dispatch) => dispatch?.message ?? [])).toEqual([{ type: 'first-used', credentialId }]);
    expect((await eventsOf(open, requestId)).filter((kind) => kind === 'first-used')).toHaveLength(1);
    expect(await open.store.credentials.find(credentialId)).toMatchObject({ firstUsedAt: expect.any(Number) });
    expect(await open.store.keys.byMarker(requestId)).toMatchObject([{ isInUse: true }]);
  });

  test('a key that no credential stands behind has no first use', async () => {
    expect(await open.store.keys.noticeUse(randomUUID())).toBeUndefined();
  });

  test('[case 80] revoked by whoever holds it: refused, on record and told in one step, once', async () => {
    const { secret, requestId, credentialId } = await builtinKey(open);
    const revoke = () => open.store.keys.revoke(hashToken(secret), 'Whoever holds the key', 'lost it');
    const told = (await Promise.all([revoke(), revoke(), revoke()])).filter((dispatch) => dispatch !== undefined);
    expect(told).toEqual([
      expect.objectContaining({
        requestId,
        message: { type: 'disable', by: 'Whoever holds the key', reason: 'lost it', credentialId },
      }),
    ]);
    expect(await open.store.keys.bySecretHash(hashToken(secret))).toMatchObject({ enabled: false });
    expect(await open.store.credentials.find(credentialId)).toMatchObject({ disabledBecause: 'lost it' });
    expect((await eventsOf(open, requestId)).filter((kind) => kind === 'key-disabled')).toHaveLength(1);
  });

  test('what staff disabled is not revoked a second time, but refused in any case', async () => {
    const { secret, requestId } = await builtinKey(open);
    await open.store.credentials.disable(requestId, 'Support', 'terms broken');
    expect(await open.store.keys.revoke(hashToken(secret), 'Whoever holds the key', 'lost it')).toBeUndefined();
    expect(await open.store.keys.bySecretHash(hashToken(secret))).toMatchObject({ enabled: false });
    expect(await open.store.keys.revoke(hashToken('nobody’s'), 'Whoever holds the key', 'lost it')).toBeUndefined();
  });

  test('an order that names a key ends no other', async () => {
    const { requestId, credentialId } = await builtinKey(open);
    const { disable } = open.store.credentials;
    expect(await disable(requestId, 'Support', 'lost it', randomUUID())).toBeUndefined();
    expect(await open.store.credentials.find(credentialId)).toMatchObject({ disabledAt: null });
    expect(await disable(requestId, 'Support', 'lost it', credentialId)).toMatchObject({ disabledBecause: 'lost it' });
  });
});

/** A key of our own, made for a request and picked up. */
async function builtinKey(open: OpenStore) {
  const secret = `csk_live_${randomUUID()}`;
  const issued = await issuedKey(open, secret);
  const { keyId } = (await open.store.credentials.find(issued.credentialId))!;
  const key = { id: keyId, marker: issued.requestId, spec, enabled: true };
  await open.store.keys.insert(key, hashToken(secret));
  await open.store.credentials.pickUp(issued.tokenHash, rightCode);
  return { ...issued, keyId, secret };
}
