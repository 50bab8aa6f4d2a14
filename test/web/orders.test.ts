import { hashToken, newToken } from '../../secrets/token';
import { callApi } from '../support/call-api';
import { openWebScene, staff, type WebScene } from '../support/web-scene';

const second = { id: 'lou', name: 'Lou Marsh', email: 'lou@countersign.example' };

let scene: WebScene;
let token: string;
let secondToken: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
  await scene.store.staff.create(second, 'x');
  secondToken = newToken();
  await scene.store.staff.openSession(second.id, hashToken(secondToken), 3_600_000);
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

interface Json {
  readonly standing: { readonly state: string; readonly because: string };
  readonly chain: { readonly steps: readonly { readonly state: string; readonly approvers: readonly object[] }[] };
  readonly overrides: readonly { readonly id: string; readonly by: object }[];
  readonly tasks: readonly { readonly id: string; readonly closedBy: string | null }[];
  readonly detail: string;
}

const call = (method: string, path: string, body?: unknown, as = token) =>
  callApi<Json>(scene.url, as, method, path, body);
const page = async (path: string, as = token) => {
  const response = await scene.get(path, { cookie: `countersign=${as}` });
  return { status: response.status, html: await response.text() };
};
const send = (path: string, form: Record<string, string>, as = token) =>
  scene.post(path, form, { cookie: `countersign=${as}` });
const messages = () => scene.told.map(({ message }) => message.type);

/** A request whose first step was put to its approvers. */
async function asked(planId: string, stepId: string, ...approverIds: readonly string[]): Promise<string> {
  const id = await scene.request(planId);
  for (const approverId of approverIds) await scene.ask(id, stepId, approverId);
  return id;
}

test('a silent approver is replaced by somebody of the same register, and the old link stops working', async () => {
  const id = await scene.request('blue-mesa-idx');
  const mailed = await scene.ask(id, 'committee', 'otto-kline');
  const order = { stepId: 'committee', fromId: 'otto-kline', toId: 'rosa-quint', reason: 'on leave' };
  const { status, json } = await call('POST', `/requests/${id}/reassignment`, order);
  expect(status).toBe(200);
  expect(json.chain.steps[0]!.approvers).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'Otto Kline', state: 'handed-on' }),
      expect.objectContaining({ name: 'Rosa Quint', state: 'asked' }),
    ]),
  );
  expect(json.standing.because).toContain('Rosa Quint');
  expect(messages()).toEqual(['changed']);
  expect((await scene.get(mailed.path)).status).toBe(410);
});

test.each([
  ['somebody of another MLS', { fromId: 'otto-kline', toId: 'ann-lee' }, /register/],
  ['somebody who is asked there already', { fromId: 'otto-kline', toId: 'lena-wirth' }, /nobody counts twice/],
  ['the place of somebody who has none', { fromId: 'ines-ford', toId: 'rosa-quint' }, /not asked at/],
  ['a step that is not there', { stepId: 'nope', fromId: 'otto-kline', toId: 'rosa-quint' }, /no such step/],
])('reassigning to %s: 409 with the reason, nothing told', async (_, order, why) => {
  const id = await asked('blue-mesa-idx', 'committee', 'otto-kline');
  const body = { stepId: 'committee', reason: 'on leave', ...order };
  const { status, json } = await call('POST', `/requests/${id}/reassignment`, body);
  expect([status, json.detail]).toEqual([409, expect.stringMatching(why)]);
  expect(messages()).toEqual([]);
});

test('a mail is sent again to somebody whose answer is missing, and to nobody else', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const mailed = await scene.ask(id, 'broker', 'tom-berg');
  const order = { stepId: 'broker', approverId: 'tom-berg', reason: 'lost the mail' };
  expect((await call('POST', `/requests/${id}/letter`, order)).status).toBe(200);
  expect(messages()).toEqual(['changed']);
  expect((await scene.get(mailed.path)).status).toBe(410);
  const other = await call('POST', `/requests/${id}/letter`, { ...order, stepId: 'mls', approverId: 'mia-olson' });
  expect(other.status).toBe(409);
});

