import { directoryCommands } from '../../cli/directory';
import { hashToken, newToken } from '../../secrets/token';
import { runCommand } from '../support/run-command';
import { openWebScene, type WebScene } from '../support/web-scene';

const second = { id: 'lou', name: 'Lou Marsh', email: 'lou@countersign.example' };

let scene: WebScene;
let tokens: readonly [string, string];
const before = { ...process.env };
beforeAll(async () => {
  scene = await openWebScene();
  await scene.store.staff.create(second, 'x');
  const secondToken = newToken();
  await scene.store.staff.openSession(second.id, hashToken(secondToken), 3_600_000);
  tokens = [await scene.signIn(), secondToken];
  process.env['COUNTERSIGN_URL'] = scene.url;
});
afterAll(async () => {
  process.env = before;
  await scene.close();
});
beforeEach(() => void (process.env['COUNTERSIGN_TOKEN'] = tokens[0]));

const run = (...args: readonly string[]) =>
  runCommand(
    directoryCommands().find((command) => command.name() === 'mls')!,
    ['register', ...args],
  );
const id = '[0-9a-f-]{36}';
const json = async (...args: readonly string[]) =>
  JSON.parse((await run('propose', 'summit-ridge', '--json', '--reason', 'so agreed', ...args)).out) as object;

test('[case 14] one proposes, another confirms, and the list says where it stands', async () => {
  const person = [
    '--name',
    'Nora Beck',
    '--email',
    'nora@harbor-coast.example',
    '--title',
    'Deputy',
    '--role',
    'admin',
  ];
  const limits = ['--data-roles', 'idx,vow', '--until', '2027-05-02', '--backup', 'ann-lee'];
  const why = ['--source', 'Letter of the board', '--reason', 'new at the MLS'];
  const { error } = await run('propose', 'harbor-coast', '--add', 'nora-beck', ...person, ...limits, ...why);
  const change = new RegExp(`countersign mls register confirm harbor-coast (${id})`).exec(error)![1]!;
  await expect(run('confirm', 'harbor-coast', change)).rejects.toThrow(/A second staff member must confirm it/);
  process.env['COUNTERSIGN_TOKEN'] = tokens[1];
  expect((await run('confirm', 'harbor-coast', change)).error).toMatch(/^Confirmed\. In force from .*, unless/);
  const { out } = await run('list', 'harbor-coast');
  expect(out).toMatch(/ann-lee +Ann Lee +ann\.lee@harbor-coast\.example +admin +everything +until further notice/);
  expect(out).toMatch(new RegExp(`${change} +add nora-beck +waiting +Kim Sato`));
  expect((await run('cancel', 'harbor-coast', change, '--reason', 'a mistake')).error).toBe('Cancelled.');
  const { changes } = JSON.parse((await run('list', 'harbor-coast', '--json')).out) as { changes: { after: object }[] };
  expect(changes[0]!.after).toMatchObject({ dataRoles: ['idx', 'vow'], validTo: '2027-05-02', backupId: 'ann-lee' });
});

test('a change keeps what is not given, and takes a limit away where it says so', async () => {
  expect(await json('--change', 'eva-ruiz', '--plans', 'summit-ridge-idx')).toMatchObject({
    after: { name: 'Eva Ruiz', planIds: ['summit-ridge-idx'] },
  });
  expect(
    await json('--change', 'sam-holt', '--plans', 'any', '--backup', 'nobody', '--title', 'Director'),
  ).toMatchObject({
    after: { planIds: null, backupId: null, title: 'Director' },
  });
});

test('a removal is in force with its confirmation; a task is closed', async () => {
  const { error } = await run('propose', 'blue-mesa', '--remove', 'otto-kline', '--reason', 'left');
  const change = new RegExp(id).exec(error)![0];
  process.env['COUNTERSIGN_TOKEN'] = tokens[1];
  expect((await run('confirm', 'blue-mesa', change)).error).toBe('Confirmed, and in force.');
  await scene.sql(
    `insert into register_task (id, mls_id, note, opened_at) values ('t1', 'blue-mesa', 'Look here.', clock_now())`,
  );
  const listed = await run('list', 'blue-mesa');
  expect(listed.out).toMatch(/otto-kline .* left/);
  expect(listed.error).toMatch(/Needs you \(t1, .*\): Look here\./);
  expect((await run('close-task', 'blue-mesa', 't1')).error).toBe('Closed: Look here.');
});

test.each<[string, readonly string[], RegExp]>([
  ['nobody named', ['propose', 'blue-mesa', '--reason', 'x'], /give one of --add, --change and --remove/],
  ['two named', ['propose', 'blue-mesa', '--add', 'a', '--remove', 'b', '--reason', 'x'], /cannot be used with/],
  ['no reason', ['propose', 'blue-mesa', '--remove', 'ines-ford'], /--reason/],
  ['an MLS that is not there', ['list', 'nowhere'], /Nothing here/],
  [
    'nobody of that id',
    ['propose', 'blue-mesa', '--remove', 'nobody', '--reason', 'x'],
    /approverId: .*nobody of that id on its register/,
  ],
])('%s fails in words', async (_, args, words) => {
  await expect(run(...args)).rejects.toThrow(words);
});
