import * as client from 'openid-client';

/** What one visitor of the demo app is about. It lives in this process's memory, and nowhere else. */
interface Visit {
  readonly config: client.Configuration;
  readonly checks: client.AuthorizationCodeGrantChecks;
  readonly startedAt: number;
  idToken: string | null;
  seen: Seen | null;
}

/** What the app got by the agent's word. */
export interface Seen {
  readonly claims: readonly { readonly name: string; readonly value: string }[];
  readonly call: string;
  readonly listings: readonly string[];
}

export class DemoAppError extends Error {
  override readonly name = 'DemoAppError';
}

/** A product of somebody else, as small as it can be: it knows the provider by its address only. */
export interface DemoApp {
  readonly callbackUrl: string;
  /** Resolves with where to send the agent. @throws DemoAppError */
  start(visitor: string, clientId: string, secret: string): Promise<string>;
  /** Takes the agent back. @throws DemoAppError */
  comeBack(visitor: string, url: URL): Promise<void>;
  seen(visitor: string): Seen | null;
  /** Forgets all; resolves with where the agent signs out. */
  signOut(visitor: string): string | null;
}

interface Addresses {
  readonly issuer: string;
  readonly callbackUrl: string;
  /** Where listing data is read. */
  readonly dataUrl: string;
}

const scope = 'openid profile email address phone RESO FBS';
const mostVisits = 100;
const visitMs = 3_600_000;

export function createDemoApp({ issuer, callbackUrl, dataUrl }: Addresses): DemoApp {
  const visits = new Map<string, Visit>();

  function keep(visitor: string, visit: Visit): void {
    visits.delete(visitor);
    for (const [id, { startedAt }] of visits) {
      if (visits.size >= mostVisits || Date.now() - startedAt > visitMs) visits.delete(id);
    }
    visits.set(visitor, visit);
  }

  return {
    callbackUrl,

    async start(visitor, clientId, secret) {
      const config = await orExplain(discover(issuer, clientId, secret));
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
      keep(visitor, { config, checks, startedAt: Date.now(), idToken: null, seen: null });
      const parameters = {
        redirect_uri: callbackUrl,
        scope,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: checks.expectedState,
        nonce: checks.expectedNonce,
      };
      return client.buildAuthorizationUrl(config, parameters).href;
    },

    async comeBack(visitor, url) {
      const visit = visits.get(visitor);
      if (!visit)
        throw new DemoAppError('This app knows nothing of that sign-in: it may have been started again since.');
      const { config, checks } = visit;
      const tokens = await orExplain(client.authorizationCodeGrant(config, url, checks));
      const claims = await orExplain(client.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub));
      visit.idToken = tokens.id_token ?? null;
      visit.seen = {
        claims: Object.entries(claims).map(([name, value]) => ({ name, value: inWords(value) })),
        call: dataUrl,
        listings: await readListings(config, tokens.access_token, dataUrl),
      };
    },

    seen: (visitor) => visits.get(visitor)?.seen ?? null,

    signOut(visitor) {
      const visit = visits.get(visitor);
      visits.delete(visitor);
      if (!visit?.idToken) return null;
      return client.buildEndSessionUrl(visit.config, { id_token_hint: visit.idToken }).href;
    },
  };
}

function discover(issuer: string, clientId: string, secret: string): Promise<client.Configuration> {
  const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  return client.discovery(new URL(issuer), clientId, secret, client.ClientSecretBasic(secret), { execute });
}

async function readListings(config: client.Configuration, token: string, dataUrl: string): Promise<readonly string[]> {
  const response = await client.fetchProtectedResource(config, token, new URL(dataUrl), 'GET');
  const { value = [] } = (await response.json()) as { value?: readonly Readonly<Record<string, unknown>>[] };
  return value.map(({ ListingKey, StandardStatus, City }) => [ListingKey, StandardStatus, City].join(', '));
}

/** The library's failures in words for whoever tries their client; none of them repeats what was sent. */
async function orExplain<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError)
      throw new DemoAppError(`The agent came back with: ${error.error}.`);
    if (error instanceof client.WWWAuthenticateChallengeError || isInvalidClient(error))
      throw new DemoAppError('The provider does not take this client id and secret. Is the key still enabled?');
    if (error instanceof client.ResponseBodyError) throw new DemoAppError(`The provider answered: ${error.error}.`);
    if (error instanceof client.ClientError)
      throw new DemoAppError(`What came back was not taken: ${error.code ?? 'unknown'}.`);
    throw error;
  }
}

function isInvalidClient(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && error.error === 'invalid_client';
}

/** An address holds all of it in one text as well. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const { formatted } = Object(value) as { readonly formatted?: unknown };
  return typeof formatted === 'string' ? formatted : JSON.stringify(value);
}
