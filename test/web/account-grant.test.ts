import { demoDirectory } from '../../directory/demo';
import { termsHash } from '../../web/terms';
import { changeAsked, granted, noted, termEndsIn, termsChanged } from '../support/web-grants';
import { cookieOf } from '../support/web-developers';
import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

async function pageOf(path: string, developerId = 'dana-fox') {
  const response = await scene.get(path, await cookieOf(scene, developerId));
  return { status: response.status, html: await response.text() };
}

async function send(path: string, form: Record<string, string>, developerId = 'dana-fox') {
  const response = await scene.post(path, form, await cookieOf(scene, developerId));
  return { status: response.status, to: response.headers.get('location'), html: await response.text() };
}

const told = () => scene.told.map(({ message }) => message.type);

const unchanged = {
  planId: 'harbor-coast-idx',
  'keyHolder.kind': 'member',
  'keyHolder.flexmlsUser': 'jdoe',
  'product.name': 'Foxglove Search',
  'product.url': 'https://search.foxglove.example',
  use: 'A public search site that shows current listings with the required attribution.',
  termsAccepted: 'yes',
};

test("[case 82] without a session every page leads to sign-in; somebody else's grant is as unknown as none", async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}`;
  expect((await scene.get(page)).headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(page)}`);
  for (const path of [page, `${page}/renewal`, `${page}/amendment`, '/account/grants/nope']) {
    expect([path, (await pageOf(path, 'lee-park')).status]).toEqual([path, 404]);
  }
  for (const path of ['terms', 'rotation', 'withdrawal', 'renewal', 'amendment']) {
    const form = { ...unchanged, overlapDays: '7', accepted: 'yes', hash: 'x' };
    expect([path, (await send(`${page}/${path}`, form, 'lee-park')).status]).toEqual([path, 404]);
  }
  expect(told()).toEqual([]);
});

test('the account lists what is granted; the page says where it stands and what to do', async () => {
  const id = await granted(scene);
  const account = await pageOf('/account');
  expect(account.html).toContain('What is granted to you');
  expect(account.html).toContain(`href="/account/grants/${id}"`);
  expect((await pageOf('/account', 'lee-park')).html).not.toContain('What is granted to you');
  expect((await pageOf(`/account/requests/${id}`)).html).toContain(`href="/account/grants/${id}"`);
  const { html } = await pageOf(`/account/grants/${id}`);
  expect(html).toContain('We write to you when it is time to renew it');
  expect(html).toContain('You picked it up on');
  expect(html).toContain(`href="/account/grants/${id}/amendment"`);
  expect(html).not.toContain('/renewal"');
  expect(html).not.toContain('cs_live_');
});

test('a renewal is there when it is due, and starts with one tick', async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}`;
  const early = await send(`${page}/renewal`, unchanged);
  expect([early.status, early.html]).toEqual([409, expect.stringContaining('It is not time for that yet')]);
  await termEndsIn(scene, id, 20);
  expect((await pageOf(page)).html).toContain(`<a class="button" href="${page}/renewal">Renew</a>`);
  const form = await pageOf(`${page}/renewal`);
  const shown = inputOf(form.html, 'shown')!;
  expect(form.html).toContain('What was approved still holds, but for what is changed here');
  const unticked = await send(`${page}/renewal`, { ...unchanged, shown, termsAccepted: '' });
  expect([unticked.status, unticked.html]).toEqual([422, expect.stringContaining('It is not confirmed')]);
  const sent = await send(`${page}/renewal`, { ...unchanged, shown });
  expect(sent.status).toBe(303);
  expect(sent.to).toMatch(/^\/account\/requests\//);
  expect(told()).toEqual(['start']);
  expect((await pageOf(page)).html).toContain('What you asked for is with those who decide.');
  const again = await pageOf(`${page}/renewal`);
  expect([again.status, again.html]).toEqual([409, expect.stringContaining(`href="${sent.to}"`)]);
});

test('what is being asked for is withdrawn, once, and nothing else in its place', async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}`;
  expect((await pageOf(page)).html).not.toContain('Withdraw');
  const requestId = await changeAsked(scene, id, { kind: 'amendment', product: { name: 'Fox Houses', url: null } });
  const { html } = await pageOf(page);
  expect(html).toContain('<summary>Withdraw the change</summary>');
  expect(inputOf(html, 'requestId')).toBe(requestId);
  expect((await send(`${page}/withdrawal`, { requestId: 'another' })).status).toBe(409);
  expect(told()).toEqual([]);
  expect(await send(`${page}/withdrawal`, { requestId })).toMatchObject({ status: 303, to: page });
  expect(told()).toEqual(['withdrawal']);
  expect((await scene.store.requests.file(requestId))!.standing).toMatchObject({ state: 'withdrawn', by: 'Dana Fox' });
  expect((await pageOf(page)).html).toContain(`href="${page}/amendment"`);
  expect((await send(`${page}/withdrawal`, { requestId })).status).toBe(409);
});

