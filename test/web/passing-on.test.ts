import { askedDirect } from '../support/web-direct';
import { arrive, waits } from '../support/web-mails';
import { openWebScene, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const cookie = async () => `countersign=${await scene.signIn()}`;
const html = async (path: string) => (await scene.get(path, { cookie: await cookie() })).text();
const pass = async (mailId: string, from: string) =>
  scene.post(`/console/mails/${mailId}/passing-on`, { from }, { cookie: await cookie() });

const ann = 'ann.lee@harbor-coast.example';
const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';

/** A mail with words above a quoted link of ours, and a file. */
const raw = Buffer.from(
  [
    'From: Ann Lee <ann.lee@harbor-coast.example>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'We need the contract first.',
    `I could not open http://127.0.0.1:1/decision/${token} by the way.`,
    '--b',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="our form.pdf"',
    '',
    '%PDF',
    '--b--',
    '',
  ].join('\r\n'),
);

async function waiting(judged = {}) {
  const { id, mailed } = await askedDirect(scene);
  const mailId = await arrive(scene, { raw, judged: { verdict: 'unverifiable', ...judged }, outcome: waits(id) });
  return { id, mailed, mailId };
}

test('the page offers everybody who takes part, and supposes whom the mail names', async () => {
  const { mailId } = await waiting();
  const page = await html(`/console/mails/${mailId}`);
  const offered = [...page.matchAll(/<option value="([^"]+@[^"]+)"( selected)?>/g)].map(([, email, chosen]) => [
    email,
    chosen !== undefined,
  ]);
  expect(offered).toEqual([
    ['dana@foxglove-software.example', false],
    ['support@countersign.example', false],
    [ann, true],
  ]);
});

test('a stranger is nobody, until staff say who it is', async () => {
  const { mailId } = await waiting({ from: 'somebody@elsewhere.example' });
  expect(await html(`/console/mails/${mailId}`)).not.toContain(' selected');
  const before = await scene.dump();
  for (const from of ['', 'somebody@elsewhere.example']) {
    const response = await pass(mailId, from);
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining('id="from-error"')]);
  }
  expect(JSON.parse(await scene.dump()).slice(0, -3)).toEqual(JSON.parse(before).slice(0, -3));
});

test('passed on: a message of theirs, vouched for by name, without the link that was mailed to them only', async () => {
  const { id, mailed, mailId } = await waiting();
  const response = await pass(mailId, ann);
  expect([response.status, response.headers.get('location')]).toEqual([303, `/console/requests/${id}#conversation`]);
  const [message] = await scene.store.messages.ofRequest(id);
  expect(message).toMatchObject({
    from: { side: 'mls', name: 'Ann Lee', email: ann },
    text: expect.stringContaining('We need the contract first.'),
    attachments: [{ name: 'our form.pdf' }],
    mailId,
    vouchedBy: staff.name,
  });
  expect(message!.text).toContain('/decision/[left out]');
  expect(message!.text).not.toContain(token);
  const page = await html(`/console/mails/${mailId}`);
  expect(page).toContain(
    `${staff.name} passed it on as a message of Ann Lee, who could not be proved to have sent it.`,
  );
  expect(page).not.toContain('passing-on');
  const asked = await (await scene.get(mailed.path)).text();
  expect(asked).toContain('We need the contract first.');
  expect(asked).toContain('It could not be proved to be from <bdi>Ann Lee</bdi>.');
  expect((await scene.store.audit.ofRequest(id)).at(-1)).toMatchObject({ kind: 'message', actor: staff.name });
  expect((await scene.store.requests.file(id))!.facts.decisions).toEqual([]);

  expect((await pass(mailId, ann)).status).toBe(409);
  expect(await scene.store.messages.ofRequest(id)).toHaveLength(1);
});

test.each([
  ['of a request for a plan', async () => arrive(scene, { raw, outcome: waits(await scene.request()) })],
  ['of no request', async () => arrive(scene, { raw })],
  [
    'that somebody has dealt with',
    async () => {
      const { mailId } = await waiting();
      await scene.store.mails.close(mailId, 'Kim');
      return mailId;
    },
  ],
])('a mail %s is not offered and cannot be passed on', async (_, came) => {
  const mailId = await came();
  expect(await html(`/console/mails/${mailId}`)).not.toContain('passing-on');
  expect((await pass(mailId, ann)).status).toBe(409);
});

test('a mail without words or files has nothing to pass on', async () => {
  const { id } = await askedDirect(scene);
  const empty = Buffer.from('From: Ann Lee <ann.lee@harbor-coast.example>\r\n\r\n\r\n');
  const mailId = await arrive(scene, { raw: empty, outcome: waits(id) });
  const response = await pass(mailId, ann);
  expect([response.status, await response.text()]).toEqual([409, expect.stringContaining('write a message yourself')]);
});
