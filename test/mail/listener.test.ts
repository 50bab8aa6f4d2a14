import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import { type ListenerSettings, type MailListener, startMailListener } from '../../mail/listener';
import type { NewMail } from '../../store/port';
import { newCertificate } from '../support/certificate';
import { eventually } from '../support/eventually';
import { soonerMs, type Talk, talkSmtp } from '../support/smtp-talk';

let listener: MailListener;
let kept: NewMail[];
let logged: string[];
const talks: Talk[] = [];

const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);

async function start(more: Partial<ListenerSettings> = {}): Promise<void> {
  listener = await startMailListener({
    host: '127.0.0.1',
    port: 0,
    recipientDomains: ['countersign.example'],
    receive: async (mail) => void kept.push(mail),
    log: { info: note, warn: note },
    ...more,
  });
}

beforeEach(() => {
  kept = [];
  logged = [];
});
afterEach(async () => {
  for (const { socket } of talks.splice(0)) socket.destroy();
  await listener.stop();
});

async function send(more: object = {}, connection: SMTPTransport.Options = {}): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, name: 'mx.mls.example', ...connection });
  try {
    const { response } = await transport.sendMail({
      from: 'ann@mls.example',
      to: 'approvals@countersign.example',
      subject: 'Re: Approve? #ACDEFGHJKM',
      text: 'Approve',
      ...more,
    });
    return response;
  } finally {
    transport.close();
  }
}

async function talk(...lines: string[]): Promise<Talk> {
  const opened = await talkSmtp(listener.port, lines);
  talks.push(opened);
  return opened;
}

const hello = 'EHLO mx.mls.example';
const from = 'MAIL FROM:<ann@mls.example>';
const to = 'RCPT TO:<approvals@countersign.example>';
const text = (index = 0) => String(Buffer.from(kept[index]!.raw));

describe('a mail', () => {
  test('is kept byte for byte, with what its server said of it', async () => {
    await start();
    const raw = 'From: ann@mls.example\r\nSubject: Re: x\r\n\r\nApprove\r\n..\r\n. dots\r\n';
    expect(
      await send({ raw, envelope: { from: 'bounces@mls.example', to: ['approvals+x@countersign.example'] } }),
    ).toBe('250 kept');
    expect(text()).toBe(raw);
    expect(kept).toMatchObject([
      {
        source: 'smtp',
        envelope: {
          ip: '127.0.0.1',
          helo: 'mx.mls.example',
          sender: 'bounces@mls.example',
          recipients: ['approvals+x@countersign.example'],
        },
      },
    ]);
  });

  test('a bounce has no sender, and postmaster is everywhere', async () => {
    await start();
    const client = await talk(hello, 'MAIL FROM:<>', 'RCPT TO:<postmaster>', 'DATA');
    expect(await client.say('Subject: x\r\n\r\nReturned\r\n.')).toBe('250 kept');
    expect(kept[0]!.envelope).toMatchObject({ sender: '', recipients: ['postmaster'] });
  });

  test.each(['ann@mls.example', 'approvals@countersign.example.evil.example', 'a@sub.countersign.example'])(
    'for somebody else is not passed on: %s',
    async (address) => {
      await start();
      const client = await talk(hello, from);
      expect(await client.say(`RCPT TO:<${address}>`)).toMatch(/^550 /);
      expect(await client.say('DATA')).toMatch(/^503 /);
      await expect(send({ to: address })).rejects.toMatchObject({ responseCode: 550 });
      expect(kept).toEqual([]);
    },
  );

  test('our own domain in any letters, and as others write it', async () => {
    await start({ recipientDomains: ['xn--mller-kva.example', 'Countersign.Example'] });
    await send({ to: 'approvals@COUNTERSIGN.example' });
    await send({ to: 'approvals@müller.example' });
    expect(kept).toHaveLength(2);
  });

  test('that cannot be kept is not promised, nothing of it is logged, and it may come again', async () => {
    let isFull = true;
    await start({
      async receive(mail) {
        if (isFull) throw Object.assign(new Error('disk full'), { params: [String(mail.raw)] });
        kept.push(mail);
      },
    });
    await expect(send()).rejects.toMatchObject({ responseCode: 451 });
    expect(logged).toEqual([expect.stringMatching(/could not be kept .*disk full/)]);
    isFull = false;
    await send();
    expect(kept).toHaveLength(1);
    expect(logged.join()).not.toMatch(/Approve|ann@|approvals@/);
  });

  test('is answered only after it is kept', async () => {
    let keep: (() => void) | undefined;
    await start({ receive: () => new Promise<void>((resolve) => (keep = resolve)) });
    const client = await talk(hello, from, to, 'DATA');
    const answer = client.say('Subject: x\r\n\r\nApprove\r\n.');
    expect(await Promise.race([answer, pause(200)])).toBeUndefined();
    keep?.();
    expect(await answer).toBe('250 kept');
  });

  test('of more than 100 recipients is cut to those', async () => {
    await start();
    const client = await talk(hello, from);
    for (let index = 0; index < 100; index += 1) {
      expect(await client.say(`RCPT TO:<approvals+${index}@countersign.example>`)).toMatch(/^250 /);
    }
    expect(await client.say(to)).toMatch(/^452 /);
  });

  test('whose sender goes away in the middle is forgotten', async () => {
    await start();
    const client = await talk(hello, from, to, 'DATA');
    client.write('Subject: half a ma');
    client.socket.end();
    await eventually('it is gone', client.isClosed);
    await send();
    expect(kept).toHaveLength(1);
  });
});

