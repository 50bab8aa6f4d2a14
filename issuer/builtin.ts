import { randomUUID } from 'node:crypto';
import type { BuiltinKeyStore } from '../store/port';
import { hashToken } from '../secrets/token';
import { newBearerToken } from './bearer-token';
import type { Issuer } from './port';

/** Keys of our own: bearer tokens of which only hashes are kept. */
export function createBuiltinIssuer(keys: BuiltinKeyStore): Issuer {
  return {
    makes: (kind) => kind === 'bearer',
    find: async (marker) => (await keys.byMarker(marker)).map(({ id, enabled }) => ({ id, enabled })),

    async issue(marker, spec) {
      const id = randomUUID();
      const secret = newBearerToken(spec.environment);
      await keys.insert({ id, marker, spec, enabled: true }, hashToken(secret));
      return { keyId: id, secret };
    },

    disable: (keyId) => keys.disable(keyId),
  };
}
