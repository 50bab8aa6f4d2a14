import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene({ mailboxUrl: 'http://127.0.0.1:7401' })));
afterAll(() => scene.close());

test('health, readiness and figures', async () => {
  expect(await (await scene.get('/healthz')).json()).toEqual({ ok: true });
  expect(await (await scene.get('/readyz')).json()).toEqual({ store: true });
  const figures = await (await scene.get('/metrics')).text();
  expect(figures).toContain('countersign_unknown_link_total 0');
  expect(figures).toContain('route="/healthz"');
});

test('the first page says what this is and where to go', async () => {
  const html = await (await scene.get('/')).text();
  for (const words of [
    'href="/console"',
    'http://127.0.0.1:7401',
    'href="/register"',
    'href="/choose"',
    'href="/datamart"',
  ]) {
    expect(html).toContain(words);
  }
  expect(html).not.toContain('Temporal</strong>');
});

test('a page that is not there has a way back', async () => {
  const response = await scene.get('/nope');
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('href="/"');
});
