import { changeAsked, granted, noted, termEndsIn, termsChanged } from '../support/web-grants';
import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

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
const stateOf = async (id: string) => (await scene.store.grants.file(id))!.standing.state;

test('[case 82] without a session every page of grants leads to sign-in', async () => {
  for (const path of ['', '/x', '/x/renewal', '/x/amendment']) {
    expect((await scene.get(`/console/grants${path}`)).headers.get('location')).toContain('/console/sign-in?next=');
  }
  for (const path of ['suspension', 'revocation', 'rotation', 'renewal']) {
    expect((await scene.post(`/console/grants/x/${path}`, { reason: 'r' })).status).toBe(303);
  }
  expect(scene.told).toEqual([]);
});

test('the list: empty, found, not found, paged; the console leads there', async () => {
  expect((await page('/console')).html).toContain('<a href="/console/grants">Grants</a>');
  expect((await page('/console/grants')).html).toContain('Nothing is granted yet');
  const id = await granted(scene);
  const { html } = await page('/console/grants?search=foxglove');
  expect(html).toContain(`href="/console/grants/${id}"`);
  expect(html).toContain('<span class="tag active">Active</span>');
  expect(html).toContain('Until <time');
  expect((await page('/console/grants?search=nothing')).html).toContain('Nothing matches');
});

test('the list is narrowed down by where grants stand, together with a search', async () => {
  const ending = await granted(scene);
  await termEndsIn(scene, ending, 20);
  const id = await granted(scene);
  const { html } = await page('/console/grants?state=renewal-due&search=foxglove');
  expect(html).toContain(`href="/console/grants/${ending}"`);
  expect(html).not.toContain(`href="/console/grants/${id}"`);
  expect(html).toContain('search&#x3D;foxglove&amp;state&#x3D;renewal-due" aria-current="page">Renewal due</a>');
  expect(html).toContain('<input type="hidden" name="state" value="renewal-due">');
  const none = (await page('/console/grants?state=suspended')).html;
  expect(none).toContain('Nothing matches');
  expect((await page('/console/grants?state=nonsense')).html.match(/<li class="row">/g)).toHaveLength(2);
});

test('the list is paged', async () => {
  for (let each = 0; each < 26; each += 1) await scene.request();
  const term = '{"months": 12, "noticeDays": 45, "graceDays": 14}';
  await scene.sql(
    `insert into access_grant select id, clock_now(), clock_now() + interval '1 year', '${term}' from request`,
  );
  const first = await page('/console/grants');
  expect(first.html.match(/<li class="row">/g)).toHaveLength(25);
  expect(first.html).toContain('rel="next" href="/console/grants?page&#x3D;2"');
  const second = await page('/console/grants?page=2');
  expect(second.html.match(/<li class="row">/g)).toHaveLength(1);
  expect(second.html).toContain('rel="prev" href="/console/grants"');
});

test('a grant: why it stands so, until when, what comes next, and the way to its request and back', async () => {
  const id = await granted(scene);
  const { html } = await page(`/console/grants/${id}`);
  for (const shown of [
    'Made by the issuer builtin.',
    'Approved.',
    'Granted until',
    'What comes next',
    'Next: It is to be renewed: the developer is told (',
    'It is to be renewed: the developer is told.',
  ]) {
    expect(html).toContain(shown);
  }
  expect(html).toMatch(/<desc id="life-desc">Term: granted from .* to .*\. Term: days of grace .*Key 1: works from/);
  expect(html).toContain(`href="/console/requests/${id}"`);
  expect(html).toContain(`href="/api/v1/requests/${id}/evidence"`);
  expect((await page(`/api/v1/requests/${id}/evidence`)).html).toContain('"format":');
  expect(html).not.toContain('cs_live_');
  expect((await page(`/console/requests/${id}`)).html).toContain(`href="/console/grants/${id}"`);
  expect((await page('/console/grants/nope')).status).toBe(404);
});

test('only orders that are allowed now are shown, with the reason where one is missed', async () => {
  const id = await granted(scene);
  const titles = async () =>
    [...(await page(`/console/grants/${id}`)).html.matchAll(/<summary>([^<]*)<\/summary>/g)].map(([, title]) => title);
  expect(await titles()).toEqual(['Suspend it', 'Revoke it', 'Replace the key', 'jdoe has left, or moved']);
  await send(`/console/grants/${id}/suspension`, { reason: 'A complaint.' });
  expect(await titles()).toEqual(['Reinstate it', 'Revoke it', 'jdoe has left, or moved']);
  await send(`/console/grants/${id}/reinstatement`, { reason: 'Settled.' });
  await send(`/console/grants/${id}/rotation`, { reason: 'Seen in a log.', overlapDays: '7' });
  const { html } = await page(`/console/grants/${id}`);
  expect(html).toContain('Replacing the key is not possible now: A key is being replaced already;');
  expect(html).toContain('<strong>Key replaced</strong>: <span dir="auto">Seen in a log.</span>');
  await send(`/console/grants/${id}/revocation`, { reason: 'Misuse.', sure: 'yes' });
  expect(await titles()).toEqual([]);
  expect((await page(`/console/grants/${id}`)).html).toContain('<p class="because" dir="auto">Misuse.</p>');
});

