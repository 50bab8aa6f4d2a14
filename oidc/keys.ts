import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWKS } from 'oidc-provider';
import type { OidcPayload, OidcStore } from '../store/port';

export interface ProviderKeys {
  /** Signs id tokens. */
  readonly jwks: JWKS;
  /** Signs cookies. */
  readonly cookieKeys: readonly string[];
}

/** The provider's keys, made once: of several processes that start at once, all get the same ones. */
export async function loadKeys(store: OidcStore): Promise<ProviderKeys> {
  const found = (await store.find('Keys', 'current')) ?? (await store.keepFirst('Keys', 'current', await newKeys()));
  return found.payload as unknown as ProviderKeys;
}

async function newKeys(): Promise<OidcPayload> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kty: 'RSA', kid: randomUUID(), alg: 'RS256', use: 'sig' };
  return { jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString('base64url')] };
}
