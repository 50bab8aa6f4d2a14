import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 43;
const checksumLength = 6;

/** Finds our tokens in text, for secret scanners. `isBearerToken` then tells a real one from a look-alike. */
export const bearerTokenPattern = /\bcsk_(?:live|demo)_[0-9A-Za-z]{49}\b/;

/** A bearer token: `csk_live_` or `csk_demo_`, 43 random base62 characters (256 bits), and 6 of CRC-32 over all that stands before them. */
export function newBearerToken(environment: 'demo' | 'live'): string {
  const body = `csk_${environment}_` + inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), randomLength);
  return body + checksum(body);
}

/** Also behind a letter, as in `\\ncsk_…` of a text that was written as JSON. */
const anywhere = new RegExp(bearerTokenPattern.source.replaceAll('\\b', ''), 'g');

/** The text without tokens of ours, for logs: no error that comes from elsewhere is trusted to hold none. */
export function withoutBearerTokens(text: string): string {
  return text.replace(anywhere, 'csk_…');
}

const whole = new RegExp(`^${bearerTokenPattern.source}$`);

export type TokenCheck =
  | { readonly kind: 'fits'; readonly environment: 'demo' | 'live' }
  | { readonly kind: 'no-form' }
  /** Mistyped, or made up. */
  | { readonly kind: 'wrong-checksum' };

/** What can be said of a text without asking any server. */
export function checkBearerToken(text: string): TokenCheck {
  if (!whole.test(text)) return { kind: 'no-form' };
  if (text.slice(-checksumLength) !== checksum(text.slice(0, -checksumLength))) return { kind: 'wrong-checksum' };
  return { kind: 'fits', environment: text.startsWith('csk_live_') ? 'live' : 'demo' };
}

/** Whether the text can be one of our tokens. */
export function isBearerToken(text: string): boolean {
  return checkBearerToken(text).kind === 'fits';
}

function checksum(body: string): string {
  return inBase62(BigInt(crc32(body)), checksumLength);
}

function inBase62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; rest > 0n; rest /= 62n) digits = base62[Number(rest % 62n)] + digits;
  return digits.padStart(length, '0');
}
