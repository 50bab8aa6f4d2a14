import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryCommands } from '../../cli/directory';
import type { SignedRoster } from '../../rosters/signed-roster';
import { runCommand } from '../support/run-command';
import { auditKey, openWebScene, type WebScene } from '../support/web-scene';

const before = { ...process.env };
let folder: string;
let scene: WebScene;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-roster-'));
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
  const id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  await scene.issue(id);
});
afterAll(async () => {
  process.env = before;
  await scene.close();
  rmSync(folder, { recursive: true });
});

const mls = (...args: readonly string[]) =>
  runCommand(
    directoryCommands().find((command) => command.name() === 'mls')!,
    args,
  );
const file = (name: string) => join(folder, name);

/** Checks the roster of the MLS after a change, as somebody who knows no service. */
async function verified(change: (roster: SignedRoster) => unknown, ...more: readonly string[]) {
  await mls('roster', 'harbor-coast', '--out', file('roster.json'));
  const roster = JSON.parse(readFileSync(file('roster.json'), 'utf8')) as SignedRoster;
  writeFileSync(file('changed.json'), JSON.stringify(change(roster), null, 2));
  return mls('roster-verify', file('changed.json'), ...more);
}

test('a roster is made, written as it was signed, and kept for its other forms', async () => {
  const { error } = await mls('roster', 'harbor-coast', '--out', file('one.json'));
  const id = createHash('sha256')
    .update(readFileSync(file('one.json')))
    .digest('hex');
  expect(error).toContain(`It is kept as ${id}.`);
  await mls('roster', 'harbor-coast', '--kept', id, '--format', 'csv', '--out', file('one.csv'));
  expect(readFileSync(file('one.csv'), 'utf8')).toContain(id);
  await expect(mls('roster', 'harbor-coast', '--format', 'pdf')).rejects.toThrow('--format pdf needs --out');
  const pdf = ['roster', 'harbor-coast', '--format', 'pdf', '--out', file('one.pdf')];
  await expect(mls(...pdf)).rejects.toThrow(
    /No PDF: There is no Chromium here.*The roster is kept: --kept [\da-f]{64}/s,
  );
  await expect(mls('roster', 'nowhere')).rejects.toThrow('Nothing here');
});

test('a stranger checks it by one command, whatever the spaces in it, and by the key of the operator', async () => {
  const { out, exitCode } = await verified((roster) => roster);
  expect(exitCode).toBe(0);
  expect(out).toMatch(
    /^ok {6}signed by [\da-f]{64}, whose key that is was not checked \(--key\)\n +Harbor Coast MLS, .* UTC: 1 active\n +SHA-256 [\da-f]{64}/,
  );
  expect((await verified((roster) => roster, '--key', auditKey.publicKey)).out).toContain('the key that was given');
  const asJson = await verified((roster) => roster, '--json');
  expect(JSON.parse(asJson.out)).toMatchObject({
    ok: true,
    key: auditKey.publicKey,
    counts: { active: 1 },
    faults: [],
  });
});

test.each<[string, (roster: SignedRoster) => unknown, readonly string[], RegExp]>([
  [
    'another product',
    ({ grants: [first], ...roster }) => ({ ...roster, grants: [{ ...first!, product: { name: 'Mine', url: null } }] }),
    [],
    /^NOT ok {2}it is not what its key has signed$/,
  ],
  ['a grant left out', (roster) => ({ ...roster, grants: [] }), [], /not what its key has signed/],
  ['another key', (roster) => roster, ['--key', 'ab'.repeat(32)], /signed by the key .*, not by abab/],
])('%s: refused', async (_what, change, more, fault) => {
  const { out, exitCode } = await verified(change, ...more);
  expect([out, exitCode]).toEqual([expect.stringMatching(fault), 1]);
});

test('what is no roster is said to be none, and where one comes from', async () => {
  await expect(verified(() => ({ format: 'other' }))).rejects.toThrow(
    /is no roster of the format countersign-roster-1: format/,
  );
  await expect(mls('roster-verify', file('none.json'))).rejects.toThrow('could not be read');
});
