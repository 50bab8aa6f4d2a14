import { hashToken } from '../../secrets/token';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

test('the developer sees whose turn it is, since when and what comes next, step by step', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const status = await scene.statusLink(id);
  const broker = await scene.ask(id, 'broker', 'tom-berg');
  const first = await (await scene.get(status.path)).text();
  expect(first).toContain('&quot;Broker approval&quot; waits for Tom Berg.');
  expect(first).toMatch(/Since <time/);
  expect([...first.matchAll(/class="step ([\w-]+)"/g)].map(([, state]) => state)).toEqual(['current', 'later']);

  await scene.decide(broker);
  const mls = await scene.ask(id, 'mls', 'mia-olson');
  expect(await (await scene.get(status.path)).text()).toContain('waits for Mia Olson or Raj Patel');
  await scene.decide(mls, 'deny', { reason: 'Not in our policy.' });
  const last = await (await scene.get(status.path)).text();
  expect([...last.matchAll(/class="step ([\w-]+)"/g)].map(([, state]) => state)).toEqual(['done', 'denied']);
  expect(last).toContain('Not in our policy.');
});

test('a withdrawn request shows how far it came', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const status = await scene.statusLink(id);
  await scene.decide(await scene.ask(id, 'broker', 'tom-berg'));
  await scene.store.requests.withdraw(id, 'Kim Sato', 'sent twice');
  const html = await (await scene.get(status.path)).text();
  expect([...html.matchAll(/class="step ([\w-]+)"/g)].map(([, state]) => state)).toEqual(['done', 'withdrawn']);
});

test('a question to the developer says what to do; the clock stands still meanwhile', async () => {
  const id = await scene.request();
  const status = await scene.statusLink(id);
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'), 'ask', { reason: 'Which sites show it?' });
  const html = await (await scene.get(status.path)).text();
  expect(html).toContain('Answer the question in the mail we sent you.');
  expect(html).toContain('Which sites show it?');
});

test('an approval that was taken back ends the request, since then', async () => {
  const id = await scene.request();
  const status = await scene.statusLink(id);
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const { token, code } = await scene.receipt(id);
  const taken = await scene.store.decisions.decideByLink({
    tokenHash: hashToken(token),
    code,
    act: { verdict: 'revoke' },
    reason: 'It was for another product.',
    circumstances: {},
  });
  expect(taken.kind).toBe('recorded');
  const html = await (await scene.get(status.path)).text();
  expect(html).toContain('class="tag revoked"');
  expect(html).toContain('No key works any more.');
  expect(html).toMatch(/Since <time/);
});

test('no secret, no code and no decision link stands on it', async () => {
  const id = await scene.request();
  const status = await scene.statusLink(id);
  const ask = await scene.ask(id, 'mls', 'ann-lee');
  await scene.decide(ask);
  const pickup = await scene.issue(id, 'cs_live_secret');
  const html = await (await scene.get(status.path)).text();
  expect(html).toContain('Your key is ready');
  for (const secret of ['cs_live_secret', ask.token, ask.code, pickup.token, pickup.code])
    expect(html).not.toContain(secret);
});
