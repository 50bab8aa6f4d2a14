import { createTransport } from 'nodemailer';
import type { Delivery, Mailer } from './port';
import { judgeFailure } from './smtp-failure';
import { parseSmtpUrl } from './smtp-url';

export interface SmtpSettings {
  /** `smtp://` or `smtps://`, user and password percent-encoded in it. */
  readonly url: string;
  /** Told of trouble with connections that no mail was waiting for. */
  readonly log?: { warn(fields: object, message: string): void } | undefined;
  /** Connections kept open at once. */
  readonly maxConnections?: number | undefined;
  /** Mails sent over one connection before it is replaced. */
  readonly maxMessages?: number | undefined;
  /** Mails per second over all connections; no limit when left out. */
  readonly perSecond?: number | undefined;
}

/**
 * Sends through an SMTP server. TLS is required except on this machine itself.
 * @throws when the URL cannot be used; the message does not repeat it.
 */
export function createSmtpMailer(settings: SmtpSettings): Mailer {
  const server = parseSmtpUrl(settings.url);
  const transport = createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.secure,
    ...(server.auth && { auth: server.auth }),
    requireTLS: !server.isLoopback,
    // On this machine there is nobody in between, and no certificate authority issues for it.
    tls: { rejectUnauthorized: !server.isLoopback },
    maxConnections: settings.maxConnections ?? 3,
    maxMessages: settings.maxMessages ?? 100,
    ...(settings.perSecond !== undefined && { rateLimit: settings.perSecond, rateDelta: 1000 }),
    // One attempt per call: whoever called decides when to try again, and counts it.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const hidden = server.auth ? [server.auth.pass, server.auth.user] : [];
  transport.on('error', (error) =>
    settings.log?.warn({ failure: judgeFailure(error, hidden) }, 'The SMTP connection failed'),
  );

  return {
    async send({ envelope, bytes }, signal): Promise<Delivery> {
      const outcome = await transport
        .sendMail({
          raw: Buffer.from(bytes),
          envelope: { from: envelope.from, to: [envelope.to] },
          ...(signal && { signal }),
        })
        .then(
          ({ response, rejectedErrors: [rejection] = [] }) =>
            rejection ? judgeFailure(rejection, hidden) : ({ kind: 'accepted', response } as const),
          (error: unknown) => {
            if (signal?.aborted) throw error;
            return judgeFailure(error, hidden);
          },
        );
      // Without its cause: that may hold what was said at log-in.
      if (outcome.kind === 'not-now') throw new Error(outcome.message);
      return outcome;
    },
    async close() {
      transport.close({ force: true });
    },
  };
}