test('a change that is approved and does not count yet is not withdrawn', async () => {
  const id = await granted(scene);
  const requestId = await changeAsked(scene, id, { kind: 'amendment', product: { name: 'Fox Houses', url: null } });
  await scene.decide(await scene.ask(requestId, 'mls', 'ann-lee'));
  expect((await pageOf(`/account/grants/${id}`)).html).not.toContain('Withdraw');
  expect((await send(`/account/grants/${id}/withdrawal`, { requestId })).status).toBe(409);
});

test('terms that were not shown are not accepted, whatever is ticked', async () => {
  const id = await granted(scene);
  await termEndsIn(scene, id, 20);
  const page = `/account/grants/${id}/renewal`;
  const other = await send(page, { ...unchanged, shown: 'a'.repeat(32) });
  expect([other.status, other.html]).toEqual([422, expect.stringContaining('not those that were shown before')]);
  expect(other.html).not.toMatch(/name="termsAccepted" value="yes" checked/);
  const gone = await send(page, { ...unchanged, planId: 'blue-mesa-idx', shown: '' });
  expect([gone.status, gone.html]).toEqual([422, expect.stringContaining('does not offer this data plan')]);
  expect(told()).toEqual([]);
});

test('another plan: its own terms are shown first, then what changes', async () => {
  const idx = demoDirectory.plans.find(({ id }) => id === 'harbor-coast-idx')!;
  const vow = {
    ...idx,
    id: 'harbor-coast-vow',
    name: 'VOW',
    role: 'vow',
    terms: 'For registered consumers.',
    priceMinor: 8_000,
  } as const;
  await scene.store.directory.load({ ...demoDirectory, plans: [...demoDirectory.plans, vow] });
  const id = await granted(scene);
  const page = `/account/grants/${id}/amendment`;
  const open = await pageOf(page);
  expect(open.html).toContain('<option value="harbor-coast-vow">VOW ($80.00 a month)</option>');
  expect(open.html).not.toContain('For registered consumers.');
  const chosen = { ...unchanged, planId: 'harbor-coast-vow' };
  const first = await send(page, { ...chosen, shown: inputOf(open.html, 'shown')! });
  expect([first.status, first.html]).toEqual([422, expect.stringContaining('Those of VOW are shown now.')]);
  expect(first.html).toContain('For registered consumers.');
  const second = await send(page, { ...chosen, shown: inputOf(first.html, 'shown')! });
  expect(second.html).toContain('<del dir="auto">IDX (public web sites)</del>');
  expect(second.html).toContain('<ins dir="auto">VOW (sites behind a log-in)</ins>');
  expect(second.html).toContain('<del dir="auto">$50.00</del>');
  expect(second.html).toContain('<ins dir="auto">$80.00</ins>');
  expect(second.html).toContain('No payment is taken here for it');
  const shown = { shown: inputOf(second.html, 'shown')!, seen: inputOf(second.html, 'seen')! };
  expect((await send(page, { ...chosen, ...shown })).status).toBe(303);
});

test('every mistake in a change is named at its field', async () => {
  const id = await granted(scene);
  const { status, html } = await send(`/account/grants/${id}/amendment`, {
    ...unchanged,
    'keyHolder.flexmlsUser': '?',
    'product.name': '',
    'product.url': 'ftp://x',
    use: 'short',
  });
  expect(status).toBe(422);
  for (const field of ['keyHolder-flexmlsUser', 'product-name', 'product-url', 'use', 'termsAccepted']) {
    expect(html).toContain(`<a href="#${field}">`);
    expect(html).toContain(`id="${field}"`);
  }
});