test('more time is told to the workflow; a second time is refused once the first is recorded', async () => {
  const id = await asked('harbor-coast-idx', 'mls', 'ann-lee');
  const order = { stepId: 'mls', reason: 'the committee meets in June' };
  expect((await call('POST', `/requests/${id}/extension`, order)).status).toBe(200);
  expect(scene.told[0]!.message).toMatchObject({ type: 'extend', stepId: 'mls', by: staff.name });
  const { request } = (await scene.store.requests.file(id))!;
  const extended = { stepId: 'mls', digest: request.digest, because: 'extended', dues: [] } as const;
  await scene.store.letters.write({ requestId: id, key: 'extended', letters: [], openings: [extended] });
  const again = await call('POST', `/requests/${id}/extension`, order);
  expect([again.status, again.json.detail]).toEqual([409, expect.stringContaining('extended once already')]);
});

test('an override needs a second staff member, and a step that takes it', async () => {
  const id = await asked('blue-mesa-vow', 'mls', 'ines-ford');
  const order = { stepId: 'mls', reason: 'signed on paper' };
  const first = await call('POST', `/requests/${id}/override`, order);
  expect([first.status, first.json.standing.state]).toEqual([202, 'pending']);
  expect(first.json.overrides).toMatchObject([{ stepId: 'mls', by: { name: staff.name } }]);
  expect(messages()).toEqual([]);

  const overrideId = first.json.overrides[0]!.id;
  const own = await call('POST', `/requests/${id}/override/confirmation`, { overrideId });
  expect([own.status, own.json.detail]).toEqual([409, expect.stringContaining('second staff member')]);
  const confirmed = await call('POST', `/requests/${id}/override/confirmation`, { overrideId }, secondToken);
  expect(confirmed.status).toBe(200);
  expect(confirmed.json.chain.steps[1]!.state).toBe('done');
  expect(messages()).toEqual(['changed']);

  const committee = await call('POST', `/requests/${id}/override`, { ...order, stepId: 'committee' });
  expect([committee.status, committee.json.detail]).toEqual([409, expect.stringContaining('may not vouch')]);
});

test.each(['withdrawal', 'reassignment', 'letter', 'extension', 'override'])(
  'without a reason %s is not taken',
  async (path) => {
    const id = await asked('blue-mesa-idx', 'committee', 'otto-kline');
    const fields = { stepId: 'committee', fromId: 'otto-kline', toId: 'rosa-quint', approverId: 'otto-kline' };
    expect((await call('POST', `/requests/${id}/${path}`, { ...fields, reason: ' ' })).status).toBe(400);
    const form = await send(`/console/requests/${id}/${path}`, { ...fields, reason: ' ' });
    expect([form.status, await form.text()]).toEqual([422, expect.stringContaining('The reason is missing.')]);
  },
);

test.each(['reassignment', 'letter', 'extension', 'override'])('%s of a request that ended: 409', async (path) => {
  const id = await asked('blue-mesa-vow', 'mls', 'ines-ford');
  await scene.store.requests.withdraw(id, staff.name, 'sent twice');
  const bodies: Readonly<Record<string, object>> = {
    reassignment: { stepId: 'mls', fromId: 'ines-ford', toId: 'rosa-quint', reason: 'r' },
    letter: { stepId: 'mls', approverId: 'ines-ford', reason: 'r' },
  };
  const body = bodies[path] ?? { stepId: 'mls', reason: 'r' };
  expect((await call('POST', `/requests/${id}/${path}`, body)).status).toBe(409);
  expect((await call('POST', `/requests/nope/${path}`, body)).status).toBe(404);
});

