import type { KeySpec } from '../../domain/credential';
import { createBuiltinIssuer } from '../../issuer/builtin';
import { createIssuers } from '../../issuer/issuers';
import { type Issuer, IssuerRefused } from '../../issuer/port';
import { createSparkApiIssuer } from '../../issuer/spark-api';
import { openPgliteStore } from '../../store/pglite';
import { oidcSpec, openOidcScene } from '../support/oidc-scene';
import { startSparkStandIn } from '../support/spark-stand-in/server';
import { seal, spec as bearerSpec } from '../support/store-scene';

type Opened = { readonly issuer: Issuer; readonly spec: KeySpec; close(): Promise<void> };

const openers: Readonly<Record<Issuer['name'], () => Promise<Opened>>> = {
  async builtin() {
    const store = await openPgliteStore({ folder: 'memory', seal });
    return { issuer: createBuiltinIssuer(store.keys), spec: bearerSpec, close: store.close };
  },
  async 'spark-api'() {
    const { url, apiKey, close } = await startSparkStandIn();
    return { issuer: createSparkApiIssuer({ url, apiKey }), spec: bearerSpec, close };
  },
  async oidc() {
    const { issuer, close } = await openOidcScene();
    return { issuer, spec: oidcSpec, close };
  },
};

/** What every issuer must do. */
describe.each(Object.keys(openers) as Issuer['name'][])('%s', (name) => {
  let issuer: Issuer;
  let spec: KeySpec;
  let close: () => Promise<void>;
  beforeAll(async () => ({ issuer, spec, close } = await openers[name]()));
  afterAll(() => close());

  test('it goes by its name', () => {
    expect(issuer.name).toBe(name);
    expect(issuer.makes(spec.kind)).toBe(true);
  });

  test('a key is found again by its marker, without its secret', async () => {
    const { keyId, clientId, secret } = await issuer.issue('r1:1', spec);
    expect(secret.length).toBeGreaterThan(40);
    expect(clientId === null).toBe(spec.kind === 'bearer');
    expect(await issuer.find('r1:1', spec)).toEqual([{ id: keyId, enabled: true }]);
  });

  test('nothing is found by a marker that was never used, nor by one that only begins alike', async () => {
    await issuer.issue('r4:12', spec);
    expect(await issuer.find('r9:9', spec)).toEqual([]);
    expect(await issuer.find('r4:1', spec)).toEqual([]);
  });

  test('two issues under one marker are two keys, and both are found: the caller decides', async () => {
    const ids = [await issuer.issue('r2:1', spec), await issuer.issue('r2:1', spec)].map(({ keyId }) => keyId);
    expect((await issuer.find('r2:1', spec)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  test('disabling is safe to repeat', async () => {
    const { keyId } = await issuer.issue('r3:1', spec);
    await issuer.disable(keyId);
    await issuer.disable(keyId);
    expect(await issuer.find('r3:1', spec)).toEqual([{ id: keyId, enabled: false }]);
  });

  test('a disabled key can be enabled again, and that is safe to repeat', async () => {
    const { keyId } = await issuer.issue('r5:1', spec);
    await issuer.disable(keyId);
    await issuer.enable(keyId);
    await issuer.enable(keyId);
    expect(await issuer.find('r5:1', spec)).toEqual([{ id: keyId, enabled: true }]);
  });

  test('every key is found, however many there are', async () => {
    for (let count = 1; count <= 30; count++) await issuer.issue(`many:${count}`, spec);
    for (const count of [1, 25, 26, 30]) expect(await issuer.find(`many:${count}`, spec)).toHaveLength(1);
  });
});

describe('the issuers that are set up', () => {
  const names = ['builtin', 'spark-api', 'oidc'] as const;
  const [builtin, sparkApi, oidc] = names.map((name) => ({ name })) as unknown as [Issuer, Issuer, Issuer];
  const client: KeySpec = { ...bearerSpec, kind: 'oidc' };

  test('live keys come from the one that is set, demo keys always from ours', () => {
    const issuers = createIssuers({ builtin, 'spark-api': sparkApi }, 'spark-api');
    expect(issuers.of(bearerSpec)).toBe(sparkApi);
    expect(issuers.of({ ...bearerSpec, environment: 'demo' })).toBe(builtin);
    expect(issuers.named('builtin')).toBe(builtin);
  });

  test('an OpenID Connect client comes from a provider where one is set up, else from where other keys come from', () => {
    expect(createIssuers({ builtin, 'spark-api': sparkApi, oidc }, 'spark-api').of(client)).toBe(oidc);
    expect(createIssuers({ builtin, 'spark-api': sparkApi }, 'spark-api').of(client)).toBe(sparkApi);
    expect(createIssuers({ builtin, oidc }, 'builtin').of(bearerSpec)).toBe(builtin);
  });

  test('a key of an issuer that is not set up any more: the message says what to set', () => {
    const { named } = createIssuers({ builtin }, 'builtin');
    expect(() => named('spark-api')).toThrow(IssuerRefused);
    expect(() => named('spark-api')).toThrow(/SPARK_API_URL and SPARK_API_KEY/);
    expect(() => named('oidc')).toThrow(/OIDC_ISSUER_URL and OIDC_INITIAL_ACCESS_TOKEN/);
  });
});
