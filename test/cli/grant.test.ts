import { grantCommands } from '../../cli/grant';
import { requestCommands } from '../../cli/request';
import { runCommand } from '../support/run-command';
import { granted } from '../support/web-grants';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
const before = { ...process.env };
beforeAll(async () => {
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
});
afterAll(async () => {
  process.env = before;
  await scene.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const grant = (...args: readonly string[]) => runCommand(grantCommands(), args);
const stateOf = async (id: string) => (await scene.store.grants.file(id))!.standing.state;

test('grants are listed and shown', async () => {
  expect((await grant('list')).error).toContain('Nothing is granted.');
  const id = await granted(scene);
  expect((await grant('list', '--search', 'foxglove')).out).toMatch(
    new RegExp(`${id} +active +.* UTC +Harbor Coast MLS +Dana Fox +Foxglove Search`),
  );
  expect(await grant('list', '--mls', 'blue-mesa')).toMatchObject({ out: '', error: 'No grant fits that.' });
  expect((await grant('list', '--state', 'suspended')).out).toBe('');
  expect(JSON.parse((await grant('list', '--state', 'active', '--json')).out)).toMatchObject([{ id }]);
  await expect(grant('list', '--state', 'late')).rejects.toThrow('Allowed choices are active, renewal-due');
  expect(JSON.parse((await grant('list', '--json')).out)).toMatchObject([{ id }]);
  const { out } = await grant('show', id);
  expect(out).toContain(`${id}  active\n  Approved.`);
  expect(out).toContain('Key 1 (builtin): in use');
  expect(JSON.parse((await grant('show', id, '--json')).out)).toMatchObject({ id, keys: [{ generation: 1 }] });
});

test('suspend, reinstate, leave, stay and revoke are carried out, each with a reason', async () => {
  const id = await granted(scene);
  const states = {
    suspend: 'suspended',
    reinstate: 'active',
    leave: 'in-transition',
    stay: 'active',
    revoke: 'revoked',
  };
  for (const [name, state] of Object.entries(states)) {
    await expect(grant(name, id)).rejects.toMatchObject({ name: 'CommanderError' });
    expect((await grant(name, id, '--reason', 'as agreed')).error).toContain(`See: countersign grant show ${id}`);
    expect([name, await stateOf(id)]).toEqual([name, state]);
  }
  await expect(grant('suspend', id, '--reason', 'late')).rejects.toThrow('Not possible now: It is revoked already.');
  const { out } = await grant('show', id);
  expect(out).toContain('revoked: as agreed (Kim Sato)');
  expect(out).not.toContain('Term ends');
});

test('rotate takes the overlap', async () => {
  const id = await granted(scene);
  await expect(grant('rotate', id, '--reason', 'r', '--overlap-days', 'many')).rejects.toThrow(/overlapDays/);
  const { out } = await grant('rotate', id, '--reason', 'r', '--overlap-days', '3', '--json');
  expect(JSON.parse(out)).toMatchObject({ keys: [{ overlapMs: 3 * 86_400_000 }] });
  expect((await grant('show', id)).out).toContain('being replaced');
});

test('renew and amend start a request; what is not given stays', async () => {
  const id = await granted(scene);
  await expect(grant('amend', id, '--url', 'https://new.example')).rejects.toThrow(/termsAccepted/);
  const { out } = await grant('amend', id, '--url', 'https://new.example', '--accept-terms', '--json');
  const { request } = JSON.parse(out) as { request: { id: string; ask: object } };
  expect(request.ask).toMatchObject({
    product: { name: 'Foxglove Search', url: 'https://new.example' },
    keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
    change: { kind: 'amendment', differences: [{ what: 'Website', after: 'https://new.example' }] },
  });
  expect((await grant('show', id)).out).toContain(`countersign request show ${request.id}`);
  await expect(grant('renew', id, '--accept-terms')).rejects.toThrow(/asked for already/);
  await scene.store.requests.withdraw(request.id, 'Kim Sato', 'not needed');
  const renewed = await grant('renew', id, '--generic-agent', '--accept-terms');
  expect(renewed.out).toContain('Renewal of IDX for public sites');
  expect(renewed.out).toContain('Key acts for: the agent jdoe -> several brokers or agents (generic agent)');
  expect(renewed.error).toContain('countersign request watch');
  const { out: changes } = await runCommand(requestCommands(), ['list', '--state', 'changes']);
  expect(changes.match(/(Renewal|Change) of IDX for public sites/g)).toEqual([
    'Renewal of IDX for public sites',
    'Change of IDX for public sites',
  ]);
});
