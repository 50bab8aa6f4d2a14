import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCommands } from '../../cli/audit';
import { evidenceCommands } from '../../cli/evidence';
import type { EvidenceBundle } from '../../domain/evidence-bundle';
import * as inbound from '../../mail/inbound';
import { runCommand } from '../support/run-command';
import { auditKey, openWebScene, type WebScene } from '../support/web-scene';

const before = { ...process.env };
let folder: string;
let scene: WebScene;
let id: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-audit-'));
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
  id = await scene.request();
  await scene.decide(await scene.ask(id, 'mls', 'ann-lee'));
  await scene.request();
});
afterAll(async () => {
  process.env = before;
  await scene.close();
  rmSync(folder, { recursive: true });
});

const audit = (...args: readonly string[]) => runCommand(auditCommands(), args);
const evidence = (...args: readonly string[]) =>
  runCommand(
    evidenceCommands(() => Promise.resolve(inbound)),
    args,
  );
const file = (name: string) => join(folder, name);

/** Checks the bundle of the request after a change. */
async function verified(change: (bundle: EvidenceBundle) => object, ...more: readonly string[]) {
  await evidence('export', id, '--out', file('bundle.json'));
  const bundle = JSON.parse(readFileSync(file('bundle.json'), 'utf8')) as EvidenceBundle;
  writeFileSync(file('changed.json'), JSON.stringify(change(bundle)));
  const { out, error, exitCode } = await evidence('verify', file('changed.json'), ...more);
  return { line: out.split('\n').find((each) => each.includes('signed checkpoint'))!, error, exitCode };
}
const same = (bundle: EvidenceBundle) => bundle;

test('before there is a checkpoint evidence says so, and whoever wants a signature gets none', async () => {
  expect((await audit('checkpoints')).error).toContain('There is none yet');
  expect(await verified(same)).toMatchObject({
    line: expect.stringContaining('none covers this request yet'),
    exitCode: 0,
  });
  expect(await verified(same, '--key', auditKey.publicKey)).toMatchObject({
    line: expect.stringContaining('NOT ok  signed checkpoint: none came with it'),
    exitCode: 1,
  });
});

test('[case 97] a bundle carries the checkpoint that covers it, to be checked by the key of the operator', async () => {
  expect((await audit('checkpoint')).out).toMatch(
    /^Checkpoint 1, .*: 2 requests\.\n {2}root [\da-f]{64}\n {2}hash [\da-f]{64}/,
  );
  expect((await audit('key')).out).toBe(auditKey.publicKey);
  expect((await audit('checkpoints')).out).toMatch(/NUMBER[\s\S]*1 /);

  const unchecked = await verified(same);
  expect(unchecked.line).toMatch(/^ok .*whose key that is was not checked \(--key\)$/);
  expect(unchecked.error).toContain('Not shown by this');
  writeFileSync(file('key'), `${auditKey.publicKey}\n`);
  for (const key of [auditKey.publicKey, auditKey.publicKey.toUpperCase(), file('key')]) {
    const { line, error, exitCode } = await verified(same, '--key', key);
    expect([line, exitCode]).toEqual([expect.stringMatching(/^ok .*the key that was given$/), 0]);
    expect(error).not.toContain('Not shown by this');
  }
  await expect(verified(same, '--key', file('none'))).rejects.toThrow('no key of 64 hex digits');
});

test.each<[string, (bundle: EvidenceBundle) => object, RegExp]>([
  [
    'rows cut off at the end',
    (bundle) => ({ ...bundle, audit: bundle.audit.slice(0, 1) }),
    /row \d+, which it covers, was cut off/,
  ],
  [
    'another root',
    ({ checkpoint, ...bundle }) => ({
      ...bundle,
      checkpoint: { ...checkpoint!, checkpoint: { ...checkpoint!.checkpoint, root: '0'.repeat(64) } },
    }),
    /not what its key has signed; it covers another row/,
  ],
  [
    'a checkpoint of an earlier row',
    ({ checkpoint, ...bundle }) => ({
      ...bundle,
      checkpoint: { ...checkpoint!, head: { seq: 1, hash: bundle.audit[0]!.hash } },
    }),
    /covers another row/,
  ],
  ['no checkpoint', (bundle) => ({ ...bundle, checkpoint: null }), /none came with it/],
])('[case 97] %s: found', async (_what, change, fault) => {
  expect(await verified(change, '--key', auditKey.publicKey)).toMatchObject({
    line: expect.stringMatching(fault),
    exitCode: 1,
  });
});

test('a checkpoint of another key is not that of the operator', async () => {
  const { line, exitCode } = await verified(same, '--key', 'ab'.repeat(32));
  expect([line, exitCode]).toEqual([expect.stringContaining('not by abab'), 1]);
});

test('[case 97] the service finds rows that were cut off from its own store', async () => {
  const fine = await audit('verify');
  expect([fine.out, fine.exitCode]).toEqual([expect.stringContaining('what they cover is there'), 0]);
  await scene.sql('alter table audit_event disable trigger user');
  await scene.sql(`delete from audit_event where request_id = '${id}' and seq > 1`);
  await scene.sql('alter table audit_event enable trigger user');
  const { out, exitCode } = await audit('verify');
  expect([out, exitCode]).toEqual([expect.stringMatching(/^NOT ok {2}Row \d+ of request .* is not there any more/), 1]);
  await expect(audit('checkpoint')).rejects.toThrow('Rows of the audit are lost');
});
