import { chainCommands } from '../../cli/chain';
import { requestCommands } from '../../cli/request';
import { taskCommands } from '../../cli/task';
import { demoDirectory } from '../../directory/demo';
import { runCommand } from '../support/run-command';
import { register } from '../support/web-developers';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
const before = { ...process.env };
beforeAll(async () => {
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
});
afterAll(async () => {
  process.env = before;
  await scene.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const request = (...args: readonly string[]) => runCommand(requestCommands(), args);
const task = (...args: readonly string[]) => runCommand(taskCommands(), args);
const chain = (...args: readonly string[]) => runCommand(chainCommands(), args);
const messages = () => scene.told.map(({ message }) => message.type);

test.each([
  [
    'reassign',
    ['--step', 'committee', '--from', 'otto-kline', '--to', 'rosa-quint', '--reason', 'on leave'],
    'changed',
  ],
  ['resend', ['--step', 'committee', '--approver', 'otto-kline', '--reason', 'lost'], 'changed'],
  ['extend', ['--step', 'committee', '--reason', 'they meet in June'], 'extend'],
  ['withdraw', ['--reason', 'sent twice'], 'withdrawal'],
])('request %s is carried out', async (name, args, told) => {
  const id = await scene.request('blue-mesa-idx');
  await scene.ask(id, 'committee', 'otto-kline');
  const { error } = await request(name, id, ...args);
  expect(error).toContain('Done.');
  expect(messages()).toEqual([told]);
});

test('a refusal is printed with its reason; a missing option is wrong use', async () => {
  const id = await scene.request('blue-mesa-idx');
  await expect(request('override', id, '--step', 'committee', '--reason', 'r')).rejects.toThrow(/may not vouch/);
  await expect(request('reassign', id, '--step', 'committee')).rejects.toMatchObject({ name: 'CommanderError' });
});

test('request override asks for a second staff member', async () => {
  const id = await scene.request('blue-mesa-vow');
  const { error } = await request('override', id, '--step', 'mls', '--reason', 'signed on paper');
  expect(error).toContain('A second staff member must confirm it');
  const [vouching] = await scene.store.orders.vouchings(id);
  await expect(request('confirm-override', id, '--override', vouching!.id)).rejects.toThrow(/second staff member/);
});

test('request review activates or rejects a registration', async () => {
  const { id } = await register(scene);
  await scene.ask(id, 'review', 'review-desk');
  for (const wrong of [[], ['--activate', '--reject'], ['--reject']]) {
    await expect(request('review', id, ...wrong)).rejects.toMatchObject({ name: 'CommanderError' });
  }
  expect((await request('review', id, '--reject', '--reason', 'no such company')).error).toContain('Rejected.');
  expect((await scene.store.requests.file(id))!.standing).toMatchObject({ state: 'denied', reason: 'no such company' });
  await expect(request('review', id, '--activate')).rejects.toThrow(/Already decided/);
});

test('request migrate prints the difference and stops; with --yes it moves the request', async () => {
  const id = await scene.request('prairie-lakes-idx');
  expect((await request('migrate', id)).out).toContain('There is nothing to move.');
  const plans = demoDirectory.plans.map((plan) =>
    plan.id === 'prairie-lakes-idx'
      ? { ...plan, chain: { ...plan.chain, version: 2, steps: plan.chain.steps.slice(1) } }
      : plan,
  );
  await scene.store.directory.load({ ...demoDirectory, plans });
  try {
    const seen = await request('migrate', id);
    expect(seen.out.split('\n')).toEqual([
      'Version 1 -> 2',
      '~ MLS approval (changed)',
      '    Turn: after "Broker approval" -> at once',
      '- Broker approval (removed)',
      'Now:   pending: "Broker approval" waits for Tom Berg.',
      'After: pending: "MLS approval" waits for Mia Olson or Raj Patel.',
      'Newly asked: Mia Olson at "MLS approval"',
      'Newly asked: Raj Patel at "MLS approval"',
    ]);
    expect(seen.error).toContain(`countersign request migrate ${id} --yes --reason TEXT`);
    expect(messages()).toEqual([]);
    await expect(request('migrate', id, '--yes')).rejects.toMatchObject({ name: 'CommanderError' });
    expect((await request('migrate', id, '--yes', '--reason', 'new way')).error).toContain('follows version 2');
    expect(messages()).toEqual(['changed']);
  } finally {
    await scene.store.directory.load(demoDirectory);
  }
});

test('tasks are listed and closed', async () => {
  expect((await task('list')).error).toContain('Nothing waits for you.');
  const id = await scene.request();
  const tasks = [{ stepId: 'mls', note: 'Nobody answers.' }];
  await scene.store.letters.write({ requestId: id, key: 'stuck', letters: [], tasks });
  expect((await task('list')).out).toMatch(new RegExp(`${id} +Nobody answers\\.`));
  const [open] = JSON.parse((await task('list', '--json')).out) as { id: string }[];
  expect((await task('close', open!.id)).error).toContain('Closed: Nobody answers.');
  await expect(task('close', open!.id)).rejects.toThrow(/Nothing here/);
});

test('chain preview prints whom a request would ask; chain simulate plays through it', async () => {
  const { out, error } = await chain('preview', '--plan', 'blue-mesa-vow');
  expect(out).toContain(
    '1. Data committee approval (committee)\n   Turn: at once\n   Asked: Otto Kline (Data committee)',
  );
  expect(out).toContain('Quorum: 2 of 3 must approve');
  expect(error).toBe('No request of this MLS has closed yet.');
  const played = await chain('simulate', '--plan', 'harbor-coast-idx', '--decide', 'mls:ann-lee:approve');
  expect(played.out.split('\n').at(-1)).toBe('  approved: Approved by Ann Lee.');
  await expect(chain('preview', '--plan', 'nope')).rejects.toThrow(/Nothing here/);
});