test('an order needs its reason, a revocation a tick, a rotation an overlap; what is wrong stands with the open form', async () => {
  const id = await granted(scene);
  const tries: readonly (readonly [string, Record<string, string>, string])[] = [
    ['suspension', { reason: ' ' }, 'The reason is missing.'],
    ['revocation', { reason: 'Misuse.' }, 'Nothing is ticked.'],
    ['rotation', { reason: 'Lost.', overlapDays: '' }, 'Nothing is chosen.'],
  ];
  for (const [path, form, problem] of tries) {
    const response = await send(`/console/grants/${id}/${path}`, form);
    const html = await response.text();
    expect([path, response.status, html.includes(problem)]).toEqual([path, 422, true]);
    expect(html).toContain('<details open>');
  }
  expect(await stateOf(id)).toBe('active');
  await send(`/console/grants/${id}/suspension`, { reason: 'A complaint.' });
  const late = await send(`/console/grants/${id}/suspension`, { reason: 'Once more.' });
  expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('It is suspended already.')]);
});

test('suspended for terms only: staff cannot reinstate it, and the page says why', async () => {
  const id = await granted(scene);
  await noted(scene, id, termsChanged('2026-02', 'a'.repeat(64)), 'The terms have changed.');
  expect((await page(`/console/grants/${id}`)).html).toContain('It is suspended unless the changed terms are accepted');
  await noted(scene, id, { kind: 'suspended', cause: 'terms' }, 'The terms were not accepted in time.');
  const { html } = await page(`/console/grants/${id}`);
  expect(html).toContain('<span class="tag suspended">Suspended</span>');
  expect(html).toContain('Reinstating is not possible now: It is suspended until the developer accepts');
  expect(html).not.toContain('Ask for a renewal');
});

test('staff ask for a renewal in one go; while it is open the page leads to it', async () => {
  const id = await granted(scene);
  await termEndsIn(scene, id, 20);
  const form = await page(`/console/grants/${id}/renewal`);
  expect(form.html).toContain('You ask in the name of Dana Fox.');
  expect(form.html).toContain('value="Foxglove Search"');
  const filled = {
    planId: 'harbor-coast-idx',
    'keyHolder.kind': 'member',
    'keyHolder.flexmlsUser': 'jdoe',
    'product.name': 'Foxglove Search',
    'product.url': 'https://search.foxglove.example',
    use: 'A public search site that shows current listings with the required attribution.',
    termsAccepted: 'yes',
    shown: inputOf(form.html, 'shown')!,
    idempotencyKey: 'k-1',
  };
  const sent = await send(`/console/grants/${id}/renewal`, filled);
  expect(sent.status).toBe(303);
  const requestPath = sent.headers.get('location')!;
  expect((await send(`/console/grants/${id}/renewal`, filled)).headers.get('location')).toBe(requestPath);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['start']);
  const { html } = await page(`/console/grants/${id}`);
  expect(html).toContain('A renewal is being asked for.');
  expect(html).toContain(`href="${requestPath}"`);
  expect((await page(`/console/grants/${id}/amendment`)).status).toBe(409);
  expect((await page(requestPath)).html).toContain(`href="/console/grants/${id}"`);
});

test('a change is shown before and after, and starts when it is sent once more', async () => {
  const id = await granted(scene);
  const open = await page(`/console/grants/${id}/amendment`);
  const filled = {
    planId: 'harbor-coast-idx',
    'keyHolder.kind': 'member',
    'keyHolder.flexmlsUser': 'jdoe',
    'product.name': 'Foxglove <Finder>',
    'product.url': '',
    use: 'A public search site that shows current listings with the required attribution.',
    termsAccepted: 'yes',
    shown: inputOf(open.html, 'shown')!,
  };
  const seen = await send(`/console/grants/${id}/amendment`, filled);
  const html = await seen.text();
  expect(seen.status).toBe(200);
  expect(html).toContain('This changes');
  expect(html).toContain('<ins dir="auto">Foxglove &lt;Finder&gt;</ins>');
  expect(html).toContain('<del dir="auto">https://search.foxglove.example</del>');
  expect(scene.told).toEqual([]);
  const sent = await send(`/console/grants/${id}/amendment`, { ...filled, seen: inputOf(html, 'seen')! });
  expect(sent.status).toBe(303);
  const { openChangeId } = (await scene.store.grants.file(id))!;
  expect((await scene.store.requests.file(openChangeId!))!.request.ask).toMatchObject({
    kind: 'grant-change',
    product: { name: 'Foxglove <Finder>', url: null },
    change: { kind: 'amendment', until: null },
  });
});

test('a change that is withdrawn makes room for the next one', async () => {
  const id = await granted(scene);
  const changeId = await changeAsked(scene, id, { product: { name: 'Foxglove Finder', url: null } });
  expect((await page(`/console/grants/${id}`)).html).not.toContain('Ask for a renewal');
  await send(`/console/requests/${changeId}/withdrawal`, { reason: 'Not needed.' });
  expect((await page(`/console/grants/${id}`)).html).toContain(`href="/console/grants/${id}/renewal"`);
});
