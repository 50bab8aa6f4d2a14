import { filledContact, sampleContact } from '../support/web-contact';
import { cookieOf, register, sendCode } from '../support/web-developers';
import { inputOf, openWebScene, staff, type WebScene } from '../support/web-scene';

/** The form that asks an MLS directly: the developer's, and the one that staff fill in. */
let scene: WebScene;
let dana: Record<string, string>;
let kim: Record<string, string>;
beforeAll(async () => {
  scene = await openWebScene();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
  dana = await cookieOf(scene, 'dana-fox');
  kim = { cookie: `countersign=${await scene.signIn()}` };
});

const page = async (path: string, who = dana) => {
  const response = await scene.get(path, who);
  return { status: response.status, html: await response.text() };
};
const send = (form: Record<string, string>, who = dana) => scene.post('/contact', form, who);
const sendStaff = (form: Record<string, string>) => scene.post('/console/requests/contact', form, kim);
const requests = () => scene.store.requests.list({ limit: 20, offset: 0 });
/** The fields that a form which came back complains of, beside them and in the summary. */
async function complaints(response: Response) {
  expect(response.status).toBe(422);
  const html = await response.text();
  const beside = [...html.matchAll(/id="([\w-]+)-error"/g)].map(([, id]) => id!);
  const summary = [...html.matchAll(/<li><a href="#([\w-]+)">/g)].map(([, id]) => id!);
  expect(beside.toSorted()).toEqual(summary.toSorted());
  for (const id of summary) expect(html).toContain(` id="${id}"`);
  return { html, fields: summary };
}

describe('who may', () => {
  test('whoever is not signed in is led to sign in, and back to what the link said', async () => {
    const path = '/contact?mls=cedar-valley&kind=oidc&role=private';
    const response = await scene.get(path);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
    const signIn = await (await scene.get(response.headers.get('location')!)).text();
    expect(inputOf(signIn, 'next')).toBe(path.replaceAll('&', '&amp;').replaceAll('=', '&#x3D;'));
    expect((await scene.post('/contact', filledContact)).headers.get('location')).toBe('/sign-in?next=%2Faccount');
  });

  test('who is not activated learns where the registration stands, as in front of an enrolment', async () => {
    const { id, developerId } = await register(scene);
    const nia = await cookieOf(scene, developerId);
    expect((await page('/contact', nia)).html).toContain('Open the link in the mail');
    await sendCode(scene, await scene.proofLink(id));
    const { status, html } = await page('/contact', nia);
    expect(status).toBe(403);
    expect(html).toContain('Your registration is being reviewed.');
    expect((await send(filledContact, nia)).status).toBe(403);
    expect((await requests()).map(({ request }) => request.ask.kind)).toEqual(['registration']);
  });

  test("the console's form is for staff", async () => {
    expect((await scene.get('/console/requests/contact', dana)).headers.get('location')).toContain('/console/sign-in');
    expect((await scene.post('/console/requests/contact', filledContact, dana)).status).toBe(303);
    expect(await requests()).toEqual([]);
  });
});

test('looking shows terms, roles, kinds of key and what comes next, and stores nothing', async () => {
  const before = await scene.dump();
  const { status, html } = await page('/contact');
  expect(status).toBe(200);
  for (const words of [
    '<option value="cedar-valley">Cedar Valley MLS</option>',
    'Agents sign in with their own Flexmls user name',
    'IDX (public web sites)',
    'under the terms that the MLS names when it approves',
    'The people of the MLS get it by mail, support in copy',
    'I accept these terms.',
  ]) {
    expect(html).toContain(words);
  }
  expect(html).not.toContain('class="error"');
  expect(html).not.toContain('name="developerId"');
  expect(await scene.dump()).toBe(before);
});

test.each<[string, readonly string[], number]>([
  [
    '?mls=cedar-valley&kind=oidc&role=own',
    ['value="cedar-valley" selected', 'value="oidc" checked', 'value="own" checked'],
    3,
  ],
  ['?mls=cedar-valley', ['value="cedar-valley" selected'], 1],
  ['?mls=%22%3E&kind=saml&role=all', ['<option value="">Choose'], 0],
])('a link with %s fills in what is known', async (query, filled, count) => {
  const { html } = await page(`/contact${query}`);
  for (const part of filled) expect(html.replaceAll(/ +/g, ' ')).toContain(part);
  expect([...html.matchAll(/(?<!value="" )(?:selected|checked)>/g)]).toHaveLength(count);
});

test('[case 116] seed: a direct request goes to the MLS in the name of the developer, once however often it is sent', async () => {
  const form = { ...filledContact, idempotencyKey: inputOf((await page('/contact')).html, 'idempotencyKey')! };
  const [first, second] = await Promise.all([send(form), send(form)]);
  const [{ request }, ...more] = (await requests()) as [Awaited<ReturnType<typeof requests>>[number]];
  expect(more).toEqual([]);
  expect(request).toMatchObject({
    startedBy: { id: 'dana-fox' },
    ask: {
      kind: 'direct-mls-contact',
      mls: { id: 'cedar-valley' },
      requester: { id: 'dana-fox' },
      keyHolder: sampleContact.keyHolder,
      product: sampleContact.product,
      statement: sampleContact.statement,
    },
  });
  for (const { status, headers } of [first, second]) {
    expect([status, headers.get('location')]).toEqual([303, `/account/requests/${request.id}`]);
  }
  expect(scene.told).toMatchObject([{ requestId: request.id, message: { type: 'start' } }]);
  expect((await page(`/account/requests/${request.id}`)).status).toBe(200);

  const other = await send({ ...form, use: 'Something else altogether, of a decent length.' });
  expect(other.status).toBe(409);
  expect(await other.text()).toContain(`/account/requests/${request.id}`);
});

