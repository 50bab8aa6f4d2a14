import { callApi } from '../support/call-api';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

interface Json {
  readonly chain: { readonly steps: readonly { readonly id: string; readonly exempt: object | null }[] };
  readonly usually: object;
  readonly faults: readonly object[];
  readonly errors: readonly { readonly problem: string }[];
}

const call = (method: string, path: string, body?: unknown) => callApi<Json>(scene.url, token, method, path, body);
const preview = (plan: string, query = '') => call('GET', `/plans/${plan}/chain?${query}`);
const page = async (path: string) => {
  const response = await scene.get(path, { cookie: `countersign=${token}` });
  return { status: response.status, html: await response.text() };
};

async function approve(planId: string, tookMinutes: number): Promise<void> {
  const id = await scene.request(planId);
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  await scene.store.requests.settle(id);
  await scene.sql(
    `update request set created_at = (select settled_at from outcome where request_id = '${id}') - interval '${tookMinutes} minutes' where id = '${id}'`,
  );
}

test('who is asked in which order, and what each step needs', async () => {
  const { status, json } = await preview('blue-mesa-vow');
  expect(status).toBe(200);
  expect(json.chain.steps).toMatchObject([
    { id: 'committee', after: [], quorum: { count: 2 }, exempt: null, approvers: [{ id: 'otto-kline' }, {}, {}] },
    { id: 'mls', after: [], alternates: [{ name: 'Rosa Quint' }], accepts: ['link+code', 'reply', 'attested'] },
  ]);
  expect(json.usually).toEqual({ closed: 0, medianMs: null, p90Ms: null });
});

test('the same as a picture, in a file of its own', async () => {
  const response = await fetch(`${scene.url}/api/v1/plans/blue-mesa-vow/chain.svg?developerId=lee-park`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const svg = await response.text();
  expect(svg).toMatch(/^<svg .*From the request of Lee Park to the key.*<style>.*<\/svg>\n$/);
  expect((await call('GET', '/plans/nope/chain.svg')).status).toBe(404);
  expect((await scene.get('/api/v1/plans/blue-mesa-vow/chain.svg')).status).toBe(401);
});

test('the conditions are judged for the developer who would ask', async () => {
  await approve('harbor-coast-idx', 60);
  const { json } = await preview('blue-mesa-vow', 'developerId=dana-fox&keyHolder=member');
  expect(json.chain.steps[0]!.exempt).toMatchObject({ kind: 'satisfied' });
  expect((await preview('blue-mesa-vow', 'developerId=lee-park')).json.chain.steps[0]!.exempt).toBeNull();
});

test.each([
  ['an unknown plan', 'nope', '', 404],
  ['an unknown developer', 'blue-mesa-vow', 'developerId=nope', 404],
  ['an unknown key holder', 'blue-mesa-vow', 'keyHolder=nope', 400],
])('%s', async (_, plan, query, status) => {
  expect((await preview(plan, query)).status).toBe(status);
});

test('[case 13] where nobody may decide: 409, naming the step', async () => {
  await scene.sql(`update approver set active = false where id = 'ann-lee'`);
  try {
    const { status, json } = await preview('harbor-coast-idx');
    expect(status).toBe(409);
    expect(json.errors[0]!.problem).toBe('Nobody is left who may decide "MLS approval". (chain, steps[0].approvers)');
    expect((await page('/console/plans/harbor-coast-idx/chain')).html).toContain('could not be started');
  } finally {
    await scene.sql(`update approver set active = true where id = 'ann-lee'`);
  }
});

test('the page draws the chain, names what each step needs, and how long it usually takes', async () => {
  const path = '/console/plans/harbor-coast-idx/chain';
  expect((await page(path)).html).toContain('No request of this MLS has closed yet.');
  await approve('harbor-coast-idx', 36 * 60);
  await approve('harbor-coast-idx', 36 * 60);
  const { html } = await page(`${path}?developer=lee-park`);
  expect(html).toContain('Usually takes 1.5 days; 9 of 10 took at most 1.5 days (from 2 closed requests).');
  expect(html).toContain('<option value="lee-park" selected>');
  expect(html).toContain('From the request of Lee Park');
  expect(html).toContain('Ann Lee (MLS admin) &lt;ann.lee@harbor-coast.example&gt;');
  expect((await page('/console/requests/new')).html).toContain(path);
  expect((await page('/console/plans/nope/chain')).status).toBe(404);
});

test('the schema of a chain is there for editors, and a chain is checked against it', async () => {
  const response = await scene.get('/api/schemas/chain.json');
  expect(await response.json()).toMatchObject({ title: 'Approval chain', properties: { steps: { type: 'array' } } });
  const step = { id: 'mls', title: 'MLS approval', approvers: ['ann-lee'] };
  expect((await call('POST', '/chains/check', { chain: { version: 1, steps: [step] } })).json.faults).toEqual([]);
  const { json } = await call('POST', '/chains/check', {
    chain: { version: 1, steps: [{ ...step, quorum: { count: 2 } }] },
  });
  expect(json.faults).toMatchObject([{ path: 'steps[0].quorum', problem: 'It needs 2 approvals of 1.' }]);
});
