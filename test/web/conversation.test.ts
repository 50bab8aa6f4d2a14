import { requestCommands } from '../../cli/request';
import { callApi } from '../support/call-api';
import { runCommand } from '../support/run-command';
import { askedDirect, developerWrites, sendWriting, startDirect } from '../support/web-direct';
import { openWebScene, staff, type WebScene } from '../support/web-scene';

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

const asStaff = async () => `countersign=${await scene.signIn()}`;
const asDeveloper = async (id = 'dana-fox') => `countersign-developer=${await scene.developerSession(id)}`;
const html = async (path: string, cookie: string) => (await scene.get(path, { cookie })).text();
const messagesOf = (id: string) => scene.store.messages.ofRequest(id);

const sides = {
  staff: { cookie: asStaff, base: '/console/requests', goesTo: 'Dana Fox (the developer) and Ann Lee (the MLS)' },
  developer: {
    cookie: asDeveloper,
    base: '/account/requests',
    goesTo: 'Example Data Platform support and Ann Lee (the MLS)',
  },
};
const from = {
  staff: { side: 'support', name: staff.name, email: 'support@countersign.example' },
  developer: { side: 'developer', name: 'Dana Fox', email: 'dana@foxglove-software.example' },
};

describe.each(['staff', 'developer'] as const)('%s', (who) => {
  const { cookie, base, goesTo } = sides[who];

  test('see that nobody has written yet, and who gets what they write', async () => {
    const { id } = await askedDirect(scene);
    const page = await html(`${base}/${id}`, await cookie());
    expect(page).toContain('Nobody has written yet.');
    expect(page).toContain(`It goes by mail to <bdi>${goesTo}</bdi>`);
  });

  test('write with files; it is kept whole, told, and shown as text', async () => {
    const { id } = await askedDirect(scene);
    const session = await cookie();
    const files = [new File(['%PDF'], 'contract.pdf')];
    const text = 'First line.\r\n\r\n<i>Third</i> \u05e9\u05dc\u05d5\u05dd';
    const response = await sendWriting(scene, `${base}/${id}/messages`, session, { text }, files);
    expect([response.status, response.headers.get('location')]).toEqual([303, `${base}/${id}#conversation`]);
    const [message] = await messagesOf(id);
    expect(message).toMatchObject({ from: from[who], text: text.replaceAll('\r\n', '\n'), mailId: null });
    expect(scene.told.map((each) => each.message)).toEqual([{ type: 'message', messageId: message!.id }]);

    const page = await html(`${base}/${id}`, session);
    expect(page).toContain('<blockquote dir="auto">First line.\n\n&lt;i&gt;Third&lt;/i&gt; \u05e9');
    const saved = await scene.get(/href="([^"]+\/attachments\/[^"]+)"/.exec(page)![1]!, { cookie: session });
    expect(saved.headers.get('content-type')).toBe('application/octet-stream');
    expect(saved.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''contract.pdf");
    expect(await saved.text()).toBe('%PDF');
  });

  test.each<[string, string, File[], string[]]>([
    ['nothing written', ' ', [], ['text-error']],
    ['too much', 'x'.repeat(10_001), [], ['text-error']],
    ['six files', 'see them', 'abcdef'.split('').map((name) => new File(['x'], name)), ['files-error']],
    ['a file without words', '', [new File(['x'], 'a')], ['text-error', 'files-error']],
  ])('%s: 422, what was typed stays, nothing is sent', async (_, text, files, errors) => {
    const { id } = await askedDirect(scene);
    const session = await cookie();
    const response = await sendWriting(scene, `${base}/${id}/messages`, session, { text }, files);
    const page = await response.text();
    expect(response.status).toBe(422);
    for (const error of errors) expect(page).toContain(`id="${error}"`);
    expect(page).toContain(`href="#${errors[0]!.replace('-error', '')}"`);
    expect(page).toContain(`${text.trim()}</textarea>`);
    expect(await messagesOf(id)).toEqual([]);
    expect(scene.told).toEqual([]);
  });

  test('about a request for a plan nobody writes', async () => {
    const id = await scene.request();
    const session = await cookie();
    expect(await html(`${base}/${id}`, session)).not.toContain('id="conversation"');
    const response = await sendWriting(scene, `${base}/${id}/messages`, session, { text: 'Hello' });
    expect(response.status).toBe(409);
    expect(await messagesOf(id)).toEqual([]);
  });
});

test("another developer's request is as unknown as none, with its files", async () => {
  const id = await startDirect(scene);
  await developerWrites(scene, id, 'For you only.', [{ name: 'a.txt', bytes: Buffer.from('x') }]);
  const [message] = await messagesOf(id);
  const cookie = await asDeveloper('lee-park');
  const paths = [`/account/requests/${id}`, `/account/requests/${id}/attachments/${message!.attachments[0]!.id}`];
  for (const path of paths) expect((await scene.get(path, { cookie })).status).toBe(404);
  expect((await sendWriting(scene, `/account/requests/${id}/messages`, cookie, { text: 'Hi' })).status).toBe(404);
  expect(await messagesOf(id)).toHaveLength(1);
});

test('only staff see the mail that brought a message', async () => {
  const { id } = await askedDirect(scene);
  const raw = Buffer.from('From: Ann Lee <ann.lee@harbor-coast.example>\r\n\r\nWe are on it.\r\n');
  const mail = await scene.store.mails.receive({
    raw,
    source: 'smtp',
    envelope: { ip: null, helo: null, sender: null, recipients: [] },
  });
  const ann = { side: 'mls', name: 'Ann Lee', email: 'ann.lee@harbor-coast.example' } as const;
  await scene.store.messages.fromMail(mail.id, id, { from: ann, text: 'We are on it.', attachments: [] });
  expect(await html(`/console/requests/${id}`, await asStaff())).toContain(
    `href="/console/mails/${mail.id}">by mail</a>`,
  );
  const own = await html(`/account/requests/${id}`, await asDeveloper());
  expect(own).toContain('We are on it.');
  expect(own).toContain(', by mail');
  expect(own).not.toContain('/console/mails');
});

const call = async (method: string, path: string, body?: object) =>
  callApi<object>(scene.url, await scene.signIn(), method, path, body);
const run = async (...args: readonly string[]) => {
  process.env['COUNTERSIGN_TOKEN'] = await scene.signIn();
  return runCommand(requestCommands(), args);
};

describe('programs', () => {
  test('read and write by the API', async () => {
    const id = await startDirect(scene);
    const posted = await call('POST', `/requests/${id}/messages`, { text: ' Please send the contract. ' });
    expect([posted.status, posted.json]).toMatchObject([201, { from: from.staff, text: 'Please send the contract.' }]);
    const { json } = await call('GET', `/requests/${id}/messages`);
    expect(json).toEqual({ messages: [posted.json] });
    expect(scene.told.map(({ message }) => message.type)).toEqual(['message']);
  });

  test.each<[string, 'GET' | 'POST', (id: string) => string, object | undefined, number]>([
    ['an unknown request', 'GET', () => '/requests/none/messages', undefined, 404],
    ['an unknown request, written about', 'POST', () => '/requests/none/messages', { text: 'Hello' }, 404],
    ['a request for a plan', 'GET', (id) => `/requests/${id}/messages`, undefined, 409],
    ['a request for a plan, written about', 'POST', (id) => `/requests/${id}/messages`, { text: 'Hello' }, 409],
    ['no words', 'POST', (id) => `/requests/${id}/messages`, { text: ' ' }, 400],
    ['something else', 'POST', (id) => `/requests/${id}/messages`, { text: 'Hello', from: 'Ann' }, 400],
  ])('are refused: %s', async (_, method, path, body, status) => {
    expect((await call(method, path(await scene.request()), body)).status).toBe(status);
    expect(scene.told).toEqual([]);
  });

  test('read and write on the command line, where nothing moves the cursor', async () => {
    const id = await startDirect(scene);
    expect((await run('messages', id)).error).toBe('Nobody has written yet.');
    expect((await run('write', id, '--text', 'Please send\nthe contract.')).error).toContain('Sent to everybody');
    await developerWrites(scene, id, 'Here \u001b[2Jit is.', [{ name: 'contract.pdf', bytes: Buffer.from('%PDF') }]);
    const { out } = await run('messages', id);
    expect(out).toMatch(/UTC {2}Kim Sato \(support\)\n {2}Please send\n {2}the contract\.\n/);
    expect(out).toContain('Dana Fox (the developer)\n  Here  [2Jit is.\n  File: contract.pdf, 4 bytes');
    expect(JSON.parse((await run('messages', id, '--json')).out)).toHaveLength(2);
  });
});

test('a developer who has the key from the MLS itself says so, once and knowingly: the request ends, the key is on record', async () => {
  const { id } = await askedDirect(scene);
  const cookie = await asDeveloper();
  const page = `/account/requests/${id}`;
  expect(await html(page, cookie)).toContain('has given me a key already');
  const unsure = await scene.post(`${page}/key`, {}, { cookie });
  expect([unsure.status, await unsure.text()]).toEqual([422, expect.stringContaining('Tick the box')]);
  expect((await scene.store.requests.file(id))!.credential).toBeNull();
  expect((await scene.post(`${page}/key`, { sure: 'yes' }, { cookie: await asDeveloper('lee-park') })).status).toBe(
    404,
  );

  expect((await scene.post(`${page}/key`, { sure: 'yes' }, { cookie })).status).toBe(303);
  const { standing, credential } = (await scene.store.requests.file(id))!;
  expect(standing).toMatchObject({ state: 'withdrawn' });
  expect(credential).toMatchObject({ issuer: 'by-hand', madeBy: expect.stringContaining('as Dana Fox says') });
  expect(scene.told.map(({ message }) => message.type)).toContain('withdrawal');
  const after = await html(page, cookie);
  expect(after).not.toContain('has given me a key already');
  expect((await scene.post(`${page}/key`, { sure: 'yes' }, { cookie })).status).toBe(409);
});
