import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeIn, fillIn, linkIn, type Mail, reader, secretIn, support } from '../../demo/people';
import { eventually } from '../support/eventually';
import { countersign, processesOn, type Program, startProgram } from '../support/program';

jest.setTimeout(120_000);

let data: string;
let program: Program;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'countersign-rotation-'));
  program = await startProgram(data);
});
afterAll(async () => {
  await program.end('SIGKILL');
  await eventually('no process is left', async () => (await processesOn(data)).length === 0);
  rmSync(data, { recursive: true, force: true });
});

const wish = {
  planId: 'prairie-lakes-idx',
  developerId: 'dana-fox',
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  product: { name: 'Harbor Homes', url: null },
  use: 'A public site that shows listings to home buyers.',
  termsAccepted: true,
};
const keysFile = () => join(data, 'keys');
/** The port is another one after each start. */
const here = (link: string) => link.replace(/^https?:\/\/[^/]+/, program.url);
const approve = async (mail: Mail) =>
  fillIn(here(linkIn(mail, 'decision')), { verdict: 'approve', reason: '', code: codeIn(mail) });

test('[case 123] keys are rotated amid a request: it goes on; an old key that is still needed is missed by name', async () => {
  const { request } = await support(program).start(wish, randomUUID());
  const toTom = await reader(program)('tom.berg@prairie-lakes.example', request.id, /Approve/);
  await program.end('SIGINT');
  expect(await countersign(data, 'keys', 'add')).toMatchObject({ code: 0, stdout: 'k2\n' });
  program = await startProgram(data);

  const reseal = await countersign(data, 'keys', 'reseal');
  expect(reseal).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[1-9]\d* sealed anew with k2\.\n$/) });
  const { stdout, stderr } = await countersign(data, 'keys', 'status');
  expect(stdout).toMatch(/k1 +opens +0 +0 +0 +0 +0 +[1-9]/);
  expect(stderr).toMatch(/k1: must stay, for running workflows that began while it sealed/);

  // Nothing in the store needs it any more, but the workflow's history does.
  await program.end('SIGINT');
  const both = readFileSync(keysFile(), 'utf8');
  writeFileSync(keysFile(), both.split('\n')[0]!);
  await expect(startProgram(data)).rejects.toThrow(/The sealing key "k1" is missing, and .*workflows? runs?/);
  writeFileSync(keysFile(), both);
  program = await startProgram(data);

  expect((await approve(toTom)).text).toMatch(/recorded/i);
  await approve(await reader(program)('mia.olson@prairie-lakes.example', request.id, /Approve/));
  const ready = await reader(program)('dana@foxglove-software.example', request.id, /Your key .* ready/);
  const { text } = await fillIn(here(linkIn(ready, 'pickup')), { code: codeIn(ready) });
  expect(secretIn(text)).toBeDefined();
});
