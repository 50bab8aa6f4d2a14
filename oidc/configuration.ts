import { type Configuration, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { OidcStore } from '../store/port';
import { createAdapter } from './adapter';
import { claimsByScope, claimsOf, scopes } from './claims';
import type { ProviderKeys } from './keys';
import { checkMetadata, ownMetadata } from './metadata';
import type { Agents, OidcPages } from './port';

const hour = 3_600;

interface Parts {
  readonly issuer: string;
  /** Whoever registers clients must show it. */
  readonly initialAccessToken: string;
  readonly store: OidcStore;
  readonly keys: ProviderKeys;
  readonly agents: Agents;
  readonly pages: OidcPages;
  readonly isSecure: boolean;
}

/** What the library is told: authorization code with PKCE, RS256, confidential clients, and nothing that we do not need. */
export function configurationOf(parts: Parts): Configuration {
  const { issuer, initialAccessToken, store, keys, agents, pages, isSecure } = parts;
  return {
    adapter: createAdapter(store),
    jwks: keys.jwks,
    cookies: {
      keys: keys.cookieKeys,
      names: { session: 'oidc', interaction: 'oidc-interaction', resume: 'oidc-resume' },
      long: { httpOnly: true, sameSite: 'lax', secure: isSecure },
      short: { httpOnly: true, sameSite: 'lax', secure: isSecure },
    },
    scopes,
    claims: { ...claimsByScope, acr: null, auth_time: null, iss: null, sid: null },
    async findAccount(_context, sub) {
      const agent = agents.find(sub);
      return agent && { accountId: sub, claims: () => claimsOf(agent) };
    },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    // The others would need scripts in our pages, or say to browsers what only the client should know.
    clientDefaults: { response_modes: ['query'] },
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    interactions: {
      url: (_context, { uid }) => `${issuer}/interaction/${uid}`,
      policy: policyFor(agents),
    },
    extraClientMetadata: { properties: ownMetadata, validator: checkMetadata },
    discovery: { client_list_endpoint: `${issuer}/clients` },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true, initialAccessToken },
      // Whoever loses the answer to a change must still hold the token.
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
      introspection: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context) => showPage(context, pages.signOut(signOutForm(context, issuer))),
        postLogoutSuccessSource: (context) => showPage(context, pages.signedOut()),
      },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    renderError: (context, { error, error_description: description = '' }) =>
      showPage(context, pages.error(error, description)),
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      IdToken: hour,
      Interaction: hour,
      Session: 12 * hour,
      Grant: 14 * 24 * hour,
    },
  };
}

/** A client that one MLS has approved is no way in for agents of another: one who is signed in already is asked to sign in as somebody else. */
function policyFor(agents: Agents): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('login')!.checks.add(
    new interactionPolicy.Check('other_mls', 'the agent is of another MLS', ({ oidc }) => {
      const agent = agents.find(oidc.session?.accountId ?? '');
      const mlsId = oidc.client?.['mls_id'];
      return mlsId !== undefined && agent !== undefined && agent.mlsId !== mlsId;
    }),
  );
  return policy;
}

function signOutForm({ oidc }: KoaContextWithOIDC, issuer: string) {
  const { secret } = oidc.session!.state as { readonly secret: string };
  return { action: `${issuer}/session/end/confirm`, xsrf: secret, client: oidc.client?.clientName ?? null };
}

function showPage(context: Pick<KoaContextWithOIDC, 'type' | 'body'>, html: string): void {
  context.type = 'html';
  context.body = html;
}
