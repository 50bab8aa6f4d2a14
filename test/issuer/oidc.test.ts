import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noLimits } from '../../domain/limits';
import { createOidcIssuer } from '../../issuer/oidc';
import { type Issuer, IssuerRefused, IssuerUnavailable } from '../../issuer/port';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy';
import { initialAccessToken, oidcSpec as spec, openOidcScene, type OidcScene } from '../support/oidc-scene';

let proxy: FaultyProxy;
let scene: OidcScene;
let issuer: Issuer;
let count = 0;
const newMarker = () => `request-${++count}:1`;
beforeAll(async () => {
  proxy = await startFaultyProxy();
  scene = await openOidcScene(proxy.url);
  proxy.upstream = scene.url;
  ({ issuer } = scene);
});
afterAll(async () => {
  await scene.close();
  await proxy.close();
});

const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe('what is registered', () => {
  test('a client with its product, its address to go back to, its MLS and its role', async () => {
    const marker = newMarker();
    const { keyId, clientId, secret } = await issuer.issue(marker, spec);
    expect(clientId).toBe(keyId);
    expect(secret.length).toBeGreaterThan(60);
    expect(await registered(marker)).toEqual([
      expect.objectContaining({
        client_name: 'Ridge Desk',
        client_uri: 'https://desk.parkview-apps.example',
        redirect_uris: [spec.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'RS256',
        software_id: `countersign:${marker}`,
        mls_id: 'summit-ridge',
        data_role: 'private',
        enabled: true,
      }),
    ]);
  });

  test('switching a client leaves the rest of it as it was', async () => {
    const marker = newMarker();
    const { keyId } = await issuer.issue(marker, spec);
    const before = await registered(marker);
    await issuer.disable(keyId);
    expect(await registered(marker)).toEqual([{ ...before[0], enabled: false }]);
    await issuer.enable(keyId);
    expect(await registered(marker)).toEqual(before);
  });
});

describe('refused before anything is made', () => {
  const { redirectUri: _none, ...nowhere } = spec;
  test.each([
    ['nowhere to send agents back to', nowhere, /states none/],
    ['read-only', { ...spec, limits: { ...noLimits, readOnly: true } }, /read only/],
    ['a last day', { ...spec, limits: { ...noLimits, until: '2027-06-30' } }, /until 2027-06-30/],
    ['addresses', { ...spec, limits: { ...noLimits, ips: ['192.0.2.1'] } }, /only from 192\.0\.2\.1/],
  ])('%s', async (_name, wish, words) => {
    const marker = newMarker();
    const error = await caught(issuer.issue(marker, wish));
    expect(error).toBeInstanceOf(IssuerRefused);
    expect(error!.message).toMatch(words);
    expect(await issuer.find(marker, spec)).toEqual([]);
  });
});

describe('what goes wrong on the way', () => {
  test.each(['drop-after', 'page', 'cut'] as const)(
    'the answer is lost (%s): nothing is settled, the next look waits, and the orphan is found and disabled',
    async (kind) => {
      const marker = newMarker();
      proxy.order({ kind, method: 'POST', path: '/reg' });
      const error = await caught(issuer.issue(marker, spec));
      expect(error).toBeInstanceOf(IssuerUnavailable);
      expect(error).toMatchObject({ retryAfterMs: 60_000 });
      const [orphan, ...more] = await issuer.find(marker, spec);
      expect([orphan?.enabled, more]).toEqual([true, []]);
      await issuer.disable(orphan!.id);
      expect(await issuer.find(marker, spec)).toEqual([{ id: orphan!.id, enabled: false }]);
    },
  );

  test('a call that comes twice makes two clients, and both are found', async () => {
    const marker = newMarker();
    proxy.order({ kind: 'twice', method: 'POST', path: '/reg' });
    const { keyId } = await issuer.issue(marker, spec);
    const found = await issuer.find(marker, spec);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ id: keyId, enabled: true });
  });

  test('an answer that comes too late leaves a client that is found later', async () => {
    const marker = newMarker();
    proxy.order({ kind: 'late', method: 'POST', path: '/reg' });
    const hasty = createOidcIssuer({ issuerUrl: scene.issuerUrl, initialAccessToken, timeoutMs: 1_000 });
    expect(await caught(hasty.issue(marker, spec))).toBeInstanceOf(IssuerUnavailable);
    expect(await issuer.find(marker, spec)).toEqual([]);
    await proxy.settle();
    expect(await issuer.find(marker, spec)).toHaveLength(1);
  });

  test('busy: it waits as long as the provider asks for', async () => {
    proxy.retryAfter = '7';
    proxy.order({ kind: 'rate', method: 'POST', path: '/reg' });
    expect(await caught(issuer.issue(newMarker(), spec))).toMatchObject({ retryAfterMs: 7_000 });
  });

  test.each(['away', 'drop-before'] as const)(
    'away (%s): a list that could not be read is no empty list',
    async (kind) => {
      proxy.order({ kind, method: 'GET', path: '/clients' });
      expect(await caught(issuer.find(newMarker(), spec))).toBeInstanceOf(IssuerUnavailable);
    },
  );

  test('the answer to a disabling is lost: repeating it is safe', async () => {
    const marker = newMarker();
    const { keyId } = await issuer.issue(marker, spec);
    proxy.order({ kind: 'drop-after', method: 'PUT' });
    expect(await caught(issuer.disable(keyId))).toBeInstanceOf(IssuerUnavailable);
    await issuer.disable(keyId);
    expect(await issuer.find(marker, spec)).toEqual([{ id: keyId, enabled: false }]);
  });
});

