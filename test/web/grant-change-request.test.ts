import { randomUUID } from 'node:crypto';
import { digestOf } from '../../secrets/digest';
import { hashToken } from '../../secrets/token';
import { callApi } from '../support/call-api';
import { changeAsked, granted } from '../support/web-grants';
import { cookieOf } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const html = async (path: string, headers: Record<string, string> = {}) => (await scene.get(path, headers)).text();
const inConsole = async (path: string) => html(path, { cookie: `countersign=${await scene.signIn()}` });
const verdictsOn = (page: string) =>
  [...page.matchAll(/name="verdict" value="([\w-]+)"/g)].map(([, verdict]) => verdict);
const finder = { name: 'Foxglove <Finder>', url: 'https://search.foxglove.example' };

test('a change: the difference stands first, all that is granted then is folded', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, { kind: 'amendment', product: finder });
  const page = await html((await scene.ask(changeId, 'mls', 'ann-lee')).path);
  expect(page).toContain('May <bdi>Foxglove Software</bdi> change what it may do with data of Harbor Coast MLS?');
  expect(page).toContain('What is granted was approved first on <time');
  const [before, after, folded] = [
    '<del dir="auto">Foxglove Search</del>',
    '<ins dir="auto">Foxglove &lt;Finder&gt;</ins>',
    '<summary>Everything that is granted then</summary>',
  ].map((part) => page.indexOf(part));
  expect([before! > 0, after! > before!, folded! > after!]).toEqual([true, true, true]);
  expect(page.indexOf('<dt>May see</dt>')).toBe(-1);
  expect(page).toContain('It is the last approval needed. The change holds from then on.');
  expect(page).toContain('and all stays as it was granted before.');
  expect(page).not.toContain('no key is made');
});

test('a renewal that leaves all as it is says so', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, {});
  const page = await html((await scene.ask(changeId, 'mls', 'ann-lee')).path);
  expect(page).toContain('keep its key to data of Harbor Coast MLS for a new term?');
  expect(page).toContain('A renewal, with a new term until <time');
  expect(page).toContain('<strong>Nothing is different:</strong>');
  expect(page).toContain('It is the last approval needed. The new term is granted.');
});

test('neither another plan nor another MLS nor a key made elsewhere is offered, and the store takes none', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, {});
  const mailed = await scene.ask(changeId, 'mls', 'ann-lee');
  expect(verdictsOn(await html(mailed.path))).toEqual(['approve', 'deny', 'ask', 'recuse']);
  const refusals = [
    [
      { verdict: 'propose', planId: 'harbor-coast-vow' },
      'Another plan cannot be proposed for what is granted already.',
    ],
    [{ verdict: 'refer', mlsId: 'blue-mesa' }, 'That can only be said where the MLS is asked directly.'],
    [{ verdict: 'set-up' }, 'That can only be said where the MLS is asked directly.'],
  ] as const;
  for (const [act, because] of refusals) {
    const { token, code } = mailed;
    const by = { tokenHash: hashToken(token), code, act, reason: 'Another one fits.', circumstances: {} };
    const outcome = await scene.store.decisions.decideByLink(by);
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { because: expect.stringContaining(because) as string },
    });
  }
  expect((await scene.decide(mailed, 'propose', { planId: 'harbor-coast-vow', reason: 'r' })).status).toBe(422);
});

test('what was decided, the receipt and the status say what counts from then on', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, { kind: 'amendment', product: finder });
  const status = await scene.statusLink(changeId);
  const open = await html(status.path);
  expect(open).toContain('<h1>Change of <bdi>Foxglove &lt;Finder&gt;</bdi></h1>');
  expect(open).toContain('From the request of Dana Fox to the change');
  const decided = await scene.decide(await scene.ask(changeId, 'mls', 'ann-lee'));
  expect(await decided.text()).toContain('All approvals are there. The change holds from then on.');
  expect(await html(status.path)).toContain('The change holds from then on.');
  const receipt = await scene.receipt(changeId);
  await scene.store.grants.apply(changeId);
  expect(await html(receipt.path)).toContain('What it changed counts no more.');
  const own = await html(`/account/grants/${id}`, await cookieOf(scene, 'dana-fox'));
  expect(own).toContain(`<strong>Changed</strong>`);
  expect(own).toContain(`href="/account/requests/${changeId}"`);
  expect(own).toContain('Foxglove &lt;Finder&gt;');
});

test('a change that is declined leaves all as it was', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, { kind: 'amendment', product: finder });
  await scene.decide(await scene.ask(changeId, 'mls', 'ann-lee'), 'deny', { reason: 'Not under that name.' });
  const page = await html(`/account/requests/${changeId}`, await cookieOf(scene, 'dana-fox'));
  expect(page).toContain('All stays as it was granted before.');
  expect(page).toContain('No change');
  expect(page).toContain(`href="/account/grants/${id}"`);
});

test('lists say what it is; the console narrows them down and leads to the grant', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, {});
  expect(await inConsole('/console')).toContain('<strong>Renewal: IDX for public sites</strong>');
  const list = await inConsole('/console?state=changes');
  expect(list).toContain(`href="/console/requests/${changeId}"`);
  expect(list).not.toContain(`href="/console/requests/${id}"`);
  const page = await inConsole(`/console/requests/${changeId}`);
  expect(page).toContain('<h1>Renewal: IDX for public sites, Harbor Coast MLS</h1>');
  expect(page).toContain(`href="/console/grants/${id}"`);
  expect(await html('/account', await cookieOf(scene, 'dana-fox'))).toContain('<strong>Renewal: IDX for public sites');
});

test('its evidence holds all that its digests are taken over', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, { kind: 'amendment', product: finder });
  const token = await scene.signIn();
  const path = `/requests/${changeId}/evidence`;
  const { json } = await callApi<{ request: { ask: object; digest: string }; chain: object }>(
    scene.url,
    token,
    'GET',
    path,
  );
  expect(digestOf(json.request.ask)).toBe(json.request.digest);
  const { chain, request } = (await scene.store.requests.file(changeId))!;
  const term = { months: 6, noticeDays: 30, graceDays: 7 };
  const other = { ...request, id: randomUUID(), chain: { ...chain, term }, idempotencyKey: 'k-term' };
  await scene.store.requests.start(other);
  const seen = await callApi<typeof json>(scene.url, token, 'GET', `/requests/${other.id}/evidence`);
  expect(digestOf(seen.json.chain)).toBe(digestOf(other.chain));
});
