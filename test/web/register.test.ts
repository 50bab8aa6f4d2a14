import { cookieOf, newcomer, register, reviewed, sendCode } from '../support/web-developers';
import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const registrations = () => scene.store.requests.list({ kind: 'registration', limit: 10, offset: 0 });
const messages = () => scene.told.map(({ message }) => message.type);

test('a stranger registers: an account that is not proven, and a request to the operator', async () => {
  const html = await (await scene.get('/register')).text();
  const response = await scene.post('/register', { ...newcomer, idempotencyKey: inputOf(html, 'idempotencyKey')! });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Look at your mail')]);
  const account = (await scene.store.developers.byEmail(newcomer.email))!;
  expect(account).toMatchObject({ ...pick(newcomer), provenAt: null, activatedAt: null });
  const [file] = await registrations();
  expect(file!.request).toMatchObject({
    ask: {
      kind: 'registration',
      mls: { id: 'operator' },
      plan: { id: 'operator-demo' },
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      requester: { id: account.id, email: newcomer.email },
      product: { name: newcomer.company, url: newcomer.website },
      use: newcomer.use,
    },
    startedBy: { id: account.id, name: newcomer.name },
  });
  expect(file!.standing.because).toContain('Review desk');
  expect(messages()).toEqual(['start']);
});

function pick({ name, company, email, website }: typeof newcomer) {
  return { name, company, email, website };
}

test('what is wrong stands beside its field and in the summary; what was typed stays', async () => {
  const wrong = { name: ' ', company: '', email: 'nia@', website: 'okoro-maps.example', use: 'A <b>map</b>.' };
  const response = await scene.post('/register', wrong);
  const html = await response.text();
  expect(response.status).toBe(422);
  for (const id of ['name', 'company', 'email', 'website', 'use']) {
    expect(html).toContain(`<a href="#${id}">`);
    expect(html).toContain(`id="${id}-error"`);
  }
  expect(html).toContain('value="okoro-maps.example"');
  expect(html).toContain('A &lt;b&gt;map&lt;/b&gt;.');
  expect(await registrations()).toEqual([]);
});

test.each([
  ['nia@mailinator.com', 'throw-away'],
  ['nia@sub.mailinator.com', 'throw-away'],
  ['"nia"@okoro-maps.example', 'not one plain mail address'],
  ['nia@okoro-maps.example, eve@evil.example', 'not one plain mail address'],
  ['nia@okoro-maps.example\nbcc: eve@evil.example', 'not one plain mail address'],
  ['support@countersign.example', 'those who review'],
])('the address %j is refused with a remedy', async (email, why) => {
  const response = await scene.post('/register', { ...newcomer, email });
  expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(why)]);
  expect([await registrations(), scene.told]).toEqual([[], []]);
});

test.each([
  ['a name of two lines', { name: 'Nia\nOkoro' }, 'several lines'],
  ['a company of 121 characters', { company: 'o'.repeat(121) }, 'too long'],
  ['a web site that is a script', { website: 'javascript:alert(1)' }, 'not a web address'],
  ['a web site with a user name', { website: 'https://nia@okoro-maps.example' }, 'not a web address'],
  ['a plan of 2,001 characters', { use: 'u'.repeat(2_001) }, 'too great length'],
])('%s is refused', async (_, wrong, why) => {
  const response = await scene.post('/register', { ...newcomer, ...wrong });
  expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(why)]);
});

test('the answer does not tell who is registered: new, open, waiting, let in, rejected', async () => {
  const body = async (email: string) => {
    const response = await scene.post('/register', { ...newcomer, email });
    return `${response.status} ${(await response.text()).replaceAll(email, 'ADDRESS')}`;
  };
  const fresh = await body('fresh@okoro-maps.example');
  expect(await body('fresh@okoro-maps.example')).toBe(fresh);
  expect(messages()).toEqual(['start', 'changed']);

  const { id } = await register(scene, { email: 'waiting@okoro-maps.example' });
  await sendCode(scene, await scene.proofLink(id));
  scene.told.length = 0;
  expect(await body('waiting@okoro-maps.example')).toBe(fresh);
  expect(messages()).toEqual([]);

  await reviewed(scene, 'approve', { email: 'active@okoro-maps.example' });
  scene.told.length = 0;
  expect(await body('active@okoro-maps.example')).toBe(fresh);
  expect(messages()).toEqual(['sign-in']);

  await reviewed(scene, 'deny', { email: 'rejected@okoro-maps.example' });
  scene.told.length = 0;
  expect(await body('rejected@okoro-maps.example')).toBe(fresh);
  expect(messages()).toEqual(['start']);
});

test('sent twice it starts one registration; sent again with the address corrected, a second', async () => {
  const form = { ...newcomer, idempotencyKey: 'k1' };
  await Promise.all([scene.post('/register', form), scene.post('/register', form)]);
  expect(await registrations()).toHaveLength(1);
  await scene.post('/register', { ...form, email: 'nia@okoro.example' });
  expect(await registrations()).toHaveLength(2);
});

test('a form that led to a rejected registration starts no other when it is only sent again', async () => {
  const form = { ...newcomer, idempotencyKey: 'k2' };
  await scene.post('/register', form);
  const [file] = await registrations();
  await sendCode(scene, await scene.proofLink(file!.request.id));
  await scene.store.requests.withdraw(file!.request.id, 'Kim', 'sent by mistake');
  await scene.store.requests.settle(file!.request.id);
  await scene.post('/register', form);
  expect(await registrations()).toHaveLength(1);
});

test('whoever is signed in finds the form filled', async () => {
  const { developerId } = await reviewed(scene, 'deny');
  const html = await (await scene.get('/register', await cookieOf(scene, developerId))).text();
  expect(html).toContain(`value="${newcomer.company}"`);
  expect(await (await scene.get('/register')).text()).not.toContain(newcomer.company);
});

test('[case 17] the form is not taken from another site', async () => {
  const response = await scene.post('/register', newcomer, { 'sec-fetch-site': 'cross-site' });
  expect([response.status, await registrations()]).toEqual([403, []]);
});

test('from one address it can be sent so often only', async () => {
  const strict = await openWebScene({ signInsPerMinute: 2 });
  try {
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await strict.post('/register', newcomer)).status);
    expect(statuses).toEqual([200, 200, 429]);
  } finally {
    await strict.close();
  }
});

test('the first page leads there', async () => {
  const html = await (await scene.get('/')).text();
  expect(html).toContain('href="/register"');
  expect(html).toContain('href="/sign-in"');
  expect(html).not.toContain('Demo access');
});