describe('a provider that says no, or is none', () => {
  test('an initial access token that it does not take: the message says what to set, and repeats no token', async () => {
    const other = createOidcIssuer({ issuerUrl: scene.issuerUrl, initialAccessToken: 'another-token-canary' });
    for (const work of [other.issue(newMarker(), spec), other.find(newMarker(), spec)]) {
      const error = await caught(work);
      expect(error).toBeInstanceOf(IssuerRefused);
      expect(error!.message).toMatch(/OIDC_INITIAL_ACCESS_TOKEN/);
      expect(JSON.stringify([error, error!.message, error!.stack])).not.toContain('another-token-canary');
    }
  });

  test('an address that it does not take: what it says is passed on to staff', async () => {
    const error = await caught(issuer.issue(newMarker(), { ...spec, redirectUri: 'ftp://desk.example/' }));
    expect(error).toMatchObject({ code: 'invalid_redirect_uri', said: expect.stringContaining('redirect_uris') });
    expect(error!.message).toMatch(/Ask the developer for another one/);
  });

  test('nothing there, another name, or no list of clients: OIDC_ISSUER_URL is in question', async () => {
    for (const issuerUrl of [`${scene.url}/console`, `${scene.url}/oidc`]) {
      const error = await caught(createOidcIssuer({ issuerUrl, initialAccessToken }).find(newMarker(), spec));
      expect(error).toBeInstanceOf(IssuerRefused);
      expect(error!.message).toMatch(/OIDC_ISSUER_URL/);
    }
  });

  test('one that makes a client without what it is to be held to: the client is deleted again, staff are told what was left out', async () => {
    const plain = await startPlainProvider();
    const error = await caught(createOidcIssuer({ issuerUrl: plain.url, initialAccessToken }).issue(newMarker(), spec));
    expect(error).toMatchObject({ code: 'left-out' });
    expect(error!.message).toMatch(/the switch that disables it \(enabled\)/);
    expect(plain.calls).toEqual(['GET /.well-known/openid-configuration', 'POST /reg', 'DELETE /reg/c1']);
    await plain.close();
  });
});

async function registered(marker: string): Promise<readonly object[]> {
  const response = await fetch(`${scene.issuerUrl}/clients?software_id=countersign:${marker}`, {
    headers: { authorization: `Bearer ${initialAccessToken}` },
  });
  return ((await response.json()) as { clients: object[] }).clients;
}

/** A provider that knows the standards and nothing else. */
async function startPlainProvider() {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    const client = {
      client_id: 'c1',
      client_secret: 's1',
      redirect_uris: [spec.redirectUri],
      registration_client_uri: `${url}/reg/c1`,
      registration_access_token: 't1',
    };
    const metadata = { issuer: url, registration_endpoint: `${url}/reg`, client_list_endpoint: `${url}/clients` };
    response.end(JSON.stringify(request.method === 'POST' ? client : metadata));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, calls, close: async () => void (await once(server.close(), 'close')) };
}
