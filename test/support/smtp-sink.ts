import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { OutgoingMail } from '../../mail/port';

/** What the server does with the next mails. Dropping closes the socket without an answer; hanging never answers. */
export type Behaviour =
  | { readonly kind: 'accept' }
  | {
      readonly kind: 'answer';
      readonly at: 'sender' | 'recipient' | 'data';
      readonly code: number;
      readonly text: string;
    }
  | { readonly kind: 'drop'; readonly at: 'recipient' | 'data' }
  | { readonly kind: 'hang' };

export interface SmtpSink {
  readonly port: number;
  /** What was answered with 250. */
  readonly accepted: readonly OutgoingMail[];
  /** How many times a whole message arrived, answered or not. */
  readonly arrived: () => number;
  /** Resolves when the next whole message has arrived. */
  nextArrival(): Promise<void>;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** A real SMTP server on a free port of this machine. */
export async function openSmtpSink(options: SMTPServerOptions = {}, host = '127.0.0.1'): Promise<SmtpSink> {
  const accepted: OutgoingMail[] = [];
  const sockets = new Set<Socket>();
  let behaviour: Behaviour = { kind: 'accept' };
  let arrived = 0;
  let waiting: (() => void)[] = [];
  const dropAll = () => sockets.forEach((socket) => socket.destroy());

  const at = (place: 'sender' | 'recipient' | 'data', ok: () => void, no: (error: Error) => void) => {
    if (behaviour.kind === 'answer' && behaviour.at === place) {
      return no(Object.assign(new Error(behaviour.text), { responseCode: behaviour.code }));
    }
    if (behaviour.kind === 'drop' && behaviour.at === place) return dropAll();
    if (behaviour.kind === 'hang' && place === 'data') return undefined;
    return ok();
  };

  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    ...options,
    onMailFrom: (_address, _session, callback) => at('sender', callback, callback),
    onRcptTo: (_address, _session, callback) => at('recipient', callback, callback),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        arrived += 1;
        waiting.forEach((wake) => wake());
        waiting = [];
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((each) => each.address).join(',') };
        at(
          'data',
          () => {
            accepted.push({ envelope, bytes: Buffer.concat(chunks) });
            callback(null, '2.0.0 kept');
          },
          callback,
        );
      });
    },
  });
  server.on('error', () => undefined); // dropped connections; the suites look at what the client saw
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server.server, 'listening');

  return {
    port: (server.server.address() as AddressInfo).port,
    accepted,
    arrived: () => arrived,
    nextArrival: () => new Promise((resolve) => waiting.push(resolve)),
    behave: (next) => {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropAll();
      }),
  };
}
