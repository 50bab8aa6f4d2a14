import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestCommands } from '../../cli/request';
import { contactExample } from '../../cli/request-contact';
import { newContactBody } from '../../web/contact-intake';
import { runCommand } from '../support/run-command';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let folder: string;
const before = { ...process.env };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contact-'));
  scene = await openWebScene();
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await scene.close();
});
beforeEach(() => scene.clear());

function fileOf(content: unknown): string {
  const file = join(folder, 'contact.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const contact = (content: unknown, ...args: readonly string[]) =>
  runCommand(requestCommands(), ['contact', fileOf(content), ...args]);
const requests = () => scene.store.requests.list({ limit: 20, offset: 0 });

test('the example of the help asks the MLS of the demo data, and says how to go on', async () => {
  const { out, error } = await contact(contactExample);
  const [file] = await requests();
  expect(file!.request.ask).toMatchObject({ kind: 'direct-mls-contact', statement: contactExample.statement });
  expect(out).toContain('Direct API key, Cedar Valley MLS, for Dana Fox');
  expect(error).toContain(`countersign request watch ${file!.request.id}`);
});

test('as JSON; the same key starts one request', async () => {
  const first = await contact(contactExample, '--json', '--idempotency-key', 'k1');
  const second = await contact(contactExample, '--json', '--idempotency-key', 'k1');
  const [{ request }, ...more] = (await requests()) as [Awaited<ReturnType<typeof requests>>[number]];
  expect(more).toEqual([]);
  for (const { out } of [first, second]) expect(JSON.parse(out)).toMatchObject({ request: { id: request.id } });
});

test('`request list --state direct` finds it', async () => {
  await contact(contactExample);
  await scene.request();
  const { out } = await runCommand(requestCommands(), ['list', '--state', 'direct']);
  expect(out).toContain('Cedar Valley MLS');
  expect(out).not.toContain('Harbor Coast MLS');
});

test('what is wrong is named by field, with the remedy', async () => {
  await expect(contact({ ...contactExample, mlsId: 'nowhere' })).rejects.toThrow(/mlsId.*Choose one from the list/s);
  await expect(contact('{ "mlsId": ')).rejects.toThrow(/is not JSON/);
  await expect(runCommand(requestCommands(), ['contact', join(folder, 'none.json')])).rejects.toThrow(/could not be/);
  expect(await requests()).toEqual([]);
});

test('the help shows every field that a file can hold', async () => {
  const command = requestCommands().commands.find((each) => each.name() === 'contact')!;
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  expect(help).toContain('"authorization": "Agreement signed');
  expect(help).toContain('(oidc only, and needed there)');
  const { shape } = newContactBody;
  const fields = [...Object.keys(shape), ...Object.keys(shape.statement.shape)];
  for (const field of fields) expect(help).toMatch(new RegExp(`\\b${field}\\b`));
});
