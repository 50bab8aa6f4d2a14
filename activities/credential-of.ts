import type { Credential } from '../domain/credential';
import type { Store } from '../store/port';
import { permanent } from './failures';

/** @throws a permanent failure when the store has no such credential: no repetition will bring it. */
export async function credentialOf({ credentials }: Pick<Store, 'credentials'>, id: string): Promise<Credential> {
  const credential = await credentials.find(id);
  if (!credential) throw permanent('CredentialUnknown', 'The store has no such credential.');
  return credential;
}
