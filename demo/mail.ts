import { generateKeyPairSync } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { startDemoDns } from './dns';

/** Where a program takes mail. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
}

/** Signs as the mail server of a domain does. */
export interface Signer {
  readonly selector: string;
  readonly privateKey: string;
}

export interface DemoMail {
  /** For the program: whom to ask about senders, and to take mail on a free port. */
  readonly settings: Readonly<Record<'COUNTERSIGN_DNS_SERVERS' | 'COUNTERSIGN_INBOUND_PORT', string>>;
  readonly signer: Signer;
  /** What DNS says: TXT records by name. */
  readonly records: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const selector = 'demo';
/** The MLSs of the demo, a developer, and somebody who is none of them but signs all the same. */
const domains = ['harbor-coast', 'prairie-lakes', 'summit-ridge', 'blue-mesa', 'parkview-apps', 'evil'];

/** The mail systems of the MLSs: a key made just now, and the DNS by which others check what they sign. */
export async function startDemoMail(): Promise<DemoMail> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const records: Record<string, string> = Object.fromEntries(
    domains.flatMap((name) => [
      [`${selector}._domainkey.${name}.example`, `v=DKIM1; k=rsa; p=${key}`],
      [`_dmarc.${name}.example`, 'v=DMARC1; p=reject'],
    ]),
  );
  const { server, stop } = await startDemoDns(records);
  return {
    records,
    settings: { COUNTERSIGN_DNS_SERVERS: server, COUNTERSIGN_INBOUND_PORT: '0' },
    signer: { selector, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    stop,
  };
}

/** Of a mail that is answered. */
export interface Answered {
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** The bytes of an answer as a mail program writes it: some words, files, and what it answers quoted below. */
export async function composeReply(
  from: string,
  { subject, text, headers }: Answered,
  word: string,
  signature?: { readonly domain: string; readonly by: Signer },
  attachments: readonly { readonly filename: string; readonly content: string }[] = [],
): Promise<Buffer> {
  const quoted = text.replace(/^/gm, '> ');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail({
    from,
    to: String(headers['reply-to'] ?? headers['from']),
    attachments: [...attachments],
    subject: `Re: ${subject}`,
    text: `${word}\n\nOn Tuesday, approvals@countersign.example wrote:\n${quoted}\n`,
    ...(signature && {
      dkim: {
        domainName: signature.domain,
        keySelector: signature.by.selector,
        privateKey: signature.by.privateKey,
      },
    }),
  });
  return message as Buffer;
}

/** Hands the bytes over to the server as they are. @throws what it answers, unless it takes them. */
export async function sendRaw({ host, port }: SmtpAddress, from: string, raw: Buffer): Promise<void> {
  const transport = createTransport({ host, port, name: 'mx.mls.example' });
  try {
    await transport.sendMail({ raw, envelope: { from, to: ['approvals@countersign.example'] } });
  } finally {
    transport.close();
  }
}
