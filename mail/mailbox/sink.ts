import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { listen, refusal } from '../smtp-server';
import type { Envelope, MailboxLog, Messages } from './messages';

const mostBytes = 10 * 1024 * 1024;
/** What a mail that is under way has to arrive, once the sink stops. */
const graceMs = 500;

/** Takes every mail on loopback and delivers none. Says yes only after the bytes are kept. Port 0 takes a free one. */
export async function startSink(
  messages: Messages,
  port: number,
  log?: MailboxLog,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: mostBytes,
    closeTimeout: graceMs,
    onData(stream, session, answer) {
      take(stream, session).then(
        (id) => answer(null, `kept as ${id}`),
        (error: Error) => answer(error),
      );
    },
  });
  server.on('error', (error) => log?.warn({ err: error }, 'SMTP trouble in the dev mailbox'));

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const bytes = await receive(stream);
    try {
      return messages.keep(bytes, envelopeOf(session));
    } catch (error) {
      log?.warn({ err: error }, 'The dev mailbox could not keep a mail');
      throw refusal(451, 'The dev mailbox could not keep it, try again later');
    }
  }

  const { port: taken, stop } = await listen(server, port, '127.0.0.1');
  return { url: `smtp://127.0.0.1:${taken}`, stop };
}

/** The whole mail; of a mail beyond the limit the rest is read and dropped, so that its sender hears the refusal at its end. */
async function receive(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw refusal(552, 'Too large for the dev mailbox');
  return Buffer.concat(chunks);
}

function envelopeOf({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): Envelope {
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
}
