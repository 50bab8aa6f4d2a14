import type { Client } from 'oidc-provider';
import type Library from 'oidc-provider';
import type { DataRole } from '../domain/plan';
import type { OidcPayload, OidcStore } from '../store/port';
import { groups } from './adapter';
import type { Agents, OidcProvider } from './port';

interface Parts {
  readonly issuer: string;
  readonly store: OidcStore;
  readonly agents: Agents;
}

/** What is known of clients, for the operator and for the data that their tokens read. */
export function createClientReader(
  library: Library,
  { issuer, store, agents }: Parts,
): Pick<OidcProvider, 'clients' | 'readerOf'> {
  /** As RFC 7592 has a client read, but without its secret. */
  async function shown({ client_secret: _secret, ...metadata }: OidcPayload): Promise<object> {
    const id = String(metadata['client_id']);
    const [token] = await store.inGroup('RegistrationAccessToken', groups.client(id));
    return {
      ...metadata,
      registration_client_uri: `${issuer}/reg/${id}`,
      registration_access_token: token?.payload['jti'],
    };
  }

  return {
    async clients(by) {
      const found =
        'marker' in by ? await store.inGroup('Client', groups.marker(by.marker)) : [await store.find('Client', by.id)];
      return Promise.all(found.filter((entry) => entry !== undefined).map(({ payload }) => shown(payload)));
    },

    async readerOf(accessToken) {
      const token = await library.AccessToken.find(accessToken);
      if (!token?.isValid || !token.scopes.has('RESO')) return undefined;
      const client = await library.Client.find(token.clientId ?? '');
      const agent = agents.find(token.accountId);
      const grant = await library.Grant.find(token.grantId ?? '');
      if (!client || !agent || !grant) return undefined;
      const role = client['data_role'] as DataRole | undefined;
      const mlsId = mlsOf(client);
      if (role === undefined || mlsId === null) return undefined;
      return { clientId: client.clientId, clientName: nameOf(client), mlsId, role, user: agent.user };
    },
  };
}

export function nameOf({ clientName, clientId }: Client): string {
  return clientName ?? clientId;
}

/** The MLS whose agents may sign in; null: any. */
export function mlsOf(client: Client): string | null {
  return (client['mls_id'] as string | undefined) ?? null;
}