test('a change of nothing is refused; one of something is shown first', async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}/amendment`;
  const shown = inputOf((await pageOf(page)).html, 'shown')!;
  const nothing = await send(page, { ...unchanged, shown });
  expect([nothing.status, nothing.html]).toEqual([422, expect.stringContaining('Nothing is changed.')]);
  const changed = { ...unchanged, shown, 'keyHolder.kind': 'generic-agent' };
  const seen = await send(page, changed);
  expect(seen.html).toContain('<ins dir="auto">several brokers or agents (generic agent)</ins>');
  expect((await send(page, { ...changed, seen: 'b'.repeat(32) })).status).toBe(200);
  expect(told()).toEqual([]);
  expect((await send(page, { ...changed, seen: inputOf(seen.html, 'seen')! })).status).toBe(303);
  expect(told()).toEqual(['start']);
});

test('changed terms are accepted as they were shown; that cures a suspension because of them', async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}`;
  const plans = demoDirectory.plans.map((plan) =>
    plan.id === 'harbor-coast-idx' ? { ...plan, terms: 'Show the new notice.', termsVersion: '2026-02' } : plan,
  );
  await scene.store.directory.load({ ...demoDirectory, plans });
  try {
    await noted(scene, id, termsChanged('2026-02', termsHash({ terms: 'Show the new notice.' })), 'They changed.');
    await noted(scene, id, { kind: 'suspended', cause: 'terms' }, 'They were not accepted in time.');
    const { html } = await pageOf(page);
    expect(html).toContain('Changed terms, version 2026-02');
    expect(html).toContain('Show the new notice.');
    expect(html).toContain('switched off until you accept the changed terms below');
    const hash = inputOf(html, 'hash')!;
    expect((await send(`${page}/terms`, { hash })).html).toContain('The terms are not accepted.');
    const other = await send(`${page}/terms`, { hash: 'c'.repeat(64), accepted: 'yes' });
    expect([other.status, other.html]).toEqual([409, expect.stringContaining('The terms have changed again.')]);
    expect((await send(`${page}/terms`, { hash, accepted: 'yes' })).status).toBe(303);
    expect((await scene.store.grants.file(id))!.standing.state).toBe('active');
    expect((await pageOf(page)).html).not.toContain('Changed terms, version');
    expect(told()).toEqual(['grant']);
  } finally {
    await scene.store.directory.load(demoDirectory);
  }
});

test('the developer replaces a key with an overlap; not twice, and not one that waits', async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}`;
  expect((await pageOf(page)).html).toContain('<option value="14" selected>14 more days</option>');
  const wrong = await send(`${page}/rotation`, { overlapDays: '90' });
  expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('Choose how long your old key goes on.')]);
  expect((await send(`${page}/rotation`, { overlapDays: '7' })).status).toBe(303);
  expect(told()).toEqual(['rotate']);
  const { html } = await pageOf(page);
  expect(html).toContain('Being replaced');
  expect(html).toContain('It cannot be replaced now: A key is being replaced already;');
  expect((await send(`${page}/rotation`, { overlapDays: '7' })).status).toBe(409);
});

test('each state in plain words', async () => {
  const id = await granted(scene);
  const page = `/account/grants/${id}`;
  await noted(scene, id, { kind: 'left', endsAt: Date.now() + 86_400_000 }, 'jdoe has left.');
  expect((await pageOf(page)).html).toContain('ask for a change that ties it to somebody who takes over');
  await noted(scene, id, { kind: 'stayed' }, 'jdoe is back.');
  await termEndsIn(scene, id, -1);
  expect((await pageOf(page)).html).toContain('The term is over. Renew it now');
  await noted(scene, id, { kind: 'suspended', cause: 'staff' }, 'A complaint.');
  expect((await pageOf(page)).html).toContain('Your key is switched off until this is settled');
  expect((await pageOf(`${page}/amendment`)).status).toBe(409);
  await termEndsIn(scene, id, -30);
  const { html } = await pageOf(page);
  expect(html).toContain('<span class="tag ended">Ended</span>');
  expect(html).toContain('To have access again, ask the MLS anew.');
  expect(html).not.toContain('Change something');
});

test('an open change stands on the page with the way to it', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, { kind: 'amendment', product: { name: 'Foxglove Finder', url: null } });
  const { html } = await pageOf(`/account/grants/${id}`);
  expect(html).toContain('A change is being asked for.');
  expect(html).toContain(`href="/account/requests/${changeId}"`);
  expect(html).not.toContain('Change something');
});
