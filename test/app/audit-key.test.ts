import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { findAuditKey, loadAuditKey } from '../../app/audit-key';
import { keepCheckpoints } from '../../app/checkpoints';
import { createSqlStore } from '../../store/sql/index';
import { loadDemo, seal, startRequest } from '../support/store-scene';
import { openMemory } from '../support/stores';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'countersign-key-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('a key is made once, for its owner only; one that is given counts before it', () => {
  const file = join(folder, 'data', 'audit-key');
  expect(findAuditKey(undefined, file)).toBeUndefined();
  const made = loadAuditKey(undefined, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadAuditKey(undefined, file).publicKey).toBe(made.publicKey);
  const given = loadAuditKey(Buffer.alloc(32, 9).toString('base64'), file);
  expect(given.publicKey).not.toBe(made.publicKey);
});

test('a checkpoint is made at the start and not again on the same day; without a key there is none', async () => {
  const { db, close } = await openMemory();
  const store = createSqlStore({ db, seal, close });
  await loadDemo({ store, db, close });
  await startRequest({ store, db, close });
  const log = pino({ level: 'silent' });
  const key = loadAuditKey(undefined, join(folder, 'audit-key'));
  await keepCheckpoints(store.checkpoints, undefined, log).stop();
  expect(await store.checkpoints.list(9)).toEqual([]);
  for (let starts = 0; starts < 2; starts += 1) await keepCheckpoints(store.checkpoints, key, log).stop();
  expect(await store.checkpoints.list(9)).toHaveLength(1);
  await close();
});
