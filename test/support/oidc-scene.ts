import pino from 'pino';
import { freePort } from '../../app/ports';
import { noLimits } from '../../domain/limits';
import type { KeySpec } from '../../domain/credential';
import { createOidcIssuer } from '../../issuer/oidc';
import type { Issuer } from '../../issuer/port';
import { demoAgents } from '../../oidc/agents';
import { openOidcProvider } from '../../oidc/provider';
import { spec } from './store-scene';
import { openWebScene, type WebScene } from './web-scene';

export const initialAccessToken = 'initial-access-token-canary-0123456789';

/** What OpenID Connect clients are made for in tests. */
export const oidcSpec: KeySpec = {
  ...spec,
  kind: 'oidc',
  role: 'private',
  mlsId: 'summit-ridge',
  name: 'Ridge Desk',
  productUrl: 'https://desk.parkview-apps.example',
  redirectUri: 'https://desk.parkview-apps.example/callback',
  limits: noLimits,
};

export interface OidcScene extends WebScene {
  readonly issuerUrl: string;
  readonly issuer: Issuer;
}

/** The web app with the provider in it, and an issuer that registers clients there. @param at where they are reached, if not at the scene itself */
export async function openOidcScene(at?: string): Promise<OidcScene> {
  const port = at === undefined ? await freePort() : 0;
  const baseUrl = at ?? `http://127.0.0.1:${port}`;
  const issuerUrl = `${baseUrl}/oidc`;
  const scene = await openWebScene(
    { baseUrl, secureCookies: baseUrl.startsWith('https:'), oidcIssuer: issuerUrl, hasDemoApp: true },
    undefined,
    {
      port,
      openOidc: ({ oidc: store }, pages) =>
        openOidcProvider({
          issuer: issuerUrl,
          initialAccessToken,
          store,
          agents: demoAgents,
          pages,
          log: pino({ level: 'error' }, process.stderr),
        }),
    },
  );
  return Object.assign(scene, { issuerUrl, issuer: createOidcIssuer({ issuerUrl, initialAccessToken }) });
}
