import { randomUUID } from 'node:crypto';
import type { KeySpec } from '../../domain/credential';
import { noLimits } from '../../domain/limits';
import { type Issuer, IssuerRefused, IssuerUnavailable } from '../../issuer/port';
import { createSparkApiIssuer } from '../../issuer/spark-api';
import { Refused } from '../support/spark-stand-in/envelope';
import { type SparkStandIn, startSparkStandIn } from '../support/spark-stand-in/server';
import type { Key } from '../support/spark-stand-in/world';
import { spec } from '../support/store-scene';

let api: SparkStandIn;
let issuer: Issuer;
beforeEach(async () => {
  api = await startSparkStandIn();
  issuer = createSparkApiIssuer({ url: `${api.url}/`, apiKey: api.apiKey, timeoutMs: 250 });
});
afterEach(() => api.close());

const forAgent: KeySpec = { ...spec, role: 'private', keyHolder: { kind: 'member', flexmlsUser: 'ann.agent' } };
const oidc: KeySpec = { ...spec, kind: 'oidc', role: 'vow', redirectUri: 'https://app.example/back' };
const limited = (limits: Partial<KeySpec['limits']>): KeySpec => ({ ...spec, limits: { ...noLimits, ...limits } });
const posts = () => api.calls.filter((call) => call.startsWith('POST')).length;
const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as IssuerRefused,
  );

describe('what is made', () => {
  test('an identity for the developer in the MLS, once, and each key under it', async () => {
    await issuer.issue('r1:1', { ...spec, productUrl: 'https://homes.example' });
    await issuer.issue('r2:1', spec);
    expect(api.world.identities).toMatchObject([
      {
        FirstName: 'Dana',
        LastName: 'Fox',
        Company: 'Foxglove Software',
        Email: spec.developer!.email,
        MlsId: spec.mlsId,
      },
    ]);
    expect(api.world.keys).toMatchObject([
      { Name: spec.name, Comments: 'countersign:r1:1', Roles: ['idx'], ApplicationUri: 'https://homes.example' },
      { Name: spec.name, Comments: 'countersign:r2:1', Roles: ['idx'], ApplicationUri: null },
    ]);
    expect(api.world.authorizations).toEqual([]);
  });

  test('another MLS is another identity; whoever has one name has a dash beside it', async () => {
    await issuer.issue('r1:1', spec);
    const inês = { name: 'Inês', company: "Silva's", email: "ines.o'silva@silva.example" };
    await issuer.issue('r2:1', { ...spec, mlsId: 'blue-mesa', developer: inês });
    await issuer.issue('r3:1', { ...spec, mlsId: 'blue-mesa', developer: inês });
    expect(api.world.identities).toHaveLength(2);
    expect(api.world.identities[1]).toMatchObject({ FirstName: 'Inês', LastName: '-', MlsId: 'blue-mesa' });
  });

  test('a key for a user is authorized for that user of that MLS, and no other', async () => {
    await issuer.issue('r1:1', forAgent);
    const user = api.world.users.find(({ LoginName, MlsId }) => LoginName === 'ann.agent' && MlsId === 'harbor-coast')!;
    expect(api.world.authorizations).toMatchObject([{ keyId: api.world.keys[0]!.Id, userId: user.Id }]);
  });

  test('an OpenID Connect client has its address to go back to and a name beside its secret', async () => {
    const { clientId, secret } = await issuer.issue('r1:1', oidc);
    expect(api.world.keys).toMatchObject([{ RedirectUri: 'https://app.example/back', Key: clientId }]);
    expect(secret).not.toBe(clientId);
    expect(api.world.authorizations).toEqual([]);
  });

  test('limits that the API can hold a key to are sent, and still there when it is enabled again', async () => {
    const limits = { ips: ['192.0.2.7', '192.0.2.8'], userAgent: 'Homes/1', readOnly: true };
    const { keyId } = await issuer.issue('r1:1', limited(limits));
    await issuer.disable(keyId);
    await issuer.enable(keyId);
    const [key] = api.world.keys;
    expect(key).toMatchObject({ IpAddresses: limits.ips, UserAgent: 'Homes/1', ReadOnly: true, Roles: ['idx'] });
    expect(key).toMatchObject({ Name: spec.name, Comments: 'countersign:r1:1', Enabled: true });
  });
});

