import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { SmtpAddress } from '../demo/mail';

export interface Flood {
  readonly mails: number;
  /** As many as a sender may hold open here. */
  readonly connections: number;
  /** The mails come from these in turn. */
  readonly domains: readonly string[];
}

export interface Flooded {
  readonly kept: number;
  readonly deferred: number;
}

/** How far a flood has come, while it comes. */
export interface FloodUnderWay {
  readonly sofar: Flooded;
  readonly done: Promise<Flooded>;
}

/** Another address of this machine than the one that honest senders have. */
const ownAddress = '127.0.0.2';

/** Sends mails as fast as they are answered, and does not try again what is put off. */
export function startFlood(to: SmtpAddress, { mails, connections, domains }: Flood): FloodUnderWay {
  const sofar = { kept: 0, deferred: 0 };
  let next = 0;

  async function pour(): Promise<void> {
    const client = await open(to);
    await client.say('EHLO flood.example');
    for (let index = next++; index < mails; index = next++) {
      const domain = domains[index % domains.length]!;
      if (await sendOne(client, index, domain)) sofar.kept += 1;
      else sofar.deferred += 1;
    }
    client.socket.destroy();
  }

  const done = Promise.all(Array.from({ length: connections }, pour)).then(() => sofar);
  return { sofar, done };
}

type Client = Awaited<ReturnType<typeof open>>;

/** Whether it was kept. */
async function sendOne({ say }: Client, index: number, domain: string): Promise<boolean> {
  const sender = `bot-${index}@${domain}`;
  if (!(await say(`MAIL FROM:<${sender}>`)).startsWith('250')) return false;
  await say('RCPT TO:<approvals@countersign.example>');
  await say('DATA');
  const headers = [
    `From: ${sender}`,
    'To: approvals@countersign.example',
    'Subject: Re: Approve?',
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${index}@${domain}>`,
  ];
  return (await say(`${headers.join('\r\n')}\r\n\r\nApprove\r\n.`)).startsWith('250');
}

async function open({ host, port }: SmtpAddress): Promise<{ socket: Socket; say(line: string): Promise<string> }> {
  const socket = connect({ host, port, localAddress: ownAddress });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  /** The last line of the next answer. */
  async function heard(): Promise<string> {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('The server hung up on the flood');
      if (value[3] !== '-') return value;
    }
  }
  await once(socket, 'connect');
  await heard();
  return {
    socket,
    say(line) {
      socket.write(`${line}\r\n`);
      return heard();
    },
  };
}
