import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, StoreInUse } from '../../store/lock';
import { openPglite } from '../../store/pglite';
import { type Holder, startHolder } from '../support/store-holder';

const onLinux = process.platform === 'linux' ? test : test.skip;

let root: string;
let folder: string;
let lock: string;
const holders: Holder[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
  folder = join(root, 'store');
  lock = `${folder}.lock`;
});

afterEach(async () => {
  await Promise.all(holders.splice(0).map((holder) => holder.kill()));
  rmSync(root, { recursive: true, force: true });
});

function start(script: string): Holder {
  const holder = startHolder(script, folder);
  holders.push(holder);
  return holder;
}

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

const openAndWrite = `
  const { db } = await ours('store/pglite').openPglite(args[0]);
  await db.insertInto('mls').values({ id: 'm1', name: 'Written before the crash', state: 'WI', time_zone: 'UTC' }).execute();
  console.log('written');
  await line();
`;

describe('[case 107] the embedded store has one holder', () => {
  test('a second process is told who holds it, since when, and what to do', async () => {
    const holder = start(openAndWrite);
    expect(await holder.says()).toBe('written');
    const refused = openPglite(folder);
    await expect(refused).rejects.toBeInstanceOf(StoreInUse);
    await expect(refused).rejects.toThrow(
      new RegExp(`in use by process ${holder.pid} since 20\\d\\d-.*Stop that process.*DATABASE_URL`),
    );
  });

  test('[case 108] its holder killed, it is taken over at once, and what was acknowledged is there', async () => {
    const holder = start(openAndWrite);
    await holder.says();
    await holder.kill();
    const { db, close } = await openPglite(folder);
    expect(await db.selectFrom('mls').select('name').execute()).toEqual([{ name: 'Written before the crash' }]);
    await close();
  });

  test('a second opening in the same process is refused; after closing it is not', async () => {
    const { close } = await openPglite(folder);
    await expect(openPglite(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    await close();
    await (await openPglite(folder)).close();
    expect(existsSync(lock)).toBe(false);
  });

  test('other names of the same folder lead to the same lock', () => {
    const unlock = lockFolder(folder);
    symlinkSync(folder, join(root, 'alias'));
    for (const alias of [`${folder}/`, join(root, 'alias'), join(root, 'store', '..', 'store')])
      expect(() => lockFolder(alias)).toThrow(StoreInUse);
    unlock();
  });

  test('of many who find a dead holder’s lock at once, one gets it', async () => {
    writeFileSync(lock, await deadLock());
    const rivals = Array.from({ length: 6 }, () =>
      start(`
        const { lockFolder } = ours('store/lock');
        console.log('ready');
        await line();
        try { lockFolder(args[0]); console.log('taken'); } catch (error) { console.log(error.name); }
        await line();
      `),
    );
    await Promise.all(rivals.map((rival) => rival.says()));
    for (const rival of rivals) rival.go();
    const said = await Promise.all(rivals.map((rival) => rival.says()));
    expect(said.toSorted()).toEqual([...Array<string>(5).fill('StoreInUse'), 'taken']);
  });
});

describe('whose lock it is', () => {
  test('one that is old and whose holder lives stands', () => {
    writeFileSync(lock, JSON.stringify({ ...me(), since: '2001-01-01T00:00:00.000Z' }));
    expect(() => lockFolder(folder)).toThrow(/since 2001/);
  });

  onLinux('one whose number now belongs to a later process is taken over', () => {
    writeFileSync(lock, JSON.stringify({ ...me(), startedAt: 'another-boot:12345' }));
    lockFolder(folder)();
  });

  test('one of another host stands, since nobody here can tell', async () => {
    const dead = JSON.parse(await deadLock()) as object;
    writeFileSync(lock, JSON.stringify({ ...dead, host: `not-${hostname()}` }));
    expect(() => lockFolder(folder)).toThrow(new RegExp(`on not-${hostname()}; if that process is gone, delete`));
  });

  test('a taking over that was itself cut off lets nobody in, and says which file to delete', async () => {
    writeFileSync(lock, await deadLock());
    writeFileSync(`${lock}.takeover`, '');
    expect(() => lockFolder(folder)).toThrow(`delete ${lock}.takeover`);
    rmSync(`${lock}.takeover`);
    lockFolder(folder)();
  });

  test('giving back leaves alone what is no longer ours', () => {
    const unlock = lockFolder(folder);
    writeFileSync(lock, 'of somebody else');
    unlock();
    expect(existsSync(lock)).toBe(true);
  });
});

test('an opening that fails gives the lock back and says what failed', async () => {
  lockFolder(folder)();
  writeFileSync(join(folder, 'PG_VERSION'), 'not a database');
  const failed = openPglite(folder);
  await expect(failed).rejects.toThrow();
  await expect(failed).rejects.not.toBeInstanceOf(StoreInUse);
  expect(existsSync(lock)).toBe(false);
});

/** The lock that a process left when it was killed. */
async function deadLock(): Promise<string> {
  const holder = start(`ours('store/lock').lockFolder(args[0]); console.log('taken'); await line();`);
  await holder.says();
  await holder.kill();
  const text = readFileSync(lock, 'utf8');
  rmSync(lock);
  return text;
}

/** What this process writes when it takes the lock. */
function me(): Record<string, unknown> {
  const unlock = lockFolder(folder);
  const holder = JSON.parse(readFileSync(lock, 'utf8')) as Record<string, unknown>;
  unlock();
  return holder;
}