describe('[case 50] size', () => {
  test('is told beforehand, and refused when it is announced', async () => {
    await start();
    const client = await talk(hello);
    expect(await client.say(`MAIL FROM:<ann@mls.example> SIZE=${5 * 1024 * 1024 + 1}`)).toMatch(/^552 /);
    expect(await client.say('MAIL FROM:<ann@mls.example> SIZE=5242880')).toMatch(/^250 /);
  });

  test('a mail of 50 MB that lied about it is cut off at 5 MB', async () => {
    await start();
    const client = await talk(hello, 'MAIL FROM:<ann@mls.example> SIZE=100', to, 'DATA');
    let sent = 0;
    const line = Buffer.alloc(64 * 1024, `${'x'.repeat(1022)}\r\n`);
    const answer = client.heard();
    for (let isAnswered = false; !isAnswered && sent < 50 * 1024 * 1024; sent += line.length) {
      if (!client.socket.write(line)) {
        await Promise.race([new Promise((resolve) => client.socket.once('drain', resolve)), answer]);
      }
      isAnswered = (await Promise.race([answer, new Promise((resolve) => setImmediate(resolve))])) !== undefined;
    }
    expect(await answer).toMatch(/^552 /);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
    client.socket.end();
    await eventually('the connection is closed', client.isClosed);
    expect(kept).toEqual([]);
    await send();
    expect(kept).toHaveLength(1);
  });

  test('up to the limit every byte counts, in lines of any length', async () => {
    await start({ limits: { messageBytes: 400_000 } });
    const body = '..\r\n'.repeat(50_000);
    const client = await talk(hello, from, to, 'DATA');
    expect(await client.say(`Subject: x\r\n\r\n${body}.`)).toBe('250 kept');
    expect(text()).toBe(`Subject: x\r\n\r\n${'.\r\n'.repeat(50_000)}`);
  });
});

describe('[case 55] only CRLF.CRLF ends a mail', () => {
  test.each([
    ['LF.LF', '\n.\n'],
    ['LF.CRLF', '\n.\r\n'],
    ['CRLF.LF', '\r\n.\n'],
    ['CR.CR', '\r.\r'],
    ['CR.CRLF', '\r.\r\n'],
    ['CRLF.CR', '\r\n.\r'],
  ])('%s', async (_name, end) => {
    await start();
    const client = await talk(hello, from, to, 'DATA');
    client.write(`Subject: x\r\n\r\nOne${end}MAIL FROM:<evil@evil.example>\r\n${to}\r\nDATA\r\nSubject: y\r\n\r\nTwo`);
    expect(await client.say('\r\n.')).toBe('250 kept');
    expect(await client.say('NOOP')).toBe('250 OK');
    expect(kept).toHaveLength(1);
    expect(text()).toContain('evil@evil.example');
  });
});

describe('a client that takes its time', () => {
  test('without a word is sent away', async () => {
    await start({ limits: { idleMs: 200 } });
    const client = await talk(hello, from, to, 'DATA');
    client.write('Subject: sl');
    expect(await client.heard()).toMatch(/^421 /);
    await eventually('it is closed', client.isClosed);
  });

  test('with a byte now and then is sent away too', async () => {
    await start({ limits: { connectionMs: 500 } });
    const client = await talk(hello, from, to, 'DATA');
    const drip = setInterval(() => client.write('x'), 50);
    expect(await client.heard()).toMatch(/^421 .*too long/);
    clearInterval(drip);
    client.socket.end();
    await eventually('it is closed', client.isClosed);
    expect(kept).toEqual([]);
  });

  test(
    'does not keep us from stopping',
    async () => {
      await start();
      const clients = [await talk(hello, from, to, 'DATA'), await talk(hello), await talk()];
      clients[0]!.write('Subject: half a ma');
      await listener.stop();
      await eventually('every connection is gone', () => clients.every((client) => client.isClosed()));
      expect(kept).toEqual([]);
      await start();
    },
    soonerMs,
  );

  test('a mail that is being kept while we stop is kept, and its sender told so', async () => {
    let isUnderWay = false;
    await start({
      async receive(mail) {
        isUnderWay = true;
        await pause(200);
        kept.push(mail);
      },
    });
    const sending = send();
    await eventually('it is under way', () => isUnderWay);
    await listener.stop();
    expect(kept).toHaveLength(1);
    expect(await sending).toBe('250 kept');
    await start();
  });
});

