import type * as client from 'openid-client';
import type { KeySpec } from '../../domain/credential';
import type { DataRole } from '../../domain/plan';
import { fingerprint } from '../../secrets/token';
import { configOf, redirectUriOf, tokensOf } from '../support/oidc-product';
import { oidcSpec, openOidcScene, type OidcScene } from '../support/oidc-scene';

let scene: OidcScene;
let spec: KeySpec;
beforeAll(async () => {
  scene = await openOidcScene();
  spec = { ...oidcSpec, redirectUri: redirectUriOf(scene) };
});
afterAll(() => scene.close());

async function clientFor(role: DataRole): Promise<{ readonly keyId: string; readonly settings: client.Configuration }> {
  const made = await scene.issuer.issue(`${role}:1`, { ...spec, role });
  return { keyId: made.keyId, settings: await configOf(scene, made) };
}

const read = (token: string, query = '?$top=100') =>
  scene.get(`/Reso/OData/Property${query}`, { authorization: `Bearer ${token}` });

interface Listed {
  readonly value: readonly Readonly<Record<string, string | null>>[];
}

test.each([
  ['idx', ['Active', 'Pending']],
  ['vow', ['Active', 'Closed', 'Pending']],
] as const)('an agent’s token reads what the MLS approved for the client: %s', async (role, statuses) => {
  const { settings } = await clientFor(role);
  const { access_token: token } = await tokensOf(settings);
  const { value } = (await (await read(token)).json()) as Listed;
  expect(new Set(value.map(({ StandardStatus }) => StandardStatus))).toEqual(new Set(statuses));
  expect(value.every(({ ListingKey }) => ListingKey!.startsWith('summit-ridge'))).toBe(true);
});

test('own data is that of the agent who signed in', async () => {
  const { settings } = await clientFor('own');
  const { value } = (await (await read((await tokensOf(settings)).access_token)).json()) as Listed;
  expect(value.length).toBeGreaterThan(0);
  for (const { ListAgentMlsId, BuyerAgentMlsId } of value) expect([ListAgentMlsId, BuyerAgentMlsId]).toContain('jdoe');
});

test('no data for a token without the scope RESO, an id token, or a guess; none once the client is disabled', async () => {
  const { settings, keyId } = await clientFor('private');
  const narrow = await tokensOf(settings, { scope: 'openid profile' });
  const { access_token: token, id_token: idToken } = await tokensOf(settings);
  for (const sent of [narrow.access_token, idToken!, 'A'.repeat(43)]) expect((await read(sent)).status).toBe(401);
  expect((await read(token)).status).toBe(200);
  await scene.issuer.disable(keyId);
  expect((await read(token)).status).toBe(401);
});

test.each([
  ['its own product', 'https://desk.example/back', false],
  ['the demo app', undefined, true],
])('the pickup page gives a client all that a program needs: one for %s', async (_name, given, isForDemoApp) => {
  const redirectUri = given ?? `${scene.url}/demo-app/callback`;
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const { path, token, code } = await scene.issue(id, 'client-secret-canary', {
    issuer: 'oidc',
    clientId: 'client-0a1b',
    redirectUri,
  });
  const html = await (await scene.post(path, { link: fingerprint(token), code })).text();
  const json = /<code>({[^]*?})<\/code>/.exec(html)![1]!.replaceAll('&quot;', '"');
  expect(JSON.parse(json)).toEqual({
    OIDC_ISSUER: scene.issuerUrl,
    OIDC_CLIENT_ID: 'client-0a1b',
    OIDC_CLIENT_SECRET: 'client-secret-canary',
    OIDC_REDIRECT_URI: redirectUri,
  });
  expect(html).toContain(`${scene.issuerUrl}/.well-known/openid-configuration`);
  expect(html.includes('sign in there as a demo agent')).toBe(isForDemoApp);
  expect(html).not.toContain('LISTING_DATA_KEY');
  expect(scene.log.join('')).not.toContain('client-secret-canary');
});
