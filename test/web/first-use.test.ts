import { eventually } from '../support/eventually';
import { bareKey, keyInHand } from '../support/keys-in-hand';
import { cookieOf } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

const server = { id: 'harbor-api', secret: 'harbor-api-secret-0123456789abcdef' };
let scene: WebScene;
beforeAll(async () => (scene = await openWebScene({ resourceServers: [server] })));
afterAll(() => scene.close());

const authorization = `Basic ${btoa(`${server.id}:${server.secret}`)}`;
const introspect = (token: string) => scene.post('/oauth/introspect', { token }, { authorization });
const read = (token: string, path = 'Property?$top=1', headers: Record<string, string> = {}) =>
  scene.get(`/Reso/OData/${path}`, { authorization: `Bearer ${token}`, ...headers });

const firstUses = async (requestId: string) =>
  (await scene.store.audit.ofRequest(requestId)).filter(({ kind }) => kind === 'first-used');
const isNoticed = (requestId: string) =>
  eventually('the first use is on record', async () => (await firstUses(requestId)).length > 0);
/** Whatever an earlier call has set going is written before this one is. */
async function nothingIsNoticed(requestId: string): Promise<void> {
  const another = await keyInHand(scene);
  await read(another.secret);
  await isNoticed(another.requestId);
  expect(await firstUses(requestId)).toEqual([]);
}

test.each([
  ['listing data', (token: string) => read(token)],
  ['the first introspection', introspect],
])('the first use, by %s: recorded once, whoever comes how often', async (_how, use) => {
  const { requestId, secret } = await keyInHand(scene);
  expect((await scene.store.requests.file(requestId))!.credential!.firstUsedAt).toBeNull();
  await Promise.all(Array.from({ length: 20 }, () => use(secret)));
  await isNoticed(requestId);
  await Promise.all(Array.from({ length: 20 }, () => use(secret)));
  const [event, ...more] = await firstUses(requestId);
  expect(more).toEqual([]);
  const { credential } = (await scene.store.requests.file(requestId))!;
  expect(credential!.firstUsedAt).toBe(event!.at);
  expect(scene.told.map(({ message }) => message)).toEqual([{ type: 'first-used', credentialId: credential!.id }]);
});

test('a use that is refused is none, and a demo key is not watched', async () => {
  const { requestId, keyId, secret } = await keyInHand(scene);
  await scene.sql(`update builtin_key set spec = jsonb_set(spec, '{limits,userAgent}', '"Fox"') where id = '${keyId}'`);
  expect((await read(secret)).status).toBe(403);
  expect((await read(secret, 'Property?$top=x', { 'user-agent': 'Fox' })).status).toBe(400);
  expect((await read(secret, 'Nothing', { 'user-agent': 'Fox' })).status).toBe(404);
  await scene.sql(`update builtin_key set spec = jsonb_set(spec, '{environment}', '"demo"') where id = '${keyId}'`);
  expect((await read(secret, 'Property?$top=1', { 'user-agent': 'Fox' })).status).toBe(200);
  await nothingIsNoticed(requestId);
});

test('a key without a request is used without a trace', async () => {
  const { secret } = await bareKey(scene);
  expect((await read(secret)).status).toBe(200);
  expect((await (await introspect(secret)).json()) as object).toMatchObject({ active: true });
});

test('when it cannot be recorded, the answer is the same, the log says so, and the next use is', async () => {
  const { requestId, secret } = await keyInHand(scene);
  await scene.sql('alter table credential rename to elsewhere');
  expect((await read(secret)).status).toBe(200);
  await eventually('it is logged', () => scene.log.some((line) => line.includes('first use not recorded')));
  await scene.sql('alter table elsewhere rename to credential');
  await read(secret);
  await isNoticed(requestId);
});

test('the console and the account say since when a key is in use', async () => {
  const { requestId, secret } = await keyInHand(scene);
  const pages = async () => {
    const staff = { cookie: `countersign=${await scene.signIn()}` };
    const developer = await cookieOf(scene, 'dana-fox');
    const paths = [
      [`/console/requests/${requestId}`, staff],
      ['/account', developer],
      [`/account/requests/${requestId}`, developer],
    ] as const;
    return Promise.all(paths.map(async ([path, headers]) => (await scene.get(path, headers)).text()));
  };
  for (const html of (await pages()).toSpliced(1, 1)) expect(html).not.toContain('First used on');
  await read(secret);
  await isNoticed(requestId);
  for (const html of await pages()) expect(html).toMatch(/First used on <time datetime="2/);
});
