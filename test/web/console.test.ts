import { inputOf, openWebScene, password, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
let cookie: string;
beforeAll(async () => {
  scene = await openWebScene();
  cookie = `countersign=${await scene.signIn()}`;
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const page = async (path: string) => {
  const response = await scene.get(path, { cookie });
  return { status: response.status, html: await response.text() };
};
const send = (path: string, form: Record<string, string>) => scene.post(path, form, { cookie });

const filled = {
  planId: 'harbor-coast-idx',
  developerId: 'dana-fox',
  keyHolderKind: 'member',
  flexmlsUser: 'jdoe',
  productName: 'Foxglove Search',
  productUrl: 'https://search.foxglove.example',
  use: 'A public search site that shows current listings with attribution.',
  termsAccepted: 'yes',
};

test('[case 82] without a session the console sends people to sign in, on every route', async () => {
  const routes = [
    ['GET', '/console'],
    ['GET', '/console/requests/new'],
    ['GET', '/console/requests/x'],
    ['GET', '/console/developers/new'],
    ['POST', '/console/developers'],
    ['POST', '/console/requests'],
    ['POST', '/console/requests/x/withdrawal'],
    ['POST', '/console/requests/x/credential'],
    ['POST', '/console/requests/x/credential/disablement'],
    ['POST', '/console/requests/x/reassignment'],
    ['POST', '/console/requests/x/letter'],
    ['POST', '/console/requests/x/extension'],
    ['POST', '/console/requests/x/override'],
    ['POST', '/console/requests/x/override/confirmation'],
    ['GET', '/console/requests/x/migration'],
    ['POST', '/console/requests/x/migration'],
    ['POST', '/console/tasks/x/closing'],
    ['GET', '/console/plans/harbor-coast-idx/chain'],
  ] as const;
  const table = scene.app.printRoutes({ commonPrefix: false });
  const inTable = table
    .split('\n')
    .filter((line) => /console/.test(line) || /withdrawal|credential|disablement|\/new|:id/.test(line));
  expect(inTable.length).toBeGreaterThanOrEqual(5);
  for (const [method, path] of routes) {
    const response = method === 'GET' ? await scene.get(path) : await scene.post(path, { reason: 'x' });
    expect([path, response.status]).toEqual([path, 303]);
    expect(response.headers.get('location')).toMatch(/^\/console\/sign-in\?next=%2Fconsole/);
  }
});

test('[case 92] signing in gives a new id, ends the one the browser brought, and signing out ends it on the server', async () => {
  const planted = await scene.signIn();
  const response = await scene.post(
    '/console/sign-in',
    { email: staff.email.toUpperCase(), password },
    { cookie: `countersign=${planted}` },
  );
  const set = response.headers.get('set-cookie')!;
  expect(set).toMatch(/HttpOnly; SameSite=Lax/);
  const own = /countersign=([\w-]{43})/.exec(set)![1]!;
  expect(own).not.toBe(planted);
  expect((await scene.get('/console', { cookie: `countersign=${planted}` })).status).toBe(303);
  expect((await scene.get('/console', { cookie: `countersign=${own}` })).status).toBe(200);
  await scene.post('/console/sign-out', {}, { cookie: `countersign=${own}` });
  expect((await scene.get('/console', { cookie: `countersign=${own}` })).status).toBe(303);
});

test.each([
  ['a wrong password', staff.email, 'wrong'],
  ['an unknown address', 'nobody@countersign.example', password],
  ['nothing', '', ''],
])('%s gives the same answer and no cookie', async (_, email, typed) => {
  const response = await scene.post('/console/sign-in', { email, password: typed });
  expect(response.status).toBe(422);
  expect(response.headers.get('set-cookie')).toBeNull();
  const html = await response.text();
  expect(html).toContain('Email or password is not right.');
  expect(typed === '' || !html.includes(typed)).toBe(true);
});

test('the empty list teaches: one button, one command', async () => {
  const { html } = await page('/console');
  expect(html).toContain('No requests yet');
  expect(html).toContain('countersign request start --help');
  expect((await page('/console?search=zzz')).html).toContain('Nothing matches');
});

test('from the form to the request, told once however often it is sent', async () => {
  const { html } = await page('/console/requests/new');
  expect(html).toContain('<optgroup label="Harbor Coast MLS">');
  const form = { ...filled, idempotencyKey: inputOf(html, 'idempotencyKey')! };
  const responses = await Promise.all([send('/console/requests', form), send('/console/requests', form)]);
  const [first, second] = responses.map((response) => response.headers.get('location'));
  expect(first).toMatch(/^\/console\/requests\/[\w-]{36}$/);
  expect(second).toBe(first);
  expect(scene.told).toHaveLength(1);
  const detail = (await page(first!)).html;
  expect(detail).toContain('&quot;MLS approval&quot; waits for Ann Lee.');
  expect(detail).toContain('Withdraw the request');
  expect((await page('/console?search=dana&state=open')).html).toContain(first!);
  expect((await page('/console?state=settled')).html).not.toContain(first!);

  const other = await send('/console/requests', { ...form, use: 'Something else altogether, of a decent length.' });
  expect(other.status).toBe(409);
  expect(await other.text()).toContain(first!);
});

test('a developer who is not in the list is added, and is chosen in the form that follows', async () => {
  const wrong = await send('/console/developers', { name: 'Noa Levi', company: 'Levi Labs', email: 'noa@' });
  expect(wrong.status).toBe(422);
  const html = await wrong.text();
  expect(html).toContain('id="email-error"');
  expect(html).toContain('value="Noa Levi"');

  const added = await send('/console/developers', {
    name: 'Noa Levi',
    company: 'Levi Labs',
    email: 'noa@levi-labs.example',
  });
  const next = added.headers.get('location')!;
  expect(next).toMatch(/^\/console\/requests\/new\?developer=[\w-]{36}$/);
  expect((await page(next)).html).toMatch(/<option value="[\w-]{36}" selected>Noa Levi, Levi Labs<\/option>/);
});

test('what is wrong stands beside its field and in the summary; what was typed stays', async () => {
  const response = await send('/console/requests', {
    ...filled,
    keyHolderKind: '',
    productUrl: 'javascript:alert(1)',
    use: 'short <b>',
    termsAccepted: '',
  });
  const html = await response.text();
  expect(response.status).toBe(422);
  for (const id of ['keyHolder-kind', 'product-url', 'use', 'termsAccepted']) {
    expect(html).toContain(`id="${id}-error"`);
    expect(html).toContain(`href="#${id}"`);
  }
  expect(html).toContain('short &lt;b&gt;</textarea>');
  expect(html).toContain('<option value="dana-fox" selected>');
  expect(scene.told).toHaveLength(0);
});

test('a request page names the effect of each order, asks for a reason, and carries it out', async () => {
  const id = await scene.request();
  const path = `/console/requests/${id}`;
  const empty = await send(`${path}/withdrawal`, { reason: ' ' });
  expect(empty.status).toBe(422);
  expect(await empty.text()).toContain('The reason is missing.');
  expect((await send(`${path}/withdrawal`, { reason: 'sent twice' })).headers.get('location')).toBe(path);
  const { html } = await page(path);
  expect(html).toContain('Kim Sato withdrew the request: sent twice');
  expect(html).not.toContain('Withdraw the request');
  const late = await send(`${path}/withdrawal`, { reason: 'again' });
  expect(late.status).toBe(409);
  expect(await late.text()).toContain('Too late.');
  expect(scene.told.map(({ message }) => message.type)).toEqual(['withdrawal']);
});

test('the key shows its state, never its secret, and can be replaced or disabled', async () => {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  await scene.issue(id, 'cs_live_secret');
  scene.told.length = 0;
  const { html } = await page(`/console/requests/${id}`);
  expect(html).toContain('Waits for the developer until');
  expect(html).toContain('About pickup');
  expect(html).toContain('Waits to be sent.');
  expect(html).not.toContain('cs_live_secret');
  await send(`/console/requests/${id}/credential`, { reason: 'lost' });
  await send(`/console/requests/${id}/credential/disablement`, { reason: 'leaked' });
  expect(scene.told.map(({ message }) => message.type)).toEqual(['reissue', 'disable']);
});

test('the list pages', async () => {
  for (let at = 0; at < 27; at++) await scene.request();
  const first = (await page('/console')).html;
  expect(first.match(/class="row"/g)).toHaveLength(25);
  expect(first).toContain('href="/console?page&#x3D;2"');
  const second = (await page('/console?page=2')).html;
  expect(second.match(/class="row"/g)).toHaveLength(2);
  expect(second).toContain('Newer');
});

test.each(['nope', '%00', 'a'.repeat(90), '..%2f..%2fetc'])(
  'an unknown request %s: a page with a way back',
  async (id) => {
    const { status, html } = await page(`/console/requests/${id}`);
    expect(status).toBe(404);
    expect(html).toContain('Back to the requests');
  },
);
