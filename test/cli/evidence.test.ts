import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceCommands } from '../../cli/evidence';
import type { EvidenceBundle } from '../../domain/evidence-bundle';
import * as inbound from '../../mail/inbound';
import { digestOf } from '../../secrets/digest';
import { chainHash, genesis } from '../../secrets/hash-chain';
import { type DecidedByMail, decidedByMail } from '../support/decided-by-mail';
import { runCommand } from '../support/run-command';
import { openWebScene, type WebScene } from '../support/web-scene';

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
type Bundle = Writable<EvidenceBundle>;

const before = { ...process.env };
let folder: string;
let scene: WebScene;
let decided: DecidedByMail;
let exported: string;

const evidence = (...args: readonly string[]) =>
  runCommand(
    evidenceCommands(() => Promise.resolve(inbound)),
    args,
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-evidence-'));
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
  decided = await decidedByMail(scene);
  exported = join(folder, 'evidence.json');
  await evidence('export', decided.id, '--out', exported);
});
afterAll(async () => {
  process.env = before;
  await scene.close();
  rmSync(folder, { recursive: true });
});

const bundle = () => JSON.parse(readFileSync(exported, 'utf8')) as Bundle;

function file(content: unknown): string {
  const path = join(folder, 'changed.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Told {
  readonly ok: boolean;
  readonly lastHash: string;
  readonly checks: readonly { readonly check: string; readonly ok: boolean; readonly faults: readonly string[] }[];
}

/** Verifies what `change` makes of the bundle; resolves with the faults by check. */
async function faultsOf(change: (changed: Bundle) => unknown, ...more: readonly string[]) {
  const changed = bundle();
  change(changed);
  const { out, exitCode } = await evidence('verify', file(changed), '--json', ...more);
  const { ok, checks } = JSON.parse(out) as Told;
  expect(exitCode).toBe(ok ? 0 : 1);
  return Object.fromEntries(checks.filter((each) => !each.ok).map(({ check, faults }) => [check, faults.join('; ')]));
}

function flipped(base64: string, at: number): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[at]! ^= 1;
  return bytes.toString('base64');
}

const byMail = (changed: Bundle) => changed.facts.decisions.find(({ grade }) => grade === 'reply')!;
const onPage = (changed: Bundle) => changed.facts.decisions.find(({ grade }) => grade === 'link+code')!;

/** Whoever can write the whole audit can make its hashes fit again. */
function rehash({ audit }: Bundle): void {
  let previous = genesis;
  for (const row of audit) {
    const { previousHash: _, hash: __, ...event } = row;
    const hash = chainHash(previous, event);
    Object.assign(row, { previousHash: previous.toString('hex'), hash: hash.toString('hex') });
    previous = hash;
  }
}

test('[case 41] all of it is proved without network and without the service', async () => {
  const { fetch: network } = globalThis;
  const env = { ...process.env };
  globalThis.fetch = () => Promise.reject(new Error('no network'));
  delete process.env['COUNTERSIGN_URL'];
  try {
    const { out, error, exitCode } = await evidence('verify', exported);
    expect(out.split('\n')).toEqual([
      'ok      mail bytes: 1; each id is the SHA-256 of its bytes',
      'ok      mail proof: 1; judged again by the DNS answers of the day, each is proved',
      'ok      mail and decision: 1; sender and command are those of the decision',
      'ok      request: digests and audit agree on what was asked, and of whom',
      'ok      decisions: 2; each has its evidence and its audit row',
      expect.stringMatching(/^ok {6}audit: \d+ rows follow from each other$/),
      'ok      signed checkpoint: none covers this request yet',
      'ok      standing: approved, by chain and facts',
    ]);
    expect(error).toContain('Not shown by this');
    expect(exitCode).toBe(0);
  } finally {
    globalThis.fetch = network;
    process.env = env;
  }
});

test('what was exported is readable by its owner only', () => {
  expect(statSync(exported).mode & 0o777).toBe(0o600);
});

