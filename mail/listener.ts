import { setTimeout as pause } from 'node:timers/promises';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { NewMail } from '../store/port';
import { createCallers } from './listener/callers';
import { createDoor } from './listener/door';
import { type ListenerLimits, listenerLimits } from './listener/limits';
import { readMail } from './listener/read-mail';
import type { InboundLog } from './port';
import { hangUp, listen, refusal } from './smtp-server';

export interface ListenerSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What stands behind the @ in our own addresses. Mail for anybody else is not passed on. */
  readonly recipientDomains: readonly string[];
  /** Offered to senders, so that nobody in between reads along; without it mail comes in the clear. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Keeps the mail. Only then is its sender told that it arrived; when it throws, the sender is asked to try again later. */
  receive(mail: NewMail): Promise<unknown>;
  /** Asked at each connection: false sends the client away before it has sent anything. */
  readonly isReady?: (() => Promise<boolean>) | undefined;
  readonly limits?: Partial<ListenerLimits> | undefined;
  readonly log: InboundLog;
}

export interface MailListener {
  readonly port: number;
  /** Ends everything, open connections too, within a second. */
  stop(): Promise<void>;
}

/** Takes mail for our own addresses by SMTP, from whoever connects. */
export async function startMailListener(settings: ListenerSettings): Promise<MailListener> {
  const { host, receive, isReady = async () => true, tls, log } = settings;
  const limits = { ...listenerLimits, ...settings.limits };
  const ourDomains = new Set(settings.recipientDomains.map((domain) => domainToASCII(domain)));
  const callers = createCallers(limits.clientsPerAddress);
  const door = createDoor({
    callers,
    connectionMs: limits.connectionMs,
    isReady,
    hangUp: (session) => hangUp(server, session, 421, 'This has taken too long, try again later'),
  });
  const underWay = new Set<Promise<unknown>>();

  const server = new SMTPServer({
    name: settings.recipientDomains[0],
    disabledCommands: tls ? ['AUTH'] : ['STARTTLS', 'AUTH'],
    ...(tls && { ...tls, minVersion: 'TLSv1.2' }),
    disableReverseLookup: true,
    size: limits.messageBytes,
    maxClients: limits.clients,
    maxRecipients: limits.recipients,
    socketTimeout: limits.idleMs,
    closeTimeout: limits.graceMs,
    onConnect: (session, answer) => void door.admit(session).then(() => answer(), answer),
    onClose: door.dismiss,
    onMailFrom({ address }, { remoteAddress: ip }, answer) {
      const sent = callers.send(ip, address);
      if (sent <= limits.mailsPerMinute) return answer();
      // Once: a flood of mails must not become a flood of log lines.
      if (sent === limits.mailsPerMinute + 1)
        log.warn({ ip }, 'Too many mails from one sender in a minute, the rest wait');
      return answer(refusal(451, 'Too many mails, try again later'));
    },
    onRcptTo({ address }, _session, answer) {
      const isOurs = address.toLowerCase() === 'postmaster' || ourDomains.has(domainOf(address));
      return isOurs ? answer() : answer(refusal(550, 'No such address here'));
    },
    onData(stream, session, answer) {
      const taking = take(stream, session).then((isKept) => isKept && answer(null, 'kept'), answer);
      underWay.add(taking);
      void taking.finally(() => underWay.delete(taking));
    },
  });
  server.on('error', ({ message }) => log.warn({ failure: message }, 'A connection that brought mail failed'));

  /** False: the connection was closed instead. */
  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> {
    const ip = session.remoteAddress;
    const raw = await readMail(stream);
    if (raw === undefined) {
      log.warn({ ip, size: stream.byteLength }, 'A mail was cut off: it is too large');
      // Honest senders have seen the limit before they begin; the others are not listened to until they end.
      hangUp(server, session, 552, `Too large, at most ${limits.messageBytes} bytes`);
      return false;
    }
    try {
      await receive({ raw, source: 'smtp', envelope: envelopeOf(session) });
    } catch (error) {
      // Not the error itself: those of databases repeat what was to be written.
      log.warn({ ip, size: raw.length, failure: (error as Error).message }, 'A mail could not be kept');
      throw refusal(451, 'It could not be kept, try again later');
    }
    log.info({ ip, size: raw.length }, 'A mail was kept');
    return true;
  }

  const listening = await listen(server, settings.port, host);
  return {
    port: listening.port,
    async stop() {
      await listening.stop();
      const kept = new AbortController();
      const grace = pause(limits.graceMs, undefined, { signal: kept.signal }).catch(() => undefined);
      // A timer that is left behind would hold the process.
      await Promise.race([Promise.all(underWay).finally(() => kept.abort()), grace]);
    },
  };
}

function envelopeOf({ remoteAddress, hostNameAppearsAs, envelope }: SMTPServerSession): NewMail['envelope'] {
  return {
    ip: remoteAddress,
    helo: hostNameAppearsAs,
    sender: envelope.mailFrom ? envelope.mailFrom.address : null,
    recipients: envelope.rcptTo.map(({ address }) => address),
  };
}

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1));
}
