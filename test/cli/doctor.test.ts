import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { addKey, keysFileIn, loadKeyring } from '../../app/keyring';
import { doctor } from '../../cli/doctor';
import { runCommand } from '../support/run-command';

const before = { ...process.env };
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'countersign-doctor-'));
  process.env = { ...before, COUNTERSIGN_DATA: data, NO_COLOR: '1' };
});
afterEach(() => {
  process.env = before;
  rmSync(data, { recursive: true });
});

const run = (...args: readonly string[]) => runCommand(new Command('doctor').option('--json').action(doctor), args);

test('which sealing keys there are and where they come from, never what they are', async () => {
  expect(await run()).toMatchObject({
    error: expect.stringContaining('No sealing key yet: one is made in'),
    exitCode: 0,
  });
  const { keys } = loadKeyring({ COUNTERSIGN_DATA: data });
  expect((await run()).error).toContain(`Sealed with key k1 (${keysFileIn(data)}).`);
  addKey(keysFileIn(data));
  const { out, error } = await run();
  expect(error).toContain('Sealed with key k2, and what k1 sealed before is opened');
  expect(out + error).not.toContain(Buffer.from(keys.get('k1')!).toString('base64'));
  expect(JSON.parse((await run('--json')).out)).toMatchObject({
    sealingKeys: { source: keysFileIn(data), ids: ['k2', 'k1'], problem: null },
  });
});

test('a command that gives no keys is a problem, and the exit code is 1', async () => {
  process.env['COUNTERSIGN_KEYS_COMMAND'] = 'no-such-program';
  const { error, exitCode } = await run();
  expect([error, exitCode]).toEqual([expect.stringContaining('there is no program "no-such-program"'), 1]);
});
