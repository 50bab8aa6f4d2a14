import { z } from 'zod';
import { type Call, createCall, type OidcOptions } from './oidc/call';
import {
  changed,
  leftOut,
  madeRegistration,
  metadataOf,
  refuseToCarry,
  type Registration,
  registration,
  registrations,
  softwareId,
} from './oidc/registration';
import { type Issuer, IssuerRefused } from './port';

/** What we need to know of a provider (OpenID Connect Discovery). The list of clients is an extension: docs/oidc.md. */
const metadata = z.object({
  issuer: z.string(),
  registration_endpoint: z.url(),
  client_list_endpoint: z.url(),
});

/** Clients registered with an OpenID Connect provider (RFC 7591, RFC 7592). Nothing is kept here: what is lost on the way can be asked for again. */
export function createOidcIssuer(options: OidcOptions): Issuer {
  const { initialAccessToken: token } = options;
  const call = createCall(options);

  async function list(by: Readonly<Record<string, string>>): Promise<readonly Registration[]> {
    const { client_list_endpoint: address } = await discover(call, options);
    const found = await call('GET', `${address}?${new URLSearchParams(by).toString()}`, registrations, { token });
    if (!found) throw notAsDocumented(options);
    return found.clients;
  }

  async function switchClient(id: string, enabled: boolean): Promise<void> {
    const [client] = await list({ client_id: id });
    if (!client) {
      if (!enabled) return;
      throw new IssuerRefused(
        'gone',
        `The client ${id} is not with the OpenID Connect provider any more. Have a new key made.`,
      );
    }
    if (client.enabled === enabled) return;
    const { registration_client_uri: address, registration_access_token: own } = client;
    const after = await call('PUT', address, registration, { token: own, body: changed(client, enabled) });
    if (after?.enabled === enabled) return;
    const wanted = enabled ? 'enabled' : 'disabled';
    throw new IssuerRefused(
      `not-${wanted}`,
      `The OpenID Connect provider did not take over that the client ${id} is ${wanted}. Have its operator see to it.`,
    );
  }

  return {
    name: 'oidc',
    makes: (kind) => kind === 'oidc',

    async find(marker) {
      const found = await list({ software_id: softwareId(marker) });
      return found.map(({ client_id, enabled = true }) => ({ id: client_id, enabled }));
    },

    async issue(marker, spec) {
      const redirectUri = refuseToCarry(spec);
      const { registration_endpoint: address } = await discover(call, options);
      const made = await call('POST', address, madeRegistration, {
        token,
        body: metadataOf(marker, redirectUri, spec),
      });
      if (!made) throw notAsDocumented(options);
      const missing = leftOut(made, marker, redirectUri, spec);
      if (missing.length === 0) return { keyId: made.client_id, clientId: made.client_id, secret: made.client_secret };
      await call('DELETE', made.registration_client_uri, z.unknown(), { token: made.registration_access_token });
      throw new IssuerRefused(
        'left-out',
        `The OpenID Connect provider made a client without ${missing.join(', ')}; it is deleted again. Have the operator make this key by hand.`,
      );
    },

    disable: (keyId) => switchClient(keyId, false),
    enable: (keyId) => switchClient(keyId, true),
  };
}

/** Where the provider registers clients. Its answer must be its own, and our token goes nowhere else. */
async function discover(call: Call, options: OidcOptions): Promise<z.output<typeof metadata>> {
  const { issuerUrl } = options;
  const found = await call('GET', `${issuerUrl}/.well-known/openid-configuration`, metadata);
  if (!found || found.issuer !== issuerUrl) throw notAsDocumented(options);
  const origins = [found.registration_endpoint, found.client_list_endpoint].map((address) => new URL(address).origin);
  if (origins.some((origin) => origin !== new URL(issuerUrl).origin)) throw notAsDocumented(options);
  return found;
}

function notAsDocumented({ issuerUrl }: OidcOptions): IssuerRefused {
  return new IssuerRefused(
    'provider',
    `${issuerUrl} is no OpenID Connect provider of that name that registers and lists clients at its own address. Is OIDC_ISSUER_URL right?`,
  );
}
