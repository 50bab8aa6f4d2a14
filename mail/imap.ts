import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { NewMail } from '../store/port';
import { type Bell, createBell } from './imap/bell';
import { isLogInRefused, reasonOf } from './imap/failure';
import { type ImapLimits, imapLimits } from './imap/limits';
import { createMailTaker } from './imap/take-mails';
import type { InboundLog } from './port';
import { type MailServer, parseServerUrl } from './server-url';

export interface ImapSettings {
  /** `imaps://` or `imap://`, user and password percent-encoded in it; behind the host the folder, INBOX without one. */
  readonly url: string;
  /** Keeps the mail. Only then is it marked as read; when it throws, it is tried again. */
  receive(mail: NewMail): Promise<unknown>;
  /** Whether mail can be kept at all just now. */
  isReady(): Promise<boolean>;
  readonly limits?: Partial<ImapLimits> | undefined;
  readonly log: InboundLog;
}

export interface ImapSource {
  /** Ends within a second. A mail that was not marked as read by then comes again, and is known. */
  stop(): Promise<void>;
}

/**
 * Fetches mail from a mailbox for as long as the program runs; whatever goes wrong with the server is reported and tried again. TLS
 * is required except on this machine itself.
 * @throws when the URL cannot be used; the message does not repeat it.
 */
export function startImapSource(settings: ImapSettings): ImapSource {
  const { log } = settings;
  const limits = { ...imapLimits, ...settings.limits };
  const server = parseServerUrl(settings.url, { scheme: 'imap', port: 143, securePort: 993 });
  if (!server.auth) throw new Error('The IMAP URL names no user');
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const taker = createMailTaker({ ...settings, limits, isStopping });
  const bell = createBell();
  let failures = 0;

  /** One connection, from its beginning to its end. */
  async function attend(client: ImapFlow): Promise<void> {
    await client.connect();
    const { readOnly, uidValidity } = await client.mailboxOpen(server.path || 'INBOX');
    if (readOnly) throw new Error('The mailbox can only be read, so nothing in it can be marked as taken');
    log.info({ host: server.host, uidValidity: String(uidValidity) }, 'The mailbox is open');
    while (client.usable && !isStopping()) {
      await taker.takeAll(client);
      failures = 0;
      await bell.heard(limits.pollMs);
    }
  }

  async function run(): Promise<void> {
    while (!isStopping()) {
      try {
        await connected(server, limits, bell, stopping.signal, attend);
      } catch (error) {
        if (isStopping()) return;
        const waitMs = isLogInRefused(error)
          ? limits.longestRetryMs
          : Math.min(limits.retryMs * 2 ** failures, limits.longestRetryMs);
        failures += 1;
        log.warn({ host: server.host, failure: reasonOf(error), waitMs }, 'The mailbox cannot be read just now');
        await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined); // woken to stop
      }
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}

/** Opens a connection for `attend` and closes it afterwards. @throws what `attend` throws, or why the connection ended before. */
async function connected(
  server: MailServer,
  limits: ImapLimits,
  bell: Bell,
  stopping: AbortSignal,
  attend: (client: ImapFlow) => Promise<void>,
): Promise<void> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.secure,
    auth: server.auth!,
    ...(!server.secure && !server.isLoopback && { doSTARTTLS: true }),
    // On this machine there is nobody in between, and no certificate authority issues for it.
    tls: { rejectUnauthorized: !server.isLoopback },
    // Its lines hold what mails say.
    logger: false,
    autoIdleDelay: 100,
    socketTimeout: limits.silenceMs,
    maxLiteralSize: limits.messageBytes + 64 * 1024,
  });
  let failure: Error | undefined;
  client.on('error', (error) => {
    failure = error;
  });
  client.on('close', () => bell.ring());
  client.on('exists', () => bell.ring());
  let end: NodeJS.Timeout | undefined;
  const hangUp = () => {
    end = setTimeout(() => client.close(), limits.graceMs);
  };
  stopping.addEventListener('abort', hangUp, { once: true });
  try {
    await attend(client);
    if (!stopping.aborted) throw failure ?? new Error('The server closed the connection');
  } catch (error) {
    throw failure ?? error;
  } finally {
    stopping.removeEventListener('abort', hangUp);
    clearTimeout(end);
    client.close();
  }
}
