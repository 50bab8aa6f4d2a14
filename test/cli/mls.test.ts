import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { differenceLines } from '../../cli/difference-lines';
import { directoryCommands } from '../../cli/directory';
import { runCommand } from '../support/run-command';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let folder: string;
const before = { ...process.env };
beforeAll(async () => {
  scene = await openWebScene();
  folder = mkdtempSync(join(tmpdir(), 'countersign-mls-'));
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await scene.close();
});

const mls = (...args: readonly string[]) =>
  runCommand(
    directoryCommands().find((command) => command.name() === 'mls')!,
    args,
  );

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const yaml = `mlses:
  - { id: oak, name: Oak MLS, state: Ohio, timeZone: America/New_York }
approvers:
  - { mlsId: harbor-coast, id: ann-lee, name: Ann Lee, email: ann.lee@harbor-coast.example, title: Director }
`;

test('import prints the difference, stops, and says how to go on; --yes does it', async () => {
  const path = file('directory.yaml', yaml);
  const dry = await mls('import', path);
  expect(dry.out.split('\n').slice(0, 4)).toEqual([
    '+ MLS oak (Oak MLS)',
    '~ approver ann-lee (Ann Lee)',
    '    title: MLS admin -> Director',
    '  Not in the file, left as they are:',
  ]);
  expect(dry.error).toBe(
    `Nothing was changed yet (1 added, 1 changed, 0 as they were.) To do it: countersign mls import ${path} --yes`,
  );
  expect(await scene.store.directory.mls('oak')).toBeUndefined();

  expect((await mls('import', path, '--yes')).error).toBe('Done: 1 added, 1 changed, 0 as they were.');
  expect(await scene.store.directory.mls('oak')).toMatchObject({ name: 'Oak MLS' });
  expect((await mls('import', path, '--dry-run')).error).toBe('There is nothing to change.');
});

test('import --json prints what the API answers', async () => {
  const { out } = await mls('import', file('directory.yml', yaml.replace('id: oak', 'id: elm')), '--json');
  expect(JSON.parse(out)).toMatchObject({ applied: false, difference: { added: [{ id: 'elm' }] } });
});

test('a fault is printed with its place and its remedy', async () => {
  const path = file('directory.yaml', yaml.replace('New_York', 'York'));
  await expect(mls('import', path, '--yes')).rejects.toThrow(
    /Nothing was changed\.\n {2}line 2, column 44, mlses\[0\]\.timeZone: It is "America\/York"\. Use a name of the IANA/,
  );
});

test('export and import of a folder of CSV files: nothing to change', async () => {
  const out = join(folder, 'out');
  expect((await mls('export', '--format', 'csv', '--out', out)).error).toContain(
    'mlses.csv, approvers.csv, plans.csv, members.csv',
  );
  expect(readdirSync(out).toSorted()).toEqual(['approvers.csv', 'members.csv', 'mlses.csv', 'plans.csv']);
  expect((await mls('import', out)).error).toBe('There is nothing to change.');
  expect((await mls('import', join(out, 'plans.csv'))).error).toBe('There is nothing to change.');
});

test('export as YAML goes to standard output, or into a folder', async () => {
  const { out } = await mls('export');
  expect(out).toMatch(/^mlses:\n {2}- id: blue-mesa\n/);
  await mls('export', '--out', folder);
  expect(readFileSync(join(folder, 'directory.yaml'), 'utf8')).toBe(`${out}\n`);
});

test.each<[string, readonly string[], RegExp]>([
  ['a file that is not there', ['import', 'nope.yaml'], /nope\.yaml cannot be read/],
  ['a folder without CSV files', ['import', __dirname], /There is no CSV file/],
  ['CSV without a folder to write to', ['export', '--format', 'csv'], /needs --out/],
  ['a format that is none', ['export', '--format', 'xml'], /Allowed choices are yaml, csv/],
  ['--yes and --dry-run', ['import', 'x.yaml', '--yes', '--dry-run'], /cannot be used with/],
])('%s fails in words', async (_, args, words) => {
  await expect(mls(...args)).rejects.toThrow(words);
});

test('a file whose name says nothing is not left out in silence', async () => {
  const other = mkdtempSync(join(folder, 'other-'));
  file(join(basename(other), 'mls.csv'), 'id,name\n');
  await expect(mls('import', other)).rejects.toThrow(/mls\.csv holds is not known. Name it one of mlses\.csv/);
});

test('of a long text the line shows what stands around the first difference', () => {
  const start = 'All of this stays as it was. '.repeat(9);
  const fields = [{ field: 'terms', before: `${start}Keep it.`, after: `${start}Sell it.\nNow.` }];
  const changed = [{ kind: 'plans', id: 'p', name: 'P', fields } as const];
  expect(differenceLines({ added: [], changed, same: 0, left: [] })[1]).toBe(
    '    terms: …is stays as it was. Keep it. -> …is stays as it was. Sell it. Now.',
  );
});