describe('what is refused before anything is made', () => {
  const refused: readonly (readonly [string, KeySpec, string, RegExp])[] = [
    ['a last day', limited({ until: '2027-01-31' }), 'limits', /until 2027-01-31/],
    ['web domains', limited({ domains: ['homes.example'] }), 'limits', /only on homes.example/],
    ['no replication', limited({ noReplication: true }), 'limits', /no copy of the data set/],
    ["a member's own data", { ...spec, role: 'own' }, 'own-data', /by hand/],
    ['a demo key', { ...spec, environment: 'demo' }, 'demo', /live keys only/],
    ['a client without an address', { ...spec, kind: 'oidc' }, 'redirect', /sent back to/],
    ['a user whom nobody knows', holder('nobody'), 'holder', /nobody, who is unknown or inactive/],
    ['a user of another kind', holder('bay.office'), 'holder', /bay.office/],
    ['a filter in a name', holder("x' Or LoginName Eq 'ann.agent"), 'holder', /unknown or inactive/],
  ];
  test.each(refused)('%s', async (_name, wanted, code, words) => {
    const error = await caught(issuer.issue('r1:1', wanted));
    expect(error).toBeInstanceOf(IssuerRefused);
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(posts()).toBe(0);
  });

  test('a role that the API does not have', async () => {
    (api.world.roles as string[]).splice(0, 1);
    expect(await caught(issuer.issue('r1:1', spec))).toMatchObject({ code: 'role' });
    expect(posts()).toBe(0);
  });

  test('a key of nobody', async () => {
    const { developer: _, ...nobody } = spec;
    expect(await caught(issuer.issue('r1:1', nobody))).toMatchObject({ code: 'developer' });
    expect(posts()).toBe(0);
  });
});

describe('what is refused after it was made is disabled at once, and not made again and again', () => {
  test.each<[keyof Key, KeySpec, RegExp]>([
    ['IpAddresses', limited({ ips: ['192.0.2.7'] }), /without only from 192.0.2.7/],
    ['UserAgent', limited({ userAgent: 'Homes/1' }), /without only by the user agent/],
    ['ReadOnly', limited({ readOnly: true }), /without read only/],
    ['RedirectUri', oidc, /sent back to/],
  ])('the API does not take over %s', async (field, wanted, words) => {
    api.world.ignores = [field];
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await caught(issuer.issue('r1:1', wanted))).toMatchObject({ message: expect.stringMatching(words) });
    }
    expect(api.world.keys).toMatchObject([{ Enabled: false }]);
    api.world.ignores = [];
    await cured(wanted);
  });

  test('the user of the key is inactive (1015)', async () => {
    const wanted = holder('old.agent');
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await caught(issuer.issue('r1:1', wanted))).toMatchObject({ code: 'holder' });
    }
    expect(api.world.keys).toMatchObject([{ Enabled: false }]);
    api.world.users = api.world.users.map((user) => ({ ...user, isActive: true }));
    await cured(wanted);
  });

  test('ten keys that reached nobody are enough', async () => {
    for (let count = 1; count <= 10; count++) await issuer.issue('r1:1', spec);
    expect(await caught(issuer.issue('r1:1', spec))).toMatchObject({ code: 'too-many' });
    expect(api.world.keys).toHaveLength(10);
  });
});

