import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, StoreInUse } from '../../store/lock';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'countersign-lock-')), 'store');
  lock = `${folder}.lock`;
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

test('[case 107] a second opening is refused and names the holder, also within one process', () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(StoreInUse);
  expect(() => lockFolder(folder)).toThrow(new RegExp(`process ${process.pid} since \\d{4}-.*COUNTERSIGN_DATA`));
  unlock();
  lockFolder(folder)();
  expect(existsSync(lock)).toBe(false);
});

test('[case 107] the lock of a process that was killed is taken over', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync(lock, JSON.stringify({ pid: other.pid, startedAt: null, since: '2026-01-01T00:00:00Z' }));
  expect(() => lockFolder(folder)).toThrow(`process ${other.pid}`);
  other.kill('SIGKILL');
  await once(other, 'exit');
  const unlock = lockFolder(folder);
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid });
  unlock();
});

test('a number that now belongs to a younger process holds nothing', () => {
  writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt: '1', since: '2026-01-01T00:00:00Z' }));
  lockFolder(folder)();
});

test('a lock file cut short by a crash holds nothing', () => {
  writeFileSync(lock, '{"pid":');
  lockFolder(folder)();
});
