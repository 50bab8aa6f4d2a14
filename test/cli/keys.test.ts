import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeyring } from '../../app/keyring';
import { keysCommands } from '../../cli/keys';
import { noEnvelope } from '../../domain/received-mail';
import { runCommand } from '../support/run-command';
import { openWebScene, type WebScene } from '../support/web-scene';

const before = { ...process.env };
let data: string;
let scene: WebScene;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
  process.env['COUNTERSIGN_DATA'] = data;
});
afterAll(async () => {
  process.env = before;
  await scene.close();
  rmSync(data, { recursive: true });
});

const keys = (...args: readonly string[]) => runCommand(keysCommands(), args);
const receive = (text: string) =>
  scene.olderStore.mails.receive({ raw: Buffer.from(text), source: 'upload', envelope: noEnvelope });

test('what is sealed with an older key is counted, sealed anew, and then the key may go', async () => {
  for (let count = 1; count <= 45; count++) await receive(`Subject: ${count}\r\n\r\n`);
  await scene.olderStore.sealing.noteUse();
  await scene.store.sealing.noteUse();

  const { out, error } = await keys('status');
  expect(out).toMatch(/older +opens +0 +0 +45 +0 +0/);
  expect(error).toContain('older: must stay, for things in the store: countersign keys reseal');

  expect(await keys('reseal')).toMatchObject({ out: '45 sealed anew with t.', exitCode: 0 });
  expect(await keys('reseal', '--json')).toMatchObject({ out: '{"resealed":0,"unreadable":[]}', exitCode: 0 });
  const after = await keys('status');
  expect(after.out).toMatch(/t +seals +0 +0 +45 +0 +0 +-\nolder +opens +0 +0 +0 +0 +0 +0/);
  expect(after.error).toMatch(/older: may go. Until 0 days after/);
  expect(scene.log.join('')).toContain('"by":"kim","resealed":20');
});

test('what does not open is named, and the exit code is 1', async () => {
  const [one, two] = [await receive('one'), await receive('two')];
  await scene.sql(
    `update received_mail set sealed = (select sealed from received_mail where id = '${two.id}') where id = '${one.id}'`,
  );
  const { out, exitCode } = await keys('reseal');
  expect([out, exitCode]).toEqual([expect.stringContaining(`NOT ok  mail ${one.id} does not open`), 1]);
  expect(out).toContain('1 sealed anew');
});

test('a stranger learns nothing and changes nothing', async () => {
  for (const [method, path] of [
    ['GET', 'keys'],
    ['POST', 'batches'],
  ] as const) {
    const answer = await fetch(`${scene.url}/api/v1/sealing/${path}`, {
      method,
      headers: { authorization: 'Bearer x' },
    });
    expect(answer.status).toBe(401);
  }
});

test('a key is added to the file only where the keys come from it', async () => {
  await expect(keys('add')).rejects.toThrow('There is no key file yet');
  loadKeyring({ COUNTERSIGN_DATA: data });
  const { out, error } = await keys('add');
  expect([out, error]).toEqual(['k2', expect.stringContaining('countersign keys reseal')]);
  const file = readFileSync(join(data, 'keys'), 'utf8');
  expect(error).not.toContain(file.slice(3, 20));
  process.env['COUNTERSIGN_KEYS'] = file.trim().replace('\n', ',');
  await expect(keys('add')).rejects.toThrow('The keys come from COUNTERSIGN_KEYS');
  delete process.env['COUNTERSIGN_KEYS'];
});