describe('finding', () => {
  test('in every identity of the developer in that MLS, whoever made it', async () => {
    const { keyId } = await issuer.issue('r1:1', spec);
    const [identity] = api.world.identities;
    const twin = { ...identity!, Id: api.world.nextId() };
    api.world.identities.unshift(twin, { ...twin, Id: api.world.nextId(), MlsId: 'prairie-lakes' });
    api.world.keys.push({ ...api.world.keys[0]!, Id: api.world.nextId(), IdentityId: twin.Id, Enabled: false });
    expect(await issuer.find('r1:1', spec)).toEqual([
      { id: keyId, enabled: true },
      { id: `${twin.Id}/${api.world.keys[1]!.Id}`, enabled: false },
    ]);
    const { keyId: next } = await issuer.issue('r2:1', spec);
    expect(next).toMatch(new RegExp(`^${identity!.Id}/`));
  });

  test('the marker counts as a word of the comments: staff may write more, and no longer marker is taken for it', async () => {
    await issuer.issue('r1:1', spec);
    await issuer.issue('r1:10', spec);
    api.world.keys = api.world.keys.map((key) => ({ ...key, Comments: `Seen by Kim. ${key.Comments}\nok` }));
    expect(await issuer.find('r1:1', spec)).toHaveLength(1);
    expect(await issuer.find('1:1', spec)).toEqual([]);
  });

  const changes: readonly (readonly [string, (keys: Key[]) => Key[]])[] = [
    ['the oldest goes', (keys) => keys.slice(1)],
    ['the oldest goes and another one comes', ([, ...keys]) => [...keys, { ...keys[0]!, Id: 9_000, Comments: null }]],
    ['another one comes in front', (keys) => [{ ...keys[0]!, Id: 9_000, Comments: null }, ...keys]],
  ];
  test.each(changes)(
    'while a long list is read, %s: what has moved to the page before is found',
    async (_name, change) => {
      for (let count = 1; count <= 26; count++) await issuer.issue(`r:${count}`, spec);
      let pages = 0;
      api.meanwhile = (call) => {
        if (call.startsWith('GET') && call.endsWith('/keys') && ++pages === 2) api.world.keys = change(api.world.keys);
      };
      expect(await issuer.find('r:26', spec)).toHaveLength(1);
      expect(pages).toBeGreaterThan(2);
    },
  );

  test('a list that never stands still is no list', async () => {
    for (let count = 1; count <= 26; count++) await issuer.issue(`r:${count}`, spec);
    api.meanwhile = (call) => {
      if (!call.endsWith('/keys')) return;
      api.world.keys = [...api.world.keys, { ...api.world.keys[0]!, Id: api.world.nextId(), Comments: null }];
    };
    expect(await caught(issuer.find('r:26', spec))).toBeInstanceOf(IssuerUnavailable);
  });
});

describe('turning off', () => {
  test('a key that is gone is off; it cannot be turned on', async () => {
    const { keyId } = await issuer.issue('r1:1', spec);
    api.world.keys = [];
    await issuer.disable(keyId);
    expect(await caught(issuer.enable(keyId))).toMatchObject({ code: '404' });
  });

  test('a key that stays on although it was turned off: staff must know', async () => {
    const { keyId } = await issuer.issue('r1:1', spec);
    api.world.ignores = ['Enabled'];
    expect(await caught(issuer.disable(keyId))).toMatchObject({
      code: 'not-disabled',
      message: expect.stringContaining(`The key ${keyId}`),
    });
  });
});

