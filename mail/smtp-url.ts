export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`); otherwise by STARTTLS. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  readonly isLoopback: boolean;
}

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/** @throws when the URL cannot be used, saying what is wrong and never repeating the URL: it may hold a password. */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.parse(text);
  if (url === null) throw new Error('The SMTP URL is not a URL; write it like smtp://user:password@mail.example:587');
  const secure = url.protocol === 'smtps:';
  if (!secure && url.protocol !== 'smtp:') throw new Error('The SMTP URL must start with smtp:// or smtps://');
  if (url.hostname === '') throw new Error('The SMTP URL names no host');
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) {
    throw new Error('The SMTP URL ends with the host and port; a path or settings after "?" are not understood');
  }
  const host = decoded(url.hostname)
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  const user = decoded(url.username);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(user !== '' && { auth: { user, pass: decoded(url.password) } }),
    isLoopback: loopback.includes(host),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error('The SMTP URL has a "%" that must be written as "%25"');
  }
}
