import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { MailFolder } from './folder';

const mostBytes = 10 * 1024 * 1024;

/** Takes every mail on loopback and delivers none. Says yes only after the bytes are kept. */
export async function startSink(mails: MailFolder): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: mostBytes,
    closeTimeout: 500,
    onData(stream, _session, done) {
      buffer(stream).then(
        (bytes) => {
          if (stream.sizeExceeded)
            return done(Object.assign(new Error('Too large for the dev mailbox'), { responseCode: 552 }));
          return done(null, `kept as ${mails.keep(bytes)}`);
        },
        (error: Error) => done(error),
      );
    },
  });
  // A client that hangs up in the middle is its own affair.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
