import { createHash } from 'node:crypto';
import { isSignedRoster, type SignedRoster } from '../../rosters/signed-roster';
import { chromiumPath, inBrowser } from '../support/browser';
import { callApi } from '../support/call-api';
import { auditKey, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
let requestId: string;
beforeAll(async () => {
  scene = await openWebScene({}, undefined, { chromium: chromiumPath });
  token = await scene.signIn();
  requestId = await scene.request();
  await scene.decide(await scene.ask(requestId, 'mls', 'ann-lee'));
  await scene.issue(requestId);
});
afterAll(() => scene.close());

interface Kept {
  readonly id: string;
  readonly madeBy: string;
}
const make = (mlsId = 'harbor-coast') => callApi<Kept>(scene.url, token, 'POST', `/mlses/${mlsId}/rosters`);
const api = (path: string, accept = '*/*') => scene.get(`/api/v1${path}`, { authorization: `Bearer ${token}`, accept });
const staffPage = (path: string) => scene.get(path, { cookie: `countersign=${token}` });

test('the API makes a roster, keeps it, and hands out the very bytes that were signed', async () => {
  const { status, json } = await make();
  expect([status, json]).toEqual([201, expect.objectContaining({ mlsId: 'harbor-coast', madeBy: 'Kim Sato' })]);
  const response = await api(`/mlses/harbor-coast/rosters/${json.id}`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const text = await response.text();
  expect(createHash('sha256').update(text).digest('hex')).toBe(json.id);
  const roster = JSON.parse(text) as SignedRoster;
  expect(roster).toMatchObject({
    operator: 'Example Data Platform',
    key: auditKey.publicKey,
    grants: [
      { id: requestId, keyHolder: { flexmlsUser: 'jdoe' }, approvals: [{ proofs: [{ by: 'Ann Lee (MLS admin)' }] }] },
    ],
  });
  expect(isSignedRoster(roster)).toBe(true);
  const listed = await callApi<{ rosters: Kept[] }>(scene.url, token, 'GET', '/mlses/harbor-coast/rosters');
  expect(listed.json.rosters[0]).toEqual(json);
});

test.each([
  ['?format=csv', '*/*'],
  ['', 'text/csv'],
])('as CSV by %o and Accept %o, which names the signed file', async (query, accept) => {
  const { json } = await make();
  const response = await api(`/mlses/harbor-coast/roster${query}`, accept);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="roster-harbor-coast-\d{4}-\d\d-\d\d\.csv"$/,
  );
  expect(await response.text()).toMatch(new RegExp(`${requestId}.*Foxglove Search.*${json.id}`));
});

inBrowser('as PDF by the Accept header', async () => {
  await make();
  const response = await api('/mlses/harbor-coast/roster', 'application/pdf');
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect((await response.text()).slice(0, 5)).toBe('%PDF-');
});

test.each([
  ['/mlses/nowhere/rosters', 404],
  ['/mlses/operator/rosters', 404],
  ['/mlses/prairie-lakes/roster', 404],
  [`/mlses/harbor-coast/rosters/${'a'.repeat(64)}`, 404],
  ['/mlses/harbor-coast/roster?format=xml', 400],
])('%s: %d', async (path, status) => {
  expect((await api(path)).status).toBe(status);
});

test('nobody sees a roster who is not signed in', async () => {
  const { json } = await make();
  for (const path of ['', 's', `s/${json.id}`]) {
    expect((await scene.get(`/api/v1/mlses/harbor-coast/roster${path}`)).status).toBe(401);
  }
  for (const path of ['', `s/${json.id}`, `s/${json.id}/csv`]) {
    expect((await scene.get(`/console/mlses/harbor-coast/roster${path}`)).status).toBe(303);
  }
});

test('in the console one is made by a button, shown, and taken as files; looking makes none', async () => {
  const before = await staffPage('/console/mlses/prairie-lakes/roster');
  expect([before.status, await before.text()]).toEqual([200, expect.stringContaining('None was made yet')]);
  expect(await scene.store.rosters.list('prairie-lakes', 9)).toEqual([]);

  const made = await scene.post('/console/mlses/harbor-coast/rosters', {}, { cookie: `countersign=${token}` });
  expect(made.status).toBe(303);
  const path = made.headers.get('location')!;
  const html = await (await staffPage(path)).text();
  const id = path.split('/').at(-1)!;
  expect(html).toContain(`<dd>${id}</dd>`);
  for (const words of ['Foxglove Search', 'the agent jdoe', 'Approved', 'waits to be picked up', `${path}/pdf`]) {
    expect(html).toContain(words);
  }
  const json = await (await staffPage(`${path}/json`)).text();
  expect(createHash('sha256').update(json).digest('hex')).toBe(id);
  expect((await staffPage(`${path}/xml`)).status).toBe(404);
  expect((await staffPage('/console/mlses/nowhere/roster')).status).toBe(404);
});

test('without Chromium a PDF is refused with what to do instead', async () => {
  const bare = await openWebScene();
  try {
    const mine = await bare.signIn();
    await callApi(bare.url, mine, 'POST', '/mlses/harbor-coast/rosters');
    const path = '/mlses/harbor-coast/roster?format=pdf';
    const { status, json } = await callApi<{ title: string; detail: string }>(bare.url, mine, 'GET', path);
    expect([status, json.title]).toEqual([503, 'No PDF']);
    expect(json.detail).toMatch(
      /COUNTERSIGN_CHROMIUM\. Take CSV or JSON, or print the page .*mlses\/harbor-coast\/roster$/,
    );
  } finally {
    await bare.close();
  }
});
