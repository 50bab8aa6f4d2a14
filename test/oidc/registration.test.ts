import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KeySpec } from '../../domain/credential';
import type { MadeKey } from '../../issuer/port';
import { redirectUriOf } from '../support/oidc-product';
import { initialAccessToken, oidcSpec, openOidcScene, type OidcScene } from '../support/oidc-scene';

let scene: OidcScene;
let spec: KeySpec;
let made: MadeKey;
let redirectUri: string;
beforeAll(async () => {
  scene = await openOidcScene();
  redirectUri = redirectUriOf(scene);
  spec = { ...oidcSpec, redirectUri };
  made = await scene.issuer.issue('r1:1', spec);
});
afterAll(() => scene.close());

test('registering and listing take the initial access token; managing takes the client’s own', async () => {
  expect((await register({ redirect_uris: [redirectUri] }, 'wrong')).status).toBe(401);
  expect((await listed('software_id=countersign:r1:1', 'wrong')).status).toBe(401);
  expect((await listed('', initialAccessToken)).status).toBe(400);
  const text = await (await listed('software_id=countersign:r1:1', initialAccessToken)).text();
  expect(text).toContain(made.clientId);
  expect(text).not.toContain(made.secret);

  const { clients } = JSON.parse(text) as {
    clients: { registration_client_uri: string; registration_access_token: string }[];
  };
  const { registration_client_uri: uri, registration_access_token: own } = clients[0]!;
  const read = (token: string) => fetch(uri, { headers: { authorization: `Bearer ${token}` } });
  expect((await read(initialAccessToken)).status).toBe(401);
  expect((await read(own)).status).toBe(200);
});

test('a client that is deleted is gone (RFC 7592)', async () => {
  const { keyId } = await scene.issuer.issue('r5:1', spec);
  const [{ registration_client_uri: uri, registration_access_token: own }] = await clientsOf(keyId);
  expect((await fetch(uri, { method: 'DELETE', headers: { authorization: `Bearer ${own}` } })).status).toBe(204);
  expect(await scene.issuer.find('r5:1', spec)).toEqual([]);
  await scene.issuer.disable(keyId);
  await expect(scene.issuer.enable(keyId)).rejects.toMatchObject({ code: 'gone' });
});

test.each([
  [{ enabled: 'yes' }, 'enabled must be true or false'],
  [{ data_role: 'all' }, 'data_role must be one of idx, vow, private, own'],
  [{ application_type: 'native' }, 'application_type must be web'],
  [{ token_endpoint_auth_method: 'none' }, 'token_endpoint_auth_method'],
])('metadata that does not fit is refused by its name: %j', async (metadata, words) => {
  const response = await register({ redirect_uris: [redirectUri], ...metadata });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(words);
});

test.each([
  ['http', 'http://desk.example/back'],
  ['a wildcard', 'https://*.desk.example/back'],
  ['a fragment', 'https://desk.example/back#top'],
  ['a script', 'javascript:alert(1)'],
])('[case 95] an address to go back to is one exact https address: %s is refused', async (_name, address) => {
  const response = await register({ redirect_uris: [address] });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: expect.stringMatching(/^invalid_(redirect_uri|client_metadata)$/),
  });
});

test.each(['jwks_uri', 'sector_identifier_uri'])('[case 95] nothing is fetched from %s', async (key) => {
  let visits = 0;
  const server = createServer((_request, response) => void (visits++, response.end('{}')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const response = await register({ redirect_uris: [redirectUri], [key]: address });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(`${key} is not taken`);
  expect(visits).toBe(0);
  server.close();
});

test('behind TLS: every address is the one where people reach us, whatever a caller says; cookies are for https only', async () => {
  const far = await openOidcScene('https://data.example');
  const lies = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
  const registered = await fetch(`${far.url}/oidc/reg`, {
    method: 'POST',
    body: JSON.stringify({ redirect_uris: ['https://desk.example/back'] }),
    headers: { ...lies, 'content-type': 'application/json', authorization: `Bearer ${initialAccessToken}` },
  });
  const { client_id: id, registration_client_uri: uri } = (await registered.json()) as Record<string, string>;
  expect(uri).toBe(`https://data.example/oidc/reg/${id}`);
  const query = new URLSearchParams({
    client_id: id!,
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
  });
  const response = await far.get(`/oidc/auth?${query.toString()}`, lies);
  expect(response.headers.get('location')).toMatch(/^https:\/\/data\.example\/oidc\/interaction\/[\w-]+$/);
  expect(response.headers.get('strict-transport-security')).toContain('max-age');
  const cookies = response.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(1);
  for (const cookie of cookies) expect(cookie).toMatch(/; secure; httponly/i);
  await far.close();
});

function register(metadata: object, token = initialAccessToken): Promise<Response> {
  return fetch(`${scene.issuerUrl}/reg`, {
    method: 'POST',
    body: JSON.stringify(metadata),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
}

type Shown = { readonly registration_client_uri: string; readonly registration_access_token: string };

const listed = (query: string, token: string) =>
  fetch(`${scene.issuerUrl}/clients?${query}`, { headers: { authorization: `Bearer ${token}` } });

async function clientsOf(id: string): Promise<[Shown]> {
  const response = await listed(`client_id=${id}`, initialAccessToken);
  return ((await response.json()) as { clients: [Shown] }).clients;
}
