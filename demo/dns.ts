import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode } from 'dns-packet';

export interface DemoDns {
  /** As `ip:port`. */
  readonly server: string;
  stop(): Promise<void>;
}

const authoritative = 0x0400;
const noSuchName = 3;
/** One string of a TXT record holds no more. */
const stringBytes = 255;

/** A DNS server on loopback that knows these TXT records, and at once that there is nothing else. Port 0 takes a free one. */
export async function startDemoDns(records: Readonly<Record<string, string>>, port = 0): Promise<DemoDns> {
  const socket = createSocket('udp4');
  socket.on('message', (packet, client) => {
    const answer = answerTo(packet, records);
    if (answer) socket.send(answer, client.port, client.address);
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answerTo(packet: Buffer, records: Readonly<Record<string, string>>): Buffer | null {
  try {
    const { id = 0, questions = [] } = decode(packet);
    const [question] = questions;
    if (!question) return null;
    const record = records[question.name.toLowerCase()];
    const answers: Answer[] =
      record !== undefined && question.type === 'TXT'
        ? [{ type: 'TXT', name: question.name, ttl: 60, data: stringsOf(record) }]
        : [];
    const flags = authoritative | (record === undefined ? noSuchName : 0);
    return encode({ type: 'response', id, flags, questions, answers });
  } catch {
    // Not a question; real servers do not answer noise either.
    return null;
  }
}

function stringsOf(record: string): string[] {
  return Array.from({ length: Math.ceil(record.length / stringBytes) }, (_, index) =>
    record.slice(index * stringBytes, (index + 1) * stringBytes),
  );
}
