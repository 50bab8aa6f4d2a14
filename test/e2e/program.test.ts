import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { signInToProduct } from '../../demo/client';
import { pickUp, readListings } from '../../demo/key';
import { type DemoMail, startDemoMail } from '../../demo/mail';
import { answerMail, codeIn, fillIn, linkIn, reader, support } from '../../demo/people';
import { play } from '../../demo/play';
import { type DemoStripe, startDemoStripe } from '../../demo/stripe/for-countersign';
import { demoClaims } from '../support/demo-claims';
import { eventually } from '../support/eventually';
import { countersign, processesOn, type Program, startProgram } from '../support/program';

jest.setTimeout(240_000);

/** An API that asks what keys are worth. */
const api = 'harbor-api:Harbor-api-secret-0123456789abcdef';

let data: string;
let program: Program;
let stripe: DemoStripe;
let mail: DemoMail;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
  stripe = await startDemoStripe();
  mail = await startDemoMail();
  program = await startProgram(data, {
    COUNTERSIGN_DEMO_DAY_SECONDS: '3',
    COUNTERSIGN_INTROSPECTION_CLIENTS: api,
    ...stripe.settings,
    ...mail.settings,
  });
  await stripe.connect(program.url);
});
afterAll(async () => {
  await program.end('SIGKILL');
  await stripe.stop();
  await mail.stop();
  await eventually('no process is left', async () => (await processesOn(data)).length === 0);
  rmSync(data, { recursive: true, force: true });
});

const wish = {
  planId: 'harbor-coast-idx',
  developerId: 'dana-fox',
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  product: { name: 'Harbor Homes', url: null },
  use: 'A public site that shows listings to home buyers.',
  termsAccepted: true,
};

test('[case 7] [case 8] [case 71] the whole job over HTTP and SMTP', async () => {
  const played = await play({ ...program, signer: mail.signer }, () => undefined, stripe.taken);
  expect(played).toEqual({ ...demoClaims, mails: expect.any(Number) });
});

test('the first screen says where everything is, and the password once', () => {
  expect(program.said()).toMatch(/Console\s+http:\/\/127\.0\.0\.1:\d+\/console/);
  expect(program.said()).toMatch(/Inbound SMTP\s+127\.0\.0\.1:\d+/);
  expect(program.said()).toMatch(/Temporal UI\s+http:\/\/127\.0\.0\.1:\d+/);
  expect(program.said()).toMatch(/Password\s+(\w{4}-){4}\w{4}/);
});

test('[case 107] a second program on the same data refuses and names the first', async () => {
  await expect(startProgram(data)).rejects.toThrow(new RegExp(`in use by process ${program.child.pid}`));
});

test('[case 76] no secret, token or code in what the program prints or in Temporal’s file', async () => {
  const read = reader(program);
  const { request } = await support(program).start(wish, randomUUID());
  const mail = await read('ann.lee@harbor-coast.example', request.id, /Approve/);
  const token = linkIn(mail, 'decision').slice(-43);
  await fillIn(linkIn(mail, 'decision'), { verdict: 'approve', reason: '', code: codeIn(mail) });
  const ready = await read('dana@foxglove-software.example', request.id, /ready/);
  const { text: page } = await fillIn(linkIn(ready, 'pickup'), { code: codeIn(ready) });
  const secret = /csk_live_\w{49}/.exec(page)![0];
  const { stdout } = await grep(data, [token, secret, linkIn(ready, 'pickup').slice(-43)]);
  expect(stdout.filter((file) => !file.includes('/mailbox/'))).toEqual([]);
  for (const needle of [token, secret]) expect(program.said()).not.toContain(needle);
});

test('[case 73] the answer with the secret is lost: it is shown to nobody again, and support replaces the key', async () => {
  const read = reader(program);
  const { request } = await support(program).start(wish, randomUUID());
  const toAnn = await read('ann.lee@harbor-coast.example', request.id, /Approve/);
  await fillIn(linkIn(toAnn, 'decision'), { verdict: 'approve', reason: '', code: codeIn(toAnn) });
  const first = await read('dana@foxglove-software.example', request.id, /Your key .* ready/);
  await dropAnswer(linkIn(first, 'pickup'), codeIn(first));
  expect(await (await fetch(linkIn(first, 'pickup'))).text()).toContain('already shown');

  expect(await countersign(data, 'request', 'reissue', request.id, '--reason', 'The page never loaded.')).toMatchObject(
    { code: 0 },
  );
  const second = await read('dana@foxglove-software.example', request.id, /Your new key .* ready/);
  const { text: page } = await fillIn(linkIn(second, 'pickup'), { code: codeIn(second) });
  expect(page).toMatch(/csk_live_\w{49}/);
  const kinds = (await support(program).events(request.id)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => ['key-issued', 'picked-up', 'key-disabled'].includes(kind))).toEqual([
    'key-issued',
    'picked-up',
    'key-disabled',
    'key-issued',
    'picked-up',
  ]);
});

