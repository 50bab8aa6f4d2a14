import { callApi } from '../support/call-api';
import { type newcomer, register, reviewed, sendCode } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';
import { businessDays } from '../../web/registration-queue';

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

const page = async (path: string) => (await scene.get(path, { cookie: `countersign=${token}` })).text();
const review = (id: string, form: Record<string, string>) =>
  scene.post(`/console/requests/${id}/review`, form, { cookie: `countersign=${token}` });
const call = (id: string, body: unknown) =>
  callApi<{ standing: { state: string }; detail: string }>(scene.url, token, 'POST', `/requests/${id}/review`, body);

/** A registration that was put to the operator. */
async function underReview(more: Partial<typeof newcomer> = {}) {
  const registered = await register(scene, more);
  await sendCode(scene, await scene.proofLink(registered.id));
  await scene.ask(registered.id, 'review', 'review-desk');
  scene.told.length = 0;
  return registered;
}

test('whoever is signed in activates a developer; the step is decided', async () => {
  const { id, developerId } = await underReview();
  const html = await page(`/console/requests/${id}`);
  expect(html).toContain('Activate Nia Okoro');
  expect(html).toContain('Reject Nia Okoro');
  expect((await review(id, { verdict: 'approve' })).headers.get('location')).toBe(`/console/requests/${id}`);
  const file = await scene.store.requests.settle(id);
  expect(file.standing.state).toBe('approved');
  expect(file.facts.decisions).toMatchObject([{ stepId: 'review', verdict: 'approve', grade: 'signed-in' }]);
  expect((await scene.store.developers.find(developerId))!.activatedAt).not.toBeNull();
  expect(scene.told.map(({ message }) => message.type)).toEqual(['decision']);
});

test('to reject takes a reason, which the developer reads', async () => {
  const { id } = await underReview();
  const without = await review(id, { verdict: 'deny', reason: ' ' });
  expect([without.status, await without.text()]).toEqual([422, expect.stringContaining('The reason is missing.')]);
  await review(id, { verdict: 'deny', reason: 'The company cannot be found.' });
  expect((await scene.store.requests.file(id))!.standing).toMatchObject({
    state: 'denied',
    reason: 'The company cannot be found.',
  });
});

test('[case 82] only registrations are decided in the console, and only once the address is proven', async () => {
  const other = await scene.request();
  await scene.ask(other, 'mls', 'ann-lee');
  expect((await call(other, { verdict: 'approve' })).status).toBe(409);
  expect(await page(`/console/requests/${other}`)).not.toContain('/review"');

  const { id } = await register(scene);
  expect(await page(`/console/requests/${id}`)).not.toContain('Activate Nia Okoro');
  const early = await call(id, { verdict: 'approve' });
  expect([early.status, early.json.detail]).toEqual([409, expect.stringContaining('not open yet')]);
  expect((await call('nope', { verdict: 'approve' })).status).toBe(404);
  expect((await scene.post(`/console/requests/${id}/review`, { verdict: 'approve' })).status).toBe(303);
});

test('over the API', async () => {
  const { id } = await underReview();
  expect((await call(id, { verdict: 'deny' })).status).toBe(400);
  expect((await call(id, { verdict: 'maybe', reason: 'r' })).status).toBe(400);
  const activated = await call(id, { verdict: 'approve' });
  expect([activated.status, activated.json.standing.state]).toEqual([200, 'approved']);
  expect((await call(id, { verdict: 'deny', reason: 'r' })).status).toBe(409);
  const { json } = await callApi<{ requests: { request: { id: string; ask: { kind: string } } }[] }>(
    scene.url,
    token,
    'GET',
    '/requests?state=registrations',
  );
  expect(json.requests).toMatchObject([{ request: { id, ask: { kind: 'registration' } } }]);
});

test('seed: "within 3 business days": the queue shows how long registrations wait, in red once staff are called', async () => {
  await scene.request();
  const { id } = await underReview();
  const queue = await page('/console?state=registrations');
  expect(queue.match(/class="row"/g)).toHaveLength(1);
  expect(queue).toContain('<span class="row-why">In review since today.</span>');

  const tasks = [{ stepId: 'review', note: 'Nobody answers.' }];
  await scene.store.letters.write({ requestId: id, key: 'late', letters: [], tasks });
  expect(await page('/console?state=registrations')).toMatch(
    /<span class="row-why error">[^<]*late, and staff are called/,
  );
  await review(id, { verdict: 'approve' });
  await scene.store.requests.settle(id);
  expect(await page('/console?state=registrations')).not.toContain('In review');
});

test('the page of a registration shows the earlier ones of that address', async () => {
  const first = await reviewed(scene, 'deny');
  const second = await register(scene, { use: 'A map that shows listings to house hunters who sign in.' });
  const html = await page(`/console/requests/${second.id}`);
  expect(html).toContain('Other registrations of this address');
  expect(html).toContain(`href="/console/requests/${first.id}"`);
  expect(html).toContain('Say more about who will see the data.');
  expect(await page(`/console/requests/${(await register(scene, { email: 'new@x.example' })).id}`)).not.toContain(
    'Other registrations',
  );
});

const operator = { timeZone: 'America/Chicago', closedDays: ['2026-11-26'] };
test.each([
  ['the same day', '2026-11-23T15:00Z', '2026-11-23T23:00Z', 0],
  ['the next morning', '2026-11-23T15:00Z', '2026-11-24T13:00Z', 1],
  ['over a holiday and a weekend', '2026-11-25T15:00Z', '2026-11-30T15:00Z', 2],
  ['from a Saturday to a Monday', '2026-11-28T15:00Z', '2026-11-30T15:00Z', 1],
  ['late in the evening of the zone', '2026-11-24T05:59Z', '2026-11-24T06:01Z', 1],
])('business days begun, %s', (_, from, to, days) => {
  expect(businessDays(operator, Date.parse(from), Date.parse(to))).toBe(days);
});
