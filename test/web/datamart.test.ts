import type { Directory } from '../../store/port';
import { demoDirectory } from '../../directory/demo';
import { cookieOf } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const page = async (path: string, headers: Record<string, string> = {}) => {
  const response = await scene.get(path, headers);
  return { status: response.status, html: await response.text() };
};

const listed = (html: string) => [...html.matchAll(/<h3><a href="[^"]*">([^<]*)<\/a>/g)].map(([, name]) => name);

describe('searching', () => {
  test.each([
    ['', ['Blue Mesa MLS', 'Cedar Valley MLS', 'Harbor Coast MLS', 'Prairie Lakes MLS', 'Summit Ridge MLS']],
    ['?text=HARBOR', ['Harbor Coast MLS']],
    ['?state=Arizona', ['Blue Mesa MLS']],
    ['?role=vow', ['Blue Mesa MLS', 'Summit Ridge MLS']],
    ['?role=vow&keyKind=bearer&text=blue', ['Blue Mesa MLS']],
    ['?role=nonsense&page=-3', 5],
    ['?keyKind=oidc', []],
    ['?text=%25', []],
  ])('%s', async (query, names) => {
    const { status, html } = await page(`/datamart${query}`);
    expect(status).toBe(200);
    if (typeof names === 'number') expect(listed(html)).toHaveLength(names);
    else expect(listed(html)).toEqual(names);
  });

  test('the form keeps what was searched for, and offers names and states', async () => {
    const { html } = await page('/datamart?text=mesa&state=Arizona&role=idx');
    expect(html).toMatch(/name="text" type="search" value="mesa"/);
    expect(html).toContain('<option value="Arizona" selected>');
    expect(html).toContain('<option value="idx" selected>');
    expect(html).toContain('<datalist id="names"><option value="Blue Mesa MLS">');
  });

  test('seed: "not all MLSs offer data plans": one without points to direct contact', async () => {
    const { html } = await page('/datamart?text=cedar');
    expect(html).toContain('This MLS offers no data plans.');
    expect(html).toContain('<a href="/contact?mls&#x3D;cedar-valley">Ask it directly</a>');
    expect((await page('/datamart/cedar-valley')).html).toContain('Ask it directly');
  });

  test('nothing found says what to do', async () => {
    expect((await page('/datamart?text=nowhere')).html).toContain('No MLS fits');
  });

  test('many MLSs come twenty at a time, without a weight of names', async () => {
    const mlses = Array.from({ length: 45 }, (_, index) => ({
      ...demoDirectory.mlses[0]!,
      id: `many-${index}`,
      name: `Many ${String(index).padStart(2, '0')} MLS`,
    }));
    const many: Directory = { mlses, approvers: [], plans: [], developers: [] };
    await scene.store.directory.load(many);
    const first = await page('/datamart?text=many');
    expect(listed(first.html)).toHaveLength(20);
    expect(first.html).toContain('45 MLSs, 1 to 20 of them here');
    expect(first.html).toContain('href="/datamart?text&#x3D;many&amp;page&#x3D;2"');
    const last = await page('/datamart?text=many&page=3');
    expect(listed(last.html)).toEqual(['Many 40 MLS', 'Many 41 MLS', 'Many 42 MLS', 'Many 43 MLS', 'Many 44 MLS']);
    expect(last.html).not.toContain('rel="next"');
  });
});

describe('the plans of an MLS', () => {
  test('a card says role, price, what the key sees, whom it is tied to, the terms, and who approves', async () => {
    const { html } = await page('/datamart/prairie-lakes');
    for (const words of [
      '$50.00 a month',
      'IDX (public web sites)',
      'Listings that anonymous consumers may see',
      'Bearer token',
      'a member (agent or broker) or several brokers or agents (generic agent)',
      'Version 2026-01',
      'Broker approval (Tom Berg), then MLS approval (Mia Olson or Raj Patel)',
      'No request of this MLS has closed yet.',
      'href="/enrolments/new?plan&#x3D;prairie-lakes-idx"',
      'From the request of A developer',
    ]) {
      expect(html).toContain(words);
    }
    expect(html).not.toContain('tom.berg@');
  });

  test('a committee beside the MLS, in words', async () => {
    const { html } = await page('/datamart/blue-mesa');
    expect(html).toContain('(2 of Otto Kline, Lena Wirth, Paul Arden), beside it MLS approval (Ines Ford)');
  });

  test('a developer who is known there sees their own way', async () => {
    const id = await scene.request('blue-mesa-idx');
    await scene.sql(
      `insert into outcome (request_id, state, because, settled_at) values ('${id}', 'approved', 'so', now())`,
    );
    const { html } = await page('/datamart/blue-mesa', await cookieOf(scene, 'dana-fox'));
    expect(html).toContain('From the request of Dana Fox');
    expect(html).toContain('known licensees need no second vote');
    expect((await page('/datamart/blue-mesa')).html).not.toContain('known licensees need no second vote');
  });

  test('an OpenID Connect plan is asked for directly', async () => {
    await scene.sql(`update data_plan set key_kind = 'oidc' where id = 'summit-ridge-vow'`);
    try {
      const { html } = await page('/datamart/summit-ridge');
      expect(html).toContain('An OpenID Connect key needs the own approval of the MLS.');
      expect(html).toContain('href="/contact?mls&#x3D;summit-ridge&amp;kind&#x3D;oidc&amp;role&#x3D;vow"');
      expect(html).not.toContain('plan&#x3D;summit-ridge-vow"');
      expect(html).toContain('plan&#x3D;summit-ridge-idx"');
    } finally {
      await scene.sql(`update data_plan set key_kind = 'bearer' where id = 'summit-ridge-vow'`);
    }
  });

  test('where nobody may decide, the card says so', async () => {
    await scene.sql(`update approver set active = false where id = 'ann-lee'`);
    try {
      const { html } = await page('/datamart/harbor-coast');
      expect(html).toContain('Nobody is left who may decide');
    } finally {
      await scene.sql(`update approver set active = true where id = 'ann-lee'`);
    }
  });

  test('plans side by side: those that were ticked, or all', async () => {
    const path = '/datamart/harbor-coast/compare';
    const two = await page(`${path}?plan.harbor-coast-idx=yes&plan.harbor-coast-own=yes`);
    expect([...two.html.matchAll(/<th scope="col">/g)]).toHaveLength(2);
    expect(two.html).toContain('<th scope="row">Price</th><td>$25.00 a month</td><td>$50.00 a month</td>');
    const one = await page(`${path}?plan.harbor-coast-idx=yes&plan.blue-mesa-idx=yes`);
    expect([...one.html.matchAll(/<th scope="col">/g)]).toHaveLength(1);
    expect([...(await page(path)).html.matchAll(/<th scope="col">/g)]).toHaveLength(2);
  });

  test.each(['/datamart/nowhere', '/datamart/nowhere/compare', '/datamart/%00', '/datamart/cedar-valley/compare'])(
    '%s is not there',
    async (path) => {
      expect((await page(path)).status).toBe(404);
    },
  );
});
