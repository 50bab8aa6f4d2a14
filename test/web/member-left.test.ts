import { callApi } from '../support/call-api';
import { granted } from '../support/web-grants';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());

interface Json {
  readonly difference: { readonly changed: readonly object[] };
  readonly csv: Readonly<Record<string, string>>;
  readonly errors: readonly { readonly field: string }[];
}

const bring = (standing: string, query = '') => {
  const yaml = `members:\n  - { mlsId: harbor-coast, userName: jdoe, kind: member, name: Jordan Doe${standing} }\n`;
  return callApi<Json>(scene.url, token, 'POST', `/directory${query}`, { yaml });
};

/** The grants that are to be looked at. */
async function told(): Promise<readonly string[]> {
  const waiting = await scene.store.dispatches.claim(100, 0, 60_000);
  await Promise.all(waiting.map(({ id }) => scene.store.dispatches.told(id)));
  return waiting.flatMap(({ message }) => (message.type === 'grant' ? [message.grantId] : []));
}

test('a file says that a member has left: told beforehand, then the grant is looked at, and no new key is tied to them', async () => {
  await bring('');
  const id = await granted(scene);
  await told();
  const change = {
    kind: 'members',
    id: 'harbor-coast/jdoe',
    fields: [{ field: 'standing', before: 'active', after: 'left' }],
  };

  const dry = await bring(', standing: left', '?dryRun=true');
  expect(dry.json.difference.changed).toMatchObject([change]);
  expect(await scene.store.grants.surroundings(id)).toMatchObject({ isMember: true });
  expect(await told()).toEqual([]);

  await bring(', standing: left');
  expect(await scene.store.grants.surroundings(id)).toMatchObject({ isMember: false });
  expect(await told()).toEqual([id]);

  const csv = await callApi<Json>(scene.url, token, 'GET', '/directory?format=csv');
  expect(csv.json.csv['members']).toContain('harbor-coast,jdoe,member,Jordan Doe,left');
  expect((await bring(', standing: left')).json.difference.changed).toEqual([]);
  const renewal = await fetch(`${scene.url}/api/v1/grants/${id}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'k' },
    body: JSON.stringify({ kind: 'renewal', termsAccepted: true }),
  });
  expect([renewal.status, ((await renewal.json()) as Json).errors]).toMatchObject([
    400,
    [{ field: 'keyHolder.flexmlsUser' }],
  ]);
});

test('a standing that is none is a fault', async () => {
  const { status, json } = await bring(', standing: moved');
  expect([status, json.errors]).toMatchObject([
    400,
    [{ problem: 'It is "moved".', remedy: 'Use one of: active, left.' }],
  ]);
});
