import { demoDirectory } from '../../directory/demo';
import type { Migration } from '../../domain/migration';
import type { Directory } from '../../store/port';
import { callApi } from '../support/call-api';
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
  await scene.store.directory.load(demoDirectory);
  scene.told.length = 0;
});

type Plan = Directory['plans'][number];
const planId = 'prairie-lakes-idx';

const see = (id: string) => callApi<Migration>(scene.url, token, 'GET', `/requests/${id}/migration`);
const move = (id: string, chainVersion: number) =>
  callApi<{ detail: string; chain: { version: number }; standing: { because: string } }>(
    scene.url,
    token,
    'POST',
    `/requests/${id}/migration`,
    { chainVersion, reason: 'the MLS changed its way' },
  );

/** The MLS changes the chain of the plan. */
async function change(chain: (before: Plan['chain']) => Partial<Plan['chain']>): Promise<void> {
  const plans = demoDirectory.plans.map((plan) =>
    plan.id === planId ? { ...plan, chain: { ...plan.chain, version: 2, ...chain(plan.chain) } } : plan,
  );
  await scene.store.directory.load({ ...demoDirectory, plans });
}

/** Broker approval before, none after. */
const withoutBroker = () => change(({ steps }) => ({ steps: steps.slice(1) }));

async function approvedByBroker(): Promise<string> {
  const id = await scene.request(planId);
  const { path, code, token: link } = await scene.ask(id, 'broker', 'tom-berg');
  await scene.decide({ path, code, token: link });
  scene.told.length = 0;
  return id;
}

test('while the MLS changed nothing there is no difference, and nothing to move', async () => {
  const id = await scene.request(planId);
  expect((await see(id)).json).toMatchObject({ from: 1, to: 1, isSame: true, lost: [], asked: [] });
  const { status, json } = await move(id, 1);
  expect([status, json.detail]).toEqual([409, expect.stringContaining('present chain already')]);
  expect(scene.told).toEqual([]);
});

test('a step that is gone: its decision counts no more, and the next step is asked', async () => {
  const id = await scene.request(planId);
  await withoutBroker();
  const { json } = await see(id);
  expect(json).toMatchObject({ from: 1, to: 2, isSame: false });
  expect(json.steps.map(({ stepId, change: what }) => [stepId, what])).toEqual([
    ['mls', 'changed'],
    ['broker', 'removed'],
  ]);
  expect(json.asked.map(({ approver }) => approver.name)).toEqual(['Mia Olson', 'Raj Patel']);
  expect(json.before.because).toContain('Tom Berg');

  const moved = await move(id, 2);
  expect([moved.status, moved.json.chain.version]).toEqual([200, 2]);
  expect(moved.json.standing.because).toContain('Mia Olson');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['changed']);
  expect(await scene.store.requests.revisions(id)).toHaveLength(1);
});

test('a decision that the other chain does not take is named beforehand', async () => {
  const id = await approvedByBroker();
  await withoutBroker();
  const { json } = await see(id);
  expect(json.lost).toMatchObject([{ approver: { name: 'Tom Berg' }, verdict: 'approve', stepId: 'broker' }]);
  const page = await scene.get(`/console/requests/${id}/migration`, { cookie: `countersign=${token}` });
  expect(await page.text()).toContain('Tom Berg approved at &quot;Broker approval&quot;');
});

test('a version that is no longer the newest is refused', async () => {
  const id = await scene.request(planId);
  await withoutBroker();
  const { status, json } = await move(id, 1);
  expect([status, json.detail]).toEqual([409, expect.stringContaining('version 2 by now')]);
});

test('a request that has ended is not moved', async () => {
  const id = await scene.request(planId);
  await scene.store.requests.withdraw(id, 'Kim Sato', 'sent twice');
  await withoutBroker();
  expect((await move(id, 2)).status).toBe(409);
});

test('a chain that would ask nobody of this request is shown as unfit, with the remedy', async () => {
  const id = await scene.request(planId);
  await change(({ steps }) => ({ steps: [{ ...steps[0]!, approvers: ['nobody-there'] }] }));
  const { status, json } = await see(id);
  expect(status).toBe(409);
  expect(json).toMatchObject({ errors: [{ problem: expect.stringContaining('Nobody is left') }] });
});

test('that it was the first request does not change by its being there', async () => {
  await change(({ steps }) => ({ steps: [...steps, { ...steps[0]!, id: 'first', when: { firstRequest: true } }] }));
  const id = await scene.request(planId);
  expect((await see(id)).json).toMatchObject({ isSame: true });
  const next = await scene.request(planId);
  expect((await see(next)).json).toMatchObject({ isSame: true });
});

test('the page shows the difference first, then the form, and moves the request', async () => {
  const id = await scene.request(planId);
  const path = `/console/requests/${id}/migration`;
  const cookie = `countersign=${token}`;
  const same = await (await scene.get(path, { cookie })).text();
  expect(same).toContain('There is nothing to move.');
  expect(same).not.toContain('name="chainVersion"');

  await change(({ steps }) => ({
    steps: steps.map((step) =>
      step.id === 'mls' ? { ...step, quorum: 'all' as const, title: 'Both of the MLS' } : step,
    ),
  }));
  const html = await (await scene.get(path, { cookie })).text();
  expect(html).toMatch(/<del>any one of them is enough<\/del>[\s\S]*<ins>all of them must approve<\/ins>/);
  expect(html).toContain('name="chainVersion" value="2"');
  const moved = await scene.post(path, { chainVersion: '2', reason: 'new way' }, { cookie });
  expect(moved.headers.get('location')).toBe(`/console/requests/${id}`);
  expect(await (await scene.get(`/console/requests/${id}`, { cookie })).text()).toContain('Both of the MLS');
});