describe('what the API says', () => {
  const final: readonly (readonly [number, number, RegExp])[] = [
    [401, 1000, /does not know the key in SPARK_API_KEY/],
    [403, 1005, /not set up/],
    [500, 1005, /not set up/],
    [401, 1010, /is disabled/],
    [403, 1013, /bearer token/],
    [403, 1015, /user behind SPARK_API_KEY/],
    [405, 1017, /only read/],
    [403, 1019, /addresses of our workers/],
    [403, 1021, /replication/],
    [400, 1050, /misses something/],
    [400, 1053, /does not accept/],
    [409, 1055, /conflicts/],
    [404, 404, /Is SPARK_API_URL right/],
    [400, 2999, /a code that we do not know/],
  ];
  test.each(final)('%i with code %i is a no, in words for staff', async (status, code, words) => {
    api.refuse(new Refused(status, code, `no: Bearer ${api.apiKey}\n${'x'.repeat(300)}`));
    const error = await caught(issuer.find('r1:1', spec));
    expect(error).toBeInstanceOf(IssuerRefused);
    expect(error).toMatchObject({ code: String(code), message: expect.stringMatching(words) });
    expect(error!.said!.length).toBeLessThanOrEqual(200);
    expect(error!.said).not.toContain(api.apiKey);
  });

  const waits: readonly (readonly [string, string, number | null])[] = [
    ['rate', '7', 7_000],
    ['rate', '99999', 3_600_000],
    ['rate', '', null],
    ['rate', 'soon', null],
    ['away', '', null],
  ];
  test.each(waits)('%s with Retry-After "%s" passes', async (kind, retryAfter, retryAfterMs) => {
    api.retryAfter = retryAfter;
    api.order({ kind: kind as 'rate' | 'away' });
    const error = await caught(issuer.find('r1:1', spec));
    expect(error).toBeInstanceOf(IssuerUnavailable);
    expect(error).toMatchObject({ retryAfterMs });
    expect(await issuer.find('r1:1', spec)).toEqual([]);
  });

  test('Retry-After as a date', async () => {
    api.retryAfter = new Date(Date.now() + 3_000_000).toUTCString();
    api.order({ kind: 'rate' });
    const error = (await caught(issuer.find('r1:1', spec))) as unknown as IssuerUnavailable;
    expect(error.retryAfterMs).toBeGreaterThan(2_900_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_000_000);
  });

  test.each(['drop-before', 'drop-after', 'late', 'page', 'cut'] as const)(
    '%s while a key is made: nobody looks again before the call can have been carried out',
    async (kind) => {
      api.order({ kind, method: 'POST', path: '/keys' });
      const error = await caught(issuer.issue('r1:1', spec));
      expect(error).toBeInstanceOf(IssuerUnavailable);
      expect(error).toMatchObject({ retryAfterMs: 60_000 });
      api.settle();
      expect(await issuer.find('r1:1', spec)).toHaveLength(kind === 'drop-before' ? 0 : 1);
    },
  );

  test('a lost answer about an identity makes no second one', async () => {
    api.order({ kind: 'drop-after', method: 'POST', path: '/identities' });
    expect(await caught(issuer.issue('r1:1', spec))).toBeInstanceOf(IssuerUnavailable);
    await issuer.issue('r1:1', spec);
    expect(api.world.identities).toHaveLength(1);
  });

  test('nobody is there', async () => {
    await api.close();
    expect(await caught(issuer.find('r1:1', spec))).toBeInstanceOf(IssuerUnavailable);
    api = await startSparkStandIn();
  });

  test('[case 76] what the API says of a key that was just made is left out where it repeats the secret', async () => {
    api.meanwhile = (call) => {
      const [secret] = api.secrets;
      if (secret && call.startsWith('POST') && call.endsWith('/authorizations'))
        api.refuse(new Refused(400, 1053, `No user for ${secret}`));
      else api.refuse(undefined);
    };
    expect(await caught(issuer.issue('r1:1', forAgent))).toMatchObject({ code: '1053', said: null });
    expect(api.world.keys).toMatchObject([{ Enabled: false }]);
  });

  test('[case 76] no failure holds our key or a secret', async () => {
    const failures: unknown[] = [];
    for (const kind of ['drop-after', 'late', 'cut', 'page', 'rate', 'away'] as const) {
      api.order({ kind, method: 'POST', path: '/keys' });
      failures.push(await caught(issuer.issue(randomUUID(), spec)));
    }
    api.world.ignores = ['Enabled'];
    failures.push(await caught(issuer.issue(randomUUID(), spec)));
    const shown = failures.map((error) => JSON.stringify(error, Object.getOwnPropertyNames(error))).join('\n');
    expect(failures.every((error) => error instanceof Error)).toBe(true);
    expect(failures.at(-1)).toMatchObject({ code: 'answer', message: expect.stringMatching(/: Enabled\.$/) });
    expect(shown).not.toContain(api.apiKey);
    expect(shown).not.toMatch(/secret-[0-9a-f]{48}/);
  });
});

function holder(flexmlsUser: string): KeySpec {
  return { ...spec, keyHolder: { kind: 'member', flexmlsUser } };
}

/** An earlier key that is not as it should be is deleted by people, or is as it should be now. */
async function cured(wanted: KeySpec): Promise<void> {
  const [earlier] = api.world.keys;
  if (wanted.keyHolder.kind === 'generic-agent') api.world.keys = [];
  const { keyId } = await issuer.issue('r1:1', wanted);
  expect((await issuer.find('r1:1', wanted)).filter(({ enabled }) => enabled)).toEqual([{ id: keyId, enabled: true }]);
  expect(keyId).not.toBe(`${earlier!.IdentityId}/${earlier!.Id}`);
}
