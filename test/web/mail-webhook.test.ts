import { createHash } from 'node:crypto';
import { signMessage } from '../../secrets/webhook';
import { openWebScene, type WebScene } from '../support/web-scene';

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const otherSecret = `whsec_${Buffer.alloc(32, 4).toString('base64')}`;
let scene: WebScene;
beforeAll(async () => (scene = await openWebScene({ mailWebhookSecret: secret })));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  await scene.sql('delete from received_mail');
  scene.told.length = 0;
  scene.log.length = 0;
});

const path = '/webhooks/mail';
const now = () => Math.floor(Date.now() / 1000);
/** In an encoding of its own, as mail may be: its bytes are no UTF-8. */
const raw = Buffer.from('From: ann@mls.example\r\nSubject: Re: x\r\n\r\nGr\xfc\xdfe, Approve\r\n', 'latin1');
const idOf = (body: Buffer) => createHash('sha256').update(body).digest('hex');

function signed(body: Buffer, { id = 'msg_1', at = now(), key = secret } = {}): Record<string, string> {
  return {
    'content-type': 'message/rfc822',
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': signMessage(key, id, String(at), body),
  };
}

function send(body: Buffer, headers: Record<string, string> = signed(body), url = scene.url): Promise<Response> {
  return fetch(url + path, { method: 'POST', body: new Uint8Array(body), headers });
}

const without = (name: string) => Object.fromEntries(Object.entries(signed(raw)).filter(([each]) => each !== name));
const mails = () => scene.store.mails.list({ limit: 10, offset: 0 });

test('[case 58] a signed mail is kept byte for byte before the service hears so, and its workflow is told', async () => {
  const response = await send(raw);
  expect([response.status, await response.json()]).toEqual([200, { id: idOf(raw) }]);
  const [mail] = await mails();
  expect(mail).toMatchObject({
    id: idOf(raw),
    source: 'webhook',
    envelope: { ip: null, helo: null, sender: null, recipients: [] },
  });
  expect(Buffer.from(await scene.store.mails.raw(mail!.id))).toEqual(raw);
  expect(scene.told).toMatchObject([{ message: { type: 'mail', mailId: mail!.id } }]);
  expect(scene.log.join()).not.toMatch(/Approve|ann@/);
});

test('the signature is that of Standard Webhooks', () => {
  // The example of its specification, made with another implementation.
  const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = Buffer.from('{"test": 2432232314}');
  expect(signMessage(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', body)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('[case 58] handed over again it is one mail, and is told once', async () => {
  const headers = signed(raw);
  expect((await send(raw, headers)).status).toBe(200);
  expect((await send(raw, headers)).status).toBe(200);
  expect((await send(raw, signed(raw, { id: 'msg_2' }))).status).toBe(200);
  expect(await mails()).toHaveLength(1);
  expect(scene.told).toHaveLength(1);
});

test('while a secret is replaced, one of two signatures is enough', async () => {
  const old = signed(raw, { key: otherSecret })['webhook-signature']!;
  const headers = signed(raw);
  headers['webhook-signature'] = `v2,abc ${old} ${headers['webhook-signature']}`;
  expect((await send(raw, headers)).status).toBe(200);
});

test('up to 5 MB', async () => {
  const most = Buffer.alloc(5 * 1024 * 1024, `${'x'.repeat(70)}\r\n`);
  expect((await send(most)).status).toBe(200);
  expect((await send(Buffer.concat([most, Buffer.from('x')]))).status).toBe(413);
  expect(await mails()).toHaveLength(1);
});

describe('[case 58] what is not signed as it should be is refused, says why, and changes nothing', () => {
  afterEach(async () => {
    expect(await mails()).toEqual([]);
    expect(scene.told).toEqual([]);
  });

  test.each<[string, () => Promise<Response>, RegExp]>([
    ['no signature', () => send(raw, without('webhook-signature')), /needs the headers/],
    ['no id', () => send(raw, without('webhook-id')), /needs the headers/],
    ['no time', () => send(raw, without('webhook-timestamp')), /needs the headers/],
    ['one with another secret', () => send(raw, signed(raw, { key: otherSecret })), /does not fit/],
    ['one with no secret', () => send(raw, signed(raw, { key: '' })), /does not fit/],
    ['one of another id', () => send(raw, { ...signed(raw), 'webhook-id': 'msg_2' }), /does not fit/],
    ['replayed after five minutes', () => send(raw, signed(raw, { at: now() - 310 })), /five minutes/],
    ['from the future', () => send(raw, signed(raw, { at: now() + 310 })), /five minutes/],
    [
      'a time that was made newer',
      () => send(raw, { ...signed(raw, { at: now() - 310 }), 'webhook-timestamp': String(now()) }),
      /does not fit/,
    ],
    ['a time that is none', () => send(raw, { ...signed(raw), 'webhook-timestamp': 'today' }), /number of seconds/],
    [
      'a byte that was changed',
      () => send(Buffer.from(raw.toString('latin1').replace('Approve', 'Approvd'), 'latin1'), signed(raw)),
      /does not fit/,
    ],
    ['a byte that was added', () => send(Buffer.concat([raw, Buffer.from('\n')]), signed(raw)), /does not fit/],
    [
      'line ends that were changed',
      () => send(Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), signed(raw)),
      /does not fit/,
    ],
    ['a body that was taken for UTF-8', () => send(Buffer.from(raw.toString()), signed(raw)), /does not fit/],
    ['a body in base64', () => send(Buffer.from(raw.toString('base64')), signed(raw)), /does not fit/],
    ['a signature over what was taken for UTF-8', () => send(raw, signed(Buffer.from(raw.toString()))), /does not fit/],
    ['nothing, signed', () => send(Buffer.alloc(0)), /must be a mail/],
  ])('%s: 400', async (_what, act, told) => {
    const response = await act();
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/problem\+json/);
    expect(((await response.json()) as { detail: string }).detail).toMatch(told);
  });

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'as %s: 415',
    async (type) => {
      expect((await send(raw, { ...signed(raw), 'content-type': type })).status).toBe(415);
    },
  );

  test('looked at: 404', async () => {
    expect((await scene.get(path)).status).toBe(404);
  });
});

test('[case 58] where no secret is set there is no such address', async () => {
  const none = await openWebScene();
  try {
    expect((await send(raw, signed(raw), none.url)).status).toBe(404);
    expect(await none.store.mails.list({ limit: 10, offset: 0 })).toEqual([]);
  } finally {
    await none.close();
  }
});

test('a mail that cannot be kept is not promised', async () => {
  const broken = await openWebScene({ mailWebhookSecret: secret });
  try {
    await broken.sql('alter table received_mail rename to elsewhere');
    const response = await send(raw, signed(raw), broken.url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/Approve|ann@/);
    expect(broken.log.join()).not.toMatch(/ann@mls/);
  } finally {
    await broken.close();
  }
});
