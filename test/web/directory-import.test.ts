import { demoDirectory } from '../../directory/demo';
import { callApi } from '../support/call-api';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());
// Nothing is ever taken out of the directory: each test brings an MLS of its own.
let mls: string;
let yaml: string;
let count = 0;
beforeEach(() => {
  mls = `oak${++count}`;
  yaml = oak.replaceAll('oak', mls).replaceAll('nora', `nora${count}`);
});

/** What the API may answer; tests look at the part they expect. */
interface Json {
  readonly applied: boolean;
  readonly difference: {
    readonly added: readonly { readonly id: string }[];
    readonly changed: readonly object[];
    readonly left: readonly object[];
  };
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly line?: number }[];
  readonly yaml: string;
  readonly csv: Readonly<Record<string, string>>;
}

const call = (method: string, path: string, body?: unknown) => callApi<Json>(scene.url, token, method, path, body);
const oak = `mlses:
  - { id: oak, name: Oak MLS, state: Ohio, timeZone: America/New_York, closedDays: [2026-12-24] }
approvers:
  - { mlsId: oak, id: nora, name: Nora Beck, email: nora@oak.example, title: MLS admin }
plans:
  - mlsId: oak
    id: oak-idx
    name: IDX
    description: Public sites.
    role: idx
    keyKind: bearer
    keyHolders: [member]
    priceMinor: 5000
    currency: USD
    termsVersion: v1
    terms: Keep it current.
    chain: { version: 1, steps: [{ id: mls, title: MLS, approvers: [nora] }] }
members:
  - { mlsId: oak, userName: o.1, kind: member, name: Ada Frost }
`;
const oakPlan = () => scene.store.directory.offer(`${mls}-idx`);

test('a dry run tells the difference and changes nothing', async () => {
  const before = await scene.dump();
  const { status, json } = await call('POST', '/directory?dryRun=true', { yaml });
  expect([status, json.applied]).toEqual([200, false]);
  expect(json.difference.added.map(({ id }) => id)).toEqual([mls, `nora${count}`, `${mls}-idx`, `${mls}/o.1`]);
  expect(json.difference.left).toContainEqual({ kind: 'plans', id: 'blue-mesa-idx', name: 'IDX for public sites' });
  expect(await scene.dump()).toBe(before);
  expect(await oakPlan()).toBeUndefined();
});

test('an import adds what is new, and said again it changes nothing', async () => {
  expect((await call('POST', '/directory', { yaml })).json.applied).toBe(true);
  const offer = (await oakPlan())!;
  expect(offer).toMatchObject({
    plan: { name: 'IDX' },
    register: [{ id: `nora${count}` }],
    definition: { version: 1 },
  });
  expect(offer.mls.closedDays).toEqual(expect.arrayContaining(['2026-12-24', '2026-12-25']));
  expect(await scene.store.directory.member(mls, 'o.1')).toMatchObject({ name: 'Ada Frost' });
  const again = await call('POST', '/directory', { yaml });
  expect(again.json.difference).toMatchObject({ added: [], changed: [], same: 4 });
});

test('a change is told field by field, and who imported how much stands in the log', async () => {
  scene.log.length = 0;
  await call('POST', '/directory', { yaml });
  const { json } = await call('POST', '/directory', { yaml: yaml.replace('5000', '6000') });
  expect(json.difference.changed).toEqual([
    { kind: 'plans', id: `${mls}-idx`, name: 'IDX', fields: [{ field: 'priceMinor', before: '5000', after: '6000' }] },
  ]);
  expect((await oakPlan())!.plan.priceMinor).toBe(6000);
  const lines = scene.log.map((line) => JSON.parse(line) as { msg?: string; added?: number; changed?: number });
  const imports = lines.filter(({ msg }) => msg === 'directory imported');
  expect(imports).toMatchObject([
    { staff: expect.any(String), added: 4, changed: 0 },
    { added: 0, changed: 1 },
  ]);
});

test('one fault and nothing is changed: 400 with line, column, path, problem and remedy of each', async () => {
  const faulty = yaml.replace('role: idx', 'role: idxx').replace('America/New_York', 'Ohio');
  const { status, json } = await call('POST', '/directory', { yaml: faulty });
  expect([status, json.detail]).toEqual([400, 'Nothing was changed.']);
  expect(json.errors).toMatchObject([
    { line: 2, path: 'mlses[0].timeZone' },
    {
      field: 'line 10, column 5, plans[0].role',
      line: 10,
      column: 5,
      path: 'plans[0].role',
      problem: 'It is "idxx".',
      remedy: 'Use one of: idx, vow, private, own.',
    },
  ]);
  expect(await scene.store.directory.mls(mls)).toBeUndefined();
});

test('of many faults the first hundred are listed', async () => {
  const members = Array.from({ length: 150 }, (_, n) => `  - { mlsId: elm, userName: m${n}, kind: member, name: M }`);
  const { json } = await call('POST', '/directory', { yaml: `members:\n${members.join('\n')}` });
  expect(json.errors).toHaveLength(100);
  expect(json.detail).toContain('The first 100 of 150 faults are listed.');
});

test('faults of CSV name file, line and column', async () => {
  const csv = { approvers: 'mlsId,id,name,email,title\nharbor-coast,ann-lee,Ann Lee,ann at example,MLS admin\n' };
  const { json } = await call('POST', '/directory', { csv });
  expect(json.errors).toMatchObject([{ file: 'approvers.csv', line: 2, column: 'email' }]);
  expect(json.errors[0]!.field).toBe('approvers.csv, line 2, column email, approvers[0].email');
});

test.each(['yaml', 'csv'])('an export as %s can be sent back as it is', async (format) => {
  const { status, json } = await call('GET', `/directory?format=${format}`);
  expect([status, Object.keys(json)]).toEqual([200, [format]]);
  const { json: back } = await call('POST', '/directory', json);
  expect(back.difference).toMatchObject({ added: [], changed: [], left: [] });
});

test('who was put out of the register does not come back', async () => {
  await scene.sql(`update approver set active = false where id = 'raj-patel'`);
  const raj = demoDirectory.approvers.find(({ id }) => id === 'raj-patel')!;
  await call('POST', '/directory', { yaml: `approvers:\n  - ${JSON.stringify({ ...raj, title: 'Admin' })}` });
  const register = await scene.store.directory.register('prairie-lakes', null);
  expect(register.map(({ id }) => id)).toEqual(['mia-olson', 'tom-berg']);
  await scene.sql(`update approver set active = true where id = 'raj-patel'`);
});

test.each<[string, unknown]>([
  ['both kinds of files', { yaml: '', csv: {} }],
  ['neither', {}],
  ['a file that is none', { csv: { developers: '' } }],
])('%s is not taken', async (_, body) => {
  expect((await call('POST', '/directory', body)).status).toBe(400);
});

test('nobody gets in or out without signing in', async () => {
  expect((await callApi(scene.url, 'x', 'GET', '/directory')).status).toBe(401);
  expect((await callApi(scene.url, 'x', 'POST', '/directory', { yaml })).status).toBe(401);
});
