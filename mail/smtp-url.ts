import { type MailServer, parseServerUrl } from './server-url';

/** @throws when the URL cannot be used, without repeating it. */
export function parseSmtpUrl(text: string): MailServer {
  const server = parseServerUrl(text, { scheme: 'smtp', port: 587, securePort: 465 });
  if (server.path !== '') throw new Error('The SMTP URL ends with the host and port; a path is not understood');
  return server;
}
