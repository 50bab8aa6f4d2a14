import * as client from 'openid-client';
import { type Browser, createBrowser, type Page } from '../../demo/browser';
import type { MadeKey } from '../../issuer/port';
import type { OidcScene } from './oidc-scene';

/** A demo agent of Summit Ridge MLS. */
export const jordan = { user: 'jdoe', password: 'summit demo agent' };

/** A product's agent on the way in, with what the product checks when they come back. */
interface Way {
  readonly browser: Browser;
  readonly page: Page;
  readonly checks: client.AuthorizationCodeGrantChecks;
}

/** Where the product of these tests has its agents sent back to. */
export function redirectUriOf({ issuerUrl }: Pick<OidcScene, 'issuerUrl'>): string {
  return new URL('/product/callback', issuerUrl).href;
}

/** A product that uses that client, by the library that products use. */
export function configOf(
  { issuerUrl }: OidcScene,
  { clientId, secret }: MadeKey,
  method = client.ClientSecretBasic(secret),
): Promise<client.Configuration> {
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(issuerUrl), clientId!, secret, method, options);
}

/** The product sends its agent to the provider. Parameters that are empty are left out. */
export async function wayIn(
  settings: client.Configuration,
  more: Readonly<Record<string, string>> = {},
  browser = createBrowser(),
): Promise<Way> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const parameters = {
    redirect_uri: redirectUriOf({ issuerUrl: settings.serverMetadata().issuer }),
    scope: 'openid profile email address phone RESO FBS',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  };
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
  const page = await browser.open(client.buildAuthorizationUrl(settings, given).href);
  return { browser, page, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
}

export const signIn = ({ browser, page }: Way): Promise<Page> => browser.send(page, jordan);

/** The agent signs in and allows it; resolves with the address that they come back to. */
export async function allow(way: Way): Promise<URL> {
  const { url } = await way.browser.send(await signIn(way), { answer: 'yes' });
  return new URL(url);
}

/** What the product has once its agent has signed in. */
export async function tokensOf(settings: client.Configuration, more: Readonly<Record<string, string>> = {}) {
  const way = await wayIn(settings, more);
  return client.authorizationCodeGrant(settings, await allow(way), way.checks);
}
