import { randomUUID } from 'node:crypto';
import type { KeySpec } from '../domain/credential';
import type { BuiltinKeyStore } from '../store/port';
import { hashToken } from '../secrets/token';
import { newBearerToken } from './bearer-token';
import type { Issuer } from './port';

/** Keys of our own: bearer tokens of which only hashes are kept. */
export function createBuiltinIssuer(keys: BuiltinKeyStore): Issuer {
  return {
    name: 'builtin',
    makes: (kind) => kind === 'bearer',
    find: async (marker) => (await keys.byMarker(marker)).map(({ id, enabled }) => ({ id, enabled })),

    async issue(marker, spec) {
      const keyId = randomUUID();
      const secret = newBearerToken(spec.environment);
      await keys.insert({ id: keyId, marker, spec: withoutPeople(spec), enabled: true }, hashToken(secret));
      return { keyId, clientId: null, secret };
    },

    disable: (keyId) => keys.disable(keyId),
    enable: (keyId) => keys.enable(keyId),
  };
}

/** What reading by the key needs. Who asked for it need not be known here: the request knows. */
function withoutPeople({ environment, kind, role, mlsId, keyHolder, name, limits }: KeySpec): KeySpec {
  return { environment, kind, role, mlsId, keyHolder, name, limits };
}
