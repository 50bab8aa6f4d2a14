import { cookieOf, newcomer, register, reviewed, sendCode } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

async function pageOf(developerId: string, path = '/account') {
  const response = await scene.get(path, await cookieOf(scene, developerId));
  return { status: response.status, html: await response.text() };
}

test('[case 82] without a session every page of a developer leads to sign-in', async () => {
  for (const path of ['/account', '/account/requests/x']) {
    const response = await scene.get(path);
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(path)}`,
    ]);
  }
  expect((await scene.post('/account', { company: 'x' })).headers.get('location')).toBe('/sign-in?next=%2Faccount');
});

test('an activated developer with nothing yet: every empty place says what to do', async () => {
  const { developerId } = await reviewed(scene);
  const { html } = await pageOf(developerId);
  expect(html).toContain(newcomer.name);
  expect(html).toContain(newcomer.email);
  expect(html).toContain('href="/datamart"');
  expect(html).toContain('None yet. When a request is approved');
  expect(html).not.toContain('Your registration');
  expect(html).not.toContain('Not sent yet');
});

test('while the address is not confirmed, and while the review waits, the page says so and shows the chain', async () => {
  const { id, developerId } = await register(scene);
  expect((await pageOf(developerId)).html).toContain('waits for you to confirm your address');
  await sendCode(scene, await scene.proofLink(id));
  const { html } = await pageOf(developerId);
  expect(html).toContain('&quot;Review of the registration&quot; waits for Review desk.');
  expect(html).toContain('within 3 business days');
  expect(html).toContain('aria-label="Picture of the chain"');
  expect(html).not.toContain('Register again');
});

test('a rejected developer sees the reason, and may register again', async () => {
  const { developerId } = await reviewed(scene, 'deny');
  const { html } = await pageOf(developerId);
  expect(html).toContain('Say more about who will see the data.');
  expect(html).toContain('<a class="button" href="/register">Register again</a>');
  await register(scene, { use: 'A map that shows listings to house hunters, who sign in with their mail address.' });
  expect((await pageOf(developerId)).html).not.toContain('Register again');
});

test('requests stand with whose turn it is, drafts with the way back, keys by reference', async () => {
  const id = await scene.request();
  await scene.ask(id, 'mls', 'ann-lee');
  const draft = { id: 'd-1', developerId: 'dana-fox', form: { productName: 'Fox <Search>' } };
  await scene.store.drafts.save(draft);
  const { html } = await pageOf('dana-fox');
  expect(html).toContain('&quot;MLS approval&quot; waits for Ann Lee.');
  expect(html).toContain(`href="/account/requests/${id}"`);
  expect(html).toMatch(/href="\/enrolments\/d-1"><bdi>Fox &lt;Search&gt;</);
  expect((await pageOf('lee-park')).html).not.toContain('Fox &lt;Search&gt;');
});

test('a key: first the mail is to be looked for, then it is picked up, then it ended; its secret is never there', async () => {
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  const mailed = await scene.issue(id, 'cs_live_secret');
  for (const path of ['/account', `/account/requests/${id}`]) {
    expect((await pageOf('dana-fox', path)).html).toContain('Look for the mail with the link to pick it up.');
  }
  await sendCode(scene, mailed);
  const { html } = await pageOf('dana-fox');
  expect(html).toContain('You picked it up on');
  expect(html).toMatch(/key-[\w-]{8}/);
  expect(html).not.toContain('cs_live_secret');
  await scene.store.credentials.disable(id, 'Kim', 'it leaked');
  expect((await pageOf('dana-fox')).html).toContain('No longer works (it leaked)');
});

test('[case 82] the page of a request shows what the status page shows, to whoever asked and nobody else', async () => {
  const id = await scene.request();
  await scene.ask(id, 'mls', 'ann-lee');
  const path = `/account/requests/${id}`;
  const own = await pageOf('dana-fox', path);
  expect([own.status, own.html]).toEqual([200, expect.stringContaining('waits for Ann Lee')]);
  expect(own.html).toContain('A public search site');
  const foreign = await pageOf('lee-park', path);
  const unknown = await pageOf('lee-park', '/account/requests/nope');
  expect([foreign.status, foreign.html]).toEqual([404, unknown.html]);
});

test('company and web site can be changed; what was asked before stays as it was', async () => {
  const { id, developerId } = await reviewed(scene);
  const headers = await cookieOf(scene, developerId);
  const saved = await scene.post(
    '/account',
    { company: 'Okoro & Co', website: '', name: 'Eve', email: 'eve@x.example' },
    headers,
  );
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/account?saved=yes']);
  expect(await (await scene.get('/account?saved=yes', headers)).text()).toContain('Your profile is saved.');
  expect(await scene.store.developers.find(developerId)).toMatchObject({
    name: newcomer.name,
    email: newcomer.email,
    company: 'Okoro & Co',
    website: '',
  });
  expect((await scene.store.requests.file(id))!.request.ask.requester.company).toBe(newcomer.company);

  const wrong = await scene.post('/account', { company: '', website: 'ftp://x' }, headers);
  const html = await wrong.text();
  expect(wrong.status).toBe(422);
  for (const field of ['company', 'website']) expect(html).toContain(`id="${field}-error"`);
  expect(html).toContain('value="ftp://x"');
});
