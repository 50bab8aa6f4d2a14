import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { SMTPServer, SMTPServerSession } from 'smtp-server';

/** An answer other than yes. */
export function refusal(responseCode: number, because: string): Error & { readonly responseCode: number } {
  return Object.assign(new Error(because), { responseCode });
}

/** Says why and closes, in the middle of a mail too. */
export function hangUp(server: SMTPServer, session: SMTPServerSession, code: number, because: string): void {
  const connection = [...server.connections].find((each) => each.session === session);
  connection?.send(code, because);
  connection?.close();
}

/** Resolves with the port once the server listens; 0 takes a free one. `stop` ends open connections too. */
export async function listen(
  server: SMTPServer,
  port: number,
  host: string,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = trackSockets(server);
  server.listen(port, host);
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      // The server only says goodbye; a client that does not hang up would hold the process.
      for (const socket of sockets) socket.destroy();
    },
  };
}

function trackSockets({ server }: SMTPServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    // Those that were encrypted on the way do not say goodbye: the library then takes all listeners off the socket beneath.
    for (const each of sockets) if (each.destroyed) sockets.delete(each);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