test('the same key of another developer is another request', async () => {
  const form = { ...filledContact, idempotencyKey: 'k1' };
  await send(form);
  await send(form, await cookieOf(scene, 'lee-park'));
  expect((await requests()).map(({ request }) => request.ask.requester.id).toSorted()).toEqual([
    'dana-fox',
    'lee-park',
  ]);
});

test('nobody asks for somebody else', async () => {
  await send({ ...filledContact, developerId: 'lee-park' });
  expect((await requests())[0]!.request.ask.requester.id).toBe('dana-fox');
});

describe('mistakes', () => {
  test('an empty form: each field that is needed, and no word about what depends on a choice', async () => {
    const { fields } = await complaints(await send({}));
    const stated = ['authorization', 'audience', 'handling', 'fields'].map((field) => `statement-${field}`);
    const needed = ['mlsId', 'keyKind', 'role', 'keyHolder-kind', 'product-name', 'use', 'termsAccepted', ...stated];
    expect(fields.toSorted()).toEqual(needed.toSorted());
    expect(await requests()).toEqual([]);
  });

  test('nothing that was typed is lost, and all of it is text', async () => {
    const typed = {
      ...filledContact,
      role: '',
      'product.url': 'javascript:alert(1)',
      'statement.fields': '<script>alert(2)</script>',
      termsAccepted: '',
      idempotencyKey: 'k1',
    };
    const { html, fields } = await complaints(await send(typed));
    expect(fields).toEqual(['role', 'product-url', 'termsAccepted']);
    expect(html).toContain('value="javascript:alert(1)"');
    expect(html).toContain('&lt;script&gt;alert(2)&lt;/script&gt;</textarea>');
    expect(html).toContain('Doe &amp; Vale Realty');
    expect(html).toContain('<option value="cedar-valley" selected>');
    expect(html).toMatch(/value="member" +checked/);
    expect(inputOf(html, 'idempotencyKey')).toBe('k1');
    expect(html).toContain('<title>Please check: Ask an MLS directly');
    expect(html).toContain('Read them, then tick the box.');
  });

  test('a text that is too long is named beside all else that is wrong', async () => {
    const form = { ...filledContact, 'statement.handling': 'x'.repeat(1_001), use: 'brief', 'keyHolder.kind': '' };
    const { html, fields } = await complaints(await send(form));
    expect(fields).toEqual(['keyHolder-kind', 'statement-handling', 'use']);
    expect(html).toContain('Keep it under 1,000 characters.');
  });

  test('an MLS whose people are all gone: support is asked, not the developer', async () => {
    await scene.sql(`update approver set active = false where mls_id = 'cedar-valley'`);
    try {
      const { html, fields } = await complaints(await send(filledContact));
      expect(fields).toEqual(['mlsId']);
      expect(html).toContain('Nobody of this MLS can be asked here at the moment.');
      expect(html).not.toContain('chain, steps');
    } finally {
      await scene.sql(`update approver set active = true where mls_id = 'cedar-valley'`);
    }
  });
});

describe('what the form hides does not count, whatever was typed into it before', () => {
  test('the key holder of an OpenID Connect client', async () => {
    const redirectUri = 'https://desk.foxglove.example/in';
    await send({ ...filledContact, keyKind: 'oidc', 'statement.redirectUri': redirectUri });
    expect((await requests())[0]!.request.ask).toMatchObject({
      plan: { keyKind: 'oidc' },
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      statement: { redirectUri },
    });
  });

  test('the address of a bearer token, and the user name of the generic agent', async () => {
    await send({ ...filledContact, 'keyHolder.kind': 'generic-agent', 'statement.redirectUri': 'https://a.example/' });
    expect((await requests())[0]!.request.ask).toMatchObject({
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      statement: { redirectUri: '' },
    });
  });

  test('an OpenID Connect client without an address to be sent back to is told so', async () => {
    const { fields } = await complaints(await send({ ...filledContact, keyKind: 'oidc' }));
    expect(fields).toEqual(['statement-redirectUri']);
  });
});

describe('staff', () => {
  test('from the console to the request, for a developer who is chosen', async () => {
    expect((await page('/console', kim)).html).toContain('href="/console/requests/contact"');
    const { html } = await page('/console/requests/contact', kim);
    expect(html).toContain('<option value="dana-fox">Dana Fox, Foxglove Software</option>');
    const form = { ...filledContact, developerId: 'dana-fox', idempotencyKey: inputOf(html, 'idempotencyKey')! };
    const [first, second] = await Promise.all([sendStaff(form), sendStaff(form)]);
    const found = await requests();
    expect(found).toHaveLength(1);
    const { request } = found[0]!;
    expect(request).toMatchObject({ startedBy: staff, ask: { requester: { id: 'dana-fox' } } });
    expect(first.headers.get('location')).toBe(`/console/requests/${request.id}`);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(scene.told).toHaveLength(1);
  });

  test('mistakes are told in words for staff', async () => {
    const { html, fields } = await complaints(await sendStaff({ ...filledContact, termsAccepted: '' }));
    expect(fields).toEqual(['developerId', 'termsAccepted']);
    expect(html).toContain('Ask the developer to accept them first.');
  });

  test('the list of the console shows direct requests only, on demand', async () => {
    const bought = await scene.request();
    await sendStaff({ ...filledContact, developerId: 'dana-fox' });
    const direct = (await requests()).find(({ request }) => request.ask.kind === 'direct-mls-contact')!.request.id;
    const { html } = await page('/console?state=direct', kim);
    expect(html).toContain('<a href="/console?state&#x3D;direct" aria-current="page">Asked directly</a>');
    expect(html).toContain(direct);
    expect(html).not.toContain(bought);
  });
});