test('the page offers what the store would take, names people, and carries it out', async () => {
  const id = await asked('blue-mesa-vow', 'mls', 'ines-ford');
  const path = `/console/requests/${id}`;
  const { html } = await page(path);
  expect(html).toContain('Vouch for &quot;MLS approval&quot;');
  expect(html).not.toContain('Vouch for &quot;Data committee approval&quot;');
  expect(html).toContain('<option value="rosa-quint">Rosa Quint, Deputy MLS admin</option>');
  expect(html).not.toContain('ann-lee');

  const nobody = await send(`${path}/letter`, { stepId: 'mls', approverId: '', reason: 'r' });
  expect([nobody.status, await nobody.text()]).toEqual([422, expect.stringContaining('Nobody is chosen.')]);
  const form = { stepId: 'mls', fromId: 'ines-ford', toId: 'rosa-quint', reason: 'on leave' };
  expect((await send(`${path}/reassignment`, form)).headers.get('location')).toBe(path);
  expect((await page(path)).html).toContain('Kim Sato asks Rosa Quint in place of');
  const late = await send(`${path}/reassignment`, form);
  expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('Not possible now.')]);
});

test('who asked for an override sees that a second one is missing; the second one confirms on the page', async () => {
  const id = await asked('blue-mesa-vow', 'mls', 'ines-ford');
  const path = `/console/requests/${id}`;
  await send(`${path}/override`, { stepId: 'mls', reason: 'signed on paper' });
  const own = (await page(path)).html;
  expect(own).toContain('A second staff member must confirm it.');
  expect(own).not.toContain('name="overrideId"');
  const { html } = await page(path, secondToken);
  expect(html).toMatch(/Kim Sato vouches for it\.[^<]*The reason: signed on paper/);
  const overrideId = /name="overrideId" value="([^"]+)"/.exec(html)![1]!;
  const done = await send(`${path}/override/confirmation`, { overrideId }, secondToken);
  expect(done.status).toBe(303);
  expect((await page(path)).html).toContain('Vouched for');
});

/** A request that nobody can get going again but staff. */
async function stuck(): Promise<string> {
  const id = await asked('harbor-coast-idx', 'mls', 'ann-lee');
  const tasks = [{ stepId: 'mls', note: 'Nobody answers "MLS approval".' }];
  await scene.store.letters.write({ requestId: id, key: 'stuck', letters: [], tasks });
  return id;
}

describe('tasks', () => {
  test('what needs staff stands on top of the list, has a filter of its own, and is closed', async () => {
    const id = await stuck();
    const other = await scene.request();
    const { html } = await page('/console');
    expect(html).toMatch(/Needs you[\s\S]*Nobody answers &quot;MLS approval&quot;\.[\s\S]*Open for 1 minute/);
    const filtered = (await page('/console?state=needs-staff')).html;
    expect(filtered).toContain(id);
    expect(filtered).not.toContain(other);

    const action = /action="(\/console\/tasks\/[\w-]+\/closing)"/.exec(
      (await page(`/console/requests/${id}`)).html,
    )![1]!;
    expect((await send(action, {})).headers.get('location')).toBe(`/console/requests/${id}`);
    expect((await send(action, {})).status).toBe(409);
    expect((await page('/console')).html).not.toContain('id="needs"');
  });

  test('over the API they are listed, shown with their request, and closed once', async () => {
    const id = await stuck();
    const { json } = await call('GET', '/tasks');
    expect(json.tasks).toMatchObject([{ requestId: id, stepId: 'mls', closedBy: null }]);
    expect((await call('GET', `/requests/${id}`)).json.tasks).toHaveLength(1);
    const path = `/tasks/${json.tasks[0]!.id}/closing`;
    expect((await call('POST', path, {})).json).toMatchObject({ closedBy: staff.name });
    expect((await call('POST', path, {})).status).toBe(404);
    expect((await call('GET', '/tasks')).json.tasks).toEqual([]);
  });
});
