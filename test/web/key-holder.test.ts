import { openWebScene, sampleBody, type WebScene } from '../support/web-scene';

/** Staff who start a request meet the same check as developers do. */
let scene: WebScene;
let cookie: string;
beforeAll(async () => {
  scene = await openWebScene();
  cookie = `countersign=${await scene.signIn()}`;
});
afterAll(() => scene.close());

async function ask(planId: string, keyHolderKind: string, flexmlsUser: string) {
  const { developerId, product, use } = sampleBody(planId);
  const form = {
    planId,
    developerId,
    keyHolderKind,
    flexmlsUser,
    productName: product.name,
    use,
    termsAccepted: 'yes',
  };
  const response = await scene.post('/console/requests', form, { cookie });
  return { status: response.status, html: await response.text() };
}

test.each([
  ['an agent whom the MLS knows', 'harbor-coast-idx', 'member', 'jdoe'],
  ['an office as an office', 'harbor-coast-own', 'office', 'office12'],
  ['the generic agent, whom nobody looks up', 'harbor-coast-idx', 'generic-agent', ''],
  ['any name, where the MLS has not told who its members are', 'summit-ridge-idx', 'member', 'somebody'],
])('%s may hold a key', async (_, planId, kind, user) => {
  expect((await ask(planId, kind, user)).status).toBe(303);
});

test.each([
  ['nobody', 'harbor-coast-idx', 'member', 'nobody', 'The directory of Harbor Coast MLS knows no user nobody.'],
  [
    'an office',
    'harbor-coast-idx',
    'member',
    'office12',
    'office12 is an office in the directory of Harbor Coast MLS.',
  ],
  [
    'a company',
    'harbor-coast-own',
    'office',
    'company3',
    'company3 is a company in the directory of Harbor Coast MLS.',
  ],
])('%s does not', async (_, planId, kind, user, problem) => {
  const { status, html } = await ask(planId, kind, user);
  expect(status).toBe(422);
  expect(html).toContain(`<p class="error" id="keyHolder-flexmlsUser-error"><strong>${problem}</strong>`);
});

test('what the operator offers is had by registering, not by a request to an MLS', async () => {
  const { status, html } = await ask('operator-demo', 'generic-agent', '');
  expect(status).toBe(422);
  expect(html).toContain('There is no such data plan.');
});
