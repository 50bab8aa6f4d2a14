import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { type Mailbox, startMailbox } from '../../mail/mailbox/index';
import { eventually } from '../support/eventually';
import { soonerMs } from '../support/smtp-talk';

let folder: string;
let mailbox: Mailbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-mailbox-'));
  mailbox = await startMailbox({ folder });
});
afterEach(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Listed {
  readonly id: string;
  readonly subject: string;
  readonly to: string[];
}

async function send(more: object = {}): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  try {
    await transport.sendMail({
      from: '"Harbor approvals" <approvals@countersign.example>',
      to: 'ann@mls.example',
      subject: 'Approve?',
      text: 'Open http://127.0.0.1:1/decision/x <script>alert(1)</script>',
      html: '<p>Open <a href="http://127.0.0.1:1/decision/x">it</a></p>',
      ...more,
    });
  } finally {
    transport.close();
  }
}

const get = async (path: string) => {
  const response = await fetch(mailbox.url + path);
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const list = async (query = '') => JSON.parse((await get(`/api/mails${query}`)).body).mails as Listed[];
const first = async () => (await list())[0]!;

/** What the mailbox answers to a browser that was told another name for it. */
const statusFor = (host: string) =>
  new Promise((resolve, reject) => {
    httpRequest(mailbox.url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

describe('the list', () => {
  test('empty, it says what will show up here', async () => {
    expect((await get('/')).body).toContain('No mail yet');
    expect((await get('/?to=zoe')).body).toContain('No mail to an address with <q>zoe</q>');
  });

  test('newest first, and found by a part of the recipient', async () => {
    await send();
    await send({ to: 'bob@mls.example', subject: 'Second' });
    expect((await list()).map(({ subject }) => subject)).toEqual(['Second', 'Approve?']);
    expect(await list('?to=BOB')).toMatchObject([{ subject: 'Second', to: ['bob@mls.example'] }]);
    expect(await list('?to=bob&to=ann')).toMatchObject([{ subject: 'Second' }]);
    const { body } = await get('/?to=ann');
    expect(body).toContain('ann@mls.example');
    expect(body).toContain('from &quot;Harbor approvals&quot; &lt;approvals@countersign.example&gt;');
    expect(body).not.toContain('Second');
  });

  test('a blind copy is found by the envelope', async () => {
    await send({ bcc: 'hidden@mls.example' });
    expect(await list('?to=hidden')).toMatchObject([{ to: ['ann@mls.example', 'hidden@mls.example'] }]);
  });

  test('it draws itself anew, unless paused', async () => {
    expect((await get('/?to=ann')).body).toContain('<meta http-equiv="refresh" content="5">');
    const paused = (await get('/?to=ann&refresh=off')).body;
    expect(paused).not.toContain('http-equiv="refresh"');
    expect(paused).toContain('<input type="hidden" name="refresh" value="off">');
    expect(paused).toContain('href="/?to&#x3D;ann"');
  });

  test('what is in the folder but cannot be read hides nothing else', async () => {
    await send();
    writeFileSync(join(folder, '1700000000000-00000000.eml'), Buffer.alloc(300, 0xff));
    writeFileSync(join(folder, '1700000000001-00000000.eml'), '');
    writeFileSync(join(folder, 'notes.eml'), 'no mail of ours');
    const mails = await list();
    expect(mails.map(({ subject }) => subject)).toEqual(['Approve?', '(no subject)', '(no subject)']);
    for (const { id } of mails) expect((await get(`/mails/${id}`)).status).toBe(200);
  });
});

describe('a mail', () => {
  test('as JSON: its parts, its headers, its envelope', async () => {
    await send({ messageId: '<one@countersign.example>', headers: { 'X-Note': ['a', 'b'] } });
    const { id } = await first();
    const mail = JSON.parse((await get(`/api/mails/${id}`)).body);
    expect(mail).toEqual({
      id,
      receivedAt: expect.any(Number),
      from: '"Harbor approvals" <approvals@countersign.example>',
      to: ['ann@mls.example'],
      subject: 'Approve?',
      messageId: '<one@countersign.example>',
      envelope: { from: 'approvals@countersign.example', to: ['ann@mls.example'] },
      text: expect.stringContaining('Open http://127.0.0.1:1/decision/x'),
      html: '<p>Open <a href="http://127.0.0.1:1/decision/x">it</a></p>',
      headers: expect.objectContaining({
        subject: 'Approve?',
        'x-note': ['a', 'b'],
        'content-type': expect.stringMatching(/^multipart\/alternative; boundary=/),
      }),
      raw: expect.stringContaining('Subject: Approve?'),
    });
  });

  test('one part is not made up from the other', async () => {
    await send({ text: undefined });
    const { id } = await first();
    expect(JSON.parse((await get(`/api/mails/${id}`)).body)).toMatchObject({ text: '' });
    expect((await get(`/mails/${id}?view=text`)).body).toContain('This mail has no text part.');
    await send({ html: undefined });
    const plain = (await first()).id;
    expect(JSON.parse((await get(`/api/mails/${plain}`)).body)).toMatchObject({ html: null });
    expect((await get(`/mails/${plain}`)).body).not.toContain('<iframe');
    expect((await get(`/mails/${plain}/body`)).status).toBe(404);
  });

  test('[case 60] the text view escapes what is not a link', async () => {
    await send();
    const { body } = await get(`/mails/${(await first()).id}?view=text`);
    expect(body).toContain('<a href="http://127.0.0.1:1/decision/x"');
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('<script>');
  });

  test.each([
    ['http://a.example/x.', 'http://a.example/x'],
    ['(https://a.example/x?a=1&b=2)', 'https://a.example/x?a&#x3D;1&amp;b&#x3D;2'],
    ['http://a.example/"onclick=alert(1)', 'http://a.example/'],
    ['http://a.example/<b>', 'http://a.example/'],
  ])('[case 60] the link in %s', async (text, href) => {
    await send({ text });
    const { body } = await get(`/mails/${(await first()).id}?view=text`);
    expect(body).toContain(`<a href="${href}" target="_blank" rel="noreferrer">`);
    expect(body).not.toContain('<b>');
  });

  test('[case 60] no link to anything but the web', async () => {
    await send({ text: 'javascript:alert(1) data:text/html,x' });
    expect((await get(`/mails/${(await first()).id}?view=text`)).body).not.toMatch(/href="(javascript|data)/);
  });

  test('the html view may run nothing and reach nothing', async () => {
    await send({ html: '<script>alert(1)</script><p>hello</p>' });
    const { id } = await first();
    const body = await get(`/mails/${id}/body`);
    expect(body.headers.get('content-security-policy')).toBe(
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    );
    expect((await get(`/mails/${id}`)).body).toContain(
      `<iframe title="The mail as its reader sees it" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${id}/body">`,
    );
  });

  test.each([
    ['<!doctype html><html><body>x', '<!doctype html><base target="_blank"><html><body>x'],
    ['<p>x</p>', '<base target="_blank"><p>x</p>'],
  ])('links in %s open in a new tab', async (html, served) => {
    await send({ html });
    expect((await get(`/mails/${(await first()).id}/body`)).body.trim()).toBe(served);
  });

  test('[case 59] a subject that looks like a template is text', async () => {
    await send({ subject: '{{mail.raw}} <b>' });
    const { body } = await get(`/mails/${(await first()).id}?view=headers`);
    expect(body).toContain('<h1>{{mail.raw}} &lt;b&gt;</h1>');
    expect((await get('/')).body).toContain('{{mail.raw}} &lt;b&gt;');
  });

  test('headers and raw are shown as they came', async () => {
    await send({ subject: 'Grüße' });
    const { id } = await first();
    const headers = (await get(`/mails/${id}?view=headers`)).body;
    expect(headers).toContain('Subject: &#x3D;?UTF-8?');
    expect(headers).not.toContain('decision/x');
    expect((await get(`/mails/${id}?view=raw`)).body).toContain('decision/x');
    expect((await get('/')).body).toContain('Grüße');
  });

  test('is downloaded byte for byte, text of another encoding too', async () => {
    const raw = Buffer.from(
      'From: a@x.example\r\nTo: ann@mls.example\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\ncaf\xe9\r\n',
      'latin1',
    );
    await send({ envelope: { from: 'a@x.example', to: ['ann@mls.example'] }, raw });
    const { id } = await first();
    const response = await fetch(`${mailbox.url}/mails/${id}.eml`);
    expect(response.headers.get('content-type')).toBe('message/rfc822');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${id}.eml"`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(raw);
    expect(JSON.parse((await get(`/api/mails/${id}`)).body)).toMatchObject({ text: 'café\n' });
  });

  test.each([
    '1',
    '0000000000000-00000000',
    '..%2f..%2fetc%2fpasswd',
    '..%5c..%5cetc',
    '%2e%2e%2fsecret',
    '%00',
    '1700000000000-00000000%00',
    '1700000000000-00000000%0a',
    '__proto__',
    'x'.repeat(90),
  ])('none under %s', async (id) => {
    writeFileSync(join(folder, 'secret.eml'), 'Subject: secret');
    for (const path of [`/mails/${id}`, `/mails/${id}.eml`, `/mails/${id}/body`, `/api/mails/${id}`])
      expect((await get(path)).status).toBe(404);
  });
});

describe('the program', () => {
  test('mails survive a restart, also those from before envelopes were kept', async () => {
    await send();
    writeFileSync(join(folder, '1700000000000-0000000a.eml'), 'To: old@mls.example\r\nSubject: Old\r\n\r\nx\r\n');
    const before = await first();
    await mailbox.stop();
    mailbox = await startMailbox({ folder });
    expect(await list()).toEqual([
      before,
      expect.objectContaining({ subject: 'Old', to: ['old@mls.example'], receivedAt: 1_700_000_000_000 }),
    ]);
    expect(JSON.parse((await get('/api/mails/1700000000000-0000000a')).body)).toMatchObject({ envelope: null });
  });

  test('[case 23] another host name or port is refused', async () => {
    const { port } = new URL(mailbox.url);
    expect(await statusFor('mailbox.evil.example')).toBe(421);
    expect(await statusFor(`mailbox.evil.example:${port}`)).toBe(421);
    expect(await statusFor('127.0.0.1')).toBe(421);
    expect(await statusFor('localhost:1')).toBe(421);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
  });

  test('every page forbids scripts, referrers and being framed', async () => {
    await send();
    for (const path of ['/', `/mails/${(await first()).id}`, '/mails/none', '/api/mails']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('[case 50] a mail that is too large is refused, and the mailbox lives', async () => {
    await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toThrow(/552|size/i);
    await send();
    expect(await list()).toHaveLength(1);
  });

  test('[case 50] a size that is lied about helps nobody', async () => {
    const socket = await talk(['EHLO x', 'MAIL FROM:<a@x.example> SIZE=10', 'RCPT TO:<b@x.example>', 'DATA']);
    socket.write(`Subject: big\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(11_000)}.\r\n`);
    expect(await heard(socket)).toMatch(/^552 /);
    socket.destroy();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what cannot be kept is not promised, and the mailbox lives', async () => {
    const warned: string[] = [];
    const lost = join(folder, 'lost');
    await mailbox.stop();
    mailbox = await startMailbox({ folder: lost, log: { warn: (_fields, message) => void warned.push(message) } });
    rmSync(lost, { recursive: true });
    await expect(send()).rejects.toThrow(/451/);
    expect(warned).toEqual(['The dev mailbox could not keep a mail']);
    await mailbox.stop();
    mailbox = await startMailbox({ folder: lost });
    await send();
    expect(await list()).toHaveLength(1);
  });

  test('takes the ports it is given, and says which one is taken', async () => {
    const ports = { smtpPort: Number(new URL(mailbox.smtpUrl).port), httpPort: Number(new URL(mailbox.url).port) };
    await expect(startMailbox({ folder, httpPort: ports.httpPort })).rejects.toThrow(/COUNTERSIGN_MAILBOX_PORT/);
    await expect(startMailbox({ folder, smtpPort: ports.smtpPort })).rejects.toThrow(/EADDRINUSE/);
    const { smtpUrl, url } = mailbox;
    await mailbox.stop();
    mailbox = await startMailbox({ folder, ...ports });
    expect(mailbox).toMatchObject({ smtpUrl, url });
  });

  test(
    'stops, whoever still holds a connection',
    async () => {
      const sockets = [
        await talk(['EHLO x', 'MAIL FROM:<a@x.example>', 'RCPT TO:<b@x.example>', 'DATA']),
        await talk([]),
        connect({ host: '127.0.0.1', port: Number(new URL(mailbox.url).port), allowHalfOpen: true }),
      ];
      sockets[0]!.write('Subject: half a ma');
      sockets[2]!.on('error', () => undefined).write('GET / HTTP/1.1\r\n');
      for (const socket of sockets) socket.resume();
      await mailbox.stop();
      // A client that does not hang up learns it from what it says next.
      await eventually('every connection is gone', () => sockets.every(isGone));
      expect(readdirSync(folder)).toEqual([]);
    },
    soonerMs,
  );
});

/** A client that says these lines, each after the answer to the one before, and never hangs up by itself. */
async function talk(lines: readonly string[]): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(mailbox.smtpUrl).port), allowHalfOpen: true });
  socket.on('error', () => undefined);
  await heard(socket);
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    await heard(socket);
  }
  return socket;
}

const isGone = (socket: Socket) => socket.destroyed || !socket.write('x');

const heard = (socket: Socket) =>
  new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
