import { callApi } from '../support/call-api';
import { granted, termEndsIn } from '../support/web-grants';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

/** Whatever the API may answer; tests look at the part they expect. */
interface Json {
  readonly id: string;
  readonly detail: string;
  readonly openChangeId: string | null;
  readonly standing: { readonly state: string; readonly because: string; readonly endsAt: number | null };
  readonly grants: readonly { readonly id: string }[];
  readonly events: readonly object[];
  readonly keys: readonly object[];
  readonly errors: readonly { readonly field: string }[];
  readonly request: { readonly id: string; readonly ask: object };
}

const get = (path: string) => callApi<Json>(scene.url, token, 'GET', path);
const post = (path: string, body: object) => callApi<Json>(scene.url, token, 'POST', path, body);
const told = () => scene.told.map(({ message }) => message.type);

async function change(id: string, body: object, key = 'c1') {
  const response = await fetch(`${scene.url}/api/v1/grants/${id}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Json, headers: response.headers };
}

test('a grant with its standing, what is granted and its keys, without a secret', async () => {
  const id = await granted(scene);
  const { status, json } = await get(`/grants/${id}`);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    id,
    term: { months: 12 },
    standing: { state: 'active', because: 'Approved.' },
    granted: { mls: { id: 'harbor-coast' }, product: { name: 'Foxglove Search' } },
    limits: { readOnly: false },
    openChangeId: null,
    keys: [{ generation: 1, issuer: 'builtin', disabledAt: null, heldAt: null, overlapMs: null, retiresAt: null }],
    events: [],
    changes: [],
  });
  expect(JSON.stringify(json)).not.toContain('cs_live_');
  expect((await get('/grants/nope')).status).toBe(404);
});

test('the list is narrowed down by MLS, developer, standing and text, and paged', async () => {
  const first = await granted(scene);
  const second = await granted(scene);
  const ids = async (query: string) => (await get(`/grants${query}`)).json.grants.map(({ id }) => id);
  expect(await ids('')).toEqual([second, first]);
  expect(await ids('?limit=1&offset=1')).toEqual([first]);
  expect(await ids('?mlsId=harbor-coast&developerId=dana-fox&search=foxglove')).toEqual([second, first]);
  expect(await ids('?mlsId=blue-mesa')).toEqual([]);
  expect(await ids('?developerId=lee-park')).toEqual([]);
  await post(`/grants/${first}/suspension`, { reason: 'As agreed.' });
  expect(await ids('?state=suspended&mlsId=harbor-coast')).toEqual([first]);
  expect(await ids('?state=active')).toEqual([second]);
  expect((await get('/grants?limit=0')).status).toBe(400);
  expect((await get('/grants?state=late')).status).toBe(400);
});

test.each([
  [['suspension'], 'suspended', 'It is suspended already.'],
  [['suspension', 'reinstatement'], 'active', 'It is not suspended.'],
  [['departure'], 'in-transition', 'It is in transition already.'],
  [['departure', 'continuation'], 'active', 'It is not in transition.'],
  [['revocation'], 'revoked', 'It is revoked already. As agreed.'],
])('%j: the grant is %s; once more is refused with the reason', async (paths, state, refusal) => {
  const id = await granted(scene);
  const reason = 'As agreed.';
  for (const path of paths) {
    const { status, json } = await post(`/grants/${id}/${path}`, { reason });
    expect([status, json.events.length > 0]).toEqual([200, true]);
  }
  expect((await get(`/grants/${id}`)).json.standing).toMatchObject({ state });
  expect(told()).toEqual(paths.map(() => 'grant'));
  const { status, json } = await post(`/grants/${id}/${paths.at(-1)}`, { reason });
  expect([status, json.detail]).toEqual([409, refusal]);
});

test('a rotation: the old key goes on for 14 days unless told otherwise; one at a time', async () => {
  const id = await granted(scene);
  const reason = 'Seen in a log.';
  expect((await post(`/grants/${id}/rotation`, { reason, overlapDays: 91 })).status).toBe(400);
  expect((await post(`/grants/${id}/rotation`, { overlapDays: 3 })).status).toBe(400);
  const { json } = await post(`/grants/${id}/rotation`, { reason });
  expect(json).toMatchObject({
    keys: [{ overlapMs: 14 * 86_400_000, retiresAt: null }],
    events: [{ kind: 'rotated' }],
  });
  expect(told()).toEqual(['rotate']);
  expect((await post(`/grants/${id}/rotation`, { reason })).status).toBe(409);
});

test('a renewal is a request of its own, started once; a second one waits for it', async () => {
  const id = await granted(scene);
  await termEndsIn(scene, id, 20);
  const body = { kind: 'renewal', termsAccepted: true, product: { name: 'Foxglove Finder', url: null } };
  const first = await change(id, body);
  expect(first.status).toBe(201);
  expect(first.json.request.ask).toMatchObject({
    kind: 'grant-change',
    change: { kind: 'renewal', grantId: id, differences: [{ what: 'Product', after: 'Foxglove Finder' }, {}] },
  });
  expect(first.headers.get('location')).toBe(`/api/v1/requests/${first.json.request.id}`);
  expect(told()).toEqual(['start']);
  expect((await change(id, body)).status).toBe(200);
  expect((await change(id, { ...body, product: undefined }, 'c2')).json.detail).toContain('asked for already');
  expect((await get(`/grants/${id}`)).json.openChangeId).toBe(first.json.request.id);
});

test('a change that changes nothing, or is not confirmed, is refused by field; a suspended grant takes none', async () => {
  const id = await granted(scene);
  const unfit = await change(id, { kind: 'amendment', termsAccepted: false });
  expect([unfit.status, unfit.json.errors.map(({ field }) => field)]).toEqual([400, ['termsAccepted', 'kind']]);
  await post(`/grants/${id}/suspension`, { reason: 'A complaint.' });
  const late = await change(id, { kind: 'renewal', termsAccepted: true });
  expect([late.status, late.json.detail]).toEqual([409, expect.stringContaining('A complaint.')]);
  expect((await change('nope', { kind: 'renewal', termsAccepted: true })).status).toBe(404);
});

test('the API describes grants', async () => {
  const response = await fetch(`${scene.url}/api/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, object> };
  const ours = Object.keys(paths).filter((path) => path.startsWith('/api/v1/grants'));
  expect(ours.map((path) => path.replace('/api/v1/grants', '')).toSorted()).toEqual([
    '',
    '/{id}',
    ...['changes', 'continuation', 'departure', 'reinstatement', 'revocation', 'rotation', 'suspension'].map(
      (path) => `/{id}/${path}`,
    ),
  ]);
});
