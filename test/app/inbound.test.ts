import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../app/config';
import { openInbound } from '../../app/wire';
import type { Relay } from '../../client/relay';
import type { Dispatch } from '../../client/port';
import { sendRaw } from '../../demo/mail';
import type { MailListener } from '../../mail/listener';
import { createSeal } from '../../secrets/seal';
import { openPgliteStore } from '../../store/pglite';
import type { Store } from '../../store/port';
import { newCertificate } from '../support/certificate';
import { eventually } from '../support/eventually';
import { startImapStandIn } from '../support/imap-stand-in';
import { talkSmtp } from '../support/smtp-talk';

const log = pino({ level: 'silent' });
const config = readConfig({
  COUNTERSIGN_INBOUND_PORT: '0',
  COUNTERSIGN_MAIL_FROM: 'somebody@countersign.example',
});
const raw = Buffer.from('From: ann@mls.example\r\nSubject: Re: x\r\n\r\nApprove\r\n');

let folder: string;
let store: Store;
let listener: MailListener;
let told: Dispatch[];
const relay: Relay = {
  // It never ends: whoever sends a mail does not wait for what becomes of it.
  tell(dispatch) {
    told.push(dispatch);
    return new Promise(() => undefined);
  },
  sweep: async () => 0,
  start: () => undefined,
  stop: async () => undefined,
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-inbound-'));
  const seal = createSeal({ current: 'k1', keys: new Map([['k1', Buffer.alloc(32, 1)]]) });
  store = await openPgliteStore({ folder, seal });
  told = [];
  listener = await openInbound(config, store, relay, log);
});
afterAll(async () => {
  await listener.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = () => sendRaw({ host: '127.0.0.1', port: listener.port }, 'ann@mls.example', raw);

test('a mail is in the store when its sender hears so, and its workflow is told once', async () => {
  await send();
  const [mail] = await store.mails.list({ limit: 10, offset: 0 });
  expect(Buffer.from(await store.mails.raw(mail!.id))).toEqual(raw);
  expect(mail).toMatchObject({
    source: 'smtp',
    envelope: { ip: '127.0.0.1', sender: 'ann@mls.example', recipients: ['approvals@countersign.example'] },
  });
  await send();
  expect(await store.mails.list({ limit: 10, offset: 0 })).toHaveLength(1);
  expect(told).toMatchObject([{ message: { type: 'mail', mailId: mail!.id } }]);
});

test('a mailbox is looked into as well, and the same mail by both ways is one', async () => {
  const server = await startImapStandIn();
  const other = await openInbound({ ...config, COUNTERSIGN_IMAP_URL: server.url }, store, relay, log);
  try {
    await send();
    const before = await store.mails.list({ limit: 10, offset: 0 });
    server.deliver(raw);
    const { flags } = server.deliver(Buffer.concat([raw, Buffer.from('And more.\r\n')]));
    await eventually('they are read', () => flags.has('\\Seen'));
    const after = await store.mails.list({ limit: 10, offset: 0 });
    expect(after).toHaveLength(before.length + 1);
    expect(after.map(({ source }) => source).toSorted()).toEqual(['imap', 'smtp']);
  } finally {
    await other.stop();
    await server.stop();
  }
});

test('a port that is taken is named with the setting to change', async () => {
  const same = { ...config, COUNTERSIGN_INBOUND_PORT: listener.port };
  await expect(openInbound(same, store, {} as Relay, log)).rejects.toThrow(/COUNTERSIGN_INBOUND_PORT/);
});

const file = (name: string, bytes: Buffer) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const opened = (certFile: string, keyFile: string) =>
  openInbound({ ...config, COUNTERSIGN_INBOUND_CERT: certFile, COUNTERSIGN_INBOUND_KEY: keyFile }, store, relay, log);

describe('encryption', () => {
  const { cert, key } = newCertificate();
  const other = newCertificate();

  test('is offered with the certificate that is set', async () => {
    const encrypted = await opened(file('cert.pem', cert), file('key.pem', key));
    try {
      const client = await talkSmtp(encrypted.port, ['EHLO mx.mls.example']);
      expect(await client.say('STARTTLS')).toMatch(/^220 /);
      client.socket.destroy();
    } finally {
      await encrypted.stop();
    }
  });

  test.each<[string, () => [string, string], RegExp]>([
    [
      'a file that is not there',
      () => [join(folder, 'none'), file('key.pem', key)],
      /COUNTERSIGN_INBOUND_CERT: .*none/,
    ],
    ['a key that cannot be read', () => [file('cert.pem', cert), folder], /COUNTERSIGN_INBOUND_KEY: /],
    ['a key of another certificate', () => [file('cert.pem', cert), file('key.pem', other.key)], /do not belong/],
    ['what is no certificate', () => [file('cert.pem', Buffer.from('x')), file('key.pem', key)], /do not belong/],
  ])('%s: it says what to change', async (_what, files, told) => {
    await expect(opened(...files())).rejects.toThrow(told);
  });
});

test('without a store nothing is asked of senders, and they try again later', async () => {
  const closed: Store = { ...store, now: () => Promise.reject(new Error('connection lost')) };
  const other = await openInbound(config, closed, {} as Relay, log);
  await expect(sendRaw({ host: '127.0.0.1', port: other.port }, 'ann@mls.example', raw)).rejects.toMatchObject({
    responseCode: 421,
  });
  await other.stop();
});