describe('[case 57] a flood', () => {
  test('of mails is put off after its share, and others get through meanwhile', async () => {
    await start({ limits: { mailsPerMinute: 20 } });
    const client = await talk(hello);
    const answers: string[] = [];
    for (let index = 0; index < 200; index += 1) {
      const begun = await client.say(`MAIL FROM:<bot${index}@flood.example>`);
      answers.push(begun.slice(0, 3));
      if (!begun.startsWith('250')) continue;
      for (const line of [to, 'DATA']) await client.say(line);
      await client.say(`Subject: ${index}\r\n\r\nBuy\r\n.`);
    }
    expect(answers.filter((code) => code === '250')).toHaveLength(20);
    expect(answers.slice(20).every((code) => code === '451')).toBe(true);
    expect(logged.filter((line) => line.includes('Too many'))).toHaveLength(1);

    expect(await send()).toBe('250 kept');
    expect(kept).toHaveLength(21);
    expect(client.isClosed()).toBe(false);
  });

  test('of connections from one address is sent away, and a place is free again when one ends', async () => {
    await start({ limits: { clientsPerAddress: 3 } });
    const clients = [await talk(), await talk(), await talk()];
    expect(await (await talk()).heard()).toMatch(/^421 /);
    clients[0]!.socket.end();
    await eventually('a place is free', async () => (await (await talk()).say('NOOP')).startsWith('250'));
  });

  test('of connections from everywhere is sent away too', async () => {
    await start({ limits: { clients: 2 } });
    await talk();
    await talk();
    expect(await (await talk()).heard()).toMatch(/^421 /);
  });
});

test('nothing is asked of a client that nobody could serve', async () => {
  let isReady = false;
  await start({
    async isReady() {
      if (!isReady) throw new Error('store closed');
      return true;
    },
  });
  expect(await (await talk()).heard()).toMatch(/^421 /);
  isReady = true;
  await send();
  expect(kept).toHaveLength(1);
});

test('no one signs in, and nothing is looked up for a stranger', async () => {
  await start();
  const client = await talk(hello);
  expect(await client.say('AUTH PLAIN AGEAYg==')).toMatch(/^500 /);
  expect(await client.say('STARTTLS')).toMatch(/^500 /);
  expect(await client.say('GET / HTTP/1.1')).toMatch(/^421 /);
});

describe('with a certificate', () => {
  const tls = newCertificate();

  test('mail comes encrypted, from TLS 1.2 on', async () => {
    await start({ tls });
    expect(await send({}, { requireTLS: true, tls: { rejectUnauthorized: false, maxVersion: 'TLSv1.2' } })).toBe(
      '250 kept',
    );
    await expect(
      send(
        {},
        { requireTLS: true, tls: { rejectUnauthorized: false, maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } },
      ),
    ).rejects.toThrow();
    expect(kept).toMatchObject([{ envelope: { ip: '127.0.0.1', helo: 'mx.mls.example', sender: 'ann@mls.example' } }]);
  });

  test('it still comes from those who cannot', async () => {
    await start({ tls });
    expect(await send({}, { ignoreTLS: true })).toBe('250 kept');
  });

  test('what was said before the encryption does not count after it', async () => {
    await start({ tls });
    const client = await talk(hello, from);
    client.write('STARTTLS\r\nRCPT TO:<approvals@countersign.example>\r\nDATA\r\n');
    expect(await client.heard()).toMatch(/^220 /);
    client.socket.destroy();
    expect(kept).toEqual([]);
  });

  test(
    'an encrypted connection does not keep us from stopping, nor its place from the next',
    async () => {
      await start({ tls, limits: { clientsPerAddress: 1 } });
      const requireTLS = { requireTLS: true, tls: { rejectUnauthorized: false } };
      await send({}, requireTLS);
      await eventually('the place is free', async () => (await send({}, requireTLS).catch(() => '')) === '250 kept');
      const open = createTransport({ host: '127.0.0.1', port: listener.port, pool: true, ...requireTLS });
      await eventually('it is connected', () => open.verify().catch(() => false));
      await listener.stop();
      open.close();
      await start();
    },
    soonerMs,
  );
});
