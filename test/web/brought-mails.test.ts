import { addReceivedMail } from '../../cli/received-mail';
import { mailCommands } from '../../cli/mail';
import { hashPassword } from '../../secrets/password';
import { hashToken, newToken } from '../../secrets/token';
import { callApi } from '../support/call-api';
import { runCommand } from '../support/run-command';
import { arrive, waits } from '../support/web-mails';
import { inputOf, openWebScene, password, type WebScene } from '../support/web-scene';

const second = { id: 'lee', name: 'Lee Ortiz', email: 'lee@operator.example' };
const before = { ...process.env };
let scene: WebScene;
let token: string;
let secondToken: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
  await scene.store.staff.create(second, await hashPassword(password));
  secondToken = newToken();
  await scene.store.staff.openSession(second.id, hashToken(secondToken), 3_600_000);
  Object.assign(process.env, { COUNTERSIGN_URL: scene.url, COUNTERSIGN_TOKEN: token });
});
afterAll(async () => {
  process.env = before;
  await scene.close();
});

const htmlOf = async (path: string, as = token) => (await scene.get(path, { cookie: `countersign=${as}` })).text();
const send = (path: string, form: Record<string, string>, as = token) =>
  scene.post(path, form, { cookie: `countersign=${as}` });
const unsigned = { verdict: 'unverifiable', from: 'ines.ford@blue-mesa.example' } as const;
const numberOf = (id: string) => `CS-${id.slice(0, 8)}`;

async function asked(planId = 'blue-mesa-vow'): Promise<string> {
  const id = await scene.request(planId);
  await scene.ask(id, 'mls', 'ines-ford');
  return id;
}

test('from a mail that nobody could place to a step that two staff members vouch for', async () => {
  const id = await asked();
  const mailId = await arrive(scene, { judged: unsigned });
  const path = `/console/mails/${mailId}`;
  const wrong = await send(`${path}/request`, { request: 'CS-00000000' });
  const text = await wrong.text();
  expect([wrong.status, text]).toEqual([422, expect.stringContaining('No request has that number.')]);
  expect(inputOf(text, 'request')).toBe('CS-00000000');
  expect((await send(`${path}/request`, { request: ` ${numberOf(id)} ` })).headers.get('location')).toBe(path);
  expect((await send(`${path}/request`, { request: id })).status).toBe(409);

  const html = await htmlOf(path);
  expect(html).toContain('Send the confirm link to ines.ford@blue-mesa.example');
  expect(html).toContain('Vouch for this mail at &quot;MLS approval&quot;');
  const order = { stepId: 'mls', mailId, reason: 'she said so on the phone' };
  expect((await send(`/console/requests/${id}/override`, order)).status).toBe(303);
  expect(await htmlOf(path)).toContain('You vouched for it.');

  const others = await htmlOf(path, secondToken);
  expect(others).toContain('read it before');
  const overrideId = inputOf(others, 'overrideId')!;
  expect((await send(`/console/requests/${id}/override/confirmation`, { overrideId }, secondToken)).status).toBe(303);
  expect((await scene.store.requests.file(id))!.facts.overrides).toHaveLength(1);
  expect(await htmlOf(path)).not.toContain('What you can do');
});

test('the confirm link is one press away, and deals with the mail', async () => {
  const id = await asked();
  const mailId = await arrive(scene, { judged: unsigned, outcome: waits(id) });
  const form = {
    stepId: 'mls',
    approverId: 'ines-ford',
    mailId,
    reason: 'A mail in their name could not be verified.',
  };
  expect((await send(`/console/requests/${id}/letter`, form)).status).toBe(303);
  expect(await htmlOf(`/console/mails/${mailId}`)).toMatch(/Kim Sato<\/bdi> dealt with it on/);
});

test('where the step does not take the word of staff the page says so', async () => {
  const id = await scene.request('harbor-coast-idx');
  await scene.ask(id, 'mls', 'ann-lee');
  const html = await htmlOf(
    `/console/mails/${await arrive(scene, { judged: { verdict: 'unverifiable' }, outcome: waits(id) })}`,
  );
  expect(html).toContain('You cannot vouch with it.');
  expect(html).toContain('staff may not vouch for it.');
  expect(html).toContain('Send the confirm link to ann.lee@harbor-coast.example');
});

test.each(['forged', 'proved'] as const)('a %s mail is offered for nothing', async (verdict) => {
  const id = await asked();
  const mailId = await arrive(scene, { judged: { ...unsigned, verdict }, outcome: waits(id) });
  const html = await htmlOf(`/console/mails/${mailId}`);
  expect(html).not.toContain('Vouch for this mail');
  expect(html).not.toContain('Send the confirm link');
  const { status, json } = await callApi<{ detail: string }>(scene.url, token, 'POST', `/requests/${id}/override`, {
    stepId: 'mls',
    reason: 'r',
    mailId,
  });
  expect([status, json.detail]).toEqual([409, expect.stringContaining(verdict === 'forged' ? 'forged' : 'proves')]);
});

const mail = (...args: readonly string[]) => runCommand(addReceivedMail(mailCommands()), args);

test('by API and command line', async () => {
  const id = await asked();
  const mailId = await arrive(scene, { judged: unsigned });
  const bring = (request: string) =>
    callApi<{ errors: object[] }>(scene.url, token, 'POST', `/mails/${mailId}/request`, { request });
  const wrong = await bring('nope');
  expect([wrong.status, wrong.json.errors]).toEqual([400, [expect.objectContaining({ field: 'request' })]]);
  expect((await mail('bring', mailId, numberOf(id))).out + (await mail('show', mailId)).out).toContain(`request ${id}`);
  expect((await bring(id)).status).toBe(409);
  await expect(mail('bring', 'nope', id)).rejects.toThrow('Nothing here');
});
