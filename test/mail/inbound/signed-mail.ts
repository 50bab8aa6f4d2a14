import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimSign } from 'mailauth';
import { type DnsAnswers, fileResolver, judgeMail, type Judgement, type JudgeOptions } from '../../../mail/inbound';

/** Mail of ann@mls.example, signed by keys made once per test file, and the DNS that goes with it. */
export const receivedAt = Date.parse('2026-11-24T16:00:00Z');

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const keys = {
  good: rsa(2048),
  weak: rsa(1024),
  broken: rsa(512),
  edwards: generateKeyPairSync('ed25519'),
} as const;
export type KeyName = keyof typeof keys;

export function keyRecord(name: KeyName): string {
  const key: KeyObject = keys[name].publicKey;
  if (name === 'edwards')
    return `v=DKIM1; k=ed25519; p=${String(key.export({ format: 'jwk' }).x)
      .replace(/-/g, '+')
      .replace(/_/g, '/')}=`;
  return `v=DKIM1; k=rsa; p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

export const dns: DnsAnswers = {
  'good._domainkey.mls.example': { TXT: [keyRecord('good')] },
  'weak._domainkey.mls.example': { TXT: [keyRecord('weak')] },
  'broken._domainkey.mls.example': { TXT: [keyRecord('broken')] },
  'edwards._domainkey.mls.example': { TXT: [keyRecord('edwards')] },
  'test._domainkey.mls.example': { TXT: [`${keyRecord('good')}; t=y`] },
  'revoked._domainkey.mls.example': { TXT: ['v=DKIM1; k=rsa; p='] },
  'other._domainkey.mls.example': { TXT: [`${keyRecord('good')}; s=other`] },
  'wrong._domainkey.mls.example': { TXT: [keyRecord('weak')] },
  'down._domainkey.mls.example': { TXT: 'SERVFAIL' },
  'slow._domainkey.mls.example': { TXT: 'TIMEOUT' },
  'two._domainkey.mls.example': { TXT: [keyRecord('good'), keyRecord('weak')] },
  'good._domainkey.news.mls.example': { TXT: [keyRecord('good')] },
  'good._domainkey.evil.example': { TXT: [keyRecord('good')] },
  'good._domainkey.example': { TXT: [keyRecord('good')] },
  '_dmarc.mls.example': { TXT: ['v=DMARC1; p=reject'] },
  '_dmarc.evil.example': { TXT: ['v=DMARC1; p=reject'] },
  'mls.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
  'evil.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
};

export interface MailOptions {
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
  readonly eol?: string;
}

/** A plain mail; a header set to null is left out. */
export function mail({ headers = {}, body = 'Approved\n', eol = '\r\n' }: MailOptions = {}): string {
  const all = {
    From: 'Ann Lee <ann@mls.example>',
    To: 'approvals@countersign.example',
    Subject: 'Re: Request abc-123',
    Date: 'Tue, 24 Nov 2026 15:55:00 +0000',
    'Message-ID': '<reply-1@mls.example>',
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `${lines.join('\n')}\n\n${body}`.replace(/\r?\n/g, eol);
}

export interface SignOptions {
  readonly domain?: string;
  readonly selector?: string;
  readonly key?: KeyName;
  readonly algorithm?: string;
  readonly headerList?: readonly string[];
  readonly bodyLength?: number;
  readonly signTime?: string;
  readonly expires?: string;
  readonly canonicalization?: string;
}

export async function sign(message: string, options: SignOptions = {}): Promise<string> {
  const { domain = 'mls.example', key = 'good', selector = key, headerList, bodyLength, expires, algorithm } = options;
  const entry = {
    signingDomain: domain,
    selector,
    privateKey: keys[key].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    canonicalization: options.canonicalization ?? 'relaxed/relaxed',
    signTime: new Date(options.signTime ?? '2026-11-24T15:55:00Z'),
    ...(expires !== undefined && { expires: new Date(expires) }),
    ...(headerList && { headerList: [...headerList] }),
    ...(algorithm !== undefined && { algorithm }),
    ...(bodyLength !== undefined && { maxBodyLength: bodyLength }),
  };
  const { signatures, errors } = await dkimSign(message, { ...entry, signatureData: [entry] });
  if (errors.length > 0) throw errors[0]!.err;
  return signatures + message;
}

export function judgeText(
  message: string | Buffer,
  options: Partial<JudgeOptions> & { readonly dns?: DnsAnswers } = {},
): Promise<Judgement> {
  const { dns: answers = dns, ...rest } = options;
  const raw = typeof message === 'string' ? Buffer.from(message, 'utf8') : message;
  return judgeMail(raw, { receivedAt, resolver: fileResolver(answers), ...rest });
}

export async function judgeSigned(options: MailOptions, signing: SignOptions = {}): Promise<Judgement> {
  return judgeText(await sign(mail(options), signing));
}

export function withDns(change: DnsAnswers): DnsAnswers {
  return { ...dns, ...change };
}

/** The private key behind `good`, for a forwarder's seal. */
export function sealKey(): string {
  return keys.good.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
