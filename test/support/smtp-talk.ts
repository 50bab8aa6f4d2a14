import { connect, type Socket } from 'node:net';

/** Long for a test, and less than the half minute that the SMTP library by itself gives clients which do not hang up. */
export const soonerMs = 20_000;

/** An SMTP client that says exactly what it is told, as programs with bad intentions do. */
export interface Talk {
  readonly socket: Socket;
  /** The last line of the answer, after waiting for it; empty once the server has hung up. */
  say(line: string): Promise<string>;
  /** Bytes as they are. */
  write(bytes: string | Buffer): void;
  heard(): Promise<string>;
  isClosed(): boolean;
}

/** Resolves when the server has greeted, or sent us away. */
export async function talkSmtp(port: number, lines: readonly string[] = []): Promise<Talk> {
  const socket = connect({ host: '127.0.0.1', port });
  const answers: string[] = [];
  let wake: (() => void) | undefined;
  let text = '';
  socket.on('error', () => undefined);
  socket.on('close', () => wake?.());
  socket.on('data', (chunk) => {
    text += String(chunk);
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      // Of an answer of several lines, only the last counts.
      if (text[3] !== '-') answers.push(text.slice(0, end));
      text = text.slice(end + 2);
    }
    wake?.();
  });
  async function heard(): Promise<string> {
    while (answers.length === 0 && !socket.closed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return answers.shift() ?? '';
  }
  const talk: Talk = {
    socket,
    heard,
    write: (bytes) => void socket.write(bytes),
    isClosed: () => socket.closed,
    say(line) {
      socket.write(`${line}\r\n`);
      return heard();
    },
  };
  await heard().then((greeting) => answers.unshift(...(greeting.startsWith('220') ? [] : [greeting])));
  for (const line of lines) await talk.say(line);
  return talk;
}
