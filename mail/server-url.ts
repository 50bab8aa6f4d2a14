/** A mail server that a setting names. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise by STARTTLS. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  readonly isLoopback: boolean;
  /** What stands behind the host, without the slash. */
  readonly path: string;
}

export interface Protocol {
  readonly scheme: 'smtp' | 'imap';
  readonly port: number;
  /** With TLS from the first byte. */
  readonly securePort: number;
}

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/** @throws when the URL cannot be used, saying what is wrong and never repeating the URL: it may hold a password. */
export function parseServerUrl(text: string, { scheme, port, securePort }: Protocol): MailServer {
  const name = scheme.toUpperCase();
  const url = URL.parse(text);
  if (url === null)
    throw new Error(`The ${name} URL is not a URL; write it like ${scheme}://user:password@mail.example:${port}`);
  const secure = url.protocol === `${scheme}s:`;
  if (!secure && url.protocol !== `${scheme}:`)
    throw new Error(`The ${name} URL must start with ${scheme}:// or ${scheme}s://`);
  if (url.hostname === '') throw new Error(`The ${name} URL names no host`);
  if (url.search !== '' || url.hash !== '')
    throw new Error(`The ${name} URL has settings after "?" or "#", which are not understood`);
  const decoded = decoder(name);
  const host = decoded(url.hostname)
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  const user = decoded(url.username);
  return {
    host,
    port: url.port === '' ? (secure ? securePort : port) : Number(url.port),
    secure,
    ...(user !== '' && { auth: { user, pass: decoded(url.password) } }),
    isLoopback: loopback.includes(host),
    path: decoded(url.pathname.replace(/^\//, '')),
  };
}

function decoder(name: string): (part: string) => string {
  return (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw new Error(`The ${name} URL has a "%" that must be written as "%25"`);
    }
  };
}
