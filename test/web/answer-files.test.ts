import { createHash } from 'node:crypto';
import { askedDeveloper, sendAnswer } from '../support/web-answers';
import { type Mailed, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const html = async (path: string) => (await scene.get(path)).text();
const fileOf = async (id: string) => (await scene.store.requests.file(id))!;

const asked = () => askedDeveloper(scene);
const send = (mailed: Mailed, fields: Record<string, string>, files: readonly File[]) =>
  sendAnswer(scene, mailed, fields, files);

test('[case 54] files are kept as they are, offered for saving only, and only with the link of that request', async () => {
  const { id, mailed } = await asked();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  const zip = Buffer.from('504b030414000000', 'hex');
  const page = await (
    await send(mailed, {}, [new File([svg], '../Entwürfe (neu).svg'), new File([zip], 'sheet\u202excod.xls.exe')])
  ).text();
  expect(page).toContain('Entwürfe (neu).svg');
  expect(page).toContain('sheetxcod.xls.exe');

  const again = await scene.ask(id, 'committee', 'otto-kline');
  const shown = await html(again.path);
  expect(shown).toContain('Members only, behind a log-in.');
  const hrefs = [...shown.matchAll(/href="(\/decision\/[^"]+\/attachments\/[^"]+)"/g)].map(([, href]) => href!);
  expect(hrefs).toHaveLength(2);
  const { attachments } = (await fileOf(id)).facts.answers[0]!;
  const before = await scene.dump();
  for (const href of hrefs) {
    const response = await scene.get(href);
    const { name, sha256 } = attachments.find((each) => href.endsWith(each.id))!;
    const body = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const named = name.endsWith('svg') ? 'Entw%C3%BCrfe%20%28neu%29.svg' : 'sheetxcod.xls.exe';
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${named}`);
    expect(body).toEqual(name.endsWith('svg') ? Buffer.from(svg) : zip);
    expect(sha256).toBe(createHash('sha256').update(body).digest('hex'));
  }
  expect(await scene.dump()).toBe(before);

  const other = await scene.ask(await scene.request(), 'mls', 'ann-lee');
  const fileId = hrefs[0]!.split('/').at(-1)!;
  expect((await scene.get(`${other.path}/attachments/${fileId}`)).status).toBe(404);
  expect((await scene.get(`${again.path}/attachments/none`)).status).toBe(404);
  expect((await scene.get(`/decision/${mailed.token}/attachments/${fileId}`)).status).toBe(404);
});

const large = () => new File([new Uint8Array(5 * 1024 * 1024 + 1)], 'film.mp4');
const full = (name: string) => new File([new Uint8Array(5 * 1024 * 1024)], name);
const small = (name: string) => new File(['x'], name);

test.each<[string, Record<string, string>, File[]]>([
  ['a file that is too large', {}, [small('a'), large()]],
  ['six files', {}, 'abcdef'.split('').map(small)],
  ['files that must be chosen again', { code: '' }, [small('a')]],
])('%s: 422, what was typed stays, nothing is recorded', async (_, fields, files) => {
  const { mailed } = await asked();
  const before = await scene.dump();
  const response = await send(mailed, { text: 'because <b>', ...fields }, files);
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain('id="files-error"');
  expect(page).toContain('because &lt;b&gt;</textarea>');
  expect(await scene.dump()).toBe(before);
});

test('a file of exactly 5 MB, and five of them, are taken', async () => {
  const { id, mailed } = await asked();
  expect((await send(mailed, {}, 'abcde'.split('').map(full))).status).toBe(200);
  expect((await fileOf(id)).facts.answers[0]!.attachments.map(({ size }) => size)).toEqual(Array(5).fill(5_242_880));
});
