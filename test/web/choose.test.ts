import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene();
});
afterAll(() => scene.close());

const page = async (query = '') => {
  const response = await scene.get(`/choose${query}`);
  return { status: response.status, html: await response.text() };
};

test('asks one question a page, and each page is an address of its own', async () => {
  const first = await page();
  expect(first.html).toContain('Will several agents sign in, each as themselves?');
  expect(first.html).not.toContain('Who sees the data?');
  const second = await page('?signIn=no&asked=signIn');
  expect(second.html).toContain('Who sees the data?');
  expect(second.html).toContain('<input type="hidden" name="signIn" value="no">');
  expect(second.html).toContain('<a href="/choose">Back</a>');
});

test('a form without an answer comes back to its question, and says so', async () => {
  const { status, html } = await page('?asked=signIn');
  expect(status).toBe(422);
  expect(html).toMatch(/id="signIn-error"><strong>No answer is chosen\.<\/strong>/);
  expect((await page('?signIn=no&asked=signIn')).status).toBe(200);
});

test.each([
  ['everybody', '/datamart?role&#x3D;idx&amp;keyKind&#x3D;bearer', /IDX policy of the MLS/],
  ['registered', '/datamart?role&#x3D;vow&amp;keyKind&#x3D;bearer', /VOW role/],
  ['members', '/datamart?role&#x3D;private&amp;keyKind&#x3D;bearer', /Private role/],
  ['own', '/datamart?role&#x3D;own&amp;keyKind&#x3D;bearer', /listing or selling agent/],
])('one user behind the key, seen by %s: the Datamart, and why', async (audience, href, why) => {
  const { html } = await page(`?signIn=no&audience=${audience}`);
  expect(html).toContain(`href="${href}"`);
  expect(html).toMatch(why);
  expect(html).toMatch(/bearer token/i);
  expect(html).toContain('<a href="/choose?signIn&#x3D;no">Back</a>');
});

test('several who sign in as themselves: an OpenID Connect key, which the MLS itself approves', async () => {
  const { html } = await page('?signIn=yes&audience=members');
  expect(html).toContain('OpenID Connect client: Private');
  expect(html).toContain('needs the own approval of the MLS');
  expect(html).toContain('href="/contact?kind&#x3D;oidc&amp;role&#x3D;private"');
  expect(html).not.toContain('href="/datamart');
});

test('an answer that is none is asked again', async () => {
  expect((await page('?signIn=maybe')).html).toContain('Will several agents sign in');
});
