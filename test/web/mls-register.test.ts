import { randomUUID } from 'node:crypto';
import { fingerprint, hashToken, newToken } from '../../secrets/token';
import { callApi } from '../support/call-api';
import { mailRegisterLink, nora } from '../support/registers';
import { rightCode, wrongCode } from '../support/store-scene';
import { openWebScene, type WebScene } from '../support/web-scene';

const second = { id: 'lou', name: 'Lou Marsh', email: 'lou@countersign.example' };
const path = '/mlses/harbor-coast/register';
const page = `/console${path}`;

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
  await scene.sql(`update approver set active = id not like 'nora%'`);
  scene.told.length = 0;
});

interface Json {
  readonly id: string;
  readonly state: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly problem: string; readonly remedy: string }[];
  readonly entries: readonly { readonly id: string; readonly email: string; readonly mayDecide: boolean }[];
  readonly changes: readonly { readonly id: string; readonly state: string }[];
  readonly tasks: readonly { readonly id: string; readonly note: string }[];
  readonly events: readonly { readonly kind: string }[];
}

const call = (method: string, under = '', body?: unknown, as = token) =>
  callApi<Json>(scene.url, as, method, `${path}${under}`, body);
const see = async (at = page, as = token) => {
  const response = await scene.get(at, { cookie: `countersign=${as}` });
  return { status: response.status, html: await response.text() };
};
const send = (at: string, form: Record<string, string>, as = token) =>
  scene.post(at, form, { cookie: `countersign=${as}` });
const body = { kind: 'add', approverId: 'nora-beck', ...nora, reason: 'new at the MLS' };
const typed = {
  kind: 'add',
  approverId: 'nora-beck',
  name: nora.name,
  email: nora.email,
  title: nora.title,
  role: 'admin',
  source: nora.source,
  reason: 'new at the MLS',
};

/** The link to object to an addition that waits for its time. */
const waiting = async () => {
  const { json } = await call('POST', '/changes', body);
  await call('POST', `/changes/${json.id}/confirmation`, {}, secondToken);
  const changeId = json.id;
  const link = await mailRegisterLink(scene, 'harbor-coast', {
    purpose: 'objection',
    approverId: 'ann-lee',
    changeId,
  });
  scene.told.length = 0;
  return link;
};
const asking = () =>
  mailRegisterLink(scene, 'harbor-coast', {
    purpose: 'attestation',
    approverId: 'ann-lee',
    attestationId: randomUUID(),
  });
const post = (at: 'objection' | 'attestation', link: string, form: Record<string, string>) =>
  scene.post(`/${at}/${link}`, { link: fingerprint(link), code: rightCode, ...form });

