import { createBuiltinIssuer } from '../../issuer/builtin';
import type { Issuer } from '../../issuer/port';
import { openPgliteStore } from '../../store/pglite';
import { seal, spec } from '../support/store-scene';

describe('builtin', () => {
  describeIssuer(async () => {
    const store = await openPgliteStore({ folder: 'memory', seal });
    return { issuer: createBuiltinIssuer(store.keys), close: store.close };
  });
});

/** What every issuer must do. */
function describeIssuer(open: () => Promise<{ issuer: Issuer; close: () => Promise<void> }>): void {
  let issuer: Issuer;
  let close: () => Promise<void>;
  beforeAll(async () => ({ issuer, close } = await open()));
  afterAll(() => close());

  test('a key is found again by its marker, without its secret', async () => {
    const { keyId, secret } = await issuer.issue('r1:1', spec);
    expect(secret.length).toBeGreaterThan(40);
    expect(await issuer.find('r1:1')).toEqual([{ id: keyId, enabled: true }]);
  });

  test('nothing is found by a marker that was never used', async () => {
    expect(await issuer.find('r9:9')).toEqual([]);
  });

  test('two issues under one marker are two keys, and both are found: the caller decides', async () => {
    const ids = [await issuer.issue('r2:1', spec), await issuer.issue('r2:1', spec)].map(({ keyId }) => keyId);
    expect((await issuer.find('r2:1')).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  test('disabling is safe to repeat', async () => {
    const { keyId } = await issuer.issue('r3:1', spec);
    await issuer.disable(keyId);
    await issuer.disable(keyId);
    expect(await issuer.find('r3:1')).toEqual([{ id: keyId, enabled: false }]);
  });
}
