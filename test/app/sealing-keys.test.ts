import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../app/config';
import { keepKeyUse, refuseLostPayloadKeys } from '../../app/sealing-keys';
import { openStore } from '../../app/wire';
import type { Histories } from '../../client/port';
import { demoDirectory } from '../../directory/demo';
import { createSeal } from '../../secrets/seal';

const log = pino({ level: 'silent' });
const config = readConfig({});
const bytes = (id: string) => Buffer.alloc(32, id);
const sealOf = (...ids: readonly string[]) =>
  createSeal({ current: ids[0]!, keys: new Map(ids.map((id) => [id, bytes(id)])) });

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'countersign-sealing-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (...ids: readonly string[]) => openStore(config, sealOf(...ids), folder);

test('[case 123] a key that is still needed is taken away: the store does not open, and the key is named', async () => {
  const first = await open('k1');
  await first.directory.load(demoDirectory);
  await (await keepKeyUse(first.sealing, log)).stop();
  const raw = Buffer.from('From: a@b.example\r\n\r\nhello\r\n');
  const envelope = { ip: null, helo: null, sender: null, recipients: [] };
  const { id } = await first.mails.receive({ raw, source: 'upload', envelope });
  await first.close();

  await expect(open('k2')).rejects.toThrow(/The sealing key "k1" is missing, and something in the store is sealed/);
  // The refusal has let go of the folder.
  const rotated = await open('k2', 'k1');
  await (await keepKeyUse(rotated.sealing, log)).stop();
  expect(await rotated.sealing.reseal({ kind: 'mail', id: '' }, 10)).toMatchObject({ resealed: 1 });
  await rotated.close();

  const after = await open('k2');
  expect(Buffer.from(await after.mails.raw(id))).toEqual(raw);
  await after.close();
});

test('another key under a known id: refused as well', async () => {
  const keys = new Map([['k2', bytes('not k2')]]);
  const impostor = openStore(config, createSeal({ current: 'k2', keys }), folder);
  await expect(impostor).rejects.toThrow(/The sealing key "k2" is not the one that has sealed here/);
});

/** Workflows that run, whenever they began. */
const engine = (running: number, asked: number[] = []): Histories => ({
  runningBefore: async (at) => (asked.push(at), running),
  retentionMs: async () => 0,
});

describe('keys that sealed for Temporal', () => {
  test('[case 123] workflows run that began while it sealed: refused, and the key is named', async () => {
    const store = await open('k2');
    const { until } = (await store.sealing.used()).find(({ id }) => id === 'k1')!.used;
    const asked: number[] = [];
    await expect(refuseLostPayloadKeys(store.sealing, engine(2, asked))).rejects.toThrow(
      /The sealing key "k1" is missing, and 2 workflows run that began while it sealed/,
    );
    expect(asked).toEqual([until]);
    await store.close();
  });

  test('none runs, or the key is there: nothing is refused', async () => {
    const store = await open('k2');
    await refuseLostPayloadKeys(store.sealing, engine(0));
    await store.close();
    const whole = await open('k2', 'k1');
    await refuseLostPayloadKeys(whole.sealing, engine(9));
    await whole.close();
  });
});
