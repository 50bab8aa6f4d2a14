import { requestCommands } from '../../cli/request';
import { callApi } from '../support/call-api';
import { runCommand } from '../support/run-command';
import { askedDirect, recordByHand } from '../support/web-direct';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
const before = { ...process.env };
beforeAll(async () => {
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
});
afterAll(async () => {
  process.env = before;
  await scene.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const call = async (method: string, path: string, body?: object) =>
  callApi<{ title: string }>(scene.url, await scene.signIn(), method, path, body);
const asStaff = async () => ({ cookie: `countersign=${await scene.signIn()}` });
const asDeveloper = async () => ({ cookie: `countersign-developer=${await scene.developerSession('dana-fox')}` });
const html = async (path: string, headers: Record<string, string> = {}) => (await scene.get(path, headers)).text();
const made = 'Made by Ann Lee (MLS admin); its secret comes from there.';

/** The MLS has set the key up itself, and it is on record. */
async function onRecord() {
  const { id, mailed } = await askedDirect(scene);
  await scene.decide(mailed, 'set-up');
  await recordByHand(scene, id);
  scene.told.length = 0;
  return { id, mailed };
}

test('everybody reads who made it and where its secret is, and no number of ours', async () => {
  const { id } = await onRecord();
  const status = await scene.statusLink(id);
  const pages = [
    await html(`/console/requests/${id}`, await asStaff()),
    await html(`/account/requests/${id}`, await asDeveloper()),
    await html('/account', await asDeveloper()),
    await html(status.path),
  ];
  for (const page of pages) {
    expect(page).toContain(made);
    expect(page).not.toContain('by-hand-');
    expect(page).not.toMatch(/picked up/i);
  }
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
  const { out } = await runCommand(requestCommands(), ['show', id]);
  expect(out).toContain('Key: made by Ann Lee (MLS admin); its secret comes from there');
});

test('it can be disabled, by whoever made it, and not be replaced', async () => {
  const { id } = await onRecord();
  const page = await html(`/console/requests/${id}`, await asStaff());
  expect(page).toContain('It was made by Ann Lee (MLS admin), so they must be asked to disable it');
  expect(page).not.toContain('Replace the key');
  const reissue = await call('POST', `/requests/${id}/credential`, { reason: 'lost' });
  expect([reissue.status, reissue.json.title]).toEqual([409, 'Not made here']);
  expect(scene.told).toEqual([]);
  expect((await call('POST', `/requests/${id}/credential/disablement`, { reason: 'left' })).status).toBe(200);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['disable']);
});

test('taken back: the page says that its maker is asked to end it', async () => {
  const { id } = await onRecord();
  const receipt = await scene.receipt(id);
  expect(await html(receipt.path)).toContain('support sees to it that its key is disabled where it was made');
  const undone = await scene.decide(receipt, 'revoke', { reason: 'For somebody else.' });
  expect(await undone.text()).toContain('support sees to it that its key is disabled where it was made');
});

test('before it is on record, the developer reads that the MLS made it', async () => {
  const { id, mailed } = await askedDirect(scene);
  await scene.decide(mailed, 'set-up');
  expect(await html((await scene.statusLink(id)).path)).toContain(
    'The MLS has made the key: its secret comes from there.',
  );
});