test.each<[string, (changed: Bundle) => unknown, Readonly<Record<string, RegExp>>]>([
  [
    'a byte of the mail',
    ({ mails: [mail] }) => (mail!.raw = flipped(mail!.raw, mail!.raw.length / 2)),
    { 'mail bytes': /its bytes have the SHA-256/, 'mail proof': /not proved/ },
  ],
  ['the ask', ({ request }) => (request.ask.use += '.'), { request: /what is asked has the digest/ }],
  [
    'the ask, with its digest',
    (changed) => {
      changed.request.ask.use += '.';
      changed.request.digest = changed.facts.digest = digestOf(changed.request.ask);
      for (const each of [...changed.facts.decisions, ...changed.facts.openings]) each.digest = changed.request.digest;
    },
    { request: /audit row 1 tells of another what is asked/, decisions: /another decisionDigest/ },
  ],
  [
    'whom the chain asks',
    ({ chain }) => (chain.steps[1]!.quorum = { count: 1 }),
    { request: /audit row 1 tells of another chain/ },
  ],
  ['an audit note', ({ audit }) => (audit[1]!.note += '.'), { audit: /^row 2 does not follow/ }],
  ['a row dropped', ({ audit }) => audit.splice(1, 1), { audit: /^row 2 does not follow/ }],
  ['two rows swapped', ({ audit }) => audit.splice(1, 2, audit[2]!, audit[1]!), { audit: /^row 2 does not follow/ }],
  [
    'a bit of a hash',
    ({ audit }) => (audit[2]!.hash = audit[2]!.hash.replace(/^./, (digit) => (parseInt(digit, 16) ^ 1).toString(16))),
    { audit: /^row 3 does not follow/ },
  ],
  [
    'the approver of the mail',
    (changed) => (byMail(changed).approver.email = 'nia.olson@prairie-lakes.example'),
    {
      'mail and decision': /is by nia\.olson@prairie-lakes\.example, the mail is from mia\.olson@/,
      decisions: /another email than nia/,
      standing: /pending/,
    },
  ],
  [
    "the name of the page's approver",
    (changed) => (onPage(changed).approver.name = 'Tim Berg'),
    { decisions: /another decisionDigest/, standing: /Tim Berg/ },
  ],
  [
    'the limits of an approval',
    (changed) => Object.assign(onPage(changed), { limits: { readOnly: true } }),
    { decisions: /another decisionDigest/ },
  ],
  [
    'what was said by mail',
    (changed) => Object.assign(byMail(changed), { verdict: 'deny' }),
    { 'mail and decision': /is "deny", the mail says approve/, decisions: /another kind than denied/ },
  ],
  [
    'the grade of a decision',
    (changed) => (onPage(changed).grade = 'signed-in'),
    { decisions: /no evidence of the grade "signed-in"/ },
  ],
  [
    'what was recorded as proof',
    ({ evidence: rows }) => (rows[0]!.detail['generation'] = 9),
    { decisions: /another evidenceDigest/ },
  ],
  ['the mail left out', ({ mails }) => mails.pop(), { 'mail and decision': /the mail that proves it is missing/ }],
  [
    'the key in DNS',
    ({ mails: [mail] }) => {
      const name = 'good._domainkey.prairie-lakes.example';
      const text = JSON.stringify(mail!.judgement!.dnsAnswers[name]);
      const changed = text.replace(
        /p=(.{60})(.)/,
        (_, start: string, next: string) => `p=${start}${next === 'A' ? 'B' : 'A'}`,
      );
      Object.assign(mail!.judgement!.dnsAnswers, { [name]: JSON.parse(changed) as unknown });
    },
    { 'mail proof': /not proved/, 'mail and decision': /the DNS answers of mail .* are not those/ },
  ],
  [
    'an answer of DNS that decides nothing',
    ({ mails: [mail] }) =>
      Object.assign(mail!.judgement!.dnsAnswers, { 'prairie-lakes.example': { TXT: [['v=spf1 -all']] } }),
    { 'mail and decision': /the DNS answers of mail .* are not those/ },
  ],
  [
    'what the mail was judged to say',
    ({ mails: [mail] }) => (mail!.judgement!.command = 'deny'),
    { 'mail proof': /its command is approve, not deny/ },
  ],
  [
    'what it came to',
    ({ standing }) => Object.assign(standing, { state: 'denied' }),
    { standing: /say "approved: Approved by/ },
  ],
])('[case 97] changed: %s; it is found and named', async (_what, change, expected) => {
  const faults = await faultsOf(change);
  for (const [check, fault] of Object.entries(expected)) expect(faults[check]).toMatch(fault);
});

test('a mail of another day cannot stand in for this one', async () => {
  const faults = await faultsOf((changed) => {
    const [mail] = changed.mails;
    const raw = Buffer.from(Buffer.from(mail!.raw, 'base64').toString('latin1').replace('[CS-', '[CS_'), 'latin1');
    mail!.raw = raw.toString('base64');
    const id = createHash('sha256').update(raw).digest('hex');
    mail!.id = id;
    for (const { detail } of changed.evidence) if (detail['mailId']) detail['mailId'] = id;
  });
  expect(Object.keys(faults)).toEqual(['mail proof', 'decisions']);
});

const cutOne = ({ audit }: Bundle) => audit.pop();
const cutTwo = ({ audit }: Bundle) => audit.splice(-2);
function anew(changed: Bundle): void {
  changed.audit[1]!.note += '.';
  rehash(changed);
}

test('[case 97] a tail that no decision needs is missed only by a hash that was noted elsewhere', async () => {
  const lastHash = bundle().audit.at(-1)!.hash;
  expect(bundle().audit.at(-1)!.kind).toBe('request-approved');
  // Honest: what is left is whole, and nothing in the file says that there was more.
  expect(await faultsOf(cutOne)).toEqual({});
  expect((await faultsOf(cutOne, '--checkpoint', lastHash))['checkpoint']).toMatch(/cut off or written anew/);
  expect(await faultsOf(() => {}, '--checkpoint', lastHash)).toEqual({});
  expect((await faultsOf(cutTwo))['decisions']).toMatch(/no audit row tells of it/);
});

test('an audit written anew fits in itself; the noted hash still tells', async () => {
  expect(await faultsOf(anew)).toEqual({});
  expect(Object.keys(await faultsOf(anew, '--checkpoint', bundle().audit.at(-1)!.hash))).toEqual(['checkpoint']);
});

test('what was asked before a change is proved too', async () => {
  const id = await scene.request('prairie-lakes-idx');
  await scene.decide(await scene.ask(id, 'broker', 'tom-berg'));
  const { chain } = (await scene.store.requests.file(id))!;
  await scene.store.requests.migrate(id, { ...chain, version: 2 }, 'Kim', 'a new version');
  const path = join(folder, 'migrated.json');
  await evidence('export', id, '--out', path);
  expect((await evidence('verify', path)).exitCode).toBe(0);
  const changed = JSON.parse(readFileSync(path, 'utf8')) as Bundle;
  changed.chain.version = 3;
  changed.earlier[0]!.chain.version = 3;
  const { out, exitCode } = await evidence('verify', file(changed));
  expect(out).toMatch(/row 1 tells of another chain than revision 1 has; audit row 3 .* than revision 2/);
  expect(exitCode).toBe(1);
});

test.each<[string, () => string, RegExp]>([
  ['that is not there', () => join(folder, 'nowhere.json'), /nowhere\.json could not be read/],
  ['that is no JSON', () => file('{'), /is not JSON/],
  [
    'of something else',
    () => file({ format: 'other-1' }),
    /is no evidence of the format countersign-evidence-1.*"other-1"/,
  ],
  ['that is a list', () => file([]), /is no evidence of the format/],
  ['with a part missing', () => file({ ...bundle(), mails: undefined }), /is not complete: mails/],
])('a file %s is a clear error', async (_what, path, message) => {
  await expect(evidence('verify', path())).rejects.toThrow(message);
});

test('show says who approved what by which proof', async () => {
  const { out } = await evidence('show', decided.id);
  expect(out).toMatch(
    /Tom Berg \(.+\) <tom\.berg@.+>: approve at "Broker approval"\n +by the mailed link and its code/,
  );
  expect(out).toMatch(/Mia Olson \(.+\) <mia\.olson@.+>: approve at "MLS approval"\n +by mail [\da-f]{12} from mia/);
  expect(out).toContain('signed by prairie-lakes.example');
  expect(out).toContain(`the last with the hash ${bundle().audit.at(-1)!.hash}`);
});

test('export prints the same document, and an unknown request is named', async () => {
  const { at: _, ...printed } = JSON.parse((await evidence('export', decided.id)).out) as EvidenceBundle;
  const { at: __, ...kept } = bundle();
  expect(printed).toEqual(kept);
  await expect(evidence('export', 'nope')).rejects.toThrow(/Nothing here/);
});
