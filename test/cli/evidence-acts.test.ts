import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceCommands } from '../../cli/evidence';
import * as inbound from '../../mail/inbound';
import { runCommand } from '../support/run-command';
import { arrive, waits } from '../support/web-mails';
import { openWebScene, type WebScene } from '../support/web-scene';

/** Nothing that can honestly happen to a request may look like a forgery. */

const before = { ...process.env };
let folder: string;
let scene: WebScene;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-acts-'));
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
});
afterAll(async () => {
  process.env = before;
  await scene.close();
  rmSync(folder, { recursive: true });
});

const evidence = (...args: readonly string[]) =>
  runCommand(
    evidenceCommands(() => Promise.resolve(inbound)),
    args,
  );

async function committeeSaid(verdict: string, more: Record<string, string> = {}): Promise<string> {
  const id = await scene.request('blue-mesa-idx');
  const mailed = await scene.ask(id, 'committee', 'otto-kline');
  expect((await scene.decide(mailed, verdict, { reason: 'as we agreed', ...more })).status).toBe(200);
  return id;
}

async function takenBack(verdict: string): Promise<string> {
  const id = await committeeSaid('approve', { readOnly: 'yes', ips: '192.0.2.0/24' });
  expect((await scene.decide(await scene.receipt(id), verdict, { reason: 'a mistake' })).status).toBe(200);
  return id;
}

async function ordered(carryOut: (id: string) => Promise<unknown>): Promise<string> {
  const id = await scene.request('blue-mesa-idx');
  await scene.ask(id, 'committee', 'otto-kline');
  await carryOut(id);
  await scene.store.requests.settle(id);
  return id;
}

const place = { stepId: 'committee', fromId: 'otto-kline', toId: 'rosa-quint', by: 'Kim Sato', reason: 'on leave' };

/** Two members of staff in the place of the MLS. */
async function vouched(): Promise<string> {
  const id = await scene.request('blue-mesa-vow');
  const kim = { id: 'kim', name: 'Kim Sato', email: 'kim@countersign.example' };
  await scene.ask(id, 'mls', 'ines-ford');
  await scene.store.orders.askOverride(id, { stepId: 'mls', by: kim, reason: 'signed on paper' });
  const [asked] = await scene.store.orders.vouchings(id);
  await scene.store.orders.confirmOverride(id, asked!.id, { id: 'lea', name: 'Lea', email: 'lea@countersign.example' });
  expect((await scene.store.requests.file(id))!.facts.overrides).toHaveLength(1);
  return id;
}

/** The same with a mail that its sender's domain does not sign. */
async function vouchedWithMail(): Promise<string> {
  const domain = 'blue-mesa.example';
  const raw = Buffer.from(
    `From: ines.ford@${domain}\r\nSubject: Re: Approve?\r\nMessage-ID: <${randomUUID()}@x>\r\n\r\nApproved\r\n`,
  );
  const resolver = inbound.fileResolver({ [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=none'] } });
  const { machine, bounce: _, ...judged } = await inbound.judgeMail(raw, { receivedAt: Date.now(), resolver });
  expect(judged.verdict).toBe('unverifiable');
  const id = await scene.request('blue-mesa-vow');
  await scene.ask(id, 'mls', 'ines-ford');
  const found = { ...judged, machine: machine?.kind ?? null, bounce: null };
  const mailId = await arrive(scene, { raw, judged: found, outcome: waits(id) });
  const order = { stepId: 'mls', by: { id: 'kim', name: 'Kim Sato', email: 'kim@countersign.example' }, mailId };
  await scene.store.orders.askOverride(id, { ...order, reason: 'she confirmed it by telephone' });
  const [asked] = await scene.store.orders.vouchings(id);
  await scene.store.orders.confirmOverride(id, asked!.id, { id: 'lea', name: 'Lea', email: 'lea@countersign.example' });
  return id;
}

test('the mail that staff vouched with is part of the evidence', async () => {
  const path = join(folder, 'vouched-mail.json');
  await evidence('export', await vouchedWithMail(), '--out', path);
  const bundle = JSON.parse(readFileSync(path, 'utf8')) as { mails: object[] };
  expect(bundle.mails).toHaveLength(1);
  writeFileSync(path, JSON.stringify({ ...bundle, mails: [] }));
  expect((await evidence('verify', path)).out).toMatch(/NOT ok {2}decisions: .*mail that they vouch with is missing/);
});

test('what staff vouched for is bound to what was recorded', async () => {
  const path = join(folder, 'vouched.json');
  await evidence('export', await vouched(), '--out', path);
  const bundle = readFileSync(path, 'utf8');
  const verdictOn = async (text: string) => {
    writeFileSync(path, text);
    return (await evidence('verify', path)).out;
  };
  expect(await verdictOn(bundle)).not.toContain('NOT ok');
  const changed = JSON.parse(bundle) as {
    facts: { overrides: { reason: string }[] };
    evidence: { detail: { reason: string } }[];
  };
  changed.facts.overrides[0]!.reason = 'because';
  expect(await verdictOn(JSON.stringify(changed))).toMatch(/NOT ok {2}decisions: override of "mls" .*says otherwise/);
  changed.evidence[0]!.detail.reason = 'because';
  expect(await verdictOn(JSON.stringify(changed))).toMatch(/NOT ok {2}decisions: override of "mls" .*evidenceDigest/);
});

test.each<[string, () => Promise<string>]>([
  ['approved with conditions', () => committeeSaid('approve', { until: '2099-01-31' })],
  ['denied', () => committeeSaid('deny')],
  ['asked back', () => committeeSaid('ask')],
  ['another plan proposed', () => committeeSaid('propose', { planId: 'blue-mesa-vow' })],
  ['delegated', () => committeeSaid('delegate', { toId: 'rosa-quint', awayUntil: '2099-01-01' })],
  ['stepped aside', () => committeeSaid('recuse')],
  ['an approval taken back', () => takenBack('revoke')],
  ['an approval disowned', () => takenBack('disown')],
  ['withdrawn', () => ordered((id) => scene.store.requests.withdraw(id, 'Kim Sato', 'sent twice'))],
  ['a place reassigned', () => ordered((id) => scene.store.orders.reassign(id, place))],
  ['vouched for by staff', vouched],
  ['vouched for with a mail', vouchedWithMail],
])('%s: the evidence holds', async (_what, happened) => {
  const id = await happened();
  const path = join(folder, `${id}.json`);
  await evidence('export', id, '--out', path);
  const { out, exitCode } = await evidence('verify', path);
  expect(out).not.toContain('NOT ok');
  expect(exitCode).toBe(0);
  expect((await evidence('show', id)).out).toContain(id);
});
