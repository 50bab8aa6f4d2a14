import type { Credential } from '../domain/credential';
import type { KeyFormsModel } from './pages/models';
import type { WebSettings } from './settings';

type Settings = Pick<WebSettings, 'baseUrl' | 'oidcIssuer' | 'hasDemoApp'>;

/**
 * A key in the forms that people keep it in, as text to copy; null for one that nobody here knows how to use. Not as downloads: without a second
 * request they would be `data:` addresses, and Chromium keeps the whole address, the secret with it, in the list of downloads of its history.
 */
export function keyForms(credential: Credential, secret: string, settings: Settings): KeyFormsModel | null {
  const { baseUrl, oidcIssuer, hasDemoApp = false } = settings;
  const { issuer, clientId, spec } = credential;
  if (issuer === 'builtin') return { ...bearerForms(`${baseUrl}/Reso/OData`, secret), isClient: false, demoApp: null };
  if (issuer !== 'oidc' || oidcIssuer === undefined) return null;
  const demoApp = `${baseUrl}/demo-app`;
  const discovery = `${oidcIssuer}/.well-known/openid-configuration`;
  const values = {
    OIDC_ISSUER: oidcIssuer,
    OIDC_CLIENT_ID: clientId ?? '',
    OIDC_CLIENT_SECRET: secret,
    OIDC_REDIRECT_URI: spec.redirectUri ?? '',
  };
  return {
    ...written(values),
    curl: `curl '${discovery}'`,
    isClient: true,
    demoApp: hasDemoApp && spec.redirectUri === `${demoApp}/callback` ? demoApp : null,
  };
}

function bearerForms(url: string, secret: string) {
  return {
    ...written({ LISTING_DATA_URL: url, LISTING_DATA_KEY: secret }),
    curl: `curl -H "Authorization: Bearer $LISTING_DATA_KEY" \\\n  '${url}/Property?$top=1'`,
  };
}

/** Only an address can hold a quote, and there it may be written so. */
function written(values: Readonly<Record<string, string>>) {
  return {
    env: Object.entries(values)
      .map(([name, value]) => `${name}='${value.replaceAll("'", '%27')}'`)
      .join('\n'),
    json: JSON.stringify(values, null, 2),
  };
}