describe('by the API', () => {
  test('[case 14] one proposes, another confirms, and it waits a day', async () => {
    const { status, json } = await call('POST', '/changes', body);
    expect([status, json.state]).toEqual([200, 'proposed']);
    const confirmation = `/changes/${json.id}/confirmation`;
    const own = await call('POST', confirmation, {});
    expect([own.status, own.json.detail]).toEqual([409, expect.stringContaining('A second staff member')]);
    expect(scene.told).toEqual([]);
    const theirs = await call('POST', confirmation, {}, secondToken);
    expect([theirs.status, theirs.json.state]).toEqual([200, 'waiting']);
    expect(scene.told).toMatchObject([{ message: { type: 'register', mlsId: 'harbor-coast' } }]);
    const { json: seen } = await call('GET');
    expect(seen.entries).toMatchObject([{ id: 'ann-lee', mayDecide: true }]);
    expect(seen.events.map(({ kind }) => kind)).toEqual(['proposed', 'confirmed']);
  });

  test('of a change, what is left out stays; a cancelled one is gone', async () => {
    const change = {
      kind: 'change',
      approverId: 'ann-lee',
      dataRoles: ['idx'],
      source: 'By-laws',
      reason: 'as agreed',
    };
    const { json } = await call('POST', '/changes', change);
    expect(json).toMatchObject({ after: { name: 'Ann Lee', dataRoles: ['idx'], source: 'By-laws' } });
    const gone = await call('POST', `/changes/${json.id}/cancellation`, { reason: 'a mistake' });
    expect([gone.status, gone.json.state]).toEqual([200, 'cancelled']);
    expect((await call('POST', `/changes/${json.id}/cancellation`, { reason: 'again' })).status).toBe(409);
  });

  test.each<[string, object, string]>([
    ['an address with a name', { ...body, email: 'Nora <nora@x.example>' }, 'email'],
    ['no source', { ...body, source: '' }, 'source'],
    ['a plan of another MLS', { ...body, planIds: ['blue-mesa-idx'] }, 'planIds'],
    ['a day that is none', { ...body, validTo: '2026-02-30' }, 'validTo'],
    ['an unknown field', { ...body, active: true }, 'body'],
    ['somebody who is listed', { ...body, approverId: 'ann-lee' }, 'approverId'],
    ["a staff member's own mailbox", { ...body, email: 'K.im+mls@countersign.example' }, 'email'],
  ])('%s is refused by field, and nothing is written', async (_, sent, field) => {
    const before = await scene.dump();
    const { status, json } = await call('POST', '/changes', sent);
    expect([status, json.errors[0]!.field]).toEqual([400, field]);
    expect(json.errors[0]!.remedy).not.toBe('');
    expect(await scene.dump()).toBe(before);
  });

  test('what is not there is not found, and nobody comes in without signing in', async () => {
    for (const under of ['nowhere', 'operator']) {
      expect((await callApi(scene.url, token, 'GET', `/mlses/${under}/register`)).status).toBe(404);
      expect((await callApi(scene.url, token, 'POST', `/mlses/${under}/register/changes`, body)).status).toBe(404);
    }
    expect((await call('POST', `/changes/${randomUUID()}/confirmation`, {})).status).toBe(404);
    expect((await call('POST', `/tasks/${randomUUID()}/closing`, {})).status).toBe(404);
    expect((await call('GET', '', undefined, 'x')).status).toBe(401);
  });

  test('[case 14] a file adds nobody to a register that has people', async () => {
    const yaml = `approvers:\n  - { mlsId: harbor-coast, id: nora-x, name: N, email: n@x.example, title: MLS admin }\n`;
    const { status, json } = await callApi<Json>(scene.url, token, 'POST', '/directory', { yaml });
    expect([status, json.errors]).toMatchObject([
      400,
      [{ path: 'approvers[0].id', remedy: expect.stringContaining('countersign mls register propose harbor-coast') }],
    ]);
    const moved = `approvers:\n  - { mlsId: harbor-coast, id: ann-lee, name: Ann Lee, email: ann@x.example, title: MLS admin }\n`;
    const { json: refused } = await callApi<Json>(scene.url, token, 'POST', '/directory?dryRun=true', { yaml: moved });
    expect(refused.errors).toMatchObject([{ path: 'approvers[0].email' }]);
  });
});

