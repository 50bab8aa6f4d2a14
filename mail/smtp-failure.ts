import { types } from 'node:util';

/** What a failed send means: the recipient's server said no, or nothing is settled yet. */
export type Failure =
  { readonly kind: 'refused'; readonly response: string } | { readonly kind: 'not-now'; readonly message: string };

/** The fields nodemailer puts on its errors. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly permanent?: boolean;
}

/** A full mailbox is answered with a permanent code, but people empty their mailboxes. */
const mailboxFull = /^552\b|\b5\.2\.2\b/;

/**
 * Sorts a failure by what the caller can do. Refused is only a permanent answer about this recipient or this mail: a permanent
 * answer to anything before (greeting, TLS, log-in, our sender address) is about our configuration and must not blame them.
 * `hidden` are the credentials, blotted out of every message in case a server repeats them.
 */
export function judgeFailure(error: unknown, hidden: readonly string[]): Failure {
  const { message, code, command, response, permanent } = asSmtpError(error);
  const aboutRecipient = command === 'RCPT TO' || command === 'DATA';
  if (permanent === true && aboutRecipient && response !== undefined && !mailboxFull.test(response)) {
    return { kind: 'refused', response: blot(response, hidden) };
  }
  const where = command === undefined ? '' : ` at ${command.split(' ', 2).join(' ')}`;
  return { kind: 'not-now', message: blot(`The mail was not sent (${code ?? 'unknown'}${where}): ${message}`, hidden) };
}

function asSmtpError(error: unknown): SmtpError {
  return types.isNativeError(error) ? error : new Error(String(error));
}

function blot(text: string, hidden: readonly string[]): string {
  const encoded = hidden.map((secret) => Buffer.from(secret).toString('base64'));
  return [...hidden, ...encoded]
    .filter((secret) => secret.length > 2)
    .reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