test('revoked, and refused everywhere: the key, the one that it replaces, and what an agent has signed in with', async () => {
  const [staff, read] = [support(program), reader(program)];
  const { request } = await staff.start(wish, randomUUID());
  await answerMail(await read('ann.lee@harbor-coast.example', request.id, /Approve/), 'decision', {
    verdict: 'approve',
  });
  const old = await pickUp(await read('dana@foxglove-software.example', request.id, /Your key .* ready/));
  await staff.orderGrant(request.id, 'rotation', { reason: 'In good time.', overlapDays: 14 });
  const young = await pickUp(await read('dana@foxglove-software.example', request.id, /Your new key .* ready/));
  const { grantId, product, tokens } = await signInToProduct({ ...program, signer: mail.signer }, () => undefined);
  const told = product.config.serverMetadata().userinfo_endpoint!;
  const answers = async () => ({
    data: await Promise.all(
      [old, young, tokens.access_token].map(async (key) => (await readListings(program, key)).status),
    ),
    active: await Promise.all([old, young].map(isActive)),
    agent: (await fetch(told, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status,
  });
  expect(await answers()).toEqual({ data: [200, 200, 200], active: [true, true], agent: 200 });

  for (const id of [request.id, grantId]) {
    const { standing } = await staff.orderGrant(id, 'revocation', { reason: 'What it was for is over.' });
    expect(standing.state).toBe('revoked');
  }
  const refused = { data: [401, 401, 401], active: [false, false], agent: 401 };
  await eventually('all of it is refused', async () => isDeepStrictEqual(await answers(), refused));
});

describe('the command line', () => {
  const start = [
    'request',
    'start',
    '--plan',
    'harbor-coast-idx',
    '--developer',
    'dana-fox',
    '--product',
    'Harbor Homes',
  ];
  const use = ['--use', wish.use, '--accept-terms'];

  test('[case 116] starts one request, however often the same key is sent', async () => {
    const args = [...start, ...use, '--generic-agent', '--idempotency-key', 'from-the-cli', '--json'];
    const ids = await Promise.all(
      [1, 2, 3].map(async () => JSON.parse((await countersign(data, ...args)).stdout).request.id as string),
    );
    expect(new Set(ids).size).toBe(1);
    const shown = await countersign(data, 'request', 'show', ids[0]!);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('waits for Ann Lee') });
    const listed = await countersign(data, 'request', 'list', '--search', ids[0]!);
    expect(listed.stdout).toContain('Harbor Coast MLS');
  });

  test.each([
    ['a Flexmls user name is missing', [...start, ...use], 1, /flexmlsUser/],
    ['terms not accepted', [...start, '--use', wish.use, '--generic-agent'], 1, /terms/i],
    [
      'unknown plan',
      ['request', 'start', '--plan', 'nope', '--developer', 'dana-fox', '--product', 'X', ...use, '--generic-agent'],
      1,
      /planId/,
    ],
    ['an option is missing', ['request', 'start'], 2, /--plan/],
    ['unknown command', ['request', 'stort'], 2, /start/],
    ['unknown request', ['request', 'show', 'nope'], 1, /not/i],
  ])('%s', async (_name, args, code, says) => {
    expect(await countersign(data, ...args)).toMatchObject({ code, stderr: expect.stringMatching(says) });
  });

  test('a program that does not run is named, with how to start it', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'countersign-none-'));
    expect(await countersign(elsewhere, 'request', 'list')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm start'),
    });
  });
});

test('[case 100] kill -9 of everything while a request waits: it goes on, nothing is sent twice', async () => {
  const read = reader(program);
  const { request } = await support(program).start({ ...wish, planId: 'prairie-lakes-idx' }, randomUUID());
  const toTom = await read('tom.berg@prairie-lakes.example', request.id, /Approve/);
  await eventually('the mail is on record', async () => (await sent(request.id)).length === 2);

  await program.end('SIGKILL');
  program = await startProgram(data);
  const link = linkIn(toTom, 'decision').replace(/^https?:\/\/[^/]+/, program.url);
  const { text: page } = await fillIn(link, { verdict: 'approve', reason: '', code: codeIn(toTom) });
  expect(page).toMatch(/recorded/i);
  await reader(program)('mia.olson@prairie-lakes.example', request.id, /Approve/);
  await eventually('both are asked, and Tom has his receipt', async () => (await sent(request.id)).length === 5);
  const notes = await sent(request.id);
  expect(new Set(notes).size).toBe(notes.length);
});

test('Ctrl-C ends everything in good order, and leaves no process', async () => {
  expect(await program.end('SIGINT')).toBe(0);
  expect(await processesOn(data)).toEqual([]);
  program = await startProgram(data);
  expect(program.said()).not.toMatch(/Password\s+\w{4}-/);
});

/** What the service tells an API of a key. */
async function isActive(token: string): Promise<boolean> {
  const headers = { authorization: `Basic ${btoa(api)}`, 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ token }).toString();
  const answer = await fetch(new URL('/oauth/introspect', program.url), { method: 'POST', headers, body });
  return ((await answer.json()) as { active: boolean }).active;
}

/** Sends the form and hangs up as soon as the answer begins. */
async function dropAnswer(link: string, code: string): Promise<void> {
  const page = await (await fetch(link)).text();
  const body = new URLSearchParams({ link: /name="link" value="([^"]*)"/.exec(page)![1]!, code }).toString();
  const headers = { origin: new URL(link).origin, 'content-type': 'application/x-www-form-urlencoded' };
  await new Promise<void>((resolve, reject) => {
    const posting = httpRequest(link, { method: 'POST', headers }, (response) => {
      response.destroy();
      resolve();
    });
    posting.on('error', reject).end(body);
  });
}

async function sent(requestId: string): Promise<readonly string[]> {
  const events = await support(program).events(requestId);
  return events.filter(({ kind }) => kind === 'letter-sent').map(({ note }) => note);
}

/** Files below the folder that hold any of the needles. */
async function grep(folder: string, needles: readonly string[]): Promise<{ stdout: readonly string[] }> {
  return new Promise((resolve) => {
    const args = ['-rlaF', ...needles.flatMap((needle) => ['-e', needle]), folder];
    execFile('grep', args, (_error, stdout) => resolve({ stdout: stdout.split('\n').filter(Boolean) }));
  });
}
