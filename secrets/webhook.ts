import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Messages signed as Standard Webhooks 1.0 has it: HMAC-SHA256 over id, time and body. Over the bytes of the body: libraries that take
 * it for text would find the same signature on bodies that differ in what is no UTF-8, and mail may be in any encoding.
 */
export interface SignedMessage {
  readonly id: string | undefined;
  /** Seconds since 1970. */
  readonly timestamp: string | undefined;
  /** One or more, with their versions, between spaces: while a secret is replaced there are two. */
  readonly signature: string | undefined;
  readonly body: Uint8Array;
}

const toleranceSeconds = 5 * 60;
const secretForm = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

export function isWebhookSecret(secret: string): boolean {
  const { length } = keyOf(secret);
  return length >= 24 && length <= 64;
}

/** Why a message is not believed, for whoever sent it; null when it is. */
export function refuseSigned(secret: string, { id, timestamp, signature, body }: SignedMessage, nowMs: number) {
  if (!id || !timestamp || !signature)
    return 'It needs the headers webhook-id, webhook-timestamp and webhook-signature.';
  if (!/^\d{1,12}$/.test(timestamp)) return 'Its webhook-timestamp is not a number of seconds since 1970.';
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceSeconds)
    return 'Its webhook-timestamp is more than five minutes away from our clock.';
  const expected = signMessage(secret, id, timestamp, body);
  const isSigned = signature.split(' ').some((each) => isSame(each, expected));
  return isSigned ? null : 'Its webhook-signature does not fit the bytes that arrived.';
}

/** The signature with its version, as it stands in the header. */
export function signMessage(secret: string, id: string, timestamp: string, body: Uint8Array): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secretForm.exec(secret)?.[1] ?? '', 'base64');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
