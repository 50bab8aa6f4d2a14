import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface StoredMail {
  readonly uid: number;
  readonly raw: Buffer;
  readonly flags: Set<string>;
  /** What the server says it has, when that is not so. */
  readonly claimedSize?: number | undefined;
}

/** An IMAP server for tests, with one folder and the faults that real ones have. */
export interface ImapStandIn {
  readonly port: number;
  readonly url: string;
  mails: StoredMail[];
  uidValidity: number;
  isReadOnly: boolean;
  /** Log-ins are refused. */
  isLocked: boolean;
  /** It accepts IDLE and then never says a word. */
  isMute: boolean;
  /** Flags are refused. */
  keepsNoFlags: boolean;
  /** Mails that it refuses to hand out, and mails on which it hangs up. */
  readonly refuses: Set<number>;
  readonly breaksOn: Set<number>;
  /** The commands that came, without their tags. */
  readonly said: string[];
  logIns: number;
  /** Puts a mail into the folder and tells whoever idles. */
  deliver(raw: string | Buffer, more?: { readonly claimedSize?: number }): StoredMail;
  /** Ends every connection without a word. */
  drop(): void;
  /** Keeps every connection open, and never says a word on it again. */
  freeze(): void;
  stop(): Promise<void>;
}

export async function startImapStandIn(): Promise<ImapStandIn> {
  const sockets = new Set<Socket>();
  const idling = new Map<Socket, string>();
  /** How many mails the client knows of. */
  const told = new WeakMap<Socket, number>();
  const frozen = new Set<Socket>();
  let lastUid = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // the tests look at what the client does
    socket.on('close', () => {
      sockets.delete(socket);
      idling.delete(socket);
    });
    let text = '';
    socket.write('* OK stand-in\r\n');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        answer(socket, line);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const standIn: ImapStandIn = {
    port,
    url: `imap://approvals:se%3Acret@127.0.0.1:${port}/Answers`,
    mails: [],
    uidValidity: 7,
    isReadOnly: false,
    isLocked: false,
    isMute: false,
    keepsNoFlags: false,
    refuses: new Set(),
    breaksOn: new Set(),
    said: [],
    logIns: 0,
    deliver(raw, { claimedSize } = {}) {
      const mail = { uid: (lastUid += 1), raw: Buffer.from(raw), flags: new Set<string>(), claimedSize };
      standIn.mails.push(mail);
      for (const socket of idling.keys()) tellNews(socket);
      return mail;
    },
    freeze: () => sockets.forEach((socket) => frozen.add(socket)),
    drop: () => sockets.forEach((socket) => socket.destroy()),
    async stop() {
      standIn.drop();
      server.close();
      await once(server, 'close');
    },
  };

  function tellNews(socket: Socket): void {
    const { length } = standIn.mails;
    if (standIn.isMute || told.get(socket) === length) return;
    told.set(socket, length);
    socket.write(`* ${length} EXISTS\r\n`);
  }

  function answer(socket: Socket, line: string): void {
    if (frozen.has(socket)) return;
    if (line === 'DONE') {
      socket.write(`${idling.get(socket)} OK done\r\n`);
      idling.delete(socket);
      return;
    }
    const [tag = '', ...words] = line.split(' ');
    const command = words.join(' ');
    standIn.said.push(command);
    if (command.startsWith('SELECT')) told.set(socket, standIn.mails.length);
    if (command === 'IDLE') {
      idling.set(socket, tag);
      socket.write('+ idling\r\n');
      tellNews(socket);
      return;
    }
    const reply = replyTo(command);
    if (reply === 'hang up') socket.destroy();
    else socket.write(Buffer.concat([reply.data ?? Buffer.alloc(0), Buffer.from(`${tag} ${reply.status}\r\n`)]));
  }

  function replyTo(command: string): 'hang up' | { readonly data?: Buffer; readonly status: string } {
    if (command.startsWith('CAPABILITY')) return done(lines('CAPABILITY IMAP4rev1 IDLE'));
    if (command.startsWith('LOGIN')) {
      standIn.logIns += 1;
      return standIn.isLocked ? done(undefined, 'NO [AUTHENTICATIONFAILED] ann@mls.example is unknown') : done();
    }
    if (/^(?:LIST|LSUB) "" ""/.test(command)) return done(lines('LIST (\\Noselect) "/" ""'));
    if (command.startsWith('LIST')) return done(lines('LIST () "/" "Answers"'));
    if (command.startsWith('SELECT')) {
      if (!command.includes('Answers')) return done(undefined, 'NO [NONEXISTENT] no such folder');
      const flags = '(\\Seen \\Flagged \\Deleted)';
      return done(
        lines(
          `${standIn.mails.length} EXISTS`,
          `FLAGS ${flags}`,
          `OK [PERMANENTFLAGS ${flags}] kept`,
          `OK [UIDVALIDITY ${standIn.uidValidity}] valid`,
          `OK [UIDNEXT ${lastUid + 1}] next`,
        ),
        standIn.isReadOnly ? 'OK [READ-ONLY] done' : 'OK [READ-WRITE] done',
      );
    }
    if (command.startsWith('UID SEARCH')) {
      const found = standIn.mails.filter(({ flags }) => flags.size === 0).map(({ uid }) => uid);
      return done(lines(`SEARCH ${found.join(' ')}`.trim()));
    }
    if (command.startsWith('UID STORE')) {
      if (standIn.keepsNoFlags) return done(undefined, 'NO not here');
      const [, uid, flag] = /^UID STORE (\d+) \+FLAGS(?:\.SILENT)? \((.*)\)/.exec(command)!;
      standIn.mails.find((mail) => mail.uid === Number(uid))?.flags.add(flag!);
      return done();
    }
    return command.startsWith('UID FETCH') ? fetched(command) : done();
  }

  function fetched(command: string): ReturnType<typeof replyTo> {
    const uids = uidsOf(/^UID FETCH (\S+)/.exec(command)![1]!);
    const limit = Number(/BODY\.PEEK\[\]<0\.(\d+)>/.exec(command)?.[1] ?? 0);
    const rows: Buffer[] = [];
    for (const [index, { uid, raw, claimedSize }] of standIn.mails.entries()) {
      if (!uids.has(uid)) continue;
      if (limit > 0 && standIn.breaksOn.has(uid)) return 'hang up';
      if (limit > 0 && standIn.refuses.has(uid)) return { status: 'NO some mails could not be fetched' };
      const body = raw.subarray(0, limit);
      const rest = limit > 0 ? `BODY[]<0> {${body.length}}\r\n` : `RFC822.SIZE ${claimedSize ?? raw.length}`;
      rows.push(Buffer.from(`* ${index + 1} FETCH (UID ${uid} ${rest}`), body, Buffer.from(')\r\n'));
    }
    return { data: Buffer.concat(rows), status: 'OK done' };
  }

  return standIn;
}

const lines = (...all: string[]) => Buffer.from(all.map((each) => `* ${each}\r\n`).join(''));
const done = (data?: Buffer, status = 'OK done') => ({ ...(data && { data }), status });

function uidsOf(set: string): ReadonlySet<number> {
  return new Set(
    set.split(',').flatMap((part) => {
      const [from = 0, to = from] = part.split(':').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    }),
  );
}