describe('in the console', () => {
  test('the list of registers says what waits, and the navigation leads there', async () => {
    await call('POST', '/changes', body);
    const { html } = await see('/console/mlses');
    expect(html).toContain('href="/console/mlses"');
    expect(html).toMatch(/Harbor Coast MLS<\/strong><\/a>\s*<span class="tag pending">1 change open/);
  });

  test('a form proposes; the one who proposed sees who must confirm, the other a button', async () => {
    expect((await see(`${page}/proposal?kind=add`)).html).toContain('Add somebody who may decide');
    const response = await send(`${page}/proposal`, { ...typed, 'role-idx': 'on', validTo: '2027-05-02' });
    expect([response.status, response.headers.get('location')]).toEqual([303, `${page}#changes`]);
    const mine = (await see()).html;
    expect(mine).toContain('A second staff member must confirm it');
    expect(mine).not.toContain('/confirmation');
    const theirs = (await see(page, secondToken)).html;
    const action = /action="([^"]+\/confirmation)"/.exec(theirs)![1]!;
    expect((await send(action, {})).status).toBe(409);
    expect((await send(action, {}, secondToken)).status).toBe(303);
    expect((await see()).html).toMatch(/Confirmed by Lou Marsh\. In force from .*, unless somebody objects/);
  });

  test('what is wrong stands on top and at its field, and what was typed stays', async () => {
    const response = await send(`${page}/proposal`, { ...typed, email: 'ann.lee+x@harbor-coast.example', source: '' });
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain('Please check: Add somebody');
    expect(html).toContain('value="Nora Beck"');
    expect(html).toContain('id="source-error"');
    const taken = await (await send(`${page}/proposal`, { ...typed, email: 'ann.lee+x@harbor-coast.example' })).text();
    expect(taken).toContain('That mailbox is Ann Lee&#x27;s');
  });

  test('an entry is changed and taken out by forms of its own; who is not there has none', async () => {
    const change = (await see(`${page}/proposal?kind=change&approver=ann-lee`)).html;
    expect(change).toContain('value="ann.lee@harbor-coast.example"');
    const removal = (await see(`${page}/proposal?kind=remove&approver=ann-lee`)).html;
    expect(removal).not.toContain('name="email"');
    expect((await see(`${page}/proposal?kind=remove&approver=eva-ruiz`)).status).toBe(404);
    await send(`${page}/proposal`, { kind: 'remove', approverId: 'ann-lee', reason: 'retired' });
    const action = /action="([^"]+\/cancellation)"/.exec((await see()).html)![1]!;
    expect((await send(action, { reason: '' })).status).toBe(422);
    expect((await send(action, { reason: 'a mistake' })).status).toBe(303);
    expect((await see()).html).toContain('cancelled');
  });
});

describe('by the links in letters', () => {
  test('[case 7] looking changes nothing, and the code is not on the page', async () => {
    const [objection, attestation] = [await waiting(), await asking()];
    const before = await scene.dump();
    for (const at of [`/objection/${objection}`, `/attestation/${attestation}`]) {
      for (let n = 0; n < 3; n += 1) await fetch(scene.url + at, { method: 'HEAD' });
      const response = await scene.get(at);
      const html = await response.text();
      expect([response.status, response.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
      expect(html).not.toContain(rightCode);
      expect(html).not.toContain(' checked');
    }
    expect(await scene.dump()).toBe(before);
    expect(scene.log.join('\n')).not.toContain(objection);
  });

  test('[case 14] an objection: it does not come into force, and the workflow is told', async () => {
    const link = await waiting();
    expect((await post('objection', link, { reason: '' })).status).toBe(422);
    const wrong = await post('objection', link, { reason: 'Who?', code: wrongCode });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('4 tries are left')]);
    const done = await post('objection', link, { reason: 'Who is that?' });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('It does not come into force')]);
    expect(scene.told).toMatchObject([{ message: { type: 'register' } }]);
    expect((await post('objection', link, { reason: 'Who?' })).status).toBe(409);
    expect(await (await scene.get(`/objection/${link}`)).text()).toContain('This was stopped');
    const { json } = await call('GET');
    expect(json.changes[0]!.state).toBe('objected');
    expect((await call('POST', `/tasks/${json.tasks[0]!.id}/closing`, {})).status).toBe(200);
  });

  test.each([
    ['yes', '', 'We ask again in half a year'],
    ['change', 'My title is Director.', 'Support is told what should change'],
    ['no-longer', '', 'You are taken out of the register'],
  ])('answered with %s', async (answer, note, words) => {
    const link = await asking();
    expect((await post('attestation', link, { answer: '', note })).status).toBe(422);
    const response = await post('attestation', link, { answer, note });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(words)]);
    expect(await (await scene.get(`/attestation/${link}`)).text()).toContain('answered already');
    const { json } = await call('GET');
    expect(json.entries[0]!.mayDecide).toBe(answer !== 'no-longer');
  });

  test('[case 5] a link is for its own page, and a form for its own link', async () => {
    const [objection, attestation] = [await waiting(), await asking()];
    for (const at of [`/objection/${attestation}`, `/attestation/${objection}`, `/decision/${objection}`]) {
      expect((await scene.get(at)).status).toBe(404);
    }
    const swapped = { link: fingerprint(attestation), code: rightCode, reason: 'x' };
    expect((await scene.post(`/objection/${objection}`, swapped)).status).toBe(403);
  });
});
